"""Fit the scales that turn measures of two texts into the chances that they make the same claim, or clash.

    python -m training.equivalence CORPORA [--final]

Makes pairs out of real sentences, as `training.equivalence_model` does, whose model is asked here; adds hand-written
pairs, families of claims that the pair model does not learn from, and a part of MRPC; fits four logistic regressions:
on what words tell, with the cosine of the embeddings, with the pair model besides, with the larger encoder as well.
Chooses the thresholds on folds of what was written by hand. Writes `claims/text/weights/equivalence/scales.json`, and
into `docs/models/equivalence.md` the figures beside BM25 and the cosine; the blind pairs that nothing is tuned on are
only asked with `--final`. Seeded; needs scikit-learn beside what the service has.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, StratifiedKFold

from claims.text.embedding import embed
from claims.text.equivalence import judging
from claims.text.equivalence.alignment import align
from claims.text.equivalence.differences import Difference, find_differences
from claims.text.equivalence.judging import (
    WEIGHTS,
    Chances,
    Judgement,
    Relation,
    Scale,
    Scales,
    judge,
    leave_no_doubt,
    relate,
    say_enough,
    tell_all,
    whole,
)
from claims.text.equivalence.measures import NAMES, Measures, measure
from claims.text.equivalence.pair_model import Opinion, opinion_of, second_opinion_of
from claims.text.equivalence.reading import read
from claims.text.equivalence.rewriting import in_words_of
from claims.text.equivalence.words import lemmas_of, tokens_of, weight_of
from training.equivalence_pairs import (
    LABELS,
    MRPC_KNOWN,
    Example,
    changed_pairs,
    families,
    family_pairs,
    mrpc_pairs,
    sentences_of,
    written_pairs,
)

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "text" / "data"
SETS = {  # name: file, half
    "development": (DATA / "equivalence.jsonl", "development"),
    "final": (DATA / "equivalence.jsonl", "final"),
    "blind, tuned on": (DATA / "equivalence_blind.jsonl", "tune"),
    "blind, final": (DATA / "equivalence_blind.jsonl", "final"),
    "second blind": (DATA / "equivalence_blind_second.jsonl", "final"),
    "third blind": (DATA / "equivalence_blind_third.jsonl", "final"),
    "fourth blind": (DATA / "equivalence_blind_fourth.jsonl", "final"),
    "fifth blind": (DATA / "equivalence_blind_fifth.jsonl", "final"),
    "sixth blind": (DATA / "equivalence_blind_sixth.jsonl", "final"),
}
# Nobody looks where it errs in these.
TOTALS_ONLY = ("blind, final", "second blind", "third blind", "fourth blind", "fifth blind", "sixth blind")
TUNED_ON = ("development", "blind, tuned on")
CARD = ROOT / "docs" / "models" / "equivalence.md"
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
SEED = 0
FOLDS = 5
# At most this share of the pairs that are one thing is lost to the scale without a model, and to that with the first.
HOPELESS, HOPELESS_TO_BOTH = 0.025, 0.015
REGULARISATION = 0.3
IN_FAMILIES = 18  # of the pairs of unseen families, every eighteenth is measured
MADE = 800  # changed pairs that are measured
MRPC_ASKED = 1000
SHARES = {"hand-written": 1.0, "made": 0.5, "mrpc": 0.25}  # of the weight of the hand-written pairs
PRECISE = 0.98  # of what is called the same on folds, at least: many of these pairs were written to be hard to tell
PRECISE_CONFLICT = 0.85
EVEN, LEAST_CONFLICT = (
    0.5,
    0.22,
)  # the least thresholds; what is more likely not the same than the same is never called so

Numbers = NDArray[np.float64]
SCALES = ("plain", "cosine", "opinion", "second")
ASKING = SCALES[2:]


@dataclass(frozen=True)
class Measured:
    """A pair and all that is measured of it."""

    example: Example
    phenomenon: str
    differences: list[Difference]
    measures: Measures
    is_enough: bool
    cosine: float
    texts: tuple[str, str]  # as the pair model is asked about them

    @cached_property
    def opinion(self) -> Opinion:
        return opinion_of(*self.texts)

    @cached_property
    def second(self) -> Opinion:
        return second_opinion_of(*self.texts)

    @property
    def is_all_told(self) -> bool:
        return tell_all(self.differences, self.measures)

    def settled(self, chances: Chances) -> Chances:
        return whole(chances, self.measures) if self.is_all_told else chances

    def values(self, scale: str) -> tuple[float, ...]:
        cosine = () if scale == "plain" else (self.cosine,)
        opinion = self.opinion if scale in ASKING else ()
        return (*self.measures.values, *cosine, *opinion, *(self.second if scale == "second" else ()))

    def chances(self, fit: Scale, scale: str) -> Chances:
        chances = fit.chances(self.values(scale))
        if scale not in ASKING or leave_no_doubt(self.differences, self.measures):
            return chances
        return chances._replace(opinion=self.second if scale == "second" else self.opinion)


def measured(examples: list[tuple[Example, str]]) -> list[Measured]:
    texts = list({text for example, _ in examples for text in (example.a, example.b)})
    vectors = dict(zip(texts, embed(texts), strict=True))
    readings = {text: read(text) for text in texts}
    rows = []
    for example, phenomenon in examples:
        a, b = readings[example.a], readings[example.b]
        if (len(b.text), b.text) < (len(a.text), a.text):
            a, b = b, a
        alignment = align(a, b)
        differences = find_differences(a, b, alignment)
        cosine = float(vectors[example.a] @ vectors[example.b])
        measures = measure(a, b, alignment, differences)
        asked = (a.text, in_words_of(a, b, alignment))
        rows.append(Measured(example, phenomenon, differences, measures, say_enough(a, b), cosine, asked))
    return rows


def hand_written(name: str) -> list[tuple[Example, str]]:
    path, half = SETS[name]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    own = [row for row in rows if row["half"] == half]
    return [(Example(row["a"], row["b"], Relation(row["relation"])), row["phenomenon"]) for row in own]


def labels_of(rows: list[Measured]) -> NDArray[np.int64]:
    return np.array([LABELS[row.example.relation] for row in rows])


def fitted(rows: list[Measured], weights: Numbers, scale: str) -> Scale:
    """Weights for `same` and for `conflict`, against neither, the intercept behind them."""
    regression = LogisticRegression(C=REGULARISATION, max_iter=5000)
    regression.fit(np.array([row.values(scale) for row in rows]), labels_of(rows), sample_weight=weights)
    wide = np.column_stack([regression.coef_, regression.intercept_])
    same, conflict = (tuple(round(float(each), 4) for each in wide[place] - wide[2]) for place in (0, 1))
    return Scale(same, conflict)


def weighed(own: list[Measured], made: list[Measured], mrpc: list[Measured]) -> tuple[list[Measured], Numbers]:
    """All pairs to fit to, each kind with its share of the weight."""
    kinds = zip((own, made, mrpc), SHARES.values(), strict=True)
    weights = [np.full(len(rows), share * len(own) / max(1, len(rows))) for rows, share in kinds]
    return [*own, *made, *mrpc], np.concatenate(weights)


def chances_on_folds(own: list[Measured], made: list[Measured], mrpc: list[Measured]) -> list[Chances]:
    """The chances of each hand-written pair by scales that have not seen its fold: neighbours share sentences."""
    found: dict[int, Chances] = {}
    for known, asked in KFold(FOLDS).split(own):
        rows, weights = weighed([own[place] for place in known], made, mrpc)
        fit = fitted(rows, weights, "second")
        for place in asked:
            row = own[place]
            found[int(place)] = row.settled(row.chances(fit, "second"))
    return [found[place] for place in range(len(own))]


def chosen(own: list[Measured], chances: list[Chances], scales: Scales) -> Scales:
    """The thresholds: the lowest that keep precision on folds of the hand-written pairs."""
    for name, relation, wanted, least in (
        ("same", Relation.SAME, PRECISE, EVEN),
        ("one_thing", Relation.CONFLICT, PRECISE_CONFLICT, LEAST_CONFLICT),
        ("conflict", Relation.CONFLICT, PRECISE_CONFLICT, LEAST_CONFLICT),
    ):
        best = (0, 0.98)
        for threshold in np.arange(0.98, least - 0.01, -0.02):
            tried = replace(scales, **{name: round(float(threshold), 2)})
            said = [
                relate(row.is_enough, row.differences, row.measures, each, tried)
                for row, each in zip(own, chances, strict=True)
            ]
            right = sum(
                row.example.relation is relation for row, each in zip(own, said, strict=True) if each is relation
            )
            if right >= wanted * max(1, said.count(relation)) and right > best[0]:
                best = (right, round(float(threshold), 2))
        scales = replace(scales, **{name: best[1]})
    return scales


def hopeless_below(rows: list[Measured], fit: Scale, scale: str, lost: float) -> float:
    """The chance of being one thing below which as large a share lies of those that are."""
    chances = np.array([row.chances(fit, scale).one_thing for row in rows])
    return round(float(np.quantile(chances[labels_of(rows) < LABELS[Relation.RELATED]], lost)), 4)


def write_scales(scales: Scales) -> None:
    fits = zip(SCALES, (scales.plain, scales.with_cosine, scales.with_opinion, scales.with_second), strict=True)
    content: dict[str, object] = {"measures": [*NAMES, "cosine", *("same", "conflict", "neither") * 2, "intercept"]}
    content |= {name: {"same": fit.same, "conflict": fit.conflict} for name, fit in fits}
    names = ("same", "conflict", "one_thing", "hopeless", "hopeless_to_both")
    content["from"] = {name: getattr(scales, name) for name in names}
    (WEIGHTS / "scales.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    judging.scales.cache_clear()


def judged(example: Example, cosine: float) -> Judgement:
    return judge(read(example.a), read(example.b), lambda: cosine)


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


def figures_of(name: str) -> str:
    """Ours, by relation and phenomenon, beside BM25 and the cosine at the threshold that is best for them."""
    rows = measured(hand_written(name))
    gold = np.array([row.example.relation.value for row in rows])
    said = np.array([judged(row.example, row.cosine).relation.value for row in rows])
    is_same = (gold == "same").astype(int)
    right = np.sum((said == "same") & (gold == "same"))
    lines = [
        f"**{name.capitalize()}** ({len(rows)} pairs): precision of `same` "
        f"{right / max(1, np.sum(said == 'same')):.3f}, recall {right / np.sum(gold == 'same'):.3f}, "
        f"F1 {f1(said == 'same', is_same):.3f}; conflicts called `conflict` "
        f"{np.mean(said[gold == 'conflict'] == 'conflict'):.3f}, of what is called `conflict` "
        f"{np.mean(gold[said == 'conflict'] == 'conflict'):.3f} is one."
    ]
    for other, scores in (
        ("BM25", np.array([bm25(row.example.a, row.example.b) for row in rows])),
        ("Cosine", np.array([row.cosine for row in rows])),
    ):
        threshold = best_threshold(scores, is_same, f1)
        called = scores >= threshold
        precision = np.sum(called & (is_same == 1)) / np.sum(called)
        lines.append(
            f"{other} at its best threshold for this set ({threshold:.2f}): precision {precision:.3f}, recall "
            f"{np.mean(called[is_same == 1]):.3f}, F1 {f1(called, is_same):.3f}."
        )
    if name not in TOTALS_ONLY:
        lines.append("Right by phenomenon: " + ", ".join(_by_phenomenon(rows, said)) + ".")
    return "\n".join(lines)


def _by_phenomenon(rows: list[Measured], said: NDArray[np.str_]) -> Iterator[str]:
    for phenomenon in sorted({row.phenomenon for row in rows}):
        hits = [
            said[place] == row.example.relation or (row.example.relation in OTHERS and said[place] in OTHERS)
            for place, row in enumerate(rows)
            if row.phenomenon == phenomenon
        ]
        yield f"{phenomenon} {sum(hits)}/{len(hits)}"


OTHERS = ("related", "different")


def mrpc_figures(rows: list[Measured]) -> str:
    """Accuracy on the pairs of MRPC that nothing was fitted to, thresholds chosen on folds, for all three."""
    gold = np.array([int(row.example.same) for row in rows])
    scores = {
        "ours": np.array([judged(row.example, row.cosine).score for row in rows]),
        "BM25": np.array([bm25(row.example.a, row.example.b) for row in rows]),
        "cosine": np.array([row.cosine for row in rows]),
    }
    folds: dict[str, list[float]] = {name: [] for name in scores}
    for known, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(gold, gold):
        for name, score in scores.items():
            threshold = best_threshold(score[known], gold[known], accuracy)
            folds[name].append(accuracy(score[asked] >= threshold, gold[asked]))
    said = ", ".join(f"{name} {np.mean(values):.3f}" for name, values in folds.items())
    return (
        f"**MRPC**, accuracy on {len(rows):,} pairs of its training part that nothing was fitted to, "
        f"thresholds tuned on {FOLDS} folds of them: {said}."
    )


def speed(rows: list[Measured]) -> str:
    texts = [row.example.b for row in rows][:240]
    readings = [read(text) for text in texts]
    pairs = [(first, second) for first in readings[:10] for second in readings]
    timings = {
        "reading a text": _each(lambda: [read(text) for text in texts], len(texts)),
        "judging a pair by its words": _each(lambda: [judge(*pair) for pair in pairs], len(pairs)),
        "the pair model": _each(lambda: [opinion_of(texts[0], text) for text in texts[:100]], 100),
        "the larger encoder": _each(lambda: [second_opinion_of(texts[0], text) for text in texts[:100]], 100),
    }
    return "**Speed**, one core: " + ", ".join(f"{name} {each * 1e6:,.0f} µs" for name, each in timings.items()) + "."


def _each(work: Callable[[], object], count: int) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--final", action="store_true", help="ask the blind pairs that nothing is tuned on, too")
    options = parser.parse_args()
    order = random.Random(SEED)
    own = measured([pair for name in TUNED_ON for pair in hand_written(name)])
    own += measured([(pair, "written") for pair in written_pairs(learnt_from=False)])
    told = len(own)  # the thresholds are chosen on pairs as they come; those of families are harder
    in_families = [pair for family in families(learnt_from=False) for pair in family_pairs(family)]
    own += measured([(pair, "family") for pair in in_families[::IN_FAMILIES]])
    sentences = sentences_of(options.corpora, order)
    made = measured([(pair, "made") for pair in order.sample(changed_pairs(sentences, order), MADE)])
    mrpc = [(pair, "mrpc") for pair in mrpc_pairs(options.corpora)]
    unlearnt = mrpc[MRPC_KNOWN:]  # the pair model's opinion of what it has learnt is no guide
    unknown, known = measured(unlearnt[:MRPC_ASKED]), measured(unlearnt[MRPC_ASKED:])
    rows, weights = weighed(own, made, known)
    fits = [fitted(rows, weights, name) for name in SCALES]
    hopeless = hopeless_below(own, fits[1], "cosine", HOPELESS)
    hopeless_to_both = hopeless_below(own, fits[2], "opinion", HOPELESS_TO_BOTH)
    scales = Scales(*fits, same=0.9, conflict=0.9, one_thing=0.9, hopeless=hopeless, hopeless_to_both=hopeless_to_both)
    scales = chosen(own[:told], chances_on_folds(own, made, known)[:told], scales)
    write_scales(scales)
    sets = [name for name in SETS if options.final or name not in TOTALS_ONLY]
    figures = "\n\n".join(
        [
            f"Fitted on {len(own):,} hand-written pairs, {len(made):,} made from sentences of news and {len(known):,} "
            f"of MRPC. `same` from a chance of {scales.same} on, `conflict` from {scales.conflict} on, or where "
            f"something clashes from a chance of {scales.one_thing} of being one thing; below {scales.hopeless} of "
            f"that the pair model is not asked, below {scales.hopeless_to_both} with its opinion the larger encoder.",
            *(figures_of(name) for name in sets),
            mrpc_figures(unknown),
            speed(own),
        ]
    )
    print(figures)
    CARD.write_text(FIGURES.sub(lambda _: figures + "\n", CARD.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
