"""A text as the tagger reads it: a stream of word pieces with surface features, cut into windows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from claims.text.pieces import readable
from claims.text.records import Span
from claims.text.surface import word_features


@dataclass(frozen=True)
class Encoded:
    """A text of n words in p paragraphs. A separator stands in the stream of pieces after every paragraph."""

    pieces: NDArray[np.int32]  # (stream,): ids of the vocabulary
    features: NDArray[np.int8]  # (stream,): surface features
    words: NDArray[np.int32]  # (n, 2): code points of the text, end exclusive
    first_pieces: NDArray[np.int32]  # (n,): where in the stream a word begins
    paragraphs: NDArray[np.int32]  # (p, 2): first word and last, exclusive

    def paragraph_of_words(self) -> NDArray[np.intp]:
        """Which paragraph each word is in, (n,)."""
        return np.repeat(np.arange(len(self.paragraphs)), np.diff(self.paragraphs, axis=1)[:, 0])


@dataclass(frozen=True, slots=True)
class Window:
    """Read `start` to `end` of the stream in one go, and keep what is said of `first` to `last`; ends are exclusive."""

    start: int
    end: int
    first: int
    last: int


def encode(text: str, paragraphs: Sequence[Span], tokenizer: Tokenizer, separator: int) -> Encoded:
    """Cut the paragraphs of a text into words and pieces, by a tokenizer that neither pads nor truncates."""
    pieces: list[int] = []
    features, words, first_pieces, ends = [], [], [], []
    whole = readable(text)
    for paragraph in paragraphs:
        line = paragraph.of(whole)
        encoding = tokenizer.encode(line, add_special_tokens=False)
        if not encoding.ids:
            continue
        found, first = _words(encoding)
        sizes = np.diff(first, append=len(encoding.ids))
        features += [np.repeat(word_features(line, found), sizes), np.zeros(1, np.int8)]
        words.append(found + np.int32(paragraph.start))
        first_pieces.append(first + len(pieces))
        ends.append(len(found))
        pieces += [*encoding.ids, separator]
    lasts = np.cumsum(ends, dtype=np.int32)
    return Encoded(
        np.array(pieces, np.int32),
        np.concatenate([np.zeros(0, np.int8), *features]),
        np.concatenate([np.zeros((0, 2), np.int32), *words]),
        np.concatenate([np.zeros(0, np.int32), *first_pieces]).astype(np.int32),
        np.stack([lasts - np.array(ends, np.int32), lasts], axis=1),
    )


def _words(encoding: Encoding) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """The (start, end) of each word of a paragraph, and the place of its first piece."""
    of_word = np.array(encoding.word_ids)
    offsets = np.array(encoding.offsets, np.int32)
    first = np.flatnonzero(np.r_[True, of_word[1:] != of_word[:-1]])
    last = np.r_[first[1:], len(of_word)] - 1
    return np.stack([offsets[first, 0], offsets[last, 1]], axis=1), first


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


def _last_between(positions: NDArray[np.int32], low: int, high: int) -> int:
    """The last of some ascending positions from low to high, both included, or 0."""
    place = int(np.searchsorted(positions, high, side="right")) - 1
    return int(positions[place]) if place >= 0 and positions[place] >= low else 0
