-- Moving what somebody has: who would get what, by whoever supervises or coordinates them; done by api.act_many.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.caseload(login text, whose text, successor text DEFAULT NULL, filter jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.caseload(%L, %L, %L)', whose, successor, filter))::jsonb
$$;
CREATE FUNCTION pg_temp.moves(answer jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws('; ', string_agg(format('%s %s, has %s%s', m ->> 'login', m ->> 'kinds', m ->> 'before', ', ' || (m ->> 'away')), '; '),
                     format('%s stay', jsonb_array_length(answer -> 'stay'))) FROM jsonb_array_elements(answer -> 'moves') m
$$;
-- Each of the moves as the console makes them: one call for whoever gets something, all in one batch.
CREATE FUNCTION pg_temp.move(login text, answer jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    batch text;
    heir text;
BEGIN
    FOR heir IN SELECT DISTINCT i ->> 'to' FROM jsonb_array_elements(answer -> 'items') i ORDER BY 1 LOOP
        batch := tests.run_as(login, format('SELECT api.act_many(gen_random_uuid(), %L, ''assign'', %L, %L) ->> ''batch''',
            (SELECT jsonb_agg(i - 'to') FROM jsonb_array_elements(answer -> 'items') i WHERE i ->> 'to' = heir), jsonb_build_object('to', heir), batch));
    END LOOP;
    RETURN batch;
END $$;

CREATE TEMPORARY TABLE has AS SELECT n, tests.nursing('drew', NULL, 'bright_home_care', jsonb_build_object('priority', CASE WHEN n = 1 THEN 'urgent' ELSE 'routine' END)) AS ref FROM generate_series(1, 5) n;
SELECT count(tests.act('maria', ref, 'accept')) FROM has;
SELECT tests.act('tomas', tests.nursing(), 'accept');
SELECT tests.nursing();  -- nobody's by name: it stays with the role

SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria', 'tomas')), 'tomas 5 referrals, has 1; 0 stay', 'all of it to one person');
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria', 'home_care_supervisor')), 'sam 3 referrals, has 0; nadia 2 referrals, has 0; 0 stay', 'shared by the holders of a role');
SELECT is(pg_temp.moves(pg_temp.caseload('lena', 'maria')), 'tomas 5 referrals, has 1; 0 stay', 'to the other holders of its own role');
SELECT is((SELECT array_agg(i ->> 'ref') FROM jsonb_array_elements(pg_temp.caseload('sam', 'maria') -> 'items') i),
          (SELECT array_agg(ref ORDER BY (tests.task(ref)).sort_at, (tests.task(ref)).id) FROM has), 'the most pressing first');
SELECT tests.act('sam', tests.nursing(), 'assign', '{"to": "sam"}'), tests.act('sam', tests.nursing(), 'assign', '{"to": "sam"}');
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria', 'home_care_supervisor')), 'nadia 3 referrals, has 0; sam 2 referrals, has 2; 0 stay', 'whoever has more gets less');
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria', 'hana')), '5 stay', 'whoever may not have it gets nothing of it');
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria', NULL, '{"kind": "alert"}')), '0 stay', 'a part of it by kind');
SELECT tests.run_as('sam', $$SELECT api.cover(gen_random_uuid(), 'tomas', NULL, '2026-11-20 09:00-05', '2026-11-27 09:00-05')$$) IS NOT NULL AS away \gset
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria')), '5 stay', 'nothing goes by itself to somebody who is away');
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria', 'tomas')), 'tomas 5 referrals, has 1, away, back Fri 27 Nov 09:00, no cover named; 0 stay', 'and where they are named it says so');
SELECT tests.run_as('sam', $$SELECT api.cover(gen_random_uuid(), 'tomas', NULL, NULL, NULL)$$), tests.run_as('sam', $$SELECT api.cover(gen_random_uuid(), 'tomas', 'nadia', '2026-11-23 00:00-05', '2026-11-27 09:00-05')$$) IS NOT NULL AS ahead \gset
SELECT is(pg_temp.moves(pg_temp.caseload('sam', 'maria')), 'tomas 5 referrals, has 1, away from Mon 23 Nov, Nadia Petrova covers; 0 stay', 'and that they will be away before it is due');

-- Who may ask.
SELECT is(pg_temp.caseload('esther', 'maria') ->> 'open', '0', 'another organisation''s supervisor sees nothing of it');
SELECT matches(tests.error_as(login, 'SELECT api.caseload(''maria'')'), '^HF404', login || ' does not move what others have') FROM unnest('{maria,drew,casey,adm,hospital_desk}'::text[]) login JOIN app.staff s USING (login);
SELECT matches(tests.error_as('sam', 'SELECT api.caseload(''nobody'')'), '^HF412: Nobody here', 'nobody of that name');
SELECT matches(tests.error_as('sam', 'SELECT api.caseload(''maria'', ''nobody'')'), '^HF412: There is no person or role', 'nor to them');
SELECT matches(tests.error_as('sam', 'SELECT api.caseload(''maria'', ''maria'')'), '^HF412: It would stay', 'nor to the same');
SELECT matches(tests.error_as('sam', 'SELECT api.caseload(''maria'', NULL, ''{"colour": "red"}'')'), '^HF400', 'nor by a filter that is none');

-- Done, and taken back.
CREATE TEMPORARY TABLE moved AS SELECT pg_temp.move('sam', pg_temp.caseload('sam', 'maria', 'home_care_supervisor')) AS batch;
SELECT is((SELECT jsonb_object_agg(x.owner, x.count) FROM (SELECT tests.owner(ref) AS owner, count(*) FROM has GROUP BY 1) x), '{"home_care_supervisor nadia": 3, "home_care_supervisor sam": 2}', 'it has moved');
SELECT is((SELECT count(*) FROM app.ledger l WHERE l.action = 'assign' AND l.detail ->> 'batch' = batch AND l.actor = 'sam'), 5::bigint, 'on the record of each') FROM moved;
SELECT is(tests.run_as('sam', format('SELECT api.undo_many(gen_random_uuid(), %L) -> ''done''', batch)), '5', 'one undo') FROM moved;
SELECT is((SELECT array_agg(DISTINCT tests.owner(ref)) FROM has), '{home_care_intake maria}'::text[], 'gives all of it back');

-- Substance-use items (42 CFR Part 2) are absent for whoever has no basis: here as in every list.
CREATE FUNCTION pg_temp.shown(login text) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.caseload(login, 'nina')::text || pg_temp.caseload(login, 'patrick', 'nina')::text
$$;
CREATE TEMPORARY TABLE before AS SELECT login, pg_temp.shown(login) AS shown FROM unnest('{lena,omar,sam}'::text[]) login;
CREATE FUNCTION pg_temp.recovery() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    person text := tests.person('Apart', 'Ana', '02128', 'theo');
BEGIN
    PERFORM tests.consent(person, '{substance_use}', '{"from": "northside", "to": ["behavioral_health"]}', 'theo');
    RETURN tests.refer('theo', jsonb_build_object('individual', person, 'provided', '{}'::jsonb, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) #>> '{referrals,0,ref}';
END $$;
CREATE TEMPORARY TABLE apart AS SELECT pg_temp.recovery() AS ref;
SELECT tests.act('nina', ref, 'accept') FROM apart;
SELECT is((SELECT jsonb_object_agg(login, pg_temp.shown(login) = shown) FROM before), '{"lena": true, "omar": true, "sam": true}', 'nobody else''s page tells of them');
SELECT is(pg_temp.caseload('esther', 'nina', 'patrick') ->> 'open', '1', 'their own supervisor moves them');
SELECT is(tests.run_as('lena', format('SELECT api.act_many_preview(%L, ''escalate'')', jsonb_build_array(jsonb_build_object('ref', ref, 'version', 2)))),
          replace(tests.run_as('lena', 'SELECT api.act_many_preview(''[{"ref": "R-999999", "version": 2}]'', ''escalate'')'), 'R-999999', ref), 'and among many it is answered like what is not there') FROM apart;
SELECT * FROM finish();
ROLLBACK;
