-- From cases to numbers: one pass over the cases of all that is asked, so that a number, its trend, the
-- period before and the items behind it can never disagree.

CREATE FUNCTION engine.measure_topics(wanted text[], a timestamptz, b timestamptz, at timestamptz, ends timestamptz[]) RETURNS SETOF engine.measure_case
LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- The table of topics: each is one function of its own.
    IF wanted && '{accept,start}' THEN
        RETURN QUERY SELECT * FROM engine.measure_tries(a, b, at);
        RETURN QUERY SELECT * FROM engine.measure_referrals(a, b, at);
    END IF;
    IF wanted && '{loop,help}' THEN RETURN QUERY SELECT * FROM engine.measure_loops(a, b, at); END IF;
    IF wanted && '{decline}' THEN RETURN QUERY SELECT * FROM engine.measure_declines(a, b); END IF;
    IF wanted && '{decline_reason}' THEN RETURN QUERY SELECT * FROM engine.measure_reasons(a, b); END IF;
    IF wanted && '{need}' THEN RETURN QUERY SELECT * FROM engine.measure_waits(ends, at); END IF;
    IF wanted && '{age}' THEN RETURN QUERY SELECT * FROM engine.measure_ages(ends, at); END IF;
    IF wanted && '{rung,rung_source,rung_role}' THEN RETURN QUERY SELECT * FROM engine.measure_rungs(a, b); END IF;
    IF wanted && '{step,step_why}' THEN RETURN QUERY SELECT * FROM engine.measure_steps(a, b); END IF;
    IF wanted && '{event}' THEN RETURN QUERY SELECT * FROM engine.measure_events(a, b, at); END IF;
    IF wanted && '{risk,risk_help}' THEN RETURN QUERY SELECT * FROM engine.measure_risks(a, b, at); END IF;
    IF wanted && '{discharge,ed}' THEN RETURN QUERY SELECT * FROM engine.measure_follow_ups(a, b, at); END IF;
    IF wanted && '{duplicate}' THEN RETURN QUERY SELECT * FROM engine.measure_duplicates(a, b, at); END IF;
    IF wanted && '{ed_visits}' THEN RETURN QUERY SELECT * FROM engine.measure_ed_visits(a, b, at); END IF;
    IF wanted && '{area}' THEN RETURN QUERY SELECT * FROM engine.measure_areas(b, at); END IF;
    IF wanted && '{review}' THEN
        RETURN QUERY SELECT * FROM engine.measure_reviews(a, b, at);
        RETURN QUERY SELECT * FROM engine.measure_meetings(a, b, at);
    END IF;
    IF wanted && '{touch}' THEN RETURN QUERY SELECT * FROM engine.measure_touches(a, b); END IF;
END $$;
COMMENT ON FUNCTION engine.measure_topics(text[], timestamptz, timestamptz, timestamptz, timestamptz[]) IS
    'The cases of the wanted topics from a to b, as of at. ends: the instants at which topics that are a picture of a moment are taken. Says nothing of who may see them.';

CREATE FUNCTION engine.measure_cases(wanted text[], a timestamptz, b timestamptz, ends timestamptz[], w engine.measure_view) RETURNS SETOF engine.measure_case
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT c.* FROM engine.measure_topics(wanted, a, b, (w.v).at, ends) c
    WHERE (w.org_id IS NULL OR c.organization_id = w.org_id)
      AND (w.role_id IS NULL OR c.role_id = w.role_id)
      AND (w.type_id IS NULL OR c.service_type_id = w.type_id)
      AND CASE WHEN engine.is_apart(c.category) THEN engine.measure_counts(c, w) ELSE true END;
END $$;
COMMENT ON FUNCTION engine.measure_cases(text[], timestamptz, timestamptz, timestamptz[], engine.measure_view) IS 'Those cases that are in the view and exist for its reader.';

CREATE FUNCTION engine.measure_is_picture(topic text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT topic IN ('need', 'age', 'area') $$;
COMMENT ON FUNCTION engine.measure_is_picture(text) IS 'The topic tells how things stand at an end, not what happened up to it.';

CREATE FUNCTION engine.measure_pictures(ends timestamptz[], at timestamptz) RETURNS TABLE (ends_at timestamptz, moment timestamptz) LANGUAGE sql IMMUTABLE AS $$
    SELECT u - interval '1 microsecond', LEAST(u, at) - interval '1 microsecond' FROM unnest(ends) u
    WHERE u < at + interval '7 days' OR u = (SELECT max(e) FROM unnest(ends) e)
$$;
COMMENT ON FUNCTION engine.measure_pictures(timestamptz[], timestamptz) IS
    'The last microsecond before each of these ends, and the moment at which its picture is taken: that, or now where it is yet to come. Weeks that have not begun have none.';

CREATE FUNCTION engine.measure_numbers(lines engine.measure_line[], w engine.measure_view) RETURNS SETOF engine.measure_number LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted text[] := ARRAY(SELECT DISTINCT l.topic FROM unnest(lines) l);
    start timestamptz := LEAST(w.before, CASE WHEN w.trend THEN w.weeks[1] END);
    ends timestamptz[] := ARRAY(SELECT DISTINCT e FROM unnest(ARRAY[w.a, w.b] || CASE WHEN w.trend THEN w.weeks[2:] END) e);
    -- By name: a field of a record is looked up anew for every case.
    a timestamptz := w.a;
    b timestamptz := w.b;
    before timestamptz := w.before;
    weeks timestamptz[] := CASE WHEN w.trend THEN w.weeks END;
    axis text := w.grouped;
BEGIN
    RETURN QUERY
    WITH one AS MATERIALIZED (
        SELECT k.topic, k.part, coalesce(CASE axis WHEN 'organization' THEN k.organization_id WHEN 'role' THEN k.role_id WHEN 'service_type' THEN k.service_type_id END, 0) AS key,
               k.at, k.counted, k.hit, k.missed, k.value, k.open_value, k.apart
        FROM engine.measure_cases(wanted, start, w.b, ends, w) k),
    -- In which bucket each is: the period (0), the one before (1), a week (2 to 14); a picture in those that end with it.
    placed AS (
        SELECT k.*, u.bucket FROM one k
        CROSS JOIN LATERAL (VALUES (CASE WHEN k.at >= a AND k.at < b THEN 0 WHEN k.at >= before AND k.at < a THEN 1 END), (nullif(width_bucket(k.at, weeks), 0) + 1)) u (bucket)
        WHERE NOT engine.measure_is_picture(k.topic) AND u.bucket IS NOT NULL
        UNION ALL
        SELECT k.*, e.bucket FROM one k
        JOIN (SELECT 0 AS bucket, b AS ends UNION ALL SELECT 1, a
              UNION ALL SELECT n::integer + 1, x.ends FROM unnest(weeks[2:] || CASE WHEN weeks IS NOT NULL THEN b END) WITH ORDINALITY x (ends, n)) e ON e.ends - interval '1 microsecond' = k.at
        WHERE engine.measure_is_picture(k.topic)),
    counted AS MATERIALIZED (
        SELECT c.topic, c.part, c.key, c.bucket, grouping(c.part) = 1 AS whole,
               count(*) FILTER (WHERE c.counted) AS denominator, count(*) FILTER (WHERE c.counted AND c.hit) AS hits,
               count(*) FILTER (WHERE c.counted AND c.value = 1) AS ones, count(*) FILTER (WHERE c.counted AND c.missed) AS missed,
               sum(c.value) FILTER (WHERE c.counted) AS total,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY c.value) FILTER (WHERE c.counted) AS median,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY c.open_value) FILTER (WHERE c.counted) AS open_median,
               jsonb_strip_nulls(jsonb_build_object('died', nullif(count(*) FILTER (WHERE c.apart = 'died'), 0), 'moved', nullif(count(*) FILTER (WHERE c.apart = 'moved'), 0),
                   'mistaken', nullif(count(*) FILTER (WHERE c.apart = 'mistaken'), 0), 'refuted', nullif(count(*) FILTER (WHERE c.apart = 'refuted'), 0), 'admitted', nullif(count(*) FILTER (WHERE c.apart = 'admitted'), 0))) AS apart
        FROM placed c
        GROUP BY GROUPING SETS ((c.topic, c.key, c.bucket, c.part), (c.topic, c.key, c.bucket))),
    -- A part that has cases in one bucket has none, not nothing, in the others.
    part AS (
        SELECT t.topic, p.part, t.key, t.bucket, coalesce(n.denominator, 0) AS numerator, t.denominator, n.apart
        FROM counted t
        JOIN (SELECT DISTINCT k.topic, k.key, k.part FROM counted k WHERE NOT k.whole) p ON p.topic = t.topic AND p.key = t.key
        LEFT JOIN counted n ON NOT n.whole AND n.topic = t.topic AND n.key = t.key AND n.bucket = t.bucket AND n.part = p.part
        WHERE t.whole)
    SELECT l.position, l.measure, l.part, l.name || coalesce(', ' || l.part_name, ''), l.topic, l.how, n.key, n.bucket,
           CASE WHEN n.denominator = 0 THEN NULL
                WHEN l.how IN ('share', 'helped') THEN 100.0 * s.numerator / n.denominator
                WHEN l.how = 'mean' THEN n.total / n.denominator
                WHEN l.how = 'open_median' THEN n.open_median ELSE n.median END,
           s.numerator, n.denominator, CASE WHEN l.how IN ('share', 'median', 'open_median') THEN n.missed END, n.apart, false
    FROM unnest(lines) l
    JOIN counted n ON n.topic = l.topic AND CASE WHEN l.topic_part IS NULL THEN n.whole ELSE NOT n.whole AND n.part = l.topic_part END
    CROSS JOIN LATERAL (SELECT CASE l.how WHEN 'helped' THEN n.ones WHEN 'mean' THEN n.total::bigint ELSE n.hits END AS numerator) s
    WHERE l.how <> 'parts'
    UNION ALL
    SELECT l.position, l.measure, n.part, l.name || ', ' || engine.measure_part_words(l.measure, n.part), l.topic, l.how, n.key, n.bucket,
           100.0 * n.numerator / nullif(n.denominator, 0), n.numerator, n.denominator, NULL, coalesce(n.apart, '{}'), false
    FROM unnest(lines) l JOIN part n ON n.topic = l.topic WHERE l.how = 'parts';
END $$;
COMMENT ON FUNCTION engine.measure_numbers(engine.measure_line[], engine.measure_view) IS
    'The numbers of these lines for each group and bucket of the view that has a case; of parts also for each part. Nothing is hidden yet.';
