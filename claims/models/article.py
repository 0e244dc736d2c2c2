"""Article: a text that somebody published and somebody submitted."""

import hashlib
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.fields import search_document


def hash_of(text: str) -> str:
    """The SHA-256 of a text's UTF-8, in hex: what makes the same text submitted twice one article."""
    return hashlib.sha256(text.encode()).hexdigest()


class Article(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued"
        PROCESSING = "processing"
        DONE = "done"
        FAILED = "failed"

    class Stage(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        STORING = "storing"
        MATCHING = "matching"
        FINISHED = "finished"

    url = models.URLField(max_length=2000, blank=True)
    canonical_url = models.URLField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, default="en")
    text = models.TextField(help_text="Exactly as submitted: every span counts code points into it.")
    text_hash = models.CharField(max_length=64, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="submitted_articles"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it began to wait: submitted, or last replayed."
    )

    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True, help_text="Why the last attempt failed, for a person to read.")
    lease = models.UUIDField(null=True, blank=True, editable=False)
    message = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text="The message on which it was taken last, as the broker knows it.",
    )
    ring_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the sweep rings for it again; for an article that is being read, the end of its lease.",
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    timings = models.JSONField(default=dict, blank=True, help_text="Seconds by stage of the last reading.")
    model_versions = models.JSONField(default=dict, blank=True)
    search = search_document("title", "text")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["text_hash"], name="one_article_per_text"),
            models.CheckConstraint(condition=~Q(text=""), name="article_has_text"),
            models.CheckConstraint(
                condition=Q(status="processing", lease__isnull=False) | (~Q(status="processing") & Q(lease=None)),
                name="lease_while_processing",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "processing"], ring_at__isnull=False)
                | Q(status__in=["done", "failed"], ring_at=None),
                name="ring_until_finished",
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(failure=""), name="failed_says_why"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_search"),
            models.Index(fields=["ring_at"], name="article_to_ring", condition=Q(status__in=["queued", "processing"])),
            models.Index(fields=["status", "-id"], name="article_by_status"),
            models.Index(fields=["publisher", "-id"], name="article_of_publisher"),
        ]
        triggers = [
            # Spans count characters of the text as it was submitted: another text would make them all lies.
            pgtrigger.Trigger(
                name="text_stays_as_submitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("text", "text_hash"),
                func="""
                    RAISE EXCEPTION 'The text of an article stays as it was submitted.'
                        USING ERRCODE = 'check_violation';
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.text_hash = self.text_hash or hash_of(self.text)
        super().save(*args, **kwargs)
