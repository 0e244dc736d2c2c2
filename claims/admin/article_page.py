"""What the page of an article shows: its text with every live mention marked, and a row for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import queries
from claims.admin.columns import (
    ARTICLE_COLOURS,
    EMPTY,
    as_label,
    as_link,
    as_moment,
    as_share,
    list_of,
    nobody_of,
    page_of,
    shorten,
    title_of,
    to_claim,
)
from claims.admin.highlight import find_segments, marks_of
from claims.admin.marked_text import Caption, as_marked_text
from claims.admin.passages import spans_by_role
from claims.models import Article, Mention, OriginDecision
from claims.origins import Printing, origin_of

IN_ITS_OWN_VOICE = "in its own voice"
ASKED_AGAIN = "Asked for it to be read again."
ASKED_SHOWN = 3
Fact = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """A mention as the table beside the text shows it."""

    mention: Mention
    number: int
    who: str
    source_url: str
    source_words: str
    cue: str
    own_voice: str  # said in place of a cue, where the article states it itself
    confidence: int  # per cent
    url: str
    claim: SafeString
    worthiness: SafeString
    nested_in: int | None  # the number of the mention that reports this one


@dataclass(frozen=True, slots=True)
class Copied:
    """Another article of the same origin."""

    number: int
    url: str
    title: str
    publisher: str
    published: object
    has_of_this: SafeString
    has_in_this: SafeString


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of this article and another."""

    decision: OriginDecision
    number: int
    url: str
    at: object


def article_page(article: Article) -> dict[str, Any]:
    """The context of an article's page; nine queries."""
    mentions = live_mentions(article)
    numbers = {mention.pk: number for number, mention in enumerate(mentions, 1)}
    captions = {mention.pk: Caption(numbers[mention.pk], who_said(mention, article.text)) for mention in mentions}
    marks = (mark for mention in mentions for mark in marks_of(mention.pk, spans_by_role(mention)))
    return {
        "article": article,
        "subtitle": title_of(article),
        "marked_text": as_marked_text(find_segments(article.text, marks), captions),
        "rows": [row_of(mention, article.text, captions) for mention in mentions],
        "status": as_label(article.get_status_display(), ARTICLE_COLOURS[article.status]),
        "is_finished": article.status in (Article.Status.DONE, Article.Status.FAILED),
        "byline": byline(article),
        "facts": facts(article),
        "reading": reading(article),
        **origin_page(article),
        "gone": article.mentions.exclude(superseded_at=None).count(),
        "gone_url": list_of("mention", article=article.pk, superseded="yes"),
    }


def origin_page(article: Article) -> dict[str, Any]:
    """Which other articles print this text, and what people said about that."""
    origin = origin_of(article)
    return {
        "origin": origin,
        "printings": [copied(one) for one in origin.printings],
        "decisions": [decided(one, article) for one in origin.decisions],
    }


def copied(printing: Printing) -> Copied:
    other = printing.article
    return Copied(
        number=other.pk,
        url=page_of("article", other.pk),
        title=other.title or shorten(other.text, 100),
        publisher=other.publisher,
        published=as_moment(other.published_at),
        has_of_this=as_share(printing.has_of_this),
        has_in_this=as_share(printing.has_in_this),
    )


def decided(decision: OriginDecision, article: Article) -> Decided:
    other = decision.second_id if decision.first_id == article.pk else decision.first_id
    return Decided(decision, other, page_of("article", other), as_moment(decision.decided_at))


def asked_again(article: Article) -> Iterator[Fact]:
    """The latest requests from the desk to read it again: who asked, and when."""
    of_articles = ContentType.objects.get_for_model(Article)
    asked = LogEntry.objects.filter(content_type=of_articles, object_id=str(article.pk), change_message=ASKED_AGAIN)
    for entry in asked.select_related("user").order_by("-action_time")[:ASKED_SHOWN]:
        yield "Read again for", format_html("{}, {}", entry.user, as_moment(entry.action_time))


def live_mentions(article: Article) -> QuerySet[Mention]:
    """In the order of the text, each with its claim."""
    of_article = queries.live_mentions().select_related("wording__claim").filter(article=article)
    return of_article.order_by("position", "id")


def words_at(text: str, spans: Sequence[Sequence[int]]) -> str:
    return " ".join(text[start:end] for start, end in spans)


def who_said(mention: Mention, text: str) -> str:
    """The name of the source, else the article's words for it."""
    if mention.source:
        return mention.source.name
    return words_at(text, mention.source_spans) or nobody_of(mention)


def row_of(mention: Mention, text: str, captions: Mapping[int, Caption]) -> Row:
    claim = mention.wording.claim
    outer = captions.get(mention.reported_by_id or 0)
    return Row(
        mention=mention,
        number=captions[mention.pk].number,
        who=captions[mention.pk].who,
        source_url=page_of("source", mention.source_id) if mention.source_id else "",
        source_words=words_at(text, mention.source_spans),
        cue=words_at(text, mention.cue_spans),
        own_voice=IN_ITS_OWN_VOICE if mention.kind == Mention.Kind.UNATTRIBUTED else "",
        confidence=round(mention.confidence * 100),
        url=page_of("mention", mention.pk),
        claim=to_claim(claim.pk, mention.pk),
        worthiness=as_share(claim.check_worthiness, "check-worthiness"),
        nested_in=outer.number if outer else None,
    )


def byline(article: Article) -> list[object]:
    published = [as_moment(article.published_at)] if article.published_at else []
    return [part for part in (article.publisher, article.author, *published) if part]


def facts(article: Article) -> list[Fact]:
    """Where the article came from."""
    address = as_link(article.url, article.url, "desk-link desk-address") if article.url else EMPTY
    return [
        ("Publisher", article.publisher or EMPTY),
        ("Author", article.author or EMPTY),
        ("Published", as_moment(article.published_at)),
        ("Address", address),
        ("Language", article.language),
        ("Length", f"{len(article.text):,} characters"),
        ("Submitted", as_moment(article.submitted_at)),
        ("Submitted by", article.submitted_by or EMPTY),
    ]


def reading(article: Article) -> list[Fact]:
    """How far the reading is, how long it took and what read it."""
    waits_until: list[Fact] = [("Looked at again by", as_moment(article.ring_at))] if article.ring_at else []
    return [
        ("Status", article.get_status_display()),
        ("Stage", article.get_stage_display()),
        ("Attempts", f"{article.attempts} of {settings.READING_ATTEMPTS}"),
        *waits_until,
        ("Finished", as_moment(article.finished_at)),
        *asked_again(article),
        *((f"Time {stage}", f"{seconds:.2f} s") for stage, seconds in sorted(article.timings.items())),
        *((f"Model for {of.replace('_', ' ')}", version) for of, version in sorted(article.model_versions.items())),
    ]
