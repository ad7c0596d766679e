-- The attack of sums: all that can be printed for outside of two quarters, at several limits, is put into one
-- system of equations, and nobody who solves it learns of anything that counts one to ten. Twice over: which
-- hidden numbers have one value only (elimination), and between which bounds each lies where none is below
-- nothing (the shuttle algorithm of Buzzigoli and Giusti for the bounds of what is hidden in a table).
BEGIN;
SELECT no_plan();
\o /dev/null
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

-- Invented tries of the second and the third quarter, many at few services and few at many: declined for reasons,
-- closed by somebody's word, told up to several roles, late; and risks. Put there without the door: only their numbers matter.
CREATE FUNCTION pg_temp.luck(g bigint, what text, n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT (hashtextextended(what || g, 7) & 1048575)::integer % n $$;
CREATE TEMPORARY TABLE made AS
SELECT g, app.next_id() AS person, app.next_id() AS referral, app.next_id() AS task, app.next_id() AS clock, CASE WHEN s.no > 1 OR g % 41 > 0 THEN s.id END AS service_id, s.service_type_id,
       CASE WHEN s.no > 1 OR g % 41 > 0 THEN s.owner_role_id ELSE (SELECT r.supervisor_role_id FROM app.role r WHERE r.id = s.owner_role_id) END AS owner_role_id, s.organization_id,
       (g * 13 % 30) * interval '1 hour' AS took, '2026-04-02 09:00-04'::timestamptz + (g * 7919 % 250000) * interval '1 minute' AS at, pg_temp.luck(g, 'end', 10) AS luck
FROM generate_series(1, 2000) g
JOIN (SELECT v.*, row_number() OVER (ORDER BY v.code = 'bright_home_care' DESC, v.id) AS no FROM app.service v JOIN app.service_type y ON y.id = v.service_type_id WHERE v.active AND y.category = 'general') s
  ON s.no = CASE WHEN g % 90 = 0 THEN 17 + g / 90 % 4 ELSE 1 + floor(16 * power(pg_temp.luck(g, 'where', 1000) / 1000.0, 2))::integer END;
INSERT INTO app.individual (id, family, created_at) SELECT person, 'Made' || g, at FROM made;
INSERT INTO app.referral (id, individual_id, service_type_id, category, priority, requester_staff_id, requester_role_id, requester_organization_id, basis, need_since, created_at,
                          closed_at, outcome, outcome_source)
SELECT m.referral, m.person, m.service_type_id, 'general', 'routine', s.id, r.id, r.organization_id, 'treatment', m.at, m.at,
       CASE WHEN m.g % 11 > 0 THEN m.at + interval '5 days' END,
       CASE WHEN m.g % 11 > 0 THEN CASE WHEN m.luck < 6 THEN 'service_received' WHEN m.luck < 8 THEN 'person_refused' END END,
       CASE WHEN m.g % 11 > 0 AND m.luck < 8 THEN CASE WHEN pg_temp.luck(m.g, 'word', 7) = 0 THEN 'person' ELSE 'provider' END END
FROM made m, app.staff s, app.role r WHERE s.login = 'drew' AND r.code = CASE WHEN pg_temp.luck(m.g, 'who', 9) = 0 THEN 'bayview_discharge' ELSE 'discharge_planners' END;
INSERT INTO app.task (id, kind, status, priority, stage, referral_id, attempt, individual_id, service_type_id, service_id, owner_role_id, owner_organization_id, requester_organization_id,
                      need_since, stage_since, sort_at, created_at, closed_at)
SELECT m.task, 'referral', CASE WHEN m.g % 11 = 0 THEN 'accepted' WHEN m.luck >= 8 THEN 'rejected' ELSE 'completed' END::app.task_status, 'routine', 'accept', m.referral, 1, m.person, m.service_type_id, m.service_id, m.owner_role_id, m.organization_id,
       r.requester_organization_id, m.at, m.at, m.at, m.at, CASE WHEN m.g % 11 > 0 THEN m.at + CASE WHEN m.luck < 8 THEN interval '5 days' ELSE m.took END END
FROM made m JOIN app.referral r ON r.id = m.referral;
INSERT INTO app.clock (id, task_id, stage, target, calendar_version_id, started, counts_from, due, stopped_at, met_at, late_since)
SELECT m.clock, m.task, 'accept', '8bh', engine.role_calendar(m.owner_role_id), m.at, m.at, m.at + interval '1 day', m.at + m.took, m.at + m.took, CASE WHEN m.took > interval '1 day' THEN m.at + interval '1 day' END FROM made m;
INSERT INTO app.ledger (id, at, real_at, entity_kind, entity_id, seq, actor, action, detail, previous, hash)
SELECT app.next_id(), m.at + m.took, m.at, 'task', m.task, 1, 'made', 'decline',
       jsonb_build_object('reason', (ARRAY['no_staff', 'no_staff', 'no_staff', 'out_of_area', 'waiting_list', 'not_covered'])[1 + pg_temp.luck(m.g, 'why', 6)],
                          'reason_source', CASE WHEN pg_temp.luck(m.g, 'chosen', 3) = 0 THEN 'default' ELSE 'chosen' END), '', ''
FROM made m WHERE m.g % 11 > 0 AND m.luck >= 8;
INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, role_id, at, channels, by_hand)
SELECT m.task, m.clock, 1 + n * 2 + pg_temp.luck(m.g, 'rung', 2), 1, 'escalate', CASE WHEN pg_temp.luck(m.g, 'told', 9) = 0 THEN w.on_call_role_id WHEN n = 1 THEN w.coordinator_role_id ELSE coalesce(r.supervisor_role_id, w.coordinator_role_id) END,
       m.at + n * interval '1 day', '{console}', CASE WHEN pg_temp.luck(m.g, 'hand', 6) = 0 THEN 1 END
FROM made m JOIN app.role r ON r.id = m.owner_role_id CROSS JOIN app.network w CROSS JOIN generate_series(0, 1) n WHERE CASE WHEN m.g % 90 = 0 THEN m.g / 90 % 4 = 0 AND n = 0 ELSE pg_temp.luck(m.g, 'up', 5) > 2 + n END;
INSERT INTO app.social_risk (individual_id, category, level, status, organization_id, recorded_at, resolved_at, outcome, legal_deadline)
SELECT m.person, (ARRAY['food_insecurity', 'housing_instability', 'utility_shutoff'])[1 + m.g % 3], (ARRAY['low', 'medium', 'medium', 'high', 'high', 'critical'])[1 + pg_temp.luck(m.g, 'level', 6)]::app.risk_level,
       CASE WHEN pg_temp.luck(m.g, 'done', 4) > 0 THEN 'resolved' ELSE 'active' END, m.organization_id, m.at,
       CASE WHEN pg_temp.luck(m.g, 'done', 4) > 0 THEN m.at + interval '9 days' END, CASE WHEN pg_temp.luck(m.g, 'done', 4) > 0 THEN CASE WHEN m.g % 6 = 0 THEN 'unable_to_contact' ELSE 'service_received' END END, m.at + interval '20 days'
FROM made m WHERE m.g % 4 = 0;
\o

ANALYZE app.referral, app.task, app.clock, app.reach, app.ledger, app.social_risk, app.individual;

-- Every cell of a quarter: as what leaves tells it at some limit (n, d, missed NULL: hidden), and as it is. All that the door
-- tells by one axis or of one group is taken from this one table (tests/sql/measure_private.sql).
CREATE FUNCTION pg_temp.view(q text, below integer) RETURNS engine.measure_view LANGUAGE sql AS $$
    SELECT jsonb_populate_record(NULL::engine.measure_view, jsonb_build_object('v', jsonb_build_object('at', app.now(), 'timezone', 'America/New_York'), 'a', a, 'b', a + interval '3 months', 'before', a - interval '3 months',
        'weeks', array(SELECT a + interval '3 months' - n * interval '7 days' FROM generate_series(13, 1, -1) n), 'trend', false, 'axes', '{0,1,2,3}'::integer[], 'outside', true, 'suppressed', true, 'lists', false, 'below', below))
    FROM (SELECT CASE q WHEN 'Q2' THEN '2026-04-01 00:00-04' ELSE '2026-07-01 00:00-04' END::timestamptz AS a) x
$$;
CREATE TEMPORARY TABLE line AS SELECT array_agg(l) AS lines FROM engine.measure_catalogue() l;
CREATE FUNCTION pg_temp.cells(q text, below integer, numbers engine.measure_number[]) RETURNS TABLE (q text, by text, key text, below integer, measure text, part text, how text, n bigint, d bigint, missed bigint, previous numeric) LANGUAGE sql AS $$
    SELECT q, coalesce(x.by, 'all'), coalesce(engine.measure_group_code((p.u).key / 4, x.by), ''), below, (p.u).measure, (p.u).part, (p.u).how, CASE WHEN NOT (p.u).hidden THEN (p.u).numerator END,
           CASE WHEN NOT (p.u).hidden THEN (p.u).denominator END, CASE WHEN NOT (p.u).hidden THEN (p.u).missed END, o.value::numeric
    FROM (SELECT u FROM unnest(numbers) u WHERE u.bucket = 0 AND u.measure <> 'escalations') p CROSS JOIN LATERAL (SELECT engine.measure_axis((p.u).key) AS by) x
    LEFT JOIN (SELECT u.* FROM unnest(numbers) u WHERE u.bucket = 1 AND NOT u.hidden) o ON o.key = (p.u).key AND o.position = (p.u).position AND o.part = (p.u).part
    WHERE (p.u).denominator > 0
$$;
CREATE FUNCTION pg_temp.network(q text, below integer) RETURNS SETOF engine.measure_number LANGUAGE plpgsql AS $$
DECLARE
    numbers engine.measure_number[] := engine.measure_network((SELECT lines FROM line), pg_temp.view(q, below), 'organization');
BEGIN
    RETURN QUERY SELECT * FROM unnest(numbers);
END $$;
CREATE TEMPORARY TABLE axis AS SELECT a AS axis FROM unnest('{NULL,organization,role,service_type}'::text[]) a;
CREATE TEMPORARY TABLE truth AS SELECT c.* FROM unnest('{Q2,Q3}'::text[]) q, pg_temp.cells(q, 0, ARRAY(SELECT n FROM engine.measure_numbers((SELECT lines FROM line), pg_temp.view(q, 0)) n)) c;
CREATE TEMPORARY TABLE told AS SELECT c.* FROM (VALUES ('Q2', 11), ('Q3', 11), ('Q3', 20)) v (q, below), pg_temp.cells(v.q, v.below, ARRAY(SELECT n FROM pg_temp.network(v.q, v.below) n)) c;

-- What the number of a cell is called in the system: lines that count the same cases have the same denominator, and some the same numerator.
CREATE FUNCTION pg_temp.counts(measure text, part text, OUT n text, OUT d text, OUT missed text) LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN measure ~ '^(answer|start)_time$' OR measure = 'risk_time' THEN k || ' n' WHEN measure = 'need_wait' THEN k || ' d' WHEN measure = 'decline_rate' THEN 'declines d'
                WHEN measure = 'outcome_source' THEN 'help ' || part || ' d' WHEN measure = 'got_help' AND part = 'of_due' THEN 'helped in time' WHEN measure = 'risk_helped' THEN 'risk helped'
                WHEN measure IN ('decline_chosen', 'ed_visits') OR measure ~ '^(escal|decline_reason|need_w|item_age|helped_along)' THEN measure || ' ' || part ELSE k || ' n' END,
           k || ' d', k || CASE WHEN measure = 'got_help' AND part = 'of_due' THEN ' missed of help' ELSE ' missed' END
    FROM (SELECT CASE WHEN measure ~ '^(answer|start)_' THEN split_part(measure, '_', 1) || ' ' || regexp_replace(part, '^(business|elapsed)_', '')
                      WHEN measure = 'loop_closed' OR part = 'of_due' THEN 'loop' WHEN measure = 'outcome_source' OR part = 'of_closed' THEN 'help' WHEN measure = 'got_help' THEN 'help ' || part
                      WHEN measure IN ('decline_reason', 'decline_chosen') THEN 'declines' WHEN measure LIKE 'need\_%' THEN 'need' WHEN measure LIKE 'item%' THEN 'age' WHEN measure LIKE 'escal%' THEN 'rung'
                      WHEN measure = 'helped_along' THEN 'helped along' WHEN measure IN ('risk_time', 'risk_helped') OR (measure = 'risk_resolved' AND part = '') THEN 'risk' WHEN measure = 'ed_visits' THEN 'ed_visits'
                      ELSE concat_ws(' ', measure, nullif(part, '')) END AS k) x
$$;
CREATE TEMPORARY TABLE place AS
SELECT row_number() OVER () AS cell, t.*, k.n AS n_name, k.d AS d_name, CASE WHEN t.missed IS NOT NULL THEN k.missed END AS missed_name FROM truth t, pg_temp.counts(t.measure, t.part) k;
CREATE TEMPORARY TABLE variable AS
SELECT DISTINCT ON (p.q, p.by, p.key, v.name) p.q, p.by, p.key, v.name, v.value, NULL::integer AS id, 0::bigint AS lo, 1000000000::bigint AS hi, false AS known
FROM place p, LATERAL (VALUES (p.n_name, p.n), (p.d_name, p.d), (p.missed_name, p.missed),
                              (CASE WHEN p.how <> 'mean' THEN p.n_name || ' over' END, p.d - p.n), (CASE WHEN p.missed IS NOT NULL THEN p.missed_name || ' over' END, p.d - p.missed)) v (name, value)
WHERE v.name IS NOT NULL;
UPDATE variable v SET id = x.no FROM (SELECT k.ctid AS row, row_number() OVER ()::integer AS no FROM variable k) x WHERE v.ctid = x.row;
CREATE UNIQUE INDEX ON variable (q, by, key, name);
ANALYZE variable;
SELECT is_empty($$SELECT p.q, p.by, p.key, v.name, min(v.value), max(v.value) FROM place p, LATERAL (VALUES (p.n_name, p.n), (p.d_name, p.d), (p.missed_name, p.missed)) v (name, value) WHERE v.name IS NOT NULL
    GROUP BY 1, 2, 3, 4 HAVING min(v.value) < max(v.value)$$, 'what has one name in the system is one number');

-- What adds up, each as terms that come to nothing: groups to the network, roles to their organisation, parts to their whole, what is in a number and what is not to its denominator.
CREATE TEMPORARY TABLE addend AS
WITH v AS (SELECT k.*, r.organization FROM variable k LEFT JOIN (SELECT r.code, o.code AS organization FROM app.role r JOIN app.organization o ON o.id = r.organization_id) r ON k.by = 'role' AND r.code = k.key)
SELECT concat_ws('|', 'groups', v.q, v.by, v.name) AS equation, v.id AS variable, 1 AS c FROM v WHERE v.by <> 'all' AND v.name NOT LIKE '% over'
UNION ALL SELECT concat_ws('|', 'groups', v.q, a.axis, v.name), v.id, -1 FROM v, axis a WHERE v.by = 'all' AND a.axis IS NOT NULL AND v.name NOT LIKE '% over'
UNION ALL SELECT concat_ws('|', 'roles', v.q, v.organization, v.name), v.id, 1 FROM v WHERE v.organization IS NOT NULL AND v.name NOT LIKE '% over'
UNION ALL SELECT concat_ws('|', 'roles', v.q, v.key, v.name), v.id, -1 FROM v WHERE v.by = 'organization' AND v.name NOT LIKE '% over' AND EXISTS (SELECT FROM v r WHERE r.organization = v.key AND r.q = v.q AND r.name = v.name)
UNION ALL SELECT concat_ws('|', s.what, v.q, v.by, v.key), v.id, s.c
          FROM v JOIN (VALUES ('rungs', '^escalations_by_rung [^ ]+$', 1), ('rungs', '^rung d$', -1), ('sources', '^escalations_by_source [^ ]+$', 1), ('sources', '^rung d$', -1), ('told', '^escalations_by_role [^ ]+$', 1), ('told', '^rung d$', -1),
                              ('reasons', '^decline_reason [^ ]+$', 1), ('reasons', '^declines d$', -1), ('needs', '^need_waiting [^ ]+$', 1), ('needs', '^need d$', -1), ('ages', '^item_age [^ ]+$', 1), ('ages', '^age d$', -1),
                              ('along', '^helped_along [^ ]+$', 1), ('along', '^helped along d$', -1), ('steps', '^unaided_steps n over$', 1), ('steps', '^helped along d$', -1),
                              ('word n', '^help (provider|person) n$', 1), ('word n', '^help n$', -1), ('word d', '^help (provider|person) d$', 1), ('word d', '^help d$', -1),
                              ('level n', '^risk_resolved .* n$', 1), ('level n', '^risk n$', -1), ('level d', '^risk_resolved .* d$', 1), ('level d', '^risk d$', -1), ('level missed', '^risk_resolved .* missed$', 1), ('level missed', '^risk missed$', -1))
               s (what, name, c) ON v.name ~ s.name
UNION ALL SELECT concat_ws('|', 'of', x.q, x.by, x.key, x.name), k.id, k.c
          FROM (SELECT DISTINCT p.q, p.by, p.key, y.name, p.d_name FROM place p, LATERAL (VALUES (CASE WHEN p.how <> 'mean' THEN p.n_name END), (p.missed_name)) y (name) WHERE y.name IS NOT NULL) x,
               LATERAL (SELECT v.id, CASE v.name WHEN x.d_name THEN -1 ELSE 1 END AS c FROM v WHERE v.q = x.q AND v.by = x.by AND v.key = x.key AND v.name IN (x.name, x.name || ' over', x.d_name)) k
          WHERE x.name <> x.d_name;
-- Of a sum with one side only nothing is known.
CREATE TEMPORARY TABLE term AS
SELECT dense_rank() OVER (ORDER BY a.equation)::integer AS equation, a.variable, sum(a.c)::integer AS c
FROM addend a JOIN (SELECT equation FROM addend GROUP BY 1 HAVING min(c) < max(c)) u USING (equation) GROUP BY a.equation, a.variable;
SELECT is_empty($$SELECT a.equation, sum(a.c * v.value) FROM addend a JOIN variable v ON v.id = a.variable JOIN (SELECT equation FROM addend GROUP BY 1 HAVING min(c) < max(c)) u USING (equation) GROUP BY 1 HAVING sum(a.c * v.value) <> 0$$, 'and every sum of the system is so');
SELECT cmp_ok(count(DISTINCT equation), '>', 2000::bigint, 'of sums there are many') FROM term;

-- What is told, by whichever question.
UPDATE variable v SET known = true, lo = v.value, hi = v.value
FROM (SELECT DISTINCT t.q, t.by, t.key, unnest(ARRAY[k.n, k.d, CASE WHEN t.missed IS NOT NULL THEN k.missed END]) AS name FROM told t, pg_temp.counts(t.measure, t.part) k WHERE t.n IS NOT NULL) s
WHERE s.q = v.q AND s.by = v.by AND s.key = v.key AND s.name = v.name;
SELECT ok(count(*) FILTER (WHERE known) > 1000 AND count(*) FILTER (WHERE NOT known) > 1000, 'much is told and much is hidden') FROM variable;

-- Bounds: from every sum, what all the others leave for one; until nothing moves any more.
CREATE FUNCTION pg_temp.shuttle() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    moved integer := 1;
    rounds integer := 0;
BEGIN
    WHILE moved > 0 AND rounds < 60 LOOP
        WITH side AS (
            SELECT t.equation, t.variable, t.c, CASE t.c WHEN 1 THEN v.lo ELSE -v.hi END AS least, CASE t.c WHEN 1 THEN v.hi ELSE -v.lo END AS most, v.known FROM term t JOIN variable v ON v.id = t.variable),
        left_over AS (
            SELECT s.variable, s.c, -(sum(s.most) OVER e - s.most) AS least, -(sum(s.least) OVER e - s.least) AS most, s.known FROM side s WINDOW e AS (PARTITION BY s.equation)),
        bound AS (
            SELECT l.variable, max(CASE l.c WHEN 1 THEN l.least ELSE -l.most END) AS lo, min(CASE l.c WHEN 1 THEN l.most ELSE -l.least END) AS hi FROM left_over l WHERE NOT l.known GROUP BY 1)
        UPDATE variable v SET lo = greatest(v.lo, b.lo), hi = least(v.hi, b.hi) FROM bound b WHERE b.variable = v.id AND (b.lo > v.lo OR b.hi < v.hi);
        GET DIAGNOSTICS moved = ROW_COUNT;
        rounds := rounds + 1;
    END LOOP;
    RETURN rounds;
END $$;
-- A rounded share of a count that is known lets only a few counts through.
UPDATE variable v SET lo = greatest(v.lo, x.lo), hi = least(v.hi, x.hi)
FROM (SELECT t.by, t.key, k.n AS name, max(ceil((t.previous - 0.5) * d.value / 100)) AS lo, min(floor((t.previous + 0.5) * d.value / 100)) AS hi
      FROM told t, pg_temp.counts(t.measure, t.part) k, variable d
      WHERE t.q = 'Q3' AND t.previous IS NOT NULL AND t.how IN ('share', 'helped', 'parts') AND d.q = 'Q2' AND d.by = t.by AND d.key = t.key AND d.name = k.d AND d.known GROUP BY 1, 2, 3) x
WHERE v.q = 'Q2' AND v.by = x.by AND v.key = x.key AND v.name = x.name AND NOT v.known;
SELECT ok(pg_temp.shuttle() < 60, 'the bounds come to rest');
SELECT is_empty($$SELECT q, by, key, name, value, lo, hi FROM variable WHERE value < lo OR value > hi$$, 'nothing is outside its bounds');
SELECT is_empty($$SELECT q, by, key, name, value, lo, hi FROM variable WHERE NOT known AND value BETWEEN 1 AND 10 AND hi < 11$$, 'nothing small is known to be small');

-- Elimination, of sums with more than one unknown. A sum with an unknown that is in no other tells nothing of the rest: it is left out, and so on.
CREATE TEMPORARY TABLE core AS
SELECT t.equation, t.variable, t.c::double precision AS c FROM term t JOIN variable v ON v.id = t.variable WHERE v.lo < v.hi AND v.q = 'Q3';
DELETE FROM core c USING term t, variable v WHERE t.equation = c.equation AND v.id = t.variable AND v.name LIKE '% over';
CREATE FUNCTION pg_temp.eliminate() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    gone integer := 1;
    pivots integer := 0;
    p record;
BEGIN
    WHILE gone > 0 LOOP
        DELETE FROM core WHERE equation IN (SELECT min(k.equation) FROM core k GROUP BY k.variable HAVING count(*) = 1);
        GET DIAGNOSTICS gone = ROW_COUNT;
    END LOOP;
    CREATE UNIQUE INDEX ON core (equation, variable);
    CREATE INDEX ON core (variable);
    ANALYZE core;
    FOREACH gone IN ARRAY ARRAY(SELECT c.equation FROM core c GROUP BY 1 ORDER BY count(*), 1) LOOP
        -- By the unknown that is in the fewest of the others.
        SELECT c.equation, c.variable, c.c INTO p FROM core c WHERE c.equation = gone ORDER BY (SELECT count(*) FROM core o WHERE o.variable = c.variable), c.variable LIMIT 1;
        CONTINUE WHEN NOT FOUND;
        pivots := pivots + 1;
        INSERT INTO core AS k
        SELECT o.equation, r.variable, -o.c / p.c * r.c FROM core o JOIN core r ON r.equation = p.equation
        WHERE o.variable = p.variable AND o.equation <> p.equation
        ON CONFLICT (equation, variable) DO UPDATE SET c = k.c + excluded.c;
        DELETE FROM core WHERE variable IN (SELECT r.variable FROM core r WHERE r.equation = p.equation) AND abs(c) < 1e-9;
    END LOOP;
    RETURN pivots;
END $$;
SELECT cmp_ok(pg_temp.eliminate(), '>', 300, 'many sums are solved');
SELECT is_empty($$SELECT v.q, v.by, v.key, v.name, v.value FROM variable v WHERE v.value BETWEEN 1 AND 10 AND v.id IN (SELECT min(c.variable) FROM core c GROUP BY c.equation HAVING count(*) = 1)$$, 'nothing small has one value only');
SELECT is_empty($$SELECT a.by, a.key, a.measure, a.part, a.below FROM told a JOIN told b USING (q, by, key, measure, part) WHERE b.below = 11 AND a.n IS NOT NULL AND b.n IS NULL$$, 'a higher limit tells nothing that a lower one does not');




-- Weeks add up to about the period: of two weeks one is not hidden alone. (Only the denominators of three weeks matter here.)
SELECT is((SELECT string_agg(CASE WHEN n.hidden THEN 'hidden' ELSE n.denominator::text END, ' ' ORDER BY n.bucket)
           FROM unnest(engine.measure_hide_both(ARRAY(SELECT ROW(60, 'decline_rate', '', 'Declined', 'decline', 'share', 4, b, 50, d, d, NULL, '{}', false)::engine.measure_number
               FROM (VALUES (2, 30), (3, 5), (4, 14)) w (b, d)), '{part,week}', 11)) n), '30 hidden hidden', 'nor one week alone');
SELECT * FROM finish();
ROLLBACK;
