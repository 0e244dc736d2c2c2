"""Comment: what somebody at the desk noted on a claim. Written once, never edited."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.triggers import refuse


class Comment(models.Model):
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["claim", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        triggers = [refuse("comment_is_forever", pgtrigger.Update | pgtrigger.Delete, "A comment is never changed.")]

    def __str__(self) -> str:
        return self.text[:80]
