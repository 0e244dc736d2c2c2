"""Which attribution is nested in which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.joining import Group, RoleSpan
from claims.text.nesting import parents_of
from claims.text.records import Span


def group(cue, *contents, source=None):
    def spans(role, *places):
        return tuple(RoleSpan(Span(*place), role, 1.0) for place in places if place)

    return Group(spans("cue", cue)[0], spans("source", source), spans("content", *contents))


# The BBC reported that Putin warned that sanctions hurt.
OUTER = group((8, 16), (17, 54), source=(0, 7))
INNER = group((28, 34), (35, 54), source=(22, 27))
TABLE = {
    "none": ([], []),
    "alone": ([OUTER], [None]),
    "nested": ([OUTER, INNER], [None, 0]),
    "in any order": ([INNER, OUTER], [1, None]),
    "three deep": ([OUTER, INNER, group((40, 45), (46, 54))], [None, 0, 1]),
    "side by side": ([group((0, 1), (2, 9)), group((10, 11), (12, 20))], [None, None]),
    "a source outside": ([OUTER, group((28, 34), (35, 54), source=(0, 7))], [None, None]),
    "in the second piece": ([group((5, 6), (0, 4), (8, 20)), group((9, 10), (11, 20))], [None, 0]),
    "across two pieces": ([group((5, 6), (0, 4), (8, 20)), group((1, 2), (11, 20))], [None, None]),
    "the same words twice": ([group((3, 4), (5, 9)), group((3, 4), (5, 9))], [None, None]),
}


@pytest.mark.parametrize(("groups", "expected"), TABLE.values(), ids=TABLE)
def test_parents(groups, expected):
    assert parents_of(groups) == expected


spans = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.builds(group, spans, spans, spans, source=st.none() | spans), max_size=8))
def test_there_is_no_circle(groups):
    parents = parents_of(groups)
    for place in range(len(groups)):
        seen = set()
        while place is not None:
            assert place not in seen
            seen.add(place)
            place = parents[place]
