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
        PERFORM engine.refuse_colleague();
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

CREATE FUNCTION engine.cover_within(starts timestamptz, ends timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF starts < at - interval '1 year' OR starts > at + interval '1 year' OR ends > greatest(starts, at) + interval '1 year' THEN
        PERFORM engine.refuse('HF412', 'An absence begins within a year from now, and is over within a year.',
                              format('Give an end by %s; whoever stays away longer is disabled, and what they have is passed on (staff disable).',
                                     to_char(LEAST(greatest(starts, at), at + interval '1 year') + interval '1 year', 'FMDD Mon YYYY')));
    END IF;
END $$;
COMMENT ON FUNCTION engine.cover_within(timestamptz, timestamptz, timestamptz) IS
    'HF412 for an absence that no calendar of people has, infinity too: somebody would act for another for ever, and nobody would be asked whether they come back.';

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
    cover_id integer;
BEGIN
    PERFORM engine.cover_within(first, ends, at);
    IF ends IS NOT NULL THEN
        cover_id := engine.cover_check(away, cover, first, ends, at);
    END IF;
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
    RETURN facts || jsonb_build_object('name', away.name, 'cover_name', (SELECT c.name FROM app.staff c WHERE c.id = cover_id),
        'roles', engine.cover_roles(away.id, CASE WHEN ends IS NULL THEN at ELSE greatest(first, at) END),
        'came_back', engine.come_back(at));
END $$;
COMMENT ON FUNCTION engine.cover_set(app.staff, app.staff, text, timestamptz, timestamptz, timestamptz, uuid) IS
    'Stores an absence, or the end of one (ends NULL), on the record of the person who is away, and sees who is on duty now, and what comes back to them.';

CREATE FUNCTION engine.cover_roles(staff_id integer, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('role', r.code, 'name', r.name, 'login', s.login, 'who', s.name, 'how', d.how,
                   'nobody', d.how IN ('supervisor', 'coordinator', 'on_call', 'nobody')) ORDER BY r.code), '[]')
        FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
        JOIN engine.duty_now(at) d ON d.role_id = r.id LEFT JOIN app.staff s ON s.id = d.staff_id
        WHERE h.staff_id = cover_roles.staff_id);
END $$;
COMMENT ON FUNCTION engine.cover_roles(integer, timestamptz) IS
    'Who answers at that instant for each role that somebody holds. nobody: no holder and no cover is there, so that somebody above answers.';

CREATE FUNCTION engine.cover_moves(away app.staff, starts timestamptz, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('count', x.count, 'late', x.late, 'words', x.words, 'login', s.login, 'who', s.name, 'of', o.name) ORDER BY o.name NULLS FIRST, x.count DESC, x.words, s.login), '[]')
        FROM (SELECT m.owner_id, m.acting_id, m.kind, count(*) AS count, count(*) FILTER (WHERE m.late) AS late, engine.counted_words('item', m.kind, count(*)) AS words
              FROM (SELECT nullif(w.id, away.id) AS owner_id, t.kind, t.due < at AND t.status <> 'on-hold' AS late,
                           CASE WHEN w.cover IS NOT NULL THEN w.cover ELSE (SELECT d.staff_id FROM engine.duty_now(starts) d WHERE d.role_id = t.owner_role_id) END AS acting_id
                    FROM (SELECT k.id, engine.cover_of(k.id, starts) AS cover
                          FROM (SELECT away.id UNION SELECT a.staff_id FROM app.coverage a WHERE a.cover_id = away.id AND a.starts <= cover_moves.starts AND a.ends > cover_moves.starts) k (id) OFFSET 0) w
                    JOIN app.task t ON t.owner_staff_id = w.id AND t.closed_at IS NULL) m
              GROUP BY m.owner_id, m.acting_id, m.kind) x
        LEFT JOIN app.staff s ON s.id = x.acting_id LEFT JOIN app.staff o ON o.id = x.owner_id);
END $$;
COMMENT ON FUNCTION engine.cover_moves(app.staff, timestamptz, timestamptz) IS
    'Who will act on what is in somebody''s name once they are away, and on what is in the name of those for whom they stand in then (of), in counts: no individual is told of.';

CREATE FUNCTION engine.cover_tried(me app.staff, away app.staff, cover text, starts timestamptz, ends timestamptz, at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    first timestamptz := greatest(coalesce(starts, at), at);
    answer jsonb;
    code text;
    why text;
    mend text;
BEGIN
    -- Done as it would be, then taken back: a preview that cannot differ from the deed.
    BEGIN
        answer := engine.cover_set(me, away, cover, starts, ends, at, NULL);
        answer := answer || CASE WHEN ends IS NULL THEN '{"moves": [], "gaps": []}'
            ELSE jsonb_build_object('moves', engine.cover_moves(away, first, at),
                                    'gaps', engine.gaps_json(first, ends, array(SELECT h.role_id FROM app.role_holder h WHERE h.staff_id = away.id))) END;
        RAISE EXCEPTION USING ERRCODE = 'HF000', MESSAGE = 'taken back';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, why = MESSAGE_TEXT, mend = PG_EXCEPTION_HINT;
    END;
    IF code = 'HF412' THEN
        RETURN jsonb_build_object('login', away.login, 'name', away.name, 'refused', jsonb_build_object('why', why, 'mend', mend));
    ELSIF code <> 'HF000' THEN
        RAISE EXCEPTION USING ERRCODE = code, MESSAGE = why, HINT = mend;
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION engine.cover_tried(app.staff, app.staff, text, timestamptz, timestamptz, timestamptz) IS
    'What saying so would do; nothing is changed. moves: who acts on what; gaps: hours at which nobody would answer for a role of theirs; refused: why it cannot be said, and what to do about it.';

CREATE FUNCTION engine.cover_choices(away app.staff, starts timestamptz, ends timestamptz, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('login', x.login, 'name', x.name, 'role', x.role, 'same', x.same, 'open', x.open, 'away', x.away)
                   ORDER BY x.away, x.same DESC, x.near DESC, x.open, x.login), '[]')
        FROM (SELECT DISTINCT ON (s.id) s.login, s.name, r.name AS role, shared.role_id IS NOT NULL AS same, s.organization_id = away.organization_id AS near,
                     (SELECT count(*) FROM (SELECT FROM app.task t WHERE t.owner_staff_id = s.id AND t.closed_at IS NULL LIMIT 1000) n) AS open,
                     EXISTS (SELECT FROM app.coverage a WHERE a.staff_id = s.id AND a.starts < coalesce(cover_choices.ends, 'infinity') AND a.ends > coalesce(cover_choices.starts, at)) AS away
              FROM app.staff s JOIN app.role_holder h ON h.staff_id = s.id JOIN app.role r ON r.id = h.role_id AND r.active
              LEFT JOIN app.role_holder shared ON shared.role_id = r.id AND shared.staff_id = away.id
              WHERE s.active AND s.disabled_at IS NULL AND s.id <> away.id AND engine.may_cover(away, s)
                AND (s.organization_id = away.organization_id OR 'coordinate' = ANY (r.duties))
              ORDER BY s.id, shared.role_id IS NULL, h.rank) x);
END $$;
COMMENT ON FUNCTION engine.cover_choices(app.staff, timestamptz, timestamptz, timestamptz) IS
    'Who could cover for somebody: colleagues who hold a role with them first, then others of their organisation, then coordinators; who is away in that time last.';

CREATE FUNCTION engine.say_edge(instant timestamptz, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    clock timestamp := instant AT TIME ZONE (SELECT n.timezone FROM app.network n);
BEGIN
    RETURN CASE WHEN clock = date_trunc('day', clock) THEN to_char(clock, 'Dy FMDD Mon') ELSE engine.say_time(instant, at) END;
END $$;
COMMENT ON FUNCTION engine.say_edge(timestamptz, timestamptz) IS 'When an absence begins or is over: the day alone where that is its first moment, as engine.say_time otherwise.';

CREATE FUNCTION engine.away_ahead(staff_id integer, at timestamptz, until timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE WHEN a.starts <= at THEN 'away, back ' || engine.say_edge(a.ends, at) ELSE 'away from ' || engine.say_edge(a.starts, at) END
                   || coalesce(', ' || c.name || ' covers', ', no cover named')
            FROM app.coverage a LEFT JOIN app.staff c ON c.id = a.cover_id
            WHERE a.staff_id = away_ahead.staff_id AND a.ends > at AND a.starts < until ORDER BY a.starts LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.away_ahead(integer, timestamptz, timestamptz) IS
    'What whoever gives work to somebody must know: that they are away, or will be before until, and who covers. NULL: they are here.';

CREATE FUNCTION engine.wanted_until(due timestamptz, hold_until timestamptz, at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(coalesce(due, at + interval '14 days'), hold_until, at + interval '3 days')
$$;
COMMENT ON FUNCTION engine.wanted_until(timestamptz, timestamptz, timestamptz) IS
    'Until when whoever is given an item must be here: until it is due or comes back, for three days at least, over a weekend. Without a date: two weeks.';

CREATE FUNCTION engine.away_for(t app.task, staff_id integer, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.closed_at IS NULL THEN engine.away_ahead(staff_id, at, engine.wanted_until(t.due, t.hold_until, at)) END
$$;
COMMENT ON FUNCTION engine.away_for(app.task, integer, timestamptz) IS 'engine.away_ahead for whoever is to have an item, or has it now.';

CREATE FUNCTION engine.cover_words(d jsonb, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF d ->> 'ends' IS NULL THEN
        RETURN 'said that ' || coalesce(engine.login_words(d ->> 'login'), 'they') || ' is here from ' || engine.say_time((d ->> 'starts')::timestamptz, at);
    END IF;
    RETURN 'said that ' || coalesce(engine.login_words(d ->> 'login'), 'they') || ' is away from ' || engine.say_time((d ->> 'starts')::timestamptz, at)
        || ' until ' || engine.say_time((d ->> 'ends')::timestamptz, at) || coalesce('; ' || engine.login_words(d ->> 'cover') || ' covers', '; nobody was named');
END $$;
COMMENT ON FUNCTION engine.cover_words(jsonb, timestamptz) IS 'What an entry says about an absence, after a name.';
