-- The same person entered twice: api.duplicates(), api.merge(), api.unmerge(). Coordinators merge.
--
-- api.duplicates(individual_ref text) → [{"ref", "name", "birth_date", "identifier", "city", "open", "late": int (as in api.find),
--   "why": ["same name", "same birth date", …], "differs": [field, …], "plan": bool}, …]     the likeliest first
-- api.merge(request_id uuid, keep_ref text, other_ref text, reason text, plan text DEFAULT NULL)     plan: keep|other, where both have one
--   → {"individual_ref" (the page that counts), "other_ref" (leads there from now on), "moved": {"task": 3, "referral": 1, "identifier": 1, …},
--      "differs": [field, …],             what the other page said differently: put right by hand
--      "twice": [[referral_ref, …], …],   open referrals for the same thing
--      "replayed": bool}
--   Consents of the other page, and who may decide there, stay with it: what one allows says nothing of the other. Whom to call is copied,
--   and a number that one of them says is not to be rung is shown so.
-- api.unmerge(request_id uuid, ref text, reason text) → {"individual_ref", "other_ref", "replayed"}     ref: of either

CREATE FUNCTION api.duplicates(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    i app.individual;
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = engine.individual_id(individual_ref);
    IF i.id IS NULL OR NOT engine.may_read(i.id, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN engine.duplicates_of(i, v);
END $$;
COMMENT ON FUNCTION api.duplicates(text) IS 'Pages that may be the same person''s, with why; only those the reader sees. HF404 otherwise.';

CREATE FUNCTION api.merge(request_id uuid, keep_ref text, other_ref text, reason text, plan text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('keep', keep_ref, 'other', other_ref, 'reason', reason, 'plan', plan);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    keep app.individual;
    other app.individual;
    answer jsonb;
BEGIN
    SELECT i.* INTO keep FROM app.individual i WHERE i.id = engine.individual_id(keep_ref);
    SELECT i.* INTO other FROM app.individual i WHERE i.id = engine.individual_id(other_ref);
    IF keep.id IS NULL OR other.id IS NULL OR NOT (engine.sees_individual(keep.id, v) AND engine.sees_individual(other.id, v)) THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT v.coordinates THEN
        PERFORM engine.refuse_seen('make two pages one', engine.coordinator_words());
    END IF;
    PERFORM engine.lock_pair(keep.id, other.id);
    answer := engine.once(me, request_id, 'merge', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    SELECT i.* INTO keep FROM app.individual i WHERE i.id = keep.id;
    SELECT i.* INTO other FROM app.individual i WHERE i.id = other.id;
    PERFORM engine.refuse_merged(keep);
    PERFORM engine.refuse_merged(other);
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 10000);
    IF keep.id = other.id THEN
        PERFORM engine.refuse('HF412', 'That is one page already.', 'Give two different people.');
    ELSIF engine.typed(reason) IS NULL THEN
        PERFORM engine.refuse('HF412', 'To merge, give a reason.', 'Say why.');
    END IF;
    answer := engine.merge_people(keep, other, plan, reason, me, app.now(), request_id);
    PERFORM engine.keep_answer(me, request_id, 'merge', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.merge(uuid, text, text, text, text) IS
    'Makes two pages of one person one: what is open, what happened and was done goes to the page kept, to which every reference leads; each open item says so on its record. Duty coordinate. HF404; HF409; HF412: no reason, one page already, or both have a plan and none was chosen; HF422.';

CREATE FUNCTION api.unmerge(request_id uuid, ref text, reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'reason', reason);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    m app.merge;
    answer jsonb;
BEGIN
    IF NOT coalesce(engine.sees_individual(engine.individual_id(ref), v), false) THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT v.coordinates THEN
        PERFORM engine.refuse_seen('take a merge back', engine.coordinator_words());
    END IF;
    m := engine.standing_merge(ref);
    PERFORM engine.lock_pair(m.keep_id, m.other_id);
    answer := engine.once(me, request_id, 'unmerge', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    SELECT k.* INTO m FROM app.merge k WHERE k.id = m.id AND k.undone_at IS NULL;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 10000);
    IF m.id IS NULL THEN
        PERFORM engine.refuse('HF412', 'This page was not merged with another.', 'Look at its record.');
    ELSIF engine.kept(m.keep_id) <> m.keep_id THEN
        PERFORM engine.refuse('HF412', format('%s was merged with another page since.', engine.individual_ref(m.keep_id)), 'Take that back first.');
    ELSIF engine.typed(reason) IS NULL THEN
        PERFORM engine.refuse('HF412', 'To take a merge back, give a reason.', 'Say why.');
    END IF;
    answer := engine.unmerge_people(m, reason, me, app.now(), request_id);
    PERFORM engine.keep_answer(me, request_id, 'unmerge', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.unmerge(uuid, text, text) IS
    'Takes a merge back: exactly what was the other''s goes back to them, and their plan with it; what was added since stays. Duty coordinate. HF404; HF409; HF412; HF422.';
