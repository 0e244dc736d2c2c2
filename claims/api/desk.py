"""The reviewers' desk over HTTP: a call names the version it has seen, one function of claims.review acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DataError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims import queries, review
from claims.api import examples, filters, forms
from claims.api import serializers as as_json
from claims.api.errors import problem
from claims.api.pagination import Pages
from claims.api.versions import IF_MATCH, as_seen, etag, seen_version
from claims.drift import drift_of, first_said
from claims.errors import ClaimsError
from claims.lifecycle import moved_on
from claims.models import Claim, Evidence, Mention, Proposal, Rating, Review
from claims.review.rules import EVERY_RULE
from claims.roles import Action, may
from claims.timeline import timeline

# What belongs to one claim is listed newest first, and no filter of claims means anything there.
NESTED: dict[str, Any] = {"search_field": None, "ordering_fields": ["id"]}
PROBLEMS = {
    400: OpenApiResponse(as_json.ProblemSerializer, description="A field is missing or wrong: `errors` names it."),
    403: OpenApiResponse(as_json.ProblemSerializer, description="You may not: by role, or for another's eyes only."),
    409: OpenApiResponse(as_json.ProblemSerializer, description="The claim, as it stands, does not allow this."),
    412: OpenApiResponse(as_json.MovedOnSerializer, description="Somebody else changed the claim first."),
    428: OpenApiResponse(as_json.ProblemSerializer, description="If-Match is missing."),
}


def takes_of(*names: str) -> dict[str, Action]:
    """What each action takes: what the rules of the desk say."""
    return {name: EVERY_RULE[name].takes for name in names}


def person_of(request: Request) -> User:
    return cast(User, request.user)  # the permission has let no stranger in


def act(name: str, claim: Claim, form: forms.Form, by: User, on: object = None) -> Any:
    """Do `name` to the claim, or to the record of it in `on`, with what the form gives; all of it or nothing."""
    with transaction.atomic():
        return getattr(review, name)(on or claim, by=by, **form.arguments(claim, by))


def checked(form: type[forms.Form], request: Request) -> forms.Form:
    """The form filled from the body. Raises ValidationError."""
    filled = form(data=request.data)
    filled.is_valid(raise_exception=True)
    return filled


def claim_json(claim_id: int, request: Request) -> Response:
    """A claim with everything, as it is now."""
    claim = queries.claim_with_everything().get(pk=claim_id)
    wordings = {wording.pk: wording for wording in vars(claim)["shown_wordings"]}
    for wording in wordings.values():
        vars(wording)["shown_mentions"] = []
    for mention in queries.mentions_of(claim):
        if mention.wording_id in wordings:
            vars(wordings[mention.wording_id])["shown_mentions"].append(mention)
    matches = queries.matches_of(claim)[: queries.SHOWN]
    context = {"request": request, "matches": matches, "sources": queries.sources_of(claim)}
    context["first_said"] = first_said(claim)
    return Response(as_json.ClaimSerializer(claim, context=context).data, headers=etag(claim.version))


def change(
    name: str,
    form: type[forms.Form],
    answer: Any = as_json.ClaimSerializer,
    path: str | None = None,
    example: dict[str, Any] | None = None,
) -> Any:
    """The action of a view that does `name` of claims.review with what `form` checks, at the version in If-Match."""

    def view(self: Any, request: Request, pk: str) -> Response:
        changed: Response = self.carry_out(name, form, request)
        return changed

    view.__name__, view.__doc__ = name, EXPLAINED[name]
    decorated = action(detail=True, methods=["post"], url_path=path or name)(view)
    return extend_schema(
        request=None if form is forms.NothingForm else form,
        responses={200: answer, **PROBLEMS},
        parameters=[IF_MATCH],
        filters=False,
        examples=[OpenApiExample("An example", example, request_only=True)] if example else [],
    )(decorated)


def explained(function: Callable[..., object]) -> str:
    """The first paragraph of a function's docstring: what it does is said once."""
    return (function.__doc__ or "").split("\n\n")[0]


EXPLAINED = {name: explained(getattr(review, name)) for name in EVERY_RULE}


class Claims(viewsets.ReadOnlyModelViewSet[Claim]):
    """Claims: what wordings with the same truth conditions share, and what a reviewer reviews."""

    takes = takes_of(*review.RULES) | dict.fromkeys(("comments", "evidence", "timeline", "drift"), Action.READ)
    takes["bulk"] = Action.TAKE  # and whatever the action in the body takes
    filterset_class = filters.ClaimFilter
    search_field: str | None = "wordings__search"
    ordering_fields = ["id", "check_worthiness", "updated_at"]

    def get_queryset(self) -> QuerySet[Claim]:
        return queries.claims() if self.action == "list" else Claim.objects.select_related("assignee")

    def get_serializer_class(self) -> Any:
        return as_json.ClaimSerializer if self.action == "retrieve" else as_json.ClaimInList

    @extend_schema(
        responses={200: OpenApiResponse(as_json.ClaimSerializer, description="ETag is the claim's version, quoted.")}
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One claim with its wordings, mentions, sources, matches, reviews, and what you may do with it now."""
        return claim_json(self.get_object().pk, request)

    def carry_out(self, name: str, form: type[forms.Form], request: Request) -> Response:
        claim, version = self.get_object(), seen_version(request)
        filled = checked(form, request)
        with as_seen(claim, version, request.user):
            act(name, claim, filled, person_of(request))
        return claim_json(claim.pk, request)

    take = change("take", forms.NothingForm)
    release = change("release", forms.RemarkForm, example=examples.RELEASE)
    assign = change("assign", forms.AssignForm, example=examples.ASSIGN)
    set_due = change("set_due", forms.DueForm, path="due", example=examples.DUE)
    rate = change("rate", forms.RateForm, example=examples.RATE)
    approve = change("approve", forms.RemarkForm, example=examples.APPROVE)
    rate_second = change("rate_second", forms.RateSecondForm, path="rate-second", example=examples.RATE_SECOND)
    send_back = change("send_back", forms.ReasonForm, path="send-back", example=examples.SEND_BACK)
    dismiss = change("dismiss", forms.DismissForm, example=examples.DISMISS)
    correct = change("correct", forms.CorrectForm, example=examples.CORRECT)
    reopen = change("reopen", forms.ReasonForm, example=examples.REOPEN)
    withdraw = change("withdraw", forms.ReasonForm, example=examples.WITHDRAW)
    merge = change("merge", forms.MergeForm, example=examples.MERGE)
    split = change("split", forms.SplitForm, example=examples.SPLIT)
    put_otherwise = change("put_otherwise", forms.PutOtherwiseForm, path="canonical", example=examples.PUT_OTHERWISE)
    undo_regrouping = change("undo_regrouping", forms.NothingForm, path="undo")

    @extend_schema(responses=as_json.CommentSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], **NESTED)
    def comments(self, request: Request, pk: str) -> Response:
        """What people at the desk noted on the claim, newest first."""
        return self.page_of(self.get_object().comments.select_related("author"), as_json.CommentSerializer)

    @extend_schema(
        request=forms.CommentForm,
        responses={201: as_json.CommentSerializer, **{code: PROBLEMS[code] for code in (400, 403, 412)}},
        parameters=[
            OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="Not needed: no version changes.")
        ],
        examples=[OpenApiExample("An example", examples.COMMENT, request_only=True)],
    )
    @comments.mapping.post
    def comment(self, request: Request, pk: str) -> Response:
        """Note something on the claim. It raises no version, so it needs none."""
        claim = self.get_object()
        if "If-Match" in request.headers:
            now, seen = claim.version, seen_version(request)
            with as_seen(claim, seen, request.user):
                if seen != now:
                    raise moved_on(claim, now)
        noted = act("comment", claim, checked(forms.CommentForm, request), person_of(request))
        return Response(as_json.CommentSerializer(noted).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=as_json.EvidenceSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], **NESTED)
    def evidence(self, request: Request, pk: str) -> Response:
        """What the claim is judged by, newest first."""
        return self.page_of(queries.evidence().filter(claim=self.get_object()), as_json.EvidenceSerializer)

    @extend_schema(
        request=forms.EvidenceForm,
        responses={201: as_json.EvidenceSerializer, **PROBLEMS},
        parameters=[IF_MATCH],
        examples=[OpenApiExample("An example", examples.EVIDENCE, request_only=True)],
    )
    @evidence.mapping.post
    def add_evidence(self, request: Request, pk: str) -> Response:
        """Keep what you saw at an address, and a hash of the words."""
        claim, version = self.get_object(), seen_version(request)
        form = checked(forms.EvidenceForm, request)
        with as_seen(claim, version, request.user):
            piece = act("add_evidence", claim, form, person_of(request))
        vars(piece)["is_used"] = False
        headers = etag(claim.version) | {"Location": reverse("evidence-detail", args=[piece.pk])}
        return Response(as_json.EvidenceSerializer(piece).data, status=status.HTTP_201_CREATED, headers=headers)

    @extend_schema(
        responses={200: as_json.TimelineSerializer, 404: as_json.ProblemSerializer},
        parameters=[
            OpenApiParameter("cursor", str, description="From `next`."),
            OpenApiParameter("page_size", int, description="50 unless given, 200 at most."),
        ],
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None, **NESTED)
    def timeline(self, request: Request, pk: str) -> Response:
        """Everything that happened to the claim, newest first: who did what, when and why."""
        claim, size = self.get_object(), Pages().get_page_size(request) or Pages.page_size
        before = request.query_params.get("cursor") or None
        try:
            page = timeline(claim, request.user, limit=size, before=before)
        except (ValueError, DataError) as error:  # a time, a number or a text that is none
            raise exceptions.NotFound("Invalid cursor") from error
        following = urlencode({"cursor": page.next or "", "page_size": str(size)})
        path = request.build_absolute_uri(f"{request.path}?{following}") if page.next else None
        return Response({"next": path, "results": as_json.EntrySerializer(page.entries, many=True).data})

    @extend_schema(responses=as_json.DriftSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, **NESTED)
    def drift(self, request: Request, pk: str) -> Response:
        """Who said it first, and how its wording changed from the first to the latest, numbers included."""
        return Response(as_json.DriftSerializer(drift_of(self.get_object())).data)

    @extend_schema(
        request=forms.BulkForm,
        responses={207: as_json.BulkResultsSerializer, 400: PROBLEMS[400], 403: PROBLEMS[403]},
        examples=[OpenApiExample("An example", examples.BULK, request_only=True)],
        filters=False,
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Take, release, assign, make due or dismiss up to 200 claims; a result for each, in order, each on its own."""
        bulk = forms.BulkForm(data=request.data)
        bulk.is_valid(raise_exception=True)
        name, _ = forms.BULK[bulk.validated_data["action"]]
        if not may(request.user, EVERY_RULE[name].takes):
            raise exceptions.PermissionDenied("Your role does not allow this.")
        form, seen = bulk.form(), bulk.validated_data["claims"]
        form.is_valid(raise_exception=True)
        if len(seen) > settings.BULK_CLAIMS:
            sentence = f"At most {settings.BULK_CLAIMS} claims at once; these are {len(seen)}."
            raise exceptions.ValidationError({"claims": [sentence]})
        return Response({"results": self.act_on_each(name, form, seen)}, status=status.HTTP_207_MULTI_STATUS)

    def act_on_each(self, name: str, form: forms.Form, seen: Iterable[dict[str, int]]) -> list[dict[str, Any]]:
        """What became of each claim, in order: 200 with its new version, or its problem."""
        known = Claim.objects.select_related("assignee").in_bulk([one["id"] for one in seen])
        return [self.result_of(name, form, known.get(one["id"]), one) for one in seen]

    def result_of(self, name: str, form: forms.Form, claim: Claim | None, seen: dict[str, int]) -> dict[str, Any]:
        try:
            if claim is None:
                raise exceptions.NotFound(f"There is no claim {seen['id']}.")
            with as_seen(claim, seen["version"], self.request.user):
                act(name, claim, form, person_of(self.request))
        except (ClaimsError, exceptions.APIException) as error:
            refused = problem(error, {"request": self.request})
            assert refused is not None  # these two always have an answer
            return {"id": seen["id"], "status": refused.status_code, "problem": refused.data}
        return {"id": seen["id"], "status": status.HTTP_200_OK, "version": claim.version}

    def page_of(self, records: QuerySet[Any], serializer: Any) -> Response:
        page = self.paginate_queryset(records)
        return self.get_paginated_response(serializer(page, many=True, context=self.get_serializer_context()).data)


class Mentions(viewsets.ReadOnlyModelViewSet[Mention]):
    """Mentions: attributions kept, each in one article at one place."""

    takes = takes_of("confirm_mention", "reject_mention", "restore_mention", "correct_mention", "judge_saying")
    takes["corrections"] = Action.READ
    serializer_class = as_json.MentionSerializer
    filterset_class = filters.MentionFilter
    search_field = "search"
    ordering_fields = ["id", "position", "confidence"]

    def get_queryset(self) -> QuerySet[Mention]:
        return queries.judged_mentions()

    @extend_schema(
        responses={200: OpenApiResponse(as_json.MentionSerializer, description="ETag is its claim's version, quoted.")}
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One mention, and what you may do with it now."""
        return self.answer(self.get_object())

    def carry_out(self, name: str, form: type[forms.Form], request: Request) -> Response:
        mention, version = self.get_object(), seen_version(request)
        claim, filled = mention.wording.claim, checked(form, request)
        with as_seen(claim, version, request.user):
            act(name, claim, filled, person_of(request), on=mention)
        return self.answer(self.get_object())

    def answer(self, mention: Mention) -> Response:
        return Response(self.get_serializer(mention).data, headers=etag(mention.wording.claim.version))

    confirm_mention = change("confirm_mention", forms.NothingForm, as_json.MentionSerializer, "confirm")
    reject_mention = change("reject_mention", forms.ReasonForm, as_json.MentionSerializer, "reject", examples.REJECT)
    restore_mention = change("restore_mention", forms.NothingForm, as_json.MentionSerializer, "restore")
    correct_mention = change(
        "correct_mention", forms.CorrectMentionForm, as_json.MentionSerializer, "correct", examples.CORRECT_MENTION
    )
    judge_saying = change("judge_saying", forms.SayingForm, as_json.MentionSerializer, "saying", examples.SAYING)

    @extend_schema(responses=as_json.CorrectionsSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None, search_field=None)
    def corrections(self, request: Request) -> Response:
        """How many mentions people have rejected and corrected, by version of the model that read them."""
        return Response(as_json.CorrectionsSerializer(queries.corrections_by_model(), many=True).data)


class Reviews(viewsets.ReadOnlyModelViewSet[Review]):
    """Reviews: the versions of each claim's rating, with what they rest on."""

    takes = {"relied_on": Action.READ}
    serializer_class = as_json.ReviewSerializer
    filterset_class = filters.ReviewFilter
    ordering_fields = ["id"]

    def get_queryset(self) -> QuerySet[Review]:
        return queries.reviews()

    @extend_schema(responses=as_json.ReliedOnSerializer, filters=False)
    @action(detail=True, methods=["get"], url_path="relied-on")
    def relied_on(self, request: Request, pk: str) -> Response:
        """What rests on this review: look at it again when the review is corrected or withdrawn."""
        relying = review.relied_on(self.get_object())
        return Response(as_json.ReliedOnSerializer(relying, context=self.get_serializer_context()).data)


class EvidenceViews(mixins.DestroyModelMixin, viewsets.ReadOnlyModelViewSet[Evidence]):
    """Evidence: what claims are judged by, as somebody saw it."""

    takes = {"destroy": EVERY_RULE["remove_evidence"].takes}
    serializer_class = as_json.EvidenceSerializer
    filterset_class = filters.EvidenceFilter
    ordering_fields = ["id"]

    def get_queryset(self) -> QuerySet[Evidence]:
        return queries.evidence().select_related("claim")

    @extend_schema(responses={204: None, **PROBLEMS}, parameters=[IF_MATCH])
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take away a piece of evidence that no review rests on."""
        piece, version = self.get_object(), seen_version(request)
        with as_seen(piece.claim, version, request.user):
            review.remove_evidence(piece, by=person_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT, headers=etag(piece.claim.version))


class Proposals(viewsets.ReadOnlyModelViewSet[Proposal]):
    """Proposals: published verdicts, offered to claims that a confirmed match says are the same."""

    takes = takes_of("accept_proposal", "decline_proposal")
    filterset_class = filters.ProposalFilter
    ordering_fields = ["id"]

    def get_queryset(self) -> QuerySet[Proposal]:
        return queries.proposals()

    def get_serializer_class(self) -> Any:
        return as_json.ProposalSerializer if self.action == "list" else as_json.ProposalWithActions

    def carry_out(self, name: str, form: type[forms.Form], request: Request) -> Response:
        proposal, version = self.get_object(), seen_version(request)
        claim, filled = proposal.claim, checked(form, request)
        with as_seen(claim, version, request.user):
            act(name, claim, filled, person_of(request), on=proposal)
        return claim_json(claim.pk, request)

    accept_proposal = change("accept_proposal", forms.AcceptForm, path="accept", example=examples.ACCEPT)
    decline_proposal = change("decline_proposal", forms.NothingForm, path="decline")


class Ratings(mixins.ListModelMixin, viewsets.GenericViewSet[Rating]):
    """Ratings: the scale, from the first to the last."""

    queryset = Rating.objects.all()
    serializer_class = as_json.RatingSerializer
    filterset_class = filters.RatingFilter
    ordering_fields = ["position"]
    ordering = ["position"]
