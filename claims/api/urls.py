"""The paths under /api/."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from claims.api import accounts, desk, errors, matching, views

router = SimpleRouter()
router.trailing_slash = "/?"  # with the slash or without, as people type it
router.register("articles", views.Articles, "article")
router.register("claims", desk.Claims, "claim")
router.register("mentions", desk.Mentions, "mention")
router.register("sources", views.Sources, "source")
router.register("matches", matching.Matches, "match")
router.register("match", matching.Recognition, "recognition")
router.register("reviews", desk.Reviews, "review")
router.register("evidence", desk.EvidenceViews, "evidence")
router.register("proposals", desk.Proposals, "proposal")
router.register("ratings", desk.Ratings, "rating")

urlpatterns = [
    path("v1/", include(router.urls)),
    re_path(r"^v1/auth/sign-in/?$", accounts.SignIn.as_view(), name="sign-in"),
    re_path(r"^v1/auth/sign-out/?$", accounts.SignOut.as_view(), name="sign-out"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    re_path(r"", errors.not_found),
]
