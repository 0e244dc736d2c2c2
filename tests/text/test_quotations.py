"""What stands in quotation marks, and what kind of content that makes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.paragraphs import split_paragraphs
from claims.text.quotations import find_quotations, kind_of, with_marks
from claims.text.records import Kind
from tests.text.marked import context_of, unmark

QUOTED = [
    ("Nothing is quoted.", []),
    ('"We won," he said.', ['"We won,"']),
    ("“We won,” he said. “Now go.”", ["“We won,”", "“Now go.”"]),
    ("''We won,'' he said.", ["''We won,''"]),
    ("``We won,'' he said.", ["``We won,''"]),
    ("„We won,” he said.", ["„We won,”"]),
    ("„We won,“ he said. „Now go.“", ["„We won,“", "„Now go.“"]),
    ("«We won,» he said.", ["«We won,»"]),
    ("'We won,' he said.", ["'We won,'"]),
    ("‘We can’t win,’ he said.", ["‘We can’t win,’"]),
    ("It's the workers' right, isn't it?", []),
    ("In the '90s, rock 'n' roll was king.", []),
    ('He said "we won.', ['"we won.']),
    ('He said "we won.\nShe left.', ['"we won.']),
    ('We won," he said.', ['We won,"']),
    ("He is 6' 2\" tall.", []),
    ('He called it "bad" and "sad".', ['"bad"', '"sad"']),
    ("\"He called it 'bad' and left,\" she said.", ["\"He called it 'bad' and left,\""]),
    ('He said ("we won").', ['"we won"']),
]
KINDS = [
    ('{c:"We won,"} he said.', Kind.DIRECT),
    ('{c:"We won,"} he said, {c:"and they lost."}', Kind.DIRECT),
    ('"{c:We won}," he said.', Kind.DIRECT),
    ("He said {c:that they won}.", Kind.INDIRECT),
    ('He said {c:that they "won big"}.', Kind.MIXED),
    ('He said {c:that} {c:"we won."}', Kind.MIXED),
    ('{c:They won}, he said. {c:"Big time."}', Kind.MIXED),
    ('"He left." She said {c:that he had}.', Kind.INDIRECT),
    ("{c:“We won.}\n\n{c:“They lost.}\n\n{c:“That is all,”} he said.", Kind.DIRECT),
    ('He said {c:"we won}', Kind.DIRECT),
    ("{c:It's the workers' right}, he said.", Kind.INDIRECT),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_quotations(text, expected):
    assert [span.of(text) for span in find_quotations(text, split_paragraphs(text)).spans] == expected


@pytest.mark.parametrize(("marked", "expected"), KINDS)
def test_kind(marked, expected):
    text, spans = unmark(marked)
    *_, quotations = context_of(text)
    assert kind_of(text, [one.span for one in spans], quotations) is expected


MARKS = [
    ('"{c:We won}," he said.', '"We won,"'),
    ('"{c:We} won," he said.', "We"),
    ('"{c:We won," he} said.', '"We won," he'),
    ('He said {c:that "we won}".', 'that "we won"'),
    ('He said "{c:we won}', '"we won'),
    ('He said "we" {c:won} "now".', "won"),
    ("{c:It rained}.", "It rained"),
    ('Yes." {c:A}"', 'A"'),
]


@pytest.mark.parametrize(("marked", "expected"), MARKS)
def test_a_content_takes_the_marks_around_all_words_of_a_quotation(marked, expected):
    text, (content,) = unmark(marked)
    *_, quotations = context_of(text)
    assert with_marks(text, content.span, quotations).of(text) == expected


def test_quotation_goes_on_where_each_paragraph_opens_it_again():
    *_, quotations = context_of("“One.\n\n“Two.\n\n“Three,” he said.\n\n“Four.”")
    assert quotations.goes_on == {0, 1}


@given(st.text(alphabet="\"'“”‘’«»`ab .,\n", max_size=60))
def test_quotations_are_in_order_and_apart(text):
    spans = find_quotations(text, split_paragraphs(text)).spans
    ends = [0, *(span.end for span in spans)]
    assert all(end <= span.start < span.end <= len(text) for end, span in zip(ends, spans, strict=False))
