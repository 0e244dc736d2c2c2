"""Why two claims are one, contradict each other, or are kept apart."""

from __future__ import annotations

from dataclasses import dataclass

from claims import queries
from claims.matching import LEAST_COSINE, day_of
from claims.models import Claim, Match, Wording
from claims.text.equivalence import Explanation, explain


@dataclass(frozen=True, slots=True)
class ClaimsExplained:
    """How what stands for two claims compares, every decision between their wordings, and what keeps them two.

    `kept_apart` begins with what people and the machine decided; it is empty where the two are one claim.
    """

    a: Claim
    b: Claim
    texts: Explanation
    matches: list[Match]
    kept_apart: list[str]


def explain_claims(a: Claim, b: Claim) -> ClaimsExplained:
    """Compare two claims by what stands for each, as the machine would today. Three queries."""
    standing = [wording_of(claim) for claim in (a, b)]
    texts = explain(standing[0].text, standing[1].text, dated_a=day_of(standing[0]), dated_b=day_of(standing[1]))
    matches = list(queries.matches_between(a, b)[: queries.SHOWN])
    return ClaimsExplained(a, b, texts, matches, list(reasons(a, b, standing, texts, matches)))


def wording_of(claim: Claim) -> Wording:
    return Wording.objects.select_related("article").defer("article__text", "search").get(pk=claim.canonical_wording_id)


def reasons(a: Claim, b: Claim, standing: list[Wording], texts: Explanation, matches: list[Match]) -> list[str]:
    """What keeps the two from being one claim, what people said first."""
    if (a.merged_into_id or a.pk) == (b.merged_into_id or b.pk):
        return []
    by_people = [match for match in matches if match.decided_by]
    said = [f"{match.decided_by} {DECIDED[match.state, match.relation == 'same']}" for match in by_people]
    held = [match.held_because for match in matches if match.held_because and not match.decided_by]
    bound = [f"'{wording.text}' needs its article: {wording.bound_because}" for wording in standing if wording.article]
    far = []
    if texts.cosine < LEAST_COSINE:
        far = [f"their meanings lie too far apart to be compared (cosine {texts.cosine:.2f} of {LEAST_COSINE})"]
    return [*dict.fromkeys((*said, *held, *bound, *far, *texts.kept_apart))]


# By what a person decided on a match, and whether it said "same".
DECIDED = {
    ("confirmed", True): "said that they are the same, and people work on both",
    ("confirmed", False): "said that they are not the same",
    ("rejected", True): "said that they are not the same",
    ("rejected", False): "rejected what the machine suggested of them",
}
