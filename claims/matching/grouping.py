"""From matches to claims: the machine joins and parts wordings, and undoes nothing that a person did.

A claim that people have worked on is settled: the machine takes no wording out of it, joins it to no other settled one,
and adds wordings to it only while it is detected. All other wordings are put together anew, from all that was judged of
them, whenever something new is judged (see partition.py). Every wording founded a claim once; of those whose wordings
are one claim now the oldest stands for it, and the others are merged into that, to stand again if they part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims.lifecycle import Status
from claims.matching.judging import Judge, by_pair, joins, link_of, settle
from claims.matching.partition import Block, Edge, Held, Link, Pair, Partition, partition
from claims.models import Claim, Comment, Match, Wording
from claims.models.ids import reserve_ids

log = structlog.get_logger(__name__)

LOCK = 0x6D61746368  # one regrouping at a time: it is short, and two that overlap would each see half
MOST_WORDINGS = 2000  # of claims that hang together; more is an error of the judge, and is left as it is
DOUBT = "Both are in this claim through other wordings: see whether they belong together."
WHY_HELD = {
    Held.CONTRADICTED: "Wordings of the two claims contradict each other, or a person keeps them apart.",
    Held.OUTNUMBERED: "Most wordings of the two claims were not judged the same.",
    Held.CLOSED: "The claim is in review or was published: a person decides.",
    Held.BOTH_SETTLED: "People have worked on both claims: a person decides.",
}

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


@dataclass(slots=True)
class Scene:
    """Wordings that hang together, the claims that they are in or have founded, and what was judged of them."""

    wordings: dict[int, Wording]
    claims: dict[int, Claim]  # each with whether it `is_discussed`
    matches: dict[Pair, Match]
    judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.wordings)

    def link(self, pair: Pair) -> Link:
        """What stands between two wordings; what nobody has compared yet is compared."""
        if pair not in self.matches:
            self.matches[pair] = self.judge.match(pair)
        return link_of(self.matches[pair])

    def is_settled(self, claim: Claim) -> bool:
        return claim.version > 1 or vars(claim)["is_discussed"]

    def blocks(self) -> list[Block]:
        """The wordings of each settled claim together, all others by themselves."""
        by_claim: dict[int, set[int]] = {}
        for wording in self.wordings.values():
            by_claim.setdefault(wording.claim_id, set()).add(wording.pk)
        blocks = []
        for claim_id, wordings in by_claim.items():
            claim = self.claims[claim_id]
            if self.is_settled(claim):
                blocks.append(Block(frozenset(wordings), claim_id, claim.status == Status.DETECTED))
            else:
                blocks += [Block(frozenset({wording})) for wording in wordings]
        return blocks

    def edges(self) -> Iterable[Edge]:
        for pair, match in self.matches.items():
            if joins(match, self.wordings):
                yield Edge(pair, match.score)

    def partition(self) -> Partition:
        order = {wording.pk: wording.fingerprint for wording in self.wordings.values()}
        apart = [pair for pair, match in self.matches.items() if link_of(match) is Link.APART]
        return partition(self.blocks(), list(self.edges()), order, apart, self.link)


@transaction.atomic
def regroup(wordings: Collection[int]) -> None:
    """Put the wordings that hang together with these into claims, from all that was judged of them so far.

    A transaction of its own, in which no other regrouping runs. About a dozen queries, however many wordings.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    ids = hold(wordings)
    if len(ids) > MOST_WORDINGS:
        log.warning("too many wordings hang together to group them", wordings=sorted(wordings)[:10])
        return
    scene = load(ids)
    apply(scene, scene.partition())


def hold(wordings: Collection[int]) -> set[int]:
    """The wordings that hang together with these, their claims locked in the order of their ids.

    People change claims meanwhile, each under the lock of the claim: looked at again once all are locked.
    """
    ids: set[int] = set()
    while (reached := reach(wordings)) != ids and len(reached) <= MOST_WORDINGS:
        ids = reached
        list(claims_of(ids).select_for_update(no_key=True).values_list("pk", flat=True))
    return reached


def reach(wordings: Collection[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(REACH, {"ids": list(wordings), "most": MOST_WORDINGS + 1})
        return {row[0] for row in cursor.fetchall()}


def claims_of(wordings: Collection[int]) -> QuerySet[Claim]:
    """The claims that these wordings are in, and those that they founded, by their ids."""
    own = Wording.objects.filter(pk__in=wordings).values("claim")
    return Claim.objects.filter(Q(pk__in=own) | Q(canonical_wording__in=wordings)).order_by("pk")


def load(ids: Collection[int]) -> Scene:
    """What the database has of the wordings. Three queries."""
    rows = (
        Wording.objects.filter(pk__in=ids).select_related("article").defer("search", "article__text", "article__search")
    )
    wordings = {wording.pk: wording for wording in rows}
    discussed = Exists(Comment.objects.filter(claim=OuterRef("pk")))
    claims: dict[int, Claim] = {claim.pk: claim for claim in claims_of(ids).annotate(is_discussed=discussed)}
    matches = Match.objects.filter(first__in=ids, second__in=ids).select_for_update(no_key=True).order_by("pk")
    return Scene(wordings, claims, by_pair(matches))


def apply(scene: Scene, found: Partition) -> None:
    """Move wordings to the claims that the partition says, and say of every match whether it joined the two."""
    claim_of = {wording: claim for group, claim in zip(found.groups, stand_for(scene, found), strict=True)
                for wording in group.wordings}  # fmt: skip
    move_wordings(scene, claim_of)
    keep_matches(scene, claim_of, found.held)


def stand_for(scene: Scene, found: Partition) -> list[int]:
    """The claim of each group: the settled one, else the oldest that one of its wordings founded, else a new one."""
    founded: dict[int, list[int]] = {}
    for claim in scene.claims.values():
        if not scene.is_settled(claim):
            founded.setdefault(claim.canonical_wording_id, []).append(claim.pk)
    chosen = []
    for group in found.groups:
        homes = [claim for wording in group.wordings for claim in founded.get(wording, ())]
        chosen.append(group.claim or min(homes, default=0))
    fresh = iter(reserve_ids(Claim, chosen.count(0)) if 0 in chosen else ())
    for place, group in enumerate(found.groups):
        if not chosen[place]:
            chosen[place] = next(fresh)
            found_claim(scene, chosen[place], min(group.wordings))
    return chosen


def found_claim(scene: Scene, claim_id: int, wording_id: int) -> None:
    """A new claim for wordings that a person's work has left without one of their own."""
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


def move_wordings(scene: Scene, claim_of: dict[int, int]) -> None:
    """Each wording to its claim; the claims that they founded merged into that, or standing again. Two writes."""
    moved = []
    for wording in scene.wordings.values():
        if wording.claim_id != claim_of[wording.pk]:
            wording.claim_id = claim_of[wording.pk]
            moved.append(wording)
    merged = []
    for claim in scene.claims.values():
        if scene.is_settled(claim) or claim.canonical_wording_id not in claim_of:
            continue
        target = claim_of[claim.canonical_wording_id]
        into = None if target == claim.pk else target
        if claim.merged_into_id != into:
            claim.merged_into_id, claim.updated_at = into, timezone.now()
            merged.append(claim)
    Wording.objects.bulk_update(moved, ["claim"])
    Claim.objects.bulk_update(merged, ["merged_into", "updated_at"])


def keep_matches(scene: Scene, claim_of: dict[int, int], held: dict[Pair, Held]) -> None:
    """The state that each machine's match has now; what was compared on the way is stored where it tells something."""
    changed, new = [], []
    for pair, match in scene.matches.items():
        if match.decided_by_id is not None:
            continue
        before = (match.state, match.held_because)
        decide(scene, pair, match, is_inside=claim_of[pair[0]] == claim_of[pair[1]], held=held.get(pair))
        is_new = match.pk is None
        if is_new and (match.state != Match.State.REJECTED):
            new.append(match)
        elif not is_new and (match.state, match.held_because) != before:
            changed.append(match)
    Match.objects.bulk_update(changed, ["state", "held_because", "decided_at"])
    Match.objects.bulk_create(new, ignore_conflicts=True)


def decide(scene: Scene, pair: Pair, match: Match, *, is_inside: bool, held: Held | None) -> None:
    if not joins(match, scene.wordings):
        settle(match, scene.judge.is_bound(pair))
        if is_inside and link_of(match) is not Link.SAME:
            match.state, match.held_because = Match.State.SUGGESTED, DOUBT
        return
    match.state = Match.State.CONFIRMED if is_inside else Match.State.SUGGESTED
    match.decided_at = timezone.now() if is_inside else None
    match.held_because = WHY_HELD[held] if held else ""
