"""The front page of the desk: how the queue stands, what came in, and what most deserves a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims import queries
from claims.admin.claim_desk import signed_in
from claims.admin.columns import (
    ARTICLE_COLOURS,
    CLAIM_COLOURS,
    CLAIM_WORDS,
    RELATION_COLOURS,
    as_label,
    as_moment,
    as_share,
    in_articles,
    list_of,
    page_of,
    shorten,
    title_of,
    with_openings,
)
from claims.admin.queue_page import age_of, look_for_worker
from claims.lifecycle import Status as ClaimStatus
from claims.models import Article, Claim, Match, Mention, Review
from claims.models.match import NEED
from claims.queue import backlog

ARTICLES_SHOWN = 6
CLAIMS_SHOWN = 9
LINES_SHOWN = 5  # of what waits at the desk
MOST_COUNTED = 1000
OPEN = (ClaimStatus.DETECTED, ClaimStatus.REOPENED)  # nobody is at them yet


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts and where to look closer."""

    name: str
    number: int
    url: str
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a short list."""

    title: str
    url: str
    note: str
    label: SafeString
    when: object


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the front page needs beyond unfold's own; thirteen queries and a ping, for those who may see articles."""
    if not request.user.has_perm("claims.view_article"):
        return context
    waiting = backlog()
    return context | {
        "sees_desk": True,
        "figures": figures(),
        "backlog": waiting,
        "age": age_of(waiting.oldest),
        "workers": look_for_worker(),
        "newest": newest_articles(),
        "worthiest": worthiest_claims(),
        "desks": desks(signed_in(request)),
        "models": models(),
    }


def figures() -> list[Figure]:
    """How many articles there are of each status."""
    counted = Article.objects.order_by().values("status").annotate(n=Count("pk"))
    numbers = {row["status"]: row["n"] for row in counted}
    return [
        Figure(status.label, numbers.get(status, 0), list_of("article", status__exact=status), ARTICLE_COLOURS[status])
        for status in Article.Status
    ]


def newest_articles() -> list[Line]:
    return [
        Line(
            title=shorten(title_of(article), 90),
            url=page_of("article", article.pk),
            note=article.publisher,
            label=as_label(article.get_status_display(), ARTICLE_COLOURS[article.status]),
            when=as_moment(article.submitted_at),
        )
        for article in with_openings(queries.articles()).order_by("-id")[:ARTICLES_SHOWN]
    ]


@dataclass(frozen=True, slots=True)
class Desk:
    """A short list of what somebody has to see to, and where all of it is; `count` says how much, where that counts."""

    name: str
    lines: list[Line]
    url: str
    none: str
    count: str = ""


def desks(person: User) -> list[Desk]:
    """What waits for `person`, and what waits for anybody; eight queries."""
    mine = listed(Claim.objects.filter(assignee=person, merged_into=None).order_by("due_on", "-id"))
    overdue = listed(Claim.objects.filter(queries.overdue()).order_by("due_on", "-id"))
    stale = listed(Claim.objects.filter(queries.stale()).order_by("-id"))
    return [
        Desk("My claims", mine, list_of("claim", mine="yes"), "None. Take one from those below."),
        Desk("Awaiting a second pair of eyes", waiting(person), list_of("review", approved="waiting"), "None."),
        suggestions(),
        unconfirmed(),
        Desk("Overdue", overdue, list_of("claim", overdue="yes"), "None."),
        Desk("Stale verdicts", stale, list_of("claim", stale="yes"), "None."),
    ]


def listed(claims: QuerySet[Claim]) -> list[Line]:
    found = claims.select_related("canonical_wording", "assignee")
    shown = found.defer("canonical_wording__search", "canonical_wording__embedding")[:LINES_SHOWN]
    return [line_at_desk(claim, who(claim)) for claim in shown]


def who(claim: Claim) -> str:
    """Who has it, and until when."""
    due = f"{'overdue since' if claim.is_overdue else 'due'} {claim.due_on:%-d %b %Y}" if claim.due_on else ""
    return " · ".join(part for part in (f"with {claim.assignee}" if claim.assignee else "with nobody", due) if part)


def waiting(person: User) -> list[Line]:
    """Ratings and corrections that nobody has decided, the longest waiting first."""
    undecided = Review.objects.filter(approved_at=None, returned_at=None)
    found = undecided.select_related("claim__canonical_wording", "rated_by").order_by("rated_at", "id")
    shown = found.defer("claim__canonical_wording__search", "claim__canonical_wording__embedding")[:LINES_SHOWN]
    return [line_at_desk(one.claim, rated(one, person)) for one in shown]


def suggestions() -> Desk:
    """Matches that nobody has decided, what most needs a person first."""
    waiting = Match.objects.filter(state=Match.State.SUGGESTED)
    shown = queries.matches().filter(state=Match.State.SUGGESTED).order_by(NEED, "-score", "-pk")[:LINES_SHOWN]
    return Desk(
        "Matches to decide",
        [line_of_match(match) for match in shown],
        list_of("match", state__exact=Match.State.SUGGESTED),
        "None: the machine suggests nothing.",
        counted(waiting),
    )


def unconfirmed() -> Desk:
    """Mentions that came to a claim after it was published."""
    waiting = Mention.objects.filter(queries.LIVE, confirmed=False)
    shown = queries.mentions().filter(queries.LIVE, confirmed=False).order_by("-pk")[:LINES_SHOWN]
    return Desk(
        "Mentions to confirm",
        [line_of_mention(mention) for mention in shown],
        list_of("mention", confirmed="no", superseded="no", rejected="no"),
        "None: nothing has joined a published claim.",
        counted(waiting),
    )


def counted(waiting: QuerySet[Any]) -> str:
    """How many there are, without counting for long."""
    number = waiting.order_by()[: MOST_COUNTED + 1].count()
    return f"more than {MOST_COUNTED:,}" if number > MOST_COUNTED else f"{number:,}"


def line_of_match(match: Match) -> Line:
    return Line(
        title=f"{shorten(match.first.text, 90)} / {shorten(match.second.text, 90)}",
        url=page_of("match", match.pk),
        note=shorten(match.held_because, 120) or f"score {match.score:.0%}",
        label=as_label(match.get_relation_display(), RELATION_COLOURS[match.relation]),
        when="",
    )


def line_of_mention(mention: Mention) -> Line:
    return Line(
        title=shorten(mention.content, 120),
        url=f"{page_of('claim', mention.wording.claim_id)}?mention={mention.pk}#mention-{mention.pk}",
        note=mention.article.publisher,
        label=as_label("Waits", "warning"),
        when="",
    )


def rated(review: Review, person: User) -> str:
    if review.rated_by_id == person.pk:
        return "rated by you: it takes another person"
    return f"rated by {review.rated_by}" if review.version == 1 else f"version {review.version}, by {review.rated_by}"


def line_at_desk(claim: Claim, note: str) -> Line:
    return Line(
        title=shorten(claim.canonical_wording.text, 120),
        url=page_of("claim", claim.pk),
        note=note,
        label=as_label(CLAIM_WORDS[claim.status], CLAIM_COLOURS[claim.status]),
        when="",
    )


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """How often people had to put a version of the reading model right."""

    version: str
    mentions: int
    rejected: int
    corrected: int

    @property
    def share(self) -> SafeString:
        """Of its mentions, how many were rejected or corrected."""
        return as_share((self.rejected + self.corrected) / self.mentions, "rejected or corrected")


def models() -> list[ModelFigures]:
    """A row a version of the model; one query over all mentions."""
    rows = queries.corrections_by_model()
    return [ModelFigures(r["model_version"], r["mentions"], r["rejected"], r["corrected"]) for r in rows]


def worthiest_claims() -> list[Line]:
    """Those that nobody has taken up."""
    claims: Any = queries.listed_claims().filter(status__in=OPEN).order_by("-check_worthiness", "-id")[:CLAIMS_SHOWN]
    return [line_of(claim) for claim in claims]


def line_of(claim: Any) -> Line:
    return Line(
        title=shorten(claim.canonical_wording.text, 160),
        url=page_of("claim", claim.pk),
        note=in_articles(claim),
        label=as_label(claim.get_status_display(), CLAIM_COLOURS[claim.status]),
        when=as_share(claim.check_worthiness, "check-worthiness"),
    )
