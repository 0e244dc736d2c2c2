"""Words and pieces, and the windows that the tagger reads them in."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.encoding import Encoded, encode, plan_windows
from claims.text.paragraphs import split_paragraphs
from claims.text.tagger import load_tagger


def encoded_of_lengths(lengths):
    """Paragraphs of so many words, each word one piece."""
    count, behind = sum(lengths), np.cumsum(lengths, dtype=np.int32)
    stream = np.zeros(count + len(lengths), np.int32)
    number = np.repeat(np.arange(len(lengths)), lengths)
    begins = behind - np.array(lengths, np.int32)
    words = np.zeros((count, 2), np.int32)
    return Encoded(stream, stream, words, np.arange(count) + number, np.stack([begins, behind], axis=1))


TABLE = [
    ([], []),
    ([3], [(0, 4, 0, 4)]),
    ([3, 4], [(0, 9, 0, 9)]),
    ([6, 5, 4], [(0, 9, 0, 7), (5, 15, 7, 13), (11, 18, 13, 18)]),
    ([12], [(0, 11, 0, 9), (7, 13, 9, 13)]),
]


@pytest.mark.parametrize(("lengths", "expected"), TABLE)
def test_windows(lengths, expected):
    windows = plan_windows(encoded_of_lengths(lengths), size=13, before=2, after=2)
    assert [(window.start, window.end, window.first, window.last) for window in windows] == expected


@given(st.lists(st.integers(1, 50), max_size=8), st.integers(12, 40))
def test_windows_fit_and_count_every_piece_once(lengths, size):
    encoded = encoded_of_lengths(lengths)
    windows = list(plan_windows(encoded, size, before=4, after=2))
    assert all(window.end - window.start <= size for window in windows)
    assert all(window.start <= window.first < window.last <= window.end for window in windows)
    assert all(first.last == second.first for first, second in pairwise(windows))
    assert sum(window.last - window.first for window in windows) == len(encoded.pieces)


UNUSUAL = [
    ("", []),
    ("Cafe\u0301 owners", ["Cafe", "owners"]),
    ("no\u00adbody spoke", ["no\u00adbody", "spoke"]),
    ("one\u00a0two", ["one", "two"]),
    ("😀 said", ["😀", "said"]),
    ("𝕏 said", ["𝕏", "said"]),
    ("one\r\ntwo\fthree", ["one", "two", "three"]),
    ("a \ud800 b", ["a", "b"]),
    ("a\x00b", ["a\x00b"]),
]


@pytest.mark.parametrize(("text", "expected"), UNUSUAL)
def test_words_are_found_where_they_stand(text, expected):
    tagger = load_tagger()
    encoded = encode(text, split_paragraphs(text).spans, tagger.tokenizer, tagger.about.separator)
    assert [text[start:end] for start, end in encoded.words.tolist()] == expected


def test_a_word_begins_at_its_first_piece_and_a_paragraph_ends_with_a_separator():
    tagger = load_tagger()
    text = "Ushakov said\n\nso"
    encoded = encode(text, split_paragraphs(text).spans, tagger.tokenizer, tagger.about.separator)
    separators = np.flatnonzero(encoded.pieces == tagger.about.separator).tolist()
    assert encoded.paragraphs.tolist() == [[0, 2], [2, 3]]
    assert separators == [encoded.first_pieces[2] - 1, len(encoded.pieces) - 1]
    assert encoded.first_pieces[1] > 1
