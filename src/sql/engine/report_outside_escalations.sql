-- The report of escalations as it may leave the organisation: the numbers that measures tell of them, hidden as
-- they hide them, in the lists of the report.

CREATE FUNCTION engine.escalation_numbers(s engine.report_scope, v engine.viewer) RETURNS engine.measure_number[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    lines engine.measure_line[] := array(SELECT l FROM engine.measure_catalogue() l WHERE l.topic IN ('rung', 'rung_source', 'rung_role'));
    w engine.measure_view;
BEGIN
    w.v := v;
    w.a := s.since;
    w.b := s.until + interval '1 microsecond';
    w.before := s.since;
    w.axes := '{0,1,2,3}';
    w.outside := true;
    w.suppressed := true;
    w.below := s.below;
    RETURN engine.measure_network(lines, w, NULL);
END $$;
COMMENT ON FUNCTION engine.escalation_numbers(engine.report_scope, engine.viewer) IS
    'How often something was passed up, as measures tell it outside: the report tells the same numbers and hides the same. Two that were hidden each by itself would tell of each other.';

CREATE FUNCTION engine.escalation_told(numbers engine.measure_number[], s engine.report_scope) RETURNS SETOF engine.report_told LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN n.measure <> 'escalations' THEN replace(n.measure, 'escalations', 'report') WHEN n.key % 4 = 2 THEN 'report_by_owner' ELSE 'report_total' END,
           CASE WHEN n.key % 4 = 2 THEN r.name || ', ' || o.name WHEN n.measure = 'escalations_by_source' THEN CASE n.part WHEN 'hand' THEN 'somebody, by hand' ELSE 'the clock' END
                WHEN n.measure = 'escalations_by_role' THEN coalesce(t.name || ', ' || g.name, 'The operational owner') ELSE engine.measure_part_words(n.measure, n.part) END,
           CASE n.measure WHEN 'escalations_by_rung' THEN n.part::numeric END, CASE WHEN NOT n.hidden THEN n.numerator END
    FROM unnest(numbers) n
    LEFT JOIN app.role r ON n.key % 4 = 2 AND r.id = n.key / 4 LEFT JOIN app.organization o ON o.id = r.organization_id
    LEFT JOIN app.role t ON n.measure = 'escalations_by_role' AND t.code = n.part LEFT JOIN app.organization g ON g.id = t.organization_id
    WHERE n.bucket = 0 AND n.numerator > 0
      AND CASE WHEN n.key % 4 = 2 THEN n.measure = 'escalations' AND ((s.organization).id IS NULL OR o.id = (s.organization).id)
               ELSE n.key = coalesce(engine.measure_key('organization', (s.organization).id), 0) END
$$;
COMMENT ON FUNCTION engine.escalation_told(engine.measure_number[], engine.report_scope) IS 'Those numbers as the lists of the report: of its organisation, or of the network; by_owner: those of the roles.';

CREATE FUNCTION engine.escalation_told_by_time(s engine.report_scope) RETURNS SETOF engine.report_told LANGUAGE plpgsql STABLE AS $$
DECLARE
    marks engine.report_mark[] := array(
        SELECT ROW(x.topic, c.organization_id, x.label, x.rank, c.individual_id)::engine.report_mark
        FROM engine.measure_rungs(s.since, s.until + interval '1 microsecond') c
        JOIN app.task t ON t.id = c.id
        LEFT JOIN LATERAL (SELECT k.stage FROM app.reach f JOIN app.clock k ON k.id = f.clock_id WHERE f.task_id = c.id AND f.at = c.at ORDER BY f.id LIMIT 1) k ON true
        CROSS JOIN LATERAL (VALUES ('report_total', '', NULL), ('report_by_stage', engine.to_do_words(t.kind, coalesce(k.stage, t.stage)), NULL),
                                   ('report_weeks', engine.report_week(c.at), extract(epoch FROM engine.week_start(c.at, 0)))) x (topic, label, rank)
        WHERE c.topic = 'rung' AND c.counted AND NOT engine.is_apart(c.category));
    numbers engine.measure_number[] := array(SELECT n FROM unnest(engine.report_numbers(marks, s.below)) n WHERE n.key = 0);
BEGIN
    numbers := engine.measure_suppress(numbers, '{part}', s.below);
    RETURN QUERY
        SELECT n.topic, n.label, r.rank, CASE WHEN NOT n.hidden THEN n.numerator END
        FROM unnest(numbers) n JOIN (SELECT m.topic, m.label, min(m.rank) AS rank FROM unnest(marks) m GROUP BY 1, 2) r ON r.topic = n.topic AND r.label = n.label
        WHERE n.topic <> 'report_total';
END $$;
COMMENT ON FUNCTION engine.escalation_told_by_time(engine.report_scope) IS
    'Of the network alone: by what was to be done, and by week. Of one organisation nobody is told these: with its total from elsewhere they would tell another''s.';

CREATE FUNCTION engine.escalation_outside(s engine.report_scope, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    numbers engine.measure_number[] := engine.escalation_numbers(s, v);
    told engine.report_told[] := array(SELECT t FROM engine.escalation_told(numbers, s) t);
BEGIN
    IF (s.organization).id IS NULL THEN
        told := told || array(SELECT t FROM engine.escalation_told_by_time(s) t);
    END IF;
    RETURN jsonb_build_object('suppressed', true, 'below', s.below,
        'total', CASE WHEN cardinality(told) = 0 THEN 0 ELSE (SELECT t.count FROM unnest(told) t WHERE t.topic = 'report_total') END)
        || (SELECT jsonb_object_agg(l, engine.report_outside_list(told, l)) FROM unnest('{by_rung,by_source,by_role,by_owner}'::text[] || CASE WHEN (s.organization).id IS NULL THEN '{by_stage,weeks}'::text[] END) l);
END $$;
COMMENT ON FUNCTION engine.escalation_outside(engine.report_scope, engine.viewer) IS
    'Escalations counted as it may leave the organisation: by rung, source, whom they reached and who should have acted, as measures do; of the network also by what was to be done, and week.';
