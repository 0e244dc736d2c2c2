"""Segments as HTML: source, cue and content each in its colour and under a line of its own, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from claims.admin.highlight import Segment


@dataclass(frozen=True, slots=True)
class Caption:
    """What the text says of a mention: its number on the page and who it is attributed to."""

    number: int
    who: str


def as_marked_text(
    segments: Iterable[Segment], captions: Mapping[int, Caption], *, anchored: bool = True
) -> SafeString:
    """The whole text; `captions` are by the mentions' ids.

    Where a mention begins stands an anchor, `mention-12`, that leads to its row, `row-12`; `anchored` says whether. It
    holds no characters (its number is drawn by the style sheet): what is copied from the page is the text alone.
    """
    parts: list[str] = []
    begun: set[int] = set()
    for segment in segments:
        if anchored:
            parts += (anchor(mention, captions[mention]) for mention in beginning(segment, begun))
        parts.append(as_span(segment, captions))
    return mark_safe("".join(parts))  # noqa: S308  # every part was escaped by the functions below


def beginning(segment: Segment, begun: set[int]) -> list[int]:
    """The mentions that begin with this segment; adds them to `begun`."""
    new = [mention for mention in dict.fromkeys(mark.mention for mark in segment.marks) if mention not in begun]
    begun.update(new)
    return new


def anchor(mention: int, caption: Caption) -> SafeString:
    return format_html(
        '<a class="desk-place" id="mention-{}" href="#row-{}" data-number="{}" aria-label="Mention {}, {}"></a>',
        mention,
        mention,
        caption.number,
        caption.number,
        caption.who,
    )


def as_span(segment: Segment, captions: Mapping[int, Caption]) -> SafeString:
    """The text of a segment, with the roles that it plays in its class and said in words in its title."""
    if not segment.marks:
        return conditional_escape(segment.text)
    roles = list(dict.fromkeys(mark.role for mark in segment.marks))
    is_nested = sum(mark.role == "content" for mark in segment.marks) > 1
    return format_html(
        '<span class="desk-seg {}" data-mentions="{}" title="{}">{}</span>',
        " ".join([*roles, *(["nested"] if is_nested else [])]),
        " ".join(dict.fromkeys(str(mark.mention) for mark in segment.marks)),
        "; ".join(said(mark.role, captions[mark.mention]) for mark in reversed(segment.marks)),
        segment.text,
    )


def said(role: str, caption: Caption) -> str:
    return f"{role} of mention {caption.number} ({caption.who})"
