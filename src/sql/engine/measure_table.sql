-- The table of measures as the door gives it.

CREATE FUNCTION engine.measure_tell(l engine.measure_line, numbers engine.measure_number[], w engine.measure_view) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    n engine.measure_number := (SELECT u FROM unnest(numbers) u WHERE u.bucket = 0);
    p engine.measure_number := (SELECT u FROM unnest(numbers) u WHERE u.bucket = 1);
    k record := engine.measure_nouns(l);
    hidden boolean := coalesce(n.hidden, false);
    none boolean := hidden OR coalesce(n.denominator, 0) = 0;
    short text;
    said text;
BEGIN
    n.apart := coalesce(n.apart, '{}');
    IF none THEN
        SELECT y.short, y.said INTO short, said FROM engine.measure_why_none(l, n, w) y;
    ELSE
        said := engine.measure_said(l, n);
    END IF;
    RETURN jsonb_build_object('measure', l.measure, 'name', l.name, 'part', coalesce(numbers[1].part, l.part, ''), 'label', coalesce(numbers[1].label, l.name || coalesce(', ' || l.part_name, '')),
        'unit', l.unit, 'how', l.how, 'value', CASE WHEN NOT hidden THEN round(n.value::numeric, 2) END, 'numerator', CASE WHEN NOT hidden THEN coalesce(n.numerator, 0) END,
        'denominator', CASE WHEN NOT hidden THEN coalesce(n.denominator, 0) END, 'missed', CASE WHEN NOT hidden THEN n.missed END,
        'apart', n.apart, 'previous', CASE WHEN NOT coalesce(p.hidden, false) THEN round(p.value::numeric, 2) END,
        'trend', CASE WHEN w.trend THEN (SELECT jsonb_agg(CASE WHEN NOT u.hidden THEN round(u.value::numeric, 2) END ORDER BY g) FROM generate_series(2, 14) g LEFT JOIN unnest(numbers) u ON u.bucket = g) END,
        'better', l.better, 'definition', l.definition, 'source', l.source, 'note', l.note, 'suppressed', hidden,
        'noun', k.noun, 'hit', nullif(k.hit, ''), 'missed_words', k.missed,
        'none', short, 'said', said);
END $$;
COMMENT ON FUNCTION engine.measure_tell(engine.measure_line, engine.measure_number[], engine.measure_view) IS 'A line of the table, from its numbers of the period, the one before and the weeks; without any: nothing was counted.';

CREATE FUNCTION engine.measure_group_name(key integer, axis text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE axis WHEN 'organization' THEN (SELECT o.name FROM app.organization o WHERE o.id = key)
                   WHEN 'role' THEN (SELECT r.name FROM app.role r WHERE r.id = key)
                   WHEN 'service_type' THEN (SELECT y.name FROM app.service_type y WHERE y.id = key) END
$$;
COMMENT ON FUNCTION engine.measure_group_name(integer, text) IS 'What a group is called.';

CREATE FUNCTION engine.measure_group_code(key integer, axis text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE axis WHEN 'organization' THEN (SELECT o.code FROM app.organization o WHERE o.id = key)
                   WHEN 'role' THEN (SELECT r.code FROM app.role r WHERE r.id = key)
                   WHEN 'service_type' THEN (SELECT y.code FROM app.service_type y WHERE y.id = key) END
$$;
COMMENT ON FUNCTION engine.measure_group_code(integer, text) IS 'The policy''s id of a group.';

CREATE FUNCTION engine.measure_groups(w engine.measure_view) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    lines engine.measure_line[] := ARRAY(SELECT l FROM engine.measure_catalogue() l);
    numbers engine.measure_number[] := ARRAY(SELECT n FROM engine.measure_told(lines, w) n);
BEGIN
    RETURN (
        WITH told AS (
            SELECT n.key, n.position, n.part, array_agg(n ORDER BY n.bucket) AS numbers FROM unnest(numbers) n GROUP BY n.key, n.position, n.part),
        line AS (
            SELECT t.key, l.position, t.part, engine.measure_tell(l, t.numbers, w) AS told FROM told t JOIN unnest(lines) l ON l.position = t.position
            UNION ALL
            -- Without groups every measure stands there, counted or not.
            SELECT 0, l.position, l.part, engine.measure_tell(l, '{}', w) FROM unnest(lines) l
            WHERE w.grouped IS NULL AND l.part IS NOT NULL AND NOT EXISTS (SELECT FROM told t WHERE t.position = l.position))
        SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.code, 'name', g.name, 'measures', g.measures) ORDER BY g.name NULLS LAST), '[]')
        FROM (SELECT engine.measure_group_code(k.key / 4, w.grouped) AS code, engine.measure_group_name(k.key / 4, w.grouped) AS name,
                     jsonb_agg(k.told ORDER BY k.position, k.part) AS measures FROM line k GROUP BY k.key) g);
END $$;
COMMENT ON FUNCTION engine.measure_groups(engine.measure_view) IS 'The groups of a table in the order of their names, never of their numbers, each with its measures.';
