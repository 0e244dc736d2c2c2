"""What happened to a claim, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from claims.admin.columns import CLAIM_WORDS
from claims.models import Claim
from claims.review import is_hidden

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, by whom (None for the machine), what in words, and why where that was said."""

    at: datetime
    who: str | None
    what: str
    reason: str


def story_of(claim: Claim, person: User) -> list[Entry]:
    """The latest moves, ratings, evidence and comments, as `person` may see them; no query if prefetched."""
    told = [*moves(claim, since=0), *ratings(claim, person), *gathered(claim), *remarks(claim)]
    return sorted(told, key=lambda entry: entry.at, reverse=True)[:SHOWN]


def changes_since(claim: Claim, version: int, person: User) -> list[Entry]:
    """What is known to have changed since the claim had this version."""
    return sorted(moves(claim, since=version), key=lambda entry: entry.at, reverse=True)


def moves(claim: Claim, since: int) -> Iterator[Entry]:
    for move in claim.transitions.all():
        if move.version > since:
            dismissed = f" as {Claim.Dismissed(move.dismissed_as).label.lower()}" if move.dismissed_as else ""
            what = f"{CLAIM_WORDS[move.from_status]} → {CLAIM_WORDS[move.to_status]}{dismissed}"
            yield Entry(move.at, name_of(move.actor), what, move.reason)


def ratings(claim: Claim, person: User) -> Iterator[Entry]:
    for review in claim.reviews.all():
        verdict = "" if is_hidden(review, person) else f" {review.rating.label}"
        yield Entry(
            review.rated_at, name_of(review.rated_by), f"rated it{verdict}, version {review.version}", review.reason
        )


def gathered(claim: Claim) -> Iterator[Entry]:
    for piece in claim.evidence.all():
        yield Entry(piece.added_at, name_of(piece.added_by), f"added evidence: {piece}", "")


def remarks(claim: Claim) -> Iterator[Entry]:
    for comment in claim.comments.all():
        yield Entry(comment.at, name_of(comment.author), f"commented: {comment.text}", "")


def name_of(account: User | None) -> str | None:
    return account.get_username() if account else None
