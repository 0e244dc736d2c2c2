"""Records as the service would make them, with as little said as each test needs."""

from itertools import count

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from claims import review
from claims.lifecycle import Status
from claims.models import Article, Claim, Evidence, Mention, Rating, Source, Wording
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


@transaction.atomic
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


def make_evidence(claim: Claim, by: User, **fields) -> Evidence:
    fields = {"url": "https://books.example/mill", "excerpt": "It mills until December.", "stance": "against"} | fields
    return review.add_evidence(claim, by=by, **fields)


def grounds(claim: Claim, by: User, label: str = "Mostly false", **fields) -> dict:
    """What a rating takes, with a fresh piece of evidence."""
    return {
        "rating": Rating.objects.get(label=label),
        "rationale": "The books of the mill say otherwise.",
        "definition": "Open means that it mills.",
        "as_of": timezone.localdate(),
        "evidence": [make_evidence(claim, by)],
    } | fields


def make_claim(status: Status = Status.DETECTED, *, by: User | None = None, editor: User | None = None) -> Claim:
    """A claim with a mention, brought to `status`."""
    return bring(make_mention().wording.claim, status, by=by, editor=editor)


def bring(claim: Claim, status: Status, *, by: User | None = None, editor: User | None = None) -> Claim:
    """A detected claim brought to `status` as people would: by the reviewer `by`, and by the editor."""
    by, editor = by or make_user(Role.REVIEWER), editor or make_user(Role.EDITOR)
    for step in STEPS_TO[status]:
        step(claim, by, editor)
    return claim


def take(claim, by, editor):
    review.take(claim, by=by)


def rate(claim, by, editor):
    review.rate(claim, by=by, **grounds(claim, by))


def publish(claim, by, editor):
    review.approve(claim, by=editor)


def correct(claim, by, editor):
    review.correct(claim, by=by, reason="The books were wrong.", **grounds(claim, by, "False"))
    review.approve(claim, by=editor)


def reopen(claim, by, editor):
    review.reopen(claim, by=editor, reason="A reader wrote.")


def withdraw(claim, by, editor):
    review.withdraw(claim, by=editor, reason="It was another mill.")


def dismiss(claim, by, editor):
    review.dismiss(claim, by=by, dismissed_as="opinion")


PUBLISHED = (take, rate, publish)
STEPS_TO = {
    Status.DETECTED: (),
    Status.IN_REVIEW: (take,),
    Status.RATED: (take, rate),
    Status.PUBLISHED: PUBLISHED,
    Status.CORRECTED: (*PUBLISHED, correct),
    Status.REOPENED: (*PUBLISHED, reopen),
    Status.WITHDRAWN: (*PUBLISHED, withdraw),
    Status.DISMISSED: (dismiss,),
}


def move_wording(wording: Wording, claim: Claim) -> None:
    """Put a wording into a claim as a merge does: the claim that it founded is merged into that."""
    Claim.objects.filter(canonical_wording=wording).exclude(pk=claim.pk).update(merged_into=claim)
    Wording.objects.filter(pk=wording.pk).update(claim=claim)
