"""A wording is compared with those that may say the same; what that finds is stored, and claims are put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Case, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet, When
from pgvector import HalfVector
from pgvector.django import CosineDistance

from claims.matching.candidates import Candidate, find_candidates
from claims.matching.grouping import lock, regroup
from claims.matching.judging import Judge, by_pair, is_kept, judge_version
from claims.matching.partition import Pair, pair_of
from claims.matching.planning import DOUBT, Change
from claims.models import Match, Wording
from claims.text import embedding, equivalence
from claims.text.embedding import embed

JUDGED = ("relation", "score", "reasons", "model_version")
REFRESHED = (*JUDGED, "state", "held_because", "decided_at")


def match_wordings(wordings: Collection[int], *, exactly: bool = False, again: bool = False) -> list[Change]:
    """Look for the matches of stored wordings, keep them, and put the claims together that make the same.

    What today's judge has looked at already is not looked at, but `again`. Interrupted, it can be called again: nothing
    is doubled. Of two workers that store two wordings at once, whoever commits last sees the other's: so this comes
    after the transaction that stored them. The number of queries does not depend on how many there are. Gives what has
    changed about who is with whom.
    """
    asked = Wording.objects.all() if again else unmatched()
    fresh = list(asked.filter(pk__in=wordings).order_by("pk").values_list("pk", flat=True))
    if not fresh:
        return []
    embed_anew(fresh)
    keep(find_matches([*find_candidates(fresh, exactly=exactly), *compared_before(fresh)]))
    changed = regroup(fresh) if does_join(fresh) else []
    mark(fresh)
    return changed


@transaction.atomic
def mark(wordings: Sequence[int]) -> None:
    """Say that today's judge has looked for the matches of these."""
    rows = Wording.objects.filter(pk__in=wordings)
    lock(rows)
    rows.update(matched_with=judge_version())


def unmatched() -> QuerySet[Wording]:
    """Those whose matches today's judge, at today's thresholds, has not looked for."""
    return Wording.objects.exclude(matched_with=judge_version())


def without_embedding() -> QuerySet[Wording]:
    """Those that stand alone and have no embedding of today's model."""
    return Wording.objects.filter(article=None).exclude(embedded_with=embedding.model_version())


def embed_anew(wordings: Collection[int]) -> int:
    """Give those that stand alone an embedding of today's model, where they have none; how many there were."""
    missing = list(without_embedding().filter(pk__in=wordings).only("pk", "text"))
    if not missing:
        return 0
    for wording, vector in zip(missing, embed([wording.text for wording in missing]), strict=True):
        wording.embedding, wording.embedded_with = HalfVector(vector), embedding.model_version()
    with transaction.atomic():
        lock(Wording.objects.filter(pk__in=[wording.pk for wording in missing]))
        Wording.objects.bulk_update(missing, ["embedding", "embedded_with"])
    return len(missing)


def compared_before(wordings: Collection[int]) -> list[Candidate]:
    """The pairs that an earlier judge has found: they may be no candidates any more, and are compared all the same."""
    of_these = Q(first__in=wordings) | Q(second__in=wordings)
    others = Match.objects.filter(of_these, decided_by=None).exclude(model_version=equivalence.model_version())
    return stored_pairs(others)


def stored_pairs(matches: QuerySet[Match]) -> list[Candidate]:
    """The pairs of stored matches, to be compared again. One query."""
    near = ExpressionWrapper(1 - CosineDistance("first__embedding", F("second__embedding")), FloatField())
    cosine = Case(When(first__embedded_with=F("second__embedded_with"), then=near))
    return [Candidate(*row) for row in matches.values_list("first_id", "second_id", cosine).order_by("pk")]


def find_matches(candidates: Iterable[Candidate]) -> list[Match]:
    """What the machine makes of each pair, in the order of the pairs; not saved. One query."""
    cosines: dict[Pair, float | None] = {}
    for candidate in candidates:
        cosines.setdefault(pair_of(candidate.wording, candidate.other), candidate.cosine)
    ids = {wording for pair in cosines for wording in pair}
    rows = Wording.objects.filter(pk__in=ids).select_related("article")
    judge = Judge(rows.defer("search", "embedding", "article__text", "article__search").in_bulk())
    return [judge.match_near(pair, cosines[pair]) for pair in sorted(cosines)]


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
            # What became of two that are the same as before is for the grouping to say.
            stays = before.relation == match.relation == Match.Relation.SAME
            for name in JUDGED if stays else REFRESHED:
                setattr(before, name, getattr(match, name))
            changed.append(before)
    Match.objects.bulk_create(new, ignore_conflicts=True)
    Match.objects.bulk_update(changed, REFRESHED)


def differs(before: Match, match: Match) -> bool:
    """Whether the judge says something else than it did, is another one, or shows to people what it did not, or the
    other way round; what became of two in one claim, or of the same, is not its word."""
    is_its_word = match.relation != Match.Relation.SAME and before.held_because != DOUBT
    names = (*JUDGED, "state") if is_its_word else JUDGED
    return any(getattr(before, name) != getattr(match, name) for name in names)


def does_join(wordings: Collection[int]) -> bool:
    """Whether any of them was judged the same as another, or is in one claim with another. One query."""
    pairs = Match.objects.filter(relation=Match.Relation.SAME, decided_by=None)
    beside = Wording.objects.filter(claim=OuterRef("claim")).exclude(pk=OuterRef("pk"))
    joining = Exists(pairs.filter(first=OuterRef("pk"))) | Exists(pairs.filter(second=OuterRef("pk"))) | Exists(beside)
    return Wording.objects.filter(joining, pk__in=wordings).exists()
