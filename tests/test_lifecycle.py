"""The table of moves and the one function that moves."""

import pytest

from claims.errors import ClaimMovedOn, IllegalMove
from claims.lifecycle import LEGAL_MOVES, Status, move
from claims.models import Claim
from tests.factories import make_user, make_wording

pytestmark = pytest.mark.django_db


def make_claim(status=Status.DETECTED):
    claim = make_wording().claim
    Claim.objects.filter(pk=claim.pk).update(status=status, dismissed_as="opinion" if status == "dismissed" else "")
    claim.refresh_from_db()
    return claim


@pytest.mark.parametrize("origin", Status)
@pytest.mark.parametrize("to", Status)
def test_only_the_moves_of_the_table_are_made(origin, to):
    claim = make_claim(origin)
    if to in LEGAL_MOVES[origin]:
        move(claim, to, actor=None, dismissed_as="opinion" if to == Status.DISMISSED else "")
        assert claim.status == to
    else:
        with pytest.raises(IllegalMove):
            move(claim, to, actor=None)
        assert Claim.objects.get(pk=claim.pk).status == origin


def test_a_move_is_recorded_with_who_and_why():
    claim, reviewer = make_claim(), make_user()
    move(claim, Status.IN_REVIEW, actor=reviewer, reason="A reader asked.")
    recorded = claim.transitions.values_list("from_status", "to_status", "actor", "reason")
    assert list(recorded) == [("detected", "in_review", reviewer.pk, "A reader asked.")]


def test_of_two_who_move_a_claim_at_once_one_is_told():
    claim = make_claim()
    same_claim = Claim.objects.get(pk=claim.pk)
    move(claim, Status.IN_REVIEW, actor=None)
    with pytest.raises(ClaimMovedOn):
        move(same_claim, Status.DISMISSED, actor=None)
    assert claim.transitions.count() == 1


def test_every_move_makes_a_new_version():
    claim = make_claim()
    move(claim, Status.IN_REVIEW, actor=None)
    assert claim.version == 2
