"""Match: the decision that two wordings make the same claim, or contradict each other, with its reasons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# How much an undecided match needs a person: contradictions first, then what the machine doubts or holds back.
NEED = models.Case(
    models.When(~Q(state="suggested"), then=3),
    models.When(relation="conflict", then=0),
    models.When(~Q(held_because=""), then=1),
    default=2,
    output_field=models.SmallIntegerField(),
)


class Match(models.Model):
    class Relation(models.TextChoices):
        SAME = "same"
        CONFLICT = "conflict"
        RELATED = "related"
        DIFFERENT = "different"

    class State(models.TextChoices):
        SUGGESTED = "suggested"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    first = models.ForeignKey("claims.Wording", on_delete=models.PROTECT, related_name="matches_as_first")
    second = models.ForeignKey("claims.Wording", on_delete=models.PROTECT, related_name="matches_as_second")
    relation = models.CharField(max_length=10, choices=Relation)
    score = models.FloatField(help_text="The calibrated probability that the two say the same.")
    reasons = models.JSONField(default=list, help_text="Sentences, in the order in which they weighed.")
    model_version = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SUGGESTED)
    held_because = models.CharField(
        max_length=500,
        blank=True,
        help_text="Why the machine has not joined the two although it may be the same.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decided_matches",
        help_text="Nobody where the machine decided.",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_because = models.TextField(blank=True, help_text="What the person who decided said of it.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "matches"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_match_per_pair"),
            # Also keeps a wording from being matched to itself.
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(score__range=(0.0, 1.0)), name="score_is_a_probability"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(decided_at__isnull=False), name="decision_says_when"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="match_by_state"),
            models.Index(fields=["relation", "-id"], name="match_by_relation"),
            models.Index(NEED, F("score").desc(), F("id").desc(), name="match_by_need"),
        ]

    def __str__(self) -> str:
        return f"{self.relation} ({self.state})"
