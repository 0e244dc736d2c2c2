"""Who a source is: the fullest name that the text gives for it, or for what has no name its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.text.joining import Group
from claims.text.lexicons import word_set, word_table
from claims.text.names import Name, find_names
from claims.text.paragraphs import Paragraphs
from claims.text.people import People, Person, find_people
from claims.text.pronouns import Antecedents
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
POSSESSIVE_END = re.compile(r"['’]s?$")
THE = re.compile(r"^the\s+", re.IGNORECASE)
PREPOSITION = re.compile(
    r"\s(?:about|according|among|at|between|by|close|conducted|familiar|for|from|in|inside|near|obtained|of|on|published|"
    r"released|taken|to|with|within)\s"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source is: a name, what sort of source, and what the text says of it. All None where it cannot be told."""

    name: str | None = None
    kind: SpeakerKind | None = None
    description: str | None = None


NOBODY = Speaker()


def find_speakers(text: str, groups: Sequence[Group], paragraphs: Paragraphs, sentences: Sentences) -> list[Speaker]:
    """The speaker of each group, in the same order."""
    people = find_people(text, paragraphs, sentences)
    contents = (content.span for group in groups for content in group.contents)
    antecedents = Antecedents(people, contents, sentences)
    speakers = []
    for group in groups:
        speaker = NOBODY
        if group.sources:
            found = _resolve(text, group.sources[0].span, people, antecedents)
            if isinstance(found, Person):
                antecedents.heard(found, group.sources[0].span.start)
            speaker = found if isinstance(found, Speaker) else _person(found)
        speakers.append(speaker)
    return speakers


def _resolve(text: str, source: Span, people: People, antecedents: Antecedents) -> Person | Speaker:
    """The person that a source stands for, or what else it is."""
    words = " ".join(source.of(text).split()).strip(AROUND)
    pronoun = word_table("pronouns").get(words.lower())
    if pronoun in ("he", "she"):
        return antecedents.resolve(pronoun, source.start) or NOBODY
    if pronoun:
        return (pronoun == "relative" and antecedents.resolve_relative(text, source.start)) or NOBODY
    told = RELATIVE.search(text, source.start, source.end)
    named = Span(source.start, told.start()) if told and told.start() > source.start else source
    heads = list(_heads(text, named))
    if len(heads) > 1:
        return NOBODY
    if heads and JOINED.match(text, heads[0].span.end, named.end):
        return Speaker(words, SpeakerKind.UNNAMED)
    return (_named(heads[0], people) if heads else _described(words, people)) or _unnamed(words, people)


def _person(person: Person) -> Speaker:
    return Speaker(person.fullest_name, SpeakerKind.PERSON, person.description)


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


def _described(words: str, people: People) -> Person | Speaker | None:
    """Whoever is the only one that a description fits: "the senator", where the text names one, or CLINTON."""
    if THE.match(words):
        found = people.described(THE.sub("", words).lower().split())
    else:
        found = people.called(POSSESSIVE_END.sub("", words).lower())
    if len(found) > 1:
        return Speaker(None, SpeakerKind.PERSON, None)
    return found[0] if found else None


def _unnamed(words: str, people: People) -> Speaker:
    """A source that is no person with a name: an organisation, a document, or somebody unnamed, by its words."""
    words = LOOSE_END.sub("", TELLS_MORE.split(words, maxsplit=1)[0].strip(AROUND))
    words = _without_capital(words, people) if words else ""
    found = WORD.findall(PREPOSITION.split(words, maxsplit=1)[0])
    if not found:
        return NOBODY
    kind = _kind_of(found)
    has_name = kind in (SpeakerKind.ORGANISATION, SpeakerKind.PUBLICATION)
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
