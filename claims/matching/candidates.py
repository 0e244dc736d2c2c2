"""Which known wordings are worth comparing with a new one: those near it in meaning, and those with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

NEAREST = 20  # by meaning
SHARING = 10  # by words, beside them
LEAST_COSINE = 0.5
BREADTH = 200  # of the search in the index (hnsw.ef_search): the more, the fewer it misses
FEWEST_LEXEMES, FEW_LEXEMES = 3, 6  # of a short text that is searched for by its words

# `found` looks for each wording among those that stand alone: by the index of meanings; by full text where numbers or
# the shortness of a text say more than its meaning does.
FIND = """
    SELECT asked.id, found.id, found.cosine
    FROM claims_wording asked, LATERAL (
        (SELECT near.id, 1 - (near.embedding <=> asked.embedding) AS cosine
         FROM claims_wording near WHERE near.article_id IS NULL AND asked.embedding IS NOT NULL
         ORDER BY near.embedding <=> asked.embedding LIMIT %(nearest)s)
        UNION
        (SELECT near.id, 1 - (near.embedding <=> asked.embedding) AS cosine
         FROM claims_wording near, LATERAL ({words}) AS words
         WHERE near.article_id IS NULL AND near.search @@ words.query
         ORDER BY ts_rank(near.search, words.query) DESC, near.id LIMIT %(sharing)s)
    ) AS found
    WHERE asked.id = ANY(%(ids)s) AND found.id <> asked.id AND coalesce(found.cosine, 1) >= %(least)s
    ORDER BY asked.id, found.id
"""
# All numbers and one of the other words; without numbers, in a short text, all words.
WORDS = """
    SELECT CASE
        WHEN count(*) FILTER (WHERE is_number) > 0 AND count(*) FILTER (WHERE NOT is_number) > 0 THEN
            string_agg(quote_literal(lexeme), ' & ') FILTER (WHERE is_number)::tsquery
            && string_agg(quote_literal(lexeme), ' | ') FILTER (WHERE NOT is_number)::tsquery
        WHEN count(*) BETWEEN %(fewest)s AND %(few)s THEN string_agg(quote_literal(lexeme), ' & ')::tsquery
    END AS query
    FROM (
        SELECT lexeme, lexeme ~ '^[0-9]' AS is_number FROM unnest(tsvector_to_array(asked.search)) AS lexeme
    ) AS lexemes
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known wording that may say what another does, and the cosine of the two; None where one has no embedding."""

    wording: int
    other: int
    cosine: float | None


def find_candidates(wordings: Sequence[int], *, exactly: bool = False) -> list[Candidate]:
    """For each of these wordings the self-contained ones that are worth comparing with it; two queries.

    `exactly` reads every wording instead of the index, which may miss one in fifty: for tests and measurements.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # For this transaction alone.
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('enable_indexscan', %s, true)",
            [str(BREADTH), "off" if exactly else "on"],
        )
        cursor.execute(
            FIND.format(words=WORDS),
            {"ids": list(wordings), "nearest": NEAREST + 1, "sharing": SHARING, "least": LEAST_COSINE,
             "fewest": FEWEST_LEXEMES, "few": FEW_LEXEMES},
        )  # fmt: skip
        return [Candidate(*row) for row in cursor.fetchall()]
