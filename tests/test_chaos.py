"""What is killed, emptied or restarted in the middle of an article: nothing is lost, nothing is there twice."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.service import children_of, wait_for
from tests.test_journey import STORY, fresh, read_back

LONG = "\n\n".join(f"Chapter {n}. {STORY}" for n in range(100))  # a second or two of reading, more on a busy machine


def assert_done(service, *article_ids):
    """Every article is read, and read again in peace it has the same mentions: none was lost, none is there twice."""
    wait_for(lambda: service.is_done(*article_ids), "every article is read")
    before = [service.article(article_id)["mentions"] for article_id in article_ids]
    for article_id in article_ids:
        assert service.request("POST", f"/api/v1/articles/{article_id}/replay/")[0] == 202
    wait_for(lambda: service.is_done(*article_ids), "every article is read again")
    articles = [service.article(article_id) for article_id in article_ids]
    assert [article["mentions"] for article in articles] == before
    for article in articles:
        assert read_back(article) == [mention["content"] for mention in article["mentions"]] != []


@pytest.fixture
def no_worker(service):
    """The service while nobody reads."""
    service.kill("worker")
    yield service
    if "worker" not in service.processes:
        service.start_worker()


def test_a_pool_process_is_killed_in_the_middle_of_an_article(service):
    article_id = service.submit(fresh(LONG))
    wait_for(lambda: service.is_being_read(article_id), "a worker has taken it")
    for pid in children_of(service.processes["worker"].pid):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: service.is_done(article_id), "it is read at last")
    assert service.article(article_id)["attempts"] == 2
    assert_done(service, article_id)


def test_a_whole_worker_is_killed_in_the_middle_of_an_article(service):
    article_id = service.submit(fresh(LONG))
    wait_for(lambda: service.is_being_read(article_id), "a worker has taken it")
    service.kill("worker")
    service.start_worker()
    assert service.is_being_read(article_id)
    service.let_time_pass()
    assert_done(service, article_id)


def test_redis_is_emptied_while_articles_wait(no_worker):
    waiting = [no_worker.submit(fresh(STORY)) for _ in range(5)]
    no_worker.redis.flushall()
    no_worker.start_worker()
    assert not any(no_worker.is_done(article_id) for article_id in waiting)
    no_worker.let_time_pass()
    assert_done(no_worker, *waiting)


def test_the_broker_is_away_while_articles_come_in(service):
    service.stop_server("redis")
    waiting = [service.submit(fresh(STORY)) for _ in range(3)]
    assert service.get("/readyz") == (
        503,
        {"database": "ok", "worker": "the broker does not answer", "audit trail": "ok"},
    )
    assert service.servers.revive() == ["redis"]
    service.keep_worker_up()
    assert_done(service, *waiting)


def test_postgres_is_restarted_in_the_middle_of_articles(service):
    long = service.submit(fresh(LONG))
    waiting = [service.submit(fresh(STORY)) for _ in range(5)]
    wait_for(lambda: service.is_being_read(long), "a worker has taken the long one")
    service.stop_server("postgres")
    service.servers.revive()
    wait_for(service.answers, "the service answers again")
    service.let_time_pass()
    assert_done(service, *waiting, long)


def test_ten_clients_post_the_same_article_at_once(service):
    text = fresh(STORY)
    with ThreadPoolExecutor(10) as clients:
        answers = list(clients.map(lambda _: service.request("POST", "/api/v1/articles/", {"text": text}), range(10)))
    assert sorted(status for status, _ in answers) == [200] * 9 + [202]
    (article_id,) = {article["id"] for _, article in answers}
    assert_done(service, article_id)
