-- Social risks: recorded in seconds, and from then on owned, timed work until they are resolved.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/risks.sql
SELECT tests.at('2026-11-23 10:00-05');

-- An eviction with a hearing nine days ahead.
CREATE TEMPORARY TABLE webb AS SELECT tests.person('Webb', 'Terrence', '02128', 'wes') AS p;
CREATE TEMPORARY TABLE k AS SELECT tests.risk('wes', p, '{"legal_deadline": "2026-12-02T09:00", "note": "owes two months"}') AS a FROM webb;
SELECT is((SELECT a ->> 'owner_role' FROM k), 'risk_desk', 'a high eviction risk is the risk desk''s at once');
SELECT is((SELECT tests.local((a ->> 'due')::timestamptz) FROM k), 'Mon 23 Nov 14:00', 'with the clock of its first step');
SELECT is((SELECT a ->> 'stage' FROM k), 'verify', 'which is to verify how urgent it is');
SELECT is((SELECT tests.local((a ->> 'needed_by')::timestamptz) FROM k), 'Wed 25 Nov 17:00', 'three business days before the hearing, Thanksgiving and the day after not counted, is the last moment for all of it');
SELECT matches((SELECT a ->> 'risk_ref' FROM k), '^K-\d+$', 'it has a reference to say on the telephone');
SELECT isnt((SELECT a #>> '{told,0,name}' FROM k), NULL, 'and the answer says who has it now');
CREATE TEMPORARY TABLE it AS SELECT a ->> 'task_ref' AS t, a ->> 'risk_ref' AS r FROM k;
SELECT ok(EXISTS (SELECT FROM (SELECT tests.run_as('lena', 'SELECT jsonb_agg(q) FROM api.queue(''alerts'') q')::jsonb q) x, jsonb_array_elements(q) e WHERE e ->> 'ref' = (SELECT t FROM it)),
          'the coordinator sees it among her alerts at once');
SELECT is((SELECT string_agg(s ->> 'action', ' ') FROM it, jsonb_array_elements(tests.ask('lena', format('api.item(%L)', t)) -> 'steps') s WHERE s ->> 'action' IN ('verify', 'contact', 'resolve', 'complete')),
          'verify', 'and of its steps only the next one is offered');
SELECT is((SELECT tests.ask('lena', format('api.item(%L)', t)) #>> '{risk,words}' FROM it), 'HIGH Housing instability, legal deadline Wed 2 Dec 09:00', 'the item says what threatens when');

-- In this order only.
SELECT is(tests.refused('monica', t, 'contact', '{"note": "x"}'), 'HF412: It must first be verified how urgent this is.', 'contact does not come first') FROM it;
SELECT is(tests.refused('monica', t, 'resolve', '{"outcome": "service_received"}'), 'HF412: It must first be verified how urgent this is.', 'nor resolve') FROM it;
SELECT matches(tests.refused('monica', t, 'complete', '{"outcome": "service_received"}'), '^HF412', 'nor can it simply be finished') FROM it;
SELECT is(tests.refused('monica', t, 'verify'), 'HF412: To verify it, give a note.', 'verify says what was found') FROM it;
SELECT is(tests.refused('maria', t, 'verify', '{"note": "x"}'), 'HF404: There is no such item, or it is not yours to see.', 'others cannot') FROM it;
SELECT tests.act('monica', t, 'verify', '{"note": "court notice seen"}') FROM it;
SELECT is(tests.owner(t), 'risk_desk monica', 'whoever verifies it has it from then on') FROM it;
SELECT is((SELECT stage::text || ' ' || tests.local(due) FROM it, tests.task(t)), 'contact Tue 24 Nov 10:00', 'and the clock to contact the person begins');
SELECT matches(tests.refused('monica', t, 'verify', '{"note": "x"}'), 'HF412: The person must be contacted next', 'verify is done') FROM it;

-- Undo brings the same clock back.
SELECT tests.at('2026-11-23 10:05-05');
SELECT tests.act('monica', t, 'undo') FROM it;
SELECT is((SELECT stage::text || ' ' || status || ' ' || tests.local(due) FROM it, tests.task(t)), 'verify requested Mon 23 Nov 14:00', 'undo: to be verified, by the same time');
SELECT is((SELECT verified_at FROM app.social_risk, it WHERE engine.risk_ref(id) = r), NULL, 'and the risk says so too');
SELECT tests.act('monica', t, 'verify', '{"note": "court notice seen"}') FROM it;
SELECT tests.act('monica', t, 'contact', '{"note": "met him at the shelter"}') FROM it;
SELECT is((SELECT stage::text || ' ' || status FROM it, tests.task(t)), 'refer in-progress', 'contacted: help is to be asked for');
SELECT is((SELECT tests.local(due) FROM it, tests.task(t)), 'Wed 25 Nov 10:05', 'by the clock of that step');
SELECT tests.act('monica', t, 'undo') FROM it;
SELECT is((SELECT stage::text || ' ' || status FROM it, tests.task(t)), 'contact accepted', 'contact is undone');
SELECT is((SELECT contacted_at FROM app.social_risk, it WHERE engine.risk_ref(id) = r), NULL, 'also on the risk');
SELECT tests.act('monica', t, 'contact', '{"note": "met him at the shelter"}') FROM it;

-- A hold cannot pass the law, and does not silence the rungs.
SELECT matches(tests.refused('monica', t, 'hold', '{"waiting_on": "person", "until": "2026-11-27"}'), '^HF412: It is needed by Wed 25 Nov 17:00', 'it cannot wait beyond the lead before the hearing') FROM it;
SELECT tests.act('monica', t, 'hold', '{"waiting_on": "person", "until": "2026-11-25T16:00"}') FROM it;
SELECT tests.sweep('2026-11-25 12:00-05');
SELECT isnt_empty(format('SELECT 1 FROM app.reach WHERE task_id = %s', engine.task_id(t)), 'its rungs fire while it waits') FROM it;
SELECT is(tests.status(t), 'on-hold', 'though it waits on') FROM it;
SELECT tests.act('monica', t, 'resume') FROM it;
SELECT ok((SELECT due <= '2026-11-25 17:00-05' FROM it, tests.task(t)), 'and no clock of it passes the cap');

-- Resolving asks for a referral, or why not.
SELECT is(tests.refused('monica', t, 'resolve', '{"outcome": "need_met_elsewhere"}'), 'HF412: No help was asked for because of this risk.', 'resolved without help asked for: not without a reason') FROM it;
SELECT tests.act('monica', t, 'resolve', '{"outcome": "need_met_elsewhere", "reason": "family paid"}') FROM it;
SELECT is((SELECT status || ' ' || outcome FROM app.social_risk, it WHERE engine.risk_ref(id) = r), 'resolved need_met_elsewhere', 'with one, it is');
SELECT tests.act('monica', t, 'undo') FROM it;
SELECT is((SELECT status || ' ' || coalesce(outcome, '-') FROM app.social_risk, it WHERE engine.risk_ref(id) = r), 'active -', 'undone: it is open again');
CREATE TEMPORARY TABLE help AS SELECT tests.refer('monica', jsonb_build_object('individual', p, 'provided', '{"notice": "court notice"}'::jsonb, 'items', '[{"type": "legal_aid"}]'::jsonb)) AS a FROM webb;
SELECT is((SELECT stage::text || ' ' || tests.local(due) FROM it, tests.task(t)), 'resolve Wed 25 Nov 17:00', 'a referral of a type that helps is the step refer, and the cap holds for the last step too');
SELECT is((SELECT tests.ask('lena', format('api.risks(%L)', p)) #> '{0,referrals}' FROM webb), (SELECT jsonb_build_array(a #>> '{referrals,0,referral_ref}') FROM help), 'the risk names the help that was asked for');
SELECT matches((SELECT string_agg(a ->> 'did', ' | ') FROM it, jsonb_array_elements(tests.ask('lena', format('api.item(%L)', t)) -> 'acted') a WHERE a ->> 'to_do' = 'get help'),
               '^Monica .* asked for help because of it: R-[0-9.]+$', 'and who asked is who acted');
SELECT tests.act('monica', t, 'resolve', '{"outcome": "service_received"}') FROM it;
SELECT is((SELECT status FROM app.social_risk, it WHERE engine.risk_ref(id) = r), 'resolved', 'then it is resolved without more words');
SELECT matches((SELECT string_agg(e ->> 'text', ' | ') FROM it, jsonb_array_elements(tests.ask('lena', format('api.item(%L)', t)) -> 'timeline') e),
               'verified how urgent it is: court notice seen.*contacted the person: met him.*asked for help because of it: R-.*resolved it: got the service', 'its record tells the story');
SELECT isnt_empty(format('SELECT 1 FROM jsonb_array_elements(%L::jsonb -> ''entries'') e', tests.ask('lena', format('api.record(%L)', r))), 'and the risk has a record of its own') FROM it;

-- Nothing is a passive row: low, and no rule for it.
CREATE TEMPORARY TABLE low AS SELECT tests.risk('wes', p, '{"category": "food_insecurity", "level": "low"}') AS a FROM webb;
SELECT is((SELECT a ->> 'owner_role' FROM low), 'social_lead', 'a low risk without a rule is work of whoever owns the area');
SELECT isnt((SELECT a ->> 'due' FROM low), NULL, 'with a clock');
SELECT is((SELECT string_agg(s ->> 'action', ' ') FROM low, jsonb_array_elements(tests.ask('wes', format('api.item(%L)', a ->> 'task_ref')) -> 'steps') s WHERE s ->> 'action' IN ('verify', 'contact', 'resolve')),
          'resolve', 'of which the only step is to resolve it');
SELECT is((SELECT (tests.risk('wes', p, '{"category": "food_insecurity", "level": "low", "note": "again"}') ->> 'joined')::boolean FROM webb), true, 'recorded again it is the same one');
SELECT is((SELECT count(*) FROM app.social_risk k, webb WHERE k.individual_id = engine.individual_id(p) AND k.category = 'food_insecurity'), 1::bigint, 'and no second');

-- Raised: the timed task opens, and a case review.
SELECT tests.risk_rule('test_food', 'food_insecurity', '{high,critical}', NULL, 'risk_desk', '{food_box}');
SELECT is((SELECT array_length(engine.raise_risks(engine.individual_id(p), app.now(), NULL, NULL), 1) FROM webb), NULL, 'from low to medium nothing opens');
CREATE TEMPORARY TABLE raised AS SELECT engine.raise_risks(engine.individual_id(p), app.now(), NULL, NULL) AS opened FROM webb;
SELECT is((SELECT string_agg(t.kind || ' ' || t.stage, ', ' ORDER BY t.id) FROM raised, app.task t WHERE t.id = ANY (opened)), 'risk verify, case_review complete', 'to high the timed task opens, and a case review');
SELECT is((SELECT tests.status(a ->> 'task_ref') FROM low), 'cancelled', 'in place of the follow-up');
SELECT isnt_empty('SELECT 1 FROM app.case_review c, raised WHERE c.task_id = ANY (opened)', 'the review is on the list of reviews');
SELECT engine.raise_risks(engine.individual_id(p), app.now(), NULL, NULL) FROM webb;
SELECT is((SELECT count(*) FROM app.task t, webb WHERE t.individual_id = engine.individual_id(p) AND t.kind = 'case_review'), 1::bigint, 'raised once more it joins that review');
SELECT is((SELECT t.label || ', ' || t.priority FROM app.social_risk k JOIN app.task t ON t.id = k.task_id, webb WHERE k.individual_id = engine.individual_id(p) AND k.category = 'food_insecurity'), 'CRITICAL food insecurity, asap', 'and its task is as urgent as it now is');

-- Recorded again by somebody who knows less: nothing that is known is lost.
CREATE TEMPORARY TABLE known AS SELECT p, tests.risk('wes', p, '{"legal_deadline": "2026-12-02T09:00", "note": "hearing on the second"}') AS a FROM (SELECT tests.person('Known', 'Ana', '02128', 'wes') AS p) x;
SELECT tests.risk('wes', p, '{"level": "low", "legal_deadline": "2027-06-01", "note": "spring"}') FROM known;
SELECT is((SELECT k.level || ', ' || tests.local(k.legal_deadline) || ', ' || k.note FROM known, app.social_risk k WHERE engine.risk_ref(k.id) = a ->> 'risk_ref'),
          E'high, Wed 2 Dec 09:00, hearing on the second\nspring', 'a later date is no reason to forget the nearer one, and both notes are there');
SELECT tests.risk('wes', p, '{"legal_deadline": "2026-12-01", "note": "spring"}') FROM known;
SELECT is((SELECT tests.local(k.legal_deadline) || ', ' || k.note FROM known, app.social_risk k WHERE engine.risk_ref(k.id) = a ->> 'risk_ref'),
          E'Tue 1 Dec 23:59, hearing on the second\nspring', 'a nearer one counts, and what was said is not said twice');

-- A hearing put off, a mistake, a false alarm.
CREATE TEMPORARY TABLE other AS SELECT tests.risk('wes', tests.person('Other', 'Ana', '02128', 'wes'), '{"legal_deadline": "2026-12-09"}') AS a;
SELECT tests.act('lena', a ->> 'task_ref', 'redate', '{"value": "2026-12-16T09:00", "reason": "hearing put off"}') FROM other;
SELECT is((SELECT tests.local(needed_by) FROM other, tests.task(a ->> 'task_ref')), 'Fri 11 Dec 17:00', 'a hearing put off moves the cap, lead and all');
SELECT is((SELECT tests.local(legal_deadline) FROM app.social_risk, other WHERE engine.risk_ref(id) = a ->> 'risk_ref'), 'Wed 16 Dec 09:00', 'and the deadline of the risk');
SELECT tests.act('lena', a ->> 'task_ref', 'undo') FROM other;
SELECT is((SELECT tests.local(legal_deadline) FROM app.social_risk, other WHERE engine.risk_ref(id) = a ->> 'risk_ref'), 'Wed 9 Dec 23:59', 'undone it is as before: a bare date ends on that date, not on the next');
SELECT tests.act('lena', a ->> 'task_ref', 'verify', '{"note": "notice is real"}') FROM other;
SELECT is((SELECT tests.owner(a ->> 'task_ref') FROM other), 'lead_coordinator lena', 'a coordinator who verifies what nobody took has it');
SELECT tests.act('lena', a ->> 'task_ref', 'cancel', '{"reason": "wrong person"}') FROM other;
SELECT is((SELECT status FROM app.social_risk, other WHERE engine.risk_ref(id) = a ->> 'risk_ref'), 'refuted', 'cancelled: there was none');
SELECT tests.act('lena', a ->> 'task_ref', 'reopen', '{"reason": "there is"}') FROM other;
SELECT is((SELECT status FROM app.social_risk, other WHERE engine.risk_ref(id) = a ->> 'risk_ref'), 'active', 'reopened: there is');

-- What is refused.
SELECT is(tests.error_as('wes', 'SELECT api.record_risk(gen_random_uuid(), ''{"individual": "P-999999", "category": "housing_instability", "level": "high"}'')'),
          'HF404: There is no such item, or it is not yours to see.', 'nobody');
SELECT matches(tests.error_as('wes', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', p, 'category', 'x', 'level', 'high'))), '^HF400: There is no category x', 'no such category') FROM webb;
SELECT matches(tests.error_as('wes', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', p, 'category', 'stress', 'level', 'huge'))), '^HF400: There is no level huge', 'no such level') FROM webb;
SELECT matches(tests.error_as('wes', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', p, 'category', 'stress', 'level', 'low', 'legal_deadline', '2026-11-01'))), '^HF412: The legal deadline is past', 'a deadline past') FROM webb;
SELECT is(tests.error_as('adm', format('SELECT api.risks(%L)', p)), 'HF404: There is no such item, or it is not yours to see.', 'an administrator sees no risks') FROM webb;
SELECT is((SELECT tests.run_as('wes', format('SELECT api.record_risk(%L, %L)', tests.uuid(77), jsonb_build_object('individual', p, 'category', 'stress', 'level', 'low')))::jsonb - 'replayed' FROM webb),
          (SELECT tests.run_as('wes', format('SELECT api.record_risk(%L, %L)', tests.uuid(77), jsonb_build_object('individual', p, 'category', 'stress', 'level', 'low')))::jsonb - 'replayed' FROM webb), 'sent twice it is recorded once');

-- Nobody learns through a risk what nothing allows to be told: of those whom a treatment program knows, only with a signature.
CREATE TEMPORARY TABLE vance AS SELECT tests.person('Vance', 'Otto', '02128', 'nina') AS p;
CREATE TEMPORARY TABLE vexley AS SELECT tests.person('Vexley', 'Ada', '02128', 'nina') AS p;
SELECT isnt(tests.consent(p, '{general}', '{"from": "riverway_recovery", "to": ["social_services"]}', 'nina'), NULL, 'one of two lets them be told') FROM vexley;
SELECT is(tests.risk('nina', p) ->> 'owner_role', 'risk_desk', 'whose risk is the risk desk''s') FROM vexley;
SELECT is(tests.risk('nina', p) ->> 'owner_role', 'lead_coordinator', 'that of the other is the coordinator''s, who may be told') FROM vance;
SELECT is(tests.error_as('monica', format('SELECT api.individual(%L)', p)), 'HF404: There is no such item, or it is not yours to see.', 'and the risk desk learns of nobody') FROM vance;

-- The safety act.
UPDATE app.network SET emergency = '[{"name": "Emergency services", "phone": "911"}]';
CREATE TEMPORARY TABLE alarm AS SELECT tests.ask('wes', format('api.safety(gen_random_uuid(), %L, %L)', p, 'threatened with a knife')) AS a FROM webb;
SELECT is((SELECT count(*) FROM alarm, jsonb_array_elements(a -> 'reached')), 2::bigint, 'danger reaches two people at once');
SELECT is((SELECT string_agg(r.code, ' ' ORDER BY f.repetition) FROM alarm, app.reach f JOIN app.role r ON r.id = f.role_id WHERE f.task_id = engine.task_id(a ->> 'task_ref') AND f.channels @> '{page,mail}'),
          (SELECT o.code || ' lead_coordinator' FROM app.network n JOIN app.role o ON o.id = n.on_call_role_id), 'on call and the supervisor, by page and mail');
SELECT is((SELECT a #>> '{emergency,0,phone}' FROM alarm), '911', 'and the emergency numbers are shown');
SELECT is((SELECT priority || ' ' || kind FROM alarm, tests.task(a ->> 'task_ref')), 'stat alert', 'an alert of the highest urgency is open');
SELECT is((SELECT string_agg(x ->> 'ref', ' ') FROM jsonb_array_elements(tests.ask('omar', 'api.alarms()')) x), a ->> 'task_ref', 'whoever is on call is told on any screen') FROM alarm;
SELECT is(tests.ask('maria', 'api.alarms()'), '[]', 'nobody else is');
SELECT tests.ask('omar', format('api.item(%L)', a ->> 'task_ref')) IS NOT NULL AS seen FROM alarm \gset
SELECT is(tests.ask('omar', 'api.alarms()'), '[]', 'until he opened it');
SELECT is(tests.error_as('wes', format('SELECT api.safety(gen_random_uuid(), %L, '' '')', p)), 'HF412: Say in a line what the danger is.', 'a line is asked for') FROM webb;
SELECT is(tests.error_as('adm', format('SELECT api.safety(gen_random_uuid(), %L, ''x'')', p)), 'HF404: There is no such item, or it is not yours to see.', 'by whom it concerns') FROM webb;
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'nothing is left without owner or clock, and the record holds');
SELECT * FROM finish();
ROLLBACK;
