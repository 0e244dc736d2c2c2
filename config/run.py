"""What `make run` runs: the servers, the migrations, then worker, beat and web, until Ctrl-C or SIGTERM.

PORT and BIND say where the web server listens, WORKERS how many processes read articles, DEMO=1 that a database of
your own gets the demo accounts and the seeds too, DEMO=0 that the embedded one does not.
"""

import http.client
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import IO, Self

from config.embedded import (
    CHECKOUT,
    EmbeddedError,
    Servers,
    State,
    last_lines,
    log_path,
    open_log,
    resolve_state,
)
from config.processes import Signals, Stopped, end, follow_make, spawn

FIRST_PORT, LAST_PORT = 8000, 8099  # where a free one is looked for
DEMO_ACCOUNTS = CHECKOUT / "var" / "demo-accounts.json"
LONGEST_DELAY = 30.0  # seconds between two starts of something that keeps dying
STEADY_SECONDS = 60.0  # after which an earlier death is forgotten
BEAT_SECONDS = 5.0  # after the others
LOOK_SECONDS = 0.2  # between two looks whether the service is ready
SAMPLE = "“Prices fell in March,” said Ann Lee, the minister of trade. Two officials denied it."


class RunError(Exception):
    """The service cannot start."""


class BadSetting(RunError):
    """An environment variable holds what it cannot mean."""


class PortTaken(RunError):
    """Somebody listens there already."""


class PrepareFailed(RunError):
    """The database could not be brought up to date."""


# What is said


def say(text: str = "") -> None:
    """A line on the terminal, which may be gone: what runs is stopped in order all the same."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def styled(text: str, *codes: int) -> str:
    """The text in SGR codes (1 bold, 2 faint, 31 red, 32 green), where somebody sees them."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain else f"\033[{';'.join(map(str, codes))}m{text}\033[0m"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say how long a step of the start took, once it is done. A step without a name is none."""
    started = time.monotonic()
    yield
    if name:
        say(f"  {name} ({time.monotonic() - started:.1f} s)")


# What is asked for


@dataclass(frozen=True)
class Options:
    """What the environment asks for."""

    bind: str
    port: int
    workers: int
    demo: bool

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the service."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.bind, self.bind)  # noqa: S104  # a comparison
        return f"{host}:{self.port}"


def read_options(environ: Mapping[str, str]) -> Options:
    """Raises BadSetting, and PortTaken if a port was asked for that is in use."""
    bind = environ.get("BIND") or "127.0.0.1"
    return Options(
        bind=bind,
        port=choose_port(bind, environ.get("PORT") or ""),
        workers=whole_number("WORKERS", environ.get("WORKERS") or "2", 1, 256),
        demo=yes_or_no("DEMO", environ.get("DEMO") or "", default=not environ.get("DATABASE_URL")),
    )


def whole_number(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def yes_or_no(name: str, value: str, *, default: bool) -> bool:
    meanings = {"": default, "1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in meanings:
        raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")
    return meanings[value.lower()]


def choose_port(bind: str, asked: str) -> int:
    """The port asked for, else the first free one from FIRST_PORT on. It is held for this process's life.

    Raises PortTaken, and BadSetting for a port or an address that is none.
    """
    if asked:
        port = whole_number("PORT", asked, 1, 65535)
        if not hold_port(bind, port):
            raise PortTaken(f"Port {port} of {bind} is in use. Choose another: make run PORT={port + 1}")
        return port
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if hold_port(bind, port):
            if port != FIRST_PORT:
                say(f"Port {FIRST_PORT} is in use: taking {port}.")
            return port
    raise PortTaken(f"Ports {FIRST_PORT} to {LAST_PORT} of {bind} are in use. Choose another: make run PORT=...")


_held: list[socket.socket] = []


def hold_port(bind: str, port: int) -> bool:
    """Take a port that nobody listens on, and keep others who ask this way from taking it before the web server does.

    The web server's processes share the port (SO_REUSEPORT), and would share it with a second service's just as well.
    """
    if not is_free(bind, port):
        return False
    if sys.platform == "linux":
        mark = socket.socket(socket.AF_UNIX)
        try:
            mark.bind(f"\0claimtrail-port-{port}")  # a name without a file, gone with this process
        except OSError:
            mark.close()
            return False
        _held.append(mark)
    return True


def is_free(bind: str, port: int) -> bool:
    """Raises BadSetting where `bind` is no address of this machine, or the port takes more rights than we have."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was just closed is free
        try:
            probe.bind((bind.strip("[]"), port))
        except PermissionError as error:
            raise BadSetting(f"Port {port} is for root alone. Choose one above 1023: make run PORT=8000") from error
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == 99:
                raise BadSetting(f"BIND must be an address of this machine, not {bind!r}.") from error
            return False
    return True


def secret_key(state: State) -> str:
    """The key of this state, made once: with another every session would end."""
    path = state.folder / "secret-key"
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")
    return key


# What runs


@dataclass
class Service:
    """One process of the service, started again when it dies."""

    name: str
    argv: list[str]
    log: IO[bytes]
    environment: Mapping[str, str]
    stages: tuple[tuple[signal.Signals, float], ...]  # how it is asked to stop, and how many seconds each has
    dies_by: signal.Signals  # what it gets when this process is killed
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0  # when to start it, in seconds of the monotonic clock
    deaths: int = 0

    def start(self) -> None:
        """In a session of its own, where the terminal's Ctrl-C does not reach it."""
        self.started = time.monotonic()
        self.process = spawn(
            self.argv,
            dies_by=self.dies_by,
            cwd=CHECKOUT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def tend(self) -> str | None:
        """Start it if it is due; if it has died say how, and make it due."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return None
        if self.process.poll() is None:
            return None
        code = self.process.returncode
        self._clear_group(self.process)
        self.process = None
        self.deaths = 1 if now - self.started > STEADY_SECONDS else self.deaths + 1
        self.due = now + min(LONGEST_DELAY, 2.0 ** (self.deaths - 1))
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return f"{self.name} {how}; it is started again in {self.due - now:.0f} s."

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(self.stages[0][0])

    def await_end(self, signals: Signals) -> None:
        """Wait until it has stopped; ask more urgently when its time is up or a signal comes, and at last kill it."""
        process, self.process = self.process, None
        if process is None:
            return
        for number, seconds in self.stages:
            if number != self.stages[0][0]:
                process.send_signal(number)
            if _ends_within(process, seconds, signals):
                break
        self._clear_group(process)
        end(process, 0)

    @staticmethod
    def _clear_group(process: subprocess.Popen[bytes]) -> None:
        # Whatever it started and left behind is still in the session that was made for it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _ends_within(process: subprocess.Popen[bytes], seconds: float, signals: Signals) -> bool:
    deadline = time.monotonic() + seconds
    while process.poll() is None:
        if time.monotonic() > deadline or signals.wait(0.05):
            return False
    return True


def services(options: Options, state: State, environment: Mapping[str, str]) -> list[Service]:
    """Web, beat and worker, in the order in which they are asked to stop."""
    celery = [sys.executable, "-m", "celery", "-A", "worker.celery"]
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
    web = ["--worker-class=gthread", "--workers=2", "--threads=4", "--reuse-port", "--graceful-timeout=10"]
    beat = ["beat", "--loglevel=INFO", f"--schedule={state.folder / 'beat-schedule'}", "--pidfile="]
    # There is one worker: greeting others and gossiping with them takes a second and more.
    worker = ["worker", "--loglevel=INFO", f"--concurrency={options.workers}", "--without-mingle", "--without-gossip"]
    host = f"[{options.bind.strip('[]')}]" if ":" in options.bind else options.bind
    argvs = {
        "web": [*gunicorn, *web, "--no-control-socket", f"--bind={host}:{options.port}"],
        "beat": [*celery, *beat],
        "worker": [*celery, *worker],
    }
    short: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 12.0),)
    stages = {"web": short, "beat": short, "worker": ((signal.SIGTERM, 20.0), (signal.SIGQUIT, 5.0))}
    # A worker that is asked to stop while its broker stops too may wait for ever; its processes follow it.
    dies_by = {"web": signal.SIGTERM, "beat": signal.SIGTERM, "worker": signal.SIGKILL}
    return [
        Service(name, argv, open_log(state, name), environment, stages[name], dies_by[name])
        for name, argv in argvs.items()
    ]


class Crew:
    """The services, running while `with` lasts."""

    def __init__(self, crew: list[Service], servers: Servers, signals: Signals) -> None:
        self.services, self.servers, self.signals = crew, servers, signals

    def __enter__(self) -> Self:
        for service in reversed(self.services):  # the worker takes longest
            if service.name == "beat":  # nobody waits for it, and its start would slow the others down
                service.due = time.monotonic() + BEAT_SECONDS
            else:
                service.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        say(f"\nStopping {', '.join(service.name for service in self.services)}. Once more to hurry.")
        for service in self.services:
            service.ask_to_stop()
        for service in self.services:
            service.await_end(self.signals)
            service.log.close()

    def watch(self, seconds: float | None = None) -> None:
        """Wait for something to happen, at most so long, and start again what has died.

        Raises Stopped when a signal asked for that, and ServerFailed when a server does not come back.
        """
        waits = [service.due - time.monotonic() for service in self.services if service.process is None]
        self.signals.pause(max(0.0, min([*waits, 3600.0 if seconds is None else seconds])))
        for name in self.servers.revive():
            say(f"{name} died and was started again.")
        for service in self.services:
            if died := service.tend():
                log = log_path(self.servers.state, service.name)
                say(f"\n{styled(died, 31)} The end of {log}:\n{last_lines(log)}")


def prepare(options: Options, state: State, environment: Mapping[str, str], signals: Signals) -> None:
    """Migrate, and make the demo; it says its steps itself. Raises PrepareFailed."""
    argv = [sys.executable, "manage.py", "prepare", *(["--demo"] if options.demo else [])]
    with open_log(state, "prepare") as log:
        process = spawn(argv, cwd=CHECKOUT, env=environment, stderr=log, start_new_session=True)
    try:
        while process.poll() is None:
            signals.pause(60)
    finally:
        process.terminate()
        end(process, 10)
    if process.returncode:
        path = log_path(state, "prepare")
        raise PrepareFailed(f"The database could not be prepared. The end of {path}:\n{last_lines(path, 20)}")


def is_ready(address: str) -> bool:
    """Whether database, broker, worker and web all answer."""
    connection = http.client.HTTPConnection(address, timeout=3)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


# What it looks like once it runs


def greeting(options: Options, state: State) -> str:
    """The address, the sign-in, and what to try next."""
    address = f"http://{options.address}"
    accounts = json.loads(DEMO_ACCOUNTS.read_text()) if options.demo else {}
    parts = {
        "Sign in": sign_in(accounts),
        "Post": post(address, accounts["submitter"]["token"]) if accounts else "",
        "Look": f"{address}/admin/  articles, mentions and claims\n{address}/api/docs/  the API",
        "Extract": f".venv/bin/python manage.py extract {seed()}",
        "Logs": str(state.logs),
        "Data": "" if os.environ.get("DATABASE_URL") else str(state.folder),
    }
    lines = [f"\n{styled('Claimtrail is up:', 1, 32)} {styled(f'{address}/', 1)}\n"]
    for label, text in parts.items():
        first, *more = text.split("\n")
        lines += [f"  {styled(f'{label:<8}', 1)} {first}", *(f"{'':11}{line}" for line in more)] if text else []
    return "\n".join([*lines, "\nCtrl-C stops everything and keeps the data."])


def sign_in(accounts: Mapping[str, Mapping[str, str]]) -> str:
    if not accounts:
        return "with an account of yours; manage.py createsuperuser makes one"
    pairs = [f"{account['username']} / {account['password']}" for account in accounts.values()]
    return "\n".join([*pairs, f"These and their tokens are in {DEMO_ACCOUNTS}"])


def post(address: str, token: str) -> str:
    headers = f"-H 'Authorization: Token {token}' -H 'Content-Type: application/json'"
    body = shlex.quote(json.dumps({"text": SAMPLE}, ensure_ascii=False))
    return f"curl {address}/api/v1/articles/ {headers} -d {body}"


def seed() -> str:
    """An article at hand to extract from."""
    texts = sorted(path.relative_to(CHECKOUT) for path in (CHECKOUT / "seeds").glob("**/*.txt"))
    return str(texts[0]) if texts else "ARTICLE.txt"


# The run


def run(options: Options, signals: Signals) -> None:
    """Raises Stopped when a signal ends it, RunError and EmbeddedError when it cannot go on."""
    state = resolve_state()
    with ExitStack() as stack:
        servers = Servers(state, os.environ, signals.pause)
        with step(" and ".join(servers.names)):
            stack.enter_context(servers)
        key = os.environ.get("SECRET_KEY") or secret_key(state)
        environment = os.environ | servers.environment | {"SECRET_KEY": key, "PYTHONUNBUFFERED": "1"}
        prepare(options, state, environment, signals)
        with step("worker and web"):
            # The owner of the schema migrates; what runs on afterwards has no way to connect as it.
            serving = {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}
            crew = stack.enter_context(Crew(services(options, state, serving), servers, signals))
            while not is_ready(options.address):
                crew.watch(LOOK_SECONDS)
        say(greeting(options, state))
        while True:
            crew.watch()


def main() -> int:
    follow_make()
    try:
        with Signals() as signals:
            run(read_options(os.environ), signals)
    except Stopped:
        kept = "" if os.environ.get("DATABASE_URL") else f" The data is kept in {resolve_state().folder}."
        say(f"Stopped.{kept}")
    except (RunError, EmbeddedError, OSError) as error:
        say(styled(str(error), 31))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
