"""What the tagger's labels and inputs are called: shared by training, export and decoding."""

from __future__ import annotations

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{position}-{role}" for role in ROLES for position in "BIES"))
OUTSIDE = 0
ENTITY_TYPES = ("O", "PERSON", "ORGANIZATION", "LOCATION", "MISC", "DATE", "TIME", "NUMBER", "OTHER")

# Spans are learnt without these at either end, where annotators differ by habit alone.
TRIMMED = " \t\r\n\"'“”‘’«».,;:!?-–—"

# Upper bounds of the distance between two spans, in words between them; the last bucket is open.
GAP_BOUNDS = (0, 1, 2, 4, 8, 16, 32, 64)
MAX_PARAGRAPHS_APART = 2
MAX_CUES_BETWEEN = 2


def begin(role: int) -> int:
    """The tag of the first word of a longer span of a role, by the role's place in ROLES."""
    return 1 + 4 * role


def inside(role: int) -> int:
    """The tag of a middle word."""
    return 2 + 4 * role


def end(role: int) -> int:
    """The tag of the last word of a longer span."""
    return 3 + 4 * role


def single(role: int) -> int:
    """The tag of a span's only word."""
    return 4 + 4 * role


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
