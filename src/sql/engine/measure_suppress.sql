-- Small numbers in what leaves the organisation. A cell is told only where what it counts, and what it
-- leaves over, is none or at least `below` (11 where nothing is said: the Centers for Medicare & Medicaid
-- Services let nobody publish a cell of 1 to 10 from their data). And none that is hidden may be worked out
-- from what is shown: where one alone is hidden among those that add up to something shown, the next
-- smallest is hidden too; or, where it is the only one there, what they add up to. These add up:
-- organisations, service types, and roles to the network; roles to their organisation; parts to their whole.
-- All of them are hidden together, whatever is asked, so that no two questions tell more than one: the
-- network's own number (whole) and those of every organisation, role and type in one table; and the period
-- before as whoever asks for it is told it, since a rounded share of a count that is known is a count. Of weeks
-- rounded shares and times are told and no counts; they add up to the shares of one whole, and about to the
-- period; and none is told where the period's own number is not. tests/sql/measure_sums.sql attacks it all.

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

CREATE FUNCTION engine.measure_axis(key integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['organization', 'role', 'service_type'])[key % 4]
$$;
COMMENT ON FUNCTION engine.measure_axis(integer) IS 'What engine.measure_key made the number of; NULL: the whole.';

CREATE FUNCTION engine.measure_families(numbers engine.measure_number[], hidden boolean[], way text, changed integer[]) RETURNS TABLE (
    no integer, is_hidden boolean, size bigint, numerator bigint, denominator bigint, missed bigint, parts boolean, is_sum boolean,
    line integer, part text, key integer, bucket integer, family text, whose integer)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF way = 'part' THEN
        RETURN QUERY
        SELECT u.no::integer, measure_families.hidden[u.no], CASE u.how WHEN 'parts' THEN u.numerator ELSE u.denominator END, u.numerator, u.denominator, u.missed, u.how = 'parts', false,
               u.position, u.part, u.key, u.bucket, CASE u.how WHEN 'parts' THEN u.topic ELSE '|' || u.measure END, u.key
        FROM unnest(numbers) WITH ORDINALITY u (position, measure, part, label, topic, how, key, bucket, value, numerator, denominator, missed, apart, hidden, no)
        WHERE (changed IS NULL OR u.key = ANY (changed))
          AND (u.how = 'parts' OR (u.measure IN ('got_help', 'risk_resolved') AND u.part NOT IN ('of_due', 'of_closed', '')));
        RETURN;
    ELSIF way = 'week' THEN
        RETURN QUERY
        SELECT u.no::integer, measure_families.hidden[u.no], CASE u.how WHEN 'parts' THEN u.numerator ELSE u.denominator END, u.numerator, u.denominator, u.missed, u.how = 'parts', false,
               u.position, u.part, u.key, 0, u.position || '|' || u.part, u.key
        FROM unnest(numbers) WITH ORDINALITY u (position, measure, part, label, topic, how, key, bucket, value, numerator, denominator, missed, apart, hidden, no)
        WHERE (changed IS NULL OR u.position = ANY (changed)) AND u.bucket > 1 AND u.how IN ('share', 'helped', 'parts') AND NOT engine.measure_is_picture(u.topic);
        RETURN;
    END IF;
    RETURN QUERY
    SELECT g.no::integer, measure_families.hidden[g.no], CASE g.how WHEN 'parts' THEN g.numerator ELSE g.denominator END, g.numerator, g.denominator, g.missed, g.how = 'parts',
           CASE WHEN way = 'group' THEN false WHEN way = 'within' THEN g.axis = 1 ELSE g.axis = 0 END,
           g.position, g.part, g.key, g.bucket, g.position || '|' || g.part, g.organization_id
    FROM (SELECT u.*, u.key % 4 AS axis, CASE WHEN way = 'within' THEN CASE u.key % 4 WHEN 1 THEN u.key / 4 WHEN 2 THEN r.organization_id END ELSE 0 END AS organization_id
          FROM unnest(numbers) WITH ORDINALITY u (position, measure, part, label, topic, how, key, bucket, value, numerator, denominator, missed, apart, hidden, no)
          LEFT JOIN app.role r ON way = 'within' AND u.key % 4 = 2 AND r.id = u.key / 4
          WHERE changed IS NULL OR u.position = ANY (changed)) g
    WHERE CASE way WHEN 'group' THEN true WHEN 'within' THEN g.organization_id IS NOT NULL ELSE g.axis IN (0, engine.measure_axis_no(way)) END;
END $$;
COMMENT ON FUNCTION engine.measure_families(engine.measure_number[], boolean[], text, integer[]) IS
    'With which others each number (no: its place) adds up (family, whose, bucket), or is what they add up to (is_sum): group (of all there are), organization, role, service_type (to the whole), within (roles to their organisation), part, week (to about the period). Of group, part and week the sum is another line, which may be shown. changed: of these lines only, of part of these groups.';

CREATE FUNCTION engine.measure_tells(n bigint, numerator numeric, denominator numeric, missed numeric, parts boolean, below integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT n = 1 OR (n > 1 AND (engine.measure_small(numerator::bigint, below) OR engine.measure_small(missed::bigint, below)
        OR (NOT parts AND (engine.measure_small(denominator::bigint, below) OR engine.measure_small((denominator - numerator)::bigint, below)
                           OR engine.measure_small((denominator - missed)::bigint, below)))))
$$;
COMMENT ON FUNCTION engine.measure_tells(bigint, numeric, numeric, numeric, boolean, integer) IS
    'So many hidden numbers of a family, with these sums, would tell of something small: what is shown taken from the whole is one number alone, or a sum that is small itself.';

CREATE FUNCTION engine.measure_second(numbers engine.measure_number[], hidden boolean[], way text, changed integer[], below integer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Of hidden ones whose sum is hidden nothing is told, unless it is the only one.
    RETURN ARRAY(
        SELECT s.no
        FROM (SELECT k.*, engine.measure_tells(count(*) FILTER (WHERE k.is_hidden) OVER f, CASE WHEN NOT k.lost THEN sum(k.numerator) FILTER (WHERE k.is_hidden) OVER f END,
                         CASE WHEN NOT k.lost THEN sum(k.denominator) FILTER (WHERE k.is_hidden) OVER f END, CASE WHEN NOT k.lost THEN sum(k.missed) FILTER (WHERE k.is_hidden) OVER f END, k.parts, below) AS tells
              FROM (SELECT m.*, bool_or(m.is_hidden AND m.is_sum) OVER (PARTITION BY m.family, m.whose, m.bucket) AS lost,
                           row_number() OVER (PARTITION BY m.family, m.whose, m.bucket, m.is_hidden, m.size > 0 ORDER BY m.is_sum, m.size, m.line, m.part, m.key) AS place
                    FROM engine.measure_families(numbers, measure_second.hidden, way, changed) m) k
              WINDOW f AS (PARTITION BY k.family, k.whose, k.bucket)) s
        WHERE NOT s.is_hidden AND s.size > 0 AND s.place = 1 AND s.tells ORDER BY s.no);
END $$;
COMMENT ON FUNCTION engine.measure_second(engine.measure_number[], boolean[], text, integer[], integer) IS
    'Where what is hidden of a family would be told by the rest: the place of the smallest of the others that is not nothing, and of their sum where there is no other.';

CREATE FUNCTION engine.measure_set(topic text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN split_part(topic, '_', 1) IN ('decline', 'help', 'step', 'need', 'age', 'rung', 'risk', 'report') THEN split_part(topic, '_', 1) END
$$;
COMMENT ON FUNCTION engine.measure_set(text) IS 'Topics whose lines tell parts of one whole: declines and their reasons, steps and what helped them along. NULL: of none.';

CREATE FUNCTION engine.measure_twin(measure text, part text, topic text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN topic IN ('accept', 'start') THEN concat(topic, ' ', regexp_replace(part, '^(business|elapsed)_', '')) WHEN topic IN ('loop', 'event', 'ed_visits') THEN topic
                WHEN topic IN ('risk', 'risk_help') AND part = '' THEN 'risk' WHEN measure IN ('got_help', 'outcome_source') THEN concat('help ', part) END
$$;
COMMENT ON FUNCTION engine.measure_twin(text, text, text) IS 'Lines that tell one count between them: loop closed and got help are of the same referrals. NULL: shared with none.';

CREATE FUNCTION engine.measure_linked(numbers engine.measure_number[], hidden boolean[], changed integer[], below integer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT g.no
        FROM (SELECT k.*, k.linked IS NOT NULL AND bool_or(k.hidden AND (k.whole OR k.alone)) OVER s AS whole_hidden, bool_or(k.hidden AND k.measure = 'decline_reason') OVER s AS reason_hidden,
                     k.twin IS NOT NULL AND bool_or(k.hidden) OVER (PARTITION BY k.twin, k.key, k.bucket ORDER BY k.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS twin_hidden
              FROM (SELECT j.no, j.hidden, j.position, j.measure, j.numerator, j.key, j.bucket, j.linked, j.twin,
                           j.how <> 'parts' AND j.measure NOT IN ('decline_chosen', 'risk_helped') AND j.part IN ('', 'of_closed') AS whole,
                           j.how = 'parts' AND j.numerator > 0 AND count(*) FILTER (WHERE j.how = 'parts' AND j.numerator > 0) OVER (PARTITION BY j.topic, j.key, j.bucket) = 1 AS alone,
                           CASE WHEN j.nested THEN array_agg(j.numerator) FILTER (WHERE NOT j.hidden)
                               OVER (PARTITION BY j.nested, j.root, j.key, j.bucket, j.denominator ORDER BY j.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) END AS earlier
                    FROM (SELECT u.no::integer AS no, measure_linked.hidden[u.no] AS hidden, u.position, u.measure, u.part, u.topic, u.how, u.key, u.bucket, u.numerator, u.denominator,
                                 split_part(u.topic, '_', 1) AS root, engine.measure_set(u.topic) AS linked, engine.measure_twin(u.measure, u.part, u.topic) AS twin,
                                 u.how IN ('share', 'helped') AND split_part(u.topic, '_', 1) IN ('loop', 'discharge', 'ed', 'risk') AS nested
                          FROM unnest(numbers) WITH ORDINALITY u (position, measure, part, label, topic, how, key, bucket, value, numerator, denominator, missed, apart, hidden, no)
                          WHERE changed IS NULL OR u.key = ANY (changed)) j) k
              WINDOW s AS (PARTITION BY k.linked, k.key, k.bucket)) g
        WHERE NOT g.hidden AND (
            -- A whole that is hidden would be told by its parts, and a part that is the whole by it.
            g.whole_hidden
            -- So would the count that it shares with a line before it.
            OR g.twin_hidden
            -- Two shares of the same whole whose difference is small: closed and helped, 7 days and 14.
            OR EXISTS (SELECT FROM unnest(g.earlier) e WHERE engine.measure_small(abs(e - g.numerator), below))
            -- How many were chosen, beside the reasons: tells of those of one kind.
            OR (g.measure = 'decline_chosen' AND g.reason_hidden))
        ORDER BY g.no);
END $$;
COMMENT ON FUNCTION engine.measure_linked(engine.measure_number[], boolean[], integer[], integer) IS
    'The places of those that would tell of something hidden, or small, by what they have in common with another line. changed: of these groups only.';

CREATE FUNCTION engine.measure_kin(n engine.measure_number) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN (n.topic = 'accept' AND n.part LIKE '%per\_try') OR n.topic IN ('decline', 'step') OR (n.topic = 'step_why' AND n.part = 'reroute') THEN 'try'
                WHEN n.topic IN ('accept', 'start') AND n.part NOT LIKE '%per\_try' THEN 'referral'
                WHEN n.topic IN ('loop', 'touch') OR (n.topic = 'help' AND n.part = 'of_closed') THEN 'end'
                WHEN n.topic IN ('discharge', 'ed') THEN n.topic END
$$;
COMMENT ON FUNCTION engine.measure_kin(engine.measure_number) IS
    'Lines that count much the same cases, so that what two of them differ by is the number of those in one only: tries answered, answered in time and left; referrals over, over in time and helped; windows after one discharge. NULL: with none.';

CREATE FUNCTION engine.measure_of_kin(numbers engine.measure_number[], hidden boolean[], changed integer[], below integer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        WITH kin AS MATERIALIZED (
            SELECT n.no::integer AS no, engine.measure_kin(n.u) AS kin, (n.u).key, (n.u).position, (n.u).how, (n.u).denominator AS d, (n.u).numerator AS n, (n.u).missed
            FROM (SELECT x.no, ROW(x.position, x.measure, x.part, x.label, x.topic, x.how, x.key, x.bucket, x.value, x.numerator, x.denominator, x.missed, x.apart, x.hidden)::engine.measure_number AS u
                  FROM unnest(numbers) WITH ORDINALITY x (position, measure, part, label, topic, how, key, bucket, value, numerator, denominator, missed, apart, hidden, no)
                  WHERE (changed IS NULL OR x.key = ANY (changed)) AND NOT measure_of_kin.hidden[x.no]) n
            WHERE engine.measure_kin(n.u) IS NOT NULL)
        SELECT u.no FROM kin u
        WHERE EXISTS (SELECT FROM kin k WHERE k.kin = u.kin AND k.key = u.key AND k.position < u.position
                         AND (engine.measure_small(abs(k.d - u.d), below) OR (k.how <> 'mean' AND engine.measure_small(abs(k.n - u.d), below))
                              OR (u.how <> 'mean' AND ((k.how <> 'mean' AND engine.measure_small(abs(k.n - u.n), below)) OR engine.measure_small(abs(k.d - u.n), below)))
                              OR engine.measure_small(abs(k.missed - u.missed), below)))
        ORDER BY u.no);
END $$;
COMMENT ON FUNCTION engine.measure_of_kin(engine.measure_number[], boolean[], integer[], integer) IS 'Of two lines of one kin that differ by something small, the place of the later one. changed: of these groups only.';

CREATE FUNCTION engine.measure_found(numbers engine.measure_number[], hidden boolean[], rule text, changed integer[], below integer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE rule WHEN 'linked' THEN engine.measure_linked(numbers, hidden, changed, below)
                     WHEN 'kin' THEN engine.measure_of_kin(numbers, hidden, changed, below)
                     ELSE engine.measure_second(numbers, hidden, rule, changed, below) END;
END $$;
COMMENT ON FUNCTION engine.measure_found(engine.measure_number[], boolean[], text, integer[], integer) IS 'The places of those that a rule hides, as things are.';

CREATE FUNCTION engine.measure_hide(numbers engine.measure_number[], rules text[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    hidden boolean[];
    positions integer[] := ARRAY(SELECT n.position FROM unnest(numbers) n);
    keys integer[] := ARRAY(SELECT n.key FROM unnest(numbers) n);
    log integer[] := '{}';
    seen integer[] := array_fill(NULL::integer, ARRAY[cardinality(rules)]);
    changed integer[];
    place integer;
BEGIN
    numbers := ARRAY(SELECT engine.measure_hide_small(n, below) FROM unnest(numbers) n);
    hidden := ARRAY(SELECT n.hidden FROM unnest(numbers) n);
    -- Whatever one rule hides may leave another alone, among the same line's or the same group's: these each rule looks at
    -- again, until there are none. It ends, as nothing is ever shown again.
    WHILE seen[1] IS NULL OR cardinality(log) > (SELECT min(s) FROM unnest(seen) s) LOOP
        FOR rule IN 1 .. cardinality(rules) LOOP
            CONTINUE WHEN seen[rule] = cardinality(log);
            changed := CASE WHEN seen[rule] IS NOT NULL THEN
                ARRAY(SELECT DISTINCT CASE WHEN rules[rule] IN ('linked', 'kin', 'part') THEN keys[i] ELSE positions[i] END FROM unnest(log[seen[rule] + 1:]) i) END;
            seen[rule] := cardinality(log);
            FOREACH place IN ARRAY engine.measure_found(numbers, hidden, rules[rule], changed, below) LOOP
                hidden[place] := true;
                log := log || place;
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN ARRAY(SELECT CASE WHEN hidden[n.no] THEN engine.measure_hidden(numbers[n.no]) ELSE numbers[n.no] END FROM generate_subscripts(numbers, 1) n (no) ORDER BY n.no);
END $$;
COMMENT ON FUNCTION engine.measure_hide(engine.measure_number[], text[], integer) IS
    'The numbers with all that is small, or by these rules (linked, kin, ways of adding up) would tell of something small, hidden.';

CREATE FUNCTION engine.measure_hide_both(numbers engine.measure_number[], rules text[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- At a higher limit another number may be the one that is hidden beside a small one: whoever asked at two would have both.
    -- So whatever is hidden at the usual limit stays so.
    IF below > 11 THEN
        numbers := engine.measure_hide(numbers, rules, 11);
    END IF;
    RETURN engine.measure_hide(numbers, rules, below);
END $$;
COMMENT ON FUNCTION engine.measure_hide_both(engine.measure_number[], text[], integer) IS 'The same at the usual limit and at the one that was asked for: a higher one never tells what a lower one does not.';

CREATE FUNCTION engine.measure_suppress(numbers engine.measure_number[], ways text[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.measure_hide_both(numbers, '{linked,kin}' || ways, below);
END $$;
COMMENT ON FUNCTION engine.measure_suppress(engine.measure_number[], text[], integer) IS 'The numbers with all that is small, or would tell of something small, hidden; ways: the families that add up.';

CREATE FUNCTION engine.measure_hide_as(numbers engine.measure_number[], period engine.measure_number[]) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT CASE WHEN coalesce(p.hidden, false) THEN engine.measure_hidden(n) ELSE n END
                 FROM unnest(numbers) n LEFT JOIN unnest(period) p ON p.key = n.key AND p.position = n.position AND p.part = n.part);
END $$;
COMMENT ON FUNCTION engine.measure_hide_as(engine.measure_number[], engine.measure_number[]) IS 'The numbers of other times: hidden where that of the period is.';

CREATE FUNCTION engine.measure_with_totals(numbers engine.measure_number[]) RETURNS engine.measure_number[] LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN numbers || ARRAY(
        SELECT DISTINCT ON (n.key, n.bucket) ROW(79, 'escalations', '', 'Passed up', 'rung', 'share', n.key, n.bucket, 100, n.denominator, n.denominator, NULL, '{}', false)::engine.measure_number
        FROM unnest(numbers) n WHERE n.topic = 'rung' AND n.bucket < 2 ORDER BY n.key, n.bucket);
END $$;
COMMENT ON FUNCTION engine.measure_with_totals(engine.measure_number[]) IS
    'With how many times something was passed up in all: no line of its own says so, but every part does that is told, and they add up as the parts do.';

CREATE FUNCTION engine.measure_of_few(numbers engine.measure_number[], w engine.measure_view) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(numbers) n WHERE n.topic = 'rung') THEN
        RETURN numbers;
    END IF;
    RETURN ARRAY(
        WITH found AS (
            SELECT c.topic, c.part, x.axis + 4 * coalesce(CASE x.axis WHEN 1 THEN c.organization_id WHEN 2 THEN c.role_id WHEN 3 THEN c.service_type_id END, 0) AS key,
                   CASE WHEN c.at < w.a THEN 1 ELSE 0 END AS bucket, c.individual_id
            FROM engine.measure_rungs(w.before, w.b) c CROSS JOIN unnest(w.axes) x (axis) WHERE c.counted AND NOT engine.is_apart(c.category)),
        few AS (
            SELECT f.topic, CASE grouping(f.part) WHEN 0 THEN f.part ELSE '' END AS part, f.key, f.bucket FROM found f
            GROUP BY GROUPING SETS ((f.topic, f.part, f.key, f.bucket), (f.topic, f.key, f.bucket)) HAVING count(DISTINCT f.individual_id) < w.below)
        SELECT CASE WHEN f.key IS NOT NULL THEN engine.measure_hidden(n) ELSE n END
        FROM unnest(numbers) n LEFT JOIN few f ON f.topic = n.topic AND f.part = n.part AND f.key = n.key AND f.bucket = n.bucket);
END $$;
COMMENT ON FUNCTION engine.measure_of_few(engine.measure_number[], engine.measure_view) IS
    'Hides how often something was passed up where it is about few people: one person may be passed up thirty times.';

CREATE FUNCTION engine.measure_network(lines engine.measure_line[], w engine.measure_view, asked text) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    ways text[] := '{organization,role,service_type,within,part}';
    numbers engine.measure_number[];
    period engine.measure_number[];
    previous engine.measure_number[];
    weeks engine.measure_number[];
BEGIN
    w.org_id := NULL;
    w.role_id := NULL;
    w.type_id := NULL;
    w.grouped := asked;
    numbers := engine.measure_of_few(engine.measure_with_totals(ARRAY(SELECT n FROM engine.measure_numbers(lines, w) n)), w);
    period := engine.measure_suppress(ARRAY(SELECT n FROM unnest(numbers) n WHERE n.bucket = 0), ways, w.below);
    -- The period before is another's period: who asks for that one is told its counts.
    previous := engine.measure_suppress(ARRAY(SELECT n FROM unnest(numbers) n WHERE n.bucket = 1), ways, w.below);
    weeks := engine.measure_hide_as(ARRAY(SELECT n FROM unnest(numbers) n WHERE n.bucket > 1), period);
    RETURN period || ARRAY(SELECT n FROM unnest(engine.measure_hide_as(previous, period)) n WHERE engine.measure_axis(n.key) IS NOT DISTINCT FROM asked)
        || engine.measure_hide_both(weeks, '{part,week}', w.below);
END $$;
COMMENT ON FUNCTION engine.measure_network(engine.measure_line[], engine.measure_view, text) IS
    'The network''s numbers and those of all its groups, suppressed together; with those of weeks and of the period before for the axis asked.';

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
    SELECT n.position, n.measure, n.part, n.label, n.topic, n.how, CASE WHEN w.grouped IS NULL THEN 0 ELSE n.key END, n.bucket,
           n.value, n.numerator, n.denominator, n.missed, n.apart, n.hidden
    FROM unnest(numbers) n LEFT JOIN app.role r ON axis = 'role' AND r.id = n.key / 4
    WHERE engine.measure_axis(n.key) IS NOT DISTINCT FROM axis AND (wanted IS NULL OR n.key / 4 = wanted)
      AND (axis IS DISTINCT FROM 'role' OR w.org_id IS NULL OR r.organization_id = w.org_id);
END $$;
COMMENT ON FUNCTION engine.measure_told(engine.measure_line[], engine.measure_view) IS 'The numbers as their reader may be told them.';
