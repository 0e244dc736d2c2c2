"""Articles as they come in: a text or an HTML page becomes a queued article, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import trafilatura
from courlan import clean_url
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from trafilatura.settings import Document

from claims.errors import BadText
from claims.models import Article
from claims.models.article import hash_of
from claims.models.ids import reserve_ids
from claims.text.language import foreign_language_of

LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody submits: `text` exactly as it is to be kept, and what is known about it."""

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    url: str = ""
    canonical_url: str = ""
    published_at: datetime | None = None


def read_html(html: str) -> Submission:
    """The main text of a page, with the title, author, date and publisher that it names. Raises BadText."""
    page = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False, include_tables=False)
    if not isinstance(page, Document) or not page.text or not page.text.strip():
        raise BadText("html", "The page holds no article text that could be found.", "no_text")
    return Submission(
        text=page.text,
        title=(page.title or "")[:500],
        publisher=(page.sitename or page.hostname or "")[:200],
        author=(page.author or "")[:500],
        url=kept_url(page.url),
        canonical_url=kept_url(clean_url(page.url)) if page.url else "",
        published_at=datetime.fromisoformat(page.date).replace(tzinfo=UTC) if page.date else None,
    )


def kept_url(url: str | None) -> str:
    """The address, or nothing where it is longer than a column holds: a page may name whatever it likes."""
    return url if url and len(url) <= LONGEST_URL else ""


def check_text(text: str, field: str) -> None:
    """Raise BadText where `text`, given as the field `field`, is nothing that can be kept and read."""
    if not text.strip():
        raise BadText(field, "The text is empty.", "empty")
    if "\x00" in text:
        raise BadText(field, f"The text holds a NUL character at position {text.index(chr(0))}.", "nul")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise BadText(
            field,
            f"The text holds half of a surrogate pair at position {error.start}, which is no character.",
            "surrogate",
        ) from error
    if size > settings.ARTICLE_BYTES:
        raise BadText(
            field, f"The text has {size:,} bytes; at most {settings.ARTICLE_BYTES:,} can be read.", "too_long"
        )


def check_language(text: str, field: str) -> None:
    """Raise BadText where `text` is clearly in another language than English."""
    if language := foreign_language_of(text):
        raise BadText(field, f"The text seems to be in another language than English ({language}).", "language")


def submit(submissions: Sequence[Submission], by: User | None) -> list[tuple[Article, bool]]:
    """Keep each text once, queued; answer, in order, its article and whether it is new. The queries are constant.

    The unique hash decides between those who submit the same text at once: the first row stays, with the title and
    the rest that came with it.
    """
    hashes = [hash_of(one.text) for one in submissions]
    known = set(Article.objects.filter(text_hash__in=hashes).values_list("text_hash", flat=True))
    fresh: dict[str, Submission] = {}
    for key, one in zip(hashes, submissions, strict=True):
        if key not in known:
            fresh.setdefault(key, one)
    ids = dict(zip(fresh, reserve_ids(Article, len(fresh)), strict=True))
    # Sorted by hash: two batches that share texts in other orders would otherwise wait for each other.
    rows = [queued_article(fresh[key], ids[key], by) for key in sorted(fresh)]
    Article.objects.bulk_create(rows, ignore_conflicts=True)
    articles = {
        article.text_hash: article for article in Article.objects.filter(text_hash__in=hashes).defer("text", "search")
    }
    new = {key for key, id_ in ids.items() if articles[key].pk == id_}
    answers = []
    for key in hashes:
        answers.append((articles[key], key in new))
        new.discard(key)
    return answers


def queued_article(submission: Submission, id_: int, by: User | None) -> Article:
    return Article(
        id=id_,
        text=submission.text,
        text_hash=hash_of(submission.text),
        title=submission.title,
        publisher=submission.publisher,
        author=submission.author,
        url=submission.url,
        canonical_url=submission.canonical_url or (kept_url(clean_url(submission.url)) if submission.url else ""),
        published_at=submission.published_at,
        submitted_by=by,
        # It is rung for as soon as it is committed; the sweep comes only if that ring was lost.
        ring_at=timezone.now() + timedelta(seconds=settings.RING_AGAIN_SECONDS),
    )


def overruled(page: Submission, given: Mapping[str, Any]) -> Submission:
    """What a page says about itself, overruled by what the submitter said."""
    return replace(page, **{name: value for name, value in given.items() if value})
