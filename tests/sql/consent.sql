-- Consents as a compliance officer would ask about them: what must be in one, who may record it, when it
-- begins and ends, and what happens to what was under way on it.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE TEMPORARY TABLE who AS SELECT tests.person('Chu', 'Walter') AS walter, tests.person('Webb', 'Terrence') AS webb, tests.person('Lund', 'Erik') AS erik;
CREATE FUNCTION pg_temp.paper() RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"kind": "part2_consent", "from": {"kind": "organization", "code": "st_marys"}, "to": [{"kind": "organization", "code": "riverway_recovery"}],
             "categories": ["substance_use"], "purpose": "treatment", "signer": "Walter Chu", "authority": "individual", "signed_on": "2026-11-19",
             "signature_on_file": true, "where_filed": "Chart, tab 4", "right_to_revoke": true, "expires": "2027-04-30"}'::jsonb
$$;
CREATE FUNCTION pg_temp.grant_sql(person text, paper jsonb, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.grant_consent(%L, %L, %L)', coalesce(request, gen_random_uuid()), person, paper)
$$;
CREATE FUNCTION pg_temp.grant(login text, person text, paper jsonb, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.grant_sql(person, paper, request))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, person text, paper jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, pg_temp.grant_sql(person, paper))
$$;
CREATE FUNCTION pg_temp.consents(login text, person text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.consents(%L)', person))::jsonb
$$;
CREATE FUNCTION pg_temp.revoke(login text, ref text, detail jsonb DEFAULT '{"reason": "He said so at the desk", "how": "spoken"}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.revoke_consent(gen_random_uuid(), %L, %L)', ref, detail))::jsonb
$$;
CREATE FUNCTION pg_temp.tells(person text, of_sector text, category text DEFAULT 'substance_use', staff text DEFAULT NULL, from_code text DEFAULT 'st_marys') RETURNS boolean LANGUAGE sql AS $$
    SELECT engine.discloses(engine.individual_id(person), (SELECT o.id FROM app.organization o WHERE o.code = from_code),
                            (SELECT o.id FROM app.organization o WHERE o.code = of_sector), category, (SELECT s.id FROM app.staff s WHERE s.login = staff))
$$;

-- Every element of 42 CFR 2.31, each missed by name.
SELECT is(pg_temp.refused('drew', walter, pg_temp.paper() - element), 'HF400: The consent does not say ' || words || ' (' || element || ').', 'without ' || element || ' it is deficient')
FROM who, (VALUES ('kind', 'what kind it is'), ('from', 'who may tell'), ('to', 'who may be told'), ('categories', 'what may be told'), ('purpose', 'what for'), ('signer', 'who signed it'),
                  ('authority', 'as what they signed'), ('signed_on', 'when it was signed'), ('signature_on_file', 'that the signature is on file'),
                  ('right_to_revoke', 'that it can be taken back'), ('expires', 'when it ends')) e (element, words);
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"signature_on_file": false}'), '^HF400.*signature_on_file', 'a word without a signature is no consent') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"to": "*"}'), '^HF400: A consent names who may be told', 'anybody is nobody') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"authority": "neighbor"}'), '^HF400.*authority', 'a neighbor signs for nobody') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"expires": "2026-11-01"}'), '^HF412: That consent is over already', 'one that is over is not recorded') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"signed_on": "2026-12-01"}'), '^HF412: It cannot have been signed on a day to come', 'nor one that is to be signed') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"expires": "none", "purpose": "legal"}'), '^HF412: A consent without an end is for treatment', 'without an end only for treatment, payment and operations') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"categories": ["substance_use", "counseling_notes"]}'), '^HF412: Consent to counseling notes is given by itself', 'counseling notes are consented to by themselves') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"kind": "authorization"}'), '^HF412: A signed release does not cover substance-use content', 'a signed release does not do') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"colour": "red"}'), '^HF400: This part has no colour', 'nothing unknown') FROM who;

-- Who records it.
SELECT matches(pg_temp.refused('maria', erik, pg_temp.paper()), '^HF404', 'not whoever does not know the person') FROM who;
SELECT matches(pg_temp.refused('casey', walter, pg_temp.paper()), '^HF404', 'not compliance') FROM who;
SELECT matches(pg_temp.refused('adm', walter, pg_temp.paper()), '^HF404', 'not the administrator') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"from": "riverway_recovery", "to": "st_marys"}'), '^HF412: Whoever tells records the consent', 'nobody opens to themselves what another organization holds') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"from": "riverway RECOVERY", "to": "St. Mary''s Hospital"}'), '^HF412: Whoever tells records the consent', 'an organization is found by its name too') FROM who;
SELECT matches(pg_temp.refused('drew', walter, pg_temp.paper() || '{"from": "*", "to": "st_marys"}'), '^HF412: Whoever tells records the consent', 'nor by asking of everybody') FROM who;
-- Who may open what to whom: whoever is no coordinator what their own organization holds; a coordinator substance-use content of others to anybody but their own.
SELECT tests.nursing('drew', walter) IS NOT NULL FROM who;
CREATE FUNCTION pg_temp.opens(login text, category text, tells text, told jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    paper jsonb := pg_temp.paper() || jsonb_build_object('kind', CASE category WHEN 'general' THEN 'authorization' ELSE 'part2_consent' END, 'categories', jsonb_build_array(category), 'from', tells, 'to', told);
    said text := tests.error_as(login, 'DO ' || quote_literal('BEGIN PERFORM ' || substr(pg_temp.grant_sql((SELECT walter FROM who), paper), 8) || '; RAISE EXCEPTION ''recorded''; END'));
BEGIN
    RETURN CASE WHEN said LIKE '%recorded' THEN 'recorded' ELSE left(said, 33) END;
END $$;
SELECT is(pg_temp.opens(login, category, tells, told), CASE WHEN good THEN 'recorded' ELSE 'HF412: Whoever tells records the c' END::varchar(33)::text, concat_ws(' ', login, category, tells, '->', told))
FROM (VALUES
    ('drew', 'substance_use', 'st_marys', '["riverway_recovery"]'::jsonb, true), ('drew', 'substance_use', 'st_marys', '["coordination"]', true), ('drew', 'substance_use', 'st_marys', '["health"]', true),
    ('drew', 'substance_use', '*', '["riverway_recovery"]', false), ('drew', 'substance_use', '*', '["st_marys"]', false), ('drew', 'substance_use', 'health', '["riverway_recovery"]', false),
    ('drew', 'substance_use', 'bayview_medical', '["riverway_recovery"]', false), ('drew', 'substance_use', 'riverway_recovery', '["health"]', false), ('drew', 'substance_use', 'riverway_recovery', '["drew"]', false),
    ('drew', 'counseling_notes', '*', '["riverway_recovery"]', false), ('drew', 'general', 'st_marys', '["housing"]', true), ('drew', 'general', '*', '["housing"]', false), ('drew', 'general', 'health', '["housing"]', false),
    ('maria', 'substance_use', '*', '["coordination"]', false), ('maria', 'substance_use', '*', '["lena"]', false), ('maria', 'substance_use', 'riverway_recovery', '["coordination"]', false),
    ('maria', 'substance_use', 'bright_home', '["coordination"]', true), ('maria', 'general', '*', '["coordination"]', false),
    ('lena', 'substance_use', '*', '["riverway_recovery"]', true), ('lena', 'substance_use', 'st_marys', '["riverway_recovery"]', true), ('lena', 'substance_use', 'health', '["behavioral_health"]', true),
    ('lena', 'substance_use', '*', '["coordination"]', false), ('lena', 'substance_use', '*', '["bay_network"]', false), ('lena', 'substance_use', '*', '["riverway_recovery", "coordination"]', false),
    ('lena', 'substance_use', '*', '["lena"]', false), ('lena', 'substance_use', '*', '["noor"]', false), ('lena', 'substance_use', 'st_marys', '["bay_network"]', false), ('lena', 'substance_use', 'health', '["coordination"]', false),
    ('lena', 'counseling_notes', '*', '["coordination"]', false), ('lena', 'substance_use', 'bay_network', '["coordination"]', true), ('lena', 'general', '*', '["coordination"]', true)) v (login, category, tells, told, good);
SELECT is(jsonb_path_query_array(tests.run_as(login, format('SELECT api.consent_choices(%L)', walter))::jsonb, '$.from[*].code') @> '["*"]', good, login || ' is offered whose content they may open') FROM who, (VALUES ('drew', false), ('maria', false), ('lena', true)) v (login, good);

-- Before: refused. With it: stands, for what it covers and nothing else.
SELECT is(pg_temp.tells(walter, 'riverway_recovery'), false, 'nothing is told before it is signed') FROM who;
CREATE TEMPORARY TABLE given AS SELECT pg_temp.grant('drew', walter, pg_temp.paper(), tests.uuid(1)) AS answer FROM who;
SELECT matches(answer ->> 'consent_ref', '^C-\d+$', 'it has a reference') FROM given;
SELECT is(answer ->> 'status', 'active', 'and is in force') FROM given;
SELECT is(pg_temp.grant('drew', walter, pg_temp.paper(), tests.uuid(1)) ->> 'replayed', 'true', 'sent again, it is recorded once') FROM who;
SELECT is((SELECT count(*) FROM app.consent), 1::bigint, 'once');
SELECT is(pg_temp.tells(walter, 'riverway_recovery'), true, 'the one it names may be told') FROM who;
SELECT is(pg_temp.tells(walter, 'northside'), false, 'another provider may not') FROM who;
SELECT is(pg_temp.tells(walter, 'bay_network'), false, 'the coordinators may not') FROM who;
SELECT is(pg_temp.tells(walter, 'riverway_recovery', 'counseling_notes'), false, 'nor may notes of counseling be told') FROM who;
SELECT is(pg_temp.tells(walter, 'riverway_recovery', 'substance_use', NULL, 'bayview_medical'), false, 'nor may another hospital tell') FROM who;
SELECT is(pg_temp.tells(erik, 'riverway_recovery'), false, 'nor is it anybody else''s consent') FROM who;

-- Sectors and people by name.
SELECT is(pg_temp.grant('drew', erik, pg_temp.paper() || '{"to": [{"kind": "sector", "code": "behavioral_health"}, {"kind": "staff", "code": "lena"}]}') ->> 'status', 'active', 'a sector and a person by name') FROM who;
SELECT is(pg_temp.tells(erik, 'northside'), true, 'everybody of the sector may be told') FROM who;
SELECT is(pg_temp.tells(erik, 'bay_network', 'substance_use', 'lena'), true, 'the person who is named may be told') FROM who;
SELECT is(pg_temp.tells(erik, 'bay_network', 'substance_use', 'noor'), false, 'her colleague may not') FROM who;

-- That there is one tells of treatment: its parties know of it.
SELECT is(jsonb_array_length(pg_temp.consents('drew', walter) -> 'consents'), 1, 'whoever recorded it sees it') FROM who;
SELECT is(pg_temp.consents('drew', walter) ->> 'notice', engine.redisclosure_notice(), 'with the notice of 42 CFR 2.32') FROM who;
SELECT is(pg_temp.consents('lena', walter) -> 'consents', '[]', 'the coordinator, who is no party, does not know that there is one') FROM who;
SELECT is(pg_temp.consents('lena', walter) -> 'notice', 'null', 'nor does a notice tell her') FROM who;
SELECT is(jsonb_array_length(pg_temp.consents('lena', erik) -> 'consents'), 1, 'who is named in one does') FROM who;
SELECT matches(tests.error_as('lena', format('SELECT api.record(%L)', answer ->> 'consent_ref')), '^HF404', 'nor can she read its record') FROM given;
SELECT doesnt_match(tests.run_as('lena', format('SELECT api.timeline(%L)', walter)), 'consent', 'nor does the timeline tell') FROM who;
SELECT matches(tests.run_as('drew', format('SELECT api.timeline(%L)', walter)), 'recorded consent C-', 'as it tells a party') FROM who;
SELECT matches(tests.run_as('drew', format('SELECT api.record(%L)', answer ->> 'consent_ref')), 'recorded consent C-', 'who reads its record') FROM given;
SELECT ok(choices ?& '{kinds,from,organizations,sectors,staff,categories,purposes,authorities}', 'the form has its choices')
FROM (SELECT tests.run_as('drew', format('SELECT api.consent_choices(%L)', walter))::jsonb AS choices FROM who) c;

-- A referral on it; taken back: nothing new is told, and both sides know what is under way.
CREATE TEMPORARY TABLE sent AS SELECT tests.refer('drew', jsonb_build_object('individual', walter, 'items', '[{"type": "recovery"}]'::jsonb)) #>> '{referrals,0,ref}' AS ref FROM who;
SELECT is((SELECT r.basis FROM app.referral r JOIN app.task t ON t.referral_id = r.id WHERE t.id = engine.task_id(ref)), 'part2_consent', 'the referral says on which ground it went') FROM sent;
CREATE TEMPORARY TABLE desk AS SELECT s.login FROM app.task t JOIN app.role_holder h ON h.role_id = t.owner_role_id AND h.rank = 1 JOIN app.staff s ON s.id = h.staff_id, sent WHERE t.id = engine.task_id(ref);
SELECT tests.at('2026-11-20 10:30-05');
SELECT matches(tests.error_as('drew', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{}'')', answer ->> 'consent_ref')), '^HF400|^HF412', 'to take it back, say who did') FROM given;
SELECT matches(tests.error_as('lena', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "x"}'')', answer ->> 'consent_ref')), '^HF404', 'no stranger to it takes it back') FROM given;
SELECT is(tests.error_as('drew', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "x"}'')', answer ->> 'consent_ref')), 'HF400: To take a consent back, say how it was (how).', 'and how: nothing is made up') FROM given;
SELECT is(tests.error_as(login, format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "x", "how": "spoken"}'')', answer ->> 'consent_ref')),
          'HF412: You are told on this consent: whoever tells, or recorded it, records that it was taken back.', 'whoever is only told passes it on') FROM given, desk;
SELECT is(tests.error_as(login, format('DO $do$ DECLARE h text; BEGIN PERFORM api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "x", "how": "spoken"}''); EXCEPTION WHEN SQLSTATE ''HF412'' THEN GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT; RAISE EXCEPTION ''%%'', h; END $do$', answer ->> 'consent_ref')),
          'P0001: Tell St. Mary''s Hospital, or the lead coordinator, at once.', 'and reads to whom') FROM given, desk;
SELECT is(c ->> 'status' || (c -> 'actions')::text, 'active[]', 'and is offered nothing of the kind') FROM who, desk, jsonb_array_elements(pg_temp.consents(login, walter) -> 'consents') c;
CREATE TEMPORARY TABLE back AS SELECT pg_temp.revoke('drew', answer ->> 'consent_ref') AS answer FROM given;
SELECT is(answer ->> 'status', 'revoked', 'it is taken back') FROM back;
SELECT is(pg_temp.tells(walter, 'riverway_recovery'), false, 'from that moment nothing new is told') FROM who;
SELECT is(jsonb_array_length(answer -> 'tasks'), 2, 'both sides get a task about the referral under way') FROM back;
SELECT is((SELECT array_agg(r.code ORDER BY r.code) FROM back, jsonb_array_elements_text(answer -> 'tasks') x JOIN app.task t ON t.id = engine.task_id(x) JOIN app.role r ON r.id = t.owner_role_id),
          (SELECT array_agg(c ORDER BY c) FROM (SELECT 'discharge_planners'::text UNION SELECT r.code FROM sent, app.task t JOIN app.role r ON r.id = t.owner_role_id WHERE t.id = engine.task_id(ref)) k (c)), 'one whoever asked, one whoever has it');
SELECT is((SELECT array_agg(t.label ORDER BY t.label) FROM back, jsonb_array_elements_text(answer -> 'tasks') x JOIN app.task t ON t.id = engine.task_id(x)), ARRAY['consent ended: decide how to go on', 'consent ended: nothing new is told'], 'which say what is to be done, and leave the number to the title');
SELECT matches((SELECT string_agg(tests.run_as('drew', format('SELECT api.item(%L)', x))::jsonb ->> 'why', ' ') FROM back, jsonb_array_elements_text(answer -> 'tasks') x JOIN app.task t ON t.id = engine.task_id(x) WHERE t.label LIKE '%decide%'),
               '^Nothing new may be told to Riverway Recovery. Have a new consent signed', 'and how to go on');
SELECT is(tests.run_as(login, format('SELECT api.item(%L)', ref))::jsonb ->> 'shared', 'By consent for substance-use content, which has ended: nothing new may be told', 'the referral says that its ground has ended') FROM sent, desk;
SELECT ok((SELECT bool_and(t.kind = 'follow_up' AND t.due IS NOT NULL AND t.category = 'substance_use') FROM back, jsonb_array_elements_text(answer -> 'tasks') x JOIN app.task t ON t.id = engine.task_id(x)), 'each with a clock, and absent for everybody else');
SELECT is(tests.run_as(login, format('SELECT api.item(%L)', ref))::jsonb #>> '{person,name}', 'Chu, Walter', 'the recipient keeps what they were told') FROM desk, sent;
SELECT is(tests.act(login, ref, 'decline') ->> 'status', 'rejected', 'and can end it') FROM desk, sent;
SELECT matches(tests.error_as('drew', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "x"}'')', answer ->> 'consent_ref')), '^HF412: C-\d+ is over already', 'taken back once') FROM given;
SELECT matches(tests.error_as('drew', format('SELECT api.renew_consent(gen_random_uuid(), %L, ''{"signed_on": "2026-11-20"}'')', answer ->> 'consent_ref')), '^HF412: C-\d+ was taken back', 'what was taken back is not renewed') FROM given;
SELECT matches(tests.error_as('drew', format('SELECT api.refer(gen_random_uuid(), %L)', jsonb_build_object('individual', walter, 'items', '[{"type": "recovery"}]'::jsonb, 'duplicate_reason', 'again'))),
               '^HF412: Nothing allows substance use content to be shared with Riverway Recovery without a Part 2 consent', 'and a new referral is refused') FROM who;

-- Nobody who has an item reads that it will be passed to themselves.
SELECT is((SELECT string_agg(DISTINCT s.login || ' ' || engine.task_ref(t) || ' ' || (x ->> 'text'), '; ')
           FROM app.task t JOIN app.role_holder h ON h.role_id = t.owner_role_id JOIN app.staff s ON s.id = h.staff_id,
           LATERAL jsonb_array_elements(tests.run_as(s.login, format('SELECT api.item(%L)', engine.task_ref(t)))::jsonb -> 'ladder') x
           WHERE t.closed_at IS NULL AND x ->> 'text' ~ '^you'), NULL, 'an owner''s ladder names others');

-- Over: by its day, swept or not.
CREATE TEMPORARY TABLE short AS SELECT pg_temp.grant('drew', webb, pg_temp.paper() || '{"expires": "2026-11-25"}') AS answer FROM who;
CREATE TEMPORARY TABLE short_sent AS SELECT tests.refer('drew', jsonb_build_object('individual', webb, 'items', '[{"type": "recovery"}]'::jsonb)) #>> '{referrals,0,ref}' AS ref FROM who;
SELECT tests.at('2026-11-25 23:59-05');
SELECT is(pg_temp.tells(webb, 'riverway_recovery'), true, 'it holds to the end of its last day') FROM who;
SELECT tests.at('2026-11-26 00:00-05');
SELECT is(pg_temp.tells(webb, 'riverway_recovery'), false, 'and not a minute longer, though nobody has swept') FROM who;
SELECT is(pg_temp.consents('drew', webb) #>> '{consents,0,status}', 'expired', 'the page says so') FROM who;
SELECT engine.sweep_consents(app.now());
SELECT is((SELECT c.end_kind FROM app.consent c, short WHERE engine.consent_ref(c.id) = answer ->> 'consent_ref'), 'expired', 'the sweep ends it on the record');
SELECT is((SELECT count(*) FROM app.task t JOIN app.referral r ON r.id = t.referral_id, short_sent s WHERE t.kind = 'follow_up' AND t.closed_at IS NULL AND r.id = (SELECT k.referral_id FROM app.task k WHERE k.id = engine.task_id(s.ref))), 2::bigint, 'and tells both sides of what is under way');
SELECT engine.sweep_consents(app.now());
SELECT is((SELECT count(*) FROM app.task t WHERE t.kind = 'follow_up' AND t.label LIKE 'consent ended%' AND t.closed_at IS NULL AND t.individual_id = engine.individual_id(webb)), 2::bigint, 'once') FROM who;
-- Signed anew.
CREATE TEMPORARY TABLE anew AS SELECT tests.run_as('drew', format('SELECT api.renew_consent(gen_random_uuid(), %L, %L)', answer ->> 'consent_ref',
    '{"signed_on": "2026-11-25", "signature_on_file": true, "right_to_revoke": true, "expires": "none"}'))::jsonb AS answer FROM short;
SELECT is(answer ->> 'status', 'active', 'signed anew, another one begins') FROM anew;
SELECT is(a.answer ->> 'renews', s.answer ->> 'consent_ref', 'which says what it renews') FROM anew a, short s;
SELECT is(pg_temp.tells(webb, 'riverway_recovery'), true, 'and may be told on') FROM who;
SELECT matches(tests.error_as('drew', format('SELECT api.renew_consent(gen_random_uuid(), %L, ''{"signed_on": "2026-11-25"}'')', answer ->> 'consent_ref')), '^HF400: The consent does not say that the signature', 'a renewal is signed again, or is none') FROM anew;
-- An event with which it ends; a beginning to come.
SELECT is(pg_temp.grant('drew', erik, pg_temp.paper() - 'expires' || '{"expires_event": "when he leaves the hospital", "to": "willow_counseling", "starts": "2026-12-01"}') ->> 'status', 'not_yet', 'one may begin later') FROM who;
SELECT is(pg_temp.tells(erik, 'willow_counseling'), true, 'the other one, to all of the sector, is in force meanwhile') FROM who;
SELECT is(pg_temp.revoke('drew', c ->> 'ref', '{"how": "event"}') ->> 'status', 'expired', 'the event ends it, and nobody must say why')
FROM who, jsonb_array_elements(pg_temp.consents('drew', erik) -> 'consents') c WHERE c ->> 'expires_event' IS NOT NULL;

-- Stored before it was asked who may open what: it opens no more than whoever recorded it might.
SELECT tests.at('2026-11-29 10:00-05');
CREATE TEMPORARY TABLE old AS SELECT tests.person('Vorlage', 'Ida') AS person;
CREATE FUNCTION pg_temp.stored(login text, tells jsonb, told jsonb, coordinator boolean) RETURNS app.consent LANGUAGE plpgsql AS $$
DECLARE
    ref text := pg_temp.grant('lena', (SELECT person FROM old), pg_temp.paper() || '{"signed_on": "2026-11-29"}' || jsonb_build_object('from', tells, 'to', '["riverway_recovery"]'::jsonb)) ->> 'consent_ref';
    c app.consent;
BEGIN
    -- As the schema before 0033 kept it.
    UPDATE app.consent k SET recorded_by = s.id, recorded_organization_id = s.organization_id, by_coordinator = coordinator, limit_due = true,
        to_organizations = array(SELECT o.id FROM app.organization o WHERE told ? o.code)
    FROM app.staff s WHERE s.login = stored.login AND engine.consent_ref(k.id) = ref RETURNING k.* INTO c;
    RETURN c;
END $$;
CREATE TEMPORARY TABLE everybodys AS SELECT (pg_temp.stored('drew', '"*"', '["riverway_recovery", "st_marys"]', false)).id;
SELECT is(pg_temp.tells(person, told, 'substance_use', NULL, tells), good, concat_ws(' ', 'of whoever holds it, recorded by St. Mary''s:', tells, '->', told))
FROM old, (VALUES ('st_marys', 'riverway_recovery', true), ('northside', 'riverway_recovery', false), ('riverway_recovery', 'st_marys', false), ('northside', 'st_marys', false)) v (tells, told, good);
SELECT is(engine.consent_limit(c), 'it opens only what St. Mary''s Hospital holds, who recorded it', 'and says so') FROM app.consent c JOIN everybodys e ON e.id = c.id;
CREATE TEMPORARY TABLE anothers AS SELECT (pg_temp.stored('maria', '"northside"', '["bright_home", "willow_counseling"]', false)).id;
SELECT is(pg_temp.tells(person, 'bright_home', 'substance_use', NULL, 'northside'), false, 'what another holds is not opened to oneself') FROM old;
SELECT is(pg_temp.tells(person, 'willow_counseling', 'substance_use', NULL, 'northside'), false, 'nor to anybody') FROM old;
CREATE TEMPORARY TABLE own AS SELECT (pg_temp.stored('lena', '"riverway_recovery"', '["bay_network", "northside"]', true)).id;
SELECT is(pg_temp.tells(person, 'bay_network', 'substance_use', NULL, 'riverway_recovery'), false, 'nor by a coordinator to her own') FROM old;
SELECT is(pg_temp.tells(person, 'northside', 'substance_use', NULL, 'riverway_recovery'), true, 'to others it stands') FROM old;
SELECT engine.sweep_consents(app.now());
SELECT is((SELECT array_agg(l.action || ': ' || (l.detail ->> 'limit') ORDER BY l.entity_id) FROM app.ledger l WHERE l.entity_kind = 'consent' AND l.action = 'limit'),
          ARRAY['limit: it opens only what St. Mary''s Hospital holds, who recorded it', 'limit: it opens nothing: Bright Home Care, who recorded it, holds nothing of it',
                'limit: it opens nothing of others to ' || (SELECT name FROM app.organization WHERE code = 'bay_network') || ', who recorded it'], 'the record of each says what it opens less');
SELECT is((SELECT array_agg(o.code ORDER BY o.code) FROM old, app.task t JOIN app.organization o ON o.id = t.owner_organization_id
           WHERE t.individual_id = engine.individual_id(person) AND t.label = 'consent opens less than it says' AND t.category = 'substance_use' AND t.due IS NOT NULL), '{bay_network,bright_home,st_marys}', 'and who recorded it gets a task');
SELECT engine.sweep_consents(app.now());
SELECT is((SELECT count(*) FROM app.ledger l WHERE l.entity_kind = 'consent' AND l.action = 'limit'), 3::bigint, 'once');
SELECT matches(tests.run_as('drew', format('SELECT api.consents(%L)', person)), 'it opens only what St. Mary''s Hospital holds', 'its page says so too') FROM old;

-- Notes of counseling: the organization that wrote them, and nobody else, unless on a consent to just those.
SELECT tests.at('2026-11-30 10:00-05');
CREATE TEMPORARY TABLE apart AS SELECT tests.person('Apart', 'Ann') AS person;
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', person)) IS NOT NULL FROM apart;
CREATE FUNCTION pg_temp.page(login text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.plan(%L)', person)) || tests.run_as(login, format('SELECT api.record(%L)', person))
        || tests.run_as(login, format('SELECT api.timeline(%L)', person)) || tests.run_as(login, format('SELECT api.individual(%L)', person)) FROM apart
$$;
CREATE TEMPORARY TABLE before AS SELECT login, pg_temp.page(login) AS page FROM unnest('{lena,hana,wes,priya}'::text[]) login;
CREATE TEMPORARY TABLE note AS SELECT tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"kind": "counseling", "text": "Relapse in May, ashamed of it"}'')', person))::jsonb ->> 'part' AS part FROM apart;
SELECT matches(pg_temp.page('bea'), 'Relapse in May', 'who wrote it reads it');
SELECT matches(tests.run_as('bea', format('SELECT api.plan(%L)', person))::jsonb ->> 'notice', '42 CFR part 2', 'with the notice') FROM apart;
SELECT is(pg_temp.page(login), page, login || ' sees the same pages, byte for byte, with and without it') FROM before;
SELECT matches(tests.error_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"text": "x"}'')', person, part)), '^HF404', 'nor can another organization change it') FROM apart, note;
SELECT matches(tests.error_as('lena', format('SELECT api.plan_part(%L, %L)', person, part)), '^HF404', 'nor read it by its number') FROM apart, note;
SELECT isnt(tests.consent(person), NULL, 'a consent to substance-use content') FROM apart;
SELECT isnt(tests.consent(person, '{counseling_notes}'), NULL, 'and one to notes of counseling') FROM apart;
SELECT is(engine.told_counseling(engine.individual_id(person), (SELECT id FROM app.organization WHERE code = 'northside'), (SELECT id FROM app.organization WHERE code = 'willow_counseling'), NULL), true, 'lets whoever the policy maps be told') FROM apart;
SELECT doesnt_match(pg_temp.page('lena'), 'Relapse', 'and nobody else') ;

-- The record is whole, and every consent has one.
SELECT is((SELECT array_agg(l.action ORDER BY l.at, l.id) FROM app.ledger l, given WHERE l.entity_kind = 'consent' AND engine.consent_ref(l.entity_id) = answer ->> 'consent_ref'), '{grant,revoke}', 'each change is on the record');
SELECT is((SELECT count(*) FROM app.ledger l WHERE l.entity_kind = 'consent' AND l.detail::text ~* 'walter|chart'), 0::bigint, 'where no name stands outside the words kept apart');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
