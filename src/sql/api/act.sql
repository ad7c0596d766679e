-- api.act: the one door for every step on an item.
--
-- api.act(request_id uuid, ref text, version int, action text, detail jsonb DEFAULT '{}') → {
--   "ref": text, "kind": text, "version": int, "status": text, "owner_role": text, "owner_login": text|null, "owner_name": text (of the person, or else of the role),
--   "due": timestamptz|null, "replayed": bool, "undo_until": timestamptz|null,
--   "opened": [ref, …]               tasks and tries that this step opened
--   and, with some steps:
--   "joined": ref                    decline, fail: the search for another provider that was open already
--   "told": text                     escalate: who
--   "promised": timestamptz          promise: by when
--   "away": text                     whoever has it now is away, or will be before it is due: away from Mon 24 Nov, Tomas Reyes covers
--   "refill": {…}                    void: what refills the form, as api.refer takes it, without the individual
-- }

CREATE FUNCTION api.act(request_id uuid, ref text, version integer, action text, detail jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
-- Every statement here goes by keys: a plan for each value would cost more than it finds.
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'version', version, 'action', action, 'detail', detail);
    s engine.step_state := engine.act_begin(request_id, detail);
    stored record;
BEGIN
    s := engine.step_find(s, ref);
    s := engine.step_look(s, action);
    IF (s.t).id IS NULL OR (engine.owner_acts(s) IS NOT TRUE AND NOT (engine.step_permitted(s) OR engine.answered(s.me, request_id, 'act', arguments))) THEN
        PERFORM engine.refuse_step(s);
    END IF;
    IF s.asked THEN
        RETURN engine.once(s.me, request_id, 'act', arguments);
    END IF;
    IF engine.step_fits(s, version) IS NOT TRUE THEN
        PERFORM engine.step_check(s, version);
    END IF;
    stored := engine.step_store(engine.act_do(s));
    RETURN engine.keep_answer(s.me, request_id, 'act', arguments, engine.step_answer(stored.s, stored.undo_until));
END $$;
COMMENT ON FUNCTION api.act(uuid, text, integer, text, jsonb) IS
    'One step on one item, with its entry in the record, in one transaction. The answer is found in this order: HF404 not there or not permitted; the request id (the first answer again, or HF422); HF409 for an old version, saying who changed what; HF412 naming the condition that is not met. HF400 names a malformed argument. Steps: app.step; rules: DESIGN 4.';
