-- Asking for help: api.refer(), and what it would answer: api.refer_preview().
--
-- both take {"individual": "P-…", "priority": routine|urgent|asap|stat, "needed_by": instant|date,
--   "context": text, "provided": {key: text, …}, "duplicate_reason": text,
--   "risk": "K-…"|absent,             the social risk because of which it is asked
--   "items": [{"type": service type, "service": service|absent,
--              "threat": text|absent}, …]}   what threatens whom, seriously and soon: the ground where none stands; goes at once, told and reviewed
-- and give {"referrals": [{           in the order of items
--   "referral_ref": text|null, "ref": text|null,     null: not made (a preview, or an unexplained duplicate)
--   "type": code, "service": code|null, "service_name": text|null,
--   "owner_role": code, "owner_role_name": text, "due": timestamptz|null,
--   "basis": {"stands": bool, "basis": code|null, "name": text,
--             "possible": [{"basis", "name", "needs", "who"}, …]},   where none stands: which there could be, what each needs, who can obtain it
--   "duplicates": [referral_ref, …],  open referrals of this person for the same: needs duplicate_reason
--   "reroute": bool,                  nobody there takes it now: the coordinator looks for a provider
--   "told": [{"name", "role", "phone"}],   of what went because of a threat: the supervisor who was told of it
--   "problem": text|null, "mend": text|null          preview only: why it could not be sent
-- }, …], "created": bool, "replayed": bool}

CREATE FUNCTION api.refer(request_id uuid, referral jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    l engine.letter := engine.read_letter(referral);
    answer jsonb;
    plans engine.plan[];
    p engine.plan;
    made jsonb := '[]';
BEGIN
    -- Locked, so that two referrals for the same person at once see each other.
    PERFORM 1 FROM app.individual i WHERE i.id = (l.individual).id FOR NO KEY UPDATE;
    l.at := app.now();
    answer := engine.once(l.me, request_id, 'refer', referral);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.refuse_merged(i) FROM app.individual i WHERE i.id = (l.individual).id;
    plans := ARRAY(SELECT k FROM engine.plan_items(l, referral -> 'items') k);
    FOREACH p IN ARRAY plans LOOP
        IF p.problem IS NOT NULL THEN
            PERFORM engine.refuse(p.code, p.problem, p.mend);
        END IF;
    END LOOP;
    IF l.duplicate_reason IS NULL AND EXISTS (SELECT 1 FROM unnest(plans) k WHERE k.duplicates <> '{}') THEN
        PERFORM engine.keep_duplicate(l, k) FROM unnest(plans) k WHERE k.duplicates <> '{}';
        RETURN jsonb_build_object('referrals', (SELECT jsonb_agg(engine.planned(k)) FROM unnest(plans) k), 'created', false, 'replayed', false);
    END IF;
    FOREACH p IN ARRAY plans LOOP
        made := made || engine.send_item(l, p, request_id);
    END LOOP;
    answer := jsonb_build_object('referrals', made, 'created', true, 'replayed', false);
    PERFORM engine.keep_answer(l.me, request_id, 'refer', referral, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.refer(uuid, jsonb) IS
    'Makes a referral for each item, all or none, each with its first try and the clock of its answer. An item that repeats an open one comes back as duplicates and nothing is made, until a duplicate_reason is given (same request id). HF404: no duty to refer, or no such person; HF412: something required is missing, nothing allows the disclosure, intake is closed; HF400: malformed.';

CREATE FUNCTION api.refer_preview(referral jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    l engine.letter := engine.read_letter(referral);
BEGIN
    RETURN jsonb_build_object('referrals', (SELECT jsonb_agg(engine.planned(p)) FROM engine.plan_items(l, referral -> 'items') p),
                              'created', false, 'replayed', false);
END $$;
COMMENT ON FUNCTION api.refer_preview(jsonb) IS
    'What api.refer would answer, worked out the same way; nothing is written, and what stands in the way is told item by item.';
