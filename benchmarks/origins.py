"""How long it takes to find an article's origin among many, and what that costs beside reading it."""

from __future__ import annotations

import math
import time

from django.conf import settings
from django.db import connection, connections, transaction

from benchmarks.lists import read_whole, recorded
from benchmarks.reading import seconds_of
from benchmarks.stages import Stages
from claims.models import Article
from claims.origins import find_origin
from claims.submission import Submission, submit
from claims.text.attributions import find_attributions
from claims.text.likeness import VERSION, find_print

FIRST = 3_000_000  # ids above all that other benchmarks make
MAKE = [
    """INSERT INTO claims_article (id, text, text_hash, url, canonical_url, publisher, title, author, language,
            submitted_at, queued_at, status, stage, attempts, failure, timings, model_versions)
        SELECT n, body, encode(sha256((body || n)::bytea), 'hex'), '', '', '', '', '', 'en', now(), now(), 'done',
            'finished', 1, '', '{}', '{}'
        FROM generate_series(%(first)s, %(last)s) AS n, LATERAL (SELECT %(text)s || n AS body) t""",
    # Marks are as good as random numbers; each article shares one with one of those that are to be compared, as if
    # a footer led from each of those to a hundredth of all others.
    """INSERT INTO claims_copy (article_id, origin_id, marks, sketch, print_version, compared_at)
        SELECT n, n, array_prepend(
                (%(shared)s::bigint[])[1 + n %% cardinality(%(shared)s::bigint[])],
                ARRAY(SELECT hashint8extended(n * 64 + k, 2) FROM generate_series(1, 63) AS k)),
            decode(string_agg(md5((n * 8 + part)::text), ''), 'hex'), %(version)s, now()
        FROM generate_series(%(first)s, %(last)s) AS n, generate_series(1, 8) AS part GROUP BY n""",
]


def make_copies(count: int, text: str, shared: list[int]) -> None:
    """`count` articles of `text`, with prints as if each were another one; each has one of the marks `shared`."""
    about = {"first": FIRST, "last": FIRST + count - 1, "text": text, "version": VERSION, "shared": shared}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in MAKE:
            cursor.execute(statement, about)
    with connections[settings.OWNER].cursor() as cursor:
        cursor.execute("ANALYZE claims_copy")
        cursor.execute("ANALYZE claims_article")


def measure_prints(texts: list[str]) -> None:
    """What the print of an article costs, over reading it."""
    find_attributions(texts[0])  # loads the model
    prints = seconds_of(lambda: [find_print(text) for text in texts]) / len(texts)
    some = texts[:20]
    ratio = seconds_of(lambda: [find_print(text) for text in some]) / seconds_of(
        lambda: [find_attributions(text) for text in some]
    )
    print(f"  print of an article         {prints * 1e3:7.2f} ms   ratio to find_attributions {ratio:6.4f}")


def measure(texts: list[str], count: int) -> None:
    """Find the origins of articles that are like no other one, and of shortened copies, among `count` articles."""
    alone = [f"{text}\n\nThe last edition." for text in texts]
    started = time.perf_counter()
    make_copies(count, texts[0], [mark for text in alone for mark in find_print(text).marks])
    made = time.perf_counter() - started
    print(f"origins: {count:,} articles, made in {made:.0f} s; {count // len(texts):,} share a mark with each compared")
    measure_prints(texts)
    copies = [text[: len(text) * 2 // 3] for text in alone]
    stages = Stages()
    for name, some in (("like no other", alone), ("a copy, cut to two thirds", copies)):
        articles = [submitted(text) for text in some]
        with stages.stage(name):
            seconds = sorted(seconds_to_find(article) for article in articles)
        here, there = (side[name] / len(some) * 1e3 for side in (stages.here, stages.postgres))
        middle, slow = (seconds[math.ceil(len(seconds) * part) - 1] * 1e3 for part in (0.5, 0.95))
        print(f"  {name:<27} {middle:7.1f} ms p50, {slow:.1f} ms p95; CPU {here:.1f} ms and Postgres {there:.1f} ms")
    with recorded() as queries:
        find_origin(submitted(texts[1] + " Once more."))
    if whole := read_whole([query for query in queries if query[0].startswith("SELECT") and "&&" not in query[0]]):
        print(f"  read from end to end: {', '.join(sorted(whole))}")


def submitted(text: str) -> Article:
    ((article, _),) = submit([Submission(text)], by=None)
    return Article.objects.get(pk=article.pk)


def seconds_to_find(article: Article) -> float:
    started = time.perf_counter()
    find_origin(article)
    return time.perf_counter() - started
