-- Finding people: by what one knows of them, and only whom one may see.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.names(login text, words text) RETURNS text[] LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT coalesce(array_agg(i ->> ''name''), ''{}'') FROM jsonb_array_elements(api.find(%L) -> ''individuals'') i', words))::text[]
$$;
CREATE TEMPORARY TABLE who AS
SELECT tests.person('Rivera') AS ana, tests.person('Rivera Soto', 'Bruno') AS bruno, tests.person('Riverton', 'Carla', '02128', 'wes') AS carla,
       tests.run_as('drew', $$SELECT api.enter_individual(gen_random_uuid(), '{"family": "O_Brien%", "given": "Dee", "birth_date": "1966-02-03", "postal_code": "02128",
                              "identifiers": [{"system": "st_marys", "value": "8812", "kind": "MRN"}]}')$$)::jsonb ->> 'individual_ref' AS dee;
CREATE TEMPORARY TABLE made AS SELECT tests.nursing('drew', ana) AS ref FROM who;
SELECT tests.consent(bruno) AS consent FROM who \gset
SELECT tests.refer('drew', jsonb_build_object('individual', bruno, 'items', '[{"type": "recovery"}]'::jsonb)) IS NOT NULL AS sent FROM who \gset

SELECT is(pg_temp.names('drew', 'river'), '{"Rivera, Ana","Rivera Soto, Bruno"}', 'the beginning of a family name, of whom his hospital entered');
SELECT is(pg_temp.names('drew', 'RIVERA'), '{"Rivera, Ana","Rivera Soto, Bruno"}', 'in any letters');
SELECT is(pg_temp.names('drew', 'rivera, a'), '{"Rivera, Ana"}', 'family, given');
SELECT is(pg_temp.names('drew', 'ana riv'), '{"Rivera, Ana"}', 'given family');
SELECT is(pg_temp.names('drew', 'Rivera Soto'), '{"Rivera Soto, Bruno"}', 'a family name of two words');
SELECT is(pg_temp.names('drew', '1966-02-03'), '{"O_Brien%, Dee"}', 'a birth date');
SELECT is(pg_temp.names('drew', '02/03/1966'), '{"O_Brien%, Dee"}', 'as written here');
SELECT is(pg_temp.names('drew', '3 Feb 1966'), '{"O_Brien%, Dee"}', 'or so');
SELECT is(pg_temp.names('drew', '8812'), '{"O_Brien%, Dee"}', 'an identifier');
SELECT is(pg_temp.names('drew', 'MRN 8812'), '{"O_Brien%, Dee"}', 'with its kind');
SELECT is(pg_temp.names('drew', '%'), '{}', 'signs mean themselves');
SELECT is(pg_temp.names('drew', 'O_B'), '{"O_Brien%, Dee"}', 'in a name too');
SELECT is(pg_temp.names('drew', ref), '{"Rivera, Ana"}', 'a reference') FROM made;
SELECT is(pg_temp.names('drew', ana), '{"Rivera, Ana"}', 'or the person''s own') FROM who;
SELECT is(pg_temp.names('drew', ' '), '{}', 'nothing finds nobody');
SELECT is(pg_temp.names('lena', 'river'), '{"Rivera, Ana","Rivera Soto, Bruno","Riverton, Carla"}', 'the coordinator finds everybody');
SELECT is(pg_temp.names('maria', 'river'), '{"Rivera, Ana"}', 'Maria whom an item of hers is about');
SELECT is(pg_temp.names('wes', 'river'), '{"Riverton, Carla"}', 'Wes whom his organization entered');
SELECT is(pg_temp.names('nina', 'river'), '{"Rivera Soto, Bruno"}', 'Nina her own');
SELECT is(pg_temp.names('hana', 'river'), '{}', 'Hana nobody');
SELECT is(pg_temp.names('adm', 'river'), '{}', 'the administrator nobody');
SELECT is(tests.run_as('drew', 'SELECT api.find(''river'', 1)')::jsonb -> 'more', 'true', 'there are more');
SELECT is(tests.error_as('drew', 'SELECT api.find(''x'', 0)'), 'HF400: n is not between 1 and 200.', 'how many');
SELECT is(tests.run_as('lena', format('SELECT api.find(%L) #>> ''{items,0,ref}''', ref)), ref, 'an item by its reference') FROM made;
SELECT is(tests.run_as('hana', format('SELECT api.find(%L)', ref))::jsonb, '{"individuals": [], "items": [], "more": false}', 'not one that is not to be seen') FROM made;

-- One person.
SELECT is(tests.run_as('drew', format('SELECT api.individual(%L) #>> ''{items,0,ref}''', ana)), ref, 'what is open about a person') FROM who, made;
SELECT is(tests.error_as('maria', format('SELECT api.individual(%L)', bruno)), 'HF404: There is no such item, or it is not yours to see.', 'not whom one may not see') FROM who;
SELECT is(tests.error_as('maria', 'SELECT api.individual(''P-99999'')'), 'HF404: There is no such item, or it is not yours to see.', 'told as if not there');
-- Substance use without a basis: the person is there for who coordinates, the item is not.
DELETE FROM app.basis_rule b WHERE b.category = 'substance_use' AND b.to_party = 'coordination';
SELECT is(tests.run_as('lena', format('SELECT api.individual(%L) -> ''items''', bruno))::jsonb, '[]', 'no item') FROM who;
SELECT is(tests.run_as('lena', 'SELECT api.find(''Rivera Soto'') #>> ''{individuals,0,open}'''), '0', 'nor counted');
SELECT * FROM finish();
ROLLBACK;
