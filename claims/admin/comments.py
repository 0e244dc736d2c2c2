"""Comments: what people noted on claims. They are written on the page of the claim, and never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin import columns
from claims.admin.filters import ClaimFilter, DaysFilter
from claims.admin.records import RecordAdmin
from claims.models import Comment

WORDS = SearchVector("text", config="english")


@admin.register(Comment)
class CommentAdmin(RecordAdmin):
    list_display = (
        columns.text("text", "Comment", 160),
        columns.link("claim", "Claim", 100),
        columns.value("author", "By"),
        columns.moment("at", "When"),
    )
    list_filter = (("at", DaysFilter), ClaimFilter)
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": (columns.link("claim", "Claim", 400), "text")}),
        ("Who and when", {"fields": (columns.value("author", "By"), columns.moment("at", "When"))}),
    )
    when_empty = "Nobody has commented yet. Comments are written on the page of a claim."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        comments = Comment.objects.select_related("claim__canonical_wording", "author")
        return comments.defer("claim__canonical_wording__search", "claim__canonical_wording__embedding")

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Comments that hold the words."""
        return queryset.annotate(words=WORDS).filter(words=query)
