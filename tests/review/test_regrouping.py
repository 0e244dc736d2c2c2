"""What people do to the wordings of claims, and that no machine undoes it."""

import pytest
from django.db import transaction

from claims import review
from claims.errors import ClaimMovedOn, IllegalMove, NotAllowed, NotComplete
from claims.lifecycle import Status
from claims.matching import match_wordings, regroup
from claims.models import Claim, Evidence, Match, Mention, Proposal, Regrouping, Wording
from claims.roles import Role
from claims.text.equivalence import compare
from tests.factories import bring, make_claim, make_evidence, make_mention, make_user, make_wording, move_wording
from tests.matching.wordings import make_embedded
from tests.refused import refused_with

pytestmark = pytest.mark.django_db

FELL = "Unemployment fell to 3.9 percent in May 2026"
DROPPED = "The jobless rate dropped to 3.9% in May 2026"
BRIDGE = "A new bridge over the river was opened by the mayor of Ellery"
SANK = "In May 2026, unemployment sank to 3.9 percent"


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


def said(text, status=Status.DETECTED):
    wording = make_wording(text)
    make_mention(wording=wording)
    return bring(wording.claim, status)


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def texts(claim):
    return set(Wording.objects.filter(claim=claim).values_list("text", flat=True))


def by_machine(*claims):
    """Let the machine look at all wordings of these claims again, by reading everything."""
    Wording.objects.update(matched_with="")
    match_wordings(list(Wording.objects.values_list("pk", flat=True)), exactly=True)
    regroup(list(Wording.objects.values_list("pk", flat=True)))


# Merging


def test_a_merge_moves_the_wordings_and_says_so(reviewer):
    claim, into = said("the mill is shut for good"), said("nobody will ever mill here again")
    regrouping = review.merge(claim, into=into, by=reviewer, reason="The same mill.")
    assert texts(into) == {"the mill is shut for good", "nobody will ever mill here again"}
    assert (texts(claim), fresh(claim).merged_into) == (set(), fresh(into))
    assert (fresh(claim).version, fresh(into).version) == (2, 2)
    match = regrouping.match
    assert (match.relation, match.state, match.decided_by) == ("same", "confirmed", reviewer)


def test_what_nobody_has_compared_is_compared_by_its_meaning_too(reviewer):
    """Where words leave doubt the embeddings are asked, as the database has them."""
    one, other = make_embedded(BRIDGE), make_embedded(SANK)
    match = review.merge(other.claim, into=one.claim, by=reviewer).match
    assert match.score == pytest.approx(compare(BRIDGE, SANK).score, abs=0.01)


def test_what_was_merged_into_the_merged_comes_along(reviewer):
    first, second, third = said("one way to say it here"), said("another way to say it"), said("a third way to say it")
    review.merge(third, into=second, by=reviewer)
    review.merge(second, into=first, by=reviewer)
    assert {fresh(claim).merged_into_id for claim in (second, third)} == {first.pk}
    assert len(texts(first)) == 3


def test_nothing_else_is_done_with_a_merged_claim(reviewer):
    claim, into = make_claim(), make_claim()
    review.merge(claim, into=into, by=reviewer)
    assert [action.name for action in review.open_actions(fresh(claim), reviewer)] == ["undo_regrouping"]
    with pytest.raises(IllegalMove, match=f"was merged into claim {into.pk}"):
        review.take(fresh(claim), by=reviewer)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.RATED, Status.PUBLISHED, Status.DISMISSED])
def test_what_people_work_on_is_not_merged_into_another(reviewer, status):
    with pytest.raises(IllegalMove, match="merge the other into it"):
        review.merge(make_claim(status), into=make_claim(), by=reviewer)


def test_a_claim_is_merged_into_a_published_one_by_a_person(reviewer):
    published = said(FELL, Status.PUBLISHED)
    claim = said(DROPPED)
    review.merge(claim, into=published, by=reviewer)
    assert texts(published) == {FELL, DROPPED}
    assert fresh(published).status == Status.PUBLISHED


def test_a_claim_is_not_merged_into_itself_or_a_merged_one(reviewer):
    claim, into, third = make_claim(), make_claim(), make_claim()
    review.merge(into, into=third, by=reviewer)
    for target in (claim, fresh(into)):
        with pytest.raises(NotComplete) as refusal:
            review.merge(fresh(claim), into=target, by=reviewer)
        assert refusal.value.field == "into"


def test_a_merge_names_the_versions_of_both(reviewer):
    claim, into = make_claim(), make_claim()
    stale = fresh(into)
    review.set_due(into, on=None, by=make_user(Role.EDITOR))
    with pytest.raises(ClaimMovedOn):
        review.merge(claim, into=stale, by=reviewer)
    assert fresh(claim).merged_into is None


def test_who_may_not_decide_on_matches_merges_nothing():
    with pytest.raises(NotAllowed):
        review.merge(make_claim(), into=make_claim(), by=make_user(Role.SUBMITTER))


def test_a_merge_is_undone(reviewer):
    claim, into = said("the mill is shut for good"), said("nobody will ever mill here again")
    review.merge(claim, into=into, by=reviewer)
    regrouping = review.undo_regrouping(fresh(into), by=reviewer)
    assert (texts(claim), texts(into)) == ({"the mill is shut for good"}, {"nobody will ever mill here again"})
    assert fresh(claim).merged_into is None
    assert (regrouping.undone_by, Match.objects.get().decided_by) == (reviewer, None)
    assert not any(action.name == "undo_regrouping" for action in review.open_actions(fresh(into), reviewer))


def test_merges_are_undone_from_the_last_to_the_first(reviewer):
    first, second, third = make_claim(), make_claim(), make_claim()
    review.merge(second, into=first, by=reviewer)
    review.merge(third, into=fresh(first), by=reviewer)
    review.undo_regrouping(fresh(first), by=reviewer)
    assert (fresh(second).merged_into, fresh(third).merged_into) == (fresh(first), None)
    review.undo_regrouping(fresh(first), by=reviewer)
    assert fresh(second).merged_into is None


def test_a_merge_by_a_person_outlives_the_machine(reviewer):
    claim, into = said("the mill is shut for good"), said("nobody will ever mill here again")
    review.merge(claim, into=into, by=reviewer)
    by_machine()
    assert len(texts(into)) == 2


# Splitting


def joined():
    """A claim with three wordings that the machine has joined."""
    claim = said(FELL)
    for text in (DROPPED, SANK):
        said(text)
    by_machine()
    assert texts(claim) == {FELL, DROPPED, SANK}
    return fresh(claim)


def wordings(*texts):
    return list(Wording.objects.filter(text__in=texts))


def test_a_split_gives_the_wordings_a_claim_of_their_own(reviewer):
    claim = joined()
    regrouping = review.split(claim, wordings=wordings(DROPPED), by=reviewer, reason="Another region.")
    assert (texts(claim), texts(regrouping.other)) == ({FELL, SANK}, {DROPPED})
    assert regrouping.other.canonical_wording.text == DROPPED
    assert regrouping.other.merged_into is None


def test_a_split_by_a_person_outlives_the_machine(reviewer):
    claim = joined()
    other = review.split(claim, wordings=wordings(DROPPED), by=reviewer).other
    by_machine()
    assert (texts(claim), texts(other)) == ({FELL, SANK}, {DROPPED})


def test_what_was_split_off_without_a_claim_of_its_own_gets_a_new_one(reviewer):
    claim = joined()
    review.put_otherwise(claim, wording=wordings(DROPPED)[0], by=reviewer)
    regrouping = review.split(claim, wordings=wordings(FELL), by=reviewer)
    assert texts(regrouping.other) == {FELL}
    assert regrouping.other.check_worthiness > 0


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [((), "which wordings"), ((FELL,), "stays"), (("the mill of somebody else",), "not all wordings of this claim")],
)
def test_a_split_takes_wordings_of_the_claim_and_leaves_the_canonical_one(reviewer, chosen, sentence):
    claim = joined()
    make_wording("the mill of somebody else")
    with pytest.raises(NotComplete, match=sentence) as refusal:
        review.split(claim, wordings=wordings(*chosen), by=reviewer)
    assert refusal.value.field == "wordings"


def test_a_claim_of_one_wording_is_not_split(reviewer):
    with pytest.raises(IllegalMove, match="nothing to split off"):
        review.split(make_claim(), wordings=[], by=reviewer)


def test_a_split_is_undone(reviewer):
    claim = joined()
    other = review.split(claim, wordings=wordings(DROPPED), by=reviewer).other
    review.undo_regrouping(claim, by=reviewer)
    assert texts(claim) == {FELL, DROPPED, SANK}
    assert fresh(other).merged_into == fresh(claim)
    assert not Match.objects.exclude(decided_by=None).exists()


def test_a_split_is_not_undone_under_somebody_who_works_on_it(reviewer):
    claim = joined()
    other = review.split(claim, wordings=wordings(DROPPED), by=reviewer).other
    review.take(fresh(other), by=reviewer)
    with pytest.raises(IllegalMove, match="has become more"):
        review.undo_regrouping(claim, by=reviewer)


def test_a_split_is_not_undone_by_who_may_not_merge_what_is_given_to_somebody(reviewer, editor):
    claim = joined()
    other = review.split(claim, wordings=wordings(DROPPED), by=reviewer).other
    review.assign(fresh(other), to=make_user(Role.REVIEWER), by=editor)
    with pytest.raises(NotAllowed, match="Only who has been given the claim"):
        review.undo_regrouping(claim, by=reviewer)
    review.undo_regrouping(fresh(claim), by=editor)
    assert fresh(other).merged_into == claim


def decision():
    match = Match.objects.get()
    return match.relation, match.state, match.decided_by, match.decided_because


def test_undoing_gives_back_what_another_person_had_decided(reviewer):
    match, first, second = suggested()
    other = make_user(Role.REVIEWER)
    review.reject_match(match, by=other, reason="Another month.")
    rejected = decision()
    review.merge(fresh(second), into=fresh(first), by=reviewer, reason="The same month.")
    merged = decision()
    review.split(fresh(first), wordings=wordings(DROPPED), by=other, reason="It is not.")
    review.undo_regrouping(fresh(first), by=other)
    assert decision() == merged == ("same", "confirmed", reviewer, "The same month.")
    review.undo_regrouping(fresh(first), by=reviewer)
    assert decision() == rejected == ("same", "rejected", other, "Another month.")


# Putting it in other words


def test_a_claim_is_put_in_other_words_and_back(reviewer):
    claim = joined()
    wording = wordings(SANK)[0]
    review.put_otherwise(claim, wording=wording, by=reviewer)
    assert fresh(claim).canonical_wording == wording
    review.undo_regrouping(claim, by=reviewer)
    assert fresh(claim).canonical_wording.text == FELL


def test_a_claim_is_put_in_words_of_its_own(reviewer):
    claim = joined()
    with pytest.raises(NotComplete, match="not a wording of the claim"):
        review.put_otherwise(claim, wording=make_wording(), by=reviewer)


# Deciding on matches


def suggested(one=FELL, other=DROPPED, status=Status.IN_REVIEW):
    """A suggestion between a claim of this status and a detected one."""
    first, second = said(one, status), said(other)
    by_machine()
    return Match.objects.get(), first, second


def test_confirming_a_match_joins_what_nobody_works_on_to_what_somebody_does(reviewer):
    match, first, second = suggested()
    review.confirm_match(match, by=reviewer)
    assert (texts(first), fresh(second).merged_into) == ({FELL, DROPPED}, fresh(first))
    match.refresh_from_db()
    assert (match.state, match.decided_by, match.held_because) == ("confirmed", reviewer, "")


def test_confirming_a_match_of_two_that_people_work_on_proposes_what_one_has_published(reviewer):
    match, first, second = suggested(status=Status.PUBLISHED)
    second = bring(fresh(second), Status.IN_REVIEW, by=reviewer)
    match = Match.objects.get()
    review.confirm_match(match, by=reviewer)
    assert (texts(first), texts(second)) == ({FELL}, {DROPPED})
    assert [proposal.claim for proposal in Proposal.objects.all()] == [fresh(second)]


def test_a_match_is_confirmed_as_what_a_person_says_it_is(reviewer):
    match, _first, second = suggested()
    review.confirm_match(match, by=reviewer, relation="conflict")
    match.refresh_from_db()
    assert (match.relation, match.state, fresh(second).merged_into) == ("conflict", "confirmed", None)


def test_a_rejected_match_is_not_suggested_again_and_joins_nothing(reviewer):
    match, _first, second = suggested()
    review.reject_match(match, by=reviewer, reason="Another month.")
    by_machine()
    match.refresh_from_db()
    assert (match.state, match.decided_by, fresh(second).merged_into) == ("rejected", reviewer, None)
    assert match.decided_because == "Another month."


def test_a_decision_is_taken_back(reviewer):
    match, _first, _second = suggested()
    review.reject_match(match, by=reviewer, reason="Another month.")
    match = Match.objects.get()
    assert [action.name for action in review.open_match_actions(match, reviewer)] == ["reopen_match"]
    review.reopen_match(match, by=reviewer)
    assert (match.state, match.relation, match.decided_by, match.decided_because) == ("suggested", "same", None, "")


def test_a_decision_that_merged_is_undone_as_a_merge(reviewer):
    match, first, second = suggested()
    review.confirm_match(match, by=reviewer)
    with pytest.raises(IllegalMove, match="undo the merge"):
        review.reopen_match(Match.objects.get(), by=reviewer)
    review.undo_regrouping(fresh(first), by=reviewer)
    assert (Match.objects.get().state, fresh(second).merged_into) == ("suggested", None)


def test_what_a_person_decided_is_decided(reviewer):
    match, *_ = suggested()
    review.reject_match(match, by=reviewer)
    with pytest.raises(IllegalMove, match="take the decision back"):
        review.confirm_match(Match.objects.get(), by=reviewer)


def overtaken(match):
    """Another claim, which the machine has put the second wording of the match into since it was loaded."""
    third = said(BRIDGE)
    with transaction.atomic():
        Wording.objects.filter(pk=match.second_id).update(claim=third)
        Claim.objects.filter(canonical_wording=match.second_id).update(merged_into=third)
    return third


@pytest.mark.parametrize("act", [review.confirm_match, review.reject_match])
def test_a_match_is_not_decided_for_claims_that_its_wordings_have_left(reviewer, act):
    match, first, _second = suggested()
    assert match.second.claim.version == 1
    third = overtaken(match)
    with pytest.raises(ClaimMovedOn, match=f"in claim {third.pk} now"):
        act(match, by=reviewer)
    assert (fresh(third).merged_into, fresh(first).merged_into) == (None, None)
    assert Match.objects.get().decided_by is None


def test_a_mention_is_not_rejected_for_a_claim_that_its_words_have_left(reviewer):
    claim = joined()
    mention = Mention.objects.select_related("wording__claim").get(wording__text=DROPPED)
    with transaction.atomic():
        move_wording(mention.wording, said(BRIDGE))
    with pytest.raises(ClaimMovedOn, match="now"):
        review.reject_mention(mention, by=reviewer, reason="It says nothing of it.")
    assert (fresh(claim).version, Mention.objects.get(pk=mention.pk).rejected_at) == (1, None)


# What the database holds


def test_a_merged_claim_has_no_wordings_and_stands_for_nothing(reviewer):
    claim, into, third = make_claim(), make_claim(), make_claim()
    sentence = "A claim that was merged into another has no wordings."
    assert sentence in refused_with(lambda: Claim.objects.filter(pk=claim.pk).update(merged_into=into))
    review.merge(claim, into=into, by=reviewer)
    assert refused_with(lambda: Wording.objects.filter(pk=into.canonical_wording_id).update(claim=claim))
    review.merge(third, into=fresh(into), by=reviewer)
    assert "stands for itself" in refused_with(lambda: Claim.objects.filter(pk=third.pk).update(merged_into=claim))
    assert refused_with(lambda: Claim.objects.filter(pk=into.pk).update(merged_into=claim))
    assert refused_with(lambda: Claim.objects.filter(pk=claim.pk).update(merged_into=claim))


def test_a_claim_stands_for_its_own_words(reviewer):
    claim, other = make_claim(), make_claim()
    sentence = "The canonical wording of a claim is one of its wordings."
    strange = other.canonical_wording
    assert sentence in refused_with(lambda: Claim.objects.filter(pk=claim.pk).update(canonical_wording=strange))
    own = claim.canonical_wording
    assert sentence in refused_with(lambda: Wording.objects.filter(pk=own.pk).update(claim=other))


def test_what_was_done_to_a_claim_stays_on_record(reviewer):
    regrouping = review.merge(make_claim(), into=make_claim(), by=reviewer)
    row = Regrouping.objects.filter(pk=regrouping.pk)
    assert refused_with(lambda: row.update(reason="Another."))
    assert refused_with(row.delete)
    review.undo_regrouping(fresh(regrouping.other), by=reviewer)
    assert refused_with(lambda: row.update(undone_by=None, undone_at=None))


def test_evidence_stays_with_the_claim_that_was_merged(reviewer):
    claim, into = make_claim(), make_claim()
    piece = make_evidence(claim, reviewer)
    review.merge(fresh(claim), into=into, by=reviewer)
    assert Evidence.objects.get(pk=piece.pk).claim == claim
