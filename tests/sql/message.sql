-- Messages: on an item, an area, a person; a question is work until it is answered.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.send_sql(place text, body jsonb, request uuid DEFAULT gen_random_uuid()) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.message(%L, %L, %L)', request, place, body)
$$;
CREATE FUNCTION pg_temp.send(login text, place text, body jsonb, request uuid DEFAULT gen_random_uuid()) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.send_sql(place, body, request))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, place text, body jsonb) RETURNS text LANGUAGE sql AS $$ SELECT tests.error_as(login, pg_temp.send_sql(place, body)) $$;
CREATE FUNCTION pg_temp.thread(login text, place text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, format('SELECT api.messages(%L)', place))::jsonb $$;
CREATE FUNCTION pg_temp.today(login text, key text) RETURNS integer LANGUAGE sql AS $$ SELECT (tests.run_as(login, 'SELECT api.today()')::jsonb #>> ARRAY['messages', key])::integer $$;
CREATE FUNCTION pg_temp.unseen() RETURNS text LANGUAGE sql AS $$ SELECT 'HF404: There is no such item, or it is not yours to see.' $$;
CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence') AS person;
CREATE TEMPORARY TABLE visits AS SELECT tests.nursing('drew', person) AS ref FROM story;

-- On an item.
SELECT is(pg_temp.today('maria', 'unread'), 0, 'nothing is unread');
SELECT is(pg_temp.send('drew', ref, '{"text": "The daughter has the key."}', tests.uuid(1)) ->> 'to', 'home_care_intake', 'without saying for whom it is for who owns the item') FROM visits;
SELECT is(pg_temp.send('drew', ref, '{"text": "The daughter has the key."}', tests.uuid(1)) ->> 'replayed', 'true', 'sent again it is written once') FROM visits;
SELECT is((SELECT count(*) FROM app.message), 1::bigint, 'once');
SELECT is(tests.version((SELECT ref FROM visits)), 1, 'a message is no change of the item');
SELECT is(pg_temp.today('maria', 'unread'), 1, 'Maria is told of it');
SELECT is(pg_temp.today('drew', 'unread'), 0, 'who wrote it is not');
SELECT is(tests.run_as('maria', format('SELECT api.item(%L)', ref))::jsonb #>> '{messages,0,text}', 'The daughter has the key.', 'it stands with the item') FROM visits;
SELECT is(pg_temp.today('maria', 'unread'), 1, 'looking at the item does not count as reading it');
SELECT is((SELECT (m ->> 'from') || ' ' || (m ->> 'unread') FROM visits, jsonb_array_elements(pg_temp.thread('maria', ref) -> 'messages') m), 'St. Mary''s Hospital, Drew Palmer true', 'opening the thread does') FROM visits;
SELECT is(pg_temp.today('maria', 'unread'), 0, 'and then it is read');
SELECT is(pg_temp.thread('drew', ref) #>> '{messages,0,read_by}', 'Maria Soto', 'as its writer sees') FROM visits;

-- A question is work.
CREATE TEMPORARY TABLE asked AS SELECT pg_temp.send('maria', ref, '{"text": "Is there a dog?", "question": true}') AS a FROM visits;
SELECT is((SELECT a ->> 'to' FROM asked), 'discharge_planners', 'from the owner it goes to who asked for the item');
SELECT is((SELECT tests.owner(a ->> 'task_ref') FROM asked), 'discharge_planners', 'who has a task of it');
SELECT ok((SELECT (a ->> 'due') IS NOT NULL FROM asked), 'with a clock');
SELECT is(pg_temp.today('drew', 'questions'), 1, 'and finds it on Today');
SELECT is(pg_temp.refused('maria', ref, format('{"text": "Yes", "answers": %s}', a ->> 'id')::jsonb), 'HF412: That is your own question.', 'one does not answer oneself') FROM visits, asked;
SELECT is(pg_temp.thread('drew', a ->> 'task_ref') #>> '{messages,1,text}', 'Is there a dog?', 'from the task one comes to the thread') FROM asked;
SELECT is((pg_temp.send('drew', a ->> 'task_ref', '{"text": "Yes, behind the gate."}') ->> 'answered')::bigint, (a ->> 'id')::bigint, 'a reply there is the answer') FROM asked;
SELECT is((SELECT tests.status(a ->> 'task_ref') FROM asked), 'completed', 'which ends the task');
SELECT is(pg_temp.today('drew', 'questions'), 0, 'nothing is left to answer');
SELECT is(pg_temp.today('maria', 'unread'), 1, 'the answer goes to her who asked');
SELECT is((SELECT array_agg((m ->> 'text') || ' ' || (m ->> 'answered') ORDER BY (m ->> 'id')::bigint) FROM visits, jsonb_array_elements(pg_temp.thread('maria', ref) -> 'messages') m),
    '{"The daughter has the key. false","Is there a dog? true","Yes, behind the gate. false"}', 'one thread') FROM visits;
SELECT is(pg_temp.refused('drew', ref, format('{"text": "Two.", "answers": %s}', a ->> 'id')::jsonb), 'HF412: That question has been answered.', 'answered is answered') FROM visits, asked;
SELECT is(pg_temp.send('drew', ref, '{"text": "And a cat."}') ->> 'answered', NULL, 'a further message is no answer') FROM visits;

-- To whom it may go, and from whom.
SELECT is(pg_temp.refused('frank', ref, '{"text": "x"}'), pg_temp.unseen(), 'not from a stranger to the item') FROM visits;
SELECT is(pg_temp.refused('casey', ref, '{"text": "x"}'), 'HF404: You may see this, but it is not for you to write here.', 'not from compliance') FROM visits;
SELECT is((SELECT jsonb_array_length(tests.run_as('casey', format('SELECT api.messages(%L)', ref))::jsonb -> 'messages') > 0 FROM visits), true, 'who reads what was written there');
SELECT is((SELECT tests.run_as('casey', format('SELECT api.item(%L)', ref))::jsonb -> 'messages' = tests.run_as('casey', format('SELECT api.messages(%L)', ref))::jsonb -> 'messages' FROM visits), true, 'as the item shows it');
SELECT is(pg_temp.refused('drew', ref, '{"text": "x", "to": "nobody_here"}'), 'HF412: There is no person or role nobody_here.', 'there must be such a person') FROM visits;
SELECT is(pg_temp.refused('drew', ref, '{"text": " "}'), 'HF412: A message needs words.', 'and words') FROM visits;
SELECT is(pg_temp.refused('drew', ref, '{"text": "x", "urgent": true}'), 'HF400: This part has no urgent.', 'and nothing unknown') FROM visits;
SELECT is(pg_temp.send('drew', ref, '{"text": "Could you bring meals?", "to": "amara"}') ->> 'to_name', (SELECT name FROM app.staff WHERE login = 'amara'), 'somebody who has nothing to do with it yet') FROM visits;
SELECT is((SELECT array_agg(m ->> 'text') FROM visits, jsonb_array_elements(pg_temp.thread('amara', ref) -> 'messages') m), '{"Could you bring meals?"}', 'may read what was written to her, and no more');
SELECT is(pg_temp.refused('otto', ref, '{"text": "x"}'), pg_temp.unseen(), 'her colleague may not') FROM visits;
SELECT is(pg_temp.send('amara', ref, '{"text": "From Monday.", "to": "drew"}') ->> 'to', 'drew', 'and answer') FROM visits;
UPDATE app.task SET category = 'substance_use' WHERE id = engine.task_id((SELECT ref FROM visits));
SELECT is(pg_temp.refused('drew', ref, '{"text": "x", "to": "amara"}'), 'HF412: Nothing allows substance use content to be shared with Bay Meals.', 'substance-use content does not go where there is no basis') FROM visits;

-- On a person and on an area of the plan.
SELECT is(pg_temp.send('drew', person, '{"text": "He prefers texts."}') ->> 'to', 'lead_coordinator', 'on a person it is for the coordinator') FROM story;
SELECT is((SELECT e.entity_kind FROM app.ledger e WHERE e.action = 'message' ORDER BY e.id DESC LIMIT 1), 'individual', 'on the person''s record');
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', person)) FROM story;
CREATE TEMPORARY TABLE area AS SELECT person || '/area/' || a.id AS place FROM story, app.plan_area a JOIN app.domain d ON d.id = a.domain_id WHERE d.code = 'housing';
SELECT is(pg_temp.send('lena', place, '{"text": "Is the W-9 there?", "question": true}') ->> 'to', 'housing_lead', 'on an area it is for its owner') FROM area;
SELECT is((SELECT o.area_id IS NOT NULL FROM app.task_origin o WHERE o.message_id IS NOT NULL ORDER BY o.task_id DESC LIMIT 1), true, 'and the task belongs to the area');
SELECT is((pg_temp.thread('hana', place) ->> 'open_question')::bigint, (SELECT max(id) FROM app.message WHERE question), 'the owner sees what waits for her') FROM area;
SELECT is(pg_temp.refused('lena', person, '{"text": "x"}'), 'HF412: Say for whom it is.', 'the coordinator says for whom') FROM story;
SELECT is((SELECT array_agg(m ->> 'text' ORDER BY (m ->> 'id')::bigint DESC) FROM story, jsonb_array_elements(tests.run_as('hana', format('SELECT api.plan(%L)', person))::jsonb -> 'messages') m),
    '{"Is the W-9 there?","He prefers texts."}', 'the plan shows them together');
SELECT ok((SELECT (tests.run_as('hana', format('SELECT api.plan(%L)', person))::jsonb -> 'latest') @> '[{"text": "Bay Network, Lena Ortiz, asked Harbor Housing lead: Is the W-9 there?"}]' FROM story), 'and so does its timeline');
SELECT is((SELECT count(*) FROM story, jsonb_array_elements(tests.run_as('hana', format('SELECT api.plan(%L)', person))::jsonb -> 'latest') l WHERE l ->> 'text' LIKE '%W-9%'), 1::bigint, 'once');
-- A task that was closed by hand no longer asks.
SELECT tests.act('hana', (SELECT engine.task_ref(t) FROM app.task t JOIN app.message m ON m.follow_up_id = t.id WHERE m.area_id IS NOT NULL), 'complete', '{"outcome": "service_received"}');
SELECT is(pg_temp.today('hana', 'questions'), 0, 'a task finished by hand asks no more');

-- Drafts.
SELECT tests.run_as('hana', format('SELECT api.save_draft(%L, ''{"text": "Hear"}'')', 'plan/' || place)) FROM area;
SELECT tests.run_as('hana', format('SELECT api.save_draft(%L, ''{"text": "Hearing"}'')', 'plan/' || place)) FROM area;
SELECT is(tests.run_as('hana', format('SELECT api.draft(%L)', 'plan/' || place)), '{"text": "Hearing"}', 'what was typed is kept') FROM area;
SELECT is(tests.run_as('abel', format('SELECT api.draft(%L)', 'plan/' || place)), NULL, 'for its writer alone') FROM area;
SELECT is(tests.run_as('hana', format('SELECT api.drop_draft(%L)', 'plan/' || place)), 'true', 'until sent') FROM area;
SELECT is(tests.run_as('hana', format('SELECT api.draft(%L)', 'plan/' || place)), NULL, 'then it is gone') FROM area;
SELECT tests.run_as('adm', format('SELECT api.save_draft(%L, ''{"text": "Hearing"}'')', 'plan/' || place)) FROM area;
SELECT is(tests.run_as('adm', format('SELECT api.draft(%L)', 'plan/' || place)), NULL, 'nothing about whom the writer may not see comes back') FROM area;
SELECT tests.run_as('adm', $$SELECT api.save_draft('plan/P-1/area/2', '{"text": "Hearing"}')$$);
SELECT is(tests.run_as('adm', $$SELECT api.draft('plan/P-1/area/2')$$), NULL, 'which says nothing about whether there is such a person');
SELECT is(tests.error_as('hana', $$SELECT api.save_draft('', '{}')$$), 'HF400: A draft needs a place, and something of at most 100,000 characters.', 'a place is needed');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x WHERE x <> 'record: the item was edited past its record'), NULL, 'nothing is left loose but what this story edited by hand');
SELECT * FROM finish();
ROLLBACK;
