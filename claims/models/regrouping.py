"""Regrouping: what a person did to the wordings of claims, and whether it was undone."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.models.triggers import refuse


class Regrouping(models.Model):
    class Kind(models.TextChoices):
        MERGE = "merge", "Merged"
        SPLIT = "split", "Split"
        CANONICAL = "canonical", "Put in other words"

    kind = models.CharField(max_length=10, choices=Kind)
    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.PROTECT,
        related_name="regroupings",
        help_text="The claim that lost the wordings, or whose canonical wording was changed.",
    )
    other = models.ForeignKey(
        "claims.Claim",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="regroupings_as_other",
        help_text="The claim that has them since.",
    )
    match = models.ForeignKey(
        "claims.Match",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="regroupings",
        help_text="The match whose confirmation it was.",
    )
    wordings = ArrayField(models.BigIntegerField(), help_text="The ids of the wordings that moved.")
    wording_before = models.ForeignKey(
        "claims.Wording",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The canonical wording before, where that was changed.",
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="regroupings")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="undone_regroupings"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="canonical", other=None, wording_before__isnull=False)
                | Q(kind__in=["merge", "split"], other__isnull=False, wording_before=None),
                name="regrouping_says_what_moved",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="undoing_says_who_and_when",
            ),
        ]
        triggers = [
            refuse("regrouping_is_kept", pgtrigger.Delete, "What a person did to a claim stays on record."),
            refuse(
                "regrouping_stays_what_it_was",
                pgtrigger.Update,
                "What a person did to a claim is not rewritten.",
                condition=pgtrigger.AnyChange(
                    "kind", "claim", "other", "match", "wordings", "wording_before", "reason", "by", "at"
                ),
            ),
            refuse(
                "regrouping_is_undone_once",
                pgtrigger.Update,
                "What was undone is not undone again.",
                condition=pgtrigger.Q(old__undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: claim {self.claim_id}"
