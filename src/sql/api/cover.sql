-- Absences: who is away, and who stands in.

CREATE FUNCTION api.cover(request_id uuid, login text, cover text DEFAULT NULL, starts timestamptz DEFAULT NULL,
    ends timestamptz DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    arguments jsonb := jsonb_build_array(login, cover, starts, ends);
    answer jsonb;
    away app.staff := engine.cover_for(me, login);
BEGIN
    IF me.id IS NOT NULL THEN
        answer := engine.once(me, request_id, 'cover', arguments);
        IF answer IS NOT NULL THEN
            RETURN answer;
        END IF;
    END IF;
    answer := engine.cover_set(me, away, cover, starts, ends, app.now(), request_id) || '{"replayed": false}';
    IF me.id IS NOT NULL THEN
        PERFORM engine.keep_answer(me, request_id, 'cover', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.cover(uuid, text, text, timestamptz, timestamptz) IS
    'Says that login is away from starts (NULL: now) to ends, and who covers (NULL: nobody was named); what was said before of that time is replaced. ends NULL: is back, or not going: ends every absence from starts on. For the person, whoever supervises or holds a role with them, the coordinator, the administrator, the server''s owner; others get HF404. Gives login, cover, starts, ends, roles: who now answers for each role of the person. HF412: the cover is the person, has left, or is away; or the time is over.';
