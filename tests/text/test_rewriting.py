"""One text in the words of another, as far as both say the same."""

import pytest

from claims.text.equivalence import read
from claims.text.equivalence.alignment import align
from claims.text.equivalence.rewriting import in_words_of

REWRITTEN = [
    ("The parcel held 500 grams.", "Half a kilo was in the parcel.", "500 grams was in the parcel"),
    ("Seventy houses burned down.", "In all, 70 houses burned.", "In all, Seventy houses burned"),
    ("It opened on 1 May 1998.", "They opened it on May 1st, 1998.", "They opened it on 1 May 1998"),
    ("Vladimir Putin agreed.", "An agreement was reached by Putin.", "An agreement was reached by Vladimir Putin"),
    ("It cost 4 million.", "It cost five million.", "It cost five million"),
    ("Nobody came.", "", ""),
]


@pytest.mark.parametrize(("first", "second", "expected"), REWRITTEN)
def test_what_both_say_is_put_in_the_words_of_the_first(first, second, expected):
    ours, theirs = read(first), read(second)
    assert in_words_of(ours, theirs, align(ours, theirs)) == expected
