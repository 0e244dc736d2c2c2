"""What the page of a claim says of its wordings: which claims are one with it, and what a person could undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from claims.admin.columns import as_moment, list_of, page_of, shorten
from claims.models import Claim, Regrouping, Wording
from claims.review.standing import latest_regrouping

WORDINGS_SHOWN = 100
MERGED_SHOWN = 10
Kind = Regrouping.Kind


def wordings_of(claim: Claim) -> list[Any]:
    """The wordings of the claim with the count of their live mentions, the canonical one first; one query a claim."""
    known: dict[str, Any] = vars(claim)
    if "listed_wordings" not in known:
        live = Count("mentions", filter=Q(mentions__superseded_at=None, mentions__rejected_at=None))
        wordings = Wording.objects.filter(claim=claim).defer("search", "embedding").annotate(mention_count=live)
        in_order = wordings.annotate(is_canonical=Q(pk=claim.canonical_wording_id)).order_by("-is_canonical", "id")
        known["listed_wordings"] = list(in_order[:WORDINGS_SHOWN])
    found: list[Any] = known["listed_wordings"]
    return found


def other_wordings(claim: Claim) -> list[Wording]:
    """Those that do not stand for the claim."""
    return [wording for wording in wordings_of(claim) if wording.pk != claim.canonical_wording_id]


# Claims that are one


@dataclass(frozen=True, slots=True)
class One:
    """A claim that was merged into another, or the one that it was merged into."""

    claim: Claim
    url: str
    words: str


def one_of(claim: Claim) -> One:
    return One(claim, page_of("claim", claim.pk), shorten(claim.canonical_wording.text, 200))


@dataclass(frozen=True, slots=True)
class Merged:
    """Into which claim this one was merged, by whom and why."""

    into: One
    by: str
    when: object
    reason: str


def merged(claim: Claim) -> Merged | None:
    """None for a claim that stands; two queries for one that does not."""
    if claim.merged_into_id is None:
        return None
    merges = Regrouping.objects.filter(claim=claim, kind=Kind.MERGE, undone_at=None).select_related("by")
    by_person = merges.order_by("-pk").first()
    return Merged(
        into=one_of(with_words().get(pk=claim.merged_into_id)),
        by=str(by_person.by) if by_person else "the machine",
        when=as_moment(by_person.at) if by_person else "",
        reason=by_person.reason if by_person else "",
    )


def with_words() -> QuerySet[Claim]:
    wording = ("canonical_wording__search", "canonical_wording__embedding")
    return Claim.objects.select_related("canonical_wording").defer(*wording)


def merged_page(claim: Claim) -> dict[str, Any]:
    """The context: into what it was merged, and what was merged into it; at most four queries."""
    absorbed = with_words().filter(merged_into=claim).order_by("pk")
    return {
        "merged": merged(claim),
        "absorbed": [one_of(one) for one in absorbed[:MERGED_SHOWN]],
        "absorbed_count": absorbed.count(),
        "absorbed_url": list_of("claim", without_mentions="merged", merged_into=claim.pk),
    }


# What would be undone


def undoing(claim: Claim) -> str:
    """What undoing the latest regrouping of a claim does, whose it was and why; empty where there is none."""
    latest = latest_regrouping(claim)
    if latest is None:
        return ""
    who = f"{DONE[Kind(latest.kind)]} by {latest.by}, {latest.at:%-d %b %Y}"
    because = f": “{shorten(latest.reason, 200)}”" if latest.reason else ""
    return f"{UNDOING[Kind(latest.kind)](latest)} {who}{because}."


def undoing_merge(regrouping: Regrouping) -> str:
    return f"Claim {regrouping.claim_id} stands for itself again, with {counted(regrouping.wordings)}."


def undoing_split(regrouping: Regrouping) -> str:
    come = "comes" if len(regrouping.wordings) == 1 else "come"
    words = counted(regrouping.wordings)
    return f"Of claim {regrouping.other_id} {words} {come} back into claim {regrouping.claim_id}."


def undoing_words(regrouping: Regrouping) -> str:
    before = regrouping.wording_before
    return f"The claim is put as before: “{shorten(before.text if before else '', 160)}”."


def counted(wordings: Sequence[int]) -> str:
    return "1 wording" if len(wordings) == 1 else f"{len(wordings)} wordings"


UNDOING: dict[Kind, Callable[[Regrouping], str]] = {
    Kind.MERGE: undoing_merge,
    Kind.SPLIT: undoing_split,
    Kind.CANONICAL: undoing_words,
}
DONE = {Kind.MERGE: "Merged", Kind.SPLIT: "Split off", Kind.CANONICAL: "Put otherwise"}
