-- Consents that were stored before it was kept who recorded them as what (migration 0033): the migration
-- itself is run on a schema as it was before, with consents and policies of that time in it.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE who AS SELECT tests.person('Vorlage', 'Ida') AS person;
CREATE TEMPORARY TABLE stored (name text, recorder text, ref text);

CREATE FUNCTION pg_temp.stored(name text, recorder text, tells text, told jsonb, kind text DEFAULT 'part2_consent') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb := tests.run_as('lena', format('SELECT api.grant_consent(gen_random_uuid(), %L, %L)', (SELECT person FROM who), jsonb_build_object('kind', kind,
        'from', tells, 'to', '["willow_counseling"]'::jsonb, 'categories', CASE kind WHEN 'part2_consent' THEN '["substance_use"]'::jsonb ELSE '["general"]' END,
        'purpose', 'treatment', 'signer', 'Ida Vorlage', 'authority', 'individual', 'signed_on', '2026-11-20', 'signature_on_file', true, 'where_filed', 'chart',
        'right_to_revoke', true, 'expires', '2027-04-30')))::jsonb;
BEGIN
    -- Recorded by others then; to whom it tells is taken from its columns.
    UPDATE app.consent c SET recorded_by = s.id, recorded_organization_id = s.organization_id, recorded_at = app.now() - interval '1 hour',
        to_organizations = array(SELECT o.id FROM app.organization o WHERE told ? o.code)
    FROM app.staff s WHERE s.login = recorder AND engine.consent_ref(c.id) = answer ->> 'consent_ref';
    INSERT INTO stored VALUES (name, recorder, answer ->> 'consent_ref');
END $$;
SELECT pg_temp.stored('own', 'drew', 'st_marys', '["riverway_recovery"]');
SELECT pg_temp.stored('all', 'drew', '*', '["riverway_recovery"]');
SELECT pg_temp.stored('of others', 'maria', 'northside', '["bright_home"]', 'authorization');
SELECT pg_temp.stored('coordinated', 'lena', 'northside', '["willow_counseling"]');
SELECT pg_temp.stored('to the coordinator', 'lena', 'northside', '["bay_network"]');
SELECT pg_temp.stored('ended', 'drew', '*', '["riverway_recovery"]');
SELECT tests.run_as('drew', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "x", "how": "spoken"}'')', ref)) IS NOT NULL FROM stored WHERE name = 'ended';
-- One who coordinates today, and did not by the policy in force when she recorded it.
SELECT pg_temp.stored('before she coordinated', 'lena', 'northside', '["willow_counseling"]');
UPDATE app.policy_revision p SET published_at = app.now() - interval '1 day' WHERE p.number = (SELECT max(number) FROM app.policy_revision);
INSERT INTO app.policy_revision (number, yaml, policy, digest, published_at, published_by)
SELECT 0, 'x', jsonb_set(p.policy, '{roles}', (SELECT jsonb_object_agg(r.key, r.value - 'holders') FROM jsonb_each(p.policy -> 'roles') r)), p.digest, app.now() - interval '1 year', 'x'
FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
UPDATE app.consent c SET recorded_at = app.now() - interval '2 days' FROM stored s WHERE s.ref = engine.consent_ref(c.id) AND s.name = 'before she coordinated';

-- The stand before, then the migration.
DROP INDEX app.consent_limit_due;
ALTER TABLE app.consent DROP COLUMN by_coordinator, DROP COLUMN limit_due;
\ir ../../src/sql/migration/0033_consent_recorder.sql

SELECT is(concat_ws(' ', c.by_coordinator, c.limit_due), expected, name)
FROM stored JOIN app.consent c ON engine.consent_ref(c.id) = ref
JOIN (VALUES ('own', 'f f'), ('all', 'f t'), ('of others', 'f t'), ('coordinated', 't f'), ('to the coordinator', 't t'), ('ended', 'f f'), ('before she coordinated', 'f t')) x (name, expected) USING (name)
ORDER BY c.id;

-- The sweep enters it on the record of each, with a task for whoever recorded it, once.
SELECT engine.sweep_consents(app.now());
SELECT engine.sweep_consents(app.now());
SELECT is((SELECT array_agg(s.name ORDER BY l.entity_id) FROM app.ledger l JOIN stored s ON s.ref = engine.consent_ref(l.entity_id) WHERE l.entity_kind = 'consent' AND l.action = 'limit'),
          '{all,"of others","to the coordinator","before she coordinated"}', 'the record says which open less than they say');
SELECT is((SELECT array_agg(DISTINCT o.code ORDER BY o.code) FROM who, app.task t JOIN app.organization o ON o.id = t.owner_organization_id
           WHERE t.individual_id = engine.individual_id(person) AND t.label = 'consent opens less than it says' AND t.due IS NOT NULL), '{bay_network,bright_home,st_marys}', 'whoever recorded one has a task');
SELECT is((SELECT count(*) FROM who, app.task t WHERE t.individual_id = engine.individual_id(person) AND t.label = 'consent opens less than it says'), 4::bigint, 'one for each');
SELECT is((SELECT count(*) FROM app.consent c WHERE c.limit_due), 0::bigint, 'and nothing is left to enter');

-- What they open meanwhile and after.
SELECT is(engine.discloses(engine.individual_id(person), f.id, t.id, category), good, concat_ws(' ', tells, '->', told, category))
FROM who, (VALUES ('st_marys', 'riverway_recovery', 'substance_use', true), ('northside', 'bright_home', 'substance_use', false), ('northside', 'willow_counseling', 'substance_use', true),
                  ('northside', 'bay_network', 'substance_use', false)) v (tells, told, category, good)
JOIN app.organization f ON f.code = tells JOIN app.organization t ON t.code = told;
SELECT is((SELECT count(*) FROM engine.ledger_breaks()), 0::bigint, 'the record is whole');
SELECT * FROM finish();
ROLLBACK;
