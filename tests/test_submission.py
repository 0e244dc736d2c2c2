"""What becomes of a page, apart from HTTP."""

import pytest

from claims.errors import BadText
from claims.submission import check_text


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
