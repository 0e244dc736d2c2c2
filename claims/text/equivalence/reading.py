"""A text read once, so that it can be compared with many others: its parts in order, and what each stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from claims.text import wordings
from claims.text.dates import counted_from
from claims.text.equivalence.names import find_name, is_title
from claims.text.equivalence.neighbours import RANGE, heed_neighbours
from claims.text.equivalence.parts import Kind, Part
from claims.text.equivalence.quantities import (
    CURRENCIES,
    LASTING,
    Quantity,
    find_quantity,
    find_rate,
)
from claims.text.equivalence.times import Time, find_time
from claims.text.equivalence.words import Phrases, Token, keys_of, opposites_of, rows_of, tokens_of, weight_of, wordnet
from claims.text.lexicons import word_list, word_table
from claims.text.names import is_headline

LONGEST = 150  # words that are read of a text
RELATIONS = frozenset(
    [
        "above",
        "over",
        "below",
        "under",
        "before",
        "after",
        "with",
        "without",
        "for",
        "against",
        "inside",
        "outside",
        "up",
        "down",
    ]
)
RELATIONS |= frozenset(("more", "less", "fewer", "most", "least", "than", "despite", "behind", "ahead"))
LIGHT = 0.2  # of its weight has what only goes with another part: a title, a relation
HEAVIEST_NAME = 8.0
NUMBER_WEIGHT = 5.0
SPEAKER_BEFORE = re.compile(  # "[Jane Doe] Food is scarce.", "[Doe] The mine is safe.": who says it, and what
    r"(?<=^\[)(?!The )([^][]* [^][]*)(?<!'s)\] (?=[A-Z])|"
    r"(?<=^\[)([^][]*)\] (?=(?:The|An?|I|We|Our|My|Your?|It|He|She|They|Th[ei]se?|That|There|Nobody|No|Not|None|In|On|"
    r"At|If|When|Every|All|Most|Both|Some)\b)"
)
IN_A_TIME = LASTING | {"in", "for", "of", "than", "under", "over", "about", "after"}
NAMES_TOO = frozenset(("may", "will"))


@dataclass(slots=True)
class Reading:
    """All that is compared of a text."""

    text: str
    fingerprint: str
    parts: list[Part]
    content: list[Part]
    quantities: list[Part]
    times: tuple[Time, ...]
    quantifiers: list[Part]
    modality: frozenset[str]
    rates: frozenset[str]
    by_key: dict[str, list[int]]  # places in `content`
    weight: float
    worked_out: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)  # of the text, when first asked


def read(text: str, dated: date | None = None) -> Reading:
    """Read a text; relative dates in it are counted from `dated`. Takes any string; at most 150 words of it are read.

    Time grows with the length of the text. A reading knows nothing of what it will be compared with.
    """
    shown, normalised = wordings.shown_and_normalised(text)
    plain = SPEAKER_BEFORE.sub(r"\1\2: ", shown).replace("[", "").replace("]", "")
    plain = plain.replace("–", "-").replace("—", " - ").replace("−", "-")
    parts = list(_parts(tokens_of(plain)[:LONGEST], counted_from(dated), is_headline(plain)))
    heed_neighbours(parts)
    content = [part for part in parts if part.is_content]
    by_key: dict[str, list[int]] = {}
    for place, part in enumerate(content):
        for key in part.keys:
            by_key.setdefault(key, []).append(place)
    return Reading(
        text=shown,
        fingerprint=wordings.fingerprint(normalised, None),
        parts=parts,
        content=content,
        quantities=[part for part in parts if part.kind is Kind.QUANTITY],
        times=tuple(part.time for part in parts if part.time is not None),
        quantifiers=[part for part in parts if part.kind is Kind.QUANTIFIER],
        modality=frozenset(part.label for part in parts if part.kind is Kind.MODAL),
        rates=frozenset(part.label for part in parts if part.label.startswith("per ")),
        by_key=by_key,
        weight=sum(part.weight for part in content),
    )


def _parts(tokens: list[Token], dated: date | None, headline: bool) -> Iterator[Part]:
    start, place = 0, 0
    while start < len(tokens):
        part, length = _part(tokens, start, dated, headline)
        part.place = place
        part.tokens = tuple(tokens[start : start + length])
        yield part
        start += length
        place += 1


def _part(tokens: list[Token], start: int, dated: date | None, headline: bool) -> tuple[Part, int]:
    """The part that begins at a token, and how many tokens it takes."""
    token = tokens[start]
    if token.written == RANGE:
        return Part(Kind.FUNCTION, RANGE, 0), 1
    if not (token.written[0].isalnum() or token.written[-1].isalnum() or token.written in CURRENCIES):
        return Part(Kind.MARK, token.written, 0), 1
    if length := _numbering(tokens, start):
        return Part(Kind.FUNCTION, "number", 0), length
    if time := find_time(tokens, start, dated):
        return Part(Kind.TIME, _text(tokens, start, time.length), 0, time=time.time), time.length
    rate = find_rate(tokens, start)
    if rate and start and tokens[start - 1].plain not in IN_A_TIME:
        return Part(Kind.FUNCTION, f"a {rate[0]}", 0, label=f"per {rate[0]}"), rate[1]
    quantity = find_quantity(tokens, start)
    if (not_one := _negations().match(tokens, start)) and not_one[1] > 1 and not quantity:
        return _negation(tokens, start, not_one)
    if quantity and not _is_pronoun(tokens, start, quantity.length):
        return _amount(quantity.quantity, token), quantity.length
    if not_one:
        return _negation(tokens, start, not_one)
    if name := find_name(tokens, start, headline):
        found_name = name.name
        weight = min(HEAVIEST_NAME, max(weight_of(word) for word in found_name.words))
        part = Part(Kind.NAME, found_name.text, 0, keys=found_name.keys, weight=weight, name=found_name)
        part.lemmas = found_name.words
        return part, name.length
    if (some := _quantifiers().match(tokens, start)) and _counts(tokens, start, *some):
        return Part(Kind.QUANTIFIER, some[0], 0, label=word_table("equivalence/quantifiers")[some[0]]), some[1]
    return _word(tokens, start, headline)


def _numbering(tokens: list[Token], start: int) -> int:
    """How many tokens the "No." of "No. 4" and "No 4" takes; 0 where it is none."""
    length = 2 if [token.written for token in tokens[start + 1 : start + 2]] == ["."] else 1
    following = tokens[start + length : start + length + 1]
    is_number = tokens[start].written == "No" and bool(following) and following[0].plain.isdecimal()
    return length if is_number and (start or length > 1) else 0


def _counts(tokens: list[Token], start: int, entry: str, length: int) -> bool:
    """Whether what is written like a quantifier is one: not in "as many", "each other", "after all"."""
    before = tokens[start - 1].plain if start else ""
    behind = tokens[start + length].plain if start + length < len(tokens) else ""
    if entry in LIMITED and find_quantity(tokens, start + 1):
        return False  # "only a few dozen"
    if before in ("as", "so", "how") or (before, entry) in COUNTING_NOTHING or (entry, behind) in COUNTING_NOTHING:
        return False
    return length > 1 or tokens[start].plain == entry


def _amount(found: Quantity, first: Token) -> Part:
    part = Part(Kind.QUANTITY, found.text, 0, weight=NUMBER_WEIGHT, quantity=found)
    if found.is_ordinal:
        part.lemmas, part.opposites = (first.plain,), opposites_of((first.plain,))
    return part


LIMITED = frozenset(("only a few", "just a few"))
COUNTING_NOTHING = frozenset((("at", "all"), ("after", "all"), ("above", "all"), ("each", "other")))


def _is_pronoun(tokens: list[Token], start: int, length: int) -> bool:
    """Whether "one" stands for somebody: "one of the men", "no one"."""
    if length != 1 or tokens[start].plain != "one":
        return False
    following = tokens[start + 1] if start + 1 < len(tokens) else None
    if following is None or not following.is_word or following.plain in BEHIND_SOMEBODY:
        return True
    if following.plain == "to":
        return find_quantity(tokens, start + 2) is None  # "the only one to survive", but not "one to ten"
    is_told_of = start > 0 and tokens[start - 1].plain in BEFORE_SOMEBODY  # "the one by Kim", "what one sees"
    return _modals().match(tokens, start + 1) is not None or (is_told_of and following.plain in FUNCTION_BEHIND)


BEHIND_SOMEBODY = frozenset(("of", "another", "who", "whom", "that", "which"))
BEFORE_SOMEBODY = frozenset(("the", "this", "that", "what", "not", "which"))
FUNCTION_BEHIND = frozenset(("by", "for", "from", "has", "is", "was", "in", "on", "with"))


def _negation(tokens: list[Token], start: int, found: tuple[str, int]) -> tuple[Part, int]:
    label = word_table("equivalence/negations")[found[0]]
    kind = Kind.FUNCTION if label == "not a negation" else Kind.NEGATION
    return Part(kind, _text(tokens, start, found[1]), 0, label=label), found[1]


def _word(tokens: list[Token], start: int, headline: bool) -> tuple[Part, int]:
    """A word or a phrase that is no number, time or name."""
    token = tokens[start]
    phrase = _phrases().match(tokens, start)
    is_name = token.is_capitalised and not headline and token.plain in NAMES_TOO
    modal = None if is_name else _modals().match(tokens, start)
    if modal and (phrase is None or modal[1] >= phrase[1]):
        label = word_table("equivalence/modality")[modal[0]]
        if modal[0] == "could" and _nobody_could(tokens, start):
            label = "can happen"  # who could not, was unable to
        if label == "must happen" and modal[0] != "must" and start and tokens[start - 1].plain == "not":
            label = NEED_NOT
        part = Part(Kind.MODAL, modal[0], 0, label=label)
        return part, modal[1]
    if token.plain == "need" and [each.plain for each in tokens[start + 1 : start + 2]] == ["not"]:
        return Part(Kind.MODAL, "need", 0, label=NEED_NOT), 1
    if phrase and phrase[1] > 1:
        lemmas: tuple[str, ...] = (phrase[0],)
        weight = max(weight_of(each.plain) for each in tokens[start : start + phrase[1]])
        part = Part(
            Kind.WORD, _text(tokens, start, phrase[1]), 0, lemmas, keys_of(lemmas), opposites_of(lemmas), weight
        )
        return part, phrase[1]
    if token.plain in RELATIONS:
        opposites = opposites_of((token.plain,))
        return Part(Kind.RELATION, token.plain, 0, (token.plain,), frozenset((token.plain,)), opposites), 1
    if _is_function(token):
        return Part(Kind.FUNCTION, token.plain, 0, token.lemmas), 1
    weight = min(weight_of(token.plain), *(weight_of(lemma) for lemma in token.lemmas))
    following = tokens[start + 1] if start + 1 < len(tokens) else None
    if is_title(token) and following is not None and following.is_capitalised and not token.is_possessive:
        weight *= LIGHT
    part = Part(Kind.WORD, token.written, 0, token.lemmas, keys_of(token.lemmas), opposites_of(token.lemmas), weight)
    return part, 1


def _nobody_could(tokens: list[Token], start: int) -> bool:
    """Whether "could" is denied right behind it, or by who could: "could not", "nobody on the Moon could"."""
    if [token.plain for token in tokens[start + 1 : start + 2]] == ["not"]:
        return True
    for token in reversed(tokens[max(0, start - FARTHEST) : start]):
        if token.plain in NOBODY:
            return True
        if not token.is_word or token.plain in ("and", "but"):
            return False
    return False


FARTHEST = 6  # words between "nobody" and "could"
NOBODY = frozenset(("nobody", "none", "neither", "nothing"))
NEED_NOT = "need not happen"  # "need not", "does not have to"; what must not is another thing


def _is_function(token: Token) -> bool:
    table = word_table("equivalence/function_words")
    if token.plain in table:
        return True
    return token.lemmas[0] in ("be", "have", "do")


def _text(tokens: list[Token], start: int, length: int) -> str:
    return " ".join(token.written for token in tokens[start : start + length])


@cache
def _phrases() -> Phrases:
    entries = [entry for row in rows_of("synonyms") for entry in row]
    for opposed in ("equivalence/antonyms", "equivalence/converses"):
        entries += [entry for line in word_list(opposed) for entry in _both_sides(line)]
    entries += [*wordnet(), *word_table("equivalence/reservations")]
    return Phrases({entry for entry in entries if " " in entry and not entry.startswith("[")} - IN_ORDER)


IN_ORDER = frozenset(("come after", "come before", "go after", "go before"))  # what is first matters


def _both_sides(line: str) -> Iterator[str]:
    for side in line.split(":"):
        yield from (entry.strip().replace("-", " ") for entry in side.split(","))


@cache
def _modals() -> Phrases:
    return Phrases(word_table("equivalence/modality"))


@cache
def _negations() -> Phrases:
    return Phrases(word_table("equivalence/negations"))


@cache
def _quantifiers() -> Phrases:
    return Phrases(entry for entry, kind in word_table("equivalence/quantifiers").items() if kind != "none")
