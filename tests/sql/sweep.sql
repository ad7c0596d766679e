-- The sweep itself: who may call it, what it gives, that it does a thing once.
BEGIN;
SELECT plan(23);
SELECT tests.at('2026-11-20 15:00-05');
SELECT tests.network();
CREATE ROLE t_drew LOGIN IN ROLE holdfast_person;
CREATE ROLE t_left LOGIN IN ROLE holdfast_person;

SELECT is(tests.run_as('t_drew', 'SELECT api.sweep(1)')::jsonb - 'more' - 'fired' - 'sealed', '{"released": 0}', 'everybody of ours may sweep');
SELECT matches(tests.error_as('t_left', 'SELECT api.sweep(1)'), '^HF404', 'nobody else');
SELECT matches(tests.error_as('t_drew', 'SELECT api.sweep(0)'), '^HF400', 'n is at least 1');
SELECT matches(tests.error_as('t_drew', 'SELECT api.sweep(501)'), '^HF400', 'and at most 500');
SELECT matches(tests.error_as('t_drew', 'SELECT api.sweep(NULL)'), '^HF400', 'and a number');

-- Batches.
CREATE TEMP TABLE told AS SELECT tests.referral('2026-11-20 15:00-05') AS id FROM generate_series(1, 7);
SELECT tests.at('2026-11-23 12:00-05');
SELECT is(tests.run_as('t_drew', 'SELECT api.sweep(3)')::jsonb, '{"fired": 3, "released": 0, "sealed": 0, "more": true}', 'no more than n at once');
SELECT is(api.sweep(4)::jsonb, '{"fired": 4, "released": 0, "sealed": 0, "more": true}', 'a full batch says that there may be more');
SELECT is(api.sweep(4)::jsonb, '{"fired": 0, "released": 0, "sealed": 0, "more": false}', 'which there is not');
SELECT is((SELECT count(*) FROM app.reach f JOIN told ON told.id = f.task_id), 7::bigint, 'each was told');
SELECT tests.at('2026-11-24 17:00-05');
SELECT is((api.sweep(500) ->> 'more')::boolean, true, 'where the next rung is due already it says so too');
SELECT tests.sweep('2026-11-24 17:00-05');
SELECT is((SELECT array_agg(DISTINCT n) FROM (SELECT count(*) AS n FROM app.reach f JOIN told ON told.id = f.task_id GROUP BY f.task_id) x),
          ARRAY[3::bigint], 'each went up the ladder, a rung at a time');
SELECT is((SELECT count(*) FROM app.ledger e JOIN told ON told.id = e.entity_id WHERE e.entity_kind = 'task' AND e.action = 'transfer' AND e.version = 2
             AND e.detail ->> 'to' = 'test_coordinator' AND e.detail ->> 'reached' = 't_lena'), 7::bigint, 'and the record says whom each reached');
SELECT is((SELECT count(*) FROM api.ledger_verify(true) v WHERE v.entity_kind = 'task'), 0::bigint, 'in chains that are whole');

-- A rung whose row is there already does not fire again, whatever its clock says.
CREATE TEMP TABLE twice AS SELECT tests.referral('2026-11-30 08:00-05') AS id;
INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, at, channels)
SELECT t.id, t.clock_id, 1, 1, 'remind', '2026-11-30 13:59-05', '{console}' FROM app.task t JOIN twice USING (id);
SELECT tests.sweep('2026-11-30 14:00-05');
SELECT is((SELECT count(*) FROM app.reach f JOIN twice ON twice.id = f.task_id), 1::bigint, 'a rung that has fired does not fire again');
SELECT is((SELECT count(*) FROM app.ledger e JOIN twice ON twice.id = e.entity_id WHERE e.action = 'remind'), 0::bigint, 'nor is it written down again');
SELECT is((SELECT c.next_rung FROM app.clock c JOIN twice ON twice.id = c.task_id), 2, 'the ladder goes on');

-- Since when nobody swept.
SELECT is((api.sweep(1, 30) ->> 'skipped')::boolean, true, 'who asks for it does nothing where somebody has just swept');
UPDATE app.sweep_lead SET last_at = clock_timestamp() - interval '31 seconds';
SELECT is(api.sweep(1, 30) ->> 'skipped', NULL, 'and sweeps when nobody has');
SELECT is((api.sweep(1, 30) ->> 'skipped')::boolean, true, 'once');

-- Chores.
INSERT INTO app.request (staff_id, id, arguments_digest, answer, at)
SELECT s.id, gen_random_uuid(), '', '{}', clock_timestamp() - d FROM app.staff s, unnest('{29 days, 31 days}'::interval[]) d WHERE s.login = 't_drew';
UPDATE app.sweep_lead SET last_at = '-infinity', chores_at = '-infinity';
SELECT api.sweep(1);
SELECT is((SELECT count(*) FROM app.request r JOIN app.staff s ON s.id = r.staff_id WHERE s.login = 't_drew'), 1::bigint, 'requests are kept for 30 days of real time');
DROP TABLE IF EXISTS app.ledger_202712;
UPDATE app.sweep_lead SET last_at = '-infinity', chores_at = '-infinity';
SELECT tests.at('2026-12-05 12:00-05');
SELECT tests.run_as('t_drew', 'SELECT api.sweep(1)');
SELECT is(to_regclass('app.ledger_202712'), NULL, 'the sweep of a person makes no table');
UPDATE app.sweep_lead SET last_at = '-infinity', chores_at = '-infinity';
SELECT tests.at('2026-12-05 13:00-05');
SELECT api.sweep(1);
SELECT isnt(to_regclass('app.ledger_202712'), NULL, 'that of the server''s owner gives the record its months ahead');

-- The actor is the sweep, whatever the session says.
SELECT set_config('holdfast.actor', 't_lena', true);
CREATE TEMP TABLE signed AS SELECT tests.referral('2026-12-07 08:00-05') AS id;
SELECT tests.run_as('t_drew', $$SELECT set_config('holdfast.actor', 't_lena', true)$$);
SELECT tests.at('2026-12-09 17:00-05');
SELECT tests.run_as('t_drew', 'SELECT api.sweep(500)'), tests.run_as('t_drew', 'SELECT api.sweep(500)'), tests.run_as('t_drew', 'SELECT api.sweep(500)');
SELECT is((SELECT array_agg(DISTINCT e.actor) FROM app.ledger e JOIN signed ON signed.id = e.entity_id WHERE e.entity_kind = 'task' AND e.action <> 'refer'),
          ARRAY['sweep'], 'nobody can have the sweep sign with a name');

SELECT * FROM finish();
ROLLBACK;
