-- Declines and their reasons. A default reason says only that nobody chose (DESIGN 4.5): told apart.

CREATE FUNCTION engine.measure_declines(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'decline', '', 'task', t.id, t.individual_id, t.category,
           coalesce(s.organization_id, t.owner_organization_id), t.requester_organization_id, coalesce(s.owner_role_id, t.owner_role_id), t.service_type_id,
           c.met_at, NOT r.void, t.status = 'rejected', false, NULL::double precision, NULL::double precision, CASE WHEN r.void THEN 'mistaken' END
    FROM app.clock c JOIN app.task t ON t.id = c.task_id AND t.attempt IS NOT NULL
    JOIN app.referral r ON r.id = t.referral_id
    LEFT JOIN app.service s ON s.id = t.service_id
    WHERE c.stage = 'accept' AND c.met_at >= measure_declines.a AND c.met_at < measure_declines.b
$$;
COMMENT ON FUNCTION engine.measure_declines(timestamptz, timestamptz) IS 'Tries by when they were answered; hit: with no.';

CREATE FUNCTION engine.measure_reasons(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'decline_reason', coalesce(e.reason, 'none') || '/' || coalesce(e.source, 'default'), 'task', t.id, t.individual_id, t.category,
           coalesce(s.organization_id, t.owner_organization_id), t.requester_organization_id, coalesce(s.owner_role_id, t.owner_role_id), t.service_type_id,
           t.closed_at, NOT r.void, coalesce(e.source = 'chosen', false), false, NULL::double precision, NULL::double precision, CASE WHEN r.void THEN 'mistaken' END
    FROM app.task t
    JOIN app.referral r ON r.id = t.referral_id
    LEFT JOIN app.service s ON s.id = t.service_id
    -- The decline that stands, or its amendment, whichever came last.
    LEFT JOIN LATERAL (
        SELECT l.detail ->> 'reason' AS reason, l.detail ->> 'reason_source' AS source FROM app.ledger l
        WHERE l.entity_kind = 'task' AND l.entity_id = t.id AND l.at >= t.closed_at AND l.detail ? 'reason_source'
          AND (l.action = 'decline' OR (l.action = 'amend' AND l.detail ->> 'amended' = 'decline'))
        ORDER BY l.seq DESC LIMIT 1) e ON true
    WHERE t.attempt IS NOT NULL AND t.status = 'rejected' AND t.closed_at >= measure_reasons.a AND t.closed_at < measure_reasons.b
$$;
COMMENT ON FUNCTION engine.measure_reasons(timestamptz, timestamptz) IS 'Declines that stand, by when; part: the reason and whether it was chosen or is the role''s default; hit: chosen.';
