-- Events that change life: for every open item of the person a step is proposed, one confirmation
-- does them all, one undo puts them back. Each is the step itself, on the item's own record.

CREATE FUNCTION engine.life_kind(e app.event) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE t.code WHEN 'readmission' THEN 'admission' ELSE t.code END FROM app.event_type t
            WHERE t.id = e.type_id AND t.code IN ('death', 'admission', 'readmission', 'move'));
END $$;
COMMENT ON FUNCTION engine.life_kind(app.event) IS 'death, admission or move; NULL: the event leaves open items as they are.';

CREATE FUNCTION engine.life_stay(t app.task, words text) RETURNS engine.life_step LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(t.id, NULL, 'stay', '{}', words)::engine.life_step
$$;
COMMENT ON FUNCTION engine.life_stay(app.task, text) IS 'The item stays as it is, and why.';

CREATE FUNCTION engine.step_on_death(t app.task, e app.event) RETURNS engine.life_step LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF t.kind = 'correction' THEN
        RETURN engine.life_stay(t, 'stays: compliance looks at it');
    ELSIF EXISTS (SELECT FROM app.service_type y WHERE y.id = t.service_type_id AND y.after_death) THEN
        RETURN engine.life_stay(t, 'stays: still to be done');
    END IF;
    RETURN ROW(t.id, NULL, 'cancel', '{"reason": "died"}', 'ends: died')::engine.life_step;
END $$;
COMMENT ON FUNCTION engine.step_on_death(app.task, app.event) IS 'Everything ends, except what is still to be done for somebody who has died.';

CREATE FUNCTION engine.stay_until(e app.event, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN EXISTS (SELECT FROM app.event d WHERE d.individual_id = e.individual_id AND d.retracted_at IS NULL
                               AND d.type_id = engine.event_type_id('discharge') AND d.occurred_at > e.occurred_at) THEN NULL
                ELSE coalesce((e.change ->> 'until')::timestamptz, e.occurred_at + interval '7 days') END;
END $$;
COMMENT ON FUNCTION engine.stay_until(app.event, timestamptz) IS 'Until when somebody admitted is expected to stay: as was said, or seven days. NULL: they have left already.';

CREATE FUNCTION engine.step_on_admission(t app.task, e app.event, at timestamptz) RETURNS engine.life_step LANGUAGE plpgsql STABLE AS $$
DECLARE
    until timestamptz := LEAST(engine.stay_until(e, at), t.needed_by);
    told text := 'in hospital' || coalesce(' until ' || engine.say_time(until, at), '');
BEGIN
    IF t.kind <> 'referral' THEN
        RETURN engine.life_stay(t, 'stays: is about more than the visits');
    ELSIF e.category = 'substance_use' AND engine.basis(e.individual_id, e.organization_id, t.owner_organization_id, e.category) IS NULL THEN
        RETURN engine.life_stay(t, 'stays: nothing allows them to be told');
    ELSIF until IS NULL OR until <= at THEN
        RETURN engine.life_stay(t, 'stays: needed before the person is back');
    ELSIF t.status = 'on-hold' THEN
        RETURN engine.life_stay(t, 'stays: waits already');
    ELSIF t.status = 'requested' THEN
        RETURN ROW(t.id, NULL, 'note', jsonb_build_object('note', told), 'is told: ' || told)::engine.life_step;
    END IF;
    RETURN ROW(t.id, NULL, 'hold', jsonb_build_object('waiting_on', 'hospital', 'until', until, 'note', told),
               'waits until ' || engine.say_time(until, at))::engine.life_step;
END $$;
COMMENT ON FUNCTION engine.step_on_admission(app.task, app.event, timestamptz) IS
    'Visits wait until the person is expected back, and come back by themselves; whoever has not answered yet is told.';

CREATE FUNCTION engine.moved_referral(r app.referral, e app.event) RETURNS app.referral LANGUAGE plpgsql STABLE AS $$
DECLARE
    place jsonb := e.change - '{was}'::text[];
BEGIN
    r.provided := r.provided || (SELECT coalesce(jsonb_object_agg(k, place -> k), '{}') FROM jsonb_object_keys(r.provided) k WHERE place ? k);
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.moved_referral(app.referral, app.event) IS 'The referral with the new address where it carries one of its own.';

CREATE FUNCTION engine.step_on_move(t app.task, e app.event) RETURNS engine.life_step LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.referral;
    area text;
    offer record;
BEGIN
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    r := engine.moved_referral(r, e);
    area := engine.route_code(r.provided, t.individual_id);
    IF t.kind <> 'referral' THEN
        RETURN engine.life_stay(t, CASE WHEN t.kind = 'reroute' THEN 'stays: offers follow the new address' ELSE 'stays' END);
    ELSIF t.service_id IS NULL OR (SELECT engine.serves(s.areas, area) FROM app.service s WHERE s.id = t.service_id) THEN
        RETURN ROW(t.id, NULL, 'address', '{}', 'stays, is told the new address')::engine.life_step;
    END IF;
    SELECT o.code, o.name INTO offer FROM engine.offers(r) o LIMIT 1;
    RETURN ROW(t.id, NULL, 'seek', CASE WHEN offer.code IS NULL THEN '{}' ELSE jsonb_build_object('to', offer.code) END,
               CASE WHEN offer.code IS NULL THEN 'nobody offers it there: a provider is looked for' ELSE 're-routed to ' || offer.name END)::engine.life_step;
END $$;
COMMENT ON FUNCTION engine.step_on_move(app.task, app.event) IS
    'A provider that serves the new area is told the address; from any other the referral goes to the best offer there, or to the search for one.';

CREATE FUNCTION engine.life_step_of(t app.task, e app.event, at timestamptz) RETURNS engine.life_step LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE engine.life_kind(e)
        WHEN 'death'     THEN RETURN engine.step_on_death(t, e);
        WHEN 'admission' THEN RETURN engine.step_on_admission(t, e, at);
        WHEN 'move'      THEN RETURN engine.step_on_move(t, e);
    END CASE;
END $$;
COMMENT ON FUNCTION engine.life_step_of(app.task, app.event, timestamptz) IS 'The step that a change of life proposes for an open item.';

CREATE FUNCTION engine.life_runs(e app.event) RETURNS SETOF engine.life_step LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF engine.life_kind(e) = 'death' THEN
        RETURN QUERY SELECT NULL::bigint, NULL::bigint, 'stop_pathway', jsonb_build_object('run', r.id, 'pathway', engine.run_code(r)), 'ends: died'
                     FROM app.pathway_run r WHERE r.individual_id = e.individual_id AND r.status = 'active' ORDER BY r.id;
    END IF;
END $$;
COMMENT ON FUNCTION engine.life_runs(app.event) IS 'Pathways that end with a death: before their items do, so that nothing follows on what ends.';

CREATE FUNCTION engine.life_extra(e app.event) RETURNS SETOF engine.life_step LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (engine.is_readmission(e) OR e.type_id = engine.event_type_id('readmission'))
       AND NOT EXISTS (SELECT FROM app.task t WHERE t.individual_id = e.individual_id AND t.kind = 'case_review' AND t.closed_at IS NULL AND t.category = e.category) THEN
        RETURN NEXT ROW(NULL, NULL, 'review', '{}', 'a case review is scheduled: back within 30 days')::engine.life_step;
    END IF;
    IF engine.life_kind(e) = 'death' THEN
        RETURN QUERY SELECT NULL::bigint, c.id, 'close_plan', '{}'::jsonb, 'ends: died'
                     FROM app.care_plan c WHERE c.individual_id = e.individual_id AND c.status = 'active';
    END IF;
END $$;
COMMENT ON FUNCTION engine.life_extra(app.event) IS 'What a change of life proposes beside the open items: a case review after a readmission, the end of the plan after a death.';

CREATE FUNCTION engine.life_key(p engine.life_step) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN p.task_id IS NOT NULL THEN (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = p.task_id)
                ELSE CASE p.action WHEN 'close_plan' THEN 'plan' WHEN 'stop_pathway' THEN 'pathway ' || (p.detail ->> 'pathway') ELSE 'case_review' END END;
END $$;
COMMENT ON FUNCTION engine.life_key(engine.life_step) IS 'By what a proposal is named: an item''s reference, plan, pathway CODE, case_review.';

CREATE FUNCTION engine.life_label(p engine.life_step) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE p.action WHEN 'close_plan' THEN 'shared plan' WHEN 'review' THEN 'case review'
                         WHEN 'stop_pathway' THEN (SELECT y.name FROM app.pathway y WHERE y.code = p.detail ->> 'pathway') END;
END $$;
COMMENT ON FUNCTION engine.life_label(engine.life_step) IS 'What a proposal that is about no item is about.';

-- Referrals first: what ends them ends what else is open of them. What this event opened is not its own subject.
CREATE FUNCTION engine.life_steps(e app.event, at timestamptz) RETURNS SETOF engine.life_step LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT x.* FROM engine.life_runs(e) x;
    RETURN QUERY
        SELECT s.* FROM (SELECT t AS task FROM app.task t LEFT JOIN app.task_origin o ON o.task_id = t.id
                         WHERE t.individual_id = e.individual_id AND t.closed_at IS NULL AND o.event_id IS DISTINCT FROM e.id
                         ORDER BY t.kind NOT IN ('referral', 'reroute'), t.kind, t.id) k,
                        LATERAL engine.life_step_of(k.task, e, at) s;
    RETURN QUERY SELECT x.* FROM engine.life_extra(e) x;
END $$;
COMMENT ON FUNCTION engine.life_steps(app.event, timestamptz) IS 'Every open item of the person with its proposed step, in the order in which they are done.';

CREATE FUNCTION engine.may_do(s engine.life_step, me app.staff, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF s.task_id IS NULL THEN
        RETURN v.coordinates OR 'plan' = ANY (v.duties);
    END IF;
    RETURN (SELECT engine.relations(t, me, v.roles) && '{O,R,C}'
               AND engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id)
            FROM app.task t WHERE t.id = s.task_id);
END $$;
COMMENT ON FUNCTION engine.may_do(engine.life_step, app.staff, engine.viewer) IS 'The person may do what is proposed there: as the item''s owner, its requester or a coordinator.';

CREATE FUNCTION engine.ask_coordinator(e app.event, work engine.event_work, actor app.staff, request_id uuid) RETURNS engine.event_work LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
    coordinator integer := (SELECT n.coordinator_role_id FROM app.network n);
    t app.task;
BEGIN
    IF engine.life_kind(e) IS NULL OR engine.has_duty(actor.id, 'coordinate')
       OR EXISTS (SELECT FROM app.task k WHERE k.id = ANY (work.opened || work.joined) AND k.kind = 'alert' AND k.owner_role_id = coordinator)
       OR NOT EXISTS (SELECT FROM engine.life_steps(e, e.recorded_at) s WHERE s.action <> 'stay') THEN
        RETURN work;
    END IF;
    origin.event_id := e.id;
    t := engine.open_work('alert', e.individual_id, coalesce(engine.told_role(e.individual_id, coordinator, e.category, e.organization_id, actor), coordinator), NULL,
                          engine.event_name(e) || ': decide what is open', 'urgent', NULL, origin, actor, 'open',
                          jsonb_build_object('because', 'event', 'event', engine.event_ref(e.id)), NULL, e.recorded_at, request_id);
    work.opened := work.opened || t.id;
    RETURN work;
END $$;
COMMENT ON FUNCTION engine.ask_coordinator(app.event, engine.event_work, app.staff, uuid) IS
    'Whoever records a change of life may not decide for everybody else: unless they coordinate, or a rule of the policy has told the coordinator, the coordinator is alerted to do it.';

CREATE FUNCTION engine.life_items(e app.event, at timestamptz, me app.staff, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'ref', engine.life_key(s.step), 'label', coalesce(r.label, engine.life_label(s.step)),
                   'state_words', r.state_words, 'who', coalesce(r.with_words, 'coordinator'), 'may', engine.may_do(s.step, me, v),
                   'proposed', jsonb_build_object('action', (s.step).action, 'detail', (s.step).detail, 'words', (s.step).words)) ORDER BY s.no), '[]')
        FROM (SELECT ROW(k.task_id, k.plan_id, k.action, k.detail, k.words)::engine.life_step AS step, k.no
              FROM engine.life_steps(e, at) WITH ORDINALITY k (task_id, plan_id, action, detail, words, no)) s
        LEFT JOIN engine.rows(engine.tasks_seen(e.individual_id, true, v), v) r ON r.id = (s.step).task_id
        WHERE (s.step).task_id IS NULL OR r.id IS NOT NULL);
END $$;
COMMENT ON FUNCTION engine.life_items(app.event, timestamptz, app.staff, engine.viewer) IS 'The proposal as far as the reader sees the items.';

CREATE FUNCTION engine.life_proposal(e app.event, me app.staff, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    c app.life_change;
BEGIN
    IF engine.life_kind(e) IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT k.* INTO c FROM app.life_change k WHERE k.event_id = e.id AND k.undone_at IS NULL;
    RETURN jsonb_build_object('event_ref', engine.event_ref(e.id), 'kind', engine.life_kind(e), 'words', engine.event_words(e),
        'individual_ref', engine.individual_ref(e.individual_id),
        'applied', CASE WHEN c.event_id IS NOT NULL THEN jsonb_build_object('at', c.applied_at, 'who', (SELECT s.name FROM app.staff s WHERE s.id = c.applied_by),
            'undo_until', CASE WHEN c.applied_by = me.id THEN c.applied_at + (SELECT n.undo_within FROM app.network n) END) END,
        'items', CASE WHEN c.event_id IS NULL AND e.retracted_at IS NULL THEN engine.life_items(e, v.at, me, v) ELSE '[]' END);
END $$;
COMMENT ON FUNCTION engine.life_proposal(app.event, app.staff, engine.viewer) IS 'What api.life_change gives; NULL: the event changes no life.';
