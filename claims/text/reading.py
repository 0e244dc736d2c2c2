"""From what the tagger says of a text to groups of spans."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.text.about import About
from claims.text.completing import spare_spans, with_missing_contents, with_missing_cues, with_missing_sources
from claims.text.decoding import decode
from claims.text.joining import Group, RoleSpan, join
from claims.text.posteriors import WordSpan
from claims.text.quotations import Quotations, with_marks
from claims.text.records import Span
from claims.text.sentences import Sentences
from claims.text.tagger import Reading
from claims.text.tags import ROLES

LEAST_CONFIDENCE = 0.15  # of what lies below, two in three are wrong
LEAST_WITHOUT_SOURCE = 0.3  # of what lies below and names nobody, four in five

INITIALS = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]$")  # "U.S" and "W.H.O", whose last full stop is theirs
LONGEST_INITIALS = 12  # characters

NEARLY = 0.05  # a cue times a content: of sentences that reach it without an attribution, two in three lack one


@dataclass(frozen=True)
class Found:
    """The groups that a reading speaks for and that have a content, in the order of their cues; and the places of the
    sentences that may attribute something: a cue and a content are likely in them, though neither need be chosen."""

    groups: list[Group]
    suspected: frozenset[int]


def find_groups(text: str, reading: Reading, sentences: Sentences, quotations: Quotations, about: About) -> Found:
    """What a reading of `text` speaks for."""

    def place(span: WordSpan) -> Span:
        found = _characters(text, reading, span)
        return with_marks(text, found, quotations) if span.role == "content" else found

    decoded = decode(text, reading, about)
    spare = spare_spans(decoded, reading, sentences)
    chosen = with_missing_cues(decoded.chosen, spare, reading, sentences)
    groups = with_missing_contents(join(chosen, reading, about, place), spare, sentences, place)
    likely = [
        group for group in share_sources(groups, sentences) if group.contents and group.confidence >= LEAST_CONFIDENCE
    ]
    found = with_missing_sources(likely, spare, sentences, place)
    groups = [group for group in found if group.sources or group.confidence >= LEAST_WITHOUT_SOURCE]
    return Found(groups, _suspected(decoded.likely, reading, sentences))


def _suspected(likely: Sequence[WordSpan], reading: Reading, sentences: Sentences) -> frozenset[int]:
    best: dict[str, dict[int, float]] = {role: {} for role in ROLES}
    for span in likely:
        first, last = (sentences.place(int(reading.encoded.words[word, 0])) for word in (span.first, span.last))
        for place in range(first, last + 1):
            best[span.role][place] = max(best[span.role].get(place, 0.0), span.probability)
    return frozenset(place for place, cue in best["cue"].items() if cue * best["content"].get(place, 0.0) >= NEARLY)


def share_sources(groups: Sequence[Group], sentences: Sentences) -> list[Group]:
    """A cue without a source has that of the cue before it in its sentence: 'She said ... and added ...'."""
    shared: list[Group] = []
    for group in groups:
        before = shared[-1] if shared else None
        if before and not group.sources and _same_sentence(before.cue, group.cue, sentences):
            group = replace(group, sources=before.sources)
        shared.append(group)
    return shared


def _same_sentence(first: RoleSpan, second: RoleSpan, sentences: Sentences) -> bool:
    return sentences.place(first.span.start) == sentences.place(second.span.start)


def _characters(text: str, reading: Reading, span: WordSpan) -> Span:
    words = reading.encoded.words
    start, end = int(words[span.first, 0]), int(words[span.last, 1])
    # The tokenizer leaves an accent out that is a character of its own.
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    if text.startswith(".", end) and INITIALS.search(text, max(start, end - LONGEST_INITIALS), end):
        end += 1
    return Span(start, end)
