"""The timeline of a claim, of edits made as people make them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import review
from claims.lifecycle import Status
from claims.models import Claim, Match, Mention
from claims.roles import Role
from claims.timeline import SAID, Change, changes_since, timeline
from tests.factories import grounds, make_claim, make_evidence, make_mention, make_user, make_wording, move_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


def words(claim, person, **options):
    return [(entry.who, entry.what) for entry in timeline(claim, person, **options).entries]


def test_a_claim_that_nobody_touched_has_no_timeline(reviewer):
    assert words(make_claim(), reviewer) == []


def test_the_way_to_publication_is_told_in_order(reviewer, editor):
    claim = make_claim(Status.PUBLISHED, by=reviewer, editor=editor)
    r, e = reviewer.username, editor.username
    assert words(claim, reviewer) == [
        (e, "moved from Rated, awaiting a second pair of eyes to Published"),
        (e, "assigned to nobody"),
        (e, "approved version 1, Mostly false"),
        (r, "moved from In review to Rated, awaiting a second pair of eyes"),
        (r, "rated Mostly false, version 1"),
        (r, "added evidence against the claim: https://books.example/mill"),
        (r, "moved from Detected to In review"),
        (r, f"assigned to {r}"),
    ]


def test_every_other_thing_that_people_do_is_told(reviewer, editor):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    mention = Mention.objects.get(wording__claim=claim)
    before = len(words(claim, reviewer))
    evidence = make_evidence(claim, reviewer)
    review.remove_evidence(evidence, by=reviewer)
    review.set_due(claim, on=date(2030, 1, 2), by=editor)
    review.comment(claim, by=reviewer, text="I called the mill.")
    review.assign(claim, to=None, by=editor)
    steps = [
        (review.judge_saying, {"saying": "drifts", "note": "He said may."}),
        (review.correct_mention, {"source_name": "Ann Lee"}),
        (review.reject_mention, {"reason": "Another mill."}),
        (review.restore_mention, {}),
    ]
    for step, fields in steps:
        step(Mention.objects.get(pk=mention.pk), by=reviewer, **fields)
    late = make_mention(wording=claim.canonical_wording, confirmed=False)
    review.confirm_mention(Mention.objects.get(pk=late.pk), by=reviewer)
    r, e, it = reviewer.username, editor.username, f"mention {mention.pk} in article {mention.article_id}"
    assert words(claim, reviewer)[:-before] == [
        (r, f"confirmed mention {late.pk} in article {late.article_id}"),
        (r, f"restored {it}"),
        (r, f"rejected {it}"),
        (r, f"corrected {it}"),
        (r, f"judged {it}: a paraphrase that drifts"),
        (e, "assigned to nobody"),
        (r, "commented: I called the mill."),
        (e, "due on 2030-01-02"),
        (r, "removed evidence against the claim: https://books.example/mill"),
        (r, "added evidence against the claim: https://books.example/mill"),
    ]


def test_a_dismissal_says_as_what_and_a_reopening_why(reviewer, editor):
    claim = make_claim(Status.DISMISSED, by=reviewer)
    review.reopen(claim, by=editor, reason="A reader wrote.")
    newest, dismissed, *_ = timeline(claim, reviewer).entries
    assert (newest.what, newest.reason) == ("moved from Dismissed to Reopened", "A reader wrote.")
    assert dismissed.what == "moved from Detected to Dismissed, as opinion"


def test_an_entry_has_the_old_and_the_new_values_by_name(reviewer, editor):
    claim, other = make_claim(Status.IN_REVIEW, by=reviewer), make_user(Role.REVIEWER)
    review.assign(claim, to=other, by=editor)
    entry = timeline(claim, reviewer).entries[0]
    assert entry.changes == (Change("assignee", reviewer.username, other.username),)
    assert (entry.record, entry.record_id, entry.who_id) == ("claim", claim.pk, editor.pk)


def test_a_later_change_does_not_alter_what_is_told_of_an_earlier_one(reviewer, editor):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    for day in (2, 3, 4):
        review.set_due(claim, on=date(2030, 1, day), by=editor)
    told = [entry.changes for entry in timeline(claim, reviewer, limit=3).entries]
    expected = [("2030-01-03", "2030-01-04"), ("2030-01-02", "2030-01-03"), (None, "2030-01-02")]
    assert told == [(Change("due_on", old, new),) for old, new in expected]


def test_a_wording_that_moves_is_told_on_both_claims(reviewer):
    here, there = make_claim(), make_claim()
    wording = make_wording("the mill shuts")
    move_wording(wording, here)
    move_wording(wording, there)
    assert words(here, reviewer) == [
        (None, f"moved the wording “the mill shuts” to claim {there.pk}"),
        (None, f"moved the wording “the mill shuts” here from claim {wording.claim_id}"),
    ]
    assert words(there, reviewer) == [(None, f"moved the wording “the mill shuts” here from claim {here.pk}")]


def test_a_match_that_is_decided_is_told(reviewer):
    claim, other = make_claim(), make_claim()
    first, second = claim.canonical_wording, other.canonical_wording
    match = Match.objects.create(first=first, second=second, relation="same", score=0.9)
    Match.objects.filter(pk=match.pk).update(state="rejected")
    told = (None, f"rejected that “{first}” says the same as “{second}”")
    assert [words(claim, reviewer), words(other, reviewer)] == [[told], [told]]


def test_what_people_decide_on_a_match_is_told_with_their_reason(reviewer):
    claim, other = make_claim(), make_claim()
    first, second = claim.canonical_wording, other.canonical_wording
    Match.objects.create(first=first, second=second, relation="same", score=0.9)
    Match.objects.update(relation="related")
    review.confirm_match(Match.objects.get(), by=reviewer, relation="conflict", reason="One says April.")
    review.reopen_match(Match.objects.get(), by=reviewer)
    review.reject_match(Match.objects.get(), by=reviewer)
    r, now = reviewer.username, SAID[Match.Relation(Match.objects.get().relation)]
    assert [(e.who, e.what, e.reason) for e in timeline(claim, reviewer).entries] == [
        (r, f"rejected that “{first}” {now} “{second}”", ""),
        (r, f"took back the decision whether “{first}” {now} “{second}”", ""),
        (r, f"confirmed that “{first}” contradicts “{second}”", "One says April."),
        (None, f"compared again: “{first}” is related to “{second}”", ""),
    ]


def test_a_merge_and_its_undoing_are_told_once_on_both_claims(reviewer):
    claim, into = make_claim(), make_claim()
    review.merge(claim, into=into, by=reviewer, reason="The same mill.")
    review.undo_regrouping(Claim.objects.get(pk=into.pk), by=reviewer)
    r = reviewer.username
    assert [(e.who, e.what, e.reason) for e in timeline(claim, reviewer).entries if e.record != "match"] == [
        (r, f"undid: merged this claim into claim {into.pk}", ""),
        (r, f"merged this claim into claim {into.pk}", "The same mill."),
    ]
    assert [e.what for e in timeline(into, reviewer).entries if e.record != "match"] == [
        f"undid: merged claim {claim.pk} into this one",
        f"merged claim {claim.pk} into this one",
    ]


def test_a_split_and_a_rewording_are_told(reviewer):
    claim, other = make_claim(), make_claim()
    review.merge(other, into=claim, by=reviewer)
    wording, before = other.canonical_wording, claim.canonical_wording
    review.put_otherwise(claim, wording=wording, by=reviewer)
    review.undo_regrouping(claim, by=reviewer)
    review.split(claim, wordings=[wording], by=reviewer, reason="Another mill.")
    r = reviewer.username
    assert [(who, what) for who, what in words(claim, reviewer) if "that “" not in what] == [
        (r, f"split 1 wording off into claim {other.pk}"),
        (r, f"undid: put the claim in other words than “{before}”"),
        (r, f"put the claim in other words than “{before}”"),
        (r, f"merged claim {other.pk} into this one"),
    ]
    assert words(Claim.objects.get(pk=other.pk), reviewer)[0] == (
        r,
        f"split 1 wording off from claim {claim.pk} into this one",
    )


def test_what_the_machine_joins_is_told_on_both_claims(reviewer):
    claim, into = make_claim(), make_claim()
    wording = claim.canonical_wording
    move_wording(wording, into)
    assert set(words(claim, reviewer)) == {
        (None, f"merged it into claim {into.pk}"),
        (None, f"moved the wording “{wording}” to claim {into.pk}"),
    }
    assert words(into, reviewer) == [(None, f"moved the wording “{wording}” here from claim {claim.pk}")]


def test_a_claim_that_was_merged_along_says_into_which(reviewer):
    first, second, third = make_claim(), make_claim(), make_claim()
    review.merge(third, into=second, by=reviewer)
    review.merge(second, into=first, by=reviewer)
    assert words(Claim.objects.get(pk=third.pk), reviewer) == [
        (reviewer.username, f"merged it into claim {first.pk}"),
        (reviewer.username, f"merged this claim into claim {second.pk}"),
    ]


def test_what_happens_to_other_claims_is_not_told(reviewer):
    claim = make_claim()
    make_claim(Status.PUBLISHED)
    assert words(claim, reviewer) == []


def test_pages_follow_each_other_without_gap_or_double(reviewer):
    claim = make_claim(Status.CORRECTED, by=reviewer)
    whole, pages, before = timeline(claim, reviewer).entries, [], None
    while True:
        page = timeline(claim, reviewer, limit=2, before=before)
        pages += page.entries
        before = page.next
        if before is None:
            break
    assert pages == whole


@pytest.mark.parametrize("key", ["nonsense", "2026-01-01|claim|x", "yesterday|claim|1"])
def test_a_key_that_is_none_is_an_error(reviewer, key):
    with pytest.raises(ValueError):  # noqa: PT011  # what it says is for the log
        timeline(make_claim(), reviewer, before=key)


def test_the_number_of_queries_does_not_depend_on_what_happened(reviewer):
    counts = []
    for status in (Status.PUBLISHED, Status.CORRECTED):
        claim = Claim.objects.get(pk=make_claim(status, by=reviewer).pk)
        with CaptureQueriesContext(connection) as captured:
            timeline(claim, reviewer)
        counts.append(len(captured))
    assert counts == [5, 5]


@pytest.mark.django_db(transaction=True)
def test_what_changed_since_a_version_is_all_that_was_written_since(reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    seen = claim.version
    fields = grounds(claim, reviewer)
    between = claim.version
    review.rate(claim, by=reviewer, **fields)
    rated = [
        "moved from In review to Rated, awaiting a second pair of eyes",
        "rated Mostly false, version 1",
    ]
    added = "added evidence against the claim: https://books.example/mill"
    found = [[e.what for e in changes_since(claim, v, reviewer)] for v in (seen, between, claim.version)]
    assert found == [[*rated, added], rated, []]


def test_a_blind_rating_is_told_to_nobody_else_until_two_have_rated(reviewer, editor, settings):
    settings.BLIND_REVIEW = True
    claim = make_claim(Status.RATED, by=reviewer)
    review.send_back(claim, by=editor, reason="Which mill?")
    told = [entry for person in (reviewer, editor) for entry in timeline(claim, person).entries]
    assert [(e.what, e.reason) for e in told if e.record == "review"] == [
        ("sent version 1 back, Mostly false", "Which mill?"),
        ("rated Mostly false, version 1", ""),
        ("sent version 1 back", "Which mill?"),
        ("rated, version 1", ""),
    ]
    assert "Mostly false" not in str(timeline(claim, editor))
