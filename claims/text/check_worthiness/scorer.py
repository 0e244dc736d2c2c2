"""The trained score: how likely it is that a fact-checker calls a sentence a claim worth checking."""

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from claims.text.pieces import load_tokenizer, readable
from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent.parent / "weights" / "check-worthiness"
CHARACTERS = 10_000  # more than the word pieces that are read can fill, but for words nobody writes
SAYS_SOMETHING = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Scorer:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `model.onnx` (from `input_ids` and `attention_mask` to `probability`, one a row), `tokenizer.json`,
    and `about.json`: the model's name, and how many word pieces it reads.
    """

    tokenizer: Tokenizer
    session: InferenceSession

    def score(self, text: str) -> float:
        if SAYS_SOMETHING.search(text) is None:
            return 0.0
        # The tokenizer reads the whole of a text before it cuts it.
        encoding = self.tokenizer.encode(readable(text.strip()[:CHARACTERS]))
        ids = np.array([encoding.ids], dtype=np.int64)
        (probability,) = self.session.run(["probability"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return float(probability[0])


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
    """The model's name and a hash over the files that make it what it is."""
    return version_of(WEIGHTS)


@cache
def load_scorer(folder: Path = WEIGHTS) -> Scorer:
    """The scorer in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return Scorer(load_tokenizer(folder / "tokenizer.json", about["pieces"]), open_session(folder))
