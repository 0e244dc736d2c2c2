"""Attributions as the annotators of a corpus marked them, to test what comes after the extraction by itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.text.joining import Group, RoleSpan
from claims.text.nesting import parents_of
from claims.text.paragraphs import split_paragraphs
from claims.text.quotations import find_quotations, kind_of
from claims.text.records import Attribution, Span, verbatim
from claims.text.sentences import split_sentences
from claims.text.speakers import find_speakers
from claims.text.stances import stance_of

LABELS = Path(__file__).parent / "labels"


def labelled(name: str, part: str) -> list[dict[str, Any]]:
    """The labels of one part, "development" or "final", from labels/NAME.jsonl."""
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [label for label in map(json.loads, lines) if label["part"] == part]


def articles(shared: Path, ids: set[str]) -> Iterator[dict[str, Any]]:
    """The articles of the training part that have the ids."""
    with (shared / "corpora" / "polnear" / "train.jsonl").open(encoding="utf-8") as lines:
        yield from (article for article in map(json.loads, lines) if article["id"] in ids)


def attributions_of(article: dict[str, Any]) -> list[Attribution]:
    """The attributions of a corpus article that have cue and content, in its order, with their speakers resolved."""
    text = article["text"]
    marked = [found for found in article["attributions"] if found["cue"] and found["content"]]
    groups = [
        Group(cue=_roles("cue", one)[0], sources=_roles("source", one), contents=_roles("content", one))
        for one in marked
    ]
    paragraphs = split_paragraphs(text)
    sentences = split_sentences(text, paragraphs)
    quotations = find_quotations(text, paragraphs)
    speakers = find_speakers(text, groups, paragraphs, sentences)
    return [
        Attribution(
            source=spans["source"],
            cue=spans["cue"],
            content=spans["content"],
            kind=kind_of(text, spans["content"], quotations),
            speaker=speaker.name,
            speaker_kind=speaker.kind,
            speaker_description=speaker.description,
            parent=parent,
            stance=stance_of(verbatim(text, spans["cue"])),
            confidence=1.0,
        )
        for spans, speaker, parent in zip(map(_spans, marked), speakers, parents_of(groups), strict=True)
    ]


def _roles(role: str, found: dict[str, Any]) -> tuple[RoleSpan, ...]:
    return tuple(RoleSpan(Span(*pair), role, 1.0) for pair in found[role])


def _spans(found: dict[str, Any]) -> dict[str, tuple[Span, ...]]:
    return {role: tuple(Span(*pair) for pair in found[role]) for role in ("source", "cue", "content")}
