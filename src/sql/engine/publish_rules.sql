-- Writing the part of a policy that says what, by when and on what ground: ladders, service levels,
-- services, reasons, outcomes, access.

CREATE FUNCTION engine.write_ladders(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.ladder l SET current = false
    WHERE l.current AND l.digest IS DISTINCT FROM sha256(convert_to((policy -> 'ladders' -> l.code)::text, 'UTF8'));
    WITH wanted AS (
        SELECT e.key AS code, e.value AS rungs, sha256(convert_to(e.value::text, 'UTF8')) AS digest FROM jsonb_each(policy -> 'ladders') e
    ), made AS (
        INSERT INTO app.ladder AS l (code, digest) SELECT w.code, w.digest FROM wanted w
        WHERE NOT EXISTS (SELECT 1 FROM app.ladder k WHERE k.code = w.code AND k.digest = w.digest)
        RETURNING l.id, l.code
    )
    INSERT INTO app.rung (ladder_id, no, at_share, at_after, action, to_kind, to_role_id, channels, repeat, patience)
    SELECT m.id, r.no, CASE WHEN r.rung ->> 'at' LIKE '%\%' THEN rtrim(r.rung ->> 'at', '%')::numeric / 100 END,
           CASE WHEN r.rung ->> 'at' LIKE '+%' THEN ltrim(r.rung ->> 'at', '+') END,
           (r.rung ->> 'do')::app.rung_action,
           CASE WHEN r.rung ->> 'to' = ANY (engine.rung_words()) THEN r.rung ->> 'to' ELSE 'role' END,
           CASE WHEN r.rung ->> 'to' <> ALL (engine.rung_words()) THEN (SELECT o.id FROM app.role o WHERE o.code = r.rung ->> 'to') END,
           ARRAY(SELECT jsonb_array_elements_text(r.rung -> 'by')), r.rung ->> 'repeat', r.rung ->> 'patience'
    FROM made m JOIN wanted w ON w.code = m.code, jsonb_array_elements(w.rungs) WITH ORDINALITY r (rung, no);
    UPDATE app.ladder l SET current = true
    WHERE NOT l.current AND l.digest = sha256(convert_to((policy -> 'ladders' -> l.code)::text, 'UTF8'));
END $$;
COMMENT ON FUNCTION engine.write_ladders(jsonb) IS
    'Ladders by the digest of their content: a new text is a new ladder, running clocks keep theirs.';

CREATE FUNCTION engine.policy_stages(policy jsonb)
RETURNS TABLE (level_id integer, priority app.priority, stage app.stage, target text, ladder_id integer) LANGUAGE sql STABLE AS $$
    SELECT v.id, p.key::app.priority, s.key::app.stage, s.value ->> 'within', k.id
    FROM jsonb_each(policy -> 'service_levels') l JOIN app.service_level v ON v.code = l.key,
         jsonb_each(l.value) p, jsonb_each(p.value) s
         LEFT JOIN app.ladder k ON k.code = s.value ->> 'ladder' AND k.current
    UNION ALL
    SELECT v.id, p, t.stage::app.stage, t.target ->> 'within', k.id
    FROM engine.policy_targets(policy) t JOIN app.service_level v ON v.code = t.level
    CROSS JOIN unnest(enum_range(NULL::app.priority)) p
    LEFT JOIN app.ladder k ON k.code = t.target ->> 'ladder' AND k.current
$$;
COMMENT ON FUNCTION engine.policy_stages(jsonb) IS
    'Every target of every level, for each priority and stage; what rules and pathways write in place holds for every priority.';

CREATE FUNCTION engine.policy_levels(policy jsonb) RETURNS TABLE (code text) LANGUAGE sql STABLE AS $$
    SELECT jsonb_object_keys(policy -> 'service_levels') UNION SELECT t.level FROM engine.policy_targets(policy) t
$$;
COMMENT ON FUNCTION engine.policy_levels(jsonb) IS 'Every service level of a policy, those that rules and pathways write in place included.';

CREATE FUNCTION engine.write_levels(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.service_level (code) SELECT l.code FROM engine.policy_levels(policy) l ON CONFLICT (code) DO NOTHING;
    UPDATE app.service_level v SET active = NOT v.active
    WHERE v.active <> (v.code IN (SELECT l.code FROM engine.policy_levels(policy) l));
    DELETE FROM app.service_level_stage s USING app.service_level v
    WHERE v.id = s.level_id AND v.active
      AND NOT EXISTS (SELECT 1 FROM engine.policy_stages(policy) p
                      WHERE (p.level_id, p.priority, p.stage) = (s.level_id, s.priority, s.stage));
    INSERT INTO app.service_level_stage AS s (level_id, priority, stage, target, ladder_id)
    SELECT p.* FROM engine.policy_stages(policy) p
    ON CONFLICT (level_id, priority, stage) DO UPDATE SET (target, ladder_id) = (excluded.target, excluded.ladder_id)
    WHERE (s.target, s.ladder_id) IS DISTINCT FROM (excluded.target, excluded.ladder_id);
END $$;
COMMENT ON FUNCTION engine.write_levels(jsonb) IS
    'Service levels. What a level that left the policy promised stays, for the items that still have it.';

CREATE FUNCTION engine.write_services(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.domain AS d (code, name, owner_role_id, category, active)
    SELECT e.key, e.value ->> 'name', r.id, coalesce(e.value ->> 'category', 'general'), true
    FROM jsonb_each(policy -> 'domains') e JOIN app.role r ON r.code = e.value ->> 'owner'
    ON CONFLICT (code) DO UPDATE SET (name, owner_role_id, category, active) = (excluded.name, excluded.owner_role_id, excluded.category, true);
    UPDATE app.domain d SET active = false WHERE d.active AND NOT policy -> 'domains' ? d.code;

    INSERT INTO app.service_type AS t (code, name, short, names, domain_id, level_id, category, requires, codes, after_death, active)
    SELECT e.key, e.value ->> 'name', e.value ->> 'short', coalesce(e.value -> 'names', '{}'), d.id, l.id, e.value ->> 'category',
           ARRAY(SELECT jsonb_array_elements_text(e.value -> 'requires')),
           ARRAY(SELECT jsonb_array_elements_text(coalesce(e.value -> 'codes', '[]'))), coalesce((e.value ->> 'after_death')::boolean, false), true
    FROM jsonb_each(policy -> 'service_types') e
    JOIN app.domain d ON d.code = e.value ->> 'domain' JOIN app.service_level l ON l.code = e.value ->> 'level'
    ON CONFLICT (code) DO UPDATE
    SET (name, short, names, domain_id, level_id, category, requires, codes, after_death, active)
        = (excluded.name, excluded.short, excluded.names, excluded.domain_id, excluded.level_id, excluded.category, excluded.requires, excluded.codes,
           excluded.after_death, true);
    UPDATE app.service_type t SET active = false WHERE t.active AND NOT policy -> 'service_types' ? t.code;

    INSERT INTO app.service AS s (code, name, service_type_id, owner_role_id, organization_id, areas, rank, active)
    SELECT e.key, coalesce(e.value ->> 'name', o.name), t.id, r.id, r.organization_id,
           ARRAY(SELECT jsonb_array_elements_text(e.value -> 'areas')), (e.value ->> 'rank')::integer, true
    FROM jsonb_each(policy -> 'services') e
    JOIN app.service_type t ON t.code = e.value ->> 'type'
    JOIN app.role r ON r.code = e.value ->> 'owner' JOIN app.organization o ON o.id = r.organization_id
    ON CONFLICT (code) DO UPDATE
    SET (name, service_type_id, owner_role_id, organization_id, areas, rank, active)
        = (excluded.name, excluded.service_type_id, excluded.owner_role_id, excluded.organization_id, excluded.areas, excluded.rank, true);
    UPDATE app.service s SET active = false WHERE s.active AND NOT policy -> 'services' ? s.code;
END $$;
COMMENT ON FUNCTION engine.write_services(jsonb) IS
    'Areas, service types and services. Intake that is closed stays closed: that is the database''s own.';

CREATE FUNCTION engine.write_reasons(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.reason (list, code, name, position, active)
    SELECT e.key, o.code, e.value -> 'choices' ->> o.code, o.position, true
    FROM jsonb_each(policy -> 'reasons') e, jsonb_array_elements_text(e.value -> 'order') WITH ORDINALITY o (code, position)
    ON CONFLICT (list, code) DO UPDATE SET (name, position, active) = (excluded.name, excluded.position, true);
    UPDATE app.reason r SET active = false
    WHERE r.active AND NOT coalesce(policy -> 'reasons' -> r.list -> 'choices' ? r.code, false);
    DELETE FROM app.reason_list l WHERE NOT policy -> 'reasons' ? l.list;
    INSERT INTO app.reason_list (list, default_code, ask)
    SELECT e.key, e.value ->> 'default', (e.value ->> 'ask')::boolean FROM jsonb_each(policy -> 'reasons') e
    ON CONFLICT (list) DO UPDATE SET (default_code, ask) = (excluded.default_code, excluded.ask);
    DELETE FROM app.reason_default;
    INSERT INTO app.reason_default (list, role_id, code)
    SELECT e.key, r.id, b.value FROM jsonb_each(policy -> 'reasons') e, jsonb_each_text(e.value -> 'by_role') b JOIN app.role r ON r.code = b.key;

    INSERT INTO app.outcome (code, name, helped, review, position, active)
    SELECT e.key, e.value ->> 'name', (e.value ->> 'helped')::boolean, coalesce((e.value ->> 'review')::boolean, false), (e.value ->> 'position')::integer, true FROM jsonb_each(policy -> 'outcomes') e
    ON CONFLICT (code) DO UPDATE SET (name, helped, review, position, active) = (excluded.name, excluded.helped, excluded.review, excluded.position, true);
    UPDATE app.outcome o SET active = false WHERE o.active AND NOT policy -> 'outcomes' ? o.code;
END $$;
COMMENT ON FUNCTION engine.write_reasons(jsonb) IS 'What may be answered when somebody says no, stops or waits, and how it may end.';

CREATE FUNCTION engine.write_network(policy jsonb, revision integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    network jsonb := policy -> 'network';
BEGIN
    DELETE FROM app.basis_rule;
    INSERT INTO app.basis_rule (position, from_kind, from_party, to_kind, to_party, category, basis)
    SELECT b.no, b.rule ->> 'from_kind', b.rule ->> 'from', b.rule ->> 'to_kind', b.rule ->> 'to', b.rule ->> 'category', b.rule ->> 'basis'
    FROM jsonb_array_elements(policy -> 'access' -> 'basis') WITH ORDINALITY b (rule, no);

    INSERT INTO app.network (name, timezone, coordinator_role_id, on_call_role_id, compliance_role_id, operational_owner_id,
                             undo_within, idle_lock, emergency_for, emergency, revision)
    SELECT network ->> 'name', network ->> 'timezone', c.id, o.id, p.id, s.id,
           engine.elapsed_interval(policy -> 'access' ->> 'undo_within'), engine.elapsed_interval(policy -> 'access' ->> 'idle_lock'),
           engine.elapsed_interval(coalesce(policy -> 'access' ->> 'emergency_for', '4h')),
           coalesce(nullif(network -> 'emergency', 'null'), '[]'), revision
    FROM app.role c, app.role o, app.role p, app.staff s
    WHERE c.code = network ->> 'coordinator' AND o.code = network ->> 'on_call' AND p.code = network ->> 'compliance'
      AND s.login = network ->> 'operational_owner'
    ON CONFLICT (singleton) DO UPDATE
    SET (name, timezone, coordinator_role_id, on_call_role_id, compliance_role_id, operational_owner_id, undo_within, idle_lock, emergency_for, emergency, revision)
        = (excluded.name, excluded.timezone, excluded.coordinator_role_id, excluded.on_call_role_id, excluded.compliance_role_id,
           excluded.operational_owner_id, excluded.undo_within, excluded.idle_lock, excluded.emergency_for, excluded.emergency, excluded.revision);

    DELETE FROM app.network_level n WHERE NOT network -> 'levels' ? n.kind::text;
    INSERT INTO app.network_level (kind, level_id)
    SELECT e.key::app.task_kind, l.id FROM jsonb_each_text(network -> 'levels') e JOIN app.service_level l ON l.code = e.value
    ON CONFLICT (kind) DO UPDATE SET level_id = excluded.level_id;
END $$;
COMMENT ON FUNCTION engine.write_network(jsonb, integer) IS 'The grounds for disclosure, and the network''s one row.';
