-- What the account says was disclosed by opening a page is what that page gave, and what an organisation
-- tells itself is no disclosure.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.account(login text, filter jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.disclosures(%L)', filter))::jsonb
$$;
CREATE FUNCTION pg_temp.told(login text, person text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', d ->> 'how_words', d ->> 'from_organization', d ->> 'category', d ->> 'ref')
    FROM jsonb_array_elements(pg_temp.account('casey', jsonb_build_object('individual', person)) -> 'disclosures') d WHERE d ->> 'who_login' = login AND d ->> 'how' = 'opened'
$$;
CREATE TEMPORARY TABLE shown AS SELECT tests.person('Okafor', 'Ike') AS ike;
ALTER TABLE shown ADD COLUMN food text, ADD COLUMN nursing text, ADD COLUMN recovery text;
SELECT isnt(tests.consent(ike), NULL, 'everybody may be told of Ike') FROM shown;
UPDATE shown SET nursing = tests.nursing('drew', ike);
UPDATE shown SET food = tests.refer('drew', jsonb_build_object('individual', ike, 'provided', '{"income": "none"}'::jsonb, 'items', '[{"type": "food_box"}]'::jsonb)) #>> '{referrals,0,ref}';
UPDATE shown SET recovery = tests.refer('drew', jsonb_build_object('individual', ike, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) #>> '{referrals,0,ref}';
CREATE TEMPORARY TABLE reader AS
SELECT s.login, k.ref FROM shown, LATERAL (VALUES (nursing), (food), (recovery)) k (ref), LATERAL (SELECT tests.task(k.ref) AS t) t
JOIN app.staff s ON s.organization_id <> (t).owner_organization_id AND s.organization_id <> (t).requester_organization_id AND s.active AND s.disabled_at IS NULL;
CREATE TEMPORARY TABLE page AS
SELECT k.login, CASE WHEN tests.error_as(k.login, c.call) = 'no error' THEN tests.run_as(k.login, c.call) ELSE '' END AS said
FROM (SELECT DISTINCT login FROM reader) k, shown, LATERAL (SELECT format('SELECT api.individual(%L)', ike) AS call OFFSET 0) c;
SELECT is(array(SELECT p.login || ': ' || t FROM page p, shown, pg_temp.told(p.login, ike) t WHERE t ~ '[RT]-' AND strpos(p.said, '"' || substring(t FROM '[RT]-[0-9.]+') || '"') = 0), '{}',
          'nobody''s account has an item that their page does not give');
SELECT ok((SELECT count(*) FROM page p, shown, pg_temp.told(p.login, ike) t WHERE t LIKE '%' || nursing) > 0, 'those it gives are in it');
SELECT is(array(SELECT p.login FROM page p, shown, pg_temp.told(p.login, ike) t WHERE t LIKE '%substance_use%' AND strpos(p.said, recovery) = 0), '{}', 'of substance use only where the page has it');
SELECT tests.run_as('lena', format('SELECT api.risks(%L)', ike)) IS NOT NULL FROM shown;
SELECT is(array(SELECT t FROM shown, pg_temp.told('lena', ike) t WHERE t LIKE 'opened the plan%' ORDER BY 1),
          ARRAY['opened the plan | St. Mary''s Hospital | general'], 'a list of risks, of which there are none, tells of no items');
SELECT tests.run_as('lena', format('SELECT api.timeline(%L)', ike)) IS NOT NULL FROM shown;
SELECT ok(EXISTS (SELECT FROM shown, pg_temp.told('lena', ike) t WHERE t LIKE 'opened the plan%substance_use | ' || recovery), 'what happened to him does');

-- What an organisation tells itself is looked at or taken along, and is no disclosure.
SELECT tests.at('2026-11-22 09:00-05');
SELECT tests.run_as('drew', format('SELECT api.export_fhir(%L)', ike)) IS NOT NULL FROM shown;
SELECT ok(EXISTS (SELECT FROM app.disclosure d JOIN app.disclosure_content c ON c.disclosure_id = d.id WHERE d.how = 'export' AND c.organization_id = d.to_organization_id), 'an export of one''s own is kept');
SELECT is(array(SELECT d FROM jsonb_array_elements(pg_temp.account('casey', '{}') -> 'disclosures') d WHERE d ->> 'from_organization' = d ->> 'to_organization'), '{}', 'and is not in the account');
SELECT is(pg_temp.account('casey', '{"from": "2026-11-22", "n": 1}') ->> 'disclosures', '[]', 'nor does it take the place of anything on a page');
SELECT is(pg_temp.account('casey', '{"from": "2026-11-22", "n": 1}') -> 'next', 'null', 'which is the last');

SELECT * FROM finish();
ROLLBACK;
