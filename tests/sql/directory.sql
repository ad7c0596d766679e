-- The directory and the catalogue: who is on duty and how, whose intake is open, what can be asked of whom.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.role(code text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT r FROM jsonb_array_elements(tests.run_as('hana', 'SELECT api.directory()')::jsonb -> 'organizations') o, jsonb_array_elements(o -> 'roles') r
    WHERE r ->> 'code' = role.code
$$;
CREATE FUNCTION pg_temp.service(login text, code text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT s FROM jsonb_array_elements(tests.run_as(login, 'SELECT api.directory()')::jsonb -> 'organizations') o, jsonb_array_elements(o -> 'services') s
    WHERE s ->> 'code' = service.code
$$;
SELECT is(pg_temp.role('home_care_intake') ->> 'on_duty', 'Maria Soto', 'the first holder is on duty');
SELECT is(pg_temp.role('home_care_intake') ->> 'how_words', 'on duty', 'in words');
SELECT is(pg_temp.role('home_care_intake') -> 'holders' -> 1 ->> 'login', 'tomas', 'holders in their order');
SELECT is(pg_temp.role('home_care_intake') ->> 'supervisor', 'Bright Home Care supervisor', 'who supervises');
SELECT tests.run_as('sam', $$SELECT api.cover(gen_random_uuid(), 'maria', 'nadia', '2026-11-20 09:00-05', '2026-11-27 09:00-05')$$) IS NOT NULL AS covered \gset
SELECT is(pg_temp.role('home_care_intake') -> 'holders' -> 0 ->> 'cover', 'Nadia ' || split_part((SELECT name FROM app.staff WHERE login = 'nadia'), ' ', 2), 'who covers for Maria');
SELECT is((pg_temp.role('home_care_intake') -> 'holders' -> 0 ->> 'away_until')::timestamptz, '2026-11-27 09:00-05'::timestamptz, 'until when');
SELECT isnt(pg_temp.role('home_care_intake') ->> 'on_duty', 'Maria Soto', 'and somebody else is on duty');
SELECT tests.run_as('maria', $$SELECT api.intake(gen_random_uuid(), 'bright_home_care', false, '2026-11-25 08:00-05', 'no nurses')$$) IS NOT NULL AS closed \gset
SELECT is(pg_temp.service('hana', 'bright_home_care') ->> 'words', 'closed: no nurses', 'intake that is closed says why');
SELECT is(pg_temp.service('hana', 'bright_home_care') ->> 'may_close', 'false', 'Hana cannot open it');
SELECT is(pg_temp.service('maria', 'bright_home_care') ->> 'may_close', 'true', 'Maria can');
SELECT tests.at('2026-11-25 08:00-05');
SELECT is(pg_temp.service('hana', 'bright_home_care') ->> 'open', 'true', 'it opens by itself when its time has come');

SELECT is(tests.run_as('drew', $$SELECT t ->> 'name' FROM jsonb_array_elements(api.catalogue() -> 'types') t WHERE t ->> 'code' = 'home_care'$$), 'Nursing visits at home', 'a type of service');
SELECT is(tests.run_as('drew', $$SELECT t -> 'requires' -> 0 ->> 'label' FROM jsonb_array_elements(api.catalogue() -> 'types') t WHERE t ->> 'code' = 'home_care'$$), 'Phone', 'what it must carry');
SELECT is(tests.run_as('drew', $$SELECT t #>> '{targets,routine,accept}' FROM jsonb_array_elements(api.catalogue() -> 'types') t WHERE t ->> 'code' = 'home_care'$$), '8bh', 'how fast it is answered');
SELECT is(tests.run_as('drew', $$SELECT t #>> '{services,0,code}' FROM jsonb_array_elements(api.catalogue() -> 'types') t WHERE t ->> 'code' = 'home_care'$$), 'harbor_nursing_visits', 'who offers it, first rank first');
SELECT is(tests.run_as('drew', 'SELECT api.catalogue() ->> ''may_refer'''), 'true', 'Drew may refer');
SELECT is(tests.run_as('maria', 'SELECT api.catalogue() ->> ''may_refer'''), 'false', 'Maria may not');

SELECT is(tests.run_as('lena', 'SELECT api.me()')::jsonb - '{duties,scopes,role_list,idle_lock,revision,asks,frozen,many}'::text[],
    '{"login": "lena", "name": "Lena Ortiz", "organization": "bay_network", "organization_name": "Bay Network", "roles": ["lead_coordinator"], "title": "Lead coordinator, Bay Network",
      "queue_scope": "network", "queue_title": "Bay Network", "network": "Bay Network", "timezone": "America/New_York", "now": "2026-11-25T13:00:00+00:00", "sandbox": true, "counseling": false, "undo_within": 600}',
    'who is at the keyboard');
SELECT is(tests.run_as('maria', 'SELECT api.me() ->> ''queue_title'''), 'Bright Home Care intake (my role)', 'where Maria''s queue opens');
SELECT is(tests.run_as('drew', 'SELECT api.me() ->> ''queue_scope'''), 'requested', 'and Drew''s');
SELECT is(tests.run_as('adm', 'SELECT api.me() -> ''scopes''')::jsonb, '[]', 'the administrator has none');

-- The record of what is no item.
SELECT ok(tests.run_as('casey', 'SELECT api.record(''bright_home_care'')')::jsonb #>> '{entries,0,text}' = 'closed intake: no nurses', 'the auditor reads a service''s record');
SELECT is(tests.error_as('maria', 'SELECT api.record(''bright_home_care'')'), 'HF404: There is no such item, or it is not yours to see.', 'others do not');
SELECT is(tests.run_as('adm', 'SELECT api.record(''maria'') #>> ''{entries,0,text}'''), 'said that Maria Soto is away from 09:00 until Fri 27 Nov 09:00; Nadia Petrova covers', 'nor the administrator more than of staff, services and the network');
SELECT * FROM finish();
ROLLBACK;
