-- What belongs to a referral beside its course. Each function is for the item's owner, its requester
-- and coordinators; ref is the reference of a try or task. All three appear in api.item and on its record.
--
-- api.appointment(request_id uuid, ref text, appointment jsonb)
--   takes {"starts_at": instant, "place": text?, "ride": text?}                         to book one
--      or {"status": kept|missed|moved|cancelled, "id": id?, "to": instant (moved), "place"?, "ride"?}   id: where several are booked
--   gives {"id", "status", "starts_at", "moved_to": id|null, "opened": [ref, …], "event_ref": text|null, "replayed": bool}
--   A missed one opens a follow-up due on the next open day and is an event (missed_appointment). Of one whose time
--   has passed without a word, the sweep asks by the next open day whether it was kept.
--
-- api.authorization(request_id uuid, ref text, authorization jsonb)
--   takes {"payer": text, "number": text?, "status": requested|approved|denied|cancelled, "expires_at": instant|date?, "until": instant|date?}
--   gives {"id", "payer", "status", "expires_at", "item_status", "hold_until": timestamptz|null, "replayed": bool}
--   While requested the item waits for the payer (until; two business days by default); the answer lets it go on.
--   An approved one that expires is told to the owner as a task.
--
-- api.result(request_id uuid, ref text, result jsonb)
--   takes {"text": text}
--   gives {"id", "review_ref": "T-…", "owner_role", "due", "replayed": bool}
--   A report that came back: whoever asked reviews it; until then the loop is open (api.item: "loop").

CREATE FUNCTION api.appointment(request_id uuid, ref text, appointment jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'appointment', appointment);
    me app.staff := engine.me();
    t app.task;
    answer jsonb;
BEGIN
    -- A missed one is an event, for which the person is locked before any item.
    IF appointment ->> 'status' = 'missed' THEN
        PERFORM 1 FROM app.individual i WHERE i.id = engine.person_added_to(me, ref) FOR NO KEY UPDATE;
    END IF;
    t := engine.item_for(me, ref);
    answer := engine.once(me, request_id, 'appointment', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.check_keys(appointment, '{id,starts_at,place,ride,status,to}', 'appointment');
    answer := engine.appointment_change(t, appointment, me, app.now(), request_id) || '{"replayed": false}';
    PERFORM engine.keep_answer(me, request_id, 'appointment', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.appointment(uuid, text, jsonb) IS
    'Books an appointment of an item, or says that it was kept, missed, moved or cancelled. HF404: not there, or not the owner, requester or a coordinator; HF412: no time, no such appointment, several, or still to come; HF400: malformed.';

CREATE FUNCTION api.authorization(request_id uuid, ref text, "authorization" jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'authorization', "authorization");
    me app.staff := engine.me();
    t app.task := engine.item_for(me, ref);
    at timestamptz := app.now();
    a app.authorization;
    answer jsonb := engine.once(me, request_id, 'authorization', arguments);
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.check_keys("authorization", '{payer,number,status,expires_at,until}', 'authorization');
    a := engine.authorization_put(t, "authorization", me, at);
    PERFORM engine.tell_item(t, at, me, 'authorization', jsonb_build_object('status', a.status, 'expires_at', a.expires_at),
                             jsonb_build_object('payer', a.payer, 'number', a.number), request_id);
    PERFORM engine.authorization_waits(t, a, "authorization", at, request_id);
    answer := (SELECT jsonb_build_object('id', a.id, 'payer', a.payer, 'status', a.status, 'expires_at', a.expires_at,
                                         'item_status', k.status, 'hold_until', k.hold_until, 'replayed', false) FROM app.task k WHERE k.id = t.id);
    PERFORM engine.keep_answer(me, request_id, 'authorization', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.authorization(uuid, text, jsonb) IS
    'What a payer was asked or has answered about an item; while requested the item waits for the payer. HF404 as api.appointment; HF412: no payer, expired already, or it cannot wait that long; HF400: malformed.';

CREATE FUNCTION api.result(request_id uuid, ref text, result jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'result', result);
    me app.staff := engine.me();
    t app.task := engine.item_for(me, ref);
    answer jsonb := engine.once(me, request_id, 'result', arguments);
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.check_keys(result, '{text}', 'result');
    IF engine.detail_text(result, 'text') IS NULL THEN
        PERFORM engine.refuse('HF412', 'What does the report say? Give text.', 'Missing: text.');
    END IF;
    answer := engine.result_report(t, engine.detail_text(result, 'text'), me, app.now(), request_id) || '{"replayed": false}';
    PERFORM engine.keep_answer(me, request_id, 'result', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.result(uuid, text, jsonb) IS
    'A report that came back on an item: a review with a clock opens for whoever asked, and the loop is closed when it is finished. HF404 as api.appointment; HF412: no text.';
