"""Where a text lies among others by its meaning: a vector of all-MiniLM-L6-v2."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from claims.text.pieces import TABLE_FILES, PieceTable, Vectors, load_table, load_tokenizer, readable
from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent / "weights" / "embedding"
DIMENSIONS = 384
CHARACTERS = 20_000  # more than the word pieces that are read can fill, but for words nobody writes


@dataclass(frozen=True, slots=True)
class Embedder:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `tokenizer.json`; `pieces.npy`, a row of int8 for each word piece, and `steps.npy`, what one counts
    in each row; `model.onnx` (from `pieces`, texts x word pieces x 384, and `attention_mask` to `embedding`, a row of
    length one for each text); and `about.json`: the model's name, and how many word pieces it reads.
    """

    tokenizer: Tokenizer
    table: PieceTable
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
        # The tokenizer reads the whole of a text before it cuts it.
        return self.table.rows(self.tokenizer.encode(readable(text.strip()[:CHARACTERS])).ids)


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
    return version_of(WEIGHTS, ("about.json", "model.onnx", *TABLE_FILES, "tokenizer.json"))


@cache
def load_embedder(folder: Path = WEIGHTS) -> Embedder:
    """The embedder in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    tokenizer = load_tokenizer(folder / "tokenizer.json", about["pieces"])
    return Embedder(tokenizer, load_table(folder), open_session(folder))
