-- One eviction, told by the people of the example policy: recorded, verified, referred, helped. No
-- fact is entered twice, and plan, timeline and record tell one story.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-23 10:00-05');
CREATE FUNCTION tests.ask(login text, call text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, 'SELECT ' || call)::jsonb $$;
CREATE FUNCTION tests.local(instant timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT to_char(instant AT TIME ZONE 'America/New_York', 'Dy FMDD Mon HH24:MI') $$;
CREATE TEMPORARY TABLE webb AS SELECT tests.person('Webb', 'Terrence', '02128', 'wes') AS p;
SELECT tests.ask('lena', format('api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', p)) FROM webb;

-- Wes, a community worker.
CREATE TEMPORARY TABLE k AS SELECT tests.ask('wes', format('api.record_risk(gen_random_uuid(), %L)', jsonb_build_object(
    'individual', p, 'category', 'housing_instability', 'level', 'high', 'legal_deadline', '2026-12-02T09:00', 'note', 'hearing, owes $2,140'))) AS a FROM webb;
SELECT is((SELECT a ->> 'owner_role' || ', ' || tests.local((a ->> 'due')::timestamptz) || ', ' || tests.local((a ->> 'needed_by')::timestamptz) FROM k),
          'lead_coordinator, Mon 23 Nov 14:00, Wed 25 Nov 17:00', 'the risk is owned and timed as the policy says');
CREATE TEMPORARY TABLE it AS SELECT a ->> 'task_ref' AS t, a ->> 'risk_ref' AS r FROM k;

-- Lena sees the alert at once, verifies and contacts.
SELECT isnt_empty(format($$SELECT 1 FROM jsonb_array_elements(%L::jsonb) q WHERE q ->> 'ref' = %L AND q -> 'actions' ? 'verify'$$,
       tests.run_as('lena', 'SELECT jsonb_agg(q) FROM api.queue(''alerts'') q'), t), 'Lena has it among her alerts, with the next step on its key') FROM it;
SELECT tests.act('lena', t, 'verify', '{"note": "summons seen"}') FROM it;
SELECT tests.act('lena', t, 'contact', '{"note": "Terrence will bring papers"}') FROM it;
-- She starts the pathway.
SELECT matches((SELECT s ->> 'problem' FROM webb, jsonb_array_elements(tests.ask('lena', format('api.pathway_preview(%L, ''eviction_prevention'', ''2026-12-02 09:00-05'')', p)) -> 'steps') s WHERE s ->> 'code' = 'legal_aid'),
               '^does not fit', 'what does not fit in nine days is said before');
CREATE TEMPORARY TABLE run AS SELECT tests.ask('lena', format('api.pathway_start(gen_random_uuid(), %L, ''eviction_prevention'', ''2026-12-02 09:00-05'', ''{}'', ''{"notice": "summons", "income": "1,900", "landlord": "Elm LLC"}'')', p)) AS a FROM webb;
SELECT is((SELECT string_agg(s ->> 'code' || ' ' || (s ->> 'state'), ', ') FROM run, jsonb_array_elements(a #> '{run,steps}') s),
          'legal_aid open, landlord open, rent_fund waiting, moving_out waiting, aftercare waiting', 'legal aid and the landlord at once, the rest waits');
SELECT is((SELECT stage::text FROM it, tests.task(t)), 'resolve', 'the referral of the pathway is the step refer of the risk');

-- Legal aid helps; the rent fund opens by its offset, at Harbor Housing or the fund.
CREATE FUNCTION pg_temp.step(person text, step text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT s FROM jsonb_array_elements(tests.ask('lena', format('api.pathway_runs(%L)', person)) #> '{0,steps}') s WHERE s ->> 'code' = step
$$;
CREATE TEMPORARY TABLE legal AS SELECT pg_temp.step(p, 'legal_aid') ->> 'ref' AS r FROM webb;
SELECT tests.act('rosa', r, 'accept') FROM legal;
SELECT tests.act('rosa', r, 'start', '{"date": "2026-11-23", "note": "answer filed"}') FROM legal;
SELECT tests.act('rosa', r, 'complete', '{"outcome": "service_received"}') FROM legal;
SELECT tests.sweep('2026-11-24 17:05-05');
SELECT is((SELECT pg_temp.step(p, 'rent_fund') ->> 'state' FROM webb), 'open', 'the rent fund opens a business day later by itself');
-- The fund has no money; Hana takes it.
CREATE TEMPORARY TABLE rent AS SELECT pg_temp.step(p, 'rent_fund') ->> 'ref' AS r FROM webb;
SELECT tests.at('2026-11-25 09:00-05');
SELECT tests.act((SELECT s.login FROM app.role_holder h JOIN app.staff s ON s.id = h.staff_id WHERE h.role_id = (tests.task(r)).owner_role_id ORDER BY h.rank LIMIT 1), r, 'decline') FROM rent;
SELECT is((SELECT pg_temp.step(p, 'rent_fund') ->> 'state' FROM webb), 'declined', 'declined: another provider is sought');
SELECT tests.act('lena', pg_temp.step(p, 'rent_fund') ->> 'ref', 'reroute', '{"to": "harbor_rent_fund"}') FROM webb;
SELECT tests.act('hana', r || '.2', 'accept') FROM rent;
SELECT tests.act('hana', r || '.2', 'start', '{"date": "2026-11-25", "note": "paid to the landlord"}') FROM rent;
SELECT tests.act('hana', r || '.2', 'complete', '{"outcome": "service_received"}') FROM rent;
SELECT is((SELECT pg_temp.step(p, 'rent_fund') ->> 'state' || ' ' || (pg_temp.step(p, 'moving_out') ->> 'state') FROM webb), 'done open', 'Hana''s help is the step, and the next one opens');
SELECT tests.act('lena', t, 'resolve', '{"outcome": "service_received"}') FROM it;

-- One story.
CREATE TEMPORARY TABLE told AS SELECT string_agg(e ->> 'text', ' | ') AS line FROM webb, jsonb_array_elements(tests.ask('lena', format('api.plan(%L)', p)) -> 'latest') e;
SELECT matches((SELECT line FROM told), w, 'the timeline of the plan tells: ' || w)
FROM unnest('{"recorded the risk|risk was recorded","verified how urgent","contacted the person","finished","resolved"}'::text[]) w;
SELECT is((SELECT count(*) FROM app.referral f, webb WHERE f.individual_id = engine.individual_id(p) AND f.service_type_id IN (SELECT y.id FROM app.service_type y WHERE y.code IN ('legal_aid', 'rent_assistance'))), 2::bigint,
          'what was asked for is there once');
SELECT is((SELECT tests.ask('lena', format('api.risks(%L)', p)) #>> '{0,status}' FROM webb), 'resolved', 'the risk is resolved');
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'nothing is left without owner or clock, and the record holds');
SELECT * FROM finish();
ROLLBACK;
