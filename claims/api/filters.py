"""Filtering, full-text search and ordering of the lists. What nobody knows is an error, not ignored."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend, OrderingFilter
from rest_framework.request import Request

from claims import queries
from claims.models import Article, Claim, Copy, Evidence, Match, Mention, Proposal, Rating, Review, Source, Wording

LONGEST_ID = 20  # characters
EVERYWHERE = frozenset({"search", "ordering", "cursor", "page_size", "format"})


class StrictFilterBackend(filters.DjangoFilterBackend):
    """As django-filter's, but an unknown parameter is an error: `statsu=done` would list everything.

    What belongs to one record has no filters: a claim is found by its id whatever the lists leave out.
    """

    def get_filterset_class(self, view: Any, queryset: QuerySet[Any] | None = None) -> Any:
        """The filters of a view's list."""
        return None if getattr(view, "detail", False) else super().get_filterset_class(view, queryset)

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
        if not words or field is None or view.detail:
            return queryset
        query = SearchQuery(words, config="english", search_type="websearch")
        if field == "search":
            return queryset.filter(search=query)
        # By a subquery: a join would list a claim once for each of its wordings that fits.
        return queryset.filter(pk__in=Wording.objects.filter(search=query).values("claim"))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the OpenAPI document."""
        if getattr(view, "search_field", None) is None or view.detail:
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


class NamedFilter(filters.CharFilter):
    """`?assignee=jane`: those that belong to the one record whose `by` column says so."""

    def __init__(self, of: type[Model], by: str, **options: Any) -> None:
        super().__init__(**options)
        self.of, self.by = of, by

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Those of that name; all where none was given."""
        return super().filter(queryset, queries.the_one(self.of, **{self.by: value}) if value else value)


class ArticleFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Article.Status)
    submitted_after = filters.IsoDateTimeFilter(field_name="submitted_at", lookup_expr="gte")
    submitted_before = filters.IsoDateTimeFilter(field_name="submitted_at", lookup_expr="lt")
    published_after = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="gte")
    published_before = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="lt")
    origin = IdFilter(method="of_origin", help_text="The number of an origin: all articles of nearly the same text.")

    class Meta:
        model = Article
        fields = ["publisher", "url", "canonical_url"]

    def of_origin(self, queryset: QuerySet[Article], name: str, value: int) -> QuerySet[Article]:
        """Its articles, found first: asked of each article of the table, it would take seconds."""
        copies = list(Copy.objects.filter(origin=value).values_list("pk", flat=True))
        return queryset.filter(pk__in=copies) if copies else queryset.filter(pk=value, copy=None)


def either(queryset: QuerySet[Any], which: Q, value: bool) -> QuerySet[Any]:
    return queryset.filter(which) if value else queryset.exclude(which)


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
    assignee = NamedFilter(User, "username", help_text="The username of who works on it.")
    assigned = filters.BooleanFilter(field_name="assignee", lookup_expr="isnull", exclude=True)
    mine = filters.BooleanFilter(method="of_mine", help_text="Those that you work on, or all others.")
    due_before = filters.DateFilter(field_name="due_on", lookup_expr="lt")
    overdue = filters.BooleanFilter(method="that_are_overdue", help_text="Unfinished after the day they were due.")
    stale = filters.BooleanFilter(method="that_are_stale", help_text="Published for a time that has run out.")
    dismissed_as = filters.MultipleChoiceFilter(choices=Claim.Dismissed)
    rating = NamedFilter(Rating, "slug", field_name="public_rating", help_text="The slug of the published rating.")
    without_mentions = filters.BooleanFilter(
        method="left", help_text="Those that nobody makes any more, and that the list leaves out otherwise."
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """As asked, without the claims that nobody makes unless these were asked for."""
        filtered: QuerySet[Claim] = super().filter_queryset(queryset)
        return filtered if self.form.cleaned_data["without_mentions"] else filtered.filter(~queries.is_left())

    def left(self, queryset: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        return queryset.filter(queries.is_left(), merged_into=None) if value else queryset

    def of_mine(self, queryset: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        return either(queryset, Q(assignee=self.request.user), value)

    def that_are_overdue(self, queryset: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        return either(queryset, queries.overdue(), value)

    def that_are_stale(self, queryset: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        return either(queryset, queries.stale(), value)

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
    rejected = filters.BooleanFilter(field_name="rejected_at", lookup_expr="isnull", exclude=True)
    corrected = filters.BooleanFilter(field_name="corrected_at", lookup_expr="isnull", exclude=True)
    confirmed = filters.BooleanFilter(help_text="False: attached to a published claim, and waits for a person.")
    saying = filters.MultipleChoiceFilter(choices=Mention.Saying)
    publisher = filters.CharFilter(field_name="article__publisher")
    min_confidence = filters.NumberFilter(field_name="confidence", lookup_expr="gte", min_value=0, max_value=1)

    class Meta:
        model = Mention
        fields = ["kind", "stance"]


class SourceFilter(filters.FilterSet):
    claim = IdFilter(method="of_claim", help_text="The id of a claim that they make.")
    joined = filters.BooleanFilter(field_name="article", lookup_expr="isnull", help_text="Known beyond one article.")

    class Meta:
        model = Source
        fields = ["kind", "name"]

    def of_claim(self, queryset: QuerySet[Source], name: str, value: int) -> QuerySet[Source]:
        return queryset.filter(pk__in=queries.made_by(value).values("pk"))


class MatchFilter(filters.FilterSet):
    claim = IdFilter(method="of_claim")
    by_person = filters.BooleanFilter(
        field_name="decided_by", lookup_expr="isnull", exclude=True, help_text="Decided by a person, or by the machine."
    )
    held = filters.BooleanFilter(method="that_are_held", help_text="Those that the machine left to people.")

    class Meta:
        model = Match
        fields = ["relation", "state"]

    def that_are_held(self, queryset: QuerySet[Match], name: str, value: bool) -> QuerySet[Match]:
        return either(queryset, ~Q(held_because=""), value)

    def of_claim(self, queryset: QuerySet[Match], name: str, value: int) -> QuerySet[Match]:
        return queryset.filter(first__claim=value) | queryset.filter(second__claim=value)


class ReviewFilter(filters.FilterSet):
    claim = IdFilter()
    rating = filters.CharFilter(method="rated_as", help_text="The slug of a rating.")
    approved = filters.BooleanFilter(field_name="approved_at", lookup_expr="isnull", exclude=True)
    returned = filters.BooleanFilter(field_name="returned_at", lookup_expr="isnull", exclude=True)
    rated_by = NamedFilter(User, "username")
    approved_by = NamedFilter(User, "username")
    expires_before = filters.IsoDateTimeFilter(field_name="expires_at", lookup_expr="lt")

    class Meta:
        model = Review
        fields: list[str] = []

    def rated_as(self, queryset: QuerySet[Review], name: str, value: str) -> QuerySet[Review]:
        """Those of this rating; where reviews are blind, only those whose rating the person may see."""
        found = queryset.filter(rating=queries.the_one(Rating, slug=value))
        return found.exclude(queries.hidden_from(self.request.user))


class EvidenceFilter(filters.FilterSet):
    claim = IdFilter()
    review = IdFilter(field_name="used_by__review", help_text="The id of a review that rests on it.")
    added_by = NamedFilter(User, "username")

    class Meta:
        model = Evidence
        fields = ["stance", "url", "publisher"]


class ProposalFilter(filters.FilterSet):
    claim = IdFilter()
    review = IdFilter()

    class Meta:
        model = Proposal
        fields = ["state"]


class RatingFilter(filters.FilterSet):
    retired = filters.BooleanFilter()
