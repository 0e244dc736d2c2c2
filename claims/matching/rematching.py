"""Matching the backlog anew, after a change of the judge, its thresholds, or the model of embeddings.

In batches, each in a few short transactions, while the service runs: what arrives meanwhile is matched as ever, and
what both do is done once. Between two steps everything is consistent, so it may be stopped at any time; the wordings
say themselves how far it has come.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from claims.matching.matching import embed_anew, match_wordings, unmatched, without_embedding
from claims.matching.planning import Change
from claims.models import Wording


def embed_backlog(batch: int) -> Iterator[int]:
    """Give all wordings embeddings of today's model. Yields how many after each batch."""
    for wordings in in_batches(without_embedding(), batch):
        yield embed_anew(wordings)


def backlog(*, again: bool = False, after: int = 0) -> QuerySet[Wording]:
    """The wordings that today's judge has not looked at, `again` all, of those with an id above `after`."""
    return (Wording.objects.all() if again else unmatched()).filter(pk__gt=after)


def rematch(
    wordings: QuerySet[Wording], batch: int, *, again: bool = False
) -> Iterator[tuple[list[int], list[Change]]]:
    """Match wordings anew. Yields the ids of each batch, and what has changed about who is with whom.

    Embeddings come first (`embed_backlog`): those that have none of today's model are found by nobody's meaning.
    """
    for ids in in_batches(wordings, batch):
        yield ids, match_wordings(ids, again=again)


def in_batches(wordings: QuerySet[Wording], size: int) -> Iterator[list[int]]:
    """The ids of the wordings, in their order; a query for each batch."""
    last = 0
    while batch := list(wordings.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield batch
        last = batch[-1]
