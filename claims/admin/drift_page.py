"""Where a claim comes from, as its page tells it: who said it first, and its wordings from the first to the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateformat import format as format_date

from claims.admin.columns import nobody_of, page_of, place_of, shorten, title_of
from claims.drift import Drift, Known, Said, Step, drift_of
from claims.models import Claim
from claims.text.drift import Change

HOW_KNOWN = {Known.PUBLISHED: "by", Known.SUBMITTED: "nobody knows when; here since"}


@dataclass(frozen=True, slots=True)
class Saying:
    """Who said it, when and where, in words and links."""

    who: str
    source_url: str
    when: str
    stance: str
    publisher: str
    article: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """A wording as the page lists it."""

    text: str
    url: str
    saying: Saying
    uses: str
    change: Change | None


def drift_page(claim: Claim) -> dict[str, Any]:
    """The context of the section; five queries."""
    drift = drift_of(claim)
    return {
        "first_said": saying(drift.first) if drift.first else None,
        "undated": drift.undated,
        "wording_count": drift.wording_count,
        "lines": lines(drift),
        "overall": drift.change if len(drift.steps) > 2 else None,
    }


def lines(drift: Drift) -> Sequence[Line]:
    return [line(step) for step in drift.steps]


def line(step: Step) -> Line:
    wording = step.said.mention.wording
    counts = ((step.mention_count, "mention"), (step.article_count, "article"), (step.origin_count, "origin"))
    return Line(
        text=wording.text,
        url=page_of("wording", wording.pk),
        saying=saying(step.said),
        uses=", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts),
        change=step.change,
    )


def saying(said: Said) -> Saying:
    mention = said.mention
    return Saying(
        who=mention.source.name if mention.source else nobody_of(mention),
        source_url=page_of("source", mention.source_id) if mention.source_id else "",
        when=when(said),
        stance=mention.stance,
        publisher=mention.article.publisher,
        article=shorten(title_of(mention.article), 100),
        place=place_of(mention.article_id, mention.pk),
    )


def when(said: Said) -> str:
    """ "on 5 Mar 2026", "by 10 Mar 2026": no more than is known."""
    if said.known is Known.SAID:
        return f"{'on' if said.mention.said_from == said.by else 'in'} {said.mention.said_when}"
    return f"{HOW_KNOWN[said.known]} {format_date(said.by, 'j M Y')}"
