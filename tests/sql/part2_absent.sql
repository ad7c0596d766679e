-- A referral for substance-use treatment, with its consent and all that came of it, does not exist for
-- whoever is no party of that consent: every page they can ask for reads the same, byte for byte, with
-- and without it (42 CFR 2.13(c), DESIGN 9).
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE TEMPORARY TABLE who AS SELECT tests.person('Rivera') AS ana;
CREATE TEMPORARY TABLE known AS SELECT tests.nursing('drew', ana) AS visits FROM who;
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', ana)) IS NOT NULL FROM who;
SELECT tests.at('2026-11-20 10:30-05');
SELECT login, tests.run_as(login, 'SELECT api.today()') IS NOT NULL FROM unnest('{lena,hana,wes,bea,maria,casey}'::text[]) login;

CREATE FUNCTION pg_temp.asked(login text, what text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN tests.run_as(login, what);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || SQLERRM;
END $$;
CREATE FUNCTION pg_temp.pages() RETURNS TABLE (login text, page text, said text) LANGUAGE sql AS $$
    SELECT l.login, p.page, pg_temp.asked(l.login, p.call)
    FROM who, known, unnest('{lena,hana,wes,bea,maria,casey,adm}'::text[]) l (login), LATERAL (VALUES
        ('queue of the network', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''network'') q'), ('queue of the organization', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''org'') q'),
        ('alerts', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''alerts'') q'), ('escalations', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''escalations'') q'),
        ('queue by type', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''network'', ''{"service_type": "recovery"}'') q'),
        ('counts', 'SELECT api.counts(''network'')'), ('Today', 'SELECT api.today()'), ('finder', 'SELECT api.find(''river'')'),
        ('page of the person', format('SELECT api.individual(%L)', ana)), ('plan', format('SELECT api.plan(%L)', ana)), ('timeline', format('SELECT api.timeline(%L)', ana)),
        ('record of the person', format('SELECT api.record(%L)', ana)), ('record of the other item', format('SELECT api.record(%L)', visits)),
        ('the other item', format('SELECT api.item(%L)', visits)), ('messages', format('SELECT api.messages(%L)', ana)), ('risks', format('SELECT api.risks(%L)', ana)),
        ('consents', format('SELECT api.consents(%L)', ana)), ('account of disclosures', format('SELECT api.disclosures(individual_ref => %L)', ana)), ('directory', 'SELECT api.directory()'),
        ('duplicates', format('SELECT api.refer_preview(%L)', jsonb_build_object('individual', ana, 'items', '[{"type": "recovery"}]'::jsonb)))) p (page, call)
$$;
-- Opened once before, so that opening itself is told of no more.
SELECT count(*) FROM pg_temp.pages();
CREATE TEMPORARY TABLE before AS SELECT * FROM pg_temp.pages();

SELECT isnt(tests.consent(ana, '{substance_use}', '{"from": "st_marys", "to": "riverway_recovery"}', 'drew'), NULL, 'she consents to Riverway being told') FROM who;
CREATE TEMPORARY TABLE sent AS SELECT tests.refer('drew', jsonb_build_object('individual', ana, 'priority', 'urgent', 'items', '[{"type": "recovery"}]'::jsonb)) #>> '{referrals,0,ref}' AS ref FROM who;
SELECT isnt(ref, NULL, 'and is referred') FROM sent;
SELECT tests.run_as('drew', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "Detox from Friday?", "question": true}'')', ref)) IS NOT NULL FROM sent;
SELECT tests.act('drew', ref, 'call', '{"reached": true, "note": "Wants detox"}') IS NOT NULL FROM sent;
SELECT is(a.said, b.said, format('%s: %s is the same', a.login, a.page)) FROM before b JOIN pg_temp.pages() a USING (login, page) ORDER BY a.login, a.page;
SELECT matches(tests.run_as('drew', format('SELECT api.individual(%L)', ana)), 'recovery', 'who asked for it sees it') FROM who;
SELECT matches(tests.run_as('drew', format('SELECT api.individual(%L)', ana))::jsonb ->> 'notice', '42 CFR part 2', 'with the notice') FROM who;
SELECT is(tests.run_as('drew', format('SELECT api.item(%L)', ref))::jsonb ->> 'notice', engine.redisclosure_notice(), 'on the item too') FROM sent;
SELECT is((SELECT count(*) FROM jsonb_array_elements(tests.run_as('drew', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''requested'') q')::jsonb) q
           WHERE ((q ->> 'notice') IS NOT NULL) <> (q ->> 'ref' = ref OR q ->> 'label' = 'answer a question')), 0::bigint, 'and on its rows of the queue, and no other') FROM sent;
SELECT is(tests.error_as(login, format('SELECT api.item(%L)', ref)), tests.error_as(login, 'SELECT api.item(''R-99999999'')'), login || ' is told of it what is told of what is not there')
FROM sent, unnest('{lena,hana,wes,bea,maria,casey,adm}'::text[]) login;

-- Taken back: no page of theirs tells of that either.
SELECT tests.run_as('drew', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "said so", "how": "spoken"}'')', c ->> 'ref')) IS NOT NULL
FROM who, jsonb_array_elements(tests.run_as('drew', format('SELECT api.consents(%L)', ana))::jsonb -> 'consents') c;
SELECT is(a.said, b.said, format('%s: %s is the same when it is taken back', a.login, a.page)) FROM before b JOIN pg_temp.pages() a USING (login, page) ORDER BY a.login, a.page;

-- Who is known by a treatment programme alone is no person at all to anybody else: not in the finder
-- of coordinators, not when they are entered again, not to who compares such pages.
CREATE FUNCTION pg_temp.people(born text) RETURNS TABLE (login text, page text, said text) LANGUAGE sql AS $$
    SELECT l.login, p.page, pg_temp.asked(l.login, p.call)
    FROM unnest('{lena,omar,hana,wes,bea,maria,drew,casey,adm}'::text[]) l (login), LATERAL (VALUES
        ('finder by name', 'SELECT api.find(''quade'')'), ('finder by birth date', format('SELECT api.find(%L)', born)), ('finder by number', 'SELECT api.find(''99120'')'),
        ('alerts', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''alerts'') q'), ('queue', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''network'') q'),
        ('counts', 'SELECT api.counts(''network'')'), ('Today', 'SELECT api.today()')) p (page, call)
$$;
CREATE FUNCTION pg_temp.quade(login text, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.enter_individual(gen_random_uuid(), %L)', jsonb_build_object('family', 'Quade', 'given', 'Sven', 'birth_date', '1971-02-03',
        'identifiers', '[{"system": "urn:riverway", "value": "99120", "kind": "MRN"}]'::jsonb) || more))::jsonb
$$;
CREATE TEMPORARY TABLE nobody AS SELECT * FROM pg_temp.people('1971-02-03');
CREATE TEMPORARY TABLE sven AS SELECT pg_temp.quade('nina') ->> 'individual_ref' AS ref;
SELECT isnt(ref, NULL, 'Riverway enters somebody') FROM sven;
SELECT is(a.said, b.said, format('%s: %s does not tell', a.login, a.page)) FROM nobody b JOIN pg_temp.people('1971-02-03') a USING (login, page) ORDER BY a.login, a.page;
SELECT is(tests.error_as(l, format('SELECT api.individual(%L)', ref)), tests.error_as(l, 'SELECT api.individual(''P-99999999'')'), l || ' opens no page') FROM sven, unnest('{lena,omar,drew,wes,casey,adm}'::text[]) l;
CREATE TEMPORARY TABLE again AS SELECT pg_temp.quade('lena') AS answer;
SELECT is(answer - 'individual_ref', '{"duplicates": [], "created": true, "replayed": false}', 'a coordinator who enters them again learns nothing') FROM again;
SELECT is((SELECT count(*) FROM app.task t WHERE t.label = 'compare: person entered twice'), 0::bigint, 'nobody who may not know is asked to compare');
-- That somebody looked changes nothing of that.
SELECT tests.person('Vance', 'Otto', '02128', 'nina') AS otto \gset
SELECT isnt(tests.run_as('jorge', format('SELECT api.emergency_look(gen_random_uuid(), NULL, %L)', '{"kind": "other", "reason": "Neighbour rang", "name": "Vance, Otto", "birth_date": "1951-03-14"}')), NULL, 'a look finds by name and birth date');
SELECT is(tests.run_as('lena', 'SELECT api.find(''vance'')')::jsonb -> 'individuals', '[]', 'and makes them known to nobody else');

-- With a consent that names coordination, a coordinator finds them, and compares.
SELECT isnt(tests.consent(ref, '{substance_use}', '{"from": "riverway_recovery", "to": ["coordination"]}', 'nina'), NULL, 'he consents to coordinators being told') FROM sven;
SELECT ok(tests.run_as('lena', 'SELECT api.find(''99120'')')::jsonb @@ format('$.individuals[*].ref == %s', to_jsonb(ref))::jsonpath, 'Lena finds him') FROM sven;
SELECT is(pg_temp.quade('wes', '{"duplicate_reason": "another"}') -> 'duplicates', jsonb_build_array(answer ->> 'individual_ref'), 'Wes is told of the page that Lena made, still not of Riverway''s') FROM again;
SELECT is((SELECT string_agg(t.category || ' ' || (e.detail -> 'others' @> to_jsonb(ref))::text, ',') FROM app.task t JOIN app.ledger e ON e.entity_kind = 'task' AND e.entity_id = t.id AND e.seq = 1
           WHERE t.label = 'compare: person entered twice'), 'substance_use true', 'the coordinator compares, as what may not be told on') FROM sven;
SELECT doesnt_match(coalesce(pg_temp.asked('wes', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''network'') q'), ''), 'compare', 'which nobody else sees');
SELECT * FROM finish();
ROLLBACK;
