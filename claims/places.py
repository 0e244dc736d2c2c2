"""Where in an article an attribution stands."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

ROLES = ("source", "cue", "content")
SpansByRole = Mapping[str, Sequence[Sequence[int]]]


def place_of(spans: SpansByRole) -> str:
    """The hash of the three lists of spans: what makes a mention found again the same mention."""
    return sha256(repr([[list(span) for span in spans[role]] for role in ROLES]).encode()).hexdigest()


def position_of(spans: SpansByRole) -> int:
    """Where it begins, in code points."""
    return min(start for role in ROLES for start, _ in spans[role])
