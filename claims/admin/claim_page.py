"""What the page of a claim shows: how it is put, what makes it worth checking, and every mention in its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.safestring import SafeString

from claims import queries, review
from claims.admin.columns import (
    CLAIM_COLOURS,
    SAYING_COLOURS,
    STANCE_COLOURS,
    as_label,
    as_moment,
    list_of,
    nobody_of,
    page_of,
    place_of,
    shorten,
    title_of,
)
from claims.admin.drift_page import drift_page
from claims.admin.marked_text import Caption, as_marked_text
from claims.admin.matched import (
    MATCHES_SHOWN,
    Group,
    Matched,
    all_matches_of,
    contradictions,
    grouped,
    matched,
    matches_of,
)
from claims.admin.offers import Offer, Try, offers
from claims.admin.passages import Passage, passage_of, spans_by_role, with_windows
from claims.admin.verdicts import next_step, public_review, versions_of
from claims.admin.wordings_page import merged_page, wordings_of
from claims.lifecycle import Status
from claims.models import Claim, Evidence, Match, Mention, Proposal, Review, ReviewEvidence, Wording
from claims.review.standing import standing_of
from claims.text.check_worthiness.dimensions import DIMENSIONS
from claims.timeline import Page, timeline

MENTIONS_SHOWN = 100
PROPOSALS_SHOWN = 5
MENTIONS_WITH_FORMS = 10  # of a claim that has more, the forms of a mention are drawn when they are asked for
UNDER_REVIEW = (Status.REOPENED, Status.IN_REVIEW, Status.RATED)
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
    offers: Sequence[Offer]
    forms_url: str  # where its forms are drawn, if they are not here
    saying: object  # the verdict on who said it


@dataclass(frozen=True, slots=True)
class Put:
    """A wording of the claim with the mentions that use it, as far as they are shown."""

    wording: Wording
    url: str
    mention_count: int
    is_canonical: bool
    said: Sequence[Said]


def claim_page(
    claim: Claim, person: User, *, tried: Try | None = None, mention: int = 0, before: str = ""
) -> dict[str, Any]:
    """The context of a claim's page as `person` sees it.

    `tried` is what was attempted and not done, `mention` the one whose forms are asked for, `before` the entry of the
    timeline to go on from. The number of queries does
    not grow with the claim, but for three for each of the few open proposals.
    """
    load(claim)
    mentions = list(mentions_of(claim))
    drawn = {tried.part if tried else mention} if len(mentions) > MENTIONS_WITH_FORMS else None
    public = public_review(claim)
    page = {
        "claim": claim,
        "status": as_label("Merged") if claim.merged_into_id else status_of(claim),
        "public": public,
        "is_again": public is not None and claim.status in UNDER_REVIEW,
        "versions": versions_of(claim, public, person),
        "relied": review.relied_on(*(one for one in claim.reviews.all() if one.approved_at is not None)),
        "worthiness": round(claim.check_worthiness * 100),
        "bars": list(bars(claim.dimensions)),
        "put": [put(wording, claim, mentions, person, tried, drawn) for wording in wordings_of(claim)],
        "mentions_shown": len(mentions),
        "mentions_url": list_of("mention", claim=claim.pk),
        "groups": matches_shown(claim, person, tried),
        "matches_url": all_matches_of(claim),
        "has_more_matches": len(matches_of(claim)) == MATCHES_SHOWN,
        "contradictions": contradictions(claim),
        "gathered": [gathered(piece, claim, person) for piece in claim.evidence.all()],
        "proposed": [proposed(proposal, claim, person, tried) for proposal in open_proposals(claim)],
        "decided": [proposal for proposal in claim.proposals.all() if proposal.decided_at],
        "story": story_of(claim, person, before),
        "facts": facts(claim),
        **drift_page(claim),
        **merged_page(claim),
        "tried": tried,
        **doing(claim, person, tried),
    }
    return page | {"kept_at": next((one.anchor for one in drawn_offers(page) if one.is_tried and one.form), "")}


def status_of(claim: Claim) -> SafeString:
    return as_label(claim.get_status_display(), CLAIM_COLOURS[claim.status])


def drawn_offers(page: dict[str, Any]) -> Iterator[Offer]:
    """Every button of the page."""
    own = (*page["moves"], *page["rewording"], page["adding"], page["commenting"], page["merging"], page["undoing"])
    yield from (offer for offer in own if offer)
    yield from (offer for group in page["groups"] for one in group for offer in one.offers)
    for one in (*page["gathered"], *page["proposed"], *(said for put in page["put"] for said in put.said)):
        yield from one.offers


def story_of(claim: Claim, person: User, before: str) -> Page:
    """What happened, from the entry `before` on; from the latest where there is no such entry."""
    try:
        return timeline(claim, person, before=before or None)
    except ValueError:
        return timeline(claim, person)


def load(claim: Claim) -> None:
    """Everything that belongs to the claim and is little: a query a kind."""
    people = ("rated_by", "approved_by", "returned_by")
    reviews = Review.objects.select_related(
        "rating", "second_rating__rating", "second_rating__rated_by", "based_on", *people
    )
    evidence = Evidence.objects.select_related("added_by").order_by("id")
    used = ReviewEvidence.objects.filter(evidence=OuterRef("pk"))
    proposals = Proposal.objects.select_related(
        "review__rating", "review__claim__canonical_wording", "decided_by"
    ).defer("review__claim__canonical_wording__search", "review__claim__canonical_wording__embedding")
    prefetch_related_objects(
        [claim],
        Prefetch("reviews", queries.with_settled(reviews).order_by("-version")),
        Prefetch("reviews__evidence", evidence),
        Prefetch("evidence", evidence.annotate(is_used=Exists(used))),
        Prefetch("proposals", proposals.order_by("-id")),
        "comments__author",
        "transitions__actor",
    )


def doing(claim: Claim, person: User, tried: Try | None) -> dict[str, Any]:
    """The claim's own actions, each where it belongs on the page, and what comes next."""
    actions = review.open_actions(claim, person)
    by_name = {offer.name: offer for offer in offers(actions, claim, person, tried)}
    return {
        "adding": by_name.pop("add_evidence", None),
        "commenting": by_name.pop("comment", None),
        "merging": by_name.pop("merge", None),
        "rewording": [by_name.pop(name) for name in ("split", "put_otherwise") if name in by_name],
        "undoing": by_name.pop("undo_regrouping", None),
        "moves": sorted(by_name.values(), key=lambda offer: ("strong", "", "wary").index(offer.css)),
        "next_step": next_step(standing_of(claim), person, frozenset(action.name for action in actions)),
    }


def matches_shown(claim: Claim, person: User, tried: Try | None) -> list[Group]:
    """The matches of the claim with what this person may decide."""

    def shown(match: Match) -> Matched:
        return matched(match, claim, offers(review.open_match_actions(match, person), claim, person, tried, match))

    return grouped([shown(match) for match in matches_of(claim)])


@dataclass(frozen=True, slots=True)
class Gathered:
    """A piece of evidence, and what may be done with it."""

    piece: Evidence
    stance: SafeString
    seen: object
    offers: Sequence[Offer]


def gathered(piece: Evidence, claim: Claim, person: User) -> Gathered:
    return Gathered(
        piece=piece,
        stance=as_label(piece.get_stance_display(), STANCE_COLOURS[piece.stance]),
        seen=as_moment(piece.seen_at),
        offers=offers(review.open_evidence_actions(piece, person), claim, person, None, piece),
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """The verdict on another claim, offered to this one."""

    proposal: Proposal
    claim_url: str
    words: str
    offers: Sequence[Offer]


def open_proposals(claim: Claim) -> list[Proposal]:
    return [one for one in claim.proposals.all() if one.state == Proposal.State.PROPOSED][:PROPOSALS_SHOWN]


def proposed(proposal: Proposal, claim: Claim, person: User, tried: Try | None) -> Proposed:
    proposal.claim = claim  # with its reviews, as they were loaded
    other = proposal.review.claim
    return Proposed(
        proposal=proposal,
        claim_url=page_of("claim", other.pk),
        words=shorten(other.canonical_wording.text, 200),
        offers=offers(review.open_proposal_actions(proposal, person), claim, person, tried, proposal),
    )


def bars(dimensions: dict[str, float]) -> Iterator[Bar]:
    """Every dimension, those of the catalogue in its order, with what each means."""
    known = [name for name in MEANINGS if name in dimensions]
    for name in [*known, *sorted(dimensions.keys() - MEANINGS.keys())]:
        yield Bar(name.replace("_", " "), MEANINGS.get(name, ""), round(dimensions[name] * 100))


def mentions_of(claim: Claim) -> Iterable[Mention]:
    """The first mentions of the claim, the rejected ones too, each with the text around it; first those that wait."""
    found = Q(superseded_at=None) | Q(rejected_at__isnull=False)
    people = ("rejected_by", "saying_checked_by", "corrected_by")
    mentions = with_windows(queries.mentions().select_related(*people)).filter(found, wording__claim=claim)
    return mentions.order_by("confirmed", "article__submitted_at", "article", "position", "id")[:MENTIONS_SHOWN]


def put(
    wording: Any, claim: Claim, mentions: Iterable[Mention], person: User, tried: Try | None, drawn: set[int] | None
) -> Put:
    return Put(
        wording=wording,
        url=page_of("wording", wording.pk),
        mention_count=wording.mention_count,
        is_canonical=wording.pk == claim.canonical_wording_id,
        said=[said(one, claim, person, tried, drawn) for one in mentions if one.wording_id == wording.pk],
    )


def said(mention: Any, claim: Claim, person: User, tried: Try | None, drawn: set[int] | None) -> Said:
    """`drawn` are the mentions whose forms are drawn, None for all."""
    passage: Passage = passage_of(mention.pk, mention.window, mention.window_start, list(spans_by_role(mention)))
    who = mention.source.name if mention.source else nobody_of(mention).capitalize()
    article = mention.article
    actions = review.open_mention_actions(mention, person)
    is_drawn = drawn is None or mention.pk in drawn
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
        offers=offers(actions, claim, person, tried, mention) if is_drawn else [],
        forms_url="" if is_drawn or not actions else f"?mention={mention.pk}#mention-{mention.pk}",
        saying=as_label(mention.get_saying_display(), SAYING_COLOURS[mention.saying]) if mention.saying else "",
    )


def bound_because(claim: Claim) -> str:
    reason = claim.canonical_wording.bound_because
    return f"yes: {reason}" if reason else "no: it says all it needs to"


def facts(claim: Any) -> list[tuple[str, object]]:
    return [
        ("Mentions", claim.mention_count),
        ("Articles", claim.article_count),
        ("Origins", claim.origin_count),
        ("First mentioned", as_moment(claim.first_mentioned_at)),
        ("Latest mention", as_moment(claim.latest_mentioned_at)),
        ("Stays with its article", bound_because(claim)),
        ("Recorded", as_moment(claim.created_at)),
        ("Latest change", as_moment(claim.updated_at)),
        ("Version", claim.version),
    ]
