"""Review: a version of a claim's rating, what it rests on, and what the second pair of eyes made of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.triggers import at_commit, before, one_move_an_approval, raise_, refuse

DECISION = ["approved_by", "approved_at", "returned_by", "returned_at", "returned_because"]
# Foreign keys are looked at when the transaction ends: until then this lock alone keeps the label as it was read.
KEEPS_THE_RATING = "PERFORM 1 FROM claims_rating WHERE id = NEW.rating_id FOR SHARE;"
GOES_ON = f"""
    {KEEPS_THE_RATING}
    IF NEW.approved_by_id IS NOT NULL OR NEW.returned_by_id IS NOT NULL THEN
        {raise_("A review begins undecided.")}
    END IF;
    IF NEW.version <> 1 + coalesce((SELECT max(version) FROM claims_review WHERE claim_id = NEW.claim_id), 0) THEN
        {raise_("The versions of a review follow each other.")}
    END IF;
    IF NEW.reason = '' AND EXISTS (
        SELECT 1 FROM claims_review WHERE claim_id = NEW.claim_id AND approved_by_id IS NOT NULL
    ) THEN
        {raise_("A version that follows a published one says why.")}
    END IF;
"""
RESTS_ON_ALL = f"""
    IF NEW.evidence_count <> (SELECT count(*) FROM claims_reviewevidence WHERE review_id = NEW.id) THEN
        {raise_("A review rests on the evidence that was fixed with its rating.")}
    END IF;
"""
# Counted on each insert too: what is added once the review is committed would go unseen.
RESTS_ON_ITS_OWN = f"""
    SELECT evidence_count, claim_id INTO fixed, claim FROM claims_review WHERE id = NEW.review_id;
    IF fixed < (SELECT count(*) FROM claims_reviewevidence WHERE review_id = NEW.review_id) THEN
        {raise_("A review rests on the evidence that was fixed with its rating.")}
    ELSIF claim <> (SELECT claim_id FROM claims_evidence WHERE id = NEW.evidence_id) THEN
        {raise_("A review rests on evidence of its own claim.")}
    END IF;
"""
SECOND_PERSON = f"""
    {KEEPS_THE_RATING}
    IF NOT EXISTS (
        SELECT 1 FROM claims_review
        WHERE id = NEW.review_id AND rated_by_id <> NEW.rated_by_id
            AND approved_by_id IS NULL AND returned_by_id IS NULL
    ) THEN
        {raise_("A second rating comes from another person, while the review is undecided.")}
    END IF;
"""
# Before the approval and not after: a second rating comes while the review is undecided.
TWO_AGREE = f"""
    IF EXISTS (
        SELECT 1 FROM claims_secondrating
        WHERE review_id = NEW.id AND (rating_id <> NEW.rating_id OR rated_by_id <> NEW.approved_by_id)
    ) THEN
        {raise_("A review with a second rating is approved by who gave it, and only if both are the same.")}
    END IF;
"""


class Review(models.Model):
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="reviews")
    version = models.PositiveIntegerField(default=1)
    rating = models.ForeignKey("claims.Rating", on_delete=models.PROTECT, related_name="reviews")
    rationale = models.TextField()
    definition = models.TextField(help_text="What was measured, where, by whom.")
    as_of = models.DateField(help_text="The day that the rating speaks of.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the rating becomes stale.")
    reason = models.TextField(blank=True, help_text="Why this version follows one that was published.")
    evidence = models.ManyToManyField("claims.Evidence", through="claims.ReviewEvidence", related_name="reviews")
    evidence_count = models.PositiveSmallIntegerField(
        editable=False, help_text="On how many pieces of evidence it rests: fixed with the rating."
    )
    based_on = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text="The review of another claim whose verdict was proposed for this one.",
    )
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    rated_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="approved_reviews"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="returned_reviews"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)

    class Meta:
        ordering = ["claim", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "version"], name="one_review_per_version"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(approved_at=None, returned_at=None), name="one_review_undecided"
            ),
            models.CheckConstraint(condition=~Q(rationale="") & ~Q(definition=""), name="review_gives_its_grounds"),
            models.CheckConstraint(condition=Q(evidence_count__gte=1), name="review_rests_on_something"),
            models.CheckConstraint(condition=~Q(approved_by=F("rated_by")), name="second_pair_of_eyes"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approval_says_when",
            ),
            models.CheckConstraint(
                condition=Q(returned_by=None, returned_at=None, returned_because="")
                | (Q(returned_by__isnull=False, returned_at__isnull=False) & ~Q(returned_because="")),
                name="return_says_when_and_why",
            ),
            models.CheckConstraint(condition=Q(approved_at=None) | Q(returned_at=None), name="approved_or_returned"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("rated_at")), name="review_expires_later"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="review_to_expire", condition=Q(approved_at__isnull=False)),
        ]
        triggers = [
            before("review_goes_on", pgtrigger.Insert, GOES_ON),
            refuse(
                "review_is_never_edited",
                pgtrigger.Update,
                "A review is never edited.",
                condition=pgtrigger.AnyChange(exclude=DECISION),
            ),
            refuse(
                "review_is_decided_once",
                pgtrigger.Update,
                "A review is decided once.",
                condition=pgtrigger.Q(old__approved_by__isnull=False) | pgtrigger.Q(old__returned_by__isnull=False),
            ),
            before(
                "review_agrees_with_its_second",
                pgtrigger.Update,
                TWO_AGREE,
                condition=pgtrigger.Q(old__approved_by__isnull=True, new__approved_by__isnull=False),
            ),
            refuse("review_is_kept", pgtrigger.Delete, "A review is never deleted."),
            at_commit(
                "approval_is_a_publication",
                pgtrigger.Update,
                one_move_an_approval("approved_by_id"),
                condition=pgtrigger.Q(new__approved_by__isnull=False),
            ),
            at_commit("review_rests_on_all_evidence", pgtrigger.Insert, RESTS_ON_ALL),
        ]

    def __str__(self) -> str:
        return f"{self.rating} (version {self.version})"

    @property
    def is_decided(self) -> bool:
        """Whether the second pair of eyes has approved it or sent it back."""
        return self.approved_at is not None or self.returned_at is not None

    @property
    def is_stale(self) -> bool:
        """Whether it was approved for a time that has run out."""
        return self.approved_at is not None and self.expires_at is not None and self.expires_at <= timezone.now()


class ReviewEvidence(models.Model):
    """That a review rests on a piece of evidence: fixed with the rating."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="rests_on")
    evidence = models.ForeignKey("claims.Evidence", on_delete=models.PROTECT, related_name="used_by")

    class Meta:
        ordering = ["review", "evidence"]
        constraints = [models.UniqueConstraint(fields=["review", "evidence"], name="evidence_of_a_review_once")]
        triggers = [
            pgtrigger.Trigger(
                name="review_rests_on_its_own",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("fixed", "integer"), ("claim", "bigint")],
                func=f"{RESTS_ON_ITS_OWN}\nRETURN NULL;",
            ),
            refuse(
                "evidence_of_a_review_is_fixed",
                pgtrigger.Update | pgtrigger.Delete,
                "The evidence of a review is fixed with its rating.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} in {self.review_id}"


class SecondRating(models.Model):
    """What a second person rated without having seen the first one's rating."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="second_rating")
    rating = models.ForeignKey("claims.Rating", on_delete=models.PROTECT, related_name="second_ratings")
    rationale = models.TextField()
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_ratings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["review"]
        constraints = [models.CheckConstraint(condition=~Q(rationale=""), name="second_rating_gives_its_grounds")]
        triggers = [
            before("second_rating_is_a_second_persons", pgtrigger.Insert, SECOND_PERSON),
            refuse(
                "second_rating_is_forever",
                pgtrigger.Update | pgtrigger.Delete,
                "A second rating is never changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating}, by a second person"
