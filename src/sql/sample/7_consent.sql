-- What the people of the sample have signed: consents for substance-use treatment before anybody asks
-- for it, and releases of what their counsellors know to housing and social services.

CREATE FUNCTION sample.sign(login text, ref text, kind text, recipients text[], seed text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    today date := (app.now() AT TIME ZONE 'America/New_York')::date;
    i app.individual := (SELECT k FROM app.individual k WHERE k.id = engine.individual_id(ref));
    mine text := (SELECT o.code FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.login = sign.login);
BEGIN
    IF EXISTS (SELECT FROM app.consent c JOIN app.organization o ON o.id = c.from_organization_id
               WHERE c.individual_id = i.id AND c.kind = sign.kind AND o.code = mine AND c.ended_at IS NULL) THEN
        RETURN NULL;
    END IF;
    RETURN sample.call_as(login, 'SELECT api.grant_consent(gen_random_uuid(), ($1)[1], ($1)[2]::jsonb)', ref, jsonb_build_object(
        'kind', kind, 'from', mine, 'to', to_jsonb(recipients), 'categories', to_jsonb(CASE kind WHEN 'part2_consent' THEN '{substance_use}' ELSE '{general}' END::text[]),
        'purpose', CASE kind WHEN 'part2_consent' THEN 'care' ELSE 'coordination' END, 'signer', engine.person_name(i.family, i.given), 'authority', 'individual',
        'signed_on', today - sample.roll(seed || 'signed', 40), 'signature_on_file', true, 'where_filed', sample.one_of(seed || 'filed', '{Chart,Chart,Scanned to the record,Front desk binder}'),
        'right_to_revoke', true, 'expires', today + 120 + sample.roll(seed || 'ends', 240), 'redisclosure', kind = 'part2_consent')::text);
END $$;
COMMENT ON FUNCTION sample.sign(text, text, text, text[], text) IS 'The person signs, unless they have already, and it is recorded by whoever will tell.';

CREATE FUNCTION sample.sign_for(requester text, ref text, types text[], seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    sector text := (SELECT o.sector FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.login = requester);
BEGIN
    IF 'recovery' = ANY (types) THEN
        -- Of some the coordinators are not to know.
        PERFORM sample.sign(requester, ref, 'part2_consent', CASE sample.roll(seed || 'whom', 4) WHEN 0 THEN '{behavioral_health}' ELSE '{behavioral_health,coordination}' END::text[], seed);
    END IF;
    IF sector = 'behavioral_health' THEN
        PERFORM sample.sign(requester, ref, 'authorization', '{housing,social_services}', seed);
    END IF;
END $$;
COMMENT ON FUNCTION sample.sign_for(text, text, text[], text) IS 'What must be signed before that is asked for.';
