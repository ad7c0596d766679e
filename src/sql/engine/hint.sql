-- Telling open consoles that something may have changed. A hint, never the truth: they poll too.

CREATE FUNCTION engine.hint(organizations integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    concerned integer;
BEGIN
    -- By far most hints are held back: told by a look at the gate.
    IF NOT EXISTS (SELECT 1 FROM app.hint_gate g
                   WHERE g.organization_id = ANY (organizations) AND g.last_at < clock_timestamp() - interval '250 milliseconds') THEN
        RETURN;
    END IF;
    FOR concerned IN
        WITH ready AS (
            SELECT g.organization_id FROM app.hint_gate g
            WHERE g.organization_id = ANY (organizations)
              AND g.last_at < clock_timestamp() - interval '250 milliseconds'
            ORDER BY g.organization_id
            FOR UPDATE SKIP LOCKED)
        UPDATE app.hint_gate g SET last_at = clock_timestamp() FROM ready
        WHERE g.organization_id = ready.organization_id RETURNING g.organization_id LOOP
        PERFORM pg_notify('holdfast', concerned::text);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.hint(integer[]) IS
    'NOTIFY holdfast, payload an organisation''s id, at most one per organisation and 250 ms: unthrottled, a thousand listeners take commits from thousands a second to tens (DESIGN 10). Rows of app.hint_gate are made by publish.';

CREATE FUNCTION engine.hint_withdrawn() RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('holdfast', 'withdrawn')
$$;
COMMENT ON FUNCTION engine.hint_withdrawn() IS
    'NOTIFY holdfast, payload withdrawn, never held back: what allowed somebody to see something was taken back, so that every console asks again for all that it shows. Rare: a consent ended, an item was entered by mistake. It tells nobody of whom.';
