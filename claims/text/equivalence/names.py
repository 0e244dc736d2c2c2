"""Names of people, organisations and places in a text, and whether two of them can be one's."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from claims.text.equivalence.words import Phrases, Token, is_mostly_capitalised, rows_of, verb_lemmas, wordnet
from claims.text.lexicons import word_set, word_table

PARTICLES = frozenset(("de", "van", "von", "der", "bin", "al", "la", "le", "el", "da", "di", "du", "au"))
PLACES_BEHIND = frozenset(("in", "at", "near", "on", "off", "across", "outside", "inside", "towards", "toward"))
SKIPPED_BY_ACRONYMS = frozenset(("of", "and", "the", "for"))
OPENING = frozenset(("unlike", "like", "given", "once", "only", "even", "not", "no", "neither", "never"))
OPENING |= {"more", "fewer", "less"}
NEVER_NAMES = frozenset(("i", "mr", "mrs", "ms", "dr", "sir"))
SIDES = ("north", "south", "east", "west")
DIRECTIONS = frozenset((*SIDES, *(f"{side}ern" for side in SIDES), "northeast", "northwest", "southeast", "southwest"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its words in lower case without titles, what else it goes by, and the words as written."""

    words: tuple[str, ...]
    known_as: str | None
    text: str

    @property
    def keys(self) -> frozenset[str]:
        """What two names of one bearer share: a full form, or the part that stands alone."""
        if self.known_as is not None:
            return frozenset((f"@{self.known_as}", self.known_as))
        keys = {f"@{country}" for country in _countries_of(self)}
        keys |= {"@" + " ".join(self.words), f"@{self.words[-1]}", f"@{self.words[0]}"}
        if len(self.words) == 1:
            keys.update(self.words)  # "the Senate", "the senate"
            keys.update(f"@{word}" for word in related(self.words[0]))
            keys.update(f"^{word}" for word in (*self.words, *related(self.words[0])))  # "the Moon", "lunar"
        else:
            keys.add("@" + "".join(word[0] for word in self.words if word not in SKIPPED_BY_ACRONYMS))
        return frozenset(keys)


class FoundName(NamedTuple):
    """A name and how many tokens it takes."""

    name: Name
    length: int


@lru_cache(maxsize=20_000)
def are_one(a: Name, b: Name) -> bool:
    """Whether two names that share a key can be one's: "Putin" is "Vladimir Putin", "Jeb Bush" is not "George Bush"."""
    if a.known_as is not None or b.known_as is not None:
        return a.known_as == b.known_as
    if a.words == b.words or _are_one_capital(a, b):
        return True
    short, long = sorted((a.words, b.words), key=len)
    if short == long[-len(short) :]:
        return True
    if len(short) == len(long):
        is_shortened = short[1:] == long[1:] and _is_shortened(short[0], long[0])
        return is_shortened or (len(short) == 1 and (short[0] in related(long[0]) or long[0] in related(short[0])))
    if len(short) == 1:
        return short[0] == long[-1] or _is_acronym(short[0], long) or (short[0] == long[0] and _is_kind(long[-1]))
    return short[-1] == long[-1] and (short[0] == long[0] or (len(short[0]) == 1 and long[0][0] == short[0]))


def related(word: str) -> tuple[str, ...]:
    """What a name's word is derived from or leads to: "Viennese" and "Vienna"."""
    entry = wordnet().get(word)
    return entry.related if entry is not None else ()


def _is_shortened(one: str, other: str) -> bool:
    """Whether one word is the beginning of the other: "Man" of "Manchester", "J" of "Jane"."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or len(short) >= SHORTEST_BEGINNING)


SHORTEST_BEGINNING = 3


def stands_for(a: Name, b: Name) -> bool:
    """Whether one is a capital and the other its country: "Moscow" says what Russia's government says."""
    sides = ((a, b), (b, a))
    return any(one.known_as in _countries_of(other) for one, other in sides)


def begins(a: Name, b: Name) -> bool:
    """Whether the words of one name are the first of the other's: "Xi", "Xi Jinping"."""
    short, long = sorted((a.words, b.words), key=len)
    return len(short) < len(long) and long[: len(short)] == short


def _are_one_capital(a: Name, b: Name) -> bool:
    """Whether both are capitals of one country: spellings of one, as "Kyiv" and "Kiev"."""
    return not _countries_of(a).isdisjoint(_countries_of(b))


def _countries_of(name: Name) -> frozenset[str]:
    """What a capital stands for: Brussels for the European Union as well."""
    return _countries_of_capitals().get(" ".join(name.words), frozenset())


@cache
def _countries_of_capitals() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for city, country in rows_of("capitals"):
        table[city] = table.get(city, frozenset()) | {country}
    return table


def capital_of(country: Name) -> Name | None:
    """The capital of a country of the list."""
    capital = _capitals().get(country.known_as or "")
    return Name(tuple(capital.split()), None, capital) if capital else None


@cache
def _capitals() -> dict[str, str]:
    """Each country with its capital, the last one listed: "new delhi" stands behind "delhi"."""
    return {country: city for city, country in rows_of("capitals") if city not in NO_CITIES}


NO_CITIES = frozenset(("the kremlin", "kremlin", "kiev"))


def _is_acronym(word: str, words: tuple[str, ...]) -> bool:
    return word == "".join(each[0] for each in words if each not in SKIPPED_BY_ACRONYMS)


def _is_kind(word: str) -> bool:
    """Whether a word only says what bears the name: "Party", "Inc."."""
    return word in word_set("organisations") or word in ("party", "inc", "corp", "ltd", "group", "plc")


def find_name(tokens: list[Token], start: int, is_headline: bool) -> FoundName | None:
    """The name that begins at a token, if one does, titles left out."""
    if not tokens[start].is_capitalised:
        return None
    alias = _aliases().match(tokens, start)
    if tokens[start].plain in NEVER_NAMES and (alias is None or alias[1] == 1):
        return None
    if alias is None and _is_title_before(tokens, start, is_headline):
        return None
    if alias is not None and (tokens[start].plain not in _lower_case_words() or tokens[start].written.isupper()):
        words = tuple(_folded(token.plain) for token in tokens[start : start + alias[1]])
        following = start + alias[1]
        goes_on = following < len(tokens) and tokens[following].is_capitalised and tokens[following - 1].is_word
        if not (goes_on and alias[1] == 1 and _is_name_word(tokens, following, is_headline)) or len(words) > 1:
            return FoundName(Name(words, _canonical()[alias[0]], _written(tokens, start, following)), alias[1])
    if not _is_name_word(tokens, start, is_headline) or tokens[start].plain in DIRECTIONS:
        return None
    end = start + 1
    while end < len(tokens) and (longer := _longer(tokens, end, is_headline)):
        end += longer
    words = tuple(_folded(token.plain) for token in tokens[start:end])
    known_as = _canonical().get(" ".join(words))
    return FoundName(Name(words, known_as, _written(tokens, start, end)), end - start)


def _longer(tokens: list[Token], end: int, is_headline: bool) -> int:
    """How many tokens go on with the name up to `end`: its next word, perhaps behind a particle."""
    if tokens[end - 1].is_possessive or tokens[end].written == "No":  # "World No 1"
        return 0
    if _is_title_before(tokens, end, is_headline):
        return 0
    if tokens[end].is_capitalised and not _is_own_word(tokens[end], is_headline):
        return 1
    is_particle = tokens[end].plain in PARTICLES and end + 1 < len(tokens) and tokens[end + 1].is_capitalised
    return 2 if is_particle else 0


def _is_title_before(tokens: list[Token], place: int, is_headline: bool) -> bool:
    """Whether a word is the title of whom the next one names: "Governor" in "California Governor Gavin Newsom"."""
    token = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if is_headline or not token.is_capitalised or token.is_possessive:
        return False
    if following is None or not following.is_capitalised:
        return False
    if token.plain in word_set("role_modifiers") and is_title(following):
        return _is_title_before(tokens, place + 1, is_headline)
    if token.plain in word_set("titles_that_are_surnames"):  # "Chancellor Friedrich Merz", but not "Judge Reed"
        behind = tokens[place + 2] if place + 2 < len(tokens) else None
        opens = place == 0 or not tokens[place - 1].is_capitalised
        return opens and behind is not None and behind.is_capitalised and not is_title(behind)
    return is_title(token) and not is_title(following)


def _is_own_word(token: Token, is_headline: bool) -> bool:
    """Whether a capitalised word belongs to no name before it: a month, a title, any word of a headline."""
    if token.plain in word_set("months") or token.plain in word_set("weekdays"):
        return True
    return is_headline and not is_mostly_capitalised(token.plain)


def _is_name_word(tokens: list[Token], start: int, is_headline: bool) -> bool:
    token = tokens[start]
    following = tokens[start + 1] if start + 1 < len(tokens) else None
    goes_on = following is not None and following.is_capitalised and not token.is_possessive
    if not token.is_capitalised or not token.is_word or token.plain in word_table("equivalence/function_words"):
        return False
    if token.plain in word_set("equivalence/words_in_capitals") and not goes_on:
        return False  # "the Internet", but "the Internet Archive"
    opens = start == 0 or tokens[start - 1].written in (".", '"', "?", "!", ":", "(")
    if not opens and not is_headline:
        return True
    if token.written.isupper() and len(token.written) > 1 and not is_headline:
        return True
    if is_mostly_capitalised(token.plain) or token.plain in word_set("places"):
        return True
    is_gerund = token.plain.endswith("ing") and not verb_lemmas().isdisjoint(token.lemmas)
    if is_gerund or token.plain in OPENING or token.plain in word_table("equivalence/quantifiers"):
        return False  # "Most Danes", "Giving Kyiv weapons"
    if not goes_on or is_headline or following is None or following.plain in word_table("equivalence/function_words"):
        return False
    return following.plain not in word_set("equivalence/words_in_capitals")


def is_place(name: Name) -> bool:
    """Whether a name is a country's or on the list of places."""
    return name.known_as in _countries() or " ".join(name.words) in word_set("places")


@cache
def _countries() -> frozenset[str]:
    """Names of the list that have a word for what is theirs: all before the first organisation."""
    rows = [row[0] for row in rows_of("names")]
    return frozenset(rows[: rows.index("european union")])


def is_title(token: Token) -> bool:
    """Whether a word in front of a name only says what its bearer is: "President", "Senator"."""
    return token.plain in word_table("titles") and token.plain not in word_set("titles_that_are_surnames")


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    """A word of a name without accents, in one of the ways to spell it: "Orbán" is "Orban", "Muhammad" "Mohammed"."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return _spellings().get(plain, plain)


def _written(tokens: list[Token], start: int, end: int) -> str:
    return " ".join(token.written for token in tokens[start:end])


@cache
def _aliases() -> Phrases:
    return Phrases(_canonical())


@cache
def _canonical() -> dict[str, str]:
    """Each name that has others, with the one that stands for all."""
    return {form.replace(".", ""): row[0] for row in rows_of("names") for form in row}


@cache
def _spellings() -> dict[str, str]:
    """Each way to write a name that is written in several, with the one that stands for all."""
    return {form: row[0] for row in rows_of("spellings") for form in row}


@cache
def _lower_case_words() -> frozenset[str]:
    """Short names that are also words: who, us, fed, x."""
    return frozenset(form for form in _canonical() if len(form) <= 3 and not is_mostly_capitalised(form)) | {"meta"}
