-- Emergency looks: who may, what must be said, what is then seen and until when, who is told and who
-- reviews it. Substance-use content only for medical personnel in a medical emergency (42 CFR 2.51).
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\set unseen 'HF404: There is no such item, or it is not yours to see.'

CREATE FUNCTION pg_temp.look_sql(ref text, look jsonb, request uuid) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.emergency_look(%L, %L, %L)', coalesce(request, gen_random_uuid()), ref, look)
$$;
CREATE FUNCTION pg_temp.look(login text, ref text, look jsonb, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.look_sql(ref, look, request))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, ref text, look jsonb, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, pg_temp.look_sql(ref, look, request))
$$;
CREATE FUNCTION pg_temp.reads(login text, call text, ref text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.%s(%L)', call, ref))
$$;
CREATE FUNCTION pg_temp.everything(login text, person text) RETURNS text LANGUAGE sql AS $$
    SELECT concat(tests.run_as(login, format('SELECT api.individual(%L)', person)), tests.run_as(login, format('SELECT api.plan(%L)', person)),
                  tests.run_as(login, format('SELECT api.record(%L)', person)), tests.run_as(login, format('SELECT api.timeline(%L)', person)))
$$;

-- Elena was sent by the hospital to VNA East: Bright Home Care has nothing to do with her.
CREATE TEMPORARY TABLE story AS SELECT tests.person('Quiroz', 'Elena') AS elena;
ALTER TABLE story ADD COLUMN ref text, ADD COLUMN looked jsonb;
UPDATE story SET ref = tests.nursing('drew', elena, 'vna_east_visits', '{"context": "Lives alone, hip"}');
SELECT is(pg_temp.reads('maria', 'individual', elena), :'unseen', 'she is not Maria''s to see') FROM story;
SELECT is(pg_temp.reads('maria', 'item', ref), :'unseen', 'nor what is asked for her') FROM story;
SELECT is(tests.run_as('maria', 'SELECT api.find(''Quiroz'')')::jsonb -> 'individuals', '[]', 'nor found by name');

-- What must be said; that somebody is there is told by none of it.
SELECT is(pg_temp.refused(login, coalesce(whom, elena), look), said, said) FROM story, (VALUES
    ('maria', NULL, '{}'::jsonb, 'HF400: kind is neither medical_emergency nor other.'),
    ('maria', NULL, '{"kind": "other"}', 'HF412: To look, say why you need to.'),
    ('maria', 'P-999999', '{"kind": "other"}', 'HF412: To look, say why you need to.'),
    ('maria', NULL, '{"kind": "medical_emergency"}', 'HF412: To look, say what the medical emergency is.'),
    ('maria', NULL, '{"kind": "other", "reason": "Neighbour rang", "category": "all"}', 'HF400: category is neither general nor substance_use.'),
    ('maria', NULL, '{"kind": "other", "reason": "Neighbour rang", "why": "y"}', 'HF400: look has no key why.'),
    ('maria', NULL, '{"kind": "other", "reason": "Neighbour rang", "category": "substance_use"}', 'HF412: Substance-use content may be looked at only in a medical emergency (42 CFR 2.51).'),
    ('maria', NULL, '{"kind": "medical_emergency", "nature": "Neighbour rang", "category": "substance_use"}', 'HF412: Only medical personnel may look at substance-use content in a medical emergency (42 CFR 2.51).'),
    ('maria', 'P-999999', '{"kind": "medical_emergency", "nature": "Neighbour rang", "category": "substance_use"}', 'HF412: Only medical personnel may look at substance-use content in a medical emergency (42 CFR 2.51).'),
    ('jorge', NULL, '{"kind": "medical_emergency", "nature": "Neighbour rang", "category": "substance_use"}', 'HF412: To look, say who treats the person: name and where.'),
    ('maria', 'P-999999', '{"kind": "other", "reason": "Neighbour rang"}', :'unseen'),
    ('maria', 'P-999999', '{"kind": "other", "reason": "x"}', 'HF412: reason is too short: say in a sentence why you need to look.'),
    ('maria', NULL, '{"kind": "other", "reason": " needed.  "}', 'HF412: reason is too short: say in a sentence why you need to look.'),
    ('maria', NULL, '{"kind": "medical_emergency", "nature": "fell"}', 'HF412: nature is too short: say in a sentence what the medical emergency is.'),
    ('maria', '', '{"kind": "other", "reason": "Neighbour rang"}', 'HF400: Say whom: a reference, or the whole name and the birth date.'),
    ('maria', '', '{"kind": "other", "reason": "Neighbour rang", "name": "Quiroz, Elena"}', 'HF400: Say whom: a reference, or the whole name and the birth date.'),
    ('maria', '', '{"kind": "other", "reason": "Neighbour rang", "name": "Quiroz", "birth_date": "1951-03-14"}', :'unseen'),
    ('maria', '', '{"kind": "other", "reason": "Neighbour rang", "name": "Quiroz, Elena", "birth_date": "1951-03-15"}', :'unseen'),
    ('maria', '', '{"kind": "other", "reason": "Neighbour rang", "name": "Nobody, Elena", "birth_date": "1951-03-14"}', :'unseen'),
    ('casey', NULL, '{"kind": "other", "reason": "Neighbour rang"}', 'HF404: An emergency look is for those who do care work.'),
    ('adm', NULL, '{"kind": "other", "reason": "Neighbour rang"}', 'HF404: An emergency look is for those who do care work.')) v (login, whom, look, said);
SELECT is((SELECT count(*) FROM app.emergency_look), 0::bigint, 'nothing came of any of it');

-- Maria looks: by whole name and birth date.
UPDATE story SET looked = pg_temp.look('maria', NULL, '{"kind": "other", "reason": "Neighbour rang: fell at the door", "name": "elena  QUIROZ", "birth_date": "14 Mar 1951"}', tests.uuid(1));
SELECT is(looked ->> 'individual_ref', elena, 'the person is found') FROM story;
SELECT is((looked ->> 'until')::timestamptz, '2026-11-20 14:00-05', 'for as long as the policy says') FROM story;
SELECT is(looked #>> '{told,0,name}', 'Sam Whitaker', 'her supervisor is told') FROM story;
SELECT is((SELECT r.action::text || ' ' || array_to_string(r.channels, ',') FROM app.reach r WHERE r.task_id = engine.task_id(looked ->> 'alert_ref') AND r.at = app.now()), 'escalate console,mail,page', 'at once, by every channel') FROM story;
SELECT is(tests.owner(looked ->> 'alert_ref'), 'home_care_supervisor', 'as work of his') FROM story;
SELECT is(tests.owner(looked ->> 'review_ref'), 'compliance_desk', 'and compliance reviews it') FROM story;
SELECT ok((tests.task(looked ->> 'review_ref')).due IS NOT NULL, 'by a date') FROM story;
SELECT is((pg_temp.look('maria', NULL, '{"kind": "other", "reason": "Neighbour rang: fell at the door", "name": "elena  QUIROZ", "birth_date": "14 Mar 1951"}', tests.uuid(1)) ->> 'replayed')::boolean, true, 'the same request is one look');
SELECT is(pg_temp.look('maria', elena, '{"kind": "other", "reason": "Neighbour rang"}') - '{told,joined}'::text[], looked - '{told,joined}'::text[], 'another while it runs is the same') FROM story;
SELECT is((SELECT count(*) FROM app.emergency_look), 1::bigint, 'there is one');

-- What she sees, and that it says so everywhere.
SELECT is(j -> 'look' ->> 'words', 'Emergency look until 14:00', call || ' says that it is a look')
FROM story, unnest('{individual,plan,record,timeline}'::text[]) call, LATERAL (SELECT tests.run_as('maria', format('SELECT api.%s(%L)', call, elena))::jsonb AS j) x;
SELECT is(j -> 'look' ->> 'words', 'Emergency look until 14:00', 'so does the item') FROM story, LATERAL (SELECT tests.run_as('maria', format('SELECT api.item(%L)', ref))::jsonb AS j) x;
SELECT is(j #>> '{person,name}', 'Quiroz, Elena', 'with the person') FROM story, LATERAL (SELECT tests.run_as('maria', format('SELECT api.item(%L)', ref))::jsonb AS j) x;
SELECT is(j ->> 'why', 'Lives alone, hip', 'and what is written') FROM story, LATERAL (SELECT tests.run_as('maria', format('SELECT api.item(%L)', ref))::jsonb AS j) x;
SELECT is(j -> 'actions', '[]', 'and nothing to do') FROM story, LATERAL (SELECT tests.run_as('maria', format('SELECT api.item(%L)', ref))::jsonb AS j) x;
SELECT is(jsonb_array_length(tests.run_as('maria', format('SELECT api.individual(%L)', elena))::jsonb -> 'items'), 1, 'her page lists what is open') FROM story;
SELECT is(jsonb_array_length(tests.run_as('maria', 'SELECT api.find(''Quiroz'')')::jsonb -> 'individuals'), 1, 'she is found now');
SELECT matches(tests.refused('maria', ref, action, detail), '^HF404: You may see this, but it is not for you to ', 'a look does nothing: ' || action) FROM story, (VALUES ('note', '{"note": "x"}'::jsonb), ('call', '{"reached": "true", "note": "x"}'), ('accept', '{}')) v (action, detail);
SELECT is(tests.error_as('maria', format('SELECT api.correct_individual(gen_random_uuid(), %L, 1, ''{"city": "Lynn"}'', ''x'')', elena)), :'unseen', 'her page is not to be changed') FROM story;
SELECT is(tests.error_as('maria', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', elena)), :'unseen', 'nor her plan') FROM story;
SELECT is(tests.error_as('maria', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "x"}'')', elena)), 'HF404: You may see this, but it is not for you to write here.', 'nor is anything written') FROM story;
SELECT is(pg_temp.reads('tomas', 'individual', elena), :'unseen', 'it is Maria''s look and nobody else''s') FROM story;
SELECT is((SELECT array_agg(q.ref) FROM (SELECT unnest(string_to_array(tests.run_as('maria', 'SELECT string_agg(ref, '','') FROM api.queue(''network'')'), ',')) AS ref) q, story s WHERE q.ref = s.ref), NULL, 'her queue is as it was');

-- On the record, in the account.
SELECT matches(tests.run_as('lena', format('SELECT api.record(%L)', elena)), 'began an emergency look, until 14:00: Neighbour rang: fell at the door', 'on the person''s record') FROM story;
SELECT is((SELECT array_agg(concat_ws(' | ', d ->> 'who', d ->> 'how_words', d ->> 'from_organization', d ->> 'to_organization', d ->> 'basis', d ->> 'purpose'))
           FROM jsonb_array_elements(tests.run_as('casey', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', elena)))::jsonb -> 'disclosures') d WHERE d ->> 'how' = 'look'),
          ARRAY['Maria Soto | emergency look | St. Mary''s Hospital | Bright Home Care | emergency_look | emergency: Neighbour rang: fell at the door'], 'in the account of disclosures') FROM story;
SELECT is((SELECT count(*) FROM app.disclosure d JOIN app.staff s ON s.id = d.staff_id WHERE s.login = 'maria' AND d.how = 'opened'), 1::bigint, 'what she opened by it, too');

-- It ends by itself.
SELECT tests.at('2026-11-20 14:00-05');
SELECT is(pg_temp.reads('maria', call, elena), :'unseen', call || ' is over') FROM story, unnest('{individual,plan,record,timeline}'::text[]) call;
SELECT is(pg_temp.reads('maria', 'item', ref), :'unseen', 'the item too') FROM story;
SELECT is(tests.run_as('maria', 'SELECT api.find(''Quiroz'')')::jsonb -> 'individuals', '[]', 'and she is not found');

SELECT is((SELECT count(*) FROM story s, unnest('{org,alerts,network}'::text[]) scope, LATERAL (SELECT tests.run_as('tomas', format('SELECT string_agg(ref, '','') FROM api.queue(%L)', scope)) AS refs) q
           WHERE looked ->> 'alert_ref' = ANY (string_to_array(refs, ','))), 0::bigint, 'Maria''s colleagues learn nothing of it');
SELECT is(pg_temp.reads('tomas', 'item', looked ->> 'alert_ref'), :'unseen', 'nor open it') FROM story;
SELECT ok(looked ->> 'alert_ref' = ANY (string_to_array(tests.run_as('sam', 'SELECT string_agg(ref, '','') FROM api.queue(''escalations'')'), ',')), 'Sam has it before him') FROM story;
SELECT ok(looked ->> 'review_ref' = ANY (string_to_array(tests.run_as('casey', 'SELECT string_agg(ref, '','') FROM api.queue(''role'')'), ',')), 'Casey has the review') FROM story;

-- The review: casey's to finish, nobody else's to end, put off or give away.
SELECT is(tests.refused('lena', looked ->> 'review_ref', action, detail), said, 'a coordinator cannot ' || action) FROM story, (VALUES
    ('cancel', '{"reason": "not_needed"}'::jsonb, :'unseen'),
    ('complete', '{"outcome": "settled"}', :'unseen'),
    ('assign', '{"to": "lena"}', :'unseen'),
    ('hold', '{"waiting_on": "papers", "until": "2026-12-01"}', :'unseen')) v (action, detail, said);
SELECT is(tests.status(looked ->> 'review_ref'), 'requested', 'it stands') FROM story;
SELECT matches(tests.run_as('casey', format('SELECT api.item(%L)', looked ->> 'review_ref')), 'Neighbour rang', 'casey reads why') FROM story;
SELECT is((SELECT string_agg(c ->> 'value', ' ') FROM story, jsonb_array_elements(tests.run_as('casey', format('SELECT api.choices(%L, ''complete'')', looked ->> 'review_ref'))::jsonb -> 'choices') c),
          'settled not_justified', 'a review of a look ends as reviews do') FROM story;
SELECT is((SELECT s -> 'outcomes' FROM jsonb_array_elements(tests.run_as('casey', format('SELECT api.item(%L)', looked ->> 'review_ref'))::jsonb -> 'steps') s WHERE s ->> 'action' = 'complete'),
          '["settled", "not_justified"]', 'which its page says') FROM story;
SELECT is(tests.refused('casey', looked ->> 'review_ref', 'complete', '{"outcome": "service_received"}'), 'HF412: service_received is no outcome of a review.', 'and not as a service') FROM story;
SELECT is(tests.refused('sam', looked ->> 'alert_ref', 'complete', '{"outcome": "no_longer_needed"}'), 'HF412: no_longer_needed is no outcome of a review.', 'what it told a supervisor neither') FROM story;
SELECT is(tests.act('casey', looked ->> 'review_ref', 'complete', '{"outcome": "settled", "note": "Sam confirms"}') ->> 'status', 'completed', 'and finishes it') FROM story;
SELECT is(tests.act('sam', looked ->> 'alert_ref', 'complete', '{"outcome": "settled"}') ->> 'status', 'completed', 'as Sam does his') FROM story;

-- Who looks ends nothing that came of it, whatever they may otherwise do.
CREATE TEMPORARY TABLE own AS SELECT pg_temp.look('lena', elena, '{"kind": "medical_emergency", "nature": "Seizure, allergies?"}') AS looked FROM story;
SELECT is((SELECT array_agg(a ORDER BY a) FROM jsonb_array_elements_text(tests.run_as('lena', format('SELECT to_jsonb(q) -> ''actions'' FROM api.queue_row(%L) q', looked ->> 'alert_ref'))::jsonb) a WHERE a = 'cancel'), NULL, 'nor is it offered to her') FROM own WHERE tests.error_as('lena', format('SELECT api.item(%L)', looked ->> 'alert_ref')) = 'no error';
SELECT is(tests.refused('lena', looked ->> 'alert_ref', 'cancel', '{"reason": "not_needed"}'), :'unseen', 'not even a coordinator') FROM own;

-- Substance use: a referral that Riverway has, of which the clinic may not know.
CREATE TEMPORARY TABLE apart AS SELECT tests.person('Abrams', 'Ruth') AS ruth;
ALTER TABLE apart ADD COLUMN ref text, ADD COLUMN looked jsonb;
SELECT tests.nursing('drew', ruth, 'vna_east_visits') FROM apart;
INSERT INTO app.referral (individual_id, service_type_id, category, priority, context, requester_staff_id, requester_role_id, requester_organization_id, basis, need_since, created_at)
SELECT engine.individual_id(ruth), y.id, 'substance_use', 'routine', 'Methadone 40 mg', s.id, r.id, r.organization_id, 'part2_consent', app.now(), app.now()
FROM apart, app.service_type y, app.staff s, app.role r WHERE y.code = 'recovery' AND s.login = 'drew' AND r.code = 'discharge_planners';
UPDATE apart SET ref = (SELECT engine.task_ref(engine.open_task(engine.next_try(r, NULL, NULL, (SELECT o.id FROM app.role o WHERE o.code = 'recovery_intake'), app.now()),
                                                 (SELECT s FROM app.staff s WHERE s.login = 'drew'), 'refer', NULL, jsonb_build_object('context', r.context), NULL))
                        FROM app.referral r WHERE r.category = 'substance_use');
SELECT is(pg_temp.reads('jorge', 'item', ref), :'unseen', 'the clinic does not know of it') FROM apart;
SELECT is(pg_temp.refused('jorge', ruth, '{"kind": "other", "reason": "Found on the stairs"}'), :'unseen', 'nor by her reference whom it is about') FROM apart;
CREATE TEMPORARY TABLE wide AS SELECT pg_temp.look('jorge', NULL, '{"kind": "other", "reason": "Found on the stairs", "name": "Abrams, Ruth", "birth_date": "14 Mar 1951"}') AS looked FROM apart;
SELECT is(pg_temp.reads('jorge', 'item', ref), :'unseen', 'a look for another reason does not show it') FROM apart;
SELECT doesnt_match(pg_temp.everything('jorge', ruth), '(?i)methadone|recovery|substance_use', 'nor that there is any') FROM apart;
UPDATE apart SET looked = pg_temp.look('jorge', ruth, '{"kind": "medical_emergency", "category": "substance_use", "nature": "Unconscious, overdose?", "recipient": "Dr Amin, Bayview ED", "discloser": "Jorge Campos, Eastside Clinic"}');
SELECT is(looked ->> 'joined', 'false', 'a wider look is another one') FROM apart;
SELECT is(pg_temp.reads('jorge', 'item', ref), 'no error', 'medical personnel in a medical emergency see it') FROM apart;
SELECT matches(tests.run_as('jorge', format('SELECT api.item(%L)', ref)), 'Methadone 40 mg', 'with what is written') FROM apart;
SELECT matches(tests.run_as('jorge', format('SELECT api.item(%L)', ref))::jsonb ->> 'notice', '^42 CFR part 2 prohibits', 'and the notice with it') FROM apart;
SELECT is(j -> 'look' ->> 'category', 'substance_use', 'which says what it is') FROM apart, LATERAL (SELECT tests.run_as('jorge', format('SELECT api.item(%L)', ref))::jsonb AS j) x;
SELECT is((tests.task(looked ->> 'review_ref')).category, 'substance_use', 'its review is such content itself') FROM apart;
SELECT matches(tests.run_as('casey', format('SELECT api.record(%L)', looked ->> 'review_ref')), 'Dr Amin, Bayview ED.*Unconscious, overdose|Unconscious, overdose.*Dr Amin, Bayview ED', 'recipient, discloser and nature are recorded') FROM apart;
SELECT is((SELECT array_agg(concat_ws(' | ', d ->> 'who', d ->> 'from_organization', d ->> 'to_organization', d ->> 'category', d ->> 'basis', d ->> 'purpose') ORDER BY 1)
           FROM jsonb_array_elements(tests.run_as('casey', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', ruth)))::jsonb -> 'disclosures') d WHERE d ->> 'how' = 'look' AND d ->> 'category' = 'substance_use'),
          ARRAY['Jorge Campos | St. Mary''s Hospital | Eastside Clinic | substance_use | medical_emergency | emergency: Unconscious, overdose?; recipient Dr Amin, Bayview ED; discloser Jorge Campos, Eastside Clinic'],
          'compliance has it in the account') FROM apart;
SELECT ok(NOT EXISTS (SELECT FROM jsonb_array_elements(tests.run_as('casey', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', ruth)))::jsonb -> 'disclosures') d WHERE d ->> 'how' = 'look' AND d ->> 'individual_name' IS NULL), 'with whom it was about') FROM apart;
SELECT is((SELECT array_agg(DISTINCT c.basis) FROM app.disclosure d JOIN app.disclosure_content c ON c.disclosure_id = d.id JOIN app.staff s ON s.id = d.staff_id
           WHERE s.login = 'jorge' AND d.how = 'opened' AND c.category = 'substance_use'), '{medical_emergency}', 'what is opened by it has that basis');
SELECT doesnt_match(concat(tests.run_as('wes', 'SELECT api.today()'), pg_temp.everything('lena', ruth), tests.run_as('lena', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', ruth)))),
                    '(?i)methadone|overdose|recovery|substance|Dr Amin', 'a coordinator without a basis learns only that there was a look') FROM apart;
SELECT matches(pg_temp.everything('lena', ruth), 'began an emergency look', 'which she does') FROM apart;
SELECT doesnt_match(tests.run_as('priya', format('SELECT api.item(%L)', looked ->> 'alert_ref')), '(?i)overdose|substance|Dr Amin', 'nor does the alert of the supervisor tell') FROM apart;

-- Whoever answers for a medical role in somebody's place is no medical personnel.
UPDATE app.role_on_duty SET staff_id = (SELECT s.id FROM app.staff s WHERE s.login = 'wes') WHERE role_id = (SELECT r.id FROM app.role r WHERE r.code = 'clinic_intake');
SELECT is(pg_temp.refused('wes', ruth, '{"kind": "medical_emergency", "category": "substance_use", "nature": "Neighbour rang", "recipient": "y", "discloser": "z"}'),
          'HF412: Only medical personnel may look at substance-use content in a medical emergency (42 CFR 2.51).', 'to answer for the role is not enough') FROM apart;

-- Counselling notes stay apart even then.
UPDATE app.task SET category = 'counseling_notes' WHERE id = (SELECT engine.task_id(ref) FROM apart);
SELECT is(pg_temp.reads('jorge', 'item', ref), :'unseen', 'counselling notes are in no look') FROM apart;
SELECT tests.at('2026-11-20 18:00-05');
SELECT is(pg_temp.reads('jorge', 'individual', ruth), :'unseen', 'and this look is over') FROM apart;
SELECT throws_ok('UPDATE app.emergency_look SET until = ''2027-01-01''', 'HF412', 'The record is only ever added to.', 'no look is made longer');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x WHERE x <> 'record: the item was edited past its record'), NULL, 'nothing is left loose but what this story edited by hand');
SELECT * FROM finish();
ROLLBACK;
