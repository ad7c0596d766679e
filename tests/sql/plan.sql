-- The one shared plan of a person: parts with versions and owners, what is due to be looked at, and
-- what it shows to whom.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.edit_sql(ref text, part text, version integer, change jsonb, request uuid DEFAULT gen_random_uuid()) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.plan_edit(%L, %L, %L, %L, %L)', request, ref, part, version, change)
$$;
CREATE FUNCTION pg_temp.edit(login text, ref text, part text, version integer, change jsonb, request uuid DEFAULT gen_random_uuid()) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.edit_sql(ref, part, version, change, request))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, ref text, part text, version integer, change jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, pg_temp.edit_sql(ref, part, version, change))
$$;
CREATE FUNCTION pg_temp.plan(login text, ref text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, format('SELECT api.plan(%L)', ref))::jsonb $$;
CREATE FUNCTION pg_temp.area(login text, ref text, domain text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT a FROM jsonb_array_elements(pg_temp.plan(login, ref) -> 'areas') a WHERE a ->> 'domain' = domain
$$;
CREATE FUNCTION pg_temp.part(ref text, domain text) RETURNS text LANGUAGE sql AS $$
    SELECT 'area/' || a.id FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id JOIN app.domain d ON d.id = a.domain_id
    WHERE c.individual_id = engine.individual_id(ref) AND d.code = domain AND c.status = 'active'
$$;
CREATE FUNCTION pg_temp.unseen() RETURNS text LANGUAGE sql AS $$ SELECT 'HF404: There is no such item, or it is not yours to see.' $$;

CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence') AS ref;
CREATE TEMPORARY TABLE nursing AS SELECT tests.nursing('drew', ref) AS ref FROM story;

-- Opening.
SELECT is(pg_temp.plan('lena', ref) -> 'plan', 'null', 'at first there is none') FROM story;
SELECT is(pg_temp.plan('lena', ref) ->> 'may_open', 'true', 'a coordinator may open one') FROM story;
SELECT is(pg_temp.plan('drew', ref) ->> 'may_open', 'false', 'who only refers may not') FROM story;
SELECT is(pg_temp.refused('drew', ref, 'plan', NULL, '{"open": true}'), 'HF404: You may see this, but it is not for you to open a plan.', 'nor does the database let him') FROM story;
SELECT is(tests.error_as('frank', format('SELECT api.plan(%L)', ref)), pg_temp.unseen(), 'a stranger to the person sees nothing') FROM story;
SELECT is(pg_temp.edit('lena', ref, 'plan', NULL, '{"open": true}', tests.uuid(1)), '{"part": "plan", "version": 1, "replayed": false}', 'Lena opens it') FROM story;
SELECT is(pg_temp.edit('lena', ref, 'plan', NULL, '{"open": true}', tests.uuid(1)) ->> 'replayed', 'true', 'sent again it is done once') FROM story;
SELECT is((SELECT array_agg(a ->> 'name' || ': ' || (a ->> 'owner_name') ORDER BY place) FROM jsonb_array_elements(pg_temp.plan('lena', ref) -> 'areas') WITH ORDINALITY x (a, place)),
    '{"Behavioral health: Bea Lindqvist","Health: Priya Anand","Housing: Hana Cole","Social services: Wes Tran"}', 'each area has an owner by name') FROM story;
SELECT is(pg_temp.area('hana', ref, 'housing') ->> 'mine', 'true', 'its owner sees the person from now on, and may edit') FROM story;
SELECT is(pg_temp.area('hana', ref, 'health') ->> 'mine', 'false', 'her own area only') FROM story;

-- Editing.
SELECT is(pg_temp.edit('hana', ref, pg_temp.part(ref, 'housing'), 1, '{"summary": "Hearing 2 Dec, owes rent.", "review_by": "2026-11-30"}') ->> 'version', '2', 'the owner writes what stands') FROM story;
SELECT is(pg_temp.area('lena', ref, 'housing') ->> 'summary', 'Hearing 2 Dec, owes rent.', 'and everybody on the plan reads it') FROM story;
SELECT is((pg_temp.area('lena', ref, 'housing') ->> 'review_by')::timestamptz, '2026-11-30 23:59:59.999999-05', 'to be looked at again by the end of that day') FROM story;
SELECT is(pg_temp.edit('bea', ref, pg_temp.part(ref, 'behavioral_health'), 1, '{"summary": "Counseling on Tuesdays."}') ->> 'version', '2', 'two people in different parts never meet') FROM story;
SELECT is(pg_temp.edit('abel', ref, pg_temp.part(ref, 'housing'), 2, '{"summary": "Hearing 2 Dec, 2 months owed."}') ->> 'version', '3', 'another holder of the role writes too') FROM story;
SELECT is(pg_temp.refused('hana', ref, pg_temp.part(ref, 'housing'), 2, '{"summary": "Hearing moved?"}'), 'HF409: Abel ' || (SELECT split_part(name, ' ', 2) FROM app.staff WHERE login = 'abel') || ' changed it at 10:00.',
    'in the same part the second is told who was first') FROM story;
SELECT is((tests.run_as('hana', format('SELECT api.plan_part(%L, %L)', ref, pg_temp.part(ref, 'housing')))::jsonb - 'at' - 'review_by' - 'owner_role')::text,
    format('{"who": "%s", "text": "Hearing 2 Dec, 2 months owed.", "version": 3, "owner_login": "hana"}', (SELECT name FROM app.staff WHERE login = 'abel'))::jsonb::text, 'and reads that text beside her own') FROM story;
SELECT is(pg_temp.edit('hana', ref, pg_temp.part(ref, 'housing'), 3, '{"summary": "Hearing 2 Dec, 2 months owed. Moved?"}') ->> 'version', '4', 'then decides') FROM story;
SELECT is(pg_temp.refused('lena', ref, pg_temp.part(ref, 'housing'), 4, '{"summary": "x"}'), 'HF404: You may see this, but it is not for you to say what stands in this area.', 'a coordinator does not write in somebody''s area') FROM story;
SELECT is(pg_temp.refused('wes', ref, pg_temp.part(ref, 'housing'), 4, '{"summary": "x"}'), 'HF404: You may see this, but it is not for you to say what stands in this area.', 'nor does the owner of another') FROM story;
SELECT is(pg_temp.refused('hana', ref, pg_temp.part(ref, 'housing'), 4, '{"review_by": "2026-11-01"}'), 'HF412: The next review must be later than now.', 'a review date in the past') FROM story;
SELECT is(pg_temp.refused('hana', ref, pg_temp.part(ref, 'housing'), NULL, '{"summary": "x"}'), 'HF400: version is missing.', 'which version was seen is asked for') FROM story;
SELECT is(pg_temp.refused('hana', ref, pg_temp.part(ref, 'housing'), 4, '{"owner": "x"}'), 'HF400: This part has no owner.', 'and what the part does not have is named') FROM story;
SELECT is(pg_temp.refused('hana', ref, 'area/1', 1, '{"summary": "x"}'), pg_temp.unseen(), 'there is no such area') FROM story;
SELECT is(pg_temp.refused('hana', ref, 'areas', 1, '{"summary": "x"}'), 'HF400: There is no such part of a plan.', 'nor such a part') FROM story;
SELECT is(pg_temp.refused('casey', ref, pg_temp.part(ref, 'housing'), 4, '{"summary": "x"}'), 'HF404: You may see this, but it is not for you to change the plan.', 'compliance changes nothing') FROM story;

-- Goals.
SELECT is(pg_temp.edit('hana', ref, 'goal/new', NULL, '{"area": "housing", "description": "Keep the flat", "target_date": "2026-12-20"}') ->> 'version', '1', 'a goal') FROM story;
SELECT pg_temp.edit('hana', ref, 'goal/new', NULL, '{"area": "housing", "description": "Rent paid on time"}') FROM story;
CREATE TEMPORARY TABLE goal AS SELECT 'goal/' || id AS part FROM app.goal WHERE description = 'Keep the flat';
SELECT is(pg_temp.edit('hana', ref, part, 1, '{"achievement": "achieved", "lifecycle": "completed"}') ->> 'version', '2', 'is met') FROM story, goal;
SELECT is((SELECT (a ->> 'goals_met') || ' of ' || (a ->> 'goals') FROM pg_temp.area('lena', ref, 'housing') a), '1 of 2', 'and counted') FROM story;
SELECT is(pg_temp.refused('hana', ref, part, 2, '{"achievement": "great"}'), 'HF400: achievement is not one that there is.', 'only as FHIR has it') FROM story, goal;
SELECT is(pg_temp.refused('wes', ref, part, 2, '{"achievement": "improving"}'), 'HF404: You may see this, but it is not for you to change goals of this area.', 'the area''s owner only') FROM story, goal;
SELECT is(pg_temp.refused('hana', ref, 'goal/new', NULL, '{"area": "health", "description": "x"}'), 'HF404: You may see this, but it is not for you to set goals in this area.', 'and in her own area only') FROM story;
SELECT is(pg_temp.refused('hana', ref, part, 1, '{"description": "x"}'), 'HF409: Hana Cole changed it at 10:00.', 'an old version') FROM story, goal;

-- Notes, comments, proposals.
SELECT is(pg_temp.edit('drew', ref, 'note/new', NULL, '{"kind": "barrier", "text": "Phone cut off mid-month"}') ->> 'version', '1', 'what is handed over with the plan, whoever cares for the person writes') FROM story;
SELECT is(pg_temp.edit('priya', ref, 'note/new', NULL, '{"kind": "medicine", "area": "health", "text": "Metoprolol, new"}') ->> 'version', '1', 'in an area its owner') FROM story;
SELECT is(pg_temp.refused('drew', ref, 'note/new', NULL, '{"kind": "medicine", "area": "health", "text": "x"}'), 'HF404: You may see this, but it is not for you to write that here.', 'and nobody else') FROM story;
SELECT is(pg_temp.edit('lena', ref, 'note/new', NULL, '{"kind": "proposal", "area": "housing", "text": "Ask the fund for two months"}') ->> 'version', '1', 'a coordinator proposes') FROM story;
SELECT is(pg_temp.refused('drew', ref, 'note/new', NULL, '{"kind": "comment", "area": "housing", "text": "x"}'), 'HF404: You may see this, but it is not for you to write that here.', 'who owns no area does not comment on them') FROM story;
SELECT is((SELECT array_agg(n ->> 'text') FROM jsonb_array_elements(pg_temp.plan('hana', ref) #> '{notes,barrier}') n), '{"Phone cut off mid-month"}', 'it stands with the plan') FROM story;
SELECT is(pg_temp.area('hana', ref, 'housing') #>> '{comments,0,text}', 'Ask the fund for two months', 'the proposal with its area') FROM story;
CREATE TEMPORARY TABLE barrier AS SELECT 'note/' || id AS part FROM app.plan_note WHERE kind = 'barrier';
SELECT is(pg_temp.edit('drew', ref, part, 1, '{"ended": true}') ->> 'version', '2', 'and is taken off when over') FROM story, barrier;
SELECT is(pg_temp.plan('hana', ref) #> '{notes,barrier}', '[]', 'gone from the plan, not from the record') FROM story;
SELECT is(pg_temp.refused('drew', ref, 'note/new', NULL, '{"kind": "gossip", "text": "x"}'), 'HF400: kind is not one that there is.', 'no other kinds') FROM story;
SELECT is(pg_temp.refused('drew', ref, 'note/new', NULL, '{"kind": "barrier", "text": "  "}'), 'HF412: A note needs words.', 'nor empty ones') FROM story;

-- Another owner.
SELECT is(pg_temp.edit('hana', ref, pg_temp.part(ref, 'housing'), 4, '{"owner_staff": "abel"}') ->> 'version', '5', 'the owner names somebody else of her role') FROM story;
SELECT is(pg_temp.refused('hana', ref, pg_temp.part(ref, 'housing'), 5, '{"owner_role": "legal_intake"}'), 'HF404: You may see this, but it is not for you to give an area to another role.', 'another role only a coordinator names') FROM story;
SELECT is(pg_temp.edit('lena', ref, pg_temp.part(ref, 'housing'), 5, '{"owner_role": "legal_intake"}') ->> 'version', '6', 'as here') FROM story;
SELECT is((SELECT (a ->> 'owner_role') || ' ' || (a ->> 'owner_login') FROM pg_temp.area('lena', ref, 'housing') a), 'legal_intake rosa', 'with a person of it') FROM story;
SELECT is(pg_temp.refused('lena', ref, pg_temp.part(ref, 'housing'), 6, '{"owner_staff": "wes"}'), 'HF412: Wes Tran is not of Legal Aid intake.', 'a person of the role') FROM story;
SELECT is(tests.error_as('hana', format('SELECT api.plan(%L)', ref)), pg_temp.unseen(), 'who gave it away has no more to do with the person') FROM story;
SELECT pg_temp.edit('lena', ref, pg_temp.part(ref, 'housing'), 6, '{"owner_role": "housing_lead"}') FROM story;
-- Cover.
SELECT tests.run_as('hana', $$SELECT api.cover(gen_random_uuid(), 'hana', 'leon', '2026-11-20 09:00-05', '2026-11-27 09:00-05')$$);
SELECT is(pg_temp.area('leon', ref, 'housing') ->> 'mine', 'true', 'whoever stands in for her edits it') FROM story;

-- What belongs to an area is counted, never copied.
SELECT is((SELECT (a ->> 'open') || ' ' || (a ->> 'late_count') FROM pg_temp.area('lena', ref, 'health') a), '1 0', 'the nursing visits are the health area''s') FROM story;
SELECT is(pg_temp.plan('lena', ref) #>> '{next,0,ref}', (SELECT ref FROM nursing), 'and what is next') FROM story;
SELECT is((SELECT array_agg(t ->> 'ref') FROM jsonb_array_elements(pg_temp.plan('lena', ref) -> 'next') t WHERE t ->> 'opens' = 'true'), (SELECT ARRAY[ref] FROM nursing), 'a coordinator may open it') FROM story;
SELECT is(pg_temp.plan('wes', ref) #>> '{next,0,opens}', 'false', 'the plan tells of it also those whose item it is not') FROM story;
SELECT tests.act('maria', (SELECT ref FROM nursing), 'accept');
SELECT is(pg_temp.plan('lena', ref) #>> '{latest,0,text}', 'Bright Home Care, Maria Soto, accepted nursing visits', 'the timeline tells it') FROM story;
SELECT ok((SELECT bool_or(t ->> 'name' = 'Maria Soto' AND t ->> 'what' = 'nursing visits') FROM jsonb_array_elements(pg_temp.plan('lena', ref) -> 'team') t), 'and she is of the team') FROM story;
SELECT ok(pg_temp.plan('lena', ref) -> 'latest' @> '[{"text": "Northside Behavioral Health, Bea Lindqvist, wrote for Behavioral health: Counseling on Tuesdays."}]', 'with what was written') FROM story;

-- Pages of the timeline.
CREATE TEMPORARY TABLE page AS SELECT tests.run_as('lena', format('SELECT api.timeline(%L, ''infinity'', 5)', ref))::jsonb AS one FROM story;
SELECT is((SELECT jsonb_array_length(one -> 'entries') || ' ' || (one ->> 'more') FROM page), '5 true', 'five at a time');
SELECT is((SELECT count(*) FROM page, jsonb_array_elements(one -> 'entries') a, story,
           jsonb_array_elements(tests.run_as('lena', format('SELECT api.timeline(%L, %L, 50, %L)', ref, one ->> 'before', one ->> 'before_id'))::jsonb -> 'entries') b
           WHERE a -> 'id' = b -> 'id'), 0::bigint, 'none twice');
SELECT is((SELECT 5 + jsonb_array_length(tests.run_as('lena', format('SELECT api.timeline(%L, %L, 50, %L)', ref, one ->> 'before', one ->> 'before_id'))::jsonb -> 'entries') FROM page, story),
    (SELECT jsonb_array_length(pg_temp.plan('lena', ref) -> 'latest') FROM story), 'and none left out');

-- The record of the person shows the plan's entries too.
SELECT ok(tests.run_as('lena', format('SELECT api.record(%L)', ref))::jsonb -> 'entries' @> '[{"of": "care plan", "action": "edit_area"}, {"of": null, "action": "enter"}]', 'the record of the person has both') FROM story;

-- Past its review date an area is work.
SELECT tests.at('2026-12-01 08:00-05');
SELECT is(engine.sweep_plan(app.now()), 1, 'the day after its review date an area becomes work');
SELECT is(engine.sweep_plan(app.now()), 0, 'once');
CREATE TEMPORARY TABLE due AS SELECT engine.task_ref(t) AS ref FROM app.task t WHERE t.kind = 'plan_update' AND t.closed_at IS NULL;
SELECT is((SELECT tests.owner(ref) FROM due), 'housing_lead ' || (pg_temp.area('lena', ref, 'housing') ->> 'owner_login'), 'of the area''s owner') FROM story;
SELECT is(pg_temp.area('lena', ref, 'housing') ->> 'late', 'true', 'and the plan says late') FROM story;
SELECT is(pg_temp.edit('abel', ref, pg_temp.part(ref, 'housing'), 7, '{"summary": "Hearing tomorrow."}') ->> 'version', '8', 'an edit') FROM story;
SELECT is((SELECT tests.status(ref) FROM due), 'completed', 'is the work done');
SELECT is(pg_temp.area('lena', ref, 'housing') ->> 'late', 'false', 'and the next look is ahead') FROM story;
SELECT is(engine.sweep_plan(app.now()), 0, 'so nothing is to do');
SELECT tests.at('2027-02-01 08:00-05');
SELECT is(engine.sweep_plan(app.now()), 4, 'two months later all four areas are');
CREATE TEMPORARY TABLE late AS SELECT engine.task_ref(t) AS ref FROM app.task t JOIN app.task_origin o ON o.task_id = t.id JOIN app.domain d ON d.id = o.domain_id
WHERE t.kind = 'plan_update' AND t.closed_at IS NULL AND d.code = 'health';
SELECT tests.act('priya', (SELECT ref FROM late), 'complete', '{"outcome": "service_received"}');
SELECT is(pg_temp.area('lena', ref, 'health') ->> 'late', 'false', 'finished by itself it counts as looked at') FROM story;

-- Every area of an open plan has an owner.
SELECT throws_ok($$UPDATE app.role SET active = false WHERE code = 'housing_lead'$$, 'HF412', NULL, 'a role that owns an area does not go');
SELECT throws_ok($$UPDATE app.staff SET disabled_at = app.now() WHERE login = 'bea'$$, 'HF412', 'Bea Lindqvist owns an area of open plans.', 'nor a person who does');
SELECT throws_ok($$UPDATE app.plan_area SET owner_staff_id = NULL$$, 'HF412', NULL, 'an area has a named person');
CREATE TEMPORARY TABLE policy AS SELECT p.yaml, p.policy FROM app.policy_revision p ORDER BY number DESC LIMIT 1;
SELECT throws_ok($$SELECT api.publish(yaml || ' ', jsonb_set(policy #- '{roles,social_lead}', '{domains,social_services,owner}', '"risk_desk"')
        #- '{x}', false) FROM policy$$, 'HF412', NULL, 'a policy without the role is refused');
CREATE TEMPORARY TABLE without_bea AS
SELECT yaml || ' ' AS yaml, jsonb_set(policy #- '{staff,bea}', '{roles,behavioral_lead,holders}', '["walter"]') AS policy FROM policy;
SELECT lives_ok($$SELECT api.publish(yaml, policy, false) FROM without_bea$$, 'a policy without Bea is not');
SELECT is((SELECT (a ->> 'owner_role') || ' ' || (a ->> 'owner_login') FROM pg_temp.area('lena', ref, 'behavioral_health') a), 'behavioral_lead walter',
    'her area has passed to the one who holds the role now') FROM story;
SELECT is((SELECT e.action FROM app.ledger e JOIN app.care_plan c ON c.id = e.entity_id WHERE e.entity_kind = 'care_plan' ORDER BY e.seq DESC LIMIT 1), 'hand_area', 'on the record');

-- A domain that the policy has since.
SELECT lives_ok($$SELECT api.publish(yaml || '  ', jsonb_set(policy, '{domains,education}', '{"name": "Education", "owner": "social_lead", "category": "general"}'), false) FROM without_bea$$, 'a policy with another area');
SELECT is(pg_temp.area('lena', ref, 'education') ->> 'owner_name', 'Wes Tran', 'gives it to every open plan, with its owner') FROM story;
-- Closing.
SELECT is(pg_temp.refused('lena', ref, 'plan', 2, '{"close": true}'), 'HF412: To close a plan, give a reason.', 'a plan is not closed without a reason') FROM story;
SELECT is(pg_temp.refused('hana', ref, 'plan', 2, '{"close": true, "reason": "x"}'), 'HF404: You may see this, but it is not for you to close the plan.', 'nor by the owner of an area') FROM story;
SELECT is(pg_temp.edit('lena', ref, 'plan', 2, '{"close": true, "reason": "moved away"}') ->> 'version', '3', 'Lena closes it') FROM story;
SELECT is((SELECT count(*) FROM app.task WHERE kind = 'plan_update' AND closed_at IS NULL), 0::bigint, 'and what waited to be brought up to date');
SELECT is(pg_temp.plan('lena', ref) -> 'plan', 'null', 'there is none now') FROM story;
SELECT is(pg_temp.edit('lena', ref, 'plan', NULL, '{"open": true}') ->> 'version', '1', 'and a new one may be opened') FROM story;
-- A plan that is opened again after its people have left.
UPDATE app.care_plan SET status = 'completed', closed_at = app.now() WHERE status = 'active';
UPDATE app.staff SET disabled_at = app.now() WHERE login IN (SELECT s.login FROM app.staff s JOIN app.plan_area a ON a.owner_staff_id = s.id JOIN app.domain d ON d.id = a.domain_id WHERE d.code = 'housing');
SELECT engine.refresh_duty(app.now());
SELECT engine.sign_plan(ROW(c.id, c.individual_id, 'active', c.version + 1, c.created_at, c.created_by, NULL, c.ledger_seq, c.ledger_head)::app.care_plan, app.now(), NULL, 'reopen_plan', '{}', NULL, NULL)
FROM app.care_plan c ORDER BY c.id DESC LIMIT 1;
SELECT is((SELECT count(*) FROM app.plan_area a JOIN app.staff s ON s.id = a.owner_staff_id JOIN app.care_plan c ON c.id = a.plan_id WHERE c.status = 'active' AND s.disabled_at IS NOT NULL),
    0::bigint, 'opened again, every area has an owner who is there');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
