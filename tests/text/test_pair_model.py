"""What the trained model makes of two texts."""

import math

import pytest

from claims.text.equivalence.pair_model import model_version, opinion_of

CLAIM = "The council shut the swimming pool for good."
LIKELIEST = [
    ("The swimming pool was closed for good by the council.", "same"),
    ("The council will keep the swimming pool open.", "conflict"),
    ("Volcanoes erupt in Iceland every few years.", "neither"),
]


def test_chances_add_up_to_one():
    assert sum(math.exp(each) for each in opinion_of(CLAIM, "The pool is open.")) == pytest.approx(1.0)


@pytest.mark.parametrize(("text", "expected"), LIKELIEST)
def test_the_likeliest_is_told(text, expected):
    opinion = opinion_of(CLAIM, text)
    assert max(opinion._fields, key=lambda name: getattr(opinion, name)) == expected


def test_the_order_of_two_texts_makes_no_difference():
    there, back = opinion_of(CLAIM, LIKELIEST[1][0]), opinion_of(LIKELIEST[1][0], CLAIM)
    assert there == back


def test_brackets_are_passed_over():
    assert opinion_of("[The council] shut the pool in [May 2020].", CLAIM) == opinion_of(
        "The council shut the pool in May 2020.", CLAIM
    )


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "x" * 50_000])
def test_any_text_can_be_asked_about(text):
    assert all(math.isfinite(each) for each in opinion_of(text, CLAIM))


def test_the_version_names_the_model():
    name, _, digest = model_version().rpartition("-")
    assert (name, len(digest)) == ("equivalence-pairs-v5", 12)
