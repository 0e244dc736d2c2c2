"""What people ask of the records, each at a constant number of queries."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    Min,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone

from claims.lifecycle import OPEN, PUBLIC, Status
from claims.models import (
    Article,
    Claim,
    Comment,
    Evidence,
    Match,
    Mention,
    Proposal,
    Regrouping,
    Review,
    ReviewEvidence,
    Source,
    Transition,
    Wording,
)

# How much of each the page of one record shows; the lists have the rest.
ARTICLE_MENTIONS = 1000
SHOWN = 100


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


def judged_mentions() -> QuerySet[Mention]:
    """Mentions with their sources and claims, and the names of who has corrected, rejected and checked them."""
    names = names_of("corrected_by", "rejected_by", "saying_checked_by")
    related = Mention.objects.select_related("source", "wording__claim").annotate(**names)
    return related.defer("search", "source__search", "wording__search", "wording__embedding", "wording__normalised")


def names_of(*people: str) -> dict[str, Subquery]:
    """The accounts' names, as `approved_by_name` and so on.

    By subqueries, not joins: to plan eight joins takes longer than to read fifty rows.
    """
    return {
        f"{person}_name": Subquery(User.objects.filter(pk=OuterRef(person)).values("username")) for person in people
    }


def the_one(of: type[Model], **by: object) -> Subquery:
    """The id of the record that `by` names, to compare a foreign key with.

    Not a join: only where it compares ids does the planner walk an index that begins with the key, in its order.
    """
    return Subquery(of._default_manager.filter(**by).values("pk")[:1])


def unasked(*people: str) -> list[str]:
    """What nobody asks of the accounts that are joined for their names, to be deferred."""
    columns = [field.name for field in User._meta.concrete_fields if field.name not in ("id", "username")]
    return [f"{person}__{column}" for person in people for column in columns]


LIVE = Q(superseded_at=None, rejected_at=None)


def live_mentions() -> QuerySet[Mention]:
    """Those that the latest reading of their article still found and nobody has rejected."""
    return mentions().filter(LIVE)


def articles() -> QuerySet[Article]:
    """Articles for a list: without their texts, with the count of their mentions."""
    count = live_of(article=OuterRef("pk")).values("article").annotate(n=Count("pk")).values("n")
    derived = {"mention_count": Coalesce(Subquery(count), Value(0)), "origin": origin_of("")}
    return Article.objects.defer("search", "text").annotate(**derived)


def origin_of(path: str) -> Coalesce:
    """The number of the origin of the article at `path` ("article__"); one that nobody compared has its own."""
    return Coalesce(f"{path}copy__origin", f"{path}pk")


def article_with_mentions() -> QuerySet[Article]:
    """One article with its text and the first of its live mentions, in the order of the text."""
    in_order = judged_mentions().filter(LIVE).order_by("position", "id")[:ARTICLE_MENTIONS]
    return (
        articles().defer(None).defer("search").prefetch_related(Prefetch("mentions", in_order, to_attr="live_mentions"))
    )


def claims() -> QuerySet[Claim]:
    """Claims for a list, with their verdicts, and with what is derived from their mentions: how many, in how many
    articles, of how many origins, the first and the latest."""
    of_claim = live_of(wording__claim=OuterRef("pk")).values("wording__claim")
    derived = {
        "mention_count": Coalesce(Subquery(of_claim.annotate(n=Count("pk")).values("n")), Value(0)),
        "article_count": Coalesce(Subquery(of_claim.annotate(n=Count("article", distinct=True)).values("n")), Value(0)),
        "origin_count": Coalesce(
            Subquery(of_claim.annotate(n=Count(origin_of("article__"), distinct=True)).values("n")), Value(0)
        ),
        "first_mentioned_at": Subquery(of_claim.annotate(at=Min(mentioned_at())).values("at")),
        "latest_mentioned_at": Subquery(of_claim.annotate(at=Max(mentioned_at())).values("at")),
    }
    with_wording = Claim.objects.select_related("canonical_wording", "assignee", "public_rating")
    unused = ("canonical_wording__search", "canonical_wording__embedding", *unasked("assignee"))
    return with_wording.defer(*unused).annotate(**derived)


def mentioned_at() -> Coalesce:
    return Coalesce("article__published_at", "article__submitted_at")


def live_of(**which: object) -> QuerySet[Mention]:
    return Mention.objects.filter(LIVE, **which).order_by()


def listed_claims() -> QuerySet[Claim]:
    """Claims for a list without those that nobody makes: no live mention, and nobody has worked on them."""
    return claims().filter(~is_left())


def is_left() -> Q:
    """Of claims: those that nobody makes any more and that nobody has worked on."""
    # Not by Exists: the planner would read all mentions at once to answer it for every claim, though a page has fifty.
    one = Subquery(live_of(wording__claim=OuterRef("pk")).values("pk")[:1])
    return Q(status=Status.DETECTED) & Q(IsNull(one, True))


def overdue() -> Q:
    """Of claims: those that somebody has yet to finish and that should have been done before today."""
    return Q(due_on__lt=timezone.localdate(), status__in=OPEN, merged_into=None)


def stale() -> Q:
    """Of claims: those whose verdict was published for a time that has run out."""
    return Q(public_until__lte=timezone.now(), status__in=PUBLIC)


def public_review_of(claim: Claim) -> Review | None:
    """What the public may read of a claim: its latest approved review, unless it was withdrawn. At most one query.

    While a published claim is reopened, that review stays public, as one that is under review again.
    """
    if claim.public_rating_id is None:
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
    """One claim with what belongs to it; matches_of(), mentions_of() and sources_of() give the rest.

    Its reviews with their evidence and second ratings; and at most SHOWN of its wordings, evidence, proposals, comments
    and transitions, the first or the latest, as `shown_wordings` and so on.
    """
    first_or_latest = {
        "wordings": Wording.objects.defer("search", "embedding").order_by("pk"),
        "evidence": evidence().order_by("pk"),
        "proposals": proposals().order_by("-pk"),
        "comments": Comment.objects.select_related("author").order_by("-pk"),
        "transitions": Transition.objects.select_related("actor").order_by("-pk"),
    }
    return claims().prefetch_related(
        Prefetch("reviews", reviews().order_by("-version")),
        *(Prefetch(name, rows[:SHOWN], to_attr=f"shown_{name}") for name, rows in first_or_latest.items()),
    )


def reviews() -> QuerySet[Review]:
    """Reviews with their ratings, who gave and decided them, and the evidence they rest on."""
    names = names_of("approved_by", "returned_by")
    people = ("rated_by", "second_rating__rated_by")
    related = Review.objects.select_related("rating", "second_rating__rating", *people).defer(*unasked(*people))
    return with_settled(related).annotate(**names).prefetch_related(Prefetch("evidence", pieces().order_by("pk")))


def settled() -> Q:
    """Of reviews: those that two people have rated, or have rated a later version of; and of a claim that is closed."""
    later = Review.objects.filter(claim=OuterRef("claim"), version__gte=OuterRef("version"))
    by_two = later.filter(Q(approved_at__isnull=False) | Q(second_rating__isnull=False))
    return Q(Exists(by_two)) | Q(claim__status__in=[Status.DISMISSED, Status.WITHDRAWN])


def hidden_from(person: Any) -> Q:
    """Of reviews: those whose rating a blind second rater must not see yet; none where reviews are not blind."""
    return ~Q(rated_by=person) & ~settled() if settings.BLIND_REVIEW else Q(pk=None)


def with_settled(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Each with `is_settled`, where reviews are blind and somebody may have to ask."""
    known = Case(When(settled(), then=True), default=False)
    return reviews.annotate(is_settled=known) if settings.BLIND_REVIEW else reviews


def pieces() -> QuerySet[Evidence]:
    """Evidence, with who added it."""
    return Evidence.objects.select_related("added_by").defer(*unasked("added_by"))


def evidence() -> QuerySet[Evidence]:
    """Evidence, with who added it, and whether a review rests on it (`is_used`)."""
    return pieces().annotate(is_used=Exists(ReviewEvidence.objects.filter(evidence=OuterRef("pk"))))


def proposals() -> QuerySet[Proposal]:
    """Proposals, each with its claim and with the review that it offers, of which claim."""
    return Proposal.objects.select_related("claim", "review__rating", "review__claim", "review__rated_by", "decided_by")


def mentions_of(claim: Claim) -> list[Mention]:
    """The first of its live mentions, by when their articles came in; at most SHOWN."""
    made = judged_mentions().filter(LIVE, wording__claim=claim)
    return list(made.order_by("article__submitted_at", "position", "id")[:SHOWN])


def sources_of(claim: Claim) -> list[Source]:
    """Who makes the claim, each once; at most SHOWN."""
    return list(made_by(claim.pk).order_by("pk")[:SHOWN])


def made_by(claim_id: int) -> QuerySet[Source]:
    """The sources of the live mentions of a claim."""
    return Source.objects.filter(pk__in=live_of(wording__claim=claim_id).values("source")).defer("search")


def matches() -> QuerySet[Match]:
    fields = ("search", "embedding")
    deferred = [f"{side}__{field}" for side in ("first", "second") for field in fields]
    return Match.objects.select_related("first", "second", "decided_by").defer(*deferred)


def matches_with_claims() -> QuerySet[Match]:
    """Matches with the claims of their two wordings."""
    return (
        matches()
        .select_related("first__claim", "second__claim", "first__article", "second__article")
        .defer(
            *(
                f"{side}__{field}"
                for side in ("first", "second")
                for field in ("search", "article__text", "article__search")
            )
        )
    )


def matches_between(one: Claim, other: Claim) -> QuerySet[Match]:
    """The decisions between the wordings of two claims, what people decided first.

    Of one that was merged, which has none, between the wording that stands for it and those of the other.
    """
    across = (says("first", one) & says("second", other)) | (says("first", other) & says("second", one))
    return matches().filter(across).order_by("decided_by", "-pk")


def says(side: str, claim: Claim) -> Q:
    """Of matches: those with a wording of the claim on this side."""
    return Q(**({side: claim.canonical_wording_id} if claim.merged_into_id else {f"{side}__claim": claim.pk}))


def matches_of(claim: Claim) -> QuerySet[Match]:
    return matches().filter(of_claim(claim.pk))


def of_claim(claim_id: int) -> Q:
    """Of matches: those with a wording of the claim on either side, found side by side, each by its index."""
    sides = (Match.objects.filter(**{f"{side}__claim": claim_id}).order_by() for side in ("first", "second"))
    first, second = (matches.values("pk") for matches in sides)
    return Q(pk__in=first.union(second))


def with_merges(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Each with `has_merged`: whether a person's confirmation of it made two claims one that still are."""
    return matches.annotate(has_merged=Exists(Regrouping.objects.filter(match=OuterRef("pk"), undone_at=None)))


def sources() -> QuerySet[Source]:
    """Sources with the count of their live mentions."""
    count = live_of(source=OuterRef("pk")).values("source").annotate(n=Count("pk")).values("n")
    return Source.objects.defer("search").annotate(mention_count=Coalesce(Subquery(count), Value(0)))
