-- What is said of an item agrees with what it is, and is said in words.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
CREATE FUNCTION pg_temp.row_of(login text, ref text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT q.state_words || '' / '' || q.with_words FROM api.queue_row(%L) q', ref))
$$;
CREATE FUNCTION pg_temp.effect(login text, ref text, action text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT q.effects[array_position(q.actions, %L)] FROM api.queue_row(%L) q', action, ref))
$$;
CREATE FUNCTION pg_temp.peek(login text, ref text, key text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.peek(%s) ->> %L', engine.task_id(ref), key))
$$;

-- A row that was just acted upon, read again by itself.
CREATE TEMPORARY TABLE story AS SELECT tests.nursing() AS declined, tests.nursing() AS accepted, tests.nursing() AS late;
SELECT is(pg_temp.row_of('maria', declined), 'needs answer / intake', 'before') FROM story;
SELECT tests.act('maria', declined, 'decline') FROM story;
SELECT is(pg_temp.row_of('maria', declined), '-> Lena / Lena', 'a declined one says who has the need now') FROM story;
SELECT is(pg_temp.row_of('lena', declined), '-> you / you', 'to herself, too') FROM story;
SELECT tests.act('maria', accepted, 'accept') FROM story;
SELECT is(pg_temp.row_of('maria', accepted), 'not started / you', 'an accepted one whose it is') FROM story;
SELECT tests.act('drew', accepted, 'cancel', '{"reason": "not_needed"}') FROM story;
SELECT is(pg_temp.row_of('maria', accepted), 'cancelled / you', 'a closed one how it ended') FROM story;
SELECT is((SELECT count(*) FROM app.opening), 0::bigint, 'none of that was an opening');
SELECT is(tests.error_as('hana', format('SELECT api.queue_row(%L)', declined)), 'HF404: There is no such item, or it is not yours to see.', 'and it is no way around') FROM story;

-- The preview: whole sentences, and the reason that was given last.
SELECT is(pg_temp.peek('maria', declined, 'undo'), 'You declined: no staff (default).', 'the reason that applied') FROM story;
SELECT tests.act('maria', declined, 'amend', '{"reason": "out_of_area"}') FROM story;
SELECT is(pg_temp.peek('maria', declined, 'undo'), 'You declined: outside our area.', 'the one that was chosen') FROM story;
SELECT tests.act('maria', declined, 'amend', '{"note": "Two of us are ill"}') FROM story;
SELECT is(pg_temp.peek('maria', declined, 'undo'), 'You declined: outside our area: Two of us are ill.', 'and what was added') FROM story;
SELECT is(engine.sentences('New knee; stairs at home. ', NULL, '', 'send the rest', 'Ring twice!'), 'New knee; stairs at home. Send the rest. Ring twice!',
          'parts become sentences');
SELECT is(engine.sentences(NULL), NULL, 'of nothing, none');

-- Nobody is offered to tell themselves.
SELECT is(pg_temp.effect('maria', late, 'escalate'), 'tell Sam', 'first the supervisor') FROM story;
SELECT is(pg_temp.effect('sam', late, 'escalate'), 'pass to Lena', 'whom the supervisor passes over') FROM story;
SELECT is(tests.act('sam', late, 'escalate') ->> 'told', 'Lena Ortiz', 'and so it is done') FROM story;
CREATE TEMPORARY TABLE last AS SELECT tests.nursing() AS ref;
SELECT tests.act('maria', ref, 'escalate') FROM last;
SELECT is(pg_temp.effect('maria', ref, 'escalate'), 'pass to Lena', 'the last of the ladder') FROM last;
SELECT is(pg_temp.effect('lena', ref, 'escalate'), NULL, 'has nobody above') FROM last;
SELECT tests.at(app.now() + interval '20 minutes');
SELECT is(tests.refused('lena', ref, 'escalate'), 'HF412: Everybody who comes next has been told.', 'and is told so') FROM last;

-- A search for another provider that began because a try was late ends when that one starts after all.
CREATE TEMPORARY TABLE slow AS SELECT tests.nursing() AS ref;
SELECT tests.act('maria', ref, 'accept') FROM slow;
SELECT tests.sweep(app.now() + interval '10 days');
SELECT tests.sweep(app.now() + interval '10 days');
CREATE TEMPORARY VIEW search AS SELECT k.* FROM app.task k, slow WHERE k.referral_id = (tests.task(slow.ref)).referral_id AND k.kind = 'reroute';
SELECT is((SELECT s.status::text FROM search s), 'requested', 'nobody could make it start: another is sought');
SELECT tests.act((SELECT k.login FROM app.staff k WHERE k.id = (tests.task(ref)).owner_staff_id), ref, 'start', '{"date": "2026-12-09", "note": "by telephone"}') FROM slow;
SELECT is((SELECT s.status::text FROM search s), 'cancelled', 'it started: no other is needed');
SELECT tests.act((SELECT k.login FROM app.staff k WHERE k.id = (tests.task(ref)).owner_staff_id), ref, 'undo') FROM slow;
SELECT is((SELECT s.status::text FROM search s), 'requested', 'it did not: one is');
-- What became of that try afterwards is not why another was sought.
SELECT is(tests.run_as('lena', format('SELECT api.item(%L) #>> ''{now,because}''', engine.task_ref((SELECT k FROM app.task k WHERE k.id = s.id)))),
          'it was not started in time', 'and says why it was opened') FROM search s;
SELECT tests.at(app.now() + interval '1 hour');
SELECT tests.act('lena', ref, 'fail', '{"reason": "no_contact"}') FROM slow;
SELECT is(tests.run_as('lena', format('SELECT api.item(%L) #>> ''{now,because}''', engine.task_ref((SELECT k FROM app.task k WHERE k.id = s.id)))),
          'it was not started in time', 'also when the try came to nothing later') FROM search s;

-- Parts of a line carry no stop of their own: "First visit done, LATE".
CREATE TEMPORARY TABLE typed AS SELECT tests.nursing() AS ref;
SELECT tests.act('maria', ref, 'accept') FROM typed;
SELECT tests.act('maria', ref, 'call', '{"reached": true, "note": "Family is informed."}') FROM typed;
SELECT tests.act('maria', ref, 'start', jsonb_build_object('date', app.now(), 'note', 'First visit done.')) FROM typed;
SELECT is_empty($$SELECT x FROM typed, jsonb_array_elements(tests.run_as('maria', format('SELECT api.item(%L) -> ''acted''', ref))::jsonb) a,
    LATERAL (SELECT a ->> 'did' AS x UNION ALL SELECT o ->> 'text' FROM jsonb_array_elements(a -> 'also') o) s WHERE x ~ '\.$'$$, 'no stop before a comma');

-- What is refused is refused in words.
SELECT is(tests.error_as('maria', 'SELECT api.ledger_verify()'), 'HF404: Proving the record is for those with the audit duty.', 'proving the record');
SELECT ok(tests.error_as('casey', 'SELECT api.ledger_verify()') = 'no error', 'who has that duty does');
SELECT is_empty($$SELECT p.action FROM app.step p WHERE engine.step_words(p.action) = replace(p.action, '_', ' ') || ' it'
                     AND p.action NOT IN ('accept', 'decline', 'cancel', 'correct', 'reopen', 'verify', 'resolve')$$, 'every step has words of its own');
SELECT is_empty($$SELECT n FROM app.step p, unnest(p.needs) need, unnest(string_to_array(need, '|')) n WHERE engine.need_words(n) = n$$, 'and so has all it needs');
SELECT is_empty($$SELECT e.action FROM app.ledger e WHERE e.action = 'hold' AND engine.entry_words(e, '{}') ~ '^waits'$$, 'what was done stands behind a name');
-- Conditions and rights are told in the words of the screen; what is malformed (HF400) names its argument, and the policy its keys.
SELECT is_empty($$SELECT p.oid::regproc, said[1] FROM pg_proc p,
        regexp_split_to_table(regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), ';\s*\n') call, regexp_matches(call, $re$'((?:[^']|'')*)'$re$, 'g') said
    WHERE call ~ $re$refuse\('HF4(04|09|12)'$re$ AND p.pronamespace IN ('engine'::regnamespace, 'api'::regnamespace) AND p.proname NOT LIKE '%publish%' AND p.proname NOT LIKE 'refuse\_%'
      AND said[1] ~ ' ' AND said[1] ~ '\m[a-z]+_[a-z_]+\M|\((to|until|date|reason|value|how|note|field)\)|\m(redate|relevel)\M' AND said[1] !~ 'holdfast |renamed_from'$$,
    'no refusal names a key of what was sent');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
