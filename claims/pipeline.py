"""The journey of an article, in reading order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from claims import queue
from claims.errors import LeaseLost
from claims.lifecycle import PUBLIC, Status
from claims.matching import Worded, fingerprint_of, join_claims, known_fingerprints, match_wordings
from claims.models import Article, Mention, Source, Wording
from claims.models.ids import reserve_ids
from claims.origins import find_origin
from claims.places import ROLES, place_of, position_of
from claims.sources import resolve_sources
from claims.text import attributions, check_worthiness, equivalence, unattributed
from claims.text import wordings as language
from claims.text.embedding import embed
from claims.text.records import Attribution, Kind, SpeakerKind, Stance, verbatim
from claims.text.saying import find_sayings

log = structlog.get_logger(__name__)


def process(article_id: int, message: str | None = None) -> None:
    """Read one article, if it waits to be read, and keep every claim that it attributes to somebody or makes itself.

    `message` is the id of the broker's message that asked for it: see queue.take.
    """
    article = queue.take(article_id, message)
    if article is None:
        return
    with attempt(article):
        find_origin(article)
        reading = read(article)
        keep(article, reading)
        log.info("article read", article=article.pk, mentions=len(reading.attributions), **reading.seconds)


@contextmanager
def attempt(article: Article) -> Iterator[None]:
    """Whatever goes wrong in the block ends the attempt with a sentence on the article, so that nobody has to guess."""
    try:
        yield
    except LeaseLost as error:
        log.warning("lease lost", article=article.pk, error=str(error))
    except Exception as error:
        queue.release(article, reason_of(error))
        raise


def reason_of(error: Exception) -> str:
    """Why an attempt failed, for a person; the log has the rest."""
    if isinstance(error, SoftTimeLimitExceeded):
        return f"Reading took longer than {settings.READING_SECONDS} seconds and was given up."
    if isinstance(error, OperationalError | InterfaceError):
        return "The database was away when the article was to be stored."
    if isinstance(error, DatabaseError):
        return "The database refused what was found in the article."
    return f"Something in the article was more than the reader can take ({type(error).__name__})."


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models found in one article: an attribution and what it says, side by side."""

    attributions: Sequence[Attribution]
    said: Sequence[Worded]
    seconds: dict[str, float] = field(default_factory=dict)


def read(article: Article) -> Reading:
    """Run the models: outside any transaction, for they may take minutes."""
    started = time.monotonic()
    attributed = attributions.read_attributions(article.text)
    found = [*attributed.found, *find_statements(article, attributed)]
    extracted = time.monotonic()
    found, wordings = that_say_something(article, found)
    said = weigh(article, wordings)
    seconds = {"extracting": extracted - started, "wording": time.monotonic() - extracted}
    return Reading(found, said, {stage: round(value, 4) for stage, value in seconds.items()})


def find_statements(article: Article, attributed: attributions.Attributions) -> Iterator[Attribution]:
    """What the article states itself, beside what it attributes: said by its publisher, if that is known."""
    publisher = " ".join(article.publisher.split()) or None
    for span in unattributed.find_unattributed(article.text, attributed.found, attributed.suspected):
        yield Attribution(
            source=(),
            cue=(),
            content=(span,),
            kind=Kind.UNATTRIBUTED,
            speaker=publisher,
            speaker_kind=SpeakerKind.PUBLICATION if publisher else None,
            speaker_description=None,
            parent=None,
            stance=Stance.ASSERTS,
            confidence=unattributed.CONFIDENCE,
        )


def that_say_something(
    article: Article, found: Sequence[Attribution]
) -> tuple[list[Attribution], list[language.Wording]]:
    """The attributions whose content has a word in it, with their wordings; nesting counts from the new list."""
    wordings = language.find_wordings(article.text, found, day_of(article))
    kept = [index for index, wording in enumerate(wordings) if wording.normalised]
    places: dict[int | None, int] = {index: place for place, index in enumerate(kept)}
    return [replace(found[i], parent=places.get(found[i].parent)) for i in kept], [wordings[i] for i in kept]


def day_of(article: Article) -> date | None:
    """The day that relative dates of the article count from."""
    return timezone.localdate(article.published_at) if article.published_at else None


def weigh(article: Article, wordings: Sequence[language.Wording]) -> list[Worded]:
    """Each wording with how much it deserves a reviewer's time and, if it is new and stands alone, where it lies."""
    scores = check_worthiness.score([wording.text for wording in wordings])
    known = known_fingerprints(fingerprint_of(wording, article) for wording in wordings)
    new = [not w.bound_because and fingerprint_of(w, article) not in known for w in wordings]
    vectors = iter(embed([wording.text for wording, is_new in zip(wordings, new, strict=True) if is_new]))
    return [
        Worded(wording, score, check_worthiness.dimensions(wording.text), next(vectors) if is_new else None)
        for wording, score, is_new in zip(wordings, scores, new, strict=True)
    ]


def keep(article: Article, reading: Reading) -> None:
    """Store what was found, then see what else says the same. Raises LeaseLost."""
    queue.hold(article, Article.Stage.STORING)
    wordings = store(article, reading)
    queue.hold(article, Article.Stage.MATCHING)
    match(article, reading, wordings)


@transaction.atomic
def store(article: Article, reading: Reading) -> list[int]:
    """Keep what was found, in one short transaction under the article's lease. Raises LeaseLost.

    Gives the ids of the wordings. The number of queries does not depend on what was found.
    """
    started = time.monotonic()
    queue.lock(article)
    sources = resolve_sources(article, reading.attributions)
    joined = join_claims(article, reading.said)
    keep_mentions(article, list(draft_mentions(article, reading, sources, joined)))
    reading.seconds["storing"] = round(time.monotonic() - started, 4)
    return [wording.pk for wording, _ in joined]


def match(article: Article, reading: Reading, wordings: Sequence[int]) -> None:
    """Look for claims that say the same in other words, or contradict it; then the article is done. Raises LeaseLost.

    After the transaction that stored the wordings: of two articles read at once, one sees what the other says.
    """
    started = time.monotonic()
    match_wordings(wordings)
    reading.seconds["matching"] = round(time.monotonic() - started, 4)
    with transaction.atomic():
        queue.lock(article)
        queue.finish(article, timings=reading.seconds, model_versions=model_versions())


def model_versions() -> dict[str, str]:
    return {
        "attributions": attributions.model_version(),
        "check_worthiness": check_worthiness.model_version(),
        "equivalence": equivalence.model_version(),
    }


def draft_mentions(
    article: Article,
    reading: Reading,
    sources: Sequence[Source | None],
    joined: Sequence[tuple[Wording, Mention.Joined]],
) -> Iterator[Mention]:
    """The mentions as this reading sees them, not saved, with ids that they will have if they are new."""
    ids = reserve_ids(Mention, len(reading.attributions))
    versions = model_versions()
    sayings = find_sayings(article.text, reading.attributions, day_of(article))
    for attribution, source, (wording, how), id_, saying in zip(
        reading.attributions, sources, joined, ids, sayings, strict=True
    ):
        spans = {role: [[s.start, s.end] for s in getattr(attribution, role)] for role in ROLES}
        yield Mention(
            id=id_,
            article=article,
            wording=wording,
            source=source,
            reported_by_id=None if attribution.parent is None else ids[attribution.parent],
            source_spans=spans["source"],
            cue_spans=spans["cue"],
            content_spans=spans["content"],
            content=verbatim(article.text, attribution.content),
            kind=attribution.kind,
            stance=attribution.stance,
            said_from=saying.period.first if saying else None,
            said_until=saying.period.last if saying else None,
            confidence=attribution.confidence,
            model_version=versions["check_worthiness" if attribution.kind is Kind.UNATTRIBUTED else "attributions"],
            place=place_of(spans),
            position=position_of(spans),
            joined=how,
            confirmed=Status(wording.claim.status) not in PUBLIC,
        )


REFRESHED = (
    "source",
    "reported_by",
    "kind",
    "stance",
    "said_from",
    "said_until",
    "confidence",
    "model_version",
    "superseded_at",
)
REWORDED = ("wording", "joined", "confirmed")


def keep_mentions(article: Article, drafts: Sequence[Mention]) -> None:
    """Add new places, refresh known ones, mark those no longer found as superseded; undo nothing that a person did."""
    found = {draft.place: draft for draft in drafts}
    known = by_place(article)
    ids = {draft.pk: known.get(draft.place, found[draft.place]).pk for draft in drafts}
    for draft in found.values():
        draft.reported_by_id = ids[draft.reported_by_id] if draft.reported_by_id else None
    break_circles(found, known)
    Mention.objects.bulk_create(draft for place, draft in found.items() if place not in known)
    again = [known[place] for place in found if place in known and not is_decided(known[place])]
    for mention in again:
        refresh(mention, found[mention.place])
    Mention.objects.bulk_update(again, REFRESHED + REWORDED)
    gone = [m.pk for place, m in known.items() if place not in found and not is_decided(m) and not m.superseded_at]
    Mention.objects.filter(pk__in=gone).update(superseded_at=timezone.now())


def by_place(article: Article) -> dict[str, Mention]:
    """The mentions kept of an article by where they stand; one that a person moved also by where it was read."""
    mentions = article.mentions.select_related("wording__claim").defer("search", "wording__search")
    standing = {mention.place: mention for mention in mentions}
    return {m.read_place: m for m in standing.values() if m.read_place} | standing


def break_circles(found: Mapping[str, Mention], known: Mapping[str, Mention]) -> None:
    """Where a person has nested a mention in one that this reading nests in it, the person is right."""
    ids = {place: known[place].pk if place in known else draft.pk for place, draft in found.items()}
    outer = {mention.pk: mention.reported_by_id for mention in known.values()}
    free = [place for place in found if place not in known or not is_decided(known[place])]
    outer |= dict.fromkeys((ids[place] for place in free), None)
    for place in free:
        at = found[place].reported_by_id
        while at is not None and at != ids[place]:
            at = outer[at]
        if at is None:
            outer[ids[place]] = found[place].reported_by_id
        else:
            found[place].reported_by_id = None


def is_decided(mention: Mention) -> bool:
    """Whether a person has rejected, corrected, checked or joined the mention: no later reading changes it.

    Nor is it superseded by a reading that does not find it: what a person looked at is not taken from under them.
    """
    by_person = (mention.rejected_at, mention.corrected_at, mention.saying_checked_at)
    return any(by_person) or mention.joined == Mention.Joined.BY_PERSON


def refresh(mention: Mention, draft: Mention) -> None:
    """What this reading makes of a place that an earlier one found too.

    A claim that people have begun to work on keeps its mentions, whatever a better model makes of their words.
    """
    reworded = mention.wording_id != draft.wording_id and mention.wording.claim.status == Status.DETECTED
    for name in REFRESHED + (REWORDED if reworded else ()):
        setattr(mention, name, getattr(draft, name))
