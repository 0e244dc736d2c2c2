"""Rating: one step of the scale on which reviewers say what they found about the world."""

from typing import Any

import pgtrigger
from django.apps import AppConfig
from django.db import models
from django.db.models import Q

from claims.models.triggers import before, raise_

STAYS_AS_USED = f"""
    IF EXISTS (SELECT 1 FROM claims_review WHERE rating_id = OLD.id)
        OR EXISTS (SELECT 1 FROM claims_secondrating WHERE rating_id = OLD.id)
    THEN
        {raise_("A rating that a review uses keeps its label and number: retire it and add another.")}
    END IF;
"""


class Rating(models.Model):
    slug = models.SlugField(max_length=50)
    label = models.CharField(max_length=50)
    number = models.SmallIntegerField(
        null=True,
        blank=True,
        help_text="The ratingValue of a ClaimReview: the higher, the nearer to true. Empty where no number fits.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Where in the scale it is listed.")
    retired = models.BooleanField(default=False, help_text="Kept for what it rated, and given to no claim any more.")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="one_rating_per_slug"),
            models.CheckConstraint(condition=~Q(slug="") & ~Q(label=""), name="rating_has_label"),
        ]
        triggers = [
            before(
                "rating_stays_as_used",
                pgtrigger.Update,
                STAYS_AS_USED,
                condition=pgtrigger.AnyChange("slug", "label", "number"),
            )
        ]

    def __str__(self) -> str:
        return self.label


# Half the way up, "Unproven" leans to neither side; ClaimReview wants a number for each.
DEFAULT_SCALE = (
    ("true", "True", 7),
    ("mostly-true", "Mostly true", 6),
    ("half-true", "Half true", 5),
    ("mostly-false", "Mostly false", 3),
    ("false", "False", 1),
    ("misleading", "Misleading", 2),
    ("unproven", "Unproven", 4),
)


def create_ratings(sender: AppConfig, using: str, **_: Any) -> None:
    """After every migration: the default scale, where there is no rating yet."""
    ratings = Rating.objects.using(using)
    if not ratings.exists():
        steps = enumerate(DEFAULT_SCALE, 1)
        ratings.bulk_create(
            [Rating(slug=slug, label=label, number=n, position=at) for at, (slug, label, n) in steps],
            ignore_conflicts=True,
        )
