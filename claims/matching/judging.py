"""What the machine makes of two wordings: a match, not yet stored, with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.conf import settings
from django.utils import timezone

from claims.matching.partition import Link, Pair, pair_of
from claims.models import Match, Wording
from claims.text import equivalence
from claims.text.embedding import Vectors
from claims.text.equivalence import Comparison, Judgement, Reading

BOUND = "One of the two needs its article to say anything, or says too little: a person decides."
UNSURE = "The judge is not sure enough."


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least score at which the machine joins two wordings, and at which it shows them to people."""

    same_from: float
    suggest_from: float


def thresholds() -> Thresholds:
    """Those of the settings."""
    return Thresholds(settings.MATCH_SAME_FROM, settings.MATCH_SUGGEST_FROM)


def judge_version(at: Thresholds | None = None) -> str:
    """What a wording was matched with: the judge, and the thresholds that its scores are held to."""
    at = at or thresholds()
    return f"{equivalence.model_version()} {at.same_from:g} {at.suggest_from:g}"


class Judge:
    """Compares wordings by their ids, each read once."""

    def __init__(self, wordings: Mapping[int, Wording]) -> None:
        self.wordings = wordings
        self.readings: dict[int, Reading] = {}

    def match(self, pair: Pair) -> Match:
        """The match of two wordings as the machine sees it, not saved."""
        one, other = (self.wordings[wording] for wording in pair)
        is_near = one.embedding is not None and one.embedded_with == other.embedded_with
        return self.matched(pair, (lambda: self.cosine(pair)) if is_near else None)

    def match_near(self, pair: Pair, cosine: float | None) -> Match:
        """As `match`, where the cosine is known, or known not to be there: the embeddings are not looked at."""
        return self.matched(pair, given(cosine))

    def matched(self, pair: Pair, cosine: Callable[[], float] | None) -> Match:
        return self.match_of(pair, equivalence.judge(*self.readings_of(pair), cosine))

    def comparison(self, pair: Pair, cosine: float | None) -> Comparison:
        """Two wordings compared by their words; no model was asked yet."""
        return equivalence.Comparison(*self.readings_of(pair), given(cosine))

    def match_of(self, pair: Pair, judged: Judgement) -> Match:
        """What was judged of two wordings, as a match."""
        first, second = pair
        match = Match(
            first_id=first,
            second_id=second,
            relation=judged.relation,
            score=judged.score,
            reasons=list(judged.reasons),
            model_version=equivalence.model_version(),
        )
        settle(match, self.is_bound(pair))
        return match

    def is_bound(self, pair: Pair) -> bool:
        return any(self.wordings[wording].article_id for wording in pair)

    def readings_of(self, pair: Pair) -> tuple[Reading, Reading]:
        first, second = pair
        return self.reading(first), self.reading(second)

    def reading(self, wording_id: int) -> Reading:
        if wording_id not in self.readings:
            wording = self.wordings[wording_id]
            self.readings[wording_id] = equivalence.read(wording.text, day_of(wording))
        return self.readings[wording_id]

    def cosine(self, pair: Pair) -> float:
        first, second = (self.vector(wording) for wording in pair)
        return float(first @ second)

    def vector(self, wording_id: int) -> Vectors:
        embedding = self.wordings[wording_id].embedding
        assert embedding is not None  # asked for only where both have one
        return np.asarray(embedding, dtype=np.float32)


def given(cosine: float | None) -> Callable[[], float] | None:
    """A cosine that is known, as the judge asks for one."""
    return None if cosine is None else lambda: cosine


def judge_pair(first: Wording, second: Wording) -> Match:
    """The match of two wordings, the one with the smaller id first, as the machine sees it; not saved."""
    return Judge({first.pk: first, second.pk: second}).match((first.pk, second.pk))


def day_of(wording: Wording) -> date | None:
    """The day that relative dates count from: one that stands alone has none left."""
    if wording.article is None or wording.article.published_at is None:
        return None
    return timezone.localdate(wording.article.published_at)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a machine's match."""

    state: Match.State
    held_because: str = ""


def ruling_of(match: Match, is_bound: bool, at: Thresholds | None = None) -> Ruling:
    """What becomes of a match by itself: the machine joins what it is sure of, suggests what it is not, and passes over
    the rest. Whether joining is possible is seen later, among all wordings of the two claims."""
    at = at or thresholds()
    if match.relation == Match.Relation.SAME:
        return Ruling(Match.State.SUGGESTED, BOUND if is_bound else "" if is_sure(match, at) else UNSURE)
    if match.relation == Match.Relation.CONFLICT or match.score >= at.suggest_from:
        return Ruling(Match.State.SUGGESTED)
    return Ruling(Match.State.REJECTED)


def settle(match: Match, is_bound: bool) -> None:
    """Give a machine's match the state that it has by itself."""
    ruling = ruling_of(match, is_bound)
    match.state, match.held_because, match.decided_at = ruling.state, ruling.held_because, None


def is_sure(match: Match, at: Thresholds) -> bool:
    return match.relation == Match.Relation.SAME and match.score >= at.same_from


def joins(match: Match, wordings: Mapping[int, Wording], at: Thresholds) -> bool:
    """Whether the machine would join the two: both stand alone, it is sure, and no person has decided."""
    ends = (wordings[match.first_id], wordings[match.second_id])
    return match.decided_by_id is None and is_sure(match, at) and not any(wording.article_id for wording in ends)


def link_of(match: Match) -> Link:
    """What a match, a machine's or a person's, says of its two wordings."""
    relation = Match.Relation(match.relation)
    if match.decided_by_id is not None:
        if match.state == Match.State.CONFIRMED:
            return Link.SAME if relation is Match.Relation.SAME else Link.APART
        return Link.NEUTRAL if relation is Match.Relation.CONFLICT else Link.APART  # what a person rejected
    if relation is Match.Relation.SAME:
        return Link.SAME
    return Link.APART if relation is Match.Relation.CONFLICT else Link.NEUTRAL


def is_kept(match: Match) -> bool:
    """Whether a match is worth a row: what the machine passes over is not, but inside of one claim."""
    return match.state != Match.State.REJECTED


def by_pair(matches: Iterable[Match]) -> dict[Pair, Match]:
    return {pair_of(match.first_id, match.second_id): match for match in matches}
