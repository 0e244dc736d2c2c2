"""What is of one kind and never the same: "sales" and "profit", "the chairman" and "the chief executive"."""

import itertools
from functools import cache
from typing import NamedTuple

from claims.text.equivalence.alignment import Alignment
from claims.text.equivalence.parts import Kind, Part
from claims.text.equivalence.reading import Reading
from claims.text.equivalence.words import Phrases, rows_of


class Listed(NamedTuple):
    """An entry of the list, and the parts of a text that it stands in."""

    entry: str
    parts: tuple[Part, ...]


def find_apart(a: Reading, b: Reading, alignment: Alignment) -> tuple[Listed, Listed] | None:
    """What either text tells of that the other does not, if the two can never be one; None where nothing is so."""
    ours, theirs = _listed(a), _listed(b)
    both = {each.entry for each in ours} & {each.entry for each in theirs}
    partner = alignment.partner_of()
    for one, other in itertools.product(ours, theirs):
        is_alone = one.entry not in both and other.entry not in both
        if is_alone and _groups()[one.entry] & _groups()[other.entry] and _are_free(one, other, partner):
            return one, other
    return None


def _are_free(one: Listed, other: Listed, partner: dict[int, int]) -> bool:
    """Whether neither is the partner of anything but the other."""
    ours, theirs = ({part.place for part in each.parts} for each in (one, other))
    taken = {place: there for place, there in partner.items() if place in ours or there in theirs}
    return all(place in ours and there in theirs for place, there in taken.items())


def _listed(reading: Reading) -> list[Listed]:
    """What of the list stands in a text, but in a name or before one ("the actor Donald Glover"); worked out once."""
    found: list[Listed] | None = reading.worked_out.get("apart")
    if found is None:
        tokens = [(token, part) for part in reading.parts for token in part.tokens]
        words, found, start = [token for token, _ in tokens], [], 0
        while start < len(words):
            match = _phrases().match(words, start)
            length = match[1] if match else 1
            if match and Kind.NAME not in [part.kind for _, part in tokens[start : start + length + 1]]:
                parts = {part.place: part for _, part in tokens[start : start + length]}
                found.append(Listed(match[0], tuple(parts.values())))
            start += length
        reading.worked_out["apart"] = found
    return found


@cache
def _groups() -> dict[str, frozenset[int]]:
    """Each entry of the list with the lines that it stands in."""
    groups: dict[str, frozenset[int]] = {}
    for number, row in enumerate(rows_of("apart")):
        for entry in row:
            groups[entry] = groups.get(entry, frozenset()) | {number}
    return groups


@cache
def _phrases() -> Phrases:
    return Phrases(_groups())
