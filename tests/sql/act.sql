-- Steps on an item, told as stories of the example network.
BEGIN;
SELECT no_plan();
\set unseen 'HF404: There is no such item, or it is not yours to see.'
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

-- Drew asks Bright Home Care for nursing visits; Maria accepts with one key.
CREATE TEMPORARY TABLE story AS SELECT tests.nursing() AS ref;
SELECT is(tests.owner(ref), 'home_care_intake', 'the referral is with the intake role, nobody named yet') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-23 09:00-05'::timestamptz, 'eight business hours from Friday 10:00 are Monday 09:00') FROM story;
SELECT is(tests.refused('frank', ref, 'accept'), 'HF404: There is no such item, or it is not yours to see.', 'somebody who has nothing to do with it is told nothing') FROM story;
SELECT is(tests.refused('maria', 'R-999999', 'accept', '{}', 1), 'HF404: There is no such item, or it is not yours to see.', 'and neither is anybody about what is not there');
SELECT is(tests.refused('drew', ref, 'accept'), 'HF404: You may see this, but it is not for you to accept it.', 'who asked cannot accept') FROM story;
SELECT is(tests.act('maria', ref, 'accept', '{}', NULL, tests.uuid(1)) - '{due,undo_until,ref}'::text[],
    '{"kind": "referral", "version": 2, "status": "accepted", "owner_role": "home_care_intake", "owner_login": "maria", "owner_name": "Maria Soto", "replayed": false, "opened": []}', 'Maria accepts and is the named owner') FROM story;
SELECT is((tests.task(ref)).stage::text, 'start', 'what is to come is the start') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-24 17:00-05'::timestamptz, 'within two business days: Tuesday at closing') FROM story;

-- The line broke and the console sends it again; then somebody uses the id for something else.
SELECT is((tests.act('maria', ref, 'accept', '{}', 1, tests.uuid(1)) - 'undo_until')::text, (SELECT tests.act('maria', ref, 'accept', '{}', 1, tests.uuid(1)) - 'undo_until')::text, 'sent again, it gives the first answer again') FROM story;
SELECT is(tests.act('maria', ref, 'accept', '{}', 1, tests.uuid(1)) ->> 'replayed', 'true', 'and says so') FROM story;
SELECT is((tests.task(ref)).version, 2, 'nothing was done twice') FROM story;
SELECT is(tests.refused('maria', ref, 'cancel', '{}', 1, tests.uuid(1)), 'HF404: You may see this, but it is not for you to cancel it.', 'not permitted comes before the request id') FROM story;
SELECT is(tests.refused('maria', ref, 'fail', '{}', 1, tests.uuid(1)), 'HF422: This request id was used for something else.', 'the same id for another step is refused') FROM story;
SELECT is(tests.error_as('maria', format('SELECT api.act(NULL, %L, 2, ''fail'')', ref)), 'HF400: request_id is missing.', 'a request without an id is refused') FROM story;
SELECT is(tests.refused('tomas', ref, 'accept', '{}', 1), 'HF409: Maria Soto accepted it at 10:00.', 'Tomas, who still sees the old version, is told who was first') FROM story;
SELECT is(tests.refused('tomas', ref, 'accept'), 'HF412: It is not started: you cannot accept it now.', 'and with the present version what it is now') FROM story;
SELECT is(tests.refused('maria', ref, 'dance'), 'HF400: There is no action dance.', 'an action that is none') FROM story;
SELECT is(tests.refused('maria', ref, 'hold', '{"untill": "x"}'), 'HF400: detail has no key untill.', 'a key that is none') FROM story;
SELECT is(tests.refused('maria', ref, 'note', jsonb_build_object('note', wrong)), 'HF400: note is not a text.', 'a note that is ' || jsonb_typeof(wrong))
FROM story, unnest('{"{\"a\": 1}","[\"x\"]",123,true}'::jsonb[]) wrong;

-- Undo: the same clock row comes back.
SELECT tests.at('2026-11-20 10:05-05');
SELECT is(tests.act('maria', ref, 'undo') - '{due,ref}'::text[],
    '{"kind": "referral", "version": 3, "status": "requested", "owner_role": "home_care_intake", "owner_login": null, "owner_name": "Bright Home Care intake", "replayed": false, "undo_until": null, "opened": []}', 'Maria undoes it') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-23 09:00-05'::timestamptz, 'and it is due as before') FROM story;
SELECT is((SELECT count(*) FROM app.clock c WHERE c.task_id = engine.task_id(ref)), 1::bigint, 'on the same clock') FROM story;
SELECT is(tests.refused('maria', ref, 'undo'), 'HF412: There is nothing to undo.', 'once') FROM story;
SELECT tests.act('maria', ref, 'accept') FROM story;

-- Service starts, goes on, ends.
SELECT is(tests.refused('maria', ref, 'complete', '{"outcome": "service_received"}'), 'HF412: It is not started: you cannot finish it now.', 'what has not started cannot be finished') FROM story;
SELECT is(tests.refused('maria', ref, 'start', '{"date": "2026-11-20"}'), 'HF412: To say that it started, give a note.', 'the start needs a note that confirms it') FROM story;
SELECT is(tests.refused('maria', ref, 'start', '{"date": "2026-11-21", "note": "x"}'), 'HF412: That day has not come yet.', 'no start on a day to come') FROM story;
SELECT is(tests.refused('maria', ref, 'start', '{"date": "tomorrow", "note": "x"}'), 'HF400: date is not a date.', 'nor on what is no date') FROM story;
SELECT is(tests.act('maria', ref, 'start', '{"date": "2026-11-20", "note": "seen by nurse Ada"}') ->> 'status', 'in-progress', 'it starts') FROM story;
SELECT is((SELECT r.need_met_at FROM app.referral r WHERE r.id = (tests.task(ref)).referral_id), '2026-11-20 10:05-05'::timestamptz, 'which stops the clock of the need') FROM story;
SELECT is(tests.refused('maria', ref, 'complete', '{"outcome": "magic"}'), 'HF412: There is no outcome magic.', 'an outcome of the policy is needed') FROM story;
SELECT is(tests.act('maria', ref, 'complete', '{"outcome": "service_received"}') ->> 'status', 'completed', 'it is finished') FROM story;
SELECT is((SELECT r.outcome || ' ' || r.outcome_source FROM app.referral r WHERE r.id = (tests.task(ref)).referral_id), 'service_received provider', 'the referral knows how it ended, and who says so') FROM story;
SELECT is(tests.act('maria', ref, 'reopen', '{"reason": "wound open again"}') ->> 'status', 'in-progress', 'and can be reopened') FROM story;
SELECT is((SELECT count(*) FROM app.clock c WHERE c.task_id = engine.task_id(ref) AND c.generation = 2), 1::bigint, 'in a new interval') FROM story;
SELECT is(tests.act('maria', ref, 'complete', '{"outcome": "service_received"}') ->> 'status', 'completed', 'and finished again') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Decline: the need goes on with the coordinator.
DELETE FROM story;
INSERT INTO story SELECT tests.nursing('drew', NULL, 'bright_home_care', '{"priority": "urgent"}');
CREATE TEMPORARY TABLE declined AS SELECT ref, tests.act('maria', ref, 'decline') AS answer FROM story;
SELECT is(answer ->> 'status', 'rejected', 'Maria declines with one key') FROM declined;
SELECT is((SELECT e.detail - 'row' FROM app.ledger e WHERE e.entity_id = engine.task_id(ref) AND e.action = 'decline'), '{"reason": "no_staff", "reason_source": "default"}', 'the default reason is stored as such') FROM declined;
CREATE TEMPORARY TABLE search AS SELECT answer #>> '{opened,0}' AS ref FROM declined;
SELECT is(tests.owner(ref), 'lead_coordinator', 'the search for another provider is with the coordinator') FROM search;
SELECT is((tests.task(ref)).due, '2026-11-20 11:35-05'::timestamptz, 'by the clock of an urgent referral: 90 minutes') FROM search;
SELECT is((tests.task(ref)).label, 'find provider: nursing visits', 'and says what it is') FROM search;
SELECT lives_ok(format('SELECT tests.act(%L, %L, %L, %L)', 'maria', ref, 'amend', '{"reason": "out_of_area"}'), 'afterwards Maria gives the real reason') FROM declined;
SELECT is((SELECT e.detail ->> 'reason_source' FROM app.ledger e WHERE e.entity_id = engine.task_id(ref) AND e.action = 'amend'), 'chosen', 'which counts as chosen') FROM declined;
SELECT is(tests.refused('lena', (SELECT ref FROM search), 'decline'), 'HF412: This is a search for another provider: you cannot decline it.', 'a search is not declined');
-- Undo takes the search back while nobody has acted on it.
SELECT is(tests.act('maria', ref, 'undo') ->> 'status', 'requested', 'Maria takes the decline back') FROM declined;
SELECT is(tests.status(ref), 'cancelled', 'and the search is off') FROM search;
-- She declines for good; Lena re-routes.
UPDATE declined SET answer = tests.act('maria', ref, 'decline', '{"reason": "out_of_area"}');
UPDATE search SET ref = (SELECT answer #>> '{opened,0}' FROM declined);
CREATE TEMPORARY TABLE rerouted AS SELECT tests.act('lena', ref, 'reroute') AS answer FROM search;
SELECT is(answer ->> 'status', 'completed', 'Lena re-routes to the best offer') FROM rerouted;
SELECT is(answer #>> '{opened,0}', (SELECT ref || '.2' FROM declined), 'the second try of the same referral') FROM rerouted;
SELECT is(tests.owner(answer #>> '{opened,0}'), 'harbor_intake', 'with the service of the first rank there') FROM rerouted;
SELECT is((SELECT t.need_since FROM app.task t WHERE t.id = engine.task_id(answer #>> '{opened,0}')), '2026-11-20 10:05-05'::timestamptz, 'the need has been waiting since the first request') FROM rerouted;
SELECT matches(tests.refused('maria', ref, 'undo'), '^HF412: Lena Ortiz has acted on T-', 'now Maria''s decline stands') FROM declined;
SELECT is(tests.act('joan', ref || '.2', 'accept') ->> 'owner_login', 'joan', 'Joan accepts the second try') FROM declined;
SELECT is(tests.act('joan', ref || '.2', 'fail', '{"reason": "no_contact"}') ->> 'status', 'failed', 'but nobody opens the door') FROM declined;
SELECT is((SELECT count(*) FROM app.task t WHERE t.referral_id = (tests.task(ref)).referral_id AND t.closed_at IS NULL AND t.kind = 'reroute'), 1::bigint, 'so another provider is looked for again') FROM declined;
SELECT is(tests.refused('maria', ref, 'reopen', '{"reason": "x"}'), 'HF412: It was declined: you cannot reopen it now.', 'a declined try is not reopened') FROM declined;
UPDATE search SET ref = (SELECT engine.task_ref(t) FROM app.task t, declined d WHERE t.referral_id = (tests.task(d.ref)).referral_id AND t.closed_at IS NULL);
SELECT is(tests.refused('lena', ref, 'reroute', '{"to": "bay_meals_home"}'), 'HF412: bay_meals_home does not offer nursing visits.', 'only to who offers it') FROM search;
SELECT is(tests.act('lena', ref, 'complete', '{"outcome": "need_met_elsewhere"}') ->> 'status', 'completed', 'the need can end with the search') FROM search;
SELECT is((SELECT r.outcome FROM app.referral r WHERE r.id = (tests.task(ref)).referral_id), 'need_met_elsewhere', 'and the referral with it') FROM search;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Waiting.
DELETE FROM story;
INSERT INTO story SELECT tests.nursing('drew', NULL, 'bright_home_care', '{"needed_by": "2026-11-24T12:00"}');
SELECT is(tests.refused('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-23"}'), 'HF412: It needs an answer: you cannot make it wait now.', 'what is not answered cannot wait') FROM story;
SELECT tests.act('maria', ref, 'accept') FROM story;
SELECT is(tests.refused('maria', ref, 'hold', '{"waiting_on": "payer"}'), 'HF412: To make it wait, give the day it comes back.', 'a wait has an end') FROM story;
SELECT is(tests.refused('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-25"}'), 'HF412: It is needed by Tue 24 Nov 12:00: it cannot wait longer than that.', 'before it is needed') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-24 12:00-05'::timestamptz, 'the need caps the clock') FROM story;
SELECT is(tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-23"}') ->> 'status', 'on-hold', 'it waits for the payer') FROM story;
SELECT is((tests.task(ref)).hold_until, '2026-11-23 08:00-05'::timestamptz, 'and comes back on Monday when they open') FROM story;
SELECT is(tests.act('lena', ref, 'resume') ->> 'status', 'accepted', 'the coordinator lets it go on before') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-24 12:00-05'::timestamptz, 'by the same time') FROM story;
SELECT is(tests.act('lena', ref, 'undo') ->> 'status', 'on-hold', 'and takes that back') FROM story;
SELECT is(tests.act('maria', ref, 'resume') ->> 'status', 'accepted', 'Maria goes on with it') FROM story;
SELECT tests.at('2026-11-25 09:00-05');
SELECT is(tests.refused('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-27"}'), 'HF412: It was needed by Tue 24 Nov 12:00: it cannot wait any more.', 'nor once it was needed: no earlier day would do') FROM story;
SELECT tests.at('2026-11-20 10:05-05');

-- Somebody else must act: escalation by hand.
SELECT is(tests.act('drew', ref, 'escalate') ->> 'told', 'Sam Whitaker', 'Drew brings Sam in') FROM story;
SELECT is(tests.refused('drew', ref, 'escalate'), 'HF412: Sam Whitaker was told 0 s ago.', 'once, however long the key is held') FROM story;
SELECT tests.at('2026-11-20 10:05:03-05');
SELECT is(tests.refused('lena', ref, 'escalate'), 'HF412: Sam Whitaker was told 3 s ago.', 'by whomever') FROM story;
SELECT is(tests.act('drew', ref, 'undo') ->> 'status', 'accepted', 'Drew takes it back') FROM story;
SELECT is(tests.act('drew', ref, 'escalate') ->> 'told', 'Sam Whitaker', 'and presses it again') FROM story;
SELECT is(tests.act('sam', ref, 'claim') ->> 'owner_login', 'sam', 'Sam takes it over') FROM story;
SELECT is(tests.owner(ref), 'home_care_supervisor sam', 'as the supervisor''s role') FROM story;
SELECT is((tests.run_as('sam', format('SELECT api.item(%L)', ref))::jsonb -> 'actions') ?| '{claim,return}', true, 'who may send it back') FROM story;
SELECT is((tests.run_as('sam', format('SELECT api.item(%L)', ref))::jsonb -> 'actions') ? 'claim', false, 'and is not offered to take over what is his') FROM story;
SELECT is(tests.refused('sam', ref, 'claim'), 'HF412: It is yours already.', 'once') FROM story;
SELECT is(tests.refused('sam', ref, 'return'), 'HF412: To send it back, give a note.', 'and sends it back only with an instruction') FROM story;
SELECT is(tests.act('sam', ref, 'return', '{"note": "start on Saturday"}') ->> 'owner_login', 'maria', 'Maria has it again') FROM story;
SELECT is(tests.act('sam', ref, 'assign', '{"to": "tomas"}') ->> 'owner_login', 'tomas', 'then Sam gives it to Tomas') FROM story;
SELECT is(tests.refused('sam', ref, 'assign', '{"to": "frank"}'), 'HF412: Frank Novak cannot have it: they hold no role for it.', 'but not to somebody of the food bank') FROM story;
SELECT is(tests.act('maria', ref, 'claim') ->> 'owner_login', 'maria', 'a colleague takes an accepted item over') FROM story;
SELECT is(tests.refused('lena', ref, 'escalate'), 'HF412: Everybody who comes next has been told.', 'the coordinator, who is next, tells nobody') FROM story;
SELECT is(tests.act('drew', ref, 'escalate') ->> 'told', 'Lena Ortiz', 'the next rung passes it on, to her') FROM story;
SELECT is(tests.owner(ref), 'lead_coordinator lena', 'whose it is now') FROM story;
SELECT is(tests.act('lena', ref, 'return', '{"note": "please start"}') ->> 'owner_login', 'maria', 'who sends it back') FROM story;
SELECT tests.at('2026-11-20 10:25-05');
SELECT is(tests.refused('drew', ref, 'escalate'), 'HF412: Everybody who comes next has been told.', 'above there is nobody') FROM story;

-- Terms.
SELECT is(tests.act('lena', ref, 'relevel', '{"value": "urgent", "reason": "wound worse"}') ->> 'version', (tests.version(ref) + 0)::text, 'more urgent') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-21 10:05-05'::timestamptz, 'within 24 hours from when it was accepted') FROM story;
SELECT is(tests.act('drew', ref, 'redate', '{"value": "2026-11-20T18:00", "reason": "leaves today"}') ->> 'status', 'accepted', 'needed earlier') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-20 18:00-05'::timestamptz, 'which caps the clock') FROM story;
SELECT is(tests.act('drew', ref, 'undo') ->> 'status', 'accepted', 'taken back') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-21 10:05-05'::timestamptz, 'it is due as before') FROM story;
SELECT is(tests.refused('drew', ref, 'redate', '{"value": "2026-11-19", "reason": "x"}'), 'HF412: That is past.', 'not in the past') FROM story;

-- What is said about it never makes anybody look again.
CREATE TEMPORARY TABLE before AS SELECT tests.version(ref) AS version FROM story;
SELECT tests.act('drew', ref, 'note', '{"note": "she is hard of hearing", "to": "maria"}', 99) FROM story;
SELECT tests.act('maria', ref, 'call', '{"reached": true, "note": "will be home"}', 1) FROM story;
SELECT tests.act('maria', ref, 'seen', '{}', NULL) FROM story;
SELECT is(tests.version(ref), version, 'notes, calls and looks leave the version alone') FROM story, before;
SELECT is((SELECT count(*) FROM app.call k WHERE k.reached AND k.individual_id = (tests.task(ref)).individual_id), 1::bigint, 'the call is the person''s last') FROM story;
SELECT tests.at('2026-11-21 11:00-05');
SELECT is(tests.refused('maria', ref, 'seen'), 'HF412: It is late since 10:05: say why it stays as it is.', 'what is late is passed over only with a reason') FROM story;

-- A mistake is put right on the record.
SELECT is(tests.act('drew', ref, 'correct', '{"field": "context", "value": "left hip", "reason": "wrong side"}') ->> 'version', (version + 1)::text, 'a correction raises the version') FROM story, before;
SELECT is((SELECT p.body FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id WHERE e.entity_id = engine.task_id(ref) AND e.action = 'correct'),
    '{"field": "context", "was": null, "value": "left hip", "reason": "wrong side"}', 'both are kept') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Asking back pauses the clock, once.
SELECT tests.at('2026-11-23 09:00-05');
DELETE FROM story;
INSERT INTO story SELECT tests.nursing();
SELECT is((tests.task(ref)).due, '2026-11-23 17:00-05'::timestamptz, 'due today at closing') FROM story;
SELECT tests.at('2026-11-23 11:00-05');
CREATE TEMPORARY TABLE asked AS SELECT tests.act('maria', ref, 'ask', '{"missing": "wound orders"}') #>> '{opened,0}' AS ref FROM story;
SELECT is(tests.owner(ref), 'discharge_planners drew', 'Drew is asked') FROM asked;
SELECT is((tests.task(ref)).due, '2026-11-25 19:30-05'::timestamptz, 'with a clock of two business days at the hospital') FROM asked;
SELECT cmp_ok((tests.task(ref)).due, '>', '2026-11-24 17:00-05'::timestamptz, 'and Maria''s clock moves on by as much') FROM story;
SELECT tests.at('2026-11-23 13:00-05');
SELECT is(tests.act('drew', ref, 'complete', '{"outcome": "service_received", "note": "daily"}') ->> 'status', 'completed', 'Drew answers after two hours') FROM asked;
SELECT is((tests.task(ref)).due, '2026-11-24 10:00-05'::timestamptz, 'so it is due two business hours later than before') FROM story;
SELECT tests.act('maria', ref, 'ask', '{"missing": "insurance"}') FROM story;
SELECT is((tests.task(ref)).due, '2026-11-24 10:00-05'::timestamptz, 'a second question moves nothing') FROM story;
SELECT is(tests.act('maria', ref, 'accept') ->> 'status', 'accepted', 'she accepts all the same') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Cancelled by who asked: everything of it closes.
SELECT is(tests.refused('drew', ref, 'cancel'), 'HF412: To cancel it, give a reason.', 'a reason is needed') FROM story;
SELECT is(tests.act('drew', ref, 'cancel', '{"reason": "not_needed"}') ->> 'status', 'cancelled', 'Drew cancels') FROM story;
SELECT is((SELECT count(*) FROM app.task t WHERE t.referral_id = (tests.task(ref)).referral_id AND t.closed_at IS NULL), 0::bigint, 'nothing of it stays open') FROM story;
SELECT is(tests.act('drew', ref, 'undo') ->> 'status', 'accepted', 'and comes back with undo') FROM story;
SELECT is((SELECT count(*) FROM app.task t WHERE t.referral_id = (tests.task(ref)).referral_id AND t.closed_at IS NULL), 2::bigint, 'with the question that was open') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- The wrong person: void.
DELETE FROM story;
INSERT INTO story SELECT tests.nursing();
SELECT tests.act('maria', ref, 'accept') FROM story;
CREATE TEMPORARY TABLE voided AS SELECT tests.act('drew', ref, 'void', '{"reason": "wrong patient"}') AS answer FROM story;
SELECT is(answer ->> 'status', 'entered-in-error', 'Drew had the wrong person') FROM voided;
SELECT is(answer #>> '{refill,items,0,type}', 'home_care', 'the form is refilled from the answer') FROM voided;
SELECT is(tests.owner(answer #>> '{opened,0}'), 'compliance_desk', 'compliance looks at it') FROM voided;
SELECT is(tests.refused('maria', ref, 'note', '{"note": "x"}'), 'HF404: There is no such item, or it is not yours to see.', 'the recipient sees it no longer') FROM story;
SELECT matches(tests.refused('drew', answer #>> '{opened,0}', 'cancel', '{"reason": "not_needed"}'), '^HF412: It is about what you marked as a mistake yourself', 'not he who made the mistake') FROM voided;
SELECT is((SELECT string_agg(a, ' ') FROM jsonb_array_elements_text(tests.run_as('drew', format('SELECT api.item(%L)', answer #>> '{opened,0}'))::jsonb -> 'actions') a WHERE a IN (SELECT p.action FROM app.step p WHERE p.raises_version)), NULL,
          'who is offered nothing of the kind') FROM voided;
SELECT is(tests.act('casey', answer #>> '{opened,0}', 'complete', '{"outcome": "no_longer_needed"}') ->> 'status', 'completed', 'Casey looks and closes') FROM voided;
-- Given to somebody before anybody accepted it, accepted, then sent back to the desk.
CREATE TEMPORARY TABLE back AS SELECT tests.nursing() AS ref;
SELECT tests.act('sam', ref, 'assign', '{"to": "tomas"}') FROM back;
SELECT tests.act('tomas', ref, 'accept') FROM back;
SELECT is(tests.act('sam', ref, 'return', '{"note": "Maria knows him"}') ->> 'owner_login', 'maria', 'it goes to whoever answers for the desk, by name') FROM back;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
-- Who sees an item is told whose a step is; to everybody else it is not there.
CREATE TEMPORARY TABLE mine AS SELECT tests.nursing('drew') AS ref;
SELECT is(tests.refused('maria', ref, 'redate', '{"value": "2026-12-24", "reason": "x"}'), 'HF404: You may see this, but it is not for you to change when it is needed.', 'Maria sees it, and its date is not hers') FROM mine;
SELECT is(tests.refused('maria', ref, 'void', '{"reason": "wrong_person"}'), 'HF404: You may see this, but it is not for you to mark it as entered by mistake.', 'nor is what was entered by mistake') FROM mine;
SELECT is(tests.refused('casey', ref, 'accept'), 'HF404: You may see this, but it is not for you to accept it.', 'who audits reads') FROM mine;
SELECT is(tests.refused('hana', ref, 'redate', '{"value": "2026-12-24", "reason": "x"}'), :'unseen', 'who does not see it learns nothing') FROM mine;
SELECT is(tests.refused('hana', 'R-99999999', 'redate', '{"value": "2026-12-24", "reason": "x"}'), :'unseen', 'the same as of nothing') FROM mine;
SELECT is(engine.step_for('{R,C}'), 'whoever asked for it or the lead coordinator', 'whose it is');
SELECT is(tests.act('maria', ref, 'accept') ->> 'owner_name', 'Maria Soto', 'the answer has the name of its owner') FROM mine;
SELECT is(tests.act('lena', ref, 'escalate') ->> 'owner_name', 'Maria Soto', 'not their login') FROM mine;
SELECT is(tests.error_as('maria', format('SELECT api.refer(gen_random_uuid(), %L)', jsonb_build_object('individual', engine.individual_ref(t.individual_id), 'items', '[{"type": "food_box"}]'::jsonb))),
          'HF404: Your roles do not refer anybody.', 'Maria knows the person, and does not refer') FROM mine, app.task t WHERE t.id = engine.task_id(ref);
SELECT is(tests.error_as('maria', 'SELECT api.refer(gen_random_uuid(), ''{"individual": "P-999999", "items": [{"type": "food_box"}]}'')'), :'unseen', 'of whom she does not know nothing is said');

SELECT is(tests.error_as('adm', format('SELECT api.refer(gen_random_uuid(), %L)', jsonb_build_object('individual', engine.individual_ref(t.individual_id), 'items', '[{"type": "food_box"}]'::jsonb))), :'unseen', 'nor to who administers, and sees nobody')
FROM mine, app.task t WHERE t.id = engine.task_id(ref);
SELECT * FROM finish();
ROLLBACK;
