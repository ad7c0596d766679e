-- What measures tell to whom: small numbers in what leaves the organisation, tried to be computed back from
-- everything that is shown; substance-use items; who may list what.
BEGIN;
SELECT no_plan();
\o /dev/null
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

-- 900 invented tries of the third quarter at a dozen services, few at some and many at others, answered or not,
-- closed with or without help, told up or not; put there without the door, as only their numbers matter.
CREATE TEMPORARY TABLE made AS
SELECT g, app.next_id() AS person, app.next_id() AS referral, app.next_id() AS task, app.next_id() AS clock, s.id AS service_id, s.service_type_id, s.owner_role_id, s.organization_id,
       '2026-07-02 09:00-04'::timestamptz + (g * 7919 % 120000) * interval '1 minute' AS at, g * 31 % 10 AS luck
FROM generate_series(1, 900) g
JOIN (SELECT v.*, row_number() OVER (ORDER BY v.code = 'bright_home_care' DESC, v.id) AS no FROM app.service v JOIN app.service_type y ON y.id = v.service_type_id WHERE v.active AND y.category = 'general' ORDER BY v.code = 'bright_home_care' DESC, v.id LIMIT 20) s
  ON s.no = 1 + floor(20 * power((g * 7907 % 900) / 900.0, 3))::integer;
INSERT INTO app.individual (id, family, created_at) SELECT person, 'Made' || g, at FROM made;
INSERT INTO app.referral (id, individual_id, service_type_id, category, priority, requester_staff_id, requester_role_id, requester_organization_id, basis, need_since, created_at,
                          closed_at, outcome, outcome_source)
SELECT m.referral, m.person, m.service_type_id, 'general', 'routine', s.id, r.id, r.organization_id, 'treatment', m.at, m.at, m.at + interval '5 days',
       CASE WHEN m.luck < 6 THEN 'service_received' WHEN m.luck < 8 THEN 'person_refused' END, CASE WHEN m.luck < 8 THEN CASE WHEN m.g % 7 = 0 THEN 'person' ELSE 'provider' END END
FROM made m, app.staff s, app.role r WHERE s.login = 'drew' AND r.code = CASE WHEN m.g % 9 = 0 THEN 'bayview_discharge' ELSE 'discharge_planners' END;
INSERT INTO app.task (id, kind, status, priority, stage, referral_id, attempt, individual_id, service_type_id, service_id, owner_role_id, owner_organization_id, requester_organization_id,
                      need_since, stage_since, sort_at, created_at, closed_at)
SELECT m.task, 'referral', CASE WHEN m.luck = 9 THEN 'rejected' ELSE 'completed' END::app.task_status, 'routine', 'accept', m.referral, 1, m.person, m.service_type_id, m.service_id, m.owner_role_id, m.organization_id,
       r.requester_organization_id, m.at, m.at, m.at, m.at, m.at + interval '5 days'
FROM made m JOIN app.referral r ON r.id = m.referral;
INSERT INTO app.clock (id, task_id, stage, target, calendar_version_id, started, counts_from, due, stopped_at, met_at, late_since)
SELECT m.clock, m.task, 'accept', '8bh', engine.role_calendar(m.owner_role_id), m.at, m.at, m.at + interval '1 day', m.at + d, m.at + d, CASE WHEN d > interval '1 day' THEN m.at + interval '1 day' END
FROM made m, LATERAL (SELECT (m.g * 13 % 30) * interval '1 hour' AS d) x;
INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, role_id, at, channels, by_hand)
SELECT m.task, m.clock, 1 + m.g % 4, 1, 'escalate', r.supervisor_role_id, m.at, '{console}', CASE WHEN m.g % 5 = 0 THEN 1 END FROM made m JOIN app.role r ON r.id = m.owner_role_id WHERE m.g % 3 = 0;
-- One goes to the coordinator: beside it their supervisor's are hidden, who is told by nobody else, so that the network's would tell both.
INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, role_id, at, channels)
SELECT m.task, m.clock, 5, 1, 'escalate', n.coordinator_role_id, m.at, '{console}' FROM made m, app.network n WHERE m.owner_role_id = (SELECT r.id FROM app.role r WHERE r.code = 'home_care_intake') ORDER BY m.g LIMIT 1;
\o

CREATE FUNCTION pg_temp.ask(login text, filter jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, format('SELECT api.measure_table(%L)', filter || '{"from": "2026-07-01", "to": "2026-09-30"}'))::jsonb $$;
CREATE FUNCTION pg_temp.cells(login text, axis text, filter jsonb) RETURNS TABLE (by text, key text, measure text, part text, n bigint, d bigint, missed bigint, value numeric, shown boolean, line jsonb) LANGUAGE sql AS $$
    SELECT coalesce(axis, 'all'), g ->> 'key', m ->> 'measure', m ->> 'part', (m ->> 'numerator')::bigint, (m ->> 'denominator')::bigint, (m ->> 'missed')::bigint, (m ->> 'value')::numeric,
           NOT (m ->> 'suppressed')::boolean, m
    FROM jsonb_array_elements(pg_temp.ask(login, jsonb_build_object('by', axis) || filter) -> 'groups') g, jsonb_array_elements(g -> 'measures') m
$$;
-- What is so, and what is told of it.
CREATE TEMPORARY TABLE truth AS SELECT c.* FROM unnest('{NULL,organization,role,service_type}'::text[]) a, pg_temp.cells('lena', a, '{}') c WHERE c.d > 0;
CREATE TEMPORARY TABLE told AS SELECT c.* FROM unnest('{NULL,organization,role,service_type}'::text[]) a, pg_temp.cells('lena', a, '{"outside": true}') c;
SELECT ok(count(*) FILTER (WHERE NOT shown) > 100 AND count(*) FILTER (WHERE shown AND d > 0) > 100, 'much is hidden and much is told') FROM told;
SELECT is_empty('SELECT * FROM told WHERE NOT shown AND num_nonnulls(n, d, missed, value) > 0', 'what is hidden has no number at all');
SELECT is_empty('SELECT t.by, t.key, t.measure, t.part, t.n, t.d, s.n, s.d FROM told s JOIN truth t USING (by, measure, part) WHERE s.key IS NOT DISTINCT FROM t.key AND s.shown AND (s.n, s.d) IS DISTINCT FROM (t.n, t.d)', 'what is told is true');
SELECT is_empty($$SELECT by, key, measure, part, n, d, missed FROM told WHERE shown AND (n BETWEEN 1 AND 10 OR d BETWEEN 1 AND 10 OR missed BETWEEN 1 AND 10 OR (measure NOT IN ('touches', 'ed_visits') AND d - n BETWEEN 1 AND 10))$$,
                'nothing told counts, or leaves over, one to ten');

-- Whatever adds up to something shown: a whole, and what it is made of.
CREATE TEMPORARY TABLE cell AS
SELECT t.by, t.key, t.measure, t.part, t.n, t.d, t.missed, coalesce(s.shown, false) AS shown, o.code AS of_organization
FROM truth t LEFT JOIN told s ON s.by = t.by AND s.measure = t.measure AND s.part = t.part AND s.key IS NOT DISTINCT FROM t.key
LEFT JOIN app.role r ON t.by = 'role' AND r.code = t.key LEFT JOIN app.organization o ON o.id = r.organization_id;
CREATE TEMPORARY TABLE sum AS
SELECT c.by || ' of ' || c.measure || ' ' || c.part AS what, w.n AS whole_n, w.d AS whole_d, c.n, c.d, c.missed, c.shown, c.measure NOT IN ('need_waiting') AS whole_of_d, md5(c.by || c.measure || c.part) AS id
FROM cell c JOIN cell w ON w.by = 'all' AND w.measure = c.measure AND w.part = c.part AND w.shown WHERE c.by <> 'all'
UNION ALL
SELECT 'roles of ' || c.of_organization || ' of ' || c.measure || ' ' || c.part, w.n, w.d, c.n, c.d, c.missed, c.shown, true, md5('o' || c.of_organization || c.measure || c.part)
FROM cell c JOIN cell w ON w.by = 'organization' AND w.key = c.of_organization AND w.measure = c.measure AND w.part = c.part AND w.shown WHERE c.by = 'role'
UNION ALL
SELECT 'parts of ' || c.measure || coalesce(' of ' || c.key, ''), NULL, NULL, c.n, NULL, NULL, c.shown, false, md5('p' || c.by || coalesce(c.key, '') || c.measure)
FROM cell c
JOIN (VALUES ('escalations_by_rung', '^escalations'), ('escalations_by_source', '^escalations'), ('escalations_by_role', '^escalations'), ('outcome_source', '^(outcome_source|got_help)$'),
             ('decline_reason', '^decline'), ('helped_along', '^(helped_along|unaided)'), ('need_waiting', '^need'), ('item_age', '^item')) w (measure, whole) ON w.measure = c.measure
WHERE EXISTS (SELECT FROM cell o WHERE o.by = c.by AND o.key IS NOT DISTINCT FROM c.key AND o.measure ~ w.whole AND o.part <> 'of_due' AND o.shown)
UNION ALL
SELECT 'whose word, of ' || coalesce(c.key, 'all'), NULL, NULL, c.n, c.d, c.missed, c.shown, true, md5('h' || c.by || coalesce(c.key, ''))
FROM cell c JOIN cell w ON w.measure = 'got_help' AND w.part = 'of_closed' AND w.by = c.by AND w.key IS NOT DISTINCT FROM c.key AND w.shown WHERE c.measure = 'got_help' AND c.part IN ('provider', 'person');
SELECT ok(count(DISTINCT id) > 60, 'many sums are tried') FROM sum;
SELECT is_empty($$SELECT what, count(*) FROM sum WHERE coalesce(d, n) > 0 GROUP BY id, what HAVING count(*) FILTER (WHERE NOT shown AND n + coalesce(d, 0) > 0) = 1$$, 'nowhere is one alone hidden, so that the rest would tell it');
SELECT is_empty($$SELECT what, sum(n), sum(d), sum(missed) FROM sum WHERE NOT shown GROUP BY id, what
    HAVING sum(n) BETWEEN 1 AND 10 OR sum(d) BETWEEN 1 AND 10 OR sum(missed) BETWEEN 1 AND 10 OR sum(d) - sum(n) BETWEEN 1 AND 10$$, 'nor do the hidden ones add up to something small');
-- Closed and helped have one whole: their difference is those closed without help.
SELECT is_empty($$SELECT a.by, a.key, a.n, b.n FROM cell a JOIN cell b ON b.measure = 'got_help' AND b.part = 'of_due' AND b.by = a.by AND b.key IS NOT DISTINCT FROM a.key AND b.d = a.d
    WHERE a.measure = 'loop_closed' AND a.shown AND b.shown AND abs(a.n - b.n) BETWEEN 1 AND 10$$, 'no difference of two lines is small');
-- One case is in several lines: answered in time, answered, and a step done; closed in time, closed, and ended. What two that are shown differ by is
-- the number of those in one of them only: answered late, closed late, ended without an outcome, given up otherwise.
SELECT is_empty($$SELECT a.by, a.key, a.measure, a.part, a.n, a.d, b.measure, b.part, b.n, b.d FROM cell a JOIN cell b ON b.by = a.by AND b.key IS NOT DISTINCT FROM a.key AND (a.measure, a.part) < (b.measure, b.part)
    JOIN (VALUES ('^(answer_in_time per_try|decline_rate |unaided_steps |helped_along reroute)$'), ('^(loop_closed |got_help of_due|got_help of_closed|touches )$')) k (kin) ON concat_ws(' ', a.measure, a.part) ~ kin AND concat_ws(' ', b.measure, b.part) ~ kin
    WHERE a.shown AND b.shown AND a.measure <> 'touches' AND (abs(a.d - b.d) BETWEEN 1 AND 10 OR abs(a.n - b.d) BETWEEN 1 AND 10 OR (b.measure <> 'touches' AND (abs(a.n - b.n) BETWEEN 1 AND 10 OR abs(a.d - b.n) BETWEEN 1 AND 10)))$$,
    'what two lines have in common tells of nothing small');
SELECT is_empty($$SELECT by, key, line -> 'apart' FROM told WHERE line -> 'apart' <> '{}'$$, 'how many died, moved or were a mistake is not told, as it could be subtracted');
-- Asked singly the same is told and no more; and no period can be subtracted from another.
SELECT is_empty($$SELECT s.key, s.measure, s.part FROM (SELECT min(w.key) AS key FROM told w WHERE w.by = 'organization') k CROSS JOIN LATERAL pg_temp.cells('lena', NULL, jsonb_build_object('org', k.key, 'outside', true)) c
    JOIN told s ON s.by = 'organization' AND s.measure = c.measure AND s.part = c.part AND s.key = k.key WHERE (s.shown, s.n, s.d) IS DISTINCT FROM (c.shown, c.n, c.d)$$, 'one organisation by itself is told as among the others');
-- The report of escalations tells the same numbers, and hides the same: two that were hidden each by itself would tell of each other.
CREATE TEMPORARY TABLE reported AS
SELECT coalesce(g.key, '') AS key, tests.run_as('lena', format('SELECT api.report_escalations(%L)', jsonb_strip_nulls(jsonb_build_object('outside', true, 'org', g.key, 'to', '2026-09-30'))))::jsonb AS r
FROM (SELECT NULL AS key UNION ALL (SELECT DISTINCT t.key FROM told t WHERE t.by = 'organization' AND t.measure = 'escalations_by_source' ORDER BY 1 LIMIT 6)) g;
SELECT is_empty($$SELECT r.key, t.part, t.n, l ->> 'count' FROM reported r JOIN told t ON t.by = CASE r.key WHEN '' THEN 'all' ELSE 'organization' END AND coalesce(t.key, '') = r.key AND t.measure = 'escalations_by_source' AND t.d > 0
    LEFT JOIN jsonb_array_elements(r.r -> 'by_source') l ON l ->> 'label' = CASE t.part WHEN 'hand' THEN 'somebody, by hand' ELSE 'the clock' END WHERE nullif(t.n, 0) IS DISTINCT FROM (l ->> 'count')::bigint$$, 'escalations: what set them off');
SELECT is_empty($$SELECT r.key, o.part, o.n, l ->> 'count' FROM reported r JOIN told o ON o.by = CASE r.key WHEN '' THEN 'all' ELSE 'organization' END AND coalesce(o.key, '') = r.key AND o.measure = 'escalations_by_role' AND o.d > 0 JOIN app.role w ON w.code = o.part JOIN app.organization g ON g.id = w.organization_id
    LEFT JOIN jsonb_array_elements(r.r -> 'by_role') l ON l ->> 'label' = w.name || ', ' || g.name WHERE nullif(o.n, 0) IS DISTINCT FROM (l ->> 'count')::bigint$$, 'and whom they reached');
SELECT is_empty($$SELECT key FROM reported r WHERE r.key <> '' AND r.r ?| '{by_stage,weeks}'$$, 'by week, and by what was to be done, nobody is told of one organisation');
SELECT is((SELECT string_agg(DISTINCT to_char((x.t ->> 'from')::timestamptz, 'DD Mon') || ' ' || to_char((x.t ->> 'to')::timestamptz, 'DD Mon'), ', ') FROM unnest('{2026-09-30,2026-12-24}'::text[]) d,
    LATERAL (SELECT tests.run_as('lena', format('SELECT api.measure_table(%L)', jsonb_build_object('from', '2026-09-01', 'to', d, 'outside', true)))::jsonb AS t) x), '01 Jul 01 Oct', 'whatever is asked, it is the last whole quarter');
SELECT matches(tests.error_as('lena', format('SELECT api.measure_table(%L)', f || '{"outside": true}')), '^HF412: What leaves the organisation is told by one thing at a time', 'nor one thing within another: ' || f::text)
FROM (VALUES ('{"role": "home_care_intake", "by": "service_type"}'::jsonb), ('{"org": "bright_home", "by": "service_type"}'), ('{"org": "bright_home", "service_type": "home_care"}'),
             ('{"service_type": "home_care", "by": "organization"}'), ('{"service_type": "home_care", "by": "role"}'), ('{"role": "home_care_intake", "by": "organization"}')) v (f);
SELECT is(tests.run_as('lena', $$SELECT api.measure_items('{"measure": "loop_closed", "outside": true, "from": "2026-07-01", "to": "2026-09-30"}')$$)::jsonb -> 'items', '[]', 'nor are there items behind');

-- Who is told what.
SELECT is(pg_temp.ask('maria', '{}') ->> 'scope_words', 'Bright Home Care, 1 Jul 2026 to 30 Sep 2026', 'an intake worker reads of her own organisation, whole');
SELECT is((SELECT string_agg(g ->> 'key', ' ') FROM jsonb_array_elements(pg_temp.ask('sam', '{"by": "organization"}') -> 'groups') g), 'bright_home', 'a supervisor too');
SELECT is(pg_temp.ask('sam', '{"org": "*"}') ->> 'suppressed', 'true', 'and of the network without small numbers');
SELECT is(pg_temp.ask('adm', '{}') ->> 'suppressed', 'true', 'as does an administrator, who sees nobody');
SELECT is(tests.run_as('adm', $$SELECT api.measure_items('{"measure": "loop_closed", "which": "denominator"}')$$)::jsonb -> 'items', '[]', 'and lists nobody');
SELECT is(pg_temp.ask('sam', '{"org": "*", "below": 1}'), pg_temp.ask('sam', '{"org": "*"}'), 'nobody lowers the limit for themselves');

-- 42 CFR Part 2: an item is counted where its reader may know of it, and never in what leaves the organisation.
\o /dev/null
SELECT tests.at('2026-09-15 10:00-04');
CREATE TEMPORARY TABLE quiet AS SELECT tests.person('Birdwell', 'Ana', '02128', 'theo') AS p;
SELECT tests.consent(p, '{substance_use}', '{"from": "northside", "to": ["behavioral_health"]}', 'theo') FROM quiet;
CREATE TEMPORARY TABLE before AS SELECT w.login, tests.run_as(w.login, $$SELECT api.measure_table('{"from": "2026-07-01", "to": "2026-09-30"}')$$)::jsonb - 'scope_words' AS t FROM unnest('{lena,casey,sam}'::text[]) w (login);
SELECT tests.refer('theo', jsonb_build_object('individual', p, 'provided', '{"phone": "x"}'::jsonb, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) FROM quiet;
SELECT tests.at('2026-09-15 10:01-04');
\o
SELECT is((SELECT d FROM pg_temp.cells('nina', NULL, '{}') WHERE measure = 'items_late'), 1::bigint, 'who has a substance-use item counts it');
SELECT is(tests.run_as('lena', $$SELECT api.measure_items('{"measure": "items_late", "which": "denominator", "org": "riverway_recovery", "from": "2026-07-01", "to": "2026-09-30"}')$$)::jsonb -> 'items', '[]', 'who has no basis is not told that there is one');
SELECT is((SELECT sum(d) FROM pg_temp.cells('lena', NULL, '{"org": "riverway_recovery"}') WHERE measure = 'items_late'), 0::numeric, 'nor counts it');
SELECT is((SELECT sum(d) FROM pg_temp.cells('casey', 'service_type', '{}') WHERE key = 'recovery'), NULL, 'nor is its type there');
SELECT is((SELECT count(*) FROM pg_temp.cells('nina', NULL, '{"outside": true}') WHERE d > 0 AND shown), 0::bigint, 'and nothing of it leaves the organisation');
SELECT * FROM finish();
ROLLBACK;
