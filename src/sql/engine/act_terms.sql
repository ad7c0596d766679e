-- How urgent it is, by when it is needed, and by when it is promised: relevel, redate, promise. Each
-- gives every clock concerned a new due from the same start.

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
        PERFORM engine.refuse('HF412', 'That is past.', 'Give a time to come.', 'given a time that is past');
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

CREATE FUNCTION engine.promised_words(t app.task, value timestamptz, at timestamptz, reason text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN format('%s is promised by %s: %s', CASE t.stage WHEN 'accept' THEN 'An answer' WHEN 'start' THEN 'The first visit or start' ELSE 'The end of it' END,
                  engine.say_time(value, at), reason);
END $$;
COMMENT ON FUNCTION engine.promised_words(app.task, timestamptz, timestamptz, text) IS 'A promise as whoever asked reads it: An answer is promised by Tue 10:00: pump comes Monday.';

CREATE FUNCTION engine.act_promise(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    value timestamptz := engine.read_time(engine.detail_text(s.detail, 'value'), 'value', true);
    cap timestamptz := engine.clock_cap(s.t, (s.t).stage);
BEGIN
    IF value <= s.at THEN
        PERFORM engine.refuse('HF412', 'That is past.', 'Give a time to come.', 'given a time that is past');
    END IF;
    IF value > cap AND cap > s.at THEN
        PERFORM engine.refuse('HF412', format('It is needed by %s: nothing later can be promised.', engine.say_time(cap, s.at)),
                              'Ask whoever asked for it for another date (m).', 'needed before that');
    END IF;
    s := engine.give_reason(s, 'promise');
    s.facts := s.facts || jsonb_build_object('value', value);
    s.answer := s.answer || jsonb_build_object('promised', value);
    s.words := s.words || jsonb_build_object('note', engine.promised_words(s.t, value, s.at, engine.detail_text(s.detail, 'reason')));
    s.undo := engine.clock_image((s.t).clock_id);
    UPDATE app.clock c SET promised = value WHERE c.id = (s.t).clock_id;
    s.t := engine.recap(s.t);
    s.content_changed := true;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_promise(engine.step_state) IS
    'By when the provider will have taken its next step, as its supervisor says: an earlier date than the target''s is due then; a later one stands beside it, since neither lateness nor who is told next is the provider''s to put off. HF412: past, or after it is needed.';

CREATE FUNCTION engine.tell_promise(s engine.step_state, entry_id bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.message (individual_id, task_id, category, staff_id, organization_id, at, to_role_id, to_staff_id, to_organization_id, entry_id)
    SELECT (s.t).individual_id, (s.t).id, (s.t).category, (s.me).id, (s.me).organization_id, s.at, (s.t).requester_role_id,
           engine.still_here((s.t).requester_staff_id), (s.t).requester_organization_id, tell_promise.entry_id
    WHERE (s.t).requester_role_id IS NOT NULL
$$;
COMMENT ON FUNCTION engine.tell_promise(engine.step_state, bigint) IS 'What was promised is a message to whoever asked: unread until they have read it.';
