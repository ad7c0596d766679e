-- Entering a person, and putting right what their page says.

CREATE FUNCTION engine.check_individual(individual jsonb, also text[]) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    known text[] := '{family,given,birth_date,gender,language,interpreter,address,city,postal_code,safe_note,contacts}'::text[] || also;
    unknown text;
BEGIN
    IF jsonb_typeof(individual) IS DISTINCT FROM 'object' THEN
        PERFORM engine.refuse('HF400', 'That is not an object.', format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    SELECT k INTO unknown FROM jsonb_object_keys(individual) k WHERE NOT k = ANY (known) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('A person has no %s.', unknown), format('Keys: %s.', array_to_string(known, ', ')));
    END IF;
    IF coalesce(jsonb_typeof(individual -> 'contacts'), 'array') <> 'array' OR coalesce(jsonb_typeof(individual -> 'identifiers'), 'array') <> 'array' THEN
        PERFORM engine.refuse('HF400', 'contacts and identifiers are lists.', 'Write [{"phone": …}] and [{"system": …, "value": …}].');
    END IF;
    PERFORM engine.check_lengths(individual, 10000);
END $$;
COMMENT ON FUNCTION engine.check_individual(jsonb, text[]) IS 'HF400 names what is malformed in a person''s data.';

CREATE FUNCTION engine.read_date(value text, key text) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF value IS NOT NULL AND value !~ '^\d{4}-\d{2}-\d{2}$' THEN
        RAISE invalid_datetime_format;
    END IF;
    RETURN value::date;
EXCEPTION WHEN data_exception THEN
    PERFORM engine.refuse('HF400', format('%s is not a date.', key), 'Write 1951-03-14.');
END $$;
COMMENT ON FUNCTION engine.read_date(text, text) IS 'A calendar date. HF400 names the key.';

CREATE FUNCTION engine.check_birth(birth_date date, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT birth_date BETWEEN (at - interval '130 years')::date AND (at AT TIME ZONE (SELECT n.timezone FROM app.network n))::date THEN
        PERFORM engine.refuse('HF400', format('Nobody alive was born on %s.', to_char(birth_date, 'FMDD Mon YYYY')), 'Look at the year; leave it out if it is not known (birth_date).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_birth(date, timestamptz) IS 'HF400: a birth date to come, or 130 years past: a slip of the finger that would hide who is the same person.';

CREATE FUNCTION engine.fill_individual(INOUT i app.individual, change jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    clean jsonb := (SELECT coalesce(jsonb_object_agg(k, CASE WHEN jsonb_typeof(v) = 'string' THEN to_jsonb(engine.typed(v #>> '{}')) ELSE v END), '{}')
                    FROM jsonb_each(change - '{contacts,identifiers,duplicate_reason}'::text[]) AS e (k, v));
BEGIN
    IF clean ? 'interpreter' AND jsonb_typeof(clean -> 'interpreter') <> 'boolean' THEN
        PERFORM engine.refuse('HF400', 'interpreter is neither true nor false.', 'It says whether an interpreter is needed.');
    END IF;
    PERFORM engine.read_date(clean ->> 'birth_date', 'birth_date');
    PERFORM engine.check_lengths(jsonb_build_object('family', clean -> 'family', 'given', clean -> 'given'), 200);
    i := jsonb_populate_record(i, clean);
    i.given := coalesce(i.given, '');
    i.language := coalesce(i.language, 'en');
    i.interpreter := coalesce(i.interpreter, false);
    IF i.family IS NULL THEN
        PERFORM engine.refuse('HF400', 'family is missing.', 'Give the family name; "Unknown" if it is not known.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.fill_individual(app.individual, jsonb) IS 'The person with what is given of their own fields. HF400 names what is malformed.';

CREATE FUNCTION engine.put_contacts(individual_id bigint, contacts jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM app.contact c WHERE c.individual_id = put_contacts.individual_id;
    INSERT INTO app.contact (individual_id, name, relation, phone, safe, may_decide, note, rank)
    SELECT put_contacts.individual_id, e ->> 'name', coalesce(e ->> 'relation', 'self'), e ->> 'phone', coalesce((e ->> 'safe')::boolean, true),
           coalesce((e ->> 'may_decide')::boolean, false), e ->> 'note', n
    FROM jsonb_array_elements(contacts) WITH ORDINALITY AS x (e, n);
EXCEPTION WHEN invalid_text_representation THEN
    PERFORM engine.refuse('HF400', 'In contacts, safe and may_decide are true or false.', '');
END $$;
COMMENT ON FUNCTION engine.put_contacts(bigint, jsonb) IS 'The person''s contacts, in their order, in place of those before.';

CREATE FUNCTION engine.contacts_of(individual_id bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(c) - '{id,individual_id,rank}'::text[] ORDER BY c.rank), '[]') FROM app.contact c WHERE c.individual_id = contacts_of.individual_id
$$;
COMMENT ON FUNCTION engine.contacts_of(bigint) IS 'The person''s contacts as put_contacts takes them.';

CREATE FUNCTION engine.alike(i app.individual, identifiers jsonb) RETURNS SETOF app.individual LANGUAGE sql STABLE AS $$
    SELECT o.* FROM app.individual o
    WHERE o.birth_date = i.birth_date AND lower(o.family) = lower(i.family) AND o.merged_into IS NULL
      AND (lower(left(o.given, 1)) = lower(left(i.given, 1)) OR i.given = '' OR o.given = '')
    UNION
    SELECT o.* FROM jsonb_array_elements(coalesce(identifiers, '[]')) e
    JOIN app.identifier d ON d.system = e ->> 'system' AND d.value = e ->> 'value' JOIN app.individual o ON o.id = d.individual_id
$$;
COMMENT ON FUNCTION engine.alike(app.individual, jsonb) IS 'People already here who may be the same: family name, first initial and birth date, or an identifier.';

CREATE FUNCTION engine.role_told(role app.role, individual_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    i app.individual;
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = role_told.individual_id;
    RETURN engine.page_category(i) <> 'substance_use' OR engine.basis(i.id, i.organization_id, role.organization_id, 'substance_use') IS NOT NULL;
END $$;
COMMENT ON FUNCTION engine.role_told(app.role, bigint) IS 'A coordinating role may know that there is a page of that person (42 CFR 2.12).';

CREATE FUNCTION engine.coordinator_of(people bigint[]) RETURNS app.role LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r FROM app.role r CROSS JOIN app.network n
            WHERE r.active AND 'coordinate' = ANY (r.duties) AND engine.role_told(r, people[1])
              AND EXISTS (SELECT FROM unnest(people[2:]) p WHERE engine.role_told(r, p))
            ORDER BY r.id = n.coordinator_role_id DESC, r.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.coordinator_of(bigint[]) IS 'Who compares the first of these people with the others: a coordinating role that may know of them and of one of those, the network''s before another. All NULL: nobody may.';

CREATE FUNCTION engine.tell_of_twin(i app.individual, twins bigint[], at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    r app.referral;
    none app.task;
    coordinator app.role := engine.coordinator_of(i.id || twins);
    told bigint[] := array(SELECT w FROM unnest(twins) w WHERE engine.role_told(coordinator, w));
BEGIN
    IF coordinator.id IS NULL OR told = '{}' THEN
        RETURN;
    END IF;
    r.individual_id := i.id;
    r.priority := 'routine';
    t := engine.task_for(r, none, 'alert', at);
    t.level_id := coalesce(t.level_id, (SELECT k.level_id FROM app.network_level k WHERE k.kind = 'follow_up'));
    t.owner_role_id := coordinator.id;
    -- Where one of them is known by their treatment alone, so is what compares them.
    t.category := CASE WHEN EXISTS (SELECT FROM app.individual o WHERE o.id = ANY (i.id || told) AND engine.page_category(o) = 'substance_use') THEN 'substance_use' END;
    t.label := 'compare: person entered twice';
    PERFORM engine.open_task(t, NULL, 'open', jsonb_build_object('because', 'duplicate',
        'others', (SELECT jsonb_agg(engine.individual_ref(w)) FROM unnest(told) w)), NULL, request_id);
END $$;
COMMENT ON FUNCTION engine.tell_of_twin(app.individual, bigint[], timestamptz, uuid) IS
    'Somebody may have been entered twice by people who may not know of each other''s entry: an alert for a coordinator who may know of both, and nobody else.';

CREATE FUNCTION engine.add_individual(i app.individual, given jsonb, me app.staff, request_id uuid) RETURNS app.individual LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    i.id := app.next_id();
    i.version := 1;
    i.organization_id := me.organization_id;
    entry := engine.record('individual', i.id, 1, '', i.created_at, me, 'enter', i.id, 1, NULL, NULL,
                           jsonb_build_object('twice', given ? 'duplicate_reason'), given, request_id);
    i.ledger_seq := 1;
    i.ledger_head := entry.head;
    INSERT INTO app.individual SELECT i.*;
    PERFORM engine.put_contacts(i.id, coalesce(given -> 'contacts', '[]'));
    PERFORM engine.put_identifiers(i.id, given -> 'identifiers');
    RETURN i;
END $$;
COMMENT ON FUNCTION engine.add_individual(app.individual, jsonb, app.staff, uuid) IS 'Stores a person with contacts and identifiers and the first entry of their record.';

CREATE FUNCTION engine.page_before(was app.individual, change jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(k, CASE k WHEN 'contacts' THEN engine.contacts_of(was.id) ELSE to_jsonb(was) -> k END), '{}')
    FROM jsonb_object_keys(change) k
$$;
COMMENT ON FUNCTION engine.page_before(app.individual, jsonb) IS 'What the fields that change said before.';

CREATE FUNCTION engine.change_individual(was app.individual, change jsonb, me app.staff, at timestamptz, reason text, request_id uuid)
RETURNS app.individual LANGUAGE plpgsql AS $$
DECLARE
    i app.individual := engine.fill_individual(was, change);
    entry record;
BEGIN
    i.version := was.version + 1;
    i.ledger_seq := was.ledger_seq + 1;
    entry := engine.record('individual', i.id, i.ledger_seq, was.ledger_head, at, me, 'correct', i.id, i.version, NULL, NULL,
        jsonb_build_object('fields', (SELECT jsonb_agg(k) FROM jsonb_object_keys(change) k)),
        jsonb_build_object('reason', reason, 'value', change, 'was', engine.page_before(was, change)), request_id);
    i.ledger_head := entry.head;
    UPDATE app.individual k SET family = i.family, given = i.given, birth_date = i.birth_date, gender = i.gender, language = i.language,
        interpreter = i.interpreter, deceased_at = i.deceased_at, address = i.address, city = i.city, postal_code = i.postal_code,
        safe_note = i.safe_note, version = i.version, ledger_seq = i.ledger_seq, ledger_head = i.ledger_head WHERE k.id = i.id;
    IF change ? 'contacts' THEN
        PERFORM engine.put_contacts(i.id, change -> 'contacts');
    END IF;
    PERFORM engine.put_identifiers(i.id, change -> 'identifiers');
    RETURN i;
END $$;
COMMENT ON FUNCTION engine.change_individual(app.individual, jsonb, app.staff, timestamptz, text, uuid) IS
    'Changes the page of a person that the caller holds locked, and records what it said before. Keys as of api.correct_individual, and identifiers, which are added to those there.';

CREATE FUNCTION engine.put_identifiers(individual_id bigint, identifiers jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.identifier (system, value, individual_id, kind)
    SELECT e ->> 'system', e ->> 'value', put_identifiers.individual_id, e ->> 'kind' FROM jsonb_array_elements(coalesce(identifiers, '[]')) e
    ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION engine.put_identifiers(bigint, jsonb) IS 'Adds to the person''s identifiers; one that is somebody''s already stays theirs.';

CREATE FUNCTION engine.refuse_old_page(i app.individual) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    e app.ledger;
BEGIN
    SELECT l.* INTO e FROM app.ledger l WHERE l.entity_kind = 'individual' AND l.entity_id = i.id ORDER BY l.seq DESC LIMIT 1;
    PERFORM engine.refuse('HF409', format('%s changed this page at %s.',
        coalesce((SELECT k.name FROM app.staff k WHERE k.id = e.actor_id), 'The program'), engine.say_time(e.at, app.now())), 'Look again.');
END $$;
COMMENT ON FUNCTION engine.refuse_old_page(app.individual) IS 'HF409: says who changed the person''s page when.';
