"""What keeps two texts apart: each difference with its kind, whether both can still be true, and a sentence."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from claims.text.dates import Tense, tense_of
from claims.text.equivalence.alignment import Alignment, Pair
from claims.text.equivalence.apart import find_apart
from claims.text.equivalence.clauses import is_converse, tells_from_other_side, tells_from_same_side
from claims.text.equivalence.comparisons import (
    find_amounts_swapped,
    find_comparison_swap,
    find_exchange_around,
    find_turned_around,
)
from claims.text.equivalence.names import PLACES_BEHIND, Name, are_one, begins, is_place, stands_for
from claims.text.equivalence.parts import SETS_AGAINST, Kind, Part, names_office
from claims.text.equivalence.quantities import COUNT, SHARE, Agreement, Bound
from claims.text.equivalence.reading import NEED_NOT, Reading
from claims.text.equivalence.swaps import are_turned_against, find_swap
from claims.text.equivalence.times import TimeComparison, compare_times
from claims.text.equivalence.words import is_complementary
from claims.text.lexicons import word_table

SMALL = ("none", "few")
LARGE = ("many", "most", "all")


class Sort(StrEnum):
    """What a difference is about."""

    NUMBER = "number"
    UNIT = "unit"
    TIME = "time"
    NAME = "name"
    ROLES = "roles"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    QUANTIFIER = "quantifier"
    MODALITY = "modality"
    TENSE = "tense"
    RESERVATION = "reservation"
    WEAKER = "weaker"
    THING = "thing"
    MISSING_NUMBER = "missing number"
    MISSING_TIME = "missing time"
    MISSING_NAME = "missing name"


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference: `clashes` if not both can be true, provided that they tell of the same."""

    sort: Sort
    clashes: bool
    said: tuple[str, str]  # by either text, or nothing by one of them
    parts_a: tuple[Part, ...] = ()  # whose place the clash explains
    parts_b: tuple[Part, ...] = ()
    remark: str = ""

    @property
    def reason(self) -> str:
        """The difference in words: "4.9% against 3.9%"."""
        remark = f": {self.remark}" if self.remark else ""
        if all(self.said):
            return f"{self.said[0]} against {self.said[1]}{remark}"
        return f"only one {'names' if self.sort is Sort.MISSING_NAME else 'says'} {''.join(self.said)}{remark}"

    def turned(self) -> "Difference":
        """The same with the texts exchanged."""
        said, other = self.said
        return Difference(self.sort, self.clashes, (other, said), self.parts_b, self.parts_a, self.remark)


@dataclass(frozen=True, slots=True)
class Opposites:
    """Words against each other, one of either text; `is_softened` if a negation takes back a part of that, but there
    is something between: who does not rise need not fall."""

    a: Part
    b: Part
    is_softened: bool


def find_differences(a: Reading, b: Reading, alignment: Alignment) -> list[Difference]:
    """All that keeps two texts apart, what clashes first. Opposites that say the same after all ("not legal" and
    "illegal", "lend to" and "borrow from") are added to the alignment."""
    opposites = list(_opposites(a, b, alignment))
    found = [
        *_numbers(a, b, alignment),
        *_times(compare_times(a.times, b.times)),
        *_led_otherwise(a, b),
        *_names(a, b, alignment),
        *_roles(a, b, alignment),
        *_negations(a, b, alignment, opposites),
        *_quantifiers(a, b),
        *_modality(a, b),
        *_reservations(a, b, alignment),
        *_things(a, b, alignment),
    ]
    swap = next((each for each in found if each.sort is Sort.ROLES), None)  # it can be seen in several ways
    kept = [each for each in found if each.sort is not Sort.ROLES or each is swap]
    return sorted(kept, key=lambda difference: not difference.clashes)


def _numbers(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Difference]:
    for first, second, agreement in alignment.quantities:
        said = (first.text, second.text)
        if agreement is Agreement.COMPATIBLE:
            yield Difference(Sort.WEAKER, False, said, remark="one says less")
        elif agreement is Agreement.EQUAL and {_step(a, first), _step(b, second)} in STEPS_OF_CHANGE:
            yield Difference(Sort.NUMBER, True, (_led(first), _led(second)))
        elif agreement is Agreement.CONFLICTING:
            is_unit = first.quantity and second.quantity and first.quantity.kind != second.quantity.kind
            yield Difference(Sort.UNIT if is_unit else Sort.NUMBER, True, said)
    if a.rates and b.rates and a.rates.isdisjoint(b.rates):
        yield Difference(Sort.UNIT, True, (" and ".join(sorted(a.rates)), " and ".join(sorted(b.rates))))
    yield from (_number_alone(part, b) for part in alignment.more_a)
    yield from (_number_alone(part, a).turned() for part in alignment.more_b)


STEPS_OF_CHANGE = ({"by", "to"}, {"from", "to"}, {"by", "from"})  # "fell by 2%", "fell to 2%"


def _step(reading: Reading, part: Part) -> str:
    """What leads an amount of something that changes; not what leads people, nor the "to" of "amounts to"."""
    before = [each.text for each in reading.parts[: part.place]][-2:]
    is_change = part.quantity is not None and part.quantity.kind != COUNT and "amounts" not in before
    return before[-1] if is_change and before else ""


def _led(part: Part) -> str:
    return f"'{part.preposition} {part.text}'"


def _number_alone(part: Part, other: Reading) -> Difference:
    """An amount that only one text has; it clashes with "all" in the other, and "more than half" is "most"."""
    if _is_most(part) and any(each.label == "most" for each in other.quantifiers):
        return Difference(Sort.QUANTIFIER, False, (f"'{part.text}'", "'most'"))
    if any(each.label == "all" for each in other.quantifiers) and not _is_ordinal(part):
        return Difference(Sort.QUANTIFIER, True, (f"'{part.text}'", "'all'"))
    return Difference(Sort.MISSING_NUMBER, False, (f"'{part.text}'", ""))


def _is_most(part: Part) -> bool:
    quantity = part.quantity
    return quantity is not None and quantity.kind == SHARE and (quantity.value, quantity.bound) == (HALF, Bound.MORE)


HALF = 50.0  # percent


def _is_ordinal(part: Part) -> bool:
    return part.quantity is not None and part.quantity.is_ordinal


def _times(comparison: TimeComparison) -> Iterator[Difference]:
    if comparison.clash:
        yield Difference(Sort.TIME, True, comparison.clash)
    if comparison.missing:
        yield Difference(Sort.MISSING_TIME, False, ("when", ""))


FROM_THEN = frozenset(("from", "since", "after"))
UP_TO_THEN = frozenset(("until", "till", "by", "before"))


def _led_otherwise(a: Reading, b: Reading) -> Iterator[Difference]:
    """One time that the one text counts up to, and the other from: "until Monday", "from Monday"."""
    theirs = {part.time: part for part in b.parts if part.time is not None}
    for part in a.parts:
        other = theirs.get(part.time) if part.time is not None else None
        if other is not None:
            turned = [(part, other), (other, part)]
            if any(x.preposition in FROM_THEN and y.preposition in UP_TO_THEN for x, y in turned):
                yield Difference(Sort.TIME, True, (_led(part), _led(other)))


def _names(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Difference]:
    """Names that stand in each other's place, and those that only one text has."""
    ours = [part for part in alignment.left_a if part.kind is Kind.NAME]
    theirs = [part for part in alignment.left_b if part.kind is Kind.NAME]
    for first in tuple(ours):
        second = next((part for part in theirs if _fits_in_place(first, part)), None)
        if second is not None:
            yield Difference(Sort.NAME, True, (f"'{first.text}'", f"'{second.text}'"), (first,), (second,))
            ours.remove(first)
            theirs.remove(second)
    yield from _names_alone(a, ours, alignment)
    yield from (each.turned() for each in _names_alone(b, theirs, alignment))


def _names_alone(reading: Reading, names: list[Part], alignment: Alignment) -> Iterator[Difference]:
    """Names that only one text has, of whom the other does not tell by another of its names."""
    paired = [part for pair in alignment.pairs for part in (pair.a, pair.b)]
    told = {id(part) for part in paired}
    known = [part.name for part in paired if part.name is not None]
    for part in names:
        if not _is_known(part, known) and not _only_says_whose(reading, part, told):
            yield Difference(Sort.MISSING_NAME, False, (f"'{part.text}'", ""))


def _is_known(part: Part, known: list[Name]) -> bool:
    """Whether a name is told again of whom both texts name: "Carmela Greco ... by Greco"."""
    own = part.name
    return own is not None and any(not own.keys.isdisjoint(name.keys) and are_one(own, name) for name in known)


def _only_says_whose(reading: Reading, part: Part, told: set[int]) -> bool:
    """Whether a name only says where somebody whom both texts name holds an office that both name: the "German" of
    "Merz, the German chancellor"."""
    title = next((each for each in reading.parts[part.place + 1 : part.place + 2] if id(each) in told), None)
    if title is None or not names_office(title) or part.name is None:
        return False
    beside = reading.parts[max(0, part.place - NEAR_TITLE) : title.place + NEAR_TITLE]
    return is_place(part.name) and any(each.kind is Kind.NAME and id(each) in told for each in beside)


NEAR_TITLE = 3  # parts: ", the"


def _fits_in_place(a: Part, b: Part) -> bool:
    """Whether two names do the same in their sentences: both say where, or neither does."""
    if a.name is not None and b.name is not None:
        are_known = a.name.known_as is not None and b.name.known_as is not None
        if stands_for(a.name, b.name) or (begins(a.name, b.name) and not are_known):
            return False  # what happens in Moscow happens in Russia; "Serena" may be "Serena Williams"
    first, second = (part.name is not None and is_place(part.name) for part in (a, b))
    where, there = (part.preposition in PLACES_BEHIND for part in (a, b))
    if first != second:
        return where and there  # "the Ukrainian president" stands for a person, not against one
    return first or where == there


def _roles(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Difference]:
    """The first thing that tells that somebody or something changes places."""
    if swapped := find_swap(a, b, alignment):
        yield Difference(Sort.ROLES, True, swapped)
    elif compared := find_comparison_swap(a, b, alignment):
        sides = (f"'{compared[0]}' before '{compared[1]}'", f"'{compared[1]}' before '{compared[0]}'")
        yield Difference(Sort.ROLES, True, sides, remark="they change sides of the comparison")
    elif amounts := find_amounts_swapped(a, b, alignment):
        yield Difference(Sort.ROLES, True, amounts)
    else:
        turned = (find_turned_around(a, b, alignment, middle) for middle in (*SIDES, "because"))
        yield from (Difference(Sort.ROLES, True, each) for each in itertools.islice(filter(None, turned), 1))


def _opposites(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Opposites]:
    """Words that only one text has, against their opposites that only the other has; those that say the same after all
    are paired instead."""
    theirs = _may_oppose(b, alignment.left_b, a)
    for first in _may_oppose(a, alignment.left_a, b):
        second = next((part for part in theirs if not first.opposites.isdisjoint(part.lemmas)), None)
        if second is None:
            continue
        theirs.remove(second)
        is_turned = first.is_negated != second.is_negated
        is_mended = is_turned and is_complementary(first.lemmas, second.lemmas)
        if is_mended or _tells_other_side(a, b, first, second, alignment):
            alignment.pair(first, second)
        else:
            yield Opposites(first, second, is_turned)
    yield from _converses(a, b, alignment)


def _converses(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Opposites]:
    """Converse verbs that are not listed as opposites: paired where they tell of one thing ("hand to", "receive from"),
    against each other where they tell of two ("resulted in a fire", "resulted from a fire")."""
    for first in alignment.left_a:
        second = next((part for part in alignment.left_b if is_converse(first, part)), None)
        if second is None or not first.opposites.isdisjoint(second.lemmas):
            continue
        if tells_from_other_side(a, b, (first, second), alignment):
            alignment.pair(first, second)
        elif tells_from_same_side(a, b, (first, second), alignment):
            yield Opposites(first, second, is_softened=False)


def _tells_other_side(a: Reading, b: Reading, first: Part, second: Part, alignment: Alignment) -> bool:
    """Whether two opposites tell of one thing: A lends to B, B borrows from A; A is higher than B, B lower than A; A is
    east of B, B west of A."""
    if is_converse(first, second):
        return tells_from_other_side(a, b, (first, second), alignment)
    if first.text in SIDES | IN_OFFICE:
        return find_exchange_around(alignment.pairs, first.place, second.place) is not None
    words = (first.text, second.text)
    is_comparative = any(word.endswith("er") or word in ("more", "less", "fewer") for word in words)
    if is_comparative and find_comparison_swap(a, b, alignment, is_turned=True) is not None:
        return True
    return are_turned_against(alignment)  # the euro rises against the dollar


SIDES = frozenset(("east", "west", "north", "south", "before", "after", "ahead", "behind", "above", "below"))
IN_OFFICE = frozenset(("predecessor", "successor"))


def _may_oppose(reading: Reading, left: list[Part], other: Reading) -> list[Part]:
    """What is left of a text that has opposites: words, and the relations and ordinals that the other text lacks."""
    others = {part.lemmas for part in other.parts if part.kind in (Kind.RELATION, Kind.QUANTITY)}
    small = [part for part in reading.parts if part.kind in (Kind.RELATION, Kind.QUANTITY) and part.opposites]
    return [part for part in left if part.opposites] + [part for part in small if part.lemmas not in others]


def _negations(a: Reading, b: Reading, alignment: Alignment, opposites: list[Opposites]) -> Iterator[Difference]:
    """Words against their opposites, and what only one of the texts turns around."""
    opposed = {id(part) for each in opposites for part in (each.a, each.b)}
    for each in opposites:
        said = (f"'{_shown(each.a)}'", f"'{_shown(each.b)}'")
        if each.is_softened:
            yield Difference(Sort.NEGATION, False, said, remark="there is something between")
        else:
            yield Difference(Sort.OPPOSITE, True, said, (each.a,), (each.b,))
    flips = [pair for pair in alignment.pairs if pair.a.is_negated != pair.b.is_negated and not pair.is_mended]
    in_a = [pair for pair in flips if pair.a.is_negated]
    in_b = [pair for pair in flips if pair.b.is_negated]
    alone_a = [part for part in alignment.left_a if part.is_negated and id(part) not in opposed]
    alone_b = [part for part in alignment.left_b if part.is_negated and id(part) not in opposed]
    balance = len(in_a) + len(alone_a) - len(in_b) - len(alone_b)
    if balance == 0 and (exchanged := _exchanged(a, b, in_a, in_b)):
        yield Difference(Sort.ROLES, True, exchanged)
    elif balance == 0 and (
        moved := _denied_elsewhere(a, [pair.a for pair in in_a], [pair.a for pair in in_b])
        or _denied_elsewhere(b, [pair.b for pair in in_b], [pair.b for pair in in_a])
    ):
        yield Difference(Sort.RESERVATION, False, (f"'not {moved[0].text}'", f"'not {moved[1].text}'"))
    elif balance % 2 == 0 and balance:
        yield Difference(Sort.NEGATION, False, ("denied twice", "") if balance > 0 else ("", "denied twice"))
    elif balance:
        yield _unbalanced(in_a, alone_a) if balance > 0 else _unbalanced(in_b, alone_b, is_second=True)


def _exchanged(a: Reading, b: Reading, in_a: list[Pair], in_b: list[Pair]) -> tuple[str, str] | None:
    """What is told of one and denied of another, and the other way round: "in Santiago, not in Paris" against "in
    Paris, not in Santiago"."""
    for first, second in itertools.product(in_a, in_b):
        is_exchange = first.a.kind is second.a.kind and first.a.lemmas != second.a.lemmas
        if is_exchange and is_set_against(a, first.a) and is_set_against(b, second.b):
            return f"'{second.a.text}, not {first.a.text}'", f"'{first.b.text}, not {second.b.text}'"
    return None


def _denied_elsewhere(reading: Reading, own: list[Part], other: list[Part]) -> tuple[Part, Part] | None:
    """What a text denies of a verb ("did not show that it is harmful"), where the other denies what the verb tells of
    ("showed that it is not harmful"), both as the first text has them; but who does not think that it is thinks that it
    is not."""
    for verb in own:
        following = reading.parts[verb.place + 1 : verb.place + 2]
        if [each.text for each in following] == ["that"] and DENIED_BY_WHO_DENIES.isdisjoint(verb.lemmas):
            behind = next((part for part in other if part.place > verb.place), None)
            if behind is not None:
                return verb, behind
    return None


DENIED_BY_WHO_DENIES = frozenset(("think", "believe", "expect", "suppose", "want", "seem", "appear", "mean", "feel"))


def is_set_against(reading: Reading, part: Part) -> bool:
    """Whether a part is what is not so, beside something that is: "and not the governor", "rather than in Paris"."""
    before = [each for each in reading.parts[: part.place] if each.kind is not Kind.FUNCTION or each.text in JOINING]
    if part.kind is Kind.NAME and before and names_office(before[-1]):
        del before[-1]  # "not Justice Omar Bell"
    if not before or before[-1].text not in SETS_AGAINST:
        return False
    if part.kind is Kind.NAME or before[-1].text != "not":
        return True
    leading = before[-2].text if len(before) > 1 else ""
    is_taken_back = bool(part.preposition) and any(each.text == "but" for each in reading.parts[part.place :])
    return leading in JOINING or leading == "," or is_taken_back


JOINING = frozenset(("and", "but"))


def _unbalanced(flips: list[Pair], alone: list[Part], *, is_second: bool = False) -> Difference:
    """What one text denies and the other does not; no clash where the other does not speak of it at all."""
    if flips:
        return Difference(Sort.NEGATION, True, (f"'{_shown(flips[0].a)}'", f"'{_shown(flips[0].b)}'"))
    denied = f"'not {alone[0].text}'"
    return Difference(Sort.NEGATION, False, ("", denied) if is_second else (denied, ""))


def _shown(part: Part) -> str:
    return f"not {part.text}" if part.is_negated else part.text


def _quantifiers(a: Reading, b: Reading) -> Iterator[Difference]:
    """How many of a kind, in words: few against many clash, all against most only differ."""
    ours, theirs = ([_amount(part) for part in reading.quantifiers] for reading in (a, b))
    if ours == theirs:
        return
    first, second = " and ".join(ours) or "no such word", " and ".join(theirs) or "no such word"
    if len(ours) == len(theirs) == 1:
        clashes = (ours[0] in SMALL) != (theirs[0] in SMALL) and {ours[0], theirs[0]} & set(LARGE) != set()
        limited = _says_only(a) or _says_only(b)
        sort = Sort.WEAKER if {ours[0], theirs[0]} == {"few", "some"} and not limited else Sort.QUANTIFIER
        yield Difference(sort, clashes or limited, (f"'{first}'", f"'{second}'"))
    elif (set(ours) ^ set(theirs)) - {"all"}:
        yield Difference(Sort.QUANTIFIER, False, (f"'{first}'", f"'{second}'"))


def _amount(part: Part) -> str:
    return ("few" if part.label in LARGE else "many") if part.is_negated else part.label


def _says_only(reading: Reading) -> bool:
    return any(part.text.lower() in ("only", "just") for part in reading.parts)


def _modality(a: Reading, b: Reading) -> Iterator[Difference]:
    """How firmly either says it. What will happen is put in the present as well, so that this alone is no difference,
    as long as the other text does not say that it has happened; what must or can happen may be told as what does. "May
    not" and "is barred from" are one; "must not" and "need not", which are near to any model, are always two."""
    first, second = _firmness(a), _firmness(b)
    if first != second:
        if (
            first ^ second == {"may happen"}
            and _forbids(a) + _forbids(b) == 1
            and _say_any([*a.content, *b.content], BARRING)
        ):
            return
        said = [" and ".join(sorted(each)) or "says so plainly" for each in (first, second)]
        is_tense = (first ^ second) <= FIRM and {_tense(a), _tense(b)} != {Tense.PAST, Tense.FUTURE}
        is_tense &= not (first ^ second) >= {"must happen", NEED_NOT}
        sort = Sort.TENSE if is_tense else Sort.MODALITY
        if frozenset((NEED_NOT,)) in (first, second) and (_forbids(a) or _forbids(b)):
            sort = Sort.RESERVATION
        yield Difference(sort, False, (f"'{said[0]}'", f"'{said[1]}'"))


FIRM = frozenset(("will happen", "must happen", "can happen", NEED_NOT))


def _say_any(parts: Iterable[Part], lemmas: frozenset[str]) -> bool:
    """Whether any of the parts says one of some words."""
    return any(not lemmas.isdisjoint(part.lemmas) for part in parts)


# What must not be: "barred", "illegal".
BARRING = frozenset(("ban", "bar", "forbid", "prohibit", "outlaw", "illegal", "disallow", "block", "prevent", "stop"))


def _forbids(reading: Reading) -> bool:
    """Whether a text says that something must not be: "may not enter", "no employer may ask"."""
    denied = [part.place for part in reading.parts if part.kind is Kind.NEGATION]
    firm = [part.place for part in reading.parts if part.text in ("must", "may")]
    return any(place + 1 in denied for place in firm) or any(
        reading.parts[place].label == "nothing" and place < other for place in denied for other in firm
    )


def _firmness(reading: Reading) -> frozenset[str]:
    """How firmly a text says things; "would" is the "will" of reported speech, and what is expected will be."""
    labels = {"will happen" if label == "would happen" else label for label in reading.modality}
    return frozenset(labels - {"will happen"} if labels & {"is expected", "is planned"} else labels)


def _tense(reading: Reading) -> Tense | None:
    return tense_of(reading.text, forwards=True)


def _reservations(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Difference]:
    """What only one text says, and says of the rest that it is not done, not known, or not the whole: "threatens to",
    "probably", "partly"."""
    ranked = _of_another_rank(a, b, alignment.left_a, {pair.a.place for pair in alignment.pairs})
    for part in (*_reserved(alignment.left_a, alignment.left_b, b), *ranked):
        yield Difference(Sort.RESERVATION, False, (f"'{part.text}'", ""))
    ranked = _of_another_rank(b, a, alignment.left_b, {pair.b.place for pair in alignment.pairs})
    for part in (*_reserved(alignment.left_b, alignment.left_a, a), *ranked):
        yield Difference(Sort.RESERVATION, False, ("", f"'{part.text}'"))
    yield from _not_alone(a, b)
    yield from (each.turned() for each in _not_alone(b, a))


def _things(a: Reading, b: Reading, alignment: Alignment) -> Iterator[Difference]:
    """What either text tells of, where the two can never be one: no clash, for both may be told of."""
    if found := find_apart(a, b, alignment):
        said = [" ".join(part.text for part in each.parts) for each in found]
        yield Difference(Sort.THING, False, (f"'{said[0]}'", f"'{said[1]}'"), found[0].parts, found[1].parts)


def _of_another_rank(reading: Reading, other: Reading, left: list[Part], paired: set[int]) -> Iterator[Part]:
    """What makes another of somebody whose title both texts have: "the former mayor", "the mayor-elect"."""
    table = word_table("equivalence/ranks")
    theirs = {table.get(token.plain) for part in other.parts for token in part.tokens}
    theirs |= {rank for entry, rank in table.items() if "-" in entry and entry in other.text.lower()}  # two tokens
    for part in left:
        rank = table.get(part.text.lower())
        if rank is None or rank in theirs or part.text.lower() in ALONE:
            continue
        beside = part.place - 1 if part.text.lower() in BEHIND_TITLE else part.place + 1
        if beside in paired and names_office(reading.parts[beside]):
            yield part


ALONE = frozenset(("once", "then"))  # say so of a title, but not only of titles
BEHIND_TITLE = frozenset(("elect", "designate"))


def _reserved(left: list[Part], other_left: list[Part], other: Reading) -> Iterator[Part]:
    """The reservations that one text has left, of a kind that the other makes none of. That a thing is only said counts
    where nothing is left of the other, as there are many ways to say so."""
    found = [part for part in left if _reservation(part)]
    if _say_any([*left, *other.content], REFUSING):
        found = [part for part in found if _reservation(part) != NOT_DONE]  # "declined an offer", "offered it, said no"
    if found:
        kinds = {_reservation(part) for part in other.parts} | ({ONLY_SAID} if other_left else set())
        yield from (part for part in found if _reservation(part) not in kinds)


def _not_alone(reading: Reading, other: Reading) -> Iterator[Difference]:
    """What only one text calls one of several foremost: "one of the largest", "the largest"."""
    among = ONE_OF_THE_MOST.search(reading.text)
    if among and FOREMOST.search(other.text) and not ONE_OF_THE_MOST.search(other.text):
        yield Difference(Sort.RESERVATION, False, (f"'{among[0]}'", ""))


REFUSING = frozenset(("refuse", "reject", "decline", "turn down", "rebuff", "spurn", "say no"))
ONLY_SAID = "only said"
NOT_DONE = "not done"
NO_SUPERLATIVES = "for|inter|prot|requ|arr|cont|inv|sugg|harv|hon|mod|w|gu|r|t|qu|n|v|ch|z|p|cr"  # "forest", "west"
FOREMOST = re.compile(rf"\b(?:(?!(?:{NO_SUPERLATIVES})est\b)\w+est|most|last|first|only)\b", re.IGNORECASE)
ONE_OF_THE_MOST = re.compile(
    rf"\b(?:(?:one|two|three|four|five|some|few) of|among) (?:the|its|his|her|their)(?: \w+)? {FOREMOST.pattern}",
    re.IGNORECASE,
)


def _reservation(part: Part) -> str:
    table = word_table("equivalence/reservations")
    return next((table[lemma] for lemma in part.lemmas if lemma in table), "") if part.kind is Kind.WORD else ""
