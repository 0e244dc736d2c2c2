"""Mentions: who said what, where, in which words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims import queries
from claims.admin import columns
from claims.admin.filters import (
    ArticleFilter,
    ClaimOfMentionFilter,
    ConfidenceFilter,
    ConfirmedFilter,
    DaysFilter,
    RejectedFilter,
    SourceFilter,
    StanceFilter,
    SupersededFilter,
    WordingFilter,
)
from claims.admin.marked_text import Caption, as_marked_text
from claims.admin.passages import passage_of, spans_by_role, with_windows
from claims.admin.records import RecordAdmin
from claims.models import Mention


@display(description="What was said")
def heading(mention: Mention) -> object:
    """The content, and under it that it is no longer found or was rejected where that is so."""
    under = "no longer found by the latest reading" if mention.superseded_at else ""
    if mention.rejected_at:
        under = f"rejected: {columns.shorten(mention.rejected_because, 100)}"
    words = '<span class="desk-words" title="{}">{}<span class="desk-under">{}</span></span>'
    return format_html(words, columns.shorten(mention.content, 600), columns.shorten(mention.content, 120), under)


@display(description="In the article")
def place(mention: Mention) -> object:
    """The article, at the place of the mention."""
    url = columns.place_of(mention.article_id, mention.pk)
    if mention.superseded_at:  # the page marks what the latest reading found
        url = columns.page_of("article", mention.article_id)
    return columns.as_link(url, columns.shorten(columns.title_of(mention.article), 60))


@display(description="Claim")
def claim(mention: Mention) -> object:
    return columns.to_claim(mention.wording.claim_id, mention.pk)


@display(description="Nested in")
def nested_in(mention: Mention) -> object:
    """The mention that reports this one."""
    outer = mention.reported_by_id
    return columns.as_link(columns.page_of("mention", outer), f"Mention {outer}") if outer else columns.EMPTY


@display(description="Corrected by a person")
def corrected(mention: Mention) -> object:
    if mention.corrected_at is None:
        return columns.EMPTY
    return format_html("{} by {}", columns.as_moment(mention.corrected_at), mention.corrected_by or "somebody")


kind = columns.coloured("kind", "Kind", columns.KIND_COLOURS)
wording = columns.link("wording", "Wording", 200)


@admin.register(Mention)
class MentionAdmin(RecordAdmin):
    list_display = (
        heading,
        columns.link("source", "Source", 40),
        columns.label("kind", "Kind", columns.KIND_COLOURS),
        columns.value("stance", "Stance"),
        columns.share("confidence", "Confidence"),
        place,
        claim,
    )
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        StanceFilter,
        ConfidenceFilter,
        SupersededFilter,
        RejectedFilter,
        ConfirmedFilter,
        ("saying", ChoicesDropdownFilter),
        ("joined", ChoicesDropdownFilter),
        ("created_at", DaysFilter),
        SourceFilter,
        ArticleFilter,
        ClaimOfMentionFilter,
        WordingFilter,
    )
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": (columns.link("source", "Source"), "content", place, claim, wording)}),
        (
            "How it was said",
            {"fields": (kind, "stance", columns.value("said_when", "Said on"), nested_in, "joined", "confirmed")},
        ),
        (
            "How it was found",
            {
                "fields": (
                    columns.share("confidence", "Confidence"),
                    "model_version",
                    columns.spans("source_spans", "Characters of the source"),
                    columns.spans("cue_spans", "Characters of the cue"),
                    columns.spans("content_spans", "Characters of the content"),
                    columns.moment("created_at", "First found"),
                    columns.moment("superseded_at", "No longer found since"),
                    corrected,
                )
            },
        ),
    )
    page_top = "claims/desk/passage.html"
    when_empty = "No mention was found yet. Mentions appear once a worker has read an article that quotes somebody."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        return queries.mentions()

    def page(self, request: HttpRequest, record: Mention) -> dict[str, Any]:
        """The sentences around the mention, marked."""
        mention: Any = with_windows(Mention.objects.filter(pk=record.pk)).only("pk").get()
        passage = passage_of(record.pk, mention.window, mention.window_start, list(spans_by_role(record)))
        who = record.source.name if record.source else columns.nobody_of(record)
        captions = {record.pk: Caption(record.pk, who)}
        is_gone = record.superseded_at is not None
        return {
            "passage": passage,
            "marked_text": as_marked_text(passage.segments, captions, anchored=False),
            "place": "" if is_gone else columns.place_of(record.article_id, record.pk),
            "claim": columns.to_claim(record.wording.claim_id, record.pk),
        }
