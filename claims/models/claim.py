"""Claim: what wordings with the same truth conditions share, and what a reviewer reviews."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.lifecycle import LEGAL_MOVES, OPEN, PUBLIC, Status
from claims.models.triggers import at_commit, before, raise_, refuse

MOVES = ", ".join(f"('{origin}', '{to}')" for origin in Status for to in Status if to in LEGAL_MOVES[origin])
IS_LEGAL = f"""
    IF (OLD.status, NEW.status) NOT IN ({MOVES}) THEN
        {raise_("This is no legal move of a claim.")}
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        {raise_("A move makes the next version of a claim.")}
    END IF;
"""
# What each status says about the reviews of its claim.
HAS_ITS_REVIEW = f"""
    SELECT approved_by_id IS NOT NULL, approved_by_id IS NULL AND returned_by_id IS NULL INTO is_approved, is_pending
        FROM claims_review WHERE claim_id = NEW.id ORDER BY version DESC LIMIT 1;
    SELECT EXISTS (SELECT 1 FROM claims_review WHERE claim_id = NEW.id AND approved_by_id IS NOT NULL) INTO was_public;
    IF NEW.status = 'rated' AND is_pending IS NOT TRUE THEN
        {raise_("A rated claim has a rating that waits for a second pair of eyes.")}
    ELSIF NEW.status IN ('published', 'corrected') AND is_approved IS NOT TRUE THEN
        {raise_("The latest review of a published claim is approved by somebody who did not rate it.")}
    ELSIF NEW.status = 'dismissed' AND was_public THEN
        {raise_("A claim that was published is not dismissed.")}
    ELSIF NEW.status = 'withdrawn' AND NOT was_public THEN
        {raise_("Only a claim that was published is withdrawn.")}
    END IF;
"""
IS_RECORDED = f"""
    IF NOT EXISTS (
        SELECT 1 FROM claims_transition WHERE claim_id = NEW.id AND version = NEW.version
            AND from_status = OLD.status AND to_status = NEW.status
    ) THEN
        {raise_("A move of a claim is recorded as a transition.")}
    END IF;
"""
HAS_A_NEW_VERSION = f"""
    IF NEW.version = OLD.version THEN
        {raise_("Whose a claim is and until when change with its version.")}
    END IF;
"""
# The lock lets two people who each merge one claim into the other's wait for each other.
ENDS_AT_ONE_THAT_STANDS = f"""
    PERFORM 1 FROM claims_claim t JOIN claims_claim c ON c.merged_into_id = t.id WHERE c.id = NEW.id
        FOR NO KEY UPDATE OF t;
    IF EXISTS (SELECT 1 FROM claims_claim c JOIN claims_claim t ON t.id = c.merged_into_id
               WHERE c.id = NEW.id AND t.merged_into_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM claims_claim c JOIN claims_claim m ON m.merged_into_id = c.id
                   WHERE c.id = NEW.id AND c.merged_into_id IS NOT NULL)
    THEN
        {raise_("A claim is merged into one that stands for itself, and not while others are merged into it.")}
    ELSIF EXISTS (SELECT 1 FROM claims_claim c JOIN claims_wording w ON w.claim_id = c.id
                  WHERE c.id = NEW.id AND c.merged_into_id IS NOT NULL)
    THEN
        {raise_("A claim that was merged into another has no wordings.")}
    END IF;
"""
HAS_ITS_CANONICAL_WORDING = f"""
    IF EXISTS (SELECT 1 FROM claims_claim c JOIN claims_wording w ON w.id = c.canonical_wording_id
               WHERE c.id = NEW.id AND c.merged_into_id IS NULL AND w.claim_id <> c.id)
    THEN
        {raise_("The canonical wording of a claim is one of its wordings.")}
    END IF;
"""
# What the public reads is a matter of the reviews: nobody writes it, and no list has to look for it.
SHOWS_ITS_VERDICT = """
    NEW.public_rating_id := OLD.public_rating_id;
    NEW.public_until := OLD.public_until;
    IF NEW.status IN ('published', 'corrected') THEN
        SELECT rating_id, expires_at INTO NEW.public_rating_id, NEW.public_until
            FROM claims_review WHERE claim_id = NEW.id AND approved_by_id IS NOT NULL ORDER BY version DESC LIMIT 1;
    ELSIF NEW.status = 'withdrawn' THEN
        NEW.public_rating_id := NULL;
        NEW.public_until := NULL;
    END IF;
"""
STATUS = pgtrigger.UpdateOf("status")
MERGED = pgtrigger.UpdateOf("merged_into_id")


class Claim(models.Model):
    Status = Status

    class Dismissed(models.TextChoices):
        """Why a claim is not worth a rating."""

        OPINION = "opinion"
        NOT_CHECKABLE = "not_checkable", "Not checkable"
        PREDICTION = "prediction"
        DUPLICATE = "duplicate"
        OUT_OF_SCOPE = "out_of_scope", "Out of scope"

    canonical_wording = models.ForeignKey(
        "claims.Wording", on_delete=models.PROTECT, related_name="canonical_of", help_text="How we put the claim."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="The claim that makes the same: this one has no wordings while it is merged.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DETECTED, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Goes up with every change.")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="assigned_claims",
        db_index=False,
        help_text="Who works on it, or is to.",
    )
    due_on = models.DateField(null=True, blank=True, editable=False, help_text="The day by which it should be done.")
    dismissed_as = models.CharField(max_length=15, choices=Dismissed, blank=True, editable=False)
    public_rating = models.ForeignKey(
        "claims.Rating",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="public_claims",
        db_index=False,
        help_text="What the public reads, also while the claim is reviewed again; kept by the database.",
    )
    public_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When that becomes stale; kept by the database."
    )
    check_worthiness = models.FloatField(default=0.0)
    dimensions = models.JSONField(default=dict, blank=True, help_text="Check-worthiness by named dimension, 0 to 1.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_worthiness__range=(0.0, 1.0)), name="check_worthiness_is_a_probability"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="claim_status_is_known"),
            models.CheckConstraint(
                condition=(Q(status="dismissed") & ~Q(dismissed_as="")) | (~Q(status="dismissed") & Q(dismissed_as="")),
                name="dismissed_says_as_what",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status="detected"), name="merged_claim_is_nobodys_work"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="claim_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(public_rating=None, public_until=None)
                | (Q(public_rating__isnull=False) & ~Q(status__in=["detected", "dismissed", "withdrawn"])),
                name="public_once_published",
            ),
        ]
        indexes = [
            models.Index(fields=["-check_worthiness", "-id"], name="claim_worthiest"),
            models.Index(fields=["-updated_at", "-id"], name="claim_latest_change"),
            models.Index(fields=["status", "-id"], name="claim_by_status"),
            models.Index(fields=["assignee", "-id"], name="claim_of_assignee", condition=Q(assignee__isnull=False)),
            models.Index(fields=["due_on", "-id"], name="claim_by_due_date", condition=Q(due_on__isnull=False)),
            models.Index(
                fields=["public_rating", "-id"],
                name="claim_by_public_rating",
                condition=Q(public_rating__isnull=False),
            ),
            models.Index(fields=["public_until"], name="claim_to_expire", condition=Q(public_until__isnull=False)),
        ]
        triggers = [
            refuse(
                "claim_begins_detected",
                pgtrigger.Insert,
                "A claim begins as detected.",
                condition=~pgtrigger.Q(new__status="detected"),
            ),
            before("claim_moves_legally", STATUS, IS_LEGAL, condition=pgtrigger.AnyChange("status")),
            before(
                "status_has_its_review",
                STATUS,
                HAS_ITS_REVIEW,
                declare=[("is_approved", "boolean"), ("is_pending", "boolean"), ("was_public", "boolean")],
            ),
            before(
                "claim_shows_its_verdict",
                pgtrigger.UpdateOf("status", "public_rating_id", "public_until"),
                SHOWS_ITS_VERDICT,
            ),
            refuse(
                "claim_version_never_falls",
                pgtrigger.Update,
                "The version of a claim never goes down.",
                condition=pgtrigger.Q(new__version__lt=pgtrigger.F("old__version")),
            ),
            before(
                "claim_changes_with_its_version",
                pgtrigger.Update,
                HAS_A_NEW_VERSION,
                condition=pgtrigger.AnyChange("assignee", "due_on"),
            ),
            at_commit("move_is_recorded", STATUS, IS_RECORDED, condition=pgtrigger.AnyChange("status")),
            at_commit(
                "merged_claim_ends_the_way",
                pgtrigger.Insert | MERGED,
                ENDS_AT_ONE_THAT_STANDS,
                condition=pgtrigger.Q(new__merged_into__isnull=False),
            ),
            at_commit(
                "claim_has_its_canonical_wording",
                pgtrigger.UpdateOf("merged_into_id", "canonical_wording_id"),
                HAS_ITS_CANONICAL_WORDING,
            ),
        ]

    def __str__(self) -> str:
        return str(self.canonical_wording)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it should have been done is past; one that is done is never overdue."""
        return self.due_on is not None and self.status in OPEN and self.due_on < timezone.localdate()

    @property
    def is_stale(self) -> bool:
        """Whether its verdict was published for a time that has run out."""
        return self.status in PUBLIC and self.public_until is not None and self.public_until <= timezone.now()
