"""Whether claims come out the same with the index of embeddings as with every wording read."""

from __future__ import annotations

import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from django.db import transaction

from benchmarks import texts
from claims.matching import Worded, join_claims, match_wordings
from claims.models import Article, Wording
from claims.text import wordings as language
from claims.text.embedding import embed
from claims.text.paragraphs import split_paragraphs
from claims.text.sentences import split_sentences

PARAPHRASES = texts.SHARED / "corpora" / "mrpc" / "train.tsv"
WORDINGS = 3_000
BATCH = 50  # that arrive together
SEED = 20
NUMBER = re.compile(r"\b\d+\b")
WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
# Other ways of putting a sentence, which the judge takes for the same.
OTHERWISE = [
    (re.compile(r" per ?cent\b"), lambda found: "%"),
    (re.compile(rf"\b({'|'.join(WORDS)})\b"), lambda found: str(WORDS.index(found[1]) + 2)),
    (re.compile(r"\$([\d.,]+) ([mb]illion)"), lambda found: f"{found[1]} {found[2]} dollars"),
]

Together = set[tuple[str, str]]


def sentences() -> Iterator[str]:
    """Sentences of news, some in other words too, and some as they would contradict it."""
    for place, sentence in enumerate(dict.fromkeys(paraphrases() if PARAPHRASES.exists() else of_articles())):
        yield sentence
        for pattern, words in OTHERWISE:
            if pattern.search(sentence):
                yield pattern.sub(words, sentence)
        if place % 5 == 0:
            yield NUMBER.sub(lambda number: str(int(number[0]) + 1), sentence, count=1)


def paraphrases() -> Iterator[str]:
    lines = PARAPHRASES.read_text(encoding="utf-8-sig").splitlines()[1:]
    for line in lines:
        yield from line.split("\t")[3:5]


def of_articles() -> Iterator[str]:
    for text in texts.articles()[1]:
        split = split_sentences(text, split_paragraphs(text))
        yield from (split.span(place).of(text) for place in range(len(split.starts)))


def worded() -> list[Worded]:
    """Wordings that stand alone, each once, with their embeddings."""
    by_print = {}
    for one in map(language.wording_of, sentences()):
        if one.normalised and not one.bound_because:
            by_print.setdefault(language.fingerprint(one.normalised, None), one)
        if len(by_print) == WORDINGS:
            break
    found = list(by_print.values())
    random.Random(SEED).shuffle(found)
    return [Worded(one, 0.5, {}, vector) for one, vector in zip(found, embed([w.text for w in found]), strict=True)]


def together(said: list[Worded], *, exactly: bool) -> Together:
    """The pairs of wordings that are in one claim when these have arrived, a few at a time; nothing is kept."""
    with transaction.atomic():
        for start in range(0, len(said), BATCH):
            stored = join_claims(Article(), said[start : start + BATCH])
            match_wordings([wording.pk for wording, _ in stored], exactly=exactly)
        by_claim = defaultdict(list)
        for claim, fingerprint in Wording.objects.filter(embedding__isnull=False).values_list("claim", "fingerprint"):
            by_claim[claim].append(fingerprint)
        transaction.set_rollback(True)
    return {pair for members in by_claim.values() for pair in combinations(sorted(members), 2)}


def measure() -> None:
    started = time.perf_counter()
    said = worded()
    by_index = together(said, exactly=False)  # first: what was taken back stays in the index for a while
    by_reading = together(said, exactly=True)
    agreed = len(by_index & by_reading) / max(1, len(by_index | by_reading))
    print(f"agreement: {len(said):,} wordings that arrive {BATCH} at a time, {time.perf_counter() - started:.0f} s")
    print(
        f"  pairs in one claim: {len(by_reading)} by reading every wording, {len(by_index)} by the index; "
        f"of those in either, in both {agreed:.4f}   (at least 0.99)"
    )
