-- What belongs to an item beside its course: appointments, a payer's authorisation, reports that
-- came back. Each is told on the item's own record; none of them is a passive row.

CREATE FUNCTION engine.item_for(me app.staff, ref text, OUT t app.task) LANGUAGE plpgsql AS $$
DECLARE
    roles integer[] := engine.my_roles(me.id);
    letters text[];
BEGIN
    -- Seen before it is waited for: that somebody works on it is told to nobody who may not know of it.
    SELECT k.* INTO t FROM app.task k WHERE k.id = engine.task_id(ref);
    letters := CASE WHEN t.id IS NOT NULL THEN engine.relations(t, me, roles) END;
    IF coalesce(letters, '{}') = '{}' THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT letters && '{O,H,R,C}' THEN
        PERFORM engine.refuse_seen('add to it', engine.step_for('{O,H,R,C}'));
    END IF;
    BEGIN
        SELECT k.* INTO t FROM app.task k WHERE k.id = engine.task_id(ref) FOR NO KEY UPDATE;
    EXCEPTION WHEN lock_not_available THEN
        PERFORM engine.refuse('HF409', 'Somebody else is working on this at this moment.', 'Try again.');
    END;
    IF t.id IS NULL OR NOT engine.relations(t, me, roles) && '{O,H,R,C}' THEN
        PERFORM engine.refuse_unseen();
    END IF;
    IF t.status IN ('rejected', 'entered-in-error') THEN
        PERFORM engine.refuse('HF412', format('It %s, so nothing can be added to it.', engine.say_status(t.kind, t.status)), 'Go on with another try of the referral.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.item_for(app.staff, text) IS 'The item of a reference, locked, for its owner, requester or a coordinator. HF404: not there, one answer; or theirs, which it says to whoever sees it; HF412: declined, or entered by mistake.';

CREATE FUNCTION engine.person_added_to(me app.staff, ref text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT t.individual_id FROM app.task t
            WHERE t.id = engine.task_id(ref) AND engine.relations(t, me, engine.my_roles(me.id)) && '{O,H,R,C}');
END $$;
COMMENT ON FUNCTION engine.person_added_to(app.staff, text) IS
    'Whom an item is about to which somebody may add (engine.item_for), to be locked before it; NULL: nobody is waited for on account of what may not be seen.';

CREATE FUNCTION engine.tell_item(t app.task, at timestamptz, actor app.staff, action text, facts jsonb, words jsonb, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    signed record;
BEGIN
    signed := engine.sign_task(t, at, actor, action, t.status, facts, jsonb_strip_nulls(words), request_id);
    UPDATE app.task k SET ledger_seq = (signed.t).ledger_seq, ledger_head = (signed.t).ledger_head WHERE k.id = t.id;
    PERFORM engine.hint(array_remove(ARRAY[t.owner_organization_id, t.requester_organization_id], NULL));
END $$;
COMMENT ON FUNCTION engine.tell_item(app.task, timestamptz, app.staff, text, jsonb, jsonb, uuid) IS 'An entry on an item''s record that changes nothing of the item itself; its version stays.';

CREATE FUNCTION engine.next_day(t app.task, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.due_at(engine.role_calendar(t.owner_role_id), at, '1bd');
END $$;
COMMENT ON FUNCTION engine.next_day(app.task, timestamptz) IS 'The close of the owner''s next open day.';

CREATE FUNCTION engine.of_category(INOUT t app.task, category text) LANGUAGE plpgsql AS $$
BEGIN
    IF t.category <> of_category.category AND of_category.category = 'substance_use' THEN
        t.category := of_category.category;
        UPDATE app.task k SET category = of_category.category WHERE k.id = t.id;
    END IF;
END $$;
COMMENT ON FUNCTION engine.of_category(app.task, text) IS 'Work about substance-use content is such content itself (42 CFR Part 2).';

CREATE FUNCTION engine.ask_about(t app.task, label text, because text, at timestamptz, actor app.staff, request_id uuid) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
BEGIN
    origin.domain_id := (SELECT y.domain_id FROM app.service_type y WHERE y.id = t.service_type_id);
    RETURN engine.of_category(
        engine.open_work('follow_up', t.individual_id, t.owner_role_id, NULL, label, t.priority, engine.next_day(t, at), origin, actor, 'open',
                         jsonb_build_object('because', because, 'of', engine.task_ref(t)), NULL, at, request_id), t.category);
END $$;
COMMENT ON FUNCTION engine.ask_about(app.task, text, text, timestamptz, app.staff, uuid) IS 'A follow-up for the owner of an item, due on the next open day at the latest.';

CREATE FUNCTION engine.appointment_of(t app.task, given jsonb) RETURNS app.appointment LANGUAGE plpgsql STABLE AS $$
DECLARE
    a app.appointment;
    named text := engine.detail_text(given, 'id');
BEGIN
    SELECT k.* INTO a FROM app.appointment k
    WHERE k.task_id = t.id AND k.status = 'booked' AND (named IS NULL OR k.id::text = named) ORDER BY k.starts_at LIMIT 1;
    IF a.id IS NULL THEN
        PERFORM engine.refuse('HF412', 'There is no such appointment to come or to be told about.', 'Book it first.');
    ELSIF named IS NULL AND EXISTS (SELECT FROM app.appointment k WHERE k.task_id = t.id AND k.status = 'booked' AND k.id <> a.id) THEN
        PERFORM engine.refuse('HF412', 'There are several appointments: say which.', 'Give its id.');
    END IF;
    RETURN a;
END $$;
COMMENT ON FUNCTION engine.appointment_of(app.task, jsonb) IS 'The booked appointment that is meant: by its id, or the only one. HF412 otherwise.';

CREATE FUNCTION engine.appointment_book(t app.task, given jsonb, key text, moved_from app.appointment, me app.staff, at timestamptz) RETURNS app.appointment
LANGUAGE plpgsql AS $$
DECLARE
    a app.appointment;
BEGIN
    IF engine.detail_text(given, key) IS NULL THEN
        PERFORM engine.refuse('HF412', format('When is it? Give %s.', key), format('Missing: %s.', key));
    END IF;
    a.starts_at := engine.read_time(engine.detail_text(given, key), key, false);
    PERFORM engine.check_instants(a.starts_at);
    IF a.starts_at < at - interval '30 days' OR a.starts_at > at + interval '3 years' THEN
        PERFORM engine.refuse('HF412', 'That is no time for an appointment.', 'Look at the year and the month.');
    END IF;
    INSERT INTO app.appointment AS k (task_id, individual_id, starts_at, place, ride, moved_from, created_at, created_by)
    VALUES (t.id, t.individual_id, a.starts_at, coalesce(engine.detail_text(given, 'place'), moved_from.place),
            coalesce(engine.detail_text(given, 'ride'), moved_from.ride), moved_from.id, at, me.id) RETURNING k.* INTO a;
    RETURN a;
END $$;
COMMENT ON FUNCTION engine.appointment_book(app.task, jsonb, text, app.appointment, app.staff, timestamptz) IS 'Stores a booked appointment, its time under that key. HF400, HF412: no time, or none that can be meant.';

CREATE FUNCTION engine.appointment_settle(INOUT a app.appointment, t app.task, status text, me app.staff, at timestamptz, request_id uuid, OUT opened app.task)
LANGUAGE plpgsql AS $$
BEGIN
    IF status IN ('kept', 'missed') AND a.starts_at > at THEN
        PERFORM engine.refuse('HF412', format('It is on %s, still to come.', engine.say_time(a.starts_at, at)), 'Move it, or cancel it.');
    END IF;
    PERFORM engine.end_task(a.follow_up_id, 'completed', status, engine.task_ref(t), at, me, request_id);
    a.status := status;
    a.settled_at := at;
    IF status = 'missed' THEN
        opened := engine.ask_about(t, 'missed appointment: call, book again', 'missed', at, me, request_id);
        a.follow_up_id := opened.id;
    END IF;
    UPDATE app.appointment k SET status = a.status, settled_at = a.settled_at, follow_up_id = a.follow_up_id WHERE k.id = a.id;
END $$;
COMMENT ON FUNCTION engine.appointment_settle(app.appointment, app.task, text, app.staff, timestamptz, uuid) IS
    'An appointment was kept, missed, moved or cancelled; a missed one is followed up by the next open day.';

CREATE FUNCTION engine.also_step(ref text, action text, detail jsonb, request_id uuid) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    s engine.step_state := engine.act_begin(request_id, detail);
BEGIN
    s := engine.step_lock(s, ref);
    s.step := engine.step_row(s, action);
    PERFORM engine.step_check(s, (s.t).version);
    s := engine.act_do(s);
    RETURN (engine.step_store(s)).s;
END $$;
COMMENT ON FUNCTION engine.also_step(text, text, jsonb, uuid) IS 'A step that follows of itself from what the person of this session has just done, whoever they are to the item.';

CREATE FUNCTION engine.authorization_waits(t app.task, a app.authorization, given jsonb, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    until timestamptz := least(engine.due_at(engine.role_calendar(t.owner_role_id), at, '2bd'), t.needed_by);
BEGIN
    IF engine.detail_text(given, 'until') IS NOT NULL THEN
        until := engine.read_time(engine.detail_text(given, 'until'), 'until', false);
    END IF;
    IF a.status = 'requested' AND t.status IN ('accepted', 'in-progress') AND until > at THEN
        PERFORM engine.also_step(engine.task_ref(t), 'hold', jsonb_build_object('waiting_on', 'payer', 'until', to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')), request_id);
    ELSIF a.status <> 'requested' AND t.status = 'on-hold' AND t.waiting_on = 'payer' THEN
        PERFORM engine.also_step(engine.task_ref(t), 'resume', '{}', request_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.authorization_waits(app.task, app.authorization, jsonb, timestamptz, uuid) IS
    'A payer who was asked is the party waited on, two business days where no date is given; once they have answered, the item goes on.';

CREATE FUNCTION engine.authorization_put(t app.task, given jsonb, me app.staff, at timestamptz) RETURNS app.authorization LANGUAGE plpgsql AS $$
DECLARE
    a app.authorization;
    who text := engine.detail_text(given, 'payer');
    wanted text := coalesce(engine.detail_text(given, 'status'), 'requested');
    expires timestamptz := CASE WHEN engine.detail_text(given, 'expires_at') IS NOT NULL
                                THEN engine.read_time(engine.detail_text(given, 'expires_at'), 'expires_at', true) END;
BEGIN
    IF NOT wanted = ANY ('{requested,approved,denied,cancelled}') THEN
        PERFORM engine.refuse('HF400', format('There is no status %s.', wanted), 'One of: requested, approved, denied, cancelled.');
    ELSIF wanted = 'approved' AND expires <= at THEN
        PERFORM engine.refuse('HF412', 'It has expired already.', 'Ask for a new one.');
    END IF;
    SELECT k.* INTO a FROM app.authorization k
    WHERE k.task_id = t.id AND k.status IN ('requested', 'approved') AND (who IS NULL OR k.payer = who) ORDER BY k.id DESC LIMIT 1;
    IF a.id IS NULL AND who IS NULL THEN
        PERFORM engine.refuse('HF412', 'Who is to allow it? Give payer.', 'Missing: payer.');
    ELSIF a.id IS NULL THEN
        INSERT INTO app.authorization AS k (task_id, individual_id, payer, number, status, expires_at, created_at, updated_at, updated_by)
        VALUES (t.id, t.individual_id, who, engine.detail_text(given, 'number'), wanted, expires, at, at, me.id) RETURNING k.* INTO a;
    ELSE
        UPDATE app.authorization k SET number = coalesce(engine.detail_text(given, 'number'), k.number), status = wanted,
            expires_at = coalesce(expires, k.expires_at), updated_at = at, updated_by = me.id WHERE k.id = a.id RETURNING k.* INTO a;
    END IF;
    RETURN a;
END $$;
COMMENT ON FUNCTION engine.authorization_put(app.task, jsonb, app.staff, timestamptz) IS 'Stores what a payer was asked or has answered: the open one of that payer, or a new one. HF400, HF412: malformed, no payer, expired already.';

CREATE FUNCTION engine.result_followed(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.result r
    SET reviewed_at = CASE WHEN (s.t).status = 'completed' THEN s.at END, reviewed_by = CASE WHEN (s.t).status = 'completed' THEN (s.me).id END
    WHERE r.review_id = (s.t).id;
    IF FOUND THEN
        s.undo := s.undo || '{"result": true}';
    END IF;
END $$;
COMMENT ON FUNCTION engine.result_followed(engine.step_state) IS 'A report counts as reviewed only by whoever finishes its review.';

CREATE FUNCTION engine.item_more(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    known boolean := engine.withheld_words(t, v) IS NULL;
    tasks bigint[] := CASE WHEN known THEN engine.related_tasks(t, v) ELSE '{}' END;
BEGIN
    RETURN jsonb_build_object(
        'appointments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'ref', engine.task_ref(k), 'starts_at', a.starts_at, 'place', a.place, 'ride', a.ride,
                             'status', a.status, 'follow_up', (SELECT engine.task_ref(f) FROM app.task f WHERE f.id = a.follow_up_id)) ORDER BY a.starts_at), '[]')
                         FROM app.appointment a JOIN app.task k ON k.id = a.task_id WHERE a.task_id = ANY (tasks)),
        'authorizations', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'ref', engine.task_ref(k), 'payer', a.payer, 'number', a.number, 'status', a.status,
                               'expires_at', a.expires_at, 'updated_at', a.updated_at) ORDER BY a.id), '[]')
                           FROM app.authorization a JOIN app.task k ON k.id = a.task_id WHERE a.task_id = ANY (tasks)),
        'results', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'ref', engine.task_ref(k), 'text', r.text, 'at', r.reported_at,
                        'by', engine.staff_words(r.reported_by, v), 'review_ref', (SELECT engine.task_ref(f) FROM app.task f WHERE f.id = r.review_id),
                        'reviewed_at', r.reviewed_at, 'reviewed_by', engine.staff_words(r.reviewed_by, v)) ORDER BY r.id), '[]')
                    FROM app.result r JOIN app.task k ON k.id = r.task_id WHERE r.task_id = ANY (tasks) OR known AND r.review_id = t.id),
        'loop', (SELECT CASE WHEN bool_and(r.reviewed_at IS NOT NULL) THEN 'closed' WHEN count(*) > 0 THEN 'open' END FROM app.result r WHERE r.task_id = ANY (tasks)),
        'risk', CASE WHEN known AND t.kind = 'risk' THEN (SELECT r FROM jsonb_array_elements(engine.risk_list(t.individual_id, v)) r WHERE r ->> 'task_ref' = engine.task_ref(t)) END,
        'pathways', CASE WHEN known THEN (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('pathway', engine.run_code(r), 'name', engine.run_name(r), 'deadline', r.deadline, 'step', engine.step_name(p))), '[]')
                     FROM app.pathway_run_step rs JOIN app.pathway_run r ON r.id = rs.run_id AND r.status = 'active' JOIN app.pathway_step p ON p.id = rs.step_id
                     WHERE rs.task_id = t.id OR rs.referral_id = t.referral_id) ELSE '[]' END);
END $$;
COMMENT ON FUNCTION engine.item_more(app.task, engine.viewer) IS 'Appointments, authorisations and reports of an item, the risk it is about and the pathways it is a step of, as api.item gives them.';

CREATE FUNCTION engine.sweep_runs(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    run app.pathway_run;
BEGIN
    FOR run IN
        SELECT r.* FROM app.pathway_run r
        WHERE r.status = 'active' AND r.id IN (
            SELECT w.run_id FROM app.pathway_run_step w WHERE w.state = 'waiting' AND w.opens_at <= at
            UNION ALL
            SELECT l.run_id FROM app.pathway_run_step l WHERE l.state = 'open' AND l.follow_up_id IS NULL AND l.due_by < at
              AND engine.run_step_by(r, l, engine.run_task(l)) < at AND EXISTS (SELECT FROM app.pathway_run_step n WHERE n.run_id = l.run_id AND n.state = 'waiting'))
        ORDER BY r.id LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED LOOP
        -- One that cannot go on must not keep the others, nor the sweep.
        BEGIN
            run := (engine.run_advance(run, at, NULL, NULL)).run;
            IF run.status = 'active' THEN
                PERFORM engine.run_nudge(run, true, at, NULL, NULL);
            END IF;
        EXCEPTION WHEN lock_not_available OR deadlock_detected OR SQLSTATE 'HF400' OR SQLSTATE 'HF412' THEN
            CONTINUE;
        END;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.sweep_runs(timestamptz) IS 'Steps whose offset is over open; whoever lags, so that others wait, is followed up, once.';

CREATE FUNCTION engine.sweep_appointments(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a app.appointment;
    t app.task;
BEGIN
    FOR a IN SELECT k.* FROM app.appointment k WHERE k.status = 'booked' AND k.follow_up_id IS NULL AND k.starts_at <= at ORDER BY k.starts_at LIMIT 100 LOOP
        SELECT k.* INTO t FROM app.task k WHERE k.id = a.task_id FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        IF (SELECT i.deceased_at IS NOT NULL FROM app.individual i WHERE i.id = a.individual_id) THEN
            UPDATE app.appointment k SET status = 'cancelled', settled_at = sweep_appointments.at WHERE k.id = a.id;
            CONTINUE;
        END IF;
        UPDATE app.appointment k SET follow_up_id = (engine.ask_about(t, 'was the appointment kept?', 'appointment', sweep_appointments.at, NULL, NULL)).id
        WHERE k.id = a.id AND k.status = 'booked' AND k.follow_up_id IS NULL;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.sweep_appointments(timestamptz) IS 'Of every appointment whose time has come somebody is asked by the next open day whether it was kept.';

CREATE FUNCTION engine.sweep_authorizations(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a app.authorization;
    t app.task;
    f app.task;
BEGIN
    FOR a IN SELECT k.* FROM app.authorization k WHERE k.status = 'approved' AND k.expires_at <= at ORDER BY k.expires_at LIMIT 100 LOOP
        SELECT k.* INTO t FROM app.task k WHERE k.id = a.task_id FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        f := NULL;
        PERFORM engine.tell_item(t, at, NULL, 'authorization', jsonb_build_object('status', 'expired', 'expires_at', a.expires_at), NULL, NULL);
        IF t.closed_at IS NULL THEN
            f := engine.ask_about(t, 'authorization expired: renew it', 'authorization', at, NULL, NULL);
        END IF;
        UPDATE app.authorization k SET status = 'expired', updated_at = at, updated_by = NULL, follow_up_id = f.id WHERE k.id = a.id;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.sweep_authorizations(timestamptz) IS 'An authorisation that has expired is told: on the item''s record, and to its owner as a task while the item is open.';

CREATE FUNCTION engine.sweep_waits(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.sweep_runs(at);
    PERFORM engine.sweep_appointments(at);
    PERFORM engine.sweep_authorizations(at);
    PERFORM engine.sweep_consents(at);
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN;
END $$;
COMMENT ON FUNCTION engine.sweep_waits(timestamptz) IS 'What was waited for and whose time has come: steps of pathways, appointments, authorisations, consents. Left to the next sweep where somebody works on it.';

CREATE FUNCTION engine.missed_event(t app.task, a app.appointment, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    e app.event;
BEGIN
    e.individual_id := t.individual_id;
    e.type_id := engine.event_type_id('missed_appointment');
    e.occurred_at := a.starts_at;
    e.recorded_at := at;
    e.recorded_by := me.id;
    e.organization_id := me.organization_id;
    e.source := 'staff';
    e.place := a.place;
    e.category := t.category;
    RETURN engine.add_event(e, me, request_id);
END $$;
COMMENT ON FUNCTION engine.missed_event(app.task, app.appointment, app.staff, timestamptz, uuid) IS 'A missed appointment is an event of the person, with whatever the policy''s rules make of it.';

CREATE FUNCTION engine.appointment_change(t app.task, given jsonb, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    status text := coalesce(engine.detail_text(given, 'status'), 'booked');
    a app.appointment;
    next app.appointment;
    done record;
    opened jsonb := '[]';
    missed jsonb;
BEGIN
    IF NOT status = ANY ('{booked,kept,missed,moved,cancelled}') THEN
        PERFORM engine.refuse('HF400', format('There is no status %s.', status), 'One of: booked, kept, missed, moved, cancelled.');
    ELSIF status = 'booked' THEN
        a := engine.appointment_book(t, given, 'starts_at', NULL, me, at);
    ELSE
        done := engine.appointment_settle(engine.appointment_of(t, given), t, status, me, at, request_id);
        a := done.a;
        opened := CASE WHEN (done.opened).id IS NULL THEN '[]' ELSE jsonb_build_array(engine.task_ref(done.opened)) END;
    END IF;
    IF status = 'missed' THEN
        missed := engine.missed_event(t, a, me, at, request_id);
        opened := opened || (missed -> 'opened');
    END IF;
    IF status = 'moved' THEN
        next := engine.appointment_book(t, given, 'to', a, me, at);
    END IF;
    PERFORM engine.tell_item(t, at, me, 'appointment', jsonb_strip_nulls(jsonb_build_object('status', status, 'starts_at', a.starts_at, 'to', next.starts_at)),
                             jsonb_build_object('place', coalesce(next.place, a.place), 'ride', coalesce(next.ride, a.ride)), request_id);
    RETURN jsonb_build_object('id', a.id, 'status', status, 'starts_at', a.starts_at, 'moved_to', next.id, 'opened', opened, 'event_ref', missed ->> 'event_ref');
END $$;
COMMENT ON FUNCTION engine.appointment_change(app.task, jsonb, app.staff, timestamptz, uuid) IS 'Books or settles an appointment of an item held locked; gives what api.appointment answers.';

CREATE FUNCTION engine.result_report(t app.task, text text, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
    review app.task;
    reported bigint;
BEGIN
    origin.domain_id := (SELECT y.domain_id FROM app.service_type y WHERE y.id = t.service_type_id);
    review := engine.of_category(engine.open_work('result_review', t.individual_id, coalesce(t.requester_role_id, (SELECT n.coordinator_role_id FROM app.network n)), NULL,
                               'read report' || coalesce(': ' || engine.type_words(t.service_type_id), ''), t.priority, NULL, origin, me, 'open',
                               jsonb_build_object('because', 'result', 'of', engine.task_ref(t)), jsonb_build_object('text', text), at, request_id), t.category);
    INSERT INTO app.result AS r (task_id, individual_id, text, reported_at, reported_by, review_id)
    VALUES (t.id, t.individual_id, result_report.text, at, me.id, review.id) RETURNING r.id INTO reported;
    PERFORM engine.tell_item(t, at, me, 'result', jsonb_build_object('review', engine.task_ref(review)), jsonb_build_object('text', text), request_id);
    RETURN jsonb_build_object('id', reported, 'review_ref', engine.task_ref(review), 'owner_role', engine.role_code(review.owner_role_id), 'due', review.due);
END $$;
COMMENT ON FUNCTION engine.result_report(app.task, text, app.staff, timestamptz, uuid) IS 'Stores a report with its review for whoever asked; gives what api.result answers.';
