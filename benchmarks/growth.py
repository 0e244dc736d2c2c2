"""Whether the time for a text grows with its length and no faster, whatever the text is made of."""

from datetime import date

from benchmarks.reading import seconds_of
from benchmarks.texts import NO_NEWS
from claims.text.attributions import find_attributions
from claims.text.saying import find_sayings
from claims.text.wordings import find_wordings

LENGTHS = (5_000, 20_000)  # characters
PUBLISHED = date(2026, 10, 14)


def read_text(text: str) -> None:
    """All that looks at a whole text, in the order in which the pipeline does."""
    attributions = find_attributions(text)
    find_wordings(text, attributions, PUBLISHED)
    find_sayings(text, attributions, PUBLISHED)


def growth_of(repeated: str) -> float:
    """How many times longer four times the text takes; the better of two tries each."""
    find_attributions(repeated)  # loads the model
    once, more = (
        min(seconds_of(lambda n=n: read_text(repeated * (n // len(repeated)))) for _ in range(2)) for n in LENGTHS
    )
    return more / once


def measure() -> None:
    growth = {repeated: growth_of(repeated) for repeated in NO_NEWS}
    print(f"growth: what is no news, {LENGTHS[0]:,} characters of it and {LENGTHS[1]:,}")
    for repeated in sorted(growth, key=growth.__getitem__, reverse=True)[:3]:
        print(f"  ratio, a text four times as long {growth[repeated]:6.2f}   of {repeated!r}   (4 is linear)")
