"""JSON in, of a bounded size."""

import codecs
import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser


class TooLarge(APIException):
    """The body of the request is longer than the endpoint reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class BoundedJSONParser(BaseParser):
    """Reads no more than a view's `body_bytes`, and names the body as the field that is wrong.

    Not a subclass of DRF's JSONParser, to which DRF hands a body that Django has read, and bounded, by then.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The document in `stream`, UTF-8. Raises TooLarge, and ValidationError for the field "body"."""
        most = getattr((parser_context or {}).get("view"), "body_bytes", settings.ARTICLE_BYTES)
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise TooLarge(f"The body of this request may have {most:,} bytes at the most.")
        try:
            text = raw.decode("utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8")
        except UnicodeDecodeError as error:
            raise _bad_body(f"The body is not UTF-8: byte {error.start} starts no character.", "not_utf8") from error
        try:
            return json.loads(text, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise _bad_body("The body nests too deep.", "not_json") from error
        except ValueError as error:
            raise _bad_body(f"The body is not JSON: {error}.", "not_json") from error


def _bad_body(sentence: str, code: str) -> ValidationError:
    return ValidationError({"body": [sentence]}, code=code)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")
