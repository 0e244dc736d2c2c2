"""Wordings that say the same become one claim, and what is not sure is shown to people."""

import numpy as np
import pytest
from django.db import connection
from pgvector import HalfVector

from claims import review
from claims.lifecycle import Status
from claims.matching import Judge, find_candidates, grouping, match_wordings, regroup
from claims.matching.matching import mark
from claims.models import Claim, Comment, Match, Mention, Wording
from claims.roles import Role
from claims.text.embedding import embed, model_version
from tests.factories import bring, make_mention, make_user, make_wording
from tests.matching.wordings import DROPPED, FELL, FELL_MORE, OTHER, SANK, arrive, claims_made, make_embedded

pytestmark = pytest.mark.django_db


def the_match():
    return Match.objects.get()


def test_two_ways_of_putting_it_become_one_claim():
    first, second = arrive(FELL, DROPPED)
    assert claims_made() == {frozenset({FELL, DROPPED})}
    match = the_match()
    assert (match.relation, match.state, match.decided_by, match.held_because) == ("same", "confirmed", None, "")
    assert match.model_version
    assert match.reasons
    assert Claim.objects.get(canonical_wording=second).merged_into == first.claim


def test_a_contradiction_is_a_link_and_never_one_claim():
    arrive(FELL, FELL_MORE)
    assert claims_made() == {frozenset({FELL}), frozenset({FELL_MORE})}
    match = the_match()
    assert (match.relation, match.state) == ("conflict", "suggested")
    assert any("3.9" in reason and "4.9" in reason for reason in match.reasons)


def test_what_has_nothing_to_do_with_it_makes_no_match():
    arrive(FELL, OTHER)
    assert not Match.objects.exists()


def test_matching_again_changes_nothing():
    wordings = arrive(FELL, DROPPED, FELL_MORE)
    before = list(Match.objects.order_by("pk").values())
    Wording.objects.update(matched_with="")
    match_wordings([wording.pk for wording in wordings], exactly=True)
    assert list(Match.objects.order_by("pk").values()) == before


def test_the_index_finds_what_reading_everything_finds():
    first, second = arrive(FELL, DROPPED, exactly=False)
    assert [(c.wording, c.other) for c in find_candidates([second.pk])] == [(second.pk, first.pk)]


def test_a_wording_that_needs_its_article_is_never_joined():
    mention = make_mention()
    bound = make_wording(DROPPED, article=mention.article, bound_because="begins with 'the'")
    arrive(FELL)
    match_wordings([bound.pk], exactly=True)
    assert frozenset({DROPPED}) in claims_made()


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.RATED, Status.PUBLISHED, Status.REOPENED])
def test_what_people_work_on_gets_suggestions_and_no_wordings(status):
    wording = make_wording(FELL)
    make_mention(wording=wording)
    bring(wording.claim, status)
    match_wordings([wording.pk], exactly=True)
    arrive(DROPPED)
    assert claims_made() == {frozenset({FELL}), frozenset({DROPPED})}
    match = the_match()
    assert (match.relation, match.state) == ("same", "suggested")
    assert "a person decides" in match.held_because


def test_a_detected_claim_with_a_due_date_gains_wordings_and_loses_none():
    (wording,) = arrive(FELL)
    review.set_due(wording.claim, on=None, by=make_user(Role.EDITOR))
    (other,) = arrive(DROPPED)
    other.refresh_from_db()
    assert other.claim_id == wording.claim_id


def test_a_claim_that_was_merged_while_somebody_noted_something_on_it_moves_on_with_its_wording():
    older, first, second = arrive(OTHER, FELL, DROPPED)
    merged = Claim.objects.get(canonical_wording=second)
    Comment.objects.create(claim=merged, author=make_user(Role.REVIEWER), text="The same month?")
    for wording in (first, second):
        Match.objects.create(first=older, second=wording, relation="same", score=0.99)
    regroup([older.pk])
    connection.check_constraints()
    merged.refresh_from_db()
    assert merged.merged_into == older.claim
    assert claims_made() == {frozenset({OTHER, FELL, DROPPED})}


def test_mentions_come_along_with_their_wording():
    (wording,) = arrive(FELL)
    other = make_wording(DROPPED)
    mention = make_mention(wording=other)
    match_wordings([other.pk], exactly=True)
    assert Mention.objects.get(pk=mention.pk).wording.claim == wording.claim


def updates_of_wordings():
    """How many rows of wordings this connection has updated, and how many of them within their page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'claims_wording'")
        return np.array(cursor.fetchone())


def test_marking_wordings_enters_them_into_no_index_anew():
    texts = [f"The mill number {n} of the county has closed its doors for good" for n in range(9)]
    vectors = ({"embedding": HalfVector(embed([text])[0]), "embedded_with": model_version()} for text in texts)
    wordings = [make_wording(text, **vector).pk for text, vector in zip(texts, vectors, strict=True)]
    before = updates_of_wordings()
    mark(wordings)
    assert (updates_of_wordings() - before).tolist() == [9, 9]


def test_the_number_of_queries_does_not_grow_with_the_wordings(django_assert_max_num_queries):
    few = [make_wording(FELL)]
    many = [make_wording(f"{DROPPED} in region {n} of the country") for n in range(8)]
    with django_assert_max_num_queries(40):
        match_wordings([wording.pk for wording in few], exactly=True)
    with django_assert_max_num_queries(40):
        match_wordings([wording.pk for wording in many], exactly=True)


def test_nor_with_those_that_need_their_article(django_assert_max_num_queries):
    arrive(FELL)
    article = make_mention().article
    texts = (f"{DROPPED} as {n} of us said" for n in range(8))
    bound = [make_wording(text, article=article, bound_because="begins with 'the'") for text in texts]
    with django_assert_max_num_queries(40):
        match_wordings([wording.pk for wording in bound], exactly=True)


def test_many_wordings_at_once_are_put_together_in_parts(monkeypatch):
    wordings = arrive(FELL, DROPPED, SANK, OTHER)
    before = claims_made()
    Match.objects.update(state="suggested")
    monkeypatch.setattr(grouping, "MOST_WORDINGS", 3)
    regroup([wording.pk for wording in wordings])
    assert claims_made() == before
    assert set(Match.objects.values_list("state", flat=True)) == {"confirmed"}


@pytest.mark.django_db(transaction=True)
def test_texts_are_compared_before_others_have_to_wait(monkeypatch):
    wordings = arrive(FELL, DROPPED, SANK)
    Match.objects.filter(first=wordings[0], second=wordings[2]).delete()
    compared, matched = [], Judge.matched

    def noted(self, pair, cosine):
        compared.append((pair, connection.in_atomic_block))
        return matched(self, pair, cosine)

    monkeypatch.setattr(Judge, "matched", noted)
    regroup([wording.pk for wording in wordings])
    assert compared == [((wordings[0].pk, wordings[2].pk), False)]


def test_many_that_another_model_embedded_hide_none_of_todays():
    pool = "The council closed the old swimming pool for good"
    asked_for = "The old swimming pool was shut for ever by the town council"
    near = np.array(embed([asked_for])[0]) + np.random.default_rng(0).normal(0, 0.001, (400, 384))
    for number, vector in enumerate(near):
        make_wording(f"Older {number} of them", embedding=HalfVector(vector), embedded_with="another")
    first, asked = make_embedded(pool), make_embedded(asked_for)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert first.pk in {candidate.other for candidate in find_candidates([asked.pk])}
