"""How long it takes to find what a wording is to be compared with, how much of it is missed, and what that costs."""

from __future__ import annotations

import math
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

import numpy as np
import psycopg
from django.conf import settings
from django.db import connection, connections, transaction
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from benchmarks import sentences
from benchmarks.lists import read_whole, recorded
from benchmarks.stages import postgres_seconds
from claims.matching import Worded, find_candidates, fingerprint_of, join_claims, known_fingerprints
from claims.matching.candidates import LEAST_COSINE
from claims.models import Article, Wording
from claims.recognising import recognise
from claims.text import wordings as language
from claims.text.embedding import embed, model_version

SIZES = (10_000, 100_000)
PROBES = 400  # wordings that are added one at a time, and then searched for
ROUNDS = 3  # of all probes; the best counts
RECOGNISED = 100  # probes for which is asked what is known
EXACTLY = 10  # probes for which the database reads every wording
NEAREST = 10  # of which the recall is told
ALIKE = 1e-3  # cosines of vectors in half precision that do not differ
BUILD_MEMORY = "2GB"
FIRST = -10_000_000  # ids below all that other benchmarks make: lists show the newest first
INDEX = next(index for index in Wording._meta.indexes if index.name == "wording_nearness")
NO_ARTICLE = Article()

Cosines = NDArray[np.float32]


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of CPU, here and in Postgres: a machine that does other things too slows the first."""

    seconds: float
    cpu: float


@contextmanager
def taking(taken: list[Taken]) -> Iterator[None]:
    """Note what the block takes."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    cpu, started = time.process_time() + postgres_seconds(pid), time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    taken.append(Taken(seconds, time.process_time() + postgres_seconds(pid) - cpu))


@dataclass
class Known:
    """What the database has: how many wordings were loaded, and the vectors of all."""

    loaded: int = 0
    vectors: list[sentences.Vectors] = field(default_factory=list)
    stream: Iterator[language.Wording] = field(default_factory=sentences.wordings)

    def fill(self, until: int) -> None:
        """Add wordings by the ten thousand, each with a claim of its own, through every constraint and trigger."""
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as service:
            register_vector(service)
            while self.loaded < until:
                chunk = list(islice(self.stream, min(sentences.CHUNK, until - self.loaded)))
                vectors = sentences.embedded_chunk([wording.text for wording in chunk])
                copy_in(service, FIRST + self.loaded, chunk, vectors)
                self.loaded += len(chunk)
                self.vectors.append(vectors)
        # As autovacuum does after a minute: by default the planner takes a table for small, and reads it whole.
        with connections[settings.OWNER].cursor() as cursor:
            cursor.execute("ANALYZE claims_wording")
            cursor.execute("ANALYZE claims_claim")

    def nearest(self, probes: sentences.Vectors) -> Cosines:
        """The cosines of each probe with the ten nearest that are not itself, the best first; reads all."""
        best = np.full((len(probes), NEAREST + 1), -1, np.float32)
        asked = normed(probes)
        for vectors in self.vectors:
            cosines = np.concatenate([best, asked @ normed(vectors).T], axis=1)
            best = np.partition(cosines, -(NEAREST + 1), axis=1)[:, -(NEAREST + 1) :]
        return -np.sort(-best, axis=1)[:, 1:]


def normed(vectors: sentences.Vectors) -> Cosines:
    wide: Cosines = vectors.astype(np.float32)
    return wide / np.linalg.norm(wide, axis=1, keepdims=True)


COPY = """COPY claims_wording (id, text, normalised, fingerprint, claim_id, bound_because, matched_with, created_at,
    embedding, embedded_with) FROM STDIN (FORMAT BINARY)"""

TYPES = ["int8", "text", "text", "text", "int8", "text", "text", "timestamptz", "halfvec", "text"]
FOUND_CLAIMS = """INSERT INTO claims_claim (id, canonical_wording_id, status, version, dismissed_as, check_worthiness,
        dimensions, created_at, updated_at)
    SELECT n, n, 'detected', 1, '', 0.5, '{}', now(), now() FROM generate_series(%s::bigint, %s) AS n"""


def copy_in(
    service: psycopg.Connection, start: int, chunk: Sequence[language.Wording], vectors: sentences.Vectors
) -> None:
    now = datetime.now(UTC)
    with service.transaction(), service.cursor() as cursor:
        with cursor.copy(COPY) as copy:
            copy.set_types(TYPES)
            for id_, (wording, vector) in enumerate(zip(chunk, vectors, strict=True), start):
                print_ = fingerprint_of(alone(wording), NO_ARTICLE)
                row = (id_, wording.text, wording.normalised, print_, id_, "", "", now, HalfVector(vector))
                copy.write_row((*row, model_version()))
        cursor.execute(FOUND_CLAIMS, [start, start + len(chunk) - 1])


def alone(wording: language.Wording) -> language.Wording:
    """The wording as if it needed no article: most sentences do."""
    return language.Wording(wording.text, wording.normalised, None)


def build_index() -> float:
    """Build the index of meanings anew, as the owner of the schema; the seconds that it takes."""
    owner = connections[settings.OWNER]
    with owner.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{BUILD_MEMORY}'")
    started = time.perf_counter()
    with owner.schema_editor() as editor:
        editor.add_index(Wording, INDEX)
    return time.perf_counter() - started


def drop_index() -> None:
    with connections[settings.OWNER].schema_editor() as editor:
        editor.remove_index(Wording, INDEX)


def size_of_index() -> int:
    with connections[settings.OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [INDEX.name])
        (size,) = cursor.fetchone()
    return int(size)


def add(known: Known, stream: Iterator[language.Wording]) -> tuple[list[int], sentences.Vectors, list[Taken]]:
    """Add wordings one at a time, as the pipeline stores them: their ids, their vectors, and what each took."""
    new: list[language.Wording] = []
    while len(new) < PROBES:
        wording = alone(next(stream))
        if not known_fingerprints([fingerprint_of(wording, NO_ARTICLE)]):
            new.append(wording)
    vectors = sentences.embedded_chunk([wording.text for wording in new])
    ids, taken = [], []
    for wording, vector in zip(new, vectors, strict=True):
        said = Worded(wording, 0.5, {}, vector.astype(np.float32))
        with taking(taken), transaction.atomic():
            ((stored, _),) = join_claims(NO_ARTICLE, [said])
        ids.append(stored.pk)
    known.vectors.append(vectors)
    return ids, vectors, taken


def take_away(known: Known, ids: Sequence[int]) -> None:
    """Remove what was added, for the wordings to come may hold the same."""
    with transaction.atomic(settings.OWNER), connections[settings.OWNER].cursor() as cursor:
        cursor.execute("DELETE FROM claims_claim WHERE canonical_wording_id = ANY(%s)", [ids])
        cursor.execute("DELETE FROM claims_wording WHERE id = ANY(%s)", [ids])
    known.vectors.pop()


@dataclass(frozen=True)
class Found:
    """What was found of the probes: the cosines of each, best first, and what each took in the best round."""

    cosines: list[list[float]]
    taken: list[Taken]


def search(ids: Sequence[int], *, exactly: bool = False, rounds: int = ROUNDS) -> Found:
    """Look for the candidates of each wording by itself."""
    best: list[Taken] = []
    for _ in range(rounds):
        found: dict[int, list[float]] = defaultdict(list)
        taken: list[Taken] = []
        for id_ in ids:
            with taking(taken):
                candidates = find_candidates([id_], exactly=exactly)
            found[id_] = sorted((c.cosine for c in candidates if c.cosine is not None), reverse=True)
        best = min(best or taken, taken, key=lambda these: percentile([one.seconds for one in these], 99))
    return Found([found[id_] for id_ in ids], best)


def recall(found: Sequence[Sequence[float]], nearest: Cosines) -> float:
    """How much of the ten nearest was found, of those that are near enough; what is as near as one of them counts."""
    right = expected = 0
    for cosines, exact in zip(found, nearest, strict=True):
        near = exact[exact >= LEAST_COSINE + ALIKE]
        expected += len(near)
        right += sum(cosine >= near[-1] - ALIKE for cosine in cosines[: len(near)]) if len(near) else 0
    return right / expected


def percentile(seconds: Sequence[float], hundredths: int) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * hundredths / 100) - 1]


def told(taken: Sequence[Taken]) -> str:
    seconds, cpu = [one.seconds for one in taken], [one.cpu for one in taken]
    return "   ".join(
        f"{name} {percentile(these, 50) * 1e3:6.1f} and {percentile(these, 99) * 1e3:6.1f} ms"
        for name, these in (("p50 and p99", seconds), ("of CPU", cpu))
    )


def ratios(one: Sequence[Taken], other: Sequence[Taken]) -> str:
    clock, cpu = (
        [percentile([attribute(t) for t in one], p) / percentile([attribute(t) for t in other], p) for p in (50, 99)]
        for attribute in (lambda t: t.seconds, lambda t: t.cpu)
    )
    return f"p50 {clock[0]:.2f}   p99 {clock[1]:.2f}   of CPU {cpu[0]:.2f} and {cpu[1]:.2f}"


def told_of_recognising(ids: Sequence[int], ending: str) -> str:
    """What it takes to say which known claims a sentence makes, as POST match does, over embedding it."""
    asked: list[Taken] = []
    embedding: list[Taken] = []
    for text in Wording.objects.filter(pk__in=ids).values_list("text", flat=True):
        with taking(asked):
            recognise(text + ending)
        with taking(embedding):
            embed([text])
    clock, alone_ = [percentile([one.seconds for one in these], 95) for these in (asked, embedding)]
    return f"p95 {clock * 1e3:6.1f} ms (aim: under 80)   ratio to embedding it {clock / alone_:5.1f}"


def check_plans(ids: Sequence[int]) -> int:
    """The queries of a search, as many for one wording as for all. Raises if they are not, or read a table whole."""
    counts = set()
    for these in (ids[:1], ids):
        with recorded() as queries:
            find_candidates(these)
        counts.add(len(queries))
        if whole := read_whole(queries):
            raise RuntimeError(f"Tables read from end to end: {whole}")
    (count,) = counts
    return count


def measure(known: Known, sizes: Sequence[int] = SIZES) -> None:
    probes = sentences.wordings(sentences.SEED + 1)
    print(f"candidates: of {PROBES} wordings just added, best of {ROUNDS} rounds; recall@{NEAREST} over exact search")
    drop_index()
    searches = {}
    for size in sorted(sizes):
        started = time.perf_counter()
        known.fill(size)
        filled = time.perf_counter() - started
        built = build_index()
        megabytes = size_of_index() / 1e6
        print(f"  {size:,} wordings, filled in {filled:.0f} s; index built in {built:.0f} s, {megabytes:,.0f} MB")
        ids, vectors, adding = add(known, probes)
        nearest = known.nearest(vectors)
        found = search(ids)
        exact = search(ids[:EXACTLY], exactly=True, rounds=1)
        searches[size] = found.taken
        print(f"    search             {told(found.taken)}   recall {recall(found.cosines, nearest):.4f}")
        exactly = recall(exact.cosines, nearest[:EXACTLY])
        print(f"    exactly            {told(exact.taken)}   recall {exactly:.4f}")
        print(f"    adding one         {told(adding)}")
        print(f"    recognising one    {told_of_recognising(ids[:RECOGNISED], '')}")
        print(f"    and who says it    {told_of_recognising(ids[:RECOGNISED], ', they say.')}")
        print(f"    queries to search for one or for {len(ids)}: {check_plans(ids)}")
        take_away(known, ids)
        drop_index()
    build_index()
    least, most = min(searches), max(searches)
    if least < most:
        print(f"  ratio, search at {most:,} to {least:,}   {ratios(searches[most], searches[least])}")
