-- Pathways: laid out backwards from a deadline; the next steps open when what they wait for is done.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/risks.sql
SELECT tests.at('2026-11-23 10:00-05');

CREATE FUNCTION tests.pathway(code text, steps jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    path integer;
BEGIN
    INSERT INTO app.pathway (code, name) VALUES (code, initcap(replace(code, '_', ' '))) RETURNING id INTO path;
    INSERT INTO app.pathway_step (pathway_id, code, position, service_type_id, label, owner_kind, owner_role_id, level_id, after, offset_by, before, if_held, if_failed)
    SELECT path, e ->> 'code', n, (SELECT y.id FROM app.service_type y WHERE y.code = e ->> 'type'), e ->> 'label', CASE WHEN e ? 'owner' THEN 'role' END,
           (SELECT r.id FROM app.role r WHERE r.code = e ->> 'owner'), CASE WHEN e ? 'owner' THEN tests.stages(format('test %s %s', code, e ->> 'code'), '', '{"complete 1bd"}', 'standard') END,
           coalesce((SELECT array_agg(a) FROM jsonb_array_elements_text(e -> 'after') a), '{}'), e ->> 'offset', e ->> 'before',
           coalesce(e ->> 'if_held', 'wait'), coalesce(e ->> 'if_failed', 'wait')
    FROM jsonb_array_elements(steps) WITH ORDINALITY x (e, n);
END $$;
-- papers and legal aid at once; the rent fund one business day after legal aid, two business days before the hearing; then a call.
SELECT tests.pathway('test_eviction', '[
    {"code": "papers", "label": "get papers", "owner": "housing_lead"},
    {"code": "legal_aid", "type": "legal_aid"},
    {"code": "rent_fund", "type": "rent_assistance", "after": ["legal_aid", "papers"], "offset": "1bd"},
    {"code": "call", "label": "call the landlord", "owner": "housing_lead", "after": ["rent_fund"], "before": "1bd", "if_failed": "open", "if_held": "skip"}]');
CREATE FUNCTION tests.run(person text, step text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT s FROM jsonb_array_elements(tests.ask('lena', format('api.pathway_runs(%L)', person)) #> '{0,steps}') s WHERE s ->> 'code' = step
$$;
CREATE FUNCTION tests.start(person text, pathway text, deadline text, skip text DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.ask('lena', format('api.pathway_start(gen_random_uuid(), %L, %L, %L, %L, ''{"notice": "x", "income": "x", "landlord": "x"}'')', person, pathway, deadline, skip))
$$;
CREATE FUNCTION tests.finish_referral(ref text, outcome text DEFAULT 'service_received') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    who text := (SELECT s.login FROM app.task t JOIN app.role_holder h ON h.role_id = t.owner_role_id JOIN app.staff s ON s.id = h.staff_id WHERE t.id = engine.task_id(ref) ORDER BY h.rank LIMIT 1);
BEGIN
    PERFORM tests.act(who, ref, 'accept');
    PERFORM tests.act(who, ref, 'start', jsonb_build_object('date', to_char(app.now() AT TIME ZONE 'America/New_York', 'YYYY-MM-DD'), 'note', 'x'));
    PERFORM tests.act(who, ref, 'complete', jsonb_build_object('outcome', outcome));
END $$;

-- The preview: backwards from the hearing, and what does not fit.
CREATE TEMPORARY TABLE webb AS SELECT tests.person('Webb', 'Terrence', '02128', 'wes') AS p;
CREATE TEMPORARY TABLE plan AS SELECT tests.ask('lena', format('api.pathway_preview(%L, ''test_eviction'', ''2027-01-13 09:00-05'')', p)) AS a FROM webb;
SELECT ok((SELECT (a ->> 'fits')::boolean FROM plan), 'with seven weeks everything fits');
CREATE FUNCTION pg_temp.laid(a jsonb, step text, key text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN key IN ('fits', 'problem') THEN s ->> key ELSE tests.local((s ->> key)::timestamptz) END FROM jsonb_array_elements(a -> 'steps') s WHERE s ->> 'code' = step
$$;
SELECT is(pg_temp.laid(a, 'call', 'due_by'), 'Tue 12 Jan 17:00', 'the last step must be done a business day before the hearing') FROM plan;
SELECT is(pg_temp.laid(a, 'call', 'starts_by'), 'Mon 11 Jan 17:00', 'so it begins a business day before that') FROM plan;
SELECT is(pg_temp.laid(a, 'rent_fund', 'due_by'), 'Mon 11 Jan 17:00', 'by when the step before it must be done') FROM plan;
SELECT is(pg_temp.laid(a, 'rent_fund', 'starts_by'), 'Wed 30 Dec 17:00', 'which takes two business days for the answer and five to begin') FROM plan;
SELECT is(pg_temp.laid(a, 'legal_aid', 'due_by'), 'Tue 29 Dec 17:00', 'and opens one business day after legal aid') FROM plan;
SELECT isnt(pg_temp.laid(a, 'papers', 'starts_by'), NULL, 'each step has its latest start') FROM plan;
UPDATE plan SET a = (SELECT tests.ask('lena', format('api.pathway_preview(%L, ''test_eviction'', ''2026-12-02 09:00-05'')', p)) FROM webb);
SELECT ok((SELECT NOT (a ->> 'fits')::boolean FROM plan), 'nine days are not enough if everybody takes their time');
SELECT matches(pg_temp.laid(a, 'legal_aid', 'problem'), '^does not fit: it had to begin by ', 'legal aid should have begun before') FROM plan;
SELECT is_empty('SELECT 1 FROM app.pathway_run', 'and nothing is written');
SELECT matches(tests.error_as('lena', format('SELECT api.pathway_preview(%L, ''test_eviction'', ''2026-11-02'')', p)), '^HF412: That deadline is past', 'a deadline past is refused') FROM webb;
SELECT matches(tests.error_as('lena', format('SELECT api.pathway_preview(%L, ''test_eviction'')', p)), '^HF412: By when must', 'one is asked for') FROM webb;
SELECT matches(tests.error_as('lena', format('SELECT api.pathway_preview(%L, ''nothing'', ''2027-01-13'')', p)), '^HF400: There is no pathway nothing', 'so is a pathway') FROM webb;
SELECT matches(tests.error_as('lena', format('SELECT api.pathway_preview(%L, ''test_eviction'', ''2027-01-13'', ''{nix}'')', p)), '^HF400: Test Eviction has no step nix', 'and its steps') FROM webb;
SELECT is(tests.error_as('adm', format('SELECT api.pathway_start(gen_random_uuid(), %L, ''test_eviction'', ''2027-01-13'')', p)), 'HF404: There is no such item, or it is not yours to see.', 'an administrator starts none') FROM webb;

-- Start: what waits for nothing opens at once.
CREATE TEMPORARY TABLE run AS SELECT tests.start(p, 'test_eviction', '2027-01-13 09:00-05') AS a FROM webb;
SELECT is((SELECT string_agg(t.kind || ' ' || r.code, ', ' ORDER BY t.id) FROM run, jsonb_array_elements_text(a -> 'opened') o JOIN app.task t ON t.id = engine.task_id(o) JOIN app.role r ON r.id = t.owner_role_id),
          'follow_up housing_lead, referral legal_intake', 'the papers are a task and legal aid a referral, each with its owner');
SELECT is((SELECT s.login FROM webb, app.referral f JOIN app.staff s ON s.id = f.requester_staff_id WHERE f.individual_id = engine.individual_id(p)), 'lena', 'asked for by whoever started it');
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'state' FROM webb), 'waiting', 'the rent fund waits');
SELECT matches((SELECT tests.run(p, 'rent_fund') ->> 'words' FROM webb), '^waits for get papers \(Harbor Housing lead\), by Tue 24 Nov 17:00$', 'visibly, with party and date');
SELECT is((SELECT string_agg(w ->> 'code' || ' ' || (w ->> 'party'), ', ') FROM webb, jsonb_array_elements(tests.run(p, 'rent_fund') -> 'waits_for') w), 'papers Harbor Housing lead, legal_aid Legal Aid intake', 'of both');
SELECT is((SELECT tests.error_as('lena', format('SELECT api.pathway_start(gen_random_uuid(), %L, ''test_eviction'', ''2027-01-13'')', p)) FROM webb), 'HF412: Test Eviction is under way already.', 'it is under way once');
CREATE TEMPORARY TABLE ref AS SELECT tests.run(p, 'papers') ->> 'ref' AS papers, tests.run(p, 'legal_aid') ->> 'ref' AS legal FROM webb;

-- One of two is done: the other is still waited for.
SELECT tests.act('hana', papers, 'complete', '{"outcome": "service_received"}') FROM ref;
SELECT is((SELECT tests.run(p, 'papers') ->> 'state' FROM webb), 'done', 'the papers are there');
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'state' FROM webb), 'waiting', 'the rent fund waits for legal aid still');
-- On hold, declined: as the step says, and it says wait.
SELECT tests.act('rosa', legal, 'accept') FROM ref;
SELECT tests.act('rosa', legal, 'hold', '{"waiting_on": "person", "until": "2026-11-30"}') FROM ref;
SELECT is((SELECT tests.run(p, 'legal_aid') ->> 'state' FROM webb), 'held', 'legal aid waits');
SELECT matches((SELECT tests.run(p, 'legal_aid') ->> 'words' FROM webb), '^waits: .*, back Mon 30 Nov 08:00', 'for whom and until when is seen');
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'state' FROM webb), 'waiting', 'who waits for it waits on');
SELECT tests.act('rosa', legal, 'resume') FROM ref;
SELECT tests.act('rosa', legal, 'start', '{"date": "2026-11-23", "note": "seen today"}') FROM ref;
SELECT tests.act('rosa', legal, 'complete', '{"outcome": "service_received"}') FROM ref;
SELECT is((SELECT tests.run(p, 'legal_aid') ->> 'state' FROM webb), 'done', 'legal aid is done');
SELECT is((SELECT tests.local((tests.run(p, 'rent_fund') ->> 'opens_at')::timestamptz) FROM webb), 'Tue 24 Nov 17:00', 'the rent fund opens by its offset');
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'words' FROM webb), 'opens Tue 24 Nov 17:00', 'which is told');
-- Undo of what moved it.
SELECT tests.act('rosa', legal, 'undo') FROM ref;
SELECT is((SELECT tests.run(p, 'legal_aid') ->> 'state' || ' ' || coalesce(tests.run(p, 'rent_fund') ->> 'opens_at', '-') FROM webb), 'open -', 'undone: it is open, and what waits for it waits');
SELECT tests.act('rosa', legal, 'complete', '{"outcome": "service_received"}') FROM ref;
SELECT tests.sweep('2026-11-24 16:59-05');
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'state' FROM webb), 'waiting', 'not a minute early');
SELECT tests.sweep('2026-11-24 17:20-05');
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'state' FROM webb), 'open', 'then it opens by itself');
SELECT is((SELECT t.kind || ' ' || t.status FROM webb, tests.task(tests.run(p, 'rent_fund') ->> 'ref') t), 'referral requested', 'as a referral to be answered');

-- It ends without help: the call says that it opens all the same.
SELECT tests.finish_referral(tests.run(p, 'rent_fund') ->> 'ref', 'unable_to_contact') FROM webb;
SELECT is((SELECT tests.run(p, 'rent_fund') ->> 'state' || ' ' || (tests.run(p, 'call') ->> 'state') FROM webb), 'failed open', 'a step that says open does not mind');
SELECT tests.act('hana', tests.run(p, 'call') ->> 'ref', 'complete', '{"outcome": "service_received"}') FROM webb;
SELECT is((SELECT tests.ask('lena', format('api.pathway_runs(%L)', p)) #>> '{0,status}' FROM webb), 'completed', 'all is settled: the pathway has ended');
SELECT is((SELECT string_agg(e.action, ' ' ORDER BY e.seq) FROM app.ledger e WHERE e.entity_kind = 'pathway_run'), 'start_pathway end_pathway', 'on a record of its own');

-- Undo of what opened a referral: nobody was asked.
SELECT tests.pathway('test_short', '[{"code": "papers", "label": "get papers", "owner": "housing_lead"}, {"code": "food", "type": "food_box", "after": ["papers"], "if_held": "open", "if_failed": "skip"},
    {"code": "after_food", "label": "ask about food", "owner": "housing_lead", "after": ["food"]}]');
CREATE TEMPORARY TABLE two AS SELECT tests.person('Two', 'Ana', '02128', 'wes') AS p;
SELECT tests.start(p, 'test_short', '2027-01-13 09:00-05') FROM two;
CREATE TEMPORARY TABLE step AS SELECT tests.run(p, 'papers') ->> 'ref' AS papers FROM two;
SELECT is((SELECT jsonb_array_length(tests.act('hana', papers, 'complete', '{"outcome": "service_received"}') -> 'opened') FROM step), 1, 'the answer of the step says what opened with it');
SELECT is((SELECT tests.run(p, 'food') ->> 'state' FROM two), 'open', 'without an offset at once');
SELECT tests.act('hana', papers, 'undo') FROM step;
SELECT is((SELECT tests.run(p, 'food') ->> 'state' FROM two), 'waiting', 'undone it waits again');
SELECT is((SELECT count(*) FROM app.referral f, two WHERE f.individual_id = engine.individual_id(p) AND f.closed_at IS NULL), 0::bigint, 'and nobody is asked');
-- On hold with if_held open; then failed.
SELECT tests.act('hana', papers, 'accept') FROM step;
SELECT tests.act('hana', papers, 'hold', '{"waiting_on": "person", "until": "2026-11-30"}') FROM step;
SELECT is((SELECT tests.run(p, 'food') ->> 'state' FROM two), 'open', 'a step that says so opens though what it waits for is on hold');
-- Stopping.
SELECT is((SELECT tests.error_as('lena', format('SELECT api.pathway_stop(gen_random_uuid(), %L, ''test_short'', NULL)', p)) FROM two), 'HF412: To stop a pathway, give a reason.', 'stopping needs a reason');
CREATE TEMPORARY TABLE stopped AS SELECT tests.ask('lena', format('api.pathway_stop(gen_random_uuid(), %L, ''test_short'', ''moved away'')', p)) AS a FROM two;
SELECT is((SELECT jsonb_array_length(a -> 'closed') FROM stopped), 2, 'what it opened and nobody began is closed');
SELECT is_empty('SELECT 1 FROM app.task t, two WHERE t.individual_id = engine.individual_id(p) AND t.closed_at IS NULL', 'all of it');
SELECT is((SELECT tests.ask('lena', format('api.pathway_runs(%L)', p)) #>> '{0,status}' FROM two), 'stopped', 'and it is stopped');

-- Failed, and skip: the next of the next goes on.
CREATE TEMPORARY TABLE three AS SELECT tests.person('Three', 'Ana', '02128', 'wes') AS p;
SELECT tests.start(p, 'test_short', '2027-01-13 09:00-05') FROM three;
SELECT tests.act('lena', tests.run(p, 'papers') ->> 'ref', 'cancel', '{"reason": "not_needed"}') FROM three;
SELECT is((SELECT string_agg(tests.run(p, s) ->> 'state', ' ') FROM three, unnest('{papers,food,after_food}'::text[]) s), 'failed skipped open', 'a step that says skip is left out, and what waits for it goes on');

-- A referral made by hand is the step.
CREATE TEMPORARY TABLE four AS SELECT tests.person('Four', 'Ana', '02128', 'wes') AS p;
SELECT tests.start(p, 'test_short', '2027-01-13 09:00-05', '{after_food}') FROM four;
CREATE TEMPORARY TABLE hand AS SELECT tests.refer('wes', jsonb_build_object('individual', p, 'items', '[{"type": "food_box"}]'::jsonb)) #>> '{referrals,0,ref}' AS r FROM four;
SELECT is((SELECT tests.run(p, 'food') ->> 'ref' FROM four), (SELECT r FROM hand), 'nothing is asked for twice');
SELECT is((SELECT jsonb_array_length(tests.ask('lena', format('api.pathway_stop(gen_random_uuid(), %L, ''test_short'', ''x'')', p)) -> 'kept') FROM four), 1, 'and stopping leaves it');

-- A declined referral: wait goes on waiting, and says on whom; late, it is followed up by itself.
CREATE TEMPORARY TABLE five AS SELECT tests.person('Five', 'Ana', '02128', 'wes') AS p;
SELECT tests.start(p, 'test_eviction', '2026-12-16 09:00-05', '{papers}') FROM five;
SELECT tests.act('rosa', tests.run(p, 'legal_aid') ->> 'ref', 'decline') FROM five;
SELECT is((SELECT tests.run(p, 'legal_aid') ->> 'state' || ' ' || (tests.run(p, 'rent_fund') ->> 'state') FROM five), 'declined waiting', 'legal aid was declined: another provider is sought, and the rent fund waits');
SELECT matches((SELECT tests.run(p, 'rent_fund') ->> 'words' FROM five), '^waits for legal aid \(Lead coordinator', 'for the coordinator now');
SELECT tests.sweep('2026-12-03 10:00-05');
SELECT is((SELECT t.label FROM five, tests.task(tests.run(p, 'legal_aid') ->> 'follow_up') t), 'legal aid is late, others wait', 'who lags is followed up');
SELECT tests.sweep('2026-12-03 11:00-05');
SELECT is((SELECT count(*) FROM five, app.task t WHERE t.individual_id = engine.individual_id(p) AND t.label LIKE '%others wait'), 1::bigint, 'once');

-- What did not fit when it began is late when its own item is, not before; and what asked after it ends with it.
CREATE TEMPORARY TABLE soon AS SELECT tests.person('Soon', 'Ana', '02128', 'wes') AS p;
SELECT tests.sweep('2026-12-07 10:00-05');
SELECT tests.start(p, 'test_eviction', '2026-12-16 09:00-05') FROM soon;
CREATE FUNCTION pg_temp.chases(person text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(t.label || ' ' || t.status, ', ' ORDER BY t.id) FROM app.task t WHERE t.individual_id = engine.individual_id(person) AND t.label LIKE '%others wait'
$$;
SELECT is((SELECT string_agg(s ->> 'code', ' ') FROM soon, jsonb_array_elements(tests.ask('lena', format('api.pathway_runs(%L)', p)) #> '{0,steps}') s WHERE (s ->> 'late')::boolean),
          NULL, 'nothing is late in the minute in which it begins');
SELECT is((SELECT tests.local((tests.run(p, 'papers') ->> 'due_by')::timestamptz) FROM soon), (SELECT tests.local(t.due) FROM soon, tests.task(tests.run(p, 'papers') ->> 'ref') t),
          'the pathway names the day that its item names');
SELECT tests.sweep('2026-12-07 10:01-05');
SELECT is((SELECT pg_temp.chases(p) FROM soon), NULL, 'and nobody is asked where it stays');
SELECT tests.sweep('2026-12-08 17:10-05');
SELECT is((SELECT pg_temp.chases(p) FROM soon), 'get papers is late, others wait requested, legal aid is late, others wait requested', 'a day later somebody is');
SELECT tests.act('hana', tests.run(p, 'papers') ->> 'ref', 'complete', '{"outcome": "service_received"}') FROM soon;
SELECT is((SELECT pg_temp.chases(p) FROM soon), 'get papers is late, others wait completed, legal aid is late, others wait requested', 'which ends once it is there');
SELECT isnt_empty(format('SELECT 1 FROM jsonb_array_elements(%L::jsonb) e WHERE e ->> ''text'' LIKE ''Harbor Housing, Hana Cole, closed get papers is late, others wait with T-%%''',
                         tests.ask('lena', format('api.timeline(%L)', p)) -> 'entries'), 'and the timeline says so') FROM soon;

-- What a service asks for and nobody gave is asked of whoever started it; the referral is sent meanwhile.
CREATE TEMPORARY TABLE six AS SELECT tests.person('Six', 'Ana', '02128', 'wes') AS p;
CREATE TEMPORARY TABLE bare AS SELECT tests.ask('lena', format('api.pathway_start(gen_random_uuid(), %L, ''test_eviction'', ''2027-01-13'', ''{papers}'')', p)) AS a FROM six;
SELECT is((SELECT string_agg(t.kind || coalesce(' ' || t.label, ''), ', ' ORDER BY t.id) FROM bare, jsonb_array_elements_text(a -> 'opened') o JOIN app.task t ON t.id = engine.task_id(o)), 'referral, follow_up send the rest', 'the court notice is asked for');
SELECT is((SELECT tests.run(p, 'legal_aid') ->> 'state' FROM six), 'open', 'and legal aid has the referral');
-- It ends without help and the next says wait: somebody is asked.
SELECT tests.finish_referral(tests.run(p, 'legal_aid') ->> 'ref', 'unable_to_contact') FROM six;
SELECT is((SELECT t.label FROM six, tests.task(tests.run(p, 'legal_aid') ->> 'follow_up') t), 'legal aid ended, others wait', 'nothing waits for what will not come without somebody being asked');

-- Death: nothing more is asked of anybody.
CREATE TEMPORARY TABLE eight AS SELECT tests.person('Eight', 'Ana', '02128', 'wes') AS p;
SELECT tests.start(p, 'test_short', '2027-01-13 09:00-05') FROM eight;
UPDATE app.individual SET deceased_at = app.now() WHERE id = (SELECT engine.individual_id(p) FROM eight);
SELECT is((SELECT jsonb_array_length(tests.act('lena', tests.run(p, 'papers') ->> 'ref', 'cancel', '{"reason": "died"}') -> 'opened') FROM eight), 0, 'a pathway of somebody who died opens nothing more');
SELECT is((SELECT tests.ask('lena', format('api.pathway_runs(%L)', p)) #>> '{0,status}' FROM eight), 'completed', 'and ends with its last item');
SELECT is((SELECT count(*) FROM app.task t, eight WHERE t.individual_id = engine.individual_id(p) AND t.closed_at IS NULL), 0::bigint, 'nothing is open');
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'nothing is left without owner or clock, and the record holds');
SELECT * FROM finish();
ROLLBACK;
