-- The queue: what each person of the example network sees in it and what not, in which order and words.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.refs(login text, scope text, filter jsonb DEFAULT '{}') RETURNS text[] LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT coalesce(array_agg(q.ref ORDER BY q.sort_at, q.id), ''{}'') FROM api.queue(%L, %L) q', scope, filter))::text[]
$$;
CREATE FUNCTION pg_temp.cell(login text, scope text, ref text, field text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT to_jsonb(q) ->> %L FROM api.queue(%L) q WHERE q.ref = %L', field, scope, ref))
$$;
CREATE FUNCTION pg_temp.effect(login text, scope text, ref text, action text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT a.effect FROM api.queue(%L) q, unnest(q.actions, q.effects) a (action, effect) WHERE q.ref = %L AND a.action = %L', scope, ref, action))
$$;

-- Drew asks for nursing visits, for counselling against addiction, and for a lawyer.
CREATE TEMPORARY TABLE who AS SELECT tests.person('Rivera') AS ana, tests.person('Okafor', 'Daniel') AS daniel;
SELECT isnt(tests.consent(ana), NULL, 'she consents to that') FROM who;
CREATE TEMPORARY TABLE made AS
SELECT tests.nursing('drew', ana) AS visits,
       tests.refer('drew', jsonb_build_object('individual', ana, 'items', '[{"type": "recovery"}]'::jsonb)) #>> '{referrals,0,ref}' AS recovery,
       tests.refer('drew', jsonb_build_object('individual', daniel, 'priority', 'urgent', 'provided', '{"orders": "x"}'::jsonb,
                                              'items', '[{"type": "home_care", "service": "bright_home_care"}]'::jsonb)) #>> '{referrals,0,ref}' AS urgent
FROM who;

-- Who sees what.
SELECT is(pg_temp.refs('maria', 'role'), ARRAY[urgent, visits], 'Maria sees what was sent to her desk, the urgent one first') FROM made;
SELECT is(pg_temp.refs('maria', 'network'), ARRAY[urgent, visits], 'and in the whole network no more than that') FROM made;
SELECT is(pg_temp.refs('maria', 'mine'), '{}', 'none is hers by name yet');
SELECT is(pg_temp.refs('sam', 'org'), ARRAY[urgent, visits], 'Sam sees what his organization has') FROM made;
SELECT is(pg_temp.refs('sam', 'role'), '{}', 'but none of it is with his own role');
SELECT is(pg_temp.refs('drew', 'requested'), ARRAY[urgent, recovery, visits], 'Drew sees all that his hospital asked for') FROM made;
SELECT set_eq(format('SELECT unnest(pg_temp.refs(%L, %L))', 'lena', 'network'), format('VALUES (%L), (%L), (%L)', urgent, visits, recovery), 'Lena sees the network') FROM made;
SELECT is(pg_temp.refs('hana', 'network'), '{}', 'Hana has nothing to do with any of it');
SELECT is(pg_temp.refs('adm', 'network') || pg_temp.refs('adm', 'org') || pg_temp.refs('adm', 'role'), '{}', 'the administrator sees no item at all');
SELECT is(pg_temp.refs('nina', 'role'), ARRAY[recovery], 'Riverway sees the one about substance use') FROM made;
SELECT is(tests.run_as('casey', format('SELECT q.actions::text FROM api.queue(%L) q WHERE q.ref = %L', 'network', visits)), '{}', 'the auditor reads and can do nothing') FROM made;

-- Substance use without a basis: absent, and the counts are as without it.
SELECT tests.run_as('lena', 'SELECT api.counts(''network'')') AS with_basis \gset
DELETE FROM app.basis_rule b WHERE b.category = 'substance_use' AND b.to_party = 'coordination';
SELECT is(pg_temp.refs('lena', 'network'), ARRAY[urgent, visits], 'without a basis the substance-use item does not exist for the coordinator') FROM made;
SELECT is((tests.run_as('lena', 'SELECT api.counts(''network'')')::jsonb ->> 'open')::integer, (:'with_basis'::jsonb ->> 'open')::integer - 1, 'nor is it counted');
SELECT is(pg_temp.refs('lena', 'network', '{"service_type": "recovery"}'), '{}', 'nor found by its type');
SELECT is(pg_temp.refs('drew', 'requested', '{"service_type": "recovery"}'), ARRAY[recovery], 'who asked still sees it') FROM made;

-- Words.
SELECT is(pg_temp.cell('maria', 'role', visits, 'label'), 'nursing visits', 'WHAT') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'state_words'), 'needs answer', 'STATE') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'with_words'), 'intake', 'WITH: one''s own desk is called by its short name') FROM made;
SELECT is(pg_temp.cell('drew', 'requested', visits, 'with_words'), 'Bright Home Care', 'others see the organization') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'individual_name'), 'Rivera, Ana', 'the person') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'birth_year'), '1951', 'and their year of birth') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'referral_ref'), visits, 'the first try bears the referral''s reference') FROM made;
SELECT is(pg_temp.effect('maria', 'role', visits, 'accept'), 'accept as you', 'what a would do') FROM made;
SELECT is(pg_temp.effect('maria', 'role', visits, 'decline'), 'decline: no staff', 'd names the reason that applies') FROM made;
SELECT is(pg_temp.effect('maria', 'role', visits, 'escalate'), 'tell Sam', 'e names who would be told') FROM made;
SELECT is(pg_temp.effect('maria', 'role', visits, 'ask'), 'ask Drew Palmer', 'i names who would be asked') FROM made;
SELECT is(pg_temp.effect('drew', 'requested', visits, 'accept'), NULL, 'who asked cannot accept') FROM made;
SELECT is(pg_temp.effect('drew', 'requested', visits, 'cancel'), 'cancel', 'but cancel') FROM made;
SELECT is(pg_temp.effect('sam', 'org', visits, 'return'), NULL, 'nobody had it before: nothing to send back') FROM made;

-- What a page decides at once agrees with what is decided item by item: letters, and whom e reaches.
CREATE FUNCTION pg_temp.disagreements(reader text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    me app.staff := (SELECT s FROM app.staff s WHERE s.login = reader);
    t app.task;
    rows jsonb := tests.run_as(reader, 'SELECT coalesce(jsonb_agg(to_jsonb(q)), ''[]'') FROM api.queue(''network'') q')::jsonb;
    row jsonb;
    letters text[];
BEGIN
    FOR row IN SELECT r FROM jsonb_array_elements(rows) r LOOP
        t := (SELECT k FROM app.task k WHERE k.id = (row ->> 'id')::bigint);
        letters := engine.relations(t, me, engine.my_roles(me.id));
        RETURN QUERY
        SELECT format('%s may %s %s by the steps: %s', reader, CASE WHEN row -> 'actions' ? s.action THEN 'now' ELSE 'not' END, s.action, t.id)
        FROM (SELECT k.action, bool_or(t.kind = ANY (k.kinds) AND t.status = ANY (k.from_status) AND k.who && letters) AS open
              FROM app.step k WHERE NOT 'D' = ANY (k.who) AND k.effect !~ '^[^[]*\{' GROUP BY k.action) s
        WHERE s.open <> (row -> 'actions' ? s.action);
        RETURN QUERY
        SELECT format('%s would tell %s, not %s: %s', reader, w.staff_id, row ->> 'effects', t.id)
        FROM app.clock c, engine.hand_rung(c, t, me.id) h, engine.rung_reaches(h, t, app.now()) w JOIN app.staff p ON p.id = w.staff_id
        WHERE c.id = t.clock_id AND row -> 'actions' ? 'escalate'
          AND NOT row -> 'effects' ?| ARRAY['tell ' || split_part(p.name, ' ', 1), 'pass to ' || split_part(p.name, ' ', 1)];
    END LOOP;
    RETURN QUERY SELECT format('%s does not see %s', reader, engine.task_ref(k)) FROM app.task k
        WHERE k.closed_at IS NULL AND engine.relations(k, me, engine.my_roles(me.id)) <> '{}'
          AND NOT k.id IN (SELECT (r ->> 'id')::bigint FROM jsonb_array_elements(rows) r);
END $$;
SELECT is_empty(format('SELECT pg_temp.disagreements(%L)', login), 'pages and single items agree for ' || login)
FROM unnest('{maria,sam,lena,drew,hana,casey,adm,nina,joan,helen}'::text[]) login;

-- State: late only once due has passed, today until the local day ends.
SELECT is(pg_temp.cell('maria', 'role', urgent, 'state'), 'today', 'due at noon: today') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'state'), 'later', 'due on Monday: later') FROM made;
SELECT tests.at((tests.task(urgent)).due) FROM made;
SELECT is(pg_temp.cell('maria', 'role', urgent, 'state'), 'today', 'at the very instant it is not late yet') FROM made;
SELECT tests.at((tests.task(urgent)).due + interval '1 second') FROM made;
SELECT is(pg_temp.cell('maria', 'role', urgent, 'state'), 'late', 'a second later it is') FROM made;
SELECT tests.at('2026-11-23 00:01-05');
SELECT is(pg_temp.cell('maria', 'role', visits, 'state'), 'today', 'due today is not late at 00:01') FROM made;
SELECT is(tests.run_as('maria', 'SELECT api.counts(''role'')')::jsonb, '{"late": 1, "today": 1, "undated": 0, "later": 0, "hold": 0, "open": 2}', 'and so they are counted');
SELECT is(pg_temp.refs('maria', 'role', '{"state": "late"}'), ARRAY[urgent], 'and found') FROM made;
SELECT is(pg_temp.refs('maria', 'role', '{"state": ["late", "today"]}'), ARRAY[urgent, visits], 'one or several') FROM made;
UPDATE app.task SET due = NULL WHERE id = engine.task_id((SELECT visits FROM made));
SELECT is(pg_temp.cell('maria', 'role', visits, 'state'), 'undated', 'without a deadline an item is never on time') FROM made;
SELECT is(pg_temp.refs('maria', 'role', '{"state": "undated"}'), ARRAY[visits], 'and is found as such') FROM made;
SELECT is(pg_temp.refs('maria', 'role', '{"state": ["today", "later", "late"]}'), ARRAY[urgent], 'and as nothing else') FROM made;
UPDATE app.task SET due = '2026-11-23 09:00-05' WHERE id = engine.task_id((SELECT visits FROM made));
SELECT tests.act('maria', visits, 'accept') FROM made;
SELECT tests.act('maria', visits, 'hold', '{"waiting_on": "payer", "until": "2026-11-30"}') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'state'), 'hold', 'what waits is neither late nor on time') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'state_words'), 'waits: payer', 'and says for whom') FROM made;
SELECT is(pg_temp.cell('maria', 'role', visits, 'with_words'), 'you', 'who has it reads you') FROM made;
SELECT is(pg_temp.cell('tomas', 'role', visits, 'with_words'), 'Maria', 'others the name') FROM made;
SELECT is(pg_temp.refs('maria', 'mine'), ARRAY[visits], 'and it is hers by name') FROM made;

-- A rung reaches Sam: it is in his escalations, and others see that he knows.
SELECT tests.at('2026-11-20 12:30-05');
SELECT tests.act('maria', urgent, 'escalate') FROM made;
SELECT is(pg_temp.refs('sam', 'escalations'), ARRAY[urgent], 'what was passed up to Sam') FROM made;
SELECT is(pg_temp.refs('tomas', 'escalations'), '{}', 'is with nobody else');
SELECT is(pg_temp.cell('maria', 'role', urgent, 'with_words'), 'Sam too', 'and Maria sees that he was told') FROM made;
SELECT is(pg_temp.cell('sam', 'escalations', urgent, 'reached'), 'you', 'which he reads as you') FROM made;
SELECT is(pg_temp.effect('sam', 'escalations', urgent, 'claim'), 'take it over', 'he may take it over') FROM made;

SELECT is_empty(format('SELECT pg_temp.disagreements(%L)', login), 'pages and single items still agree for ' || login)
FROM unnest('{maria,tomas,sam,lena,drew,casey}'::text[]) login;

-- Reached without a basis: reference, clock, owner and steps, and nobody.
CREATE TEMPORARY TABLE kept AS SELECT * FROM app.basis_rule;
DELETE FROM app.basis_rule b WHERE b.to_party IN ('*', 'coordination');
SELECT is(pg_temp.cell('lena', 'network', urgent, 'individual_name'), NULL, 'without a basis no name') FROM made;
SELECT is(pg_temp.cell('lena', 'network', urgent, 'individual_ref'), NULL, 'nor a reference to the person') FROM made;
SELECT is(pg_temp.cell('lena', 'network', urgent, 'withheld'), 'true', 'and it says so') FROM made;
SELECT isnt(pg_temp.cell('lena', 'network', urgent, 'due'), NULL, 'but the clock') FROM made;
SELECT is(pg_temp.refs('lena', 'network', '{"text": "okafor"}'), '{}', 'nor can the name be tried');
SELECT is(pg_temp.refs('maria', 'role', '{"text": "okafor"}'), ARRAY[urgent], 'by which Maria finds it') FROM made;
SELECT is(pg_temp.refs('maria', 'role', jsonb_build_object('text', urgent)), ARRAY[urgent], 'as by its reference') FROM made;

INSERT INTO app.basis_rule SELECT * FROM kept k WHERE NOT k.position IN (SELECT b.position FROM app.basis_rule b);

-- Filters.
SELECT is(pg_temp.refs('maria', 'role', '{"priority": "urgent"}'), ARRAY[urgent], 'priority') FROM made;
SELECT is(pg_temp.refs('maria', 'role', '{"status": "on-hold"}'), ARRAY[visits], 'status') FROM made;
SELECT is(pg_temp.refs('maria', 'role', '{"owner_login": "maria"}'), ARRAY[visits], 'owner_login') FROM made;
SELECT is(pg_temp.refs('maria', 'role', '{"kind": "reroute"}'), '{}', 'kind');
SELECT is(pg_temp.refs('drew', 'requested', '{"organization": "riverway_recovery"}'), ARRAY[recovery], 'organization') FROM made;
SELECT is(pg_temp.refs('drew', 'requested', '{"owner_role": "home_care_intake", "priority": "routine"}'), ARRAY[visits], 'two at once') FROM made;
SELECT is(pg_temp.refs('drew', 'requested', jsonb_build_object('individual', daniel)), ARRAY[urgent], 'individual') FROM made, who;

-- What is malformed is named.
SELECT is(tests.error_as('maria', 'SELECT * FROM api.queue(''everything'')'), 'HF400: There is no scope "everything".', 'an unknown scope');
SELECT is(tests.error_as('maria', 'SELECT * FROM api.queue(''role'', ''{"sate": "late"}'')'), 'HF400: There is no filter "sate".', 'an unknown filter');
SELECT is(tests.error_as('maria', 'SELECT * FROM api.queue(''role'', ''{"state": "tardy"}'')'), 'HF400: The filter state does not know "tardy".', 'an unknown value');
SELECT is(tests.error_as('maria', 'SELECT * FROM api.queue(''role'', n => 10001)'), 'HF400: n is not between 1 and 10000.', 'too many rows');
SELECT is(tests.error_as('maria', 'SELECT api.counts(''x'')'), 'HF400: There is no scope "x".', 'of the counts too');

-- Pages: forth and back over equal instants, none twice, none left out.
SELECT tests.at('2026-11-20 10:00-05');
SELECT count(tests.nursing('drew', tests.person('Many' || n))) FROM generate_series(1, 12) n;
CREATE FUNCTION pg_temp.walk(login text, scope text, n integer, backward boolean) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    seen bigint[] := '{}';
    page jsonb;
    edge jsonb;
BEGIN
    LOOP
        page := tests.run_as(login, format('SELECT coalesce(jsonb_agg(jsonb_build_object(''id'', q.id, ''at'', q.sort_at) ORDER BY q.sort_at, q.id), ''[]'') FROM api.queue(%L, ''{}'', %L, %L, %L, %L) q',
                                           scope, edge ->> 'at', edge ->> 'id', n, backward))::jsonb;
        EXIT WHEN page = '[]';
        edge := CASE WHEN backward THEN page -> 0 ELSE page -> -1 END;
        seen := CASE WHEN backward THEN array(SELECT (p ->> 'id')::bigint FROM jsonb_array_elements(page) p) || seen
                     ELSE seen || array(SELECT (p ->> 'id')::bigint FROM jsonb_array_elements(page) p) END;
    END LOOP;
    RETURN seen;
END $$;
SELECT is(cardinality(pg_temp.walk('maria', 'role', 100, false)), 14, 'all in one page');
SELECT is(pg_temp.walk('maria', 'role', 3, false), pg_temp.walk('maria', 'role', 100, false), 'page by page the same');
SELECT is(pg_temp.walk('maria', 'role', 3, true), pg_temp.walk('maria', 'role', 100, false), 'and from the end backward');
SELECT is(pg_temp.walk('drew', 'network', 4, false), pg_temp.walk('drew', 'network', 100, false), 'of a scope that is merged from several, none comes twice');
SELECT * FROM finish();
ROLLBACK;
