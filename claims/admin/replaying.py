"""Reading articles again, asked for from the desk."""

from collections.abc import Iterable

from django.db import transaction

from claims import queue
from claims.errors import ArticleBusy
from claims.models import Article
from worker import tasks


def replay(articles: Iterable[Article]) -> tuple[list[Article], list[Article]]:
    """Queue the finished articles again and, once that is committed, ring for them; those replayed, and those busy."""
    replayed, busy = [], []
    with transaction.atomic():
        for article in articles:
            try:
                queue.replay(article)
            except ArticleBusy:
                busy.append(article)
            else:
                replayed.append(article)
        tasks.ring_on_commit(article.pk for article in replayed)
    return replayed, busy
