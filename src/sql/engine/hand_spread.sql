-- Moving what one person has to others who stay, by whoever supervises or coordinates them: who could
-- have each item, and how the work is spread. It is done by the step assign, many at a time
-- (api.act_many): on the record of each, under each one's own checks, and taken back by one undo.

CREATE FUNCTION engine.caseload_step(t app.task) RETURNS engine.step_state LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    s engine.step_state;
BEGIN
    s.t := t;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.caseload_step(app.task) IS 'An item as engine.role_for asks for it.';

CREATE FUNCTION engine.assigns(t app.task, me app.staff, roles integer[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.relations(t, me, roles) && ARRAY(SELECT unnest(p.who) FROM app.step p WHERE p.action = 'assign');
END $$;
COMMENT ON FUNCTION engine.assigns(app.task, app.staff, integer[]) IS 'The person may give this item to somebody (app.step).';

CREATE FUNCTION engine.caseload_of(h engine.handing, roles integer[]) RETURNS SETOF app.task LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT t.* FROM engine.handed_tasks(h, false) t WHERE engine.assigns(t, h.me, roles) ORDER BY t.sort_at, t.id;
END $$;
COMMENT ON FUNCTION engine.caseload_of(engine.handing, integer[]) IS 'What somebody has by name and the reader may give to others, in the order of the queue.';

CREATE FUNCTION engine.load_of(staff_id integer, me app.staff, roles integer[]) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM app.task t WHERE t.owner_staff_id = load_of.staff_id AND t.closed_at IS NULL AND engine.relations(t, me, roles) <> '{}');
END $$;
COMMENT ON FUNCTION engine.load_of(integer, app.staff, integer[]) IS 'How much somebody has by name, of what the reader may see: what does not exist for a reader weighs nothing either.';

CREATE FUNCTION engine.caseload_heirs(h engine.handing, t app.task) RETURNS TABLE (staff_id integer, rank integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        WITH named AS MATERIALIZED (
            SELECT (h.heir).id AS id, 0 AS rank WHERE (h.heir).id IS NOT NULL
            UNION ALL
            SELECT k.staff_id, k.rank FROM app.role_holder k JOIN engine.present_staff(h.at) p ON p.id = k.staff_id
            WHERE (h.heir).id IS NULL AND k.role_id = coalesce((h.heir_role).id, t.owner_role_id))
        SELECT s.id, n.rank FROM named n JOIN app.staff s ON s.id = n.id
        WHERE s.id <> (h.former).id AND engine.role_for(engine.caseload_step(t), s) IS NOT NULL;
END $$;
COMMENT ON FUNCTION engine.caseload_heirs(engine.handing, app.task) IS
    'Who could have an item: who was named, or else the holders of the role that was named, or of its own role, who are here.';

CREATE FUNCTION engine.spread(h engine.handing, roles integer[]) RETURNS TABLE (task_id bigint, heir_id integer) LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    load jsonb := '{}';
BEGIN
    FOR t IN SELECT k.* FROM engine.caseload_of(h, roles) k LOOP
        task_id := t.id;
        load := load || (SELECT coalesce(jsonb_object_agg(x.staff_id, engine.load_of(x.staff_id, h.me, roles)), '{}')
                         FROM engine.caseload_heirs(h, t) x WHERE NOT load ? x.staff_id::text);
        heir_id := (SELECT x.staff_id FROM engine.caseload_heirs(h, t) x ORDER BY (load ->> x.staff_id::text)::integer, x.rank NULLS LAST, x.staff_id LIMIT 1);
        IF heir_id IS NOT NULL THEN
            load := load || jsonb_build_object(heir_id, (load ->> heir_id::text)::integer + 1);
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.spread(engine.handing, integer[]) IS
    'Who gets which item: each goes to whoever could have it and has the least, the most pressing first; heir_id NULL: to nobody, it stays.';

CREATE FUNCTION engine.caseload_moves(h engine.handing, roles integer[], tasks bigint[], heirs integer[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('login', s.login, 'name', s.name, 'count', x.count, 'late', x.late,
                   'away', engine.away_ahead(s.id, h.at, x.until), 'before', engine.load_of(s.id, h.me, roles),
                   'kinds', x.kinds) ORDER BY x.count DESC, s.name), '[]')
        FROM (SELECT k.heir_id, sum(k.count) AS count, sum(k.late) AS late, max(k.until) AS until,
                     string_agg(k.count || ' ' || engine.counted_words('item', k.kind, k.count), ', ' ORDER BY k.kind) AS kinds
              FROM (SELECT m.heir_id, t.kind, count(*) AS count, count(*) FILTER (WHERE t.due < h.at AND t.status <> 'on-hold') AS late,
                           max(engine.wanted_until(t.due, t.hold_until, h.at)) AS until
                    FROM unnest(tasks, heirs) m (task_id, heir_id) JOIN app.task t ON t.id = m.task_id WHERE m.heir_id IS NOT NULL GROUP BY 1, 2) k
              GROUP BY 1) x
        JOIN app.staff s ON s.id = x.heir_id);
END $$;
COMMENT ON FUNCTION engine.caseload_moves(engine.handing, integer[], bigint[], integer[]) IS 'How many of what go to whom, how much each has before, and whether they are away, or will be before the last of it is due.';

CREATE FUNCTION engine.caseload(h engine.handing, roles integer[]) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    tasks bigint[];
    heirs integer[];
BEGIN
    SELECT coalesce(array_agg(x.task_id), '{}'), coalesce(array_agg(x.heir_id), '{}') INTO tasks, heirs FROM engine.spread(h, roles) x;
    RETURN jsonb_build_object('login', (h.former).login, 'name', (h.former).name, 'open', cardinality(tasks),
        'moves', engine.caseload_moves(h, roles, tasks, heirs),
        'items', (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.task_ref(t), 'version', t.version, 'to', s.login) ORDER BY m.no), '[]')
                  FROM unnest(tasks, heirs) WITH ORDINALITY m (task_id, heir_id, no) JOIN app.task t ON t.id = m.task_id JOIN app.staff s ON s.id = m.heir_id),
        'stay', (SELECT coalesce(jsonb_agg(engine.task_ref(t) ORDER BY m.no), '[]')
                 FROM unnest(tasks, heirs) WITH ORDINALITY m (task_id, heir_id, no) JOIN app.task t ON t.id = m.task_id WHERE m.heir_id IS NULL));
END $$;
COMMENT ON FUNCTION engine.caseload(engine.handing, integer[]) IS 'What somebody has, and who would get which of it.';
