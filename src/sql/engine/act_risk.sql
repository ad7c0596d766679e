-- The steps of a social risk, in this order: verify how urgent it is, contact the person, refer to
-- help, resolve. Each stage has its own clock; a legal deadline caps them all (DESIGN 5). Referring
-- is no key of its own: a referral made for the person of a type that helps is it.

CREATE FUNCTION engine.risk_of(s engine.step_state) RETURNS app.social_risk LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
BEGIN
    SELECT k.* INTO r FROM app.social_risk k WHERE k.task_id = (s.t).id FOR NO KEY UPDATE;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.risk_of(engine.step_state) IS 'The risk of a task, locked after it; its id is NULL where it has none.';

CREATE FUNCTION engine.risk_image(r app.social_risk) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('risk', jsonb_build_object('id', r.id, 'level', r.level, 'status', r.status, 'legal_deadline', r.legal_deadline,
        'verified_at', r.verified_at, 'contacted_at', r.contacted_at, 'referred_at', r.referred_at, 'resolved_at', r.resolved_at, 'outcome', r.outcome))
$$;
COMMENT ON FUNCTION engine.risk_image(app.social_risk) IS 'A risk as it is, for undo.';

CREATE FUNCTION engine.refuse_stage(s engine.step_state) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT (s.t).stage::text = ANY ((s.step).stages) THEN
        PERFORM engine.refuse('HF412', CASE (s.t).stage
                WHEN 'verify' THEN 'It must first be verified how urgent this is.'
                WHEN 'contact' THEN 'The person must be contacted next.'
                WHEN 'refer' THEN 'Help must be asked for next.'
                ELSE 'It is to be resolved next.' END,
            CASE (s.t).stage WHEN 'verify' THEN 'Say what you found (v: verify).' WHEN 'contact' THEN 'Say how you reached them (v: contact).'
                WHEN 'refer' THEN 'Refer the person (R), or resolve it with a reason why not (v).' ELSE 'Say how it ended (v: resolve).' END);
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_stage(engine.step_state) IS 'HF412 names the step that comes first.';

CREATE FUNCTION engine.take_risk(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    IF (s.t).status <> 'requested' THEN
        RETURN;
    END IF;
    IF NOT (s.t).owner_role_id = ANY (s.roles) THEN
        s := engine.change_owner(s, engine.claiming_role(s), (s.me).id);
    END IF;
    t := s.t;
    t.owner_staff_id := (s.me).id;
    t.status := 'accepted';
    s.t := t;
END $$;
COMMENT ON FUNCTION engine.take_risk(engine.step_state) IS 'Whoever does the first step of a risk that nobody has taken is its named owner from then on (rule 1).';

CREATE FUNCTION engine.risk_stage(INOUT s engine.step_state, stage text, met boolean DEFAULT true) LANGUAGE plpgsql AS $$
DECLARE
    legal timestamptz := (SELECT c.legal_by FROM app.clock c WHERE c.id = (s.t).clock_id);
BEGIN
    PERFORM engine.clock_stop((s.t).clock_id, s.at, met);
    s.t := engine.under_law(engine.enter_stage(s.t, stage::app.stage, s.at), legal);
END $$;
COMMENT ON FUNCTION engine.risk_stage(engine.step_state, text, boolean) IS 'The next stage, with its own clock under the same legal deadline.';

CREATE FUNCTION engine.act_verify(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
BEGIN
    PERFORM engine.refuse_stage(s);
    r := engine.risk_of(s);
    s.undo := s.undo || engine.risk_image(r);
    UPDATE app.social_risk k SET verified_at = s.at WHERE k.id = r.id;
    RETURN engine.risk_stage(engine.take_risk(s), 'contact');
END $$;
COMMENT ON FUNCTION engine.act_verify(engine.step_state) IS 'How urgent the risk is has been verified; the clock to contact the person begins.';

CREATE FUNCTION engine.is_referred(r app.social_risk) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.risk_referral f JOIN app.referral k ON k.id = f.referral_id AND NOT k.void WHERE f.risk_id = r.id);
END $$;
COMMENT ON FUNCTION engine.is_referred(app.social_risk) IS 'Help was asked for because of this risk.';

CREATE FUNCTION engine.link_referrals(r app.social_risk, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.risk_referral (risk_id, referral_id, at)
    SELECT r.id, k.id, link_referrals.at FROM app.referral k
    JOIN app.service_type y ON y.id = k.service_type_id JOIN app.risk_rule u ON u.id = r.rule_id AND y.code = ANY (u.service_types)
    WHERE k.individual_id = r.individual_id AND k.closed_at IS NULL AND NOT k.void ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION engine.link_referrals(app.social_risk, timestamptz) IS 'Help of a type that serves this risk and is asked for already is help for it: nobody need ask twice.';

CREATE FUNCTION engine.act_contact(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
    t app.task;
BEGIN
    PERFORM engine.refuse_stage(s);
    r := engine.risk_of(s);
    s.undo := s.undo || engine.risk_image(r);
    PERFORM engine.link_referrals(r, s.at);
    s := engine.take_risk(s);
    UPDATE app.social_risk k SET contacted_at = s.at, referred_at = coalesce(k.referred_at, CASE WHEN engine.is_referred(r) THEN s.at END) WHERE k.id = r.id;
    s := engine.risk_stage(s, CASE WHEN engine.is_referred(r) THEN 'resolve' ELSE 'refer' END);
    t := s.t;
    t.status := 'in-progress';
    s.t := t;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_contact(engine.step_state) IS
    'The person was spoken to; next help is to be asked for, or, where it was already, the risk to be resolved.';

CREATE FUNCTION engine.act_resolve(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
BEGIN
    PERFORM engine.refuse_stage(s);
    r := engine.risk_of(s);
    IF NOT engine.is_referred(r) AND engine.detail_text(s.detail, 'reason') IS NULL THEN
        PERFORM engine.refuse('HF412', 'No help was asked for because of this risk.',
                              'Refer the person first (R), or give a reason why not.');
    END IF;
    s := engine.give_outcome(s);
    s := engine.give_reason(s, 'resolve');
    s := engine.take_risk(s);
    PERFORM engine.clock_stop((s.t).clock_id, s.at, true);
    s.t := engine.close_now(s.t, 'completed', s.at);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_resolve(engine.step_state) IS
    'The risk is over, with an outcome of the policy. HF412: nothing was asked for because of it and no reason is given why not.';

CREATE FUNCTION engine.risk_followed(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk := engine.risk_of(s);
    status text := CASE (s.t).status WHEN 'completed' THEN 'resolved' WHEN 'cancelled' THEN 'refuted'
                                     WHEN 'entered-in-error' THEN 'entered-in-error' ELSE 'active' END;
BEGIN
    IF r.id IS NULL OR r.status = status THEN
        RETURN;
    END IF;
    s.undo := engine.risk_image(r) || s.undo;
    r.status := status;
    r.resolved_at := CASE WHEN status = 'resolved' THEN s.at END;
    r.outcome := CASE WHEN status = 'resolved' THEN s.facts ->> 'outcome' END;
    PERFORM engine.sign_risk(r, s.at, s.me, (s.step).action, jsonb_build_object('task', engine.task_ref(s.t)), NULL, s.request_id);
END $$;
COMMENT ON FUNCTION engine.risk_followed(engine.step_state) IS
    'The risk as its task leaves it: resolved, refuted (cancelled), entered by mistake, or open again.';

CREATE FUNCTION engine.undo_risk(s engine.step_state, was app.social_risk) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
BEGIN
    SELECT k.* INTO r FROM app.social_risk k WHERE k.id = was.id FOR NO KEY UPDATE;
    PERFORM engine.sign_risk(jsonb_populate_record(r, to_jsonb(was) - '{individual_id,category,note,rule_id,task_id,organization_id,recorded_by,recorded_at,version,ledger_seq,ledger_head}'::text[]),
                             s.at, s.me, 'undo', jsonb_build_object('by', engine.task_ref(s.t)), NULL, s.request_id);
END $$;
COMMENT ON FUNCTION engine.undo_risk(engine.step_state, app.social_risk) IS 'The risk as it was before the undone step.';

CREATE FUNCTION engine.redate_risk(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk := engine.risk_of(s);
    t app.task := s.t;
    cap timestamptz;
BEGIN
    IF r.legal_deadline IS NULL THEN
        RETURN;
    END IF;
    s.undo := s.undo || engine.risk_image(r);
    r.legal_deadline := t.needed_by;
    cap := engine.risk_cap((SELECT k FROM app.risk_rule k WHERE k.id = r.rule_id), t.owner_role_id, r.legal_deadline, s.at);
    UPDATE app.clock c SET legal_by = cap WHERE c.id = t.clock_id;
    t.needed_by := cap;
    s.t := t;
    PERFORM engine.sign_risk(r, s.at, s.me, 'redate', jsonb_build_object('legal_deadline', r.legal_deadline, 'task', engine.task_ref(t)), NULL, s.request_id);
END $$;
COMMENT ON FUNCTION engine.redate_risk(engine.step_state) IS
    'Of a risk, redate moves the legal deadline (a hearing was put off): its lead before it caps the clocks anew.';

CREATE FUNCTION engine.referred_for(r app.social_risk, f app.referral, at timestamptz, actor app.staff, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    c app.clock;
    before app.task_status;
    signed record;
BEGIN
    SELECT k.* INTO t FROM app.task k WHERE k.id = r.task_id FOR NO KEY UPDATE;
    INSERT INTO app.risk_referral (risk_id, referral_id, at) VALUES (r.id, f.id, referred_for.at) ON CONFLICT DO NOTHING;
    UPDATE app.social_risk k SET referred_at = coalesce(k.referred_at, referred_for.at) WHERE k.id = r.id;
    IF t.closed_at IS NOT NULL OR t.stage <> 'refer' OR t.status = 'on-hold' THEN
        RETURN;
    END IF;
    SELECT k.* INTO c FROM app.clock k WHERE k.id = t.clock_id;
    PERFORM engine.clock_stop(t.clock_id, at, true);
    t := engine.under_law(engine.enter_stage(t, 'resolve', at), c.legal_by);
    t.version := t.version + 1;
    signed := engine.sign_task(t, at, actor, 'referred', t.status, jsonb_build_object('referral', engine.referral_ref(f.id)), NULL, request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.hint(ARRAY[t.owner_organization_id]);
END $$;
COMMENT ON FUNCTION engine.referred_for(app.social_risk, app.referral, timestamptz, app.staff, uuid) IS
    'A referral was made because of a risk: where that was awaited, the stage resolve begins by itself.';

CREATE FUNCTION engine.risks_referred(f app.referral, named bigint, at timestamptz, actor app.staff, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r app.social_risk;
BEGIN
    FOR r IN SELECT k.* FROM app.social_risk k LEFT JOIN app.risk_rule u ON u.id = k.rule_id
             WHERE k.individual_id = f.individual_id AND k.status = 'active'
               AND (k.id = named OR (SELECT y.code FROM app.service_type y WHERE y.id = f.service_type_id) = ANY (u.service_types))
             ORDER BY k.task_id LOOP
        PERFORM engine.referred_for(r, f, at, actor, request_id);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.risks_referred(app.referral, bigint, timestamptz, app.staff, uuid) IS
    'Open risks of the person that this referral helps with: those whose rule names its type, and the one named.';

CREATE FUNCTION engine.risk_named(ref text, individual_id bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    p record := engine.parse_ref(ref);
    found bigint := (SELECT r.id FROM app.social_risk r
                     WHERE p.prefix = 'K' AND r.id = p.id AND r.individual_id = risk_named.individual_id AND r.status = 'active');
BEGIN
    IF found IS NULL THEN
        PERFORM engine.refuse('HF412', format('%s is no open risk of this person.', ref), 'Leave it out, or give the reference of one (K-…).');
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.risk_named(text, bigint) IS 'The open risk of that person by its reference. HF412: none such.';
