-- What an event that changes life means for every open item: api.life_change(), and doing it.
--
-- api.life_change(event_ref text) → {"event_ref", "individual_ref", "kind": "death|admission|move", "words": text,
--   "applied": {"at", "who": text, "undo_until": timestamptz|null}|null,
--   "items": [{"ref": "R-…"|"T-…"|"plan"|"pathway CODE"|"case_review", "label": text, "state_words": text|null, "who": text,
--     "may": bool,               the reader may do it; else it stays
--     "proposed": {"action": cancel|hold|note|address|seek|review|close_plan|stop_pathway|stay, "detail": {…}, "words": "waits until Fri 27 Nov 08:00"}}, …]}
--   null: the event changes no life.
-- api.life_change_apply(request_id uuid, event_ref text, except_refs text[] DEFAULT '{}')
--   → {"event_ref", "done": [{"ref", "action", "words"}, …], "stayed": [ref, …], "undo_until": timestamptz, "replayed": bool}
-- api.life_change_undo(request_id uuid, event_ref text) → {"event_ref", "back": [ref, …], "replayed": bool}

CREATE FUNCTION api.life_change(event_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    e app.event := engine.event_to_see(event_ref, v);
    proposed jsonb := engine.life_proposal(e, engine.me(), v);
BEGIN
    PERFORM engine.disclose_event(e, v);
    PERFORM engine.disclose_opened(e.individual_id, 'plan', engine.ref_contents(engine.refs_in(proposed, '$.items[*].ref'), v), v);
    RETURN proposed;
END $$;
COMMENT ON FUNCTION api.life_change(text) IS 'Every open item of the person with the step that the event proposes for it, as far as the reader sees the items. HF404 otherwise.';

CREATE FUNCTION api.life_change_apply(request_id uuid, event_ref text, except_refs text[] DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('event', event_ref, 'except', except_refs);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    e app.event := engine.event_to_see(event_ref, v);
    answer jsonb;
BEGIN
    IF NOT engine.may_record(e.individual_id, v) THEN
        PERFORM engine.refuse_seen('record what follows from it', 'those whose roles record what happens to people');
    END IF;
    PERFORM 1 FROM app.individual i WHERE i.id = e.individual_id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'life_change_apply', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.lock_items(e.individual_id);
    SELECT k.* INTO e FROM app.event k WHERE k.id = e.id FOR NO KEY UPDATE;
    v.at := app.now();
    IF e.retracted_at IS NOT NULL OR engine.life_kind(e) IS NULL THEN
        PERFORM engine.refuse('HF412', 'It changes nothing that is open.', CASE WHEN e.retracted_at IS NULL THEN '' ELSE 'It was retracted.' END);
    ELSIF EXISTS (SELECT FROM app.life_change c WHERE c.event_id = e.id AND c.undone_at IS NULL) THEN
        PERFORM engine.refuse('HF409', 'That has been done already.', 'Look again.');
    END IF;
    answer := engine.apply_life(e, coalesce(except_refs, '{}'), me, v, request_id);
    PERFORM engine.keep_answer(me, request_id, 'life_change_apply', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.life_change_apply(uuid, text, text[]) IS
    'Does every proposed step that this person may do, except those named, in one transaction, each on its item''s own record. HF404; HF409: done already, or somebody works on an item; HF412; HF422.';

CREATE FUNCTION api.life_change_undo(request_id uuid, event_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('event', event_ref);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    e app.event := engine.event_to_see(event_ref, v);
    c app.life_change;
    answer jsonb;
BEGIN
    PERFORM 1 FROM app.individual i WHERE i.id = e.individual_id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'life_change_undo', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.lock_items(e.individual_id);
    SELECT k.* INTO e FROM app.event k WHERE k.id = e.id FOR NO KEY UPDATE;
    SELECT k.* INTO c FROM app.life_change k WHERE k.event_id = e.id AND k.undone_at IS NULL;
    v.at := app.now();
    IF c.event_id IS NULL OR c.applied_by <> me.id THEN
        PERFORM engine.refuse('HF412', 'There is nothing of yours to undo.', 'Reopen the items one by one, or retract the event.');
    ELSIF c.applied_at + (SELECT n.undo_within FROM app.network n) < v.at THEN
        PERFORM engine.refuse('HF412', format('It could be undone until %s.', engine.say_time(c.applied_at + (SELECT n.undo_within FROM app.network n), v.at)),
                              'Reopen the items one by one, or retract the event.');
    END IF;
    answer := engine.undo_life(e, me, v.at, request_id);
    PERFORM engine.keep_answer(me, request_id, 'life_change_undo', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.life_change_undo(uuid, text) IS
    'Puts back all that api.life_change_apply did, by whoever did it and while it may be undone: all or nothing. HF404; HF412: nothing of theirs, too late, or an item went on; HF422.';
