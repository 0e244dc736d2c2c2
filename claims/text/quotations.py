"""What stands in quotation marks: straight, curly or doubled, left open, or going on over several paragraphs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.text.paragraphs import Paragraphs
from claims.text.records import Kind, Span

OPENERS, CLOSERS = "“„«", "”»"
GERMAN_CLOSERS = '“”"'
# A doubled mark is two apostrophes or two accents. A single mark is one only where it cannot be an apostrophe.
MARK = re.compile(
    r"``|''|‘‘|’’|[\"“”„«»]"
    r"|(?<![^\s(\[—–\-\"“])['‘](?=[^\W\d_])(?!(?:em|tis|twas|til|cause|n)\b)"
    r"|(?<=[.,!?…])['’](?![^\W_])"
)
SINGLE = "'‘’"
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quoted stretches of a text, marks included: in order, apart, none across a paragraph."""

    spans: tuple[Span, ...]
    starts: tuple[int, ...]
    goes_on: frozenset[int]  # places of those that the next one goes on with, in the next paragraph

    def place_at(self, offset: int) -> int | None:
        """Which quotation the code point at `offset` is in, if any."""
        place = bisect_right(self.starts, offset) - 1
        return place if place >= 0 and offset < self.spans[place].end else None

    def within(self, span: Span) -> list[Span]:
        """What of `span` is quoted."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        last = bisect_right(self.starts, span.end - 1)
        return [
            Span(max(quoted.start, span.start), min(quoted.end, span.end))
            for quoted in self.spans[first:last]
            if quoted.meets(span)
        ]

    def around(self, span: Span) -> tuple[Span, ...]:
        """The quotations at either end of `span`: that its first or last character is in, or that are next to it."""
        first, last = bisect_right(self.starts, span.start), bisect_right(self.starts, span.end)
        return tuple(self.spans[place] for place in {first - 1, first, last - 1, last} if self._is_near(place, span))

    def _is_near(self, place: int, span: Span) -> bool:
        return 0 <= place < len(self.spans) and Span(span.start - 1, span.end + 1).meets(self.spans[place])


def find_quotations(text: str, paragraphs: Paragraphs) -> Quotations:
    """The quotations of `text`. One that nothing closes ends with its paragraph."""
    spans: list[Span] = []
    goes_on: set[int] = set()
    open_mark = ""
    for paragraph in paragraphs.spans:
        words = paragraph.of(text).lstrip()
        if open_mark and words.startswith(open_mark):
            goes_on.add(len(spans) - 1)
        found = list(_quotations_in(text, paragraph))
        spans += [span for span, _ in found]
        open_mark = found[-1][1] if found else ""
    return Quotations(tuple(spans), tuple(span.start for span in spans), frozenset(goes_on))


def kind_of(text: str, content: Sequence[Span], quotations: Quotations) -> Kind:
    """Direct when every word of the content is quoted, mixed when some are, else indirect."""
    quoted = unquoted = False
    for span in content:
        outside = span.start
        for inside in quotations.within(span):
            quoted = quoted or WORD.search(text, inside.start, inside.end) is not None
            unquoted = unquoted or WORD.search(text, outside, inside.start) is not None
            outside = inside.end
        unquoted = unquoted or WORD.search(text, outside, span.end) is not None
    if quoted:
        return Kind.MIXED if unquoted else Kind.DIRECT
    return Kind.INDIRECT


def with_marks(text: str, span: Span, quotations: Quotations) -> Span:
    """A span, with the marks of the first and the last quotation in it if it has all their words."""
    start, end = span.start, span.end
    for quoted in quotations.around(span):
        if not (WORD.search(text, quoted.start, span.start) or WORD.search(text, span.end, quoted.end)):
            words = quoted.of(text)
            start = min(start, quoted.end - len(words.lstrip()))
            end = max(end, quoted.start + len(words.rstrip()))
    return Span(start, end)


def _quotations_in(text: str, paragraph: Span) -> Iterator[tuple[Span, str]]:
    """Each quotation of a paragraph, with its opening mark where nothing closes it, else ''."""
    opened: re.Match[str] | None = None
    behind = paragraph.start
    for mark in MARK.finditer(text, paragraph.start, paragraph.end):
        if opened is None:
            if _opens(text, mark, paragraph):
                opened = mark
            elif mark.group() not in SINGLE and not _is_measure(text, mark):
                # It closes what was never opened: quoted from the start of the paragraph, or from the last quotation.
                if WORD.search(text, behind, mark.start()):
                    yield Span(behind, mark.end()), ""
                behind = mark.end()
        elif _closes(opened.group(), mark.group(), _opens(text, mark, paragraph)):
            yield Span(opened.start(), mark.end()), ""
            behind = mark.end()
            opened = None
    if opened and opened.group() not in SINGLE:
        yield Span(opened.start(), paragraph.end), opened.group()


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """Whether a mark stands where one opens: white space or a bracket before it, a word behind it."""
    if mark.group() in OPENERS or mark.group() in ("``", "‘‘"):
        return True
    if mark.group() in CLOSERS or mark.group() == "’’":
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    return not after.isspace() and (before.isspace() or before in "([{—–-'‘/")


def _closes(opened: str, mark: str, looks_opening: bool) -> bool:
    if opened in "'‘":
        return mark in "'’" and not looks_opening
    if opened == "„":
        return mark in GERMAN_CLOSERS
    return mark not in SINGLE and not looks_opening


def _is_measure(text: str, mark: re.Match[str]) -> bool:
    """Inches and seconds: 5" or 6' 2"."""
    return mark.start() > 0 and text[mark.start() - 1].isdigit()
