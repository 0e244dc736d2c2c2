"""From the names that an article gives to the sources that we know."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction

from claims.errors import BadMerge
from claims.models import Article, Source
from claims.text.lexicons import word_set, word_table
from claims.text.records import Attribution

# A surname, "two officials" or "the report" is somebody else in the next article.
JOINED_ON_ONE_WORD = frozenset({Source.Kind.ORGANISATION, Source.Kind.PUBLICATION})
NEVER_JOINED = frozenset({Source.Kind.UNNAMED, Source.Kind.DOCUMENT})


def is_full_name(name: str, kind: str) -> bool:
    """Whether `name` alone tells who it is, in any article: for a person a first name and a surname, so neither
    "Le Pen" nor "J. Doe" nor "Doe Jr."."""
    if kind in NEVER_JOINED:
        return False
    return kind in JOINED_ON_ONE_WORD or len(_telling_words(name)) > 1


def _telling_words(name: str) -> list[str]:
    """The words of a person's name without initials, suffixes and the particles of a surname."""
    words = [word for word in name.casefold().split() if word.rstrip(".") not in word_set("name_suffixes")]
    while len(words) > 1 and words[0] in word_set("name_particles") and words[0] not in word_table("first_names"):
        words.pop(0)
    return [word for word in words if len(word.rstrip(".")) > 1]


def key_of(name: str, kind: str, article_id: int) -> str:
    """The hash by which a source is found again: of the name, and of the article where the name alone does not tell."""
    bound_to = "" if is_full_name(name, kind) else str(article_id)
    written = " ".join(name.casefold().replace("’", "'").split())
    return hashlib.sha256(f"{written}\x00{bound_to}".encode()).hexdigest()


def resolve_sources(article: Article, attributions: Sequence[Attribution]) -> list[Source | None]:
    """The source of each attribution, in order; None where the article names nobody. At most three queries.

    Across articles a source is joined to a known one on a full name only; one that a person merged into another
    answers as that other.
    """
    named = {
        key_of(a.speaker, a.speaker_kind, article.pk): a for a in reversed(attributions) if a.speaker and a.speaker_kind
    }
    known = find_sources(named)
    missing = [new_source(named[key], key, article) for key in sorted(named.keys() - known.keys())]
    if missing:
        Source.objects.bulk_create(missing, ignore_conflicts=True)
        known |= find_sources(source.key for source in missing)
    return [
        known[key_of(a.speaker, a.speaker_kind, article.pk)] if a.speaker and a.speaker_kind else None
        for a in attributions
    ]


def source_named(name: str, kind: str, article: Article) -> Source:
    """The source that a person names in an article: the known one of that name, else a new one of that `kind`."""
    key = key_of(name, kind, article.pk)
    if key not in (known := find_sources([key])):
        article_of = None if is_full_name(name, kind) else article
        Source.objects.bulk_create([Source(name=name, kind=kind, key=key, article=article_of)], ignore_conflicts=True)
        known = find_sources([key])
    return known[key]


def find_sources(keys: Iterable[str]) -> dict[str, Source]:
    found = (
        Source.objects.filter(key__in=list(keys)).select_related("merged_into").defer("search", "merged_into__search")
    )
    return {source.key: source.merged_into or source for source in found}


def new_source(attribution: Attribution, key: str, article: Article) -> Source:
    name, kind = attribution.speaker or "", attribution.speaker_kind or Source.Kind.UNNAMED
    return Source(
        name=name[:500],
        kind=kind,
        description=(attribution.speaker_description or "")[:500],
        key=key,
        article=None if is_full_name(name, kind) else article,
    )


@transaction.atomic
def merge_sources(source: Source, into: Source) -> None:
    """From now on `source` answers as `into`, and so does whatever had been merged into it; raises BadMerge.

    Mentions keep the source that they were found with.
    """
    locked = {found.pk: found for found in _locked(source, into)}
    source, into = locked[source.pk], locked[into.pk]
    if source.pk == into.pk:
        raise BadMerge("A source cannot be merged into itself.")
    if source.merged_into_id:
        raise BadMerge(f"{source.name} was merged already, into source {source.merged_into_id}.")
    if into.merged_into_id:
        raise BadMerge(f"{into.name} was itself merged, into source {into.merged_into_id}: merge into that one.")
    Source.objects.filter(merged_into=source).update(merged_into=into)
    Source.objects.filter(pk=source.pk).update(merged_into=into)


def _locked(*sources: Source) -> Iterable[Source]:
    """The rows of the sources, locked in the order of their ids, so that two merges do not wait in a circle."""
    rows = Source.objects.select_for_update(no_key=True).defer("search")
    return rows.filter(pk__in=[source.pk for source in sources]).order_by("pk")
