"""The records as JSON, and submissions as they come in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.errors import BadText
from claims.models import Article, Claim, Evidence, Match, Mention, Review, Source, Transition, Wording
from claims.submission import Submission, check_language, check_text, overruled, read_html

SPANS = {"type": "array", "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}}


SAID = 20  # of the fields that nobody knows


def printable(name: object) -> str:
    """A field's name as the answer can hold it: JSON takes half a surrogate pair, UTF-8 does not."""
    return str(name)[:100].encode("utf-8", "replace").decode()


class StrictSerializer(serializers.Serializer[Any]):
    """A field that nobody knows is an error: a misspelt "titel" would otherwise be lost without a word."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated fields. Raises ValidationError for every unknown one."""
        if isinstance(data, dict) and (unknown := sorted(map(printable, data.keys() - set(self.fields)))):
            known = ", ".join(name for name, field in self.fields.items() if not field.read_only)
            raise serializers.ValidationError(
                {name: [f"There is no such field; there are {known}."] for name in unknown[:SAID]}, code="unknown_field"
            )
        return super().to_internal_value(data)


class SubmissionSerializer(StrictSerializer):
    """An article as somebody submits it: `text`, or an `html` page that it is taken out of."""

    text = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="Kept exactly as given, up to 1 MB of UTF-8."
    )
    html = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text="A page: its main text, title, author, date and publisher are taken out of it.",
    )
    title = serializers.CharField(required=False, allow_blank=True, max_length=500)
    publisher = serializers.CharField(required=False, allow_blank=True, max_length=200)
    author = serializers.CharField(required=False, allow_blank=True, max_length=500)
    url = serializers.URLField(required=False, allow_blank=True, max_length=2000)
    published_at = serializers.DateTimeField(
        required=False, allow_null=True, input_formats=["iso-8601", "%Y-%m-%d"], help_text="ISO 8601, a date or a time."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Only `submission`, a Submission that can be kept. Raises ValidationError naming "text" or "html"."""
        if ("text" in attrs) == ("html" in attrs):
            raise serializers.ValidationError({"text": ["Give either text or html."]}, code="text_or_html")
        try:
            return {"submission": submission_of(attrs)}
        except BadText as error:
            raise serializers.ValidationError({error.field: [str(error)]}, code=error.code) from error


def submission_of(fields: dict[str, Any]) -> Submission:
    """What was given, and what the page says where nothing was given. Raises BadText."""
    about = {name: value for name, value in fields.items() if name not in ("text", "html")}
    field = "text" if "text" in fields else "html"
    check_text(fields[field], field)
    submission = overruled(read_html(fields["html"]), about) if field == "html" else Submission(fields["text"], **about)
    check_text(submission.text, field)
    check_language(submission.text, field)
    return submission


class BatchSerializer(StrictSerializer):
    """Up to 500 articles at once; what each is like is looked at one by one."""

    articles = serializers.ListField(child=serializers.JSONField(), allow_empty=False)


class SourceSerializer(serializers.ModelSerializer[Source]):
    mention_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Source
        fields = [
            "id",
            "name",
            "kind",
            "description",
            "aliases",
            "external_id",
            "article",
            "merged_into",
            "mention_count",
            "created_at",
        ]
        extra_kwargs = {
            "article": {"help_text": "Set where the name alone does not tell who it is."},
            "merged_into": {"help_text": "The source that this one answers as, where the two were merged."},
        }


class SourceInMention(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = ["id", "name", "kind", "description"]


class MentionSerializer(serializers.ModelSerializer[Mention]):
    """An attribution kept, or of kind unattributed what an article states itself, said by its publisher.

    Spans are [start, end] in code points of the article's text, end exclusive.
    """

    claim = serializers.IntegerField(source="wording.claim_id", read_only=True)
    wording = serializers.CharField(source="wording.text", read_only=True)
    source = SourceInMention(read_only=True, allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class
    spans = serializers.SerializerMethodField()

    class Meta:
        model = Mention
        fields = [
            "id", "article", "claim", "wording", "source", "reported_by", "kind", "stance", "said_from", "said_until",
            "content", "spans", "confidence", "joined", "confirmed", "superseded_at", "corrected_at", "model_version",
            "created_at",
        ]  # fmt: skip

    @extend_schema_field({"type": "object", "properties": {"source": SPANS, "cue": SPANS, "content": SPANS}})
    def get_spans(self, mention: Mention) -> dict[str, list[list[int]]]:
        """Where its source, cue and content stand."""
        return {"source": mention.source_spans, "cue": mention.cue_spans, "content": mention.content_spans}


class ArticleInList(serializers.ModelSerializer[Article]):
    reason = serializers.CharField(source="failure", read_only=True, help_text="Why the last attempt failed.")
    location = serializers.SerializerMethodField()
    mention_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Article
        fields = [
            "id", "location", "status", "stage", "attempts", "reason", "title", "publisher", "author", "url",
            "canonical_url", "published_at", "language", "submitted_at", "finished_at", "timings", "model_versions",
            "mention_count",
        ]  # fmt: skip

    def get_location(self, article: Article) -> str:
        """The path of the article."""
        return location_of(article)


class ArticleSerializer(ArticleInList):
    mentions = MentionSerializer(source="live_mentions", many=True, read_only=True)

    class Meta(ArticleInList.Meta):
        fields = [*ArticleInList.Meta.fields, "text", "mentions"]


class SubmittedSerializer(serializers.ModelSerializer[Article]):
    """What answers a submission."""

    location = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = ["id", "location", "status", "title", "publisher", "submitted_at"]

    def get_location(self, article: Article) -> str:
        """The path of the article."""
        return location_of(article)


def location_of(article: Article) -> str:
    return reverse("article-detail", args=[article.pk])


class BatchResultSerializer(serializers.Serializer[Any]):
    """What became of one item: 202 new, 200 known before, 400 with a problem document."""

    status = serializers.IntegerField()
    article = SubmittedSerializer(required=False)
    problem = serializers.DictField(required=False)


class BatchResultsSerializer(serializers.Serializer[Any]):
    results = BatchResultSerializer(many=True)


class WordingSerializer(serializers.ModelSerializer[Wording]):
    mentions = MentionSerializer(source="live_mentions", many=True, read_only=True)

    class Meta:
        model = Wording
        fields = ["id", "text", "bound_because", "created_at", "mentions"]


class WordingInMatch(serializers.ModelSerializer[Wording]):
    claim = serializers.IntegerField(source="claim_id", read_only=True)

    class Meta:
        model = Wording
        fields = ["id", "claim", "text"]


class MatchSerializer(serializers.ModelSerializer[Match]):
    first = WordingInMatch(read_only=True)
    second = WordingInMatch(read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", read_only=True, default=None)

    class Meta:
        model = Match
        fields = [
            "id", "first", "second", "relation", "score", "reasons", "model_version", "state", "decided_by",
            "decided_at", "created_at",
        ]  # fmt: skip


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = ["id", "url", "title", "publisher", "excerpt", "excerpt_hash", "stance", "seen_at"]


class ReviewSerializer(serializers.ModelSerializer[Review]):
    rating = serializers.CharField(source="rating.label", read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = Review
        fields = [
            "id", "version", "rating", "rationale", "definition", "as_of", "expires_at", "rated_at", "approved_at",
            "evidence",
        ]  # fmt: skip


class TransitionSerializer(serializers.ModelSerializer[Transition]):
    class Meta:
        model = Transition
        fields = ["from_status", "to_status", "reason", "at"]


class ClaimInList(serializers.ModelSerializer[Claim]):
    text = serializers.CharField(source="canonical_wording.text", read_only=True)
    bound_because = serializers.CharField(source="canonical_wording.bound_because", read_only=True)
    mention_count = serializers.IntegerField(read_only=True)
    article_count = serializers.IntegerField(read_only=True)
    first_mentioned_at = serializers.DateTimeField(read_only=True, allow_null=True)
    latest_mentioned_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Claim
        fields = [
            "id", "text", "bound_because", "status", "version", "check_worthiness", "dimensions", "mention_count",
            "article_count", "first_mentioned_at", "latest_mentioned_at", "created_at", "updated_at",
        ]  # fmt: skip


class ClaimSerializer(ClaimInList):
    wordings = WordingSerializer(many=True, read_only=True)
    sources = serializers.SerializerMethodField()
    matches = serializers.SerializerMethodField()
    reviews = ReviewSerializer(many=True, read_only=True)
    transitions = TransitionSerializer(many=True, read_only=True)

    class Meta(ClaimInList.Meta):
        fields = [*ClaimInList.Meta.fields, "wordings", "sources", "matches", "reviews", "transitions"]

    @extend_schema_field(SourceInMention(many=True))
    def get_sources(self, claim: Claim) -> Any:
        """Who made the claim, each once, in the order of its mentions."""
        mentions = [mention for wording in claim.wordings.all() for mention in vars(wording)["live_mentions"]]
        named = {mention.source.pk: mention.source for mention in mentions if mention.source}
        return SourceInMention(list(named.values()), many=True).data

    @extend_schema_field(MatchSerializer(many=True))
    def get_matches(self, claim: Claim) -> Any:
        """The matches of its wordings."""
        return MatchSerializer(self.context["matches"], many=True).data
