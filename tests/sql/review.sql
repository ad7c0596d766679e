-- The daily review: what needs a decision comes one by one, the rest is acknowledged as a list, what
-- changes comes back, and the end is on the record.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/reviews.sql

-- Friday 08:30: one late, one declined, one back from waiting, one without a date, one due today, one far off.
SELECT tests.at('2026-11-19 09:00-05');
CREATE TEMPORARY TABLE story AS
SELECT tests.nursing('drew', tests.person('Okafor'), 'bright_home_care', '{"priority": "urgent", "needed_by": "2026-11-19T18:00"}') AS late,
       tests.nursing('drew', tests.person('Rivera')) AS declined, tests.nursing('drew', tests.person('Wolfe')) AS waits,
       tests.nursing('drew', tests.person('Lund')) AS undated, tests.nursing('drew', tests.person('Grant')) AS far, tests.nursing('drew', tests.person('Ames')) AS fresh;
SELECT tests.act('maria', waits, 'accept') FROM story;
SELECT tests.act('maria', waits, 'hold', '{"waiting_on": "payer", "until": "2026-11-20"}') FROM story;
SELECT tests.act('maria', far, 'accept') FROM story;
SELECT tests.act('maria', fresh, 'accept') FROM story;
SELECT tests.act('maria', far, 'start', '{"date": "2026-11-19", "note": "seen"}') FROM story;
UPDATE app.task SET due = NULL WHERE id = engine.task_id((SELECT undated FROM story));
UPDATE app.clock SET due = NULL WHERE task_id = engine.task_id((SELECT undated FROM story));
SELECT tests.at('2026-11-20 08:30-05');
SELECT api.sweep(500);
SELECT tests.act('maria', declined, 'decline') FROM story;
CREATE TEMPORARY TABLE search AS SELECT engine.task_ref(t) AS ref FROM app.task t WHERE t.kind = 'reroute';

SELECT is(pg_temp.today('lena') ->> 'status', 'not_started', 'on Friday morning it has not begun');
SELECT is(pg_temp.today('lena') ->> 'to_decide', '4', 'four to decide');
SELECT is(pg_temp.today('lena') ->> 'to_list', '2', 'two as a list');
SELECT is((pg_temp.today('lena') ->> 'due')::timestamptz, '2026-11-20 10:00-05'::timestamptz, 'by ten');
SELECT is(pg_temp.today('maria'), 'null', 'who holds none is told of none');
SELECT is(pg_temp.today('noor') ->> 'to_decide', '4', 'who shares it is');
SELECT is(tests.error_as('maria', $$SELECT api.review_begin(gen_random_uuid(), 'daily')$$), 'HF404: Your roles do not hold the daily review.', 'and begins none');
SELECT is(tests.error_as('lena', $$SELECT api.review_begin(gen_random_uuid(), 'nightly')$$), 'HF404: There is no review nightly.', 'nor one that there is not');

CREATE TEMPORARY TABLE r AS SELECT pg_temp.begin('lena') AS j;
CREATE TEMPORARY TABLE w AS SELECT j ->> 'ref' AS ref FROM r;
SELECT is(j ->> 'to_decide', '4', 'begun: four') FROM r;
SELECT is(pg_temp.begin('lena') ->> 'ref', (SELECT ref FROM w), 'begun once');
SELECT is(pg_temp.today('lena') ->> 'status', 'open', 'Today says so');

-- What comes next, worst first, reserved for whoever asked.
SELECT is(pg_temp.refs(pg_temp.next('lena')), late || ' ' || search.ref, 'the late one that was needed yesterday, then the declined one') FROM story, search;
SELECT is(pg_temp.next('lena') #> '{items,0,reasons}', '["late 21 h"]', 'and why');
SELECT is(pg_temp.next('lena') #>> '{items,1,last_words}', '08:30 Maria Soto opened it: declined', 'and what happened last');
SELECT is(pg_temp.next('lena') ->> 'mine', '2', 'two are hers');
SELECT is(pg_temp.refs(pg_temp.next('noor', 5)), undated || ' ' || waits, 'who shares the review is given the others') FROM story;
SELECT is(pg_temp.next('noor') #> '{others,0}', jsonb_build_object('name', 'Lena Ortiz', 'on', late), 'and sees who is on what') FROM story;
SELECT is(pg_temp.refused('noor', late, 'seen', '{"reason": "x"}'), 'HF409: Lena Ortiz is deciding this.', 'nobody decides what another has before them') FROM story;
SELECT is(pg_temp.refused('lena', far, 'seen'), 'HF412: This is not to be decided in this review.', 'nor what is not in it') FROM story;
SELECT is(pg_temp.refused('maria', late, 'seen'), 'HF404: There is no such item, or it is not yours to see.', 'nor who does not hold it') FROM story;
SELECT is(tests.error_as('lena', format($$SELECT api.review_decide(gen_random_uuid(), 'W-1', %L, 1, 'seen')$$, late)), 'HF404: There is no such item, or it is not yours to see.', 'nor in a review that there is not') FROM story;
SELECT matches(pg_temp.refused('lena', late, 'seen', '{"reason": "x"}', 9), '^HF409: The item has no such version', 'nor at another version than was shown, though nothing changes') FROM story;
SELECT matches(pg_temp.refused('lena', late, 'seen'), '^HF412: It is late since .*: say why it stays as it is\.$', 'what is late is not left without a reason') FROM story;
SELECT matches(pg_temp.refused('lena', late, 'dance'), '^HF400', 'there are no other steps than those of items') FROM story;
SELECT matches(pg_temp.refused('lena', late, 'accept'), '^HF404', 'nor more rights than elsewhere') FROM story;

-- One decision, by the engine of every step.
CREATE TEMPORARY TABLE told AS SELECT pg_temp.decide('lena', late, 'escalate', request => tests.uuid(1)) AS j FROM story;
SELECT is(j #>> '{result,told}', 'Sam Whitaker', 'told, as api.act would say') FROM told;
SELECT is(pg_temp.refs(j), search.ref, 'and what comes next is there') FROM told, search;
SELECT is(j #>> '{review,decided}', '1', 'one of four') FROM told;
SELECT is(pg_temp.decide('lena', late, 'escalate', version => 1, request => tests.uuid(1)) -> 'result' -> 'told', '"Sam Whitaker"', 'asked again it is done once') FROM story;
SELECT is((SELECT count(*) FROM app.review_decision), 1::bigint, 'and counted once');
SELECT matches(pg_temp.refused('lena', late, 'cancel', '{"reason": "not_needed"}', request => tests.uuid(1)), '^HF422', 'that request id is used') FROM story;
SELECT is((SELECT l.detail ->> 'review' FROM app.ledger l WHERE l.entity_id = engine.task_id((SELECT late FROM story)) AND l.action = 'escalate' ORDER BY l.seq DESC LIMIT 1), pg_temp.review(), 'the item''s own record says in which review');
SELECT matches(pg_temp.refused('lena', late, 'seen', '{"reason": "x"}'), '^HF412: Lena Ortiz decided this at 08:30', 'it is decided once') FROM story;
SELECT is(pg_temp.decide('lena', late, 'undo') #>> '{review,decided}', '0', 'taken back it is to decide again') FROM story;
SELECT is(pg_temp.decide('lena', late, 'note', '{"note": "asked Sam"}') #>> '{review,decided}', '0', 'a note decides nothing') FROM story;
SELECT is(pg_temp.decide('lena', late, 'seen', '{"reason": "asked Sam"}') #>> '{review,decided}', '1', 'seen does') FROM story;

-- To the end of the line.
SELECT is(pg_temp.refs(pg_temp.decide('lena', search.ref, 'later')), search.ref, 'nothing else is left for her: it comes again') FROM search;
SELECT is(pg_temp.decide('lena', search.ref, 'reroute') #>> '{review,decided}', '2', 'and is decided') FROM search;
SELECT is(tests.status(ref), 'completed', 'by the step itself') FROM search;
SELECT is(pg_temp.refs(pg_temp.next('lena')), NULL, 'what the other has is not hers');
SELECT tests.at('2026-11-20 08:36-05');
SELECT is(pg_temp.refs(pg_temp.next('lena', 1)), undated, 'until they have been away for five minutes') FROM story;
SELECT is(pg_temp.refused('noor', undated, 'seen'), 'HF409: Lena Ortiz is deciding this.', 'then it is') FROM story;

-- What changes meanwhile.
SELECT tests.act('maria', waits, 'start', '{"date": "2026-11-20", "note": "first visit"}') FROM story;
SELECT tests.at('2026-11-20 08:37-05');
SELECT is(pg_temp.next('lena') ->> 'changed', '1', 'what its owner settles has changed');
SELECT is(pg_temp.next('lena') #>> '{review,gone}', '1', 'and went by itself');
SELECT is(pg_temp.refused('lena', waits, 'seen'), 'HF412: This needs no decision any more.', 'so that nobody decides it') FROM story;
SELECT is(tests.error_as('lena', pg_temp.close_sql()), 'HF412: One is still to decide.', 'it is not over');
SELECT is(pg_temp.decide('lena', undated, 'seen') #>> '{review,still}', '0', 'the last is decided') FROM story;
SELECT is(tests.error_as('lena', pg_temp.close_sql()), 'HF412: The list of 4 others is not acknowledged.', 'the list is not acknowledged');
SELECT is(tests.run_as('noor', format('SELECT api.review_list(%L)', pg_temp.review()))::jsonb ->> 'count', '4', 'four are on it: what was settled, what was sent on, and two that run');
SELECT is(tests.run_as('noor', format('SELECT api.review_list(%L, NULL, 3)', pg_temp.review()))::jsonb ->> 'next' IS NOT NULL, true, 'in pages');
SELECT is(jsonb_array_length(tests.run_as('noor', format('SELECT api.review_list(%L, %L, 3)', pg_temp.review(), tests.run_as('noor', format('SELECT api.review_list(%L, NULL, 3)', pg_temp.review()))::jsonb ->> 'next'))::jsonb -> 'items'), 1,
          'the last has one');
SELECT is(pg_temp.acknowledge('lena', tests.uuid(2)) ->> 'acknowledged', '4', 'acknowledged');
SELECT is(pg_temp.acknowledge('lena', tests.uuid(2)) ->> 'replayed', 'true', 'once');
SELECT is((SELECT encode(l.digest, 'hex') FROM app.review_list l), (SELECT encode(sha256(convert_to(string_agg(t.id || ':' || t.version, ',' ORDER BY t.id), 'UTF8')), 'hex') FROM app.task t, app.review_list l WHERE t.id = ANY (l.tasks)),
          'the digest is of which items at which version');
SELECT tests.at('2026-11-25 09:00-05');
SELECT is(tests.error_as('lena', pg_temp.close_sql()), 'HF412: 2 are still to decide.', 'what was acknowledged and is late days later comes to decide; what was seen as late does not again');
SELECT is((SELECT string_agg(i.item ->> 'ref', ' ') FROM jsonb_array_elements(pg_temp.next('lena', 9) -> 'items') i (item) WHERE i.item ->> 'ref' = (SELECT late FROM story)), NULL, 'it was decided as it is');
SELECT is(pg_temp.today('lena') ->> 'status', 'open', 'one goes on with it days later');
SELECT is(pg_temp.next('lena') #>> '{review,seconds}', '60', 'a minute so far: longer gaps are no time spent');
SELECT is(tests.error_as('lena', pg_temp.close_sql('{"unfinished": " "}')), 'HF412: 2 are still to decide.', 'what is left is left with a reason');
CREATE TEMPORARY TABLE ended AS SELECT pg_temp.close('lena', '{"unfinished": "Thanksgiving"}', tests.uuid(3)) AS j;
SELECT is(j #>> '{review,status}', 'held', 'or ended with a reason') FROM ended;
SELECT is((j ->> 'unfinished') || ' ' || jsonb_array_length(j -> 'left'), 'Thanksgiving 2', 'which stands beside what was left') FROM ended;
SELECT is(j -> 'by', '[{"count": 2, "words": "seen, no change", "action": "seen"}, {"count": 1, "words": "found another provider", "action": "reroute"}]'::jsonb, 'what was decided, by kind, without what was taken back') FROM ended;
SELECT is(j #>> '{proof,whole}', 'true', 'what is stored is what the record says') FROM ended;
SELECT is(pg_temp.close('lena', '{"unfinished": "Thanksgiving"}', tests.uuid(3)) ->> 'replayed', 'true', 'ended once');
SELECT matches(pg_temp.refused('lena', far, 'seen'), '^HF412: Lena Ortiz ended this review at 09:00', 'nothing is decided in it any more') FROM story;
SELECT matches(tests.error_as('lena', format('SELECT api.review_acknowledge(gen_random_uuid(), %L)', pg_temp.review())), '^HF412', 'nor acknowledged');
SELECT is(pg_temp.refs(pg_temp.next('lena')), NULL, 'nothing comes next');
SELECT is(tests.run_as('casey', format('SELECT api.review_summary(%L)', pg_temp.review()))::jsonb #>> '{proof,whole}', 'true', 'compliance reads it');
SELECT is(jsonb_array_length(tests.run_as('ines', 'SELECT api.report_review()')::jsonb -> 'reviews'), 1, 'and who supervises the role');
SELECT matches(tests.error_as('maria', format('SELECT api.review_summary(%L)', pg_temp.review())), '^HF404', 'nobody else does');
SELECT matches(tests.error_as('lena', $$SELECT api.report_review('{"colour": "red"}')$$), '^HF400', 'no filter that there is not');
UPDATE app.review_item SET action = 'seen' WHERE action = 'reroute';
SELECT is(tests.run_as('casey', format('SELECT api.review_summary(%L)', pg_temp.review()))::jsonb #>> '{proof,whole}', 'false', 'a decision changed afterwards is found');
SELECT is((SELECT string_agg(l.action, ' ' ORDER BY l.seq) FROM app.ledger l WHERE l.entity_kind = 'review'), 'begin join acknowledge close', 'its own record');
SELECT is(tests.run_as('lena', format('SELECT api.record(%L)', pg_temp.review()))::jsonb #>> '{entries,3,text}', 'ended it: 3 decided, 1 gone by themselves, 2 left: Thanksgiving', 'in words');
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'and no end is loose');
SELECT * FROM finish();
ROLLBACK;
