"""Claim: what wordings with the same truth conditions share, and what a reviewer reviews."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.lifecycle import OPEN, Status


class Claim(models.Model):
    Status = Status

    class Dismissed(models.TextChoices):
        """Why a claim is not worth a rating."""

        OPINION = "opinion"
        NOT_CHECKABLE = "not_checkable", "Not checkable"
        PREDICTION = "prediction"
        DUPLICATE = "duplicate"
        OUT_OF_SCOPE = "out_of_scope", "Out of scope"

    canonical_wording = models.OneToOneField(
        "claims.Wording", on_delete=models.PROTECT, related_name="canonical_of", help_text="How we put the claim."
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
        ]
        indexes = [
            models.Index(fields=["-check_worthiness", "-id"], name="claim_worthiest"),
            models.Index(fields=["-updated_at", "-id"], name="claim_latest_change"),
            models.Index(fields=["status", "-id"], name="claim_by_status"),
            models.Index(fields=["assignee", "-id"], name="claim_of_assignee", condition=Q(assignee__isnull=False)),
            models.Index(fields=["due_on", "-id"], name="claim_by_due_date", condition=Q(due_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.canonical_wording)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it should have been done is past; one that is done is never overdue."""
        return self.due_on is not None and self.status in OPEN and self.due_on < timezone.localdate()
