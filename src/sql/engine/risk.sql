-- Social risks: recorded in seconds, and never a passive row. Each has one task of kind risk, whose
-- stages are its timed steps (act_risk.sql); a risk that no rule is written for is followed up by
-- whoever owns its area.

CREATE FUNCTION engine.risk_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'K-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.risk_ref(bigint) IS 'The reference of a social risk.';

CREATE FUNCTION engine.risk_category_name(category text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT c.name FROM engine.risk_category_list() c WHERE c.code = category), replace(category, '_', ' '));
END $$;
COMMENT ON FUNCTION engine.risk_category_name(text) IS 'A category of risk as people read it.';

CREATE FUNCTION engine.risk_label(category text, level app.risk_level) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    name text := engine.risk_category_name(category);
BEGIN
    RETURN CASE WHEN level >= 'high' THEN upper(level::text) || ' ' ELSE '' END
        || lower(left(name, 1)) || substr(name, 2) || CASE WHEN level < 'high' THEN ', ' || level ELSE '' END;
END $$;
COMMENT ON FUNCTION engine.risk_label(text, app.risk_level) IS 'What the task of a risk is called: HIGH housing instability; food insecurity, low.';

CREATE FUNCTION engine.risk_priority(level app.risk_level) RETURNS app.priority LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE level WHEN 'critical' THEN 'asap' WHEN 'high' THEN 'urgent' ELSE 'routine' END::app.priority
$$;
COMMENT ON FUNCTION engine.risk_priority(app.risk_level) IS 'How urgent the task of a risk is.';

CREATE FUNCTION engine.risk_rule_for(category text, level app.risk_level) RETURNS app.risk_rule LANGUAGE plpgsql STABLE AS $$
DECLARE
    rule app.risk_rule;
BEGIN
    SELECT r.* INTO rule FROM app.risk_rule r
    WHERE r.active AND r.category = risk_rule_for.category AND level = ANY (r.levels) ORDER BY r.position, r.id LIMIT 1;
    RETURN rule;
END $$;
COMMENT ON FUNCTION engine.risk_rule_for(text, app.risk_level) IS 'The policy''s first rule for such a risk; its id is NULL where there is none.';

CREATE FUNCTION engine.risk_area(category text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Areas are the policy's own; the usual names are looked for, and what fits none is social.
    RETURN (SELECT d.id FROM app.domain d
            WHERE d.active AND d.code IN ('housing', 'health', 'behavioral_health', 'social_services')
            ORDER BY d.code = CASE
                WHEN risk_area.category IN ('housing_instability', 'homelessness', 'inadequate_housing') THEN 'housing'
                WHEN risk_area.category IN ('health_literacy', 'medical_cost_burden', 'health_insurance_coverage_status') THEN 'health'
                WHEN risk_area.category IN ('stress', 'intimate_partner_violence', 'elder_abuse') THEN 'behavioral_health'
                ELSE 'social_services' END DESC, d.code = 'social_services' DESC, d.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.risk_area(text) IS 'To which area a risk of that category belongs. NULL: to none of the policy''s.';

CREATE FUNCTION engine.before_at(version_id integer, deadline timestamptz, length text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    part record := engine.target_parse(length);
    zone text := (SELECT v.timezone FROM app.calendar_version v WHERE v.id = version_id);
    midnight timestamptz;
    latest timestamptz;
BEGIN
    IF NOT part.business THEN
        RETURN deadline - make_interval(secs => part.amount * engine.unit_seconds(part.unit));
    ELSIF part.unit <> 'd' THEN
        RETURN engine.own_add(version_id, length, deadline, -part.amount * engine.unit_seconds(part.unit));
    END IF;
    midnight := engine.local_instant((deadline AT TIME ZONE zone)::date, zone, false);
    SELECT s.closes INTO latest FROM app.calendar_span s
    WHERE s.version_id = before_at.version_id AND s.opens < midnight AND s.last_of_day
    ORDER BY s.opens DESC OFFSET part.amount - 1 LIMIT 1;
    IF latest IS NULL THEN
        PERFORM engine.beyond_calendar(version_id);
    END IF;
    RETURN latest;
END $$;
COMMENT ON FUNCTION engine.before_at(integer, timestamptz, text) IS
    'That long before a deadline: of business days the close of the Nth open day before the deadline''s own, the mirror of engine.due_at. HF400 beyond the laid-out years.';

CREATE FUNCTION engine.risk_cap(rule app.risk_rule, owner_role_id integer, deadline timestamptz, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
    cap timestamptz := deadline;
BEGIN
    IF rule.lead IS NOT NULL AND deadline IS NOT NULL THEN
        cap := engine.before_at(engine.role_calendar(owner_role_id), deadline, rule.lead);
    END IF;
    RETURN CASE WHEN cap > at THEN cap ELSE deadline END;
END $$;
COMMENT ON FUNCTION engine.risk_cap(app.risk_rule, integer, timestamptz, timestamptz) IS
    'By when a risk with a legal deadline must be settled: the rule''s lead before it; the deadline itself where that is past. It caps every clock, and holds cannot pass it (DESIGN 5).';

CREATE FUNCTION engine.under_law(INOUT t app.task, legal_by timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    c app.clock;
BEGIN
    IF legal_by IS NOT NULL THEN
        c := engine.clock_legal(t.clock_id, legal_by);
        t.due := c.due;
        t.sort_at := engine.sort_at(c);
    END IF;
END $$;
COMMENT ON FUNCTION engine.under_law(app.task, timestamptz) IS 'The task with its running clock under a deadline set by law; NULL: there is none.';

CREATE FUNCTION engine.sign_risk(INOUT r app.social_risk, at timestamptz, actor app.staff, action text, facts jsonb, words jsonb, request_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
    was app.social_risk;
    entry record;
BEGIN
    SELECT k.* INTO was FROM app.social_risk k WHERE k.id = r.id;
    r.version := CASE WHEN was.ledger_seq = 0 THEN 1 ELSE was.version + 1 END;
    entry := engine.record('social_risk', r.id, was.ledger_seq + 1, was.ledger_head, at, actor, action, r.individual_id, r.version,
                           CASE WHEN was.ledger_seq > 0 THEN was.status END, r.status,
                           facts || jsonb_build_object('category', r.category, 'level', r.level), jsonb_strip_nulls(words), request_id);
    UPDATE app.social_risk k
    SET level = r.level, status = r.status, legal_deadline = r.legal_deadline, note = r.note, rule_id = r.rule_id, task_id = r.task_id,
        verified_at = r.verified_at, contacted_at = r.contacted_at, referred_at = r.referred_at, resolved_at = r.resolved_at,
        outcome = r.outcome, version = r.version, ledger_seq = was.ledger_seq + 1, ledger_head = entry.head
    WHERE k.id = r.id RETURNING k.* INTO r;
END $$;
COMMENT ON FUNCTION engine.sign_risk(app.social_risk, timestamptz, app.staff, text, jsonb, jsonb, uuid) IS
    'Adds an entry to a risk''s record and stores the risk with its new head. Call it with the risk''s row locked.';

CREATE FUNCTION engine.risk_owner(rule app.risk_rule, r app.social_risk) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted integer := coalesce(rule.owner_role_id, engine.area_owner(r.individual_id, engine.risk_area(r.category)),
                               (SELECT n.coordinator_role_id FROM app.network n));
BEGIN
    RETURN coalesce(engine.told_role(r.individual_id, wanted, 'general', r.organization_id, (SELECT s FROM app.staff s WHERE s.id = r.recorded_by)), wanted);
END $$;
COMMENT ON FUNCTION engine.risk_owner(app.risk_rule, app.social_risk) IS
    'Who looks after a risk: the rule''s role, else the owner of its area, else the coordinator; where nothing allows them to be told by whoever recorded it, who may be (engine.told_role).';

CREATE FUNCTION engine.risk_work(INOUT r app.social_risk, at timestamptz, actor app.staff, because text, request_id uuid, OUT t app.task)
LANGUAGE plpgsql AS $$
DECLARE
    rule app.risk_rule := engine.risk_rule_for(r.category, r.level);
    owner integer := engine.risk_owner(rule, r);
    cap timestamptz := engine.risk_cap(rule, owner, r.legal_deadline, at);
    origin app.task_origin;
BEGIN
    origin.risk_id := r.id;
    origin.domain_id := engine.risk_area(r.category);
    t := engine.open_work('risk', r.individual_id, owner, rule.level_id, engine.risk_label(r.category, r.level), engine.risk_priority(r.level),
                          cap, origin, actor, 'open', jsonb_build_object('because', because, 'risk', engine.risk_ref(r.id)),
                          jsonb_build_object('note', r.note), at, request_id);
    t := engine.under_law(t, cap);
    PERFORM engine.put_task(t);
    r.rule_id := rule.id;
    r.task_id := t.id;
END $$;
COMMENT ON FUNCTION engine.risk_work(app.social_risk, timestamptz, app.staff, text, uuid) IS
    'Opens the task of a risk, with the owner and the clocks of its rule, or for the owner of its area where no rule is written. The risk is the caller''s to sign.';

CREATE FUNCTION engine.end_task(wanted bigint, status app.task_status, because text, by_ref text, at timestamptz, actor app.staff, request_id uuid)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    before app.task_status;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = wanted AND k.closed_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    before := t.status;
    PERFORM engine.clock_stop(t.clock_id, at, status = 'completed');
    t := engine.close_now(t, status, at);
    t.version := t.version + 1;
    signed := engine.sign_task(t, at, actor, 'withdraw', before, jsonb_build_object('because', because, 'by', by_ref), NULL, request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(array_remove(ARRAY[t.owner_organization_id, t.requester_organization_id], NULL));
END $$;
COMMENT ON FUNCTION engine.end_task(bigint, app.task_status, text, text, timestamptz, app.staff, uuid) IS
    'Closes a task because of something that is no step on it (a risk that rose, a pathway that was stopped), on the task''s own record. Nothing happens to one that is closed.';

CREATE FUNCTION engine.review_for(individual_id bigint, origin app.task_origin, because text, at timestamptz, actor app.staff, request_id uuid, OUT t app.task, OUT joined boolean)
LANGUAGE plpgsql AS $$
DECLARE
    coordinator integer := (SELECT n.coordinator_role_id FROM app.network n);
BEGIN
    t := engine.open_review(individual_id, 'general');
    joined := t.id IS NOT NULL;
    IF NOT joined THEN
        t := engine.open_work('case_review', review_for.individual_id,
                              coalesce(engine.told_role(review_for.individual_id, coordinator, 'general', actor.organization_id, actor), coordinator), NULL, 'case review: risk rose',
                              'urgent', NULL, origin, actor, 'open', jsonb_build_object('because', because), NULL, at, request_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.review_for(bigint, app.task_origin, text, timestamptz, app.staff, uuid) IS
    'A case review of the person, held by the coordinator; the one already to be held (joined) where there is one.';

CREATE FUNCTION engine.risk_relevel(r app.social_risk, at timestamptz, actor app.staff, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    cap timestamptz;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = r.task_id;
    cap := engine.risk_cap((SELECT k FROM app.risk_rule k WHERE k.id = r.rule_id), t.owner_role_id, r.legal_deadline, at);
    t.priority := engine.risk_priority(r.level);
    t.label := engine.risk_label(r.category, r.level);
    t.needed_by := coalesce(cap, t.needed_by);
    t := engine.under_law(engine.recap(t), cap);
    t.version := t.version + 1;
    signed := engine.sign_task(t, at, actor, 'raise', t.status, jsonb_build_object('level', r.level, 'risk', engine.risk_ref(r.id)), NULL, request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(ARRAY[t.owner_organization_id]);
END $$;
COMMENT ON FUNCTION engine.risk_relevel(app.social_risk, timestamptz, app.staff, uuid) IS
    'The risk''s open task, locked, as its new level and deadline have it: the clock counts from the same start.';

CREATE FUNCTION engine.risk_lock(risk_id bigint) RETURNS app.social_risk LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
BEGIN
    -- Tasks before what belongs to them.
    PERFORM 1 FROM app.task k WHERE k.id = (SELECT x.task_id FROM app.social_risk x WHERE x.id = risk_id) FOR NO KEY UPDATE;
    SELECT k.* INTO r FROM app.social_risk k WHERE k.id = risk_id FOR NO KEY UPDATE;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.risk_lock(bigint) IS 'The risk, locked, after its task.';

CREATE FUNCTION engine.risk_change(INOUT r app.social_risk, level app.risk_level, deadline timestamptz, at timestamptz, actor app.staff,
    action text, words jsonb, request_id uuid, OUT opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    was app.social_risk := r;
    rule app.risk_rule := engine.risk_rule_for(r.category, level);
    origin app.task_origin;
    former bigint := r.task_id;
    done record;
BEGIN
    opened := '{}';
    r.level := level;
    r.legal_deadline := deadline;
    IF rule.id IS DISTINCT FROM r.rule_id AND rule.id IS NOT NULL
       OR NOT EXISTS (SELECT FROM app.task k WHERE k.id = r.task_id AND k.closed_at IS NULL) THEN
        PERFORM engine.end_task(former, 'cancelled', action, engine.risk_ref(r.id), at, actor, request_id);
        r.verified_at := NULL;
        r.contacted_at := NULL;
        done := engine.risk_work(r, at, actor, action, request_id);
        r := done.r;
        opened := opened || (done.t).id;
    ELSE
        PERFORM engine.risk_relevel(r, at, actor, request_id);
    END IF;
    IF r.level > was.level AND r.level >= 'high' THEN
        origin.risk_id := r.id;
        done := engine.review_for(r.individual_id, origin, 'raise', at, actor, request_id);
        opened := opened || CASE WHEN NOT done.joined THEN (done.t).id END;
    END IF;
    opened := array_remove(opened, NULL);
    r := engine.sign_risk(r, at, actor, action, jsonb_strip_nulls(jsonb_build_object('was', was.level, 'legal_deadline', r.legal_deadline)), words, request_id);
END $$;
COMMENT ON FUNCTION engine.risk_change(app.social_risk, app.risk_level, timestamptz, timestamptz, app.staff, text, jsonb, uuid) IS
    'Another level or legal deadline of a risk that the caller holds locked (engine.risk_lock): its task gets the clocks of the rule that now fits, a new one where it had none of it; a risk that becomes high or critical calls for a case review. opened: the tasks opened.';

CREATE FUNCTION engine.raise_risks(individual_id bigint, at timestamptz, actor app.staff, request_id uuid) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    opened bigint[] := '{}';
    wanted bigint;
    r app.social_risk;
    done record;
BEGIN
    FOR wanted IN SELECT k.id FROM app.social_risk k
                  WHERE k.individual_id = raise_risks.individual_id AND k.status = 'active' AND k.level < 'critical' ORDER BY k.task_id LOOP
        r := engine.risk_lock(wanted);
        CONTINUE WHEN r.status <> 'active' OR r.level = 'critical';
        done := engine.risk_change(r, (enum_range(r.level, NULL))[2], r.legal_deadline, at, actor, 'raise', NULL, request_id);
        opened := opened || done.opened;
    END LOOP;
    RETURN opened;
END $$;
COMMENT ON FUNCTION engine.raise_risks(bigint, timestamptz, app.staff, uuid) IS
    'Every open risk of the person one level up: the timed task of the rule for that level opens if it had none, and a case review where one becomes high or critical. Gives the ids of the tasks opened.';

CREATE FUNCTION engine.told_about(role_id integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_agg(jsonb_build_object('name', coalesce(s.name, o.name), 'role', o.name))
            FROM app.role o LEFT JOIN app.role_on_duty d ON d.role_id = o.id LEFT JOIN app.staff s ON s.id = d.staff_id
            WHERE o.id = told_about.role_id);
END $$;
COMMENT ON FUNCTION engine.told_about(integer) IS 'Who answers for a role now: [{name, role}].';

CREATE FUNCTION engine.about_person(me app.staff, ref text, duties text[]) RETURNS app.individual LANGUAGE plpgsql STABLE AS $$
DECLARE
    i app.individual;
    roles integer[] := engine.my_roles(me.id);
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = engine.individual_id(ref);
    IF i.id IS NULL OR NOT engine.knows(me, i, engine.viewer()) THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT EXISTS (SELECT 1 FROM app.role r WHERE r.id = ANY (roles) AND r.duties && about_person.duties) THEN
        IF NOT engine.sees_individual(i.id, engine.viewer()) THEN
            PERFORM engine.refuse_unseen();
        END IF;
        PERFORM engine.refuse_seen('begin this for them', 'those whose roles work with people');
    END IF;
    RETURN i;
END $$;
COMMENT ON FUNCTION engine.about_person(app.staff, text, text[]) IS
    'The person of a reference, for somebody who has one of those duties and may work with them. HF404, one answer, otherwise.';

CREATE FUNCTION engine.check_keys(given jsonb, known text[], what text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    unknown text;
BEGIN
    IF jsonb_typeof(given) IS DISTINCT FROM 'object' THEN
        PERFORM engine.refuse('HF400', format('%s is not an object.', what), format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    SELECT k INTO unknown FROM jsonb_object_keys(given) k WHERE NOT k = ANY (known) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('%s has no key %s.', what, unknown), format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    PERFORM engine.check_lengths(given, 10000);
END $$;
COMMENT ON FUNCTION engine.check_keys(jsonb, text[], text) IS 'HF400 names what is no key of an argument, or is too long.';

CREATE FUNCTION engine.read_risk(risk jsonb, individual_id bigint, at timestamptz) RETURNS app.social_risk LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.social_risk;
BEGIN
    r.individual_id := individual_id;
    r.category := replace(replace(lower(coalesce(engine.detail_text(risk, 'category'), '')), '-', '_'), ' ', '_');
    IF NOT EXISTS (SELECT FROM engine.risk_category_list() c WHERE c.code = r.category) THEN
        PERFORM engine.refuse('HF400', format('There is no category %s.', coalesce(engine.detail_text(risk, 'category'), '(none)')),
            format('One of: %s.', (SELECT string_agg(c.code, ', ' ORDER BY c.position) FROM engine.risk_category_list() c)));
    END IF;
    r.level := engine.read_level(coalesce(engine.detail_text(risk, 'level'), '(none)'));
    IF engine.detail_text(risk, 'legal_deadline') IS NOT NULL THEN
        r.legal_deadline := engine.read_time(engine.detail_text(risk, 'legal_deadline'), 'legal_deadline', true);
        PERFORM engine.check_instants(r.legal_deadline);
        IF r.legal_deadline <= at THEN
            PERFORM engine.refuse('HF412', 'The legal deadline is past.', 'Leave it out and say so in the note, or give the next one.');
        END IF;
    END IF;
    r.note := engine.detail_text(risk, 'note');
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.read_risk(jsonb, bigint, timestamptz) IS 'A risk as recorded, not yet stored. HF400 names what is malformed, HF412: its deadline is past.';

CREATE FUNCTION engine.risk_new(INOUT r app.social_risk, me app.staff, at timestamptz, request_id uuid, OUT opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    done record;
BEGIN
    INSERT INTO app.social_risk AS k (individual_id, category, level, legal_deadline, note, organization_id, recorded_by, recorded_at)
    VALUES (r.individual_id, r.category, r.level, r.legal_deadline, r.note, me.organization_id, me.id, at) RETURNING k.* INTO r;
    done := engine.risk_work(r, at, me, 'risk', request_id);
    r := done.r;
    opened := ARRAY[(done.t).id];
    r := engine.sign_risk(r, at, me, 'record_risk', jsonb_strip_nulls(jsonb_build_object('legal_deadline', r.legal_deadline, 'task', engine.task_ref(done.t))),
                          jsonb_build_object('note', r.note), request_id);
END $$;
COMMENT ON FUNCTION engine.risk_new(app.social_risk, app.staff, timestamptz, uuid) IS 'Stores a risk with its task and its first entry.';

CREATE FUNCTION engine.risk_again(INOUT r app.social_risk, given app.social_risk, me app.staff, at timestamptz, request_id uuid, OUT opened bigint[])
LANGUAGE plpgsql AS $$
DECLARE
    done record;
BEGIN
    r := engine.risk_lock(r.id);
    IF given.note IS NOT NULL AND position(given.note IN coalesce(r.note, '')) = 0 THEN
        r.note := concat_ws(E'\n', r.note, given.note);
    END IF;
    -- The nearer date and the higher level stand: what eases a risk is a step, with a reason (redate, relevel).
    done := engine.risk_change(r, greatest(r.level, given.level), least(given.legal_deadline, r.legal_deadline), at, me, 'record_risk',
                               jsonb_build_object('note', given.note), request_id);
    r := done.r;
    opened := done.opened;
END $$;
COMMENT ON FUNCTION engine.risk_again(app.social_risk, app.social_risk, app.staff, timestamptz, uuid) IS
    'The same risk recorded once more: it keeps its task and its note; a higher level, a nearer deadline and what is new of it are added.';

CREATE FUNCTION engine.risk_answer(r app.social_risk, opened bigint[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('risk_ref', engine.risk_ref(r.id), 'task_ref', engine.task_ref(t), 'owner_role', o.code, 'owner_role_name', o.name,
                'due', t.due, 'needed_by', t.needed_by, 'stage', t.stage, 'told', engine.told_about(t.owner_role_id),
                'opened', (SELECT coalesce(jsonb_agg(engine.task_ref(k) ORDER BY k.id), '[]') FROM app.task k WHERE k.id = ANY (opened)))
            FROM app.task t JOIN app.role o ON o.id = t.owner_role_id WHERE t.id = r.task_id);
END $$;
COMMENT ON FUNCTION engine.risk_answer(app.social_risk, bigint[]) IS 'What api.record_risk answers of a risk.';

CREATE FUNCTION engine.risk_words(r app.social_risk) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN upper(r.level::text) || ' ' || engine.risk_category_name(r.category)
        || coalesce(', legal deadline ' || engine.say_time(r.legal_deadline, '-infinity'), '');
END $$;
COMMENT ON FUNCTION engine.risk_words(app.social_risk) IS 'HIGH Housing instability, legal deadline Wed 2 Dec 09:00';

CREATE FUNCTION engine.law_words(deadline timestamptz, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    days integer := (SELECT (deadline AT TIME ZONE n.timezone)::date - (at AT TIME ZONE n.timezone)::date FROM app.network n);
BEGIN
    RETURN engine.say_time(deadline, '-infinity')
        || CASE WHEN deadline <= at THEN ', past' WHEN days = 0 THEN ', today' WHEN days = 1 THEN ', tomorrow' ELSE format(', in %s days', days) END;
END $$;
COMMENT ON FUNCTION engine.law_words(timestamptz, timestamptz) IS 'A legal date and how near it is: Wed 2 Dec 09:00, in 9 days. NULL: none.';

CREATE FUNCTION engine.risk_list(wanted bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'risk_ref', engine.risk_ref(r.id), 'category', r.category, 'name', engine.risk_category_name(r.category), 'level', r.level, 'status', r.status,
            'words', engine.risk_words(r), 'legal_deadline', r.legal_deadline, 'law', engine.law_words(r.legal_deadline, v.at), 'note', r.note, 'task_ref', engine.task_ref(t), 'stage', t.stage,
            'due', t.due, 'recorded_at', r.recorded_at, 'recorded_by', engine.staff_words(r.recorded_by, v), 'verified_at', r.verified_at,
            'contacted_at', r.contacted_at, 'referred_at', r.referred_at, 'resolved_at', r.resolved_at, 'outcome', r.outcome,
            'referrals', (SELECT coalesce(jsonb_agg(engine.referral_ref(f.referral_id) ORDER BY f.at), '[]') FROM app.risk_referral f
                          JOIN app.referral k ON k.id = f.referral_id AND NOT k.void
                          WHERE f.risk_id = r.id AND engine.knows_person(k.individual_id, k.category, NULL, k.requester_organization_id, v.organization_id, v.staff_id)),
            'refer_to', to_jsonb(coalesce(u.service_types, '{}')))
            ORDER BY r.status = 'active' DESC, r.level DESC, r.recorded_at DESC), '[]')
        FROM app.social_risk r JOIN app.task t ON t.id = r.task_id LEFT JOIN app.risk_rule u ON u.id = r.rule_id
        WHERE r.individual_id = wanted AND r.status <> 'entered-in-error');
END $$;
COMMENT ON FUNCTION engine.risk_list(bigint, engine.viewer) IS 'The risks of a person as api.risks gives them.';
