"""The larger encoder: what it makes of two texts in one row, and of one text for a model that adapts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.text.pieces import Vectors, load_tokenizer, readable
from claims.text.trained import FILES, InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent / "weights" / "encoder"
LAYERS, WIDTH = 6, 768
PIECES = 196  # read at once, marks among them
CHARACTERS = 10_000  # more than the word pieces that are read can fill, but for words nobody writes
BEGIN, END = 0, 2  # the ids of the marks around a text

MATRICES = "matrices.npz"
STEPS, COLUMNS = ".steps", ".columns"  # behind the name of a matrix: what its numbers are to be multiplied by
WIDEST = 63  # seven bits, for CPUs whose sums of eight would overflow

# What is added to each matrix of a layer is the product of two that are narrow: `down`, layers x (matrices of the kind
# x) in x rank, and `up`, layers x (matrices of the kind x) rank x out, under the names of `ADAPTED`.
Adapter = Mapping[str, Vectors]
ADAPTED = {"attention": (4, WIDTH, WIDTH), "widening": (WIDTH, 4 * WIDTH), "narrowing": (4 * WIDTH, WIDTH)}


def adapter_shapes(rank: int) -> dict[str, tuple[int, ...]]:
    """The shape of each array of an adapter."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name, (*several, inner, outer) in ADAPTED.items():
        shapes[f"{name}_down"] = (LAYERS, *several, inner, rank)
        shapes[f"{name}_up"] = (LAYERS, *several, rank, outer)
    return shapes


AS_IT_IS: Adapter = {name: np.zeros(shape, np.float32) for name, shape in adapter_shapes(0).items()}


@dataclass(frozen=True, slots=True)
class Encoder:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `tokenizer.json`, `about.json`, `model.onnx`: from `ids` (1 x word pieces) and the arrays of an
    adapter to `logits` (that two texts make the same claim, that they clash, neither) and `mean` (768: over the word
    pieces in the last layer), and `matrices.npz`, which holds the large matrices of that in four bits.
    """

    tokenizer: Tokenizer
    session: InferenceSession

    def cut(self, text: str, most: int) -> list[int]:
        """The first word pieces of a text, without marks."""
        encoding = self.tokenizer.encode(readable(text.strip()[:CHARACTERS]), add_special_tokens=False)
        ids: list[int] = encoding.ids[:most]
        return ids

    def compare(self, first: str, second: str) -> Vectors:
        """The three logits of two texts; half as many word pieces of either are read as fit."""
        most = (PIECES - 4) // 2
        row = [BEGIN, *self.cut(first, most), END, END, *self.cut(second, most), END]
        return self._run("logits", row, AS_IT_IS)

    def row_of(self, text: str, most: int) -> list[int]:
        """At most so many word pieces of a text, the marks around them among these."""
        return [BEGIN, *self.cut(text, most - 2), END]

    def mean(self, row: Sequence[int], adapter: Adapter) -> Vectors:
        """The mean over word pieces in the last layer, as an adapter wants it: 768."""
        return self._run("mean", row, adapter)

    def _run(self, wanted: str, row: Sequence[int], adapter: Adapter) -> Vectors:
        ids: NDArray[np.int64] = np.array([row], np.int64)
        (found,) = self.session.run([wanted], {"ids": ids, **adapter})
        vector: Vectors = found[0]
        return vector


def model_version() -> str:
    """The model's name and a hash over the files that make it what it is."""
    return version_of(WEIGHTS, (*FILES, MATRICES))


def unpacked(packed: NDArray[np.uint8]) -> NDArray[np.int8]:
    """What two numbers in each byte are, -8 to 7, the lower half first: rows x numbers."""
    places = np.empty((*packed.shape, 2), np.int8)
    np.bitwise_and(packed, 15, out=places[..., 0], casting="unsafe")
    np.right_shift(packed, 4, out=places[..., 1], casting="unsafe")
    places -= (places & 8) << 1
    return places.reshape(len(packed), -1)


def read_matrices(folder: Path) -> dict[str, tuple[NDArray[np.int8], Vectors]]:
    """Each matrix that is stored in four bits, by its name: out x in, and the steps, out x blocks, by which a block of
    numbers that follow each other in a row is to be multiplied."""
    with np.load(folder / MATRICES) as held:
        names = [name for name in held.files if not name.endswith(STEPS)]
        return {name: (unpacked(held[name]), held[name + STEPS]) for name in names}


def in_eight_bits(places: NDArray[np.int8], steps: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """A matrix as the model multiplies with it: in x out, and the steps by which a column is to be multiplied."""
    columns = np.abs(steps).max(1) * 8 / WIDEST
    blocks = places.reshape(*steps.shape, -1) * (steps / columns[:, np.newaxis])[..., np.newaxis]
    return np.ascontiguousarray(np.rint(blocks).astype(np.int8).reshape(places.shape).T), columns


@cache
def load_encoder(folder: Path = WEIGHTS) -> Encoder:
    """The encoder in `folder`, once for each process: to be called after a fork, not before."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, stored in read_matrices(folder).items():
        arrays[name], arrays[name + COLUMNS] = in_eight_bits(*stored)
    return Encoder(load_tokenizer(folder / "tokenizer.json"), open_session(folder, arrays))
