-- How events, risks, plans, messages and pathways come to owned, timed work: one way for all of them
-- (rules 2 and 6).

CREATE FUNCTION engine.standing_role(staff_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r.id FROM app.role_holder h JOIN app.role r ON r.id = h.role_id AND r.active
            WHERE h.staff_id = standing_role.staff_id ORDER BY h.rank, r.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.standing_role(integer) IS 'As which role somebody asks for something outside a referral: the one they hold in the first rank. NULL: none.';

CREATE FUNCTION engine.staff_called(wanted text) RETURNS app.staff LANGUAGE plpgsql STABLE AS $$
DECLARE
    named app.staff[] := array(SELECT s FROM app.staff s WHERE s.active AND s.disabled_at IS NULL AND s.login = wanted);
BEGIN
    IF named = '{}' THEN
        named := array(SELECT s FROM app.staff s WHERE s.active AND s.disabled_at IS NULL AND lower(s.name) = lower(btrim(wanted)));
    END IF;
    RETURN CASE WHEN cardinality(named) = 1 THEN named[1] END;
END $$;
COMMENT ON FUNCTION engine.staff_called(text) IS 'Somebody who is here, by login or by their whole name where only one has it. NULL: nobody, or more than one.';

CREATE FUNCTION engine.role_serves(role app.role) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT role.duties && '{refer,respond,coordinate,supervise,plan,record}'
$$;
COMMENT ON FUNCTION engine.role_serves(app.role) IS 'The role does care work: who only administers or audits is given nothing that is about a person (DESIGN 9).';

CREATE FUNCTION engine.serves_people(staff app.staff, role app.role) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN staff.id IS NULL THEN engine.role_serves(role)
                ELSE EXISTS (SELECT FROM app.role r WHERE r.id = ANY (engine.my_roles(staff.id)) AND engine.role_serves(r)) END;
END $$;
COMMENT ON FUNCTION engine.serves_people(app.staff, app.role) IS 'That person in any of their roles, or where nobody is named that role, does care work.';

CREATE FUNCTION engine.work_level(kind app.task_kind) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT l.level_id FROM app.network_level l
            WHERE l.kind IN (work_level.kind, 'follow_up') ORDER BY l.kind = work_level.kind DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.work_level(app.task_kind) IS 'The network''s service level for tasks of that kind, or else for follow-ups, which every policy has.';

CREATE FUNCTION engine.work_category(origin app.task_origin) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN EXISTS (SELECT FROM app.domain d
                             WHERE d.category = 'substance_use'
                               AND d.id IN (origin.domain_id, (SELECT a.domain_id FROM app.plan_area a WHERE a.id = origin.area_id)))
                  OR EXISTS (SELECT FROM app.event e WHERE e.id = origin.event_id AND e.category = 'substance_use')
                  OR EXISTS (SELECT FROM app.message m WHERE m.id = origin.message_id AND engine.is_apart(m.category))
                THEN 'substance_use' ELSE 'general' END;
END $$;
COMMENT ON FUNCTION engine.work_category(app.task_origin) IS 'Work that comes of substance-use content is substance-use content (42 CFR Part 2).';

CREATE FUNCTION engine.store_work(t app.task, origin app.task_origin, actor app.staff, action text, facts jsonb, words jsonb, request_id uuid)
RETURNS app.task LANGUAGE plpgsql AS $$
BEGIN
    t.level_id := coalesce(t.level_id, engine.work_level(t.kind));
    t.priority := coalesce(t.priority, 'routine');
    t.category := engine.work_category(origin);
    t.requester_staff_id := actor.id;
    t.requester_organization_id := actor.organization_id;
    t.requester_role_id := engine.standing_role(actor.id);
    t.need_since := coalesce(t.need_since, t.created_at);
    t := engine.open_task(t, actor, action, facts, words, request_id);
    origin.task_id := t.id;
    INSERT INTO app.task_origin SELECT origin.*;
    PERFORM engine.hint(array_remove(ARRAY[t.owner_organization_id, t.requester_organization_id], NULL));
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.store_work(app.task, app.task_origin, app.staff, text, jsonb, jsonb, uuid) IS
    'What engine.open_work does, of a task of which more is known: its named owner, its parent. Give kind, individual, owner role and created_at.';

CREATE FUNCTION engine.open_work(
    kind app.task_kind, individual_id bigint, owner_role_id integer, level_id integer, label text, priority app.priority,
    needed_by timestamptz, origin app.task_origin, actor app.staff, action text, facts jsonb, words jsonb,
    at timestamptz, request_id uuid) RETURNS app.task
LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    t.kind := open_work.kind;
    t.individual_id := open_work.individual_id;
    t.owner_role_id := open_work.owner_role_id;
    t.level_id := open_work.level_id;
    t.label := open_work.label;
    t.priority := open_work.priority;
    t.needed_by := open_work.needed_by;
    t.created_at := at;
    RETURN engine.store_work(t, origin, actor, action, facts, words, request_id);
END $$;
COMMENT ON FUNCTION engine.open_work(app.task_kind, bigint, integer, integer, text, app.priority, timestamptz, app.task_origin,
    app.staff, text, jsonb, jsonb, timestamptz, uuid) IS
    'Opens a task for a role, with its clock, its first entry and what it comes from (origin; its task_id is filled in here), and hints to open consoles. level_id NULL: the network''s level for the kind. actor: who asked for it, NULL: the program. facts: codes, ids and dates for the record; words: what a person typed, kept apart.';

CREATE FUNCTION engine.settle_work(task_id bigint, status app.task_status, actor app.staff, action text, facts jsonb, at timestamptz, request_id uuid)
RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    before app.task_status;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = settle_work.task_id AND k.closed_at IS NULL FOR NO KEY UPDATE;
    IF t.id IS NULL THEN
        RETURN NULL;
    END IF;
    before := t.status;
    PERFORM engine.clock_stop(t.clock_id, at, settle_work.status = 'completed');
    t := engine.close_now(t, settle_work.status, at);
    t.version := t.version + 1;
    signed := engine.sign_task(t, at, actor, action, before, facts, NULL, request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(array_remove(ARRAY[t.owner_organization_id, t.requester_organization_id], NULL));
    RETURN signed.t;
END $$;
COMMENT ON FUNCTION engine.settle_work(bigint, app.task_status, app.staff, text, jsonb, timestamptz, uuid) IS
    'Closes an open task because what it asked for was done elsewhere (a plan was brought up to date, a question answered), on its own record. NULL: it was closed already. Lock it before anything that comes after tasks in the lock order.';
