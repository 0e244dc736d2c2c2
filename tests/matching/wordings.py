"""Wordings to match: what says the same, what contradicts it, and what was judged by another judge before."""

from functools import cache

from django.db import transaction
from django.utils import timezone
from pgvector import HalfVector

from claims.matching import match_wordings
from claims.models import Claim, Match, Wording
from claims.text import embedding
from tests.factories import make_wording, move_wording

FELL = "Unemployment fell to 3.9 percent in May 2026"
DROPPED = "The jobless rate dropped to 3.9% in May 2026"
SANK = "In May 2026, unemployment sank to 3.9 percent"
FELL_MORE = "Unemployment fell to 4.9 percent in May 2026"
OTHER = "The mayor of Ellery opened a new bridge over the river"
OLDER = "equivalence-v0-older"


def make_embedded(text, **fields):
    """A wording as a worker stores it, with its embedding."""
    return make_wording(text, embedding=vector_of(text), embedded_with=embedding.model_version(), **fields)


@cache
def vector_of(text):
    return HalfVector(embedding.embed([text])[0])


def arrive(*texts, exactly=True):
    """Wordings that come one after the other, each matched when it has come."""
    made = []
    for text in texts:
        made.append(make_embedded(text))
        match_wordings([made[-1].pk], exactly=exactly)
    return made


def claims_made():
    """The claims that stand, each by what it says."""
    standing = Claim.objects.filter(merged_into=None)
    return {frozenset(claim.wordings.values_list("text", flat=True)) for claim in standing}


@transaction.atomic
def match_as_before(one, other, relation, score):
    """What an older judge said of two wordings that have not been matched since."""
    joins = relation == "same"
    first, second = sorted((one, other), key=lambda wording: wording.pk)
    Match.objects.update_or_create(
        first=first,
        second=second,
        defaults={
            "relation": relation,
            "score": score,
            "model_version": OLDER,
            "state": "confirmed" if joins else "suggested",
            "decided_at": timezone.now() if joins else None,
        },
    )
    if joins:
        move_wording(second, first.claim)
    Wording.objects.filter(pk__in=[first.pk, second.pk]).update(matched_with=OLDER)
