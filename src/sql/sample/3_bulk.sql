-- Many more open referrals, set-based: for measuring how the program bears a large network. Each
-- has its individual, its first try, its clock and their entries of the record, hashed by the same
-- function as any other; only the path through the steps is left out.

CREATE FUNCTION sample.bulk(n integer, batch integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := app.now();
BEGIN
    -- What is made here fits by construction: a check of every reference would take most of the time.
    PERFORM set_config('session_replication_role', 'replica', true);
    -- Every batch walks the same mix of requesters, services and ages with other numbers.
    CREATE TEMP TABLE bulk ON COMMIT DROP AS
    SELECT g AS no, app.next_id() AS individual_id, app.next_id() AS referral_id, app.next_id() AS task_id,
           app.next_id() AS clock_id, app.next_id() AS person_entry, app.next_id() AS first_entry, app.next_id() AS second_entry,
           v.*, s.id AS requester_id, s.organization_id AS requester_organization_id,
           (SELECT h.role_id FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND 'refer' = ANY (r.duties)
            WHERE h.staff_id = s.id ORDER BY h.rank LIMIT 1) AS requester_role_id,
           now_at - make_interval(mins => 10 + sample.roll('age' || batch || '/' || g, 43200)) AS asked_at,
           sample.roll('accepted' || batch || '/' || g, 3) > 0 AS accepted
    FROM generate_series(1, n) g
    JOIN (SELECT row_number() OVER (ORDER BY k.id) - 1 AS place, count(*) OVER () AS places, k.id AS service_id, k.service_type_id,
                 k.owner_role_id, k.organization_id, t.category, t.level_id, st.target, st.ladder_id,
                 c.current_version AS calendar_version_id,
                 (SELECT h.staff_id FROM app.role_holder h WHERE h.role_id = k.owner_role_id ORDER BY h.rank LIMIT 1) AS holder_id
          FROM app.service k
          JOIN app.service_type t ON t.id = k.service_type_id AND t.category = 'general'
          JOIN app.service_level_stage st ON st.level_id = t.level_id AND st.priority = 'routine' AND st.stage = 'complete'
          JOIN app.role r ON r.id = k.owner_role_id
          JOIN app.organization o ON o.id = r.organization_id
          JOIN app.calendar c ON c.id = coalesce(r.calendar_id, o.calendar_id)
          WHERE k.active) v ON v.place = g % v.places
    JOIN app.staff s ON s.login = (ARRAY['drew', 'carmen', 'luis', 'peter', 'aisha', 'priya'])[1 + g % 6];

    INSERT INTO app.individual (id, family, given, birth_date, language, address, city, postal_code, organization_id, created_at)
    SELECT b.individual_id, j ->> 'family', j ->> 'given', (j ->> 'birth_date')::date, j ->> 'language', j ->> 'address',
           j ->> 'city', j ->> 'postal_code', b.requester_organization_id, b.asked_at
    FROM bulk b, sample.person_json(1000 + batch * 20000 + b.no, now_at::date) j;

    INSERT INTO app.referral (id, individual_id, service_type_id, category, priority, context, requester_staff_id, requester_role_id,
                              requester_organization_id, basis, need_since, created_at)
    SELECT b.referral_id, b.individual_id, b.service_type_id, b.category, 'routine', 'Made for measuring.', b.requester_id,
           b.requester_role_id, b.requester_organization_id, 'treatment', b.asked_at, b.asked_at
    FROM bulk b;

    -- The clock of the stage it is in: to the day, which is all that measuring needs.
    CREATE TEMP TABLE bulk_clock ON COMMIT DROP AS
    SELECT b.task_id, b.clock_id, k.stage, k.started, k.started + make_interval(days => 2 + sample.roll('due' || batch || '/' || b.no, 45)) AS due
    FROM bulk b, LATERAL (SELECT CASE WHEN b.accepted THEN 'complete' ELSE 'accept' END::app.stage AS stage,
                                 CASE WHEN b.accepted THEN b.asked_at + interval '5 minutes' ELSE b.asked_at END AS started) k;
    PERFORM sample.bulk_record(batch);
    INSERT INTO app.task (id, kind, status, priority, stage, version, referral_id, attempt, individual_id, service_type_id, service_id, category,
                          owner_role_id, owner_staff_id, owner_organization_id, requester_staff_id, requester_role_id, requester_organization_id,
                          level_id, need_since, stage_since, clock_id, due, sort_at, created_at, revision, ledger_seq, ledger_head)
    SELECT b.task_id, 'referral', CASE WHEN b.accepted THEN 'in-progress' ELSE 'requested' END::app.task_status, 'routine', c.stage,
           CASE WHEN b.accepted THEN 2 ELSE 1 END, b.referral_id, 1, b.individual_id, b.service_type_id, b.service_id, b.category,
           b.owner_role_id, CASE WHEN b.accepted THEN b.holder_id END, b.organization_id, b.requester_id, b.requester_role_id,
           b.requester_organization_id, b.level_id, b.asked_at, c.started, c.clock_id, c.due, c.due, b.asked_at,
           (SELECT w.revision FROM app.network w), l.seq, l.hash
    FROM bulk b JOIN bulk_clock c USING (task_id)
    JOIN (SELECT DISTINCT ON (e.entity_id) e.entity_id, e.seq, e.hash FROM bulk_entry e WHERE e.entity_kind = 'task' ORDER BY e.entity_id, e.seq DESC) l
      ON l.entity_id = b.task_id;
    INSERT INTO app.clock (id, task_id, stage, target, calendar_version_id, started, counts_from, due, ladder_id, next_rung, rung_at, late_since)
    SELECT c.clock_id, c.task_id, c.stage, '30d', b.calendar_version_id, c.started, c.started, c.due, b.ladder_id, r.no, r.at,
           CASE WHEN c.due < now_at THEN c.due END
    FROM bulk_clock c
    JOIN bulk b USING (task_id)
    -- What was to fire before has fired long ago.
    LEFT JOIN LATERAL (SELECT g.no, c.started + g.at_share::float8 * (c.due - c.started) AS at
                       FROM app.rung g WHERE g.ladder_id = b.ladder_id AND c.started + g.at_share::float8 * (c.due - c.started) > now_at
                       ORDER BY g.no LIMIT 1) r ON true;
    UPDATE app.referral f SET need_met_at = b.asked_at + interval '5 minutes' FROM bulk b WHERE b.referral_id = f.id AND b.accepted;
    UPDATE app.individual i SET ledger_seq = 1, ledger_head = e.hash FROM bulk_entry e WHERE e.entity_kind = 'individual' AND e.entity_id = i.id;
    DROP TABLE bulk, bulk_clock, bulk_entry;
END $$;
COMMENT ON FUNCTION sample.bulk(integer, integer) IS 'Adds that many open referrals; batch numbers the call.';

CREATE FUNCTION sample.bulk_record(batch integer) RETURNS void LANGUAGE plpgsql AS $$
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
    UPDATE bulk_entry e SET hash = engine.ledger_hash(ROW(e.id, e.at, e.real_at, e.entity_kind, e.entity_id, e.seq, e.actor_id, e.actor, e.action,
        e.individual_id, e.version, e.from_status, e.to_status, e.detail, e.private_digest, e.request_id, e.previous, e.hash)::app.ledger);
    INSERT INTO bulk_entry (id, at, real_at, entity_kind, entity_id, seq, actor_id, actor, action, individual_id, version, from_status, to_status, detail, previous, hash)
    SELECT b.second_entry, b.asked_at + interval '5 minutes', clock_timestamp(), 'task', b.task_id, 2, b.holder_id, s.login, 'start', b.individual_id, 2,
           'requested', 'in-progress', '{"bulk": true}', e.hash, ''
    FROM bulk b
    JOIN bulk_entry e ON e.id = b.first_entry
    JOIN app.staff s ON s.id = b.holder_id
    WHERE b.accepted;
    UPDATE bulk_entry e SET hash = engine.ledger_hash(ROW(e.id, e.at, e.real_at, e.entity_kind, e.entity_id, e.seq, e.actor_id, e.actor, e.action,
        e.individual_id, e.version, e.from_status, e.to_status, e.detail, e.private_digest, e.request_id, e.previous, e.hash)::app.ledger) WHERE e.seq = 2;
    INSERT INTO app.ledger SELECT * FROM bulk_entry;
END $$;
COMMENT ON FUNCTION sample.bulk_record(integer) IS 'The entries of one batch, hashed in bulk by the one definition of the hash.';
