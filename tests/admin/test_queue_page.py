"""The queue's page and the front page: what waits, since when, and whether anybody reads at all."""

import re
from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.admin import queue_page
from claims.admin.queue_page import ALIVE, NO_BROKER, SILENT, look_for_worker
from claims.lifecycle import Status
from claims.models import Article, Claim
from tests.admin.factories import make_article as make_untitled
from tests.factories import bring, make_article, make_mention, make_read_article
from worker.celery import app

QUEUE, FRONT = "/admin/claims/article/queue/", "/admin/"
FAILED = {"status": "failed", "stage": "finished", "ring_at": None, "failure": "The text was too much."}


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def make_waiting(hours, **fields):
    article = make_article(**fields)
    Article.objects.filter(pk=article.pk).update(queued_at=timezone.now() - timedelta(hours=hours, seconds=1))
    return article


@pytest.mark.parametrize("path", [QUEUE, FRONT])
def test_without_a_worker_the_page_warns_and_says_what_to_do(reviewer, path):
    page = read(reviewer, path)
    assert f'role="alert"><strong>{SILENT.sentence}</strong> {SILENT.advice}' in page


@pytest.mark.parametrize("path", [QUEUE, FRONT])
def test_without_a_broker_the_page_says_that(reviewer, monkeypatch, away, path):
    monkeypatch.setattr(queue_page, "is_worker_alive", lambda: away.control.broadcast("ping", reply=True, limit=1))
    page = read(reviewer, path)
    assert f'role="alert"><strong>{NO_BROKER.sentence}</strong>' in page


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_answers_is_alive():
    """It takes no task, which would keep it from answering; a machine that is busy may answer too late a few times."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30, queues=["no tasks"]):
        assert any(look_for_worker() == ALIVE for _ in range(30))


def test_the_page_counts_and_says_how_old_the_oldest_is(reviewer):
    make_waiting(3, title="The oldest")
    make_waiting(1)
    make_article(**FAILED)
    page = read(reviewer, QUEUE)
    figures = re.findall(r"<span>(Waiting|Being read|Failed)</span><strong[^>]*>(\d+)</strong>", page)
    assert figures == [("Waiting", "2"), ("Being read", "0"), ("Failed", "1")]
    assert "the oldest for 3 hours" in page


def test_the_page_lists_the_longest_waiting_first_and_the_failed_with_their_reason(reviewer):
    first, second = make_waiting(3, title="First"), make_waiting(2, title="Second")
    failed = make_article(**FAILED, title="Third")
    page = read(reviewer, QUEUE)
    links = [f'href="/admin/claims/article/{article.pk}/change/"' for article in (first, second, failed)]
    assert sorted(links, key=page.index) == links
    assert "The text was too much." in page
    assert 'href="/admin/claims/article/?status__exact=failed"' in page


def test_an_empty_queue_says_so(reviewer):
    page = read(reviewer, QUEUE)
    for sentence in (
        "nothing waits",
        "Nothing waits: all that was submitted has been taken up.",
        "No reading has failed.",
    ):
        assert sentence in page


@pytest.mark.parametrize("path", [QUEUE, FRONT])
def test_a_page_takes_the_same_queries_for_a_little_and_for_more(reviewer, path):
    def add():
        make_waiting(1, title=""), make_article(**FAILED), make_untitled()

    add()
    queries_of(reviewer, path)
    with_one = queries_of(reviewer, path)
    for _ in range(4):
        add()
    assert queries_of(reviewer, path) == with_one


def test_the_front_page_counts_articles_by_status(reviewer):
    make_article(), make_article(), make_read_article(), make_article(**FAILED)
    figures = re.findall(r"<span>(\w+)</span><strong class=\"(\w*)\">(\d+)</strong>", read(reviewer, FRONT))
    assert figures == [("Queued", "", "2"), ("Processing", "", "0"), ("Done", "", "1"), ("Failed", "wrong", "1")]


def test_the_front_page_shows_the_worthiest_claims_that_nobody_has_taken_up(reviewer):
    low, high, taken = (make_mention().wording.claim for _ in range(3))
    Claim.objects.filter(pk=high.pk).update(check_worthiness=0.9)
    Claim.objects.filter(pk=taken.pk).update(check_worthiness=1.0)
    bring(taken, Status.IN_REVIEW)
    page = read(reviewer, FRONT)
    links = re.findall(r'href="/admin/claims/claim/(\d+)/change/"', page)
    assert links == [str(high.pk), str(low.pk)]


def test_an_empty_front_page_says_how_to_begin(reviewer):
    page = read(reviewer, FRONT)
    assert "POST /api/v1/articles/" in page
    assert 'href="/api/docs/"' in page


def test_without_a_role_there_is_no_queue_and_the_front_page_says_whom_to_ask(submitter):
    make_article(title="Not for everybody")
    assert submitter.get(QUEUE).status_code == 403
    page = read(submitter, FRONT)
    assert "has no role at the desk" in page
    assert "Not for everybody" not in page


def test_a_title_with_a_tag_in_it_is_text(reviewer):
    make_waiting(1, title="<script>alert(1)</script>")
    assert "<script>alert" not in read(reviewer, QUEUE) + read(reviewer, FRONT)
