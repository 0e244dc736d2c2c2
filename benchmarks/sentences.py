"""Wordings by the million: sentences of news and debates with their names, numbers, places and dates substituted."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.texts import ROOT, SHARED
from claims.text.embedding import DIMENSIONS, load_embedder, model_version
from claims.text.paragraphs import split_paragraphs
from claims.text.sentences import split_sentences
from claims.text.wordings import Wording, wording_of

SEED = 20
CACHE = ROOT / "var" / "vectors"
CHUNK = 10_000  # texts whose vectors share a file
BATCH = 4  # texts embedded at once: larger gains nothing, for they are padded to the longest
FEWEST_WORDS, MOST_WORDS = 5, 60

CORPORA = SHARED / "corpora"
CAPITALISED = r"[A-Z][\w.'’-]*[\w]"
NAME = re.compile(rf"\b{CAPITALISED}(?: {CAPITALISED})*")
NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]  # fmt: skip
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
KINDS = ("PERSON", "LOCATION", "ORGANIZATION")
LEAST_SEEN = 2  # times that a name is in the corpus, or it is taken for a slip of the tagger

Vectors = NDArray[np.float16]
Pool = tuple[str, int]  # a kind of name, and how many words it has


@cache
def sentences() -> list[str]:
    """Those of the corpora that are read to train, or of the seeds where there are no corpora; each once."""
    found = (re.sub(r"\s+", " ", sentence).strip() for sentence in _sentences())
    return sorted({one for one in found if FEWEST_WORDS <= len(one.split()) <= MOST_WORDS})


def _sentences() -> Iterator[str]:
    if not CORPORA.exists():
        for path in (ROOT / "seeds" / "articles").glob("*.txt"):
            text = path.read_text(encoding="utf-8")
            split = split_sentences(text, split_paragraphs(text))
            yield from (split.span(place).of(text) for place in range(len(split.starts)))
        return
    for article in _lines("polnear"):
        yield from (article["text"][start:end] for start, end in article["sentences"])
    yield from (sentence["text"] for sentence in _lines("claimbuster"))
    with open(CORPORA / "mrpc" / "train.tsv", encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield from (row["#1 String"], row["#2 String"])


def _lines(corpus: str) -> Iterator[dict[str, Any]]:
    with open(CORPORA / corpus / "train.jsonl", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@cache
def pools() -> tuple[dict[str, Pool], dict[Pool, list[str]]]:
    """Which pool a name belongs to, and the names of each; without the corpora there is one for all names."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    if CORPORA.exists():
        for article in _lines("polnear"):
            for start, end, kind in article["entities"]:
                seen[article["text"][start:end]][kind] += 1
    else:
        for sentence in sentences():
            seen |= {match.group(): Counter(NAME=LEAST_SEEN) for match in NAME.finditer(sentence) if match.start()}
    pool_of = {}
    for name, kinds in seen.items():
        ((kind, _),) = kinds.most_common(1)
        if NAME.fullmatch(name) and kinds.total() >= LEAST_SEEN and kind in (*KINDS, "NAME"):
            pool_of[name] = kind, len(name.split())
    names: dict[Pool, list[str]] = defaultdict(list)
    for name in sorted(pool_of):
        names[pool_of[name]].append(name)
    return pool_of, names


def substituted(sentence: str, chance: random.Random) -> str:
    """The sentence with about half of its names, numbers, places and dates replaced by others of their kind."""
    pool_of, names = pools()

    def name(match: re.Match[str]) -> str:
        words = match.group()
        if chance.random() < 0.5:
            return words
        for others in (MONTHS, DAYS):
            if words in others:
                return chance.choice(others)
        return chance.choice(names[pool_of[words]]) if words in pool_of else words

    def number(match: re.Match[str]) -> str:
        digits = match.group()
        if chance.random() < 0.5:
            return digits
        return re.sub(r"\d", lambda _: str(chance.randint(1, 9)), digits)

    return NUMBER.sub(number, NAME.sub(name, sentence))


def wordings(seed: int = SEED) -> Iterator[Wording]:
    """Without end, each said once; for a seed the same ones on every machine that has the same corpora.

    Most sentences hold a pronoun and would need their article: here all stand alone, or there were too few.
    """
    chance, said = random.Random(seed), set[str]()
    while True:
        wording = wording_of(substituted(chance.choice(sentences()), chance))
        if wording.normalised and wording.normalised not in said:
            said.add(wording.normalised)
            yield wording


def embedded_chunk(texts: Sequence[str]) -> Vectors:
    """A vector for each text: float16, texts x 384. Those of earlier runs are in var/vectors."""
    digest = hashlib.sha256("\n".join([model_version(), str(BATCH), *texts]).encode()).hexdigest()
    path = CACHE / f"{digest[:32]}.npy"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished.npy")
        CACHE.mkdir(parents=True, exist_ok=True)
        np.save(unfinished, embed_in_batches(texts))
        unfinished.rename(path)
    vectors: Vectors = np.load(path)
    return vectors


def embed_in_batches(texts: Sequence[str]) -> Vectors:
    """As claims.text.embedding.embed, a third quicker: texts of like length together.

    The quantised model scales what it adds up by the whole batch, so that a vector differs a little from that of its
    text alone: their cosine is 0.991 on average and 0.966 at least, of 600 sentences.
    """
    embedder = load_embedder()
    encodings = embedder.tokenizer.encode_batch(list(texts))
    by_length = iter(sorted(range(len(texts)), key=lambda place: len(encodings[place].ids)))
    vectors = np.empty((len(texts), DIMENSIONS), np.float16)
    while places := list(islice(by_length, BATCH)):
        longest = max(len(encodings[place].ids) for place in places)
        ids, mask = np.zeros((2, len(places), longest), np.int64)
        for row, place in enumerate(places):
            length = len(encodings[place].ids)
            ids[row, :length], mask[row, :length] = encodings[place].ids, 1
        (vectors[places],) = embedder.session.run(
            ["embedding"], {"pieces": embedder.table.rows(ids), "attention_mask": mask}
        )
    return vectors
