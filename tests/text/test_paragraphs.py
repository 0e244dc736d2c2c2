"""Where paragraphs begin and end."""

import pytest

from claims.text.paragraphs import split_paragraphs

WRAPPED = """The senator from Vermont said on Monday that the bill
would be voted on before the end of the session, and
that he expected it to pass with a large majority."""

TABLE = [
    ("", []),
    (" \n\t\n", []),
    ("One.", ["One."]),
    ("One.\nTwo.", ["One.", "Two."]),
    ("One.\n\n\nTwo.\n", ["One.", "Two."]),
    ("One.\r\nTwo.\rThree.", ["One.", "Two.", "Three."]),
    ("One.\fTwo.\u2028Three.\u2029Four.\x85Five.", ["One.", "Two.", "Three.", "Four.", "Five."]),
    ("A line that was broken\nin its middle.", ["A line that was broken\nin its middle."]),
    ("A Headline\nThe text begins.", ["A Headline", "The text begins."]),
    (f"{WRAPPED}\n\nNext.", [WRAPPED, "Next."]),
    ("- One\n- Two\n- Three", ["- One", "- Two", "- Three"]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_paragraphs(text, expected):
    assert [span.of(text) for span in split_paragraphs(text).spans] == expected


def test_every_place_belongs_to_the_paragraph_before_it_ends():
    paragraphs = split_paragraphs("One.\n\nTwo.")
    assert [paragraphs.place(offset) for offset in (0, 3, 5, 6, 9)] == [0, 0, 0, 1, 1]
