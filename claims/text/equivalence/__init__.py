"""Whether two texts make the same claim: the relation, how sure that is, and why."""

from claims.text.equivalence.judging import Judgement, Relation, compare, judge, model_version
from claims.text.equivalence.reading import Reading, read

__all__ = ["Judgement", "Reading", "Relation", "compare", "judge", "model_version", "read"]
