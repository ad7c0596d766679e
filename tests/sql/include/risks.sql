-- Rules for risks and pathways of their own, with round numbers, beside those of the policy.
UPDATE app.risk_rule SET active = false;
UPDATE app.pathway SET active = false;

CREATE FUNCTION tests.stages(level_code text, target text, stages text[], ladder text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    level_id integer;
BEGIN
    INSERT INTO app.service_level (code) VALUES (level_code) RETURNING id INTO level_id;
    INSERT INTO app.service_level_stage (level_id, priority, stage, target, ladder_id)
    SELECT level_id, p, split_part(s, ' ', 1)::app.stage, split_part(s, ' ', 2), (SELECT l.id FROM app.ladder l WHERE l.code = ladder AND l.current)
    FROM unnest(enum_range(NULL::app.priority)) p, unnest(stages) s;
    RETURN level_id;
END $$;

CREATE FUNCTION tests.risk_rule(code text, category text, levels app.risk_level[], lead text, owner text, types text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.risk_rule (code, category, levels, lead, owner_role_id, service_types, level_id, position)
    SELECT risk_rule.code, category, levels, lead, r.id, types,
           tests.stages('test ' || risk_rule.code, '', '{"verify 4h","contact 24h","refer 2d","resolve 30d"}', 'urgent'), 1
    FROM app.role r WHERE r.code = owner
$$;
SELECT tests.risk_rule('test_eviction', 'housing_instability', '{high,critical}', '3bd', 'risk_desk', '{legal_aid,rent_assistance}');

CREATE FUNCTION tests.risk(login text, person text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.record_risk(gen_random_uuid(), %L)',
        jsonb_build_object('individual', person, 'category', 'housing_instability', 'level', 'high') || more))::jsonb
$$;
CREATE FUNCTION tests.ask(login text, call text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, 'SELECT ' || call)::jsonb $$;
CREATE FUNCTION tests.local(instant timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT to_char(instant AT TIME ZONE 'America/New_York', 'Dy FMDD Mon HH24:MI') $$;
