"""Build the index of meanings with more care, and leave room beside each wording for another version of it.

A wording is changed once, soon after it is stored: it is marked as matched. Where the new version of its row finds no
room in the page of the old one, it is entered into every index anew, and that of meanings is by far the dearest.
"""

import django.contrib.postgres.indexes
import pgvector.django.indexes
from django.db import migrations, models

# By one process: several share their memory, of which a container has little. With less of it than the graph takes
# (1.2 kB a wording) building goes on in the index itself, many times as slowly.
HOW_TO_BUILD = "SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL max_parallel_maintenance_workers = 0"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0019_record_matches_whole'),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE claims_wording SET (fillfactor = 50)", "ALTER TABLE claims_wording RESET (fillfactor)"
        ),
        migrations.RunSQL(HOW_TO_BUILD, HOW_TO_BUILD),
        migrations.RemoveIndex(
            model_name='wording',
            name='wording_search',
        ),
        migrations.AddIndex(
            model_name='wording',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search'], name='wording_search'),
        ),
        migrations.RemoveIndex(
            model_name='wording',
            name='wording_nearness',
        ),
        migrations.AddIndex(
            model_name='wording',
            index=pgvector.django.indexes.HnswIndex(condition=models.Q(('article', None)), ef_construction=128, fields=['embedding'], m=16, name='wording_nearness', opclasses=['halfvec_cosine_ops']),
        ),
    ]
