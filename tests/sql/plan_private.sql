-- Substance-use content does not exist for those without a basis: not the area, nor anything in it or
-- of it, anywhere (42 CFR Part 2).
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
UPDATE app.domain SET category = 'substance_use' WHERE code = 'behavioral_health';
CREATE TEMPORARY TABLE story AS SELECT tests.person('Webb', 'Terrence') AS ref;
SELECT isnt(tests.consent(ref), NULL, 'who may be told has his consent') FROM story;
CREATE FUNCTION pg_temp.seen(login text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.plan(%L)', ref)) || tests.run_as(login, format('SELECT api.record(%L)', ref))
        || tests.run_as(login, format('SELECT api.timeline(%L)', ref)) || tests.run_as(login, 'SELECT api.today()') FROM story
$$;
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', ref)) FROM story;
CREATE TEMPORARY TABLE before AS SELECT (tests.run_as('hana', format('SELECT api.plan(%L)', ref))::jsonb) AS plan FROM story;
SELECT is((SELECT array_agg(a ->> 'domain') FROM before, jsonb_array_elements(plan -> 'areas') a), '{health,housing,social_services}', 'the area is absent');
CREATE TEMPORARY TABLE area AS SELECT 'area/' || a.id AS part FROM app.plan_area a JOIN app.domain d ON d.id = a.domain_id WHERE d.code = 'behavioral_health';
SELECT tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"summary": "Methadone daily", "review_by": "2026-11-25"}'')', ref, part)) FROM story, area;
SELECT tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''goal/new'', NULL, ''{"area": "behavioral_health", "description": "Methadone tapered"}'')', ref)) FROM story;
SELECT tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"area": "behavioral_health", "kind": "medicine", "text": "Methadone 40 mg"}'')', ref)) FROM story;
SELECT tests.run_as('bea', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "Methadone dose?", "to": "lena", "question": true}'')', ref || '/' || part)) FROM story, area;
SELECT tests.at('2026-12-01 10:00-05');
SELECT is(engine.sweep_plan(app.now()), 1, 'its review becomes work');
SELECT matches(pg_temp.seen('lena'), 'Methadone tapered', 'with consent it is there');
SELECT doesnt_match(pg_temp.seen(who), '(?i)methadone|behavioral health|behavioral_health', who || ' learns nothing of it') FROM unnest('{hana,wes}'::text[]) who;
SELECT is((SELECT (tests.run_as('hana', format('SELECT api.plan(%L)', ref))::jsonb - '{latest,areas,messages}'::text[])::text FROM story), (SELECT (plan - '{latest,areas,messages}'::text[])::text FROM before), 'her plan is the same with and without');
SELECT is(tests.error_as('hana', format('SELECT api.plan_part(%L, %L)', ref, part)), 'HF404: There is no such item, or it is not yours to see.', 'the part is not there') FROM story, area;
SELECT is(tests.error_as('hana', format('SELECT api.messages(%L)', ref || '/' || part)), 'HF404: There is no such item, or it is not yours to see.', 'nor its thread') FROM story, area;
SELECT is((SELECT t.category FROM app.task t WHERE t.kind = 'plan_update'), 'substance_use', 'work that comes of it is of its kind');
-- In a medical emergency the thread is read with all else, and nothing is written on a look.
SELECT tests.run_as('lena', format('SELECT api.revoke_consent(gen_random_uuid(), %L, ''{"how": "spoken"}'')', c ->> 'ref')) IS NOT NULL
FROM story, jsonb_array_elements(tests.run_as('lena', format('SELECT api.consents(%L)', ref))::jsonb -> 'consents') c;
CREATE TEMPORARY TABLE asked AS SELECT engine.task_ref(t) AS task FROM app.task t JOIN app.task_origin o ON o.task_id = t.id WHERE o.message_id IS NOT NULL;
CREATE FUNCTION pg_temp.thread(place text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN e = 'no error' THEN (SELECT string_agg(m ->> 'text', ' ') FROM jsonb_array_elements(tests.run_as('jorge', format('SELECT api.messages(%L)', place))::jsonb -> 'messages') m) ELSE left(e, 28) END
    FROM tests.error_as('jorge', format('SELECT api.messages(%L)', place)) e
$$;
SELECT is(pg_temp.thread(place), 'HF404: There is no such item', 'the clinic reads no thread of it') FROM story, area, asked, unnest(ARRAY[ref || '/' || part, task]) place;
SELECT is(tests.run_as('jorge', format('SELECT api.emergency_look(gen_random_uuid(), %L, %L)', ref,
    '{"kind": "medical_emergency", "category": "substance_use", "nature": "Unconscious, overdose?", "recipient": "Dr Amin, Bayview ED", "discloser": "Jorge Campos"}'))::jsonb ->> 'category', 'substance_use', 'in an emergency') FROM story;
SELECT is(pg_temp.thread(place), 'Methadone dose?', 'what was asked is read, on the area and on the item') FROM story, area, asked, unnest(ARRAY[ref || '/' || part, task]) place;
SELECT matches(tests.error_as('jorge', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "x"}'')', place)), '^HF404: You may see this, but it is not for you to write here', 'and nothing is written') FROM story, area, asked, unnest(ARRAY[ref || '/' || part, task]) place;
SELECT tests.at('2026-12-01 23:00-05');
SELECT is(pg_temp.thread(place), 'HF404: There is no such item', 'when it is over the thread is gone') FROM story, area, asked, unnest(ARRAY[ref || '/' || part, task]) place;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
