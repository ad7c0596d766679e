-- How an item came to a supervisor, what was tried, and what they send it back with.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
CREATE FUNCTION pg_temp.peek(login text, ref text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.peek(%s)', engine.task_id(ref)))::jsonb
$$;
CREATE FUNCTION pg_temp.texts(list jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(x ->> 'text', ' | ' ORDER BY n) FROM jsonb_array_elements(list) WITH ORDINALITY e (x, n)
$$;
CREATE FUNCTION pg_temp.passed_up(login text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, 'SELECT string_agg(ref, '' '') FROM api.queue(''escalations'')')
$$;

SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE story AS
SELECT tests.nursing('drew', tests.person('Rivera'), 'bright_home_care', '{"priority": "urgent", "needed_by": "2026-11-21T12:00"}') AS ref;
SELECT is(pg_temp.peek('sam', ref) -> 'came', 'null', 'nobody was told of it yet') FROM story;
SELECT tests.at((tests.task(ref)).due) FROM story;
SELECT tests.run_as('maria', format('SELECT api.item(%L)', ref)) IS NOT NULL FROM story;
SELECT api.sweep(500), api.sweep(500);
SELECT is(pg_temp.passed_up('sam'), ref, 'a rung brings it to Sam') FROM story;
SELECT is(pg_temp.peek('sam', ref) #>> '{came,action}' || ' ' || (pg_temp.peek('sam', ref) #>> '{came,rung}') || ' ' || (pg_temp.peek('sam', ref) #>> '{came,why}'),
          'escalate 2 not answered by', 'by which, and why') FROM story;
SELECT is(pg_temp.texts(pg_temp.peek('sam', ref) #> '{came,trail}'), 'Maria Soto reminded | you', 'who was told before him') FROM story;
-- A rung that repeats is told once, with how often, and hides nobody who came before.
INSERT INTO app.reach SELECT (jsonb_populate_record(f, jsonb_build_object('id', f.id + n * 1000000, 'repetition', f.repetition + n, 'at', f.at + n * interval '1 minute'))).*
FROM app.reach f, generate_series(1, 7) n WHERE f.task_id = (SELECT engine.task_id(ref) FROM story) AND f.action = 'escalate';
SELECT is(pg_temp.texts(pg_temp.peek('sam', ref) #> '{came,trail}') || ' ' || (pg_temp.peek('sam', ref) #>> '{came,trail,1,times}'), 'Maria Soto reminded | you 8', 'one that repeats stands once') FROM story;
SELECT is((SELECT count(*) || ' ' || max(a ->> 'times') FROM jsonb_array_elements(tests.run_as('maria', format('SELECT api.item(%L) #> ''{acted,0,also}''', ref))::jsonb) a WHERE a ->> 'text' LIKE '%Sam Whitaker told'), '1 8', 'on the item too') FROM story;
DELETE FROM app.reach r USING story WHERE r.task_id = engine.task_id(ref) AND r.action = 'escalate' AND r.repetition > (SELECT min(f.repetition) FROM app.reach f WHERE f.clock_id = r.clock_id AND f.rung_no = r.rung_no);
SELECT is(pg_temp.texts(pg_temp.peek('sam', ref) -> 'tried'), 'Maria Soto opened it', 'and did they look') FROM story;
SELECT is((SELECT count(*) FROM app.opening o JOIN app.staff s ON s.id = o.staff_id WHERE s.login = 'sam'), 0::bigint, 'none of which opened it');
SELECT is(tests.run_as('sam', format('SELECT api.peeks(ARRAY[%s, 1])', engine.task_id(ref)))::jsonb, jsonb_build_array(pg_temp.peek('sam', ref)), 'a page of previews says the same, and leaves out what is not there') FROM story;
SELECT is(tests.run_as('hana', format('SELECT api.peeks(ARRAY[%s])', engine.task_id(ref))), '[]', 'what is not hers, too') FROM story;

-- Sent back by who was only told: it stays where it is, with a message that is read first.
SELECT is((tests.act('sam', ref, 'return', '{"note": "Call the daughter first"}') ->> 'version')::integer, 1, 'nothing changed but what is known') FROM story;
SELECT is((SELECT r.code FROM app.task t JOIN app.role r ON r.id = t.owner_role_id WHERE t.id = engine.task_id(ref)), 'home_care_intake', 'it is the desk''s as before') FROM story;
SELECT is(pg_temp.peek('maria', ref) #>> '{instruction,text}', 'Call the daughter first', 'who has it reads what is wanted') FROM story;
SELECT is(tests.run_as('maria', 'SELECT api.today() #>> ''{messages,unread}'''), '1', 'and is told so on Today');
SELECT tests.act('sam', ref, 'undo') FROM story;
SELECT is(tests.run_as('maria', 'SELECT api.today() #>> ''{messages,unread}'''), '0', 'taken back it is gone');
SELECT is(pg_temp.peek('maria', ref) -> 'instruction', 'null', 'from the preview, too') FROM story;

-- A stage that is over asks nothing of him any more.
SELECT tests.act('maria', ref, 'accept') FROM story;
SELECT is(pg_temp.passed_up('sam'), NULL, 'answered, it is none of his list') FROM story;
SELECT is(tests.run_as('sam', 'SELECT api.today() ->> ''passed_up'''), '0', 'nor counted');

-- When a desk's own work is done its supervisor answers for; when somebody needs a service, who asked.
CREATE TEMPORARY TABLE asked AS
SELECT tests.run_as('drew', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "Which day?", "question": true}'') ->> ''task_ref''', ref)) AS task FROM story;
SELECT lives_ok(format('SELECT tests.act(''sam'', %L, ''redate'', ''{"value": "2026-11-24T12:00", "reason": "Drew agreed"}'')', task), 'the date of a question to his desk is Sam''s to move') FROM asked;
SELECT throws_like(format('SELECT tests.act(''sam'', %L, ''redate'', ''{"value": "2026-11-24T12:00", "reason": "x"}'')', ref), '%', 'that of a referral is not') FROM story;
SELECT is(tests.act('helen', ref, 'redate', '{"value": "2026-11-23T12:00", "reason": "stays until Monday"}') ->> 'version' IS NOT NULL, true, 'it is that of who supervises whoever asked') FROM story;
SELECT is((tests.task(ref)).needed_by, '2026-11-23 12:00-05', 'and everybody has it') FROM story;

-- By when the desk will have done its next step its supervisor promises; whoever asked reads it.
SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE held AS
SELECT tests.nursing('drew', tests.person('Novak'), 'bright_home_care', '{"needed_by": "2026-11-25T12:00"}') AS ref;
CREATE TEMPORARY TABLE before AS SELECT ref, (tests.task(ref)).due, tests.version(ref) AS version, (SELECT c.rung_at FROM app.clock c WHERE c.id = (tests.task(ref)).clock_id) FROM held;
SELECT is(tests.refused('maria', ref, 'promise', '{"value": "2026-11-20T12:00", "reason": "x"}'),
          'HF404: You may see this, but it is not for you to promise a date.', 'a promise is not the desk''s to make') FROM held;
SELECT is(tests.refused('drew', ref, 'promise', '{"value": "2026-11-20T12:00", "reason": "x"}'), 'HF404: You may see this, but it is not for you to promise a date.', 'nor that of whoever asked') FROM held;
SELECT is(tests.refused('sam', ref, 'promise', '{"value": "2026-11-26T12:00", "reason": "x"}'),
          'HF412: It is needed by Wed 25 Nov 12:00: nothing later can be promised.', 'nor for a day after it is needed') FROM held;
SELECT is(tests.refused('sam', ref, 'promise', '{"value": "2026-11-20T09:00", "reason": "x"}'), 'HF412: That is past.', 'nor for a day gone by') FROM held;
SELECT is((tests.act('sam', ref, 'promise', '{"value": "2026-11-20T12:00", "reason": "Maria is asked to look now"}') ->> 'due')::timestamptz,
          '2026-11-20 12:00-05', 'an earlier day is due then') FROM held;
SELECT cmp_ok((SELECT c.rung_at FROM app.clock c WHERE c.id = (tests.task(h.ref)).clock_id), '<', b.rung_at, 'and who is told next is told sooner') FROM held h JOIN before b USING (ref);
SELECT is(tests.run_as('drew', format('SELECT api.item(%L) #>> ''{messages,-1,text}''', ref)), 'An answer is promised by 12:00: Maria is asked to look now', 'whoever asked reads it') FROM held;
SELECT is(tests.run_as('drew', 'SELECT api.today() #>> ''{messages,unread}'''), '1', 'and is told on Today');
SELECT is((tests.run_as('drew', format('SELECT api.item(%L) #>> ''{timing,promised}''', ref)))::timestamptz, '2026-11-20 12:00-05', 'it stands on the item') FROM held;
SELECT ok(tests.run_as('sam', format('SELECT api.item(%L) -> ''actions''', ref))::jsonb ? 'amend', 'why may be given afterwards') FROM held;
SELECT is((tests.act('sam', ref, 'undo') ->> 'due')::timestamptz, b.due, 'taken back, all is as before') FROM held JOIN before b USING (ref);
SELECT ok(NOT tests.run_as('sam', format('SELECT api.item(%L) -> ''actions''', ref))::jsonb ? 'amend', 'and no reason is asked for what does not stand') FROM held;
SELECT is(tests.refused('sam', ref, 'amend', '{"note": "x"}'), 'HF412: What you did was taken back: there is nothing to give a reason for.', 'nor taken') FROM held;
SELECT is(tests.run_as('drew', 'SELECT api.today() #>> ''{messages,unread}'''), '0', 'the message too');
SELECT is(tests.run_as('drew', format('SELECT api.item(%L) #>> ''{timing,promised}''', ref)), NULL, 'and the promise') FROM held;
SELECT is((tests.act('sam', ref, 'promise', '{"value": "2026-11-24T12:00", "reason": "the pump comes on Monday"}') ->> 'due')::timestamptz, b.due,
          'a later day puts off neither lateness nor who is told') FROM held JOIN before b USING (ref);
SELECT is((tests.run_as('drew', format('SELECT api.item(%L) #>> ''{timing,promised}''', ref)))::timestamptz, '2026-11-24 12:00-05', 'it stands beside') FROM held;
SELECT matches(tests.run_as('drew', format('SELECT api.item(%L) ->> ''acted''', ref)), 'Sam Whitaker promised it by Tue 24 Nov 12:00: the pump comes on Monday', 'with who said so, and why') FROM held;
SELECT tests.act('maria', ref, 'accept') FROM held;
SELECT is(tests.run_as('drew', format('SELECT api.item(%L) #>> ''{timing,promised}''', ref)), NULL, 'answered, it is over') FROM held;

-- What nobody opened in its patience gives way, and the record says that this is why.
SELECT is((SELECT engine.entry_words(ROW(NULL, now(), NULL, 'task', 1, 1, NULL, 'sweep', 'escalate', NULL, 1, NULL, NULL, '{"reached": "omar", "unheard": true}', NULL, NULL, NULL, NULL)::app.ledger, NULL)),
          'told Omar Reyes, since nobody told before had opened it', 'in words');
-- Who is on the ladder reads what befell them, and never that the owner's step is theirs.
CREATE TEMPORARY TABLE late AS SELECT tests.nursing() AS ref;
SELECT tests.at((tests.task(ref)).due) FROM late;
SELECT api.sweep(500), api.sweep(500);
SELECT is(x -> 'now' ->> 'whose' || ' | ' || (x #>> '{acted,0,who}') || ' | ' || (pg_temp.texts(x #> '{acted,0,also}') ~ 'you were told')::text || ' | ' || (pg_temp.texts(x #> '{acted,0,also}') ~ 'you told')::text,
          'Bright Home Care intake | Bright Home Care intake | true | false', 'Sam was told; it is the desk''s') FROM late, LATERAL (SELECT tests.run_as('sam', format('SELECT api.item(%L)', ref))::jsonb AS x) i;
SELECT is((SELECT l ->> 'text' FROM jsonb_array_elements(tests.run_as('lena', format('SELECT api.item(%L)', ref))::jsonb -> 'ladder') l WHERE l ->> 'action' = 'transfer'), 'you take it over', 'what comes to Lena is said to her') FROM late;
SELECT * FROM finish();
ROLLBACK;
