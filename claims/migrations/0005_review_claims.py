"""Ratings, versions, proposals and comments.

Nothing could write a review, its evidence or a transition before this: their tables are empty, so columns without
a default can be added to them.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0004_refuse_to_merge_into_a_merged_source'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['claim', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='proposed', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('label', models.CharField(max_length=50)),
                ('number', models.SmallIntegerField(blank=True, help_text='The ratingValue of a ClaimReview: the higher, the nearer to true. Empty where no number fits.', null=True)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Where in the scale it is listed.')),
                ('retired', models.BooleanField(default=False, help_text='Kept for what it rated, and given to no claim any more.')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReviewEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ['review', 'evidence'],
            },
        ),
        migrations.CreateModel(
            name='SecondRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rationale', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['review'],
            },
        ),
        migrations.AlterModelOptions(
            name='evidence',
            options={'ordering': ['claim', 'id'], 'verbose_name_plural': 'evidence'},
        ),
        migrations.RemoveConstraint(
            model_name='evidence',
            name='evidence_quotes_something',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_gives_its_grounds',
        ),
        migrations.RemoveField(
            model_name='evidence',
            name='review',
        ),
        migrations.AddField(
            model_name='claim',
            name='assignee',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, help_text='Who works on it, or is to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned_claims', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='claim',
            name='dismissed_as',
            field=models.CharField(blank=True, choices=[('opinion', 'Opinion'), ('not_checkable', 'Not checkable'), ('prediction', 'Prediction'), ('duplicate', 'Duplicate'), ('out_of_scope', 'Out of scope')], editable=False, max_length=15),
        ),
        migrations.AddField(
            model_name='claim',
            name='due_on',
            field=models.DateField(blank=True, editable=False, help_text='The day by which it should be done.', null=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='added_at',
            field=models.DateTimeField(auto_now_add=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='mention',
            name='primary_source_url',
            field=models.URLField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='mention',
            name='read_place',
            field=models.CharField(blank=True, editable=False, help_text='Where it was read, if a person moved it since: found there again, it is still this one.', max_length=64),
        ),
        migrations.AddField(
            model_name='mention',
            name='rejected_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='mention',
            name='rejected_because',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='mention',
            name='rejected_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rejected_mentions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mention',
            name='saying',
            field=models.CharField(blank=True, choices=[('confirmed', 'Confirmed against a primary source'), ('drifts', 'A paraphrase that drifts'), ('misattributed', 'Misattributed')], help_text='Did they say it?', max_length=15),
        ),
        migrations.AddField(
            model_name='mention',
            name='saying_checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='mention',
            name='saying_checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checked_sayings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mention',
            name='saying_note',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='review',
            name='based_on',
            field=models.ForeignKey(blank=True, help_text='The review of another claim whose verdict was proposed for this one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='claims.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='evidence_count',
            field=models.PositiveSmallIntegerField(editable=False, help_text='On how many pieces of evidence it rests: fixed with the rating.'),
        ),
        migrations.AddField(
            model_name='review',
            name='reason',
            field=models.TextField(blank=True, help_text='Why this version follows one that was published.'),
        ),
        migrations.AddField(
            model_name='review',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='review',
            name='returned_because',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='review',
            name='returned_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returned_reviews', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transition',
            name='dismissed_as',
            field=models.CharField(blank=True, help_text='As what it was dismissed, if it was.', max_length=15),
        ),
        migrations.AddField(
            model_name='transition',
            name='version',
            field=models.PositiveIntegerField(help_text="The claim's version that the move made."),
        ),
        migrations.AlterField(
            model_name='mention',
            name='place',
            field=models.CharField(editable=False, help_text='Hash of the three lists of spans.', max_length=64),
        ),
        migrations.AlterField(
            model_name='review',
            name='rated_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('assignee__isnull', False)), fields=['assignee', '-id'], name='claim_of_assignee'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['due_on', '-id'], name='claim_by_due_date'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'dismissed'), models.Q(('dismissed_as', ''), _negated=True)), models.Q(models.Q(('status', 'dismissed'), _negated=True), ('dismissed_as', '')), _connector='OR'), name='dismissed_says_as_what'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('excerpt', ''), _negated=True), models.Q(('url', ''), _negated=True)), name='evidence_quotes_something'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', ['for', 'against', 'context'])), name='evidence_takes_sides'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rejected_at', None), ('rejected_because', ''), ('rejected_by', None)), models.Q(('rejected_at__isnull', False), ('rejected_by__isnull', False), models.Q(('rejected_because', ''), _negated=True)), _connector='OR'), name='rejection_says_who_and_why'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('primary_source_url', ''), ('saying', ''), ('saying_note', ''), ('saying_checked_at', None), ('saying_checked_by', None)), models.Q(models.Q(('saying', ''), _negated=True), ('saying_checked_at__isnull', False), ('saying_checked_by__isnull', False)), _connector='OR'), name='saying_says_who_checked'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('saying', 'confirmed'), _negated=True), models.Q(('primary_source_url', ''), _negated=True), _connector='OR'), name='confirmed_against_a_source'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.UniqueConstraint(fields=('claim', 'version'), name='one_move_per_version'),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_proposals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposal',
            name='match',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='claims.match'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='claims.review'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(fields=('slug',), name='one_rating_per_slug'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('slug', ''), _negated=True), models.Q(('label', ''), _negated=True)), name='rating_has_label'),
        ),
        migrations.RemoveField(
            model_name='review',
            name='rating',
        ),
        migrations.AddField(
            model_name='review',
            name='rating',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='claims.rating'),
        ),
        migrations.AddField(
            model_name='reviewevidence',
            name='evidence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='used_by', to='claims.evidence'),
        ),
        migrations.AddField(
            model_name='reviewevidence',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rests_on', to='claims.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='evidence',
            field=models.ManyToManyField(related_name='reviews', through='claims.ReviewEvidence', to='claims.evidence'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('approved_at__isnull', False)), fields=['expires_at'], name='review_to_expire'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None), ('returned_at', None)), fields=('claim',), name='one_review_undecided'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rationale', ''), _negated=True), models.Q(('definition', ''), _negated=True)), name='review_gives_its_grounds'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('evidence_count__gte', 1)), name='review_rests_on_something'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_because', ''), ('returned_by', None)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False), models.Q(('returned_because', ''), _negated=True)), _connector='OR'), name='return_says_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('approved_at', None), ('returned_at', None), _connector='OR'), name='approved_or_returned'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at', None), ('expires_at__gt', models.F('rated_at')), _connector='OR'), name='review_expires_later'),
        ),
        migrations.AddField(
            model_name='secondrating',
            name='rated_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_ratings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondrating',
            name='rating',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_ratings', to='claims.rating'),
        ),
        migrations.AddField(
            model_name='secondrating',
            name='review',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_rating', to='claims.review'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_says_something'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['state', '-id'], name='proposal_by_state'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('claim', 'review'), name='one_proposal_per_review'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['accepted', 'declined'])), _connector='OR'), name='proposal_says_who_decided'),
        ),
        migrations.AddConstraint(
            model_name='reviewevidence',
            constraint=models.UniqueConstraint(fields=('review', 'evidence'), name='evidence_of_a_review_once'),
        ),
        migrations.AddConstraint(
            model_name='secondrating',
            constraint=models.CheckConstraint(condition=models.Q(('rationale', ''), _negated=True), name='second_rating_gives_its_grounds'),
        ),
    ]
