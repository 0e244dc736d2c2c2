"""Copy: an article as one printing of a text, and the origin that it shares with the others."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

# The lock lets two who each put one origin under the other's wait for each other.
LEADS_TO_AN_ORIGIN = """
    PERFORM 1 FROM claims_copy WHERE article_id = NEW.origin_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM claims_copy WHERE article_id = NEW.origin_id AND origin_id <> article_id)
        OR EXISTS (SELECT 1 FROM claims_copy WHERE origin_id = NEW.article_id AND article_id <> NEW.article_id)
    THEN
        RAISE EXCEPTION 'An origin stands for itself, and a copy for no other copy.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Copy(models.Model):
    """Which articles are of one origin follows from their texts and from what people decided: see claims/origins.py."""

    article = models.OneToOneField("claims.Article", primary_key=True, on_delete=models.CASCADE, related_name="copy")
    origin = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,  # the constraint refuses where others point at it
        related_name="copies",
        help_text="The copy with the smallest number stands for its origin: this one, or one that stands for itself.",
    )
    marks = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        editable=False,
        help_text="Articles of nearly the same text share one; empty where the text is too short to tell.",
    )
    sketch = models.BinaryField(
        default=b"", blank=True, editable=False, help_text="Of the articles that share one, those that can be alike."
    )
    print_version = models.CharField(max_length=20, editable=False)
    compared_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was compared with all others; empty until then."
    )

    class Meta:
        verbose_name_plural = "copies"
        constraints = [models.CheckConstraint(condition=Q(origin__lte=F("article")), name="origin_is_the_first_copy")]
        indexes = [
            # Not "fastupdate": every article that comes in searches, and would read the list of what is not in yet.
            GinIndex(fields=["marks"], name="copy_marks", fastupdate=False),
            models.Index(fields=["article"], name="copy_to_compare", condition=Q(compared_at=None)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="copy_leads_to_an_origin",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("origin_id"),
                condition=~pgtrigger.Q(new__origin=pgtrigger.F("new__article")),
                func=LEADS_TO_AN_ORIGIN,
            ),
        ]

    def __str__(self) -> str:
        return f"Article {self.article_id} of origin {self.origin_id}"
