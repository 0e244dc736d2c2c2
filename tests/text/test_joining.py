"""Which source and which content go with which cue."""

import pytest

from claims.text.joining import join
from tests.text.marked import context_of, unmark

# Texts with their roles marked, and what is to be joined: (source, cue, contents).
TABLE = {
    "plain": ("{s:She} {q:said} {c:it rained}.", [("She", "said", ["it rained"])]),
    "turned around": ('{c:"It rained,"} {q:said} {s:the mayor}.', [("the mayor", "said", ['"It rained,"'])]),
    "interrupted": (
        '{c:"We expect,"} {s:she} {q:said}, {c:"that it will rain."}',
        [("she", "said", ['"We expect,"', '"that it will rain."'])],
    ),
    "gone on in the next sentence": (
        '{c:"It rained,"} {s:he} {q:said}. {c:"It poured."}',
        [("he", "said", ['"It rained,"', '"It poured."'])],
    ),
    "each its own": (
        '{c:"It rained,"} {s:he} {q:said}. {c:"It poured,"} {s:she} {q:added}.',
        [("he", "said", ['"It rained,"']), ("she", "added", ['"It poured,"'])],
    ),
    "side by side": (
        "{s:He} {q:said} {c:it rained}. {s:She} {q:denied} {c:it}.",
        [("He", "said", ["it rained"]), ("She", "denied", ["it"])],
    ),
    "two cues of one source": (
        "{s:He} {q:said} {c:it rained} and {q:promised} {c:an umbrella}.",
        [("He", "said", ["it rained"]), ("He", "promised", ["an umbrella"])],
    ),
    "a source is not shared with another sentence": (
        "{s:He} {q:said} {c:it rained}. {q:Reportedly}, {c:it poured}.",
        [("He", "said", ["it rained"]), (None, "Reportedly", ["it poured"])],
    ),
    "a cue in front": ("{q:According to} {s:him}, {c:it rained}.", [("him", "According to", ["it rained"])]),
    "a cue without a content": ("{s:He} {q:spoke}. {s:She} {q:said} {c:it rained}.", [("She", "said", ["it rained"])]),
    "a content without a cue": ("{c:It rained}.\n{s:She} {q:said} {c:so}.", [("She", "said", ["so"])]),
    "not across a paragraph": ("{s:She} {q:said} {c:so}.\n\n{c:It rained}.", [("She", "said", ["so"])]),
    "a quotation left open": (
        "{s:She} {q:said}: {c:“It rained.}\n\n{c:“It poured.”}\n\n{c:“No.”}",
        [("She", "said", ["“It rained.", "“It poured.”"])],
    ),
    "announced by a colon": (
        '{s:She} {q:said}:\n\n{c:"It rained."}\n\n{c:"It poured."}',
        [("She", "said", ['"It rained."'])],
    ),
    "only the nearest of two sources": (
        "{s:The mayor} spoke. {s:She} {q:said} {c:it rained}.",
        [("She", "said", ["it rained"])],
    ),
    "too far away": ("{s:She} {q:said} {c:so}. " + "And so on. " * 30 + "{c:It rained}.", [("She", "said", ["so"])]),
}


def joined(marked):
    text, spans = unmark(marked)
    return [
        (
            group.sources[0].span.of(text) if group.sources else None,
            group.cue.span.of(text),
            [content.span.of(text) for content in group.contents],
        )
        for group in join(text, spans, *context_of(text))
    ]


@pytest.mark.parametrize(("marked", "expected"), TABLE.values(), ids=TABLE)
def test_joining(marked, expected):
    assert joined(marked) == expected


def test_confidence_is_of_the_cue_and_the_least_sure_of_each_role():
    text, (source, cue, content) = unmark("{s:She} {q:said} {c:so}")
    sure = [
        type(one)(one.span, one.role, confidence) for one, confidence in ((source, 0.5), (cue, 0.8), (content, 0.9))
    ]
    (group,) = join(text, sure, *context_of(text))
    assert group.confidence == pytest.approx(0.36)


def test_a_paragraph_of_many_spans_is_joined_too():
    many = "{s:He} {q:said} " + "{c:one} " * 500 + "{s:She} {q:said} " + "{c:two} " * 500
    assert [source for source, *_ in joined(many)] == ["He", "She"]
