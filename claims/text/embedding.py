"""Where a text lies among others by its meaning: a vector of all-MiniLM-L6-v2."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent / "weights" / "embedding"
DIMENSIONS = 384
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
CHARACTERS = 20_000  # more than the word pieces that are read can fill, but for words nobody writes

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Embedder:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `model.onnx` (from `input_ids` and `attention_mask` to `embedding`, a row of length one each),
    `tokenizer.json`, and `about.json`: the model's name, and how many word pieces it reads.
    """

    tokenizer: Tokenizer
    session: InferenceSession

    def embed(self, text: str) -> Vectors:
        # The tokenizer refuses a lone surrogate, and reads the whole of a text before it cuts it.
        encoding = self.tokenizer.encode(LONE_SURROGATE.sub("\ufffd", text.strip()[:CHARACTERS]))
        ids = np.array([encoding.ids], dtype=np.int64)
        (vectors,) = self.session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return vectors[0]


def embed(texts: Sequence[str]) -> Vectors:
    """A vector of length one for each text, in order: float32, texts x 384. The cosine of two is their product.

    Only the first 256 word pieces (about 200 words) of a text are read. One at a time: the quantised model scales its
    activations by the whole batch, so that a vector would depend on what its text was batched with.
    """
    embedder = load_embedder()
    vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for place, text in enumerate(texts):
        vectors[place] = embedder.embed(text)
    return vectors


def model_version() -> str:
    """The model's name and a hash over the files that make it what it is."""
    return version_of(WEIGHTS)


@cache
def load_embedder(folder: Path = WEIGHTS) -> Embedder:
    """The embedder in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(about["pieces"])
    return Embedder(tokenizer, open_session(folder))
