"""From wordings to the claims that they make, by their words alone: identical words are the same claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pgvector import HalfVector

from claims.models import Article, Claim, Mention, Wording
from claims.models.ids import reserve_ids
from claims.text import embedding
from claims.text import wordings as language
from claims.text.embedding import Vectors


@dataclass(frozen=True, slots=True)
class Worded:
    """What one mention says: its wording in the language's sense, and how much that deserves a reviewer's time."""

    wording: language.Wording
    check_worthiness: float
    dimensions: dict[str, float]
    embedding: Vectors | None = None  # None where the words are known already, or need their article

    def fingerprint(self, article: Article) -> str:
        return fingerprint_of(self.wording, article)


def fingerprint_of(wording: language.Wording, article: Article) -> str:
    """A wording that needs its article is told from the same words in another article."""
    return language.fingerprint(wording.normalised, str(article.pk) if wording.bound_because else None)


def join_claims(article: Article, said: Sequence[Worded]) -> list[tuple[Wording, Mention.Joined]]:
    """The wording of each of `said`, in order, and how it came to its claim; new words found a claim.

    At most six queries, however many are said.
    """
    prints = [one.fingerprint(article) for one in said]
    by_print = dict(zip(reversed(prints), reversed(said), strict=True))  # of identical words, the first said
    known = find_wordings(prints)
    founded = found_claims(article, {key: by_print[key] for key in sorted(by_print.keys() - known.keys())})
    known |= founded.wordings
    new = set(founded.new)
    answers = []
    for key in prints:
        answers.append((known[key], Mention.Joined.NEW if key in new else Mention.Joined.IDENTICAL))
        new.discard(key)
    return answers


def known_fingerprints(fingerprints: Iterable[str]) -> set[str]:
    """Which of these are somebody's wording already; one query."""
    return set(Wording.objects.filter(fingerprint__in=list(fingerprints)).values_list("fingerprint", flat=True))


def find_wordings(fingerprints: Iterable[str]) -> dict[str, Wording]:
    found = Wording.objects.filter(fingerprint__in=list(fingerprints)).select_related("claim")
    return {wording.fingerprint: wording for wording in found.defer("search", "embedding")}


@dataclass(frozen=True, slots=True)
class Founded:
    wordings: dict[str, Wording]
    new: frozenset[str]  # fingerprints of those that nobody else wrote first


def found_claims(article: Article, fresh: Mapping[str, Worded]) -> Founded:
    """Store wordings that nobody knows yet, each with a claim of its own.

    `fresh` is sorted by fingerprint: two workers that meet the same new words insert them in the same order, so
    neither waits for the other in a circle. The unique fingerprint settles whose row stays, and only that worker
    writes the claim, which the deferred foreign key of the wording allows.
    """
    claim_ids = dict(zip(fresh, reserve_ids(Claim, len(fresh)), strict=True))
    rows = [new_wording(article, one, key, claim_ids[key]) for key, one in fresh.items()]
    Wording.objects.bulk_create(rows, ignore_conflicts=True)
    wordings = find_wordings_before_claims(fresh)
    mine = [wordings[key] for key in fresh if wordings[key].claim_id == claim_ids[key]]
    for wording in mine:
        wording.claim = new_claim(wording, fresh[wording.fingerprint])
    Claim.objects.bulk_create(wording.claim for wording in mine)
    if len(mine) < len(fresh):
        wordings = find_wordings(fresh)  # once more, now that every claim is there
    return Founded(wordings, frozenset(wording.fingerprint for wording in mine))


def find_wordings_before_claims(fingerprints: Iterable[str]) -> dict[str, Wording]:
    """As find_wordings, without the claims: those that this worker founds are not written yet."""
    found = Wording.objects.filter(fingerprint__in=list(fingerprints)).defer("search", "embedding")
    return {wording.fingerprint: wording for wording in found}


def new_wording(article: Article, said: Worded, fingerprint: str, claim_id: int) -> Wording:
    bound_because = said.wording.bound_because
    return Wording(
        text=said.wording.text,
        normalised=said.wording.normalised,
        fingerprint=fingerprint,
        claim_id=claim_id,
        article=article if bound_because else None,
        bound_because=bound_because or "",
        embedding=None if said.embedding is None else HalfVector(said.embedding),
        embedded_with="" if said.embedding is None else embedding.model_version(),
    )


def new_claim(wording: Wording, said: Worded) -> Claim:
    return Claim(
        id=wording.claim_id,
        canonical_wording=wording,
        check_worthiness=said.check_worthiness,
        dimensions=said.dimensions,
    )
