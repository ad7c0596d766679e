-- A reference is short and can be guessed. By itself it opens nobody's page and begins nothing for
-- them: whoever does so has to do with the person, or has shown to know who that is.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\set unseen 'HF404: There is no such item, or it is not yours to see.'

CREATE TEMPORARY TABLE who AS SELECT tests.person('Okonjo', 'Grace') AS grace;
SELECT isnt(engine.basis(i.id, i.organization_id, o.id, 'general'), NULL, 'a ground stands between the hospitals') FROM who, app.individual i, app.organization o WHERE i.id = engine.individual_id(grace) AND o.code = 'bayview_medical';

-- What begins with a reference, and the same with one of nobody.
CREATE FUNCTION pg_temp.begun(ref text) RETURNS TABLE (login text, what text, call text) LANGUAGE sql AS $$
    SELECT v.* FROM (VALUES
        ('peter', 'a referral', format('SELECT api.refer(gen_random_uuid(), %L)', jsonb_build_object('individual', ref, 'items', '[{"type": "home_care", "service": "bright_home_care"}]'::jsonb, 'provided', '{"orders": "daily"}'::jsonb))),
        ('peter', 'what it would become', format('SELECT api.refer_preview(%L)', jsonb_build_object('individual', ref, 'items', '[{"type": "home_care"}]'::jsonb))),
        ('wes', 'a risk', format('SELECT api.record_risk(gen_random_uuid(), %L)', jsonb_build_object('individual', ref, 'category', 'food_insecurity', 'level', 'low'))),
        ('wes', 'an event', format('SELECT api.record_event(gen_random_uuid(), %L)', jsonb_build_object('individual', ref, 'type', 'ed_visit', 'occurred_at', '2026-11-18 08:00-05'))),
        ('maria', 'an alarm', format('SELECT api.safety(gen_random_uuid(), %L, ''x'')', ref)),
        ('maria', 'a look', format('SELECT api.emergency_look(gen_random_uuid(), %L, ''{"kind": "other", "reason": "Neighbour rang"}'')', ref)),
        ('peter', 'a message', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "x"}'')', ref)),
        ('peter', 'a consent', format('SELECT api.grant_consent(gen_random_uuid(), %L, ''{}'')', ref)),
        ('peter', 'a pathway', format('SELECT api.pathway_preview(%L, ''eviction_prevention'', ''2026-12-20 09:00-05'')', ref)),
        ('peter', 'a page put right', format('SELECT api.correct_individual(gen_random_uuid(), %L, 1, ''{"city": "x"}'', ''x'')', ref))) v (login, what, call)
$$;
SELECT is(tests.error_as(b.login, b.call), :'unseen', b.what || ' for somebody whose reference was guessed') FROM who, pg_temp.begun(grace) b;
SELECT is(tests.error_as(b.login, b.call), tests.error_as(n.login, n.call), b.what || ' is refused as of nobody') FROM who, pg_temp.begun(grace) b JOIN pg_temp.begun('P-999999') n USING (what);
SELECT is(tests.error_as('peter', format('SELECT api.individual(%L)', grace)), :'unseen', 'nor is a page opened by it') FROM who;
SELECT is((SELECT count(*) FROM app.task t WHERE t.individual_id = engine.individual_id(grace)), 0::bigint, 'nothing was begun') FROM who;

-- A number alone, or a name that is another's, introduces nobody.
SELECT tests.run_as('drew', format('SELECT api.correct_individual(gen_random_uuid(), %L, 1, ''{"safe_note": "ring first"}'', ''told us'')', grace)) IS NOT NULL FROM who;
INSERT INTO app.identifier (system, value, individual_id, kind) SELECT 'urn:test', '4471', engine.individual_id(grace), 'MRN' FROM who;
CREATE FUNCTION pg_temp.entered(login text, person jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.enter_individual(gen_random_uuid(), %L)', person))::jsonb
$$;
SELECT is(pg_temp.entered('peter', '{"family": "Guess", "given": "X", "birth_date": "1980-01-01", "identifiers": [{"system": "urn:test", "value": "4471", "kind": "MRN"}]}') ->> 'created', 'true', 'a number alone tells nothing');
SELECT is(pg_temp.entered('peter', '{"family": "Okonjo", "given": "Grace", "birth_date": "1951-03-15"}') ->> 'created', 'true', 'nor the name with another birth date');
SELECT is(tests.error_as(b.login, b.call), :'unseen', b.what || ' still for nobody') FROM who, pg_temp.begun(grace) b WHERE b.login = 'peter';

-- Whoever has them before them goes on as ever: new person, and they are here already.
SELECT is(tests.introduce('peter', grace), grace, 'name and birth date do') FROM who;
SELECT is((SELECT string_agg(s.login || ' ' || n.how, ', ') FROM app.introduced n JOIN app.staff s ON s.id = n.staff_id), 'peter entered', 'which is kept');
SELECT is(tests.error_as('peter', format('SELECT api.individual(%L)', grace)), :'unseen', 'which opens no page yet') FROM who;
SELECT is(tests.error_as(b.login, b.call), 'no error', b.what || ' is begun') FROM who, pg_temp.begun(grace) b WHERE b.what = 'what it would become';
SELECT is(tests.error_as('ruth', b.call), :'unseen', 'not by somebody else') FROM who, pg_temp.begun(grace) b WHERE b.what = 'a risk';
SELECT is(tests.error_as(b.login, b.call), 'no error', b.what || ' is made') FROM who, pg_temp.begun(grace) b WHERE b.what = 'a referral';
SELECT matches(tests.run_as('peter', format('SELECT api.individual(%L)', grace)), 'Okonjo', 'then their page is there') FROM who;

-- With a number, one of the others is enough: a name changes.
SELECT is(pg_temp.entered('wes', '{"family": "Married", "given": "Grace", "birth_date": "1951-03-14", "identifiers": [{"system": "urn:test", "value": "4471", "kind": "MRN"}]}') #>> '{duplicates,0}', grace, 'number and birth date do as well') FROM who;
SELECT is(tests.error_as(b.login, b.call), 'no error', b.what || ' is recorded') FROM who, pg_temp.begun(grace) b WHERE b.what = 'a risk';

-- It ends, in the finder and by the sweep.
CREATE TEMPORARY TABLE later AS SELECT tests.person('Pelletier', 'Ines') AS ines;
SELECT is(tests.introduce('peter', ines), ines, 'somebody else') FROM later;
SELECT tests.at('2026-11-27 10:00-05');
SELECT is(tests.error_as(b.login, b.call), :'unseen', b.what || ' a week later: whose it is has to be said again') FROM later, pg_temp.begun(ines) b WHERE b.what = 'what it would become';
SELECT engine.prune_introduced(app.now());
SELECT is((SELECT count(*) FROM app.introduced), 0::bigint, 'and nothing of it is kept');

-- An introduction is no ground: a page at a treatment programme stays where it is.
CREATE TEMPORARY TABLE apart AS SELECT tests.person('Quade', 'Sven', '02128', 'nina') AS sven;
SELECT is(tests.introduce('peter', sven), NULL, 'whoever gives their name learns nothing') FROM apart;
SELECT is((SELECT count(*) FROM app.introduced), 0::bigint, 'and is not introduced');

-- A look shows the person and what is asked for them, and is a ground for nothing that is begun or taken away.
SELECT tests.nursing('drew', ines, 'vna_east_visits') AS asked FROM later \gset
CREATE FUNCTION pg_temp.looks(login text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.emergency_look(gen_random_uuid(), NULL, %L)', '{"kind": "other", "reason": "Neighbour rang", "name": "Ines Pelletier", "birth_date": "1951-03-14"}'))
$$;
CREATE FUNCTION pg_temp.written(ref text, item text) RETURNS TABLE (what text, call text) LANGUAGE sql AS $$
    SELECT b.what, b.call FROM pg_temp.begun(ref) b WHERE b.what <> 'a look'
    UNION ALL VALUES
        ('a plan', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', ref)),
        ('a note in the plan', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"area": "health", "kind": "comment", "text": "x"}'')', ref)),
        ('a case review', format('SELECT api.case_review_schedule(gen_random_uuid(), %L, ''2026-11-30 10:00-05'')', ref)),
        ('a pathway begun', format('SELECT api.pathway_start(gen_random_uuid(), %L, ''ed_follow_up'', ''2027-01-20 12:00-05'')', ref)),
        ('a pathway stopped', format('SELECT api.pathway_stop(gen_random_uuid(), %L, ''ed_follow_up'', ''x'')', ref)),
        ('two pages made one', format('SELECT api.merge(gen_random_uuid(), %L, %L, ''one person'')', ref, (SELECT grace FROM who))),
        ('two pages again', format('SELECT api.unmerge(gen_random_uuid(), %L, ''two people'')', ref)),
        ('an export', format('SELECT api.export_fhir(%L)', ref)),
        ('an export of the item', format('SELECT api.export_fhir(NULL, %L)', item)),
        ('a message on the item', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "x"}'')', item)),
        ('an appointment', format('SELECT api.appointment(gen_random_uuid(), %L, ''{"starts_at": "2026-11-30 10:00-05"}'')', item)),
        ('an authorization', format('SELECT api.authorization(gen_random_uuid(), %L, ''{"payer": "Medicaid", "status": "denied"}'')', item)),
        ('a result', format('SELECT api.result(gen_random_uuid(), %L, ''{"text": "x"}'')', item)),
        ('a note', format('SELECT api.act(gen_random_uuid(), %L, 1, ''note'', ''{"note": "x"}'')', item)),
        ('a call', format('SELECT api.act(gen_random_uuid(), %L, 1, ''call'', ''{"reached": true, "note": "x"}'')', item))
$$;
SELECT is(pg_temp.looks(login), 'no error', login || ' looks') FROM unnest('{maria,wes,peter,tomas}'::text[]) login;
SELECT is((SELECT count(*) FROM app.introduced), 0::bigint, 'which introduces nobody');
SELECT is(tests.error_as(login, format('SELECT api.individual(%L)', ines)), 'no error', login || ' reads') FROM later, unnest('{maria,peter,tomas}'::text[]) login;
-- Of what a look shows, a step is refused as not theirs; everything else is not there for them.
SELECT is(regexp_replace(tests.error_as(login, w.call), 'You may see this, but it is not for you to [a-z ]+\.$', 'There is no such item, or it is not yours to see.'), :'unseen', login || ' has no ground for ' || w.what) FROM later, pg_temp.written(ines, :'asked') w, unnest('{maria,peter,tomas}'::text[]) login;
-- A ground of their own for one thing takes nothing else away with it.
SELECT tests.nursing('drew', ines, 'bright_home_care', '{"duplicate_reason": "Two agencies"}') AS own FROM later \gset
SELECT matches(tests.run_as('maria', format('SELECT api.individual(%L)', ines)), :'asked', 'she reads the other by her look') FROM later;
SELECT doesnt_match(tests.run_as('maria', format('SELECT api.export_fhir(%L)', ines)), :'asked', 'but does not export it') FROM later;
SELECT matches(tests.run_as('maria', format('SELECT api.export_fhir(%L)', ines)), :'own', 'as she does hers') FROM later;
SELECT is(tests.error_as('maria', format('SELECT api.export_fhir(NULL, %L)', :'asked')), 'HF404: You may see this, but it is not for you to take it along.', 'nor by its number');
SELECT is(tests.error_as('maria', format('SELECT api.emergency_look(gen_random_uuid(), %L, ''{"kind": "other", "reason": "Neighbour rang again"}'')', ines)), 'no error', 'while it runs her reference serves to look again') FROM later;

-- A consent that names an organisation lets it begin something; one for a whole sector does not.
CREATE TEMPORARY TABLE signed AS SELECT tests.person('Rask', 'Tor', '02128', 'theo') AS tor;
SELECT isnt(tests.consent(tor, '{general}', '{"from": "northside", "to": ["housing"]}', 'theo'), NULL, 'housing may be told') FROM signed;
SELECT is(tests.error_as('leon', format('SELECT api.safety(gen_random_uuid(), %L, ''x'')', tor)), :'unseen', 'as a sector') FROM signed;
SELECT isnt(tests.consent(tor, '{general}', '{"from": "northside", "to": ["harbor_housing"]}', 'theo'), NULL, 'then Harbor Housing by name') FROM signed;
SELECT is(tests.error_as('leon', format('SELECT api.safety(gen_random_uuid(), %L, ''x'')', tor)), 'no error', 'which may') FROM signed;
SELECT * FROM finish();
ROLLBACK;
