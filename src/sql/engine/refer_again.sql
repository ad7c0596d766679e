-- Referrals that came back because they repeat an open one: kept, so that it can be measured whether they
-- were sent after all.

CREATE FUNCTION engine.keep_duplicate(l engine.letter, p engine.plan) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.duplicate (individual_id, service_type_id, repeats_id, role_id, organization_id, at)
    SELECT (l.individual).id, (p.type).id, (engine.parse_ref(p.duplicates[1])).id, (l.role).id, (l.role).organization_id, l.at
    WHERE NOT EXISTS (SELECT FROM app.duplicate d WHERE d.individual_id = (l.individual).id AND d.service_type_id = (p.type).id AND d.role_id = (l.role).id
                        AND d.referral_id IS NULL AND d.at > l.at - interval '24 hours');
END $$;
COMMENT ON FUNCTION engine.keep_duplicate(engine.letter, engine.plan) IS 'A referral came back because it repeats an open one that its sender may see; asked again within a day it is the same.';

CREATE FUNCTION engine.duplicate_sent(l engine.letter, p engine.plan, referral_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.duplicate d SET referral_id = duplicate_sent.referral_id
    WHERE d.individual_id = (l.individual).id AND d.service_type_id = (p.type).id AND d.role_id = (l.role).id
      AND d.referral_id IS NULL AND d.at > l.at - interval '24 hours';
END $$;
COMMENT ON FUNCTION engine.duplicate_sent(engine.letter, engine.plan, bigint) IS 'It was sent after all, with a reason.';
