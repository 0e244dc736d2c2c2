"""From a model's outputs to attributions, in numpy alone: what the run time does, written to be read.

A tagger gives every word 13 scores; a chain of tags over each paragraph turns them into the probability of every
possible span. The spans kept are those that do not overlap and have the largest sum of probability above a threshold
(what is best for F1: the one most probable reading drops spans that are likely but not likeliest). A content then
goes to its best cue, and a cue takes its best source, by the product of two vectors and what their distance says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.attribution import schema
from training.attribution.encoding import Encoded, plan_windows

Run = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
Tables = tuple[np.ndarray, np.ndarray, np.ndarray]

LEAST_PROBABLE = 0.02
LONGEST = 500  # words of a span; the longest of the corpus has 353
OPENING_QUOTE = re.compile(r"(?:''|``|[\"“„«‘'])\s*$")
CLOSING_QUOTE = re.compile(r"[.,;:!?…]*(?:''|[\"”»’'])")


@dataclass(frozen=True)
class Settings:
    """What decoding needs beside the model, kept in a JSON file with it.

    Scores are natural logarithms, thresholds probabilities, distances words. `bias` holds for each relation the tables
    gap, paragraphs and cues_between.
    """

    transitions: np.ndarray  # (13, 13)
    thresholds: tuple[float, float, float]  # by schema.ROLES
    bias: dict[str, dict[str, list[float]]]
    join_width: int
    window: int
    before: int
    after: int
    batch: int
    max_distance: int
    classifier: int  # the id of [CLS]
    separator: int

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read what export.py wrote."""
        values = json.loads(path.read_text())
        fields = {name: values[name] for name in cls.__dataclass_fields__}
        fields["transitions"], fields["thresholds"] = np.array(fields["transitions"]), tuple(fields["thresholds"])
        return cls(**fields)


@dataclass(frozen=True)
class Piece:
    """A contiguous span of one role: first and last word, both included, and its probability."""

    first: int
    last: int
    probability: float


@dataclass(frozen=True)
class Group:
    """One attribution by words. A cue is missing where a content stands alone."""

    source: list[Piece]
    cue: list[Piece]
    content: list[Piece]
    confidence: float


def read(encoded: Encoded, run: Run, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """The tag scores (n, 13) and join vectors (n, width) of n words, window by window."""
    tags = np.zeros((len(encoded.words), len(schema.TAGS)), np.float32)
    joins = np.zeros((len(encoded.words), 4 * settings.join_width + 1), np.float32)
    windows = list(plan_windows(encoded, settings.window - 1, settings.before, settings.after))
    for place in range(0, len(windows), settings.batch):
        batch = windows[place : place + settings.batch]
        length = 1 + max(window.end - window.start for window in batch)
        ids, features, mask = (np.zeros((len(batch), length), np.int64) for _ in range(3))
        ids[:, 0] = settings.classifier
        for row, window in enumerate(batch):
            size = window.end - window.start
            ids[row, 1 : size + 1] = encoded.pieces[window.start : window.end]
            features[row, 1 : size + 1] = encoded.features[window.start : window.end]
            mask[row, : size + 1] = 1
        tag_scores, join_vectors = run(ids, features, mask)
        for row, window in enumerate(batch):
            low, high = np.searchsorted(encoded.first_pieces, (window.first, window.last))
            columns = encoded.first_pieces[low:high] - window.start + 1
            tags[low:high] = tag_scores[row, columns]
            joins[low:high] = join_vectors[row, columns]
    return tags, joins


def find_pieces(tags: np.ndarray, paragraphs: np.ndarray, settings: Settings) -> dict[str, list[Piece]]:
    """The spans of every role, in order, from tag scores (n, 13) and paragraphs (p, 2) of words."""
    found: dict[str, list[Piece]] = {role: [] for role in schema.ROLES}
    order = np.argsort(paragraphs[:, 1] - paragraphs[:, 0], kind="stable")
    for batch in np.array_split(order, max(1, len(order) // 32)):
        for paragraph, candidates in _candidates(tags, paragraphs[batch], settings):
            for role, piece in choose(candidates, settings.thresholds):
                first = int(paragraph[0])
                found[schema.ROLES[role]].append(Piece(piece.first + first, piece.last + first, piece.probability))
    return {role: sorted(pieces, key=lambda piece: piece.first) for role, pieces in found.items()}


def _candidates(
    tags: np.ndarray, paragraphs: np.ndarray, settings: Settings
) -> Iterator[tuple[np.ndarray, list[tuple[int, Piece]]]]:
    """Each paragraph with its likely spans, as (role, piece) with words counted from the paragraph's first."""
    if not len(paragraphs):
        return
    lengths = paragraphs[:, 1] - paragraphs[:, 0]
    emissions = np.zeros((len(paragraphs), lengths.max(), tags.shape[1]))
    for row, (first, last) in enumerate(paragraphs):
        emissions[row, : last - first] = tags[first:last]
    forward, backward, partition = forward_backward(emissions, lengths, settings.transitions)
    for row, length in enumerate(lengths):
        scores, up_to, after = (array[row, :length] for array in (emissions, forward, backward))
        yield paragraphs[row], likely_spans(scores, up_to, after, partition[row], settings.transitions)


def forward_backward(
    emissions: np.ndarray, lengths: np.ndarray, transitions: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log-mass up to and after each word, (p, t, 13) each, and of everything, (p,); O stands before and after."""
    steps = emissions.shape[1]
    forward, backward = np.zeros_like(emissions), np.zeros_like(emissions)
    into, out_of = np.exp(transitions), np.exp(transitions.T)
    leaving = transitions[:, schema.OUTSIDE]
    forward[:, 0] = emissions[:, 0] + transitions[schema.OUTSIDE]
    for step in range(1, steps):
        reached = _log_matmul(forward[:, step - 1], into) + emissions[:, step]
        forward[:, step] = np.where((step < lengths)[:, None], reached, forward[:, step - 1])
    backward[:, -1] = leaving
    for step in range(steps - 1, 0, -1):
        reached = _log_matmul(backward[:, step] + emissions[:, step], out_of)
        backward[:, step - 1] = np.where((step < lengths)[:, None], reached, leaving)
    final = forward[:, -1] + leaving
    top = final.max(-1)
    return forward, backward, np.log(np.exp(final - top[:, None]).sum(-1)) + top


def _log_matmul(values: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    top = values.max(-1, keepdims=True)
    return np.log(np.exp(values - top) @ matrix + 1e-300) + top


def likely_spans(
    emissions: np.ndarray, forward: np.ndarray, backward: np.ndarray, partition: float, transitions: np.ndarray
) -> list[tuple[int, Piece]]:
    """Every span of a paragraph that is at least LEAST_PROBABLE and at most LONGEST, as (role, piece)."""
    spans: list[tuple[int, Piece]] = []
    for role in range(len(schema.ROLES)):
        single = schema.single(role)
        alone = np.exp(forward[:, single] + backward[:, single] - partition)
        spans += [(role, Piece(i, i, float(alone[i]))) for i in np.flatnonzero(alone >= LEAST_PROBABLE).tolist()]
        longer = _longer_spans(role, emissions, forward - partition, backward, transitions)
        spans += [(role, piece) for piece in longer]
    return spans


def _longer_spans(
    role: int, emissions: np.ndarray, forward: np.ndarray, backward: np.ndarray, transitions: np.ndarray
) -> Iterator[Piece]:
    """The likely spans of two words and more of one role; `forward` is less the log-mass of everything.

    The log-probability of a span is a sum of what speaks for its start, for its end, and for each word inside.
    """
    begin, inside, end = schema.begin(role), schema.inside(role), schema.end(role)
    step = transitions[inside, inside]
    passing = np.cumsum(emissions[:, inside] + step)
    around = transitions[begin, inside] + transitions[inside, end] - step
    # A start or an end is at least as probable as any span that has it.
    firsts = np.flatnonzero(forward[:, begin] + backward[:, begin] >= np.log(LEAST_PROBABLE))
    lasts = np.flatnonzero(forward[:, end] + backward[:, end] >= np.log(LEAST_PROBABLE))
    ends = emissions[:, end] + backward[:, end]
    for first in firsts.tolist():
        low, high = np.searchsorted(lasts, (first + 1, first + LONGEST))
        near = lasts[low:high]
        between = np.where(near == first + 1, transitions[begin, end], passing[near - 1] - passing[first] + around)
        probability = np.exp(np.minimum(forward[first, begin] + between + ends[near], 0.0))
        for place in np.flatnonzero(probability >= LEAST_PROBABLE).tolist():
            yield Piece(first, int(near[place]), float(probability[place]))


def choose(candidates: list[tuple[int, Piece]], thresholds: tuple[float, ...]) -> list[tuple[int, Piece]]:
    """The spans without overlap whose probabilities exceed their role's threshold by the most in all."""
    worth = [(piece.probability - thresholds[role], role, piece) for role, piece in candidates]
    kept = sorted(((gain, role, piece) for gain, role, piece in worth if gain > 0), key=lambda item: item[2].last)
    lasts = np.array([piece.last for _, _, piece in kept])
    best: list[tuple[float, int, int]] = [(0.0, -1, 0)]  # worth so far, the span taken or -1, where to go on from
    for place, (gain, _, piece) in enumerate(kept):
        earlier = int(np.searchsorted(lasts, piece.first))
        taken = best[earlier][0] + gain
        best.append((taken, place, earlier) if taken > best[place][0] else (best[place][0], -1, place))
    chosen, place = [], len(kept)
    while place > 0:
        _, taken_place, place = best[place]
        if taken_place >= 0:
            chosen.append(kept[taken_place][1:])
    return chosen[::-1]


def distance_tables(left: np.ndarray, right: np.ndarray, cues: np.ndarray, paragraph_of: np.ndarray) -> Tables:
    """For spans left (l, 2) and right (r, 2): bucket of the gap, paragraphs apart, cues between, (l, r) each.

    Gaps count words between; the buckets of a right span that stands before the left one come after the others.
    """
    before = right[None, :, 1] < left[:, None, 0]
    gap = np.where(before, left[:, None, 0] - right[None, :, 1], right[None, :, 0] - left[:, None, 1]) - 1
    bucket = np.searchsorted(schema.GAP_BOUNDS, np.maximum(gap, 0)) + before * (len(schema.GAP_BOUNDS) + 1)
    apart = paragraph_of[right[:, 0]][None] - paragraph_of[left[:, 0]][:, None]
    limit = schema.MAX_PARAGRAPHS_APART
    low = np.minimum(left[:, None, 1], right[None, :, 1])
    high = np.maximum(left[:, None, 0], right[None, :, 0])
    starts = np.sort(cues[:, 0])
    between = np.searchsorted(starts, high) - np.searchsorted(starts, low, side="right")
    return bucket, np.clip(apart, -limit, limit) + limit, np.clip(between, 0, schema.MAX_CUES_BETWEEN)


def join_scores(queries: np.ndarray, keys: np.ndarray, tables: Tables, bias: dict[str, list[float]]) -> np.ndarray:
    """How well each of (l, width) goes with each of (r, width)."""
    gap, paragraphs, cues_between = tables
    learnt = np.array(bias["gap"])[gap] + np.array(bias["paragraphs"])[paragraphs]
    return queries @ keys.T / np.sqrt(queries.shape[1]) + learnt + np.array(bias["cues_between"])[cues_between]


def join(pieces: dict[str, list[Piece]], joins: np.ndarray, encoded: Encoded, settings: Settings) -> list[Group]:
    """One group a cue that has a content, and one for each content that no cue is near."""
    cues, contents, sources = pieces["cue"], pieces["content"], pieces["source"]
    spans = {role: np.array([(p.first, p.last) for p in found], int).reshape(-1, 2) for role, found in pieces.items()}
    vectors = {role: (joins[places[:, 0]] + joins[places[:, 1]]) / 2 for role, places in spans.items()}
    paragraph_of = np.repeat(np.arange(len(encoded.paragraphs)), np.diff(encoded.paragraphs, axis=1)[:, 0])
    width = settings.join_width
    to_cue = Relation(spans["cue"], paragraph_of, settings.bias["content_to_cue"], settings.max_distance)
    to_source = Relation(spans["cue"], paragraph_of, settings.bias["cue_to_source"], settings.max_distance)
    content_query, cue_key = vectors["content"][:, :width], vectors["cue"][:, width : 2 * width]
    cue_query, source_key = vectors["cue"][:, 2 * width : 3 * width], vectors["source"][:, 3 * width : 4 * width]
    nothing = np.full(len(contents), -np.inf)
    cue_of = to_cue.best(spans["content"], spans["cue"], content_query, cue_key, nothing)
    source_of = to_source.best(spans["cue"], spans["source"], cue_query, source_key, vectors["cue"][:, -1])
    groups = [
        _group(sources[of : of + 1] if of >= 0 else [], [cue], [contents[k] for k in np.flatnonzero(cue_of == i)])
        for i, (cue, of) in enumerate(zip(cues, source_of.tolist(), strict=True))
    ]
    groups += [_group([], [], [contents[k]]) for k in np.flatnonzero(cue_of < 0)]
    kept = [group for group in groups if group.content]
    return sorted(kept, key=lambda group: min(piece.first for piece in group.cue or group.content))


@dataclass(frozen=True)
class Relation:
    """How spans of one role find one of another: the text's cues, each word's paragraph, and what distance says."""

    cues: np.ndarray
    paragraph_of: np.ndarray
    bias: dict[str, list[float]]
    max_distance: int

    def best(
        self, left: np.ndarray, right: np.ndarray, queries: np.ndarray, keys: np.ndarray, nothing: np.ndarray
    ) -> np.ndarray:
        """For each left span the best right one near it, or -1 where `nothing` scores higher or none is near."""
        best = np.full(len(left), -1)
        for i in range(len(left) if len(right) else 0):
            low = int(np.searchsorted(right[:, 1], left[i, 0] - self.max_distance))
            high = int(np.searchsorted(right[:, 0], left[i, 1] + self.max_distance))
            if low >= high:
                continue
            one, near = slice(i, i + 1), slice(low, high)
            tables = distance_tables(left[one], right[near], self.cues, self.paragraph_of)
            scores = join_scores(queries[one], keys[near], tables, self.bias)[0]
            if scores.max() > nothing[i]:
                best[i] = low + int(scores.argmax())
        return best


def _group(source: list[Piece], cue: list[Piece], content: list[Piece]) -> Group:
    parts = [*cue, *content]
    return Group(source, cue, content, float(np.mean([piece.probability for piece in parts])) if parts else 0.0)


def to_characters(text: str, encoded: Encoded, pieces: list[Piece], is_content: bool) -> list[list[int]]:
    """The [start, end] code points of pieces; a content takes in the quotation marks that stand right around it."""
    spans = []
    for piece in pieces:
        start, end = int(encoded.words[piece.first, 0]), int(encoded.words[piece.last, 1])
        if is_content:
            start, end = with_quotation_marks(text, start, end)
        spans.append([start, end])
    return spans


def with_quotation_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A span with the mark before it, and with the mark after it and the punctuation before that."""
    opening = OPENING_QUOTE.search(text, max(0, start - 3), start)
    closing = CLOSING_QUOTE.match(text, end)
    inner = text[start:end]
    if opening and (closing or not CLOSING_QUOTE.search(inner)):
        start = opening.start()
    if closing and (opening or any(mark in inner for mark in ("“", '"', "``", "''"))):
        end = closing.end()
    return start, end


def find_attributions(text: str, encoded: Encoded, run: Run, settings: Settings) -> list[dict[str, object]]:
    """The attributions of a text, each with source, cue and content as lists of [start, end] and a confidence."""
    return to_attributions(text, encoded, read(encoded, run, settings), settings)


def to_attributions(
    text: str, encoded: Encoded, reading: tuple[np.ndarray, np.ndarray], settings: Settings
) -> list[dict[str, object]]:
    """The same from what `read` gave."""
    tags, joins = reading
    pieces = find_pieces(tags, encoded.paragraphs, settings)
    return [
        {
            "source": to_characters(text, encoded, group.source, is_content=False),
            "cue": to_characters(text, encoded, group.cue, is_content=False),
            "content": to_characters(text, encoded, group.content, is_content=True),
            "confidence": round(group.confidence, 3),
        }
        for group in join(pieces, joins, encoded, settings)
    ]
