"""A mention can be wrong: confirming it, rejecting it, putting it right, and judging whether its source said it.

Later readings of the article leave what is decided here as it is: see claims/pipeline.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from claims.errors import ClaimsError, IllegalMove, NotComplete, PlaceTaken
from claims.lifecycle import change, moved_on
from claims.models import Article, Mention
from claims.places import ROLES, place_of, position_of
from claims.review import checks
from claims.review.rules import acting
from claims.review.standing import still_theirs
from claims.sources import source_named
from claims.text.records import Span, verbatim
from claims.text.wordings import wording_of

AS_IT_IS: Any = object()  # of a field of correct_mention that is left out
Spans = Sequence[Sequence[int]]


def confirm_mention(mention: Mention, *, by: User) -> None:
    """Say that a mention that was attached to a published claim makes that claim: it was joined by a person then."""
    with changing("confirm_mention", mention, by):
        write(mention, confirmed=True, joined=Mention.Joined.BY_PERSON)


def reject_mention(mention: Mention, *, by: User, reason: str) -> None:
    """Say that this is no mention of the claim: it stays visible, marked, and counts no more."""
    reason = checks.at_most("reason", checks.filled("reason", reason), checks.TEXT)
    with changing("reject_mention", mention, by):
        write(mention, rejected_by=by, rejected_at=timezone.now(), rejected_because=reason)


def restore_mention(mention: Mention, *, by: User) -> None:
    """Take a rejection back."""
    with changing("restore_mention", mention, by):
        write(mention, rejected_by=None, rejected_at=None, rejected_because="")


def judge_saying(mention: Mention, *, by: User, saying: str, note: str = "", primary_source_url: str = "") -> None:
    """Say whether the source said it; `saying` is one of Mention.Saying, and what confirms it is a primary source."""
    checks.one_of("saying", saying, Mention.Saying.values)
    if primary_source_url or saying == Mention.Saying.CONFIRMED:
        checks.address("primary_source_url", primary_source_url)
    note = checks.at_most("note", note, checks.TEXT)
    with changing("judge_saying", mention, by):
        checked = {"saying_checked_by": by, "saying_checked_at": timezone.now()}
        write(mention, saying=saying, saying_note=note, primary_source_url=primary_source_url, **checked)


def correct_mention(
    mention: Mention,
    *,
    by: User,
    source_name: str | None = AS_IT_IS,
    source_spans: Spans = AS_IT_IS,
    cue_spans: Spans = AS_IT_IS,
    content_spans: Spans = AS_IT_IS,
) -> None:
    """Put right who said it or where it stands; what is left out stays, and `source_name` None names nobody.

    Spans are [start, end] in code points of the article's text, end exclusive, in order. The mention stays with its
    claim. Raises NotComplete, and PlaceTaken where another mention stands there.
    """
    given = {"source": source_spans, "cue": cue_spans, "content": content_spans}
    given = {role: spans for role, spans in given.items() if spans is not AS_IT_IS}
    if not given and source_name is AS_IT_IS:
        raise NotComplete("source_name", "Nothing was given to correct.", "required")
    with changing("correct_mention", mention, by) as article:
        fields = spans_moved(mention, article, given) if given else {}
        if source_name is not AS_IT_IS:
            fields["source"] = source_corrected(mention, article, source_name)
        write(mention, corrected_by=by, corrected_at=timezone.now(), **fields)


@contextmanager
def changing(name: str, mention: Mention, by: User) -> Iterator[Article]:
    """`by` changes a mention, which is a change of its claim: the claim is locked first, then the article.

    A worker that stores a reading holds the article too, so neither writes over the other. Raises ClaimMovedOn where
    the mention or its wording went to another claim meanwhile, and IllegalMove for what its state does not allow.
    """
    claim = mention.wording.claim
    with acting(name, claim, by):
        still_theirs(mention.wording)
        article = Article.objects.select_for_update(no_key=True).defer("search").get(pk=mention.article_id)
        wording = mention.wording_id
        mention.refresh_from_db(fields=[*STATE, "wording_id"])
        if mention.wording_id != wording:
            raise moved_on(claim, claim.version)
        if obstacle := in_the_way(name, mention):
            raise obstacle
        yield article
        change(claim)


STATE = (
    *("superseded_at", "rejected_at", "confirmed", "kind"),
    *("source_spans", "cue_spans", "content_spans", "place", "read_place"),
)


def in_the_way(name: str, mention: Mention) -> ClaimsError | None:
    """What the state of a mention has against an action, None where nothing."""
    if name == "restore_mention":
        return None if mention.rejected_at else IllegalMove("The mention was not rejected.")
    if mention.rejected_at:
        return IllegalMove("The mention was rejected: restore it first.")
    if mention.superseded_at:
        return IllegalMove("The latest reading of the article no longer found this mention.")
    if name == "confirm_mention" and mention.confirmed:
        return IllegalMove("The mention is confirmed already.")
    return None


def write(mention: Mention, **fields: object) -> None:
    for name, value in fields.items():
        setattr(mention, name, value)
    mention.save(update_fields=list(fields))


def source_corrected(mention: Mention, article: Article, name: str | None) -> Any:
    """The source of that name, one of the kind that the mention's is; None where nobody is named."""
    name = checks.at_most("source_name", " ".join((name or "").split()), 500)
    if not name:
        return None
    return source_named(name, mention.source.kind if mention.source else "person", article)


def spans_moved(mention: Mention, article: Article, given: Mapping[str, Spans]) -> dict[str, object]:
    """The fields of a mention put at other spans. Raises NotComplete and PlaceTaken."""
    for role, spans in given.items():
        check_spans(f"{role}_spans", spans, len(article.text))
        if spans and role != "content" and mention.kind == Mention.Kind.UNATTRIBUTED:
            raise NotComplete(f"{role}_spans", "What the article states in its own voice has no words for who says it.")
    spans_of = {role: given.get(role, getattr(mention, f"{role}_spans")) for role in ROLES}
    content = verbatim(article.text, tuple(Span(*span) for span in spans_of["content"]))
    if not wording_of(content).normalised:
        raise NotComplete("content_spans", "There is no word at this place.")
    place = place_of(spans_of)
    if place != mention.place and article.mentions.filter(place=place).exists():
        raise PlaceTaken("Another mention of this article stands at this place.")
    fields: dict[str, object] = {f"{role}_spans": [list(span) for span in spans] for role, spans in spans_of.items()}
    return fields | {
        "content": content,
        "place": place,
        "read_place": mention.read_place or mention.place,
        "position": position_of(spans_of),
    }


def check_spans(field: str, spans: object, size: int) -> None:
    """Raises NotComplete unless `spans` are [start, end] pairs within `size` code points, in order, none empty."""
    if not isinstance(spans, list | tuple) or not all(is_pair(span) for span in spans):
        raise NotComplete(field, "Spans are a list of [start, end], whole numbers.")
    ends = [0, *(end for span in spans for end in span)]
    in_order = all(a <= b for a, b in pairwise(ends)) and all(start < end for start, end in spans)
    if not in_order or ends[-1] > size:
        raise NotComplete(field, f"Spans lie in order within the article's {size:,} characters, none of them empty.")


def is_pair(span: object) -> bool:
    return isinstance(span, list | tuple) and len(span) == 2 and all(type(end) is int for end in span)
