"""Which language a text is in, by a model that py3langid carries in its package."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENOUGH = 20_000  # characters to look at: more does not change the answer
CERTAIN = 0.9


@cache
def identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def foreign_language_of(text: str) -> str | None:
    """The ISO 639 code of the language that `text` is clearly in, if that is not English; None for English and for
    texts too short or too mixed to tell."""
    language, probability = identifier().classify(text[:ENOUGH])
    return language if language != "en" and probability >= CERTAIN else None
