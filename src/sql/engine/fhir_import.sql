-- Taking a Bundle: each resource whole or not at all, none twice, and a reason for each that stays out.

CREATE FUNCTION engine.fhir_source(e engine.fhir_entry) RETURNS app.import_source LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT s FROM app.import_source s WHERE s.system = e.system AND s.resource_type = e.kind AND s.source_id = e.id);
END $$;
COMMENT ON FUNCTION engine.fhir_source(engine.fhir_entry) IS 'What became of that resource before; NULL: it is new here.';

CREATE FUNCTION engine.fhir_is_old(e engine.fhir_entry, s app.import_source) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(e.updated < s.updated_at, false)
        OR (e.digest = ANY (s.earlier) AND NOT coalesce(e.updated > s.updated_at, false))
$$;
COMMENT ON FUNCTION engine.fhir_is_old(engine.fhir_entry, app.import_source) IS
    'A message delivered late: older than what was taken, by its lastUpdated; or the same as something that was taken before that.';

CREATE FUNCTION engine.fhir_keep(e engine.fhir_entry, entity_kind text, entity_id bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.import_source AS s (system, resource_type, source_id, digest, entity_kind, entity_id, updated_at)
    VALUES (e.system, e.kind, e.id, e.digest, fhir_keep.entity_kind, fhir_keep.entity_id, e.updated)
    ON CONFLICT (system, resource_type, source_id) DO UPDATE
    SET digest = excluded.digest, updated_at = GREATEST(s.updated_at, excluded.updated_at),
        earlier = CASE WHEN s.digest = excluded.digest OR s.digest = ANY (s.earlier) THEN s.earlier ELSE s.earlier || s.digest END
$$;
COMMENT ON FUNCTION engine.fhir_keep(engine.fhir_entry, text, bigint) IS 'Remembers what came of a resource, and its content by its digest.';

CREATE FUNCTION engine.fhir_answer(what text, ref text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('what', what, 'ref', ref)
$$;
COMMENT ON FUNCTION engine.fhir_answer(text, text) IS 'Taken: created, updated, noted (on the record of what it is about), unchanged, or read (looked up only), and what it is here.';

CREATE FUNCTION engine.fhir_left(reason text, mend text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('reason', reason, 'mend', mend, 'fault', false)
$$;
COMMENT ON FUNCTION engine.fhir_left(text, text) IS 'Left out although nothing is wrong with it: it is no open work.';

CREATE FUNCTION engine.fhir_entity_ref(s app.import_source) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE s.entity_kind WHEN 'individual' THEN engine.individual_ref(s.entity_id) WHEN 'referral' THEN engine.referral_ref(s.entity_id)
                              ELSE (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = s.entity_id) END
$$;
COMMENT ON FUNCTION engine.fhir_entity_ref(app.import_source) IS 'The reference of what a resource became.';

CREATE FUNCTION engine.fhir_take_new(run engine.fhir_run, e engine.fhir_entry, known jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    s app.import_source := engine.fhir_source(e);
BEGIN
    IF s.digest = e.digest OR engine.fhir_is_old(e, s) THEN
        UPDATE app.import_source k SET updated_at = e.updated
        WHERE (k.system, k.resource_type, k.source_id) = (s.system, s.resource_type, s.source_id) AND s.digest = e.digest AND e.updated > k.updated_at;
        RETURN engine.fhir_answer('unchanged', engine.fhir_entity_ref(s));
    END IF;
    CASE e.kind
        WHEN 'Patient' THEN RETURN engine.fhir_patient(run, e, s);
        WHEN 'ServiceRequest' THEN RETURN engine.fhir_request(run, e, s, known);
        WHEN 'Task' THEN RETURN engine.fhir_task(run, e, s, known);
        ELSE RETURN engine.fhir_answer('read', engine.fhir_ours(e.resource, known));
    END CASE;
END $$;
COMMENT ON FUNCTION engine.fhir_take_new(engine.fhir_run, engine.fhir_entry, jsonb) IS
    'What came of the resource: a new one is taken, one delivered again changes nothing, a newer one what is here. Organisations and staff are the policy''s: those are only looked up.';

CREATE FUNCTION engine.fhir_take(run engine.fhir_run, e engine.fhir_entry, known jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
    code text;
    reason text;
    mend text;
BEGIN
    IF e.id IS NULL THEN
        PERFORM engine.refuse('HF400', 'It has no id, so that it could not be known again.', 'Have it sent with its id.');
    END IF;
    answer := engine.fhir_take_new(run, e, known);
    RETURN jsonb_build_object('path', e.path, 'resource', e.name) || answer;
EXCEPTION
    WHEN SQLSTATE 'HF400' OR SQLSTATE 'HF404' OR SQLSTATE 'HF409' OR SQLSTATE 'HF412' OR data_exception THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, reason = MESSAGE_TEXT, mend = PG_EXCEPTION_HINT;
        IF code NOT LIKE 'HF%' THEN
            reason := 'A part of it is not of the kind that FHIR R4 says.';
            mend := 'Have it sent as FHIR R4 says.';
        END IF;
        RETURN jsonb_build_object('path', e.path, 'resource', e.name, 'reason', reason, 'mend', mend, 'fault', true);
END $$;
COMMENT ON FUNCTION engine.fhir_take(engine.fhir_run, engine.fhir_entry, jsonb) IS
    'Takes one resource, wholly or not at all; {path, resource, what, ref} or {path, resource, reason, mend, fault}. fault: something is wrong with it.';

CREATE FUNCTION engine.fhir_other(e engine.fhir_entry) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('path', e.path, 'resource', NULL) || CASE
        WHEN e.resource IS NULL THEN engine.fhir_left('This entry holds no resource.', '')
        ELSE '{"reason": "It does not say what it is (resourceType).", "mend": "Have it sent as FHIR R4 says.", "fault": true}' END
$$;
COMMENT ON FUNCTION engine.fhir_other(engine.fhir_entry) IS 'Why an entry without a kind is left out.';

CREATE FUNCTION engine.fhir_import(run engine.fhir_run, entries jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    known jsonb := engine.fhir_known(entries);
    all_of engine.fhir_entry[] := ARRAY(SELECT engine.fhir_entry(run, e, n) FROM jsonb_array_elements(entries) WITH ORDINALITY x (e, n));
    e engine.fhir_entry;
    answers jsonb[] := '{}';
BEGIN
    FOR e IN SELECT k.* FROM unnest(all_of) k WHERE k.kind IS NULL OR k.kind = ANY (engine.fhir_kinds())
             ORDER BY array_position(engine.fhir_kinds(), k.kind), k.updated NULLS FIRST, k.n LOOP
        answers := answers || CASE WHEN e.kind IS NULL THEN engine.fhir_other(e) ELSE engine.fhir_take(run, e, known) END;
    END LOOP;
    RETURN jsonb_build_object(
        'taken', (SELECT coalesce(jsonb_agg(a ORDER BY n), '[]') FROM unnest(answers) WITH ORDINALITY x (a, n) WHERE a ? 'what'),
        'refused', (SELECT coalesce(jsonb_agg(a ORDER BY n), '[]') FROM unnest(answers) WITH ORDINALITY x (a, n) WHERE a ? 'reason'),
        'not_taken', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', g.kind, 'count', g.count) ORDER BY g.kind), '[]')
                      FROM (SELECT k.kind, count(*) FROM unnest(all_of) k WHERE NOT k.kind = ANY (engine.fhir_kinds()) GROUP BY 1) g));
END $$;
COMMENT ON FUNCTION engine.fhir_import(engine.fhir_run, jsonb) IS
    'Takes the entries of a Bundle: people before what is asked for them, and of one resource sent twice the older content first.';
