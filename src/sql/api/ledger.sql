-- Proof of the record, and its raw entries.

CREATE FUNCTION api.ledger_verify("full" boolean DEFAULT false)
RETURNS TABLE (entity_kind text, ref text, entry_id bigint, seq integer, at timestamptz, problem text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    -- That there is a record is no secret: who asks is told plainly whose work it is to prove it.
    IF NOT engine.is_server_owner() AND NOT engine.has_duty((engine.me()).id, 'audit') THEN
        PERFORM engine.refuse('HF404', 'Proving the record is for those with the audit duty.',
                              format('Ask %s to do it.', engine.say_who(NULL, (SELECT n.compliance_role_id FROM app.network n))));
    END IF;
    RETURN QUERY
        SELECT b.entity_kind, engine.entity_ref(b.entity_kind, b.entity_id), b.entry_id, b.seq, b.at, b.problem
        FROM engine.ledger_breaks() b
        ORDER BY b.entity_kind, b.entity_id, b.seq;
END $$;
COMMENT ON FUNCTION api.ledger_verify(boolean) IS
    'A row per break of the record; none when it is whole. Every entry, its link, its words kept apart, every entity''s head and last state are recomputed. Duty audit, or the server''s owner. "full" is for the incremental form that seals will allow; both forms read everything.';

CREATE FUNCTION api.ledger_show(ref text)
RETURNS TABLE (entry_id bigint, seq integer, at timestamptz, actor text, action text, version integer,
               from_status text, to_status text, detail jsonb, hash text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    wanted bigint := engine.task_id(ref);
    kind text := 'task';
    staff app.staff;
    t app.task;
BEGIN
    IF wanted IS NULL THEN
        wanted := engine.individual_id(ref);
        kind := 'individual';
    END IF;
    IF NOT engine.is_server_owner() THEN
        staff := engine.me();
        IF kind = 'task' THEN
            SELECT k.* INTO t FROM app.task k WHERE k.id = wanted;
        END IF;
        IF NOT engine.has_duty(staff.id, 'audit')
           AND (t.id IS NULL OR engine.relations(t, staff, engine.my_roles(staff.id)) = '{}') THEN
            PERFORM engine.refuse_unseen();
        END IF;
    END IF;
    IF wanted IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN QUERY
        SELECT l.id, l.seq, l.at, l.actor, l.action, l.version, l.from_status, l.to_status, l.detail, encode(l.hash, 'hex')
        FROM app.ledger l WHERE l.entity_kind = kind AND l.entity_id = wanted ORDER BY l.seq;
END $$;
COMMENT ON FUNCTION api.ledger_show(text) IS
    'The entries of one task or individual in order, without the words kept apart. HF404 for what is not there or not to be seen.';
