"""The audit trail: what each record was before somebody changed or removed it, and who did; written by triggers.

An event keeps the row as it was *before* the change; the row itself is its newest version. So what a machine inserts by
the thousand needs no event: the row is its own first version. What people make has one from the start.
"""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
import pgtrigger
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Cast
from pghistory.models import Event

from claims.models.claim import Claim
from claims.models.comment import Comment
from claims.models.evidence import Evidence
from claims.models.match import Match
from claims.models.mention import Mention
from claims.models.origin_decision import OriginDecision
from claims.models.proposal import Proposal
from claims.models.rating import Rating
from claims.models.regrouping import Regrouping
from claims.models.review import Review, ReviewEvidence, SecondRating
from claims.models.source import Source
from claims.models.wording import Wording

DERIVED = ("embedding", "embedded_with", "public_rating", "public_until")
ADDED, CHANGED, REMOVED = "added", "changed", "removed"
TRANSACTION = Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField())
CONNECTED_AS = Cast(models.Func(template="session_user"), models.TextField())


class Entry(Event):
    """What every event has besides the columns of its record, filled by the database itself.

    `pgh_context` says who acted, as the service has it (see claims/audit.py).
    """

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_transaction = models.BigIntegerField(db_default=TRANSACTION, help_text="Changes made in one go share it.")
    pgh_role = models.TextField(db_default=CONNECTED_AS, help_text="The database role that was connected.")

    class Meta:
        abstract = True


def track(
    model: type[models.Model],
    *,
    made_by_people: bool,
    fields: list[str] | None = None,
    unnoticed: tuple[str, ...] = (),
    looked_up_by: tuple[str, ...] = (),
) -> None:
    """Keep events of `model`.

    `fields` are the columns kept (by default all but those that follow from others); a change to nothing but
    `unnoticed` makes no event. The events of one row are found by its id, and by `looked_up_by`.
    """
    kept = fields or [field.name for field in columns(model) if is_kept(field)]
    noticed = [name for name in kept if name not in unnoticed]
    trackers: list[pghistory.Tracker] = [pghistory.InsertEvent(ADDED)] if made_by_people else []
    trackers.append(pghistory.UpdateEvent(CHANGED, row=pghistory.Old, condition=pgtrigger.AnyChange(*noticed)))
    trackers.append(pghistory.DeleteEvent(REMOVED))
    name = model._meta.object_name
    indexes = [models.Index(fields=[column], name=f"{name}_event_{column}".lower()) for column in looked_up_by]
    pghistory.track(
        *trackers,
        fields=kept,
        app_label="claims",
        model_name=f"{name}Event",
        base_model=Entry,
        obj_field=pghistory.ObjForeignKey(related_name="events", db_index=True),
        meta={"indexes": indexes, "default_permissions": ["view"]},
    )(model)


def columns(model: type[models.Model]) -> Iterable[models.Field]:
    return (model._meta.concrete_model or model)._meta.local_fields  # a proxy has none of its own


def is_kept(field: models.Field) -> bool:
    """Whether a column belongs in the trail: what follows from other records can be made again from them."""
    return not isinstance(field, models.GeneratedField) and field.name not in DERIVED


class Account(User):
    """An account, as far as the trail cares: who it is and what it may do. Neither passwords nor sign-ins."""

    class Meta:
        proxy = True
        default_permissions = ()


class Membership(User.groups.through):  # type: ignore[name-defined]  # made by Django
    """That an account has a role."""

    class Meta:
        proxy = True
        default_permissions = ()


track(Claim, made_by_people=False, unnoticed=("updated_at",))
track(Wording, made_by_people=False, unnoticed=("matched_with",), looked_up_by=("claim",))
# What a later reading refreshes by itself tells nothing of what anybody did.
track(
    Mention,
    made_by_people=False,
    unnoticed=("confidence", "model_version", "position", "read_place"),
    looked_up_by=("wording",),
)
track(Source, made_by_people=False)
track(Match, made_by_people=False, unnoticed=("model_version",), looked_up_by=("first", "second"))
track(Regrouping, made_by_people=True, looked_up_by=("claim", "other"))
track(Rating, made_by_people=True)
track(Review, made_by_people=True, looked_up_by=("claim",))
track(ReviewEvidence, made_by_people=True, looked_up_by=("review",))
track(Evidence, made_by_people=True, looked_up_by=("claim",))
track(Comment, made_by_people=True, looked_up_by=("claim",))
track(SecondRating, made_by_people=True, looked_up_by=("review",))
track(Proposal, made_by_people=True, looked_up_by=("claim",))
track(OriginDecision, made_by_people=True, looked_up_by=("first", "second"))
track(Account, made_by_people=True, fields=["id", "username", "email", "is_active", "is_staff", "is_superuser"])
track(Membership, made_by_people=True, looked_up_by=("user",))
