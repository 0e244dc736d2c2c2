"""Who reads an article, and when: leases, attempts, the sweep. The row is the truth, a message only a doorbell."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q, Value
from django.db.models.functions import Now

from claims.errors import ArticleBusy, LeaseLost
from claims.models import Article

Status, Stage = Article.Status, Article.Stage
UNFINISHED = (Status.QUEUED, Status.PROCESSING)


def take(article_id: int, message: str | None = None) -> Article | None:
    """Lease a queued article to this worker and count the attempt; None where there is nothing to take.

    Compare-and-swap: of all workers that hear the doorbell, one gets the article. A message that comes a second time
    had a worker that died with it, or that the broker lost sight of: it takes the article over, and the lease of the
    first is worth nothing.
    """
    lease = uuid.uuid4()
    free = Q(status=Status.QUEUED) | Q(status=Status.PROCESSING, message=message, message__isnull=False)
    again = Q(attempts__lt=settings.READING_ATTEMPTS)
    taken = Article.objects.filter(free, again, pk=article_id).update(
        status=Status.PROCESSING,
        stage=Stage.READING,
        attempts=F("attempts") + 1,
        lease=lease,
        message=message,
        ring_at=Now() + timedelta(seconds=settings.LEASE_SECONDS),
    )
    # By the lease: somebody else may have taken the article over by now.
    return Article.objects.defer("search").filter(lease=lease).first() if taken else None


def hold(article: Article, stage: str) -> None:
    """Say what stage the reading is in and extend the lease. Raises LeaseLost."""
    held = Article.objects.filter(pk=article.pk, lease=article.lease).update(
        stage=stage, ring_at=Now() + timedelta(seconds=settings.LEASE_SECONDS)
    )
    if not held:
        raise LeaseLost(f"Article {article.pk} was given to another worker.")


def lock(article: Article) -> None:
    """Keep the article's row until the transaction ends, if the lease still holds. Raises LeaseLost."""
    if not Article.objects.select_for_update().filter(pk=article.pk, lease=article.lease).values("pk"):
        raise LeaseLost(f"Article {article.pk} was given to another worker.")


def finish(article: Article, *, timings: dict[str, float], model_versions: dict[str, str]) -> None:
    Article.objects.filter(pk=article.pk).update(
        status=Status.DONE,
        stage=Stage.FINISHED,
        lease=None,
        ring_at=None,
        failure="",
        finished_at=Now(),
        timings=timings,
        model_versions=model_versions,
    )


def release(article: Article, reason: str) -> None:
    """End an attempt that failed: the article waits for the next one, twice as long each time, or has failed."""
    mine = Article.objects.filter(pk=article.pk, lease=article.lease)
    if article.attempts >= settings.READING_ATTEMPTS:
        mine.update(
            status=Status.FAILED, stage=Stage.FINISHED, lease=None, ring_at=None, finished_at=Now(), failure=reason
        )
        return
    # A second for what passes by itself (a database that restarts), and not much more: somebody waits.
    wait = timedelta(seconds=settings.RETRY_SECONDS * 2 ** (article.attempts - 1))
    mine.update(status=Status.QUEUED, stage=Stage.WAITING, lease=None, ring_at=Now() + wait, failure=reason)


def replay(article: Article) -> None:
    """Read a finished article again, from the first attempt. Raises ArticleBusy where it is not finished."""
    again = Article.objects.filter(pk=article.pk, status__in=[Status.DONE, Status.FAILED]).update(
        status=Status.QUEUED,
        stage=Stage.WAITING,
        attempts=0,
        failure="",
        finished_at=None,
        queued_at=Now(),
        ring_at=Now() + timedelta(seconds=settings.RING_AGAIN_SECONDS),
    )
    if not again:
        raise ArticleBusy("The article is waiting to be read or being read; it can be replayed when it is finished.")
    article.refresh_from_db()


def ring_soon(article_ids: list[int]) -> None:
    """The doorbell could not be rung: leave these articles to the next sweep."""
    Article.objects.filter(pk__in=article_ids, status=Status.QUEUED).update(ring_at=Now())


@transaction.atomic
def sweep() -> list[int]:
    """The ids of articles to ring for: nobody took them, or their reader fell silent; the longest overdue first.

    At most SWEEP_LIMIT, each once per RING_AGAIN_SECONDS, so that a backlog never floods the broker. Leases that ran
    out are taken away; an article whose last attempt ended so has failed.
    """
    overdue = Article.objects.filter(status__in=UNFINISHED, ring_at__lte=Now()).order_by("ring_at")
    ids = list(overdue.select_for_update(skip_locked=True).values_list("pk", flat=True)[: settings.SWEEP_LIMIT])
    chosen = Article.objects.filter(pk__in=ids)
    silent = chosen.filter(status=Status.PROCESSING)
    silent.filter(attempts__gte=settings.READING_ATTEMPTS).update(
        status=Status.FAILED,
        stage=Stage.FINISHED,
        lease=None,
        ring_at=None,
        finished_at=Now(),
        failure=Value(
            f"The worker that read this article stopped without a word, {settings.READING_ATTEMPTS} times in a row. "
            "The text may be more than it can take; its log says more. The article can be replayed."
        ),
    )
    silent.update(
        status=Status.QUEUED,
        stage=Stage.WAITING,
        lease=None,
        failure="The worker that read this article stopped without a word; it is read again.",
    )
    waiting = chosen.filter(status=Status.QUEUED)
    waiting.update(ring_at=Now() + timedelta(seconds=settings.RING_AGAIN_SECONDS))
    return list(waiting.order_by("submitted_at").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Backlog:
    waiting: int
    processing: int
    failed: int
    oldest: datetime | None  # since when the longest waiting article waits


def backlog() -> Backlog:
    """How much there is to read, in one query."""
    figures = Article.objects.exclude(status=Status.DONE).aggregate(
        waiting=Count("pk", filter=Q(status=Status.QUEUED)),
        processing=Count("pk", filter=Q(status=Status.PROCESSING)),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        oldest=Min("queued_at", filter=Q(status=Status.QUEUED)),
    )
    return Backlog(**figures)
