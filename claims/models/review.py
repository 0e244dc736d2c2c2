"""Review: a version of a claim's rating. Evidence: what it rests on."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Review(models.Model):
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="reviews")
    version = models.PositiveIntegerField(default=1)
    rating = models.CharField(max_length=50)
    rationale = models.TextField()
    definition = models.TextField(help_text="What was measured, where, by whom.")
    as_of = models.DateField(help_text="The day that the rating speaks of.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the rating becomes stale.")
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    rated_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="approved_reviews"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["claim", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "version"], name="one_review_per_version"),
            models.CheckConstraint(
                condition=~Q(rating="") & ~Q(rationale="") & ~Q(definition=""), name="review_gives_its_grounds"
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("rated_by")), name="second_pair_of_eyes"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approval_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} (version {self.version})"


class Evidence(models.Model):
    class Stance(models.TextChoices):
        FOR = "for"
        AGAINST = "against"
        CONTEXT = "context"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    excerpt = models.TextField()
    excerpt_hash = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the excerpt as it was seen.")
    stance = models.CharField(max_length=10, choices=Stance)
    seen_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["review", "id"]
        constraints = [models.CheckConstraint(condition=~Q(excerpt=""), name="evidence_quotes_something")]

    def __str__(self) -> str:
        return self.title or self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.excerpt_hash = hashlib.sha256(self.excerpt.encode()).hexdigest()
        super().save(*args, **kwargs)
