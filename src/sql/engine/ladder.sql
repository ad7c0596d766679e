-- Ladders: when the rungs of a clock fire, whom they reach, and one rung fired by hand. The sweep
-- fires many at once (sweep.sql) by the same arithmetic.

CREATE FUNCTION engine.rung_time(version_id integer, target text, counts_from timestamptz, due timestamptz, at_share numeric, at_after text)
RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A cap at or before the start leaves no span to take shares of: what is left is late at once.
    IF at_share = 1 OR at_share IS NOT NULL AND due <= counts_from THEN
        RETURN due;
    -- Before due no calendar ends.
    ELSIF at_share < 1 THEN
        RETURN engine.share_at(version_id, counts_from, target, due, at_share);
    END IF;
    -- One rung beyond the laid-out years must not stop the sweep for everybody.
    BEGIN
        RETURN CASE WHEN at_after IS NOT NULL THEN engine.due_at(version_id, due, at_after)
                    ELSE engine.share_at(version_id, counts_from, target, due, at_share) END;
    EXCEPTION WHEN SQLSTATE 'HF400' THEN
        RETURN NULL;
    END;
END $$;
COMMENT ON FUNCTION engine.rung_time(integer, text, timestamptz, timestamptz, numeric, text) IS
    'engine.rung_at for a rung and a clock that are not at hand as rows.';

CREATE FUNCTION engine.rung_at(c app.clock, r app.rung) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.no IS NOT NULL AND c.due IS NOT NULL
                THEN engine.rung_time(c.calendar_version_id, c.target, c.counts_from, c.due, r.at_share, r.at_after) END
$$;
COMMENT ON FUNCTION engine.rung_at(app.clock, app.rung) IS
    'The instant at which a rung fires: a share of the span from counts_from to due in the target''s own unit (open seconds for business targets), or a duration after due, business ones on the pinned calendar. NULL: no such rung, no due, or beyond the years for which the calendar is laid out.';

CREATE FUNCTION engine.last_patience(target text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN engine.is_business(target) THEN '1bd' ELSE '4h' END
$$;
COMMENT ON FUNCTION engine.last_patience(text) IS
    'How long a ladder''s last rung is waited for where the policy does not say: one business day, four hours on an elapsed target.';

CREATE FUNCTION engine.arm(c app.clock, fired integer, repetition integer, at timestamptz) RETURNS app.clock
LANGUAGE plpgsql STABLE AS $$
DECLARE
    version integer := c.calendar_version_id;
    upper app.rung;
    lower app.rung;
    again timestamptz;
BEGIN
    IF c.ladder_id IS NULL THEN
        c.next_rung := NULL;
        c.next_repetition := 0;
        c.rung_at := NULL;
        RETURN c;
    END IF;
    SELECT r.* INTO upper FROM app.rung r WHERE r.ladder_id = c.ladder_id AND r.no = fired + 1;
    IF fired > 0 THEN
        SELECT r.* INTO lower FROM app.rung r WHERE r.ladder_id = c.ladder_id AND r.no = fired;
        IF lower.repeat IS NOT NULL THEN
            again := engine.due_at(version, at, lower.repeat);
        END IF;
        IF repetition = 0 THEN
            c.patience_at := CASE WHEN upper.no IS NOT NULL AND lower.patience IS NOT NULL
                                  THEN engine.due_at(version, at, lower.patience) END;
            c.exhausts_at := CASE WHEN upper.no IS NULL THEN
                engine.due_at(version, at, coalesce(lower.patience, engine.last_patience(c.target))) END;
        END IF;
    END IF;
    c.next_rung := upper.no;
    c.next_repetition := 0;
    c.rung_at := engine.rung_at(c, upper);
    IF again < c.rung_at OR c.rung_at IS NULL AND again IS NOT NULL THEN
        c.next_rung := fired;
        c.next_repetition := repetition + 1;
        c.rung_at := again;
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.arm(app.clock, integer, integer, timestamptz) IS
    'A clock as it is after that repetition of that rung fired at that instant (0: none yet), not yet written: which rung comes next and when (the next higher one, or this one again if its repeat is due sooner), until when the one fired is waited for, and when the ladder has run out.';

CREATE FUNCTION engine.arm_again(c app.clock) RETURNS app.clock LANGUAGE plpgsql STABLE AS $$
DECLARE
    last app.reach;
BEGIN
    SELECT f.* INTO last FROM app.reach f JOIN app.rung r ON r.ladder_id = c.ladder_id AND r.no = f.rung_no
    WHERE f.clock_id = c.id AND f.generation >= c.ladder_since AND f.withdrawn_at IS NULL
    ORDER BY f.rung_no DESC, f.repetition DESC LIMIT 1;
    c.patience_at := NULL;
    c.exhausts_at := NULL;
    c := engine.arm(c, coalesce(last.rung_no, 0), 0, last.at);
    IF last.repetition > 0 THEN
        c := engine.arm(c, last.rung_no, last.repetition, last.at);
    END IF;
    IF c.exhausted_at IS NOT NULL THEN
        c.exhausts_at := NULL;
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.arm_again(app.clock) IS
    'A clock armed after the last of its rungs that fired and was not withdrawn; not yet written.';

CREATE FUNCTION engine.arm_anew(c app.clock, at timestamptz, same_ladder boolean) RETURNS app.clock
LANGUAGE plpgsql STABLE AS $$
DECLARE
    ahead integer;
    fired integer;
BEGIN
    SELECT max(f.rung_no) INTO fired FROM app.reach f JOIN app.rung r ON r.ladder_id = c.ladder_id AND r.no = f.rung_no
    WHERE same_ladder AND f.clock_id = c.id AND f.generation >= c.ladder_since AND f.withdrawn_at IS NULL;
    SELECT min(r.no) INTO ahead FROM app.rung r
    WHERE r.ladder_id = c.ladder_id AND r.no <= fired AND engine.rung_at(c, r) > at;
    IF same_ladder AND ahead IS NULL THEN
        RETURN engine.arm_again(c);
    END IF;
    c.generation := c.generation + 1;
    c.ladder_since := c.generation;
    c.patience_at := NULL;
    c.exhausts_at := NULL;
    c.exhausted_at := NULL;
    c := engine.arm(c, 0, 0, at);
    IF ahead > 1 THEN
        c.next_rung := ahead;
        c.rung_at := (SELECT engine.rung_at(c, r) FROM app.rung r WHERE r.ladder_id = c.ladder_id AND r.no = ahead);
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.arm_anew(app.clock, timestamptz, boolean) IS
    'A clock armed after its due or ladder changed; not yet written. Rungs that fired stay fired, except that a due moved out beyond that instant begins the ladder anew from the first rung that lies ahead; another ladder begins at its first rung.';

CREATE FUNCTION engine.hand_rung(c app.clock, t app.task, actor integer) RETURNS app.rung LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.rung;
BEGIN
    SELECT k.* INTO r FROM app.rung k CROSS JOIN LATERAL engine.rung_reaches(k, t) w
    WHERE c.stopped_at IS NULL AND k.ladder_id = c.ladder_id AND k.action IN ('escalate', 'transfer')
      AND k.no >= c.next_rung + (c.next_repetition > 0)::integer
      AND w.staff_id IS DISTINCT FROM actor
    ORDER BY k.no LIMIT 1;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.hand_rung(app.clock, app.task, integer) IS
    'The rung that escalate fires by that person''s hand: the next escalate or transfer one that has not fired; reminders are skipped, and so are rungs that would tell them themselves. All NULL: nobody is left above.';

CREATE FUNCTION engine.rung_reaches(r app.rung, t app.task, at timestamptz DEFAULT app.now())
RETURNS TABLE (role_id integer, staff_id integer, how text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT x.role_id,
           coalesce(p.id, c.id, d.staff_id),
           CASE WHEN p.id IS NOT NULL THEN 'holder' WHEN c.id IS NOT NULL THEN 'cover' ELSE coalesce(d.how, 'nobody') END
    FROM app.network n
    JOIN app.role o ON o.id = t.owner_role_id
    CROSS JOIN LATERAL (SELECT
        CASE r.to_kind
            WHEN 'role' THEN r.to_role_id
            WHEN 'owner' THEN t.owner_role_id
            WHEN 'owner.supervisor' THEN coalesce(o.supervisor_role_id, n.coordinator_role_id)
            WHEN 'requester' THEN coalesce(t.requester_role_id, n.coordinator_role_id)
            WHEN 'coordinator' THEN n.coordinator_role_id
            WHEN 'on_call' THEN n.on_call_role_id
        END AS role_id,
        CASE r.to_kind WHEN 'owner' THEN t.owner_staff_id WHEN 'requester' THEN t.requester_staff_id END AS person) wanted
    CROSS JOIN LATERAL (SELECT
        CASE WHEN engine.is_apart(t.category)
             THEN engine.apart_role(wanted.role_id, t.individual_id, t.category, t.owner_role_id, t.owner_organization_id, t.requester_role_id, t.requester_organization_id)
             ELSE wanted.role_id END AS role_id,
        wanted.person) x
    LEFT JOIN engine.present_staff(at) p ON p.id = x.person
    -- A condition of its own would be looked at after the function: it was asked for everybody who is here.
    CROSS JOIN LATERAL (SELECT CASE WHEN p.id IS NULL AND x.person IS NOT NULL THEN engine.cover_of(x.person, at) END AS id) c
    LEFT JOIN app.role_on_duty d ON d.role_id = x.role_id
$$;
COMMENT ON FUNCTION engine.rung_reaches(app.rung, app.task, timestamptz) IS
    'Whom a rung reaches now: the role that its "to" means for this task, and the person (the named owner or requester where they are here, else who covers for them, else who is on duty for the role) and how they came to be it. A role without supervisor, or a task without requester, reaches the coordinator. Of an item under 42 CFR Part 2 a role without a basis is not reached: whoever asked is, in its place.';

CREATE FUNCTION engine.fire(t app.task, c app.clock, r app.rung, at timestamptz, by_hand integer) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    reached record;
    reach_id bigint;
    armed app.clock;
BEGIN
    SELECT w.* INTO reached FROM engine.rung_reaches(r, t, at) w;
    INSERT INTO app.reach AS f (task_id, clock_id, rung_no, repetition, generation, action, role_id, staff_id, at,
                                channels, by_hand)
    VALUES (t.id, c.id, r.no, 0, c.generation,
            CASE WHEN r.action = 'transfer' AND reached.role_id = t.owner_role_id THEN 'remind' ELSE r.action END,
            reached.role_id, reached.staff_id, at, r.channels, by_hand)
    ON CONFLICT DO NOTHING RETURNING f.id INTO reach_id;
    armed := engine.arm(c, r.no, 0, at);
    UPDATE app.clock k
    SET next_rung = armed.next_rung, next_repetition = armed.next_repetition, rung_at = armed.rung_at,
        patience_at = armed.patience_at, exhausts_at = armed.exhausts_at
    WHERE k.id = c.id;
    RETURN reach_id;
END $$;
COMMENT ON FUNCTION engine.fire(app.task, app.clock, app.rung, timestamptz, integer) IS
    'Fires one rung by hand: the reach row (a transfer to the present owner role is a reminder) and the next rung of the clock. Gives the reach''s id, NULL where that rung had fired. The task is not written: engine.transferred gives it as the caller must write it.';

CREATE FUNCTION engine.transferred(t app.task, reach_id bigint) RETURNS app.task LANGUAGE plpgsql STABLE AS $$
DECLARE
    f app.reach;
BEGIN
    SELECT k.* INTO f FROM app.reach k WHERE k.id = reach_id AND k.action = 'transfer';
    IF FOUND THEN
        t.former_role_id := t.owner_role_id;
        t.former_staff_id := t.owner_staff_id;
        t.owner_role_id := f.role_id;
        t.owner_staff_id := CASE WHEN t.status = 'requested' THEN NULL ELSE f.staff_id END;
        t.owner_organization_id := (SELECT o.organization_id FROM app.role o WHERE o.id = f.role_id);
    END IF;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.transferred(app.task, bigint) IS
    'The task as a reach leaves it: ownership moved where it was a transfer, else as it was. Not written; the clock keeps its calendar. Once accepted the person on duty becomes the named owner (rule 1).';
