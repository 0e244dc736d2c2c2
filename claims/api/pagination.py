"""Pages of a list, by cursor: what is added meanwhile shifts nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = ("-id",)
    # The cursor counts on from the first of the rows that tie, however many they are.
    offset_cutoff = None  # type: ignore[assignment]  # DRF reads it as no limit

    def decode_cursor(self, request: Any) -> Any:
        """Where the page begins. Raises NotFound for a cursor that somebody made up."""
        cursor = super().decode_cursor(request)
        if cursor and "\x00" in str(cursor.position):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        """The page at the request's cursor. Raises NotFound for a cursor that somebody made up."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:  # its position is no value of the field
            raise NotFound(self.invalid_cursor_message) from error

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        """The view's order, or the asked one, with the id as its last key."""
        ordering = tuple(super().get_ordering(request, queryset, view))
        if ordering[-1].lstrip("-") == "id":
            return ordering
        return (*ordering, "-id" if ordering[-1].startswith("-") else "id")
