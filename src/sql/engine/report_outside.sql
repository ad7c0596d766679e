-- The counts of a report as they may leave the organisation. Each thing counted belongs to one
-- organisation and has one label in each list; so the labels of a list add up to the organisation's
-- total, and organisations to the network, and all of them are hidden together (measure_suppress.sql),
-- whichever of them is asked for: no two questions tell more than one. A number is small, too, where it
-- is about few people, however often each is counted.

CREATE TYPE engine.report_mark AS (topic text, organization_id integer, label text, rank numeric, individual_id bigint);
COMMENT ON TYPE engine.report_mark IS 'One thing counted, in one list of a report that leaves the organisation: whose it is, under which label.';

CREATE TYPE engine.report_told AS (topic text, label text, rank numeric, count bigint);
COMMENT ON TYPE engine.report_told IS 'How many have a label in a list; count NULL: not to be told.';

CREATE FUNCTION engine.report_of_everybody(v engine.viewer) RETURNS engine.viewer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    v.coordinates := true;
    RETURN v;
END $$;
COMMENT ON FUNCTION engine.report_of_everybody(engine.viewer) IS
    'The reader, counting the whole network: what is hidden must not depend on who asks. For counts that are suppressed, and nothing else.';

CREATE FUNCTION engine.report_numbers(marks engine.report_mark[], below integer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        WITH counted AS (
            SELECT m.topic, m.label, coalesce(m.organization_id, 0) AS key, count(*) AS n, count(DISTINCT m.individual_id) AS people
            FROM unnest(marks) m GROUP BY GROUPING SETS ((m.topic, m.label, m.organization_id), (m.topic, m.label))),
        numbered AS (SELECT c.*, dense_rank() OVER (ORDER BY c.topic, c.label) AS position, sum(c.n) OVER (PARTITION BY c.topic, c.key) AS total FROM counted c)
        SELECT ROW(k.position, k.topic, CASE k.topic WHEN 'report_total' THEN '' ELSE k.label END, k.label, k.topic, CASE k.topic WHEN 'report_total' THEN 'share' ELSE 'parts' END,
                   k.key, 0, NULL, k.n, k.total, NULL, '{}', engine.measure_small(k.people, below))::engine.measure_number
        FROM numbered k);
END $$;
COMMENT ON FUNCTION engine.report_numbers(engine.report_mark[], integer) IS 'The marks counted, of each organisation and (key 0) of the network; those about few people are hidden.';

CREATE FUNCTION engine.report_outside(marks engine.report_mark[], s engine.report_scope) RETURNS SETOF engine.report_told LANGUAGE plpgsql STABLE AS $$
DECLARE
    numbers engine.measure_number[] := engine.measure_suppress(engine.report_numbers(marks, s.below), '{group,part}', s.below);
BEGIN
    RETURN QUERY
        SELECT n.topic, n.label, r.rank, CASE WHEN NOT n.hidden THEN n.numerator END
        FROM unnest(numbers) n
        JOIN (SELECT m.topic, m.label, min(m.rank) AS rank FROM unnest(marks) m GROUP BY 1, 2) r ON r.topic = n.topic AND r.label = n.label
        WHERE n.key = coalesce((s.organization).id, 0);
END $$;
COMMENT ON FUNCTION engine.report_outside(engine.report_mark[], engine.report_scope) IS 'What a report tells those outside: of its organisation, or of the network.';

CREATE FUNCTION engine.report_outside_list(told engine.report_told[], wanted text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('label', t.label, 'count', t.count) ORDER BY t.rank NULLS LAST, t.label), '[]') FROM unnest(told) t WHERE t.topic = 'report_' || wanted
$$;
COMMENT ON FUNCTION engine.report_outside_list(engine.report_told[], text) IS
    'One list of such a report, in the order of its labels, never of hidden numbers.';

CREATE FUNCTION engine.report_outside_summary(marks engine.report_mark[], lists text[], s engine.report_scope) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    told engine.report_told[] := array(SELECT t FROM engine.report_outside(marks, s) t);
BEGIN
    RETURN jsonb_build_object('suppressed', true, 'below', s.below,
        'total', CASE WHEN cardinality(told) = 0 THEN 0 ELSE (SELECT t.count FROM unnest(told) t WHERE t.topic = 'report_total') END)
        || (SELECT jsonb_object_agg(l, engine.report_outside_list(told, l)) FROM unnest(lists) l);
END $$;
COMMENT ON FUNCTION engine.report_outside_summary(engine.report_mark[], text[], engine.report_scope) IS 'The counts of a report that leaves the organisation; null where a number is not told.';

CREATE FUNCTION engine.report_week(at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT to_char(date_trunc('week', report_week.at AT TIME ZONE n.timezone), 'FMDD Mon') FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.report_week(timestamptz) IS 'The Monday of an instant, where the network is, as a list names it.';
