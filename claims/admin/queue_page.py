"""How many articles wait, how old the oldest is, and whether a worker is alive at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.sites import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timesince import timesince
from kombu.exceptions import OperationalError

from claims import queue
from claims.admin.columns import as_moment, list_of, page_of, shorten, title_of, with_openings
from claims.models import Article
from worker.celery import is_worker_alive

SHOWN = 10  # articles of each kind
Status = Article.Status


@dataclass(frozen=True, slots=True)
class Workers:
    """Whether anybody reads, in a sentence, and what to do where nobody does."""

    are_alive: bool
    sentence: str
    advice: str = ""


ALIVE = Workers(True, "A worker is alive.")
SILENT = Workers(
    False,
    "No worker answers: nothing is read at present.",
    "Articles can still be submitted; they are kept and wait. Start a worker (make run starts one; on its own: "
    "celery -A worker.celery worker) and it takes up what waits by itself. If one should be running, its log says why "
    "it is not.",
)
NO_BROKER = Workers(
    False,
    "The message broker does not answer: nothing is read at present.",
    "Articles can still be submitted; they are kept and wait. Start Redis again, or correct REDIS_URL or "
    "CELERY_BROKER_URL. Once it answers, the next sweep rings for all that waits: nothing needs to be submitted again.",
)


def look_for_worker() -> Workers:
    """Ask through the broker; takes up to a second where nobody answers."""
    try:
        return ALIVE if is_worker_alive() else SILENT
    except OperationalError:
        return NO_BROKER


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a short list: a link, what is to say of it, and when."""

    title: str
    url: str
    note: str
    when: object


def queue_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The page; four queries beside those of every page, and a ping, whatever waits."""
    context = {
        **site.each_context(request),
        "title": "Queue",
        "backlog": queue.backlog(),
        "workers": look_for_worker(),
        "checked_at": as_moment(timezone.now()),
        "waiting": waiting(),
        "processing": processing(),
        "failed": failed(),
        **links(),
    }
    context["age"] = age_of(context["backlog"].oldest)
    context["oldest"] = as_moment(context["backlog"].oldest)
    return TemplateResponse(request, "claims/desk/queue.html", context)


def links() -> dict[str, str]:
    """The filtered lists behind the figures."""
    return {f"{status}_url": list_of("article", status__exact=status) for status in Status.values}


def age_of(oldest: datetime | None) -> str:
    return timesince(oldest) if oldest else ""


def waiting() -> Sequence[Line]:
    """Those that wait longest, and why the last attempt failed where there was one."""
    articles = of_status(Status.QUEUED).order_by("id")[:SHOWN]
    return [line_of(article, article.failure, article.submitted_at) for article in articles]


def processing() -> Sequence[Line]:
    articles = of_status(Status.PROCESSING).order_by("id")[:SHOWN]
    return [line_of(a, f"{a.get_stage_display()}, attempt {a.attempts}", a.submitted_at) for a in articles]


def failed() -> Sequence[Line]:
    articles = of_status(Status.FAILED).order_by("-id")[:SHOWN]
    return [line_of(article, article.failure, article.finished_at) for article in articles]


def of_status(status: str) -> QuerySet[Article]:
    return with_openings(Article.objects.filter(status=status).defer("text", "search"))


def line_of(article: Article, note: str, when: datetime | None) -> Line:
    return Line(shorten(title_of(article), 90), page_of("article", article.pk), shorten(note, 200), as_moment(when))
