-- Standing in for somebody who is away. What is theirs by name stays theirs: whoever acts for them is
-- worked out each time, so that it comes back by itself and no clock is touched. Only what a stand-in
-- took on in their own name must be given back, by engine.come_back.

CREATE FUNCTION engine.is_away(staff_id integer, at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.coverage a WHERE a.staff_id = is_away.staff_id AND a.starts <= at AND a.ends > at);
END $$;
COMMENT ON FUNCTION engine.is_away(integer, timestamptz) IS 'Somebody said that this person is away then.';

CREATE FUNCTION engine.cover_of(staff_id integer, at timestamptz) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT c.id FROM app.coverage a JOIN app.staff c ON c.id = a.cover_id AND c.active AND c.disabled_at IS NULL
            WHERE a.staff_id = cover_of.staff_id AND a.starts <= at AND a.ends > at
              AND NOT EXISTS (SELECT FROM app.coverage o WHERE o.staff_id = c.id AND o.starts <= at AND o.ends > at)
            LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.cover_of(integer, timestamptz) IS 'Who covers for somebody who is away, and is here themselves; NULL: nobody.';

CREATE FUNCTION engine.acting_for(staff_id integer, role_id integer, at timestamptz) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN engine.is_away(staff_id, at) THEN coalesce(engine.cover_of(staff_id, at), engine.duty_of(role_id)) END;
END $$;
COMMENT ON FUNCTION engine.acting_for(integer, integer, timestamptz) IS
    'Who acts for the named owner of an item while they are away: their cover, else whoever is on duty for the item''s role (DESIGN 4). NULL: they are here.';

CREATE FUNCTION engine.stands_in(me integer, owner_id integer, role_id integer, at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(me = engine.acting_for(owner_id, role_id, at), false);
END $$;
COMMENT ON FUNCTION engine.stands_in(integer, integer, integer, timestamptz) IS 'This person acts for the named owner of an item now: does what the owner may, in their name.';

CREATE FUNCTION engine.stood_for(me integer, roles integer[], at timestamptz) RETURNS TABLE (staff_id integer, role_ids integer[]) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT a.staff_id, CASE WHEN c.id IS NULL THEN array(SELECT d.role_id FROM app.role_on_duty d WHERE d.staff_id = me) END
        FROM app.coverage a LEFT JOIN LATERAL (SELECT engine.cover_of(a.staff_id, at) AS id) c ON true
        WHERE a.starts <= at AND a.ends > at
          AND (c.id = me OR (c.id IS NULL AND a.staff_id <> me AND EXISTS (SELECT FROM app.role_on_duty d WHERE d.staff_id = me)))
        ORDER BY a.staff_id;
END $$;
COMMENT ON FUNCTION engine.stood_for(integer, integer[], timestamptz) IS
    'For whom this person acts now. role_ids NULL: for all of theirs, as their cover; else for what is of these roles, being on duty for them.';

CREATE FUNCTION engine.in_place_of(me integer, role_id integer, at timestamptz) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What is given back to the role has nobody's name, and is in nobody's place. By far the most act for a role that they hold.
    IF me IS NULL OR EXISTS (SELECT FROM app.role_holder own WHERE own.role_id = in_place_of.role_id AND own.staff_id = me) THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT h.staff_id FROM app.role_holder h
            WHERE h.role_id = in_place_of.role_id AND engine.is_away(h.staff_id, at)
            ORDER BY engine.cover_of(h.staff_id, at) = me DESC NULLS LAST, h.rank LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.in_place_of(integer, integer, timestamptz) IS
    'In place of whom somebody has what they take on for a role that they do not hold: whom they cover, else its first holder who is away. NULL: they hold it, nobody has it by name, or nobody is away.';

CREATE FUNCTION engine.note_stand_in(task_id bigint, staff_id integer, for_staff_id integer, at timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO app.stand_in AS s (task_id, staff_id, for_staff_id, since) VALUES (task_id, staff_id, for_staff_id, at)
    ON CONFLICT ON CONSTRAINT stand_in_pkey DO UPDATE SET staff_id = excluded.staff_id, for_staff_id = excluded.for_staff_id, since = excluded.since
$$;
COMMENT ON FUNCTION engine.note_stand_in(bigint, integer, integer, timestamptz) IS 'Somebody has an item in place of somebody else, to whom it goes when they are back.';

CREATE FUNCTION engine.step_in_place(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    t app.task := s.t;
    stood integer;
BEGIN
    IF t.owner_staff_id IS DISTINCT FROM (s.was).owner_staff_id THEN
        stood := engine.in_place_of(t.owner_staff_id, t.owner_role_id, s.at);
        IF stood IS NOT NULL THEN
            PERFORM engine.note_stand_in(t.id, t.owner_staff_id, stood, s.at);
        END IF;
        IF t.owner_staff_id IS DISTINCT FROM (s.me).id THEN
            RETURN;
        END IF;
    ELSIF t.owner_staff_id <> (s.me).id AND engine.stands_in((s.me).id, t.owner_staff_id, t.owner_role_id, s.at) THEN
        stood := t.owner_staff_id;
    END IF;
    IF stood IS NOT NULL THEN
        s.facts := s.facts || jsonb_build_object('for', engine.login_of(stood));
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_in_place(engine.step_state) IS
    'Where the step was done, or the item taken on, in place of somebody who is away: the record says for whom, and what was taken on is remembered as theirs.';

CREATE FUNCTION engine.come_back(at timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    x record;
    t app.task;
    came integer := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM app.stand_in) THEN
        RETURN 0;
    END IF;
    FOR x IN SELECT k AS task, s.for_staff_id, here.id IS NOT NULL AS here
             FROM app.stand_in s JOIN app.task k ON k.id = s.task_id LEFT JOIN engine.present_staff(at) here ON here.id = s.for_staff_id
             WHERE here.id IS NOT NULL OR k.closed_at IS NOT NULL OR k.owner_staff_id IS DISTINCT FROM s.staff_id
             ORDER BY k.id FOR NO KEY UPDATE OF k SKIP LOCKED LOOP
        t := x.task;
        DELETE FROM app.stand_in s WHERE s.task_id = t.id RETURNING s.staff_id INTO t.former_staff_id;
        CONTINUE WHEN NOT x.here OR t.closed_at IS NOT NULL OR t.owner_staff_id IS DISTINCT FROM t.former_staff_id
                      OR NOT EXISTS (SELECT FROM app.role_holder h WHERE h.role_id = t.owner_role_id AND h.staff_id = x.for_staff_id);
        t.former_role_id := t.owner_role_id;
        t.owner_staff_id := x.for_staff_id;
        t.version := t.version + 1;
        PERFORM engine.store_task(t, at, NULL, 'come_back', t.status,
            jsonb_build_object('from_login', engine.login_of(t.former_staff_id), 'to_login', engine.login_of(t.owner_staff_id)), NULL, NULL);
        PERFORM engine.hint(ARRAY[t.owner_organization_id, t.requester_organization_id]);
        came := came + 1;
    END LOOP;
    RETURN came;
END $$;
COMMENT ON FUNCTION engine.come_back(timestamptz) IS
    'Gives what stand-ins took on, and is open still, to whom it is for, once they are here again, on the record of each; its clock runs on. What somebody works on at this moment is left to the next sweep. Gives how many.';

CREATE FUNCTION engine.away_words(t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    until timestamptz := (SELECT a.ends FROM app.coverage a WHERE a.staff_id = t.owner_staff_id AND a.starts <= v.at AND a.ends > v.at LIMIT 1);
    acting integer;
BEGIN
    IF until IS NULL OR t.closed_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    acting := engine.acting_for(t.owner_staff_id, t.owner_role_id, v.at);
    RETURN CASE WHEN acting IS NULL THEN 'away, nobody covers' WHEN acting = v.staff_id THEN 'you act for them'
                ELSE (SELECT s.name FROM app.staff s WHERE s.id = acting) || ' acts for them' END
        || CASE WHEN isfinite(until) THEN ' until ' || engine.say_time(until, v.at) ELSE '' END;
END $$;
COMMENT ON FUNCTION engine.away_words(app.task, engine.viewer) IS 'Joan Achebe acts for them until Mon 08:00; NULL: the named owner is here.';
