"""What is done to many claims of the list at once: each on its own, with its own result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action

from claims import review
from claims.admin.acts import CHANGED, as_given
from claims.admin.columns import page_of, shorten
from claims.admin.forms import DeskForm, Material, form_of
from claims.errors import ClaimsError
from claims.models import Claim
from claims.roles import may

AT_ONCE = 100  # more than a page of the list holds
# By the name of the action in claims.review: what the list calls it, and what its results are called.
BULK = {
    "take": ("Take", "Taken"),
    "release": ("Release", "Released"),
    "assign": ("Assign…", "Assigned"),
    "set_due": ("Set the due date…", "Due date set"),
    "dismiss": ("Dismiss…", "Dismissed"),
}
ASKS = frozenset({"assign", "set_due", "dismiss"})  # these need more than a press
BulkAction = Callable[[Any, HttpRequest, QuerySet[Claim]], HttpResponse | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claim: `refused` says why it was left as it was, nothing where it was done."""

    claim: Claim
    refused: str


def actions() -> list[BulkAction]:
    return [bulk_action(name, title) for name, (title, _) in BULK.items()]


def allowed(name: str, person: Any) -> bool:
    return name not in BULK or may(person, review.RULES[name].takes)


def bulk_action(name: str, title: str) -> BulkAction:
    """The action of the list that does `name` to the chosen claims."""

    def act(model_admin: Any, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        claims = list(queryset.order_by("pk")[: AT_ONCE + 1])
        if len(claims) > AT_ONCE:
            messages.error(request, f"Choose at most {AT_ONCE} claims at once.")
            return None
        form = form_of(name, review.RULES[name].fields, Material(), request.POST if "send" in request.POST else None)
        if name not in ASKS:
            tell(request, name, do_each(name, claims, request.user, {}))
            return None
        if not form.is_valid():
            return ask(model_admin, request, name, claims, form)
        as_seen(claims, request)
        tell(request, name, do_each(name, claims, request.user, CHANGED.get(name, as_given)(form)))
        return None

    act.__name__ = name
    decorated: BulkAction = action(description=title)(act)
    return decorated


def as_seen(claims: Iterable[Claim], request: HttpRequest) -> None:
    """Give each claim the version that stood on the page that asked."""
    for claim in claims:
        version = request.POST.get(f"version-{claim.pk}", "")
        claim.version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def do_each(name: str, claims: Iterable[Claim], person: Any, given: Any) -> list[Result]:
    return [Result(claim, refusal(name, claim, person, given)) for claim in claims]


def refusal(name: str, claim: Claim, person: User, given: Any) -> str:
    try:
        getattr(review, name)(claim, by=person, **given)
    except ClaimsError as error:
        return str(error)
    return ""


def tell(request: HttpRequest, name: str, results: list[Result]) -> None:
    """A message for what was done and one for what was not, each claim with its result."""
    done = [result for result in results if not result.refused]
    refused = [result for result in results if result.refused]
    if done:
        messages.success(request, listed(f"{BULK[name][1]}: {counted(done)}.", done))
    if refused:
        messages.warning(request, listed(f"Left as they were: {counted(refused)}.", refused))


def counted(results: list[Result]) -> str:
    return "1 claim" if len(results) == 1 else f"{len(results)} claims"


def listed(sentence: str, results: list[Result]) -> SafeString:
    line = '<li><a href="{}" class="underline">{}</a> {}</li>'
    rows = ((page_of("claim", one.claim.pk), shorten(str(one.claim), 90), one.refused) for one in results)
    return format_html("{}<ul>{}</ul>", sentence, format_html_join("", line, rows))


def ask(model_admin: Any, request: HttpRequest, name: str, claims: list[Claim], form: DeskForm) -> HttpResponse:
    """The page that asks for what the action needs, with the claims it is for and their versions."""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": BULK[name][0].rstrip("…"),
        "action": name,
        "claims": claims,
        "form": form,
    }
    return TemplateResponse(request, "claims/desk/bulk.html", context)
