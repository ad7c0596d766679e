-- The page that a person takes home: who will call, by when, which number to ring.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.sheet(login text, person text, sensitive boolean DEFAULT false) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.person_sheet(%L, %L)', person, sensitive))::jsonb $$;
CREATE FUNCTION pg_temp.said(login text, person text, sensitive boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', i ->> 'name', i ->> 'state', i ->> 'organization', i ->> 'phone', i ->> 'who',
                                to_char((i ->> 'by')::timestamptz AT TIME ZONE 'America/New_York', 'Dy HH24:MI'), i #>> '{asks,organization}', i #>> '{asks,who}'), '; ' ORDER BY i ->> 'name')
    FROM jsonb_array_elements(pg_temp.sheet(login, person, sensitive) -> 'items') i $$;
CREATE TEMPORARY TABLE it AS SELECT tests.person('Quorvath', 'Ana') AS person;
ALTER TABLE it ADD ref text;
SELECT is((SELECT pg_temp.sheet('drew', person) -> 'items' FROM it), '[]', 'nothing is open yet');
UPDATE it SET ref = tests.nursing('drew', person, more => '{"priority": "urgent"}');
SELECT is(pg_temp.said('drew', person), 'Nursing visits at home asked Bright Home Care 617-555-0112 Fri 12:00 St. Mary''s Hospital Drew Palmer', 'asked: who answers by when, and who looks after it until then') FROM it;
SELECT is((SELECT pg_temp.sheet('drew', person) #>> '{items,0,names,es}' FROM it), 'Enfermería en casa', 'what it is called in Spanish');
SELECT tests.act('maria', ref, 'accept') FROM it;
SELECT is(pg_temp.said('drew', person), 'Nursing visits at home accepted Bright Home Care 617-555-0112 Maria Soto Sat 10:00 St. Mary''s Hospital Drew Palmer', 'accepted: who will call') FROM it;
UPDATE app.task t SET owner_role_id = r.id, owner_organization_id = r.organization_id, owner_staff_id = s.id FROM it, app.role r, app.staff s
WHERE t.id = engine.task_id(it.ref) AND r.code = 'lead_coordinator' AND s.login = 'lena';
SELECT is(pg_temp.said('drew', person), 'Nursing visits at home accepted Bright Home Care 617-555-0112 Sat 10:00 St. Mary''s Hospital Drew Palmer', 'passed up to the coordinator it is still the provider''s') FROM it;
UPDATE app.task t SET owner_role_id = r.id, owner_organization_id = r.organization_id, owner_staff_id = s.id FROM it, app.role r, app.staff s
WHERE t.id = engine.task_id(it.ref) AND r.code = 'home_care_intake' AND s.login = 'maria';
SELECT tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}') FROM it;
SELECT matches(pg_temp.said('drew', person), ' waits Bright Home Care .* Tue 08:00 ', 'it waits: until when') FROM it;
SELECT tests.act('maria', ref, 'resume') FROM it;
SELECT tests.act('maria', ref, 'fail', '{"reason": "no_staff"}') FROM it;
SELECT matches(pg_temp.said('drew', person), '^Nursing visits at home search Bay Network 617-555-0100 ', 'one line while another provider is sought, and who seeks') FROM it;
SELECT is((SELECT concat_ws(' ', s #>> '{made,who}', s #>> '{made,phone}', s #>> '{coordinator,organization}', s #>> '{coordinator,phone}', s ->> 'careful')
           FROM it, pg_temp.sheet('drew', person) s), 'Drew Palmer 617-555-0110 Bay Network 617-555-0100 false', 'who made it, and whom to ring when nobody calls');

-- Substance use stays off the paper unless it is asked for, and is absent for who may not see it.
SELECT tests.refer('nina', jsonb_build_object('individual', p.person, 'provided', '{"phone": "617-555-0142"}'::jsonb, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb))
FROM (SELECT tests.person('Vexley', 'Ada', '02128', 'nina') AS person) p \gset own_
SELECT engine.individual_ref(t.individual_id) AS person FROM app.task t WHERE t.category = 'substance_use' \gset apart_
SELECT is(pg_temp.sheet('nina', :'apart_person') ->> 'left_out', '1', 'one is left out');
SELECT is(pg_temp.sheet('nina', :'apart_person') -> 'items', '[]', 'of the page');
SELECT is(pg_temp.sheet('nina', :'apart_person') -> 'notice', 'null', 'which needs no notice then');
SELECT matches(pg_temp.said('nina', :'apart_person', true), '^Substance-use treatment asked Riverway Recovery', 'and stands there when it is wanted');
SELECT isnt(pg_temp.sheet('nina', :'apart_person', true) -> 'notice', 'null', 'with the notice');
SELECT matches(tests.error_as('lena', format('SELECT api.person_sheet(%L, true)', :'apart_person')), '^HF404', 'nobody else learns that there is such a person');
SELECT matches(tests.error_as('adm', format('SELECT api.person_sheet(%L)', person)), '^HF404', 'nor an administrator of anybody') FROM it;

UPDATE app.individual i SET deceased_at = app.now() FROM it WHERE i.id = engine.individual_id(it.person);
SELECT matches(tests.error_as('drew', format('SELECT api.person_sheet(%L)', person)), '^HF412: This person has died', 'nobody is handed one after a death') FROM it;
SELECT * FROM finish();
ROLLBACK;
