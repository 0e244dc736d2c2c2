"""What the service's database role may do: work on the records, and rewrite nothing of what was recorded about them.

Everything here runs after each migration, as the owner of the schema. It is no use where the service connects as that
owner, or as a superuser: `can_rewrite_the_trail` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pghistory.models
import pgtrigger
from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Warning
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.db.models.options import Options
from pghistory.trigger import Event as EventTrigger
from psycopg import sql
from psycopg.pq import Conninfo

SCHEMA = sql.Identifier("public")  # where pgtrigger puts its functions
READ, ADD, CHANGE = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"
# Written by migrations alone. A role is what its name says: who may rename it may make editors of all its accounts.
READ_ONLY = frozenset(
    {
        *("contenttypes.contenttype", "auth.permission", "auth.group", "auth.group_permissions"),
        *("pghistory.context", "migrations.migration"),
    }
)
APPEND_ONLY = frozenset({"claims.transition"})  # no trigger writes these: the service does
LOCK = 0x636C61696D  # of two migrations that end at once, one waits: two GRANTs on one table at once are an error
REWRITABLE = (
    "The service may rewrite its own audit trail: it connects to the database as a superuser, as the owner of the "
    "trail's tables, or with rights to change them. docs/operations.md says how to make two roles."
)


def protect_the_trail(sender: AppConfig, using: str, **_: Any) -> None:
    """After every migration: close what would let triggers be skipped, and grant the service what it needs."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(NEVER_IGNORE)
        for statement in harden_functions(connection):
            cursor.execute(statement.as_string(connection.connection))
        cursor.execute("SELECT current_user, current_database()")
        owner, database = cursor.fetchone()
        if (service := service_role()) != owner:
            names = {"owner": owner, "database": database, "service": service}
            granting = grants(connection, {name: sql.Identifier(value) for name, value in names.items()})
            cursor.execute(granting.as_string(connection.connection))


# Triggers


# pgtrigger.ignore() sets a variable, as any client of the database can, and every trigger asks this function whether
# to obey it. The answer is no. Migrations that add a trigger put the library's own version back: hence after each.
NEVER_IGNORE = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT false'
"""
TRIGGER_FUNCTIONS = """
    SELECT proname, prosecdef, proconfig IS NOT NULL FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype AND proowner = current_user::regrole
"""


def harden_functions(connection: BaseDatabaseWrapper) -> Iterable[sql.Composed]:
    """Trigger functions look for tables in the schema alone, whatever the session's search path says.

    Those that write the trail do it with their owner's rights: an entry comes from a change to a row, never from the
    service directly, and nobody else can hang such a function on a table of theirs.
    """
    recording = {trigger.get_pgid(model) for model, trigger in pgtrigger.registered() if is_recording(trigger)}
    with connection.cursor() as cursor:
        cursor.execute(TRIGGER_FUNCTIONS)
        found = cursor.fetchall()
    for name, runs_as_owner, has_path in found:
        function = sql.Identifier("public", name)
        if not has_path:
            yield sql.SQL("ALTER FUNCTION {}() SET search_path = pg_catalog, public, pg_temp").format(function)
        if name in recording and not runs_as_owner:
            yield sql.SQL("ALTER FUNCTION {}() SECURITY DEFINER").format(function)
            yield sql.SQL("REVOKE EXECUTE ON FUNCTION {}() FROM PUBLIC").format(function)


def is_recording(trigger: pgtrigger.Trigger) -> bool:
    return isinstance(trigger, EventTrigger)


# Grants


def service_role() -> str:
    """The role that the service connects as; libpq's default where the URL names none."""
    named = connections[DEFAULT_DB_ALIAS].get_connection_params().get("user")
    if named:
        return str(named)
    return next(option.val or b"" for option in Conninfo.get_defaults() if option.keyword == b"user").decode()


def event_tables() -> set[str]:
    """The tables that triggers alone write."""
    return {model._meta.db_table for model in apps.get_models() if issubclass(model, pghistory.models.Event)}


def trail_tables() -> set[str]:
    """The tables that hold what was recorded."""
    return event_tables() | {apps.get_model(label)._meta.db_table for label in APPEND_ONLY}


def privileges(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What the service may do with each table that there is."""
    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    there = set(connection.introspection.table_names())
    managed = [model._meta for model in models if model._meta.managed and not model._meta.proxy]
    return {meta.db_table: privilege_on(meta) for meta in managed if meta.db_table in there}


def privilege_on(meta: Options[Any]) -> str:
    if meta.label_lower in READ_ONLY or meta.db_table in event_tables():
        return READ
    return ADD if meta.label_lower in APPEND_ONLY else CHANGE


def grants(connection: BaseDatabaseWrapper, names: Mapping[str, sql.Identifier]) -> sql.Composed:
    """Take everything and give what is needed, in one transaction: a service that runs meanwhile notices nothing.

    `names` are those of the roles `owner` and `service`, and of the `database`.
    """
    allowed = privileges(connection)
    statements = [
        # A table of one's own, even a temporary one, could stand in front of the real one.
        "REVOKE CREATE ON SCHEMA {schema} FROM {service}, PUBLIC",
        "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM {service}, PUBLIC",
        "GRANT USAGE ON SCHEMA {schema} TO {service}",
        # Until the end of the migration that makes a table, the service may look at it.
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT SELECT ON TABLES TO {service}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT USAGE ON SEQUENCES TO {service}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {service}, PUBLIC",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {service}",
    ]
    composed = [sql.SQL(statement).format(schema=SCHEMA, **names) for statement in statements]
    for privilege in (READ, ADD, CHANGE):
        if tables := [sql.Identifier("public", table) for table, held in allowed.items() if held == privilege]:
            listed = sql.SQL(", ").join(tables)
            composed.append(sql.SQL("REVOKE ALL ON {} FROM {}, PUBLIC").format(listed, names["service"]))
            composed.append(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(privilege), listed, names["service"]))
    return sql.SQL("; ").join(composed)


# Whether it holds

MAY_REWRITE = """
    SELECT EXISTS (
        SELECT FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) AND (
            pg_has_role(relowner, 'MEMBER') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
        )
    )
"""


def can_rewrite_the_trail(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether who is connected may change or remove what the trail holds. One query."""
    with connections[using].cursor() as cursor:
        cursor.execute(MAY_REWRITE, [sorted(trail_tables())])
        return bool(cursor.fetchone()[0])


def check_the_trail(app_configs: object, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A system check of the database: manage.py check --database default."""
    if DEFAULT_DB_ALIAS in (databases or ()) and can_rewrite_the_trail():
        return [Warning(REWRITABLE, id="claims.W001")]
    return []
