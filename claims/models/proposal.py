"""Proposal: the verdict on one claim, offered to another that a match says is the same."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.triggers import before, raise_, refuse

RESTS_ON_ANOTHER = f"""
    IF NOT EXISTS (
        SELECT 1 FROM claims_review
        WHERE id = NEW.review_id AND claim_id <> NEW.claim_id AND approved_by_id IS NOT NULL
    ) THEN
        {raise_("A proposal rests on the published review of another claim.")}
    END IF;
"""


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
        triggers = [
            before("proposal_rests_on_another_claim", pgtrigger.Insert, RESTS_ON_ANOTHER),
            refuse(
                "proposal_is_decided_once",
                pgtrigger.Update,
                "A proposal is decided once.",
                condition=~pgtrigger.Q(old__state="proposed"),
            ),
            refuse(
                "proposal_stays_what_it_is",
                pgtrigger.Update,
                "A proposal stays what it proposed.",
                condition=pgtrigger.AnyChange("claim", "review", "match"),
            ),
            refuse("proposal_is_kept", pgtrigger.Delete, "A proposal is never deleted."),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.review_id} for {self.claim_id}"
