"""Which source and which content go with which cue."""

from dataclasses import replace

import numpy as np
import pytest

from claims.text.about import DistanceBias
from claims.text.encoding import encode
from claims.text.joining import Group, RoleSpan, join
from claims.text.paragraphs import split_paragraphs
from claims.text.posteriors import WordSpan
from claims.text.reading import share_sources
from claims.text.records import Span
from claims.text.tagger import Reading, load_tagger
from tests.text.marked import context_of, unmark

FLAT = DistanceBias(np.zeros(18), np.zeros(5), np.zeros(3))
# The nearer the better, a partner in another paragraph worse, and one behind another cue worse still.
NEAR = DistanceBias(np.tile(-np.arange(9.0), 2), np.array([-9.0, -9.0, 0.0, -9.0, -9.0]), np.array([0.0, -20.0, -20.0]))
# Texts with their roles marked, and what is to be joined where only the distance counts: (source, cue, contents).
TABLE = {
    "plain": ("{s:She} {q:said} {c:it rained}.", [("She", "said", ["it rained"])]),
    "turned around": ('{c:"It rained,"} {q:said} {s:the mayor}.', [("the mayor", "said", ['"It rained,"'])]),
    "interrupted": (
        '{c:"We expect,"} {s:she} {q:said}, {c:"that it will rain."}',
        [("she", "said", ['"We expect,"', '"that it will rain."'])],
    ),
    "side by side": (
        "{s:He} {q:said} {c:it rained}. {s:She} {q:denied} {c:it}.",
        [("He", "said", ["it rained"]), ("She", "denied", ["it"])],
    ),
    "two cues of one source": (
        "{s:He} {q:said} {c:it rained} and {q:promised} {c:an umbrella}.",
        [("He", "said", ["it rained"]), ("He", "promised", ["an umbrella"])],
    ),
    "a cue without a content": (
        "{s:He} {q:spoke}. {s:She} {q:said} {c:it rained}.",
        [("He", "spoke", []), ("She", "said", ["it rained"])],
    ),
    "a content without a cue": ("{c:It rained}.", []),
    "too far away": ("{s:She} {q:said} {c:so}. " + "And so on. " * 50 + "{c:It rained}.", [("She", "said", ["so"])]),
    "over paragraphs": (
        '{s:She} {q:said}:\n\n{c:"It rained."}\n\n{c:"It poured."}',
        [("She", "said", ['"It rained."', '"It poured."'])],
    ),
}


def joined(marked, bias=NEAR):
    text, spans = unmark(marked)
    tagger = load_tagger()
    encoded = encode(text, split_paragraphs(text).spans, tagger.tokenizer, tagger.about.separator)
    reading = Reading(encoded, np.zeros((len(encoded.words), 13)), np.zeros((len(encoded.words), 5), np.float16))
    places = {}
    for one in spans:
        first = int(np.searchsorted(encoded.words[:, 1], one.span.start, side="right"))
        last = int(np.searchsorted(encoded.words[:, 0], one.span.end)) - 1
        places[WordSpan(one.role, first, last, one.confidence)] = one.span
    about = replace(tagger.about, join_width=1, cue_to_source=bias, content_to_cue=bias)
    groups = join(list(places), reading, replace(about, cue_to_source=higher(bias)), places.__getitem__)
    return [
        (
            group.sources[0].span.of(text) if group.sources else None,
            group.cue.span.of(text),
            [content.span.of(text) for content in group.contents],
        )
        for group in groups
    ]


def higher(bias):
    """The same, but that a source is better than none."""
    return replace(bias, gap=bias.gap + 50.0)


@pytest.mark.parametrize(("marked", "expected"), TABLE.values(), ids=TABLE)
def test_joining(marked, expected):
    assert joined(marked) == expected


def test_a_paragraph_of_many_spans_is_joined_too():
    many = "{s:He} {q:said} " + "{c:one} " * 500 + "{s:She} {q:said} " + "{c:two} " * 500
    assert [source for source, *_ in joined(many)] == ["He", "She"]


def test_confidence_is_of_the_cue_and_the_least_sure_of_each_role():
    source, cue, content = (
        RoleSpan(Span(place, place + 1), role, confidence)
        for place, (role, confidence) in enumerate([("source", 0.5), ("cue", 0.8), ("content", 0.9)])
    )
    assert Group(cue, (source,), (content,)).confidence == pytest.approx(0.36)


SHARED = [
    ("{s:He} {q:said} it and {q:promised} more.", ["He", "He"]),
    ("{s:He} {q:said} it. {q:Reportedly}, it poured.", ["He", None]),
    ("{q:Reportedly}, it poured.", [None]),
]


@pytest.mark.parametrize(("marked", "expected"), SHARED)
def test_a_cue_without_a_source_has_that_of_the_one_before_in_its_sentence(marked, expected):
    text, spans = unmark(marked)
    sources = {one.span.end + 1: one for one in spans if one.role == "source"}
    groups = [
        Group(one, (sources[one.span.start],) if one.span.start in sources else (), ())
        for one in spans
        if one.role == "cue"
    ]
    _, sentences, _ = context_of(text)
    shared = share_sources(groups, sentences)
    assert [group.sources[0].span.of(text) if group.sources else None for group in shared] == expected
