"""What a trained model makes of two texts: the same claim, a clash, or neither; asked where words leave doubt."""

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from claims.text.embedding import states_of
from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent.parent / "weights" / "equivalence-pairs"


class Opinion(NamedTuple):
    """Logarithms of the probabilities that two texts make the same claim, that they clash, and of neither."""

    same: float
    conflict: float
    neither: float


AGREED = Opinion(math.log(0.98), math.log(0.01), math.log(0.01))  # about a text and itself, which it never learnt of


def opinion_of(a: str, b: str) -> Opinion:
    """What the model makes of two texts, in either order the same. About 1 ms, and 3 ms for each text not seen lately.

    Brackets are passed over, and a sentence is closed that is not. The first 128 word pieces of a
    text (about 100 words) are read.
    """
    if a == b:
        return AGREED
    first, second = (states_of(_sentence(text)) for text in (a, b))
    if not len(first) or not len(second):
        return Opinion(-9.0, -9.0, 0.0)
    inputs = {"a": first[np.newaxis].astype(np.float32), "b": second[np.newaxis].astype(np.float32)}
    (logits,) = _session().run(["logits"], inputs)
    shifted = logits[0].astype(np.float64) - float(logits.max())
    return Opinion(*(float(value) for value in shifted - np.log(np.exp(shifted).sum())))


def _sentence(text: str) -> str:
    """A text as the model has learnt to read it: without brackets, with a full stop."""
    plain = text.replace("[", "").replace("]", "").strip()
    return f"{plain}." if plain[-1:].isalnum() or plain.endswith("%") else plain


def model_version() -> str:
    """The model's name and a hash over the files that make it what it is."""
    return version_of(WEIGHTS, ("about.json", "model.onnx"))


@cache
def _session() -> InferenceSession:
    return open_session(WEIGHTS)
