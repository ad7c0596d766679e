-- A pathway under way: its next steps open when what they wait for is done, held or failed as they
-- say; waiting is a state with a party and a date. The run's row is the lock of all its steps.

CREATE FUNCTION engine.run_name(run app.pathway_run) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT p.name FROM app.pathway p WHERE p.id = run.pathway_id);
END $$;
COMMENT ON FUNCTION engine.run_name(app.pathway_run) IS 'A pathway as people read it.';

CREATE FUNCTION engine.run_code(run app.pathway_run) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT p.code FROM app.pathway p WHERE p.id = run.pathway_id);
END $$;
COMMENT ON FUNCTION engine.run_code(app.pathway_run) IS 'A pathway as the record names it.';

CREATE FUNCTION engine.sign_run(INOUT run app.pathway_run, at timestamptz, actor app.staff, action text, facts jsonb, words jsonb, request_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    entry := engine.record('pathway_run', run.id, run.ledger_seq + 1, run.ledger_head, at, actor, action, run.individual_id, NULL,
                           NULL, run.status, facts || jsonb_build_object('pathway', engine.run_code(run)), jsonb_strip_nulls(words), request_id);
    UPDATE app.pathway_run r SET status = run.status, ended_at = run.ended_at, ledger_seq = run.ledger_seq + 1, ledger_head = entry.head
    WHERE r.id = run.id RETURNING r.* INTO run;
END $$;
COMMENT ON FUNCTION engine.sign_run(app.pathway_run, timestamptz, app.staff, text, jsonb, jsonb, uuid) IS
    'Adds an entry to a run''s record and stores its status with the new head. Call it with the run''s row locked.';

CREATE FUNCTION engine.step_name(step app.pathway_step) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(step.label, engine.type_words(step.service_type_id), replace(step.code, '_', ' '));
END $$;
COMMENT ON FUNCTION engine.step_name(app.pathway_step) IS 'A step within a sentence.';

CREATE FUNCTION engine.run_task(rs app.pathway_run_step) RETURNS app.task LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task;
BEGIN
    -- Of a referral the search for another provider comes before any try: the need is with whoever searches.
    SELECT k.* INTO t FROM app.task k
    WHERE CASE WHEN rs.referral_id IS NULL THEN k.id = rs.task_id ELSE k.referral_id = rs.referral_id AND k.kind IN ('referral', 'reroute') END
    ORDER BY k.closed_at IS NULL DESC, k.kind = 'reroute' DESC, k.id DESC LIMIT 1;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.run_task(app.pathway_run_step) IS 'The item with which a step of a run stands now.';

CREATE FUNCTION engine.run_stand(rs app.pathway_run_step) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task;
BEGIN
    IF rs.state <> 'open' THEN
        RETURN rs.state;
    END IF;
    t := engine.run_task(rs);
    RETURN CASE WHEN t.kind = 'reroute' THEN 'declined' WHEN t.status = 'on-hold' THEN 'held' ELSE 'open' END;
END $$;
COMMENT ON FUNCTION engine.run_stand(app.pathway_run_step) IS 'How a step stands: waiting, open, held, declined (another provider is sought), done, failed, skipped.';

CREATE FUNCTION engine.run_verdict(run_id bigint, step app.pathway_step) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    verdict text := 'open';
    says text;
    stand text;
BEGIN
    FOR stand IN SELECT engine.run_stand(rs) FROM app.pathway_run_step rs JOIN app.pathway_step p ON p.id = rs.step_id
                 WHERE rs.run_id = run_verdict.run_id AND p.code = ANY (step.after) LOOP
        says := CASE WHEN stand IN ('done', 'skipped') THEN 'open' WHEN stand = 'held' THEN step.if_held
                     WHEN stand IN ('failed', 'declined') THEN step.if_failed ELSE 'wait' END;
        IF says = 'skip' THEN
            RETURN 'skip';
        END IF;
        verdict := CASE WHEN says = 'wait' THEN 'wait' ELSE verdict END;
    END LOOP;
    RETURN verdict;
END $$;
COMMENT ON FUNCTION engine.run_verdict(bigint, app.pathway_step) IS 'Whether a step may open, must wait, or is skipped, as what it waits for stands.';

CREATE FUNCTION engine.run_step_image(rs app.pathway_run_step) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(jsonb_build_object('id', rs.id, 'state', rs.state, 'opens_at', rs.opens_at, 'settled_at', rs.settled_at,
        'task_id', rs.task_id, 'referral_id', rs.referral_id, 'adopted', rs.adopted, 'follow_up_id', rs.follow_up_id))
$$;
COMMENT ON FUNCTION engine.run_step_image(app.pathway_run_step) IS 'A step of a run as it is, for undo.';

CREATE FUNCTION engine.run_letter(run app.pathway_run, rs app.pathway_run_step, at timestamptz, actor app.staff) RETURNS engine.letter
LANGUAGE plpgsql STABLE AS $$
DECLARE
    l engine.letter;
BEGIN
    l.me := actor;
    l.requester := (SELECT s FROM app.staff s WHERE s.id = run.started_by);
    l.roles := engine.my_roles(run.started_by);
    l.role := (SELECT r FROM app.role r WHERE r.id = run.role_id);
    l.individual := (SELECT i FROM app.individual i WHERE i.id = run.individual_id);
    l.at := at;
    l.priority := CASE WHEN rs.starts_by < at THEN 'urgent' ELSE 'routine' END;
    l.needed_by := CASE WHEN rs.due_by > at THEN rs.due_by WHEN run.deadline > at THEN run.deadline END;
    l.context := format('Part of %s, to be done by %s.', engine.run_name(run), engine.say_time(run.deadline, at));
    l.provided := run.provided;
    RETURN l;
END $$;
COMMENT ON FUNCTION engine.run_letter(app.pathway_run, app.pathway_run_step, timestamptz, app.staff) IS
    'The referral of a step: asked for by whoever started the pathway; urgent where its latest start is past.';

CREATE FUNCTION engine.run_follow_up(run app.pathway_run, rs app.pathway_run_step, label text, words jsonb, at timestamptz, actor app.staff, request_id uuid)
RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
BEGIN
    origin.pathway_step_id := rs.id;
    RETURN engine.of_category(
        engine.open_work('follow_up', run.individual_id, run.role_id, NULL, label, 'routine', CASE WHEN run.deadline > at THEN run.deadline END, origin,
                         actor, 'open', jsonb_build_object('because', 'pathway', 'pathway', engine.run_code(run)), words, at, request_id),
        (SELECT y.category FROM app.pathway_step p JOIN app.service_type y ON y.id = p.service_type_id WHERE p.id = rs.step_id));
END $$;
COMMENT ON FUNCTION engine.run_follow_up(app.pathway_run, app.pathway_run_step, text, jsonb, timestamptz, app.staff, uuid) IS
    'A timed task about a step for the role that started the pathway.';

CREATE FUNCTION engine.run_missing(run app.pathway_run, l engine.letter, p engine.plan, t app.task, at timestamptz, actor app.staff, request_id uuid)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    missing text[] := engine.missing_things(l, (p.type).requires);
    r app.referral;
    f app.task;
BEGIN
    IF missing = '{}' THEN
        RETURN NULL;
    END IF;
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    f := engine.task_for(r, t, 'follow_up', at);
    f.owner_role_id := run.role_id;
    f.owner_staff_id := engine.still_here(run.started_by);
    f.requester_role_id := t.owner_role_id;
    f.requester_staff_id := NULL;
    f.requester_organization_id := t.owner_organization_id;
    f.label := 'send the rest';
    RETURN (engine.open_task(f, actor, 'ask', jsonb_build_object('asked_by', engine.task_ref(t)),
                             jsonb_build_object('missing', array_to_string(missing, ', ')), request_id)).id;
END $$;
COMMENT ON FUNCTION engine.run_missing(app.pathway_run, engine.letter, engine.plan, app.task, timestamptz, app.staff, uuid) IS
    'What the service asks for and nobody has given yet is asked of whoever started the pathway, as engine.act_ask would; the referral is sent meanwhile. Gives the follow-up, NULL: nothing is missing.';

CREATE FUNCTION engine.run_refer(run app.pathway_run, INOUT rs app.pathway_run_step, step app.pathway_step, at timestamptz, actor app.staff, request_id uuid,
    OUT opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    l engine.letter := engine.run_letter(run, rs, at, actor);
    p engine.plan;
    made jsonb;
    t app.task;
BEGIN
    opened := '{}';
    SELECT f.id INTO rs.referral_id FROM app.referral f
    WHERE f.individual_id = run.individual_id AND f.service_type_id = step.service_type_id AND f.closed_at IS NULL AND NOT f.void ORDER BY f.id LIMIT 1;
    IF FOUND THEN
        rs.adopted := true;
        RETURN;
    END IF;
    p := engine.plan_item(l, jsonb_build_object('type', (SELECT y.code FROM app.service_type y WHERE y.id = step.service_type_id)));
    IF p.role_id IS NULL OR p.basis IS NULL THEN
        t := engine.run_follow_up(run, rs, 'ask for ' || engine.step_name(step), jsonb_build_object('note', concat_ws(' ', p.problem, p.mend)), at, actor, request_id);
        rs.task_id := t.id;
        opened := ARRAY[t.id];
        RETURN;
    END IF;
    made := engine.send_item(l, p, request_id);
    SELECT k.* INTO t FROM app.task k WHERE k.id = engine.task_id(made ->> 'ref');
    rs.referral_id := t.referral_id;
    rs.adopted := false;
    opened := array_remove(ARRAY[t.id, engine.run_missing(run, l, p, t, at, actor, request_id)], NULL);
END $$;
COMMENT ON FUNCTION engine.run_refer(app.pathway_run, app.pathway_run_step, app.pathway_step, timestamptz, app.staff, uuid) IS
    'A step that is a referral: the open one of that type where there is one (adopted), else a new one; where nothing allows it to be sent, a follow-up for whoever started the pathway.';

CREATE FUNCTION engine.run_open(run app.pathway_run, INOUT rs app.pathway_run_step, step app.pathway_step, at timestamptz, actor app.staff, request_id uuid,
    OUT opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
    done record;
    t app.task;
BEGIN
    IF step.service_type_id IS NOT NULL THEN
        done := engine.run_refer(run, rs, step, at, actor, request_id);
        rs := done.rs;
        opened := done.opened;
    ELSE
        origin.pathway_step_id := rs.id;
        origin.domain_id := step.owner_domain_id;
        t := engine.open_work('follow_up', run.individual_id, coalesce(engine.pathway_owner(step, run.individual_id, run.role_id), run.role_id), step.level_id,
                              engine.step_name(step), CASE WHEN rs.starts_by < at THEN 'urgent' ELSE 'routine' END::app.priority,
                              CASE WHEN rs.due_by > at THEN rs.due_by WHEN run.deadline > at THEN run.deadline END, origin, actor, 'open',
                              jsonb_build_object('because', 'pathway', 'pathway', engine.run_code(run), 'step', step.code), NULL, at, request_id);
        rs.task_id := t.id;
        opened := ARRAY[t.id];
    END IF;
    rs.state := 'open';
    rs.opens_at := NULL;
END $$;
COMMENT ON FUNCTION engine.run_open(app.pathway_run, app.pathway_run_step, app.pathway_step, timestamptz, app.staff, uuid) IS
    'Opens a step: its referral or task, owned and timed. The step is the caller''s to store.';

CREATE FUNCTION engine.put_run_step(rs app.pathway_run_step) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.pathway_run_step k SET state = rs.state, opens_at = rs.opens_at, settled_at = rs.settled_at, task_id = rs.task_id,
        referral_id = rs.referral_id, adopted = rs.adopted, follow_up_id = rs.follow_up_id
    WHERE k.id = rs.id;
END $$;
COMMENT ON FUNCTION engine.put_run_step(app.pathway_run_step) IS 'Stores a step of a run that the caller holds locked.';

CREATE FUNCTION engine.run_opens_at(run app.pathway_run, rs app.pathway_run_step, step app.pathway_step, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF step.offset_by IS NULL OR rs.opens_at IS NOT NULL THEN
        RETURN coalesce(rs.opens_at, at);
    END IF;
    RETURN engine.due_at(engine.role_calendar(run.role_id),
        coalesce((SELECT max(d.settled_at) FROM app.pathway_run_step d JOIN app.pathway_step p ON p.id = d.step_id
                  WHERE d.run_id = run.id AND p.code = ANY (step.after)), at), step.offset_by);
END $$;
COMMENT ON FUNCTION engine.run_opens_at(app.pathway_run, app.pathway_run_step, app.pathway_step, timestamptz) IS
    'When a step opens that no longer waits for anybody: its offset after the last of what it waited for was settled.';

CREATE FUNCTION engine.run_try(run app.pathway_run, INOUT rs app.pathway_run_step, step app.pathway_step, at timestamptz, actor app.staff, request_id uuid,
    OUT opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    verdict text := engine.run_verdict(run.id, step);
    done record;
BEGIN
    opened := '{}';
    IF verdict = 'skip' THEN
        rs.state := 'skipped';
        rs.settled_at := at;
    ELSIF verdict = 'open' THEN
        rs.opens_at := engine.run_opens_at(run, rs, step, at);
        IF rs.opens_at <= at THEN
            done := engine.run_open(run, rs, step, at, actor, request_id);
            rs := done.rs;
            opened := done.opened;
        END IF;
    ELSE
        rs.opens_at := NULL;
    END IF;
END $$;
COMMENT ON FUNCTION engine.run_try(app.pathway_run, app.pathway_run_step, app.pathway_step, timestamptz, app.staff, uuid) IS 'A waiting step as it stands now: still waiting, to open later, open, or skipped.';

CREATE FUNCTION engine.run_step_by(run app.pathway_run, rs app.pathway_run_step, t app.task) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN rs.due_by > run.started_at THEN rs.due_by
                ELSE least(coalesce(CASE WHEN rs.state = 'open' THEN t.due END, run.deadline), run.deadline) END
$$;
COMMENT ON FUNCTION engine.run_step_by(app.pathway_run, app.pathway_run_step, app.task) IS
    'By when a step is done, or late: as laid out; where that was past already when the pathway began (it did not fit), as its own item is due, at most the deadline.';

CREATE FUNCTION engine.run_stuck(run app.pathway_run, late boolean, at timestamptz) RETURNS SETOF app.pathway_run_step LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT rs.* FROM app.pathway_run_step rs JOIN app.pathway_step p ON p.id = rs.step_id
        WHERE rs.run_id = run.id AND rs.follow_up_id IS NULL AND (rs.state = 'failed' OR late AND rs.state = 'open' AND engine.run_step_by(run, rs, engine.run_task(rs)) < at)
          AND EXISTS (SELECT FROM app.pathway_run_step w JOIN app.pathway_step q ON q.id = w.step_id
                      WHERE w.run_id = run.id AND w.state = 'waiting' AND w.opens_at IS NULL AND p.code = ANY (q.after));
END $$;
COMMENT ON FUNCTION engine.run_stuck(app.pathway_run, boolean, timestamptz) IS
    'Steps that hold others up and nobody was asked about: ended without help, or (late) not done by when they must be.';

CREATE FUNCTION engine.run_nudge(run app.pathway_run, late boolean, at timestamptz, actor app.staff, request_id uuid, OUT opened bigint[], OUT images jsonb) LANGUAGE plpgsql AS $$
DECLARE
    rs app.pathway_run_step;
    t app.task;
BEGIN
    opened := '{}';
    images := '[]';
    FOR rs IN SELECT * FROM engine.run_stuck(run, late, at) LOOP
        images := images || engine.run_step_image(rs);
        t := engine.run_follow_up(run, rs, (SELECT engine.step_name(p) FROM app.pathway_step p WHERE p.id = rs.step_id)
                                  || CASE rs.state WHEN 'failed' THEN ' ended, others wait' ELSE ' is late, others wait' END, NULL, at, actor, request_id);
        rs.follow_up_id := t.id;
        PERFORM engine.put_run_step(rs);
        opened := opened || t.id;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.run_nudge(app.pathway_run, boolean, timestamptz, app.staff, uuid) IS 'Follows up once on every step that holds others up.';

CREATE FUNCTION engine.run_give_up(run app.pathway_run, at timestamptz, OUT images jsonb) LANGUAGE plpgsql AS $$
DECLARE
    rs app.pathway_run_step;
BEGIN
    images := '[]';
    FOR rs IN SELECT k.* FROM app.pathway_run_step k WHERE k.run_id = run.id AND k.state = 'waiting' LOOP
        images := images || engine.run_step_image(rs);
        rs.state := 'skipped';
        rs.opens_at := NULL;
        rs.settled_at := at;
        PERFORM engine.put_run_step(rs);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.run_give_up(app.pathway_run, timestamptz) IS 'The person has died: nothing more of the pathway is asked of anybody.';

CREATE FUNCTION engine.run_advance(INOUT run app.pathway_run, at timestamptz, actor app.staff, request_id uuid, OUT opened bigint[], OUT images jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    x record;
    rs app.pathway_run_step;
    done record;
BEGIN
    opened := '{}';
    images := '[]';
    IF (SELECT i.deceased_at IS NOT NULL FROM app.individual i WHERE i.id = run.individual_id) THEN
        images := engine.run_give_up(run, at);
    END IF;
    FOR x IN SELECT k AS run_step, p AS step FROM app.pathway_run_step k JOIN app.pathway_step p ON p.id = k.step_id
             WHERE k.run_id = run.id AND k.state = 'waiting' ORDER BY p.position LOOP
        done := engine.run_try(run, x.run_step, x.step, at, actor, request_id);
        rs := done.rs;
        CONTINUE WHEN rs IS NOT DISTINCT FROM x.run_step;
        images := images || engine.run_step_image(x.run_step);
        PERFORM engine.put_run_step(rs);
        opened := opened || done.opened;
    END LOOP;
    done := engine.run_nudge(run, false, at, actor, request_id);
    opened := opened || done.opened;
    images := images || done.images;
    IF NOT EXISTS (SELECT FROM app.pathway_run_step k WHERE k.run_id = run.id AND k.state IN ('waiting', 'open')) THEN
        run.status := 'completed';
        run.ended_at := at;
        run := engine.sign_run(run, at, actor, 'end_pathway', '{}', NULL, request_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.run_advance(app.pathway_run, timestamptz, app.staff, uuid) IS
    'Opens or skips what no longer waits, in the order of the steps, follows up on what ended and holds others up, and ends the run when all is settled. Call it with the run''s row locked. opened: tasks; images: the steps it changed, as they were.';

CREATE FUNCTION engine.run_settles(s engine.step_state, rs app.pathway_run_step) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF rs.referral_id IS NOT NULL THEN
        RETURN CASE WHEN (s.referral).closed_at IS NULL THEN 'open'
                    WHEN (SELECT o.helped FROM app.outcome o WHERE o.code = (s.referral).outcome) THEN 'done' ELSE 'failed' END;
    END IF;
    RETURN CASE WHEN (s.t).closed_at IS NULL THEN 'open'
                WHEN (s.t).status = 'completed' AND (s.facts ->> 'helped')::boolean THEN 'done' ELSE 'failed' END;
END $$;
COMMENT ON FUNCTION engine.run_settles(engine.step_state, app.pathway_run_step) IS
    'The state of a run''s step as a step on its item leaves it. Done is what ended with an outcome that helps; a declined try leaves the need open.';

CREATE FUNCTION engine.pathway_moved(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    moved bigint;
    run app.pathway_run;
    rs app.pathway_run_step;
    was app.pathway_run;
    images jsonb := '[]';
    runs jsonb := '[]';
    done record;
BEGIN
    FOR moved IN SELECT k.id FROM app.pathway_run_step k
                 WHERE (s.t).kind IN ('referral', 'reroute') AND k.referral_id = (s.t).referral_id
                    OR (s.t).kind NOT IN ('referral', 'reroute') AND k.task_id = (s.t).id LOOP
        -- Tasks before the run: whoever stops it locks them so.
        PERFORM 1 FROM app.task t WHERE t.id = (SELECT k.follow_up_id FROM app.pathway_run_step k WHERE k.id = moved) AND t.closed_at IS NULL FOR NO KEY UPDATE;
        SELECT r.* INTO run FROM app.pathway_run r
        WHERE r.id = (SELECT k.run_id FROM app.pathway_run_step k WHERE k.id = moved) AND r.status = 'active' FOR NO KEY UPDATE;
        CONTINUE WHEN NOT FOUND;
        SELECT k.* INTO rs FROM app.pathway_run_step k WHERE k.id = moved;
        was := run;
        images := images || engine.run_step_image(rs);
        rs.state := engine.run_settles(s, rs);
        rs.settled_at := CASE WHEN rs.state <> 'open' THEN s.at END;
        PERFORM engine.put_run_step(rs);
        IF rs.state = 'done' THEN
            PERFORM engine.end_task(rs.follow_up_id, 'completed', 'pathway', engine.task_ref(s.t), s.at, s.me, s.request_id);
        END IF;
        done := engine.run_advance(run, s.at, s.me, s.request_id);
        s.opened := s.opened || done.opened;
        images := images || done.images;
        IF (done.run).status <> was.status THEN
            runs := runs || to_jsonb(was.id);
        END IF;
    END LOOP;
    IF images <> '[]' THEN
        s.undo := s.undo || jsonb_build_object('pathway', jsonb_build_object('steps', images, 'runs', runs));
    END IF;
END $$;
COMMENT ON FUNCTION engine.pathway_moved(engine.step_state) IS
    'A step on an item that may belong to pathways: theirs go on, and what asked where a step stayed is answered once it is done. What opens joins what the step opened, so that undo takes it back.';

CREATE FUNCTION engine.undo_pathway(s engine.step_state, before jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    image jsonb;
    rs app.pathway_run_step;
    run app.pathway_run;
BEGIN
    -- Backwards: a step that changed twice ends as it was before the first time.
    FOR image IN SELECT e FROM jsonb_array_elements(before -> 'steps') WITH ORDINALITY x (e, n) ORDER BY n DESC LOOP
        SELECT k.* INTO rs FROM app.pathway_run_step k WHERE k.id = (image ->> 'id')::bigint;
        IF rs.referral_id IS NOT NULL AND image ->> 'referral_id' IS NULL AND NOT rs.adopted THEN
            UPDATE app.referral r SET closed_at = coalesce(r.closed_at, s.at), void = true WHERE r.id = rs.referral_id;
        END IF;
        PERFORM engine.put_run_step(jsonb_populate_record(rs, image));
    END LOOP;
    FOR run IN SELECT r.* FROM app.pathway_run r WHERE to_jsonb(r.id) IN (SELECT jsonb_array_elements(before -> 'runs')) FOR NO KEY UPDATE LOOP
        run.status := 'active';
        run.ended_at := NULL;
        PERFORM engine.sign_run(run, s.at, s.me, 'undo', jsonb_build_object('by', engine.task_ref(s.t)), NULL, s.request_id);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.undo_pathway(engine.step_state, jsonb) IS
    'The pathways as they were before the undone step; a referral that it had opened was asked for by nobody. Its tasks are withdrawn by then.';

CREATE FUNCTION engine.pathway_adopt(f app.referral, at timestamptz, actor app.staff, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rs app.pathway_run_step;
BEGIN
    FOR rs IN SELECT k.* FROM app.pathway_run r JOIN app.pathway_run_step k ON k.run_id = r.id JOIN app.pathway_step p ON p.id = k.step_id
              WHERE r.individual_id = f.individual_id AND r.status = 'active' AND p.service_type_id = f.service_type_id
                AND k.state IN ('waiting', 'open') AND k.referral_id IS NULL FOR NO KEY UPDATE OF r, k LOOP
        PERFORM engine.end_task(rs.task_id, 'completed', 'pathway', engine.referral_ref(f.id), at, actor, request_id);
        rs.state := 'open';
        rs.referral_id := f.id;
        rs.opens_at := NULL;
        rs.adopted := true;
        PERFORM engine.put_run_step(rs);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.pathway_adopt(app.referral, timestamptz, app.staff, uuid) IS
    'A referral made by hand for somebody whose pathway asks for just that is that step: nothing is asked for twice.';
