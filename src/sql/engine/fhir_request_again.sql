-- What a sender says later about a request that is a referral here. Other systems cannot name who
-- accepted or did something here, so their words are put on the record and people decide; only the
-- requester's own withdrawal ends the work.

CREATE FUNCTION engine.fhir_lock(referral_id bigint) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    PERFORM 1 FROM app.referral r WHERE r.id = referral_id FOR NO KEY UPDATE;
    SELECT k.* INTO t FROM app.task k WHERE k.referral_id = fhir_lock.referral_id AND k.kind IN ('referral', 'reroute')
    ORDER BY k.closed_at IS NULL DESC, k.id DESC LIMIT 1 FOR NO KEY UPDATE;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.fhir_lock(bigint) IS 'The referral''s open task, else its last, locked in the order of every step.';

CREATE FUNCTION engine.fhir_tell(run engine.fhir_run, t app.task, e engine.fhir_entry, words text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    signed record;
BEGIN
    signed := engine.sign_task(t, run.at, run.me, 'note', t.status, jsonb_build_object('imported', e.kind), jsonb_build_object('note', e.name || ': ' || words), run.request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(ARRAY[t.owner_organization_id, t.requester_organization_id]);
END $$;
COMMENT ON FUNCTION engine.fhir_tell(engine.fhir_run, app.task, engine.fhir_entry, text) IS 'Puts what the sender says on the record of a task that is locked, as a note of whoever imports it.';

CREATE FUNCTION engine.fhir_withdraw(run engine.fhir_run, t app.task, e engine.fhir_entry) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    s engine.step_state := engine.act_begin(run.request_id, jsonb_build_object('reason', format('withdrawn by its sender (%s: %s)', e.name, e.resource ->> 'status')));
BEGIN
    s := engine.step_lock(s, engine.task_ref(t));
    s := engine.step_look(s, 'cancel');
    IF NOT engine.step_permitted(s) OR NOT t.status = ANY ((s.step).from_status) THEN
        RETURN false;
    END IF;
    s := engine.act_do(s);
    PERFORM engine.step_store(s);
    RETURN true;
END $$;
COMMENT ON FUNCTION engine.fhir_withdraw(engine.fhir_run, app.task, engine.fhir_entry) IS 'The step cancel, as the requester would do it; false when whoever imports may not, or it is over already.';

CREATE FUNCTION engine.fhir_request_again(run engine.fhir_run, e engine.fhir_entry, s app.import_source, known jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    t app.task := engine.fhir_lock(s.entity_id);
    status text := e.resource ->> 'status';
    wanted_by timestamptz := engine.fhir_wanted_by(e.resource, NULL);
BEGIN
    IF status NOT IN ('revoked', 'entered-in-error') OR NOT engine.fhir_withdraw(run, t, e) THEN
        PERFORM engine.fhir_tell(run, t, e, concat_ws('; ', 'its sender changed it: now ' || status,
            'priority ' || (e.resource ->> 'priority'), 'wanted by ' || engine.say_time(wanted_by, run.at),
            engine.fhir_context(run, e.resource, known, NULL, NULL)));
    END IF;
    PERFORM engine.fhir_keep(e, 'referral', s.entity_id);
    RETURN engine.fhir_answer('updated', engine.task_ref(t));
END $$;
COMMENT ON FUNCTION engine.fhir_request_again(engine.fhir_run, engine.fhir_entry, app.import_source, jsonb) IS
    'A newer content of a request: withdrawn, it cancels what is open; else a note says what is different now.';
