-- Case reviews: called by a rule or by hand, held, and every decision a task of somebody's.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/events.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.schedule(login text, person text, at text, because text DEFAULT NULL, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.case_review_schedule(%L, %L, %L, %L)', coalesce(request, gen_random_uuid()), person, at, because)
$$;
CREATE FUNCTION pg_temp.hold(ref text, decisions jsonb, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.case_review_hold(%L, %L, %L)', coalesce(request, gen_random_uuid()), ref, decisions)
$$;
CREATE FUNCTION pg_temp.review(login text, ref text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.case_review(%L)', ref))::jsonb
$$;

CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence') AS person, NULL::text AS ref;
SELECT tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"income": "none"}'::jsonb, 'items', '[{"type": "housing_search"}]'::jsonb)) IS NOT NULL FROM story;
SELECT engine.plan_open(engine.individual_id(person), k, app.now(), NULL) IS NOT NULL FROM story, app.staff k WHERE k.login = 'lena';
UPDATE app.plan_area a SET summary = 'Hearing 2 Dec' FROM app.domain d WHERE d.id = a.domain_id AND d.code = 'housing';

-- By hand.
UPDATE story SET ref = tests.run_as('lena', pg_temp.schedule('lena', person, '2026-11-25 10:00-05', 'hearing in two weeks', tests.uuid(1)))::jsonb ->> 'ref';
SELECT is(tests.run_as('lena', pg_temp.schedule('lena', person, '2026-11-25 10:00-05', 'hearing in two weeks', tests.uuid(1)))::jsonb ->> 'replayed', 'true', 'sent again it is the same') FROM story;
SELECT is(tests.owner(ref), 'lead_coordinator', 'a review has an owner') FROM story;
SELECT ok((tests.task(ref)).due <= '2026-11-25 10:00-05', 'and a clock that ends when it is held') FROM story;
SELECT is(tests.run_as('hana', pg_temp.schedule('hana', person, '2026-11-24 10:00-05'))::jsonb -> 'joined', 'true', 'another call puts the same on another day') FROM story;
SELECT is(pg_temp.review('lena', ref) ->> 'scheduled_at', '2026-11-24T15:00:00+00:00', 'which stands') FROM story;
SELECT is(pg_temp.review('lena', ref) ->> 'because', 'hearing in two weeks', 'with what was said first') FROM story;
SELECT matches(tests.error_as('maria', pg_temp.schedule('maria', person, '2026-11-24 10:00-05')), '^HF404', 'an intake worker calls none') FROM story;
SELECT is(tests.error_as('lena', pg_temp.schedule('lena', person, '2026-11-19 10:00-05')), 'HF412: A case review needs a day to come.', 'nor anybody one in the past') FROM story;

-- What may not be shared with an owner of another area stands on nobody's agenda but theirs who may know.
UPDATE app.plan_area a SET summary = 'Panic attacks' FROM app.domain d WHERE d.id = a.domain_id AND d.code = 'behavioral_health';
SELECT is(pg_temp.review(login, ref)::text ~ 'Panic', knows, login || ' reads of the area what may be shared') FROM story, (VALUES ('lena', true), ('bea', true), ('hana', false)) v (login, knows);

-- A rule joins it; retracting that leaves it.
SELECT tests.rule('again', 'ed_visit', 1, '{}', 'case_review lead_coordinator routine_action');
CREATE TEMPORARY TABLE visit AS SELECT tests.event('drew', person, 'ed_visit', '2026-11-19', '{"place": "St. Mary''s Hospital"}') AS answer FROM story;
SELECT is(answer -> 'joined', jsonb_build_array(ref), 'one review of a person serves all that call for one') FROM visit, story;
SELECT is(pg_temp.review('lena', ref) #>> '{events,0,words}', 'ED visit, St. Mary''s Hospital', 'which it names') FROM story;
SELECT is(tests.retract('drew', answer ->> 'event_ref') -> 'stayed', jsonb_build_array(ref), 'what somebody scheduled stays') FROM visit, story;

-- The agenda is the plan, the participants own its areas.
SELECT is((SELECT array_agg(a ->> 'domain' ORDER BY a ->> 'domain') FROM story, jsonb_array_elements(pg_temp.review('lena', ref) -> 'agenda') a), '{behavioral_health,health,housing,social_services}', 'every area is gone through');
SELECT is((SELECT a #>> '{open,0,label}' || ': ' || (a ->> 'summary') FROM story, jsonb_array_elements(pg_temp.review('lena', ref) -> 'agenda') a WHERE a ->> 'domain' = 'housing'), 'housing search: Hearing 2 Dec', 'with what is open and how it stands');
SELECT is((SELECT array_agg(p ->> 'login' ORDER BY p ->> 'login') FROM story, jsonb_array_elements(pg_temp.review('lena', ref) -> 'participants') p), '{bea,hana,priya,wes}', 'whoever owns an area takes part');
SELECT is(pg_temp.review(who, ref) ->> 'scheduled_at', pg_temp.review('lena', ref) ->> 'scheduled_at', who || ' takes part, and reads when and what') FROM story, unnest('{hana,bea,priya,wes}'::text[]) who;
SELECT is(tests.run_as('hana', format('SELECT api.item(%L) ->> ''ref''', ref)), ref, 'from the plan it opens like any item') FROM story;
SELECT matches(tests.error_as('hana', pg_temp.hold(ref, '[]')), '^HF', 'whoever takes part does not hold it') FROM story;
SELECT matches(tests.error_as('peter', format('SELECT api.case_review(%L)', ref)), '^HF404', 'others do not see it') FROM story;

-- Held: each decision is a task.
SELECT is(tests.error_as('lena', pg_temp.hold(ref, '[{"decision": "call the landlord"}]')), 'HF412: Each decision needs its words, and a day by which it is done.', 'a decision without a day is none') FROM story;
SELECT is(tests.error_as('lena', pg_temp.hold(ref, '[{"decision": "x", "needed_by": "2026-12-01", "to": "nobody"}]')), 'HF412: Nobody is called nobody.', 'nor one for nobody') FROM story;
SELECT is(tests.error_as('lena', pg_temp.hold(ref, '[{"decision": "x", "needed_by": "2026-11-01"}]')), 'HF412: That is past.', 'nor one for yesterday') FROM story;
SELECT matches(tests.error_as('lena', pg_temp.hold(ref, '{}')), '^HF400', 'and a list is a list') FROM story;
SELECT is(tests.status(ref), 'requested', 'nothing of that was half done') FROM story;
CREATE TEMPORARY TABLE held AS SELECT tests.run_as('lena', pg_temp.hold(ref, '[
    {"decision": "call the landlord before Friday", "needed_by": "2026-11-27", "area": "housing"},
    {"decision": "lower the dose", "needed_by": "2026-12-01", "owner_role": "health_lead"},
    {"decision": "benefits letter", "needed_by": "2026-12-02", "to": "wes"},
    {"decision": "meet again", "needed_by": "2026-12-20"}]', tests.uuid(2)))::jsonb AS answer FROM story;
SELECT is(answer ->> 'status', 'completed', 'the review is done') FROM held;
SELECT is((SELECT array_agg(d ->> 'decision' || ': ' || (d ->> 'owner') ORDER BY (d ->> 'no')::integer) FROM story, jsonb_array_elements(pg_temp.review('lena', ref) -> 'decisions') d),
          '{call the landlord before Friday: Hana Cole,lower the dose: Eastside Clinic care lead,benefits letter: Wes Tran,meet again: Lead coordinator}', 'each has its owner');
SELECT is((SELECT array_agg(DISTINCT t.due <= t.needed_by) FROM held, jsonb_array_elements_text(answer -> 'opened') r, tests.task(r) t), '{t}', 'and a clock that its day caps');
SELECT ok(pg_temp.review('lena', ref) ->> 'held_at' IS NOT NULL, 'it says when it was held') FROM story;
SELECT is(tests.run_as('lena', pg_temp.hold(ref, '[
    {"decision": "call the landlord before Friday", "needed_by": "2026-11-27", "area": "housing"},
    {"decision": "lower the dose", "needed_by": "2026-12-01", "owner_role": "health_lead"},
    {"decision": "benefits letter", "needed_by": "2026-12-02", "to": "wes"},
    {"decision": "meet again", "needed_by": "2026-12-20"}]', tests.uuid(2)))::jsonb ->> 'replayed', 'true', 'sent again it is not held twice') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Undone: the tasks go, the review is to be held.
SELECT tests.act('lena', ref, 'undo') FROM story;
SELECT is(tests.status(ref), 'requested', 'one undo') FROM story;
SELECT is(pg_temp.review('lena', ref) ->> 'held_at', NULL, 'it was not held') FROM story;
SELECT is(pg_temp.review('lena', ref) -> 'decisions', '[]', 'nothing is decided') FROM story;
SELECT is((SELECT array_agg(DISTINCT tests.status(r)) FROM held, jsonb_array_elements_text(answer -> 'opened') r), '{cancelled}', 'what it opened is closed');
SELECT tests.run_as('lena', pg_temp.hold(ref, '[]')) IS NOT NULL FROM story;
SELECT is(tests.error_as('lena', pg_temp.hold(ref, '[]')), 'HF412: It is finished.', 'held is held') FROM story;
SELECT matches(tests.error_as('lena', $$SELECT api.case_review('R-1')$$), '^HF404', 'what is not there is not there');
SELECT matches(tests.error_as('lena', format('SELECT api.case_review(%L)', engine.task_ref(t))), '^HF412', 'another kind of task says what it is') FROM app.task t WHERE t.kind = 'follow_up' LIMIT 1;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
