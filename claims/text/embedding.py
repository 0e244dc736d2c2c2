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

    The folder holds `tokenizer.json`; `pieces.npy`, a row of int8 for each word piece, and `steps.npy`, what one counts
    in each row; `model.onnx` (from `pieces`, texts x word pieces x 384, and `attention_mask` to `embedding`, a row of
    length one for each text); and `about.json`: the model's name, and how many word pieces it reads.
    """

    tokenizer: Tokenizer
    table: NDArray[np.int8]
    steps: Vectors
    session: InferenceSession

    def embed(self, text: str) -> Vectors:
        pieces = self.pieces(text)[np.newaxis]
        mask = np.ones(pieces.shape[:2], np.int64)
        (vectors,) = self.session.run(["embedding"], {"pieces": pieces, "attention_mask": mask})
        vector: Vectors = vectors[0]
        return vector

    def pieces(self, text: str) -> Vectors:
        """What stands for each word piece of a text before anything is made of them: float32, word pieces x 384, with
        the marks at either end."""
        # The tokenizer refuses a lone surrogate, and reads the whole of a text before it cuts it.
        ids = self.tokenizer.encode(LONE_SURROGATE.sub("\ufffd", text.strip()[:CHARACTERS])).ids
        return self.rows(ids)

    def rows(self, ids: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The rows of the table: float32, in the shape of the ids x 384."""
        return self.table[ids] * self.steps[ids][..., np.newaxis]


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
    return version_of(WEIGHTS, ("about.json", "model.onnx", "pieces.npy", "steps.npy", "tokenizer.json"))


@cache
def load_embedder(folder: Path = WEIGHTS) -> Embedder:
    """The embedder in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(about["pieces"])
    table, steps = (np.asarray(np.load(folder / name, mmap_mode="r")) for name in ("pieces.npy", "steps.npy"))
    return Embedder(tokenizer, table, steps, open_session(folder))
