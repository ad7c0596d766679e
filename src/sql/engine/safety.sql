-- Immediate danger to a person: one key and a line reaches on call and the supervisor at once.

CREATE FUNCTION engine.my_supervisor(staff_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT r.supervisor_role_id FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
                     JOIN app.role u ON u.id = r.supervisor_role_id
                     -- A role of the actor's own is nobody else.
                     WHERE h.staff_id = my_supervisor.staff_id
                     ORDER BY EXISTS (SELECT FROM app.role_holder o WHERE o.role_id = r.supervisor_role_id AND o.staff_id = my_supervisor.staff_id), h.rank, r.id LIMIT 1),
                    (SELECT n.coordinator_role_id FROM app.network n));
END $$;
COMMENT ON FUNCTION engine.my_supervisor(integer) IS 'The role that supervises this person: of one of their roles, one that is not theirs too where there is one; else the coordinator.';

CREATE FUNCTION engine.reach_now(t app.task, role_id integer, place integer, me app.staff, at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    person app.staff;
BEGIN
    -- Never the one who calls for help: then the role's next holder.
    SELECT s.* INTO person FROM app.staff s
    LEFT JOIN app.role_on_duty d ON d.role_id = reach_now.role_id
    LEFT JOIN app.role_holder h ON h.role_id = reach_now.role_id AND h.staff_id = s.id
    WHERE (s.id = d.staff_id OR h.staff_id = s.id) AND s.active AND s.disabled_at IS NULL AND s.id <> me.id
    ORDER BY s.id = d.staff_id DESC NULLS LAST, h.rank LIMIT 1;
    INSERT INTO app.reach (task_id, clock_id, rung_no, repetition, generation, action, role_id, staff_id, at, channels, by_hand)
    VALUES (t.id, t.clock_id, 0, place, 1, 'escalate', reach_now.role_id, person.id, reach_now.at, '{console,mail,page}', me.id);
    RETURN (SELECT jsonb_build_object('name', coalesce(person.name, o.name), 'role', o.name, 'phone', person.phone) FROM app.role o WHERE o.id = reach_now.role_id);
END $$;
COMMENT ON FUNCTION engine.reach_now(app.task, integer, integer, app.staff, timestamptz) IS
    'Reaches whoever is on duty for a role now, by every channel, below the first rung of the task''s ladder.';

CREATE FUNCTION engine.raise_alarm(i app.individual, note text, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    n app.network := (SELECT k FROM app.network k);
    supervisor integer := engine.my_supervisor(me.id);
    reached jsonb := '[]';
    origin app.task_origin;
    t app.task;
BEGIN
    t := engine.open_work('alert', i.id, n.on_call_role_id, NULL, 'SAFETY: danger now', 'stat', NULL, origin, me, 'safety',
                          jsonb_build_object('on_call', engine.role_code(n.on_call_role_id), 'supervisor', engine.role_code(supervisor)),
                          jsonb_build_object('note', engine.typed(note)), at, request_id);
    reached := reached || engine.reach_now(t, n.on_call_role_id, 0, me, at);
    IF supervisor <> n.on_call_role_id THEN
        reached := reached || engine.reach_now(t, supervisor, 1, me, at);
    END IF;
    PERFORM engine.hint(ARRAY[engine.organization_of(supervisor)]);
    RETURN jsonb_build_object('reached', reached, 'emergency', n.emergency, 'task_ref', engine.task_ref(t), 'due', t.due, 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.raise_alarm(app.individual, text, app.staff, timestamptz, uuid) IS
    'Opens the stat alert and reaches on call and the actor''s supervisor; gives the answer of api.safety. Somebody''s life goes before bases: serious threat (45 CFR 164.512(j)).';
