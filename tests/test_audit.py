"""The audit trail: what it keeps of a change, who it says made it, and that the service cannot rewrite it."""

from contextlib import contextmanager
from uuid import UUID

import pghistory.models
import pgtrigger
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_out
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.utils import DatabaseError

from claims import privileges, review
from claims.audit import recorded_as
from claims.models import Claim, Mention
from claims.models.audit import ADDED, CHANGED, REMOVED
from claims.roles import Role
from tests.factories import client_of, make_claim, make_evidence, make_mention, make_source, make_user
from worker.celery import app as celery

pytestmark = pytest.mark.django_db

EVENTS = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
TRAIL = sorted(privileges.trail_tables())
OWNER_TOO = pytest.mark.django_db(databases=[DEFAULT_DB_ALIAS, settings.OWNER])


def event_of(record):
    return record.events.latest("pgh_id")


def trigger_on(table):
    """Some trigger of a table, and the function that it calls."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgfoid::regproc::text FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [table],
        )
        return cursor.fetchone() or ("none", "none")


# What is kept


def test_every_record_that_people_change_is_tracked():
    tracked = {model.pgh_tracked_model._meta.object_name for model in EVENTS}
    assert tracked == {
        *("Account", "Claim", "Comment", "Evidence", "Match", "Membership", "Mention", "OriginDecision", "Proposal"),
        *("Rating", "Regrouping", "Review", "ReviewEvidence", "SecondRating", "Source", "Wording"),
    }


def test_an_event_is_the_row_before_the_change():
    source = make_source("Ann Lee")
    source.name = "Anne Lee"
    source.save()
    event = event_of(source)
    assert (event.pgh_label, event.name, event.pgh_role) == (CHANGED, "Ann Lee", "claims")


def test_what_a_machine_inserts_has_no_event_and_what_people_make_has_one():
    claim = make_claim()
    evidence = make_evidence(claim, make_user(Role.REVIEWER))
    mention = Mention.objects.get(wording__claim=claim)
    assert [mention.events.count(), mention.wording.events.count()] == [0, 0]
    assert list(evidence.events.values_list("pgh_label", "excerpt")) == [(ADDED, evidence.excerpt)]


def test_what_is_removed_stays_in_the_trail():
    claim, reviewer = make_claim(Claim.Status.IN_REVIEW), make_user(Role.REVIEWER)
    evidence = make_evidence(claim, reviewer)
    number, events = evidence.pk, evidence.events.model
    review.remove_evidence(evidence, by=reviewer)
    kept = events.objects.filter(pgh_obj=number).order_by("pgh_id").values_list("pgh_label", "url")
    assert list(kept) == [(ADDED, "https://books.example/mill"), (REMOVED, "https://books.example/mill")]


def test_a_write_past_the_application_is_kept_too():
    source = make_source("Ann Lee")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_source SET name = 'Nobody' WHERE id = %s", [source.pk])
    assert event_of(source).name == "Ann Lee"


def test_what_a_later_reading_refreshes_by_itself_makes_no_event():
    mention = make_mention()
    Mention.objects.filter(pk=mention.pk).update(model_version="a better one", confidence=0.5)
    Claim.objects.filter(pk=mention.wording.claim_id).update(updated_at="2026-01-01T00:00Z")
    assert [mention.events.count(), mention.wording.claim.events.count()] == [0, 0]


def test_large_columns_are_left_out():
    columns = {field.name for model in EVENTS for field in model._meta.fields}
    assert columns.isdisjoint({"search", "embedding", "password"})


def test_what_an_account_may_do_is_kept():
    user = make_user(Role.REVIEWER)
    user.groups.set([Group.objects.get(name=Role.EDITOR)])
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    memberships = apps.get_model("claims", "MembershipEvent").objects.filter(user=user).order_by("pgh_id")
    found = [(event.pgh_label, Group.objects.get(pk=event.group_id).name) for event in memberships]
    assert found == [(ADDED, "reviewer"), (REMOVED, "reviewer"), (ADDED, "editor")]
    account = apps.get_model("claims", "AccountEvent").objects.filter(pgh_obj=user.pk).latest("pgh_id")
    assert (account.pgh_label, account.is_superuser) == (CHANGED, False)


def test_the_changes_of_one_go_share_their_transaction():
    claim = make_claim(Claim.Status.RATED)
    numbers = {claim.reviews.get().events.get().pgh_transaction, claim.events.latest("pgh_id").pgh_transaction}
    assert len(numbers) == 1


# Who


def context_of(record):
    return event_of(record).pgh_context


def test_a_token_of_the_api_is_told_by_its_account():
    reviewer, source, path = make_user(Role.REVIEWER), make_source(), "/api/v1/auth/sign-out/"
    client = client_of(reviewer)
    # Signing out changes nothing that is tracked; what hears of it does.
    with listening(user_logged_out, lambda **_: type(source).objects.filter(pk=source.pk).update(name="Ann Lee")):
        assert client.post(path).status_code == 204
    context = context_of(source)
    assert UUID(context.pop("request")).version == 4
    assert context == {"user": reviewer.pk, "username": reviewer.username, "method": "POST", "path": path}


@contextmanager
def listening(signal, receiver):
    signal.connect(receiver, weak=False)
    try:
        yield
    finally:
        signal.disconnect(receiver)


def test_the_admin_is_told_by_its_account(client):
    administrator = User.objects.create_superuser("root", password="correct horse")
    client.force_login(administrator)
    user = make_user()
    form = {"username": "renamed", "is_active": "on", "groups": [], "date_joined_0": "2026-01-01"}
    path = f"/admin/auth/user/{user.pk}/change/"
    answer = client.post(path, form | {"date_joined_1": "00:00:00"})
    assert answer.status_code == 302, answer.context["errors"]
    event = apps.get_model("claims", "AccountEvent").objects.filter(pgh_obj=user.pk).latest("pgh_id")
    del event.pgh_context["request"]
    assert event.pgh_context == {"user": administrator.pk, "username": "root", "method": "POST", "path": path}


def test_reading_needs_no_context(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/livez").status_code == 200


def test_a_task_is_told_with_the_rows_that_it_was_given():
    @celery.task(name="tests.rename")
    def rename(source_id):
        source = type(record).objects.get(pk=source_id)
        source.name = "Ann Lee"
        source.save()

    record = make_source()
    rename.apply(args=[record.pk], task_id="three")
    assert context_of(record) == {"task": "tests.rename", "message": "three", "source": record.pk}


def test_what_a_person_does_is_theirs_wherever_it_is_done():
    claim, reviewer = make_claim(), make_user(Role.REVIEWER)
    review.take(claim, by=reviewer)
    assert context_of(claim) == {"user": reviewer.pk, "username": reviewer.username}


# That it stays


@pytest.mark.parametrize("table", TRAIL)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "DELETE FROM ONLY {table} WHERE false",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
        "DROP TABLE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE TRIGGER {trigger}",
        "ALTER TABLE {table} RENAME TO {table}_gone",
        "ALTER TABLE {table} OWNER TO claims",
        "DROP TRIGGER {trigger} ON {table}",
        "CREATE TRIGGER another BEFORE INSERT ON {table} FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE another AS ON INSERT TO {table} DO INSTEAD NOTHING",
        "MERGE INTO {table} t USING {table} s ON false WHEN MATCHED THEN DELETE",
        "SELECT * FROM {table} FOR UPDATE",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "COPY {table} TO '/tmp/trail'",
        "COPY {table} TO PROGRAM 'cat'",
    ],
)
def test_the_service_cannot_rewrite_the_trail(table, attack):
    trigger, _ = trigger_on(table)
    column = "pgh_label" if table.endswith("event") else "reason"
    is_refused(attack.format(table=table, trigger=trigger, column=column))


@pytest.mark.parametrize("table", sorted(privileges.event_tables()))
@pytest.mark.parametrize("attack", ["INSERT INTO {table} DEFAULT VALUES", "COPY {table} FROM STDIN"])
def test_the_service_cannot_make_an_entry_up(table, attack):
    is_refused(attack.format(table=table))


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model._meta.db_table)
@pytest.mark.parametrize(
    "attack",
    [
        "ALTER TABLE {table} DISABLE TRIGGER {trigger}",
        "ALTER TABLE {table} ENABLE REPLICA TRIGGER {trigger}",
        "DROP TRIGGER {trigger} ON {table}",
        "DROP FUNCTION {function}() CASCADE",
        "ALTER FUNCTION {function}() SECURITY INVOKER",
        "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_the_service_cannot_stop_a_record_from_being_tracked(model, attack):
    table = model.pgh_tracked_model._meta.db_table
    trigger, function = trigger_on(table)
    is_refused(attack.format(table=table, trigger=trigger, function=function))


@pytest.mark.parametrize(
    "attack",
    [
        "SET session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', true)",
        "ALTER ROLE claims SET session_replication_role = replica",
        "SET ROLE claims_owner",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION claims_owner",
        "GRANT claims_owner TO claims",
        "DROP FUNCTION public._pgtrigger_should_ignore(name) CASCADE",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
        " LANGUAGE sql AS 'SELECT true'",
        "UPDATE pg_trigger SET tgenabled = 'D'",
        "SELECT lo_import('/etc/passwd')",
        "CREATE TEMPORARY TABLE claims_sourceevent (LIKE claims_sourceevent)",
    ],
)
def test_the_service_cannot_turn_triggers_off(attack):
    is_refused(attack)


def is_refused(statement):
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    refusal = refused.value.__cause__
    assert isinstance(refusal, psycopg.errors.InsufficientPrivilege), refusal


def test_ignoring_triggers_ignores_none():
    source, claim = make_source("Ann Lee"), make_claim()
    with pgtrigger.ignore():
        source.name = "Nobody"
        source.save()
        with pytest.raises(DatabaseError, match="stays in its article"), transaction.atomic():
            Mention.objects.filter(wording__claim=claim).update(article=make_mention().article)
    assert event_of(source).name == "Ann Lee"


def test_a_search_path_of_ones_own_changes_nothing():
    source = make_source("Ann Lee")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = pg_temp, pg_catalog")
        cursor.execute("UPDATE public.claims_source SET name = 'Nobody' WHERE id = %s", [source.pk])
        cursor.execute("SET LOCAL search_path = public")
    assert event_of(source).name == "Ann Lee"


def test_what_is_said_of_who_acted_can_be_no_more_than_text():
    source = make_source("Ann Lee")
    with recorded_as(path="'); DROP TABLE claims_sourceevent; --"):
        source.name = "Nobody"
        source.save()
    assert context_of(source) == {"path": "'); DROP TABLE claims_sourceevent; --"}


SHOULD_IGNORE = "SELECT prosrc FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'"
HARDENED = "SELECT prosecdef, proconfig FROM pg_proc WHERE proname = %s"


@OWNER_TOO
def test_a_migration_that_adds_a_trigger_opens_nothing():
    model, trigger = pgtrigger.registered("claims.Source:changed_update")[0]
    with connections[settings.OWNER].cursor() as cursor, transaction.atomic(using=settings.OWNER):

        def answer(query, *parameters):
            cursor.execute(query, parameters)
            return cursor.fetchone()

        closed = answer(SHOULD_IGNORE)
        cursor.execute(str(trigger.compile(model).install_sql))  # brings the library's own function with it
        assert answer(SHOULD_IGNORE) != closed
        call_command("migrate", verbosity=0)
        assert answer(SHOULD_IGNORE) == closed
        assert answer(HARDENED, trigger.get_pgid(model)) == (True, ["search_path=pg_catalog, public, pg_temp"])
        transaction.set_rollback(True, using=settings.OWNER)


@OWNER_TOO
@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model._meta.db_table)
def test_not_even_the_owner_rewrites_it_by_mistake(model):
    with connections[settings.OWNER].cursor() as cursor, transaction.atomic(using=settings.OWNER):
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_append_only%%'",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (1,)


def test_every_trigger_function_looks_in_the_schema_alone():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT proconfig FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid AND NOT tgisinternal"
        )
        assert cursor.fetchall() == [(["search_path=pg_catalog, public, pg_temp"],)]
