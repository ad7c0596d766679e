-- A service that takes nobody new for a while.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.intake(service text, open boolean, until timestamptz DEFAULT NULL, reason text DEFAULT NULL, request uuid DEFAULT gen_random_uuid()) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.intake(%L, %L, %L, %L, %L)', request, service, open, until, reason)
$$;
CREATE FUNCTION pg_temp.goes_to(individual text, service text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(p #>> '{referrals,0,problem}', p #>> '{referrals,0,service}')
    FROM (SELECT tests.run_as('drew', format('SELECT api.refer_preview(%L)', jsonb_build_object('individual', individual, 'provided', '{"orders": "x"}'::jsonb,
        'items', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('type', 'home_care', 'service', service))))))::jsonb AS p) x
$$;
CREATE TEMPORARY TABLE story AS SELECT tests.person('Ames', 'Joy', '02110') AS person;
SELECT is(pg_temp.goes_to(person), 'bright_home_care', 'open, it is the first') FROM story;
SELECT is(tests.run_as('maria', pg_temp.intake('bright_home_care', false, '2026-11-23 08:00-05', 'no nurses', tests.uuid(1)))::jsonb,
    '{"open": false, "until": "2026-11-23T13:00:00+00:00", "reason": "no nurses", "service": "bright_home_care", "replayed": false}', 'Maria closes it until Monday');
SELECT is(pg_temp.goes_to(person), 'vna_east_visits', 'routing passes it over') FROM story;
SELECT is(pg_temp.goes_to(person, 'bright_home_care'), 'Bright Home Care takes nobody new until Mon 23 Nov 08:00.', 'picking it is refused, and says until when') FROM story;
SELECT is(tests.run_as('maria', pg_temp.intake('bright_home_care', false, '2026-11-23 08:00-05', 'no nurses', tests.uuid(1)))::jsonb ->> 'replayed', 'true', 'sent again it is done once');
SELECT is((SELECT e.actor || ' ' || e.action || ' ' || (p.body ->> 'reason') FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id WHERE e.entity_kind = 'service'),
    'maria close_intake no nurses', 'it is on the record of the service');
SELECT is(tests.error_as('frank', pg_temp.intake('bright_home_care', true)), 'HF404: There is no such service, or its intake is not yours to change.', 'nobody else''s service');
SELECT is(tests.error_as('drew', pg_temp.intake('bright_home_care', true)), 'HF404: There is no such service, or its intake is not yours to change.', 'who refers does not open it');
SELECT is(tests.error_as('maria', pg_temp.intake('no_such', true)), 'HF404: There is no such service, or its intake is not yours to change.', 'nor is there one of that name');
SELECT is(tests.error_as('maria', pg_temp.intake('bright_home_care', false, '2026-11-19 08:00-05')), 'HF412: It must open again later than now.', 'an end in the past');
SELECT tests.at('2026-11-23 08:00-05');
SELECT is(pg_temp.goes_to(person), 'bright_home_care', 'on Monday it is open again by itself') FROM story;
SELECT is(tests.run_as('sam', pg_temp.intake('bright_home_care', false))::jsonb ->> 'until', NULL, 'the supervisor closes it without an end');
SELECT is(pg_temp.goes_to(person, 'bright_home_care'), 'Bright Home Care takes nobody new.', 'it stays closed') FROM story;
SELECT is(tests.run_as('lena', pg_temp.intake('bright_home_care', true))::jsonb ->> 'open', 'true', 'the coordinator opens it');
SELECT is(pg_temp.goes_to(person), 'bright_home_care', 'and it is asked again') FROM story;
-- What was sent before it closed stays to be answered; a re-route passes it over.
CREATE TEMPORARY TABLE sent AS SELECT tests.nursing('drew', person, 'harbor_nursing_visits') AS ref FROM story;
SELECT tests.run_as('maria', pg_temp.intake('bright_home_care', false));
CREATE TEMPORARY TABLE search AS SELECT tests.act('joan', ref, 'decline') #>> '{opened,0}' AS ref FROM sent;
SELECT is(tests.owner(tests.act('lena', ref, 'reroute') #>> '{opened,0}'), 'vna_intake', 'a re-route passes over the closed one too') FROM search;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
