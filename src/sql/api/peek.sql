-- The preview of the selected row: api.peek(); of a whole page at once: api.peeks(). Not an opening:
-- nothing is recorded.
--
-- api.peek(id bigint) → {
--   "id": bigint, "ref": text, "version": int,
--   "name": text|null, "birth_date": date|null, "identifier": "MRN ..8812"|null,
--   "from": text,                    "St. Mary's, Drew Palmer": who asks
--   "priority": "URGENT"|null,       null for routine
--   "needed_by": timestamptz|null, "needed_what": "First visit"|…,
--   "why": text|null,                the clinical context, or what a task is about
--   "language": text|null, "interpreter": bool,
--   "waits": text|null,              "Waits for payer until" (hold_until beside it)
--   "hold_until": timestamptz|null,
--   "undo": text|null,               "You declined: no staff (default)"
--   "undo_until": timestamptz|null,
--   "came": {                        how it came to the reader; null: nobody was told of it yet
--     "at": timestamptz|null,        when a rung brought the reader in; null, as all but trail: none did
--     "action": "inform|escalate|transfer"|null, "by": text|null (who pressed escalate), "rung": int|null, "of": int|null,
--     "why": "not answered by"|"not answered yet, due"|null, "due": timestamptz|null,     due ends the sentence
--     "trail": [{"at": timestamptz, "text": "Ruth Dale told, not opened"|"you"|…, "times": int, "last": timestamptz}, …] }  oldest first, one that repeats once
--   "tried": [{"at": timestamptz, "text": "Maria Soto opened it"|"Harbor Nursing, Joan Achebe declined: no staff"|…}, …],   oldest first
--   "instruction": {"at": timestamptz, "who": text, "text": text}|null,    of whoever sent it back or gave it on
--   "withheld": text|null,           a sentence, in place of the person
--   "notice": text|null              goes with content under 42 CFR Part 2
-- }
-- HF404 as for an item.
--
-- api.peeks(ids bigint[]) → [peek, …]     what is not to be seen is absent; HF400: more than 200

CREATE FUNCTION api.peek(id bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
BEGIN
    RETURN engine.peek((engine.task_to_see(id, v)).task, v);
END $$;
COMMENT ON FUNCTION api.peek(bigint) IS 'What the preview of a row says. No opening: nothing is recorded. HF404 as api.item.';

CREATE FUNCTION api.peeks(ids bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    me app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    IF cardinality(ids) > 200 THEN
        PERFORM engine.refuse('HF400', 'ids are more than 200.', 'Ask for a page of rows.');
    END IF;
    RETURN (SELECT coalesce(jsonb_agg(engine.peek(t, v)), '[]') FROM app.task t
            WHERE t.id = ANY (ids) AND engine.relations(t, me, v.roles) <> '{}');
END $$;
COMMENT ON FUNCTION api.peeks(bigint[]) IS
    'The previews of a page of rows in one answer; what is not to be seen is absent. No opening: nothing is recorded. HF400: more than 200.';
