"""Wording: one distinct way of putting a claim."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField, HnswIndex

from claims.models.fields import search_document
from claims.models.triggers import at_commit, raise_

# A claim that stands is told by an expression: `merged_into_id IS NULL` would be looked up in the index of that column
# by a plan that was made while the tables were empty, and later nearly all claims are such.
HAS_A_CLAIM_THAT_STANDS = f"""
    IF EXISTS (SELECT 1 FROM claims_wording w JOIN claims_claim c ON c.id = w.claim_id
               WHERE w.id = NEW.id AND c.merged_into_id IS NOT NULL)
    THEN
        {raise_("A claim that was merged into another has no wordings.")}
    ELSIF EXISTS (SELECT 1 FROM claims_claim c JOIN claims_wording w ON w.id = c.canonical_wording_id
                  WHERE w.id = NEW.id AND coalesce(c.merged_into_id, c.id) = c.id AND w.claim_id <> c.id)
    THEN
        {raise_("The canonical wording of a claim is one of its wordings.")}
    END IF;
"""


class Wording(models.Model):
    text = models.TextField(help_text="What the content says, once its context is written in.")
    normalised = models.TextField()
    fingerprint = models.CharField(max_length=64, editable=False)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="wordings")
    article = models.ForeignKey(
        "claims.Article",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bound_wordings",
        help_text="Set where the words still need their article to say anything: such a wording is bound to it.",
    )
    bound_because = models.CharField(max_length=200, blank=True)
    embedding = HalfVectorField(dimensions=384, null=True, blank=True, editable=False)
    embedded_with = models.CharField(
        max_length=100, blank=True, editable=False, help_text="The model that made the embedding; empty: it has none."
    )
    matched_with = models.CharField(
        max_length=100,
        blank=True,
        editable=False,
        help_text="The judge, with its thresholds, that has looked for its matches; empty: none.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    search = search_document("text")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="one_wording_per_fingerprint"),
            models.CheckConstraint(condition=~Q(normalised=""), name="wording_says_something"),
            models.CheckConstraint(
                condition=Q(article=None, bound_because="") | (Q(article__isnull=False) & ~Q(bound_because="")),
                name="bound_wording_says_why",
            ),
            models.CheckConstraint(
                condition=Q(embedding=None, embedded_with="") | (Q(embedding__isnull=False) & ~Q(embedded_with="")),
                name="embedding_says_its_model",
            ),
        ]
        indexes = [
            # Not fastupdate: every search would read the list of what waits to be entered.
            GinIndex(fields=["search"], name="wording_search", fastupdate=False),
            # Of those that stand alone: no other is joined by the machine.
            HnswIndex(
                name="wording_nearness",
                fields=["embedding"],
                m=16,
                ef_construction=128,
                opclasses=["halfvec_cosine_ops"],
                condition=Q(article=None),
            ),
        ]
        triggers = [
            at_commit(
                "wording_has_a_claim_that_stands",
                pgtrigger.Insert | pgtrigger.UpdateOf("claim_id"),
                HAS_A_CLAIM_THAT_STANDS,
            ),
        ]

    def __str__(self) -> str:
        return self.text
