"""Records as the service would make them, with as little said as each test needs."""

from itertools import count

from django.contrib.auth.models import Group, User
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from claims.models import Article, Claim, Mention, Source, Wording
from claims.models.article import hash_of
from claims.models.ids import reserve_ids
from claims.roles import Role

number = count(1)
TEXT = "The mill will close in March, the mayor said on Monday."


def make_user(role: Role = Role.SUBMITTER, **fields):
    user = User.objects.create_user(f"{role}{next(number)}", password="correct horse", **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def client_of(user) -> APIClient:
    """A client that signs its requests with a token of `user`; nobody's where `user` is None."""
    client = APIClient()
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(user)[1]}")
    return client


def make_article(text: str | None = None, **fields) -> Article:
    text = text or f"{TEXT} It was notice number {next(number)}."
    fields = {"status": Article.Status.QUEUED, "ring_at": timezone.now()} | fields
    return Article.objects.create(text=text, text_hash=hash_of(text), **fields)


def make_read_article(text: str | None = None, **fields) -> Article:
    done = {"status": Article.Status.DONE, "stage": Article.Stage.FINISHED, "ring_at": None}
    return make_article(text, **done | fields)


def make_wording(text: str | None = None, **fields) -> Wording:
    """A wording with a claim of its own."""
    text = text or f"the mill number {next(number)} will close"
    (claim_id,) = reserve_ids(Claim, 1)
    fields = {"normalised": text.casefold(), "fingerprint": hash_of(text), "claim_id": claim_id} | fields
    wording = Wording.objects.create(text=text, **fields)
    Claim.objects.create(id=claim_id, canonical_wording=wording, check_worthiness=0.5)
    wording.refresh_from_db()
    return wording


def make_source(name: str = "the mayor", **fields) -> Source:
    return Source.objects.create(name=name, key=hash_of(f"{name}{next(number)}"), **{"kind": "unnamed"} | fields)


def make_mention(article: Article | None = None, **fields) -> Mention:
    """By default the mayor's of TEXT; give other spans together with their content."""
    article = article or make_read_article()
    spans = {"source_spans": [[30, 39]], "cue_spans": [[40, 44]], "content_spans": [[0, 28]]}
    fields = (
        spans | {"content": article.text[0:28], "kind": "indirect", "confidence": 0.9, "model_version": "test"} | fields
    )
    fields.setdefault("place", hash_of(f"{fields['content_spans']}{next(number)}"))
    if "position" not in fields:
        fields["position"] = fields["content_spans"][0][0]
    if "wording" not in fields:
        fields["wording"] = make_wording(f"{fields['content']} {next(number)}")
    return Mention.objects.create(article=article, **fields)
