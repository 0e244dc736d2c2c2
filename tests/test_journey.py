"""An article from POST to claims, over HTTP, through a real worker process."""

import json
from itertools import count
from pathlib import Path

import pytest

from tests.service import wait_for

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
SEED = (SEEDS / "articles" / "01-us-russian-leaders-discuss-ukraine.txt").read_text(encoding="utf-8")
edition = count(1)

STORY = """The mill in Ellery will close in March 2027, Mayor Ann Reed said on Monday. "Nobody in Ellery will lose a
pension," Reed said.

According to the Ellery Courier, the owners of the mill in Ellery have lost ten million dollars since 2020. Two
officials denied that Mayor Reed had known of the losses."""


def fresh(text):
    """The text as a later edition prints it: another article with the same claims."""
    return f"{text}\n\nEdition {next(edition)}."


def read_back(article):
    """For each mention, what stands at its content's spans."""
    return [" ".join(article["text"][s:e] for s, e in mention["spans"]["content"]) for mention in article["mentions"]]


def test_an_article_becomes_claims(service):
    article_id = service.submit(fresh(STORY), publisher="Ellery Gazette", title="Mill to close")
    wait_for(lambda: service.is_done(article_id), "the article is read")
    article = service.article(article_id)
    assert article["stage"] == "finished"
    assert article["attempts"] == 1
    assert set(article["timings"]) == {"extracting", "wording", "storing", "matching"}
    assert article["mentions"]
    assert read_back(article) == [mention["content"] for mention in article["mentions"]]
    claims = service.get(f"/api/v1/claims/?article={article_id}")[1]["results"]
    assert {claim["id"] for claim in claims} == {mention["claim"] for mention in article["mentions"]}
    assert {claim["status"] for claim in claims} == {"detected"}


@pytest.fixture(scope="module")
def seed(service):
    article_id = service.submit(SEED)
    wait_for(lambda: service.is_done(article_id), "the seed article is read")
    return service.article(article_id)


@pytest.mark.parametrize("name", ["BBC", "Vladimir Putin", "Yuri Ushakov", "Jane Saki", "Joe Biden"])
def test_the_seed_article_gives_its_sources_with_something_they_said(seed, name):
    said = [
        mention["content"] for mention in seed["mentions"] if mention["source"] and mention["source"]["name"] == name
    ]
    assert said


def test_the_same_words_in_two_articles_are_one_claim(service):
    first, second = service.submit(fresh(STORY)), service.submit(fresh(STORY))
    wait_for(lambda: service.is_done(first, second), "both are read")
    free = [
        {m["claim"] for m in service.article(article_id)["mentions"] if not service_bound(service, m)}
        for article_id in (first, second)
    ]
    assert free[0] == free[1] != set()


def service_bound(service, mention):
    return service.get(f"/api/v1/claims/{mention['claim']}/")[1]["bound_because"]


def test_reading_again_changes_nothing(service):
    article_id = service.submit(fresh(STORY))
    wait_for(lambda: service.is_done(article_id), "it is read")
    before = service.article(article_id)["mentions"]
    assert service.request("POST", f"/api/v1/articles/{article_id}/replay/")[0] == 202
    wait_for(lambda: service.is_done(article_id), "it is read again")
    assert service.article(article_id)["mentions"] == before


def test_the_seeds_are_read(service):
    listed = json.loads((SEEDS / "articles.json").read_text(encoding="utf-8"))
    service.manage("seed")
    wait_for(
        lambda: (
            len(service.get("/api/v1/articles/?status=done&page_size=200")[1]["results"]) >= len(listed)
            and not service.get("/api/v1/articles/?status=queued&status=processing")[1]["results"]
        ),
        "the seeds are read",
    )
    assert not service.get("/api/v1/articles/?status=failed")[1]["results"]
