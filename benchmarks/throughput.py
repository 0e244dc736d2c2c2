"""Articles through POST, queue, worker and database with two workers; and how fast the queue is with nothing to do."""

import json
import os
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import Group, User
from knox.models import AuthToken
from redis import Redis

from benchmarks.noop import noop
from benchmarks.texts import ROOT
from claims.models import Article
from claims.roles import Role
from config.processes import end, spawn
from worker.celery import is_worker_alive

NOOPS = 2000


@contextmanager
def running(*arguments: str) -> Iterator[None]:
    with tempfile.TemporaryFile() as log:
        process = spawn([sys.executable, "-m", *arguments], cwd=ROOT, env=os.environ, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            end(process, 30)


def wait_for(condition: Callable[[], bool], seconds: float = 600.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s")
        time.sleep(0.02)


def measure(texts: list[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    worker = ("celery", "-A", "benchmarks.noop", "worker", "--concurrency", "2", "--loglevel", "warning")
    web = (
        "gunicorn",
        "config.wsgi",
        "--bind",
        address,
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--no-control-socket",
    )
    with running(*worker), running(*web):
        wait_for(is_worker_alive)
        wait_for(lambda: answers(address))
        rate = noop_rate()
        print(f"queue: {rate:,.0f} no-op Celery tasks/s with two workers")
        articles = article_rate(address, texts)
        print(
            f"throughput: {articles:.2f} articles/s through POST, queue, two workers and database"
            f" ({len(texts)} articles)"
        )
        print(f"  ratio, a no-op task to an article   {rate / articles:6.0f}")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/livez", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def noop_rate() -> float:
    redis = Redis.from_url(settings.REDIS_URL)
    started = time.perf_counter()
    for _ in range(NOOPS):
        noop.delay()
    wait_for(lambda: not redis.llen(settings.CELERY_TASK_DEFAULT_QUEUE) and not redis.hlen("unacked"))
    return NOOPS / (time.perf_counter() - started)


def article_rate(address: str, texts: list[str]) -> float:
    user, _ = User.objects.get_or_create(username="benchmark")
    user.groups.set([Group.objects.get(name=Role.SUBMITTER)])
    _, token = AuthToken.objects.create(user)

    def post(text: str) -> int:
        headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        body = json.dumps({"text": text}).encode()
        request = urllib.request.Request(f"http://{address}/api/v1/articles/", body, headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return int(json.load(response)["id"])

    post(texts[0])
    wait_for(lambda: not unfinished())  # both have loaded their models
    started = time.perf_counter()
    with ThreadPoolExecutor(4) as clients:
        list(clients.map(post, texts[1:]))
    wait_for(lambda: not unfinished())
    failed = Article.objects.filter(status=Article.Status.FAILED).count()
    if failed:
        raise RuntimeError(f"{failed} articles failed")
    return (len(texts) - 1) / (time.perf_counter() - started)


def unfinished() -> bool:
    return Article.objects.filter(status__in=[Article.Status.QUEUED, Article.Status.PROCESSING]).exists()
