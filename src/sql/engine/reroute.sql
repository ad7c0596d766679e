-- The search for another provider: opened by a decline, a failure, a ladder that ran out, or a
-- referral that nobody takes; ended by the next try, or when the need itself ends (rule 5).

CREATE FUNCTION engine.searching_role(r app.referral) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    coordinator integer := (SELECT n.coordinator_role_id FROM app.network n);
BEGIN
    RETURN CASE WHEN engine.is_apart(r.category) AND r.requester_role_id IS NOT NULL
                THEN engine.apart_role(coordinator, r.individual_id, r.category, r.requester_role_id, r.requester_organization_id, r.requester_role_id, r.requester_organization_id)
                ELSE coordinator END;
END $$;
COMMENT ON FUNCTION engine.searching_role(app.referral) IS
    'Who looks for another provider: the network''s coordinator; of what is under 42 CFR Part 2, where nothing allows the coordinator to be told, whoever asked for it.';

CREATE FUNCTION engine.open_reroute(r app.referral, parent app.task, actor app.staff, at timestamptz, why text, request_id uuid,
    OUT t app.task, OUT joined boolean) LANGUAGE plpgsql AS $$
BEGIN
    SELECT k.* INTO t FROM app.task k
    WHERE k.referral_id = r.id AND k.kind <> 'referral' AND k.kind = 'reroute' AND k.closed_at IS NULL
    ORDER BY k.id LIMIT 1 FOR NO KEY UPDATE;
    joined := FOUND;
    IF NOT joined THEN
        t := engine.task_for(r, parent, 'reroute', at);
        t.owner_role_id := engine.searching_role(r);
        t.label := 'find provider: ' || engine.type_words(r.service_type_id);
        t := engine.open_task(t, actor, 'open', jsonb_build_object('because', why, 'referral', engine.referral_ref(r.id)), NULL, request_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.open_reroute(app.referral, app.task, app.staff, timestamptz, text, uuid) IS
    'Opens the referral''s search for another provider, owned by engine.searching_role, or gives the one already open (joined). parent: the try that was declined, failed or left unanswered; why: decline, fail, exhausted, nobody. Call it with the referral locked; hints are the caller''s.';

CREATE FUNCTION engine.tried_services(referral_id bigint) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(t.service_id) FILTER (WHERE t.service_id IS NOT NULL), '{}')
    FROM app.task t WHERE t.referral_id = tried_services.referral_id AND t.kind = 'referral'
$$;
COMMENT ON FUNCTION engine.tried_services(bigint) IS 'Services that were asked before: not offered again by themselves.';

CREATE FUNCTION engine.offers(r app.referral)
RETURNS TABLE (service_id integer, code text, name text, organization_id integer, owner_role_id integer, rank integer, open_at timestamptz, basis text)
LANGUAGE sql STABLE AS $$
    SELECT o.* FROM engine.route(r.individual_id, r.service_type_id, engine.route_code(r.provided, r.individual_id), r.requester_organization_id,
                                 r.category, engine.tried_services(r.id)) o
$$;
COMMENT ON FUNCTION engine.offers(app.referral) IS 'Whom a referral could be given to next, best first: open intake, area served, a basis, not asked before.';

CREATE FUNCTION engine.named_offer(s engine.step_state, target text, OUT service_id integer, OUT role_id integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v app.service;
BEGIN
    SELECT k.* INTO v FROM app.service k
    WHERE k.active AND k.service_type_id = (s.referral).service_type_id
      AND (k.code = target OR k.owner_role_id = (SELECT r.id FROM app.role r WHERE r.code = target AND r.active))
    ORDER BY k.code = target DESC, k.rank LIMIT 1;
    IF v.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('%s does not offer %s.', target, engine.type_words((s.referral).service_type_id)),
                              engine.offer_hint(s.referral));
    END IF;
    PERFORM engine.refuse_closed(v, s.at);
    service_id := v.id;
    role_id := v.owner_role_id;
END $$;
COMMENT ON FUNCTION engine.named_offer(engine.step_state, text) IS 'The service of that code, or of that role, for the referral''s type. HF412: none, or its intake is closed.';

CREATE FUNCTION engine.offer_hint(r app.referral) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT format('One of: %s.', string_agg(o.code, ', ' ORDER BY o.rank)) FROM engine.offers(r) o),
                    'Nobody else offers it there: wait (h), or complete it with an outcome (c).')
$$;
COMMENT ON FUNCTION engine.offer_hint(app.referral) IS 'Whom it could be given to, for a hint.';

CREATE FUNCTION engine.best_offer(s engine.step_state, OUT service_id integer, OUT role_id integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT o.service_id, o.owner_role_id INTO service_id, role_id FROM engine.offers(s.referral) o LIMIT 1;
    IF service_id IS NULL THEN
        PERFORM engine.refuse('HF412', format('Nobody else offers %s there with open intake.', engine.type_words((s.referral).service_type_id)),
                              'Name a service, wait (h), or complete it with an outcome (c).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.best_offer(engine.step_state) IS 'The first offer, which re-route takes when nobody else is named. HF412: there is none.';

CREATE FUNCTION engine.next_try(r app.referral, parent app.task, service_id integer, role_id integer, at timestamptz) RETURNS app.task
LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task := engine.task_for(r, parent, 'referral', at);
BEGIN
    t.attempt := r.attempts;
    t.service_id := next_try.service_id;
    t.owner_role_id := role_id;
    t.level_id := (SELECT y.level_id FROM app.service_type y WHERE y.id = r.service_type_id);
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.next_try(app.referral, app.task, integer, integer, timestamptz) IS 'The referral''s try number r.attempts, with that service or role.';

CREATE FUNCTION engine.act_reroute(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    target text := engine.detail_text(s.detail, 'to');
    offer record;
    t app.task;
BEGIN
    IF target IS NULL THEN
        offer := engine.best_offer(s);
    ELSE
        offer := engine.named_offer(s, target);
    END IF;
    PERFORM engine.require_basis(r.individual_id, r.requester_organization_id, engine.organization_of(offer.role_id), r.category);
    PERFORM engine.clock_stop((s.t).clock_id, s.at, true);
    s.t := engine.close_now(s.t, 'completed', s.at);
    -- A try that was left unanswered until its ladder ran out is asked no longer.
    s := engine.withdraw_others(s, '{referral}');
    r.attempts := r.attempts + 1;
    s.referral := r;
    t := engine.open_task(engine.next_try(r, s.t, offer.service_id, offer.role_id, s.at), s.me, 'refer',
                          jsonb_build_object('attempt', r.attempts, 'service', engine.service_code(offer.service_id)), NULL, s.request_id);
    s.opened := s.opened || t.id;
    s.facts := s.facts || jsonb_build_object('try', engine.task_ref(t), 'service', engine.service_code(offer.service_id));
    s.concerned := s.concerned || t.owner_organization_id;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_reroute(engine.step_state) IS
    'Gives the referral to the next provider: a new try with a new clock, while the need''s own clock runs on. The best offer, unless a service or role is named.';
