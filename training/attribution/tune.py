"""Choose thresholds: `python -m training.attribution.tune GOLD.jsonl MODEL_FOLDER --scorer F --last 84`.

Each role's threshold in turn is the one of a grid with the largest sum of the five figures that count. The best three
are printed, and with --write put into MODEL_FOLDER/about.json. Use articles that the model has not learnt from.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

from claims.text.about import load_about
from claims.text.pieces import load_tokenizer
from claims.text.tagger import read
from training.attribution.corpus import read_jsonl
from training.attribution.evaluate import encoded, figures, load_run, load_scorer, records_of

GRID = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
COUNTED = ("source.piece", "cue.piece", "content.piece", "content.exact", "attribution.relation")
Thresholds = tuple[float, float, float]


def climb(score: Callable[[Thresholds], float], start: Thresholds) -> Thresholds:
    """The best thresholds found by two rounds over the roles, each over the grid."""
    best = start
    for _ in range(2):
        for role in range(3):
            tried = [(*best[:role], value, *best[role + 1 :]) for value in GRID]
            best = max(tried, key=score)
    return best


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--last", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    path = arguments.model / "about.json"
    about, run = load_about(path), load_run(arguments.model)
    tokenizer, scorer = load_tokenizer(arguments.model / "tokenizer.json"), load_scorer(arguments.scorer)
    records = sorted(read_jsonl(arguments.gold), key=lambda record: (record["date"], str(record["id"])))
    records = records[-arguments.last :]
    readings = [read(encoded(record["text"], tokenizer, about), run, about) for record in records]
    known: dict[Thresholds, float] = {}

    def score(thresholds: Thresholds) -> float:
        if thresholds not in known:
            tried = dataclasses.replace(about, thresholds=thresholds)
            pairs = [
                (record, records_of(record["text"], reading, tried))
                for record, reading in zip(records, readings, strict=True)
            ]
            found = figures(scorer, pairs)
            known[thresholds] = sum(found[name] for name in COUNTED)
            print(thresholds, " ".join(f"{name} {found[name]:.3f}" for name in COUNTED), flush=True)
        return known[thresholds]

    best = climb(score, cast(Thresholds, about.thresholds))
    print("best", best)
    if arguments.write:
        path.write_text(json.dumps(json.loads(path.read_text()) | {"thresholds": best}))


if __name__ == "__main__":
    main()
