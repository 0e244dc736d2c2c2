"""The scale of ratings, which administrators set. One that was used keeps its words and number, and can be retired."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from claims.models import Rating, Review, SecondRating
from claims.roles import Action, may

KEPT = ("label", "slug", "number")  # once a review uses it


@admin.register(Rating)
class RatingAdmin(ModelAdmin):
    list_display = ("label", "number", "position", "retired", "is_used")
    list_per_page = 50
    change_form_template = "admin/change_form.html"  # not that of our records, which are only looked at
    ordering = ("position", "id")
    fields = ("label", "slug", "number", "position", "retired")
    prepopulated_fields: Any = {"slug": ("label",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        """Each with whether a review or a second rating uses it."""
        used = (Exists(model.objects.filter(rating=OuterRef("pk"))) for model in (Review, SecondRating))
        by_review, by_second = used
        return Rating.objects.annotate(used=by_review | by_second)

    @admin.display(description="Used", boolean=True)
    def is_used(self, rating: Any) -> bool:
        return bool(rating.used)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What a rating that was used keeps."""
        return KEPT if obj is not None and obj.used else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one's slug is made of its label while one types."""
        return {} if obj is not None else self.prepopulated_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Action.CONFIGURE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Action.CONFIGURE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that was used stays; the list does not ask for each."""
        return obj is not None and not obj.used and may(request.user, Action.CONFIGURE)
