-- People: who there is, what is bound to them, letting them in and out, passwords.
--
-- Each answer has "now" and "timezone", for the server's owner has no api.me().
--
-- api.staff_list(everybody) → { "may": bool,                 the reader may disable, enable and move
--   "people": [{ "login", "name", "organization", "organization_name", "state": "here|away|disabled|left",
--     "disabled_at", "away_until", "last_seen", "password_at": timestamptz|null, "must_choose": bool,
--     "cover": name|null, "covers": [name, …], "open": int, "may": bool,
--     "roles": [{"code", "name", "alone": bool, "on_duty": bool, "supervises": int}, …] }, …] }
--
-- api.staff_report(login) → { "login", "name", "disabled_at",
--   "items": {"count", "refs": [ref, …], "kinds": [{"kind", "words", "count", "late"}, …]},
--   "requests", "holds", "reviews": {"count", "refs"}, "areas", "messages", "drafts": int,
--   "covers", "covered": [{"login", "name", "until"}, …], "roles": as above }
--
-- api.staff_disable(…), api.staff_move(…) → { "login", "name", "preview": bool,
--   "report": as above, of before,
--   "moved": {"items", "requests", "areas", "messages", "stay", "covers": int},
--   "to": [{"what": "item|request|area", "kind", "words", "count", "to": text, "role", "login"}, …],
--   "roles": [{"code", "name", "who", "login", "how"}, …],  disable: who answers for theirs now
--   "sessions": int|null,                                    disable: ended; null: not ours to end
--   "refused": {"why", "mend"} }                             only in a preview that would be refused

CREATE FUNCTION api.staff_list(everybody boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    keeps boolean := engine.is_server_owner() OR engine.has_duty(me.id, 'administer');
    under integer[] := CASE WHEN engine.has_duty(me.id, 'supervise') THEN engine.staff_under(engine.my_roles(me.id)) END;
    at timestamptz := app.now();
BEGIN
    IF NOT keeps AND under IS NULL THEN
        PERFORM engine.refuse('HF404', 'Who may sign in is not yours to see.', 'The directory (8) shows who holds which role; ask your supervisor for more.');
    END IF;
    RETURN engine.staff_frame(at) || jsonb_build_object('may', keeps, 'people', (
        SELECT coalesce(jsonb_agg(engine.staff_json(s, keeps, at) ORDER BY o.name, s.name, s.login), '[]')
        FROM app.staff s JOIN app.organization o ON o.id = s.organization_id
        WHERE (keeps OR s.id = ANY (under)) AND (coalesce(everybody, false) OR (s.active AND s.disabled_at IS NULL))));
END $$;
COMMENT ON FUNCTION api.staff_list(boolean) IS
    'The people of the network, and how they stand: for duty administer and the server''s owner all of them, for duty supervise those whose roles one supervises. everybody: also the disabled, and those whom the policy no longer names. HF404 for everybody else.';

CREATE FUNCTION api.staff_report(login text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    keeps boolean := engine.is_server_owner() OR engine.has_duty(me.id, 'administer');
    s app.staff := (SELECT k FROM app.staff k WHERE k.login = staff_report.login);
BEGIN
    IF s.id IS NULL OR NOT (keeps OR (engine.has_duty(me.id, 'supervise') AND s.id = ANY (engine.staff_under(engine.my_roles(me.id))))) THEN
        PERFORM engine.refuse_colleague();
    END IF;
    RETURN engine.staff_frame(app.now()) || engine.leaver_report(s, me, app.now());
END $$;
COMMENT ON FUNCTION api.staff_report(text) IS
    'What is bound to a person: open items, requests, areas of plans, covers, waits, case reviews, roles, drafts; counts, and references where the reader may see them anyway. For duty administer, the server''s owner, and whoever supervises a role of theirs; HF404 for everybody else.';

CREATE FUNCTION api.staff_disable(request_id uuid, login text, successor text DEFAULT NULL, reason text DEFAULT NULL, preview boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    h engine.handing;
    arguments jsonb := jsonb_build_array(login, successor, reason);
    answer jsonb;
BEGIN
    PERFORM engine.staff_keeper();
    PERFORM engine.lock_people();
    -- Whoever was disabled while waiting disables nobody any more.
    h.me := engine.staff_keeper();
    h.request_id := staff_disable.request_id;
    answer := CASE WHEN NOT preview AND (h.me).id IS NOT NULL THEN engine.once(h.me, request_id, 'staff_disable', arguments) END;
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 500);
    h.reason := engine.typed(reason);
    h.former := engine.staff_to_keep(login);
    h.leaves := true;
    h.at := app.now();
    h := engine.name_heir(h, engine.typed(successor));
    answer := engine.staff_frame(h.at) || jsonb_build_object('login', (h.former).login, 'name', (h.former).name, 'preview', preview, 'replayed', false,
                                 'report', engine.leaver_report(h.former, h.me, h.at))
              || CASE WHEN preview THEN engine.tried(h, true) ELSE engine.disable(h, false) END;
    IF NOT preview AND (h.me).id IS NOT NULL THEN
        PERFORM engine.keep_answer(h.me, request_id, 'staff_disable', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.staff_disable(uuid, text, text, text, boolean) IS
    'Disables a person: nobody signs in by their login, their sessions end, and what is in their name passes to successor (a login or a role, where it may have it) or to each item''s role, on the record. preview: what it would do, and nothing done. For duty administer and the server''s owner; HF404 for everybody else. HF412 says what would be left without an owner; HF409: something of theirs is being worked on.';

CREATE FUNCTION api.staff_enable(request_id uuid, login text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    h engine.handing;
    arguments jsonb := jsonb_build_array(login);
    answer jsonb;
BEGIN
    PERFORM engine.staff_keeper();
    PERFORM engine.lock_people();
    h.me := engine.staff_keeper();
    h.request_id := staff_enable.request_id;
    answer := CASE WHEN (h.me).id IS NOT NULL THEN engine.once(h.me, request_id, 'staff_enable', arguments) END;
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    h.former := engine.staff_to_keep(login);
    h.at := app.now();
    answer := engine.staff_frame(h.at) || engine.enable(h) || '{"replayed": false}';
    IF (h.me).id IS NOT NULL THEN
        PERFORM engine.keep_answer(h.me, request_id, 'staff_enable', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.staff_enable(uuid, text) IS
    'Lets a disabled person in again. What passed to others when they left stays there: moved says how much, to whom, and with references where the reader may see them. For duty administer and the server''s owner; HF404 for everybody else. HF412: they are not disabled, or no longer in the policy.';

CREATE FUNCTION api.staff_move(request_id uuid, login text, successor text, filter jsonb DEFAULT '{}', reason text DEFAULT NULL, preview boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    h engine.handing;
    arguments jsonb := jsonb_build_array(login, successor, filter, reason);
    answer jsonb;
BEGIN
    PERFORM engine.staff_keeper();
    PERFORM engine.lock_people();
    h.me := engine.staff_keeper();
    h.request_id := staff_move.request_id;
    answer := CASE WHEN NOT preview AND (h.me).id IS NOT NULL THEN engine.once(h.me, request_id, 'staff_move', arguments) END;
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 500);
    h.filter := engine.move_filter(filter);
    h.reason := engine.typed(reason);
    h.former := engine.staff_to_keep(login);
    h.leaves := false;
    h.at := app.now();
    IF engine.typed(successor) IS NULL THEN
        PERFORM engine.refuse('HF412', 'Say who takes it over.', 'Give a login or a role (--to).');
    END IF;
    h := engine.name_heir(h, engine.typed(successor));
    answer := engine.staff_frame(h.at) || jsonb_build_object('login', (h.former).login, 'name', (h.former).name, 'preview', preview, 'replayed', false,
                                 'report', engine.leaver_report(h.former, h.me, h.at))
              || CASE WHEN preview THEN engine.tried(h, false) ELSE engine.move(h) END;
    IF NOT preview AND (h.me).id IS NOT NULL THEN
        PERFORM engine.keep_answer(h.me, request_id, 'staff_move', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.staff_move(uuid, text, text, jsonb, text, boolean) IS
    'Passes a person''s open items, requests, areas of plans and messages to successor (a login or a role), without disabling them: a long leave. filter: {kind, role, type} for a part of the items. What the successor may not have stays. preview: what it would do, and nothing done. For duty administer and the server''s owner; HF404 for everybody else. HF412: nothing there, nothing that could go; HF400: a filter that is none; HF409.';

CREATE FUNCTION api.staff_password(request_id uuid, login text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    own boolean := login IS NULL OR login = session_user;
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() WHEN own THEN engine.me_even_so() ELSE engine.staff_keeper() END;
    s app.staff;
    arguments jsonb;
    answer jsonb;
BEGIN
    IF engine.is_server_owner() THEN
        PERFORM set_config('holdfast.actor', session_user, true);
    END IF;
    arguments := jsonb_build_array(login, encode(sha256(convert_to(engine.given_verifier(), 'UTF8')), 'hex'));
    s := engine.staff_to_keep(CASE WHEN own THEN session_user ELSE login END);
    IF me.id IS NOT NULL THEN
        answer := engine.once(me, request_id, 'staff_password', arguments);
        IF answer IS NOT NULL THEN
            RETURN answer;
        END IF;
    END IF;
    answer := engine.set_password(s, me, app.now(), request_id) || '{"replayed": false}';
    IF me.id IS NOT NULL THEN
        PERFORM engine.keep_answer(me, request_id, 'staff_password', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.staff_password(uuid, text) IS
    'Sets a password by the SCRAM-SHA-256 verifier that the session brought as the setting holdfast.verifier (in the options of its connection, which no server logs): one''s own (login NULL), or, for duty administer and the server''s owner, a first one of somebody else, who must then choose their own before anything else; HF404 for everybody else. HF400: no verifier, or none of that kind. HF412: the person is disabled.';

CREATE FUNCTION api.password_due() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    RETURN (engine.me_even_so()).must_choose;
END $$;
COMMENT ON FUNCTION api.password_due() IS 'The password was given by an administrator: until an own one is chosen (api.staff_password) every other function answers HF412. HF404 for a login that is none of ours.';
