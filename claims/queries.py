"""What people ask of the records, each at a constant number of queries."""

from django.db.models import Count, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from claims.models import Article, Claim, Match, Mention, Source, Wording


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


def live_mentions() -> QuerySet[Mention]:
    """Those that the latest reading of their article still found."""
    return mentions().filter(superseded_at=None)


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
    return Mention.objects.filter(superseded_at=None, **which).order_by()


def claim_with_everything() -> QuerySet[Claim]:
    """One claim with its wordings, live mentions, reviews and transitions; matches_of() gives its matches."""
    wordings = Wording.objects.defer("search", "embedding").prefetch_related(
        Prefetch(
            "mentions", live_mentions().order_by("article__submitted_at", "position", "id"), to_attr="live_mentions"
        )
    )
    return claims().prefetch_related(Prefetch("wordings", wordings), "reviews__evidence", "transitions")


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
