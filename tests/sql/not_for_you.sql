-- Whoever sees something and may not do what they ask is told so, and who may; whoever does not see it is
-- told what is told of what is not there, to the place where it was refused (DESIGN 9).
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE TEMPORARY TABLE story AS SELECT tests.person('Rivera') AS ana, tests.person('Other', 'Zelda') AS zelda;
ALTER TABLE story ADD COLUMN ref text, ADD COLUMN event text, ADD COLUMN review text, ADD COLUMN area text, ADD COLUMN goal text, ADD COLUMN note text, ADD COLUMN meeting text;
UPDATE story SET ref = tests.nursing('drew', ana);
UPDATE story SET event = tests.run_as('drew', format('SELECT api.record_event(gen_random_uuid(), %L)', jsonb_build_object('individual', ana, 'type', 'ed_visit', 'occurred_at', '2026-11-18 08:00-05')))::jsonb ->> 'event_ref';
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', ana)) IS NOT NULL FROM story;
UPDATE story SET review = tests.run_as('lena', format('SELECT api.case_review_schedule(gen_random_uuid(), %L, ''2026-11-24 10:00-05'', ''hearing'')', ana))::jsonb ->> 'ref',
    area = (SELECT 'area/' || a.id FROM app.plan_area a JOIN app.domain d ON d.id = a.domain_id WHERE d.code = 'health');
UPDATE story SET goal = tests.run_as('priya', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''goal/new'', NULL, ''{"area": "health", "description": "Walks alone"}'')', ana))::jsonb ->> 'part',
    note = tests.run_as('priya', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''note/new'', NULL, ''{"area": "health", "kind": "medicine", "text": "Apixaban"}'')', ana))::jsonb ->> 'part',
    meeting = tests.run_as('lena', $$SELECT api.review_begin(gen_random_uuid(), 'daily')$$)::jsonb ->> 'ref';

CREATE FUNCTION pg_temp.said(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
    hint text;
    place text;
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
    EXECUTE statement;
    RESET SESSION AUTHORIZATION;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, place = PG_EXCEPTION_CONTEXT;
    -- Whether an expression is named depends on what the session has planned before, and on nothing else.
    RETURN SQLSTATE || ': ' || said || ' ' || hint || CASE WHEN said LIKE 'There is no such%' THEN regexp_replace(regexp_replace(place, '\nSQL statement "SELECT api.*', ''), '\n(SQL expression|PL/pgSQL assignment)[^\n]*', '', 'g') ELSE '' END;
END $$;

CREATE FUNCTION pg_temp.call(what text, s story) RETURNS text LANGUAGE sql AS $$
    SELECT 'SELECT ' || CASE what
        WHEN 'appointment' THEN format('api.appointment(gen_random_uuid(), %L, ''{"starts_at": "2026-11-25 10:00-05"}'')', s.ref)
        WHEN 'missed' THEN format('api.appointment(gen_random_uuid(), %L, ''{"status": "missed"}'')', s.ref)
        WHEN 'authorization' THEN format('api.authorization(gen_random_uuid(), %L, ''{"payer": "Medicaid", "status": "denied"}'')', s.ref)
        WHEN 'result' THEN format('api.result(gen_random_uuid(), %L, ''{"text": "x"}'')', s.ref)
        WHEN 'export' THEN format('api.export_fhir(%L)', s.ana)
        WHEN 'export referral' THEN format('api.export_fhir(NULL, %L)', s.ref)
        WHEN 'merge' THEN format('api.merge(gen_random_uuid(), %L, %L, ''same'')', s.ana, s.zelda)
        WHEN 'unmerge' THEN format('api.unmerge(gen_random_uuid(), %L, ''not'')', s.ana)
        WHEN 'case_review' THEN format('api.case_review_schedule(gen_random_uuid(), %L, ''2026-11-25 10:00-05'')', s.ana)
        WHEN 'hold' THEN format('api.case_review_hold(gen_random_uuid(), %L)', s.review)
        WHEN 'retract' THEN format('api.retract_event(gen_random_uuid(), %L, ''no'')', s.event)
        WHEN 'summary' THEN format('api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"summary": "x"}'')', s.ana, s.area)
        WHEN 'owner' THEN format('api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"owner_staff": "priya"}'')', s.ana, s.area)
        WHEN 'new goal' THEN format('api.plan_edit(gen_random_uuid(), %L, ''goal/new'', NULL, ''{"area": "health", "description": "x"}'')', s.ana)
        WHEN 'goal' THEN format('api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"achievement": "achieved"}'')', s.ana, s.goal)
        WHEN 'note' THEN format('api.plan_edit(gen_random_uuid(), %L, %L, 1, ''{"text": "x"}'')', s.ana, s.note)
        WHEN 'close' THEN format('api.plan_edit(gen_random_uuid(), %L, ''plan'', 1, ''{"close": true, "reason": "x"}'')', s.ana)
        WHEN 'review' THEN format('api.review_acknowledge(gen_random_uuid(), %L)', s.meeting)
        WHEN 'erase' THEN format('api.ledger_erase(gen_random_uuid(), %L, ''x'')', s.ref)
        WHEN 'account' THEN format('api.disclosures(%L)', jsonb_build_object('individual', s.ana)) END
$$;
CREATE TEMPORARY TABLE expected (what text, login text, who text);
INSERT INTO expected VALUES
    ('appointment', 'casey', 'whoever has it'), ('missed', 'casey', 'whoever has it'), ('authorization', 'sam', 'whoever has it'), ('result', 'sam', 'whoever asked for it'),
    ('export', 'casey', 'those who work with it'), ('export referral', 'casey', 'those who work with it'), ('merge', 'drew', 'the lead coordinator'), ('unmerge', 'drew', 'the lead coordinator'),
    ('case_review', 'maria', 'those whose roles plan'), ('hold', 'priya', 'the lead coordinator'), ('retract', 'maria', 'St. Mary''s Hospital'), ('summary', 'lena', 'Priya'), ('owner', 'drew', 'Priya'),
    ('new goal', 'lena', 'Priya'), ('goal', 'lena', 'Priya'), ('note', 'lena', 'whoever wrote it'), ('close', 'drew', 'the lead coordinator'), ('review', 'casey', ''),
    ('erase', 'maria', 'Compliance'), ('account', 'maria', 'Compliance');
SELECT matches(pg_temp.said(e.login, pg_temp.call(e.what, s)), '^HF404: You may see this, but it is not for you to .*It is for .*' || e.who, e.login || ' is told of ' || e.what || ' whose it is') FROM story s, expected e;

-- Told of by nothing to whoever does not see it.
CREATE TEMPORARY TABLE nowhere AS SELECT s.* FROM story s;
UPDATE nowhere SET ana = 'P-987654', zelda = 'P-987655', ref = 'R-987654', event = 'V-987654', review = 'T-987654', area = 'area/987654', goal = 'goal/987654', note = 'note/987654', meeting = 'W-987654';
SELECT is(pg_temp.said(l, pg_temp.call(e.what, s)), pg_temp.said(l, pg_temp.call(e.what, n.n)), l || ' is told of ' || e.what || ' what is told of what is not there')
FROM story s, expected e, unnest('{joan,adm}'::text[]) l, LATERAL (SELECT jsonb_populate_record(NULL::story, to_jsonb(k)) AS n FROM nowhere k) n WHERE NOT (l = 'adm' AND e.what = 'review');

-- What is about nobody is no secret: who lacks the duty is told so, and whose it is.
SELECT is(tests.error_as(who, 'SELECT ' || call), 'HF404: ' || said, who || ': ' || said)
FROM (VALUES ('maria', $$api.measures('2026-11-01', '2026-11-20', '*')$$, 'Your roles do not read measures of other organizations or of the network.'),
             ('maria', $$api.measure_table('{"org": "harbor_housing"}')$$, 'Your roles do not read measures of other organizations or of the network.'),
             ('drew', $$api.review_begin(gen_random_uuid(), 'daily')$$, 'Your roles do not hold the daily review.'),
             ('drew', $$api.review_begin(gen_random_uuid(), 'nightly')$$, 'There is no review nightly.'),
             ('drew', 'api.ledger_seals()', 'Your roles do not read the seals of the record.'),
             ('lena', $$api.publish('', '{}')$$, 'Your roles do not publish a policy.')) x (who, call, said);
SELECT alike(pg_temp.said(who, 'SELECT ' || call), '% ' || hint, who || ' is told whose it is')
FROM (VALUES ('maria', $$api.measures('2026-11-01', '2026-11-20', '*')$$, 'Those of your organization that do: %supervisor%.'),
             ('drew', $$api.review_begin(gen_random_uuid(), 'daily')$$, 'It is for Lead coordinator or Coordinators.'),
             ('drew', 'api.ledger_seals()', 'It is for %Compliance%.'),
             ('lena', $$api.publish('', '{}')$$, 'It is for %dministrat%.')) x (who, call, hint);
SELECT * FROM finish();
ROLLBACK;
