"""The backlog matched anew, and what is said of it before."""

import json
import signal
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection
from pgvector import HalfVector

from claims import review
from claims.matching import find_candidates, match_wordings
from claims.matching.forecasting import reading_only
from claims.models import Claim, Match, Regrouping, Wording
from claims.roles import Role
from claims.text import embedding
from tests.factories import make_mention, make_user, make_wording
from tests.matching.wordings import (
    DROPPED,
    FELL,
    FELL_MORE,
    OLDER,
    OTHER,
    SANK,
    arrive,
    claims_made,
    match_as_before,
)

pytestmark = pytest.mark.django_db

TABLES = (Claim, Wording, Match, Regrouping)


def told(*options):
    """What the command says as JSON: its changes by kind, as the sets of texts of their two wordings, and the rest."""
    out = StringIO()
    call_command("rematch", "--jsonl", *options, stdout=out, stderr=StringIO())
    *changes, summary = [json.loads(line) for line in out.getvalue().splitlines()]
    by_kind = {kind: [one for one in changes if one["kind"] == kind] for kind in summary["counts"]}
    assert {kind: len(found) for kind, found in by_kind.items()} == summary["counts"]
    return by_kind


def pairs(changes):
    return {frozenset(change["texts"]) for change in changes}


def rows():
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def judged_before():
    """A backlog of an older judge, who took a contradiction for the same and missed what is."""
    fell, fell_more, dropped = (make_wording(text) for text in (FELL, FELL_MORE, DROPPED))
    match_as_before(fell, fell_more, "same", 0.99)
    match_as_before(fell, dropped, "related", 0.6)
    make_wording(OTHER)


def test_the_dry_run_says_what_would_join_and_part():
    judged_before()
    said = told("--dry-run")
    assert pairs(said["split"]) == {frozenset({FELL, FELL_MORE})}
    assert said["split"][0]["relation"] == "conflict"
    assert any("3.9" in reason and "4.9" in reason for reason in said["split"][0]["reasons"])
    assert pairs(said["join"]) == {frozenset({FELL, DROPPED})}


def test_what_was_foreseen_is_what_happens():
    judged_before()
    foreseen = told("--dry-run")
    done = told()
    assert claims_made() == {frozenset({FELL, DROPPED}), frozenset({FELL_MORE}), frozenset({OTHER})}
    for kind in ("join", "split"):
        assert pairs(done[kind]) == pairs(foreseen[kind])


def test_what_was_done_is_not_done_again():
    judged_before()
    told()
    before = rows()
    assert not any(told("--dry-run")[kind] for kind in ("join", "split", "suggest", "withdraw"))
    call_command("rematch", "--again", stdout=StringIO(), stderr=StringIO())
    assert rows() == before


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_writes_nothing():
    judged_before()
    before = rows()
    told("--dry-run", "--same-from", "1")
    assert rows() == before
    with pytest.raises(InternalError, match="read-only"), reading_only():
        Wording.objects.update(matched_with="")
    Wording.objects.update(matched_with="")


def test_a_threshold_parts_what_is_not_sure_enough(settings):
    arrive(FELL, DROPPED)
    assert pairs(told("--dry-run", "--same-from", "1")["split"]) == {frozenset({FELL, DROPPED})}
    assert claims_made() == {frozenset({FELL, DROPPED})}
    settings.MATCH_SAME_FROM = 1.0
    assert pairs(told()["split"]) == {frozenset({FELL, DROPPED})}
    assert claims_made() == {frozenset({FELL}), frozenset({DROPPED})}
    match = Match.objects.get()
    assert (match.state, match.held_because) == ("suggested", "The judge is not sure enough.")
    settings.MATCH_SAME_FROM = 0.0
    assert pairs(told()["join"]) == {frozenset({FELL, DROPPED})}
    assert claims_made() == {frozenset({FELL, DROPPED})}


def test_a_threshold_shows_more_or_less_to_people(settings):
    arrive(FELL, "Unemployment in Ellery fell in May 2026 as shops hired")
    assert not Match.objects.exists()
    said = told("--dry-run", "--suggest-from", "0")
    assert len(said["suggest"]) == 1
    settings.MATCH_SUGGEST_FROM = 0.0
    told()
    assert Match.objects.get().state == "suggested"
    settings.MATCH_SUGGEST_FROM = 0.5
    assert len(told("--dry-run")["withdraw"]) == 1
    told()
    assert Match.objects.get().state == "rejected"


def test_wordings_through_which_others_hang_together_are_seen_whatever_the_batches():
    for text in (FELL, DROPPED, SANK):
        make_wording(text)
    for size in ("1", "2", "200"):
        assert len(told("--dry-run", "--batch", size)["join"]) == 2
    told("--batch", "1")
    assert claims_made() == {frozenset({FELL, DROPPED, SANK})}


# What people decided


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


def test_decisions_that_the_judge_would_not_take_are_told_and_stay(reviewer):
    fell, dropped, fell_more = arrive(FELL, DROPPED, FELL_MORE)
    split = review.split(fell.claim, wordings=[dropped], by=reviewer)
    merge = review.merge(fell_more.claim, into=fell.claim, by=reviewer)
    contradicted = told("--dry-run")["contradict"]
    whats = {(frozenset(one["texts"]), one["decision"]["what"]) for one in contradicted}
    assert whats == {(frozenset({FELL, FELL_MORE}), "merge"), (frozenset({FELL, DROPPED}), "split")}
    assert {one["decision"]["by"] for one in contradicted} == {reviewer.username}
    told("--again")
    assert claims_made() == {frozenset({FELL, FELL_MORE}), frozenset({DROPPED})}
    assert Regrouping.objects.filter(pk__in=[merge.pk, split.pk], undone_at=None).count() == 2


def test_a_match_that_a_person_rejected_is_told_if_the_judge_says_same(reviewer, settings):
    settings.MATCH_SAME_FROM = 1.0
    arrive(FELL, DROPPED)
    review.reject_match(Match.objects.get(), by=reviewer)
    assert not told("--dry-run")["contradict"]
    (one,) = told("--dry-run", "--same-from", "0.5")["contradict"]
    assert (set(one["texts"]), one["decision"]["what"]) == ({FELL, DROPPED}, "reject")


# Embeddings


def embedded_before(*texts):
    """Wordings with embeddings of another model, which lie anywhere."""
    made = [make_wording(text) for text in texts]
    for seed, wording in enumerate(made):
        vector = np.random.default_rng(seed).normal(size=embedding.DIMENSIONS)
        wording.embedding, wording.embedded_with = HalfVector(vector), "older"
        wording.save()
    return made


def test_vectors_of_two_models_are_never_compared():
    (old,), new = embedded_before(FELL), make_wording("Joblessness came down")
    Wording.objects.filter(pk=new.pk).update(embedding=old.embedding, embedded_with="newer")
    assert find_candidates([new.pk, old.pk]) == []
    Wording.objects.filter(pk=new.pk).update(embedded_with=old.embedded_with)
    assert {(found.wording, found.other) for found in find_candidates([new.pk])} == {(new.pk, old.pk)}


def test_the_backlog_gets_embeddings_of_todays_model():
    embedded_before(FELL, DROPPED, OTHER)
    assert pairs(told("--dry-run")["join"]) == {frozenset({FELL, DROPPED})}
    assert set(Wording.objects.values_list("embedded_with", flat=True)) == {"older"}
    told()
    assert claims_made() == {frozenset({FELL, DROPPED}), frozenset({OTHER})}
    assert set(Wording.objects.values_list("embedded_with", flat=True)) == {embedding.model_version()}


# Stopping


class StoppedAt:
    """Presses Ctrl-C at one of the queries."""

    def __init__(self, query):
        self.left = query

    def __call__(self, execute, *arguments):
        self.left -= 1
        if self.left == 0:
            signal.raise_signal(signal.SIGINT)
        return execute(*arguments)


def stop_at(query):
    """How a rematch ends that is stopped at one of its queries; None where it had ended by then."""
    stopping = StoppedAt(query)
    try:
        with connection.execute_wrapper(stopping):
            call_command("rematch", "--batch", "1", stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        return error
    return None


@pytest.mark.django_db(transaction=True)
def test_it_may_be_stopped_anywhere_and_goes_on():
    judged_before()
    stops = 0
    while error := stop_at(10 + 7 * stops):
        assert error.returncode == 130
        assert "to go on: manage.py rematch" in str(error)
        stops += 1
    assert stops > 3
    assert claims_made() == {frozenset({FELL, DROPPED}), frozenset({FELL_MORE}), frozenset({OTHER})}
    assert not Wording.objects.filter(matched_with__in=["", OLDER]).exists()


# The command


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--same-from", "0.9"], "set MATCH_SAME_FROM and restart"),
        (["--suggest-from", "0.9"], "set MATCH_SUGGEST_FROM and restart"),
        (["--dry-run", "--same-from", "98"], "--same-from is a probability"),
        (["--batch", "0"], "1 or more"),
        (["--after", "7"], "--after is for --again"),
        (["--again", "--dry-run"], "always looks at everything"),
    ],
)
def test_options_that_do_not_fit_are_refused(options, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("rematch", *options, stdout=StringIO(), stderr=StringIO())
    assert refusal.value.returncode == 1


def test_a_person_reads_counts_texts_and_reasons():
    judged_before()
    out, progress = StringIO(), StringIO()
    call_command("rematch", "--dry-run", stdout=out, stderr=progress)
    said = out.getvalue()
    assert progress.getvalue().splitlines()[-1] == "  4 of 4 wordings compared"
    assert said.startswith(
        "4 wordings compared; nothing was written, this would change:\n        1  claims that become"
    )
    assert all(text in said for text in (FELL, FELL_MORE, DROPPED, "everything agrees"))
    assert OTHER not in said


def test_an_empty_database_has_nothing_to_match():
    assert told("--dry-run") == told() == {kind: [] for kind in ("join", "split", "suggest", "withdraw", "contradict")}


def test_a_wording_that_needs_its_article_is_matched_too():
    mention = make_mention()
    bound = make_wording(DROPPED, article=mention.article, bound_because="begins with 'the'")
    arrive(FELL)
    told()
    bound.refresh_from_db()
    assert bound.matched_with
    assert frozenset({DROPPED}) in claims_made()


def test_new_wordings_are_matched_as_ever_by_what_is_done_already():
    judged_before()
    told()
    wording = make_wording(SANK)
    match_wordings([wording.pk])
    assert frozenset({FELL, DROPPED, SANK}) in claims_made()
