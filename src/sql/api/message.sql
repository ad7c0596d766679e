-- Messages: api.message() writes one, api.messages() reads the thread of a place and marks it read.
--
-- place: R-… or T-… (an item; a question's own task means the thread where it was asked), P-… (a
-- person and their plan), P-…/area/ID.
-- api.message(request_id, place, {"text", "to": login or role code?, "side": "requester"?, "question": bool?, "answers": message id?, "counseling": bool?}) →
--   {"id", "place", "to": login or role code, "to_name", "task_ref": T-…|null, "due": timestamptz|null (of a question), "answered": message id|null, "replayed"}
--   side: to whoever asked for the item. Without to: to whoever asked, else to who owns the place, else to who asked for the item; a counseling note to the writer's own role. Without
--   to and answers, where exactly one question waits for the writer, the message answers it.
--   counseling: a note of counseling, which its organisation alone reads, and whoever a consent to just that names (42 CFR 2.31(b)); to somebody else it needs one.
-- api.messages(place) → {"place", "individual_ref", "name": text, "title": text,
--   "notice": text|null (of 42 CFR 2.32, where the thread is such content), "open_question": message id|null,                 the oldest question there that waits for the reader
--   "messages": [{"id", "at", "from": "you"|"St. Mary's, Drew Palmer", "from_login", "to": "you"|name, "text",
--                 "question": bool, "counseling": bool, "answered": bool, "asks_me": bool, "answers": id|null, "due": timestamptz|null,
--                 "unread": bool (as it was before this call), "mine": bool, "read_at", "read_by": name|null, "place"}, …]}      oldest first

CREATE FUNCTION api.message(request_id uuid, place text, body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('place', place, 'body', body);
    me app.staff := engine.me();
    v engine.viewer := engine.viewer();
    p engine.place := engine.place_to_see(place, v);
    answer jsonb;
BEGIN
    IF NOT v.serves OR p.audited THEN
        PERFORM engine.refuse_seen('write here', 'those who work with it');
    END IF;
    PERFORM engine.check_change(body, '{text,to,side,question,answers,counseling}');
    answer := engine.once(me, request_id, 'message', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    ELSIF engine.detail_text(body, 'text') IS NULL THEN
        PERFORM engine.refuse('HF412', 'A message needs words.', 'Missing: text.');
    ELSIF body -> 'counseling' = 'true' THEN
        PERFORM engine.refuse_counseling(v.organization_id);
        IF body -> 'question' = 'true' OR body ? 'answers' THEN
            PERFORM engine.refuse('HF412', 'A counseling note is kept apart: it neither asks nor answers.', 'Ask in a message without such content.');
        END IF;
        p.category := 'counseling_notes';
    END IF;
    PERFORM engine.message_lock(p, engine.answered_by(p, body, v));
    answer := engine.once(me, request_id, 'message', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    answer := engine.send_message(p, body, me, v, app.now(), request_id);
    PERFORM engine.keep_answer(me, request_id, 'message', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.message(uuid, text, jsonb) IS
    'Writes a message on an item, an area of a plan, or a person, to a role or a person; a question opens a timed task for whoever is asked, which the answer ends. Never raises a version. HF404: no such place, or not the caller''s; HF412: no words, nobody to write to, nothing allows it to be shared with them, or the question is answered; HF400: malformed.';

CREATE FUNCTION api.messages(place text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    p engine.place := engine.place_to_see(place, v);
    i app.individual := (SELECT k FROM app.individual k WHERE k.id = p.individual_id);
    thread jsonb := (SELECT coalesce(jsonb_agg(engine.message_json(m, v) ORDER BY m.at, m.id), '[]') FROM engine.thread(p, v) m);
BEGIN
    PERFORM engine.disclose_place(p, thread, v);
    PERFORM engine.mark_read(p, v, v.at);
    RETURN jsonb_build_object('place', p.ref, 'individual_ref', engine.individual_ref(i.id), 'name', engine.person_name(i.family, i.given),
        'title', coalesce(engine.task_label((p.task).id), (SELECT d.name FROM app.domain d WHERE d.id = (p.area).domain_id), 'plan'),
        'open_question', (SELECT min((m ->> 'id')::bigint) FROM jsonb_array_elements(thread) m WHERE (m ->> 'asks_me')::boolean),
        'notice', CASE WHEN engine.is_apart(p.category) OR thread @> '[{"counseling": true}]' THEN engine.redisclosure_notice() END, 'messages', thread);
END $$;
COMMENT ON FUNCTION api.messages(text) IS
    'The thread of a place, oldest first; what was written to the reader counts as read from now. HF404: no such place, or not the reader''s.';
