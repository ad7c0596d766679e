-- What a plan says, read for one person at a time: areas, goals, notes, who is in the team, what is next.

CREATE FUNCTION engine.goal_list(area_id bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'description', g.description, 'lifecycle', g.lifecycle,
                       'achievement', g.achievement, 'words', engine.goal_words(g), 'target_date', g.target_date, 'version', g.version)
                       ORDER BY g.lifecycle IN ('completed', 'cancelled'), g.target_date NULLS LAST, g.id), '[]')
            FROM app.goal g WHERE g.area_id = goal_list.area_id AND g.lifecycle <> 'entered-in-error');
END $$;
COMMENT ON FUNCTION engine.goal_list(bigint) IS 'The goals of an area, those still open first.';

CREATE FUNCTION engine.goal_words(g app.goal) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE g.lifecycle WHEN 'proposed' THEN 'proposed' WHEN 'on-hold' THEN 'waits' WHEN 'cancelled' THEN 'dropped'
           ELSE CASE g.achievement WHEN 'in-progress' THEN 'under way' WHEN 'no-change' THEN 'no change' WHEN 'achieved' THEN 'met'
                    WHEN 'not-achieved' THEN 'not met' ELSE g.achievement::text END END
$$;
COMMENT ON FUNCTION engine.goal_words(app.goal) IS 'How a goal stands, as people read it: met, improving, dropped.';

CREATE FUNCTION engine.note_list(plan_id bigint, kinds text[], area_ids bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'text', n.text, 'who', engine.staff_words(n.staff_id, v),
                       'at', n.at, 'version', n.version, 'area', n.area_id) ORDER BY n.at, n.id), '[]')
            FROM app.plan_note n JOIN app.care_plan c ON c.id = n.plan_id
            WHERE n.plan_id = note_list.plan_id AND n.ended_at IS NULL AND n.kind = ANY (kinds) AND engine.note_seen(n, c.individual_id, v)
              AND (n.area_id = ANY (area_ids) OR (n.area_id IS NULL AND array_position(area_ids, NULL) IS NOT NULL)));
END $$;
COMMENT ON FUNCTION engine.note_list(bigint, text[], bigint[], engine.viewer) IS
    'Notes of those kinds on these areas, oldest first; with a NULL among area_ids also those on the whole plan.';

CREATE FUNCTION engine.area_work(tasks bigint[], at timestamptz) RETURNS TABLE (domain_id integer, open integer, late integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT d.id, count(*)::integer, count(*) FILTER (WHERE t.status <> 'on-hold' AND t.due < area_work.at)::integer
        FROM app.task t
        LEFT JOIN app.service_type y ON y.id = t.service_type_id
        LEFT JOIN app.task_origin o ON o.task_id = t.id
        LEFT JOIN app.plan_area a ON a.id = o.area_id
        JOIN app.domain d ON d.id = coalesce(o.domain_id, a.domain_id, y.domain_id)
        WHERE t.id = ANY (tasks) AND t.closed_at IS NULL
        GROUP BY d.id;
END $$;
COMMENT ON FUNCTION engine.area_work(bigint[], timestamptz) IS 'How many of these items are open, and late, in each area.';

CREATE FUNCTION engine.plan_area_list(areas engine.area_seen[], tasks bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    team boolean := v.coordinates OR EXISTS (SELECT FROM unnest(areas) x WHERE x.mine);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', (x.area).id, 'domain', (x.domain).code, 'name', (x.domain).name,
            'owner_role', (x.role).code, 'owner_role_name', (x.role).name, 'owner_organization', g.name,
            'owner_login', (x.owner).login, 'owner_name', (x.owner).name,
            'summary', CASE WHEN x.known THEN (x.area).summary END, 'withheld', NOT x.known,
            'notice', CASE WHEN x.known THEN engine.notice_for((x.domain).category) END,
            'review_by', (x.area).review_by, 'late', (x.area).review_by <= v.at, 'version', (x.area).version,
            'open', coalesce(w.open, 0), 'late_count', coalesce(w.late, 0),
            'mine', x.mine, 'may_comment', v.serves AND team AND x.known, 'may_reassign', v.coordinates,
            'goals_list', l.goals,
            'goals', (SELECT count(*) FROM jsonb_array_elements(l.goals) k WHERE k ->> 'lifecycle' IN ('active', 'on-hold', 'completed')),
            'goals_met', (SELECT count(*) FROM jsonb_array_elements(l.goals) k
                          WHERE k ->> 'lifecycle' IN ('active', 'on-hold', 'completed') AND k ->> 'achievement' = 'achieved'),
            'comments', CASE WHEN x.known THEN engine.note_list((x.area).plan_id, '{comment,proposal}', ARRAY[(x.area).id], v) ELSE '[]' END,
            'updated_at', (x.area).updated_at,
            'updated_by', (SELECT s.name FROM app.staff s WHERE s.id = (x.area).updated_by)) ORDER BY (x.domain).name), '[]')
        FROM unnest(areas) x
        JOIN app.organization g ON g.id = (x.role).organization_id
        LEFT JOIN engine.area_work(tasks, v.at) w ON w.domain_id = (x.domain).id
        CROSS JOIN LATERAL (SELECT CASE WHEN x.known THEN engine.goal_list((x.area).id) ELSE '[]' END AS goals OFFSET 0) l);
END $$;
COMMENT ON FUNCTION engine.plan_area_list(engine.area_seen[], bigint[], engine.viewer) IS 'The areas of a plan with what stands in them.';

CREATE FUNCTION engine.plan_notes(plan_id bigint, areas engine.area_seen[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    told bigint[] := array(SELECT (x.area).id FROM unnest(areas) x WHERE x.known) || NULL::bigint;
    notes jsonb := engine.note_list(plan_id, '{barrier,medicine,pending_result,known_risk,counseling}', told, v);
BEGIN
    RETURN (SELECT jsonb_object_agg(k, (SELECT coalesce(jsonb_agg(n ORDER BY place), '[]')
                                        FROM jsonb_array_elements(notes) WITH ORDINALITY e (n, place) WHERE n ->> 'kind' = k))
            FROM unnest('{barrier,medicine,pending_result,known_risk,counseling}'::text[]) k
            -- Kept apart: without any to see there is no such list.
            WHERE k <> 'counseling' OR EXISTS (SELECT FROM jsonb_array_elements(notes) n WHERE n ->> 'kind' = 'counseling'));
END $$;
COMMENT ON FUNCTION engine.plan_notes(bigint, engine.area_seen[], engine.viewer) IS 'What is handed over with a plan: what stands in the way, medicines, results to come, known risks; and notes of counseling, for whoever may see them.';

CREATE FUNCTION engine.plan_next(tasks bigint[], seen bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(x) - 'sort_at' - 'id' ORDER BY x.sort_at, x.id), '[]')
        FROM (
            SELECT t.sort_at, t.id, engine.task_ref(t) AS ref, t.due, engine.state_of(t.status, t.due, v.at, v.day_end) AS state,
                   CASE WHEN t.owner_staff_id = v.staff_id OR (t.owner_staff_id IS NULL AND t.owner_role_id = ANY (v.roles)) THEN 'you'
                        ELSE coalesce(s.name, r.name) END AS who,
                   engine.label_of(t.kind, t.label, y.short, y.name) AS label, t.kind,
                   engine.status_words(t.kind, t.status, engine.reason_words('hold', t.waiting_on)) AS state_words,
                   t.hold_until, coalesce(t.owner_role_id = ANY (v.roles) OR t.owner_staff_id = v.staff_id, false) AS mine, t.id = ANY (seen) AS opens,
                   coalesce(o.area_id, (engine.area_of(t.individual_id, coalesce(o.domain_id, y.domain_id))).id) AS area
            FROM app.task t JOIN app.role r ON r.id = t.owner_role_id
            LEFT JOIN app.staff s ON s.id = t.owner_staff_id LEFT JOIN app.service_type y ON y.id = t.service_type_id
            LEFT JOIN app.task_origin o ON o.task_id = t.id
            WHERE t.id = ANY (tasks) AND t.closed_at IS NULL ORDER BY t.sort_at, t.id LIMIT 50) x);
END $$;
COMMENT ON FUNCTION engine.plan_next(bigint[], bigint[], engine.viewer) IS 'The open items among these, soonest first; opens: the reader may open it; area: the one it belongs to.';

CREATE FUNCTION engine.plan_team(areas engine.area_seen[], tasks bigint[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH part AS (
            SELECT 1 AS place, (x.owner).id AS staff_id, (x.role).id AS role_id, (x.domain).name AS what FROM unnest(areas) x
            UNION ALL
            SELECT 2, t.owner_staff_id, t.owner_role_id, engine.label_of(t.kind, t.label, y.short, y.name)
            FROM app.task t LEFT JOIN app.service_type y ON y.id = t.service_type_id
            WHERE t.id = ANY (tasks) AND t.closed_at IS NULL AND t.kind = 'referral' AND t.status <> 'requested'),
        member AS (
            SELECT min(p.place) AS place, p.staff_id, p.role_id, string_agg(DISTINCT p.what, ', ') AS what
            FROM part p GROUP BY p.staff_id, p.role_id)
        SELECT coalesce(jsonb_agg(jsonb_build_object('name', coalesce(s.name, r.name), 'login', s.login, 'role', r.name, 'role_code', r.code,
                   'organization', o.name, 'phone', coalesce(s.phone, o.phone), 'what', m.what) ORDER BY m.place, r.name, s.name), '[]')
        FROM member m JOIN app.role r ON r.id = m.role_id JOIN app.organization o ON o.id = r.organization_id LEFT JOIN app.staff s ON s.id = m.staff_id);
END $$;
COMMENT ON FUNCTION engine.plan_team(engine.area_seen[], bigint[]) IS 'Who works on it: the owners of the areas, and whoever has accepted something.';

CREATE FUNCTION engine.days_words(until timestamptz, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    days integer := (until AT TIME ZONE v.timezone)::date - (v.at AT TIME ZONE v.timezone)::date;
BEGIN
    RETURN CASE WHEN until < v.at THEN 'past' WHEN days = 0 THEN 'today' WHEN days = 1 THEN 'tomorrow' ELSE days || ' days' END;
END $$;
COMMENT ON FUNCTION engine.days_words(timestamptz, engine.viewer) IS 'How far off a date is: today, tomorrow, 9 days, past.';

CREATE FUNCTION engine.plan_risk(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('level', r.level, 'category', r.category, 'words', concat_ws(' ', upper(r.level::text),
                   engine.risk_words(r.category) || CASE WHEN r.legal_deadline IS NULL THEN '' ELSE ', deadline '
                       || engine.say_time(r.legal_deadline, v.at) || ', ' || engine.days_words(r.legal_deadline, v) END))
        FROM app.social_risk r
        WHERE r.individual_id = plan_risk.individual_id AND r.status = 'active'
        ORDER BY r.level DESC, r.legal_deadline NULLS LAST, r.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.plan_risk(bigint, engine.viewer) IS 'The gravest open social risk, for the head of the plan. NULL: none.';

CREATE FUNCTION engine.risk_words(category text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT c.name FROM engine.risk_category_list() c WHERE c.code = category), category);
END $$;
COMMENT ON FUNCTION engine.risk_words(text) IS 'A category of social risk as people read it.';

CREATE FUNCTION engine.plan_events(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('count', x.n, 'type', x.code, 'words', format('%ss %s in 365 days', x.name, x.n))
        FROM (SELECT y.code, y.name, count(*) AS n
              FROM app.event e JOIN app.event_type y ON y.id = e.type_id
              WHERE e.individual_id = plan_events.individual_id AND e.occurred_at > v.at - interval '365 days' AND e.occurred_at <= v.at
                AND e.retracted_at IS NULL AND engine.sees_category(e.individual_id, e.category, e.organization_id, e.organization_id, v.organization_id, v.staff_id)
              GROUP BY y.code, y.name HAVING count(*) > 1 ORDER BY count(*) DESC, y.code LIMIT 1) x);
END $$;
COMMENT ON FUNCTION engine.plan_events(bigint, engine.viewer) IS 'What happened most often in a year: ED visits 4 in 365 days. NULL: nothing twice.';

CREATE FUNCTION engine.plan_shared(individual_id bigint, areas engine.area_seen[], team jsonb, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    basis text := engine.basis(individual_id, coalesce((SELECT i.organization_id FROM app.individual i WHERE i.id = plan_shared.individual_id), v.organization_id),
                               v.organization_id, 'general');
    told integer := (SELECT count(*) FROM unnest(areas) x WHERE x.known);
BEGIN
    RETURN split_part(engine.basis_words(coalesce(basis, 'treatment'), 'general'), ';', 1)
        || CASE WHEN told = cardinality(areas) THEN ': all areas' ELSE format(': %s of %s areas', told, cardinality(areas)) END
        || format(', team of %s', jsonb_array_length(team));
END $$;
COMMENT ON FUNCTION engine.plan_shared(bigint, engine.area_seen[], jsonb, engine.viewer) IS 'On which basis the reader sees how much of the plan: For treatment: all areas, team of 6.';

CREATE FUNCTION engine.plan_actions(p app.care_plan, areas engine.area_seen[], v engine.viewer) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array(SELECT a.action FROM (VALUES
        ('open', p.id IS NULL AND v.duties && '{plan,coordinate}'),
        ('edit', p.id IS NOT NULL AND EXISTS (SELECT FROM unnest(areas) x WHERE x.mine)),
        ('comment', p.id IS NOT NULL AND v.serves AND (v.coordinates OR EXISTS (SELECT FROM unnest(areas) x WHERE x.mine))),
        ('note', p.id IS NOT NULL AND v.serves), ('message', v.serves), ('reassign', p.id IS NOT NULL AND v.coordinates),
        ('close', p.id IS NOT NULL AND v.coordinates), ('event', v.duties && '{record,coordinate}'), ('risk', v.duties && '{record,coordinate}'),
        ('referral', v.duties && '{refer}'), ('pathway', v.duties && '{refer,plan,coordinate}'),
        ('review', v.duties && '{coordinate,plan}'), ('safety', v.serves), ('merge', v.coordinates)) a (action, may)
        WHERE a.may)
$$;
COMMENT ON FUNCTION engine.plan_actions(app.care_plan, engine.area_seen[], engine.viewer) IS 'What the reader may do to somebody''s plan.';
