-- Whether the loop was closed and whether the person got help: two questions (rule 4), and by whose word.

CREATE FUNCTION engine.measure_ends(at timestamptz) RETURNS TABLE (
    r app.referral, helped boolean, organization_id integer, role_id integer, apart text)
LANGUAGE sql STABLE AS $$
    SELECT r, coalesce(o.helped, false), coalesce(s.organization_id, t.owner_organization_id, r.requester_organization_id),
           coalesce(s.owner_role_id, t.owner_role_id, r.requester_role_id),
           CASE WHEN r.void THEN 'mistaken'
                WHEN coalesce(o.helped, false) THEN NULL
                WHEN r.outcome = 'died' OR i.deceased_at <= coalesce(r.closed_at, measure_ends.at) THEN 'died'
                WHEN r.closed_at IS NOT NULL AND m.referral_id IS NOT NULL THEN 'moved' END
    FROM app.referral r
    JOIN app.individual i ON i.id = r.individual_id
    LEFT JOIN app.outcome o ON o.code = r.outcome
    LEFT JOIN app.task t ON t.referral_id = r.id AND t.kind = 'referral' AND t.attempt = r.attempts
    LEFT JOIN app.service s ON s.id = t.service_id
    LEFT JOIN engine.measure_moved() m ON m.referral_id = r.id
$$;
COMMENT ON FUNCTION engine.measure_ends(timestamptz) IS
    'Each referral with how it ended, for the provider of its last try. Somebody who died or moved away before there was help is apart; whoever was helped first is counted.';

CREATE FUNCTION engine.measure_loops(a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT q.topic, q.part, 'referral', (e.r).id, (e.r).individual_id, (e.r).category, e.organization_id, (e.r).requester_organization_id, e.role_id, (e.r).service_type_id,
           q.at, e.apart IS NULL, q.hit, q.missed, e.helped::integer::double precision, NULL::double precision, e.apart
    FROM engine.measure_ends(measure_loops.at) e
    CROSS JOIN LATERAL (VALUES
        ('loop', '', (e.r).created_at, (e.r).outcome IS NOT NULL, (e.r).closed_at IS NOT NULL AND (e.r).outcome IS NULL),
        ('help', (e.r).outcome_source, CASE WHEN (e.r).outcome IS NOT NULL THEN (e.r).closed_at END, e.helped, NOT e.helped)
        ) AS q (topic, part, at, hit, missed)
    WHERE q.at >= measure_loops.a AND q.at < measure_loops.b
$$;
COMMENT ON FUNCTION engine.measure_loops(timestamptz, timestamptz, timestamptz) IS
    'Topic loop: referrals by when they were sent; hit: closed with an outcome, missed: ended without one, value 1: helped. Topic help: those closed with an outcome, by when; part: whose word it is.';
