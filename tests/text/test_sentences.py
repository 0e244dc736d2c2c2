"""Where sentences begin."""

import pytest

from claims.text.paragraphs import split_paragraphs
from claims.text.sentences import split_sentences

TABLE = [
    ("", [""]),
    ("It rains. It pours.", ["It rains. ", "It pours."]),
    ("Is it? Yes! No… Well.", ["Is it? ", "Yes! ", "No… ", "Well."]),
    ('"It rains." He left.', ['"It rains." ', "He left."]),
    ('"Is it?" he asked.', ['"Is it?" he asked.']),
    ("He left. “It rains.”", ["He left. ", "“It rains.”"]),
    ("Mr. Smith met Sen. Doe.", ["Mr. Smith met Sen. Doe."]),
    ("J. K. Rowling wrote.", ["J. K. Rowling wrote."]),
    ("On Dec. 31 it rained.", ["On Dec. 31 it rained."]),
    ("It was Dec. The year ended.", ["It was Dec. ", "The year ended."]),
    ("The U.S. Senate voted.", ["The U.S. Senate voted."]),
    ("He lives in the U.S. The rest do not.", ["He lives in the U.S. ", "The rest do not."]),
    ("She is No. 1. He is not.", ["She is No. 1. ", "He is not."]),
    ("Did he? No. He left.", ["Did he? ", "No. ", "He left."]),
    ("It grew 3.9 percent. 10 died.", ["It grew 3.9 percent. ", "10 died."]),
    ("One\nTwo", ["One\n", "Two"]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_sentences(text, expected):
    sentences = split_sentences(text, split_paragraphs(text))
    assert [sentences.span(place).of(text) for place in range(len(sentences.starts))] == expected


def test_every_place_belongs_to_a_sentence():
    sentences = split_sentences("Go on. Yes.", split_paragraphs("Go on. Yes."))
    assert [sentences.place(offset) for offset in range(11)] == [0] * 7 + [1] * 4
