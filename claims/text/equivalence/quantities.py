"""Amounts in a text: figures and number words, units, how exactly they are meant; and what two of them say together."""

import math
from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from claims.text.equivalence.words import Phrases, Token
from claims.text.lexicons import word_set, word_table

CURRENCIES = {"$": "money-usd", "US$": "money-usd", "€": "money-eur", "£": "money-gbp", "¥": "money-jpy"}
CURRENCIES |= {"EUR": "money-eur", "USD": "money-usd", "GBP": "money-gbp", "JPY": "money-jpy"}
COUNT = "count"
ORDINAL = "ordinal"
SHARE = "share"
FOLD = "fold"
NEAR = 0.1  # how far "about" reaches, as a share of the number
PRECISE = 1e-6
AROUND_CONVERSIONS = 0.02  # what is lost when a unit is converted and rounded
PER = frozenset(("a", "an", "per", "each", "every"))
NUMBER_PARTS = frozenset(("and",))
AWAY = ("ago", "later", "earlier")
AND_A_HALF = ("and", "a", "half")
ALL_BUT = ("all", "but")
MAGNITUDES = {"tens": 10.0, "dozens": 12.0, "hundreds": 100.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
JUST_OVER, JUST_UNDER = ("just over", "slightly more"), ("just under", "nearly", "almost")
PAIRS = (("a", "couple", "of"), ("a", "pair", "of"))
MEASURED_IN_METRES = frozenset(("tall", "high", "long", "wide", "deep", "race", "sprint", "tower"))
YEARS = range(1000, 2100)
YEAR_GOES_ON = frozenset(("in", "by", "at", "on", "and", "but", "when", "as", "for", "to", "from"))
LASTING = frozenset(("within", "last", "lasts", "lasted", "take", "takes", "took"))  # "a week"
LARGE_SUM = 10_000  # of pounds: nobody weighs as many
ADDED_UP = frozenset(("time", "length", "weight", "volume"))  # "two hours and ten minutes"
HOW_OFTEN = {"once": 1.0, "twice": 2.0, "thrice": 3.0}  # "a month"
FAHRENHEIT, CELSIUS = "fahrenheit", "degree"
FREEZING, DEGREES_A_DEGREE = 32.0, 1.8  # in Fahrenheit, of a degree Celsius


class Bound(StrEnum):
    """How a number is meant."""

    EXACT = "exact"
    ABOUT = "about"
    MORE = "more"
    LESS = "less"


class Agreement(StrEnum):
    """What two amounts of the same thing say together."""

    EQUAL = "equal"
    COMPATIBLE = "compatible"  # both can hold, one says less
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount: `value` in the first unit of its `kind` (shares in percent), as the text puts it, how it is meant."""

    value: float
    kind: str
    unit: float  # how many of the kind's first unit one of the text's is; for shares told from percent: a whole
    bound: Bound
    text: str
    is_ordinal: bool = False


class Found(NamedTuple):
    """An amount and how many tokens it takes."""

    quantity: Quantity
    length: int


class Number(NamedTuple):
    value: float
    length: int
    is_share: bool = False
    is_ordinal: bool = False
    unit: str | None = None  # that stands inside


def find_quantity(tokens: list[Token], start: int) -> Found | None:
    """The amount that begins at a token, if one does: tolerance, currency, number, unit."""
    if start >= len(tokens) or not _may_begin(tokens[start]):
        return None
    if magnitude := _magnitude(tokens, start):
        return magnitude
    tolerance = _tolerances().match(tokens, start)
    bound = Bound(word_table("equivalence/tolerances")[tolerance[0]]) if tolerance else Bound.EXACT
    place = start + (tolerance[1] if tolerance else 0)
    if place >= len(tokens):
        return None
    currency = CURRENCIES.get(tokens[place].written)
    number = _number(tokens, place + (currency is not None))
    is_behind = start > 0 and tokens[start - 1].plain in LASTING and not _leads_to(tokens, place + 1, ("second",))
    if number is None and (tolerance or is_behind or _leads_to(tokens, place + 2, AWAY) or _is_added_to(tokens, place)):
        number = _one(tokens, place)
        if number is not None and tolerance and _leads_to(tokens, place + number.length + 1, AWAY):
            return None  # "lower than a year ago"
    if number is None or (number.is_ordinal and tolerance):
        return None
    if bound is Bound.ABOUT and tokens[place].plain.isdecimal() and number.value in YEARS:
        behind = tokens[place + 1 : place + 2]
        if not behind or not behind[0].is_word or behind[0].plain in YEAR_GOES_ON:
            return None  # "around 1900"
    place += number.length + (currency is not None)
    kind, unit, length = _unit(tokens, place, number, currency)
    if kind == COUNT and start and tokens[start - 1].plain == "aged":
        kind, unit = _units()["year"]
    if kind == "weight" and number.value >= LARGE_SUM and tokens[place].lemmas[0] == "pound":
        kind, unit = "money-gbp", 1.0
    value, end = number.value * unit, place + length
    while smaller := _smaller(tokens, end, kind, unit):
        value, unit, end = value + smaller[0], smaller[1], smaller[2]
    text = _written(tokens[start:end])
    quantity = Quantity(value, kind, 100.0 if number.is_share else unit, bound, text, number.is_ordinal)
    return Found(quantity, end - start)


def _may_begin(token: Token) -> bool:
    """Whether an amount may begin at a token: at most words none does, and to look closer is dear."""
    return (
        token.plain in _beginnings()
        or token.plain[0].isdecimal()
        or token.plain[0] == "-"
        or token.written in CURRENCIES
        or token.plain.endswith("fold")
        or any(lemma in _tolerances().by_first for lemma in token.lemmas)
    )


def _smaller(tokens: list[Token], place: int, kind: str, unit: float) -> tuple[float, float, int] | None:
    """The ten minutes of "two hours and ten minutes" or "two hours, ten minutes", their unit, and where they end."""
    place += _leads_to(tokens, place, ("and", ","))
    number = _cardinal(tokens, place) if kind in ADDED_UP and place < len(tokens) else None
    if number is None:
        return None
    other, size, length = _unit(tokens, place + number.length, number, None)
    end = place + number.length + length
    is_added = other == kind and size < unit and not _leads_to(tokens, end, COUNTED_FROM)
    return (number.value * size, size, end) if is_added else None


COUNTED_FROM = (*AWAY, "after", "before", "ahead", "behind", "into", "from")  # "two years, six months after his arrest"


def _is_added_to(tokens: list[Token], place: int) -> bool:
    """Whether a unit without a number has more behind it: "an hour and twenty minutes"."""
    unit = _unit_phrases().match(tokens, place + 1) if place + 1 < len(tokens) else None
    return unit is not None and _smaller(tokens, place + 1 + unit[1], *_units()[unit[0]]) is not None


def _magnitude(tokens: list[Token], start: int) -> Found | None:
    """ "hundreds of people", "tens of thousands of euros", "several thousand": more than one of these."""
    place, value = start, 1.0
    some = next((words for words in (("several",), ("a", "few")) if _reads(tokens, start, words)), ())
    if some and _leads_to(tokens, start + len(some), _scale_words()):
        value, length = _scale(tokens, start + len(some))
        place += len(some) + length
    while place < len(tokens) and tokens[place].plain in MAGNITUDES:
        value *= MAGNITUDES[tokens[place].plain]
        place += 1 + _leads_to(tokens, place + 1, ("of",))
    if place == start:
        return None
    kind, unit, length = _unit(tokens, place, Number(value, 0), None)
    text = _written(tokens[start : place + length]).removesuffix(" of")
    return Found(Quantity(value * unit, kind, unit, Bound.MORE, text), place + length - start)


def find_rate(tokens: list[Token], start: int) -> tuple[str, int] | None:
    """What an amount is counted by ("a day", "per month"), and how many tokens that takes."""
    if start + 1 >= len(tokens) or tokens[start].plain not in PER or _leads_to(tokens, start + 2, (*AWAY, "and")):
        return None
    unit = next((lemma for lemma in tokens[start + 1].lemmas if lemma in _units()), None)
    if unit == "second" and tokens[start].plain != "per":
        return None  # "a second term"
    if unit is None or not _units()[unit][0].startswith(("time", "volume", "weight", "length", "area")):
        return None
    return unit, 2


def sharing(a: Quantity, b: Quantity) -> Quantity:
    """The five of "five to six million", "5-6 percent" and "$5 to $6 billion": what stands before a range or another
    amount takes over scale and unit from behind it, where it has none of its own."""
    scale = _told_scale(b)
    is_bare = a.kind == COUNT and not a.is_ordinal
    is_part = b.kind == SHARE and b.unit != 1.0  # "two thirds"
    if not (is_bare or a.kind == b.kind) or b.kind == ORDINAL or is_part or _told_scale(a) > 1:
        return a
    unit = b.unit if is_bare else 1.0
    scale = scale if a.value * unit <= WIDEST_RANGE * b.value / scale else 1.0  # not in "50 to two hundred"
    return replace(a, value=a.value * scale * unit, kind=b.kind, unit=b.unit)


WIDEST_RANGE = 4  # of what stands before a scale, over what stands behind "to"


def _told_scale(quantity: Quantity) -> float:
    """The million of "six million", as far as it is told in a word."""
    words = quantity.text.lower().split()
    return math.prod(_scale_words().get(word, 1.0) for word in words if quantity.kind != "length" or word != "m")


def in_celsius(a: Quantity, *, is_change: bool) -> Quantity:
    """A temperature, or how far one has changed, in degrees Celsius."""
    if a.kind != FAHRENHEIT:
        return a
    value = (a.value - (0.0 if is_change else FREEZING)) / DEGREES_A_DEGREE
    return replace(a, value=value, kind=CELSIUS, unit=1 / DEGREES_A_DEGREE)


def in_years(a: Quantity) -> Quantity:
    """A bare number that says how old somebody is."""
    kind, year = _units()["year"]
    return replace(a, value=a.value * year, kind=kind, unit=year)


def compare_quantities(a: Quantity, b: Quantity) -> Agreement:
    """What two amounts of the same kind say together."""
    if _are_either_side(a, b) or _are_either_side(b, a):
        return Agreement.CONFLICTING
    bounds = {a.bound, b.bound}
    if a.kind == "time" and bounds == {Bound.MORE, Bound.EXACT} and _is_over(a, b):
        bounds = {Bound.EXACT}  # "second over six years"
    if math.isclose(a.value, b.value, rel_tol=PRECISE if a.unit == b.unit else AROUND_CONVERSIONS):
        if a.bound == b.bound or bounds <= EXACT_OR_ABOUT:
            return Agreement.EQUAL
        return Agreement.CONFLICTING if bounds == {Bound.MORE, Bound.LESS} else Agreement.COMPATIBLE
    if Bound.ABOUT in bounds <= EXACT_OR_ABOUT and math.isclose(a.value, b.value, rel_tol=NEAR):
        return Agreement.EQUAL
    return Agreement.COMPATIBLE if _both_can_hold(a, b) else Agreement.CONFLICTING


def _is_over(*quantities: Quantity) -> bool:
    return any(quantity.text.lower().startswith("over ") for quantity in quantities)


def _are_either_side(a: Quantity, b: Quantity) -> bool:
    """Whether one is just over, and the other just under, the same number."""
    is_over, is_under = a.text.lower().startswith(JUST_OVER), b.text.lower().startswith(JUST_UNDER)
    return is_over and is_under and math.isclose(a.value, b.value, rel_tol=PRECISE)


EXACT_OR_ABOUT = frozenset((Bound.EXACT, Bound.ABOUT))


def _both_can_hold(a: Quantity, b: Quantity) -> bool:
    """Whether a bound leaves room for the other number. Two bounds of one direction are two figures for one thing."""
    lower, upper = sorted((a, b), key=lambda quantity: quantity.value)
    return (lower.bound is Bound.MORE and upper.bound is not Bound.MORE) or (
        upper.bound is Bound.LESS and lower.bound is not Bound.LESS
    )


def _one(tokens: list[Token], start: int) -> Number | None:
    """The "a" of "less than a year"."""
    is_counted = tokens[start].plain in ("a", "an") and any(
        word in _units() or word in _scale_words() for token in tokens[start + 1 : start + 2] for word in token.lemmas
    )
    if not is_counted:
        return None
    scale = _scale(tokens, start + 1)
    return Number(scale[0], 1 + scale[1]) if scale[1] else Number(1, 1)


def _number(tokens: list[Token], start: int) -> Number | None:
    """The number that begins at a token: digits with their scale, number words, a fraction, an ordinal."""
    if start >= len(tokens):
        return None
    if number := _with_a_half(tokens, start):
        return number
    readings = (_how_often, _all_but, _couple, _part_of_one, _share, _fold, _ordinal, _cardinal)
    return next((number for each in readings if (number := each(tokens, start))), None)


def _with_a_half(tokens: list[Token], start: int) -> Number | None:
    """ "a million and a half", "two and a half million", "a year and a half", "half a kilo": in the unit, if there is
    one, that stands behind or inside."""
    if tokens[start].plain == "half" and start + 2 < len(tokens) and tokens[start + 1].plain in ("a", "an"):
        return Number(0.5, 2) if _is_unit(tokens, start + 2) and tokens[start + 2].plain != "century" else None
    whole = _cardinal(tokens, start) or (Number(1, 1) if tokens[start].plain in ("a", "an", "one") else None)
    if whole is None:
        return None
    place = start + whole.length
    if _reads(tokens, place, AND_A_HALF):
        scale, length = _scale(tokens, place + len(AND_A_HALF))
        inner = next((each for each in (1e12, 1e9, 1e6, 1e3, 100) if whole.value >= each), 1.0)
        value = (whole.value + inner / 2) * scale
        return Number(value, whole.length + len(AND_A_HALF) + length)
    if _is_unit(tokens, place) and _reads(tokens, place + 1, AND_A_HALF):
        unit = next(lemma for lemma in tokens[place].lemmas if lemma in _units())
        return Number(whole.value + 0.5, whole.length + 1 + len(AND_A_HALF), unit=unit)
    return None


def _how_often(tokens: list[Token], start: int) -> Number | None:
    """ "twice a month", "three times a week"."""
    if tokens[start].plain in HOW_OFTEN and find_rate(tokens, start + 1):
        return Number(HOW_OFTEN[tokens[start].plain], 1)
    counted = _cardinal(tokens, start)
    if counted and _leads_to(tokens, start + counted.length, ("times",)):
        behind = start + counted.length + 1
        return Number(counted.value, counted.length + 1) if find_rate(tokens, behind) else None
    return None


def _all_but(tokens: list[Token], start: int) -> Number | None:
    """The 25 of "all but two of the 27"."""
    if not _reads(tokens, start, ALL_BUT) or len(tokens) <= start + len(ALL_BUT):
        return None
    lacking = _cardinal(tokens, start + len(ALL_BUT))
    behind = start + len(ALL_BUT) + lacking.length if lacking else len(tokens)
    if lacking is None or not _leads_to(tokens, behind, ("of",)):
        return None
    place = behind + 1 + _leads_to(tokens, behind + 1, ("the", "its", "their", "his", "her"))
    whole = _cardinal(tokens, place) if place < len(tokens) else None
    return Number(whole.value - lacking.value, behind - start) if whole else None


WITHOUT_S = frozenset(("people", "men", "women", "children", "sheep", "fish", "police"))


def _couple(tokens: list[Token], start: int) -> Number | None:
    """ "a pair of ships"; not "a couple of advanced age"."""
    if not any(_reads(tokens, start, words) for words in PAIRS) or len(tokens) <= start + 3:
        return None
    behind = tokens[start + 3 : start + 5]
    are_several = any(
        token.plain.endswith("s") or token.plain in _scale_words() or token.plain in WITHOUT_S for token in behind
    )
    scale, length = _scale(tokens, start + 3)
    return Number(2.0 * scale, 3 + length) if are_several else None


def _part_of_one(tokens: list[Token], start: int) -> Number | None:
    """ "a quarter of a million", "a quarter of a century", "two thirds of an hour": in what stands behind."""
    token, following = tokens[start], tokens[start + 1].plain if start + 1 < len(tokens) else ""
    counted = 1.0 if token.plain in ("a", "an", "one") else _small(token)
    if counted is None or following not in _fractions() or not _leads_to(tokens, start + 2, ("of",)):
        return None
    if not _leads_to(tokens, start + 3, ("a", "an")) or start + 4 >= len(tokens):
        return None
    part, (scale, length) = counted / _fractions()[following], _scale(tokens, start + 4)
    return Number(part * scale, 4 + length) if length or _is_unit(tokens, start + 4) else None


def _leads_to(tokens: list[Token], place: int, words: Container[str]) -> bool:
    return place < len(tokens) and tokens[place].plain in words


def _is_unit(tokens: list[Token], place: int) -> bool:
    return place < len(tokens) and _unit_phrases().match(tokens, place) is not None


def _reads(tokens: list[Token], start: int, words: tuple[str, ...]) -> bool:
    is_begun = start < len(tokens) and tokens[start].plain == words[0]
    return is_begun and tuple(token.plain for token in tokens[start : start + len(words)]) == words


def _cardinal(tokens: list[Token], start: int) -> Number | None:
    token = tokens[start]
    if token.plain == "minus" and start + 1 < len(tokens) and (below := _cardinal(tokens, start + 1)):
        return Number(-below.value, 1 + below.length)
    if token.plain[0].isdecimal() or token.plain[:1] == "-":
        if not token.plain[-1].isdecimal() or ":" in token.plain or "/" in token.plain:
            return None
        scale, length = _scale(tokens, start + 1)
        return Number(float(token.plain.replace(",", "")) * scale, 1 + length)
    if token.plain == "a" and _is_more_than_scale(tokens, start + 1):
        longer = _in_words(tokens, start + 1, 1.0)
        return Number(longer.value, longer.length + 1) if longer else None
    if token.plain == "a" and _scale(tokens, start + 1)[1] and tokens[start + 1].plain.isalpha():
        scale, length = _scale(tokens, start + 1)
        is_word = len(tokens[start + 1].plain) > 2
        return Number(scale, 1 + length) if is_word and not tokens[start + 1].plain.endswith("s") else None
    return _in_words(tokens, start)


def _is_more_than_scale(tokens: list[Token], start: int) -> bool:
    """Whether a number goes on behind "a hundred": "a hundred and fifty"."""
    words = [token.plain for token in tokens[start : start + 2]]
    return words in (["hundred", "and"], ["thousand", "and"]) and _is_number_word(tokens, start + 2)


def _in_words(tokens: list[Token], start: int, current: float = 0.0) -> Number | None:
    """ "four million", "twenty-six", "one hundred and twenty thousand", "a dozen"."""
    total, place = 0.0, start
    while place < len(tokens):
        word = tokens[place].plain
        value = _number_words().get(word)
        if value is not None and (current % 100 == 0 or (current % 10 == 0 and value < 10)):
            current += value
        elif (place > start or current) and word in _scale_words() and len(word) > 2:
            scale = _scale_words()[word]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0.0
        elif not (word in NUMBER_PARTS and current >= 100 and _is_number_word(tokens, place + 1)):
            break
        place += 1
    return Number(total + current, place - start) if place > start else None


def _is_number_word(tokens: list[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].plain in _number_words()


def _share(tokens: list[Token], start: int) -> Number | None:
    """A part of a whole, in percent: "half", "two-thirds", "nine out of ten", "one in five"."""
    token, following = tokens[start], tokens[start + 1].plain if start + 1 < len(tokens) else ""
    if token.plain == "every" and following in _fractions() and following.endswith(("third", "th")):
        return Number(100 / _fractions()[following], 2, is_share=True) if _is_counted(tokens, start + 2) else None
    if token.plain in ("a", "an", "one") and following in _fractions() and following != "second":
        if token.plain == "one" or _is_part(tokens, start + 2, following):
            return Number(100 / _fractions()[following], 2, is_share=True)
        return None
    if token.plain == "half" and following not in ("hour", "century", "time"):
        skipped = 1 + (following in ("a", "an"))
        scale, length = _scale(tokens, start + skipped)
        if length:
            return Number(scale / 2, skipped + length)
        return Number(50, 1, is_share=True) if following not in PER else None
    counted = _small(token)
    if counted is None:
        return None
    if following in _fractions() and following.endswith("s"):
        return Number(100 * counted / _fractions()[following], 2, is_share=True)
    for between in (("out", "of", "every"), ("out", "of"), ("in", "every"), ("in",)):
        words = tuple(each.plain for each in tokens[start + 1 : start + 1 + len(between)])
        place = start + 1 + len(between)
        whole = _small(tokens[place]) if words == between and place < len(tokens) else None
        if whole and counted < whole <= 1000 and not (between[0] == "in" and whole > 100):
            return Number(100 * counted / whole, 1 + len(between) + 1, is_share=True)
    return None


def _is_counted(tokens: list[Token], place: int) -> bool:
    """Whether there are many of what a word names: of pupils in "every fifth pupil", but not in "every fifth week"."""
    if place >= len(tokens):
        return False
    word = tokens[place]
    return word.is_word and not word.is_capitalised and not _is_unit(tokens, place) and word.plain != "of"


def _is_part(tokens: list[Token], place: int, word: str) -> bool:
    """Whether "a third" is a part: "a third of", "by a third", but not "a third term"."""
    if place >= len(tokens):
        return True
    following = tokens[place]
    return (
        word == "half"
        or word == "quarter"
        or not following.is_word
        or following.plain in word_set("equivalence/function_words")
    )


def _small(token: Token) -> float | None:
    if token.plain.isdecimal():
        return float(token.plain)
    return _number_words().get(token.plain)


def _fold(tokens: list[Token], start: int) -> Number | None:
    """ "thirtyfold", "30-fold"."""
    word = tokens[start].plain
    if word.endswith("fold") and word.removesuffix("fold") in _number_words():
        return Number(_number_words()[word.removesuffix("fold")], 1)
    return None


def _ordinal(tokens: list[Token], start: int) -> Number | None:
    word = tokens[start].plain
    if word[0].isdecimal() and word[-2:] in ("st", "nd", "rd", "th"):
        return Number(float(word[:-2].replace(",", "")), 1, is_ordinal=True)
    value = _ordinals().get(word)
    return Number(value, 1, is_ordinal=True) if value else None


def _scale(tokens: list[Token], start: int) -> tuple[float, int]:
    """What multiplies a number, and how many tokens that takes: "hundred thousand", "bn", "dozen"."""
    scale, place = 1.0, start
    if _leads_to(tokens, start, ("m",)) and _leads_to(tokens, start + 1, MEASURED_IN_METRES):
        return scale, 0
    while place < len(tokens) and tokens[place].plain in _scale_words():
        scale *= _scale_words()[tokens[place].plain]
        place += 1
    return scale, place - start


def _unit(tokens: list[Token], place: int, number: Number, currency: str | None) -> tuple[str, float, int]:
    """The kind and size of the unit behind a number, and how many tokens it takes."""
    if currency:
        return currency, 1.0, 0
    if number.unit:
        return *_units()[number.unit], 0
    if number.is_ordinal:
        return ORDINAL, 1.0, 0
    if number.is_share:
        return SHARE, 1.0, 0
    if tokens[place - 1].plain.endswith("fold"):
        return FOLD, 1.0, 0
    if place < len(tokens) and tokens[place].plain == "fold":
        return FOLD, 1.0, 1
    if _leads_to(tokens, place, ("m",)):
        return *_units()["metre"], 1
    found = _unit_phrases().match(tokens, place) if place < len(tokens) else None
    if found is None:
        return COUNT, 1.0, 0
    kind, size = _units()[found[0]]
    return kind, size, found[1]


def _written(tokens: list[Token]) -> str:
    """The tokens as people write them: "$4 billion", "3.9%"."""
    words = ""
    for token in tokens:
        glued = words.endswith(tuple(CURRENCIES)) or token.written == "%" or not words
        words += token.written if glued else f" {token.written}"
    return words


@cache
def _tolerances() -> Phrases:
    return Phrases(word_table("equivalence/tolerances"))


@cache
def _beginnings() -> frozenset[str]:
    """Words at which an amount may begin."""
    small = ("a", "an", "one", "half", "several", "every", "all", "minus")
    return frozenset((*small, *MAGNITUDES, *HOW_OFTEN, *_number_words(), *_ordinals(), *_tolerances().by_first))


@cache
def _unit_phrases() -> Phrases:
    return Phrases(_units())


@cache
def _units() -> dict[str, tuple[str, float]]:
    """Each unit with its kind, and how many of the kind's first one it is."""
    headed = word_table("equivalence/units").items()
    return {unit.replace("-", " "): (kind.split()[0], float(kind.split()[1])) for unit, kind in headed}


@cache
def _number_words() -> dict[str, float]:
    return {word: float(value) for word, value in word_table("equivalence/numbers").items()}


@cache
def _scale_words() -> dict[str, float]:
    return {word: float(value) for word, value in word_table("equivalence/scales").items()}


@cache
def _ordinals() -> dict[str, float]:
    return {word: float(value) for word, value in word_table("equivalence/ordinals").items()}


@cache
def _fractions() -> dict[str, int]:
    return {word: int(value) for word, value in word_table("equivalence/fractions").items()}
