"""What becomes of a page, apart from HTTP."""

import pytest

from claims.errors import BadText
from claims.submission import Submission, check_text, submit


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), ("\n", "empty"), ("a\x00b", "nul"), ("\ud83d", "surrogate"), ("x" * 1_000_001, "too_long")],
)
def test_a_text_that_cannot_be_kept(text, code):
    with pytest.raises(BadText) as raised:
        check_text(text, "text")
    assert (raised.value.field, raised.value.code) == ("text", code)


def test_a_text_of_exactly_a_megabyte_is_kept():
    check_text("x" * 1_000_000, "text")


@pytest.mark.django_db
def test_articles_are_numbered_in_the_order_they_came_in():
    answers = submit([Submission(f"The mill number {n} is closed.") for n in range(5)], by=None)
    ids = [article.pk for article, _ in answers]
    assert ids == sorted(ids)


@pytest.mark.django_db
def test_of_the_same_text_twice_in_a_batch_the_first_is_kept():
    (first, is_new), (second, is_new_too) = submit(
        [Submission("One.", title="A"), Submission("One.", title="B")], by=None
    )
    assert (first, is_new, is_new_too, first.title) == (second, True, False, "A")
