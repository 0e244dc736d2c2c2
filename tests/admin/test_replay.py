"""Reading again, asked for from the list and from an article's page."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from claims.models import Article
from claims.roles import Role
from tests.factories import make_article, make_read_article, make_user
from worker.tasks import read_article

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/article/"


@pytest.fixture
def rung(monkeypatch):
    """The articles that were rung for, in order."""
    ids = []
    monkeypatch.setattr(read_article, "delay", ids.append)
    return ids


def page_of(article):
    return reverse("admin:claims_article_change", args=[article.pk])


def replay(client, article):
    return client.post(reverse("admin:claims_article_replay", args=[article.pk]))


def replay_chosen(client, *articles):
    return client.post(LIST, {"action": "replay_chosen", "_selected_action": [article.pk for article in articles]})


def said(response):
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def status_of(article):
    return Article.objects.values_list("status", flat=True).get(pk=article.pk)


@pytest.mark.parametrize("who", ["reviewer", "administrator"])
def test_an_article_is_read_again_from_its_page(request, who, rung, django_capture_on_commit_callbacks):
    client, article = request.getfixturevalue(who), make_read_article(attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        response = replay(client, article)
    assert response.url == page_of(article)
    assert said(response) == [("success", "The article waits to be read again. What people decided stays.")]
    assert (status_of(article), rung) == ("queued", [article.pk])


def test_nobody_is_rung_for_before_the_article_is_queued(reviewer, rung):
    article = make_read_article()
    replay(reviewer, article)  # in the test's transaction, which never commits
    assert (status_of(article), rung) == ("queued", [])


def test_a_busy_article_is_said_so_and_left_alone(reviewer, rung):
    article = make_article(attempts=2)
    response = replay(reviewer, article)
    assert response.url == page_of(article)
    assert [level for level, _ in said(response)] == ["warning"]
    assert Article.objects.values_list("attempts", flat=True).get(pk=article.pk) == 2


def test_the_list_replays_those_it_can_and_says_which_it_cannot(reviewer, rung, django_capture_on_commit_callbacks):
    done, busy = make_read_article(), make_article()
    failed = make_article(status="failed", stage="finished", ring_at=None, failure="Too long.")
    with django_capture_on_commit_callbacks(execute=True):
        response = replay_chosen(reviewer, done, busy, failed)
    assert said(response) == [
        ("success", "2 articles wait to be read again. What people decided stays."),
        ("warning", "1 article is waiting to be read or being read already: nothing to replay until that is finished."),
    ]
    assert rung == [done.pk, failed.pk]


def test_too_many_at_once_are_refused_in_a_sentence(reviewer, rung, settings):
    settings.BATCH_ITEMS = 1
    articles = [make_read_article(), make_read_article()]
    response = replay_chosen(reviewer, *articles)
    assert said(response) == [("error", "Choose at most 1 articles at once.")]
    assert [status_of(article) for article in articles] == ["done", "done"]


def test_who_asked_is_kept_and_shown_with_the_article(reviewer):
    article = make_read_article()
    replay(reviewer, article)
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (str(article.pk), "Asked for it to be read again.")
    page = reviewer.get(page_of(article)).content.decode()
    assert f'<dt>Read again for</dt><dd>{entry.user.username}, <time class="desk-moment"' in page


def test_a_broker_that_is_away_is_no_error(reviewer, monkeypatch, away, django_capture_on_commit_callbacks):
    monkeypatch.setattr(read_article, "delay", lambda pk: away.send_task(read_article.name, [pk]))
    article = make_read_article()
    with django_capture_on_commit_callbacks(execute=True):
        assert replay(reviewer, article).status_code == 302
    assert status_of(article) == "queued"


def test_only_a_post_replays(reviewer):
    article = make_read_article()
    assert reviewer.get(reverse("admin:claims_article_replay", args=[article.pk])).status_code == 405
    assert status_of(article) == "done"


def test_a_replay_needs_the_token_of_a_form():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(Role.REVIEWER, is_staff=True))
    article = make_read_article()
    assert replay(client, article).status_code == 403
    assert status_of(article) == "done"


def test_an_article_that_is_not_there_leads_back_to_the_front_page(reviewer):
    assert reviewer.post("/admin/claims/article/999999/replay/").url == "/admin/"


def test_without_a_role_nobody_replays(submitter):
    article = make_read_article()
    assert replay(submitter, article).status_code == 403
    assert status_of(article) == "done"


def test_the_button_is_there_for_those_who_may(reviewer):
    page = reviewer.get(page_of(make_read_article())).content.decode()
    assert "Read again" in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_the_button_sleeps_while_the_article_is_busy(reviewer):
    page = reviewer.get(page_of(make_article())).content.decode()
    assert '<button class="desk-button" disabled' in page
