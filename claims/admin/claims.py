"""Claims: the list, the most check-worthy first, and the page on which each is reviewed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from claims import queries
from claims.admin import bulk, columns
from claims.admin.claim_desk import only_post, press, signed_in
from claims.admin.claim_page import claim_page
from claims.admin.filters import (
    AssigneeFilter,
    ClaimMadeBySourceFilter,
    ClaimMadeInArticleFilter,
    DaysFilter,
    MergedIntoFilter,
    MineFilter,
    OverdueFilter,
    RatingFilter,
    StaleFilter,
    WithoutMentionsFilter,
    WorthinessFilter,
)
from claims.admin.offers import Try
from claims.admin.records import RecordAdmin
from claims.lifecycle import PUBLIC
from claims.models import Claim, Wording


@display(description="Claim")
def heading(claim: Claim) -> object:
    """How we put it, and under it why it stays with its article, if it does."""
    wording = claim.canonical_wording
    under = f"stays with its article: {wording.bound_because}" if wording.bound_because else ""
    words = '<span class="desk-words" title="{}">{}<span class="desk-under">{}</span></span>'
    return format_html(words, columns.shorten(wording.text, 600), columns.shorten(wording.text, 150), under)


@display(description="Verdict")
def verdict(claim: Claim) -> object:
    """What is published of it, with a mark where that has expired or is being reviewed again."""
    if claim.public_rating is None:
        return columns.EMPTY
    css, mark = ("", "") if claim.status in PUBLIC else ("desk-under", "reviewed again")
    if claim.is_stale:
        css, mark = "desk-under desk-wrong", "stale"
    return format_html('<span class="desk-short">{}<span class="{}">{}</span></span>', claim.public_rating, css, mark)


@display(description="With", ordering="due_on")
def assigned(claim: Claim) -> object:
    """Who has it, and under that the day it is due, red where that is past."""
    due = f"due {format_date(claim.due_on, 'j M Y')}" if claim.due_on else ""
    css, title = ("desk-under desk-wrong", "overdue") if claim.is_overdue else ("desk-under", "")
    line = '<span class="desk-short">{}<span class="{}" title="{}">{}</span></span>'
    return format_html(line, claim.assignee or columns.EMPTY, css, title, due)


@display(description="Mentions")
def mentions(claim: Any) -> object:
    """How many there are, in how many articles, of how many origins if these are fewer; under that the latest."""
    if not claim.mention_count:
        return columns.EMPTY
    within = f"{claim.mention_count} in {columns.in_articles(claim)}"
    latest = columns.as_moment(claim.latest_mentioned_at)
    return format_html('<span class="desk-short">{}<span class="desk-under">latest {}</span></span>', within, latest)


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    list_display = (
        heading,
        columns.share("check_worthiness", "Check-worthiness", order="check_worthiness"),
        columns.claim_status("status", "Status"),
        verdict,
        assigned,
        mentions,
    )
    list_filter = (
        ("status", ChoicesDropdownFilter),
        MineFilter,
        AssigneeFilter,
        OverdueFilter,
        RatingFilter,
        StaleFilter,
        ("dismissed_as", ChoicesDropdownFilter),
        WithoutMentionsFilter,
        MergedIntoFilter,
        WorthinessFilter,
        ClaimMadeBySourceFilter,
        ClaimMadeInArticleFilter,
        ("created_at", DaysFilter),
    )
    ordering = ("-check_worthiness", "-id")
    actions = bulk.actions()
    fields = ("status",)  # the page draws the rest itself
    change_form_template = "admin/claims/claim/change_form.html"
    when_empty = "No claim was found yet. Claims appear once a worker has read an article that quotes somebody."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return queries.claims()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those that the role of this account takes."""
        found = super().get_actions(request)
        return {name: one for name, one in found.items() if bulk.allowed(name, request.user)}

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """Claims of which any wording holds the words."""
        return queryset.filter(pk__in=Wording.objects.filter(search=query).values("claim"))

    def page(self, request: HttpRequest, record: Claim) -> dict[str, Any]:
        """Everything that is known of the claim, and what this account may do with it."""
        mention = request.GET.get("mention", "")
        asked = int(mention) if mention.isascii() and mention.isdigit() else 0
        return claim_page(record, signed_in(request), mention=asked, before=request.GET.get("before", ""))

    def get_urls(self) -> list[URLPattern]:
        """Two paths more, which the buttons of the page post to: for the claim, and for a part of it."""
        act = self.admin_site.admin_view(self.act_view)
        own = [
            path("<int:claim_id>/act/<slug:name>/", act, name="claims_claim_act"),
            path("<int:claim_id>/act/<slug:name>/<int:part>/", act, name="claims_claim_act_part"),
        ]
        return own + super().get_urls()

    def act_view(self, request: HttpRequest, claim_id: int, name: str, part: int = 0) -> HttpResponse:
        """POST: do it and go back to the page, or draw the page with what was typed and why it was not done."""
        if refused := only_post(request):
            return refused
        if not self.has_view_permission(request):
            raise PermissionDenied
        answer = press(request, claim_id, name, part)
        return answer if isinstance(answer, HttpResponse) else self.tried_view(request, claim_id, *answer)

    def tried_view(self, request: HttpRequest, claim_id: int, tried: Try, status: int) -> HttpResponse:
        """The claim's page after something that was not done."""
        claim = self.get_queryset(request).get(pk=claim_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": claim,
            "title": f"Claim {claim.pk}",
            "subtitle": columns.shorten(columns.name_of(claim), 60),
            "media": self.media,
            "change": True,
            "show_history": False,
            **claim_page(claim, signed_in(request), tried=tried),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)
