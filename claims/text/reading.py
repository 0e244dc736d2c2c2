"""From what the tagger says of a text to groups of spans."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from claims.text.about import About
from claims.text.decoding import decode
from claims.text.joining import Group, RoleSpan, join
from claims.text.posteriors import WordSpan
from claims.text.quotations import Quotations, with_marks
from claims.text.records import Span
from claims.text.sentences import Sentences
from claims.text.tagger import Reading

LEAST_CONFIDENCE = 0.15  # of what lies below, two in three are wrong


def find_groups(text: str, reading: Reading, sentences: Sentences, quotations: Quotations, about: About) -> list[Group]:
    """The groups that a reading of `text` speaks for and that have a content, in the order of their cues."""

    def place(span: WordSpan) -> Span:
        found = _characters(text, reading, span)
        return with_marks(text, found, quotations) if span.role == "content" else found

    groups = join(decode(text, reading, about), reading, about, place)
    return [
        group for group in share_sources(groups, sentences) if group.contents and group.confidence >= LEAST_CONFIDENCE
    ]


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
    return Span(start, end)
