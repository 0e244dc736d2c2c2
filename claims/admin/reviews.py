"""Reviews and the evidence that they rest on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from claims.admin import columns
from claims.admin.filters import ClaimFilter, DaysFilter, DecidedFilter, ReviewFilter
from claims.admin.records import RecordAdmin
from claims.models import Evidence, Review, Wording

# People write these, thousands at most: their words are looked up as they stand, without a column of their own.
WORDS_OF_REVIEW = SearchVector("rating__label", "rationale", "definition", config="english")
WORDS_OF_EVIDENCE = SearchVector("title", "publisher", "excerpt", config="english")


@display(description="Evidence")
def evidence(review: Review) -> object:
    """How much there is, leading to it."""
    return columns.as_link(columns.list_of("evidence", review=review.pk), review.evidence_count)


@display(description="Address")
def address(piece: Evidence) -> object:
    return format_html('<a href="{}" class="desk-link desk-address" rel="noreferrer">{}</a>', piece.url, piece.url)


@display(description="Evidence", ordering="id")
def heading(piece: Evidence) -> object:
    """The title, and under it who published it."""
    words = '<span class="desk-words">{}<span class="desk-under">{}</span></span>'
    return format_html(words, columns.shorten(str(piece), 110), piece.publisher)


speaks = columns.coloured("stance", "Speaks", columns.STANCE_COLOURS)


@display(description="Second pair of eyes")
def decided(review: Review) -> object:
    """Who approved it or sent it back, and when."""
    if review.approved_at:
        return format_html("{}, {}", review.approved_by, columns.as_moment(review.approved_at))
    if review.returned_at:
        return format_html("sent back by {}, {}", review.returned_by, columns.as_moment(review.returned_at))
    return columns.as_label("waits", "warning")


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    list_display = (
        columns.value("rating", "Rating"),
        columns.link("claim", "Claim", 100),
        columns.value("version", "Version"),
        evidence,
        columns.value("rated_by", "Rated by"),
        columns.moment("rated_at", "Rated", sortable=True),
        decided,
    )
    list_filter = (DecidedFilter, ("as_of", RangeDateFilter), ("rated_at", DaysFilter), ClaimFilter)
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    columns.link("claim", "Claim", 400),
                    "rating",
                    "version",
                    "rationale",
                    "definition",
                    columns.value("reason", "Why this version"),
                    "as_of",
                    evidence,
                )
            },
        ),
        (
            "Who and when",
            {
                "fields": (
                    columns.value("rated_by", "Rated by"),
                    columns.moment("rated_at", "Rated"),
                    columns.value("approved_by", "Approved by"),
                    columns.moment("approved_at", "Approved"),
                    columns.value("returned_by", "Sent back by"),
                    columns.value("returned_because", "Sent back because"),
                    columns.moment("expires_at", "Goes stale"),
                )
            },
        ),
    )
    when_empty = "No claim was reviewed yet. The claims that most deserve it stand first in the list of claims."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        reviews = Review.objects.select_related("claim__canonical_wording", "rated_by", "approved_by", "returned_by")
        deferred = reviews.defer("claim__canonical_wording__search", "claim__canonical_wording__embedding")
        return columns.without_hidden(deferred.select_related("rating"), request.user)

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Reviews that hold the words, or whose claim does."""
        claims = Wording.objects.filter(search=query).values("claim")
        own = Review.objects.annotate(words=WORDS_OF_REVIEW).filter(words=query).values("pk")
        return queryset.filter(Q(pk__in=own) | Q(claim__in=claims))


@admin.register(Evidence)
class EvidenceAdmin(RecordAdmin):
    list_display = (
        heading,
        columns.label("stance", "Speaks", columns.STANCE_COLOURS),
        columns.link("claim", "Claim", 100),
        columns.value("added_by", "Added by"),
        columns.moment("seen_at", "Seen"),
    )
    list_filter = (("stance", ChoicesDropdownFilter), ("seen_at", DaysFilter), ClaimFilter, ReviewFilter)
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": (columns.link("claim", "Claim", 100), speaks, "title", "publisher", address, "excerpt")}),
        (
            "What was seen",
            {"fields": ("excerpt_hash", columns.moment("seen_at", "Seen"), columns.value("added_by", "Added by"))},
        ),
    )
    when_empty = "No evidence was kept yet. It belongs to claims: what a rating rests on, for or against."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        evidence = Evidence.objects.select_related("claim__canonical_wording", "added_by")
        return evidence.defer("claim__canonical_wording__search", "claim__canonical_wording__embedding")

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Evidence that holds the words."""
        return queryset.annotate(words=WORDS_OF_EVIDENCE).filter(words=query)
