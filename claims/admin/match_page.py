"""What the page of a match shows: both wordings with their claims, each where it was said, and what one may decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.safestring import SafeString

from claims import queries, review
from claims.admin.columns import CLAIM_COLOURS, CLAIM_WORDS, as_label, nobody_of, page_of, place_of, shorten, title_of
from claims.admin.marked_text import Caption, as_marked_text
from claims.admin.matched import is_inside, verdict_of, with_claims
from claims.admin.offers import offers
from claims.admin.passages import passage_of, spans_by_role, with_windows
from claims.models import Match, Wording


@dataclass(frozen=True, slots=True)
class Quoted:
    """The first mention of a wording, in its sentences."""

    who: str
    passage: SafeString
    article: str
    place: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two wordings, and the claim that it is in."""

    text: str
    number: int
    claim_url: str
    status: SafeString
    verdict: str
    quoted: Quoted | None


def match_page(match: Match, person: User) -> dict[str, Any]:
    """The context; five queries. The buttons are those of the first wording's claim, at the version shown here."""
    match = with_claims(queries.matches()).get(pk=match.pk)
    claim = match.first.claim
    return {
        "claim": claim,
        "is_inside": is_inside(match),
        "sides": [side(match.first), side(match.second)],
        "offers": offers(review.open_match_actions(match, person), claim, person, None, match),
        "back": "match",
    }


def side(wording: Wording) -> Side:
    claim = wording.claim
    return Side(
        text=wording.text,
        number=claim.pk,
        claim_url=page_of("claim", claim.pk),
        status=as_label(CLAIM_WORDS[claim.status], CLAIM_COLOURS[claim.status]),
        verdict=verdict_of(claim),
        quoted=quoted(wording),
    )


def quoted(wording: Wording) -> Quoted | None:
    """None where no live mention uses the wording."""
    found: Any = with_windows(queries.live_mentions().filter(wording=wording)).order_by("id").first()
    if found is None:
        return None
    passage = passage_of(found.pk, found.window, found.window_start, list(spans_by_role(found)))
    who = found.source.name if found.source else nobody_of(found).capitalize()
    return Quoted(
        who=who,
        passage=as_marked_text(passage.segments, {found.pk: Caption(found.pk, who)}, anchored=False),
        article=shorten(title_of(found.article), 100),
        place=place_of(found.article_id, found.pk),
    )
