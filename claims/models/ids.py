"""Ids taken from a table's sequence before its rows are written."""

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` ids that no other row of `model` has or will get; one query.

    Rows that point at each other can then be inserted at once, and whoever inserts with "on conflict do nothing"
    can tell its own rows from those that were there before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]
