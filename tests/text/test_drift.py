"""What changed from one wording of a claim to the next."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text.drift import Piece, Was, find_change, find_pieces

REASONS = [
    ("Unemployment fell to 3.9%", "Unemployment fell to 4.9%", ["3.9% became 4.9%"]),
    ("Unemployment fell to 3.9%", "Unemployment fell to 3.9 percent", []),
    ("about 4% of the mills closed", "3.9% of the mills closed", ["about 4% became 3.9%"]),
    ("more than 3% of the mills closed", "5% of the mills closed", ["more than 3% became 5%"]),
    ("the loss is 20 billion euros", "the loss is 20 billion dollars", ["20 billion euros became 20 billion dollars"]),
    ("the flats cost $4 million a month", "the flats cost $4 million a year", ["per month became per year"]),
    ("12 mills closed", "the mills closed", ["no longer says 12"]),
    ("the mills closed", "12 mills closed", ["now says 12"]),
    ("the mill will close", "the mill will not close in March", ["'close' became 'not close'", "now says when"]),
    ("the mill closed in March", "the mill closed", ["no longer says when"]),
    ("sales rose", "sales fell", ["'rose' became 'fell'"]),
    ("all mills closed", "most mills closed", ["'all' became 'most'"]),
    ("Putin warned Biden", "Biden warned Putin", ["'Putin' who warned 'Biden' became 'Biden' who warned 'Putin'"]),
    ("the two will meet", "the two may meet", ["'will happen' became 'may happen'"]),
    ("the two met in Geneva", "the two met in Vienna", ["'Geneva' became 'Vienna'"]),
    ("unemployment fell", "unemployment in Britain fell", ["now names 'Britain'"]),
    ("unemployment in Britain fell", "unemployment fell", ["no longer names 'Britain'"]),
    ("the mill closed", "the mill closed", []),
    ("", "", []),
]
K, R, A = Was.KEPT, Was.REMOVED, Was.ADDED
PIECES = [
    ("the mill closed", "the mill closed", [(K, "the mill closed")]),
    ("the mill closed in March", "the old mill closed", [(K, "the"), (A, "old"), (K, "mill closed"), (R, "in March")]),
    ("It fell to 3.9%", "It fell to 4.9%", [(K, "It fell to"), (R, "3.9%"), (A, "4.9%")]),
    ("one", "two", [(R, "one"), (A, "two")]),
    ("", "two", [(A, "two")]),
]


@pytest.mark.parametrize(("a", "b", "expected"), REASONS)
def test_what_a_change_says_differently(a, b, expected):
    assert list(find_change(a, b).reasons) == expected


@pytest.mark.parametrize(("a", "b", "expected"), PIECES)
def test_a_change_word_by_word(a, b, expected):
    assert list(find_change(a, b).pieces) == [Piece(*piece) for piece in expected]


def test_relative_dates_count_from_the_days_of_the_wordings():
    change = find_change(
        "the mill closed yesterday", "the mill closed today", dated_a=date(2026, 3, 5), dated_b=date(2026, 3, 4)
    )
    assert change.reasons == ()


texts = st.lists(st.sampled_from(["the", "mill", "3.9%", "not", "“", "$4", "Ann", "March"]), max_size=12).map(" ".join)


@settings(deadline=None)
@given(texts, texts)
def test_the_pieces_make_up_both_texts(a, b):
    pieces = list(find_pieces(a, b))
    assert " ".join(piece.text for piece in pieces if piece.was is not A) == a
    assert " ".join(piece.text for piece in pieces if piece.was is not R) == b


def test_a_long_wording_is_compared_as_far_as_is_readable():
    assert sum(len(piece.text.split()) for piece in find_pieces("mill " * 5000, "mill " * 5000)) == 300


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_change(a, b):
    find_change(a, b)
