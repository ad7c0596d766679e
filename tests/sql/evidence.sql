-- Evidence of one referral: who should have acted, by when, who did, whom it reached, how it ended; and
-- the seals that cover it.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.evidence(login text, ref text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, format('SELECT api.evidence(%L)', ref))::jsonb $$;
CREATE FUNCTION pg_temp.local(instant text) RETURNS text LANGUAGE sql AS $$ SELECT to_char(instant::timestamptz AT TIME ZONE 'America/New_York', 'Dy HH24:MI') $$;
CREATE FUNCTION pg_temp.seal() RETURNS integer LANGUAGE sql AS $$ SELECT engine.seal() $$;
CREATE TEMPORARY TABLE it AS SELECT tests.person('Quorvath', 'Ana') AS person;
ALTER TABLE it ADD ref text;
UPDATE it SET ref = tests.nursing('drew', person, 'harbor_nursing_visits', '{"priority": "urgent"}');
SELECT pg_temp.seal() > 0;

-- Harbor Nursing is late and declines, Lena finds another, who helps.
SELECT tests.sweep('2026-11-20 12:05-05');
SELECT tests.at('2026-11-20 12:20-05');
SELECT tests.act('joan', ref, 'decline') FROM it;
SELECT pg_temp.seal() > 0;
SELECT tests.at('2026-11-20 12:40-05');
SELECT tests.act('lena', (SELECT engine.task_ref(t) FROM app.task t WHERE t.kind = 'reroute' AND t.referral_id = (tests.task(ref)).referral_id), 'reroute', '{"to": "bright_home_care"}') FROM it;
SELECT tests.at('2026-11-20 14:00-05');
SELECT tests.act('maria', ref || '.2', 'accept') FROM it;
SELECT tests.act('maria', ref || '.2', 'note', '{"note": "Quibble bites"}') FROM it;

CREATE TEMPORARY TABLE e AS SELECT pg_temp.evidence('casey', ref) AS e FROM it;
SELECT is((SELECT e #>> '{person,name}' FROM e), 'Quorvath, Ana', 'whom it is about');
SELECT is((SELECT e #>> '{asked,who}' || ', ' || (e #>> '{asked,organization}') || ', ' || pg_temp.local(e #>> '{asked,at}') FROM e), 'Drew Palmer, St. Mary''s Hospital, Fri 10:00', 'who asked, when');
SELECT is((SELECT string_agg((x ->> 'to') || ' ' || (x ->> 'status'), ', ' ORDER BY n) FROM e, jsonb_array_elements(e -> 'tries') WITH ORDINALITY x (x, n)),
          'Harbor Nursing declined, Bright Home Care not started', 'to whom it was sent, and what became of it');
SELECT is((SELECT string_agg(concat_ws(' ', x ->> 'to_do', CASE WHEN (x ->> 'open')::boolean THEN 'open' WHEN (x ->> 'late')::boolean THEN 'late' ELSE 'in time' END), ', ' ORDER BY n)
           FROM e, jsonb_array_elements(e -> 'acted') WITH ORDINALITY x (x, n)),
          'answer late, re-route in time, answer in time, start open', 'who should have acted, and whether they did');
SELECT is((SELECT (e -> 'sums') - 'reached' - 'opened' FROM e), '{"duties": 4, "in_time": 2, "late": 1, "open": 1, "open_late": 0, "waited_seconds": 14400}', 'in numbers; the need has waited four hours');
SELECT cmp_ok((SELECT jsonb_array_length(e -> 'reached') FROM e), '>', 0, 'whom the ladder reached');
SELECT is((SELECT count(*) FROM e, jsonb_array_elements(e -> 'reached') x WHERE (x ->> 'at')::timestamptz > '2026-11-20 12:20-05' OR x ->> 'who' IS NULL), 0::bigint, 'while Harbor Nursing had it, each of them named');
SELECT is((SELECT e #>> '{outcome,closed_at}' FROM e), NULL, 'it has not ended');
-- The proof.
SELECT is((SELECT (e #>> '{proof,entries}')::bigint FROM e), (SELECT count(*) FROM app.ledger l JOIN app.task t ON t.id = l.entity_id, it WHERE l.entity_kind = 'task' AND t.referral_id = (tests.task(ref)).referral_id), 'every entry of all its tries');
SELECT is((SELECT array_agg(DISTINCT (x ->> 'seal')::integer ORDER BY (x ->> 'seal')::integer) FROM e, jsonb_array_elements(e -> 'entries') x), '{1,2,NULL}', 'with the seal that covers each; the last wait for one');
SELECT is((SELECT (e #>> '{proof,waiting}')::bigint FROM e), (SELECT count(*) FROM e, jsonb_array_elements(e -> 'entries') x WHERE x ->> 'seal' IS NULL), 'and how many do');
SELECT is((SELECT string_agg((x ->> 'number') || coalesce(x ->> 'problem', ' whole'), ', ') FROM e, jsonb_array_elements(e #> '{proof,seals}') x), '1 whole, 2 whole', 'the seals are whole');
SELECT is((SELECT e #> '{proof,breaks}' FROM e), '[]', 'and so is the record');
SELECT is((SELECT bool_and(encode(sha256(convert_to(regexp_replace(x ->> 'line', '\t[^\t]*$', ''), 'UTF8')), 'hex') = x ->> 'hash') FROM e, jsonb_array_elements(e #> '{proof,seals}') x), true, 'anybody can compute a seal''s hash from its line');

-- A story that is over: help, and who says so.
SELECT tests.at('2026-11-21 09:00-05');
SELECT tests.act('maria', ref || '.2', 'start', '{"date": "2026-11-21", "note": "first visit"}') FROM it;
SELECT tests.act('maria', ref || '.2', 'complete', '{"outcome": "service_received"}') FROM it;
SELECT is((SELECT concat_ws(', ', x #>> '{outcome,outcome}', x #>> '{outcome,helped}', x #>> '{outcome,source}', x #>> '{outcome,who}') FROM it, pg_temp.evidence('casey', ref) x),
          'Got the service, true, provider, Maria Soto, Bright Home Care', 'how it ended, whether that is help, who says so');
SELECT is((SELECT x #>> '{sums,waited_seconds}' FROM it, pg_temp.evidence('casey', ref) x), (23 * 3600)::text, 'the need waited until the service started');

SELECT is((SELECT count(*) FROM it, pg_temp.evidence('maria', ref || '.2') x WHERE x::text ~* '"you[ "]|[ "]you[ .,"]'), 0::bigint, 'whoever makes the page stands in it by name');

-- Each sees what they see of the item.
SELECT is((SELECT count(*) FROM it, jsonb_array_elements(pg_temp.evidence('joan', ref) -> 'tries')), 1::bigint, 'who declined sees their own try');
SELECT is(tests.error_as('joan', format('SELECT api.evidence(%L)', ref || '.2')), tests.error_as('joan', 'SELECT api.evidence(''R-999999'')'), 'and the other one is not there') FROM it;
SELECT is((SELECT count(*) FROM it, jsonb_array_elements(pg_temp.evidence('joan', ref) -> 'entries') x WHERE x ->> 'text' LIKE '%Quibble%'), 0::bigint, 'nor what was written there');
SELECT matches(tests.error_as('adm', format('SELECT api.evidence(%L)', ref)), '^HF404', 'an administrator sees nobody') FROM it;
SELECT is((SELECT count(*) FROM app.disclosure d, it WHERE d.individual_id = engine.individual_id(it.person) AND d.staff_id = (SELECT id FROM app.staff WHERE login = 'casey')), 2::bigint, 'that compliance read it, on each of two days, is on the account of disclosures');

-- That the reader has looked a moment ago does not say that it was looked after.
SELECT tests.at('2026-11-23 10:00-05');
CREATE TEMPORARY TABLE told AS SELECT tests.nursing('drew', person, 'harbor_nursing_visits') AS ref FROM it;
SELECT tests.act('drew', ref, 'escalate') FROM told;
SELECT is((SELECT x ->> 'who' || ', ' || coalesce(x ->> 'opened_at', 'not looked') FROM told, jsonb_array_elements(pg_temp.evidence('casey', ref) -> 'reached') x), 'Ruth Dale, Harbor Nursing supervisor, not looked', 'she was told');
SELECT tests.run_as('ruth', format('SELECT api.item(%L)', ref)) IS NOT NULL AS opened FROM told \gset
SELECT is((SELECT pg_temp.evidence('ruth', ref) #>> '{sums,opened}' FROM told), '0', 'whoever makes the page has looked only to make it');
SELECT is((SELECT pg_temp.evidence('casey', ref) #>> '{sums,opened}' FROM told), '1', 'to anybody else she has looked');
SELECT tests.at('2026-11-23 12:00-05');
SELECT is((SELECT pg_temp.evidence('ruth', ref) #>> '{sums,opened}' FROM told), '1', 'later it counts for her too');

-- Who says in a review that they have seen it, or acts, has looked; what is taken back answers nothing, and
-- what is done now answers no alarm that was over.
SELECT tests.at('2026-11-24 10:00-05');
CREATE FUNCTION pg_temp.looked(login text, ref text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', split_part(x ->> 'who', ' ', 1), CASE WHEN x ->> 'opened_at' IS NOT NULL THEN 'looked' END, pg_temp.local(x ->> 'did_at'), x ->> 'did'), '; ' ORDER BY n)
    FROM jsonb_array_elements(pg_temp.evidence(login, ref) -> 'reached') WITH ORDINALITY x (x, n)
$$;
CREATE TEMPORARY TABLE two AS SELECT tests.nursing('drew', tests.person('Seen'), 'harbor_nursing_visits') AS seen, tests.nursing('drew', tests.person('Back'), 'harbor_nursing_visits') AS back;
SELECT tests.act('drew', seen, 'escalate'), tests.act('drew', back, 'escalate') FROM two;
SELECT tests.act('ruth', seen, 'seen', '{"reason": "somebody is working on it"}') FROM two;
SELECT is(pg_temp.looked('ruth', seen), 'Ruth looked', 'who said so has looked, at once, for herself too') FROM two;
SELECT is(pg_temp.evidence('ruth', seen) #>> '{sums,opened}', '1', 'and is counted') FROM two;
SELECT tests.act('ruth', back, 'assign', '{"to": "joan"}') FROM two;
SELECT is(pg_temp.looked('casey', back), 'Ruth Tue 10:00 gave it to Joan Achebe', 'a step answers') FROM two;
SELECT tests.act('ruth', back, 'undo') FROM two;
SELECT is(pg_temp.looked('casey', back), 'Ruth', 'taken back, it answers nothing') FROM two;
SELECT is(pg_temp.evidence('casey', back) #>> '{sums,opened}', '0', 'and is not counted') FROM two;
SELECT tests.act('joan', back, 'accept') FROM two;
SELECT tests.at('2026-11-25 10:00-05');
SELECT tests.act('ruth', back, 'call', '{"reached": true, "note": "well"}') FROM two;
SELECT is(pg_temp.looked('casey', back), 'Ruth', 'nor does a step of the day after, when what she was told of was over') FROM two;

-- What a step does to another item of the same referral answers for that one, and no longer once it is taken back.
CREATE TEMPORARY TABLE pair AS SELECT tests.nursing('drew', tests.person('Pair'), 'harbor_nursing_visits') AS ref, NULL::bigint AS other;
SELECT tests.act('joan', ref, 'accept') FROM pair;
SELECT tests.sweep(app.now() + interval '10 days');
SELECT tests.sweep(app.now() + interval '10 days');
UPDATE pair SET other = (SELECT k.id FROM app.task k WHERE k.kind = 'reroute' AND k.closed_at IS NULL AND k.referral_id = (tests.task(pair.ref)).referral_id);
INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, role_id, staff_id, at, channels)
SELECT t.id, t.clock_id, 1, 99, 'escalate', t.owner_role_id, (SELECT s.id FROM app.staff s WHERE s.login = 'noor'), app.now(), '{console}' FROM app.task t JOIN pair ON pair.other = t.id;
CREATE FUNCTION pg_temp.credited() RETURNS text LANGUAGE sql AS $$
    SELECT x ->> 'did' FROM pair p, jsonb_array_elements(pg_temp.evidence('casey', p.ref) -> 'reached') x
    WHERE x ->> 'who' LIKE 'Noor%' AND x ->> 'ref' = engine.task_ref(tests.task(engine.task_ref((SELECT k FROM app.task k WHERE k.id = p.other)))) LIMIT 1
$$;
SELECT tests.act('noor', ref, 'redate', '{"value": "2027-01-15T12:00", "reason": "stays longer"}') FROM pair;
SELECT matches(pg_temp.credited(), 'changed when it is needed', 'a new date of the try is one of the search');
SELECT tests.act('noor', ref, 'undo') FROM pair;
SELECT is(pg_temp.credited(), NULL, 'taken back, it answers neither');

-- Somebody with the server in hand is found out here too.
DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relname ~ '^ledger' AND c.relkind IN ('r', 'p') LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', p); END LOOP; END $$;
UPDATE app.ledger l SET detail = detail || '{"reason": "closed"}' FROM it WHERE l.entity_kind = 'task' AND l.entity_id = engine.task_id(it.ref) AND l.action = 'decline';
SELECT is((SELECT string_agg(DISTINCT x ->> 'problem', ', ') FROM it, jsonb_array_elements(pg_temp.evidence('casey', ref) #> '{proof,breaks}') x), 'the entry was changed', 'an edited entry');
UPDATE app.ledger l SET hash = engine.ledger_hash(l) FROM it WHERE l.entity_kind = 'task' AND l.entity_id = engine.task_id(it.ref) AND l.action = 'decline';
SELECT is((SELECT x ->> 'problem' FROM it, jsonb_array_elements(pg_temp.evidence('casey', ref) #> '{proof,seals}') x WHERE x ->> 'number' = '2'), 'what it covers was changed, or is missing', 'a recomputed one breaks its seal');
SELECT * FROM finish();
ROLLBACK;
