"""What pronouns, dates and missing subjects of contents stand for, as far as the article tells: what goes in brackets.

A wrong name in brackets is worse than a wording that says it needs its article: where two people fit, nothing is
written in.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import itemgetter

from claims.text.dates import FoundDate, Precision, Tense, find_dates
from claims.text.lexicons import word_set, word_table
from claims.text.names import find_names
from claims.text.paragraphs import split_paragraphs
from claims.text.people import Person, find_people
from claims.text.quotations import find_quotations
from claims.text.records import Attribution, Span, SpeakerKind
from claims.text.saying import saying_of
from claims.text.sentences import split_sentences
from claims.text.stances import forms_of

FURTHEST = 2000  # characters that are searched for whom a pronoun may stand for
NAMED = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.PUBLICATION)
ORGANISED = (SpeakerKind.ORGANISATION, SpeakerKind.PUBLICATION)

FIRST_PERSON = re.compile(
    r"\bI(?P<short>['’](?:m|ve)\b)|\bI\b(?:\s+(?P<verb>[a-z]+(?:['’]t)?)\b)?|\b(?P<form>[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b"
)
GROUP = re.compile(r"\b(?P<form>[Ww]e|us|[Oo]ur|ours)\b(?!\s+(?:all|the)\b)")
HE_OR_SHE = re.compile(r"\b(?:he or she|his or her|him or her|she or he|her or his)\b", re.IGNORECASE)
THIRD_PERSON = re.compile(r"\b(?P<form>he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
THING = re.compile(r"\b(?P<form>its|their|itself|themselves)\b", re.IGNORECASE)
OPENS_WITH_IT = re.compile(r"\W*(?:that\s+)?(?P<it>it)\s+(?P<verb>\w+)(?:\s+(?P<next>\w+))?", re.IGNORECASE)
OPENS_WITH_ITS = re.compile(r"\W*(?:that\s+)?(?P<it>its)\s", re.IGNORECASE)
INNER_OPENER = re.compile(r"(?<=[\s(,—])['‘\"“](?=\w)")
INNER_CLOSER = re.compile(r"(?<=[\w.,!?…])['’\"”](?=[\s.,;:)—]|$)")
INFINITIVE = re.compile(r"to\s+(?!have\b)[a-z]+\b")
PLAIN_VERB = re.compile(r"[\"“'‘`]*[a-z]+\b")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
NEXT_WORD = re.compile(r"\s+(?P<word>[^\W_]+)")
CAPITALISED = re.compile(r"(?:[A-Z][\w.'’-]*\s?)+")

THIRD_OF = {"am": "is", "'m": "is", "'ve": "has", "have": "has", "haven't": "hasn't", "do": "does", "don't": "doesn't"}


@dataclass(frozen=True, slots=True, order=True)
class Referent:
    """What a stretch of a content stands for.

    `words` is what goes in brackets in its place, or in front of it, where the span has no length; None where it stays
    as it is and yet needs no article, because the content itself tells.
    """

    start: int
    end: int
    words: str | None


def find_referents(text: str, attributions: Sequence[Attribution], published: date | None) -> list[list[Referent]]:
    """For each attribution of an article what is known of its content, in order and apart.

    `published` is the day of the article: what relative dates count from.
    """
    article = _Article(text, attributions, published)
    return [article.referents_of(place) for place in range(len(attributions))]


class _Article:
    """What is looked up for every content of an article."""

    def __init__(self, text: str, attributions: Sequence[Attribution], published: date | None) -> None:
        self.text, self.attributions, self.published = text, attributions, published
        self.paragraphs = split_paragraphs(text)
        self.sentences = split_sentences(text, self.paragraphs)
        self.quotations = find_quotations(text, self.paragraphs)
        self.people = find_people(text, self.paragraphs, self.sentences)
        self.by_name = {person.fullest_name: person for _, found in self.people.named for person in found}
        self.named = self._named()
        self.owners = self._owners()

    def _named(self) -> list[tuple[int, Person]]:
        """Where somebody is named, or is a source by another word, in order."""
        named = [(name.span.start, person) for name, found in self.people.named for person in found]
        for attribution in self.attributions:
            person = self.by_name.get(attribution.speaker or "")
            if person and attribution.source:
                named.append((attribution.source[0].start, person))
        return sorted(((at, person) for at, person in named if person.is_certain), key=itemgetter(0))

    def _owners(self) -> "array[int]":
        """For each character one more than the place of the attribution with the shortest content there, or 0."""
        owners = array("l", bytes(array("l").itemsize * len(self.text)))
        contents = [(span, place) for place, one in enumerate(self.attributions) for span in one.content]
        for span, place in sorted(contents, key=lambda content: content[0].start - content[0].end):
            owners[span.start : span.end] = array("l", [place + 1]) * (span.end - span.start)
        return owners

    def referents_of(self, place: int) -> list[Referent]:
        """What is known of the content of one attribution."""
        reading = _Content(self, place)
        found = [*reading.subject(), *reading.pronouns(), *reading.dates()]
        kept: list[Referent] = []
        for one in sorted(found, key=lambda referent: (referent.start, -referent.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def speaker_at(self, offset: int) -> Attribution | None:
        """Whose quoted words stand at `offset`; None outside of quotation marks, and where it cannot be told."""
        quotation = self.quotations.place_at(offset)
        if quotation is None or self._is_quoted_twice(self.quotations.spans[quotation].start, offset):
            return None
        place: int | None = self.owners[offset] - 1
        while place is not None and place >= 0:
            attribution = self.attributions[place]
            if attribution.cue and self.quotations.place_at(attribution.cue[0].start) != quotation:
                return attribution if self._speaks_for_itself(attribution, quotation) else None
            place = attribution.parent
        return None

    def _is_quoted_twice(self, begun: int, offset: int) -> bool:
        """Whether a quotation inside the one begun there is open at `offset`."""
        if offset - begun > FURTHEST:
            return True
        inside = (begun + 2, offset)
        return len(INNER_OPENER.findall(self.text, *inside)) > len(INNER_CLOSER.findall(self.text, *inside))

    def _speaks_for_itself(self, attribution: Attribution, quotation: int) -> bool:
        """Whether nobody else is named in the content beside the quotation, who may be the one quoted."""
        quoted = self.quotations.spans[quotation]
        speaker = self.by_name.get(attribution.speaker or "")
        beside = {
            person
            for span in attribution.content
            if span.meets(quoted)
            for person in self.people_in(span.start, quoted.start) | self.people_in(quoted.end, span.end)
        }
        return all(person is speaker for person in beside)

    def people_in(self, start: int, end: int) -> set[Person]:
        """Everyone named in a stretch of the text."""
        first, last = (bisect_left(self.named, offset, key=itemgetter(0)) for offset in (start, end))
        return {person for _, person in self.named[first:last]}


class _Content:
    """One content, and what its words stand for."""

    def __init__(self, article: _Article, place: int) -> None:
        self.article, self.text = article, article.text
        self.attribution = article.attributions[place]
        self.first = self.attribution.content[0]
        self.speaker = article.by_name.get(self.attribution.speaker or "")

    # Missing subjects

    def subject(self) -> Iterator[Referent]:
        """Who is to do what the content tells: "(Trump vowed) to leave", "(urged Biden) to step down"."""
        cue = self.attribution.cue[-1].end if self.attribution.cue else self.first.start
        opening = self.first.of(self.text)
        cue_words = self._cue_words()
        leaves_to = bool(cue_words) and cue_words[-1] == "to" and PLAIN_VERB.match(opening) is not None
        if cue > self.first.start or not (leaves_to or INFINITIVE.match(opening)):
            return
        between = self.text[cue : self.first.start].strip(" ,")
        who = self._object_of(cue_words, between) if between and not leaves_to else self._own_subject(cue_words)
        if who:
            yield Referent(self.first.start, self.first.start, f"{who} to" if leaves_to else who)

    def _cue_words(self) -> list[str]:
        return [word.lower() for span in self.attribution.cue for word in WORD.findall(span.of(self.text))]

    def _own_subject(self, cue: list[str]) -> str | None:
        """The speaker, where the cue says what it would do itself."""
        is_passive = any(word in ("was", "were", "been", "being", "be", "is", "are") for word in cue)
        controls = any(word in forms_of("subject_control") for word in cue)
        willing = any(word in ("looking", "hoping", "planning", "willing", "ready", "eager") for word in cue)
        if controls and (willing or not is_passive) and self.attribution.speaker_kind in NAMED:
            return self.attribution.speaker
        return None

    def _object_of(self, cue: list[str], between: str) -> str | None:
        """Whoever stands between the cue and the content, where that is a name and nothing else."""
        phrases = {*cue, *(" ".join(pair) for pair in pairwise(cue))}
        if not phrases & forms_of("object_control") or any(word in ("was", "were", "been") for word in cue):
            return None
        end = self.first.start
        names = find_names(self.text, Span(end - len(between) - 1, end)) if len(between) < end else []
        if (
            len(names) == 1
            and self.text[names[0].span.end : end].strip() == ""
            and names[0].begin <= end - len(between)
        ):
            found = self.article.people.find(names[0])
            return found[0].fullest_name if len(found) == 1 else None
        return None

    # Pronouns

    def pronouns(self) -> Iterator[Referent]:
        """Every pronoun that is known, in the order of the text."""
        told: set[Person] = set()  # whom the wording has named by then
        for span in self.attribution.content:
            generic = [Referent(*match.span(), None) for match in HE_OR_SHE.finditer(self.text, span.start, span.end)]
            yield from generic
            yield from self._first_person(span)
            yield from self._groups(span)
            skipped = [range(one.start, one.end) for one in generic]
            for match in THIRD_PERSON.finditer(self.text, span.start, span.end):
                if not any(match.start() in each for each in skipped):
                    yield from self._third_person(match, told)
        yield from self._things()

    def _first_person(self, span: Span) -> Iterator[Referent]:
        for match in FIRST_PERSON.finditer(self.text, span.start, span.end):
            speaker = self.article.speaker_at(match.start())
            if speaker is None or speaker.speaker_kind != SpeakerKind.PERSON or speaker.speaker is None:
                continue
            form = (match["form"] or "I").lower()
            if form == "myself":
                yield Referent(*match.span(), None)
            elif form in ("my", "mine"):
                yield Referent(*match.span(), possessive(speaker.speaker))
            elif form == "me":
                yield Referent(*match.span(), speaker.speaker)
            else:
                yield self._subject_i(match, speaker.speaker)

    def _subject_i(self, match: re.Match[str], name: str) -> Referent:
        """ "I", with the verb right behind it put in the third person: "I'm" is "Donald Trump is"."""
        verb = (match["short"] or match["verb"] or "").replace("’", "'")
        third = THIRD_OF.get(verb) or (f"{verb}s" if verb in word_set("verbs_after_i") else None)
        if third is None:
            return Referent(match.start(), match.start() + 1, name)
        return Referent(*match.span(), f"{name} {third}")

    def _groups(self, span: Span) -> Iterator[Referent]:
        """ "We", where an organisation speaks; a person's may be any group."""
        for match in GROUP.finditer(self.text, span.start, span.end):
            speaker = self.article.speaker_at(match.start())
            behind = NEXT_WORD.match(self.text, match.end())
            owns_more = behind is not None and behind["word"].lower() in word_set("nouns_of_everybody")
            if speaker and speaker.speaker_kind in ORGANISED and speaker.speaker and not owns_more:
                is_owner = match["form"].lower() in ("our", "ours")
                yield Referent(*match.span(), possessive(speaker.speaker) if is_owner else speaker.speaker)

    def _third_person(self, match: re.Match[str], told: set[Person]) -> Iterator[Referent]:
        person = self._meant(match)
        if person is None:
            return
        form = match["form"].lower()
        if form.endswith("self") or person in told or self._is_named_before(person, match.start()):
            yield Referent(*match.span(), None)
            return
        told.add(person)
        is_owner = form in ("his", "hers") or (form == "her" and self._owns(match.end()))
        name = person.fullest_name
        yield Referent(*match.span(), possessive(name) if is_owner else name)

    def _meant(self, match: re.Match[str]) -> Person | None:
        """Whom a "he" or "she" stands for: who else than the speaker in a quotation, only one of all who fit."""
        offset, pronoun = match.start(), word_table("pronouns").get(match["form"].lower(), "she")
        is_quoted = self.article.quotations.place_at(offset) is not None
        speaker_fits = self.speaker is not None and self.speaker.may_be(pronoun)
        is_object = match["form"].lower() == "him" or (match["form"].lower() == "her" and not self._owns(match.end()))
        opens = self._opens_content(offset)
        if opens and speaker_fits and not is_quoted and not is_object:
            return self.speaker
        begun = min(span.start for span in (*self.attribution.source, *self.attribution.cue, self.first))
        start = self.article.sentences.span(self.article.sentences.place(begun)).start
        if offset - start > FURTHEST:
            return None
        fitting = {person for person in self.article.people_in(start, offset) if person.may_be(pronoun)}
        if is_quoted or (is_object and opens):
            fitting -= {self.speaker}  # "accused him of": of whom the source speaks, not itself
        elif speaker_fits and self.speaker:
            fitting.add(self.speaker)
        if not fitting and not is_quoted:
            fitting = self._in_sentence_before(start, pronoun)
        return fitting.pop() if len(fitting) == 1 else None

    def _opens_content(self, offset: int) -> bool:
        """Whether a pronoun opens a content that stands behind its source: "Trump said (that) he would"."""
        before = self.text[self.first.start : offset].strip(" ,\"“‘'`").lower()
        source = self.attribution.source
        return before in ("", "that") and bool(source) and source[0].start < self.first.start

    def _in_sentence_before(self, start: int, pronoun: str) -> set[Person]:
        """Whoever fits, without a doubt, in the sentence before, if that belongs to the same paragraph."""
        paragraph = self.article.paragraphs.spans[self.article.paragraphs.place(start)]
        if start <= paragraph.start:
            return set()
        before = self.article.sentences.span(self.article.sentences.place(start - 1))
        if start - before.start > FURTHEST:
            return set()
        fitting = {one for one in self.article.people_in(before.start, start) if one.may_be(pronoun)}
        return {one for one in fitting if one.pronoun == pronoun} if len(fitting) == 1 else set()

    def _is_named_before(self, person: Person, offset: int) -> bool:
        return any(
            person in self.article.people_in(span.start, min(span.end, offset))
            for span in self.attribution.content
            if span.start < offset
        )

    def _owns(self, end: int) -> bool:
        """Whether a noun follows a "her", and not the rest of the sentence."""
        following = NEXT_WORD.match(self.text, end)
        return following is not None and following["word"].lower() not in word_set("words_behind_objects")

    def _things(self) -> Iterator[Referent]:
        """ "It" and "its" where they can only be an organisation that speaks or the first name of the content."""
        owner = self._organisation_that_opens()
        if owner:
            yield owner
        for span in self.attribution.content:
            for match in THING.finditer(self.text, span.start, span.end):
                if (
                    match["form"].lower().endswith(("self", "selves"))
                    or (owner and match["form"].lower() == "its" and match.start() > owner.start)
                    or self._belongs_to_subject(match)
                ):
                    yield Referent(*match.span(), None)

    def _organisation_that_opens(self) -> Referent | None:
        if self.attribution.speaker_kind not in ORGANISED or self.attribution.speaker is None:
            return None
        is_quoted = self.article.quotations.place_at(self.first.start) is not None
        if is_quoted or not self.attribution.source or self.attribution.source[0].start > self.first.start:
            return None
        name = self.attribution.speaker
        owned = OPENS_WITH_ITS.match(self.text, self.first.start, self.first.end)
        if owned:
            return Referent(*owned.span("it"), possessive(name))
        opening = OPENS_WITH_IT.match(self.text, self.first.start, self.first.end)
        if opening is None or opening["verb"].lower() in word_set("verbs_of_no_one"):
            return None
        is_being = opening["verb"].lower() in ("is", "was") and not (opening["next"] or "").lower().endswith("ing")
        is_open = (opening["next"] or "").lower() in ("be", "have", "been", "seem", "appear", "take")
        return None if is_being or is_open else Referent(*opening.span("it"), name)

    def _belongs_to_subject(self, match: re.Match[str]) -> bool:
        """Whether all that an "its" or "their" can go back to in the content is the name that opens it."""
        if match["form"].lower() not in ("its", "their") or not self.first.holds(Span(*match.span())):
            return False
        before = re.sub(r"^\W*(?:that\s+)?(?:the\s+)?", "", self.text[self.first.start : match.start()], count=1)
        if len(before) > 120 or len(CAPITALISED.findall(before)) != 1:
            return False
        opening = CAPITALISED.match(before)
        if opening is None:
            return False
        last = WORD.findall(opening.group())[-1:]
        is_people = bool(last) and (last[0].lower() in word_set("peoples") or last[0].lower() in word_set("groups"))
        return is_people == (match["form"].lower() == "their") and not self.article.people_in(
            self.first.start, match.start()
        )

    # Dates

    def dates(self) -> Iterator[Referent]:
        """Every relative date that is known, spelt out."""
        for span in self.attribution.content:
            found = find_dates(self.text, span, self.article.published, self._tense())
            for one in found:
                words = self._spelt_out(one, span)
                if words:
                    yield Referent(one.span.start, one.span.end, words)

    def _tense(self) -> Tense | None:
        """The tense of a content that has no verb: what somebody vows "to" do lies ahead."""
        cue = self._cue_words()
        opens_with_to = INFINITIVE.match(self.first.of(self.text)) is not None
        return Tense.FUTURE if opens_with_to or cue[-1:] == ["to"] else None

    def _spelt_out(self, found: FoundDate, span: Span) -> str:
        """A date in words that stay true; in a quotation it counts from the day of saying, as far as that is told."""
        if self.article.quotations.place_at(found.span.start) is None:
            return found.written_out
        speaker = self.article.speaker_at(found.span.start)
        said = saying_of(self.text, speaker, self.article.sentences, self.article.published) if speaker else None
        if said is None:
            return "" if found.counts_from_the_hour else found.written_out
        if said.period.precision != Precision.DAY:
            return ""
        again = find_dates(self.text, span, said.period.first, self._tense())
        return next((one.written_out for one in again if one.span == found.span), "")


def possessive(name: str) -> str:
    """A name with the ending of an owner."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
