"""The CPU that an article costs, by stage, over that of reading it and of the models alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import connection

from benchmarks.lists import recorded
from claims import queue
from claims.models import Article
from claims.origins import find_origin
from claims.pipeline import match, read, store
from claims.submission import Submission, submit
from claims.text.check_worthiness.scorer import Scorer
from claims.text.embedding import embed
from claims.text.tagger import Tagger

if TYPE_CHECKING:
    from benchmarks.candidates import Known

WORDINGS = 10_000  # that are known before the first article comes
WARM_UP = 3  # articles, in which models and word lists are loaded


def postgres_seconds(pid: int) -> float:
    """CPU of the Postgres process that serves this connection."""
    nanoseconds, *_ = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(nanoseconds) / 1e9


def postgres_pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


class Stages:
    """CPU seconds by stage: this process's, and those of the Postgres process that serves it."""

    def __init__(self) -> None:
        self.here: Counter[str] = Counter()
        self.postgres: Counter[str] = Counter()
        self.pid = postgres_pid()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        here, there = time.process_time(), postgres_seconds(self.pid)
        yield
        self.here[name] += time.process_time() - here
        self.postgres[name] += postgres_seconds(self.pid) - there


@contextmanager
def models_metered() -> Iterator[list[float]]:
    """The CPU seconds of each call of the models that read, tokenising included: of the tagger, on the text and on
    what contents hold, and of check-worthiness. Embedding and judging are no reading."""
    calls: list[float] = []

    def metered(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            started = time.process_time()
            answer = method(*arguments)
            calls.append(time.process_time() - started)
            return answer

        return call

    with patch.object(Tagger, "read", metered(Tagger.read)), patch.object(Scorer, "score", metered(Scorer.score)):
        yield calls


def measure(texts: list[str], known: Known) -> None:
    known.fill(WORDINGS)
    stages = Stages()
    models = 0.0
    queries = []
    for place, text in enumerate(texts):
        if place == WARM_UP:
            stages, models = Stages(), 0.0
        with stages.stage("submit"):
            ((article, _),) = submit([Submission(text)], by=None)
        with stages.stage("take"):
            taken = queue.take(article.pk)
        assert taken is not None
        with stages.stage("origin"):
            find_origin(taken)
        with stages.stage("read"), models_metered() as calls:
            reading = read(taken)
        models += sum(calls)
        with recorded() as storing, stages.stage("store"):
            queue.hold(taken, Article.Stage.STORING)
            wordings = store(taken, reading)
        with recorded() as matching, stages.stage("match"):
            queue.hold(taken, Article.Stage.MATCHING)
            match(taken, reading, wordings)
        queries.append((len(reading.attributions), len(storing), len(matching)))
        new = [one.wording.text for one in reading.said if one.embedding is not None]
        with stages.stage("embedding"):
            embed(new)
    report(stages, models, len(texts) - WARM_UP, queries)


def report(stages: Stages, models: float, articles: int, queries: list[tuple[int, int, int]]) -> None:
    embedding = stages.here.pop("embedding")
    stages.postgres.pop("embedding")
    reading = stages.here["read"] - embedding
    print(f"stages: CPU milliseconds per article, mean of {articles}, {WORDINGS:,} wordings known; no HTTP, no queue")
    for name, seconds in stages.here.items():
        there = stages.postgres[name]
        print(
            f"  {name:<14} here {seconds / articles * 1e3:7.1f}"
            f"   postgres {there / articles * 1e3:6.1f}   ratio to reading {(seconds + there) / reading:5.2f}"
        )
    print(f"  of read: embedding {embedding / articles * 1e3:.1f}, the models that read {models / articles * 1e3:.1f}")
    whole = stages.here.total() + stages.postgres.total()
    print(f"  ratio, all stages to reading (read without embedding)   {whole / reading:5.2f}   (aim: at most 1.5)")
    print(f"  ratio, all stages to the models that read               {whole / models:5.2f}")
    for name, column in (("store", 1), ("match", 2)):
        counts = sorted((counts[0], counts[column]) for counts in queries)
        fewest, most = counts[0], counts[-1]
        print(f"  queries to {name} {fewest[0]} mentions: {fewest[1]}; {most[0]}: {most[1]}")
