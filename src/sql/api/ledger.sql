-- Proof of the record, its raw entries, its seals, and the erasure of words that the law wants gone.

CREATE FUNCTION api.ledger_verify("full" boolean DEFAULT false, since bigint DEFAULT 0, part integer DEFAULT 1, parts integer DEFAULT 1)
RETURNS TABLE (entity_kind text, ref text, entry_id bigint, seq integer, at timestamptz, problem text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
-- Compiling it for every part of the record takes longer than running it.
SET jit = off AS $$
BEGIN
    PERFORM engine.must_prove();
    IF part NOT BETWEEN 1 AND parts OR parts > 1000 OR since < 0 THEN
        PERFORM engine.refuse('HF400', 'part must be from 1 to parts, parts at most 1000, since not negative.', 'Leave them out to read everything.');
    END IF;
    RETURN QUERY
        SELECT b.entity_kind, engine.entity_ref(b.entity_kind, b.entity_id), b.entry_id, b.seq, b.at, b.problem
        FROM engine.ledger_breaks(part, parts, CASE WHEN "full" THEN 0 ELSE since END) b
        ORDER BY b.entity_kind, b.entity_id, b.seq;
END $$;
COMMENT ON FUNCTION api.ledger_verify(boolean, bigint, integer, integer) IS
    'A row per break of the record; none when it is whole. Every entry, its link, its words kept apart, every entity''s head and last state, every seal and what it covers are computed anew. since: the number of a seal up to which the caller has proved it before, and remembers so where the server''s owner cannot write; then, unless "full", the seals'' chain, and in full whatever was written to after that seal. part of parts: one slice, so that a long proof can say how far it is. Duty audit, or the server''s owner.';

CREATE FUNCTION api.ledger_seals(after bigint DEFAULT 0, n integer DEFAULT 1000) RETURNS TABLE (number bigint, line text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    IF NOT engine.may_read_seals() THEN
        PERFORM engine.refuse_office('read the seals of the record', '{audit,administer}');
    END IF;
    IF n IS NULL OR n NOT BETWEEN 1 AND 10000 THEN
        PERFORM engine.refuse('HF400', 'n must be from 1 to 10000.', 'Ask again after the last one.');
    END IF;
    RETURN QUERY SELECT s.number, engine.seal_line(s) || E'\t' || encode(s.hash, 'hex') FROM app.seal s WHERE s.number > after ORDER BY s.number LIMIT n;
END $$;
COMMENT ON FUNCTION api.ledger_seals(bigint, integer) IS
    'The seals after that number as lines of text, to be kept elsewhere: seal, number, real time, how many entries, first and last id, earliest and latest time, server, horizon, database, digest, hash of the seal before, hash; with tabs. The hash is the sha256 of the line before its last tab. The server''s owner, duties audit and administer.';

CREATE FUNCTION api.ledger_state() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    PERFORM engine.must_prove();
    RETURN (
        SELECT jsonb_build_object('seals', count(*), 'sealed', coalesce(sum(s.count), 0), 'waiting', (SELECT count(*) FROM app.unsealed),
            'first', (SELECT encode(f.hash, 'hex') FROM app.seal f WHERE f.number = 1),
            'last', max(s.number), 'last_at', max(s.sealed_at), 'erased', engine.erasures())
        FROM app.seal s);
END $$;
COMMENT ON FUNCTION api.ledger_state() IS
    'How much there is to prove: {seals, sealed (entries), waiting (entries that no seal covers yet), first (hash of the first seal: which record this is), last (number), last_at, erased: [{ref, at, by, entries, reason}, …]}. Duty audit, or the server''s owner.';

CREATE FUNCTION api.ledger_show(ref text)
RETURNS TABLE (entry_id bigint, seq integer, at timestamptz, actor text, action text, version integer,
               from_status text, to_status text, detail jsonb, hash text, of text, words text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    owner boolean := engine.is_server_owner();
    v engine.viewer := CASE WHEN NOT owner THEN engine.viewer() END;
    e engine.entity := CASE WHEN owner THEN engine.entity_of(ref) ELSE engine.entity_to_see(ref, v) END;
    entries app.ledger[];
BEGIN
    IF e.kind = 'individual' THEN
        entries := array(SELECT l FROM engine.person_entries(e.id, v) l ORDER BY l.at, l.id);
        IF NOT owner THEN
            PERFORM engine.disclose_entries(e.id, entries, v);
        END IF;
        RETURN QUERY SELECT l.id, l.seq, l.at, l.actor, l.action, l.version, l.from_status, l.to_status, l.detail, encode(l.hash, 'hex'),
                            engine.entity_ref(l.entity_kind, l.entity_id), NULL::text
                     FROM unnest(entries) l;
    ELSE
        IF NOT owner THEN
            PERFORM engine.disclose_entity(e, '[]', v);
        END IF;
        RETURN QUERY SELECT l.id, l.seq, l.at, l.actor, l.action, l.version, l.from_status, l.to_status, l.detail, encode(l.hash, 'hex'), e.ref, engine.publication_words(l)
                     FROM app.ledger l WHERE l.entity_kind = e.kind AND l.entity_id = e.id AND NOT engine.entry_hidden(l, v) ORDER BY l.seq;
    END IF;
END $$;
COMMENT ON FUNCTION api.ledger_show(text) IS
    'The entries of one item, event, risk, service, login or the network in order, without the words kept apart, but for what a publication of the policy changed, which is about nobody (words, line by line); of a person (P-…) those of everything about them that the reader may see, in order of time. What does not exist for the reader is a gap in the numbers. Who may see it, as api.record; the server''s owner everything. HF404 for what is not there or not to be seen.';

CREATE FUNCTION api.ledger_erase(request_id uuid, ref text, reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'reason', reason);
    me app.staff;
    answer jsonb;
BEGIN
    IF engine.is_server_owner() THEN
        PERFORM set_config('holdfast.actor', session_user, true);
        me.id := 0;
    ELSE
        me := engine.me();
        PERFORM engine.entity_to_see(ref, engine.viewer());
        IF NOT engine.has_duty(me.id, 'audit') THEN
            PERFORM engine.refuse_seen('erase it', engine.say_who(NULL, (SELECT n.compliance_role_id FROM app.network n)));
        END IF;
    END IF;
    answer := engine.once(me, request_id, 'ledger_erase', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    IF engine.typed(reason) IS NULL THEN
        PERFORM engine.refuse('HF412', 'To erase, give a reason.', 'Name the request or the order, not what is to be forgotten: the reason stays.');
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 1000);
    answer := engine.erase(ref, reason, CASE WHEN me.id > 0 THEN me END, app.now(), request_id) || '{"replayed": false}';
    PERFORM engine.keep_answer(me, request_id, 'ledger_erase', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.ledger_erase(uuid, text, text) IS
    'Erases the words and personal data of a person (P-…) or of an item (R-…, with all its tries; T-…): what their entries keep apart and what the tables hold of it. The chain stays whole; the erasure is an entry itself, with who, when and the reason. Gives {ref, entries, at, replayed}. Duty audit, for whom they may see, or the server''s owner: it is a decision of compliance, not of care. HF412: something is still open, nothing is left to erase, or no reason. HF404 otherwise.';
