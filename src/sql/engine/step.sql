-- The way of every step, in the order of INTERFACES: HF404, the request id, HF409, HF412, the step
-- itself, and its storing.

CREATE FUNCTION engine.may_wait(s engine.step_state, p record) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM app.task k
        WHERE (p.prefix = 'R' AND k.referral_id = p.id AND k.attempt = p.attempt AND k.kind = 'referral' OR p.prefix = 'T' AND k.id = p.id AND k.kind <> 'referral')
          AND (engine.relations(k, s.me, s.roles) <> '{}'
               OR EXISTS (SELECT FROM app.step_undo u WHERE u.task_id = k.id AND u.staff_id = (s.me).id)
               OR EXISTS (SELECT FROM app.request q WHERE q.staff_id = (s.me).id AND q.id = s.request_id)));
END $$;
COMMENT ON FUNCTION engine.may_wait(engine.step_state, record) IS
    'Whether the person may be told that somebody works on this item: they see it, gave it away, or ask again. To everybody else it is not there, at once.';

CREATE FUNCTION engine.step_wait(s engine.step_state, p record, OUT r app.referral, OUT t app.task) LANGUAGE plpgsql AS $$
BEGIN
    IF NOT engine.may_wait(s, p) THEN
        RETURN;
    END IF;
    IF p.prefix = 'R' THEN
        SELECT f.* INTO r FROM app.referral f WHERE f.id = p.id FOR NO KEY UPDATE;
        SELECT k.* INTO t FROM app.task k
        WHERE k.referral_id = p.id AND k.attempt = p.attempt AND k.kind = 'referral' FOR NO KEY UPDATE;
    ELSIF p.prefix = 'T' THEN
        SELECT f.* INTO r FROM app.referral f
        WHERE f.id = (SELECT k.referral_id FROM app.task k WHERE k.id = p.id) FOR NO KEY UPDATE;
        SELECT k.* INTO t FROM app.task k WHERE k.id = p.id AND k.kind <> 'referral' FOR NO KEY UPDATE;
    END IF;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is working on this at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION engine.step_wait(engine.step_state, record) IS
    'Finds and locks an item, referral first (DESIGN 4.1). NULL when there is none that the person may wait for; HF409 when the lock was not to be had.';

CREATE FUNCTION engine.step_find(INOUT s engine.step_state, ref text) LANGUAGE plpgsql AS $$
DECLARE
    p record := engine.parse_ref(ref);
    waited record;
BEGIN
    -- A try that nobody else holds, by far the most: both rows in one statement, referral first, and
    -- none of what a lock that may have to be waited for needs.
    IF p.prefix = 'R' THEN
        SELECT f, f, k, k INTO s.referral, s.referral_was, s.t, s.was FROM app.referral f
        JOIN app.task k ON k.referral_id = f.id AND k.attempt = p.attempt AND k.kind = 'referral'
        WHERE f.id = p.id FOR NO KEY UPDATE OF f, k SKIP LOCKED;
    END IF;
    IF (s.t).id IS NULL THEN
        waited := engine.step_wait(s, p);
        s.referral := waited.r;
        s.referral_was := waited.r;
        s.t := waited.t;
        s.was := waited.t;
    END IF;
    s.at := app.now();
END $$;
COMMENT ON FUNCTION engine.step_find(engine.step_state, text) IS
    'Finds and locks the item and takes the time, once, after the lock. Without a task when there is none: it is refused where what is there and hidden is, so that not even the place tells which. HF409 when the lock was not to be had.';

CREATE FUNCTION engine.step_lock(INOUT s engine.step_state, ref text) LANGUAGE plpgsql AS $$
BEGIN
    s := engine.step_find(s, ref);
    IF (s.t).id IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_lock(engine.step_state, text) IS 'engine.step_find for a step that is part of another request. HF404 when there is none.';

CREATE FUNCTION engine.is_unseen(s engine.step_state) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (s.t).id IS NULL OR engine.relations(s.t, s.me, s.roles) = '{}';
END $$;
COMMENT ON FUNCTION engine.is_unseen(engine.step_state) IS 'There is no such item, or it is not there for this person.';

CREATE FUNCTION engine.step_look(INOUT s engine.step_state, action text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT p, s.request_id IS NULL OR EXISTS (SELECT 1 FROM app.request r WHERE r.staff_id = (s.me).id AND r.id = s.request_id)
    INTO s.step, s.asked
    FROM app.step p WHERE p.action = step_look.action
    ORDER BY (s.t).kind = ANY (p.kinds) DESC, p.position LIMIT 1;
    IF NOT FOUND THEN
        -- Whether there is such an item is told to nobody who may not see it.
        IF engine.is_unseen(s) THEN
            PERFORM engine.refuse_unseen();
        END IF;
        PERFORM engine.refuse('HF400', format('There is no action %s.', coalesce(action, '(none)')), 'The actions of an item are listed with it.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_look(engine.step_state, text) IS
    'What is looked up once the item is locked: the row of the step table for this kind of item, or else for the kinds that the action serves; and whether this request was done before. HF400: no such action.';

CREATE FUNCTION engine.step_row(s engine.step_state, action text) RETURNS app.step LANGUAGE plpgsql STABLE AS $$
BEGIN
    s := engine.step_look(s, action);
    RETURN s.step;
END $$;
COMMENT ON FUNCTION engine.step_row(engine.step_state, text) IS
    'The row of the step table alone, for a step that is part of another request.';

CREATE FUNCTION engine.did(s engine.step_state) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM app.step_undo u WHERE u.task_id = (s.t).id AND u.staff_id = (s.me).id)
        OR EXISTS (SELECT 1 FROM app.ledger e
                   WHERE e.entity_kind = 'task' AND e.entity_id = (s.t).id AND e.actor_id = (s.me).id AND e.at >= (s.t).created_at
                     AND e.action IN (SELECT p.action FROM app.step p WHERE p.undoable));
END $$;
COMMENT ON FUNCTION engine.did(engine.step_state) IS 'Relation D: the person has done a step to this item.';

CREATE FUNCTION engine.gave_away(s engine.step_state) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (s.step).action = 'undo'
       AND EXISTS (SELECT 1 FROM app.step_undo u WHERE u.task_id = (s.t).id AND u.staff_id = (s.me).id AND u.version = (s.t).version);
END $$;
COMMENT ON FUNCTION engine.gave_away(engine.step_state) IS
    'The last step, which nobody has followed, was the person''s own: they may take it back even where it put the item out of their sight.';

CREATE FUNCTION engine.owner_acts(s engine.step_state) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT 'O' = ANY ((s.step).who) AND (s.t).status <> 'entered-in-error'
       AND (s.me).organization_id IN ((s.t).owner_organization_id, (s.t).requester_organization_id)
       AND ((s.t).owner_staff_id = (s.me).id OR (s.t).owner_role_id = ANY (s.roles))
$$;
COMMENT ON FUNCTION engine.owner_acts(engine.step_state) IS
    'The owner, of one of the two organisations, does what owners may: by far the most steps, told without asking for the other relations. NULL or false: engine.relations must tell.';

CREATE FUNCTION engine.step_permitted(s engine.step_state) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    letters text[];
BEGIN
    IF engine.owner_acts(s) THEN
        RETURN true;
    END IF;
    letters := engine.relations(s.t, s.me, s.roles);
    IF (s.step).who = '{D}' THEN
        RETURN engine.did(s) AND (letters <> '{}' OR engine.gave_away(s));
    END IF;
    -- What is one's own already is seen, so taking it over is told from what is not there.
    RETURN (s.step).who && letters OR ((s.step).action = 'claim' AND 'O' = ANY (letters) AND (s.t).owner_staff_id IS NOT DISTINCT FROM (s.me).id);
END $$;
COMMENT ON FUNCTION engine.step_permitted(engine.step_state) IS 'The person stands to the item in one of the ways that the step asks for; or it is theirs already and they take it over, which engine.act_claim then says.';

CREATE FUNCTION engine.step_for(who text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    named text[] := array(
        SELECT w.words FROM (VALUES ('O', 'whoever has it'), ('H', 'others of their role'), ('R', 'whoever asked for it'), ('X', 'whoever it was passed up to'),
                                    ('Q', 'their supervisor'), ('S', 'the supervisor of whoever has it'), ('D', 'whoever did that step'), ('V', 'those who work with it'),
                                    ('C', engine.coordinator_words())) AS w (letter, words)
        WHERE w.letter = ANY (who));
BEGIN
    RETURN concat_ws(' or ', nullif(array_to_string(named[:cardinality(named) - 1], ', '), ''), named[cardinality(named)]);
END $$;
COMMENT ON FUNCTION engine.step_for(text[]) IS 'Who may do a step (app.step.who), for a hint: whoever asked for it or the lead coordinator.';

CREATE FUNCTION engine.refuse_step(s engine.step_state) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF engine.is_unseen(s) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    PERFORM engine.refuse_seen(engine.step_words((s.step).action), engine.step_for((s.step).who));
END $$;
COMMENT ON FUNCTION engine.refuse_step(engine.step_state) IS
    'HF404 for a step that is not this person''s: to whoever sees the item it says whose it is; to everybody else the item is not there.';

CREATE FUNCTION engine.last_change(s engine.step_state, OUT action text, OUT actor_id integer, OUT at timestamptz) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT u.action, u.staff_id, u.at INTO action, actor_id, at FROM app.step_undo u
    WHERE u.task_id = (s.t).id AND u.version = (s.t).version AND u.action IN (SELECT p.action FROM app.step p WHERE p.raises_version);
    IF action IS NULL THEN
        SELECT l.action, l.actor_id, l.at INTO action, actor_id, at FROM app.ledger l
        WHERE l.entity_kind = 'task' AND l.entity_id = (s.t).id AND l.at >= (s.t).created_at
          AND l.action <> ALL ('{message,unseen}') AND l.action NOT IN (SELECT p.action FROM app.step p WHERE NOT p.raises_version)
        ORDER BY l.seq DESC LIMIT 1;
    END IF;
END $$;
COMMENT ON FUNCTION engine.last_change(engine.step_state) IS 'Who last changed the item, how and when; actor_id NULL: no person.';

CREATE FUNCTION engine.refuse_stale(s engine.step_state, version integer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    change record := engine.last_change(s);
BEGIN
    PERFORM engine.refuse('HF409',
        CASE WHEN version > (s.t).version THEN 'The item has no such version.'
             ELSE format('%s %s at %s.', coalesce((SELECT k.name FROM app.staff k WHERE k.id = change.actor_id), 'The program'),
                         engine.done_words(change.action), engine.say_time(change.at, s.at)) END,
        format('Look again: it now %s, with %s.', engine.say_status((s.t).kind, (s.t).status),
               engine.say_who((s.t).owner_staff_id, (s.t).owner_role_id)));
END $$;
COMMENT ON FUNCTION engine.refuse_stale(engine.step_state, integer) IS 'HF409: says who changed what when since the version that the caller saw.';

CREATE FUNCTION engine.done_words(action text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT p.done FROM app.step p WHERE p.action = done_words.action ORDER BY p.position LIMIT 1),
                    CASE done_words.action WHEN 'withdraw' THEN 'closed it with another step' WHEN 'refer' THEN 'asked for it'
                         WHEN 'transfer' THEN 'passed it on' WHEN 'hand_over' THEN 'passed it on' ELSE 'changed it' END);
END $$;
COMMENT ON FUNCTION engine.done_words(text) IS 'What was done, after a name: Maria Soto accepted it.';

CREATE FUNCTION engine.step_instead(action text, kind app.task_kind) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((SELECT v.words FROM (VALUES
        ('decline',  'reroute',  'Re-route it (w), send it back (b), or assign it (o).'),
        ('decline',  NULL,       'Send it back (b), or assign it (o).'),
        ('start',    NULL,       'Accept it (a), then complete it (c).'),
        ('fail',     'reroute',  'Re-route it (w), or complete it with an outcome (c).'),
        ('fail',     NULL,       'Complete it with an outcome (c), or cancel it (x).'),
        ('ask',      NULL,       'Write a message (m).'),
        ('complete', 'risk',     'Take its next step (v): verify, contact, refer, resolve.'),
        ('reroute',  'referral', 'Decline it (d), or say that it could not be done (x): either opens a search for another provider.'),
        ('reroute',  NULL,       'Assign it (o), or complete it (c).')) AS v (action, kind, words)
        WHERE v.action = step_instead.action AND (v.kind IS NULL OR v.kind = step_instead.kind::text) ORDER BY v.kind NULLS LAST LIMIT 1), '')
$$;
COMMENT ON FUNCTION engine.step_instead(text, app.task_kind) IS 'Which key serves where this one does not.';

CREATE FUNCTION engine.step_status_hint(s engine.step_state) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN (s.step).action = 'decline' AND (s.t).status IN ('accepted', 'in-progress', 'on-hold') THEN 'If it cannot be done, say so (x).'
        WHEN (s.t).status = 'in-progress' THEN 'Finish it (c), or say that it cannot go on (x).'
        WHEN (s.t).status = 'requested' THEN 'Accept it (a) first.'
        WHEN (s.t).status = 'accepted' AND (s.t).kind = 'referral' THEN 'Say first that the service started (s).'
        WHEN (s.t).status = 'on-hold' THEN 'Go on with it (h) first.'
        WHEN (s.t).status IN ('completed', 'failed', 'cancelled') THEN 'Reopen it if there is more to do.'
        WHEN (s.t).status = 'rejected' THEN 'The coordinator looks for another provider.'
        ELSE '' END
$$;
COMMENT ON FUNCTION engine.step_status_hint(engine.step_state) IS 'What to do next where the item is not in a status that the step starts from.';

CREATE FUNCTION engine.step_needs(s engine.step_state) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    need text;
    missing text[] := '{}';
BEGIN
    FOREACH need IN ARRAY (s.step).needs LOOP
        IF NOT EXISTS (SELECT 1 FROM unnest(string_to_array(need, '|')) k WHERE engine.detail_text(s.detail, k) IS NOT NULL) THEN
            missing := missing || need;
        END IF;
    END LOOP;
    IF missing <> '{}' THEN
        PERFORM engine.refuse('HF412', format('To %s, give %s.', engine.step_words((s.step).action),
                                              (SELECT string_agg(engine.need_words(m), ' and ') FROM unnest(missing) m)),
                              format('Missing in detail: %s.', replace(array_to_string(missing, ', '), '|', ' or ')),
                              'without ' || (SELECT string_agg(engine.need_words(m), ' and ') FROM unnest(missing) m));
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_needs(engine.step_state) IS 'HF412 names what must be given with the step and is not.';

CREATE FUNCTION engine.step_fits(s engine.step_state, version integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (NOT (s.step).raises_version OR version = (s.t).version) AND (s.t).kind = ANY ((s.step).kinds)
       AND (s.t).status = ANY ((s.step).from_status) AND (s.step).needs = '{}'
$$;
COMMENT ON FUNCTION engine.step_fits(engine.step_state, integer) IS
    'Nothing is wrong, told at a glance. NULL or false: engine.step_check must tell.';

CREATE FUNCTION engine.step_check(s engine.step_state, version integer) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (s.step).raises_version AND version IS DISTINCT FROM (s.t).version THEN
        IF version IS NULL THEN
            PERFORM engine.refuse('HF400', 'version is missing.', 'Give the version of the item that you saw.');
        END IF;
        PERFORM engine.refuse_stale(s, version);
    END IF;
    IF NOT (s.t).kind = ANY ((s.step).kinds) THEN
        PERFORM engine.refuse('HF412', format('This is %s: you cannot %s.', engine.say_kind((s.t).kind), engine.step_words((s.step).action)),
                              engine.step_instead((s.step).action, (s.t).kind));
    END IF;
    IF NOT (s.t).status = ANY ((s.step).from_status) THEN
        PERFORM engine.refuse('HF412', format('It %s: you cannot %s now.', engine.say_status((s.t).kind, (s.t).status), engine.step_words((s.step).action)),
                              engine.step_status_hint(s));
    END IF;
    IF (s.step).needs <> '{}' THEN
        PERFORM engine.step_needs(s);
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_check(engine.step_state, integer) IS
    'HF409 for an old version, then HF412 for the kind, the status, and what the step needs, in this order.';

CREATE FUNCTION engine.step_changed(s engine.step_state) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT s.content_changed
        OR ((s.t).status, (s.t).stage, (s.t).owner_role_id, (s.t).owner_staff_id, (s.t).priority, (s.t).clock_id, (s.t).due,
            (s.t).needed_by, (s.t).hold_until, (s.t).waiting_on, (s.t).label)
           IS DISTINCT FROM
           ((s.was).status, (s.was).stage, (s.was).owner_role_id, (s.was).owner_staff_id, (s.was).priority, (s.was).clock_id, (s.was).due,
            (s.was).needed_by, (s.was).hold_until, (s.was).waiting_on, (s.was).label)
$$;
COMMENT ON FUNCTION engine.step_changed(engine.step_state) IS
    'Status, owner, clock or content differ from before: only then the version rises (DESIGN 4.3).';

CREATE FUNCTION engine.put_referral(s engine.step_state) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.referral r
    SET priority = (s.referral).priority, needed_by = (s.referral).needed_by, context = (s.referral).context,
        provided = (s.referral).provided, need_met_at = (s.referral).need_met_at, closed_at = (s.referral).closed_at,
        outcome = (s.referral).outcome, outcome_source = (s.referral).outcome_source, attempts = (s.referral).attempts,
        void = (s.referral).void, asked_once = (s.referral).asked_once
    WHERE r.id = (s.referral).id;
END $$;
COMMENT ON FUNCTION engine.put_referral(engine.step_state) IS 'Stores the referral as the step leaves it.';

CREATE FUNCTION engine.keep_undo(s engine.step_state, entry_id bigint) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    until timestamptz;
BEGIN
    INSERT INTO app.step_undo AS u (task_id, entry_id, staff_id, action, at, until, version, before)
    SELECT (s.t).id, keep_undo.entry_id, (s.me).id, (s.step).action, s.at, s.at + n.undo_within, (s.t).version,
           s.undo || jsonb_build_object('task', engine.task_image(s.was), 'opened', to_jsonb(s.opened), 'others', s.others)
           || CASE WHEN s.referral IS DISTINCT FROM s.referral_was THEN jsonb_build_object('referral', to_jsonb(s.referral_was)) ELSE '{}' END
    FROM app.network n
    ON CONFLICT (task_id) DO UPDATE
    SET entry_id = excluded.entry_id, staff_id = excluded.staff_id, action = excluded.action, at = excluded.at,
        until = excluded.until, version = excluded.version, before = excluded.before
    RETURNING u.until INTO until;
    RETURN until;
END $$;
COMMENT ON FUNCTION engine.keep_undo(engine.step_state, bigint) IS
    'Keeps what undo puts back, in the place of the step before; gives until when undo serves.';

CREATE FUNCTION engine.step_store(INOUT s engine.step_state, OUT undo_until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    t app.task := s.t;
    was app.task := s.was;
    entry_id bigint;
BEGIN
    IF engine.step_changed(s) THEN
        t.version := t.version + 1;
        t.returned_at := NULL;
        s.t := t;
    END IF;
    IF (s.step).raises_version AND (t.owner_staff_id IS DISTINCT FROM (s.me).id OR was.owner_staff_id IS DISTINCT FROM (s.me).id) THEN
        s := engine.step_in_place(s);
    END IF;
    IF s.detail ? 'note' THEN
        s.words := s.words || jsonb_build_object('note', s.detail ->> 'note');
    END IF;
    entry_id := engine.store_task(t, s.at, s.me, (s.step).action, was.status, s.facts, s.words, s.request_id);
    IF s.referral IS DISTINCT FROM s.referral_was THEN
        PERFORM engine.put_referral(s);
    END IF;
    IF t.owner_organization_id <> was.owner_organization_id AND (s.step).action <> 'undo' THEN
        PERFORM engine.disclose_passed(t, s.me, 'passed_on', s.at);
    END IF;
    -- Others follow only what is closed, waits, or no longer does: answering and starting cost nothing more.
    IF (s.t).status <> (s.was).status AND greatest((s.t).status, (s.was).status) >= 'on-hold' THEN
        s := engine.step_follows(s);
    END IF;
    IF (s.step).undoable THEN
        undo_until := engine.keep_undo(s, entry_id);
    END IF;
    IF (s.step).action IN ('call', 'undo', 'return', 'promise') THEN
        PERFORM engine.step_stored(s, entry_id);
    END IF;
    PERFORM engine.hint(s.concerned || ARRAY[t.owner_organization_id, was.owner_organization_id, t.requester_organization_id]);
END $$;
COMMENT ON FUNCTION engine.step_store(engine.step_state) IS
    'Stores the step: the task in one UPDATE with its entry, the referral where it changed, what undo needs; and hints to open consoles.';

CREATE FUNCTION engine.instruct(s engine.step_state, entry_id bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.message (individual_id, task_id, category, staff_id, organization_id, at, to_role_id, to_staff_id, to_organization_id, entry_id)
    VALUES ((s.t).individual_id, (s.t).id, (s.t).category, (s.me).id, (s.me).organization_id, s.at, (s.t).owner_role_id, (s.t).owner_staff_id,
            (s.t).owner_organization_id, instruct.entry_id)
$$;
COMMENT ON FUNCTION engine.instruct(engine.step_state, bigint) IS
    'What somebody sends an item back with is a message to whose it is now: unread until they have read it. Its words are those of the step''s entry.';

CREATE FUNCTION engine.step_stored(s engine.step_state, entry_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (s.step).action = 'call' THEN
        INSERT INTO app.call (individual_id, task_id, staff_id, at, reached, entry_id)
        VALUES ((s.t).individual_id, (s.t).id, (s.me).id, s.at, (s.facts -> 'reached')::boolean, step_stored.entry_id);
    ELSIF (s.step).action = 'return' THEN
        PERFORM engine.instruct(s, step_stored.entry_id);
    ELSIF (s.step).action = 'promise' THEN
        PERFORM engine.tell_promise(s, step_stored.entry_id);
    ELSIF (s.step).action = 'undo' THEN
        PERFORM engine.step_back(u, s.at) FROM app.step_undo u WHERE u.task_id = (s.t).id;
        DELETE FROM app.message m USING app.step_undo u
        WHERE u.task_id = (s.t).id AND m.entry_id = u.entry_id AND NOT EXISTS (SELECT FROM app.message a WHERE a.answers_id = m.id);
        DELETE FROM app.step_undo u WHERE u.task_id = (s.t).id;
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_stored(engine.step_state, bigint) IS 'What can only be written once the entry has its number.';

-- Expressions without a query in them: one that has any is planned anew each time.
CREATE FUNCTION engine.step_answer(s engine.step_state, undo_until timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task := s.t;
    opened jsonb := '[]';
    owner_login text := (s.me).login;
    owner_name text := (s.me).name;
    away text;
BEGIN
    IF s.opened <> '{}' THEN
        opened := (SELECT jsonb_agg(engine.task_ref(o) ORDER BY o.id) FROM app.task o WHERE o.id = ANY (s.opened));
    END IF;
    IF t.owner_staff_id IS DISTINCT FROM (s.me).id THEN
        owner_login := engine.login_of(t.owner_staff_id);
        owner_name := engine.say_who(t.owner_staff_id, t.owner_role_id);
        IF t.owner_staff_id IS DISTINCT FROM (s.was).owner_staff_id OR (s.step).action = 'return' THEN
            away := engine.away_for(t, t.owner_staff_id, s.at);
        END IF;
    END IF;
    RETURN jsonb_build_object('ref', engine.task_ref(t.kind, t.id, t.referral_id, t.attempt), 'kind', t.kind, 'version', t.version, 'status', t.status,
        'owner_role', engine.role_code(t.owner_role_id), 'owner_login', owner_login, 'owner_name', owner_name, 'due', t.due, 'replayed', false,
        'undo_until', undo_until, 'opened', opened) || CASE WHEN away IS NOT NULL THEN jsonb_build_object('away', away) ELSE '{}' END || s.answer;
END $$;
COMMENT ON FUNCTION engine.step_answer(engine.step_state, timestamptz) IS 'What api.act gives.';
