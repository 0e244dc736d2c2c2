"""Matches: which wordings make the same claim, or contradict each other, and why; what waits for a person first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable, OrderBy
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims import queries
from claims.admin import columns
from claims.admin.claim_desk import signed_in
from claims.admin.filters import ClaimOfMatchFilter, DaysFilter, DecidedByFilter, WaitsFilter
from claims.admin.match_page import match_page
from claims.admin.records import RecordAdmin
from claims.models import Match, Wording
from claims.models.match import NEED


def side(name: str, title: str, length: int) -> columns.Shown:
    """One of the two wordings, as a link to its claim."""

    @display(description=title)
    def show(match: Match) -> object:
        wording: Wording = getattr(match, name)
        return columns.as_link(columns.page_of("claim", wording.claim_id), columns.shorten(wording.text, length))

    return columns.named(show, name)


@display(description="Decided by")
def decided(match: Match) -> object:
    """A person, or the machine that compared the two; nobody while it is a suggestion."""
    if match.decided_by is None and match.state == Match.State.SUGGESTED:
        return "nobody yet"
    return match.decided_by or "the machine"


@display(description="State")
def state(match: Match) -> object:
    """The state, and under it why the machine has not joined the two."""
    label = columns.as_label(match.get_state_display(), columns.STATE_COLOURS[match.state])
    held = '<span class="desk-under" title="{}">{}</span>'
    return label + format_html(held, match.held_because, columns.shorten(match.held_because, 70))


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
        columns.share("score", "Score"),
        state,
        decided,
        columns.moment("created_at", "Found"),
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("relation", ChoicesDropdownFilter),
        DecidedByFilter,
        WaitsFilter,
        ClaimOfMatchFilter,
        ("created_at", DaysFilter),
    )
    ordering = ("-id",)
    fieldsets = (
        (
            "What the machine found",
            {
                "fields": (
                    columns.coloured("relation", "Relation", columns.RELATION_COLOURS),
                    columns.share("score", "Score: the probability that both say the same"),
                    reasons,
                    columns.value("held_because", "Held"),
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
                    columns.value("decided_because", "Remark"),
                    columns.moment("created_at", "Found"),
                    "model_version",
                )
            },
        ),
    )
    page_top = "claims/desk/match_sides.html"
    page_end = "claims/desk/match_decision.html"
    when_empty = (
        "No wordings were compared yet. Identical wordings are one claim without a match; a match is for wordings that "
        "put the same thing in other words, or contradict each other."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        return queries.matches()

    def get_ordering(self, request: HttpRequest) -> Sequence[str | Combinable | OrderBy]:
        """What waits for a person first; of what was decided the latest, which an index gives."""
        is_decided = request.GET.get("state__exact") in (Match.State.CONFIRMED, Match.State.REJECTED)
        return ("-id",) if is_decided else (NEED.asc(), "-score", "-id")

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Matches of which either wording holds the words."""
        wordings = Wording.objects.filter(search=query).values("pk")
        return queryset.filter(Q(first__in=wordings) | Q(second__in=wordings))

    def page(self, request: HttpRequest, record: Match) -> dict[str, Any]:
        """Both wordings in their sentences, and what this account may decide."""
        return match_page(record, signed_in(request))
