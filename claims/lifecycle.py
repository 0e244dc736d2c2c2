"""The life of a claim with us: its statuses, its legal moves, and move(), the only writer of status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, TextChoices
from django.utils import timezone

from claims.errors import ClaimMovedOn, IllegalMove

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models import Claim


class Status(TextChoices):
    DETECTED = "detected"
    IN_REVIEW = "in_review", "In review"
    RATED = "rated", "Rated, awaiting a second pair of eyes"
    PUBLISHED = "published"
    CORRECTED = "corrected", "Published, corrected"
    REOPENED = "reopened"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


PUBLIC = frozenset({Status.PUBLISHED, Status.CORRECTED})

LEGAL_MOVES: dict[Status, frozenset[Status]] = {
    Status.DETECTED: frozenset({Status.IN_REVIEW, Status.DISMISSED}),
    Status.IN_REVIEW: frozenset({Status.DETECTED, Status.RATED, Status.DISMISSED}),
    Status.RATED: frozenset({Status.IN_REVIEW, Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.CORRECTED, Status.REOPENED, Status.WITHDRAWN}),
    Status.CORRECTED: frozenset({Status.CORRECTED, Status.REOPENED, Status.WITHDRAWN}),
    Status.REOPENED: frozenset({Status.IN_REVIEW, Status.DISMISSED}),
    Status.DISMISSED: frozenset({Status.REOPENED}),
    Status.WITHDRAWN: frozenset({Status.REOPENED}),
}


@transaction.atomic
def move(claim: Claim, to: Status, *, actor: User | None, reason: str = "") -> None:
    """Give `claim` the status `to` and record who did it and why; `actor` is None for the machine.

    Raises IllegalMove where the table of moves does not allow it, and ClaimMovedOn where the row no longer is
    what `claim` says (its status or version changed since it was loaded). Nothing is written in either case.
    """
    origin = Status(claim.status)
    if to not in LEGAL_MOVES[origin]:
        raise IllegalMove(f"A claim that is {origin.label.lower()} cannot become {to.label.lower()}.")
    unchanged = type(claim)._default_manager.filter(pk=claim.pk, status=origin, version=claim.version)
    if not unchanged.update(status=to, version=F("version") + 1, updated_at=timezone.now()):
        raise ClaimMovedOn("The claim was changed by somebody else first. Load it again.")
    claim.transitions.create(from_status=origin, to_status=to, actor=actor, reason=reason)
    claim.refresh_from_db(fields=["status", "version", "updated_at"])
