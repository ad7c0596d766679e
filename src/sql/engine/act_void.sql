-- Entered by mistake: the wrong person, the wrong place. Never deleted; hidden from whoever received
-- it, out of the measures, and looked at by compliance.

CREATE FUNCTION engine.void_tries(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    other bigint;
BEGIN
    FOR other IN SELECT o.id FROM app.task o WHERE o.individual_id = (s.t).individual_id AND o.referral_id = (s.t).referral_id
                    AND o.id <> (s.t).id AND o.kind <> 'correction' AND o.status <> 'entered-in-error' ORDER BY o.id LOOP
        s := engine.withdraw(s, other, 'entered-in-error');
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.void_tries(engine.step_state) IS 'What else there is of the referral is hidden too: each try told somebody of the wrong person.';

CREATE FUNCTION engine.refill(s engine.step_state) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('priority', r.priority, 'needed_by', r.needed_by, 'context', r.context, 'provided', r.provided,
        'items', jsonb_build_array(jsonb_build_object('type', y.code, 'service', (SELECT v.code FROM app.service v WHERE v.id = (s.t).service_id))))
    FROM (SELECT (s.referral).*) r JOIN app.service_type y ON y.id = r.service_type_id
$$;
COMMENT ON FUNCTION engine.refill(engine.step_state) IS 'What refills the form for the right person, in the shape that api.refer takes.';

CREATE FUNCTION engine.act_void(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    c app.task;
BEGIN
    s := engine.give_reason(s, 'void');
    PERFORM engine.clock_stop((s.t).clock_id, s.at, false);
    s.t := engine.close_now(s.t, 'entered-in-error', s.at);
    IF (s.t).kind IN ('referral', 'reroute') THEN
        r.void := true;
        r.closed_at := coalesce(r.closed_at, s.at);
        s.referral := r;
        s := engine.void_tries(s);
        s.answer := s.answer || jsonb_build_object('refill', engine.refill(s));
    END IF;
    c := engine.task_for(NULL, s.t, 'correction', s.at);
    c.owner_role_id := engine.correction_role(s.t);
    c.requester_staff_id := (s.me).id;
    c.requester_role_id := engine.voiding_role(s);
    c.requester_organization_id := engine.organization_of(c.requester_role_id);
    c.referral_id := (s.t).referral_id;
    c.label := 'entered by mistake: look at who was told';
    c := engine.open_task(c, s.me, 'open', jsonb_build_object('because', 'void', 'of', engine.task_ref(s.t)), s.words, s.request_id);
    s.opened := s.opened || c.id;
    s.concerned := s.concerned || c.owner_organization_id;
    PERFORM engine.hint_withdrawn();
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_void(engine.step_state) IS
    'Entered by mistake: hidden from the recipient, out of the measures; opens a correction for compliance. Voiding a referral''s try voids the referral. The answer carries what refills the form.';

CREATE FUNCTION engine.correction_role(t app.task) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    compliance integer := (SELECT n.compliance_role_id FROM app.network n);
    told integer;
BEGIN
    IF NOT engine.is_apart(t.category) THEN
        RETURN compliance;
    END IF;
    told := engine.apart_role(compliance, t.individual_id, t.category, t.owner_role_id, t.owner_organization_id, t.requester_role_id, t.requester_organization_id);
    -- Whoever is above them in the same organization knows already what it holds, and did not do it themself.
    RETURN coalesce((SELECT above.id FROM app.role r JOIN app.role above ON above.id = r.supervisor_role_id
                     WHERE r.id = told AND told <> compliance AND above.active AND above.organization_id = r.organization_id), told);
END $$;
COMMENT ON FUNCTION engine.correction_role(app.task) IS
    'Who looks at what was entered by mistake: compliance. What is under 42 CFR Part 2, where nothing allows compliance to be told: the supervisor, in their own organization, of whoever asked for it; without one, their role.';

CREATE FUNCTION engine.is_own_mistake(task_id bigint, owner_role_id integer, staff_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = task_id AND e.seq = 1
                     AND e.detail ->> 'because' = 'void' AND e.actor_id = is_own_mistake.staff_id)
       AND EXISTS (SELECT FROM app.role_holder h JOIN app.staff k ON k.id = h.staff_id AND k.active AND k.disabled_at IS NULL
                   WHERE h.role_id = owner_role_id AND k.id <> is_own_mistake.staff_id);
END $$;
COMMENT ON FUNCTION engine.is_own_mistake(bigint, integer, integer) IS
    'The correction came of what that person marked as a mistake, and somebody else is there to look into it. Ask it of corrections only.';

CREATE FUNCTION engine.refuse_own_mistake(s engine.step_state) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF engine.is_own_mistake((s.t).id, (s.t).owner_role_id, (s.me).id) THEN
        PERFORM engine.refuse('HF412', 'It is about what you marked as a mistake yourself: others look into it.', 'Write a note if there is more to say (m).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_own_mistake(engine.step_state) IS
    'HF412: who said that something was entered by mistake does not settle who was told of it, unless nobody else is there to do so.';

CREATE FUNCTION engine.voiding_role(s engine.step_state) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT r.id FROM app.role r WHERE r.id = ANY (s.roles)
    ORDER BY r.id = (s.t).requester_role_id DESC NULLS LAST, 'coordinate' = ANY (r.duties) DESC, r.id LIMIT 1
$$;
COMMENT ON FUNCTION engine.voiding_role(engine.step_state) IS 'As which role the actor marks it: the requester''s if it is theirs, or a coordinator''s.';
