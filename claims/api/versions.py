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
ENTITY_TAG = re.compile(r'(?:W/)?"(\d{1,9}(?:\.\d{1,9})*)"|(\d{1,9}(?:\.\d{1,9})*)')
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
    """Somebody else changed a claim since the version that this person has seen; `members` say which, and what."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "moved_on"

    def __init__(self, error: ClaimMovedOn, person: User) -> None:
        super().__init__(str(error))
        changes = changes_since(Claim.objects.get(pk=error.claim), error.seen, person)
        told = as_json.EntrySerializer(changes, many=True).data
        self.members = {"claim": error.claim, "version": error.now, "changes": told}


def etag(*versions: int) -> dict[str, str]:
    """The header that says which version of a claim is answered, or which versions of several."""
    return {"ETag": f'"{".".join(map(str, versions))}"'}


def seen_version(request: Request) -> int:
    """The version in If-Match. Raises VersionMissing without one, and ValidationError for what is none."""
    return seen_versions(request, 1)[0]


def seen_versions(request: Request, count: int) -> list[int]:
    """As many versions as there are claims, from an If-Match such as "3.5"."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionMissing
    if given == "*":
        sentence = "`*` would change the claim whatever became of it: name the version that you have seen."
        raise exceptions.ValidationError({"If-Match": [sentence]}, code="any_version")
    tag = ENTITY_TAG.fullmatch(given)
    versions = (tag[1] or tag[2]).split(".") if tag else []
    if len(versions) != count:
        example = '"3"' if count == 1 else '"3.5", the versions of its two claims'
        raise exceptions.ValidationError({"If-Match": [f"Give one version, such as {example}."]}, code="no_version")
    return [int(version) for version in versions]


@contextmanager
def as_seen(claim: Claim, version: int, person: Any) -> Iterator[None]:
    """Take `claim` for what it was at the version that the person has seen. Raises Stale where it no longer is."""
    claim.version = version
    try:
        yield
    except ClaimMovedOn as error:
        raise Stale(error, cast(User, person)) from error
