"""The sentences around a mention, out of a window of its article."""

import pytest

from claims.admin.passages import WINDOW, passage_of, with_windows
from claims.models import Mention
from tests.admin.factories import mention_at
from tests.factories import make_read_article

TEXT = "It was late. Ada said it rains. Bo left."


def passage(text, spans, shift=0):
    found = passage_of(1, text, shift, spans)
    return "".join(segment.text for segment in found.segments), found.has_more_before, found.has_more_after


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([("source", [[13, 16]]), ("content", [[22, 30]])], "Ada said it rains.", id="within a sentence"),
        pytest.param([("source", [[13, 16]]), ("content", [[32, 34]])], "Ada said it rains. Bo left.", id="over two"),
        pytest.param([("source", []), ("content", [[0, 2]])], "It was late.", id="the first"),
    ],
)
def test_a_passage_is_the_sentences_that_hold_the_mention(spans, expected):
    assert passage(TEXT, spans) == (expected, False, False)


def test_a_passage_that_begins_with_its_window_says_that_there_is_more_before():
    assert passage("of it. Ada said so.", [("content", [[1003, 1005]])], shift=1000) == ("of it.", True, False)


def test_a_passage_that_ends_with_its_window_says_that_there_is_more_after():
    text = "word " * (WINDOW // 5)
    assert passage(text, [("content", [[0, 5000]])]) == (text.rstrip(), False, True)


def test_marks_move_with_the_passage():
    found = passage_of(1, TEXT, 0, [("source", [[13, 16]])])
    assert [(segment.text, bool(segment.marks)) for segment in found.segments] == [
        ("Ada", True),
        (" said it rains.", False),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["", "It was late. ", "😀 " * 900])
def test_the_window_reads_back_from_the_article(before):
    article = make_read_article(f"{before}Ada said it rains. {'And more. ' * 500}")
    mention = mention_at(article, by="Ada", cue="said", content="it rains")
    found = with_windows(Mention.objects.filter(pk=mention.pk)).get()
    assert found.window == article.text[found.window_start : found.window_start + WINDOW]
    assert "Ada said it rains." in found.window
