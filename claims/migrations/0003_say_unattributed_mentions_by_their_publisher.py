"""An unattributed mention has a source: the publisher of its article. It has no words for it, and no cue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_create_records")]
    operations = [
        migrations.RemoveConstraint(model_name="mention", name="unattributed_names_nobody"),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cue_spans", []), ("reported_by", None), ("source_spans", [])),
                    models.Q(("kind", "unattributed"), _negated=True),
                    _connector="OR",
                ),
                name="unattributed_quotes_nobody",
            ),
        ),
    ]
