-- Asking for help: what each item of a referral would become. api.refer and api.refer_preview both
-- plan here, so that what was shown before sending is what is sent.

CREATE TYPE engine.plan AS (
    type app.service_type,
    service_id integer,
    role_id integer,
    basis text,
    level_id integer,
    kind app.task_kind,
    due timestamptz,
    duplicates text[],
    unseen bigint[],
    code text,
    problem text,
    mend text,
    threat text,
    possible jsonb
);
COMMENT ON TYPE engine.plan IS
    'One item of a referral, planned. kind reroute: nobody can take it now, so the coordinator looks for a provider. duplicates: references of open referrals for the same that the sender may see; unseen: ids of those that the sender may not. code, problem, mend: why it cannot be sent. threat: what threatens whom, where that is given as the ground; possible: which grounds there could be, where none stands.';

CREATE FUNCTION engine.referring_role(roles integer[], organization_id integer) RETURNS app.role LANGUAGE sql STABLE AS $$
    SELECT r FROM app.role r WHERE r.id = ANY (roles) AND 'refer' = ANY (r.duties)
    ORDER BY r.organization_id = referring_role.organization_id DESC, r.id LIMIT 1
$$;
COMMENT ON FUNCTION engine.referring_role(integer[], integer) IS 'As which role a person refers. NULL: none carries the duty.';

CREATE FUNCTION engine.check_letter(referral jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    known CONSTANT text[] := '{individual,priority,needed_by,context,provided,duplicate_reason,risk,items}';
    unknown text;
BEGIN
    IF jsonb_typeof(referral) IS DISTINCT FROM 'object' THEN
        PERFORM engine.refuse('HF400', 'referral is not an object.', format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    SELECT k INTO unknown FROM jsonb_object_keys(referral) k WHERE NOT k = ANY (known) LIMIT 1;
    IF unknown IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('referral has no key %s.', unknown), format('Its keys: %s.', array_to_string(known, ', ')));
    END IF;
    IF coalesce(jsonb_typeof(referral -> 'provided'), 'object') NOT IN ('object', 'null') THEN
        PERFORM engine.refuse('HF400', 'provided is not an object.', 'Write what comes with it: {"phone": …, "orders": …}.');
    END IF;
    IF jsonb_typeof(referral -> 'items') IS DISTINCT FROM 'array' OR jsonb_array_length(referral -> 'items') = 0 THEN
        PERFORM engine.refuse('HF400', 'items is not a list.', 'Name at least one service type: [{"type": …}].');
    END IF;
    PERFORM engine.check_lengths(referral - 'items', 10000);
END $$;
COMMENT ON FUNCTION engine.check_letter(jsonb) IS 'HF400 names what is malformed in a referral.';

CREATE FUNCTION engine.read_letter(referral jsonb) RETURNS engine.letter LANGUAGE plpgsql AS $$
DECLARE
    l engine.letter;
    me app.staff := engine.me();
    person app.individual;
BEGIN
    PERFORM engine.check_letter(referral);
    l.me := me;
    l.roles := engine.my_roles(me.id);
    l.role := engine.referring_role(l.roles, me.organization_id);
    SELECT i.* INTO person FROM app.individual i WHERE i.id = engine.individual_id(referral ->> 'individual');
    IF person.id IS NULL OR NOT engine.knows(me, person, engine.viewer()) THEN
        PERFORM engine.refuse_unseen();
    ELSIF (l.role).id IS NULL THEN
        -- Who entered somebody is known to everybody there; whom one sees is told by duties.
        IF NOT engine.sees_individual(person.id, engine.viewer()) THEN
            PERFORM engine.refuse_unseen();
        END IF;
        PERFORM engine.refuse_duty('refer anybody', 'refer', me.organization_id);
    END IF;
    l.individual := person;
    l.at := app.now();
    l.priority := engine.read_priority(coalesce(referral ->> 'priority', 'routine'));
    l.needed_by := CASE WHEN engine.detail_text(referral, 'needed_by') IS NOT NULL
                        THEN engine.read_time(engine.detail_text(referral, 'needed_by'), 'needed_by', true) END;
    l.context := engine.detail_text(referral, 'context');
    l.provided := coalesce(nullif(referral -> 'provided', 'null'), '{}');
    l.duplicate_reason := engine.detail_text(referral, 'duplicate_reason');
    IF engine.detail_text(referral, 'risk') IS NOT NULL THEN
        l.risk_id := engine.risk_named(referral ->> 'risk', person.id);
    END IF;
    RETURN l;
END $$;
COMMENT ON FUNCTION engine.read_letter(jsonb) IS 'Reads what the items have in common. HF400: malformed; HF404: no duty to refer, or no such person to this reader.';

CREATE FUNCTION engine.read_priority(value text) RETURNS app.priority LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF NOT value = ANY (enum_range(NULL::app.priority)::text[]) THEN
        PERFORM engine.refuse('HF400', format('There is no priority %s.', value), 'One of: routine, urgent, asap, stat.');
    END IF;
    RETURN value::app.priority;
END $$;
COMMENT ON FUNCTION engine.read_priority(text) IS 'A priority by its word. HF400: none such.';

CREATE FUNCTION engine.missing_things(l engine.letter, requires text[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(k ORDER BY n), '{}') FROM unnest(requires) WITH ORDINALITY AS u (k, n)
    WHERE engine.detail_text(l.provided, k) IS NULL
      AND CASE k WHEN 'phone' THEN NOT EXISTS (SELECT 1 FROM app.contact c WHERE c.individual_id = (l.individual).id AND c.phone IS NOT NULL)
                 WHEN 'address' THEN (l.individual).address IS NULL
                 WHEN 'birth_date' THEN (l.individual).birth_date IS NULL
                 WHEN 'language' THEN false
                 ELSE true END
$$;
COMMENT ON FUNCTION engine.missing_things(engine.letter, text[]) IS
    'What the service type asks for and neither the referral nor the person''s own page gives.';

CREATE FUNCTION engine.plan_fail(INOUT p engine.plan, problem text, mend text, code text DEFAULT 'HF412') LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    p.code := coalesce(p.code, plan_fail.code);
    p.mend := CASE WHEN p.problem IS NULL THEN plan_fail.mend ELSE p.mend END;
    p.problem := coalesce(p.problem, plan_fail.problem);
END $$;
COMMENT ON FUNCTION engine.plan_fail(engine.plan, text, text, text) IS 'Notes why an item cannot be sent; the first reason stays.';

CREATE FUNCTION engine.plan_named(INOUT p engine.plan, l engine.letter, named text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v app.service;
BEGIN
    SELECT k.* INTO v FROM app.service k WHERE k.code = named AND k.active AND k.service_type_id = (p.type).id;
    IF v.id IS NULL THEN
        p := engine.plan_fail(p, format('%s does not offer %s.', named, engine.type_words((p.type).id)), 'Leave the choice open, or pick another service.');
        RETURN;
    END IF;
    p.service_id := v.id;
    p.role_id := v.owner_role_id;
    p.basis := engine.basis((l.individual).id, (l.role).organization_id, v.organization_id, (p.type).category);
    IF NOT engine.intake_open(v, l.at) THEN
        p := engine.plan_fail(p, format('%s takes nobody new%s.', v.name, coalesce(' until ' || engine.say_time(v.closed_until, l.at), '')),
                              'Leave the choice open, or pick another service.');
    ELSIF p.basis IS NULL THEN
        p := engine.plan_basis(p, l, v.organization_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.plan_named(engine.plan, engine.letter, text) IS 'The service that the sender picked: area and rank do not matter, intake and basis do.';

CREATE FUNCTION engine.plan_basis(INOUT p engine.plan, l engine.letter, organization_id integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    lack record;
BEGIN
    IF p.threat IS NOT NULL AND NOT engine.is_apart((p.type).category) THEN
        p.basis := 'serious_threat';
        RETURN;
    END IF;
    lack := engine.basis_lack((l.individual).id, (l.role).organization_id, organization_id, (p.type).category);
    p.possible := lack.possible;
    p := engine.plan_fail(p, CASE WHEN p.threat IS NULL THEN lack.problem ELSE 'A threat does not open substance-use content: 42 CFR Part 2 knows a medical emergency only.' END, lack.mend);
END $$;
COMMENT ON FUNCTION engine.plan_basis(engine.plan, engine.letter, integer) IS
    'Nothing the policy maps stands: a serious threat that was given does (45 CFR 164.512(j)); else it says which ground there could be, and who can obtain one (rule 11).';

CREATE FUNCTION engine.plan_routed(INOUT p engine.plan, l engine.letter) LANGUAGE plpgsql STABLE AS $$
DECLARE
    place text := engine.route_code(l.provided, (l.individual).id);
    coordinator app.role;
    barred app.service;
BEGIN
    SELECT o.service_id, o.owner_role_id, o.basis INTO p.service_id, p.role_id, p.basis
    FROM engine.route((l.individual).id, (p.type).id, place, (l.role).organization_id, (p.type).category, '{}') o LIMIT 1;
    IF p.service_id IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT v.* INTO barred FROM app.service v
    WHERE v.service_type_id = (p.type).id AND v.active AND engine.intake_open(v, l.at) AND engine.serves(v.areas, place)
    ORDER BY v.rank LIMIT 1;
    IF barred.id IS NOT NULL THEN
        p.service_id := barred.id;
        p.role_id := barred.owner_role_id;
        p := engine.plan_basis(p, l, barred.organization_id);
        RETURN;
    END IF;
    SELECT r.* INTO coordinator FROM app.role r JOIN app.network n ON n.coordinator_role_id = r.id;
    p.kind := 'reroute';
    p.role_id := coordinator.id;
    p.basis := engine.basis((l.individual).id, (l.role).organization_id, coordinator.organization_id, (p.type).category);
    IF p.basis IS NULL THEN
        p := engine.plan_basis(p, l, coordinator.organization_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.plan_routed(engine.plan, engine.letter) IS
    'The service by area, open intake and rank. Nobody there takes it now: the coordinator looks for a provider, so that it is not lost.';

CREATE FUNCTION engine.plan_duplicates(INOUT p engine.plan, l engine.letter) LANGUAGE plpgsql STABLE AS $$
DECLARE
    open record;
BEGIN
    FOR open IN
        SELECT r.id, EXISTS (SELECT 1 FROM app.task t
                             WHERE t.individual_id = r.individual_id AND t.referral_id = r.id
                               AND 'V' = ANY (engine.relations(t, l.me, l.roles))) AS seen
        FROM app.referral r
        WHERE r.individual_id = (l.individual).id AND r.service_type_id = (p.type).id AND r.closed_at IS NULL AND NOT r.void
        ORDER BY r.id LOOP
        IF open.seen THEN
            p.duplicates := p.duplicates || engine.referral_ref(open.id);
        ELSE
            p.unseen := p.unseen || open.id;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.plan_duplicates(engine.plan, engine.letter) IS 'Open referrals of the same person for the same, told apart by whether the sender may know of them (DESIGN 4.9).';

CREATE FUNCTION engine.plan_due(p engine.plan, l engine.letter) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT LEAST((SELECT engine.due_at(engine.role_calendar(p.role_id), l.at, s.target) FROM app.service_level_stage s
                  WHERE s.level_id = p.level_id AND s.priority = l.priority
                    AND s.stage = CASE WHEN p.kind = 'referral' THEN 'accept' ELSE 'complete' END::app.stage),
                 l.needed_by)
$$;
COMMENT ON FUNCTION engine.plan_due(engine.plan, engine.letter) IS 'By when it would be answered, in real hours. NULL: no deadline.';

CREATE FUNCTION engine.plan_item(l engine.letter, item jsonb) RETURNS engine.plan LANGUAGE plpgsql STABLE AS $$
DECLARE
    p engine.plan;
    kind_of app.service_type;
    missing text[];
BEGIN
    SELECT y.* INTO kind_of FROM app.service_type y WHERE y.code = item ->> 'type' AND y.active;
    IF kind_of.id IS NULL THEN
        PERFORM engine.refuse('HF400', format('There is no service type %s.', coalesce(item ->> 'type', '(none)')), 'Choose one from the catalogue.');
    END IF;
    p.type := kind_of;
    p.kind := 'referral';
    p.duplicates := '{}';
    p.unseen := '{}';
    p.threat := engine.detail_text(item, 'threat');
    PERFORM engine.check_lengths(item, 1000);
    IF (l.individual).deceased_at IS NOT NULL THEN
        p := engine.plan_fail(p, 'This person has died.', 'Correct the person''s page if that is wrong.');
    ELSIF l.needed_by <= l.at THEN
        p := engine.plan_fail(p, 'The time by which it is needed is past.', 'Give a time to come (needed_by).');
    END IF;
    missing := engine.missing_things(l, kind_of.requires);
    IF missing <> '{}' THEN
        p := engine.plan_fail(p, format('%s needs %s.', kind_of.name, array_to_string(missing, ', ')), 'Add it to what is provided.');
    END IF;
    IF engine.detail_text(item, 'service') IS NULL THEN
        p := engine.plan_routed(p, l);
    ELSE
        p := engine.plan_named(p, l, item ->> 'service');
    END IF;
    p.level_id := CASE WHEN p.kind = 'referral' THEN kind_of.level_id
                       ELSE (SELECT n.level_id FROM app.network_level n WHERE n.kind = 'reroute') END;
    IF p.role_id IS NOT NULL THEN
        p.due := engine.plan_due(p, l);
    END IF;
    RETURN engine.plan_duplicates(p, l);
END $$;
COMMENT ON FUNCTION engine.plan_item(engine.letter, jsonb) IS 'What one item of a referral would become, or why it cannot be sent. HF400: no such service type.';

CREATE FUNCTION engine.plan_items(l engine.letter, items jsonb) RETURNS SETOF engine.plan LANGUAGE plpgsql STABLE AS $$
DECLARE
    item jsonb;
    twice text;
BEGIN
    SELECT i ->> 'type' INTO twice FROM jsonb_array_elements(items) i GROUP BY 1 HAVING count(*) > 1 LIMIT 1;
    IF twice IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('%s is asked for twice.', twice), 'Ask once for each service type.');
    END IF;
    FOR item IN SELECT i FROM jsonb_array_elements(items) WITH ORDINALITY AS e (i, n) ORDER BY n LOOP
        RETURN NEXT engine.plan_item(l, item);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.plan_items(engine.letter, jsonb) IS 'All items of a referral, planned, in their order.';

CREATE FUNCTION engine.planned(p engine.plan, referral_ref text DEFAULT NULL, ref text DEFAULT NULL) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('referral_ref', referral_ref, 'ref', ref, 'type', (p.type).code, 'service', v.code, 'service_name', v.name,
        'owner_role', r.code, 'owner_role_name', r.name, 'due', p.due,
        'basis', jsonb_build_object('stands', p.possible IS NULL, 'basis', p.basis, 'name', engine.ground_words(p.basis), 'possible', coalesce(p.possible, '[]')), 'duplicates', to_jsonb(p.duplicates),
        'reroute', p.kind = 'reroute', 'problem', p.problem, 'mend', p.mend)
    FROM (SELECT 1) one LEFT JOIN app.service v ON v.id = p.service_id LEFT JOIN app.role r ON r.id = p.role_id
$$;
COMMENT ON FUNCTION engine.planned(engine.plan, text, text) IS 'A planned item as the answers of refer and refer_preview show it.';

CREATE FUNCTION engine.send_item(l engine.letter, p engine.plan, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    r app.referral;
    t app.task;
    none app.task;
    told jsonb;
BEGIN
    INSERT INTO app.referral AS f (individual_id, service_type_id, category, priority, needed_by, context, provided, requester_staff_id,
        requester_role_id, requester_organization_id, basis, duplicate_reason, need_since, attempts, created_at)
    VALUES ((l.individual).id, (p.type).id, (p.type).category, l.priority, l.needed_by, l.context, l.provided,
        coalesce((l.requester).id, (l.me).id), (l.role).id, (l.role).organization_id, p.basis,
        CASE WHEN p.duplicates <> '{}' THEN l.duplicate_reason END, coalesce(l.need_since, l.at),
        (p.kind = 'referral')::integer, l.at)
    RETURNING f.* INTO r;
    IF p.duplicates <> '{}' THEN
        PERFORM engine.duplicate_sent(l, p, r.id);
    END IF;
    IF p.kind = 'reroute' THEN
        t := (engine.open_reroute(r, none, l.me, l.at, 'nobody', request_id)).t;
    ELSE
        t := engine.open_task(engine.next_try(r, none, p.service_id, p.role_id, l.at), l.me, 'refer',
            jsonb_build_object('attempt', 1, 'service', engine.service_code(p.service_id), 'basis', p.basis),
            jsonb_build_object('context', l.context, 'provided', l.provided, 'duplicate_reason', r.duplicate_reason), request_id);
    END IF;
    IF p.basis = 'serious_threat' THEN
        told := engine.tell_of_threat(r, t, p.threat, l, request_id);
    END IF;
    p.due := t.due;
    PERFORM engine.risks_referred(r, l.risk_id, l.at, l.me, request_id);
    PERFORM engine.pathway_adopt(r, l.at, l.me, request_id);
    PERFORM engine.tell_of_unseen(r, p.unseen, l, request_id);
    PERFORM engine.hint(ARRAY[t.owner_organization_id, r.requester_organization_id]);
    RETURN engine.planned(p, engine.referral_ref(r.id), engine.task_ref(t)) || CASE WHEN told IS NULL THEN '{}' ELSE jsonb_build_object('told', told) END;
END $$;
COMMENT ON FUNCTION engine.send_item(engine.letter, engine.plan, uuid) IS 'Makes the referral and its first try (or the search for a provider), each with its clock.';

CREATE FUNCTION engine.tell_of_unseen(r app.referral, unseen bigint[], l engine.letter, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    coordinator app.role;
    t app.task;
    none app.task;
BEGIN
    SELECT c.* INTO coordinator FROM app.role c JOIN app.network n ON n.coordinator_role_id = c.id;
    -- Only a coordinator who may know of both is told; the sender learns nothing.
    IF NOT EXISTS (SELECT 1 FROM app.referral o WHERE o.id = ANY (unseen)
                     AND engine.basis(o.individual_id, o.requester_organization_id, coordinator.organization_id, o.category) IS NOT NULL)
       OR engine.basis(r.individual_id, r.requester_organization_id, coordinator.organization_id, r.category) IS NULL THEN
        RETURN;
    END IF;
    t := engine.task_for(r, none, 'alert', l.at);
    t.referral_id := NULL;
    t.requester_staff_id := NULL;
    t.requester_role_id := NULL;
    t.requester_organization_id := NULL;
    t.level_id := coalesce(t.level_id, (SELECT k.level_id FROM app.network_level k WHERE k.kind = 'follow_up'));
    t.owner_role_id := coordinator.id;
    t.label := 'asked twice: ' || engine.type_words(r.service_type_id);
    PERFORM engine.open_task(t, NULL, 'open', jsonb_build_object('because', 'duplicate', 'referral', engine.referral_ref(r.id),
        'others', (SELECT jsonb_agg(engine.referral_ref(o.id) ORDER BY o.id) FROM app.referral o WHERE o.id = ANY (unseen)
                     AND engine.basis(o.individual_id, o.requester_organization_id, coordinator.organization_id, o.category) IS NOT NULL)), NULL, request_id);
    PERFORM engine.hint(ARRAY[coordinator.organization_id]);
END $$;
COMMENT ON FUNCTION engine.tell_of_unseen(app.referral, bigint[], engine.letter, uuid) IS
    'A referral repeats one that its sender may not know of: an alert for the coordinator, and no sign of it to the sender (DESIGN 4.9).';
