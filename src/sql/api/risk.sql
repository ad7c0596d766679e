-- Social risks and the safety act.
--
-- api.record_risk(request_id uuid, risk jsonb)
--   takes {"individual": "P-…", "category": code, "level": low|medium|high|critical, "legal_deadline": instant|date?, "note": text?}
--   gives {"risk_ref": "K-…", "task_ref": "T-…", "owner_role": code, "owner_role_name": text, "due": timestamptz|null,
--          "needed_by": timestamptz|null,          the legal deadline less the rule's lead: no clock and no hold passes it
--          "stage": "verify|complete", "told": [{"name", "role"}], "opened": [ref, …],
--          "joined": bool,                         it was recorded before and is still open: level, deadline and note were taken over
--          "replayed": bool}
--   Whoever has duty record, coordinate, plan, refer or respond and may work with the person.
-- The steps verify, contact, resolve are steps on the task: api.act (INTERFACES). Referring is any referral for the
-- person of a type that the rule names, or api.refer with "risk": "K-…".
--
-- api.risk_categories() → [{"code", "name"}, …]     in the order of a list
--
-- api.risks(individual_ref text) → [{"risk_ref", "category", "name", "level", "status", "words": "HIGH Housing instability, legal deadline Wed 2 Dec 09:00",
--   "legal_deadline", "law": "Wed 2 Dec 09:00, in 9 days"|null, "note", "task_ref", "stage", "due", "recorded_at", "recorded_by", "verified_at", "contacted_at", "referred_at",
--   "resolved_at", "outcome", "referrals": [ref, …], "refer_to": [service type, …]}, …]     open ones first, highest level first
--
-- api.safety(request_id uuid, individual_ref text, note text) →
--   {"reached": [{"name", "role", "phone": text|null}, …], "emergency": [{"name", "phone"}, …], "task_ref": "T-…", "due": timestamptz, "replayed": bool}
--
-- api.alarms() → [{"ref": "T-…", "name": text|null, "at": timestamptz}, …]     calls for help of the last day by which the reader was reached
--   and which nobody has answered, nor the reader opened; the newest first

CREATE FUNCTION api.record_risk(request_id uuid, risk jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := engine.me();
    i app.individual;
    at timestamptz;
    given app.social_risk;
    r app.social_risk;
    done record;
    answer jsonb;
BEGIN
    PERFORM engine.check_keys(risk, '{individual,category,level,legal_deadline,note}', 'risk');
    i := engine.about_person(me, risk ->> 'individual', '{record,coordinate,plan,refer,respond}');
    -- Locked, so that the same risk recorded by two at once is one.
    SELECT k.* INTO i FROM app.individual k WHERE k.id = i.id FOR NO KEY UPDATE;
    PERFORM engine.refuse_merged(i);
    answer := engine.once(me, request_id, 'record_risk', risk);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    at := app.now();
    IF i.deceased_at IS NOT NULL THEN
        PERFORM engine.refuse('HF412', 'This person has died.', 'Correct the person''s page if that is wrong.');
    END IF;
    given := engine.read_risk(risk, i.id, at);
    SELECT k.* INTO r FROM app.social_risk k WHERE k.individual_id = i.id AND k.category = given.category AND k.status = 'active' ORDER BY k.id LIMIT 1;
    IF r.id IS NULL THEN
        done := engine.risk_new(given, me, at, request_id);
    ELSE
        done := engine.risk_again(r, given, me, at, request_id);
    END IF;
    answer := engine.risk_answer(done.r, done.opened) || jsonb_build_object('joined', r.id IS NOT NULL, 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'record_risk', risk, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.record_risk(uuid, jsonb) IS
    'Records a social risk: an owned, timed task opens at once, by the policy''s risk_rules or, where none fits, for the owner of the area. A legal deadline less the rule''s lead caps every clock of it. One recorded before and still open is joined. HF404: no such person to this reader; HF400: malformed; HF412: died, or the deadline is past.';

CREATE FUNCTION api.risk_categories() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    PERFORM engine.me();
    RETURN (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) ORDER BY c.position) FROM engine.risk_category_list() c);
END $$;
COMMENT ON FUNCTION api.risk_categories() IS 'The categories of social risk (Gravity Project) with their names, in the order of a list.';

CREATE FUNCTION api.risks(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    wanted bigint := engine.individual_to_see(individual_ref, v);
    list jsonb := engine.risk_list(wanted, v);
BEGIN
    PERFORM engine.disclose_person(wanted, 'plan', engine.ref_contents(engine.refs_in(list, '$[*].task_ref') || engine.refs_in(list, '$[*].referrals[*]'), v), v);
    RETURN list;
END $$;
COMMENT ON FUNCTION api.risks(text) IS 'The social risks of a person, open ones first, highest level first. HF404: not there or not to be seen.';

CREATE FUNCTION api.safety(request_id uuid, individual_ref text, note text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'note', note);
    me app.staff := engine.me();
    i app.individual := engine.about_person(me, individual_ref, '{record,coordinate,plan,refer,respond,supervise}');
    answer jsonb;
BEGIN
    PERFORM 1 FROM app.individual k WHERE k.id = i.id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'safety', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    IF engine.typed(note) IS NULL THEN
        PERFORM engine.refuse('HF412', 'Say in a line what the danger is.', 'Give a note. If somebody is in danger now, call first.');
    END IF;
    PERFORM engine.check_lengths(arguments, 10000);
    answer := engine.raise_alarm(i, note, me, app.now(), request_id);
    PERFORM engine.keep_answer(me, request_id, 'safety', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.safety(uuid, text, text) IS
    'Immediate danger to a person: whoever is on call and the actor''s supervisor are reached at once, by console, mail and page, with a stat task for on call; gives who was reached and the policy''s emergency numbers. HF404: no such person to this reader; HF412: no note.';

CREATE FUNCTION api.alarms() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    calls bigint[];
BEGIN
    -- Asked by every open console, often: from the reader's own reaches of a day.
    calls := array(
        SELECT DISTINCT t.id FROM app.reach r JOIN app.task t ON t.id = r.task_id
        WHERE r.staff_id = v.staff_id AND r.at > v.at - interval '1 day' AND r.action <> 'remind' AND r.withdrawn_at IS NULL AND r.task_open
          AND t.kind = 'alert' AND t.priority = 'stat' AND t.status = 'requested'
          AND NOT EXISTS (SELECT FROM app.opening o WHERE o.task_id = t.id AND o.staff_id = v.staff_id));
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', q.ref, 'name', q.individual_name, 'at', q.stage_since) ORDER BY q.stage_since DESC, q.id DESC), '[]')
            FROM engine.rows(calls, v) q);
END $$;
COMMENT ON FUNCTION api.alarms() IS 'Calls for help by which the reader was reached in the last day, unanswered and not opened by them.';
