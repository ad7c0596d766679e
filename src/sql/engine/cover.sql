-- What api.cover does.

CREATE FUNCTION engine.cover_for(me app.staff, login text) RETURNS app.staff LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    away app.staff;
    roles integer[] := engine.my_roles(me.id);
BEGIN
    SELECT s.* INTO away FROM app.staff s WHERE s.login = cover_for.login AND s.active FOR NO KEY UPDATE;
    IF away.id IS NULL OR NOT (engine.is_server_owner() OR away.id = me.id
        OR engine.has_duty(me.id, 'coordinate') OR engine.has_duty(me.id, 'administer')
        OR EXISTS (SELECT 1 FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
                   WHERE h.staff_id = away.id AND (r.id = ANY (roles) OR r.supervisor_role_id = ANY (roles)))) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN away;
END $$;
COMMENT ON FUNCTION engine.cover_for(app.staff, text) IS
    'The person of that login, locked, where the one who asks may say that they are away: themselves, who holds a role with them or supervises one of theirs, the coordinator, the administrator, the server''s owner. HF404 otherwise.';

CREATE FUNCTION engine.may_cover(away app.staff, stand_in app.staff) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
                   WHERE h.staff_id = stand_in.id
                     AND ('coordinate' = ANY (r.duties)
                          OR (stand_in.organization_id = away.organization_id
                              AND r.duties && '{refer,respond,supervise,plan,record}')))
$$;
COMMENT ON FUNCTION engine.may_cover(app.staff, app.staff) IS
    'Whoever covers sees what the other sees: so a colleague who works with items, or a coordinator, who sees them anyway; never another organisation, compliance or the administrator (rule 11).';

CREATE FUNCTION engine.cover_check(away app.staff, cover text, starts timestamptz, ends timestamptz, at timestamptz) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
DECLARE
    stand_in app.staff;
BEGIN
    IF ends <= starts OR ends <= at THEN
        PERFORM engine.refuse('HF412', 'The absence would end before it begins, or is over already.', 'Give an end that lies ahead.');
    END IF;
    IF cover IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT s.* INTO stand_in FROM app.staff s WHERE s.login = cover AND s.active AND s.disabled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM engine.refuse('HF412', format('Nobody here has the login %s.', cover), 'Name somebody of the directory.');
    ELSIF stand_in.id = away.id THEN
        PERFORM engine.refuse('HF412', 'Nobody covers for themselves.', 'Name somebody else, or nobody: then the next holder answers.');
    ELSIF NOT engine.may_cover(away, stand_in) THEN
        PERFORM engine.refuse('HF412', format('%s would see what is not for them to see.', stand_in.name),
                              format('Name a colleague of %s who works with items, or a coordinator.', away.name));
    ELSIF EXISTS (SELECT 1 FROM app.coverage a WHERE a.staff_id = stand_in.id AND a.starts < cover_check.ends AND a.ends > cover_check.starts) THEN
        PERFORM engine.refuse('HF412', format('%s is away in that time too.', stand_in.name), 'Name somebody who is here.');
    END IF;
    RETURN stand_in.id;
END $$;
COMMENT ON FUNCTION engine.cover_check(app.staff, text, timestamptz, timestamptz, timestamptz) IS
    'The id of who covers; NULL: nobody was named. HF412 says why it cannot be.';

CREATE FUNCTION engine.cover_set(me app.staff, away app.staff, cover text, starts timestamptz, ends timestamptz, at timestamptz,
    request_id uuid) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    first timestamptz := coalesce(starts, at);
    last timestamptz := coalesce(ends, 'infinity');
    entry record;
    facts jsonb;
    cover_id integer := CASE WHEN ends IS NOT NULL THEN engine.cover_check(away, cover, first, ends, at) END;
BEGIN
    -- What was said before of that time gives way: its beginning stays, and so does what comes after.
    INSERT INTO app.coverage (staff_id, cover_id, starts, ends, created_by)
    SELECT a.staff_id, a.cover_id, last, a.ends, a.created_by FROM app.coverage a
    WHERE a.staff_id = away.id AND a.starts < first AND a.ends > last;
    DELETE FROM app.coverage a WHERE a.staff_id = away.id AND a.starts >= first AND a.ends <= last;
    UPDATE app.coverage a SET starts = last WHERE a.staff_id = away.id AND a.starts >= first AND a.starts < last;
    UPDATE app.coverage a SET ends = first WHERE a.staff_id = away.id AND a.starts < first AND a.ends > first AND a.ends <= last;
    UPDATE app.coverage a SET ends = first WHERE a.staff_id = away.id AND a.starts < first AND a.ends > last;
    IF ends IS NOT NULL THEN
        INSERT INTO app.coverage (staff_id, cover_id, starts, ends, created_by)
        VALUES (away.id, cover_id, first, ends, coalesce(me.login, session_user));
    END IF;
    facts := jsonb_build_object('login', away.login, 'cover', CASE WHEN cover_id IS NOT NULL THEN cover END,
                                'starts', first, 'ends', ends);
    entry := engine.record('staff', away.id, away.ledger_seq + 1, away.ledger_head, at, me, 'cover', NULL, NULL, NULL, NULL,
                           facts, NULL, request_id);
    UPDATE app.staff s SET ledger_seq = s.ledger_seq + 1, ledger_head = entry.head WHERE s.id = away.id;
    PERFORM engine.refresh_duty(at);
    RETURN facts || jsonb_build_object('roles', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('role', r.code, 'login', s.login, 'how', d.how) ORDER BY r.code), '[]')
        FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
        JOIN app.role_on_duty d ON d.role_id = r.id LEFT JOIN app.staff s ON s.id = d.staff_id
        WHERE h.staff_id = away.id));
END $$;
COMMENT ON FUNCTION engine.cover_set(app.staff, app.staff, text, timestamptz, timestamptz, timestamptz, uuid) IS
    'Stores an absence, or the end of one (ends NULL), on the record of the person who is away, and sees who is on duty now.';
