-- Looking for breaks in the record.

CREATE FUNCTION engine.entity_ref(entity_kind text, entity_id bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(CASE entity_kind
        WHEN 'task' THEN (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = entity_id)
        WHEN 'individual' THEN engine.individual_ref(entity_id)
        WHEN 'service' THEN (SELECT s.code FROM app.service s WHERE s.id = entity_id)
        WHEN 'staff' THEN (SELECT s.login FROM app.staff s WHERE s.id = entity_id)
        WHEN 'care_plan' THEN (SELECT 'plan of ' || engine.individual_ref(c.individual_id) FROM app.care_plan c WHERE c.id = entity_id)
        WHEN 'event' THEN engine.event_ref(entity_id)
        WHEN 'social_risk' THEN engine.risk_ref(entity_id)
        WHEN 'consent' THEN engine.consent_ref(entity_id)
        WHEN 'pathway_run' THEN (SELECT engine.run_code(r) || ' of ' || engine.individual_ref(r.individual_id) FROM app.pathway_run r WHERE r.id = entity_id)
        WHEN 'review' THEN engine.meeting_ref(entity_id)
        WHEN 'network' THEN 'policy' END, entity_kind || ' ' || entity_id)
$$;
COMMENT ON FUNCTION engine.entity_ref(text, bigint) IS 'What people call that entity of the record.';

CREATE FUNCTION engine.ledger_heads()
RETURNS TABLE (entity_kind text, entity_id bigint, seq integer, head bytea, status text, version integer)
LANGUAGE sql STABLE AS $$
    SELECT 'task', t.id, t.ledger_seq, t.ledger_head, t.status::text, t.version FROM app.task t
    UNION ALL SELECT 'individual', i.id, i.ledger_seq, i.ledger_head, NULL, NULL FROM app.individual i
    UNION ALL SELECT 'service', s.id, s.ledger_seq, s.ledger_head, NULL, NULL FROM app.service s WHERE s.ledger_seq > 0
    UNION ALL SELECT 'staff', s.id, s.ledger_seq, s.ledger_head, NULL, NULL FROM app.staff s WHERE s.ledger_seq > 0
    UNION ALL SELECT 'care_plan', c.id, c.ledger_seq, c.ledger_head, c.status::text, c.version FROM app.care_plan c
    UNION ALL SELECT 'event', e.id, e.ledger_seq, e.ledger_head, NULL, NULL FROM app.event e
    UNION ALL SELECT 'social_risk', r.id, r.ledger_seq, r.ledger_head, r.status, r.version FROM app.social_risk r
    UNION ALL SELECT 'pathway_run', r.id, r.ledger_seq, r.ledger_head, r.status, NULL FROM app.pathway_run r
    UNION ALL SELECT 'consent', c.id, c.ledger_seq, c.ledger_head, coalesce(c.end_kind, 'active'), c.version FROM app.consent c
    UNION ALL SELECT 'review', r.id, r.ledger_seq, r.ledger_head, r.status, NULL FROM app.review r
    UNION ALL SELECT 'network', 1, n.ledger_seq, n.ledger_head, NULL, NULL FROM app.network n
$$;
COMMENT ON FUNCTION engine.ledger_heads() IS
    'What every entity''s row says its chain ends with. Tasks, individuals and plans must have one: no record, no change (rule 9).';

CREATE TYPE engine.ledger_break AS (entity_kind text, entity_id bigint, entry_id bigint, seq integer, at timestamptz, problem text);

-- One text for whole records and for parts of them: %1$s says which chains, of e; %2$s the same of h.
CREATE FUNCTION engine.chain_breaks(of_entries text, of_heads text, low bigint, high bigint, since bigint) RETURNS SETOF engine.ledger_break
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE format($query$
    WITH touched AS MATERIALIZED (
        SELECT DISTINCT l.entity_kind, l.entity_id FROM engine.entries_since($3) n JOIN app.ledger l ON l.id = n.id AND l.at BETWEEN n.first_at AND n.last_at
    ), entry AS (
        -- Hashed before they are sorted: the sort then carries no words.
        SELECT e.*, lag(e.hash) OVER chain AS hash_before, row_number() OVER chain AS place, lead(e.id) OVER chain IS NULL AS is_last
        FROM (SELECT e.id, e.at, e.entity_kind, e.entity_id, e.seq, e.previous, e.hash, e.private_digest, e.to_status, e.version,
                     e.detail ->> 'row' AS row_digest, e.hash <> engine.ledger_hash(e) AS changed
              FROM app.ledger e WHERE %1$s OFFSET 0) e
        WINDOW chain AS (PARTITION BY e.entity_kind, e.entity_id ORDER BY e.seq, e.id)
    ), checked AS (
        SELECT e.entity_kind, e.entity_id, e.id, e.seq, e.at,
               unnest(array_remove(ARRAY[
                   CASE WHEN e.changed THEN 'the entry was changed' END,
                   CASE WHEN e.previous <> coalesce(e.hash_before, '') THEN 'it does not follow the entry before it' END,
                   CASE WHEN e.seq <> e.place THEN 'an entry before it is missing or doubled' END,
                   CASE WHEN e.private_digest IS NULL THEN CASE WHEN p.entry_id IS NOT NULL THEN 'it was given words afterwards' END
                        WHEN p.entry_id IS NULL THEN 'its words are missing'
                        WHEN p.erased_by IS NOT NULL THEN CASE WHEN NOT engine.erased_on_record(p) THEN 'its words were erased, and no entry says so' END
                        WHEN e.private_digest <> engine.private_digest(p.salt, p.body) IS NOT FALSE THEN 'its words were changed' END
               ], NULL)) AS problem
        FROM entry e
        LEFT JOIN app.ledger_private p ON p.entry_id = e.id
    ), ends AS (
        SELECT coalesce(h.entity_kind, e.entity_kind) AS entity_kind, coalesce(h.entity_id, e.entity_id) AS entity_id,
               e.id, coalesce(e.seq, h.seq) AS seq, e.at,
               CASE WHEN h.entity_id IS NULL THEN 'there is nothing it tells of any more'
                    WHEN e.id IS NULL THEN 'it has no record'
                    WHEN h.seq > e.seq THEN 'the record''s last entries are missing'
                    WHEN h.head <> e.hash OR h.seq <> e.seq THEN 'the record does not end where the item says'
                    WHEN h.status <> e.to_status OR h.version <> e.version THEN 'the item is not as its last entry says' END AS problem
        FROM (SELECT h.* FROM engine.ledger_heads() h WHERE %2$s) h
        FULL JOIN (SELECT * FROM entry WHERE is_last) e ON (e.entity_kind, e.entity_id) = (h.entity_kind, h.entity_id)
    )
    SELECT c.* FROM checked c
    UNION ALL
    SELECT e.* FROM ends e WHERE e.problem IS NOT NULL
    UNION ALL
    -- An entry without the digest leaves the row as it was, or has raised the version.
    SELECT 'task', t.id, s.id, s.seq, s.at, 'the item was edited past its record'
    FROM (SELECT DISTINCT ON (e.entity_id) e.entity_id, e.id, e.seq, e.at, e.version, e.row_digest
          FROM entry e WHERE e.entity_kind = 'task' AND e.row_digest IS NOT NULL ORDER BY e.entity_id, e.seq DESC) s
    JOIN app.task t ON t.id = s.entity_id AND t.version = s.version
    WHERE engine.task_digest(t) <> s.row_digest
    $query$, of_entries, of_heads) USING low, high, since;
END $$;
COMMENT ON FUNCTION engine.chain_breaks(text, text, bigint, bigint, bigint) IS
    'Breaks of the chains that two conditions pick, of entries e and of heads h; $1 and $2 in them are low and high. Every entry''s hash, its link, its words, and every chain''s end are computed anew.';

CREATE FUNCTION engine.entries_since(since bigint) RETURNS TABLE (id bigint, first_at timestamptz, last_at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT u.id, s.first_at, s.last_at FROM app.seal s, unnest(s.entries) u(id) WHERE s.number > since
    UNION ALL SELECT w.entry_id, w.at, w.at FROM app.unsealed w
$$;
COMMENT ON FUNCTION engine.entries_since(bigint) IS 'The entries that the seals after that one cover, and those that none covers yet; with the times between which each lies.';

CREATE FUNCTION engine.chain_part(part integer, parts integer, OUT low bigint, OUT high bigint) LANGUAGE plpgsql STABLE AS $$
DECLARE
    base bigint := (SELECT i.region::bigint << 48 FROM app.installation i);
    last_id bigint := (SELECT q.last_value FROM app.id_sequence q);
BEGIN
    low := CASE WHEN part = 1 THEN 0 ELSE base + (last_id - base) * (part - 1) / parts END;
    high := CASE WHEN part = parts THEN 9223372036854775807 ELSE base + (last_id - base) * part / parts END;
END $$;
COMMENT ON FUNCTION engine.chain_part(integer, integer) IS 'Which entities that part of the record is: ids from low to below high.';

CREATE FUNCTION engine.ledger_kinds() RETURNS text[] LANGUAGE sql STABLE AS $$
    -- From one to the next by the index: there are few of them among very many entries.
    WITH RECURSIVE k AS (
        SELECT min(l.entity_kind) AS kind FROM app.ledger l
        UNION ALL SELECT (SELECT min(l.entity_kind) FROM app.ledger l WHERE l.entity_kind > k.kind) FROM k WHERE k.kind IS NOT NULL)
    SELECT array_agg(k.kind) FROM k WHERE k.kind IS NOT NULL
$$;
COMMENT ON FUNCTION engine.ledger_kinds() IS 'Of what kinds of things there are entries.';

CREATE FUNCTION engine.ledger_breaks(part integer DEFAULT 1, parts integer DEFAULT 1, since bigint DEFAULT 0) RETURNS SETOF engine.ledger_break
LANGUAGE plpgsql STABLE AS $$
DECLARE
    range record := engine.chain_part(part, parts);
BEGIN
    -- Each whole in itself, as each is one statement: what is written meanwhile is in it or is not.
    IF part = 1 THEN
        RETURN QUERY SELECT * FROM engine.seal_breaks(since);
    END IF;
    IF since > 0 THEN
        RETURN QUERY SELECT * FROM engine.chain_breaks('(e.entity_kind, e.entity_id) IN (SELECT t.entity_kind, t.entity_id FROM touched t) AND e.entity_id >= $1 AND e.entity_id < $2',
            '(h.entity_kind, h.entity_id) IN (SELECT t.entity_kind, t.entity_id FROM touched t) AND h.entity_id >= $1 AND h.entity_id < $2', range.low, range.high, since);
        RETURN;
    END IF;
    -- Kinds are named so that the index by kind and id serves for a part.
    RETURN QUERY SELECT * FROM engine.chain_breaks(
        CASE WHEN parts = 1 THEN 'true' ELSE format('e.entity_kind = ANY (%L) AND e.entity_id >= $1 AND e.entity_id < $2',
            engine.ledger_kinds()) END,
        'h.entity_id >= $1 AND h.entity_id < $2', range.low, range.high, since);
    IF part = parts THEN
        RETURN QUERY SELECT * FROM engine.cover_breaks();
    END IF;
END $$;
COMMENT ON FUNCTION engine.ledger_breaks(integer, integer, bigint) IS
    'Every place where the record is not what it was when written, in one of so many parts. since: the number of a seal up to which somebody has proved it before: then the chain of all seals, and of what was written after that seal everything. A change that was recomputed to the chain''s end and through all seals is not found here: for that the seals are kept elsewhere as well.';
