"""Whether the service is alive, and whether it is ready to work."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from kombu.exceptions import OperationalError

from claims.privileges import REWRITABLE, can_rewrite_the_trail
from worker.celery import is_worker_alive


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 where database, broker and a worker answer; else 503, saying which does not.

    A service that may rewrite its audit trail is told so, and is ready all the same.
    """
    found = {"database": database()}
    if found["database"] == "ok":  # else the worker cannot do anything either, and somebody waits for the answer
        found["worker"] = worker()
    status = 200 if set(found.values()) == {"ok"} else 503
    if found["database"] == "ok":
        found["audit trail"] = REWRITABLE if can_rewrite_the_trail() else "ok"
    return JsonResponse(found, status=status)


def database() -> str:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "the database does not answer"
    return "ok"


def worker() -> str:
    try:
        return "ok" if is_worker_alive() else "no worker answers"
    except OperationalError:
        return "the broker does not answer"
