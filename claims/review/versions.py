"""The versions of a claim's rating: what makes one, and the one decision that each gets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from claims.lifecycle import Status
from claims.models import Claim, Evidence, Rating, Review, ReviewEvidence
from claims.review import checks
from claims.review.standing import Standing


def check_grounds(
    rating: Rating, rationale: str, definition: str, as_of: date, expires_at: datetime | None, reason: str
) -> dict[str, Any]:
    """The fields of a review as they are kept. Raises NotComplete."""
    now = timezone.now()
    return {
        "rated_at": now,
        "rating": checks.usable(rating),
        "rationale": checks.at_most("rationale", checks.filled("rationale", rationale), checks.TEXT),
        "definition": checks.at_most("definition", checks.filled("definition", definition), checks.TEXT),
        "as_of": checks.not_after_today("as_of", as_of),
        "expires_at": checks.later("expires_at", expires_at, now, as_of),
        "reason": checks.at_most("reason", reason.strip(), checks.TEXT),
    }


def next_version(standing: Standing, by: User, pieces: Iterable[Evidence], **grounds: Any) -> Review:
    """Write the next version of the rating with what it rests on. Raises NotComplete for want of evidence."""
    claim = standing.claim
    evidence = checks.evidence_of(claim, pieces)
    if standing.published is not None and not grounds["reason"]:
        grounds["reason"] = reason_of_reopening(claim)
    version = standing.latest.version + 1 if standing.latest else 1
    review = Review.objects.create(claim=claim, version=version, rated_by=by, evidence_count=len(evidence), **grounds)
    ReviewEvidence.objects.bulk_create(ReviewEvidence(review=review, evidence=piece) for piece in evidence)
    return review


def reason_of_reopening(claim: Claim) -> str:
    reopened = claim.transitions.filter(to_status=Status.REOPENED).exclude(from_status=Status.IN_REVIEW)
    return reopened.order_by("-version").values_list("reason", flat=True)[0]


def decide(standing: Standing, **decision: object) -> None:
    """Write what became of the pending review."""
    assert standing.pending is not None  # the rules see to it
    Review.objects.filter(pk=standing.pending.pk).update(**decision)
