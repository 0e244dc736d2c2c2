"""Source: whom words are attributed to."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from claims.models.fields import search_document

# The lock lets two people who each merge one source into the other's wait for each other.
ENDS_AT_ONE_THAT_STANDS = """
    PERFORM 1 FROM claims_source WHERE id = NEW.merged_into_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM claims_source WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM claims_source WHERE merged_into_id = NEW.id)
    THEN
        RAISE EXCEPTION 'A source is merged into one that stands for itself, and not while others are merged into it.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Source(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"
        PUBLICATION = "publication"
        DOCUMENT = "document"
        UNNAMED = "unnamed"

    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=12, choices=Kind)
    description = models.CharField(max_length=500, blank=True)
    aliases = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    key = models.CharField(
        max_length=64, editable=False, help_text="Hash of the name, and of the article it is bound to."
    )
    article = models.ForeignKey(
        "claims.Article",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="bound_sources",
        help_text="Set where the name alone does not tell who it is: such a source stays with its article.",
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)
    search = search_document("name", "description")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_source_per_key"),
            models.CheckConstraint(condition=~Q(name=""), name="source_has_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="source_not_merged_into_itself"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="merged_source_ends_the_way",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
                condition=pgtrigger.Q(new__merged_into__isnull=False),
                func=ENDS_AT_ONE_THAT_STANDS,
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="source_search"),
            models.Index(fields=["name", "id"], name="source_by_name"),
        ]

    def __str__(self) -> str:
        return self.name
