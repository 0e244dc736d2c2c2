"""Submitting articles over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Article
from claims.roles import Role
from tests.factories import client_of, make_article, make_read_article, make_user

pytestmark = pytest.mark.django_db

URL = "/api/v1/articles/"
TEXT = "The mill will close in March, the mayor said on Monday. Nobody in the town had expected it."
PAGE = f"""<html><head><title>Mill to close</title><meta name="author" content="Ann Reed">
<meta property="og:site_name" content="The Ellery Courier">
<meta property="article:published_time" content="2026-03-02T08:00:00Z"></head>
<body><nav>Home News Sport</nav>
<article><h1>Mill to close</h1><p>{TEXT}</p><p>{TEXT.replace("mill", "school")}</p></article>
<footer>All rights reserved</footer></body></html>"""


@pytest.fixture
def submitter():
    return client_of(make_user())


def problem(response):
    """The status, and (field, code) of each error; every error is a problem document."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert {"type", "title", "detail", "instance"} <= set(body)
    return response.status_code, [(row["field"], row["code"]) for row in body.get("errors", [])]


def test_a_text_is_queued(submitter):
    response = submitter.post(URL, {"text": TEXT, "title": "Mill to close", "published_at": "2026-03-02"})
    article = Article.objects.get()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/api/v1/articles/{article.pk}"
    assert response.json()["status"] == "queued"
    assert (article.text, article.title, article.published_at.isoformat()) == (
        TEXT,
        "Mill to close",
        "2026-03-02T00:00:00+00:00",
    )


def test_the_location_leads_to_the_article(submitter):
    location = submitter.post(URL, {"text": TEXT}).headers["Location"]
    assert submitter.get(location).json()["text"] == TEXT


def test_the_text_is_kept_to_the_character(submitter):
    text = "\ufeff  “Ça\u00a0va”,\r\n she\u00adsaid 🙂\t on Monday of that week, and nobody disagreed.  \n"
    submitter.post(URL, {"text": text})
    assert Article.objects.get().text == text


def test_the_same_text_is_the_first_article(submitter):
    first = submitter.post(URL, {"text": TEXT, "title": "First"})
    again = submitter.post(URL, {"text": TEXT, "title": "Second"})
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]
    assert Article.objects.get().title == "First"


@pytest.mark.django_db(transaction=True)
def test_the_same_text_from_ten_clients_at_once_is_one_article():
    clients = [client_of(make_user()) for _ in range(10)]

    def submit(client):
        try:
            return client.post(URL, {"text": TEXT}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(submit, clients))
    assert sorted(statuses) == [200] * 9 + [202]
    assert Article.objects.count() == 1


def test_an_html_page_gives_text_and_what_it_says_about_itself(submitter):
    response = submitter.post(URL, {"html": PAGE, "url": "https://courier.example/mill?utm_source=feed"})
    article = Article.objects.get()
    assert response.status_code == 202
    assert article.text == f"Mill to close\n{TEXT}\n{TEXT.replace('mill', 'school')}"
    assert (article.title, article.author, article.publisher) == ("Mill to close", "Ann Reed", "The Ellery Courier")
    assert article.published_at.date().isoformat() == "2026-03-02"
    assert article.canonical_url == "https://courier.example/mill"


def test_what_the_submitter_says_overrules_the_page(submitter):
    submitter.post(URL, {"html": PAGE, "publisher": "Courier Online"})
    assert Article.objects.get().publisher == "Courier Online"


GERMAN = "Der Präsident sagte am Dienstag, die Mauer werde gebaut, und niemand habe etwas dagegen einzuwenden gehabt."


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("text", "text_or_html")]),
        ({"text": TEXT, "html": PAGE}, [("text", "text_or_html")]),
        ({"text": ""}, [("text", "empty")]),
        ({"text": " \n\t"}, [("text", "empty")]),
        ({"text": None}, [("text", "null")]),
        ({"text": ["a"]}, [("text", "invalid")]),
        ({"text": "A NUL\x00here."}, [("text", "null_characters_not_allowed")]),
        ({"text": "x" * 1_000_001}, [("text", "too_long")]),
        ({"text": "é" * 500_001}, [("text", "too_long")]),
        ({"text": GERMAN}, [("text", "language")]),
        ({"html": ""}, [("html", "empty")]),
        ({"html": "<html><body><img src='x.png'></body></html>"}, [("html", "no_text")]),
        ({"html": "not a page at all"}, [("html", "no_text")]),
        (
            {"html": f"<html><body><article><p>{GERMAN}</p><p>{GERMAN}</p></article></body></html>"},
            [("html", "language")],
        ),
        ({"text": TEXT, "titel": "x"}, [("titel", "unknown_field")]),
        ({"text": TEXT, "published_at": "yesterday"}, [("published_at", "invalid")]),
        ({"text": TEXT, "published_at": "2026-02-30"}, [("published_at", "invalid")]),
        ({"text": TEXT, "url": "mill"}, [("url", "invalid")]),
        ({"text": TEXT, "title": "x" * 501}, [("title", "max_length")]),
        ({"text": TEXT, "titel": 1, "url": "mill"}, [("titel", "unknown_field")]),
        ([], [("", "invalid")]),
        ("text", [("", "invalid")]),
    ],
)
def test_a_bad_submission_says_which_field_is_wrong(submitter, body, errors):
    assert problem(submitter.post(URL, body, format="json")) == (400, errors)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"text": "caf\xe9"}', "not_utf8"),
        (b'{"text": "cut off', "not_json"),
        (b'{"text": NaN}', "not_json"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(submitter, raw, code):
    response = submitter.generic("POST", URL, raw, content_type="application/json")
    assert problem(response) == (400, [("body", code)])


def test_half_a_surrogate_pair_is_no_text(submitter):
    response = submitter.generic("POST", URL, b'{"text": "half \\ud83d"}', content_type="application/json")
    assert problem(response)[0] == 400
    assert response.json()["errors"][0]["field"] == "text"


def test_a_body_that_is_far_too_long_is_not_read(submitter):
    response = submitter.generic("POST", URL, b" " * 7_000_000, content_type="application/json")
    assert problem(response) == (413, [])


def test_a_form_is_refused(submitter):
    assert problem(submitter.generic("POST", URL, b"text=x", content_type="text/plain")) == (415, [])


def test_a_batch_answers_item_by_item(submitter):
    known = make_article(TEXT)
    items = [{"text": TEXT}, {"text": f"{TEXT} Again."}, {"text": ""}, {"text": f"{TEXT} Again."}, 7]
    response = submitter.post(f"{URL}batch/", {"articles": items})
    results = response.json()["results"]
    assert response.status_code == 207
    assert [result["status"] for result in results] == [200, 202, 400, 200, 400]
    assert results[0]["article"]["id"] == known.pk
    assert results[1]["article"]["id"] == results[3]["article"]["id"]
    assert results[2]["problem"]["errors"] == [{"field": "text", "message": "The text is empty.", "code": "empty"}]
    assert Article.objects.count() == 2


def test_a_page_that_names_an_endless_address_is_kept_without_it(submitter):
    page = PAGE.replace("<head>", f'<head><link rel="canonical" href="https://courier.example/{"x" * 3000}">')
    results = submitter.post(f"{URL}batch/", {"articles": [{"html": page}, {"text": TEXT}]}).json()["results"]
    assert [result["status"] for result in results] == [202, 202]
    assert set(Article.objects.values_list("url", "canonical_url")) == {("", "")}


def test_an_unknown_field_that_is_no_text_is_said_all_the_same(submitter):
    response = submitter.generic("POST", URL, b'{"\\ud83d": 1, "text": "x"}', content_type="application/json")
    assert problem(response) == (400, [("?", "unknown_field")])


def test_a_batch_takes_the_same_queries_however_long(submitter, django_assert_max_num_queries):
    items = [{"text": f"{TEXT} Notice number {n}."} for n in range(100)]
    with django_assert_max_num_queries(12):
        submitter.post(f"{URL}batch/", {"articles": items})
    assert Article.objects.count() == 100


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"articles": []}, "articles"),
        ({"articles": [{"text": "x"}] * 501}, "articles"),
        ({"articles": "x"}, "articles"),
        ({}, "articles"),
        ({"articles": [{"text": "x"}], "priority": 1}, "priority"),
    ],
)
def test_a_bad_batch_is_refused_whole(submitter, body, field):
    status, errors = problem(submitter.post(f"{URL}batch/", body))
    assert (status, [name for name, _ in errors]) == (400, [field])


def test_a_batch_over_ten_megabytes_is_refused(submitter):
    response = submitter.generic("POST", f"{URL}batch/", b" " * 10_000_001, content_type="application/json")
    assert problem(response) == (413, [])


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR])
def test_the_desk_replays_a_finished_article(role):
    article = make_read_article()
    response = client_of(make_user(role)).post(f"{URL}{article.pk}/replay/")
    assert (response.status_code, response.json()["status"]) == (202, "queued")


def test_an_article_that_waits_cannot_be_replayed():
    article = make_article()
    assert problem(client_of(make_user(Role.EDITOR)).post(f"{URL}{article.pk}/replay/")) == (409, [])


def test_a_submitter_does_not_replay(submitter):
    article = make_read_article()
    assert problem(submitter.post(f"{URL}{article.pk}/replay/")) == (403, [])


@pytest.mark.parametrize("path", ["articles", "claims", "mentions", "sources", "matches"])
def test_a_stranger_reads_nothing(path):
    assert problem(client_of(None).get(f"/api/v1/{path}/")) == (401, [])


def test_a_stranger_submits_nothing():
    assert problem(client_of(None).post(URL, {"text": TEXT})) == (401, [])


def test_an_account_without_a_role_reads_nothing():
    user = make_user()
    user.groups.clear()
    assert problem(client_of(user).get(URL)) == (403, [])


def test_signing_in_gives_a_token_that_works():
    user = make_user(Role.EDITOR)
    stranger = client_of(None)
    response = stranger.post("/api/v1/auth/sign-in/", {"username": user.username, "password": "correct horse"})
    assert response.json()["roles"] == ["editor"]
    stranger.credentials(HTTP_AUTHORIZATION=f"Token {response.json()['token']}")
    assert stranger.get(URL).status_code == 200
    assert stranger.post("/api/v1/auth/sign-out/").status_code == 204
    assert stranger.get(URL).status_code == 401


def test_a_wrong_password_gives_no_token():
    user = make_user()
    body = {"username": user.username, "password": "wrong"}
    assert problem(client_of(None).post("/api/v1/auth/sign-in/", body))[0] == 400


def test_an_expired_token_is_worth_nothing():
    user = make_user()
    client = client_of(user)
    user.auth_token_set.update(expiry=timezone.now())
    assert problem(client.get(URL)) == (401, [])


def test_paths_work_with_and_without_the_last_slash(submitter):
    assert submitter.get("/api/v1/articles").status_code == submitter.get("/api/v1/articles/").status_code == 200


def test_a_path_that_leads_nowhere_is_a_problem_too(submitter):
    assert problem(submitter.get("/api/v1/artikles/")) == (404, [])
    assert problem(submitter.get("/api/v1/articles/999999/")) == (404, [])
    assert problem(submitter.get("/api/v1/articles/x/")) == (404, [])


def test_a_method_that_is_not_there_is_a_problem_too(submitter):
    assert problem(submitter.delete("/api/v1/articles/")) == (405, [])
