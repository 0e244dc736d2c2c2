"""Which action a view takes, asked of the table of roles."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claims.roles import Action, may

READING = frozenset({"list", "retrieve", "metadata"})


class RoleAllows(BasePermission):
    """A view names what each of its actions takes, in `takes`; what it does not name nobody may, but reading."""

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether one of the account's roles may take the action that was asked for."""
        if view.action is None:  # a method that the view does not have: DRF answers 405
            return bool(request.user and request.user.is_authenticated)
        action = Action.READ if view.action in READING else view.takes.get(view.action)
        return action is not None and may(request.user, action)
