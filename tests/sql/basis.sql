-- The basis of disclosure: for each pair of sectors and each category what the example policy allows,
-- under every state a consent can be in; and what a refusal says.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

-- One person for each state of a consent that names everybody. The states of the other kind cover what it does not.
CREATE TEMPORARY TABLE state (state text PRIMARY KEY, kind text, person text);
INSERT INTO state SELECT k.state || ' ' || kind, kind, tests.person('Basis' || k.state || left(kind, 1))
FROM unnest('{part2_consent,authorization}'::text[]) kind, unnest('{active,over,revoked,not yet}'::text[]) k (state);
INSERT INTO state VALUES ('none', 'none', tests.person('Basisnone'));
CREATE TEMPORARY TABLE made AS
SELECT state, person, tests.consent(person, CASE kind WHEN 'part2_consent' THEN '{substance_use}' ELSE '{general}' END::text[],
       CASE WHEN state LIKE 'over%' THEN '{"expires": "2026-11-20"}' WHEN state LIKE 'not yet%' THEN '{"starts": "2026-12-20"}' ELSE '{}' END::jsonb) AS ref
FROM state WHERE kind <> 'none';
SELECT tests.run_as('lena', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"reason": "said so", "how": "spoken"}'')', ref)) IS NOT NULL FROM made WHERE state LIKE 'revoked%';
SELECT tests.at('2026-11-21 10:00-05');

CREATE TEMPORARY TABLE ground (f text, t text, category text, basis text);
INSERT INTO ground SELECT s.f, t.t, c.category, CASE
    WHEN c.category = 'general' THEN CASE WHEN s.f = 'behavioral_health' AND t.t IN ('housing', 'social_services') THEN 'authorization' ELSE 'treatment' END
    WHEN c.category = 'substance_use' AND (s.f, t.t) IN (('health', 'behavioral_health'), ('behavioral_health', 'behavioral_health'), ('behavioral_health', 'health'),
        ('health', 'coordination'), ('behavioral_health', 'coordination'), ('coordination', 'behavioral_health'), ('social_services', 'behavioral_health')) THEN 'part2_consent' END
FROM unnest('{health,behavioral_health,housing,social_services,coordination}'::text[]) s (f), unnest('{health,behavioral_health,housing,social_services,coordination}'::text[]) t (t),
     unnest('{general,substance_use}'::text[]) c (category);
CREATE FUNCTION pg_temp.one(sector text, place integer) RETURNS integer LANGUAGE sql AS $$
    SELECT (array_agg(o.id ORDER BY o.code))[least(place, count(*)::integer)] FROM app.organization o WHERE o.sector = one.sector
$$;
-- A sector of one organisation tells nobody but itself.
SELECT is(engine.basis(engine.individual_id(s.person), pg_temp.one(g.f, 1), pg_temp.one(g.t, 2), g.category),
          CASE WHEN pg_temp.one(g.f, 1) = pg_temp.one(g.t, 2) THEN 'own' WHEN g.basis = 'treatment' OR s.state = 'active ' || g.basis THEN g.basis END,
          format('%s to %s, %s, consent %s', g.f, g.t, g.category, s.state))
FROM ground g, state s ORDER BY g.f, g.t, g.category, s.state;
SELECT is((SELECT count(*) FROM ground g, state s WHERE engine.discloses(engine.individual_id(s.person), pg_temp.one(g.f, 1), pg_temp.one(g.t, 2), g.category)
                                                        <> (engine.basis(engine.individual_id(s.person), pg_temp.one(g.f, 1), pg_temp.one(g.t, 2), g.category) IS NOT NULL)
                                                    AND pg_temp.one(g.f, 1) <> pg_temp.one(g.t, 2)), 0::bigint, 'whether there is one and which one say the same');
SELECT is(engine.basis(engine.individual_id(person), pg_temp.one('behavioral_health', 1), pg_temp.one('behavioral_health', 2), 'counseling_notes'), NULL, 'no consent to other content opens notes of counseling') FROM state WHERE state = 'active part2_consent';
SELECT is(engine.discloses(engine.individual_id(person), NULL, pg_temp.one('health', 1), 'general'), false, 'nobody in particular tells nothing') FROM state WHERE state = 'none';
-- What a rule maps to a threat or an emergency stands by no rule: each is the ground of one occasion.
INSERT INTO app.basis_rule VALUES (-1, 'any', '*', 'any', '*', 'substance_use', 'medical_emergency'), (-2, 'any', '*', 'any', '*', 'substance_use', 'serious_threat');
SELECT is(engine.basis(engine.individual_id(person), pg_temp.one('health', 1), pg_temp.one('housing', 1), 'substance_use'), NULL, 'an emergency opens nothing by being in the policy') FROM state WHERE state = 'none';
INSERT INTO app.basis_rule VALUES (-3, 'any', '*', 'any', '*', 'substance_use', 'required_report');
SELECT is(engine.basis(engine.individual_id(person), pg_temp.one('health', 1), pg_temp.one('housing', 1), 'substance_use'), 'required_report', 'a required report stands by itself') FROM state WHERE state = 'none';
DELETE FROM app.basis_rule WHERE position < 0;
-- The first rule that stands decides.
INSERT INTO app.basis_rule VALUES (-1, 'sector', 'health', 'any', '*', 'general', 'authorization');
SELECT is(engine.basis(engine.individual_id(person), pg_temp.one('health', 1), pg_temp.one('housing', 1), 'general'), expected, 'with consent ' || state)
FROM state JOIN (VALUES ('none', 'treatment'), ('active authorization', 'authorization'), ('revoked authorization', 'treatment')) e (state, expected) USING (state);
DELETE FROM app.basis_rule WHERE position < 0;

-- A refusal says which grounds there could be, and who can obtain one.
CREATE FUNCTION pg_temp.ask(individual text, items jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('individual', individual, 'items', items, 'provided', '{"orders": "x", "income": "none"}'::jsonb)
$$;
CREATE FUNCTION pg_temp.hint(login text, letter jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM tests.run_as(login, format('SELECT api.refer(gen_random_uuid(), %L)', letter));
    RETURN 'sent';
EXCEPTION WHEN SQLSTATE 'HF412' THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END $$;
CREATE TEMPORARY TABLE who AS SELECT tests.person('Wolfe', 'Carl') AS carl, tests.person('Hill', 'Bernice', '02128', 'bea') AS bernice;
SELECT matches(pg_temp.hint('drew', pg_temp.ask(carl, '[{"type": "recovery"}]')), 'A Part 2 consent: .*St\. Mary''s Hospital or Lead coordinator records it.*A medical emergency', 'a consent, and an emergency, and who can see to them') FROM who;
SELECT is(tests.error_as('bea', format('SELECT api.refer(gen_random_uuid(), %L)', pg_temp.ask(bernice, '[{"type": "housing_search"}]'))),
          'HF412: Nothing allows general content to be shared with Harbor Housing without a signed release.', 'counselors tell housing what the person has released') FROM who;
CREATE TEMPORARY TABLE shown AS SELECT tests.run_as('bea', format('SELECT api.refer_preview(%L)', pg_temp.ask(bernice, '[{"type": "housing_search"}, {"type": "clinic_visit"}]')))::jsonb -> 'referrals' AS r FROM who;
SELECT is(r #>> '{0,basis,stands}', 'false', 'the preview says so as data') FROM shown;
SELECT is(jsonb_path_query_array(r, '$[0].basis.possible[*].basis'), '["authorization", "serious_threat"]', 'and which grounds there could be') FROM shown;
SELECT ok((SELECT bool_and(p ?& '{basis,name,needs,who}') FROM shown, jsonb_array_elements(r #> '{0,basis,possible}') p), 'each with what it needs and who can obtain it');
SELECT is(r #>> '{1,basis,basis}', 'treatment', 'item by item') FROM shown;
SELECT isnt(tests.consent(bernice, '{general}'), NULL, 'she signs') FROM who;
SELECT is(tests.refer('bea', pg_temp.ask(bernice, '[{"type": "housing_search"}]')) #>> '{referrals,0,basis,basis}', 'authorization', 'and it goes, on that ground') FROM who;

SELECT is((SELECT string_agg(x.mend, '; ') FROM app.organization f, app.organization o, engine.consent_categories() k, LATERAL engine.basis_lack((SELECT engine.individual_id(bernice) FROM who), f.id, o.id, k.code) x
           WHERE f.id <> o.id AND x.mend ~ 'with: *\.'), NULL, 'no list of whom else is empty');
SELECT matches((SELECT x.mend FROM app.organization f, app.organization o, LATERAL engine.basis_lack((SELECT engine.individual_id(bernice) FROM who), f.id, o.id, 'counseling_notes') x WHERE f.code = 'st_marys' AND o.code = 'riverway_recovery'),
               'As it stands it may be shared with nobody: ask the lead coordinator\.$', 'where there is nobody, it says who can help');

-- The same words where somebody else is to have it.
CREATE TEMPORARY TABLE plan AS SELECT tests.person('Plan') AS person;
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', person)) IS NOT NULL FROM plan;
SELECT matches(tests.error_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"owner_role": "housing_lead"}'')', person, 'area/' || a.id)),
               'HF412: Nothing allows general content to be shared with Harbor Housing without a signed release', 'an area of the plan is not handed over without one')
FROM plan, app.plan_area a JOIN app.domain d ON d.id = a.domain_id WHERE d.code = 'behavioral_health';
SELECT matches(tests.error_as('bea', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "x", "to": "hana"}'')', person)), 'HF412: Nothing allows general content to be shared with Harbor Housing without a signed release', 'nor a message sent') FROM plan;

-- A serious and imminent threat: one line, at once, told and reviewed.
CREATE TEMPORARY TABLE danger AS SELECT tests.person('Danger', 'Dan', '02128', 'bea') AS person;
CREATE TEMPORARY TABLE gone AS SELECT tests.refer('bea', pg_temp.ask(person, '[{"type": "housing_search", "threat": "Says he will set fire to the flat tonight; wife and child there."}]')) #> '{referrals,0}' AS r FROM danger;
SELECT is(r #>> '{basis,basis}', 'serious_threat', 'it goes on that ground') FROM gone;
SELECT is(tests.status(r ->> 'ref'), 'requested', 'at once') FROM gone;
SELECT is(r #>> '{told,0,name}', (SELECT s.name FROM app.staff s WHERE s.login = 'lena'), 'and says who was told') FROM gone;
SELECT is(tests.owner(engine.task_ref(t)), 'lead_coordinator', 'her supervisor is alerted') FROM app.task t, danger WHERE t.individual_id = engine.individual_id(person) AND t.kind = 'alert';
SELECT is((SELECT count(*) FROM app.reach f JOIN app.task t ON t.id = f.task_id, danger WHERE t.individual_id = engine.individual_id(person) AND t.kind = 'alert' AND 'mail' = ANY (f.channels)), 1::bigint, 'by every channel');
CREATE TEMPORARY TABLE review AS SELECT engine.task_ref(t) AS ref FROM app.task t, danger WHERE t.individual_id = engine.individual_id(person) AND t.kind = 'correction';
SELECT is(tests.owner(ref), 'compliance_desk', 'compliance is asked to look at it') FROM review;
SELECT matches(tests.run_as('casey', format('SELECT api.item(%L)', ref)), 'set fire', 'with the line that was given') FROM review;
SELECT matches(tests.run_as(login, format('SELECT api.item(%L)', engine.task_ref(t)))::jsonb ->> 'why', '^Says he will set fire', login || ' reads it first') FROM app.task t, danger, unnest('{lena,casey}'::text[]) login
WHERE t.individual_id = engine.individual_id(person) AND t.kind = CASE login WHEN 'lena' THEN 'alert' ELSE 'correction' END::app.task_kind;
SELECT matches(tests.run_as('lena', format('SELECT api.peek(%s)', t.id))::jsonb ->> 'why', '^Says he will set fire', 'and in the lines under the list') FROM app.task t, danger WHERE t.individual_id = engine.individual_id(person) AND t.kind = 'alert';
SELECT is(tests.act('casey', ref, 'complete', '{"outcome": "service_received", "note": "It was one."}') ->> 'status', 'completed', 'and finishes that') FROM review;
SELECT is(tests.error_as('drew', format('SELECT api.refer(gen_random_uuid(), %L)', pg_temp.ask(carl, '[{"type": "recovery", "threat": "He will hurt somebody"}]'))),
          'HF412: A threat does not open substance-use content: 42 CFR Part 2 knows a medical emergency only.', 'a threat does not open what 42 CFR Part 2 keeps') FROM who;
SELECT is(tests.refer('drew', pg_temp.ask(carl, '[{"type": "meals", "threat": "He starves"}]')) #>> '{referrals,0,basis,basis}', 'treatment', 'where there is a ground anyway, it goes on that') FROM who;
SELECT is((SELECT count(*) FROM app.task t, who WHERE t.individual_id = engine.individual_id(carl) AND t.kind = 'correction'), 0::bigint, 'and nobody is troubled');
-- The record says in words what is so and what is not.
SELECT is(engine.value_words('[{"name": "Daniel", "relation": "son", "safe": false, "may_decide": true}, {"relation": "self", "phone": "617-555-0117"}]'),
          'Daniel son, may decide: yes, safe: no; 617-555-0117 self', 'no bare true and false in the record');
SELECT is(engine.value_words('true'), 'yes', 'nor alone');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
