-- The same network played at the same time is the same, wherever: a day of the sample twice, the second time on a
-- machine with another time zone, another way of writing dates, other random numbers and other plans of the planner.
BEGIN;
SELECT no_plan();
\o /dev/null
SELECT tests.at('2026-11-20 17:00-05');
\ir ../../src/sql/sample/1_people.sql
\ir ../../src/sql/sample/2_days.sql
\ir ../../src/sql/sample/4_care_words.sql
\ir ../../src/sql/sample/5_care.sql
\ir ../../src/sql/sample/6_webb.sql
\ir ../../src/sql/sample/7_consent.sql
\ir ../../src/sql/sample/8_reviews.sql
\ir ../../src/sql/sample/9_absences.sql
\o

-- What happened, to whom, by whom, when, and what stands open; not when it was played, and no ids of requests.
CREATE FUNCTION pg_temp.played() RETURNS TABLE (what text, rows bigint, digest text) LANGUAGE sql SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
    SELECT 'record', count(*), md5(string_agg(concat_ws('|', l.id, l.at, l.entity_kind, l.entity_id, l.seq, l.actor, l.action, l.individual_id, l.version, l.to_status, l.detail), E'\n' ORDER BY l.id)) FROM app.ledger l
    UNION ALL SELECT 'words', count(*), md5(string_agg(concat_ws('|', p.entry_id, p.body), E'\n' ORDER BY p.entry_id)) FROM app.ledger_private p
    UNION ALL SELECT 'people', count(*), md5(string_agg(concat_ws('|', i.id, i.family, i.given, i.birth_date, i.postal_code), E'\n' ORDER BY i.id)) FROM app.individual i
    UNION ALL SELECT 'tasks', count(*), md5(string_agg(concat_ws('|', t.id, t.kind, t.status, t.owner_role_id, t.owner_staff_id, t.due, t.closed_at), E'\n' ORDER BY t.id)) FROM app.task t
    UNION ALL SELECT 'told', count(*), md5(string_agg(concat_ws('|', r.id, r.task_id, r.rung_no, r.staff_id, r.at), E'\n' ORDER BY r.id)) FROM app.reach r
    UNION ALL SELECT 'goals', count(*), md5(string_agg(concat_ws('|', g.id, g.target_date), E'\n' ORDER BY g.id)) FROM app.goal g
$$;
CREATE TEMPORARY TABLE count AS SELECT format('%I.%I', s.schemaname, s.sequencename)::regclass AS of, s.last_value FROM pg_sequences s WHERE s.schemaname = 'app';
SAVEPOINT fresh;
\o /dev/null
SET LOCAL timezone = 'America/New_York';
SELECT setseed(0.1);
SELECT sample.day(2, '2026-11-20 17:00-05', 60);
SELECT string_agg(what || ' ' || rows || ' ' || digest, E'\n') AS here FROM pg_temp.played() \gset
\o
SELECT ok(bool_and(rows > 15), 'things happened') FROM pg_temp.played() WHERE what IN ('record', 'words', 'people', 'tasks');
\o /dev/null
ROLLBACK TO fresh;
SELECT setval(of, coalesce(last_value, 1), last_value IS NOT NULL) FROM count;
SET LOCAL timezone = 'Pacific/Auckland';
SET LOCAL datestyle = 'German';
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_nestloop = off;
SET LOCAL enable_indexscan = off;
SELECT setseed(0.9);
SELECT sample.day(2, '2026-11-20 17:00-05'::timestamptz, 60);
\o
SELECT is(string_agg(what || ' ' || rows || ' ' || digest, E'\n'), :'here', 'the same people did the same at the same time') FROM pg_temp.played();
SELECT * FROM finish();
ROLLBACK;
