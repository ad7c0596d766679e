-- Consents: what may be told of a person to whom, why and until when.
--
-- api.consents(individual_ref) gives {"individual_ref", "name", "may_record": bool, "notice": text|null,
--   "consents": [{"ref": "C-…", "version", "kind": "part2_consent|authorization", "status": "active|expired|revoked|not_yet",
--     "from": {"kind": "organization|sector|any", "code", "name"}, "to": [{"kind": "organization|sector|staff", "code", "name"}, …],
--     "categories": [{"code", "name"}, …], "purpose", "signer", "authority", "authority_name", "signed_on": date,
--     "signature_on_file": bool, "where_filed": text|null, "starts", "expires": date|null, "expires_event": text|null,
--     "redisclosure": bool, "recorded_by": text, "recorded_at", "ended_at", "revoked_at", "revoked_reason",
--     "renews": ref|null, "renewed_by": ref|null, "limit": text|null (what it opens less than it says), "actions": ["renew", "revoke"]}, …]}      newest first
--   notice: goes with the page where any of them is for substance-use content. Those are listed to their parties only.
--
-- api.grant_consent takes {"kind", "from": {"kind", "code"}, "to": [{"kind", "code"}, …], "categories": [code, …],
--   "purpose": code or words, "signer": name, "authority": code, "signed_on": date, "signature_on_file": true,
--   "where_filed": text, "right_to_revoke": true (what was signed tells of it), "starts": date or instant, "expires": date | "none",
--   "expires_event": text, "redisclosure": bool}. A party may be a code alone.
-- All of these give {"consent_ref", "individual_ref", "version", "status", "starts", "expires", "replayed": bool}.

CREATE FUNCTION api.consents(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    wanted bigint := engine.individual_to_see(individual_ref, v);
    seen bigint[] := engine.consents_seen(wanted, v);
BEGIN
    PERFORM engine.disclose_opened(wanted, 'consents', engine.consent_contents(seen), v);
    RETURN (
        SELECT jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'name', engine.person_name(i.family, i.given),
            'may_record', engine.may_record_consent(v),
            'notice', (SELECT engine.redisclosure_notice() FROM app.consent c WHERE c.id = ANY (seen) AND engine.consent_is_apart(c) LIMIT 1),
            'consents', (SELECT coalesce(jsonb_agg(engine.consent_json(c, v) ORDER BY c.recorded_at DESC, c.id DESC), '[]') FROM app.consent c WHERE c.id = ANY (seen)))
        FROM app.individual i WHERE i.id = wanted);
END $$;
COMMENT ON FUNCTION api.consents(text) IS
    'The consents of a person, newest first. HF404: no such person to this reader. Those for substance-use content are there for their parties only.';

CREATE FUNCTION api.consent_choices(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    sectors jsonb;
    organizations jsonb;
BEGIN
    PERFORM engine.individual_to_see(individual_ref, v);
    SELECT coalesce(jsonb_agg(engine.party_json('sector', o.sector, engine.sector_words(o.sector)) ORDER BY o.sector), '[]') INTO sectors
    FROM (SELECT DISTINCT k.sector FROM app.organization k WHERE k.active) o;
    SELECT coalesce(jsonb_agg(engine.party_json('organization', o.code, o.name) ORDER BY o.id = v.organization_id DESC, o.name), '[]') INTO organizations
    FROM app.organization o WHERE o.active;
    RETURN jsonb_build_object(
        'kinds', (SELECT jsonb_agg(to_jsonb(k)) FROM engine.consent_kinds() k),
        -- Of what others hold, a coordinator alone records who may be told.
        'from', CASE WHEN v.coordinates THEN organizations || sectors || engine.party_json('any', '*', 'Whoever in the network holds it')
                     ELSE jsonb_build_array(organizations -> 0) END,
        'organizations', organizations, 'sectors', sectors,
        'staff', (SELECT coalesce(jsonb_agg(engine.party_json('staff', s.login, s.name || ', ' || o.name) ORDER BY s.name, s.login), '[]')
                  FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.active AND s.disabled_at IS NULL),
        'categories', (SELECT jsonb_agg(to_jsonb(k)) FROM engine.consent_categories() k),
        'purposes', (SELECT jsonb_agg(to_jsonb(k) - 'care') FROM engine.consent_purposes() k),
        'authorities', (SELECT jsonb_agg(to_jsonb(k)) FROM engine.consent_authorities() k));
END $$;
COMMENT ON FUNCTION api.consent_choices(text) IS 'What a consent of that person can be made of, each with code and name; one''s own organisation first. HF404: no such person to this reader.';

CREATE FUNCTION api.grant_consent(request_id uuid, individual_ref text, consent jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual_ref', individual_ref, 'consent', consent);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    wanted bigint := engine.individual_to_see(individual_ref, v);
    answer jsonb;
    c app.consent;
BEGIN
    IF NOT engine.may_record_consent(v) THEN
        PERFORM engine.refuse_seen('record a consent', 'those who work with this person');
    END IF;
    PERFORM 1 FROM app.individual i WHERE i.id = wanted FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'grant_consent', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.refuse_merged(i) FROM app.individual i WHERE i.id = wanted;
    v.at := app.now();
    c := engine.read_consent(wanted, consent, me, v.at);
    PERFORM engine.check_recorder(c, v);
    c := engine.store_consent(c, me, 'grant', request_id);
    answer := engine.consent_answer(c, v.at);
    PERFORM engine.keep_answer(me, request_id, 'grant_consent', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.grant_consent(uuid, text, jsonb) IS
    'Records what a person has allowed. HF404: no duty of care work, or no such person to this reader; HF400 names the element of 42 CFR 2.31 that is missing; HF412: it cannot be so, or somebody would open what others hold: whoever is no coordinator names their own organisation as from, and a coordinator opens substance-use content of others to anybody but their own; HF422.';

-- api.renew_consent takes what differs from the consent renewed, as api.grant_consent does; signed_on, signature_on_file,
--   right_to_revoke and expires are asked for anew. It begins at once and ends the one renewed. Gives also "renews": ref.
-- api.revoke_consent takes {"reason": text, "how": in_writing|spoken|event, "date": date}; how is asked for. how event: what it was to end with
--   (expires_event) has happened. Gives also "tasks": [ref, …], opened for both sides of every referral under way on it.

CREATE FUNCTION api.renew_consent(request_id uuid, consent_ref text, change jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('consent_ref', consent_ref, 'change', change);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    was app.consent := engine.consent_to_see(consent_ref, v);
    answer jsonb;
    c app.consent;
    opened bigint[] := '{}';
BEGIN
    IF NOT engine.may_record_consent(v) THEN
        PERFORM engine.refuse_seen('renew a consent', 'those who work with this person');
    END IF;
    was := engine.lock_consent(was);
    answer := engine.once(me, request_id, 'renew_consent', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    v.at := app.now();
    PERFORM engine.check_change(change, array_remove(array_remove(engine.consent_keys(), 'kind'), 'starts'));
    IF was.end_kind IN ('revoked', 'renewed') THEN
        PERFORM engine.refuse('HF412', format('%s was %s.', engine.consent_ref(was.id), CASE was.end_kind WHEN 'revoked' THEN 'taken back' ELSE 'renewed already' END),
                              'Record a new consent.');
    END IF;
    c := engine.read_consent(was.individual_id, engine.renewed_as(was, change), me, v.at);
    PERFORM engine.check_recorder(c, v);
    c.renews_id := was.id;
    c := engine.store_consent(c, me, 'renew', request_id);
    opened := (engine.end_consent(was, 'renewed', me, v.at, 'renewed', jsonb_build_object('by', engine.consent_ref(c.id)), NULL, request_id)).opened;
    answer := engine.consent_answer(c, v.at) || jsonb_build_object('renews', engine.consent_ref(was.id), 'tasks', engine.task_refs(opened));
    PERFORM engine.keep_answer(me, request_id, 'renew_consent', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.renew_consent(uuid, text, jsonb) IS
    'A consent was signed anew: another one begins at once, and this one ends. HF404: not the reader''s to know of, or no duty of care work; HF400 names what is missing; HF412: taken back or renewed before; HF422.';

CREATE FUNCTION api.revoke_consent(request_id uuid, consent_ref text, detail jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('consent_ref', consent_ref, 'detail', detail);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    c app.consent := engine.consent_to_see(consent_ref, v);
    answer jsonb;
    done record;
BEGIN
    IF NOT engine.may_record_consent(v) THEN
        PERFORM engine.refuse_seen('end a consent', 'those who work with this person');
    END IF;
    c := engine.lock_consent(c);
    answer := engine.once(me, request_id, 'revoke_consent', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    v.at := app.now();
    PERFORM engine.check_revoker(c, v);
    c := engine.read_revocation(c, detail, v.at);
    done := engine.end_consent(c, CASE c.revoked_how WHEN 'event' THEN 'expired' ELSE 'revoked' END, me, v.at, 'revoke',
        jsonb_strip_nulls(jsonb_build_object('how', c.revoked_how, 'date', engine.read_day(detail, 'date'))), jsonb_strip_nulls(jsonb_build_object('reason', c.revoked_reason)), request_id);
    answer := engine.consent_answer(done.ended, v.at) || jsonb_build_object('tasks', engine.task_refs(done.opened));
    PERFORM engine.keep_answer(me, request_id, 'revoke_consent', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.revoke_consent(uuid, text, jsonb) IS
    'A consent was taken back, or what it was to end with happened: nothing new is told on it from now on, in open consoles too; both sides of referrals under way on it get a task. HF404: not the reader''s to know of, or no duty of care work; HF400 names what is missing; HF412: over already, or the caller is only told on it; HF422.';
