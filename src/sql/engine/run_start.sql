-- Starting a pathway for somebody, and stopping it.

CREATE FUNCTION engine.pathway_person(me app.staff, ref text) RETURNS app.individual LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.about_person(me, ref, '{coordinate,plan,refer}');
END $$;
COMMENT ON FUNCTION engine.pathway_person(app.staff, text) IS 'For whom somebody may start or stop a pathway. HF404 otherwise.';

CREATE FUNCTION engine.pathway_deadline(path app.pathway, given timestamptz, role_id integer, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    deadline timestamptz := coalesce(given, CASE WHEN path.within IS NOT NULL THEN engine.due_at(engine.role_calendar(role_id), at, path.within) END);
BEGIN
    IF deadline IS NULL THEN
        PERFORM engine.refuse('HF412', format('By when must %s be done?', path.name), 'Give a deadline: a hearing, a discharge, a visit.');
    ELSIF deadline <= at THEN
        PERFORM engine.refuse('HF412', 'That deadline is past.', 'Give a time to come.');
    END IF;
    PERFORM engine.check_instants(deadline);
    RETURN deadline;
END $$;
COMMENT ON FUNCTION engine.pathway_deadline(app.pathway, timestamptz, integer, timestamptz) IS 'By when a run must be done: as given, else the pathway''s usual length from now. HF412: neither, or past.';

CREATE FUNCTION engine.starting_role(me app.staff) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((engine.referring_role(engine.my_roles(me.id), me.organization_id)).id, engine.standing_role(me.id));
END $$;
COMMENT ON FUNCTION engine.starting_role(app.staff) IS 'As which role somebody starts a pathway: the one as which they refer.';

CREATE FUNCTION engine.pathway_named(code text, skip text[]) RETURNS app.pathway LANGUAGE plpgsql STABLE AS $$
DECLARE
    path app.pathway;
    unknown text;
BEGIN
    SELECT p.* INTO path FROM app.pathway p WHERE p.code = pathway_named.code AND p.active;
    IF path.id IS NULL THEN
        PERFORM engine.refuse('HF400', format('There is no pathway %s.', coalesce(code, '(none)')),
            coalesce(format('One of: %s.', (SELECT string_agg(p.code, ', ' ORDER BY p.code) FROM app.pathway p WHERE p.active)), 'The policy in force has none.'));
    END IF;
    SELECT u INTO unknown FROM unnest(skip) u WHERE NOT EXISTS (SELECT FROM app.pathway_step s WHERE s.pathway_id = path.id AND s.active AND s.code = u) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('%s has no step %s.', path.name, unknown),
            format('Its steps: %s.', (SELECT string_agg(s.code, ', ' ORDER BY s.position) FROM app.pathway_step s WHERE s.pathway_id = path.id AND s.active)));
    END IF;
    RETURN path;
END $$;
COMMENT ON FUNCTION engine.pathway_named(text, text[]) IS 'A pathway by its code. HF400: none such, or it has no step that is to be left out.';

CREATE FUNCTION engine.pathway_lacks(i app.individual, laid engine.laid[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    l engine.letter;
BEGIN
    l.individual := i;
    l.provided := '{}';
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('key', k.key, 'label', engine.required_words(k.key), 'for', to_jsonb(k.names)) ORDER BY k.first), '[]')
            FROM (SELECT m.key, array_agg(x.name ORDER BY (x.step).position) AS names, min((x.step).position) AS first
                  FROM unnest(laid) x JOIN app.service_type y ON y.id = (x.step).service_type_id
                  CROSS JOIN LATERAL unnest(engine.missing_things(l, y.requires)) m (key)
                  WHERE NOT x.skipped AND NOT EXISTS (SELECT FROM app.referral f WHERE f.individual_id = i.id AND f.service_type_id = y.id AND f.closed_at IS NULL AND NOT f.void)
                  GROUP BY m.key) k);
END $$;
COMMENT ON FUNCTION engine.pathway_lacks(app.individual, engine.laid[]) IS 'What the referrals of a pathway must carry and nobody has said yet, with the steps that want it.';

CREATE FUNCTION engine.pathway_plan(individual_ref text, code text, deadline timestamptz, skip text[], OUT run app.pathway_run, OUT laid engine.laid[], OUT answer jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    me app.staff := engine.me();
    i app.individual := engine.pathway_person(me, individual_ref);
    path app.pathway := engine.pathway_named(code, coalesce(skip, '{}'));
    steps jsonb;
BEGIN
    run.started_at := app.now();
    run.started_by := me.id;
    run.role_id := engine.starting_role(me);
    run.pathway_id := path.id;
    run.individual_id := i.id;
    run.deadline := engine.pathway_deadline(path, deadline, run.role_id, run.started_at);
    laid := engine.pathway_lay(path.id, i.id, run.role_id, run.deadline, coalesce(skip, '{}'), run.started_at);
    steps := engine.laid_words(laid, run.started_at);
    answer := jsonb_build_object('pathway', path.code, 'name', path.name, 'deadline', run.deadline, 'steps', steps,
        'fits', NOT EXISTS (SELECT FROM jsonb_array_elements(steps) s WHERE NOT (s ->> 'fits')::boolean),
        'missing', engine.pathway_lacks(i, laid), 'under_way', EXISTS (SELECT FROM app.pathway_run r WHERE r.individual_id = i.id AND r.pathway_id = path.id AND r.status = 'active'));
END $$;
COMMENT ON FUNCTION engine.pathway_plan(text, text, timestamptz, text[]) IS 'A run as it would be, its steps laid out, and what api.pathway_preview answers.';

CREATE FUNCTION engine.pathway_begin(run app.pathway_run, laid engine.laid[], provided jsonb, me app.staff, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    done record;
BEGIN
    IF EXISTS (SELECT FROM app.pathway_run r WHERE r.individual_id = run.individual_id AND r.pathway_id = run.pathway_id AND r.status = 'active') THEN
        PERFORM engine.refuse('HF412', format('%s is under way already.', engine.run_name(run)), 'Look at it on the plan (p), or stop it first.');
    ELSIF (SELECT i.deceased_at IS NOT NULL FROM app.individual i WHERE i.id = run.individual_id) THEN
        PERFORM engine.refuse('HF412', 'This person has died.', 'Correct the person''s page if that is wrong.');
    ELSIF coalesce(jsonb_typeof(provided), 'object') <> 'object' THEN
        PERFORM engine.refuse('HF400', 'provided is not an object.', 'Write what its referrals carry: {"phone": …}.');
    END IF;
    PERFORM engine.check_lengths(coalesce(provided, '{}'), 10000);
    INSERT INTO app.pathway_run AS r (pathway_id, individual_id, deadline, started_at, started_by, role_id, provided)
    VALUES (run.pathway_id, run.individual_id, run.deadline, run.started_at, run.started_by, run.role_id, coalesce(provided, '{}')) RETURNING r.* INTO run;
    INSERT INTO app.pathway_run_step (run_id, step_id, state, starts_by, due_by, settled_at)
    SELECT run.id, (x.step).id, CASE WHEN x.skipped THEN 'skipped' ELSE 'waiting' END, x.starts_by, x.due_by, CASE WHEN x.skipped THEN run.started_at END
    FROM unnest(laid) x;
    run := engine.sign_run(run, run.started_at, me, 'start_pathway', jsonb_build_object('deadline', run.deadline), NULL, request_id);
    done := engine.run_advance(run, run.started_at, me, request_id);
    RETURN jsonb_build_object('run', engine.run_view(done.run, engine.viewer()), 'opened',
        (SELECT coalesce(jsonb_agg(engine.task_ref(t) ORDER BY t.id), '[]') FROM app.task t WHERE t.id = ANY (done.opened)));
END $$;
COMMENT ON FUNCTION engine.pathway_begin(app.pathway_run, engine.laid[], jsonb, app.staff, uuid) IS 'Stores a run with its steps and opens those that wait for nothing. HF412: it is under way, or the person has died.';

CREATE FUNCTION engine.cancel_referral(wanted bigint, because text, by_ref text, at timestamptz, actor app.staff, request_id uuid) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    closed text[] := '{}';
BEGIN
    PERFORM 1 FROM app.referral r WHERE r.id = wanted AND r.closed_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN closed;
    END IF;
    FOR t IN SELECT k.* FROM app.task k WHERE k.referral_id = wanted AND k.closed_at IS NULL AND k.kind <> 'correction' ORDER BY k.id LOOP
        PERFORM engine.end_task(t.id, 'cancelled', because, by_ref, at, actor, request_id);
        closed := closed || engine.task_ref(t);
    END LOOP;
    UPDATE app.referral r SET closed_at = cancel_referral.at WHERE r.id = wanted;
    RETURN closed;
END $$;
COMMENT ON FUNCTION engine.cancel_referral(bigint, text, text, timestamptz, app.staff, uuid) IS 'A referral is no longer wanted: it ends with all that is open of it. Gives what was closed.';

CREATE FUNCTION engine.run_end_step(run app.pathway_run, rs app.pathway_run_step, at timestamptz, actor app.staff, request_id uuid,
    OUT closed text[], OUT kept text[]) LANGUAGE plpgsql AS $$
DECLARE
    f app.referral;
    other app.task;
BEGIN
    closed := '{}';
    kept := '{}';
    SELECT r.* INTO f FROM app.referral r WHERE r.id = rs.referral_id AND r.closed_at IS NULL;
    IF f.id IS NOT NULL AND rs.state = 'open' THEN
        IF rs.adopted OR f.need_met_at IS NOT NULL THEN
            kept := ARRAY[engine.referral_ref(f.id)];
        ELSE
            closed := engine.cancel_referral(f.id, 'pathway', engine.run_code(run), at, actor, request_id);
        END IF;
    END IF;
    FOR other IN SELECT t.* FROM app.task t WHERE t.id IN (rs.task_id, rs.follow_up_id) AND t.closed_at IS NULL ORDER BY t.id LOOP
        PERFORM engine.end_task(other.id, 'cancelled', 'pathway', engine.run_code(run), at, actor, request_id);
        closed := closed || engine.task_ref(other);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.run_end_step(app.pathway_run, app.pathway_run_step, timestamptz, app.staff, uuid) IS 'Closes what a step of a run opened; a service that runs, or a referral that was there before, is kept.';

CREATE FUNCTION engine.pathway_end(individual_id bigint, code text, reason text, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    run app.pathway_run;
    rs app.pathway_run_step;
    done record;
    closed text[] := '{}';
    kept text[] := '{}';
BEGIN
    SELECT r.* INTO run FROM app.pathway_run r JOIN app.pathway p ON p.id = r.pathway_id
    WHERE r.individual_id = pathway_end.individual_id AND p.code = pathway_end.code AND r.status = 'active';
    IF run.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('No pathway %s is under way for this person.', coalesce(code, '(none)')), 'Those under way are on the plan (p).');
    END IF;
    -- Items before the run, as every step that moves it locks them.
    FOR rs IN SELECT k.* FROM app.pathway_run_step k WHERE k.run_id = run.id ORDER BY coalesce(k.task_id, k.referral_id) LOOP
        done := engine.run_end_step(run, rs, at, me, request_id);
        closed := closed || done.closed;
        kept := kept || done.kept;
    END LOOP;
    SELECT r.* INTO run FROM app.pathway_run r WHERE r.id = run.id FOR NO KEY UPDATE;
    UPDATE app.pathway_run_step k SET state = 'skipped', opens_at = NULL, settled_at = pathway_end.at WHERE k.run_id = run.id AND k.state IN ('waiting', 'open');
    run.status := 'stopped';
    run.ended_at := at;
    run := engine.sign_run(run, at, me, 'stop_pathway', jsonb_build_object('closed', to_jsonb(closed), 'kept', to_jsonb(kept)),
                           jsonb_build_object('reason', engine.typed(reason)), request_id);
    RETURN jsonb_build_object('pathway', code, 'closed', to_jsonb(closed), 'kept', to_jsonb(kept));
END $$;
COMMENT ON FUNCTION engine.pathway_end(bigint, text, text, app.staff, timestamptz, uuid) IS 'Stops a run; gives what api.pathway_stop answers. HF412: none is under way.';
