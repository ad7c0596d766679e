-- What was passed up a ladder, and which steps went by themselves.

CREATE FUNCTION engine.measure_rungs(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT p.topic, p.part, 'task', t.id, t.individual_id, t.category,
           coalesce(s.organization_id, t.owner_organization_id), t.requester_organization_id, coalesce(s.owner_role_id, t.owner_role_id), t.service_type_id,
           f.at, x.apart IS NULL, true, false, NULL::double precision, NULL::double precision, x.apart
    FROM app.reach f
    JOIN app.task t ON t.id = f.task_id
    LEFT JOIN app.referral r ON r.id = t.referral_id
    LEFT JOIN app.service s ON s.id = t.service_id
    LEFT JOIN app.role o ON o.id = f.role_id
    CROSS JOIN LATERAL (SELECT CASE WHEN t.status = 'entered-in-error' OR r.void THEN 'mistaken' END AS apart) x
    CROSS JOIN LATERAL (VALUES ('rung', f.rung_no::text), ('rung_source', CASE WHEN f.by_hand IS NULL THEN 'time' ELSE 'hand' END), ('rung_role', coalesce(o.code, 'operations'))) AS p (topic, part)
    WHERE f.at >= measure_rungs.a AND f.at < measure_rungs.b AND f.action <> 'remind' AND f.withdrawn_at IS NULL
      AND t.kind <> 'correction' AND NOT (t.kind = 'alert' AND engine.of_look(t.id))
$$;
COMMENT ON FUNCTION engine.measure_rungs(timestamptz, timestamptz) IS 'Every rung that told or gave somebody else an item, by when, for whoever it was late with; three topics: which rung, what set it off, which role was told.';

CREATE FUNCTION engine.measure_steps(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    -- Handed on, as the ledger has it: read at once for all that ended, and not from every month for each.
    WITH handed AS MATERIALIZED (
        SELECT e.entity_id AS task_id, array_agg(e.at) AS times FROM app.ledger e
        WHERE e.entity_kind = 'task' AND e.action IN ('assign', 'claim', 'return', 'hand_over')
          AND e.at >= (SELECT min(c.started) FROM app.clock c WHERE c.stopped_at >= measure_steps.a AND c.stopped_at < measure_steps.b) AND e.at < measure_steps.b
        GROUP BY e.entity_id)
    SELECT p.topic, CASE p.topic WHEN 'step' THEN '' ELSE w.why END, 'task', t.id, t.individual_id, t.category,
           coalesce(s.organization_id, t.owner_organization_id), t.requester_organization_id, coalesce(s.owner_role_id, t.owner_role_id), t.service_type_id,
           c.stopped_at, x.apart IS NULL, w.why IS NULL, false, NULL::double precision, NULL::double precision, x.apart
    FROM app.clock c
    JOIN app.task t ON t.id = c.task_id AND t.attempt IS NOT NULL
    JOIN app.referral r ON r.id = t.referral_id
    LEFT JOIN app.individual i ON i.id = t.individual_id AND i.deceased_at IS NOT NULL
    LEFT JOIN app.service s ON s.id = t.service_id
    LEFT JOIN handed h ON h.task_id = t.id
    CROSS JOIN LATERAL (SELECT c.stopped_at = t.closed_at AND (t.status IN ('rejected', 'failed') OR (t.status = 'cancelled' AND t.attempt < r.attempts)) AS given_up) g
    CROSS JOIN LATERAL (SELECT CASE
        WHEN g.given_up THEN 'reroute'
        WHEN EXISTS (SELECT FROM unnest(h.times) u WHERE u >= c.started AND u <= c.stopped_at) THEN 'reassignment'
        WHEN EXISTS (SELECT FROM app.reach f WHERE f.clock_id = c.id AND f.action IN ('escalate', 'transfer') AND f.withdrawn_at IS NULL) THEN 'escalation' END AS why) w
    CROSS JOIN LATERAL (SELECT CASE WHEN r.void THEN 'mistaken' WHEN g.given_up AND i.deceased_at <= c.stopped_at THEN 'died' END AS apart) x
    CROSS JOIN LATERAL (VALUES ('step'), ('step_why')) AS p (topic)
    WHERE c.stopped_at >= measure_steps.a AND c.stopped_at < measure_steps.b AND (c.met_at IS NOT NULL OR g.given_up) AND (p.topic = 'step' OR w.why IS NOT NULL)
$$;
COMMENT ON FUNCTION engine.measure_steps(timestamptz, timestamptz) IS
    'Stages of tries that were left as they ask for, or in which the try was given up, by when; hit: nobody had to help it along. A step taken back is none. Topic step_why: only those that were, by the most that was done.';
