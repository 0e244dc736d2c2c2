"""A claim from detection to its withdrawal, over HTTP alone, through a real server; and fifty people at once."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.service import wait_for
from tests.test_journey import STORY, fresh

PIECE = {"url": "https://ellery.example/minutes", "excerpt": "It mills until December 2027.", "stance": "against"}
VERDICT = {
    "rating": "mostly-false",
    "rationale": "The minutes of the council say December.",
    "definition": "Closing means the end of milling.",
    "as_of": "2026-03-05",
    "evidence": [PIECE],
}
CLIENTS = 50


class Person:
    """Somebody at the desk with a claim on the screen, who sends back the tag that it came with."""

    def __init__(self, service, token):
        self.service, self.token = service, token
        self.tags = {}

    def look(self, claim_id):
        return self.keep(claim_id, self.service.send(self.token, "GET", f"/api/v1/claims/{claim_id}"))

    def act(self, claim_id, action, body=None):
        path = f"/api/v1/claims/{claim_id}/{action}"
        return self.keep(claim_id, self.service.send(self.token, "POST", path, body or {}, self.tags.get(claim_id)))

    def keep(self, claim_id, reply):
        if reply.tag:
            self.tags[claim_id] = reply.tag
        return reply


@pytest.fixture(scope="module")
def reviewer(service):
    return Person(service, *service.tokens("reviewer", 1))


@pytest.fixture(scope="module")
def editors(service):
    return [Person(service, token) for token in service.tokens("editor", 2)]


def claims_of_a_new_article(service):
    article_id = service.submit(fresh(STORY.replace("Ellery", f"Ellery {random.randrange(10**9)}")))
    wait_for(lambda: service.is_done(article_id), "the article is read")
    return [row["id"] for row in service.get(f"/api/v1/claims/?article={article_id}&status=detected")[1]["results"]]


def moves_of(reply):
    return [(move["from_status"], move["to_status"]) for move in reversed(reply.body["transitions"])]


def test_a_claim_from_detection_to_its_withdrawal(service, reviewer, editors):
    claim_id = claims_of_a_new_article(service)[0]
    rater, approver = editors
    for person in (reviewer, rater, approver):
        assert person.look(claim_id).body["status"] == "detected"

    assert service.send(reviewer.token, "POST", f"/api/v1/claims/{claim_id}/take").status == 428
    assert rater.act(claim_id, "take").body["assignee"]
    stale = reviewer.act(claim_id, "take")
    assert (stale.status, stale.body["version"]) == (412, 2)
    assert [change["what"] for change in stale.body["changes"] if change["record"] == "transition"] == [
        "moved from Detected to In review"
    ]

    assert rater.act(claim_id, "rate", VERDICT | {"evidence": []}).status == 400
    assert rater.act(claim_id, "rate", VERDICT).body["status"] == "rated"
    assert rater.act(claim_id, "approve").status == 403
    assert "approve" not in rater.look(claim_id).body["actions"]
    assert approver.act(claim_id, "approve").status == 412
    assert "approve" in approver.look(claim_id).body["actions"]
    published = approver.act(claim_id, "approve")
    assert (published.body["status"], published.body["rating"]["slug"]) == ("published", "mostly-false")

    rater.look(claim_id)
    corrected = rater.act(claim_id, "correct", VERDICT | {"rating": "false", "reason": "Newer minutes."})
    assert (corrected.body["status"], corrected.body["rating"]["slug"]) == ("published", "mostly-false")
    assert rater.act(claim_id, "approve").status == 403
    approver.look(claim_id)
    corrected = approver.act(claim_id, "approve")
    assert (corrected.body["status"], corrected.body["rating"]["slug"]) == ("corrected", "false")
    assert [one["version"] for one in corrected.body["reviews"]] == [2, 1]

    assert approver.act(claim_id, "reopen", {"reason": "A reader wrote."}).body["rating"]["slug"] == "false"
    assert approver.act(claim_id, "dismiss", {"as": "opinion"}).status == 409
    withdrawn = approver.act(claim_id, "withdraw", {"reason": "The article spoke of another mill."})
    assert (withdrawn.body["status"], withdrawn.body["rating"]) == ("withdrawn", None)
    assert moves_of(withdrawn) == [
        ("detected", "in_review"), ("in_review", "rated"), ("rated", "published"), ("published", "corrected"),
        ("corrected", "reopened"), ("reopened", "withdrawn"),
    ]  # fmt: skip
    timeline = service.send(reviewer.token, "GET", f"/api/v1/claims/{claim_id}/timeline").body["results"]
    assert [entry["reason"] for entry in timeline if entry["record"] == "transition"][:2] == [
        "The article spoke of another mill.",
        "A reader wrote.",
    ]


def take_and_rate(person, claim_id):
    """What the server answered to somebody who takes and rates a claim as fast as they can."""
    person.look(claim_id)
    yield "take", person.act(claim_id, "take").status
    person.look(claim_id)
    yield "rate", person.act(claim_id, "rate", VERDICT).status
    yield "rate", person.act(claim_id, "rate", VERDICT).status


def test_fifty_people_at_the_same_claims_leave_each_one_legal_history(service, reviewer):
    claims = claims_of_a_new_article(service)[:4]
    people = [Person(service, token) for token in service.tokens("reviewer", CLIENTS)]
    together = Barrier(CLIENTS)

    def work(person):
        together.wait()
        order = random.sample(claims, len(claims))
        return [(claim_id, *answer) for claim_id in order for answer in take_and_rate(person, claim_id)]

    with ThreadPoolExecutor(CLIENTS) as threads:
        answers = [answer for answered in threads.map(work, people) for answer in answered]
    assert len(answers) == CLIENTS * len(claims) * 3
    assert {status for _, _, status in answers} <= {200, 403, 409, 412}
    won = Counter((claim_id, action) for claim_id, action, status in answers if status == 200)
    assert won == {(claim_id, action): 1 for claim_id in claims for action in ("take", "rate")}
    for claim_id in claims:
        claim = reviewer.look(claim_id)
        assert moves_of(claim) == [("detected", "in_review"), ("in_review", "rated")]
        assert {move["actor"] for move in claim.body["transitions"]} == {claim.body["assignee"]}
        assert [one["rated_by"] for one in claim.body["reviews"]] == [claim.body["assignee"]]
