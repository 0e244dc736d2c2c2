"""What is given must be there and make sense, whoever asks: each check raises NotComplete with the field's name."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from claims.errors import NotComplete
from claims.models import Claim, Evidence, Rating

TITLE, PUBLISHER, TEXT = 500, 200, 20_000  # characters at most
NO_EVIDENCE = "A rating needs at least one piece of evidence."
is_url = URLValidator(["http", "https"])


def filled(field: str, text: str) -> str:
    """`text` without space around it. Raises NotComplete where nothing is left."""
    if not text.strip():
        raise NotComplete(field, "This may not be blank.", "blank")
    return without_nul(field, text.strip())


def without_nul(field: str, text: str) -> str:
    if "\x00" in text:
        raise NotComplete(field, "The text holds a NUL character.")
    return text


def one_of(field: str, value: str, choices: Iterable[str]) -> str:
    known = list(choices)
    if value not in known:
        raise NotComplete(field, f"{value!r} is none of {', '.join(known)}.", "invalid_choice")
    return value


def address(field: str, url: str) -> str:
    """A web address of at most 2,000 characters."""
    try:
        is_url(url)
    except ValidationError as error:
        raise NotComplete(field, "Enter a web address that begins with http:// or https://.") from error
    if len(url) > 2000:
        raise NotComplete(field, "An address has at most 2,000 characters.")
    return url


def at_most(field: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise NotComplete(field, f"This has at most {longest:,} characters; these are {len(text):,}.", "max_length")
    return without_nul(field, text)


def usable(rating: Rating) -> Rating:
    if rating.retired:
        raise NotComplete("rating", f"The rating {rating.label!r} is retired.", "retired")
    return rating


def not_after_today(field: str, day: date) -> date:
    if day > timezone.localdate():
        raise NotComplete(field, "This day is still to come: a rating speaks of what is known.")
    return day


def later(field: str, moment: datetime | None, now: datetime, as_of: date) -> datetime | None:
    """A time after `now` and after the day that the rating speaks of, or None."""
    if moment is not None and (moment <= now or timezone.localtime(moment).date() < as_of):
        raise NotComplete(field, "A rating expires after it was given.")
    return moment


def evidence_of(claim: Claim, pieces: Iterable[Evidence]) -> list[Evidence]:
    """The pieces, each once, read again under the claim's lock. Raises NotComplete for none, and for a stranger."""
    wanted = {piece.pk for piece in pieces}
    found = list(Evidence.objects.filter(claim=claim, pk__in=wanted).order_by("pk"))
    if not wanted:
        raise NotComplete("evidence", NO_EVIDENCE, "required")
    if len(found) < len(wanted):
        raise NotComplete("evidence", "A rating rests on evidence of its own claim.", "does_not_exist")
    return found
