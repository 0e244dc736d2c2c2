"""What re-matching the whole backlog would change, with another judge or other thresholds. Nothing is written.

All judgements that say something are collected in memory, about a kilobyte for each, and all that hangs together by
them or by what was judged before is planned at once: a look at one batch after the other would miss what their
wordings do to each other. Where the model of embeddings is another one, its vectors stay in memory too, 1.5 kilobytes
a wording, and are compared each with each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from django.db import connection, transaction

from claims.matching.candidates import (
    LEAST_COSINE,
    NEAREST,
    Candidate,
    find_candidates,
    find_sharing,
)
from claims.matching.grouping import MOST_WORDINGS, load
from claims.matching.judging import Ruling, Thresholds, by_pair, is_sure, ruling_of
from claims.matching.matching import find_matches, stored_pairs, without_embedding
from claims.matching.partition import Pair, pair_of
from claims.matching.planning import Change, Decision, Kind, Scene, changes, plan
from claims.matching.rematching import in_batches
from claims.models import Match, Regrouping, Wording
from claims.text import embedding
from claims.text.embedding import DIMENSIONS, Vectors, embed

SAME, CONFLICT, DIFFERENT = Match.Relation.SAME, Match.Relation.CONFLICT, Match.Relation.DIFFERENT
SUGGESTED, CONFIRMED, REJECTED = Match.State.SUGGESTED, Match.State.CONFIRMED, Match.State.REJECTED


@contextmanager
def reading_only() -> Iterator[None]:
    """Each transaction within sees the database as of one moment, and the database itself lets it write nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")


# Embeddings of a model that the database does not have yet


@dataclass(slots=True)
class FreshVectors:
    """The vectors of all wordings that stand alone, by today's model of embeddings."""

    ids: list[int]
    vectors: Vectors
    row: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.row = {wording: row for row, wording in enumerate(self.ids)}

    def candidates(self, wordings: Sequence[int]) -> Iterator[Candidate]:
        """As find_candidates, exactly."""
        yield from self.nearest([wording for wording in wordings if wording in self.row])
        for found in find_sharing(wordings):
            cosine = self.cosine(found.wording, found.other)
            if cosine is None or cosine >= LEAST_COSINE:
                yield Candidate(found.wording, found.other, cosine)

    def nearest(self, wordings: Sequence[int]) -> Iterator[Candidate]:
        cosines = self.vectors[[self.row[wording] for wording in wordings]] @ self.vectors.T
        count = min(NEAREST + 1, len(self.ids))
        for wording, line in zip(wordings, cosines, strict=True):
            for row in np.argpartition(-line, count - 1)[:count]:
                if self.ids[row] != wording and line[row] >= LEAST_COSINE:
                    yield Candidate(wording, self.ids[row], float(line[row]))

    def cosine(self, one: int, other: int) -> float | None:
        if one not in self.row or other not in self.row:
            return None
        return float(self.vectors[self.row[one]] @ self.vectors[self.row[other]])


def fresh_vectors(batch: int) -> Iterator[FreshVectors | int]:
    """How many wordings of each batch have been embedded, and in the end the vectors of all."""
    version = embedding.model_version()
    ids: list[int] = []
    vectors: list[Vectors] = [np.empty((0, DIMENSIONS), np.float32)]
    for wordings in in_batches(Wording.objects.all(), batch):
        rows = list(Wording.objects.filter(pk__in=wordings, article=None).only("text", "embedding", "embedded_with"))
        stale = [wording for wording in rows if wording.embedded_with != version]
        made = dict(zip((wording.pk for wording in stale), embed([wording.text for wording in stale]), strict=True))
        for wording in rows:
            ids.append(wording.pk)
            vectors.append(made[wording.pk][None] if wording.pk in made else stored_vector(wording)[None])
        yield len(stale)
    # Rounded as the database would.
    yield FreshVectors(ids, np.concatenate(vectors).astype(np.float16).astype(np.float32))


def stored_vector(wording: Wording) -> Vectors:
    assert wording.embedding is not None  # a constraint says so where it says which model made it
    return np.asarray(wording.embedding, dtype=np.float32)


# The forecast


@dataclass(slots=True)
class Forecast:
    """What today's judge makes of the backlog at these thresholds: `judge` first, to its end, then `changes`."""

    at: Thresholds
    batch: int
    exactly: bool = False
    vectors: FreshVectors | None = None
    judged: dict[Pair, Match] = field(default_factory=dict)  # what says something, and what is stored
    stored: dict[Pair, str] = field(default_factory=dict)  # the states of the machine's matches
    too_many: int = 0  # wordings that hang together, more than can be grouped

    def embed(self) -> Iterator[int]:
        """Make the vectors that are missing. Yields how many of each batch were; nothing where none are."""
        if without_embedding().exists():
            for done in fresh_vectors(self.batch):
                if isinstance(done, int):
                    yield done
                else:
                    self.vectors = done

    def judge(self) -> Iterator[int]:
        """Compare every wording with its candidates, and all that is stored. Yields how many each batch had."""
        for wordings in in_batches(Wording.objects.all(), self.batch):
            stored = Match.objects.filter(first__in=wordings, decided_by=None)
            self.stored |= {
                (first, second): state for first, second, state in stored.values_list("first_id", "second_id", "state")
            }
            for match in self.compare([*self.candidates(wordings), *stored_pairs(stored)]):
                pair = (match.first_id, match.second_id)
                if pair in self.stored or ruling_of(match, False, self.at).state != REJECTED:
                    self.judged[pair] = match
            yield len(wordings)

    def candidates(self, wordings: Sequence[int]) -> Iterable[Candidate]:
        if self.vectors is not None:
            return self.vectors.candidates(wordings)
        return find_candidates(wordings, exactly=self.exactly)

    def compare(self, pairs: Iterable[Candidate]) -> list[Match]:
        if self.vectors is not None:
            pairs = [Candidate(c.wording, c.other, self.vectors.cosine(c.wording, c.other)) for c in pairs]
        return find_matches(pairs)

    def changes(self) -> Iterator[Change]:
        decided = by_pair(Match.objects.exclude(decided_by=None).select_related("decided_by").order_by("pk"))
        for pair in decided:
            self.judged.pop(pair, None)
        claim_of = dict(Wording.objects.values_list("pk", "claim_id"))
        rulings: dict[Pair, Ruling] = {}
        for wordings, pairs in self.families(claim_of):
            scene = self.scene(wordings, pairs)
            planned = plan(scene)
            yield from changes(scene, planned)
            rulings |= planned.rulings
            # What was compared on the way is shown to people too, but for what is the same.
            self.judged |= {p: m for p, m in scene.matches.items() if p in planned.rulings and m.relation != SAME}
        yield from self.shown(rulings, claim_of)
        now = self.compare(stored_pairs(Match.objects.exclude(decided_by=None)))
        yield from contradicted(self.at, now, decided, claim_of)
        yield from undone(self.at, self.judged, claim_of)

    def families(self, claim_of: dict[int, int]) -> Iterator[tuple[list[int], list[Pair]]]:
        """Wordings that hang together, by being judged the same or by being in one claim, and what was judged of them;
        many small families at a time."""
        known = [pair for pair in self.judged if pair[0] in claim_of and pair[1] in claim_of]
        root = roots_of(claim_of, (pair for pair in known if self.judged[pair].relation == SAME))
        members, pairs = defaultdict[int, list[int]](list), defaultdict[int, list[Pair]](list)
        for wording in claim_of:
            members[root[wording]].append(wording)
        for pair in known:
            if root[pair[0]] == root[pair[1]]:
                pairs[root[pair[0]]].append(pair)
        self.too_many = sum(len(wordings) for wordings in members.values() if len(wordings) > MOST_WORDINGS)
        some: tuple[list[int], list[Pair]] = ([], [])
        for number, wordings in members.items():
            if not 1 < len(wordings) <= MOST_WORDINGS:
                continue
            if len(some[0]) + len(wordings) > MOST_WORDINGS:
                yield some
                some = ([], [])
            some[0].extend(wordings)
            some[1].extend(pairs[number])
        if some[0]:
            yield some

    def scene(self, wordings: Sequence[int], pairs: Sequence[Pair]) -> Scene:
        """These wordings as the database has them, with what was judged now instead of what was judged before."""
        with transaction.atomic():
            now = load(wordings, to_write=False)
        if self.vectors is not None:
            for wording in now.wordings.values():
                if (row := self.vectors.row.get(wording.pk)) is not None:
                    wording.embedding = self.vectors.vectors[row].tolist()
                    wording.embedded_with = embedding.model_version()
        decided = {pair: match for pair, match in now.matches.items() if match.decided_by_id is not None}
        return Scene(now.wordings, now.claims, {pair: self.judged[pair] for pair in pairs} | decided, self.at)

    def shown(self, rulings: dict[Pair, Ruling], claim_of: dict[int, int]) -> Iterator[Change]:
        """What is shown to people that was not, and what no longer is."""
        bound = set(Wording.objects.exclude(article=None).values_list("pk", flat=True))
        for pair, match in sorted(self.judged.items()):
            after = rulings.get(pair) or ruling_of(match, not bound.isdisjoint(pair), self.at)
            before = self.stored.get(pair, REJECTED)
            claims = tuple(claim_of.get(wording, 0) for wording in pair)
            if (before, after.state) == (REJECTED, SUGGESTED):
                yield Change(Kind.SUGGEST, pair, claims, match)
            elif (before, after.state) == (SUGGESTED, REJECTED):
                yield Change(Kind.WITHDRAW, pair, claims, match)


def roots_of(claim_of: dict[int, int], same: Iterable[Pair]) -> dict[int, int]:
    """One wording that stands for all that hang together with a wording, by being in one claim or being the same."""
    root = {wording: wording for wording in claim_of}

    def find(wording: int) -> int:
        while root[wording] != wording:
            root[wording] = wording = root[root[wording]]
        return wording

    first_of: dict[int, int] = {}
    for wording, claim in claim_of.items():
        root[find(wording)] = find(first_of.setdefault(claim, wording))
    for one, other in same:
        root[find(one)] = find(other)
    return {wording: find(wording) for wording in root}


# What people decided


def contradicted(
    at: Thresholds, judged: Iterable[Match], decided: dict[Pair, Match], claim_of: dict[int, int]
) -> Iterator[Change]:
    """The decisions on matches of which the judge says otherwise."""
    for now in judged:
        pair = (now.first_id, now.second_id)
        if pair in decided and says_otherwise(decided[pair], now, at):
            claims = tuple(claim_of.get(wording, 0) for wording in pair)
            yield Change(Kind.CONTRADICT, pair, claims, now, decision_of(decided[pair]))


def says_otherwise(said: Match, now: Match, at: Thresholds) -> bool:
    if said.state == CONFIRMED and said.relation == SAME:
        return now.relation in (CONFLICT, DIFFERENT)
    if said.state == REJECTED and said.relation == CONFLICT:
        return now.relation == CONFLICT
    return is_sure(now, at)


def decision_of(said: Match) -> Decision:
    assert said.decided_by is not None  # of a match that a person decided
    assert said.decided_at is not None  # a constraint says so
    standing = Regrouping.objects.filter(undone_at=None)
    what = "confirm" if said.state == CONFIRMED else "reject"
    if standing.filter(match=said).exists():
        what = "merge"
    elif standing.filter(kind=Regrouping.Kind.SPLIT, by=said.decided_by, at=said.decided_at).exists():
        what = "split"
    return Decision(what, said.decided_by.username, said.decided_at)


def undone(at: Thresholds, judged: dict[Pair, Match], claim_of: dict[int, int]) -> Iterator[Change]:
    """The merges that bring together what the judge says contradicts each other, and the splits that part what it says
    is the same, by pairs that nobody decided on."""
    splits: dict[Pair, list[Regrouping]] = defaultdict(list)
    merges: dict[int, list[Regrouping]] = defaultdict(list)
    for one in Regrouping.objects.filter(undone_at=None).exclude(other=None).select_related("by").order_by("pk"):
        assert one.other_id is not None
        if one.kind == Regrouping.Kind.SPLIT:
            splits[pair_of(one.claim_id, one.other_id)].append(one)
        else:
            merges[one.other_id].append(one)
    for pair, match in sorted(judged.items()):
        claims = (claim_of.get(pair[0], 0), claim_of.get(pair[1], 0))
        if match.relation == CONFLICT and claims[0] == claims[1]:
            acts = merges[claims[0]]
        elif is_sure(match, at) and claims[0] != claims[1]:
            acts = splits.get(pair_of(*claims), [])
        else:
            continue
        for act in acts:
            if is_across(act.wordings, pair):
                yield Change(Kind.CONTRADICT, pair, claims, match, Decision(act.kind, act.by.username, act.at))


def is_across(moved: Collection[int], pair: Pair) -> bool:
    """Whether one of the two moved and the other did not."""
    return (pair[0] in moved) != (pair[1] in moved)


def texts_of(found: Iterable[Change], at_once: int = 500) -> Iterator[tuple[Change, tuple[str, str]]]:
    """Each change with the texts of its two wordings; a query for each `at_once`."""
    remaining = iter(found)
    while some := list(islice(remaining, at_once)):
        ids = {wording for change in some for wording in change.pair}
        texts = dict(Wording.objects.filter(pk__in=ids).values_list("pk", "text"))
        for change in some:
            yield change, (texts[change.pair[0]], texts[change.pair[1]])
