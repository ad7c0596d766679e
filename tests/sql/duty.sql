-- Who is on duty: the first holder who is here, else their cover, the next holder, the supervisor, the
-- coordinator, the one on call; and who may say that somebody is away.
BEGIN;
SELECT plan(30);
SELECT tests.at('2026-11-23 09:00-05');
SELECT tests.network();
DO $$
DECLARE
    login text;
BEGIN
    FOREACH login IN ARRAY '{t_maria,t_tomas,t_sam,t_drew,t_lena}'::text[] LOOP
        EXECUTE format('CREATE ROLE %I LOGIN IN ROLE holdfast_person', login);
    END LOOP;
END $$;
CREATE FUNCTION pg_temp.on_duty(role text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(s.login, '-') || ' ' || d.how FROM app.role_on_duty d JOIN app.role r ON r.id = d.role_id
    LEFT JOIN app.staff s ON s.id = d.staff_id WHERE r.code = on_duty.role
$$;
CREATE FUNCTION pg_temp.disable(VARIADIC logins text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.staff s SET disabled_at = app.now() WHERE s.login = ANY (logins);
    PERFORM engine.refresh_duty(app.now());
END $$;

SELECT is(pg_temp.on_duty('test_intake'), 't_maria holder', 'the first holder answers');
SELECT tests.sweep('2026-11-23 23:00-05');
SELECT is(pg_temp.on_duty('test_intake'), 't_maria holder', 'at night too');
SELECT tests.at('2026-11-24 09:00-05');

-- Saying so.
SELECT is(tests.run_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-000000000001', 't_maria', 't_sam', NULL, '2026-11-25 08:00-05') -> 'roles' -> 0$$)::jsonb,
          '{"role": "test_intake", "name": "Test Intake", "login": "t_sam", "who": "T Sam", "how": "cover", "nobody": false}', 'a person says that they are away and who covers, and is told who answers now');
SELECT is(pg_temp.on_duty('test_intake'), 't_sam cover', 'the cover comes before the next holder');
SELECT is(tests.run_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-000000000001', 't_maria', 't_sam', NULL, '2026-11-25 08:00-05') ->> 'replayed'$$), 'true',
          'the same request twice is one');
SELECT is((SELECT count(*) FROM app.coverage a JOIN app.staff s ON s.id = a.staff_id WHERE s.login = 't_maria'), 1::bigint, 'absence');
SELECT is((SELECT array_agg(e.actor || ' ' || e.action || ' ' || (e.detail ->> 'cover')) FROM app.ledger e JOIN app.staff s ON s.id = e.entity_id
           WHERE e.entity_kind = 'staff' AND s.login = 't_maria'), ARRAY['t_maria cover t_sam'], 'on the record');
SELECT tests.sweep('2026-11-25 08:00-05');
SELECT is(pg_temp.on_duty('test_intake'), 't_maria holder', 'when it ends the sweep sees that she is back');

SELECT matches(tests.error_as('t_drew', $$SELECT api.cover('00000000-0000-4000-8000-000000000002', 't_maria', NULL, NULL, '2026-12-01')$$), '^HF404', 'a stranger may not say so');
SELECT is(tests.error_as('t_drew', $$SELECT api.cover('00000000-0000-4000-8000-000000000003', 'nobody_at_all', NULL, NULL, '2026-12-01')$$),
          tests.error_as('t_drew', $$SELECT api.cover('00000000-0000-4000-8000-000000000002', 't_maria', NULL, NULL, '2026-12-01')$$),
          'nor learn whether there is such a person');
SELECT is(tests.error_as('t_tomas', $$SELECT api.cover('00000000-0000-4000-8000-000000000004', 't_maria', 't_tomas', NULL, '2026-11-26')$$), 'no error', 'who holds the role with her may');
SELECT is(tests.error_as('t_sam', $$SELECT api.cover('00000000-0000-4000-8000-000000000005', 't_maria', 't_sam', NULL, '2026-11-27')$$), 'no error', 'and her supervisor, who changes it');
SELECT is((SELECT count(*) FROM app.coverage a JOIN app.staff s ON s.id = a.staff_id WHERE s.login = 't_maria' AND a.ends > app.now()), 1::bigint,
          'what was said before of that time gives way');
SELECT is(tests.error_as('t_lena', $$SELECT api.cover('00000000-0000-4000-8000-000000000006', 't_maria')$$), 'no error', 'and the coordinator, who says that she is back');
SELECT is(pg_temp.on_duty('test_intake'), 't_maria holder', 'so she is');
SELECT matches(tests.error_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-000000000007', 't_maria', 't_maria', NULL, '2026-12-01')$$), '^HF412', 'nobody covers for themselves');
SELECT matches(tests.error_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-000000000008', 't_maria', 't_nobody', NULL, '2026-12-01')$$), '^HF412', 'nor does somebody unknown');
SELECT matches(tests.error_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-000000000009', 't_maria', NULL, '2026-12-02', '2026-12-01')$$), '^HF412', 'an absence ends after it begins');
SELECT matches(tests.error_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-000000000001', 't_maria', NULL, NULL, '2026-12-01')$$), '^HF422', 'a request id serves once');

-- An absence that lies ahead.
SELECT tests.run_as('t_maria', $$SELECT api.cover('00000000-0000-4000-8000-00000000000a', 't_maria', NULL, '2026-11-30 08:00-05', '2026-12-05 00:00-05')$$);
SELECT is(pg_temp.on_duty('test_intake'), 't_maria holder', 'an absence that lies ahead changes nothing yet');
SELECT tests.sweep('2026-11-30 08:00-05');
SELECT is(pg_temp.on_duty('test_intake'), 't_tomas next', 'when it begins, with nobody named, the next holder answers');
SELECT matches(tests.error_as('t_sam', $$SELECT api.cover('00000000-0000-4000-8000-00000000000b', 't_sam', 't_maria', NULL, '2026-12-02')$$), '^HF412', 'somebody who is away covers for nobody');

-- Nobody left.
SELECT pg_temp.disable('t_tomas');
SELECT is(pg_temp.on_duty('test_intake'), 't_sam supervisor', 'then the supervisor');
SELECT tests.referral('2026-11-30 09:00-05');
SELECT is((SELECT w.how FROM app.task t, app.rung r, LATERAL engine.rung_reaches(r, t) w
           WHERE t.individual_id = (SELECT max(i.id) FROM app.individual i) AND r.to_kind = 'owner' LIMIT 1), 'supervisor', 'which a rung that reaches the owner says');
SELECT pg_temp.disable('t_sam');
SELECT is(pg_temp.on_duty('test_intake'), 't_lena coordinator', 'then the coordinator');
SELECT is(pg_temp.on_duty('test_supervisor'), 't_lena supervisor', 'who is the supervisor''s supervisor');
SELECT pg_temp.disable('t_lena', 't_lou');
SELECT is(pg_temp.on_duty('test_intake'), 't_ned on_call', 'then the one on call');
SELECT pg_temp.disable('t_ned');
SELECT is(pg_temp.on_duty('test_intake'), '- nobody', 'then nobody, and it says so');
UPDATE app.staff s SET disabled_at = NULL WHERE s.login LIKE 't\_%';
SELECT cmp_ok(engine.refresh_duty(app.now()), '>', 0, 'whoever comes back');
SELECT is(engine.refresh_duty(app.now()), 0, 'is back once');

SELECT * FROM finish();
ROLLBACK;
