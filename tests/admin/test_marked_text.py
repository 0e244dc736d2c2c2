"""Segments as HTML: escaped, coloured by role, and nothing added to what a reader copies."""

import html
import re

import pytest

from claims.admin.highlight import Mark, find_segments
from claims.admin.marked_text import Caption, as_marked_text

CAPTIONS = {5: Caption(1, "Ada"), 6: Caption(2, "<b>Bo</b>")}


def marked(text, *marks, anchored=False):
    return as_marked_text(find_segments(text, marks), CAPTIONS, anchored=anchored)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rains.", "It rains."),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"&amp;"', "&quot;&amp;amp;&quot;"),
        ("one\n\n  two", "one\n\n  two"),
    ],
)
def test_a_text_shows_as_it_is(text, expected):
    assert marked(text) == expected


def test_a_segment_says_its_role_and_whose_it_is():
    assert marked("Ada", Mark(5, "source", 0, 3)) == (
        '<span class="desk-seg source" data-mentions="5" title="source of mention 1 (Ada)">Ada</span>'
    )


def test_a_segment_of_two_mentions_says_both_the_inner_first():
    assert marked("x", Mark(5, "content", 0, 1), Mark(6, "cue", 0, 1)) == (
        '<span class="desk-seg content cue" data-mentions="5 6" title="cue of mention 2 (&lt;b&gt;Bo&lt;/b&gt;); '
        'content of mention 1 (Ada)">x</span>'
    )


def test_what_the_article_states_itself_is_told_from_what_others_say():
    assert marked("x", Mark(5, "statement", 0, 1)) == (
        '<span class="desk-seg statement" data-mentions="5" title="statement of mention 1 (Ada)">x</span>'
    )


def test_content_within_content_is_told_from_content():
    assert 'class="desk-seg content nested"' in marked("x", Mark(5, "content", 0, 1), Mark(6, "content", 0, 1))


def test_a_marked_script_is_text_too():
    assert marked("<script>", Mark(5, "content", 0, 8)).endswith(">&lt;script&gt;</span>")


def test_a_mention_has_one_anchor_where_it_begins():
    shown = marked("abc", Mark(5, "source", 0, 1), Mark(5, "content", 2, 3), anchored=True)
    assert re.findall(r'<a [^>]*id="([^"]+)" href="([^"]+)"', shown) == [("mention-5", "#row-5")]


def test_what_is_copied_is_the_text():
    text = "Ada said: <it> rains & pours."
    shown = marked(text, Mark(5, "source", 0, 3), Mark(6, "content", 10, 20), anchored=True)
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == text
