-- What a picker offers: api.choices().
--
-- api.choices(ref text, action text) → {
--   "action": text, "ref": text, "version": int, "effect": text,
--   "ask": bool,                     the policy wants a picker even where a default exists
--   "needs": [detail key, …],        what act's detail must carry
--   "offers": text|null,             the detail key that "choices" fills: reason, outcome, to, waiting_on, missing, value, field
--   "default": value|null,
--   "choices": [{ "value": text, "label": text, "note": text|null,
--                 "open": bool|null, "opens_at": timestamptz|null,
--                 "has": bool }, …]     open, opens_at: services (reroute); has: of assign, they have it already
-- }
-- reroute: services by rank, then roles; assign: logins of the owner role's organisation, with who
-- is away or will be before it is due ("away from Mon 24 Nov, no cover named"), as the effect of return says it; and last who has it, to whom others of many may go; decline, fail, cancel, …: reasons; complete, resolve: outcomes; ask: what the service type requires;
-- relevel: priorities; correct: fields. HF404 as for an item, HF412 when the step is not open to the reader now.

CREATE FUNCTION api.choices(ref text, action text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    t app.task := (engine.task_to_see(engine.task_id(ref), v)).task;
    line engine.row;
    step jsonb;
BEGIN
    SELECT r.* INTO line FROM engine.rows(ARRAY[t.id], v) r;
    SELECT s INTO step FROM jsonb_array_elements(engine.item_actions(t, line, v) -> 'steps') s WHERE s ->> 'action' = choices.action;
    IF step IS NULL THEN
        PERFORM engine.refuse('HF412', format('You cannot %s now.', engine.step_words(coalesce(choices.action, 'do'))),
                              CASE WHEN choices.action = 'redate' AND t.kind IN ('referral', 'reroute', 'risk') AND t.closed_at IS NULL
                                   THEN 'Whoever asked for it, their supervisor, or the coordinator changes that date: ask them (m)'
                                        || CASE WHEN 'promise' = ANY (line.actions) THEN '; promise one of your own.' ELSE '.' END
                                   WHEN cardinality(line.effects) > 0 THEN 'What you can do: ' || array_to_string(line.effects, ', ') || '.'
                                   ELSE 'Nothing is yours to do on it: you may read it.' END);
    END IF;
    RETURN jsonb_build_object('action', choices.action, 'ref', line.ref, 'version', t.version, 'effect', engine.effect_away(step ->> 'effect', t, choices.action, v), 'ask', step -> 'ask',
                              'needs', (step -> 'needs') || engine.also_needed(t, choices.action)) || engine.choices_of(t, choices.action, v);
END $$;
COMMENT ON FUNCTION api.choices(text, text) IS 'What a picker offers for a step on an item, and what the step needs. HF404 as api.item; HF412: not open to the reader now.';
