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
    RETURN coalesce((SELECT d.staff_id FROM app.role_on_duty d WHERE d.role_id = named_owner.role_id AND d.how IN ('holder', 'next')),
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
BEGIN
    entry := engine.record('care_plan', p.id, p.ledger_seq + 1, p.ledger_head, at, actor, action, p.individual_id, p.version,
                           NULL, p.status::text, facts, jsonb_strip_nulls(words), request_id);
    UPDATE app.care_plan c SET status = p.status, version = p.version, closed_at = p.closed_at,
        ledger_seq = p.ledger_seq + 1, ledger_head = entry.head
    WHERE c.id = p.id RETURNING c.* INTO p;
END $$;
COMMENT ON FUNCTION engine.sign_plan(app.care_plan, timestamptz, app.staff, text, jsonb, jsonb, uuid) IS
    'Adds an entry to a plan''s record and stores the plan with its new head. Call it with the plan''s row locked.';

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
