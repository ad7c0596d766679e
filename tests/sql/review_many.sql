-- A whole review of 140 items by two people at once: nobody is given what another has, nothing is
-- decided twice, and every number is exact.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/reviews.sql

-- 130 people; ten of them need two things. 103 of the 140 were answered in time, 37 were not.
SELECT tests.at('2026-11-19 09:00-05');
CREATE TEMPORARY TABLE people AS SELECT n, tests.person('Family' || lpad(n::text, 3, '0')) AS person FROM generate_series(1, 130) n;
CREATE TEMPORARY TABLE items AS
SELECT n, person, tests.nursing('drew', person) AS ref FROM people
UNION ALL SELECT n, person, tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"orders": "daily"}'::jsonb, 'items', '[{"type": "wound_care", "service": "bright_wound_care"}]'::jsonb)) #>> '{referrals,0,ref}'
FROM people WHERE n <= 10;
SELECT is((SELECT count(*) FROM items), 140::bigint, '140 items');
-- The first ten people's 20 and the next 17 are left without an answer.
SELECT count(tests.act('maria', ref, 'accept')) FROM items WHERE n > 27;
SELECT tests.at('2026-11-20 08:30-05');
SELECT api.sweep(500) IS NOT NULL AS swept;

SELECT is(pg_temp.today('lena') ->> 'to_decide', '37', '37 to decide one by one');
SELECT is(pg_temp.today('lena') ->> 'to_list', '103', '103 as a list');
SELECT is(pg_temp.begin('lena') ->> 'to_decide', '37', 'they come into the review');
SELECT is(pg_temp.begin('noor') ->> 'joined', 'true', 'a second reviewer joins');

-- Two take turns, half a minute each; now and then one is asked twice.
CREATE TEMPORARY TABLE given (turn integer, login text, ref text, person text);
CREATE FUNCTION pg_temp.hold(turn integer, login text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    page jsonb := pg_temp.next(login, 2);
    item jsonb := page #> '{items,0}';
BEGIN
    INSERT INTO given SELECT turn, login, i ->> 'ref', i ->> 'individual_ref' FROM jsonb_array_elements(page -> 'items') i;
    IF item IS NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_temp.decide(login, item ->> 'ref', CASE turn % 3 WHEN 0 THEN 'escalate' WHEN 1 THEN 'seen' ELSE 'cancel' END,
                           CASE turn % 3 WHEN 0 THEN '{}' WHEN 1 THEN '{"reason": "rung them"}' ELSE '{"reason": "not_needed"}' END::jsonb, (item ->> 'version')::integer);
    RETURN true;
END $$;
CREATE FUNCTION pg_temp.hold_all() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    turn integer := 0;
BEGIN
    LOOP
        PERFORM tests.at('2026-11-20 08:30-05'::timestamptz + turn * interval '30 seconds');
        EXIT WHEN NOT pg_temp.hold(turn, CASE turn % 2 WHEN 0 THEN 'lena' ELSE 'noor' END) OR turn > 60;
        turn := turn + 1;
    END LOOP;
    RETURN turn;
END $$;
SELECT is(pg_temp.hold_all(), 37, '37 decisions, and nothing is left');
SELECT is((SELECT count(DISTINCT g.ref) FROM given g), 37::bigint, 'of 37 items');
SELECT is_empty('SELECT g.ref FROM given g GROUP BY g.ref HAVING count(DISTINCT g.login) > 1', 'none of which was given to both');
SELECT is_empty('SELECT g.person FROM given g GROUP BY g.person HAVING count(DISTINCT g.login) > 1', 'nor was anybody''s next one');
SELECT is_empty($$SELECT d.item_no FROM app.review_decision d GROUP BY d.item_no HAVING count(*) > 1$$, 'none was decided twice');
SELECT is((SELECT jsonb_object_agg(x.action, x.n) FROM (SELECT d.action, count(*) AS n FROM app.review_decision d GROUP BY 1) x), '{"seen": 12, "cancel": 12, "escalate": 13}'::jsonb, 'told 13 times, looked at 12, cancelled 12');
SELECT is((SELECT jsonb_object_agg(s.login, x.n) FROM (SELECT d.staff_id, count(*) AS n FROM app.review_decision d GROUP BY 1) x JOIN app.staff s ON s.id = x.staff_id), '{"lena": 19, "noor": 18}'::jsonb, 'nineteen by one, eighteen by the other');
-- Whom one has begun with one ends with: ten people have two items each, and they come one after the other.
SELECT is_empty($$SELECT x.about FROM (SELECT i.about, d.staff_id, row_number() OVER (PARTITION BY d.staff_id ORDER BY d.no) AS place
                               FROM app.review_decision d JOIN app.review_item i ON i.review_id = d.review_id AND i.no = d.item_no) x
                  GROUP BY x.about HAVING max(x.place) - min(x.place) <> count(*) - 1 OR count(DISTINCT x.staff_id) > 1$$, 'a person''s items come together');
SELECT is(pg_temp.next('lena') #>> '{review,seconds}', '2220', 'each was at it from their first to their last: 18 and a half minutes');
SELECT is(pg_temp.next('lena') #>> '{review,pace}', '60', 'a minute of somebody''s time for each');
SELECT is(pg_temp.acknowledge('noor') ->> 'acknowledged', '103', 'the others as a list');
CREATE TEMPORARY TABLE ended AS SELECT pg_temp.close('noor') AS j;
SELECT is(j #>> '{review,decided}', '37', '37 decided') FROM ended;
SELECT is(jsonb_array_length(j -> 'decisions'), 37, 'each of them is told') FROM ended;
SELECT is(j #>> '{lists,0,items}', '103', 'and how many were acknowledged') FROM ended;
SELECT is(j -> 'left', '[]'::jsonb, 'nothing was left') FROM ended;
SELECT is(j #>> '{proof,whole}', 'true', 'the record agrees') FROM ended;
SELECT is(pg_temp.today('lena') ->> 'status', 'held', 'Today says that it was held');
SELECT is((pg_temp.today('lena') -> 'last') - 'ref' - 'when', '{"day": "2026-11-20", "items": 140, "decided": 37, "left": 0, "minutes": 37}'::jsonb, '140 items in 37 minutes');
SELECT is((pg_temp.today('lena') ->> 'due')::timestamptz, '2026-11-23 10:00-05'::timestamptz, 'the next is on Monday');

-- Monday's: who goes gives back at once what they were given.
SELECT tests.at('2026-11-23 09:00-05');
SELECT is(pg_temp.begin('lena') ->> 'joined', 'false', 'Monday''s');
SELECT pg_temp.begin('noor') ->> 'joined' AS joined \gset
SELECT jsonb_array_length(pg_temp.next('lena', 20) -> 'items') AS given \gset
SELECT ok(:given > 1, 'she is given some');
SELECT is(pg_temp.next('noor', 1) #>> '{others,0,on}' IS NOT NULL, true, 'the other is told on which she is');
SELECT is(pg_temp.next('lena', 0) -> 'items', '[]'::jsonb, 'she goes');
SELECT is(pg_temp.next('noor', 20) #>> '{others,0,on}', NULL, 'and is on none');
SELECT is(pg_temp.next('noor', 20) #>> '{mine}', '20', 'what she left is the other''s');
-- What was only opened is not the review of its day.
SELECT is(pg_temp.close('lena', '{"unfinished": "opened by mistake"}') #>> '{review,status}', 'held', 'ended with nothing decided');
SELECT is(pg_temp.today('lena') ->> 'status', 'not_started', 'it is still to be held');
SELECT is((pg_temp.today('lena') ->> 'due')::timestamptz, '2026-11-23 10:00-05'::timestamptz, 'at its time');
SELECT is(pg_temp.today('lena') #>> '{last,day}', '2026-11-20', 'the last was Friday''s');
SELECT is((SELECT count(*) FROM engine.ledger_breaks()), 0::bigint, 'the record is whole');
SELECT * FROM finish();
ROLLBACK;
