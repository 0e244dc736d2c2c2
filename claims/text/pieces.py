"""The word pieces that the tagger reads: where each lies in the text, and which of them it sees together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.text.paragraphs import Paragraphs

OVERLAP = 4  # a window repeats one part in so many of the one before it
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text, in order: one entry of each array a piece."""

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]  # code points into the text
    ends: NDArray[np.int64]  # exclusive
    opens_word: NDArray[np.bool_]
    opens_paragraph: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)


class Window(NamedTuple):
    """Pieces `start` to `end`, read together; what is found for `keep_start` to `keep_end` counts."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def split_into_pieces(text: str, paragraphs: Paragraphs, tokenizer: Tokenizer) -> Pieces:
    """The word pieces of `text`, a paragraph at a time."""
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    words: list[int | None] = []
    begins: list[int] = []
    # A lone surrogate is no character and the tokenizer refuses it: read as the replacement character, offsets stay.
    readable = LONE_SURROGATE.sub("\ufffd", text)
    for paragraph in paragraphs.spans:
        encoding = tokenizer.encode(paragraph.of(readable), add_special_tokens=False)
        ids += encoding.ids
        spans += [(paragraph.start + start, paragraph.start + end) for start, end in encoding.offsets]
        words += encoding.word_ids
        begins += [paragraph.start] * len(encoding.ids)
    offsets = np.array(spans, dtype=np.int64).reshape(-1, 2)
    opens_paragraph = _changes(np.array(begins, dtype=np.int64))
    return Pieces(
        ids=np.array(ids, dtype=np.int64),
        starts=offsets[:, 0],
        ends=offsets[:, 1],
        opens_word=opens_paragraph | _changes(np.array(words, dtype=np.int64)),
        opens_paragraph=opens_paragraph,
    )


def windows_of(pieces: Pieces, size: int) -> Iterator[Window]:
    """Whole paragraphs packed up to `size` pieces; a longer paragraph in windows that overlap by a quarter."""
    edges = [*np.flatnonzero(pieces.opens_paragraph).tolist(), len(pieces)]
    begun: int | None = None
    for start, end in pairwise(edges):
        if begun is not None and end - begun > size:
            yield Window(begun, start, begun, start)
            begun = None
        if end - start > size:
            yield from _overlapping(start, end, size)
        elif begun is None:
            begun = start
    if begun is not None and begun < len(pieces):
        yield Window(begun, len(pieces), begun, len(pieces))


def _overlapping(start: int, end: int, size: int) -> Iterator[Window]:
    """Windows over one paragraph; a piece counts in the window where it is furthest from an edge."""
    begins = [*range(start, end - size, size - size // OVERLAP), end - size]
    keeps = [start, *((earlier + size + later) // 2 for earlier, later in pairwise(begins)), end]
    for begin, (keep_start, keep_end) in zip(begins, pairwise(keeps), strict=True):
        yield Window(begin, begin + size, keep_start, keep_end)


def _changes(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """True where a value differs from the one before it, and for the first."""
    changed = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
