-- From an event to owned, timed work: which rules of the policy fit, what they open, what joins.

CREATE FUNCTION engine.is_readmission(e app.event) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN e.type_id = engine.event_type_id('admission') AND EXISTS (
        SELECT FROM app.event d
        WHERE d.individual_id = e.individual_id AND d.type_id = engine.event_type_id('discharge') AND d.retracted_at IS NULL
          AND d.occurred_at < e.occurred_at AND d.occurred_at >= e.occurred_at - interval '30 days'
          AND (d.category <> 'substance_use' OR e.category = 'substance_use'));
END $$;
COMMENT ON FUNCTION engine.is_readmission(app.event) IS
    'An admission within 30 days after a discharge is a readmission (the measure of CMS), whoever recorded which, and in whatever order. A discharge that the one admission may not tell of is left out.';

CREATE FUNCTION engine.counts_as(e app.event, type_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN e.type_id = counts_as.type_id OR (counts_as.type_id = engine.event_type_id('readmission') AND engine.is_readmission(e));
END $$;
COMMENT ON FUNCTION engine.counts_as(app.event, integer) IS 'The event is of that type, or derived to be.';

CREATE FUNCTION engine.rule_span(r app.event_rule) RETURNS interval LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE WHEN r.within IS NULL THEN interval '200 years' ELSE engine.elapsed_interval(r.within) END;
END $$;
COMMENT ON FUNCTION engine.rule_span(app.event_rule) IS 'How far back a rule looks.';

-- Substance-use events count only among themselves and what is known anyway: how often somebody without a
-- basis is told must be the same with and without them.
CREATE FUNCTION engine.rule_count(r app.event_rule, e app.event) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    span interval := engine.rule_span(r);
BEGIN
    RETURN (
        WITH alike AS MATERIALIZED (
            SELECT k.id, k.occurred_at FROM app.event k
            WHERE k.individual_id = e.individual_id AND k.retracted_at IS NULL
              AND (k.category <> 'substance_use' OR e.category = 'substance_use')
              AND k.occurred_at > e.occurred_at - span AND k.occurred_at < e.occurred_at + span
              AND engine.counts_as(k, r.event_type_id))
        SELECT max((SELECT count(*) FROM alike g WHERE (g.occurred_at, g.id) <= (f.occurred_at, f.id) AND g.occurred_at > f.occurred_at - span))
        FROM alike f WHERE (f.occurred_at, f.id) >= (e.occurred_at, e.id));
END $$;
COMMENT ON FUNCTION engine.rule_count(app.event_rule, app.event) IS
    'How many events of the rule''s type there are within its span, by when they occurred, at the fullest point that this event adds to: one recorded late can make an earlier one the fourth.';

CREATE FUNCTION engine.rule_stands(r app.event_rule, e app.event) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN e.retracted_at IS NULL AND engine.counts_as(e, r.event_type_id)
       AND (r.count = 1 OR engine.rule_count(r, e) >= r.count)
       AND (r.after_type_id IS NULL OR EXISTS (
            SELECT FROM app.event b
            WHERE b.individual_id = e.individual_id AND b.retracted_at IS NULL AND b.id <> e.id AND engine.counts_as(b, r.after_type_id)
              AND (b.category <> 'substance_use' OR e.category = 'substance_use')
              AND b.occurred_at <= e.occurred_at AND b.occurred_at >= e.occurred_at - engine.rule_span(r)));
END $$;
COMMENT ON FUNCTION engine.rule_stands(app.event_rule, app.event) IS 'What happened, and how often, is as the rule says; true or not still after something was retracted.';

CREATE FUNCTION engine.rule_applies(r app.event_rule, e app.event) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (r.levels = '{}' OR e.level = ANY (r.levels))
       AND (r.sources = '{}' OR e.source = ANY (r.sources))
       AND (r.risks = '{}' OR EXISTS (SELECT FROM app.social_risk k
                                      WHERE k.individual_id = e.individual_id AND k.status = 'active' AND k.level = ANY (r.risks)))
       AND engine.rule_stands(r, e);
END $$;
COMMENT ON FUNCTION engine.rule_applies(app.event_rule, app.event) IS 'Every condition of the rule holds for the event.';

CREATE FUNCTION engine.told_role(individual_id bigint, role_id integer, category text, from_organization integer, actor app.staff) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    coordinator integer := (SELECT n.coordinator_role_id FROM app.network n);
BEGIN
    RETURN (SELECT r.id FROM unnest(ARRAY[role_id, coordinator, engine.standing_role(actor.id)]) WITH ORDINALITY u (id, n)
            JOIN app.role r ON r.id = u.id
            WHERE engine.basis(told_role.individual_id, from_organization, r.organization_id, told_role.category) IS NOT NULL ORDER BY u.n LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.told_role(bigint, integer, text, integer, app.staff) IS
    'The role that gets the work: the one wanted, or, where nothing allows it to be told, the coordinator, or else whoever knows it already (rule 11).';

CREATE FUNCTION engine.work_owner(owner_kind text, role_id integer, domain_id integer, individual_id bigint) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE owner_kind WHEN 'role' THEN role_id
                           WHEN 'area' THEN engine.area_owner(individual_id, domain_id)
                           WHEN 'coordinator' THEN (SELECT n.coordinator_role_id FROM app.network n)
                           WHEN 'on_call' THEN (SELECT n.on_call_role_id FROM app.network n) END;
END $$;
COMMENT ON FUNCTION engine.work_owner(text, integer, integer, bigint) IS 'Whom the policy means by owner: a role, whoever owns an area of the person''s plan, the coordinator, whoever is on call.';

CREATE FUNCTION engine.say_ordinal(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT n || CASE WHEN n % 100 BETWEEN 11 AND 13 THEN 'th' WHEN n % 10 = 1 THEN 'st' WHEN n % 10 = 2 THEN 'nd' WHEN n % 10 = 3 THEN 'rd' ELSE 'th' END
$$;
COMMENT ON FUNCTION engine.say_ordinal(integer) IS '4th';

CREATE FUNCTION engine.rule_label(r app.event_rule, w app.event_rule_task) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    what text := CASE WHEN r.count > 1 THEN engine.say_ordinal(r.count) || ' ' ELSE '' END
              || (SELECT t.name FROM app.event_type t WHERE t.id = r.event_type_id);
BEGIN
    RETURN coalesce(w.label, CASE w.kind WHEN 'alert' THEN what WHEN 'case_review' THEN 'case review, ' || what
                                         WHEN 'plan_update' THEN 'update the plan: ' || what WHEN 'result_review' THEN 'look at the result'
                                         ELSE 'follow up: ' || what END);
END $$;
COMMENT ON FUNCTION engine.rule_label(app.event_rule, app.event_rule_task) IS 'What a rule''s task asks for: as the policy says, or case review, 4th ED visit.';

CREATE FUNCTION engine.open_review(individual_id bigint, category text) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    SELECT k.* INTO t FROM app.task k
    WHERE k.individual_id = open_review.individual_id AND k.kind = 'case_review' AND k.closed_at IS NULL AND k.category = open_review.category
    ORDER BY k.id LIMIT 1 FOR NO KEY UPDATE;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.open_review(bigint, text) IS 'The person''s open case review, locked: what calls for another one joins it. id NULL: none is open.';

CREATE FUNCTION engine.open_of_rule(e app.event, w app.event_rule_task) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    IF w.kind = 'case_review' THEN
        RETURN engine.open_review(e.individual_id, e.category);
    END IF;
    SELECT k.* INTO t FROM app.task k
    WHERE k.individual_id = e.individual_id AND k.closed_at IS NULL AND k.category = e.category
      AND EXISTS (SELECT FROM app.event_task x WHERE x.task_id = k.id AND x.rule_id = w.rule_id AND x.no = w.no)
    ORDER BY k.id LIMIT 1 FOR NO KEY UPDATE;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.open_of_rule(app.event, app.event_rule_task) IS 'The open task of the same rule and person, locked; one case review of a person serves all that call for one.';

CREATE FUNCTION engine.join_task(t app.task, e app.event, r app.event_rule, actor app.staff, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    signed record;
BEGIN
    signed := engine.sign_task(t, e.recorded_at, actor, 'join', t.status, jsonb_build_object('event', engine.event_ref(e.id), 'rule', r.code), NULL, request_id);
    UPDATE app.task k SET ledger_seq = (signed.t).ledger_seq, ledger_head = (signed.t).ledger_head WHERE k.id = t.id;
    PERFORM engine.hint(ARRAY[t.owner_organization_id]);
END $$;
COMMENT ON FUNCTION engine.join_task(app.task, app.event, app.event_rule, app.staff, uuid) IS 'Says on an open task''s record that another event calls for it too; its clock and version stay.';

CREATE FUNCTION engine.open_rule_task(e app.event, r app.event_rule, w app.event_rule_task, actor app.staff, request_id uuid) RETURNS app.task LANGUAGE plpgsql AS $$
DECLARE
    origin app.task_origin;
    wanted integer := engine.work_owner(w.owner_kind, w.owner_role_id, w.owner_domain_id, e.individual_id);
BEGIN
    origin.event_id := e.id;
    origin.domain_id := w.owner_domain_id;
    RETURN engine.open_work(w.kind, e.individual_id, coalesce(engine.told_role(e.individual_id, wanted, e.category, e.organization_id, actor), wanted), w.level_id,
                            engine.rule_label(r, w), w.priority, NULL, origin, actor, 'open',
                            jsonb_build_object('because', 'event', 'event', engine.event_ref(e.id), 'rule', r.code), NULL, e.recorded_at, request_id);
END $$;
COMMENT ON FUNCTION engine.open_rule_task(app.event, app.event_rule, app.event_rule_task, app.staff, uuid) IS 'Opens the task that a rule asks for.';

CREATE FUNCTION engine.fire_rule(e app.event, r app.event_rule, actor app.staff, request_id uuid) RETURNS engine.event_work LANGUAGE plpgsql AS $$
DECLARE
    w app.event_rule_task;
    t app.task;
    joins boolean;
    work engine.event_work := ROW('{}'::bigint[], '{}'::bigint[]);
    crosses boolean := r.count = 1 OR engine.rule_count(r, e) = r.count;
BEGIN
    IF r.raise AND crosses THEN
        PERFORM engine.raise_risks(e.individual_id, e.recorded_at, actor, request_id);
    END IF;
    FOR w IN SELECT k.* FROM app.event_rule_task k WHERE k.rule_id = r.id ORDER BY k.no LOOP
        t := engine.open_of_rule(e, w);
        joins := t.id IS NOT NULL;
        CONTINUE WHEN NOT (joins OR crosses);
        IF joins THEN
            PERFORM engine.join_task(t, e, r, actor, request_id);
            work.joined := work.joined || t.id;
        ELSE
            t := engine.open_rule_task(e, r, w, actor, request_id);
            work.opened := work.opened || t.id;
        END IF;
        INSERT INTO app.event_task (event_id, rule_id, no, task_id, joined) VALUES (e.id, r.id, w.no, t.id, joins);
    END LOOP;
    RETURN work;
END $$;
COMMENT ON FUNCTION engine.fire_rule(app.event, app.event_rule, app.staff, uuid) IS
    'Opens a rule''s tasks, once for each crossing of its threshold; what follows joins them while they are open.';

CREATE FUNCTION engine.fire_rules(e app.event, actor app.staff, request_id uuid) RETURNS engine.event_work LANGUAGE plpgsql AS $$
DECLARE
    r app.event_rule;
    fired engine.event_work;
    work engine.event_work := ROW('{}'::bigint[], '{}'::bigint[]);
BEGIN
    -- Nobody is told to look after somebody who has died, whatever is recorded late.
    IF e.type_id <> engine.event_type_id('death') AND EXISTS (SELECT FROM app.individual i WHERE i.id = e.individual_id AND i.deceased_at IS NOT NULL) THEN
        RETURN work;
    END IF;
    FOR r IN SELECT k.* FROM app.event_rule k WHERE k.active AND engine.counts_as(e, k.event_type_id) ORDER BY k.position, k.id LOOP
        CONTINUE WHEN NOT engine.rule_applies(r, e);
        fired := engine.fire_rule(e, r, actor, request_id);
        work.opened := work.opened || fired.opened;
        work.joined := work.joined || fired.joined;
    END LOOP;
    RETURN work;
END $$;
COMMENT ON FUNCTION engine.fire_rules(app.event, app.staff, uuid) IS 'Tries every rule of the event''s type in the order of the policy; all that fit apply.';
