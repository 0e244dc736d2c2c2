"""What parts beside a part tell of it: the unit of a range, the month of a day, whose age it is, what leads it, that it
is denied."""

from dataclasses import replace
from itertools import pairwise

from claims.text.equivalence.names import capital_of, is_place
from claims.text.equivalence.parts import SETS_AGAINST, Kind, Part, function_of, names_office
from claims.text.equivalence.quantities import COUNT, ORDINAL, SHARE, in_years, sharing
from claims.text.equivalence.times import names_month
from claims.text.lexicons import word_table

NEAREST_NOUNS = 3
POSSESSIVES = frozenset(("his", "her", "its", "their", "my", "our", "your"))


def heed_neighbours(parts: list[Part]) -> None:
    """Note at each part of a text what those beside it tell of it."""
    _heed_ranges(parts)
    _heed_ages(parts)
    _heed_ordinals(parts)
    _heed_capitals(parts)
    _heed_prepositions(parts)
    _heed_negations(parts)
    _heed_counted(parts)


def _heed_ranges(parts: list[Part]) -> None:
    """Give the first number of "ten to 14 million", "5-6 percent", "3 and 4 June" what only the second is told with;
    and a day what only the one before it is: "June 3 and 4"."""
    for place, first in reversed(list(enumerate(parts))):
        joining, second, behind = [*parts[place + 1 : place + 4], None, None, None][:3]
        if joining is None or second is None or joining.text not in JOINS_NUMBERS:
            continue
        if first.quantity is not None and second.quantity is not None:
            if joining.text != "and" or (place and parts[place - 1].text == "between"):
                first.quantity = sharing(first.quantity, second.quantity)
        elif first.quantity is not None:
            _heed_day(first, second)
        elif second.quantity is not None and (
            behind is None or behind.kind in (Kind.MARK, Kind.TIME) or joining.text == RANGE
        ):
            _heed_day(second, first)  # not in "on 3 June and 4 people", "on 3 June and 12 on 5 June"


RANGE = "-"
JOINS_NUMBERS = frozenset(("to", "and", "or", RANGE))


def _heed_day(part: Part, other: Part) -> None:
    """Make a day of a bare number that stands beside one written with its month: of the "3" in "3 and 4 June"."""
    quantity = part.quantity
    is_day = quantity is not None and quantity.kind == COUNT and part.text.isdecimal() and 1 <= quantity.value <= 31
    if is_day and quantity is not None and other.time is not None and other.time.day and names_month(other.tokens):
        part.kind, part.quantity, part.weight = Kind.TIME, None, 0.0
        part.time = replace(other.time, day=int(quantity.value), weekday=None)


def _heed_ages(parts: list[Part]) -> None:
    """Count in years how old somebody is: "the boy, 12, was found"; not "in Ohio, 12"."""
    for before, mark, part, behind in zip(parts, parts[1:], parts[2:], [*parts[3:], None], strict=False):
        is_aside = mark.text == "," and (behind is None or behind.text in (",", ";", "."))
        quantity = part.quantity
        is_number = quantity is not None and quantity.kind == COUNT and part.text.isdecimal()
        is_somebody = before.is_content and not (before.name is not None and is_place(before.name))
        if is_aside and is_number and is_somebody and quantity is not None and quantity.value <= OLDEST:
            part.quantity = in_years(quantity)


OLDEST = 120


def _heed_ordinals(parts: list[Part]) -> None:
    """Take "number four" and "round two" for the fourth and the second; "the rebels number 20" is a count."""
    for before, part in pairwise(parts):
        is_count = part.quantity is not None and part.quantity.kind == COUNT and part.quantity.value in SOME_ORDINALS
        leading = parts[before.place - 1] if before.place else None
        are_counted = leading is not None and leading.kind is before.kind is Kind.WORD and leading.text.endswith("s")
        is_numbered = before.text in NUMBERED and not are_counted
        if is_numbered and is_count and part.quantity is not None:
            part.quantity = replace(part.quantity, kind=ORDINAL, is_ordinal=True)


SOME_ORDINALS = range(1, 31)
NUMBERED = frozenset(("number", "round"))


def _heed_capitals(parts: list[Part]) -> None:
    """Take "the Rwandan capital" and "Rwanda's capital" for the name of the city; and leave it to that name where it
    stands behind: "the Rwandan capital Kigali"."""
    for part, noun, behind in zip(parts, parts[1:], [*parts[2:], None], strict=False):
        capital = capital_of(part.name) if part.name is not None and noun.lemmas[:1] == ("capital",) else None
        if capital is None or (behind is not None and not OF_MONEY.isdisjoint(behind.lemmas)):
            continue
        if behind is not None and behind.name is not None and behind.name.words == capital.words:
            part.kind, part.lemmas = Kind.FUNCTION, ()
        else:
            text = f"{part.text} {noun.text}"
            part.name = replace(capital, text=text)
            part.text, part.keys, part.lemmas = text, part.name.keys, part.name.words
        noun.kind, noun.weight, noun.lemmas = Kind.FUNCTION, 0.0, ()


OF_MONEY = frozenset(  # behind "capital", which is no city then
    ("market", "control", "gain", "flow", "inflow", "outflow", "flight", "goods", "good", "spending", "investment")
)
OF_MONEY |= {"punishment", "requirement", "account", "crime", "expenditure", "base", "letter"}


def _heed_prepositions(parts: list[Part]) -> None:
    """Note the preposition that leads each part, over determiners and the words of its own phrase."""
    leading = before_amount = ""
    prepositions = {word for word, kind in word_table("equivalence/function_words").items() if kind == "preposition"}
    for part in parts:
        if part.text == RANGE:
            continue
        if _is_amount(part):
            before_amount = leading
        if part.text == "of" and part.place and _is_amount(parts[part.place - 1]):
            leading = before_amount  # "by one of the men", "two of the ships"
        elif part.text == "of" and leading == "out":
            continue  # "out of the city"
        elif part.kind is Kind.RELATION or (part.kind is Kind.FUNCTION and part.text in prepositions):
            leading = part.text
        elif part.kind is Kind.MARK or (part.kind is Kind.FUNCTION and part.lemmas and not _is_determiner(part)):
            leading = ""
        else:
            part.preposition = leading
            is_number = part.kind is Kind.QUANTIFIER or (part.quantity is not None and part.quantity.kind == COUNT)
            if not (is_number or part.kind is Kind.WORD or _is_determiner(part)):  # "by 20 soldiers"
                leading = ""
            elif len(part.tokens) > 1 and part.tokens[-1].plain in prepositions:
                leading = part.tokens[-1].plain  # "take place in"


def _is_amount(part: Part) -> bool:
    """Whether a part says how many of what follows "of": "two of the ships", but not "two litres of oil"."""
    is_count = part.quantity is not None and part.quantity.kind in (COUNT, SHARE)
    return is_count or part.kind is Kind.QUANTIFIER or part.text == "one"


def _is_determiner(part: Part) -> bool:
    return part.text in POSSESSIVES or function_of(part) in ("determiner", "filler")


def _heed_negations(parts: list[Part]) -> None:
    """Turn around what each negation stands before: the next word that says something."""
    for place, part in enumerate(parts):
        if part.kind is not Kind.NEGATION:
            continue
        target = _target(parts, place, part.label)
        if target is not None:
            target.is_negated = not target.is_negated


def _target(parts: list[Part], place: int, label: str) -> Part | None:
    """What a negation turns around; for "nobody" and "no such thing", the next word all the same. A name only where
    it stands alone right behind: "in Santiago, not in Paris"."""
    is_next = parts[place].text in SETS_AGAINST
    for part in parts[place + 1 :]:
        following = parts[part.place + 1 : part.place + 2]
        is_alone = is_next and not (following and following[0].kind is Kind.WORD)
        if is_next and following and following[0].kind is Kind.NAME and names_office(part):
            continue  # "not Justice Omar Bell"
        if part.kind in (Kind.WORD, Kind.QUANTIFIER) or (part.kind is Kind.NAME and (label == "nothing" or is_alone)):
            return part
        is_next = is_next and part.kind is Kind.FUNCTION
        if part.kind is Kind.MARK and part.text in ".;?!":
            return None
    return next((part for part in reversed(parts[:place]) if part.kind is Kind.WORD), None)


def _heed_counted(parts: list[Part]) -> None:
    for place, part in enumerate(parts):
        if part.kind is Kind.QUANTITY:
            behind = [each for each in parts[place + 1 : place + 6] if each.kind in (Kind.WORD, Kind.NAME)]
            part.counted = frozenset(key for each in behind[:NEAREST_NOUNS] for key in each.keys)
