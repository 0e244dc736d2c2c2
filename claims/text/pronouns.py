"""Whom "he" and "she" stand for: somebody only where nobody else is as likely to be meant."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from operator import attrgetter, itemgetter

from claims.text.lexicons import word_set, word_table
from claims.text.names import Name
from claims.text.people import People, Person, Speaker
from claims.text.quotations import Quotations
from claims.text.records import Span, SpeakerKind
from claims.text.sentences import Sentences

SENTENCES_BACK = 3  # counting those of the text's own voice alone
SENTENCES_LOOKED_AT = 12
LAST_WORD = re.compile(r"[^\W\d_]+(?=\s+$)")
LONGEST_WORD = 20  # characters
LONGEST_OPENING = 200
MOST_NAMES = 50  # that are looked at in a sentence: bounds the work on texts that are no news
# Prepositions that do not set a name aside: before somebody who takes part, or where a clause begins.
BEFORE_A_SUBJECT = frozenset({"after", "as", "before", "between", "since", "than", "to", "until", "with"})
BEFORE_PREPOSITION = re.compile(r"\s(?:at|for|from|in|of|on|to|who|with)\s")
COMMA_BEFORE = re.compile(r", $")
BEFORE_VERB = re.compile(r" (?!(?:and|as|at|for|from|in|of|on|or|to|who|with)\b)[a-z]")
POSSESSIVE = frozenset({"his", "her", "hers"})


class Standing(IntEnum):
    """How much a name is what its sentence is about."""

    ASIDE = 0  # possessive, or behind a preposition: "the lawyer of Jane Saki"
    NAMED = 1
    ACTS = 2  # begins the main clause behind another: "Asked about Joe Biden, Jane Saki left"
    SPEAKS = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who was named or spoke at `start`."""

    start: int
    person: Person
    standing: Standing


class Antecedents:
    """Who was named or spoke, in reading order. Names inside contents are left out: they belong to what was said."""

    def __init__(
        self, text: str, people: People, contents: Iterable[Span], sentences: Sentences, quotations: Quotations
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._said = sorted(contents)
        self._said_starts = [span.start for span in self._said]
        named = [
            (self._is_said(name.span), Seen(name.span.start, person, _standing(text, name)))
            for name, found in people.named
            for person in found
            if person.is_certain and not name.is_modifier
        ]
        self._seen = [seen for is_said, seen in named if not is_said]
        self._named_in_contents = [seen for is_said, seen in named if is_said]
        self._reported = [seen for seen in self._named_in_contents if quotations.place_at(seen.start) is None]
        self._heard: list[tuple[int, Speaker]] = []

    def heard(self, found: Person | Speaker, offset: int, *, in_passing: bool = False) -> None:
        """Takes note of who the source at `offset` is; `in_passing` in a clause that tells more of them ("who")."""
        if isinstance(found, Person):
            standing = Standing.NAMED if in_passing else Standing.SPEAKS
            insort(self._seen, Seen(offset, found, standing), key=attrgetter("start"))
        elif found.name:
            insort(self._heard, (offset, found), key=itemgetter(0))

    def said(self, pronoun: str, region: Span) -> set[Person]:
        """Who is named in a region of a content and may be meant by a pronoun behind it."""
        return {
            seen.person
            for seen in _between(self._named_in_contents, region.start, region.end)
            if seen.person.may_be(pronoun)
        }

    def resolve_other(self, pronoun: str, offset: int) -> Speaker | None:
        """Whom "they" or "it" at `offset` stands for: the one such source of this sentence and the one before."""
        start = self._sentences.span(max(0, self._sentences.place(offset) - 1)).start
        first, last = (bisect_left(self._heard, place, key=itemgetter(0)) for place in (start, offset))
        fits = _is_plural if pronoun == "they" else _is_thing
        fitting = {
            speaker.name: speaker for _, speaker in self._heard[max(first, last - MOST_NAMES) : last] if fits(speaker)
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def resolve(self, pronoun: str, offset: int, words: str = "") -> Person | None:
        """Whom "he" or "she" at `offset` stands for: the one person who fits in the nearest sentence that has any; of
        several the one who speaks there, or whom alone it is about; but `words` like "his" may take up any of them."""
        here = self._sentences.place(offset)
        sentences_left = SENTENCES_BACK + 1
        spoken_of: set[Person] = set()
        for place in range(here, max(-1, here - SENTENCES_LOOKED_AT), -1):
            sentence = self._sentences.span(place)
            fitting = self._fitting(pronoun, sentence.start, min(sentence.end, offset))
            if fitting and not self._takes_up_another(pronoun, sentence.start, fitting):
                found = _only(fitting, is_possessive=place == here and words.lower() in POSSESSIVE)
                return _learn(pronoun, found) if spoken_of <= {found} else None
            if place < here:
                spoken_of |= self._spoken_of(pronoun, sentence)
            if not fitting and self._has_somebody_unnamed(sentence.start, min(sentence.end, offset)):
                break
            sentences_left -= not fitting and (place == here or not self._is_said(_first_of(sentence)))
            if not sentences_left:
                break
        return None

    def _fitting(self, pronoun: str, start: int, end: int) -> list[Seen]:
        return [seen for seen in _between(self._seen, start, end) if seen.person.may_be(pronoun)]

    def _spoken_of(self, pronoun: str, sentence: Span) -> set[Person]:
        """Whom reported words in a sentence name who fits: "Critics doubted Joe Biden's plans."."""
        return {
            seen.person
            for seen in _between(self._reported, sentence.start, sentence.end)
            if seen.person.may_be(pronoun)
        }

    def _has_somebody_unnamed(self, start: int, end: int) -> bool:
        first, last = (bisect_left(self._heard, place, key=itemgetter(0)) for place in (start, end))
        return any(_is_somebody(speaker) for _, speaker in self._heard[max(first, last - MOST_NAMES) : last])

    def _takes_up_another(self, pronoun: str, start: int, fitting: list[Seen]) -> bool:
        """Whether a sentence begins with the pronoun and then names others: "He may vote for Bernie Sanders."."""
        if any(seen.standing is Standing.SPEAKS for seen in fitting):
            return False
        opening = self._text[max(start, fitting[0].start - LONGEST_OPENING) : fitting[0].start]
        return re.search(rf"\b{pronoun}\b", opening, re.IGNORECASE) is not None

    def _is_said(self, span: Span) -> bool:
        place = bisect_right(self._said_starts, span.start) - 1
        return place >= 0 and self._said[place].holds(span)


def _standing(text: str, name: Name) -> Standing:
    before = LAST_WORD.search(text[max(0, name.begin - LONGEST_WORD) : name.begin])
    word = before.group().lower() if before else ""
    is_aside = name.is_possessive or (word in word_set("prepositions") and word not in BEFORE_A_SUBJECT)
    if is_aside:
        return Standing.ASIDE
    begins_clause = COMMA_BEFORE.search(text, max(0, name.begin - 2), name.begin) and BEFORE_VERB.match(
        text, name.span.end
    )
    return Standing.ACTS if begins_clause else Standing.NAMED


def _between(seen: list[Seen], start: int, end: int) -> list[Seen]:
    first, last = (bisect_left(seen, offset, key=attrgetter("start")) for offset in (start, end))
    return seen[max(first, last - MOST_NAMES) : last]


def _is_plural(speaker: Speaker) -> bool:
    if speaker.kind is not SpeakerKind.UNNAMED or not speaker.name:
        return False
    words = BEFORE_PREPOSITION.split(speaker.name.lower(), maxsplit=1)[0].split()
    return words[0] in word_set("plural_determiners") or words[-1].endswith("s") or words[-1] in word_set("groups")


def _is_somebody(speaker: Speaker) -> bool:
    """Whether an unnamed source is one person: "a spokesman", "the voter"."""
    if speaker.kind is not SpeakerKind.UNNAMED or not speaker.name:
        return False
    words = BEFORE_PREPOSITION.split(speaker.name.lower(), maxsplit=1)[0].split()
    return words[0] in ("a", "an", "another", "one") and words[-1] in word_table("titles")


def _is_thing(speaker: Speaker) -> bool:
    return speaker.kind in (SpeakerKind.ORGANISATION, SpeakerKind.PUBLICATION, SpeakerKind.DOCUMENT)


def _first_of(span: Span) -> Span:
    return Span(span.start, span.start + 1)


def _learn(pronoun: str, person: Person | None) -> Person | None:
    """The person, of whom the text has now told what nothing else did."""
    if person and not person.pronouns:
        person.pronouns[pronoun] += 1
    return person


def _only(fitting: list[Seen], *, is_possessive: bool) -> Person | None:
    """The one person among those who fit, or else the one of the highest standing."""
    people = {seen.person for seen in fitting}
    if len(people) > 1 and not is_possessive:
        highest = max(seen.standing for seen in fitting)
        people = {seen.person for seen in fitting if seen.standing == highest}
        is_named_late = highest is Standing.NAMED and fitting[0].person not in people
        if is_named_late or not all(person.is_certain for person in people):
            return None
    return people.pop() if len(people) == 1 else None
