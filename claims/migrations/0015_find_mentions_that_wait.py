from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0014_match_wordings'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('confirmed', False)), fields=['-id'], name='mention_unconfirmed'),
        ),
    ]
