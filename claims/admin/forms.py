"""The forms of the desk: each made from the fields that an action asks for, as claims.review lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from claims.admin.columns import shorten
from claims.admin.spans import SpansField
from claims.models import Claim, Evidence, Match, Mention, Rating, Wording
from claims.review import Field
from claims.review.checks import NO_EVIDENCE
from claims.roles import MAY, Action

# By the field's name: what to call it, and what helps to fill it in.
WORDS: dict[str, tuple[str, str]] = {
    "rating": ("Rating", ""),
    "rationale": ("Rationale", "What you found, so that a reader can follow it."),
    "definition": ("Definition", "What was measured, where and by whom: what the claim has to mean to be rated so."),
    "as_of": ("As of", "The day that the rating speaks of."),
    "expires_at": ("Expires", "From then on the verdict is shown as stale. Empty: never."),
    "evidence": ("Evidence it rests on", ""),
    "reason": ("Reason", "It is kept with the claim's history."),
    "assignee": ("Assignee", "Empty: nobody."),
    "due_on": ("Due on", "Empty: no due date."),
    "text": ("Comment", "It cannot be changed later."),
    "url": ("Address", "Where you saw it."),
    "title": ("Title", ""),
    "publisher": ("Publisher", ""),
    "excerpt": ("Excerpt", "The words that matter, as they stand there."),
    "stance": ("It speaks", ""),
    "seen_at": ("Seen", "Empty: now."),
    "dismissed_as": ("Dismiss as", ""),
    "saying": ("Verdict on who said it", ""),
    "note": ("Note", "What differs, or where it was said."),
    "primary_source_url": ("Primary source", "A transcript, a recording, a document: needed to confirm."),
    "source_name": ("Source", "The full name of who said it. Empty: nobody is named."),
    "source_spans": ("Words for the source", "A line a piece: the words as they stand in the article, or offsets."),
    "cue_spans": ("Words that attribute", "Such as said, or according to."),
    "content_spans": ("What was said", "The offsets count characters from the beginning of the article."),
    "into": ("Into which claim", "Its wordings become that claim's. This one stays readable, and it can be undone."),
    "wordings": (
        "Wordings that make another claim",
        "They get a claim of their own, which no machine joins to this one again. The wording in the heading stays.",
    ),
    "wording": ("Words for the heading", "How the claim is put in lists and headings; its check-worthiness follows."),
    "relation": ("The two are", "Of two claims that are the same, one that nobody works on is merged into the other."),
}


@dataclass(frozen=True, slots=True)
class Material:
    """What a form chooses from and begins with: evidence and wordings of the claim, claims that may be the same, what a
    match may be. `text` gives the article of a mention."""

    evidence: Iterable[Evidence] = ()
    wordings: Iterable[Wording] = ()
    claims: Mapping[int, str] = field(default_factory=dict)
    relations: Iterable[str] = ()
    text: Callable[[], str] = str
    initial: Mapping[str, object] = field(default_factory=dict)


class DeskForm(forms.Form):
    """The form of one action."""

    template_name = "claims/desk/form.html"


def form_of(name: str, fields: Iterable[Field], material: Material, data: Any = None, part: int = 0) -> DeskForm:
    """A form with `fields`; bound to `data` where that is given. `part` tells apart forms of the same name."""
    form = DeskForm(data, initial=dict(material.initial), auto_id=f"{name}-{part}-%s" if part else f"{name}-%s")
    for asked in fields:
        made = MADE[asked.kind](asked, material)
        made.label, made.help_text = WORDS[asked.name]
        if asked.name == "reason" and not asked.required:
            made.label = "Remark"
        vars(made)["is_optional"] = not asked.required and asked.kind != "relation"  # which begins with an answer
        form.fields[asked.name] = made
    return form


NUMBER = re.compile(r"\s*#?(\d{1,18})\s*")


class ClaimWidget(forms.MultiWidget):
    """A few claims to choose from, and a box for the number of any other: without a script, so either will do."""

    template_name = "claims/desk/claim_widget.html"
    use_fieldset = True

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        number = forms.TextInput({"inputmode": "numeric", "placeholder": "12"})
        super().__init__({"": forms.RadioSelect(choices=choices), "number": number})

    def decompress(self, value: Any) -> list[Any]:
        """What is chosen, and nothing typed."""
        return [value, None]


class ClaimField(forms.MultiValueField):
    """Another claim, as it is now: one of those suggested, or the one whose number was typed."""

    def __init__(self, suggested: Mapping[int, str], **options: Any) -> None:
        choices = [(str(number), f"{number}: {shorten(words, 160)}") for number, words in suggested.items()]
        parts = (forms.CharField(required=False), forms.CharField(required=False))
        super().__init__(parts, widget=ClaimWidget(choices), require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> Claim | None:
        """The claim. Raises ValidationError where there is none of that number, or two are named."""
        numbers = {self.number_of(given) for given in data_list if given}
        if len(numbers) > 1:
            raise forms.ValidationError("One claim is chosen and the number of another typed: empty the box.")
        for number in numbers:
            found = Claim.objects.filter(pk=number).first()
            if found is None:
                raise forms.ValidationError(f"There is no claim {number}.")
            return found
        return None

    def number_of(self, given: str) -> int:
        found = NUMBER.fullmatch(given)
        if found is None:
            raise forms.ValidationError("Give the number of a claim, such as 12.")
        return int(found[1])


def people() -> QuerySet[User]:
    """Accounts that may review."""
    may_rate = Q(groups__name__in=MAY[Action.RATE]) | Q(is_superuser=True)
    return User.objects.filter(may_rate, is_active=True).distinct().order_by("username")


def text(asked: Field, material: Material) -> forms.Field:
    return forms.CharField(required=asked.required)


def long_text(asked: Field, material: Material) -> forms.Field:
    return forms.CharField(required=asked.required, widget=forms.Textarea({"rows": 3}))


def url(asked: Field, material: Material) -> forms.Field:
    return forms.CharField(required=asked.required, widget=forms.URLInput({"placeholder": "https://"}))


def date(asked: Field, material: Material) -> forms.Field:
    return forms.DateField(required=asked.required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def moment(asked: Field, material: Material) -> forms.Field:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(required=asked.required, widget=widget)


def person(asked: Field, material: Material) -> forms.Field:
    return forms.ModelChoiceField(people(), required=asked.required, empty_label="nobody")


def rating(asked: Field, material: Material) -> forms.Field:
    scale = Rating.objects.filter(retired=False)
    return forms.ModelChoiceField(scale, required=asked.required, empty_label=None, widget=forms.RadioSelect)


def evidence(asked: Field, material: Material) -> forms.Field:
    """Pieces to tick."""
    pieces = {str(piece.pk): piece for piece in material.evidence}
    choices = [(pk, f"{piece.get_stance_display()}: {shorten(str(piece), 100)}") for pk, piece in pieces.items()]
    return forms.TypedMultipleChoiceField(
        choices=choices,
        coerce=pieces.__getitem__,
        required=asked.required,
        error_messages={"required": NO_EVIDENCE},
        widget=forms.CheckboxSelectMultiple,
    )


def wordings(asked: Field, material: Material) -> forms.Field:
    """Wordings to tick; whether they may leave is for claims.review to say."""
    known = {str(wording.pk): wording for wording in material.wordings}
    return forms.TypedMultipleChoiceField(
        choices=lines_of(known), coerce=known.__getitem__, required=False, widget=forms.CheckboxSelectMultiple
    )


def wording(asked: Field, material: Material) -> forms.Field:
    known = {str(wording.pk): wording for wording in material.wordings}
    return forms.TypedChoiceField(
        choices=lines_of(known), coerce=known.__getitem__, required=asked.required, widget=forms.RadioSelect
    )


def lines_of(wordings: Mapping[str, Wording]) -> list[tuple[str, str]]:
    return [(pk, shorten(wording.text, 200)) for pk, wording in wordings.items()]


def claim(asked: Field, material: Material) -> forms.Field:
    return ClaimField(material.claims, required=asked.required)


def relation(asked: Field, material: Material) -> forms.Field:
    labels = dict(Match.Relation.choices)
    choices = [(name, labels[Match.Relation(name)]) for name in material.relations]
    return forms.ChoiceField(choices=choices, required=asked.required, widget=forms.RadioSelect)


def spans(asked: Field, material: Material) -> forms.Field:
    return SpansField(material.text, required=asked.required, widget=forms.Textarea({"rows": 2}))


def one_of(choices: Any) -> Callable[[Field, Material], forms.Field]:
    def make(asked: Field, material: Material) -> forms.Field:
        return forms.ChoiceField(choices=choices.choices, required=asked.required, widget=forms.RadioSelect)

    return make


# By the kind of a field, as claims.review.Field names it.
MADE: dict[str, Callable[[Field, Material], forms.Field]] = {
    "text": text,
    "long_text": long_text,
    "url": url,
    "date": date,
    "moment": moment,
    "person": person,
    "rating": rating,
    "evidence": evidence,
    "spans": spans,
    "wordings": wordings,
    "wording": wording,
    "claim": claim,
    "relation": relation,
    "dismissed_as": one_of(Claim.Dismissed),
    "stance": one_of(Evidence.Stance),
    "saying": one_of(Mention.Saying),
}
