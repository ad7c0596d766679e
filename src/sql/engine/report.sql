-- What reports share: their period, which items a reader's report is about, and that a report with
-- names is an export. Names are given only where they are asked for: most reports need none (45 CFR
-- 164.502(b), minimum necessary).

CREATE TYPE engine.report_scope AS (
    since timestamptz, until timestamptz, organization app.organization, names boolean, n integer, after_at timestamptz, after_id bigint, about text,
    brief boolean, outside boolean, below integer);
COMMENT ON TYPE engine.report_scope IS
    'What a report is asked for: from when to when, of whom (organization NULL: of everything the reader may see), with the names of people or without, and from which row on. brief: the counts alone; outside: to leave the organisation, then counts below `below` are not told, and nothing is listed.';

CREATE FUNCTION engine.span_words(span interval) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN s.seconds < 3600 THEN greatest(floor(s.seconds / 60), 0) || 'm' WHEN s.seconds < 2 * 86400 THEN floor(s.seconds / 3600) || 'h'
                WHEN s.seconds < 21 * 86400 THEN floor(s.seconds / 86400) || 'd' WHEN s.seconds < 100 * 86400 THEN floor(s.seconds / 604800) || 'w'
                ELSE floor(s.seconds / 2592000) || 'mo' END
    FROM (SELECT extract(epoch FROM span) AS seconds) s WHERE span IS NOT NULL
$$;
COMMENT ON FUNCTION engine.span_words(interval) IS 'How long, in the largest unit that still says something: 50m, 4h, 3d, 3w, 7mo.';

CREATE FUNCTION engine.day_words(at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT to_char(at AT TIME ZONE n.timezone, 'FMDD Mon YYYY') FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.day_words(timestamptz) IS 'A day for a heading, where the network is: 24 Aug 2026.';

CREATE FUNCTION engine.week_start(at timestamptz, back integer) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (date_trunc('week', at AT TIME ZONE n.timezone) - back * interval '1 week') AT TIME ZONE n.timezone FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.week_start(timestamptz, integer) IS 'When the week of an instant began where the network is, Monday 00:00; back: that many weeks before it.';

CREATE FUNCTION engine.check_period(starts timestamp, ends timestamp) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF ends - starts > interval '1100 days' THEN
        PERFORM engine.refuse('HF400', 'That is longer than three years.', 'Ask for a shorter period.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_period(timestamp, timestamp) IS 'A report and a measure are about three years at most. HF400: longer.';

CREATE FUNCTION engine.report_organization(named text, v engine.viewer) RETURNS app.organization LANGUAGE plpgsql STABLE AS $$
DECLARE
    found app.organization := engine.organization_named(named);
BEGIN
    IF found.id <> v.organization_id AND NOT (v.coordinates OR v.audits) THEN
        PERFORM engine.refuse('HF404', format('A report about the work of %s is not yours to ask for.', found.name),
            format('Ask for %s, or name no organization. %s, and those who audit, can ask for any.',
                   (SELECT o.code FROM app.organization o WHERE o.id = v.organization_id), engine.say_who(NULL, (SELECT n.coordinator_role_id FROM app.network n))));
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.report_organization(text, engine.viewer) IS
    'The organisation that a report is asked of; all NULL: none is named. Of another''s work somebody who only does their own would see a part, and take it for the whole. HF404: not for this reader; HF400: no such one.';

CREATE FUNCTION engine.report_switch(given jsonb, name text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF jsonb_typeof(coalesce(given -> name, 'false')) <> 'boolean' THEN
        PERFORM engine.refuse('HF400', format('%s is neither true nor false.', name), 'Leave it out where it is not wanted.');
    END IF;
    RETURN coalesce((given ->> name)::boolean, false);
END $$;
COMMENT ON FUNCTION engine.report_switch(jsonb, text) IS 'Whether that is asked for. HF400: neither true nor false.';

CREATE FUNCTION engine.report_leaves(INOUT s engine.report_scope, given jsonb, v engine.viewer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT n.timezone FROM app.network n);
    -- A day is meant to its end.
    ends timestamp := date_trunc('quarter', LEAST(s.until + interval '1 microsecond', v.at) AT TIME ZONE zone);
BEGIN
    IF s.names THEN
        PERFORM engine.refuse('HF400', 'Names do not leave the organization with a report.', 'Leave out names, or outside.');
    END IF;
    s.below := engine.measure_below(given -> 'below');
    s.brief := true;
    s.since := (ends - interval '3 months') AT TIME ZONE zone;
    s.until := ends AT TIME ZONE zone - interval '1 microsecond';
    IF (s.organization).id IS NULL AND NOT (v.coordinates OR v.audits) THEN
        s.organization := (SELECT o FROM app.organization o WHERE o.id = v.organization_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.report_leaves(engine.report_scope, jsonb, engine.viewer) IS
    'The same report as it may leave the organisation: counts alone, of the last whole quarter that was over by its end, since two periods could be subtracted from each other (as measures do). HF400: names are asked for.';

CREATE FUNCTION engine.read_report(given jsonb, v engine.viewer) RETURNS engine.report_scope LANGUAGE plpgsql STABLE AS $$
DECLARE
    w jsonb := coalesce(given, '{}');
    s engine.report_scope;
BEGIN
    IF NOT (v.serves OR v.audits) THEN
        PERFORM engine.refuse('HF404', 'Reports about the work are for those who do it, and those who audit it.',
                              format('Ask %s.', engine.say_who(NULL, (SELECT n.coordinator_role_id FROM app.network n))));
    END IF;
    PERFORM engine.check_keys(w, '{from,to,org,names,summary,outside,below,n,after}', 'filter');
    s.until := coalesce(engine.read_time(engine.detail_text(w, 'to'), 'to', true), v.at);
    s.since := coalesce(engine.read_time(engine.detail_text(w, 'from'), 'from', false), engine.week_start(s.until, 12));
    IF s.since > s.until THEN
        PERFORM engine.refuse('HF400', 'The report ends before it begins.', 'Give from a day that is not after to.');
    END IF;
    PERFORM engine.check_period(s.since AT TIME ZONE v.timezone, s.until AT TIME ZONE v.timezone);
    s.organization := engine.report_organization(engine.detail_text(w, 'org'), v);
    s.names := engine.report_switch(w, 'names');
    s.brief := engine.report_switch(w, 'summary');
    s.outside := engine.report_switch(w, 'outside');
    s.n := engine.page_size(w -> 'n', 500, 5000);
    s.after_at := coalesce(engine.read_time(w #>> '{after,at}', 'after', false), 'infinity');
    s.after_id := coalesce(engine.page_after(w), 9223372036854775807);
    IF s.outside THEN
        s := engine.report_leaves(s, w, v);
    ELSIF w ? 'below' THEN
        PERFORM engine.refuse('HF400', 'below is for what leaves the organization.', 'Ask for outside as well, or leave it out.');
    END IF;
    s.about := engine.report_about(s, v);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.read_report(jsonb, engine.viewer) IS
    'What is asked of a report; without from the last 13 weeks, the present one counted. HF404: not for this reader. HF400 names what is malformed.';

CREATE FUNCTION engine.report_about(s engine.report_scope, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((s.organization).name,
                    CASE WHEN v.coordinates OR v.audits THEN (SELECT n.name FROM app.network n)
                         ELSE (SELECT 'What ' || o.name || ' is part of' FROM app.organization o WHERE o.id = v.organization_id) END)
        || format('; %s to %s', engine.day_words(s.since), engine.day_words(s.until))
        || CASE WHEN s.outside THEN format('; the last whole quarter; numbers below %s, and what would tell them, are not told', s.below) ELSE '' END;
END $$;
COMMENT ON FUNCTION engine.report_about(engine.report_scope, engine.viewer) IS 'Of whom and when a report is, as a heading says it.';

CREATE FUNCTION engine.in_report(t app.task, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT t.status <> 'entered-in-error'
       AND (v.coordinates OR v.audits OR (v.serves AND v.organization_id IN (t.owner_organization_id, t.requester_organization_id))
            OR t.owner_role_id = ANY (v.roles)
            OR EXISTS (SELECT FROM app.role o WHERE o.id = t.owner_role_id AND o.supervisor_role_id = ANY (v.roles))
            OR engine.reaches_me(t.id, v.staff_id, v.roles))
       AND (NOT engine.is_apart(t.category) OR v.organization_id IN (t.owner_organization_id, t.requester_organization_id)
            OR engine.discloses(t.individual_id, coalesce(t.requester_organization_id, t.owner_organization_id), v.organization_id, t.category, v.staff_id))
       AND NOT (t.kind IN ('alert', 'correction') AND engine.look_hidden(t.id, t.owner_role_id, v.staff_id, v.roles))
$$;
COMMENT ON FUNCTION engine.in_report(app.task, engine.viewer) IS
    'Whether a report for this reader is about the item too: it stands in a queue of theirs or could. Substance-use content is absent without a basis, from counts as well.';

CREATE FUNCTION engine.report_weeks(s engine.report_scope) RETURNS TABLE (since timestamptz, label text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT w.since, to_char(w.since AT TIME ZONE n.timezone, 'FMDD Mon')
        FROM app.network n CROSS JOIN LATERAL (SELECT engine.week_start(s.until, b) AS since FROM generate_series(0, 12) b) w
        WHERE engine.week_start(s.since, 0) <= w.since ORDER BY w.since;
END $$;
COMMENT ON FUNCTION engine.report_weeks(engine.report_scope) IS 'The weeks of a report by their Mondays, the last thirteen at most.';

CREATE FUNCTION engine.report_trend(instants timestamptz[], s engine.report_scope) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT n.timezone FROM app.network n);
BEGIN
    RETURN (WITH counted AS MATERIALIZED (
                SELECT date_trunc('week', i AT TIME ZONE zone) AT TIME ZONE zone AS since, count(*) AS n FROM unnest(instants) i GROUP BY 1)
            SELECT coalesce(jsonb_agg(jsonb_build_object('label', w.label, 'from', w.since, 'count', coalesce(c.n, 0)) ORDER BY w.since), '[]')
            FROM engine.report_weeks(s) w LEFT JOIN counted c USING (since));
END $$;
COMMENT ON FUNCTION engine.report_trend(timestamptz[], engine.report_scope) IS 'How many of these instants lie in each week of a report.';

CREATE FUNCTION engine.named_in_report(t app.task, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id)
$$;
COMMENT ON FUNCTION engine.named_in_report(app.task, engine.viewer) IS 'Whether a report may name whom the item is about.';

CREATE FUNCTION engine.report_person(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('individual_ref', CASE WHEN k.known THEN engine.individual_ref(i.id) END,
                       'individual_name', CASE WHEN k.known THEN engine.person_name(i.family, i.given) END, 'birth_date', CASE WHEN k.known THEN i.birth_date END)
            FROM app.individual i CROSS JOIN LATERAL (SELECT engine.named_in_report(t, v) AS known) k WHERE i.id = t.individual_id);
END $$;
COMMENT ON FUNCTION engine.report_person(app.task, engine.viewer) IS 'Whom an item is about, as a report with names says it; nulls where the reader has no basis to know.';

CREATE FUNCTION engine.disclose_report(tasks bigint[], v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH told AS MATERIALIZED (
        SELECT t.individual_id, coalesce(t.requester_organization_id, t.owner_organization_id) AS organization_id, t.category, t.id AS task_id
        FROM app.task t
        WHERE t.id = ANY (tasks) AND engine.named_in_report(t, v)
          AND v.organization_id <> t.owner_organization_id AND v.organization_id IS DISTINCT FROM t.requester_organization_id),
    person AS MATERIALIZED (SELECT app.next_id() AS disclosure_id, p.individual_id FROM (SELECT DISTINCT k.individual_id FROM told k) p),
    made AS (
        INSERT INTO app.disclosure (id, individual_id, day, at, how, staff_id, organization_id, to_organization_id, purpose)
        SELECT p.disclosure_id, p.individual_id, engine.network_day(v.at), v.at, 'export', v.staff_id, v.organization_id, v.organization_id, 'report' FROM person p)
    INSERT INTO app.disclosure_content (disclosure_id, organization_id, category, what, basis, task_id, at)
    SELECT p.disclosure_id, k.organization_id, k.category, 'item',
           engine.disclosure_basis(k.individual_id, k.organization_id, v.organization_id, k.category, v.staff_id), k.task_id, v.at
    FROM told k JOIN person p USING (individual_id);
END $$;
COMMENT ON FUNCTION engine.disclose_report(bigint[], engine.viewer) IS
    'A report named whom these items of other organisations are about: an export, one disclosure for each person. What the reader''s own organisation has or asked for is none.';
