-- Emergency looks: somebody sees what nothing else lets them see of one person, for a while, on the
-- record. Told to their supervisor at once, reviewed by compliance.

CREATE FUNCTION engine.looks(individual_id bigint, staff_id integer, category text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.emergency_look l
                   WHERE l.staff_id = looks.staff_id AND l.until > app.now() AND l.individual_id = looks.individual_id
                     AND (NOT engine.is_apart(looks.category) OR (l.category = 'substance_use' AND looks.category = 'substance_use')));
END $$;
COMMENT ON FUNCTION engine.looks(bigint, integer, text) IS 'That person has an emergency look at what is of that category about that individual, now. Counselling notes stay apart even then.';

CREATE FUNCTION engine.of_look(task_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.emergency_look l WHERE l.alert_id = task_id OR l.review_id = task_id);
END $$;
COMMENT ON FUNCTION engine.of_look(bigint) IS 'The task came of an emergency look. Ask it of alerts and corrections only.';

CREATE FUNCTION engine.look_hidden(task_id bigint, owner_role_id integer, staff_id integer, roles integer[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.of_look(task_id) AND NOT owner_role_id = ANY (roles)
       AND NOT EXISTS (SELECT FROM app.role r WHERE r.id = look_hidden.owner_role_id AND r.supervisor_role_id = ANY (roles))
       AND NOT engine.reaches_me(task_id, staff_id, roles);
END $$;
COMMENT ON FUNCTION engine.look_hidden(bigint, integer, integer, integer[]) IS
    'What came of an emergency look is for its owner role, who supervises that, and whom a rung reached; not for everybody of their organisation, who would learn whom it was about. Ask it of alerts and corrections only.';

CREATE FUNCTION engine.looks_at(t app.task, staff app.staff) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What looks into a look is none of it, nor is what was entered by mistake.
    RETURN t.kind <> 'correction' AND t.status <> 'entered-in-error' AND engine.looks(t.individual_id, staff.id, t.category);
END $$;
COMMENT ON FUNCTION engine.looks_at(app.task, app.staff) IS 'An emergency look lets that person read the item.';

CREATE FUNCTION engine.look_running(individual_id bigint, staff_id integer) RETURNS app.emergency_look LANGUAGE plpgsql STABLE AS $$
DECLARE
    l app.emergency_look;
BEGIN
    SELECT k.* INTO l FROM app.emergency_look k
    WHERE k.staff_id = look_running.staff_id AND k.until > app.now() AND k.individual_id = look_running.individual_id
    ORDER BY k.category = 'substance_use' DESC, k.until DESC LIMIT 1;
    RETURN l;
END $$;
COMMENT ON FUNCTION engine.look_running(bigint, integer) IS 'The widest emergency look that somebody has at a person now; all NULL: none.';

CREATE FUNCTION engine.look_json(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    l app.emergency_look := engine.look_running(individual_id, v.staff_id);
BEGIN
    RETURN jsonb_build_object('look', CASE WHEN l.id IS NOT NULL THEN
        jsonb_build_object('until', l.until, 'category', l.category, 'words', 'Emergency look until ' || engine.say_time(l.until, v.at),
                           'only', NOT engine.sees_individual(individual_id, v)) END);
END $$;
COMMENT ON FUNCTION engine.look_json(bigint, engine.viewer) IS
    '{"look": {"until", "category", "words": "Emergency look until 18:40", "only": nothing else lets the reader see the person}|null}: whatever is seen of a person while a look runs says so.';

CREATE FUNCTION engine.look_role(staff_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Answering for such a role at night or in somebody's place makes nobody medical personnel.
    RETURN (SELECT r.id FROM app.role_holder h JOIN app.role r ON r.id = h.role_id
            WHERE h.staff_id = look_role.staff_id AND r.medical AND r.active ORDER BY h.rank, r.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.look_role(integer) IS 'The medical role that somebody holds themselves; NULL: none.';

CREATE FUNCTION engine.medical_roles() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT string_agg(r.name, ', ' ORDER BY r.name) FROM app.role r WHERE r.medical AND r.active), 'nobody here: call emergency services');
END $$;
COMMENT ON FUNCTION engine.medical_roles() IS 'The medical roles, for a hint.';

CREATE FUNCTION engine.look_missing(look jsonb, keys text[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    missing text := (SELECT k FROM unnest(keys) WITH ORDINALITY u (k, n) WHERE engine.detail_text(look, k) IS NULL ORDER BY n LIMIT 1);
BEGIN
    IF missing IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('To look, say %s.', CASE missing
            WHEN 'reason' THEN 'why you need to' WHEN 'nature' THEN 'what the medical emergency is'
            WHEN 'recipient' THEN 'who treats the person: name and where' ELSE 'who discloses it' END), format('Missing: %s.', missing));
    END IF;
END $$;
COMMENT ON FUNCTION engine.look_missing(jsonb, text[]) IS 'HF412 names what must be said and is not.';

CREATE FUNCTION engine.look_brief(look jsonb, keys text[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    brief text := (SELECT k FROM unnest(keys) k WHERE k IN ('reason', 'nature') AND length(engine.detail_text(look, k)) < 10 LIMIT 1);
BEGIN
    IF brief IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('%s is too short: say in a sentence %s.', brief, CASE brief WHEN 'reason' THEN 'why you need to look' ELSE 'what the medical emergency is' END),
                              'At least 10 characters. Compliance and your supervisor read it.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.look_brief(jsonb, text[]) IS 'HF412: why somebody looks is no sentence, so nobody who looks into it could tell whether they should have.';

CREATE FUNCTION engine.check_look(look jsonb, v engine.viewer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    kind text := engine.detail_text(look, 'kind');
    category text := coalesce(engine.detail_text(look, 'category'), 'general');
    needs text[];
BEGIN
    PERFORM engine.check_keys(look, '{kind,category,reason,nature,recipient,discloser,name,birth_date}', 'look');
    IF NOT v.serves THEN
        PERFORM engine.refuse('HF404', 'An emergency look is for those who do care work.', 'In an emergency, tell your supervisor.');
    ELSIF kind IS NULL OR kind NOT IN ('medical_emergency', 'other') THEN
        PERFORM engine.refuse('HF400', 'kind is neither medical_emergency nor other.', 'It says what kind of emergency it is.');
    ELSIF category NOT IN ('general', 'substance_use') THEN
        PERFORM engine.refuse('HF400', 'category is neither general nor substance_use.', 'general is everything but substance-use content.');
    ELSIF category = 'substance_use' AND kind <> 'medical_emergency' THEN
        PERFORM engine.refuse('HF412', 'Substance-use content may be looked at only in a medical emergency (42 CFR 2.51).', 'For the rest, leave the category out.');
    ELSIF category = 'substance_use' AND engine.look_role(v.staff_id) IS NULL THEN
        PERFORM engine.refuse('HF412', 'Only medical personnel may look at substance-use content in a medical emergency (42 CFR 2.51).',
                              format('Ask %s; or leave the category out to see the rest.', engine.medical_roles()));
    END IF;
    needs := CASE WHEN kind = 'other' THEN '{reason}'::text[] WHEN category = 'substance_use' THEN '{nature,recipient,discloser}' ELSE '{nature}' END;
    PERFORM engine.look_missing(look, needs);
    PERFORM engine.look_brief(look, needs);
END $$;
COMMENT ON FUNCTION engine.check_look(jsonb, engine.viewer) IS
    'What is asked is whole and this person''s to ask, whoever it is about: nothing here tells whether there is such a person. HF404, HF400, HF412.';

CREATE FUNCTION engine.looked_by_reference(individual_ref text, v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    i app.individual;
    me app.staff;
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = engine.individual_id(individual_ref);
    SELECT s.* INTO me FROM app.staff s WHERE s.id = v.staff_id;
    IF i.id IS NULL OR NOT (engine.may_read(i.id, v) OR engine.is_introduced(i.id, v.staff_id, v.at) OR engine.knows(me, i, v)) THEN
        PERFORM engine.refuse('HF404', 'There is no such item, or it is not yours to see.', 'Give the whole name and the birth date instead of the reference.');
    END IF;
    RETURN i.id;
END $$;
COMMENT ON FUNCTION engine.looked_by_reference(text, engine.viewer) IS
    'The person of a reference for a look, for whoever knows who that is. A reference can be guessed, and whoever stands before somebody in an emergency has a name. HF404, the same where there is nobody.';

CREATE FUNCTION engine.looked_for(individual_ref text, look jsonb, v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := regexp_replace(coalesce(engine.detail_text(look, 'name'), ''), '\s+', ' ', 'g');
    born date := engine.read_birth_date(engine.detail_text(look, 'birth_date'));
    found bigint[];
BEGIN
    IF engine.task_id(engine.typed(individual_ref)) IS NOT NULL THEN
        RETURN ((engine.task_to_see(engine.task_id(engine.typed(individual_ref)), v)).task).individual_id;
    ELSIF engine.typed(individual_ref) IS NOT NULL THEN
        RETURN engine.looked_by_reference(engine.typed(individual_ref), v);
    ELSIF said = '' OR born IS NULL THEN
        PERFORM engine.refuse('HF400', 'Say whom: a reference, or the whole name and the birth date.', 'Write the name as Rivera, Ana or Ana Rivera.');
    END IF;
    found := array(
        SELECT i.id FROM app.individual i
        WHERE i.birth_date = born AND i.merged_into IS NULL
          AND lower(said) IN (lower(i.family || ', ' || i.given), lower(i.given || ' ' || i.family), lower(i.family || ' ' || i.given)) LIMIT 2);
    RETURN CASE WHEN cardinality(found) = 1 THEN found[1] END;
END $$;
COMMENT ON FUNCTION engine.looked_for(text, jsonb, engine.viewer) IS
    'The person a look is at: by the reference of somebody whom the caller knows, by an item of the caller''s that does not say who it is about, or by whole name and birth date together. NULL: nobody, or more than one. HF400: neither is given; HF404: the reference is of nobody whom they know.';

CREATE FUNCTION engine.look_words(look jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('reason', engine.detail_text(look, 'reason'), 'nature', engine.detail_text(look, 'nature'),
                                                'recipient', engine.detail_text(look, 'recipient'), 'discloser', engine.detail_text(look, 'discloser')))
$$;
COMMENT ON FUNCTION engine.look_words(jsonb) IS 'What a person typed to look: kept apart, erasable.';

CREATE FUNCTION engine.look_contents(i app.individual, category text, v engine.viewer) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT ROW(x.organization_id, x.category, NULL, NULL)::engine.content
        FROM (SELECT coalesce(i.organization_id, v.organization_id) AS organization_id, 'general' AS category
              UNION SELECT coalesce(t.requester_organization_id, t.owner_organization_id), t.category FROM app.task t
              WHERE t.individual_id = i.id AND t.status <> 'entered-in-error' AND NOT EXISTS (SELECT FROM app.emergency_look l WHERE t.id IN (l.alert_id, l.review_id))
              UNION SELECT r.organization_id, d.category FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id
              JOIN app.domain d ON d.id = a.domain_id JOIN app.role r ON r.id = a.owner_role_id
              WHERE c.individual_id = i.id AND c.status = 'active') x
        WHERE NOT engine.is_apart(x.category) OR (x.category = 'substance_use' AND look_contents.category = 'substance_use'));
END $$;
COMMENT ON FUNCTION engine.look_contents(app.individual, text, engine.viewer) IS 'All that a look at a person opens, by whose it is: never nothing, for that somebody looked is itself told.';

CREATE FUNCTION engine.open_look_task(kind app.task_kind, i app.individual, owner_role_id integer, label text, category text, me app.staff,
    facts jsonb, words jsonb, at timestamptz, request_id uuid) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    -- Nobody is its requester: who looks cannot cancel what comes of it.
    t.kind := open_look_task.kind;
    t.individual_id := i.id;
    t.owner_role_id := open_look_task.owner_role_id;
    t.level_id := engine.work_level(t.kind);
    t.label := open_look_task.label;
    t.priority := CASE kind WHEN 'alert' THEN 'urgent' ELSE 'routine' END;
    t.category := open_look_task.category;
    t.need_since := at;
    t.created_at := at;
    t := engine.open_task(t, me, 'look', facts, words, request_id);
    PERFORM engine.hint(ARRAY[t.owner_organization_id]);
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.open_look_task(app.task_kind, app.individual, integer, text, text, app.staff, jsonb, jsonb, timestamptz, uuid) IS
    'Work that an emergency look makes for others, with its clock.';

CREATE FUNCTION engine.tell_supervisor(i app.individual, facts jsonb, words jsonb, me app.staff, at timestamptz, request_id uuid, OUT t app.task, OUT told jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    supervisor integer := engine.my_supervisor(me.id);
BEGIN
    t := engine.open_look_task('alert', i, supervisor, 'emergency look: ask why', 'general', me, facts, words, at, request_id);
    told := jsonb_build_array(engine.reach_now(t, supervisor, 0, me, at));
END $$;
COMMENT ON FUNCTION engine.tell_supervisor(app.individual, jsonb, jsonb, app.staff, timestamptz, uuid) IS 'An alert for the supervisor of who looks, who is reached at once by every channel.';

CREATE FUNCTION engine.begin_look(i app.individual, look jsonb, me app.staff, v engine.viewer, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    l app.emergency_look;
    facts jsonb;
    words jsonb := engine.look_words(look);
    review app.task;
    alert record;
BEGIN
    l.kind := look ->> 'kind';
    l.category := coalesce(engine.detail_text(look, 'category'), 'general');
    l.until := at + (SELECT n.emergency_for FROM app.network n);
    facts := jsonb_build_object('kind', l.kind, 'until', l.until, 'by', me.login);
    review := engine.open_look_task('correction', i, (SELECT n.compliance_role_id FROM app.network n), 'review an emergency look', l.category, me, facts, words, at, request_id);
    -- Of which kind of content it was, and so what the emergency is, only the review says: a supervisor
    -- elsewhere, or who else may see the person, need not be allowed to know.
    words := CASE WHEN l.category = 'general' THEN words ELSE '{}' END;
    alert := engine.tell_supervisor(i, facts, words, me, at, request_id);
    PERFORM engine.sign_look(i, facts || jsonb_build_object('review', engine.task_ref(review)), words, me, at, request_id);
    INSERT INTO app.emergency_look AS k (individual_id, staff_id, role_id, kind, category, at, until, alert_id, review_id)
    VALUES (i.id, me.id, CASE WHEN l.category = 'substance_use' THEN engine.look_role(v.staff_id) END, l.kind, l.category, begin_look.at, l.until, (alert.t).id, review.id)
    RETURNING k.* INTO l;
    PERFORM engine.disclose_look(l, i, v);
    RETURN jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'name', engine.person_name(i.family, i.given), 'until', l.until, 'category', l.category,
        'told', alert.told, 'alert_ref', engine.task_ref(alert.t), 'review_ref', engine.task_ref(review), 'joined', false, 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.begin_look(app.individual, jsonb, app.staff, engine.viewer, timestamptz, uuid) IS
    'Begins a look at a person who is locked: review, alert, their record, the account of disclosures; gives the answer.';

CREATE FUNCTION engine.sign_look(i app.individual, facts jsonb, words jsonb, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    entry := engine.record('individual', i.id, i.ledger_seq + 1, i.ledger_head, at, me, 'look', i.id, i.version, NULL, NULL, facts, words, request_id);
    UPDATE app.individual k SET ledger_seq = i.ledger_seq + 1, ledger_head = entry.head WHERE k.id = i.id;
END $$;
COMMENT ON FUNCTION engine.sign_look(app.individual, jsonb, jsonb, app.staff, timestamptz, uuid) IS 'A look, on the record of the person who was looked at.';

CREATE FUNCTION engine.disclose_look(l app.emergency_look, i app.individual, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d app.disclosure;
BEGIN
    d.individual_id := i.id;
    d.day := engine.network_day(l.at);
    d.at := l.at;
    d.how := 'look';
    d.staff_id := l.staff_id;
    d.organization_id := v.organization_id;
    d.to_organization_id := v.organization_id;
    d.purpose := 'emergency';
    d.look_id := l.id;
    PERFORM engine.disclose(d, engine.look_contents(i, l.category, v), 'everything', engine.look_basis(l));
END $$;
COMMENT ON FUNCTION engine.disclose_look(app.emergency_look, app.individual, engine.viewer) IS 'A look, in the account of disclosures.';

CREATE FUNCTION engine.look_basis(l app.emergency_look) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE l.kind WHEN 'medical_emergency' THEN 'medical_emergency' ELSE 'emergency_look' END
$$;
COMMENT ON FUNCTION engine.look_basis(app.emergency_look) IS 'The ground that a look is, as the account of disclosures names it.';

CREATE FUNCTION engine.look_told(look_id bigint, category text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Substance-use content has a row of its own in the account: only there is told what the emergency was.
    RETURN (SELECT concat_ws('; ', coalesce(p.body ->> 'nature', p.body ->> 'reason'), 'recipient ' || (p.body ->> 'recipient'), 'discloser ' || (p.body ->> 'discloser'))
            FROM app.emergency_look l JOIN app.ledger e ON e.entity_kind = 'task' AND e.entity_id = l.review_id AND e.seq = 1
            JOIN app.ledger_private p ON p.entry_id = e.id
            WHERE l.id = look_id AND l.category IN ('general', look_told.category));
END $$;
COMMENT ON FUNCTION engine.look_told(bigint, text) IS 'Why somebody looked, in their words, for the row of that category; NULL: not told there, or erased.';

CREATE FUNCTION engine.look_why(t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT s.name || ', ' || o.name || ', looked until ' || engine.say_time(l.until, v.at)
                   || coalesce(': ' || nullif(engine.look_told(l.id, t.category), ''), '')
            FROM app.emergency_look l JOIN app.staff s ON s.id = l.staff_id JOIN app.organization o ON o.id = s.organization_id
            WHERE t.id IN (l.alert_id, l.review_id));
END $$;
COMMENT ON FUNCTION engine.look_why(app.task, engine.viewer) IS
    'Of what came of an emergency look: who looked until when, and why, as far as the task may tell. NULL: it came of none.';

CREATE FUNCTION engine.look_again(l app.emergency_look, i app.individual) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'name', engine.person_name(i.family, i.given), 'until', l.until, 'category', l.category,
        'told', '[]'::jsonb, 'alert_ref', (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = l.alert_id),
        'review_ref', (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = l.review_id), 'joined', true, 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.look_again(app.emergency_look, app.individual) IS 'The answer where the look runs already.';

CREATE FUNCTION engine.is_own_look(task_id bigint, staff_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.emergency_look l WHERE is_own_look.task_id IN (l.review_id, l.alert_id) AND l.staff_id = is_own_look.staff_id);
END $$;
COMMENT ON FUNCTION engine.is_own_look(bigint, integer) IS 'The task came of that person''s own emergency look. Ask it of alerts and corrections only.';

CREATE FUNCTION engine.refuse_own_review(s engine.step_state) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF engine.is_own_look((s.t).id, (s.me).id) THEN
        PERFORM engine.refuse('HF412', 'It is about your own emergency look: others look into it.', 'Write a note if there is more to say (m).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_own_review(engine.step_state) IS 'HF412: who looked neither reviews the look nor ends what came of it.';
