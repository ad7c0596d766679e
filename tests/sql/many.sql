-- One step on many items at once: each by itself, what one is refused for stops none of the others, and
-- one undo takes back what can be.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.items(VARIADIC refs text[]) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_agg(jsonb_build_object('ref', r, 'version', coalesce(tests.version(r), 1)) ORDER BY no) FROM unnest(refs) WITH ORDINALITY u (r, no)
$$;
CREATE FUNCTION pg_temp.many_sql(items jsonb, action text, detail jsonb, batch text, request uuid) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.act_many(%L, %L, %L, %L, %L)', coalesce(request, gen_random_uuid()), items, action, detail, batch)
$$;
CREATE FUNCTION pg_temp.many(login text, items jsonb, action text, detail jsonb DEFAULT '{}', batch text DEFAULT NULL, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.many_sql(items, action, detail, batch, request))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, items jsonb, action text, detail jsonb DEFAULT '{}', batch text DEFAULT NULL, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, pg_temp.many_sql(items, action, detail, batch, request))
$$;
CREATE FUNCTION pg_temp.preview(login text, items jsonb, action text, detail jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.act_many_preview(%L, %L, %L)', items, action, detail))::jsonb
$$;
CREATE FUNCTION pg_temp.undo(login text, batch text, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.undo_many(%L, %L)', coalesce(request, gen_random_uuid()), batch))::jsonb
$$;
CREATE FUNCTION pg_temp.told(answer jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE WHEN (x.r ->> 'ok')::boolean THEN x.r ->> 'status' ELSE (x.r ->> 'code') || ' ' || (x.r ->> 'short') END, ', ' ORDER BY x.no)
    FROM jsonb_array_elements(answer -> 'results') WITH ORDINALITY x (r, no)
$$;

CREATE TEMPORARY TABLE story (name text PRIMARY KEY, ref text);
INSERT INTO story SELECT n, tests.nursing() FROM unnest('{new,other,third,accepted,changed}'::text[]) n;
INSERT INTO story SELECT 'harbor', tests.nursing('drew', NULL, 'harbor_nursing_visits');
CREATE FUNCTION pg_temp.ref(name text) RETURNS text LANGUAGE sql AS $$ SELECT s.ref FROM story s WHERE s.name = ref.name $$;
SELECT tests.act('tomas', pg_temp.ref('accepted'), 'accept');
CREATE TEMPORARY TABLE given AS SELECT pg_temp.items(pg_temp.ref('harbor'), pg_temp.ref('third'), pg_temp.ref('accepted'), pg_temp.ref('new'), pg_temp.ref('changed'), 'R-999999', pg_temp.ref('other')) AS items;
SELECT tests.act('drew', pg_temp.ref('changed'), 'redate', '{"value": "2026-12-01T12:00", "reason": "x"}');

-- What it would do, told before.
SELECT tests.at('2026-11-20 10:05-05');
CREATE TEMPORARY TABLE before AS SELECT * FROM app.ledger;
SELECT is(pg_temp.preview('maria', (SELECT items FROM given), 'accept') - 'not',
          '{"words": "Accept 3 as you; 4 cannot: 2 not yours, 1 already accepted, 1 changed since.", "does": "accept {n} as you", "will": 3}', 'a preview says what will happen to how many');
SELECT is((SELECT jsonb_agg(n -> 'ref') FROM jsonb_array_elements(pg_temp.preview('maria', (SELECT items FROM given), 'accept') -> 'not') n),
          jsonb_build_array(pg_temp.ref('harbor'), pg_temp.ref('accepted'), pg_temp.ref('changed'), 'R-999999'), 'and names those that cannot');
SELECT is(pg_temp.preview('maria', pg_temp.items(pg_temp.ref('new')), 'decline') ->> 'words', 'Decline 1: no staff.', 'with the reason that would apply');
SELECT is(pg_temp.preview('sam', pg_temp.items(pg_temp.ref('new'), pg_temp.ref('third')), 'assign', '{"to": "tomas"}') ->> 'words', 'Give 2 to Tomas Silva.', 'or whom it would go to');
INSERT INTO app.coverage (staff_id, cover_id, starts, ends, created_by)
SELECT s.id, NULL, date_trunc('day', app.now() + interval '1 day', n.timezone), app.now() + interval '9 days', 'sam' FROM app.staff s, app.network n WHERE s.login = 'tomas';
SELECT matches(pg_temp.preview('sam', pg_temp.items(pg_temp.ref('new'), pg_temp.ref('third')), 'assign', '{"to": "tomas"}') ->> 'words', '^Give 2 to Tomas Silva \(away from ... \d+ ..., no cover named\)\.$', 'and that they will be away then');
UPDATE app.coverage SET starts = starts + interval '1 month', ends = ends + interval '1 month';
SELECT is(pg_temp.preview('sam', pg_temp.items(pg_temp.ref('new'), pg_temp.ref('third')), 'assign', '{"to": "tomas"}') ->> 'words', 'Give 2 to Tomas Silva.', 'what comes long after it is due is nothing to think of');
UPDATE app.coverage SET starts = starts - interval '1 month', ends = ends - interval '1 month';
SELECT is(pg_temp.preview('maria', pg_temp.items(pg_temp.ref('new')), 'escalate') ->> 'words', 'Tell Sam Whitaker about 1.', 'or who would be told');
SELECT is(pg_temp.preview('tomas', pg_temp.items(pg_temp.ref('accepted'), pg_temp.ref('new')), 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}') ->> 'words',
          'Let 1 wait for payer until Tue 24 Nov; 1 cannot: 1 not answered yet.', 'or how long it would wait');
SELECT is(pg_temp.preview('casey', pg_temp.items(pg_temp.ref('new')), 'accept') ->> 'words', '1 cannot: 1 not yours.', 'nothing at all, for somebody who may nothing');
SELECT results_eq('SELECT * FROM app.ledger', 'SELECT * FROM before', 'nothing was done by asking');
SELECT is((SELECT count(*) FROM app.batch), 0::bigint, 'and nothing is kept of it');

-- Done: a refusal in it stops none of the others.
CREATE TEMPORARY TABLE done AS SELECT pg_temp.many('maria', (SELECT items FROM given), 'accept', '{}', NULL, tests.uuid(1)) AS answer;
SELECT is(pg_temp.told(answer), 'HF404 not yours, accepted, HF412 already accepted, accepted, HF409 changed since, HF404 not yours, accepted', 'each has its own result, in the order asked') FROM done;
SELECT is(answer -> 'done', '3', 'how many were done') FROM done;
SELECT is(answer #>> '{results,0,message}', answer #>> '{results,5,message}', 'what is not theirs is answered like what is not there') FROM done;
SELECT alike(answer #>> '{results,4,message}', 'Drew Palmer % at 10:00.', 'who changed it, and when') FROM done;
SELECT is((SELECT array_agg(tests.owner(pg_temp.ref(n)) ORDER BY n) FROM unnest('{new,other,third}'::text[]) n), '{home_care_intake maria,home_care_intake maria,home_care_intake maria}'::text[], 'they are hers');
SELECT is(tests.status(pg_temp.ref('changed')) || tests.version(pg_temp.ref('changed')), 'requested2', 'what changed since it was looked at is as it was');
SELECT is((SELECT count(*) FROM app.ledger l JOIN story s ON l.entity_id = (tests.task(s.ref)).id WHERE l.action = 'accept' AND l.detail ->> 'batch' = d.answer ->> 'batch' AND l.actor = 'maria'), 3::bigint, 'each on its own record') FROM done d;
SELECT is((answer ->> 'undo_until')::timestamptz, '2026-11-20 10:15-05'::timestamptz, 'and it may be undone') FROM done;
SELECT is_empty('SELECT * FROM api.ledger_verify(true)', 'the record is whole');

-- Sent twice: done once.
SELECT is(pg_temp.many('maria', (SELECT items FROM given), 'accept', '{}', NULL, tests.uuid(1)), answer || '{"replayed": true}', 'the same request has the first answer') FROM done;
SELECT alike(pg_temp.refused('maria', (SELECT items FROM given), 'decline', '{}', NULL, tests.uuid(1)), 'HF422:%', 'another one by the same id none');

-- A further call of the same.
INSERT INTO story SELECT 'fourth', tests.nursing();
SELECT is(pg_temp.many('maria', pg_temp.items(pg_temp.ref('fourth')), 'accept', '{}', answer ->> 'batch') -> 'batch', answer -> 'batch', 'a further call goes on with it') FROM done;
SELECT alike(pg_temp.refused('maria', pg_temp.items(pg_temp.ref('fourth')), 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}', answer ->> 'batch'), 'HF412: B-% does not go on%', 'not with another step') FROM done;
SELECT alike(pg_temp.refused('tomas', pg_temp.items(pg_temp.ref('fourth')), 'accept', '{}', answer ->> 'batch'), 'HF404:%', 'not somebody else') FROM done;

-- One undo for all of it, but for what went on.
SELECT tests.at('2026-11-20 10:08-05');
SELECT tests.act('maria', pg_temp.ref('other'), 'start', '{"date": "2026-11-20", "note": "x"}');
SELECT matches(tests.act('sam', pg_temp.ref('third'), 'assign', '{"to": "tomas"}') ->> 'away', '^away from ... \d+ ..., no cover named$', 'what came of one step says that he will be away');
DELETE FROM app.coverage;
CREATE TEMPORARY TABLE undone AS SELECT pg_temp.undo('maria', answer ->> 'batch', tests.uuid(2)) AS answer FROM done;
SELECT is((answer ->> 'done') || ' ' || (answer ->> 'left'), '2 0', 'it takes back what it can') FROM undone;
SELECT is((SELECT jsonb_object_agg(s.name, tests.status(s.ref)) FROM story s), '{"new": "requested", "fourth": "requested", "other": "in-progress", "third": "accepted", "accepted": "accepted", "changed": "requested", "harbor": "requested"}', 'these stand as before');
SELECT is((SELECT array_agg(x ->> 'message') FROM undone, jsonb_array_elements(answer -> 'results') x WHERE NOT (x ->> 'ok')::boolean),
          array_fill('It went on after your step, so that can no longer be undone.'::text, ARRAY[2]), 'and the others say why not, also where the person went on with it herself');
SELECT is((SELECT count(*) FROM app.ledger l WHERE l.action = 'undo' AND l.detail ->> 'batch' = d.answer ->> 'batch'), 2::bigint, 'each on its own record') FROM done d;
SELECT is(pg_temp.undo('maria', answer ->> 'batch', tests.uuid(2)), answer || '{"replayed": true}', 'the same request has the first answer') FROM undone;
SELECT alike(tests.error_as('maria', format('SELECT api.undo_many(%L, %L)', gen_random_uuid(), answer ->> 'batch')), 'HF412: B-% was taken back already%', 'a second one finds nothing') FROM done;
SELECT alike(tests.error_as('tomas', format('SELECT api.undo_many(%L, %L)', gen_random_uuid(), answer ->> 'batch')), 'HF404:%', 'somebody else''s is not there') FROM done;
SELECT alike(tests.error_as('maria', format('SELECT api.undo_many(%L, %L)', gen_random_uuid(), b)), 'HF404:%', 'nor is ' || coalesce(b, 'nothing')) FROM unnest('{B-1,T-1,B-x,NULL,""}'::text[]) b;

-- Too late, and what is never taken back.
CREATE TEMPORARY TABLE late AS SELECT pg_temp.many('maria', pg_temp.items(pg_temp.ref('new'), pg_temp.ref('fourth')), 'accept') ->> 'batch' AS batch;
CREATE TEMPORARY TABLE noted AS SELECT pg_temp.many('maria', pg_temp.items(pg_temp.ref('new')), 'note', '{"note": "asked"}') AS answer;
SELECT is(answer -> 'undo_until', 'null', 'a note is not undone') FROM noted;
SELECT is((SELECT l.detail ? 'batch' AND p.body ->> 'note' = 'asked' FROM app.ledger l JOIN app.ledger_private p ON p.entry_id = l.id
           WHERE l.entity_id = (tests.task(pg_temp.ref('new'))).id ORDER BY l.seq DESC LIMIT 1), true, 'it is written where it belongs');
SELECT is(pg_temp.undo('maria', answer ->> 'batch') #>> '{results,0,short}', 'said for good: it stays on the record', 'and says so') FROM noted;
SELECT tests.at('2026-11-20 10:30-05');
SELECT is((SELECT array_agg(DISTINCT x ->> 'message') FROM late, jsonb_array_elements(pg_temp.undo('maria', batch) -> 'results') x), '{"It could be undone until 10:18."}'::text[], 'after the time for it nothing is');

-- What is asked wrongly.
SELECT alike(pg_temp.refused('maria', pg_temp.items(pg_temp.ref('other')), a, '{"outcome": "service_received", "note": "x", "reason": "no_contact", "date": "2026-11-20"}'), 'HF412: One at a time:%', a || ' is done to one at a time')
FROM unnest('{start,complete,fail,void,undo,return,ask,reroute,resolve,verify,correct,reopen,call}'::text[]) a;
SELECT is(ARRAY(SELECT DISTINCT p.action FROM app.step p WHERE p.many IS NOT NULL ORDER BY 1), '{accept,assign,cancel,claim,decline,escalate,hold,note,promise,redate,relevel,resume,seen}'::text[], 'which these are is a column');
SELECT alike(pg_temp.refused('maria', '[{"ref": "R-1", "version": 1}]', 'dance'), 'HF400: There is no action dance.', 'no such step');
SELECT alike(pg_temp.refused('maria', i, 'accept'), 'HF400:%', i::text) FROM unnest(ARRAY['[]', '{}', 'null', '[1]', '[{"version": 1}]', '[{"ref": 7, "version": 1}]', '[{"ref": "R-1", "version": "x"}]',
    '[{"ref": "R-1", "version": 1.5}]', '[{"ref": "R-1", "version": 1}, {"ref": "R-1", "version": 1}]']::jsonb[]) i;
SELECT alike(pg_temp.refused('maria', (SELECT jsonb_agg(jsonb_build_object('ref', 'R-' || n, 'version', 1)) FROM generate_series(1, 201) n), 'accept'), 'HF400:%1 to 200.', '200 in a call at most');
SELECT is((SELECT array_agg(DISTINCT x ->> 'code') FROM jsonb_array_elements(pg_temp.many('maria', (SELECT jsonb_agg(jsonb_build_object('ref', 'R-' || n, 'version', 1)) FROM generate_series(900001, 900200) n), 'accept') -> 'results') x), '{HF404}', '200 are taken');
SELECT is((SELECT count(*) FROM app.batch b WHERE NOT EXISTS (SELECT FROM app.batch_item i WHERE i.batch_id = b.id)), 0::bigint, 'where nothing was done there is nothing to undo');
SELECT is(pg_temp.many('maria', jsonb_build_array(jsonb_build_object('ref', pg_temp.ref('changed'))), 'accept') -> 'done', '1', 'without a version it is taken as it stands');
SELECT is(pg_temp.many('drew', pg_temp.items(pg_temp.ref('changed')), 'relevel', '{"value": "red", "reason": "x"}') #>> '{results,0,code}', 'HF404', 'what is not theirs stays so');
SELECT is(pg_temp.many('lena', pg_temp.items(pg_temp.ref('changed')), 'relevel', '{"value": "red", "reason": "x"}') #>> '{results,0,code}', 'HF400', 'a wrong value is told for each');

-- Declined together: each opens its own search, and undo withdraws them.
INSERT INTO story SELECT n, tests.nursing() FROM unnest('{d1,d2}'::text[]) n;
CREATE TEMPORARY TABLE declined AS SELECT pg_temp.many('maria', pg_temp.items(pg_temp.ref('d1'), pg_temp.ref('d2')), 'decline') AS answer;
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'reroute' AND t.closed_at IS NULL AND t.referral_id IN (SELECT (tests.task(ref)).referral_id FROM story WHERE name LIKE 'd_')), 2::bigint, 'each has its search');
SELECT is(pg_temp.undo('maria', answer ->> 'batch') -> 'done', '2', 'both are taken back') FROM declined;
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'reroute' AND t.closed_at IS NULL AND t.referral_id IN (SELECT (tests.task(ref)).referral_id FROM story WHERE name LIKE 'd_')), 0::bigint, 'with what they opened');

-- Why not is told in words that stand behind a number, once for all of one kind, and never as if an item that
-- is listed were not there.
INSERT INTO story SELECT n, tests.nursing() FROM unnest('{own,own2,waiting}'::text[]) n;
SELECT tests.act('maria', pg_temp.ref(n), 'accept') FROM unnest('{own,own2}'::text[]) n;
SELECT tests.act('tomas', pg_temp.ref('waiting'), 'accept');
CREATE TEMPORARY TABLE search AS SELECT tests.act('maria', tests.nursing(), 'decline') #>> '{opened,0}' AS ref;
SELECT is(pg_temp.preview(w.login, pg_temp.items(VARIADIC w.refs), w.action, w.detail::jsonb) ->> 'words', w.words, 'why not: ' || w.words)
FROM (VALUES
    ('maria', ARRAY[pg_temp.ref('own'), pg_temp.ref('own2')], 'claim', '{}', '2 cannot: 2 yours already.'),
    ('maria', ARRAY[pg_temp.ref('own'), pg_temp.ref('waiting')], 'claim', '{}', 'Take 1 over; 1 cannot: 1 yours already.'),
    ('sam', ARRAY[pg_temp.ref('own'), pg_temp.ref('own2')], 'assign', '{"to": "frank"}', '2 cannot: 2 of a role that Frank Novak does not hold.'),
    ('sam', ARRAY[pg_temp.ref('own')], 'assign', '{"to": "nobody"}', '1 cannot: 1 for somebody who is not here.'),
    ('sam', ARRAY[pg_temp.ref('own'), pg_temp.ref('waiting')], 'assign', '{"to": "maria"}', 'Give 1 to Maria Soto; 1 cannot: 1 with Maria Soto already.'),
    ('maria', ARRAY[pg_temp.ref('own')], 'hold', '{"waiting_on": "payer", "until": "2026-11-19"}', '1 cannot: 1 till a day that is past.'),
    ('maria', ARRAY[pg_temp.ref('own')], 'hold', '{"until": "2026-11-24"}', '1 cannot: 1 without who is waited for.'),
    ('lena', ARRAY[pg_temp.ref('own')], 'relevel', '{"value": "routine", "reason": "x"}', '1 cannot: 1 routine already.'),
    ('lena', ARRAY[pg_temp.ref('own')], 'relevel', '{"value": "red", "reason": "x"}', '1 cannot: 1 given a level that there is not.'),
    ('lena', ARRAY[pg_temp.ref('own')], 'redate', '{"value": "2026-11-01", "reason": "x"}', '1 cannot: 1 given a time that is past.'),
    ('maria', ARRAY[tests.nursing()], 'decline', '{"reason": "rain"}', '1 cannot: 1 given a reason that there is not.'),
    ('lena', ARRAY[(SELECT ref FROM search)], 'decline', '{}', '1 cannot: 1 of another kind: search for another provider.')) w (login, refs, action, detail, words);
SELECT is(pg_temp.preview('maria', pg_temp.items(pg_temp.ref('own')), 'claim') #>> '{not,0,why}', 'It is yours already.', 'what is one''s own is there');

-- All of a list, for tagging.
SELECT results_eq($$SELECT i ->> 'ref', (i ->> 'version')::integer, (i ->> 'id')::bigint FROM jsonb_array_elements(tests.run_as('maria', 'SELECT api.queue_refs(''role'', ''{"status": "requested"}'')')::jsonb -> 'items') i$$,
                  $$SELECT x ->> 'ref', (x ->> 'version')::integer, (x ->> 'id')::bigint FROM jsonb_array_elements(tests.run_as('maria', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''role'', ''{"status": "requested"}'') q')::jsonb) x$$,
                  'what the queue lists, in its order');
SELECT is(tests.run_as('maria', 'SELECT api.queue_refs(''role'', ''{}'', 2)')::jsonb -> 'more', 'true', 'and whether there is more');
SELECT alike(tests.error_as('maria', 'SELECT api.queue_refs(''role'', ''{}'', 1001)'), 'HF400:%', 'a thousand at most');

SELECT * FROM finish();
ROLLBACK;
