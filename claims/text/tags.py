"""What the tagger marks: spans of three roles, by a tag for each word of a text."""

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{position}-{role}" for role in ROLES for position in "BIES"))
OUTSIDE = 0


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
