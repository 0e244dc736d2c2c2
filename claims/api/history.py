"""What happened to a claim, newest first, as far as its records tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.lifecycle import Status
from claims.models import Claim, Comment, Evidence, Review, Transition
from claims.review.rules import Person, is_hidden


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a claim."""

    at: datetime
    record: str
    record_id: int
    who: str | None
    what: str
    reason: str = ""
    changes: tuple[object, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.at.isoformat()}|{self.record}|{self.record_id}"


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[Entry]
    next: str | None


def timeline(claim: Claim, person: Person, *, limit: int = 50, before: str | None = None) -> Page:
    """At most `limit` entries before the one whose key is `before`. Raises ValueError where that is no key."""
    if before is not None:
        at, _, number = before.split("|")
        datetime.fromisoformat(at), int(number)
    entries = sorted(entries_of(claim, person), key=lambda entry: entry.key, reverse=True)
    rest = [entry for entry in entries if before is None or entry.key < before]
    return Page(rest[:limit], rest[limit - 1].key if len(rest) > limit else None)


def changes_since(claim: Claim, version: int, person: Person) -> list[Entry]:
    """What moved the claim after it had this version."""
    moves = claim.transitions.filter(version__gt=version).select_related("actor").order_by("-version")
    return [of_transition(move) for move in moves]


def entries_of(claim: Claim, person: Person) -> list[Entry]:
    reviews = claim.reviews.select_related("rating", "rated_by")
    return [
        *(of_transition(one) for one in claim.transitions.select_related("actor")),
        *(of_review(one, person) for one in reviews),
        *(of_evidence(one) for one in claim.evidence.select_related("added_by")),
        *(of_comment(one) for one in claim.comments.select_related("author")),
    ]


def of_transition(move: Transition) -> Entry:
    what = f"moved from {Status(move.from_status).label} to {Status(move.to_status).label}"
    return Entry(move.at, "transition", move.pk, move.actor.username if move.actor else None, what, move.reason)


def of_review(review: Review, person: Person) -> Entry:
    what = "rated" if is_hidden(review, person) else f"rated {review.rating}"
    return Entry(review.rated_at, "review", review.pk, review.rated_by.username, f"{what}, version {review.version}")


def of_evidence(piece: Evidence) -> Entry:
    return Entry(piece.added_at, "evidence", piece.pk, piece.added_by.username, f"added evidence: {piece}")


def of_comment(comment: Comment) -> Entry:
    return Entry(comment.at, "comment", comment.pk, comment.author.username, f"commented: {comment.text}")
