"""Whether two texts make the same claim: the relation, how sure that is, and why, or why not."""

from claims.text.equivalence.explaining import Compared, Explanation, explain
from claims.text.equivalence.judging import Comparison, Judgement, Relation, compare, judge, load, model_version
from claims.text.equivalence.reading import Reading, read

__all__ = [
    "Compared",
    "Comparison",
    "Explanation",
    "Judgement",
    "Reading",
    "Relation",
    "compare",
    "explain",
    "judge",
    "load",
    "model_version",
    "read",
]
