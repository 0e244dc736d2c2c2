"""A text in pieces: cut at every edge of a mark, nothing lost, nothing said twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.admin.highlight import Mark, Segment, find_segments, marks_of

SOURCE = Mark(1, "source", 0, 3)
CUE = Mark(1, "cue", 4, 8)
CONTENT = Mark(1, "content", 9, 16)
OUTER = Mark(1, "content", 0, 6)
INNER = Mark(2, "content", 2, 4)
LATER = Mark(2, "content", 4, 8)
SAME = Mark(2, "source", 0, 6)


@pytest.mark.parametrize(
    ("text", "marks", "segments"),
    [
        pytest.param("", [], [], id="nothing"),
        pytest.param("It rains.", [], [Segment("It rains.")], id="nothing marked"),
        pytest.param(
            "Ada said it rains",
            [SOURCE, CUE, CONTENT],
            [
                Segment("Ada", (SOURCE,)),
                Segment(" "),
                Segment("said", (CUE,)),
                Segment(" "),
                Segment("it rain", (CONTENT,)),
                Segment("s"),
            ],
            id="three roles side by side",
        ),
        pytest.param(
            "abcdef",
            [OUTER, INNER],
            [Segment("ab", (OUTER,)), Segment("cd", (OUTER, INNER)), Segment("ef", (OUTER,))],
            id="nested",
        ),
        pytest.param(
            "abcdefgh",
            [OUTER, LATER],
            [Segment("abcd", (OUTER,)), Segment("ef", (OUTER, LATER)), Segment("gh", (LATER,))],
            id="overlapping",
        ),
        pytest.param("abcdef", [OUTER, SAME], [Segment("abcdef", (OUTER, SAME))], id="at the same place"),
        pytest.param(
            "😀bc", [Mark(1, "cue", 0, 1)], [Segment("😀", (Mark(1, "cue", 0, 1),)), Segment("bc")], id="emoji"
        ),
        pytest.param(
            "abc", [Mark(1, "cue", 2, 9)], [Segment("ab"), Segment("c", (Mark(1, "cue", 2, 9),))], id="past the end"
        ),
        pytest.param("abc", [Mark(1, "cue", 3, 9), Mark(1, "cue", 2, 2)], [Segment("abc")], id="outside, and empty"),
    ],
)
def test_find_segments(text, marks, segments):
    assert list(find_segments(text, marks)) == segments


marks_anywhere = st.lists(
    st.builds(
        Mark, st.integers(1, 3), st.sampled_from(["source", "cue", "content"]), st.integers(0, 30), st.integers(0, 30)
    )
)


@given(st.text(max_size=25), marks_anywhere)
def test_joined_the_segments_are_the_text(text, marks):
    assert "".join(segment.text for segment in find_segments(text, marks)) == text


@given(st.text(min_size=1, max_size=25), marks_anywhere)
def test_every_character_carries_the_marks_that_cover_it(text, marks):
    carried = [set(segment.marks) for segment in find_segments(text, marks) for _ in segment.text]
    assert carried == [{mark for mark in marks if mark.start <= at < mark.end} for at in range(len(text))]


def test_marks_of_counts_from_where_the_text_begins():
    spans = [("source", [[10, 13]]), ("cue", []), ("content", [[20, 22], [30, 33]])]
    assert list(marks_of(7, spans, shift=10)) == [
        Mark(7, "source", 0, 3),
        Mark(7, "content", 10, 12),
        Mark(7, "content", 20, 23),
    ]
