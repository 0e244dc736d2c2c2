"""When work happens. What the work is, the package claims knows."""

from collections.abc import Iterable
from functools import partial

import structlog
from celery import Task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from claims import pipeline, queue
from worker.celery import app

log = structlog.get_logger(__name__)


@app.task(
    bind=True,
    name="claims.read_article",
    soft_time_limit=settings.READING_SECONDS,
    # Half a minute to write down that the time was up; a process that does not come back from a model is killed.
    time_limit=settings.READING_SECONDS + 30,
)
def read_article(self: Task, article_id: int) -> None:
    pipeline.process(article_id, message=self.request.id)


@app.task(name="claims.sweep")
def sweep() -> None:
    ring(queue.sweep())


def ring_on_commit(article_ids: Iterable[int]) -> None:
    """Ring for these articles once the transaction is committed: a worker must not look for rows that are not there."""
    transaction.on_commit(partial(ring, list(article_ids)))


def ring(article_ids: Iterable[int]) -> None:
    """Tell the workers that these articles wait. A broker that is away loses nothing: the next sweep rings again."""
    ids = list(article_ids)
    for rung, article_id in enumerate(ids):
        try:
            read_article.delay(article_id)
        except OperationalError as error:
            log.warning("broker away", error=str(error), articles=len(ids) - rung)
            queue.ring_soon(ids[rung:])
            return
