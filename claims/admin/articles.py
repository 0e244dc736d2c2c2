"""Articles: the list, the page with the mentions in the text, and reading again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter, FieldTextFilter
from unfold.decorators import action, display

from claims import queries
from claims.admin import columns
from claims.admin.article_page import ASKED_AGAIN, article_page
from claims.admin.claim_desk import only_post
from claims.admin.filters import DaysFilter
from claims.admin.origin_desk import decide_and_say
from claims.admin.queue_page import queue_page
from claims.admin.records import RecordAdmin
from claims.admin.replaying import replay
from claims.models import Article
from claims.roles import Action, may


@display(description="Article", ordering="id")
def heading(article: Article) -> object:
    """The title, and under it the publisher, or why the reading failed."""
    failed = article.status == Article.Status.FAILED
    under = columns.shorten(article.failure, 160) if failed else article.publisher
    title = columns.shorten(columns.title_of(article), 110)
    css = "desk-under desk-wrong" if failed else "desk-under"
    return format_html('<span class="desk-words">{}<span class="{}">{}</span></span>', title, css, under)


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    list_display = (
        heading,
        columns.label("status", "Status", columns.ARTICLE_COLOURS),
        columns.value("mention_count", "Mentions"),
        columns.moment("published_at", "Published"),
        columns.moment("submitted_at", "Submitted"),
    )
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("publisher", FieldTextFilter),
        ("published_at", DaysFilter),
        ("submitted_at", DaysFilter),
    )
    fields = ("title",)  # the page draws the rest itself
    actions = ("replay_chosen",)
    change_form_template = "admin/claims/article/change_form.html"
    when_empty = "No article was submitted yet. POST one to /api/v1/articles/; the API's page shows how."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return columns.with_openings(queries.articles().select_related("submitted_by"))

    def page(self, request: HttpRequest, record: Article) -> dict[str, Any]:
        """The text with its mentions, its origin, and what this account may do."""
        may_decide = may(request.user, Action.ORIGIN)
        return article_page(record) | {"may_replay": self.has_replay_permission(request), "may_decide": may_decide}

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Action.REPLAY)

    def get_urls(self) -> list[URLPattern]:
        """Three pages more: the queue, reading again, and saying of which origin an article is."""
        wrap = self.admin_site.admin_view
        own = [
            path("queue/", wrap(self.queue_view), name="claims_queue"),
            path("<path:object_id>/replay/", wrap(self.replay_view), name="claims_article_replay"),
            path("<path:object_id>/origin/", wrap(self.origin_view), name="claims_article_origin"),
        ]
        return own + super().get_urls()

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return queue_page(request, self.admin_site)

    @action(description="Read the chosen articles again", permissions=["replay"])
    def replay_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Read again those chosen in the list, if they are not too many to ring for while somebody waits."""
        articles = list(queryset.order_by("id")[: settings.BATCH_ITEMS + 1])
        if len(articles) > settings.BATCH_ITEMS:
            self.message_user(request, f"Choose at most {settings.BATCH_ITEMS} articles at once.", messages.ERROR)
            return
        self.replay_and_say(request, articles)

    def replay_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """POST: read one article again, then back to its page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (self.has_view_permission(request) and self.has_replay_permission(request)):
            raise PermissionDenied
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        self.replay_and_say(request, [article])
        return HttpResponseRedirect(columns.page_of("article", article.pk))

    def origin_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """POST: say whether the article and another are of one origin, then back to its page."""
        if refused := only_post(request):
            return refused
        if not (self.has_view_permission(request) and may(request.user, Action.ORIGIN)):
            raise PermissionDenied
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        decide_and_say(request, article)
        return HttpResponseRedirect(f"{columns.page_of('article', article.pk)}#origin")

    def replay_and_say(self, request: HttpRequest, articles: list[Article]) -> None:
        """Replay, note who asked, and tell what became of each."""
        replayed, busy = replay(articles)
        LogEntry.objects.log_actions(int(request.user.pk or 0), replayed, CHANGE, ASKED_AGAIN)
        if replayed:
            one = "The article waits" if len(replayed) == 1 else f"{len(replayed)} articles wait"
            self.message_user(request, f"{one} to be read again. What people decided stays.", messages.SUCCESS)
        if busy:
            which = "1 article is" if len(busy) == 1 else f"{len(busy)} articles are"
            sentence = f"{which} waiting to be read or being read already: nothing to replay until that is finished."
            self.message_user(request, sentence, messages.WARNING)
