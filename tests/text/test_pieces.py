"""Word pieces, and the windows that the tagger reads them in."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.paragraphs import split_paragraphs
from claims.text.pieces import Pieces, split_into_pieces, windows_of
from claims.text.tagger import load_tagger

SIZE = 8


def pieces_of_lengths(lengths):
    """Pieces in paragraphs of so many pieces each."""
    count = sum(lengths)
    opens = np.zeros(count, dtype=np.bool_)
    opens[np.cumsum([0, *lengths])[:-1]] = True
    numbers = np.arange(count, dtype=np.int64)
    return Pieces(numbers, numbers, numbers + 1, np.ones(count, dtype=np.bool_), opens)


TABLE = [
    ([], []),
    ([3], [(0, 3, 0, 3)]),
    ([3, 4], [(0, 7, 0, 7)]),
    ([3, 5, 4], [(0, 8, 0, 8), (8, 12, 8, 12)]),
    ([3, 6], [(0, 3, 0, 3), (3, 9, 3, 9)]),
    ([9], [(0, 8, 0, 4), (1, 9, 4, 9)]),
    ([2, 16, 2], [(0, 2, 0, 2), (2, 10, 2, 9), (8, 16, 9, 13), (10, 18, 13, 18), (18, 20, 18, 20)]),
]


@pytest.mark.parametrize(("lengths", "expected"), TABLE)
def test_windows(lengths, expected):
    assert [tuple(window) for window in windows_of(pieces_of_lengths(lengths), SIZE)] == expected


@given(st.lists(st.integers(1, 50), max_size=8), st.integers(4, 40))
def test_windows_fit_and_count_every_piece_once(lengths, size):
    windows = list(windows_of(pieces_of_lengths(lengths), size))
    assert all(0 < window.end - window.start <= size for window in windows)
    assert all(window.start <= window.keep_start < window.keep_end <= window.end for window in windows)
    assert all(first.keep_end == second.keep_start for first, second in pairwise(windows))
    assert sum(window.keep_end - window.keep_start for window in windows) == sum(lengths)


UNUSUAL = [
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
    pieces = split_into_pieces(text, split_paragraphs(text), load_tagger().tokenizer)
    opens = np.flatnonzero(pieces.opens_word)
    closes = np.append(opens[1:], len(pieces)) - 1
    words = [text[pieces.starts[first] : pieces.ends[last]] for first, last in zip(opens, closes, strict=True)]
    assert words == expected
