"""Leases, attempts and the sweep."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from claims import queue
from claims.errors import ArticleBusy, LeaseLost
from claims.models import Article
from tests.factories import make_article, make_read_article

pytestmark = pytest.mark.django_db


def ago(seconds):
    return timezone.now() - timedelta(seconds=seconds)


def make_silent_article(**fields):
    """One whose lease has run out."""
    return make_article(status="processing", lease=uuid4(), ring_at=ago(1), **fields)


def test_taking_leases_the_article_and_counts_the_attempt():
    taken = queue.take(make_article().pk)
    assert (taken.status, taken.stage, taken.attempts) == ("processing", "reading", 1)
    assert taken.lease is not None
    assert taken.ring_at > timezone.now()


def test_an_article_is_taken_once():
    article = make_article()
    assert queue.take(article.pk)
    assert queue.take(article.pk) is None


def test_a_message_that_comes_again_takes_over_from_the_worker_that_died_with_it():
    message = str(uuid4())
    first = queue.take(make_article().pk, message)
    second = queue.take(first.pk, message)
    assert second.attempts == 2
    with pytest.raises(LeaseLost):
        queue.lock(first)


def test_another_message_takes_over_nothing():
    article = queue.take(make_article().pk, str(uuid4()))
    assert queue.take(article.pk, str(uuid4())) is None


def test_an_article_that_kills_its_worker_again_and_again_is_not_taken_for_ever(settings):
    settings.READING_ATTEMPTS = 2
    article, message = make_article(), str(uuid4())
    assert [bool(queue.take(article.pk, message)) for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize("status", ["done", "failed"])
def test_a_finished_article_is_not_taken(status):
    article = make_article(status=status, ring_at=None, failure="why")
    assert queue.take(article.pk) is None


def test_holding_a_lease_extends_it():
    article = queue.take(make_article().pk)
    Article.objects.update(ring_at=ago(1))
    queue.hold(article, Article.Stage.STORING)
    article.refresh_from_db()
    assert article.stage == "storing"
    assert article.ring_at > timezone.now()


@pytest.mark.parametrize("use", [lambda a: queue.hold(a, Article.Stage.STORING), queue.lock])
def test_a_lost_lease_is_noticed(use):
    article = queue.take(make_article().pk)
    Article.objects.update(lease=uuid4())
    with pytest.raises(LeaseLost):
        use(article)


def test_a_failed_attempt_waits_for_the_next_twice_as_long(settings):
    settings.RETRY_SECONDS, settings.READING_ATTEMPTS = 10, 3
    article = queue.take(make_article().pk)
    waits = []
    for _ in range(2):
        queue.release(article, "The model tripped.")
        article.refresh_from_db()
        assert (article.status, article.failure, article.lease) == ("queued", "The model tripped.", None)
        waits.append(round((article.ring_at - timezone.now()).total_seconds()))
        article = queue.take(article.pk)
    assert waits == [10, 20]


def test_after_the_last_attempt_the_article_has_failed(settings):
    settings.READING_ATTEMPTS = 1
    article = queue.take(make_article().pk)
    queue.release(article, "The model tripped.")
    article.refresh_from_db()
    assert (article.status, article.failure, article.ring_at) == ("failed", "The model tripped.", None)


def test_a_worker_that_lost_its_lease_fails_nothing():
    article = queue.take(make_article().pk)
    mine = uuid4()
    Article.objects.update(lease=mine)
    queue.release(article, "The model tripped.")
    article.refresh_from_db()
    assert (article.status, article.lease, article.failure) == ("processing", mine, "")


def test_the_sweep_rings_for_what_nobody_took():
    waiting = make_article(ring_at=ago(1))
    make_article(ring_at=timezone.now() + timedelta(hours=1))
    make_read_article()
    assert queue.sweep() == [waiting.pk]


def test_the_sweep_rings_once_an_interval():
    make_article(ring_at=ago(1))
    assert len(queue.sweep()) == 1
    assert queue.sweep() == []


def test_the_sweep_is_bounded_and_takes_the_longest_overdue_first(settings):
    settings.SWEEP_LIMIT = 2
    overdue = [make_article(ring_at=ago(seconds)).pk for seconds in (1, 30, 20)]
    assert sorted(queue.sweep()) == sorted(overdue[1:])


def test_the_sweep_takes_the_lease_from_a_silent_worker():
    article = make_silent_article(attempts=1)
    assert queue.sweep() == [article.pk]
    article.refresh_from_db()
    assert (article.status, article.lease) == ("queued", None)
    assert "stopped without a word" in article.failure


def test_an_article_that_silences_its_worker_every_time_has_failed(settings):
    settings.READING_ATTEMPTS = 3
    article = make_silent_article(attempts=3)
    assert queue.sweep() == []
    article.refresh_from_db()
    assert (article.status, article.ring_at) == ("failed", None)
    assert "3 times in a row" in article.failure


def test_a_lease_that_still_holds_is_left_alone():
    article = make_article(status="processing", lease=uuid4(), ring_at=timezone.now() + timedelta(minutes=1))
    assert queue.sweep() == []
    article.refresh_from_db()
    assert article.status == "processing"


@pytest.mark.parametrize("status", ["done", "failed"])
def test_a_finished_article_can_be_replayed(status):
    article = make_article(status=status, ring_at=None, attempts=3, failure="why")
    queue.replay(article)
    assert (article.status, article.attempts, article.failure) == ("queued", 0, "")


def test_a_replayed_article_waits_since_its_replay():
    article = make_read_article(queued_at=ago(3600))
    queue.replay(article)
    assert (timezone.now() - queue.backlog().oldest).total_seconds() < 60


def test_an_article_that_waits_is_not_replayed():
    with pytest.raises(ArticleBusy):
        queue.replay(make_article())


def test_ringing_soon_leaves_the_article_to_the_next_sweep():
    article = make_article(ring_at=timezone.now() + timedelta(hours=1))
    queue.ring_soon([article.pk])
    assert queue.sweep() == [article.pk]


def test_the_backlog_says_how_much_waits_and_since_when(django_assert_num_queries):
    oldest = make_article()
    make_article()
    make_article(status="processing", lease=uuid4())
    make_article(status="failed", ring_at=None, failure="why")
    make_read_article()
    with django_assert_num_queries(1):
        found = queue.backlog()
    assert found == queue.Backlog(waiting=2, processing=1, failed=1, oldest=oldest.queued_at)
