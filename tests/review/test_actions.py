"""What is offered succeeds, and everything else is refused and leaves no trace: each situation, person and action."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import review
from claims.errors import ClaimMovedOn, ClaimsError, IllegalMove, NotAllowed
from claims.lifecycle import LEGAL_MOVES, Status
from claims.models import Claim, Evidence, Rating
from claims.roles import Role, may
from tests.factories import STEPS_TO, grounds, make_claim, make_user

pytestmark = pytest.mark.django_db


def piece_of(claim):
    """Evidence that is simply there: no new version of the claim."""
    row = {"url": "https://books.example", "excerpt": "It mills.", "stance": "against", "added_by": make_user()}
    return Evidence.objects.create(claim=claim, **row)


def good_grounds(claim):
    row = {"rationale": "The books.", "definition": "It mills.", "as_of": timezone.localdate()}
    return row | {"rating": Rating.objects.get(label="True"), "evidence": [piece_of(claim)]}


def others_of(claim):
    """The wordings of a claim but the one that stands for it, which is all that there may be."""
    return list(claim.wordings.exclude(pk=claim.canonical_wording_id)) or [claim.canonical_wording]


SECOND = {"rationale": "The books."}
EVIDENCE = {"url": "https://books.example", "excerpt": "It mills.", "stance": "for"}
# Each action with good input.
ACT = {
    "take": lambda claim, by: review.take(claim, by=by),
    "release": lambda claim, by: review.release(claim, by=by),
    "assign": lambda claim, by: review.assign(claim, to=make_user(Role.REVIEWER), by=by),
    "set_due": lambda claim, by: review.set_due(claim, on=timezone.localdate(), by=by),
    "comment": lambda claim, by: review.comment(claim, by=by, text="Ask the mill."),
    "add_evidence": lambda claim, by: review.add_evidence(claim, by=by, **EVIDENCE),
    "rate": lambda claim, by: review.rate(claim, by=by, **good_grounds(claim)),
    "approve": lambda claim, by: review.approve(claim, by=by),
    "rate_second": lambda claim, by: review.rate_second(
        claim, by=by, rating=Rating.objects.get(label="Mostly false"), **SECOND
    ),
    "send_back": lambda claim, by: review.send_back(claim, by=by, reason="Which mill?"),
    "dismiss": lambda claim, by: review.dismiss(claim, by=by, dismissed_as="opinion"),
    "correct": lambda claim, by: review.correct(claim, by=by, reason="A new book.", **good_grounds(claim)),
    "reopen": lambda claim, by: review.reopen(claim, by=by, reason="A reader wrote."),
    "withdraw": lambda claim, by: review.withdraw(claim, by=by, reason="Another mill."),
    "merge": lambda claim, by: review.merge(claim, into=make_claim(), by=by),
    "split": lambda claim, by: review.split(claim, wordings=others_of(claim), by=by),
    "put_otherwise": lambda claim, by: review.put_otherwise(claim, wording=others_of(claim)[-1], by=by),
    "undo_regrouping": lambda claim, by: review.undo_regrouping(claim, by=by),
}
PEOPLE = ["submitter", "reviewer", "rater", "editor", "administrator", "editor_who_rated", "nobody"]


def correcting(claim, by, editor):
    review.correct(claim, by=by, reason="A new book.", **grounds(claim, by))


def unassigning(claim, by, editor):
    review.assign(claim, to=None, by=editor)


def assigning(claim, by, editor):
    review.assign(claim, to=by, by=editor)


def sending_back(claim, by, editor):
    review.send_back(claim, by=editor, reason="Which mill?")


def reopening(claim, by, editor):
    review.reopen(claim, by=editor, reason="A reader wrote.")


def taking(claim, by, editor):
    review.take(claim, by=by)


def merging(claim, by, editor):
    review.merge(claim, into=make_claim(), by=by)


def gaining(claim, by, editor):
    review.merge(make_claim(), into=claim, by=by)


SITUATIONS = {status.value: STEPS_TO[status] for status in Status} | {
    "detected, assigned": (assigning,),
    "in review, unassigned": (*STEPS_TO[Status.IN_REVIEW], unassigning),
    "sent back": (*STEPS_TO[Status.RATED], sending_back),
    "published, to be corrected": (*STEPS_TO[Status.PUBLISHED], correcting),
    "corrected, to be corrected": (*STEPS_TO[Status.CORRECTED], correcting),
    "correction sent back": (*STEPS_TO[Status.PUBLISHED], correcting, sending_back),
    "dismissed, reopened": (*STEPS_TO[Status.DISMISSED], reopening),
    "withdrawn, reopened": (*STEPS_TO[Status.WITHDRAWN], reopening),
    "published, reopened, taken": (*STEPS_TO[Status.REOPENED], taking),
    "merged": (merging,),
    "detected, of two wordings": (gaining,),
    "published, of two wordings": (*STEPS_TO[Status.PUBLISHED], gaining),
}


def person_in(name, rater):
    if name == "nobody":
        return make_user(is_active=False)
    return rater if name in ("rater", "editor_who_rated") else make_user(Role(name))


def trace(claim):
    """Everything that an action on a claim could leave behind."""
    records = (claim.transitions, claim.reviews, claim.evidence, claim.comments, claim.proposals)
    row = Claim.objects.filter(pk=claim.pk).values().get()
    return row, [list(related.order_by("pk").values()) for related in records]


def attempt(name, pk, person, before):
    """What became of an action, tried for real and then taken back to the trace before it: its error, and the status
    that it led to."""
    claim = Claim.objects.get(pk=pk)
    error = None
    with transaction.atomic():
        try:
            ACT[name](claim, person)
            connection.check_constraints()
        except ClaimsError as refusal:
            error = refusal
        status = Claim.objects.get(pk=pk).status
        if not error:
            assert Claim.objects.get(pk=pk).version == claim.version, name
        transaction.set_rollback(True)
    assert trace(Claim.objects.get(pk=pk)) == before
    return error, status


WAITING = ["rated", "published, to be corrected"]  # where it matters whether reviews are blind


@pytest.mark.parametrize(
    ("situation", "is_blind"), [*((name, False) for name in SITUATIONS), *((name, True) for name in WAITING)]
)
def test_what_is_offered_succeeds_and_nothing_else_does(situation, is_blind, settings):
    for name in PEOPLE:
        settings.BLIND_REVIEW = False
        rater = make_user(Role.EDITOR if name == "editor_who_rated" else Role.REVIEWER)
        claim, editor = make_claim(), make_user(Role.EDITOR)
        for step in SITUATIONS[situation]:
            step(claim, rater, editor)
        settings.BLIND_REVIEW = is_blind
        person, origin = person_in(name, rater), Status(claim.status)
        offered = {action.name for action in review.open_actions(Claim.objects.get(pk=claim.pk), person)}
        before = trace(Claim.objects.get(pk=claim.pk))
        results = {act: attempt(act, claim.pk, person, before) for act in ACT}
        assert offered == {act for act, (error, _) in results.items() if error is None}, name
        assert all(to == origin or to in LEGAL_MOVES[origin] for _, to in results.values())
        assert {type(error) for error, _ in results.values() if error} <= {IllegalMove, NotAllowed}


@pytest.mark.parametrize("name", ACT)
def test_whoever_saw_an_older_version_is_told_and_leaves_no_trace(name):
    if name == "comment":
        return  # in nobody's way
    claim, person = make_claim(), make_user(Role.ADMINISTRATOR)
    seen = Claim.objects.get(pk=claim.pk)
    review.set_due(claim, on=None, by=person)
    before = trace(claim)
    with pytest.raises(ClaimMovedOn) as told, transaction.atomic():
        ACT[name](seen, person)
    assert (told.value.seen, told.value.now) == (1, 2)
    assert (trace(claim)[0], trace(claim)[1][0]) == (before[0], before[1][0])


def test_every_action_has_a_rule_a_label_and_fields():
    assert set(review.RULES) == set(ACT)
    assert [field.name for field in review.RULES["send_back"].fields if field.required] == ["reason"]


@pytest.mark.parametrize("role", Role)
def test_nobody_is_offered_what_the_table_of_roles_denies(role):
    person = make_user(role)
    for status in Status:
        for action in review.open_actions(make_claim(status), person):
            assert may(person, review.RULES[action.name].takes)


def test_the_actions_open_to_a_person_take_three_queries():
    claim, editor = Claim.objects.select_related("assignee").get(pk=make_claim(Status.RATED).pk), make_user(Role.EDITOR)
    may(editor, review.RULES["take"].takes)  # the roles of an account are asked for once
    with CaptureQueriesContext(connection) as captured:
        review.open_actions(claim, editor)
    assert len(captured) == 3


def test_a_claim_is_overdue_until_it_is_finished():
    editor, yesterday = make_user(Role.EDITOR), timezone.localdate() - timedelta(days=1)
    claim = make_claim(Status.IN_REVIEW)
    review.set_due(claim, on=yesterday, by=editor)
    assert claim.is_overdue
    review.dismiss(claim, by=editor, dismissed_as="duplicate")
    assert not claim.is_overdue
