-- Sealing the record. A seal is taken by the statement that empties app.unsealed of what it can see:
-- what commits later it does not see, and leaves there for the next one.

CREATE FUNCTION engine.utc(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
COMMENT ON FUNCTION engine.utc(timestamptz) IS 'An instant as a seal''s line writes it, the same wherever it is read.';

CREATE FUNCTION engine.seal_line(s app.seal) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(E'\t', 'seal', s.number, engine.utc(s.sealed_at), s.count, s.first_entry, s.last_entry, engine.utc(s.first_at),
                     engine.utc(s.last_at), s.cluster, coalesce(s.horizon::text, '-'), s.database, encode(s.digest, 'hex'), encode(s.previous, 'hex'))
$$;
COMMENT ON FUNCTION engine.seal_line(app.seal) IS
    'What a seal says, in one line with tabs, without its hash, which is the sha256 of this line: anybody can recompute it with sha256sum.';

CREATE FUNCTION engine.seal_hash(s app.seal) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(engine.seal_line(s), 'UTF8'))
$$;
COMMENT ON FUNCTION engine.seal_hash(app.seal) IS 'What a seal''s hash must be.';

CREATE FUNCTION engine.seal(most integer DEFAULT 20000) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    s app.seal;
BEGIN
    -- Whoever seals is alone: the number and the hash before are read after this.
    PERFORM FROM app.sweep_lead FOR NO KEY UPDATE;
    WITH taken AS (
        DELETE FROM app.unsealed u WHERE u.ctid = ANY (ARRAY(SELECT k.ctid FROM app.unsealed k LIMIT most)) RETURNING u.*)
    SELECT count(*), min(t.entry_id), max(t.entry_id), min(t.at), max(t.at), array_agg(t.entry_id ORDER BY t.entry_id),
           sha256(string_agg(int8send(t.entry_id) || t.hash, '' ORDER BY t.entry_id)),
           -- Of the very snapshot that chose them; and nothing that it saw was left.
           CASE WHEN count(*) < most THEN pg_snapshot_xmin(pg_current_snapshot()) END
    INTO s.count, s.first_entry, s.last_entry, s.first_at, s.last_at, s.entries, s.digest, s.horizon
    FROM taken t;
    IF s.count = 0 THEN
        RETURN 0;
    END IF;
    SELECT l.number, l.hash INTO s.number, s.previous FROM app.seal l ORDER BY l.number DESC LIMIT 1;
    s.number := coalesce(s.number, 0) + 1;
    s.previous := coalesce(s.previous, '');
    s.sealed_at := clock_timestamp();
    SELECT c.system_identifier INTO s.cluster FROM pg_control_system() c;
    s.database := regexp_replace(current_database(), '[[:cntrl:]]', '?', 'g');
    s.hash := engine.seal_hash(s);
    INSERT INTO app.seal SELECT s.*;
    RETURN s.count;
END $$;
COMMENT ON FUNCTION engine.seal(integer) IS
    'Seals up to that many entries, of what has committed and no seal covers; gives how many, 0 makes no seal. Holds the sweep''s leader row.';

CREATE FUNCTION engine.sweep_seals(lead app.sweep_lead, real_at timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    sealed integer := 0;
    taken integer;
BEGIN
    IF lead.sealed_at BETWEEN real_at - interval '1 minute' AND real_at THEN
        RETURN 0;
    END IF;
    -- Where there is more, as after an import or a restore, the next sweep goes on; nobody's console
    -- is kept waiting for many.
    FOR i IN 1..CASE WHEN engine.is_server_owner() THEN 5 ELSE 1 END LOOP
        taken := engine.seal();
        sealed := sealed + taken;
        EXIT WHEN taken < 20000;
    END LOOP;
    IF taken < 20000 THEN
        UPDATE app.sweep_lead l SET sealed_at = real_at;
    END IF;
    RETURN sealed;
END $$;
COMMENT ON FUNCTION engine.sweep_seals(app.sweep_lead, timestamptz) IS
    'Once a minute of real time seals what was written since; the caller holds the leader''s row. Gives how many entries.';

CREATE FUNCTION engine.may_read_seals() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.is_server_owner() OR engine.has_duty((engine.me()).id, 'audit') OR engine.has_duty((engine.me()).id, 'administer');
END $$;
COMMENT ON FUNCTION engine.may_read_seals() IS 'The server''s owner, and the duties audit and administer: a seal holds numbers, times and hashes, nothing of anybody.';
