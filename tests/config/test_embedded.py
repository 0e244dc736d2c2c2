import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from config import embedded
from config.embedded import FolderNotOurs, State
from tests.config.conftest import launch
from tests.service import PATIENCE

SLEEP = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
COUNT = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
    connection.execute("INSERT INTO starts DEFAULT VALUES")
    print(connection.execute("SELECT count(*) FROM starts").fetchone()[0])
"""
URLS = """
import json, os
print(json.dumps([os.environ[name] for name in ("CLAIMS_STATE", "DATABASE_URL", "REDIS_URL")]))
"""


@pytest.fixture(scope="module")
def steady(checkout: Path) -> Iterator[State]:
    """A state whose servers run during the whole file."""
    process = launch(checkout, *SLEEP, state="steady")
    wait_until_up(process)
    yield State("steady")
    process.terminate()
    assert result(process) == (128 + signal.SIGTERM, "")


def count(checkout: Path) -> int:
    """How often this was called in the checkout's state `test`, as its database remembers."""
    code, output = result(launch(checkout, *python(COUNT)))
    assert code == 0, output
    return int(output)


def python(source: str) -> tuple[str, str, str]:
    return (sys.executable, "-c", source)


def result(process: subprocess.Popen[str]) -> tuple[int, str]:
    output, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, output.strip()


def wait_until_up(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"


def server_pids(state: State) -> list[int]:
    postmaster = int((state.folder / "postgres" / "postmaster.pid").read_text().split()[0])
    return [postmaster, redis.Redis.from_url(embedded.redis_url(state.name)).info()["process_id"]]


def child_of(pid: int) -> int:
    """The one child in the session of its parent: the command, since the servers have sessions of their own."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return next(int(child) for child in children if os.getsid(int(child)) == os.getsid(pid))


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {[pid for pid in pids if is_alive(pid)]}"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache:6379/2", "redis://cache:6379/2"),
        ("rediss://user:secret@cache/0", "rediss://user:secret@cache/0"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock"),
        ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ("unix://user:secret@/a%20b/redis.sock?db=3", "redis+socket://user:secret@/a%20b/redis.sock?virtual_host=3"),
    ],
)
def test_broker_url_is_the_same_redis_in_kombus_words(url: str, expected: str) -> None:
    assert embedded.broker_url(url) == expected


@pytest.mark.parametrize("name", ["", "Run", "../run", "a b", "x" * 25])
def test_a_state_name_that_is_no_folder_name_is_refused(name: str) -> None:
    with pytest.raises(embedded.BadStateName):
        State(name)


@pytest.mark.parametrize("root", [True, False])
def test_socket_paths_fit_however_deep_the_checkout_lies(monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    monkeypatch.setattr(embedded, "CHECKOUT", Path("/" + "deep/" * 100))
    monkeypatch.setattr(embedded, "is_root", lambda: root)
    longest = State("x" * 24).sockets / ".s.PGSQL.5432.lock"
    assert len(os.fsencode(longest)) < 107


def test_state_comes_from_the_environment_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_STATE", "bench")
    assert [embedded.resolve_state(name).name for name in (None, "test")] == ["bench", "test"]


def test_checkouts_and_states_have_servers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = set()
    for checkout in ("/one", "/other"):
        monkeypatch.setattr(embedded, "CHECKOUT", Path(checkout))
        urls |= {url(state) for url in (embedded.database_url, embedded.redis_url) for state in ("run", "test")}
    assert len(urls) == 8


def test_the_command_is_told_where_its_servers_are(checkout: Path) -> None:
    code, output = result(launch(checkout, *python(URLS)))
    assert (code, json.loads(output)) == (0, ["test", embedded.database_url("test"), embedded.redis_url("test")])


def test_the_service_gets_a_postgres_with_pgvector(steady: State) -> None:
    with psycopg.connect(embedded.database_url(steady.name)) as connection:
        version = "SELECT current_setting('server_version'), extversion FROM pg_extension WHERE extname = 'vector'"
        locale = "SELECT pg_encoding_to_char(encoding), datlocale FROM pg_database WHERE datname = current_database()"
        found = [connection.execute(query).fetchone() for query in (version, locale)]
    assert found == [("18.4", "0.8.5"), ("UTF8", "C.UTF-8")]


ROLES = """
    SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
        pg_has_role(oid, 'claims_owner', 'MEMBER')
    FROM pg_roles WHERE rolname LIKE 'claims%' ORDER BY rolname
"""
NOTHING_SPECIAL = (False,) * 6


def test_neither_the_service_nor_the_owner_is_a_superuser(steady: State) -> None:
    with psycopg.connect(embedded.database_url(steady.name)) as connection:
        roles = {name: powers for name, *powers in connection.execute(ROLES).fetchall()}
    assert roles == {
        "claims": [*NOTHING_SPECIAL],
        "claims_owner": [False, False, True, False, False, True],
    }


def test_a_database_that_the_owner_creates_has_pgvector(steady: State) -> None:
    urls = embedded.fresh_database(steady.name, "tests")
    with psycopg.connect(urls["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT '[1,2]'::vector <-> '[1,3]'").fetchone() == (1.0,)


# What a launcher of the first version left behind: one role, which owned the databases and all that was in them.
ONE_ROLE = [
    "ALTER DATABASE claims OWNER TO claims",
    "ALTER ROLE claims CREATEDB",
    "CREATE DATABASE another OWNER claims",
]
ITS_THINGS = """
    SET ROLE claims;
    CREATE TABLE kept (at integer PRIMARY KEY, note text);
    INSERT INTO kept VALUES (1, 'one'), (2, 'two');
    CREATE FUNCTION kept_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER kept_is_kept BEFORE DELETE ON kept FOR EACH ROW EXECUTE FUNCTION kept_is_kept()
"""
OWNERS = """
    SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()
    UNION SELECT relowner::regrole::text FROM pg_class WHERE relname LIKE 'kept%'
    UNION SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'kept_is_kept'
"""


def test_data_of_a_time_with_one_role_is_handed_to_the_owner_and_kept(fresh_checkout: Path) -> None:
    server = launch(fresh_checkout, *SLEEP)
    wait_until_up(server)
    state = State("test")
    with embedded.as_superuser(state, "postgres") as connection:
        for statement in ONE_ROLE:
            connection.execute(statement)
    for database in ("claims", "another"):
        with embedded.as_superuser(state, database) as connection:
            connection.execute(ITS_THINGS)
    server.terminate()
    result(server)

    server = launch(fresh_checkout, *SLEEP)
    wait_until_up(server)
    for database in ("claims", "another"):
        with psycopg.connect(embedded.owner_url("test", database)) as connection:
            assert connection.execute(OWNERS).fetchall() == [("claims_owner",)]
            assert connection.execute("SELECT * FROM kept ORDER BY at").fetchall() == [(1, "one"), (2, "two")]
            assert connection.execute(ROLES).fetchone() == ("claims", *NOTHING_SPECIAL)
        with (
            psycopg.connect(embedded.database_url("test", database)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SELECT * FROM kept")
    server.terminate()
    result(server)


def test_celery_reaches_the_redis_that_redis_py_reaches(steady: State) -> None:
    with Connection(embedded.broker_url(embedded.redis_url(steady.name))) as connection:
        connection.SimpleQueue("doorbell").put("ring")
    assert redis.Redis.from_url(embedded.redis_url(steady.name)).llen("doorbell") == 1


def test_servers_listen_on_sockets_that_no_other_account_reaches(steady: State) -> None:
    assert {path.name for path in steady.sockets.iterdir()} == {".s.PGSQL.5432", ".s.PGSQL.5432.lock", "redis.sock"}
    assert steady.sockets.stat().st_mode & 0o777 == 0o700
    with psycopg.connect(embedded.database_url(steady.name)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert redis.Redis.from_url(embedded.redis_url(steady.name)).config_get("port") == {"port": "0"}


def test_only_what_people_keep_is_written_through_to_the_disk(steady: State) -> None:
    forgets = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    found = [embedded.postgres_settings(State(name)).items() & forgets.items() for name in ("run", "test")]
    assert found == [set(), forgets.items()]
    kept = redis.Redis.from_url(embedded.redis_url(steady.name)).config_get("append*")
    assert {"appendonly": "yes", "appendfsync": "everysec"}.items() <= kept.items()


@pytest.mark.skipif(not embedded.is_root(), reason="as a normal user the servers run as that user")
def test_as_root_the_servers_run_as_an_account_of_their_own(steady: State) -> None:
    account = embedded.server_account()
    assert account is not None
    for pid in server_pids(steady):
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        ids = [status[name].split() for name in ("Uid", "Gid", "Groups")]
        assert ids == [[str(account.pw_uid)] * 4, [str(account.pw_gid)] * 4, []]


def test_two_states_run_side_by_side(checkout: Path, steady: State) -> None:
    pids = server_pids(steady)
    assert result(launch(checkout, "true")) == (0, "")
    assert server_pids(steady) == pids


@pytest.mark.parametrize(
    ("command", "code"),
    [(("true",), 0), (python("raise SystemExit(7)"), 7), (("sh", "-c", "kill -TERM $$"), 128 + signal.SIGTERM)],
)
def test_the_commands_exit_code_is_passed_on(checkout: Path, command: tuple[str, ...], code: int) -> None:
    assert result(launch(checkout, *command)) == (code, "")


def test_signals_are_passed_on_and_the_command_has_its_time(checkout: Path) -> None:
    script = "trap 'sleep 0.5; echo tidied; exit 5' TERM; echo up; while :; do sleep 0.1; done"
    process = launch(checkout, "sh", "-c", script)
    wait_until_up(process)
    process.terminate()
    assert result(process) == (5, "tidied")


def test_two_launchers_never_share_a_state(checkout: Path) -> None:
    first = launch(checkout, *SLEEP)
    wait_until_up(first)
    refusal = f"Process {first.pid} already runs the servers of state 'test' of {checkout}. Stop it first."
    assert result(launch(checkout, "true")) == (1, refusal)
    first.terminate()
    first.wait(20)
    assert result(launch(checkout, "true")) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_launcher_ends_its_children_and_keeps_the_data(
    checkout: Path, number: signal.Signals
) -> None:
    before = count(checkout)
    process = launch(checkout, *SLEEP)
    wait_until_up(process)
    redis.Redis.from_url(embedded.redis_url("test")).set("doorbell", before)
    children = [*server_pids(State("test")), child_of(process.pid)]
    process.send_signal(number)
    process.wait(20)
    wait_until_gone(children)
    doorbell = "import os, redis; print(redis.Redis.from_url(os.environ['REDIS_URL']).get('doorbell').decode())"
    assert result(launch(checkout, *python(COUNT + doorbell))) == (0, f"{before + 1}\n{before}")


def test_servers_killed_beside_their_launcher_are_no_obstacle(checkout: Path) -> None:
    before = count(checkout)
    process = launch(checkout, *SLEEP)
    wait_until_up(process)
    for pid in [*server_pids(State("test")), process.pid]:
        os.kill(pid, signal.SIGKILL)
    process.wait(20)
    assert count(checkout) == before + 1


def test_lock_files_that_name_a_stranger_are_no_obstacle(checkout: Path) -> None:
    before = count(checkout)
    state = State("test")
    stranger = subprocess.Popen(["sleep", "60"], **embedded.as_account(embedded.server_account()))
    stale = f"{stranger.pid}\n{state.folder}/postgres\n1\n5432\n{state.sockets}\n\n\nready\n"
    (state.folder / "postgres" / "postmaster.pid").write_text(stale)
    (state.sockets / ".s.PGSQL.5432.lock").write_text(stale)
    assert count(checkout) == before + 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_cluster_that_was_never_finished_is_made_anew(fresh_checkout: Path) -> None:
    embedded.make_folders(State("test"))
    unfinished = State("test").folder / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "base").mkdir()
    assert count(fresh_checkout) == 1
    assert not unfinished.exists()


def test_a_server_that_dies_is_started_again_under_the_command(checkout: Path) -> None:
    process = launch(checkout, *SLEEP)
    wait_until_up(process)
    died = server_pids(State("test"))
    for pid in died:
        os.kill(pid, signal.SIGKILL)
    assert process.stdout is not None
    said = {process.stdout.readline() for _ in died}
    assert said == {f"{name} died and was started again.\n" for name in ("postgres", "redis")}
    with psycopg.connect(embedded.database_url("test")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    process.terminate()
    process.wait(20)


def test_a_server_that_cannot_start_says_why(fresh_checkout: Path) -> None:
    assert result(launch(fresh_checkout, "true")) == (0, "")
    (State("test").folder / "postgres" / "PG_VERSION").write_text("9.6\n")
    code, output = result(launch(fresh_checkout, "true"))
    assert code == 1
    assert output.startswith(f"postgres did not start. The end of {State('test').logs}/postgres.log:\n")
    assert "The data directory was initialized by PostgreSQL version 9.6" in output


def test_named_servers_are_used_and_none_is_started(fresh_checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/claims")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    code, output = result(launch(fresh_checkout, *python(URLS)))
    assert (code, json.loads(output)) == (0, ["test", "postgres://elsewhere/claims", "redis://elsewhere"])
    assert [path.name for path in State("test").folder.iterdir()] == ["lock"]


def test_a_planted_socket_folder_is_refused(fresh_checkout: Path) -> None:
    state = State("test")
    embedded.make_folders(state)
    state.sockets.mkdir(mode=0o755)
    code, output = result(launch(fresh_checkout, "true"))
    assert (code, output.split(" must be ")[0]) == (1, str(state.sockets))


def test_a_link_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(FolderNotOurs):
        embedded.own_folder(tmp_path / "link", None)


@pytest.mark.skipif(not embedded.is_root(), reason="only root can give a folder away")
def test_a_folder_of_another_account_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    os.chown(tmp_path / "theirs", 12345, -1)
    with pytest.raises(FolderNotOurs):
        embedded.own_folder(tmp_path / "theirs", None)


def test_no_permission_outside_the_servers_own_data_changes(fresh_checkout: Path) -> None:
    package = embedded.package_folder(embedded.POSTGRES_PACKAGE)
    assert package is not None
    outside = [
        *package.glob("**"),
        *package.parents,
        *fresh_checkout.parents,
        fresh_checkout,
        fresh_checkout / "config",
    ]
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in outside]
    assert result(launch(fresh_checkout, "true")) == (0, "")
    assert [(path, path.stat().st_mode, path.stat().st_uid) for path in outside] == before
