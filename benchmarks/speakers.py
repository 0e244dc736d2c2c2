"""How often a source is resolved to the right speaker: `python -m benchmarks.speakers [--silver] [--read] [--wrong]`.

Against labels by hand (tests/text/speakers.jsonl), or, with --silver, against the chains of coreference that come with
the corpus, where they are clear. Sources, cues and contents are those of the corpus, so that nothing but the speaker is
measured; with --read they are found by reading the text.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.texts import ROOT, SHARED
from claims.text.attributions import find_attributions
from claims.text.lexicons import word_table
from claims.text.paragraphs import split_paragraphs
from claims.text.people import Speaker
from claims.text.records import Span
from claims.text.sentences import split_sentences
from claims.text.speakers import find_speakers

LABELS = ROOT / "tests" / "text" / "speakers.jsonl"
TRAIN = SHARED / "corpora" / "polnear" / "train.jsonl"
WORD = re.compile(r"[^\W_]+(?:['’.&/()-]+[^\W_]+)*")
THIRD_PERSON = {"he", "she", "him", "her", "his"}
NAMED_BY_ONE_WORD = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. )?[A-Z][\w’'-]+")


@dataclass(frozen=True)
class Found:
    """A span of a role, as find_speakers takes it."""

    span: Span


@dataclass(frozen=True)
class Group:
    """An attribution of the corpus, as find_speakers takes it."""

    cue: Found | None
    sources: tuple[Found, ...]
    contents: tuple[Found, ...]


@dataclass(frozen=True)
class Case:
    """One attribution of an article, and who a reader says its speaker is: any of `names`, None for nobody."""

    category: str
    place: int
    names: tuple[str | None, ...]
    kinds: tuple[str, ...] = ()
    description: tuple[str, ...] | None = None  # any of these; None where it was not judged


@dataclass(frozen=True)
class Answer:
    case: Case
    words: str  # of the source
    speaker: Speaker

    @property
    def is_right(self) -> bool:
        return any(self._is(name) for name in self.case.names)

    def _is(self, name: str | None) -> bool:
        if name is None or self.speaker.name is None:
            return name is self.speaker.name
        expected, found = words_of(name), words_of(self.speaker.name)
        if set(self.case.kinds) & {"unnamed", "document"}:
            return set(expected) <= set(found)  # its words, however many of them
        return expected == found

    @property
    def has_right_kind(self) -> bool:
        return not self.case.kinds or self.speaker.kind in self.case.kinds

    @property
    def has_right_description(self) -> bool:
        told = set(words_of(self.speaker.description or ""))
        if not self.case.description:
            return not told
        return any(set(words_of(expected)) <= told for expected in self.case.description)


def words_of(name: str) -> list[str]:
    words = [word.casefold().strip(".").replace("’", "'") for word in WORD.findall(name)]
    return [word for word in words if word not in ("the", "a", "an")]


def articles() -> Iterator[dict[str, Any]]:
    with TRAIN.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def labelled_cases(part: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """The labels of a part ("development" or "final") or of both, by the id of their article."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with LABELS.open(encoding="utf-8") as lines:
        for label in map(json.loads, lines):
            if part in (None, label["part"]):
                found[label["article"]].append(label)
    return found


def answers_to_labels(part: str | None = None, *, read: bool = False) -> list[Answer]:
    """What find_speakers says of every labelled source, with the corpus's spans or, to `read`, with those it finds."""
    labels = labelled_cases(part)
    answers = []
    for article in articles():
        if article["id"] in labels:
            cases = [_case_of(label, article) for label in labels[article["id"]]]
            answers += list(_read(article, cases) if read else _resolve(article, cases))
    return answers


def answers_to_silver() -> list[Answer]:
    return [answer for article in articles() for answer in _resolve(article, list(_silver_cases(article)))]


def accuracy(answers: Iterable[Answer]) -> dict[str, tuple[float, float, int]]:
    """By category and for "all": the share that is right, the precision of those that name somebody, how many."""
    grouped: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        grouped[answer.case.category].append(answer)
        grouped["all"].append(answer)
    return {category: _accuracy(found) for category, found in grouped.items()}


def _accuracy(answers: Sequence[Answer]) -> tuple[float, float, int]:
    named = [answer for answer in answers if answer.speaker.name is not None]
    right = sum(answer.is_right for answer in named)
    return (
        sum(answer.is_right for answer in answers) / len(answers),
        right / len(named) if named else 1.0,
        len(answers),
    )


def _case_of(label: dict[str, Any], article: dict[str, Any]) -> Case:
    place = next(
        place
        for place, found in enumerate(article["attributions"])
        if all(found[role] == label[role] for role in ("source", "cue", "content"))
    )
    described = label.get("description", ...)
    description = None if described is ... else tuple(described or ())
    return Case(label["category"], place, tuple(label["speaker"]), tuple(label["kind"]), description)


def _resolve(article: dict[str, Any], cases: Sequence[Case]) -> Iterator[Answer]:
    """The speakers of the corpus's own attributions."""
    text = article["text"]
    groups = [
        Group(
            cue=next((Found(Span(*span)) for span in found["cue"]), None),
            sources=tuple(Found(Span(*span)) for span in found["source"]),
            contents=tuple(Found(Span(*span)) for span in found["content"]),
        )
        for found in article["attributions"]
    ]
    order = sorted(range(len(groups)), key=lambda place: min(article["attributions"][place]["cue"] or [[0, 0]]))
    paragraphs = split_paragraphs(text)
    sentences = split_sentences(text, paragraphs)
    found = find_speakers(text, [groups[place] for place in order], paragraphs, sentences)
    speakers = dict(zip(order, found, strict=True))
    for case in cases:
        words = " ".join(source.span.of(text) for source in groups[case.place].sources)
        yield Answer(case, words, speakers[case.place])


def _read(article: dict[str, Any], cases: Sequence[Case]) -> Iterator[Answer]:
    """The speakers of the attributions that are found in the text, where they meet cue and source of a case."""
    text = article["text"]
    found = find_attributions(text)
    for case in cases:
        gold = article["attributions"][case.place]
        cues = [Span(*span) for span in gold["cue"]]
        sources = [Span(*span) for span in gold["source"]]
        for attribution in found:
            same_source = _meet(attribution.source, sources) or not (sources or attribution.source)
            if _meet(attribution.cue, cues) and same_source:
                speaker = Speaker(attribution.speaker, attribution.speaker_kind, attribution.speaker_description)
                yield Answer(case, " ".join(span.of(text) for span in sources), speaker)
                break


def _meet(first: Iterable[Span], second: Sequence[Span]) -> bool:
    return any(one.meets(other) for one in first for other in second)


def _silver_cases(article: dict[str, Any]) -> Iterator[Case]:
    """Pronouns and surnames whose chain has exactly one full name of a person.

    Of a pronoun, the chain is clear only where the name may go with it and nobody else is named, by a surname either:
    other chains mostly join two people.
    """
    text = article["text"]
    people = {(start, end) for start, end, kind in article["entities"] if kind == "PERSON"}
    chain_of = {tuple(span): chain for chain in article["coreference"] for span in chain}
    for place, attribution in enumerate(article["attributions"]):
        if len(attribution["source"]) != 1:
            continue
        start, end = attribution["source"][0]
        words = text[start:end]
        is_pronoun = words.lower() in THIRD_PERSON
        if (start, end) not in chain_of or not (is_pronoun or NAMED_BY_ONE_WORD.fullmatch(words)):
            continue
        names = set(_full_names(text, chain_of[start, end], people))
        if len(names) != 1:
            continue
        name = next(iter(names))
        category = ("she" if words.lower() in ("she", "her") else "he") if is_pronoun else "surname"
        if is_pronoun:
            is_clear = _may_be(category, name) and _names_nobody_else(text, name, chain_of[start, end], people)
        else:
            is_clear = words.split()[-1] == name.split()[-1]
        if is_clear:
            yield Case(category, place, tuple(_fuller(text, name)))


def _may_be(pronoun: str, name: str) -> bool:
    return word_table("first_names").get(name.split()[0].lower()) in (pronoun, "either", None)


def _names_nobody_else(text: str, name: str, chain: Sequence[Sequence[int]], people: set[tuple[int, int]]) -> bool:
    """Whether whatever names a person at the end of a span of the chain ends with a word of the name."""
    words = set(words_of(name))
    found = [
        words_of(text[first:last])
        for start, end in chain
        for first, last in people
        if start <= first and last in (end, end - len("'s"))
    ]
    return all(spelt[-1].removesuffix("'s") in words for spelt in found if spelt)


def _full_names(text: str, chain: Sequence[Sequence[int]], people: set[tuple[int, int]]) -> Iterator[str]:
    """The names of two words or more among the spans of a chain; a span longer than a name is no witness."""
    for start, end in chain:
        inside = [span for span in people if start <= span[0] and span[1] <= end]
        for first, last in inside:
            words = text[first:last].split()
            if len(words) > 1 and last == end and words[0].rstrip(".") not in ("Mr", "Mrs", "Ms", "Dr"):
                yield " ".join(words)


def _fuller(text: str, name: str) -> Iterator[str]:
    """The name, and the longer ones with the same first and last word that the text has: "Donald J. Trump"."""
    first, last = re.escape(name.split()[0]), re.escape(name.split()[-1])
    yield name
    yield f"{name.split()[0]} {name.split()[-1]}"
    yield from {match.group() for match in re.finditer(rf"\b{first}(?: [A-Z][\w.]*)+ {last}\b(?: [JS]r\.)?", text)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=("development", "final"), help="of the labels; both without")
    parser.add_argument("--silver", action="store_true", help="measure against the chains of coreference")
    parser.add_argument("--read", action="store_true", help="find the attributions in the text first")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    answers = answers_to_silver() if options.silver else answers_to_labels(options.part, read=options.read)
    print(f"{'category':16}{'right':>7}{'precision':>11}{'named':>7}{'of':>6}")
    named = Counter(answer.case.category for answer in answers if answer.speaker.name is not None)
    for category, (share, precision, count) in sorted(accuracy(answers).items(), key=lambda row: row[0] == "all"):
        many = sum(named.values()) if category == "all" else named[category]
        print(f"{category:16}{share:7.3f}{precision:11.3f}{many:7}{count:6}")
    if not options.silver:
        _print_rest(answers)
    if options.wrong:
        for answer in answers:
            if not answer.is_right:
                right, wrong = answer.case.names[0], answer.speaker.name
                print(f"{answer.case.category:16}{answer.words[:60]!r}: {right!r}, not {wrong!r}")


def _print_rest(answers: Sequence[Answer]) -> None:
    kinds = [answer.has_right_kind for answer in answers if answer.is_right and answer.speaker.name]
    judged = [answer for answer in answers if answer.is_right and answer.case.description is not None]
    described = [answer.has_right_description for answer in judged]
    print(f"kind right, of those right:         {sum(kinds)}/{len(kinds)}")
    print(f"description right, of those right:  {sum(described)}/{len(described)}")


if __name__ == "__main__":
    main()
