"""Which part of one text says what which part of the other says."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from claims.text.equivalence.names import PLACES_BEHIND, are_one, stands_for
from claims.text.equivalence.parts import Part
from claims.text.equivalence.quantities import CELSIUS, FAHRENHEIT, PRECISE, Agreement, compare_quantities, in_celsius
from claims.text.equivalence.reading import Reading

SAME_WORD = 1.0
SYNONYM = 0.9
DERIVED = 0.85
ROOT = 0.8


# "aged 71" and "at 71 years", "threefold" and "three times", "a limit of 70" and "70 mph", "£9" and "nine pounds"
OF_ONE_KIND = frozenset(
    frozenset(kinds) for kinds in (("count", "time"), ("count", "fold"), ("count", "speed"), ("weight", "money-gbp"))
)
TEMPERATURES = {FAHRENHEIT, CELSIUS}


class Pair(NamedTuple):
    """A part of either text that say the same, and how surely; `is_mended` if they are opposites that do so all the
    same: "not legal" and "illegal", "lend to" and "borrow from"."""

    a: Part
    b: Part
    strength: float
    is_mended: bool = False


class QuantityPair(NamedTuple):
    """Amounts of one thing, one of either text, and what they say together."""

    a: Part
    b: Part
    agreement: Agreement


@dataclass(slots=True)
class Alignment:
    """The words and names that two texts share, their amounts side by side, and what is left of either."""

    pairs: list[Pair]
    left_a: list[Part]
    left_b: list[Part]
    quantities: list[QuantityPair]
    more_a: list[Part]  # amounts that only the one has
    more_b: list[Part]

    def pair(self, a: Part, b: Part) -> None:
        """Pair two opposites that say the same after all."""
        self.pairs.append(Pair(a, b, SYNONYM, is_mended=True))
        self.left_a = [part for part in self.left_a if part is not a]
        self.left_b = [part for part in self.left_b if part is not b]

    def turned(self) -> "Alignment":
        """The same with the texts exchanged."""
        pairs = [Pair(pair.b, pair.a, pair.strength, pair.is_mended) for pair in self.pairs]
        quantities = [QuantityPair(pair.b, pair.a, pair.agreement) for pair in self.quantities]
        return Alignment(pairs, self.left_b, self.left_a, quantities, self.more_b, self.more_a)

    def partner_of(self) -> dict[int, int]:
        """The place of each aligned part of the first text, with the place of its partner in the second."""
        return {pair.a.place: pair.b.place for pair in self.pairs} | {
            pair.a.place: pair.b.place for pair in self.quantities
        }


def align(a: Reading, b: Reading) -> Alignment:
    """Pair the parts of two texts, the surest and nearest first; none is paired twice."""
    candidates = sorted(_candidates(a, b), reverse=True)
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    pairs = []
    for strength, _, first, second in candidates:
        if first not in taken_a and second not in taken_b:
            taken_a.add(first)
            taken_b.add(second)
            pairs.append(Pair(a.content[first], b.content[second], strength))
    left_a = [part for place, part in enumerate(a.content) if place not in taken_a]
    left_b = [part for place, part in enumerate(b.content) if place not in taken_b]
    return Alignment(pairs, left_a, left_b, *_align_quantities(a.quantities, b.quantities))


def _candidates(a: Reading, b: Reading) -> list[tuple[float, float, int, int]]:
    """How surely two parts say the same, how near they stand (negative), and their places."""
    found = []
    for first, part in enumerate(a.content):
        seen = {second for key in part.keys if key in b.by_key for second in b.by_key[key]}
        for second in seen:
            strength = _strength(part, b.content[second])
            if strength:
                distance = abs(first / len(a.content) - second / len(b.content))
                found.append((strength, -distance, first, second))
    return found


ACTING_AND_ACTED_ON = ({"er", "ee"}, {"or", "ee"})  # endings: "employer", "employee"


def _strength(a: Part, b: Part) -> float:
    if a.name is not None and b.name is not None:
        if are_one(a.name, b.name):
            return SAME_WORD
        is_where = not {a.preposition, b.preposition}.isdisjoint(PLACES_BEHIND)
        return 0.0 if is_where or not stands_for(a.name, b.name) else DERIVED
    if not set(a.lemmas).isdisjoint(b.lemmas):
        return SAME_WORD
    kinds = {key[0] for key in a.keys & b.keys}
    if kinds & {"=", "#"}:
        return SYNONYM
    if {a.lemmas[0][-2:], b.lemmas[0][-2:]} in ACTING_AND_ACTED_ON:
        return 0.0
    return DERIVED if "^" in kinds else ROOT


def _align_quantities(a: list[Part], b: list[Part]) -> tuple[list[QuantityPair], list[Part], list[Part]]:
    """Pair amounts: first those that agree, then what counts the same thing, then what is left of one kind."""
    left_a, left_b = list(a), list(b)
    pairs: list[QuantityPair] = []
    for fits in (_is_same_amount, _counts_the_same, _is_of_one_kind):
        for first in tuple(left_a):
            second = next((part for part in left_b if fits(first, part)), None)
            if second is not None:
                pairs.append(QuantityPair(first, second, _agreement(first, second)))
                left_a.remove(first)
                left_b.remove(second)
    return pairs, left_a, left_b


def _agreement(a: Part, b: Part) -> Agreement:
    if a.quantity is None or b.quantity is None:
        return Agreement.CONFLICTING
    if {a.quantity.kind, b.quantity.kind} == TEMPERATURES:
        is_change = "by" in (a.preposition, b.preposition)
        return compare_quantities(*(in_celsius(each, is_change=is_change) for each in (a.quantity, b.quantity)))
    if a.quantity.kind != b.quantity.kind:
        is_like = frozenset((a.quantity.kind, b.quantity.kind)) in OF_ONE_KIND and _is_of_one_kind(a, b)
        return Agreement.EQUAL if is_like else Agreement.CONFLICTING
    return compare_quantities(a.quantity, b.quantity)


def _is_same_amount(a: Part, b: Part) -> bool:
    is_one_kind = a.quantity is not None and b.quantity is not None and a.quantity.kind == b.quantity.kind
    return is_one_kind and _agreement(a, b) is Agreement.EQUAL


def _counts_the_same(a: Part, b: Part) -> bool:
    return _is_of_one_kind(a, b) and not a.counted.isdisjoint(b.counted)


def _is_of_one_kind(a: Part, b: Part) -> bool:
    """Whether two amounts could be told of one thing: an ordinal never with a cardinal."""
    if a.quantity is None or b.quantity is None or a.quantity.is_ordinal != b.quantity.is_ordinal:
        return False
    if a.quantity.kind == b.quantity.kind or {a.quantity.kind, b.quantity.kind} == TEMPERATURES:
        return True
    return math.isclose(a.quantity.value / a.quantity.unit, b.quantity.value / b.quantity.unit, rel_tol=PRECISE)


def same_times(a: Reading, b: Reading) -> dict[int, int]:
    """The places of times that are told in both texts."""
    theirs = {part.time: part.place for part in b.parts if part.time is not None}
    return {part.place: theirs[part.time] for part in a.parts if part.time in theirs}
