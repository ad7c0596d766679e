-- What was decided in a review and taken back: marked and told apart, in no count of what was decided;
-- to have looked at an item can be taken back as a step can, and counts no more in the row.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/reviews.sql
CREATE FUNCTION pg_temp.summary(login text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.review_summary(%L)', pg_temp.review()))::jsonb
$$;
-- How the decisions of a summary stand: how many, how many taken back, how many that came back.
CREATE FUNCTION pg_temp.standing(j jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT count(*) FILTER (WHERE (d -> 'stands')::boolean) || ' stand, ' || count(*) FILTER (WHERE d -> 'taken_back' <> 'null') || ' taken back, '
        || count(*) FILTER (WHERE NOT (d -> 'stands')::boolean AND d -> 'taken_back' = 'null') || ' came back'
    FROM jsonb_array_elements(j -> 'decisions') d
$$;
-- Every place that counts decisions.
CREATE FUNCTION pg_temp.counts(j jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT (j #>> '{review,decided}') || ' of ' || (j #>> '{review,to_decide}') || ', ' || (j #>> '{review,still}') || ' left; by ' ||
           (SELECT coalesce(sum((b ->> 'count')::integer), 0) FROM jsonb_array_elements(j -> 'by') b) || '; of people ' ||
           (SELECT sum((p ->> 'decisions')::integer) FROM jsonb_array_elements(j -> 'people') p) || '; report ' ||
           (SELECT coalesce(sum(b.value::integer), 0) FROM jsonb_each_text(tests.run_as('lena', 'SELECT api.report_review()')::jsonb #> '{reviews,0,by}') b) || '; Today ' ||
           coalesce(pg_temp.today('lena') ->> 'decided', '-')
$$;

SELECT tests.at('2026-11-19 09:00-05');
CREATE TEMPORARY TABLE story AS
SELECT tests.nursing('drew', tests.person('Abel')) AS a, tests.nursing('drew', tests.person('Bell')) AS b, tests.nursing('drew', tests.person('Cole')) AS c, tests.nursing('drew', tests.person('Dunn')) AS d;
SELECT tests.at('2026-11-20 08:30-05');
SELECT pg_temp.begin('lena') ->> 'to_decide' AS to_decide;
SELECT isnt(pg_temp.next('lena', 9), NULL, 'all are hers');

-- A step.
SELECT is(pg_temp.decide('lena', a, 'escalate') #>> '{review,decided}', '1', 'decided') FROM story;
SELECT is(pg_temp.counts(pg_temp.summary('lena')), '1 of 4, 3 left; by 1; of people 1; report 1; Today 1', 'one everywhere');
SELECT is(pg_temp.decide('lena', a, 'undo') #>> '{review,taken_back}', '1', 'taken back') FROM story;
SELECT is(pg_temp.counts(pg_temp.summary('lena')), '0 of 4, 4 left; by 0; of people 0; report 0; Today 0', 'none anywhere');
SELECT is(pg_temp.standing(pg_temp.summary('lena')), '0 stand, 1 taken back, 0 came back', 'but it is told apart');
SELECT is((pg_temp.summary('lena') #>> '{decisions,0,taken_back,by}') || ' ' || (pg_temp.summary('lena') #>> '{decisions,0,taken_back,after}'), 'Lena Ortiz false', 'with who did');

-- Taken back elsewhere, it is to decide as well, at once.
SELECT is(pg_temp.decide('lena', a, 'cancel', '{"reason": "not_needed"}') #>> '{review,decided}', '1', 'decided otherwise') FROM story;
SELECT is(tests.act('lena', a, 'undo') ->> 'status', 'requested', 'taken back in the queue') FROM story;
SELECT is(pg_temp.counts(pg_temp.summary('lena')), '0 of 4, 4 left; by 0; of people 0; report 0; Today 0', 'none anywhere');
SELECT is(pg_temp.next('lena', 9) #>> '{review,back}', '0', 'and nothing came back by itself');

-- To have looked.
CREATE TEMPORARY TABLE look AS SELECT pg_temp.decide('lena', a, 'seen', '{"reason": "they know"}', request => tests.uuid(1)) AS j FROM story;
SELECT is((j #>> '{result,undo_until}')::timestamptz, '2026-11-20 08:40-05'::timestamptz, 'a look says until when it can be taken back') FROM look;
SELECT matches(pg_temp.refused('noor', a, 'undo'), '^HF412: Lena Ortiz decided this at 08:30', 'by nobody else') FROM story;
SELECT is(pg_temp.decide('lena', a, 'undo', request => tests.uuid(2)) #>> '{review,decided}', '0', 'taken back') FROM story;
SELECT is(pg_temp.decide('lena', a, 'undo', request => tests.uuid(2)) ->> 'replayed', 'true', 'once') FROM story;
SELECT is(pg_temp.refs(pg_temp.next('lena', 1)), a, 'it is to decide') FROM story;
SELECT is(pg_temp.standing(pg_temp.summary('lena')), '0 stand, 3 taken back, 0 came back', 'three were taken back');
SELECT is((SELECT string_agg(e ->> 'text', ' / ') FROM jsonb_array_elements(tests.run_as('lena', format('SELECT api.record(%L)', a))::jsonb -> 'entries') e WHERE e ->> 'action' IN ('seen', 'unseen')),
          'looked at it: they know / took back: looked at it', 'the item''s own record says both') FROM story;
SELECT is(pg_temp.decide('lena', a, 'seen', '{"reason": "they know"}') #>> '{review,decided}', '1', 'seen after all') FROM story;
SELECT tests.at('2026-11-20 08:41-05');
SELECT matches(pg_temp.refused('lena', a, 'undo'), '^HF412: It could be taken back until 08:40', 'as long as a step') FROM story;

-- Put off, it is still to decide.
SELECT is(pg_temp.decide('lena', b, 'later') #> '{review}' ->> 'still', '3', 'later is no decision') FROM story;
SELECT is(pg_temp.next('lena') #>> '{review,put_off}', '1', 'but told');
SELECT is(pg_temp.today('lena') ->> 'to_decide', '3', 'Today counts it') FROM story;
SELECT is(pg_temp.today('lena') ->> 'put_off', '1', 'and tells') FROM story;
SELECT is((SELECT string_agg((i ->> 'ref') || ' ' || (i ->> 'person_left') || ' ' || (i ->> 'person_later'), ', ') FROM jsonb_array_elements(pg_temp.next('lena', 9) -> 'items') i),
          format('%s 1 0, %s 1 0, %s 1 1', c, d, b), 'it comes at the end of the line') FROM story;

-- And taken back, it is where it was; by whoever put it off, as long as a step, until it is decided.
SELECT matches(pg_temp.refused('noor', b, 'undo'), '^HF412: Lena Ortiz put this off at 08:41', 'by nobody else') FROM story;
CREATE TEMPORARY TABLE again AS SELECT pg_temp.decide('lena', b, 'undo', request => tests.uuid(3)) AS j FROM story;
SELECT is((j #>> '{review,put_off}') || ' ' || (j #>> '{review,still}') || ' ' || (j #>> '{result,later}') || coalesce(j #>> '{result,undo_until}', ''), '0 3 false', 'nothing is put off any more') FROM again;
SELECT is(pg_temp.refs(pg_temp.next('lena', 9)), b || ' ' || c || ' ' || d, 'it is where it was') FROM story;
SELECT is(pg_temp.decide('lena', b, 'undo', request => tests.uuid(3)) ->> 'replayed', 'true', 'once') FROM story;
SELECT matches(pg_temp.refused('lena', b, 'undo'), '^HF404', 'and no more than that') FROM story;
SELECT is((pg_temp.decide('lena', b, 'later') #>> '{result,undo_until}')::timestamptz, '2026-11-20 08:51-05'::timestamptz, 'put off again, it says until when that can be taken back') FROM story;
SAVEPOINT over;
SELECT tests.at('2026-11-20 08:52-05');
SELECT matches(pg_temp.refused('lena', b, 'undo'), '^HF412: It could be taken back until 08:51', 'not afterwards') FROM story;
SELECT tests.at('2026-11-20 08:45-05');
SELECT pg_temp.close('lena', '{"unfinished": "a fire drill"}') IS NOT NULL AS closed;
SELECT matches(pg_temp.refused('lena', b, 'undo'), '^HF412', 'nor when the review is over') FROM story;
ROLLBACK TO SAVEPOINT over;

-- What comes back and is decided anew is one decision of that item.
SELECT is(pg_temp.decide('lena', b, 'escalate') #>> '{review,decided}', '2', 'decided') FROM story;
UPDATE app.task SET returned_at = app.now() WHERE id = engine.task_id((SELECT b FROM story));
SELECT tests.at('2026-11-20 08:42-05');
SELECT is(pg_temp.next('lena', 9) #>> '{review,decided}', '1', 'it got worse');
SELECT is((SELECT string_agg(x.e ->> 'no', ' ' ORDER BY x.p) || '; ' || string_agg(DISTINCT x.e ->> 'item', ' ') FROM app.review r, jsonb_populate_record(NULL::engine.viewer, jsonb_build_object('at', app.now())) v,
              jsonb_array_elements(engine.review_decisions_made(r, array(SELECT i.no FROM app.review_item i WHERE i.review_id = r.id AND i.task_id = engine.task_id(a)), v)) WITH ORDINALITY x (e, p)), '1; 1', 'numbered as shown: no gap tells of what is not') FROM story;
SELECT is(pg_temp.standing(pg_temp.summary('lena')), '1 stand, 3 taken back, 1 came back', 'what was decided on it is no decision any more');
SELECT is(pg_temp.decide('lena', b, 'seen', '{"reason": "told them"}') #>> '{review,decided}', '2', 'decided again') FROM story;
SELECT is(pg_temp.counts(pg_temp.summary('lena')), '2 of 4, 2 left; by 2; of people 2; report 2; Today 2', 'two everywhere');

-- The end, and what is taken back after it.
SELECT is(pg_temp.decide('lena', c, 'cancel', '{"reason": "not_needed"}') #>> '{review,decided}', '3', 'cancelled') FROM story;
CREATE TEMPORARY TABLE ended AS SELECT pg_temp.close('lena', '{"unfinished": "a fire drill"}') AS j;
SELECT is(pg_temp.counts(j), '3 of 4, 0 left; by 3; of people 3; report 3; Today -', 'three at its end') FROM ended;
SELECT is(j #>> '{proof,whole}', 'true', 'which is on the record') FROM ended;
SELECT is(pg_temp.decide('lena', c, 'undo') #>> '{result,status}', 'requested', 'a step can be taken back all the same') FROM story;
SELECT is(pg_temp.decide('lena', b, 'undo') #>> '{result,ref}', b, 'and a look') FROM story;
SELECT is(pg_temp.counts(pg_temp.summary('lena')), '3 of 4, 0 left; by 3; of people 3; report 3; Today -', 'the end stands');
SELECT is((SELECT string_agg(x ->> 'ref', ' ') FROM jsonb_array_elements(pg_temp.summary('lena') -> 'decisions') x WHERE (x #> '{taken_back,after}')::boolean), b || ' ' || c, 'and what became of it is told') FROM story;
SELECT is(pg_temp.summary('lena') #>> '{proof,whole}', 'true', 'which changes nothing of what the record says');
UPDATE app.review_decision SET undone_at = NULL WHERE undone_at < '2026-11-20 08:40-05';
SELECT is(pg_temp.summary('lena') #>> '{proof,whole}', 'false', 'a mark that is taken away is found');

-- Three looks in a row, the third taken back: who was told of it has nothing, and it is again the third.
CREATE FUNCTION pg_temp.only_look(day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tests.at((day || ' 08:30-05')::timestamptz);
    PERFORM pg_temp.begin('lena');
    PERFORM pg_temp.next('lena', 9);
    PERFORM pg_temp.decide('lena', (SELECT a FROM story), 'seen', '{"reason": "they know"}');
END $$;
SELECT pg_temp.only_look('2026-11-23');
SELECT pg_temp.close('lena', '{"unfinished": "only this"}') IS NOT NULL AS closed;
SELECT pg_temp.only_look('2026-11-24');
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'follow_up' AND t.label LIKE 'looked at%' AND t.closed_at IS NULL), 1::bigint, 'the third goes up');
SELECT is(pg_temp.decide('lena', a, 'undo') #>> '{review,decided}', '0', 'taken back') FROM story;
SELECT is((SELECT string_agg(t.status::text, ' ') FROM app.task t WHERE t.kind = 'follow_up' AND t.label LIKE 'looked at%'), 'cancelled', 'with what it opened');
SELECT is((SELECT count(*) FROM app.reach f WHERE f.repetition >= 100 AND f.withdrawn_at IS NULL), 0::bigint, 'and whom it told');
SELECT is((SELECT e FROM jsonb_array_elements(pg_temp.next('lena', 9) -> 'items') i, jsonb_array_elements_text(i -> 'effects') e WHERE i ->> 'ref' = a AND e LIKE 'seen%'), 'seen, 3rd time: goes to Sam', 'it says again what the third does') FROM story;
SELECT is(pg_temp.decide('lena', a, 'seen', '{"reason": "still"}') #>> '{result,opened}' IS NOT NULL, true, 'which it does') FROM story;
SELECT is((SELECT count(*) FROM app.reach f WHERE f.repetition >= 100 AND f.withdrawn_at IS NULL), 1::bigint, 'and they are told again');
SELECT tests.act('sam', (SELECT engine.task_ref(t) FROM app.task t WHERE t.kind = 'follow_up' AND t.label LIKE 'looked at%' AND t.closed_at IS NULL), 'accept');
SELECT matches(pg_temp.refused('lena', a, 'undo'), '^HF412: Sam Whitaker has acted on T-', 'until they act on it') FROM story;

-- Of an organisation too.
SELECT tests.sweep('2026-11-25 09:00-05');
SELECT isnt(pg_temp.begin('ines', 'performance') ->> 'to_decide', '0', 'a review of performance');
CREATE TEMPORARY TABLE org AS SELECT pg_temp.next('ines') #>> '{items,0,ref}' AS code;
SELECT is(jsonb_array_length(pg_temp.decide('ines', code, 'note', '{"note": "Who answers?"}', 1) #> '{result,opened}'), 1, 'a note') FROM org;
SELECT is(pg_temp.decide('ines', code, 'undo', '{}', 1) #>> '{review,decided}', '0', 'taken back') FROM org;
SELECT is((SELECT t.status::text FROM app.task t WHERE t.label LIKE 'last week%' ORDER BY t.id DESC LIMIT 1), 'cancelled', 'with its follow-up');
SELECT is(pg_temp.decide('ines', code, 'seen', '{}', 1) #>> '{review,decided}', '1', 'a look') FROM org;
SELECT is(pg_temp.decide('ines', code, 'undo', '{}', 1) #>> '{review,taken_back}', '2', 'taken back as well') FROM org;
SELECT matches(pg_temp.refused('ines', code, 'undo', '{}', 1), '^HF412: There is nothing to undo', 'once') FROM org;
SELECT is(pg_temp.decide('ines', code, 'later', '{}', 1) #>> '{review,put_off}', '1', 'put off') FROM org;
SELECT is(pg_temp.decide('ines', code, 'undo', '{}', 1) #>> '{review,put_off}', '0', 'and taken back') FROM org;

-- What was undone was not tried, and is no news.
SELECT tests.at('2026-12-04 09:00-05');
CREATE TEMPORARY TABLE it AS SELECT tests.nursing('drew', tests.person('Early'), 'bright_home_care', '{"priority": "urgent"}') AS ref;
SELECT tests.act('maria', ref, 'accept') FROM it;
SELECT tests.act('maria', ref, 'escalate') FROM it;
SELECT tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-12-07"}') FROM it;
SELECT tests.act('maria', ref, 'undo') FROM it;
SELECT tests.act('maria', ref, 'hold', '{"waiting_on": "person", "until": "2026-12-08"}') FROM it;
SELECT is((SELECT string_agg(x ->> 'text', ' / ') FROM jsonb_array_elements(tests.run_as('sam', format('SELECT api.peek(%s)', engine.task_id(ref)))::jsonb -> 'tried') x),
          'Maria Soto made it wait for the person', 'what was taken back was not tried') FROM it;
SELECT tests.at('2026-12-04 09:20-05');
SELECT tests.act('lena', ref, 'note', '{"note": "x"}') FROM it;
SELECT tests.at('2026-12-07 09:00-05');
CREATE TEMPORARY TABLE more AS SELECT tests.nursing('drew', tests.person('Later1')) AS kept, tests.nursing('drew', tests.person('Later2')) AS back;
SELECT tests.act('maria', kept, 'decline') FROM more;
SELECT tests.act('maria', back, 'decline') FROM more;
SELECT tests.act('maria', back, 'undo') FROM more;
SELECT is(tests.run_as('lena', 'SELECT api.today()')::jsonb #>> '{since,text}', '3 new, 1 declined', 'two requests and one search: what was taken back is no news');
-- Whose worst is put off stays in front with the others.
SELECT tests.at('2026-12-08 09:00-05');
CREATE TEMPORARY TABLE pair AS SELECT p, tests.nursing('drew', p, 'bright_home_care', '{"priority": "stat", "needed_by": "2026-12-08T12:00"}') AS worst,
    tests.refer('drew', jsonb_build_object('individual', p, 'provided', '{"orders": "daily"}'::jsonb, 'items', '[{"type": "wound_care", "service": "bright_wound_care"}]'::jsonb)) #>> '{referrals,0,ref}' AS other
FROM tests.person('Pair') p;
SELECT tests.at('2026-12-10 09:00-05');
SELECT pg_temp.close('ines', '{"unfinished": "only this"}') #>> '{review,kind}' AS closed;
SELECT pg_temp.begin('noor') ->> 'kind' AS kind;
CREATE OR REPLACE FUNCTION pg_temp.review() RETURNS text LANGUAGE sql AS $$ SELECT engine.meeting_ref(r.id) FROM app.review r WHERE r.status = 'open' $$;
SELECT is(pg_temp.refs(pg_temp.next('noor', 2)), worst || ' ' || other, 'the worst first') FROM pair;
SELECT is(pg_temp.refs(pg_temp.decide('noor', worst, 'later')) ~ ('^' || other), true, 'put off, what else they have comes next') FROM pair;
-- In it because nobody has opened it: to decide it there, or to look closer there, is to have opened it, and
-- leaves it to decide when that is taken back.
SELECT pg_temp.close('noor', '{"unfinished": "only this"}') #>> '{review,kind}' AS closed;
SELECT tests.at('2026-12-11 08:30-05');
CREATE TEMPORARY TABLE grave AS SELECT p, tests.run_as('wes', format($$SELECT api.record_risk(gen_random_uuid(), '{"individual": "%s", "category": "housing_instability", "level": "high"}')$$, p))::jsonb AS j FROM tests.person('Grave', 'Ana', '02128', 'wes') p;
CREATE TEMPORARY TABLE unopened AS SELECT engine.task_ref(t) AS ref FROM app.task t, grave WHERE t.individual_id = engine.individual_id(p) AND t.kind = 'risk';
SELECT pg_temp.begin('lena') ->> 'to_decide' AS was \gset
CREATE FUNCTION pg_temp.codes(login text, wanted text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT i -> 'codes' FROM jsonb_array_elements(pg_temp.next(login, 20) -> 'items') i WHERE i ->> 'ref' = wanted
$$;
CREATE FUNCTION pg_temp.unopened() RETURNS integer LANGUAGE sql AS $$
    SELECT (g ->> 'count')::integer FROM jsonb_array_elements(tests.run_as('lena', 'SELECT api.today()')::jsonb -> 'groups') g WHERE g ->> 'key' = 'unopened'
$$;
SELECT pg_temp.unopened() AS nobody \gset
SELECT is(pg_temp.codes('lena', ref), '["unopened"]', 'nobody has opened it') FROM unopened;
SELECT is(tests.act('noor', r.ref, 'accept') ->> 'status', 'accepted', 'whose it is takes it on without a look') FROM unopened r;
SELECT is(pg_temp.unopened(), :nobody - 1, 'nobody need open it first');
SELECT is(engine.review_reasons(t, 'open_items', '{}', app.now()), '{}', 'nor decide on it') FROM unopened u JOIN app.task t ON engine.task_ref(t) = u.ref;
SELECT is(tests.act('noor', r.ref, 'undo') ->> 'status', 'requested', 'taken back') FROM unopened r;
SELECT is(pg_temp.codes('lena', ref), '["unopened"]', 'it is to decide again') FROM unopened;
SELECT is(pg_temp.decide('lena', ref, 'seen', '{"reason": "they know"}') #>> '{review,decided}', '1', 'seen') FROM unopened;
SELECT is((SELECT d ->> 'words' FROM jsonb_array_elements(pg_temp.summary('lena') -> 'decisions') d WHERE d ->> 'action' = 'seen'), 'seen, no change: they know', 'the summary says why');
SELECT is(pg_temp.unopened(), :nobody - 1, 'Today counts it as opened');
SELECT is(pg_temp.decide('lena', ref, 'undo') #>> '{review,decided}', '0', 'taken back') FROM unopened;
SELECT is(pg_temp.unopened(), :nobody, 'and as unopened again');
SELECT is(pg_temp.decide('lena', ref, 'escalate') #>> '{review,decided}', '1', 'or told, and that undone') FROM unopened;
SELECT is(tests.act('lena', ref, 'undo') ->> 'ref', ref, 'in the queue') FROM unopened;
SELECT is(pg_temp.unopened(), :nobody, 'likewise');
SELECT is(pg_temp.decide('lena', ref, 'seen', '{"reason": "they know"}') #>> '{review,decided}', '1', 'seen again') FROM unopened;
SELECT tests.run_as('lena', format('SELECT api.item(%L)', ref)) IS NOT NULL AS opened FROM unopened \gset
SELECT is(pg_temp.decide('lena', ref, 'undo') #>> '{review,decided}', '0', 'and taken back after she opened it') FROM unopened;
SELECT is(pg_temp.unopened(), :nobody - 1, 'it is opened, by that');
SELECT tests.run_as('lena', format('SELECT api.item(%L)', ref)) IS NOT NULL AS opened FROM unopened \gset
SELECT tests.at('2026-12-11 08:32-05');
SELECT is(pg_temp.codes('lena', ref), '["unopened"]', 'it is to decide because of what it was') FROM unopened;
SELECT is(pg_temp.next('lena') #>> '{review,to_decide}', :'was', 'of as many');
SELECT pg_temp.review() AS held \gset
SELECT is(pg_temp.summary('lena') -> 'gone', '[]', 'and nobody else has mended it');
SELECT pg_temp.close('lena', '{"unfinished": "a fire drill"}') IS NOT NULL AS closed;
SELECT is((SELECT x -> 'codes' FROM jsonb_array_elements(tests.run_as('lena', format('SELECT api.review_summary(%L)', :'held'))::jsonb -> 'left') x WHERE x ->> 'ref' = ref), '["unopened"]', 'it is left') FROM unopened;
SELECT is((SELECT count(*) FROM engine.ledger_breaks()), 0::bigint, 'the record is whole');
SELECT * FROM finish();
ROLLBACK;
