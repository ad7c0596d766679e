-- How a task comes to be: one way for all of them, with owner, clock and first entry (rules 1, 2, 9).

CREATE FUNCTION engine.task_for(r app.referral, parent app.task, kind app.task_kind, at timestamptz) RETURNS app.task
LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task;
BEGIN
    t.kind := task_for.kind;
    t.priority := coalesce(r.priority, parent.priority);
    t.referral_id := coalesce(r.id, parent.referral_id);
    t.individual_id := coalesce(r.individual_id, parent.individual_id);
    t.service_type_id := coalesce(r.service_type_id, parent.service_type_id);
    t.category := coalesce(r.category, parent.category);
    t.requester_staff_id := r.requester_staff_id;
    t.requester_role_id := r.requester_role_id;
    t.requester_organization_id := r.requester_organization_id;
    t.parent_id := parent.id;
    t.need_since := coalesce(r.need_since, at);
    t.needed_by := r.needed_by;
    t.level_id := (SELECT l.level_id FROM app.network_level l WHERE l.kind = task_for.kind);
    t.created_at := at;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.task_for(app.referral, app.task, app.task_kind, timestamptz) IS
    'A task of that kind for a referral (or, without one, for the parent''s person), at the network''s level for its kind; the owner is the caller''s to fill in.';

CREATE FUNCTION engine.first_stage(t app.task) RETURNS app.stage LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.kind = 'risk'
                 AND EXISTS (SELECT 1 FROM app.service_level_stage s
                             WHERE s.level_id = t.level_id AND s.priority = t.priority AND s.stage = 'verify')
                THEN 'verify'
                WHEN t.kind = 'referral'
                  OR EXISTS (SELECT 1 FROM app.service_level_stage s
                             WHERE s.level_id = t.level_id AND s.priority = t.priority AND s.stage = 'accept')
                THEN 'accept' ELSE 'complete' END::app.stage
$$;
COMMENT ON FUNCTION engine.first_stage(app.task) IS
    'A referral is to be answered first; other tasks too where their level gives an answer a time of its own, else they are simply to be done. A risk is first to be verified where its rule says so.';

CREATE FUNCTION engine.open_task(t app.task, actor app.staff, action text, detail jsonb, body jsonb, request_id uuid)
RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    signed record;
BEGIN
    t.id := coalesce(t.id, app.next_id());
    t.status := coalesce(t.status, 'requested');
    t.stage := engine.first_stage(t);
    t.version := 1;
    t.owner_organization_id := engine.organization_of(t.owner_role_id);
    t.stage_since := t.created_at;
    t.sort_at := t.created_at;
    t.category := coalesce(t.category, 'general');
    t.revision := (SELECT n.revision FROM app.network n);
    t.ledger_seq := 0;
    t.ledger_head := '';
    INSERT INTO app.task SELECT t.*;
    t := engine.enter_stage(t, t.stage, t.created_at);
    signed := engine.sign_task(t, t.created_at, actor, action, NULL, detail, body, request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.disclose_passed(signed.t, actor, 'referral', t.created_at);
    RETURN signed.t;
END $$;
COMMENT ON FUNCTION engine.open_task(app.task, app.staff, text, jsonb, jsonb, uuid) IS
    'The one way any task comes to be: stored with its owner, its running clock and its first entry. Give kind, priority, individual, owner role, level, need_since, created_at (the time of the step) and what else applies; the rest is filled in here. Hints are the caller''s.';

CREATE FUNCTION engine.type_words(service_type_id integer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(t.short, CASE WHEN t.name ~ '^[A-Z][^A-Z]' THEN lower(left(t.name, 1)) || substr(t.name, 2) ELSE t.name END)
    FROM app.service_type t WHERE t.id = service_type_id
$$;
COMMENT ON FUNCTION engine.type_words(integer) IS 'A service type within a sentence: nursing visits, IV at home.';
