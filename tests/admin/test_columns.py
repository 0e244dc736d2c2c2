"""How values are written on the desk."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from claims.admin.columns import as_moment, as_share, shorten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("  on \n two   lines ", "on two lines"),
        ("one two three four", "one two…"),
        ("one two, three four", "one two…"),
        ("w" * 30, "w" * 11 + "…"),
        ("one two thr" + " " * 40 + "four", "one two…"),
    ],
)
def test_shorten_keeps_to_twelve_characters_and_cuts_at_a_word(text, expected):
    assert shorten(text, 12) == expected


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", "31 Dec 2021, 12:00 UTC"), ("Asia/Bangkok", "31 Dec 2021, 19:00 +07")]
)
def test_a_moment_names_its_zone(zone, expected):
    with timezone.override(zone):
        assert f">{expected}</time>" in as_moment(datetime(2021, 12, 31, 12, tzinfo=UTC))


def test_no_moment_is_a_dash():
    assert as_moment(None) == "–"


def test_a_share_is_said_in_figures_too():
    assert "<span>93%</span>" in as_share(0.934)
