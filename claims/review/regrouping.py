"""What people do to the wordings of claims: merging, splitting, putting a claim in other words, and undoing it.

The machine leaves what a person did as it is: a claim whose version went up is settled (see claims/matching/grouping).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.errors import IllegalMove, NotComplete
from claims.lifecycle import Status, change
from claims.matching import judge_pair, lock, settle
from claims.models import Claim, Match, Regrouping, Wording
from claims.models.ids import reserve_ids
from claims.review import checks
from claims.review.rules import acting, to_merge
from claims.review.standing import latest_regrouping, standing_of
from claims.text import check_worthiness


def merge(claim: Claim, *, into: Claim, by: User, reason: str = "") -> Regrouping:
    """Say that a claim that nobody works on is the same as another: its wordings are that one's from now on.

    The claim stays readable, with its evidence and comments, and stands again when the merge is undone.
    """
    reason = checks.at_most("reason", reason, checks.TEXT)
    if into.pk == claim.pk:
        raise NotComplete("into", "A claim is not merged into itself.")
    with acting("merge", claim, by, beside=[into]):
        return join(claim, into, by, reason)


def join(claim: Claim, into: Claim, by: User, reason: str, match: Match | None = None) -> Regrouping:
    """Merge `claim` into `into`, both held; `match` is the one that was confirmed, by default that of what they say."""
    if into.merged_into_id is not None:
        raise NotComplete("into", f"Claim {into.pk} was merged into claim {into.merged_into_id}: choose that one.")
    now = timezone.now()
    match = match or match_of(claim.canonical_wording, into.canonical_wording)
    decide(match, Match.State.CONFIRMED, by, now, Match.Relation.SAME, reason)
    wordings = put(claim.wordings.all(), into)
    Claim.objects.filter(merged_into=claim).update(merged_into=into)
    change(claim, merged_into=into)
    change(into)
    return Regrouping.objects.create(
        kind=Regrouping.Kind.MERGE,
        claim=claim,
        other=into,
        wordings=wordings,
        match=match,
        reason=reason,
        by=by,
        at=now,
    )


def put(wordings: QuerySet[Wording], claim: Claim) -> list[int]:
    """Move wordings to a claim; their ids."""
    ids = lock(wordings)
    Wording.objects.filter(pk__in=ids).update(claim=claim)
    return ids


def split(claim: Claim, *, wordings: Iterable[Wording], by: User, reason: str = "") -> Regrouping:
    """Say that some wordings of a claim make another: they get a claim of their own, and no machine undoes that."""
    reason = checks.at_most("reason", reason, checks.TEXT)
    chosen = {wording.pk for wording in wordings}
    with acting("split", claim, by, beside=merged_into(claim)):
        leaving = leaving_of(claim, chosen)
        now = timezone.now()
        home = home_of(leaving)
        put(Wording.objects.filter(pk__in=chosen), home)
        Claim.objects.filter(merged_into=claim, canonical_wording__in=chosen).exclude(pk=home.pk).update(
            merged_into=home
        )
        change(home, merged_into=None)
        keep_apart(claim, leaving, home, by, now, reason)
        change(claim)
        return Regrouping.objects.create(
            kind=Regrouping.Kind.SPLIT, claim=claim, other=home, wordings=sorted(chosen), reason=reason, by=by, at=now
        )


def merged_into(claim: Claim) -> list[Claim]:
    """The claims that were merged into this one, to be held with it: one of them may stand again."""
    return list(Claim.objects.filter(merged_into=claim))


def leaving_of(claim: Claim, chosen: Collection[int]) -> list[Wording]:
    """The wordings that are to leave, oldest first. Raises NotComplete where that leaves nothing or takes nothing."""
    leaving = list(Wording.objects.filter(claim=claim, pk__in=chosen).defer("search").order_by("pk"))
    if not chosen:
        raise NotComplete("wordings", "Say which wordings make another claim.", "required")
    if len(leaving) < len(chosen):
        raise NotComplete("wordings", "These are not all wordings of this claim.", "does_not_exist")
    if claim.canonical_wording_id in chosen:
        sentence = "The wording that stands for the claim stays: put the claim in other words first."
        raise NotComplete("wordings", sentence)
    return leaving


def home_of(leaving: list[Wording]) -> Claim:
    """The oldest claim that one of the wordings founded and that stands no more, held; else a new one."""
    founded = Claim.objects.filter(merged_into=leaving[0].claim, canonical_wording__in=leaving).order_by("pk").first()
    if founded is not None:
        return founded
    (number,) = reserve_ids(Claim, 1)
    return Claim.objects.create(id=number, canonical_wording=leaving[0], **worth_of(leaving[0]))


def keep_apart(claim: Claim, leaving: list[Wording], home: Claim, by: User, now: datetime, reason: str) -> None:
    """What joined the two is rejected; and of what stands for them a person has said that it is not the same."""
    ids = [wording.pk for wording in leaving]
    staying = Wording.objects.filter(claim=claim).values("pk")
    across = Q(first__in=ids, second__in=staying) | Q(second__in=ids, first__in=staying)
    said_same = lock(Match.objects.filter(across, relation=Match.Relation.SAME))
    decision = {"decided_by": by, "decided_at": now, "decided_because": reason}
    Match.objects.filter(pk__in=said_same).update(state=Match.State.REJECTED, held_because="", **decision)
    decide(match_of(claim.canonical_wording, home.canonical_wording), Match.State.REJECTED, by, now, because=reason)


def put_otherwise(claim: Claim, *, wording: Wording, by: User, reason: str = "") -> Regrouping:
    """Let another of its wordings stand for the claim in lists and headings, and its check-worthiness with it."""
    reason = checks.at_most("reason", reason, checks.TEXT)
    with acting("put_otherwise", claim, by):
        before = claim.canonical_wording_id
        if wording.pk == before:
            raise NotComplete("wording", "This wording stands for the claim already.")
        if not claim.wordings.filter(pk=wording.pk).exists():
            raise NotComplete("wording", "This is not a wording of the claim.", "does_not_exist")
        change(claim, canonical_wording=wording, **worth_of(wording))
        return Regrouping.objects.create(
            kind=Regrouping.Kind.CANONICAL,
            claim=claim,
            wordings=[wording.pk],
            wording_before_id=before,
            reason=reason,
            by=by,
            at=timezone.now(),
        )


def worth_of(wording: Wording) -> dict[str, object]:
    """How much a claim that says this deserves a reviewer's time."""
    (score,) = check_worthiness.score([wording.text])
    return {"check_worthiness": score, "dimensions": check_worthiness.dimensions(wording.text)}


# Undoing


def undo_regrouping(claim: Claim, *, by: User) -> Regrouping:
    """Undo what a person did last to the wordings of the claim: a merge, a split, or putting it in other words.

    Only while nothing else has happened to these wordings, and, of a split, nobody has worked on what was split off.
    """
    latest = latest_regrouping(claim)
    beside = [] if latest is None else [*parties(latest, claim), *merged_into(latest.other or latest.claim)]
    with acting("undo_regrouping", claim, by, beside=beside) as standing:
        if latest is None or standing.regrouping is None or standing.regrouping.pk != latest.pk:
            raise IllegalMove("Somebody else has regrouped these wordings meanwhile.")
        current = {held.pk: held for held in (*beside[::-1], claim)}
        latest.claim = current[latest.claim_id]
        if latest.other_id is not None:
            latest.other = current[latest.other_id]
        UNDOING[Regrouping.Kind(latest.kind)](latest, by)
        latest.undone_by, latest.undone_at = by, timezone.now()
        latest.save(update_fields=["undone_by", "undone_at"])
        return latest


def parties(regrouping: Regrouping, claim: Claim) -> list[Claim]:
    """The two claims of a regrouping, without `claim` itself."""
    return [one for one in (regrouping.claim, regrouping.other) if one is not None and one.pk != claim.pk]


def undo_merge(regrouping: Regrouping, by: User) -> None:
    claim, into = regrouping.claim, other_of(regrouping)
    moved = where_they_were_put(regrouping, into)
    if claim.merged_into_id != into.pk or into.canonical_wording_id in regrouping.wordings:
        raise IllegalMove("The claims have changed since: split the wordings off instead.")
    put(moved, claim)
    back = Claim.objects.filter(merged_into=into, canonical_wording__in=regrouping.wordings).exclude(pk=claim.pk)
    back.update(merged_into=claim)
    change(claim, merged_into=None)
    change(into)
    restore_decisions(Match.objects.filter(regroupings=regrouping), regrouping.at)


def undo_split(regrouping: Regrouping, by: User) -> None:
    claim, home = regrouping.claim, other_of(regrouping)
    moved = where_they_were_put(regrouping, home)
    if home.status != Status.DETECTED or home.wordings.count() > len(regrouping.wordings):
        raise IllegalMove(f"Claim {home.pk} has become more than what was split off: merge it instead.")
    if obstacle := to_merge(standing_of(home), by):
        raise obstacle
    put(moved, claim)
    Claim.objects.filter(merged_into=home).update(merged_into=claim)
    change(home, merged_into=claim)
    change(claim)
    restore_decisions(Match.objects.filter(decided_by=regrouping.by_id, decided_at=regrouping.at), regrouping.at)


def undo_canonical(regrouping: Regrouping, by: User) -> None:
    claim = regrouping.claim
    before = regrouping.wording_before
    if before is None or [claim.canonical_wording_id] != regrouping.wordings or before.claim_id != claim.pk:
        raise IllegalMove("The claim has changed since: choose the wording that is to stand for it.")
    change(claim, canonical_wording=before, **worth_of(before))


UNDOING: dict[Regrouping.Kind, Callable[[Regrouping, User], None]] = {
    Regrouping.Kind.MERGE: undo_merge,
    Regrouping.Kind.SPLIT: undo_split,
    Regrouping.Kind.CANONICAL: undo_canonical,
}


def other_of(regrouping: Regrouping) -> Claim:
    assert regrouping.other is not None  # a constraint says so of merges and splits
    return regrouping.other


def where_they_were_put(regrouping: Regrouping, claim: Claim) -> QuerySet[Wording]:
    """The wordings that were moved. Raises IllegalMove where they have moved on since."""
    moved = Wording.objects.filter(pk__in=regrouping.wordings, claim=claim)
    if moved.count() < len(regrouping.wordings):
        raise IllegalMove("The wordings have moved on since: this cannot be undone any more.")
    return moved


# Matches


def match_of(one: Wording, other: Wording) -> Match:
    """The match of two wordings: the stored one, or one as the machine sees it, which is stored.

    A worker may store it at the same moment: then that one.
    """
    first, second = sorted((one, other), key=lambda wording: wording.pk)
    stored = Match.objects.filter(first=first, second=second)
    if not stored.exists():
        Match.objects.bulk_create([judge_pair(first, second)], ignore_conflicts=True)
    return stored.get()


def decide(
    match: Match, state: Match.State, by: User, now: datetime, relation: str | None = None, because: str = ""
) -> None:
    """Write a person's decision on a match; `relation` is what they say of it, where they say so."""
    match.state, match.held_because, match.decided_by, match.decided_at = state, "", by, now
    match.decided_because = because
    match.relation = relation or match.relation
    match.save(update_fields=[*DECISION, "held_because"])


def reopen_decisions(matches: QuerySet[Match]) -> None:
    """Give matches back to the machine, which suggests them."""
    for match in matches.select_related("first", "second").order_by("pk"):
        machine = judge_pair(match.first, match.second)
        for name in ("relation", "score", "reasons", "model_version"):
            setattr(match, name, getattr(machine, name))
        match.decided_by, match.decided_because = None, ""
        settle(match, bool(match.first.article_id or match.second.article_id))
        match.save()


def restore_decisions(matches: QuerySet[Match], at: datetime) -> None:
    """Take back what was decided on matches at this moment: what a person had decided before stands again, and what
    nobody had is given back to the machine."""
    for match in matches.order_by("pk"):
        before = decision_before(match, at)
        if before is None:
            reopen_decisions(Match.objects.filter(pk=match.pk))
        else:
            Match.objects.filter(pk=match.pk).update(**before)


DECISION = ("state", "relation", "decided_by", "decided_at", "decided_because")


def decision_before(match: Match, at: datetime) -> dict[str, object] | None:
    """What a person had decided before `at`, as the audit trail has it: each entry is the row before a change."""
    trail = apps.get_model("claims", "MatchEvent")._default_manager.filter(pgh_obj=match.pk)
    since = trail.filter(decided_at=at).order_by("pgh_id").values_list("pgh_id", flat=True).first()
    earlier = trail if since is None else trail.filter(pgh_id__lt=since)
    row: dict[str, object] | None = earlier.order_by("-pgh_id").values(*DECISION).first()
    return row if row and row["decided_by"] else None
