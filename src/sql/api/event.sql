-- Recording what happened to somebody: api.record_event(); taking it back: api.retract_event().
--
-- api.event_types() → [{"code", "name": text, "changes": "death|admission|move"|null}, …]    in the order of the policy
--
-- api.record_event(request_id uuid, event jsonb)
--   event: {"individual": "P-…", "type": code, "occurred_at": instant|date (default: now),
--     "source": staff|person|feed|import (default staff), "level": low|medium|high|critical, "place", "note": text,
--     "category": general|substance_use (what a substance-use facility records, or what happened there, always is),
--     a move: "address", "city", "postal_code"; an admission: "until": instant|date, when the person is expected back}
--   → {"event_ref": "V-…", "opened": [ref, …], "joined": [ref, …],
--      "alerts": [{"ref", "kind", "label", "owner_role", "owner": text, "due": timestamptz|null, "joined": bool}, …],   soonest first
--      "changes": as api.life_change gives | null, "replayed": bool}
--
-- api.retract_event(request_id uuid, ref text, reason text)
--   → {"event_ref", "closed": [ref, …], "stayed": [ref, …],    stayed: others had joined it
--      "left": [ref, …],          what its change of life did that could not be put back: look there
--      "replayed": bool}
--
-- api.event(ref text) → {"event_ref", "individual_ref", "type", "name", "words": text, "occurred_at", "recorded_at": timestamptz,
--   "who": "St. Mary's, Drew Palmer", "source": text, "level", "place", "note": text|null, "category": text, "notice": text|null,
--   "retracted": {"at", "who", "reason"}|null, "work": [as alerts], "changes": bool, "actions": ["retract", "life_change", …]}
--
-- Who: duty record or coordinate, for whom they see; a retraction by the organisation that recorded it, or a coordinator. HF404 otherwise.

CREATE FUNCTION api.event_types() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    PERFORM engine.me();
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name,
                'changes', CASE t.code WHEN 'death' THEN 'death' WHEN 'move' THEN 'move' WHEN 'admission' THEN 'admission' WHEN 'readmission' THEN 'admission' END)
                ORDER BY t.position, t.id), '[]')
            FROM app.event_type t WHERE t.active);
END $$;
COMMENT ON FUNCTION api.event_types() IS 'What can have happened to somebody. HF404: a stranger.';

CREATE FUNCTION api.record_event(request_id uuid, event jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    wanted bigint := engine.individual_to_see(event ->> 'individual', v);
    person app.individual;
    e app.event;
    answer jsonb;
BEGIN
    -- Nobody waits for a page before it is theirs to see: waiting would tell that somebody works on it.
    IF NOT engine.may_record(wanted, v) THEN
        PERFORM engine.refuse_seen('record what happens to them', 'those whose roles record it, or ' || engine.coordinator_words());
    END IF;
    SELECT i.* INTO person FROM app.individual i WHERE i.id = wanted FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'record_event', event);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.refuse_merged(person);
    v.at := app.now();
    PERFORM engine.check_event(event);
    e := engine.read_event(event, person, me, v.at);
    answer := engine.add_event(e, me, request_id);
    SELECT k.* INTO e FROM app.event k WHERE k.id = engine.event_id(answer ->> 'event_ref');
    answer := answer || jsonb_build_object('changes', engine.life_proposal(e, me, v), 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'record_event', event, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.record_event(uuid, jsonb) IS
    'Records what happened, and opens or joins the work that the policy asks for; a change of life comes with what it proposes for every open item. HF404: no duty to record, or no such person to this reader; HF400: malformed; HF412: to come, or impossible; HF422.';

CREATE FUNCTION api.retract_event(request_id uuid, ref text, reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'reason', reason);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    e app.event := engine.event_to_see(ref, v);
    answer jsonb;
    done record;
    left_over bigint[];
BEGIN
    IF NOT engine.may_retract(e, v) THEN
        PERFORM engine.refuse_seen('take it back', concat_ws(', or ', (SELECT o.name FROM app.organization o WHERE o.id = e.organization_id), engine.coordinator_words()));
    END IF;
    PERFORM 1 FROM app.individual i WHERE i.id = e.individual_id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'retract_event', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 10000);
    IF engine.typed(reason) IS NULL THEN
        PERFORM engine.refuse('HF412', 'To retract, give a reason.', 'Say why.');
    END IF;
    PERFORM engine.lock_items(e.individual_id);
    SELECT k.* INTO e FROM app.event k WHERE k.id = e.id FOR NO KEY UPDATE;
    v.at := app.now();
    IF e.retracted_at IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('It was retracted at %s.', engine.say_time(e.retracted_at, v.at)), '');
    END IF;
    left_over := engine.life_back(e, me, v, reason, request_id);
    SELECT k.* INTO e FROM app.event k WHERE k.id = e.id;
    done := engine.retract(e, me, v.at, reason, request_id);
    answer := jsonb_build_object('event_ref', engine.event_ref(e.id), 'closed', engine.task_refs(done.closed), 'stayed', engine.task_refs(done.stayed),
                                 'left', engine.task_refs(left_over), 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'retract_event', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.retract_event(uuid, text, text) IS
    'It did not happen: what nothing else calls for is closed with the reason on its record, what others joined stays; a change of life is put back as far as it can be. HF404; HF412: no reason, or retracted before; HF422.';

CREATE FUNCTION api.event(ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    e app.event := engine.event_to_see(ref, v);
    work engine.event_work;
BEGIN
    PERFORM engine.disclose_event(e, v);
    SELECT coalesce(array_agg(x.task_id) FILTER (WHERE NOT x.joined), '{}'), coalesce(array_agg(x.task_id) FILTER (WHERE x.joined), '{}') INTO work
    FROM app.event_task x JOIN app.task t ON t.id = x.task_id WHERE x.event_id = e.id;
    RETURN jsonb_build_object('event_ref', engine.event_ref(e.id), 'individual_ref', engine.individual_ref(e.individual_id),
        'type', (SELECT t.code FROM app.event_type t WHERE t.id = e.type_id), 'name', engine.event_name(e), 'words', engine.event_words(e),
        'occurred_at', e.occurred_at, 'recorded_at', e.recorded_at, 'who', engine.from_words(e.recorded_by, e.organization_id), 'source', e.source,
        'level', e.level, 'place', e.place, 'note', e.note, 'category', e.category, 'notice', engine.notice_for(e.category),
        'retracted', CASE WHEN e.retracted_at IS NOT NULL THEN jsonb_build_object('at', e.retracted_at, 'reason', e.retracted_reason,
            'who', (SELECT s.name FROM app.staff s WHERE s.id = e.retracted_by)) END,
        'work', engine.work_told(work), 'changes', engine.life_kind(e) IS NOT NULL,
        'actions', array_to_json(array_remove(ARRAY[CASE WHEN e.retracted_at IS NULL AND engine.may_retract(e, v) THEN 'retract' END,
            CASE WHEN e.retracted_at IS NULL AND engine.life_kind(e) IS NOT NULL THEN 'life_change' END], NULL))) || engine.look_json(e.individual_id, v);
END $$;
COMMENT ON FUNCTION api.event(text) IS 'One event: what, when, who says so, and what came of it. HF404 otherwise.';
