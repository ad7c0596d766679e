-- The whole machine of steps: every kind, status and action, and every way to stand to an item.
-- What must happen is written here as in INTERFACES, by itself, and not read from app.step.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

-- + done or refused by a condition of its own, 2 HF412, 4 HF404, 9 HF409: whatever was done is taken back.
CREATE FUNCTION pg_temp.cell(login text, ref text, action text, detail jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    code text;
BEGIN
    BEGIN
        PERFORM tests.act(login, ref, action, detail);
        RAISE EXCEPTION USING ERRCODE = 'HFXXX';
    EXCEPTION WHEN OTHERS THEN
        code := SQLSTATE;
    END;
    RETURN CASE code WHEN 'HFXXX' THEN '+' WHEN 'HF412' THEN '2' WHEN 'HF404' THEN '4' WHEN 'HF409' THEN '9' ELSE code || ' ' END;
END $$;

CREATE TEMPORARY TABLE detail (action text PRIMARY KEY, detail jsonb);
INSERT INTO detail VALUES
    ('accept', '{}'), ('claim', '{}'), ('decline', '{}'), ('amend', '{"note": "x"}'), ('start', '{"date": "2026-11-20", "note": "x"}'),
    ('complete', '{"outcome": "service_received"}'), ('fail', '{"reason": "no_contact"}'), ('cancel', '{"reason": "not_needed"}'),
    ('hold', '{"waiting_on": "payer", "until": "2026-11-24"}'), ('resume', '{}'), ('ask', '{"missing": "x"}'), ('escalate', '{}'),
    ('return', '{"note": "x"}'), ('reroute', '{}'), ('assign', '{"to": "mei"}'), ('relevel', '{"value": "stat", "reason": "x"}'),
    ('redate', '{"value": "2026-12-01", "reason": "x"}'), ('promise', '{"value": "2026-11-20T12:00", "reason": "x"}'), ('call', '{"reached": true, "note": "x"}'), ('note', '{"note": "x"}'),
    ('seen', '{}'), ('correct', '{"field": "context", "value": "x", "reason": "x"}'), ('reopen', '{"reason": "x"}'), ('void', '{"reason": "x"}'),
    ('undo', '{}'), ('verify', '{"note": "x"}'), ('contact', '{"note": "x"}'), ('resolve', '{"outcome": "service_received", "reason": "x"}');
SELECT set_eq('SELECT DISTINCT action FROM app.step', 'SELECT action FROM detail', 'every action is tried');
SELECT is((SELECT count(DISTINCT kinds) FROM app.step WHERE NOT 'referral' = ANY (kinds) AND action NOT IN ('reroute', 'verify', 'contact', 'resolve', 'redate')), 1::bigint, 'kinds other than referral are all treated alike');
SELECT set_eq($$SELECT k::text, who FROM app.step, unnest(kinds) k WHERE action = 'redate'$$,
    $$SELECT k::text, CASE WHEN k IN ('referral', 'reroute', 'risk') THEN '{R,Q,C}' ELSE '{R,Q,S,C}' END::text[] FROM unnest(enum_range(NULL::app.task_kind)) k$$,
    'but for the date of a desk''s own work, which its supervisor may change');

-- 1. Kind and status, as a coordinator whom a rung reached and whose role owns it.
CREATE TEMPORARY TABLE item AS
SELECT k.kind, s.status, s.n, NULL::text AS ref, NULL::bigint AS id
FROM unnest('{referral,reroute,follow_up,alert,correction,risk}'::app.task_kind[]) k (kind),
     unnest(enum_range(NULL::app.task_status)) WITH ORDINALITY s (status, n);

CREATE FUNCTION pg_temp.make_item(kind app.task_kind, status app.task_status) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    noor app.staff := (SELECT k FROM app.staff k WHERE k.login = 'noor');
    r app.referral;
    t app.task;
    none app.task;
    first text := tests.nursing();
BEGIN
    SELECT f.* INTO r FROM app.referral f WHERE f.id = (tests.task(first)).referral_id;
    IF kind <> 'referral' THEN
        UPDATE app.clock c SET stopped_at = app.now() FROM app.task k WHERE k.referral_id = r.id AND c.task_id = k.id;
        UPDATE app.task k SET status = 'rejected', closed_at = app.now() WHERE k.referral_id = r.id;
        t := engine.task_for(r, none, kind, app.now());
        t.referral_id := CASE WHEN kind IN ('alert', 'risk') THEN NULL ELSE r.id END;
        t.owner_role_id := (SELECT n.coordinator_role_id FROM app.network n);
        t := engine.open_task(t, noor, 'open', '{}', NULL, NULL);
    ELSE
        t := tests.task(first);
    END IF;
    t.owner_role_id := (SELECT n.coordinator_role_id FROM app.network n);
    t.owner_organization_id := noor.organization_id;
    t.former_role_id := (SELECT o.id FROM app.role o WHERE o.code = 'home_care_intake');   -- it came from there
    t.owner_staff_id := CASE WHEN status <> 'requested' THEN noor.id END;
    IF status = 'on-hold' THEN
        t.hold_until := '2026-11-24 08:00-05';
        t.waiting_on := 'payer';
        t.held_from := 'accepted';
        PERFORM engine.clock_hold(t.clock_id, app.now());
    ELSIF status NOT IN ('requested', 'accepted', 'in-progress') THEN
        t.closed_at := app.now();
        PERFORM engine.clock_stop(t.clock_id, app.now(), true);
    END IF;
    t.status := status;
    t := (engine.sign_task(t, app.now(), (SELECT k FROM app.staff k WHERE k.login = 'lena'), 'accept', 'requested', '{}', NULL, NULL)).t;
    PERFORM engine.put_task(t);
    INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, role_id, at, channels)
    VALUES (t.id, t.clock_id, 1, 99, 'inform', t.owner_role_id, app.now(), '{console}');
    RETURN t.id;
END $$;
UPDATE item SET id = pg_temp.make_item(kind, status);
UPDATE item SET ref = (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = item.id);

-- Statuses from which each action goes: r requested, a accepted, i in-progress, h on-hold, C completed, J rejected (declined),
-- F failed, X cancelled, E entered-in-error. What is entered by mistake is hidden from its owner: HF404 (4).
CREATE TEMPORARY TABLE expected (kind text, action text, allowed text, PRIMARY KEY (kind, action));
INSERT INTO expected
SELECT k.kind, v.action, CASE WHEN k.kind = 'referral' THEN v.referral ELSE v.other END
FROM (VALUES ('referral'), ('reroute'), ('follow_up'), ('alert'), ('correction'), ('risk')) k (kind),
     (VALUES ('accept', 'r', 'r'), ('claim', 'raih', 'raih'), ('decline', 'r', ''), ('amend', 'raihCJFXE', 'raihCJFXE'), ('start', 'a', ''),
        ('complete', 'i', 'rai'), ('fail', 'aih', ''), ('cancel', 'raih', 'raih'), ('hold', 'ai', 'ai'), ('resume', 'h', 'h'), ('ask', 'ra', ''),
        ('escalate', 'raih', 'raih'), ('return', 'raih', 'raih'), ('reroute', '', ''), ('assign', 'raih', 'raih'), ('relevel', 'raih', 'raih'),
        ('redate', 'raih', 'raih'), ('promise', '', ''), ('call', 'raihCJFXE', 'raihCJFXE'), ('note', 'raihCJFXE', 'raihCJFXE'), ('seen', 'raihCJFXE', 'raihCJFXE'),
        ('correct', 'raihCJFXE', 'raihCJFXE'), ('reopen', 'CFX', 'CFX'), ('void', 'raihCJFX', 'raihCJFX'), ('undo', '', ''), ('verify', '', ''), ('contact', '', ''), ('resolve', '', '')) v (action, referral, other);
UPDATE expected SET allowed = 'raih' WHERE (kind, action) = ('reroute', 'reroute');
UPDATE expected SET allowed = '' WHERE (kind, action) = ('alert', 'correct');     -- no referral
-- A risk ends by its own last step, and by no other; this one has no rule and so no steps before.
UPDATE expected SET allowed = CASE action WHEN 'resolve' THEN 'rai' ELSE '' END WHERE kind = 'risk' AND action IN ('complete', 'resolve', 'correct');

SELECT is((SELECT string_agg(pg_temp.cell('lena', i.ref, e.action, d.detail), '' ORDER BY i.n) FROM item i WHERE i.kind::text = e.kind),
          (SELECT string_agg(CASE WHEN strpos(e.allowed, letter) > 0 THEN '+'
                                  WHEN letter = 'E' AND e.action IN ('accept', 'claim', 'decline', 'start', 'complete', 'fail', 'ask') THEN '4'
                                  WHEN e.action = 'promise' THEN '4'   -- the provider's supervisor's alone
                                  ELSE '2' END, '' ORDER BY n)
           FROM unnest('{r,a,i,h,C,J,F,X,E}'::text[]) WITH ORDINALITY l (letter, n)),
          format('%s: %s, in each status', e.kind, e.action))
FROM expected e JOIN detail d USING (action) ORDER BY e.kind, e.action;

-- 2. Who: each action by each way of standing to a referral, before it is accepted and after.
CREATE TEMPORARY TABLE who (action text PRIMARY KEY, who text);
-- claim: of what is one's own already it says so, instead of that there is no such item.
INSERT INTO who VALUES ('accept', 'O'), ('claim', 'XHD'), ('decline', 'O'), ('amend', 'D'), ('start', 'O'), ('complete', 'O'), ('fail', 'O'),
    ('cancel', 'RC'), ('hold', 'OC'), ('resume', 'OC'), ('ask', 'O'), ('escalate', 'ORCS'), ('return', 'XSC'), ('reroute', 'OC'), ('assign', 'OSC'),
    ('relevel', 'SC'), ('redate', 'RQC'), ('promise', 'S'), ('call', 'OHRCSXV'), ('note', 'OHRCSXV'), ('seen', 'OHRCSXV'), ('correct', 'ORC'), ('reopen', 'OC'),
    ('void', 'RC'), ('undo', 'D'), ('verify', 'OC'), ('contact', 'OC'), ('resolve', 'OC');
CREATE TEMPORARY TABLE person (login text, n integer, at_first text, accepted text);
INSERT INTO person VALUES
    ('maria', 1, 'O', 'OD'),      -- of the owner role; accepts
    ('tomas', 2, 'O', 'OH'),      -- of the owner role too
    ('drew', 3, 'R', 'R'),        -- asked for it
    ('caleb', 4, 'C', 'C'),       -- coordinator
    ('sam', 5, 'S', 'S'),         -- supervises the owner role
    ('denise', 6, 'X', 'X'),      -- of another organisation, reached by a rung
    ('helen', 7, 'VQ', 'VQ'),     -- supervises whoever asked
    ('casey', 8, '', ''),         -- compliance: reads, changes nothing
    ('adm', 9, '', ''),           -- administrator
    ('frank', 10, '', '');        -- has nothing to do with it
CREATE TEMPORARY TABLE story AS SELECT tests.nursing() AS at_first, tests.nursing() AS accepted;
SELECT tests.act('maria', accepted, 'accept') FROM story;
INSERT INTO app.reach (task_id, clock_id, rung_no, generation, action, role_id, at, channels)
SELECT t.id, t.clock_id, 1, 99, 'inform', (SELECT r.id FROM app.role r WHERE r.code = 'vna_supervisor'), app.now(), '{console}'
FROM app.task t, story s WHERE t.id IN (engine.task_id(s.at_first), engine.task_id(s.accepted));

CREATE FUNCTION pg_temp.meets(letters text, who text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM regexp_split_to_table(letters, '') l WHERE l <> '' AND strpos(who, l) > 0) THEN '+' ELSE '4' END
$$;
SELECT is((SELECT string_agg(translate(pg_temp.cell(p.login, s.at_first, w.action, d.detail), '2', '+'), '' ORDER BY p.n) FROM person p),
          (SELECT string_agg(pg_temp.meets(p.at_first, w.who), '' ORDER BY p.n) FROM person p), format('%s, before it is accepted: by whom', w.action))
FROM who w JOIN detail d USING (action), story s ORDER BY w.action;
SELECT is((SELECT string_agg(translate(pg_temp.cell(p.login, s.accepted, w.action, d.detail), '2', '+'), '' ORDER BY p.n) FROM person p),
          (SELECT string_agg(pg_temp.meets(p.accepted, w.who), '' ORDER BY p.n) FROM person p), format('%s, once accepted: by whom', w.action))
FROM who w JOIN detail d USING (action), story s ORDER BY w.action;

-- 3. What is needed is asked for, by name.
SELECT matches(tests.refused('lena', i.ref, n.action), '^HF412: To ' || engine.step_words(n.action) || ', ', format('%s says what it needs', n.action))
FROM (VALUES ('start', 'accepted'), ('complete', 'in-progress'), ('fail', 'accepted'), ('cancel', 'accepted'), ('hold', 'accepted'), ('ask', 'accepted'),
             ('return', 'accepted'), ('assign', 'accepted'), ('relevel', 'accepted'), ('redate', 'accepted'), ('call', 'accepted'), ('note', 'accepted'),
             ('correct', 'accepted'), ('reopen', 'completed'), ('void', 'accepted'), ('amend', 'accepted')) n (action, status)
JOIN item i ON i.kind = 'referral' AND i.status::text = n.status;

-- 4. A step that changes what an item is wants the version that was seen; what is only said does not.
SELECT is(substr(tests.refused('lena', i.ref, d.action, d.detail, 0), 1, 5),
          CASE WHEN d.action IN ('call', 'note', 'seen', 'amend') THEN 'no er' WHEN d.action = 'promise' THEN 'HF404' ELSE 'HF409' END, format('%s and an old version', d.action))
FROM detail d, item i WHERE i.kind = 'referral' AND i.status = 'accepted';
SELECT * FROM finish();
ROLLBACK;
