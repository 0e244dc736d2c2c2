"""Filters that several lists share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter
from unfold.utils import parse_date_str

from claims import queries
from claims.admin.forms import people
from claims.admin.records import AN_ID, OneRecordFilter, QuestionFilter
from claims.lifecycle import Status
from claims.matching.planning import DOUBT
from claims.models import Article, Claim, Match, Rating, Review, Source, Wording
from claims.text.records import Stance

AT_LEAST = ((0.75, "75% and more"), (0.5, "50% and more"), (0.25, "25% and more"))


class ArticleFilter(OneRecordFilter):
    title = "article"
    parameter_name = path = "article"
    model = Article

    def named(self) -> QuerySet[Any]:
        return Article.objects.defer("text", "search")


class SourceFilter(OneRecordFilter):
    title = "source"
    parameter_name = path = "source"
    model = Source

    def named(self) -> QuerySet[Any]:
        return Source.objects.defer("search")


class ClaimFilter(OneRecordFilter):
    title = "claim"
    parameter_name = path = "claim"
    model = Claim

    def named(self) -> QuerySet[Any]:
        wording = Claim.objects.select_related("canonical_wording")
        return wording.defer("canonical_wording__search", "canonical_wording__embedding")


class WordingFilter(OneRecordFilter):
    title = "wording"
    parameter_name = path = "wording"
    model = Wording

    def named(self) -> QuerySet[Any]:
        return Wording.objects.defer("search", "embedding")


class ReviewFilter(OneRecordFilter):
    title = "review"
    parameter_name = "review"
    path = "reviews"
    model = Review


class ClaimOfMentionFilter(ClaimFilter):
    path = "wording__claim"


class MergedIntoFilter(ClaimFilter):
    title = "merged into"
    parameter_name = path = "merged_into"


class MakesClaim(OneRecordFilter):
    """Claims with a live mention of the one source or in the one article."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The claims that it makes."""
        if not self.value():
            return queryset
        mentions = super().queryset(request, queries.live_of())
        return queryset.filter(pk__in=mentions.values("wording__claim"))


class ClaimMadeBySourceFilter(MakesClaim, SourceFilter):
    title = "who made it"


class ClaimMadeInArticleFilter(MakesClaim, ArticleFilter):
    title = "article that makes it"


class ConditionsFilter(DropdownFilter):
    """A few answers, by `conditions`: what each is called, and what is so of the records that it fits."""

    conditions: Mapping[str, tuple[str, Q]]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """The answers."""
        return [(value, words) for value, (words, _) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of which that is so."""
        found = self.conditions.get(self.value() or "")
        return queryset.filter(found[1]) if found else queryset


class AtLeastFilter(DropdownFilter):
    """A share of at least so much: what a slider would ask, without reading the whole table for its ends."""

    field: str

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """The steps."""
        return [(str(step), words) for step, words in AT_LEAST]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those with at least so much."""
        steps = {str(step): step for step, _ in AT_LEAST}
        step = steps.get(self.value() or "")
        return queryset if step is None else queryset.filter(**{f"{self.field}__gte": step})


class WorthinessFilter(AtLeastFilter):
    title, parameter_name, field = "check-worthiness", "worthiness", "check_worthiness"


class ConfidenceFilter(AtLeastFilter):
    title, parameter_name, field = "confidence", "confidence", "confidence"


class StanceFilter(DropdownFilter):
    """The stances that the language of attribution knows."""

    title, parameter_name = "stance", "stance"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """All of them, in its order."""
        return [(stance.value, stance.value.capitalize()) for stance in Stance]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the stance."""
        return queryset.filter(stance=self.value()) if self.value() else queryset


class DaysFilter(RangeDateFilter):
    """From one day to another, both included, as the days run in the time zone that the desk shows."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the days asked for; none where what was asked is no date."""
        for end, lookup, days in (("from", "gte", 0), ("to", "lt", 1)):
            asked = self.used_parameters.get(f"{self.parameter_name}_{end}")
            if not asked:
                continue
            day = parse_date_str(asked)
            if day is None:
                return queryset.none()
            edge = timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
            queryset = queryset.filter(**{f"{self.field_path}__{lookup}": edge})
        return queryset


class SupersededFilter(QuestionFilter):
    title = "latest reading"
    parameter_name = "superseded"
    yes, no = "No longer found", "Still found"
    is_so = Q(superseded_at__isnull=False)


class BoundWordingFilter(QuestionFilter):
    title = "context"
    parameter_name = "bound"
    yes, no = "Needs its article to say anything", "Says all it needs to"
    is_so = Q(article__isnull=False)


class BoundSourceFilter(QuestionFilter):
    title = "reach"
    parameter_name = "bound"
    yes, no = "In one article alone", "Across articles, by its full name"
    is_so = Q(article__isnull=False)


class MergedSourceFilter(QuestionFilter):
    title = "merging"
    parameter_name = "merged"
    yes, no = "Merged into another source", "Stands for itself"
    is_so = Q(merged_into__isnull=False)


class DecidedFilter(ConditionsFilter):
    """What the second pair of eyes made of it."""

    title, parameter_name = "second pair of eyes", "approved"
    conditions = {
        "yes": ("Approved", Q(approved_at__isnull=False)),
        "waiting": ("Waits for it", Q(approved_at=None, returned_at=None)),
        "no": ("Sent back", Q(returned_at__isnull=False)),
    }


class RejectedFilter(QuestionFilter):
    title = "rejection"
    parameter_name = "rejected"
    yes, no = "Rejected by a person", "Not rejected"
    is_so = Q(rejected_at__isnull=False)


class ConfirmedFilter(QuestionFilter):
    title = "confirmation"
    parameter_name = "confirmed"
    yes, no = "Confirmed", "Waits for a person"
    is_so = Q(confirmed=True)


class ClaimOfMatchFilter(ClaimFilter):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Matches with a wording of the claim on either side."""
        number = self.value()
        if not number:
            return queryset
        return queryset.filter(queries.of_claim(int(number))) if AN_ID.fullmatch(f"#{number}") else queryset.none()


class DecidedByFilter(ConditionsFilter):
    title, parameter_name = "decided by", "decided_by"
    conditions = {
        "person": ("A person", Q(decided_by__isnull=False)),
        "machine": ("The machine", Q(decided_by=None) & ~Q(state=Match.State.SUGGESTED)),
        "nobody": ("Nobody yet", Q(decided_by=None, state=Match.State.SUGGESTED)),
    }


class WaitsFilter(ConditionsFilter):
    title, parameter_name = "why it waits", "waits"
    conditions = {
        "doubt": ("Doubt: both wordings are in one claim", Q(state=Match.State.SUGGESTED, held_because=DOUBT)),
        "held": (
            "Held: judged the same, and not joined",
            Q(state=Match.State.SUGGESTED) & ~Q(held_because__in=["", DOUBT]),
        ),
        "suggested": ("Suggested, no more", Q(state=Match.State.SUGGESTED, held_because="")),
    }


class OverdueFilter(QuestionFilter):
    title = "due date"
    parameter_name = "overdue"
    yes, no = "Overdue", "Not overdue"

    def asked(self, person: User) -> Q:
        """Those that should have been done before today."""
        return queries.overdue()


class StaleFilter(QuestionFilter):
    title = "age of the verdict"
    parameter_name = "stale"
    yes, no = "Stale", "Not stale"

    def asked(self, person: User) -> Q:
        """Those whose public verdict has expired."""
        return queries.stale()


class MineFilter(QuestionFilter):
    title = "whose it is"
    parameter_name = "mine"
    yes, no = "Mine", "Not mine"

    def asked(self, person: User) -> Q:
        """Those of whoever looks."""
        return Q(assignee__isnull=False, assignee=person)


class AssigneeFilter(DropdownFilter):
    """Claims of one of those who may review, or of nobody."""

    title, parameter_name = "assignee", "assignee"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """Nobody, and everybody who may review; one query."""
        return [("nobody", "Nobody"), *((str(person.pk), person.get_username()) for person in people())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those with the person asked for; none where that is no person."""
        asked = self.value()
        if not asked:
            return queryset
        if asked == "nobody":
            return queryset.filter(assignee=None)
        is_known = asked in {number for number, _ in self.lookup_choices}
        return queryset.filter(assignee=int(asked)) if is_known else queryset.none()


class RatingFilter(DropdownFilter):
    """Claims whose public verdict is of one rating."""

    title, parameter_name = "verdict", "rating"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """The scale, with what is retired; one query."""
        return [(rating.slug, rating.label) for rating in Rating.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of which the public reads it, also while they are reviewed again."""
        asked = self.value()
        return queryset.filter(public_rating=queries.the_one(Rating, slug=asked)) if asked else queryset


class WithoutMentionsFilter(DropdownFilter):
    """What nobody makes any more, and nobody has worked on, is left out unless it is asked for."""

    title, parameter_name = "mentions", "without_mentions"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """Besides the usual list."""
        return [
            ("yes", "Without mentions, and untouched"),
            ("merged", "Merged into another claim"),
            ("all", "With and without"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those with a live mention or work on them; the others; or all. Merged claims only if they are asked for."""
        if not self.value() and AN_ID.fullmatch(request.GET.get("q", "").strip()):
            return queryset  # one that is asked for by its number is shown, whatever became of it
        if self.value() == "merged":
            return queryset.filter(merged_into__isnull=False)
        queryset = queryset.filter(merged_into=None)
        is_made = Exists(queries.live_of(wording__claim=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(~is_made, status=Status.DETECTED)
        return queryset if self.value() == "all" else queryset.filter(~Q(status=Status.DETECTED) | is_made)
