-- What a step in the making knows. api.act fills it, one small function per action changes it, then
-- it is stored: one UPDATE of the task, one entry in the record, one answer.

CREATE TYPE engine.step_state AS (
    me app.staff,
    roles integer[],
    request_id uuid,
    at timestamptz,
    detail jsonb,
    step app.step,
    was app.task,
    t app.task,
    referral_was app.referral,
    referral app.referral,
    content_changed boolean,
    facts jsonb,
    words jsonb,
    opened bigint[],
    others jsonb,
    undo jsonb,
    concerned integer[],
    answer jsonb,
    asked boolean
);
COMMENT ON TYPE engine.step_state IS
    'was and referral_was: as found, locked; t and referral: as the step leaves them. facts: codes, ids and dates for the record; words: what a person typed, for its erasable part. others: images of further tasks the step changed. undo: what else undo must put back. concerned: organisations to be hinted. answer: what is added to the answer. asked: this request was done before.';

-- In plpgsql: a function of SQL that reads a table is planned anew in every transaction.
CREATE FUNCTION engine.say_time(instant timestamptz, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT to_char(instant AT TIME ZONE n.timezone,
                           CASE WHEN (instant AT TIME ZONE n.timezone)::date = (at AT TIME ZONE n.timezone)::date THEN 'HH24:MI'
                                ELSE 'Dy FMDD Mon HH24:MI' END)
            FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.say_time(timestamptz, timestamptz) IS 'An instant for a sentence, in the network''s time: 17:05, or Sat 21 Nov 12:00 on another day than at.';

CREATE FUNCTION engine.say_age(since timestamptz, at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN at - since < interval '2 minutes' THEN floor(extract(epoch FROM at - since))::integer || ' s'
                ELSE floor(extract(epoch FROM at - since) / 60)::integer || ' min' END || ' ago'
$$;
COMMENT ON FUNCTION engine.say_age(timestamptz, timestamptz) IS 'How long ago, for a sentence: 3 s ago, 12 min ago.';

CREATE FUNCTION engine.say_status(kind app.task_kind, status app.task_status) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE status WHEN 'requested' THEN CASE kind WHEN 'referral' THEN 'needs an answer' WHEN 'reroute' THEN 'needs another provider' ELSE 'is to be done' END
        WHEN 'accepted' THEN 'is not started'
        WHEN 'in-progress' THEN 'is running' WHEN 'on-hold' THEN 'waits' WHEN 'completed' THEN 'is finished'
        WHEN 'rejected' THEN 'was declined' WHEN 'failed' THEN 'could not be done'
        WHEN 'cancelled' THEN 'was cancelled' ELSE 'was entered by mistake' END
$$;
COMMENT ON FUNCTION engine.say_status(app.task_kind, app.task_status) IS 'A status as a person reads it, after "it" (INTERFACES, words on the screen).';

CREATE FUNCTION engine.say_kind(kind app.task_kind) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'referral' THEN 'a referral' WHEN 'reroute' THEN 'a search for another provider'
        WHEN 'follow_up' THEN 'a follow-up' WHEN 'alert' THEN 'an alert' WHEN 'risk' THEN 'a risk'
        WHEN 'case_review' THEN 'a case review' WHEN 'plan_update' THEN 'a plan update'
        WHEN 'result_review' THEN 'a result to review' ELSE 'a correction' END
$$;
COMMENT ON FUNCTION engine.say_kind(app.task_kind) IS 'A kind of task as a person reads it.';

CREATE FUNCTION engine.say_who(staff_id integer, role_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT s.name FROM app.staff s WHERE s.id = staff_id), (SELECT r.name FROM app.role r WHERE r.id = role_id), 'nobody');
END $$;
COMMENT ON FUNCTION engine.say_who(integer, integer) IS 'The person''s name, or else the role''s.';

-- Blanks, controls, and the marks of Unicode that only steer what stands beside them.
CREATE FUNCTION engine.typed(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value ~ '[^\u0001-\u0020\u007f-\u00a0\u00ad\u061c\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]' THEN btrim(value, E' \t\n\r') END
$$;
COMMENT ON FUNCTION engine.typed(text) IS 'What was typed, without the blanks around it; NULL when none of it can be seen.';

CREATE FUNCTION engine.detail_text(detail jsonb, key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT engine.typed(detail ->> key)
$$;
COMMENT ON FUNCTION engine.detail_text(jsonb, text) IS 'What was typed for a key, NULL when nothing was.';

CREATE FUNCTION engine.detail_flag(detail jsonb, key text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF coalesce(detail ->> key, 'false') NOT IN ('true', 'false') THEN
        PERFORM engine.refuse('HF400', format('%s is neither true nor false.', key), 'Leave it out, or give one of them.');
    END IF;
    RETURN coalesce((detail ->> key)::boolean, false);
END $$;
COMMENT ON FUNCTION engine.detail_flag(jsonb, text) IS 'Yes or no for a key; false where it is not there. HF400: something else.';

CREATE FUNCTION engine.page_after(given jsonb) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF given #>> '{after,id}' !~ '^[0-9]{1,18}$' THEN
        PERFORM engine.refuse('HF400', 'after has no id that is a number.', 'Give the last page''s next as after.');
    END IF;
    RETURN (given #>> '{after,id}')::bigint;
END $$;
COMMENT ON FUNCTION engine.page_after(jsonb) IS 'Behind which id a page begins; NULL: it is the first. HF400: no number.';

CREATE FUNCTION engine.check_lengths(texts jsonb, most integer) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    long text := (SELECT e.key FROM jsonb_each_text(CASE WHEN jsonb_typeof(texts) = 'object' THEN texts END) e WHERE length(e.value) > most ORDER BY e.key LIMIT 1);
BEGIN
    IF jsonb_typeof(texts) <> 'object' THEN
        PERFORM engine.refuse('HF400', 'What was given is not an object.', 'Give names with their values.');
    ELSIF long IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('%s is longer than %s characters.', long, most), 'Say what the next person needs to know.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_lengths(jsonb, integer) IS
    'HF400 names a text that is too long: everybody who opens the item gets all of it, over whatever line they have.';

CREATE FUNCTION engine.read_time(value text, key text, end_of_day boolean) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT n.timezone FROM app.network n);
BEGIN
    IF value !~ '^\d{4}-\d{2}-\d{2}' THEN
        RAISE invalid_datetime_format;
    END IF;
    IF value ~ '^\d{4}-\d{2}-\d{2}$' THEN
        -- The end of a day is read as a time of that day: midnight would be shown as the next one.
        RETURN ((value::date + end_of_day::integer)::timestamp - CASE WHEN end_of_day THEN interval '1 microsecond' ELSE interval '0' END) AT TIME ZONE zone;
    END IF;
    -- A time without an offset is meant where the network is.
    IF value ~ '(Z|[+-]\d{2}(:?\d{2})?)$' AND length(value) > 10 THEN
        RETURN value::timestamptz;
    END IF;
    RETURN value::timestamp AT TIME ZONE zone;
EXCEPTION WHEN data_exception THEN
    PERFORM engine.refuse('HF400', format('%s is not a date.', key), 'Write 2026-11-23, or 2026-11-23T12:00.');
END $$;
COMMENT ON FUNCTION engine.read_time(text, text, boolean) IS
    'An instant that a person or program wrote; a bare date is its beginning, or its last moment, where the network is. HF400 names the key.';

CREATE FUNCTION engine.put_task(t app.task) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- Where it stays open or stays closed closed_at is not named: what watches it would be asked each time.
    UPDATE app.task k
    SET status = t.status, priority = t.priority, stage = t.stage, version = t.version,
        service_id = t.service_id, owner_role_id = t.owner_role_id, owner_staff_id = t.owner_staff_id,
        owner_organization_id = t.owner_organization_id, former_role_id = t.former_role_id, former_staff_id = t.former_staff_id,
        needed_by = t.needed_by, stage_since = t.stage_since, clock_id = t.clock_id, due = t.due, sort_at = t.sort_at,
        waiting_on = t.waiting_on, hold_until = t.hold_until, held_from = t.held_from, returned_at = t.returned_at,
        label = t.label, ledger_seq = t.ledger_seq, ledger_head = t.ledger_head
    WHERE k.id = t.id AND k.closed_at IS NOT DISTINCT FROM t.closed_at;
    IF NOT FOUND THEN
        UPDATE app.task k
        SET status = t.status, priority = t.priority, stage = t.stage, version = t.version,
            service_id = t.service_id, owner_role_id = t.owner_role_id, owner_staff_id = t.owner_staff_id,
            owner_organization_id = t.owner_organization_id, former_role_id = t.former_role_id, former_staff_id = t.former_staff_id,
            needed_by = t.needed_by, stage_since = t.stage_since, clock_id = t.clock_id, due = t.due, sort_at = t.sort_at,
            waiting_on = t.waiting_on, hold_until = t.hold_until, held_from = t.held_from, returned_at = t.returned_at,
            label = t.label, ledger_seq = t.ledger_seq, ledger_head = t.ledger_head, closed_at = t.closed_at
        WHERE k.id = t.id;
    END IF;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION engine.put_task(app.task) IS 'Stores a task that the caller holds locked: every column that a step may change, in one UPDATE. False: there is none.';

CREATE FUNCTION engine.sign_task(INOUT t app.task, at timestamptz, actor app.staff, action text, from_status app.task_status,
    facts jsonb, words jsonb, request_id uuid, OUT entry_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    entry := engine.record('task', t.id, t.ledger_seq + 1, t.ledger_head, at, actor, action, t.individual_id, t.version,
                           from_status::text, t.status::text, engine.with_row(facts, t), words, request_id);
    t.ledger_seq := t.ledger_seq + 1;
    t.ledger_head := entry.head;
    entry_id := entry.entry_id;
END $$;
COMMENT ON FUNCTION engine.sign_task(app.task, timestamptz, app.staff, text, app.task_status, jsonb, jsonb, uuid) IS
    'Writes the entry of what was done to a task and moves its chain on; the caller stores the task (engine.put_task).';

CREATE FUNCTION engine.store_task(t app.task, at timestamptz, actor app.staff, action text, from_status app.task_status,
    facts jsonb, words jsonb, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    entry record := engine.record('task', t.id, t.ledger_seq + 1, t.ledger_head, at, actor, action, t.individual_id, t.version,
                                  from_status::text, t.status::text, engine.with_row(facts, t), words, request_id);
BEGIN
    t.ledger_seq := t.ledger_seq + 1;
    t.ledger_head := entry.head;
    IF NOT engine.put_task(t) THEN
        RAISE EXCEPTION 'there is no task %', t.id;
    END IF;
    RETURN entry.entry_id;
END $$;
COMMENT ON FUNCTION engine.store_task(app.task, timestamptz, app.staff, text, app.task_status, jsonb, jsonb, uuid) IS
    'Writes the entry of what was done to a task that the caller holds locked, and the task with it; gives the entry''s id.';

CREATE FUNCTION engine.organization_of(role_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r.organization_id FROM app.role r WHERE r.id = role_id);
END $$;
COMMENT ON FUNCTION engine.organization_of(integer) IS 'To which organisation a role belongs.';

CREATE FUNCTION engine.role_code(role_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r.code FROM app.role r WHERE r.id = role_id);
END $$;
COMMENT ON FUNCTION engine.role_code(integer) IS 'A role as the record names it.';

CREATE FUNCTION engine.login_of(staff_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT k.login FROM app.staff k WHERE k.id = staff_id);
END $$;
COMMENT ON FUNCTION engine.login_of(integer) IS 'A person as the record names them.';

CREATE FUNCTION engine.service_code(service_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT v.code FROM app.service v WHERE v.id = service_id);
END $$;
COMMENT ON FUNCTION engine.service_code(integer) IS 'A service as the record names it.';

-- Only what a step can change: an image is written with every step, so it stays small.
CREATE FUNCTION engine.task_image(t app.task) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('id', t.id, 'version', t.version, 'status', t.status, 'priority', t.priority, 'stage', t.stage,
        'service_id', t.service_id, 'owner_role_id', t.owner_role_id, 'owner_staff_id', t.owner_staff_id,
        'owner_organization_id', t.owner_organization_id, 'former_role_id', t.former_role_id, 'former_staff_id', t.former_staff_id,
        'needed_by', t.needed_by, 'stage_since', t.stage_since, 'clock_id', t.clock_id, 'due', t.due, 'sort_at', t.sort_at,
        'waiting_on', t.waiting_on, 'hold_until', t.hold_until, 'held_from', t.held_from, 'label', t.label, 'closed_at', t.closed_at);
END $$;
COMMENT ON FUNCTION engine.task_image(app.task) IS 'A task as it is, for undo.';

CREATE FUNCTION engine.clock_image(clock_id bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('clock', jsonb_build_object('id', c.id, 'target', c.target, 'ladder_id', c.ladder_id,
                'counts_from', c.counts_from, 'due', c.due, 'promised', c.promised, 'legal_by', c.legal_by, 'held_at', c.held_at,
                'held_remaining', c.held_remaining, 'late_since', c.late_since, 'stopped_at', c.stopped_at, 'met_at', c.met_at,
                'exhausted_at', c.exhausted_at, 'ladder_since', c.ladder_since, 'next_rung', c.next_rung,
                'next_repetition', c.next_repetition, 'rung_at', c.rung_at, 'patience_at', c.patience_at, 'exhausts_at', c.exhausts_at))
            FROM app.clock c WHERE c.id = clock_id);
END $$;
COMMENT ON FUNCTION engine.clock_image(bigint) IS 'A clock as it is, for undo.';

CREATE FUNCTION engine.image(t app.task) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('task', engine.task_image(t)) || engine.clock_image(t.clock_id);
END $$;
COMMENT ON FUNCTION engine.image(app.task) IS 'A task and its running clock as they are, for undo.';

CREATE FUNCTION engine.close_now(INOUT t app.task, status app.task_status, at timestamptz) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    t.status := close_now.status;
    t.closed_at := coalesce(t.closed_at, at);
    t.waiting_on := NULL;
    t.hold_until := NULL;
    t.held_from := NULL;
    t.returned_at := NULL;
END $$;
COMMENT ON FUNCTION engine.close_now(app.task, app.task_status, timestamptz) IS 'The task as it is when closed with that status. Its clock is the caller''s.';

CREATE FUNCTION engine.enter_stage(INOUT t app.task, stage app.stage, at timestamptz, generation integer DEFAULT 1) LANGUAGE plpgsql AS $$
DECLARE
    c app.clock := engine.clock_open(t, stage, at, generation);
BEGIN
    t.stage := enter_stage.stage;
    t.stage_since := at;
    t.clock_id := c.id;
    t.due := c.due;
    t.sort_at := engine.sort_at(c);
END $$;
COMMENT ON FUNCTION engine.enter_stage(app.task, app.stage, timestamptz, integer) IS 'The task in a new stage, with its clock running from that instant. The clock before is the caller''s.';

CREATE FUNCTION engine.withdraw(INOUT s engine.step_state, task_id bigint, status app.task_status) LANGUAGE plpgsql AS $$
DECLARE
    o app.task;
    before app.task_status;
    signed record;
BEGIN
    SELECT k.* INTO o FROM app.task k WHERE k.id = task_id FOR NO KEY UPDATE;
    s.others := s.others || engine.image(o);
    before := o.status;
    PERFORM engine.clock_stop(o.clock_id, s.at, false);
    o := engine.close_now(o, status, s.at);
    o.version := o.version + 1;
    signed := engine.sign_task(o, s.at, s.me, 'withdraw', before,
                               jsonb_build_object('because', (s.step).action, 'by', engine.task_ref(s.t)), NULL, s.request_id);
    PERFORM engine.put_task(signed.t);
    s.concerned := s.concerned || o.owner_organization_id || o.requester_organization_id;
END $$;
COMMENT ON FUNCTION engine.withdraw(engine.step_state, bigint, app.task_status) IS
    'Closes another task because of this step, on that task''s own record.';

CREATE FUNCTION engine.withdraw_others(INOUT s engine.step_state, kinds app.task_kind[], of_parent boolean DEFAULT false,
    status app.task_status DEFAULT 'cancelled') LANGUAGE plpgsql AS $$
DECLARE
    other bigint;
BEGIN
    FOR other IN
        SELECT o.id FROM app.task o
        WHERE o.referral_id = (s.t).referral_id AND o.kind <> 'referral' AND o.kind = ANY (kinds) AND o.closed_at IS NULL
          AND o.id <> (s.t).id AND (NOT of_parent OR o.parent_id = (s.t).id)
        UNION ALL
        SELECT o.id FROM app.task o
        WHERE o.referral_id = (s.t).referral_id AND o.kind = 'referral' AND 'referral' = ANY (kinds) AND o.closed_at IS NULL
          AND o.id <> (s.t).id AND NOT of_parent
        ORDER BY 1 LOOP
        s := engine.withdraw(s, other, status);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.withdraw_others(engine.step_state, app.task_kind[], boolean, app.task_status) IS
    'Closes the referral''s other open tasks of those kinds, or only those that this task opened.';
