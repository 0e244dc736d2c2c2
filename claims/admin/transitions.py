"""Transitions: every move of a claim from one status to the next."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims.admin import columns
from claims.admin.filters import ClaimFilter, DaysFilter
from claims.admin.records import RecordAdmin
from claims.models import Transition, Wording

REASON = SearchVector("reason", config="english")


@display(description="Moved by")
def actor(transition: Transition) -> object:
    return transition.actor or "the machine"


@admin.register(Transition)
class TransitionAdmin(RecordAdmin):
    list_display = (
        columns.moment("at", "When"),
        columns.link("claim", "Claim", 100),
        columns.claim_status("from_status", "From"),
        columns.claim_status("to_status", "To"),
        actor,
        columns.text("reason", "Reason", 100),
    )
    list_filter = (("to_status", ChoicesDropdownFilter), ("at", DaysFilter), ClaimFilter)
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    columns.link("claim", "Claim", 400),
                    columns.coloured("from_status", "From", columns.CLAIM_COLOURS),
                    columns.coloured("to_status", "To", columns.CLAIM_COLOURS),
                    "reason",
                    actor,
                    columns.moment("at", "When"),
                )
            },
        ),
    )
    when_empty = "No claim was moved yet. Every move, by a person or the machine, will be listed here with its reason."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transition]:
        transitions = Transition.objects.select_related("claim__canonical_wording", "actor")
        return transitions.defer("claim__canonical_wording__search", "claim__canonical_wording__embedding")

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Moves whose reason holds the words, or whose claim does."""
        claims = Wording.objects.filter(search=query).values("claim")
        own = Transition.objects.annotate(words=REASON).filter(words=query).values("pk")
        return queryset.filter(Q(pk__in=own) | Q(claim__in=claims))
