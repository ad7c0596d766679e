-- Events that change life: one confirmation for everything that is open, one undo.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/events.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.apply(login text, event text, except_refs text[] DEFAULT '{}', request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.life_change_apply(%L, %L, %L)', coalesce(request, gen_random_uuid()), event, except_refs))::jsonb
$$;
CREATE FUNCTION pg_temp.undo(login text, event text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.life_change_undo(gen_random_uuid(), %L)', event))::jsonb
$$;
-- Everything open of a person, without what only ever goes on.
CREATE FUNCTION pg_temp.everything(person text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object(
        'tasks', (SELECT jsonb_agg(to_jsonb(t) - '{version,ledger_seq,ledger_head,returned_at}'::text[] ORDER BY t.id) FROM app.task t
                  WHERE t.individual_id = engine.individual_id(person) AND t.closed_at IS NULL),
        'clocks', (SELECT jsonb_agg(to_jsonb(c) - 'generation' ORDER BY c.id) FROM app.clock c JOIN app.task t ON t.id = c.task_id
                   WHERE t.individual_id = engine.individual_id(person) AND c.stopped_at IS NULL),
        'referrals', (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM app.referral r WHERE r.individual_id = engine.individual_id(person)),
        'plan', (SELECT jsonb_agg(c.status) FROM app.care_plan c WHERE c.individual_id = engine.individual_id(person)))
$$;
CREATE FUNCTION pg_temp.ask(person text, type text, more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"orders": "daily", "income": "none", "landlord": "Elm Trust", "notice": "x", "insurance": "x", "medications": "x"}'::jsonb,
        'items', jsonb_build_array(jsonb_build_object('type', type))) || more) #>> '{referrals,0,ref}'
$$;

-- Somebody with a lot that is open: referrals in every state, a search, a question, an alert, a plan.
SELECT tests.rule('ed_alert', 'ed_visit', 1, '{}', 'alert lead_coordinator urgent_action');
CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence') AS person, NULL::jsonb AS before, NULL::text AS event;
CREATE TEMPORARY TABLE open AS
SELECT n, type, pg_temp.ask(person, type) AS ref FROM story, unnest('{home_care,home_aide,wound_care,home_therapy,counseling,legal_aid,meals,equipment_pickup}'::text[]) WITH ORDINALITY u (type, n);
SELECT tests.act('joan', ref, 'accept') FROM open WHERE type = 'home_care';
SELECT tests.act('maria', ref, 'accept') FROM open WHERE type = 'home_aide';
SELECT tests.act('maria', ref, 'start', '{"date": "2026-11-20", "note": "x"}') FROM open WHERE type = 'home_aide';
SELECT tests.act('maria', ref, 'accept') FROM open WHERE type = 'wound_care';
SELECT tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}') FROM open WHERE type = 'wound_care';
SELECT tests.act('maria', ref, 'decline') FROM open WHERE type = 'home_therapy';
SELECT tests.act('theo', ref, 'ask', '{"missing": "phone"}') FROM open WHERE type = 'counseling';
SELECT tests.event('drew', person, 'ed_visit', '2026-11-19') FROM story;
SELECT engine.plan_open(engine.individual_id(person), k, app.now(), NULL) IS NOT NULL FROM story, app.staff k WHERE k.login = 'lena';
SELECT tests.run_as('lena', format('SELECT api.record_event(gen_random_uuid(), %L)', jsonb_build_object('individual', person, 'type', 'result_available'))) FROM story;
UPDATE story SET before = pg_temp.everything(person);
SELECT is((SELECT count(*) FROM app.task t, story s WHERE t.individual_id = engine.individual_id(s.person) AND t.closed_at IS NULL), 10::bigint, 'ten items and a plan are open: eleven');

-- Death: two calls.
SELECT tests.rule('bereaved', 'death', 1, '{}', 'follow_up lead_coordinator routine_action');
CREATE TEMPORARY TABLE death AS SELECT tests.event('lena', person, 'death', '2026-11-20T08:00', '{"note": "at home"}') AS answer FROM story;
UPDATE story SET event = (SELECT answer ->> 'event_ref' FROM death);
SELECT is(jsonb_array_length(answer #> '{changes,items}'), 11, 'every one of them is listed, with the plan') FROM death;
SELECT is((SELECT array_agg(i -> 'proposed' ->> 'action' ORDER BY i ->> 'ref') FROM death, jsonb_array_elements(answer #> '{changes,items}') i WHERE i -> 'proposed' ->> 'action' NOT IN ('cancel')), '{stay,close_plan}', 'all end, but what is still to be picked up');
SELECT is((SELECT i.deceased_at FROM app.individual i, story s WHERE i.id = engine.individual_id(s.person)), '2026-11-20 08:00-05'::timestamptz, 'the person''s page says it at once');
CREATE TEMPORARY TABLE applied AS SELECT pg_temp.apply('lena', event, '{}', tests.uuid(7)) AS answer FROM story;
SELECT is((SELECT array_agg(coalesce(y.code, t.label) ORDER BY t.id) FROM app.task t LEFT JOIN app.service_type y ON y.id = t.service_type_id, story s
           WHERE t.individual_id = engine.individual_id(s.person) AND t.closed_at IS NULL), '{equipment_pickup,follow up: death}', 'the pick-up stays, and what the death itself calls for');
SELECT is((SELECT array_agg(DISTINCT coalesce(r.outcome, 'none')) FROM app.referral r, story s WHERE r.individual_id = engine.individual_id(s.person) AND r.closed_at IS NOT NULL), '{died}', 'each need ended by death');
SELECT is((SELECT array_agg(DISTINCT o.helped) FROM app.referral r JOIN app.outcome o ON o.code = r.outcome), '{f}', 'which is no help');
SELECT is((SELECT count(*) FROM app.ledger e WHERE e.action = 'cancel' AND e.detail ->> 'reason' = 'died' AND e.detail ? 'event'), 8::bigint, 'each on its own record; what hung on a referral went with it');
SELECT is((SELECT c.status::text FROM app.care_plan c), 'completed', 'the plan ends');
SELECT is((tests.run_as('lena', format('SELECT api.plan(%L)', person))::jsonb ->> 'ended')::timestamptz, app.now(), 'and says when, instead of that there is none yet') FROM story;
SELECT is((SELECT count(*) FROM app.task t, story s WHERE t.individual_id = engine.individual_id(s.person) AND t.kind = 'reroute' AND t.closed_at IS NULL), 0::bigint, 'nobody looks for another provider');
SELECT is(tests.event('drew', person, 'ed_visit', '2026-11-20T07:00') -> 'opened', '[]', 'nobody is told to call: a visit recorded late alerts nobody') FROM story;
SELECT is(pg_temp.apply('lena', event, '{}', tests.uuid(7)) ->> 'replayed', 'true', 'sent again it is not done again') FROM story;
SELECT matches(tests.error_as('lena', format('SELECT api.life_change_apply(gen_random_uuid(), %L)', event)), '^HF409', 'nor a second time') FROM story;
SELECT matches(tests.event_refused('lena', person, 'death'), '^HF412: This person''s death is recorded already', 'nobody dies twice') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- One undo.
SELECT matches(tests.error_as('noor', format('SELECT api.life_change_undo(gen_random_uuid(), %L)', event)), '^HF412: There is nothing of yours', 'whoever did it takes it back') FROM story;
SELECT tests.at('2026-11-20 10:05-05');
SELECT isnt(pg_temp.undo('lena', event), NULL, 'one undo') FROM story;
SELECT is((pg_temp.everything(person) #- '{tasks,-1}') -> 'referrals', before -> 'referrals', 'puts every referral back') FROM story;
SELECT is((SELECT jsonb_agg(t ORDER BY (t ->> 'id')::bigint) FROM story, jsonb_array_elements(pg_temp.everything(person) -> 'tasks') t WHERE t ->> 'label' IS DISTINCT FROM 'follow up: death'), before -> 'tasks', 'and every item') FROM story;
SELECT is((SELECT count(*) FROM (SELECT jsonb_array_elements(before -> 'clocks') FROM story EXCEPT SELECT jsonb_array_elements(pg_temp.everything(person) -> 'clocks') FROM story) x), 0::bigint, 'down to the same clocks');
SELECT is(pg_temp.everything(person) -> 'plan', before -> 'plan', 'and the plan') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Pathways end with the person, and nothing follows on what ends.
CREATE TEMPORARY TABLE way AS SELECT tests.person('Path', 'Way') AS person, NULL::text AS event, NULL::jsonb AS before;
SELECT tests.run_as('lena', format('SELECT api.pathway_start(gen_random_uuid(), %L, %L, %L)', person, (SELECT p.code FROM app.pathway p ORDER BY p.code LIMIT 1), '2026-12-20 12:00-05')) IS NOT NULL FROM way;
CREATE FUNCTION pg_temp.run_of(person text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_agg(jsonb_build_object('status', r.status, 'steps', (SELECT jsonb_agg(to_jsonb(k) ORDER BY k.id) FROM app.pathway_run_step k WHERE k.run_id = r.id)))
    FROM app.pathway_run r WHERE r.individual_id = engine.individual_id(person)
$$;
UPDATE way SET before = pg_temp.run_of(person) || pg_temp.everything(person);
UPDATE way SET event = tests.event('lena', person, 'death') ->> 'event_ref';
SELECT is(pg_temp.apply('lena', event) #>> '{done,0,action}', 'stop_pathway', 'a pathway is stopped first') FROM way;
SELECT is((SELECT count(*) FROM app.task t, way w WHERE t.individual_id = engine.individual_id(w.person) AND t.closed_at IS NULL AND t.label IS DISTINCT FROM 'follow up: death'), 0::bigint, 'so that nothing new opens');
SELECT pg_temp.undo('lena', event) FROM way;
SELECT is(pg_temp.run_of(person), before - 1, 'undo sets it going again, as it was') FROM way WHERE jsonb_array_length(before) = 2;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Retracting a death: what it did is put back, the page says what it said.
SELECT is(jsonb_array_length(pg_temp.apply('lena', event, ARRAY[(SELECT ref FROM open WHERE type = 'meals')]) -> 'done') > 5, true, 'it can be done again, with an exception') FROM story;
SELECT is(tests.status(ref), 'requested', 'which stays') FROM open WHERE type = 'meals';
SELECT tests.at('2026-11-20 11:00-05');
SELECT matches(tests.error_as('lena', format('SELECT api.life_change_undo(gen_random_uuid(), %L)', event)), '^HF412: It could be undone until 10:15', 'undo has its time') FROM story;
CREATE TEMPORARY TABLE mistaken AS SELECT tests.retract('lena', event, 'another Webb') AS answer FROM story;
SELECT is(answer -> 'left', '[]', 'all that a mistaken death ended is reopened') FROM mistaken;
SELECT is((SELECT i.deceased_at FROM app.individual i, story s WHERE i.id = engine.individual_id(s.person)), NULL, 'the person lives');
SELECT is(tests.status(ref), 'in-progress', 'the aide goes on') FROM open WHERE type = 'home_aide';
SELECT is((SELECT count(*) FROM app.referral r, story s WHERE r.individual_id = engine.individual_id(s.person) AND r.closed_at IS NOT NULL), 0::bigint, 'no need is ended');
SELECT is((SELECT c.status::text FROM app.care_plan c), 'active', 'nor the plan');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Admission: visits wait and come back by themselves; whoever has not answered is told.
SELECT tests.at('2026-11-20 12:00-05');
CREATE TEMPORARY TABLE stay AS SELECT tests.person('Chu', 'Walter') AS person, NULL::text AS event;
CREATE TEMPORARY TABLE visits AS SELECT pg_temp.ask(person, 'home_aide') AS running, pg_temp.ask(person, 'meals') AS unanswered FROM stay;
SELECT tests.act('maria', running, 'accept') FROM visits;
UPDATE stay SET event = tests.event('lena', person, 'admission', '2026-11-20T11:00', '{"until": "2026-11-24"}') ->> 'event_ref';
SELECT pg_temp.apply('lena', event) FROM stay;
SELECT is(tests.status(running), 'on-hold', 'accepted visits wait') FROM visits;
SELECT is((tests.task(running)).waiting_on, 'hospital', 'for the hospital') FROM visits;
SELECT is((tests.task(running)).hold_until, '2026-11-24 08:00-05'::timestamptz, 'until the office opens on the day the person is expected back') FROM visits;
SELECT is(tests.status(unanswered), 'requested', 'a question that waits for an answer goes on') FROM visits;
SELECT is((SELECT p.body ->> 'note' FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id WHERE e.entity_id = engine.task_id(unanswered) AND e.action = 'note'),
          'in hospital until Tue 24 Nov 00:00', 'and is told') FROM visits;
SELECT tests.sweep('2026-11-24 08:00-05');
SELECT is(tests.status(running), 'accepted', 'they come back by themselves') FROM visits;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Readmission: a case review.
CREATE TEMPORARY TABLE again AS SELECT tests.person('Back', 'Again') AS person, NULL::text AS event;
SELECT tests.event('lena', person, 'discharge', '2026-11-10') FROM again;
UPDATE again SET event = tests.event('lena', person, 'admission', '2026-11-20') ->> 'event_ref';
SELECT is((pg_temp.apply('lena', event)) #>> '{done,0,ref}', 'case_review', 'back within thirty days: a case review') FROM again;
SELECT is((SELECT t.label FROM app.task t, again a WHERE t.individual_id = engine.individual_id(a.person) AND t.kind = 'case_review'), 'case review, readmission', 'is scheduled');

-- A move: to providers of the new area.
SELECT tests.at('2026-11-24 10:00-05');
CREATE TEMPORARY TABLE moved AS SELECT tests.person('Abdi', 'Hodan', '02128') AS person, NULL::text AS event, NULL::jsonb AS before;
CREATE TEMPORARY TABLE with_them AS SELECT tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"orders": "x", "postal_code": "02128", "address": "1 Pier Rd"}'::jsonb,
    'items', '[{"type": "home_care", "service": "harbor_nursing_visits"}]'::jsonb)) #>> '{referrals,0,ref}' AS nurse, pg_temp.ask(person, 'home_aide') AS aide, pg_temp.ask(person, 'benefits') AS benefits FROM moved;
SELECT tests.act('joan', nurse, 'accept') FROM with_them;
UPDATE moved SET before = pg_temp.everything(person);
UPDATE moved SET event = tests.event('lena', person, 'move', '2026-11-23', '{"address": "5 Oak St", "city": "Boston", "postal_code": "02210"}') ->> 'event_ref';
SELECT is((SELECT i.postal_code FROM app.individual i, moved m WHERE i.id = engine.individual_id(m.person)), '02210', 'the page has the new address');
SELECT pg_temp.apply('lena', event) FROM moved;
SELECT is(tests.owner(nurse || '.2'), 'home_care_intake', 'the nurse''s area ends before it: Bright Home Care is asked') FROM with_them;
SELECT is(tests.status(nurse), 'cancelled', 'the former try is over') FROM with_them;
SELECT is((SELECT r.provided ->> 'postal_code' FROM app.referral r JOIN app.task t ON t.referral_id = r.id, with_them w WHERE t.id = engine.task_id(w.nurse)), '02210', 'what the referral carries is the new address');
SELECT is(tests.status(aide), 'requested', 'the aide serves there too') FROM with_them;
SELECT is((SELECT t.kind::text FROM app.task t, with_them w WHERE t.referral_id = (tests.task(w.benefits)).referral_id AND t.closed_at IS NULL), 'referral', 'and so does somebody for benefits');
SELECT is((SELECT p.body ->> 'note' FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id, with_them w WHERE e.entity_id = engine.task_id(w.aide) AND e.action = 'correct'),
          'moved to 5 Oak St, Boston, 02210', 'the aide is told where');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT pg_temp.undo('lena', event) FROM moved;
SELECT is(pg_temp.everything(person), before, 'one undo puts all back') FROM moved;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Nobody offers it there: a provider is looked for, and the try stays meanwhile.
CREATE TEMPORARY TABLE far AS SELECT tests.event('lena', person, 'move', '2026-11-24', '{"address": "1 Hill Rd", "postal_code": "99501"}') ->> 'event_ref' AS event, person FROM moved;
SELECT pg_temp.apply('lena', event) FROM far;
SELECT is((SELECT count(*) FROM app.task t, with_them w WHERE t.referral_id IN ((tests.task(w.nurse)).referral_id, (tests.task(w.aide)).referral_id) AND t.kind = 'reroute' AND t.closed_at IS NULL), 2::bigint, 'nobody comes there: two searches');
SELECT is(tests.status(nurse), 'accepted', 'nobody is sent away before somebody is found') FROM with_them;
SELECT pg_temp.undo('lena', event) FROM far;
SELECT is(pg_temp.everything(person), before, 'one undo puts all back') FROM moved;

-- Whoever may not decide for everybody records it, and a coordinator is alerted.
CREATE TEMPORARY TABLE told AS SELECT tests.event('drew', person, 'death') AS answer FROM moved;
SELECT is(answer #>> '{alerts,0,label}', 'death: decide what is open', 'a coordinator is to decide') FROM told;
SELECT is(tests.owner(answer #>> '{alerts,0,ref}'), 'lead_coordinator', 'the lead coordinator') FROM told;
SELECT is((SELECT bool_and((i ->> 'may')::boolean) FROM told, jsonb_array_elements(answer #> '{changes,items}') i), true, 'who asked for an item may end it');
SELECT pg_temp.apply('lena', answer ->> 'event_ref') FROM told;
SELECT is(tests.status(answer #>> '{alerts,0,ref}'), 'completed', 'the alert is done with it') FROM told;
SELECT matches(tests.error_as('maria', format('SELECT api.life_change_apply(gen_random_uuid(), %L)', answer ->> 'event_ref')), '^HF404', 'an intake worker changes no life') FROM told;
SELECT is(tests.run_as('lena', format('SELECT api.life_change(%L)', answer ->> 'event_ref'))::jsonb #>> '{applied,who}', 'Lena Ortiz', 'it says who did it') FROM told;

-- What is hidden from somebody is neither shown nor touched.
CREATE TEMPORARY TABLE hidden AS SELECT tests.person('Two', 'Part') AS person;
SELECT isnt(tests.consent(person), NULL, 'a consent for it') FROM hidden;
SELECT tests.refer('drew', jsonb_build_object('individual', person, 'items', '[{"type": "recovery"}]'::jsonb)) FROM hidden;
SELECT tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"notice": "x"}'::jsonb, 'items', '[{"type": "legal_aid"}, {"type": "utility_help", "service": "eastside_fuel"}]'::jsonb)) FROM hidden;
CREATE TEMPORARY TABLE by_wes AS SELECT tests.event('wes', person, 'death') AS answer FROM hidden;
SELECT is(jsonb_array_length(answer #> '{changes,items}'), 1, 'a community worker sees only what is theirs') FROM by_wes;
SELECT is(jsonb_array_length(pg_temp.apply('wes', answer ->> 'event_ref') -> 'stayed'), 0, 'and hears of nothing else') FROM by_wes;
SELECT is((SELECT count(*) FROM app.task t, hidden h WHERE t.individual_id = engine.individual_id(h.person) AND t.kind = 'referral' AND t.closed_at IS NULL), 2::bigint, 'the rest waits for the coordinator');
SELECT * FROM finish();
ROLLBACK;
