"""What was compared of two texts, what decided, and what kept them apart: all that a judgement rests on."""

from dataclasses import dataclass
from datetime import date

from claims.text.embedding import embed
from claims.text.equivalence.alignment import ROOT, SAME_WORD, Pair
from claims.text.equivalence.judging import (
    ONE_PROPOSITION,
    Comparison,
    Judgement,
    Relation,
    clash,
    keep_apart,
    model_version,
    passed_over,
    say_enough,
    scales,
    suspected_from,
    weigh,
)
from claims.text.equivalence.parts import Kind, Part
from claims.text.equivalence.quantities import Agreement
from claims.text.equivalence.reading import Reading, read
from claims.text.equivalence.times import in_words

IN_WORDS = {
    Agreement.EQUAL: "the same amount",
    Agreement.COMPATIBLE: "both can hold, one says less",
    Agreement.CONFLICTING: "not both can hold",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What stands side by side of two texts, as either puts it, and how it goes together, in words."""

    a: str
    b: str
    how: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What two texts were compared by, what came of it, and what kept them from being the same claim.

    `clashes` leave no room for both to be true; `differences` do: one says more, or less firmly. `kept_apart` is empty
    for what is the same. `score`, the chance that both make the same claim, is to be at least `same_from` for `same`.
    What clashes is a conflict if `told_by_both`, the share (0.0 to 1.0, of the text that has less of it) that the other
    tells too or clashes with, reaches `conflict_from`, or `one_thing`, the chance that both tell of one thing, reaches
    `one_thing_from`. Where nothing that was compared clashes, it takes a `chance_of_conflict` of `clash_from`. Neither
    is one where the pair model is sure that the two neither agree nor clash.
    """

    judgement: Judgement
    words: tuple[Compared, ...]
    names: tuple[Compared, ...]
    amounts: tuple[Compared, ...]
    times_a: tuple[str, ...]
    times_b: tuple[str, ...]
    clashes: tuple[str, ...]
    differences: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    kept_apart: tuple[str, ...]
    cosine: float  # of the embeddings of the two texts
    score: float
    same_from: float
    told_by_both: float
    conflict_from: float
    model: str
    chance_of_conflict: float
    clash_from: float
    one_thing: float
    one_thing_from: float


def explain(a: str, b: str, *, dated_a: date | None = None, dated_b: date | None = None) -> Explanation:
    """Judge two texts as `compare` does, and show all that the judgement rests on.

    Takes any two strings; relative dates are counted from the days the texts are of. `explain(b, a)` is the same with
    the sides exchanged. The embedding is asked in any case, which takes some 10 ms.
    """
    first, second = read(a, dated_a), read(b, dated_b)
    vectors = embed([a, b])
    cosine = float(vectors[0] @ vectors[1])
    comparison = weigh(first, second, lambda: cosine)
    alignment, differences = comparison.alignment, comparison.differences
    chances, judgement = comparison.chances, comparison.judgement
    pairs = sorted(alignment.pairs, key=lambda pair: pair.a.place)
    return Explanation(
        judgement=judgement,
        words=tuple(_compared(pair) for pair in pairs if pair.a.kind is not Kind.NAME),
        names=tuple(_compared(pair) for pair in pairs if pair.a.kind is Kind.NAME),
        amounts=tuple(Compared(one.text, other.text, IN_WORDS[how]) for one, other, how in alignment.quantities),
        times_a=_times(first),
        times_b=_times(second),
        clashes=tuple(each.reason for each in differences if each.clashes),
        differences=tuple(each.reason for each in differences if not each.clashes),
        only_a=_only(alignment.left_a, alignment.more_a),
        only_b=_only(alignment.left_b, alignment.more_b),
        kept_apart=_kept_apart(first, second, comparison),
        cosine=round(cosine, 6),
        score=judgement.score,
        same_from=scales().same,
        told_by_both=round(comparison.measures.explained, 6),
        conflict_from=ONE_PROPOSITION,
        model=model_version(),
        chance_of_conflict=round(chances.conflict, 6),
        clash_from=suspected_from(comparison.measures, scales()),
        one_thing=round(chances.one_thing, 6),
        one_thing_from=scales().one_thing,
    )


def _compared(pair: Pair) -> Compared:
    return Compared(pair.a.text, pair.b.text, _how(pair))


def _how(pair: Pair) -> str:
    if pair.is_mended:
        return "opposites that say the same here"
    if pair.a.is_negated != pair.b.is_negated:
        return "only one of them is denied"
    if pair.strength == SAME_WORD:
        return "one name" if pair.a.kind is Kind.NAME else "the same word"
    return "words of one root" if pair.strength == ROOT else "words for the same"


def _only(left: list[Part], more: list[Part]) -> tuple[str, ...]:
    """What a text says beyond the other, in its order."""
    return tuple(part.text for part in sorted([*left, *more], key=lambda part: part.place))


def _times(reading: Reading) -> tuple[str, ...]:
    return tuple(in_words(time) for time in reading.times)


def _kept_apart(a: Reading, b: Reading, comparison: Comparison) -> tuple[str, ...]:
    """What kept two texts from being the same claim, what clashes first; and from a conflict, where they clash."""
    chances, judgement = comparison.chances, comparison.judgement
    relation, score = judgement.relation, judgement.score
    if relation is Relation.SAME:
        return ()
    passed = passed_over(comparison.measures, chances)
    kept = [each.reason for each in comparison.differences if keep_apart([each], passed)]
    if relation is Relation.CONFLICT and not clash(comparison.differences):
        kept += judgement.reasons
    if clash(comparison.differences) and chances.is_beside_the_point:
        kept.append("no conflict: the model is sure that they neither agree nor clash")
    elif clash(comparison.differences) and relation is not Relation.CONFLICT:
        told, one = round(comparison.measures.explained, 2), round(chances.one_thing, 2)
        kept.append(
            f"no conflict: {told} of what they say is told by both, and it takes {ONE_PROPOSITION}; the chance that"
            f" they tell of one thing is {one}, and it takes {scales().one_thing}"
        )
    if not say_enough(a, b):
        kept.append("too little is said to be sure")
    if score < scales().same:
        kept.append(f"the score, {score:.3f}, is below {scales().same}")
    return tuple(kept)
