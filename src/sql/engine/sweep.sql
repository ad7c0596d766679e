-- The sweep: what time does by itself. Any number may run at once and none is needed twice. The
-- locks are the tasks' rows, never waited for (SKIP LOCKED), so a sweep can deadlock with nobody;
-- a call is one batch and one transaction, so one that is killed has done all of it or nothing.

CREATE FUNCTION engine.sweep_lock(n integer, at timestamptz) RETURNS bigint[] LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    -- Mostly nothing is due: told by a look at the index, without planning what a limit makes of it.
    IF NOT EXISTS (SELECT 1 FROM app.clock c WHERE c.fire_at <= at) THEN
        RETURN '{}';
    END IF;
    -- In the order of their ids from here on: what is written has the same numbers whatever plan found it.
    RETURN array(SELECT x.id FROM (
                     SELECT t.id
                     FROM app.clock c JOIN app.task t ON t.id = c.task_id
                     WHERE c.fire_at <= at AND t.closed_at IS NULL
                     ORDER BY c.fire_at LIMIT n
                     FOR NO KEY UPDATE OF t SKIP LOCKED) x
                 ORDER BY x.id);
END $$;
COMMENT ON FUNCTION engine.sweep_lock(integer, timestamptz) IS
    'Locks up to n tasks whose clocks are due and gives their ids. The clocks are picked unlocked: look at them again afterwards.';

-- The next three statements hand whole rows on as arrays: joined to each other within one statement
-- they were planned for ten rows or for the whole table, and either way ten times slower.
CREATE TYPE engine.rung_due AS (
    task_id bigint, clock_id bigint, rung_no integer, repetition integer, generation integer,
    action app.rung_action, role_id integer, staff_id integer, channels text[]);

CREATE FUNCTION engine.sweep_due(tasks bigint[], at timestamptz,
    OUT reaches engine.rung_due[], OUT clocks app.clock[], OUT entries app.ledger[], OUT organizations integer[])
LANGUAGE plpgsql STABLE AS $$
BEGIN
    WITH due AS MATERIALIZED (
        SELECT t AS task, c AS clock, u.unheard, r.no, e.repetition, r.channels, w.role_id, w.staff_id, w.how,
               o.code AS role, o.organization_id, s.login,
               CASE WHEN r.action = 'transfer' AND w.role_id = t.owner_role_id THEN 'remind' ELSE r.action END AS action
        FROM app.task t
        JOIN app.clock c ON c.id = t.clock_id AND c.fire_at <= at
        CROSS JOIN LATERAL (
            SELECT CASE WHEN c.patience_at <= at THEN NOT EXISTS (
                       SELECT 1 FROM app.reach f
                       WHERE f.clock_id = c.id AND f.rung_no = c.next_rung - (c.next_repetition = 0)::integer
                         AND f.generation >= c.ladder_since AND f.opened_at IS NOT NULL) END AS unheard OFFSET 0) u
        CROSS JOIN LATERAL (
            SELECT CASE WHEN u.unheard THEN c.next_rung + (c.next_repetition > 0)::integer
                        WHEN c.rung_at <= at THEN c.next_rung END AS no,
                   CASE WHEN u.unheard THEN 0 ELSE c.next_repetition END AS repetition) e
        LEFT JOIN app.rung r ON r.ladder_id = c.ladder_id AND r.no = e.no
        LEFT JOIN LATERAL engine.rung_reaches(r, t, at) w ON r.no IS NOT NULL
        LEFT JOIN app.role o ON o.id = w.role_id
        LEFT JOIN app.staff s ON s.id = w.staff_id
        WHERE t.id = ANY (tasks) AND t.closed_at IS NULL)
    SELECT array_agg(ROW((d.task).id, (d.clock).id, d.no, d.repetition, (d.clock).generation, d.action, d.role_id,
                         d.staff_id, d.channels)::engine.rung_due) FILTER (WHERE d.no IS NOT NULL),
           array_agg(CASE WHEN d.no IS NULL THEN d.clock ELSE engine.arm(d.clock, d.no, d.repetition, at) END),
           array_agg(ROW(NULL, at, NULL, 'task', (d.task).id, (d.task).ledger_seq + 1, NULL, 'sweep', d.action,
                         (d.task).individual_id, (d.task).version + (d.action = 'transfer')::integer,
                         (d.task).status, (d.task).status,
                         jsonb_build_object('rung', d.no, 'repetition', d.repetition, 'clock', (d.clock).id, 'to', d.role,
                                            'reached', d.login, 'how', d.how, 'by', d.channels)
                             || CASE WHEN d.unheard THEN '{"unheard": true}' ELSE '{}' END::jsonb,
                         NULL, NULL, (d.task).ledger_head, NULL)::app.ledger) FILTER (WHERE d.no IS NOT NULL),
           array_agg(DISTINCT (d.task).owner_organization_id) || array_agg(DISTINCT d.organization_id)
    INTO reaches, clocks, entries, organizations FROM (SELECT * FROM due ORDER BY (due.task).id) d;
END $$;
COMMENT ON FUNCTION engine.sweep_due(bigint[], timestamptz) IS
    'What is due on these locked tasks: whom the rungs reach, the clocks as they are afterwards, and the entries for the record; nothing is written. A transfer to the present owner role is a reminder. A rung whose patience is over and whose item nobody opened gives way to the next one.';

CREATE FUNCTION engine.sweep_rungs(tasks bigint[], at timestamptz, OUT fired integer, OUT more boolean, OUT organizations integer[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    due record := engine.sweep_due(tasks, at);
    reached bigint[];
BEGIN
    WITH new AS (
        INSERT INTO app.reach AS f (task_id, clock_id, rung_no, repetition, generation, action, role_id, staff_id, at, channels)
        SELECT d.task_id, d.clock_id, d.rung_no, d.repetition, d.generation, d.action, d.role_id, d.staff_id, at, d.channels
        FROM unnest(due.reaches) d
        ON CONFLICT DO NOTHING RETURNING f.task_id)
    SELECT array_agg(n.task_id) INTO reached FROM new n;
    fired := coalesce(cardinality(reached), 0);
    IF fired < cardinality(due.entries) THEN
        due.entries := array(SELECT e FROM unnest(due.entries) e WHERE e.entity_id = ANY (reached));
        due.reaches := array(SELECT r FROM unnest(due.reaches) r WHERE r.task_id = ANY (reached));
    END IF;
    UPDATE app.task t SET ledger_seq = w.seq, ledger_head = w.head
    FROM engine.record_many(due.entries) w WHERE t.id = w.entity_id;
    UPDATE app.task t
    SET version = t.version + 1, former_role_id = t.owner_role_id, former_staff_id = t.owner_staff_id,
        owner_role_id = d.role_id, owner_staff_id = CASE WHEN t.status <> 'requested' THEN d.staff_id END,
        owner_organization_id = o.organization_id
    FROM unnest(due.reaches) d JOIN app.role o ON o.id = d.role_id
    WHERE d.action = 'transfer' AND t.id = d.task_id;
    INSERT INTO app.stand_in AS s (task_id, staff_id, for_staff_id, since)
    SELECT t.id, t.owner_staff_id, x.id, at
    FROM unnest(due.reaches) d JOIN app.task t ON t.id = d.task_id
    CROSS JOIN LATERAL (SELECT engine.in_place_of(t.owner_staff_id, t.owner_role_id, at) AS id OFFSET 0) x
    WHERE d.action = 'transfer' AND t.owner_staff_id IS NOT NULL AND x.id IS NOT NULL
    ON CONFLICT ON CONSTRAINT stand_in_pkey DO UPDATE SET staff_id = excluded.staff_id, for_staff_id = excluded.for_staff_id, since = excluded.since;
    PERFORM engine.disclose_transferred(array(SELECT d.task_id FROM unnest(due.reaches) d WHERE d.action = 'transfer'), at);
    WITH armed AS (
        UPDATE app.clock c
        SET late_since = coalesce(c.late_since, CASE WHEN c.due <= at THEN c.due END),
            next_rung = k.next_rung, next_repetition = k.next_repetition, rung_at = k.rung_at,
            patience_at = CASE WHEN k.patience_at > at THEN k.patience_at END, exhausts_at = k.exhausts_at
        FROM unnest(due.clocks) k WHERE c.id = k.id
        RETURNING c.rung_at <= at AND c.fire_at <= at AS again)
    SELECT coalesce(bool_or(a.again), false) INTO more FROM armed a;
    organizations := due.organizations;
END $$;
COMMENT ON FUNCTION engine.sweep_rungs(bigint[], timestamptz) IS
    'Fires the rungs that are due on the clocks of these locked tasks, whatever their kind, each statement for the whole batch: reach rows under their unique key, the record, ownership where it moves, the next rung, and late_since where due has passed. more: another rung of one of them is due already.';

CREATE FUNCTION engine.sweep_holds(n integer, at timestamptz, OUT released integer, OUT organizations integer[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    tasks bigint[] := array(
        SELECT t.id FROM app.task t JOIN app.clock c ON c.id = t.clock_id
        -- What is on hold sorts by the date on which it comes back: said twice so that an index serves.
        WHERE t.closed_at IS NULL AND t.status = 'on-hold' AND t.sort_at <= at AND t.hold_until <= at
          AND engine.first_opening(c.calendar_version_id, t.hold_until) <= at
        ORDER BY t.sort_at LIMIT n FOR NO KEY UPDATE OF t SKIP LOCKED);
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
                                   NULL, NULL, b.ledger_head, NULL)::app.ledger) AS entries FROM (SELECT * FROM back ORDER BY back.id) b) x,
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

-- A statement that never ends holds its locks as well as a session that does nothing; the longest
-- that people have reason to run, an import, is well within the ten minutes.
CREATE FUNCTION engine.end_stuck_sessions() RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT (pg_has_role(current_user, 'pg_signal_backend', 'USAGE') AND pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')) THEN
        RETURN 0;
    END IF;
    RETURN count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a
    JOIN pg_auth_members m ON m.member = a.usesysid AND m.roleid = 'holdfast_person'::regrole
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
      AND ((a.state IN ('idle in transaction', 'idle in transaction (aborted)') AND a.state_change < clock_timestamp() - interval '1 minute')
           OR (a.backend_xid IS NOT NULL AND a.xact_start < clock_timestamp() - interval '10 minutes'));
END $$;
COMMENT ON FUNCTION engine.end_stuck_sessions() IS
    'Ends sessions of people that have sat idle in a transaction for a minute, or have held one that changes something for ten: what they hold locked, nobody can act on, and no rung fires for it. Does nothing on a server where migrate could not grant pg_signal_backend and pg_read_all_stats to holdfast_owner.';

CREATE FUNCTION engine.sweep_chores(at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    DELETE FROM app.request r
    WHERE r.ctid IN (SELECT k.ctid FROM app.request k WHERE k.at < clock_timestamp() - interval '30 days' LIMIT 5000);
    DELETE FROM app.batch b WHERE b.at < sweep_chores.at - interval '30 days';
    PERFORM engine.prune_introduced(at);
    PERFORM engine.extend_calendars(at);
    PERFORM engine.sweep_plan(at);
    -- A person's sweep makes no tables: it could wait for every reader of the record.
    IF engine.is_server_owner() THEN
        PERFORM engine.make_ledger_partitions(at);
    END IF;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN;
END $$;
COMMENT ON FUNCTION engine.sweep_chores(timestamptz) IS
    'What needs doing a few times a day: request ids older than 30 days of real time go, and so does what ties together steps on many items at once and old introductions, calendars reach five years ahead, areas of plans past their review date become work, and, by the server''s owner only, the record has its months ahead.';

CREATE FUNCTION engine.sweep_lead(at timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    lead app.sweep_lead;
    real_at timestamptz := clock_timestamp();
    sealed integer;
BEGIN
    SELECT l.* INTO lead FROM app.sweep_lead l
    WHERE l.last_at NOT BETWEEN real_at - interval '1 second' AND real_at
       OR at NOT BETWEEN l.duty_at AND l.duty_at + interval '15 minutes'
    FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        -- Whoever leads and does not come to an end is looked at by everybody else.
        IF EXISTS (SELECT 1 FROM app.sweep_lead l WHERE l.last_at < real_at - interval '1 minute') THEN
            PERFORM engine.end_stuck_sessions();
        END IF;
        RETURN 0;
    END IF;
    -- Duty changes with time only where an absence begins or ends; a sandbox's time may go back.
    IF at NOT BETWEEN lead.duty_at AND lead.duty_at + interval '15 minutes'
       OR EXISTS (SELECT 1 FROM app.coverage a WHERE (a.starts > lead.duty_at AND a.starts <= at)
                                                  OR (a.ends > lead.duty_at AND a.ends <= at)) THEN
        PERFORM engine.refresh_duty(at);
        PERFORM engine.sweep_reviews(at);
        lead.duty_at := at;
    END IF;
    IF lead.chores_at NOT BETWEEN real_at - interval '10 minutes' AND real_at THEN
        PERFORM engine.sweep_chores(at);
        lead.chores_at := real_at;
    END IF;
    PERFORM engine.come_back(at);
    PERFORM engine.sweep_waits(at);
    PERFORM engine.settle_leavers(at);
    PERFORM engine.end_stuck_sessions();
    sealed := engine.sweep_seals(lead, real_at);
    UPDATE app.sweep_lead l SET last_at = real_at, duty_at = lead.duty_at, chores_at = lead.chores_at;
    RETURN sealed;
END $$;
COMMENT ON FUNCTION engine.sweep_lead(timestamptz) IS
    'The once-for-all work, by whichever sweep finds the leader''s row unlocked and its last one more than a second ago: who is on duty, what comes back to whoever is here again, reviews not held in time, what steps of pathways, appointments and authorisations have waited for, what is still in the name of leavers, sessions left idle, the chores, and once a minute a seal. Gives how many entries were sealed.';
