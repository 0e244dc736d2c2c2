
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0005_review_claims'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_begins_detected', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."status" = \'detected\'))', func="RAISE EXCEPTION 'A claim begins as detected.' USING ERRCODE = 'check_violation';", hash='b8b8f439a2f3e454e5863540a6d93f13edd2de00', operation='INSERT', pgid='pgtrigger_claim_begins_detected_7bbe2', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_moves_legally', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))', func="\n    IF (OLD.status, NEW.status) NOT IN (('detected', 'in_review'), ('detected', 'dismissed'), ('in_review', 'detected'), ('in_review', 'rated'), ('in_review', 'reopened'), ('in_review', 'dismissed'), ('rated', 'in_review'), ('rated', 'published'), ('published', 'corrected'), ('published', 'reopened'), ('published', 'withdrawn'), ('corrected', 'corrected'), ('corrected', 'reopened'), ('corrected', 'withdrawn'), ('reopened', 'in_review'), ('reopened', 'dismissed'), ('reopened', 'withdrawn'), ('dismissed', 'reopened'), ('withdrawn', 'reopened')) THEN\n        RAISE EXCEPTION 'This is no legal move of a claim.' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.version <> OLD.version + 1 THEN\n        RAISE EXCEPTION 'A move makes the next version of a claim.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='c2d6674f520c18a4dc219e241ff4011fbd9dd2c2', operation='UPDATE OF "status"', pgid='pgtrigger_claim_moves_legally_2e6c6', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='status_has_its_review', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_approved boolean; is_pending boolean; was_public boolean;', func="\n    SELECT approved_by_id IS NOT NULL, approved_by_id IS NULL AND returned_by_id IS NULL INTO is_approved, is_pending\n        FROM claims_review WHERE claim_id = NEW.id ORDER BY version DESC LIMIT 1;\n    SELECT EXISTS (SELECT 1 FROM claims_review WHERE claim_id = NEW.id AND approved_by_id IS NOT NULL) INTO was_public;\n    IF NEW.status = 'rated' AND is_pending IS NOT TRUE THEN\n        RAISE EXCEPTION 'A rated claim has a rating that waits for a second pair of eyes.' USING ERRCODE = 'check_violation';\n    ELSIF NEW.status IN ('published', 'corrected') AND is_approved IS NOT TRUE THEN\n        RAISE EXCEPTION 'The latest review of a published claim is approved by somebody who did not rate it.' USING ERRCODE = 'check_violation';\n    ELSIF NEW.status = 'dismissed' AND was_public THEN\n        RAISE EXCEPTION 'A claim that was published is not dismissed.' USING ERRCODE = 'check_violation';\n    ELSIF NEW.status = 'withdrawn' AND NOT was_public THEN\n        RAISE EXCEPTION 'Only a claim that was published is withdrawn.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='56bd191a1cea10ca8ab16c9c2c01f7adfda956e9', operation='UPDATE OF "status"', pgid='pgtrigger_status_has_its_review_fcc18', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_version_never_falls', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."version" < (OLD."version"))', func="RAISE EXCEPTION 'The version of a claim never goes down.' USING ERRCODE = 'check_violation';", hash='66f541ad3b955c1169b7c9b18ef41eacbdff5fc5', operation='UPDATE', pgid='pgtrigger_claim_version_never_falls_df215', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='move_is_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))', constraint='CONSTRAINT', func="\n    IF NOT EXISTS (\n        SELECT 1 FROM claims_transition WHERE claim_id = NEW.id AND version = NEW.version\n            AND from_status = OLD.status AND to_status = NEW.status\n    ) THEN\n        RAISE EXCEPTION 'A move of a claim is recorded as a transition.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NULL;", hash='af00cbc65b9122654b665c37f542bb0a3e272fc7', operation='UPDATE OF "status"', pgid='pgtrigger_move_is_recorded_6d010', table='claims_claim', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='comment_is_forever', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'A comment is never changed.' USING ERRCODE = 'check_violation';", hash='f8b104d5b43ed2b20a8f6a07dbb978eaf2cefcd2', operation='UPDATE OR DELETE', pgid='pgtrigger_comment_is_forever_14d13', table='claims_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='evidence_stays_as_seen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'Evidence stays as it was seen.' USING ERRCODE = 'check_violation';", hash='74e97062b1f2da8b298a9b70bf6c5efe1192aaf4', operation='UPDATE', pgid='pgtrigger_evidence_stays_as_seen_aa49e', table='claims_evidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_rests_on_another_claim', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM claims_review\n        WHERE id = NEW.review_id AND claim_id <> NEW.claim_id AND approved_by_id IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'A proposal rests on the published review of another claim.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='4b88ca8169bb2f2ddf5cf7bcefa764605da9c75b', operation='INSERT', pgid='pgtrigger_proposal_rests_on_another_claim_60224', table='claims_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_is_decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'proposed\'))', func="RAISE EXCEPTION 'A proposal is decided once.' USING ERRCODE = 'check_violation';", hash='8dd54dadf7ee7848c9000a886e6b7a4c17414ea6', operation='UPDATE', pgid='pgtrigger_proposal_is_decided_once_63bb1', table='claims_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_stays_what_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."match_id" IS DISTINCT FROM (NEW."match_id") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id"))', func="RAISE EXCEPTION 'A proposal stays what it proposed.' USING ERRCODE = 'check_violation';", hash='b6b4605e1fd980aba636ec9523e81d995fad1154', operation='UPDATE', pgid='pgtrigger_proposal_stays_what_it_is_db503', table='claims_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'A proposal is never deleted.' USING ERRCODE = 'check_violation';", hash='4de98e527f2be04cdad5ed94bfcefa60127633da', operation='DELETE', pgid='pgtrigger_proposal_is_kept_b419d', table='claims_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rating',
            trigger=pgtrigger.compiler.Trigger(name='rating_stays_as_used', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."slug" IS DISTINCT FROM (NEW."slug"))', func="\n    IF EXISTS (SELECT 1 FROM claims_review WHERE rating_id = OLD.id)\n        OR EXISTS (SELECT 1 FROM claims_secondrating WHERE rating_id = OLD.id)\n    THEN\n        RAISE EXCEPTION 'A rating that a review uses keeps its label and number: retire it and add another.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='ea8c6a4a42e4ef15df611378eecb7ac0d2f305eb', operation='UPDATE', pgid='pgtrigger_rating_stays_as_used_7bd45', table='claims_rating', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='review_goes_on', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.approved_by_id IS NOT NULL OR NEW.returned_by_id IS NOT NULL THEN\n        RAISE EXCEPTION 'A review begins undecided.' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.version <> 1 + coalesce((SELECT max(version) FROM claims_review WHERE claim_id = NEW.claim_id), 0) THEN\n        RAISE EXCEPTION 'The versions of a review follow each other.' USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.reason = '' AND EXISTS (\n        SELECT 1 FROM claims_review WHERE claim_id = NEW.claim_id AND approved_by_id IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'A version that follows a published one says why.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='eb1184b9c0d9a2cb4fb372b698cb121dcbefaa47', operation='INSERT', pgid='pgtrigger_review_goes_on_9a440', table='claims_review', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='review_is_never_edited', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."based_on_id" IS DISTINCT FROM (NEW."based_on_id") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."evidence_count" IS DISTINCT FROM (NEW."evidence_count") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."rated_at" IS DISTINCT FROM (NEW."rated_at") OR OLD."rated_by_id" IS DISTINCT FROM (NEW."rated_by_id") OR OLD."rating_id" IS DISTINCT FROM (NEW."rating_id") OR OLD."rationale" IS DISTINCT FROM (NEW."rationale") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func="RAISE EXCEPTION 'A review is never edited.' USING ERRCODE = 'check_violation';", hash='43149940466f0cdd3a08b0aee3740a1b1b0bcc82', operation='UPDATE', pgid='pgtrigger_review_is_never_edited_2228b', table='claims_review', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='review_is_decided_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_by_id" IS NOT NULL OR OLD."returned_by_id" IS NOT NULL)', func="RAISE EXCEPTION 'A review is decided once.' USING ERRCODE = 'check_violation';", hash='6efcebeffe6a6218941acb94ea64de2963b529e6', operation='UPDATE', pgid='pgtrigger_review_is_decided_once_97817', table='claims_review', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='review_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'A review is never deleted.' USING ERRCODE = 'check_violation';", hash='18ea298bd69612d22db2398f1f09c1d4001f8005', operation='DELETE', pgid='pgtrigger_review_is_kept_b953d', table='claims_review', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='review_rests_on_all_evidence', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF NEW.evidence_count <> (SELECT count(*) FROM claims_reviewevidence WHERE review_id = NEW.id) THEN\n        RAISE EXCEPTION 'A review rests on the evidence that was fixed with its rating.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NULL;", hash='4639e00e84a8f57271dea3a45fef73f0f2e81f2a', operation='INSERT', pgid='pgtrigger_review_rests_on_all_evidence_0b769', table='claims_review', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewevidence',
            trigger=pgtrigger.compiler.Trigger(name='review_rests_on_its_own', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE fixed integer; claim bigint;', func="\n    SELECT evidence_count, claim_id INTO fixed, claim FROM claims_review WHERE id = NEW.review_id;\n    IF fixed < (SELECT count(*) FROM claims_reviewevidence WHERE review_id = NEW.review_id) THEN\n        RAISE EXCEPTION 'A review rests on the evidence that was fixed with its rating.' USING ERRCODE = 'check_violation';\n    ELSIF claim <> (SELECT claim_id FROM claims_evidence WHERE id = NEW.evidence_id) THEN\n        RAISE EXCEPTION 'A review rests on evidence of its own claim.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NULL;", hash='ef6ee264dc3e1c9adb5e12087b8096705c65dce5', operation='INSERT', pgid='pgtrigger_review_rests_on_its_own_015a8', table='claims_reviewevidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewevidence',
            trigger=pgtrigger.compiler.Trigger(name='evidence_of_a_review_is_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'The evidence of a review is fixed with its rating.' USING ERRCODE = 'check_violation';", hash='2505ea9cbd734ac726c0d917d1efc19673b77c9d', operation='UPDATE OR DELETE', pgid='pgtrigger_evidence_of_a_review_is_fixed_18609', table='claims_reviewevidence', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secondrating',
            trigger=pgtrigger.compiler.Trigger(name='second_rating_is_a_second_persons', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM claims_review\n        WHERE id = NEW.review_id AND rated_by_id <> NEW.rated_by_id\n            AND approved_by_id IS NULL AND returned_by_id IS NULL\n    ) THEN\n        RAISE EXCEPTION 'A second rating comes from another person, while the review is undecided.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='d59b14f26cd94e8161a5d9928a7ae9395d77b685', operation='INSERT', pgid='pgtrigger_second_rating_is_a_second_persons_f617f', table='claims_secondrating', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secondrating',
            trigger=pgtrigger.compiler.Trigger(name='second_rating_is_forever', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'A second rating is never changed.' USING ERRCODE = 'check_violation';", hash='d821057e5260430105b80716a1bad8bda59aba9f', operation='UPDATE OR DELETE', pgid='pgtrigger_second_rating_is_forever_d902a', table='claims_secondrating', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transition',
            trigger=pgtrigger.compiler.Trigger(name='transition_is_of_its_claim', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM claims_claim WHERE id = NEW.claim_id AND status = NEW.to_status AND version = NEW.version\n    ) THEN\n        RAISE EXCEPTION 'A transition records the move that its claim has just made.' USING ERRCODE = 'check_violation';\n    END IF;\n\nRETURN NEW;", hash='8410d0f5d0d054c901d8c45bb352927ad601ade8', operation='INSERT', pgid='pgtrigger_transition_is_of_its_claim_3e7db', table='claims_transition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='transition',
            trigger=pgtrigger.compiler.Trigger(name='transition_is_forever', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'A transition is never changed.' USING ERRCODE = 'check_violation';", hash='57651b2b1f8c4a89a1105ca49b0c609cdbce93a7', operation='UPDATE OR DELETE', pgid='pgtrigger_transition_is_forever_e7625', table='claims_transition', when='BEFORE')),
        ),
    ]
