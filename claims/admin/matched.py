"""Matches as the desk shows them: what was compared, what came of it, why, and what a person may decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import queries
from claims.admin.columns import (
    CLAIM_COLOURS,
    CLAIM_WORDS,
    RELATION_COLOURS,
    STATE_COLOURS,
    as_label,
    as_moment,
    as_share,
    list_of,
    page_of,
    shorten,
)
from claims.lifecycle import PUBLIC
from claims.models import Claim, Match, Wording
from claims.models.match import NEED

if TYPE_CHECKING:
    from claims.admin.offers import Offer

MATCHES_SHOWN = 50
SHOWN_AT_ONCE = 5  # of each group; the others are folded
SUGGESTED_SHOWN = 8  # claims that the form of a merge names
State, Relation = Match.State, Match.Relation


@dataclass(frozen=True, slots=True)
class Matched:
    """A match seen from a claim. `other` is the other wording's claim, the same where both wordings are in it; `more`
    are the further matches with that claim."""

    match: Match
    is_inside: bool
    ours: str
    theirs: str
    other: Claim
    claim_url: str
    status: SafeString
    verdict: str
    url: str
    relation: SafeString
    state: SafeString
    score: SafeString
    decided: object
    offers: Sequence[Offer]
    more: Sequence[Matched] = ()

    @property
    def is_tried_in_more(self) -> bool:
        """Whether something in what is folded behind it was attempted and not done."""
        return any(offer.is_tried for one in self.more for offer in one.offers)


def with_claims(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Matches with the claims of both wordings, what is published of these, and what a person may take back."""
    verdicts = ("first__claim__public_rating", "second__claim__public_rating")
    return queries.with_merges(matches.select_related(*verdicts))


def matches_of(claim: Claim) -> list[Match]:
    """The matches of a claim, what needs a person first; one query a claim."""
    known: dict[str, Any] = vars(claim)
    if "listed_matches" not in known:
        in_order = with_claims(queries.matches_of(claim)).order_by(NEED, "-score", "-pk")
        known["listed_matches"] = list(in_order[:MATCHES_SHOWN])
    found: list[Match] = known["listed_matches"]
    return found


def suggested(claim: Claim) -> dict[int, str]:
    """Other claims that may be the same, and what they say: the likeliest first."""
    found: dict[int, str] = {}
    for match in sorted(matches_of(claim), key=lambda match: -match.score):
        theirs = their_side(match, claim)
        if not is_inside(match) and match.state != State.REJECTED and match.relation != Relation.CONFLICT:
            found.setdefault(theirs.claim_id, theirs.text)
    return dict(list(found.items())[:SUGGESTED_SHOWN])


def sides(match: Match, claim: Claim) -> tuple[Wording, Wording]:
    """The wording of the claim, and the other one."""
    return (match.first, match.second) if match.first.claim_id == claim.pk else (match.second, match.first)


def their_side(match: Match, claim: Claim) -> Wording:
    return sides(match, claim)[1]


def is_inside(match: Match) -> bool:
    return match.first.claim_id == match.second.claim_id


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim that contradicts this one, as far as the machine or a person says."""

    claim_url: str
    words: str
    verdict: str
    by: object
    is_confirmed: bool


def contradictions(claim: Claim) -> list[Contradiction]:
    """Each claim once, what a person confirmed first."""
    against = [match for match in matches_of(claim) if is_contradiction(match)]
    found: dict[int, Contradiction] = {}
    for match in sorted(against, key=lambda match: match.decided_by_id is None):
        theirs = their_side(match, claim)
        if theirs.claim_id not in found:
            found[theirs.claim_id] = contradiction(match, theirs)
    return list(found.values())


def contradiction(match: Match, theirs: Wording) -> Contradiction:
    confirmed = format_html("confirmed {}", decided(match))
    return Contradiction(
        claim_url=page_of("claim", theirs.claim_id),
        words=shorten(theirs.text, 200),
        verdict=verdict_of(theirs.claim),
        by=confirmed if match.decided_by else "suggested by the machine, nobody has confirmed it",
        is_confirmed=match.decided_by is not None,
    )


def is_contradiction(match: Match) -> bool:
    return match.relation == Relation.CONFLICT and match.state != State.REJECTED and not is_inside(match)


def verdict_of(claim: Claim) -> str:
    """What the public reads of a claim, with a word where that has run out or is looked at again; empty for nothing."""
    if claim.public_rating is None:
        return ""
    mark = ", stale" if claim.is_stale else "" if claim.status in PUBLIC else ", under review again"
    return f"rated {claim.public_rating}{mark}"


def decided(match: Match) -> object:
    """Who decided, and when where that was a person."""
    if match.decided_by is not None:
        return format_html("by {}, {}", match.decided_by, as_moment(match.decided_at))
    return format_html('<span title="{}">by the machine</span>', match.model_version)


def matched(match: Match, claim: Claim, buttons: Sequence[Offer]) -> Matched:
    ours, theirs = sides(match, claim)
    other = theirs.claim
    return Matched(
        match=match,
        is_inside=is_inside(match),
        ours=shorten(ours.text, 300),
        theirs=shorten(theirs.text, 300),
        other=other,
        claim_url=page_of("claim", other.pk),
        status=as_label(CLAIM_WORDS[other.status], CLAIM_COLOURS[other.status]),
        verdict=verdict_of(other),
        url=page_of("match", match.pk),
        relation=as_label(match.get_relation_display(), RELATION_COLOURS[match.relation]),
        state=as_label(match.get_state_display(), STATE_COLOURS[match.state]),
        score=as_share(match.score, "The probability that both say the same, as the model gives it"),
        decided=decided(match),
        offers=buttons,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Matches that are listed together, one with each other claim; `rest` are those that are folded away."""

    name: str
    note: str
    shown: Sequence[Matched]
    rest: Sequence[Matched]

    def __iter__(self) -> Iterator[Matched]:
        """All of them."""
        for one in (*self.shown, *self.rest):
            yield one
            yield from one.more

    @property
    def is_tried(self) -> bool:
        """Whether something in what is folded was attempted and not done."""
        return any(one.is_tried_in_more or any(offer.is_tried for offer in one.offers) for one in self.rest)


# In this order; a match is in the first that takes it.
GROUPS: tuple[tuple[str, str, bool, Callable[[Match], bool]], ...] = (
    ("Contradictions", "Never merged; shown on both claims.", False, is_contradiction),
    (
        "Doubts",
        "Both wordings are in this claim. If one of them does not belong here, split it off.",
        False,
        lambda match: is_inside(match) and match.state == State.SUGGESTED,
    ),
    ("To be decided", "Is it the same claim?", False, lambda match: match.state == State.SUGGESTED),
    (
        "What put this claim together",
        "Wordings of this claim that say the same.",
        True,
        lambda match: is_inside(match) and match.state == State.CONFIRMED,
    ),
    ("Confirmed", "Claims that stay apart.", False, lambda match: match.state == State.CONFIRMED),
    ("Rejected", "The machine neither joins nor suggests these again.", True, lambda match: True),
)


def grouped(found: Sequence[Matched]) -> list[Group]:
    """The matches of a claim by what is to be done about them; groups without any are left out."""
    members: list[list[Matched]] = [[] for _ in GROUPS]
    for one in found:
        place = next(n for n, (*_, takes) in enumerate(GROUPS) if takes(one.match))
        members[place].append(one)
    groups = []
    for (name, note, is_folded, _), in_it in zip(GROUPS, members, strict=True):
        rivals = by_claim(in_it)
        shown = 0 if is_folded else SHOWN_AT_ONCE
        if rivals:
            groups.append(Group(name, note, rivals[:shown], rivals[shown:]))
    return groups


def by_claim(matches: Sequence[Matched]) -> list[Matched]:
    """One match with each other claim, the first, with the others behind it; each by itself inside of the claim."""
    rivals: dict[object, list[Matched]] = {}
    for one in matches:
        rivals.setdefault(one.match if one.is_inside else one.other.pk, []).append(one)
    return [replace(first, more=more) for first, *more in rivals.values()]


def all_matches_of(claim: Claim) -> str:
    """Where all of them are listed."""
    return list_of("match", claim=claim.pk)
