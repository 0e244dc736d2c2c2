"""Where paragraphs begin and end: at every line, or where lines are only wrapped, at every block of them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from claims.text.records import Span

# Every character that ends a line; a carriage return with a line feed is one end.
LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
ONE_LINE_END = ("\n", "\r\n", "\r")
WRAPS = range(40, 121)  # characters: the widths at which people wrap lines
FEWEST_WRAPPED = 3  # lines: two may fit a width by chance


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The paragraphs of a text in order, none of them blank, line ends left out."""

    spans: tuple[Span, ...]
    starts: tuple[int, ...]

    def place(self, offset: int) -> int:
        """Which paragraph the code point at `offset` belongs to, counted from 0."""
        return max(0, bisect_right(self.starts, offset) - 1)


def split_paragraphs(text: str) -> Paragraphs:
    """The paragraphs of `text`."""
    spans = tuple(span for block in _blocks(text) for span in _paragraphs_in(text, block))
    return Paragraphs(spans, tuple(span.start for span in spans))


def _blocks(text: str) -> Iterator[list[Span]]:
    """Runs of lines with nothing but a line end between them."""
    block: list[Span] = []
    for match in LINE.finditer(text):
        if match.group().isspace():
            continue
        if block and text[block[-1].end : match.start()] not in ONE_LINE_END:
            yield block
            block = []
        block.append(Span(*match.span()))
    if block:
        yield block


def _paragraphs_in(text: str, block: list[Span]) -> Iterator[Span]:
    if _is_wrapped(text, block):
        yield Span(block[0].start, block[-1].end)
        return
    begun = block[0].start
    for line, following in pairwise(block):
        if not text[following.start].islower():
            yield Span(begun, line.end)
            begun = following.start
    yield Span(begun, block[-1].end)


def _is_wrapped(text: str, block: list[Span]) -> bool:
    """Whether the first word of each line would not have fitted onto the line before."""
    if len(block) < FEWEST_WRAPPED:
        return False
    width = max(len(line.of(text).rstrip()) for line in block)
    return width in WRAPS and all(
        len(line.of(text).rstrip()) + 1 + len(following.of(text).split(None, 1)[0]) > width
        for line, following in pairwise(block)
    )
