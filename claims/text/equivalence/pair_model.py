"""What trained models make of two texts: the same claim, a clash, or neither; asked where words leave doubt, the larger
one where the smaller leaves some too."""

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from claims.text.embedding import load_embedder
from claims.text.encoder import load_encoder
from claims.text.encoder import model_version as encoder_version
from claims.text.pieces import Vectors
from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent.parent / "weights" / "equivalence-pairs"
PIECES = 96  # read of a text


class Opinion(NamedTuple):
    """Logarithms of the probabilities that two texts make the same claim, that they clash, and of neither."""

    same: float
    conflict: float
    neither: float


AGREED = Opinion(math.log(0.98), math.log(0.01), math.log(0.01))  # about a text and itself, which it never learnt of


def opinion_of(a: str, b: str) -> Opinion:
    """What the smaller model makes of two texts, in either order the same. About 3 ms for two sentences.

    Brackets are passed over, and a sentence is closed that is not. The first 96 word pieces of a
    text (about 75 words) are read.
    """
    return _opinion(_small_logits, a, b)


def second_opinion_of(a: str, b: str) -> Opinion:
    """What the larger encoder makes of two texts, likewise. About 15 ms for two sentences."""
    return _opinion(load_encoder().compare, a, b)


def _opinion(logits_of: Callable[[str, str], Vectors], a: str, b: str) -> Opinion:
    first, second = sorted((as_learnt(a), as_learnt(b)), key=lambda text: (len(text), text))
    if first == second:
        return AGREED
    logits = logits_of(first, second)
    shifted = logits.astype(np.float64) - float(logits.max())
    return Opinion(*(float(value) for value in shifted - np.log(np.exp(shifted).sum())))


def _small_logits(first: str, second: str) -> Vectors:
    (logits,) = _session().run(["logits"], _inputs(*(load_embedder().pieces(text) for text in (first, second))))
    vector: Vectors = logits[0]
    return vector


def as_learnt(text: str) -> str:
    """A text as the model has learnt to read it: without brackets, with a full stop."""
    plain = text.replace("[", "").replace("]", "").strip()
    return f"{plain}." if plain[-1:].isalnum() or plain.endswith("%") else plain


def _inputs(first: Vectors, second: Vectors) -> dict[str, NDArray[Any]]:
    """Both in one row: the mark of a beginning, the first, the mark of an end, the second, that mark again."""
    end = first[-1:]
    row = np.concatenate([first[:-1][: PIECES + 1], end, second[1:-1][:PIECES], end])
    types = np.zeros((1, len(row)), np.int64)
    types[0, min(len(first), PIECES + 2) :] = 1
    return {"pieces": row[np.newaxis], "types": types}


def load_models() -> None:
    """Load both, if they are not loaded yet: as `load_encoder`, after a fork."""
    _session()
    load_encoder()


def model_version() -> str:
    """The names of both models, each with a hash over the files that make it what it is."""
    return f"{version_of(WEIGHTS, ('about.json', 'model.onnx'))} {encoder_version()}"


@cache
def _session() -> InferenceSession:
    return open_session(WEIGHTS)
