"""Who acts: what every entry of the audit trail says besides the change itself.

The triggers that write the trail see rows and nothing else. Who is signed in, which request or task it is, they are
told in a variable of the transaction, which stands in the entry as `pgh_context`.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pghistory
import structlog
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    Person = AbstractBaseUser | AnonymousUser | None

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def recorded_as(user: Person = None, **about: Any) -> pghistory.context:
    """Within `with`, what is changed is recorded as done by `user`, and with what else is said of it.

    What an inner one says is added to what the outer one said, and stays until the outer one ends.
    """
    return pghistory.context(**(who(user) if user is not None else {}), **about)


def who(user: Person) -> dict[str, Any]:
    """An account as the trail writes it down: its name stays readable when the account is gone."""
    if user is None or user.pk is None:
        return {"user": None, "username": None}
    return {"user": user.pk, "username": user.get_username()}


class WatchedRequest(WSGIRequest):
    """A request whose user may become known late: a token is read in the view, a sign-in happens there."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "user":
            pghistory.context(**who(value))
        super().__setattr__(name, value)


class AuditMiddleware:
    """Says who it is that changes something by the web: the account, the request's id as the log has it, the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return self.get_response(request)
        number = structlog.contextvars.get_contextvars().get("request_id")
        with recorded_as(request.user, request=number, method=request.method, path=request.path):
            if isinstance(request, WSGIRequest):
                request.__class__ = WatchedRequest
            return self.get_response(request)


def recorded_as_command(argv: list[str]) -> pghistory.context:
    """What a management command changes is recorded as done by the machine's account that runs it."""
    return recorded_as(command=" ".join(argv[1:2]), account=account())


def account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers have them
        return ""
