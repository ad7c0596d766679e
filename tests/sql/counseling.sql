-- A note of counseling on an item is its organisation's alone (42 CFR 2.11): for everybody else who
-- sees the item it does not exist, unless the person has consented to just that.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
CREATE TEMPORARY TABLE story AS SELECT tests.person('Ibarra', 'Noel', '02128', 'theo') AS noel;
ALTER TABLE story ADD COLUMN ref text;
SELECT isnt(tests.consent(noel, '{general}', '{"from": "northside", "to": ["housing", "coordination"]}', 'theo'), NULL, 'housing may be told') FROM story;
UPDATE story SET ref = tests.refer('theo', jsonb_build_object('individual', noel, 'provided', '{"income": "none", "notice": "x", "landlord": "x"}'::jsonb,
    'items', '[{"type": "housing_search", "service": "harbor_search"}]'::jsonb)) #>> '{referrals,0,ref}';
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', noel)) IS NOT NULL FROM story;

CREATE FUNCTION pg_temp.pages() RETURNS TABLE (login text, page text, said text) LANGUAGE sql AS $$
    SELECT l.login, p.page, tests.run_as(l.login, p.call) FROM story, unnest('{hana,leon,lena,casey}'::text[]) l (login), LATERAL (VALUES
        ('item', format('SELECT api.item(%L)', ref)), ('plan', format('SELECT api.plan(%L)', noel)),
        ('timeline', format('SELECT api.timeline(%L)', noel)), ('record', format('SELECT api.record(%L)', ref)),
        ('raw record', format('SELECT jsonb_agg(to_jsonb(l)) FROM api.ledger_show(%L) l', ref)), ('raw record of the person', format('SELECT jsonb_agg(to_jsonb(l)) FROM api.ledger_show(%L) l', noel)),
        ('evidence', format('SELECT (api.evidence(%L) -> ''entries'')', ref)),
        ('page', format('SELECT api.individual(%L)', noel)), ('Today', 'SELECT api.today()'), ('queue', 'SELECT jsonb_agg(to_jsonb(q)) FROM api.queue(''network'') q'),
        ('messages', format('SELECT api.messages(%L)', CASE WHEN l.login <> 'casey' THEN ref ELSE NULL END))) p (page, call)
    WHERE (l.login, p.page) <> ('casey', 'messages')
$$;
CREATE FUNCTION pg_temp.note(who text, body jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.message(gen_random_uuid(), %L, %L)', ref, '{"text": "Relapse, ashamed", "counseling": true}' || body) FROM story
$$;
SELECT count(*) FROM pg_temp.pages();
CREATE TEMPORARY TABLE before AS SELECT * FROM pg_temp.pages();
SELECT isnt(tests.run_as('theo', pg_temp.note('theo', '{"to": "bea"}')), NULL, 'Theo writes a note of counseling to Bea');
SELECT isnt(tests.run_as('bea', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"kind": "counseling", "text": "Relapse, ashamed"}'')', noel)), NULL, 'and Bea one in the plan') FROM story;
SELECT is(a.said, b.said, format('%s: %s is the same', a.login, a.page)) FROM before b JOIN pg_temp.pages() a USING (login, page) ORDER BY a.login, a.page;
SELECT matches(tests.run_as('bea', format('SELECT api.messages(%L)', ref)), 'Relapse', 'Bea reads it') FROM story;
SELECT is(tests.run_as('bea', format('SELECT api.messages(%L)', ref))::jsonb ->> 'notice', engine.redisclosure_notice(), 'with the notice') FROM story;
SELECT is(tests.run_as('bea', format('SELECT api.item(%L)', ref))::jsonb ->> 'notice', engine.redisclosure_notice(), 'which the item shows too') FROM story;
SELECT matches(tests.run_as('theo', format('SELECT api.record(%L)', ref)), 'Relapse', 'and it is on the record for them') FROM story;
SELECT matches(tests.run_as('theo', format('SELECT jsonb_agg(to_jsonb(l)) FROM api.ledger_show(%L) l', ref)), 'counseling', 'also as it is kept') FROM story;
SELECT matches(tests.run_as('bea', format('SELECT jsonb_agg(to_jsonb(l)) FROM api.ledger_show(%L) l', noel)), 'add_note.*counseling', 'as is the one in the plan') FROM story;
SELECT matches((SELECT string_agg(l.detail::text, ' ') FROM api.ledger_show(ref) l), 'counseling', 'and the server''s owner reads everything') FROM story;
SELECT is(tests.run_as(login, 'SELECT api.me()')::jsonb -> 'counseling', to_jsonb(keeps), login || ' is offered it where their organization treats') FROM (VALUES ('theo', true), ('nina', true), ('jorge', true), ('lena', false), ('hana', false)) v (login, keeps);
SELECT is(tests.error_as('lena', pg_temp.note('lena', '{}')), 'HF412: Your organization keeps no counseling notes.', 'a coordinator writes none');
SELECT is(tests.error_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"kind": "counseling", "text": "x"}'')', noel)), 'HF412: Your organization keeps no counseling notes.', 'nor in the plan') FROM story;
SELECT matches(tests.error_as('theo', pg_temp.note('theo', '{"to": "hana"}')), '^HF412: Nothing allows counseling notes', 'to somebody elsewhere it needs a consent');
SELECT matches(tests.error_as('theo', pg_temp.note('theo', '{"to": "bea", "question": true}')), '^HF412: A counseling note', 'it asks nothing');

-- Riverway treats him: it knows of the referral, and of the note only once he consents to just that.
SELECT isnt(tests.consent(noel, '{substance_use}', '{"from": "northside", "to": ["riverway_recovery"]}', 'theo'), NULL, 'Riverway may be told of his treatment') FROM story;
UPDATE story SET ref = tests.refer('theo', jsonb_build_object('individual', noel, 'items', '[{"type": "recovery", "service": "riverway_treatment"}]'::jsonb)) #>> '{referrals,0,ref}';
SELECT isnt(tests.run_as('theo', pg_temp.note('theo', '{"to": "bea"}')), NULL, 'a note on that');
SELECT doesnt_match(tests.run_as('nina', format('SELECT api.messages(%L)', ref)) || tests.run_as('nina', format('SELECT api.item(%L)', ref)) || tests.run_as('nina', format('SELECT api.record(%L)', ref)), 'Relapse|counseling', 'Nina reads none of it') FROM story;
SELECT isnt(tests.consent(noel, '{counseling_notes}', '{"from": "northside", "to": ["riverway_recovery"]}', 'theo'), NULL, 'Noel consents to just that') FROM story;
SELECT matches(tests.run_as('nina', format('SELECT api.messages(%L)', ref)), 'Relapse', 'then she reads it') FROM story;
SELECT is(tests.error_as('theo', pg_temp.note('theo', '{"to": "nina"}')), 'no error', 'and is written to');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
