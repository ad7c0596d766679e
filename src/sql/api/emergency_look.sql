-- Emergency looks: api.emergency_look().
--
-- api.emergency_look(request_id uuid, individual_ref text|null, look jsonb)
--   individual_ref: P-… of somebody whom the caller knows (has to do with, or was introduced to), or R-… or T-… of an item of the caller's that does not say whom it is about
--   look: {"kind": "medical_emergency"|"other",
--     "category": "general" (default: all but substance-use content) | "substance_use" (that too: medical roles, in a medical emergency),
--     "reason": text (kind other), "nature": text (a medical emergency: what it is),
--     "recipient": text, "discloser": text (with substance-use content; 42 CFR 2.51(c)),
--     "name", "birth_date": whom, together and exact, where no reference is known}
--   → {"individual_ref", "name", "until": timestamptz, "category", "told": [{"name", "role", "phone"}, …] (at once), "alert_ref", "review_ref",
--      "joined": bool (one as wide runs already: nothing new is recorded), "replayed"}
-- Until then the person, their items, plan and record are there to be read, and say so ("look"). Nothing can be changed by it.

CREATE FUNCTION api.emergency_look(request_id uuid, individual_ref text, look jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'look', look);
    me app.staff := engine.me();
    v engine.viewer := engine.viewer();
    i app.individual;
    running app.emergency_look;
    answer jsonb;
BEGIN
    PERFORM engine.check_look(look, v);
    SELECT k.* INTO i FROM app.individual k WHERE k.id = engine.looked_for(individual_ref, look, v) FOR NO KEY UPDATE;
    IF i.id IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    answer := engine.once(me, request_id, 'emergency_look', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    running := engine.look_running(i.id, me.id);
    IF running.category = 'substance_use' OR running.category = coalesce(engine.detail_text(look, 'category'), 'general') THEN
        answer := engine.look_again(running, i);
    ELSE
        answer := engine.begin_look(i, look, me, v, app.now(), request_id);
    END IF;
    PERFORM engine.keep_answer(me, request_id, 'emergency_look', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.emergency_look(uuid, text, jsonb) IS
    'Sees for a limited time what nothing else lets the caller see of one person: recorded, in the account of disclosures, told to their supervisor at once and reviewed by compliance. Substance-use content only by a medical role in a medical emergency (42 CFR 2.51). HF404: nobody, or no care work among the duties; HF412: a reason or one of the elements is missing, or it is not theirs to look at; HF400: malformed.';
