"""What training alone has to know of the labels; the tags themselves are the run time's."""

from __future__ import annotations

from claims.text.tags import OUTSIDE, ROLES, TAGS, begin, end, inside, single

__all__ = [
    "ENTITY_TYPES",
    "OUTSIDE",
    "ROLES",
    "TAGS",
    "TRIMMED",
    "begin",
    "end",
    "inside",
    "legal_transitions",
    "single",
]

ENTITY_TYPES = ("O", "PERSON", "ORGANIZATION", "LOCATION", "MISC", "DATE", "TIME", "NUMBER", "OTHER")

# Spans are learnt without these at either end, where annotators differ by habit alone.
TRIMMED = " \t\r\n\"'“”‘’«».,;:!?-–—"


def legal_transitions() -> list[list[bool]]:
    """Whether tag j may follow tag i, 13 by 13: a span that began goes on or ends in its own role."""
    openers = {OUTSIDE, *(begin(role) for role in range(3)), *(single(role) for role in range(3))}
    legal = []
    for tag in TAGS:
        if tag[0] in "BI":
            role = ROLES.index(tag[2:])
            followers = {inside(role), end(role)}
        else:
            followers = openers
        legal.append([follower in followers for follower in range(len(TAGS))])
    return legal
