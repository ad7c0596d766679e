-- The shared care plan: which is the active one, and how it comes to be. Lock order: tasks, then the
-- care_plan row, then its parts.

CREATE FUNCTION engine.plan_of(individual_id bigint) RETURNS app.care_plan LANGUAGE plpgsql STABLE AS $$
DECLARE
    p app.care_plan;
BEGIN
    SELECT c.* INTO p FROM app.care_plan c WHERE c.individual_id = plan_of.individual_id AND c.status = 'active';
    RETURN p;
END $$;
COMMENT ON FUNCTION engine.plan_of(bigint) IS 'The person''s active plan; its id is NULL where there is none.';

CREATE FUNCTION engine.area_of(individual_id bigint, domain_id integer) RETURNS app.plan_area LANGUAGE plpgsql STABLE AS $$
DECLARE
    area app.plan_area;
BEGIN
    SELECT a.* INTO area FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id
    WHERE c.individual_id = area_of.individual_id AND c.status = 'active' AND a.domain_id = area_of.domain_id;
    RETURN area;
END $$;
COMMENT ON FUNCTION engine.area_of(bigint, integer) IS 'That area of the person''s active plan; its id is NULL where there is none.';

CREATE FUNCTION engine.area_owner(individual_id bigint, domain_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((engine.area_of(individual_id, domain_id)).owner_role_id,
                    (SELECT d.owner_role_id FROM app.domain d WHERE d.id = area_owner.domain_id));
END $$;
COMMENT ON FUNCTION engine.area_owner(bigint, integer) IS 'The role that owns that area of the person''s plan, or else the domain''s.';

CREATE FUNCTION engine.named_owner(role_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT s.id FROM app.role_on_duty d JOIN app.role_holder h ON h.role_id = d.role_id AND h.staff_id = d.staff_id
                     JOIN app.staff s ON s.id = d.staff_id AND s.active AND s.disabled_at IS NULL WHERE d.role_id = named_owner.role_id),
                    (SELECT h.staff_id FROM app.role_holder h JOIN app.staff s ON s.id = h.staff_id AND s.active AND s.disabled_at IS NULL
                     WHERE h.role_id = named_owner.role_id ORDER BY h.rank LIMIT 1),
                    (SELECT n.operational_owner_id FROM app.network n));
END $$;
COMMENT ON FUNCTION engine.named_owner(integer) IS
    'Who is named for an area that this role owns: the holder on duty, else its first holder, else the network''s operational owner.';

CREATE FUNCTION engine.first_review(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT at + interval '30 days'
$$;
COMMENT ON FUNCTION engine.first_review(timestamptz) IS 'When an area is looked at again unless its owner says otherwise.';

CREATE FUNCTION engine.sign_plan(INOUT p app.care_plan, at timestamptz, actor app.staff, action text, facts jsonb, words jsonb, request_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    entry record;
    reopened boolean := p.status = 'active' AND (SELECT c.status FROM app.care_plan c WHERE c.id = p.id) <> 'active';
BEGIN
    entry := engine.record('care_plan', p.id, p.ledger_seq + 1, p.ledger_head, at, actor, action, p.individual_id, p.version,
                           NULL, p.status::text, facts, jsonb_strip_nulls(words), request_id);
    UPDATE app.care_plan c SET status = p.status, version = p.version, closed_at = p.closed_at,
        ledger_seq = p.ledger_seq + 1, ledger_head = entry.head
    WHERE c.id = p.id RETURNING c.* INTO p;
    IF reopened THEN
        PERFORM engine.renew_owners(p.id, actor, at);
        SELECT c.* INTO p FROM app.care_plan c WHERE c.id = p.id;
    END IF;
END $$;
COMMENT ON FUNCTION engine.sign_plan(app.care_plan, timestamptz, app.staff, text, jsonb, jsonb, uuid) IS
    'Adds an entry to a plan''s record and stores the plan with its new head; the areas of one that is opened again get owners who are there. Call it with the plan''s row locked.';

CREATE FUNCTION engine.renew_owners(plan_id bigint, actor app.staff, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a app.plan_area;
    role_id integer;
BEGIN
    FOR a IN SELECT k.* FROM app.plan_area k JOIN app.role r ON r.id = k.owner_role_id JOIN app.staff s ON s.id = k.owner_staff_id
             WHERE k.plan_id = renew_owners.plan_id AND NOT (r.active AND s.active AND s.disabled_at IS NULL) ORDER BY k.id LOOP
        role_id := (SELECT coalesce(min(r.id) FILTER (WHERE r.id = a.owner_role_id), min(d.owner_role_id), min(n.coordinator_role_id))
                    FROM app.network n LEFT JOIN app.role r ON r.id = a.owner_role_id AND r.active
                    LEFT JOIN app.domain d ON d.id = a.domain_id AND d.active);
        PERFORM engine.hand_area(a, role_id, engine.named_owner(role_id), actor, at, NULL);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.renew_owners(bigint, app.staff, timestamptz) IS
    'While a plan was closed its owners may have left: their areas pass to somebody else of the role, or to the domain''s owner, or the coordinator.';

CREATE FUNCTION engine.withdraw_updates(plan_id bigint, actor app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    task_id bigint;
BEGIN
    FOREACH task_id IN ARRAY engine.plan_update_of(array(SELECT a.id FROM app.plan_area a WHERE a.plan_id = withdraw_updates.plan_id)) LOOP
        PERFORM engine.settle_work(task_id, 'cancelled', actor, 'withdraw', '{"because": "close_plan", "by": "the plan"}', at, request_id);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.withdraw_updates(bigint, app.staff, timestamptz, uuid) IS 'What waits to be brought up to date in a plan that ends is no longer wanted. Tasks are locked before the plan.';

CREATE FUNCTION engine.add_areas(p app.care_plan, actor app.staff, at timestamptz) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    added integer[];
BEGIN
    WITH new AS (
        INSERT INTO app.plan_area AS a (plan_id, domain_id, owner_role_id, owner_staff_id, review_by, updated_at, updated_by)
        SELECT p.id, d.id, d.owner_role_id, engine.named_owner(d.owner_role_id), engine.first_review(at), at, actor.id
        FROM app.domain d
        WHERE d.active AND NOT EXISTS (SELECT FROM app.plan_area k WHERE k.plan_id = p.id AND k.domain_id = d.id)
        ORDER BY d.id RETURNING a.domain_id)
    SELECT array_agg(n.domain_id) INTO added FROM new n;
    RETURN array(SELECT d.code FROM app.domain d WHERE d.id = ANY (added) ORDER BY d.id);
END $$;
COMMENT ON FUNCTION engine.add_areas(app.care_plan, app.staff, timestamptz) IS
    'Gives the plan an area for each domain of the policy that it lacks, owned by the domain''s role and by whoever is named for it; gives their codes.';

CREATE FUNCTION engine.plan_open(individual_id bigint, actor app.staff, at timestamptz, request_id uuid) RETURNS app.care_plan LANGUAGE plpgsql AS $$
DECLARE
    p app.care_plan;
    areas text[];
    fresh boolean;
BEGIN
    INSERT INTO app.care_plan (individual_id, created_at, created_by) VALUES (plan_open.individual_id, at, actor.id) ON CONFLICT DO NOTHING;
    fresh := FOUND;
    SELECT c.* INTO p FROM app.care_plan c
    WHERE c.individual_id = plan_open.individual_id AND c.status = 'active' FOR NO KEY UPDATE;
    areas := engine.add_areas(p, actor, at);
    IF fresh THEN
        p := engine.sign_plan(p, at, actor, 'open_plan', jsonb_build_object('areas', areas), NULL, request_id);
    ELSIF areas <> '{}' THEN
        p.version := p.version + 1;
        p := engine.sign_plan(p, at, actor, 'add_areas', jsonb_build_object('areas', areas), NULL, request_id);
    END IF;
    RETURN p;
END $$;
COMMENT ON FUNCTION engine.plan_open(bigint, app.staff, timestamptz, uuid) IS
    'The person''s active plan, locked; opened where there is none, with an area for each domain. Areas of domains that the policy added since are added.';

CREATE FUNCTION engine.extend_plans(actor app.staff, at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    individual_id bigint;
    extended integer := 0;
BEGIN
    FOR individual_id IN
        SELECT c.individual_id FROM app.care_plan c
        WHERE c.status = 'active' AND EXISTS (
            SELECT FROM app.domain d WHERE d.active AND NOT EXISTS (SELECT FROM app.plan_area a WHERE a.plan_id = c.id AND a.domain_id = d.id))
        ORDER BY c.id LOOP
        PERFORM engine.plan_open(individual_id, actor, at, NULL);
        extended := extended + 1;
    END LOOP;
    RETURN extended;
END $$;
COMMENT ON FUNCTION engine.extend_plans(app.staff, timestamptz) IS 'Gives every open plan the areas of domains that the policy has since; gives to how many. Called once a policy is in force and it is known who is on duty.';

CREATE FUNCTION engine.hand_area(a app.plan_area, role_id integer, staff_id integer, actor app.staff, at timestamptz, request_id uuid)
RETURNS app.plan_area LANGUAGE plpgsql AS $$
DECLARE
    p app.care_plan;
BEGIN
    SELECT c.* INTO p FROM app.care_plan c WHERE c.id = a.plan_id FOR NO KEY UPDATE;
    UPDATE app.plan_area k SET owner_role_id = role_id, owner_staff_id = staff_id, version = k.version + 1, updated_at = at, updated_by = actor.id
    WHERE k.id = a.id RETURNING k.* INTO a;
    PERFORM engine.sign_plan(p, at, actor, 'hand_area', engine.area_facts(a) || jsonb_build_object(
        'role', engine.role_code(role_id), 'login', engine.login_of(staff_id)), NULL, request_id);
    RETURN a;
END $$;
COMMENT ON FUNCTION engine.hand_area(app.plan_area, integer, integer, app.staff, timestamptz, uuid) IS 'Gives an area to another role or person, on the plan''s record.';

CREATE FUNCTION engine.area_facts(a app.plan_area) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('area', a.id, 'domain', (SELECT d.code FROM app.domain d WHERE d.id = a.domain_id), 'part_version', a.version);
END $$;
COMMENT ON FUNCTION engine.area_facts(app.plan_area) IS 'Which area an entry is about, and which version of it came of it.';

CREATE FUNCTION engine.move_areas(former integer, heir integer, actor app.staff, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a app.plan_area;
BEGIN
    FOR a IN SELECT k.* FROM app.plan_area k JOIN app.care_plan c ON c.id = k.plan_id AND c.status = 'active'
             WHERE k.owner_role_id = former ORDER BY k.plan_id, k.id LOOP
        PERFORM engine.hand_area(a, heir, a.owner_staff_id, actor, at, NULL);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.move_areas(integer, integer, app.staff, timestamptz) IS 'Hands every area of open plans of one role to another; whoever is named for them stays.';

CREATE FUNCTION engine.rename_areas(actor app.staff, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    a app.plan_area;
BEGIN
    FOR a IN SELECT k.* FROM app.plan_area k JOIN app.care_plan c ON c.id = k.plan_id AND c.status = 'active'
             JOIN app.staff s ON s.id = k.owner_staff_id AND NOT (s.active AND s.disabled_at IS NULL)
             ORDER BY k.plan_id, k.id LOOP
        PERFORM engine.hand_area(a, a.owner_role_id, engine.named_owner(a.owner_role_id), actor, at, NULL);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.rename_areas(app.staff, timestamptz) IS
    'Names somebody else of the owner role for every area of an open plan whose named person has left. Call it once the leavers are marked, with the check staff_keeps_areas put off.';

CREATE FUNCTION engine.plan_update_of(areas bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(SELECT t.id FROM app.task_origin o JOIN app.task t ON t.id = o.task_id
                 WHERE o.area_id = ANY (areas) AND t.kind = 'plan_update' AND t.closed_at IS NULL ORDER BY t.id);
END $$;
COMMENT ON FUNCTION engine.plan_update_of(bigint[]) IS 'The open tasks to bring these areas up to date.';

CREATE FUNCTION engine.sweep_plan(at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    x record;
    t app.task;
    opened integer := 0;
BEGIN
    FOR x IN SELECT a.id, a.domain_id, a.owner_role_id, a.owner_staff_id, a.review_by, c.individual_id, d.name
             FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active'
             JOIN app.individual i ON i.id = c.individual_id AND i.deceased_at IS NULL JOIN app.domain d ON d.id = a.domain_id
             WHERE a.review_by <= at AND NOT EXISTS (
                 SELECT FROM app.task_origin o JOIN app.task k ON k.id = o.task_id
                 WHERE o.area_id = a.id AND k.kind = 'plan_update' AND k.closed_at IS NULL)
             ORDER BY a.review_by, a.id LIMIT 500 FOR NO KEY UPDATE OF a SKIP LOCKED LOOP
        t := NULL;
        t.kind := 'plan_update';
        t.individual_id := x.individual_id;
        t.owner_role_id := x.owner_role_id;
        t.owner_staff_id := x.owner_staff_id;
        t.label := 'plan: ' || x.name;
        t.created_at := at;
        PERFORM engine.store_work(t, ROW(NULL, x.domain_id, x.id, NULL, NULL, NULL, NULL)::app.task_origin, NULL, 'open',
                                  jsonb_build_object('because', 'review', 'review_by', x.review_by), NULL, NULL);
        opened := opened + 1;
    END LOOP;
    RETURN opened;
END $$;
COMMENT ON FUNCTION engine.sweep_plan(timestamptz) IS
    'Opens a task for every area of an open plan whose review date has passed and that has none open, owned by the area''s owner; gives how many. Nothing for somebody who has died.';

CREATE FUNCTION engine.plan_reviewed(t app.task, actor app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    p app.care_plan;
    a app.plan_area;
BEGIN
    SELECT k.* INTO a FROM app.task_origin o JOIN app.plan_area k ON k.id = o.area_id WHERE o.task_id = t.id;
    SELECT c.* INTO p FROM app.care_plan c WHERE c.id = a.plan_id AND c.status = 'active' FOR NO KEY UPDATE;
    IF p.id IS NULL OR a.review_by > at THEN
        RETURN;
    END IF;
    UPDATE app.plan_area k SET review_by = engine.first_review(at), version = k.version + 1, updated_at = at, updated_by = actor.id
    WHERE k.id = a.id RETURNING k.* INTO a;
    PERFORM engine.sign_plan(p, at, actor, 'review_area', engine.area_facts(a) || jsonb_build_object('review_by', a.review_by), NULL, request_id);
END $$;
COMMENT ON FUNCTION engine.plan_reviewed(app.task, app.staff, timestamptz, uuid) IS
    'A task to bring an area up to date was closed by itself: looked at, nothing to change. The area is looked at again in thirty days.';
