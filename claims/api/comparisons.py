"""What was compared, and what of it is known, as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.serializers import SPANS, MatchSerializer, RatingInReview
from claims.explaining import ClaimsExplained
from claims.models import Claim, Match
from claims.recognising import Known
from claims.text.equivalence import Explanation


class ComparedSerializer(serializers.Serializer[Any]):
    """What stands side by side of two texts, and how it goes together."""

    a = serializers.CharField()
    b = serializers.CharField()
    how = serializers.CharField()


class WordsSerializer(serializers.ListField):
    child = serializers.CharField()


class TextsSerializer(serializers.Serializer[Explanation]):
    """What two texts were compared by: see `kept_apart` for what decided."""

    relation = serializers.ChoiceField(Match.Relation.choices, source="judgement.relation")
    score = serializers.FloatField(help_text="The calibrated probability that the two say the same.")
    same_from = serializers.FloatField(help_text="The least score for `same`.")
    reasons = WordsSerializer(source="judgement.reasons")
    words = ComparedSerializer(many=True)
    names = ComparedSerializer(many=True)
    amounts = ComparedSerializer(many=True)
    times_a = WordsSerializer()
    times_b = WordsSerializer()
    clashes = WordsSerializer(help_text="What leaves no room for both to be true.")
    differences = WordsSerializer(help_text="What one says beyond the other, or less firmly.")
    only_a = WordsSerializer()
    only_b = WordsSerializer()
    kept_apart = WordsSerializer(help_text="Why the machine does not take the two for the same; empty if it does.")
    cosine = serializers.FloatField(help_text="Of the embeddings of the two.")
    told_by_both = serializers.FloatField()
    conflict_from = serializers.FloatField(help_text="The least `told_by_both` for a conflict.")
    model = serializers.CharField()


class ClaimExplained(serializers.ModelSerializer[Claim]):
    text = serializers.CharField(source="canonical_wording.text", read_only=True)

    class Meta:
        model = Claim
        fields = ["id", "text", "status", "merged_into"]


class ExplanationSerializer(serializers.Serializer[ClaimsExplained]):
    """Why two claims are one, contradict each other, or are kept apart."""

    a = ClaimExplained()
    b = ClaimExplained()
    kept_apart = WordsSerializer(help_text="What keeps them two, what people decided first; empty if they are one.")
    texts = TextsSerializer(help_text="What stands for each, compared as the machine would today.")
    matches = MatchSerializer(many=True, help_text="Every decision between their wordings.")


class KnownClaim(serializers.ModelSerializer[Claim]):
    """A claim as far as who asks after it needs it."""

    text = serializers.CharField(source="canonical_wording.text", read_only=True)
    rating = RatingInReview(source="public_rating", read_only=True, allow_null=True, help_text="Null if unpublished.")
    stale = serializers.BooleanField(source="is_stale", read_only=True, help_text="The rating's time has run out.")

    class Meta:
        model = Claim
        fields = ["id", "text", "status", "rating", "stale", "mention_count", "article_count", "origin_count"]
        extra_kwargs = {name: {"read_only": True} for name in fields}

    mention_count = serializers.IntegerField(read_only=True)
    article_count = serializers.IntegerField(read_only=True)
    origin_count = serializers.IntegerField(read_only=True)


class KnownSerializer(serializers.Serializer[Known]):
    """A known claim that the text makes, contradicts or comes near to, and by what."""

    claim = KnownClaim()
    relation = serializers.ChoiceField(Match.Relation.choices)
    score = serializers.FloatField(help_text="The calibrated probability that the two say the same.")
    reasons = WordsSerializer()
    wording = serializers.CharField(source="wording.text", help_text="The wording of the claim that comes nearest.")
    said = serializers.CharField(source="said.wording.text", help_text="What your text says.")
    spans = serializers.SerializerMethodField()

    @extend_schema_field(SPANS)
    def get_spans(self, known: Known) -> list[list[int]]:
        """Where your text says it: [[start, end], ...] in code points, end exclusive."""
        return [[span.start, span.end] for span in known.said.spans]
