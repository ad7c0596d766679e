-- What is measured: thirteen weeks of a small network, every number worked out by hand.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-23 10:00-05');
CREATE TEMPORARY TABLE m AS SELECT tests.nursing() AS r;
SELECT tests.at('2026-11-23 12:00-05');
SELECT tests.act('maria', r, 'accept') FROM m;
SELECT tests.at('2026-11-24 12:00-05');
SELECT is(tests.run_as('lena', 'SELECT concat_ws('' '', value, numerator, denominator, missed) FROM api.measures(''2026-11-01'', ''2026-12-01'') WHERE measure = ''answer_time'' AND part = ''business_per_try'''),
          '2.00 1 1 0', 'answered after two open hours');
SELECT is(tests.run_as('lena', 'SELECT api.measure_items(''{"measure": "answer_in_time", "part": "per_try"}'')')::jsonb #>> '{items,0,ref}', r, 'and the item behind it is the one') FROM m;
SELECT * FROM finish();
ROLLBACK;
