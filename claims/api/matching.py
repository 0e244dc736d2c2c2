"""The same claim, once, over HTTP: matches and what people decide on them, why two are two, and what is known."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims import queries
from claims.api import comparisons, examples, filters, forms
from claims.api import serializers as as_json
from claims.api.desk import EXPLAINED, PROBLEMS, act, checked, person_of, takes_of
from claims.api.versions import as_seen, etag, seen_versions
from claims.explaining import explain_claims
from claims.models import Claim, Match
from claims.recognising import LONGEST, recognise
from claims.roles import Action

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='The versions of its two claims that you have seen, as "3.5": the ETag with which it was answered.',
)
TWO_CLAIMS = [OpenApiParameter(name, int, required=True, description="The id of a claim.") for name in ("a", "b")]


def decide(name: str, form: type[forms.Form], path: str, example: dict[str, Any] | None = None) -> Any:
    """The action of a view that does `name` of claims.review with a match, at the versions in If-Match."""

    def view(self: Matches, request: Request, pk: str) -> Response:
        return self.carry_out(name, form, request)

    view.__name__, view.__doc__ = name, EXPLAINED[name]
    return extend_schema(
        request=None if form is forms.NothingForm else form,
        responses={200: as_json.MatchWithActions, **PROBLEMS},
        parameters=[IF_MATCH],
        filters=False,
        examples=[OpenApiExample("An example", example, request_only=True)] if example else [],
    )(action(detail=True, methods=["post"], url_path=path)(view))


class Matches(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Match]):
    """Matches: decisions that two wordings make the same claim, or contradict each other."""

    takes = takes_of("confirm_match", "reject_match", "reopen_match") | {"explain": Action.READ}
    filterset_class = filters.MatchFilter
    ordering_fields = ["id", "score"]

    def get_queryset(self) -> QuerySet[Match]:
        return queries.matches() if self.action == "list" else queries.matches_with_claims()

    def get_serializer_class(self) -> Any:
        return as_json.MatchSerializer if self.action == "list" else as_json.MatchWithActions

    @extend_schema(
        responses={
            200: OpenApiResponse(as_json.MatchWithActions, description="ETag is the versions of its two claims.")
        }
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One match, and what you may do with it now."""
        return self.answer(self.get_object())

    def carry_out(self, name: str, form: type[forms.Form], request: Request) -> Response:
        match, seen = self.get_object(), seen_versions(request, 2)
        filled = checked(form, request)
        claims = (match.first.claim, match.second.claim)
        claims[1].version = seen[1]
        with as_seen(claims[0], seen[0], request.user):
            act(name, claims[0], filled, person_of(request), on=match)
        return self.answer(self.get_object())

    def answer(self, match: Match) -> Response:
        headers = etag(match.first.claim.version, match.second.claim.version)
        return Response(self.get_serializer(match).data, headers=headers)

    confirm_match = decide("confirm_match", forms.ConfirmMatchForm, "confirm", examples.CONFIRM)
    reject_match = decide("reject_match", forms.RemarkForm, "reject", examples.REJECT_MATCH)
    reopen_match = decide("reopen_match", forms.NothingForm, "reopen")

    @extend_schema(responses=comparisons.ExplanationSerializer, parameters=TWO_CLAIMS, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def explain(self, request: Request) -> Response:
        """Why two claims are one, contradict each other, or are kept apart: what was compared, and what it came to."""
        asked = forms.TwoClaims(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        ids = [asked.validated_data[name] for name in ("a", "b")]
        known = Claim.objects.select_related("canonical_wording").in_bulk(ids)
        for number in ids:
            if number not in known:
                raise exceptions.NotFound(f"There is no claim {number}.")
        return Response(comparisons.ExplanationSerializer(explain_claims(*(known[number] for number in ids))).data)


class Recognition(viewsets.ViewSet):
    """Has this been checked? Asked of a sentence or a text."""

    takes = {"create": Action.READ}

    body_bytes = 10 * LONGEST

    @extend_schema(
        request=forms.RecogniseForm,
        responses={200: comparisons.KnownSerializer(many=True), 400: PROBLEMS[400]},
        examples=[OpenApiExample("An example", examples.RECOGNISE, request_only=True)],
    )
    def create(self, request: Request) -> Response:
        """The known claims that a text makes or contradicts, the surest first; an empty list where there is none.

        What is compared are its sentences and the words that it attributes to somebody. Nothing is kept.
        """
        form = checked(forms.RecogniseForm, request)
        known = recognise(form.validated_data["text"], form.validated_data.get("date"))
        return Response([comparisons.KnownSerializer(one).data for one in known])
