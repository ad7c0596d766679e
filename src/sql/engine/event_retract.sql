-- An event that did not happen: what it alone called for is closed, and says why.

CREATE FUNCTION engine.still_called_for(task_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.event_task x JOIN app.event e ON e.id = x.event_id JOIN app.event_rule r ON r.id = x.rule_id
                   WHERE x.task_id = still_called_for.task_id AND engine.rule_stands(r, e))
        OR EXISTS (SELECT FROM app.case_review c WHERE c.task_id = still_called_for.task_id AND c.scheduled_at IS NOT NULL);
END $$;
COMMENT ON FUNCTION engine.still_called_for(bigint) IS
    'An event that stands calls for the task, or somebody has put it on a day.';

CREATE FUNCTION engine.called_off(e app.event) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Of the person's other events too: with a discharge retracted an admission is no readmission, with
    -- one of four visits there are three.
    RETURN array(
        SELECT t.id FROM app.task t JOIN app.task_origin o ON o.task_id = t.id JOIN app.event k ON k.id = o.event_id
        WHERE t.individual_id = e.individual_id AND t.closed_at IS NULL
          AND CASE WHEN EXISTS (SELECT FROM app.event_task x WHERE x.task_id = t.id) THEN NOT engine.still_called_for(t.id)
                   ELSE k.retracted_at IS NOT NULL END
        ORDER BY t.id);
END $$;
COMMENT ON FUNCTION engine.called_off(app.event) IS 'Open tasks of the person that events called for and no event calls for any more, by ascending id.';

CREATE FUNCTION engine.call_off(task_id bigint, e app.event, me app.staff, reason text, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    was app.task_status;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = task_id FOR NO KEY UPDATE;
    was := t.status;
    PERFORM engine.clock_stop(t.clock_id, e.retracted_at, false);
    t := engine.close_now(t, 'cancelled', e.retracted_at);
    t.version := t.version + 1;
    signed := engine.sign_task(t, e.retracted_at, me, 'cancel', was, jsonb_build_object('because', 'retracted', 'event', engine.event_ref(e.id)),
                               jsonb_build_object('reason', reason), request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(array_remove(ARRAY[t.owner_organization_id, t.requester_organization_id], NULL));
END $$;
COMMENT ON FUNCTION engine.call_off(bigint, app.event, app.staff, text, uuid) IS 'Closes a task that nothing calls for any more, with the reason on its record.';

CREATE FUNCTION engine.page_back(e app.event, me app.staff, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    was app.individual;
    back jsonb := e.change -> 'was';
BEGIN
    SELECT i.* INTO was FROM app.individual i WHERE i.id = e.individual_id;
    -- What was corrected since stays.
    IF back IS NULL OR NOT to_jsonb(was) @> (e.change - '{was}'::text[])
       OR (back ? 'deceased_at' AND was.deceased_at IS DISTINCT FROM e.occurred_at) THEN
        RETURN;
    END IF;
    PERFORM engine.change_individual(was, back, me, e.retracted_at, 'retracted ' || engine.event_ref(e.id), request_id);
END $$;
COMMENT ON FUNCTION engine.page_back(app.event, app.staff, uuid) IS 'The person''s page says again what it said before a death or a move that did not happen, unless it was corrected since.';

CREATE FUNCTION engine.retract(INOUT e app.event, me app.staff, at timestamptz, reason text, request_id uuid, OUT closed bigint[], OUT stayed bigint[])
LANGUAGE plpgsql AS $$
DECLARE
    task_id bigint;
BEGIN
    UPDATE app.event k SET retracted_at = at, retracted_by = me.id, retracted_reason = reason WHERE k.id = e.id RETURNING k.* INTO e;
    closed := engine.called_off(e);
    FOREACH task_id IN ARRAY closed LOOP
        PERFORM engine.call_off(task_id, e, me, reason, request_id);
    END LOOP;
    stayed := array(SELECT t.id FROM app.event_task x JOIN app.task t ON t.id = x.task_id WHERE x.event_id = e.id AND t.closed_at IS NULL);
    PERFORM engine.page_back(e, me, request_id);
    e := engine.sign_event(e, at, me, 'retract', jsonb_build_object('closed', engine.task_refs(closed), 'stayed', engine.task_refs(stayed)),
                           jsonb_build_object('reason', reason), request_id);
END $$;
COMMENT ON FUNCTION engine.retract(app.event, app.staff, timestamptz, text, uuid) IS
    'Takes an event back: never erased, never counted again. closed: what nothing calls for any more; stayed: what others had joined.';

CREATE FUNCTION engine.may_retract(e app.event, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN v.coordinates OR (e.organization_id = v.organization_id AND 'record' = ANY (v.duties));
END $$;
COMMENT ON FUNCTION engine.may_retract(app.event, engine.viewer) IS 'The organisation that recorded an event takes it back, or a coordinator.';

CREATE FUNCTION engine.life_item_back(i app.life_change_item, e app.event, me app.staff, v engine.viewer, reason text, request_id uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    IF i.action = 'close_plan' THEN
        PERFORM engine.life_plan(i.plan_id, 'active', 'open_plan', e, me, v.at, request_id);
        RETURN true;
    ELSIF i.action = 'stop_pathway' THEN
        PERFORM engine.life_go_on(i.image, e, me, v.at, request_id);
        RETURN true;
    END IF;
    SELECT k.* INTO t FROM app.task k WHERE k.id = i.task_id;
    IF i.action IN ('note', 'review', 'complete') THEN
        RETURN true;
    ELSIF NOT engine.relations(t, me, v.roles) && '{O,C}' THEN
        RETURN false;
    ELSIF i.action = 'cancel' AND t.status = 'cancelled' THEN
        PERFORM engine.life_step_do(ROW(t.id, NULL, 'reopen', jsonb_build_object('reason', reason), NULL)::engine.life_step, e, v.at, request_id);
        RETURN true;
    ELSIF i.action = 'hold' AND t.status = 'on-hold' THEN
        PERFORM engine.life_step_do(ROW(t.id, NULL, 'resume', '{}', NULL)::engine.life_step, e, v.at, request_id);
        RETURN true;
    END IF;
    RETURN t.closed_at IS NULL AND i.action IN ('cancel', 'hold');
EXCEPTION WHEN SQLSTATE 'HF412' THEN
    RETURN false;
END $$;
COMMENT ON FUNCTION engine.life_item_back(app.life_change_item, app.event, app.staff, engine.viewer, text, uuid) IS
    'Reopens, or goes on with, what a change of life ended or made wait. False: somebody must look at it.';

CREATE FUNCTION engine.life_back(e app.event, me app.staff, v engine.viewer, reason text, request_id uuid) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    i app.life_change_item;
    left_over bigint[] := '{}';
BEGIN
    IF NOT EXISTS (SELECT FROM app.life_change c WHERE c.event_id = e.id AND c.undone_at IS NULL) THEN
        RETURN left_over;
    END IF;
    BEGIN
        PERFORM engine.undo_life(e, me, v.at, request_id);
        RETURN left_over;
    EXCEPTION WHEN SQLSTATE 'HF412' THEN
        NULL;       -- Too late for that: each item by a step of its own.
    END;
    FOR i IN SELECT k.* FROM app.life_change_item k WHERE k.event_id = e.id ORDER BY k.no DESC LOOP
        IF NOT engine.life_item_back(i, e, me, v, reason, request_id) THEN
            left_over := left_over || i.task_id;
        END IF;
    END LOOP;
    UPDATE app.life_change c SET undone_at = v.at WHERE c.event_id = e.id;
    RETURN left_over;
END $$;
COMMENT ON FUNCTION engine.life_back(app.event, app.staff, engine.viewer, text, uuid) IS
    'Before a change of life is retracted: what it did is undone, or, too late for that, reopened and gone on with. Gives what could not be put back.';
