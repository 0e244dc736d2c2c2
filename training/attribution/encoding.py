"""A text as the tagger reads it: a stream of word pieces with surface features, cut into windows. No PyTorch."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

PARAGRAPH = re.compile(r"[^\r\n]+")
QUOTATION_MARK = re.compile(r"''|``|[\"“”„«»]")
OPENING, CLOSING = frozenset("“„«") | {"``"}, frozenset("”»")

# 0 is padding and separators; 1 to 4 a word in lower case or caseless, with a capital, all capitals, without letters;
# 5 to 8 the same between quotation marks.
FEATURES = 9


@dataclass(frozen=True)
class Encoded:
    """A text of n words in p paragraphs. A separator stands in the stream after every paragraph."""

    pieces: np.ndarray  # (stream,) int32: vocabulary ids
    features: np.ndarray  # (stream,) int8: surface features
    words: np.ndarray  # (n, 2) int32: code points of the text, end exclusive
    first_pieces: np.ndarray  # (n,) int32: where in the stream a word begins
    paragraphs: np.ndarray  # (p, 2) int32: first word and last, exclusive


@dataclass(frozen=True)
class Window:
    """Read `start` to `end` of the stream in one go, and keep what is said of `first` to `last`; ends are exclusive."""

    start: int
    end: int
    first: int
    last: int


def encode(text: str, tokenizer: Any, separator: int) -> Encoded:
    """Cut a text into words and pieces by a `tokenizers.Tokenizer` that neither pads nor truncates."""
    lines = list(PARAGRAPH.finditer(text))
    pieces, features, words, first_pieces, paragraphs = [], [], [], [], []
    length = count = 0
    for line, encoding in zip(
        lines, tokenizer.encode_batch([line.group() for line in lines], add_special_tokens=False), strict=True
    ):
        if not encoding.ids:
            continue
        found, first = _words(encoding)
        pieces += [*encoding.ids, separator]
        sizes = np.diff(first, append=len(encoding.ids))
        features += [np.repeat(word_features(line.group(), found), sizes), [0]]
        words.append(found + line.start())
        first_pieces.append(first + length)
        paragraphs.append((count, count + len(found)))
        length, count = len(pieces), count + len(found)
    return Encoded(
        np.array(pieces, np.int32),
        np.concatenate([*features, []]).astype(np.int8),
        np.concatenate([*words, np.zeros((0, 2))]).astype(np.int32),
        np.concatenate([*first_pieces, []]).astype(np.int32),
        np.array(paragraphs, np.int32).reshape(-1, 2),
    )


def _words(encoding: Any) -> tuple[np.ndarray, np.ndarray]:
    """The (start, end) of each word of a paragraph, and the index of its first piece."""
    word_ids = np.array(encoding.word_ids)
    offsets = np.array(encoding.offsets)
    first = np.flatnonzero(np.r_[True, word_ids[1:] != word_ids[:-1]])
    last = np.r_[first[1:], len(word_ids)] - 1
    return np.stack([offsets[first, 0], offsets[last, 1]], axis=1), first


def word_features(text: str, words: np.ndarray) -> np.ndarray:
    """1 to 8 for each (start, end) word of a paragraph: its case, and whether a quotation is open there."""
    changes, states = quotation_states(text)
    found = [1 + _case(text[start:end]) + 4 * states[bisect_right(changes, start)] for start, end in words.tolist()]
    return np.array(found, np.int8)


def quotation_states(text: str) -> tuple[list[int], list[int]]:
    """Where the quotation state of a paragraph changes, and the state from each change on, after the first one, 0.

    Both marks count as inside. An opening mark within an open quotation, one never closed, leaves it open.
    """
    changes, states, is_open = [], [0], False
    for mark in QUOTATION_MARK.finditer(text):
        is_open = mark.group() in OPENING or (mark.group() not in CLOSING and not is_open)
        changes.append(mark.start() if is_open else mark.end())
        states.append(int(is_open))
    return changes, states


def _case(word: str) -> int:
    if not any(character.isalpha() for character in word):
        return 3
    if not word[0].isupper():
        return 0
    return 2 if len(word) > 1 and word.isupper() else 1


def plan_windows(encoded: Encoded, size: int, before: int, after: int) -> Iterator[Window]:
    """Cover the stream by windows of at most `size` pieces, with `before` and `after` pieces of context beside each.

    A window's own part ends with a paragraph where one ends in its second half, and otherwise before a word.
    """
    paragraph_ends = encoded.first_pieces[encoded.paragraphs[1:, 0]]
    first, length, room = 0, len(encoded.pieces), size - before - after
    while first < length:
        last = length
        if length - first > room:
            last = _last_between(paragraph_ends, first + room // 2, first + room)
            last = last or _last_between(encoded.first_pieces, first + 1, first + room) or first + room
        yield Window(max(0, first - before), min(length, last + after), first, last)
        first = last


def _last_between(positions: np.ndarray, low: int, high: int) -> int:
    """The last of some ascending positions from low to high, both included, or 0."""
    place = int(np.searchsorted(positions, high, side="right")) - 1
    return int(positions[place]) if place >= 0 and positions[place] >= low else 0
