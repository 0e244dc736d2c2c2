"""Sources: whom words are attributed to, and what they said lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims import queries
from claims.admin import columns
from claims.admin.filters import BoundSourceFilter, MergedSourceFilter
from claims.admin.records import RecordAdmin
from claims.models import Mention, Source

SHOWN = 25  # mentions on the page of a source


@display(description="Source", ordering="name")
def heading(source: Source) -> object:
    """The name, and under it who that is."""
    words = '<span class="desk-words">{}<span class="desk-under">{}</span></span>'
    return format_html(words, columns.shorten(source.name, 100), columns.shorten(source.description, 100))


@display(description="Known")
def known(source: Source) -> object:
    """Where the name is enough to know the source again."""
    if source.merged_into_id:
        return format_html("as {}", columns.link("merged_into", "")(source))
    if source.article is None:
        return "by its full name, in any article"
    return format_html("in {} alone", columns.link("article", "", 60)(source))


@display(description="Mentions")
def mentions(source: Source) -> object:
    """How many there are, leading to them."""
    return columns.as_link(columns.list_of("mention", source=source.pk), getattr(source, "mention_count", 0))


@display(description="Claims")
def claims(source: Source) -> object:
    return columns.as_link(columns.list_of("claim", source=source.pk), "The claims it makes")


@display(description="Other names")
def aliases(source: Source) -> object:
    return ", ".join(source.aliases) or columns.EMPTY


@dataclass(frozen=True, slots=True)
class Quoted:
    """A mention as the page of its source lists it."""

    mention: Mention
    place: str
    claim: object
    article: str
    when: object


def quoted(mention: Mention) -> Quoted:
    return Quoted(
        mention=mention,
        place=columns.place_of(mention.article_id, mention.pk),
        claim=columns.to_claim(mention.wording.claim_id, mention.pk),
        article=columns.shorten(columns.title_of(mention.article), 80),
        when=columns.as_moment(mention.article.published_at or mention.article.submitted_at),
    )


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = (
        heading,
        columns.label("kind", "Kind", {}),
        mentions,
        known,
        columns.moment("created_at", "First seen"),
    )
    list_filter = (("kind", ChoicesDropdownFilter), BoundSourceFilter, MergedSourceFilter)
    ordering = ("name", "id")
    fieldsets = (
        (None, {"fields": ("name", columns.coloured("kind", "Kind", {}), "description", mentions, claims)}),
        ("How it is known", {"fields": (known, aliases, "external_id", columns.moment("created_at", "First seen"))}),
    )
    page_end = "claims/desk/quoted.html"
    when_empty = "No source is known yet. Sources appear once a worker has read an article that quotes somebody."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        count = queries.live_of(source=OuterRef("pk")).values("source").annotate(n=Count("pk")).values("n")
        sources = Source.objects.select_related("article", "merged_into")
        deferred = sources.defer("search", "merged_into__search", "article__text", "article__search")
        return deferred.annotate(mention_count=Coalesce(Subquery(count), Value(0)))

    def page(self, request: HttpRequest, record: Source) -> dict[str, Any]:
        """What the source said latest."""
        latest = queries.live_mentions().filter(source=record).order_by("-id")[:SHOWN]
        return {
            "quoted": [quoted(mention) for mention in latest],
            "mentions_url": columns.list_of("mention", source=record.pk),
        }
