-- Event rules, risk rules and pathways in the database: what the example became, what a change does,
-- and what is refused whoever publishes.
BEGIN;
SELECT no_plan();
SELECT tests.at('2026-11-20 17:05-05');

CREATE FUNCTION pg_temp.with(path text[], value jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_set(p.policy, path, value) FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.without(VARIADIC path text[]) RETURNS jsonb LANGUAGE sql AS $$
    SELECT p.policy #- path FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.publish(policy jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT api.publish('# ' || md5(policy::text), policy) -> 'changes'
$$;
CREATE FUNCTION pg_temp.refusal(policy jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.publish(policy);
    RETURN 'published';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
-- Everything that the rules are, to see whether it moved.
CREATE FUNCTION pg_temp.rules() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(x::text, ' ' ORDER BY x::text)) FROM (
        SELECT to_jsonb(t) FROM app.event_type t UNION ALL SELECT to_jsonb(t) FROM app.event_rule t UNION ALL SELECT to_jsonb(t) FROM app.event_rule_task t
        UNION ALL SELECT to_jsonb(t) FROM app.risk_rule t UNION ALL SELECT to_jsonb(t) FROM app.pathway t UNION ALL SELECT to_jsonb(t) FROM app.pathway_step t
        UNION ALL SELECT to_jsonb(t) FROM app.service_level t UNION ALL SELECT to_jsonb(t) FROM app.service_level_stage t) y (x)
$$;

-- What the example became.
SELECT is((SELECT array_agg(t.code ORDER BY t."position") FROM app.event_type t WHERE t.active),
          '{ed_visit,admission,discharge,readmission,missed_appointment,result_available,housing_instability,death,move,shelter_exit,jail_release}'::text[],
          'events of the policy stand behind the built-in ones');
SELECT results_eq($$SELECT t.code, r.count, r.within, r.raise, k.kind::text, k.owner_kind, o.code, k.label, l.code
                    FROM app.event_rule r JOIN app.event_type t ON t.id = r.event_type_id JOIN app.event_rule_task k ON k.rule_id = r.id
                    JOIN app.service_level l ON l.id = k.level_id LEFT JOIN app.role o ON o.id = k.owner_role_id WHERE r.code = 'frequent_ed'$$,
    $$VALUES ('ed_visit', 4, '365d', true, 'case_review', 'role', 'lead_coordinator', NULL, 'event_rules.frequent_ed.1')$$, 'the fourth ED visit in a year calls a case review');
SELECT is((SELECT array_agg((s.priority, s.stage, s.target)::text ORDER BY s.priority) FROM app.service_level_stage s JOIN app.service_level l ON l.id = s.level_id WHERE l.code = 'event_rules.frequent_ed.1'),
          '{"(routine,complete,2bd)","(urgent,complete,2bd)","(asap,complete,2bd)","(stat,complete,2bd)"}'::text[], 'with a clock of its own, at any priority');
SELECT is((SELECT array_agg(d.code ORDER BY k.no) FROM app.event_rule r JOIN app.event_rule_task k ON k.rule_id = r.id LEFT JOIN app.domain d ON d.id = k.owner_domain_id WHERE r.code = 'discharge'),
          '{NULL,health}'::text[], 'a task may be an area''s');
SELECT is((SELECT r.risks::text FROM app.event_rule r WHERE r.code = 'ed_visit_at_risk'), '{high,critical}', 'a rule may ask for open risks');
SELECT results_eq($$SELECT r.category, r.levels::text, r.lead, o.code, r.service_types FROM app.risk_rule r JOIN app.role o ON o.id = r.owner_role_id WHERE r.code = 'eviction_high'$$,
    $$VALUES ('housing_instability', '{high,critical}', '3bd', 'lead_coordinator', '{legal_aid,rent_assistance,housing_search}'::text[])$$, 'a risk has an owner and what helps');
SELECT is((SELECT string_agg(s.stage || ' ' || s.target, ', ' ORDER BY s.stage) FROM app.service_level_stage s JOIN app.service_level l ON l.id = s.level_id
           WHERE l.code = 'risk_rules.eviction_early' AND s.priority = 'urgent'), 'verify 2bd, contact 3bd, refer 3bd, resolve 60d', 'and four timed steps, of which refer follows contact');
SELECT is((SELECT array_agg(r.code ORDER BY r.code) FROM app.risk_rule r JOIN app.service_level l ON l.id = r.level_id WHERE l.code = 'risk_rules.violence'),
          '{violence.elder_abuse,violence.intimate_partner_violence}'::text[], 'a rule for two categories is a row for each, with the same clocks');
SELECT is((SELECT count(*) FROM engine.risk_category_list() c, unnest(enum_range(NULL::app.risk_level)) l
           WHERE (SELECT count(*) FROM app.risk_rule r WHERE r.category = c.code AND l = ANY (r.levels)) <> 1), 0::bigint, 'every risk at every level is one rule''s');
SELECT is_empty($$SELECT r.category FROM app.risk_rule r EXCEPT SELECT c.code FROM engine.risk_category_list() c$$, 'of the categories that the database knows');
SELECT results_eq($$SELECT s.code, t.code, s.owner_kind, d.code, s.after, s.offset_by, s.before, s.if_held, s.if_failed, l.code
                    FROM app.pathway p JOIN app.pathway_step s ON s.pathway_id = p.id LEFT JOIN app.service_type t ON t.id = s.service_type_id
                    LEFT JOIN app.domain d ON d.id = s.owner_domain_id LEFT JOIN app.service_level l ON l.id = s.level_id
                    WHERE p.code = 'eviction_prevention' ORDER BY s.position LIMIT 3$$,
    $$VALUES ('legal_aid', 'legal_aid', NULL, NULL, '{}'::text[], NULL, '1bd', 'wait', 'wait', NULL),
             ('landlord', NULL, 'area', 'housing', '{}', NULL, NULL, 'wait', 'wait', 'pathways.eviction_prevention.landlord'),
             ('rent_fund', 'rent_assistance', NULL, NULL, '{legal_aid}', '1bd', '1bd', 'open', 'open', NULL)$$, 'steps are as written');
SELECT is((SELECT string_agg(p.name || ' ' || coalesce(p.within, 'open'), ', ' ORDER BY p.code) FROM app.pathway p),
          'Discharge to home 7d, ED follow-up 21d, Eviction prevention open', 'pathways have their names and lengths');
SELECT is((SELECT n.emergency -> 0 FROM app.network n), '{"name": "Emergency services", "names": {"es": "Emergencias"}, "phone": "911"}', 'the emergency numbers are there');
SELECT is((SELECT array_agg(DISTINCT d.category) FROM app.domain d), '{general}'::text[], 'areas have a category');
SELECT is((SELECT count(*) FROM app.service_level_stage s WHERE s.ladder_id IS NULL), 0::bigint, 'every clock has a ladder');

-- Twice, and back again.
CREATE TEMPORARY TABLE before AS SELECT pg_temp.rules() AS rules, (SELECT p.policy FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1) AS policy,
    (SELECT max(p.number) FROM app.policy_revision p) AS revision;
SELECT is(api.publish(p.yaml, p.policy) -> 'changes', '[]', 'the same again changes nothing') FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
SELECT is(pg_temp.rules(), b.rules, 'and moves nothing') FROM before b;
SELECT engine.write_rules(b.policy) FROM before b;
SELECT is(pg_temp.rules(), b.rules, 'even when everything is written anew') FROM before b;
SELECT is(pg_temp.publish(pg_temp.without('event_rules', 'frequent_ed')), '[{"what": "event_rule", "id": "frequent_ed", "change": "removed", "detail": null}]', 'a rule that goes');
SELECT ok(NOT r.active, 'is inactive') FROM app.event_rule r WHERE r.code = 'frequent_ed';
SELECT is((SELECT count(*) FROM app.event_rule_task k JOIN app.event_rule r ON r.id = k.rule_id WHERE r.code = 'frequent_ed'), 1::bigint, 'and keeps what it opened, for the record');
SELECT ok(NOT l.active, 'its clock is for nothing new') FROM app.service_level l WHERE l.code = 'event_rules.frequent_ed.1';
SELECT isnt(pg_temp.publish(pg_temp.without('events', 'jail_release') #- '{event_rules,jail_release}'), NULL, 'an event that goes with its rule');
SELECT ok(NOT t.active, 'is inactive') FROM app.event_type t WHERE t.code = 'jail_release';
SELECT isnt(pg_temp.publish(pg_temp.without('risk_rules', 'violence')), NULL, 'a risk rule that goes');
SELECT is((SELECT count(*) FROM app.risk_rule r WHERE r.code LIKE 'violence.%' AND r.active), 0::bigint, 'is inactive in all its categories');
SELECT isnt(pg_temp.publish(pg_temp.without('pathways', 'eviction_prevention', 'steps', '4')), NULL, 'a step that goes');
SELECT is((SELECT string_agg(s.code, ' ' ORDER BY s.code) FROM app.pathway_step s JOIN app.pathway p ON p.id = s.pathway_id WHERE p.code = 'eviction_prevention' AND NOT s.active),
          'aftercare', 'is inactive');
SELECT isnt(pg_temp.publish(pg_temp.without('pathways', 'ed_follow_up')), NULL, 'a pathway that goes');
SELECT is((SELECT (bool_or(p.active), bool_or(s.active))::text FROM app.pathway p JOIN app.pathway_step s ON s.pathway_id = p.id WHERE p.code = 'ed_follow_up'), '(f,f)', 'with its steps');
SELECT isnt(pg_temp.publish((SELECT policy - '{events,event_rules,risk_rules,pathways}'::text[] FROM before)), NULL, 'a policy of before there were such sections');
SELECT is((SELECT count(*) FROM app.event_rule WHERE active) + (SELECT count(*) FROM app.risk_rule WHERE active) + (SELECT count(*) FROM app.pathway WHERE active), 0::bigint, 'has none of them');
SELECT isnt(pg_temp.publish(policy), NULL, 'all of it again') FROM before;
SELECT is(pg_temp.rules(), b.rules, 'is the same rows again') FROM before b;

-- Refusals.
SELECT is(pg_temp.refusal(policy), says, says) FROM (VALUES
    (pg_temp.with('{pathways}', '[]'), 'HF400: The policy has no section "pathways".'),
    (pg_temp.with('{event_rules,death,event}', '"birth"'), 'HF412: event_rules.death names "birth", which is not among the events.'),
    (pg_temp.with('{event_rules,frequent_ed,tasks,0,owner}', '"nobody"'), 'HF412: event_rules.frequent_ed names "nobody", which is not among the roles.'),
    (pg_temp.with('{event_rules,ed_visit,tasks,0,owner}', '"garden"'), 'HF412: event_rules.ed_visit names "garden", which is not among the domains.'),
    (pg_temp.with('{event_rules,ed_visit,tasks,0,ladder}', '"none"'), 'HF412: event_rules.ed_visit.1 names "none", which is not among the ladders.'),
    (pg_temp.with('{event_rules,ed_visit,tasks,0,within}', '"soon"'), 'HF400: "soon" is not a length of time.'),
    (pg_temp.with('{pathways,eviction_prevention,steps,2,offset}', '"1 fortnight"'), 'HF400: "1 fortnight" is not a length of time.'),
    (pg_temp.with('{event_rules,ed_visit,tasks,0,owner_kind}', 'null'), 'HF412: Task 1 of event rule ed_visit routes to nobody.'),
    (pg_temp.with('{event_rules,ed_visit,tasks}', '[]'), 'HF412: Event rule ed_visit has no task: it alerts, and nobody has to act.'),
    (pg_temp.without('event_rules', 'shelter_exit'), 'HF412: Event shelter_exit reaches nobody: no rule takes it.'),
    (pg_temp.with('{event_rules,ed_visit_at_risk,tasks,0,kind}', '"alert"'), 'HF412: Event rules ed_visit and ed_visit_at_risk fire for one event, and give its alert to two owners.'),
    (pg_temp.with('{event_rules,readmission,tasks,0}', (SELECT policy #> '{event_rules,ed_visit,tasks,0}' FROM before)), 'HF412: Event rules admission and readmission fire for one event, and give its alert to two owners.'),
    (pg_temp.with('{risk_rules,eviction_high,refer_to}', '["magic"]'), 'HF412: risk_rules.eviction_high names "magic", which is not among the service_types.'),
    (pg_temp.with('{risk_rules,eviction_early,levels}', '["medium", "high"]'), 'HF412: The risk housing_instability goes to lead_coordinator and to risk_desk at the same level.'),
    (pg_temp.with('{pathways,eviction_prevention,steps,0,after}', '["rent_fund"]'), 'HF412: Step legal_aid of pathway eviction_prevention waits for itself, over others or at once.'),
    (pg_temp.with('{pathways,eviction_prevention,steps,0,after}', '["nothing"]'), 'HF412: Step aftercare of pathway eviction_prevention waits for nothing, which is not there.'),
    (pg_temp.with('{pathways,eviction_prevention,steps,0,service_type}', 'null'), 'HF412: Step legal_aid of pathway eviction_prevention routes to nobody.')) r (policy, says);
SELECT is(pg_temp.refusal(pg_temp.with('{event_rules,ed_visit_at_risk}', (SELECT jsonb_set(jsonb_set(policy #> '{event_rules,ed_visit_at_risk}', '{when,sources}', '["feed"]'), '{tasks,0,kind}', '"alert"') FROM before))
                          || jsonb_build_object('event_rules', (SELECT jsonb_set(jsonb_set(jsonb_set(policy -> 'event_rules', '{ed_visit,when,sources}', '["staff"]'), '{ed_visit_at_risk,when,sources}', '["feed"]'), '{ed_visit_at_risk,tasks,0,kind}', '"alert"') FROM before))),
          'published', 'rules that never fire together may have different owners');

-- Areas of open plans have an owner, whatever is published.
INSERT INTO app.individual (family, created_at) VALUES ('Testperson', app.now());
SELECT isnt(engine.plan_open((SELECT max(i.id) FROM app.individual i), (SELECT s FROM app.staff s WHERE s.login = 'lena'), app.now(), NULL), NULL, 'a plan is open');
CREATE TEMPORARY TABLE area AS SELECT a.id, a.owner_role_id FROM app.plan_area a JOIN app.domain d ON d.id = a.domain_id WHERE d.code = 'behavioral_health';
CREATE TEMPORARY TABLE gone AS
SELECT jsonb_set(jsonb_set(replace((p.policy #- '{roles,behavioral_lead}')::text, '"behavioral_lead"', '"northside_intake"')::jsonb,
                           '{roles,northside_intake,duties}', '["plan", "respond", "supervise"]'), '{roles,northside_intake,supervisor}', '"lead_coordinator"') AS policy
FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
SELECT is(pg_temp.refusal(policy), 'HF412: Role behavioral_lead would go and has 1 area of an open plan.', 'a role that owns one cannot just go') FROM gone;
SELECT isnt(pg_temp.publish(jsonb_set(policy, '{roles,northside_intake,renamed_from}', '"behavioral_lead"')), NULL, 'another may take over') FROM gone;
SELECT is((SELECT r.code FROM app.plan_area a JOIN app.role r ON r.id = a.owner_role_id WHERE a.id = x.id), 'northside_intake', 'and has the area') FROM area x;
SELECT isnt(pg_temp.publish(replace(replace((p.policy #- '{staff,bea}')::text, '"bea", ', ''), ', "bea"', '')::jsonb), NULL, 'whoever is named for it may leave')
FROM (SELECT r.policy FROM app.policy_revision r ORDER BY r.number DESC LIMIT 1) p;
SELECT is((SELECT s.active FROM app.plan_area a JOIN app.staff s ON s.id = a.owner_staff_id WHERE a.id = x.id), true, 'and somebody else is named') FROM area x;
SELECT is((SELECT count(*) FROM api.ledger_verify(true) v WHERE v.entity_kind IN ('care_plan', 'network')), 0::bigint, 'the records are whole');
SELECT * FROM finish();
ROLLBACK;
