"""What the logs say, and what they do not."""

import logging
import sys

from django.conf import settings
from structlog.stdlib import ProcessorFormatter


def test_a_traceback_in_the_log_has_no_local_variables():
    def trip(password):
        raise ValueError("nothing to add up")

    arguments = {name: value for name, value in settings.LOGGING["formatters"]["lines"].items() if name != "()"}
    try:
        trip("correct horse")
    except ValueError:
        record = logging.LogRecord("test", logging.ERROR, "", 0, "it failed", None, sys.exc_info())
    line = ProcessorFormatter(**arguments).format(record)
    assert "nothing to add up" in line
    assert "trip" in line
    assert "correct horse" not in line
