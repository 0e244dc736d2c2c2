"""Every path of the service."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.defaults import server_error as html_server_error
from django.views.generic import RedirectView

from claims.api.errors import server_error
from config import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("api/", include("claims.api.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("django_prometheus.urls")),
]


def handler500(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw, in the form that the path is read in."""
    return server_error(request) if request.path.startswith("/api/") else html_server_error(request)
