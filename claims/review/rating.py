"""The verdict and its second pair of eyes: rating, approving, sending back, correcting what is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import User
from django.utils import timezone

from claims.lifecycle import Status, change, move
from claims.models import Claim, Evidence, Rating, Review, SecondRating
from claims.review import checks
from claims.review.proposals import propose_from
from claims.review.rules import acting
from claims.review.standing import Standing
from claims.review.versions import check_grounds, decide, next_version


def rate(
    claim: Claim,
    *,
    by: User,
    rating: Rating,
    rationale: str,
    definition: str,
    as_of: date,
    expires_at: datetime | None = None,
    evidence: Iterable[Evidence] = (),
    reason: str = "",
) -> Review:
    """Say what was found: the claim then waits for a second pair of eyes.

    `reason` says why this version follows one that was published; left out, it is the reason for which the claim was
    reopened.
    """
    grounds = check_grounds(rating, rationale, definition, as_of, expires_at, reason)
    with acting("rate", claim, by) as standing:
        review = next_version(standing, by, evidence, **grounds)
        move(claim, Status.RATED, actor=by)
        return review


def correct(
    claim: Claim,
    *,
    by: User,
    reason: str,
    rating: Rating,
    rationale: str,
    definition: str,
    as_of: date,
    expires_at: datetime | None = None,
    evidence: Iterable[Evidence] = (),
) -> Review:
    """Propose another version of a published review. The published one stands until somebody else approves."""
    grounds = check_grounds(rating, rationale, definition, as_of, expires_at, checks.filled("reason", reason))
    with acting("correct", claim, by) as standing:
        review = next_version(standing, by, evidence, **grounds)
        change(claim)
        return review


def approve(claim: Claim, *, by: User, reason: str = "") -> None:
    """Publish what another person rated or corrected."""
    reason = checks.at_most("reason", reason, checks.TEXT)
    with acting("approve", claim, by) as standing:
        publish(standing, by, reason)


def send_back(claim: Claim, *, by: User, reason: str) -> None:
    """Return a rating to who gave it, or drop a correction; the version stays, with the reason."""
    reason = checks.at_most("reason", checks.filled("reason", reason), checks.TEXT)
    with acting("send_back", claim, by) as standing:
        give_back(standing, by, reason)


def rate_second(claim: Claim, *, by: User, rating: Rating, rationale: str) -> SecondRating:
    """Where reviews are blind: rate without having seen the first rating. The same one publishes; another goes back."""
    rationale = checks.at_most("rationale", checks.filled("rationale", rationale), checks.TEXT)
    checks.usable(rating)
    with acting("rate_second", claim, by) as standing:
        first = standing.pending
        assert first is not None  # the rule saw to it
        second = SecondRating.objects.create(review=first, rating=rating, rationale=rationale, rated_by=by)
        if first.rating_id == rating.pk:
            publish(standing, by, "Two people rated it the same, the second without seeing the first.")
        else:
            give_back(standing, by, f"The second person rated it {rating.label!r}, the first {first.rating.label!r}.")
        return second


def publish(standing: Standing, by: User, reason: str) -> None:
    """Approve the pending review, move its claim, and propose the verdict to the claims that match it."""
    claim = standing.claim
    decide(standing, approved_by=by, approved_at=timezone.now())
    to = Status.PUBLISHED if claim.status == Status.RATED else Status.CORRECTED
    move(claim, to, actor=by, reason=reason, assignee=None, due_on=None)
    propose_from(claim)


def give_back(standing: Standing, by: User, reason: str) -> None:
    claim = standing.claim
    decide(standing, returned_by=by, returned_at=timezone.now(), returned_because=reason)
    if claim.status == Status.RATED:
        move(claim, Status.IN_REVIEW, actor=by, reason=reason)
    else:
        change(claim)
