-- What happened to somebody: who may say so, how it is read and stored, and who sees it. The rules by
-- which it becomes work are event_rule.sql, what it takes back when it was wrong event_retract.sql.
--
-- Events of one person are recorded one after the other: the individual's row is locked first, before
-- any referral or task. Whoever records an event in the middle of a step locks it before those too.

CREATE FUNCTION engine.event_type_id(code text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT t.id FROM app.event_type t WHERE t.code = event_type_id.code);
END $$;
COMMENT ON FUNCTION engine.event_type_id(text) IS 'The type of event of that code; NULL: none.';

CREATE FUNCTION engine.may_record(individual_id bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN v.duties && '{record,coordinate}' AND engine.sees_individual(individual_id, v);
END $$;
COMMENT ON FUNCTION engine.may_record(bigint, engine.viewer) IS 'Who records what happens to a person: duty record or coordinate, for whom they see.';

CREATE FUNCTION engine.is_part2_facility(organization_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(bool_and(y.category = 'substance_use'), false)
            FROM app.service s JOIN app.service_type y ON y.id = s.service_type_id
            WHERE s.organization_id = is_part2_facility.organization_id AND s.active);
END $$;
COMMENT ON FUNCTION engine.is_part2_facility(integer) IS
    'An organisation that offers nothing but substance-use treatment: that somebody was there at all is substance-use content (42 CFR 2.11, 2.12).';

CREATE FUNCTION engine.event_category(given text, place text, organization_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF given NOT IN ('general', 'substance_use') THEN
        PERFORM engine.refuse('HF400', format('There is no category %s.', given), 'One of: general, substance_use.');
    END IF;
    RETURN CASE WHEN engine.is_part2_facility(organization_id)
                  OR EXISTS (SELECT FROM app.organization o WHERE lower(place) IN (lower(o.name), o.code) AND engine.is_part2_facility(o.id))
                THEN 'substance_use' ELSE coalesce(given, 'general') END;
END $$;
COMMENT ON FUNCTION engine.event_category(text, text, integer) IS
    'Of which category an event is: as the recorder says, but always substance_use where it was recorded by, or happened at, a substance-use facility.';

CREATE FUNCTION engine.check_event(event jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    known CONSTANT text[] := '{individual,type,occurred_at,source,level,category,place,note,address,city,postal_code,until}';
    unknown text;
BEGIN
    IF jsonb_typeof(event) IS DISTINCT FROM 'object' THEN
        PERFORM engine.refuse('HF400', 'event is not an object.', format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    SELECT k INTO unknown FROM jsonb_object_keys(event) k WHERE NOT k = ANY (known) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('event has no key %s.', unknown), format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    PERFORM engine.check_lengths(event, 10000);
END $$;
COMMENT ON FUNCTION engine.check_event(jsonb) IS 'HF400 names what is malformed in an event.';

CREATE FUNCTION engine.read_level(value text) RETURNS app.risk_level LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF NOT value = ANY (enum_range(NULL::app.risk_level)::text[]) THEN
        PERFORM engine.refuse('HF400', format('There is no level %s.', value), 'One of: low, medium, high, critical.');
    END IF;
    RETURN value::app.risk_level;
END $$;
COMMENT ON FUNCTION engine.read_level(text) IS 'A level by its word. HF400: none such.';

CREATE FUNCTION engine.read_occurred(event jsonb, person app.individual, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    given timestamptz := engine.read_time(engine.detail_text(event, 'occurred_at'), 'occurred_at', false);
BEGIN
    IF given > at THEN
        PERFORM engine.refuse('HF412', 'That has not happened yet.', 'Record what happened when it has happened.');
    ELSIF given < person.birth_date::timestamp AT TIME ZONE 'UTC' THEN
        PERFORM engine.refuse('HF412', 'That is before the person was born.', 'Look at the year.');
    END IF;
    RETURN coalesce(given, at);
END $$;
COMMENT ON FUNCTION engine.read_occurred(jsonb, app.individual, timestamptz) IS 'When it happened: now, unless said otherwise. HF400: no date; HF412: to come, or before birth.';

CREATE FUNCTION engine.read_change(event jsonb, type text, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    place jsonb := jsonb_strip_nulls(jsonb_build_object('address', engine.detail_text(event, 'address'), 'city', engine.detail_text(event, 'city'),
                                                        'postal_code', engine.detail_text(event, 'postal_code')));
BEGIN
    IF type = 'move' AND NOT place ?| '{address,postal_code}' THEN
        PERFORM engine.refuse('HF412', 'To record a move, say where to.', 'Give the address and the postal code.');
    ELSIF type <> 'move' AND place <> '{}' THEN
        PERFORM engine.refuse('HF400', 'Only a move has an address.', 'Write where it happened as place.');
    ELSIF event ? 'until' AND type NOT IN ('admission', 'readmission') THEN
        PERFORM engine.refuse('HF400', 'Only an admission has an expected end.', 'Leave until out.');
    END IF;
    RETURN place || jsonb_strip_nulls(jsonb_build_object('until', engine.read_time(engine.detail_text(event, 'until'), 'until', false)));
END $$;
COMMENT ON FUNCTION engine.read_change(jsonb, text, timestamptz) IS 'What a move or an admission changes: where to, until when. HF412: a move to nowhere.';

CREATE FUNCTION engine.read_event(event jsonb, person app.individual, me app.staff, at timestamptz) RETURNS app.event LANGUAGE plpgsql STABLE AS $$
DECLARE
    e app.event;
    type text := engine.detail_text(event, 'type');
BEGIN
    SELECT t.id INTO e.type_id FROM app.event_type t WHERE t.code = type AND t.active;
    IF e.type_id IS NULL THEN
        PERFORM engine.refuse('HF400', format('There is no event %s.', coalesce(type, '(none)')),
                              format('One of: %s.', (SELECT string_agg(t.code, ', ' ORDER BY t.position, t.id) FROM app.event_type t WHERE t.active)));
    END IF;
    e.individual_id := person.id;
    e.occurred_at := engine.read_occurred(event, person, at);
    e.recorded_at := at;
    e.recorded_by := me.id;
    e.organization_id := me.organization_id;
    e.source := coalesce(engine.detail_text(event, 'source'), 'staff');
    IF e.source NOT IN ('staff', 'person', 'feed', 'import') THEN
        PERFORM engine.refuse('HF400', format('There is no source %s.', e.source), 'One of: staff, person, feed, import.');
    END IF;
    e.level := engine.read_level(engine.detail_text(event, 'level'));
    e.place := engine.detail_text(event, 'place');
    e.note := engine.detail_text(event, 'note');
    e.category := engine.event_category(engine.detail_text(event, 'category'), e.place, e.organization_id);
    e.change := engine.read_change(event, type, at);
    RETURN e;
END $$;
COMMENT ON FUNCTION engine.read_event(jsonb, app.individual, app.staff, timestamptz) IS 'The event as somebody typed it, not stored yet. HF400 names what is malformed, HF412 what cannot be.';

CREATE FUNCTION engine.sign_event(INOUT e app.event, at timestamptz, actor app.staff, action text, facts jsonb, words jsonb, request_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    entry := engine.record('event', e.id, e.ledger_seq + 1, e.ledger_head, at, actor, action, e.individual_id, NULL, NULL, NULL,
                           facts, jsonb_strip_nulls(words), request_id);
    UPDATE app.event k SET ledger_seq = e.ledger_seq + 1, ledger_head = entry.head WHERE k.id = e.id RETURNING k.* INTO e;
END $$;
COMMENT ON FUNCTION engine.sign_event(app.event, timestamptz, app.staff, text, jsonb, jsonb, uuid) IS 'Adds an entry to an event''s record.';

CREATE FUNCTION engine.add_event(e app.event, actor app.staff, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    work engine.event_work;
    type text := (SELECT t.code FROM app.event_type t WHERE t.id = e.type_id);
BEGIN
    PERFORM 1 FROM app.individual i WHERE i.id = e.individual_id FOR NO KEY UPDATE;
    e.id := app.next_id();
    e.category := coalesce(e.category, 'general');
    e.change := coalesce(e.change, '{}') || engine.change_page(e, type, actor, request_id);
    e.ledger_seq := 0;
    e.ledger_head := '';
    INSERT INTO app.event SELECT e.*;
    work := engine.fire_rules(e, actor, request_id);
    work := engine.ask_coordinator(e, work, actor, request_id);
    e := engine.sign_event(e, e.recorded_at, actor, 'event',
        jsonb_build_object('type', type, 'occurred_at', e.occurred_at, 'source', e.source, 'category', e.category,
                           'opened', engine.task_refs(work.opened), 'joined', engine.task_refs(work.joined)) || jsonb_strip_nulls(jsonb_build_object('level', e.level)),
        jsonb_build_object('place', e.place, 'note', e.note, 'change', nullif(e.change, '{}')), request_id);
    RETURN jsonb_build_object('event_ref', engine.event_ref(e.id), 'opened', engine.task_refs(work.opened), 'joined', engine.task_refs(work.joined),
                              'alerts', engine.work_told(work));
END $$;
COMMENT ON FUNCTION engine.add_event(app.event, app.staff, uuid) IS
    'The one way any event comes to be: stored, its rules fired, its record begun. Give individual, type, occurred_at, recorded_at (the time of the step), organization, source and what else applies. Locks the individual. actor NULL: a feed. Answers as api.record_event does, without changes.';

CREATE FUNCTION engine.task_refs(tasks bigint[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(engine.task_ref(t) ORDER BY t.id), '[]') FROM app.task t WHERE t.id = ANY (tasks));
END $$;
COMMENT ON FUNCTION engine.task_refs(bigint[]) IS 'References of tasks, in the order in which they came to be.';

CREATE FUNCTION engine.work_told(work engine.event_work) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.task_ref(t), 'kind', t.kind, 'label', t.label, 'owner_role', r.code, 'owner', r.name,
                                                         'due', t.due, 'joined', t.id = ANY (work.joined)) ORDER BY t.due, t.id), '[]')
            FROM app.task t JOIN app.role r ON r.id = t.owner_role_id WHERE t.id = ANY (work.opened || work.joined));
END $$;
COMMENT ON FUNCTION engine.work_told(engine.event_work) IS 'Who has what to do by when because of an event.';

CREATE FUNCTION engine.change_page(e app.event, type text, actor app.staff, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    was app.individual;
    change jsonb := CASE type WHEN 'death' THEN jsonb_build_object('deceased_at', e.occurred_at)
                              WHEN 'move' THEN coalesce(e.change, '{}') ELSE '{}' END;
BEGIN
    IF change = '{}' THEN
        RETURN '{}';
    END IF;
    SELECT i.* INTO was FROM app.individual i WHERE i.id = e.individual_id;
    IF type = 'death' AND was.deceased_at IS NOT NULL THEN
        PERFORM engine.refuse('HF412', 'This person''s death is recorded already.', 'Retract that event if it is wrong.');
    END IF;
    PERFORM engine.change_individual(was, change, actor, e.recorded_at, type || ' ' || engine.event_ref(e.id), request_id);
    RETURN jsonb_build_object('was', engine.page_before(was, change));
END $$;
COMMENT ON FUNCTION engine.change_page(app.event, text, app.staff, uuid) IS
    'A death and a move are on the person''s page at once, and on its record; gives what the page said before. HF412: a second death.';

CREATE FUNCTION engine.tells_event(e app.event, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT engine.sees_category(e.individual_id, e.category, e.organization_id, e.organization_id, v.organization_id, v.staff_id)
        OR engine.looks(e.individual_id, v.staff_id, e.category)
$$;
COMMENT ON FUNCTION engine.tells_event(app.event, engine.viewer) IS 'To who sees the person: the event exists for this reader.';

CREATE FUNCTION engine.sees_event(e app.event, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.tells_event(e, v) AND engine.may_read(e.individual_id, v);
END $$;
COMMENT ON FUNCTION engine.sees_event(app.event, engine.viewer) IS 'Whoever sees the person sees what happened to them; substance-use events do not exist for those without a basis. Every query that reads events for a person says it.';

CREATE FUNCTION engine.event_to_see(ref text, v engine.viewer) RETURNS app.event LANGUAGE plpgsql STABLE AS $$
DECLARE
    e app.event;
BEGIN
    SELECT k.* INTO e FROM app.event k WHERE k.id = engine.event_id(ref);
    IF e.id IS NULL OR NOT engine.sees_event(e, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN e;
END $$;
COMMENT ON FUNCTION engine.event_to_see(text, engine.viewer) IS 'The event of a reference; HF404, one answer, when it is not there or not theirs to see.';

CREATE FUNCTION engine.event_name(e app.event) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT t.name FROM app.event_type t
            WHERE t.id = CASE WHEN engine.is_readmission(e) THEN engine.event_type_id('readmission') ELSE e.type_id END);
END $$;
COMMENT ON FUNCTION engine.event_name(app.event) IS 'What it is called: ED visit; an admission soon after a discharge is a readmission.';

CREATE FUNCTION engine.event_words(e app.event) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    name text := engine.event_name(e);
    there text := concat_ws(', ', e.change ->> 'address', e.change ->> 'city', e.change ->> 'postal_code');
BEGIN
    RETURN upper(left(name, 1)) || substr(name, 2) || coalesce(', ' || e.place, '') || coalesce(' to ' || nullif(there, ''), '') || coalesce(': ' || e.note, '')
        || CASE WHEN e.retracted_at IS NULL THEN '' ELSE ' (taken back' || coalesce(': ' || e.retracted_reason, '') || ')' END;
END $$;
COMMENT ON FUNCTION engine.event_words(app.event) IS 'An event as a line of a timeline: ED visit, St. Mary''s Hospital: chest pain.';
