-- From an event to the first thing that a person did about it, and social risks.

CREATE FUNCTION engine.measure_events(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH work AS (
        SELECT e.id, min(k.due) AS due, min(done.at) AS acted_at, (array_agg(t.id ORDER BY x.joined, t.id))[1] AS task_id
        FROM app.event e
        JOIN app.event_task x ON x.event_id = e.id
        JOIN app.task t ON t.id = x.task_id
        LEFT JOIN LATERAL (
            SELECT GREATEST(e.recorded_at, coalesce(c.late_since, c.due)) AS due FROM app.clock c
            WHERE c.task_id = t.id AND coalesce(c.stopped_at, 'infinity') >= e.recorded_at ORDER BY c.started, c.id LIMIT 1) k ON true
        LEFT JOIN LATERAL (
            SELECT l.at FROM app.ledger l
            WHERE l.entity_kind = 'task' AND l.entity_id = t.id AND l.at >= e.recorded_at AND l.actor_id IS NOT NULL
              AND l.action IN (SELECT p.action FROM app.step p WHERE p.action <> 'seen')
            ORDER BY l.at LIMIT 1) done ON true
        WHERE e.recorded_at < measure_events.b
        GROUP BY e.id)
    SELECT 'event', '', 'event', e.id, e.individual_id, e.category,
           t.owner_organization_id, e.organization_id, t.owner_role_id, NULL::integer,
           d.at, x.apart IS NULL, w.acted_at IS NOT NULL AND (d.late_at IS NULL OR w.acted_at <= d.late_at), d.late_at IS NOT NULL AND (w.acted_at IS NULL OR w.acted_at > d.late_at),
           engine.microseconds(u.upto - e.recorded_at) / 3.6e9::double precision, (last.place - first.place) / 3.6e9::double precision, x.apart
    FROM work w
    JOIN app.event e ON e.id = w.id
    JOIN app.task t ON t.id = w.task_id
    JOIN app.role o ON o.id = t.owner_role_id
    JOIN app.organization g ON g.id = o.organization_id
    JOIN app.calendar v ON v.id = coalesce(o.calendar_id, g.calendar_id)
    CROSS JOIN LATERAL (SELECT CASE WHEN w.due < coalesce(w.acted_at, e.retracted_at, measure_events.at) THEN w.due END AS late_at) l
    CROSS JOIN LATERAL (SELECT CASE WHEN e.retracted_at IS NOT NULL THEN 'mistaken' END AS apart) x
    CROSS JOIN LATERAL (SELECT l.late_at, coalesce(LEAST(l.late_at, w.acted_at), CASE WHEN x.apart IS NOT NULL THEN e.recorded_at END) AS at) d
    CROSS JOIN LATERAL (SELECT coalesce(w.acted_at, measure_events.at) AS upto) u
    LEFT JOIN LATERAL engine.measure_open(v.current_version, e.recorded_at) first ON true
    LEFT JOIN LATERAL engine.measure_open(v.current_version, u.upto) last ON true
    WHERE d.at >= measure_events.a AND d.at < measure_events.b
$$;
COMMENT ON FUNCTION engine.measure_events(timestamptz, timestamptz, timestamptz) IS
    'Events that opened or joined work, by when somebody first took a step on it or it was due, whichever came first; for who has the work. Retracted ones are apart.';

CREATE FUNCTION engine.measure_risks(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT p.topic, r.level::text, 'risk', r.id, r.individual_id, coalesce(t.category, 'general'),
           coalesce(t.owner_organization_id, r.organization_id), r.organization_id, t.owner_role_id, NULL::integer,
           r.recorded_at, x.apart IS NULL, CASE p.topic WHEN 'risk' THEN r.status = 'resolved' ELSE r.status = 'resolved' AND o.helped END,
           r.status = 'active' AND l.late,
           engine.microseconds(coalesce(r.resolved_at, measure_risks.at) - r.recorded_at) / 8.64e10::double precision, NULL::double precision, x.apart
    FROM app.social_risk r
    JOIN app.individual i ON i.id = r.individual_id
    LEFT JOIN app.task t ON t.id = r.task_id
    LEFT JOIN app.outcome o ON o.code = r.outcome
    -- A step without a deadline is late as if due one business day after it began (rule 2).
    CROSS JOIN LATERAL (SELECT coalesce(r.legal_deadline < measure_risks.at, false)
        OR EXISTS (SELECT FROM app.clock c WHERE c.task_id = t.id AND (c.late_since IS NOT NULL
            OR (c.held_at IS NULL AND c.stopped_at IS NULL
                AND CASE WHEN c.due IS NULL THEN engine.due_at(c.calendar_version_id, c.started, '1bd') ELSE c.due END < measure_risks.at))) AS late) l
    CROSS JOIN LATERAL (SELECT CASE WHEN r.status = 'entered-in-error' THEN 'mistaken'
                                    WHEN r.status <> 'resolved' AND i.deceased_at <= measure_risks.at THEN 'died'
                                    WHEN r.status = 'refuted' THEN 'refuted'
                                    WHEN r.status = 'active' AND NOT l.late THEN 'young' END AS apart) x
    CROSS JOIN LATERAL (VALUES ('risk'), ('risk_help')) AS p (topic)
    WHERE r.recorded_at >= measure_risks.a AND r.recorded_at < measure_risks.b
$$;
COMMENT ON FUNCTION engine.measure_risks(timestamptz, timestamptz, timestamptz) IS
    'Social risks by when they were recorded, for who has them; part: the level as it is now; hit: resolved, of topic risk_help: with an outcome that helps; missed: open, and late in a step or past its legal deadline; value: days to the resolution, or so far. Refuted ones are apart, and so are open ones that are within the time of every step and before their legal deadline (young): what they come to nobody knows yet.';
