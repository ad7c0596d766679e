-- A pathway under way as people see it: where each step stands, and on whom and until when it waits.

CREATE FUNCTION engine.sees_step(step app.pathway_step, run app.pathway_run, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    kind_of text := coalesce((SELECT y.category FROM app.service_type y WHERE y.id = step.service_type_id), 'general');
BEGIN
    RETURN engine.knows_person(run.individual_id, kind_of, NULL, engine.organization_of(run.role_id), v.organization_id, v.staff_id);
END $$;
COMMENT ON FUNCTION engine.sees_step(app.pathway_step, app.pathway_run, engine.viewer) IS
    'The reader may know that somebody''s pathway has this step: of substance-use services only with a basis (42 CFR Part 2).';

CREATE FUNCTION engine.step_party(rs app.pathway_run_step, t app.task) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN t.id IS NULL THEN NULL
        WHEN t.status = 'on-hold' THEN engine.reason_words('hold', t.waiting_on)
        ELSE (SELECT concat_ws(', ', o.name, s.name) FROM app.role o LEFT JOIN app.staff s ON s.id = t.owner_staff_id WHERE o.id = t.owner_role_id) END;
END $$;
COMMENT ON FUNCTION engine.step_party(app.pathway_run_step, app.task) IS 'With whom an open step stands: its owner, or whom its item waits for.';

CREATE FUNCTION engine.step_waits(run app.pathway_run, step app.pathway_step, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'name', engine.step_name(p), 'state', engine.run_stand(rs), 'ref', engine.task_ref(t),
                   'party', engine.step_party(rs, t), 'date', coalesce(t.hold_until, t.due, rs.opens_at, rs.due_by)) ORDER BY p.position), '[]')
        FROM app.pathway_run_step rs JOIN app.pathway_step p ON p.id = rs.step_id
        CROSS JOIN LATERAL (SELECT (engine.run_task(rs)).*) t
        WHERE rs.run_id = run.id AND p.code = ANY (step.after) AND rs.state NOT IN ('done', 'skipped') AND engine.sees_step(p, run, v));
END $$;
COMMENT ON FUNCTION engine.step_waits(app.pathway_run, app.pathway_step, engine.viewer) IS 'What a step waits for, with the party and the date.';

CREATE FUNCTION engine.step_words(state text, waits jsonb, party text, date timestamptz, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    first jsonb := waits -> 0;
BEGIN
    RETURN CASE state
        WHEN 'done' THEN 'done' WHEN 'skipped' THEN 'left out' WHEN 'failed' THEN 'ended without help'
        WHEN 'held' THEN 'waits: ' || party || coalesce(', back ' || engine.say_time(date, at), '')
        WHEN 'declined' THEN 'another provider is sought' || coalesce(' by ' || party, '') || coalesce(', due ' || engine.say_time(date, at), '')
        WHEN 'open' THEN 'with ' || coalesce(party, 'nobody') || coalesce(', due ' || engine.say_time(date, at), '')
        ELSE CASE WHEN first IS NULL THEN 'opens ' || engine.say_time(date, at)
                  ELSE 'waits for ' || (first ->> 'name') || coalesce(' (' || (first ->> 'party') || ')', '')
                       || coalesce(', by ' || engine.say_time((first ->> 'date')::timestamptz, at), '') END END;
END $$;
COMMENT ON FUNCTION engine.step_words(text, jsonb, text, timestamptz, timestamptz) IS 'How a step stands, in words: waits for legal aid (Legal Aid intake), by Mon 12:00.';

CREATE FUNCTION engine.run_view(run app.pathway_run, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('pathway', engine.run_code(run), 'name', engine.run_name(run), 'deadline', run.deadline, 'status', run.status,
        'started_at', run.started_at, 'started_by', engine.staff_words(run.started_by, v), 'ended_at', run.ended_at, 'steps', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'name', engine.step_name(p), 'state', st.stand,
                       'words', engine.step_words(st.stand, w.waits, w.party, w.date, v.at), 'ref', engine.task_ref(t), 'referral_ref', engine.referral_ref(rs.referral_id),
                       'party', w.party, 'date', w.date, 'starts_by', rs.starts_by, 'due_by', st.by, 'opens_at', rs.opens_at, 'settled_at', rs.settled_at,
                       'late', rs.state IN ('waiting', 'open') AND coalesce(st.by < v.at, false), 'waits_for', w.waits,
                       'follow_up', (SELECT engine.task_ref(f) FROM app.task f WHERE f.id = rs.follow_up_id)) ORDER BY p.position), '[]')
            FROM app.pathway_run_step rs JOIN app.pathway_step p ON p.id = rs.step_id
            CROSS JOIN LATERAL (SELECT (engine.run_task(rs)).*) t
            CROSS JOIN LATERAL (SELECT engine.run_stand(rs) AS stand, engine.run_step_by(run, rs, t) AS by) st
            CROSS JOIN LATERAL (
                SELECT CASE WHEN rs.state = 'waiting' THEN engine.step_waits(run, p, v) ELSE '[]' END AS waits,
                       CASE WHEN rs.state = 'open' THEN engine.step_party(rs, t) END AS party,
                       CASE WHEN rs.state = 'waiting' THEN rs.opens_at WHEN rs.state = 'open' THEN coalesce(t.hold_until, t.due) END AS date) w
            WHERE rs.run_id = run.id AND engine.sees_step(p, run, v)));
END $$;
COMMENT ON FUNCTION engine.run_view(app.pathway_run, engine.viewer) IS 'A pathway under way as api.pathway_runs gives it.';
