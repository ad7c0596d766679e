-- Somebody is away from Monday to Thursday. What is theirs by name stays theirs while others act on it,
-- and what a stand-in took on comes back; no clock changes; all of it is on the record.
BEGIN;
SELECT plan(69);
SELECT tests.at('2026-11-16 09:00-05');
SELECT tests.network();
-- A second desk of the same house, so that there is a colleague who does not hold Maria's role.
SELECT tests.role('test_aides', 'test_home', 'test_supervisor', '{respond}', 't_joan', 't_abe');
SELECT engine.refresh_duty(app.now());
DO $$
DECLARE
    login text;
BEGIN
    FOREACH login IN ARRAY '{t_maria,t_tomas,t_sam,t_drew,t_lena,t_joan,t_abe}'::text[] LOOP
        EXECUTE format('CREATE ROLE %I LOGIN IN ROLE holdfast_person', login);
    END LOOP;
END $$;
CREATE TEMP TABLE story (name text PRIMARY KEY, task_id bigint, due timestamptz);
GRANT SELECT ON story TO PUBLIC;
CREATE FUNCTION pg_temp.t(name text) RETURNS app.task LANGUAGE sql AS $$ SELECT t FROM app.task t JOIN story s ON s.task_id = t.id WHERE s.name = t.name $$;
CREATE FUNCTION pg_temp.ref(name text) RETURNS text LANGUAGE sql AS $$ SELECT engine.task_ref(t) FROM app.task t JOIN story s ON s.task_id = t.id WHERE s.name = ref.name $$;
CREATE FUNCTION pg_temp.act(login text, name text, action text, detail jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.act(gen_random_uuid(), %L, %s, %L, %L)', pg_temp.ref(name), (pg_temp.t(name)).version, action, detail))
$$;
CREATE FUNCTION pg_temp.owner(name text) RETURNS text LANGUAGE sql AS $$ SELECT engine.login_of((pg_temp.t(name)).owner_staff_id) $$;
CREATE FUNCTION pg_temp.row(login text, name text, what text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT q.%s FROM api.queue(''mine'') q WHERE q.ref = %L', what, pg_temp.ref(name)))
$$;
CREATE FUNCTION pg_temp.last(name text) RETURNS text LANGUAGE sql AS $$
    SELECT e.actor || ' ' || e.action || coalesce(' for ' || (e.detail ->> 'for'), '') FROM app.ledger e JOIN story s ON s.task_id = e.entity_id
    WHERE e.entity_kind = 'task' AND s.name = last.name ORDER BY e.seq DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.cover(by_whom text, login text, cover text, starts text, ends text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(by_whom, format('SELECT api.cover(gen_random_uuid(), %L, %L, %L, %L)', login, cover, starts, ends))
$$;

-- Friday: Maria has three, and one waits for an answer.
INSERT INTO story (name, task_id) SELECT n, tests.referral('2026-11-20 10:00-05') FROM unnest('{escalated,finished,left,asked}'::text[]) n;
SELECT is(pg_temp.act('t_maria', n, 'accept'), 'no error', 'Maria accepts: ' || n) FROM unnest('{escalated,finished,left}'::text[]) n;
UPDATE story s SET due = t.due FROM app.task t WHERE t.id = s.task_id;

-- Said beforehand, and looked at first.
CREATE TEMP TABLE looked AS SELECT tests.run_as('t_maria', $$SELECT api.cover(gen_random_uuid(), 't_maria', 't_joan', '2026-11-23 08:00-05', '2026-11-26 08:00-05', true)$$)::jsonb AS j;
SELECT is((SELECT (m ->> 'count') || ' ' || (m ->> 'words') || ' to ' || (m ->> 'login') FROM looked, jsonb_array_elements(j -> 'moves') m), '3 referrals to t_joan', 'the preview says what would be acted on by whom');
SELECT is((SELECT j -> 'roles' -> 0 ->> 'login' FROM looked), 't_joan', 'and who would answer for the role from then on');
SELECT is((SELECT count(*) FROM app.coverage), 0::bigint, 'nothing was done');
SELECT is(tests.run_as('t_maria', $$SELECT (c -> 'choices' -> 0 ->> 'login') || ' ' || (c ->> 'own') FROM api.cover_choices('t_maria') c$$), 't_tomas true', 'who holds the role with her is offered first');
SELECT matches(tests.error_as('t_drew', $$SELECT api.cover_choices('t_maria')$$), '^HF404', 'to no stranger');
SELECT is(pg_temp.cover('t_drew', who, NULL, NULL, '2026-11-26'), 'HF404: Nobody here has that login, or they are not yours to speak for.', who || ': the one answer says what was not found') FROM unnest('{t_maria,t_nobody}'::text[]) who;
SELECT is(pg_temp.cover('t_maria', 't_maria', 't_joan', starts, ends), 'HF412: An absence begins within a year from now, and is over within a year.', format('from %s until %s is no absence', starts, ends))
FROM (VALUES (NULL, 'infinity'), (NULL, '2990-01-01'), ('2028-01-01', '2028-01-08'), ('-infinity', '2026-11-26'), ('infinity', NULL)) v (starts, ends);
SELECT is((tests.run_as('t_maria', $$SELECT api.cover(gen_random_uuid(), 't_maria', 't_joan', NULL, 'infinity', true)$$)::jsonb #>> '{refused,mend}'),
          'Give an end by 20 Nov 2027; whoever stays away longer is disabled, and what they have is passed on (staff disable).', 'the preview says so, too, and what to do instead');
SELECT is(pg_temp.cover('t_maria', 't_maria', 't_joan', '2026-11-23 08:00-05', '2026-11-26 08:00-05'), 'no error', 'she says so');
SELECT is(pg_temp.row('t_joan', 'left', 'ref'), NULL, 'nothing has changed yet');
-- Friday's Today tells of Monday: who supervises her, who covers, herself; to nobody else, and not two weeks before.
CREATE FUNCTION pg_temp.leaving(login text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, 'SELECT string_agg(concat_ws('' '', a ->> ''login'', a ->> ''how'', a ->> ''may'', ''by '' || (a ->> ''cover_name'')), '', '') FROM jsonb_array_elements(api.today() -> ''leaving'') a')
$$;
SELECT tests.at('2026-11-16 09:00-05');
SELECT is(pg_temp.leaving('t_sam'), NULL, 'on the Monday before it is no news yet');
SELECT tests.at('2026-11-20 16:00-05');
SELECT is(pg_temp.leaving(login), said, login || ' reads who is away on Monday') FROM (VALUES ('t_sam', 't_maria theirs true by T Joan'), ('t_lena', 't_maria theirs true by T Joan'),
    ('t_maria', 't_maria you true by T Joan'), ('t_joan', 't_maria cover false by T Joan'), ('t_drew', NULL)) v (login, said);
SELECT is(tests.run_as('t_sam', format('SELECT concat_ws(''; '', api.choices(%L, ''assign'') #>> ''{choices,0,note}'', api.choices(%1$L, ''assign'') #>> ''{choices,1,note}'')', pg_temp.ref('asked'))),
          'Test Intake, away from Mon 23 Nov 08:00, T Joan covers; Test Intake', 'to whom work can be given is offered with it');
SELECT tests.at('2026-11-20 10:00-05');
SELECT is((SELECT (m ->> 'count') || ' ' || (m ->> 'words') || ' of ' || (m ->> 'of') FROM jsonb_array_elements(tests.run_as('t_joan', $$SELECT api.cover(gen_random_uuid(), 't_joan', NULL, '2026-11-24 08:00-05', '2026-11-25 08:00-05', true) -> 'moves'$$)::jsonb) m WHERE m ->> 'of' IS NOT NULL),
          '3 referrals of T Maria', 'were the cover away too, what she holds for Maria would pass on as well');

-- Monday.
SELECT tests.sweep('2026-11-23 08:30-05');
SELECT is(pg_temp.owner('left'), 't_maria', 'what is hers by name stays hers');
SELECT is(pg_temp.row('t_joan', 'left', 'with_words'), 'for ' || engine.first_name('T Maria'), 'it is among Joan''s, and said to be for Maria');
CREATE FUNCTION pg_temp.waiting(login text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, 'SELECT string_agg((a ->> ''name'') || '' '' || (a ->> ''how'') || '' '' || coalesce(a ->> ''messages'', ''-''), '', '') FROM jsonb_array_elements(api.today() -> ''away'') a')
$$;
SELECT is(pg_temp.waiting('t_joan'), 'T Maria cover 0', 'nobody has written to her');
SELECT is(tests.error_as('t_sam', format('SELECT api.message(gen_random_uuid(), %L, ''{"text": "Ring me.", "to": "t_maria"}'')', pg_temp.ref('left'))), 'no error', 'Sam writes to Maria');
SELECT is(pg_temp.waiting('t_joan'), 'T Maria cover 1', 'whoever covers is told that it waits');
SELECT is(pg_temp.waiting('t_maria'), 'T Maria you -', 'she has it among her own');
SELECT ok(NOT 'claim' = ANY (pg_temp.row('t_joan', 'left', 'actions')::text[]), 'she need not take it over');
SELECT is((SELECT tests.run_as('t_lena', format('SELECT q.with_words FROM api.queue(''network'') q WHERE q.ref = %L', pg_temp.ref('left')))), 'T for T', 'others read who acts for whom');
SELECT is(pg_temp.row('t_tomas', 'left', 'ref'), NULL, 'it is not among Tomas''s: Joan was named');
SELECT matches((SELECT tests.run_as('t_lena', format('SELECT api.item(%L) -> ''now'' ->> ''whose''', pg_temp.ref('left')))), 'T Maria; T Joan acts for them until Thu 26 Nov 08:00', 'the item says who covers, until when');
SELECT is((SELECT array_agg(DISTINCT l) FROM unnest(engine.relations(pg_temp.t('left'), (SELECT s FROM app.staff s WHERE s.login = 't_joan'), engine.my_roles((SELECT s.id FROM app.staff s WHERE s.login = 't_joan')))) l WHERE l IN ('O', 'H')), '{O}', 'one item and a page of them agree on what she is to it');
SELECT is(pg_temp.act('t_joan', 'finished', 'start', '{"date": "2026-11-23", "note": "seen"}'), 'no error', 'Joan starts one');
SELECT is(pg_temp.last('finished'), 't_joan start for t_maria', 'on the record as for Maria');
SELECT is(pg_temp.act('t_joan', 'finished', 'complete', '{"outcome": "service_received"}'), 'no error', 'and finishes it');
SELECT is(pg_temp.act('t_joan', 'asked', 'accept'), 'no error', 'Joan accepts what waited for an answer');
SELECT is(pg_temp.act('t_joan', 'asked', 'undo'), 'no error', 'she takes it back, and nobody has it by name while a holder of its role is away');
SELECT is(pg_temp.owner('asked'), NULL, 'it waits for an answer again');
SELECT is(pg_temp.act('t_joan', 'asked', 'accept'), 'no error', 'she accepts it after all');
SELECT is(pg_temp.owner('asked') || ' ' || pg_temp.last('asked'), 't_joan t_joan accept for t_maria', 'in her own name, for Maria');
UPDATE story s SET due = t.due FROM app.task t WHERE t.id = s.task_id AND s.name = 'asked';

-- Tuesday, the deadline of both: the reminder and then the supervisor, as ever.
SELECT tests.sweep('2026-11-24 17:00-05');
SELECT is((SELECT r FROM tests.reached((pg_temp.t('escalated')).id) r WHERE r LIKE '%remind%' LIMIT 1), (SELECT r FROM tests.reached((pg_temp.t('escalated')).id) r WHERE r LIKE '%remind test_intake t_joan' LIMIT 1), 'the reminder of the owner reaches Joan');
SELECT ok(EXISTS (SELECT FROM tests.reached((pg_temp.t('escalated')).id) r WHERE r LIKE '%escalate test_supervisor t_sam'), 'and late, Sam');

-- Joan falls ill on Wednesday.
SELECT tests.at('2026-11-25 08:00-05');
SELECT is(pg_temp.cover('t_sam', 't_joan', NULL, NULL, '2026-11-25 18:00-05'), 'no error', 'Joan falls ill');
SELECT is(pg_temp.row('t_tomas', 'left', 'with_words'), 'for T', 'whoever holds the role next acts for Maria');
SELECT is(pg_temp.row('t_joan', 'left', 'ref'), NULL, 'Joan does not');
SELECT is(pg_temp.row('t_tomas', 'asked', 'with_words'), 'for T', 'and what Joan took on is acted on by him, too');
SELECT is(pg_temp.act('t_tomas', 'left', 'note', '{"note": "rang"}'), 'no error', 'so he can');
-- Nobody is left at the desk.
SELECT is(pg_temp.cover('t_sam', 't_tomas', NULL, NULL, '2026-11-25 18:00-05'), 'no error', 'Tomas falls ill as well');
SELECT is(pg_temp.row('t_sam', 'left', 'with_words'), 'for T', 'then the supervisor acts');
SELECT is((SELECT d.how FROM app.role_on_duty d JOIN app.role r ON r.id = d.role_id WHERE r.code = 'test_intake'), 'supervisor', 'flagged: owner away, nobody covers');
SELECT is((SELECT (g ->> 'code') || ' ' || (g ->> 'hours') FROM jsonb_array_elements(tests.run_as('t_sam', 'SELECT api.gaps(3) -> ''roles''')::jsonb) g WHERE g ->> 'code' = 'test_intake'), 'test_intake 9.00', 'nine open hours of the day have nobody');

-- Thursday is a holiday here; she is back all the same.
SELECT tests.sweep('2026-11-26 08:00-05');
SELECT is(pg_temp.owner('asked'), 't_maria', 'what Joan accepted for her and is open still is hers');
SELECT is((SELECT e.actor || ' ' || (e.detail ->> 'from_login') || ' ' || (e.detail ->> 'to_login') FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = (pg_temp.t('asked')).id AND e.action = 'come_back'),
          'sweep t_joan t_maria', 'on the record');
SELECT is((pg_temp.t('asked')).due, (SELECT due FROM story WHERE name = 'asked'), 'its clock runs on');
SELECT is(pg_temp.row('t_maria', 'left', 'with_words'), 'you', 'what stayed hers is hers to act on');
SELECT is((pg_temp.t('left')).due, (SELECT due FROM story WHERE name = 'left'), 'due when it was due');
SELECT is((pg_temp.t('finished')).status::text || ' ' || (SELECT e.actor FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = (pg_temp.t('finished')).id AND e.action = 'complete'), 'completed t_joan', 'what Joan finished stays hers to have finished');
SELECT is((SELECT count(*) FROM app.stand_in s JOIN story k ON k.task_id = s.task_id), 0::bigint, 'nothing is left to give back');
SELECT is(pg_temp.row('t_joan', 'asked', 'ref'), NULL, 'Joan has nothing of it');

-- Back early.
INSERT INTO story (name, task_id) SELECT 'early', tests.referral('2026-11-30 09:00-05');
SELECT is(pg_temp.cover('t_maria', 't_maria', 't_joan', NULL, '2026-12-04 08:00-05'), 'no error', 'away again');
SELECT is(pg_temp.act('t_joan', 'early', 'accept'), 'no error', 'Joan accepts');
SELECT tests.at('2026-12-01 08:00-05');
SELECT is(tests.run_as('t_maria', $$SELECT api.cover(gen_random_uuid(), 't_maria') ->> 'came_back'$$), '1', 'back early: told what came back');
SELECT is(pg_temp.owner('early'), 't_maria', 'at once');

SELECT is((SELECT array_agg(b::text) FROM api.ledger_verify(true) b WHERE b.entity_kind IN ('task', 'staff')), NULL, 'the record is whole');
SELECT * FROM finish();
ROLLBACK;
