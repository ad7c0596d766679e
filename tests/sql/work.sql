-- The one way by which events, risks, plans, messages and pathways come to owned, timed work; and a
-- plan's beginning.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE named AS SELECT tests.person('Webb', 'Terrence') AS ref;
CREATE TEMPORARY TABLE story AS SELECT engine.individual_id(ref) AS person FROM named;
CREATE FUNCTION pg_temp.staff(login text) RETURNS app.staff LANGUAGE sql AS $$ SELECT s FROM app.staff s WHERE s.login = staff.login $$;
CREATE FUNCTION pg_temp.domain(code text) RETURNS integer LANGUAGE sql AS $$ SELECT d.id FROM app.domain d WHERE d.code = domain.code $$;

SELECT is((engine.plan_of(person)).id, NULL, 'nobody has a plan by themselves') FROM story;
SELECT is((engine.area_of(person, pg_temp.domain('housing'))).id, NULL, 'nor an area of one') FROM story;
SELECT is(engine.role_code(engine.area_owner(person, pg_temp.domain('housing'))), (SELECT r.code FROM app.domain d JOIN app.role r ON r.id = d.owner_role_id WHERE d.code = 'housing'),
    'without a plan the domain''s owner owns what it is about') FROM story;
CREATE TEMPORARY TABLE opened AS SELECT (engine.plan_open(person, pg_temp.staff('lena'), app.now(), NULL)).* FROM story;
SELECT is((SELECT count(*) FROM app.plan_area a JOIN opened o ON o.id = a.plan_id), (SELECT count(*) FROM app.domain WHERE active), 'a plan has an area for each domain');
SELECT is((SELECT s.login FROM app.plan_area a JOIN app.staff s ON s.id = a.owner_staff_id WHERE a.domain_id = pg_temp.domain('housing')), 'hana', 'with a person named for it');
SELECT is((SELECT (engine.plan_open(person, NULL, app.now(), NULL)).id FROM story), (SELECT id FROM opened), 'opening it again gives the same one');
UPDATE app.plan_area SET owner_role_id = (SELECT id FROM app.role WHERE code = 'lead_coordinator') WHERE domain_id = pg_temp.domain('housing');
SELECT is(engine.role_code(engine.area_owner(person, pg_temp.domain('housing'))), 'lead_coordinator', 'the area''s own owner comes before the domain''s') FROM story;

CREATE TEMPORARY TABLE work AS
SELECT (engine.open_work('alert', person, engine.area_owner(person, pg_temp.domain('housing')), NULL, 'ED visit', 'urgent', NULL,
        ROW(NULL, pg_temp.domain('housing'), NULL, NULL, NULL, NULL, NULL)::app.task_origin, pg_temp.staff('drew'), 'open', '{"because": "event"}', '{"note": "fell"}',
        app.now(), NULL)).* FROM story;
SELECT is((SELECT (kind, status, priority, label, due > created_at, clock_id IS NOT NULL)::text FROM work), '(alert,requested,urgent,"ED visit",t,t)', 'work has an owner and a clock');
SELECT is((SELECT s.login || ' ' || r.code FROM work w JOIN app.staff s ON s.id = w.requester_staff_id JOIN app.role r ON r.id = w.requester_role_id),
    (SELECT 'drew ' || engine.role_code(engine.standing_role((pg_temp.staff('drew')).id))), 'and says who asked for it');
SELECT is((SELECT o.domain_id FROM app.task_origin o JOIN work w ON w.id = o.task_id), pg_temp.domain('housing'), 'and what it belongs to');
SELECT is((SELECT tests.refused('lena', engine.task_ref(t), 'hold', '{"waiting_on": "payer", "until": "2026-11-23"}') FROM work w JOIN app.task t ON t.id = w.id),
    'HF412: It is to be done: you cannot make it wait now.', 'it waits for nobody''s answer');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT is((SELECT array_agg(problem) FROM engine.ledger_breaks()), NULL, 'and the record is whole');
SELECT * FROM finish();
ROLLBACK;
