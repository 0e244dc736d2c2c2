"""Claim: what wordings with the same truth conditions share, and what a reviewer reviews."""

from django.db import models

from claims.lifecycle import Status


class Claim(models.Model):
    Status = Status

    canonical_wording = models.OneToOneField(
        "claims.Wording", on_delete=models.PROTECT, related_name="canonical_of", help_text="How we put the claim."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DETECTED, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Goes up with every change.")
    check_worthiness = models.FloatField(default=0.0)
    dimensions = models.JSONField(default=dict, blank=True, help_text="Check-worthiness by named dimension, 0 to 1.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(check_worthiness__range=(0.0, 1.0)), name="check_worthiness_is_a_probability"
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="claim_status_is_known"),
        ]
        indexes = [
            models.Index(fields=["-check_worthiness", "-id"], name="claim_worthiest"),
            models.Index(fields=["-updated_at", "-id"], name="claim_latest_change"),
            models.Index(fields=["status", "-id"], name="claim_by_status"),
        ]

    def __str__(self) -> str:
        return str(self.canonical_wording)
