-- Hours at which a role is open and nobody would answer for it, and days on which offices are closed.

CREATE FUNCTION engine.hours_bare(first timestamptz, last timestamptz) RETURNS TABLE (staff_id integer, bare tstzmultirange) LANGUAGE sql STABLE AS $$
    WITH said AS MATERIALIZED (
        SELECT a.staff_id, a.cover_id, tstzrange(a.starts, a.ends) * tstzrange(first, last) AS span
        FROM app.coverage a WHERE a.starts < last AND a.ends > first
    ), away AS MATERIALIZED (
        SELECT s.id, CASE WHEN s.active AND s.disabled_at IS NULL
                          THEN coalesce((SELECT range_agg(a.span) FROM said a WHERE a.staff_id = s.id), '{}')
                          ELSE tstzmultirange(tstzrange(first, last)) END AS hours
        FROM app.staff s
    )
    -- Whoever covers is there in their stead, while not away themselves.
    SELECT w.id, w.hours - coalesce((SELECT range_agg(h.hours) FROM (
               SELECT unnest(tstzmultirange(a.span) - c.hours) AS hours FROM said a JOIN away c ON c.id = a.cover_id WHERE a.staff_id = w.id) h), '{}')
    FROM away w WHERE NOT isempty(w.hours)
$$;
COMMENT ON FUNCTION engine.hours_bare(timestamptz, timestamptz) IS
    'When, between two instants, each person who is away, or has left, is not covered either. Whoever is not told of is here.';

CREATE FUNCTION engine.role_gaps(first timestamptz, last timestamptz, roles integer[]) RETURNS TABLE (role_id integer, open_hours tstzmultirange, gap tstzmultirange) LANGUAGE sql STABLE AS $$
    WITH bare AS MATERIALIZED (SELECT b.staff_id, b.bare FROM engine.hours_bare(first, last) b),
    -- A role has none where one of its holders is here all the time: most are told at a glance.
    short AS MATERIALIZED (
        SELECT r.id, r.organization_id, r.calendar_id, coalesce(x.bare, tstzmultirange(tstzrange(first, last))) AS bare
        FROM app.role r
        LEFT JOIN LATERAL (SELECT range_intersect_agg(coalesce(b.bare, '{}')) AS bare FROM app.role_holder h LEFT JOIN bare b ON b.staff_id = h.staff_id WHERE h.role_id = r.id) x ON true
        WHERE r.active AND (roles IS NULL OR r.id = ANY (roles)) AND NOT isempty(coalesce(x.bare, tstzmultirange(tstzrange(first, last)))))
    SELECT s.id, o.hours, s.bare * o.hours
    FROM short s
    JOIN app.organization g ON g.id = s.organization_id
    JOIN app.calendar c ON c.id = coalesce(s.calendar_id, g.calendar_id)
    CROSS JOIN LATERAL (SELECT coalesce(range_agg(tstzrange(k.opens, k.closes) * tstzrange(first, last)), '{}') AS hours FROM app.calendar_span k
                        WHERE k.version_id = c.current_version AND k.opens < last AND k.closes > first) o
    WHERE NOT isempty(s.bare * o.hours)
$$;
COMMENT ON FUNCTION engine.role_gaps(timestamptz, timestamptz, integer[]) IS
    'Roles (NULL: all) with hours between two instants at which their calendar is open, every holder away and none covered: the hours it is open, and those.';

CREATE FUNCTION engine.range_hours(hours tstzmultirange) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(round(sum(extract(epoch FROM upper(h) - lower(h))) / 3600, 2), 0) FROM unnest(hours) h
$$;
COMMENT ON FUNCTION engine.range_hours(tstzmultirange) IS 'How many hours that is together.';

CREATE FUNCTION engine.gap_parts(open_hours tstzmultirange, gap tstzmultirange, first timestamptz, last timestamptz, zone text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(x.marks ORDER BY x.day) FROM (
        SELECT d.day, string_agg(CASE WHEN isempty(open_hours * m.part) THEN ' ' WHEN isempty(gap * m.part) THEN '.'
                                      WHEN isempty(open_hours * m.part - gap) THEN '#' ELSE '+' END, '' ORDER BY m.no) AS marks
        FROM generate_series((first AT TIME ZONE zone)::date::timestamp, ((last - interval '1 second') AT TIME ZONE zone)::date::timestamp, interval '1 day') d (day)
        CROSS JOIN LATERAL (VALUES
            (1, tstzmultirange(tstzrange((d.day + interval '6 hours') AT TIME ZONE zone, (d.day + interval '12 hours') AT TIME ZONE zone))),
            (2, tstzmultirange(tstzrange((d.day + interval '12 hours') AT TIME ZONE zone, (d.day + interval '18 hours') AT TIME ZONE zone))),
            (3, tstzmultirange(tstzrange(d.day AT TIME ZONE zone, (d.day + interval '6 hours') AT TIME ZONE zone),
                               tstzrange((d.day + interval '18 hours') AT TIME ZONE zone, (d.day + interval '1 day') AT TIME ZONE zone)))) m (no, part)
        GROUP BY d.day) x
$$;
COMMENT ON FUNCTION engine.gap_parts(tstzmultirange, tstzmultirange, timestamptz, timestamptz, text) IS
    'Gaps as marks, three for each local day: morning (06 to 12), afternoon (12 to 18), evening and night. # nobody all the time it is open, + part of it, . somebody, blank closed.';

CREATE FUNCTION engine.gaps_json(first timestamptz, last timestamptz, roles integer[], me integer DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT n.timezone FROM app.network n);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name, 'organization_name', o.name,
                   'hours', engine.range_hours(g.gap), 'may', engine.may_say_away(me, array(SELECT h.staff_id FROM app.role_holder h WHERE h.role_id = r.id)),
                   'who', (SELECT coalesce(jsonb_agg(jsonb_build_object('login', s.login, 'name', s.name, 'until', a.ends, 'starts', a.starts,
                                                        'gone', NOT s.active OR s.disabled_at IS NOT NULL) ORDER BY h.rank), '[]')
                           FROM app.role_holder h JOIN app.staff s ON s.id = h.staff_id
                           LEFT JOIN LATERAL (SELECT k.starts, k.ends FROM app.coverage k WHERE k.staff_id = s.id AND tstzrange(k.starts, k.ends) && g.gap
                                              ORDER BY k.starts LIMIT 1) a ON true
                           WHERE h.role_id = r.id),
                   'then', s.name, 'then_how', d.how,
                   'gaps', (SELECT jsonb_agg(jsonb_build_object('from', lower(x), 'to', upper(x)) ORDER BY x) FROM unnest(g.gap) x),
                   'parts', engine.gap_parts(g.open_hours, g.gap, first, last, zone)) ORDER BY lower(g.gap), r.id), '[]')
        FROM engine.role_gaps(first, last, roles) g
        JOIN app.role r ON r.id = g.role_id JOIN app.organization o ON o.id = r.organization_id
        LEFT JOIN LATERAL (SELECT n.staff_id, n.how FROM engine.duty_now(lower(g.gap)) n WHERE n.role_id = r.id) d ON true
        LEFT JOIN app.staff s ON s.id = d.staff_id);
END $$;
COMMENT ON FUNCTION engine.gaps_json(timestamptz, timestamptz, integer[], integer) IS 'Gaps as api.gaps gives them, the next one first; may: that person could say who covers.';

CREATE FUNCTION engine.may_say_away(me integer, people integer[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    roles integer[] := engine.my_roles(me);
BEGIN
    RETURN engine.is_server_owner() OR coalesce(me = ANY (people), false) OR engine.has_duty(me, 'coordinate') OR engine.has_duty(me, 'administer')
        OR EXISTS (SELECT FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
                   WHERE h.staff_id = ANY (people) AND (r.id = ANY (roles) OR r.supervisor_role_id = ANY (roles)));
END $$;
COMMENT ON FUNCTION engine.may_say_away(integer, integer[]) IS 'That person may say that one of these is away, and who covers (engine.cover_for).';

CREATE FUNCTION engine.absences_json(first timestamptz, last timestamptz, me integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('login', s.login, 'name', s.name, 'organization_name', o.name, 'starts', a.starts, 'ends', a.ends,
                       'cover_name', c.name, 'may', engine.may_say_away(me, ARRAY[s.id])) ORDER BY a.starts, s.name), '[]')
            FROM app.coverage a JOIN app.staff s ON s.id = a.staff_id AND s.active AND s.disabled_at IS NULL
            JOIN app.organization o ON o.id = s.organization_id LEFT JOIN app.staff c ON c.id = a.cover_id
            WHERE a.starts < last AND a.ends > first);
END $$;
COMMENT ON FUNCTION engine.absences_json(timestamptz, timestamptz, integer) IS 'Who is away between two instants, until when, and who covers.';

CREATE FUNCTION engine.closures_ahead(at timestamptz, days integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH office AS MATERIALIZED (
            SELECT c.id, v.id AS version_id, v.timezone, v.definition, (at AT TIME ZONE v.timezone)::date AS today
            FROM app.calendar c JOIN app.calendar_version v ON v.id = c.current_version
            WHERE EXISTS (SELECT FROM app.organization o WHERE o.calendar_id = c.id AND o.active)),
        -- The hours of an ordinary such day, against what is laid out for this one: read on every Today.
        day AS MATERIALIZED (
            SELECT f.id, d.day::date AS day,
                   (SELECT coalesce(sum(extract(epoch FROM (r ->> 1)::interval - (r ->> 0)::interval) + CASE WHEN (r ->> 1)::interval <= (r ->> 0)::interval THEN 86400 ELSE 0 END), 0)
                    FROM jsonb_array_elements(f.definition -> 'week' -> (ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])[extract(isodow FROM d.day)::integer]) r) AS usual,
                   (SELECT coalesce(sum(extract(epoch FROM s.closes - s.opens)), 0) FROM app.calendar_span s
                    WHERE s.version_id = f.version_id AND s.opens >= d.day AT TIME ZONE f.timezone AND s.opens < (d.day + interval '1 day') AT TIME ZONE f.timezone) AS open
            FROM office f CROSS JOIN generate_series(f.today::timestamp, (f.today + days - 1)::timestamp, interval '1 day') d (day)),
        -- An hour less is what the change to summer time does.
        odd AS (SELECT x.id, x.day, x.open = 0 AS shut FROM day x WHERE x.open < x.usual - 3600 OR (x.open = 0 AND x.usual > 0))
        SELECT coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'shut', x.shut, 'early', x.early, 'of', x.total, 'names', x.names) ORDER BY x.day), '[]')
        FROM (SELECT k.day, count(*) FILTER (WHERE k.shut) AS shut, count(*) FILTER (WHERE NOT k.shut) AS early,
                     (SELECT count(*) FROM app.organization a WHERE a.active) AS total, jsonb_agg(o.name ORDER BY o.name) AS names
              FROM odd k JOIN app.organization o ON o.calendar_id = k.id AND o.active GROUP BY k.day) x);
END $$;
COMMENT ON FUNCTION engine.closures_ahead(timestamptz, integer) IS
    'Days from today on which offices are closed, or open for less than on other such days of the week: how many of how many, and which.';

CREATE FUNCTION engine.today_closures(v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine text := (SELECT o.name FROM app.organization o WHERE o.id = v.organization_id);
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(k || jsonb_build_object('mine', k -> 'names' ? mine) ORDER BY k ->> 'day'), '[]')
            FROM jsonb_array_elements(engine.closures_ahead(v.at, 7)) k);
END $$;
COMMENT ON FUNCTION engine.today_closures(engine.viewer) IS 'Offices closed in the next seven days; mine: the reader''s own among them.';

CREATE FUNCTION engine.messages_waiting(absent integer, role_ids integer[], v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A letter to somebody stays theirs to read; that it waits is told to whoever acts for them, of what may be told to them at all.
    RETURN (SELECT count(*) FROM app.message m
            WHERE m.to_staff_id = absent AND m.read_at IS NULL
              AND (role_ids IS NULL OR EXISTS (SELECT FROM app.task t WHERE t.id = m.task_id AND t.owner_role_id = ANY (role_ids)))
              AND engine.shares_with(m.individual_id, m.organization_id, m.category, v) AND engine.message_told(m, v));
END $$;
COMMENT ON FUNCTION engine.messages_waiting(integer, integer[], engine.viewer) IS
    'How many messages to somebody who is away nobody has read, for whom acts for them: to their cover all, to who is on duty those on items of these roles. What may not be told to the reader is not counted.';

CREATE FUNCTION engine.today_away(v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('login', s.login, 'name', s.name, 'ends', a.ends,
                       'how', CASE WHEN a.staff_id = v.staff_id THEN 'you' WHEN f.role_ids IS NULL THEN 'cover' ELSE 'duty' END,
                       'messages', CASE WHEN a.staff_id <> v.staff_id THEN engine.messages_waiting(a.staff_id, f.role_ids, v) END)
                   ORDER BY a.staff_id = v.staff_id DESC, a.ends, s.name), '[]')
            FROM (SELECT f.staff_id, f.role_ids FROM engine.stood_for(v.staff_id, v.roles, v.at) f
                  WHERE f.role_ids IS NULL OR EXISTS (SELECT FROM app.role_holder h WHERE h.staff_id = f.staff_id AND h.role_id = ANY (f.role_ids))
                  UNION ALL SELECT v.staff_id, NULL) f
            JOIN app.coverage a ON a.staff_id = f.staff_id AND a.starts <= v.at AND a.ends > v.at
            JOIN app.staff s ON s.id = a.staff_id);
END $$;
COMMENT ON FUNCTION engine.today_away(engine.viewer) IS 'The reader, where they are said to be away, and those for whom they act meanwhile.';

CREATE FUNCTION engine.next_day_over(v engine.viewer) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    opens timestamptz := (SELECT engine.first_opening(c.current_version, v.day_end) FROM app.organization o JOIN app.calendar c ON c.id = o.calendar_id WHERE o.id = v.organization_id);
BEGIN
    RETURN greatest(v.day_end + interval '1 day', (date_trunc('day', opens AT TIME ZONE v.timezone) + interval '1 day') AT TIME ZONE v.timezone);
END $$;
COMMENT ON FUNCTION engine.next_day_over(engine.viewer) IS 'The end of the next day on which the reader''s office is open: on a Friday that of Monday.';

CREATE FUNCTION engine.today_leaving(v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    until timestamptz := engine.next_day_over(v);
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('login', s.login, 'name', s.name, 'starts', a.starts, 'ends', a.ends, 'cover_name', c.name,
                       'how', CASE WHEN a.staff_id = v.staff_id THEN 'you' WHEN a.cover_id = v.staff_id THEN 'cover' ELSE 'theirs' END,
                       'may', engine.may_say_away(v.staff_id, ARRAY[s.id]))
                   ORDER BY a.staff_id = v.staff_id DESC, a.cover_id IS NOT NULL, a.cover_id = v.staff_id DESC, a.starts, s.name), '[]')
            FROM app.coverage a JOIN app.staff s ON s.id = a.staff_id AND s.active AND s.disabled_at IS NULL LEFT JOIN app.staff c ON c.id = a.cover_id
            WHERE a.starts > v.at AND a.starts < until
              -- Whoever is away already goes on being away.
              AND NOT EXISTS (SELECT FROM app.coverage b WHERE b.staff_id = a.staff_id AND b.starts <= v.at AND b.ends >= a.starts)
              AND (v.coordinates OR v.staff_id IN (a.staff_id, a.cover_id)
                   OR EXISTS (SELECT FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active WHERE h.staff_id = a.staff_id AND r.supervisor_role_id = ANY (v.roles))));
END $$;
COMMENT ON FUNCTION engine.today_leaving(engine.viewer) IS
    'Whose absence begins by the end of the next working day, and who covers: the reader''s own, of those for whom they will act, whom they supervise, and for whoever coordinates everybody''s; whoever nobody covers first. may: the reader may name somebody (engine.cover_for).';
