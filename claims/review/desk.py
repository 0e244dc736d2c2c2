"""Who works on a claim, until when, and what they gather: taking, assigning, due dates, comments, evidence."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import User
from django.utils import timezone

from claims.audit import recorded_as
from claims.errors import IllegalMove, NotAllowed, NotComplete
from claims.lifecycle import Status, change, move
from claims.models import Claim, Comment, Evidence
from claims.review import checks
from claims.review.rules import acting, obstacle_to
from claims.review.standing import Standing
from claims.roles import Action, may


def take(claim: Claim, *, by: User) -> None:
    """Begin to review a claim that nobody else has: it is then `by`'s, and in review."""
    with acting("take", claim, by):
        if claim.status == Status.IN_REVIEW:  # somebody was taken off it
            change(claim, assignee=by)
        else:
            move(claim, Status.IN_REVIEW, actor=by, assignee=by)


def release(claim: Claim, *, by: User, reason: str = "") -> None:
    """Give a claim back to everybody, as it was before it was taken: detected, or reopened."""
    reason = checks.at_most("reason", reason, checks.TEXT)
    with acting("release", claim, by):
        taken_from = claim.transitions.filter(to_status=Status.IN_REVIEW, from_status__in=TAKEN_FROM)
        origin = taken_from.order_by("-version").values_list("from_status", flat=True)[0]
        move(claim, Status(origin), actor=by, reason=reason, assignee=None)


TAKEN_FROM = (Status.DETECTED, Status.REOPENED)


def assign(claim: Claim, *, to: User | None, by: User) -> None:
    """Give a claim to somebody who may rate; None takes it from whoever has it."""
    if to is not None and not may(to, Action.RATE):
        raise NotComplete("assignee", f"{to.get_username()} may not review claims.")
    with acting("assign", claim, by):
        change(claim, assignee=to)


def set_due(claim: Claim, *, on: date | None, by: User) -> None:
    """Set the day by which a claim should be done; None takes it away. A day that is past makes it overdue at once."""
    with acting("set_due", claim, by):
        change(claim, due_on=on)


def comment(claim: Claim, *, by: User, text: str) -> Comment:
    """Note something on a claim. No new version: a comment is in nobody's way."""
    if not may(by, Action.COMMENT):
        raise NotAllowed("Your role does not allow this.")
    if obstacle := obstacle_to("comment", Standing(claim, None, None), by):
        raise obstacle
    text = checks.at_most("text", checks.filled("text", text), checks.TEXT)
    with recorded_as(by):
        return Comment.objects.create(claim=claim, author=by, text=text)


def add_evidence(
    claim: Claim,
    *,
    by: User,
    url: str,
    excerpt: str,
    stance: str,
    title: str = "",
    publisher: str = "",
    seen_at: datetime | None = None,
) -> Evidence:
    """Keep what `by` saw at `url`; `stance` is one of Evidence.Stance, `seen_at` now unless it is given."""
    if seen_at is not None and seen_at > timezone.now():
        raise NotComplete("seen_at", "This time is still to come.")
    fields = {
        "url": checks.address("url", url),
        "title": checks.at_most("title", title, checks.TITLE),
        "publisher": checks.at_most("publisher", publisher, checks.PUBLISHER),
        "excerpt": checks.at_most("excerpt", checks.filled("excerpt", excerpt), checks.TEXT),
        "stance": checks.one_of("stance", stance, Evidence.Stance.values),
        "seen_at": seen_at or timezone.now(),
    }
    with acting("add_evidence", claim, by):
        change(claim)
        return Evidence.objects.create(claim=claim, added_by=by, **fields)


def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take away a piece of evidence that no review rests on."""
    with acting("remove_evidence", evidence.claim, by):
        if evidence.reviews.exists():
            raise IllegalMove("A review rests on this evidence: it stays.")
        change(evidence.claim)
        evidence.delete()
