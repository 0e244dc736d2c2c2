"""Which known wordings are worth comparing with a new one: those near it in meaning, and those with its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from pgvector import HalfVector

from claims.text.embedding import DIMENSIONS, Vectors, model_version

NEAREST = 20  # by meaning
SHARING = 10  # by words, beside them
LEAST_COSINE = 0.55  # below it reading two texts is dear, and hardly ever are they one claim
# Of the search in the index (hnsw.ef_search): the more, the fewer it misses. What is stored is looked for once and for
# all; of what is only asked, what is missed is far.
BREADTH, BREADTH_ASKED = 150, 60
FEWEST_LEXEMES, FEW_LEXEMES = 3, 6  # of a short text that is searched for by its words
TELLING = 4  # words beside numbers, of which one has to be shared

# Vectors of two models lie in different spaces: only those of one are compared.
# `found` looks for each wording among those that stand alone: by the index of meanings; by full text where numbers or
# the shortness of a text say more than its meaning does.
FIND = """
    SELECT asked.id, found.id, found.cosine
    FROM ({asked}) AS asked, LATERAL (
        (SELECT near.id, 1 - (near.embedding <=> asked.embedding) AS cosine
         FROM claims_wording near
         WHERE asked.embedding IS NOT NULL AND near.article_id IS NULL AND near.embedded_with = asked.embedded_with
         ORDER BY near.embedding <=> asked.embedding LIMIT %(nearest)s)
        UNION
        (SELECT near.id, CASE WHEN near.embedded_with = asked.embedded_with
            THEN 1 - (near.embedding <=> asked.embedding) END AS cosine
         FROM claims_wording near, LATERAL ({words}) AS words
         WHERE near.article_id IS NULL AND near.search @@ words.query
         ORDER BY ts_rank(near.search, words.query) DESC, near.id LIMIT %(sharing)s)
    ) AS found
    WHERE found.id <> asked.id AND coalesce(found.cosine, 1) >= %(least)s
    ORDER BY asked.id DESC, found.id
"""
STORED = "SELECT id, embedding, embedded_with, search FROM claims_wording WHERE id = ANY(%(ids)s)"
# Texts that are stored nowhere, numbered from 0 down, so that none has the number of a wording.
GIVEN = """
    SELECT 1 - place AS id, vector::halfvec({dimensions}) AS embedding, %(model)s AS embedded_with,
        to_tsvector('english', body) AS search
    FROM unnest(%(texts)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS given(body, vector, place)
"""
# All numbers and one of the longest other words, for those are the rarest: what is common is in too many texts to read.
# Without numbers, in a short text, all words.
WORDS = """
    SELECT CASE
        WHEN count(*) FILTER (WHERE is_number) > 0 AND count(*) FILTER (WHERE NOT is_number) > 0 THEN
            string_agg(quote_literal(lexeme), ' & ') FILTER (WHERE is_number)::tsquery
            && string_agg(quote_literal(lexeme), ' | ') FILTER (WHERE NOT is_number AND place <= %(telling)s)::tsquery
        WHEN count(*) BETWEEN %(fewest)s AND %(few)s THEN string_agg(quote_literal(lexeme), ' & ')::tsquery
    END AS query
    FROM (
        SELECT lexeme, is_number,
            row_number() OVER (PARTITION BY is_number ORDER BY length(lexeme) DESC, lexeme) AS place
        FROM unnest(tsvector_to_array(asked.search)) AS lexeme, LATERAL (SELECT lexeme ~ '^[0-9]') AS kind(is_number)
    ) AS lexemes
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known wording that may say what another does, and the cosine of the two; None where one has no embedding."""

    wording: int
    other: int
    cosine: float | None

    @property
    def nearness(self) -> float:
        """The cosine; what was found by its words alone counts as near."""
        return 1.0 if self.cosine is None else self.cosine


def find_candidates(wordings: Sequence[int], *, exactly: bool = False) -> list[Candidate]:
    """For each of these wordings the self-contained ones that are worth comparing with it; two queries.

    `exactly` reads every wording instead of the index, which may miss one in fifty: for tests and measurements.
    """
    return in_order(search(STORED, {"ids": list(wordings)}, exactly=exactly))


def find_sharing(wordings: Sequence[int]) -> list[Candidate]:
    """Only those that share numbers or words, however far they are by meaning; two queries."""
    return in_order(search(STORED, {"ids": list(wordings), "nearest": 0, "least": -1.0}))


def in_order(found: Iterable[tuple[int, int, float | None]]) -> list[Candidate]:
    return sorted((Candidate(*row) for row in found), key=lambda candidate: (candidate.wording, candidate.other))


def find_candidates_of(texts: Sequence[str], vectors: Vectors) -> list[Candidate]:
    """As find_candidates, for texts that are stored nowhere; `wording` is then the place of the text, from 0."""
    given: dict[str, Any] = {"texts": list(texts), "vectors": [HalfVector(vector).to_text() for vector in vectors]}
    given["model"] = model_version()
    found = search(GIVEN.format(dimensions=DIMENSIONS), given, breadth=BREADTH_ASKED)
    return [Candidate(-row[0], *row[1:]) for row in found]


def search(asked: str, parameters: dict[str, Any], *, breadth: int = BREADTH, exactly: bool = False) -> list[Any]:
    """Rows of who asked, what was found, and the cosine of the two."""
    bounds = {"nearest": NEAREST + 1, "sharing": SHARING, "least": LEAST_COSINE}
    bounds |= {"fewest": FEWEST_LEXEMES, "few": FEW_LEXEMES, "telling": TELLING}
    with transaction.atomic(), connection.cursor() as cursor:
        # For this transaction alone.
        cursor.execute(
            # Iterative: where those that are nearest are gone, or of another model, the search goes on behind them.
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'strict_order', true),"
            " set_config('enable_indexscan', %s, true)",
            [str(breadth), "off" if exactly else "on"],
        )
        cursor.execute(FIND.format(asked=asked, words=WORDS), bounds | parameters)
        return list(cursor.fetchall())
