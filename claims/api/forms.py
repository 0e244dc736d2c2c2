"""What people send in to change a claim: each form checks its fields and gives the arguments of its function."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import review
from claims.api.serializers import SPANS, StrictSerializer
from claims.errors import NotComplete
from claims.models import Article, Claim, Evidence, Match, Mention, Rating, Wording
from claims.recognising import LONGEST
from claims.review.checks import PUBLISHER, TEXT, TITLE

GREATEST_ID = 2**63 - 1
EVIDENCE_AT_ONCE = 100
CONFIRMABLE = [choice for choice in Match.Relation.choices if choice[0] in review.CONFIRMABLE]


class Form(StrictSerializer):
    """The body of a changing call."""

    def arguments(self, claim: Claim, by: User) -> dict[str, Any]:
        """The keyword arguments of the function in claims.review, within its transaction."""
        return dict(self.validated_data)


class NothingForm(Form):
    """No field."""


def reason(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=TEXT, **options)


class RemarkForm(Form):
    reason = reason(required=False, allow_blank=True, help_text="Why, if there is something to say.")


class ReasonForm(Form):
    reason = reason(help_text="Why.")


class AssignForm(Form):
    assignee = serializers.CharField(
        max_length=150, allow_null=True, help_text="The username of a reviewer or editor; null for nobody."
    )

    def validate_assignee(self, username: str | None) -> User | None:
        """The account. Raises ValidationError where there is none that is active."""
        if username is None:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise serializers.ValidationError(f"There is no account {username!r}.", code="does_not_exist")
        return user

    def arguments(self, claim: Claim, by: User) -> dict[str, Any]:
        return {"to": self.validated_data["assignee"]}


class DueForm(Form):
    due_on = serializers.DateField(allow_null=True, help_text="The day by which it should be done; null for none.")

    def arguments(self, claim: Claim, by: User) -> dict[str, Any]:
        return {"on": self.validated_data["due_on"]}


class DismissForm(RemarkForm):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `as`, which Python does not let a class say."""
        dismissed_as = serializers.ChoiceField(Claim.Dismissed.choices, source="dismissed_as", help_text="As what.")
        return {"as": dismissed_as, **super().get_fields()}


class CommentForm(Form):
    text = serializers.CharField(max_length=TEXT)


class EvidenceForm(Form):
    """Something a claim is judged by, as it was seen at an address."""

    url = serializers.URLField(max_length=2000)
    title = serializers.CharField(required=False, allow_blank=True, max_length=TITLE)
    publisher = serializers.CharField(required=False, allow_blank=True, max_length=PUBLISHER)
    excerpt = serializers.CharField(max_length=TEXT, help_text="The words that were seen; their hash is kept.")
    stance = serializers.ChoiceField(Evidence.Stance.choices, help_text="For the claim, against it, or its context.")
    seen_at = serializers.DateTimeField(required=False, help_text="When it was seen; now, where it is left out.")


@extend_schema_field({"oneOf": [{"type": "integer"}, {"$ref": "#/components/schemas/EvidenceForm"}]})
class EvidenceField(serializers.Field[Any, Any, Any, Any]):
    """A piece that was added before, by its id, or a new one."""

    def to_internal_value(self, data: Any) -> Evidence | dict[str, Any]:
        """A piece by its id only, or the checked fields of a new one. Raises ValidationError."""
        if isinstance(data, dict):
            fields: dict[str, Any] = EvidenceForm().run_validation(data)
            return fields
        if type(data) is not int or not 0 < data <= GREATEST_ID:
            raise serializers.ValidationError("Give the id of a piece of evidence, or the fields of a new one.")
        return Evidence(pk=data)


class RatingMixin(serializers.Serializer[Any]):
    rating = serializers.CharField(max_length=50, help_text="The slug of a rating; `ratings` has the scale.")

    def validate_rating(self, slug: str) -> Rating:
        """The rating. Raises ValidationError with those that there are."""
        scale = {rating.slug: rating for rating in Rating.objects.all()}
        if slug not in scale:
            known = ", ".join(rating.slug for rating in scale.values() if not rating.retired)
            raise serializers.ValidationError(f"{slug!r} is none of {known}.", code="invalid_choice")
        return scale[slug]


def evidence_field(**options: Any) -> serializers.ListField:
    return serializers.ListField(
        child=EvidenceField(),
        max_length=EVIDENCE_AT_ONCE,
        help_text="What it rests on: ids of evidence of this claim, new pieces, or both.",
        **options,
    )


class GroundsForm(Form):
    """What a rating rests on."""

    rationale = serializers.CharField(max_length=TEXT, help_text="Why this rating.")
    definition = serializers.CharField(max_length=TEXT, help_text="What was measured, where, by whom.")
    as_of = serializers.DateField(help_text="The day that the rating speaks of.")
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When the rating becomes stale, if it does."
    )
    evidence = evidence_field(allow_empty=False)

    def arguments(self, claim: Claim, by: User) -> dict[str, Any]:
        """As validated, once the new pieces of evidence are added to the claim."""
        given = dict(self.validated_data)
        pieces = given.pop("evidence", [])
        return given | {"evidence": [added(piece, n, claim, by) for n, piece in enumerate(pieces)]}


class RateForm(RatingMixin, GroundsForm):
    reason = reason(
        required=False, allow_blank=True, help_text="Why this version follows one that was published, if one was."
    )


class CorrectForm(RatingMixin, GroundsForm):
    reason = reason(help_text="Why the published version is corrected.")


class RateSecondForm(RatingMixin, Form):
    rationale = serializers.CharField(max_length=TEXT, help_text="Why this rating.")


class AcceptForm(GroundsForm):
    """What is left out is taken over from the published review, its evidence as copies."""

    rationale = serializers.CharField(required=False, max_length=TEXT)
    definition = serializers.CharField(required=False, max_length=TEXT)
    as_of = serializers.DateField(required=False)
    evidence = evidence_field(required=False)


def added(piece: Evidence | dict[str, Any], place: int, claim: Claim, by: User) -> Evidence:
    """The piece, once it is kept with the claim. Raises NotComplete naming it by its place in the list."""
    if isinstance(piece, Evidence):
        return piece
    try:
        return review.add_evidence(claim, by=by, **piece)
    except NotComplete as error:
        raise NotComplete(f"evidence.{place}.{error.field}", str(error), error.code) from error


@extend_schema_field(SPANS)
class SpansField(serializers.ListField):
    """[[start, end], ...] in code points of the article's text, end exclusive; what they say is checked later."""

    child = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=2**31), max_length=2)


def spans() -> SpansField:
    return SpansField(required=False, max_length=200, help_text="[[start, end], ...] in code points, end exclusive.")


class CorrectMentionForm(Form):
    """What is left out stays as it is."""

    source_name = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, max_length=500, help_text="Who said it; null for nobody."
    )
    source_spans = spans()
    cue_spans = spans()
    content_spans = spans()


class SayingForm(Form):
    """Did they say it? A verdict on the mention, apart from the claim's."""

    saying = serializers.ChoiceField(Mention.Saying.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=TEXT)
    primary_source_url = serializers.URLField(
        required=False, allow_blank=True, max_length=2000, help_text="What confirms it: a `confirmed` needs one."
    )


class OriginForm(StrictSerializer):
    """Whether this article and another one are of one origin, whatever their texts."""

    article = serializers.IntegerField(min_value=1, max_value=GREATEST_ID, help_text="The id of the other article.")
    origins = serializers.ChoiceField(
        ["one", "two", "undecided"], help_text="`undecided` takes back what was said, and leaves it to the texts."
    )
    reason = reason(required=False, allow_blank=True, help_text="Why, if there is something to say.")

    def validate_article(self, number: int) -> Article:
        """The article. Raises ValidationError where there is none."""
        article = Article.objects.defer("search").filter(pk=number).first()
        if article is None:
            raise serializers.ValidationError(f"There is no article {number}.", code="does_not_exist")
        return article

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of claims.origins.decide."""
        said = {"one": True, "two": False, "undecided": None}
        given = self.validated_data
        return {"is_one": said[given["origins"]], "reason": given.get("reason", "")}


def some_id(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=GREATEST_ID, **options)


class MergeForm(RemarkForm):
    into = some_id(help_text="The id of the claim that this one is merged into.")
    into_version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="The version of that claim that you have seen."
    )

    def validate_into(self, number: int) -> Claim:
        """The claim. Raises ValidationError where there is none."""
        claim = Claim.objects.select_related("canonical_wording").filter(pk=number).first()
        if claim is None:
            raise serializers.ValidationError(f"There is no claim {number}.", code="does_not_exist")
        return claim

    def arguments(self, claim: Claim, by: User) -> dict[str, Any]:
        """As validated, the other claim at the version that was seen."""
        given = dict(self.validated_data)
        given["into"].version = given.pop("into_version")
        return given


class SplitForm(RemarkForm):
    wordings = serializers.ListField(
        child=some_id(), allow_empty=False, max_length=1000, help_text="The ids of the wordings that are another claim."
    )

    def validate_wordings(self, ids: list[int]) -> list[Wording]:
        return [Wording(pk=number) for number in ids]


class PutOtherwiseForm(RemarkForm):
    wording = some_id(help_text="The id of the wording that is to stand for the claim.")

    def validate_wording(self, number: int) -> Wording:
        """The wording. Raises ValidationError where there is none."""
        wording = Wording.objects.defer("search").filter(pk=number).first()
        if wording is None:
            raise serializers.ValidationError(f"There is no wording {number}.", code="does_not_exist")
        return wording


class ConfirmMatchForm(RemarkForm):
    relation = serializers.ChoiceField(
        CONFIRMABLE,
        required=False,
        help_text="What the two wordings are to each other; what the match says, where it is left out.",
    )


class TwoClaims(serializers.Serializer[Any]):
    a = some_id()
    b = some_id()


class RecogniseForm(Form):
    text = serializers.CharField(max_length=LONGEST, help_text="A sentence, or a text of several.")
    date = serializers.DateField(required=False, help_text='The day that "yesterday" and the like count from.')


class ClaimSeen(StrictSerializer):
    id = serializers.IntegerField(min_value=1, max_value=GREATEST_ID)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="The version that you have seen.")


# By the name of the action in the body.
BULK: dict[str, tuple[str, type[Form]]] = {
    "take": ("take", NothingForm),
    "release": ("release", RemarkForm),
    "assign": ("assign", AssignForm),
    "due": ("set_due", DueForm),
    "dismiss": ("dismiss", DismissForm),
}


class BulkForm(StrictSerializer):
    """One action on many claims, with the fields of that action's form."""

    action = serializers.ChoiceField(sorted(BULK))
    claims = ClaimSeen(many=True, allow_empty=False)
    reason = serializers.JSONField(required=False, allow_null=True, help_text="For release and dismiss.")
    assignee = serializers.JSONField(required=False, allow_null=True, help_text="For assign.")
    due_on = serializers.JSONField(required=False, allow_null=True, help_text="For due.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `as`, which Python does not let a class say."""
        return {
            **super().get_fields(),
            "as": serializers.JSONField(required=False, allow_null=True, help_text="For dismiss."),
        }

    def form(self) -> Form:
        """The form of the action, with whatever else was given: what does not belong to it is an error there."""
        given = {name: value for name, value in self.validated_data.items() if name not in ("action", "claims")}
        return BULK[self.validated_data["action"]][1](data=given)
