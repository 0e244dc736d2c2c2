"""Spans as people write them: a line a piece, by offsets, by the words that stand there, or by both."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms

LINE = re.compile(r"(?:(?P<start>\d{1,7})\s*(?:-|–|to)\s*(?P<end>\d{1,7}))?[:\s]*(?P<words>.*)", re.DOTALL)
QUOTED = re.compile(r"[\"“](?P<words>.+)[\"”]", re.DOTALL)
PLACES_NAMED = 5  # of words that stand at several


def write_spans(spans: Sequence[Sequence[int]], window: str, shift: int) -> str:
    """A line a span: `12-30 "the words"`; the words where `window`, the text from code point `shift` on, holds them."""
    return "\n".join(write_span(start, end, window, shift) for start, end in spans)


def write_span(start: int, end: int, window: str, shift: int) -> str:
    is_seen = shift <= start and end <= shift + len(window)
    words = " ".join(window[start - shift : end - shift].split()) if is_seen else ""
    return f'{start}-{end} "{words}"' if words else f"{start}-{end}"


def read_spans(written: str, text: str) -> list[list[int]]:
    """The spans of `text` that `written` names. Raises forms.ValidationError with what does not read back."""
    return [read_span(line.strip(), text) for line in written.splitlines() if line.strip()]


def read_span(line: str, text: str) -> list[int]:
    found = LINE.fullmatch(line)
    assert found is not None  # each of its parts may be empty
    quoted = QUOTED.fullmatch(found["words"].strip())
    words = (quoted["words"] if quoted else found["words"]).split()
    if found["start"] is None:
        return only_place(words, text)
    start, end = int(found["start"]), int(found["end"])
    there = text[start:end]
    if words and there.split() != words:
        said = " ".join(words)
        raise forms.ValidationError(f"From {start} to {end} the article reads “{there[:200]}”, not “{said}”.")
    return [start, end]


def only_place(words: Sequence[str], text: str) -> list[int]:
    """Where the words stand, however the article breaks its lines. They must stand there once."""
    places = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    said = " ".join(words)
    if not places:
        raise forms.ValidationError(f"The article does not hold the words “{said}”.")
    if len(places) > 1:
        named = ", ".join(f"{start}-{end}" for start, end in places[:PLACES_NAMED])
        sentence = f"“{said}” stands at {len(places)} places ({named}{', …' if len(places) > PLACES_NAMED else ''})"
        raise forms.ValidationError(f"{sentence}: write which, or more of the words.")
    return list(places[0])


class SpansField(forms.CharField):
    """Spans of an article, whose text is asked for when there is something to look up."""

    widget = forms.Textarea

    def __init__(self, text: Callable[[], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text = text

    def to_python(self, value: Any) -> str:
        """What was written, whatever ends its lines."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def clean(self, value: Any) -> list[list[int]]:
        """The spans. Raises forms.ValidationError."""
        return read_spans(super().clean(value), self.text())
