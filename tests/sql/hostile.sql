-- What a colleague with psql might try, and what a slip of the finger does.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.asked(individual text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.refer('drew', jsonb_build_object('individual', individual, 'items', '[{"type": "home_care", "service": "bright_home_care"}]'::jsonb,
                                                  'provided', '{"orders": "daily"}'::jsonb)) #>> '{referrals,0,ref}'
$$;
CREATE TEMPORARY TABLE chu AS SELECT person, pg_temp.asked(person) AS ref FROM (SELECT tests.person('Chu', 'Walter') AS person) p;
\set unseen 'HF404: There is no such item, or it is not yours to see.'

-- Nobody signs with another's name, whatever their session is told: here what opens by itself beside a second referral.
SELECT tests.run_as('peter', $$SELECT set_config('holdfast.actor', 'lena', true)$$);
SELECT is(tests.introduce('peter', person), person, 'Peter has him before him') FROM chu;
SELECT tests.refer('peter', jsonb_build_object('individual', person, 'items', '[{"type": "home_care", "service": "bright_home_care"}]'::jsonb,
                                               'provided', '{"orders": "daily"}'::jsonb)) IS NOT NULL AS asked FROM chu \gset
SELECT is((SELECT e.actor FROM app.ledger e JOIN app.task t ON t.id = e.entity_id AND e.entity_kind = 'task' WHERE t.kind = 'alert'),
          'sweep', 'what nobody did in person is not signed with a name that the session made up');

-- A page that may not be read is not written either.
CREATE TEMPORARY TABLE hers AS SELECT tests.run_as('hana', $$SELECT api.enter_individual(gen_random_uuid(), '{"family": "Ferraro", "given": "Yuki", "birth_date": "1962-05-04"}')$$)::jsonb ->> 'individual_ref' AS person;
SELECT is(tests.error_as('wes', format('SELECT api.individual(%L)', person)), :'unseen', 'a stranger does not see the page') FROM hers;
SELECT is(tests.error_as('wes', format($$SELECT api.correct_individual(gen_random_uuid(), %L, 1, '{"family": "X", "safe_note": "call at any time"}', 'x')$$, person)),
          :'unseen', 'and cannot write over it blindly') FROM hers;
SELECT is(tests.error_as('hana', format($$SELECT api.correct_individual(gen_random_uuid(), %L, 1, '{"city": "Lynn"}', 'moved')$$, person)), 'no error', 'who entered it can') FROM hers;

-- Whoever covers sees what the other sees.
SELECT matches(tests.error_as('maria', format($$SELECT api.cover(gen_random_uuid(), 'maria', %L, NULL, '2026-11-30')$$, cover)),
               '^HF412: .* would see what is not for them to see', cover || ' cannot be made the cover of Bright Home Care')
FROM unnest('{hana,adm,casey,drew}'::text[]) cover;
SELECT matches(tests.error_as('adm', $$SELECT api.cover(gen_random_uuid(), 'lena', 'adm', NULL, '2026-11-30')$$), '^HF412', 'nor does the administrator cover for the coordinator');
SELECT is(tests.error_as('maria', format($$SELECT api.cover(gen_random_uuid(), 'maria', %L, NULL, '2026-11-30')$$, cover)), 'no error', cover || ' can')
FROM unnest('{tomas,sam,lena}'::text[]) cover;
SELECT tests.run_as('maria', $$SELECT api.cover(gen_random_uuid(), 'maria')$$) IS NOT NULL AS back \gset

-- What cannot be seen was not typed; and nobody gets a book to read.
SELECT tests.act('maria', ref, 'accept') FROM chu;
SELECT is(tests.refused('maria', ref, 'hold', jsonb_build_object('waiting_on', E'\u202E\u200B \u0007', 'until', '2026-11-24')),
          'HF412: To make it wait, give who is waited for.', 'who is waited for has a name that can be read') FROM chu;
SELECT is(tests.refused('maria', ref, 'note', jsonb_build_object('note', E' \n\u00A0\uFEFF')), 'HF412: To write a note, give a note.', 'a note of blanks is none') FROM chu;
SELECT is(tests.refused('maria', ref, 'note', jsonb_build_object('note', repeat('x', 10001))), 'HF400: note is longer than 10000 characters.', 'a note has an end') FROM chu;
SELECT is(tests.refused('maria', ref, 'note', jsonb_build_object('note', repeat('ß', 10000))), 'no error', 'which is far away') FROM chu;
SELECT is(tests.error_as('drew', format('SELECT api.refer(gen_random_uuid(), %L)', jsonb_build_object('individual', person, 'context', repeat('x', 10001), 'items', '[{"type": "home_aide"}]'::jsonb))),
          'HF400: context is longer than 10000 characters.', 'so has what a referral says') FROM chu;
SELECT is(tests.error_as('drew', format('SELECT api.enter_individual(gen_random_uuid(), %L)', person)), said, said)
FROM (VALUES (jsonb_build_object('family', E'\u202E\u2066'), 'HF400: family is missing.'),
             (jsonb_build_object('family', repeat('Long ', 100)), 'HF400: family is longer than 200 characters.'),
             (jsonb_build_object('family', 'Chu', 'address', repeat('x', 10001)), 'HF400: address is longer than 10000 characters.'),
             (jsonb_build_object('family', 'Chu', 'birth_date', '2062-05-04'), 'HF400: Nobody alive was born on 4 May 2062.'),
             (jsonb_build_object('family', 'Chu', 'birth_date', '0962-05-04'), 'HF400: Nobody alive was born on 4 May 0962.'),
             (jsonb_build_object('family', 'Newborn', 'birth_date', '2026-11-20'), 'no error')) v (person, said);

-- A slip in the year of a start.
SELECT is(tests.refused('maria', ref, 'start', jsonb_build_object('date', day, 'note', 'Luz')), 'HF412: That is long before it was asked for, on 20 Nov 2026.', 'no service began in ' || day)
FROM chu, unnest('{0001-01-01,2025-11-20}'::text[]) day;

-- The step that puts an item out of one's sight can still be taken back, by whoever took it and until somebody goes on.
SELECT tests.act('maria', ref, 'assign', '{"to": "lena"}') FROM chu;
SELECT is(tests.refused('maria', ref, 'note', '{"note": "x"}'), :'unseen', 'what was given away is not hers to see') FROM chu;
SELECT is(tests.refused('tomas', ref, 'undo'), :'unseen', 'a colleague has nothing to take back') FROM chu;
SELECT is(tests.refused('maria', ref, 'undo'), 'no error', 'she has') FROM chu;
SELECT is(tests.owner(ref), 'home_care_intake maria', 'and has it again') FROM chu;

-- Instants that are none.
SELECT is(tests.error_as('maria', $$SELECT api.business_due('office', 'infinity', '1bd')$$), 'HF400: That instant is no day of any calendar.', 'no end of time');
SELECT is(tests.error_as('maria', $$SELECT api.business_elapsed('office', now(), '-infinity')$$), 'HF400: That instant is no day of any calendar.', 'nor a beginning');
-- Who only administers or audits gets nothing about a person into their hands, whoever hands it over.
CREATE TEMPORARY TABLE house AS SELECT tests.person('House', 'Ana', '02128', 'wes') AS person;
SELECT tests.run_as('lena', format($$SELECT api.plan_edit(gen_random_uuid(), %L, 'plan', NULL, '{"open": true}')$$, person)) IS NOT NULL AS planned FROM house \gset
SELECT matches(tests.error_as('lena', format($$SELECT api.message(gen_random_uuid(), %L, '{"text": "Who knows?", "to": "%s", "question": true}')$$, person, who)),
               '^HF412: .* sees nothing that is about a person', 'nobody asks ' || who || ' about a person')
FROM house, unnest('{adm,casey,administrators,compliance_desk}'::text[]) who;
CREATE TEMPORARY TABLE meeting AS SELECT tests.run_as('lena', format($$SELECT api.case_review_schedule(gen_random_uuid(), %L, '2026-11-24 10:00-05')$$, person))::jsonb ->> 'ref' AS ref FROM house;
SELECT matches(tests.error_as('lena', format($$SELECT api.case_review_hold(gen_random_uuid(), %L, '[{"decision": "call", "needed_by": "2026-12-01", "%s": "%s"}]')$$, ref, key, who)),
               '^HF412: .* sees nothing that is about a person', 'nor is it decided that they do something: ' || who)
FROM meeting, (VALUES ('to', 'adm'), ('to', 'Casey Brooks'), ('owner_role', 'administrators')) x (key, who);
SELECT is(tests.error_as('lena', format($$SELECT api.case_review_hold(gen_random_uuid(), %L, '[{"decision": "call", "needed_by": "2026-12-01", "to": "hana COLE"}]')$$, ref)),
          'no error', 'a person may be called by name') FROM meeting;
SELECT is((SELECT s.login FROM house, app.task t JOIN app.staff s ON s.id = t.owner_staff_id WHERE t.individual_id = engine.individual_id(person) AND t.kind = 'follow_up'), 'hana', 'and has it');
SELECT matches(tests.error_as('lena', format($$SELECT api.plan_edit(gen_random_uuid(), %L, 'area/%s', %s, '{"owner_role": "compliance_desk"}')$$, person, a ->> 'id', a ->> 'version')),
               '^HF412: Compliance keeps no part of a plan', 'nor is an area of a plan given to those who could not keep it')
FROM house, LATERAL (SELECT e FROM jsonb_array_elements(tests.run_as('lena', format('SELECT api.plan(%L)', person))::jsonb -> 'areas') e LIMIT 1) x (a);
SELECT is(tests.error_as('lena', format('SELECT api.case_review_schedule(gen_random_uuid(), %L, %L)', person, day)), 'HF412: That is more than a year away.', 'a review is held on a day that comes: ' || day)
FROM house, unnest('{infinity,2028-01-01}'::text[]) day;
SELECT is(tests.error_as('hana', format($$SELECT api.correct_individual(gen_random_uuid(), %L, 2, '{}', 'x')$$, person)), 'HF400: There is nothing to correct.', 'and a page is not corrected without a word') FROM hers;

SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
