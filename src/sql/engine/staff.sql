-- The people of the network as whoever manages them sees them, and their passwords.

CREATE FUNCTION engine.me_even_so() RETURNS app.staff LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff := engine.me_or_none();
BEGIN
    IF staff.id IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN staff;
END $$;
COMMENT ON FUNCTION engine.me_even_so() IS 'The person of this session, also one who has yet to choose a password of their own. HF404 as engine.me.';

CREATE FUNCTION engine.staff_frame(at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('now', at, 'timezone', n.timezone) FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.staff_frame(timestamptz) IS 'By which clock an answer is to be read: the server''s owner has no api.me().';

CREATE FUNCTION engine.staff_under(roles integer[]) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(SELECT DISTINCT h.staff_id FROM app.role r JOIN app.role_holder h ON h.role_id = r.id WHERE r.supervisor_role_id = ANY (roles) AND r.active);
END $$;
COMMENT ON FUNCTION engine.staff_under(integer[]) IS 'The people who hold a role that one of these supervises.';

CREATE FUNCTION engine.staff_state(s app.staff, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN s.disabled_at IS NOT NULL THEN 'disabled' WHEN NOT s.active THEN 'left'
                WHEN EXISTS (SELECT FROM app.coverage a WHERE a.staff_id = s.id AND a.starts <= at AND a.ends > at) THEN 'away' ELSE 'here' END;
END $$;
COMMENT ON FUNCTION engine.staff_state(app.staff, timestamptz) IS 'here, away, disabled, or left: no longer in the policy.';

CREATE FUNCTION engine.staff_json(s app.staff, keeps boolean, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('login', s.login, 'name', s.name, 'organization', o.code, 'organization_name', o.name,
            'state', engine.staff_state(s, at), 'disabled_at', s.disabled_at, 'roles', engine.leaver_roles(s.id),
            'away_until', a.ends, 'cover', c.name,
            'covers', (SELECT coalesce(jsonb_agg(k.name ORDER BY k.name), '[]') FROM app.coverage g JOIN app.staff k ON k.id = g.staff_id
                       WHERE g.cover_id = s.id AND g.starts <= at AND g.ends > at),
            'last_seen', (SELECT i.at FROM app.sign_in i WHERE i.staff_id = s.id),
            'password_at', s.password_at, 'must_choose', s.must_choose,
            'open', (SELECT count(*) FROM app.task t WHERE t.owner_staff_id = s.id AND t.closed_at IS NULL),
            'may', keeps)
        FROM app.organization o
        LEFT JOIN LATERAL (SELECT g.ends, g.cover_id FROM app.coverage g WHERE g.staff_id = s.id AND g.starts <= at AND g.ends > at LIMIT 1) a ON true
        LEFT JOIN app.staff c ON c.id = a.cover_id
        WHERE o.id = s.organization_id);
END $$;
COMMENT ON FUNCTION engine.staff_json(app.staff, boolean, timestamptz) IS 'A person as api.staff_list gives them.';

CREATE FUNCTION engine.note_sign_in(staff_id integer, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A server that only reads signs nobody in.
    IF current_setting('transaction_read_only') = 'on'
       OR EXISTS (SELECT FROM app.sign_in i WHERE i.staff_id = note_sign_in.staff_id AND i.at BETWEEN note_sign_in.at - interval '1 hour' AND note_sign_in.at) THEN
        RETURN;
    END IF;
    INSERT INTO app.sign_in AS i (staff_id, at) VALUES (note_sign_in.staff_id, note_sign_in.at) ON CONFLICT ON CONSTRAINT sign_in_pkey DO UPDATE SET at = excluded.at;
EXCEPTION WHEN lock_not_available THEN
    RETURN;
END $$;
COMMENT ON FUNCTION engine.note_sign_in(integer, timestamptz) IS 'Keeps when somebody signed in, to about an hour.';

CREATE FUNCTION engine.given_verifier() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    verifier text := nullif(current_setting('holdfast.verifier', true), '');
BEGIN
    IF verifier IS NULL THEN
        PERFORM engine.refuse('HF400', 'There is no verifier of a password.',
            'Use holdfast staff passwd: it makes one where you type, and sends it with the connection, where no server writes it down.');
    END IF;
    RETURN verifier;
END $$;
COMMENT ON FUNCTION engine.given_verifier() IS
    'The SCRAM-SHA-256 verifier that this session brought with it as the setting holdfast.verifier. Statements and their parameters reach the server''s log where it is told to write them; what a connection begins with never does.';

CREATE FUNCTION engine.set_password(s app.staff, me app.staff, at timestamptz, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    own boolean := s.id IS NOT DISTINCT FROM me.id;
    verifier text := engine.given_verifier();
    h engine.handing;
    nothing text;
BEGIN
    IF s.disabled_at IS NOT NULL OR NOT s.active THEN
        PERFORM engine.refuse('HF412', format('%s cannot sign in.', s.name), 'Let them in first: holdfast staff enable.');
    END IF;
    nothing := logins.set_verifier(s.login, verifier);
    UPDATE app.staff k SET password_at = set_password.at, must_choose = NOT own WHERE k.id = s.id;
    h.me := me;
    h.at := set_password.at;
    h.request_id := set_password.request_id;
    PERFORM engine.sign_staff(s, h, 'password', jsonb_build_object('login', s.login, 'own', own));
    RETURN jsonb_build_object('login', s.login, 'name', s.name, 'own', own, 'must_choose', NOT own,
                              'sessions', CASE WHEN NOT own THEN engine.end_sessions(s.login) END);
END $$;
COMMENT ON FUNCTION engine.set_password(app.staff, app.staff, timestamptz, uuid) IS
    'Gives a person the password of the verifier that this session brought. Their own, they keep; one that another gave must be changed before anything else, and ends the sessions that the old one began.';
