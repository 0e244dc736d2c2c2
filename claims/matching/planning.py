"""What a regrouping comes to: which wordings in which claim, and what becomes of each match. Nothing is written here.

A claim that people have worked on is settled: the machine takes no wording out of it, joins it to no other settled one,
and adds wordings to it only while it is detected. All other wordings are put together anew from all that was judged of
them (see partition.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from claims.lifecycle import Status
from claims.matching.judging import Judge, Ruling, Thresholds, joins, link_of, ruling_of, thresholds
from claims.matching.partition import Block, Edge, Held, Link, Pair, Partition, pair_of, partition
from claims.models import Claim, Match, Wording

DOUBT = "Both are in this claim through other wordings: see whether they belong together."
WHY_HELD = {
    Held.CONTRADICTED: "Wordings of the two claims contradict each other, or a person keeps them apart.",
    Held.OUTNUMBERED: "Most wordings of the two claims were not judged the same.",
    Held.CLOSED: "The claim is in review or was published: a person decides.",
    Held.BOTH_SETTLED: "People have worked on both claims: a person decides.",
}


@dataclass(slots=True)
class Scene:
    """Wordings that hang together, the claims that they are in or have founded, and what was judged of them."""

    wordings: dict[int, Wording]
    claims: dict[int, Claim]  # each with whether it `is_discussed`
    matches: dict[Pair, Match]
    at: Thresholds = field(default_factory=thresholds)
    ahead: dict[Pair, Match] = field(default_factory=dict)  # what was compared already, in case it is asked for
    judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.wordings)

    def match(self, pair: Pair) -> Match:
        """What was judged of two wordings; what nobody has compared yet is compared."""
        if pair not in self.matches:
            self.matches[pair] = self.ahead.get(pair) or self.judge.match(pair)
        return self.matches[pair]

    def link(self, pair: Pair) -> Link:
        return link_of(self.match(pair))

    def is_settled(self, claim: Claim) -> bool:
        """Whether people have done anything with a claim that stands; one that was merged follows its wording.

        A comment may still reach a claim that the machine merges at that moment: it takes no lock.
        """
        return claim.merged_into_id is None and (claim.version > 1 or vars(claim)["is_discussed"])

    def blocks(self) -> list[Block]:
        """The wordings of each settled claim together, all others by themselves."""
        blocks = []
        for claim_id, wordings in self.together().items():
            claim = self.claims[claim_id]
            if self.is_settled(claim):
                blocks.append(Block(frozenset(wordings), claim_id, claim.status == Status.DETECTED))
            else:
                blocks += [Block(frozenset({wording})) for wording in wordings]
        return blocks

    def together(self) -> dict[int, set[int]]:
        """The wordings of each claim that has any."""
        by_claim = defaultdict[int, set[int]](set)
        for wording in self.wordings.values():
            by_claim[wording.claim_id].add(wording.pk)
        return dict(by_claim)

    def edges(self) -> Iterable[Edge]:
        for pair, match in self.matches.items():
            if joins(match, self.wordings, self.at):
                yield Edge(pair, match.score)

    def partition(self) -> Partition:
        order = {wording.pk: wording.fingerprint for wording in self.wordings.values()}
        apart = [pair for pair, match in self.matches.items() if link_of(match) is Link.APART]
        return partition(self.blocks(), list(self.edges()), order, apart, self.link)


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups, each with the claim that is to stand for it, None where one is to be founded; and what becomes of
    each match that no person decided."""

    groups: Sequence[Block]
    rulings: dict[Pair, Ruling]


def plan(scene: Scene) -> Plan:
    """What the machine would do; comparing on the way adds to the scene's matches."""
    found = scene.partition()
    groups = [replace(group, claim=claim) for group, claim in zip(found.groups, homes(scene, found), strict=True)]
    place = {wording: number for number, group in enumerate(groups) for wording in group.wordings}
    rulings = {
        pair: rule(scene, match, is_inside=place[pair[0]] == place[pair[1]], held=found.held.get(pair))
        for pair, match in scene.matches.items()
        if match.decided_by_id is None
    }
    return Plan(groups, rulings)


def homes(scene: Scene, found: Partition) -> list[int | None]:
    """The claim of each group: the settled one, else the oldest that one of its wordings founded, else none yet."""
    founded = defaultdict[int, list[int]](list)
    for claim in scene.claims.values():
        if not scene.is_settled(claim):
            founded[claim.canonical_wording_id].append(claim.pk)
    oldest = [
        min((claim for wording in group.wordings for claim in founded[wording]), default=None) for group in found.groups
    ]
    return [group.claim or home for group, home in zip(found.groups, oldest, strict=True)]


def rule(scene: Scene, match: Match, *, is_inside: bool, held: Held | None) -> Ruling:
    if joins(match, scene.wordings, scene.at):
        state = Match.State.CONFIRMED if is_inside else Match.State.SUGGESTED
        return Ruling(state, WHY_HELD[held] if held else "")
    if is_inside and link_of(match) is not Link.SAME:
        return Ruling(Match.State.SUGGESTED, DOUBT)
    return ruling_of(match, scene.judge.is_bound((match.first_id, match.second_id)), scene.at)


# What of that is new


class Kind(StrEnum):
    JOIN = "join"  # two claims become one
    SPLIT = "split"  # one becomes two
    SUGGEST = "suggest"  # a pair is shown to people that was not
    WITHDRAW = "withdraw"  # or no longer
    CONTRADICT = "contradict"  # a person said otherwise, and that stays


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person did that the judge would not: confirm, reject, merge or split."""

    what: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is not as it was, by the two wordings that say best why, the claims that they are in before it,
    and what is judged of the two now."""

    kind: Kind
    pair: Pair
    claims: tuple[int, ...]
    match: Match
    decision: Decision | None = None


def changes(scene: Scene, planned: Plan) -> Iterator[Change]:
    """What the plan changes about who is with whom now; to be asked before it is carried out."""
    for group in planned.groups:
        yield from joined(scene, group)
    place = {wording: number for number, group in enumerate(planned.groups) for wording in group.wordings}
    for claim_id, wordings in scene.together().items():
        yield from parted(scene, scene.claims[claim_id], wordings, place)


def joined(scene: Scene, group: Block) -> Iterator[Change]:
    """Of a group from several claims, the surest pairs that bring them together: one less than there are claims."""
    claim_of = {wording: scene.wordings[wording].claim_id for wording in group.wordings}
    if len(set(claim_of.values())) == 1:
        return
    party = {claim: {claim} for claim in claim_of.values()}
    order = {wording: scene.wordings[wording].fingerprint for wording in group.wordings}
    edges = [edge for edge in scene.edges() if set(edge.pair) <= group.wordings]
    for edge in sorted(edges, key=lambda edge: (-edge.score, *sorted(order[wording] for wording in edge.pair))):
        one, other = (claim_of[wording] for wording in edge.pair)
        if party[one] is not party[other]:
            together = party[one] | party[other]
            party |= dict.fromkeys(together, together)
            yield Change(Kind.JOIN, edge.pair, (one, other), scene.matches[edge.pair])


def parted(scene: Scene, claim: Claim, wordings: set[int], place: dict[int, int]) -> Iterator[Change]:
    """Of a claim whose wordings go to several places, one of each that leave its canonical wording, beside that."""
    stands = claim.canonical_wording_id
    if stands not in place:  # it has moved while this was read, which happens only where nothing is written
        return
    leaving = defaultdict[int, set[int]](set)
    for wording in wordings:
        if place[wording] != place[stands]:
            leaving[place[wording]].add(wording)
    for away in leaving.values():
        staying = [wording for wording in wordings if place[wording] == place[stands]]
        known = [pair for one in away for other in staying if (pair := pair_of(one, other)) in scene.matches]
        apart = [pair for pair in known if scene.link(pair) is Link.APART]
        pair = min(apart or known, default=pair_of(stands, min(away)))
        yield Change(Kind.SPLIT, pair, (claim.pk,), scene.match(pair))
