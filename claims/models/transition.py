"""Transition: one move in the life of a claim."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.lifecycle import Status
from claims.models.triggers import at_commit, before, one_move_an_approval, raise_, refuse

IS_OF_ITS_CLAIM = f"""
    IF NOT EXISTS (
        SELECT 1 FROM claims_claim WHERE id = NEW.claim_id AND status = NEW.to_status AND version = NEW.version
    ) THEN
        {raise_("A transition records the move that its claim has just made.")}
    END IF;
    SELECT to_status INTO led_to FROM claims_transition WHERE claim_id = NEW.claim_id ORDER BY version DESC LIMIT 1;
    IF NEW.from_status <> coalesce(led_to, 'detected') THEN
        {raise_("A transition goes on from where the one before it led.")}
    END IF;
"""


class Transition(models.Model):
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="transitions")
    from_status = models.CharField(max_length=10, choices=Status)
    to_status = models.CharField(max_length=10, choices=Status)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="transitions",
        help_text="Nobody where the machine moved it.",
    )
    version = models.PositiveIntegerField(help_text="The claim's version that the move made.")
    reason = models.TextField(blank=True)
    dismissed_as = models.CharField(max_length=15, blank=True, help_text="As what it was dismissed, if it was.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["claim", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "version"], name="one_move_per_version"),
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status")) | Q(to_status="corrected"), name="transition_changes_something"
            ),
        ]
        triggers = [
            before("transition_is_of_its_claim", pgtrigger.Insert, IS_OF_ITS_CLAIM, declare=[("led_to", "text")]),
            at_commit(
                "publication_is_an_approval",
                pgtrigger.Insert,
                one_move_an_approval("actor_id"),
                condition=pgtrigger.Q(new__to_status__in=[Status.PUBLISHED.value, Status.CORRECTED.value]),
            ),
            refuse("transition_is_forever", pgtrigger.Update | pgtrigger.Delete, "A transition is never changed."),
        ]

    def __str__(self) -> str:
        return f"{self.from_status} to {self.to_status}"
