"""Attributions that lack a part, and what was likely in its place."""

from dataclasses import replace

import pytest

from claims.text.completing import (
    LEAST_CONTENT,
    LEAST_CUE,
    LEAST_SOURCE,
    spare_spans,
    with_missing_contents,
    with_missing_cues,
    with_missing_sources,
)
from claims.text.decoding import Decoded
from claims.text.encoding import encode
from claims.text.joining import Group, RoleSpan, role_span
from claims.text.paragraphs import split_paragraphs
from claims.text.posteriors import WordSpan
from claims.text.records import Span
from claims.text.sentences import split_sentences
from claims.text.tagger import Reading, load_tagger

#       0   1    2  3      4 5  6    7    8
TEXT = "She said it rained . He left town ."
SAID, LEFT = WordSpan("cue", 1, 1, 0.9), WordSpan("cue", 6, 6, 0.9)
RAINED, TOWN = WordSpan("content", 2, 3, 0.9), WordSpan("content", 7, 7, 0.9)
SHE, HE = WordSpan("source", 0, 0, 0.9), WordSpan("source", 5, 5, 0.9)


def likely(span, probability):
    return replace(span, probability=probability)


@pytest.fixture(scope="module")
def read():
    """The reading and the sentences of TEXT."""
    paragraphs = split_paragraphs(TEXT)
    tagger = load_tagger()
    encoded = encode(TEXT, paragraphs.spans, tagger.tokenizer, tagger.about.separator)
    return Reading(encoded, None, None), split_sentences(TEXT, paragraphs)


def place_in(reading):
    words = reading.encoded.words
    return lambda span: Span(int(words[span.first, 0]), int(words[span.last, 1]))


CUES = {
    "a content without a cue": ([RAINED], [likely(SAID, LEAST_CUE)], [SAID, RAINED]),
    "not likely enough": ([RAINED], [likely(SAID, LEAST_CUE - 0.01)], [RAINED]),
    "the likelier one": ([RAINED], [likely(WordSpan("cue", 0, 1, 0.2), 0.2), likely(SAID, 0.3)], [SAID, RAINED]),
    "in another sentence": ([RAINED], [likely(LEFT, 0.3)], [RAINED]),
    "a cue is there": ([SAID, RAINED], [likely(WordSpan("cue", 0, 0, 0.3), 0.3)], [SAID, RAINED]),
    "on words that are taken": ([RAINED], [likely(WordSpan("cue", 1, 2, 0.3), 0.3)], [RAINED]),
    "nothing": ([], [likely(SAID, 0.3)], []),
}


@pytest.mark.parametrize(("chosen", "spare", "expected"), CUES.values(), ids=CUES)
def test_a_content_is_given_a_likely_cue_of_its_sentence(read, chosen, spare, expected):
    found = with_missing_cues(chosen, spare_spans(Decoded(chosen, spare), *read), *read)
    assert [(span.first, span.last) for span in found] == [(span.first, span.last) for span in expected]


PARTS = {
    "a content": (with_missing_contents, "contents", [SAID], likely(RAINED, LEAST_CONTENT), ["it rained"]),
    "no likely content": (with_missing_contents, "contents", [SAID], likely(RAINED, LEAST_CONTENT - 0.01), []),
    "a content of another sentence": (with_missing_contents, "contents", [SAID], likely(TOWN, 0.4), []),
    "a content on a source": (
        with_missing_contents,
        "contents",
        [SAID, SHE],
        likely(replace(SHE, role="content"), 0.4),
        [],
    ),
    "a source": (with_missing_sources, "sources", [SAID], likely(SHE, LEAST_SOURCE), ["She"]),
    "no likely source": (with_missing_sources, "sources", [SAID], likely(SHE, LEAST_SOURCE - 0.01), []),
    "a source of another sentence": (with_missing_sources, "sources", [SAID], likely(HE, 0.4), []),
}


@pytest.mark.parametrize(("complete", "role", "chosen", "spare", "expected"), PARTS.values(), ids=PARTS)
def test_a_cue_is_given_what_it_lacks_in_its_sentence(read, complete, role, chosen, spare, expected):
    reading, sentences = read
    place = place_in(reading)
    group = Group(role_span(SAID, place), (), ())
    (found,) = complete([group], spare_spans(Decoded(chosen, [spare]), reading, sentences), sentences, place)
    assert [part.span.of(TEXT) for part in getattr(found, role)] == expected


def test_what_one_cue_was_given_no_other_gets(read):
    reading, sentences = read
    place = place_in(reading)
    groups = [Group(RoleSpan(place(SAID), "cue", 0.9), (), ())] * 2
    spare = spare_spans(Decoded([SAID], [likely(RAINED, 0.4)]), reading, sentences)
    assert [len(group.contents) for group in with_missing_contents(groups, spare, sentences, place)] == [1, 0]


def test_a_part_that_is_there_stays(read):
    reading, sentences = read
    place = place_in(reading)
    group = Group(role_span(SAID, place), (role_span(SHE, place),), (role_span(RAINED, place),))
    spare = spare_spans(Decoded([SAID], [likely(WordSpan("source", 0, 0, 0.4), 0.4), likely(RAINED, 0.4)]), *read)
    completed = with_missing_contents([group], spare, sentences, place)
    assert with_missing_sources(completed, spare, sentences, place) == [group]
