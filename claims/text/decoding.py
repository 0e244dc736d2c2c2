"""From the scores of tags to spans: those that do not overlap and are together worth the most.

A span is worth its probability above the threshold of its role. That is what is best for F1: the one most probable
sequence of tags leaves out spans that are likely, but less likely than not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from claims.text.about import About
from claims.text.posteriors import WordSpan, forward_backward, likely_spans
from claims.text.tagger import Reading
from claims.text.tags import OUTSIDE, ROLES

WORD = re.compile(r"\w")
LONGEST_STRETCH = 1_000  # words decoded as one: no paragraph of news is as long, and some texts are one paragraph
LEAST_OVERLOOKED = 0.05  # what is less probable is not worth keeping once the spans are chosen
MOST_AT_ONCE = 16_000  # words, padding counted: bounds memory


@dataclass(frozen=True)
class Decoded:
    """The spans of a text, in order and apart, none across a paragraph; and all that were likely, in any order and over
    each other. A cue may be a colon; a source or a content has a word in it."""

    chosen: list[WordSpan]
    likely: list[WordSpan]


def decode(text: str, reading: Reading, about: About) -> Decoded:
    """What the tagger says of a text, as spans."""
    thresholds = dict(zip(ROLES, about.thresholds, strict=True))
    found: list[WordSpan] = []
    likely: list[WordSpan] = []
    for batch in _batches(_stretches(reading)):
        for begin, spans in _candidates(reading.tags, batch, about):
            found += [_moved(span, begin) for span in choose(spans, thresholds)]
            likely += [_moved(span, begin) for span in spans if span.probability >= LEAST_OVERLOOKED]
    words = reading.encoded.words

    def with_words(spans: Sequence[WordSpan]) -> list[WordSpan]:
        return [
            span
            for span in spans
            if span.role == "cue" or WORD.search(text, int(words[span.first, 0]), int(words[span.last, 1]))
        ]

    return Decoded(sorted(with_words(found), key=lambda span: span.first), with_words(likely))


def _moved(span: WordSpan, by: int) -> WordSpan:
    return replace(span, first=span.first + by, last=span.last + by)


def _stretches(reading: Reading) -> Iterator[tuple[int, int]]:
    """The paragraphs, as (first word, last word exclusive); a very long one in pieces.

    It is cut before words that the tagger is surest to lie outside of any span.
    """
    for first, last in reading.encoded.paragraphs.tolist():
        while last - first > LONGEST_STRETCH:
            half = first + LONGEST_STRETCH // 2
            scores = reading.tags[half : first + LONGEST_STRETCH]
            cut = half + int((scores[:, OUTSIDE] - np.delete(scores, OUTSIDE, axis=1).max(axis=1)).argmax())
            yield first, cut
            first = cut
        yield first, last


def _batches(stretches: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Stretches of like length together, as many as fit."""
    batch: list[tuple[int, int]] = []
    for first, last in sorted(stretches, key=lambda stretch: stretch[1] - stretch[0]):
        if (batch and (len(batch) + 1) * (last - first) > MOST_AT_ONCE) or len(batch) == 32:
            yield batch
            batch = []
        batch.append((first, last))
    if batch:
        yield batch


def _candidates(
    tags: NDArray[np.float32], batch: Sequence[tuple[int, int]], about: About
) -> Iterator[tuple[int, list[WordSpan]]]:
    """The first word of each stretch, with its likely spans, whose words are counted from there."""
    lengths = np.array([last - first for first, last in batch])
    emissions = np.zeros((len(batch), lengths.max(), tags.shape[1]))
    for row, (first, last) in enumerate(batch):
        emissions[row, : last - first] = tags[first:last]
    for row, masses in enumerate(forward_backward(emissions, lengths, about.transitions)):
        yield batch[row][0], likely_spans(emissions[row, : lengths[row]], masses, about.transitions)


def choose(candidates: Sequence[WordSpan], thresholds: Mapping[str, float]) -> list[WordSpan]:
    """The spans without overlap whose probabilities exceed their roles' thresholds by the most in all."""
    kept = sorted((span for span in candidates if span.probability > thresholds[span.role]), key=lambda span: span.last)
    lasts = np.array([span.last for span in kept])
    best: list[tuple[float, bool, int]] = [(0.0, False, 0)]  # worth so far, whether the span is taken, where to go on
    for place, span in enumerate(kept):
        earlier = int(np.searchsorted(lasts, span.first))
        taken = best[earlier][0] + span.probability - thresholds[span.role]
        best.append((taken, True, earlier) if taken > best[place][0] else (best[place][0], False, place))
    chosen, place = [], len(kept)
    while place > 0:
        _, is_taken, following = best[place]
        if is_taken:
            chosen.append(kept[place - 1])
        place = following
    return chosen[::-1]
