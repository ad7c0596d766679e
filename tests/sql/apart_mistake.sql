-- What is kept apart stays so when it was a mistake: an item of substance-use treatment that is
-- voided, corrected, and a note of counseling that is worded anew or ended. Nobody learns of it who
-- did not know, compliance included, and nobody looks into their own mistake.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE story AS SELECT tests.person('Gray', 'Ida') AS ida;
ALTER TABLE story ADD COLUMN ref text, ADD COLUMN voided jsonb, ADD COLUMN note text;
SELECT isnt(tests.consent(ida, '{substance_use}', '{"from": "st_marys", "to": ["riverway_recovery"]}', 'drew'), NULL, 'Riverway may be told') FROM story;
SELECT tests.nursing('drew', ida) FROM story;
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', ida)) IS NOT NULL FROM story;
CREATE FUNCTION pg_temp.pages() RETURNS TABLE (login text, page text, said text) LANGUAGE sql AS $$
    SELECT l.login, p.page, coalesce(tests.run_as(l.login, p.call), tests.error_as(l.login, p.call))
    FROM story, unnest('{lena,casey,maria,hana,wes}'::text[]) l (login), LATERAL (VALUES
        ('page', format('SELECT api.individual(%L)', ida)), ('plan', format('SELECT api.plan(%L)', ida)),
        ('timeline', format('SELECT api.timeline(%L)', ida)), ('Today', 'SELECT api.today()'),
        ('record', format('SELECT jsonb_agg(e - ''hash'') FROM jsonb_array_elements(api.record(%L) -> ''entries'') e', ida)),
        ('queue', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''network'') q'), ('counts', 'SELECT api.counts(''network'')'),
        ('of the role', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''role'') q'),
        ('disclosures', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', ida)))) p (page, call)
    WHERE l.login IN ('lena', 'casey') OR p.page IN ('Today', 'queue', 'counts', 'of the role')
$$;
CREATE TEMPORARY TABLE before (login text, page text, said text);
CREATE FUNCTION pg_temp.same(what text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT is(a.said, b.said, format('%s: %s, %s is the same', what, a.login, a.page)) FROM before b JOIN pg_temp.pages() a USING (login, page) ORDER BY a.login, a.page
$$;
SELECT count(*) FROM pg_temp.pages();
INSERT INTO before SELECT * FROM pg_temp.pages();

UPDATE story SET ref = tests.refer('drew', jsonb_build_object('individual', ida, 'context', 'Methadone', 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) #>> '{referrals,0,ref}';
SELECT isnt(tests.act('drew', ref, 'correct', '{"field": "context", "value": "Methadone 40 mg", "reason": "dose"}'), NULL, 'put right') FROM story;
SELECT * FROM pg_temp.same('corrected');
UPDATE story SET voided = tests.act('drew', ref, 'void', '{"reason": "wrong patient"}');
SELECT is(tests.owner(voided #>> '{opened,0}'), 'discharge_supervisor', 'a supervisor where it was entered looks at it, since compliance may not be told') FROM story;
SELECT is((tests.task(voided #>> '{opened,0}')).category, 'substance_use', 'and it is such content itself') FROM story;
SELECT * FROM pg_temp.same('voided');
SELECT is(tests.error_as(login, format('SELECT api.item(%L)', r)), 'HF404: There is no such item, or it is not yours to see.', login || ' opens neither')
FROM story, unnest('{lena,casey,maria,hana}'::text[]) login, unnest(ARRAY[ref, voided #>> '{opened,0}']) r;
SELECT is(tests.error_as('nina', format('SELECT api.item(%L)', ref)), 'HF404: There is no such item, or it is not yours to see.', 'whom it was sent to by mistake sees it no longer') FROM story;
SELECT matches(tests.refused('drew', voided #>> '{opened,0}', 'cancel', '{"reason": "not_needed"}'), '^HF412: It is about what you marked as a mistake yourself', 'who made it does not settle it') FROM story;
SELECT is(tests.act('helen', voided #>> '{opened,0}', 'complete', '{"outcome": "no_longer_needed"}') ->> 'status', 'completed', 'Helen does') FROM story;
SELECT * FROM pg_temp.same('looked at');
-- Where the person lets compliance be told, compliance looks at it.
SELECT isnt(tests.consent(ida, '{substance_use}', '{"from": "st_marys", "to": ["bay_network"]}', 'drew'), NULL, 'the network may be told') FROM story;
UPDATE story SET ref = tests.refer('drew', jsonb_build_object('individual', ida, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb, 'duplicate_reason', 'again')) #>> '{referrals,0,ref}';
SELECT is(tests.owner(tests.act('drew', ref, 'void', '{"reason": "wrong patient"}') #>> '{opened,0}'), 'compliance_desk', 'compliance it is') FROM story;

-- A note of counseling on the plan.
DELETE FROM before;
SELECT count(*) FROM pg_temp.pages();
INSERT INTO before SELECT * FROM pg_temp.pages();
UPDATE story SET note = tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"kind": "counseling", "text": "Relapse in May"}'')', ida))::jsonb ->> 'part';
SELECT * FROM pg_temp.same('a note of counseling');
SELECT isnt(tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"text": "Relapse in June"}'')', ida, note)), NULL, 'in other words') FROM story;
SELECT * FROM pg_temp.same('worded anew');
SELECT matches(tests.error_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, %L, 2, ''{"ended": true}'')', ida, note)), '^HF404', 'no other organization ends it') FROM story;
SELECT isnt(tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, %L, 2, ''{"ended": true}'')', ida, note)), NULL, 'it was a mistake') FROM story;
SELECT * FROM pg_temp.same('ended');
SELECT matches(tests.run_as('bea', format('SELECT api.record(%L)', ida)), 'Relapse', 'to those whose it is the record keeps it') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
