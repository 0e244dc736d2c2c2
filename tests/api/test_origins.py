"""Origins and drift over HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import OriginDecision
from claims.origins import find_origin
from claims.roles import Role
from tests.api.test_desk import problem
from tests.factories import client_of, make_mention, make_read_article, make_source, make_user
from tests.test_drift import new_claim, put
from tests.text.test_likeness import HALF, REPORT, WIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


@pytest.fixture
def desk(reviewer):
    return client_of(reviewer)


@pytest.fixture
def articles():
    """A wire story, a shortened copy of it, and another report; compared as they came in."""
    publishers = {WIRE: "Northlight Wire", HALF: "Port Ellery Courier", REPORT: "The Plumb Line"}
    made = [make_read_article(text, publisher=publisher, title=publisher) for text, publisher in publishers.items()]
    for article in made:
        find_origin(article)
    return made


def get(client, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def ids(page):
    return sorted(row["id"] for row in page["results"])


def test_an_article_shows_its_origin_and_the_other_articles_of_it(desk, articles):
    wire, copy, _ = articles
    shown = get(desk, f"articles/{copy.pk}")
    assert shown["origin"] == wire.pk
    (printing,) = shown["copies"].pop("printings")
    assert shown["copies"] == {
        "number": wire.pk,
        "article_count": 2,
        "compared": True,
        "decisions": [],
        "articles_url": f"/api/v1/articles?origin={wire.pk}",
    }
    assert (printing["article"]["id"], printing["article"]["publisher"]) == (wire.pk, "Northlight Wire")
    assert (printing["has_of_this"], 0.4 < printing["has_in_this"] < 0.6) == (1.0, True)


def test_articles_are_listed_by_origin(desk, articles):
    wire, copy, other = articles
    assert ids(get(desk, f"articles/?origin={wire.pk}")) == [wire.pk, copy.pk]
    assert ids(get(desk, f"articles/?origin={other.pk}")) == [other.pk]
    assert ids(get(desk, f"articles/?origin={copy.pk}")) == []
    fresh = make_read_article()
    assert ids(get(desk, f"articles/?origin={fresh.pk}")) == [fresh.pk]
    listed = {row["id"]: row["origin"] for row in get(desk, "articles/")["results"]}
    assert listed == {wire.pk: wire.pk, copy.pk: wire.pk, other.pk: other.pk, fresh.pk: fresh.pk}


def test_an_article_takes_the_same_queries_for_one_copy_and_for_three(desk):
    counts = []
    for more in ("", " Once more.", " And again.", " And again and again."):
        article = make_read_article(f"{WIRE}{more}")
        find_origin(article)
        with CaptureQueriesContext(connection) as captured:
            get(desk, f"articles/{article.pk}")
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_person_decides_on_origins(desk, reviewer, articles):
    wire, copy, other = articles
    body = {"article": copy.pk, "origins": "two", "reason": "The ministry sent it to both."}
    answer = desk.post(f"/api/v1/articles/{wire.pk}/origin", body).json()
    assert (answer["article_count"], answer["printings"]) == (1, [])
    (decision,) = answer["decisions"]
    del decision["decided_at"]
    assert decision == {
        "articles": [wire.pk, copy.pk],
        "origins": "two",
        "reason": "The ministry sent it to both.",
        "decided_by": reviewer.username,
    }
    assert get(desk, f"articles/{copy.pk}")["origin"] == copy.pk
    answer = desk.post(f"/api/v1/articles/{other.pk}/origin/", {"article": copy.pk, "origins": "one"}).json()
    assert (answer["number"], answer["article_count"]) == (copy.pk, 2)


def test_a_decision_is_taken_back(desk, articles):
    wire, copy, _ = articles
    for origins, count in (("two", 1), ("undecided", 2)):
        answer = desk.post(f"/api/v1/articles/{wire.pk}/origin", {"article": copy.pk, "origins": origins}).json()
        assert (answer["article_count"], len(answer["decisions"])) == (count, 2 - count)


WRONG = [
    ({}, [("article", "required"), ("origins", "required")]),
    ({"article": 10**9, "origins": "one"}, [("article", "does_not_exist")]),
    ({"article": "wire", "origins": "one"}, [("article", "invalid")]),
    ({"article": None, "origins": "three"}, [("article", "null"), ("origins", "invalid_choice")]),
    ({"article": 10**9, "origins": "one", "why": ""}, [("why", "unknown_field")]),
]


@pytest.mark.parametrize(("body", "errors"), WRONG)
def test_what_is_wrong_with_a_decision_is_named(desk, articles, body, errors):
    response = desk.post(f"/api/v1/articles/{articles[0].pk}/origin", body, format="json")
    assert problem(response) == (400, errors)


def test_an_article_is_not_told_from_itself(desk, articles):
    response = desk.post(f"/api/v1/articles/{articles[0].pk}/origin", {"article": articles[0].pk, "origins": "two"})
    assert problem(response) == (400, [("article", "invalid")])


def test_a_decision_against_others_is_refused(desk, articles):
    wire, copy, other = (article.pk for article in articles)
    for a, b in ((wire, copy), (copy, other)):
        assert desk.post(f"/api/v1/articles/{a}/origin", {"article": b, "origins": "one"}).status_code == 200
    assert problem(desk.post(f"/api/v1/articles/{wire}/origin", {"article": other, "origins": "two"})) == (409, [])
    assert OriginDecision.objects.count() == 2


def test_a_claim_says_how_many_origins_it_has_and_who_said_it_first(desk, articles):
    wire, copy, other = articles
    source = make_source("Ann Reed")
    first = make_mention(wire, content=WIRE[0:28], source=source, said_from="2026-03-01", said_until="2026-03-01")
    for article in (copy, other):
        make_mention(article, content=article.text[0:28], wording=first.wording)
    claim = first.wording.claim_id
    listed = get(desk, "claims/")["results"]
    assert [(row["mention_count"], row["article_count"], row["origin_count"]) for row in listed] == [(3, 3, 2)]
    shown = get(desk, f"claims/{claim}")
    assert (shown["origin_count"], shown["drift_url"]) == (2, f"/api/v1/claims/{claim}/drift")
    said = shown["first_said"]
    assert (said["mention"], said["source"]["name"], said["article"]["id"]) == (first.pk, "Ann Reed", wire.pk)
    assert (said["by"], said["known"]) == ("2026-03-01", "said")


def test_the_drift_of_a_claim(desk):
    claim = new_claim("unemployment fell to 3.9%", "2026-03-10T09:00Z", source=make_source("Ann Reed"))
    put(claim, "unemployment fell to 4.9%", "2026-03-12T09:00Z", source=make_source("Ben Rush"))
    put(claim, "unemployment fell", source=make_source("Cleo Ash"))
    shown = get(desk, f"claims/{claim.pk}/drift")
    assert shown["first_said"]["source"]["name"] == "Ann Reed"
    assert (shown["undated"], shown["wording_count"]) == (1, 3)
    assert [(row["text"], row["said"]["source"]["name"], row["said"]["known"]) for row in shown["wordings"]] == [
        ("unemployment fell to 3.9%", "Ann Reed", "published"),
        ("unemployment fell to 4.9%", "Ben Rush", "published"),
        ("unemployment fell", "Cleo Ash", "submitted"),
    ]
    assert [row["change"] and row["change"]["reasons"] for row in shown["wordings"]] == [
        None,
        ["3.9% became 4.9%"],
        ["no longer says 4.9%"],
    ]
    assert shown["wordings"][1]["change"]["pieces"] == [
        {"was": "kept", "text": "unemployment fell to"},
        {"was": "removed", "text": "3.9%"},
        {"was": "added", "text": "4.9%"},
    ]
    assert shown["change"]["reasons"] == ["no longer says 3.9%"]


def test_a_claim_that_is_only_denied_has_nobody_who_said_it_first(desk):
    claim = new_claim("the mill closed", "2026-03-10T09:00Z", stance="denies")
    assert get(desk, f"claims/{claim.pk}")["first_said"] is None
    assert get(desk, f"claims/{claim.pk}/drift")["first_said"] is None
