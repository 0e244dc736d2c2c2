"""The sentences around a mention, taken out of its article without loading the whole text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest, Substr

from claims.admin.highlight import Mark, Segment, find_segments, marks_of
from claims.models import Mention
from claims.text.paragraphs import split_paragraphs
from claims.text.sentences import split_sentences

BEFORE = 400  # code points before the mention: more than most sentences have
WINDOW = 2400  # code points in all


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentences that hold a mention, cut into segments; whether the article has more before and after."""

    segments: tuple[Segment, ...]
    has_more_before: bool
    has_more_after: bool


def with_windows(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """Each with `window`, the text around it, and `window_start`, where in the article that begins."""
    start = Greatest(F("position") - BEFORE, Value(0))
    return mentions.annotate(window_start=start, window=Substr("article__text", start + 1, WINDOW))


def spans_by_role(mention: Mention) -> Iterator[tuple[str, list[list[int]]]]:
    """Where each role stands; what the article states itself is told from what it has others say."""
    yield ("source", mention.source_spans)
    yield ("cue", mention.cue_spans)
    yield ("statement" if mention.kind == Mention.Kind.UNATTRIBUTED else "content", mention.content_spans)


def passage_of(mention_id: int, window: str, shift: int, spans: list[tuple[str, list[list[int]]]]) -> Passage:
    """The passage of a mention whose article, from its code point `shift` on, reads `window`."""
    marks = [mark for mark in marks_of(mention_id, spans, shift) if mark.start < len(window)]
    sentences = split_sentences(window, split_paragraphs(window))
    first = sentences.span(sentences.place(min(mark.start for mark in marks)))
    last = sentences.span(sentences.place(min(max(mark.end for mark in marks), len(window)) - 1))
    words = window[first.start : last.end].rstrip()
    inside = (Mark(mark.mention, mark.role, mark.start - first.start, mark.end - first.start) for mark in marks)
    return Passage(
        segments=tuple(find_segments(words, inside)),
        has_more_before=shift > 0 and first.start == 0,
        has_more_after=len(window) == WINDOW and last.end >= len(window),
    )
