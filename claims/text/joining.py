"""Which source and which content go with which cue, as the tagger learnt it.

A content goes to its best cue and a cue takes its best source, or none, by the product of two vectors and what the
distance of the two says. So one source may belong to several cues, as in "She said ... and added ...".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from claims.text.about import (
    GAP_BOUNDS,
    MAX_CUES_BETWEEN,
    MAX_PARAGRAPHS_APART,
    About,
    DistanceBias,
)
from claims.text.posteriors import WordSpan
from claims.text.records import Span
from claims.text.tagger import Reading

NOBODY = -1
AT_ONCE = 128  # spans whose partners are looked for together: bounds memory

Places = NDArray[np.intp]  # (s, 2): the first and the last word of each of s spans, both included
Tables = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A span of the text with its role (`source`, `cue` or `content`), and the probability that it is one."""

    span: Span
    role: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Group:
    """What was found to belong together: a cue, with its sources and contents in reading order."""

    cue: RoleSpan
    sources: tuple[RoleSpan, ...]
    contents: tuple[RoleSpan, ...]

    @property
    def confidence(self) -> float:
        """How likely all of it is right, 0.0 to 1.0: the cue, and the least sure of its sources and of its contents."""
        weakest = [min(found.confidence for found in role) for role in (self.sources, self.contents) if role]
        return self.cue.confidence * prod(weakest)


Place = Callable[[WordSpan], Span]  # where in the text a span of words lies


def role_span(span: WordSpan, place: Place) -> RoleSpan:
    """A span of words as a span of the text."""
    return RoleSpan(place(span), span.role, span.probability)


def join(spans: Sequence[WordSpan], reading: Reading, about: About, place: Place) -> list[Group]:
    """A group for every cue, in order, with or without sources and contents."""
    sources, cues, contents = ([span for span in spans if span.role == role] for role in ("source", "cue", "content"))
    cue_of, source_of = _partners(sources, cues, contents, reading, about)
    contents_of: dict[int, list[RoleSpan]] = {}
    for content, cue_place in zip(contents, cue_of.tolist(), strict=True):
        contents_of.setdefault(cue_place, []).append(role_span(content, place))
    return [
        Group(
            cue=role_span(cue, place),
            sources=() if source_place == NOBODY else (role_span(sources[source_place], place),),
            contents=tuple(contents_of.get(cue_place, ())),
        )
        for cue_place, (cue, source_place) in enumerate(zip(cues, source_of.tolist(), strict=True))
    ]


def _partners(
    sources: Sequence[WordSpan],
    cues: Sequence[WordSpan],
    contents: Sequence[WordSpan],
    reading: Reading,
    about: About,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The place of each content's cue, and of each cue's source; NOBODY where none is near or none is better."""
    paragraph_of = reading.encoded.paragraph_of_words()
    cue_places, source_places, content_places = (_places(found) for found in (cues, sources, contents))
    width = about.join_width

    def best(left: Places, right: Places, query: int, bias: DistanceBias, nothing: NDArray[np.float64]) -> Places:
        relation = Relation(cue_places[:, 0], paragraph_of, bias, about.max_distance)
        queries = vectors(reading.joins, left)[:, query * width : (query + 1) * width]
        keys = vectors(reading.joins, right)[:, (query + 1) * width : (query + 2) * width]
        return relation.best(left, right, queries, keys, nothing)

    none = vectors(reading.joins, cue_places)[:, -1].astype(np.float64)
    always = np.full(len(contents), -np.inf)
    return (
        best(content_places, cue_places, 0, about.content_to_cue, always),
        best(cue_places, source_places, 2, about.cue_to_source, none),
    )


def _places(spans: Sequence[WordSpan]) -> Places:
    return np.array([(span.first, span.last) for span in spans], np.intp).reshape(-1, 2)


def vectors(joins: NDArray[np.float16], places: Places) -> NDArray[np.float32]:
    """What stands for each span: the mean of its first word's and its last word's vectors."""
    return np.asarray(joins[places].astype(np.float32).mean(axis=1))


@dataclass(frozen=True)
class Relation:
    """How spans of one role find one of another."""

    cue_starts: NDArray[np.intp]  # of all cues of the text, ascending
    paragraph_of: NDArray[np.intp]  # of each word
    bias: DistanceBias
    max_distance: int

    def best(
        self,
        left: Places,
        right: Places,
        queries: NDArray[np.float32],
        keys: NDArray[np.float32],
        nothing: NDArray[np.float64],
    ) -> NDArray[np.intp]:
        """For each left span the best right one near it, or NOBODY where `nothing` scores as high or none is near."""
        found = np.full(len(left), NOBODY, np.intp)
        for begin in range(0, len(left), AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            lows = np.searchsorted(right[:, 1], left[some, 0] - self.max_distance)
            highs = np.searchsorted(right[:, 0], left[some, 1] + self.max_distance)
            low, high = int(lows.min()), int(highs.max())
            if low >= high:
                continue
            near = slice(low, high)
            scores = self._scores(left[some], right[near], queries[some], keys[near])
            columns = np.arange(low, high)
            scores[(columns < lows[:, None]) | (columns >= highs[:, None])] = -np.inf
            found[some] = np.where(scores.max(axis=1) > nothing[some], low + scores.argmax(axis=1), NOBODY)
        return found

    def _scores(
        self, left: Places, right: Places, queries: NDArray[np.float32], keys: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        gap, paragraphs, cues_between = distance_tables(left, right, self.cue_starts, self.paragraph_of)
        learnt = self.bias.gap[gap] + self.bias.paragraphs[paragraphs] + self.bias.cues_between[cues_between]
        return np.asarray(queries @ keys.T / np.sqrt(queries.shape[1]) + learnt)


def distance_tables(
    left: Places, right: Places, cue_starts: NDArray[np.intp], paragraph_of: NDArray[np.intp]
) -> Tables:
    """For spans left (l, 2) and right (r, 2): bucket of the gap, paragraphs apart, cues between, (l, r) each.

    Gaps count words between; the buckets of a right span that stands before the left one come after the others.
    """
    before = right[None, :, 1] < left[:, None, 0]
    gap = np.where(before, left[:, None, 0] - right[None, :, 1], right[None, :, 0] - left[:, None, 1]) - 1
    bucket = np.searchsorted(GAP_BOUNDS, np.maximum(gap, 0)) + before * (len(GAP_BOUNDS) + 1)
    apart = paragraph_of[right[:, 0]][None] - paragraph_of[left[:, 0]][:, None]
    limit = MAX_PARAGRAPHS_APART
    low = np.minimum(left[:, None, 1], right[None, :, 1])
    high = np.maximum(left[:, None, 0], right[None, :, 0])
    between = np.searchsorted(cue_starts, high) - np.searchsorted(cue_starts, low, side="right")
    return bucket, np.clip(apart, -limit, limit) + limit, np.clip(between, 0, MAX_CUES_BETWEEN)
