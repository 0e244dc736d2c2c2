"""Every endpoint and action for every role and for strangers, from the one table in claims/roles.py."""

from types import SimpleNamespace

import pytest
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from claims import review
from claims.api.urls import urlpatterns
from claims.lifecycle import Status
from claims.models import Match
from claims.roles import MAY, Action, Role
from tests.factories import (
    bring,
    client_of,
    grounds,
    make_article,
    make_claim,
    make_evidence,
    make_mention,
    make_read_article,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

REASON = {"reason": "A reader wrote."}
PIECE = {"url": "https://books.example/mill", "excerpt": "It mills until December.", "stance": "against"}
VERDICT = {"rating": "false", "rationale": "The books.", "definition": "It mills.", "as_of": "2026-03-05"}
NOBODY = None


def of_claim(status=Status.DETECTED, path="", **body):
    """A call on a claim of this status, which the person has taken if anybody has."""

    def call(user):
        by = user if status == Status.IN_REVIEW and user and not is_submitter(user) else None
        claim = make_claim(status, by=by)
        return f"claims/{claim.pk}{path}", body, claim

    return call


def is_submitter(user):
    return user.groups.filter(name=Role.SUBMITTER).exists()


def rating(status, path, **more):
    def call(user):
        address, _, claim = of_claim(status, path)(user)
        return address, VERDICT | more | {"evidence": [PIECE]}, claim

    return call


def assigning(user):
    address, _, claim = of_claim(path="/assign")(user)
    return address, {"assignee": None}, claim


def dismissing(user):
    address, _, claim = of_claim(path="/dismiss")(user)
    return address, {"as": "opinion"}, claim


def releasing_anybodys(user):
    claim = make_claim(Status.IN_REVIEW)
    return f"claims/{claim.pk}/release", {}, claim


def rating_second(settings):
    def call(user):
        settings.BLIND_REVIEW = True
        address, _, claim = of_claim(Status.RATED, "/rate-second")(user)
        return address, {"rating": "mostly-false", "rationale": "So the books say."}, claim

    return call


def bulk(action, status=Status.DETECTED, **fields):
    def call(user):
        _, _, claim = of_claim(status)(user)
        return "claims/bulk", {"action": action, "claims": [{"id": claim.pk, "version": claim.version}], **fields}, None

    return call


def of_mention(path="", rejected=False, confirmed=True, **body):
    def call(user):
        mention = make_mention(confirmed=confirmed)
        if rejected:
            review.reject_mention(mention, by=make_user(Role.REVIEWER), reason="No claim.")
        return f"mentions/{mention.pk}{path}", body, mention.wording.claim

    return call


def of_review(path=""):
    return lambda user: (f"reviews/{make_claim(Status.RATED).reviews.get().pk}{path}", {}, None)


def of_evidence(user):
    claim = make_claim()
    return f"evidence/{make_evidence(claim, make_user(Role.REVIEWER)).pk}", {}, claim


def of_proposal(path="", taken=False):
    def call(user):
        published, other = make_claim(Status.PUBLISHED), make_claim()
        first, second = sorted([published.canonical_wording, other.canonical_wording], key=lambda wording: wording.pk)
        Match.objects.create(first=first, second=second, relation="same", score=0.99, state="confirmed")
        (proposal,) = review.propose_from(published)
        if taken:
            bring(other, Status.IN_REVIEW, by=None if user is None or is_submitter(user) else user)
        return f"proposals/{proposal.pk}{path}", {}, other

    return call


def of_match(path="", rejected=False, **body):
    def call(user):
        first, second = sorted([make_mention().wording, make_mention().wording], key=lambda wording: wording.pk)
        match = Match.objects.create(first=first, second=second, relation="same", score=0.9)
        if rejected:
            review.reject_match(match, by=make_user(Role.REVIEWER))
        seen = SimpleNamespace(version=f"{match.first.claim.version}.{match.second.claim.version}")
        return f"matches/{match.pk}{path}", body, seen

    return call


def explaining(user):
    return f"matches/explain?a={make_claim().pk}&b={make_claim().pk}", {}, None


def merging(user):
    address, _, claim = of_claim(path="/merge")(user)
    return address, {"into": make_claim().pk, "into_version": 1}, claim


def of_two(path, name):
    """A call on a claim of two wordings that names the one that does not stand for it."""

    def call(user):
        claim, other = make_claim(), make_claim()
        review.merge(other, into=claim, by=make_user(Role.REVIEWER))
        wording = other.canonical_wording_id
        return f"claims/{claim.pk}{path}", {name: [wording] if name == "wordings" else wording} if name else {}, claim

    return call


def deciding_on_origins(user):
    article, other = make_read_article(), make_read_article()
    return f"articles/{article.pk}/origin", {"article": other.pk, "origins": "one"}, None


def correcting(user):
    claim = make_claim(Status.PUBLISHED)
    return f"claims/{claim.pk}/correct", VERDICT | REASON | {"evidence": [PIECE]}, claim


def approving_a_correction(user):
    claim, by = make_claim(Status.PUBLISHED), make_user(Role.REVIEWER)
    review.correct(claim, by=by, reason="The books were wrong.", **grounds(claim, by))
    return f"claims/{claim.pk}/approve", {}, claim


def plain(path, **body):
    return lambda user: (path, body, None)


TEXT = "The mill will close in March, the mayor said on Monday of that week, and nobody in the town was surprised."
# (path in the router, method): its action, and a call that succeeds for whoever may, or several.
TABLE = {
    ("articles", "get"): (Action.READ, plain("articles")),
    ("articles", "post"): (Action.SUBMIT, plain("articles", text=TEXT)),
    ("articles/batch", "post"): (Action.SUBMIT, plain("articles/batch", articles=[{"text": TEXT}])),
    ("articles/{pk}", "get"): (Action.READ, lambda user: (f"articles/{make_article().pk}", {}, None)),
    ("articles/{pk}/replay", "post"): (
        Action.REPLAY,
        lambda user: (f"articles/{make_read_article().pk}/replay", {}, None),
    ),
    ("articles/{pk}/origin", "post"): (Action.ORIGIN, deciding_on_origins),
    ("claims", "get"): (Action.READ, plain("claims")),
    ("claims/{pk}", "get"): (Action.READ, of_claim()),
    ("claims/{pk}/comments", "get"): (Action.READ, of_claim(path="/comments")),
    ("claims/{pk}/comments", "post"): (Action.COMMENT, of_claim(path="/comments", text="Ask the mill.")),
    ("claims/{pk}/evidence", "get"): (Action.READ, of_claim(path="/evidence")),
    ("claims/{pk}/evidence", "post"): (Action.EVIDENCE, of_claim(path="/evidence", **PIECE)),
    ("claims/{pk}/timeline", "get"): (Action.READ, of_claim(path="/timeline")),
    ("claims/{pk}/drift", "get"): (Action.READ, of_claim(path="/drift")),
    ("claims/{pk}/take", "post"): (Action.TAKE, of_claim(path="/take")),
    ("claims/{pk}/release", "post"): (Action.RELEASE, of_claim(Status.IN_REVIEW, "/release")),
    ("claims/{pk}/assign", "post"): (Action.ASSIGN, assigning),
    ("claims/{pk}/due", "post"): (Action.SET_DUE, of_claim(path="/due", due_on=timezone.localdate().isoformat())),
    ("claims/{pk}/rate", "post"): (Action.RATE, rating(Status.IN_REVIEW, "/rate")),
    ("claims/{pk}/approve", "post"): (Action.APPROVE, of_claim(Status.RATED, "/approve")),
    ("claims/{pk}/rate-second", "post"): (Action.RATE_SECOND, rating_second),
    ("claims/{pk}/send-back", "post"): (Action.SEND_BACK, of_claim(Status.RATED, "/send-back", **REASON)),
    ("claims/{pk}/dismiss", "post"): (Action.DISMISS, dismissing),
    ("claims/{pk}/correct", "post"): (Action.CORRECT, correcting),
    ("claims/{pk}/reopen", "post"): (Action.REOPEN, of_claim(Status.PUBLISHED, "/reopen", **REASON)),
    ("claims/{pk}/withdraw", "post"): (Action.WITHDRAW, of_claim(Status.PUBLISHED, "/withdraw", **REASON)),
    ("claims/bulk", "post"): (Action.TAKE, bulk("take")),
    ("mentions", "get"): (Action.READ, plain("mentions")),
    ("mentions/corrections", "get"): (Action.READ, plain("mentions/corrections")),
    ("mentions/{pk}", "get"): (Action.READ, of_mention()),
    ("mentions/{pk}/confirm", "post"): (Action.MENTION, of_mention("/confirm", confirmed=False)),
    ("mentions/{pk}/reject", "post"): (Action.MENTION, of_mention("/reject", **REASON)),
    ("mentions/{pk}/restore", "post"): (Action.MENTION, of_mention("/restore", rejected=True)),
    ("mentions/{pk}/correct", "post"): (Action.MENTION, of_mention("/correct", source_name="Ann Reed")),
    ("mentions/{pk}/saying", "post"): (Action.MENTION, of_mention("/saying", saying="drifts")),
    ("sources", "get"): (Action.READ, plain("sources")),
    ("sources/{pk}", "get"): (Action.READ, lambda user: (f"sources/{make_source().pk}", {}, None)),
    ("matches", "get"): (Action.READ, plain("matches")),
    ("matches/{pk}", "get"): (Action.READ, of_match()),
    ("matches/{pk}/confirm", "post"): (Action.MATCH, of_match("/confirm", relation="conflict")),
    ("matches/{pk}/reject", "post"): (Action.MATCH, of_match("/reject")),
    ("matches/{pk}/reopen", "post"): (Action.MATCH, of_match("/reopen", rejected=True)),
    ("matches/explain", "get"): (Action.READ, explaining),
    ("match", "post"): (Action.READ, plain("match", text=TEXT)),
    ("claims/{pk}/merge", "post"): (Action.MATCH, merging),
    ("claims/{pk}/split", "post"): (Action.MATCH, of_two("/split", "wordings")),
    ("claims/{pk}/canonical", "post"): (Action.MATCH, of_two("/canonical", "wording")),
    ("claims/{pk}/undo", "post"): (Action.MATCH, of_two("/undo", "")),
    ("reviews", "get"): (Action.READ, plain("reviews")),
    ("reviews/{pk}", "get"): (Action.READ, of_review()),
    ("reviews/{pk}/relied-on", "get"): (Action.READ, of_review("/relied-on")),
    ("evidence", "get"): (Action.READ, plain("evidence")),
    ("evidence/{pk}", "get"): (Action.READ, of_evidence),
    ("evidence/{pk}", "delete"): (Action.EVIDENCE, of_evidence),
    ("proposals", "get"): (Action.READ, plain("proposals")),
    ("proposals/{pk}", "get"): (Action.READ, of_proposal()),
    ("proposals/{pk}/accept", "post"): (Action.PROPOSAL, of_proposal("/accept", taken=True)),
    ("proposals/{pk}/decline", "post"): (Action.PROPOSAL, of_proposal("/decline")),
    ("ratings", "get"): (Action.READ, plain("ratings")),
}
# Where what a call takes depends on more than its path.
BY_CIRCUMSTANCE = {
    "release anybody's": ("post", Action.RELEASE_ANY, releasing_anybodys),
    "approve a correction": ("post", Action.APPROVE, approving_a_correction),
    "bulk release": ("post", Action.RELEASE, bulk("release", Status.IN_REVIEW)),
    "bulk assign": ("post", Action.ASSIGN, bulk("assign", assignee=None)),
    "bulk due": ("post", Action.SET_DUE, bulk("due", due_on=None)),
    "bulk dismiss": ("post", Action.DISMISS, bulk("dismiss", **{"as": "opinion"})),
}
# Whoever signs in has no role yet, and signing out takes none; tests/api/test_submission.py has both.
FREE = {("auth/sign-in", "post"), ("auth/sign-out", "post")}
# No endpoint: ratings and accounts are kept in the admin.
ELSEWHERE = {Action.CONFIGURE}
WHO = [*Role, NOBODY]


def endpoints(patterns=urlpatterns, path=""):
    """(path, method) of everything under /api/v1/, found by walking the paths that Django resolves."""
    for pattern in patterns:
        here = path + readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and here.startswith("v1/"):
            for method in methods_of(pattern.callback):
                yield here.removeprefix("v1/").rstrip("/"), method


def readable(regex):
    return regex.replace("(?P<pk>[^/.]+)", "{pk}").replace("/?$", "").lstrip("^").removesuffix("\\Z")


def methods_of(callback):
    if hasattr(callback, "actions"):
        return [method for method in callback.actions if method not in ("head", "options")]
    return [method for method in ("get", "post", "put", "patch", "delete") if hasattr(callback.view_class, method)]


def status_for(method, call, role):
    """What the real stack answers to a person of this role, or to a stranger, whose call is in order otherwise."""
    user = make_user(role) if role else None
    path, body, claim = call(user)
    headers = {"If-Match": f'"{claim.version}"'} if claim and method != "get" else {}
    return getattr(client_of(user), method)(f"/api/v1/{path}", *([body] if method != "get" else []), headers=headers)


def agrees(response, action, role):
    if role is None:
        return response.status_code == 401
    return 200 <= response.status_code < 300 if role in MAY[action] else response.status_code == 403


def test_every_endpoint_has_its_row():
    assert set(endpoints()) == set(TABLE) | FREE


def test_every_action_has_an_endpoint():
    tried = {action for action, _ in TABLE.values()} | {action for _, action, _ in BY_CIRCUMSTANCE.values()}
    assert tried == set(Action) - ELSEWHERE


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("endpoint", TABLE, ids=lambda endpoint: f"{endpoint[1].upper()} {endpoint[0]}")
def test_who_may_may_and_nobody_else(endpoint, role, settings):
    action, call = TABLE[endpoint]
    response = status_for(endpoint[1], call(settings) if call is rating_second else call, role)
    assert agrees(response, action, role), (response.status_code, response.content)


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("circumstance", BY_CIRCUMSTANCE)
def test_who_may_depends_on_the_circumstance_too(circumstance, role):
    method, action, call = BY_CIRCUMSTANCE[circumstance]
    response = status_for(method, call, role)
    assert agrees(response, action, role), (response.status_code, response.content)
    if response.status_code == 207:
        assert [row["status"] for row in response.json()["results"]] == [200]


@pytest.mark.parametrize("endpoint", TABLE, ids=lambda endpoint: f"{endpoint[1].upper()} {endpoint[0]}")
def test_an_account_without_a_role_may_nothing(endpoint):
    path, method = endpoint
    user = make_user()
    user.groups.clear()
    response = getattr(client_of(user), method)(f"/api/v1/{path.replace('{pk}', '1')}")
    assert response.status_code == 403
