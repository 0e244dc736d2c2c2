"""Where a claim stands: its row, and the two of its reviews that every rule asks about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from claims.errors import ClaimMovedOn
from claims.lifecycle import moved_on
from claims.models import Claim, Regrouping, Review, Wording

HELD = (
    "status", "version", "assignee_id", "due_on", "dismissed_as", "public_rating_id", "public_until",
    "canonical_wording_id", "merged_into_id", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A claim with the latest version of its rating, and the latest that was approved; the rest is read if needed."""

    claim: Claim
    latest: Review | None
    published: Review | None

    @property
    def pending(self) -> Review | None:
        """The review that waits for a second pair of eyes."""
        return self.latest if self.latest is not None and not self.latest.is_decided else None

    @cached_property
    def wording_count(self) -> int:
        return self.claim.wordings.count()

    @cached_property
    def regrouping(self) -> Regrouping | None:
        """What a person did last to the wordings of the claim and nobody has undone."""
        return latest_regrouping(self.claim)


def latest_regrouping(claim: Claim) -> Regrouping | None:
    mine = Regrouping.objects.filter(Q(claim=claim) | Q(other=claim), undone_at=None)
    return mine.select_related("claim", "other").order_by("-pk").first()


def standing_of(claim: Claim, reviews: Iterable[Review] | None = None) -> Standing:
    """One query, or none where `claim.reviews` was prefetched."""
    versions = sorted(claim.reviews.all() if reviews is None else reviews, key=lambda review: -review.version)
    approved = (review for review in versions if review.approved_at is not None)
    return Standing(claim, next(iter(versions), None), next(approved, None))


def hold(claim: Claim) -> Standing:
    """Lock the claim's row until the transaction ends, and bring `claim` up to it. Two queries.

    The lock lets others refer to the claim meanwhile (a comment, a wording), but not change it. Raises ClaimMovedOn
    where the row's version is not the one that `claim` was loaded with.
    """
    row = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if row.version != claim.version:
        raise moved_on(claim, row.version)
    for name in HELD:
        setattr(claim, name, getattr(row, name))
    return standing_of(claim, Review.objects.filter(claim=claim).select_related("rating"))


def still_theirs(*wordings: Wording) -> None:
    """Raises ClaimMovedOn where one of the wordings is no longer in the claim that it was loaded with. One query.

    The machine moves wordings without making a version; whoever asks holds the claims, and it moves none of theirs.
    """
    now = dict(Wording.objects.filter(pk__in=[wording.pk for wording in wordings]).values_list("pk", "claim"))
    for wording in wordings:
        if now[wording.pk] != wording.claim_id:
            sentence = f"The wording is in claim {now[wording.pk]} now. Load it again."
            version = wording.claim.version
            raise ClaimMovedOn(sentence, claim=wording.claim_id, seen=version, now=version)
