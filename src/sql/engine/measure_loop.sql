-- Whether the loop was closed and whether the person got help: two questions (rule 4), and by whose word.

CREATE FUNCTION engine.measure_ends(at timestamptz) RETURNS TABLE (
    id bigint, individual_id bigint, category text, requester_organization_id integer, service_type_id integer, priority app.priority,
    created_at timestamptz, closed_at timestamptz, outcome text, outcome_source text, helped boolean, organization_id integer, role_id integer, apart text)
LANGUAGE sql STABLE AS $$
    SELECT r.id, r.individual_id, r.category, r.requester_organization_id, r.service_type_id, r.priority, r.created_at, r.closed_at, r.outcome, r.outcome_source,
           coalesce(o.helped, false), coalesce(s.organization_id, t.owner_organization_id, r.requester_organization_id), coalesce(s.owner_role_id, t.owner_role_id, r.requester_role_id),
           CASE WHEN r.void THEN 'mistaken'
                WHEN coalesce(o.helped, false) THEN NULL
                WHEN r.outcome = 'died' OR i.deceased_at <= coalesce(r.closed_at, measure_ends.at) THEN 'died'
                WHEN r.closed_at IS NOT NULL AND m.referral_id IS NOT NULL THEN 'moved' END
    FROM app.referral r
    LEFT JOIN app.individual i ON i.id = r.individual_id AND i.deceased_at IS NOT NULL
    LEFT JOIN app.outcome o ON o.code = r.outcome
    LEFT JOIN app.task t ON t.referral_id = r.id AND t.attempt = r.attempts
    LEFT JOIN app.service s ON s.id = t.service_id
    LEFT JOIN engine.measure_moved() m ON m.referral_id = r.id
$$;
COMMENT ON FUNCTION engine.measure_ends(timestamptz) IS
    'Each referral with how it ended, for the provider of its last try. Somebody who died or moved away before there was help is apart; whoever was helped first is counted.';

CREATE FUNCTION engine.measure_close_by(a timestamptz, at timestamptz) RETURNS TABLE (service_type_id integer, priority app.priority, day date, close_by timestamptz)
LANGUAGE plpgsql STABLE ROWS 200 AS $$
DECLARE
    -- The network's office, as for the days after a discharge.
    office record := (SELECT x FROM (SELECT v.current_version AS version_id, n.timezone FROM app.network n JOIN app.role r ON r.id = n.coordinator_role_id
                                     JOIN app.organization o ON o.id = r.organization_id JOIN app.calendar v ON v.id = o.calendar_id) x);
    version integer := office.version_id;
    zone text := office.timezone;
    -- Calendars are laid out three years back: what is older is over long since.
    laid timestamptz := measure_close_by.at - interval '1000 days';
BEGIN
    -- Each length of time from each instant once: many levels ask for the same, and of many days it ends in the same.
    RETURN QUERY
    WITH sent AS MATERIALIZED (
        SELECT DISTINCT r.service_type_id, r.priority, (r.created_at AT TIME ZONE zone)::date AS day FROM app.referral r
        WHERE r.created_at < measure_close_by.at AND (r.closed_at IS NULL OR r.closed_at >= measure_close_by.a)),
    began AS MATERIALIZED (SELECT d.day, engine.local_instant(d.day + 1, zone, false) AS upto FROM (SELECT DISTINCT s.day FROM sent s) d),
    asked AS MATERIALIZED (
        SELECT s.service_type_id, s.priority, s.day, b.upto,
               CASE WHEN b.upto > laid THEN ac.target END AS accept, CASE WHEN b.upto > laid THEN st.target END AS start, CASE WHEN b.upto > laid THEN co.target END AS complete
        FROM sent s
        JOIN began b ON b.day = s.day
        JOIN app.service_type y ON y.id = s.service_type_id
        LEFT JOIN app.service_level_stage ac ON ac.level_id = y.level_id AND ac.priority = s.priority AND ac.stage = 'accept'
        LEFT JOIN app.service_level_stage st ON st.level_id = y.level_id AND st.priority = s.priority AND st.stage = 'start'
        LEFT JOIN app.service_level_stage co ON co.level_id = y.level_id AND co.priority = s.priority AND co.stage = 'complete'),
    accepted AS MATERIALIZED (
        SELECT x.since, x.target, CASE WHEN x.target IS NULL THEN x.since ELSE engine.due_at(version, x.since, x.target) END AS upto
        FROM (SELECT DISTINCT k.upto AS since, k.accept AS target FROM asked k) x),
    started AS MATERIALIZED (
        SELECT x.since, x.target, CASE WHEN x.target IS NULL THEN x.since ELSE engine.due_at(version, x.since, x.target) END AS upto
        FROM (SELECT DISTINCT n.upto AS since, k.start AS target FROM asked k JOIN accepted n ON n.since = k.upto AND n.target IS NOT DISTINCT FROM k.accept) x),
    completed AS MATERIALIZED (
        SELECT x.since, x.target, CASE WHEN x.target IS NULL THEN x.since ELSE engine.due_at(version, x.since, x.target) END AS upto
        FROM (SELECT DISTINCT m.upto AS since, k.complete AS target FROM asked k
              JOIN accepted n ON n.since = k.upto AND n.target IS NOT DISTINCT FROM k.accept
              JOIN started m ON m.since = n.upto AND m.target IS NOT DISTINCT FROM k.start) x)
    SELECT k.service_type_id, k.priority, k.day, e.upto
    FROM asked k
    JOIN accepted n ON n.since = k.upto AND n.target IS NOT DISTINCT FROM k.accept
    JOIN started m ON m.since = n.upto AND m.target IS NOT DISTINCT FROM k.start
    JOIN completed e ON e.since = m.upto AND e.target IS NOT DISTINCT FROM k.complete;
END $$;
COMMENT ON FUNCTION engine.measure_close_by(timestamptz, timestamptz) IS
    'By when a referral of that type and priority, sent on that day, should be over: what its level allows for answering, starting and finishing, one after the other, from the end of that day. For those that were open since a.';

CREATE FUNCTION engine.measure_loops(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH close_by AS MATERIALIZED (SELECT k.* FROM engine.measure_close_by(measure_loops.a, measure_loops.at) k),
    zone AS (SELECT n.timezone FROM app.network n)
    SELECT q.topic, q.part, 'referral', e.id, e.individual_id, e.category, e.organization_id, e.requester_organization_id, e.role_id, e.service_type_id,
           q.at, q.apart IS NULL, q.hit, NOT q.hit, (q.hit AND e.helped)::integer::double precision, NULL::double precision, q.apart
    FROM engine.measure_ends(measure_loops.at) e
    CROSS JOIN zone
    LEFT JOIN close_by k ON k.service_type_id = e.service_type_id AND k.priority = e.priority AND k.day = (e.created_at AT TIME ZONE zone.timezone)::date
    -- Over, or its time: whichever came first decides, once and for good.
    CROSS JOIN LATERAL (SELECT CASE WHEN k.close_by < measure_loops.at AND k.close_by < coalesce(e.closed_at, 'infinity') THEN k.close_by END AS late_at) l
    JOIN (VALUES ('loop'), ('help')) AS v (topic) ON v.topic = 'loop' OR e.outcome IS NOT NULL
    CROSS JOIN LATERAL (SELECT v.topic, CASE v.topic WHEN 'loop' THEN '' ELSE e.outcome_source END AS part,
        CASE v.topic WHEN 'loop' THEN coalesce(l.late_at, e.closed_at, e.created_at) ELSE e.closed_at END AS at,
        CASE v.topic WHEN 'loop' THEN l.late_at IS NULL AND e.outcome IS NOT NULL ELSE e.helped END AS hit,
        coalesce(e.apart, CASE WHEN v.topic = 'loop' AND l.late_at IS NULL AND e.closed_at IS NULL THEN 'young' END) AS apart) q
    WHERE q.at >= measure_loops.a AND q.at < measure_loops.b
$$;
COMMENT ON FUNCTION engine.measure_loops(timestamptz, timestamptz, timestamptz) IS
    'Topic loop: referrals by when they were over or should have been, whichever came first; hit: closed with an outcome by then, value 1: with help; young: sent in this time, neither over nor past their time. Topic help: those closed with an outcome, by when; part: whose word it is.';
