"""The front page of the desk: how the queue stands, what came in, and what most deserves a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims import queries
from claims.admin.columns import (
    ARTICLE_COLOURS,
    CLAIM_COLOURS,
    as_label,
    as_moment,
    as_share,
    list_of,
    page_of,
    shorten,
    title_of,
    with_openings,
)
from claims.admin.queue_page import age_of, look_for_worker
from claims.lifecycle import Status as ClaimStatus
from claims.models import Article
from claims.queue import backlog

ARTICLES_SHOWN = 6
CLAIMS_SHOWN = 9
OPEN = (ClaimStatus.DETECTED, ClaimStatus.REOPENED)  # nobody is at them yet


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts and where to look closer."""

    name: str
    number: int
    url: str
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a short list."""

    title: str
    url: str
    note: str
    label: SafeString
    when: object


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the front page needs beyond unfold's own; four queries and a ping, for those who may see articles."""
    if not request.user.has_perm("claims.view_article"):
        return context
    waiting = backlog()
    return context | {
        "sees_desk": True,
        "figures": figures(),
        "backlog": waiting,
        "age": age_of(waiting.oldest),
        "workers": look_for_worker(),
        "newest": newest_articles(),
        "worthiest": worthiest_claims(),
    }


def figures() -> list[Figure]:
    """How many articles there are of each status."""
    counted = Article.objects.order_by().values("status").annotate(n=Count("pk"))
    numbers = {row["status"]: row["n"] for row in counted}
    return [
        Figure(status.label, numbers.get(status, 0), list_of("article", status__exact=status), ARTICLE_COLOURS[status])
        for status in Article.Status
    ]


def newest_articles() -> list[Line]:
    return [
        Line(
            title=shorten(title_of(article), 90),
            url=page_of("article", article.pk),
            note=article.publisher,
            label=as_label(article.get_status_display(), ARTICLE_COLOURS[article.status]),
            when=as_moment(article.submitted_at),
        )
        for article in with_openings(queries.articles()).order_by("-id")[:ARTICLES_SHOWN]
    ]


def worthiest_claims() -> list[Line]:
    """Those that nobody has taken up."""
    claims: Any = queries.claims().filter(status__in=OPEN).order_by("-check_worthiness", "-id")[:CLAIMS_SHOWN]
    return [line_of(claim) for claim in claims]


def line_of(claim: Any) -> Line:
    in_articles = "1 article" if claim.article_count == 1 else f"{claim.article_count} articles"
    return Line(
        title=shorten(claim.canonical_wording.text, 160),
        url=page_of("claim", claim.pk),
        note=in_articles,
        label=as_label(claim.get_status_display(), CLAIM_COLOURS[claim.status]),
        when=as_share(claim.check_worthiness, "check-worthiness"),
    )
