"""Who a source is: the fullest name that the text gives for it, or for what has no name its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from claims.text.holders import Holder, holders_of
from claims.text.joining import Group
from claims.text.lexicons import word_set, word_table
from claims.text.names import Name, find_names
from claims.text.organisations import Organisations
from claims.text.paragraphs import Paragraphs
from claims.text.people import NOBODY, People, Person, Speaker, find_people
from claims.text.phrases import antecedent_end, phrase_before
from claims.text.pronouns import Antecedents
from claims.text.quotations import Quotations, find_quotations
from claims.text.records import Span, SpeakerKind
from claims.text.sentences import Sentences

AROUND = " \t\r\n\"'“”‘’«»,;:.()[]-–—"
WORD = re.compile(r"[^\W_]+(?:['’.&/-][^\W_]+)*")
# Where a source stops naming and starts telling more.
RELATIVE = re.compile(r",?\s(?:who|whom|whose|which|that|where|when)\s", re.IGNORECASE)
TELLS_MORE = re.compile(rf",|;|:|\(|\s[-–—]|[-–—]\s|{RELATIVE.pattern}", re.IGNORECASE)
BEHIND_A_PERSON = re.compile(
    r"\.?\s*(?:$|[,;:(\[–—-]|(?:himself|herself|of|from|at|in|on|with|and|or|to|also|later|then|too)\b)",
    re.IGNORECASE,
)
JOINS = re.compile(r"\b(?:and|or)\b[^,;]*$", re.IGNORECASE)  # "the broker" may stand before the second name
JOINED = re.compile(r",?\s*(?:and|or)\b", re.IGNORECASE)
COMPANY = re.compile(r"[^\W_]+ & [^\W_]+")  # Procter & Gamble
LOOSE_END = re.compile(r"\s(?:about|at|by|for|from|in|of|on|to|with)$")
ANYONE_WHO = re.compile(
    r"(?:anyone|everyone|many|people|some|someone|those)(?: of (?:them|us))? (?:who|whose)\s", re.IGNORECASE
)
APPOSED = re.compile(r"(?:a|an|the)\s", re.IGNORECASE)
COMMA_BEFORE = re.compile(r", ?$")
HIS_CAMPAIGN = re.compile(r"(?P<pronoun>his|her) (?P<noun>administration|camp|campaign|office|team)", re.IGNORECASE)
ACRONYM = re.compile(r"[A-Z][A-Z.&]+")
NAMED_KINDS = (SpeakerKind.ORGANISATION, SpeakerKind.PUBLICATION)
GENERIC = frozenset(
    {"agency", "association", "company", "firm", "group", "institute", "network", "organization", "union"}
)
POSSESSIVE_END = re.compile(r"['’]s?$")
THE = re.compile(r"^the\s+", re.IGNORECASE)
PREPOSITION = re.compile(
    r"\s(?:about|according|among|at|between|by|close|conducted|familiar|for|from|in|inside|near|obtained|of|on|published|"
    r"released|taken|to|with|within)\s"
)


def find_speakers(text: str, groups: Sequence[Group], paragraphs: Paragraphs, sentences: Sentences) -> list[Speaker]:
    """The speaker of each group, in the same order."""
    return _Reading(text, groups, paragraphs, sentences).speakers()


class _Reading:
    """A text whose sources are resolved one after another."""

    def __init__(self, text: str, groups: Sequence[Group], paragraphs: Paragraphs, sentences: Sentences) -> None:
        self.text = text
        self.groups = groups
        self.paragraphs = paragraphs
        self.sentences = sentences
        self.people = find_people(text, paragraphs, sentences)
        self.holders = holders_of(groups)
        self.antecedents = Antecedents(
            text,
            self.people,
            (content.span for group in groups for content in group.contents),
            sentences,
            self.quotations,
        )
        self.found: list[Person | Speaker] = [NOBODY] * len(groups)

    @cached_property
    def organisations(self) -> Organisations:
        return Organisations(self.text)

    @cached_property
    def quotations(self) -> Quotations:
        return find_quotations(self.text, self.paragraphs)

    def speakers(self) -> list[Speaker]:
        # Who "I" and "he" are inside the words of another depends on who that other is: from the outside in.
        for place in sorted(range(len(self.groups)), key=self._outside_in):
            if self.groups[place].sources:
                source = self.groups[place].sources[0].span
                self.found[place] = self._resolve(source, self.holders[place])
                if self.holders[place] is None:
                    self.antecedents.heard(self.found[place], source.start, in_passing=self._is_relative(source))
        return [found if isinstance(found, Speaker) else _person(found) for found in self.found]

    def _is_relative(self, source: Span) -> bool:
        words = _words_of(self.text, source).lower()
        return word_table("pronouns").get(words, "").startswith("relative")

    def _outside_in(self, place: int) -> int:
        holder = self.holders[place]
        return holder.content.start - holder.content.end if holder else -len(self.text) - 1

    def _resolve(self, source: Span, holder: Holder | None) -> Person | Speaker:
        """The person that a source stands for, or what else it is."""
        words = _words_of(self.text, source)
        pronoun = word_table("pronouns").get(words.lower())
        match pronoun:
            case None:
                return self._described_by_possessor(source, words, holder) or self._phrase(source, words)
            case "he" | "she":
                return self._third_person(pronoun, source, words, holder) or NOBODY
            case "writer":
                return self._first_person(source, holder)
            case "relative" | "relative thing":
                return self._relative(source, of_people=pronoun == "relative")
            case "they" | "it":
                return (holder is None and self.antecedents.resolve_other(pronoun, source.start)) or NOBODY
        return NOBODY

    def _third_person(self, pronoun: str, source: Span, words: str, holder: Holder | None) -> Person | None:
        if holder is None:
            return self.antecedents.resolve(pronoun, source.start, words)
        # Inside the words of another: whom they name, or in reported words, who says them.
        speaker = self.found[holder.place]
        candidates = self.antecedents.said(pronoun, Span(holder.content.start, source.start))
        is_quoted = self.quotations.place_at(source.start) is not None
        if not is_quoted and isinstance(speaker, Person) and speaker.may_be(pronoun):
            candidates.add(speaker)
        if not candidates:
            before = self.antecedents.resolve(pronoun, holder.content.start, words)
            return before if before is not speaker and speaker is not NOBODY else None
        return candidates.pop() if len(candidates) == 1 else None

    def _first_person(self, source: Span, holder: Holder | None) -> Person | Speaker:
        """Who says "I" or "we": the speaker whose quotation it stands in. Outside of one it is the writer."""
        if holder is None or self.quotations.place_at(source.start) is None:
            return NOBODY
        return self.found[holder.place]

    def _relative(self, source: Span, *, of_people: bool) -> Person | Speaker:
        """Whom "who" or "which" tells more of: whoever the phrase right before it names or describes."""
        start = self.sentences.span(self.sentences.place(source.start)).start
        end = antecedent_end(self.text, source.start, start)
        person = self._named_before(end)
        if person:
            return person if of_people else NOBODY
        phrase = phrase_before(self.text, end, start)
        if phrase is None:
            return NOBODY
        if APPOSED.match(phrase.of(self.text)) and COMMA_BEFORE.search(
            self.text, max(start, phrase.start - 2), phrase.start
        ):
            person = self._named_before(antecedent_end(self.text, phrase.start, start))
        found = person or self._phrase(phrase, _words_of(self.text, phrase))
        if isinstance(found, Person) or found.kind is SpeakerKind.PERSON:
            return found if of_people else NOBODY
        return replace(found, kind=SpeakerKind.UNNAMED) if of_people and found.name else found

    def _named_before(self, end: int) -> Person | None:
        """The bearer of the name that ends at `end`."""
        found = self.people.named_at(end)
        return found[0] if len(found) == 1 else None

    def _described_by_possessor(self, source: Span, words: str, holder: Holder | None) -> Speaker | None:
        """The organisation in "his campaign", by the name of whose it is."""
        match = HIS_CAMPAIGN.fullmatch(words)
        if not match:
            return None
        pronoun = "he" if match["pronoun"].lower() == "his" else "she"
        person = self._third_person(pronoun, source, match["pronoun"], holder)
        if person is None:
            return None
        return Speaker(f"{person.surname} {match['noun']}", SpeakerKind.ORGANISATION)

    def _phrase(self, source: Span, words: str) -> Person | Speaker:
        """Who a noun phrase names or describes."""
        heads = list(_heads(self.text, _without_relative_clause(self.text, source)))
        if not heads:
            heads = list(_named_at_end(self.text, source))
        if len(heads) > 1:
            return NOBODY
        if heads and JOINED.match(self.text, heads[0].span.end, source.end):
            return Speaker(words, SpeakerKind.UNNAMED)
        if heads:
            return _named(heads[0], self.people) or _unnamed(words, self.people)
        found = (
            _described(words, source.start, self.people)
            or self._organisation(source, words)
            or _unnamed(words, self.people)
        )
        return self._in_full(found) if isinstance(found, Speaker) else found

    def _in_full(self, found: Speaker) -> Speaker:
        """The speaker by the name that an acronym is short for: Associated Press for AP."""
        if found.kind in NAMED_KINDS and found.name and ACRONYM.fullmatch(found.name):
            return replace(found, name=self.organisations.long_form(found.name))
        return found

    def _organisation(self, source: Span, words: str) -> Speaker | None:
        """The organisation that "the foundation" or "the board of elections" means, or the one that spoke before."""
        phrase = THE.sub("", words)
        noun = phrase.split()[0].lower() if phrase else ""
        if phrase == words or not phrase.islower() or noun not in word_set("organisations"):
            return None
        name = (
            self.organisations.meant(noun, source.start) if phrase == noun or phrase.startswith(f"{noun} of ") else None
        )
        if name and phrase in name.lower():
            return Speaker(name, SpeakerKind.ORGANISATION)
        return self.antecedents.resolve_other("it", source.start) if phrase in GENERIC else None


def _person(person: Person) -> Speaker:
    return Speaker(person.fullest_name, SpeakerKind.PERSON, person.description)


def _words_of(text: str, span: Span) -> str:
    return " ".join(span.of(text).split()).strip(AROUND)


def _without_relative_clause(text: str, source: Span) -> Span:
    told = RELATIVE.search(text, source.start, source.end)
    return Span(source.start, told.start()) if told and told.start() > source.start else source


def _named_at_end(text: str, source: Span) -> Iterator[Name]:
    """The name in "one of the voters who stayed away, Jane Saki"."""
    for name in find_names(text, source)[-1:]:
        is_apposed = COMMA_BEFORE.search(text, max(source.start, name.begin - 2), name.begin)
        if is_apposed and name.is_person and not WORD.search(text, name.span.end, source.end):
            yield name


def _heads(text: str, source: Span) -> Iterator[Name]:
    """The names that a source is about, not those in "a spokesman for Clinton" or "Trump supporters"."""
    headed = source.start
    if COMPANY.search(text, source.start, source.end):
        return
    for name in find_names(text, source):
        before = text[source.start : name.begin]
        if (
            (headed == source.start or JOINS.search(text[headed : name.begin]))
            and _stands_alone(text, name, source)
            and not _depends(before)
        ):
            headed = name.span.end
            yield name


def _stands_alone(text: str, name: Name, source: Span) -> bool:
    """Whether nothing behind a name makes it part of something else: "Trump supporters", "Clinton's campaign"."""
    if name.is_possessive:
        return POSSESSIVE_END.fullmatch(text, name.span.end, source.end) is not None
    return BEHIND_A_PERSON.match(text, name.span.end, source.end) is not None


def _depends(before: str) -> bool:
    """Whether a preposition before a name, in the same breath, makes it part of what is told of another."""
    last = before.rpartition(",")[2]
    return any(word.lower() in word_set("prepositions") for word in WORD.findall(last))


def _named(name: Name, people: People) -> Person | Speaker | None:
    """Whoever bears a name: one person, nobody where it could be two, None where it may not be a name at all."""
    found = people.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        return Speaker(None, SpeakerKind.PERSON, None)
    if name.is_person or len(name.words) > 1:
        return Speaker(" ".join(name.words), SpeakerKind.PERSON, name.description)
    return None


def _described(words: str, offset: int, people: People) -> Person | Speaker | None:
    """Whoever is the only one that a description fits: "the senator", where the text has named one, or CLINTON."""
    if THE.match(words):
        found = people.described(THE.sub("", words).lower().split())
        if len(found) == 1 and not found[0].is_named_before(offset):
            return None
    else:
        found = people.called(POSSESSIVE_END.sub("", words).lower())
    if len(found) > 1:
        return Speaker(None, SpeakerKind.PERSON, None)
    return found[0] if found else None


def _unnamed(words: str, people: People) -> Speaker:
    """A source that is no person with a name: an organisation, a document, or somebody unnamed, by its words."""
    if not ANYONE_WHO.match(words):
        words = LOOSE_END.sub("", TELLS_MORE.split(words, maxsplit=1)[0].strip(AROUND))
    words = _without_capital(words, people) if words else ""
    found = WORD.findall(PREPOSITION.split(words, maxsplit=1)[0])
    if not found:
        return NOBODY
    kind = _kind_of(found)
    has_name = kind in NAMED_KINDS
    return Speaker(POSSESSIVE_END.sub("", THE.sub("", words)) if has_name else words, kind)


def _kind_of(words: Sequence[str]) -> SpeakerKind:
    """What sort of source a noun phrase means, by its last word, and by whether it has a name in it."""
    head = POSSESSIVE_END.sub("", words[-1])
    is_name = head[0].isupper()
    if is_name and any(word.lower() in word_set("publications") for word in words if word[0].isupper()):
        is_document = head.lower() in word_set("documents") and head.lower() not in word_set("publications")
        return SpeakerKind.DOCUMENT if is_document else SpeakerKind.PUBLICATION
    if head.lower() in word_set("documents"):
        return SpeakerKind.DOCUMENT
    if any(head.lower() in entries for entries in (word_set("groups"), word_set("peoples"), word_table("titles"))):
        return SpeakerKind.UNNAMED
    has_name = any(word[0].isupper() for word in words)
    is_organisation = is_name or (has_name and head.lower() in word_set("organisations"))
    return SpeakerKind.ORGANISATION if is_organisation else SpeakerKind.UNNAMED


def _without_capital(words: str, people: People) -> str:
    """The words without a capital that only the start of a sentence gave them."""
    first, _, rest = words.partition(" ")
    lists = ("sentence_openers", "groups", "documents")
    is_common = any(first.lower() in word_set(name) for name in lists) or first.lower() in people.common_words
    return (
        f"{words[0].lower()}{words[1:]}" if is_common and not rest[:1].isupper() and not first[1:].isupper() else words
    )
