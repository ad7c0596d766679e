-- Undo: everything is as it was before the step, down to the clock row, and nothing is erased.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

-- All of a referral: its tasks, clocks and itself, without what only ever goes on.
CREATE FUNCTION pg_temp.everything(ref text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object(
        'tasks', (SELECT jsonb_agg(to_jsonb(t) - '{version,ledger_seq,ledger_head,returned_at}'::text[] ORDER BY t.id) FROM app.task t
                  WHERE t.referral_id = f.id AND t.closed_at IS NULL),
        'clocks', (SELECT jsonb_agg(to_jsonb(c) - 'generation' ORDER BY c.id) FROM app.clock c JOIN app.task t ON t.id = c.task_id
                   WHERE t.referral_id = f.id AND c.stopped_at IS NULL),
        'referral', to_jsonb(f))
    FROM app.referral f WHERE f.id = (tests.task(ref)).referral_id
$$;

-- Each story brings an item to where the step begins; the step is done and undone a minute later.
CREATE FUNCTION pg_temp.story(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    ref text := tests.nursing('drew', NULL, 'bright_home_care', '{"needed_by": "2026-12-01T12:00"}');
BEGIN
    IF name IN ('accepted', 'running', 'waiting', 'finished', 'failed', 'claimed') THEN
        PERFORM tests.act('maria', ref, 'accept');
    END IF;
    IF name IN ('running', 'finished') THEN
        PERFORM tests.act('maria', ref, 'start', '{"date": "2026-11-20", "note": "x"}');
    END IF;
    IF name = 'finished' THEN
        PERFORM tests.act('maria', ref, 'complete', '{"outcome": "service_received"}');
    ELSIF name = 'waiting' THEN
        PERFORM tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}');
    ELSIF name = 'failed' THEN
        PERFORM tests.act('maria', ref, 'fail', '{"reason": "no_contact"}');
    ELSIF name = 'claimed' THEN
        PERFORM tests.act('drew', ref, 'escalate');
        PERFORM tests.act('sam', ref, 'claim');
    ELSIF name = 'asked' THEN
        ref := tests.act('maria', ref, 'ask', '{"missing": "orders"}') #>> '{opened,0}';
    ELSIF name = 'searched' THEN
        ref := tests.act('maria', ref, 'decline') #>> '{opened,0}';
    END IF;
    RETURN ref;
END $$;

CREATE TEMPORARY TABLE tried AS
SELECT s.*, pg_temp.story(s.story) AS ref, NULL::jsonb AS before, NULL::jsonb AS after
FROM (VALUES
    (1, 'new', 'maria', 'accept', '{}'::jsonb), (2, 'new', 'maria', 'decline', '{}'), (3, 'new', 'maria', 'ask', '{"missing": "orders"}'),
    (4, 'new', 'drew', 'cancel', '{"reason": "not_needed"}'), (5, 'new', 'drew', 'escalate', '{}'), (6, 'new', 'sam', 'assign', '{"to": "tomas"}'),
    (7, 'new', 'sam', 'relevel', '{"value": "stat", "reason": "x"}'), (8, 'new', 'drew', 'redate', '{"value": "2026-11-20T12:00", "reason": "x"}'),
    (9, 'new', 'drew', 'void', '{"reason": "wrong person"}'), (10, 'accepted', 'maria', 'start', '{"date": "2026-11-20", "note": "x"}'),
    (11, 'accepted', 'maria', 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}'), (12, 'accepted', 'tomas', 'claim', '{}'),
    (13, 'accepted', 'maria', 'fail', '{"reason": "no_contact"}'), (14, 'waiting', 'maria', 'resume', '{}'),
    (15, 'waiting', 'drew', 'redate', '{"value": "2026-11-23T12:00", "reason": "x"}'), (16, 'waiting', 'maria', 'fail', '{"reason": "no_contact"}'),
    (17, 'running', 'maria', 'complete', '{"outcome": "service_received"}'), (18, 'running', 'maria', 'fail', '{"reason": "no_contact"}'),
    (19, 'finished', 'maria', 'reopen', '{"reason": "x"}'), (20, 'finished', 'drew', 'void', '{"reason": "x"}'), (21, 'failed', 'maria', 'reopen', '{"reason": "x"}'),
    (22, 'claimed', 'sam', 'return', '{"note": "x"}'), (23, 'asked', 'drew', 'complete', '{"outcome": "service_received"}'),
    (24, 'asked', 'maria', 'cancel', '{"reason": "x"}'), (25, 'searched', 'lena', 'reroute', '{}'), (26, 'searched', 'lena', 'accept', '{}'),
    (27, 'searched', 'drew', 'cancel', '{"reason": "not_needed"}'), (28, 'searched', 'lena', 'complete', '{"outcome": "need_met_elsewhere"}'),
    (29, 'searched', 'drew', 'redate', '{"value": "2026-11-20T12:00", "reason": "x"}')) s (n, story, login, action, detail);
UPDATE tried SET before = pg_temp.everything(ref);
SELECT tests.at('2026-11-20 10:01-05');
SELECT lives_ok(format('SELECT tests.act(%L, %L, %L, %L)', login, ref, action, detail), format('%s: %s', story, action)) FROM tried ORDER BY n;
UPDATE tried SET after = pg_temp.everything(ref);
SELECT isnt(after, before, format('%s: %s changes something', story, action)) FROM tried WHERE action <> 'escalate' ORDER BY n;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT tests.at('2026-11-20 10:02-05');
SELECT lives_ok(format('SELECT tests.act(%L, %L, %L)', login, ref, 'undo'), format('%s: %s is undone', story, action)) FROM tried ORDER BY n;
SELECT is(pg_temp.everything(ref), before, format('%s: %s leaves no trace after undo', story, action)) FROM tried ORDER BY n;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT is((SELECT count(*) FROM app.ledger e JOIN tried t ON e.entity_id = engine.task_id(t.ref) WHERE e.action = 'undo' AND e.detail ? 'undoes'), 29::bigint, 'each undo is an entry of its own');

-- Until when.
CREATE TEMPORARY TABLE story AS SELECT pg_temp.story('new') AS ref;
SELECT is(tests.act('maria', ref, 'accept') ->> 'undo_until', '2026-11-20T15:12:00+00:00', 'the answer says until when') FROM story;
SELECT tests.at('2026-11-20 10:12:01-05');
SELECT is(tests.refused('maria', ref, 'undo'), 'HF412: It could be undone until 10:12.', 'after that it is too late') FROM story;
SELECT is(tests.refused('lena', ref, 'undo'), 'HF404: You may see this, but it is not for you to take a step back.', 'and it is never somebody else''s to undo') FROM story;
SELECT tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}') FROM story;
SELECT tests.act('drew', ref, 'note', '{"note": "payer called"}') FROM story;
SELECT is(tests.act('maria', ref, 'undo') ->> 'status', 'accepted', 'a note in between does not matter') FROM story;
SELECT tests.act('maria', ref, 'hold', '{"waiting_on": "payer", "until": "2026-11-24"}') FROM story;
SELECT tests.act('lena', ref, 'resume') FROM story;
SELECT is(tests.refused('maria', ref, 'undo'), 'HF412: It went on after your step, so that can no longer be undone.', 'a step of somebody else does') FROM story;

-- A rung taken back fires again at its time, once.
CREATE TEMPORARY TABLE rung AS SELECT pg_temp.story('new') AS ref;
SELECT tests.act('drew', ref, 'escalate') FROM rung;
SELECT tests.act('drew', ref, 'undo') FROM rung;
SELECT is((SELECT count(*) FROM app.reach f WHERE f.task_id = engine.task_id(ref) AND f.withdrawn_at IS NOT NULL), 1::bigint, 'the call for Sam is withdrawn') FROM rung;
SELECT tests.at('2026-11-23 09:15-05');
SELECT tests.run_as('lena', 'SELECT api.sweep(500)');
SELECT tests.run_as('lena', 'SELECT api.sweep(500)');
SELECT is((SELECT array_agg(f.action ORDER BY f.rung_no) FROM app.reach f WHERE f.task_id = engine.task_id(ref) AND f.withdrawn_at IS NULL), '{remind,escalate}', 'and made again when it is due') FROM rung;

-- A ladder that ran out while the try stays open: the search joins it, and an answer ends the search.
SELECT tests.at('2026-11-25 16:00-05');
SELECT tests.run_as('lena', 'SELECT api.sweep(500)') FROM generate_series(1, 4);
SELECT is(tests.owner(ref), 'lead_coordinator', 'the last rung passed it to the coordinator') FROM rung;
SELECT tests.at('2026-11-25 20:01-05');
SELECT tests.run_as('lena', 'SELECT api.sweep(500)');
CREATE TEMPORARY TABLE search AS SELECT engine.task_ref(t) AS ref FROM app.task t, rung r WHERE t.referral_id = (tests.task(r.ref)).referral_id AND t.kind = 'reroute' AND t.closed_at IS NULL;
SELECT is((SELECT count(*) FROM search), 1::bigint, 'nobody answered: another provider is looked for');
SELECT is(tests.status(ref), 'requested', 'while the try may still be answered') FROM rung;
CREATE TEMPORARY TABLE before AS SELECT pg_temp.everything(ref) AS all_of_it FROM rung;
SELECT is(tests.act('lena', ref, 'accept') ->> 'status', 'accepted', 'it is answered after all') FROM rung;
SELECT is(tests.status(ref), 'cancelled', 'and the search is off') FROM search;
SELECT tests.act('lena', ref, 'undo') FROM rung;
SELECT is(pg_temp.everything(ref), all_of_it, 'undo brings the search back') FROM rung, before;
SELECT is(tests.act('lena', ref, 'decline') ->> 'joined', (SELECT ref FROM search), 'declined, it joins the search that is open') FROM rung;
SELECT tests.act('lena', ref, 'undo') FROM rung;
SELECT is(tests.owner(tests.act('lena', ref, 'reroute') #>> '{opened,0}'), 'harbor_intake', 're-routed, somebody else is asked') FROM search;
SELECT is(tests.status(ref), 'cancelled', 'and the first is asked no longer') FROM rung;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
SELECT * FROM finish();
ROLLBACK;
