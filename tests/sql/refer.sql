-- Asking for help: routing, what must come with it, the basis, and what happens to a need that nobody takes.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 16:45-05');

CREATE FUNCTION pg_temp.ask(individual text, items jsonb, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('individual', individual, 'items', items, 'provided', '{"orders": "daily", "income": "none", "landlord": "x"}'::jsonb) || more
$$;
CREATE FUNCTION pg_temp.preview(login text, letter jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.refer_preview(%L)', letter))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, letter jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.refer(gen_random_uuid(), %L)', letter))
$$;
CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence', '02128') AS person;

-- Several services in one go; the preview is what is sent.
CREATE TEMPORARY TABLE sent AS
SELECT pg_temp.preview('drew', l.letter) AS shown, tests.refer('drew', l.letter, tests.uuid(1)) AS made, l.letter
FROM story, LATERAL (SELECT pg_temp.ask(person, '[{"type": "home_care"}, {"type": "meals"}, {"type": "rent_assistance"}]', '{"priority": "urgent", "needed_by": "2026-11-21T12:00", "context": "hip"}') AS letter) l;
SELECT is(jsonb_path_query_array(made, '$.referrals[*].service'), '["harbor_nursing_visits", "bay_meals_home", "tenant_relief"]', 'each goes to the first rank of its area') FROM sent;
SELECT is(jsonb_path_query_array(shown, '$.referrals[*].due'), jsonb_path_query_array(made, '$.referrals[*].due'), 'the preview told by when') FROM sent;
SELECT is(jsonb_path_query_array(shown, '$.referrals[*].owner_role'), jsonb_path_query_array(made, '$.referrals[*].owner_role'), 'and by whom') FROM sent;
SELECT is(made #>> '{referrals,0,due}', '2026-11-20T23:45:00+00:00', 'urgent nursing is answered within two real hours, on a Friday evening too') FROM sent;
SELECT is((SELECT count(*) FROM app.referral), 3::bigint, 'the preview wrote nothing') FROM sent;
SELECT is((SELECT t.needed_by FROM app.task t WHERE t.id = engine.task_id(made #>> '{referrals,0,ref}')), '2026-11-21 12:00-05'::timestamptz, 'when it is needed goes along') FROM sent;
SELECT is(tests.refer('drew', letter, tests.uuid(1)) ->> 'replayed', 'true', 'sent again, it is the first answer') FROM sent;
SELECT is((SELECT count(*) FROM app.referral), 3::bigint, 'and nothing is made twice') FROM sent;
SELECT is((SELECT r.requester_role_id FROM app.referral r LIMIT 1), (SELECT k.id FROM app.role k WHERE k.code = 'discharge_planners'), 'Drew asks as the discharge desk');

-- The postal code decides, of the place where the person will be.
SELECT is(pg_temp.preview('drew', pg_temp.ask(tests.person('Abbot', 'Al', '02210'), '[{"type": "home_care"}]')) #>> '{referrals,0,service}', 'bright_home_care', '02210 is served by Bright Home Care');
SELECT is(pg_temp.preview('drew', pg_temp.ask(tests.person('Abbott', 'Al', '02210'), '[{"type": "home_care"}]', '{"provided": {"orders": "x", "postal_code": "02154"}}')) #>> '{referrals,0,service}', 'harbor_nursing_visits', 'unless they will be elsewhere');
SELECT is(pg_temp.preview('drew', pg_temp.ask(tests.person('Abbotts', 'Al', '02210'), '[{"type": "home_care", "service": "vna_east_visits"}]')) #>> '{referrals,0,owner_role}', 'vna_intake', 'or the sender picks');
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "home_care", "service": "bay_meals_home"}]')), 'HF412: bay_meals_home does not offer nursing visits.', 'from those who offer it') FROM story;

-- What must come with it.
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "home_infusion"}]')), 'HF412: IV at home needs insurance.', 'what is missing is named') FROM story;
SELECT is(pg_temp.preview('drew', pg_temp.ask(person, '[{"type": "home_infusion"}]')) #>> '{referrals,0,problem}', 'IV at home needs insurance.', 'the preview says so item by item') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "meals"}]', '{"needed_by": "2026-11-20T16:00"}')), 'HF412: The time by which it is needed is past.', 'a time past') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "storage"}, {"type": "massage"}]')), 'HF400: There is no service type massage.', 'an unknown type') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "storage"}, {"type": "storage"}]')), 'HF400: storage is asked for twice.', 'the same twice') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "storage"}]', '{"priority": "now"}')), 'HF400: There is no priority now.', 'an unknown priority') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[]')), 'HF400: items is not a list.', 'nothing asked for') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask(person, '[{"type": "storage"}]', '{"colour": "red"}')), 'HF400: referral has no key colour.', 'an unknown key') FROM story;
SELECT is((SELECT count(*) FROM app.referral), 3::bigint, 'and with one item wrong none is sent');

-- Who may ask, and for whom.
SELECT is(pg_temp.refused('maria', pg_temp.ask(person, '[{"type": "storage"}]')), 'HF404: There is no such item, or it is not yours to see.', 'no duty to refer') FROM story;
SELECT is(pg_temp.refused('drew', pg_temp.ask('P-999999', '[{"type": "storage"}]')), 'HF404: There is no such item, or it is not yours to see.', 'nobody of that reference');
SELECT is(pg_temp.refused('drew', pg_temp.ask(NULL, '[{"type": "storage"}]')), 'HF404: There is no such item, or it is not yours to see.', 'nobody at all');

-- No disclosure without a basis: housing may not hear of substance use.
CREATE TEMPORARY TABLE tenant AS SELECT tests.person('Lund', 'Erik', '02128', 'hana') AS person;
SELECT is(pg_temp.refused('hana', pg_temp.ask(person, '[{"type": "recovery"}]')), 'HF412: Nothing allows substance use content to be shared with Riverway Recovery.', 'nothing mapped: refused') FROM tenant;
SELECT isnt(tests.consent(person), NULL, 'the person consents') FROM story;
SELECT matches(pg_temp.preview('drew', pg_temp.ask(person, '[{"type": "recovery"}]')) #>> '{referrals,0,basis}', 'part2_consent', 'the hospital has a Part 2 consent') FROM story;
SELECT is((tests.refer('drew', pg_temp.ask(person, '[{"type": "recovery"}]'))) #>> '{referrals,0,service}', 'riverway_treatment', 'and may send') FROM story;
SELECT is((SELECT r.basis FROM app.referral r WHERE r.category = 'substance_use'), 'part2_consent', 'the basis is kept with it');

-- A need that nobody takes now is not lost: the coordinator has it at once.
SELECT is(pg_temp.preview('drew', pg_temp.ask(tests.person('Farr', 'Away', '99999'), '[{"type": "meals"}]')) #>> '{referrals,0,reroute}', 'true', 'the preview says that nobody there takes it');
CREATE TEMPORARY TABLE far AS SELECT tests.refer('drew', pg_temp.ask(tests.person('Farrer', 'Away', '99999'), '[{"type": "meals"}]')) #>> '{referrals,0,ref}' AS ref;
SELECT is(tests.owner(ref), 'lead_coordinator', 'the coordinator looks for a provider') FROM far;
SELECT is((SELECT r.attempts FROM app.referral r WHERE r.id = (tests.task(ref)).referral_id), 0, 'nobody was asked yet') FROM far;
SELECT is(tests.refused('lena', ref, 'reroute'), 'HF412: Nobody else offers meals there with open intake.', 'and there is nobody to offer') FROM far;
SELECT matches(tests.act('lena', ref, 'reroute', '{"to": "elder_meals"}') #>> '{opened,0}', '^R-[0-9]+$', 'but Lena may ask one further off: the first try') FROM far;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Every open item has its record from the first moment.
SELECT is((SELECT e.action || ' ' || (p.body ->> 'context') FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id
           WHERE e.entity_id = engine.task_id((SELECT made #>> '{referrals,0,ref}' FROM sent)) AND e.seq = 1), 'refer hip', 'words are kept apart from the chain');
SELECT * FROM finish();
ROLLBACK;
