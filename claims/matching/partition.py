"""Which wordings make one claim, given what was judged of each two: a function of the judgements alone.

`same` is not transitive. Two groups of wordings become one claim where nothing in the one is known to contradict
anything in the other, no person keeps the two apart, and at least half of what is compared between them was judged the
same. The surest pairs are looked at first, and equally sure ones in the order of their fingerprints: the order in which
wordings arrived, and who read them, makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

Pair = tuple[int, int]  # ids of two wordings, the smaller first
MOST_COMPARED = 12  # wordings of a group, or a claim that all papers make would be compared with itself for ever


class Link(StrEnum):
    """What stands between two wordings."""

    SAME = "same"
    NEUTRAL = "neutral"  # neither: they may be in one claim through others
    APART = "apart"  # a contradiction, or a person's word


class Held(StrEnum):
    """Why two wordings that were judged the same are not in one claim."""

    CONTRADICTED = "contradicted"
    OUTNUMBERED = "outnumbered"
    CLOSED = "closed"
    BOTH_SETTLED = "both_settled"


@dataclass(frozen=True, slots=True)
class Block:
    """Wordings that stay together. `claim` is set where people have worked on theirs: the machine takes nothing out of
    it, joins it to no other such, and adds to it only while it `is_open`."""

    wordings: frozenset[int]
    claim: int | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Edge:
    """Two wordings that were judged the same, surely enough to be joined."""

    pair: Pair
    score: float


@dataclass(frozen=True, slots=True)
class Partition:
    """The groups, each wording in exactly one; and of each edge whose ends are in two, why."""

    groups: Sequence[Block]
    held: dict[Pair, Held]


def pair_of(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


class Grouping:
    """The state of a partition that is being made. `order` gives the fingerprint of each wording; see `partition`."""

    def __init__(
        self,
        blocks: Collection[Block],
        order: Mapping[int, str],
        apart: Iterable[Pair],
        link: Callable[[Pair], Link],
    ) -> None:
        self.order, self.link = order, link
        self.block_of = {wording: block for block in blocks for wording in block.wordings}
        self.apart: dict[int, set[int]] = {}
        for one, other in apart:
            self.apart.setdefault(one, set()).add(other)
            self.apart.setdefault(other, set()).add(one)

    def between(self, one: Block, other: Block) -> Held | None:
        """What keeps two blocks from being one claim; None where nothing does."""
        if one.claim is not None and other.claim is not None:
            return Held.BOTH_SETTLED
        if not (one.is_open and other.is_open):
            return Held.CLOSED
        fewer, more = sorted((one.wordings, other.wordings), key=len)
        if any(self.apart.get(wording, set()) & more for wording in fewer):
            return Held.CONTRADICTED
        links = [self.link(pair_of(a, b)) for a, b in product(self.compared(one), self.compared(other))]
        if Link.APART in links:
            return Held.CONTRADICTED
        return Held.OUTNUMBERED if 2 * links.count(Link.SAME) < len(links) else None

    def compared(self, block: Block) -> list[int]:
        return sorted(block.wordings, key=self.order.__getitem__)[:MOST_COMPARED]

    def join(self, one: Block, other: Block) -> None:
        joined = Block(one.wordings | other.wordings, one.claim or other.claim, one.is_open and other.is_open)
        self.block_of |= dict.fromkeys(joined.wordings, joined)

    def place(self, edge: Edge) -> tuple[float, str, str]:
        """The surest first, then by what the two say."""
        first, second = sorted(self.order[wording] for wording in edge.pair)
        return -edge.score, first, second


def partition(
    blocks: Collection[Block],
    edges: Iterable[Edge],
    order: Mapping[int, str],
    apart: Iterable[Pair],
    link: Callable[[Pair], Link],
) -> Partition:
    """Join the blocks as far as the edges and what stands between their wordings allow.

    `order` puts wordings in an order that does not depend on when they came: by fingerprint. `apart` are the pairs that
    are known to be apart; `link` is asked about others, and must always answer the same.
    """
    grouping = Grouping(blocks, order, apart, link)
    held: dict[Pair, Held] = {}
    for edge in sorted(edges, key=grouping.place):
        one, other = (grouping.block_of[wording] for wording in edge.pair)
        if one is other:
            continue
        if reason := grouping.between(one, other):
            held[edge.pair] = reason
        else:
            grouping.join(one, other)
    block_of = grouping.block_of
    groups = list({id(block): block for block in block_of.values()}.values())
    still = {pair: reason for pair, reason in held.items() if block_of[pair[0]] is not block_of[pair[1]]}
    return Partition(groups, still)
