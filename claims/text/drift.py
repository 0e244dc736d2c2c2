"""What changed from one wording of a claim to the next: the words, and what that means for numbers, dates and names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from claims.text.equivalence.alignment import Alignment, align
from claims.text.equivalence.differences import Difference, Sort, find_differences
from claims.text.equivalence.parts import Kind, Part
from claims.text.equivalence.reading import Reading, read

LONGEST = 300  # words that are compared one by one

# A change has a direction: of these it is said which text lacks what.
TOLD_BY_SIDE = frozenset({Sort.MISSING_NUMBER, Sort.MISSING_NAME, Sort.MISSING_TIME})


class Was(StrEnum):
    """What became of a piece of the earlier wording, or that it is new."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that were kept, removed or added together."""

    was: Was
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """From one wording to the next: its words piece by piece, and sentences on what that says differently."""

    pieces: tuple[Piece, ...]
    reasons: tuple[str, ...]


def find_change(a: str, b: str, *, dated_a: date | None = None, dated_b: date | None = None) -> Change:
    """What changed from the earlier wording `a` to `b`; relative dates count from the days that the two are of."""
    return Change(tuple(find_pieces(a, b)), tuple(find_reasons(read(a, dated_a), read(b, dated_b))))


def find_pieces(a: str, b: str) -> Iterator[Piece]:
    """The words of both texts in order; at most LONGEST words of each."""
    before, after = a.split()[:LONGEST], b.split()[:LONGEST]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, start_a, end_a, start_b, end_b in matcher.get_opcodes():
        if what == "equal":
            yield Piece(Was.KEPT, " ".join(before[start_a:end_a]))
            continue
        if start_a < end_a:
            yield Piece(Was.REMOVED, " ".join(before[start_a:end_a]))
        if start_b < end_b:
            yield Piece(Was.ADDED, " ".join(after[start_b:end_b]))


def find_reasons(a: Reading, b: Reading) -> Iterator[str]:
    """What is said differently: "3.9% became 4.9%", "now names 'Berlin'"; numbers first."""
    alignment = align(a, b)
    differences = find_differences(a, b, alignment)
    yield from _numbers(alignment)
    amounts = tuple(f"{pair.a.text} against {pair.b.text}" for pair in alignment.quantities)
    for difference in differences:
        if difference.sort not in TOLD_BY_SIDE and not difference.reason.startswith(amounts):
            yield difference.reason.replace(" against ", " became ")
    if bool(a.times) != bool(b.times):
        yield "no longer says when" if a.times else "now says when"
    yield from (f"no longer names '{name}'" for name in _names(alignment.left_a, differences))
    yield from (f"now names '{name}'" for name in _names(alignment.left_b, differences))


def _numbers(alignment: Alignment) -> Iterator[str]:
    """Amounts that are others now, or meant more or less exactly; not those that are only written otherwise."""
    for pair in alignment.quantities:
        if _meaning(pair.a) != _meaning(pair.b):
            yield f"{pair.a.text} became {pair.b.text}"
    yield from (f"no longer says {part.text}" for part in alignment.more_a)
    yield from (f"now says {part.text}" for part in alignment.more_b)


def _meaning(part: Part) -> tuple[float, str, str] | str:
    quantity = part.quantity
    return (round(quantity.value, 6), quantity.kind, quantity.bound) if quantity else part.text


def _names(left: list[Part], differences: list[Difference]) -> Iterator[str]:
    """The names of one text that no other name of the other text took the place of."""
    replaced = {id(part) for each in differences for part in (*each.parts_a, *each.parts_b)}
    yield from (part.text for part in left if part.kind is Kind.NAME and id(part) not in replaced)
