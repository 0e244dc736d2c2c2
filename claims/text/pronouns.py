"""Whom "he", "she" and "who" stand for: somebody only where nobody else is as likely to be meant."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from operator import itemgetter

from claims.text.people import People, Person
from claims.text.records import Span
from claims.text.sentences import Sentences

SENTENCES_BACK = 3  # counting those of the text's own voice alone
SENTENCES_LOOKED_AT = 12
FURTHEST_NAME = 40  # characters before a "who"
# What may lie between a name and a "who" that tells more of its bearer.
BEFORE_WHO = re.compile(r"(?: ?\([^()]*\))?,? ?")


class Antecedents:
    """Who was named or spoke, in reading order. Names inside contents are left out: they belong to what was said."""

    def __init__(self, people: People, contents: Iterable[Span], sentences: Sentences) -> None:
        self._sentences = sentences
        self._said = sorted(contents)
        self._said_starts = [span.start for span in self._said]
        self._name_ends = [name.span.end for name, _ in people.named]
        self._named = [found for _, found in people.named]
        self._seen = [
            (name.span.start, person)
            for name, found in people.named
            for person in found
            if person.is_certain and not name.is_modifier and not self._is_said(name.span)
        ]

    def heard(self, person: Person, offset: int) -> None:
        """Takes note of who the source at `offset` is."""
        insort(self._seen, (offset, person), key=itemgetter(0))

    def resolve(self, pronoun: str, offset: int) -> Person | None:
        """Whom "he" or "she" at `offset` stands for: the one person who fits in the nearest sentence that has any."""
        here = self._sentences.place(offset)
        sentences_left = SENTENCES_BACK + 1
        for place in range(here, max(-1, here - SENTENCES_LOOKED_AT), -1):
            sentence = self._sentences.span(place)
            fitting = self._fitting(pronoun, sentence.start, min(sentence.end, offset))
            if fitting:
                return fitting.pop() if len(fitting) == 1 else None
            sentences_left -= place == here or not self._is_said(Span(sentence.start, sentence.start + 1))
            if not sentences_left:
                break
        return None

    def resolve_relative(self, text: str, offset: int) -> Person | None:
        """Whom the "who" at `offset` tells more of: the bearer of the name right before it."""
        place = bisect_right(self._name_ends, offset) - 1
        if (
            place < 0
            or offset - self._name_ends[place] > FURTHEST_NAME
            or not BEFORE_WHO.fullmatch(text, self._name_ends[place], offset)
        ):
            return None
        return self._named[place][0] if len(self._named[place]) == 1 else None

    def _fitting(self, pronoun: str, start: int, end: int) -> set[Person]:
        first, last = (bisect_left(self._seen, offset, key=itemgetter(0)) for offset in (start, end))
        return {person for _, person in self._seen[first:last] if person.may_be(pronoun)}

    def _is_said(self, span: Span) -> bool:
        place = bisect_right(self._said_starts, span.start) - 1
        return place >= 0 and self._said[place].holds(span)
