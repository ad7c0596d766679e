-- Lawful erasure. What the entries keep apart goes, salt and all, so that the digest in the chain tells
-- nothing; so does what the tables hold of the same. Numbers, codes and times stay: the chain and the
-- measures need them, and they say nothing of anybody who has no name any more. So does the account of
-- disclosures, which the law wants kept (45 CFR 164.528, 164.530(j)), and which names no words.

CREATE FUNCTION engine.erased_on_record(p app.ledger_private) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p.body IS NULL AND p.salt IS NULL
       AND EXISTS (SELECT FROM app.ledger r WHERE r.id = p.erased_by AND r.action = 'erase' AND r.detail -> 'entries' @> to_jsonb(p.entry_id));
END $$;
COMMENT ON FUNCTION engine.erased_on_record(app.ledger_private) IS 'These words are gone because an entry says that they were erased.';

CREATE FUNCTION engine.erasures() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.entity_ref(r.entity_kind, r.entity_id), 'at', r.at, 'by', r.actor,
                                                 'entries', jsonb_array_length(r.detail -> 'entries'), 'reason', w.body ->> 'reason') ORDER BY r.at, r.id), '[]')
    FROM (SELECT DISTINCT p.erased_by FROM app.ledger_private p WHERE p.erased_by IS NOT NULL) k
    JOIN app.ledger r ON r.id = k.erased_by
    LEFT JOIN app.ledger_private w ON w.entry_id = r.id
$$;
COMMENT ON FUNCTION engine.erasures() IS 'What was erased lawfully: of whom, when, by whom, how many entries'' words, and why.';

CREATE FUNCTION engine.erased_words(erased_by bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT 'erased on ' || to_char(r.at AT TIME ZONE n.timezone, 'FMDD Mon YYYY') FROM app.ledger r, app.network n WHERE r.id = erased_words.erased_by);
END $$;
COMMENT ON FUNCTION engine.erased_words(bigint) IS 'In place of words that were erased: erased on 20 Nov 2026; NULL where nothing was.';

CREATE FUNCTION engine.one_page(individual_id bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE page AS (
        SELECT individual_id AS id
        UNION SELECT i.id FROM app.individual i JOIN page p ON i.merged_into = p.id)
    SELECT array_agg(p.id) FROM page p
$$;
COMMENT ON FUNCTION engine.one_page(bigint) IS 'A person''s page and those that were merged into it.';

CREATE FUNCTION engine.erase(ref text, reason text, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    e engine.entity := engine.entity_of(ref);
    people bigint[] := '{}';
    tasks bigint[];
    entries bigint[];
    signed bigint;
BEGIN
    IF e.kind = 'individual' THEN
        people := engine.one_page(e.id);
        tasks := array(SELECT t.id FROM app.task t WHERE t.individual_id = ANY (people));
    ELSIF e.kind = 'task' THEN
        tasks := array(SELECT t.id FROM app.task t JOIN app.task k ON k.id = e.id WHERE t.id = k.id OR (k.kind = 'referral' AND t.referral_id = k.referral_id));
    ELSE
        PERFORM engine.refuse('HF412', 'Only the words of a person or of an item can be erased.', 'Give P-…, R-… or T-….');
    END IF;
    PERFORM engine.lock_for_erasure(people, tasks);
    entries := array(SELECT l.id FROM app.ledger l JOIN app.ledger_private p ON p.entry_id = l.id AND p.erased_by IS NULL
                     WHERE l.action <> 'erase' AND (l.individual_id = ANY (people) OR (l.entity_kind = 'task' AND l.entity_id = ANY (tasks))) ORDER BY l.id);
    IF entries = '{}' THEN
        PERFORM engine.refuse('HF412', format('Nothing is left to erase of %s.', e.ref), 'Its record says when it was done.');
    END IF;
    signed := engine.record_erasure(e, entries, reason, me, at, request_id);
    UPDATE app.ledger_private p SET salt = NULL, body = NULL, erased_by = signed WHERE p.entry_id = ANY (entries);
    PERFORM engine.erase_labels(tasks, e.ref, me, at, request_id);
    PERFORM engine.erase_items(tasks);
    PERFORM engine.erase_people(people);
    PERFORM engine.erase_copies(people, tasks);
    RETURN jsonb_build_object('ref', e.ref, 'entries', cardinality(entries), 'at', at);
END $$;
COMMENT ON FUNCTION engine.erase(text, text, app.staff, timestamptz, uuid) IS 'Erases what api.ledger_erase says; HF412 while something is open.';

CREATE FUNCTION engine.lock_for_erasure(people bigint[], tasks bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    open bigint;
BEGIN
    PERFORM FROM app.task t WHERE t.id = ANY (tasks) ORDER BY t.id FOR NO KEY UPDATE;
    PERFORM FROM app.individual i WHERE i.id = ANY (people) ORDER BY i.id FOR NO KEY UPDATE;
    SELECT count(*) INTO open FROM app.task t WHERE t.id = ANY (tasks) AND t.closed_at IS NULL;
    IF open > 0 THEN
        PERFORM engine.refuse('HF412', format('%s still open.', CASE open WHEN 1 THEN 'One item is' ELSE open || ' items are' END), 'Finish or cancel what is open first.');
    ELSIF EXISTS (SELECT FROM app.care_plan c WHERE c.individual_id = ANY (people) AND c.status = 'active') THEN
        PERFORM engine.refuse('HF412', 'Their plan is still open.', 'Close the plan first.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.lock_for_erasure(bigint[], bigint[]) IS 'Locks what is to be erased; HF412 while somebody still works on it.';

CREATE FUNCTION engine.record_erasure(e engine.entity, entries bigint[], reason text, me app.staff, at timestamptz, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    i app.individual;
    t app.task;
    entry record;
    facts jsonb := jsonb_build_object('entries', to_jsonb(entries));
    words jsonb := jsonb_build_object('reason', reason);
BEGIN
    IF e.kind = 'task' THEN
        SELECT k.* INTO t FROM app.task k WHERE k.id = e.id;
        RETURN engine.store_task(t, at, me, 'erase', t.status, facts, words, request_id);
    END IF;
    SELECT k.* INTO i FROM app.individual k WHERE k.id = e.id;
    entry := engine.record('individual', i.id, i.ledger_seq + 1, i.ledger_head, at, me, 'erase', i.id, i.version + 1, NULL, NULL, facts, words, request_id);
    UPDATE app.individual k SET version = i.version + 1, ledger_seq = i.ledger_seq + 1, ledger_head = entry.head WHERE k.id = i.id;
    RETURN entry.entry_id;
END $$;
COMMENT ON FUNCTION engine.record_erasure(engine.entity, bigint[], text, app.staff, timestamptz, uuid) IS 'The entry that says what was erased; gives its id.';

CREATE FUNCTION engine.erase_labels(tasks bigint[], ref text, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    -- An entry for each: what an item says changes on its record only.
    FOR t IN SELECT k.* FROM app.task k WHERE k.id = ANY (tasks) AND k.label IS NOT NULL AND k.label <> 'erased' ORDER BY k.id LOOP
        t.label := 'erased';
        PERFORM engine.store_task(t, at, me, 'erase', t.status, jsonb_build_object('with', ref), NULL, request_id);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.erase_labels(bigint[], text, app.staff, timestamptz, uuid) IS 'What these items are called; each says so on its record.';

CREATE FUNCTION engine.erase_items(tasks bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    referrals bigint[] := array(SELECT DISTINCT t.referral_id FROM app.task t WHERE t.id = ANY (tasks) AND t.kind = 'referral');
BEGIN
    UPDATE app.referral r SET context = NULL, provided = '{}', duplicate_reason = CASE WHEN r.duplicate_reason IS NOT NULL THEN 'erased' END WHERE r.id = ANY (referrals);
    UPDATE app.case_review c SET because = NULL WHERE c.task_id = ANY (tasks);
    UPDATE app.case_review_decision d SET decision = 'erased' FROM app.case_review c WHERE c.id = d.review_id AND c.task_id = ANY (tasks);
    UPDATE app.appointment a SET place = NULL, ride = NULL WHERE a.task_id = ANY (tasks);
    UPDATE app."authorization" a SET payer = 'erased', number = NULL WHERE a.task_id = ANY (tasks);
    UPDATE app.result r SET text = 'erased' WHERE r.task_id = ANY (tasks);
    DELETE FROM app.step_undo u WHERE u.task_id = ANY (tasks);
    DELETE FROM app.import_source s WHERE (s.entity_kind = 'task' AND s.entity_id = ANY (tasks)) OR (s.entity_kind = 'referral' AND s.entity_id = ANY (referrals));
END $$;
COMMENT ON FUNCTION engine.erase_items(bigint[]) IS 'What the tables hold of the words of these items.';

CREATE FUNCTION engine.erase_people(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    areas bigint[] := array(SELECT a.id FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id WHERE c.individual_id = ANY (people));
BEGIN
    UPDATE app.individual i SET family = 'Erased', given = '', birth_date = NULL, gender = NULL, language = 'en', interpreter = false, deceased_at = NULL,
        address = NULL, city = NULL, postal_code = NULL, safe_note = NULL WHERE i.id = ANY (people);
    DELETE FROM app.identifier k WHERE k.individual_id = ANY (people);
    DELETE FROM app.contact k WHERE k.individual_id = ANY (people);
    DELETE FROM app.import_source s WHERE s.entity_kind = 'individual' AND s.entity_id = ANY (people);
    UPDATE app.plan_area a SET summary = NULL WHERE a.id = ANY (areas);
    UPDATE app.goal g SET description = 'erased' WHERE g.area_id = ANY (areas);
    UPDATE app.plan_note n SET text = 'erased' FROM app.care_plan c WHERE c.id = n.plan_id AND c.individual_id = ANY (people);
    UPDATE app.event e SET place = NULL, note = NULL, change = '{}', retracted_reason = CASE WHEN e.retracted_reason IS NOT NULL THEN 'erased' END
    WHERE e.individual_id = ANY (people);
    UPDATE app.life_change_item l SET image = NULL FROM app.event e WHERE e.id = l.event_id AND e.individual_id = ANY (people);
    UPDATE app.social_risk r SET note = NULL WHERE r.individual_id = ANY (people);
    UPDATE app.consent c SET signer = 'erased', where_filed = NULL, expires_event = CASE WHEN c.expires_event IS NOT NULL THEN 'erased' END,
        revoked_reason = CASE WHEN c.revoked_reason IS NOT NULL THEN 'erased' END, revoked_how = CASE WHEN c.revoked_how IS NOT NULL THEN 'erased' END
    WHERE c.individual_id = ANY (people);
    UPDATE app.pathway_run r SET provided = '{}' WHERE r.individual_id = ANY (people);
    UPDATE app.merge m SET moved = m.moved - 'identifier' WHERE m.keep_id = ANY (people) OR m.other_id = ANY (people);
END $$;
COMMENT ON FUNCTION engine.erase_people(bigint[]) IS 'What the tables hold of these people themselves, of their plans, events and risks.';

CREATE FUNCTION engine.erase_copies(people bigint[], tasks bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    refs text[] := array(SELECT engine.individual_ref(p) FROM unnest(people) p
                         UNION SELECT engine.task_ref(t) FROM app.task t WHERE t.id = ANY (tasks)
                         UNION SELECT engine.referral_ref(t.referral_id) FROM app.task t WHERE t.id = ANY (tasks) AND t.referral_id IS NOT NULL);
    named text := format('(%s)(?![0-9])', replace(array_to_string(refs, '|'), '.', '\.'));
BEGIN
    DELETE FROM app.draft d WHERE d.place ~ named OR d.body::text ~ named;
    DELETE FROM app.place p WHERE p.stack::text ~ named;
    DELETE FROM app.request r WHERE r.answer::text ~ named;
END $$;
COMMENT ON FUNCTION engine.erase_copies(bigint[], bigint[]) IS 'Half-written texts, screens left open and kept answers in which these people or items are named.';
