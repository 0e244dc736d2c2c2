"""The desk over HTTP: what changes a claim, what it takes, and what it answers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import queries, review
from claims.lifecycle import Status
from claims.models import Claim, Match
from claims.roles import Role
from tests.factories import (
    bring,
    client_of,
    grounds,
    make_claim,
    make_evidence,
    make_mention,
    make_read_article,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

PIECE = {"url": "https://books.example/mill", "excerpt": "It mills until December.", "stance": "against"}
VERDICT = {
    "rating": "mostly-false",
    "rationale": "The books say otherwise.",
    "definition": "Open means that it mills.",
    "as_of": "2026-03-05",
    "evidence": [PIECE],
}


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


def post(user, path, body=None, *, version=None):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client_of(user).post(f"/api/v1/{path}", body or {}, headers=headers)


def act(user, claim, name, body=None):
    """POST an action on the claim at the version that it is at now."""
    claim.refresh_from_db()
    return post(user, f"claims/{claim.pk}/{name}", body, version=claim.version)


def problem(response):
    """The status, and (field, code) of each error; every error is a problem document."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert {"type", "title", "detail", "instance"} <= set(body)
    return response.status_code, [(row["field"], row["code"]) for row in body.get("errors", [])]


def ids(response):
    assert response.status_code == 200, response.json()
    return [row["id"] for row in response.json()["results"]]


# Versions


def test_a_claim_comes_with_its_version_as_its_tag(reviewer):
    claim = make_claim(Status.IN_REVIEW)
    response = client_of(reviewer).get(f"/api/v1/claims/{claim.pk}")
    assert (response.headers["ETag"], response.json()["version"]) == ('"2"', 2)


def test_an_action_answers_the_claim_and_its_next_version(reviewer):
    response = act(reviewer, make_claim(), "take")
    assert response.status_code == 200
    assert response.headers["ETag"] == '"2"'
    assert (response.json()["status"], response.json()["assignee"]) == ("in_review", reviewer.username)


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', "1", ' "1" '])
def test_the_version_is_understood(reviewer, tag):
    claim = make_claim()
    assert client_of(reviewer).post(f"/api/v1/claims/{claim.pk}/take", headers={"If-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("*", "any_version"),
        ('"x"', "no_version"),
        ('"1", "2"', "no_version"),
        ("-1", "no_version"),
        ('"1', "no_version"),
    ],
)
def test_what_is_no_version_is_said_so(reviewer, tag, code):
    claim = make_claim()
    response = client_of(reviewer).post(f"/api/v1/claims/{claim.pk}/take", headers={"If-Match": tag})
    assert problem(response) == (400, [("If-Match", code)])


def test_without_a_version_nothing_changes(reviewer):
    claim = make_claim()
    assert problem(post(reviewer, f"claims/{claim.pk}/take")) == (428, [])
    claim.refresh_from_db()
    assert claim.status == Status.DETECTED


def test_a_stale_version_is_told_what_changed(reviewer, editor):
    claim = make_claim(Status.IN_REVIEW, by=editor)
    response = post(reviewer, f"claims/{claim.pk}/dismiss", {"as": "opinion"}, version=1)
    assert problem(response) == (412, [])
    assert response.json()["version"] == 2
    assert ("transition", editor.username, "moved from Detected to In review") in [
        (change["record"], change["who"], change["what"]) for change in response.json()["changes"]
    ]


def test_a_version_that_is_still_to_come_is_stale_too(reviewer):
    response = post(reviewer, f"claims/{make_claim().pk}/take", version=999_999_999)
    assert problem(response) == (412, [])
    assert response.json()["changes"] == []


# Actions


def test_a_claim_shows_what_the_reader_may_do(reviewer, editor):
    claim = make_claim(Status.RATED, by=reviewer)
    path = f"/api/v1/claims/{claim.pk}"
    assert client_of(reviewer).get(path).json()["actions"] == ["comment", "add_evidence"]
    assert client_of(editor).get(path).json()["actions"] == [
        "set_due", "comment", "add_evidence", "approve", "send_back",
    ]  # fmt: skip
    assert client_of(make_user()).get(path).json()["actions"] == []


def test_an_illegal_move_is_a_conflict(reviewer):
    assert problem(act(reviewer, make_claim(Status.PUBLISHED), "take")) == (409, [])


def test_a_claim_goes_back(reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    body = act(reviewer, claim, "release", {"reason": "I know the owner."}).json()
    assert (body["status"], body["assignee"]) == ("detected", None)
    assert body["transitions"][0]["reason"] == "I know the owner."


def test_an_editor_assigns_and_sets_a_day(reviewer, editor):
    claim = make_claim()
    assert act(editor, claim, "assign", {"assignee": reviewer.username}).json()["assignee"] == reviewer.username
    assert act(editor, claim, "due", {"due_on": "2020-01-01"}).json()["overdue"] is True
    assert act(editor, claim, "due", {"due_on": None}).json()["due_on"] is None
    assert act(editor, claim, "assign", {"assignee": None}).json()["assignee"] is None


def test_a_claim_is_dismissed_as_something(reviewer):
    body = act(reviewer, make_claim(), "dismiss", {"as": "opinion", "reason": "A matter of taste."}).json()
    assert (body["status"], body["dismissed_as"]) == ("dismissed", "opinion")


def test_a_rating_keeps_new_evidence_and_old(reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    old = make_evidence(claim, reviewer)
    body = act(reviewer, claim, "rate", VERDICT | {"evidence": [old.pk, PIECE]}).json()
    (rated,) = body["reviews"]
    assert body["status"] == "rated"
    assert rated["rating"] == {"slug": "mostly-false", "label": "Mostly false", "number": 3}
    assert [piece["id"] for piece in rated["evidence"]] == [old.pk, old.pk + 1]
    assert [piece["used"] for piece in body["evidence"]] == [True, True]


@pytest.mark.parametrize(
    ("action", "status", "body", "errors"),
    [
        ("rate", Status.IN_REVIEW, {}, [
            ("rating", "required"), ("rationale", "required"), ("definition", "required"), ("as_of", "required"),
            ("evidence", "required"),
        ]),
        ("rate", Status.IN_REVIEW, VERDICT | {"rating": "fake"}, [("rating", "invalid_choice")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": []}, [("evidence", "empty")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [0]}, [("evidence.0", "invalid")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [True]}, [("evidence.0", "invalid")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [10**12]}, [("evidence", "does_not_exist")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [10**30]}, [("evidence.0", "invalid")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [PIECE, PIECE | {"url": "books"}]}, [
            ("evidence.1.url", "invalid"),
        ]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [PIECE | {"seen_at": "2999-01-01T00:00:00Z"}]}, [
            ("evidence.0.seen_at", "invalid"),
        ]),
        ("rate", Status.IN_REVIEW, VERDICT | {"evidence": [{"url": PIECE["url"]}]}, [
            ("evidence.0.excerpt", "required"), ("evidence.0.stance", "required"),
        ]),
        ("rate", Status.IN_REVIEW, VERDICT | {"as_of": "2999-01-01"}, [("as_of", "invalid")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"expires_at": "2020-01-01T00:00:00Z"}, [("expires_at", "invalid")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"rationale": " "}, [("rationale", "blank")]),
        ("rate", Status.IN_REVIEW, VERDICT | {"verdict": "false"}, [("verdict", "unknown_field")]),
        ("dismiss", Status.DETECTED, {}, [("as", "required")]),
        ("dismiss", Status.DETECTED, {"as": "boring"}, [("as", "invalid_choice")]),
        ("dismiss", Status.DETECTED, {"dismissed_as": "opinion"}, [("dismissed_as", "unknown_field")]),
        ("reopen", Status.PUBLISHED, {}, [("reason", "required")]),
        ("withdraw", Status.PUBLISHED, {"reason": ""}, [("reason", "blank")]),
        ("send-back", Status.RATED, {"reason": "\x00"}, [("reason", "null_characters_not_allowed")]),
        ("assign", Status.DETECTED, {}, [("assignee", "required")]),
        ("assign", Status.DETECTED, {"assignee": "nobody"}, [("assignee", "does_not_exist")]),
        ("assign", Status.DETECTED, {"assignee": "a\x00b"}, [("assignee", "null_characters_not_allowed")]),
        ("due", Status.DETECTED, {}, [("due_on", "required")]),
        ("due", Status.DETECTED, {"due_on": "soon"}, [("due_on", "invalid")]),
        ("take", Status.DETECTED, {"by": "ann"}, [("by", "unknown_field")]),
        ("evidence", Status.DETECTED, PIECE | {"stance": "neutral"}, [("stance", "invalid_choice")]),
        ("comments", Status.DETECTED, {"text": ""}, [("text", "blank")]),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(editor, action, status, body, errors):
    claim = make_claim(status, by=editor if status == Status.IN_REVIEW else None)
    before = (claim.version, claim.evidence.count())
    assert problem(act(editor, claim, action, body)) == (400, errors)
    claim.refresh_from_db()
    assert (claim.version, claim.evidence.count()) == before


def test_a_submitter_is_not_given_claims(editor):
    response = act(editor, make_claim(), "assign", {"assignee": make_user().username})
    assert problem(response) == (400, [("assignee", "invalid")])


def test_who_rated_does_not_approve(editor):
    claim = make_claim(Status.RATED, by=editor)
    assert problem(act(editor, claim, "approve")) == (403, [])
    assert act(make_user(Role.EDITOR), claim, "approve").json()["status"] == "published"


def test_a_published_claim_shows_its_rating(editor):
    claim = make_claim(Status.RATED)
    assert client_of(editor).get(f"/api/v1/claims/{claim.pk}").json()["rating"] is None
    expected = {"slug": "mostly-false", "label": "Mostly false", "number": 3}
    assert act(editor, claim, "approve").json()["rating"] == expected
    assert act(editor, claim, "reopen", {"reason": "A reader wrote."}).json()["rating"] == expected
    assert act(editor, claim, "withdraw", {"reason": "Another mill."}).json()["rating"] is None


def test_a_correction_waits_for_another_person(reviewer, editor):
    claim = make_claim(Status.PUBLISHED)
    body = act(reviewer, claim, "correct", VERDICT | {"rating": "false", "reason": "A new book."}).json()
    assert (body["status"], body["rating"]["slug"]) == ("published", "mostly-false")
    body = act(editor, claim, "approve").json()
    assert (body["status"], body["rating"]["slug"]) == ("corrected", "false")
    assert [(one["version"], one["reason"]) for one in body["reviews"]] == [(2, "A new book."), (1, "")]


def test_a_rating_that_is_sent_back_stays_readable(editor):
    body = act(editor, make_claim(Status.RATED), "send-back", {"reason": "Which mill?"}).json()
    assert body["status"] == "in_review"
    assert [(one["returned_because"], one["returned_by"]) for one in body["reviews"]] == [
        ("Which mill?", editor.username)
    ]


# Blind reviews


@pytest.fixture
def blind(settings):
    settings.BLIND_REVIEW = True


def test_a_blind_review_hides_the_verdict_and_why(blind, reviewer, editor):
    claim = make_claim(Status.RATED, by=reviewer)
    (shown,) = client_of(editor).get(f"/api/v1/claims/{claim.pk}").json()["reviews"]
    assert (shown["hidden"], shown["rating"], shown["rationale"]) == (True, None, None)
    (own,) = client_of(reviewer).get(f"/api/v1/claims/{claim.pk}").json()["reviews"]
    assert (own["hidden"], own["rating"]["slug"]) == (False, "mostly-false")


def test_a_blind_review_is_not_found_by_its_rating(blind, reviewer, editor):
    make_claim(Status.RATED, by=reviewer)
    path = "/api/v1/reviews?rating=mostly-false"
    assert (len(ids(client_of(reviewer).get(path))), len(ids(client_of(editor).get(path)))) == (1, 0)


def test_two_equal_ratings_publish_and_two_different_ones_go_back(blind, editor):
    second = {"rating": "mostly-false", "rationale": "So the books say."}
    assert act(editor, make_claim(Status.RATED), "rate-second", second).json()["status"] == "published"
    body = act(editor, make_claim(Status.RATED), "rate-second", second | {"rating": "true"}).json()
    assert body["status"] == "in_review"
    assert (body["reviews"][0]["rating"]["slug"], body["reviews"][0]["second_rating"]["rating"]["slug"]) == (
        "mostly-false",
        "true",
    )


# Comments and evidence


def test_a_comment_needs_no_version_and_makes_none(reviewer):
    claim = make_claim()
    response = post(reviewer, f"claims/{claim.pk}/comments", {"text": "Ask the mill."})
    assert (response.status_code, response.json()["author"]) == (201, reviewer.username)
    listed = client_of(reviewer).get(f"/api/v1/claims/{claim.pk}/comments")
    assert [row["text"] for row in listed.json()["results"]] == ["Ask the mill."]
    claim.refresh_from_db()
    assert claim.version == 1


def test_a_comment_on_a_stale_version_is_refused_where_one_is_named(reviewer):
    claim = make_claim(Status.IN_REVIEW)
    response = post(reviewer, f"claims/{claim.pk}/comments", {"text": "Ask the mill."}, version=1)
    assert problem(response) == (412, [])


def test_evidence_is_added_and_removed(reviewer):
    claim = make_claim()
    added = act(reviewer, claim, "evidence", PIECE)
    assert (added.status_code, added.headers["ETag"]) == (201, '"2"')
    client = client_of(reviewer)
    assert client.get(added.headers["Location"]).json() == added.json()
    assert ids(client.get(f"/api/v1/claims/{claim.pk}/evidence")) == [added.json()["id"]]
    removed = client.delete(added.headers["Location"], headers={"If-Match": added.headers["ETag"]})
    assert (removed.status_code, removed.headers["ETag"]) == (204, '"3"')
    assert not claim.evidence.exists()


def test_evidence_that_a_review_rests_on_stays(reviewer):
    claim = make_claim(Status.RATED, by=reviewer)
    path = f"/api/v1/evidence/{claim.evidence.get().pk}"
    assert problem(client_of(reviewer).delete(path)) == (428, [])
    assert problem(client_of(reviewer).delete(path, headers={"If-Match": f'"{claim.version}"'})) == (409, [])


# Mentions


def test_a_rejected_mention_counts_no_more_and_comes_back(reviewer):
    mention = make_mention(source=make_source("Ann Reed"))
    claim, client = mention.wording.claim, client_of(reviewer)
    rejected = post(reviewer, f"mentions/{mention.pk}/reject", {"reason": "No claim."}, version=1)
    assert (rejected.headers["ETag"], rejected.json()["claim_version"]) == ('"2"', 2)
    assert (rejected.json()["rejected_by"], rejected.json()["actions"]) == (reviewer.username, ["restore_mention"])
    shown = client.get(f"/api/v1/claims/{claim.pk}").json()
    assert (shown["mention_count"], shown["sources"], [w["mentions"] for w in shown["wordings"]]) == (0, [], [[]])
    assert ids(client.get("/api/v1/claims")) == []
    assert ids(client.get("/api/v1/claims?without_mentions=true")) == [claim.pk]
    assert ids(client.get("/api/v1/mentions?rejected=true")) == ids(client.get(shown["mentions_url"])) == [mention.pk]
    assert post(reviewer, f"mentions/{mention.pk}/restore", version=2).json()["rejected_at"] is None
    assert ids(client.get("/api/v1/claims")) == [claim.pk]


def test_a_mention_is_put_right(reviewer):
    mention = make_mention()
    body = {"source_name": "Ann Reed", "content_spans": [[4, 28]]}
    shown = post(reviewer, f"mentions/{mention.pk}/correct", body, version=1).json()
    assert (shown["source"]["name"], shown["content"]) == ("Ann Reed", "mill will close in March")
    assert (shown["corrected_by"], shown["spans"]["source"]) == (reviewer.username, [[30, 39]])


@pytest.mark.parametrize(
    ("action", "body", "errors"),
    [
        ("correct", {}, [("source_name", "required")]),
        ("correct", {"content_spans": [[4, 2]]}, [("content_spans", "invalid")]),
        ("correct", {"content_spans": [[4, 10**9]]}, [("content_spans", "invalid")]),
        ("correct", {"content_spans": [[4, 10**12]]}, [("content_spans.0.1", "max_value")]),
        ("correct", {"content_spans": [[4]]}, [("content_spans", "invalid")]),
        ("correct", {"content_spans": "4-28"}, [("content_spans", "not_a_list")]),
        ("reject", {}, [("reason", "required")]),
        ("saying", {"saying": "confirmed"}, [("primary_source_url", "invalid")]),
        ("saying", {"saying": "maybe"}, [("saying", "invalid_choice")]),
    ],
)
def test_what_is_wrong_about_a_mention_is_named(reviewer, action, body, errors):
    mention = make_mention()
    assert problem(post(reviewer, f"mentions/{mention.pk}/{action}", body, version=1)) == (400, errors)


def test_whether_it_was_said_is_judged_apart(reviewer):
    mention = make_mention()
    body = {"saying": "confirmed", "primary_source_url": "https://ellery.example/video/7"}
    shown = post(reviewer, f"mentions/{mention.pk}/saying", body, version=1).json()
    assert (shown["saying"], shown["saying_checked_by"]) == ("confirmed", reviewer.username)
    assert ids(client_of(reviewer).get("/api/v1/mentions?saying=confirmed")) == [mention.pk]


def test_mentions_that_wait_for_a_person_are_found_and_confirmed(reviewer):
    make_mention()
    mention, client = make_mention(confirmed=False), client_of(reviewer)
    assert ids(client.get("/api/v1/mentions?confirmed=false")) == [mention.pk]
    shown = post(reviewer, f"mentions/{mention.pk}/confirm", version=1).json()
    assert (shown["confirmed"], shown["joined"], shown["claim_version"]) == (True, "by_person", 2)
    assert problem(post(reviewer, f"mentions/{mention.pk}/confirm", version=2)) == (409, [])
    assert ids(client.get("/api/v1/mentions?confirmed=false")) == []


def test_a_mention_is_changed_at_the_version_of_its_claim(reviewer):
    mention = make_mention()
    shown = client_of(reviewer).get(f"/api/v1/mentions/{mention.pk}")
    assert (shown.headers["ETag"], shown.json()["claim_version"]) == ('"1"', 1)
    assert problem(post(reviewer, f"mentions/{mention.pk}/restore")) == (428, [])
    assert problem(post(reviewer, f"mentions/{mention.pk}/reject", {"reason": "x"}, version=7)) == (412, [])


def test_corrections_are_counted_by_model(reviewer):
    for number in range(3):
        mention = make_mention(model_version=f"v{number % 2}")
    review.reject_mention(mention, by=reviewer, reason="No claim.")
    assert client_of(reviewer).get("/api/v1/mentions/corrections").json() == [
        {"model_version": "v0", "mentions": 2, "rejected": 1, "corrected": 0},
        {"model_version": "v1", "mentions": 1, "rejected": 0, "corrected": 0},
    ]


# Proposals


def make_proposal():
    """The verdict of a published claim, proposed to another that is the same; and that other claim."""
    published, other = make_claim(Status.PUBLISHED), make_claim()
    first, second = sorted([published.canonical_wording, other.canonical_wording], key=lambda wording: wording.pk)
    Match.objects.create(first=first, second=second, relation="same", score=0.99, state="confirmed")
    (proposal,) = review.propose_from(published)
    return proposal, other


def test_a_proposal_is_accepted_and_still_needs_a_second_pair_of_eyes(reviewer):
    proposal, claim = make_proposal()
    bring(claim, Status.IN_REVIEW, by=reviewer)
    shown = client_of(reviewer).get(f"/api/v1/proposals/{proposal.pk}").json()
    assert (shown["actions"], shown["review"]["rating"]["slug"]) == (
        ["accept_proposal", "decline_proposal"],
        "mostly-false",
    )
    response = post(reviewer, f"proposals/{proposal.pk}/accept", version=claim.version)
    assert response.json()["status"] == "rated"
    assert response.json()["reviews"][0]["based_on"] == proposal.review_id
    relying = client_of(reviewer).get(f"/api/v1/reviews/{proposal.review_id}/relied-on").json()
    assert [one["claim"] for one in relying["reviews"]] == [claim.pk]
    assert [(one["id"], one["state"]) for one in relying["proposals"]] == [(proposal.pk, "accepted")]


def test_a_proposal_is_declined(reviewer):
    proposal, _ = make_proposal()
    assert problem(post(reviewer, f"proposals/{proposal.pk}/decline")) == (428, [])
    body = post(reviewer, f"proposals/{proposal.pk}/decline", version=1).json()
    assert (body["version"], [one["state"] for one in body["proposals"]]) == (2, ["declined"])
    assert problem(post(reviewer, f"proposals/{proposal.pk}/decline", version=2)) == (409, [])


# Many claims at once


def test_bulk_answers_claim_by_claim(reviewer):
    free, stale, taken = make_claim(), make_claim(), make_claim(Status.IN_REVIEW)
    seen = [(free.pk, 1), (stale.pk, 2), (taken.pk, 2), (10**9, 1), (free.pk, 1)]
    body = {"action": "take", "claims": [{"id": pk, "version": version} for pk, version in seen]}
    response = post(reviewer, "claims/bulk", body)
    assert response.status_code == 207
    results = response.json()["results"]
    assert [(row["id"], row["status"]) for row in results] == [
        (free.pk, 200), (stale.pk, 412), (taken.pk, 409), (10**9, 404), (free.pk, 412),
    ]  # fmt: skip
    assert results[0]["version"] == 2
    assert results[1]["problem"]["version"] == 1
    assert set(Claim.objects.filter(assignee=reviewer)) == {free}


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ({"action": "assign", "assignee": None}, lambda claim: claim.assignee_id is None),
        ({"action": "due", "due_on": "2026-03-09"}, lambda claim: str(claim.due_on) == "2026-03-09"),
        ({"action": "dismiss", "as": "opinion", "reason": "Taste."}, lambda claim: claim.status == Status.DISMISSED),
        ({"action": "release"}, lambda claim: claim.status == Status.DETECTED),
    ],
)
def test_bulk_does_what_its_action_does(editor, body, check):
    claims = [make_claim(Status.IN_REVIEW) for _ in range(2)]
    seen = [{"id": claim.pk, "version": claim.version} for claim in claims]
    results = post(editor, "claims/bulk", body | {"claims": seen}).json()["results"]
    assert [row["status"] for row in results] == [200, 200], results
    assert all(check(Claim.objects.get(pk=claim.pk)) for claim in claims)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("action", "required"), ("claims", "required")]),
        ({"action": "approve", "claims": [{"id": 1, "version": 1}]}, [("action", "invalid_choice")]),
        ({"action": "take", "claims": []}, [("claims", "empty")]),
        ({"action": "take", "claims": [{"id": 1}]}, [("claims.0.version", "required")]),
        ({"action": "take", "claims": [{"id": "x", "version": 10**12}]}, [
            ("claims.0.id", "invalid"), ("claims.0.version", "max_value"),
        ]),
        ({"action": "take", "claims": [{"id": 1, "version": 1}], "as": "opinion"}, [("as", "unknown_field")]),
        ({"action": "due", "claims": [{"id": 1, "version": 1}]}, [("due_on", "required")]),
        ({"action": "take", "claims": [{"id": 1, "version": 1}] * 201}, [("claims", "invalid")]),
    ],
)  # fmt: skip
def test_bad_bulk_is_refused_whole(editor, body, errors):
    assert problem(post(editor, "claims/bulk", body)) == (400, errors)


def test_bulk_takes_what_its_action_takes(reviewer):
    body = {"action": "due", "due_on": None, "claims": [{"id": 1, "version": 1}]}
    assert problem(post(reviewer, "claims/bulk", body)) == (403, [])


# Lists


def test_claims_by_whose_and_when(reviewer, editor):
    mine, free = make_claim(Status.IN_REVIEW, by=reviewer), make_claim()
    review.set_due(mine, on=timezone.localdate() - timedelta(days=1), by=editor)
    client = client_of(reviewer)
    expected = {
        "mine=true": [mine], "mine=false": [free], f"assignee={reviewer.username}": [mine], "assignee=nobody": [],
        "assigned=true": [mine], "assigned=false": [free], "overdue=true": [mine], "overdue=false": [free],
        f"due_before={timezone.localdate()}": [mine], "status=in_review": [mine],
    }  # fmt: skip
    found = {query: ids(client.get(f"/api/v1/claims?{query}")) for query in expected}
    assert found == {query: [claim.pk for claim in claims] for query, claims in expected.items()}


def test_claims_by_verdict(reviewer, editor, monkeypatch):
    published, dismissed = make_claim(Status.PUBLISHED), make_claim(Status.DISMISSED)
    withdrawn, expired = make_claim(Status.WITHDRAWN), make_claim(Status.IN_REVIEW, by=reviewer)
    given = grounds(expired, reviewer, "False")
    review.rate(expired, by=reviewer, **given, expires_at=timezone.now() + timedelta(hours=1))
    review.approve(expired, by=editor)
    corrected = make_claim(Status.CORRECTED)
    client = client_of(reviewer)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    expected = {
        "rating=mostly-false": [published], "rating=false": [corrected, expired], "rating=true": [],
        "dismissed_as=opinion": [dismissed], "stale=true": [expired],
        "stale=false": [corrected, withdrawn, dismissed, published],
    }  # fmt: skip
    found = {query: ids(client.get(f"/api/v1/claims?{query}")) for query in expected}
    assert found == {query: [claim.pk for claim in claims] for query, claims in expected.items()}


def test_reviews_evidence_and_proposals_are_listed(reviewer):
    proposal, claim = make_proposal()
    bring(claim, Status.RATED, by=reviewer)
    rated, client = claim.reviews.get(), client_of(reviewer)
    expected = {
        f"reviews?claim={claim.pk}": [rated.pk], "reviews?approved=false": [rated.pk],
        f"reviews?rated_by={reviewer.username}": [rated.pk], "reviews?approved=true": [proposal.review_id],
        "reviews?rating=mostly-false&returned=false": [rated.pk, proposal.review_id],
        f"evidence?claim={claim.pk}": [claim.evidence.get().pk],
        f"evidence?review={rated.pk}&stance=against": [claim.evidence.get().pk],
        "proposals?state=proposed": [proposal.pk], f"proposals?claim={claim.pk}": [proposal.pk],
        f"proposals?review={rated.pk}": [],
    }  # fmt: skip
    assert {path: ids(client.get(f"/api/v1/{path}")) for path in expected} == expected


def test_the_scale_is_listed_from_its_first_step(reviewer):
    rows = client_of(reviewer).get("/api/v1/ratings").json()["results"]
    assert [(row["slug"], row["number"]) for row in rows] == [
        ("true", 7), ("mostly-true", 6), ("half-true", 5), ("mostly-false", 3), ("false", 1), ("misleading", 2),
        ("unproven", 4),
    ]  # fmt: skip


def test_what_belongs_to_one_claim_has_no_filters(reviewer):
    claim = make_claim()
    for path in (f"claims/{claim.pk}?status=detected", f"claims/{claim.pk}/comments?mine=true"):
        assert client_of(reviewer).get(f"/api/v1/{path}").status_code == 400, path


def test_the_timeline_goes_back_page_by_page(reviewer, editor):
    claim = make_claim(Status.PUBLISHED, by=reviewer, editor=editor)
    client = client_of(reviewer)
    whole = client.get(f"/api/v1/claims/{claim.pk}/timeline").json()
    assert whole["next"] is None
    moves = [(entry["who"], entry["what"]) for entry in whole["results"] if entry["record"] == "transition"]
    assert moves == [
        (editor.username, "moved from Rated, awaiting a second pair of eyes to Published"),
        (reviewer.username, "moved from In review to Rated, awaiting a second pair of eyes"),
        (reviewer.username, "moved from Detected to In review"),
    ]
    seen, url = [], f"/api/v1/claims/{claim.pk}/timeline?page_size=2"
    while url:
        page = client.get(url).json()
        assert len(page["results"]) <= 2
        seen, url = seen + page["results"], page["next"]
    assert seen == whole["results"]


@pytest.mark.parametrize(
    ("cursor", "status"),
    [
        ("x", 404), ("2026-01-01", 404), ("a|b|c", 404), ("2026-01-01|review|x", 404),
        (f"2026-01-01|review|{10**30}", 404), ("2026-01-01|review|%00", 400),
    ],
)  # fmt: skip
def test_a_cursor_of_the_timeline_that_is_none_is_said_so(reviewer, cursor, status):
    path = f"/api/v1/claims/{make_claim().pk}/timeline?cursor={cursor}"
    assert problem(client_of(reviewer).get(path))[0] == status


# What an answer costs


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_claim_takes_the_same_queries_however_much_belongs_to_it(reviewer, editor):
    proposal, claim = make_proposal()
    bring(claim, Status.CORRECTED, by=reviewer, editor=editor)
    review.comment(claim, by=reviewer, text="One.")
    client = client_of(editor)
    paths = [f"claims/{claim.pk}{part}" for part in ("", "/comments", "/evidence", "/timeline")]
    paths += ["claims", "reviews", "evidence", "proposals", f"reviews/{proposal.review_id}/relied-on"]
    with_one = {path: queries_of(client, f"/api/v1/{path}") for path in paths}
    for _ in range(2):
        review.correct(claim, by=reviewer, reason="Again.", **grounds(claim, reviewer))
        review.send_back(claim, by=editor, reason="No.")
        review.comment(claim, by=editor, text="More.")
        make_mention(wording=claim.canonical_wording, source=make_source())
        make_proposal()
    assert {path: queries_of(client, f"/api/v1/{path}") for path in paths} == with_one


def test_a_claim_shows_its_first_mentions_and_where_the_rest_is(reviewer, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 2)
    mention = make_mention()
    for _ in range(3):
        make_mention(wording=mention.wording)
        review.comment(mention.wording.claim, by=reviewer, text="Another.")
    client = client_of(reviewer)
    shown = client.get(f"/api/v1/claims/{mention.wording.claim_id}").json()
    assert [len(wording["mentions"]) for wording in shown["wordings"]] == [2]
    assert (shown["mention_count"], len(shown["comments"])) == (4, 2)
    assert len(ids(client.get(shown["mentions_url"]))) == 4


def test_an_article_shows_its_first_mentions_and_where_the_rest_is(reviewer, monkeypatch):
    monkeypatch.setattr(queries, "ARTICLE_MENTIONS", 2)
    article = make_read_article()
    for start in (0, 4, 9):
        make_mention(article, content_spans=[[start, 28]], content=article.text[start:28])
    shown = client_of(reviewer).get(f"/api/v1/articles/{article.pk}").json()
    assert [mention["spans"]["content"] for mention in shown["mentions"]] == [[[0, 28]], [[4, 28]]]
    assert len(ids(client_of(reviewer).get(shown["mentions_url"]))) == 3
