"""The Celery application: which queues there are, and what beat asks for."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from kombu import Queue

app = Celery("claims", include=["worker.tasks"], task_cls="worker.audited:AuditedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
READING, SWEEPING = settings.CELERY_TASK_DEFAULT_QUEUE, f"{settings.CELERY_TASK_DEFAULT_QUEUE}.sweep"
# A queue of its own: a sweep that waited behind a backlog would find the silent workers last.
app.conf.task_queues = [Queue(READING), Queue(SWEEPING)]
app.conf.task_routes = {"claims.sweep": {"queue": SWEEPING}}
app.conf.beat_schedule = {
    "sweep": {
        "task": "claims.sweep",
        "schedule": settings.SWEEP_SECONDS,
        "options": {"expires": settings.SWEEP_SECONDS * 4},
    }
}


@setup_logging.connect
def keep_logging_as_set_up(**_: object) -> None:
    """Django has set up the logs; a receiver of this signal keeps Celery from setting up its own."""


def is_worker_alive(timeout: float = 1.0) -> bool:
    """Whether a worker answers a ping through the broker within `timeout` seconds. Raises kombu's OperationalError."""
    replies = app.control.broadcast("ping", reply=True, limit=1, timeout=timeout)
    return bool(replies)
