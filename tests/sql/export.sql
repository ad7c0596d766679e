-- A person and their referrals for other systems: what one may pass on, on the account, and such that
-- an import elsewhere makes the same of it.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\set unseen 'HF404: There is no such item, or it is not yours to see.'
CREATE TEMPORARY TABLE story AS SELECT tests.run_as('drew', format('SELECT api.enter_individual(gen_random_uuid(), %L)', jsonb_build_object(
    'family', 'Okafor', 'given', 'Daniel', 'birth_date', '1948-07-01', 'gender', 'male', 'language', 'pt', 'interpreter', true, 'address', '12 Elm St, 2nd floor', 'city', 'Boston',
    'postal_code', '02128', 'safe_note', 'Ring Ada first', 'identifiers', '[{"system": "urn:test", "value": "4471", "kind": "MRN"}]'::jsonb,
    'contacts', '[{"phone": "617-555-0142"}, {"name": "Ada Okafor", "relation": "daughter", "phone": "617-555-0143"}, {"name": "Rex", "relation": "neighbor", "phone": "617-555-0666", "safe": false}]'::jsonb)))::jsonb ->> 'individual_ref' AS daniel;
ALTER TABLE story ADD COLUMN ref text, ADD COLUMN bundle jsonb;
UPDATE story SET ref = tests.nursing('drew', daniel, 'bright_home_care', '{"context": "Leg ulcer", "priority": "urgent", "needed_by": "2026-11-25 12:00-05"}');
CREATE FUNCTION pg_temp.export(login text, person text DEFAULT NULL, referral text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.export_fhir(%L, %L)', person, referral))::jsonb
$$;
UPDATE story SET bundle = pg_temp.export('drew', daniel);

SELECT is(bundle ->> 'resourceType', 'Bundle', 'a Bundle') FROM story;
SELECT is((SELECT string_agg(e #>> '{resource,resourceType}', ' ' ORDER BY n) FROM jsonb_array_elements(bundle -> 'entry') WITH ORDINALITY x (e, n)),
          'Patient ServiceRequest Task Practitioner PractitionerRole Organization Organization', 'of what an import reads') FROM story;
SELECT is(bundle #>> '{meta,security,0,code}', 'R', 'labelled as confidential') FROM story;
SELECT ok(NOT bundle -> 'meta' ? 'tag', 'without the notice, for there is nothing that it goes with') FROM story;
SELECT doesnt_match(bundle::text, '0666|Ring Ada', 'no number that is not safe, and no note on that') FROM story;
SELECT doesnt_match(bundle::text, ':(\[\]|null|""|\{\})', 'nothing empty') FROM story;
SELECT is((SELECT array_agg(concat_ws(' | ', d ->> 'who', d ->> 'from_organization', d ->> 'category', d ->> 'purpose')) FROM jsonb_array_elements(
    tests.run_as('casey', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', daniel)))::jsonb -> 'disclosures') d WHERE d ->> 'how' = 'export'),
    NULL, 'what is one''s own is no disclosure') FROM story;

-- Who exports what.
SELECT is(pg_temp.export('maria', NULL, ref) #>> '{entry,1,resource,id}', ref, 'one referral alone, by who has it') FROM story;
SELECT is(tests.error_as(login, format('SELECT api.export_fhir(%L)', daniel)), :'unseen', login || ' exports nobody') FROM story, unnest('{wes,hana,joan,adm}'::text[]) login;
SELECT is(tests.error_as('casey', format('SELECT api.export_fhir(%L)', daniel)), 'HF404: You may see this, but it is not for you to take it along.', 'casey, who sees him, exports nobody') FROM story;
SELECT is(tests.error_as('drew', format('SELECT api.export_fhir(%L, %L)', daniel, ref)), 'HF400: Give the reference of a person, or of a referral.', 'one or the other') FROM story;
SELECT isnt(tests.run_as('wes', 'SELECT api.emergency_look(gen_random_uuid(), NULL, ''{"kind": "other", "reason": "Neighbour rang", "name": "Daniel Okafor", "birth_date": "1948-07-01"}'')'), NULL, 'Wes looks');
SELECT is(tests.error_as('wes', format('SELECT api.export_fhir(%L)', daniel)), 'HF404: You may see this, but it is not for you to take it along.', 'which lets him take nothing away') FROM story;

-- The same database knows it again, another one makes the same of it.
CREATE FUNCTION pg_temp.import(login text, bundle jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.import_fhir(gen_random_uuid(), %L)', bundle))::jsonb
$$;
CREATE TEMPORARY TABLE back AS SELECT pg_temp.import('drew', bundle) AS answer FROM story;
SELECT is((SELECT t ->> 'what' FROM jsonb_array_elements(answer -> 'taken') t WHERE t ->> 'resource' LIKE 'Patient/%'), 'unchanged', 'here nothing is new about the person') FROM back;
SELECT matches((SELECT r ->> 'reason' FROM jsonb_array_elements(answer -> 'refused') r WHERE r ->> 'resource' LIKE 'ServiceRequest/%'), 'It repeats', 'and the request is open already') FROM back;
SELECT is((SELECT count(*) FROM app.individual), 1::bigint, 'nobody is entered twice');
CREATE FUNCTION pg_temp.elsewhere(bundle jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
BEGIN
    -- As if the person had never been here: nothing that an import looks for.
    UPDATE app.identifier k SET value = k.value || ' of another network';
    UPDATE app.referral r SET void = true;
    answer := pg_temp.import('drew', (SELECT jsonb_set(bundle, '{entry}', jsonb_agg(jsonb_set(e, '{fullUrl}', to_jsonb(format('https://other.example/%s/%s', e #>> '{resource,resourceType}', e #>> '{resource,id}')))))
                                              FROM jsonb_array_elements(bundle -> 'entry') e));
    RETURN answer;
END $$;
CREATE TEMPORARY TABLE there AS SELECT pg_temp.elsewhere(bundle) AS answer FROM story;
SELECT is(answer -> 'refused', '[]', 'elsewhere all of it is taken') FROM there;
CREATE TEMPORARY TABLE second AS SELECT pg_temp.export('drew', (SELECT t ->> 'ref' FROM jsonb_array_elements(answer -> 'taken') t WHERE t ->> 'resource' LIKE 'Patient/%')) AS bundle FROM there;
CREATE FUNCTION pg_temp.part(bundle jsonb, kind text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT (e -> 'resource') - '{id,subject,note,orderDetail}'::text[] FROM jsonb_array_elements(bundle -> 'entry') e WHERE e #>> '{resource,resourceType}' = kind LIMIT 1
$$;
SELECT is(pg_temp.part(s.bundle, kind), pg_temp.part(f.bundle, kind), kind || ' is the same again') FROM story f, second s, unnest('{Patient,ServiceRequest}'::text[]) kind;
SELECT matches(pg_temp.part(s.bundle, 'ServiceRequest')::text || s.bundle::text, 'Leg ulcer', 'with why it is asked') FROM second s;

-- Substance use: by who may know, and with its notice wherever it is.
CREATE TEMPORARY TABLE apart AS SELECT tests.person('Birdwell', 'Ana', '02128', 'theo') AS ana;
ALTER TABLE apart ADD COLUMN ref text;
SELECT isnt(tests.consent(ana, '{substance_use}', '{"from": "northside", "to": ["riverway_recovery"]}', 'theo'), NULL, 'a consent') FROM apart;
UPDATE apart SET ref = tests.refer('theo', jsonb_build_object('individual', ana, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) #>> '{referrals,0,ref}';
SELECT is(b #>> '{meta,tag,0,display}', engine.redisclosure_notice(), 'the notice is on the whole') FROM apart, LATERAL (SELECT pg_temp.export('theo', ana) AS b) k;
SELECT ok(pg_temp.export('theo', ana) @? '$.entry[*].resource ? (@.resourceType == "ServiceRequest" && @.meta.security[*].code == "42CFRPart2" && @.meta.tag[*].code == "42-CFR-2.32")', 'and on what it goes with') FROM apart;
SELECT doesnt_match(pg_temp.export('lena', ana)::text, '(?i)recovery|42.?CFR', 'a coordinator without a basis exports nothing of it') FROM apart;
SELECT is(tests.error_as('lena', format('SELECT api.export_fhir(NULL, %L)', ref)), :'unseen', 'nor by its reference') FROM apart;
SELECT * FROM finish();
ROLLBACK;
