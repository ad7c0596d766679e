-- The daily review: what needs a decision comes one by one, the rest is acknowledged as a list, what
-- changes comes back, and the end is on the record.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/reviews.sql

-- Friday 08:30: one late, one declined, one back from waiting, one without a date, one due today, one far off.
SELECT tests.at('2026-11-19 09:00-05');
CREATE TEMPORARY TABLE story AS
SELECT tests.nursing('drew', tests.person('Okafor'), 'bright_home_care', '{"priority": "urgent", "needed_by": "2026-11-19T18:00"}') AS late,
       tests.nursing('drew', tests.person('Rivera')) AS declined, tests.nursing('drew', tests.person('Wolfe')) AS waits,
       tests.nursing('drew', tests.person('Lund')) AS undated, tests.nursing('drew', tests.person('Grant')) AS far, tests.nursing('drew', tests.person('Ames')) AS fresh;
SELECT tests.act('maria', waits, 'accept') FROM story;
SELECT tests.act('maria', waits, 'hold', '{"waiting_on": "payer", "until": "2026-11-20"}') FROM story;
SELECT tests.act('maria', far, 'accept') FROM story;
SELECT tests.act('maria', fresh, 'accept') FROM story;
SELECT tests.act('maria', far, 'start', '{"date": "2026-11-19", "note": "seen"}') FROM story;
UPDATE app.task SET due = NULL WHERE id = engine.task_id((SELECT undated FROM story));
SELECT tests.at('2026-11-20 08:30-05');
SELECT api.sweep(500);
SELECT tests.act('maria', declined, 'decline') FROM story;
CREATE TEMPORARY TABLE search AS SELECT engine.task_ref(t) AS ref FROM app.task t WHERE t.kind = 'reroute';

SELECT is(pg_temp.today('lena') ->> 'status', 'not_started', 'on Friday morning it has not begun');
SELECT is(pg_temp.today('lena') ->> 'to_decide', '4', 'four to decide');
SELECT is(pg_temp.today('lena') ->> 'to_list', '2', 'two as a list');
SELECT is((pg_temp.today('lena') ->> 'due')::timestamptz, '2026-11-20 10:00-05'::timestamptz, 'by ten');
SELECT is(pg_temp.today('maria'), 'null', 'who holds none is told of none');
SELECT is(pg_temp.today('noor') ->> 'to_decide', '4', 'who shares it is');
SELECT is(tests.error_as('maria', $$SELECT api.review_begin(gen_random_uuid(), 'daily')$$), 'HF404: There is no such item, or it is not yours to see.', 'and begins none');
SELECT is(tests.error_as('lena', $$SELECT api.review_begin(gen_random_uuid(), 'nightly')$$), 'HF404: There is no such item, or it is not yours to see.', 'nor one that there is not');

CREATE TEMPORARY TABLE r AS SELECT pg_temp.begin('lena') AS j;
CREATE TEMPORARY TABLE w AS SELECT j ->> 'ref' AS ref FROM r;
SELECT is(j ->> 'to_decide', '4', 'begun: four') FROM r;
SELECT is(pg_temp.begin('lena') ->> 'ref', (SELECT ref FROM w), 'begun once');
SELECT is(pg_temp.today('lena') ->> 'status', 'open', 'Today says so');
SELECT * FROM finish();
ROLLBACK;
