"""Signing in to the HTTP interface: a name and a password for a token."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from knox.models import AuthToken
from knox.views import LogoutView
from rest_framework import serializers
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from claims.roles import roles_of

SIGNED_IN = inline_serializer(
    "SignedIn",
    {
        "token": serializers.CharField(help_text="For the header `Authorization: Token ...`."),
        "expires_at": serializers.DateTimeField(),
        "username": serializers.CharField(),
        "roles": serializers.ListField(child=serializers.CharField()),
    },
)


class SignIn(APIView):
    """A new token for a name and a password. It is shown once; the database has only its hash."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "sign-in"
    body_bytes = 10_000

    @extend_schema(request=AuthTokenSerializer, responses=SIGNED_IN)
    def post(self, request: Request) -> Response:
        credentials = AuthTokenSerializer(data=request.data, context={"request": request})
        credentials.is_valid(raise_exception=True)
        user = credentials.validated_data["user"]
        record, token = AuthToken.objects.create(user)
        roles = sorted(roles_of(user))
        return Response({"token": token, "expires_at": record.expiry, "username": user.username, "roles": roles})


class SignOut(LogoutView):
    """The token of the request is worth nothing any more."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, format: str | None = None) -> Response:
        response: Response = super().post(request, format)
        return response
