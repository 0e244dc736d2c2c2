"""Mention: an attribution kept, in one article, at one place."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.dateformat import format as date_format

from claims.models.fields import search_document

# claims_read_back() and claims_spans_fit() are made by the migration "create_the_reading_back_of_spans".
BODY = [("body", "text"), ("size", "integer")]
DO_NOT_READ_BACK = """
    claims_read_back(body, size, {row}.content_spans) IS DISTINCT FROM {row}.content
    OR claims_spans_fit({row}.source_spans, size) IS NOT TRUE
    OR claims_spans_fit({row}.cue_spans, size) IS NOT TRUE
"""
SPANS_OF_NEW_MENTIONS = f"""
    FOR article IN SELECT DISTINCT article_id FROM new_values LOOP
        SELECT text, char_length(text) INTO body, size FROM claims_article WHERE id = article;
        IF EXISTS (
            SELECT 1 FROM new_values n WHERE n.article_id = article AND ({DO_NOT_READ_BACK.format(row="n")})
        ) THEN
            RAISE EXCEPTION 'A span of a mention does not read back from its article.'
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NULL;
"""
SPANS_OF_CHANGED_MENTION = f"""
    SELECT text, char_length(text) INTO body, size FROM claims_article WHERE id = NEW.article_id;
    IF {DO_NOT_READ_BACK.format(row="NEW")} THEN
        RAISE EXCEPTION 'A span of a mention does not read back from its article.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
RAISE_NESTING = """
    RAISE EXCEPTION 'A mention is nested in a mention of its own article, and never in itself.'
        USING ERRCODE = 'check_violation';
"""
NESTING_OF_NEW_MENTIONS = f"""
    IF EXISTS (
        SELECT 1 FROM new_values n JOIN claims_mention outside ON outside.id = n.reported_by_id
        WHERE outside.article_id <> n.article_id
    ) OR EXISTS (
        SELECT 1 FROM new_values n JOIN claims_mention inside ON inside.reported_by_id = n.id
        WHERE inside.article_id <> n.article_id
    ) OR EXISTS (
        WITH RECURSIVE upwards AS (
            SELECT id AS start, reported_by_id AS at FROM new_values WHERE reported_by_id IS NOT NULL
            UNION
            SELECT upwards.start, m.reported_by_id FROM upwards JOIN claims_mention m ON m.id = upwards.at
            WHERE m.reported_by_id IS NOT NULL
        )
        SELECT 1 FROM upwards WHERE at = start
    ) THEN {RAISE_NESTING} END IF;
    RETURN NULL;
"""
# The lock on the article lets two people who each nest one mention in the other's wait for each other.
NESTING_OF_CHANGED_MENTION = f"""
    PERFORM 1 FROM claims_article WHERE id = NEW.article_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM claims_mention outside
        WHERE outside.id = NEW.reported_by_id AND outside.article_id <> NEW.article_id
    ) OR EXISTS (
        WITH RECURSIVE upwards AS (
            SELECT NEW.reported_by_id AS at
            UNION
            SELECT m.reported_by_id FROM upwards JOIN claims_mention m ON m.id = upwards.at
            WHERE m.reported_by_id IS NOT NULL
        )
        SELECT 1 FROM upwards WHERE at = NEW.id
    ) THEN {RAISE_NESTING} END IF;
    RETURN NULL;
"""


def after_insert(name: str, function: str, declare: list[tuple[str, str]]) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),
        declare=declare,
        func=function,
    )


class Mention(models.Model):
    class Kind(models.TextChoices):
        DIRECT = "direct"
        INDIRECT = "indirect"
        MIXED = "mixed"
        UNATTRIBUTED = "unattributed"

    class Joined(models.TextChoices):
        """How the words came to their claim."""

        NEW = "new", "New wording: nobody had said it in these words"
        IDENTICAL = "identical", "Joined on identical words (the same fingerprint)"
        BY_PERSON = "by_person", "Joined by a person"

    class Saying(models.TextChoices):
        """Whether the source said it: a verdict on the mention, not on the claim."""

        CONFIRMED = "confirmed", "Confirmed against a primary source"
        DRIFTS = "drifts", "A paraphrase that drifts"
        MISATTRIBUTED = "misattributed", "Misattributed"

    article = models.ForeignKey("claims.Article", on_delete=models.PROTECT, related_name="mentions", db_index=False)
    wording = models.ForeignKey("claims.Wording", on_delete=models.PROTECT, related_name="mentions", db_index=False)
    source = models.ForeignKey(
        "claims.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="mentions", db_index=False
    )
    reported_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nested",
        help_text="The mention of the same article that this one is nested in.",
    )
    source_spans = models.JSONField(
        default=list, blank=True, help_text="[[start, end], ...] in code points, end exclusive."
    )
    cue_spans = models.JSONField(default=list, blank=True)
    content_spans = models.JSONField()
    content = models.TextField(help_text="The words at the content's spans, as they stand, pieces joined by a space.")
    kind = models.CharField(max_length=12, choices=Kind)
    stance = models.CharField(max_length=20, default="asserts")
    said_from = models.DateField(
        null=True, blank=True, help_text="The first day on which it may have been said, where the article tells when."
    )
    said_until = models.DateField(null=True, blank=True, help_text="The last such day.")
    confidence = models.FloatField()
    model_version = models.CharField(max_length=100)
    place = models.CharField(max_length=64, editable=False, help_text="Hash of the three lists of spans.")
    read_place = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Where it was read, if a person moved it since: found there again, it is still this one.",
    )
    position = models.PositiveIntegerField(
        editable=False, help_text="Where in the article it begins, to list in order."
    )
    joined = models.CharField(max_length=10, choices=Joined, default=Joined.NEW)
    confirmed = models.BooleanField(
        default=True, help_text="Not yet, where it was attached to a claim that had been published before."
    )
    superseded_at = models.DateTimeField(
        null=True, blank=True, help_text="When a later reading of the article no longer found it here."
    )
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrected_mentions"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="rejected_mentions"
    )
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_because = models.TextField(blank=True)
    saying = models.CharField(max_length=15, choices=Saying, blank=True, help_text="Did they say it?")
    saying_note = models.TextField(blank=True)
    primary_source_url = models.URLField(max_length=2000, blank=True)
    saying_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="checked_sayings"
    )
    saying_checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    search = search_document("content")

    class Meta:
        ordering = ["article", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "place"], name="one_mention_per_place"),
            models.CheckConstraint(condition=Q(confidence__range=(0.0, 1.0)), name="confidence_is_a_probability"),
            models.CheckConstraint(condition=~Q(content=""), name="mention_has_content"),
            models.CheckConstraint(
                condition=Q(source_spans=[], cue_spans=[], reported_by=None) | ~Q(kind="unattributed"),
                name="unattributed_quotes_nobody",
            ),
            models.CheckConstraint(
                condition=Q(rejected_by=None, rejected_at=None, rejected_because="")
                | (Q(rejected_by__isnull=False, rejected_at__isnull=False) & ~Q(rejected_because="")),
                name="rejection_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(saying="", saying_note="", primary_source_url="")
                & Q(saying_checked_by=None, saying_checked_at=None)
                | ~Q(saying="") & Q(saying_checked_by__isnull=False, saying_checked_at__isnull=False),
                name="saying_says_who_checked",
            ),
            models.CheckConstraint(
                condition=~Q(saying="confirmed") | ~Q(primary_source_url=""), name="confirmed_against_a_source"
            ),
            models.CheckConstraint(
                condition=Q(said_from=None, said_until=None)
                | Q(said_from__lte=F("said_until"), said_from__isnull=False, said_until__isnull=False),
                name="said_from_before_said_until",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="mention_search"),
            models.Index(fields=["wording", "-id"], name="mention_of_wording"),
            models.Index(fields=["source", "-id"], name="mention_of_source"),
            models.Index(fields=["article", "position", "id"], name="mention_in_order"),
            models.Index(fields=["-id"], name="mention_unconfirmed", condition=Q(confirmed=False)),
        ]
        triggers = [
            after_insert("spans_read_back", SPANS_OF_NEW_MENTIONS, [("article", "bigint"), *BODY]),
            pgtrigger.Trigger(
                name="changed_spans_read_back",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("source_spans", "cue_spans", "content_spans", "content"),
                declare=BODY,
                func=SPANS_OF_CHANGED_MENTION,
            ),
            after_insert("nesting_has_no_circle", NESTING_OF_NEW_MENTIONS, []),
            pgtrigger.Trigger(
                name="mention_stays_in_its_article",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("article_id"),
                condition=pgtrigger.AnyChange("article"),
                func="""
                    RAISE EXCEPTION 'A mention stays in its article: its spans count characters of that text.'
                        USING ERRCODE = 'check_violation';
                """,
            ),
            pgtrigger.Trigger(
                name="changed_nesting_has_no_circle",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("reported_by_id"),
                condition=pgtrigger.Q(new__reported_by__isnull=False),
                func=NESTING_OF_CHANGED_MENTION,
            ),
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def said_when(self) -> str:
        """The days on which it may have been said, for people; empty where the article does not tell."""
        if self.said_from is None or self.said_until is None:
            return ""
        first, last = (date_format(day, "j M Y") for day in (self.said_from, self.said_until))
        return first if first == last else f"{first} to {last}"
