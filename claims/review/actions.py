"""What exactly one person may do now: by role, by status, by whose the claim is, and by who has rated it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User

from claims.models import Claim, Evidence, Match, Mention, Proposal
from claims.review import matches, mentions, proposals
from claims.review.rules import (
    RULES,
    RULES_OF_EVIDENCE,
    RULES_OF_MATCHES,
    RULES_OF_MENTIONS,
    RULES_OF_PROPOSALS,
    Field,
    Person,
    Rule,
    obstacle_to,
)
from claims.review.standing import standing_of
from claims.roles import may


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action that would succeed: `name` is the function's in claims.review, `fields` what its form asks for."""

    name: str
    label: str
    fields: tuple[Field, ...]


def open_actions(claim: Claim, user: Person) -> list[OpenAction]:
    """What `user` may do with the claim now; one query for its reviews, or none where they were prefetched."""
    return allowed(RULES, claim, user)


def open_evidence_actions(evidence: Evidence, user: Person) -> list[OpenAction]:
    """What `user` may do with a piece of evidence; no query where it carries `is_used`."""
    is_used = vars(evidence)["is_used"] if "is_used" in vars(evidence) else evidence.reviews.exists()
    return [] if is_used else by_role(RULES_OF_EVIDENCE, user)


def open_proposal_actions(proposal: Proposal, user: Person) -> list[OpenAction]:
    """What `user` may do with a proposal; up to three queries."""
    open_to_them = allowed(RULES_OF_PROPOSALS, proposal.claim, user)
    return [action for action in open_to_them if not proposals.in_the_way(action.name, proposal)]


def open_mention_actions(mention: Mention, user: Person) -> list[OpenAction]:
    """What `user` may do with a mention; no query."""
    return [action for action in by_role(RULES_OF_MENTIONS, user) if not mentions.in_the_way(action.name, mention)]


def open_match_actions(match: Match, user: Person) -> list[OpenAction]:
    """What `user` may do with a match; a query where people have decided it and it does not carry `has_merged`."""
    return [action for action in by_role(RULES_OF_MATCHES, user) if not matches.in_the_way(action.name, match)]


def allowed(rules: Mapping[str, Rule], claim: Claim, user: Person) -> list[OpenAction]:
    mine = by_role(rules, user)
    if not mine or not isinstance(user, User):
        return []
    standing = standing_of(claim)
    return [action for action in mine if obstacle_to(action.name, standing, user) is None]


def by_role(rules: Mapping[str, Rule], user: Person) -> list[OpenAction]:
    return [OpenAction(name, rule.label, rule.fields) for name, rule in rules.items() if may(user, rule.takes)]
