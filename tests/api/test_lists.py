"""Reading over HTTP: lists, filters, search, order, pages, each at a constant number of queries."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Match, Source
from claims.roles import Role
from tests.factories import (
    client_of,
    make_article,
    make_mention,
    make_read_article,
    make_source,
    make_user,
    make_wording,
    move_wording,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return client_of(make_user(Role.REVIEWER))


def ids(response):
    assert response.status_code == 200, response.json()
    return [row["id"] for row in response.json()["results"]]


def queries_of(reader, path):
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(path).status_code == 200
    return len(captured)


def make_match():
    first, second = make_wording(), make_wording()
    return Match.objects.create(first=first, second=second, relation="same", score=0.9, reasons=["one word differs"])


MAKERS = {
    "articles": lambda: make_mention().article,
    "claims": lambda: make_mention().wording.claim,
    "mentions": lambda: make_mention(source=make_source()),
    "sources": lambda: make_mention(source=make_source()).source,
    "matches": make_match,
}


@pytest.mark.parametrize("path", MAKERS)
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(reader, path):
    MAKERS[path]()
    with_one = queries_of(reader, f"/api/v1/{path}/")
    MAKERS[path](), MAKERS[path]()
    assert queries_of(reader, f"/api/v1/{path}/") == with_one


def test_an_article_takes_the_same_queries_for_one_mention_and_for_three(reader):
    mention = make_mention(source=make_source())
    path = f"/api/v1/articles/{mention.article.pk}/"
    with_one = queries_of(reader, path)
    for _ in range(2):
        make_mention(mention.article, source=make_source(), reported_by=mention)
    assert queries_of(reader, path) == with_one


def test_a_claim_takes_the_same_queries_for_one_mention_and_for_three(reader):
    mention = make_mention(source=make_source())
    path = f"/api/v1/claims/{mention.wording.claim_id}/"
    with_one = queries_of(reader, path)
    for _ in range(2):
        make_mention(wording=mention.wording, source=make_source())
    assert queries_of(reader, path) == with_one


def test_an_article_shows_its_mentions_in_the_order_of_the_text(reader):
    article = make_read_article()
    later = make_mention(article, content_spans=[[20, 28]], content=article.text[20:28])
    first = make_mention(article, content_spans=[[0, 8]], content=article.text[0:8], source=make_source("the mayor"))
    make_mention(article, superseded_at="2026-01-01T00:00:00Z")
    shown = reader.get(f"/api/v1/articles/{article.pk}/").json()
    assert [mention["id"] for mention in shown["mentions"]] == [first.pk, later.pk]
    assert shown["mentions"][0]["spans"] == {"source": [[30, 39]], "cue": [[40, 44]], "content": [[0, 8]]}
    assert shown["mentions"][0]["source"]["name"] == "the mayor"
    assert shown["mention_count"] == 2


def test_a_failed_article_says_why(reader):
    article = make_article(status="failed", ring_at=None, failure="The model tripped.", attempts=3)
    shown = reader.get(f"/api/v1/articles/{article.pk}/").json()
    assert (shown["status"], shown["attempts"], shown["reason"]) == ("failed", 3, "The model tripped.")


def test_a_claim_counts_mentions_and_articles(reader):
    mention = make_mention(source=make_source("Ann Reed"))
    make_mention(mention.article, wording=mention.wording)
    make_mention(wording=mention.wording)
    make_mention(wording=mention.wording, superseded_at="2026-01-01T00:00:00Z")
    shown = reader.get(f"/api/v1/claims/{mention.wording.claim_id}/").json()
    assert (shown["mention_count"], shown["article_count"]) == (3, 2)
    assert [source["name"] for source in shown["sources"]] == ["Ann Reed"]
    assert [len(wording["mentions"]) for wording in shown["wordings"]] == [3]


def test_a_claim_shows_the_matches_of_its_wordings(reader):
    match = make_match()
    shown = reader.get(f"/api/v1/claims/{match.second.claim_id}/").json()
    assert [(m["id"], m["relation"], m["reasons"]) for m in shown["matches"]] == [
        (match.pk, "same", ["one word differs"])
    ]


def test_claims_by_article_source_publisher_and_status(reader):
    mention = make_mention(make_read_article(publisher="Courier"), source=make_source("Ann Reed"))
    make_mention(source=make_source("Ben Rush"))
    claim = mention.wording.claim_id
    for query in (f"article={mention.article_id}", f"source={mention.source_id}", "publisher=Courier"):
        assert ids(reader.get(f"/api/v1/claims/?{query}")) == [claim], query
    assert len(ids(reader.get("/api/v1/claims/?status=detected"))) == 2
    assert ids(reader.get("/api/v1/claims/?status=published")) == []


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("mill closing", True),
        ('"will close"', True),
        ('"march mill"', False),
        ("mill -march", False),
        ("school or mill", True),
    ],
)
def test_claims_are_searched_as_people_type(reader, words, is_found):
    wording = make_mention(wording=make_wording("The mill will close in March")).wording
    make_mention(wording=make_wording("The bridge is open"))
    assert ids(reader.get("/api/v1/claims/", {"search": words})) == ([wording.claim_id] if is_found else [])


def test_articles_are_searched_in_title_and_text(reader):
    in_title = make_article(title="The miller's tale")
    in_text = make_article("A bridge opened on Monday.")
    assert ids(reader.get("/api/v1/articles/", {"search": "miller tale"})) == [in_title.pk]
    assert ids(reader.get("/api/v1/articles/", {"search": "bridges"})) == [in_text.pk]


def test_mentions_by_claim_kind_and_whether_superseded(reader):
    live = make_mention(kind="direct")
    gone = make_mention(live.article, wording=live.wording, superseded_at="2026-01-01T00:00:00Z")
    claim = live.wording.claim_id
    assert ids(reader.get(f"/api/v1/mentions/?claim={claim}")) == [gone.pk, live.pk]
    assert ids(reader.get(f"/api/v1/mentions/?claim={claim}&superseded=false")) == [live.pk]
    assert ids(reader.get("/api/v1/mentions/?superseded=true")) == [gone.pk]
    assert ids(reader.get("/api/v1/mentions/?kind=direct")) == [live.pk]


def test_sources_by_kind_and_name(reader):
    person, outlet = make_source("Ann Reed", kind="person"), make_source("Courier", kind="publication")
    assert ids(reader.get("/api/v1/sources/?kind=person")) == [person.pk]
    assert ids(reader.get("/api/v1/sources/?search=courier")) == [outlet.pk]
    assert ids(reader.get("/api/v1/sources/?ordering=name")) == [person.pk, outlet.pk]


def test_a_merged_source_is_not_listed(reader):
    known = make_source("Ann Reed")
    make_source("A. Reed", merged_into=known)
    assert ids(reader.get("/api/v1/sources/")) == [known.pk]


def test_a_merged_source_says_into_which(reader):
    known = make_source("Ann Reed")
    merged = make_source("A. Reed", merged_into=known)
    answer = reader.get(f"/api/v1/sources/{merged.pk}/")
    assert (answer.status_code, answer.json()["merged_into"]) == (200, known.pk)
    assert reader.get(f"/api/v1/sources/{known.pk}/").json()["merged_into"] is None


def test_pages_follow_each_other_without_a_gap(reader):
    made = [make_article().pk for _ in range(5)]
    seen, url = [], "/api/v1/articles/?page_size=2"
    while url:
        page = reader.get(url)
        seen += ids(page)
        make_article()  # what comes in meanwhile shifts nothing
        url = page.json()["next"]
    assert seen == made[::-1]


def test_claims_by_check_worthiness(reader):
    low, high = make_mention().wording.claim, make_mention().wording.claim
    type(low).objects.filter(pk=high.pk).update(check_worthiness=0.9)
    assert ids(reader.get("/api/v1/claims/?ordering=-check_worthiness")) == [high.pk, low.pk]
    assert ids(reader.get("/api/v1/claims/?min_check_worthiness=0.8")) == [high.pk]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("statsu=done", "statsu"),
        ("status=finished", "status"),
        ("ordering=text", "ordering"),
        ("submitted_after=yesterday", "submitted_after"),
        ("publisher=%00", "publisher"),
        ("search=%00", "search"),
    ],
)
def test_a_parameter_that_means_nothing_is_said_so(reader, query, field):
    response = reader.get(f"/api/v1/articles/?{query}")
    assert response.status_code == 400
    assert [row["field"] for row in response.json()["errors"]] == [field]


@pytest.mark.parametrize("cursor", ["x", "%FF", "cD14", "cj0xJnA9eA=="])
def test_a_cursor_that_is_none_is_said_so(reader, cursor):
    assert reader.get(f"/api/v1/articles/?cursor={cursor}").status_code == 404


@pytest.mark.parametrize("path", ["claims/?article=", "claims/?source=", "mentions/?article=", "mentions/?claim="])
def test_an_id_that_nothing_has_finds_nothing(reader, path):
    for made_up in ("0", "-1", "99999999999999999999"):
        assert ids(reader.get(f"/api/v1/{path}{made_up}")) == []
    for no_id in ("1.5", "x", f"-1e{10**6}", "9" * 1000):
        assert reader.get(f"/api/v1/{path}{no_id}").status_code == 400


def test_a_claim_is_listed_once_however_many_of_its_wordings_fit(reader):
    first, second = make_wording("The mill will close in March"), make_wording("In March the mill will close")
    make_mention(wording=first)
    move_wording(second, first.claim)
    assert ids(reader.get("/api/v1/claims/?search=mill")) == [first.claim_id]


def test_pages_come_to_an_end_however_many_rows_tie(reader):
    Source.objects.bulk_create(Source(name="officials", kind="unnamed", key=str(n)) for n in range(1500))
    seen, url = [], "/api/v1/sources/?ordering=name&page_size=200"
    while url:
        page = reader.get(url)
        seen += ids(page)
        url = page.json()["next"]
    assert len(seen) == len(set(seen)) == 1500


def test_the_schema_names_every_path(client):
    document = client.get("/api/schema/?format=json").json()
    assert {"/api/v1/articles", "/api/v1/articles/batch", "/api/v1/claims/{id}", "/api/v1/auth/sign-in"} <= {
        path.rstrip("/") for path in document["paths"]
    }


def test_the_schema_is_valid_and_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_the_page_of_the_schema_needs_no_network(client):
    page = client.get("/api/docs/").content.decode()
    assert "swagger-ui" in page
    assert "https://" not in page
    assert "//cdn" not in page
