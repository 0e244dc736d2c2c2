"""The trained score: how likely it is that a fact-checker calls a sentence a claim worth checking."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from claims.text.encoder import CHARACTERS, Adapter, Encoder, load_encoder
from claims.text.encoder import model_version as encoder_version
from claims.text.pieces import Vectors
from claims.text.trained import version_of

WEIGHTS = Path(__file__).parent.parent / "weights" / "check-worthiness"
SAYS_SOMETHING = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Scorer:
    """The encoder, and what makes a score of a text of it, read from one folder.

    The folder holds `adapter.npz` (the arrays of an adapter, and a linear layer: `head` and `bias`), and `about.json`:
    the model's name, and how many word pieces it reads, marks among them.
    """

    encoder: Encoder
    pieces: int
    adapter: Adapter
    head: Vectors  # 768
    bias: float

    def score(self, text: str) -> float:
        if SAYS_SOMETHING.search(text) is None:
            return 0.0
        return self.score_pieces(self.encoder.row_of(text, self.pieces))

    def score_pieces(self, row: Sequence[int]) -> float:
        """The score of the ids of word pieces, with the marks around them."""
        logit = float(self.head @ self.encoder.mean(row, self.adapter)) + self.bias
        return 1 / (1 + math.exp(-logit))


def score(texts: list[str]) -> list[float]:
    """The probability, 0.0 to 1.0, that each text is a check-worthy factual claim: one sentence each, in order.

    Only the first 128 word pieces (about 100 words) of a text are read. A text without a letter or a figure scores 0.0.
    One at a time: the quantised model scales its activations by the whole batch, so that a sentence's score would
    depend on what it was batched with, and padding is work for nothing.
    """
    return [_score(text.strip()[:CHARACTERS]) for text in texts]


@lru_cache(maxsize=1024)  # what an article states is scored to be found, and again when its claims are weighed
def _score(text: str) -> float:
    return load_scorer().score(text)


def model_version() -> str:
    """The model's name, a hash over the files that make it what it is, and one over those of the encoder."""
    return f"{version_of(WEIGHTS, ('about.json', 'adapter.npz'))}-{encoder_version().rpartition('-')[2]}"


@cache
def load_scorer(folder: Path = WEIGHTS) -> Scorer:
    """The scorer in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    with np.load(folder / "adapter.npz") as held:
        arrays = {name: held[name].astype(np.float32) for name in held.files}
    head, bias = arrays.pop("head"), float(arrays.pop("bias")[0])
    return Scorer(load_encoder(), about["pieces"], arrays, head, bias)
