-- What waits, and how long: pictures of a moment, the end of the period or week, from the instants that
-- the referrals and clocks keep. Each is of the last microsecond before that end. What waited is read
-- once, as the span in which it did (engine.measure_span); a picture is the spans that hold its moment.

CREATE FUNCTION engine.measure_band(days double precision) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN days < 1 THEN '1' WHEN days < 3 THEN '2' WHEN days < 8 THEN '3' WHEN days < 15 THEN '4' ELSE '5' END
$$;
COMMENT ON FUNCTION engine.measure_band(double precision) IS 'The bands of Today''s waiting histogram, in their order.';

CREATE FUNCTION engine.measure_band_words(band text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE band WHEN '1' THEN 'under 1 day' WHEN '2' THEN '1-2 days' WHEN '3' THEN '3-7 days' WHEN '4' THEN '8-14 days' ELSE 'over 14 days' END
$$;
COMMENT ON FUNCTION engine.measure_band_words(text) IS 'A band as people read it.';

CREATE FUNCTION engine.measure_pictures(ends timestamptz[], at timestamptz) RETURNS TABLE (ends_at timestamptz, moment timestamptz) LANGUAGE sql IMMUTABLE AS $$
    SELECT u - interval '1 microsecond', LEAST(u, at) - interval '1 microsecond' FROM unnest(ends) u
    WHERE u < at + interval '7 days' OR u = (SELECT max(e) FROM unnest(ends) e)
$$;
COMMENT ON FUNCTION engine.measure_pictures(timestamptz[], timestamptz) IS
    'The last microsecond before each of these ends, and the moment at which its picture is taken: that, or now where it is yet to come. Weeks that have not begun have none.';

CREATE FUNCTION engine.measure_waits(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_span LANGUAGE sql STABLE AS $$
    SELECT 'need', 'referral', r.id, r.individual_id, r.category,
           r.requester_organization_id, r.requester_organization_id, r.requester_role_id, r.service_type_id,
           r.created_at, LEAST(r.need_met_at, r.closed_at), r.need_since, r.needed_by + interval '1 microsecond', i.deceased_at, r.void
    FROM app.referral r LEFT JOIN app.individual i ON i.id = r.individual_id AND i.deceased_at IS NOT NULL
    WHERE r.created_at < measure_waits.b AND coalesce(r.need_met_at, 'infinity') >= measure_waits.a AND coalesce(r.closed_at, 'infinity') >= measure_waits.a
$$;
COMMENT ON FUNCTION engine.measure_waits(timestamptz, timestamptz) IS 'Referrals whose service had not started at some time from a to b, for whoever asked; since the request; late: past the date by which it was needed.';

CREATE FUNCTION engine.measure_ages(a timestamptz, b timestamptz) RETURNS SETOF engine.measure_span LANGUAGE sql STABLE AS $$
    SELECT 'age', 'task', t.id, t.individual_id, t.category,
           t.owner_organization_id, t.requester_organization_id, t.owner_role_id, t.service_type_id,
           c.started, c.stopped_at, c.started, coalesce(c.late_since, CASE WHEN c.held_at IS NULL THEN c.due + interval '1 microsecond' END), i.deceased_at,
           t.status = 'entered-in-error' OR coalesce(r.void, false)
    FROM app.clock c
    JOIN app.task t ON t.id = c.task_id
    LEFT JOIN app.individual i ON i.id = t.individual_id AND i.deceased_at IS NOT NULL
    LEFT JOIN app.referral r ON r.id = t.referral_id AND r.void
    WHERE c.started < measure_ages.b AND (c.stopped_at IS NULL OR c.stopped_at >= measure_ages.a)
      -- What came of an emergency look is not for everybody who may count the rest.
      AND t.kind <> 'correction' AND CASE WHEN t.kind = 'alert' THEN NOT engine.of_look(t.id) ELSE true END
$$;
COMMENT ON FUNCTION engine.measure_ages(timestamptz, timestamptz) IS 'Everything that was open at some time from a to b, for who has it now; since it entered its stage.';

CREATE FUNCTION engine.measure_spans(wanted text[], a timestamptz, b timestamptz, org integer, role integer, type integer, w engine.measure_view) RETURNS SETOF engine.measure_span LANGUAGE sql STABLE AS $$
    SELECT s.* FROM (SELECT n.* FROM engine.measure_waits(measure_spans.a, measure_spans.b) n WHERE 'need' = ANY (wanted)
                     UNION ALL SELECT o.* FROM engine.measure_ages(measure_spans.a, measure_spans.b) o WHERE 'age' = ANY (wanted)) s
    WHERE engine.measure_in_view(s.individual_id, s.category, s.organization_id, s.asker_id, s.role_id, s.service_type_id, org, role, type, w)
$$;
COMMENT ON FUNCTION engine.measure_spans(text[], timestamptz, timestamptz, integer, integer, integer, engine.measure_view) IS
    'What waited at some time from a to b, as far as it is in the view and exists for its reader. org, role, type: those of the view.';

CREATE FUNCTION engine.measure_apart_then(void boolean, deceased_at timestamptz, moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN void THEN 'mistaken' WHEN deceased_at <= moment THEN 'died' END
$$;
COMMENT ON FUNCTION engine.measure_apart_then(boolean, timestamptz, timestamptz) IS 'As what something that waits is told apart at a moment; NULL: it is counted.';

CREATE FUNCTION engine.measure_in_picture(wanted text[], ends timestamptz[], w engine.measure_view) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    SELECT s.topic, engine.measure_band(x.days), s.entity, s.id, s.individual_id, s.category, s.organization_id, s.asker_id, s.role_id, s.service_type_id,
           p.ends_at, x.apart IS NULL, s.topic = 'need' OR x.late, x.late, x.days, NULL::double precision, x.apart
    FROM engine.measure_spans(wanted, '-infinity', 'infinity', w.org_id, w.role_id, w.type_id, w) s
    JOIN engine.measure_pictures(measure_in_picture.ends, (w.v).at) p ON s.starts <= p.moment AND coalesce(s.ends, 'infinity') > p.moment
    CROSS JOIN LATERAL (SELECT engine.measure_apart_then(s.void, s.deceased_at, p.moment) AS apart, coalesce(s.late_from <= p.moment, false) AS late,
                               date_part('epoch', p.moment + interval '1 microsecond' - s.since) / 86400 AS days) x
$$;
COMMENT ON FUNCTION engine.measure_in_picture(text[], timestamptz[], engine.measure_view) IS
    'What waited at each of these ends; value: days since; hit of need: each, of age: late; missed: late.';

CREATE FUNCTION engine.measure_counted_pictures(wanted text[], medians text[], w engine.measure_view) RETURNS SETOF engine.measure_count LANGUAGE plpgsql STABLE AS $$
DECLARE
    weeks timestamptz[] := CASE WHEN w.trend THEN w.weeks[2:] || w.b END;
    ends timestamptz[] := ARRAY(SELECT DISTINCT e FROM unnest(ARRAY[w.a, w.b] || weeks) e);
    period timestamptz := w.b;
    before timestamptz := w.a;
    a timestamptz := (SELECT min(p.moment) FROM engine.measure_pictures(ends, (w.v).at) p);
    b timestamptz := (SELECT max(p.moment) + interval '1 microsecond' FROM engine.measure_pictures(ends, (w.v).at) p);
    asked integer := engine.measure_axis_no(w.grouped);
    axes integer[] := w.axes;
    org integer := w.org_id;
    role integer := w.role_id;
    type integer := w.type_id;
BEGIN
    RETURN QUERY
    WITH span AS MATERIALIZED (
        SELECT s.topic, x.axis + 4 * coalesce(CASE x.axis WHEN 1 THEN s.organization_id WHEN 2 THEN s.role_id WHEN 3 THEN s.service_type_id END, 0) AS key, x.axis = asked AS weekly,
               s.starts, coalesce(s.ends, 'infinity') AS ends, s.since, date_part('epoch', s.since) AS since_seconds, coalesce(s.late_from, 'infinity') AS late_from,
               coalesce(s.deceased_at, 'infinity') AS deceased_at, s.void
        FROM engine.measure_spans(wanted, a, b, org, role, type, w) s CROSS JOIN unnest(axes) x (axis)),
    -- The bands as instants (as engine.measure_band): there are as many of what follows as all that waits times the weeks.
    picture AS MATERIALIZED (
        SELECT p.*, p.moment + interval '1 microsecond' AS after, date_part('epoch', p.moment + interval '1 microsecond') AS after_seconds, p.ends_at + interval '1 microsecond' IN (period, before) AS whole
        FROM engine.measure_pictures(ends, (w.v).at) p),
    -- Outer joins, so that what waits is gone through once, with the few pictures beside it; what is in none falls out below.
    part AS MATERIALIZED (
        SELECT k.topic, k.key, p.ends_at,
               CASE WHEN k.since > p.after - interval '24 hours' THEN '1' WHEN k.since > p.after - interval '72 hours' THEN '2' WHEN k.since > p.after - interval '192 hours' THEN '3'
                    WHEN k.since > p.after - interval '360 hours' THEN '4' ELSE '5' END AS part,
               count(*) FILTER (WHERE NOT k.void AND k.deceased_at > p.moment) AS denominator, count(*) FILTER (WHERE NOT k.void AND k.deceased_at > p.moment AND k.late_from <= p.moment) AS late,
               count(*) FILTER (WHERE NOT k.void AND k.deceased_at <= p.moment) AS died, count(*) FILTER (WHERE k.void) AS mistaken
        FROM span k LEFT JOIN picture p ON k.starts <= p.moment AND k.ends > p.moment AND (k.weekly OR p.whole)
        GROUP BY 1, 2, 3, 4),
    middle AS (
        SELECT k.topic, k.key, p.ends_at, percentile_cont(0.5) WITHIN GROUP (ORDER BY (p.after_seconds - k.since_seconds) / 86400) AS median
        FROM (SELECT s.* FROM span s WHERE s.topic = ANY (medians) AND NOT s.void) k
        LEFT JOIN picture p ON k.starts <= p.moment AND k.ends > p.moment AND k.deceased_at > p.moment AND (k.weekly OR p.whole) GROUP BY 1, 2, 3),
    counted AS (
        SELECT c.topic, c.part, c.key, c.ends_at, grouping(c.part) = 1 AS whole, sum(c.denominator)::bigint AS denominator, sum(c.late)::bigint AS late,
               engine.measure_apart(sum(c.died)::bigint, 0, sum(c.mistaken)::bigint, 0, 0, 0) AS apart
        FROM part c GROUP BY GROUPING SETS ((c.topic, c.key, c.ends_at, c.part), (c.topic, c.key, c.ends_at)))
    SELECT c.topic, c.part, c.key, e.bucket, c.whole, c.denominator, CASE c.topic WHEN 'need' THEN c.denominator ELSE c.late END, 0::bigint, c.late,
           NULL::double precision, CASE WHEN c.whole THEN m.median END, NULL::double precision, c.apart
    FROM counted c
    JOIN (SELECT 0 AS bucket, w.b AS ends UNION ALL SELECT 1, w.a
          UNION ALL SELECT n::integer + 1, x.ends FROM unnest(weeks) WITH ORDINALITY x (ends, n)) e ON e.ends - interval '1 microsecond' = c.ends_at
    LEFT JOIN middle m ON m.topic = c.topic AND m.key = c.key AND m.ends_at = c.ends_at
    WHERE e.bucket < 2 OR c.key % 4 = asked;
END $$;
COMMENT ON FUNCTION engine.measure_counted_pictures(text[], text[], engine.measure_view) IS
    'What waits counted, as engine.measure_counted, in one pass over it: a bucket is the picture of its end.';
