from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0016_say_which_model_embedded'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('confirmed', False)), fields=['-id'], name='mention_unconfirmed'),
        ),
    ]
