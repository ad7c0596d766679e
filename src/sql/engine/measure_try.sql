-- Time to answer and to start, of each try and of each referral: the clocks say when each was due, late
-- and met. A case belongs to the period in which it was decided: met, or past due, whichever came first;
-- so each is counted once, and later news never makes a miss a hit. Unanswered past due is a miss. What
-- was withdrawn before it was due says nothing of anybody, and is not counted.
--
-- Row security keeps the planner from what it knows of a column where the comparison is not leakproof, as
-- of no enum: it takes "kind = referral" for one row in two hundred and goes to each of the rest by an
-- index. So it is told otherwise what is so: a try, and only a try, has a number (attempt), and of those
-- who are dead alone the day is asked.

CREATE FUNCTION engine.measure_open(version_id integer, at timestamptz) RETURNS TABLE (place bigint) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT s.open_seconds_before * 1000000 + engine.microseconds(LEAST(measure_open.at, s.closes) - s.opens)
    FROM app.calendar_span s WHERE s.version_id = measure_open.version_id AND s.opens <= measure_open.at
    ORDER BY s.opens DESC LIMIT 1
$$;
COMMENT ON FUNCTION engine.measure_open(integer, timestamptz) IS 'engine.open_position for queries over many rows: it is inlined there, and one index probe. Beyond the laid-out years it stands still.';

CREATE FUNCTION engine.measure_clocks(a timestamptz, at timestamptz) RETURNS TABLE (
    task_id bigint, referral_id bigint, kind app.task_kind, status app.task_status, attempt integer, stage app.stage, clock_id bigint, version_id integer,
    started timestamptz, met_at timestamptz, stopped_at timestamptz, late_at timestamptz, undated boolean, task_closed_at timestamptz,
    service_id integer, owner_role_id integer, owner_organization_id integer)
LANGUAGE sql STABLE AS $$
    SELECT t.id, t.referral_id, t.kind, t.status, t.attempt, c.stage, c.id, c.calendar_version_id, c.started, c.met_at, c.stopped_at,
           CASE WHEN c.late_since IS NOT NULL THEN c.late_since
                WHEN c.held_at IS NOT NULL THEN NULL
                WHEN coalesce(c.due, w.due) < coalesce(c.stopped_at, measure_clocks.at) THEN coalesce(c.due, w.due) END,
           c.due IS NULL, t.closed_at, t.service_id, t.owner_role_id, t.owner_organization_id
    FROM app.clock c JOIN app.task t ON t.id = c.task_id
    -- Rule 2: without a deadline as if due one business day after it began.
    CROSS JOIN LATERAL (SELECT CASE WHEN c.due IS NULL THEN engine.due_at(c.calendar_version_id, c.started, '1bd') END AS due) w
    WHERE c.started < measure_clocks.at AND (c.stopped_at IS NULL OR c.stopped_at >= measure_clocks.a)
$$;
COMMENT ON FUNCTION engine.measure_clocks(timestamptz, timestamptz) IS
    'The clocks that ran since a, with the instant at which each was late as of at: the due that passed unmet, which neither a hold nor a later date erases. Held ones stand still.';

CREATE FUNCTION engine.measure_moved() RETURNS TABLE (referral_id bigint, at timestamptz) LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A plan of its own: four topics ask, and every month of the ledger is planned for.
    RETURN QUERY
    SELECT m.referral_id, min(m.at) FROM (
        SELECT t.referral_id, l.applied_at AS at FROM app.life_change l
        JOIN app.life_change_item x ON x.event_id = l.event_id AND x.action = 'seek' JOIN app.task t ON t.id = x.task_id
        WHERE l.undone_at IS NULL
        UNION ALL
        SELECT t.referral_id, t.closed_at FROM app.task t
        -- Of each the one month in which it was closed (LIMIT: and not all of the ledger once).
        CROSS JOIN LATERAL (SELECT FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.at = t.closed_at
                              AND e.action = 'fail' AND e.detail ->> 'reason' = 'moved_away' LIMIT 1) k
        WHERE t.attempt IS NOT NULL AND t.status = 'failed') m
    GROUP BY m.referral_id;
END $$;
COMMENT ON FUNCTION engine.measure_moved() IS 'Referrals whose person moved out of the provider''s area, and since when: by a move that was applied, or as the reason why it could not be done.';

CREATE FUNCTION engine.measure_tries(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH moved AS MATERIALIZED (SELECT m.referral_id FROM engine.measure_moved() m)
    SELECT k.stage::text, 'per_try', 'task', k.task_id, r.individual_id, r.category,
           coalesce(s.organization_id, k.owner_organization_id), r.requester_organization_id, coalesce(s.owner_role_id, k.owner_role_id), r.service_type_id,
           d.at, x.apart IS NULL, k.met_at IS NOT NULL AND k.late_at IS NULL AND NOT k.undated, k.late_at IS NOT NULL OR k.undated,
           engine.microseconds(d.upto - k.started) / 3.6e9::double precision, (last.place - first.place) / 3.6e9::double precision, x.apart
    FROM engine.measure_clocks(measure_tries.a, measure_tries.at) k
    JOIN app.referral r ON r.id = k.referral_id
    LEFT JOIN app.individual i ON i.id = r.individual_id AND i.deceased_at IS NOT NULL
    LEFT JOIN app.service s ON s.id = k.service_id
    CROSS JOIN LATERAL (SELECT LEAST(k.late_at, k.met_at) AS decided) c
    CROSS JOIN LATERAL (SELECT CASE WHEN r.void THEN 'mistaken'
                                    WHEN i.deceased_at <= coalesce(c.decided, k.stopped_at, measure_tries.at) THEN 'died'
                                    WHEN c.decided IS NULL AND k.stopped_at IS NOT NULL AND r.id IN (SELECT m.referral_id FROM moved m) THEN 'moved' END AS apart) x
    CROSS JOIN LATERAL (SELECT coalesce(c.decided, k.stopped_at, i.deceased_at, k.started) AS at, coalesce(k.met_at, k.stopped_at, measure_tries.at) AS upto) d
    LEFT JOIN LATERAL engine.measure_open(k.version_id, k.started) first ON true
    LEFT JOIN LATERAL engine.measure_open(k.version_id, d.upto) last ON true
    WHERE k.attempt IS NOT NULL AND k.stage <> 'complete' AND (c.decided IS NOT NULL OR x.apart IS NOT NULL)
      AND d.at >= measure_tries.a AND d.at < measure_tries.b
$$;
COMMENT ON FUNCTION engine.measure_tries(timestamptz, timestamptz, timestamptz) IS
    'Each try''s time to answer (topic accept) and to start (start), for whoever was asked: the service''s own role, also where the item has passed to somebody else since. Declining is an answer. A try reopened is a new interval.';

CREATE FUNCTION engine.measure_needs(at timestamptz) RETURNS TABLE (
    id bigint, individual_id bigint, category text, requester_organization_id integer, requester_role_id integer, service_type_id integer, void boolean,
    need_since timestamptz, needed_by timestamptz, need_met_at timestamptz, created_at timestamptz, closed_at timestamptz,
    deceased_at timestamptz, version_id integer, accepted_at timestamptz, late_answer timestamptz, late_start timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT r.id, r.individual_id, r.category, r.requester_organization_id, r.requester_role_id, r.service_type_id, r.void,
           r.need_since, r.needed_by, r.need_met_at, r.created_at, r.closed_at, i.deceased_at, k.version_id, k.accepted_at, k.late_answer, k.late_start
    FROM app.referral r
    LEFT JOIN app.individual i ON i.id = r.individual_id AND i.deceased_at IS NOT NULL
    JOIN (SELECT c.referral_id, (array_agg(c.version_id ORDER BY c.started, c.clock_id))[1] AS version_id,
                 min(c.met_at) FILTER (WHERE c.kind = 'referral' AND c.stage = 'accept' AND c.status <> 'rejected') AS accepted_at,
                 min(c.late_at) FILTER (WHERE c.kind = 'reroute' OR c.stage = 'accept') AS late_answer, min(c.late_at) AS late_start
          FROM engine.measure_clocks('-infinity', measure_needs.at) c
          WHERE c.referral_id IS NOT NULL AND CASE WHEN c.attempt IS NOT NULL THEN c.stage <> 'complete' ELSE c.kind = 'reroute' END
          GROUP BY c.referral_id) k ON k.referral_id = r.id
$$;
COMMENT ON FUNCTION engine.measure_needs(timestamptz) IS 'Each referral over all of its tries and searches: when somebody accepted, and when the first thing on the way was late.';

CREATE FUNCTION engine.measure_referrals(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH moved AS MATERIALIZED (SELECT m.referral_id FROM engine.measure_moved() m),
    need AS MATERIALIZED (SELECT n.* FROM engine.measure_needs(measure_referrals.at) n)
    SELECT q.topic, q.part, 'referral', n.id, n.individual_id, n.category,
           n.requester_organization_id, n.requester_organization_id, n.requester_role_id, n.service_type_id,
           d.at, x.apart IS NULL, q.met_at IS NOT NULL AND (q.late_at IS NULL OR q.met_at <= q.late_at), q.late_at IS NOT NULL AND (q.met_at IS NULL OR q.met_at > q.late_at),
           engine.microseconds(d.upto - n.need_since) / 3.6e9::double precision, (last.place - first.place) / 3.6e9::double precision, x.apart
    FROM need n
    JOIN (VALUES ('accept', 'per_referral'), ('start', 'per_referral'), ('accept', 'needed_by'), ('start', 'needed_by')) AS v (topic, part) ON v.part <> 'needed_by' OR n.needed_by IS NOT NULL
    CROSS JOIN LATERAL (SELECT v.topic, v.part, CASE v.topic WHEN 'accept' THEN n.accepted_at ELSE n.need_met_at END AS met_at) m
    CROSS JOIN LATERAL (SELECT m.topic, m.part, m.met_at, CASE WHEN m.part = 'needed_by' THEN CASE WHEN n.needed_by < coalesce(m.met_at, n.closed_at, measure_referrals.at) THEN n.needed_by END
                                    WHEN m.topic = 'accept' THEN n.late_answer ELSE n.late_start END AS late_at) q
    CROSS JOIN LATERAL (SELECT LEAST(q.late_at, q.met_at) AS decided) c
    CROSS JOIN LATERAL (SELECT CASE WHEN n.void THEN 'mistaken'
                                    WHEN n.deceased_at <= coalesce(c.decided, n.closed_at, measure_referrals.at) THEN 'died'
                                    WHEN c.decided IS NULL AND n.closed_at IS NOT NULL AND n.id IN (SELECT m.referral_id FROM moved m) THEN 'moved' END AS apart) x
    CROSS JOIN LATERAL (SELECT coalesce(c.decided, n.closed_at, n.deceased_at, n.created_at) AS at,
                               GREATEST(n.need_since, coalesce(q.met_at, n.closed_at, measure_referrals.at)) AS upto) d
    LEFT JOIN LATERAL engine.measure_open(n.version_id, n.need_since) first ON true
    LEFT JOIN LATERAL engine.measure_open(n.version_id, d.upto) last ON true
    WHERE (c.decided IS NOT NULL OR x.apart IS NOT NULL)
      AND d.at >= measure_referrals.a AND d.at < measure_referrals.b
$$;
COMMENT ON FUNCTION engine.measure_referrals(timestamptz, timestamptz, timestamptz) IS
    'The same of each referral over all of its tries, for whoever asked: they answer for the person until somebody accepts. per_referral: late when the first answer, search or start on the way was; needed_by: against that date alone. Time runs from the request (rule 3).';
