"""The table of moves, the one function that moves, and the same table in the database."""

from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from claims import review
from claims.errors import ClaimMovedOn, IllegalMove
from claims.lifecycle import LEGAL_MOVES, Status, move
from claims.models import Claim, Transition
from claims.roles import Role
from tests.factories import grounds, make_claim, make_evidence, make_user
from tests.refused import refused_with

pytestmark = pytest.mark.django_db

EVERY_PAIR = [(origin, to) for origin in Status for to in Status]
ILLEGAL = [(origin, to) for origin, to in EVERY_PAIR if to not in LEGAL_MOVES[origin]]


def as_what(to):
    return "opinion" if to == Status.DISMISSED else ""


def history(claim):
    return list(claim.transitions.order_by("version").values_list("from_status", "to_status", "version"))


@pytest.mark.parametrize(("origin", "to"), ILLEGAL)
def test_what_the_table_of_moves_does_not_name_is_refused(origin, to):
    claim = make_claim(origin)
    before = history(claim), claim.version
    with pytest.raises(IllegalMove):
        move(claim, to, actor=None, dismissed_as=as_what(to))
    claim.refresh_from_db()
    assert (claim.status, (history(claim), claim.version)) == (origin, before)


@pytest.mark.parametrize(("origin", "to"), [(origin, to) for origin, to in EVERY_PAIR if origin != to])
def test_the_database_holds_the_same_table_of_moves(origin, to):
    claim = make_claim(origin)
    row = {"status": to, "version": claim.version + 1, "dismissed_as": as_what(to)}
    sentence = refused_with(lambda: rows(claim).update(**row))  # always: a legal one for want of its transition
    assert (sentence == "This is no legal move of a claim.") == (to not in LEGAL_MOVES[origin])


def test_a_move_is_recorded_with_who_and_why():
    claim, reviewer = make_claim(), make_user()
    move(claim, Status.IN_REVIEW, actor=reviewer, reason="A reader asked.")
    recorded = claim.transitions.values_list("from_status", "to_status", "version", "actor", "reason")
    assert list(recorded) == [("detected", "in_review", 2, reviewer.pk, "A reader asked.")]


def test_a_dismissal_says_as_what():
    claim = make_claim()
    move(claim, Status.DISMISSED, actor=None, dismissed_as="prediction")
    assert (claim.dismissed_as, claim.transitions.get().dismissed_as) == ("prediction", "prediction")
    move(claim, Status.REOPENED, actor=None)
    assert claim.dismissed_as == ""


def test_of_two_who_move_a_claim_at_once_one_is_told():
    claim = make_claim()
    same_claim = Claim.objects.get(pk=claim.pk)
    move(claim, Status.IN_REVIEW, actor=None)
    with pytest.raises(ClaimMovedOn) as told:
        move(same_claim, Status.DISMISSED, actor=None, dismissed_as="opinion")
    assert (told.value.seen, told.value.now) == (1, 2)
    assert claim.transitions.count() == 1


def test_every_move_makes_a_new_version():
    claim = make_claim()
    move(claim, Status.IN_REVIEW, actor=None)
    assert claim.version == 2


def rows(claim):
    return Claim.objects.filter(pk=claim.pk)


def test_a_claim_begins_detected():
    claim = make_claim()
    row = Claim(canonical_wording=claim.canonical_wording, status=Status.PUBLISHED)
    assert refused_with(row.save) == "A claim begins as detected."


def test_a_status_does_not_change_without_its_transition():
    claim = make_claim()
    sentence = refused_with(lambda: rows(claim).update(status=Status.IN_REVIEW, version=2))
    assert sentence == "A move of a claim is recorded as a transition."


def test_a_status_does_not_change_without_a_new_version():
    claim = make_claim()
    sentence = refused_with(lambda: rows(claim).update(status=Status.IN_REVIEW))
    assert sentence == "A move makes the next version of a claim."


def test_a_version_never_goes_down():
    claim = make_claim(Status.IN_REVIEW)
    assert refused_with(lambda: rows(claim).update(version=1)) == "The version of a claim never goes down."


def test_no_move_is_recorded_that_the_claim_did_not_make():
    claim = make_claim()
    row = {"from_status": "detected", "to_status": "in_review", "version": 2}
    sentence = refused_with(lambda: Transition.objects.create(claim=claim, **row))
    assert sentence == "A transition records the move that its claim has just made."


def test_no_move_is_recorded_that_does_not_go_on_from_the_one_before():
    """Where the version rose for another reason, there is room for a transition that nobody made."""
    claim, editor = make_claim(Status.PUBLISHED), make_user(Role.EDITOR)
    make_evidence(claim, editor)
    row = {"from_status": "reopened", "to_status": "published", "version": claim.version, "actor": editor}
    sentence = refused_with(lambda: Transition.objects.create(claim=claim, **row))
    assert sentence == "A transition goes on from where the one before it led."


@pytest.mark.parametrize("fields", [{"due_on": date(2031, 1, 1)}, {"assignee": None}])
def test_whose_a_claim_is_and_until_when_do_not_change_without_a_new_version(fields):
    claim = make_claim(Status.IN_REVIEW)
    sentence = "Whose a claim is and until when change with its version."
    assert refused_with(lambda: rows(claim).update(**fields)) == sentence
    assert refused_with(lambda: rows(claim).update(**fields, version=claim.version + 1)) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_transition_is_never_changed(change):
    """Not even by the owner of the schema; the service has no right to try."""
    recorded = Transition.objects.using(settings.OWNER).filter(claim_id=make_claim(Status.IN_REVIEW).pk)
    write = recorded.delete if change == "delete" else lambda: recorded.update(reason="Another one.")
    with pytest.raises(IntegrityError, match=r"A transition is never changed\."):
        write()


UNREVIEWED = "The latest review of a published claim is approved by somebody who did not rate it."


@pytest.mark.parametrize(
    ("origin", "to", "sentence"),
    [
        (Status.IN_REVIEW, Status.RATED, "A rated claim has a rating that waits for a second pair of eyes."),
        (Status.RATED, Status.PUBLISHED, UNREVIEWED),
        (Status.REOPENED, Status.DISMISSED, "A claim that was published is not dismissed."),
    ],
)
def test_a_status_says_the_truth_about_the_reviews_of_its_claim(origin, to, sentence):
    claim = make_claim(origin)
    assert refused_with(lambda: move(claim, to, actor=None, dismissed_as=as_what(to))) == sentence


def test_what_was_never_published_is_not_withdrawn():
    claim = make_claim(Status.DISMISSED)
    move(claim, Status.REOPENED, actor=None)
    sentence = refused_with(lambda: move(claim, Status.WITHDRAWN, actor=None))
    assert sentence == "Only a claim that was published is withdrawn."


def test_a_correction_is_not_published_unapproved():
    claim, reviewer = make_claim(Status.CORRECTED), make_user(Role.REVIEWER)
    review.correct(claim, by=reviewer, reason="Again.", **grounds(claim, reviewer))
    assert refused_with(lambda: move(claim, Status.CORRECTED, actor=None)) == UNREVIEWED


ONE_MOVE = "Who approves a review moves its claim, once for each."


def test_a_published_claim_is_not_corrected_without_a_correction():
    claim, editor = make_claim(Status.PUBLISHED), make_user(Role.EDITOR)
    assert refused_with(lambda: move(claim, Status.CORRECTED, actor=editor)) == ONE_MOVE


def test_a_correction_is_not_public_before_its_claim_has_moved():
    claim, reviewer = make_claim(Status.PUBLISHED), make_user(Role.REVIEWER)
    correction = review.correct(claim, by=reviewer, reason="Again.", **grounds(claim, reviewer))
    approval = {"approved_by": make_user(Role.EDITOR), "approved_at": timezone.now()}
    pending = claim.reviews.filter(pk=correction.pk)
    assert refused_with(lambda: pending.update(**approval)) == ONE_MOVE


def test_who_moves_a_claim_to_the_public_is_who_approved_its_review():
    claim, (editor, another) = make_claim(Status.RATED), (make_user(Role.EDITOR), make_user(Role.EDITOR))

    def publish():
        claim.reviews.update(approved_by=editor, approved_at=timezone.now())
        move(claim, Status.PUBLISHED, actor=another)

    assert refused_with(publish) == ONE_MOVE
