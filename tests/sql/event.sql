-- Events: what happened, who may say so, and how it becomes owned, timed work.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/events.sql
SELECT tests.at('2026-11-20 10:00-05');
SELECT tests.rule('frequent_ed', 'ed_visit', 2, '{"count": 4, "within": "365d"}', 'case_review lead_coordinator routine_action');
SELECT tests.rule('ed_alert', 'ed_visit', 1, '{}', 'alert area:health urgent_action', 'follow_up coordinator routine_action');

-- One event: its own reference, two times, work with owner and clock.
CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence') AS person;
CREATE TEMPORARY TABLE visit (n integer, answer jsonb);
INSERT INTO visit SELECT 1, tests.event('drew', person, 'ed_visit', '2026-02-01T22:14', '{"place": "St. Mary''s Hospital", "note": "chest pain"}', tests.uuid(1)) FROM story;
SELECT matches(answer ->> 'event_ref', '^V-[0-9]+$', 'an event has a reference') FROM visit;
SELECT is(answer #>> '{alerts,0,owner_role}', 'health_lead', 'the owner of the area is told, soonest first') FROM visit;
SELECT ok((answer #>> '{alerts,0,due}')::timestamptz > '2026-11-20 10:00-05', 'with a clock') FROM visit;
SELECT is(answer #>> '{alerts,1,owner_role}', 'lead_coordinator', 'and who follows it up') FROM visit;
SELECT is(tests.run_as('priya', format('SELECT api.item(%L)', answer #>> '{alerts,0,ref}'))::jsonb ->> 'why', 'Sun 1 Feb 22:14 ED visit, St. Mary''s Hospital: chest pain', 'and what happened')
FROM visit;
SELECT is(answer -> 'changes', 'null', 'it changes no life') FROM visit;
SELECT results_eq($$SELECT e.occurred_at, e.recorded_at FROM app.event e$$, $$VALUES ('2026-02-01 22:14-05'::timestamptz, '2026-11-20 10:00-05'::timestamptz)$$, 'when it occurred is not when it was recorded');
SELECT is(tests.event('drew', person, 'ed_visit', '2026-02-01T22:14', '{"place": "St. Mary''s Hospital", "note": "chest pain"}', tests.uuid(1)) ->> 'replayed', 'true', 'sent again after a lost line it is the same event') FROM story;
SELECT is((SELECT count(*) FROM app.event), 1::bigint, 'and recorded once');
SELECT matches(tests.event_refused('drew', person, 'ed_visit', '2026-02-02', '{}', tests.uuid(1)), '^HF422', 'another event needs an id of its own') FROM story;

-- A repeated event joins the open tasks of the same rule.
INSERT INTO visit SELECT 2, tests.event('drew', person, 'ed_visit', '2026-03-01') FROM story;
SELECT is((SELECT answer -> 'joined' FROM visit WHERE n = 2), (SELECT answer -> 'opened' FROM visit WHERE n = 1), 'the second visit joins what the first opened');
SELECT is((SELECT answer -> 'opened' FROM visit WHERE n = 2), '[]', 'and opens nothing');
SELECT is((SELECT tests.version(answer #>> '{opened,0}') FROM visit WHERE n = 1), 1, 'whoever looks at those need not look again');

-- Rules fire in their order; counts go by when it occurred.
INSERT INTO visit SELECT 3, tests.event('drew', person, 'ed_visit', '2024-03-01') FROM story;
INSERT INTO visit SELECT 4, tests.event('drew', person, 'ed_visit', '2026-06-01') FROM story;
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'case_review'), 0::bigint, 'one of the four was long ago');
INSERT INTO visit SELECT 5, tests.event('drew', person, 'ed_visit', '2026-01-15') FROM story;
CREATE TEMPORARY TABLE review AS SELECT answer #>> '{opened,0}' AS ref FROM visit WHERE n = 5;
SELECT is((tests.task(ref)).kind::text, 'case_review', 'the fourth in a year, though it was recorded last and occurred first') FROM review;
SELECT is((tests.task(ref)).label, 'case review, 4th ED visit', 'says why') FROM review;
SELECT is((SELECT count(*) FROM app.case_review c JOIN review r ON c.task_id = engine.task_id(r.ref)), 1::bigint, 'a review has its meeting');
SELECT tests.act('lena', ref, 'accept') FROM review;
INSERT INTO visit SELECT 6, tests.event('drew', person, 'ed_visit', '2026-11-18') FROM story;
SELECT ok((SELECT answer -> 'joined' ? ref FROM visit, review WHERE n = 6), 'the fifth joins it');
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'case_review'), 1::bigint, 'there is one review');

-- Retraction.
SELECT is(tests.error_as('drew', format('SELECT api.retract_event(gen_random_uuid(), %L, %L)', answer ->> 'event_ref', ' ')), 'HF412: To retract, give a reason.', 'a reason is needed') FROM visit WHERE n = 5;
SELECT is(tests.retract('drew', answer ->> 'event_ref') -> 'closed', '[]', 'what others joined stays') FROM visit WHERE n = 5;
SELECT is(tests.status(ref), 'accepted', 'also the review, for there are four still') FROM review;
SELECT matches(tests.error_as('drew', format('SELECT api.retract_event(gen_random_uuid(), %L, %L)', answer ->> 'event_ref', 'x')), '^HF412: It was retracted', 'once is enough') FROM visit WHERE n = 5;
SELECT ok(tests.retract('drew', answer ->> 'event_ref', 'was her brother') -> 'closed' ? ref, 'with three left nothing calls for a review') FROM visit, review WHERE n = 6;
SELECT is(tests.status(ref), 'cancelled', 'which is closed') FROM review;
SELECT is(tests.reason_on_record(ref, 'cancel'), 'was her brother', 'with the reason on its record') FROM review;
INSERT INTO visit SELECT 7, tests.event('drew', person, 'ed_visit', '2026-11-19') FROM story;
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'case_review' AND t.closed_at IS NULL), 1::bigint, 'another fourth is another crossing');
SELECT tests.act('lena', engine.task_ref(t), 'complete', '{"outcome": "service_received"}') FROM app.task t WHERE t.kind = 'case_review' AND t.closed_at IS NULL;
SELECT ok(c.held_at IS NOT NULL, 'a review that is completed was held') FROM app.case_review c ORDER BY c.id DESC LIMIT 1;
INSERT INTO visit SELECT 8, tests.event('drew', person, 'ed_visit', '2026-11-20T08:00') FROM story;
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'case_review' AND t.closed_at IS NULL), 0::bigint, 'once for each crossing: the next visit of the same crossing opens no second one');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- A retracted event closes what it alone opened; the record keeps both.
CREATE TEMPORARY TABLE alone AS SELECT tests.event('drew', tests.person('Alone'), 'ed_visit') AS answer;
SELECT is(tests.retract('drew', answer ->> 'event_ref', 'typed for the wrong Ana') -> 'closed', answer -> 'opened', 'all that it opened is closed') FROM alone;
SELECT is(tests.run_as('drew', format('SELECT api.event(%L)', answer ->> 'event_ref'))::jsonb #>> '{retracted,reason}', 'typed for the wrong Ana', 'the event says why') FROM alone;
SELECT is((SELECT array_agg(e ->> 'text' ORDER BY (e ->> 'seq')::integer) FROM alone, jsonb_array_elements(tests.run_as('drew', format('SELECT api.record(%L)', answer ->> 'event_ref'))::jsonb -> 'entries') e),
          '{recorded ED visit,retracted it: typed for the wrong Ana}', 'and so does its record');

-- Conditions: level, source, risks, what came before.
SELECT tests.rule('worse', 'housing_instability', 1, '{"levels": ["high", "critical"], "sources": ["person"]}', 'alert housing_lead urgent_action');
SELECT tests.rule('at_risk', 'missed_appointment', 1, '{"risks": ["critical"]}', 'alert lead_coordinator urgent_action');
SELECT tests.rule('missed_after', 'missed_appointment', 2, '{"after": "discharge", "within": "14d"}', 'follow_up lead_coordinator routine_action');
CREATE TEMPORARY TABLE other AS SELECT tests.person('Okafor', 'Daniel') AS person;
SELECT is(tests.event('drew', person, 'housing_instability', NULL, '{"level": "low", "source": "person"}') -> 'opened', '[]', 'a level too low') FROM other;
SELECT is(tests.event('drew', person, 'housing_instability', NULL, '{"level": "high"}') -> 'opened', '[]', 'another source') FROM other;
SELECT is(jsonb_array_length(tests.event('drew', person, 'housing_instability', NULL, '{"level": "critical", "source": "person"}') -> 'opened'), 1, 'both as the rule says') FROM other;
SELECT is(tests.event('drew', person, 'missed_appointment', '2026-11-19') -> 'opened', '[]', 'no risk, no discharge') FROM other;
SELECT tests.event('drew', person, 'discharge', '2026-11-10') FROM other;
SELECT is(jsonb_array_length(tests.event('drew', person, 'missed_appointment', '2026-11-20') -> 'opened'), 1, 'missed within two weeks of a discharge') FROM other;

-- Readmission is derived, whichever was recorded first.
SELECT tests.rule('back', 'readmission', 1, '{}', 'case_review lead_coordinator routine_action');
CREATE TEMPORARY TABLE stay AS SELECT person, tests.event('drew', person, 'admission', '2026-11-19T12:00') AS answer FROM other;
SELECT is(jsonb_array_length(answer -> 'opened'), 1, 'an admission 9 days after a discharge calls for a case review') FROM stay;
SELECT is(tests.run_as('drew', format('SELECT api.event(%L)', answer ->> 'event_ref'))::jsonb ->> 'name', 'readmission', 'and is told as what it is') FROM stay;
CREATE TEMPORARY TABLE first_stay AS SELECT person, tests.event('drew', person, 'admission', '2026-11-12') AS answer FROM (SELECT tests.person('First') AS person) p;
SELECT is(answer -> 'opened', '[]', 'a first admission does not') FROM first_stay;

-- Retracting what made it a readmission calls that off.
CREATE TEMPORARY TABLE sent_home AS SELECT e.id FROM app.event e JOIN other o ON e.individual_id = engine.individual_id(o.person) WHERE e.type_id = engine.event_type_id('discharge');
SELECT is((tests.task(tests.retract('drew', engine.event_ref(id)) #>> '{closed,0}')).kind IS NOT NULL, true, 'with the discharge the readmission goes') FROM sent_home;
SELECT is((SELECT count(*) FROM app.task t, other o WHERE t.individual_id = engine.individual_id(o.person) AND t.kind = 'case_review' AND t.closed_at IS NULL), 0::bigint, 'and its review');

-- Who may record for whom.
SELECT matches(tests.event_refused('maria', person, 'ed_visit'), '^HF404', 'an intake worker has no duty to record') FROM story;
SELECT matches(tests.event_refused('casey', person, 'ed_visit'), '^HF404', 'nor has compliance') FROM story;
SELECT matches(tests.event_refused('peter', person, 'ed_visit'), '^HF404', 'another hospital does not know the person') FROM story;
SELECT matches(tests.event_refused('drew', 'P-999999', 'ed_visit'), '^HF404', 'nor does anybody know this one');
SELECT is(tests.event('noor', person, 'ed_visit') ->> 'replayed', 'false', 'a coordinator records for everybody') FROM story;
SELECT matches(tests.error_as('peter', format('SELECT api.retract_event(gen_random_uuid(), %L, %L)', answer ->> 'event_ref', 'x')), '^HF404', 'nobody else retracts') FROM alone;

-- What cannot be, and what is no event.
SELECT is(tests.event_refused('drew', person, 'ed_visit', '2026-11-21'), 'HF412: That has not happened yet.', 'nothing to come') FROM story;
SELECT is(tests.event_refused('drew', person, 'ed_visit', '1926-11-21'), 'HF412: That is before the person was born.', 'a slip in the year') FROM story;
SELECT is(tests.event_refused('drew', person, 'party'), 'HF400: There is no event party.', 'only what the policy knows') FROM story;
SELECT is(tests.event_refused('drew', person, 'ed_visit', NULL, '{"colour": "red"}'), 'HF400: event has no key colour.', 'no other key') FROM story;
SELECT is(tests.event_refused('drew', person, 'ed_visit', NULL, '{"level": "huge"}'), 'HF400: There is no level huge.', 'nor level') FROM story;
SELECT is(tests.event_refused('drew', person, 'ed_visit', NULL, '{"source": "rumour"}'), 'HF400: There is no source rumour.', 'nor source') FROM story;
SELECT is(tests.event_refused('drew', person, 'move'), 'HF412: To record a move, say where to.', 'nor a move to nowhere') FROM story;
SELECT ok((SELECT count(*) FROM jsonb_array_elements(tests.run_as('wes', 'SELECT api.event_types()')::jsonb)) >= 9, 'the types are listed');

-- Substance use: where it happened tells it, and it does not exist for those without a basis.
CREATE TEMPORARY TABLE hidden AS SELECT person, tests.event('drew', person, 'ed_visit', '2026-11-19', '{"place": "Riverway Recovery"}') AS answer
FROM (SELECT tests.person('Part', 'Two') AS person) p;
SELECT is((SELECT category FROM app.event e WHERE e.id = engine.event_id(answer ->> 'event_ref')), 'substance_use', 'an event at a substance-use facility is substance-use content') FROM hidden;
SELECT is((SELECT array_agg(DISTINCT t.category) FROM app.task t, hidden h WHERE t.individual_id = engine.individual_id(h.person)), '{substance_use}', 'and so is the work it calls for');
SELECT ok(NOT EXISTS (SELECT FROM app.task t JOIN app.organization o ON o.id = t.owner_organization_id, hidden h WHERE t.individual_id = engine.individual_id(h.person) AND engine.basis(t.individual_id, engine.organization_of((SELECT r.id FROM app.role r WHERE r.code = 'discharge_planners')), o.id, 'substance_use') IS NULL), 'which goes only to who may be told') FROM hidden;
SELECT tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"income": "none"}'::jsonb, 'items', '[{"type": "housing_search"}]'::jsonb)) FROM hidden;
SELECT matches(tests.error_as('hana', format('SELECT api.event(%L)', answer ->> 'event_ref')), '^HF404', 'housing, which knows the person, does not see it') FROM hidden;
SELECT is(tests.run_as('drew', format('SELECT api.event(%L)', answer ->> 'event_ref'))::jsonb ->> 'category', 'substance_use', 'who recorded it does') FROM hidden;
SELECT is(tests.event('drew', person, 'ed_visit', '2026-11-20') -> 'joined', '[]', 'another visit does not join it, so tells nothing of it') FROM hidden;
SELECT tests.event('drew', person, 'ed_visit', '2026-11-' || n) FROM hidden, generate_series(17, 18) n;
SELECT is((SELECT count(*) FROM app.task t, hidden h WHERE t.individual_id = engine.individual_id(h.person) AND t.kind = 'case_review'), 0::bigint,
          'three visits and a hidden one are three for everybody else');

-- Alerts and case reviews go by the step table as it is.
CREATE TEMPORARY TABLE alert AS SELECT answer #>> '{opened,0}' AS ref FROM (SELECT tests.event('drew', tests.person('Steps'), 'ed_visit') AS answer) e;
SELECT is(tests.act('priya', ref, 'accept') ->> 'status', 'accepted', 'an alert is accepted') FROM alert;
SELECT is(tests.act('priya', ref, 'hold', '{"waiting_on": "person", "until": "2026-11-24"}') ->> 'status', 'on-hold', 'held') FROM alert;
SELECT is(tests.act('priya', ref, 'resume') ->> 'status', 'accepted', 'gone on with') FROM alert;
SELECT is(tests.act('priya', ref, 'assign', '{"to": "linda"}') ->> 'owner_login', 'linda', 'given to somebody') FROM alert;
SELECT is(tests.act('linda', ref, 'complete', '{"outcome": "service_received"}') ->> 'status', 'completed', 'and completed') FROM alert;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- The example policy, as it is published: the fourth visit raises the risk and calls for one review, which the fifth joins.
UPDATE app.event_rule SET active = code !~ '^story_';
CREATE TEMPORARY TABLE real AS SELECT tests.person('Real', 'Policy') AS person;
SELECT tests.run_as('lena', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', person, 'category', 'housing_instability', 'level', 'medium'))) IS NOT NULL FROM real;
SELECT tests.event('drew', person, 'ed_visit', '2026-0' || n || '-01') IS NOT NULL FROM real, generate_series(5, 7) n;
CREATE TEMPORARY TABLE fourth AS SELECT tests.event('drew', person, 'ed_visit', '2026-11-19') AS answer FROM real;
SELECT is((SELECT k.level::text FROM app.social_risk k, real r WHERE k.individual_id = engine.individual_id(r.person)), 'high', 'the fourth visit raises what threatens the person');
SELECT is((SELECT count(*) FROM app.task t, real r WHERE t.individual_id = engine.individual_id(r.person) AND t.kind = 'case_review' AND t.closed_at IS NULL), 1::bigint, 'one review serves the visits and the risk');
SELECT is((SELECT count(*) FROM real, jsonb_array_elements(tests.event('drew', person, 'ed_visit', '2026-11-20T09:00') -> 'alerts') a WHERE a ->> 'kind' = 'case_review' AND (a ->> 'joined')::boolean), 1::bigint, 'which the fifth joins');
SELECT is((SELECT k.level::text FROM app.social_risk k, real r WHERE k.individual_id = engine.individual_id(r.person)), 'high', 'and raises nothing again');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
