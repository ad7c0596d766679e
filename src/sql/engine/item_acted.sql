-- Who should have acted, by when, and who did: one line per clock, over all tries of a referral.

CREATE FUNCTION engine.related_tasks(t app.task, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    IF t.referral_id IS NULL THEN
        RETURN ARRAY[t.id];
    END IF;
    RETURN array(SELECT k.id FROM app.task k
                 WHERE k.referral_id = t.referral_id AND (k.id = t.id OR engine.relations(k, staff, v.roles) <> '{}') ORDER BY k.id);
END $$;
COMMENT ON FUNCTION engine.related_tasks(app.task, engine.viewer) IS
    'The item and the others of its referral that the reader may see: a provider sees its own try, requester and coordinator see them all.';

CREATE FUNCTION engine.owner_role_at(t app.task, at timestamptz) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    held text;
BEGIN
    SELECT e.detail ->> 'to' INTO held FROM app.ledger e
    WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.at <= owner_role_at.at
      AND (e.action IN ('claim', 'assign', 'return', 'transfer') OR e.detail ->> 'do' = 'transfer')
    ORDER BY e.seq DESC LIMIT 1;
    IF held IS NULL THEN
        SELECT e.detail ->> 'from' INTO held FROM app.ledger e
        WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.action IN ('claim', 'assign', 'return') ORDER BY e.seq LIMIT 1;
    END IF;
    RETURN coalesce((SELECT r.id FROM app.role r WHERE r.code = held),
                    (SELECT s.owner_role_id FROM app.service s WHERE s.id = t.service_id AND t.former_role_id IS NOT NULL),
                    CASE WHEN t.kind = 'reroute' AND t.former_role_id IS NOT NULL THEN engine.searching_role((SELECT f FROM app.referral f WHERE f.id = t.referral_id)) END,
                    t.owner_role_id);
END $$;
COMMENT ON FUNCTION engine.owner_role_at(app.task, timestamptz) IS 'Which role owned a task then, from its record.';

CREATE FUNCTION engine.to_do_words(kind app.task_kind, stage app.stage) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN kind = 'reroute' THEN 're-route' WHEN kind = 'follow_up' THEN 'answer'
                ELSE CASE stage WHEN 'accept' THEN 'answer' WHEN 'start' THEN 'start' WHEN 'verify' THEN 'verify' WHEN 'contact' THEN 'contact'
                          WHEN 'refer' THEN 'get help' WHEN 'resolve' THEN 'resolve' ELSE CASE kind WHEN 'referral' THEN 'finish' ELSE 'do it' END END END
$$;
COMMENT ON FUNCTION engine.to_do_words(app.task_kind, app.stage) IS 'What was to be done in a stage.';

CREATE FUNCTION engine.acted_meanwhile(c app.clock, v engine.viewer, known boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('at', m.at, 'text', rtrim(m.words, '. ')) || CASE WHEN m.times > 1 THEN jsonb_build_object('times', m.times, 'last', m.last) ELSE '{}' END ORDER BY m.at), '[]')
        FROM (
            SELECT o.at, 'seen by ' || engine.staff_words(o.staff_id, v) AS words, 1::bigint AS times, NULL::timestamptz AS last FROM app.opening o
            WHERE o.task_id = c.task_id AND o.at >= c.started AND o.at < coalesce(c.stopped_at, 'infinity')
            UNION ALL
            SELECT r.at, CASE (r.f).action WHEN 'remind' THEN 'reminded' WHEN 'transfer' THEN 'passed to ' || w.who
                              ELSE w.who || CASE (r.f).staff_id WHEN v.staff_id THEN ' were told' ELSE ' told' END END, r.times, r.last
            FROM engine.reach_runs(c.id) r CROSS JOIN LATERAL (
                SELECT coalesce(engine.staff_words((r.f).staff_id, v), (SELECT o.name FROM app.role o WHERE o.id = (r.f).role_id)) AS who) w
            UNION ALL
            SELECT e.at, engine.actor_words(e, v) || ' ' || engine.entry_words(e, CASE WHEN known THEN p.body END), 1, NULL
            FROM app.ledger e LEFT JOIN app.ledger_private p ON p.entry_id = e.id
            WHERE e.entity_kind = 'task' AND e.entity_id = c.task_id AND e.at >= c.started AND e.at < coalesce(c.stopped_at, 'infinity')
              AND e.action IN ('hold', 'resume', 'ask', 'answer', 'claim', 'assign', 'return', 'call', 'promise', 'undo', 'come_back', 'closed_day')) m);
END $$;
COMMENT ON FUNCTION engine.acted_meanwhile(app.clock, engine.viewer, boolean) IS 'What happened while a clock ran: seen, reminded, told (a rung that repeats once, with how often), passed on, asked back.';

CREATE FUNCTION engine.acted(tasks bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'ref', engine.task_ref(t), 'by', c.due, 'to_do', engine.to_do_words(t.kind, c.stage),
            -- What is still to be done is for whoever has it now.
            'who', CASE WHEN o.id = ANY (v.roles) AND CASE WHEN c.stopped_at IS NOT NULL THEN done.actor_id WHEN t.owner_role_id = ANY (v.roles) THEN coalesce(t.owner_staff_id, v.staff_id) END = v.staff_id
                        THEN 'You' ELSE o.name END,
            -- A part of a line: what was typed as a whole sentence loses its stop.
            'did', rtrim(engine.actor_words(done.entry, v) || ' ' || engine.entry_words(done.entry, CASE WHEN k.known THEN done.body END), '. '),
            'at', c.stopped_at, 'late', coalesce(coalesce(c.stopped_at, c.held_at, v.at) > c.due, false),
            'open', c.stopped_at IS NULL AND t.closed_at IS NULL,
            'also', engine.acted_meanwhile(c, v, k.known)) ORDER BY c.started, c.id), '[]')
        FROM app.task t
        JOIN app.clock c ON c.task_id = t.id
        CROSS JOIN LATERAL (SELECT engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id) AS known) k
        JOIN app.role o ON o.id = engine.owner_role_at(t, c.started)
        LEFT JOIN LATERAL (
            SELECT e AS entry, e.actor_id, p.body FROM app.ledger e LEFT JOIN app.ledger_private p ON p.entry_id = e.id
            WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.at = c.stopped_at
              -- A risk goes on to its next step without a change of status.
              AND (e.from_status IS DISTINCT FROM e.to_status OR e.action = 'referred')
            ORDER BY e.seq DESC LIMIT 1) done ON true
        WHERE t.id = ANY (tasks));
END $$;
COMMENT ON FUNCTION engine.acted(bigint[], engine.viewer) IS 'WHO SHOULD HAVE ACTED: every clock of these tasks, oldest first.';
