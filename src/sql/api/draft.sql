-- What somebody was typing and has not sent, kept here: a lost line or a locked console loses no word.

CREATE FUNCTION api.save_draft(place text, body jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
BEGIN
    IF coalesce(length(place), 0) NOT BETWEEN 1 AND 200 OR body IS NULL OR length(body::text) > 100000 THEN
        PERFORM engine.refuse('HF400', 'A draft needs a place, and something of at most 100,000 characters.', 'Send it, or make it shorter.');
    END IF;
    INSERT INTO app.draft AS d (staff_id, place, body, at) VALUES (me.id, save_draft.place, save_draft.body, app.now())
    ON CONFLICT ON CONSTRAINT draft_pkey DO UPDATE SET body = excluded.body, at = excluded.at;
    -- Nobody types in so many places; the oldest make room.
    DELETE FROM app.draft d WHERE d.staff_id = me.id AND d.place IN (
        SELECT k.place FROM app.draft k WHERE k.staff_id = me.id ORDER BY k.at DESC, k.place OFFSET 200);
END $$;
COMMENT ON FUNCTION api.save_draft(text, jsonb) IS
    'Keeps what the caller is typing in that place (plan/P-12/area/34, message/T-9 …), in place of what was kept before; theirs alone. HF400: no place, or too long.';

CREATE FUNCTION api.draft(place text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
BEGIN
    RETURN (SELECT d.body FROM app.draft d WHERE d.staff_id = me.id AND d.place = draft.place AND engine.draft_opens(d.place, engine.viewer()));
END $$;
COMMENT ON FUNCTION api.draft(text) IS 'What the caller was typing in that place; NULL: nothing, or what it is about is not theirs to see (any more): it comes back with that.';

CREATE FUNCTION api.drop_draft(place text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
BEGIN
    DELETE FROM app.draft d WHERE d.staff_id = me.id AND d.place = drop_draft.place;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION api.drop_draft(text) IS 'Forgets what the caller was typing in that place, once sent or given up; false: there was nothing.';
