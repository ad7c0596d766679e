-- Looking for breaks in the seals, and for entries that no seal covers and none will.

CREATE FUNCTION engine.seal_breaks(since bigint) RETURNS SETOF engine.ledger_break LANGUAGE sql STABLE AS $$
    WITH link AS (
        SELECT s AS whole, s.number, s.sealed_at, s.previous, s.hash, s.count, s.digest, s.entries, s.first_at, s.last_at,
               lag(s.hash) OVER chain AS hash_before, lag(s.number) OVER chain AS number_before
        FROM app.seal s WINDOW chain AS (ORDER BY s.number)
    )
    SELECT 'seal', l.number, NULL::bigint, NULL::integer, l.sealed_at,
           unnest(array_remove(ARRAY[
               CASE WHEN l.hash <> engine.seal_hash(l.whole) THEN 'the seal was changed' END,
               CASE WHEN l.previous <> coalesce(l.hash_before, '') THEN 'it does not follow the seal before it' END,
               CASE WHEN l.number <> coalesce(l.number_before, 0) + 1 THEN 'a seal before it is missing' END], NULL))
    FROM link l
    UNION ALL
    SELECT 'seal', s.number, NULL, NULL, s.sealed_at, 'what it covers was changed, or is missing'
    FROM app.seal s
    CROSS JOIN LATERAL (
        SELECT count(*) AS count, sha256(coalesce(string_agg(int8send(e.id) || e.hash, '' ORDER BY e.id), '')) AS digest
        FROM unnest(s.entries) u(id) JOIN app.ledger e ON e.id = u.id AND e.at BETWEEN s.first_at AND s.last_at) k
    WHERE s.number > since AND (k.digest <> s.digest OR k.count <> s.count)
$$;
COMMENT ON FUNCTION engine.seal_breaks(bigint) IS
    'Seals that are not what they were: each one''s hash and link, of all; and of those after that number also what they cover.';

CREATE FUNCTION engine.cover_breaks() RETURNS SETOF engine.ledger_break LANGUAGE sql STABLE AS $$
    WITH covered AS (
        SELECT u.id, NULL::bytea AS hash FROM app.seal s, unnest(s.entries) u(id)
        UNION ALL SELECT w.entry_id, w.hash FROM app.unsealed w
    ), once AS (
        SELECT c.id, count(*) AS times, max(encode(c.hash, 'hex')) AS hash FROM covered c GROUP BY c.id
    )
    SELECT coalesce(e.entity_kind, 'entry'), coalesce(e.entity_id, o.id), coalesce(e.id, o.id), e.seq, e.at,
           CASE WHEN o.id IS NULL THEN 'no seal covers it, and none will'
                WHEN e.id IS NULL THEN 'the entry is missing'
                WHEN o.times > 1 THEN 'it is sealed more than once'
                ELSE 'it is not what is to be sealed' END
    FROM app.ledger e FULL JOIN once o ON o.id = e.id
    WHERE o.id IS NULL OR e.id IS NULL OR o.times > 1 OR o.hash <> encode(e.hash, 'hex')
$$;
COMMENT ON FUNCTION engine.cover_breaks() IS
    'Entries that are not in exactly one seal or waiting for one, and what is sealed or waits and is no entry any more.';
