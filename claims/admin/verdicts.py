"""What people found of a claim: its versions, the public one among them, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.safestring import SafeString

from claims import queries, review
from claims.admin.columns import as_label
from claims.lifecycle import PUBLIC, Status
from claims.models import Claim, Evidence, Review
from claims.review.standing import Standing


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the claim's rating, as one person may see it."""

    review: Review
    is_hidden: bool
    is_public: bool
    is_waiting: bool
    state: SafeString
    evidence: Sequence[Evidence]
    second: object  # the second person's rating, None where there is none


def versions_of(claim: Claim, public: Review | None, person: User) -> list[Version]:
    """All versions, the latest first."""
    return [version_of(one, public, person) for one in claim.reviews.all()]


def version_of(one: Review, public: Review | None, person: User) -> Version:
    is_public = public is not None and public.pk == one.pk
    return Version(
        review=one,
        is_hidden=review.is_hidden(one, person),
        is_public=is_public,
        is_waiting=not one.is_decided,
        state=state_of(one, is_public=is_public),
        evidence=list(one.evidence.all()),
        second=getattr(one, "second_rating", None),
    )


def state_of(one: Review, *, is_public: bool) -> SafeString:
    if not one.is_decided:
        return as_label("waits for a second pair of eyes", "warning")
    if one.returned_at is not None:
        return as_label("sent back", "danger")
    if not is_public:
        return as_label("was published", "")
    return as_label("published, stale", "warning") if one.is_stale else as_label("published", "success")


def public_review(claim: Claim) -> Review | None:
    """What the public may read, as the page has it loaded."""
    found = queries.public_review_of(claim)
    return next((one for one in claim.reviews.all() if found is not None and one.pk == found.pk), None)


def next_step(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    """One or two sentences: where the claim stands, and what is this person's to do about it."""
    claim = standing.claim
    if claim.merged_into_id is not None:
        undo = " Only the merge can be undone here." if "undo_regrouping" in open_names else ""
        return f"This claim is part of claim {claim.merged_into_id} now: work on that one.{undo}"
    told = STEPS[Status(claim.status)](standing, person, open_names)
    if claim.status in PUBLIC and standing.pending is not None:
        told = f"{told} {waiting_correction(standing, open_names)}"
    return told


def waiting_correction(standing: Standing, open_names: frozenset[str]) -> str:
    pending = standing.pending
    assert pending is not None  # the caller saw to it
    if open_names & {"approve", "rate_second"}:
        return f"A correction by {pending.rated_by} waits for you to approve or send back."
    return f"A correction by {pending.rated_by} waits for a second pair of eyes."


def when_free(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    claim = standing.claim
    again = f"It is open again{because(claim)} " if claim.status == Status.REOPENED else ""
    if claim.assignee_id == person.pk:
        return f"{again}It was assigned to you: take it to begin."
    if claim.assignee is not None:
        return f"{again}It was assigned to {claim.assignee}."
    return f"{again}Nobody has taken it up. {'Take it to review it.' if 'take' in open_names else ''}"


def when_in_review(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    claim = standing.claim
    latest = standing.latest
    back = f"Version {latest.version} was sent back: see why below. " if latest and latest.returned_at else ""
    if claim.assignee is None:
        return f"{back}It is in review, but nobody has it. {'Take it to go on.' if 'take' in open_names else ''}"
    if claim.assignee_id != person.pk:
        return f"{back}{claim.assignee} is reviewing it."
    if not claim.evidence.all():
        return f"{back}It is yours. First add evidence, for it or against it; then rate it."
    return f"{back}It is yours. Add what is still missing, then rate it."


def when_rated(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    pending = standing.pending
    assert pending is not None  # a rated claim has one: the database sees to it
    if pending.rated_by_id == person.pk:
        return "You have rated it. It waits for another person: who rated does not approve."
    if "approve" in open_names:
        return f"{pending.rated_by} rated it. Read what it rests on, then approve it or send it back."
    if "rate_second" in open_names:
        return f"{pending.rated_by} rated it. Rate it yourself without seeing how; if you agree, it is published."
    return f"{pending.rated_by} rated it. It waits for an editor, as the second pair of eyes."


def when_public(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    published = standing.published
    if published is not None and published.is_stale:
        return "It is published, but its verdict has expired: correct it, or reopen it."
    return "It is published. What was published is never edited: a change is a correction, with its reason."


def when_dismissed(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    return f"It was dismissed as {standing.claim.get_dismissed_as_display().lower()}{because(standing.claim)}"


def when_withdrawn(standing: Standing, person: User, open_names: frozenset[str]) -> str:
    return f"Its verdict was withdrawn{because(standing.claim)} It stays readable here."


def because(claim: Claim) -> str:
    """The reason of the latest move, as the end of a sentence about it."""
    latest = max(claim.transitions.all(), key=lambda transition: transition.version)
    return f": “{latest.reason.strip()}”." if latest.reason.strip() else "."


STEPS = {
    Status.DETECTED: when_free,
    Status.REOPENED: when_free,
    Status.IN_REVIEW: when_in_review,
    Status.RATED: when_rated,
    Status.PUBLISHED: when_public,
    Status.CORRECTED: when_public,
    Status.DISMISSED: when_dismissed,
    Status.WITHDRAWN: when_withdrawn,
}
