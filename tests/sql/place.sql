-- Where somebody was: theirs alone, for a day, and nothing in it that people wrote.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.keep(login text, stack text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.keep_place(%L::jsonb)', stack))
$$;
SELECT is(tests.run_as('maria', 'SELECT api.place()'), NULL, 'nobody is anywhere at first');
CREATE TEMPORARY TABLE item AS SELECT tests.nursing() AS ref;
SELECT tests.run_as('maria', format('SELECT api.keep_place(%L::jsonb)', replace('[{"screen": "queue", "scope": "role", "filter": {"state": "late"}, "ref": "R-1"}, {"screen": "item", "ref": "R-1"}]', 'R-1', ref))) FROM item;
SELECT is(tests.run_as('maria', 'SELECT api.place()')::jsonb #>> '{stack,1,ref}', ref, 'a place comes back') FROM item;
SELECT is(tests.run_as('sam', 'SELECT api.place()'), NULL, 'to nobody else');
SELECT matches(pg_temp.keep('maria', bad), '^HF400', bad) FROM unnest(ARRAY[
    '{}', '[]', '[1]', '["queue"]', '[{"ref": "R-1"}]', '[{"screen": "queue", "note": "x"}]', '[{"screen": "People: Rivera"}]',
    '[{"screen": "item", "ref": "Rivera"}]', '[{"screen": "queue", "filter": {"text": "rivera"}}]', '[{"screen": "queue", "filter": {"state": "late night"}}]',
    '[{"screen": "queue", "filter": {"state": ["late"]}}]', '[{"screen": "queue", "filter": "late"}]', '[{"screen": {"a": 1}}]',
    '[{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"},{"screen":"a"}]']) bad;
SELECT is(tests.run_as('maria', 'SELECT api.place()')::jsonb #>> '{stack,0,screen}', 'queue', 'what was refused replaces nothing');
SELECT tests.at('2026-11-21 10:00-05');
SELECT is(tests.run_as('maria', 'SELECT api.place()'), NULL, 'after a day it is over');
SELECT tests.at('2026-11-21 09:59-05');
SELECT isnt(tests.run_as('maria', 'SELECT api.place()'), NULL, 'and not before');
SELECT tests.run_as('maria', 'SELECT api.keep_place(NULL)');
SELECT is(tests.run_as('maria', 'SELECT api.place()'), NULL, 'who leaves is nowhere');

-- Up to what is not theirs to see any more: nobody comes back to a page that only refuses.
SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE looked AS SELECT tests.person('Quiroz', 'Elena') AS elena;
ALTER TABLE looked ADD COLUMN visits text;
UPDATE looked SET visits = tests.nursing('drew', elena, 'vna_east_visits');
CREATE FUNCTION pg_temp.screens() RETURNS text LANGUAGE sql AS $$
    SELECT (SELECT string_agg(s ->> 'screen', ' ') FROM jsonb_array_elements(tests.run_as('maria', 'SELECT api.place()')::jsonb -> 'stack') s)
$$;
SELECT tests.run_as('maria', 'SELECT api.emergency_look(gen_random_uuid(), NULL, ''{"kind": "other", "reason": "Neighbour rang", "name": "Quiroz, Elena", "birth_date": "1951-03-14"}'')') IS NOT NULL;
SELECT tests.run_as('maria', format('SELECT api.keep_place(%L::jsonb)', jsonb_build_array('{"screen": "today"}'::jsonb, '{"screen": "people"}'::jsonb,
    jsonb_build_object('screen', 'person', 'ref', elena), jsonb_build_object('screen', 'disclosures', 'ref', elena), jsonb_build_object('screen', 'item', 'ref', visits)))) FROM looked;
SELECT is(pg_temp.screens(), 'today people person disclosures item', 'while an emergency look runs its pages come back');
SELECT tests.at('2026-11-20 14:00-05');
SELECT is(pg_temp.screens(), 'today people', 'and not after it');
SELECT tests.run_as('maria', format('SELECT api.keep_place(%L::jsonb)', jsonb_build_array(jsonb_build_object('screen', 'item', 'ref', visits)))) FROM looked;
SELECT is(pg_temp.screens(), NULL, 'with nothing below, nothing does');
SELECT tests.run_as('maria', format('SELECT api.keep_place(%L::jsonb)', jsonb_build_array(jsonb_build_object('screen', 'item', 'ref', ref), '{"screen": "directory"}'::jsonb))) FROM item;
SELECT is(pg_temp.screens(), 'item directory', 'hers do');
SELECT * FROM finish();
ROLLBACK;
