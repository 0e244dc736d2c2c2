"""Accounts, their roles and their tokens: what administrators manage."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from knox.admin import AuthTokenAdmin
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from claims.admin import columns

admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.unregister(AuthToken)


@display(description="Roles")
def roles(user: User) -> object:
    names = [group.name for group in user.groups.all()]
    return ", ".join(sorted(names)) or ("administrator" if user.is_superuser else columns.EMPTY)


@admin.register(User)
class AccountAdmin(UserAdmin, ModelAdmin):
    """Who may sign in, and in which role. Only a superuser makes another, or touches one."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", roles, "is_staff", "is_active", columns.moment("last_login", "Last signed in"))
    list_filter = ("is_active", "is_staff", "groups")
    list_per_page = 50
    filter_horizontal = ()
    autocomplete_fields = ("groups",)
    fieldsets: ClassVar[Any] = (  # callables among them, which the stubs of UserAdmin do not know
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        (
            "What the account may do",
            {
                "fields": ("is_active", "is_staff", "groups", "is_superuser"),
                "description": "The group is the role. An account at the desk needs the staff status as well.",
            },
        ),
        ("When", {"fields": (columns.moment("last_login", "Last signed in"), columns.moment("date_joined", "Made"))}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
    )
    moments = fieldsets[-1][1]["fields"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        queryset: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return queryset

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        """The times; and for all but superusers, who is one."""
        return (*self.moments, *(() if request.user.is_superuser else ("is_superuser",)))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.is_within_reach(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.is_within_reach(request, obj) and super().has_delete_permission(request, obj)

    def is_within_reach(self, request: HttpRequest, obj: User | None) -> bool:
        """Whoever may change a superuser's password is one: so nobody else may."""
        return obj is None or not obj.is_superuser or bool(request.user.is_superuser)


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    """The roles. What each may do is written in the code, so there is nothing to change here."""

    fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False


@admin.register(AuthToken)
class TokenAdmin(AuthTokenAdmin, ModelAdmin):
    """Keys to the API: a new one is shown once, an old one can be taken away."""

    list_display = ("token_key", "user", columns.moment("created", "Made"), columns.moment("expiry", "Expires"))
    list_select_related = ("user",)
    list_per_page = 50
    ordering = ("-created",)

    def has_change_permission(self, request: HttpRequest, obj: AuthToken | None = None) -> bool:
        return False
