"""What the page of a claim shows: how it is put, what makes it worth checking, and every mention in its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.safestring import SafeString

from claims import queries
from claims.admin.columns import (
    CLAIM_COLOURS,
    RELATION_COLOURS,
    STATE_COLOURS,
    as_label,
    as_moment,
    as_share,
    list_of,
    nobody_of,
    page_of,
    place_of,
    shorten,
    title_of,
)
from claims.admin.marked_text import Caption, as_marked_text
from claims.admin.passages import Passage, passage_of, spans_by_role, with_windows
from claims.models import Claim, Match, Mention, Wording
from claims.text.check_worthiness.dimensions import DIMENSIONS

MENTIONS_SHOWN = 100
WORDINGS_SHOWN = 50
MATCHES_SHOWN = 50
MEANINGS = {dimension.name: dimension.meaning for dimension in DIMENSIONS}


@dataclass(frozen=True, slots=True)
class Bar:
    """One dimension of check-worthiness."""

    name: str
    meaning: str
    percent: int


@dataclass(frozen=True, slots=True)
class Said:
    """A mention of the claim, in the sentences around it."""

    mention: Mention
    who: str
    source_url: str
    passage: SafeString
    has_more_before: bool
    has_more_after: bool
    article_title: str
    place: str
    publisher: str
    when: object


@dataclass(frozen=True, slots=True)
class Put:
    """A wording of the claim with the mentions that use it, as far as they are shown."""

    wording: Wording
    url: str
    mention_count: int
    is_canonical: bool
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Matched:
    """A match seen from the claim: what its wording was compared to, and what came of it."""

    match: Match
    ours: str
    theirs: str
    claim_url: str
    url: str
    relation: SafeString
    state: SafeString
    score: SafeString
    decided: str


def claim_page(claim: Claim) -> dict[str, Any]:
    """The context of a claim's page; six queries."""
    mentions = list(mentions_of(claim))
    return {
        "claim": claim,
        "status": as_label(claim.get_status_display(), CLAIM_COLOURS[claim.status]),
        "worthiness": round(claim.check_worthiness * 100),
        "bars": list(bars(claim.dimensions)),
        "put": [put(wording, claim, mentions) for wording in wordings_of(claim)],
        "mentions_shown": len(mentions),
        "mentions_url": list_of("mention", claim=claim.pk),
        "matched": [matched(match, claim) for match in queries.matches_of(claim)[:MATCHES_SHOWN]],
        "reviews": list(claim.reviews.select_related("rating", "rated_by", "approved_by").order_by("-version")),
        "transitions": list(claim.transitions.select_related("actor").order_by("id")),
        "facts": facts(claim),
    }


def bars(dimensions: dict[str, float]) -> Iterator[Bar]:
    """Every dimension, those of the catalogue in its order, with what each means."""
    known = [name for name in MEANINGS if name in dimensions]
    for name in [*known, *sorted(dimensions.keys() - MEANINGS.keys())]:
        yield Bar(name.replace("_", " "), MEANINGS.get(name, ""), round(dimensions[name] * 100))


def mentions_of(claim: Claim) -> Iterable[Mention]:
    """The first mentions of the claim, each with the text around it."""
    mentions = with_windows(queries.live_mentions()).filter(wording__claim=claim)
    return mentions.order_by("article__submitted_at", "article", "position", "id")[:MENTIONS_SHOWN]


def wordings_of(claim: Claim) -> Iterable[Any]:
    """The wordings of the claim with the count of their live mentions, the canonical one first."""
    live = Count("mentions", filter=Q(mentions__superseded_at=None, mentions__rejected_at=None))
    wordings = Wording.objects.filter(claim=claim).defer("search", "embedding").annotate(mention_count=live)
    is_canonical = Q(pk=claim.canonical_wording_id)
    return wordings.annotate(is_canonical=is_canonical).order_by("-is_canonical", "id")[:WORDINGS_SHOWN]


def put(wording: Any, claim: Claim, mentions: Iterable[Mention]) -> Put:
    return Put(
        wording=wording,
        url=page_of("wording", wording.pk),
        mention_count=wording.mention_count,
        is_canonical=wording.pk == claim.canonical_wording_id,
        said=[said(mention) for mention in mentions if mention.wording_id == wording.pk],
    )


def said(mention: Any) -> Said:
    passage: Passage = passage_of(mention.pk, mention.window, mention.window_start, list(spans_by_role(mention)))
    who = mention.source.name if mention.source else nobody_of(mention).capitalize()
    article = mention.article
    return Said(
        mention=mention,
        who=who,
        source_url=page_of("source", mention.source_id) if mention.source_id else "",
        passage=as_marked_text(passage.segments, {mention.pk: Caption(mention.pk, who)}, anchored=False),
        has_more_before=passage.has_more_before,
        has_more_after=passage.has_more_after,
        article_title=shorten(title_of(article), 100),
        place=place_of(article.pk, mention.pk),
        publisher=article.publisher,
        when=as_moment(article.published_at or article.submitted_at),
    )


def matched(match: Match, claim: Claim) -> Matched:
    ours, theirs = (match.first, match.second) if match.first.claim_id == claim.pk else (match.second, match.first)
    return Matched(
        match=match,
        ours=shorten(ours.text, 200),
        theirs=shorten(theirs.text, 200),
        claim_url=page_of("claim", theirs.claim_id),
        url=page_of("match", match.pk),
        relation=as_label(match.get_relation_display(), RELATION_COLOURS[match.relation]),
        state=as_label(match.get_state_display(), STATE_COLOURS[match.state]),
        score=as_share(match.score, "probability that both say the same"),
        decided=f"by {match.decided_by}" if match.decided_by else "by the machine",
    )


def bound_because(claim: Claim) -> str:
    reason = claim.canonical_wording.bound_because
    return f"yes: {reason}" if reason else "no: it says all it needs to"


def facts(claim: Any) -> list[tuple[str, object]]:
    return [
        ("Mentions", claim.mention_count),
        ("Articles", claim.article_count),
        ("First mentioned", as_moment(claim.first_mentioned_at)),
        ("Latest mention", as_moment(claim.latest_mentioned_at)),
        ("Stays with its article", bound_because(claim)),
        ("Recorded", as_moment(claim.created_at)),
        ("Latest change", as_moment(claim.updated_at)),
        ("Version", claim.version),
    ]
