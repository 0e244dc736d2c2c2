"""Fifty people at the same few claims at once."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from claims import review
from claims.errors import ClaimMovedOn, IllegalMove, NotAllowed
from claims.matching import find_candidates, find_matches, judge_pair
from claims.matching.matching import keep
from claims.models import Claim, Match, Review
from claims.roles import Role, roles_of
from tests.factories import make_claim, make_user
from tests.matching.wordings import DROPPED, FELL, make_embedded
from tests.review.test_actions import good_grounds

pytestmark = pytest.mark.django_db(transaction=True)

REVIEWERS, EDITORS, CLAIMS = 40, 10, 3
REFUSALS = (IllegalMove, ClaimMovedOn, NotAllowed)


def tried(act):
    """How an action ended: "done", or the name of the refusal. Any other error rises."""
    try:
        act()
    except REFUSALS as refusal:
        return type(refusal).__name__
    return "done"


def take_and_rate(claim_id, person):
    yield "take", tried(lambda: review.take(Claim.objects.get(pk=claim_id), by=person))
    claim = Claim.objects.get(pk=claim_id)
    yield "rate", tried(lambda: review.rate(claim, by=person, **good_grounds(claim)))


def approve(claim_id, person):
    for _ in range(5):
        yield "approve", tried(lambda: review.approve(Claim.objects.get(pk=claim_id), by=person))


def test_fifty_people_at_the_same_claims_leave_each_one_legal_history(own_connections):
    claims = [make_claim().pk for _ in range(CLAIMS)]
    people = [(make_user(Role.REVIEWER), take_and_rate) for _ in range(REVIEWERS)]
    people += [(make_user(Role.EDITOR), approve) for _ in range(EDITORS)]
    for person, _ in people:
        roles_of(person)
    together = Barrier(len(people))

    def work(person, act):
        try:
            together.wait()
            order = random.sample(claims, len(claims))
            return [(claim_id, *result) for claim_id in order for result in act(claim_id, person)]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        results = [row for rows in threads.map(lambda one: work(*one), people) for row in rows]
    for claim in Claim.objects.filter(pk__in=claims):
        moves = list(claim.transitions.order_by("version").values_list("from_status", "to_status", "version"))
        legal = [("detected", "in_review", 2), ("in_review", "rated", 3), ("rated", "published", 4)]
        assert moves == legal[: claim.version - 1]
        won = [act for pk, act, result in results if pk == claim.pk and result == "done"]
        assert sorted(won) == sorted(["take", "rate", "approve"][: claim.version - 1])
        assert Review.objects.filter(claim=claim).count() == 1


def test_a_merge_keeps_to_the_match_that_a_worker_stores_at_the_same_moment(own_connections, monkeypatch):
    first, second = make_embedded(FELL), make_embedded(DROPPED)

    def store():
        try:
            keep(find_matches(find_candidates([second.pk])))
        finally:
            connection.close()

    def judge_while_a_worker_stores(*wordings):
        with ThreadPoolExecutor(1) as threads:
            threads.submit(store).result()
        return judge_pair(*wordings)

    monkeypatch.setattr("claims.review.regrouping.judge_pair", judge_while_a_worker_stores)
    person = make_user(Role.REVIEWER)
    merged = review.merge(second.claim, into=first.claim, by=person)
    assert Match.objects.get() == merged.match
    assert Match.objects.get().decided_by == person
