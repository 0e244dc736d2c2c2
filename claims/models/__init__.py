"""The records, a file each."""

from claims.models.article import Article
from claims.models.audit import Account, Membership
from claims.models.claim import Claim
from claims.models.comment import Comment
from claims.models.copy import Copy
from claims.models.evidence import Evidence
from claims.models.match import Match
from claims.models.mention import Mention
from claims.models.origin_decision import OriginDecision
from claims.models.proposal import Proposal
from claims.models.rating import Rating
from claims.models.regrouping import Regrouping
from claims.models.review import Review, ReviewEvidence, SecondRating
from claims.models.source import Source
from claims.models.transition import Transition
from claims.models.wording import Wording

__all__ = [
    "Account",
    "Article",
    "Claim",
    "Comment",
    "Copy",
    "Evidence",
    "Match",
    "Membership",
    "Mention",
    "OriginDecision",
    "Proposal",
    "Rating",
    "Regrouping",
    "Review",
    "ReviewEvidence",
    "SecondRating",
    "Source",
    "Transition",
    "Wording",
]
