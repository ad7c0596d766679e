-- One step on many items at once, and one undo for all of it: api.act_many_preview(), api.act_many(),
-- api.undo_many(); and what a list holds, for tagging all of it: api.queue_refs().
--
-- items: [{"ref": text, "version": int}, …], 1 to 200 of them, each once. Without a version an item is
-- taken as it stands: for scripts; a screen names what it showed.
--
-- api.act_many_preview(items jsonb, action text, detail jsonb DEFAULT '{}') → {
--   "words": "Accept 12 as you; 3 cannot: 2 already accepted, 1 not yours.",
--   "does": "accept {n} as you"|null,        for adding up several calls; null: to none of them
--   "will": int, "not": [{"ref", "code", "why", "mend", "short": "already accepted"}, …] }
-- api.act_many(request_id uuid, items jsonb, action text, detail jsonb DEFAULT '{}', batch text DEFAULT NULL) → {
--   "batch": "B-…"|null,                     null: nothing was done
--   "done": int, "undo_until": timestamptz|null, "replayed": bool,
--   "results": [{"ref", "id", "ok": true, "version", "status", … as api.act}
--             | {"ref", "ok": false, "code": SQLSTATE, "message", "mend", "short"}, …] }   in the order of items
--   batch: of the first call, where more than 200 go in several: one undo takes all of them back.
-- api.undo_many(request_id uuid, batch text) → the same, with "left": int
--   how many are still to be tried, 200 in each call: call it again (with a new request id) until it is 0.
-- api.queue_refs(scope text, filter jsonb DEFAULT '{}', n int DEFAULT 1000) → {
--   "items": [{"id", "ref", "version"}, …], "more": bool }   the first n of what api.queue lists

CREATE FUNCTION api.act_many_preview(items jsonb, action text, detail jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
    s engine.step_state := engine.act_begin(NULL, detail);
BEGIN
    PERFORM engine.refuse_many(action);
    s.at := app.now();
    RETURN engine.many_tried(s, array(SELECT i FROM engine.many_items(items) i), action);
END $$;
COMMENT ON FUNCTION api.act_many_preview(jsonb, text, jsonb) IS
    'What api.act_many would do to how many, in words, and to which not and why: it is done and taken back, so that it cannot differ. HF412: the step is for one item at a time; HF400.';

CREATE FUNCTION api.act_many(request_id uuid, items jsonb, action text, detail jsonb DEFAULT '{}', batch text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
    arguments jsonb := jsonb_build_object('items', items, 'action', action, 'detail', detail, 'batch', batch);
    s engine.step_state := engine.act_begin(request_id, detail);
    b app.batch;
    results jsonb;
    answer jsonb;
    done integer;
BEGIN
    PERFORM engine.take_turn(me);
    answer := engine.once(me, request_id, 'act_many', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.refuse_many(action);
    s.at := app.now();
    b := engine.batch_to_join(me, batch, action, s.at);
    results := engine.many_run(s, array(SELECT i FROM engine.many_items(items) i), action, b.id);
    done := (SELECT count(*) FROM jsonb_array_elements(results) x WHERE (x ->> 'ok')::boolean);
    IF NOT EXISTS (SELECT FROM app.batch_item i WHERE i.batch_id = b.id) THEN
        DELETE FROM app.batch k WHERE k.id = b.id;
        b := NULL;
    END IF;
    answer := jsonb_build_object('batch', engine.batch_ref(b.id), 'done', done, 'results', results, 'replayed', false,
        'undo_until', (SELECT min(u.until) FROM app.batch_item i JOIN app.step_undo u ON u.task_id = i.task_id AND u.entry_id = i.entry_id WHERE i.batch_id = b.id));
    PERFORM engine.keep_answer(me, request_id, 'act_many', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.act_many(uuid, jsonb, text, jsonb, text) IS
    'One step on up to 200 items: each by itself, as api.act does it, with its own entry in the record; what one is refused for stops none of the others, and stands in its result. Which steps: app.step.many. HF412: one for a single item at a time; HF404: no batch of theirs; HF422; HF400.';

CREATE FUNCTION api.undo_many(request_id uuid, batch text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
    arguments jsonb := jsonb_build_object('batch', batch);
    s engine.step_state := engine.act_begin(request_id, '{}');
    b app.batch := engine.batch_of(me, batch);
    answer jsonb := engine.once(me, request_id, 'undo_many', arguments);
    results jsonb;
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    s.at := app.now();
    results := engine.undo_run(s, b);
    IF results = '[]' THEN
        PERFORM engine.refuse('HF412', format('%s was taken back already.', engine.batch_ref(b.id)), 'What stayed is mended one by one: correct, reopen or mark as a mistake (=).');
    END IF;
    answer := jsonb_build_object('batch', engine.batch_ref(b.id), 'results', results, 'undo_until', NULL, 'replayed', false,
        'done', (SELECT count(*) FROM jsonb_array_elements(results) x WHERE (x ->> 'ok')::boolean),
        'left', (SELECT count(*) FROM app.batch_item i WHERE i.batch_id = b.id AND i.undone_at IS NULL));
    PERFORM engine.keep_answer(me, request_id, 'undo_many', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.undo_many(uuid, text) IS
    'Takes back what the person did to many items at once, 200 in a call: those that can still be undone, each on its own record; of the others it says why not. HF404: nothing of theirs; HF412: taken back already; HF422.';

CREATE FUNCTION api.queue_refs(scope text, filter jsonb DEFAULT '{}', n integer DEFAULT 1000) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    ids bigint[];
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 1000 THEN
        PERFORM engine.refuse('HF400', 'n is not between 1 and 1000.', 'Act on these first, then on the rest.');
    END IF;
    PERFORM engine.check_scope(scope);
    ids := engine.page(scope, filter, v, NULL, NULL, n + 1, false);
    RETURN jsonb_build_object('more', cardinality(ids) > n, 'items', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'ref', engine.task_ref(t), 'version', t.version) ORDER BY t.sort_at, t.id), '[]')
        FROM app.task t WHERE t.id = ANY (ids[1:n])));
END $$;
COMMENT ON FUNCTION api.queue_refs(text, jsonb, integer) IS
    'What api.queue lists, by reference and version alone: for tagging all of a list that is longer than a page. HF400 names an unknown scope, filter or value.';
