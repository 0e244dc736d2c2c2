"""From taking a claim to withdrawing it: what each step keeps, and what it will not take."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from claims import queries, review
from claims.errors import IllegalMove, NotComplete, PlaceTaken
from claims.lifecycle import Status
from claims.models import Claim, Evidence, Match, Mention, Proposal, Rating, Review
from claims.roles import Role
from tests.factories import bring, grounds, make_claim, make_evidence, make_mention, make_user, make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


def test_who_takes_a_claim_is_told_whose_it_is(reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    with pytest.raises(IllegalMove, match=f"The claim is {reviewer}'s."):
        review.take(claim, by=make_user(Role.REVIEWER))


@pytest.mark.parametrize("origin", [Status.DETECTED, Status.REOPENED])
def test_a_claim_released_is_what_it_was_before_it_was_taken(origin, reviewer):
    claim = make_claim(origin)
    review.take(claim, by=reviewer)
    review.release(claim, by=reviewer)
    assert (claim.status, claim.assignee) == (origin, None)


def test_a_claim_is_assigned_only_to_who_may_rate(editor):
    with pytest.raises(NotComplete, match="may not review claims"):
        review.assign(make_claim(), to=make_user(Role.SUBMITTER), by=editor)


def test_a_comment_makes_no_new_version(reviewer):
    claim = make_claim()
    comment = review.comment(claim, by=reviewer, text="  Ask the mill. ")
    claim.refresh_from_db()
    assert (comment.text, claim.version) == ("Ask the mill.", 1)


def test_finishing_a_claim_frees_its_assignee_and_its_due_date(reviewer, editor):
    claim = make_claim(Status.RATED, by=reviewer)
    review.set_due(claim, on=timezone.localdate(), by=editor)
    review.approve(claim, by=editor)
    assert (claim.status, claim.assignee, claim.due_on) == (Status.PUBLISHED, None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rationale", " "),
        ("definition", ""),
        ("as_of", timezone.localdate() + timedelta(days=2)),
        ("expires_at", timezone.now()),
        ("evidence", []),
    ],
)
def test_a_rating_without_its_grounds_is_refused_by_the_name_of_the_field(field, value, reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    with pytest.raises(NotComplete) as refusal:
        review.rate(claim, by=reviewer, **grounds(claim, reviewer) | {field: value})
    assert (refusal.value.field, claim.status, Review.objects.count()) == (field, Status.IN_REVIEW, 0)


def test_a_rating_that_is_retired_is_given_to_no_claim(reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    Rating.objects.filter(label="True").update(retired=True)
    with pytest.raises(NotComplete, match="retired"):
        review.rate(claim, by=reviewer, **grounds(claim, reviewer, "True"))


def test_a_rating_rests_on_evidence_of_its_own_claim(reviewer):
    claim, stranger = make_claim(Status.IN_REVIEW, by=reviewer), make_evidence(make_claim(), reviewer)
    with pytest.raises(NotComplete, match="of its own claim"):
        review.rate(claim, by=reviewer, **grounds(claim, reviewer) | {"evidence": [stranger]})


def test_evidence_is_removed_until_a_review_rests_on_it(reviewer):
    claim = make_claim(Status.RATED, by=reviewer)
    unused, used = make_evidence(claim, reviewer), claim.reviews.get().evidence.get()
    review.remove_evidence(unused, by=reviewer)
    used.claim = unused.claim
    with pytest.raises(IllegalMove, match="it stays"):
        review.remove_evidence(used, by=reviewer)
    assert list(Evidence.objects.all()) == [used]


@pytest.mark.parametrize(("field", "value"), [("url", "javascript:alert(1)"), ("excerpt", " "), ("stance", "unsure")])
def test_evidence_that_shows_nothing_is_refused(field, value, reviewer):
    with pytest.raises(NotComplete) as refusal:
        make_evidence(make_claim(), reviewer, **{field: value})
    assert refusal.value.field == field


def test_a_rating_sent_back_stays_readable_and_is_followed_by_another(reviewer, editor):
    claim = make_claim(Status.RATED, by=reviewer)
    review.send_back(claim, by=editor, reason="Which mill?")
    review.rate(claim, by=reviewer, **grounds(claim, reviewer, "False"))
    kept = claim.reviews.order_by("version").values_list("version", "rating__label", "returned_because")
    assert list(kept) == [(1, "Mostly false", "Which mill?"), (2, "False", "")]


def test_a_correction_leaves_the_old_version_public_until_somebody_else_approves(reviewer, editor):
    claim = make_claim(Status.PUBLISHED)
    old = claim.reviews.get()
    new = review.correct(claim, by=reviewer, reason="A new book.", **grounds(claim, reviewer, "False"))
    assert (claim.status, queries.public_review_of(claim)) == (Status.PUBLISHED, old)
    review.approve(claim, by=editor)
    assert (claim.status, queries.public_review_of(claim)) == (Status.CORRECTED, new)
    assert Review.objects.get(pk=old.pk).rating.label == "Mostly false"


def test_reopening_sends_a_waiting_correction_back_and_leaves_the_review_public(reviewer, editor):
    claim = make_claim(Status.PUBLISHED)
    old = claim.reviews.get()
    new = review.correct(claim, by=reviewer, reason="A new book.", **grounds(claim, reviewer))
    review.reopen(claim, by=editor, reason="A reader wrote.")
    assert Review.objects.get(pk=new.pk).returned_because == "A reader wrote."
    assert queries.public_review_of(claim) == old


def test_a_version_after_reopening_gives_the_reason_of_the_reopening(reviewer):
    claim = make_claim(Status.REOPENED)
    review.take(claim, by=reviewer)
    assert review.rate(claim, by=reviewer, **grounds(claim, reviewer)).reason == "A reader wrote."


def test_what_was_withdrawn_is_not_public_any_more_not_even_reopened(editor):
    claim = make_claim(Status.WITHDRAWN)
    review.reopen(claim, by=editor, reason="It was this mill.")
    assert queries.public_review_of(claim) is None


@pytest.mark.parametrize("milliseconds", range(1, 60, 6))
def test_a_rating_that_expires_while_it_is_given_is_kept_or_refused(milliseconds, reviewer):
    claim = make_claim(Status.IN_REVIEW, by=reviewer)
    given = grounds(claim, reviewer)
    at_once = timezone.now() + timedelta(milliseconds=milliseconds)
    with suppress(NotComplete):
        review.rate(claim, by=reviewer, **given, expires_at=at_once)
    assert claim.status == (Status.RATED if claim.reviews.exists() else Status.IN_REVIEW)


def test_a_published_review_goes_stale_when_its_time_has_run_out(reviewer, editor, monkeypatch):
    claim, soon = make_claim(Status.IN_REVIEW, by=reviewer), timezone.now() + timedelta(days=1)
    published = review.rate(claim, by=reviewer, **grounds(claim, reviewer), expires_at=soon)
    review.approve(claim, by=editor)
    published.refresh_from_db()
    assert (published.is_stale, Claim.objects.filter(queries.stale()).exists()) == (False, False)
    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(seconds=1))
    assert (published.is_stale, Claim.objects.filter(queries.stale()).exists()) == (True, True)


# Blind


def test_two_equal_ratings_are_published_and_two_different_ones_go_back_with_both(reviewer, editor, settings):
    settings.BLIND_REVIEW = True
    claim = make_claim(Status.RATED, by=reviewer)
    review.rate_second(claim, by=editor, rating=Rating.objects.get(label="True"), rationale="I saw it mill.")
    first = claim.reviews.get()
    assert (claim.status, first.second_rating.rating.label) == (Status.IN_REVIEW, "True")
    assert first.returned_because == "The second person rated it 'True', the first 'Mostly false'."
    review.rate(claim, by=reviewer, **grounds(claim, reviewer, "True"))
    review.rate_second(claim, by=editor, rating=Rating.objects.get(label="True"), rationale="I saw it mill.")
    assert (claim.status, queries.public_review_of(claim).approved_by) == (Status.PUBLISHED, editor)


def hidden_from(person, claim):
    """The versions of a claim's rating that the person must not see, in order; asked of each, and of a list."""
    each = [one.version for one in claim.reviews.order_by("version") if review.is_hidden(one, person)]
    listed = claim.reviews.filter(queries.hidden_from(person)).order_by("version").values_list("version", flat=True)
    assert list(listed) == each
    return each


def test_a_blind_rating_is_hidden_from_all_but_its_rater_until_two_have_rated(reviewer, editor, settings):
    settings.BLIND_REVIEW = True
    claim, second = make_claim(Status.RATED, by=reviewer), Rating.objects.get(label="Mostly false")
    assert [hidden_from(person, claim) for person in (reviewer, editor)] == [[], [1]]
    review.send_back(claim, by=editor, reason="Which mill?")
    assert [hidden_from(person, claim) for person in (reviewer, editor)] == [[], [1]]
    review.rate(claim, by=reviewer, **grounds(claim, reviewer))
    assert hidden_from(editor, claim) == [1, 2]
    review.rate_second(claim, by=editor, rating=second, rationale="I saw it stand still.")
    assert (claim.status, hidden_from(editor, claim)) == (Status.PUBLISHED, [])
    review.correct(claim, by=reviewer, reason="A new book.", **grounds(claim, reviewer))
    review.send_back(claim, by=editor, reason="Which book?")
    assert hidden_from(editor, claim) == [3]
    review.withdraw(claim, by=editor, reason="It was another mill.")
    assert hidden_from(editor, claim) == []


def test_two_different_blind_ratings_are_shown_to_everybody(reviewer, editor, settings):
    settings.BLIND_REVIEW = True
    claim = make_claim(Status.RATED, by=reviewer)
    review.rate_second(claim, by=editor, rating=Rating.objects.get(label="True"), rationale="I saw it mill.")
    assert hidden_from(make_user(Role.EDITOR), claim) == []


def test_nothing_is_hidden_where_reviews_are_not_blind(editor):
    assert hidden_from(editor, make_claim(Status.RATED)) == []


# Proposals


def match(claim, other, **fields):
    first, second = sorted((claim.canonical_wording, other.canonical_wording), key=lambda wording: wording.pk)
    decision = {"state": "confirmed", "relation": "same"} | fields
    return Match.objects.create(first=first, second=second, score=0.9, reasons=["one word differs"], **decision)


def test_publishing_proposes_the_verdict_to_claims_that_a_confirmed_match_says_are_the_same(editor):
    claim = make_claim(Status.RATED)
    same, doubtful, other, done = make_claim(), make_claim(), make_claim(), make_claim(Status.DISMISSED)
    match(same, claim)
    match(doubtful, claim, state="suggested")
    match(other, claim, relation="conflict")
    match(done, claim)
    review.approve(claim, by=editor)
    assert list(Proposal.objects.values_list("claim", "review")) == [(same.pk, claim.reviews.get().pk)]
    same.refresh_from_db()
    assert same.status == Status.DETECTED
    assert len(review.propose_from(claim)) == Proposal.objects.count() == 1


@pytest.fixture
def proposal(editor, reviewer):
    """The verdict on one claim, proposed to another that `reviewer` has taken."""
    claim, same = make_claim(Status.RATED), make_claim(Status.IN_REVIEW, by=reviewer)
    match(claim, same)
    review.approve(claim, by=editor)
    return Proposal.objects.select_related("claim", "review__rating", "review__claim").get()


def test_an_accepted_proposal_is_a_rating_that_still_needs_a_second_pair_of_eyes(proposal, reviewer, editor):
    made = review.accept_proposal(proposal, by=reviewer)
    first, claim = proposal.review, proposal.claim
    assert (claim.status, proposal.state, made.based_on) == (Status.RATED, "accepted", first)
    assert (made.rating, made.rationale, made.evidence.get().excerpt_hash) == (
        first.rating,
        first.rationale,
        first.evidence.get().excerpt_hash,
    )
    review.approve(claim, by=editor)
    relying = review.relied_on(first)
    assert (relying.reviews, relying.proposals) == ([made], [proposal])
    assert review.relied_on(first, made) == review.RelyingOn([], [proposal])


def test_a_proposal_is_decided_once(proposal, reviewer):
    review.decline_proposal(proposal, by=reviewer)
    assert review.open_proposal_actions(proposal, reviewer) == []
    with pytest.raises(IllegalMove, match="decided already"):
        review.accept_proposal(proposal, by=reviewer)


def test_a_proposal_whose_review_was_withdrawn_is_not_accepted(proposal, reviewer, editor):
    names = [action.name for action in review.open_proposal_actions(proposal, reviewer)]
    assert names == ["accept_proposal", "decline_proposal"]
    review.withdraw(proposal.review.claim, by=editor, reason="Another mill.")
    with pytest.raises(IllegalMove, match="no longer the published one"):
        review.accept_proposal(proposal, by=reviewer)
    assert [action.name for action in review.open_proposal_actions(proposal, reviewer)] == ["decline_proposal"]
    review.decline_proposal(proposal, by=reviewer)
    assert proposal.state == "declined"


def test_a_proposal_can_be_declined_when_its_claim_has_got_a_verdict_of_its_own(proposal, reviewer):
    review.rate(proposal.claim, by=reviewer, **grounds(proposal.claim, reviewer))
    assert [action.name for action in review.open_proposal_actions(proposal, reviewer)] == ["decline_proposal"]
    review.decline_proposal(proposal, by=reviewer)
    assert proposal.state == "declined"


def test_a_blind_rating_accepts_no_proposal_for_everybody_would_know_it(proposal, reviewer, settings):
    settings.BLIND_REVIEW = True
    assert [action.name for action in review.open_proposal_actions(proposal, reviewer)] == ["decline_proposal"]
    with pytest.raises(IllegalMove, match="Reviews are blind here"):
        review.accept_proposal(proposal, by=reviewer)


# Lists


def test_claims_that_nobody_makes_leave_the_list_unless_people_worked_on_them(reviewer):
    made, rejected, worked_on, bare = make_claim(), make_claim(), make_claim(Status.IN_REVIEW), make_wording().claim
    for claim in (rejected, worked_on):
        review.reject_mention(mention_of(claim), by=reviewer, reason="A heading.")
    assert set(queries.listed_claims()) == {made, worked_on}
    assert set(queries.claims()) == {made, rejected, worked_on, bare}
    assert queries.claims().get(pk=rejected.pk).mention_count == 0


def test_what_is_overdue_was_due_before_today_and_is_not_finished(editor):
    claims = [make_claim(), make_claim(), make_claim()]
    for claim, days in zip(claims, (-1, 0, -1), strict=True):
        review.set_due(claim, on=timezone.localdate() + timedelta(days=days), by=editor)
    bring(claims[2], Status.PUBLISHED)
    assert list(Claim.objects.filter(queries.overdue())) == [claims[0]]


# Mentions


def mention_of(claim):
    return Mention.objects.select_related("wording__claim", "source", "article").get(wording__claim=claim)


def test_a_correction_of_a_mention_reads_its_content_back_and_makes_a_new_version(reviewer):
    mention = mention_of(make_claim())
    review.correct_mention(mention, by=reviewer, source_name=" Ben   Rush ", content_spans=[[0, 3], [4, 8]])
    mention.refresh_from_db()
    claim = mention.wording.claim
    assert (mention.content, mention.source.name, mention.corrected_by, claim.version) == (
        "The mill", "Ben Rush", reviewer, 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    "spans",
    [[], [[5, 5]], [[8, 0]], [[4, 8], [0, 3]], [[0, 10_000]], [[-1, 3]], [[0]], ["ab"], [[True, 2]], 5, [[3, 4]]],
)
def test_spans_that_do_not_fit_the_article_are_refused(spans, reviewer):
    mention = mention_of(make_claim())
    with pytest.raises(NotComplete) as refusal:
        review.correct_mention(mention, by=reviewer, content_spans=spans)
    assert refusal.value.field == "content_spans"


def test_two_mentions_are_not_put_at_one_place(reviewer):
    claim = make_claim()
    mention = mention_of(claim)
    review.correct_mention(mention, by=reviewer, content_spans=[[0, 8]])
    other = make_mention(mention.article)
    with pytest.raises(PlaceTaken):
        review.correct_mention(other, by=reviewer, content_spans=[[0, 8]])


def test_a_source_is_known_again_by_its_full_name(reviewer):
    first, second = mention_of(make_claim()), mention_of(make_claim())
    for mention in (first, second):
        review.correct_mention(mention, by=reviewer, source_name="Ben Rush")
    assert first.source == second.source
    review.correct_mention(second, by=reviewer, source_name=None)
    assert second.source is None


def test_a_rejected_mention_counts_no_more_until_it_is_restored(reviewer):
    claim = make_claim()
    mention = mention_of(claim)
    review.reject_mention(mention, by=reviewer, reason="A heading.")
    assert [action.name for action in review.open_mention_actions(mention, reviewer)] == ["restore_mention"]
    with pytest.raises(IllegalMove, match="restore it first"):
        review.correct_mention(mention, by=reviewer, source_name="Ben Rush")
    review.restore_mention(mention, by=reviewer)
    assert queries.claims().get(pk=claim.pk).mention_count == 1


def test_a_mention_that_came_after_publication_is_confirmed_by_a_person(reviewer):
    mention = make_mention(wording=make_claim(Status.PUBLISHED).canonical_wording, confirmed=False)
    before = mention.wording.claim.version
    assert "confirm_mention" in {action.name for action in review.open_mention_actions(mention, reviewer)}
    review.confirm_mention(mention, by=reviewer)
    mention = Mention.objects.select_related("wording__claim").get(pk=mention.pk)
    assert (mention.confirmed, mention.joined, mention.wording.claim.version) == (True, "by_person", before + 1)
    assert "confirm_mention" not in {action.name for action in review.open_mention_actions(mention, reviewer)}
    with pytest.raises(IllegalMove, match="confirmed already"):
        review.confirm_mention(mention, by=reviewer)


def test_rejected_and_corrected_mentions_are_counted_by_the_model_that_read_them(reviewer):
    first, second = mention_of(make_claim()), mention_of(make_claim())
    review.reject_mention(first, by=reviewer, reason="A heading.")
    review.correct_mention(second, by=reviewer, source_name="Ben Rush")
    row = {"model_version": "test", "mentions": 2, "rejected": 1, "corrected": 1}
    assert list(queries.corrections_by_model()) == [row]


def test_a_confirmed_saying_names_its_primary_source(reviewer):
    mention = mention_of(make_claim())
    with pytest.raises(NotComplete) as refusal:
        review.judge_saying(mention, by=reviewer, saying="confirmed")
    assert refusal.value.field == "primary_source_url"
    review.judge_saying(mention, by=reviewer, saying="confirmed", primary_source_url="https://council.example/minutes")
    mention.refresh_from_db()
    assert (mention.saying, mention.saying_checked_by) == ("confirmed", reviewer)


@pytest.mark.parametrize("field", ["source_spans", "cue_spans"])
def test_what_an_article_states_in_its_own_voice_gets_no_words_for_who_says_it(field, reviewer):
    mention = make_mention(kind="unattributed", source_spans=[], cue_spans=[])
    with pytest.raises(NotComplete) as refusal:
        review.correct_mention(mention, by=reviewer, **{field: [[30, 39]]})
    assert refusal.value.field == field
