"""Every way in which a request or an article can be wrong: a class and a sentence each."""


class ClaimsError(Exception):
    """The sentence of the error is meant for the person who asked."""


class BadText(ClaimsError):
    """A submitted text cannot be kept. `field` names where it was given: "text" or "html"."""

    def __init__(self, field: str, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.code = code


class ArticleBusy(ClaimsError):
    """The article waits to be read or is being read: there is nothing to replay yet."""


class LeaseLost(ClaimsError):
    """The article was given to another worker while this one was reading it."""


class IllegalMove(ClaimsError):
    """A claim of this status may not become that."""


class ClaimMovedOn(ClaimsError):
    """Somebody else changed the claim first. `seen` is the version that the person knew, `now` the row's."""

    def __init__(self, sentence: str, *, claim: int, seen: int, now: int) -> None:
        super().__init__(sentence)
        self.claim = claim
        self.seen = seen
        self.now = now


class NotAllowed(ClaimsError):
    """This person may not do this: by role, or because it takes another pair of eyes."""


class NotComplete(ClaimsError):
    """Something that was given is missing or wrong. `field` names it."""

    def __init__(self, field: str, sentence: str, code: str = "invalid") -> None:
        super().__init__(sentence)
        self.field = field
        self.code = code


class PlaceTaken(ClaimsError):
    """Another mention of the article stands at the place where this one would be put."""


class BadMerge(ClaimsError):
    """A source cannot be merged into itself, twice, or into one that was merged."""


class OriginsContradict(ClaimsError):
    """What people said about origins cannot all be: two articles would be of one origin and of two."""
