import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0017_find_mentions_that_wait'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='match',
            name='changed_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='match',
            name='removed_delete',
        ),
        migrations.AddField(
            model_name='match',
            name='decided_because',
            field=models.TextField(blank=True, help_text='What the person who decided said of it.'),
        ),
        migrations.AddField(
            model_name='matchevent',
            name='decided_because',
            field=models.TextField(blank=True, help_text='What the person who decided said of it.'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(models.Case(models.When(models.Q(('state', 'suggested'), _negated=True), then=3), models.When(relation='conflict', then=0), models.When(models.Q(('held_because', ''), _negated=True), then=1), default=2, output_field=models.SmallIntegerField()), models.OrderBy(models.F('score'), descending=True), models.OrderBy(models.F('id'), descending=True), name='match_by_need'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='match',
            trigger=pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "claims_matchevent" ("created_at", "decided_at", "decided_because", "decided_by_id", "first_id", "held_because", "id", "model_version", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "relation", "score", "second_id", "state") VALUES (OLD."created_at", OLD."decided_at", OLD."decided_because", OLD."decided_by_id", OLD."first_id", OLD."held_because", OLD."id", OLD."model_version", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'changed\', OLD."id", OLD."reasons", OLD."relation", OLD."score", OLD."second_id", OLD."state"); RETURN NULL;', hash='74562604bcd31a2c36347833ac3470555f2e1c4a', operation='UPDATE', pgid='pgtrigger_changed_update_67821', table='claims_match', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='match',
            trigger=pgtrigger.compiler.Trigger(name='removed_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "claims_matchevent" ("created_at", "decided_at", "decided_because", "decided_by_id", "first_id", "held_because", "id", "model_version", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "relation", "score", "second_id", "state") VALUES (OLD."created_at", OLD."decided_at", OLD."decided_because", OLD."decided_by_id", OLD."first_id", OLD."held_because", OLD."id", OLD."model_version", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'removed\', OLD."id", OLD."reasons", OLD."relation", OLD."score", OLD."second_id", OLD."state"); RETURN NULL;', hash='a4486d6008f0a8b9af4b4777e933a3d677e3c6e4', operation='DELETE', pgid='pgtrigger_removed_delete_eb90f', table='claims_match', when='AFTER')),
        ),
    ]
