"""How long the lists take at 100,000 claims, over bare lists of the same size of page measured in the same run."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection, connections, models, transaction
from rest_framework import serializers, viewsets
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from claims.api import desk
from claims.models import Claim, Mention, Review
from claims.roles import Role

CLAIMS = 100_000
FIRST = 1_000_000  # ids above all that other benchmarks make
ROUNDS, WARM_UP = 60, 5
BIG = 5_000  # rows: a table that no list may read from end to end

SENTENCE = "'The mill number ' || lpad((n)::text, 7, '0') || ' will close in March'"  # 43 characters, always
REVIEWER, EDITOR = (f"(SELECT id FROM auth_user WHERE username = 'bench-{role}')" for role in ("reviewer", "editor"))
IDS = f"generate_series({FIRST}, {FIRST + CLAIMS - 1}) AS n"
# Of ten claims two are published, one waits for a second pair of eyes, one is in review, one dismissed; five are new.
TAKEN, RATED, PUBLISHED, DISMISSED = "n % 10 IN (0, 1, 2, 3)", "n % 10 IN (0, 1, 2)", "n % 10 IN (0, 1)", "n % 10 = 4"


def moved(which: str, origin: str, to: str, version: int, also: str = "", by: str = REVIEWER) -> list[str]:
    """What moves the claims `which` as the desk does: the row and its transition."""
    rows = f"SELECT n FROM {IDS} WHERE {which}"
    as_what = "'opinion'" if to == "dismissed" else "''"
    return [
        f"UPDATE claims_claim SET status = '{to}', version = {version}, updated_at = now(), dismissed_as = {as_what}"
        f"{also} WHERE id IN ({rows})",
        "INSERT INTO claims_transition (claim_id, from_status, to_status, version, actor_id, reason, dismissed_as, at)"
        f" SELECT n, '{origin}', '{to}', {version}, {by}, '', {as_what}, now() FROM ({rows}) AS moved",
    ]


MAKE = [
    f"""INSERT INTO claims_article (id, text, text_hash, url, canonical_url, publisher, title, author, language,
            submitted_at, queued_at, status, stage, attempts, failure, timings, model_versions)
        SELECT a, body, encode(sha256(body::bytea), 'hex'), '', '', 'Publisher ' || a % 50, 'Edition ' || a, '', 'en',
            now() - a % 100000 * interval '1 minute', now(), 'done', 'finished', 1, '', '{{}}', '{{}}'
        FROM (SELECT n / 10 AS a, string_agg({SENTENCE} || '. ', '' ORDER BY n) AS body FROM {IDS} GROUP BY 1) t""",
    f"""INSERT INTO claims_wording (id, text, normalised, fingerprint, claim_id, bound_because, matched_with,
            embedded_with, created_at)
        SELECT n, 'the mill number ' || n || ' will close in ' || (ARRAY['March', 'April', 'May'])[1 + n % 3],
            'the mill number ' || n, 'bench ' || n, n, '', '', '', now() FROM {IDS}""",
    f"""INSERT INTO claims_claim (id, canonical_wording_id, status, version, dismissed_as, check_worthiness, dimensions,
            created_at, updated_at)
        SELECT n, n, 'detected', 1, '', n % 1000 * 7919 % 1000 / 1000.0, '{{}}', now(), now() FROM {IDS}""",
    # A hundred articles a statement: the trigger that reads spans back looks at all rows of one for each article.
    *(
        f"""INSERT INTO claims_mention (article_id, wording_id, source_spans, cue_spans, content_spans, content, kind,
                stance, confidence, model_version, place, read_place, position, joined, confirmed, created_at,
                rejected_because, saying, saying_note, primary_source_url)
            SELECT n / 10, n, '[]', '[]', jsonb_build_array(jsonb_build_array(n % 10 * 45, n % 10 * 45 + 43)),
                {SENTENCE}, 'unattributed', 'asserts', 0.9, 'bench', which || n, '', n % 10 * 45, 'new', true, now(),
                '', '', '', ''
            FROM generate_series({start}, {start + 999}) AS n, unnest(ARRAY['a', 'b']) AS which
            WHERE which = 'a' OR n % 5 = 0"""
        for start in range(FIRST, FIRST + CLAIMS, 1000)
    ),
    *moved(TAKEN, "detected", "in_review", 2, also=f", assignee_id = {REVIEWER}"),
    *moved(DISMISSED, "detected", "dismissed", 2),
    f"""INSERT INTO claims_evidence (id, claim_id, url, title, publisher, excerpt, excerpt_hash, stance, seen_at,
            added_by_id, added_at)
        SELECT n, n, 'https://books.example', '', '', 'It mills.', '', 'for', now(), {REVIEWER}, now()
        FROM {IDS} WHERE {RATED}""",
    f"""INSERT INTO claims_review (id, claim_id, version, rating_id, rationale, definition, as_of, rated_at,
            rated_by_id, evidence_count, reason, returned_because)
        SELECT n, n, 1, (SELECT id FROM claims_rating WHERE slug = (ARRAY['true', 'false'])[1 + n / 10 % 2]),
            'The books.', 'It mills.', now(), now(), {REVIEWER}, 1, '', '' FROM {IDS} WHERE {RATED}""",
    f"INSERT INTO claims_reviewevidence (review_id, evidence_id) SELECT n, n FROM {IDS} WHERE {RATED}",
    *moved(RATED, "in_review", "rated", 3),
    f"""UPDATE claims_review SET approved_by_id = {EDITOR}, approved_at = now()
        WHERE id IN (SELECT n FROM {IDS} WHERE {PUBLISHED})""",
    *moved(PUBLISHED, "rated", "published", 4, also=", assignee_id = NULL", by=EDITOR),
    f"""INSERT INTO claims_comment (claim_id, author_id, text, at)
        SELECT {FIRST}, {REVIEWER}, 'Note ' || k, now() + k * interval '1 second' FROM generate_series(1, 200) k""",
]
ANALYZED = ("claim", "wording", "mention", "article", "review", "evidence", "reviewevidence", "transition", "comment")


def make_claims() -> User:
    """100,000 claims with their mentions and reviews, through every constraint and trigger; and who looks at them."""
    people = {}
    for name in (Role.REVIEWER, Role.EDITOR):
        people[name] = User.objects.create(username=f"bench-{name}")
        people[name].groups.add(Group.objects.get(name=name))
    with transaction.atomic(), connection.cursor() as cursor:  # a wording's claim is there when all is kept
        for statement in MAKE:
            cursor.execute(statement)
    # As autovacuum does after a minute; the service owns no table, and its ANALYZE would pass over them without a word.
    with connections[settings.OWNER].cursor() as cursor:
        for table in ANALYZED:
            cursor.execute(f"ANALYZE claims_{table}")
    return people[Role.REVIEWER]


def bare(of: type[models.Model]) -> Callable[..., Response]:
    """A list as DRF makes it: a plain serializer of the record's own fields, no filter, nothing derived."""

    class Meta:
        model = of
        fields = [field.name for field in of._meta.concrete_fields if field.name != "search"]

    serializer = type("BareSerializer", (serializers.ModelSerializer,), {"Meta": Meta})
    names = {"serializer_class": serializer, "queryset": of._default_manager.all(), "filter_backends": []}
    view: Callable[..., Response] = type("Bare", (viewsets.ReadOnlyModelViewSet,), names).as_view({"get": "list"})
    return view


CLAIM_LIST = desk.Claims.as_view({"get": "list"}, detail=False)
TIMELINE = desk.Claims.as_view({"get": "timeline"}, detail=True)
# What it is called, the view, its parameters, and the record whose bare list it is compared with.
LISTS: list[tuple[str, Callable[..., Response], dict[str, str], type[models.Model]]] = [
    ("claims", CLAIM_LIST, {}, Claim),
    ("claims, status=published", CLAIM_LIST, {"status": "published"}, Claim),
    ("claims, status=detected", CLAIM_LIST, {"status": "detected"}, Claim),
    ("claims, mine=true", CLAIM_LIST, {"mine": "true"}, Claim),
    ("claims, rating=false", CLAIM_LIST, {"rating": "false"}, Claim),
    ("claims, search of one", CLAIM_LIST, {"search": f"number {FIRST + 777}"}, Claim),
    ("claims, search of a third", CLAIM_LIST, {"search": "april"}, Claim),
    ("claims, by check-worthiness", CLAIM_LIST, {"ordering": "-check_worthiness"}, Claim),
    ("mentions", desk.Mentions.as_view({"get": "list"}, detail=False), {}, Mention),
    ("mentions of a claim", desk.Mentions.as_view({"get": "list"}, detail=False), {"claim": str(FIRST)}, Mention),
    ("reviews", desk.Reviews.as_view({"get": "list"}, detail=False), {}, Review),
    ("timeline of a claim", TIMELINE, {}, Claim),
]


def getter(view: Callable[..., Response], parameters: dict[str, str], user: User) -> Callable[[], Response]:
    keywords = {"pk": str(FIRST)} if view is TIMELINE else {}

    def get() -> Response:
        request = APIRequestFactory().get("/", parameters, SERVER_NAME="localhost")
        force_authenticate(request, user)
        response = view(request, **keywords).render()
        if response.status_code != 200:
            raise RuntimeError(f"{parameters}: {response.data}")
        return response

    return get


def p95(get: Callable[[], Response]) -> float:
    """Seconds in which 95 of 100 answers are ready."""
    taken = []
    for _ in range(WARM_UP + ROUNDS):
        started = time.perf_counter()
        get()
        taken.append(time.perf_counter() - started)
    return sorted(taken[WARM_UP:])[math.ceil(ROUNDS * 0.95) - 1]


Query = tuple[str, Any]


@contextmanager
def recorded() -> Iterator[list[Query]]:
    """The queries made within, with their parameters."""
    queries: list[Query] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield queries


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


def read_whole(queries: list[Query]) -> set[str]:
    """The big tables that a plan reads from end to end."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples > %s AND relkind = 'r'", [BIG])
        big = {name for (name,) in cursor.fetchall()}
        for sql, params in queries:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (answer,) = cursor.fetchone()
            plans = json.loads(answer) if isinstance(answer, str) else answer
            scans = (node for node in nodes(plans[0]["Plan"]) if node["Node Type"] == "Seq Scan")
            found |= {node["Relation Name"] for node in scans} & big
    return found


def measure() -> None:
    started = time.perf_counter()
    user = make_claims()
    print(f"lists: {CLAIMS:,} claims, made in {time.perf_counter() - started:.0f} s; a page of 50, p95 of {ROUNDS}")
    plain = {of: p95(getter(bare(of), {}, user)) for of in (Claim, Mention, Review)}
    for of, seconds in plain.items():
        print(f"  bare list of {of._meta.verbose_name_plural:<16} {seconds * 1e3:7.1f} ms")
    slow = {}
    for name, view, parameters, of in LISTS:
        get = getter(view, parameters, user)
        with recorded() as queries:
            rows = len(get().data["results"])
        seconds = p95(get)
        ratio = f"{seconds * 1e3:7.1f} ms   ratio to the bare list {seconds / plain[of]:5.1f}"
        print(f"  {name:<28} {ratio}   {len(queries):2} queries, {rows:2} rows")
        if whole := read_whole(queries):
            slow[name] = whole
    if slow:
        raise RuntimeError(f"Tables read from end to end: {slow}")
    print("  no plan reads a big table from end to end")
