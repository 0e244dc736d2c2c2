"""The ends of a claim's life, and the way back: dismissing, reopening, withdrawing."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils import timezone

from claims.lifecycle import Status, move
from claims.models import Claim
from claims.review import checks
from claims.review.rules import acting
from claims.review.standing import Standing
from claims.review.versions import decide


def dismiss(claim: Claim, *, by: User, dismissed_as: str, reason: str = "") -> None:
    """Leave a claim without a rating; `dismissed_as` is one of Claim.Dismissed."""
    checks.one_of("dismissed_as", dismissed_as, Claim.Dismissed.values)
    reason = checks.at_most("reason", reason, checks.TEXT)
    with acting("dismiss", claim, by):
        move(claim, Status.DISMISSED, actor=by, reason=reason, dismissed_as=dismissed_as, assignee=None, due_on=None)


def reopen(claim: Claim, *, by: User, reason: str) -> None:
    """Put a finished claim before the reviewers again. What was published stays public, as under review again."""
    end("reopen", Status.REOPENED, claim, by, reason)


def withdraw(claim: Claim, *, by: User, reason: str) -> None:
    """Take back what was published; it stays readable with the reason."""
    end("withdraw", Status.WITHDRAWN, claim, by, reason)


def end(name: str, to: Status, claim: Claim, by: User, reason: str) -> None:
    reason = checks.at_most("reason", checks.filled("reason", reason), checks.TEXT)
    with acting(name, claim, by) as standing:
        drop_correction(standing, by, reason)
        move(claim, to, actor=by, reason=reason, assignee=None, due_on=None)


def drop_correction(standing: Standing, by: User, reason: str) -> None:
    """A correction that still waits goes back with the reason for which its claim is reopened or withdrawn."""
    if standing.pending is not None:
        decide(standing, returned_by=by, returned_at=timezone.now(), returned_because=reason)
