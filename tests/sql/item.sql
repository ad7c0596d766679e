-- One item whole: the decline of the evening as the coordinator sees it, and who is told what.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
CREATE FUNCTION pg_temp.item(login text, ref text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.item(%L)', ref))::jsonb
$$;
CREATE FUNCTION pg_temp.unseen(login text, call text) RETURNS boolean LANGUAGE sql AS $$
    SELECT tests.error_as(login, 'SELECT ' || call) = 'HF404: There is no such item, or it is not yours to see.'
$$;

-- Drew asks at 13:10; Harbor Nursing is reminded, its supervisor told, and declines late; Lena re-routes to Bright Home Care.
SELECT tests.at('2026-11-20 13:10-05');
CREATE TEMPORARY TABLE story AS
SELECT tests.run_as('drew', $$SELECT api.enter_individual(gen_random_uuid(), '{"family": "Rivera", "given": "Ana", "birth_date": "1951-03-14", "language": "es",
    "interpreter": true, "address": "12 Elm St", "postal_code": "02128", "contacts": [{"name": "Luz", "relation": "daughter", "phone": "555-0142", "may_decide": true}],
    "identifiers": [{"system": "st_marys", "value": "77884471", "kind": "MRN"}]}')$$)::jsonb ->> 'individual_ref' AS ana;
ALTER TABLE story ADD ref text, ADD search text;
UPDATE story SET ref = tests.nursing('drew', ana, NULL, '{"priority": "urgent", "needed_by": "2026-11-21T12:00", "context": "Hip repair 16 Nov"}');
SELECT tests.at('2026-11-20 14:41-05');
SELECT api.sweep(100);
SELECT tests.at('2026-11-20 15:12-05');
SELECT api.sweep(100);
SELECT tests.at('2026-11-20 15:32-05');
UPDATE story SET search = tests.act('joan', ref, 'decline') #>> '{opened,0}';
SELECT tests.at('2026-11-20 15:41-05');
SELECT tests.act('lena', search, 'reroute', '{"to": "bright_home_care"}') FROM story;
SELECT tests.at('2026-11-20 16:50-05');
CREATE TEMPORARY TABLE seen AS SELECT pg_temp.item('maria', ref || '.2') AS j FROM story;
SELECT is(j ->> 'title', 'nursing visits', 'Maria opens the second try') FROM seen;
SELECT is(j #>> '{person,name}', 'Rivera, Ana', 'and sees whom it is about') FROM seen;
SELECT is(j #>> '{person,identifiers}', '["MRN ..4471"]', 'by the end of a number') FROM seen;
SELECT is(j #>> '{person,language}', 'Spanish', 'which language') FROM seen;
SELECT is(j #>> '{person,representative}', 'Luz, daughter, may decide', 'who may decide') FROM seen;
SELECT is(j #>> '{now,text}', 'Needs an answer.', 'what it needs') FROM seen;
SELECT is(j #>> '{shared}', 'For treatment; general health only', 'why it is shared') FROM seen;
SELECT is(j #>> '{needed,where}', '12 Elm St, 02128', 'where') FROM seen;
SELECT is(jsonb_array_length(j -> 'acted'), 1, 'of the tries before hers a provider sees nothing') FROM seen;
SELECT is((SELECT count(*) FROM app.ledger e WHERE e.entity_id = engine.task_id(ref || '.2') AND e.action = 'seen'), 1::bigint, 'that she opened it is on the record') FROM story;
SELECT ok(pg_temp.item('maria', ref || '.2') IS NOT NULL, 'opened') FROM story;
SELECT is((SELECT count(*) FROM app.ledger e WHERE e.entity_id = engine.task_id(ref || '.2') AND e.action = 'seen'), 1::bigint, 'once') FROM story;
SELECT tests.at('2026-11-20 17:05-05');
UPDATE story SET search = tests.act('maria', ref || '.2', 'decline') #>> '{opened,0}';

-- 17:06, Lena.
SELECT tests.at('2026-11-20 17:06-05');
UPDATE seen SET j = (SELECT pg_temp.item('lena', search) FROM story);
SELECT is(j ->> 'title', 'find provider, ' || ref || ' nursing visits', 'the search') FROM seen, story;
SELECT is(j -> 'now' ->> 'text', 'Needs another provider.', 'now') FROM seen;
SELECT is(j -> 'now' ->> 'because', 'Bright Home Care declined', 'because') FROM seen;
SELECT is(j -> 'now' ->> 'whose', 'Yours (Lead coordinator)', 'whose') FROM seen;
SELECT is((j ->> 'due')::timestamptz, '2026-11-20 18:35-05'::timestamptz, 'due') FROM seen;
SELECT is(j -> 'timing' ->> 'words', 'urgent, real hours', 'in which hours') FROM seen;
SELECT is((j -> 'timing' ->> 'need_since')::timestamptz, '2026-11-20 13:10-05'::timestamptz, 'the need waits since 13:10') FROM seen;
SELECT is(j -> 'timing' ->> 'tries', '2', 'two tries') FROM seen;
SELECT is(j ->> 'answers', 'For the person until somebody accepts: St. Mary''s discharge desk, Drew Palmer', 'who answers for the person') FROM seen;
SELECT is(j ->> 'why', 'Hip repair 16 Nov', 'why') FROM seen;
SELECT results_eq($$SELECT to_char((x ->> 'at')::timestamptz, 'HH24:MI') || ' ' || (x ->> 'text') FROM seen, jsonb_array_elements(j -> 'ladder') x$$,
    $$VALUES ('18:12 reminds you'), ('18:35 Omar Reyes, on call'), ('20:05 Ines Vale, Network direction')$$, 'if not: who is told next, and when');
SELECT results_eq($$SELECT concat_ws(' | ', x ->> 'who', to_char((x ->> 'by')::timestamptz, 'HH24:MI'), x ->> 'to_do', to_char((x ->> 'at')::timestamptz, 'HH24:MI'), x ->> 'did',
                               CASE WHEN (x ->> 'late')::boolean THEN 'LATE' END, CASE WHEN (x ->> 'open')::boolean THEN 'open' END)
                    FROM seen, jsonb_array_elements(j -> 'acted') x$$,
    $$VALUES ('Harbor Nursing intake | 15:10 | answer | 15:32 | Joan Achebe declined: no staff (default) | LATE'),
             ('You | 17:02 | re-route | 15:41 | you re-routed to Bright Home Care'),
             ('Bright Home Care intake | 17:41 | answer | 17:05 | Maria Soto declined: no staff (default)'),
             ('You | 18:35 | re-route | open')$$, 'who should have acted, by when, and who did');
SELECT results_eq($$SELECT to_char((a ->> 'at')::timestamptz, 'HH24:MI') || ' ' || (a ->> 'text') FROM seen, jsonb_array_elements(j -> 'acted' -> 0 -> 'also') a$$,
    $$VALUES ('14:41 reminded'), ('15:12 Ruth Dale told')$$, 'who was told meanwhile');
SELECT is(j -> 'acted' -> 2 -> 'also' -> 0 ->> 'text', 'seen by Maria Soto', 'and who had seen it') FROM seen;
SELECT results_eq($$SELECT o ->> 'name', (o ->> 'open')::boolean FROM seen, jsonb_array_elements(j -> 'offers') o$$, $$VALUES ('VNA East', true), ('Coastal Home', false)$$,
    'what w offers: nobody who was asked before, and who is there now');
SELECT is(j -> 'undo' ->> 'text', 'Maria Soto declined: no staff (default)', 'the decline may still be undone') FROM seen;
SELECT is((j -> 'undo' ->> 'until')::timestamptz, '2026-11-20 17:15-05'::timestamptz, 'until 17:15') FROM seen;
SELECT ok(j -> 'undo' -> 'ends_by' ? 'reroute', 'and w ends that') FROM seen;
SELECT is(j -> 'effects' ->> 0, 're-route: VNA East', 'w says where it would go') FROM seen;
SELECT is(tests.run_as('maria', format('SELECT api.item(%L) #>> ''{undo,mine}''', ref || '.2')), 'true', 'Maria sees that she may undo') FROM story;
SELECT ok(tests.run_as('maria', format('SELECT api.item(%L) -> ''actions''', ref || '.2'))::jsonb ?& '{undo,amend}', 'by u, or say why by r') FROM story;
SELECT tests.at('2026-11-20 17:16-05');
SELECT is(pg_temp.item('lena', search) -> 'undo', 'null', 'after 17:15 it stands') FROM story;
SELECT is(pg_temp.item('maria', ref || '.2') -> 'actions' ?| '{undo}', false, 'and u is gone') FROM story;
SELECT is(pg_temp.item('maria', ref || '.2') -> 'actions' ? 'amend', true, 'but a reason may still be given') FROM story;

-- Calls and notes, with and without the right to read them.
SELECT tests.act('lena', search, 'call', '{"reached": "yes", "note": "Luz is at home"}') FROM story;
SELECT tests.act('drew', search, 'note', '{"note": "Two days of supplies packed"}') FROM story;
SELECT is(pg_temp.item('drew', ref) #>> '{call,last,who}', 'Bay Network, Lena Ortiz', 'the last call is on every item of the person') FROM story;
SELECT is(pg_temp.item('lena', search) #>> '{notes,1,text}', 'Two days of supplies packed', 'a note in its words') FROM story;

-- Peek is no opening.
SELECT is(tests.run_as('noor', format('SELECT api.peek(%s) ->> ''from''', engine.task_id(search))), 'St. Mary''s Hospital, Drew Palmer', 'the preview says who asks') FROM story;
SELECT is((SELECT count(*) FROM app.opening o JOIN app.staff s ON s.id = o.staff_id WHERE s.login = 'noor'), 0::bigint, 'and is no opening');
-- Whoever a rung reached has opened it when they open the item.
SELECT is((SELECT count(*) FROM app.reach r WHERE r.opened_at IS NOT NULL), 0::bigint, 'Ruth was told and has not looked');
SELECT ok(pg_temp.item('ruth', ref) IS NOT NULL, 'opened') FROM story;
SELECT is((SELECT s.login FROM app.reach r JOIN app.staff s ON s.id = r.staff_id WHERE r.opened_at IS NOT NULL), 'ruth', 'now she has');

-- Who may not see it is told the same as about what is not there.
SELECT ok(pg_temp.unseen('hana', format('api.item(%L)', ref)), 'Hana') FROM story;
SELECT ok(pg_temp.unseen('adm', format('api.item(%L)', ref)), 'the administrator') FROM story;
SELECT ok(pg_temp.unseen('maria', format('api.item(%L)', ref)), 'Maria, of Harbor Nursing''s try') FROM story;
SELECT ok(pg_temp.unseen('maria', 'api.item(''R-999999'')'), 'what is not there');
SELECT ok(pg_temp.unseen('maria', 'api.item(''rubbish'')'), 'what is no reference');
SELECT ok(pg_temp.unseen('hana', format('api.peek(%s)', engine.task_id(ref))), 'the preview') FROM story;
SELECT ok(pg_temp.unseen('hana', 'api.peek(1)'), 'of nothing');
SELECT ok(pg_temp.unseen('hana', format('api.record(%L)', ref)), 'the record') FROM story;
SELECT ok(pg_temp.unseen('hana', format('api.choices(%L, ''accept'')', ref)), 'the pickers') FROM story;
SELECT ok(pg_temp.unseen('hana', format('api.individual(%L)', ana)), 'the person') FROM story;

-- What pickers offer.
SELECT is(tests.run_as('maria', format('SELECT api.choices(%L, ''amend'') ->> ''offers''', ref || '.2')), 'reason', 'reasons to amend') FROM story;
SELECT is(tests.run_as('lena', format('SELECT api.choices(%L, ''reroute'') ->> ''default''', search)), 'vna_east_visits', 'where to re-route') FROM story;
SELECT is(tests.run_as('lena', format('SELECT api.choices(%L, ''complete'') #>> ''{choices,0,value}''', search)), 'service_received', 'how it ended') FROM story;
SELECT is(tests.run_as('lena', format('SELECT api.choices(%L, ''assign'') #>> ''{choices,0,value}''', search)), 'lena', 'to whom it can be given') FROM story;
SELECT is(tests.error_as('lena', format('SELECT api.choices(%L, ''start'')', search)), 'HF412: You cannot say that it started now.', 'a step that is not open') FROM story;

-- Without a basis: reference, clock, owner, steps; nobody, and no word typed about them.
CREATE TEMPORARY TABLE other AS SELECT tests.nursing('drew', ana, 'coastal_home_visits', '{"context": "Hip repair 16 Nov", "duplicate_reason": "x"}') AS ref FROM story;
SELECT tests.act('drew', ref, 'note', '{"note": "Two days of supplies packed"}') FROM other;
DELETE FROM app.basis_rule b WHERE b.to_party = '*';
UPDATE seen SET j = (SELECT pg_temp.item('lena', ref) FROM other);
SELECT is(j -> 'person', 'null', 'no person') FROM seen;
SELECT is(j -> 'why', 'null', 'no context') FROM seen;
SELECT is(j -> 'call' -> 'contacts', '[]', 'no telephone') FROM seen;
SELECT is(j -> 'notes', '[]', 'no notes') FROM seen;
SELECT matches(j ->> 'withheld', '^Who it is about is not shown', 'and it says why') FROM seen;
SELECT isnt(j ->> 'due', NULL, 'the clock') FROM seen;
SELECT ok(j -> 'actions' ? 'escalate', 'the steps') FROM seen;
SELECT ok(position(word IN j::text) = 0, word || ' is nowhere in it') FROM seen, unnest('{Rivera,Luz,Hip repair,supplies packed,555-0142,Elm St}'::text[]) word;
SELECT is(tests.run_as('lena', format('SELECT api.peek(%s) ->> ''name''', engine.task_id(ref))), NULL, 'nor in the preview') FROM other;
SELECT ok(position('supplies' IN tests.run_as('lena', format('SELECT api.record(%L)', ref))) = 0, 'nor in the record') FROM other;
SELECT ok(position('supplies' IN tests.run_as('drew', format('SELECT api.record(%L)', ref))) > 0, 'where Drew reads it') FROM other;

-- Nothing reads like a program's own notes.
SELECT is(engine.value_words('{"phone": "617-555-0199", "address": "12 Elm St"}'), 'address: 12 Elm St; phone: 617-555-0199', 'fields in words');
SELECT is(engine.value_words('"Family is informed."'), 'Family is informed.', 'text as it was typed');
SELECT is(engine.value_words('["phone", "orders"]'), 'phone, orders', 'a list with commas');
SELECT is(engine.value_words('[{"id": "office", "what": "calendar", "change": "added", "detail": null}, {"id": "maria", "what": "staff", "change": "changed"}]'),
    'calendar office added, staff maria changed', 'what a policy changed is a list of such');
SELECT is(engine.start_words('2026-11-20T17:00:00+00:00', '2026-11-20 20:00+00'), 'at 12:00', 'a start on the day it is told');
SELECT is(engine.start_words('2026-11-19T17:00:00+00:00', '2026-11-20 20:00+00'), 'on Thu 19 Nov 12:00', 'and on a day before');
SELECT is(engine.start_words('2026-11-19', '2026-11-20 20:00+00'), 'on Thu 19 Nov', 'or with the day alone');
SELECT is(engine.step_noun('escalate'), 'telling', 'no step is called by its name in the program');
SELECT is(engine.step_noun(NULL), NULL, 'where nothing can be undone it is not offered');
SELECT is(engine.start_words(NULL, '2026-11-20 20:00+00'), NULL, 'or not told');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'looking leaves nothing loose');
SELECT * FROM finish();
ROLLBACK;
