"""People's names: where they stand, and what stands beside them."""

import pytest

from claims.text.names import find_names, is_headline
from claims.text.records import Span

# Texts, and the names in them with what describes their bearers.
TABLE = [
    ("It rained all day.", []),
    ("Jane Saki said so.", [("Jane Saki", None)]),
    ("Russian President Vladimir Putin spoke.", [("Vladimir Putin", "Russian President")]),
    ("Russian foreign policy adviser Yuri Ushakov spoke.", [("Yuri Ushakov", "Russian foreign policy adviser")]),
    ("Senior officials and White House spokesman Jane Saki spoke.", [("Jane Saki", "White House spokesman")]),
    ("But Vice President Joe Biden spoke.", [("Joe Biden", "Vice President")]),
    ("He met Secretary of State John F. Kerry.", [("John F. Kerry", "Secretary of State")]),
    ("Chief of Staff Denis McDonough spoke.", [("Denis McDonough", "Chief of Staff")]),
    ("Fox News Chairman Roger Ailes spoke.", [("Roger Ailes", "Fox News Chairman")]),
    ("Sen. Marco Rubio (R-Fla.) spoke.", [("Marco Rubio", "Sen.")]),
    ("Mr. Trump spoke.", [("Trump", None)]),
    (
        "Nick Merrill, a spokesman for Mrs. Clinton, spoke.",
        [("Nick Merrill", "spokesman for Mrs. Clinton"), ("Clinton", None)],
    ),
    (
        "Patti Doyle, Clinton’s campaign manager, spoke.",
        [("Patti Doyle", "Clinton’s campaign manager"), ("Clinton", None)],
    ),
    ("Donald Trump Jr. spoke.", [("Donald Trump Jr.", None)]),
    ("Martin Luther King spoke.", [("Martin Luther King", None)]),
    ("Mohammed bin Salman met Ludwig van Beethoven.", [("Mohammed bin Salman", None), ("Ludwig van Beethoven", None)]),
    (
        "President Bashar al-Assad met Mayor Bill de Blasio.",
        [("Bashar al-Assad", "President"), ("Bill de Blasio", "Mayor")],
    ),
    ("Brent Bozell, Jr. met John Doe III.", [("Brent Bozell Jr.", None), ("John Doe III", None)]),
    ("He met Supreme Court Justice Ruth Bader Ginsburg.", [("Ruth Bader Ginsburg", "Supreme Court Justice")]),
    ("Certainly Donald Trump won. Entrusting Jane Doe lost.", [("Donald Trump", None), ("Jane Doe", None)]),
    ("Seán O’Brien met Anne-Marie Slaughter.", [("Seán O’Brien", None), ("Anne-Marie Slaughter", None)]),
    ("The BBC, NATO and the White House said so on Monday in December.", []),
    ("The Clinton Foundation spoke in Russia.", []),
    ("Republicans and American Democrats spoke.", []),
    ("Former governor Rick Perry, 62, spoke.", [("Rick Perry", "Former governor")]),
]


def names_in(text):
    return find_names(text, Span(0, len(text)))


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_names(text, expected):
    assert [(" ".join(name.words), name.description) for name in names_in(text)] == expected


PRONOUNS = [
    ("Jane Saki", "she"),
    ("Vladimir Putin", "he"),
    ("Mrs. Clinton", "she"),
    ("Mr. Clinton", "he"),
    ("Clinton", None),
    ("Congresswoman Smith", "she"),
    ("Jordan Smith", None),
]


@pytest.mark.parametrize(("text", "expected"), PRONOUNS)
def test_pronoun(text, expected):
    assert [name.pronoun for name in names_in(text)] == [expected]


MODIFIERS = [
    ("Trump aides left.", True),
    ("Trump supporters left.", True),
    ("Trump left.", False),
    ("Trump's proposals left.", False),
    ("Trump, officials said.", False),
]


@pytest.mark.parametrize(("text", "expected"), MODIFIERS)
def test_modifier(text, expected):
    assert [name.is_modifier for name in names_in(text)] == [expected]


HEADLINES = [
    ("Trump Blasts Clinton Over Emails", True),
    ("PUTIN WARNS BIDEN", True),
    ("Trump said that Clinton had written emails.", False),
    ("Jane Saki", False),
    ("", False),
]


@pytest.mark.parametrize(("words", "expected"), HEADLINES)
def test_headline(words, expected):
    assert is_headline(words) is expected
