-- Doing what a change of life proposes, and putting it back. Every step goes the way of api.act,
-- with the item's own checks, record and undo.

CREATE FUNCTION engine.lock_items(individual_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM app.referral r WHERE r.individual_id = lock_items.individual_id AND r.closed_at IS NULL ORDER BY r.id FOR NO KEY UPDATE;
    PERFORM 1 FROM app.task t WHERE t.individual_id = lock_items.individual_id AND t.closed_at IS NULL ORDER BY t.id FOR NO KEY UPDATE;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is working on one of the items at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION engine.lock_items(bigint) IS 'Locks everything open of a person in the order of all locks: referrals, then tasks, by id. HF409 when a lock was not to be had.';

CREATE FUNCTION engine.life_begin(task_id bigint, action text, detail jsonb, at timestamptz, request_id uuid) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    s engine.step_state := engine.act_begin(request_id, detail);
BEGIN
    s := engine.step_lock(s, (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = task_id));
    s.at := at;
    s.step := engine.step_row(s, action);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.life_begin(bigint, text, jsonb, timestamptz, uuid) IS 'A step in the making on an item that the caller holds locked and has found permitted.';

CREATE FUNCTION engine.life_address(s engine.step_state, e app.event) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    step app.step := s.step;
BEGIN
    s.referral := engine.moved_referral(s.referral, e);
    s.content_changed := s.referral IS DISTINCT FROM s.referral_was;
    step.undoable := true;
    s.step := step;
    s.facts := s.facts || jsonb_build_object('fields', '["address"]'::jsonb, 'event', engine.event_ref(e.id));
    s.words := s.words || jsonb_build_object('note', 'moved to ' || concat_ws(', ', e.change ->> 'address', e.change ->> 'city', e.change ->> 'postal_code'));
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.life_address(engine.step_state, app.event) IS 'The referral has the new address, and its provider reads where the person moved; it can be taken back.';

CREATE FUNCTION engine.finish_task(s engine.step_state, facts jsonb) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.clock_stop((s.t).clock_id, s.at, true);
    s.t := engine.close_now(s.t, 'completed', s.at);
    s.facts := s.facts || finish_task.facts;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.finish_task(engine.step_state, jsonb) IS 'The task is done by what was done elsewhere, so that it needs no outcome of its own.';

CREATE FUNCTION engine.life_step_do(p engine.life_step, e app.event, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s engine.step_state := engine.life_begin(p.task_id, CASE p.action WHEN 'address' THEN 'correct' ELSE p.action END, p.detail, at, request_id);
    r app.referral;
BEGIN
    s.facts := jsonb_build_object('event', engine.event_ref(e.id));
    IF p.action IN ('address', 'reroute') THEN
        s := engine.life_address(s, e);
    END IF;
    IF p.action = 'address' THEN
        NULL;
    ELSIF p.action = 'complete' THEN
        s := engine.finish_task(s, '{}');
    ELSE
        PERFORM engine.step_check(s, (s.t).version);
        s := engine.act_do(s);
    END IF;
    IF engine.life_kind(e) = 'death' AND (s.referral).id IS NOT NULL AND (s.referral).closed_at IS NOT NULL THEN
        r := s.referral;
        r.outcome := 'died';
        r.outcome_source := 'provider';
        s.referral := r;
    END IF;
    PERFORM engine.step_store(s);
END $$;
COMMENT ON FUNCTION engine.life_step_do(engine.life_step, app.event, timestamptz, uuid) IS 'Does one proposed step to one item. A need that ends by death has the outcome died.';

CREATE FUNCTION engine.life_seek(p engine.life_step, e app.event, at timestamptz, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    r app.referral;
    search record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = p.task_id;
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    search := engine.open_reroute(r, t, engine.me(), at, 'move', request_id);
    IF p.detail ? 'to' THEN
        PERFORM engine.life_step_do(ROW((search.t).id, NULL, 'reroute', p.detail, NULL)::engine.life_step, e, at, request_id);
    END IF;
    PERFORM engine.hint(ARRAY[(search.t).owner_organization_id]);
    RETURN (search.t).id;
END $$;
COMMENT ON FUNCTION engine.life_seek(engine.life_step, app.event, timestamptz, uuid) IS
    'Opens the search for a provider in the new area, or takes the open one, and re-routes to the best offer; without one the try stays until somebody is found. Gives the search.';

CREATE FUNCTION engine.life_review(e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
    coordinator integer := (SELECT n.coordinator_role_id FROM app.network n);
BEGIN
    origin.event_id := e.id;
    RETURN (engine.open_work('case_review', e.individual_id, coalesce(engine.told_role(e.individual_id, coordinator, e.category, e.organization_id, me), coordinator), NULL,
                             'case review, ' || engine.event_name(e), 'routine', NULL, origin, me, 'open',
                             jsonb_build_object('because', 'event', 'event', engine.event_ref(e.id)), NULL, at, request_id)).id;
END $$;
COMMENT ON FUNCTION engine.life_review(app.event, app.staff, timestamptz, uuid) IS 'Schedules the case review that a readmission calls for.';

CREATE FUNCTION engine.life_plan(plan_id bigint, status app.plan_status, action text, e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c app.care_plan;
BEGIN
    SELECT k.* INTO c FROM app.care_plan k WHERE k.id = plan_id FOR NO KEY UPDATE;
    IF c.status = life_plan.status THEN
        RETURN;
    END IF;
    c.status := life_plan.status;
    c.closed_at := CASE WHEN c.status <> 'active' THEN at END;
    c.version := c.version + 1;
    PERFORM engine.sign_plan(c, at, me, action, jsonb_build_object('event', engine.event_ref(e.id)), NULL, request_id);
END $$;
COMMENT ON FUNCTION engine.life_plan(bigint, app.plan_status, text, app.event, app.staff, timestamptz, uuid) IS 'Ends the plan of somebody who has died, or takes that back.';

CREATE FUNCTION engine.life_stop_run(run_id bigint, e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    run app.pathway_run;
    image jsonb;
BEGIN
    SELECT r.* INTO run FROM app.pathway_run r WHERE r.id = life_stop_run.run_id FOR NO KEY UPDATE;
    SELECT jsonb_build_object('run', run.id, 'steps', jsonb_agg(engine.run_step_image(k) -> 0 ORDER BY k.id)) INTO image
    FROM app.pathway_run_step k WHERE k.run_id = run.id AND k.state IN ('waiting', 'open', 'held');
    UPDATE app.pathway_run_step k SET state = 'skipped', opens_at = NULL, settled_at = life_stop_run.at WHERE k.run_id = run.id AND k.state IN ('waiting', 'open', 'held');
    run.status := 'stopped';
    run.ended_at := at;
    PERFORM engine.sign_run(run, at, me, 'stop_pathway', jsonb_build_object('event', engine.event_ref(e.id)), NULL, request_id);
    RETURN image;
END $$;
COMMENT ON FUNCTION engine.life_stop_run(bigint, app.event, app.staff, timestamptz, uuid) IS 'Ends a pathway with the person''s life; its items end by steps of their own. Gives what undo puts back.';

CREATE FUNCTION engine.life_go_on(image jsonb, e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    run app.pathway_run;
BEGIN
    SELECT r.* INTO run FROM app.pathway_run r WHERE r.id = (image ->> 'run')::bigint FOR NO KEY UPDATE;
    PERFORM engine.put_run_step(jsonb_populate_record(k, i)) FROM jsonb_array_elements(image -> 'steps') i
    JOIN app.pathway_run_step k ON k.id = (i ->> 'id')::bigint;
    run.status := 'active';
    run.ended_at := NULL;
    PERFORM engine.sign_run(run, at, me, 'undo', jsonb_build_object('by', engine.event_ref(e.id)), NULL, request_id);
END $$;
COMMENT ON FUNCTION engine.life_go_on(jsonb, app.event, app.staff, timestamptz, uuid) IS 'The pathway is under way again, its steps as they were.';

CREATE FUNCTION engine.life_do(p engine.life_step, e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    CASE p.action
        WHEN 'seek' THEN RETURN engine.life_seek(p, e, at, request_id);
        WHEN 'review' THEN RETURN engine.life_review(e, me, at, request_id);
        WHEN 'close_plan' THEN
            PERFORM engine.life_plan(p.plan_id, 'completed', 'close_plan', e, me, at, request_id);
            RETURN NULL;
        ELSE
            PERFORM engine.life_step_do(p, e, at, request_id);
            RETURN p.task_id;
    END CASE;
END $$;
COMMENT ON FUNCTION engine.life_do(engine.life_step, app.event, app.staff, timestamptz, uuid) IS 'Does what is proposed; gives the task that undo goes back to.';

CREATE FUNCTION engine.life_alert(e app.event) RETURNS SETOF engine.life_step LANGUAGE sql STABLE AS $$
    SELECT ROW(t.id, NULL, 'complete', '{}', 'done')::engine.life_step
    FROM app.task t JOIN app.task_origin o ON o.task_id = t.id
    WHERE o.event_id = e.id AND t.kind = 'alert' AND t.closed_at IS NULL AND t.status <> 'on-hold'
      AND NOT EXISTS (SELECT FROM app.event_task x WHERE x.task_id = t.id)
$$;
COMMENT ON FUNCTION engine.life_alert(app.event) IS 'The alert that asked for this decision: done with it.';

CREATE FUNCTION engine.apply_life(e app.event, except_refs text[], me app.staff, v engine.viewer, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    p engine.life_step;
    key text;
    done jsonb := '[]';
    stayed jsonb := '[]';
    undone bigint;
    image jsonb;
    no integer := 0;
BEGIN
    DELETE FROM app.life_change_item i WHERE i.event_id = e.id;
    INSERT INTO app.life_change AS c (event_id, applied_at, applied_by) VALUES (e.id, v.at, me.id)
    ON CONFLICT (event_id) DO UPDATE SET applied_at = v.at, applied_by = me.id, undone_at = NULL;
    FOR p IN SELECT * FROM (SELECT s.* FROM engine.life_steps(e, v.at) s UNION ALL SELECT a.* FROM engine.life_alert(e) a) x LOOP
        key := engine.life_key(p);
        -- Ended already with a referral that came before it.
        CONTINUE WHEN p.task_id IS NOT NULL AND (SELECT t.closed_at IS NOT NULL FROM app.task t WHERE t.id = p.task_id);
        IF p.action = 'stay' OR key = ANY (except_refs) OR NOT engine.may_do(p, me, v) THEN
            -- What the reader may not see is not told, as ever.
            IF p.task_id IS NULL OR (SELECT engine.relations(t, me, v.roles) <> '{}' FROM app.task t WHERE t.id = p.task_id) THEN
                stayed := stayed || to_jsonb(key);
            END IF;
            CONTINUE;
        END IF;
        IF p.action = 'seek' AND NOT p.detail ? 'to' THEN
            no := no + 1;
            PERFORM engine.life_step_do(ROW(p.task_id, NULL, 'address', '{}', NULL)::engine.life_step, e, v.at, request_id);
            INSERT INTO app.life_change_item (event_id, no, action, task_id) VALUES (e.id, no, 'address', p.task_id);
        END IF;
        no := no + 1;
        IF p.action = 'stop_pathway' THEN
            image := engine.life_stop_run((p.detail ->> 'run')::bigint, e, me, v.at, request_id);
        ELSE
            undone := engine.life_do(p, e, me, v.at, request_id);
        END IF;
        INSERT INTO app.life_change_item (event_id, no, action, task_id, plan_id, image) VALUES (e.id, no, p.action, undone, p.plan_id, image);
        undone := NULL;
        image := NULL;
        done := done || jsonb_build_object('ref', key, 'action', p.action, 'words', p.words);
    END LOOP;
    PERFORM engine.sign_event(e, v.at, me, 'apply', jsonb_build_object('done', done, 'stayed', stayed), NULL, request_id);
    RETURN jsonb_build_object('event_ref', engine.event_ref(e.id), 'done', done, 'stayed', stayed,
                              'undo_until', v.at + (SELECT n.undo_within FROM app.network n), 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.apply_life(app.event, text[], app.staff, engine.viewer, uuid) IS
    'Does every proposed step that was not excepted and that this person may do; call it with the individual and the items locked.';

CREATE FUNCTION engine.undo_step(task_id bigint, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s engine.step_state := engine.life_begin(task_id, 'undo', '{}', at, request_id);
BEGIN
    s := engine.act_undo(s);
    PERFORM engine.step_store(s);
END $$;
COMMENT ON FUNCTION engine.undo_step(bigint, timestamptz, uuid) IS 'Takes back the actor''s own last step on an item. HF412: it went on, or the time is over.';

CREATE FUNCTION engine.withdraw_task(task_id bigint, e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    was app.task_status;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = task_id FOR NO KEY UPDATE;
    IF t.closed_at IS NOT NULL THEN
        RETURN;
    END IF;
    was := t.status;
    PERFORM engine.clock_stop(t.clock_id, at, false);
    t := engine.close_now(t, 'cancelled', at);
    t.version := t.version + 1;
    signed := engine.sign_task(t, at, me, 'withdraw', was, jsonb_build_object('because', 'undo', 'by', engine.event_ref(e.id)), NULL, request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(ARRAY[t.owner_organization_id]);
END $$;
COMMENT ON FUNCTION engine.withdraw_task(bigint, app.event, app.staff, timestamptz, uuid) IS 'Closes what a change of life had opened, because it is taken back.';

CREATE FUNCTION engine.undo_seek(task_id bigint, e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = task_id;
    IF t.status = 'completed' THEN
        PERFORM engine.undo_step(task_id, at, request_id);
    END IF;
    -- A search that was open before goes on.
    IF t.created_at = (SELECT c.applied_at FROM app.life_change c WHERE c.event_id = e.id)
       AND EXISTS (SELECT FROM app.ledger l WHERE l.entity_kind = 'task' AND l.entity_id = t.id AND l.seq = 1 AND l.detail ->> 'because' = 'move') THEN
        PERFORM engine.withdraw_task(task_id, e, me, at, request_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.undo_seek(bigint, app.event, app.staff, timestamptz, uuid) IS 'The try with the former provider stands again, and nobody is looked for who was not before.';

CREATE FUNCTION engine.undo_life(e app.event, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    i app.life_change_item;
    back bigint[] := '{}';
BEGIN
    FOR i IN SELECT k.* FROM app.life_change_item k WHERE k.event_id = e.id ORDER BY k.no DESC LOOP
        CASE i.action
            WHEN 'note' THEN NULL;
            WHEN 'close_plan' THEN PERFORM engine.life_plan(i.plan_id, 'active', 'open_plan', e, me, at, request_id);
            WHEN 'stop_pathway' THEN PERFORM engine.life_go_on(i.image, e, me, at, request_id);
            WHEN 'review' THEN PERFORM engine.withdraw_task(i.task_id, e, me, at, request_id);
            WHEN 'seek' THEN PERFORM engine.undo_seek(i.task_id, e, me, at, request_id);
            ELSE PERFORM engine.undo_step(i.task_id, at, request_id);
        END CASE;
        back := i.task_id || back;
    END LOOP;
    UPDATE app.life_change c SET undone_at = at WHERE c.event_id = e.id;
    PERFORM engine.sign_event(e, at, me, 'undo', jsonb_build_object('undone', 'apply', 'items', engine.task_refs(back)), NULL, request_id);
    RETURN jsonb_build_object('event_ref', engine.event_ref(e.id), 'back', engine.task_refs(back), 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.undo_life(app.event, app.staff, timestamptz, uuid) IS
    'Puts back all that the change of life did, the last first: all or nothing. HF412 names the item that went on since.';
