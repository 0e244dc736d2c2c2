"""The records as JSON, and submissions as they come in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import review as reviewing
from claims.drift import Known
from claims.errors import BadText
from claims.models import (
    Article,
    Claim,
    Comment,
    Evidence,
    Match,
    Mention,
    OriginDecision,
    Proposal,
    Rating,
    Review,
    SecondRating,
    Source,
    Transition,
    Wording,
)
from claims.origins import origin_of
from claims.submission import Submission, check_language, check_text, overruled, read_html
from claims.text.drift import Was

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


def username(of: str) -> serializers.CharField:
    """The name of an account, null where there is none."""
    return name(f"{of}.username")


def name(source: str) -> serializers.CharField:
    return serializers.CharField(source=source, read_only=True, default=None, allow_null=True)


class MentionSerializer(serializers.ModelSerializer[Mention]):
    """An attribution kept, or of kind unattributed what an article states itself, said by its publisher.

    Spans are [start, end] in code points of the article's text, end exclusive.
    """

    claim = serializers.IntegerField(source="wording.claim_id", read_only=True)
    claim_version = serializers.IntegerField(
        source="wording.claim.version", read_only=True, help_text="What If-Match names to change the mention."
    )
    wording = serializers.CharField(source="wording.text", read_only=True)
    source = SourceInMention(read_only=True, allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class
    spans = serializers.SerializerMethodField()
    corrected_by = name("corrected_by_name")
    rejected_by = name("rejected_by_name")
    saying_checked_by = name("saying_checked_by_name")
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Mention
        fields = [
            "id", "article", "claim", "claim_version", "wording", "source", "reported_by", "kind", "stance",
            "said_from", "said_until", "content", "spans", "confidence", "joined", "confirmed", "superseded_at",
            "corrected_at", "corrected_by", "rejected_at", "rejected_by", "rejected_because", "saying", "saying_note",
            "primary_source_url", "saying_checked_at", "saying_checked_by", "model_version", "created_at", "actions",
        ]  # fmt: skip

    @extend_schema_field({"type": "object", "properties": {"source": SPANS, "cue": SPANS, "content": SPANS}})
    def get_spans(self, mention: Mention) -> dict[str, list[list[int]]]:
        """Where its source, cue and content stand."""
        return {"source": mention.source_spans, "cue": mention.cue_spans, "content": mention.content_spans}

    def get_actions(self, mention: Mention) -> list[str]:
        """What you may do now: confirm_mention, reject_mention, restore_mention, correct_mention, judge_saying."""
        return [action.name for action in reviewing.open_mention_actions(mention, person(self))]


def person(serializer: serializers.BaseSerializer[Any]) -> Any:
    """Who reads what is answered."""
    return serializer.context["request"].user


def address(of: str, **parameters: int) -> str:
    """The path of a list, with its parameters."""
    return f"{reverse(of)}?{urlencode(parameters)}"


class ArticleInList(serializers.ModelSerializer[Article]):
    reason = serializers.CharField(source="failure", read_only=True, help_text="Why the last attempt failed.")
    location = serializers.SerializerMethodField()
    mention_count = serializers.IntegerField(read_only=True)
    origin = serializers.IntegerField(
        read_only=True, help_text="The first article here of nearly this text: all that share it are of one origin."
    )

    class Meta:
        model = Article
        fields = [
            "id", "location", "status", "stage", "attempts", "reason", "title", "publisher", "author", "url",
            "canonical_url", "published_at", "language", "submitted_at", "finished_at", "timings", "model_versions",
            "origin", "mention_count",
        ]  # fmt: skip

    def get_location(self, article: Article) -> str:
        """The path of the article."""
        return location_of(article)


class ArticleInBrief(serializers.ModelSerializer[Article]):
    class Meta:
        model = Article
        fields = ["id", "title", "publisher", "published_at", "submitted_at"]


class PrintingSerializer(serializers.Serializer[Any]):
    """Another article of the same origin."""

    article = ArticleInBrief(read_only=True)
    has_of_this = serializers.FloatField(read_only=True, help_text="How much of this article's text it has, 0 to 1.")
    has_in_this = serializers.FloatField(read_only=True, help_text="How much of its own text this article has, 0 to 1.")


class OriginDecisionSerializer(serializers.ModelSerializer[OriginDecision]):
    """What a person said about two articles."""

    articles = serializers.SerializerMethodField()
    origins = serializers.SerializerMethodField()
    decided_by = username("decided_by")

    class Meta:
        model = OriginDecision
        fields = ["articles", "origins", "reason", "decided_by", "decided_at"]

    def get_articles(self, decision: OriginDecision) -> list[int]:
        """The two articles."""
        return [decision.first_id, decision.second_id]

    @extend_schema_field({"type": "string", "enum": ["one", "two"]})
    def get_origins(self, decision: OriginDecision) -> str:
        """Whether they are of one origin or of two."""
        return "one" if decision.is_one else "two"


class OriginSerializer(serializers.Serializer[Any]):
    """Which articles are printings of one text: nearly the same words, or a person said so."""

    number = serializers.IntegerField(read_only=True, help_text="The first article here of that text.")
    article_count = serializers.IntegerField(read_only=True)
    compared = serializers.BooleanField(
        source="is_compared", read_only=True, help_text="Whether it was compared with all others yet."
    )
    printings = PrintingSerializer(
        many=True, read_only=True, help_text="The first 20 others, by when they were published."
    )
    decisions = OriginDecisionSerializer(many=True, read_only=True, help_text="What people said, the latest first.")
    articles_url = serializers.SerializerMethodField()

    def get_articles_url(self, origin: Any) -> str:
        """The list of all its articles, page by page."""
        return address("article-list", origin=origin.number)


class ArticleSerializer(ArticleInList):
    mentions = MentionSerializer(
        source="live_mentions", many=True, read_only=True, help_text="The first 1,000, in the order of the text."
    )
    mentions_url = serializers.SerializerMethodField()
    copies = serializers.SerializerMethodField()

    class Meta(ArticleInList.Meta):
        fields = [*ArticleInList.Meta.fields, "copies", "text", "mentions", "mentions_url"]

    @extend_schema_field(OriginSerializer)
    def get_copies(self, article: Article) -> Any:
        """Its origin, and the other articles of it."""
        return OriginSerializer(origin_of(article)).data

    def get_mentions_url(self, article: Article) -> str:
        """The list of all, page by page, with those that were superseded or rejected."""
        return address("mention-list", article=article.pk)


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
    mentions = MentionSerializer(source="shown_mentions", many=True, read_only=True)

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
            "id", "first", "second", "relation", "score", "reasons", "model_version", "state", "held_because",
            "decided_by", "decided_at", "decided_because", "created_at",
        ]  # fmt: skip


class MatchWithActions(MatchSerializer):
    """One match, and what you may do with it now."""

    actions = serializers.SerializerMethodField()

    class Meta(MatchSerializer.Meta):
        fields = [*MatchSerializer.Meta.fields, "actions"]

    def get_actions(self, match: Match) -> list[str]:
        """By the names of the operations: `confirm_match` is the path `confirm`."""
        return [action.name for action in reviewing.open_match_actions(match, person(self))]


class RatingSerializer(serializers.ModelSerializer[Rating]):
    class Meta:
        model = Rating
        fields = ["slug", "label", "number", "position", "retired"]


class RatingInReview(serializers.ModelSerializer[Rating]):
    class Meta:
        model = Rating
        fields = ["slug", "label", "number"]


class EvidenceInReview(serializers.ModelSerializer[Evidence]):
    added_by = username("added_by")

    class Meta:
        model = Evidence
        fields = [
            "id", "claim", "url", "title", "publisher", "excerpt", "excerpt_hash", "stance", "seen_at", "added_by",
            "added_at",
        ]  # fmt: skip


class EvidenceSerializer(EvidenceInReview):
    used = serializers.BooleanField(
        source="is_used", read_only=True, help_text="A review rests on it: it cannot be removed."
    )

    class Meta(EvidenceInReview.Meta):
        fields = [*EvidenceInReview.Meta.fields, "used"]


class SecondRatingSerializer(serializers.ModelSerializer[SecondRating]):
    rating = RatingInReview(read_only=True)
    rated_by = username("rated_by")

    class Meta:
        model = SecondRating
        fields = ["rating", "rationale", "rated_by", "at"]


BLIND = "Null while it is hidden from you."


class ReviewInBrief(serializers.ModelSerializer[Review]):
    """A review as far as others may see it: of blind reviews, until two people have rated, not the verdict and why."""

    rating = RatingInReview(read_only=True, allow_null=True, help_text=BLIND)
    rated_by = username("rated_by")
    stale = serializers.BooleanField(source="is_stale", read_only=True)
    hidden = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = ["id", "claim", "version", "rating", "rated_by", "rated_at", "approved_at", "stale", "hidden"]

    def get_hidden(self, review: Review) -> bool:
        """Reviews are blind here, this one is not yours, and neither it nor a later version was rated by two people."""
        return reviewing.is_hidden(review, person(self))

    def to_representation(self, review: Review) -> dict[str, Any]:
        """The review, without what a second person is not to see yet."""
        shown: dict[str, Any] = super().to_representation(review)
        return shown | {name: None for name in HIDDEN if name in shown} if shown["hidden"] else shown


HIDDEN = ("rating", "rationale", "based_on")


class ReviewSerializer(ReviewInBrief):
    rationale = serializers.CharField(read_only=True, allow_null=True, help_text=BLIND)
    approved_by = name("approved_by_name")
    returned_by = name("returned_by_name")
    second_rating = SecondRatingSerializer(read_only=True, allow_null=True, default=None)
    evidence = EvidenceInReview(many=True, read_only=True)

    class Meta(ReviewInBrief.Meta):
        fields = [
            "id", "claim", "version", "rating", "rationale", "definition", "as_of", "expires_at", "stale", "hidden",
            "reason", "based_on", "rated_by", "rated_at", "approved_by", "approved_at", "returned_by", "returned_at",
            "returned_because", "second_rating", "evidence",
        ]  # fmt: skip


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """A published verdict, offered to another claim."""

    claim_version = serializers.IntegerField(
        source="claim.version", read_only=True, help_text="What If-Match names to accept or decline."
    )
    review = ReviewInBrief(read_only=True)
    decided_by = username("decided_by")

    class Meta:
        model = Proposal
        fields = ["id", "claim", "claim_version", "review", "match", "state", "decided_by", "decided_at", "proposed_at"]


class ProposalWithActions(ProposalSerializer):
    actions = serializers.SerializerMethodField()

    class Meta(ProposalSerializer.Meta):
        fields = [*ProposalSerializer.Meta.fields, "actions"]

    def get_actions(self, proposal: Proposal) -> list[str]:
        """What you may do with it now: accept_proposal, decline_proposal."""
        return [action.name for action in reviewing.open_proposal_actions(proposal, person(self))]


class ReliedOnSerializer(serializers.Serializer[Any]):
    """What rests on a review: reviews based on it, or on one that was, and proposals of any of these."""

    reviews = ReviewInBrief(many=True, read_only=True)
    proposals = ProposalSerializer(many=True, read_only=True)


class CommentSerializer(serializers.ModelSerializer[Comment]):
    author = username("author")

    class Meta:
        model = Comment
        fields = ["id", "author", "text", "at"]


class TransitionSerializer(serializers.ModelSerializer[Transition]):
    actor = username("actor")

    class Meta:
        model = Transition
        fields = ["from_status", "to_status", "version", "actor", "reason", "dismissed_as", "at"]


class ChangeSerializer(serializers.Serializer[Any]):
    """One field, before and after; null where it was, or is, empty."""

    field = serializers.CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class EntrySerializer(serializers.Serializer[Any]):
    """One thing that happened to a claim."""

    at = serializers.DateTimeField()
    record = serializers.CharField(help_text="What kind of record: transition, review, evidence, comment, mention, ...")
    record_id = serializers.IntegerField()
    who = serializers.CharField(allow_null=True, help_text="The account's name; null for the machine.")
    through = serializers.CharField(help_text="The path, task or command by which it was done, where that is known.")
    what = serializers.CharField(help_text="In words.")
    reason = serializers.CharField()
    changes = ChangeSerializer(many=True)


class TimelineSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text="The address of what happened before these.")
    results = EntrySerializer(many=True)


class ClaimInList(serializers.ModelSerializer[Claim]):
    text = serializers.CharField(source="canonical_wording.text", read_only=True)
    bound_because = serializers.CharField(source="canonical_wording.bound_because", read_only=True)
    assignee = username("assignee")
    overdue = serializers.BooleanField(source="is_overdue", read_only=True)
    stale = serializers.BooleanField(
        source="is_stale", read_only=True, help_text="Its published rating was given for a time that has run out."
    )
    rating = RatingInReview(
        source="public_rating", read_only=True, allow_null=True, help_text="The published one, null without."
    )
    mention_count = serializers.IntegerField(read_only=True)
    article_count = serializers.IntegerField(read_only=True)
    origin_count = serializers.IntegerField(
        read_only=True, help_text="Of how many origins these articles are: copies of one text are one."
    )
    first_mentioned_at = serializers.DateTimeField(read_only=True, allow_null=True)
    latest_mentioned_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Claim
        fields = [
            "id", "text", "bound_because", "status", "dismissed_as", "version", "assignee", "due_on", "overdue",
            "rating", "stale", "check_worthiness", "dimensions", "mention_count", "article_count", "origin_count",
            "first_mentioned_at", "latest_mentioned_at", "created_at", "updated_at",
        ]  # fmt: skip


class SaidSerializer(serializers.Serializer[Any]):
    """A mention, and by when its source had said it."""

    by = serializers.DateField(
        read_only=True, help_text="The day by which it had been said: the earliest that is sure."
    )
    known = serializers.ChoiceField(
        [each.value for each in Known],
        read_only=True,
        help_text="How that day is known: the article tells when it was `said`; it was said before the article was "
        "`published`; or, where nobody knows when that was, before it was `submitted`.",
    )
    mention = serializers.IntegerField(source="mention.pk", read_only=True)
    # DRF takes fields off the class.
    source = SourceInMention(source="mention.source", read_only=True, allow_null=True)  # type: ignore[assignment]
    stance = serializers.CharField(source="mention.stance", read_only=True)
    content = serializers.CharField(source="mention.content", read_only=True)
    said_from = serializers.DateField(source="mention.said_from", read_only=True, allow_null=True)
    said_until = serializers.DateField(source="mention.said_until", read_only=True, allow_null=True)
    article = ArticleInBrief(source="mention.article", read_only=True)


class PieceSerializer(serializers.Serializer[Any]):
    was = serializers.ChoiceField([each.value for each in Was], read_only=True)
    text = serializers.CharField(read_only=True)


class WordingChangeSerializer(serializers.Serializer[Any]):
    """From one wording to another."""

    pieces = PieceSerializer(many=True, read_only=True, help_text="The words of both in order, at most 300 of each.")
    reasons = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text='What it says differently: "3.9% became 4.9%".'
    )


class StepSerializer(serializers.Serializer[Any]):
    """A wording as it was first used."""

    wording = serializers.IntegerField(source="said.mention.wording_id", read_only=True)
    text = serializers.CharField(source="said.mention.wording.text", read_only=True)
    said = SaidSerializer(read_only=True)
    mention_count = serializers.IntegerField(read_only=True)
    article_count = serializers.IntegerField(read_only=True)
    origin_count = serializers.IntegerField(read_only=True)
    change = WordingChangeSerializer(
        read_only=True, allow_null=True, help_text="From the wording before; null for the first."
    )


class DriftSerializer(serializers.Serializer[Any]):
    """The wordings of a claim in the order in which they were first said."""

    first_said = SaidSerializer(
        source="first",
        read_only=True,
        allow_null=True,
        help_text="Who made the claim first; null where nobody is known to have made it, as where it is only denied.",
    )
    undated = serializers.IntegerField(
        read_only=True, help_text="How many mentions nobody knows the day of: they come last, and may be the earliest."
    )
    wording_count = serializers.IntegerField(read_only=True)
    wordings = StepSerializer(
        source="steps", many=True, read_only=True, help_text="At most 100: the first ones and the latest."
    )
    change = WordingChangeSerializer(
        read_only=True, allow_null=True, help_text="From the first wording to the latest; null where there is but one."
    )


class ClaimSerializer(ClaimInList):
    """One claim with what belongs to it: at most 100 of each, and where the rest is."""

    actions = serializers.SerializerMethodField()
    merged: Any = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, help_text="The claims that were merged into this one."
    )
    wordings = WordingSerializer(source="shown_wordings", many=True, read_only=True)
    mentions_url = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()
    matches = serializers.SerializerMethodField()
    reviews = ReviewSerializer(many=True, read_only=True)
    evidence = EvidenceSerializer(source="shown_evidence", many=True, read_only=True)
    proposals = ProposalSerializer(source="shown_proposals", many=True, read_only=True)
    comments = CommentSerializer(source="shown_comments", many=True, read_only=True)
    transitions = TransitionSerializer(source="shown_transitions", many=True, read_only=True)
    timeline_url = serializers.SerializerMethodField()
    first_said = serializers.SerializerMethodField()
    drift_url = serializers.SerializerMethodField()

    class Meta(ClaimInList.Meta):
        fields = [
            *ClaimInList.Meta.fields, "actions", "merged_into", "merged", "wordings", "mentions_url", "first_said",
            "drift_url", "sources", "matches", "reviews", "evidence", "proposals", "comments", "transitions",
            "timeline_url",
        ]  # fmt: skip

    def get_actions(self, claim: Claim) -> list[str]:
        """What you may do with it now, by the names of the operations: `send_back` is the path `send-back`."""
        return [action.name for action in reviewing.open_actions(claim, person(self))]

    def get_mentions_url(self, claim: Claim) -> str:
        """The list of all its mentions, page by page, with those that were superseded or rejected."""
        return address("mention-list", claim=claim.pk)

    @extend_schema_field(SaidSerializer(allow_null=True))
    def get_first_said(self, claim: Claim) -> Any:
        """Who made the claim first, as far as anybody knows."""
        first = self.context["first_said"]
        return SaidSerializer(first).data if first else None

    def get_drift_url(self, claim: Claim) -> str:
        """How its wording changed."""
        return reverse("claim-drift", args=[claim.pk])

    @extend_schema_field(SourceInMention(many=True))
    def get_sources(self, claim: Claim) -> Any:
        """Who makes the claim, each once."""
        return SourceInMention(self.context["sources"], many=True).data

    @extend_schema_field(MatchSerializer(many=True))
    def get_matches(self, claim: Claim) -> Any:
        """The matches of its wordings."""
        return MatchSerializer(self.context["matches"], many=True).data

    def get_timeline_url(self, claim: Claim) -> str:
        """Everything that happened to it."""
        return reverse("claim-timeline", args=[claim.pk])


class BulkResultSerializer(serializers.Serializer[Any]):
    """What became of one claim: 200 with its new version, or a problem document with its status."""

    id = serializers.IntegerField()
    status = serializers.IntegerField()
    version = serializers.IntegerField(required=False)
    problem = serializers.DictField(required=False)


class BulkResultsSerializer(serializers.Serializer[Any]):
    results = BulkResultSerializer(many=True)


class CorrectionsSerializer(serializers.Serializer[Any]):
    """Of the mentions that one version of the model read, how many people have rejected and corrected."""

    model_version = serializers.CharField()
    mentions = serializers.IntegerField()
    rejected = serializers.IntegerField()
    corrected = serializers.IntegerField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = serializers.ListField(  # type: ignore[assignment]  # DRF takes fields off the class
        child=serializers.DictField(child=serializers.CharField()),
        required=False,
        help_text="A row a field that is wrong: field, message, code.",
    )


class MovedOnSerializer(ProblemSerializer):
    """Somebody else changed the claim first."""

    claim = serializers.IntegerField(help_text="Which claim was changed.")
    version = serializers.IntegerField(help_text="The version that the claim has now.")
    changes = EntrySerializer(many=True, help_text="What happened since the version that you have seen.")
