-- People coming and going: who may see and change them, what passes on when somebody leaves, and passwords.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.ask(login text, call text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, 'SELECT api.' || call)::jsonb $$;
CREATE FUNCTION pg_temp.no(login text, call text) RETURNS text LANGUAGE sql AS $$ SELECT tests.error_as(login, 'SELECT api.' || call) $$;
CREATE FUNCTION pg_temp.unseen() RETURNS text LANGUAGE sql AS $$ SELECT 'HF404: There is no such item, or it is not yours to see.' $$;
CREATE FUNCTION pg_temp.staff(login text) RETURNS app.staff LANGUAGE sql AS $$ SELECT s FROM app.staff s WHERE s.login = staff.login $$;
CREATE FUNCTION pg_temp.record(login text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(e.actor || ' ' || e.action, ', ' ORDER BY e.seq) FROM app.ledger e WHERE e.entity_kind = 'staff' AND e.entity_id = (pg_temp.staff(login)).id
$$;
CREATE FUNCTION pg_temp.can_sign_in(login text) RETURNS boolean LANGUAGE sql AS $$ SELECT r.rolcanlogin FROM pg_roles r WHERE r.rolname = login $$;
CREATE FUNCTION pg_temp.people(login text, everybody boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(p ->> 'login', ' ' ORDER BY p ->> 'login') FROM jsonb_array_elements(pg_temp.ask(login, format('staff_list(%L)', everybody)) -> 'people') p
$$;
CREATE FUNCTION pg_temp.person(login text, whose text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT p FROM jsonb_array_elements(pg_temp.ask(login, 'staff_list(true)') -> 'people') p WHERE p ->> 'login' = whose
$$;

-- Who sees the people.
SELECT is(pg_temp.no(who, 'staff_list()'), 'HF404: Who may sign in is not yours to see.', who || ' has no list of people') FROM unnest('{maria,drew,isaac,casey,omar}'::text[]) who;
SELECT is(pg_temp.people('sam'), 'maria tomas', 'a supervisor has those whose role he supervises');
SELECT ok((pg_temp.ask('adm', 'staff_list()') ->> 'may')::boolean AND jsonb_array_length(pg_temp.ask('adm', 'staff_list()') -> 'people') = (SELECT count(*) FROM app.staff), 'the administrator has all');
SELECT is(pg_temp.ask('sam', 'staff_list()') ->> 'may', 'false', 'a supervisor changes nothing there');
SELECT is(pg_temp.no(who, call), 'HF404: Who may sign in, and who has left, is not yours to change.', who || ' may not: ' || call)
FROM unnest('{maria,sam,lena,casey,ines}'::text[]) who, unnest(ARRAY['staff_disable(gen_random_uuid(), ''tomas'')', 'staff_enable(gen_random_uuid(), ''tomas'')',
    'staff_move(gen_random_uuid(), ''tomas'', ''maria'')', 'staff_disable(gen_random_uuid(), ''nobody'')']) call;
SELECT is(pg_temp.no('sam', 'staff_report(''olga'')'), 'HF404: Nobody here has that login, or they are not yours to speak for.', 'a supervisor asks about his own people only');
SELECT is(pg_temp.no('sam', 'staff_report(''nobody'')'), 'HF404: Nobody here has that login, or they are not yours to speak for.', 'and learns of nobody who is not there');
SELECT is(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''nobody'')'), 'HF412: Nobody here has the login nobody.', 'whoever manages people may be told that there is none');
SELECT is(pg_temp.person('adm', 'maria') ->> 'last_seen', NULL, 'nothing is known of who never signed in');
SELECT is(tests.run_as('maria', 'SELECT api.me() ->> ''login'''), 'maria', 'signing in');
SELECT is((pg_temp.person('adm', 'maria') ->> 'last_seen')::timestamptz, app.now(), 'is seen');
SELECT tests.at('2026-11-20 10:30-05');
SELECT is(tests.run_as('maria', 'SELECT api.me() ->> ''login'''), 'maria', 'again within the hour');
SELECT is((pg_temp.person('adm', 'maria') ->> 'last_seen')::timestamptz, '2026-11-20 10:00-05', 'nothing is written');
SELECT tests.at('2026-11-20 12:00-05');

-- What is hers: an open request she accepted, one that waits for her, one she has not seen; a question.
CREATE TEMPORARY TABLE story AS SELECT tests.nursing('drew') AS accepted, tests.nursing('drew') AS waiting, tests.nursing('drew') AS fresh, tests.nursing('drew') AS toms;
GRANT SELECT ON story TO PUBLIC;
SELECT tests.act('maria', accepted, 'accept') FROM story;
SELECT tests.act('maria', waiting, 'accept') FROM story;
SELECT tests.act('maria', waiting, 'hold', '{"waiting_on": "maria", "until": "2026-12-01"}') FROM story;
SELECT tests.act('tomas', toms, 'accept') FROM story;
SELECT tests.act('sam', fresh, 'assign', '{"to": "maria"}') FROM story;
SELECT tests.run_as('drew', format('SELECT api.message(gen_random_uuid(), %L, %L)', toms, '{"text": "Which bus?", "to": "maria", "question": true}')) FROM story;
SELECT tests.run_as('tomas', 'SELECT api.cover(gen_random_uuid(), ''tomas'', ''maria'', ''2026-11-24 08:00-05'', ''2026-11-27 08:00-05'')');

SELECT is(r #>> '{items,count}', '4', 'the report counts what is in her name') FROM pg_temp.ask('adm', 'staff_report(''maria'')') r;
SELECT is(r #> '{items,refs}', '[]', 'the administrator is told of no item') FROM pg_temp.ask('adm', 'staff_report(''maria'')') r;
SELECT is((SELECT array_agg(k ->> 'words' || ' ' || (k ->> 'count')) FROM jsonb_array_elements(r #> '{items,kinds}') k), '{referrals 3,follow-up 1}', 'but of how many of which kind') FROM pg_temp.ask('adm', 'staff_report(''maria'')') r;
SELECT ok(r #> '{items,refs}' ? accepted AND r #> '{holds,refs}' ? waiting, 'her supervisor is told which, and what waits for her') FROM story, pg_temp.ask('sam', 'staff_report(''maria'')') r;
SELECT ok(NOT r::text ~ 'Rivera', 'nobody is named in it') FROM pg_temp.ask('sam', 'staff_report(''maria'')') r;
SELECT is((r #>> '{covers,0,login}') || (r ->> 'messages') || (r #>> '{roles,0,code}') || (r #>> '{roles,0,alone}'), 'tomas1home_care_intakefalse', 'covers, messages and roles') FROM pg_temp.ask('adm', 'staff_report(''maria'')') r;
SELECT is((r #>> '{requests,count}')::integer, 5, 'of who asks: the requests that wait, and the question') FROM pg_temp.ask('adm', 'staff_report(''drew'')') r;

-- A preview is the deed, taken back.
CREATE TEMPORARY TABLE before AS SELECT (SELECT count(*) FROM app.ledger) AS entries, (SELECT array_agg(t ORDER BY t.id) FROM app.task t) AS tasks;
SELECT is(r #>> '{moved,items}', '4', 'a preview says how much would pass on') FROM pg_temp.ask('adm', 'staff_disable(gen_random_uuid(), ''maria'', NULL, NULL, true)') r;
SELECT is((r #>> '{to,0,to}') || ' ' || (r #>> '{roles,0,login}'), 'Tomas Silva, Bright Home Care intake, away from Tue 24 Nov 08:00, no cover named tomas', 'to whom, that they will be away, and who answers then') FROM pg_temp.ask('adm', 'staff_disable(gen_random_uuid(), ''maria'', NULL, NULL, true)') r
WHERE r #>> '{to,0,to}' IS NOT NULL;
SELECT ok((SELECT count(*) FROM app.ledger) = b.entries AND (SELECT array_agg(t ORDER BY t.id) FROM app.task t) = b.tasks AND pg_temp.can_sign_in('maria')
          AND (pg_temp.staff('maria')).disabled_at IS NULL AND NOT EXISTS (SELECT FROM app.handover), 'and nothing was done') FROM before b;

-- What forbids it.
SELECT is(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''adm'')'), 'HF412: Nobody disables themselves.', 'not oneself');
SELECT matches(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''ines'')'), '^HF412: Ines .* is the network''s operational owner', 'not who is told when nobody answers');
SELECT is(r #>> '{refused,why}', 'Nobody disables themselves.', 'a preview says so beside the report') FROM pg_temp.ask('adm', 'staff_disable(gen_random_uuid(), ''adm'', NULL, NULL, true)') r;
SELECT is(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''maria'', ''nobody'')'), 'HF412: There is no person or role nobody who could take over.', 'not to nobody');
SELECT is(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''maria'', ''maria'')'), 'HF412: It would stay with the same person.', 'not to herself');
SELECT matches(pg_temp.no('adm', format('staff_disable(gen_random_uuid(), ''maria'', NULL, %L)', repeat('x', 501))), '^HF400', 'not with a novel');

-- Disabled: the login, the items, the request, the question, the cover.
CREATE TEMPORARY TABLE left_at AS SELECT pg_temp.ask('adm', format('staff_disable(%L, ''maria'', NULL, ''moved to Ohio'')', tests.uuid(70))) AS answer;
SELECT is(answer #> '{moved}', '{"items": 4, "requests": 0, "areas": 0, "messages": 1, "stay": 0, "covers": 1}', 'what passed on') FROM left_at;
SELECT ok(NOT pg_temp.can_sign_in('maria') AND (pg_temp.staff('maria')).disabled_at = app.now(), 'nobody signs in as her');
SELECT is(tests.owner(accepted) || ', ' || tests.owner(waiting) || ', ' || tests.owner(fresh), 'home_care_intake tomas, home_care_intake tomas, home_care_intake', 'what was accepted is with who answers for the role now, what was not is the role''s') FROM story;
SELECT is(tests.status(waiting), 'on-hold', 'what waits goes on waiting') FROM story;
SELECT is((SELECT string_agg(e.actor || ': ' || engine.entry_words(e, p.body), '; ') FROM app.ledger e LEFT JOIN app.ledger_private p ON p.entry_id = e.id
           WHERE e.entity_kind = 'task' AND e.entity_id = engine.task_id(accepted) AND e.action = 'hand_over'),
          'adm: passed it to Tomas Silva: Maria Soto has left: moved to Ohio', 'on the record of each, with the reason') FROM story;
SELECT is(pg_temp.record('maria'), 'adm disable', 'and on hers');
SELECT is((SELECT m.to_staff_id IS NULL AND m.to_role_id = r.id FROM app.message m, app.role r WHERE r.code = 'home_care_intake' AND m.question), true, 'the question is her role''s');
SELECT is((SELECT a.cover_id IS NULL FROM app.coverage a WHERE a.staff_id = (pg_temp.staff('tomas')).id), true, 'she stands in for nobody');
SELECT is((SELECT s.login || ' ' || d.how FROM app.role_on_duty d JOIN app.staff s ON s.id = d.staff_id JOIN app.role r ON r.id = d.role_id WHERE r.code = 'home_care_intake'), 'tomas next', 'the next holder answers');
SELECT is(pg_temp.no('maria', 'me()'), pg_temp.unseen(), 'a session of hers that went on could do nothing');
SELECT is((pg_temp.ask('adm', format('staff_disable(%L, ''maria'', NULL, ''moved to Ohio'')', tests.uuid(70))) ->> 'replayed')::boolean, true, 'sent again it is the same request');
SELECT matches(pg_temp.no('adm', format('staff_disable(%L, ''tomas'')', tests.uuid(70))), '^HF422', 'its id serves for nothing else');
SELECT is(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''maria'')'), 'HF412: Maria Soto is disabled already.', 'once is enough');
SELECT ok(NOT pg_temp.people('adm') ~ '\mmaria\M' AND pg_temp.people('adm', true) ~ '\mmaria\M', 'the list has her only when asked for everybody');
SELECT is(pg_temp.person('sam', 'maria') ->> 'state', 'disabled', 'her supervisor sees that she is');
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'nothing is left without an owner');

-- Whoever stays may go on with it.
SELECT tests.act('tomas', accepted, 'start', '{"date": "2026-11-20", "note": "first visit"}') FROM story;
SELECT matches(tests.refused('tomas', toms, 'assign', '{"to": "maria"}'), '^HF412: Nobody here has the login maria', 'nothing is given to who has left') FROM story;
-- An undo, or a step under way at that moment, may give it back to her: the sweep sees to it.
UPDATE app.task SET owner_staff_id = (pg_temp.staff('maria')).id WHERE id = (SELECT engine.task_id(toms) FROM story);
SELECT tests.sweep('2026-11-20 12:05-05');
SELECT is(tests.owner(toms), 'home_care_intake tomas', 'nothing stays with who has left') FROM story;
SELECT is((SELECT e.actor FROM app.ledger e WHERE e.entity_id = engine.task_id(toms) AND e.action = 'hand_over'), 'sweep', 'the program did it') FROM story;

-- Applying the policy again lets nobody in.
SELECT api.publish(p.yaml, p.policy) FROM app.policy_revision p;
SELECT ok(NOT pg_temp.can_sign_in('maria') AND (pg_temp.staff('maria')).disabled_at IS NOT NULL, 'a policy that names a leaver does not let them in');

-- Let in again: the login, not the items.
SELECT is(pg_temp.no('adm', 'staff_enable(gen_random_uuid(), ''tomas'')'), 'HF412: Tomas Silva is not disabled.', 'who is in need not be let in');
CREATE TEMPORARY TABLE back AS SELECT pg_temp.ask('adm', 'staff_enable(gen_random_uuid(), ''maria'')') AS answer;
SELECT is(answer #> '{moved}', '{"items": 5, "messages": 1}', 'it is told what had passed on') FROM back;
SELECT is(answer #> '{refs}', '[]', 'in numbers, to who only administers') FROM back;
SELECT ok(pg_temp.can_sign_in('maria') AND (pg_temp.staff('maria')).disabled_at IS NULL, 'she can sign in');
SELECT is(tests.owner(accepted), 'home_care_intake tomas', 'what passed on stays there') FROM story;
SELECT is(pg_temp.record('maria'), 'adm disable, adm enable', 'on her record');

-- To somebody by name; who asked; areas of plans.
SELECT engine.plan_open((tests.task(accepted)).individual_id, pg_temp.staff('lena'), app.now(), NULL) FROM story;
CREATE FUNCTION pg_temp.areas(login text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active' WHERE a.owner_staff_id = (pg_temp.staff(login)).id
$$;
SELECT is(pg_temp.areas('hana'), 1::bigint, 'an area of a plan is hers');
SELECT is((pg_temp.ask('adm', 'staff_disable(gen_random_uuid(), ''hana'', ''abel'')') #>> '{moved,areas}') || pg_temp.areas('abel'), '11', 'it passes to who was named');
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'no area is left with who is not there');
SELECT is((pg_temp.ask('adm', 'staff_disable(gen_random_uuid(), ''drew'', ''carmen'')') #>> '{moved,requests}'), '5', 'what he asked for is hers to ask for');
SELECT is((SELECT array_agg(DISTINCT s.login) FROM story, unnest(ARRAY[accepted, waiting, fresh, toms]) ref JOIN app.task t ON t.id = engine.task_id(ref) JOIN app.staff s ON s.id = t.requester_staff_id), '{carmen}', 'each of it');
SELECT tests.act('tomas', fresh, 'accept') FROM story;
SELECT is((SELECT r.requester_staff_id = (pg_temp.staff('drew')).id FROM app.referral r WHERE r.id = (tests.task(fresh)).referral_id), true, 'who asked first stays on the page') FROM story;
SELECT tests.act('tomas', fresh, 'ask', '{"missing": "orders"}') FROM story;
SELECT is((SELECT r.code || coalesce(s.login, '-') FROM app.task t JOIN app.role r ON r.id = t.owner_role_id LEFT JOIN app.staff s ON s.id = t.owner_staff_id
           WHERE t.kind = 'follow_up' AND t.referral_id = (tests.task(fresh)).referral_id), 'discharge_planners-', 'what is asked back is asked of the role') FROM story;

-- Moving: for a long leave.
SELECT is(pg_temp.no('adm', 'staff_move(gen_random_uuid(), ''tomas'', NULL)'), 'HF412: Say who takes it over.', 'somebody takes it over');
SELECT is(pg_temp.no('adm', 'staff_move(gen_random_uuid(), ''tomas'', ''sam'', ''{"shape": "round"}'')'), 'HF400: There is no filter shape.', 'a filter is one that there is');
SELECT is(pg_temp.no('adm', 'staff_move(gen_random_uuid(), ''tomas'', ''sam'', ''{"kind": "dream"}'')'), 'HF400: There is no kind dream.', 'with a value that there is');
SELECT matches(pg_temp.no('adm', 'staff_move(gen_random_uuid(), ''tomas'', ''olga'')'), '^HF412: Nothing of it can be taken over by ', 'nothing passes to another organisation');
SELECT is(r #>> '{moved,items}', '4', 'a preview of referrals alone') FROM pg_temp.ask('adm', 'staff_move(gen_random_uuid(), ''tomas'', ''maria'', ''{"kind": "referral"}'', NULL, true)') r;
SELECT is(pg_temp.ask('adm', 'staff_move(gen_random_uuid(), ''tomas'', ''maria'', ''{"kind": "referral"}'', ''parental leave'')') #>> '{moved,items}', '4', 'and the deed') FROM story;
SELECT is(tests.owner(accepted), 'home_care_intake maria', 'hers by name') FROM story;
SELECT is(pg_temp.ask('adm', 'staff_move(gen_random_uuid(), ''maria'', ''home_care_supervisor'')') #>> '{to,0,role}', 'home_care_supervisor', 'to a role');
SELECT is(tests.owner(accepted), 'home_care_supervisor sam', 'and there to who is on duty') FROM story;
SELECT is(pg_temp.record('tomas'), 'tomas cover, adm cover, adm move', 'on the record');
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'nothing is left loose');

SELECT is_empty('SELECT * FROM api.ledger_verify(true)', 'the record is whole');

-- Somebody must answer, and somebody must be able to manage people.
SELECT is(pg_temp.ask('basil', 'staff_disable(gen_random_uuid(), ''adm'')') ->> 'login', 'adm', 'one administrator may disable another');
SELECT is(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''basil'')'), pg_temp.unseen(), 'who then disables nobody');
UPDATE app.role_holder SET staff_id = (pg_temp.staff('casey')).id WHERE staff_id = (pg_temp.staff('adm')).id;
SELECT is(pg_temp.ask('casey', 'staff_disable(gen_random_uuid(), ''basil'')') ->> 'login', 'basil', 'as long as one is left');
SELECT is(pg_temp.no('casey', 'staff_disable(gen_random_uuid(), ''casey'')'), 'HF412: Nobody disables themselves.', 'the last one stays');
SELECT is((api.staff_enable(gen_random_uuid(), 'adm')) ->> 'login', 'adm', 'whoever owns the server lets people in, too');
SELECT is(pg_temp.record('adm'), 'basil disable, ' || session_user || ' enable', 'under their own name');
UPDATE app.role_holder SET staff_id = (pg_temp.staff('adm')).id WHERE staff_id = (pg_temp.staff('casey')).id AND role_id = (SELECT id FROM app.role WHERE code = 'administrators');
DO $$ BEGIN PERFORM set_config('holdfast.actor', '', false); END $$;
UPDATE app.care_plan SET status = 'completed', closed_at = app.now();
UPDATE app.staff SET disabled_at = app.now() WHERE login <> ALL ('{adm,maria,sam,lena,ines}');
UPDATE app.network SET on_call_role_id = r.id, coordinator_role_id = r.id FROM app.role r WHERE r.code = 'home_care_intake';
UPDATE app.role SET supervisor_role_id = NULL WHERE code = 'home_care_intake';
SELECT engine.refresh_duty(app.now());
SELECT matches(pg_temp.no('adm', 'staff_disable(gen_random_uuid(), ''maria'')'), '^HF412: Then nobody would answer for Bright Home Care intake', 'nobody leaves whose role would be answered by nobody');
SELECT ok(pg_temp.can_sign_in('maria') AND (pg_temp.staff('maria')).disabled_at IS NULL, 'and nothing was done');

-- Passwords: only a verifier, only by the connection.
SELECT is(pg_temp.no('maria', 'staff_password(gen_random_uuid())'), 'HF400: There is no verifier of a password.', 'a password is set by its verifier alone');
DO $$ BEGIN PERFORM set_config('holdfast.verifier', 'secret', false); END $$;
SELECT is(pg_temp.no('maria', 'staff_password(gen_random_uuid())'), 'HF400: This is not a SCRAM-SHA-256 verifier.', 'and by nothing else');
DO $$ BEGIN PERFORM set_config('holdfast.verifier', 'SCRAM-SHA-256$4096:' || encode('0123456789abcdef', 'base64') || '$' || encode(sha256('a'), 'base64') || ':' || encode(sha256('b'), 'base64'), false); END $$;
SELECT is(pg_temp.no('sam', 'staff_password(gen_random_uuid(), ''maria'')'), 'HF404: Who may sign in, and who has left, is not yours to change.', 'another''s is not a supervisor''s to set');
SELECT is(pg_temp.ask('maria', 'staff_password(gen_random_uuid())') - 'sessions', '{"login": "maria", "name": "Maria Soto", "own": true, "must_choose": false, "replayed": false}', 'everybody sets their own');
SELECT is((SELECT a.rolpassword = current_setting('holdfast.verifier') FROM pg_authid a WHERE a.rolname = 'maria'), true, 'it counts');
SELECT is(pg_temp.ask('adm', 'staff_password(gen_random_uuid(), ''maria'')') ->> 'must_choose', 'true', 'an administrator gives a first one');
SELECT is(pg_temp.no('maria', 'me()'), 'HF412: Your password was given to you by somebody else: choose your own first.', 'with which nothing is done');
SELECT matches(pg_temp.no('maria', call), '^HF412: Your password was given', 'nothing: ' || call) FROM unnest(ARRAY['queue(''mine'')', 'staff_list()', 'today()', 'cover(gen_random_uuid(), ''maria'')']) call;
SELECT is(tests.run_as('maria', 'SELECT api.password_due()'), 'true', 'she can ask whether that is so');
SELECT is(pg_temp.ask('maria', 'staff_password(gen_random_uuid(), ''maria'')') ->> 'own', 'true', 'she chooses her own');
SELECT is(tests.run_as('maria', 'SELECT api.password_due()'), 'false', 'and is in');
SELECT is(pg_temp.no('adm', 'staff_password(gen_random_uuid(), ''tomas'')'), 'HF412: Tomas Silva cannot sign in.', 'who is disabled needs none');
SELECT matches(pg_temp.record('maria'), 'maria password, adm password, maria password$', 'who set it is on the record');
SELECT is_empty($$SELECT e.id FROM app.ledger e LEFT JOIN app.ledger_private p ON p.entry_id = e.id WHERE e::text || coalesce(p.body::text, '') ~ 'SCRAM'$$, 'what was set is not');
SELECT is_empty($$SELECT 1 FROM app.request r WHERE r.answer::text ~ 'SCRAM'$$, 'nor in any kept answer');
SELECT * FROM finish();
ROLLBACK;
