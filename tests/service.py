"""A whole service for tests that end its processes: servers, web, worker and beat of its own."""

import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen, check_call, check_output
from typing import NamedTuple

import psycopg
from redis import Redis

from config.embedded import Servers, State, fresh_database
from config.processes import end, spawn

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 240.0  # seconds; the machine may be busy with other things
# Beat is quick, so that nobody waits for it; time that has to pass is made to pass in the database.
PACE = {"SWEEP_SECONDS": "1", "READING_SECONDS": "120", "LEASE_SECONDS": "300", "RING_AGAIN_SECONDS": "300"}

MAKE_ACCOUNTS = """
import json
from django.contrib.auth.models import Group, User
from knox.models import AuthToken
group = Group.objects.get(name={role!r})
before = User.objects.count()
users = [User.objects.create(username=f"{role}-{{before + n}}") for n in range({count})]
group.user_set.add(*users)
print(json.dumps([AuthToken.objects.create(user)[1] for user in users]))
"""


class Reply(NamedTuple):
    status: int
    body: dict
    tag: str | None  # the ETag


class Service:
    def __init__(self, servers: Servers, folder: Path) -> None:
        self.servers = servers
        self.accounts = folder / "accounts.json"
        self.log = open(folder / "service.log", "wb")  # noqa: SIM115  # closed by stop()
        self.owner_environment = os.environ | servers.environment | fresh_database(servers.state.name, "journey") | PACE
        # As it is served: without a way to connect as the owner of the schema.
        self.environment = {k: v for k, v in self.owner_environment.items() if k != "DATABASE_OWNER_URL"}
        self.processes: dict[str, Popen[bytes]] = {}
        self.manage("migrate", "--skip-checks")
        self.manage("demo_accounts", "--file", str(self.accounts))
        self.token = json.loads(self.accounts.read_text())["admin"]["token"]
        self.redis = Redis.from_url(servers.environment["REDIS_URL"])
        self.redis.flushall()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.start(
            "web", "-m", "gunicorn", "config.wsgi", "--bind", self.address, "--threads", "12", "--no-control-socket"
        )
        wait_for(self.answers, "the web server answers")

    def manage(self, *arguments: str) -> None:
        argv = [sys.executable, "manage.py", *arguments]
        check_call(argv, cwd=ROOT, env=self.owner_environment, stdout=self.log, stderr=self.log)

    def start(self, name: str, *arguments: str) -> Popen[bytes]:
        argv = [sys.executable, *arguments]
        self.processes[name] = spawn(argv, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)
        return self.processes[name]

    def start_worker(self, processes: int = 2) -> None:
        self.start("worker", "-m", "celery", "-A", "worker.celery", "worker", "--concurrency", str(processes))
        wait_for(lambda: self.get("/readyz")[0] == 200, "a worker answers")

    def keep_worker_up(self) -> None:
        """Start the worker again where it has ended, as whoever runs it does.

        Kombu ends a worker that loses the broker while it holds a message: it cannot give the message back.
        """
        if self.processes["worker"].poll() is not None:
            self.start_worker()

    def start_beat(self) -> None:
        schedule = self.accounts.with_name("schedule")
        self.start("beat", "-m", "celery", "-A", "worker.celery", "beat", "--schedule", str(schedule), "--pidfile", "")

    def kill(self, name: str) -> None:
        """End a process and its children as a machine that fails would."""
        process = self.processes.pop(name)
        for pid in [process.pid, *children_of(process.pid)]:
            os.kill(pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            end(process, 20)
        self.redis.close()
        self.log.close()

    def stop_server(self, name: str) -> None:
        """Stop Postgres or Redis as an administrator would; revive() of the servers starts it again."""
        (server,) = (server for server in self.servers.running if server.name.lower().startswith(name))
        server.ask_to_stop()
        assert server.process is not None
        server.process.wait(30)

    def request(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        reply = self.send(self.token, method, path, body)
        return reply.status, reply.body

    def send(self, token: str, method: str, path: str, body: object = None, tag: str | None = None) -> "Reply":
        """A request as whoever has `token`, about a claim that they saw with `tag`."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        headers |= {"If-Match": tag} if tag else {}
        request = urllib.request.Request(f"http://{self.address}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return Reply(response.status, json.loads(response.read() or b"{}"), response.headers["ETag"])
        except urllib.error.HTTPError as error:
            return Reply(error.code, json.load(error), None)

    def tokens(self, role: str, count: int) -> list[str]:
        """Tokens of so many new accounts of a role."""
        script = MAKE_ACCOUNTS.format(role=role, count=count)
        made = check_output(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", script], cwd=ROOT, env=self.environment
        )
        tokens: list[str] = json.loads(made.splitlines()[-1])
        return tokens

    def get(self, path: str) -> tuple[int, dict]:
        return self.request("GET", path)

    def submit(self, text: str, **about: str) -> int:
        status, article = self.request("POST", "/api/v1/articles/", {"text": text, **about})
        assert status == 202, article
        return article["id"]

    def article(self, article_id: int) -> dict:
        status, article = self.get(f"/api/v1/articles/{article_id}/")
        assert status == 200, article
        return article

    def answers(self) -> bool:
        try:
            return self.get("/api/v1/articles/")[0] == 200
        except OSError:
            return False

    def is_done(self, *article_ids: int) -> bool:
        statuses = {article_id: self.article(article_id) for article_id in article_ids}
        failed = [article for article in statuses.values() if article["status"] == "failed"]
        assert not failed, failed
        return all(article["status"] == "done" for article in statuses.values())

    def is_being_read(self, article_id: int) -> bool:
        return self.article(article_id)["status"] == "processing"

    def let_time_pass(self) -> None:
        """As if every interval and every lease had run out."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            connection.execute("UPDATE claims_article SET ring_at = now() WHERE ring_at IS NOT NULL")


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for this: {what}"
        time.sleep(0.05)


@contextmanager
def running_service(folder: Path) -> Iterator[Service]:
    """A service with a web server and no worker yet; its data is of this session alone."""
    with Servers(State("journey"), {}) as servers:
        service = Service(servers, folder)
        try:
            yield service
        finally:
            service.stop()
