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
    UNION ALL SELECT 'network', 1, n.ledger_seq, n.ledger_head, NULL, NULL FROM app.network n
$$;
COMMENT ON FUNCTION engine.ledger_heads() IS
    'What every entity''s row says its chain ends with. Tasks, individuals and plans must have one: no record, no change (rule 9).';

CREATE FUNCTION engine.ledger_breaks()
RETURNS TABLE (entity_kind text, entity_id bigint, entry_id bigint, seq integer, at timestamptz, problem text)
LANGUAGE sql STABLE AS $$
    WITH entry AS (
        SELECT e.*, lag(e.hash) OVER chain AS hash_before, row_number() OVER chain AS place,
               lead(e.id) OVER chain IS NULL AS is_last
        FROM app.ledger e WINDOW chain AS (PARTITION BY e.entity_kind, e.entity_id ORDER BY e.seq, e.id)
    ), checked AS (
        SELECT e.entity_kind, e.entity_id, e.id, e.seq, e.at,
               unnest(array_remove(ARRAY[
                   CASE WHEN e.hash <> engine.ledger_hash(l) THEN 'the entry was changed' END,
                   CASE WHEN e.previous <> coalesce(e.hash_before, '') THEN 'it does not follow the entry before it' END,
                   CASE WHEN e.seq <> e.place THEN 'an entry before it is missing or doubled' END,
                   CASE WHEN e.private_digest IS NOT NULL AND p.entry_id IS NULL THEN 'its words are missing' END,
                   CASE WHEN e.private_digest <> engine.private_digest(p.salt, p.body) THEN 'its words were changed' END,
                   CASE WHEN e.private_digest IS NULL AND p.entry_id IS NOT NULL THEN 'it was given words afterwards' END
               ], NULL)) AS problem
        FROM entry e
        JOIN app.ledger l ON l.id = e.id AND l.at = e.at
        LEFT JOIN app.ledger_private p ON p.entry_id = e.id
    ), ends AS (
        SELECT coalesce(h.entity_kind, e.entity_kind) AS entity_kind, coalesce(h.entity_id, e.entity_id) AS entity_id,
               e.id, coalesce(e.seq, h.seq) AS seq, e.at,
               CASE WHEN h.entity_id IS NULL THEN 'there is nothing it tells of any more'
                    WHEN e.id IS NULL THEN 'it has no record'
                    WHEN h.seq > e.seq THEN 'the record''s last entries are missing'
                    WHEN h.head <> e.hash OR h.seq <> e.seq THEN 'the record does not end where the item says'
                    WHEN h.status <> e.to_status OR h.version <> e.version THEN 'the item is not as its last entry says' END AS problem
        FROM engine.ledger_heads() h
        FULL JOIN (SELECT * FROM entry WHERE is_last) e ON (e.entity_kind, e.entity_id) = (h.entity_kind, h.entity_id)
    )
    SELECT * FROM checked
    UNION ALL
    SELECT * FROM ends WHERE problem IS NOT NULL
$$;
COMMENT ON FUNCTION engine.ledger_breaks() IS
    'Every place where the record is not what it was when written. A change that was recomputed to the chain''s end is not found here: for that a seal kept elsewhere is needed.';
