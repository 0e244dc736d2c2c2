"""PolNeAR's articles as the tagger learns them: words with tags, spans with what they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from claims.text.encoding import Encoded, encode
from claims.text.paragraphs import split_paragraphs
from training.attribution import schema

NO_CUE = -1


@dataclass(frozen=True)
class Article:
    """A text of n words, with or without a reader's marks. Spans are (first word, last word), both included."""

    id: str
    date: str
    encoded: Encoded
    tags: np.ndarray  # (n,) int8: schema.TAGS
    entities: np.ndarray  # (n,) int8: schema.ENTITY_TYPES
    sources: np.ndarray  # (s, 2) int32
    cues: np.ndarray  # (c, 2) int32
    contents: np.ndarray  # (k, 2) int32: contiguous pieces
    content_cues: np.ndarray  # (k,) int32: the cue each piece belongs to, or NO_CUE
    cue_sources: np.ndarray  # (c, s) bool: the pieces of each cue's source


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file with one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def read_article(record: dict[str, Any], tokenizer: Any, separator: int) -> Article:
    """One record of the corpus, or of `{"id", "text"}` alone."""
    encoded = encode(record["text"], split_paragraphs(record["text"]).spans, tokenizer, separator)
    spans: dict[str, dict[tuple[int, int], int]] = {role: {} for role in schema.ROLES}
    content_cues: dict[int, int] = {}
    cue_sources: set[tuple[int, int]] = set()
    for attribution in record.get("attributions", ()):
        places = {
            role: [_place(spans[role], found) for found in to_words(record["text"], encoded, attribution[role])]
            for role in schema.ROLES
        }
        cue = places["cue"][0] if places["cue"] else NO_CUE
        content_cues |= dict.fromkeys(places["content"], cue)
        cue_sources |= {(cue, source) for source in places["source"] if cue != NO_CUE}
    linked = np.zeros((len(spans["cue"]), len(spans["source"])), bool)
    for cue, source in cue_sources:
        linked[cue, source] = True
    return Article(
        id=str(record["id"]),
        date=record.get("date", ""),
        encoded=encoded,
        tags=tag(len(encoded.words), {role: list(found) for role, found in spans.items()}),
        entities=tag_entities(encoded, record.get("entities", ())),
        sources=_array(spans["source"]),
        cues=_array(spans["cue"]),
        contents=_array(spans["content"]),
        content_cues=np.array([content_cues[i] for i in range(len(spans["content"]))], np.int32),
        cue_sources=linked,
    )


def _place(known: dict[tuple[int, int], int], span: tuple[int, int]) -> int:
    return known.setdefault(span, len(known))


def _array(spans: Iterable[tuple[int, int]]) -> np.ndarray:
    return np.array(list(spans), np.int32).reshape(-1, 2)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space, quotation marks and punctuation at either end, unless it has nothing else."""
    first, last = start, end
    while first < last and text[first] in schema.TRIMMED:
        first += 1
    while last > first and text[last - 1] in schema.TRIMMED:
        last -= 1
    return (first, last) if first < last else (start, end)


def to_words(text: str, encoded: Encoded, spans: Iterable[Iterable[int]]) -> Iterator[tuple[int, int]]:
    """The first and last word of each span of code points, trimmed; spans without a word are left out."""
    for span in spans:
        start, end = trim(text, *span)
        first = int(np.searchsorted(encoded.words[:, 1], start, side="right"))
        last = int(np.searchsorted(encoded.words[:, 0], end, side="left")) - 1
        if first <= last:
            yield first, last


def tag(count: int, spans: dict[str, list[tuple[int, int]]]) -> np.ndarray:
    """The tags of `count` words; of spans that overlap, which the corpus has five of, the first one counts."""
    tags = np.zeros(count, np.int8)
    for role, name in enumerate(schema.ROLES):
        for first, last in spans[name]:
            if tags[first : last + 1].any():
                continue
            tags[first : last + 1] = schema.inside(role)
            tags[first], tags[last] = schema.begin(role), schema.end(role)
            if first == last:
                tags[first] = schema.single(role)
    return tags


def tag_entities(encoded: Encoded, entities: Iterable[tuple[int, int, str]]) -> np.ndarray:
    """The entity type of each word, as CoreNLP saw it."""
    types = np.zeros(len(encoded.words), np.int8)
    for start, end, name in entities:
        first = int(np.searchsorted(encoded.words[:, 1], start, side="right"))
        last = int(np.searchsorted(encoded.words[:, 0], end, side="left"))
        known = name if name in schema.ENTITY_TYPES else "OTHER"
        types[first:last] = schema.ENTITY_TYPES.index(known)
    return types
