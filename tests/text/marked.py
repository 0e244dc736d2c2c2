"""Texts with their roles marked, for tests: "{s:She} {q:said} {c:it rains}"."""

import re

from claims.text.joining import Group, RoleSpan
from claims.text.paragraphs import split_paragraphs
from claims.text.quotations import find_quotations
from claims.text.records import Span
from claims.text.sentences import split_sentences

MARKED = re.compile(r"\{([sqc]):([^{}]*)\}")
ROLES = {"s": "source", "q": "cue", "c": "content"}


def unmark(marked: str) -> tuple[str, list[RoleSpan]]:
    """The text without its marks, and what they marked, in order."""
    text, spans, behind = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[behind : match.start()]
        spans.append(RoleSpan(Span(len(text), len(text) + len(match[2])), ROLES[match[1]], 1.0))
        text += match[2]
        behind = match.end()
    return text + marked[behind:], spans


def context_of(text):
    """The paragraphs, sentences and quotations of a text."""
    paragraphs = split_paragraphs(text)
    return paragraphs, split_sentences(text, paragraphs), find_quotations(text, paragraphs)


def groups_of(spans: list[RoleSpan]) -> list[Group]:
    """A group for every cue: with the source and the content that come nearest before or behind it."""
    return [
        Group(cue, nearest(cue, spans, "source"), nearest(cue, spans, "content")) for cue in spans if cue.role == "cue"
    ]


def nearest(cue: RoleSpan, spans: list[RoleSpan], role: str) -> tuple[RoleSpan, ...]:
    def gap(one: RoleSpan) -> int:
        return max(one.span.start - cue.span.end, cue.span.start - one.span.end)

    return tuple(sorted((one for one in spans if one.role == role), key=gap)[:1])
