"""Articles, sources and matches over HTTP: a view validates, calls one function, answers. See desk.py for claims."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims import queries, queue
from claims.api import examples, filters, forms
from claims.api import serializers as as_json
from claims.api.errors import document, field_errors, sentence_of
from claims.models import Article, Source
from claims.origins import decide, origin_of
from claims.roles import Action
from claims.submission import Submission, submit
from worker import tasks


class Articles(viewsets.ReadOnlyModelViewSet[Article]):
    """Articles: submitted here, read by the workers. The status says how far they are."""

    takes = {"create": Action.SUBMIT, "batch": Action.SUBMIT, "replay": Action.REPLAY, "origin": Action.ORIGIN}
    filterset_class = filters.ArticleFilter
    search_field = "search"
    ordering_fields = ["id"]

    @property
    def body_bytes(self) -> int:
        """How long a request may be: JSON needs up to six bytes for one of text."""
        return settings.BATCH_BYTES if self.action == "batch" else settings.ARTICLE_BYTES * 6 + 100_000

    def get_queryset(self) -> QuerySet[Article]:
        return queries.article_with_mentions() if self.action == "retrieve" else queries.articles()

    def get_serializer_class(self) -> Any:
        return as_json.ArticleSerializer if self.action == "retrieve" else as_json.ArticleInList

    @extend_schema(
        request=as_json.SubmissionSerializer,
        responses={
            202: OpenApiResponse(as_json.SubmittedSerializer, description="Queued; Location says where to look."),
            200: OpenApiResponse(as_json.SubmittedSerializer, description="The same text was submitted before."),
        },
    )
    def create(self, request: Request) -> Response:
        """Submit an article."""
        submission = as_json.SubmissionSerializer(data=request.data)
        submission.is_valid(raise_exception=True)
        ((article, is_new),) = keep([submission.validated_data["submission"]], request)
        return Response(
            as_json.SubmittedSerializer(article).data,
            status=status.HTTP_202_ACCEPTED if is_new else status.HTTP_200_OK,
            headers={"Location": as_json.location_of(article)},
        )

    @extend_schema(request=as_json.BatchSerializer(), responses={207: as_json.BatchResultsSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def batch(self, request: Request) -> Response:
        """Submit up to 500 articles, 10 MB; a result for each, in order. What is wrong stops no other."""
        batch = as_json.BatchSerializer(data=request.data)
        batch.is_valid(raise_exception=True)
        items = batch.validated_data["articles"]
        if len(items) > settings.BATCH_ITEMS:
            raise ValidationError(
                {"articles": [f"At most {settings.BATCH_ITEMS} articles at once; these are {len(items)}."]}
            )
        return Response({"results": submit_each(items, request)}, status=status.HTTP_207_MULTI_STATUS)

    @extend_schema(request=None, responses={202: as_json.ArticleInList})
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Read a finished article again. What people decided stays."""
        article = self.get_object()
        with transaction.atomic():
            queue.replay(article)
            tasks.ring_on_commit([article.pk])
        return Response(self.get_serializer(article).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        request=forms.OriginForm,
        responses={
            200: as_json.OriginSerializer,
            409: OpenApiResponse(as_json.ProblemSerializer, description="Other decisions say the opposite."),
        },
        examples=[OpenApiExample("An example", examples.ORIGIN, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def origin(self, request: Request, pk: str) -> Response:
        """Say whether this article and another are of one origin. It stays so, whatever is computed later."""
        article = self.get_object()
        form = forms.OriginForm(data=request.data)
        form.is_valid(raise_exception=True)
        decide(article, form.validated_data["article"], by=cast(User, request.user), **form.arguments())
        return Response(as_json.OriginSerializer(origin_of(article)).data)


def keep(submissions: list[Submission], request: Request) -> list[tuple[Article, bool]]:
    """Store the articles and, once they are committed, ring for the new ones."""
    with transaction.atomic():
        answers = submit(submissions, by=cast(User, request.user))  # the permission has let no stranger in
        tasks.ring_on_commit(article.pk for article, is_new in answers if is_new)
    return answers


def submit_each(items: list[Any], request: Request) -> list[dict[str, Any]]:
    """What became of each item, in order: 202 or 200 with its article, 400 with its problem."""
    checked = [as_json.SubmissionSerializer(data=item) for item in items]
    good = [one for one in checked if one.is_valid()]
    kept = iter(keep([one.validated_data["submission"] for one in good], request))
    return [result_of(*next(kept)) if not one.errors else problem_of(one) for one in checked]


def result_of(article: Article, is_new: bool) -> dict[str, Any]:
    return {"status": 202 if is_new else 200, "article": as_json.SubmittedSerializer(article).data}


def problem_of(refused: as_json.SubmissionSerializer) -> dict[str, Any]:
    rows = list(field_errors(ValidationError(refused.errors).get_full_details()))
    return {"status": 400, "problem": document(400, sentence_of(rows), rows)}


class Sources(viewsets.ReadOnlyModelViewSet[Source]):
    """Sources: whom words are attributed to. One that was merged is not listed, and says into which when asked for."""

    serializer_class = as_json.SourceSerializer
    filterset_class = filters.SourceFilter
    search_field = "search"
    ordering_fields = ["id", "name"]

    def get_queryset(self) -> QuerySet[Source]:
        sources = queries.sources()
        return sources.filter(merged_into=None) if self.action == "list" else sources
