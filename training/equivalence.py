"""Fit the scales that turn measures of two texts into the probability that they make the same claim.

    python -m training.equivalence CORPORA

Makes pairs out of real sentences: changed so that they still say the same, or so that they do not; adds the pairs of
MRPC; fits two logistic regressions, without and with the cosine of the embeddings, calibrated by cross-validation;
chooses the threshold on the development half of `tests/text/data/equivalence.jsonl`. Writes
`claims/text/weights/equivalence/scales.json`, and into `docs/models/equivalence.md` the figures on both halves and on
MRPC, beside BM25 and the cosine. Seeded; needs scikit-learn beside what the service has.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from claims.text.embedding import embed
from claims.text.equivalence import judging
from claims.text.equivalence.alignment import align
from claims.text.equivalence.differences import find_differences
from claims.text.equivalence.judging import WEIGHTS, Judgement, Relation, Scale, judge
from claims.text.equivalence.measures import NAMES, measure
from claims.text.equivalence.reading import Reading, read
from claims.text.equivalence.words import lemmas_of, tokens_of, weight_of
from training.equivalence_pairs import Example, clashing_pairs, paraphrased_pairs, sentences_of, unrelated_pairs

ROOT = Path(__file__).parent.parent
HAND_WRITTEN = ROOT / "tests" / "text" / "data" / "equivalence.jsonl"
CARD = ROOT / "docs" / "models" / "equivalence.md"
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
SEED = 0
FOLDS = 5
STILL_FOUND = 0.96  # of the pairs that nothing keeps apart
HOPELESS = 0.02  # at most this share of the pairs that say the same is lost to the scale without the cosine
REGULARISATION = 1.0
MRPC_WEIGHT = 1.5

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Pairs as measures (pairs x NAMES), their cosines, 1 for those that make the same claim, and which ones clash."""

    values: Numbers
    cosines: Numbers
    labels: NDArray[np.int64]
    clashes: NDArray[np.bool_]
    weights: Numbers

    @property
    def wide(self) -> Numbers:
        return np.column_stack([self.values, self.cosines])

    def at(self, places: NDArray[np.int64]) -> "Table":
        """The pairs at some places."""
        return Table(*(getattr(self, field.name)[places] for field in fields(self)))

    def beside(self, other: "Table") -> "Table":
        """These pairs and those of another table behind them."""
        both = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Table(*(np.concatenate(columns) for columns in both))


def measured(examples: list[Example]) -> Table:
    texts = list({text for example in examples for text in (example.a, example.b)})
    vectors = dict(zip(texts, embed(texts), strict=True))
    readings = {text: read(text) for text in texts}
    rows, labels, clashes, weights = [], [], [], []
    for example in examples:
        a, b = readings[example.a], readings[example.b]
        alignment = align(a, b)
        differences = find_differences(a, b, alignment)
        rows.append(measure(a, b, alignment, differences).values)
        labels.append(int(example.same))
        clashes.append(any(each.clashes for each in differences))
        weights.append(example.weight)
    cosines = np.array([float(vectors[example.a] @ vectors[example.b]) for example in examples])
    return Table(np.array(rows), cosines, np.array(labels), np.array(clashes), np.array(weights))


def read_mrpc(corpora: Path) -> list[Example]:
    rows = [line.split("\t") for line in (corpora / "mrpc" / "train.tsv").read_text("utf-8-sig").splitlines()[1:]]
    return [Example(row[3], row[4], row[0] == "1", MRPC_WEIGHT) for row in rows]


def fitted(values: Numbers, table: Table, made: NDArray[np.bool_]) -> Scale:
    """A scale whose direction all pairs tell, and whose probabilities the made ones: to MRPC, a changed number is often
    "equivalent", so that it can say what is nearer, but not how likely it is the same claim."""
    direction = LogisticRegression(C=REGULARISATION, max_iter=3000)
    direction.fit(values, table.labels, sample_weight=table.weights)
    logits = direction.decision_function(values[made])[:, np.newaxis]
    platt = LogisticRegression(C=np.inf).fit(logits, table.labels[made])
    slope = float(platt.coef_[0, 0])
    weights = tuple(round(slope * float(weight), 4) for weight in direction.coef_[0])
    return Scale(weights, round(slope * float(direction.intercept_[0]) + float(platt.intercept_[0]), 4))


def probabilities(scale: Scale, values: Numbers) -> Numbers:
    return np.array([scale.score(tuple(row)) for row in values])


def told(scale: Scale) -> dict[str, object]:
    return {"weights": scale.weights, "intercept": scale.intercept}


def brier(values: Numbers, table: Table, made: NDArray[np.bool_]) -> float:
    """The mean squared error of the probabilities of made pairs on folds that the scale has not seen."""
    errors = []
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for known, asked in splitter.split(values, table.labels):
        scale = fitted(values[known], table.at(known), made[known])
        own = asked[made[asked]]
        errors.append(np.mean((probabilities(scale, values[own]) - table.labels[own]) ** 2))
    return float(np.mean(errors))


def write_scales(plain: Scale, wide: Scale, same: float, hopeless: float) -> None:
    content = {
        "measures": [*NAMES, "cosine"],
        "plain": told(plain),
        "cosine": told(wide),
        "same": round(same, 3),
        "hopeless": round(hopeless, 4),
    }
    (WEIGHTS / "scales.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    judging.scales.cache_clear()


@dataclass(frozen=True)
class HandWritten:
    """A pair of the hand-written set, read and embedded."""

    a: Reading
    b: Reading
    relation: str
    phenomenon: str
    half: str
    cosine: float

    def judged(self) -> Judgement:
        return judge(self.a, self.b, lambda: self.cosine)


def read_hand_written() -> list[HandWritten]:
    rows = [json.loads(line) for line in HAND_WRITTEN.read_text(encoding="utf-8").splitlines()]
    first, second = embed([row["a"] for row in rows]), embed([row["b"] for row in rows])
    return [
        HandWritten(read(row["a"]), read(row["b"]), row["relation"], row["phenomenon"], row["half"], float(x @ y))
        for row, x, y in zip(rows, first, second, strict=True)
    ]


def threshold_of(pairs: list[HandWritten]) -> float:
    """The highest score from which on nearly all is still found that was written as the same: precision comes first."""
    scores = []
    for pair in pairs:
        judged = pair.judged()
        if judged.relation is Relation.SAME and pair.relation == "same":  # while the threshold is zero
            scores.append(judged.score)
    return float(np.quantile(scores, 1 - STILL_FOUND))


def bm25(a: str, b: str) -> float:
    """BM25 of two texts as queries for each other, over what a text scores against itself."""
    ours, theirs = ({lemmas_of(t.plain)[0] for t in tokens_of(text) if t.written[0].isalnum()} for text in (a, b))
    shared = sum(weight_of(lemma) for lemma in ours & theirs)
    return 2 * shared / max(1e-9, sum(map(weight_of, ours)) + sum(map(weight_of, theirs)))


def best_threshold(scores: Numbers, labels: Numbers, measure_of: Callable[[Numbers, Numbers], float]) -> float:
    candidates = np.unique(np.quantile(scores, np.linspace(0, 1, 500)))
    return float(max(candidates, key=lambda each: measure_of(scores >= each, labels)))


def f1(said: Numbers, labels: Numbers) -> float:
    right = float(np.sum(said & (labels == 1)))
    return 2 * right / max(1.0, float(said.sum() + (labels == 1).sum()))


def accuracy(said: Numbers, labels: Numbers) -> float:
    return float(np.mean(said == (labels == 1)))


def hand_written_figures(pairs: list[HandWritten], half: str) -> str:
    """Ours, by relation and phenomenon, beside BM25 and the cosine at the threshold that is best for them."""
    own = [pair for pair in pairs if pair.half == half]
    gold = np.array([pair.relation for pair in own])
    said = np.array([pair.judged().relation.value for pair in own])
    is_same = (gold == "same").astype(int)
    right = np.sum((said == "same") & (gold == "same"))
    lines = [
        f"**{half.capitalize()} half** ({len(own)} pairs): precision of `same` "
        f"{right / max(1, np.sum(said == 'same')):.3f}, recall {right / np.sum(gold == 'same'):.3f}, "
        f"F1 {f1(said == 'same', is_same):.3f}; conflicts called `conflict` "
        f"{np.mean(said[gold == 'conflict'] == 'conflict'):.3f}, of what is called `conflict` "
        f"{np.mean(gold[said == 'conflict'] == 'conflict'):.3f} is one."
    ]
    for name, scores in (
        ("BM25", np.array([bm25(pair.a.text, pair.b.text) for pair in own])),
        ("Cosine", np.array([pair.cosine for pair in own])),
    ):
        threshold = best_threshold(scores, is_same, f1)
        called = scores >= threshold
        precision = np.sum(called & (is_same == 1)) / np.sum(called)
        lines.append(
            f"{name} at its best threshold for this half ({threshold:.2f}): precision {precision:.3f}, recall "
            f"{np.mean(called[is_same == 1]):.3f}, F1 {f1(called, is_same):.3f}."
        )
    lines.append("Right by phenomenon: " + ", ".join(_by_phenomenon(own, said)) + ".")
    return "\n".join(lines)


def _by_phenomenon(pairs: list[HandWritten], said: NDArray[np.str_]) -> Iterator[str]:
    for phenomenon in sorted({pair.phenomenon for pair in pairs}):
        hits = [
            said[place] == pair.relation or (pair.relation in ("related", "different") and said[place] in OTHERS)
            for place, pair in enumerate(pairs)
            if pair.phenomenon == phenomenon
        ]
        yield f"{phenomenon} {sum(hits)}/{len(hits)}"


OTHERS = ("related", "different")


def mrpc_figures(table: Table, others: Table, examples: list[Example]) -> str:
    """Accuracy on folds of MRPC: scales fitted without the fold, thresholds chosen without it, for all three."""
    gold = np.array([int(example.same) for example in examples])
    lexical = np.array([bm25(example.a, example.b) for example in examples])
    folds: dict[str, list[float]] = {"ours": [], "BM25": [], "cosine": []}
    for known, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(table.values, gold):
        seen = others.beside(table.at(known))
        made = np.arange(len(seen.labels)) < len(others.labels)
        plain, wide = fitted(seen.values, seen, made), fitted(seen.wide, seen, made)
        scores = {"ours": cascaded(plain, wide, table), "BM25": lexical, "cosine": table.cosines}
        for name, score in scores.items():
            threshold = best_threshold(score[known], gold[known], accuracy)
            folds[name].append(accuracy(score[asked] >= threshold, gold[asked]))
    said = ", ".join(f"{name} {np.mean(values):.3f}" for name, values in folds.items())
    return f"**MRPC**, accuracy on {FOLDS} folds of its training part, thresholds tuned on the others: {said}."


def cascaded(plain: Scale, wide: Scale, table: Table) -> Numbers:
    """The scores as the judge gives them: by the scale with the cosine only where words leave doubt."""
    without = probabilities(plain, table.values)
    is_left = table.values[:, NAMES.index("left words")] > 0
    in_doubt = is_left & ~table.clashes & (without > judging.scales().hopeless)
    return np.where(in_doubt, probabilities(wide, table.wide), without)


def speed(pairs: list[HandWritten]) -> str:
    texts = [pair.b for pair in pairs][:240]
    began = time.process_time()
    for pair in pairs[:10]:
        for other in texts:
            judge(pair.a, other)
    each = (time.process_time() - began) / (10 * len(texts))
    began = time.process_time()
    for pair in pairs:
        judge(pair.a, pair.b)
    near = (time.process_time() - began) / len(pairs)
    began = time.process_time()
    for pair in pairs:
        read(pair.a.text)
    reading = (time.process_time() - began) / len(pairs)
    return (
        f"**Speed**, one core: reading a text {reading * 1e6:.0f} µs, judging a pair {each * 1e6:.0f} µs against any "
        f"other, {near * 1e6:.0f} µs against a near one, without the embedding."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    corpora = parser.parse_args().corpora
    order = random.Random(SEED)
    mrpc = read_mrpc(corpora)
    sentences = sentences_of(corpora, order)
    made = [*paraphrased_pairs(sentences, order), *clashing_pairs(sentences, order), *unrelated_pairs(sentences, order)]
    print(f"{len(made):,} pairs made, {sum(example.same for example in made):,} of them the same")
    loose, strict = measured(mrpc), measured(made)
    everything = strict.beside(loose)
    is_made = np.arange(len(everything.labels)) < len(strict.labels)
    plain, wide = (fitted(values, everything, is_made) for values in (everything.values, everything.wide))
    hopeless = float(np.quantile(probabilities(plain, strict.values)[strict.labels == 1], HOPELESS))
    write_scales(plain, wide, 0.0, hopeless)
    pairs = read_hand_written()
    write_scales(plain, wide, threshold_of([pair for pair in pairs if pair.half == "development"]), hopeless)
    figures = "\n\n".join(
        [
            f"Fitted on {len(made):,} pairs made from {len(sentences):,} sentences and {len(mrpc):,} of MRPC. Brier "
            f"score of made pairs on folds: {brier(everything.values, everything, is_made):.3f} without the cosine, "
            f"{brier(everything.wide, everything, is_made):.3f} with it. `same` from {judging.scales().same} on; below "
            f"{judging.scales().hopeless} the embedding is not asked.",
            hand_written_figures(pairs, "development"),
            hand_written_figures(pairs, "final"),
            mrpc_figures(loose, strict, mrpc),
            speed(pairs),
        ]
    )
    print(figures)
    CARD.write_text(FIGURES.sub(lambda _: figures + "\n", CARD.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
