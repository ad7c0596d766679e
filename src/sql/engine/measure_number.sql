-- From cases to numbers: one pass over the cases of all that is asked, so that a number, its trend, the
-- period before and the items behind it can never disagree.

CREATE FUNCTION engine.measure_topics(wanted text[], a timestamptz, b timestamptz, at timestamptz) RETURNS SETOF engine.measure_case LANGUAGE sql STABLE AS $$
    -- The table of topics: each is one function of its own. What is not wanted is not run, and what is runs in one plan with whoever asks.
    SELECT k.* FROM engine.measure_tries(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{accept,start}'
    UNION ALL SELECT k.* FROM engine.measure_referrals(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{accept,start}'
    UNION ALL SELECT k.* FROM engine.measure_loops(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{loop,help}'
    UNION ALL SELECT k.* FROM engine.measure_declines(measure_topics.a, measure_topics.b) k WHERE wanted && '{decline}'
    UNION ALL SELECT k.* FROM engine.measure_reasons(measure_topics.a, measure_topics.b) k WHERE wanted && '{decline_reason}'
    UNION ALL SELECT k.* FROM engine.measure_rungs(measure_topics.a, measure_topics.b) k WHERE wanted && '{rung,rung_source,rung_role}'
    UNION ALL SELECT k.* FROM engine.measure_steps(measure_topics.a, measure_topics.b) k WHERE wanted && '{step,step_why}'
    UNION ALL SELECT k.* FROM engine.measure_events(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{event}'
    UNION ALL SELECT k.* FROM engine.measure_risks(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{risk,risk_help}'
    UNION ALL SELECT k.* FROM engine.measure_follow_ups(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{discharge,ed}'
    UNION ALL SELECT k.* FROM engine.measure_duplicates(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{duplicate}'
    UNION ALL SELECT k.* FROM engine.measure_ed_visits(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{ed_visits}'
    UNION ALL SELECT k.* FROM engine.measure_areas(measure_topics.b, measure_topics.at) k WHERE wanted && '{area}'
    UNION ALL SELECT k.* FROM engine.measure_reviews(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{review}'
    UNION ALL SELECT k.* FROM engine.measure_meetings(measure_topics.a, measure_topics.b, measure_topics.at) k WHERE wanted && '{review}'
    UNION ALL SELECT k.* FROM engine.measure_touches(measure_topics.a, measure_topics.b) k WHERE wanted && '{touch}'
$$;
COMMENT ON FUNCTION engine.measure_topics(text[], timestamptz, timestamptz, timestamptz) IS
    'The cases of the wanted topics from a to b, as of at; those of what waits are engine.measure_spans. Says nothing of who may see them.';

CREATE FUNCTION engine.measure_is_picture(topic text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT topic IN ('need', 'age') $$;
COMMENT ON FUNCTION engine.measure_is_picture(text) IS 'The topic tells how things stand at an end, not what happened up to it.';

CREATE FUNCTION engine.measure_apart(died bigint, moved bigint, mistaken bigint, refuted bigint, admitted bigint, young bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('died', nullif(died, 0), 'moved', nullif(moved, 0), 'mistaken', nullif(mistaken, 0),
        'refuted', nullif(refuted, 0), 'admitted', nullif(admitted, 0), 'young', nullif(young, 0)))
$$;
COMMENT ON FUNCTION engine.measure_apart(bigint, bigint, bigint, bigint, bigint, bigint) IS 'How many are told apart, and why; none is left out.';

CREATE FUNCTION engine.measure_counted(wanted text[], medians text[], start timestamptz, w engine.measure_view) RETURNS SETOF engine.measure_count LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- By name: a field of a record is looked up anew for every case.
    a timestamptz := w.a;
    b timestamptz := w.b;
    before timestamptz := w.before;
    weeks timestamptz[] := CASE WHEN w.trend THEN w.weeks END;
    asked integer := engine.measure_axis_no(w.grouped);
    axes integer[] := w.axes;
    org integer := w.org_id;
    role integer := w.role_id;
    type integer := w.type_id;
BEGIN
    RETURN QUERY
    -- In which bucket each is: the period (0), the one before (1), a week (2 to 14).
    WITH bucketed AS MATERIALIZED (
        SELECT k.topic, k.part, k.organization_id, k.role_id, k.service_type_id, u.bucket, k.counted, k.hit, k.missed, k.value, k.open_value, k.apart
        FROM engine.measure_topics(wanted, start, b, (w.v).at) k
        -- (Not VALUES with expressions, here and in the topics: PostgreSQL prepares those anew for every row.)
        JOIN (VALUES (true), (false)) v (week) ON NOT v.week OR weeks IS NOT NULL
        CROSS JOIN LATERAL (SELECT CASE WHEN v.week THEN nullif(width_bucket(k.at, weeks), 0) + 1 WHEN k.at >= a AND k.at < b THEN 0 WHEN k.at >= before AND k.at < a THEN 1 END AS bucket) u
        WHERE u.bucket IS NOT NULL AND engine.measure_in_view(k.individual_id, k.category, k.organization_id, k.asker_id, k.role_id, k.service_type_id, org, role, type, w)),
    placed AS MATERIALIZED (
        SELECT k.topic, k.part, x.axis + 4 * coalesce(CASE x.axis WHEN 1 THEN k.organization_id WHEN 2 THEN k.role_id WHEN 3 THEN k.service_type_id END, 0) AS key,
               k.bucket, k.counted, k.hit, k.missed, k.value, k.open_value, k.apart
        FROM bucketed k JOIN unnest(axes) x (axis) ON k.bucket < 2 OR x.axis = asked),
    middle AS (
        SELECT c.topic, c.part, c.key, c.bucket, grouping(c.part) = 1 AS whole,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY c.value) AS median, percentile_cont(0.5) WITHIN GROUP (ORDER BY c.open_value) AS open_median
        FROM placed c WHERE c.counted AND c.topic = ANY (medians)
        GROUP BY GROUPING SETS ((c.topic, c.key, c.bucket, c.part), (c.topic, c.key, c.bucket))),
    counted AS MATERIALIZED (
        SELECT c.topic, c.part, c.key, c.bucket, c.apart, count(*) AS cases, count(*) FILTER (WHERE c.counted) AS denominator, count(*) FILTER (WHERE c.counted AND c.hit) AS hits,
               count(*) FILTER (WHERE c.counted AND c.value = 1) AS ones, count(*) FILTER (WHERE c.counted AND c.missed) AS missed, sum(c.value) FILTER (WHERE c.counted) AS total
        FROM placed c GROUP BY c.topic, c.part, c.key, c.bucket, c.apart)
    SELECT n.topic, n.part, n.key, n.bucket, n.whole, n.denominator, n.hits, n.ones, n.missed, n.total, m.median, m.open_median, n.apart
    FROM (SELECT c.topic, c.part, c.key, c.bucket, grouping(c.part) = 1 AS whole, sum(c.denominator)::bigint AS denominator, sum(c.hits)::bigint AS hits,
                 sum(c.ones)::bigint AS ones, sum(c.missed)::bigint AS missed, sum(c.total) AS total,
                 engine.measure_apart((sum(c.cases) FILTER (WHERE c.apart = 'died'))::bigint, (sum(c.cases) FILTER (WHERE c.apart = 'moved'))::bigint, (sum(c.cases) FILTER (WHERE c.apart = 'mistaken'))::bigint,
                     (sum(c.cases) FILTER (WHERE c.apart = 'refuted'))::bigint, (sum(c.cases) FILTER (WHERE c.apart = 'admitted'))::bigint, (sum(c.cases) FILTER (WHERE c.apart = 'young'))::bigint) AS apart
          FROM counted c GROUP BY GROUPING SETS ((c.topic, c.key, c.bucket, c.part), (c.topic, c.key, c.bucket))) n
    LEFT JOIN middle m ON m.topic = n.topic AND m.key = n.key AND m.bucket = n.bucket AND m.whole = n.whole AND (n.whole OR m.part = n.part);
END $$;
COMMENT ON FUNCTION engine.measure_counted(text[], text[], timestamptz, engine.measure_view) IS
    'The cases of the wanted topics counted, by part and in all, in every group and bucket of the view; medians: the topics that have one.';

CREATE FUNCTION engine.measure_numbers(lines engine.measure_line[], w engine.measure_view) RETURNS SETOF engine.measure_number LANGUAGE plpgsql STABLE AS $$
DECLARE
    happened text[] := ARRAY(SELECT DISTINCT l.topic FROM unnest(lines) l WHERE NOT engine.measure_is_picture(l.topic));
    pictured text[] := ARRAY(SELECT DISTINCT l.topic FROM unnest(lines) l WHERE engine.measure_is_picture(l.topic));
    medians text[] := ARRAY(SELECT DISTINCT l.topic FROM unnest(lines) l WHERE l.how IN ('median', 'open_median'));
    start timestamptz := LEAST(w.before, CASE WHEN w.trend THEN w.weeks[1] END);
BEGIN
    RETURN QUERY
    WITH counted AS MATERIALIZED (
        SELECT n.* FROM engine.measure_counted(happened, medians, start, w) n WHERE cardinality(happened) > 0
        UNION ALL
        SELECT n.* FROM engine.measure_counted_pictures(pictured, medians, w) n WHERE cardinality(pictured) > 0),
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
           s.numerator, n.denominator, CASE WHEN l.how IN ('share', 'median', 'open_median') AND l.measure <> 'items_late' THEN n.missed END, n.apart, false
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
