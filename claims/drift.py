"""Where a claim comes from and what became of it: who said it first, and its wordings from the first to the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from claims import queries
from claims.models import Claim, Mention
from claims.text.drift import Change, find_change
from claims.text.records import Stance

# Whoever denies or doubts a claim, asks whether it is so or will not say has not made it.
NOT_MAKING_IT = (Stance.DENIES, Stance.DOUBTS, Stance.OPPOSES, Stance.ASKS, Stance.WITHHOLDS)
# By when a mention had been said: on the days that its article tells, or by the day on which that was published.
SAID_BY = Coalesce("said_until", TruncDate("article__published_at"))
IN_TIME = (
    SAID_BY.asc(nulls_last=True),
    F("article__published_at").asc(nulls_last=True),
    "article__submitted_at",
    "article_id",
    "position",
    "pk",
)


class Known(StrEnum):
    """How a day is known."""

    SAID = "said"  # the article tells when it was said
    PUBLISHED = "published"  # it had been said when the article was published
    SUBMITTED = "submitted"  # nobody knows more than that it had been said when the article was submitted here


@dataclass(frozen=True, slots=True)
class Said:
    """A mention and the day by which it had been said: the earliest that is sure."""

    mention: Mention
    by: date
    known: Known


@dataclass(frozen=True, slots=True)
class Step:
    """A wording as it was first used, how often it is, and what changed from the wording before."""

    said: Said
    mention_count: int
    article_count: int
    origin_count: int
    change: Change | None


@dataclass(frozen=True, slots=True)
class Drift:
    """The wordings of a claim in the order in which they were first said; those of which nobody knows when come last.

    `first` is who made the claim first, None where nobody is known to have made it. `undated` mentions may be earlier
    than all others. `steps` are the first of `wording_count` wordings, and the last one; `change` is from the first of
    them to the last, None where there is but one.
    """

    first: Said | None
    undated: int
    wording_count: int
    steps: Sequence[Step]
    change: Change | None


def drift_of(claim: Claim) -> Drift:
    """How a claim came down to us. Five queries."""
    uses = uses_of(claim)
    shown = first_and_last(uses)
    steps = [said(use["mention"]) for use in shown]
    changes = [None, *(change_between(before, after) for before, after in pairwise(steps))][: len(steps)]
    return Drift(
        first=first_said(claim),
        undated=live(claim).filter(said_until=None, article__published_at=None).count(),
        wording_count=len(uses),
        steps=[
            Step(one, use["mentions"], use["articles"], use["origins"], change)
            for one, use, change in zip(steps, shown, changes, strict=True)
        ],
        change=change_between(steps[0], steps[-1]) if len(steps) > 1 else None,
    )


def first_said(claim: Claim) -> Said | None:
    """The earliest mention whose source makes the claim, as far as anybody knows when. One query."""
    makes_it = live(claim).exclude(stance__in=NOT_MAKING_IT).exclude(saying=Mention.Saying.MISATTRIBUTED)
    mention = told(makes_it).order_by(*IN_TIME).first()
    return said(mention) if mention else None


def live(claim: Claim) -> QuerySet[Mention]:
    return Mention.objects.filter(queries.LIVE, wording__claim=claim)


def told(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """With what it takes to tell who said it, where and when."""
    related = mentions.select_related("source", "wording", "article")
    hidden = ("search", "source__search", "article__search", "article__text")
    return related.defer(*hidden, *(f"wording__{name}" for name in ("search", "embedding", "normalised")))


def uses_of(claim: Claim) -> list[dict[str, Any]]:
    """Each wording of the claim by when it was first said: its first mention's id, and how often it is used."""
    counted = live(claim).order_by().values("wording").annotate(
        mentions=Count("pk"),
        articles=Count("article", distinct=True),
        origins=Count(queries.origin_of("article__"), distinct=True),
    )  # fmt: skip
    counts = {row["wording"]: row for row in counted}
    firsts = live(claim).order_by("wording_id", *IN_TIME).distinct("wording_id").values("pk")
    in_time = Mention.objects.filter(pk__in=firsts).order_by(*IN_TIME).values_list("wording_id", "pk")
    return [counts[wording] | {"mention": pk} for wording, pk in in_time if wording in counts]


def first_and_last(uses: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most SHOWN of the uses, with their mentions loaded."""
    chosen = [*uses[: queries.SHOWN - 1], *uses[queries.SHOWN - 1 :][-1:]]
    loaded = told(Mention.objects.all()).in_bulk([use["mention"] for use in chosen])
    return [use | {"mention": loaded[use["mention"]]} for use in chosen if use["mention"] in loaded]


def said(mention: Mention) -> Said:
    if mention.said_until:
        return Said(mention, mention.said_until, Known.SAID)
    article = mention.article
    if article.published_at:
        return Said(mention, day_of(article.published_at), Known.PUBLISHED)
    return Said(mention, day_of(article.submitted_at), Known.SUBMITTED)


def day_of(moment: datetime) -> date:
    return timezone.localdate(moment)


def change_between(before: Said, after: Said) -> Change:
    texts = (before.mention.wording.text, after.mention.wording.text)
    dated_a, dated_b = (one.mention.article.published_at for one in (before, after))
    return find_change(
        *texts, dated_a=day_of(dated_a) if dated_a else None, dated_b=day_of(dated_b) if dated_b else None
    )
