-- Who has it: escalate, return, assign.

CREATE FUNCTION engine.acted_since(f app.reach) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM app.ledger e
                   WHERE e.entity_kind = 'task' AND e.entity_id = f.task_id AND e.at >= f.at
                     AND e.actor_id IS DISTINCT FROM f.by_hand
                     AND (e.actor_id = f.staff_id
                          OR e.actor_id IN (SELECT h.staff_id FROM app.role_holder h WHERE h.role_id = f.role_id)))
$$;
COMMENT ON FUNCTION engine.acted_since(app.reach) IS 'Whoever was told has since done something about it.';

CREATE FUNCTION engine.refuse_twice(s engine.step_state, to_role integer, to_staff integer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    f app.reach;
BEGIN
    SELECT k.* INTO f FROM app.reach k
    WHERE k.task_id = (s.t).id AND k.at > s.at - interval '15 minutes' AND k.withdrawn_at IS NULL
      AND k.action IN ('escalate', 'transfer')
      AND (k.by_hand IS NOT NULL OR k.staff_id = to_staff OR (k.staff_id IS NULL AND k.role_id = to_role))
    ORDER BY k.at DESC LIMIT 1;
    IF f.id IS NOT NULL AND NOT engine.acted_since(f) THEN
        PERFORM engine.refuse('HF412', format('%s was told %s.', engine.say_who(f.staff_id, f.role_id), engine.say_age(f.at, s.at)),
                              format('Wait for them to act, at least until %s, or call.', engine.say_time(f.at + interval '15 minutes', s.at)),
                              format('of which %s was just told', engine.say_who(f.staff_id, f.role_id)));
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_twice(engine.step_state, integer, integer) IS
    'HF412 while somebody was told by hand less than 15 minutes ago and has not acted, or the one to be told was told by a rung in that time (DESIGN 4.8): a key held down never climbs the ladder.';

CREATE FUNCTION engine.act_escalate(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    c app.clock;
    r app.rung;
    reached record;
    reach_id bigint;
BEGIN
    SELECT k.* INTO c FROM app.clock k WHERE k.id = (s.t).clock_id;
    r := engine.hand_rung(c, s.t, (s.me).id);
    SELECT w.* INTO reached FROM engine.rung_reaches(r, s.t, s.at) w;
    PERFORM engine.refuse_twice(s, reached.role_id, reached.staff_id);
    IF r.no IS NULL THEN
        PERFORM engine.refuse('HF412', 'Everybody who comes next has been told.',
                              format('Call, or write to %s (m).', engine.say_who(NULL, (SELECT n.coordinator_role_id FROM app.network n))),
                              'with nobody left to tell');
    END IF;
    s.undo := engine.clock_image(c.id);
    reach_id := engine.fire(s.t, c, r, s.at, (s.me).id);
    s.t := engine.transferred(s.t, reach_id);
    s.undo := s.undo || jsonb_build_object('reach', reach_id);
    s.facts := s.facts || jsonb_build_object('rung', r.no, 'do', r.action, 'to', engine.role_code(reached.role_id),
                                             'reached', engine.login_of(reached.staff_id), 'by', r.channels);
    s.answer := s.answer || jsonb_build_object('told', engine.say_who(reached.staff_id, reached.role_id));
    s.concerned := s.concerned || engine.organization_of(reached.role_id);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_escalate(engine.step_state) IS
    'Fires the next escalate or transfer rung now, skipping reminders; the version rises only if ownership moved. HF412: told a moment ago, or nobody is left.';

CREATE FUNCTION engine.goes_back(former_role_id integer, former_staff_id integer, staff_id integer, roles integer[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT former_role_id IS NOT NULL AND CASE WHEN former_staff_id IS NULL THEN NOT former_role_id = ANY (roles) ELSE former_staff_id <> staff_id END
$$;
COMMENT ON FUNCTION engine.goes_back(integer, integer, integer, integer[]) IS 'Somebody else than the reader had it before: sent back it goes to them. Else it is with whom it was when the reader was told.';

CREATE FUNCTION engine.act_return(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    staff_id integer := (SELECT k.id FROM app.staff k WHERE k.id = (s.t).former_staff_id AND k.active AND k.disabled_at IS NULL);
    roles integer[] := engine.my_roles((s.me).id);
BEGIN
    IF NOT engine.goes_back((s.t).former_role_id, (s.t).former_staff_id, (s.me).id, roles) THEN
        IF (s.t).owner_staff_id = (s.me).id OR (s.t).owner_role_id = ANY (roles) THEN
            PERFORM engine.refuse('HF412', 'Nobody else had it before.', 'Assign it (o), or decline it (d) if it is a referral to be answered.');
        END IF;
        s.facts := s.facts || jsonb_strip_nulls(jsonb_build_object('to', engine.role_code((s.t).owner_role_id), 'to_login', engine.login_of((s.t).owner_staff_id)));
        RETURN s;
    END IF;
    -- What was accepted since is somebody's by name, whoever had it before it was.
    IF staff_id IS NULL AND (s.t).status <> 'requested' THEN
        staff_id := (SELECT d.staff_id FROM app.role_on_duty d WHERE d.role_id = (s.t).former_role_id);
    END IF;
    RETURN engine.change_owner(s, (s.t).former_role_id, staff_id);
END $$;
COMMENT ON FUNCTION engine.act_return(engine.step_state) IS 'With what is to be done. Of what the reader was only told it stays with whom it is. Else back to who had it before, or to whoever answers for that role now where it was accepted since; the clock runs on.';

CREATE FUNCTION engine.role_for(s engine.step_state, person app.staff) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT r.id FROM app.role r
    WHERE r.id = ANY (engine.my_roles(person.id)) AND r.duties && '{respond,supervise,coordinate,plan,refer,audit}'
      AND (r.id = (s.t).owner_role_id OR r.organization_id = (s.t).owner_organization_id
           OR 'coordinate' = ANY (r.duties) OR r.id = (s.t).former_role_id)
    ORDER BY r.id = (s.t).owner_role_id DESC, r.organization_id = (s.t).owner_organization_id DESC,
             r.id = (s.t).former_role_id DESC NULLS LAST, r.id LIMIT 1
$$;
COMMENT ON FUNCTION engine.role_for(engine.step_state, app.staff) IS
    'As which role a person would have the item: the owner role, another of the owner''s organisation, the one that had it before, or a coordinator''s. NULL: as none.';

CREATE FUNCTION engine.act_assign(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    person app.staff;
    role_id integer;
BEGIN
    SELECT k.* INTO person FROM app.staff k
    WHERE k.login = engine.detail_text(s.detail, 'to') AND k.active AND k.disabled_at IS NULL;
    role_id := engine.role_for(s, person);
    IF role_id IS NULL THEN
        PERFORM engine.refuse('HF412',
            CASE WHEN person.id IS NULL THEN format('Nobody here has the login %s.', s.detail ->> 'to')
                 ELSE format('%s cannot have it: they hold no role for it.', person.name) END,
            format('It can go to: %s.', (SELECT string_agg(format('%s (%s)', k.name, k.login), ', ' ORDER BY h.rank) FROM app.role_holder h
                                         JOIN app.staff k ON k.id = h.staff_id AND k.active AND k.disabled_at IS NULL
                                         WHERE h.role_id = (s.t).owner_role_id)),
            CASE WHEN person.id IS NULL THEN 'for somebody who is not here'
                 ELSE format('of a role that %s does not hold', person.name) END);
    END IF;
    IF (s.t).owner_staff_id = person.id THEN
        PERFORM engine.refuse('HF412', format('%s has it already.', person.name), 'Nothing is to be given.', format('with %s already', person.name));
    END IF;
    RETURN engine.change_owner(s, role_id, person.id);
END $$;
COMMENT ON FUNCTION engine.act_assign(engine.step_state) IS 'A named person has it from now on; status and clock stay. HF412 names to whom it can go.';
