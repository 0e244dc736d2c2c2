"""What holds of claims whatever comes in which order, whoever matches, and whatever people do meanwhile.

Few examples each; many with pytest --hypothesis-profile=thorough.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import permutations, product
from threading import Barrier

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from claims import review
from claims.errors import ClaimsError
from claims.matching import match_wordings
from claims.matching.forecasting import Forecast
from claims.matching.judging import thresholds
from claims.matching.rematching import backlog, rematch
from claims.models import Claim, Comment, Match, Regrouping, Wording
from claims.roles import Role
from tests.factories import make_user
from tests.matching.wordings import claims_made, make_embedded

pytestmark = pytest.mark.django_db

# "about 4" is the same as 3.9 and as 4.1, which contradict each other.
FELL = "Unemployment fell to 3.9 percent in May 2026"
ABOUT, NEARLY = "Unemployment fell to about 4 percent in May 2026", "Unemployment fell to nearly 4 percent in May 2026"
FELL_LESS = "Unemployment fell to 4.1 percent in May 2026"
BRIDGE = "The mayor of Ellery opened a new bridge over the river"
TOGETHER = [
    {
        FELL,
        "The jobless rate dropped to 3.9% in May 2026",
        "In May 2026, unemployment sank to 3.9 percent",
        ABOUT,
        NEARLY,
    },
    {FELL_LESS},
    {"Unemployment did not fall to 3.9 percent in May 2026"},
    {"Unemployment rose to 4.1 percent in May 2026"},
    {"Unemployment fell in May 2026"},
    {BRIDGE, "A new bridge over the river was opened by the mayor of Ellery"},
    {"The mayor of Ellery never opened a new bridge over the river"},
]
TEXTS = sorted(text for together in TOGETHER for text in together)
VARIANTS = [
    f"{who} {verb} to {figure} in {month} 2026"
    for who, verb, figure, month in product(
        ("Unemployment", "The jobless rate", "Inflation"),
        ("fell", "dropped", "rose", "did not fall"),
        ("3.9 percent", "about 4 percent", "4.1%", "more than 4 percent"),
        ("May", "June"),
    )
]


def examples(few):
    """So many of a hundred, or of a thousand."""
    return settings(max_examples=max(1, few * settings.default.max_examples // 100))


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction whose promises are checked as if it were committed; then it is as if it had not been."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


def made_by(arrivals):
    """The claims that come of wordings that arrive some at a time, and what the machine says of each two."""
    with taken_back():
        for texts in arrivals:
            match_wordings([make_embedded(text).pk for text in texts], exactly=True)
        matches = Match.objects.values_list("first__text", "second__text", "relation", "state", "held_because")
        return claims_made(), {(frozenset(row[:2]), *row[2:]) for row in matches}


@st.composite
def arrivals_of(draw, texts):
    """The texts in some order, some at a time."""
    order = draw(st.permutations(texts))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1)))) if len(order) > 1 else []
    return [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def test_what_is_the_same_as_two_that_contradict_each_other_is_with_one_whoever_came_first():
    outcomes = [made_by([text] for text in order) for order in permutations([ABOUT, FELL_LESS, FELL])]
    claims, matches = outcomes[0]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert sorted(len(claim) for claim in claims) == [1, 2]
    assert frozenset({FELL, FELL_LESS}) not in claims
    assert any(held.startswith("Wordings of the two claims contradict each other") for *_, held in matches)


@examples(6)
@given(arrivals=arrivals_of(TEXTS))
def test_the_order_of_arrival_makes_no_difference(arrivals):
    assert made_by(arrivals)[0] == {frozenset(together) for together in TOGETHER}


@examples(8)
@given(data=st.data())
def test_nor_does_it_for_any_other_wordings(data):
    texts = data.draw(st.lists(st.sampled_from(VARIANTS), min_size=2, max_size=9, unique=True))
    one, other = (made_by(data.draw(arrivals_of(texts))) for _ in range(2))
    assert one == other


# Workers at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(max(2, settings.default.max_examples // 50)))
def test_workers_at_once_make_the_same_claims_as_one(own_connections, seed):
    shares = random.Random(seed)
    order = shares.sample(TEXTS, len(TEXTS))
    workers = [order[start::4] for start in range(4)]
    together = Barrier(len(workers) + 1)

    def work(texts):
        try:
            together.wait()
            for start in range(0, len(texts), 2):
                match_wordings([make_embedded(text).pk for text in texts[start : start + 2]], exactly=True)
        finally:
            connection.close()

    def match_anew():
        try:
            together.wait()
            for _ in range(3):
                list(rematch(backlog(again=True), 3, again=True))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(workers) + 1) as threads:
        for done in [threads.submit(match_anew), *(threads.submit(work, texts) for texts in workers)]:
            done.result()
    assert claims_made() == {frozenset(together) for together in TOGETHER}
    assert not backlog().exists()


# People and the machine


def is_settled(claim):
    return claim.version > 1 or Comment.objects.filter(claim=claim).exists()


def as_people_left_it():
    """All that people said and did, as rows; and of the claims that they worked on, what they are and hold."""
    settled = [claim for claim in Claim.objects.order_by("pk") if is_settled(claim)]
    held = {claim.pk: set(claim.wordings.values_list("pk", flat=True)) for claim in settled}
    columns = ("pk", "version", "status", "canonical_wording", "merged_into")
    return (
        list(Match.objects.exclude(decided_by=None).order_by("pk").values()),
        list(Regrouping.objects.order_by("pk").values()),
        list(Claim.objects.filter(pk__in=held).order_by("pk").values(*columns)),
        held,
    )


def kept_apart():
    """Wordings of two claims of which a person said that they are not the same."""
    said = Match.objects.exclude(decided_by=None).exclude(state="confirmed", relation="same")
    return [m for m in said.select_related("first", "second") if m.first.claim_id != m.second.claim_id]


def foreseen():
    forecast = Forecast(thresholds(), batch=3, exactly=True)
    list(forecast.embed())
    list(forecast.judge())
    return list(forecast.changes())


def moves(changes):
    return sorted((change.kind, change.pair) for change in changes if change.kind in ("join", "split"))


class Desk(RuleBasedStateMachine):
    """Two people at the desk, and the machine that comes by."""

    def __init__(self):
        super().__init__()
        self.around = taken_back()
        self.around.__enter__()
        self.people = [make_user(Role.REVIEWER), make_user(Role.EDITOR)]

    def teardown(self):
        self.around.__exit__(None, None, None)

    def wording(self, number):
        wordings = list(Wording.objects.select_related("claim").order_by("pk"))
        return wordings[number % len(wordings)]

    def match(self, number):
        matches = list(Match.objects.order_by("pk"))
        return matches[number % len(matches)] if matches else None

    def act(self, action, *arguments, **keywords):
        """What a person did; None where that was refused, which leaves no trace."""
        try:
            with transaction.atomic():
                return action(*arguments, **keywords)
        except ClaimsError:
            return None

    # The machine

    @rule(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True))
    def arrive(self, texts):
        known = set(Wording.objects.values_list("text", flat=True))
        match_wordings([make_embedded(text).pk for text in texts if text not in known], exactly=True)

    @rule()
    def match_anew(self):
        before, apart = as_people_left_it(), kept_apart()
        expected = foreseen()
        done = match_wordings(list(Wording.objects.values_list("pk", flat=True)), exactly=True, again=True)
        assert moves(done) == moves(expected)
        after = as_people_left_it()
        assert after[:3] == before[:3]
        assert all(before[3][claim] <= after[3][claim] for claim in before[3])
        for match in apart:
            ends = Wording.objects.filter(pk__in=[match.first_id, match.second_id])
            assert ends.values("claim").distinct().count() == 2
        assert not match_wordings(list(Wording.objects.values_list("pk", flat=True)), exactly=True, again=True)

    # People

    has_wordings = precondition(lambda self: Wording.objects.exists())
    person, one, other = st.integers(0, 1), st.integers(0, 20), st.integers(0, 20)

    @has_wordings
    @rule(person=person, one=one, other=other)
    def merge(self, person, one, other):
        one, other = self.wording(one), self.wording(other)
        if self.act(review.merge, one.claim, into=other.claim, by=self.people[person]):
            assert Wording.objects.get(pk=one.pk).claim_id == other.claim_id

    @has_wordings
    @rule(person=person, one=one, other=other)
    def split(self, person, one, other):
        one, other = self.wording(one), self.wording(other)
        chosen = {wording for wording in (one, other) if wording.claim_id == one.claim_id}
        if done := self.act(review.split, one.claim, wordings=chosen, by=self.people[person]):
            assert set(Wording.objects.filter(claim=done.other)) == chosen

    @has_wordings
    @rule(person=person, one=one)
    def put_otherwise(self, person, one):
        wording = self.wording(one)
        self.act(review.put_otherwise, wording.claim, wording=wording, by=self.people[person])

    @has_wordings
    @rule(person=person, one=one)
    def undo(self, person, one):
        self.act(review.undo_regrouping, self.wording(one).claim, by=self.people[person])

    @has_wordings
    @rule(person=person, one=one, relation=st.sampled_from(["", "same", "conflict", "related"]))
    def confirm(self, person, one, relation):
        if match := self.match(one):
            self.act(review.confirm_match, match, by=self.people[person], relation=relation)

    @has_wordings
    @rule(person=person, one=one)
    def reject(self, person, one):
        if match := self.match(one):
            self.act(review.reject_match, match, by=self.people[person])

    @has_wordings
    @rule(person=person, one=one)
    def take_decision_back(self, person, one):
        if match := self.match(one):
            self.act(review.reopen_match, match, by=self.people[person])

    @has_wordings
    @rule(one=one, act=st.sampled_from([review.take, review.release, review.dismiss, review.comment]))
    def work(self, one, act):
        more = {review.dismiss: {"dismissed_as": "opinion"}, review.comment: {"text": "See the books."}}
        self.act(act, self.wording(one).claim, by=self.people[0], **more.get(act, {}))

    # What always holds

    @invariant()
    def every_wording_has_a_claim_that_stands(self):
        connection.check_constraints()
        assert not Wording.objects.exclude(claim__merged_into=None).exists()
        for claim in Claim.objects.filter(merged_into=None).select_related("canonical_wording"):
            assert claim.canonical_wording.claim_id == claim.pk
        assert not Claim.objects.filter(merged_into__merged_into__isnull=False).exists()


def test_the_machine_undoes_nothing_that_people_did():
    few = settings(examples(10), stateful_step_count=14, report_multiple_bugs=False)
    run_state_machine_as_test(Desk, settings=few)
