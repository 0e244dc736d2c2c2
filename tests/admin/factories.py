"""A row of every record, with all that its list and its page might follow."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils import timezone

from claims import review
from claims.lifecycle import Status, move
from claims.models import (
    Article,
    Claim,
    Comment,
    Evidence,
    Match,
    Mention,
    Proposal,
    Review,
    Source,
    Transition,
    Wording,
)
from claims.roles import Role
from tests import factories
from tests.factories import make_read_article, make_source, make_user, make_wording, number

# What the mayor said, within what the paper wrote.
NESTED = "The Courier wrote that the mill will close in March, as the mayor had said on Monday."


def mention_at(article: Article, *, by: str = "", cue: str = "", content: str, **fields: Any) -> Mention:
    """A mention whose source, cue and content stand where the article first has those words."""
    spans = {"source_spans": place_in(article.text, by), "cue_spans": place_in(article.text, cue)}
    spans["content_spans"] = place_in(article.text, content)
    position = min(start for pieces in spans.values() for start, _ in pieces)
    wording = fields.pop("wording", None) or make_wording(f"{content} {next(number)}")
    return factories.make_mention(article, content=content, position=position, wording=wording, **spans, **fields)


def place_in(text: str, words: str) -> list[list[int]]:
    return [[text.index(words), text.index(words) + len(words)]] if words else []


def make_mention() -> Mention:
    """One nested in another, in an article without a title, corrected by a person."""
    article = make_read_article(f"{NESTED} Notice {next(number)}.", submitted_by=make_user())
    paper = make_source("The Courier", kind="publication")
    outer = mention_at(
        article, by="The Courier", cue="wrote", content="that the mill will close in March", source=paper
    )
    corrected = {"corrected_by": make_user(Role.REVIEWER), "corrected_at": timezone.now()}
    mayor = make_source(article=article, description="mayor of the town")
    content = "the mill will close in March"
    return mention_at(
        article, by="the mayor", cue="had said", content=content, reported_by=outer, source=mayor, **corrected
    )


def make_article() -> Article:
    return make_mention().article


def make_source_of_many() -> Source:
    """One that stays with its article, merged into another."""
    source = make_mention().source
    Source.objects.filter(pk=source.pk).update(merged_into=make_source("the mayor of the town"))
    return source


def make_bound_wording() -> Wording:
    return make_wording(
        f"he will close it {next(number)}", article=make_article(), bound_because="holds the pronoun 'he'"
    )


def make_claim() -> Claim:
    """A published one with a mention, a match, a review with evidence, and moves."""
    claim = factories.make_claim(Status.PUBLISHED)
    wording = claim.canonical_wording
    article = make_read_article(f"{NESTED} Notice {next(number)}.")
    mention_at(article, by="the mayor", cue="had said", content="the mill will close in March", wording=wording)
    Match.objects.create(first=wording, second=make_wording(), relation="same", score=0.9, reasons=["one word differs"])
    return claim


def make_match() -> Match:
    decision = {"decided_by": make_user(Role.EDITOR), "decided_at": timezone.now(), "state": "confirmed"}
    pair = {"first": make_wording(), "second": make_wording()}
    return Match.objects.create(**pair, relation="conflict", score=0.1, reasons=["one denies it"], **decision)


def make_review() -> Review:
    return factories.make_claim(Status.PUBLISHED).reviews.get()


def make_evidence() -> Evidence:
    return make_review().evidence.get()


def make_transition() -> Transition:
    claim = make_wording().claim
    move(claim, Status.IN_REVIEW, actor=make_user(Role.REVIEWER), reason="Many papers repeat it.")
    return claim.transitions.get()


def make_comment() -> Comment:
    return review.comment(make_wording().claim, by=make_user(Role.REVIEWER), text="Ask the mill again.")


def make_proposal() -> Proposal:
    """One that was declined."""
    claim, by = factories.make_claim(Status.IN_REVIEW), make_user(Role.REVIEWER)
    proposal = Proposal.objects.create(claim=claim, review=make_review())
    review.decline_proposal(proposal, by=by)
    return proposal


MAKERS: dict[str, Callable[[], Model]] = {
    "article": make_article,
    "source": make_source_of_many,
    "wording": make_bound_wording,
    "claim": make_claim,
    "mention": make_mention,
    "match": make_match,
    "review": make_review,
    "evidence": make_evidence,
    "transition": make_transition,
    "comment": make_comment,
    "proposal": make_proposal,
}
