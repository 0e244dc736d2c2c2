"""A verdict never spreads by itself: claims that match a published one get a proposal, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from claims import queries
from claims.errors import ClaimsError, IllegalMove
from claims.lifecycle import Status, change, move
from claims.models import Claim, Evidence, Match, Proposal, Review
from claims.review.rules import UNFINISHED, acting
from claims.review.versions import check_grounds, next_version


@dataclass(frozen=True, slots=True)
class RelyingOn:
    """What rests on a review: reviews that were based on it, or on one that was, and proposals of any of these."""

    reviews: list[Review]
    proposals: list[Proposal]


# The reviews themselves, then whatever was based on it, on that, and so on.
RESTING_ON = """
    WITH RECURSIVE resting AS (
        SELECT unnest(%s::bigint[]) AS id
        UNION
        SELECT review.id FROM claims_review review JOIN resting ON review.based_on_id = resting.id
    ) SELECT id FROM resting
"""


def relied_on(*given: Review) -> RelyingOn:
    """Everything that relied on any of these reviews, newest first, each with its claim; three queries."""
    known = [review.pk for review in given]
    with connection.cursor() as cursor:
        cursor.execute(RESTING_ON, [known])
        ids = [row[0] for row in cursor.fetchall()]
    related = ("claim__canonical_wording",)
    others = queries.with_settled(Review.objects.filter(pk__in=ids).exclude(pk__in=known))
    reviews = others.select_related("rating", "rated_by", "based_on", *related)
    proposals = Proposal.objects.filter(review__in=ids).select_related(
        "review__rating", "review__rated_by", "decided_by", *related
    )
    return RelyingOn(list(reviews.order_by("-pk")), list(proposals.order_by("-pk")))


def propose_from(claim: Claim) -> list[Proposal]:
    """Propose the verdict that `claim` has published to every unfinished claim that a confirmed match says is the same.

    At most four queries; what was proposed before is not proposed again. Nothing where nothing is public.
    """
    review = queries.public_review_of(claim)
    if review is None:
        return []
    said = {"relation": Match.Relation.SAME, "state": Match.State.CONFIRMED}
    matches = Match.objects.filter(Q(first__claim=claim) | Q(second__claim=claim), **said)
    rows: dict[int, Proposal] = {}
    for match in matches.select_related("first__claim", "second__claim").order_by("pk"):
        other = match.second.claim if match.first.claim_id == claim.pk else match.first.claim
        if other.pk != claim.pk and other.status in UNFINISHED:
            rows.setdefault(other.pk, Proposal(claim=other, review=review, match=match))
    Proposal.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return list(Proposal.objects.filter(review=review, claim__in=rows).order_by("pk"))


def in_the_way(name: str, proposal: Proposal) -> ClaimsError | None:
    """What the state of a proposal has against accepting or declining it, None where nothing.

    One whose review no longer is the public one can be declined still, or it would be left open for ever.
    """
    if proposal.state != Proposal.State.PROPOSED:
        return IllegalMove("The proposal was decided already.")
    if name == "accept_proposal":
        public = queries.public_review_of(proposal.review.claim)
        if public is None or public.pk != proposal.review_id:
            return IllegalMove("The review that this proposal rests on is no longer the published one.")
    return None


def accept_proposal(
    proposal: Proposal,
    *,
    by: User,
    rationale: str | None = None,
    definition: str | None = None,
    as_of: date | None = None,
    expires_at: datetime | None = None,
    evidence: Iterable[Evidence] = (),
) -> Review:
    """Rate the proposal's claim, which `by` has taken, as the published review does; a second person still approves.

    What is left out is taken over from that review, its evidence as copies that belong to this claim.
    """
    first, claim = proposal.review, proposal.claim
    grounds = check_grounds(
        first.rating,
        first.rationale if rationale is None else rationale,
        first.definition if definition is None else definition,
        as_of or first.as_of,
        expires_at or (None if first.is_stale else first.expires_at),
        "",
    )
    with acting("accept_proposal", claim, by) as standing:
        settle("accept_proposal", proposal, Proposal.State.ACCEPTED, by)
        pieces = list(evidence) or copy_evidence(first, claim, by)
        review = next_version(standing, by, pieces, based_on=first, **grounds)
        move(claim, Status.RATED, actor=by)
        return review


def decline_proposal(proposal: Proposal, *, by: User) -> None:
    """Leave the proposal's claim to a verdict of its own."""
    with acting("decline_proposal", proposal.claim, by):
        settle("decline_proposal", proposal, Proposal.State.DECLINED, by)
        change(proposal.claim)


def settle(name: str, proposal: Proposal, state: Proposal.State, by: User) -> None:
    """Decide an open proposal, once. Raises IllegalMove; the claim's lock keeps others from deciding it meanwhile."""
    proposal.refresh_from_db(fields=["state"])
    if obstacle := in_the_way(name, proposal):
        raise obstacle
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def copy_evidence(review: Review, claim: Claim, by: User) -> list[Evidence]:
    """The evidence of `review`, kept once more for `claim`, with the day on which it was seen."""
    kept = ("url", "title", "publisher", "excerpt", "excerpt_hash", "stance", "seen_at")
    return Evidence.objects.bulk_create(
        Evidence(claim=claim, added_by=by, **{name: getattr(piece, name) for name in kept})
        for piece in review.evidence.order_by("pk")
    )
