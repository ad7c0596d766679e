-- What waits, and how long: pictures of a moment, the end of the period or week, from the instants that
-- the referrals and clocks keep. Each is of the last microsecond before that end.

CREATE FUNCTION engine.measure_band(days double precision) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN days < 1 THEN '1' WHEN days < 3 THEN '2' WHEN days < 8 THEN '3' WHEN days < 15 THEN '4' ELSE '5' END
$$;
COMMENT ON FUNCTION engine.measure_band(double precision) IS 'The bands of Today''s waiting histogram, in their order.';

CREATE FUNCTION engine.measure_band_words(band text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE band WHEN '1' THEN 'under 1 day' WHEN '2' THEN '1-2 days' WHEN '3' THEN '3-7 days' WHEN '4' THEN '8-14 days' ELSE 'over 14 days' END
$$;
COMMENT ON FUNCTION engine.measure_band_words(text) IS 'A band as people read it.';

CREATE FUNCTION engine.measure_waits(ends timestamptz[], at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'need', engine.measure_band(d.days), 'referral', r.id, r.individual_id, r.category,
           r.requester_organization_id, r.requester_organization_id, r.requester_role_id, r.service_type_id,
           p.ends_at, x.apart IS NULL, true, coalesce(r.needed_by < e.at, false), d.days, NULL::double precision, x.apart
    FROM engine.measure_pictures(measure_waits.ends, measure_waits.at) p
    CROSS JOIN LATERAL (SELECT p.moment AS at) e
    JOIN app.referral r ON r.created_at <= e.at AND coalesce(r.need_met_at, 'infinity') > e.at AND coalesce(r.closed_at, 'infinity') > e.at
    JOIN app.individual i ON i.id = r.individual_id
    CROSS JOIN LATERAL (SELECT extract(epoch FROM e.at + interval '1 microsecond' - r.need_since)::double precision / 86400 AS days) d
    CROSS JOIN LATERAL (SELECT CASE WHEN r.void THEN 'mistaken' WHEN i.deceased_at <= e.at THEN 'died' END AS apart) x
$$;
COMMENT ON FUNCTION engine.measure_waits(timestamptz[], timestamptz) IS 'Referrals whose service had not started at each of these ends, for whoever asked; value: days since the request; missed: past the date by which it was needed.';

CREATE FUNCTION engine.measure_ages(ends timestamptz[], at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT 'age', engine.measure_band(d.days), 'task', t.id, t.individual_id, t.category,
           t.owner_organization_id, t.requester_organization_id, t.owner_role_id, t.service_type_id,
           p.ends_at, x.apart IS NULL, l.late, l.late, d.days, NULL::double precision, x.apart
    FROM engine.measure_pictures(measure_ages.ends, measure_ages.at) p
    CROSS JOIN LATERAL (SELECT p.moment AS at) e
    JOIN app.clock c ON c.started <= e.at AND coalesce(c.stopped_at, 'infinity') > e.at
    JOIN app.task t ON t.id = c.task_id
    JOIN app.individual i ON i.id = t.individual_id
    LEFT JOIN app.referral r ON r.id = t.referral_id
    CROSS JOIN LATERAL (SELECT extract(epoch FROM e.at + interval '1 microsecond' - c.started)::double precision / 86400 AS days) d
    CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN c.late_since IS NOT NULL THEN c.late_since <= e.at WHEN c.held_at IS NULL THEN c.due < e.at END, false) AS late) l
    CROSS JOIN LATERAL (SELECT CASE WHEN t.status = 'entered-in-error' OR r.void THEN 'mistaken' WHEN i.deceased_at <= e.at THEN 'died' END AS apart) x
    -- What came of an emergency look is not for everybody who may count the rest.
    WHERE t.kind <> 'correction' AND NOT (t.kind = 'alert' AND engine.of_look(t.id))
$$;
COMMENT ON FUNCTION engine.measure_ages(timestamptz[], timestamptz) IS 'Everything that was open at each of these ends, for who has it now; value: days in its stage; hit and missed: late.';
