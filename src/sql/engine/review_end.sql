-- A review from its beginning to its end: begun once for everybody who may hold it, the list
-- acknowledged, ended with a summary whose digest stands in the record.

CREATE FUNCTION engine.review_sign(r app.review, me app.staff, action text, facts jsonb, words jsonb, at timestamptz, request_id uuid) RETURNS app.review LANGUAGE plpgsql AS $$
DECLARE
    entry record := engine.record('review', r.id, r.ledger_seq + 1, r.ledger_head, at, me, action, NULL, NULL,
                                  CASE WHEN r.ledger_seq > 0 THEN 'open' END, CASE action WHEN 'close' THEN 'held' ELSE 'open' END, facts, words, request_id);
BEGIN
    UPDATE app.review w SET ledger_seq = r.ledger_seq + 1, ledger_head = entry.head,
        entry_id = CASE action WHEN 'close' THEN entry.entry_id ELSE w.entry_id END
    WHERE w.id = r.id RETURNING w.* INTO r;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.review_sign(app.review, app.staff, text, jsonb, jsonb, timestamptz, uuid) IS 'An entry on the record of a review, which the caller holds locked.';

CREATE FUNCTION engine.review_begin(k app.review_kind, me app.staff, v engine.viewer, request_id uuid) RETURNS app.review LANGUAGE plpgsql AS $$
DECLARE
    r app.review;
BEGIN
    SELECT w.* INTO r FROM app.review w WHERE w.kind = k.code AND w.status = 'open';
    IF NOT FOUND THEN
        INSERT INTO app.review (kind, "of", name, role_id, seen_limit, for_day, began_at, began_by, looked_at)
        VALUES (k.code, k."of", k.name, k.role_id, k.seen_limit, engine.local_day(v.at), v.at, me.id, v.at) RETURNING * INTO r;
        r := engine.review_sign(r, me, 'begin', jsonb_build_object('kind', r.kind, 'of', r."of", 'role', engine.role_code(r.role_id), 'day', r.for_day), NULL, v.at, request_id);
        IF r."of" = 'performance' THEN
            PERFORM engine.enter_performance(r, v);
        END IF;
        PERFORM engine.review_touch(r.id, v);
    END IF;
    PERFORM engine.review_join(r, v);
    PERFORM engine.review_touch(r.id, v);
    SELECT w.* INTO r FROM app.review w WHERE w.id = r.id;
    RETURN (engine.review_look(r, v, true)).r;
END $$;
COMMENT ON FUNCTION engine.review_begin(app.review_kind, app.staff, engine.viewer, uuid) IS 'Begins a review of that kind, or joins or goes on with the open one.';

CREATE FUNCTION engine.review_join(r app.review, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF r.status = 'open' AND NOT EXISTS (SELECT FROM app.review_person p WHERE p.review_id = r.id AND p.staff_id = v.staff_id) THEN
        SELECT w.* INTO r FROM app.review w WHERE w.id = r.id FOR NO KEY UPDATE;
        PERFORM engine.review_sign(r, engine.me(), 'join', '{}', NULL, v.at, NULL);
        PERFORM engine.review_touch(r.id, v);
    END IF;
END $$;
COMMENT ON FUNCTION engine.review_join(app.review, engine.viewer) IS 'Whoever takes part for the first time is on its record.';

CREATE FUNCTION engine.list_digest(tasks bigint[], versions integer[]) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(coalesce(string_agg(u.id || ':' || u.version, ',' ORDER BY u.id), ''), 'UTF8')) FROM unnest(tasks, versions) u (id, version)
$$;
COMMENT ON FUNCTION engine.list_digest(bigint[], integer[]) IS 'Which items at which version were acknowledged, as a digest: id:version in the order of the ids.';

CREATE FUNCTION engine.review_acknowledge(r app.review, me app.staff, v engine.viewer, request_id uuid) RETURNS app.review LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := engine.review_rest(r, 1000000, NULL, NULL, v);
    l app.review_list;
BEGIN
    l.review_id := r.id;
    l.no := 1 + (SELECT count(*) FROM app.review_list k WHERE k.review_id = r.id);
    l.at := v.at;
    l.staff_id := me.id;
    SELECT coalesce(array_agg(t.id ORDER BY t.id), '{}'), coalesce(array_agg(t.version ORDER BY t.id), '{}'),
           coalesce(array_agg(t.id ORDER BY t.id) FILTER (WHERE engine.is_apart(t.category) OR (t.kind IN ('alert', 'correction') AND engine.of_look(t.id))), '{}')
    INTO l.tasks, l.versions, l.apart FROM app.task t WHERE t.id = ANY (ids);
    l.digest := engine.list_digest(l.tasks, l.versions);
    INSERT INTO app.review_list SELECT l.*;
    RETURN engine.review_sign(r, me, 'acknowledge', jsonb_build_object('no', l.no, 'items', cardinality(l.tasks) - cardinality(l.apart), 'digest', encode(l.digest, 'hex')), NULL, v.at, request_id);
END $$;
COMMENT ON FUNCTION engine.review_acknowledge(app.review, app.staff, engine.viewer, uuid) IS 'What needs no decision is acknowledged as a list: which items at which version, with the digest in the record.';

CREATE FUNCTION engine.review_digest(review_id bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(
        (SELECT coalesce(string_agg(concat_ws('|', 'i', i.no, i.task_id, i.organization_id, i.state, i.action, i.version, i.seen, i.came_back), ';' ORDER BY i.no), '')
         FROM app.review_item i WHERE i.review_id = review_digest.review_id) || '/' ||
        (SELECT coalesce(string_agg(concat_ws('|', 'd', d.no, d.item_no, extract(epoch FROM d.at), d.staff_id, d.action, d.version, d.seen, d.opened,
                    CASE WHEN d.undone_at <= coalesce(w.ended_at, 'infinity') THEN 'u' || extract(epoch FROM d.undone_at) || '|' || d.undone_by END), ';' ORDER BY d.no), '')
         FROM app.review_decision d JOIN app.review w ON w.id = d.review_id WHERE d.review_id = review_digest.review_id) || '/' ||
        (SELECT coalesce(string_agg(concat_ws('|', 'l', l.no, extract(epoch FROM l.at), l.staff_id, encode(engine.list_digest(l.tasks, l.versions), 'hex')), ';' ORDER BY l.no), '')
         FROM app.review_list l WHERE l.review_id = review_digest.review_id) || '/' ||
        (SELECT coalesce(string_agg(concat_ws('|', 'p', p.staff_id, p.seconds), ';' ORDER BY p.staff_id), '')
         FROM app.review_person p WHERE p.review_id = review_digest.review_id), 'UTF8'))
$$;
COMMENT ON FUNCTION engine.review_digest(bigint) IS 'Everything that a review came to, as a digest: its items, every decision and whether it was taken back before the end, what was acknowledged, who was at it how long. A row changed afterwards is found by it.';

CREATE FUNCTION engine.refuse_unfinished(r app.review, v engine.viewer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    still integer := (engine.review_counts(r.id, v)).still;
    listed integer := CASE WHEN NOT EXISTS (SELECT FROM app.review_list l WHERE l.review_id = r.id) THEN cardinality(engine.review_rest(r, 1000, NULL, NULL, v)) ELSE 0 END;
BEGIN
    IF still > 0 THEN
        PERFORM engine.refuse('HF412', format('%s still to decide.', CASE still WHEN 1 THEN 'One is' ELSE still || ' are' END),
                              'Decide them, go on another day, or say why they are left (unfinished).');
    ELSIF listed > 0 THEN
        PERFORM engine.refuse('HF412', format('The list of %s is not acknowledged.', CASE WHEN listed >= 1000 THEN 'the others' ELSE listed || CASE listed WHEN 1 THEN ' other' ELSE ' others' END END),
                              'Acknowledge it, or say why it is left (unfinished).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_unfinished(app.review, engine.viewer) IS 'HF412 while something is to decide, or the list is not acknowledged.';

CREATE FUNCTION engine.settle_missed(kind text, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.settle_work(m.task_id, 'completed', me, 'settle', jsonb_build_object('because', 'held'), at, request_id)
    FROM (SELECT DISTINCT k.task_id FROM app.review_missed k JOIN app.task t ON t.id = k.task_id AND t.closed_at IS NULL WHERE k.kind = settle_missed.kind) m;
END $$;
COMMENT ON FUNCTION engine.settle_missed(text, app.staff, timestamptz, uuid) IS 'What came of a review not held in time is done when it is held. Call it before the review is locked: tasks come first.';

CREATE FUNCTION engine.review_close(r app.review, unfinished text, me app.staff, v engine.viewer, request_id uuid) RETURNS app.review LANGUAGE plpgsql AS $$
DECLARE
    c record;
    facts jsonb;
BEGIN
    PERFORM engine.review_touch(r.id, v);
    UPDATE app.review_item i SET state = 'left' WHERE i.review_id = r.id AND i.state = 'open';
    UPDATE app.review_group g SET open = 0, held_by = NULL, held_until = NULL WHERE g.review_id = r.id AND (g.open > 0 OR g.held_by IS NOT NULL);
    SELECT count(*) FILTER (WHERE i.state = 'decided') AS decided, count(*) FILTER (WHERE i.state = 'gone') AS gone, count(*) FILTER (WHERE i.state = 'left') AS remaining
    INTO c FROM app.review_item i WHERE i.review_id = r.id AND NOT i.apart;
    facts := jsonb_build_object('decided', c.decided, 'gone', c.gone, 'left', c.remaining,
        'taken_back', (SELECT count(*) FROM app.review_decision d JOIN app.review_item i ON i.review_id = d.review_id AND i.no = d.item_no
                       WHERE d.review_id = r.id AND d.undone_at IS NOT NULL AND NOT i.apart), 'people',
        (SELECT jsonb_agg(s.login ORDER BY s.login) FROM app.review_person p JOIN app.staff s ON s.id = p.staff_id WHERE p.review_id = r.id),
        'seconds', (SELECT sum(p.seconds) FROM app.review_person p WHERE p.review_id = r.id), 'digest', encode(engine.review_digest(r.id), 'hex'));
    r := engine.review_sign(r, me, 'close', facts, CASE WHEN unfinished IS NOT NULL THEN jsonb_build_object('unfinished', unfinished) END, v.at, request_id);
    UPDATE app.review w SET status = 'held', ended_at = v.at, ended_by = me.id WHERE w.id = r.id RETURNING w.* INTO r;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.review_close(app.review, text, app.staff, engine.viewer, uuid) IS 'Ends a review: what is open in it is left, and the entry of its end holds the digest of all of it.';

CREATE FUNCTION engine.decision_words(action text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE action WHEN 'seen' THEN 'seen, no change' WHEN 'note' THEN 'wrote to them' ELSE engine.done_words(action) END
$$;
COMMENT ON FUNCTION engine.decision_words(text) IS 'A decision, after a name.';

CREATE FUNCTION engine.review_rows(r app.review, hidden integer[], states text[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    ids bigint[] := array(SELECT i.task_id FROM app.review_item i WHERE i.review_id = r.id AND i.organization_id IS NULL AND i.state = ANY (states) AND i.no <> ALL (hidden));
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('no', i.place, 'ref', coalesce(o.code, l.ref), 'name', coalesce(o.name, l.individual_name), 'birth_year', l.birth_year,
                   'label', coalesce(nullif(array_to_string(engine.targets_said(i.facts -> 'counts'), ', '), ''), l.label), 'codes', to_jsonb(i.reasons), 'why', i.action) ORDER BY i.no), '[]')
        FROM (SELECT k.*, row_number() OVER (ORDER BY k.no) AS place FROM app.review_item k
              WHERE k.review_id = r.id AND k.state = ANY (states) AND k.no <> ALL (hidden)) i
        LEFT JOIN engine.rows(ids, v) l ON l.id = i.task_id AND i.organization_id IS NULL
        LEFT JOIN app.organization o ON o.id = i.organization_id);
END $$;
COMMENT ON FUNCTION engine.review_rows(app.review, integer[], text[], engine.viewer) IS 'Items of a review that stand so, for its summary.';

CREATE FUNCTION engine.decision_stands(d app.review_decision, i app.review_item, r app.review) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What was taken back after the end stood at the end.
    RETURN i.state = 'decided' AND d.no = (SELECT max(k.no) FROM app.review_decision k WHERE k.review_id = d.review_id AND k.item_no = d.item_no
                                             AND coalesce(k.undone_at > r.ended_at, k.undone_at IS NULL));
END $$;
COMMENT ON FUNCTION engine.decision_stands(app.review_decision, app.review_item, app.review) IS
    'Whether a decision is what the review came to for its item: the last that was not taken back, nor undone by what changed since. There are as many as items decided.';

CREATE FUNCTION engine.decided_how(r app.review, hidden integer[]) RETURNS TABLE (action text, n bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT i.action, count(*) FROM app.review_item i
                 WHERE i.review_id = r.id AND i.state = 'decided' AND i.no <> ALL (hidden) GROUP BY i.action;
END $$;
COMMENT ON FUNCTION engine.decided_how(app.review, integer[]) IS 'How many items were decided how: each once, so that they add up to those decided.';

CREATE FUNCTION engine.decision_because(d app.review_decision, t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT engine.reason_given(e, CASE WHEN engine.withheld_words(t, v) IS NULL THEN p.body END, 'seen')
            FROM app.ledger e LEFT JOIN app.ledger_private p ON p.entry_id = e.id
            WHERE d.action = 'seen' AND e.entity_kind = 'task' AND e.entity_id = t.id AND e.at = d.at AND e.actor_id = d.staff_id AND e.action = 'seen' AND NOT e.detail ? 'opened'
            ORDER BY e.seq LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.decision_because(app.review_decision, app.task, engine.viewer) IS
    'Why something stays as it is, for the end of a sentence (": somebody is working on it"), from the item''s own record; NULL: it was another decision.';

CREATE FUNCTION engine.review_decisions_made(r app.review, hidden integer[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    ids bigint[] := array(SELECT DISTINCT i.task_id FROM app.review_decision d JOIN app.review_item i ON i.review_id = d.review_id AND i.no = d.item_no
                          WHERE d.review_id = r.id AND i.organization_id IS NULL AND i.no <> ALL (hidden));
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('no', n.no, 'item', n.item, 'ref', coalesce(o.code, l.ref), 'name', coalesce(o.name, l.individual_name), 'birth_year', l.birth_year,
                   'label', coalesce(nullif(array_to_string(engine.targets_said(i.facts -> 'counts'), ', '), ''), l.label), 'action', d.action, 'words', engine.decision_words(d.action) || coalesce(because.words, ''),
                   'at', d.at, 'by', s.name, 'seen', d.seen, 'version', d.version,
                   'opened', (SELECT coalesce(jsonb_agg(engine.task_ref(t) ORDER BY t.id), '[]') FROM app.task t WHERE t.id = ANY (d.opened)),
                   'passed', d.action = 'seen' AND d.opened <> '{}', 'stands', engine.decision_stands(n.d, i, r),
                   'taken_back', CASE WHEN d.undone_at IS NOT NULL THEN jsonb_build_object('at', d.undone_at, 'by', (SELECT u.name FROM app.staff u WHERE u.id = d.undone_by),
                                          'after', coalesce(d.undone_at > r.ended_at, false)) END) ORDER BY d.no), '[]')
        -- Numbered as shown: a gap would tell of what is not.
        FROM (SELECT k AS d, row_number() OVER (ORDER BY k.no) AS no, dense_rank() OVER (ORDER BY k.item_no) AS item
              FROM app.review_decision k WHERE k.review_id = r.id AND k.item_no <> ALL (hidden)) n
        CROSS JOIN LATERAL (SELECT (n.d).*) d
        JOIN app.review_item i ON i.review_id = d.review_id AND i.no = d.item_no JOIN app.staff s ON s.id = d.staff_id
        LEFT JOIN engine.rows(ids, v) l ON l.id = i.task_id AND i.organization_id IS NULL LEFT JOIN app.organization o ON o.id = i.organization_id
        LEFT JOIN LATERAL (SELECT engine.decision_because(n.d, t, v) AS words FROM app.task t WHERE t.id = i.task_id AND i.organization_id IS NULL) because ON true);
END $$;
COMMENT ON FUNCTION engine.review_decisions_made(app.review, integer[], engine.viewer) IS 'Every decision of a review, in order, with whether it is what came of its item, and who took it back.';

CREATE FUNCTION engine.review_proof(r app.review) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('entry', l.id, 'hash', encode(l.hash, 'hex'), 'digest', l.detail ->> 'digest', 'whole', l.detail ->> 'digest' = encode(engine.review_digest(r.id), 'hex'),
                                      'sealed', NOT EXISTS (SELECT FROM app.unsealed u WHERE u.entry_id = l.id))
            FROM app.ledger l WHERE l.id = r.entry_id AND l.at = r.ended_at);
END $$;
COMMENT ON FUNCTION engine.review_proof(app.review) IS 'The entry of its end, and whether what is stored is still what it says; NULL while it goes on.';

CREATE FUNCTION engine.review_summary(r app.review, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    hidden integer[] := engine.review_hidden(r.id, v);
BEGIN
    RETURN jsonb_build_object('review', engine.review_json(r, v), 'role', (SELECT o.name FROM app.role o WHERE o.id = r.role_id),
        'people', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'login', s.login, 'joined', p.joined_at, 'seconds', p.seconds,
                       'decisions', (SELECT count(*) FROM app.review_decision d JOIN app.review_item i ON i.review_id = d.review_id AND i.no = d.item_no
                                       WHERE d.review_id = r.id AND d.staff_id = p.staff_id AND d.item_no <> ALL (hidden) AND engine.decision_stands(d, i, r))) ORDER BY p.joined_at, s.name), '[]')
                   FROM app.review_person p JOIN app.staff s ON s.id = p.staff_id WHERE p.review_id = r.id),
        'by', (SELECT coalesce(jsonb_agg(jsonb_build_object('action', k.action, 'words', engine.decision_words(k.action), 'count', k.n) ORDER BY k.n DESC, k.action), '[]')
               FROM engine.decided_how(r, hidden) k),
        'decisions', engine.review_decisions_made(r, hidden, v),
        'lists', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'by', s.name, 'items', cardinality(l.tasks) - (
                              SELECT count(*) FROM unnest(l.apart) a JOIN app.task t ON t.id = a JOIN app.staff me ON me.id = v.staff_id WHERE engine.relations(t, me, v.roles) = '{}'),
                      'digest', encode(l.digest, 'hex')) ORDER BY l.no), '[]')
                  FROM app.review_list l JOIN app.staff s ON s.id = l.staff_id WHERE l.review_id = r.id),
        'gone', engine.review_rows(r, hidden, '{gone}', v), 'left', engine.review_rows(r, hidden, '{left,open}', v),
        'unfinished', (SELECT p.body ->> 'unfinished' FROM app.ledger_private p WHERE p.entry_id = r.entry_id),
        'proof', engine.review_proof(r));
END $$;
COMMENT ON FUNCTION engine.review_summary(app.review, engine.viewer) IS 'Everything that a review came to, for print; api/review.sql says which keys.';

CREATE FUNCTION engine.review_entry_words(e app.ledger, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE e.action WHEN 'begin' THEN 'began it' WHEN 'join' THEN 'joined it'
        WHEN 'acknowledge' THEN 'acknowledged ' || (e.detail ->> 'items') || ' as a list'
        WHEN 'close' THEN 'ended it: ' || (e.detail ->> 'decided') || ' decided, ' || (e.detail ->> 'gone') || ' gone by themselves, ' || (e.detail ->> 'left') || ' left'
                          || coalesce(': ' || (words ->> 'unfinished'), '') ELSE e.action END
$$;
COMMENT ON FUNCTION engine.review_entry_words(app.ledger, jsonb) IS 'An entry of a review, after a name.';
