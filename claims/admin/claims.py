"""Claims: the list, the most check-worthy first, and the page with every mention in its sentences."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims import queries
from claims.admin import columns
from claims.admin.claim_page import claim_page
from claims.admin.filters import ClaimMadeBySourceFilter, ClaimMadeInArticleFilter, DaysFilter, WorthinessFilter
from claims.admin.records import RecordAdmin
from claims.models import Claim, Wording


@display(description="Claim")
def heading(claim: Claim) -> object:
    """How we put it, and under it why it stays with its article, if it does."""
    wording = claim.canonical_wording
    under = f"stays with its article: {wording.bound_because}" if wording.bound_because else ""
    words = '<span class="desk-words" title="{}">{}<span class="desk-under">{}</span></span>'
    return format_html(words, columns.shorten(wording.text, 600), columns.shorten(wording.text, 150), under)


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    list_display = (
        heading,
        columns.share("check_worthiness", "Check-worthiness", order="check_worthiness"),
        columns.claim_status("status", "Status"),
        columns.value("mention_count", "Mentions"),
        columns.value("article_count", "Articles"),
        columns.moment("latest_mentioned_at", "Latest mention"),
    )
    list_filter = (
        ("status", ChoicesDropdownFilter),
        WorthinessFilter,
        ClaimMadeBySourceFilter,
        ClaimMadeInArticleFilter,
        ("created_at", DaysFilter),
    )
    ordering = ("-check_worthiness", "-id")
    fields = ("status",)  # the page draws the rest itself
    change_form_template = "admin/claims/claim/change_form.html"
    when_empty = "No claim was found yet. Claims appear once a worker has read an article that quotes somebody."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return queries.claims()

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Claims of which any wording holds the words."""
        return queryset.filter(pk__in=Wording.objects.filter(search=query).values("claim"))

    def page(self, request: HttpRequest, record: Claim) -> dict[str, Any]:
        """Everything that is known of the claim."""
        return claim_page(record)
