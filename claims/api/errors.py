"""Every error as an RFC 9457 problem document; one table from our errors to status codes."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from claims.errors import (
    ArticleBusy,
    BadMerge,
    BadText,
    ClaimMovedOn,
    ClaimsError,
    IllegalMove,
    NotAllowed,
    NotComplete,
    OriginsContradict,
    PlaceTaken,
)

PROBLEM_JSON = "application/problem+json"
STATUS_OF: dict[type[ClaimsError], int] = {
    BadText: status.HTTP_400_BAD_REQUEST,
    ArticleBusy: status.HTTP_409_CONFLICT,
    BadMerge: status.HTTP_409_CONFLICT,
    IllegalMove: status.HTTP_409_CONFLICT,
    NotAllowed: status.HTTP_403_FORBIDDEN,
    NotComplete: status.HTTP_400_BAD_REQUEST,
    OriginsContradict: status.HTTP_409_CONFLICT,
    PlaceTaken: status.HTTP_409_CONFLICT,
    ClaimMovedOn: status.HTTP_412_PRECONDITION_FAILED,
}


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error that rose from a view; None, for Django to log and answer, where nobody foresaw it."""
    if isinstance(error, ClaimsError):
        return answer(error, STATUS_OF[type(error)], context, errors=errors_of(error))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    if isinstance(error, exceptions.ValidationError):
        rows = list(field_errors(error.get_full_details()))
        body = document(response.status_code, sentence_of(rows), errors=rows)
    else:
        body = document(response.status_code, str(error.detail)) | getattr(error, "members", {})
    response.data = body | {"instance": context["request"].path}
    response.content_type = PROBLEM_JSON
    return response


def answer(error: ClaimsError, code: int, context: dict[str, Any], errors: list[dict[str, str]]) -> Response:
    body = document(code, str(error), errors) | {"instance": context["request"].path}
    return Response(body, status=code, content_type=PROBLEM_JSON)


def document(code: int, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail}
    return body | ({"errors": errors} if errors else {})


def errors_of(error: ClaimsError) -> list[dict[str, str]]:
    if not isinstance(error, BadText | NotComplete):
        return []
    return [{"field": error.field, "message": str(error), "code": error.code}]


def field_errors(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested details as rows of field ("items.3.text"), message and code."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": path, "message": str(details["message"]), "code": str(details["code"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from field_errors(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    else:
        for index, inner in enumerate(details):
            is_item = isinstance(inner, dict) and set(inner) != {"message", "code"}
            yield from field_errors(inner, f"{path}.{index}".lstrip(".") if is_item else path)


def sentence_of(rows: list[dict[str, str]]) -> str:
    first = f"{rows[0]['field']}: {rows[0]['message']}" if rows[0]["field"] else rows[0]["message"]
    return first if len(rows) == 1 else f"{first} (and {len(rows) - 1} more, see errors)"


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """A path under /api/ that leads nowhere, in the same form as every other error."""
    body = document(404, "There is nothing at this address.") | {"instance": request.path}
    return JsonResponse(body, status=404, content_type=PROBLEM_JSON)


def server_error(request: HttpRequest) -> JsonResponse:
    """What nobody foresaw: the log has it, under the request's id."""
    body = document(500, "The server failed; its log says why.") | {"instance": request.path}
    return JsonResponse(body, status=500, content_type=PROBLEM_JSON)
