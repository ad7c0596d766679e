-- Reports of escalations and risks: whose one may ask for, the counts alone, and what may leave the
-- organisation: nothing below eleven, nothing that tells of it, nobody listed.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-16 09:00-05');
DELETE FROM app.reach;

CREATE FUNCTION pg_temp.report(login text, what text, filter jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.report_%s(%L)', what, filter))::jsonb
$$;
CREATE FUNCTION pg_temp.told(list jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s %s', c ->> 'label', coalesce(c ->> 'count', 'not told')), ', ' ORDER BY n) FROM jsonb_array_elements(list) WITH ORDINALITY x (c, n)
$$;

CREATE FUNCTION pg_temp.hint(login text, asked text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM tests.run_as(login, asked);
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END $$;

-- Somebody else's organisation is refused, in plain words: what may be asked, and who can.
SELECT is(tests.error_as('joan', 'SELECT api.report_' || w || '(''{"org": "bright_home"}'')'), 'HF404: A report about the work of Bright Home Care is not yours to ask for.', w || ' of somebody else')
FROM unnest('{escalations,risks}'::text[]) w;
SELECT is(tests.error_as('drew', 'SELECT api.report_escalations(''{"org": "bright_home"}'')'), 'HF404: A report about the work of Bright Home Care is not yours to ask for.', 'nor for who asked for it: a part would look like the whole');
SELECT is(pg_temp.hint('joan', 'SELECT api.report_risks(''{"org": "bright_home", "outside": true}'')'),
          'Ask for harbor_nursing, or name no organization. Lead coordinator, and those who audit, can ask for any.', 'what may be asked, and who can');
SELECT is(pg_temp.report('joan', 'escalations', '{"org": "harbor_nursing"}') ->> 'total', '0', 'their own they may ask for');
SELECT is(pg_temp.report('casey', 'risks', '{"org": "harbor_nursing"}') ->> 'organization', 'Harbor Nursing', 'who audits may ask for any');

-- The last quarter: fourteen people's at Bright Home, twelve at Harbor, three at VNA East; each told of by hand.
CREATE TEMPORARY TABLE asked AS
    SELECT s.service, tests.nursing('drew', NULL, s.service) AS ref FROM (VALUES ('bright_home_care', 14), ('harbor_nursing_visits', 12), ('vna_east_visits', 3)) s (service, n), generate_series(1, s.n);
SELECT count(tests.act('drew', ref, 'escalate')) FROM asked;
SELECT is((pg_temp.report('lena', 'escalations') ->> 'total')::integer, 29, 'twenty-nine in all');
UPDATE app.reach SET at = at - interval '80 days';
CREATE TEMPORARY TABLE r AS SELECT pg_temp.report('lena', 'escalations', '{"outside": true}') AS whole;
SELECT is((SELECT format('%s, below %s: %s', whole ->> 'suppressed', whole ->> 'below', whole ->> 'total') FROM r), 'true, below 11: 29', 'the network''s total is told');
SELECT is((SELECT whole ->> 'about' FROM r), 'Bay Network; 1 Jul 2026 to 30 Sep 2026; the last whole quarter; numbers below 11, and what would tell them, are not told', 'it says of what it is');
SELECT is((SELECT pg_temp.told(whole -> 'by_owner') FROM r),
          'Bright Home Care intake, Bright Home Care 14, Harbor Nursing intake, Harbor Nursing not told, VNA East intake, VNA East not told', 'three are too few, and the next smallest would tell them');
SELECT is((SELECT pg_temp.told(whole -> 'by_source') FROM r), 'somebody, by hand 29', 'what set them off');
SELECT is((SELECT whole -> 'escalations' FROM r), '[]', 'nothing is listed');
SELECT ok((SELECT whole -> 'next' = 'null' AND NOT whole ? 'items' AND NOT whole::text ~ 'R-\d|P-\d|Rivera' FROM r), 'nor is there more');
SELECT is(pg_temp.report('lena', 'escalations', '{"outside": true, "org": "vna_east"}') -> 'total', 'null', 'asked for by itself it is not told either');
SELECT is(pg_temp.report('lena', 'escalations', '{"outside": true, "org": "harbor_nursing"}') -> 'total', 'null', 'nor is the one that would tell it');
SELECT ok(NOT pg_temp.report('lena', 'escalations', '{"outside": true, "org": "harbor_nursing"}')::text ~ '"count": [1-9]', 'nor any of its parts');
SELECT is(pg_temp.report('lena', 'escalations', '{"outside": true, "org": "bright_home"}') ->> 'total', '14', 'the largest is');
SELECT is(pg_temp.report('sam', 'escalations', '{"outside": true}'), pg_temp.report('lena', 'escalations', '{"outside": true, "org": "bright_home"}'), 'the same, whoever asks');
SELECT is(pg_temp.report('joan', 'escalations', '{"outside": true, "below": 1}'), pg_temp.report('joan', 'escalations', '{"outside": true}'), 'nobody lowers the limit of what leaves, of their own numbers either');
SELECT is(pg_temp.report(l, w, '{"outside": true, "below": 1}') ->> 'below', '11', w || ': nor does ' || l) FROM unnest('{joan,sam,lena,casey}'::text[]) l, unnest('{escalations,risks}'::text[]) w;
SELECT is(pg_temp.report('lena', 'escalations', '{"outside": true, "below": 15}') #>> '{by_owner,0,count}', NULL, 'raising it hides more');
SELECT is(tests.run_as('lena', 'SELECT api.measure_table(''{"outside": true, "below": 1}'')')::jsonb, tests.run_as('lena', 'SELECT api.measure_table(''{"outside": true}'')')::jsonb, 'measures do the same');
SELECT is(tests.error_as('lena', format('SELECT api.%s(%L)', f, jsonb_build_object('outside', true, 'below', b)::text)), 'HF400: below is a number from 1 to 1000.', f || ': ' || b)
FROM unnest('{report_escalations,report_risks,measure_table}'::text[]) f, unnest('{0,"x",2000}'::text[]) b;
SELECT is(tests.error_as('lena', format('SELECT api.%s(%L)', f, '{"from": "0001-01-01", "to": "' || y || '-12-31"}')), 'HF400: That is longer than three years.', f || ': of two thousand years')
FROM unnest('{report_escalations,report_risks,measure_table}'::text[]) f, unnest('{2026,9999}'::text[]) y;
SELECT is(pg_temp.report('lena', 'escalations', '{"outside": true, "to": "2026-06-30"}') ->> 'total', '0', 'a quarter without any has none');
SAVEPOINT many;
UPDATE app.task SET individual_id = (SELECT min(t.individual_id) FROM app.task t) WHERE id IN (SELECT engine.task_id(ref) FROM asked WHERE service = 'bright_home_care');
SELECT is(pg_temp.report('sam', 'escalations', '{"outside": true}') -> 'total', 'null', 'fourteen times the same person is one person');
SELECT is((SELECT string_agg(m ->> 'numerator', ' ') FROM jsonb_array_elements(tests.run_as('lena', 'SELECT api.measure_table(''{"outside": true, "org": "bright_home"}'')')::jsonb #> '{groups,0,measures}') m WHERE m ->> 'measure' LIKE 'escal%'), NULL, 'to measures too');
ROLLBACK TO many;
UPDATE app.task SET category = 'substance_use' WHERE id = (SELECT engine.task_id(ref) FROM asked WHERE service = 'bright_home_care' LIMIT 1);
SELECT is(pg_temp.report('sam', 'escalations', '{"outside": true}') ->> 'total', '13', 'substance-use content is not counted, for its owner either');
SELECT is(tests.error_as('lena', 'SELECT api.report_escalations(''{"outside": true, "names": true}'')'), 'HF400: Names do not leave the organization with a report.', 'names stay here');
SELECT is(tests.error_as('lena', 'SELECT api.report_risks(''{"below": 5}'')'), 'HF400: below is for what leaves the organization.', 'inside nothing is hidden');

-- The counts alone.
SELECT is((SELECT format('%s, %s listed, next %s', s ->> 'total', jsonb_array_length(s -> 'escalations'), s -> 'next') FROM pg_temp.report('lena', 'escalations', '{"from": "2026-08-01", "summary": true}') s),
          '28, 0 listed, next null', 'a summary lists nothing');

-- Few people, however often, are few.
SELECT is((SELECT array_agg(n.hidden ORDER BY n.key) FROM unnest(engine.report_numbers(array(SELECT ROW('report_total', 1, '', NULL, 7)::engine.report_mark FROM generate_series(1, 30)), 11)) n),
          '{t,t}', 'thirty times the same person is one person');

-- No hidden number can be worked out: in each sum there is none, or there are several that are together not few.
SELECT setseed(0.42);
CREATE TEMPORARY TABLE mark AS
    SELECT i, (1 + floor(6 * power(random(), 2)))::integer AS org, 'a' || floor(5 * power(random(), 3)) AS a, 'b' || floor(9 * power(random(), 2)) AS b FROM generate_series(1, 700) i;
CREATE TEMPORARY TABLE number AS
    SELECT (n).* FROM unnest(engine.measure_suppress(engine.report_numbers(array(
        SELECT ROW(x.topic, org, x.label, NULL, i)::engine.report_mark FROM mark, LATERAL (VALUES ('report_total', ''), ('report_a', a), ('report_b', b)) x (topic, label)), 11), '{group,part}', 11)) n;
SELECT cmp_ok((SELECT count(*) FROM number WHERE hidden), '>', 5::bigint, 'some of 700 are hidden');
SELECT cmp_ok((SELECT count(*) FROM number WHERE NOT hidden), '>', 30::bigint, 'many are not');
SELECT is((SELECT count(*) FROM number WHERE NOT hidden AND numerator < 11), 0::bigint, 'none that is told is small');
SELECT is((SELECT count(*) FROM (SELECT FROM number WHERE topic <> 'report_total' GROUP BY topic, key
           HAVING count(*) FILTER (WHERE hidden) = 1 OR sum(numerator) FILTER (WHERE hidden) < 11) x), 0::bigint, 'labels of a list do not tell');
SELECT is((SELECT count(*) FROM (SELECT FROM number GROUP BY topic, label
           HAVING count(*) FILTER (WHERE hidden) = 1 OR (NOT bool_or(hidden AND key = 0) AND sum(numerator) FILTER (WHERE hidden) < 11)) x), 0::bigint, 'nor do organisations');
SELECT is((SELECT count(*) FROM number w JOIN number p ON p.key = w.key WHERE w.topic = 'report_total' AND w.hidden AND NOT p.hidden), 0::bigint, 'nor do parts of a total that is hidden');
SELECT * FROM finish();
ROLLBACK;
