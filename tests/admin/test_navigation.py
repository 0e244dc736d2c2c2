"""The sidebar and the search over everything: what an account may see, and no more."""

import re

import pytest

from claims.admin.navigation import sidebar
from tests.admin.factories import make_wording
from tests.factories import make_article, make_mention, make_read_article, make_source

pytestmark = pytest.mark.django_db

DESK = {
    "": ["Overview", "Queue"],
    "What was read": ["Articles", "Mentions", "Sources"],
    "What was claimed": ["Claims", "Wordings", "Matches"],
    "What was found": ["Reviews", "Evidence", "Proposals", "Comments", "Ratings", "Transitions"],
    "For programs": ["API"],
}
ACCOUNTS = {"Accounts": ["Users", "Roles", "API tokens"]}


@pytest.mark.parametrize(
    ("who", "sections"),
    [
        ("reviewer", DESK),
        ("administrator", DESK | ACCOUNTS),
        ("submitter", {"": ["Overview"], "For programs": ["API"]}),
    ],
)
def test_the_sidebar_shows_what_the_account_may_see(request, who, sections):
    response = request.getfixturevalue(who).get("/admin/")
    shown = {
        section["title"]: [item["title"] for item in section["items"]] for section in sidebar(response.wsgi_request)
    }
    assert shown == sections


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/admin/", "Overview"),
        ("/admin/claims/article/", "Articles"),
        ("/admin/claims/article/queue/", "Queue"),
        ("/admin/claims/claim/", "Claims"),
    ],
)
def test_one_entry_is_marked_as_where_one_is(reviewer, path, active):
    sections = sidebar(reviewer.get(path).wsgi_request)
    assert [item["title"] for section in sections for item in section["items"] if item["active"]] == [active]


def find(client, words):
    page = client.get("/admin/search/", {"s": words, "extended": "1"}).content.decode()
    return re.findall(r'data-title="([^"]*)"\s+data-description="([^"]*)"', page)


def test_one_search_finds_claims_articles_and_sources(reviewer):
    make_wording("the sawmill closes in the spring")
    make_read_article(title="Sawmill to close")
    make_source("Friends of the sawmill")
    make_source("Jane Saki")
    assert find(reviewer, "Sawmills") == [
        ("the sawmill closes in the spring", "Claim"),
        ("Sawmill to close", "Article"),
        ("Friends of the sawmill", "Source"),
    ]


def test_the_search_shows_a_few_of_each(reviewer):
    for _ in range(12):
        make_mention(make_read_article(title="Windfall"))
    assert len(find(reviewer, "windfall")) == 8


def test_without_a_role_the_search_finds_nothing(submitter):
    make_article(title="Barley prices")
    assert find(submitter, "barley") == []
