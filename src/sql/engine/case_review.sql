-- Case reviews: a meeting about one person. Its task is the owner and the clock; the agenda is read
-- from the plan, whoever owns an area takes part, and every decision becomes a task.

CREATE FUNCTION engine.review_to_see(ref text, v engine.viewer, OUT review app.case_review, OUT task app.task, OUT relation text[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
    seen record := engine.task_to_see(engine.task_id(ref), v);
BEGIN
    task := seen.task;
    relation := seen.relation;
    SELECT c.* INTO review FROM app.case_review c WHERE c.task_id = task.id;
    IF review.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('This is %s, not a case review.', engine.say_kind(task.kind)), 'Open the case review itself.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.review_to_see(text, engine.viewer) IS 'The case review of a task''s reference, and how the reader stands to it. HF404 as for an item; HF412: another kind of task.';

CREATE FUNCTION engine.review_areas(individual_id bigint, v engine.viewer) RETURNS SETOF app.plan_area LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT a.* FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id JOIN app.domain d ON d.id = a.domain_id
        WHERE c.individual_id = review_areas.individual_id AND c.status = 'active'
          AND engine.sees_category(c.individual_id, d.category, engine.organization_of(a.owner_role_id), engine.organization_of(a.owner_role_id), v.organization_id, v.staff_id)
        ORDER BY d.id;
END $$;
COMMENT ON FUNCTION engine.review_areas(bigint, engine.viewer) IS 'The areas of the person''s plan that the reader may know of.';

CREATE FUNCTION engine.review_agenda(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    seen bigint[] := engine.tasks_seen(individual_id, true, v);
    untold bigint[] := engine.untold_areas(individual_id, v, false);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('area', d.name, 'domain', d.code, 'summary', CASE WHEN a.id <> ALL (untold) THEN a.summary END, 'review_by', a.review_by, 'late', a.review_by < v.at,
            'goals', (SELECT coalesce(jsonb_agg(jsonb_build_object('description', g.description, 'achievement', g.achievement, 'target_date', g.target_date) ORDER BY g.id), '[]')
                      FROM app.goal g WHERE g.area_id = a.id AND a.id <> ALL (untold) AND g.lifecycle IN ('proposed', 'active', 'on-hold')),
            'open', (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', r.ref, 'label', r.label, 'state_words', r.state_words, 'with_words', r.with_words, 'due', r.due)), '[]')
                     FROM engine.rows(array(SELECT s.id FROM unnest(seen) WITH ORDINALITY s (id, n) JOIN app.task t ON t.id = s.id
                                            LEFT JOIN app.service_type y ON y.id = t.service_type_id LEFT JOIN app.task_origin o ON o.task_id = t.id
                                            WHERE coalesce(o.domain_id, y.domain_id) = d.id ORDER BY s.n), v) r)) ORDER BY d.id), '[]')
        FROM engine.review_areas(individual_id, v) a JOIN app.domain d ON d.id = a.domain_id);
END $$;
COMMENT ON FUNCTION engine.review_agenda(bigint, engine.viewer) IS 'What a case review goes through: each area of the plan, its goals, and what is open in it.';

CREATE FUNCTION engine.review_people(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('area', d.name, 'role', r.code, 'role_name', r.name, 'login', s.login, 'name', s.name,
                                                     'organization', o.name, 'phone', coalesce(s.phone, o.phone)) ORDER BY d.id), '[]')
        FROM engine.review_areas(individual_id, v) a JOIN app.domain d ON d.id = a.domain_id
        JOIN app.role r ON r.id = a.owner_role_id JOIN app.staff s ON s.id = a.owner_staff_id JOIN app.organization o ON o.id = r.organization_id);
END $$;
COMMENT ON FUNCTION engine.review_people(bigint, engine.viewer) IS 'Who takes part: whoever owns an area, by name.';

CREATE FUNCTION engine.events_words(task_id bigint, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(engine.say_time((x.e ->> 'at')::timestamptz, v.at) || ' ' || (x.e ->> 'words'), '; ' ORDER BY x.n)
            FROM jsonb_array_elements(engine.review_events(task_id, v)) WITH ORDINALITY x (e, n) WHERE x.n <= 3);
END $$;
COMMENT ON FUNCTION engine.events_words(bigint, engine.viewer) IS 'Because of which events a task is there, the newest three: Thu 19 Nov 22:14 ED visit, St. Mary''s Hospital: chest pain. NULL: none.';

CREATE FUNCTION engine.review_events(task_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('event_ref', engine.event_ref(e.id), 'at', e.occurred_at, 'words', engine.event_words(e)) ORDER BY e.occurred_at DESC, e.id DESC), '[]')
        FROM app.event e
        WHERE e.id IN (SELECT x.event_id FROM app.event_task x WHERE x.task_id = review_events.task_id
                       UNION SELECT o.event_id FROM app.task_origin o WHERE o.task_id = review_events.task_id)
          AND engine.sees_event(e, v));
END $$;
COMMENT ON FUNCTION engine.review_events(bigint, engine.viewer) IS 'Which events called for the review, newest first.';

CREATE FUNCTION engine.review_decisions(review_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('no', d.no, 'decision', d.decision, 'who', s.name, 'at', d.at, 'ref', engine.task_ref(t),
                   'owner', engine.say_who(t.owner_staff_id, t.owner_role_id), 'needed_by', t.needed_by, 'status', t.status, 'open', t.closed_at IS NULL) ORDER BY d.no), '[]')
        FROM app.case_review_decision d JOIN app.task t ON t.id = d.task_id JOIN app.staff s ON s.id = d.staff_id
        WHERE d.review_id = review_decisions.review_id AND t.status <> 'cancelled');
END $$;
COMMENT ON FUNCTION engine.review_decisions(bigint, engine.viewer) IS 'What was decided, and how each decision stands; without those taken back.';

CREATE FUNCTION engine.may_review(individual_id bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN v.duties && '{coordinate,plan}' AND engine.sees_individual(individual_id, v);
END $$;
COMMENT ON FUNCTION engine.may_review(bigint, engine.viewer) IS 'Who calls a case review: coordinators and owners of areas, for whom they see.';

CREATE FUNCTION engine.review_set(t app.task, scheduled_at timestamptz, because text, me app.staff, at timestamptz, request_id uuid) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    was timestamptz;
    signed record;
BEGIN
    SELECT c.scheduled_at INTO was FROM app.case_review c WHERE c.task_id = t.id;
    UPDATE app.case_review c SET scheduled_at = review_set.scheduled_at, because = coalesce(review_set.because, c.because) WHERE c.task_id = t.id;
    signed := engine.sign_task(t, at, me, 'schedule', t.status, jsonb_strip_nulls(jsonb_build_object('at', scheduled_at, 'was', was)),
                               jsonb_strip_nulls(jsonb_build_object('because', because)), request_id);
    UPDATE app.task k SET ledger_seq = (signed.t).ledger_seq, ledger_head = (signed.t).ledger_head WHERE k.id = t.id;
    PERFORM engine.hint(ARRAY[t.owner_organization_id]);
    RETURN signed.t;
END $$;
COMMENT ON FUNCTION engine.review_set(app.task, timestamptz, text, app.staff, timestamptz, uuid) IS 'Puts a case review on a day; its clock stays as it is.';

CREATE FUNCTION engine.decision_owner(decision jsonb, t app.task, v engine.viewer, OUT role_id integer, OUT staff_id integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    domain integer := (SELECT d.id FROM app.domain d WHERE d.code = decision ->> 'area' AND d.active);
    staff app.staff;
    area app.plan_area := engine.area_of(t.individual_id, domain);
BEGIN
    IF decision ? 'to' THEN
        staff := engine.staff_called(decision ->> 'to');
        staff_id := staff.id;
        role_id := engine.standing_role(staff.id);
    ELSIF decision ? 'owner_role' THEN
        SELECT r.id INTO role_id FROM app.role r WHERE r.code = decision ->> 'owner_role' AND r.active;
    ELSIF decision ? 'area' THEN
        role_id := engine.area_owner(t.individual_id, domain);
        staff_id := area.owner_staff_id;
    ELSE
        role_id := t.owner_role_id;
    END IF;
    IF role_id IS NULL THEN
        PERFORM engine.refuse('HF412', format('Nobody is called %s.', coalesce(decision ->> 'to', decision ->> 'owner_role', decision ->> 'area')),
                              'Give a login or a whole name, a role or an area of the plan.');
    ELSIF NOT engine.serves_people(staff, (SELECT r FROM app.role r WHERE r.id = role_id)) THEN
        PERFORM engine.refuse('HF412', format('%s sees nothing that is about a person.', coalesce(staff.name, engine.role_words(engine.role_code(role_id)))),
                              'Choose somebody who works with people.');
    END IF;
    PERFORM engine.require_basis(t.individual_id, v.organization_id, engine.organization_of(role_id), t.category);
END $$;
COMMENT ON FUNCTION engine.decision_owner(jsonb, app.task, engine.viewer) IS
    'Who does what was decided: a person, a role, whoever owns the area; unless somebody is named, the review''s own owner. HF412: nobody, or nothing allows them to be told.';

CREATE FUNCTION engine.name_owner(t app.task, staff_id integer, me app.staff, at timestamptz, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    signed record;
BEGIN
    t.owner_staff_id := staff_id;
    signed := engine.sign_task(t, at, me, 'assign', t.status, jsonb_build_object('to', engine.role_code(t.owner_role_id), 'to_login', engine.login_of(staff_id)), NULL, request_id);
    PERFORM engine.put_task(signed.t);
END $$;
COMMENT ON FUNCTION engine.name_owner(app.task, integer, app.staff, timestamptz, uuid) IS 'A task just opened is somebody''s by name.';

CREATE FUNCTION engine.decide(decision jsonb, t app.task, me app.staff, v engine.viewer, request_id uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
    what text := engine.detail_text(decision, 'decision');
    needed_by timestamptz := engine.read_time(engine.detail_text(decision, 'needed_by'), 'needed_by', true);
    owner record;
    made app.task;
BEGIN
    IF what IS NULL OR needed_by IS NULL THEN
        PERFORM engine.refuse('HF412', 'Each decision needs its words, and a day by which it is done.', 'Type what was decided, and the day.');
    ELSIF needed_by <= v.at THEN
        PERFORM engine.refuse('HF412', 'That is past.', 'Give a time to come.');
    END IF;
    owner := engine.decision_owner(decision, t, v);
    origin.event_id := (SELECT o.event_id FROM app.task_origin o JOIN app.event e ON e.id = o.event_id WHERE o.task_id = t.id AND e.category = 'substance_use');
    origin.domain_id := (SELECT d.id FROM app.domain d WHERE d.code = decision ->> 'area');
    -- The label carries no personal data: what was decided is in the record, apart.
    made := engine.open_work('follow_up', t.individual_id, owner.role_id, NULL, 'decided in case review', 'routine', needed_by, origin, me, 'open',
                             jsonb_build_object('because', 'decision', 'review', engine.task_ref(t)), jsonb_build_object('decision', what), v.at, request_id);
    IF owner.staff_id IS NOT NULL THEN
        PERFORM engine.name_owner(made, owner.staff_id, me, v.at, request_id);
    END IF;
    INSERT INTO app.case_review_decision (review_id, no, decision, task_id, staff_id, at)
    SELECT c.id, 1 + coalesce((SELECT max(d.no) FROM app.case_review_decision d WHERE d.review_id = c.id), 0), what, made.id, me.id, v.at
    FROM app.case_review c WHERE c.task_id = t.id;
    RETURN made.id;
END $$;
COMMENT ON FUNCTION engine.decide(jsonb, app.task, app.staff, engine.viewer, uuid) IS 'A decision of a case review: a task with owner and date. HF412 names what is missing.';

CREATE FUNCTION engine.hold_review(t app.task, decisions jsonb, me app.staff, v engine.viewer, request_id uuid) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    s engine.step_state := engine.life_begin(t.id, 'complete', '{}', v.at, request_id);
    decision jsonb;
BEGIN
    IF (s.t).closed_at IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('It %s.', engine.say_status((s.t).kind, (s.t).status)), 'Reopen it if there is more to decide.');
    END IF;
    FOR decision IN SELECT d FROM jsonb_array_elements(decisions) d LOOP
        s.opened := s.opened || engine.decide(decision, s.t, me, v, request_id);
    END LOOP;
    RETURN engine.finish_task(s, jsonb_build_object('decisions', jsonb_array_length(decisions), 'opened', engine.task_refs(s.opened)));
END $$;
COMMENT ON FUNCTION engine.hold_review(app.task, jsonb, app.staff, engine.viewer, uuid) IS 'The review took place: each decision is a task, and the review is done; one undo takes back both.';
