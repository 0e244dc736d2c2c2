"""Proposals: verdicts offered to claims that say the same. They are decided on the page of the claim."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from claims.admin import columns
from claims.admin.filters import ClaimFilter, DaysFilter
from claims.admin.records import RecordAdmin
from claims.models import Proposal, Wording


@admin.register(Proposal)
class ProposalAdmin(RecordAdmin):
    list_display = (
        columns.link("claim", "Claim", 100),
        columns.value("review.rating", "Proposed"),
        columns.link("review.claim", "As it was published of", 100),
        columns.label("state", "State", columns.PROPOSAL_COLOURS),
        columns.value("decided_by", "Decided by"),
        columns.moment("proposed_at", "Proposed on"),
    )
    list_filter = (("state", ChoicesDropdownFilter), ("proposed_at", DaysFilter), ClaimFilter)
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    columns.link("claim", "Claim", 400),
                    columns.link("review", "Proposed"),
                    columns.link("review.claim", "As it was published of", 400),
                    columns.coloured("state", "State", columns.PROPOSAL_COLOURS),
                )
            },
        ),
        (
            "Who and when",
            {
                "fields": (
                    columns.moment("proposed_at", "Proposed on"),
                    columns.value("decided_by", "Decided by"),
                    columns.moment("decided_at", "Decided"),
                )
            },
        ),
    )
    when_empty = "No verdict was proposed yet. One that is published is proposed to the claims that say the same."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        wordings = ("claim__canonical_wording", "review__claim__canonical_wording")
        proposals = Proposal.objects.select_related("review__rating", "decided_by", *wordings)
        return proposals.defer(*(f"{wording}__{field}" for wording in wordings for field in ("search", "embedding")))

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Proposals to a claim that holds the words."""
        return queryset.filter(claim__in=Wording.objects.filter(search=query).values("claim"))
