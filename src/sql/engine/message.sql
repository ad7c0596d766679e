-- Messages between people, on an item, an area of a plan, or a person. A question is work: whoever is
-- asked gets a timed task, which the answer ends. There is no inbox: what is unread is told on Today
-- and stands where it was written.

CREATE FUNCTION engine.addressed(m app.message, v engine.viewer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN m.to_staff_id IS NOT NULL THEN m.to_staff_id = v.staff_id ELSE m.to_role_id = ANY (v.roles) END
$$;
COMMENT ON FUNCTION engine.addressed(app.message, engine.viewer) IS 'The message is for the reader.';

CREATE FUNCTION engine.unread(m app.message, v engine.viewer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT m.read_at IS NULL AND m.staff_id <> v.staff_id AND engine.addressed(m, v)
$$;
COMMENT ON FUNCTION engine.unread(app.message, engine.viewer) IS 'It is for the reader, and nobody whom it was for has read it.';

CREATE FUNCTION engine.asks(m app.message) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN m.question AND m.answered_at IS NULL AND EXISTS (SELECT FROM app.task t WHERE t.id = m.follow_up_id AND t.closed_at IS NULL);
END $$;
COMMENT ON FUNCTION engine.asks(app.message) IS 'A question still to be answered: neither answered in the thread, nor its task closed.';

CREATE FUNCTION engine.place_seen(INOUT p engine.place, me app.staff, v engine.viewer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    letters text[] := engine.relations(p.task, me, v.roles);
BEGIN
    p.audited := 'A' = ANY (letters) AND ((v.audits AND NOT engine.is_apart((p.task).category)) OR engine.looks_at(p.task, me));
    p.guest := NOT ('V' = ANY (letters) OR p.audited);
END $$;
COMMENT ON FUNCTION engine.place_seen(engine.place, app.staff, engine.viewer) IS
    'How the reader stands to the thread of an item: whoever may do what everybody does reads and writes there; who audits reads what is not kept apart, and an emergency look lets somebody read; others only what was written to or by them.';

CREATE FUNCTION engine.place_of_task(task_id bigint, INOUT p engine.place, v engine.viewer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked app.message := (SELECT m FROM app.task_origin o JOIN app.message m ON m.id = o.message_id WHERE o.task_id = place_of_task.task_id);
    me app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    p.task := (SELECT t FROM app.task t WHERE t.id = place_of_task.task_id);
    p.individual_id := (p.task).individual_id;
    p.category := (p.task).category;
    p := engine.place_seen(p, me, v);
    -- What is asked by a task is answered where it was asked.
    IF asked.id IS NOT NULL AND NOT p.guest THEN
        p := engine.place_of_message(asked, p, v);
    END IF;
END $$;
COMMENT ON FUNCTION engine.place_of_task(bigint, engine.place, engine.viewer) IS 'The thread of an item; of a task that came of a question, the thread in which it was asked.';

CREATE FUNCTION engine.place_of_message(m app.message, INOUT p engine.place, v engine.viewer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    me app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    p.task := (SELECT t FROM app.task t WHERE t.id = m.task_id);
    p.area := (SELECT a FROM app.plan_area a WHERE a.id = m.area_id);
    p.category := m.category;
    IF m.task_id IS NOT NULL THEN
        p := engine.place_seen(p, me, v);
        RETURN;
    END IF;
    p.guest := CASE WHEN m.area_id IS NOT NULL THEN NOT EXISTS (SELECT FROM engine.areas_seen((p.area).plan_id, v) x WHERE (x.area).id = m.area_id AND x.known)
                    ELSE NOT engine.may_read(m.individual_id, v) END;
    p := engine.place_looked_at(p, v);
END $$;
COMMENT ON FUNCTION engine.place_of_message(app.message, engine.place, engine.viewer) IS 'Where a message stands, and whether the reader may see all of its thread.';

CREATE FUNCTION engine.place_looked_at(INOUT p engine.place, v engine.viewer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What was asked there is read in an emergency look as whatever else it opens; nothing is begun on one.
    p.audited := NOT p.guest AND (NOT engine.sees_individual(p.individual_id, v)
        OR ((p.area).id IS NOT NULL
            AND NOT engine.has_ground(p.individual_id, p.category, engine.organization_of((p.area).owner_role_id), NULL, v.organization_id, v.staff_id)));
END $$;
COMMENT ON FUNCTION engine.place_looked_at(engine.place, engine.viewer) IS 'Whether only an emergency look opens the thread of a person or an area: then it is read, and nothing is written there.';

CREATE FUNCTION engine.place_to_see(place text, v engine.viewer) RETURNS engine.place LANGUAGE plpgsql STABLE AS $$
DECLARE
    p engine.place;
    task_id bigint := engine.task_id(place);
    m text[] := regexp_match(place, '^([Pp]-[0-9-]+)(?:/area/([0-9]{1,18}))?$');
    x engine.area_seen;
BEGIN
    IF task_id IS NOT NULL THEN
        p := engine.place_of_task(task_id, p, v);
    ELSIF m IS NOT NULL THEN
        p.individual_id := engine.individual_id(m[1]);
        p.category := 'general';
        p.guest := p.individual_id IS NOT NULL AND NOT engine.may_read(p.individual_id, v);
        -- Nobody is refused where whoever is hidden is, not here already.
        IF m[2] IS NOT NULL AND p.individual_id IS NOT NULL AND NOT p.guest THEN
            x := engine.area_to_read(m[2]::bigint, p.individual_id, v);
            p.area := x.area;
            p.category := (x.domain).category;
        END IF;
        p := engine.place_looked_at(p, v);
    END IF;
    IF p.individual_id IS NULL OR (p.guest AND NOT EXISTS (SELECT FROM engine.thread(p, v))) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    p.ref := engine.place_ref((p.task).id, (p.area).id, p.individual_id);
    RETURN p;
END $$;
COMMENT ON FUNCTION engine.place_to_see(text, engine.viewer) IS
    'Where messages are to be read or written: R-…, T-…, P-…, P-…/area/ID. HF404, one answer, when it is not there or not the reader''s; whoever was written to there may read that.';

CREATE FUNCTION engine.place_ref(task_id bigint, area_id bigint, individual_id bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN task_id IS NOT NULL THEN (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = task_id)
                ELSE engine.individual_ref(individual_id) || coalesce('/area/' || area_id, '') END;
END $$;
COMMENT ON FUNCTION engine.place_ref(bigint, bigint, bigint) IS 'A place of messages as it is named.';

CREATE FUNCTION engine.message_told(m app.message, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT m.category <> 'counseling_notes' OR engine.told_counseling(m.individual_id, m.organization_id, v.organization_id, v.staff_id)
$$;
COMMENT ON FUNCTION engine.message_told(app.message, engine.viewer) IS 'A message of a thread that the reader sees exists for them: a note of counseling is its organisation''s, wherever it stands.';

CREATE FUNCTION engine.counseling_told(individual_id bigint, task_id bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.message m
                   WHERE m.individual_id = counseling_told.individual_id AND m.category = 'counseling_notes'
                     AND (counseling_told.task_id IS NULL OR m.task_id = counseling_told.task_id) AND engine.message_told(m, v));
END $$;
COMMENT ON FUNCTION engine.counseling_told(bigint, bigint, engine.viewer) IS 'The thread of an item, or of anything about the person (task_id NULL), holds a note of counseling that the reader is told.';

CREATE FUNCTION engine.thread(p engine.place, v engine.viewer) RETURNS SETOF app.message LANGUAGE plpgsql STABLE AS $$
DECLARE
    tasks bigint[] := CASE WHEN (p.task).id IS NOT NULL THEN engine.related_tasks(p.task, v) END;
BEGIN
    RETURN QUERY
        SELECT m.* FROM app.message m
        WHERE m.individual_id = p.individual_id
          AND CASE WHEN tasks IS NOT NULL THEN m.task_id = ANY (tasks) WHEN (p.area).id IS NOT NULL THEN m.area_id = (p.area).id
                   ELSE m.task_id IS NULL AND m.area_id IS NULL END
          AND (NOT p.guest OR m.staff_id = v.staff_id OR engine.addressed(m, v))
          AND engine.message_told(m, v);
END $$;
COMMENT ON FUNCTION engine.thread(engine.place, engine.viewer) IS 'The messages of a place that the reader may see; of a referral, those of all its tries that are theirs to see.';

CREATE FUNCTION engine.message_json(m app.message, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    asks boolean := m.question AND engine.asks(m);
BEGIN
    RETURN (
        SELECT jsonb_build_object('id', m.id, 'at', m.at, 'from', CASE WHEN m.staff_id = v.staff_id THEN 'you' ELSE o.name || ', ' || s.name END,
            'from_login', s.login, 'to', CASE WHEN m.to_staff_id = v.staff_id THEN 'you' ELSE coalesce(a.name, r.name) END, 'text', coalesce(p.body ->> 'note', engine.erased_words(p.erased_by)),
            'question', m.question, 'counseling', m.category = 'counseling_notes', 'answered', m.question AND NOT asks, 'unread', engine.unread(m, v), 'mine', m.staff_id = v.staff_id,
            'asks_me', asks AND m.staff_id <> v.staff_id AND engine.addressed(m, v), 'answers', m.answers_id,
            'due', CASE WHEN asks THEN f.due END, 'read_at', m.read_at, 'read_by', l.name,
            'place', CASE WHEN t.id IS NOT NULL THEN engine.task_ref(t.kind, t.id, t.referral_id, t.attempt)
                          ELSE engine.individual_ref(m.individual_id) || coalesce('/area/' || m.area_id, '') END)
        FROM app.staff s JOIN app.organization o ON o.id = m.organization_id
        LEFT JOIN app.staff a ON a.id = m.to_staff_id LEFT JOIN app.role r ON r.id = m.to_role_id LEFT JOIN app.staff l ON l.id = m.read_by
        LEFT JOIN app.task t ON t.id = m.task_id LEFT JOIN app.task f ON f.id = m.follow_up_id
        LEFT JOIN app.ledger_private p ON p.entry_id = m.entry_id
        WHERE s.id = m.staff_id);
END $$;
COMMENT ON FUNCTION engine.message_json(app.message, engine.viewer) IS 'A message as api.messages gives it.';

CREATE FUNCTION engine.person_messages(individual_id bigint, v engine.viewer, n integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    tasks bigint[] := engine.tasks_seen(individual_id, true, v) || engine.tasks_seen(individual_id, false, v);
    untold bigint[] := engine.untold_areas(individual_id, v, false);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(engine.message_json(x, v) ORDER BY x.at DESC, x.id DESC), '[]')
        FROM (SELECT m.* FROM app.message m
              WHERE m.individual_id = person_messages.individual_id
                AND (m.task_id IS NULL OR m.task_id = ANY (tasks)) AND NOT coalesce(m.area_id = ANY (untold), false) AND engine.message_told(m, v)
              ORDER BY m.at DESC, m.id DESC LIMIT n) x);
END $$;
COMMENT ON FUNCTION engine.person_messages(bigint, engine.viewer, integer) IS 'The last messages about a person, wherever they were written, newest first.';

CREATE FUNCTION engine.item_messages(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    p engine.place;
BEGIN
    IF NOT EXISTS (SELECT FROM app.message m WHERE m.individual_id = t.individual_id)
       OR NOT engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id) THEN
        RETURN '[]';
    END IF;
    p := engine.place_of_task(t.id, p, v);
    RETURN (SELECT coalesce(jsonb_agg(engine.message_json(m, v) ORDER BY m.at, m.id), '[]') FROM engine.thread(p, v) m);
END $$;
COMMENT ON FUNCTION engine.item_messages(app.task, engine.viewer) IS 'The thread of an item, oldest first, for its screen; reading it there marks nothing as read.';

CREATE FUNCTION engine.today_messages(v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH mine AS MATERIALIZED (
            SELECT m.id, m.at FROM app.message m WHERE m.to_role_id = ANY (v.roles) AND m.to_staff_id IS NULL AND m.read_at IS NULL AND m.staff_id <> v.staff_id
            UNION ALL SELECT m.id, m.at FROM app.message m WHERE m.to_staff_id = v.staff_id AND m.read_at IS NULL
            LIMIT 1000),
        asked AS MATERIALIZED (
            SELECT m.id FROM app.message m WHERE m.to_role_id = ANY (v.roles) AND m.to_staff_id IS NULL AND m.question AND m.answered_at IS NULL AND engine.asks(m)
            UNION ALL SELECT m.id FROM app.message m WHERE m.to_staff_id = v.staff_id AND m.question AND m.answered_at IS NULL AND engine.asks(m)
            LIMIT 1000)
        SELECT jsonb_build_object('unread', (SELECT count(*) FROM mine), 'questions', (SELECT count(*) FROM asked),
            'first', (SELECT jsonb_build_object('place', engine.place_ref(m.task_id, m.area_id, m.individual_id), 'at', m.at, 'question', m.question,
                                 'from', engine.from_words(m.staff_id, m.organization_id), 'name', engine.person_name(i.family, i.given))
                      FROM mine k JOIN app.message m ON m.id = k.id JOIN app.individual i ON i.id = m.individual_id
                      WHERE engine.shares_with(m.individual_id, m.organization_id, m.category, v) ORDER BY k.at, k.id LIMIT 1)));
END $$;
COMMENT ON FUNCTION engine.today_messages(engine.viewer) IS 'For Today: how many messages for the reader nobody has read, how many questions wait for them, and the oldest unread one.';

CREATE FUNCTION engine.answered_by(p engine.place, body jsonb, v engine.viewer) RETURNS app.message LANGUAGE plpgsql STABLE AS $$
DECLARE
    q app.message;
    waiting app.message[];
BEGIN
    IF body ? 'answers' AND jsonb_typeof(body -> 'answers') <> 'null' THEN
        SELECT m.* INTO q FROM engine.thread(p, v) m WHERE m.id::text = body ->> 'answers' AND m.question;
        IF q.id IS NULL THEN
            PERFORM engine.refuse_unseen();
        ELSIF NOT engine.asks(q) THEN
            PERFORM engine.refuse('HF412', 'That question has been answered.', 'Write a message of its own (m).');
        ELSIF q.staff_id = v.staff_id THEN
            PERFORM engine.refuse('HF412', 'That is your own question.', 'Cancel its task (x) if it no longer matters.');
        END IF;
    ELSIF NOT engine.detail_flag(body, 'question') AND engine.detail_text(body, 'to') IS NULL THEN
        -- A reply where one question waits for the writer is its answer.
        waiting := array(SELECT m FROM engine.thread(p, v) m WHERE m.staff_id <> v.staff_id AND engine.addressed(m, v) AND engine.asks(m));
        q := CASE WHEN cardinality(waiting) = 1 THEN waiting[1] END;
    END IF;
    RETURN q;
END $$;
COMMENT ON FUNCTION engine.answered_by(engine.place, jsonb, engine.viewer) IS 'The question that a message answers: the one it names, or the only one there that waits for the writer. NULL: none. HF412: answered already, or one''s own.';

CREATE FUNCTION engine.addressee(p engine.place, body jsonb, q app.message, v engine.viewer, OUT role app.role, OUT staff app.staff) LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted text := engine.detail_text(body, 'to');
    to_role integer;
BEGIN
    IF q.id IS NOT NULL AND wanted IS NULL THEN
        SELECT s.* INTO staff FROM app.staff s WHERE s.id = engine.still_here(q.staff_id);
        SELECT r.* INTO role FROM app.role r WHERE r.id = coalesce(engine.standing_role(q.staff_id), (SELECT n.coordinator_role_id FROM app.network n)) AND staff.id IS NULL;
    ELSIF engine.detail_text(body, 'side') = 'requester' AND (p.task).requester_role_id IS NOT NULL THEN
        SELECT s.* INTO staff FROM app.staff s WHERE s.id = engine.still_here((p.task).requester_staff_id);
        SELECT r.* INTO role FROM app.role r WHERE r.id = (p.task).requester_role_id;
    ELSIF wanted IS NOT NULL THEN
        staff := engine.staff_called(wanted);
        SELECT r.* INTO role FROM app.role r WHERE r.code = wanted AND r.active AND staff.id IS NULL;
    ELSE
        to_role := engine.usual_reader(p, v);
        SELECT r.* INTO role FROM app.role r WHERE r.id = to_role;
    END IF;
    IF staff.id IS NOT NULL THEN
        SELECT r.* INTO role FROM app.role r WHERE r.id = engine.standing_role(staff.id);
    END IF;
    IF role.id IS NULL THEN
        PERFORM engine.refuse('HF412', CASE WHEN wanted IS NULL THEN 'Say for whom it is.' ELSE format('There is no person or role %s.', wanted) END,
                              'Give a login or a role.');
    ELSIF NOT engine.serves_people(staff, role) THEN
        PERFORM engine.refuse('HF412', format('%s sees nothing that is about a person.', coalesce(staff.name, role.name)), 'Write to somebody who works with people.');
    ELSIF v.organization_id <> coalesce(staff.organization_id, role.organization_id)
          AND NOT engine.discloses(p.individual_id, v.organization_id, coalesce(staff.organization_id, role.organization_id), p.category, staff.id) THEN
        PERFORM engine.refuse_basis(p.individual_id, v.organization_id, coalesce(staff.organization_id, role.organization_id), p.category);
    END IF;
END $$;
COMMENT ON FUNCTION engine.addressee(engine.place, jsonb, app.message, engine.viewer) IS
    'For whom a message is: whoever asked for the item (side), to (a login or a role), else whoever asked (their role, where they have left), else the other side of the item, the owner of the area, the coordinator. HF412: nobody, or no basis.';

CREATE FUNCTION engine.usual_reader(p engine.place, v engine.viewer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    owner_role integer := coalesce((p.task).owner_role_id, (p.area).owner_role_id, (SELECT n.coordinator_role_id FROM app.network n));
BEGIN
    RETURN CASE WHEN p.category = 'counseling_notes' THEN engine.standing_role(v.staff_id)
                WHEN NOT owner_role = ANY (v.roles) THEN owner_role WHEN (p.task).id IS NOT NULL THEN (p.task).requester_role_id END;
END $$;
COMMENT ON FUNCTION engine.usual_reader(engine.place, engine.viewer) IS 'For whom a message is where nobody is named: a note of counseling for the writer''s own role; else who owns the place, or, where that is the writer, who asked for it. NULL: nobody.';

CREATE FUNCTION engine.message_lock(p engine.place, q app.message) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Tasks by id, then the rest (DESIGN 4.1).
    PERFORM 1 FROM app.task t WHERE t.id IN ((p.task).id, q.follow_up_id) ORDER BY t.id FOR NO KEY UPDATE;
    IF (p.task).id IS NULL THEN
        PERFORM 1 FROM app.care_plan c WHERE c.individual_id = p.individual_id AND c.status = 'active' FOR NO KEY UPDATE;
        PERFORM 1 FROM app.individual i WHERE i.id = p.individual_id AND (engine.plan_of(i.id)).id IS NULL FOR NO KEY UPDATE;
    END IF;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is working on this at this moment.', 'Send it again: nothing you typed is lost.');
END $$;
COMMENT ON FUNCTION engine.message_lock(engine.place, app.message) IS 'Locks whose record the message goes on, and the task that it answers. HF409: a lock was not to be had.';

CREATE FUNCTION engine.sign_message(p engine.place, me app.staff, at timestamptz, facts jsonb, words jsonb, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    t app.task := (SELECT k FROM app.task k WHERE k.id = (p.task).id);
    plan app.care_plan := engine.plan_of(p.individual_id);
    i app.individual;
    entry record;
BEGIN
    IF t.id IS NOT NULL THEN
        entry := engine.sign_task(t, at, me, 'message', t.status, facts, words, request_id);
        UPDATE app.task k SET ledger_seq = (entry.t).ledger_seq, ledger_head = (entry.t).ledger_head WHERE k.id = t.id;
    ELSIF plan.id IS NOT NULL THEN
        entry := engine.record('care_plan', plan.id, plan.ledger_seq + 1, plan.ledger_head, at, me, 'message', p.individual_id, plan.version,
                               NULL, plan.status::text, facts, words, request_id);
        UPDATE app.care_plan c SET ledger_seq = plan.ledger_seq + 1, ledger_head = entry.head WHERE c.id = plan.id;
    ELSE
        SELECT k.* INTO i FROM app.individual k WHERE k.id = p.individual_id;
        entry := engine.record('individual', i.id, i.ledger_seq + 1, i.ledger_head, at, me, 'message', i.id, i.version, NULL, NULL, facts, words, request_id);
        UPDATE app.individual k SET ledger_seq = i.ledger_seq + 1, ledger_head = entry.head WHERE k.id = i.id;
    END IF;
    RETURN entry.entry_id;
END $$;
COMMENT ON FUNCTION engine.sign_message(engine.place, app.staff, timestamptz, jsonb, jsonb, uuid) IS
    'The entry of a message on the record of its item, its plan, or, without one, its person; it raises no version. Gives the entry''s id.';

CREATE FUNCTION engine.ask_by(m app.message, priority app.priority, me app.staff, words jsonb, request_id uuid) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    origin app.task_origin;
BEGIN
    t.kind := 'follow_up';
    t.individual_id := m.individual_id;
    t.owner_role_id := m.to_role_id;
    t.owner_staff_id := m.to_staff_id;
    t.priority := ask_by.priority;
    t.created_at := m.at;
    origin.message_id := m.id;
    origin.area_id := m.area_id;
    RETURN engine.store_work(t, origin, me, 'ask', jsonb_build_object('message', m.id, 'place', engine.place_ref(m.task_id, m.area_id, m.individual_id)),
                             jsonb_build_object('missing', words ->> 'note'), request_id);
END $$;
COMMENT ON FUNCTION engine.ask_by(app.message, app.priority, app.staff, jsonb, uuid) IS 'The timed task of whoever is asked.';

CREATE FUNCTION engine.send_message(p engine.place, body jsonb, me app.staff, v engine.viewer, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    q app.message := engine.answered_by(p, body, v);
    who record := engine.addressee(p, body, q, v);
    words jsonb := jsonb_build_object('note', engine.detail_text(body, 'text'));
    m app.message;
    t app.task;
BEGIN
    m.id := app.next_id();
    m.category := p.category;
    m.question := engine.detail_flag(body, 'question');
    m.at := at;
    m.to_role_id := (who.role).id;
    m.to_staff_id := (who.staff).id;
    m.entry_id := engine.sign_message(p, me, at, jsonb_strip_nulls(jsonb_build_object('message', m.id, 'role', (who.role).code, 'login', (who.staff).login,
        'question', m.question, 'kind', CASE m.category WHEN 'counseling_notes' THEN 'counseling' END,
        'organization', CASE m.category WHEN 'counseling_notes' THEN me.organization_id END, 'answers', q.id, 'area', (p.area).id, 'domain', (SELECT d.code FROM app.domain d WHERE d.id = (p.area).domain_id))), words, request_id);
    INSERT INTO app.message AS k (id, individual_id, task_id, area_id, category, staff_id, organization_id, at, to_role_id, to_staff_id, to_organization_id,
                                  question, answers_id, entry_id)
    VALUES (m.id, p.individual_id, (p.task).id, (p.area).id, m.category, me.id, me.organization_id, at, m.to_role_id, m.to_staff_id,
            coalesce((who.staff).organization_id, (who.role).organization_id), m.question, q.id, m.entry_id) RETURNING k.* INTO m;
    IF m.question THEN
        t := engine.ask_by(m, coalesce((p.task).priority, 'routine'), me, words, request_id);
        UPDATE app.message k SET follow_up_id = t.id WHERE k.id = m.id;
    END IF;
    IF q.id IS NOT NULL THEN
        UPDATE app.message k SET answered_at = send_message.at WHERE k.id = q.id;
        PERFORM engine.settle_work(q.follow_up_id, 'completed', me, 'answer', jsonb_build_object('message', m.id), at, request_id);
    END IF;
    PERFORM engine.mark_read(p, v, at);
    PERFORM engine.hint(ARRAY[m.to_organization_id, me.organization_id]);
    RETURN jsonb_build_object('id', m.id, 'place', p.ref, 'to', coalesce((who.staff).login, (who.role).code), 'to_name', coalesce((who.staff).name, (who.role).name),
        'task_ref', CASE WHEN t.id IS NOT NULL THEN engine.task_ref(t) END, 'due', t.due, 'answered', q.id, 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.send_message(engine.place, jsonb, app.staff, engine.viewer, timestamptz, uuid) IS
    'Stores a message with its entry; opens the task of a question, ends that of one which it answers. Who writes in a thread has read it.';

CREATE FUNCTION engine.mark_read(p engine.place, v engine.viewer, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.message m SET read_at = mark_read.at, read_by = v.staff_id
    FROM engine.thread(p, v) k WHERE m.id = k.id AND m.read_at IS NULL AND engine.unread(k, v);
END $$;
COMMENT ON FUNCTION engine.mark_read(engine.place, engine.viewer, timestamptz) IS 'What was written to the reader there is now read.';
