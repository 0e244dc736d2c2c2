"""Filtering, full-text search and ordering of the lists. What nobody knows is an error, not ignored."""

from typing import Any

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend, OrderingFilter
from rest_framework.request import Request

from claims import queries
from claims.models import Article, Claim, Match, Mention, Source, Wording

LONGEST_ID = 20  # characters
EVERYWHERE = frozenset({"search", "ordering", "cursor", "page_size", "format"})


class StrictFilterBackend(filters.DjangoFilterBackend):
    """As django-filter's, but an unknown parameter is an error: `statsu=done` would list everything."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset_class = self.get_filterset_class(view, queryset)
        known = set(filterset_class.base_filters) if filterset_class else set()
        for name in request.query_params:
            if name not in known | EVERYWHERE:
                raise ValidationError(
                    {name: [f"There is no such parameter; there are {', '.join(sorted(known | EVERYWHERE))}."]}
                )
            if "\x00" in request.query_params[name]:
                raise ValidationError({name: ["The value holds a NUL character."]})
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered


class FullTextFilter(BaseFilterBackend):
    """`?search=`: words as people type them into a search engine ("exact words", -without, or)."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        words = request.query_params.get("search", "").strip()
        field = getattr(view, "search_field", None)
        if not words or field is None:
            return queryset
        query = SearchQuery(words, config="english", search_type="websearch")
        if field == "search":
            return queryset.filter(search=query)
        # By a subquery: a join would list a claim once for each of its wordings that fits.
        return queryset.filter(pk__in=Wording.objects.filter(search=query).values("claim"))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the OpenAPI document."""
        if getattr(view, "search_field", None) is None:
            return []
        description = 'Full-text search: words, "a phrase", -without, or.'
        return [
            {
                "name": "search",
                "in": "query",
                "required": False,
                "description": description,
                "schema": {"type": "string"},
            }
        ]


class StrictOrderingFilter(OrderingFilter):
    """`?ordering=`: one of the view's `ordering_fields`, with a minus for descending; any other is an error."""

    def remove_invalid_fields(self, queryset: QuerySet[Any], fields: Any, view: Any, request: Any) -> list[str]:
        """The fields as asked, all of them valid. Raises ValidationError."""
        valid = {name for name, _ in self.get_valid_fields(queryset, view, {"request": request})}
        for name in fields:
            if name.removeprefix("-") not in valid:
                raise ValidationError(
                    {"ordering": [f"The list cannot be ordered by {name!r}, only by {', '.join(sorted(valid))}."]}
                )
        return list(fields)


class IdField(forms.IntegerField):
    """A whole number that an id can be. Longer ones are not even read: that alone would take minutes."""

    def to_python(self, value: Any) -> int | None:
        """The number, None where nothing was given. Raises ValidationError."""
        if len(str(value)) > LONGEST_ID:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        number: int | None = super().to_python(value)
        return number


class IdFilter(filters.Filter):
    """`?article=12`."""

    field_class = IdField


class ArticleFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Article.Status)
    submitted_after = filters.IsoDateTimeFilter(field_name="submitted_at", lookup_expr="gte")
    submitted_before = filters.IsoDateTimeFilter(field_name="submitted_at", lookup_expr="lt")
    published_after = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="gte")
    published_before = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="lt")

    class Meta:
        model = Article
        fields = ["publisher", "url", "canonical_url"]


class ClaimFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Claim.Status)
    min_check_worthiness = filters.NumberFilter(
        field_name="check_worthiness", lookup_expr="gte", min_value=0, max_value=1
    )
    article = IdFilter(method="made_in_article", help_text="The id of an article that makes the claim.")
    source = IdFilter(method="made_by_source", help_text="The id of a source that makes the claim.")
    publisher = filters.CharFilter(method="published_by", help_text="The publisher of an article that makes the claim.")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Claim
        fields: list[str] = []

    def made_in_article(self, queryset: QuerySet[Claim], name: str, value: int) -> QuerySet[Claim]:
        return self.with_mention(queryset, article=value)

    def made_by_source(self, queryset: QuerySet[Claim], name: str, value: int) -> QuerySet[Claim]:
        return self.with_mention(queryset, source=value)

    def published_by(self, queryset: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        return self.with_mention(queryset, article__publisher=value)

    def with_mention(self, queryset: QuerySet[Claim], **which: object) -> QuerySet[Claim]:
        mentions = queries.live_of(**which)
        return queryset.filter(pk__in=mentions.values("wording__claim"))


class MentionFilter(filters.FilterSet):
    claim = IdFilter(field_name="wording__claim")
    article = IdFilter()
    source = IdFilter()
    reported_by = IdFilter()
    superseded = filters.BooleanFilter(field_name="superseded_at", lookup_expr="isnull", exclude=True)
    publisher = filters.CharFilter(field_name="article__publisher")
    min_confidence = filters.NumberFilter(field_name="confidence", lookup_expr="gte", min_value=0, max_value=1)

    class Meta:
        model = Mention
        fields = ["kind", "stance"]


class SourceFilter(filters.FilterSet):
    joined = filters.BooleanFilter(field_name="article", lookup_expr="isnull", help_text="Known beyond one article.")

    class Meta:
        model = Source
        fields = ["kind", "name"]


class MatchFilter(filters.FilterSet):
    claim = IdFilter(method="of_claim")

    class Meta:
        model = Match
        fields = ["relation", "state"]

    def of_claim(self, queryset: QuerySet[Match], name: str, value: int) -> QuerySet[Match]:
        return queryset.filter(first__claim=value) | queryset.filter(second__claim=value)
