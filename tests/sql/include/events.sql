-- What stories about events are told with. Included by \ir after stories.sql.
-- Only the rules that a story makes apply, whatever the example policy says.
UPDATE app.event_rule SET active = false;

CREATE FUNCTION tests.event_sql(person text, type text, occurred text, more jsonb, request uuid) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.record_event(%L, %L)', coalesce(request, gen_random_uuid()),
                  jsonb_strip_nulls(jsonb_build_object('individual', person, 'type', type, 'occurred_at', occurred)) || more)
$$;

CREATE FUNCTION tests.event(login text, person text, type text, occurred text DEFAULT NULL, more jsonb DEFAULT '{}', request uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, tests.event_sql(person, type, occurred, more, request))::jsonb
$$;
COMMENT ON FUNCTION tests.event(text, text, text, text, jsonb, uuid) IS 'Records an event; gives the answer.';

CREATE FUNCTION tests.event_refused(login text, person text, type text, occurred text DEFAULT NULL, more jsonb DEFAULT '{}', request uuid DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, tests.event_sql(person, type, occurred, more, request))
$$;

CREATE FUNCTION tests.retract(login text, ref text, reason text DEFAULT 'another person') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.retract_event(gen_random_uuid(), %L, %L)', ref, reason))::jsonb
$$;

-- A rule, as publish would store it; its tasks as lines: kind, owner (a role, area:DOMAIN, coordinator, on_call), level.
CREATE FUNCTION tests.rule(code text, type text, place integer, more jsonb, VARIADIC tasks text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rule_id integer;
BEGIN
    INSERT INTO app.event_rule (code, event_type_id, position, count, within, levels, sources, risks, after_type_id, raise)
    VALUES ('story_' || rule.code, engine.event_type_id(type), rule.place, coalesce((more ->> 'count')::integer, 1), more ->> 'within',
            ARRAY(SELECT jsonb_array_elements_text(more -> 'levels'))::app.risk_level[], ARRAY(SELECT jsonb_array_elements_text(more -> 'sources')),
            ARRAY(SELECT jsonb_array_elements_text(more -> 'risks'))::app.risk_level[], engine.event_type_id(more ->> 'after'),
            coalesce((more ->> 'raise')::boolean, false)) RETURNING id INTO rule_id;
    INSERT INTO app.event_rule_task (rule_id, no, kind, owner_kind, owner_role_id, owner_domain_id, level_id)
    SELECT rule_id, u.no, w[1]::app.task_kind, CASE WHEN r.id IS NOT NULL THEN 'role' WHEN d.id IS NOT NULL THEN 'area' ELSE w[2] END, r.id, d.id, l.id
    FROM unnest(tasks) WITH ORDINALITY u (line, no) CROSS JOIN LATERAL string_to_array(u.line, ' ') w
    LEFT JOIN app.role r ON r.code = w[2] LEFT JOIN app.domain d ON 'area:' || d.code = w[2] JOIN app.service_level l ON l.code = w[3];
END $$;
COMMENT ON FUNCTION tests.rule(text, text, integer, jsonb, text[]) IS 'Makes a rule: {count, within, levels, sources, risks, after, raise}, and its tasks.';

CREATE FUNCTION tests.reason_on_record(ref text, action text) RETURNS text LANGUAGE sql AS $$
    SELECT p.body ->> 'reason' FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id
    WHERE e.entity_kind = 'task' AND e.entity_id = engine.task_id(ref) AND e.action = reason_on_record.action ORDER BY e.seq DESC LIMIT 1
$$;
