"""The sidebar, the search over everything, and the style of the desk, as unfold asks for them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from unfold.dataclasses import SearchResult

from claims.admin.columns import name_of, page_of, shorten
from claims.models import Article, Claim, Source

FOUND = 8  # records of each kind in the search over everything
SEARCHED: tuple[tuple[type[Model], str], ...] = (
    (Claim, "fact_check"),
    (Article, "article"),
    (Source, "record_voice_over"),
)
# By section: the app and the name of each record, its symbol in unfold's font, and what the sidebar calls it.
SECTIONS = (
    (
        "What was read",
        (
            ("claims", "article", "article", "Articles"),
            ("claims", "mention", "format_quote", "Mentions"),
            ("claims", "source", "record_voice_over", "Sources"),
        ),
    ),
    (
        "What was claimed",
        (
            ("claims", "claim", "fact_check", "Claims"),
            ("claims", "wording", "notes", "Wordings"),
            ("claims", "match", "compare_arrows", "Matches"),
        ),
    ),
    (
        "What was found",
        (
            ("claims", "review", "rate_review", "Reviews"),
            ("claims", "evidence", "attach_file", "Evidence"),
            ("claims", "proposal", "content_copy", "Proposals"),
            ("claims", "comment", "comment", "Comments"),
            ("claims", "rating", "straighten", "Ratings"),
            ("claims", "transition", "history", "Transitions"),
        ),
    ),
    (
        "Accounts",
        (
            ("auth", "user", "person", "Users"),
            ("auth", "group", "group", "Roles"),
            ("knox", "authtoken", "key", "API tokens"),
        ),
    ),
)
Item = dict[str, Any]


def stylesheet(request: HttpRequest) -> str:
    return static("claims/desk.css")


def favicon(request: HttpRequest) -> str:
    return static("claims/favicon.svg")


def sidebar(request: HttpRequest) -> list[Item]:
    """The sections of the sidebar with what this account may see; sections without any are left out."""
    sections = [
        ("", [overview(request), queue(request)]),
        *((title, [of_model(request, *model) for model in models]) for title, models in SECTIONS),
        ("For programs", [{"title": "API", "icon": "api", "link": reverse("docs"), "active": False}]),
    ]
    shown = [(title, [item for item in items if item.pop("allowed", True)]) for title, items in sections]
    return [{"title": title, "separator": bool(title), "items": items} for title, items in shown if items]


def overview(request: HttpRequest) -> Item:
    link = reverse("admin:index")
    return {"title": "Overview", "icon": "dashboard", "link": link, "active": request.path == link}


def queue(request: HttpRequest) -> Item:
    link = reverse("admin:claims_queue")
    allowed = request.user.has_perm("claims.view_article")
    return {"title": "Queue", "icon": "hourglass_top", "link": link, "active": request.path == link, "allowed": allowed}


def of_model(request: HttpRequest, app: str, name: str, icon: str, title: str) -> Item:
    """The list of a record; it stays marked on the record's pages, but not on the queue's, which lie below it."""
    link = reverse(f"admin:{app}_{name}_changelist")
    is_here = request.path.startswith(link) and request.path != reverse("admin:claims_queue")
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "active": is_here,
        "allowed": request.user.has_perm(f"{app}.view_{name}"),
    }


def find_records(request: HttpRequest, words: str) -> list[SearchResult]:
    """What the search over everything finds: a few of each kind, as far as this account may see them."""
    return [result for model, icon in SEARCHED for result in find_in(request, model, icon, words)]


def find_in(request: HttpRequest, model: type[Model], icon: str, words: str) -> list[SearchResult]:
    model_admin = admin.site.get_model_admin(model)
    if not model_admin.has_view_permission(request):
        return []
    queryset = model_admin.get_queryset(request).order_by(*model_admin.get_ordering(request) or ["-pk"])
    found, _ = model_admin.get_search_results(request, queryset, words)
    kind, name = str(model._meta.verbose_name).capitalize(), str(model._meta.model_name)
    return [SearchResult(shorten(name_of(one), 110), kind, page_of(name, one.pk), icon) for one in found[:FOUND]]
