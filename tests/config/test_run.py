import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import embedded, run
from config.run import BadSetting, Options, PortTaken
from tests.config.conftest import SOURCES, checkout_at
from tests.service import PATIENCE

PROJECT = SOURCES.parent


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


PORT = free_port()
STATE = embedded.State("test")  # it forgets in a power cut, and is made sooner


@dataclass
class Service:
    """A run of the whole project in a checkout of its own, on a port of its own."""

    checkout: Path
    process: subprocess.Popen[str]

    def read_until(self, pattern: str) -> str:
        """What it says, up to the line that holds the pattern."""
        assert self.process.stdout is not None
        said = ""
        while not re.search(pattern, said, re.MULTILINE):
            line = self.process.stdout.readline()
            assert line, said
            said += line
        return said

    def status(self, path: str, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status

    def is_ready(self) -> bool:
        try:
            return self.status("/readyz") == 200
        except OSError:
            return False

    def await_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.is_ready():
            assert time.monotonic() < deadline, "the service did not come back"
            time.sleep(0.1)

    def pids(self) -> dict[int, str]:
        """The processes that work in the checkout or in its data, and their command lines."""
        folders = [str(self.checkout), str(STATE.folder)]
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if str((process / "cwd").readlink()).startswith(tuple(folders)):
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
            except OSError:  # another account's, or one that has just ended
                continue
        return found

    def first_pid(self, argv: str) -> int:
        """The oldest process whose command line holds `argv`, waited for."""
        deadline = time.monotonic() + PATIENCE
        while not (found := [pid for pid, command in self.pids().items() if argv in command]):
            assert time.monotonic() < deadline, f"no {argv}"
            time.sleep(0.1)
        return min(found)

    def end(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output

    def await_gone(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while left := self.pids():
            assert time.monotonic() < deadline, f"still running: {left}"
            time.sleep(0.1)


def start(checkout: Path, **environment: str) -> Service:
    argv = [sys.executable, "-m", "config.run"]
    process = subprocess.Popen(
        argv,
        cwd=checkout,
        env=os.environ | {"CLAIMS_STATE": STATE.name, "PORT": str(PORT), "WORKERS": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Service(checkout, process)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout that holds the whole service, with one seed."""
    with checkout_at(tmp_path_factory.mktemp("project")) as checkout:
        for name in ("claims", "worker", "seeds"):
            shutil.copytree(PROJECT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "manage.py", checkout)
        seeds = checkout / "seeds" / "articles.json"
        seeds.write_text(json.dumps(json.loads(seeds.read_text())[:1]))
        yield checkout


@pytest.fixture(scope="module")
def first_words(service: Service) -> str:
    """What the service said until it was up."""
    return service.read_until(r"Ctrl-C stops everything")


@pytest.fixture(scope="module")
def service(project: Path) -> Iterator[Service]:
    service = start(project)
    yield service
    if service.process.poll() is None:
        service.end(signal.SIGTERM)


def test_each_step_is_said_with_its_seconds(first_words: str) -> None:
    steps = re.findall(r"^  ([\w ,]+) \(\d+\.\d s\)$", first_words, re.MULTILINE)
    expected = ["PostgreSQL and Redis", "database schema", "demo accounts", "seed articles", "worker and web"]
    assert steps == expected


def test_the_greeting_names_address_sign_in_logs_and_data(service: Service, first_words: str) -> None:
    accounts = json.loads((service.checkout / "var" / "demo-accounts.json").read_text())
    parts = [f"Claimtrail is up: http://127.0.0.1:{PORT}/", str(service.checkout / "var" / "log" / "test")]
    parts += [f"{account['username']} / {account['password']}" for account in accounts.values()]
    parts += [f"Authorization: Token {accounts['submitter']['token']}", str(STATE.folder)]
    assert [part for part in parts if part not in first_words] == []


def test_the_post_that_the_greeting_shows_is_taken(first_words: str) -> None:
    command = re.search(r"curl (http://[^/]+)(/\S+) -H '(\w+): (Token \w+)' -H '[^']+' -d '(.*)'$", first_words, re.M)
    assert command is not None
    _, path, name, token, body = command.groups()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
    connection.request("POST", path, body.encode(), {name: token, "Content-Type": "application/json"})
    assert connection.getresponse().status == 202


def test_the_service_is_ready_once_it_says_so(service: Service, first_words: str) -> None:
    assert service.status("/readyz") == 200


def test_a_command_in_another_terminal_reaches_the_same_database(service: Service, first_words: str) -> None:
    names = (
        "from django.contrib.auth.models import User; print(sorted(User.objects.values_list('username', flat=True)))"
    )
    argv = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", names]
    environment = os.environ | {"CLAIMS_STATE": STATE.name}
    done = subprocess.run(argv, cwd=service.checkout, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['admin', 'editor', 'reviewer', 'submitter']"


def test_only_its_owner_reads_the_secret_key(service: Service, first_words: str) -> None:
    assert (STATE.folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_second_run_of_the_same_checkout_is_refused(service: Service, first_words: str) -> None:
    second = start(service.checkout, PORT=str(free_port()))
    output, _ = second.process.communicate(timeout=PATIENCE)
    assert second.process.returncode == 1
    assert output.startswith(f"Process {service.process.pid} already runs the servers of state 'test'")


@pytest.mark.parametrize("name", ["worker", "beat", "web"])
def test_what_dies_is_said_and_started_again(service: Service, first_words: str, name: str) -> None:
    argv = {"worker": "celery -A worker.celery worker", "beat": "worker.celery beat", "web": "gunicorn"}[name]
    os.kill(service.first_pid(argv), signal.SIGKILL)
    log = service.checkout / "var" / "log" / "test" / f"{name}.log"
    expected = f"{name} was ended by SIGKILL; it is started again in 1 s. The end of {log}:"
    assert service.read_until(f"^{name} ").splitlines()[-1] == expected
    service.await_ready()


def test_sigterm_stops_everything_and_says_where_the_data_is(service: Service, first_words: str) -> None:
    code, said = service.end(signal.SIGTERM)
    last = ["Stopping web, beat, worker. Once more to hurry.", f"Stopped. The data is kept in {STATE.folder}."]
    assert (code, said.splitlines()[-2:], service.pids()) == (0, last, {})


def test_the_next_start_finds_what_was_there_and_sigkill_leaves_nothing_running(
    project: Path, service: Service, first_words: str
) -> None:
    if service.process.poll() is None:
        service.end(signal.SIGTERM)
    accounts = (project / "var" / "demo-accounts.json").read_text()
    again = start(project)
    again.read_until(r"Ctrl-C stops everything")
    assert (project / "var" / "demo-accounts.json").read_text() == accounts
    token = json.loads(accounts)["reviewer"]["token"]
    assert again.status("/api/v1/articles/", Authorization=f"Token {token}") == 200
    again.process.kill()
    again.process.wait()
    again.await_gone()


@pytest.mark.parametrize("shared", [True, False])
def test_a_port_that_is_taken_is_refused(fresh_checkout: Path, shared: bool) -> None:
    with socket.socket() as taken:
        # A web server that shares its port would share it with ours just as well.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = start(fresh_checkout, PORT=str(port))
        output, _ = refused.process.communicate(timeout=PATIENCE)
    expected = f"Port {port} of 127.0.0.1 is in use. Choose another: make run PORT={port + 1}\n"
    assert (refused.process.returncode, output) == (1, expected)


def test_a_port_that_nobody_asked_for_is_the_next_free_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        monkeypatch.setattr(run, "FIRST_PORT", first)
        monkeypatch.setattr(run, "LAST_PORT", first + 20)
        port = run.choose_port("127.0.0.1", "")
    assert first < port <= first + 20
    assert capsys.readouterr().out == f"Port {first} is in use: taking {port}.\n"


def test_two_services_that_start_at_once_never_take_the_same_port() -> None:
    port = free_port()
    assert [run.hold_port("127.0.0.1", port) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PORT": "http"}, "PORT must be a whole number from 1 to 65535, not 'http'."),
        ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, not '70000'."),
        ({"WORKERS": "0"}, "WORKERS must be a whole number from 1 to 256, not '0'."),
        ({"DEMO": "maybe"}, "DEMO must be 1 or 0, not 'maybe'."),
        ({"BIND": "nowhere.invalid"}, "BIND must be an address of this machine, not 'nowhere.invalid'."),
        ({"BIND": "192.0.2.1"}, "BIND must be an address of this machine, not '192.0.2.1'."),
    ],
)
def test_a_bad_setting_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(BadSetting, match=f"^{re.escape(message)}$"):
        run.read_options(environment)


@pytest.mark.parametrize(
    ("environment", "demo"),
    [
        ({}, True),
        ({"DEMO": "0"}, False),
        ({"DATABASE_URL": "postgres://db/claims"}, False),
        ({"DATABASE_URL": "postgres://db/claims", "DEMO": "1"}, True),
    ],
)
def test_a_database_of_ones_own_gets_no_demo_unless_asked_for(environment: dict[str, str], demo: bool) -> None:
    assert run.read_options(environment).demo == demo


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("127.0.0.1", "127.0.0.1:8000"),
        ("0.0.0.0", "127.0.0.1:8000"),
        ("::", "[::1]:8000"),
        ("10.1.2.3", "10.1.2.3:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(bind: str, address: str) -> None:
    assert Options(bind=bind, port=8000, workers=2, demo=True).address == address


def test_all_ports_taken_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(run, "FIRST_PORT", taken.getsockname()[1])
        monkeypatch.setattr(run, "LAST_PORT", taken.getsockname()[1])
        with pytest.raises(PortTaken):
            run.choose_port("127.0.0.1", "")


def test_the_secret_key_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.State, "folder", tmp_path)
    keys = [run.secret_key(embedded.State("test")) for _ in range(2)]
    assert keys[0] == keys[1]
    assert len(keys[0]) >= 50
