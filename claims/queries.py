"""What people ask of the records, each at a constant number of queries."""

from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.lifecycle import OPEN, PUBLIC, Status
from claims.models import Article, Claim, Evidence, Match, Mention, Proposal, Review, ReviewEvidence, Source, Wording


def mentions() -> QuerySet[Mention]:
    """Mentions with what it takes to show each: its source, its wording, its article without the text."""
    related = Mention.objects.select_related("source", "wording", "article")
    return related.defer(
        "search",
        "source__search",
        "wording__search",
        "wording__embedding",
        "wording__normalised",
        "article__search",
        "article__text",
    )


LIVE = Q(superseded_at=None, rejected_at=None)


def live_mentions() -> QuerySet[Mention]:
    """Those that the latest reading of their article still found and nobody has rejected."""
    return mentions().filter(LIVE)


def articles() -> QuerySet[Article]:
    """Articles for a list: without their texts, with the count of their mentions."""
    count = live_of(article=OuterRef("pk")).values("article").annotate(n=Count("pk")).values("n")
    return Article.objects.defer("search", "text").annotate(mention_count=Coalesce(Subquery(count), Value(0)))


def article_with_mentions() -> QuerySet[Article]:
    """One article with its text and its live mentions, in the order of the text."""
    in_order = live_mentions().order_by("position", "id")
    return (
        articles().defer(None).defer("search").prefetch_related(Prefetch("mentions", in_order, to_attr="live_mentions"))
    )


def claims() -> QuerySet[Claim]:
    """Claims for a list, with what is derived from their mentions: how many, in how many articles, first and latest."""
    of_claim = live_of(wording__claim=OuterRef("pk")).values("wording__claim")
    derived = {
        "mention_count": Coalesce(Subquery(of_claim.annotate(n=Count("pk")).values("n")), Value(0)),
        "article_count": Coalesce(Subquery(of_claim.annotate(n=Count("article", distinct=True)).values("n")), Value(0)),
        "first_mentioned_at": Subquery(of_claim.annotate(at=Min(mentioned_at())).values("at")),
        "latest_mentioned_at": Subquery(of_claim.annotate(at=Max(mentioned_at())).values("at")),
    }
    with_wording = Claim.objects.select_related("canonical_wording")
    return with_wording.defer("canonical_wording__search", "canonical_wording__embedding").annotate(**derived)


def mentioned_at() -> Coalesce:
    return Coalesce("article__published_at", "article__submitted_at")


def live_of(**which: object) -> QuerySet[Mention]:
    return Mention.objects.filter(LIVE, **which).order_by()


def listed_claims() -> QuerySet[Claim]:
    """Claims for a list without those that nobody makes: no live mention, and nobody has worked on them."""
    return claims().filter(~Q(status=Status.DETECTED) | Exists(live_of(wording__claim=OuterRef("pk"))))


def overdue() -> Q:
    """Of claims: those that somebody has yet to finish and that should have been done before today."""
    return Q(due_on__lt=timezone.localdate(), status__in=OPEN)


def stale() -> Q:
    """Of claims: those whose public review was approved for a time that has run out."""
    approved = Review.objects.filter(claim=OuterRef(OuterRef("pk")), approved_at__isnull=False).order_by("-version")
    expired = Review.objects.filter(pk=Subquery(approved.values("pk")[:1]), expires_at__lte=timezone.now())
    return Q(Exists(expired), status__in=PUBLIC)


def public_review_of(claim: Claim) -> Review | None:
    """What the public may read of a claim: its latest approved review, unless it was withdrawn. At most two queries.

    While a published claim is reopened, that review stays public, as one that is under review again.
    """
    ends = claim.transitions.filter(to_status__in=[*PUBLIC, Status.WITHDRAWN]).order_by("-version")
    last = ends.values_list("to_status", flat=True).first()
    if last is None or last == Status.WITHDRAWN:
        return None
    approved = Review.objects.filter(claim=claim, approved_at__isnull=False).select_related("rating", "claim")
    return approved.order_by("-version").first()


def corrections_by_model() -> QuerySet[Mention, Any]:
    """A row a version of the model that reads: `model_version`, `mentions`, how many people `rejected`, `corrected`."""
    counted = {
        "mentions": Count("pk"),
        "rejected": Count("pk", filter=Q(rejected_at__isnull=False)),
        "corrected": Count("pk", filter=Q(corrected_at__isnull=False)),
    }
    return Mention.objects.order_by("model_version").values("model_version").annotate(**counted)


def claim_with_everything() -> QuerySet[Claim]:
    """One claim with all that belongs to it; matches_of() gives its matches.

    Its wordings with their live mentions, reviews with evidence and second ratings, evidence, proposals, comments and
    transitions.
    """
    wordings = Wording.objects.defer("search", "embedding").prefetch_related(
        Prefetch(
            "mentions", live_mentions().order_by("article__submitted_at", "position", "id"), to_attr="live_mentions"
        )
    )
    used = ReviewEvidence.objects.filter(evidence=OuterRef("pk"))
    people = ("rated_by", "approved_by", "returned_by")
    reviews = Review.objects.select_related("rating", "second_rating__rating", "second_rating__rated_by", *people)
    evidence = Evidence.objects.select_related("added_by")
    proposals = Proposal.objects.select_related("review__rating", "review__claim", "decided_by")
    return (
        claims()
        .select_related("assignee")
        .prefetch_related(
            Prefetch("wordings", wordings),
            Prefetch("reviews", reviews.order_by("-version")),
            Prefetch("reviews__evidence", evidence),
            Prefetch("evidence", evidence.annotate(is_used=Exists(used))),
            Prefetch("proposals", proposals),
            "comments__author",
            "transitions__actor",
        )
    )


def matches() -> QuerySet[Match]:
    fields = ("search", "embedding")
    deferred = [f"{side}__{field}" for side in ("first", "second") for field in fields]
    return Match.objects.select_related("first", "second", "decided_by").defer(*deferred)


def matches_of(claim: Claim) -> QuerySet[Match]:
    return matches().filter(Q(first__claim=claim) | Q(second__claim=claim))


def sources() -> QuerySet[Source]:
    """Sources with the count of their live mentions."""
    count = live_of(source=OuterRef("pk")).values("source").annotate(n=Count("pk")).values("n")
    return Source.objects.defer("search").annotate(mention_count=Coalesce(Subquery(count), Value(0)))
