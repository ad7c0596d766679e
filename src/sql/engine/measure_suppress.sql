-- Small numbers in what leaves the organisation. A cell is told only where what it counts, and what it
-- leaves over, is none or at least `below` (11 where nothing is said: the Centers for Medicare & Medicaid
-- Services let nobody publish a cell of 1 to 10 from their data). And none that is hidden may be worked out
-- from what is shown: where one alone is hidden among those that add up to something shown, the next
-- smallest is hidden too; or, where it is the only one there, what they add up to. These add up:
-- organisations, service types, and roles to the network; roles to their organisation; parts to their whole.
-- All of them are hidden together, whatever is asked, so that no two questions tell more than one: the
-- network's own number (whole) and those of every organisation, role and type in one table. Of weeks, and of
-- the period before, rounded shares and times are told and no counts, so that they add up to nothing, but for
-- the shares of one whole; and none is told where the period's own number is not.

CREATE FUNCTION engine.measure_below(given jsonb) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF coalesce(given, 'null') = 'null' THEN
        RETURN 11;
    ELSIF given #>> '{}' !~ '^[0-9]{1,5}$' OR (given #>> '{}')::integer NOT BETWEEN 1 AND 1000 THEN
        PERFORM engine.refuse('HF400', 'below is a number from 1 to 1000.', 'Leave it out: numbers below 11 are not told then.');
    END IF;
    RETURN GREATEST((given #>> '{}')::integer, 11);
END $$;
COMMENT ON FUNCTION engine.measure_below(jsonb) IS
    'Below which number nothing is told of measures, escalations and risks where small numbers are not: 11, or more where more is asked for. Nobody who asks may lower it, whatever they may read themselves: what left is out of their hands. HF400: not from 1 to 1000.';

CREATE FUNCTION engine.measure_small(n bigint, below integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(n > 0 AND n < below, false)
$$;
COMMENT ON FUNCTION engine.measure_small(bigint, integer) IS 'So few that they might be recognised.';

CREATE FUNCTION engine.measure_hidden(n engine.measure_number) RETURNS engine.measure_number LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    n.hidden := true;
    RETURN n;
END $$;
COMMENT ON FUNCTION engine.measure_hidden(engine.measure_number) IS 'The same number, not to be told.';

CREATE FUNCTION engine.measure_hide_small(n engine.measure_number, below integer) RETURNS engine.measure_number LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    -- How many are apart is told nobody here: one line's could be taken from another's, or a group's from the whole.
    n.apart := '{}';
    n.hidden := n.hidden OR engine.measure_small(n.denominator, below) OR engine.measure_small(n.missed, below) OR engine.measure_small(n.denominator - n.missed, below)
        OR (n.how = 'mean' AND engine.measure_small(n.numerator, below))
        OR (n.how <> 'mean' AND (engine.measure_small(n.numerator, below) OR engine.measure_small(n.denominator - n.numerator, below)));
    -- What is told is no finer than it need be: from an exact share of few its counts could be guessed.
    n.value := round(n.value);
    RETURN n;
END $$;
COMMENT ON FUNCTION engine.measure_hide_small(engine.measure_number, integer) IS 'Hides what is small, or leaves over something small, and how many are told apart.';

CREATE FUNCTION engine.measure_key(axis text, id integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT id * 4 + CASE axis WHEN 'organization' THEN 1 WHEN 'role' THEN 2 WHEN 'service_type' THEN 3 ELSE 0 END
$$;
COMMENT ON FUNCTION engine.measure_key(text, integer) IS
    'The group of that axis as one number beside those of the others (app.organization.id, app.role.id, app.service_type.id; 0: of none). Axis NULL: the whole.';

CREATE FUNCTION engine.measure_axis(key integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['organization', 'role', 'service_type'])[key % 4]
$$;
COMMENT ON FUNCTION engine.measure_axis(integer) IS 'What engine.measure_key made the number of; NULL: the whole.';

CREATE FUNCTION engine.measure_families(numbers engine.measure_number[], way text) RETURNS TABLE (n engine.measure_number, family text, is_sum boolean) LANGUAGE sql STABLE AS $$
    SELECT g.n, CASE
               WHEN way = 'group' OR coalesce(g.axis, way) = way AND way IN ('organization', 'role', 'service_type') THEN concat_ws('|', (g.n).position, (g.n).part, (g.n).bucket)
               WHEN way = 'within' AND g.organization_id IS NOT NULL THEN concat_ws('|', (g.n).position, (g.n).part, (g.n).bucket, g.organization_id)
               WHEN way = 'part' AND (g.n).how = 'parts' THEN concat_ws('|', (g.n).topic, (g.n).key, (g.n).bucket)
               WHEN way = 'part' AND (g.n).measure IN ('got_help', 'risk_resolved') AND (g.n).part NOT IN ('of_due', 'of_closed', '') THEN concat_ws('|', (g.n).measure, (g.n).key, (g.n).bucket) END,
           CASE WHEN way IN ('organization', 'role', 'service_type') THEN g.axis IS NULL ELSE way = 'within' AND g.axis = 'organization' END
    FROM (SELECT u AS n, engine.measure_axis(u.key) AS axis, CASE engine.measure_axis(u.key) WHEN 'organization' THEN u.key / 4 WHEN 'role' THEN r.organization_id END AS organization_id
          FROM unnest(numbers) u LEFT JOIN app.role r ON way = 'within' AND engine.measure_axis(u.key) = 'role' AND r.id = u.key / 4) g
$$;
COMMENT ON FUNCTION engine.measure_families(engine.measure_number[], text) IS
    'With which others each number adds up, or is what they add up to (is_sum): group (of all there are), organization, role, service_type (to the whole), within (roles to their organisation), part. NULL: with none. Of group and part the sum is another line, which may be shown.';

CREATE FUNCTION engine.measure_tells(n bigint, numerator numeric, denominator numeric, missed numeric, parts boolean, below integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT n = 1 OR (n > 1 AND (engine.measure_small(numerator::bigint, below) OR engine.measure_small(missed::bigint, below)
        OR (NOT parts AND (engine.measure_small(denominator::bigint, below) OR engine.measure_small((denominator - numerator)::bigint, below)
                           OR engine.measure_small((denominator - missed)::bigint, below)))))
$$;
COMMENT ON FUNCTION engine.measure_tells(bigint, numeric, numeric, numeric, boolean, integer) IS
    'So many hidden numbers of a family, with these sums, would tell of something small: what is shown taken from the whole is one number alone, or a sum that is small itself.';

CREATE FUNCTION engine.measure_hide_second(numbers engine.measure_number[], way text, below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Of hidden ones whose sum is hidden nothing is told, unless it is the only one.
    RETURN ARRAY(
        SELECT CASE WHEN k.family IS NOT NULL AND NOT k.hidden AND k.size > 0 AND k.place = 1
                     AND engine.measure_tells(count(*) FILTER (WHERE k.hidden) OVER f, CASE WHEN NOT k.lost THEN sum((k.n).numerator) FILTER (WHERE k.hidden) OVER f END,
                             CASE WHEN NOT k.lost THEN sum((k.n).denominator) FILTER (WHERE k.hidden) OVER f END,
                             CASE WHEN NOT k.lost THEN sum((k.n).missed) FILTER (WHERE k.hidden) OVER f END, (k.n).how = 'parts', below)
                    THEN engine.measure_hidden(k.n) ELSE k.n END
        FROM (SELECT x.n, (x.n).hidden, x.family, x.size, bool_or((x.n).hidden AND x.is_sum) OVER (PARTITION BY x.family) AS lost,
                     row_number() OVER (PARTITION BY x.family, (x.n).hidden, x.size > 0 ORDER BY x.is_sum, x.size, (x.n).position, (x.n).part, (x.n).key, (x.n).bucket) AS place
              FROM (SELECT m.*, CASE (m.n).how WHEN 'parts' THEN (m.n).numerator ELSE (m.n).denominator END AS size FROM engine.measure_families(numbers, way) m) x) k
        WINDOW f AS (PARTITION BY k.family));
END $$;
COMMENT ON FUNCTION engine.measure_hide_second(engine.measure_number[], text, integer) IS
    'Where what is hidden of a family would be told by the rest, hides the smallest of the others that is not nothing, and their sum where there is no other.';

CREATE FUNCTION engine.measure_set(topic text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN split_part(topic, '_', 1) IN ('decline', 'help', 'step', 'need', 'age', 'rung', 'risk', 'report') THEN split_part(topic, '_', 1) END
$$;
COMMENT ON FUNCTION engine.measure_set(text) IS 'Topics whose lines tell parts of one whole: declines and their reasons, steps and what helped them along. NULL: of none.';

CREATE FUNCTION engine.measure_hide_linked(numbers engine.measure_number[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT CASE WHEN NOT g.hidden AND (
                -- A whole that is hidden would be told by its parts, and a part that is the whole by it.
                (g.linked IS NOT NULL AND bool_or(g.hidden AND (g.whole OR g.alone)) OVER s)
                -- Two shares of the same whole whose difference is small: closed and helped, 7 days and 14.
                OR EXISTS (SELECT FROM unnest(g.earlier) e WHERE engine.measure_small(abs(e - g.numerator), below))
                -- How many were chosen, beside the reasons: tells of those of one kind.
                OR (g.measure = 'decline_chosen' AND bool_or(g.hidden AND g.measure = 'decline_reason') OVER s))
            THEN engine.measure_hidden(g.n) ELSE g.n END
        FROM (SELECT k.n, k.hidden, k.measure, k.numerator, k.key, k.bucket, k.linked,
                     k.how <> 'parts' AND k.measure NOT IN ('decline_chosen', 'risk_helped') AND k.part IN ('', 'of_closed') AS whole,
                     k.how = 'parts' AND k.numerator > 0 AND count(*) FILTER (WHERE k.how = 'parts' AND k.numerator > 0) OVER (PARTITION BY k.topic, k.key, k.bucket) = 1 AS alone,
                     CASE WHEN k.nested THEN array_agg(k.numerator) FILTER (WHERE NOT k.hidden)
                         OVER (PARTITION BY k.nested, k.root, k.key, k.bucket, k.denominator ORDER BY k.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS earlier
              FROM (SELECT u AS n, u.*, split_part(u.topic, '_', 1) AS root, engine.measure_set(u.topic) AS linked,
                           u.how IN ('share', 'helped') AND split_part(u.topic, '_', 1) IN ('loop', 'discharge', 'ed', 'risk') AS nested FROM unnest(numbers) u) k) g
        WINDOW s AS (PARTITION BY g.linked, g.key, g.bucket));
END $$;
COMMENT ON FUNCTION engine.measure_hide_linked(engine.measure_number[], integer) IS 'Hides what would tell of something hidden, or small, by what it has in common with another line.';

CREATE FUNCTION engine.measure_kin(n engine.measure_number) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN (n.topic = 'accept' AND n.part LIKE '%per\_try') OR n.topic IN ('decline', 'step') OR (n.topic = 'step_why' AND n.part = 'reroute') THEN 'try'
                WHEN n.topic IN ('accept', 'start') AND n.part NOT LIKE '%per\_try' THEN 'referral'
                WHEN n.topic IN ('loop', 'touch') OR (n.topic = 'help' AND n.part = 'of_closed') THEN 'end'
                WHEN n.topic IN ('discharge', 'ed') THEN n.topic END
$$;
COMMENT ON FUNCTION engine.measure_kin(engine.measure_number) IS
    'Lines that count much the same cases, so that what two of them differ by is the number of those in one only: tries answered, answered in time and left; referrals over, over in time and helped; windows after one discharge. NULL: with none.';

CREATE FUNCTION engine.measure_hide_kin(numbers engine.measure_number[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        WITH kin AS MATERIALIZED (
            SELECT engine.measure_kin(u) AS kin, u.key, u.position, u.denominator AS d, CASE WHEN u.how <> 'mean' THEN u.numerator END AS n, u.missed
            FROM unnest(numbers) u WHERE u.bucket = 0 AND NOT u.hidden AND engine.measure_kin(u) IS NOT NULL)
        -- Of weeks and of the period before no counts are told.
        SELECT CASE WHEN u.bucket = 0 AND NOT u.hidden AND EXISTS (
                    SELECT FROM kin k WHERE k.kin = engine.measure_kin(u) AND k.key = u.key AND k.position < u.position
                       AND (engine.measure_small(abs(k.d - u.denominator), below) OR engine.measure_small(abs(k.n - u.denominator), below)
                            OR (u.how <> 'mean' AND (engine.measure_small(abs(k.n - u.numerator), below) OR engine.measure_small(abs(k.d - u.numerator), below)))
                            OR engine.measure_small(abs(k.missed - u.missed), below)))
               THEN engine.measure_hidden(u) ELSE u END
        FROM unnest(numbers) u);
END $$;
COMMENT ON FUNCTION engine.measure_hide_kin(engine.measure_number[], integer) IS 'Of two lines of one kin that differ by something small, hides the later one.';

CREATE FUNCTION engine.measure_suppress(numbers engine.measure_number[], ways text[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    hidden integer := -1;
    now_hidden integer := 0;
    way text;
BEGIN
    numbers := ARRAY(SELECT engine.measure_hide_small(n, below) FROM unnest(numbers) n);
    -- Whatever one rule hides may leave another alone; it ends, as nothing is ever shown again.
    WHILE now_hidden > hidden LOOP
        hidden := now_hidden;
        numbers := engine.measure_hide_linked(numbers, below);
        numbers := engine.measure_hide_kin(numbers, below);
        FOREACH way IN ARRAY ways LOOP
            numbers := engine.measure_hide_second(numbers, way, below);
        END LOOP;
        now_hidden := (SELECT count(*) FROM unnest(numbers) n WHERE n.hidden);
    END LOOP;
    RETURN numbers;
END $$;
COMMENT ON FUNCTION engine.measure_suppress(engine.measure_number[], text[], integer) IS 'The numbers with all that is small, or would tell of something small, hidden; ways: the families that add up.';

CREATE FUNCTION engine.measure_suppress_rest(rest engine.measure_number[], period engine.measure_number[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    rest := ARRAY(
        SELECT CASE WHEN coalesce(p.hidden, false) THEN engine.measure_hidden(n) ELSE engine.measure_hide_small(n, below) END
        FROM unnest(rest) n LEFT JOIN unnest(period) p ON p.key = n.key AND p.position = n.position AND p.part = n.part);
    RETURN engine.measure_hide_second(rest, 'part', below);
END $$;
COMMENT ON FUNCTION engine.measure_suppress_rest(engine.measure_number[], engine.measure_number[], integer) IS
    'The numbers of weeks and of the period before, suppressed; period: those of the period, suppressed already.';

CREATE FUNCTION engine.measure_network(lines engine.measure_line[], w engine.measure_view, asked text) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    numbers engine.measure_number[] := '{}';
    period engine.measure_number[];
    axis text;
BEGIN
    w.org_id := NULL;
    w.role_id := NULL;
    w.type_id := NULL;
    FOREACH axis IN ARRAY '{NULL,organization,role,service_type}'::text[] LOOP
        w.grouped := axis;
        numbers := numbers || ARRAY(
            SELECT ROW(n.position, n.measure, n.part, n.label, n.topic, n.how, engine.measure_key(axis, n.key), n.bucket,
                       n.value, n.numerator, n.denominator, n.missed, n.apart, n.hidden)::engine.measure_number
            FROM engine.measure_numbers(lines, w) n WHERE n.bucket = 0 OR axis IS NOT DISTINCT FROM asked);
    END LOOP;
    period := engine.measure_suppress(ARRAY(SELECT n FROM unnest(numbers) n WHERE n.bucket = 0), '{organization,role,service_type,within,part}', w.below);
    RETURN period || engine.measure_suppress_rest(ARRAY(SELECT n FROM unnest(numbers) n WHERE n.bucket > 0), period, w.below);
END $$;
COMMENT ON FUNCTION engine.measure_network(engine.measure_line[], engine.measure_view, text) IS
    'The network''s numbers and those of all its groups (key: engine.measure_key), suppressed together; with those of weeks and of the period before for the axis asked.';

CREATE FUNCTION engine.measure_told(lines engine.measure_line[], w engine.measure_view) RETURNS SETOF engine.measure_number LANGUAGE plpgsql STABLE AS $$
DECLARE
    axis text := coalesce(CASE WHEN w.role_id IS NOT NULL OR w.grouped = 'role' THEN 'role' END, CASE WHEN w.org_id IS NOT NULL THEN 'organization' END,
                        CASE WHEN w.type_id IS NOT NULL THEN 'service_type' END, w.grouped);
    wanted integer := CASE axis WHEN 'role' THEN w.role_id WHEN 'organization' THEN w.org_id WHEN 'service_type' THEN w.type_id END;
    numbers engine.measure_number[];
BEGIN
    IF NOT w.suppressed THEN
        RETURN QUERY SELECT * FROM engine.measure_numbers(lines, w);
        RETURN;
    END IF;
    -- Put by first: asked for within the query, it would be worked out once more to plan that.
    numbers := engine.measure_network(lines, w, axis);
    RETURN QUERY
    SELECT n.position, n.measure, n.part, n.label, n.topic, n.how, CASE WHEN w.grouped IS NULL THEN 0 ELSE n.key / 4 END, n.bucket,
           n.value, n.numerator, n.denominator, n.missed, n.apart, n.hidden
    FROM unnest(numbers) n LEFT JOIN app.role r ON axis = 'role' AND r.id = n.key / 4
    WHERE engine.measure_axis(n.key) IS NOT DISTINCT FROM axis AND (wanted IS NULL OR n.key / 4 = wanted)
      AND (axis IS DISTINCT FROM 'role' OR w.org_id IS NULL OR r.organization_id = w.org_id);
END $$;
COMMENT ON FUNCTION engine.measure_told(engine.measure_line[], engine.measure_view) IS 'The numbers as their reader may be told them.';
