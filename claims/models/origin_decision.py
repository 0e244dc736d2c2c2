"""OriginDecision: what a person said about whether two articles are of one origin. No computation overrides it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class OriginDecision(models.Model):
    first = models.ForeignKey(
        "claims.Article", on_delete=models.PROTECT, related_name="origin_decisions_as_first", db_index=False
    )
    second = models.ForeignKey("claims.Article", on_delete=models.PROTECT, related_name="origin_decisions_as_second")
    is_one = models.BooleanField(help_text="Whether the two are of one origin.")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="origin_decisions", editable=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_origin_decision_per_pair"),
            # Also keeps an article from being told from itself.
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="articles_in_order"),
        ]

    def __str__(self) -> str:
        return f"Articles {self.first_id} and {self.second_id}: {'one origin' if self.is_one else 'two origins'}"
