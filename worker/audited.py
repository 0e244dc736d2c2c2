"""What a worker changes is recorded as done by its task."""

import inspect
from typing import Any

from celery import Task

from claims.audit import recorded_as


class AuditedTask(Task):
    """Says which task it is that changes something, and about which row: the ids that it was given."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        given = inspect.signature(self.run).bind(*args, **kwargs).arguments
        rows = {name.removesuffix("_id"): value for name, value in given.items() if name.endswith("_id")}
        with recorded_as(task=self.name, message=self.request.id, **rows):
            return super().__call__(*args, **kwargs)
