-- Every function of the door that gives what another organisation holds of somebody is in the account of
-- disclosures, but for those that are told apart here: a function that is added fails until it is either.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\ir include/access_calls.sql
\ir include/access_subjects.sql
-- What there is to be told: a call, a message, a note of the plan.
SELECT tests.act('maria', item, 'call', '{"reached": true, "note": "Well"}') FROM subject WHERE name = 'nursing';
SELECT tests.run_as('drew', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "Door code 4"}'')', item)) FROM subject WHERE name = 'nursing';
UPDATE subject SET consent = tests.consent(person, '{general}', '{"from": "st_marys"}', 'drew'),
    event = tests.run_as('drew', format('SELECT api.record_event(gen_random_uuid(), %L)', jsonb_build_object('individual', person, 'type', 'ed_visit', 'occurred_at', '2026-11-19 08:00-05')))::jsonb ->> 'event_ref',
    risk = tests.run_as('drew', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', person, 'category', 'food_insecurity', 'level', 'high')))::jsonb ->> 'risk_ref'
WHERE name = 'nursing';
-- What happened to the other one, and the risk of theirs, the coordinator recorded: her own.
SELECT tests.at('2026-11-20 10:01-05');
DELETE FROM subject WHERE name NOT IN ('nursing', 'recovery shared');

-- No opening: lists and previews, which are what the basis allows (DESIGN 8), what offers choices, and the account itself.
CREATE TEMPORARY TABLE listed (name text PRIMARY KEY);
INSERT INTO listed SELECT unnest('{queue mine,queue role,queue org,queue network,queue alerts,queue escalations,queue requested,queue_refs,queue_row,counts,peek,peeks,alarms,today,review_list,
    find,duplicates,choices,act_many_preview,refer_preview,pathway_preview,consent_choices,act_many,disclosures,measure_items,measure_items open,measure_items out}'::text[]);

CREATE FUNCTION pg_temp.filled(statement text, s subject) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT * FROM jsonb_each_text(to_jsonb(s)) LOOP
        statement := replace(statement, '{' || place.key || '}', coalesce(place.value, ''));
    END LOOP;
    RETURN statement;
END $$;
CREATE FUNCTION pg_temp.told(who text, statement text, s subject) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
    gained bigint;
BEGIN
    BEGIN
        EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', who);
        EXECUTE format('SELECT coalesce(string_agg(x::text, chr(10)), '''') FROM (%s) x', statement) INTO said;
        RESET SESSION AUTHORIZATION;
        SELECT count(*) INTO gained FROM app.disclosure d JOIN app.disclosure_content c ON c.disclosure_id = d.id JOIN app.staff k ON k.id = d.staff_id
        WHERE k.login = who AND d.individual_id = engine.individual_id(s.person) AND c.organization_id <> d.to_organization_id;
        RAISE EXCEPTION USING ERRCODE = 'TT000', MESSAGE = CASE WHEN said !~ format('\m(%s|%s|%s|%s|%s|%s)\M', s.family, s.item, s.event, s.risk, s.review, s.consent) THEN 'nothing'
            WHEN gained > 0 THEN 'recorded' ELSE 'unrecorded' END;
    EXCEPTION WHEN SQLSTATE 'TT000' THEN
        RETURN SQLERRM;
    WHEN OTHERS THEN
        RETURN 'refused';
    END;
END $$;
CREATE TEMPORARY TABLE heard AS
SELECT c.name, s.name AS subject, v.login, pg_temp.told(v.login, pg_temp.filled(c.statement, s), s) AS how
FROM call c CROSS JOIN subject s CROSS JOIN unnest('{lena,casey}'::text[]) v (login)
WHERE c.about <> '-' AND c.statement NOT LIKE '%{request}%' AND s.name <> '-';
SELECT is(array(SELECT concat_ws(' ', h.login, h.name, h.subject) FROM heard h WHERE h.how = 'unrecorded' AND NOT (h.subject <> 'nursing' AND h.name IN ('event', 'report_risks')) AND h.name NOT IN (SELECT l.name FROM listed l)), '{}',
          'whatever gives what others hold is in the account');
SELECT is(array(SELECT l.name FROM listed l WHERE l.name NOT IN (SELECT c.name FROM call c)), '{}', 'what is told apart is there');
SELECT ok((SELECT count(*) FROM heard h WHERE h.how = 'recorded') > 30, (SELECT count(*) || ' calls are recorded' FROM heard h WHERE h.how = 'recorded'));
SELECT diag(string_agg(concat_ws(' ', h.name, h.how), '; ')) FROM heard h WHERE h.login = 'lena' AND h.subject = 'nursing';

-- One's own item tells of a call that others made.
SELECT tests.run_as('drew', format('SELECT api.item(%L)', item)) IS NOT NULL FROM subject WHERE name = 'nursing';
CREATE FUNCTION pg_temp.account(person text, login text) RETURNS text[] LANGUAGE sql AS $$
    SELECT array(SELECT concat_ws(' | ', d ->> 'how_words', d ->> 'from_organization', d ->> 'ref')
                 FROM jsonb_array_elements(tests.run_as('casey', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', person)))::jsonb -> 'disclosures') d
                 WHERE d ->> 'who_login' = login AND d ->> 'how' = 'opened' ORDER BY 1)
$$;
SELECT is(pg_temp.account(person, 'drew'), ARRAY['read of the last call | Bright Home Care | ' || item], 'the last call is somebody''s, and says of which item') FROM subject WHERE name = 'nursing';

-- The raw record of somebody lists every item of it, not the first of each organisation.
CREATE TEMPORARY TABLE more AS SELECT person, item, event, tests.refer('drew', jsonb_build_object('individual', person, 'provided', '{"income": "none"}'::jsonb, 'items', '[{"type": "food_box"}]'::jsonb)) #>> '{referrals,0,ref}' AS food
FROM subject WHERE name = 'nursing';
SELECT is(cardinality(pg_temp.account(person, 'lena')), 0, 'nothing yet') FROM more;
SELECT tests.run_as('lena', format('SELECT count(*) FROM api.ledger_show(%L)', person)) IS NOT NULL FROM more;
SELECT ok(pg_temp.account(person, 'lena') @> ARRAY['opened the record | St. Mary''s Hospital | ' || item, 'opened the record | St. Mary''s Hospital | ' || food], 'both items of one hospital') FROM more;

SELECT * FROM finish();
ROLLBACK;
