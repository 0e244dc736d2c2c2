"""The same claim, once, over HTTP: deciding on matches, regrouping, why two are two, and what is known."""

import pytest

from claims import recognising, review
from claims.lifecycle import Status
from claims.matching import Judge, match_wordings
from claims.models import Claim, Match, Wording
from claims.roles import Role
from claims.text.equivalence import Comparison
from claims.text.wordings import fingerprint, wording_of
from tests.factories import bring, client_of, make_mention, make_user, make_wording

pytestmark = pytest.mark.django_db

FELL = "Unemployment fell to 3.9 percent in May 2026"
DROPPED = "The jobless rate dropped to 3.9% in May 2026"
FELL_MORE = "Unemployment fell to 4.9 percent in May 2026"


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


@pytest.fixture
def desk(reviewer):
    return client_of(reviewer)


def said(*texts):
    """The claims that say this, matched in turn."""
    made = []
    for text in texts:
        worded = wording_of(text)
        print_ = fingerprint(worded.normalised, None)
        wording = make_wording(worded.text, normalised=worded.normalised, fingerprint=print_)
        make_mention(wording=wording)
        match_wordings([wording.pk], exactly=True)
        made.append(Claim.objects.get(wordings=wording))
    return made


def suggested():
    """A claim in review, one that says the same, and the match between the two."""
    (first,) = said(FELL)
    bring(first, Status.IN_REVIEW)
    (second,) = said(DROPPED)
    return first, second, Match.objects.get()


def seen(match):
    return {"If-Match": f'"{match.first.claim.version}.{match.second.claim.version}"'}


def of(claim):
    return {"If-Match": f'"{Claim.objects.get(pk=claim.pk).version}"'}


# Matches


def test_a_match_says_why_it_waits_and_what_may_be_done(desk):
    _, _, match = suggested()
    answer = desk.get(f"/api/v1/matches/{match.pk}")
    told = answer.json()
    assert (told["relation"], told["state"], told["decided_by"]) == ("same", "suggested", None)
    assert told["held_because"].endswith("a person decides.")
    assert told["actions"] == ["confirm_match", "reject_match"]
    assert answer["ETag"] == '"2.1"'


def test_confirming_a_match_joins_the_claims(desk, reviewer):
    first, second, match = suggested()
    answer = desk.post(f"/api/v1/matches/{match.pk}/confirm", {}, headers=seen(match))
    assert (answer.status_code, answer.json()["state"], answer.json()["decided_by"]) == (
        200,
        "confirmed",
        str(reviewer),
    )
    assert Claim.objects.get(pk=second.pk).merged_into == first
    merged = desk.get(f"/api/v1/claims/{second.pk}").json()
    assert (merged["merged_into"], merged["actions"], merged["wordings"]) == (first.pk, ["undo_regrouping"], [])
    assert desk.get(f"/api/v1/claims/{first.pk}").json()["merged"] == [second.pk]
    assert [claim["id"] for claim in desk.get("/api/v1/claims").json()["results"]] == [first.pk]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 428), ({"If-Match": '"1.1"'}, 412), ({"If-Match": '"2"'}, 400), ({"If-Match": "*"}, 400)],
)
def test_a_match_is_decided_by_who_has_seen_both_claims(desk, headers, status):
    _, _, match = suggested()
    answer = desk.post(f"/api/v1/matches/{match.pk}/reject", {}, headers=headers)
    assert answer.status_code == status
    assert Match.objects.get().decided_by is None


def test_who_was_overtaken_is_told_on_which_claim(desk):
    _, second, match = suggested()
    headers = seen(match)
    review.set_due(Claim.objects.get(pk=second.pk), on=None, by=make_user(Role.EDITOR))
    told = desk.post(f"/api/v1/matches/{match.pk}/confirm", {}, headers=headers).json()
    assert (told["status"], told["claim"], told["version"]) == (412, second.pk, 2)


def test_who_saw_two_claims_that_are_one_by_now_is_told(desk):
    _, second, match = suggested()
    review.merge(Claim.objects.get(pk=second.pk), into=match.first.claim, by=make_user(Role.EDITOR))
    version = Claim.objects.get(pk=match.first.claim_id).version
    headers = {"If-Match": f'"{version}.1"'}
    answer = desk.post(f"/api/v1/matches/{match.pk}/reopen", {}, headers=headers)
    assert (answer.status_code, answer.json()["claim"]) == (412, match.first.claim_id)


def test_matches_are_listed_by_who_decided(desk, reviewer):
    _, _, match = suggested()
    assert desk.get("/api/v1/matches?by_person=true").json()["results"] == []
    assert len(desk.get("/api/v1/matches?held=true").json()["results"]) == 1
    review.reject_match(Match.objects.get(), by=reviewer)
    assert [one["id"] for one in desk.get("/api/v1/matches?by_person=true").json()["results"]] == [match.pk]


def test_a_contradiction_is_shown_on_both_claims(desk):
    claims = said(FELL, FELL_MORE)
    for claim in claims:
        (match,) = desk.get(f"/api/v1/claims/{claim.pk}").json()["matches"]
        assert (match["relation"], match["state"]) == ("conflict", "suggested")


# Regrouping


def test_claims_are_merged_split_put_otherwise_and_undone(desk):
    first, second = said("the mill in Ellery is shut for good", "Ellery has lost its largest employer")
    body = {"into": first.pk, "into_version": 1, "reason": "One mill."}
    answer = desk.post(f"/api/v1/claims/{second.pk}/merge", body, headers=of(second))
    assert (answer.status_code, answer.json()["merged_into"]) == (200, first.pk)
    wording = second.canonical_wording_id

    answer = desk.post(f"/api/v1/claims/{first.pk}/canonical", {"wording": wording}, headers=of(first))
    assert answer.json()["text"] == "Ellery has lost its largest employer"
    answer = desk.post(f"/api/v1/claims/{first.pk}/undo", {}, headers=of(first))
    assert answer.json()["text"] == "the mill in Ellery is shut for good"

    answer = desk.post(f"/api/v1/claims/{first.pk}/split", {"wordings": [wording]}, headers=of(first))
    assert [one["id"] for one in answer.json()["wordings"]] == [first.canonical_wording_id]
    assert Claim.objects.get(pk=second.pk).merged_into is None
    desk.post(f"/api/v1/claims/{first.pk}/undo", {}, headers=of(first))
    desk.post(f"/api/v1/claims/{first.pk}/undo", {}, headers=of(first))
    assert Wording.objects.get(pk=wording).claim == second


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"into": 999_999_999, "into_version": 1}, "into"),
        ({"into_version": 1}, "into"),
        ({"into": 1}, "into_version"),
        ({"into": "x", "into_version": 1}, "into"),
    ],
)
def test_a_merge_says_what_is_wrong(desk, body, field):
    (claim,) = said(FELL)
    answer = desk.post(f"/api/v1/claims/{claim.pk}/merge", body, headers=of(claim))
    assert answer.status_code == 400
    assert field in {row["field"] for row in answer.json()["errors"]}


def test_a_merge_into_what_somebody_else_changed_is_refused(desk):
    first, second = said("the mill in Ellery is shut for good", "Ellery has lost its largest employer")
    review.set_due(first, on=None, by=make_user(Role.EDITOR))
    body = {"into": first.pk, "into_version": 1}
    told = desk.post(f"/api/v1/claims/{second.pk}/merge", body, headers=of(second)).json()
    assert (told["status"], told["claim"], told["version"]) == (412, first.pk, 2)


# Why not


def explained(desk, a, b):
    return desk.get(f"/api/v1/matches/explain?a={a}&b={b}").json()


def test_two_claims_say_what_kept_them_apart(desk):
    first, second = said(FELL, FELL_MORE)
    told = explained(desk, first.pk, second.pk)
    assert (told["a"]["text"], told["b"]["text"]) == (FELL, FELL_MORE)
    assert told["texts"]["relation"] == "conflict"
    assert any("3.9" in reason and "4.9" in reason for reason in told["kept_apart"])
    assert [match["relation"] for match in told["matches"]] == ["conflict"]


def test_what_people_decided_comes_first(desk, reviewer):
    first, second, match = suggested()
    review.reject_match(match, by=reviewer)
    assert explained(desk, first.pk, second.pk)["kept_apart"][0] == f"{reviewer} said that they are not the same"


def test_nothing_keeps_one_claim_apart(desk):
    first, second = said(FELL, DROPPED)
    merged = Claim.objects.get(merged_into=first)
    assert explained(desk, first.pk, merged.pk)["kept_apart"] == []
    assert first == second


def test_what_made_two_claims_one_is_told(desk):
    (first, _) = said(FELL, DROPPED)
    merged = Claim.objects.get(merged_into=first)
    for a, b in [(first, merged), (merged, first)]:
        (match,) = explained(desk, a.pk, b.pk)["matches"]
        assert (match["relation"], match["state"]) == ("same", "confirmed")


def test_nothing_keeps_apart_what_was_merged_into_one_claim(desk, reviewer):
    one, other, into = said(FELL, FELL_MORE, "Ellery has lost its mill")
    for claim in (one, other):
        review.merge(Claim.objects.get(pk=claim.pk), into=Claim.objects.get(pk=into.pk), by=reviewer)
    told = explained(desk, one.pk, other.pk)
    assert (told["kept_apart"], [match["relation"] for match in told["matches"]]) == ([], ["conflict"])


@pytest.mark.parametrize(
    ("query", "status"), [("a=1", 400), ("a=1&b=x", 400), ("", 400), ("a=999999999&b=999999998", 404)]
)
def test_what_is_explained_are_two_claims(desk, query, status):
    assert desk.get(f"/api/v1/matches/explain?{query}").status_code == status


# What is known


def known(desk, text, **more):
    answer = desk.post("/api/v1/match", {"text": text, **more})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_sentence_is_recognised_with_the_published_rating(desk):
    (claim,) = said(FELL)
    bring(claim, Status.PUBLISHED)
    (told,) = known(desk, DROPPED)
    assert (told["relation"], told["claim"]["id"], told["claim"]["stale"]) == ("same", claim.pk, False)
    assert told["claim"]["rating"]["slug"] == "mostly-false"
    assert (told["wording"], told["said"], told["spans"]) == (FELL, DROPPED, [[0, len(DROPPED)]])
    assert told["reasons"]


def test_the_same_words_are_recognised_without_asking_a_model(desk):
    said(FELL)
    (told,) = known(desk, FELL)
    assert (told["relation"], told["score"], told["reasons"]) == ("same", 1.0, ["the same words"])
    assert told["claim"]["rating"] is None


def test_a_contradiction_of_a_known_claim_is_told(desk):
    (claim,) = said(FELL)
    (told,) = known(desk, FELL_MORE)
    assert (told["relation"], told["claim"]["id"]) == ("conflict", claim.pk)


def test_what_is_said_by_somebody_in_a_text_is_recognised(desk):
    (claim,) = said(FELL)
    text = f"It was a warm day in town. {DROPPED}, the minister said on Monday. Nobody asked her about the mill."
    (told,) = known(desk, text)
    assert (told["relation"], told["claim"]["id"]) == ("same", claim.pk)
    ((start, end),) = told["spans"]
    assert text[start:end] == DROPPED


def test_a_sentence_is_not_asked_about_where_its_attributed_words_have_told(desk, monkeypatch):
    said(FELL, FELL_MORE)
    compared, comparison = [], Judge.comparison
    monkeypatch.setattr(Judge, "comparison", lambda *given: compared.append(given[1]) or comparison(*given))
    told = known(desk, f"{DROPPED}, the minister said on Monday.")
    assert [one["relation"] for one in told] == ["same", "conflict"]
    assert sorted(other for _, other in compared) == sorted(Wording.objects.values_list("pk", flat=True))


def test_what_one_sentence_contradicts_another_may_say(desk):
    said(FELL)
    (told,) = known(desk, f"{FELL_MORE}, the paper wrote. {DROPPED}, the minister said.")
    assert (told["relation"], told["said"]) == ("same", DROPPED)


def test_what_a_model_could_tell_and_was_not_asked_is_related(desk, monkeypatch):
    near, other = said("In May 2026 unemployment fell to 3.9 percent", FELL_MORE)
    monkeypatch.setattr(Comparison, "ask", lambda each: None)
    told = {one["claim"]["id"]: one for one in known(desk, DROPPED)}
    assert told[other.pk]["relation"] == "conflict"
    assert near.pk not in told or told[near.pk]["relation"] == "related"


def test_of_what_words_leave_open_each_model_is_asked_about_so_many(desk, monkeypatch):
    said(FELL, "In May 2026 unemployment fell to 3.9 percent", "Joblessness was down to 3.9% in May 2026")
    asked, ask = [], Comparison.ask
    monkeypatch.setattr(Comparison, "ask", lambda each: asked.append(each.asked) or ask(each))
    monkeypatch.setattr(recognising, "MOST_ASKED", (2, 1))
    known(desk, DROPPED)
    assert sorted(asked) == [0, 0, 1]


def test_the_models_are_asked_about_what_is_likeliest_of_one_thing_not_what_is_nearest(desk, monkeypatch):
    said(FELL, "In May 2026 unemployment fell to 3.9 percent", "Joblessness was down to 3.9% in May 2026")
    left_open, asked = [], []
    ask_models = recognising.ask_models
    monkeypatch.setattr(recognising, "MOST_ASKED", (1, 0))
    monkeypatch.setattr(Comparison, "ask", asked.append)
    monkeypatch.setattr(recognising, "ask_models", lambda each, most: left_open.extend(each) or ask_models(each, most))
    known(desk, DROPPED)
    assert asked == [max((one for one in left_open if one.is_open), key=lambda one: one.chances.one_thing)]


def test_what_is_far_is_not_compared(desk, monkeypatch):
    said(FELL, FELL_MORE)
    compared = []
    monkeypatch.setattr(Judge, "comparison", lambda *given: compared.append(given))
    monkeypatch.setattr(recognising, "LEAST_NEAR", 1.01)
    assert known(desk, DROPPED) == []
    assert not compared


def test_nothing_is_known_of_what_nobody_claimed(desk):
    said(FELL)
    assert known(desk, "The bridge over the river was painted green by the town's children.") == []


MUCH = " ".join(f"Mill {n} shut." for n in range(300))


@pytest.mark.parametrize("text", ["", " ", "...", "x" * 10_001, "\x00", MUCH], ids=range(6))
def test_what_cannot_be_compared_is_refused(desk, text):
    answer = desk.post("/api/v1/match", {"text": text})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "text")


def test_asking_keeps_nothing_and_takes_as_many_queries_for_a_long_text(desk, django_assert_max_num_queries):
    said(FELL, FELL_MORE)
    before = Wording.objects.count()
    with django_assert_max_num_queries(14):
        known(desk, DROPPED)
    with django_assert_max_num_queries(14):
        known(desk, " ".join(f"{DROPPED}, and region {n} was no exception." for n in range(20)))
    assert Wording.objects.count() == before
