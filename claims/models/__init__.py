"""The records, a file each."""

from claims.models.article import Article
from claims.models.claim import Claim
from claims.models.match import Match
from claims.models.mention import Mention
from claims.models.review import Evidence, Review
from claims.models.source import Source
from claims.models.transition import Transition
from claims.models.wording import Wording

__all__ = ["Article", "Claim", "Evidence", "Match", "Mention", "Review", "Source", "Transition", "Wording"]
