"""From matches to claims: the machine joins and parts wordings, and undoes nothing that a person did.

Whenever something new is judged, the wordings that hang together with it are put together anew, as planning.py says.
Every wording founded a claim once; of those whose wordings are one claim now the oldest stands for it, and the others
are merged into that, to stand again if they part.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims.matching.judging import by_pair
from claims.matching.partition import Pair
from claims.matching.planning import Change, Plan, Scene, changes, plan
from claims.models import Claim, Comment, Match, Wording
from claims.models.ids import reserve_ids

log = structlog.get_logger(__name__)

LOCK = 0x6D61746368  # one regrouping at a time: it is short, and two that overlap would each see half
MOST_WORDINGS = 2000  # that hang together; more is an error of the judge, and is left as it is

# All wordings that hang together with the given ones: by being judged the same, or by being in one claim.
REACH = """
    WITH RECURSIVE reached(id) AS (
        SELECT unnest(%(ids)s::bigint[])
        UNION
        SELECT next.id FROM reached, LATERAL (
            SELECT second_id AS id FROM claims_match
            WHERE first_id = reached.id AND relation = 'same' AND decided_by_id IS NULL
            UNION ALL
            SELECT first_id FROM claims_match
            WHERE second_id = reached.id AND relation = 'same' AND decided_by_id IS NULL
            UNION ALL
            SELECT other.id FROM claims_wording own JOIN claims_wording other ON other.claim_id = own.claim_id
            WHERE own.id = reached.id
        ) AS next
    )
    SELECT id FROM reached LIMIT %(most)s
"""


def regroup(wordings: Collection[int]) -> list[Change]:
    """Put the wordings that hang together with these into claims, from all that was judged of them so far.

    A transaction of its own, in which no other regrouping runs. Under twenty queries, however many wordings; where
    too many hang together with all of these, with a part of them at a time. Gives what has changed.
    """
    done = regroup_at_once(wordings, compare_ahead(wordings))
    if done is not None:
        return done
    ordered = sorted(wordings)
    if len(ordered) == 1:
        log.warning("too many wordings hang together to group them", wording=ordered[0])
        return []
    half = len(ordered) // 2
    return [*regroup(ordered[:half]), *regroup(ordered[half:])]


def compare_ahead(wordings: Collection[int]) -> dict[Pair, Match]:
    """What a regrouping of these compares on the way, as far as it can be told now: nobody waits for it yet."""
    ids = reach(wordings)
    if len(ids) > MOST_WORDINGS:
        return {}
    scene = load(ids, to_write=False)
    plan(scene)
    return {pair: match for pair, match in scene.matches.items() if match.pk is None}


@transaction.atomic
def regroup_at_once(wordings: Collection[int], ahead: dict[Pair, Match]) -> list[Change] | None:
    """As `regroup`, with what was compared ahead of it; None where too many wordings hang together with these."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    ids = hold(wordings)
    if len(ids) > MOST_WORDINGS:
        return None
    scene = load(ids, to_write=True)
    scene.ahead = ahead
    planned = plan(scene)
    changed = list(changes(scene, planned))
    apply(scene, planned)
    return changed


def hold(wordings: Collection[int]) -> set[int]:
    """The wordings that hang together with these, their claims locked in the order of their ids.

    People change claims meanwhile, each under the lock of the claim: looked at again once all are locked, and where
    others hang together now, the locks are let go and taken anew, so that their order holds.
    """
    while True:
        before = transaction.savepoint()
        ids = reach(wordings)
        if len(ids) <= MOST_WORDINGS:
            lock(claims_of(ids))
        if len(ids) > MOST_WORDINGS or reach(wordings) == ids:
            transaction.savepoint_commit(before)
            return ids
        transaction.savepoint_rollback(before)


def reach(wordings: Collection[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(REACH, {"ids": list(wordings), "most": MOST_WORDINGS + 1})
        return {row[0] for row in cursor.fetchall()}


def claims_of(wordings: Collection[int]) -> QuerySet[Claim]:
    """The claims that these wordings are in, and those that they founded, by their ids."""
    own = Wording.objects.filter(pk__in=wordings).values("claim")
    return Claim.objects.filter(Q(pk__in=own) | Q(canonical_wording__in=wordings)).order_by("pk")


def load(ids: Collection[int], *, to_write: bool) -> Scene:
    """What the database has of the wordings. Three queries; `to_write` locks the matches."""
    rows = (
        Wording.objects.filter(pk__in=ids).select_related("article").defer("search", "article__text", "article__search")
    )
    wordings = {wording.pk: wording for wording in rows}
    discussed = Exists(Comment.objects.filter(claim=OuterRef("pk")))
    claims: dict[int, Claim] = {claim.pk: claim for claim in claims_of(ids).annotate(is_discussed=discussed)}
    matches = Match.objects.filter(first__in=ids, second__in=ids).order_by("pk")
    return Scene(wordings, claims, by_pair(matches.select_for_update(no_key=True) if to_write else matches))


def apply(scene: Scene, planned: Plan) -> None:
    """Move wordings to the claims that the plan says, and say of every match whether it joined the two."""
    chosen = [group.claim for group in planned.groups]
    fresh = iter(reserve_ids(Claim, chosen.count(None)) if None in chosen else ())
    claim_of: dict[int, int] = {}
    for group, claim in zip(planned.groups, chosen, strict=True):
        home = found_claim(scene, next(fresh), min(group.wordings)) if claim is None else claim
        claim_of |= dict.fromkeys(group.wordings, home)
    move_wordings(scene, claim_of)
    keep_matches(scene, planned)


def found_claim(scene: Scene, claim_id: int, wording_id: int) -> int:
    """A new claim for wordings that a person's work has left without one of their own; its id."""
    old = scene.claims[scene.wordings[wording_id].claim_id]
    claim = Claim(
        id=claim_id,
        canonical_wording_id=wording_id,
        check_worthiness=old.check_worthiness,
        dimensions=old.dimensions,
    )
    claim.save(force_insert=True)
    vars(claim)["is_discussed"] = False
    scene.claims[claim_id] = claim
    return claim_id


def move_wordings(scene: Scene, claim_of: dict[int, int]) -> None:
    """Each wording to its claim; the claims that they founded merged into that, or standing again. Three queries."""
    moved = [wording for wording in scene.wordings.values() if wording.claim_id != claim_of[wording.pk]]
    for wording in moved:
        wording.claim_id = claim_of[wording.pk]
    merged = []
    for claim in scene.claims.values():
        if scene.is_settled(claim) or claim.canonical_wording_id not in claim_of:
            continue
        target = claim_of[claim.canonical_wording_id]
        into = None if target == claim.pk else target
        if claim.merged_into_id != into:
            claim.merged_into_id, claim.updated_at = into, timezone.now()
            merged.append(claim)
    lock(Wording.objects.filter(pk__in=[wording.pk for wording in moved]))
    Wording.objects.bulk_update(moved, ["claim"])
    Claim.objects.bulk_update(merged, ["merged_into", "updated_at"])


def lock(rows: QuerySet[Any]) -> list[int]:
    """Lock rows in the order of their ids, which are given: whoever writes many does so, and nobody waits in a circle.
    No query where the set is known to be empty."""
    return list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def keep_matches(scene: Scene, planned: Plan) -> None:
    """The state that each machine's match has now; what was compared on the way is stored where it tells something.

    Not what is the same on the way: a match of two that are no candidates would join others the next time, and what
    makes one claim would depend on what was put together before.
    """
    changed, new = [], []
    for pair, ruling in sorted(planned.rulings.items()):
        match = scene.matches[pair]
        is_new = match.pk is None
        if not is_new and (match.state, match.held_because) == (ruling.state, ruling.held_because):
            continue
        match.state, match.held_because = ruling.state, ruling.held_because
        match.decided_at = timezone.now() if ruling.state == Match.State.CONFIRMED else None
        if not is_new:
            changed.append(match)
        elif ruling.state != Match.State.REJECTED and match.relation != Match.Relation.SAME:
            new.append(match)
    Match.objects.bulk_update(changed, ["state", "held_because", "decided_at"])
    Match.objects.bulk_create(new, ignore_conflicts=True)
