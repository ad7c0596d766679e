-- Many more open referrals, set-based: for measuring how the program bears a large network. Each
-- has its individual, its first try, its clock and their entries of the record, hashed by the same
-- function as any other; only the path through the steps is left out.
--
-- One call makes a batch. Around many of them bulk_begin and bulk_end put the indexes aside: made
-- once over a million rows they cost a tenth of being kept true at each row.

CREATE TABLE sample.index_aside (
    name text PRIMARY KEY,
    definition text NOT NULL
);

CREATE FUNCTION sample.bulk_begin() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    aside sample.index_aside;
BEGIN
    INSERT INTO sample.index_aside
    -- Of a partitioned table PostgreSQL writes the index without its parts.
    SELECT i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
    FROM pg_index i
    WHERE i.indrelid IN ('app.individual'::regclass, 'app.referral'::regclass, 'app.task'::regclass, 'app.clock'::regclass, 'app.ledger'::regclass)
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid);
    FOR aside IN SELECT * FROM sample.index_aside LOOP
        EXECUTE format('DROP INDEX %s', aside.name);
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.bulk_begin() IS 'Puts the indexes aside that no constraint needs. Whoever ends before bulk_end begins the sample anew.';

CREATE FUNCTION sample.bulk_end() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    aside sample.index_aside;
BEGIN
    PERFORM set_config('maintenance_work_mem', '256MB', true);
    FOR aside IN DELETE FROM sample.index_aside RETURNING * LOOP
        EXECUTE aside.definition;
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_index i WHERE NOT i.indisvalid) THEN
        RAISE EXCEPTION 'An index was not made again as it was.';
    END IF;
END $$;
COMMENT ON FUNCTION sample.bulk_end() IS 'Makes the indexes again as they were.';

CREATE FUNCTION sample.bulk(n integer, batch integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := app.now();
BEGIN
    -- What is made here fits by construction: a check of every reference would take most of the time.
    PERFORM set_config('session_replication_role', 'replica', true);
    PERFORM sample.bulk_plan(n, batch, now_at);
    PERFORM sample.bulk_record();
    PERFORM sample.bulk_people(now_at);
    PERFORM sample.bulk_tasks(now_at);
    DROP TABLE bulk, bulk_entry;
END $$;
COMMENT ON FUNCTION sample.bulk(integer, integer) IS 'Adds that many open referrals; batch numbers the call.';

CREATE FUNCTION sample.bulk_plan(n integer, batch integer, now_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Every batch walks the same mix of requesters, services and ages with other numbers. A clock is
    -- true to the day, which is all that measuring needs.
    CREATE TEMP TABLE bulk ON COMMIT DROP AS
    WITH offered AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY k.id) - 1 AS place, k.id AS service_id, k.service_type_id, k.owner_role_id, k.organization_id,
               t.category, t.level_id, st.ladder_id, c.current_version AS calendar_version_id,
               (SELECT h.staff_id FROM app.role_holder h WHERE h.role_id = k.owner_role_id ORDER BY h.rank LIMIT 1) AS holder_id
        FROM app.service k
        JOIN app.service_type t ON t.id = k.service_type_id AND t.category = 'general'
        JOIN app.service_level_stage st ON st.level_id = t.level_id AND st.priority = 'routine' AND st.stage = 'complete'
        JOIN app.role r ON r.id = k.owner_role_id
        JOIN app.organization o ON o.id = r.organization_id
        JOIN app.calendar c ON c.id = coalesce(r.calendar_id, o.calendar_id)
        WHERE k.active
    ), asker AS MATERIALIZED (
        SELECT q.turn - 1 AS turn, s.id AS requester_id, s.organization_id AS requester_organization_id,
               (SELECT h.role_id FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND 'refer' = ANY (r.duties)
                WHERE h.staff_id = s.id ORDER BY h.rank LIMIT 1) AS requester_role_id
        FROM unnest('{drew,carmen,luis,peter,aisha,priya}'::text[]) WITH ORDINALITY q (login, turn)
        JOIN app.staff s ON s.login = q.login
    ), made AS (
        SELECT g AS place_no, 1000 + batch * 20000 + g AS no,
               app.next_id() AS individual_id, app.next_id() AS referral_id, app.next_id() AS task_id, app.next_id() AS clock_id,
               app.next_id() AS person_entry, app.next_id() AS first_entry, app.next_id() AS second_entry, v.*, r.*,
               now_at - make_interval(mins => 10 + sample.roll('age' || batch || '/' || g, 43200)) AS asked_at,
               sample.roll('accepted' || batch || '/' || g, 3) > 0 AS accepted
        FROM generate_series(1, n) g
        JOIN offered v ON v.place = g % (SELECT count(*) FROM offered)
        JOIN asker r ON r.turn = g % (SELECT count(*) FROM asker)
    )
    SELECT b.*, CASE WHEN b.accepted THEN b.asked_at + interval '5 minutes' ELSE b.asked_at END AS started,
           CASE WHEN b.accepted THEN 'complete' ELSE 'accept' END::app.stage AS stage,
           b.asked_at + make_interval(days => 2 + sample.roll('due' || batch || '/' || b.place_no, 45)) AS due
    FROM made b;
END $$;
COMMENT ON FUNCTION sample.bulk_plan(integer, integer, timestamptz) IS 'What the batch will be, in a temporary table: who asks whom, when, and with which numbers.';

CREATE FUNCTION sample.bulk_record() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The first entry of each person and try, then the second, which follows the first one's hash.
    CREATE TEMP TABLE bulk_entry ON COMMIT DROP AS
    SELECT * FROM app.ledger WITH NO DATA;
    INSERT INTO bulk_entry (id, at, real_at, entity_kind, entity_id, seq, actor_id, actor, action, individual_id, version, to_status, detail, previous, hash)
    SELECT k.entry, b.asked_at, clock_timestamp(), k.kind, k.entity, 1, b.requester_id, s.login, k.action, b.individual_id, 1, k.status, '{"bulk": true}', '', ''
    FROM bulk b
    JOIN app.staff s ON s.id = b.requester_id,
    LATERAL (VALUES (b.person_entry, 'individual', b.individual_id, 'enter', NULL),
                    (b.first_entry, 'task', b.task_id, 'refer', 'requested')) k (entry, kind, entity, action, status);
    PERFORM sample.bulk_hash(1);
    INSERT INTO bulk_entry (id, at, real_at, entity_kind, entity_id, seq, actor_id, actor, action, individual_id, version, from_status, to_status, detail, previous, hash)
    SELECT b.second_entry, b.started, clock_timestamp(), 'task', b.task_id, 2, b.holder_id, s.login, 'start', b.individual_id, 2,
           'requested', 'in-progress', '{"bulk": true}', e.hash, ''
    FROM bulk b
    JOIN bulk_entry e ON e.id = b.first_entry
    JOIN app.staff s ON s.id = b.holder_id
    WHERE b.accepted;
    PERFORM sample.bulk_hash(2);
    INSERT INTO app.ledger SELECT * FROM bulk_entry;
    INSERT INTO app.unsealed SELECT e.id, e.at, e.hash FROM bulk_entry e;
END $$;
COMMENT ON FUNCTION sample.bulk_record() IS 'The entries of the batch, hashed in bulk by the one definition of the hash.';

CREATE FUNCTION sample.bulk_hash(seq integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bulk_entry e SET hash = engine.ledger_hash(ROW(e.id, e.at, e.real_at, e.entity_kind, e.entity_id, e.seq, e.actor_id, e.actor, e.action,
        e.individual_id, e.version, e.from_status, e.to_status, e.detail, e.private_digest, e.request_id, e.previous, e.hash)::app.ledger)
    WHERE e.seq = bulk_hash.seq;
END $$;
COMMENT ON FUNCTION sample.bulk_hash(integer) IS 'Hashes those entries of the batch.';

CREATE FUNCTION sample.bulk_people(now_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- As sample.person_json makes them, without the way through JSON.
    INSERT INTO app.individual (id, family, given, birth_date, language, address, city, postal_code, organization_id, created_at, ledger_seq, ledger_head)
    SELECT b.individual_id, n.families[1 + b.no % 64], n.givens[1 + (b.no / 64 + b.no * 7) % 64], sample.birth_date(b.no, now_at::date),
           sample.one_of('tongue' || b.no, '{en,en,en,en,en,es,es,pt,zh,ht,so,vi}'),
           (1 + sample.roll('house' || b.no, 240)) || ' ' || sample.one_of('street' || b.no, '{Elm St,Harbor St,Maverick Sq,Bennington St,Orient Ave,Paris St}'),
           'Boston', sample.postal_code(b.no), b.requester_organization_id, b.asked_at, e.seq, e.hash
    FROM bulk b
    JOIN bulk_entry e ON e.id = b.person_entry, (SELECT sample.families() AS families, sample.givens() AS givens) n;

    INSERT INTO app.referral (id, individual_id, service_type_id, category, priority, context, requester_staff_id, requester_role_id,
                              requester_organization_id, basis, need_since, need_met_at, created_at)
    SELECT b.referral_id, b.individual_id, b.service_type_id, b.category, 'routine', 'Made for measuring.', b.requester_id,
           b.requester_role_id, b.requester_organization_id, 'treatment', b.asked_at, CASE WHEN b.accepted THEN b.started END, b.asked_at
    FROM bulk b;
END $$;
COMMENT ON FUNCTION sample.bulk_people(timestamptz) IS 'The people of the batch, and what was asked for them.';

CREATE FUNCTION sample.bulk_tasks(now_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.task (id, kind, status, priority, stage, version, referral_id, attempt, individual_id, service_type_id, service_id, category,
                          owner_role_id, owner_staff_id, owner_organization_id, requester_staff_id, requester_role_id, requester_organization_id,
                          level_id, need_since, stage_since, clock_id, due, sort_at, created_at, revision, ledger_seq, ledger_head)
    SELECT b.task_id, 'referral', CASE WHEN b.accepted THEN 'in-progress' ELSE 'requested' END::app.task_status, 'routine', b.stage,
           e.seq, b.referral_id, 1, b.individual_id, b.service_type_id, b.service_id, b.category,
           b.owner_role_id, CASE WHEN b.accepted THEN b.holder_id END, b.organization_id, b.requester_id, b.requester_role_id,
           b.requester_organization_id, b.level_id, b.asked_at, b.started, b.clock_id, b.due, b.due, b.asked_at,
           w.revision, e.seq, e.hash
    FROM bulk b
    JOIN bulk_entry e ON e.id = CASE WHEN b.accepted THEN b.second_entry ELSE b.first_entry END, app.network w;

    INSERT INTO app.clock (id, task_id, stage, target, calendar_version_id, started, counts_from, due, ladder_id, next_rung, rung_at, late_since)
    SELECT b.clock_id, b.task_id, b.stage, '30d', b.calendar_version_id, b.started, b.started, b.due, b.ladder_id, r.no, r.at,
           CASE WHEN b.due < now_at THEN b.due END
    FROM bulk b
    -- What was to fire before has fired long ago.
    LEFT JOIN LATERAL (SELECT g.no, b.started + g.at_share::float8 * (b.due - b.started) AS at
                       FROM app.rung g WHERE g.ladder_id = b.ladder_id AND b.started + g.at_share::float8 * (b.due - b.started) > now_at
                       ORDER BY g.no LIMIT 1) r ON true;
END $$;
COMMENT ON FUNCTION sample.bulk_tasks(timestamptz) IS 'The tries of the batch, each with the clock of the stage it is in.';
