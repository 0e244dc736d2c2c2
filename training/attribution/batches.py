"""Articles cut into windows for training, and windows put together into batches of tensors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from claims.text.joining import distance_tables
from training.attribution import schema
from training.attribution.corpus import NO_CUE, Article
from training.attribution.crf import hard_targets


@dataclass(frozen=True)
class Soft:
    """What teachers say of an article: tags (n, 13), and expected transitions of each paragraph (p, 13, 13)."""

    tags: np.ndarray
    pairs: np.ndarray


@dataclass(frozen=True)
class Example:
    """Some paragraphs of an article, by number. Of one longer than a window only the words up to `last_word` count."""

    article: Article
    first: int
    last: int
    last_word: int
    start: int
    end: int
    soft: Soft | None


@dataclass(frozen=True)
class Joins:
    """A window's left spans and the right ones to choose from, as places in the flat batch, with what is right.

    `targets` (l, r + 1) are probabilities; the last column is for none of them.
    """

    left: Tensor
    right: Tensor
    tables: tuple[Tensor, Tensor, Tensor]
    targets: Tensor


@dataclass(frozen=True)
class Batch:
    """b windows of one length; p paragraphs of t words, whose places in the flattened windows are `words`."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    words: Tensor
    word_mask: Tensor
    tags: Tensor
    pairs: Tensor
    entities: Tensor
    is_labelled: bool
    joins: tuple[list[Joins], list[Joins]]


def cut(article: Article, size: int, first_size: int, soft: Soft | None) -> Iterator[Example]:
    """Whole paragraphs, packed in order into windows of at most `size` pieces, the first of at most `first_size`."""
    encoded = article.encoded
    starts = [int(encoded.first_pieces[first]) for first in encoded.paragraphs[:, 0]] + [len(encoded.pieces)]
    first, limit, count = 0, first_size, len(encoded.paragraphs)
    while first < count:
        last = first + 1
        while last < count and starts[last + 1] - starts[first] <= limit:
            last += 1
        start, end = starts[first], min(starts[last], starts[first] + size)
        last_word = int(np.searchsorted(encoded.first_pieces, end))
        while starts[last] > end and last_word and article.tags[last_word - 1] != schema.OUTSIDE:
            last_word -= 1
        yield Example(article, first, last, last_word, start, end, soft)
        first, limit = last, size


def epoch_batches(
    articles: list[Article], soft: dict[str, Soft], size: int, batch: int, seed: int
) -> list[list[Example]]:
    """The batches of one epoch in random order, each of windows of like length; windows begin elsewhere every epoch."""
    random = np.random.default_rng(seed)
    examples = [
        example
        for article in articles
        for example in cut(article, size, int(random.integers(size // 4, size + 1)), soft.get(article.id))
        if example.last_word > article.encoded.paragraphs[example.first, 0]
    ]
    noisy = np.array([example.end - example.start for example in examples]) + random.integers(0, 12, len(examples))
    labelled = np.array([len(example.article.cues) > 0 for example in examples])
    order = np.lexsort((noisy, labelled))
    groups = [order[place : place + batch] for place in range(0, len(order), batch)]
    random.shuffle(groups)
    return [[examples[i] for i in group] for group in groups]


def collate(examples: list[Example], classifier: int, mixing: float) -> Batch:
    """Tensors of some windows; `mixing` is how much of a labelled article's target the teachers give."""
    length = 1 + max(example.end - example.start for example in examples)
    ids, features, mask = (np.zeros((len(examples), length), np.int64) for _ in range(3))
    ids[:, 0] = classifier
    for row, example in enumerate(examples):
        size = example.end - example.start
        ids[row, 1 : size + 1] = example.article.encoded.pieces[example.start : example.end]
        features[row, 1 : size + 1] = example.article.encoded.features[example.start : example.end]
        mask[row, : size + 1] = 1
    words, word_mask, tags, entities, soft_tags, soft_pairs, weight = _paragraphs(examples, length)
    one_hot, pairs = hard_targets(tags, word_mask)
    is_labelled = bool(len(examples[0].article.cues))
    share = (mixing if is_labelled else 1.0) if weight else 0.0
    return Batch(
        torch.from_numpy(ids), torch.from_numpy(features), torch.from_numpy(mask), words, word_mask,
        one_hot + share * (soft_tags - one_hot), pairs + share * (soft_pairs - pairs), entities, is_labelled,
        (_content_joins(examples, length), _source_joins(examples, length)),
    )  # fmt: skip


def _paragraphs(examples: list[Example], length: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, bool]:
    """Places, mask, tags and entities of each paragraph's words (p, t), and the teachers' tags and transitions."""
    rows = [
        (row, example, first, min(last, example.last_word))
        for row, example in enumerate(examples)
        for first, last in example.article.encoded.paragraphs[example.first : example.last].tolist()
    ]
    has_soft = all(example.soft is not None for example in examples)
    shape = (len(rows), max(last - first for _, _, first, last in rows))
    places, tags, entities = (np.zeros(shape, np.int64) for _ in range(3))
    word_mask = np.zeros(shape, bool)
    soft = np.zeros((*shape, len(schema.TAGS)), np.float32)
    for place, (row, example, first, last) in enumerate(rows):
        size, article = last - first, example.article
        places[place, :size] = _flat(example, row, length, np.arange(first, last))
        tags[place, :size] = article.tags[first:last]
        entities[place, :size] = article.entities[first:last]
        word_mask[place, :size] = True
        if has_soft and example.soft is not None:
            soft[place, :size] = example.soft.tags[first:last]
    pairs = np.zeros((len(schema.TAGS), len(schema.TAGS)), np.float32)
    if has_soft:
        for example in examples:
            pairs += example.soft.pairs[example.first : example.last].astype(np.float32).sum(0)
    tensors = [torch.from_numpy(array) for array in (places, word_mask, tags, entities, soft, pairs)]
    return (*tensors, has_soft)


def _flat(example: Example, row: int, length: int, words: np.ndarray) -> np.ndarray:
    """Where in a flattened batch the first pieces of an article's words are."""
    return row * length + 1 + example.article.encoded.first_pieces[words] - example.start


def _within(example: Example, spans: np.ndarray) -> np.ndarray:
    first = example.article.encoded.paragraphs[example.first, 0]
    return np.flatnonzero((spans[:, 0] >= first) & (spans[:, 1] < example.last_word))


def _joins(example: Example, row: int, length: int, left: np.ndarray, right: np.ndarray, targets: np.ndarray) -> Joins:
    article = example.article
    paragraph_of = article.encoded.paragraph_of_words()
    tables = distance_tables(left, right, np.sort(article.cues[:, 0]), paragraph_of)
    return Joins(
        torch.from_numpy(_flat(example, row, length, left)),
        torch.from_numpy(_flat(example, row, length, right)),
        tuple(torch.from_numpy(np.ascontiguousarray(table)) for table in tables),
        torch.from_numpy(targets.astype(np.float32)),
    )


def _content_joins(examples: list[Example], length: int) -> list[Joins]:
    """For every content whose cue is in its window: which of the window's cues."""
    found = []
    for row, example in enumerate(examples):
        article = example.article
        cues = _within(example, article.cues)
        contents = _within(example, article.contents)
        contents = contents[np.isin(article.content_cues[contents], cues) & (article.content_cues[contents] != NO_CUE)]
        if len(contents) and len(cues):
            right = article.content_cues[contents][:, None] == cues[None]
            targets = np.concatenate([right, np.zeros((len(contents), 1), bool)], axis=1)
            found.append(_joins(example, row, length, article.contents[contents], article.cues[cues], targets))
    return found


def _source_joins(examples: list[Example], length: int) -> list[Joins]:
    """For every cue: which of the window's sources, or none; cues whose source is beyond the window are left out."""
    found = []
    for row, example in enumerate(examples):
        article = example.article
        sources = _within(example, article.sources)
        cues = _within(example, article.cues)
        if len(cues):
            has_source = article.cue_sources[cues].any(1)
            right = article.cue_sources[np.ix_(cues, sources)]
            kept = right.any(1) | ~has_source
            targets = np.concatenate([right, ~has_source[:, None]], axis=1)[kept].astype(float)
            if len(sources) and kept.any():
                targets /= targets.sum(1, keepdims=True)
                found.append(_joins(example, row, length, article.cues[cues[kept]], article.sources[sources], targets))
    return found
