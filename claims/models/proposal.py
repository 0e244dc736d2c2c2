"""Proposal: the verdict on one claim, offered to another that a match says is the same."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Proposal(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="proposals")
    review = models.ForeignKey("claims.Review", on_delete=models.PROTECT, related_name="proposals")
    match = models.ForeignKey("claims.Match", null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="decided_proposals"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "review"], name="one_proposal_per_review"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(state__in=["accepted", "declined"], decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_says_who_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="proposal_by_state")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.review_id} for {self.claim_id}"
