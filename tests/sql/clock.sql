-- Clocks: when a stage is due, what caps it, and what a hold, a new date or an undo does to it.
BEGIN;
SELECT plan(47);
SELECT tests.network();

CREATE TEMP TABLE told (name text PRIMARY KEY, id bigint);
CREATE FUNCTION pg_temp.keep(name text, id bigint) RETURNS void LANGUAGE sql AS $$ INSERT INTO told VALUES (name, id) $$;
CREATE FUNCTION pg_temp.task(name text) RETURNS app.task LANGUAGE sql AS $$
    SELECT t FROM app.task t JOIN told USING (id) WHERE told.name = task.name
$$;
CREATE FUNCTION pg_temp.clock(name text) RETURNS app.clock LANGUAGE sql AS $$
    SELECT c FROM app.clock c WHERE c.id = (pg_temp.task(clock.name)).clock_id
$$;
CREATE FUNCTION pg_temp.hold(name text, until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.clock_hold((pg_temp.task(name)).clock_id, app.now());
    UPDATE app.task t SET status = 'on-hold', held_from = 'accepted', waiting_on = 'payer', hold_until = until, sort_at = until
    FROM told WHERE told.name = hold.name AND t.id = told.id;
END $$;

-- Due.
SELECT pg_temp.keep('routine', tests.referral('2026-11-20 15:00-05'));
SELECT is((pg_temp.clock('routine')).due, '2026-11-23 14:00-05', 'eight business hours from Friday 15:00 end on Monday 14:00');
SELECT is((pg_temp.clock('routine')).rung_at, '2026-11-23 12:00-05', 'three quarters of them are over on Monday 12:00');
SELECT is((pg_temp.task('routine')).sort_at, '2026-11-23 14:00-05', 'it sorts by when it is due');
SELECT pg_temp.keep('urgent', tests.referral('2026-11-20 15:00-05', 'urgent'));
SELECT is((pg_temp.clock('urgent')).due, '2026-11-20 19:00-05', 'an urgent clock is real time: four hours are over at 19:00, closed or not');
SELECT is((pg_temp.clock('urgent')).rung_at, '2026-11-20 18:00-05', 'and so are its rungs');
SELECT is((engine.clock_open(pg_temp.task('routine'), 'start', '2026-11-24 10:00-05')).due, '2026-11-27 17:00-05',
          'two business days from Tuesday before Thanksgiving end on Friday at closing');
SELECT is((engine.clock_open(pg_temp.task('urgent'), 'start', '2027-03-13 12:00-05')).due, '2027-03-14 13:00-04',
          'twenty-four hours across the change to summer time are twenty-four hours');
SELECT is((engine.clock_open(pg_temp.task('routine'), 'accept', '2027-03-12 15:00-05')).due, '2027-03-15 14:00-04',
          'business hours across the change are those of the clock on the wall');

-- Without a deadline.
SELECT is((engine.clock_open(pg_temp.task('routine'), 'complete', '2026-11-20 15:00-05')).due, NULL, 'a level without a target sets no due');
SELECT is((engine.clock_open(pg_temp.task('routine'), 'complete', '2026-11-20 15:00-05')).fire_at, NULL, 'and nothing will fire');
SELECT is(engine.sort_at(engine.clock_open(pg_temp.task('routine'), 'complete', '2026-11-20 15:00-05')), '2026-11-23 17:00-05',
          'it sorts as if due one business day after the stage was entered');

-- needed_by.
SELECT pg_temp.keep('discharge', tests.referral('2026-11-20 15:00-05', 'routine', '2026-11-21 12:00-05'));
SELECT is((pg_temp.clock('discharge')).due, '2026-11-21 12:00-05', 'needed_by caps, also on a Saturday');
SELECT is((pg_temp.clock('discharge')).rung_at, '2026-11-20 16:30-05', 'three quarters of the capped span: an hour and a half of the two open ones');
SELECT is((engine.clock_open(pg_temp.task('discharge'), 'start', '2026-11-20 16:00-05')).due, '2026-11-21 12:00-05', 'it caps the next stage too');
SELECT is((engine.clock_open(pg_temp.task('discharge'), 'complete', '2026-11-20 16:00-05')).due, NULL,
          'once the service has started the need is met: needed_by does not press any more');
SELECT is((pg_temp.clock('discharge')).calendar_version_id, (SELECT c.current_version FROM app.calendar c WHERE c.code = 'test_office'),
          'the calendar is pinned');
SELECT tests.sweep('2026-11-23 09:00-05');
SELECT results_eq($$SELECT tests.reached((SELECT id FROM told WHERE name = 'discharge'))$$,
    ARRAY['Mon 09:00 remind test_intake t_maria', 'Mon 09:00 escalate test_supervisor t_sam', 'Mon 09:00 transfer test_coordinator t_lena'],
    'half the span after a due on Saturday noon is Monday 09:00; a sweep that comes late fires each rung, in order');

-- A hold.
SELECT pg_temp.keep('held', tests.referral('2026-11-20 15:00-05'));
SELECT tests.at('2026-11-20 16:00-05');
SELECT pg_temp.hold('held', '2026-11-25 00:00-05');
SELECT is((pg_temp.clock('held')).held_remaining, 7 * 3600::bigint, 'a hold keeps the seven business hours that remain');
SELECT is((pg_temp.clock('held')).fire_at, NULL, 'and nothing fires meanwhile');
SELECT tests.sweep('2026-11-25 07:59-05');
SELECT is((pg_temp.task('held')).status::text, 'on-hold', 'before the first opening of its date it stays on hold');
SELECT is(tests.sweep('2026-11-25 08:00-05'), '0 fired, 1 released', 'at the first opening it comes back');
SELECT is((pg_temp.task('held')).status::text, 'accepted', 'to where it was');
SELECT is((pg_temp.task('held')).returned_at, '2026-11-25 08:00-05', 'and says that it came back by itself');
SELECT is((pg_temp.task('held')).due, '2026-11-25 15:00-05', 'with the seven hours left: closed hours were not counted twice');
SELECT is((pg_temp.task('held')).version, 2, 'its version rises');
SELECT is((pg_temp.clock('held')).rung_at, '2026-11-25 13:00-05', 'percentages go on from where they stood');
SELECT is((SELECT e.actor || ' ' || e.action || ' ' || e.from_status || ' ' || e.to_status FROM app.ledger e
           WHERE e.entity_kind = 'task' AND e.entity_id = (pg_temp.task('held')).id ORDER BY e.seq DESC LIMIT 1),
          'sweep resume on-hold accepted', 'on the record');
SELECT tests.sweep('2026-11-25 15:00-05');
SELECT is((pg_temp.clock('held')).late_since, '2026-11-25 15:00-05', 'due passing is noted by the sweep');
SELECT tests.at('2026-11-25 16:00-05');
SELECT pg_temp.hold('held', '2026-11-27 00:00-05');
SELECT is((pg_temp.clock('held')).held_remaining, -3600::bigint, 'what is late is held as late');
SELECT tests.sweep('2026-11-27 08:00-05');
SELECT is((pg_temp.clock('held')).late_since, '2026-11-25 15:00-05', 'and no hold erases it');
SELECT cmp_ok((pg_temp.task('held')).due, '<', app.now(), 'it is late still when it comes back');

SELECT pg_temp.keep('held_capped', tests.referral('2026-11-20 15:00-05', 'routine', '2026-11-23 12:00-05'));
SELECT pg_temp.hold('held_capped', '2026-11-23 00:00-05');
SELECT tests.sweep('2026-11-23 08:00-05');
SELECT is((pg_temp.task('held_capped')).due, '2026-11-23 12:00-05', 'no hold moves a due past needed_by');

-- Stopping, undo.
SELECT pg_temp.keep('answered', tests.referral('2026-11-30 09:00-05'));
SELECT engine.clock_stop((pg_temp.task('answered')).clock_id, '2026-11-30 16:00-05', true);
SELECT is((pg_temp.clock('answered')).met_at, '2026-11-30 16:00-05', 'a stage left as it asks for was met');
SELECT is((pg_temp.clock('answered')).late_since, NULL, 'in time');
SELECT is(tests.sweep('2026-12-04 09:00-05') IS NOT NULL, true, 'the others go on');
SELECT is_empty($$SELECT tests.reached((SELECT id FROM told WHERE name = 'answered'))$$, 'a stopped clock fires nothing');
SELECT is((engine.clock_reopen((pg_temp.task('answered')).clock_id)).due, '2026-11-30 17:00-05', 'undo brings the same clock back, due unchanged');
SELECT tests.sweep('2026-12-04 09:00-05');
SELECT is((pg_temp.clock('answered')).late_since, '2026-11-30 17:00-05', 'and it runs');
SELECT engine.clock_stop((pg_temp.task('answered')).clock_id, '2026-12-04 10:00-05', true);
SELECT isnt((pg_temp.clock('answered')).late_since, NULL, 'what is answered late stays late');

-- A new date.
SELECT pg_temp.keep('redated', tests.referral('2026-12-07 08:00-05'));
UPDATE app.task t SET needed_by = '2026-12-07 12:00-05' FROM told WHERE told.name = 'redated' AND t.id = told.id;
SELECT is((engine.clock_recap((pg_temp.task('redated')).clock_id, pg_temp.task('redated'))).due, '2026-12-07 12:00-05', 'an earlier needed_by caps at once');
SELECT is((pg_temp.clock('redated')).rung_at, '2026-12-07 11:00-05', 'and moves its rungs');
SELECT tests.sweep('2026-12-07 13:00-05');
UPDATE app.task t SET needed_by = NULL FROM told WHERE told.name = 'redated' AND t.id = told.id;
SELECT is((engine.clock_recap((pg_temp.task('redated')).clock_id, pg_temp.task('redated'))).due, '2026-12-07 16:00-05', 'a date taken away gives the target back, from the same start');
SELECT is((pg_temp.clock('redated')).late_since, '2026-12-07 12:00-05', 'lateness that was reached stays');
SELECT is(((pg_temp.clock('redated')).next_rung, (pg_temp.clock('redated')).rung_at), (1, '2026-12-07 14:00-05'::timestamptz),
          'rungs that lie ahead again may fire again');

-- A date set by law.
SELECT pg_temp.keep('legal', tests.referral('2026-12-07 08:00-05'));
SELECT is((engine.clock_legal((pg_temp.task('legal')).clock_id, '2026-12-07 10:00-05')).due, '2026-12-04 17:00-05', 'a legal date caps at the last closing before it');
SELECT pg_temp.keep('hearing', tests.referral('2026-12-08 08:00-05'));
SELECT engine.clock_legal((pg_temp.task('hearing')).clock_id, '2026-12-08 17:30-05');
SELECT pg_temp.hold('hearing', '2026-12-20 00:00-05');
SELECT tests.sweep('2026-12-08 17:00-05');
SELECT isnt_empty($$SELECT tests.reached((SELECT id FROM told WHERE name = 'hearing'))$$, 'its rungs fire during a hold');
SELECT is((pg_temp.task('hearing')).status::text, 'on-hold', 'which goes on');

SELECT * FROM finish();
ROLLBACK;
