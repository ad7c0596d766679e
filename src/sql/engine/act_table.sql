-- How a step begins, and which function does which action.

CREATE FUNCTION engine.act_do(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    IF (s.t).kind IN ('alert', 'correction') AND (s.step).raises_version THEN
        PERFORM engine.refuse_own_review(s);
        PERFORM engine.refuse_own_mistake(s);
    END IF;
    -- The table of actions: each is one small function of its own.
    CASE (s.step).action
        WHEN 'accept'   THEN RETURN engine.act_accept(s);
        WHEN 'decline'  THEN RETURN engine.act_decline(s);
        WHEN 'escalate' THEN RETURN engine.act_escalate(s);
        WHEN 'seen'     THEN RETURN engine.act_seen(s);
        WHEN 'note'     THEN RETURN engine.act_note(s);
        WHEN 'call'     THEN RETURN engine.act_call(s);
        WHEN 'undo'     THEN RETURN engine.act_undo(s);
        WHEN 'claim'    THEN RETURN engine.act_claim(s);
        WHEN 'start'    THEN RETURN engine.act_start(s);
        WHEN 'complete' THEN RETURN engine.act_complete(s);
        WHEN 'reroute'  THEN RETURN engine.act_reroute(s);
        WHEN 'hold'     THEN RETURN engine.act_hold(s);
        WHEN 'resume'   THEN RETURN engine.act_resume(s);
        WHEN 'ask'      THEN RETURN engine.act_ask(s);
        WHEN 'fail'     THEN RETURN engine.act_fail(s);
        WHEN 'cancel'   THEN RETURN engine.act_cancel(s);
        WHEN 'return'   THEN RETURN engine.act_return(s);
        WHEN 'assign'   THEN RETURN engine.act_assign(s);
        WHEN 'amend'    THEN RETURN engine.act_amend(s);
        WHEN 'relevel'  THEN RETURN engine.act_relevel(s);
        WHEN 'redate'   THEN RETURN engine.act_redate(s);
        WHEN 'promise'  THEN RETURN engine.act_promise(s);
        WHEN 'correct'  THEN RETURN engine.act_correct(s);
        WHEN 'reopen'   THEN RETURN engine.act_reopen(s);
        WHEN 'void'     THEN RETURN engine.act_void(s);
        WHEN 'verify'   THEN RETURN engine.act_verify(s);
        WHEN 'contact'  THEN RETURN engine.act_contact(s);
        WHEN 'resolve'  THEN RETURN engine.act_resolve(s);
    END CASE;
END $$;
COMMENT ON FUNCTION engine.act_do(engine.step_state) IS 'Does what the action means to the state; nothing of the item itself is stored yet.';

CREATE FUNCTION engine.act_begin(request_id uuid, detail jsonb) RETURNS engine.step_state LANGUAGE plpgsql STABLE AS $$
DECLARE
    s engine.step_state;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM engine.refuse_standing_still();
    END IF;
    -- engine.me and engine.my_roles in one breath.
    SELECT k, array(SELECT r.id FROM app.role r
                    WHERE r.active AND (r.id IN (SELECT h.role_id FROM app.role_holder h WHERE h.staff_id = k.id)
                                        OR r.id IN (SELECT d.role_id FROM app.role_on_duty d WHERE d.staff_id = k.id))),
           act_begin.request_id, NULL, coalesce(detail, '{}'), NULL, NULL, NULL, NULL, NULL, false, '{}', '{}', '{}', '[]', '{}', '{}', '{}',
           act_begin.request_id IS NULL
    INTO s FROM app.staff k WHERE k.login = session_user AND k.active AND k.disabled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM engine.refuse_unseen();
    END IF;
    IF s.detail <> '{}' THEN
        PERFORM engine.check_detail(s.detail);
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_begin(uuid, jsonb) IS 'A step in the making, of the person of this session.';

CREATE FUNCTION engine.check_detail(detail jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    known CONSTANT text[] := '{reason,note,date,outcome,waiting_on,until,missing,to,value,field,reached,source}';
    unknown text;
BEGIN
    IF jsonb_typeof(detail) <> 'object' THEN
        PERFORM engine.refuse('HF400', 'detail is not an object.', format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    SELECT k INTO unknown FROM jsonb_object_keys(detail) k WHERE NOT k = ANY (known) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('detail has no key %s.', unknown), format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    SELECT k INTO unknown FROM jsonb_each(detail) e (k, given) WHERE k <> 'reached' AND jsonb_typeof(given) IN ('object', 'array', 'boolean', 'number') ORDER BY k LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('%s is not a text.', unknown), 'Give it in quotes.');
    END IF;
    PERFORM engine.check_lengths(detail, 10000);
END $$;
COMMENT ON FUNCTION engine.check_detail(jsonb) IS 'HF400 names what is no key of detail, is no text, or is too long.';
