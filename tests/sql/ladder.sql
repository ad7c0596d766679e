-- Ladders: one referral through all of its rungs, over a weekend, a holiday and a change of the clock;
-- rungs that repeat, lose patience, are fired by hand or find nobody at home.
BEGIN;
SELECT plan(46);
SELECT tests.network();

CREATE TEMP TABLE told (name text PRIMARY KEY, id bigint);
CREATE FUNCTION pg_temp.keep(name text, id bigint) RETURNS void LANGUAGE sql AS $$ INSERT INTO told VALUES (name, id) $$;
CREATE FUNCTION pg_temp.task(name text) RETURNS app.task LANGUAGE sql AS $$
    SELECT t FROM app.task t JOIN told USING (id) WHERE told.name = task.name
$$;
CREATE FUNCTION pg_temp.clock(name text) RETURNS app.clock LANGUAGE sql AS $$
    SELECT c FROM app.clock c WHERE c.id = (pg_temp.task(clock.name)).clock_id
$$;
CREATE FUNCTION pg_temp.reached(name text) RETURNS text[] LANGUAGE sql AS $$
    SELECT array(SELECT tests.reached(told.id) FROM told WHERE told.name = reached.name)
$$;
CREATE FUNCTION pg_temp.role(code text) RETURNS integer LANGUAGE sql AS $$ SELECT r.id FROM app.role r WHERE r.code = role.code $$;
CREATE FUNCTION pg_temp.staff(login text) RETURNS integer LANGUAGE sql AS $$ SELECT s.id FROM app.staff s WHERE s.login = staff.login $$;
CREATE FUNCTION pg_temp.ladder_of(type_code text, ladder text, target text) RETURNS void LANGUAGE sql AS $$
    WITH level AS (SELECT tests.level(type_code || '_level', format('routine accept %s %s', target, ladder)) AS id)
    INSERT INTO app.service_type (code, name, domain_id, level_id)
    SELECT type_code, type_code, d.id, l.id FROM app.domain d, level l WHERE d.code = 'test_health'
$$;

-- Eight business hours from Friday 15:00: remind at 75 %, escalate at 100 %, transfer at 150 %, four hours' patience.
SELECT pg_temp.keep('walk', tests.referral('2026-11-20 15:00-05'));
SELECT is(tests.sweep('2026-11-23 11:59-05'), '0 fired, 0 released', 'nothing fires before its time, and nothing over the weekend');
SELECT is(tests.sweep('2026-11-23 12:00-05'), '1 fired, 0 released', 'at three quarters one rung fires');
SELECT is(pg_temp.reached('walk'), ARRAY['Mon 12:00 remind test_intake t_maria'], 'the owner is reminded');
SELECT is((pg_temp.task('walk')).version, 1, 'which makes nobody look again');
SELECT is(tests.sweep('2026-11-23 12:00-05'), '0 fired, 0 released', 'a second sweep finds nothing');
SELECT is(tests.sweep('2026-11-23 14:00-05'), '1 fired, 0 released', 'when due the next rung fires');
SELECT is((pg_temp.reached('walk'))[2], 'Mon 14:00 escalate test_supervisor t_sam', 'the supervisor must act too');
SELECT is((pg_temp.clock('walk')).late_since, '2026-11-23 14:00-05', 'it is late from then on');
SELECT is((pg_temp.task('walk')).owner_role_id, pg_temp.role('test_intake'), 'and still the intake''s');
SELECT is(tests.sweep('2026-11-24 08:59-05'), '0 fired, 0 released', 'half the target later is not at night');
SELECT is(tests.sweep('2026-11-24 09:00-05'), '1 fired, 0 released', 'but the next morning');
SELECT is((pg_temp.reached('walk'))[3], 'Tue 09:00 transfer test_coordinator t_lena', 'the coordinator takes over');
SELECT is((pg_temp.task('walk')).owner_role_id, pg_temp.role('test_coordinator'), 'ownership has moved');
SELECT is((pg_temp.task('walk')).owner_organization_id, (SELECT o.id FROM app.organization o WHERE o.code = 'test_hub'), 'to another organisation');
SELECT is((pg_temp.task('walk')).former_role_id, pg_temp.role('test_intake'), 'and remembers from where');
SELECT is((pg_temp.task('walk')).version, 2, 'its version rose');
SELECT is((pg_temp.task('walk')).due, '2026-11-23 14:00-05', 'its due did not change');
SELECT is(tests.sweep('2026-11-24 12:59-05'), '0 fired, 0 released', 'then the last rung is waited for');
SELECT is(tests.sweep('2026-11-24 13:00-05'), '1 fired, 0 released', 'until its patience is over');
SELECT is((SELECT array_agg(t.kind || ' ' || r.code) FROM app.task t JOIN app.role r ON r.id = t.owner_role_id
           WHERE t.referral_id = (pg_temp.task('walk')).referral_id AND t.kind <> 'referral'), ARRAY['reroute test_coordinator'],
          'a search for another provider opens');
SELECT is((pg_temp.task('walk')).status::text, 'requested', 'while the try stays open');
SELECT is(tests.sweep('2026-11-24 13:00-05'), '0 fired, 0 released', 'once');
SELECT is((SELECT array_agg(e.actor || ' ' || e.action ORDER BY e.seq) FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = (pg_temp.task('walk')).id),
          ARRAY['sweep refer', 'sweep remind', 'sweep escalate', 'sweep transfer', 'sweep exhausted'], 'all of it is on the record');
SELECT is((SELECT count(*) FROM api.ledger_verify(true) v WHERE v.entity_kind = 'task'), 0::bigint, 'whose chains are whole');

-- The search has a ladder of its own; it is the coordinator's already.
SELECT pg_temp.keep('search', (SELECT t.id FROM app.task t WHERE t.kind = 'reroute' AND t.referral_id = (pg_temp.task('walk')).referral_id));
SELECT tests.sweep('2026-11-25 13:00-05');
SELECT is((pg_temp.reached('search'))[2:3], ARRAY['Wed 13:00 escalate test_coordinator t_lena', 'Wed 13:00 remind test_coordinator t_lena'],
          'a transfer to the present owner is a reminder; a role without a supervisor escalates to the coordinator');
SELECT is((pg_temp.task('search')).version, 1, 'and moves nothing');
SELECT tests.sweep('2026-11-25 17:00-05');
SELECT is((pg_temp.reached('search'))[4], 'Wed 17:00 inform  t_lena', 'when the ladder of anything else runs out the operational owner is informed');

-- Stopped in time: silence.
SELECT pg_temp.keep('answered', tests.referral('2026-11-30 09:00-05'));
SELECT tests.sweep('2026-11-30 15:00-05');
SELECT engine.clock_stop((pg_temp.task('answered')).clock_id, '2026-11-30 16:00-05', true);
SELECT tests.sweep('2026-12-04 16:00-05');
SELECT is(pg_temp.reached('answered'), ARRAY['Mon 15:00 remind test_intake t_maria'], 'after the answer no rung fires');

-- A holiday and the end of summer time.
SELECT pg_temp.keep('thanksgiving', tests.referral('2026-11-25 15:00-05'));
SELECT is((pg_temp.clock('thanksgiving')).rung_at, '2026-11-27 12:00-05', 'Thanksgiving does not count');
SELECT pg_temp.keep('night', tests.referral('2027-11-07 00:00-04', 'urgent'));
SELECT is(((pg_temp.clock('night')).rung_at, (pg_temp.clock('night')).due), ('2027-11-07 02:00-05'::timestamptz, '2027-11-07 03:00-05'::timestamptz),
          'four real hours in the night in which an hour comes twice');

-- Who is there.
INSERT INTO app.coverage (staff_id, cover_id, starts, ends, created_by)
VALUES (pg_temp.staff('t_maria'), NULL, '2027-11-08 00:00-05', '2027-11-20 00:00-05', 'tests');
SELECT pg_temp.keep('away', tests.referral('2027-11-08 08:00-05'));
UPDATE app.task t SET status = 'accepted', owner_staff_id = pg_temp.staff('t_maria') FROM told WHERE told.name = 'away' AND t.id = told.id;
SELECT tests.sweep('2027-11-09 17:00-05');
SELECT is((pg_temp.reached('away'))[1:3], ARRAY['Tue 17:00 remind test_intake t_tomas', 'Tue 17:00 escalate test_supervisor t_sam',
          'Tue 17:00 transfer test_coordinator t_lena'], 'a named owner who is away is not the one reminded; each rung fires, in order');
SELECT is((pg_temp.task('away')).owner_staff_id, pg_temp.staff('t_lena'), 'once accepted, whoever takes over is named');
SELECT is((pg_temp.task('away')).former_staff_id, pg_temp.staff('t_maria'), 'in place of who was');

-- Repeats.
SELECT tests.ladder('test_again', '100% remind owner', '+1h escalate owner.supervisor repeat 1bd patience 2bd');
SELECT pg_temp.ladder_of('test_often', 'test_again', '2h');
SELECT pg_temp.keep('often', tests.referral('2027-02-01 08:00-05', 'routine', NULL, 'test_often'));
SELECT tests.sweep('2027-02-01 10:00-05');
SELECT tests.sweep('2027-02-01 11:00-05');
SELECT tests.sweep('2027-02-02 17:00-05');
SELECT tests.sweep('2027-02-03 17:00-05');
SELECT is(pg_temp.reached('often'), ARRAY['Mon 10:00 remind test_intake t_maria', 'Mon 11:00 escalate test_supervisor t_sam',
          'Tue 17:00 escalate test_supervisor t_sam', 'Wed 17:00 escalate test_supervisor t_sam'], 'a rung repeats as often as it says');
SELECT isnt((pg_temp.clock('often')).exhausted_at, NULL, 'and its patience ends all the same');
SELECT tests.sweep('2027-02-10 09:00-05');
SELECT is(cardinality(pg_temp.reached('often')), 5, 'after a week without a sweep it is told once, not five times');

-- Patience.
SELECT tests.ladder('test_hasty', '50% escalate owner.supervisor patience 30m', '200% escalate coordinator patience 1d');
SELECT pg_temp.ladder_of('test_haste', 'test_hasty', '4h');
SELECT pg_temp.keep('unheard', tests.referral('2027-03-01 08:00-05', 'routine', NULL, 'test_haste'));
SELECT pg_temp.keep('heard', tests.referral('2027-03-01 08:00-05', 'routine', NULL, 'test_haste'));
SELECT tests.sweep('2027-03-01 10:00-05');
UPDATE app.reach f SET opened_at = '2027-03-01 10:10-05' FROM told WHERE told.name = 'heard' AND f.task_id = told.id;
SELECT tests.sweep('2027-03-01 10:30-05');
SELECT is((pg_temp.reached('unheard'))[2], 'Mon 10:30 escalate test_coordinator t_lena', 'where nobody opened the item the next rung does not wait for its time');
SELECT is(cardinality(pg_temp.reached('heard')), 1, 'where somebody did, it does');
SELECT tests.sweep('2027-03-01 16:00-05');
SELECT is((pg_temp.reached('heard'))[2], 'Mon 16:00 escalate test_coordinator t_lena', 'and fires at it');

-- By hand.
SELECT pg_temp.keep('hand', tests.referral('2027-03-08 08:00-05'));
SELECT is((engine.hand_rung(pg_temp.clock('hand'), pg_temp.task('hand'), pg_temp.staff('t_drew'))).no, 2, 'by hand the reminder is skipped');
SELECT isnt(engine.fire(pg_temp.task('hand'), pg_temp.clock('hand'), engine.hand_rung(pg_temp.clock('hand'), pg_temp.task('hand'), pg_temp.staff('t_drew')), app.now(), pg_temp.staff('t_drew')), NULL, 'it fires');
SELECT is((engine.hand_rung(pg_temp.clock('hand'), pg_temp.task('hand'), pg_temp.staff('t_drew'))).action::text, 'transfer', 'and the next one is the transfer');
SELECT tests.sweep('2027-03-08 16:00-05');
SELECT is(cardinality(pg_temp.reached('hand')), 1, 'what was fired by hand is not fired again at its time');
UPDATE app.reach f SET withdrawn_at = app.now() FROM told WHERE told.name = 'hand' AND f.task_id = told.id;
SELECT engine.clock_reopen((pg_temp.task('hand')).clock_id);
SELECT tests.sweep('2027-03-08 16:00-05');
SELECT is((pg_temp.reached('hand'))[2:3], ARRAY['Mon 16:00 remind test_intake t_maria', 'Mon 16:00 escalate test_supervisor t_sam'],
          'unless it was withdrawn: then it fires at its time');
SELECT is((engine.hand_rung(pg_temp.clock('walk'), pg_temp.task('walk'), NULL)).no, NULL, 'a ladder that is over has nobody left');

-- A rung beyond the years that calendars are laid out for.
SELECT tests.ladder('test_far', '100% remind owner', '+3000bd escalate coordinator');
SELECT pg_temp.ladder_of('test_never', 'test_far', '2h');
SELECT pg_temp.keep('far', tests.referral('2027-03-15 08:00-04', 'routine', NULL, 'test_never'));
SELECT tests.sweep('2027-03-15 10:00-04');
SELECT is(pg_temp.reached('far'), ARRAY['Mon 10:00 remind test_intake t_maria'], 'stops neither the rungs below it nor the sweep');

SELECT * FROM finish();
ROLLBACK;
