-- The review of performance: what went past its time in the last seven days, by the organisation
-- that was asked, with one decision for each. Substance-use referrals are left out for everybody:
-- a number of an organisation that treats nothing else would tell of them (42 CFR 2.12).

CREATE FUNCTION engine.past_target(a timestamptz, b timestamptz)
RETURNS TABLE (organization_id integer, what text, task_id bigint, at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT v.organization_id, c.stage::text || CASE WHEN c.met_at IS NULL THEN '_not' ELSE '_late' END, t.id, c.late_since
    FROM app.clock c JOIN app.task t ON t.id = c.task_id AND t.kind = 'referral' AND t.status <> 'entered-in-error' AND NOT engine.is_apart(t.category)
    JOIN app.service v ON v.id = t.service_id
    WHERE c.late_since >= a AND c.late_since < b AND c.stage IN ('accept', 'start')
    UNION ALL
    SELECT v.organization_id, 'default_reason', t.id, l.at
    FROM app.ledger l JOIN app.task t ON t.id = l.entity_id AND t.status = 'rejected' AND NOT engine.is_apart(t.category)
    JOIN app.service v ON v.id = t.service_id
    WHERE l.at >= a AND l.at < b AND l.entity_kind = 'task' AND l.action = 'decline' AND l.detail ->> 'reason_source' = 'default'
      AND NOT EXISTS (SELECT FROM app.ledger m WHERE m.entity_kind = 'task' AND m.entity_id = l.entity_id AND m.seq > l.seq AND m.action = 'amend')
$$;
COMMENT ON FUNCTION engine.past_target(timestamptz, timestamptz) IS
    'What passed its due in that time: tries answered or started late, or not at all (accept_late, accept_not, start_late, start_not), and declines for which nobody chose a reason.';

CREATE FUNCTION engine.target_said(what text, n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT n || ' ' || CASE what WHEN 'accept_late' THEN 'answered late' WHEN 'accept_not' THEN 'never answered' WHEN 'start_late' THEN 'started late'
        WHEN 'start_not' THEN 'not started' ELSE 'declined without a chosen reason' END
$$;
COMMENT ON FUNCTION engine.target_said(text, integer) IS '5 answered late';

CREATE FUNCTION engine.targets_said(counts jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array(SELECT engine.target_said(k, (counts ->> k)::integer) FROM unnest('{accept_not,start_not,accept_late,start_late,default_reason}'::text[]) WITH ORDINALITY x (k, p)
                 WHERE counts ? k ORDER BY p)
$$;
COMMENT ON FUNCTION engine.targets_said(jsonb) IS 'All of an organisation, what was never done before what was late.';

CREATE FUNCTION engine.enter_performance(r app.review, v engine.viewer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    entered integer;
BEGIN
    WITH past AS MATERIALIZED (SELECT q.* FROM engine.past_target(v.at - interval '7 days', v.at) q),
    counted AS (SELECT p.organization_id, p.what, count(*) AS n FROM past p GROUP BY 1, 2),
    summed AS (SELECT c.organization_id, sum(c.n)::integer AS total, jsonb_object_agg(c.what, c.n) AS counts FROM counted c GROUP BY 1),
    which AS (SELECT p.organization_id, min(p.at) AS since, array_agg(p.task_id ORDER BY p.what LIKE '%\_not' DESC, p.at, p.task_id) AS tasks FROM past p GROUP BY 1)
    INSERT INTO app.review_item (review_id, no, task_id, organization_id, about, apart, weight, since, reasons, seen_before, version, facts)
    SELECT r.id, row_number() OVER (ORDER BY s.total DESC, w.since, s.organization_id), w.tasks[1], s.organization_id, s.organization_id, false, s.total, w.since,
           array(SELECT jsonb_object_keys(s.counts)), engine.seen_in(b), 1, jsonb_build_object('counts', s.counts, 'tasks', to_jsonb(w.tasks[1:20]))
    FROM summed s JOIN which w USING (organization_id)
    LEFT JOIN app.review_item b ON b.review_id = engine.review_before(r) AND b.organization_id = s.organization_id;
    GET DIAGNOSTICS entered = ROW_COUNT;
    PERFORM engine.review_regroup(r.id, NULL);
    RETURN entered;
END $$;
COMMENT ON FUNCTION engine.enter_performance(app.review, engine.viewer) IS 'One item for each organisation of which anything went past its time in the seven days before.';

CREATE FUNCTION engine.performance_above(t app.task) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT coalesce(o.supervisor_role_id, o.id) FROM app.service v JOIN app.role o ON o.id = v.owner_role_id WHERE v.id = t.service_id),
                    (SELECT n.coordinator_role_id FROM app.network n));
END $$;
COMMENT ON FUNCTION engine.performance_above(app.task) IS 'Who answers for how an organisation''s service does: the supervisor of whoever answers its referrals.';

CREATE FUNCTION engine.performance_items(r app.review, numbers integer[], decided integer, total integer, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('no', decided + n.place, 'of', total, 'ref', o.code, 'version', 1, 'kind', 'organization', 'status', i.state,
            'name', o.name, 'individual_ref', NULL, 'birth_year', NULL, 'group', o.code || CASE WHEN i.turn > 0 THEN '/' || i.turn ELSE '' END, 'person_left', 1, 'person_later', (i.turn > 0)::integer, 'label', 'last seven days', 'worst', i.reasons[1], 'codes', to_jsonb(i.reasons),
            'reasons', to_jsonb(engine.targets_said(i.facts -> 'counts')), 'state_words', '', 'with_words', w.who, 'need_since', i.since, 'due', NULL,
            'last_words', NULL, 'times_seen', i.seen_before, 'came_back', false,
            'lines', jsonb_build_array(jsonb_build_object('label', 'Such as', 'text',
                (SELECT string_agg(engine.task_ref(t), ', ' ORDER BY k.p) FROM (SELECT e.id::bigint AS id, min(e.p) AS p FROM jsonb_array_elements_text(i.facts -> 'tasks') WITH ORDINALITY e (id, p) GROUP BY 1) k JOIN app.task t ON t.id = k.id))),
            'actions', '["note", "seen", "later"]'::jsonb,
            'effects', jsonb_build_array('ask ' || w.who,
                CASE WHEN i.seen_before + 1 = r.seen_limit THEN format('seen, %s time: goes to %s', engine.ordinal(r.seen_limit), w.who) ELSE 'seen, no change' END,
                'back to the end of the line')) ORDER BY n.place), '[]')
        FROM unnest(numbers) WITH ORDINALITY n (no, place)
        JOIN app.review_item i ON i.review_id = r.id AND i.no = n.no
        JOIN app.organization o ON o.id = i.organization_id JOIN app.task t ON t.id = i.task_id
        CROSS JOIN LATERAL (SELECT coalesce((SELECT s.name FROM app.staff s WHERE s.id = engine.duty_of(engine.performance_above(t))),
                                            (SELECT k.name FROM app.role k WHERE k.id = engine.performance_above(t))) AS who) w);
END $$;
COMMENT ON FUNCTION engine.performance_items(app.review, integer[], integer, integer, engine.viewer) IS 'Organisations of a review of performance in the shape of engine.review_items.';

CREATE FUNCTION engine.tell_organization(r app.review, i app.review_item, note text, me app.staff, v engine.viewer, request_id uuid) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    f app.task;
    none app.referral;
    worst app.task := (SELECT t FROM app.task t WHERE t.id = i.task_id);
BEGIN
    f := engine.task_for(none, worst, 'follow_up', v.at);
    f.owner_role_id := engine.performance_above(worst);
    f.priority := 'routine';
    f.requester_staff_id := me.id;
    f.requester_role_id := r.role_id;
    f.requester_organization_id := me.organization_id;
    f.label := left('last week: ' || array_to_string(engine.targets_said(i.facts -> 'counts'), ', '), 200);
    f := engine.open_task(f, me, 'open', jsonb_build_object('because', 'performance', 'review', engine.meeting_ref(r.id), 'counts', i.facts -> 'counts'),
                          jsonb_strip_nulls(jsonb_build_object('note', note)), request_id);
    PERFORM engine.hint(ARRAY[f.owner_organization_id]);
    RETURN f;
END $$;
COMMENT ON FUNCTION engine.tell_organization(app.review, app.review_item, text, app.staff, engine.viewer, uuid) IS
    'A follow-up with a clock for whoever answers for an organisation''s service, about the worst of what went past its time.';

CREATE FUNCTION engine.decide_organization(r app.review, request_id uuid, arguments jsonb, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    me app.staff := engine.me();
    action text := arguments ->> 'action';
    note text := engine.detail_text(arguments -> 'detail', 'note');
    i app.review_item := engine.review_row(r, arguments ->> 'item');
    times integer;
    opened app.task;
BEGIN
    IF i.no IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    -- Tasks before the review, as everywhere.
    PERFORM FROM app.task t WHERE t.id = ANY ((engine.last_decision(r, i)).opened) ORDER BY t.id FOR NO KEY UPDATE;
    PERFORM FROM app.review_item k WHERE k.review_id = r.id AND k.no = i.no FOR NO KEY UPDATE;
    IF engine.once(me, request_id, 'review_decide', arguments) IS NOT NULL THEN
        RETURN engine.once(me, request_id, 'review_decide', arguments);
    END IF;
    v.at := app.now();
    IF action IS NULL OR action <> ALL ('{note,seen,later,undo}') THEN
        PERFORM engine.refuse('HF400', format('There is no action %s here.', coalesce(action, '(none)')), 'Write to them (note), or say that you have seen it (seen), or that it waits (later).');
    END IF;
    PERFORM engine.check_detail(arguments -> 'detail');
    i := engine.item_in_review(r, i, action, v);
    IF action = 'later' THEN
        PERFORM engine.put_off(i, v);
    ELSIF action = 'undo' AND i.facts ? 'later' THEN
        PERFORM engine.take_back_put_off(i, v);
    ELSIF action = 'undo' THEN
        PERFORM engine.take_back_organization(engine.last_decision(r, i), me, v, request_id);
    ELSIF action = 'note' AND note IS NULL THEN
        PERFORM engine.refuse('HF412', 'To write to them, say what.', 'Missing in detail: note.');
    ELSE
        times := i.seen_before + 1;
        IF action = 'note' OR times = r.seen_limit THEN
            opened := engine.tell_organization(r, i, note, me, v, request_id);
        END IF;
        PERFORM engine.count_decision(i, action, 1, i.reasons, CASE WHEN action = 'seen' THEN times ELSE 0 END, array_remove(ARRAY[opened.id], NULL), v);
    END IF;
    RETURN jsonb_build_object('ref', arguments ->> 'item', 'name', (SELECT o.name FROM app.organization o WHERE o.id = i.organization_id), 'version', 1, 'status', CASE WHEN action IN ('later', 'undo') THEN 'open' ELSE 'decided' END, 'later', action = 'later',
                              'undo_until', CASE WHEN action <> 'undo' THEN engine.undo_until(v.at) END,
                              'opened', CASE WHEN opened.id IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(engine.task_ref(opened)) END, 'replayed', false);
END $$;
COMMENT ON FUNCTION engine.decide_organization(app.review, uuid, jsonb, engine.viewer) IS
    'One decision on an organisation: a note, which is a follow-up with a clock for whoever answers for its service; or seen; or later; or undo of any of them.';
