-- Seals: what is written is sealed once, in a chain that can be kept elsewhere; and erasure, which
-- takes the words and leaves the chain whole.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/events.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.ask(login text, call text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, 'SELECT ' || call)::jsonb $$;
CREATE FUNCTION pg_temp.later() RETURNS void LANGUAGE sql AS $$ UPDATE app.sweep_lead SET last_at = '-infinity', sealed_at = clock_timestamp() - interval '61 seconds' $$;
CREATE FUNCTION pg_temp.breaks(since bigint DEFAULT 0) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(DISTINCT v.entity_kind || ': ' || v.problem, '; ') FROM api.ledger_verify(false, since) v
$$;

-- Every minute, by whoever sweeps.
SELECT cmp_ok((api.sweep() ->> 'sealed')::integer, '>', 0, 'the first sweep seals what was there');
CREATE TEMPORARY TABLE it AS SELECT tests.person('Quorvath', 'Ana') AS person;
ALTER TABLE it ADD ref text;
UPDATE it SET ref = tests.nursing('drew', person);
SELECT is((SELECT count(*) FROM app.unsealed), 2::bigint, 'what is written waits for a seal');
UPDATE app.sweep_lead SET last_at = '-infinity';
SELECT is(pg_temp.ask('maria', 'api.sweep()') ->> 'sealed', '0', 'within the same minute none is made');
SELECT pg_temp.later();
SELECT is(pg_temp.ask('maria', 'api.sweep()') ->> 'sealed', '2', 'then anybody''s sweep makes one');
SELECT pg_temp.later();
SELECT is(pg_temp.ask('maria', 'api.sweep()') ->> 'sealed', '0', 'nothing new makes none');
SELECT is((SELECT count(*) FROM app.seal), 2::bigint, 'two seals');
SELECT is((SELECT array_agg(e.id ORDER BY e.id) FROM app.ledger e), (SELECT array_agg(u.id ORDER BY u.id) FROM app.seal s, unnest(s.entries) u(id)), 'every entry is in exactly one');
SELECT is((SELECT previous FROM app.seal WHERE number = 2), (SELECT hash FROM app.seal WHERE number = 1), 'the second follows the first');
SELECT is((SELECT hash FROM app.seal WHERE number = 2), (SELECT sha256(convert_to(engine.seal_line(s), 'UTF8')) FROM app.seal s WHERE number = 2), 'its hash is that of its line');
SELECT is((SELECT digest FROM app.seal WHERE number = 2), (SELECT sha256(string_agg(int8send(e.id) || e.hash, '' ORDER BY e.id)) FROM app.ledger e
    WHERE e.id = ANY (SELECT unnest(entries) FROM app.seal WHERE number = 2)), 'which names what it covers');
SELECT is((SELECT s.cluster FROM app.seal s WHERE number = 2), (SELECT system_identifier FROM pg_control_system()), 'and on which server it was made');
SELECT is(engine.seal(1), 0, 'there is nothing to seal twice');
SELECT tests.act('maria', ref, 'accept') FROM it;
SELECT tests.act('maria', ref, 'note', '{"note": "Quorvath rang: the dog Quibble bites"}') FROM it;
SELECT is(array(SELECT engine.seal(1) FROM generate_series(1, 3)), '{1,1,0}', 'a seal takes no more than it may');
SELECT is(array(SELECT horizon IS NULL FROM app.seal WHERE number > 2 ORDER BY number), '{t,t}', 'and says of what it left that it left it');
SELECT is(pg_temp.breaks(), NULL, 'all of it is whole');

-- Who reads them.
SELECT is((SELECT count(*) FROM api.ledger_seals()), 4::bigint, 'as lines');
SELECT is((SELECT array_agg(number) FROM api.ledger_seals(2, 1)), '{3}', 'after a number, so many');
SELECT is((SELECT array_agg(split_part(line, E'\t', 14) = encode(sha256(convert_to(regexp_replace(line, '\t[^\t]*$', ''), 'UTF8')), 'hex')) FROM api.ledger_seals()), '{t,t,t,t}',
    'each hash can be computed by anybody who has the line');
SELECT is((SELECT count(*) FROM unnest('{casey,adm}'::text[]) who WHERE tests.error_as(who, 'SELECT line FROM api.ledger_seals(0, 1)') = 'no error'), 2::bigint, 'compliance and the administrator');
SELECT matches(tests.error_as(who, 'SELECT line FROM api.ledger_seals()'), '^HF404', who || ' does not') FROM unnest('{maria,lena,drew}'::text[]) who;
SELECT matches(tests.error_as('adm', 'SELECT api.ledger_state()'), '^HF404', 'proving is for compliance');
SELECT is(pg_temp.ask('casey', 'api.ledger_state()') - '{first,last_at}'::text[], jsonb_build_object('seals', 4, 'sealed', (SELECT sum(count) FROM app.seal), 'waiting', 0, 'last', 4, 'erased', '[]'::jsonb), 'which is told how much there is');
SELECT matches(tests.error_as('casey', 'SELECT ref FROM api.ledger_verify(false, 0, 3, 2)'), '^HF400', 'a third part of two is none');
SELECT is((SELECT count(*) FROM generate_series(1, 7) part, tests.error_as('casey', format('SELECT ref FROM api.ledger_verify(true, 0, %s, 7)', part)) e WHERE e = 'no error'), 7::bigint, 'it is proved in parts too');
SELECT matches(tests.error_as('lena', 'DELETE FROM app.seal'), '^42501', 'nobody removes one');
SELECT throws_ok('DELETE FROM app.seal', 'HF412', 'The record is only ever added to.', 'not even the server''s owner, by accident');

-- What somebody with the server in hand does to it.
ALTER TABLE app.seal DISABLE TRIGGER ALL;
DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relname ~ '^ledger' AND c.relkind IN ('r', 'p') LOOP
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', p); END LOOP; END $$;
CREATE FUNCTION pg_temp.after(deed text, since bigint DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    BEGIN
        EXECUTE deed;
        found := pg_temp.breaks(since);
        RAISE EXCEPTION 'take it back';
    EXCEPTION WHEN raise_exception THEN
        RETURN found;
    END;
END $$;
CREATE TEMPORARY TABLE deed (n integer, text text, since bigint, found text);
INSERT INTO deed VALUES
    (1, 'DELETE FROM app.seal WHERE number = 2', 0, 'entry: .*|.*a seal before it is missing.*'),
    (2, 'DELETE FROM app.seal WHERE number = 4', 0, 'no seal covers it, and none will'),
    (3, 'UPDATE app.seal SET sealed_at = sealed_at - interval ''1 day'' WHERE number = 3', 0, 'the seal was changed'),
    (4, 'UPDATE app.seal SET entries = entries[2:] WHERE number = 2', 0, 'what it covers was changed, or is missing'),
    (5, 'UPDATE app.seal s SET hash = engine.seal_hash(s) WHERE number = 2; UPDATE app.seal SET database = ''x'' WHERE number = 2; UPDATE app.seal s SET hash = engine.seal_hash(s) WHERE number = 2', 0, 'it does not follow the seal before it'),
    (6, 'INSERT INTO app.unsealed SELECT id, at, hash FROM app.ledger LIMIT 1', 0, 'it is sealed more than once'),
    (7, 'UPDATE app.ledger SET actor = ''tomas'' WHERE id = (SELECT max(id) FROM app.ledger)', 0, 'the entry was changed'),
    (8, 'UPDATE app.ledger SET actor = ''tomas'' WHERE id = (SELECT max(id) FROM app.ledger)', 3, 'the entry was changed'),
    (9, 'DELETE FROM app.ledger WHERE id = (SELECT max(id) FROM app.ledger)', 3, 'what it covers was changed, or is missing'),
    (10, 'UPDATE app.ledger SET detail = ''{"a": 1}'' WHERE id = (SELECT min(id) FROM app.ledger)', 0, 'the entry was changed'),
    (11, 'UPDATE app.seal SET database = ''x'' WHERE number = 1', 4, 'the seal was changed'),
    (12, 'UPDATE app.ledger_private SET body = NULL, salt = NULL, erased_by = (SELECT max(id) FROM app.ledger)', 0, 'its words were erased, and no entry says so'),
    (13, 'UPDATE app.ledger_private SET body = ''{"note": "kind words"}''', 0, 'its words were changed'),
    (14, 'UPDATE app.ledger_private SET body = NULL', 0, 'its words were changed'),
    (15, 'DELETE FROM app.ledger_private', 0, 'its words are missing');
SELECT matches(pg_temp.after(d.text, d.since), d.found, d.n || ': ' || d.text) FROM deed d ORDER BY d.n;
-- An item edited past its record.
INSERT INTO deed SELECT 20 + n, format('UPDATE app.task SET %s WHERE id = engine.task_id(%L)', edit, ref), 0, 'the item was edited past its record' FROM it, unnest(ARRAY[
    'label = $l$x$l$', 'needed_by = now()', 'owner_staff_id = 1', 'owner_role_id = owner_role_id + 1', 'priority = $l$stat$l$', 'due = due + interval $l$1 day$l$',
    'category = $l$substance_use$l$', 'service_id = 1', 'created_at = created_at - interval $l$1 day$l$', 'need_since = now()']) WITH ORDINALITY u (edit, n);
SELECT matches(pg_temp.after(d.text, d.since), d.found, d.n || ': ' || d.text) FROM deed d WHERE d.n > 20 ORDER BY d.n;
SELECT is(pg_temp.after('UPDATE app.ledger SET detail = ''{"a": 1}'' WHERE id = (SELECT min(id) FROM app.ledger)', 4), NULL, 'what was proved before is not read again: that is what full is for');
SELECT is(pg_temp.breaks(), NULL, 'all of it is whole again');

CREATE FUNCTION pg_temp.breaks_in_parts() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(DISTINCT v.entity_kind || ': ' || v.problem, '; ') FROM generate_series(1, 7) part, LATERAL (SELECT * FROM api.ledger_verify(true, 0, part, 7)) v
$$;
SELECT is(pg_temp.breaks_in_parts(), NULL, 'in parts too');
SAVEPOINT made_up;
SELECT engine.record('pathway_run', 77, 1, '', app.now(), NULL, 'start_pathway', NULL, NULL, NULL, NULL, NULL, NULL, NULL) IS NOT NULL AS written \gset
SELECT is(pg_temp.breaks_in_parts(), 'pathway_run: there is nothing it tells of any more', 'where nothing of that kind is, the entries are found as well');
ROLLBACK TO made_up;

-- The entries of a person: of everything, as far as the reader may see.
SELECT pg_temp.ask('lena', format('api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', person)) FROM it;
SELECT tests.event('drew', person, 'ed_visit', '2026-11-19 22:00-05', '{"place": "Quorvath Bay", "note": "Quibble bit"}') FROM it;
SELECT is((SELECT array_agg(DISTINCT e.entity_kind ORDER BY e.entity_kind) FROM it, engine.person_entries(engine.individual_id(it.person), NULL) e), '{care_plan,event,individual,task}', 'the server''s owner gets entries of everything about a person');
SELECT is((SELECT count(*) FROM it, api.ledger_show(it.person)), (SELECT count(*) FROM it, app.ledger l WHERE l.individual_id = engine.individual_id(it.person)), 'all of them');
SELECT is(tests.run_as('lena', format('SELECT count(*) FROM api.ledger_show(%L)', person))::bigint, (SELECT count(*) FROM app.ledger l WHERE l.individual_id = engine.individual_id(it.person)), 'the coordinator as many') FROM it;
SELECT cmp_ok(tests.run_as('drew', format('SELECT count(*) FROM api.ledger_show(%L) x WHERE x.of ~ ''^(plan|R-)''', person))::bigint, '>', 2::bigint, 'the requester the plan''s and the referral''s') FROM it;
SELECT is(tests.error_as('frank', format('SELECT api.ledger_show(%L)', person)), 'HF404: There is no such item, or it is not yours to see.', 'a stranger none') FROM it;
SELECT is(tests.run_as('maria', format('SELECT count(*) FROM api.ledger_show(%L)', ref))::bigint, 3::bigint, 'of an item those of that item') FROM it;

-- Erasure.
SELECT is(tests.error_as('casey', format('SELECT api.ledger_erase(gen_random_uuid(), %L, ''order 7'')', person)), 'HF412: One item is still open.', 'what is open is not erased') FROM it;
SELECT tests.act('maria', ref, 'start', '{"date": "2026-11-20", "note": "Quorvath confirmed"}') FROM it;
SELECT tests.act('maria', ref, 'complete', '{"outcome": "service_received", "note": "Quorvath is well"}') FROM it;
-- What other parts of the program keep of words.
INSERT INTO app.appointment (task_id, individual_id, starts_at, place, ride, created_at, created_by)
SELECT t.id, t.individual_id, app.now(), 'Quorvath Bay', 'with Quibble', app.now(), t.owner_staff_id FROM it, tests.task(ref) t;
INSERT INTO app.authorization (task_id, individual_id, payer, number, status, created_at, updated_at)
SELECT t.id, t.individual_id, 'Quorvath Health', 'Q-1', 'approved', app.now(), app.now() FROM it, tests.task(ref) t;
INSERT INTO app.result (task_id, individual_id, text, reported_at, reported_by, review_id)
SELECT t.id, t.individual_id, 'Quorvath: wound closed', app.now(), t.owner_staff_id, t.id FROM it, tests.task(ref) t;
INSERT INTO app.goal (area_id, description, created_at, updated_at)
SELECT a.id, 'Quibble finds a home', app.now(), app.now() FROM it JOIN app.care_plan c ON c.individual_id = engine.individual_id(person) JOIN app.plan_area a ON a.plan_id = c.id;
INSERT INTO app.plan_note (plan_id, kind, text, at) SELECT c.id, 'barrier', 'Quibble', app.now() FROM it JOIN app.care_plan c ON c.individual_id = engine.individual_id(person);
UPDATE app.plan_area a SET summary = 'Quorvath is well' FROM it JOIN app.care_plan c ON c.individual_id = engine.individual_id(person) WHERE a.plan_id = c.id;
INSERT INTO app.identifier (system, value, individual_id) SELECT 'mrn', 'quibble-1', engine.individual_id(person) FROM it;
SELECT tests.run_as('lena', format('SELECT api.save_draft(%L, ''{"text": "Quorvath"}'')', 'message/' || person)) FROM it;
SELECT tests.run_as('lena', format('SELECT api.save_draft(%L, ''{"text": "somebody else"}'')', 'message/' || person || '9')) FROM it;
SELECT is(tests.error_as('casey', format('SELECT api.ledger_erase(gen_random_uuid(), %L, ''order 7'')', person)), 'HF412: Their plan is still open.', 'nor somebody with a plan') FROM it;
SELECT pg_temp.ask('lena', format('api.plan_edit(gen_random_uuid(), %L, ''plan'', 1, ''{"close": true, "reason": "Quorvath moved"}'')', person)) FROM it;
SELECT is(tests.error_as(who, format('SELECT api.ledger_erase(gen_random_uuid(), %L, ''order 7'')', person)), CASE who WHEN 'adm' THEN 'HF404: There is no such item, or it is not yours to see.' ELSE 'HF404: You may see this, but it is not for you to erase it.' END, who || ' erases nothing')
FROM it, unnest('{lena,drew,maria,adm}'::text[]) who;
SELECT is(tests.error_as('casey', format('SELECT api.ledger_erase(gen_random_uuid(), %L, '' '')', person)), 'HF412: To erase, give a reason.', 'a reason is given') FROM it;
SELECT is(tests.error_as('casey', $$SELECT api.ledger_erase(gen_random_uuid(), 'P-99', 'order 7')$$), 'HF404: There is no such item, or it is not yours to see.', 'somebody is named');
SELECT matches(tests.error_as('casey', $$SELECT api.ledger_erase(gen_random_uuid(), 'network', 'order 7')$$), '^HF412', 'the policy is not somebody');
SELECT is(pg_temp.ask('casey', format('api.ledger_erase(%L, %L, ''court order 7'')', tests.uuid(7), person)) - '{at,entries}'::text[], jsonb_build_object('ref', person, 'replayed', false), 'compliance erases') FROM it;
SELECT is(pg_temp.ask('casey', format('api.ledger_erase(%L, %L, ''court order 7'')', tests.uuid(7), person)) ->> 'replayed', 'true', 'once') FROM it;
SELECT is(tests.error_as('casey', format('SELECT api.ledger_erase(gen_random_uuid(), %L, ''order 7'')', person)), format('HF412: Nothing is left to erase of %s.', person), 'then nothing is left') FROM it;
SELECT is((SELECT string_agg(t.oid::regclass::text, ', ') FROM pg_class t WHERE t.relnamespace = 'app'::regnamespace AND t.relkind IN ('r', 'p')
           AND (xpath('/table/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s x WHERE x::text ~* ''quorvath|quibble|1951-03-14''', t.oid::regclass), false, false, '')))[1]::text <> '0'),
    NULL, 'no table holds anything of it any more');
SELECT is((SELECT count(*) FROM app.draft d WHERE d.body ->> 'text' = 'somebody else'), 1::bigint, 'nor does it take what is of somebody else');
-- A new column beside a person: engine.erase takes it, or it holds no words. Say here which.
CREATE TEMPORARY TABLE told (columns text);
INSERT INTO told VALUES
    ('appointment: place ride; authorization: number payer; case_review: because; case_review_decision: decision; consent: expires_event revoked_how revoked_reason signer where_filed; contact: name note phone relation; event: change note place retracted_reason; goal: description; identifier: kind system value; import_source: entity_kind resource_type source_id system; ledger_private: body; life_change_item: image; merge: moved; pathway_run: provided; plan_area: summary; plan_note: text; referral: context duplicate_reason provided; result: text; social_risk: note; step_undo: before; task: label'),
    -- Codes, and what a closed item does not have any more.
    ('review: kind name of status; review_decision: action; review_item: action facts reasons state; review_missed: kind'),
    ('appointment: status; authorization: status; clock: target; consent: authority categories end_kind from_kind from_sector kind purpose to_sectors; disclosure: how purpose; disclosure_content: basis category what; emergency_look: category kind; event: category source; introduced: how; ledger: action actor detail entity_kind from_status to_status; life_change_item: action; message: category; pathway_run: status; pathway_run_step: state; plan_note: kind; reach: channels; referral: basis category outcome outcome_source; social_risk: category outcome status; step_undo: action; task: category waiting_on');
SELECT is((SELECT string_agg(c.relname || '.' || a.attname, ' ' ORDER BY 1) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
           WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.atttypid::regtype::text IN ('text', 'jsonb', 'text[]')
             AND EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = c.oid AND NOT k.attisdropped
                           AND k.attname IN ('individual_id', 'task_id', 'plan_id', 'area_id', 'event_id', 'keep_id', 'review_id', 'entry_id', 'run_id', 'entity_id'))
             AND NOT EXISTS (SELECT FROM told, regexp_split_to_table(told.columns, '; ') t WHERE split_part(t, ': ', 1) = c.relname AND a.attname = ANY (string_to_array(split_part(t, ': ', 2), ' ')))),
    NULL, 'every column beside a person is erased, or is known to hold no words');
SELECT is(pg_temp.breaks(), NULL, 'and the chain is whole');
SELECT matches(engine.erasures() #>> '{0,ref}', person, 'what was erased is told') FROM it;
SELECT is(engine.erasures() #>> '{0,by}', 'casey', 'by whom');
SELECT is(engine.erasures() #>> '{0,reason}', 'court order 7', 'and why');
SELECT is((pg_temp.ask('lena', format('api.individual(%L)', person))) #>> '{name}', 'Erased', 'the page says so') FROM it;
SELECT cmp_ok((SELECT count(*) FROM it, jsonb_array_elements(pg_temp.ask('lena', format('api.record(%L)', person)) -> 'entries') e WHERE e ->> 'erased' = 'erased on 20 Nov 2026'), '>=', 2::bigint, 'the record says when, entry by entry');
SELECT is((SELECT e ->> 'text' FROM it, jsonb_array_elements(pg_temp.ask('lena', format('api.record(%L)', person)) -> 'entries') e WHERE e ->> 'action' = 'erase'), 'erased the words and personal data: court order 7', 'and who did it, why');
SELECT is((pg_temp.ask('lena', format('api.item(%L)', ref))) ->> 'status', 'completed', 'its items can still be looked at') FROM it;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
