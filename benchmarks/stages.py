"""The CPU that an article costs, by stage, over that of the models alone."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from benchmarks.reading import run_bare_model
from claims import queue
from claims.models import Article
from claims.origins import find_origin
from claims.pipeline import read, store
from claims.submission import Submission, submit
from claims.text import check_worthiness


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


def measure(texts: list[str]) -> None:
    stages = Stages()
    queries = []
    for text in texts:
        with stages.stage("submit"):
            ((article, _),) = submit([Submission(text)], by=None)
        with stages.stage("take"):
            taken = queue.take(article.pk)
        with stages.stage("find origin"):
            find_origin(taken)
        with stages.stage("read"):
            reading = read(taken)
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        with stages.stage("store"):
            queue.hold(taken, Article.Stage.STORING)
            store(taken, reading)
        queries.append((len(reading.attributions), len(connection.queries_log)))
        connection.force_debug_cursor = False
        wordings = [one.wording.text for one in reading.said]
        with stages.stage("models alone"):
            run_bare_model([text])
            check_worthiness.score(wordings)
    report(stages, len(texts), queries)


def report(stages: Stages, articles: int, queries: list[tuple[int, int]]) -> None:
    models = stages.here["models alone"]
    print(
        f"stages: CPU milliseconds per article, mean of {articles}, over that of the models alone; HTTP and queue aside"
    )
    for name, seconds in stages.here.items():
        there = stages.postgres[name]
        ratio = (seconds + there) / models
        print(
            f"  {name:<14} here {seconds / articles * 1e3:7.1f}"
            f"   postgres {there / articles * 1e3:6.1f}   ratio {ratio:5.2f}"
        )
    stages.here.pop("models alone")
    stages.postgres.pop("models alone")
    whole = (stages.here.total() + stages.postgres.total()) / models
    print(f"  ratio, all stages to the models alone          {whole:5.2f}   (aim: at most 1.5)")
    by_count = sorted(queries)
    fewest, most = by_count[0], by_count[-1]
    print(f"  queries to store {fewest[0]} mentions: {fewest[1]}; to store {most[0]}: {most[1]}")
