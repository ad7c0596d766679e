-- Areas of plans, case reviews, how many steps a referral took, and duplicates that were not sent.

CREATE FUNCTION engine.measure_areas(b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'area', '', 'area', a.id, c.individual_id, d.category, o.organization_id, o.organization_id, a.owner_role_id, NULL::integer,
           measure_areas.b - interval '1 microsecond', x.apart IS NULL, a.review_by >= measure_areas.at, a.review_by < measure_areas.at,
           NULL::double precision, NULL::double precision, x.apart
    FROM app.plan_area a
    JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active'
    JOIN app.individual i ON i.id = c.individual_id
    JOIN app.domain d ON d.id = a.domain_id
    JOIN app.role o ON o.id = a.owner_role_id
    CROSS JOIN LATERAL (SELECT CASE WHEN i.deceased_at <= measure_areas.at THEN 'died' END AS apart) x
    WHERE measure_areas.b >= measure_areas.at
$$;
COMMENT ON FUNCTION engine.measure_areas(timestamptz, timestamptz) IS 'The areas of active plans as they are now, in a period that reaches to now; hit: not past their date of review.';

CREATE FUNCTION engine.measure_reviews(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'review', 'case_review', 'task', t.id, t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, t.owner_role_id, NULL::integer,
           d.at, x.apart IS NULL, c.met_at IS NOT NULL AND c.late_at IS NULL, c.late_at IS NOT NULL, NULL::double precision, NULL::double precision, x.apart
    FROM engine.measure_clocks(measure_reviews.a, measure_reviews.at) c
    JOIN app.task t ON t.id = c.task_id
    JOIN app.individual i ON i.id = t.individual_id
    CROSS JOIN LATERAL (SELECT LEAST(c.late_at, c.met_at) AS decided) k
    CROSS JOIN LATERAL (SELECT CASE WHEN t.status = 'entered-in-error' THEN 'mistaken'
                                    WHEN i.deceased_at <= coalesce(k.decided, c.stopped_at, measure_reviews.at) THEN 'died' END AS apart) x
    CROSS JOIN LATERAL (SELECT coalesce(k.decided, c.stopped_at, i.deceased_at) AS at) d
    WHERE c.kind = 'case_review' AND c.stage = 'complete' AND (k.decided IS NOT NULL OR x.apart IS NOT NULL)
      AND d.at >= measure_reviews.a AND d.at < measure_reviews.b
$$;
COMMENT ON FUNCTION engine.measure_reviews(timestamptz, timestamptz, timestamptz) IS 'Case reviews by when they were held or their time ran out, whichever came first.';

CREATE FUNCTION engine.measure_meetings(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'review', k.of, 'review', coalesce(h.id, -k.position), NULL::bigint, 'general', o.organization_id, o.organization_id, k.role_id, NULL::integer,
           d.at, true, h.ended_at IS NOT NULL AND h.ended_at <= u.due, h.ended_at IS NULL OR h.ended_at > u.due, NULL::double precision, NULL::double precision, NULL
    FROM app.review_kind k
    JOIN app.role o ON o.id = k.role_id
    CROSS JOIN LATERAL (SELECT g::date AS day FROM generate_series(GREATEST(engine.local_day(measure_meetings.a), engine.local_day(k.since)), LEAST(engine.local_day(measure_meetings.b), engine.local_day(measure_meetings.at)), interval '1 day') g) y
    CROSS JOIN LATERAL (SELECT engine.review_time(k, y.day) AS due) u
    LEFT JOIN LATERAL (SELECT r.id, r.ended_at FROM app.review r WHERE r.kind = k.code AND r.for_day = y.day AND r.status = 'held' AND engine.was_held(r.id) ORDER BY r.ended_at LIMIT 1) h ON true
    CROSS JOIN LATERAL (SELECT CASE WHEN h.ended_at <= u.due THEN h.ended_at WHEN u.due < measure_meetings.at THEN u.due END AS at) d
    WHERE k.active AND u.due >= k.since AND engine.held_on(k, y.day) AND d.at >= measure_meetings.a AND d.at < measure_meetings.b
$$;
COMMENT ON FUNCTION engine.measure_meetings(timestamptz, timestamptz, timestamptz) IS
    'The reviews that the policy asks for, day by day since it does, by when they ended or were to be held, whichever came first; part: what they are of; for the organisation of the role that holds them.';

CREATE FUNCTION engine.measure_touches(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    WITH ended AS MATERIALIZED (SELECT n.* FROM engine.measure_ends(measure_touches.b) n WHERE n.closed_at >= measure_touches.a AND n.closed_at < measure_touches.b),
    step AS MATERIALIZED (
        SELECT t.referral_id, count(*)::double precision AS steps
        FROM app.task t
        JOIN app.ledger l ON l.entity_kind = 'task' AND l.entity_id = t.id AND l.at >= t.created_at
        WHERE t.referral_id IN (SELECT n.id FROM ended n) AND l.at >= (SELECT min(n.created_at) FROM ended n)
          AND l.actor_id IS NOT NULL AND l.action IN (SELECT p.action FROM app.step p WHERE p.action <> 'seen')
        GROUP BY t.referral_id)
    SELECT 'touch', '', 'referral', e.id, e.individual_id, e.category, e.organization_id, e.requester_organization_id, e.role_id, e.service_type_id,
           e.closed_at, e.apart IS NULL, true, false, coalesce(n.steps, 0), NULL::double precision, e.apart
    FROM ended e
    LEFT JOIN step n ON n.referral_id = e.id
$$;
COMMENT ON FUNCTION engine.measure_touches(timestamptz, timestamptz) IS 'Referrals by when they were closed, for the provider of their last try; value: the steps that people took on them and on all that came of them.';

CREATE FUNCTION engine.measure_duplicates(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'duplicate', '', 'referral', d.repeats_id, d.individual_id, y.category, d.organization_id, d.organization_id, d.role_id, d.service_type_id,
           d.at, NOT r.void, d.referral_id IS NULL, d.referral_id IS NOT NULL, NULL::double precision, NULL::double precision, CASE WHEN r.void THEN 'mistaken' END
    FROM app.duplicate d
    JOIN app.service_type y ON y.id = d.service_type_id
    JOIN app.referral r ON r.id = d.repeats_id
    WHERE d.at >= measure_duplicates.a AND d.at < measure_duplicates.b AND (d.referral_id IS NOT NULL OR d.at + interval '24 hours' <= measure_duplicates.at)
$$;
COMMENT ON FUNCTION engine.measure_duplicates(timestamptz, timestamptz, timestamptz) IS 'Referrals that came back because they repeat an open one, by when, for who asked; hit: not sent after all.';
