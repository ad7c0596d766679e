-- The same asked for twice, and the same person entered twice.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.ask(individual text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('individual', individual, 'items', '[{"type": "home_care", "service": "bright_home_care"}]'::jsonb, 'provided', '{"orders": "daily"}'::jsonb) || more
$$;
CREATE TEMPORARY TABLE story AS SELECT person, tests.refer('drew', pg_temp.ask(person)) #>> '{referrals,0,ref}' AS ref FROM (SELECT tests.person('Chu', 'Walter') AS person) p;

-- Drew's colleague asks again.
CREATE TEMPORARY TABLE again AS SELECT tests.refer('carmen', pg_temp.ask(person), tests.uuid(1)) AS answer FROM story;
SELECT is(answer #>> '{referrals,0,duplicates,0}', ref, 'the open referral comes back') FROM again, story;
SELECT is(answer ->> 'created', 'false', 'nothing is made') FROM again;
SELECT is((SELECT count(*) FROM app.referral), 1::bigint, 'really nothing');
SELECT is(tests.refer('carmen', pg_temp.ask(person, '{"duplicate_reason": "other leg"}'), tests.uuid(1)) ->> 'created', 'true', 'with a reason it goes on, by the same request id') FROM story;
SELECT is((SELECT r.duplicate_reason FROM app.referral r ORDER BY r.id DESC LIMIT 1), 'other leg', 'which is kept');
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'alert'), 0::bigint, 'nobody is alerted of what its sender knows');

-- An item that is new, beside one that is not: none is made before it is explained.
SELECT is(tests.refer('drew', pg_temp.ask(person, '{"items": [{"type": "home_aide"}, {"type": "home_care"}]}')) ->> 'created', 'false', 'all or none') FROM story;

-- What is closed is no duplicate.
CREATE TEMPORARY TABLE other AS SELECT person, tests.refer('drew', pg_temp.ask(person)) #>> '{referrals,0,ref}' AS ref FROM (SELECT tests.person('Grant', 'Roy') AS person) p;
SELECT tests.act('drew', ref, 'cancel', '{"reason": "not_needed"}') FROM other;
SELECT is(tests.refer('drew', pg_temp.ask(person)) ->> 'created', 'true', 'after a cancelled one it may be asked for anew') FROM other;

-- The other hospital asks for the same and may not know: it learns nothing, the coordinator compares.
SELECT is(tests.introduce('peter', person), person, 'with his name and birth date Bayview is told of his page') FROM other;
CREATE TEMPORARY TABLE blind AS SELECT tests.refer('peter', pg_temp.ask(person)) AS answer FROM other;
SELECT is(answer #> '{referrals,0,duplicates}', '[]', 'Bayview sees no duplicate') FROM blind;
SELECT is(answer ->> 'created', 'true', 'its referral is made') FROM blind;
CREATE TEMPORARY TABLE alert AS SELECT engine.task_ref(t) AS ref FROM app.task t WHERE t.kind = 'alert';
SELECT is((SELECT count(*) FROM alert), 1::bigint, 'one alert');
SELECT is(tests.owner(ref), 'lead_coordinator', 'for the coordinator') FROM alert;
SELECT is(tests.refused('peter', ref, 'note', '{"note": "x"}'), 'HF404: There is no such item, or it is not yours to see.', 'which the sender cannot see') FROM alert;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- People entered twice.
CREATE FUNCTION pg_temp.enter(login text, person jsonb, request uuid DEFAULT gen_random_uuid()) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.enter_individual(%L, %L)', request, person))::jsonb
$$;
SELECT is(pg_temp.enter('drew', '{"family": "CHU", "given": "W.", "birth_date": "1951-03-14"}') ->> 'created', 'false', 'the same name and birth date: perhaps the same person');
SELECT is(pg_temp.enter('drew', '{"family": "CHU", "given": "W.", "birth_date": "1951-03-14"}') #>> '{duplicates,0}', person, 'who comes back') FROM story;
SELECT is(pg_temp.enter('drew', '{"family": "Chu", "given": "Wendy", "birth_date": "1951-03-14", "duplicate_reason": "his twin sister"}') ->> 'created', 'true', 'with a reason it goes on');
SELECT is(pg_temp.enter('drew', '{"family": "Chu", "given": "Walter", "birth_date": "1951-03-15"}') ->> 'created', 'true', 'another birth date is another person');
SELECT is(tests.error_as('drew', $$SELECT api.enter_individual(gen_random_uuid(), '{"given": "X"}')$$), 'HF400: family is missing.', 'a name is needed');
SELECT is(tests.error_as('drew', $$SELECT api.enter_individual(gen_random_uuid(), '{"family": "X", "birth_date": "14.3.51"}')$$), 'HF400: birth_date is not a date.', 'and a date that is one');
SELECT is(tests.error_as('casey', $$SELECT api.enter_individual(gen_random_uuid(), '{"family": "X"}')$$), 'HF404: Your roles do not enter people.', 'compliance enters nobody');

-- A page is put right, and what it said stays on the record.
CREATE FUNCTION pg_temp.correct(login text, person text, version integer, change jsonb, reason text) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.correct_individual(gen_random_uuid(), %L, %L, %L, %L)', person, version, change, reason)
$$;
SELECT is(tests.run_as('drew', pg_temp.correct('drew', person, 1, '{"postal_code": "02129", "contacts": [{"name": "Luz", "relation": "daughter", "phone": "555-0142", "may_decide": true}]}', 'moved'))::jsonb ->> 'version', '2', 'a page is corrected') FROM story;
SELECT is((SELECT p.body #>> '{was,postal_code}' FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id
           WHERE e.entity_kind = 'individual' AND e.entity_id = engine.individual_id(person) AND e.action = 'correct'), '02128', 'the record has both') FROM story;
SELECT is(tests.error_as('carmen', pg_temp.correct('carmen', person, 1, '{"city": "Lynn"}', 'x')), 'HF409: Drew Palmer changed this page at 10:00.', 'an old page is not written over') FROM story;
SELECT is(tests.error_as('carmen', pg_temp.correct('carmen', person, 2, '{"city": "Lynn"}', ' ')), 'HF412: To correct, give a reason.', 'nor one without a reason') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
