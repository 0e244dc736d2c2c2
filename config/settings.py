"""Every setting of the service. The environment is read here, once; a bad value stops the process by its name."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
import pghistory
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from config import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def positive(name: str, default: int) -> int:
    value: str = env.str(name, default=str(default))
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ImproperlyConfigured(f"{name} must be a positive whole number, not {value!r}.")
    return int(value)


def probability(name: str, default: float) -> float:
    value: str = env.str(name, default=str(default))
    if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", value):
        raise ImproperlyConfigured(f"{name} must be a number from 0 to 1, not {value!r}.")
    return float(value)


def flag(name: str) -> bool:
    value: str = env.str(name, default="").lower()
    if value not in ("", "0", "1", "no", "yes", "off", "on", "false", "true"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in ("1", "yes", "on", "true")


def one_of(name: str, default: str, pattern: str, meaning: str) -> str:
    value: str = env.str(name, default=default)
    if not re.fullmatch(pattern, value):
        raise ImproperlyConfigured(f"{name} must be {meaning}, not {value!r}.")
    return value


# Security

DEBUG = flag("DEBUG")
# A random key is enough for commands and tests; whatever serves the web is given one (it signs the sessions).
SECRET_KEY = env.str("SECRET_KEY", default="") or get_random_secret_key()
# This machine may always ask: that is how it is found out whether the service is ready.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = flag("HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The application

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "claims",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "claims.audit.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LANGUAGE_CODE = "en"
USE_I18N = False
FORMAT_MODULE_PATH = ["config.formats"]  # times with their zone
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"] if not HTTPS else []

STATIC_URL = "/static/"
# Read from the packages as they are: nothing to collect, nothing to forget after an upgrade.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# The database

# The service connects as a role that may not rewrite what was recorded. The schema belongs to another, as which only
# the migrations connect: web and workers need not know its password.
_GIVEN_URL = env.str("DATABASE_URL", default="")
DATABASE_URL = _GIVEN_URL or embedded.database_url()
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="") or _GIVEN_URL or embedded.owner_url()
OWNER = "owner"  # the alias of the connection that migrates


def database(name: str, url: str) -> dict[str, Any]:
    settings: dict[str, Any] = env.db_url_config(url)
    if settings.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must be a postgres:// URL: nothing but PostgreSQL keeps the promises.")
    return settings | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}


def pooled(settings: dict[str, Any]) -> dict[str, Any]:
    pool = {"min_size": 0, "max_size": positive("DATABASE_POOL", 8), "timeout": 5}
    return settings | {"OPTIONS": settings.get("OPTIONS", {}) | {"pool": pool}}


# In tests the owner makes the database and empties it; what is tested connects to it as the service.
DATABASES = {
    "default": pooled(database("DATABASE_URL", DATABASE_URL)) | {"TEST": {"MIRROR": OWNER}},
    OWNER: database("DATABASE_OWNER_URL", DATABASE_OWNER_URL) | {"TEST": {"DEPENDENCIES": []}},
}

# The audit trail

# Who acted stands in each event: a table of contexts would have to be updated.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # in the order in which things happened within a transaction
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_APPEND_ONLY = True

# The queue

REDIS_URL = env.str("REDIS_URL", default=embedded.redis_url())
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=embedded.broker_url(REDIS_URL))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    # Look for what a killed worker held every few seconds, not every hundred.
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    # Who submits an article does not wait for a broker that is away: one more try, then the sweep rings later.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="claims")

# Reading articles

READING_SECONDS = positive("READING_SECONDS", 240)  # one article may take so long; then the attempt has failed
LEASE_SECONDS = positive("LEASE_SECONDS", READING_SECONDS + 60)  # after which a worker that fell silent is given up on
READING_ATTEMPTS = positive("READING_ATTEMPTS", 3)
SWEEP_SECONDS = positive("SWEEP_SECONDS", 15)
SWEEP_LIMIT = positive("SWEEP_LIMIT", 200)  # articles rung for in one sweep
RING_AGAIN_SECONDS = positive("RING_AGAIN_SECONDS", 300)  # between two rings for the same waiting article
RETRY_SECONDS = positive("RETRY_SECONDS", 5)  # before the second attempt; twice that before the third
if LEASE_SECONDS <= READING_SECONDS:
    raise ImproperlyConfigured("LEASE_SECONDS must be more than READING_SECONDS: a lease outlives its reading.")

# Matching

MATCH_SAME_FROM = probability("MATCH_SAME_FROM", 0.0)  # the least score that joins two claims; never below the judge's
MATCH_SUGGEST_FROM = probability("MATCH_SUGGEST_FROM", 0.5)  # the least score that is shown to people as a suggestion

# Reviewing

BLIND_REVIEW = flag("BLIND_REVIEW")  # the second person rates without seeing the first one's rating

# The HTTP interface

ARTICLE_BYTES = positive("ARTICLE_BYTES", 1_000_000)  # of UTF-8, a text or an HTML page
BATCH_BYTES = positive("BATCH_BYTES", 10_000_000)
BATCH_ITEMS = positive("BATCH_ITEMS", 500)
BULK_CLAIMS = positive("BULK_CLAIMS", 200)  # changed by one call
SIGN_IN_RATE = one_of("SIGN_IN_RATE", "20/min", r"\d+/(sec|min|hour|day)", "a rate such as 20/min")
PROXIES = int(one_of("PROXIES", "0", r"\d", "the number of proxies, 0 to 9"))
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.permissions.RoleAllows"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": [
        "claims.api.filters.StrictFilterBackend",
        "claims.api.filters.FullTextFilter",
        "claims.api.filters.StrictOrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "claims.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.errors.problem",
    "NUM_PROXIES": PROXIES,  # whose X-Forwarded-For is to be believed
    "DEFAULT_THROTTLE_RATES": {"sign-in": SIGN_IN_RATE},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=positive("TOKEN_DAYS", 90)),
    "AUTH_HEADER_PREFIX": "Token",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claimtrail",
    "DESCRIPTION": "Who said what, through whom, in which words: attributed claims from news articles.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ArticleStatus": "claims.models.Article.Status",
        "ClaimStatus": "claims.lifecycle.Status",
        "ConfirmableRelation": "claims.api.forms.CONFIRMABLE",
        "DismissedAs": "claims.models.Claim.Dismissed",
        "EvidenceStance": "claims.models.Evidence.Stance",
        "MatchState": "claims.models.Match.State",
        "Relation": "claims.models.Match.Relation",
        "ProposalState": "claims.models.Proposal.State",
        "Saying": "claims.models.Mention.Saying",
        "MentionKind": "claims.models.Mention.Kind",
        "SourceKind": "claims.models.Source.Kind",
    },
    # The page and its scripts come from a package: it works with no network.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
}

# The reviewers' desk

UNFOLD = {
    "SITE_TITLE": "Claimtrail",
    "SITE_HEADER": "Claimtrail",
    "SITE_SUBHEADER": "Who said what, in which words",
    "SITE_SYMBOL": "format_quote",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "claims.admin.navigation.favicon"}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": ["claims.admin.navigation.stylesheet"],
    "DASHBOARD_CALLBACK": "claims.admin.dashboard.fill",
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "navigation": "claims.admin.navigation.sidebar",
    },
    "COMMAND": {"search_callback": "claims.admin.navigation.find_records"},
    "COLORS": {
        # A teal dark enough for white letters on its 600.
        "primary": {
            "50": "oklch(98.4% .014 180.7)",
            "100": "oklch(95.3% .051 180.8)",
            "200": "oklch(91% .096 180.4)",
            "300": "oklch(85.5% .138 181.1)",
            "400": "oklch(77.7% .152 181.9)",
            "500": "oklch(64% .128 183.5)",
            "600": "oklch(51.1% .096 186.4)",
            "700": "oklch(43.7% .078 188.2)",
            "800": "oklch(38.6% .063 188.4)",
            "900": "oklch(33% .055 190)",
            "950": "oklch(27.7% .046 192.5)",
        },
    },
}
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Logs: a line of JSON an event, or for people with LOG_FORMAT=console

LOG_FORMAT = one_of("LOG_FORMAT", "console" if DEBUG else "json", "json|console", "json or console")
LOG_LEVEL = one_of("LOG_LEVEL", "INFO", "(?i:debug|info|warning|error|critical)", "a level such as INFO").upper()
_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
]
_RENDERER: Any = structlog.dev.ConsoleRenderer() if LOG_FORMAT == "console" else structlog.processors.JSONRenderer()
_FORMATTING: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
# Without the local variables: they hold whole articles, and passwords.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
_FORMATTING += [_RENDERER] if LOG_FORMAT == "console" else [_TRACEBACKS, _RENDERER]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": _FORMATTING,
            "foreign_pre_chain": _PROCESSORS,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
