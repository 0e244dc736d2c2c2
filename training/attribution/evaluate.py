"""Score an exported tagger: `python -m training.attribution.evaluate GOLD.jsonl MODEL_FOLDER --scorer FILE`.

Prints F1 over everything, by publisher, and by kind of content (direct, mixed, indirect), and the speed on one core.
--last N takes the last N articles by date, which for the training part is the slice that training leaves out.
--thresholds tries others than the model's own. --float scores the weights before they were quantised.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime

from claims.text.about import About, load_about
from claims.text.encoding import Encoded, encode
from claims.text.joining import RoleSpan
from claims.text.paragraphs import split_paragraphs
from claims.text.pieces import load_tokenizer
from claims.text.quotations import find_quotations
from claims.text.reading import find_groups
from claims.text.sentences import split_sentences
from claims.text.tagger import Reading, Run, load_words, read
from training.attribution.corpus import read_jsonl

SHOWN = ("source.piece", "cue.piece", "content.piece", "content.exact", "content.overlap", "attribution.relation")
QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|''.*?''|``.*?''", re.DOTALL)
WORD = re.compile(r"\w+")
Record = dict[str, Any]


def load_run(folder: Path, name: str = "model.onnx", threads: int = 1) -> Run:
    """An ONNX model as tagger.read calls it."""
    words = load_words(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

    def run(ids: np.ndarray, features: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        inputs = {"pieces": words.rows(ids), "features": features, "attention_mask": mask}
        tags, joins = session.run(["tags", "joins"], inputs)
        return tags, joins

    return run


def records_of(text: str, reading: Reading, about: About) -> list[Record]:
    """The outermost attributions of a text, as the scorer reads them."""
    paragraphs = split_paragraphs(text)
    sentences, quotations = split_sentences(text, paragraphs), find_quotations(text, paragraphs)
    return [
        {"source": _pairs(group.sources), "cue": _pairs([group.cue]), "content": _pairs(group.contents)}
        for group in find_groups(text, reading, sentences, quotations, about).groups
    ]


def _pairs(spans: Iterable[RoleSpan]) -> list[list[int]]:
    return [[each.span.start, each.span.end] for each in spans]


def encoded(text: str, tokenizer: Any, about: About) -> Encoded:
    """A text as the tagger reads it."""
    return encode(text, split_paragraphs(text).spans, tokenizer, about.separator)


def load_scorer(path: Path) -> ModuleType:
    """The scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score_attributions", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kind(text: str, content: Iterable[Iterable[int]]) -> str:
    """Whether all of a content's words are in quotation marks (direct), some (mixed) or none (indirect)."""
    quoted = [match.span() for match in QUOTED.finditer(text)]
    words = [word.start() + start for start, end in content for word in WORD.finditer(text[start:end])]
    inside = sum(any(first <= word < last for first, last in quoted) for word in words)
    return "indirect" if not inside else "direct" if inside == len(words) else "mixed"


def figures(scorer: ModuleType, pairs: Iterable[tuple[Record, list[Record]]]) -> dict[str, float]:
    """F1 by the scorer of (gold record, predicted attributions)."""
    documents = [
        (scorer.Document(record["text"], record["attributions"]), scorer.Document(record["text"], found))
        for record, found in pairs
    ]
    table = scorer.figures(scorer.score(documents))
    return {name: table.get(name, {"f1": 0.0})["f1"] for name in SHOWN}


def by_kind(pairs: list[tuple[Record, list[Record]]]) -> dict[str, list[tuple[Record, list[Record]]]]:
    """The same with only the attributions of one kind on either side, so that a wrong kind is an error of both."""
    groups = {}
    for name in ("direct", "mixed", "indirect"):
        groups[name] = [
            (record | {"attributions": only(record, record["attributions"], name)}, only(record, found, name))
            for record, found in pairs
        ]
    return groups


def only(record: Record, attributions: list[Record], name: str) -> list[Record]:
    """The attributions of one kind."""
    return [each for each in attributions if kind(record["text"], each["content"]) == name]


def by_publisher(pairs: list[tuple[Record, list[Record]]]) -> dict[str, list[tuple[Record, list[Record]]]]:
    """The pairs of each publisher."""
    groups = defaultdict(list)
    for record, found in pairs:
        groups[record["publisher"]].append((record, found))
    return dict(sorted(groups.items()))


def predict(records: list[Record], find: Callable[[str], list[Record]]) -> tuple[list[list[Record]], float]:
    """What is found in each record's text, and words a second (white space between words)."""
    start = time.perf_counter()
    found = [find(record["text"]) for record in records]
    return found, sum(len(record["text"].split()) for record in records) / (time.perf_counter() - start)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--last", type=int, default=0)
    parser.add_argument("--thresholds", type=float, nargs=3)
    parser.add_argument("--float", action="store_true")
    parser.add_argument("--out", type=Path, help="write the predictions here, as the scorer reads them")
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    records = sorted(read_jsonl(arguments.gold), key=lambda record: (record["date"], str(record["id"])))
    records = records[-arguments.last :]
    about = load_about(arguments.model / "about.json")
    if arguments.thresholds:
        about = dataclasses.replace(about, thresholds=tuple(arguments.thresholds))
    run = load_run(arguments.model, "model-float.onnx" if arguments.float else "model.onnx")
    tokenizer, scorer = load_tokenizer(arguments.model / "tokenizer.json"), load_scorer(arguments.scorer)
    found, speed = predict(
        records, lambda text: records_of(text, read(encoded(text, tokenizer, about), run, about), about)
    )
    if arguments.out:
        lines = ({"id": record["id"], "attributions": each} for record, each in zip(records, found, strict=True))
        arguments.out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    pairs = list(zip(records, found, strict=True))
    print(f"{'':<14}" + "".join(f"{name:>22}" for name in SHOWN))
    for name, group in {"all": pairs, **by_kind(pairs), **by_publisher(pairs)}.items():
        print(f"{name:<14}" + "".join(f"{value:>22.3f}" for value in figures(scorer, group).values()))
    print(f"{speed:.0f} words a second")


if __name__ == "__main__":
    main()
