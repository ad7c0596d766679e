-- Case reviews: what one is about, putting one on a day, and holding it.
--
-- api.case_review(ref text) → {"ref": "T-…", "version": int, "status", "state_words": text, "label", "because": text|null,
--   "individual_ref", "person": as in api.item|null, "owner_role", "owner_role_name": text, "owner_name": text|null, "due": timestamptz|null,
--   "scheduled_at", "held_at": timestamptz|null,
--   "events": [{"event_ref", "at", "words"}, …],       what called for it, newest first
--   "agenda": [{"area": name, "domain": code, "summary": text|null (not where it may not be told), "review_by", "late": bool,
--               "goals": [{"description", "achievement", "target_date"}, …],
--               "open": [{"ref", "label", "state_words", "with_words", "due"}, …]}, …],
--   "barriers": [text, …],
--   "participants": [{"area", "role", "role_name", "login", "name", "organization", "phone": text|null}, …],
--   "decisions": [{"no", "decision", "who", "at", "ref", "owner", "needed_by", "status", "open": bool}, …],
--   "actions": ["schedule", "hold"] }
-- api.case_review_schedule(request_id uuid, individual_ref text, scheduled_at timestamptz, because text)
--   → {"ref", "scheduled_at", "due", "joined": bool, "owner_role", "replayed"}    joined: one was open, and is on that day now
-- api.case_review_hold(request_id uuid, ref text, decisions jsonb)
--   decisions: [{"decision": text, "needed_by": instant|date, and one of "to": login, "owner_role": code, "area": domain (its owner); none: the review's owner}, …]
--   → as api.act gives: "ref", "version", "status", "undo_until", "opened": [ref, …] (one for each decision), "replayed"

CREATE FUNCTION api.case_review(ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    seen record := engine.review_to_see(ref, v);
    t app.task := seen.task;
    c app.case_review := seen.review;
    line engine.row;
    none app.referral;
    untold bigint[] := engine.untold_areas(t.individual_id, v, false);
    agenda jsonb := CASE WHEN engine.withheld_words(t, v) IS NULL THEN engine.review_agenda(t.individual_id, v) END;
BEGIN
    PERFORM engine.open_for(t, v);
    PERFORM engine.disclose_item(t, 'item', v);
    IF agenda IS NOT NULL THEN
        PERFORM engine.disclose_person(t.individual_id, 'plan', engine.area_contents(array(SELECT a.id FROM engine.review_areas(t.individual_id, v) a WHERE a.id <> ALL (untold)))
            || engine.ref_contents(engine.refs_in(agenda, '$[*].open[*].ref'), v), v);
    END IF;
    SELECT r.* INTO line FROM engine.rows(ARRAY[t.id], v) r;
    RETURN jsonb_build_object('ref', line.ref, 'version', t.version, 'status', t.status, 'state_words', line.state_words, 'label', line.label, 'because', c.because,
            'individual_ref', line.individual_ref, 'person', engine.item_person(t, none, v) -> 'person',
            'owner_role', line.owner_role, 'owner_role_name', engine.role_words(line.owner_role), 'owner_name', line.owner_name, 'due', t.due,
            'scheduled_at', c.scheduled_at, 'held_at', c.held_at, 'events', engine.review_events(t.id, v), 'decisions', engine.review_decisions(c.id, v),
            'look', engine.look_json(t.individual_id, v) -> 'look', 'actions', to_jsonb(CASE WHEN t.closed_at IS NOT NULL OR NOT seen.relation && '{O,C}' THEN '{}'::text[] ELSE '{schedule,hold}' END))
        || CASE WHEN agenda IS NULL THEN '{"agenda": [], "barriers": [], "participants": []}'::jsonb
           ELSE jsonb_build_object('agenda', agenda, 'participants', engine.review_people(t.individual_id, v),
                'barriers', (SELECT coalesce(jsonb_agg(n.text ORDER BY n.id), '[]') FROM app.plan_note n JOIN app.care_plan p ON p.id = n.plan_id
                             WHERE p.individual_id = t.individual_id AND p.status = 'active' AND n.kind = 'barrier' AND n.ended_at IS NULL
                               AND (n.area_id IS NULL OR n.area_id IN (SELECT a.id FROM engine.review_areas(t.individual_id, v) a WHERE a.id <> ALL (untold))))) END;
END $$;
COMMENT ON FUNCTION api.case_review(text) IS 'One case review: why, when, what it goes through, who takes part, what was decided. HF404 as for an item; HF412: another kind of task.';

CREATE FUNCTION api.case_review_schedule(request_id uuid, individual_ref text, scheduled_at timestamptz, because text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'at', scheduled_at, 'because', because);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    person bigint := engine.individual_id(individual_ref);
    origin app.task_origin;
    t app.task;
    joins boolean;
    answer jsonb;
BEGIN
    IF NOT coalesce(engine.sees_individual(person, v), false) THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT engine.may_review(person, v) THEN
        PERFORM engine.refuse_seen('call a case review', 'those whose roles plan, or ' || engine.coordinator_words());
    END IF;
    PERFORM 1 FROM app.individual i WHERE i.id = person FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'case_review_schedule', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    v.at := app.now();
    PERFORM engine.check_lengths(jsonb_build_object('because', because), 10000);
    IF scheduled_at IS NULL OR scheduled_at <= v.at THEN
        PERFORM engine.refuse('HF412', 'A case review needs a day to come.', 'Give a time to come.');
    ELSIF scheduled_at > v.at + interval '400 days' THEN
        PERFORM engine.refuse('HF412', 'That is more than a year away.', 'Hold it within a year.');
    END IF;
    t := engine.open_review(person, 'general');
    joins := t.id IS NOT NULL;
    IF NOT joins THEN
        t := engine.open_work('case_review', person, (SELECT n.coordinator_role_id FROM app.network n), NULL, 'case review', 'routine', scheduled_at, origin, me, 'open',
                              jsonb_build_object('because', 'hand'), NULL, v.at, request_id);
    END IF;
    t := engine.review_set(t, scheduled_at, engine.typed(because), me, v.at, request_id);
    answer := jsonb_build_object('ref', engine.task_ref(t), 'scheduled_at', scheduled_at, 'due', t.due, 'joined', joins,
                                 'owner_role', engine.role_code(t.owner_role_id), 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'case_review_schedule', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.case_review_schedule(uuid, text, timestamptz, text) IS
    'Puts a case review of the person on a day; one that is open already, else a new one of the coordinator''s. Duty coordinate or plan. HF404; HF412: no day to come, or more than a year away; HF422.';

CREATE FUNCTION api.case_review_hold(request_id uuid, ref text, decisions jsonb DEFAULT '[]') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('ref', ref, 'decisions', decisions);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    seen record := engine.review_to_see(ref, v);
    s engine.step_state;
    stored record;
    answer jsonb;
BEGIN
    IF NOT seen.relation && '{O,C}' THEN
        PERFORM engine.refuse_seen('hold it', engine.step_for('{O,C}'));
    END IF;
    PERFORM 1 FROM app.task t WHERE t.id = (seen.task).id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'case_review_hold', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    IF jsonb_typeof(decisions) IS DISTINCT FROM 'array' OR EXISTS (SELECT FROM jsonb_array_elements(decisions) d WHERE jsonb_typeof(d) <> 'object') THEN
        PERFORM engine.refuse('HF400', 'decisions is not a list of objects.', 'Write [{"decision": …, "needed_by": …, "owner_role": …}].');
    END IF;
    PERFORM engine.check_lengths(d, 10000) FROM jsonb_array_elements(decisions) d;
    v.at := app.now();
    s := engine.hold_review(seen.task, decisions, me, v, request_id);
    stored := engine.step_store(s);
    answer := engine.step_answer(stored.s, stored.undo_until);
    PERFORM engine.keep_answer(me, request_id, 'case_review_hold', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.case_review_hold(uuid, text, jsonb) IS
    'The review took place: each decision opens a task with owner and date, and the review is done; u takes back both. Its owner, or a coordinator. HF404; HF400: malformed; HF412: no words, no date, nobody, or held already; HF422.';
