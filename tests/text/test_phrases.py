"""The noun phrase that a "who" or a "which" tells more of."""

import pytest

from claims.text.phrases import antecedent_end, phrase_before

TABLE = [
    ("She saw a man |who left.", "a man"),
    ("She saw a federal judge, |who left.", "a federal judge"),
    ("She told reporters |who asked.", "reporters"),
    ("It came amid news reports |that he won.", "news reports"),
    ("Senate Republicans |who oppose it left.", "Senate Republicans"),
    ("One of the voters |who left.", "One of the voters"),
    ("He quoted polls by Quinnipiac University |that show it.", "polls by Quinnipiac University"),
    ("Her new Iowa ad, |which — as they say — promised it.", "Her new Iowa ad"),
    ("An analyst at the bank whose desk closed and |who left.", "the bank"),
    ("Joe Roe (D-Tex.), |who left.", "Joe Roe"),
    ("He left and |who knows.", None),
    ("|Who knows.", None),
    ("It rained, he said, |which surprised her.", None),
]


@pytest.mark.parametrize(("marked", "expected"), TABLE)
def test_phrase_before(marked, expected):
    text, offset = marked.replace("|", ""), marked.index("|")
    phrase = phrase_before(text, antecedent_end(text, offset, 0), 0)
    assert (phrase and phrase.of(text)) == expected
