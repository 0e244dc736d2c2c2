from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0014_match_wordings'),
    ]

    operations = [
        migrations.AlterModelOptions(name='copy', options={'verbose_name_plural': 'copies'}),
        migrations.RenameField(model_name='copy', old_name='marks_version', new_name='print_version'),
        migrations.AddField(
            model_name='copy',
            name='sketch',
            field=models.BinaryField(blank=True, default=b'', help_text='Of the articles that share one, those that can be alike.'),
        ),
    ]
