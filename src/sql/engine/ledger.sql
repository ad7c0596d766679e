-- The record's one writer and its hash. Every column is hashed, each prefixed by its length in
-- bytes ('-' for NULL), times as whole microseconds since 1970, so no two entries read the same.

-- Written out rather than through a helper: a function call per column made it five times slower.
-- STABLE although it never changes: convert_to is no more than that, and a function that claims
-- more than its parts is not inlined, which made it four times slower.
CREATE FUNCTION engine.ledger_hash(e app.ledger) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(
        coalesce(octet_length(encode(e.previous, 'hex')) || ':' || encode(e.previous, 'hex'), '-')
        || coalesce(octet_length(e.id::text) || ':' || e.id::text, '-')
        || coalesce(octet_length((extract(epoch FROM e.at) * 1000000)::bigint::text) || ':' || (extract(epoch FROM e.at) * 1000000)::bigint::text, '-')
        || coalesce(octet_length((extract(epoch FROM e.real_at) * 1000000)::bigint::text) || ':' || (extract(epoch FROM e.real_at) * 1000000)::bigint::text, '-')
        || coalesce(octet_length(e.entity_kind) || ':' || e.entity_kind, '-')
        || coalesce(octet_length(e.entity_id::text) || ':' || e.entity_id::text, '-')
        || coalesce(octet_length(e.seq::text) || ':' || e.seq::text, '-')
        || coalesce(octet_length(e.actor_id::text) || ':' || e.actor_id::text, '-')
        || coalesce(octet_length(e.actor) || ':' || e.actor, '-')
        || coalesce(octet_length(e.action) || ':' || e.action, '-')
        || coalesce(octet_length(e.individual_id::text) || ':' || e.individual_id::text, '-')
        || coalesce(octet_length(e.version::text) || ':' || e.version::text, '-')
        || coalesce(octet_length(e.from_status) || ':' || e.from_status, '-')
        || coalesce(octet_length(e.to_status) || ':' || e.to_status, '-')
        || coalesce(octet_length(e.detail::text) || ':' || e.detail::text, '-')
        || coalesce(octet_length(encode(e.private_digest, 'hex')) || ':' || encode(e.private_digest, 'hex'), '-')
        || coalesce(octet_length(e.request_id::text) || ':' || e.request_id::text, '-'), 'UTF8'))
$$;
COMMENT ON FUNCTION engine.ledger_hash(app.ledger) IS
    'What an entry''s hash must be, from its other columns. The one definition: written with it, in bulk or singly, and verified with it.';

CREATE FUNCTION engine.private_digest(salt bytea, body jsonb) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(salt || convert_to(body::text, 'UTF8'))
$$;
COMMENT ON FUNCTION engine.private_digest(bytea, jsonb) IS 'What the chain holds of the words kept apart.';

-- Only what nothing changes without an entry that says so, or without raising the version. Whose
-- category it is decides who may see a referral; other work takes it from there.
CREATE FUNCTION engine.task_digest(t app.task) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT left(encode(sha256(convert_to(concat_ws('|', t.kind, t.priority, t.stage, coalesce(t.referral_id, 0), coalesce(t.attempt, 0), coalesce(t.service_type_id, 0),
        coalesce(t.service_id, 0), t.owner_role_id, coalesce(t.owner_staff_id, 0), CASE WHEN t.kind = 'referral' THEN t.category ELSE '-' END,
        coalesce(extract(epoch FROM t.needed_by), 0), coalesce(extract(epoch FROM t.due), 0), coalesce(extract(epoch FROM t.hold_until), 0),
        extract(epoch FROM t.need_since), extract(epoch FROM t.created_at), coalesce(octet_length(t.waiting_on), -1), t.waiting_on, t.label), 'UTF8')), 'hex'), 32)
$$;
COMMENT ON FUNCTION engine.task_digest(app.task) IS
    'What an item says of its kind, urgency, service, owner, dates and label, as a digest that its entries carry: so a row that was edited past the record is found.';

CREATE FUNCTION engine.with_row(facts jsonb, t app.task) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(facts, '{}') || jsonb_build_object('row', engine.task_digest(t))
$$;
COMMENT ON FUNCTION engine.with_row(jsonb, app.task) IS 'What an entry of an item says, with the digest of the item as it is after it.';

CREATE FUNCTION engine.record(
    entity_kind text, entity_id bigint, seq integer, previous bytea, at timestamptz,
    actor app.staff, action text, individual_id bigint, version integer,
    from_status text, to_status text, detail jsonb, body jsonb, request_id uuid,
    OUT entry_id bigint, OUT head bytea)
LANGUAGE plpgsql AS $$
DECLARE
    salt bytea;
    digest bytea;
BEGIN
    IF body <> '{}' THEN
        salt := uuid_send(gen_random_uuid());
        digest := engine.private_digest(salt, body);
    END IF;
    INSERT INTO app.ledger AS l (id, at, real_at, entity_kind, entity_id, seq, actor_id, actor, action, individual_id, version,
                                 from_status, to_status, detail, private_digest, request_id, previous, hash)
    SELECT e.id, record.at, e.real_at, record.entity_kind, record.entity_id, record.seq, actor.id, e.actor, record.action,
           record.individual_id, record.version, record.from_status, record.to_status, e.detail, digest, record.request_id, previous,
           engine.ledger_hash(ROW(e.id, record.at, e.real_at, record.entity_kind, record.entity_id, record.seq, actor.id, e.actor,
                                  record.action, record.individual_id, record.version, record.from_status, record.to_status, e.detail,
                                  digest, record.request_id, previous, NULL)::app.ledger)
    FROM (SELECT app.next_id() AS id, clock_timestamp() AS real_at, coalesce(actor.login, engine.nobody_in_person()) AS actor,
                 coalesce(record.detail, '{}') AS detail OFFSET 0) e
    RETURNING l.id, l.hash INTO entry_id, head;
    INSERT INTO app.unsealed VALUES (entry_id, at, head);
    IF salt IS NOT NULL THEN
        INSERT INTO app.ledger_private (entry_id, salt, body) VALUES (entry_id, salt, body);
    END IF;
END $$;
COMMENT ON FUNCTION engine.record(text, bigint, integer, bytea, timestamptz, app.staff, text, bigint, integer, text, text, jsonb, jsonb, uuid) IS
    'Appends an entry: seq is the entity''s next number, previous its head so far. The caller stores seq and head in the entity''s row, which it holds locked. body: words and personal data, kept apart; NULL or {} for none. actor NULL: the sweep, or the owner of the server.';

CREATE FUNCTION engine.record_many(entries app.ledger[]) RETURNS TABLE (entity_id bigint, seq integer, head bytea)
LANGUAGE plpgsql AS $$
DECLARE
    signs text := engine.nobody_in_person();
BEGIN
    RETURN QUERY
    WITH written AS (
        INSERT INTO app.ledger AS l (id, at, real_at, entity_kind, entity_id, seq, actor_id, actor, action, individual_id,
                                     version, from_status, to_status, detail, request_id, previous, hash)
        SELECT e.id, e.at, e.real_at, e.entity_kind, e.entity_id, e.seq, e.actor_id, e.actor, e.action, e.individual_id,
               e.version, e.from_status, e.to_status, e.detail, e.request_id, e.previous,
               engine.ledger_hash(ROW(e.id, e.at, e.real_at, e.entity_kind, e.entity_id, e.seq, e.actor_id, e.actor, e.action,
                                      e.individual_id, e.version, e.from_status, e.to_status, e.detail, NULL, e.request_id,
                                      e.previous, NULL)::app.ledger)
        FROM (SELECT app.next_id() AS id, g.at, clock_timestamp() AS real_at, g.entity_kind, g.entity_id, g.seq, g.actor_id,
                     coalesce(g.actor, signs) AS actor, g.action, g.individual_id, g.version, g.from_status, g.to_status,
                     coalesce(g.detail, '{}') AS detail, g.request_id, g.previous
              FROM unnest(entries) g OFFSET 0) e
        RETURNING l.id, l.at, l.entity_id, l.seq, l.hash),
    waiting AS (INSERT INTO app.unsealed SELECT w.id, w.at, w.hash FROM written w)
    SELECT w.entity_id, w.seq, w.hash FROM written w;
END $$;
COMMENT ON FUNCTION engine.record_many(app.ledger[]) IS
    'Appends one entry to each of many chains in one statement, without words kept apart. Each entry comes with seq and previous as for engine.record; id, real_at and hash are filled in here, actor NULL as there. Gives what the caller stores in each entity''s row.';

CREATE FUNCTION engine.nobody_in_person() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_setting('holdfast.actor', true) = session_user THEN session_user::text ELSE 'sweep' END
$$;
COMMENT ON FUNCTION engine.nobody_in_person() IS
    'The actor of what no person did: sweep; or the login of this session, where the function at work has set holdfast.actor to it. Any client may set that too, so no other name is ever taken from it.';
