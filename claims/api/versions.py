"""Which version of a claim a person has seen: ETag out, If-Match in, and what changed in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth.models import User
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.request import Request

from claims.api import serializers as as_json
from claims.errors import ClaimMovedOn
from claims.models import Claim
from claims.timeline import changes_since

# As we send it, as a proxy that compresses makes it weak, and as people type it.
ENTITY_TAG = re.compile(r'(?:W/)?"(\d{1,9})"|(\d{1,9})')
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The version of the claim that you have seen: the ETag with which it was answered.",
)


class VersionMissing(exceptions.APIException):
    """A claim is changed by who says which version of it they have seen."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_missing"
    default_detail = (
        'Say which version of the claim you have seen: send its ETag back, as If-Match: "3". '
        "It comes with the claim, whose field `version` is the same number."
    )


class Stale(exceptions.APIException):
    """Somebody else changed the claim since the version that this person has seen; `members` say what."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "moved_on"

    def __init__(self, error: ClaimMovedOn, claim: Claim, person: User) -> None:
        super().__init__(str(error))
        changes = changes_since(claim, error.seen, person)
        self.members = {"version": error.now, "changes": as_json.EntrySerializer(changes, many=True).data}


def etag(version: int) -> dict[str, str]:
    """The header that says which version of a claim is answered."""
    return {"ETag": f'"{version}"'}


def seen_version(request: Request) -> int:
    """The version in If-Match. Raises VersionMissing without one, and ValidationError for what is none."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionMissing
    if given == "*":
        sentence = "`*` would change the claim whatever became of it: name the version that you have seen."
        raise exceptions.ValidationError({"If-Match": [sentence]}, code="any_version")
    tag = ENTITY_TAG.fullmatch(given)
    if tag is None:
        raise exceptions.ValidationError({"If-Match": ['Give one version, such as "3".']}, code="no_version")
    return int(tag[1] or tag[2])


@contextmanager
def as_seen(claim: Claim, version: int, person: Any) -> Iterator[None]:
    """Take `claim` for what it was at the version that the person has seen. Raises Stale where it no longer is."""
    claim.version = version
    try:
        yield
    except ClaimMovedOn as error:
        raise Stale(error, claim, cast(User, person)) from error
