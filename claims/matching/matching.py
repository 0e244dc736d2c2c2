"""A wording is compared with those that may say the same; what that finds is stored, and claims are put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from pgvector import HalfVector

from claims.matching.candidates import Candidate, find_candidates
from claims.matching.grouping import regroup
from claims.matching.judging import Judge, by_pair, is_kept
from claims.matching.partition import Pair, pair_of
from claims.models import Match, Wording
from claims.text import equivalence
from claims.text.embedding import embed

REFRESHED = ("relation", "score", "reasons", "model_version", "state", "held_because", "decided_at")


def match_wordings(wordings: Collection[int], *, exactly: bool = False) -> None:
    """Look for the matches of stored wordings, keep them, and put the claims together that make the same.

    What was compared by today's judge already is not compared again. Interrupted, it can be called again: nothing is
    doubled. Of two workers that store two wordings at once, whoever commits last sees the other's: so this comes after
    the transaction that stored them. The number of queries does not depend on how many there are.
    """
    fresh = list(unmatched().filter(pk__in=wordings).order_by("pk").values_list("pk", flat=True))
    if not fresh:
        return
    embed_missing(fresh)
    keep(find_matches(find_candidates(fresh, exactly=exactly)))
    if does_join(fresh):
        regroup(fresh)
    mark(fresh)


@transaction.atomic
def mark(wordings: Sequence[int]) -> None:
    """Say that today's judge has looked for the matches of these."""
    lock(wordings)
    Wording.objects.filter(pk__in=wordings).update(matched_with=equivalence.model_version())


def lock(wordings: Sequence[int]) -> None:
    """Lock wordings in the order of their ids: whoever writes many of them does so, and nobody waits in a circle."""
    list(Wording.objects.filter(pk__in=wordings).select_for_update(no_key=True).order_by("pk").values_list("pk"))


def unmatched() -> QuerySet[Wording]:
    """Those whose matches today's judge has not looked for."""
    return Wording.objects.exclude(matched_with=equivalence.model_version())


def embed_missing(wordings: Sequence[int]) -> None:
    """Give those that stand alone an embedding, where they came without one."""
    missing = list(Wording.objects.filter(pk__in=wordings, article=None, embedding=None).only("pk", "text"))
    for wording, vector in zip(missing, embed([wording.text for wording in missing]), strict=True):
        wording.embedding = HalfVector(vector)
    with transaction.atomic():
        lock([wording.pk for wording in missing])
        Wording.objects.bulk_update(missing, ["embedding"])


def find_matches(candidates: Iterable[Candidate]) -> list[Match]:
    """What the machine makes of each pair, in the order of the pairs; not saved. One query."""
    cosines: dict[Pair, float | None] = {}
    for candidate in candidates:
        cosines.setdefault(pair_of(candidate.wording, candidate.other), candidate.cosine)
    ids = {wording for pair in cosines for wording in pair}
    rows = Wording.objects.filter(pk__in=ids).select_related("article")
    judge = Judge(rows.defer("search", "embedding", "article__text", "article__search").in_bulk())
    return [judge.match(pair, cosines[pair]) for pair in sorted(cosines)]


@transaction.atomic
def keep(found: Sequence[Match]) -> None:
    """Store what was found; where a person has decided, only nothing changes. Three queries.

    Rows are written in the order of their pairs, so that two workers never wait for each other in a circle.
    """
    ends = {"first__in": {m.first_id for m in found}, "second__in": {m.second_id for m in found}}
    known = by_pair(Match.objects.filter(**ends).select_for_update(no_key=True).order_by("pk"))
    new, changed = [], []
    for match in found:
        before = known.get(pair_of(match.first_id, match.second_id))
        if before is None:
            if is_kept(match):
                new.append(match)
        elif before.decided_by_id is None and differs(before, match):
            for name in REFRESHED:
                setattr(before, name, getattr(match, name))
            changed.append(before)
    Match.objects.bulk_create(new, ignore_conflicts=True)
    Match.objects.bulk_update(changed, REFRESHED)


def differs(before: Match, match: Match) -> bool:
    """Whether the judge says something else than it did; what became of it since is not its word."""
    return any(getattr(before, name) != getattr(match, name) for name in ("relation", "score", "reasons"))


def does_join(wordings: Collection[int]) -> bool:
    """Whether any of them was judged the same as another, or is in one claim with another."""
    same = Match.objects.filter(relation=Match.Relation.SAME, decided_by=None)
    beside = Wording.objects.filter(claim=OuterRef("claim")).exclude(pk=OuterRef("pk"))
    return (
        same.filter(first__in=wordings).exists()
        or same.filter(second__in=wordings).exists()
        or Wording.objects.filter(Exists(beside), pk__in=wordings).exists()
    )
