-- Who may see what: the one place that decides it for whole pages, as engine.relations does for one
-- item. What may not be seen is absent: never counted, found, starred or hinted at.

CREATE FUNCTION engine.viewer() RETURNS engine.viewer LANGUAGE plpgsql AS $$
DECLARE
    staff app.staff := engine.me();
    v engine.viewer;
BEGIN
    v.staff_id := staff.id;
    v.login := staff.login;
    v.organization_id := staff.organization_id;
    -- engine.my_roles, in the same breath as their duties.
    SELECT coalesce(array_agg(DISTINCT r.id), '{}'), coalesce(array_agg(DISTINCT d) FILTER (WHERE d IS NOT NULL), '{}')
    INTO v.roles, v.duties
    FROM app.role r LEFT JOIN LATERAL unnest(r.duties) d ON true
    WHERE r.active AND r.id IN (SELECT h.role_id FROM app.role_holder h WHERE h.staff_id = staff.id
                                UNION ALL SELECT k.role_id FROM app.role_on_duty k WHERE k.staff_id = staff.id);
    v.serves := v.duties && '{refer,respond,coordinate,supervise,plan,record}';
    v.coordinates := 'coordinate' = ANY (v.duties);
    v.audits := 'audit' = ANY (v.duties);
    v.uncovered := array(SELECT k.role_id FROM app.role_on_duty k WHERE k.how IN ('supervisor', 'coordinator', 'on_call', 'nobody'));
    v.at := app.now();
    SELECT n.timezone, (date_trunc('day', v.at AT TIME ZONE n.timezone) + interval '1 day') AT TIME ZONE n.timezone
    INTO v.timezone, v.day_end FROM app.network n;
    RETURN v;
END $$;
COMMENT ON FUNCTION engine.viewer() IS
    'The person of this session with everything that decides what they see; taken once per call. HF404 as engine.me.';

CREATE FUNCTION engine.state_of(status app.task_status, due timestamptz, at timestamptz, day_end timestamptz)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN status IN ('completed', 'rejected', 'failed', 'cancelled', 'entered-in-error') THEN 'closed'
                WHEN status = 'on-hold' THEN 'hold'
                WHEN due IS NULL THEN 'undated'
                WHEN due < at THEN 'late'
                WHEN due < day_end THEN 'today'
                ELSE 'later' END
$$;
COMMENT ON FUNCTION engine.state_of(app.task_status, timestamptz, timestamptz, timestamptz) IS
    'How an item stands: late only once due has passed, undated never on time (rule 2), today until the local day ends.';

CREATE FUNCTION engine.task_to_see(wanted bigint, v engine.viewer, OUT task app.task, OUT relation text[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff;
BEGIN
    SELECT t.* INTO task FROM app.task t WHERE t.id = wanted;
    IF FOUND THEN
        SELECT s.* INTO staff FROM app.staff s WHERE s.id = v.staff_id;
        relation := engine.relations(task, staff, v.roles);
    END IF;
    IF coalesce(relation, '{}') = '{}' THEN
        PERFORM engine.refuse_unseen();
    END IF;
END $$;
COMMENT ON FUNCTION engine.task_to_see(bigint, engine.viewer) IS
    'The task and how the reader stands to it; HF404, one answer, when it is not there or not theirs to see.';

CREATE FUNCTION engine.page_category(individual app.individual) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (SELECT bool_and(y.category = 'substance_use') FROM app.service v JOIN app.service_type y ON y.id = v.service_type_id
                      WHERE v.organization_id = individual.organization_id AND v.active)
                 AND NOT EXISTS (SELECT 1 FROM app.task t WHERE t.individual_id = individual.id AND t.category <> 'substance_use'
                                   AND NOT (t.kind IN ('alert', 'correction') AND engine.of_look(t.id))
                                   AND NOT (individual.organization_id = t.owner_organization_id AND individual.organization_id IS NOT DISTINCT FROM t.requester_organization_id))
                THEN 'substance_use' ELSE 'general' END
$$;
COMMENT ON FUNCTION engine.page_category(app.individual) IS
    'What it tells of somebody that there is a page of theirs: substance_use where whoever entered them treats nothing else, and nothing else is known of them (42 CFR 2.12: that somebody is a patient is protected by itself).';

CREATE FUNCTION engine.page_told(wanted bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    i app.individual;
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = wanted;
    RETURN i.id IS NOT NULL AND (engine.page_category(i) <> 'substance_use' OR engine.discloses(i.id, i.organization_id, v.organization_id, 'substance_use', v.staff_id));
END $$;
COMMENT ON FUNCTION engine.page_told(bigint, engine.viewer) IS 'Whether a reader who looks after everybody may know that this person has a page; of nobody, false: whoever is hidden goes the same way.';

CREATE FUNCTION engine.sees_individual(wanted bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (v.coordinates AND engine.page_told(wanted, v))
        OR (v.serves AND EXISTS (SELECT FROM app.individual i WHERE i.id = wanted AND i.organization_id = v.organization_id))
        OR EXISTS (
            SELECT FROM app.task t JOIN app.role owner ON owner.id = t.owner_role_id
            WHERE t.individual_id = wanted AND t.status <> 'entered-in-error' AND NOT (t.kind IN ('alert', 'correction') AND engine.of_look(t.id))
              AND (v.audits OR (v.serves AND v.organization_id IN (t.owner_organization_id, t.requester_organization_id))
                   OR t.owner_staff_id = v.staff_id OR t.owner_role_id = ANY (v.roles)
                   OR t.requester_staff_id = v.staff_id OR t.requester_role_id = ANY (v.roles)
                   OR owner.supervisor_role_id = ANY (v.roles)
                   OR EXISTS (SELECT FROM app.reach r WHERE r.task_id = t.id AND r.withdrawn_at IS NULL AND r.action <> 'remind'
                                AND (r.staff_id = v.staff_id OR r.role_id = ANY (v.roles))))
              AND engine.has_ground(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id))
        OR EXISTS (
            SELECT FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id JOIN app.role owner ON owner.id = a.owner_role_id
            JOIN app.individual i ON i.id = c.individual_id
            WHERE c.individual_id = wanted AND c.status = 'active'
              AND ((v.serves AND v.organization_id = owner.organization_id) OR a.owner_staff_id = v.staff_id OR a.owner_role_id = ANY (v.roles)
                   OR owner.supervisor_role_id = ANY (v.roles))
              AND engine.has_ground(i.id, 'general', owner.organization_id, i.organization_id, v.organization_id, v.staff_id));
END $$;
COMMENT ON FUNCTION engine.sees_individual(bigint, engine.viewer) IS
    'A coordinator sees everybody of whose page they may know; others whom their organisation entered, whoever an item of theirs is about, and whose plan has an area of theirs, with a basis. An emergency look is none: it lets somebody read (engine.may_read), and begin nothing.';

CREATE FUNCTION engine.may_read(wanted bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.sees_individual(wanted, v) OR engine.looks(wanted, v.staff_id, 'general');
END $$;
COMMENT ON FUNCTION engine.may_read(bigint, engine.viewer) IS 'engine.sees_individual, or an emergency look: for what is only read.';

CREATE FUNCTION engine.tasks_related(individual_id bigint, open boolean, looking boolean, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    shared bigint[] := engine.tasks_shared(individual_id, v);
BEGIN
    RETURN array(
        SELECT t.id FROM app.task t JOIN app.role owner ON owner.id = t.owner_role_id
        WHERE t.id = ANY (shared) AND (t.closed_at IS NULL) = tasks_related.open
          AND (v.coordinates OR v.audits OR tasks_related.looking OR (v.serves AND v.organization_id IN (t.owner_organization_id, t.requester_organization_id))
               OR t.owner_staff_id = v.staff_id OR t.owner_role_id = ANY (v.roles)
               OR (t.kind = 'case_review' AND engine.takes_part(t.individual_id, v.staff_id, v.roles))
               OR t.requester_staff_id = v.staff_id OR t.requester_role_id = ANY (v.roles)
               OR owner.supervisor_role_id = ANY (v.roles)
               OR EXISTS (SELECT FROM app.reach r WHERE r.task_id = t.id AND r.withdrawn_at IS NULL AND r.action <> 'remind'
                            AND (r.staff_id = v.staff_id OR r.role_id = ANY (v.roles))))
        ORDER BY t.sort_at, t.id);
END $$;
COMMENT ON FUNCTION engine.tasks_related(bigint, boolean, boolean, engine.viewer) IS
    'The open, or closed, items about a person to which the reader stands in some way; looking: an emergency look is one.';

CREATE FUNCTION engine.tasks_seen(individual_id bigint, open boolean, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.tasks_related(individual_id, open, engine.looks(individual_id, v.staff_id, 'general'), v);
END $$;
COMMENT ON FUNCTION engine.tasks_seen(bigint, boolean, engine.viewer) IS 'The open, or closed, items about a person that the reader may see, with a basis to know that they are.';

CREATE FUNCTION engine.tasks_shared(individual_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Asked once for each pair of organisations, not for each task.
    RETURN array(
        WITH pair AS MATERIALIZED (
            SELECT p.category, p.owner, p.requester
            FROM (SELECT DISTINCT t.category, t.owner_organization_id AS owner, t.requester_organization_id AS requester
                  FROM app.task t WHERE t.individual_id = tasks_shared.individual_id OFFSET 0) p
            WHERE engine.knows_person(tasks_shared.individual_id, p.category, p.owner, p.requester, v.organization_id, v.staff_id))
        SELECT t.id FROM app.task t
        JOIN pair p ON p.category = t.category AND p.owner = t.owner_organization_id AND p.requester IS NOT DISTINCT FROM t.requester_organization_id
        WHERE t.individual_id = tasks_shared.individual_id AND t.status <> 'entered-in-error'
          AND NOT (t.kind IN ('alert', 'correction') AND engine.look_hidden(t.id, t.owner_role_id, v.staff_id, v.roles)));
END $$;
COMMENT ON FUNCTION engine.tasks_shared(bigint, engine.viewer) IS
    'All items about a person of which the plan tells this reader: those of which there is a basis to know.';
