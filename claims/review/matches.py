"""What people decide on a match: that its two wordings make the same claim, contradict each other, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.utils import timezone

from claims.errors import ClaimMovedOn, ClaimsError, IllegalMove, NotComplete
from claims.lifecycle import change
from claims.models import Claim, Match
from claims.review import checks
from claims.review.proposals import propose_from
from claims.review.regrouping import decide, join, reopen_decisions
from claims.review.rules import acting, to_merge
from claims.review.standing import standing_of, still_theirs

SAME, CONFLICT, RELATED = Match.Relation.SAME, Match.Relation.CONFLICT, Match.Relation.RELATED
CONFIRMABLE = (SAME, CONFLICT, RELATED)


def confirm_match(match: Match, *, by: User, relation: str = "", reason: str = "") -> Match:
    """Say that two wordings make the same claim, contradict each other, or are related; by default what the match says.

    Of two that make the same claim one is merged into the other, if nobody works on it; else both stay, and the one
    that is not finished gets a proposal from what the other has published.
    """
    relation = checks.one_of("relation", relation or match.relation, CONFIRMABLE)
    reason = checks.at_most("reason", reason, checks.TEXT)
    with deciding("confirm_match", match, by) as (one, other):
        if relation != SAME and one.pk == other.pk:
            raise NotComplete("relation", "Both are wordings of this claim: split one of them off instead.")
        if relation == SAME and one.pk != other.pk and (vanishing := to_vanish(one, other, by)):
            join(vanishing, other if vanishing is one else one, by, reason, match)
            return match
        decide(match, Match.State.CONFIRMED, by, timezone.now(), relation, reason)
        settle_both(one, other)
        if relation == SAME:
            propose_from(one)
            propose_from(other)
        return match


def to_vanish(one: Claim, other: Claim, by: User) -> Claim | None:
    """Which of two claims is merged into the other: the newer of those that nobody works on; None where both are."""
    free = [claim for claim in (one, other) if to_merge(standing_of(claim), by) is None]
    return max(free, key=lambda claim: claim.pk, default=None)


def reject_match(match: Match, *, by: User, reason: str = "") -> Match:
    """Say that a match is wrong: the machine does not join the two, nor suggest it again."""
    reason = checks.at_most("reason", reason, checks.TEXT)
    with deciding("reject_match", match, by) as (one, other):
        decide(match, Match.State.REJECTED, by, timezone.now(), because=reason)
        settle_both(one, other)
        return match


def reopen_match(match: Match, *, by: User) -> Match:
    """Take a person's decision back: the match is a suggestion again, as the machine sees it."""
    with deciding("reopen_match", match, by) as (one, other):
        reopen_decisions(Match.objects.filter(pk=match.pk))
        match.refresh_from_db()
        settle_both(one, other)
        return match


@contextmanager
def deciding(name: str, match: Match, by: User) -> Iterator[tuple[Claim, Claim]]:
    """As `acting`, on both claims of a match."""
    one, other = match.first.claim, match.second.claim
    if one.pk == other.pk:
        if one.version != other.version:
            sentence = f"Both wordings are in claim {one.pk} now. Load them again."
            raise ClaimMovedOn(sentence, claim=one.pk, seen=other.version, now=one.version)
        match.second.claim = other = one
    with acting(name, one, by, beside=[other]):
        still_theirs(match.first, match.second)
        match.refresh_from_db(fields=["state", "relation", "decided_by", "held_because"])
        if obstacle := in_the_way(name, match):
            raise obstacle
        yield one, other


def settle_both(one: Claim, other: Claim) -> None:
    """A decision makes the next version of both claims."""
    change(one)
    if other.pk != one.pk:
        change(other)


def has_merged(match: Match) -> bool:
    """Whether its confirmation merged two claims that still are one; no query where it carries `has_merged`."""
    known: bool | None = vars(match).get("has_merged")
    return match.regroupings.filter(undone_at=None).exists() if known is None else known


def in_the_way(name: str, match: Match) -> ClaimsError | None:
    """What the state of a match has against `name`, None where nothing."""
    by_person = match.decided_by_id is not None
    if name == "reopen_match":
        if not by_person:
            return IllegalMove("No person has decided this match.")
        if has_merged(match):
            return IllegalMove("The two claims were merged by it: undo the merge instead.")
        return None
    if by_person:
        return IllegalMove("A person has decided this match: take the decision back first.")
    if name == "reject_match" and match.first.claim_id == match.second.claim_id:
        return IllegalMove("Both are wordings of this claim: split one of them off instead.")
    return None
