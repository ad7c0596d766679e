-- How an item came to a reader: by which rung, from whom, why, who was told before and opened it, and
-- what was tried meanwhile. One answer holds all of it, so that nobody has to ask twice on a slow line.

CREATE FUNCTION engine.undone_words(kind app.task_kind, stage app.stage) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN kind = 'reroute' THEN 'no provider found' WHEN kind = 'follow_up' THEN 'not answered'
                ELSE CASE stage WHEN 'accept' THEN 'not answered' WHEN 'start' THEN 'not started' WHEN 'verify' THEN 'not verified'
                          WHEN 'contact' THEN 'the person not contacted' WHEN 'refer' THEN 'no help asked for' WHEN 'resolve' THEN 'not resolved'
                          ELSE CASE kind WHEN 'referral' THEN 'not finished' ELSE 'not done' END END END
$$;
COMMENT ON FUNCTION engine.undone_words(app.task_kind, app.stage) IS 'What had not happened in a stage, so that somebody else was told: not answered.';

CREATE FUNCTION engine.reach_words(f app.reach, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine boolean := f.staff_id = v.staff_id OR f.staff_id IS NULL AND f.role_id = ANY (v.roles);
    who text := CASE WHEN mine THEN 'you' ELSE coalesce(engine.staff_words(f.staff_id, v), (SELECT o.name FROM app.role o WHERE o.id = f.role_id), 'nobody') END;
    unsent text := (SELECT string_agg(d.channel, ', ' ORDER BY d.channel) FROM app.delivery d WHERE d.reach_id = f.id AND d.failed_at IS NOT NULL);
BEGIN
    RETURN CASE f.action WHEN 'remind' THEN who || ' reminded' WHEN 'transfer' THEN 'passed to ' || who
                         ELSE CASE WHEN mine THEN who ELSE who || ' told' END END
        || coalesce(' by ' || engine.staff_words(f.by_hand, v), '')
        || coalesce(', ' || unsent || ' failed', '')
        || CASE WHEN mine OR f.action = 'remind' THEN '' WHEN f.opened_at IS NULL THEN ', not opened' ELSE '' END;
END $$;
COMMENT ON FUNCTION engine.reach_words(app.reach, engine.viewer) IS
    'A rung that fired, after its time: Maria Soto reminded; Ruth Dale told, mail failed, not opened; you.';

CREATE FUNCTION engine.reach_runs(clock_id bigint) RETURNS TABLE (at timestamptz, id bigint, f app.reach, times bigint, last timestamptz) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        WITH fired AS (
            SELECT r AS f, r.at, r.id, concat_ws(' ', CASE r.action WHEN 'inform' THEN 'escalate' ELSE r.action END, r.staff_id, CASE WHEN r.staff_id IS NULL THEN 'role ' || r.role_id END, 'by ' || r.by_hand) AS what
            FROM app.reach r WHERE r.clock_id = reach_runs.clock_id AND r.withdrawn_at IS NULL),
        run AS (
            SELECT x.*, row_number() OVER (ORDER BY x.at, x.id) - row_number() OVER (PARTITION BY x.what ORDER BY x.at, x.id) AS no FROM fired x)
        SELECT min(x.at), min(x.id), (array_agg(x.f ORDER BY x.at DESC, x.id DESC))[1], count(*), max(x.at) FROM run x GROUP BY x.no, x.what;
END $$;
COMMENT ON FUNCTION engine.reach_runs(bigint) IS
    'The rungs of a clock that fired; one that brought in the same person again and again stands once: the last time, how often, and when it began and was last.';

CREATE FUNCTION engine.trail(clock_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'text', engine.reach_words(x.f, v), 'times', x.times, 'last', x.last) ORDER BY x.at, x.id), '[]')
        FROM (SELECT r.* FROM engine.reach_runs(trail.clock_id) r ORDER BY r.at DESC, r.id DESC LIMIT 6) x);
END $$;
COMMENT ON FUNCTION engine.trail(bigint, engine.viewer) IS 'The rungs of a clock that fired, oldest first, the last six: who was told when; one that repeats stands once, with how often and when last.';

CREATE FUNCTION engine.came_to(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    f app.reach;
    c app.clock;
    told jsonb;
BEGIN
    SELECT k.* INTO f FROM app.reach k
    WHERE k.task_id = t.id AND k.withdrawn_at IS NULL AND k.action <> 'remind' AND (k.staff_id = v.staff_id OR k.role_id = ANY (v.roles))
    ORDER BY k.clock_id = t.clock_id DESC, k.at DESC, k.id DESC LIMIT 1;
    SELECT k.* INTO c FROM app.clock k WHERE k.id = f.clock_id;
    told := engine.trail(coalesce(f.clock_id, t.clock_id), v);
    IF told = '[]' THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_build_object('trail', told, 'at', f.at, 'action', f.action, 'by', engine.staff_words(f.by_hand, v),
        'rung', f.rung_no, 'of', (SELECT max(r.no) FROM app.rung r WHERE r.ladder_id = c.ladder_id HAVING max(r.no) >= f.rung_no),
        'why', CASE WHEN c.id IS NOT NULL THEN engine.undone_words(t.kind, c.stage) || CASE WHEN c.due <= f.at THEN ' by' ELSE ' yet, due' END END,
        'due', c.due);
END $$;
COMMENT ON FUNCTION engine.came_to(app.task, engine.viewer) IS
    'How an item came to the reader: when, by which rung of how many, by whose hand, because of what; and who was told before. Without the reader among them only the trail; NULL: nobody was told.';

CREATE FUNCTION engine.was_taken_back(e app.ledger) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.ledger u WHERE u.entity_kind = e.entity_kind AND u.entity_id = e.entity_id AND u.seq > e.seq AND u.at >= e.at
                      AND u.action = 'undo' AND (u.detail ->> 'undoes')::bigint = e.id);
END $$;
COMMENT ON FUNCTION engine.was_taken_back(app.ledger) IS 'Whether a step on the record was undone.';

CREATE FUNCTION engine.tried(t app.task, tasks bigint[], v engine.viewer, known boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'text', rtrim(x.words, '. ')) ORDER BY x.at), '[]')
        FROM (
            SELECT m.at, m.words FROM (
                SELECT o.at, engine.staff_words(o.staff_id, v) || ' opened it' AS words FROM app.opening o
                WHERE o.task_id = t.id AND o.staff_id <> v.staff_id
                UNION ALL
                SELECT e.at, CASE WHEN e.entity_id <> t.id THEN g.name || ', ' ELSE '' END
                             || engine.actor_words(e, v) || ' ' || engine.entry_words(e, CASE WHEN known THEN p.body END)
                FROM app.ledger e JOIN app.task k ON k.id = e.entity_id JOIN app.organization g ON g.id = k.owner_organization_id
                LEFT JOIN app.ledger_private p ON p.entry_id = e.id
                WHERE e.entity_kind = 'task' AND e.entity_id = ANY (tasks) AND e.at >= t.need_since AND e.at <= v.at
                  AND CASE WHEN e.entity_id = t.id THEN e.action IN ('hold', 'ask', 'answer', 'call', 'return', 'assign', 'claim', 'promise', 'undelivered')
                           ELSE k.kind = 'referral' AND e.action IN ('decline', 'fail') END
                  AND NOT engine.was_taken_back(e)) m
            ORDER BY m.at DESC LIMIT 6) x);
END $$;
COMMENT ON FUNCTION engine.tried(app.task, bigint[], engine.viewer, boolean) IS
    'What was tried for an item so far, oldest first, the last six: who opened it, who declined it, calls, questions, waits, hands it went through; what was taken back was not tried. Words typed need a basis (known).';

CREATE FUNCTION engine.instruction(t app.task, v engine.viewer, known boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('at', e.at, 'who', engine.actor_words(e, v), 'text', p.body ->> 'note')
        FROM (SELECT k.* FROM app.ledger k
              WHERE k.entity_kind = 'task' AND k.entity_id = t.id AND k.at >= t.created_at AND k.at <= v.at
                AND (k.from_status IS DISTINCT FROM k.to_status OR k.action IN ('return', 'assign', 'claim', 'transfer', 'hand_over', 'undo'))
              ORDER BY k.seq DESC LIMIT 1) e
        JOIN app.ledger_private p ON p.entry_id = e.id
        WHERE known AND e.action IN ('return', 'assign') AND p.body ? 'note' AND t.closed_at IS NULL);
END $$;
COMMENT ON FUNCTION engine.instruction(app.task, engine.viewer, boolean) IS
    'What somebody who sent an item back, or gave it on, wants done with it; until it goes on or changes hands again. NULL: nothing, or not for this reader.';
