-- The account of disclosures: who was told what of whom, when, on which basis and what for; once for
-- each reader, person and day; and never that substance-use content was told, to whom that is not told.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\set unseen 'HF404: There is no such item, or it is not yours to see.'

CREATE FUNCTION pg_temp.account(login text, filter jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.disclosures(%L)', filter))::jsonb
$$;
CREATE FUNCTION pg_temp.lines(login text, filter jsonb) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', to_char((d ->> 'at')::timestamptz AT TIME ZONE 'America/New_York', 'DD HH24:MI'), coalesce(d ->> 'who', 'the program'), d ->> 'how_words', d ->> 'from_organization',
                     d ->> 'to_organization', d ->> 'category', d ->> 'basis', d ->> 'purpose')
    FROM jsonb_array_elements(pg_temp.account(login, filter) -> 'disclosures') d
$$;
CREATE FUNCTION pg_temp.opened(login text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM app.disclosure d JOIN app.staff s ON s.id = d.staff_id WHERE s.login = opened.login AND d.how = 'opened'
$$;

-- A referral that is sent is a disclosure; that its receiver opens it is none.
CREATE TEMPORARY TABLE story AS SELECT tests.person('Rivera') AS ana;
ALTER TABLE story ADD COLUMN ref text, ADD COLUMN filter jsonb;
UPDATE story SET ref = tests.nursing('drew', ana), filter = jsonb_build_object('individual', ana);
SELECT set_eq($$SELECT pg_temp.lines('lena', filter) FROM story$$,
              $$VALUES ('20 10:00 | Drew Palmer | referral sent | St. Mary''s Hospital | Bright Home Care | general | treatment | referral for nursing visits')$$,
              'a referral that is sent is a disclosure');
SELECT tests.run_as('maria', format('SELECT api.item(%L)', ref)) FROM story;
SELECT tests.run_as('drew', format('SELECT api.item(%L)', ref)) FROM story;
SELECT is(pg_temp.opened('maria') + pg_temp.opened('drew'), 0::bigint, 'owner and requester open what is theirs');

-- Opening another's: once for each reader, person and day.
SELECT tests.at('2026-11-20 10:30-05');
SELECT tests.run_as('lena', format('SELECT api.item(%L)', ref)) FROM story, generate_series(1, 3);
SELECT is(pg_temp.opened('lena'), 1::bigint, 'three looks are one disclosure');
SELECT tests.at('2026-11-20 11:00-05');
SELECT tests.run_as('lena', format('SELECT api.item(%L)', ref)) FROM story;
SELECT tests.run_as('lena', format('SELECT api.plan(%L)', ana)) FROM story;
SELECT tests.run_as('lena', format('SELECT api.individual(%L)', ana)) FROM story;
SELECT tests.run_as('lena', format('SELECT api.record(%L)', ana)) FROM story;
SELECT tests.run_as('lena', format('SELECT api.messages(%L)', ana)) FROM story;
SELECT is(pg_temp.opened('lena'), 1::bigint, 'the plan, page, record and messages of that day are the same one');
SELECT set_eq($$SELECT pg_temp.lines('lena', filter) FROM story$$,
              $$VALUES ('20 10:00 | Drew Palmer | referral sent | St. Mary''s Hospital | Bright Home Care | general | treatment | referral for nursing visits'),
                       ('20 10:30 | Lena Ortiz | opened an item | St. Mary''s Hospital | Bay Network | general | treatment | coordination of care'),
                       ('20 11:00 | Lena Ortiz | opened the plan | St. Mary''s Hospital | Bay Network | general | treatment | coordination of care'),
                       ('20 11:00 | Lena Ortiz | opened the page | St. Mary''s Hospital | Bay Network | general | treatment | coordination of care'),
                       ('20 11:00 | Lena Ortiz | opened the record | St. Mary''s Hospital | Bay Network | general | treatment | coordination of care'),
                       ('20 11:00 | Lena Ortiz | read messages | St. Mary''s Hospital | Bay Network | general | treatment | coordination of care')$$,
              'each form with its time, basis and purpose');
SELECT tests.run_as('lena', format('SELECT count(*) FROM api.queue(''network'', %L)', filter)) FROM story;
SELECT tests.run_as('omar', format('SELECT api.peek(%s)', engine.task_id(ref))) FROM story;
SELECT is(pg_temp.opened('omar'), 0::bigint, 'a preview is no opening');
SELECT tests.at('2026-11-21 00:30-05');
SELECT tests.run_as('lena', format('SELECT api.item(%L)', ref)) FROM story;
SELECT is(pg_temp.opened('lena'), 2::bigint, 'the next day, where the network is, is another');
SELECT tests.run_as('casey', format('SELECT api.item(%L)', ref)) FROM story;
SELECT matches((SELECT string_agg(l, E'\n') FROM story, pg_temp.lines('casey', filter) l), 'Casey Brooks \| opened an item \| St. Mary''s Hospital \| Bay Network \| general \| treatment \| oversight of the record', 'an auditor''s look is one too');

-- What goes on to somebody else's organisation, by hand or by itself.
SELECT tests.act('maria', ref, 'decline') FROM story;
SELECT is((SELECT count(*) FROM story, pg_temp.lines('lena', filter) l WHERE l LIKE '21 00:30 | Maria Soto | referral sent | St. Mary''s Hospital | Bay Network%'), 1::bigint, 'a decline tells the coordinator');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Who may read it.
SELECT is(tests.error_as(login, format('SELECT api.disclosures(%L)', filter)), 'HF404: You may see this, but it is not for you to read to whom it was told.', 'neither provider nor who asked: ' || login) FROM story, unnest('{maria,drew}'::text[]) login;
SELECT is(tests.error_as('wes', format('SELECT api.disclosures(%L)', filter)), :'unseen', 'whoever does not see her learns nothing') FROM story;
SELECT is(tests.error_as('adm', format('SELECT api.disclosures(%L)', filter)), :'unseen', 'not the administrator') FROM story;
SELECT is(tests.error_as('lena', 'SELECT api.disclosures(''{"individual": "P-999999"}'')'), :'unseen', 'nobody has the same answer');
SELECT is(tests.error_as('lena', 'SELECT api.disclosures()'), 'HF404: The account of all disclosures is for those with the audit duty.', 'of everybody: only those who audit');
SELECT ok(jsonb_array_length(pg_temp.account('casey', '{}') -> 'disclosures') >= 8, 'they read it all');
SELECT is(tests.error_as('casey', 'SELECT api.disclosures(''{"who": "x"}'')'), 'HF400: filter has no key who.', 'an unknown key is named');
SELECT is(tests.error_as('casey', 'SELECT api.disclosures(''{"org": "nobody"}'')'), 'HF400: There is no organization "nobody".', 'as is an unknown organisation');
SELECT is(tests.error_as('casey', 'SELECT api.disclosures(''{"n": 0}'')'), 'HF400: n is not between 1 and 5000.', 'and a size that is none');
SELECT is(tests.error_as('casey', 'SELECT api.disclosures(''{"from": "yesterday"}'')'), 'HF400: from is not a date.', 'and a date that is none');

-- From, to, by organisation, page by page.
SELECT is((SELECT count(*) FROM pg_temp.lines('casey', '{"from": "2026-11-21"}')), 3::bigint, 'since a day');
SELECT is((SELECT count(*) FROM pg_temp.lines('casey', '{"to": "2026-11-20"}')), 8::bigint, 'up to the end of a day');
SELECT is((SELECT count(*) FROM pg_temp.lines('casey', '{"org": "bright_home"}')), 1::bigint, 'told by or to one organisation');
SELECT is((SELECT count(*) FROM pg_temp.lines('casey', '{"org": "st_marys"}')), 11::bigint, 'the other side of it');
CREATE TEMPORARY TABLE page AS SELECT pg_temp.account('casey', '{"n": 2}') AS one;
SELECT is((SELECT count(DISTINCT d ->> 'id') FROM page, jsonb_array_elements(one -> 'disclosures') d), 2::bigint, 'a page of two');
SELECT is((SELECT count(*) FROM page, LATERAL (SELECT pg_temp.account('casey', jsonb_build_object('after', one -> 'next')) AS two) t,
           jsonb_array_elements(one -> 'disclosures') a, jsonb_array_elements(two -> 'disclosures') b WHERE a ->> 'id' = b ->> 'id'), 0::bigint, 'the next one repeats nothing');
SELECT is(pg_temp.account('casey', '{}') -> 'next', 'null', 'the last says so');

-- Substance-use content: the account is the same with and without it for those who may not know.
CREATE TEMPORARY TABLE before AS SELECT pg_temp.account('casey', '{"n": 1}')::text AS first, pg_temp.account('casey', '{}')::text AS everybody, (SELECT pg_temp.account('lena', filter)::text FROM story) AS of_ana;
INSERT INTO app.referral (individual_id, service_type_id, category, priority, requester_staff_id, requester_role_id, requester_organization_id, basis, need_since, created_at)
SELECT engine.individual_id(ana), y.id, 'substance_use', 'routine', s.id, r.id, r.organization_id, 'part2_consent', app.now(), app.now()
FROM story, app.service_type y, app.staff s, app.role r WHERE y.code = 'recovery' AND s.login = 'drew' AND r.code = 'discharge_planners';
SELECT is((engine.open_task(engine.next_try(r, NULL, NULL, (SELECT o.id FROM app.role o WHERE o.code = 'recovery_intake'), app.now()),
                            (SELECT s FROM app.staff s WHERE s.login = 'drew'), 'refer', NULL, NULL, NULL)).category, 'substance_use', 'a referral about substance use')
FROM app.referral r WHERE r.category = 'substance_use';
SELECT is((SELECT count(*) FROM app.disclosure_content c WHERE c.category = 'substance_use'), 1::bigint, 'is a disclosure');
DELETE FROM app.basis_rule b WHERE b.category = 'substance_use';
SELECT is(pg_temp.account('casey', '{}')::text, everybody, 'byte for byte the same for the auditor without a basis') FROM before;
SELECT is((SELECT pg_temp.account('lena', filter)::text FROM story), of_ana, 'and for the coordinator') FROM before;
SELECT is(pg_temp.account('casey', '{"n": 1}')::text, first, 'a page is no shorter, and does not go on, because of it') FROM before;
INSERT INTO app.basis_rule VALUES (999, 'sector', 'health', 'sector', 'coordination', 'substance_use', 'required_report');
SELECT matches((SELECT string_agg(l, E'\n') FROM pg_temp.lines('casey', '{}') l), 'Drew Palmer \| referral sent \| St. Mary''s Hospital \| Riverway Recovery \| substance_use', 'on a basis it is there');

-- It is only ever added to.
SELECT throws_ok('UPDATE app.disclosure SET purpose = ''x''', 'HF412', 'The record is only ever added to.', 'nothing is changed');
SELECT throws_ok('DELETE FROM app.disclosure_content', 'HF412', 'The record is only ever added to.', 'nothing is removed');
SELECT throws_ok('TRUNCATE app.disclosure_content', 'HF412', 'The record is only ever added to.', 'nor all of it');

-- Two pages that were made one have one account.
CREATE TEMPORARY TABLE twin AS SELECT tests.person('Rivero') AS other;
SELECT tests.nursing('drew', other) FROM twin;
SELECT tests.run_as('lena', format('SELECT api.merge(gen_random_uuid(), %L, %L, ''the same'')', ana, other)) FROM story, twin;
SELECT is((SELECT count(*) FROM twin, pg_temp.lines('lena', jsonb_build_object('individual', other)) l WHERE l LIKE '%referral sent%Bright Home Care%'), 2::bigint, 'a merged page''s disclosures are in the account');
SELECT * FROM finish();
ROLLBACK;
