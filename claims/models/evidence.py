"""Evidence: what speaks for or against a claim, or puts it in context, as somebody saw it."""

import hashlib
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.triggers import refuse


class Evidence(models.Model):
    class Stance(models.TextChoices):
        FOR = "for"
        AGAINST = "against"
        CONTEXT = "context"

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    excerpt = models.TextField()
    excerpt_hash = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the excerpt as it was seen.")
    stance = models.CharField(max_length=10, choices=Stance)
    seen_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["claim", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(excerpt="") & ~Q(url=""), name="evidence_quotes_something"),
            models.CheckConstraint(condition=Q(stance__in=["for", "against", "context"]), name="evidence_takes_sides"),
        ]
        # One that a review rests on is not deleted either: the foreign key of ReviewEvidence holds it.
        triggers = [refuse("evidence_stays_as_seen", pgtrigger.Update, "Evidence stays as it was seen.")]

    def __str__(self) -> str:
        return self.title or self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.excerpt_hash = hashlib.sha256(self.excerpt.encode()).hexdigest()
        super().save(*args, **kwargs)
