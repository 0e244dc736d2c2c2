"""The service's role, as the tests are connected too."""

import psycopg
import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.utils import ProgrammingError

from claims import privileges
from claims.models import Claim

pytestmark = pytest.mark.django_db

WHO = "SELECT current_user, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles"
OWNED = "SELECT oid::regclass::text FROM pg_class WHERE relowner = current_user::regrole"
HELD = """
    SELECT c.relname, array_agg(p ORDER BY p) FROM pg_class c, unnest(%s::text[]) AS p
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND has_table_privilege(c.oid, p) GROUP BY 1
"""
ALL = ["DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def test_what_is_tested_connects_as_the_service():
    assert rows(f"{WHO} WHERE rolname = current_user") == [("claims", False)]
    assert connections["owner"].settings_dict["NAME"] == connection.settings_dict["NAME"]


def test_the_service_owns_nothing():
    assert rows(OWNED) == []


def test_the_service_may_work_on_records_and_rewrite_nothing():
    held = dict(rows(HELD, ALL))
    roles = {"auth_permission", "auth_group", "auth_group_permissions"}
    read = {"django_migrations", "django_content_type", "pghistory_context"} | roles
    expected = {table: ["DELETE", "INSERT", "SELECT", "UPDATE"] for table in connection.introspection.table_names()}
    expected["claims_transition"] = ["INSERT", "SELECT"]
    expected |= {table: ["SELECT"] for table in read | privileges.event_tables()}
    assert held == expected


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE another (id integer)",
        "CREATE TEMPORARY TABLE claims_claim (id integer)",
        "CREATE SCHEMA another",
        "CREATE FUNCTION another() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE another",
        "ALTER ROLE claims CREATEDB",
        "GRANT claims_owner TO claims",
        "ALTER TABLE claims_claim ADD another integer",
        "TRUNCATE claims_claim CASCADE",
        "SET ROLE claims_owner",
        "SET SESSION AUTHORIZATION claims_owner",
        "SET session_replication_role = replica",
        "SELECT setval('claims_claim_id_seq', 1)",
        "UPDATE auth_group SET name = 'administrator' WHERE name = 'submitter'",
    ],
)
def test_the_service_is_refused(statement):
    with pytest.raises(ProgrammingError) as refused, transaction.atomic():
        rows(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege), refused.value


@pytest.mark.django_db(databases=[DEFAULT_DB_ALIAS, "owner"])
def test_a_table_made_later_may_be_looked_at_until_its_migration_has_ended():
    with connections["owner"].cursor() as cursor, transaction.atomic(using="owner"):
        cursor.execute("CREATE TABLE later (id integer)")
        cursor.execute(
            "SELECT array_agg(p) FROM unnest(%s::text[]) AS p WHERE has_table_privilege('claims', 'later', p)", [ALL]
        )
        assert cursor.fetchone() == (["SELECT"],)
        transaction.set_rollback(True, using="owner")


@pytest.mark.django_db(databases=[DEFAULT_DB_ALIAS, "owner"])
def test_the_grants_are_the_same_after_another_migration():
    before = rows(HELD, ALL)
    call_command("migrate", verbosity=0)
    assert rows(HELD, ALL) == before


def test_a_service_that_cannot_rewrite_the_trail_is_not_warned():
    assert not privileges.can_rewrite_the_trail()
    assert [check for check in run_checks(databases=[DEFAULT_DB_ALIAS]) if check.id == "claims.W001"] == []


@pytest.mark.django_db(databases=[DEFAULT_DB_ALIAS, "owner"])
def test_one_role_for_both_is_warned_of(monkeypatch):
    assert privileges.can_rewrite_the_trail(using="owner")
    monkeypatch.setattr(privileges, "can_rewrite_the_trail", lambda: True)
    found = [check.msg for check in run_checks(databases=[DEFAULT_DB_ALIAS]) if check.id == "claims.W001"]
    assert found == [privileges.REWRITABLE]


def test_records_are_worked_on_as_before():
    assert list(Claim.objects.select_for_update()) == []
