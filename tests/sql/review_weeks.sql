-- Reviews over weeks: what is only looked at goes up, what is not held is somebody's work, and the
-- reviews of risks and of performance by the same engine. What may not be seen is in none of them.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/reviews.sql
CREATE FUNCTION pg_temp.hold(login text, day date, detail jsonb DEFAULT '{"reason": "they know"}', kind text DEFAULT 'daily') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    page jsonb;
    said text := '';
BEGIN
    PERFORM tests.at((day || ' 08:30-05')::timestamptz);
    PERFORM pg_temp.begin(login, kind);
    LOOP
        page := pg_temp.next(login);
        EXIT WHEN page -> 'items' = '[]';
        said := concat_ws(' ', nullif(said, ''), page #>> '{items,0,ref}',
            (SELECT e FROM jsonb_array_elements_text(page #> '{items,0,effects}') e WHERE e LIKE 'seen%'));
        PERFORM pg_temp.decide(login, page #>> '{items,0,ref}', 'seen', detail, (page #>> '{items,0,version}')::integer);
    END LOOP;
    PERFORM pg_temp.close(login, '{"unfinished": "only this"}');
    RETURN said;
END $$;

-- Three reviews in a row that only look.
SELECT tests.at('2026-11-19 09:00-05');
CREATE TEMPORARY TABLE it AS SELECT tests.nursing('drew', tests.person('Okafor')) AS ref;
SELECT is(pg_temp.hold('lena', '2026-11-20'), ref || ' seen, no change', 'once') FROM it;
SELECT is(pg_temp.hold('noor', '2026-11-23'), ref || ' seen, no change', 'twice, by somebody else') FROM it;
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'follow_up'), 0::bigint, 'nothing comes of that');
SELECT is(pg_temp.hold('lena', '2026-11-24'), ref || ' seen, 3rd time: goes to Sam', 'the third time it says before what it will do') FROM it;
CREATE TEMPORARY TABLE up AS SELECT t.* FROM app.task t WHERE t.kind = 'follow_up';
SELECT is((SELECT engine.role_code(u.owner_role_id) || ': ' || u.label || ', ' || (u.due > app.now()) FROM up u), 'home_care_supervisor: looked at 3 times, no change, true', 'the owner''s supervisor has it, with a clock');
SELECT is((SELECT string_agg(s.login || ' ' || f.channels::text, ' ') FROM app.reach f JOIN app.staff s ON s.id = f.staff_id, it WHERE f.task_id = engine.task_id(it.ref) AND f.repetition = 100), 'sam {console,mail}', 'and was reached');
SELECT is((SELECT string_agg(e ->> 'text', ' / ') FROM jsonb_array_elements(tests.run_as('lena', format('SELECT api.record(%L)', ref))::jsonb -> 'entries') e WHERE e ->> 'action' = 'seen'),
          'looked at it: they know / looked at it: they know / looked at it: they know, the 3rd time in a row: told Sam Whitaker', 'on its own record') FROM it;
SELECT is(tests.run_as('sam', format('SELECT api.record(%L)', engine.task_ref(t))::text)::jsonb #>> '{entries,0,text}', 'opened it: ' || it.ref || ' was looked at 3 times in a row and left as it is', 'and on that of what came of it')
FROM app.task t, it WHERE t.kind = 'follow_up';
SELECT is((SELECT d ->> 'passed' FROM jsonb_array_elements(tests.run_as('lena', format('SELECT api.review_summary(%L)', pg_temp.review()))::jsonb -> 'decisions') d), 'true', 'and in the summary');
SELECT isnt(pg_temp.hold('lena', '2026-11-25'), NULL, 'a fourth time');
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'follow_up'), 1::bigint, 'is not told again');
SELECT tests.act('maria', ref, 'accept') FROM it;
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'no end is loose');

SELECT tests.at('2026-11-25 08:40-05');
SELECT isnt(tests.nursing('drew', tests.person('Lund')), NULL, 'somebody else is not answered');
-- Thanksgiving is no day of review; one that is not held in time becomes work of who supervises the role.
SELECT tests.at('2026-11-26 12:00-05');
SELECT is((pg_temp.today('lena') ->> 'due')::timestamptz, '2026-11-30 10:00-05'::timestamptz, 'the office is closed on Thursday and Friday: Monday''s is next');
SELECT api.sweep(500) IS NOT NULL AS swept;
SELECT is((SELECT count(*) FROM app.review_missed m WHERE m.kind = 'daily'), 0::bigint, 'none was missed');
SELECT is((SELECT count(*) || ' ' || count(m.task_id) FROM app.review_missed m WHERE m.kind = 'risks'), '1 0', 'Tuesday''s of risks was, for which nothing waited: nobody has work by it');
SELECT tests.at('2026-11-30 10:20-05');
SELECT is(pg_temp.today('lena') ->> 'overdue', 'true', 'on Monday at 10:20 it is late');
SELECT api.sweep(500) IS NOT NULL AS swept;
SELECT is((SELECT string_agg(engine.role_code(t.owner_role_id) || ': ' || t.label, ' / ') FROM app.review_missed m JOIN app.task t ON t.id = m.task_id WHERE m.kind = 'daily'), 'network_direction: daily review not held', 'and is somebody''s work');
SELECT tests.at('2026-11-30 11:00-05');
SELECT api.sweep(500) IS NOT NULL AS swept;
SELECT is((SELECT count(*) FROM app.review_missed m WHERE m.kind = 'daily'), 1::bigint, 'once');
SELECT isnt(pg_temp.hold('lena', '2026-12-01'), NULL, 'held on Tuesday');
SELECT is((SELECT t.status::text FROM app.review_missed m JOIN app.task t ON t.id = m.task_id WHERE m.kind = 'daily'), 'completed', 'that work is done');
SELECT is(pg_temp.today('lena') ->> 'status', 'held', 'and Today knows');

-- The weekly review of risks.
SELECT tests.at('2026-12-01 12:00-05');
CREATE TEMPORARY TABLE risk AS SELECT tests.person('Webb', 'Ana', '02128', 'wes') AS person;
SELECT tests.run_as('wes', format($$SELECT api.record_risk(gen_random_uuid(), '{"individual": "%s", "category": "housing_instability", "level": "high", "legal_deadline": "2026-12-09 09:00-05"}')$$, person)) IS NOT NULL AS recorded FROM risk;
SELECT tests.run_as('wes', format($$SELECT api.record_risk(gen_random_uuid(), '{"individual": "%s", "category": "food_insecurity", "level": "low"}')$$, person)) IS NOT NULL AS recorded FROM risk;
SELECT is(pg_temp.today('lena') #>> '{also,0,name}', 'Weekly risk review', 'Today names what else is due');
SELECT is(pg_temp.begin('lena', 'risks') ->> 'to_decide', (SELECT count(*)::text FROM app.task t WHERE t.kind = 'risk' AND t.closed_at IS NULL AND engine.review_reasons(t, 'risks', '{}', app.now()) <> '{}'), 'grave ones, and what nobody has opened, come singly');
SELECT is(pg_temp.next('lena') #> '{items,0,codes}', '["unopened", "deadline", "grave"]'::jsonb, 'the eviction first');
SELECT is(pg_temp.next('lena') #> '{items,0,reasons}', '["nobody has opened it", "deadline Fri 4 Dec 17:00", "high risk"]'::jsonb, 'and why');
SELECT is(tests.error_as('noor', $$SELECT api.review_begin(gen_random_uuid(), 'risks')$$), 'no error', 'who is on the same desk holds it too');
SELECT is(tests.error_as('caleb', $$SELECT api.review_begin(gen_random_uuid(), 'risks')$$), 'HF404: Your roles do not hold the weekly risk review.', 'this one is not shared with all of them');
SELECT is(pg_temp.decide('lena', pg_temp.next('lena') #>> '{items,0,ref}', 'assign', '{"to": "noor"}') #>> '{review,decided}', '1', 'a decision is a step of the risk');
SELECT is(pg_temp.close('lena', '{"unfinished": "the rest tomorrow"}') #>> '{review,status}', 'held', 'held');

-- The weekly review of performance: by organisation, one decision for each.
SELECT tests.at('2026-12-01 14:00-05');
CREATE TEMPORARY TABLE slow AS SELECT tests.nursing('drew', tests.person('Late1')) AS answered, tests.nursing('drew', tests.person('Late2')) AS silent, tests.nursing('drew', tests.person('No1')) AS declined,
    tests.nursing('drew', tests.person('No2')) AS chosen, tests.nursing('drew', tests.person('Harbor'), 'harbor_nursing_visits') AS harbor;
SELECT tests.act('maria', declined, 'decline') FROM slow;
SELECT tests.act('maria', chosen, 'decline') FROM slow;
SELECT tests.act('maria', chosen, 'amend', '{"reason": "out_of_area"}') FROM slow;
SELECT tests.at('2026-12-02 13:30-05');
SELECT tests.act('maria', answered, 'accept') FROM slow;
SELECT tests.sweep('2026-12-03 09:00-05');
SELECT is(pg_temp.begin('ines', 'performance') ->> 'to_decide', '2', 'two organisations');
SELECT is(pg_temp.next('ines') #> '{items,0,reasons}', '["1 never answered", "1 not started", "1 answered late", "1 declined without a chosen reason"]'::jsonb, 'the worst first: what, and how many');
SELECT is(pg_temp.next('ines') #>> '{items,0,name}', 'Bright Home Care', 'by name');
SELECT is(pg_temp.next('ines') #> '{items,0,actions}', '["note", "seen", "later"]'::jsonb, 'one decision for each');
SELECT matches(pg_temp.refused('ines', 'bright_home', 'note', '{}', 1), '^HF412: To write to them, say what', 'a note says something');
SELECT matches(pg_temp.refused('ines', 'bright_home', 'accept', '{}', 1), '^HF400', 'nothing else is to be done with them');
SELECT matches(pg_temp.refused('ines', 'vna_east', 'seen', '{}', 1), '^HF404', 'nor with one of which nothing went past its time');
SELECT is(jsonb_array_length(pg_temp.decide('ines', 'bright_home', 'note', '{"note": "Who answers on Tuesdays?"}', 1, tests.uuid(9)) #> '{result,opened}'), 1, 'a note is a follow-up');
SELECT is(pg_temp.decide('ines', 'bright_home', 'note', '{"note": "Who answers on Tuesdays?"}', 1, tests.uuid(9)) ->> 'replayed', 'true', 'once');
SELECT is((SELECT engine.role_code(t.owner_role_id) || ': ' || t.label FROM app.task t ORDER BY t.id DESC LIMIT 1), 'home_care_supervisor: last week: 1 never answered, 1 not started, 1 answered late, 1 declined without a chosen reason', 'of whoever answers for it');
SELECT matches(tests.run_as('sam', format('SELECT api.record(%L)', (SELECT engine.task_ref(t) FROM app.task t ORDER BY t.id DESC LIMIT 1)))::jsonb #>> '{entries,0,text}', 'Who answers on Tuesdays\?$', 'who reads it');
SELECT is(pg_temp.decide('ines', 'harbor_nursing', 'seen', '{}', 1) #>> '{review,still}', '0', 'the other is only looked at');
SELECT is(pg_temp.close('ines') #>> '{review,decided}', '2', 'there is no list: it is over');
SELECT is(pg_temp.hold('ines', '2026-12-04', '{}', 'performance'), 'bright_home seen, no change harbor_nursing seen, no change', 'the same engine says how often');
SELECT is(pg_temp.hold('ines', '2026-12-05', '{}', 'performance'), 'bright_home seen, no change harbor_nursing seen, 3rd time: goes to Ruth Dale', 'and goes up the third time');

SELECT is((SELECT count(*) FROM engine.ledger_breaks()), 0::bigint, 'the record is whole');

-- Substance-use treatment is there for nobody without a basis: in no number, line or summary.
SELECT tests.at('2026-12-07 09:00-05');
CREATE TEMPORARY TABLE quiet AS SELECT tests.person('Silent', 'Ana', '02128', 'theo') AS person;
SELECT tests.consent(person, '{substance_use}', '{"from": "northside", "to": ["behavioral_health"]}', 'theo') IS NOT NULL AS signed FROM quiet;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.today('lena') AS j;
CREATE TEMPORARY TABLE treated AS SELECT tests.refer('theo', jsonb_build_object('individual', person, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) #>> '{referrals,0,ref}' AS ref FROM quiet;
UPDATE app.task SET due = app.now() - interval '1 day', sort_at = app.now() - interval '1 day' WHERE id = engine.task_id((SELECT ref FROM treated));
SELECT is(pg_temp.today('lena'), j, 'Today is the same with and without') FROM before;
SELECT is(pg_temp.begin('lena') ->> 'to_decide', (SELECT j ->> 'to_decide' FROM before), 'so is the review');
-- A review that somebody with a basis began has it; for who joins it is not there.
INSERT INTO app.review_item (review_id, no, task_id, about, apart, weight, since, reasons)
SELECT r.id, 900, t.id, t.individual_id, true, 999, t.sort_at, '{late}' FROM app.review r, app.task t, treated WHERE r.status = 'open' AND t.id = engine.task_id(treated.ref);
SELECT engine.review_regroup(r.id, NULL) FROM app.review r WHERE r.status = 'open';
SELECT is(pg_temp.next('lena') #>> '{review,to_decide}', (SELECT j ->> 'to_decide' FROM before), 'nor is it counted');
SELECT is_empty(format($$SELECT i FROM jsonb_array_elements(pg_temp.next('lena', 20) -> 'items') i WHERE i ->> 'ref' = %L$$, ref), 'nor given') FROM treated;
SELECT matches(pg_temp.refused('lena', ref, 'seen', '{"reason": "x"}'), '^HF404', 'nor to be decided') FROM treated;
SELECT is((pg_temp.close('lena', '{"unfinished": "test"}')::text ~ ref), false, 'nor in what it came to') FROM treated;
SELECT * FROM finish();
ROLLBACK;
