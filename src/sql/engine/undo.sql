-- Undo: one's own last step is taken back by a step of its own; nothing is erased (DESIGN 4.6).

CREATE FUNCTION engine.undo_found(s engine.step_state) RETURNS app.step_undo LANGUAGE plpgsql STABLE AS $$
DECLARE
    u app.step_undo;
BEGIN
    SELECT k.* INTO u FROM app.step_undo k WHERE k.task_id = (s.t).id;
    IF u.task_id IS NULL THEN
        PERFORM engine.refuse('HF412', 'There is nothing to undo.', 'Correct, reopen or mark it as a mistake instead (=).', 'with nothing to undo');
    END IF;
    IF u.staff_id <> (s.me).id OR u.version <> (s.t).version THEN
        PERFORM engine.refuse('HF412', 'It went on after your step, so that can no longer be undone.', 'Correct, reopen or mark it as a mistake instead (=).', 'gone on since');
    END IF;
    IF u.until < s.at THEN
        PERFORM engine.refuse('HF412', format('It could be undone until %s.', engine.say_time(u.until, s.at)), 'Correct, reopen or mark it as a mistake instead (=).', 'too late to undo');
    END IF;
    RETURN u;
END $$;
COMMENT ON FUNCTION engine.undo_found(engine.step_state) IS 'What undo takes back. HF412: nothing, somebody went on, or the time for it is over.';

CREATE FUNCTION engine.refuse_touched(o app.task) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    actor text;
BEGIN
    IF o.version <> 1 THEN
        SELECT e.actor INTO actor FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = o.id AND e.at >= o.created_at AND e.version > 1 ORDER BY e.seq DESC LIMIT 1;
        PERFORM engine.refuse('HF412', format('%s has acted on %s since.',
                                coalesce((SELECT k.name FROM app.staff k WHERE k.login = actor), 'The program'), engine.task_ref(o)),
                              'Talk to them; correct, reopen or mark it as a mistake instead (=).', 'gone on since');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_touched(app.task) IS 'HF412 where somebody has acted on what a step opened: says who did.';

CREATE FUNCTION engine.undo_opened(INOUT s engine.step_state, opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    o app.task;
BEGIN
    FOR o IN SELECT k.* FROM app.task k WHERE k.id = ANY (opened) ORDER BY k.id FOR NO KEY UPDATE LOOP
        PERFORM engine.refuse_touched(o);
        s := engine.withdraw(s, o.id, 'cancelled');
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.undo_opened(engine.step_state, bigint[]) IS 'Takes back what the step opened, where nobody has acted on it; else HF412 says who did.';

CREATE FUNCTION engine.restore_clock(was app.clock) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.clock k
    SET target = was.target, ladder_id = was.ladder_id, counts_from = was.counts_from, due = was.due, promised = was.promised,
        legal_by = was.legal_by,
        held_at = was.held_at, held_remaining = was.held_remaining, late_since = was.late_since,
        stopped_at = was.stopped_at, met_at = was.met_at, exhausted_at = was.exhausted_at, ladder_since = was.ladder_since,
        next_rung = was.next_rung, next_repetition = was.next_repetition, rung_at = was.rung_at,
        patience_at = was.patience_at, exhausts_at = was.exhausts_at
    WHERE k.id = was.id;
    IF was.stopped_at IS NULL THEN
        PERFORM engine.clock_reopen(was.id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.restore_clock(app.clock) IS 'The same clock row as it was: due unchanged, withdrawn rungs armed again.';

CREATE FUNCTION engine.drop_clock(clock_id bigint, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM app.clock c WHERE c.id = drop_clock.clock_id AND NOT EXISTS (SELECT 1 FROM app.reach f WHERE f.clock_id = c.id);
    IF NOT FOUND THEN
        PERFORM engine.clock_stop(drop_clock.clock_id, at, false);
    END IF;
END $$;
COMMENT ON FUNCTION engine.drop_clock(bigint, timestamptz) IS 'The clock that the undone step began: it never ran, unless a rung of it has fired.';

CREATE FUNCTION engine.as_before(t app.task, before jsonb) RETURNS app.task LANGUAGE plpgsql STABLE AS $$
DECLARE
    o app.task := jsonb_populate_record(t, before - '{version,ledger_seq,ledger_head}'::text[]);
BEGIN
    RETURN o;
END $$;
COMMENT ON FUNCTION engine.as_before(app.task, jsonb) IS 'The task as its image has it; its version and its record only ever go on.';

CREATE FUNCTION engine.undo_other(INOUT s engine.step_state, before jsonb) LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    o app.task;
    undone bigint;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = (before -> 'task' ->> 'id')::bigint FOR NO KEY UPDATE;
    IF t.version <> (before -> 'task' ->> 'version')::integer + 1 THEN
        PERFORM engine.refuse('HF412', format('%s has gone on since.', engine.task_ref(t)), 'Correct, reopen or mark it as a mistake instead (=).', 'gone on since');
    END IF;
    o := engine.as_before(t, before -> 'task');
    o.version := t.version + 1;
    PERFORM engine.restore_clock(jsonb_populate_record(NULL::app.clock, before -> 'clock'));
    -- Which entry of its own record is taken back with it: what was done here answers nothing any more.
    SELECT l.id INTO undone FROM app.ledger l
    WHERE l.entity_kind = 'task' AND l.entity_id = t.id AND l.at >= t.created_at AND l.version = t.version ORDER BY l.seq LIMIT 1;
    signed := engine.sign_task(o, s.at, s.me, 'undo', t.status, jsonb_build_object('by', engine.task_ref(s.t), 'undoes', undone), NULL, s.request_id);
    PERFORM engine.put_task(signed.t);
    s.concerned := s.concerned || o.owner_organization_id;
END $$;
COMMENT ON FUNCTION engine.undo_other(engine.step_state, jsonb) IS 'Puts back another task that the undone step changed. HF412 when it has gone on since.';

CREATE FUNCTION engine.act_undo(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    u app.step_undo := engine.undo_found(s);
    other jsonb;
BEGIN
    s := engine.undo_opened(s, ARRAY(SELECT jsonb_array_elements_text(u.before -> 'opened')::bigint));
    FOR other IN SELECT e FROM jsonb_array_elements(u.before -> 'others') e LOOP
        s := engine.undo_other(s, other);
    END LOOP;
    s.t := engine.as_before(s.t, u.before -> 'task');
    IF (s.t).clock_id <> (s.was).clock_id THEN
        PERFORM engine.drop_clock((s.was).clock_id, s.at);
    END IF;
    UPDATE app.reach f SET withdrawn_at = s.at WHERE f.id = (u.before ->> 'reach')::bigint;
    IF u.before ? 'clock' THEN
        PERFORM engine.restore_clock(jsonb_populate_record(NULL::app.clock, u.before -> 'clock'));
    ELSIF (s.t).closed_at IS NULL THEN
        PERFORM engine.clock_reopen((s.t).clock_id);
    END IF;
    IF u.before ? 'referral' THEN
        s.referral := jsonb_populate_record(s.referral, u.before -> 'referral');
    END IF;
    PERFORM engine.undo_follows(s, u.before);
    s.facts := s.facts || jsonb_build_object('undoes', u.entry_id, 'undone', u.action);
    s.content_changed := u.before ? 'referral';
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_undo(engine.step_state) IS
    'Takes back the actor''s own last step: status, owner and the same clock row come back, what it opened is cancelled if untouched, what it closed is open again. A compensating entry, never a deletion.';
