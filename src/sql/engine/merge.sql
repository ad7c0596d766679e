-- One person entered twice: who may be the same, putting two pages together, taking them apart.

CREATE FUNCTION engine.kept(individual_id bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    now_at bigint := individual_id;
    next_at bigint;
BEGIN
    LOOP
        SELECT i.merged_into INTO next_at FROM app.individual i WHERE i.id = now_at;
        EXIT WHEN next_at IS NULL;
        now_at := next_at;
    END LOOP;
    RETURN now_at;
END $$;
COMMENT ON FUNCTION engine.kept(bigint) IS 'The page that counts for that person: their own, unless they were merged into another.';

CREATE FUNCTION engine.refuse_merged(i app.individual) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF i.merged_into IS NOT NULL THEN
        PERFORM engine.refuse('HF409', 'This person was merged with another page just now.', 'Look again.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_merged(app.individual) IS 'HF409, after the lock: somebody merged the page while this was on its way.';

CREATE FUNCTION engine.ever_one(individual_id bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        WITH RECURSIVE one (id) AS (
            SELECT ever_one.individual_id
            UNION SELECT CASE WHEN m.keep_id = o.id THEN m.other_id ELSE m.keep_id END
            FROM one o JOIN app.merge m ON m.keep_id = o.id OR m.other_id = o.id)
        SELECT o.id FROM one o);
END $$;
COMMENT ON FUNCTION engine.ever_one(bigint) IS 'Everybody this person was ever merged with, and themselves: under whose names entries of the record may be.';

CREATE FUNCTION engine.entry_about(l app.ledger, individual_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN individual_id = CASE l.entity_kind
        WHEN 'task' THEN (SELECT t.individual_id FROM app.task t WHERE t.id = l.entity_id)
        WHEN 'individual' THEN engine.kept(l.entity_id)
        WHEN 'care_plan' THEN (SELECT c.individual_id FROM app.care_plan c WHERE c.id = l.entity_id)
        WHEN 'event' THEN (SELECT e.individual_id FROM app.event e WHERE e.id = l.entity_id)
        WHEN 'social_risk' THEN (SELECT r.individual_id FROM app.social_risk r WHERE r.id = l.entity_id)
        WHEN 'consent' THEN (SELECT c.individual_id FROM app.consent c WHERE c.id = l.entity_id)
        WHEN 'pathway_run' THEN (SELECT r.individual_id FROM app.pathway_run r WHERE r.id = l.entity_id)
        ELSE l.individual_id END;
END $$;
COMMENT ON FUNCTION engine.entry_about(app.ledger, bigint) IS 'What an entry tells of is this person''s now, whoever it was written for.';

CREATE FUNCTION engine.digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(right(regexp_replace(phone, '\D', '', 'g'), 10), '')
$$;
COMMENT ON FUNCTION engine.digits(text) IS 'A telephone number without how it was written.';

CREATE FUNCTION engine.same_phone(a bigint, b bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.contact x JOIN app.contact y ON engine.digits(y.phone) = engine.digits(x.phone) WHERE x.individual_id = a AND y.individual_id = b);
END $$;
COMMENT ON FUNCTION engine.same_phone(bigint, bigint) IS 'Both may be rung at one number.';

CREATE FUNCTION engine.alike_because(i app.individual, o app.individual) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    family boolean := lower(i.family) = lower(o.family);
    given boolean := i.given <> '' AND lower(i.given) = lower(o.given);
    swapped boolean := family AND given AND extract(year FROM i.birth_date) = extract(year FROM o.birth_date)
        AND extract(month FROM i.birth_date) = extract(day FROM o.birth_date) AND extract(day FROM i.birth_date) = extract(month FROM o.birth_date)
        AND i.birth_date <> o.birth_date;
    phone boolean := engine.same_phone(i.id, o.id);
BEGIN
    -- One thing alone is shared by strangers.
    IF NOT coalesce((i.birth_date = o.birth_date AND (family OR given OR phone)) OR swapped
                    OR (family AND given AND (phone OR i.birth_date IS NULL OR o.birth_date IS NULL)), false) THEN
        RETURN NULL;
    END IF;
    RETURN array_remove(ARRAY[CASE WHEN family AND given THEN 'same name' WHEN family THEN 'same family name' WHEN given THEN 'same given name' END,
        CASE WHEN i.birth_date = o.birth_date THEN 'same birth date' WHEN swapped THEN 'birth date with day and month swapped' END,
        CASE WHEN phone THEN 'same telephone' END,
        CASE WHEN i.address IS NOT NULL AND lower(i.address) = lower(o.address) THEN 'same address' END], NULL);
END $$;
COMMENT ON FUNCTION engine.alike_because(app.individual, app.individual) IS 'Why two pages may be one person''s; NULL: no reason to think so.';

CREATE FUNCTION engine.duplicates_of(i app.individual, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(engine.found_row(x.id, v) || jsonb_build_object('why', x.why, 'plan', (engine.plan_of(x.id)).id IS NOT NULL,
                   'differs', engine.pages_differ(i, x.o)) ORDER BY cardinality(x.why) DESC, x.id), '[]')
        FROM (SELECT o.id, o AS o, engine.alike_because(i, o) AS why FROM app.individual o
              WHERE o.id IN (SELECT k.id FROM app.individual k WHERE k.birth_date = i.birth_date
                             UNION SELECT k.id FROM app.individual k WHERE lower(k.family) = lower(i.family) AND lower(k.given) = lower(i.given))
                AND o.id <> i.id AND o.merged_into IS NULL) x
        WHERE x.why IS NOT NULL AND engine.sees_individual(x.id, v));
END $$;
COMMENT ON FUNCTION engine.duplicates_of(app.individual, engine.viewer) IS 'Pages that may be the same person''s, with why, the likeliest first; only those that the reader sees.';

CREATE FUNCTION engine.pages_differ(a app.individual, b app.individual) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(k.key ORDER BY k.key), '[]') FROM jsonb_each(to_jsonb(a)) k
    WHERE k.key = ANY ('{family,given,birth_date,gender,language,interpreter,deceased_at,address,city,postal_code,safe_note}')
      AND k.value IS DISTINCT FROM to_jsonb(b) -> k.key
$$;
COMMENT ON FUNCTION engine.pages_differ(app.individual, app.individual) IS 'What two pages say differently: to be looked at before one of them counts.';

CREATE FUNCTION engine.tables_of_person() RETURNS SETOF regclass LANGUAGE sql STABLE AS $$
    SELECT DISTINCT c.conrelid::regclass FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'app.individual'::regclass AND a.attname = 'individual_id'
      -- What a page allows is not the other's; a case review follows its task; what was told of one page was told of that page, and whom somebody met leads to the page that counts.
      AND c.conrelid::regclass::text NOT IN ('app.contact', 'app.consent', 'app.identifier', 'app.case_review', 'app.disclosure', 'app.emergency_look', 'app.introduced')
$$;
COMMENT ON FUNCTION engine.tables_of_person() IS 'Every table whose rows are somebody''s, whatever is added later, except what is moved otherwise or not at all.';

CREATE FUNCTION engine.move_rows(of_table regclass, from_id bigint, to_id bigint, wanted bigint[]) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    moved jsonb;
BEGIN
    EXECUTE format('WITH m AS (UPDATE %s SET individual_id = $2 WHERE individual_id = $1 AND ($3 IS NULL OR id = ANY ($3)) RETURNING id)
                    SELECT coalesce(jsonb_agg(m.id ORDER BY m.id), ''[]'') FROM m', of_table)
    INTO moved USING from_id, to_id, wanted;
    RETURN moved;
END $$;
COMMENT ON FUNCTION engine.move_rows(regclass, bigint, bigint, bigint[]) IS 'Gives rows of one person to another, all or those wanted; gives their ids.';

CREATE FUNCTION engine.move_identifiers(from_id bigint, to_id bigint, wanted jsonb) RETURNS jsonb LANGUAGE sql AS $$
    WITH m AS (UPDATE app.identifier k SET individual_id = to_id
               WHERE k.individual_id = from_id AND (wanted IS NULL OR wanted @> jsonb_build_array(jsonb_build_array(k.system, k.value))) RETURNING k.system, k.value)
    SELECT coalesce(jsonb_agg(jsonb_build_array(m.system, m.value)), '[]') FROM m
$$;
COMMENT ON FUNCTION engine.move_identifiers(bigint, bigint, jsonb) IS 'The numbers by which others know the person lead to the page that counts, or back.';

CREATE FUNCTION engine.sign_moved(task_ids jsonb, action text, from_id bigint, to_id bigint, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    signed record;
BEGIN
    FOR t IN SELECT k.* FROM app.task k WHERE k.closed_at IS NULL AND task_ids @> to_jsonb(k.id) AND k.individual_id = to_id ORDER BY k.id LOOP
        signed := engine.sign_task(t, at, me, action, t.status, jsonb_build_object('from', engine.individual_ref(from_id), 'to', engine.individual_ref(to_id)), NULL, request_id);
        UPDATE app.task k SET ledger_seq = (signed.t).ledger_seq, ledger_head = (signed.t).ledger_head WHERE k.id = t.id;
    END LOOP;
    PERFORM engine.hint(array(SELECT DISTINCT k.owner_organization_id FROM app.task k WHERE k.individual_id = to_id AND k.closed_at IS NULL));
END $$;
COMMENT ON FUNCTION engine.sign_moved(jsonb, text, bigint, bigint, app.staff, timestamptz, uuid) IS 'Every open item says on its record whose it is now.';

CREATE FUNCTION engine.sign_person(i app.individual, merged_into bigint, action text, me app.staff, at timestamptz, facts jsonb, words jsonb, request_id uuid)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    entry := engine.record('individual', i.id, i.ledger_seq + 1, i.ledger_head, at, me, action, i.id, i.version + 1, NULL, NULL, facts, words, request_id);
    UPDATE app.individual k SET merged_into = sign_person.merged_into, version = i.version + 1, ledger_seq = i.ledger_seq + 1, ledger_head = entry.head WHERE k.id = i.id;
END $$;
COMMENT ON FUNCTION engine.sign_person(app.individual, bigint, text, app.staff, timestamptz, jsonb, jsonb, uuid) IS 'Stores where a person''s page leads, on their record.';

CREATE FUNCTION engine.lock_pair(a bigint, b bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM app.individual i WHERE i.id IN (a, b) ORDER BY i.id FOR NO KEY UPDATE;
    PERFORM 1 FROM app.referral r WHERE r.individual_id IN (a, b) ORDER BY r.id FOR NO KEY UPDATE;
    PERFORM 1 FROM app.task t WHERE t.individual_id IN (a, b) ORDER BY t.id FOR NO KEY UPDATE;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is working on one of the items at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION engine.lock_pair(bigint, bigint) IS 'Locks two people and all that is theirs, in the order of all locks. HF409 when a lock was not to be had.';

CREATE FUNCTION engine.close_other_plan(keep bigint, other bigint, chosen text, me app.staff, at timestamptz, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    ours app.care_plan := engine.plan_of(keep);
    theirs app.care_plan := engine.plan_of(other);
    c app.care_plan;
BEGIN
    IF chosen NOT IN ('keep', 'other') THEN
        PERFORM engine.refuse('HF400', 'plan is neither keep nor other.', 'It says whose plan goes on.');
    ELSIF ours.id IS NULL OR theirs.id IS NULL THEN
        RETURN NULL;
    ELSIF chosen IS NULL THEN
        PERFORM engine.refuse('HF412', 'Both have a plan: which one goes on?', 'Read them one after the other, then choose: plan keep, or plan other.');
    END IF;
    c := CASE chosen WHEN 'keep' THEN theirs ELSE ours END;
    PERFORM engine.withdraw_updates(c.id, me, at, request_id);
    SELECT k.* INTO c FROM app.care_plan k WHERE k.id = c.id FOR NO KEY UPDATE;
    c.status := 'revoked';
    c.closed_at := at;
    c.version := c.version + 1;
    PERFORM engine.sign_plan(c, at, me, 'close_plan', jsonb_build_object('because', 'merge', 'other', engine.individual_ref(other)), NULL, request_id);
    RETURN c.id;
END $$;
COMMENT ON FUNCTION engine.close_other_plan(bigint, bigint, text, app.staff, timestamptz, uuid) IS 'Of two plans the one chosen goes on. HF412: both have one and nobody chose. Gives the one closed.';

CREATE FUNCTION engine.copy_contacts(from_id bigint, to_id bigint) RETURNS jsonb LANGUAGE sql AS $$
    -- Copies: each page keeps its own for the day on which they are two again. A number that must not be rung
    -- comes along even where the page has it as one that may; who may decide there has said nothing of here.
    WITH made AS (
        INSERT INTO app.contact (individual_id, name, relation, phone, safe, note, rank)
        SELECT to_id, x.name, x.relation, x.phone, x.safe, x.note,
               CASE WHEN x.safe THEN x.rank + (SELECT coalesce(max(y.rank), 0) FROM app.contact y WHERE y.individual_id = to_id) ELSE 0 END
        FROM app.contact x
        WHERE x.individual_id = from_id
          AND NOT EXISTS (SELECT FROM app.contact y WHERE y.individual_id = to_id AND engine.digits(y.phone) IS NOT DISTINCT FROM engine.digits(x.phone)
                            AND (x.phone IS NOT NULL OR y.name IS NOT DISTINCT FROM x.name) AND (x.safe OR NOT y.safe))
        RETURNING id)
    SELECT coalesce(jsonb_agg(m.id ORDER BY m.id), '[]') FROM made m
$$;
COMMENT ON FUNCTION engine.copy_contacts(bigint, bigint) IS 'Whom to call by the one page is on the other too, what is not to be rung first; gives their ids.';

CREATE FUNCTION engine.merge_rows(keep bigint, other bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    of_table regclass;
    rows jsonb;
    moved jsonb := '{}';
BEGIN
    FOR of_table IN SELECT t FROM engine.tables_of_person() t ORDER BY t::text LOOP
        rows := engine.move_rows(of_table, other, keep, NULL);
        CONTINUE WHEN rows = '[]';
        moved := moved || jsonb_build_object(of_table::text, rows);
    END LOOP;
    rows := engine.copy_contacts(other, keep);
    RETURN moved || jsonb_build_object('identifier', engine.move_identifiers(other, keep, NULL))
        || CASE WHEN rows = '[]' THEN '{}' ELSE jsonb_build_object('contact', rows) END;
END $$;
COMMENT ON FUNCTION engine.merge_rows(bigint, bigint) IS 'Gives all that was the other''s to the page that counts; says what.';

CREATE FUNCTION engine.unmerge_rows(keep bigint, other bigint, moved jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT m.key, m.value FROM jsonb_each(moved - '{identifier,contact}'::text[]) m ORDER BY m.key LOOP
        PERFORM engine.move_rows(part.key::regclass, keep, other, array(SELECT jsonb_array_elements_text(part.value)::bigint));
    END LOOP;
    PERFORM engine.move_identifiers(keep, other, moved -> 'identifier');
    DELETE FROM app.contact c WHERE c.individual_id = keep AND moved -> 'contact' @> to_jsonb(c.id);
END $$;
COMMENT ON FUNCTION engine.unmerge_rows(bigint, bigint, jsonb) IS 'Exactly what was the other''s goes back; what was added since stays with the page it was added to.';

CREATE FUNCTION engine.asked_twice(individual_id bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(x.refs ORDER BY x.refs), '[]')
            FROM (SELECT jsonb_agg(engine.referral_ref(r.id) ORDER BY r.id) AS refs FROM app.referral r
                  WHERE r.individual_id = asked_twice.individual_id AND r.closed_at IS NULL AND NOT r.void GROUP BY r.service_type_id HAVING count(*) > 1) x);
END $$;
COMMENT ON FUNCTION engine.asked_twice(bigint) IS 'Open referrals of one person for the same thing.';

CREATE FUNCTION engine.merge_people(keep app.individual, other app.individual, chosen text, reason text, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    closed bigint := engine.close_other_plan(keep.id, other.id, chosen, me, at, request_id);
    moved jsonb := engine.merge_rows(keep.id, other.id);
    facts jsonb := jsonb_build_object('keep', engine.individual_ref(keep.id), 'other', engine.individual_ref(other.id), 'moved', moved - 'identifier');
BEGIN
    INSERT INTO app.merge (keep_id, other_id, at, staff_id, moved, closed_plan_id) VALUES (keep.id, other.id, at, me.id, moved, closed);
    PERFORM engine.sign_moved(moved -> 'app.task', 'merge', other.id, keep.id, me, at, request_id);
    PERFORM engine.sign_person(keep, NULL, 'merge', me, at, facts, jsonb_build_object('reason', reason), request_id);
    PERFORM engine.sign_person(other, keep.id, 'merge', me, at, facts, jsonb_build_object('reason', reason), request_id);
    RETURN jsonb_build_object('individual_ref', engine.individual_ref(keep.id), 'other_ref', engine.individual_ref(other.id),
        'moved', (SELECT coalesce(jsonb_object_agg(replace(m.key, 'app.', ''), jsonb_array_length(m.value)), '{}') FROM jsonb_each(moved) m),
        'differs', engine.pages_differ(keep, other), 'twice', engine.asked_twice(keep.id), 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.merge_people(app.individual, app.individual, text, text, app.staff, timestamptz, uuid) IS 'Makes two pages one; call it with both and all that is theirs locked.';

CREATE FUNCTION engine.unmerge_people(m app.merge, reason text, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    keep app.individual;
    other app.individual;
    c app.care_plan;
    facts jsonb := jsonb_build_object('keep', engine.individual_ref(m.keep_id), 'other', engine.individual_ref(m.other_id));
BEGIN
    SELECT i.* INTO keep FROM app.individual i WHERE i.id = m.keep_id;
    SELECT i.* INTO other FROM app.individual i WHERE i.id = m.other_id;
    PERFORM engine.unmerge_rows(keep.id, other.id, m.moved);
    PERFORM engine.sign_moved(m.moved -> 'app.task', 'unmerge', keep.id, other.id, me, at, request_id);
    SELECT k.* INTO c FROM app.care_plan k WHERE k.id = m.closed_plan_id AND k.status = 'revoked' FOR NO KEY UPDATE;
    IF c.id IS NOT NULL AND (engine.plan_of(c.individual_id)).id IS NULL THEN
        c.status := 'active';
        c.closed_at := NULL;
        c.version := c.version + 1;
        PERFORM engine.sign_plan(c, at, me, 'open_plan', jsonb_build_object('because', 'unmerge'), NULL, request_id);
    END IF;
    UPDATE app.merge k SET undone_at = unmerge_people.at, undone_by = me.id WHERE k.id = m.id;
    PERFORM engine.sign_person(keep, NULL, 'unmerge', me, at, facts, jsonb_build_object('reason', reason), request_id);
    PERFORM engine.sign_person(other, NULL, 'unmerge', me, at, facts, jsonb_build_object('reason', reason), request_id);
    RETURN jsonb_build_object('individual_ref', engine.individual_ref(keep.id), 'other_ref', engine.individual_ref(other.id), 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.unmerge_people(app.merge, text, app.staff, timestamptz, uuid) IS 'Takes two people apart again; call it with both and all that is theirs locked.';

CREATE FUNCTION engine.standing_merge(ref text) RETURNS app.merge LANGUAGE plpgsql STABLE AS $$
DECLARE
    m app.merge;
    p record := engine.parse_ref(ref);
BEGIN
    SELECT k.* INTO m FROM app.merge k
    WHERE k.undone_at IS NULL AND p.prefix = 'P' AND p.id IN (k.other_id, k.keep_id) ORDER BY k.other_id = p.id DESC, k.at DESC, k.id DESC LIMIT 1;
    RETURN m;
END $$;
COMMENT ON FUNCTION engine.standing_merge(text) IS 'The merge that a reference means: the one that took the person in, or the last that they were kept by. id NULL: none.';

CREATE FUNCTION engine.merged_with(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.individual_ref(m.other_id), 'at', m.at, 'who', engine.staff_words(m.staff_id, v)) ORDER BY m.at DESC), '[]')
            FROM app.merge m WHERE m.keep_id = merged_with.individual_id AND m.undone_at IS NULL);
END $$;
COMMENT ON FUNCTION engine.merged_with(bigint, engine.viewer) IS 'The pages that were made one with this one, the last first: what api.unmerge can take back.';
