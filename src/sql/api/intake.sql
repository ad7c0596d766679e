-- Whether a service takes new referrals: api.intake().

CREATE FUNCTION api.intake(request_id uuid, service text, open boolean, until timestamptz DEFAULT NULL, reason text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('service', service, 'open', open, 'until', until, 'reason', reason);
    me app.staff := engine.me();
    v app.service;
    at timestamptz;
    answer jsonb;
    entry record;
BEGIN
    SELECT k.* INTO v FROM app.service k WHERE k.code = intake.service AND k.active FOR NO KEY UPDATE;
    IF v.id IS NULL OR NOT engine.may_set_intake(me, engine.my_roles(me.id), v) THEN
        PERFORM engine.refuse('HF404', 'There is no such service, or its intake is not yours to change.', 'The directory (8) shows what is offered; ask whoever takes requests for it, or their supervisor.');
    END IF;
    at := app.now();
    answer := engine.once(me, request_id, 'intake', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    IF open IS NULL THEN
        PERFORM engine.refuse('HF400', 'open is missing.', 'Say whether intake is open.');
    ELSIF NOT open AND until <= at THEN
        PERFORM engine.refuse('HF412', 'It must open again later than now.', 'Give a time to come, or none if it is not known.');
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 10000);
    v := engine.set_intake(v, open, until, reason, at);
    entry := engine.record('service', v.id, v.ledger_seq + 1, v.ledger_head, at, me, CASE WHEN open THEN 'open_intake' ELSE 'close_intake' END,
                           NULL, NULL, NULL, NULL, jsonb_build_object('until', v.closed_until), jsonb_strip_nulls(jsonb_build_object('reason', v.closed_reason)), request_id);
    UPDATE app.service k SET closed_since = v.closed_since, closed_until = v.closed_until, closed_reason = v.closed_reason,
        ledger_seq = v.ledger_seq + 1, ledger_head = entry.head WHERE k.id = v.id;
    PERFORM engine.hint(ARRAY[v.organization_id]);
    answer := jsonb_build_object('service', v.code, 'open', open, 'until', v.closed_until, 'reason', v.closed_reason, 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'intake', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.intake(uuid, text, boolean, timestamptz, text) IS
    'Closes a service''s intake, until a time or until it is opened by hand, or opens it; on the service''s record. Routing passes over it meanwhile; what was sent before stays to be answered. HF404: no such service, or not the reader''s to set; HF412: a time past.';
