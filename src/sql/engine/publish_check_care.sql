-- What event rules, risk rules and pathways must satisfy whoever publishes them: the promises of
-- `holdfast check` about them, enforced again (publish_check.sql does it for the rest).

CREATE FUNCTION engine.care_references(policy jsonb) RETURNS TABLE (place text, section text, name text) LANGUAGE sql STABLE AS $$
    WITH rule AS (SELECT 'event_rules.' || e.key AS place, e.value FROM jsonb_each(engine.section_of(policy, 'event_rules')) e),
         risk AS (SELECT 'risk_rules.' || e.key AS place, e.value FROM jsonb_each(engine.section_of(policy, 'risk_rules')) e),
         work AS (SELECT 'event_rules.' || t.rule AS place, t.task FROM engine.policy_rule_tasks(policy) t
                  UNION ALL SELECT 'pathways.' || s.pathway, s.step FROM engine.policy_steps(policy) s)
    SELECT r.place, 'events', n FROM rule r, unnest(ARRAY[r.value ->> 'event', r.value -> 'when' ->> 'after']) n
    WHERE n IS NOT NULL AND NOT EXISTS (SELECT 1 FROM app.event_type t WHERE t.built_in AND t.code = n)
    UNION ALL SELECT w.place, 'roles', w.task ->> 'owner' FROM work w WHERE w.task ->> 'owner_kind' = 'role'
    UNION ALL SELECT w.place, 'domains', w.task ->> 'owner' FROM work w WHERE w.task ->> 'owner_kind' = 'area'
    UNION ALL SELECT w.place, 'service_types', w.task ->> 'service_type' FROM work w WHERE w.task ->> 'service_type' IS NOT NULL
    UNION ALL SELECT t.level, 'ladders', t.target ->> 'ladder' FROM engine.policy_targets(policy) t
    UNION ALL SELECT k.place, 'roles', k.value ->> 'owner' FROM risk k
    UNION ALL SELECT k.place, 'service_types', y FROM risk k, jsonb_array_elements_text(k.value -> 'refer_to') y
$$;
COMMENT ON FUNCTION engine.care_references(jsonb) IS
    'Every name that event rules, risk rules and pathways use, as engine.policy_references gives the others.';

CREATE FUNCTION engine.refuse_idle_rules(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT e.key INTO bad FROM jsonb_each(engine.section_of(policy, 'event_rules')) e
    WHERE coalesce(jsonb_array_length(e.value -> 'tasks'), 0) = 0 ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('Event rule %s has no task: it alerts, and nobody has to act.', bad.key), 'Give it a task with an owner.');
    END IF;
    SELECT e AS code INTO bad FROM jsonb_object_keys(engine.section_of(policy, 'events')) e
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_each(engine.section_of(policy, 'event_rules')) r WHERE r.value ->> 'event' = e) ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('Event %s reaches nobody: no rule takes it.', bad.code), 'Add an event rule with a task.');
    END IF;
    SELECT w.place INTO bad FROM (
        SELECT format('Task %s of event rule %s', t.no, t.rule) AS place, t.task AS work, false AS refers FROM engine.policy_rule_tasks(policy) t
        UNION ALL SELECT format('Step %s of pathway %s', s.step ->> 'code', s.pathway), s.step, s.step ->> 'service_type' IS NOT NULL
        FROM engine.policy_steps(policy) s) w
    WHERE w.refers = coalesce(engine.role_named(policy, w.work ->> 'owner_kind', w.work ->> 'owner') IS NOT NULL, false) ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', bad.place || ' routes to nobody.', 'Name a role or an area that owns it, or the service type to refer to.');
    END IF;
    PERFORM engine.target_parse(d.length) FROM (
        SELECT t.target ->> 'within' FROM engine.policy_targets(policy) t
        UNION ALL SELECT e.value -> 'when' ->> 'within' FROM jsonb_each(engine.section_of(policy, 'event_rules')) e
        UNION ALL SELECT e.value ->> 'lead' FROM jsonb_each(engine.section_of(policy, 'risk_rules')) e
        UNION ALL SELECT e.value ->> 'within' FROM jsonb_each(engine.section_of(policy, 'pathways')) e
        UNION ALL SELECT s.step ->> k FROM engine.policy_steps(policy) s, unnest('{offset,before}'::text[]) k) d (length)
    WHERE d.length IS NOT NULL;
END $$;
COMMENT ON FUNCTION engine.refuse_idle_rules(jsonb) IS
    'HF412 for a rule without a task, an event without a rule, and work without an owner (rule 6); HF400 for a time that is no length of time.';

CREATE FUNCTION engine.refuse_two_owners(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    -- An admission soon after a discharge is a readmission too, so the rules of both fire.
    WITH work AS (
        SELECT t.rule, replace(r.value ->> 'event', 'readmission', 'admission') AS event, t.task ->> 'kind' AS kind,
               CASE t.task ->> 'owner_kind' WHEN 'area' THEN 'area ' || (t.task ->> 'owner')
                    ELSE engine.role_named(policy, t.task ->> 'owner_kind', t.task ->> 'owner') END AS owner,
               engine.texts_of(r.value -> 'when' -> 'levels') AS levels, engine.texts_of(r.value -> 'when' -> 'sources') AS sources,
               (r.value ->> 'position')::integer AS no
        FROM engine.policy_rule_tasks(policy) t JOIN jsonb_each(engine.section_of(policy, 'event_rules')) r ON r.key = t.rule)
    SELECT a.rule, b.rule AS other, a.kind INTO bad FROM work a JOIN work b
        ON a.event = b.event AND a.kind = b.kind AND a.owner <> b.owner AND a.no < b.no
       AND (a.levels = '{}' OR b.levels = '{}' OR a.levels && b.levels)
       AND (a.sources = '{}' OR b.sources = '{}' OR a.sources && b.sources)
    ORDER BY a.no, b.no LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('Event rules %s and %s fire for one event, and give its %s to two owners.', bad.rule, bad.other, bad.kind),
                              'Give both to one owner, or let their conditions differ.');
    END IF;
    SELECT a.rule ->> 'owner' AS one, b.rule ->> 'owner' AS other, a.category INTO bad
    FROM engine.policy_risks(policy) a JOIN engine.policy_risks(policy) b
      ON a.category = b.category AND a.rule ->> 'owner' < b.rule ->> 'owner'
     AND engine.texts_of(a.rule -> 'levels') && engine.texts_of(b.rule -> 'levels') ORDER BY a.category LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('The risk %s goes to %s and to %s at the same level.', bad.category, bad.one, bad.other),
                              'Leave each level to one rule.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_two_owners(jsonb) IS
    'HF412 when two rules that can fire together give work of one kind to different owners (rule 1).';

CREATE FUNCTION engine.refuse_stuck_steps(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    WITH RECURSIVE waits AS (
        SELECT s.pathway, s.step ->> 'code' AS code, a AS awaited FROM engine.policy_steps(policy) s, unnest(engine.texts_of(s.step -> 'after')) a
    ), reach AS (
        SELECT w.pathway, w.code, w.awaited FROM waits w
        UNION SELECT r.pathway, r.code, w.awaited FROM reach r JOIN waits w ON w.pathway = r.pathway AND w.code = r.awaited)
    SELECT r.pathway, r.code, r.awaited INTO bad FROM reach r
    WHERE r.code = r.awaited
       OR NOT EXISTS (SELECT 1 FROM engine.policy_steps(policy) s WHERE s.pathway = r.pathway AND s.step ->> 'code' = r.awaited)
    ORDER BY r.pathway, r.code LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412',
            CASE WHEN bad.code = bad.awaited THEN format('Step %s of pathway %s waits for itself, over others or at once.', bad.code, bad.pathway)
                 ELSE format('Step %s of pathway %s waits for %s, which is not there.', bad.code, bad.pathway, bad.awaited) END,
            'Let each step wait for steps that can be done before it.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_stuck_steps(jsonb) IS 'HF412 for a pathway with a circle, or a step that waits for one that is not there.';

CREATE FUNCTION engine.refuse_careless(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.refuse_idle_rules(policy);
    PERFORM engine.refuse_two_owners(policy);
    PERFORM engine.refuse_stuck_steps(policy);
END $$;
COMMENT ON FUNCTION engine.refuse_careless(jsonb) IS 'Raises HF412 for the first event rule, risk rule or pathway that would leave work undone.';
