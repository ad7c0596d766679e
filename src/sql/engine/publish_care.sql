-- Writing the part of a policy that says what becomes work when something happens to people: events,
-- their rules, social risks, pathways. Nothing is deleted that an event, a risk or a run may point
-- at; what left the policy is inactive. Shapes: include/holdfast/policy/publish.h.

CREATE FUNCTION engine.section_of(policy jsonb, section text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(nullif(policy -> section, 'null'), '{}')
$$;
COMMENT ON FUNCTION engine.section_of(jsonb, text) IS 'A section of a policy that it may be without.';

CREATE FUNCTION engine.policy_rule_tasks(policy jsonb) RETURNS TABLE (rule text, no integer, task jsonb, level text)
LANGUAGE sql STABLE AS $$
    SELECT e.key, t.no::integer, t.task, format('event_rules.%s.%s', e.key, t.no)
    FROM jsonb_each(engine.section_of(policy, 'event_rules')) e, jsonb_array_elements(e.value -> 'tasks') WITH ORDINALITY t (task, no)
$$;
COMMENT ON FUNCTION engine.policy_rule_tasks(jsonb) IS 'The tasks that event rules open, each with the service level that has its clock.';

CREATE FUNCTION engine.policy_steps(policy jsonb) RETURNS TABLE (pathway text, no integer, step jsonb, level text)
LANGUAGE sql STABLE AS $$
    SELECT e.key, s.no::integer, s.step,
           CASE WHEN s.step ->> 'within' IS NOT NULL THEN format('pathways.%s.%s', e.key, s.step ->> 'code') END
    FROM jsonb_each(engine.section_of(policy, 'pathways')) e, jsonb_array_elements(e.value -> 'steps') WITH ORDINALITY s (step, no)
$$;
COMMENT ON FUNCTION engine.policy_steps(jsonb) IS
    'The steps of pathways, those before others first, each with the service level that has its clock; level NULL: a referral, which has its type''s.';

CREATE FUNCTION engine.policy_targets(policy jsonb) RETURNS TABLE (level text, stage text, target jsonb) LANGUAGE sql STABLE AS $$
    SELECT t.level, 'complete', t.task FROM engine.policy_rule_tasks(policy) t
    UNION ALL SELECT 'risk_rules.' || e.key, s, e.value -> s
    FROM jsonb_each(engine.section_of(policy, 'risk_rules')) e, unnest('{verify,contact,refer,resolve}'::text[]) s
    UNION ALL SELECT s.level, 'complete', s.step FROM engine.policy_steps(policy) s WHERE s.level IS NOT NULL
$$;
COMMENT ON FUNCTION engine.policy_targets(jsonb) IS
    'The targets that rules and pathways write in place, with the service level made of each. A dot keeps such a level apart from those of service_levels.';

CREATE FUNCTION engine.role_named(policy jsonb, kind text, name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE kind WHEN 'role' THEN name WHEN 'area' THEN policy -> 'domains' -> name ->> 'owner'
                     ELSE policy -> 'network' ->> kind END
$$;
COMMENT ON FUNCTION engine.role_named(jsonb, text, text) IS
    'The role that an owner of a rule''s or step''s work stands for: of an area, its domain''s owner.';

CREATE FUNCTION engine.texts_of(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(coalesce(nullif(list, 'null'), '[]')))
$$;
COMMENT ON FUNCTION engine.texts_of(jsonb) IS 'A JSON list of texts as an array.';

CREATE FUNCTION engine.write_event_types(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.event_type AS t (code, name, "position", active)
    SELECT e.key, e.value ->> 'name', (e.value ->> 'position')::integer, true FROM jsonb_each(engine.section_of(policy, 'events')) e
    ON CONFLICT (code) DO UPDATE SET (name, "position", active) = (excluded.name, excluded."position", true) WHERE NOT t.built_in;
    UPDATE app.event_type t SET active = false
    WHERE t.active AND NOT t.built_in AND NOT engine.section_of(policy, 'events') ? t.code;
END $$;
COMMENT ON FUNCTION engine.write_event_types(jsonb) IS 'The policy''s own types of events, behind the built-in ones, which stay as they are.';

CREATE FUNCTION engine.write_event_rules(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.event_rule (code, event_type_id, "position", count, within, levels, sources, risks, after_type_id, raise, active)
    SELECT e.key, t.id, (e.value ->> 'position')::integer, (w.when_ ->> 'count')::integer, w.when_ ->> 'within',
           engine.texts_of(w.when_ -> 'levels')::app.risk_level[], engine.texts_of(w.when_ -> 'sources'),
           engine.texts_of(w.when_ -> 'risks')::app.risk_level[], a.id, (e.value ->> 'raise')::boolean, true
    FROM jsonb_each(engine.section_of(policy, 'event_rules')) e
    CROSS JOIN LATERAL (SELECT e.value -> 'when' AS when_) w
    JOIN app.event_type t ON t.code = e.value ->> 'event'
    LEFT JOIN app.event_type a ON a.code = w.when_ ->> 'after'
    ON CONFLICT (code) DO UPDATE
    SET (event_type_id, "position", count, within, levels, sources, risks, after_type_id, raise, active)
        = (excluded.event_type_id, excluded."position", excluded.count, excluded.within, excluded.levels, excluded.sources,
           excluded.risks, excluded.after_type_id, excluded.raise, true);
    UPDATE app.event_rule r SET active = false
    WHERE r.active AND NOT engine.section_of(policy, 'event_rules') ? r.code;

    DELETE FROM app.event_rule_task k USING app.event_rule r
    WHERE r.id = k.rule_id AND r.active
      AND NOT EXISTS (SELECT 1 FROM engine.policy_rule_tasks(policy) t WHERE (t.rule, t.no) = (r.code, k.no));
    INSERT INTO app.event_rule_task (rule_id, no, kind, owner_kind, owner_role_id, owner_domain_id, label, priority, level_id)
    SELECT r.id, t.no, (t.task ->> 'kind')::app.task_kind, t.task ->> 'owner_kind', o.id, d.id, t.task ->> 'label',
           (t.task ->> 'priority')::app.priority, l.id
    FROM engine.policy_rule_tasks(policy) t
    JOIN app.event_rule r ON r.code = t.rule JOIN app.service_level l ON l.code = t.level
    LEFT JOIN app.role o ON t.task ->> 'owner_kind' = 'role' AND o.code = t.task ->> 'owner'
    LEFT JOIN app.domain d ON t.task ->> 'owner_kind' = 'area' AND d.code = t.task ->> 'owner'
    ON CONFLICT (rule_id, no) DO UPDATE
    SET (kind, owner_kind, owner_role_id, owner_domain_id, label, priority, level_id)
        = (excluded.kind, excluded.owner_kind, excluded.owner_role_id, excluded.owner_domain_id, excluded.label, excluded.priority, excluded.level_id);
END $$;
COMMENT ON FUNCTION engine.write_event_rules(jsonb) IS
    'Event rules and the tasks they open. A rule that left the policy keeps its tasks, for the record of what it opened.';

CREATE FUNCTION engine.policy_risks(policy jsonb) RETURNS TABLE (code text, category text, rule jsonb, level text)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN jsonb_array_length(e.value -> 'categories') = 1 THEN e.key ELSE e.key || '.' || c END, c, e.value, 'risk_rules.' || e.key
    FROM jsonb_each(engine.section_of(policy, 'risk_rules')) e, jsonb_array_elements_text(e.value -> 'categories') c
$$;
COMMENT ON FUNCTION engine.policy_risks(jsonb) IS
    'Risk rules one category at a time: a rule for several is a row for each, RULE.CATEGORY, and all of them have the rule''s clocks.';

CREATE FUNCTION engine.write_risk_rules(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.risk_rule (code, category, levels, lead, owner_role_id, service_types, level_id, "position", active)
    SELECT k.code, k.category, engine.texts_of(k.rule -> 'levels')::app.risk_level[], k.rule ->> 'lead', o.id,
           engine.texts_of(k.rule -> 'refer_to'), l.id, (k.rule ->> 'position')::integer, true
    FROM engine.policy_risks(policy) k
    JOIN app.role o ON o.code = k.rule ->> 'owner' JOIN app.service_level l ON l.code = k.level
    ON CONFLICT (code) DO UPDATE
    SET (category, levels, lead, owner_role_id, service_types, level_id, "position", active)
        = (excluded.category, excluded.levels, excluded.lead, excluded.owner_role_id, excluded.service_types, excluded.level_id, excluded."position", true);
    UPDATE app.risk_rule r SET active = false
    WHERE r.active AND NOT EXISTS (SELECT 1 FROM engine.policy_risks(policy) k WHERE k.code = r.code);
END $$;
COMMENT ON FUNCTION engine.write_risk_rules(jsonb) IS 'Who answers for which risk, with the clocks of its steps.';

CREATE FUNCTION engine.write_pathways(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.pathway (code, name, within, active)
    SELECT e.key, e.value ->> 'name', e.value ->> 'within', true FROM jsonb_each(engine.section_of(policy, 'pathways')) e
    ON CONFLICT (code) DO UPDATE SET (name, within, active) = (excluded.name, excluded.within, true);
    UPDATE app.pathway p SET active = false
    WHERE p.active AND NOT engine.section_of(policy, 'pathways') ? p.code;

    INSERT INTO app.pathway_step (pathway_id, code, "position", service_type_id, label, owner_kind, owner_role_id, owner_domain_id,
                                  level_id, after, offset_by, before, if_held, if_failed, active)
    SELECT p.id, s.step ->> 'code', s.no, t.id, s.step ->> 'label', s.step ->> 'owner_kind', o.id, d.id, l.id,
           engine.texts_of(s.step -> 'after'), s.step ->> 'offset', s.step ->> 'before', s.step ->> 'if_held', s.step ->> 'if_failed', true
    FROM engine.policy_steps(policy) s JOIN app.pathway p ON p.code = s.pathway
    LEFT JOIN app.service_type t ON t.code = s.step ->> 'service_type'
    LEFT JOIN app.role o ON s.step ->> 'owner_kind' = 'role' AND o.code = s.step ->> 'owner'
    LEFT JOIN app.domain d ON s.step ->> 'owner_kind' = 'area' AND d.code = s.step ->> 'owner'
    LEFT JOIN app.service_level l ON l.code = s.level
    ON CONFLICT (pathway_id, code) DO UPDATE
    SET ("position", service_type_id, label, owner_kind, owner_role_id, owner_domain_id, level_id, after, offset_by, before, if_held, if_failed, active)
        = (excluded."position", excluded.service_type_id, excluded.label, excluded.owner_kind, excluded.owner_role_id, excluded.owner_domain_id,
           excluded.level_id, excluded.after, excluded.offset_by, excluded.before, excluded.if_held, excluded.if_failed, true);
    UPDATE app.pathway_step s SET active = false FROM app.pathway p
    WHERE p.id = s.pathway_id AND s.active
      AND NOT EXISTS (SELECT 1 FROM engine.policy_steps(policy) w WHERE (w.pathway, w.step ->> 'code') = (p.code, s.code));
END $$;
COMMENT ON FUNCTION engine.write_pathways(jsonb) IS
    'Pathways and their steps. A step that left the policy is inactive; runs that have it under way go on with it.';

CREATE FUNCTION engine.write_rules(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.write_event_types(policy);
    PERFORM engine.write_event_rules(policy);
    PERFORM engine.write_risk_rules(policy);
    PERFORM engine.write_pathways(policy);
END $$;
COMMENT ON FUNCTION engine.write_rules(jsonb) IS
    'Brings everything that turns events, risks and pathways into work in line with the policy; its roles, areas, service types and levels are written before.';
