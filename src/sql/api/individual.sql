-- Entering a person: api.enter_individual(); putting their page right: api.correct_individual().

CREATE FUNCTION api.enter_individual(request_id uuid, individual jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
    v engine.viewer := engine.viewer();
    i app.individual;
    seen bigint[];
    unseen bigint[];
    answer jsonb;
BEGIN
    IF NOT v.duties && '{refer,respond,coordinate,plan,record}' THEN
        PERFORM engine.refuse_duty('enter people', 'refer', me.organization_id);
    END IF;
    PERFORM engine.check_individual(individual, '{identifiers,duplicate_reason}');
    answer := engine.once(me, request_id, 'enter_individual', individual);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    i.created_at := app.now();
    i := engine.fill_individual(i, individual);
    PERFORM engine.check_birth(i.birth_date, i.created_at);
    SELECT array_agg(o.id ORDER BY o.id) FILTER (WHERE k.meets), array_agg(o.id ORDER BY o.id) FILTER (WHERE NOT k.meets) INTO seen, unseen
    FROM engine.alike(i, individual -> 'identifiers') o CROSS JOIN LATERAL (SELECT engine.meets(me, o, i, v) AS meets) k;
    PERFORM engine.introduce(me, seen, 'entered', i.created_at);
    IF seen IS NOT NULL AND engine.detail_text(individual, 'duplicate_reason') IS NULL THEN
        RETURN jsonb_build_object('individual_ref', NULL, 'duplicates', engine.individual_refs(seen), 'created', false, 'replayed', false);
    END IF;
    i := engine.add_individual(i, individual, me, request_id);
    IF unseen IS NOT NULL THEN
        PERFORM engine.tell_of_twin(i, unseen, i.created_at, request_id);
    END IF;
    answer := jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'duplicates', engine.individual_refs(seen),
                                 'created', true, 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'enter_individual', individual, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.enter_individual(uuid, jsonb) IS
    'Enters a person: {family, given, birth_date, gender, language, interpreter, address, city, postal_code, safe_note, contacts: [{name, relation, phone, safe, may_decide, note}], identifiers: [{system, value, kind}], duplicate_reason}. Gives {individual_ref, duplicates, created}. People here who may be the same come back as duplicates and nothing is made, until a duplicate_reason is given. HF404: no duty that enters people; HF400: malformed.';

CREATE FUNCTION api.correct_individual(request_id uuid, individual_ref text, version integer, change jsonb, reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'version', version, 'change', change, 'reason', reason);
    me app.staff := engine.me();
    roles integer[] := engine.my_roles(me.id);
    was app.individual;
    i app.individual;
    answer jsonb;
BEGIN
    IF NOT coalesce(engine.sees_individual(engine.individual_id(individual_ref), engine.viewer()), false) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    SELECT k.* INTO was FROM app.individual k WHERE k.id = engine.individual_id(individual_ref) FOR NO KEY UPDATE;
    IF was.id IS NULL OR NOT engine.sees_individual(was.id, engine.viewer()) THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT EXISTS (SELECT 1 FROM app.role r WHERE r.id = ANY (roles) AND r.duties && '{refer,respond,coordinate,plan,record}') THEN
        PERFORM engine.refuse_seen('correct their page', 'those who work with this person');
    END IF;
    PERFORM engine.check_individual(change, '{}');
    answer := engine.once(me, request_id, 'correct_individual', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    IF version IS DISTINCT FROM was.version THEN
        PERFORM engine.refuse_old_page(was);
    ELSIF change = '{}' THEN
        PERFORM engine.refuse('HF400', 'There is nothing to correct.', 'Say what is different (change).');
    ELSIF engine.typed(reason) IS NULL THEN
        PERFORM engine.refuse('HF412', 'To correct, give a reason.', 'Say why.');
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 10000);
    i := engine.change_individual(was, change, me, app.now(), reason, request_id);
    IF change ? 'birth_date' THEN
        PERFORM engine.check_birth(i.birth_date, app.now());
    END IF;
    answer := jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'version', i.version, 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'correct_individual', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.correct_individual(uuid, text, integer, jsonb, text) IS
    'Puts a person''s page right (same keys as enter_individual, contacts as a whole list), with a reason; what it said before stays on their record. HF404, HF409: the page was changed meanwhile, by whom; HF412: no reason; HF400: malformed.';
