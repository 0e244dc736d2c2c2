"""How much a claim deserves a reviewer's time: one trained score, and named dimensions that say why."""

from claims.text.check_worthiness.dimensions import DIMENSIONS, Dimension, dimensions
from claims.text.check_worthiness.scorer import model_version, score

__all__ = ["DIMENSIONS", "Dimension", "dimensions", "model_version", "score"]
