"""The service's Celery application with one task more, that does nothing: what the queue costs by itself."""

from worker.celery import app


@app.task(name="benchmarks.noop")
def noop() -> None:
    """Nothing, through the same broker, queue and acknowledgement as the reading of an article."""
