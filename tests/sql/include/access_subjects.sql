-- What the matrix is about: items each on another basis, and whom they are about.
--   nursing           general, St. Mary's asked Bright Home Care: treatment
--   recovery          substance use, Northside asked Riverway Recovery: a consent of 42 CFR Part 2 that names behavioural health
--   recovery shared   the same, and the consent names the network's coordination too
--   recovery revoked  the same, and that consent was taken back
--   housing           general, Northside asked Harbor Housing: a signed release that names housing
--   housing revoked   the same, taken back
CREATE TEMPORARY TABLE subject (
    name text PRIMARY KEY, family text, person text, other text, item text, id text, version text, page text,
    event text, risk text, review text, area text, part text, colleague text, consent text, schema text, policy text, meeting text);

CREATE FUNCTION pg_temp.subject(name text, family text, login text, service text, more jsonb, colleague text, category text DEFAULT NULL, told text[] DEFAULT NULL, revoked boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s subject;
    consent text;
BEGIN
    s.name := subject.name;
    s.family := subject.family;
    s.colleague := subject.colleague;
    s.person := tests.person(family, 'Ana', '02128', login);
    s.other := tests.person('Other' || name, 'Zelda', '02128', login);
    IF category IS NOT NULL THEN
        consent := tests.consent(s.person, ARRAY[category], jsonb_build_object('from', 'northside', 'to', to_jsonb(told)), login);
    END IF;
    s.item := tests.refer(login, jsonb_build_object('individual', s.person, 'provided', '{"orders": "daily", "income": "none", "notice": "x", "landlord": "x"}'::jsonb,
        'items', jsonb_build_array(jsonb_build_object('service', service) || more))) #>> '{referrals,0,ref}';
    s.event := tests.run_as('lena', format('SELECT api.record_event(gen_random_uuid(), %L)', jsonb_build_object('individual', s.person,
        'type', 'ed_visit', 'occurred_at', '2026-11-18 08:00-05')))::jsonb ->> 'event_ref';
    s.risk := tests.run_as('lena', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', s.person,
        'category', 'housing_instability', 'level', 'high', 'legal_deadline', '2026-12-10 09:00-05')))::jsonb ->> 'risk_ref';
    PERFORM tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', s.person));
    s.review := tests.run_as('lena', format('SELECT api.case_review_schedule(gen_random_uuid(), %L, ''2026-11-24 10:00-05'', ''hearing'')', s.person))::jsonb ->> 'ref';
    IF revoked THEN
        PERFORM tests.run_as(login, format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "changed their mind", "how": "spoken"}'')', consent));
    END IF;
    s.consent := coalesce(consent, tests.consent(s.person, '{general}'));
    INSERT INTO subject VALUES (s.*);
END $$;
SELECT pg_temp.subject('nursing', 'Abernathy', 'drew', 'bright_home_care', '{"type": "home_care"}', 'tomas');
SELECT pg_temp.subject('recovery', 'Birdwell', 'theo', 'riverway_treatment', '{"type": "recovery"}', 'patrick', 'substance_use', '{behavioral_health}');
SELECT pg_temp.subject('recovery shared', 'Castellan', 'theo', 'riverway_treatment', '{"type": "recovery"}', 'patrick', 'substance_use', '{behavioral_health,coordination}');
SELECT pg_temp.subject('recovery revoked', 'Donnelly', 'theo', 'riverway_treatment', '{"type": "recovery"}', 'patrick', 'substance_use', '{behavioral_health,coordination}', true);
SELECT pg_temp.subject('housing', 'Ellsworth', 'theo', 'harbor_search', '{"type": "housing_search"}', 'leon', 'general', '{housing}');
SELECT pg_temp.subject('housing revoked', 'Fairbanks', 'theo', 'harbor_search', '{"type": "housing_search"}', 'leon', 'general', '{housing}', true);
UPDATE subject s SET id = engine.task_id(item), version = tests.version(item),
    page = (SELECT i.version FROM app.individual i WHERE i.id = engine.individual_id(person)),
    area = a.area, part = a.version, schema = (SELECT max(m.number) FROM app.schema_migration m),
    policy = (SELECT replace(p.policy::text, '''', '''''') FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1)
FROM (SELECT c.individual_id, 'area/' || k.id AS area, k.version FROM app.plan_area k JOIN app.care_plan c ON c.id = k.plan_id
      JOIN app.domain d ON d.id = k.domain_id WHERE d.code = 'housing') a
WHERE a.individual_id = engine.individual_id(s.person);
-- A daily review that the coordinator has begun.
UPDATE subject s SET meeting = w.ref FROM (SELECT tests.run_as('lena', $$SELECT api.review_begin(gen_random_uuid(), 'daily')$$)::jsonb ->> 'ref' AS ref OFFSET 0) w;
INSERT INTO subject SELECT (jsonb_populate_record(s, '{"name": "-"}')).* FROM subject s WHERE s.name = 'nursing';

-- People: one of each kind that meets these items, in the order of the matrix's columns.
CREATE TEMPORARY TABLE viewer (no serial, login text, what text);
INSERT INTO viewer (login, what) VALUES
    ('maria', 'intake of the nursing item''s owner'), ('tomas', 'holds that role with her'), ('sam', 'supervises that role'),
    ('drew', 'asked for the nursing'), ('helen', 'supervises who asked'), ('joan', 'intake of another health organisation'), ('jorge', 'a medical role elsewhere'),
    ('theo', 'asked for recovery and housing'), ('bea', 'area owner of his organisation'), ('nina', 'intake of the recovery item''s owner'),
    ('leon', 'intake of the housing item''s owner'), ('hana', 'housing area owner there'), ('wes', 'community worker elsewhere'),
    ('lena', 'lead coordinator'), ('omar', 'on call'), ('casey', 'compliance'), ('adm', 'administrator'),
    ('brenda', 'disabled'), ('t_stranger', 'a login that no policy names');
CREATE ROLE t_stranger LOGIN IN ROLE holdfast_person;
UPDATE app.staff SET disabled_at = app.now() WHERE login = 'brenda';
