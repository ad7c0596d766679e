-- The people with many needs in the sample: a few of them, over four weeks, as demo plays them.
BEGIN;
SELECT no_plan();
SELECT tests.at('2026-11-20 17:00-05');
\ir ../../src/sql/sample/1_people.sql
\ir ../../src/sql/sample/2_days.sql
\ir ../../src/sql/sample/4_care_words.sql
\ir ../../src/sql/sample/5_care.sql
\ir ../../src/sql/sample/6_webb.sql
\ir ../../src/sql/sample/7_consent.sql
\ir ../../src/sql/sample/8_reviews.sql
\ir ../../src/sql/sample/9_absences.sql

SELECT tests.at('2026-10-22 09:00-04');
SELECT count(sample.person(n, 'lena')) FROM generate_series(1, 12) n;
DO $$
DECLARE
    instant timestamptz;
BEGIN
    FOR instant IN SELECT generate_series(timestamptz '2026-10-22 10:00-04', '2026-11-20 12:00-05', interval '12 hours') LOOP
        PERFORM sample.at(instant);
        PERFORM sample.care(instant::text, instant, '2026-11-20 17:00-05');
        PERFORM api.sweep(500);
        IF instant > '2026-11-10' AND extract(hour FROM instant AT TIME ZONE 'America/New_York') < 12 THEN
            PERFORM sample.reviews(instant::date, hour, instant + make_interval(hours => hour)) FROM unnest('{1,3,4}'::integer[]) hour;
        END IF;
    END LOOP;
END $$;
SELECT tests.at('2026-11-20 17:00-05');

SELECT is(count(*), 13::bigint, 'everybody has a plan') FROM app.care_plan WHERE status = 'active';
SELECT is(count(*), 0::bigint, 'with four areas, all of them written') FROM app.plan_area WHERE summary IS NULL;
SELECT ok(count(*) >= 40, 'goals to reach') FROM app.goal;
SELECT ok(count(*) FILTER (WHERE kind = 'barrier') >= 13 AND count(*) FILTER (WHERE kind = 'medicine') >= 13, 'barriers and medicines') FROM app.plan_note;
SELECT ok(count(*) > 0, 'some dates have passed, and their owners are asked') FROM app.task WHERE kind = 'plan_update' AND closed_at IS NULL;
SELECT ok(min(occurred_at) < now() - interval '18 months', 'events go back two years') FROM app.event;
SELECT ok(count(*) FILTER (WHERE retracted_at IS NOT NULL) > 0, 'some of them were wrong') FROM app.event;
SELECT ok(count(*) FILTER (WHERE held_at IS NOT NULL) > 0 AND count(*) FILTER (WHERE held_at IS NULL) > 0, 'case reviews are held and to be held') FROM app.case_review;
SELECT ok(count(*) > 0, 'with decisions') FROM app.case_review_decision;
SELECT ok(count(*) FILTER (WHERE status = 'resolved') > 0 AND count(*) FILTER (WHERE status = 'active') > 0, 'risks are over and open') FROM app.social_risk;
SELECT ok(count(*) > 0, 'pathways are under way') FROM app.pathway_run WHERE status = 'active';
SELECT ok(count(*) FILTER (WHERE answered_at IS NULL) > 0 AND count(*) FILTER (WHERE answered_at IS NOT NULL) > 0, 'questions are open and answered') FROM app.message WHERE question;

SELECT ok(count(*) FILTER (WHERE (engine.plan_of(c.individual_id)).id IS NOT NULL) >= 8, 'most let their counselling be known to whoever else has a part in the plan') FROM app.consent c WHERE c.kind = 'authorization';
-- Terrence Webb.
CREATE TEMPORARY TABLE webb AS SELECT tests.run_as('lena', format('SELECT api.plan(%L)', c.ref))::jsonb AS plan FROM sample.caseload c WHERE c.no = sample.webb_no();
SELECT matches(plan #>> '{risk,words}', '(HIGH|CRITICAL) .*09:00', 'his hearing stands on top') FROM webb;
SELECT matches(plan #>> '{events_count,words}', '4', 'and that he was there four times') FROM webb;
SELECT is((SELECT count(*) FROM jsonb_array_elements(plan -> 'areas') a WHERE (a ->> 'late')::boolean), 1::bigint, 'one area is late') FROM webb;
SELECT is(count(*), 0::bigint, 'of all his steps none is left') FROM sample.webb_step WHERE NOT done;

-- Who is away.
SELECT tests.at('2026-11-18 07:40-05');
SELECT sample.absences('2026-11-20');
SELECT tests.at('2026-11-20 17:00-05');
SELECT engine.refresh_duty(app.now());
SELECT is(string_agg(d ->> 'login', ' ' ORDER BY d ->> 'login'), 'frank ruth sylvia tomas', 'the directory says who is away')
FROM jsonb_array_elements(tests.run_as('lena', 'SELECT api.gaps()')::jsonb -> 'away') d;
SELECT is(string_agg(r ->> 'code', ' ') FILTER (WHERE (r ->> 'hours')::numeric BETWEEN 10 AND 24), 'food_intake', 'and which desk nobody answers for on two days of next week')
FROM jsonb_array_elements(tests.run_as('lena', 'SELECT api.gaps()')::jsonb -> 'roles') r;
SELECT is(d.how || ' ' || s.login, 'cover emil', 'what goes up at Harbor Nursing reaches who covers') FROM app.role_on_duty d JOIN app.role r ON r.id = d.role_id JOIN app.staff s ON s.id = d.staff_id WHERE r.code = 'harbor_supervisor';
SELECT ok(engine.stands_in((SELECT k.id FROM app.staff k WHERE k.login = 'maria'), (SELECT k.id FROM app.staff k WHERE k.login = 'tomas'), (SELECT r.id FROM app.role r WHERE r.code = 'home_care_intake'), app.now()), 'Maria has what is Tomas''s');
SELECT is(sample.holder((SELECT r.id FROM app.role r WHERE r.code = 'home_care_intake'), n::text), 'maria', 'and nobody does anything while they are away') FROM generate_series(1, 3) n;

-- The reviews of the last weeks.
SELECT is(string_agg(x.kind || ' ' || x.n, ', ' ORDER BY x.kind), 'daily 8, performance 2, risks 2', 'every open day has had its review, and the weeks theirs') FROM (SELECT kind, count(*) AS n FROM app.review WHERE status = 'held' GROUP BY kind) x;
SELECT is(count(*), 0::bigint, 'each at one sitting') FROM app.review WHERE status <> 'held' OR ended_at > began_at + interval '1 hour';
SELECT ok(count(*) FILTER (WHERE action = 'seen') > 0 AND count(*) FILTER (WHERE seen >= 2) > 0, 'some of it was left as it is, more than once') FROM app.review_decision;
SELECT is(tests.run_as('lena', 'SELECT api.today()')::jsonb #>> '{review,last,day}', '2026-11-20', 'Today says when the last was');

SELECT is(count(*), 0::bigint, 'the record is whole') FROM engine.ledger_breaks();
SELECT * FROM finish();
ROLLBACK;
