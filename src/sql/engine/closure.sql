-- A day, or part of one, on which a calendar's offices are closed although its hours say otherwise: a
-- snow day. It is the database's own, as cover is (DESIGN 7): the policy file describes the calendar,
-- and closures are laid over it, now and at every publication.

CREATE FUNCTION engine.closures_of(calendar_id integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(x.day, x.windows) FROM (
                SELECT to_char(c.day, 'YYYY-MM-DD') AS day, jsonb_agg(DISTINCT jsonb_build_array(c.from_time, c.to_time)) AS windows
                FROM app.closure c WHERE c.calendar_id = closures_of.calendar_id AND c.withdrawn_at IS NULL GROUP BY c.day) x);
END $$;
COMMENT ON FUNCTION engine.closures_of(integer) IS 'The closings of a calendar as its content has them: {"2026-11-23": [["00:00", "24:00"]]}; NULL: none.';

CREATE FUNCTION engine.with_closures(calendar_id integer, definition jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (definition - 'closures') || jsonb_strip_nulls(jsonb_build_object('closures', engine.closures_of(calendar_id)));
END $$;
COMMENT ON FUNCTION engine.with_closures(integer, jsonb) IS 'A calendar''s content with the closings that stand laid over it.';

CREATE FUNCTION engine.closing_words(d jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char((d ->> 'day')::date, 'Dy FMDD Mon') || CASE
        WHEN d ->> 'from' = '00:00' AND d ->> 'to' = '24:00' THEN ''
        WHEN d ->> 'to' = '24:00' THEN ' from ' || (d ->> 'from')
        WHEN d ->> 'from' = '00:00' THEN ' until ' || (d ->> 'to')
        ELSE ' ' || (d ->> 'from') || ' to ' || (d ->> 'to') END
$$;
COMMENT ON FUNCTION engine.closing_words(jsonb) IS 'When something is closed: Mon 23 Nov from 13:00.';

CREATE FUNCTION engine.closed_day_words(d jsonb, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN 'moved its deadline from ' || engine.say_time((d ->> 'due_before')::timestamptz, at) || ' to ' || engine.say_time((d ->> 'due')::timestamptz, at)
        || CASE WHEN (d ->> 'undone')::boolean THEN ': not closed after all on ' ELSE ': closed on ' END || engine.closing_words(d);
END $$;
COMMENT ON FUNCTION engine.closed_day_words(jsonb, timestamptz) IS 'What a closing did to an item''s clock, after a name.';

-- --- who may, and what may be closed --------------------------------------------------------------

CREATE FUNCTION engine.others_by_calendar(calendar_id integer, organization_id integer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM app.organization o
    WHERE o.active AND o.id <> others_by_calendar.organization_id
      AND (o.calendar_id = others_by_calendar.calendar_id
           OR EXISTS (SELECT FROM app.role r WHERE r.organization_id = o.id AND r.active AND r.calendar_id = others_by_calendar.calendar_id))
$$;
COMMENT ON FUNCTION engine.others_by_calendar(integer, integer) IS 'Who else than an organization goes by a calendar; NULL: nobody.';

CREATE FUNCTION engine.may_close(v engine.viewer, organization_id integer, calendar_id integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT 'administer' = ANY (v.duties)
        OR ('supervise' = ANY (v.duties) AND v.organization_id = may_close.organization_id AND engine.others_by_calendar(may_close.calendar_id, may_close.organization_id) IS NULL)
$$;
COMMENT ON FUNCTION engine.may_close(engine.viewer, integer, integer) IS 'The reader may close the office of that organization for a day (engine.calendar_to_close).';

CREATE FUNCTION engine.calendar_to_close(me app.staff, code text) RETURNS app.calendar LANGUAGE plpgsql AS $$
DECLARE
    c app.calendar;
    others text;
BEGIN
    IF NOT (engine.is_server_owner() OR engine.has_duty(me.id, 'administer') OR engine.has_duty(me.id, 'supervise')) THEN
        PERFORM engine.refuse('HF404', 'Closing an office for a day is not yours to do.', 'Ask your supervisor, or whoever administers the network.');
    END IF;
    SELECT k.* INTO c FROM app.calendar k WHERE k.code = calendar_to_close.code AND k.active FOR NO KEY UPDATE;
    IF c.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('There is no calendar %s.', coalesce(code, '(none)')),
                              format('Calendars of the policy: %s.', (SELECT string_agg(k.code, ', ' ORDER BY k.code) FROM app.calendar k WHERE k.active)));
    ELSIF engine.is_server_owner() OR engine.has_duty(me.id, 'administer') THEN
        RETURN c;
    END IF;
    others := engine.others_by_calendar(c.id, me.organization_id);
    IF others IS NOT NULL OR NOT EXISTS (SELECT FROM app.organization o WHERE o.id = me.organization_id
                                           AND (o.calendar_id = c.id OR EXISTS (SELECT FROM app.role r WHERE r.organization_id = o.id AND r.active AND r.calendar_id = c.id))) THEN
        PERFORM engine.refuse('HF412', format('Others go by the calendar %s, too: %s.', c.code, coalesce(others, 'not you')),
                              'Ask whoever administers the network to close it, or to give your organization a calendar of its own.');
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.calendar_to_close(app.staff, text) IS
    'The calendar of that name, locked: any for the administrator and the server''s owner, for a supervisor one that only their own organization goes by. HF404 for others; HF412: none such, or others go by it.';

CREATE FUNCTION engine.closing_time(value text, otherwise text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF value IS NULL THEN
        RETURN otherwise;
    ELSIF value !~ '^([01]?[0-9]|2[0-3]):[0-5][0-9]$' AND value <> '24:00' THEN
        PERFORM engine.refuse('HF400', format('"%s" is no time of day.', value), 'Write 13:00.');
    END IF;
    RETURN lpad(value, 5, '0');
END $$;
COMMENT ON FUNCTION engine.closing_time(text, text) IS 'A time of day as HH:MM; HF400.';

CREATE FUNCTION engine.check_closing(c app.calendar, k app.closure, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    v app.calendar_version := (SELECT x FROM app.calendar_version x WHERE x.id = c.current_version);
    today date := (at AT TIME ZONE v.timezone)::date;
BEGIN
    IF k.day IS NULL THEN
        PERFORM engine.refuse('HF400', 'The day is missing.', 'Write 2026-11-23.');
    ELSIF k.from_time >= k.to_time THEN
        PERFORM engine.refuse('HF412', 'It would open again before it closes.', 'Give a later end, or none: then it stays closed.');
    ELSIF k.day < today THEN
        PERFORM engine.refuse('HF412', 'That day is over: what was late then stays so.', 'Close today or a day to come.');
    ELSIF k.day >= today + interval '1 year' THEN
        PERFORM engine.refuse('HF412', 'That is more than a year ahead.', 'Write it into the policy file: calendars, dates.');
    ELSIF NOT EXISTS (SELECT FROM engine.calendar_hours(v.definition, k.day - 1, k.day) h
                      WHERE h.opens < k.day + k.to_time::interval AND h.closes > k.day + k.from_time::interval) THEN
        PERFORM engine.refuse('HF412', format('%s is closed then anyway.', c.code), 'Nothing needs closing.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_closing(app.calendar, app.closure, timestamptz) IS 'HF412 says why that cannot be closed, or need not.';

-- --- the clocks -----------------------------------------------------------------------------------

CREATE FUNCTION engine.due_over(c app.clock, version_id integer, cap timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    plain timestamptz := engine.due_at(c.calendar_version_id, c.counts_from, c.target);
BEGIN
    -- A clock that was held and went on has what remained then, which is no whole target from a start.
    RETURN LEAST(cap, CASE WHEN LEAST(plain, cap) = c.due THEN engine.due_at(version_id, c.counts_from, c.target)
        ELSE engine.own_shift(version_id, c.target, c.counts_from, engine.own_microseconds(c.calendar_version_id, c.target, c.counts_from, c.due)) END);
END $$;
COMMENT ON FUNCTION engine.due_over(app.clock, integer, timestamptz) IS 'When a clock of business time is due on another version of its calendar: after as much open time as before, never past cap.';

CREATE FUNCTION engine.rearm_over(c app.clock, before app.clock, at timestamptz) RETURNS app.clock LANGUAGE plpgsql STABLE AS $$
DECLARE
    rung app.rung;
BEGIN
    IF c.due IS DISTINCT FROM before.due THEN
        RETURN engine.arm_anew(c, coalesce(c.held_at, at), true);
    ELSIF c.next_repetition = 0 AND c.rung_at > coalesce(c.held_at, at) THEN
        SELECT r.* INTO rung FROM app.rung r WHERE r.ladder_id = c.ladder_id AND r.no = c.next_rung;
        c.rung_at := engine.rung_at(c, rung);
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.rearm_over(app.clock, app.clock, timestamptz) IS 'A clock moved to another version of its calendar, armed by share: what fired stays fired, except where its time lies ahead again.';

CREATE FUNCTION engine.put_over(c app.clock, before app.clock, at timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
    UPDATE app.clock k
    SET calendar_version_id = c.calendar_version_id, due = c.due,
        late_since = coalesce(k.late_since, CASE WHEN before.due < coalesce(k.held_at, at) THEN before.due END),
        held_remaining = CASE WHEN k.held_at IS NOT NULL THEN engine.own_seconds(c.calendar_version_id, c.target, k.held_at, c.due) END,
        generation = c.generation, ladder_since = c.ladder_since, exhausted_at = c.exhausted_at,
        next_rung = c.next_rung, next_repetition = c.next_repetition, rung_at = c.rung_at,
        patience_at = c.patience_at, exhausts_at = c.exhausts_at
    WHERE k.id = c.id
$$;
COMMENT ON FUNCTION engine.put_over(app.clock, app.clock, timestamptz) IS 'Stores it. Lateness that was reached stays.';

CREATE FUNCTION engine.move_clock(t app.task, before app.clock, version_id integer, me app.staff, facts jsonb, at timestamptz, request_id uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c app.clock := before;
BEGIN
    c.due := engine.due_over(before, version_id, engine.clock_cap(t, before.stage));
    c.calendar_version_id := version_id;
    c := engine.rearm_over(c, before, at);
    PERFORM engine.put_over(c, before, at);
    IF c.due IS NOT DISTINCT FROM before.due THEN
        RETURN false;
    END IF;
    t.due := c.due;
    t.sort_at := CASE WHEN t.status = 'on-hold' THEN t.sort_at ELSE engine.sort_at(c) END;
    t.version := t.version + 1;
    PERFORM engine.store_task(t, at, me, 'closed_day', t.status, facts || jsonb_build_object('due_before', before.due, 'due', c.due), NULL, request_id);
    RETURN true;
END $$;
COMMENT ON FUNCTION engine.move_clock(app.task, app.clock, integer, app.staff, jsonb, timestamptz, uuid) IS
    'Moves one clock of business time, of a task that the caller holds locked, to another version of its calendar; on the task''s record where its deadline changes, with from and to. False: it does not.';

CREATE FUNCTION engine.move_clocks(c app.calendar, opens timestamptz, me app.staff, facts jsonb, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    versions jsonb := (SELECT coalesce(jsonb_object_agg(v.id, engine.calendar_version_of(c.id, engine.with_closures(c.id, v.definition), at)), '{}')
                       FROM app.calendar_version v
                       WHERE v.calendar_id = c.id AND (v.id = c.current_version OR EXISTS (SELECT FROM app.clock k WHERE k.calendar_version_id = v.id AND k.stopped_at IS NULL)));
    x record;
    moved jsonb := '{}';
    urgent integer := 0;
    legal integer := 0;
    same integer := 0;
    organization text;
BEGIN
    UPDATE app.calendar k SET current_version = (versions ->> k.current_version::text)::integer WHERE k.id = c.id;
    FOR x IN SELECT t AS task, k AS clock, (k.target IS NOT NULL AND NOT engine.is_business(k.target)) AS elapsed,
                    k.legal_by IS NOT NULL OR (k.target IS NOT NULL AND k.due = engine.clock_cap(t, k.stage)) AS capped
             FROM app.clock k JOIN app.task t ON t.clock_id = k.id AND t.closed_at IS NULL
             WHERE k.stopped_at IS NULL AND k.calendar_version_id = ANY (array(SELECT e::integer FROM jsonb_object_keys(versions) e))
             ORDER BY t.id FOR NO KEY UPDATE OF t LOOP
        IF x.elapsed THEN
            urgent := urgent + ((x.clock).due >= opens)::integer;
        ELSIF (x.clock).legal_by IS NOT NULL THEN
            legal := legal + ((x.clock).due >= opens)::integer;
        ELSIF (x.clock).target IS NULL THEN
            UPDATE app.clock k SET calendar_version_id = (versions ->> k.calendar_version_id::text)::integer WHERE k.id = (x.clock).id;
        ELSIF engine.move_clock(x.task, x.clock, (versions ->> (x.clock).calendar_version_id::text)::integer, me, facts, at, request_id) THEN
            organization := (x.task).owner_organization_id;
            moved := moved || jsonb_build_object(organization, coalesce((moved ->> organization)::integer, 0) + 1);
        ELSIF x.capped THEN
            legal := legal + ((x.clock).due >= opens)::integer;
        ELSE
            same := same + 1;
        END IF;
    END LOOP;
    PERFORM engine.hint(array(SELECT e::integer FROM jsonb_object_keys(moved) e));
    RETURN jsonb_build_object('moved', (SELECT coalesce(sum(e.value::integer), 0) FROM jsonb_each_text(moved) e),
        'by_organization', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'count', e.value::integer) ORDER BY e.value::integer DESC, o.name), '[]')
                            FROM jsonb_each_text(moved) e JOIN app.organization o ON o.id = e.key::integer),
        'stay', jsonb_build_object('urgent', urgent, 'needed_by', legal, 'unaffected', same));
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Some items are being worked on right now.', 'Try again in a moment.');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION engine.move_clocks(app.calendar, timestamptz, app.staff, jsonb, timestamptz, uuid) IS
    'Brings a calendar and its running clocks in line with the closings that stand: urgent clocks run on real time and stay, so do legal dates and what is capped by a needed-by date. Gives how many moved, of whom, and how many stay, due from opens on, because of what. HF409: an item is locked.';

-- --- doing it -------------------------------------------------------------------------------------

CREATE FUNCTION engine.sign_closing(k app.closure, c app.calendar, me app.staff, action text, counts jsonb, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    n app.network;
    entry record;
BEGIN
    SELECT x.* INTO n FROM app.network x FOR NO KEY UPDATE;
    entry := engine.record('network', 1, n.ledger_seq + 1, n.ledger_head, at, me, action, NULL, NULL, NULL, NULL,
        jsonb_build_object('calendar', c.code, 'day', k.day, 'from', k.from_time, 'to', k.to_time, 'moved', counts -> 'moved', 'stay', counts -> 'stay'),
        CASE WHEN k.reason IS NOT NULL THEN jsonb_build_object('reason', k.reason) END, request_id);
    UPDATE app.network x SET ledger_seq = x.ledger_seq + 1, ledger_head = entry.head;
END $$;
COMMENT ON FUNCTION engine.sign_closing(app.closure, app.calendar, app.staff, text, jsonb, timestamptz, uuid) IS 'The entry of a closing, or of taking one back, on the record of the network.';

CREATE FUNCTION engine.close_day(k app.closure, c app.calendar, me app.staff, undo boolean, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    counts jsonb;
    taken integer;
    facts jsonb := jsonb_build_object('calendar', c.code, 'day', k.day, 'from', k.from_time, 'to', k.to_time, 'undone', undo);
    zone text := (SELECT v.timezone FROM app.calendar_version v WHERE v.id = c.current_version);
BEGIN
    IF undo THEN
        UPDATE app.closure o SET withdrawn_at = at, withdrawn_by = coalesce(me.login, session_user)
        WHERE o.calendar_id = c.id AND o.day = k.day AND o.withdrawn_at IS NULL AND (o.from_time, o.to_time) = (k.from_time, k.to_time);
        GET DIAGNOSTICS taken = ROW_COUNT;
        IF taken = 0 THEN
            PERFORM engine.refuse('HF412', format('It was not said here that %s is closed on %s.', c.code, engine.closing_words(facts)),
                coalesce('Said here: ' || (SELECT string_agg(engine.closing_words(jsonb_build_object('day', o.day, 'from', o.from_time, 'to', o.to_time)), ', ' ORDER BY o.day)
                                           FROM app.closure o WHERE o.calendar_id = c.id AND o.withdrawn_at IS NULL AND o.day >= (at AT TIME ZONE zone)::date) || '.',
                         'A holiday or date of the policy is changed in its file.'));
        END IF;
    ELSE
        PERFORM engine.check_closing(c, k, at);
        INSERT INTO app.closure (calendar_id, day, from_time, to_time, reason, created_at, created_by)
        VALUES (c.id, k.day, k.from_time, k.to_time, k.reason, at, coalesce(me.login, session_user));
    END IF;
    counts := engine.move_clocks(c, (k.day + k.from_time::interval) AT TIME ZONE zone, me, facts, at, request_id);
    PERFORM engine.sign_closing(k, c, me, CASE WHEN undo THEN 'open_day' ELSE 'close_day' END, counts, at, request_id);
    RETURN (facts - 'undone') || counts || jsonb_build_object('reason', k.reason, 'undone', undo, 'words', engine.closing_words(facts), 'organizations', (
        SELECT coalesce(jsonb_agg(o.name ORDER BY o.name), '[]') FROM app.organization o WHERE o.active AND o.calendar_id = c.id));
END $$;
COMMENT ON FUNCTION engine.close_day(app.closure, app.calendar, app.staff, boolean, timestamptz, uuid) IS
    'Closes a calendar for that day or part of it, or takes that back, moves its clocks, and says so on the record of the network and of every item whose deadline moved.';

CREATE FUNCTION engine.close_day_tried(k app.closure, c app.calendar, me app.staff, undo boolean, at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
    code text;
    why text;
    mend text;
BEGIN
    BEGIN
        answer := engine.close_day(k, c, me, undo, at, NULL);
        RAISE EXCEPTION USING ERRCODE = 'HF000', MESSAGE = 'taken back';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, why = MESSAGE_TEXT, mend = PG_EXCEPTION_HINT;
    END;
    IF code = 'HF412' THEN
        RETURN jsonb_build_object('calendar', c.code, 'day', k.day, 'undone', undo, 'refused', jsonb_build_object('why', why, 'mend', mend));
    ELSIF code <> 'HF000' THEN
        RAISE EXCEPTION USING ERRCODE = code, MESSAGE = why, HINT = mend;
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION engine.close_day_tried(app.closure, app.calendar, app.staff, boolean, timestamptz) IS 'What that would do; nothing is changed. refused: why it cannot be, and what to do about it.';

CREATE FUNCTION engine.kept_closures(at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('calendar', c.code, 'active', c.active, 'day', k.day, 'by', k.created_by, 'reason', k.reason,
                       'words', engine.closing_words(jsonb_build_object('day', k.day, 'from', k.from_time, 'to', k.to_time))) ORDER BY k.day, c.code), '[]')
            FROM app.closure k JOIN app.calendar c ON c.id = k.calendar_id
            WHERE k.withdrawn_at IS NULL AND k.day >= at::date - 1);
END $$;
COMMENT ON FUNCTION engine.kept_closures(timestamptz) IS 'Closings that a publication keeps, although the policy file does not know of them.';
