"""What the records need of the database before they can be made: pgvector, and the function that their triggers call."""

from django.db import migrations
from pgvector.django import VectorExtension

# The words of `body` at `spans` ([[start, end], ...] in code points, end exclusive), joined by a space. Null where a
# span lies outside the text, is empty, or begins before the one before it has ended.
READ_BACK = """
CREATE FUNCTION claims_read_back(body text, spans jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    size integer := char_length(body);
    reached integer := 0;
    words text[] := '{}';
    span jsonb;
    first integer;
    past integer;
BEGIN
    IF jsonb_typeof(spans) <> 'array' THEN
        RETURN NULL;
    END IF;
    FOR span IN SELECT value FROM jsonb_array_elements(spans) LOOP
        IF jsonb_typeof(span) <> 'array' OR jsonb_array_length(span) <> 2 THEN
            RETURN NULL;
        END IF;
        first := (span ->> 0)::integer;
        past := (span ->> 1)::integer;
        IF first < reached OR past <= first OR past > size THEN
            RETURN NULL;
        END IF;
        words := words || substr(body, first + 1, past - first);
        reached := past;
    END LOOP;
    RETURN array_to_string(words, ' ');
END
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        VectorExtension(),
        migrations.RunSQL(READ_BACK, "DROP FUNCTION claims_read_back(text, jsonb)"),
    ]
