"""A text cut wherever something marked in it begins or ends. Pure: no Django, no HTML."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

ROLES = ("source", "cue", "content", "statement")


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of one mention: code points of the text, end exclusive. `role` is one of ROLES."""

    mention: int
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text, and every mark that covers it, in the order in which they begin."""

    text: str
    marks: tuple[Mark, ...] = ()


def find_segments(text: str, marks: Iterable[Mark]) -> Iterator[Segment]:
    """The whole of `text` in pieces, none of them empty; joined they are the text.

    Marks may nest, overlap and begin at the same place. Parts of a mark outside the text are ignored. The time grows
    with the text, with the marks (sorting them) and with what covers each piece.
    """
    opening: defaultdict[int, list[Mark]] = defaultdict(list)
    closing: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        start, end = max(mark.start, 0), min(mark.end, len(text))
        if start < end:
            opening[start].append(mark)
            closing[end].append(mark)
    covering: dict[Mark, None] = {}  # a set that keeps its order
    for start, end in pairwise(sorted({0, len(text), *opening, *closing})):
        for mark in closing[start]:
            covering.pop(mark, None)
        covering |= dict.fromkeys(opening[start])
        yield Segment(text[start:end], tuple(covering))


def marks_of(mention: int, spans: Iterable[tuple[str, Sequence[Sequence[int]]]], shift: int = 0) -> Iterator[Mark]:
    """The marks of a mention whose spans are given by role, in a text that begins `shift` code points later."""
    for role, pieces in spans:
        for start, end in pieces:
            yield Mark(mention, role, start - shift, end - shift)
