"""What the records need of the database before they can be made: pgvector, and the functions that their triggers call."""

from django.db import migrations
from pgvector.django import VectorExtension

# Whether `spans` ([[start, end], ...] in code points, end exclusive) lie in a text of `size` code points, each with
# something in it, and each after the one before.
SPANS_FIT = """
CREATE FUNCTION claims_spans_fit(spans jsonb, size integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    reached integer := 0;
    span jsonb;
BEGIN
    IF jsonb_typeof(spans) <> 'array' THEN
        RETURN false;
    END IF;
    FOR span IN SELECT value FROM jsonb_array_elements(spans) LOOP
        IF jsonb_typeof(span) <> 'array' OR jsonb_array_length(span) <> 2
            OR jsonb_typeof(span -> 0) <> 'number' OR jsonb_typeof(span -> 1) <> 'number'
        THEN
            RETURN false;
        END IF;
        IF (span ->> 0)::integer < reached OR (span ->> 1)::integer <= (span ->> 0)::integer THEN
            RETURN false;
        END IF;
        reached := (span ->> 1)::integer;
    END LOOP;
    RETURN reached <= size;
END
$$
"""

# The words of `body` at `spans`, joined by a space; null where they do not fit. `size` is given, for counting the
# characters of a long text again for each of its mentions takes most of the time.
READ_BACK = """
CREATE FUNCTION claims_read_back(body text, size integer, spans jsonb) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT CASE WHEN claims_spans_fit(spans, size) THEN (
        SELECT coalesce(string_agg(substr(body, at + 1, past - at), ' ' ORDER BY at), '')
        FROM (
            SELECT (span ->> 0)::integer AS at, (span ->> 1)::integer AS past
            FROM jsonb_array_elements(spans) AS span
        ) AS pieces
    ) END
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        VectorExtension(),
        migrations.RunSQL(SPANS_FIT, "DROP FUNCTION claims_spans_fit(jsonb, integer)"),
        migrations.RunSQL(READ_BACK, "DROP FUNCTION claims_read_back(text, integer, jsonb)"),
    ]
