"""What all lists and pages of records have in common: they show, search and filter, and change nothing."""

from __future__ import annotations

import re
from typing import Any, cast

from django.contrib.admin import ShowFacets
from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import DropdownFilter
from unfold.views import ChangeList

from claims.admin.columns import name_of, shorten

AN_ID = re.compile(r"#(\d{1,18})")


class DeepPaginator(Paginator):
    """Finds a page by its keys and loads only its rows: what is counted per row is not counted for those before."""

    def page(self, number: int | str) -> Page[Any]:
        """Page `number` of a queryset."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        records = cast("QuerySet[Any]", self.object_list)
        keys = list(records.values_list("pk", flat=True)[start : start + self.per_page])
        return Page(records.filter(pk__in=keys), number, self)


class RecordList(ChangeList):
    """A list that says how many there are once: what nobody filtered is all there is."""

    def get_results(self, request: HttpRequest) -> None:
        """As Django's, without a second count."""
        super().get_results(request)
        if not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count


class RecordAdmin(ModelAdmin):
    """A record that the machine or the workflow wrote: here it is looked at, not added, changed or deleted."""

    list_per_page = 50
    list_max_show_all = 50
    paginator = DeepPaginator
    show_full_result_count = False
    list_filter_submit = True
    list_disable_select_all = True
    show_facets = ShowFacets.NEVER  # a count an option: too dear on a list of hundreds of thousands
    search_fields = ("search",)  # that there is a box to search in; `matching` says where it looks
    search_help_text = 'Words, "a phrase", -without, or, #12'
    empty_value_display = "–"
    change_form_template = "admin/claims/change_form.html"
    change_list_template = "admin/claims/change_list.html"
    when_empty = "Nothing is here yet."
    page_top = page_end = ""  # templates drawn above and below the first fields of the page

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Full-text search as people type it into a search engine; `#12` is the record with that number."""
        words = search_term.strip()
        if not words:
            return queryset, False
        if number := AN_ID.fullmatch(words):
            return queryset.filter(pk=int(number[1])), False
        return self.matching(queryset, SearchQuery(words, config="english", search_type="websearch")), False

    def matching(self, queryset: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
        """The records that the words are in."""
        return queryset.filter(search=query)

    def page(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What the page of a record shows beyond its fields; the number of queries does not grow with the record."""
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """The page of a record, titled by what the record says."""
        context["show_history"] = False
        if obj is not None:
            context["subtitle"] = shorten(name_of(obj), 60)
            context |= self.page(request, obj)
        response: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        return response


class OneRecordFilter(DropdownFilter):
    """All that belongs to one record, which a link from elsewhere names by its number; unseen until then."""

    model: type[Model]
    path: str  # from the listed record to the one named

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """The one record, by its name; nothing where none is named."""
        number = self.value()
        if not number:
            return []
        record = self.find(number)
        return [(number, shorten(name_of(record), 60) if record else f"No {self.title} has the number {number}")]

    def find(self, number: str) -> Model | None:
        if not AN_ID.fullmatch(f"#{number}"):
            return None
        return self.named().filter(pk=int(number)).first()

    def named(self) -> QuerySet[Any]:
        """Records with what it takes to name them."""
        return self.model._default_manager.all()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the one record; none where there is no such record."""
        number = self.value()
        if not number:
            return queryset
        return queryset.filter(**{self.path: int(number)}) if AN_ID.fullmatch(f"#{number}") else queryset.none()


class QuestionFilter(DropdownFilter):
    """A question with two answers, `yes` and `no`. A subclass gives both, and `is_so`, which is so of the records whose
    answer is yes; or what is `asked`, where that depends on who asks or when."""

    yes: str
    no: str
    is_so: Q

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """The two answers."""
        return [("yes", self.yes), ("no", self.no)]

    def asked(self, person: Any) -> Q:
        """What is so of the records whose answer is yes."""
        return self.is_so

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that the answer fits."""
        if self.value() == "yes":
            return queryset.filter(self.asked(request.user))
        return queryset.exclude(self.asked(request.user)) if self.value() == "no" else queryset
