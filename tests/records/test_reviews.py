"""What the database promises of ratings, reviews, evidence, comments and proposals, whoever writes."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from claims.lifecycle import Status
from claims.models import Claim, Comment, Evidence, Mention, Proposal, Rating, Review, ReviewEvidence, SecondRating
from claims.review import approve, rate, reopen, take, withdraw
from claims.roles import Role
from tests.factories import grounds, make_claim, make_evidence, make_mention, make_user, make_wording
from tests.refused import refused_with

pytestmark = pytest.mark.django_db

NEVER_EDITED = "A review is never edited."
DECIDED = "A review is decided once."
FIXED = "The evidence of a review is fixed with its rating."


def violates(name):
    return f'violates check constraint "{name}"'


def pending():
    return make_claim(Status.RATED).reviews.get()


def published():
    return make_claim(Status.PUBLISHED).reviews.get()


def update(record, **fields):
    return refused_with(lambda: type(record).objects.filter(pk=record.pk).update(**fields))


def delete(record):
    """By SQL alone: Django would refuse some of it itself."""
    rows = type(record).objects.filter(pk=record.pk)
    return refused_with(lambda: rows._raw_delete(rows.db))


def another(review, **fields):
    """What writes the next version after `review`, on the same evidence."""
    names = ("claim", "rating", "rationale", "definition", "as_of", "evidence_count")
    row = {name: getattr(review, name) for name in names} | {"version": review.version + 1, "reason": "A new book."}

    def write():
        version = Review.objects.create(**row | {"rated_by": make_user(Role.REVIEWER)} | fields)
        version.evidence.set(review.evidence.all())

    return write


# Reviews


def test_another_version_follows():
    assert refused_with(another(published())) is None


def test_who_rated_does_not_approve():
    review = pending()
    sentence = update(review, approved_by=review.rated_by, approved_at=timezone.now())
    assert violates("second_pair_of_eyes") in sentence


def test_an_approval_says_who_and_when():
    assert violates("approval_says_when") in update(pending(), approved_at=timezone.now())


@pytest.mark.parametrize(
    "fields",
    [
        {"returned_at": timezone.now()},
        {"returned_because": "No."},
        {"returned_by_id": 1, "returned_at": timezone.now()},
    ],
)
def test_what_is_sent_back_says_who_when_and_why(fields):
    assert violates("return_says_when_and_why") in update(pending(), **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"rationale": "Another."},
        {"definition": "Another."},
        {"as_of": "2020-01-01"},
        {"version": 7},
        {"reason": "Another."},
        {"evidence_count": 2},
        {"expires_at": timezone.now() + timedelta(days=9)},
    ],
)
@pytest.mark.parametrize("review", [pending, published])
def test_a_review_is_never_edited(review, fields):
    assert update(review(), **fields) in (NEVER_EDITED, DECIDED)


def test_the_rating_and_the_rater_of_a_review_are_never_changed():
    review = pending()
    assert update(review, rating=Rating.objects.get(label="True")) == NEVER_EDITED
    assert update(review, rated_by=make_user()) == NEVER_EDITED


def test_an_approval_is_not_taken_back_or_given_again():
    review = published()
    assert update(review, approved_by=None, approved_at=None) == DECIDED
    assert update(review, approved_by=make_user(Role.EDITOR)) == DECIDED


@pytest.mark.parametrize("review", [pending, published])
def test_a_review_is_never_deleted(review):
    assert delete(review()) == "A review is never deleted."


def test_a_version_is_there_once_and_follows_the_one_before():
    sentence = "The versions of a review follow each other."
    review = published()
    assert refused_with(another(review, version=1)) == sentence
    assert refused_with(another(review, version=3)) == sentence


def test_a_review_begins_undecided():
    editor = make_user(Role.EDITOR)
    write = another(published(), approved_by=editor, approved_at=timezone.now())
    assert refused_with(write) == "A review begins undecided."


def test_one_review_of_a_claim_is_undecided():
    assert "one_review_undecided" in refused_with(another(pending()))


def test_a_version_that_follows_a_published_one_says_why():
    assert refused_with(another(published(), reason="")) == "A version that follows a published one says why."


@pytest.mark.parametrize("field", ["rationale", "definition"])
def test_a_review_gives_its_grounds(field):
    assert violates("review_gives_its_grounds") in refused_with(another(published(), **{field: ""}))


def test_a_review_expires_after_it_was_given():
    write = another(published(), expires_at=timezone.now() - timedelta(days=1))
    assert violates("review_expires_later") in refused_with(write)


def test_a_review_rests_on_at_least_one_piece_of_evidence():
    assert violates("review_rests_on_something") in refused_with(another(published(), evidence_count=0))


def test_a_review_rests_on_all_the_evidence_that_it_says():
    sentence = "A review rests on the evidence that was fixed with its rating."
    assert refused_with(another(published(), evidence_count=2)) == sentence


def test_evidence_is_not_added_to_a_review():
    review = pending()
    piece = make_evidence(review.claim, review.rated_by)
    sentence = refused_with(lambda: review.evidence.add(piece))
    assert sentence == "A review rests on the evidence that was fixed with its rating."


def test_evidence_is_not_taken_from_a_review():
    link = ReviewEvidence.objects.get(review=pending())
    assert delete(link) == FIXED
    assert update(link, review=published()) == FIXED


def test_a_review_rests_on_evidence_of_its_own_claim():
    review, stranger = published(), published().evidence.get()

    def write():
        version = Review.objects.create(
            claim=review.claim,
            version=2,
            rating=review.rating,
            rationale="x",
            definition="x",
            reason="x",
            as_of=review.as_of,
            evidence_count=1,
            rated_by=review.rated_by,
        )
        version.evidence.add(stranger)

    assert refused_with(write) == "A review rests on evidence of its own claim."


# Evidence


def test_evidence_keeps_the_hash_of_what_was_seen():
    reviewer = make_user(Role.REVIEWER)
    piece = make_evidence(make_claim(), reviewer, excerpt="Open daily.")
    assert piece.excerpt_hash == sha256(b"Open daily.").hexdigest()


@pytest.mark.parametrize("fields", [{"excerpt": ""}, {"url": ""}, {"stance": "unsure"}])
def test_evidence_shows_something_from_somewhere_for_or_against(fields):
    row = {"url": "https://example.org", "excerpt": "Open daily.", "stance": "against"} | fields
    claim, reviewer = make_claim(), make_user()
    sentence = refused_with(lambda: Evidence.objects.create(claim=claim, added_by=reviewer, **row))
    assert violates("evidence") in sentence.replace("_quotes_something", "").replace("_takes_sides", "")


def test_evidence_stays_as_it_was_seen():
    assert update(published().evidence.get(), excerpt="Closed.") == "Evidence stays as it was seen."


def test_evidence_that_a_review_rests_on_is_not_deleted():
    assert "violates foreign key constraint" in delete(published().evidence.get())


def test_evidence_that_none_rests_on_can_be_deleted():
    assert delete(make_evidence(make_claim(), make_user(Role.REVIEWER))) is None


# Ratings


def test_the_default_scale_has_a_number_for_each_rating():
    scale = {"True": 7, "Mostly true": 6, "Half true": 5, "Mostly false": 3, "False": 1, "Misleading": 2, "Unproven": 4}
    assert dict(Rating.objects.values_list("label", "number")) == scale


@pytest.mark.parametrize("fields", [{"label": "Wrong"}, {"number": 9}, {"slug": "wrong"}])
def test_a_rating_that_a_review_uses_stays_what_it_was(fields):
    sentence = "A rating that a review uses keeps its label and number: retire it and add another."
    assert update(published().rating, **fields) == sentence


@pytest.mark.django_db(transaction=True)
def test_a_rating_that_is_just_being_given_is_not_renamed_meanwhile():
    claim = make_claim(Status.IN_REVIEW)
    given = grounds(claim, claim.assignee)
    scale = Rating.objects.using(settings.OWNER).filter(pk=given["rating"].pk)
    with transaction.atomic(), transaction.atomic(using=settings.OWNER):
        rate(claim, by=claim.assignee, **given)
        connections[settings.OWNER].cursor().execute("SET LOCAL lock_timeout = '200ms'")
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic(using=settings.OWNER):
            scale.update(label="True after all")


def test_a_rating_that_a_review_uses_can_be_retired_and_not_deleted():
    rating = published().rating
    assert update(rating, retired=True) is None
    assert "violates foreign key constraint" in delete(rating)


def test_a_rating_that_no_review_uses_can_be_renamed():
    assert update(Rating.objects.get(label="Unproven"), label="No proof") is None


# Second ratings, comments, proposals


def second(review, rated_by, **fields):
    row = {"rating": review.rating, "rationale": "The books.", "rated_by": rated_by} | fields
    return lambda: SecondRating.objects.create(review=review, **row)


def test_a_second_rating_is_a_second_persons_and_comes_in_time():
    sentence = "A second rating comes from another person, while the review is undecided."
    review, late = pending(), published()
    assert refused_with(second(review, review.rated_by)) == sentence
    assert refused_with(second(late, make_user(Role.EDITOR))) == sentence
    assert refused_with(second(review, make_user(Role.EDITOR))) is None


@pytest.mark.parametrize(("label", "by_another"), [("True", False), ("Mostly false", True)])
def test_two_ratings_that_differ_are_not_published_nor_by_a_third_person(label, by_another):
    review, editor = pending(), make_user(Role.EDITOR)
    second(review, editor, rating=Rating.objects.get(label=label))()
    approved_by = make_user(Role.EDITOR) if by_another else editor
    sentence = "A review with a second rating is approved by who gave it, and only if both are the same."
    assert update(review, approved_by=approved_by, approved_at=timezone.now()) == sentence


def test_a_second_rating_is_never_changed():
    rating = second(pending(), make_user(Role.EDITOR))()
    sentence = "A second rating is never changed."
    assert (update(rating, rationale="Another."), delete(rating)) == (sentence, sentence)


def test_a_comment_is_never_changed():
    comment = Comment.objects.create(claim=make_claim(), author=make_user(), text="Ask the mill.")
    sentence = "A comment is never changed."
    assert (update(comment, text="Ask nobody."), delete(comment)) == (sentence, sentence)


def test_a_proposal_rests_on_the_published_review_of_another_claim():
    sentence = "A proposal rests on the published review of another claim."
    own, undecided, other = published(), pending(), make_claim()
    assert refused_with(lambda: Proposal.objects.create(claim=own.claim, review=own)) == sentence
    assert refused_with(lambda: Proposal.objects.create(claim=other, review=undecided)) == sentence
    assert refused_with(lambda: Proposal.objects.create(claim=other, review=own)) is None


def test_a_proposal_is_decided_once_and_stays_what_it_was():
    proposal = Proposal.objects.create(claim=make_claim(), review=published())
    assert violates("proposal_says_who_decided") in update(proposal, state="accepted")
    assert update(proposal, claim=make_claim()) == "A proposal stays what it proposed."
    assert update(proposal, state="declined", decided_by=make_user(), decided_at=timezone.now()) is None
    assert update(proposal, decided_by=make_user()) == "A proposal is decided once."
    assert delete(proposal) == "A proposal is never deleted."


# Claims and mentions


@pytest.mark.parametrize(("status", "as_what"), [(Status.DETECTED, "opinion"), (Status.DISMISSED, "")])
def test_what_a_claim_was_dismissed_as_is_said_while_it_is_dismissed(status, as_what):
    claim = make_claim(status)
    sentence = refused_with(lambda: Claim.objects.filter(pk=claim.pk).update(dismissed_as=as_what))
    assert violates("dismissed_says_as_what") in sentence


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"rejected_at": timezone.now()}, "rejection_says_who_and_why"),
        ({"rejected_because": "No."}, "rejection_says_who_and_why"),
        ({"saying": "drifts"}, "saying_says_who_checked"),
        ({"saying_note": "No."}, "saying_says_who_checked"),
    ],
)
def test_a_verdict_on_a_mention_says_who_gave_it(fields, name):
    mention = make_mention()
    assert violates(name) in refused_with(lambda: Mention.objects.filter(pk=mention.pk).update(**fields))


def test_a_saying_is_confirmed_against_a_source():
    mention, checked = make_mention(), {"saying_checked_by": make_user(), "saying_checked_at": timezone.now()}
    sentence = refused_with(lambda: Mention.objects.filter(pk=mention.pk).update(saying="confirmed", **checked))
    assert violates("confirmed_against_a_source") in sentence


# What the public reads of a claim


def read_by_the_public(claim):
    return Claim.objects.values_list("public_rating__label", "public_until").get(pk=claim.pk)


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (Status.DETECTED, None),
        (Status.IN_REVIEW, None),
        (Status.RATED, None),
        (Status.DISMISSED, None),
        (Status.PUBLISHED, "Mostly false"),
        (Status.CORRECTED, "False"),
        (Status.REOPENED, "Mostly false"),
        (Status.WITHDRAWN, None),
    ],
)
def test_a_claim_carries_the_verdict_that_the_public_reads(status, label):
    claim = make_claim(status)
    assert read_by_the_public(claim) == (label, None)
    assert str(claim.public_rating) == str(label)  # as it was left in memory too


def test_a_claim_under_review_again_carries_its_verdict_until_the_next_is_approved():
    claim, by, editor = make_claim(Status.REOPENED), make_user(Role.REVIEWER), make_user(Role.EDITOR)
    until = timezone.now() + timedelta(days=1)
    take(claim, by=by)
    rate(claim, by=by, **grounds(claim, by, "True"), expires_at=until)
    assert read_by_the_public(claim) == ("Mostly false", None)
    approve(claim, by=editor)
    assert read_by_the_public(claim) == ("True", until)
    withdraw(claim, by=editor, reason="It was another mill.")
    reopen(claim, by=editor, reason="It was this one.")
    assert read_by_the_public(claim) == (None, None)


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REOPENED, Status.IN_REVIEW, Status.WITHDRAWN])
def test_nobody_writes_what_the_public_reads(status):
    claim = make_claim(status)
    kept = read_by_the_public(claim)
    assert update(claim, public_rating=Rating.objects.get(label="True"), public_until=timezone.now()) is None
    assert read_by_the_public(claim) == kept
    assert update(claim, public_rating=None) is None
    assert read_by_the_public(claim) == kept


def test_a_claim_cannot_begin_with_a_verdict():
    make = {"canonical_wording": make_wording(), "public_rating": Rating.objects.get(label="True")}
    assert violates("public_once_published") in refused_with(lambda: Claim.objects.create(**make))
