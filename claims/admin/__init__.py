"""The reviewers' desk: every record to browse and search, each article with its mentions in the text, and the queue."""

from django.contrib import admin

from claims.admin import (
    accounts,
    articles,
    claims,
    comments,
    matches,
    mentions,
    proposals,
    reviews,
    scale,
    sources,
    transitions,
    wordings,
)

__all__ = [
    "accounts",
    "articles",
    "claims",
    "comments",
    "matches",
    "mentions",
    "proposals",
    "reviews",
    "scale",
    "sources",
    "transitions",
    "wordings",
]

admin.site.index_template = "claims/desk/index.html"
admin.site.index_title = "Overview"
