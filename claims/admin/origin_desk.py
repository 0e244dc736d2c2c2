"""The origin of an article on its page, and what happens when somebody says that it is another."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from claims.admin.claim_desk import signed_in
from claims.errors import ClaimsError
from claims.models import Article
from claims.origins import decide

DECIDED = {
    "one": (True, "The two articles are of one origin now. It stays so, whatever is computed later."),
    "two": (False, "The two articles are of two origins now. It stays so, whatever is computed later."),
    "undecided": (None, "Taken back: the texts tell again whether the two articles are of one origin."),
}


class OriginForm(forms.Form):
    """Whether this article and another are of one origin."""

    article = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    origins = forms.ChoiceField(choices=[(name, name) for name in DECIDED])
    reason = forms.CharField(required=False, max_length=20_000)


def decide_and_say(request: HttpRequest, article: Article) -> None:
    """Do what the posted form asks, and tell what became of it."""
    form = OriginForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the number of the other article.")
        return
    given = form.cleaned_data
    other = Article.objects.defer("search").filter(pk=given["article"]).first()
    if other is None:
        messages.error(request, f"There is no article {given['article']}.")
        return
    is_one, sentence = DECIDED[given["origins"]]
    try:
        decide(article, other, by=signed_in(request), is_one=is_one, reason=given["reason"])
    except ClaimsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
