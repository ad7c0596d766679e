-- Clocks: one per stage interval of a task. Everything here is called with the task's row locked:
-- it is the only entry lock (DESIGN 4), so a clock never needs one of its own.
-- Times are worked out by target.sql; when rungs fire by ladder.sql; fire_at is a generated column.

CREATE FUNCTION engine.clock_cap(t app.task, stage app.stage) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN t.kind = 'referral' AND stage = 'complete' THEN NULL ELSE t.needed_by END
$$;
COMMENT ON FUNCTION engine.clock_cap(app.task, app.stage) IS
    'The instant that no due of this stage may pass: needed_by as it stands (rule 3). NULL: none; a referral whose service has started has met its need, so that needed_by no longer presses.';

CREATE FUNCTION engine.clock_due(c app.clock, cap timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT LEAST(CASE WHEN c.target IS NOT NULL THEN engine.due_at(c.calendar_version_id, c.counts_from, c.target) END,
                 cap,
                 c.promised,
                 CASE WHEN c.legal_by IS NOT NULL THEN engine.last_closing(c.calendar_version_id, c.legal_by) END)
$$;
COMMENT ON FUNCTION engine.clock_due(app.clock, timestamptz) IS
    'When a clock''s stage is due: its target from counts_from on the pinned calendar, capped by cap, by what was promised, and by the last closing before a legal date (DESIGN 5). NULL: no deadline.';

CREATE FUNCTION engine.clock_open(t app.task, stage app.stage, at timestamptz, generation integer DEFAULT 1)
RETURNS app.clock LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c app.clock;
    k record;
    due timestamptz;
    rung_at timestamptz;
BEGIN
    -- The calendar as engine.role_calendar, then the stage of the level, and its ladder's first rung.
    SELECT v.current_version AS calendar_version_id, l.target, l.ladder_id, g.no, g.at_share, g.at_after INTO k
    FROM app.role r
    JOIN app.organization o ON o.id = r.organization_id
    JOIN app.calendar v ON v.id = coalesce(r.calendar_id, o.calendar_id)
    LEFT JOIN app.service_level_stage l ON l.level_id = t.level_id AND l.priority = t.priority AND l.stage = clock_open.stage
    LEFT JOIN app.rung g ON g.ladder_id = l.ladder_id AND g.no = 1
    WHERE r.id = t.owner_role_id;
    due := engine.clock_cap(t, clock_open.stage);
    IF k.target IS NOT NULL THEN
        due := LEAST(engine.due_at(k.calendar_version_id, at, k.target), due);
    END IF;
    IF k.no IS NOT NULL AND due IS NOT NULL THEN
        rung_at := engine.rung_time(k.calendar_version_id, k.target, at, due, k.at_share, k.at_after);
    END IF;
    INSERT INTO app.clock AS n (task_id, stage, generation, target, calendar_version_id, started, counts_from, due,
                                ladder_id, next_rung, rung_at)
    VALUES (t.id, clock_open.stage, clock_open.generation, k.target, k.calendar_version_id, at, at, due,
            k.ladder_id, k.no, rung_at)
    RETURNING n.* INTO c;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.clock_open(app.task, app.stage, timestamptz, integer) IS
    'Starts the clock of a stage that the task enters at that instant: target and ladder of its level and priority, the owner role''s calendar pinned, due capped by needed_by, first rung armed. target NULL: the level has none. The caller sets the task''s clock_id, due and sort_at (engine.sort_at).';

CREATE FUNCTION engine.sort_at(c app.clock) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(c.due, engine.due_at(c.calendar_version_id, c.started, '1bd'))
$$;
COMMENT ON FUNCTION engine.sort_at(app.clock) IS
    'Where its task sorts: due, or as if due one business day after it entered the stage (rule 2).';

CREATE FUNCTION engine.clock_stop(clock_id bigint, at timestamptz, met boolean) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE app.clock c
    SET stopped_at = at,
        met_at = CASE WHEN met THEN at END,
        late_since = coalesce(c.late_since, CASE WHEN c.due < coalesce(c.held_at, at) THEN c.due END)
    WHERE c.id = clock_stop.clock_id AND c.stopped_at IS NULL;
END $$;
COMMENT ON FUNCTION engine.clock_stop(bigint, timestamptz, boolean) IS
    'Ends a clock: its stage was left, met in the way it asks for or not. Nothing happens to one that is stopped already.';

CREATE FUNCTION engine.clock_reopen(clock_id bigint) RETURNS app.clock LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c app.clock;
    withdrawn boolean;
BEGIN
    SELECT k.* INTO c FROM app.clock k WHERE k.id = clock_reopen.clock_id;
    -- A withdrawn rung keeps its row: to fire again it needs a key of its own.
    withdrawn := EXISTS (SELECT 1 FROM app.reach f
                         WHERE f.clock_id = c.id AND f.generation >= c.ladder_since AND f.withdrawn_at IS NOT NULL);
    IF withdrawn THEN
        c := engine.arm_again(c);
    END IF;
    UPDATE app.clock k
    SET stopped_at = NULL, met_at = NULL, generation = k.generation + withdrawn::integer,
        next_rung = c.next_rung, next_repetition = c.next_repetition, rung_at = c.rung_at,
        patience_at = c.patience_at, exhausts_at = c.exhausts_at
    WHERE k.id = c.id RETURNING k.* INTO c;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.clock_reopen(bigint) IS
    'For undo: the same row runs again, due unchanged; rungs that were withdrawn (reach.withdrawn_at set by the caller before) are armed at their time once more. Serves a clock that never stopped too.';

CREATE FUNCTION engine.clock_hold(clock_id bigint, at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE app.clock c
    SET held_at = at,
        held_remaining = CASE WHEN c.target IS NOT NULL
                              THEN engine.own_seconds(c.calendar_version_id, c.target, at, c.due) END,
        late_since = coalesce(c.late_since, CASE WHEN c.due < at THEN c.due END)
    WHERE c.id = clock_hold.clock_id AND c.held_at IS NULL;
END $$;
COMMENT ON FUNCTION engine.clock_hold(bigint, timestamptz) IS
    'Stops a clock while a named party is waited on, and keeps what remained in the target''s own unit. Lateness stays (DESIGN 5).';

CREATE FUNCTION engine.clock_resume(clock_id bigint, at timestamptz) RETURNS app.clock LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c app.clock;
    t app.task;
    spent bigint;
    rung app.rung;
BEGIN
    SELECT k.* INTO c FROM app.clock k WHERE k.id = clock_resume.clock_id;
    IF c.held_at IS NULL THEN
        RETURN c;
    END IF;
    SELECT k.* INTO t FROM app.task k WHERE k.id = c.task_id;
    IF c.target IS NOT NULL THEN
        spent := engine.own_seconds(c.calendar_version_id, c.target, c.counts_from, c.due) - c.held_remaining;
        c.counts_from := engine.own_add(c.calendar_version_id, c.target, at, -spent);
        c.due := LEAST(engine.own_add(c.calendar_version_id, c.target, at, c.held_remaining),
                       engine.clock_cap(t, c.stage),
                       c.promised,
                       CASE WHEN c.legal_by IS NOT NULL
                            THEN engine.last_closing(c.calendar_version_id, c.legal_by) END);
        SELECT r.* INTO rung FROM app.rung r WHERE r.ladder_id = c.ladder_id AND r.no = c.next_rung;
        c.rung_at := CASE WHEN c.next_repetition > 0 THEN c.rung_at + (at - c.held_at)
                          ELSE engine.rung_at(c, rung) END;
    END IF;
    UPDATE app.clock k
    SET held_at = NULL, held_remaining = NULL, counts_from = c.counts_from, due = c.due, rung_at = c.rung_at,
        patience_at = k.patience_at + (at - k.held_at), exhausts_at = k.exhausts_at + (at - k.held_at)
    WHERE k.id = c.id RETURNING k.* INTO c;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.clock_resume(bigint, timestamptz) IS
    'Lets a held clock go on at that instant with what remained, due capped as ever; percentages go on from where they stood. Who ends a hold by its date passes the first opening of that date; who resumes by hand, now.';

CREATE FUNCTION engine.clock_recap(clock_id bigint, t app.task) RETURNS app.clock LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    at timestamptz := app.now();
    old app.clock;
    c app.clock;
BEGIN
    SELECT k.* INTO old FROM app.clock k WHERE k.id = clock_recap.clock_id;
    c := old;
    c.target := NULL;
    c.ladder_id := NULL;
    SELECT s.target, s.ladder_id INTO c.target, c.ladder_id FROM app.service_level_stage s
    WHERE s.level_id = t.level_id AND s.priority = t.priority AND s.stage = c.stage;
    c.due := engine.clock_due(c, engine.clock_cap(t, c.stage));
    IF c.due IS NOT DISTINCT FROM old.due AND c.ladder_id IS NOT DISTINCT FROM old.ladder_id THEN
        RETURN old;
    END IF;
    c := engine.arm_anew(c, coalesce(old.held_at, at), old.ladder_id IS NOT DISTINCT FROM c.ladder_id);
    UPDATE app.clock k
    SET target = c.target, ladder_id = c.ladder_id, due = c.due,
        late_since = coalesce(k.late_since, CASE WHEN k.due < coalesce(k.held_at, at) THEN k.due END),
        held_remaining = CASE WHEN k.held_at IS NOT NULL AND c.target IS NOT NULL
                              THEN engine.own_seconds(k.calendar_version_id, c.target, k.held_at, c.due) END,
        generation = c.generation, ladder_since = c.ladder_since, exhausted_at = c.exhausted_at,
        next_rung = c.next_rung, next_repetition = c.next_repetition, rung_at = c.rung_at,
        patience_at = c.patience_at, exhausts_at = c.exhausts_at
    WHERE k.id = c.id RETURNING k.* INTO c;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.clock_recap(bigint, app.task) IS
    'After a change of level, priority or needed_by (t as it is now): a new due from the same start on the same calendar. Lateness that was reached stays. Rungs whose new time lies ahead may fire (again).';

CREATE FUNCTION engine.clock_legal(clock_id bigint, deadline timestamptz) RETURNS app.clock LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c app.clock;
BEGIN
    SELECT k.* INTO c FROM app.clock k WHERE k.id = clock_legal.clock_id;
    c.legal_by := deadline;
    c.due := LEAST(c.due, engine.last_closing(c.calendar_version_id, deadline));
    c := engine.arm_anew(c, app.now(), true);
    UPDATE app.clock k
    SET legal_by = c.legal_by, due = c.due, generation = c.generation, ladder_since = c.ladder_since,
        exhausted_at = c.exhausted_at, next_rung = c.next_rung, next_repetition = c.next_repetition,
        rung_at = c.rung_at, patience_at = c.patience_at, exhausts_at = c.exhausts_at
    WHERE k.id = c.id RETURNING k.* INTO c;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.clock_legal(bigint, timestamptz) IS
    'Puts a clock under a deadline set by law: due is at most the last closing before it, and its rungs fire during holds (DESIGN 5).';
