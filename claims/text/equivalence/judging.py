"""Whether two texts make the same claim: the relation, how sure that is, and why."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from claims.text.embedding import embed
from claims.text.embedding import model_version as embedding_version
from claims.text.equivalence.alignment import Alignment, align
from claims.text.equivalence.differences import Difference, find_differences
from claims.text.equivalence.measures import Measures, measure
from claims.text.equivalence.reading import Reading, read
from claims.text.lexicons import LEXICON

WEIGHTS = Path(__file__).parent.parent / "weights" / "equivalence"
NAME = "equivalence-v1"
SAYS_LITTLE = 2  # words and names: less cannot be told apart
ONE_PROPOSITION = 0.66  # of both texts is told by both or in clash, or it is not one proposition that they differ in
ONE_TOPIC = 0.25
ONE_TOPIC_COSINE = 0.4
IDENTICAL = 0.999


class Relation(StrEnum):
    """What two texts are to each other."""

    SAME = "same"
    CONFLICT = "conflict"
    RELATED = "related"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The relation of two texts, the probability that they make the same claim, and the reasons, in words."""

    relation: Relation
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic regression over measures: a weight each, and an intercept."""

    weights: tuple[float, ...]
    intercept: float

    def score(self, values: tuple[float, ...]) -> float:
        logit = self.intercept + sum(w * v for w, v in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True, slots=True)
class Scales:
    """What turns measures into scores, without and with the cosine of the embeddings; from where on a score is `same`,
    and below which score without the cosine nothing is left to ask it."""

    plain: Scale
    with_cosine: Scale
    same: float
    hopeless: float


def compare(a: str, b: str, *, dated_a: date | None = None, dated_b: date | None = None) -> Judgement:
    """Judge whether two texts make the same claim. Relative dates are counted from the days the texts are of.

    Takes any two strings. The embedding is asked only where words leave doubt. `compare(a, b)` and `compare(b, a)`
    agree in relation and score.
    """

    def cosine() -> float:
        first, second = embed([a, b])
        return float(first @ second)

    return judge(read(a, dated_a), read(b, dated_b), cosine)


def judge(a: Reading, b: Reading, cosine: Callable[[], float] | None = None) -> Judgement:
    """Judge two texts that were read before; `cosine`, of their embeddings, is asked only where words leave doubt.

    The cascade: the same words; then what clashes; then how near the words are; then the embedding.
    """
    return weigh(a, b, cosine).judgement


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a judgement of two texts rests on; `cosine` is None where the embedding was not asked."""

    alignment: Alignment
    differences: list[Difference]
    measures: Measures
    cosine: float | None
    judgement: Judgement


def weigh(a: Reading, b: Reading, cosine: Callable[[], float] | None = None) -> Comparison:
    """Judge two texts as `judge` does, and keep what the judgement rests on."""
    # What is paired first depends on which text comes first, and a judgement must not.
    is_turned = _order(b) < _order(a)
    first, second = (b, a) if is_turned else (a, b)
    alignment = align(first, second)
    differences = find_differences(first, second, alignment)
    measures = measure(first, second, alignment, differences)
    if is_turned:
        alignment, differences = alignment.turned(), [each.turned() for each in differences]
    if a.fingerprint == b.fingerprint and not differences:
        return Comparison(alignment, [], measures, None, Judgement(Relation.SAME, IDENTICAL, ("the same words",)))
    score = scales().plain.score(measures.values)
    near = None
    is_in_doubt = bool(alignment.left_a or alignment.left_b) and not clash(differences)
    if cosine is not None and is_in_doubt and score > scales().hopeless:
        near = cosine()
        score = scales().with_cosine.score((*measures.values, near))
    relation = _relation(a, b, differences, measures, score)
    if relation is Relation.DIFFERENT and cosine is not None and near is None:
        near = cosine()
    if relation is Relation.DIFFERENT and near is not None and near >= ONE_TOPIC_COSINE:
        relation = Relation.RELATED
    judgement = Judgement(relation, round(score, 6), _reasons(relation, alignment, differences))
    return Comparison(alignment, differences, measures, near, judgement)


def _order(reading: Reading) -> tuple[int, str]:
    return len(reading.text), reading.text


def clash(differences: list[Difference]) -> bool:
    """Whether any of the differences leaves no room for both texts to be true."""
    return any(each.clashes for each in differences)


def say_enough(a: Reading, b: Reading) -> bool:
    """Whether both texts have words and names enough to be told apart."""
    return min(len(a.content), len(b.content)) >= SAYS_LITTLE


def _relation(a: Reading, b: Reading, differences: list[Difference], measures: Measures, score: float) -> Relation:
    if clash(differences) and measures.explained >= ONE_PROPOSITION:
        return Relation.CONFLICT
    if not differences and say_enough(a, b) and score >= scales().same:
        return Relation.SAME
    is_topic = measures.covered >= ONE_TOPIC or max(measures.covered_a, measures.covered_b) >= 2 * ONE_TOPIC
    return Relation.RELATED if is_topic or measures.shares_name else Relation.DIFFERENT


def _reasons(relation: Relation, alignment: Alignment, differences: list[Difference]) -> tuple[str, ...]:
    """What decided, in sentences: the clashes of a conflict, what is said differently, what only one says."""
    if relation is Relation.CONFLICT:
        return tuple(each.reason for each in differences if each.clashes)
    reasons = [each.reason for each in differences] if relation is not Relation.DIFFERENT else []
    swapped = [f"'{pair.a.text}' for '{pair.b.text}'" for pair in alignment.pairs if pair.strength < 1.0]
    if relation is Relation.SAME:
        return ("everything agrees", *(f"{words}: the same in other words" for words in swapped))
    left = [(name, parts) for name, parts in (("one", alignment.left_a), ("the other", alignment.left_b)) if parts]
    reasons += [f"only {name} says {', '.join(repr(part.text) for part in parts[:5])}" for name, parts in left]
    return tuple(reasons) or ("too little is said to be sure",)


@cache
def scales() -> Scales:
    """The coefficients in `weights/equivalence/`, read once for each process."""
    told = json.loads((WEIGHTS / "scales.json").read_text(encoding="utf-8"))
    plain, with_cosine = (Scale(tuple(told[name]["weights"]), told[name]["intercept"]) for name in ("plain", "cosine"))
    return Scales(plain, with_cosine, told["same"], told["hopeless"])


@cache
def model_version() -> str:
    """The name of the judge and a hash over what it was fitted to, its word lists, and the embedding it may ask."""
    digest = hashlib.sha256(embedding_version().encode())
    for path in (*sorted(WEIGHTS.iterdir()), *sorted((LEXICON / "equivalence").iterdir())):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{NAME}-{digest.hexdigest()[:12]}"
