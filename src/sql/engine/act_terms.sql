-- How urgent it is and by when it is needed: relevel, redate. Either gives every clock concerned a
-- new due from the same start.

CREATE FUNCTION engine.recap(INOUT t app.task) LANGUAGE plpgsql AS $$
DECLARE
    c app.clock := engine.clock_recap(t.clock_id, t);
BEGIN
    t.due := c.due;
    t.hold_until := CASE WHEN t.status = 'on-hold' THEN LEAST(t.hold_until, t.needed_by) END;
    t.sort_at := coalesce(t.hold_until, engine.sort_at(c));
END $$;
COMMENT ON FUNCTION engine.recap(app.task) IS 'The task with its clock worked out anew for its priority and needed_by; a wait that would now end too late ends when it is needed.';

CREATE FUNCTION engine.act_relevel(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    t app.task := s.t;
    value text := engine.detail_text(s.detail, 'value');
BEGIN
    IF NOT value = ANY (enum_range(NULL::app.priority)::text[]) THEN
        PERFORM engine.refuse('HF400', 'value is no priority.', 'One of: routine, urgent, asap, stat.', 'given a level that there is not');
    END IF;
    IF t.priority = value::app.priority THEN
        PERFORM engine.refuse('HF412', format('It is %s already.', value), 'One of: routine, urgent, asap, stat.', value || ' already');
    END IF;
    s := engine.give_reason(s, 'relevel');
    s.facts := s.facts || jsonb_build_object('value', value, 'was', t.priority);
    s.undo := engine.clock_image(t.clock_id);
    t.priority := value::app.priority;
    s.t := engine.recap(t);
    IF t.kind IN ('referral', 'reroute') THEN
        r.priority := t.priority;
        s.referral := r;
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_relevel(engine.step_state) IS 'More or less urgent: the running clock is due as that priority has it, from the same start.';

CREATE FUNCTION engine.redate_other(INOUT s engine.step_state, task_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    o app.task;
    signed record;
BEGIN
    SELECT k.* INTO o FROM app.task k WHERE k.id = task_id FOR NO KEY UPDATE;
    s.others := s.others || engine.image(o);
    o.needed_by := (s.t).needed_by;
    o := engine.recap(o);
    o.version := o.version + 1;
    signed := engine.sign_task(o, s.at, s.me, 'redate', o.status, s.facts || jsonb_build_object('by', engine.task_ref(s.t)), NULL, s.request_id);
    PERFORM engine.put_task(signed.t);
    s.concerned := s.concerned || o.owner_organization_id;
END $$;
COMMENT ON FUNCTION engine.redate_other(engine.step_state, bigint) IS 'The referral''s other open task gets the same needed_by.';

CREATE FUNCTION engine.act_redate(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    t app.task := s.t;
    other bigint;
BEGIN
    t.needed_by := engine.read_time(engine.detail_text(s.detail, 'value'), 'value', true);
    IF t.needed_by <= s.at THEN
        PERFORM engine.refuse('HF412', 'That is past.', 'Give a time to come (value).', 'given a time that is past');
    END IF;
    s := engine.give_reason(s, 'redate');
    s.facts := s.facts || jsonb_build_object('value', t.needed_by, 'was', (s.was).needed_by);
    s.undo := engine.clock_image(t.clock_id);
    IF t.kind = 'risk' THEN
        s.t := t;
        s := engine.redate_risk(s);
        t := s.t;
    END IF;
    s.t := engine.recap(t);
    IF t.kind IN ('referral', 'reroute') THEN
        r.needed_by := t.needed_by;
        s.referral := r;
        FOR other IN SELECT o.id FROM app.task o WHERE o.individual_id = t.individual_id AND o.referral_id = t.referral_id
                        AND o.closed_at IS NULL AND o.id <> t.id ORDER BY o.id LOOP
            s := engine.redate_other(s, other);
        END LOOP;
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_redate(engine.step_state) IS 'Needed by another time: it caps every clock of the referral (rule 3).';
