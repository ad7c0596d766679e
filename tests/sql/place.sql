-- Where somebody was: theirs alone, for a day, and nothing in it that people wrote.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE FUNCTION pg_temp.keep(login text, stack text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.keep_place(%L::jsonb)', stack))
$$;
SELECT is(tests.run_as('maria', 'SELECT api.place()'), NULL, 'nobody is anywhere at first');
SELECT tests.run_as('maria', format('SELECT api.keep_place(%L::jsonb)', '[{"screen": "queue", "scope": "role", "filter": {"state": "late"}, "ref": "R-20418"}, {"screen": "item", "ref": "R-20418.2"}]'));
SELECT is(tests.run_as('maria', 'SELECT api.place()')::jsonb #>> '{stack,1,ref}', 'R-20418.2', 'a place comes back');
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
SELECT * FROM finish();
ROLLBACK;
