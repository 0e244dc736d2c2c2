"""Columns of the lists and fields of the pages: small callables, which the admin takes by their attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Case, Model, QuerySet, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from unfold.decorators import display
from unfold.utils import display_for_label

from claims import queries
from claims.models import Article, Mention, Review

Shown = Callable[[Any], Any]
MOMENT = "j M Y, H:i T"  # always with the zone: a newsroom reads across several
EMPTY = "–"

ARTICLE_COLOURS = {"queued": "info", "processing": "warning", "done": "success", "failed": "danger"}
CLAIM_COLOURS = {
    "detected": "",
    "in_review": "info",
    "rated": "primary",
    "published": "success",
    "corrected": "success",
    "reopened": "warning",
    "dismissed": "",
    "withdrawn": "danger",
}
CLAIM_WORDS = {  # short enough for a list
    "detected": "Detected",
    "in_review": "In review",
    "rated": "Rated",
    "published": "Published",
    "corrected": "Corrected",
    "reopened": "Reopened",
    "dismissed": "Dismissed",
    "withdrawn": "Withdrawn",
}
KIND_COLOURS = {"direct": "info", "indirect": "", "mixed": "primary", "unattributed": "warning"}
RELATION_COLOURS = {"same": "success", "conflict": "danger", "related": "info", "different": ""}
STATE_COLOURS = {"suggested": "warning", "confirmed": "success", "rejected": ""}
SAYING_COLOURS = {"confirmed": "success", "drifts": "warning", "misattributed": "danger"}
PROPOSAL_COLOURS = {"proposed": "warning", "accepted": "success", "declined": ""}
STANCE_COLOURS = {"for": "success", "against": "danger", "context": "info"}


def as_moment(at: datetime | None) -> SafeString | str:
    """A time as people read it, with its zone; how long ago it was is in its title."""
    if at is None:
        return EMPTY
    local = timezone.localtime(at)
    ago = "in the future" if at > timezone.now() else f"{timesince(at)} ago"
    time = '<time class="desk-moment" datetime="{}" title="{}">{}</time>'
    return format_html(time, local.isoformat(), ago, format_date(local, MOMENT))


def as_label(text: str, colour: str = "") -> SafeString:
    """A coloured label as unfold draws it; `colour` is one of its names, "" for grey."""
    label: SafeString = display_for_label((text, text), EMPTY, {text: colour})
    return label


def as_share(share: float, title: str = "") -> SafeString:
    """A number from 0 to 1 as a small bar with its percentage beside it."""
    percent = round(share * 100)
    bar = format_html('<span class="desk-bar"><span style="width:{}%"></span></span>', percent)
    return format_html('<span class="desk-share" title="{}">{}<span>{}%</span></span>', title, bar, percent)


def as_link(url: str, text: object, css: str = "desk-link") -> SafeString:
    return format_html('<a href="{}" class="{}">{}</a>', url, css, text)


def shorten(text: str, length: int = 140) -> str:
    """The beginning of `text`, on one line, cut at a word; at most `length` characters."""
    line = " ".join(text[: length * 2].split())
    if len(line) <= length and len(text) <= length * 2:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def name_of(record: Model) -> str:
    """What to call a record, without loading anything more of it."""
    return title_of(record) if isinstance(record, Article) else str(record)


def nobody_of(mention: Mention) -> str:
    """Who says what no source does: the article, where it states something itself."""
    return "the article itself" if mention.kind == Mention.Kind.UNATTRIBUTED else "nobody named"


def in_articles(claim: Any) -> str:
    """ "3 articles", "3 articles of 1 origin": copies of one text are no confirmation of each other."""
    articles = "1 article" if claim.article_count == 1 else f"{claim.article_count} articles"
    if claim.origin_count == claim.article_count:
        return articles
    return f"{articles} of {claim.origin_count} origin{'' if claim.origin_count == 1 else 's'}"


def title_of(article: Article) -> str:
    """The title of an article, else its first words where the query brought them along, else its number."""
    return article.title or getattr(article, "opening", "") or f"Article {article.pk}"


def with_openings(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Each article with `opening`, its first words where it has no title; its text is not loaded for that."""
    return articles.annotate(opening=Case(When(title="", then=Left("text", 120)), default=Value("")))


def without_hidden(reviews: QuerySet[Review], person: Any) -> QuerySet[Review]:
    """Reviews without those whose rating a blind second rater must not see."""
    return reviews.exclude(queries.hidden_from(person))


def page_of(name: str, pk: int) -> str:
    """The path of a record's page; `name` is its model's, "claim"."""
    return reverse(f"admin:claims_{name}_change", args=[pk])


def list_of(name: str, **filters: object) -> str:
    """The path of a list of records, filtered as asked."""
    query = "&".join(f"{key}={value}" for key, value in filters.items())
    return reverse(f"admin:claims_{name}_changelist") + (f"?{query}" if query else "")


def to_claim(claim_id: int, mention_id: int | None = None) -> SafeString:
    """A short link to a claim, at one of its mentions if that is given."""
    at = f"#mention-{mention_id}" if mention_id else ""
    return as_link(page_of("claim", claim_id) + at, f"Claim {claim_id}", "desk-link desk-short")


def place_of(article_id: int, mention_id: int) -> str:
    """Where a mention stands in its article, on the article's page."""
    return f"{page_of('article', article_id)}#mention-{mention_id}"


def named(show: Shown, path: str) -> Shown:
    show.__name__ = path.replace(".", "_").replace("__", "_")  # the admin makes a CSS class of it
    return show


def moment(path: str, title: str, *, sortable: bool = False) -> Shown:
    @display(description=title, ordering=path if sortable else None)
    def show(record: Any) -> object:
        return as_moment(attrgetter(path)(record))

    return named(show, path)


def value(path: str, title: str, *, order: str | None = None) -> Shown:
    """The attribute itself, a dash where it is empty."""

    @display(description=title, ordering=order, empty_value=EMPTY)
    def show(record: Any) -> object:
        found = attrgetter(path)(record)
        return EMPTY if found in (None, "") else found

    return named(show, path)


def text(path: str, title: str, length: int = 140) -> Shown:
    """The beginning of a text, the whole of it (as far as anybody reads a title) in the title."""

    @display(description=title)
    def show(record: Any) -> object:
        whole = attrgetter(path)(record)
        return format_html('<span class="desk-words" title="{}">{}</span>', shorten(whole, 600), shorten(whole, length))

    return named(show, path)


def label(field: str, title: str, colours: Mapping[str, str], *, sortable: bool = False) -> Shown:
    """A field of choices as a coloured label."""

    @display(description=title, ordering=field if sortable else None, label=dict(colours))
    def show(record: Any) -> object:
        return getattr(record, field), getattr(record, f"get_{field}_display")()

    return named(show, field)


def claim_status(field: str, title: str, *, sortable: bool = False) -> Shown:
    """A claim's status as a short coloured label, the whole of it in the title."""

    @display(description=title, ordering=field if sortable else None)
    def show(record: Any) -> object:
        status = getattr(record, field)
        label = as_label(CLAIM_WORDS[status], CLAIM_COLOURS[status])
        return format_html('<span title="{}">{}</span>', getattr(record, f"get_{field}_display")(), label)

    return named(show, field)


def coloured(field: str, title: str, colours: Mapping[str, str]) -> Shown:
    """As `label`, for a page, where the admin draws no labels of its own."""

    @display(description=title)
    def show(record: Any) -> object:
        return as_label(getattr(record, f"get_{field}_display")(), colours.get(getattr(record, field), ""))

    return named(show, field)


def spans(field: str, title: str) -> Shown:
    """Spans as people write them: 12 to 30, 44 to 51."""

    @display(description=title)
    def show(record: Any) -> object:
        return ", ".join(f"{start} to {end}" for start, end in getattr(record, field)) or EMPTY

    return named(show, field)


def share(field: str, title: str, *, order: str | None = None) -> Shown:
    """A field from 0 to 1 as a small bar."""

    @display(description=title, ordering=order)
    def show(record: Any) -> object:
        return as_share(getattr(record, field))

    return named(show, field)


def link(path: str, title: str, length: int = 80) -> Shown:
    """A related record as a link to its page, by its name."""

    @display(description=title, empty_value=EMPTY)
    def show(record: Any) -> object:
        related: Model | None = attrgetter(path)(record)
        if related is None:
            return EMPTY
        return as_link(page_of(str(related._meta.model_name), related.pk), shorten(name_of(related), length))

    return named(show, path)
