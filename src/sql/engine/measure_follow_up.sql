-- Following up after a discharge or an ED visit, and ED visits around the first service. The windows are
-- those of HEDIS FUH and FUM (7 and 30 days) and of Transitional Care Management (contact within two
-- business days, a visit within 7 or 14); what counts here is every discharge and ED visit, and what this
-- database knows: calls in which the person was reached, appointments kept, services of a health
-- organisation that began. A case counts once its window is over, in the period of the event.

CREATE FUNCTION engine.measure_visits(individual_id bigint) RETURNS TABLE (at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT p.starts_at FROM app.appointment p WHERE p.individual_id = measure_visits.individual_id AND p.status = 'kept'
    UNION ALL
    SELECT r.need_met_at FROM app.referral r
    JOIN app.task t ON t.referral_id = r.id AND t.attempt = r.attempts
    JOIN app.organization o ON o.id = t.owner_organization_id AND o.sector IN ('health', 'behavioral_health')
    WHERE r.individual_id = measure_visits.individual_id AND r.need_met_at IS NOT NULL AND NOT r.void
$$;
COMMENT ON FUNCTION engine.measure_visits(bigint) IS 'When a person was seen: an appointment kept, or a service of health or behavioural health that began.';

CREATE FUNCTION engine.measure_follow_ups(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH office AS (
        SELECT v.current_version FROM app.network n JOIN app.role r ON r.id = n.coordinator_role_id
        JOIN app.organization o ON o.id = r.organization_id JOIN app.calendar v ON v.id = o.calendar_id),
    happened AS MATERIALIZED (
        SELECT e.id, e.individual_id, e.category, e.organization_id, e.occurred_at, e.retracted_at, y.code FROM app.event e JOIN app.event_type y ON y.id = e.type_id
        WHERE y.code IN ('discharge', 'ed_visit', 'admission', 'readmission', 'move') AND e.occurred_at >= measure_follow_ups.a),
    seen AS MATERIALIZED (
        SELECT p.individual_id, array_agg(x.at) AS times, array_agg(x.visit) AS visits
        FROM (SELECT DISTINCT h.individual_id FROM happened h WHERE h.code IN ('discharge', 'ed_visit')) p
        CROSS JOIN LATERAL (SELECT k.at, true AS visit FROM engine.measure_visits(p.individual_id) k
                            UNION ALL SELECT c.at, false FROM app.call c WHERE c.individual_id = p.individual_id AND c.reached) x
        WHERE x.at >= measure_follow_ups.a GROUP BY p.individual_id)
    SELECT q.topic, q.part, 'event', e.id, e.individual_id, e.category, e.organization_id, e.organization_id, NULL::integer, NULL::integer,
           e.occurred_at, x.apart IS NULL, f.at IS NOT NULL, f.at IS NULL, extract(epoch FROM f.at - e.occurred_at)::double precision / 86400, NULL::double precision, x.apart
    FROM happened e
    JOIN app.individual i ON i.id = e.individual_id
    CROSS JOIN office
    CROSS JOIN LATERAL (VALUES
        ('discharge', 'discharge', 'contact_2bd', CASE e.code WHEN 'discharge' THEN engine.due_at(office.current_version, e.occurred_at, '2bd') END, false),
        ('discharge', 'discharge', 'visit_7d', e.occurred_at + interval '168 hours', true),
        ('discharge', 'discharge', 'visit_14d', e.occurred_at + interval '336 hours', true),
        ('discharge', 'discharge', 'visit_30d', e.occurred_at + interval '720 hours', true),
        ('ed_visit', 'ed', 'visit_7d', e.occurred_at + interval '168 hours', true),
        ('ed_visit', 'ed', 'visit_30d', e.occurred_at + interval '720 hours', true)) AS q (code, topic, part, upto, visit)
    LEFT JOIN seen s ON s.individual_id = e.individual_id
    LEFT JOIN LATERAL (SELECT min(u.at) AS at FROM unnest(s.times, s.visits) u (at, visit) WHERE u.at > e.occurred_at AND u.at <= q.upto AND (u.visit OR NOT q.visit)) f ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN e.retracted_at IS NOT NULL THEN 'mistaken'
        WHEN f.at IS NOT NULL THEN NULL
        WHEN i.deceased_at <= q.upto THEN 'died'
        WHEN EXISTS (SELECT FROM happened o WHERE o.individual_id = e.individual_id AND o.code IN ('admission', 'readmission') AND o.retracted_at IS NULL
                       AND o.occurred_at > e.occurred_at AND o.occurred_at <= q.upto) THEN 'admitted'
        WHEN EXISTS (SELECT FROM happened o WHERE o.individual_id = e.individual_id AND o.code = 'move' AND o.retracted_at IS NULL
                       AND o.occurred_at > e.occurred_at AND o.occurred_at <= q.upto) THEN 'moved' END AS apart) x
    WHERE e.code = q.code AND q.upto <= measure_follow_ups.at AND e.occurred_at >= measure_follow_ups.a AND e.occurred_at < measure_follow_ups.b
$$;
COMMENT ON FUNCTION engine.measure_follow_ups(timestamptz, timestamptz, timestamptz) IS
    'Discharges and ED visits by when they occurred, for who recorded them, each window by itself; hit: followed up within it. Who died, moved or was admitted again before that is apart, and so is an event that was taken back.';

CREATE FUNCTION engine.measure_ed_visits(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH first AS (
        SELECT DISTINCT ON (r.individual_id) r.id, r.individual_id, r.category, r.need_met_at AS at, r.requester_organization_id, r.requester_role_id, r.service_type_id
        FROM app.referral r WHERE r.need_met_at < measure_ed_visits.b - interval '2160 hours' AND NOT r.void ORDER BY r.individual_id, r.need_met_at, r.id)
    SELECT 'ed_visits', q.part, 'referral', f.id, f.individual_id, f.category, f.requester_organization_id, f.requester_organization_id, f.requester_role_id, f.service_type_id,
           d.over, x.apart IS NULL, n.visits > 0, false, n.visits, NULL::double precision, x.apart
    FROM first f
    JOIN app.individual i ON i.id = f.individual_id
    CROSS JOIN LATERAL (SELECT f.at + interval '2160 hours' AS over) d
    CROSS JOIN LATERAL (VALUES ('before', f.at - interval '2160 hours', f.at), ('after', f.at, d.over)) AS q (part, since, upto)
    CROSS JOIN LATERAL (SELECT CASE WHEN i.deceased_at <= d.over THEN 'died' END AS apart) x
    CROSS JOIN LATERAL (SELECT count(*)::double precision AS visits FROM app.event e
                        WHERE e.individual_id = f.individual_id AND e.type_id = (SELECT y.id FROM app.event_type y WHERE y.code = 'ed_visit')
                          AND e.retracted_at IS NULL AND e.occurred_at >= q.since AND e.occurred_at < q.upto) n
    WHERE d.over >= measure_ed_visits.a AND d.over < measure_ed_visits.b AND d.over <= measure_ed_visits.at
$$;
COMMENT ON FUNCTION engine.measure_ed_visits(timestamptz, timestamptz, timestamptz) IS
    'Persons by when the 90 days after their first service began were over; value: their ED visits in the 90 days before, and after. No evidence of effect: there is nobody to compare them with.';
