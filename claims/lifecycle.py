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
# Somebody has yet to finish it; only such a claim can be overdue.
OPEN = frozenset({Status.DETECTED, Status.IN_REVIEW, Status.RATED, Status.REOPENED})

# The database holds the same table: see the triggers of Claim.
LEGAL_MOVES: dict[Status, frozenset[Status]] = {
    Status.DETECTED: frozenset({Status.IN_REVIEW, Status.DISMISSED}),
    Status.IN_REVIEW: frozenset({Status.DETECTED, Status.REOPENED, Status.RATED, Status.DISMISSED}),
    Status.RATED: frozenset({Status.IN_REVIEW, Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.CORRECTED, Status.REOPENED, Status.WITHDRAWN}),
    Status.CORRECTED: frozenset({Status.CORRECTED, Status.REOPENED, Status.WITHDRAWN}),
    Status.REOPENED: frozenset({Status.IN_REVIEW, Status.DISMISSED, Status.WITHDRAWN}),
    Status.DISMISSED: frozenset({Status.REOPENED}),
    Status.WITHDRAWN: frozenset({Status.REOPENED}),
}


@transaction.atomic
def move(
    claim: Claim, to: Status, *, actor: User | None, reason: str = "", dismissed_as: str = "", **also: object
) -> None:
    """Give `claim` the status `to` and record who did it and why; `actor` is None for the machine.

    `also` are other fields to set in the same write, such as assignee.
    Raises IllegalMove where the table of moves does not allow it, and ClaimMovedOn where the row no longer is
    what `claim` says (its status or version changed since it was loaded). Nothing is written in either case.
    """
    origin = Status(claim.status)
    if to not in LEGAL_MOVES[origin]:
        raise IllegalMove(f"A claim that is {origin.label.lower()} cannot become {to.label.lower()}.")
    change(claim, status=to, dismissed_as=dismissed_as, **also)
    claim.transitions.create(
        from_status=origin,
        to_status=to,
        version=claim.version,
        actor=actor,
        reason=reason,
        dismissed_as=dismissed_as,
    )


def change(claim: Claim, **fields: object) -> None:
    """Write `fields` and the next version, if the row still is what `claim` says. Raises ClaimMovedOn."""
    rows = type(claim)._default_manager.filter(pk=claim.pk)
    unchanged = rows.filter(status=claim.status, version=claim.version)
    if not unchanged.update(**fields, version=F("version") + 1, updated_at=timezone.now()):
        raise moved_on(claim, rows.values_list("version", flat=True).get())
    claim.refresh_from_db(fields=[*fields, *KEPT, "version", "updated_at"])


KEPT = ("public_rating", "public_until")  # by the database, with the status


def moved_on(claim: Claim, now: int) -> ClaimMovedOn:
    sentence = f"Somebody else changed the claim first: it is at version {now}, not {claim.version}. Load it again."
    return ClaimMovedOn(sentence, claim=claim.pk, seen=claim.version, now=now)
