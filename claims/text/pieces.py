"""What stands for each word piece of a text before a model makes anything of it, and a safe way to cut a text into
word pieces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

TABLE_FILES = ("pieces.npy", "steps.npy")
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PieceTable:
    """A row of int8 for each word piece of a vocabulary, and what one counts in each row."""

    pieces: NDArray[np.int8]  # vocabulary x width
    steps: Vectors  # vocabulary

    def rows(self, ids: Sequence[int] | NDArray[np.integer]) -> Vectors:
        """The rows of some word pieces: float32, in the shape of the ids x width."""
        return self.pieces[ids] * self.steps[ids][..., np.newaxis]


@cache
def load_table(folder: Path) -> PieceTable:
    """The table in `folder`, mapped into memory: processes share it, and so do the models that begin with the same."""
    pieces, steps = (np.asarray(np.load(folder / name, mmap_mode="r")) for name in TABLE_FILES)
    return PieceTable(pieces, steps)


def load_tokenizer(path: Path, most: int | None = None) -> Tokenizer:
    """A tokenizer that does not pad, and cuts at so many word pieces, if any."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    if most is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(most)
    return tokenizer


def readable(text: str) -> str:
    """A text as a tokenizer takes it: a lone surrogate, which is no character, becomes the
    replacement character. Offsets stay."""
    return LONE_SURROGATE.sub("\ufffd", text)
