"""Expressions that several records share."""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db.models import GeneratedField, Value
from django.db.models.functions import Left

# A tsvector holds at most a megabyte of distinct words: an article of random words must not fail to be stored.
SEARCHED = 100_000


def search_document(*columns: str) -> GeneratedField:
    """A column for full-text search, kept by the database, over the beginning of each of `columns`, in code points."""
    vector = SearchVector(*(Left(column, Value(SEARCHED)) for column in columns), config="english")
    return GeneratedField(expression=vector, output_field=SearchVectorField(), db_persist=True)
