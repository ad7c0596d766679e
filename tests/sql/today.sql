-- Today: every open item is in exactly one group, and nothing is counted that is not to be seen.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
CREATE FUNCTION pg_temp.today(login text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, 'SELECT api.today()')::jsonb
$$;
CREATE FUNCTION pg_temp.count(login text, key text) RETURNS integer LANGUAGE sql AS $$
    SELECT (g ->> 'count')::integer FROM jsonb_array_elements(pg_temp.today(login) -> 'groups') g WHERE g ->> 'key' = count.key
$$;
CREATE FUNCTION pg_temp.wrong(login text) RETURNS SETOF text LANGUAGE sql AS $$
    -- The groups' own filters list as many as they count, and together they are everything.
    SELECT format('%s: %s counts %s, lists %s', login, g ->> 'key', g ->> 'count', l.n)
    FROM jsonb_array_elements(pg_temp.today(login) -> 'groups') g
    CROSS JOIN LATERAL (SELECT tests.run_as(login, format('SELECT count(*) FROM api.queue(%L, %L, n => 1000)', g ->> 'scope', g -> 'filter'))::integer AS n) l
    WHERE l.n <> (g ->> 'count')::integer
    UNION ALL
    SELECT format('%s: groups %s, open %s', login, sum((g ->> 'count')::integer), pg_temp.today(login) ->> 'open')
    FROM jsonb_array_elements(pg_temp.today(login) -> 'groups') g HAVING sum((g ->> 'count')::integer) <> (pg_temp.today(login) ->> 'open')::integer
    UNION ALL
    SELECT format('%s: ages %s, open %s', login, sum((a ->> 'count')::integer), pg_temp.today(login) ->> 'open')
    FROM jsonb_array_elements(pg_temp.today(login) -> 'ages') a HAVING sum((a ->> 'count')::integer) <> (pg_temp.today(login) ->> 'open')::integer
$$;

-- Thursday: one is declined, one waits, one has no deadline, one is far off, one will be late.
SELECT tests.at('2026-11-19 09:00-05');
CREATE TEMPORARY TABLE silent AS SELECT tests.person('Silent') AS person;
SELECT isnt(tests.consent(person), NULL, 'one of them consents to substance-use treatment') FROM silent;
CREATE TEMPORARY TABLE story AS
SELECT tests.nursing('drew', tests.person('Rivera')) AS declined, tests.nursing('drew', tests.person('Wolfe')) AS waits,
       tests.nursing('drew', tests.person('Lund')) AS undated, tests.nursing('drew', tests.person('Grant')) AS far,
       tests.nursing('drew', tests.person('Okafor'), 'bright_home_care', '{"priority": "urgent", "needed_by": "2026-11-19T18:00"}') AS late,
       tests.refer('drew', jsonb_build_object('individual', (SELECT person FROM silent), 'items', '[{"type": "recovery"}]'::jsonb)) #>> '{referrals,0,ref}' AS recovery;
SELECT is(pg_temp.today('lena') -> 'since', 'null', 'on a first day nothing is said of before');
SELECT tests.act('maria', waits, 'accept') FROM story;
SELECT tests.act('maria', waits, 'hold', '{"waiting_on": "payer", "until": "2026-11-20"}') FROM story;
SELECT tests.act('maria', far, 'accept') FROM story;
SELECT tests.act('maria', far, 'start', '{"date": "2026-11-19", "note": "seen"}') FROM story;
UPDATE app.task SET due = NULL WHERE id = engine.task_id((SELECT undated FROM story));
UPDATE app.task SET due = '2026-11-20 15:00-05', sort_at = '2026-11-20 15:00-05' WHERE id = engine.task_id((SELECT recovery FROM story));
SELECT tests.run_as('lena', format('SELECT api.item(%L)', late)) IS NOT NULL AS opened FROM story \gset
SELECT tests.at('2026-11-20 08:30-05');
SELECT api.sweep(500);
SELECT tests.act('maria', declined, 'decline') FROM story;

SELECT is(pg_temp.count('lena', 'late'), 1, 'late');
SELECT is(pg_temp.count('lena', 'declined'), 1, 'declined: find a provider');
SELECT is(pg_temp.count('lena', 'returned'), 1, 'came back from waiting');
SELECT is(pg_temp.count('lena', 'undated'), 1, 'no deadline set');
SELECT is(pg_temp.count('lena', 'today'), 1, 'due today');
SELECT is(pg_temp.count('lena', 'rest'), 1, 'on track');
SELECT is(pg_temp.today('lena') ->> 'open', '6', 'six in all');
-- Above numbers that can be added up stands their sum; it is counted to 1000 only where they were too.
SELECT is(engine.exact_rest('[{"key": "late", "count": 20}, {"key": "today", "count": 9}, {"key": "rest", "count": 1000}]', 1129), '[{"key": "late", "count": 20}, {"key": "today", "count": 9}, {"key": "rest", "count": 1100}]', 'what the others leave of all');
SELECT is(engine.exact_rest('[{"key": "late", "count": 1000}, {"key": "rest", "count": 1000}]', 3000), '[{"key": "late", "count": 1000}, {"key": "rest", "count": 1000}]', 'where another is not known either, neither is');
SELECT is(engine.ages_total('[{"count": 999}, {"count": 700}]'), 1699, 'bands that were counted whole are added up');
SELECT is(engine.ages_total('[{"count": 1000}, {"count": 7}]'), NULL, 'others not');
SELECT is(engine.group_counts('[{"key": "today", "count": 20}, {"key": "rest", "count": 1000}]', '{today,rest}'), 1000, 'nor is what is more than 999 added to');
SAVEPOINT danger;
CREATE TEMPORARY TABLE grave AS SELECT tests.person('Grave', 'Ana', '02128', 'wes') AS p;
SELECT tests.run_as('wes', format($$SELECT api.record_risk(gen_random_uuid(), '{"individual": "%s", "category": "housing_instability", "level": "high"}')$$, p)) IS NOT NULL AS recorded FROM grave \gset
SELECT is(pg_temp.today('lena') #>> '{first,0,label}', 'HIGH housing instability', 'a grave risk that nobody verified is seen at once, before what has been late for long');
SELECT tests.run_as('drew', format('SELECT api.safety(gen_random_uuid(), %L, ''on the roof'')', person)) IS NOT NULL AS called FROM silent \gset
SELECT is(pg_temp.today(login) #>> '{first,0,label}', 'SAFETY: danger now', 'and danger before everything, for ' || login) FROM unnest('{omar,lena}'::text[]) login;
ROLLBACK TO SAVEPOINT danger;
SELECT is(pg_temp.today('lena') #>> '{first,0,ref}', late, 'first what was needed yesterday') FROM story;
SELECT is(pg_temp.today('lena') #>> '{first,0,reason}', 'nobody has answered; was needed', 'and why');
SELECT is((SELECT array_agg(f ->> 'ref') FROM jsonb_array_elements(pg_temp.today('maria') -> 'first') f WHERE f ->> 'ref' = far), NULL,
          'what runs and is not late needs no decision') FROM story;
CREATE FUNCTION pg_temp.presses(ref text, changed jsonb) RETURNS boolean LANGUAGE sql AS $$
    SELECT engine.urgency(jsonb_populate_record(t, changed), 0, jsonb_populate_record(NULL::engine.viewer, jsonb_build_object('at', app.now()))) > 0
    FROM app.task t WHERE t.id = engine.task_id(ref)
$$;
SELECT ok(NOT pg_temp.presses(far, '{"priority": "urgent", "due": "2026-11-20T12:00-05"}'), 'nor if it is urgent and due today') FROM story;
SELECT ok(pg_temp.presses(far, '{"due": "2026-11-19T12:00-05"}'), 'what runs late does') FROM story;
SELECT ok(pg_temp.presses(far, '{"status": "requested", "due": "2026-11-20T12:00-05"}'), 'and what nobody has answered, hours before it is late') FROM story;
-- The order is a rule, and each line says by which step of it it stands where it does.
CREATE FUNCTION pg_temp.first(ref text, attempts integer, changed jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT u.n || ' ' || concat_ws(' ', w.reason, CASE WHEN w.at IS NOT NULL THEN engine.say_time(w.at, app.now()) END)
    FROM app.task t, jsonb_populate_record(NULL::engine.viewer, jsonb_build_object('at', app.now())) v,
         jsonb_populate_record(t, '{"needed_by": null, "priority": "routine", "kind": "referral", "status": "requested", "due": "2026-11-20T15:00-05"}' || changed) k,
         LATERAL (SELECT engine.urgency(k, attempts, v) AS n) u, LATERAL engine.first_reason(k, attempts, v) w
    WHERE t.id = engine.task_id(ref)
$$;
SELECT is(pg_temp.first(late, attempts, changed::jsonb), expected, 'first: ' || expected) FROM story, (VALUES
    (0, '{"kind": "alert", "priority": "stat", "label": "SAFETY: danger now"}', '90 SAFETY: danger now; due 15:00'),
    (0, '{"kind": "risk", "priority": "asap", "label": "CRITICAL eviction", "due": "2026-11-20T07:30-05"}', '85 CRITICAL eviction, unverified, late 1 h'),
    (0, '{"kind": "risk", "priority": "urgent", "label": "HIGH eviction"}', '80 HIGH eviction, unverified; due 15:00'),
    (0, '{"status": "accepted", "needed_by": "2026-11-19T12:00-05", "due": "2026-11-19T12:00-05"}', '70 accepted, not started; was needed Thu 19 Nov 12:00'),
    (0, '{"needed_by": "2026-11-20T18:00-05"}', '60 nobody has answered; needed by 18:00'),
    (0, '{"kind": "risk", "status": "accepted", "label": "eviction", "needed_by": "2026-11-25T09:00-05"}', '50 eviction; its deadline is Wed 25 Nov 09:00'),
    (0, '{"priority": "urgent", "due": "2026-11-18T08:30-05"}', '41 urgent, late 2 d: nobody has answered'),
    (0, '{"priority": "urgent"}', '41 urgent: nobody has answered; due 15:00'),
    (3, '{"kind": "reroute"}', '33 3 said no: no provider; due 15:00'),
    (0, '{"status": "accepted", "due": "2026-10-20T08:30-05"}', '20 late 4 w: accepted, not started'),
    (0, '{"status": "in-progress", "priority": "urgent", "due": "2026-11-17T08:30-05"}', '15 late 3 d: running'),
    (1, '{"kind": "reroute"}', '12 no provider, 1 said no; due 15:00'),
    (0, '{}', '10 nobody has answered; due 15:00')) c (attempts, changed, expected);
SELECT matches(pg_temp.today('lena') #>> '{since,text}', '^1 new, 1 declined', 'what happened since');
SELECT is((pg_temp.today('lena') #>> '{since,at}')::timestamptz, '2026-11-19 09:00-05'::timestamptz, 'since she was last here');
SELECT is(pg_temp.today('lena') #>> '{groups,0,worst}', 'Okafor, Ana: nursing visits needs answer', 'the worst of a group, in words');
SELECT is(pg_temp.today('lena') ->> 'title', 'Lead coordinator, Bay Network', 'addressed by her role');
SELECT is(pg_temp.today('maria') ->> 'open', '4', 'Maria''s day is her desk''s');
SELECT is(pg_temp.today('drew') ->> 'open', '6', 'Drew''s is what his hospital asked for');
SELECT is(pg_temp.today('hana') ->> 'open', '0', 'Hana has none of it');
SELECT is(pg_temp.today('adm') ->> 'open', '0', 'nor the administrator');
SELECT is(pg_temp.today('casey') ->> 'open' || (pg_temp.today('casey') ->> 'first'), '0[]', 'and who only audits is asked to do none of it');
SELECT is_empty(format('SELECT pg_temp.wrong(%L)', login), 'groups, lists and ages agree for ' || login) FROM unnest('{lena,maria,drew,sam,hana,casey,adm,nina}'::text[]) login;

-- An alert is opened by somebody who may act on it.
SAVEPOINT alert;
CREATE TEMPORARY TABLE alert AS SELECT tests.person('Grave', 'Ana', '02128', 'wes') AS p;
SELECT tests.run_as('wes', format($$SELECT api.record_risk(gen_random_uuid(), '{"individual": "%s", "category": "housing_instability", "level": "high"}')$$, p)) IS NOT NULL AS recorded FROM alert \gset
SELECT pg_temp.count('lena', 'unopened') AS unopened \gset
SELECT cmp_ok(:unopened, '>', 0, 'nobody has opened it');
ALTER TABLE alert ADD ref text;
UPDATE alert SET ref = engine.task_ref(t) FROM app.task t WHERE t.individual_id = engine.individual_id(p) AND t.kind = 'risk';
SELECT tests.run_as('casey', format('SELECT api.item(%L)', ref)) IS NOT NULL AS glanced FROM alert \gset
SELECT is(pg_temp.count('lena', 'unopened'), :unopened, 'nor has she who audits');
SELECT tests.run_as('lena', format('SELECT api.item(%L)', ref)) IS NOT NULL AS opened FROM alert \gset
SELECT is(pg_temp.count('lena', 'unopened'), :unopened - 1, 'who coordinates has');
ROLLBACK TO SAVEPOINT alert;

-- Somebody away whom nobody covers.
UPDATE app.role_on_duty SET how = 'supervisor' WHERE role_id = (SELECT r.id FROM app.role r WHERE r.code = 'recovery_intake');
SELECT is(pg_temp.count('lena', 'uncovered'), 1, 'owner away, nobody covers');
SELECT is((SELECT g ->> 'worst' FROM jsonb_array_elements(pg_temp.today('lena') -> 'groups') g WHERE g ->> 'key' = 'uncovered'), 'Riverway Recovery intake', 'told by the desk');
SELECT is_empty('SELECT pg_temp.wrong(''lena'')', 'and still each in one group');
-- Without a basis for substance use the day is as if there were none.
DELETE FROM app.basis_rule b WHERE b.category = 'substance_use' AND b.to_party = 'coordination';
SELECT is(pg_temp.today('lena') ->> 'open', '5', 'one less');
SELECT is(pg_temp.count('lena', 'uncovered'), 0, 'in its group too');
SELECT is_empty('SELECT pg_temp.wrong(''lena'')', 'and everywhere');
SELECT ok(position('Silent' IN pg_temp.today('lena')::text) = 0, 'nor is the name there');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x WHERE x NOT LIKE '%shows another due%' AND x <> 'record: the item was edited past its record'), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
