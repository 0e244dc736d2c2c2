"""Matches: which wordings make the same claim, or contradict each other, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims import queries
from claims.admin import columns
from claims.admin.filters import DaysFilter
from claims.admin.records import RecordAdmin
from claims.models import Match, Wording


def side(name: str, title: str, length: int) -> columns.Shown:
    """One of the two wordings, as a link to its claim."""

    @display(description=title)
    def show(match: Match) -> object:
        wording: Wording = getattr(match, name)
        return columns.as_link(columns.page_of("claim", wording.claim_id), columns.shorten(wording.text, length))

    return columns.named(show, name)


@display(description="Decided by")
def decided(match: Match) -> object:
    """A person, or the machine that compared the two."""
    return match.decided_by or "the machine"


@display(description="Reasons")
def reasons(match: Match) -> object:
    if not match.reasons:
        return columns.EMPTY
    items = format_html_join("", "<li>{}</li>", ((reason,) for reason in match.reasons))
    return format_html('<ul class="desk-reasons">{}</ul>', items)


@admin.register(Match)
class MatchAdmin(RecordAdmin):
    list_display = (
        columns.label("relation", "Relation", columns.RELATION_COLOURS),
        side("first", "One wording", 100),
        side("second", "The other", 100),
        columns.share("score", "The same"),
        columns.label("state", "State", columns.STATE_COLOURS),
        decided,
        columns.moment("created_at", "Found"),
    )
    list_filter = (
        ("relation", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("created_at", DaysFilter),
    )
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    side("first", "One wording", 1000),
                    side("second", "The other", 1000),
                    columns.coloured("relation", "Relation", columns.RELATION_COLOURS),
                    columns.share("score", "Probability of the same"),
                    reasons,
                )
            },
        ),
        (
            "The decision",
            {
                "fields": (
                    columns.coloured("state", "State", columns.STATE_COLOURS),
                    decided,
                    columns.moment("decided_at", "Decided"),
                    columns.moment("created_at", "Found"),
                    "model_version",
                )
            },
        ),
    )
    when_empty = (
        "No wordings were compared yet. Identical wordings are one claim without a match; a match is for wordings that "
        "put the same thing in other words, or contradict each other."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        return queries.matches()

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Matches of which either wording holds the words."""
        wordings = Wording.objects.filter(search=query).values("pk")
        return queryset.filter(Q(first__in=wordings) | Q(second__in=wordings))
