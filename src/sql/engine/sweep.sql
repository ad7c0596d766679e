-- The sweep: what time does by itself. Any number may run at once and none is needed twice. The
-- locks are the tasks' rows, never waited for (SKIP LOCKED), so a sweep can deadlock with nobody;
-- what a batch does is one statement, so a sweep that is killed has done all of it or nothing.

CREATE FUNCTION engine.sweep_lock(n integer, at timestamptz) RETURNS bigint[] LANGUAGE sql VOLATILE AS $$
    SELECT array(SELECT t.id
                 FROM app.clock c JOIN app.task t ON t.id = c.task_id AND t.clock_id = c.id
                 WHERE c.fire_at <= at AND t.closed_at IS NULL
                 ORDER BY c.fire_at LIMIT n
                 FOR NO KEY UPDATE OF t SKIP LOCKED)
$$;
COMMENT ON FUNCTION engine.sweep_lock(integer, timestamptz) IS
    'Locks up to n tasks whose clocks are due and gives their ids. The clocks are picked unlocked: look at them again afterwards.';

CREATE FUNCTION engine.sweep_rungs(tasks bigint[], at timestamptz, OUT fired integer, OUT more boolean, OUT organizations integer[])
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    WITH due AS MATERIALIZED (
        SELECT t.id AS task_id, t.individual_id, t.status, t.version, t.ledger_seq, t.ledger_head,
               t.owner_role_id, t.owner_staff_id, t.owner_organization_id,
               c.id AS clock_id, c.generation, r.no, e.repetition, r.channels, w.role_id, w.staff_id, w.how,
               o.code AS role, o.organization_id, s.login,
               CASE WHEN r.action = 'transfer' AND w.role_id = t.owner_role_id THEN 'remind' ELSE r.action END AS action,
               a.next_rung, a.next_repetition, a.rung_at, a.patience_at, a.exhausts_at
        FROM app.task t
        JOIN app.clock c ON c.id = t.clock_id AND c.fire_at <= at
        CROSS JOIN LATERAL (
            SELECT c.patience_at <= at AND NOT EXISTS (
                       SELECT 1 FROM app.reach f
                       WHERE f.clock_id = c.id AND f.rung_no = c.next_rung - (c.next_repetition = 0)::integer
                         AND f.generation >= c.ladder_since AND f.opened_at IS NOT NULL) AS unheard) u
        CROSS JOIN LATERAL (
            SELECT CASE WHEN u.unheard THEN c.next_rung + (c.next_repetition > 0)::integer
                        WHEN c.rung_at <= at THEN c.next_rung END AS no,
                   CASE WHEN u.unheard THEN 0 ELSE c.next_repetition END AS repetition) e
        LEFT JOIN app.rung r ON r.ladder_id = c.ladder_id AND r.no = e.no
        LEFT JOIN LATERAL engine.rung_reaches(r, t, at) w ON r.no IS NOT NULL
        LEFT JOIN LATERAL engine.arm(c, r.no, e.repetition, at) a ON r.no IS NOT NULL
        LEFT JOIN app.role o ON o.id = w.role_id
        LEFT JOIN app.staff s ON s.id = w.staff_id
        WHERE t.id = ANY (tasks) AND t.closed_at IS NULL),
    reached AS (
        INSERT INTO app.reach AS f (task_id, clock_id, rung_no, repetition, generation, action, role_id, staff_id, at, channels)
        SELECT d.task_id, d.clock_id, d.no, d.repetition, d.generation, d.action, d.role_id, d.staff_id, at, d.channels
        FROM due d WHERE d.no IS NOT NULL
        ON CONFLICT DO NOTHING RETURNING f.task_id, f.action = 'transfer' AS moves),
    written AS MATERIALIZED (
        SELECT w.entity_id, w.seq, w.head
        FROM (SELECT array_agg(ROW(NULL, at, NULL, 'task', d.task_id, d.ledger_seq + 1, NULL, 'sweep', d.action,
                                   d.individual_id, d.version + f.moves::integer, d.status, d.status,
                                   jsonb_build_object('rung', d.no, 'repetition', d.repetition, 'clock', d.clock_id,
                                                      'to', d.role, 'reached', d.login, 'how', d.how, 'by', d.channels),
                                   NULL, NULL, d.ledger_head, NULL)::app.ledger) AS entries
              FROM due d JOIN reached f USING (task_id)) x,
             engine.record_many(x.entries) w),
    moved AS (
        UPDATE app.task t
        SET ledger_seq = w.seq, ledger_head = w.head, version = t.version + f.moves::integer,
            former_role_id = CASE WHEN f.moves THEN t.owner_role_id ELSE t.former_role_id END,
            former_staff_id = CASE WHEN f.moves THEN t.owner_staff_id ELSE t.former_staff_id END,
            owner_role_id = CASE WHEN f.moves THEN d.role_id ELSE t.owner_role_id END,
            owner_staff_id = CASE WHEN NOT f.moves THEN t.owner_staff_id WHEN t.status <> 'requested' THEN d.staff_id END,
            owner_organization_id = CASE WHEN f.moves THEN d.organization_id ELSE t.owner_organization_id END
        FROM written w JOIN reached f ON f.task_id = w.entity_id JOIN due d ON d.task_id = w.entity_id
        WHERE t.id = w.entity_id),
    armed AS (
        UPDATE app.clock c
        SET late_since = coalesce(c.late_since, CASE WHEN c.due <= at THEN c.due END),
            next_rung = CASE WHEN d.no IS NULL THEN c.next_rung ELSE d.next_rung END,
            next_repetition = CASE WHEN d.no IS NULL THEN c.next_repetition ELSE d.next_repetition END,
            rung_at = CASE WHEN d.no IS NULL THEN c.rung_at ELSE d.rung_at END,
            patience_at = CASE WHEN d.no IS NOT NULL THEN d.patience_at WHEN c.patience_at > at THEN c.patience_at END,
            exhausts_at = CASE WHEN d.no IS NULL THEN c.exhausts_at ELSE d.exhausts_at END
        FROM due d WHERE c.id = d.clock_id
        RETURNING c.rung_at <= at AND c.fire_at <= at AS again)
    SELECT (SELECT count(*) FROM reached), coalesce((SELECT bool_or(k.again) FROM armed k), false),
           (SELECT array_agg(DISTINCT x.id) FROM due d, LATERAL (VALUES (d.owner_organization_id), (d.organization_id)) x (id)
            WHERE d.no IS NOT NULL)
    INTO fired, more, organizations;
END $$;
COMMENT ON FUNCTION engine.sweep_rungs(bigint[], timestamptz) IS
    'Fires the rungs that are due on the clocks of these locked tasks, all in one statement: reach rows under their unique key, ownership where it moves (a transfer to the present owner role is a reminder), the record, the next rung, and late_since where due has passed. A rung whose patience is over unopened gives way to the next one. more: another rung of one of them is due already.';

CREATE FUNCTION engine.sweep_holds(n integer, at timestamptz, OUT released integer, OUT organizations integer[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    tasks bigint[] := array(
        SELECT t.id FROM app.task t JOIN app.clock c ON c.id = t.clock_id
        WHERE t.status = 'on-hold' AND t.hold_until <= at
          AND engine.first_opening(c.calendar_version_id, t.hold_until) <= at
        ORDER BY t.hold_until LIMIT n FOR NO KEY UPDATE OF t SKIP LOCKED);
BEGIN
    IF tasks = '{}' THEN
        released := 0;
        RETURN;
    END IF;
    WITH back AS MATERIALIZED (
        SELECT t.id, t.individual_id, t.version + 1 AS version, t.held_from, t.ledger_seq + 1 AS seq, t.ledger_head,
               t.waiting_on, t.hold_until, k.due, engine.sort_at(k) AS sort_at
        FROM app.task t JOIN app.clock c ON c.id = t.clock_id
        CROSS JOIN LATERAL engine.clock_resume(c.id, engine.first_opening(c.calendar_version_id, t.hold_until)) k
        WHERE t.id = ANY (tasks) AND t.status = 'on-hold'),
    written AS MATERIALIZED (
        SELECT w.entity_id, w.seq, w.head
        FROM (SELECT array_agg(ROW(NULL, at, NULL, 'task', b.id, b.seq, NULL, 'sweep', 'resume', b.individual_id, b.version,
                                   'on-hold', b.held_from, jsonb_build_object('until', b.hold_until, 'due', b.due),
                                   NULL, NULL, b.ledger_head, NULL)::app.ledger) AS entries FROM back b) x,
             engine.record_many(x.entries) w),
    returned AS (
        UPDATE app.task t
        SET status = t.held_from, held_from = NULL, waiting_on = NULL, hold_until = NULL, returned_at = at,
            version = b.version, due = b.due, sort_at = b.sort_at, ledger_seq = w.seq, ledger_head = w.head
        FROM back b JOIN written w ON w.entity_id = b.id
        WHERE t.id = b.id RETURNING t.owner_organization_id)
    SELECT count(*), array_agg(DISTINCT r.owner_organization_id) INTO released, organizations FROM returned r;
END $$;
COMMENT ON FUNCTION engine.sweep_holds(integer, timestamptz) IS
    'Ends up to n waits whose date has come, at the first opening of that date on the clock''s calendar: the task is where it was, its clock goes on with what remained, and the record says that it came back by itself.';

CREATE FUNCTION engine.tell_operations(t app.task, c app.clock, at timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, staff_id, at, channels)
    SELECT t.id, c.id, 1 + (SELECT max(r.no) FROM app.rung r WHERE r.ladder_id = c.ladder_id), c.generation, 'inform',
           n.operational_owner_id, at,
           (SELECT r.channels FROM app.rung r WHERE r.ladder_id = c.ladder_id ORDER BY r.no DESC LIMIT 1)
    FROM app.network n
    ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION engine.tell_operations(app.task, app.clock, timestamptz) IS
    'Informs the network''s operational owner, as one rung above the last, by the channels of the last.';

CREATE FUNCTION engine.search_for_another(t app.task, at timestamptz, OUT settled boolean, OUT opened text, OUT joined boolean)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    r app.referral;
    search app.task;
BEGIN
    -- Never waits, as it holds tasks already: a referral that somebody works on is left to the next sweep.
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id FOR NO KEY UPDATE SKIP LOCKED;
    settled := FOUND;
    IF NOT settled THEN
        RETURN;
    END IF;
    SELECT k.* INTO search FROM app.task k
    WHERE k.referral_id = r.id AND k.kind = 'reroute' AND k.closed_at IS NULL ORDER BY k.id LIMIT 1;
    joined := FOUND;
    IF NOT joined THEN
        search := (engine.open_reroute(r, t, NULL, at, 'exhausted', NULL)).t;
    END IF;
    opened := engine.task_ref(search);
END $$;
COMMENT ON FUNCTION engine.search_for_another(app.task, timestamptz) IS
    'For a try whose ladder has run out: opens the search for another provider, or joins the open one, while the try stays open (DESIGN 6). settled false: the referral is in use, try again later.';

CREATE FUNCTION engine.sweep_exhausted(tasks bigint[], at timestamptz, OUT fired integer, OUT organizations integer[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    t app.task;
    c app.clock;
    search record;
    entry record;
    detail jsonb;
BEGIN
    fired := 0;
    FOR t IN SELECT k.* FROM app.task k JOIN app.clock o ON o.id = k.clock_id
             WHERE k.id = ANY (tasks) AND k.closed_at IS NULL AND o.exhausts_at <= at AND o.fire_at <= at
             ORDER BY k.id LOOP
        SELECT k.* INTO c FROM app.clock k WHERE k.id = t.clock_id;
        IF t.kind = 'referral' AND t.stage IN ('accept', 'start') THEN
            search := engine.search_for_another(t, at);
            CONTINUE WHEN NOT search.settled;
            detail := jsonb_build_object('clock', c.id, CASE WHEN search.joined THEN 'joined' ELSE 'opened' END, search.opened);
            organizations := organizations || (SELECT o.organization_id FROM app.network n JOIN app.role o ON o.id = n.coordinator_role_id);
        ELSE
            PERFORM engine.tell_operations(t, c, at);
            detail := jsonb_build_object('clock', c.id, 'reached',
                (SELECT s.login FROM app.network n JOIN app.staff s ON s.id = n.operational_owner_id));
        END IF;
        UPDATE app.clock k SET exhausts_at = NULL, exhausted_at = at WHERE k.id = c.id;
        entry := engine.record('task', t.id, t.ledger_seq + 1, t.ledger_head, at, NULL, 'exhausted', t.individual_id, t.version,
                               t.status::text, t.status::text, detail, NULL, NULL);
        UPDATE app.task k SET ledger_seq = k.ledger_seq + 1, ledger_head = entry.head WHERE k.id = t.id;
        organizations := organizations || t.owner_organization_id;
        fired := fired + 1;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.sweep_exhausted(bigint[], timestamptz) IS
    'For these locked tasks, where the patience of the ladder''s last rung is over: a try that is not answered or not started gets its search for another provider; of anything else the operational owner is informed.';

CREATE FUNCTION engine.end_idle_sessions() RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT (pg_has_role(current_user, 'pg_signal_backend', 'USAGE') AND pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')) THEN
        RETURN 0;
    END IF;
    RETURN count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a
    JOIN pg_auth_members m ON m.member = a.usesysid AND m.roleid = 'holdfast_person'::regrole
    WHERE a.datname = current_database() AND a.state IN ('idle in transaction', 'idle in transaction (aborted)')
      AND a.state_change < clock_timestamp() - interval '1 minute';
END $$;
COMMENT ON FUNCTION engine.end_idle_sessions() IS
    'Ends sessions of people that have sat idle in a transaction for a minute: what they hold locked, nobody can act on. Does nothing on a server where migrate could not grant pg_signal_backend and pg_read_all_stats to holdfast_owner.';

CREATE FUNCTION engine.sweep_chores(at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    DELETE FROM app.request r
    WHERE r.ctid IN (SELECT k.ctid FROM app.request k WHERE k.at < clock_timestamp() - interval '30 days' LIMIT 5000);
    PERFORM engine.extend_calendars(at);
    -- A person's sweep makes no tables: it could wait for every reader of the record.
    IF engine.is_server_owner() THEN
        PERFORM app.make_ledger_partition((date_trunc('month', at AT TIME ZONE 'UTC') + make_interval(months => m))::date)
        FROM generate_series(0, 13) m;
    END IF;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN;
END $$;
COMMENT ON FUNCTION engine.sweep_chores(timestamptz) IS
    'What needs doing a few times a day: request ids older than 30 days of real time go, calendars reach five years ahead, and, by the server''s owner only, the record has its months ahead.';

CREATE FUNCTION engine.sweep_lead(at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    lead app.sweep_lead;
    real_at timestamptz := clock_timestamp();
BEGIN
    SELECT l.* INTO lead FROM app.sweep_lead l WHERE l.last_at NOT BETWEEN real_at - interval '1 second' AND real_at
    FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- Duty changes with time only where an absence begins or ends; a sandbox's time may go back.
    IF at < lead.duty_at OR lead.duty_at < at - interval '15 minutes'
       OR EXISTS (SELECT 1 FROM app.coverage a WHERE (a.starts > lead.duty_at AND a.starts <= at)
                                                  OR (a.ends > lead.duty_at AND a.ends <= at)) THEN
        PERFORM engine.refresh_duty(at);
        lead.duty_at := at;
    END IF;
    IF lead.chores_at NOT BETWEEN real_at - interval '10 minutes' AND real_at THEN
        PERFORM engine.sweep_chores(at);
        lead.chores_at := real_at;
    END IF;
    PERFORM engine.end_idle_sessions();
    UPDATE app.sweep_lead l SET last_at = real_at, duty_at = lead.duty_at, chores_at = lead.chores_at;
END $$;
COMMENT ON FUNCTION engine.sweep_lead(timestamptz) IS
    'The once-for-all work, by whichever sweep finds the leader''s row unlocked and its last one more than a second ago: who is on duty, sessions left idle, and the chores.';
