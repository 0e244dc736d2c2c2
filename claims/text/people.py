"""The people whom a text names: every name joined to the fullest that the text gives for whoever bears it."""

import re
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

from claims.text.lexicons import word_set, word_table
from claims.text.names import Name, find_names, is_headline
from claims.text.paragraphs import Paragraphs
from claims.text.records import Span, SpeakerKind
from claims.text.sentences import Sentences

WORD = re.compile(r"\w")
JUST_NOW = 600  # characters


@dataclass(slots=True, eq=False)
class Person:
    """Somebody whom a text names."""

    variants: Counter[tuple[str, ...]] = field(default_factory=Counter)
    descriptions: list[str] = field(default_factory=list)
    pronouns: Counter[str] = field(default_factory=Counter)
    middle: str = ""  # first letters of the names between first and last
    is_certain: bool = False  # a title or a first name tells that it is a person
    starts: list[int] = field(default_factory=list)  # where the text names nobody else by these words

    def add(self, name: Name) -> None:
        self.variants[name.words] += 1
        insort(self.starts, name.span.start)
        self.is_certain = self.is_certain or name.is_person
        if name.description:
            self.descriptions.append(name.description)
        if name.pronoun:
            self.pronouns[name.pronoun] += 1

    def is_named_before(self, offset: int) -> bool:
        return bool(self.starts) and self.starts[0] < offset

    @property
    def fullest_name(self) -> str:
        """The name with the most words; of several, the commonest, then the first."""
        words, _ = max(self.variants.items(), key=lambda variant: (len(variant[0]), variant[1]))
        return " ".join(words)

    @property
    def surname(self) -> str:
        """The last word of the name, without "Jr."."""
        words = max(self.variants, key=len)
        is_suffix = len(words) > 1 and words[-1].lower().rstrip(".") in word_set("name_suffixes")
        return words[-2] if is_suffix else words[-1]

    @property
    def description(self) -> str | None:
        """What the text says first of who it is."""
        return self.descriptions[0] if self.descriptions else None

    @property
    def pronoun(self) -> str | None:
        """What titles and first names agree on: "he", "she" or nothing."""
        return next(iter(self.pronouns)) if len(self.pronouns) == 1 else None

    def describing_words(self) -> set[str]:
        """All words, in lower case, that describe the person somewhere in the text."""
        words = {word.lower().rstrip(".") for description in self.descriptions for word in description.split()}
        return words | {
            word_table("title_abbreviations")[word] for word in words if word in word_table("title_abbreviations")
        }

    def is_described_as(self, words: Iterable[str]) -> bool:
        return self.describing_words().issuperset(words)

    def may_be(self, pronoun: str) -> bool:
        return self.pronoun in (pronoun, None)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source is: a name, what sort of source, and what the text says of it. All None where it cannot be told."""

    name: str | None = None
    kind: SpeakerKind | None = None
    description: str | None = None


NOBODY = Speaker()


class People:
    """The people of one text, to be looked up by name."""

    def __init__(self, names: Sequence[Name], openers: frozenset[Span], common_words: frozenset[str]) -> None:
        """`openers` are the spans of the names that open a sentence, where a capital tells nothing; `common_words` are
        those that the text has in lower case."""
        self.common_words = common_words
        self._full: defaultdict[tuple[str, str, str], list[Person]] = defaultdict(list)
        self._by_last: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_first: defaultdict[str, list[Person]] = defaultdict(list)
        self._single: dict[str, Person] = {}
        # From the fullest to the barest, so that each name finds whom it may stand for.
        for name in sorted(names, key=lambda name: (not name.middle, len(name.plain) == 1)):
            if len(name.plain) > 1:
                self._add_full(name)
            else:
                self._add_single(name, opens_sentence=name.span in openers)
        self._with_title: defaultdict[str, list[Person]] = defaultdict(list)
        for person in (*chain.from_iterable(self._full.values()), *self._single.values()):
            for word in person.describing_words():
                self._with_title[word].append(person)
        self.named = [(name, found) for name in names if (found := self.find(name))]
        self._ends = {name.span.end: found for name, found in self.named}

    def named_at(self, end: int) -> list[Person]:
        """Whoever the name that ends at `end` may stand for."""
        return self._ends.get(end, [])

    def find(self, name: Name) -> list[Person]:
        """Whoever the name may stand for where it stands: nobody, one, or several."""
        found = self._bearers(name)
        return _meant_at(name.span.start, found) if len(found) > 1 and len(name.plain) == 1 else found

    def _bearers(self, name: Name) -> list[Person]:
        """Whoever has the name, anywhere in the text."""
        if len(name.plain) > 1:
            known = self._full.get((name.plain[0], name.plain[-1], name.suffix), [])
            return [person for person in known if not name.middle or person.middle in ("", name.middle)]
        fitting = [
            person for person in self.called(name.plain[0]) if name.pronoun is None or person.may_be(name.pronoun)
        ]
        certain = [person for person in fitting if person.is_certain]
        return certain or fitting

    def called(self, word: str) -> list[Person]:
        """Everyone with a word, in lower case, for a last or a first or their only name."""
        found = self._by_last.get(word) or self._by_first.get(word)
        return found or ([self._single[word]] if word in self._single else [])

    def described(self, words: Sequence[str]) -> list[Person]:
        """Everyone whose description has the words, in lower case, the last of them a title: "florida senator"."""
        if not words or words[-1] not in word_table("titles"):
            return []
        return [person for person in self._with_title[words[-1]] if person.is_described_as(words)]

    def _add_full(self, name: Name) -> None:
        found = self._bearers(name)
        if not found:
            first, last = name.plain[0], name.plain[-1]
            found = [Person(middle=name.middle)]
            self._full[first, last, name.suffix] += found
            self._by_last[last] += found
            self._by_first[first] += found
        if len(found) == 1:
            found[0].add(name)

    def _add_single(self, name: Name, *, opens_sentence: bool) -> None:
        found = self._bearers(name)
        if len(found) == 1:
            found[0].add(name)
        elif not found and (name.is_person or not opens_sentence):
            self._single.setdefault(name.plain[0], Person()).add(name)


def _meant_at(offset: int, bearers: list[Person]) -> list[Person]:
    """Whom of several with a surname the bare surname means: the one the text has named so far, or named first, unless
    it has just named another."""
    introduced = sorted((person for person in bearers if person.starts[0] < offset), key=lambda each: each.starts[0])
    if not introduced:
        return bearers
    just_named = [person for person in introduced if _last_before(offset, person) > offset - JUST_NOW]
    return introduced[:1] if set(just_named) <= {introduced[0]} else bearers


def _last_before(offset: int, person: Person) -> int:
    return person.starts[bisect_left(person.starts, offset) - 1]


def find_people(text: str, paragraphs: Paragraphs, sentences: Sentences) -> People:
    """The people whom the text names in its sentences; headlines, where every word has a capital, name nobody."""
    names = [
        name
        for paragraph in paragraphs.spans
        if not is_headline(paragraph.of(text))
        for name in _with_shared_surnames(text, find_names(text, paragraph))
    ]
    openers = frozenset(name.span for name in names if _opens_sentence(text, name, sentences))
    return People(names, openers, frozenset(word for word in text.split() if word.islower()))


def _with_shared_surnames(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """The names, with Hillary in "Hillary and Bill Clinton" as Hillary Clinton."""
    surnames = {name.plain[-1] for name in names if len(name.plain) > 1}
    for name, following in zip_longest(names, names[1:]):
        if (
            following
            and len(name.words) == 1
            and name.plain[0] in word_table("first_names")
            and name.plain[0] not in surnames
            and len(following.plain) > 1
            and following.is_person
            and text[name.span.end : following.begin] == " and "
            and text[max(0, name.begin - 2) : name.begin] != ", "
        ):
            yield replace(name, words=(*name.words, following.words[-1]), is_person=True)
        else:
            yield name


def _opens_sentence(text: str, name: Name, sentences: Sentences) -> bool:
    start = sentences.span(sentences.place(name.begin)).start
    return WORD.search(text, start, name.begin) is None
