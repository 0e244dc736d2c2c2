"""Wordings: the distinct ways in which claims are put."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display

from claims import queries
from claims.admin import columns
from claims.admin.filters import ArticleFilter, BoundWordingFilter, ClaimFilter
from claims.admin.records import RecordAdmin
from claims.models import Wording


@display(description="Claim")
def claim(wording: Wording) -> object:
    return columns.to_claim(wording.claim_id)


@display(description="Mentions")
def mentions(wording: Wording) -> object:
    """How many there are, leading to them."""
    count = getattr(wording, "mention_count", 0)
    return columns.as_link(columns.list_of("mention", wording=wording.pk), count)


@display(description="Fingerprint")
def fingerprint(wording: Wording) -> object:
    return format_html('<code class="desk-code">{}</code>', wording.fingerprint)


@admin.register(Wording)
class WordingAdmin(RecordAdmin):
    list_display = (
        columns.text("text", "Wording", 160),
        claim,
        mentions,
        columns.value("bound_because", "Why it stays with its article"),
        columns.moment("created_at", "Recorded"),
    )
    list_filter = (BoundWordingFilter, ClaimFilter, ArticleFilter)
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "text",
                    claim,
                    mentions,
                    columns.link("article", "Stays with"),
                    columns.value("bound_because", "Why it stays"),
                )
            },
        ),
        ("How it is found again", {"fields": ("normalised", fingerprint, columns.moment("created_at", "Recorded"))}),
    )
    when_empty = "No wording was found yet. Wordings appear once a worker has read an article that quotes somebody."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wording]:
        count = queries.live_of(wording=OuterRef("pk")).values("wording").annotate(n=Count("pk")).values("n")
        wordings = Wording.objects.select_related("article")
        deferred = wordings.defer("search", "embedding", "article__text", "article__search")
        return deferred.annotate(mention_count=Coalesce(Subquery(count), Value(0)))
