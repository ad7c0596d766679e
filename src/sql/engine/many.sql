-- One step on many items (api.act_many): each goes the way of api.act, by itself, with its own lock,
-- checks, entry in the record and undo; what one is refused for stops none of the others.

CREATE TYPE engine.many_item AS (no integer, ref text, version integer, task_id bigint);
COMMENT ON TYPE engine.many_item IS 'An item of a list, as it was given. version NULL: as it stands. task_id NULL: there is none.';

CREATE FUNCTION engine.many_items(items jsonb) RETURNS SETOF engine.many_item LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF jsonb_typeof(items) IS DISTINCT FROM 'array' THEN
        PERFORM engine.refuse('HF400', 'items is no list.', 'Give it as [{"ref": "R-20418", "version": 1}].');
    ELSIF jsonb_array_length(items) NOT BETWEEN 1 AND 200 THEN
        PERFORM engine.refuse('HF400', 'items is no list of 1 to 200.', 'Send more of them in further calls, with the batch of the first.');
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(items) i
                  WHERE jsonb_typeof(i) <> 'object' OR jsonb_typeof(i -> 'ref') IS DISTINCT FROM 'string'
                     OR coalesce(i ->> 'version', '1') !~ '^[0-9]{1,9}$' OR length(i ->> 'ref') > 40) THEN
        PERFORM engine.refuse('HF400', 'An item of the list has no ref, or no version that is a number.', 'Give it as [{"ref": "R-20418", "version": 1}].');
    ELSIF (SELECT count(*) <> count(DISTINCT i ->> 'ref') FROM jsonb_array_elements(items) i) THEN
        PERFORM engine.refuse('HF400', 'An item is twice in the list.', 'Name each once.');
    END IF;
    RETURN QUERY SELECT i.no::integer, i.item ->> 'ref', (i.item ->> 'version')::integer, engine.task_id(i.item ->> 'ref')
                 FROM jsonb_array_elements(items) WITH ORDINALITY i (item, no) ORDER BY 4 NULLS LAST, 1;
END $$;
COMMENT ON FUNCTION engine.many_items(jsonb) IS 'The list as given, in the order in which it is worked through: by ascending id. HF400 names what is wrong with it.';

CREATE FUNCTION engine.many_lock(tasks bigint[], s engine.step_state) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seen bigint[] := array(SELECT t.id FROM app.task t WHERE t.id = ANY (tasks) AND engine.relations(t, s.me, s.roles) <> '{}');
BEGIN
    -- Nothing is waited for here: what somebody else holds is waited for by itself, later and once.
    PERFORM 1 FROM app.referral r WHERE r.id IN (SELECT t.referral_id FROM app.task t WHERE t.id = ANY (seen)) ORDER BY r.id FOR NO KEY UPDATE SKIP LOCKED;
    PERFORM 1 FROM app.task t WHERE t.id = ANY (seen) ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED;
END $$;
COMMENT ON FUNCTION engine.many_lock(bigint[], engine.step_state) IS
    'Locks what is free of it and may be seen, in the order of all locks: referrals, then tasks, by id (DESIGN 4.1).';

CREATE FUNCTION engine.take_turn(me app.staff) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM app.staff k WHERE k.id = me.id FOR NO KEY UPDATE;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Another request of yours is under way.', 'Try again when it is done.');
END $$;
COMMENT ON FUNCTION engine.take_turn(app.staff) IS
    'One request on many items after the other for each person: one that is sent again while the first is under way waits, and finds its answer.';

CREATE FUNCTION engine.batch_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'B-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.batch_ref(bigint) IS 'The reference of what was done to many items at once.';

CREATE FUNCTION engine.batch_of(me app.staff, ref text) RETURNS app.batch LANGUAGE plpgsql AS $$
DECLARE
    b app.batch;
BEGIN
    SELECT k.* INTO b FROM engine.parse_ref('T' || substr(ref, 2)) p JOIN app.batch k ON k.id = p.id
    WHERE upper(left(ref, 2)) = 'B-' AND k.staff_id = me.id FOR UPDATE OF k;
    IF b.id IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN b;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'It is under way at this moment.', 'Try again when it is done.');
END $$;
COMMENT ON FUNCTION engine.batch_of(app.staff, text) IS 'What this person did to many items at once, locked. HF404: nothing of theirs.';

-- --- why not -------------------------------------------------------------------------------------

CREATE FUNCTION engine.many_status(status app.task_status) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE status WHEN 'requested' THEN 'not answered yet' WHEN 'accepted' THEN 'already accepted' WHEN 'in-progress' THEN 'running already'
        WHEN 'on-hold' THEN 'waiting' WHEN 'completed' THEN 'finished' WHEN 'rejected' THEN 'declined' WHEN 'failed' THEN 'ended'
        WHEN 'cancelled' THEN 'cancelled' ELSE 'entered by mistake' END
$$;
COMMENT ON FUNCTION engine.many_status(app.task_status) IS 'A status that the step does not start from, behind a number: 2 already accepted.';

CREATE FUNCTION engine.many_kind(kind app.task_kind) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(engine.say_kind(kind), '^an? ', '')
$$;
COMMENT ON FUNCTION engine.many_kind(app.task_kind) IS 'A kind of task, behind "of another kind:".';

CREATE FUNCTION engine.many_short(s engine.step_state, version integer, code text, short text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN short <> '' THEN short
        WHEN code = 'HF404' THEN 'not yours'
        WHEN code = 'HF409' AND version IS DISTINCT FROM (s.t).version AND (s.t).id IS NOT NULL AND (s.step).raises_version THEN 'changed since'
        WHEN code = 'HF409' THEN 'being worked on'
        WHEN code = 'HF412' AND (s.step).action <> 'undo' AND NOT (s.t).kind = ANY ((s.step).kinds) THEN format('of another kind: %s', engine.many_kind((s.t).kind))
        WHEN code = 'HF412' AND (s.step).action <> 'undo' AND NOT (s.t).status = ANY ((s.step).from_status) THEN engine.many_status((s.t).status)
        ELSE 'not as they stand' END
$$;
COMMENT ON FUNCTION engine.many_short(engine.step_state, integer, text, text) IS
    'Why an item was refused, in the few words that stand behind a number, of one as of several: 1 not yours. short: as the refusal itself has it (engine.refuse); what it leaves open is told from how the item stands.';

CREATE FUNCTION engine.many_refused(s engine.step_state, item engine.many_item, code text, message text, mend text, short text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    known CONSTANT text := CASE WHEN code ~ '^HF' THEN code ELSE 'HF409' END;
BEGIN
    RETURN jsonb_build_object('ref', item.ref, 'ok', false, 'code', known,
        'message', CASE WHEN code ~ '^HF' THEN message ELSE 'Somebody else is working on this at this moment.' END,
        'mend', CASE WHEN code ~ '^HF' THEN mend ELSE 'Try again.' END,
        'short', engine.many_short(s, coalesce(item.version, (s.t).version), known, CASE WHEN code ~ '^HF' THEN short ELSE '' END));
END $$;
COMMENT ON FUNCTION engine.many_refused(engine.step_state, engine.many_item, text, text, text, text) IS 'A refused item as the answer has it.';

-- --- doing it ------------------------------------------------------------------------------------

CREATE FUNCTION engine.many_do(INOUT s engine.step_state, version integer, OUT undo_until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    stored record;
BEGIN
    IF NOT engine.step_permitted(s) THEN
        PERFORM engine.refuse_step(s);
    END IF;
    IF engine.step_fits(s, version) IS NOT TRUE THEN
        PERFORM engine.step_check(s, version);
    END IF;
    stored := engine.step_store(engine.act_do(s));
    s := stored.s;
    undo_until := stored.undo_until;
END $$;
COMMENT ON FUNCTION engine.many_do(engine.step_state, integer) IS 'The step on an item that is locked and looked up, as api.act does it.';

CREATE FUNCTION engine.many_try(s engine.step_state, item engine.many_item, action text, OUT result jsonb, OUT task_id bigint, OUT entry_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    done record;
    code text;
    message text;
    mend text;
    short text;
BEGIN
    s := engine.step_lock(s, item.ref);
    s := engine.step_look(s, action);
    done := engine.many_do(s, coalesce(item.version, (s.t).version));
    task_id := (s.t).id;
    entry_id := (SELECT u.entry_id FROM app.step_undo u WHERE (s.step).undoable AND u.task_id = (s.t).id);
    result := engine.step_answer(done.s, done.undo_until) || jsonb_build_object('ref', item.ref, 'id', (s.t).id, 'ok', true);
EXCEPTION WHEN SQLSTATE 'HF400' OR SQLSTATE 'HF404' OR SQLSTATE 'HF409' OR SQLSTATE 'HF412' OR lock_not_available OR deadlock_detected THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, mend = PG_EXCEPTION_HINT, short = PG_EXCEPTION_DETAIL;
    result := engine.many_refused(s, item, code, message, mend, short);
    task_id := NULL;
END $$;
COMMENT ON FUNCTION engine.many_try(engine.step_state, engine.many_item, text) IS
    'The step on one of many: done, with its entry, or refused and nothing of it kept. entry_id: what undo takes back.';

CREATE FUNCTION engine.wait_no_more(result jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF result ->> 'short' = 'being worked on' THEN
        PERFORM set_config('lock_timeout', '20ms', true);
    END IF;
END $$;
COMMENT ON FUNCTION engine.wait_no_more(jsonb) IS 'Whoever has waited for one item in vain waits no longer for the others: the locks that are held meanwhile keep everybody else waiting.';

CREATE FUNCTION engine.many_run(s engine.step_state, items engine.many_item[], action text, batch_id bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    item engine.many_item;
    tried record;
    results jsonb[] := array_fill(NULL::jsonb, ARRAY[cardinality(items)]);
BEGIN
    s.facts := jsonb_build_object('batch', engine.batch_ref(batch_id));
    PERFORM engine.many_lock(array(SELECT i.task_id FROM unnest(items) i WHERE i.task_id IS NOT NULL), s);
    FOREACH item IN ARRAY items LOOP
        tried := engine.many_try(s, item, action);
        results[item.no] := tried.result;
        PERFORM engine.wait_no_more(tried.result);
        -- An item that was done to before in this batch by another spelling of its reference keeps its first entry.
        INSERT INTO app.batch_item (batch_id, task_id, entry_id) SELECT many_run.batch_id, tried.task_id, tried.entry_id WHERE tried.task_id IS NOT NULL
        ON CONFLICT ON CONSTRAINT batch_item_pkey DO UPDATE SET entry_id = excluded.entry_id, undone_at = NULL;
    END LOOP;
    RETURN to_jsonb(results);
END $$;
COMMENT ON FUNCTION engine.many_run(engine.step_state, engine.many_item[], text, bigint) IS 'Works through the list by ascending id; the results come in the order of the list.';

CREATE FUNCTION engine.refuse_many(action text) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.step p WHERE p.action = refuse_many.action) THEN
        PERFORM engine.refuse('HF400', format('There is no action %s.', coalesce(action, '(none)')), 'The actions of an item are listed with it.');
    ELSIF NOT EXISTS (SELECT FROM app.step p WHERE p.action = refuse_many.action AND p.many IS NOT NULL) THEN
        PERFORM engine.refuse('HF412', format('One at a time: to %s needs a look at each.', engine.step_words(action)), 'Do it on one item at a time.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_many(text) IS 'HF412: the step is none that is done to many items at once (app.step.many); HF400: there is no such step.';

CREATE FUNCTION engine.batch_to_join(me app.staff, ref text, action text, at timestamptz) RETURNS app.batch LANGUAGE plpgsql AS $$
DECLARE
    b app.batch;
BEGIN
    IF ref IS NULL THEN
        INSERT INTO app.batch (staff_id, action, at) VALUES (me.id, action, batch_to_join.at) RETURNING * INTO b;
        RETURN b;
    END IF;
    b := engine.batch_of(me, ref);
    IF b.action <> action OR b.at < batch_to_join.at - interval '1 hour' OR EXISTS (SELECT FROM app.batch_item i WHERE i.batch_id = b.id AND i.undone_at IS NOT NULL) THEN
        PERFORM engine.refuse('HF412', format('%s does not go on: it is another step, taken back, or old.', engine.batch_ref(b.id)), 'Begin anew.');
    END IF;
    RETURN b;
END $$;
COMMENT ON FUNCTION engine.batch_to_join(app.staff, text, text, timestamptz) IS 'A new batch, or the one that a further call goes on with.';

-- --- in words ------------------------------------------------------------------------------------

CREATE FUNCTION engine.many_reason(action text, detail jsonb, results jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := engine.detail_text(detail, 'reason');
    defaults text[];
BEGIN
    IF given IS NOT NULL THEN
        RETURN coalesce((SELECT r.name FROM app.reason r WHERE r.list = action AND r.code = given), given);
    END IF;
    defaults := array(SELECT DISTINCT engine.default_reason_words(action, r.id) FROM jsonb_array_elements(results) x
                      JOIN app.role r ON r.code = x ->> 'owner_role' WHERE (x ->> 'ok')::boolean);
    RETURN CASE cardinality(defaults) WHEN 0 THEN NULL WHEN 1 THEN defaults[1] ELSE 'each for its role''s usual reason' END;
END $$;
COMMENT ON FUNCTION engine.many_reason(text, jsonb, jsonb) IS 'The reason that stands with the step: as given, or the default of the roles concerned.';

CREATE FUNCTION engine.many_names(action text, detail jsonb, results jsonb, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    until timestamptz := CASE WHEN action = 'hold' THEN engine.read_time(engine.detail_text(detail, 'until'), 'until', false) END;
    last timestamptz := (SELECT max(engine.wanted_until((x ->> 'due')::timestamptz, NULL, at)) FROM jsonb_array_elements(results) x WHERE (x ->> 'ok')::boolean);
BEGIN
    RETURN jsonb_build_object(
        'reason', engine.many_reason(action, detail, results),
        'to', coalesce((SELECT k.name || coalesce(' (' || engine.away_ahead(k.id, at, last) || ')', '') FROM app.staff k WHERE k.login = detail ->> 'to'), detail ->> 'to'),
        'waiting_on', engine.reason_words('hold', detail ->> 'waiting_on'),
        'until', to_char(until AT TIME ZONE (SELECT n.timezone FROM app.network n), 'Dy FMDD Mon'),
        'value', CASE WHEN action IN ('redate', 'promise') THEN engine.say_time(engine.read_time(engine.detail_text(detail, 'value'), 'value', true), at) ELSE detail ->> 'value' END,
        'told', (SELECT string_agg(DISTINCT x ->> 'told', ', ') FROM jsonb_array_elements(results) x WHERE x ? 'told'));
END $$;
COMMENT ON FUNCTION engine.many_names(text, jsonb, jsonb, timestamptz) IS 'What the names in app.step.many stand for; to whom, with whether they are away, or will be before the last of it is due.';

CREATE FUNCTION engine.many_does(action text, detail jsonb, results jsonb, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    template text := (SELECT p.many FROM app.step p WHERE p.action = many_does.action ORDER BY p.position LIMIT 1);
    name record;
BEGIN
    IF NOT EXISTS (SELECT FROM jsonb_array_elements(results) x WHERE (x ->> 'ok')::boolean) THEN
        RETURN NULL;
    END IF;
    FOR name IN SELECT * FROM jsonb_each_text(engine.many_names(action, detail, results, at)) k WHERE strpos(template, '{' || k.key || '}') > 0 LOOP
        template := engine.filled(template, '{' || name.key || '}', name.value);
    END LOOP;
    RETURN template;
END $$;
COMMENT ON FUNCTION engine.many_does(text, jsonb, jsonb, timestamptz) IS 'What the step does to those that it is done to: give {n} to Tomas Reyes; NULL: to none.';

CREATE FUNCTION engine.many_words(does text, results jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    WITH counted AS (SELECT count(*) FILTER (WHERE (x ->> 'ok')::boolean) AS will, count(*) FILTER (WHERE NOT (x ->> 'ok')::boolean) AS refused FROM jsonb_array_elements(results) x)
    SELECT concat_ws('; ', CASE WHEN c.will > 0 THEN upper(left(w.done, 1)) || substr(w.done, 2) END, c.refused || ' cannot: ' || nullif((
               SELECT string_agg(g.count || ' ' || g.short, ', ' ORDER BY g.count DESC, g.short)
               FROM (SELECT count(*), x ->> 'short' AS short FROM jsonb_array_elements(results) x WHERE NOT (x ->> 'ok')::boolean GROUP BY 2) g), '')) || '.'
    FROM counted c CROSS JOIN LATERAL (SELECT replace(does, '{n}', c.will::text) AS done) w
$$;
COMMENT ON FUNCTION engine.many_words(text, jsonb) IS 'What will happen to how many: Accept 12 as you; 3 cannot: 2 already accepted, 1 not yours.';

CREATE FUNCTION engine.many_tried(s engine.step_state, items engine.many_item[], action text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    results jsonb;
    does text;
BEGIN
    -- Done as it would be, then taken back: a preview that cannot differ from the deed.
    BEGIN
        results := engine.many_run(s, items, action, (engine.batch_to_join(s.me, NULL, action, s.at)).id);
        does := engine.many_does(action, s.detail, results, s.at);
        RAISE EXCEPTION USING ERRCODE = 'HF000', MESSAGE = 'taken back';
    EXCEPTION WHEN SQLSTATE 'HF000' THEN
        NULL;
    END;
    RETURN jsonb_build_object('words', engine.many_words(does, results), 'does', does,
        'will', (SELECT count(*) FROM jsonb_array_elements(results) x WHERE (x ->> 'ok')::boolean),
        'not', (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', x.r -> 'ref', 'code', x.r -> 'code', 'why', x.r -> 'message', 'mend', x.r -> 'mend', 'short', x.r -> 'short') ORDER BY x.no), '[]')
                FROM jsonb_array_elements(results) WITH ORDINALITY x (r, no) WHERE NOT (x.r ->> 'ok')::boolean));
END $$;
COMMENT ON FUNCTION engine.many_tried(engine.step_state, engine.many_item[], text) IS 'What the step would do to how many, and to which not and why; nothing is changed.';

-- --- taking it back ------------------------------------------------------------------------------

CREATE FUNCTION engine.refuse_gone_on(s engine.step_state, entry_id bigint) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF entry_id IS NULL THEN
        PERFORM engine.refuse('HF412', 'What was said of it stays on the record.', 'Say what is right in a note (m).', 'said for good: it stays on the record');
    ELSIF NOT EXISTS (SELECT FROM app.step_undo u WHERE u.task_id = (s.t).id AND u.entry_id = refuse_gone_on.entry_id) THEN
        PERFORM engine.refuse('HF412', 'It went on after your step, so that can no longer be undone.', 'Correct, reopen or mark it as a mistake instead (=).', 'gone on since');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_gone_on(engine.step_state, bigint) IS 'HF412: the step is not the last one any more, also where the person went on with it themselves, or is none that is undone.';

CREATE FUNCTION engine.undo_try(s engine.step_state, item engine.many_item, entry_id bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    done record;
    code text;
    message text;
    mend text;
    short text;
BEGIN
    s := engine.step_lock(s, item.ref);
    s := engine.step_look(s, 'undo');
    PERFORM engine.refuse_gone_on(s, entry_id);
    done := engine.many_do(s, (s.t).version);
    RETURN engine.step_answer(done.s, NULL) || jsonb_build_object('ref', item.ref, 'id', (s.t).id, 'ok', true);
EXCEPTION WHEN SQLSTATE 'HF404' OR SQLSTATE 'HF409' OR SQLSTATE 'HF412' OR lock_not_available OR deadlock_detected THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, mend = PG_EXCEPTION_HINT, short = PG_EXCEPTION_DETAIL;
    RETURN engine.many_refused(s, item, code, message, mend, short);
END $$;
COMMENT ON FUNCTION engine.undo_try(engine.step_state, engine.many_item, bigint) IS 'Takes one of many back, or says why not.';

CREATE FUNCTION engine.undo_run(s engine.step_state, b app.batch) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    part record;
    result jsonb;
    results jsonb := '[]';
BEGIN
    s.facts := jsonb_build_object('batch', engine.batch_ref(b.id));
    PERFORM engine.many_lock(array(SELECT i.task_id FROM app.batch_item i WHERE i.batch_id = b.id AND i.undone_at IS NULL ORDER BY i.task_id DESC LIMIT 200), s);
    -- The last first, as with everything that is taken back.
    FOR part IN SELECT i.task_id, i.entry_id, engine.task_ref(t) AS ref FROM app.batch_item i JOIN app.task t ON t.id = i.task_id
                WHERE i.batch_id = b.id AND i.undone_at IS NULL ORDER BY i.task_id DESC LIMIT 200 LOOP
        result := engine.undo_try(s, ROW(1, part.ref, NULL, part.task_id)::engine.many_item, part.entry_id);
        PERFORM engine.wait_no_more(result);
        results := result || results;
        UPDATE app.batch_item i SET undone_at = s.at WHERE i.batch_id = b.id AND i.task_id = part.task_id;
    END LOOP;
    RETURN results;
END $$;
COMMENT ON FUNCTION engine.undo_run(engine.step_state, app.batch) IS 'Takes back up to 200 of what was done to many items at once: those that can be, each on its own record.';
