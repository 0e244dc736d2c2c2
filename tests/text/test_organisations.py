"""Which organisation of a text a bare noun means."""

import pytest

from claims.text.organisations import Organisations

TABLE = [
    ("The Clinton Foundation met.", "foundation", "Clinton Foundation"),
    ("The Illinois Board of Elections met.", "board", "Illinois Board of Elections"),
    ("Donald Trump's campaign met the Trump campaign.", "campaign", "Trump campaign"),
    ("The Trump campaign met the Clinton campaign.", "campaign", None),
    ("The Federal Bank of Ohio met the World Bank.", "bank", None),
    ("The World Bank's plan.", "bank", "World Bank"),
    ("It rained.", "bank", None),
    ("The World Bank met.", "campaign", None),
]


@pytest.mark.parametrize(("text", "noun", "expected"), TABLE)
def test_meant(text, noun, expected):
    assert Organisations(text).meant(noun, len(text)) == expected


def test_what_is_named_later_is_not_meant():
    assert Organisations("The bank met. The World Bank left.").meant("bank", 4) is None
