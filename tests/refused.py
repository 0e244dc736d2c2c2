"""Trying what the database should refuse."""

from collections.abc import Callable

from django.db import IntegrityError, connection, transaction


def refused_with(write: Callable[[], object]) -> str | None:
    """The sentence with which the database refuses a write, at once or at the end of its transaction; None if not."""
    try:
        with transaction.atomic():
            write()
            connection.check_constraints()
    except IntegrityError as error:
        return str(error).splitlines()[0]
    return None
