"""From names to sources: what joins across articles, and how one is merged into another."""

import pytest

from claims.errors import BadMerge
from claims.models import Source
from claims.sources import is_full_name, key_of, merge_sources
from tests.factories import make_source

FULL_NAMES = [
    ("Jane Saki", "person", True),
    ("Donald J. Trump", "person", True),
    ("R. Gil Kerlikowske", "person", True),
    ("J.K. Rowling", "person", True),
    ("Bill de Blasio", "person", True),
    ("Al Gore", "person", True),
    ("Saki", "person", False),
    ("J. Saki", "person", False),
    ("Saki Jr.", "person", False),
    ("de Blasio", "person", False),
    ("Le Pen", "person", False),
    ("", "person", False),
    ("NATO", "organisation", True),
    ("New York Times", "publication", True),
    ("two officials", "unnamed", False),
    ("the report of the committee", "document", False),
]


@pytest.mark.parametrize(("name", "kind", "expected"), FULL_NAMES)
def test_full_name(name, kind, expected):
    assert is_full_name(name, kind) is expected


KEYS = [
    ("Jane Saki", "jane  saki", True),
    ("Beto O’Rourke", "Beto O'Rourke", True),
    ("Jane Saki", "Joan Saki", False),
    ("George W. Bush", "George H.W. Bush", False),
    ("Saki", "Saki", False),
]


@pytest.mark.parametrize(("here", "there", "is_one"), KEYS)
def test_a_source_is_joined_across_articles_on_a_full_name_that_fits(here, there, is_one):
    assert (key_of(here, "person", 1) == key_of(there, "person", 2)) is is_one


def test_a_surname_stays_one_source_in_its_article():
    assert key_of("Saki", "person", 1) == key_of("saki", "person", 1)


def merged(**named):
    return {name: Source.objects.get(pk=source.pk).merged_into_id for name, source in named.items()}


@pytest.mark.django_db
def test_what_was_merged_into_a_source_goes_along():
    first, second, third = (make_source() for _ in range(3))
    merge_sources(first, second)
    merge_sources(second, third)
    assert merged(first=first, second=second, third=third) == {"first": third.pk, "second": third.pk, "third": None}


@pytest.mark.django_db
def test_a_source_is_not_merged_into_itself():
    source = make_source()
    with pytest.raises(BadMerge, match="into itself"):
        merge_sources(source, source)


@pytest.mark.django_db
def test_a_source_is_not_merged_into_one_that_was_merged():
    first, second, third = (make_source() for _ in range(3))
    merge_sources(first, second)
    with pytest.raises(BadMerge, match=f"into source {second.pk}: merge into that one"):
        merge_sources(third, first)


@pytest.mark.django_db
def test_a_source_is_not_merged_twice_or_in_a_circle():
    first, second = make_source(), make_source()
    merge_sources(first, second)
    with pytest.raises(BadMerge, match="was merged already"):
        merge_sources(first, second)
    with pytest.raises(BadMerge, match="was itself merged"):
        merge_sources(second, first)
