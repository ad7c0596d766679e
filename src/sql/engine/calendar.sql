-- Business time. A calendar's content is laid out once as spans (calendar_layout.sql); here every
-- question about it is one index probe (DESIGN 5; the exact rules are in INTERFACES, Time).
-- Open time is reckoned in microseconds, so that no instant is rounded.

CREATE FUNCTION engine.microseconds(length interval) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM length) * 1000000)::bigint
$$;
COMMENT ON FUNCTION engine.microseconds(interval) IS 'The length of the difference of two instants, exact.';

CREATE FUNCTION engine.beyond_calendar(version_id integer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    beyond record;
BEGIN
    SELECT c.code, v.laid_from, v.laid_to INTO beyond
    FROM app.calendar_version v JOIN app.calendar c ON c.id = v.calendar_id WHERE v.id = version_id;
    PERFORM engine.refuse('HF400',
        format('Calendar %s is laid out from %s to %s; this is beyond.', beyond.code, beyond.laid_from, beyond.laid_to),
        'Choose a time within it, or a calendar that opens.');
END $$;
COMMENT ON FUNCTION engine.beyond_calendar(integer) IS
    'Raises HF400: the instant asked for lies outside the laid-out years, or the calendar never opens again in them.';

CREATE FUNCTION engine.open_position(version_id integer, at timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    place bigint := (
        SELECT s.open_seconds_before * 1000000 + engine.microseconds(least(at, s.closes) - s.opens)
        FROM app.calendar_version v
        CROSS JOIN LATERAL (SELECT k.* FROM app.calendar_span k WHERE k.version_id = v.id AND k.opens <= at ORDER BY k.opens DESC LIMIT 1) s
        WHERE v.id = open_position.version_id
          AND (at < s.closes OR at <= v.laid_to::timestamp AT TIME ZONE v.timezone));
BEGIN
    IF place IS NULL THEN
        IF NOT EXISTS (SELECT 1 FROM app.calendar_version v WHERE v.id = version_id
                       AND at BETWEEN (v.laid_from::timestamp AT TIME ZONE v.timezone) AND (v.laid_to::timestamp AT TIME ZONE v.timezone)) THEN
            PERFORM engine.beyond_calendar(version_id);
        END IF;
        RETURN 0;
    END IF;
    RETURN place;
END $$;
COMMENT ON FUNCTION engine.open_position(integer, timestamptz) IS
    'Open microseconds from the beginning of the calendar to the instant. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.at_position(version_id integer, place bigint) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    span app.calendar_span;
    due timestamptz;
BEGIN
    -- The last span that begins strictly before: what falls on a closing time is due at closing.
    SELECT s.* INTO span FROM app.calendar_span s
    WHERE s.version_id = at_position.version_id AND s.open_seconds_before < (place + 999999) / 1000000
    ORDER BY s.open_seconds_before DESC LIMIT 1;
    due := span.opens + (place - span.open_seconds_before * 1000000) * interval '1 microsecond';
    IF due IS NULL OR due > span.closes THEN
        PERFORM engine.beyond_calendar(version_id);
    END IF;
    RETURN due;
END $$;
COMMENT ON FUNCTION engine.at_position(integer, bigint) IS
    'The first instant by which the calendar has been open for so many microseconds since its beginning. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.close_of_day(version_id integer, start timestamptz, days bigint) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- From the open day of start's own date or, when that is none, the last one before it.
    due timestamptz := (
        SELECT s.closes FROM app.calendar_version v
        LEFT JOIN LATERAL (
            SELECT k.day_no FROM app.calendar_span k
            WHERE k.version_id = v.id AND k.opens < engine.local_instant((start AT TIME ZONE v.timezone)::date + 1, v.timezone, false)
            ORDER BY k.opens DESC LIMIT 1) today ON true
        JOIN app.calendar_span s ON s.version_id = v.id AND s.day_no = coalesce(today.day_no, 0) + days AND s.last_of_day
        WHERE v.id = close_of_day.version_id
          AND (today.day_no IS NOT NULL OR start >= v.laid_from::timestamp AT TIME ZONE v.timezone));
BEGIN
    IF due IS NULL THEN
        PERFORM engine.beyond_calendar(version_id);
    END IF;
    RETURN due;
END $$;
COMMENT ON FUNCTION engine.close_of_day(integer, timestamptz, bigint) IS
    'The close of the Nth open day after the local day of start. A night shift is of the day on which it begins. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.due_at(version_id integer, start timestamptz, target text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    length record := engine.target_parse(target);
BEGIN
    IF NOT length.business THEN
        RETURN start + make_interval(secs => length.amount * engine.unit_seconds(length.unit));
    ELSIF length.unit = 'd' THEN
        RETURN engine.close_of_day(version_id, start, length.amount);
    END IF;
    RETURN engine.at_position(version_id, engine.open_position(version_id, start) + length.amount * engine.unit_seconds(length.unit) * 1000000);
END $$;
COMMENT ON FUNCTION engine.due_at(integer, timestamptz, text) IS
    'When something begun at start is due. Business time counts on that calendar version; exactly at closing means due at closing (INTERFACES, Time). HF400 for no target, or beyond the laid-out years.';

CREATE FUNCTION engine.own_microseconds(version_id integer, target text, a timestamptz, b timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF engine.is_business(target) THEN
        RETURN engine.open_position(version_id, b) - engine.open_position(version_id, a);
    END IF;
    RETURN engine.microseconds(b - a);
END $$;
COMMENT ON FUNCTION engine.own_microseconds(integer, text, timestamptz, timestamptz) IS
    'From a to b in the target''s own unit, open or real time; negative when b is before a.';

CREATE FUNCTION engine.own_seconds(version_id integer, target text, a timestamptz, b timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT engine.own_microseconds(version_id, target, a, b) / 1000000
$$;
COMMENT ON FUNCTION engine.own_seconds(integer, text, timestamptz, timestamptz) IS
    'Whole seconds from a to b in the target''s own unit, open or real time (2bd counts open seconds); negative when b is before a. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.own_shift(version_id integer, target text, start timestamptz, shift bigint) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF shift = 0 THEN
        RETURN start;
    ELSIF engine.is_business(target) THEN
        RETURN engine.at_position(version_id, engine.open_position(version_id, start) + shift);
    END IF;
    RETURN start + shift * interval '1 microsecond';
END $$;
COMMENT ON FUNCTION engine.own_shift(integer, text, timestamptz, bigint) IS
    'start moved by so many microseconds of the target''s own unit, forward or back.';

CREATE FUNCTION engine.own_add(version_id integer, target text, start timestamptz, seconds bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT engine.own_shift(version_id, target, start, seconds * 1000000)
$$;
COMMENT ON FUNCTION engine.own_add(integer, text, timestamptz, bigint) IS
    'start moved by so many seconds of the target''s own unit, forward or back: undoes own_seconds. Zero gives start itself. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.open_positions(version_id integer, start timestamptz, due timestamptz, OUT first bigint, OUT last bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT a.place, b.place INTO first, last
    FROM app.calendar_version v
    CROSS JOIN LATERAL (SELECT k.open_seconds_before * 1000000 + engine.microseconds(least(start, k.closes) - k.opens) AS place
                        FROM app.calendar_span k WHERE k.version_id = v.id AND k.opens <= start ORDER BY k.opens DESC LIMIT 1) a
    CROSS JOIN LATERAL (SELECT k.open_seconds_before * 1000000 + engine.microseconds(least(due, k.closes) - k.opens) AS place
                        FROM app.calendar_span k WHERE k.version_id = v.id AND k.opens <= due ORDER BY k.opens DESC LIMIT 1) b
    WHERE v.id = open_positions.version_id AND greatest(start, due) <= v.laid_to::timestamp AT TIME ZONE v.timezone;
    IF first IS NULL OR last IS NULL THEN
        first := engine.open_position(version_id, start);
        last := engine.open_position(version_id, due);
    END IF;
END $$;
COMMENT ON FUNCTION engine.open_positions(integer, timestamptz, timestamptz) IS
    'engine.open_position of two instants in one look at the calendar. HF400: beyond what the calendar knows.';

CREATE FUNCTION engine.share_at(version_id integer, start timestamptz, target text, due timestamptz, share numeric)
RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- Up to the whole counted from start, beyond it from due.
    base timestamptz := CASE WHEN share < 1 THEN start ELSE due END;
    part numeric := CASE WHEN share < 1 THEN share ELSE share - 1 END;
    places record;
    place bigint;
    shift bigint := 0;
BEGIN
    IF engine.is_business(target) THEN
        places := engine.open_positions(version_id, start, due);
        place := CASE WHEN share < 1 THEN places.first ELSE places.last END;
        shift := places.last - places.first;
    END IF;
    -- A cap may leave no open time at all between start and due: then real time is shared out.
    IF shift = 0 THEN
        RETURN base + round(engine.microseconds(due - start) * part)::bigint * interval '1 microsecond';
    END IF;
    shift := round(shift * part);
    RETURN CASE WHEN shift = 0 THEN base ELSE engine.at_position(version_id, place + shift) END;
END $$;
COMMENT ON FUNCTION engine.share_at(integer, timestamptz, text, timestamptz, numeric) IS
    'The instant at which that share of the span from start to due (capped already) is over, in the target''s own unit; 2bd shares open seconds. Exactly 1 is due itself; beyond 1 counts on after due (INTERFACES, Time).';

CREATE FUNCTION engine.is_open(version_id integer, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT s.closes > at FROM app.calendar_span s
                     WHERE s.version_id = is_open.version_id AND s.opens <= at
                     ORDER BY s.opens DESC LIMIT 1), false)
$$;
COMMENT ON FUNCTION engine.is_open(integer, timestamptz) IS
    'The calendar is open then: from the instant of opening up to, and without, that of closing.';

CREATE FUNCTION engine.first_opening(version_id integer, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    opening timestamptz;
BEGIN
    SELECT greatest(s.opens, at) INTO opening FROM app.calendar_span s
    WHERE s.version_id = first_opening.version_id AND s.closes > at ORDER BY s.closes LIMIT 1;
    IF opening IS NULL THEN
        PERFORM engine.beyond_calendar(version_id);
    END IF;
    RETURN opening;
END $$;
COMMENT ON FUNCTION engine.first_opening(integer, timestamptz) IS
    'The instant itself when the calendar is open then, else the next opening. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.last_closing(version_id integer, before timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    closing timestamptz;
BEGIN
    SELECT s.closes INTO closing FROM app.calendar_span s
    WHERE s.version_id = last_closing.version_id AND s.closes <= before ORDER BY s.closes DESC LIMIT 1;
    IF closing IS NULL THEN
        PERFORM engine.beyond_calendar(version_id);
    END IF;
    RETURN closing;
END $$;
COMMENT ON FUNCTION engine.last_closing(integer, timestamptz) IS
    'The last closing time at or before the instant: where a legal date caps a clock (DESIGN 5). HF400 beyond the laid-out years.';

CREATE FUNCTION engine.role_calendar(role_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT c.current_version
            FROM app.role r
            JOIN app.organization o ON o.id = r.organization_id
            JOIN app.calendar c ON c.id = coalesce(r.calendar_id, o.calendar_id)
            WHERE r.id = role_calendar.role_id);
END $$;
COMMENT ON FUNCTION engine.role_calendar(integer) IS
    'The calendar version that a clock entered now would pin: of the role''s own hours, else of its organisation.';

CREATE FUNCTION engine.check_instants(VARIADIC instants timestamptz[]) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(instants) i WHERE NOT isfinite(i) OR i NOT BETWEEN '0001-01-01' AND '9999-12-31') THEN
        PERFORM engine.refuse('HF400', 'That instant is no day of any calendar.', 'Give a date and a time.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_instants(timestamptz[]) IS 'HF400: one of them is infinite, or of no year that people write.';

CREATE FUNCTION engine.calendar_in_force(calendar text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    version_id integer;
BEGIN
    IF NOT engine.is_server_owner() THEN
        PERFORM engine.me();
    END IF;
    SELECT c.current_version INTO version_id FROM app.calendar c
    WHERE c.code = calendar AND c.active AND c.current_version IS NOT NULL;
    IF version_id IS NULL THEN
        PERFORM engine.refuse('HF400', format('There is no calendar "%s".', calendar),
                              'Use a name from the calendars of the policy in force.');
    END IF;
    RETURN version_id;
END $$;
COMMENT ON FUNCTION engine.calendar_in_force(text) IS
    'The version in force of a calendar of the policy, for one of us or the server''s owner. HF400 names an unknown calendar.';
