"""What a page offers one person to do: a button for each open action, with its form, and what became of a try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from claims.admin.acts import make_form
from claims.admin.forms import DeskForm
from claims.admin.wordings_page import undoing
from claims.models import Claim
from claims.review import OpenAction
from claims.timeline import Entry

EVIDENCE_FIRST = "A rating rests on at least one piece of evidence. Add one first; this form then opens here."
NEEDS_EVIDENCE = frozenset({"rate"})
STRONG = frozenset({"take", "rate", "approve", "rate_second"})  # the step that brings a claim nearer to its end
WARY = frozenset({"dismiss", "withdraw", "reject_mention", "remove_evidence"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A field of a form that is offered no longer, with what was typed into it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Try:
    """An action that was not done: why, what changed meanwhile, and the form as it was filled in.

    `part` is the number of the mention, match, proposal or piece of evidence it was for, 0 for the claim itself.
    """

    name: str
    part: int
    label: str
    form: DeskForm
    sentence: str
    is_stale: bool = False
    changes: tuple[Entry, ...] = ()

    def typed(self) -> list[Typed]:
        """Everything that was filled in."""
        filled = ((field.label, field.value()) for field in self.form)
        return [Typed(str(label), written(value)) for label, value in filled if value]


def written(value: object) -> str:
    return ", ".join(str(one) for one in value if one) if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. With a form, or with a note why that cannot be filled in yet, or with a word on what it does; without
    any of these it acts at once."""

    name: str
    label: str
    url: str
    form: DeskForm | None
    note: str
    about: str
    is_tried: bool
    part: int

    @property
    def anchor(self) -> str:
        """Where on the page it is."""
        return f"act-{self.name}-{self.part}" if self.part else f"act-{self.name}"

    @property
    def css(self) -> str:
        return "strong" if self.name in STRONG else "wary" if self.name in WARY else ""


def offers(
    actions: Iterable[OpenAction], claim: Claim, person: User, tried: Try | None, record: object = None
) -> list[Offer]:
    """A button for each of the open `actions` on the claim, or on `record`, a part of it."""
    return [offer(action, claim, person, tried, record) for action in actions]


def offer(action: OpenAction, claim: Claim, person: User, tried: Try | None, record: object) -> Offer:
    part = getattr(record, "pk", 0)
    is_tried = tried is not None and (tried.name, tried.part) == (action.name, part)
    is_early = action.name in NEEDS_EVIDENCE and not is_tried and not claim.evidence.all()
    form = None
    if is_tried and tried is not None:
        form = tried.form
    elif action.fields and not is_early:
        form = make_form(action.name, claim, record, person)
    where = [claim.pk, action.name, *([part] if part else [])]
    url = reverse(f"admin:claims_claim_act{'_part' if part else ''}", args=where)
    return Offer(
        name=action.name,
        label=action.label,
        url=url,
        form=form if action.fields else None,
        note=EVIDENCE_FIRST if is_early else "",
        about=undoing(claim) if action.name == "undo_regrouping" else "",
        is_tried=is_tried,
        part=part,
    )
