"""From wordings to the claims that they make.

Identical words are one wording (`identical`). A wording's `candidates` are compared with it (`judging`), what that
finds is kept as matches (`matching`), and wordings that were judged the same become one claim (`grouping`, by the rules
of `partition`). What people decide is in claims/review: nothing here undoes it.
"""

from claims.matching.candidates import LEAST_COSINE, Candidate, find_candidates, find_candidates_of
from claims.matching.grouping import lock, regroup
from claims.matching.identical import Worded, fingerprint_of, join_claims, known_fingerprints
from claims.matching.judging import Judge, day_of, is_kept, judge_pair, settle
from claims.matching.matching import find_matches, match_wordings, unmatched

__all__ = [
    "LEAST_COSINE",
    "Candidate",
    "Judge",
    "Worded",
    "day_of",
    "find_candidates",
    "find_candidates_of",
    "find_matches",
    "fingerprint_of",
    "is_kept",
    "join_claims",
    "judge_pair",
    "known_fingerprints",
    "lock",
    "match_wordings",
    "regroup",
    "settle",
    "unmatched",
]
