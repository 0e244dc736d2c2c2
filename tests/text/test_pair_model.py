"""What the trained models make of two texts."""

import math

import pytest

from claims.text.equivalence.pair_model import model_version, opinion_of, second_opinion_of

both = pytest.mark.parametrize("opinion_of", [opinion_of, second_opinion_of])

CLAIM = "The council shut the swimming pool for good."
LIKELIEST = [
    ("The swimming pool was closed for good by the council.", "same"),
    ("The council will keep the swimming pool open.", "conflict"),
    ("Volcanoes erupt in Iceland every few years.", "neither"),
]


@both
def test_chances_add_up_to_one(opinion_of):
    assert sum(math.exp(each) for each in opinion_of(CLAIM, "The pool is open.")) == pytest.approx(1.0)


@both
@pytest.mark.parametrize(("text", "expected"), LIKELIEST)
def test_the_likeliest_is_told(text, expected, opinion_of):
    opinion = opinion_of(CLAIM, text)
    assert max(opinion._fields, key=lambda name: getattr(opinion, name)) == expected


@both
def test_the_order_of_two_texts_makes_no_difference(opinion_of):
    there, back = opinion_of(CLAIM, LIKELIEST[1][0]), opinion_of(LIKELIEST[1][0], CLAIM)
    assert there == back


@both
def test_brackets_are_passed_over(opinion_of):
    assert opinion_of("[The council] shut the pool in [May 2020].", CLAIM) == opinion_of(
        "The council shut the pool in May 2020.", CLAIM
    )


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "x" * 50_000])
@both
def test_any_text_can_be_asked_about(text, opinion_of):
    assert all(math.isfinite(each) for each in opinion_of(text, CLAIM))


def test_the_version_names_both_models():
    names = [version.rpartition("-")[0] for version in model_version().split()]
    assert names == ["equivalence-pairs-v6", "encoder-v3"]
