-- Somebody leaves: what that touches, what forbids it, and doing it in one transaction.

CREATE FUNCTION engine.lock_people() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The publisher's own lock: who may act is changed by one at a time, so that two administrators
    -- cannot disable each other, and no policy is put in force in between.
    LOCK TABLE app.policy_revision IN EXCLUSIVE MODE;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is changing who is here, or publishing a policy, right now.', 'Try again in a moment.');
END $$;
COMMENT ON FUNCTION engine.lock_people() IS 'One change of who may act at a time; HF409 when there is another.';

CREATE FUNCTION engine.staff_keeper() RETURNS app.staff LANGUAGE plpgsql AS $$
DECLARE
    me app.staff;
BEGIN
    IF engine.is_server_owner() THEN
        PERFORM set_config('holdfast.actor', session_user, true);
        RETURN engine.me_or_none();
    END IF;
    me := engine.me();
    IF NOT engine.has_duty(me.id, 'administer') THEN
        PERFORM engine.refuse('HF404', 'Who may sign in, and who has left, is not yours to change.', 'Ask whoever administers the network.');
    END IF;
    RETURN me;
END $$;
COMMENT ON FUNCTION engine.staff_keeper() IS 'Who manages people: duty administer, or, all NULL, the server''s owner. HF404 for everybody else.';

CREATE FUNCTION engine.staff_to_keep(login text) RETURNS app.staff LANGUAGE plpgsql AS $$
DECLARE
    s app.staff;
BEGIN
    SELECT k.* INTO s FROM app.staff k WHERE k.login = staff_to_keep.login FOR NO KEY UPDATE;
    IF s.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('Nobody here has the login %s.', coalesce(login, '(none)')), 'holdfast staff list shows who there is.');
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.staff_to_keep(text) IS 'The person of that login, locked. HF412: there is none, which whoever manages people may know.';

CREATE FUNCTION engine.name_heir(INOUT h engine.handing, successor text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF successor IS NULL THEN
        RETURN;
    END IF;
    h.heir := (SELECT s FROM app.staff s WHERE s.login = successor AND s.active AND s.disabled_at IS NULL);
    h.heir_role := (SELECT r FROM app.role r WHERE r.code = successor AND r.active AND (h.heir).id IS NULL);
    IF (h.heir).id = (h.former).id THEN
        PERFORM engine.refuse('HF412', 'It would stay with the same person.', 'Name somebody else.');
    ELSIF (h.heir).id IS NULL AND (h.heir_role).id IS NULL THEN
        PERFORM engine.refuse('HF412', format('There is no person or role %s who could take over.', successor), 'Give a login or a role of the directory.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.name_heir(engine.handing, text) IS 'Who takes over: a login or a role; NULL: nobody is named. HF412: nobody here is called so.';

-- --- what it touches -----------------------------------------------------------------------------

CREATE FUNCTION engine.refs_for(tasks bigint[], me app.staff) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    roles integer[] := engine.my_roles(me.id);
BEGIN
    IF me.id IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN (SELECT coalesce(jsonb_agg(x.ref ORDER BY x.n), '[]')
            FROM (SELECT engine.task_ref(t) AS ref, i.n FROM unnest(tasks[1:200]) WITH ORDINALITY i (id, n) JOIN app.task t ON t.id = i.id
                  WHERE engine.relations(t, me, roles) && '{V,A}' ORDER BY i.n LIMIT 50) x);
END $$;
COMMENT ON FUNCTION engine.refs_for(bigint[], app.staff) IS 'References of the tasks that the reader may see anyway, at most fifty: none for who only administers.';

CREATE FUNCTION engine.named_tasks(staff_id integer, OUT owned bigint[], OUT asked bigint[], OUT held bigint[], OUT reviews bigint[]) LANGUAGE plpgsql STABLE AS $$
DECLARE
    s app.staff := (SELECT k FROM app.staff k WHERE k.id = named_tasks.staff_id);
BEGIN
    owned := array(SELECT t.id FROM app.task t WHERE t.owner_staff_id = s.id AND t.closed_at IS NULL ORDER BY t.sort_at, t.id);
    asked := array(SELECT t.id FROM app.task t WHERE t.requester_staff_id = s.id AND t.closed_at IS NULL AND t.owner_staff_id IS DISTINCT FROM s.id ORDER BY t.sort_at, t.id);
    held := array(SELECT t.id FROM app.task t WHERE t.closed_at IS NULL AND t.status = 'on-hold' AND lower(t.waiting_on) IN (s.login, lower(s.name)) ORDER BY t.sort_at, t.id);
    reviews := array(SELECT t.id FROM app.task t WHERE t.closed_at IS NULL AND t.kind = 'case_review'
                       AND (t.owner_staff_id = s.id OR t.individual_id IN (
                           SELECT c.individual_id FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active' WHERE a.owner_staff_id = s.id))
                     ORDER BY t.sort_at, t.id);
END $$;
COMMENT ON FUNCTION engine.named_tasks(integer) IS 'Open tasks in which somebody is named: has them, asked for them, is waited for, is to sit in the case review.';

CREATE FUNCTION engine.leaver_roles(staff_id integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name, 'alone', x.others = 0, 'on_duty', d.staff_id = h.staff_id,
                   'supervises', (SELECT count(*) FROM app.role u WHERE u.supervisor_role_id = r.id AND u.active)) ORDER BY h.rank, r.id), '[]')
        FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
        LEFT JOIN app.role_on_duty d ON d.role_id = r.id
        CROSS JOIN LATERAL (SELECT count(*) AS others FROM app.role_holder o JOIN app.staff s ON s.id = o.staff_id AND s.active AND s.disabled_at IS NULL
                            WHERE o.role_id = r.id AND o.staff_id <> h.staff_id) x
        WHERE h.staff_id = leaver_roles.staff_id);
END $$;
COMMENT ON FUNCTION engine.leaver_roles(integer) IS 'The roles somebody holds: alone or not, on duty now or not, and how many roles each of them supervises.';

CREATE FUNCTION engine.leaver_report(s app.staff, me app.staff, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    n record := engine.named_tasks(s.id);
BEGIN
    RETURN jsonb_build_object('login', s.login, 'name', s.name, 'disabled_at', s.disabled_at,
        'items', jsonb_build_object('count', cardinality(n.owned), 'refs', engine.refs_for(n.owned, me), 'kinds', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'words', engine.counted_words('item', x.kind, x.count), 'count', x.count, 'late', x.late) ORDER BY x.kind), '[]')
            FROM (SELECT t.kind, count(*) AS count, count(*) FILTER (WHERE t.due < at AND t.status <> 'on-hold') AS late
                  FROM app.task t WHERE t.id = ANY (n.owned) GROUP BY t.kind) x)),
        'requests', jsonb_build_object('count', cardinality(n.asked), 'refs', engine.refs_for(n.asked, me)),
        'holds', jsonb_build_object('count', cardinality(n.held), 'refs', engine.refs_for(n.held, me)),
        'reviews', jsonb_build_object('count', cardinality(n.reviews), 'refs', engine.refs_for(n.reviews, me)),
        'areas', (SELECT count(*) FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active' WHERE a.owner_staff_id = s.id),
        'messages', (SELECT count(*) FROM app.message m WHERE m.to_staff_id = s.id AND (m.read_at IS NULL OR (m.question AND m.answered_at IS NULL))),
        'drafts', (SELECT count(*) FROM app.draft d WHERE d.staff_id = s.id),
        'covers', (SELECT coalesce(jsonb_agg(jsonb_build_object('login', k.login, 'name', k.name, 'until', a.ends) ORDER BY a.ends, k.login), '[]')
                   FROM app.coverage a JOIN app.staff k ON k.id = a.staff_id WHERE a.cover_id = s.id AND a.ends > at),
        'covered', (SELECT coalesce(jsonb_agg(jsonb_build_object('login', k.login, 'name', k.name, 'until', a.ends) ORDER BY a.ends), '[]')
                    FROM app.coverage a LEFT JOIN app.staff k ON k.id = a.cover_id WHERE a.staff_id = s.id AND a.ends > at),
        'roles', engine.leaver_roles(s.id));
END $$;
COMMENT ON FUNCTION engine.leaver_report(app.staff, app.staff, timestamptz) IS
    'What is bound to somebody: counts, and references where the reader may see them. Of plans, messages and drafts the counts only.';

-- --- what forbids it -----------------------------------------------------------------------------

CREATE FUNCTION engine.others_administer(staff_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active AND 'administer' = ANY (r.duties)
                   JOIN app.staff s ON s.id = h.staff_id AND s.active AND s.disabled_at IS NULL WHERE s.id <> others_administer.staff_id);
END $$;
COMMENT ON FUNCTION engine.others_administer(integer) IS 'Somebody else may manage people, too.';

CREATE FUNCTION engine.refuse_leave(h engine.handing) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (h.former).disabled_at IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('%s is disabled already.', (h.former).name), 'To let them in again: holdfast staff enable.');
    ELSIF (h.former).id = (h.me).id THEN
        PERFORM engine.refuse('HF412', 'Nobody disables themselves.', 'Ask another administrator, or whoever runs the server.');
    ELSIF (h.me).id IS NOT NULL AND engine.has_duty((h.former).id, 'administer') AND NOT engine.others_administer((h.former).id) THEN
        PERFORM engine.refuse('HF412', format('%s is the last who can manage people.', (h.former).name), 'Publish a policy in which somebody else administers too.');
    ELSIF EXISTS (SELECT FROM app.network n WHERE n.operational_owner_id = (h.former).id) THEN
        PERFORM engine.refuse('HF412', format('%s is the network''s operational owner: what nobody answers would reach nobody.', (h.former).name),
                              'Publish a policy with another operational owner first.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_leave(engine.handing) IS 'HF412 says why somebody cannot be disabled yet, and what to do about it.';

CREATE FUNCTION engine.refuse_unanswered(h engine.handing) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    bare text := (SELECT r.name FROM app.role r JOIN app.role_on_duty d ON d.role_id = r.id
                  WHERE r.active AND d.staff_id IS NULL
                    AND (EXISTS (SELECT FROM app.role_holder k WHERE k.role_id = r.id AND k.staff_id = (h.former).id)
                         OR EXISTS (SELECT FROM app.task t WHERE t.owner_role_id = r.id AND t.owner_staff_id = (h.former).id AND t.closed_at IS NULL))
                  ORDER BY r.id LIMIT 1);
BEGIN
    IF bare IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('Then nobody would answer for %s: no holder, supervisor, coordinator or on-call person is left.', bare),
                              'End an absence (holdfast staff list shows who is away), or publish a policy in which somebody else holds the role.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_unanswered(engine.handing) IS 'HF412 when a role of theirs would be left with nobody on duty (rule 1). Call it once role_on_duty is without them.';

-- --- doing it ------------------------------------------------------------------------------------

CREATE FUNCTION engine.end_sessions(login text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    ended integer;
BEGIN
    SELECT count(*) FILTER (WHERE x.gone) INTO ended
    FROM (SELECT pg_terminate_backend(a.pid, 2000) AS gone FROM pg_stat_activity a
          WHERE a.usename = end_sessions.login AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend') x;
    RETURN ended;
EXCEPTION WHEN insufficient_privilege THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION engine.end_sessions(text) IS
    'Ends the sessions of a login, whatever transaction they are in, and waits until they are gone: what they had not committed never was. Gives how many; NULL where this server does not let the owner do it: then they can do nothing more in them.';

CREATE FUNCTION engine.end_covers(h engine.handing) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    a app.coverage;
    away app.staff;
    ended integer := 0;
BEGIN
    DELETE FROM app.coverage k WHERE k.staff_id = (h.former).id AND k.starts >= h.at;
    UPDATE app.coverage k SET ends = h.at WHERE k.staff_id = (h.former).id AND k.ends > h.at;
    FOR a IN SELECT k.* FROM app.coverage k WHERE k.cover_id = (h.former).id AND k.ends > h.at ORDER BY k.staff_id, k.starts LOOP
        SELECT s.* INTO away FROM app.staff s WHERE s.id = a.staff_id FOR NO KEY UPDATE;
        PERFORM engine.cover_set(h.me, away, engine.next_cover(h, away, a), greatest(a.starts, h.at), a.ends, h.at, h.request_id);
        ended := ended + 1;
    END LOOP;
    RETURN ended;
END $$;
COMMENT ON FUNCTION engine.end_covers(engine.handing) IS 'Ends the absences of somebody who has left, and where they stood in for others names their successor or nobody: then the next holder answers. Gives how many of the latter.';

CREATE FUNCTION engine.next_cover(h engine.handing, away app.staff, a app.coverage) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN (h.heir).id <> away.id AND engine.may_cover(away, h.heir)
                 AND NOT EXISTS (SELECT FROM app.coverage k WHERE k.staff_id = (h.heir).id AND k.starts < a.ends AND k.ends > a.starts)
                THEN (h.heir).login END;
END $$;
COMMENT ON FUNCTION engine.next_cover(engine.handing, app.staff, app.coverage) IS 'The successor, where they may stand in for that absence; else NULL.';

CREATE FUNCTION engine.sign_staff(s app.staff, h engine.handing, action text, facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    SELECT k.* INTO s FROM app.staff k WHERE k.id = s.id;
    entry := engine.record('staff', s.id, s.ledger_seq + 1, s.ledger_head, h.at, h.me, action, NULL, NULL, NULL, NULL, jsonb_strip_nulls(facts), engine.hand_words(h), h.request_id);
    UPDATE app.staff k SET ledger_seq = s.ledger_seq + 1, ledger_head = entry.head WHERE k.id = s.id;
END $$;
COMMENT ON FUNCTION engine.sign_staff(app.staff, engine.handing, text, jsonb) IS 'Adds an entry to the record of a person, whose row the caller holds locked.';

CREATE FUNCTION engine.who_answers(staff_id integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name, 'who', s.name, 'login', s.login, 'how', d.how) ORDER BY h.rank, r.id), '[]')
            FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active JOIN app.role_on_duty d ON d.role_id = r.id LEFT JOIN app.staff s ON s.id = d.staff_id
            WHERE h.staff_id = who_answers.staff_id);
END $$;
COMMENT ON FUNCTION engine.who_answers(integer) IS 'Who answers now for each role that somebody holds.';

CREATE FUNCTION engine.disable(h engine.handing, preview boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    done record;
    sessions integer;
    covers integer;
BEGIN
    PERFORM engine.refuse_leave(h);
    h.leaves := true;
    SET CONSTRAINTS app.staff_keeps_areas DEFERRED;
    UPDATE app.staff s SET disabled_at = h.at WHERE s.id = (h.former).id;
    PERFORM logins.disable_login((h.former).login, true);
    covers := engine.end_covers(h);
    PERFORM engine.refresh_duty(h.at);
    PERFORM engine.refuse_unanswered(h);
    -- What they have not committed holds their items locked; it ends here, and never was.
    IF NOT preview THEN
        sessions := engine.end_sessions((h.former).login);
    END IF;
    h := engine.begin_handing(h);
    done := engine.hand_all(h);
    h := done.h;
    SET CONSTRAINTS app.staff_keeps_areas IMMEDIATE;
    PERFORM engine.sign_staff(h.former, h, 'disable', done.moved || jsonb_build_object('login', (h.former).login, 'to', coalesce((h.heir).login, (h.heir_role).code), 'covers', covers));
    -- Whoever connected meanwhile, while the login could still be used.
    IF NOT preview THEN
        sessions := sessions + engine.end_sessions((h.former).login);
    END IF;
    PERFORM engine.hint(h.concerned);
    RETURN jsonb_build_object('moved', done.moved || jsonb_build_object('covers', covers), 'to', engine.hand_summary(h),
                              'roles', engine.who_answers((h.former).id), 'sessions', sessions);
END $$;
COMMENT ON FUNCTION engine.disable(engine.handing, boolean) IS
    'Disables a person: the login cannot be used, its sessions end, and everything in their name passes on, all in one transaction and on the record of each. preview: no session is ended, and the caller takes everything back. HF412, HF409.';

CREATE FUNCTION engine.move(h engine.handing) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    done record;
BEGIN
    h.leaves := false;
    h := engine.begin_handing(h);
    done := engine.hand_all(h);
    h := done.h;
    IF NOT EXISTS (SELECT FROM app.handover_item i WHERE i.handover_id = h.id) THEN
        PERFORM engine.refuse('HF412',
            CASE WHEN (done.moved ->> 'stay')::integer > 0 THEN format('Nothing of it can be taken over by %s.', coalesce((h.heir).name, (h.heir_role).name))
                 ELSE format('%s has nothing of that kind.', (h.former).name) END,
            CASE WHEN (done.moved ->> 'stay')::integer > 0 THEN 'Name somebody of the same organisation who works with items, or one of its roles.' ELSE '' END);
    END IF;
    PERFORM engine.sign_staff(h.former, h, 'move', done.moved || h.filter || jsonb_build_object('login', (h.former).login, 'to', coalesce((h.heir).login, (h.heir_role).code)));
    PERFORM engine.hint(h.concerned);
    RETURN jsonb_build_object('moved', done.moved, 'to', engine.hand_summary(h));
END $$;
COMMENT ON FUNCTION engine.move(engine.handing) IS 'Passes somebody''s work on while they stay: what whoever was named may not have stays where it is. HF412: there is nothing, or none of it can go there.';

CREATE FUNCTION engine.move_filter(filter jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    kept jsonb := jsonb_strip_nulls(coalesce(filter, '{}'));
    bad text;
BEGIN
    IF jsonb_typeof(kept) <> 'object' THEN
        PERFORM engine.refuse('HF400', 'The filter is not an object.', 'Its keys: kind, role, type.');
    END IF;
    bad := (SELECT k FROM jsonb_object_keys(kept) k WHERE k NOT IN ('kind', 'role', 'type') ORDER BY 1 LIMIT 1);
    IF bad IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('There is no filter %s.', bad), 'Its keys: kind, role, type.');
    END IF;
    bad := CASE WHEN kept ? 'kind' AND NOT kept ->> 'kind' = ANY (enum_range(NULL::app.task_kind)::text[]) THEN 'kind'
                WHEN kept ? 'role' AND NOT EXISTS (SELECT FROM app.role r WHERE r.code = kept ->> 'role') THEN 'role'
                WHEN kept ? 'type' AND NOT EXISTS (SELECT FROM app.service_type y WHERE y.code = kept ->> 'type') THEN 'type' END;
    IF bad IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('There is no %s %s.', bad, kept ->> bad), 'Use a name of the policy.');
    END IF;
    RETURN kept;
END $$;
COMMENT ON FUNCTION engine.move_filter(jsonb) IS 'Which items are to move, as given; HF400 names a key or value that is none.';

CREATE FUNCTION engine.handed_before(h engine.handing) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    last engine.handing;
BEGIN
    last.id := (SELECT k.id FROM app.handover k WHERE k.staff_id = (h.former).id AND k.leaves AND k.ended_at IS NULL ORDER BY k.at DESC, k.id DESC LIMIT 1);
    RETURN jsonb_build_object(
        'moved', (SELECT coalesce(jsonb_object_agg(x.what, x.count), '{}') FROM (
                      SELECT i.what || 's' AS what, count(*) AS count FROM app.handover_item i WHERE i.handover_id = last.id GROUP BY 1) x),
        'to', engine.hand_summary(last),
        'refs', engine.refs_for(array(SELECT i.id FROM app.handover_item i JOIN app.task t ON t.id = i.id
                                      WHERE i.handover_id = last.id AND i.what IN ('item', 'request') AND t.closed_at IS NULL ORDER BY t.sort_at, t.id), h.me));
END $$;
COMMENT ON FUNCTION engine.handed_before(engine.handing) IS 'What passed on when somebody was disabled, and who has it now.';

CREATE FUNCTION engine.enable(h engine.handing) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
BEGIN
    IF (h.former).disabled_at IS NULL THEN
        PERFORM engine.refuse('HF412', format('%s is not disabled.', (h.former).name), '');
    ELSIF NOT (h.former).active THEN
        PERFORM engine.refuse('HF412', format('%s is no longer in the policy.', (h.former).name), 'Publish a policy that names them first.');
    END IF;
    UPDATE app.staff s SET disabled_at = NULL WHERE s.id = (h.former).id;
    PERFORM logins.disable_login((h.former).login, false);
    PERFORM engine.refresh_duty(h.at);
    answer := engine.handed_before(h);
    UPDATE app.handover k SET ended_at = h.at WHERE k.staff_id = (h.former).id AND k.ended_at IS NULL;
    PERFORM engine.sign_staff(h.former, h, 'enable', jsonb_build_object('login', (h.former).login));
    PERFORM engine.hint(ARRAY[(h.former).organization_id]);
    RETURN jsonb_build_object('login', (h.former).login, 'name', (h.former).name, 'disabled_at', (h.former).disabled_at,
                              'password_at', (h.former).password_at, 'roles', engine.who_answers((h.former).id)) || answer;
END $$;
COMMENT ON FUNCTION engine.enable(engine.handing) IS 'Lets somebody in again, and says what passed on meanwhile and stays where it is. HF412: they are not disabled, or have left the policy.';

CREATE FUNCTION engine.tried(h engine.handing, leaves boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
    why text;
    mend text;
    code text;
BEGIN
    -- Done as it would be, then taken back: a preview that cannot differ from the deed.
    BEGIN
        answer := CASE WHEN leaves THEN engine.disable(h, true) ELSE engine.move(h) END;
        RAISE EXCEPTION USING ERRCODE = 'HF000', MESSAGE = 'taken back';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, why = MESSAGE_TEXT, mend = PG_EXCEPTION_HINT;
    END;
    IF code = 'HF412' THEN
        RETURN jsonb_build_object('refused', jsonb_build_object('why', why, 'mend', mend));
    ELSIF code <> 'HF000' THEN
        RAISE EXCEPTION USING ERRCODE = code, MESSAGE = why, HINT = mend;
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION engine.tried(engine.handing, boolean) IS 'What disabling or moving would do; nothing is changed. refused: why it would not be done, and what to do about it.';
