-- Laying a calendar's content out as spans of instants. Set-based; no day is looped over. The rules
-- about daylight saving, holidays, nights and one-off dates (INTERFACES, Time) are all here.

CREATE FUNCTION engine.instant_at_change(local_time timestamp, zone text, closing boolean) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    day constant interval := interval '24 hours';
    before timestamptz := ((local_time AT TIME ZONE 'UTC' - day) AT TIME ZONE zone) AT TIME ZONE 'UTC';
    after timestamptz := ((local_time AT TIME ZONE 'UTC' + day) AT TIME ZONE zone) AT TIME ZONE 'UTC';
    first timestamptz;
    last timestamptz;
    change timestamptz;
BEGIN
    -- The same wall time by the offset before and by the offset after the change.
    before := local_time AT TIME ZONE 'UTC' - (before - (local_time AT TIME ZONE 'UTC' - day));
    after := local_time AT TIME ZONE 'UTC' - (after - (local_time AT TIME ZONE 'UTC' + day));
    SELECT min(t), max(t) INTO first, last FROM unnest(ARRAY[before, after]) t WHERE t AT TIME ZONE zone = local_time;
    IF first IS NULL THEN
        -- Skipped: the change is the first minute that shows a later time.
        SELECT min(t) INTO change FROM generate_series(after, before, interval '1 minute') t
        WHERE t AT TIME ZONE zone > local_time;
        RETURN change;
    END IF;
    RETURN CASE WHEN closing THEN last ELSE first END;
END $$;
COMMENT ON FUNCTION engine.instant_at_change(timestamp, text, boolean) IS
    'As engine.local_instant, near a change of the zone''s offset.';

CREATE FUNCTION engine.local_instant(local_time timestamp, zone text, closing boolean) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN (local_time + interval '24 hours') AT TIME ZONE zone - (local_time - interval '24 hours') AT TIME ZONE zone = interval '48 hours'
                THEN local_time AT TIME ZONE zone
                ELSE engine.instant_at_change(local_time, zone, closing) END
$$;
COMMENT ON FUNCTION engine.local_instant(timestamp, text, boolean) IS
    'The instant of a wall time: of one that happens twice the later for a closing time, else the earlier; of one that is skipped the instant of the change (INTERFACES, Time).';

CREATE FUNCTION engine.calendar_ranges(definition jsonb, day date) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(definition -> 'dates' -> to_char(day::timestamp, 'YYYY-MM-DD'),
                    definition -> 'week' -> (ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])[extract(isodow FROM day)::integer],
                    '[]')
$$;
COMMENT ON FUNCTION engine.calendar_ranges(jsonb, date) IS
    'The hours that begin on that date: those of the date itself where it has some, else those of its day of the week.';

CREATE FUNCTION engine.is_holiday(definition jsonb, day date) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT definition -> 'holidays' ?| ARRAY[to_char(day::timestamp, 'YYYY-MM-DD'), to_char(day::timestamp, 'MM-DD')]
       AND NOT coalesce(definition -> 'dates' ? to_char(day::timestamp, 'YYYY-MM-DD'), false)
$$;
COMMENT ON FUNCTION engine.is_holiday(jsonb, date) IS
    'The date is a holiday of the calendar, and no one-off hours stand in its place.';

CREATE FUNCTION engine.calendar_hours(definition jsonb, first date, last date)
RETURNS TABLE (day date, opens timestamp, closes timestamp) LANGUAGE sql STABLE AS $$
    WITH range AS (
        SELECT d::date AS day, d + (r ->> 0)::interval AS opens,
               d + (r ->> 1)::interval
                 + CASE WHEN (r ->> 1)::interval <= (r ->> 0)::interval THEN interval '1 day' ELSE '0' END AS closes
        FROM generate_series(first::timestamp, last::timestamp, interval '1 day') d,
             jsonb_array_elements(engine.calendar_ranges(definition, d::date)) r
    ), half AS (
        -- A holiday removes its own local date only: the evening of a night shift, or its morning.
        SELECT r.day, r.opens, least(r.closes, r.day + interval '1 day') AS closes, r.closes AS whole_to
        FROM range r WHERE NOT coalesce(engine.is_holiday(definition, r.day), false)
        UNION ALL
        SELECT r.day + 1, r.day + interval '1 day', r.closes, NULL
        FROM range r WHERE r.closes > r.day + interval '1 day' AND coalesce(engine.is_holiday(definition, r.day), false)
           AND NOT coalesce(engine.is_holiday(definition, r.day + 1), false)
    ), whole AS (
        SELECT h.day, h.opens,
               CASE WHEN h.whole_to > h.closes AND NOT coalesce(engine.is_holiday(definition, h.day + 1), false)
                    THEN h.whole_to ELSE h.closes END AS closes
        FROM half h
    )
    -- Closings take their hours out of whatever day's range lies there.
    SELECT w.day, lower(left_open), upper(left_open)
    FROM whole w, unnest(tsmultirange(tsrange(w.opens, w.closes)) - engine.closed_windows(definition)) left_open
$$;
COMMENT ON FUNCTION engine.calendar_hours(jsonb, date, date) IS
    'A calendar''s ranges in local time for those dates, each with the day that it is of: the one on which it begins, after holidays have taken their dates out, and closings (closures) their hours.';

CREATE FUNCTION engine.closed_windows(definition jsonb) RETURNS tsmultirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN definition ? 'closures' THEN (
        SELECT range_agg(tsrange(c.key::date + (w ->> 0)::interval, c.key::date + (w ->> 1)::interval))
        FROM jsonb_each(definition -> 'closures') c, jsonb_array_elements(c.value) w) ELSE '{}'::tsmultirange END
$$;
COMMENT ON FUNCTION engine.closed_windows(jsonb) IS 'Local times that closings take out of a calendar: "closures": {"2026-11-23": [["13:00", "24:00"]]}.';

CREATE FUNCTION engine.calendar_spans(definition jsonb, zone text, first date, last date)
RETURNS TABLE (day date, opens timestamptz, closes timestamptz) LANGUAGE sql STABLE AS $$
    WITH instant AS (
        SELECT h.day, engine.local_instant(h.opens, zone, false) AS opens, engine.local_instant(h.closes, zone, true) AS closes
        FROM engine.calendar_hours(definition, first, last) h
    ), numbered AS (
        -- Where a day's ranges overlap or touch they are one.
        SELECT i.*, i.opens > max(i.closes) OVER (PARTITION BY i.day ORDER BY i.opens, i.closes
                                                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS apart
        FROM instant i WHERE i.closes > i.opens
    ), island AS (
        SELECT n.*, count(*) FILTER (WHERE n.apart) OVER (PARTITION BY n.day ORDER BY n.opens, n.closes) AS no
        FROM numbered n
    ), merged AS (
        SELECT i.day, min(i.opens) AS opens, max(i.closes) AS closes FROM island i GROUP BY i.day, i.no
    ), clipped AS (
        -- Where days overlap the earlier keeps its hours: each day has its own close.
        SELECT m.day, greatest(m.opens, max(m.closes) OVER (ORDER BY m.opens, m.day
                                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS opens, m.closes
        FROM merged m
    )
    SELECT c.day, c.opens, c.closes FROM clipped c WHERE c.closes > c.opens
$$;
COMMENT ON FUNCTION engine.calendar_spans(jsonb, text, date, date) IS
    'Opening times of those dates as instants, in order and disjoint, each with its day.';

CREATE FUNCTION engine.lay_calendar(version_id integer, until date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    calendar app.calendar_version;
    last app.calendar_span;
    laid integer;
BEGIN
    SELECT v.* INTO calendar FROM app.calendar_version v WHERE v.id = version_id FOR UPDATE;
    SELECT s.* INTO last FROM app.calendar_span s WHERE s.version_id = lay_calendar.version_id ORDER BY s.opens DESC LIMIT 1;
    -- The day before the first is laid too: the tail of its night belongs to the first.
    INSERT INTO app.calendar_span (version_id, opens, closes, open_seconds_before, day_no, last_of_day)
    SELECT calendar.id, n.opens, n.closes,
           coalesce(last.open_seconds_before + extract(epoch FROM last.closes - last.opens)::bigint, 0)
             + coalesce(sum(extract(epoch FROM n.closes - n.opens)::bigint) OVER (ORDER BY n.opens
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
           coalesce(last.day_no, 0) + dense_rank() OVER (ORDER BY n.day),
           lead(n.day) OVER (ORDER BY n.opens) IS DISTINCT FROM n.day
    FROM (SELECT s.day, greatest(s.opens, last.closes) AS opens, s.closes
          FROM engine.calendar_spans(calendar.definition, calendar.timezone,
                                     calendar.laid_to - CASE WHEN last.opens IS NULL THEN 1 ELSE 0 END, until - 1) s
          WHERE last.closes IS NULL OR s.closes > last.closes) n;
    GET DIAGNOSTICS laid = ROW_COUNT;
    UPDATE app.calendar_version v SET laid_to = until WHERE v.id = calendar.id;
    RETURN laid;
END $$;
COMMENT ON FUNCTION engine.lay_calendar(integer, date) IS
    'Lays a calendar version out from where it ends so far (laid_to) up to that date, which is not in it; gives the number of spans made.';

CREATE FUNCTION engine.calendar_version_of(calendar_id integer, definition jsonb, at timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    content bytea := sha256(convert_to(definition::text, 'UTF8'));
    zone text := definition ->> 'timezone';
    today date := (at AT TIME ZONE zone)::date;
    found integer;
BEGIN
    SELECT v.id INTO found FROM app.calendar_version v
    WHERE v.calendar_id = calendar_version_of.calendar_id AND v.digest = content;
    IF found IS NULL THEN
        INSERT INTO app.calendar_version (calendar_id, digest, timezone, definition, laid_from, laid_to)
        VALUES (calendar_id, content, zone, definition, today - interval '3 years', today - interval '3 years')
        RETURNING id INTO found;
        PERFORM engine.lay_calendar(found, (today + interval '5 years')::date);
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.calendar_version_of(integer, jsonb, timestamptz) IS
    'The version of the calendar with that content (shape of a calendar in include/holdfast/policy/publish.h), made and laid out three years back and five ahead when it is new.';

CREATE FUNCTION engine.extend_calendars(at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    short record;
    extended integer := 0;
BEGIN
    FOR short IN
        SELECT v.id, (at AT TIME ZONE v.timezone + interval '5 years')::date AS until FROM app.calendar_version v
        WHERE v.laid_to < (at AT TIME ZONE v.timezone + interval '5 years' - interval '30 days')::date
          AND (EXISTS (SELECT 1 FROM app.calendar c WHERE c.current_version = v.id)
               OR EXISTS (SELECT 1 FROM app.clock k WHERE k.calendar_version_id = v.id AND k.stopped_at IS NULL))
        ORDER BY v.id FOR UPDATE SKIP LOCKED LOOP
        PERFORM engine.lay_calendar(short.id, short.until);
        extended := extended + 1;
    END LOOP;
    RETURN extended;
END $$;
COMMENT ON FUNCTION engine.extend_calendars(timestamptz) IS
    'Lays out five years ahead again, a month at a time, whatever calendar version is in force or in use by a running clock; gives how many it extended. For the sweep.';
