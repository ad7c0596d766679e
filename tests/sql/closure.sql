-- A snow day: a calendar is closed on a day that the policy file does not know of.
BEGIN;
SELECT plan(48);
SELECT tests.at('2026-11-20 09:00-05');
SELECT tests.network();
DO $$
DECLARE
    login text;
BEGIN
    FOREACH login IN ARRAY '{t_maria,t_tomas,t_sam,t_drew,t_lena}'::text[] LOOP
        EXECUTE format('CREATE ROLE %I LOGIN IN ROLE holdfast_person', login);
    END LOOP;
END $$;
CREATE TEMP TABLE story (name text PRIMARY KEY, task_id bigint, due timestamptz);
CREATE FUNCTION pg_temp.t(name text) RETURNS app.task LANGUAGE sql AS $$ SELECT t FROM app.task t JOIN story s ON s.task_id = t.id WHERE s.name = t.name $$;
CREATE FUNCTION pg_temp.c_of(name text) RETURNS app.clock LANGUAGE sql AS $$ SELECT c FROM app.clock c WHERE c.id = (pg_temp.t(name)).clock_id $$;
CREATE FUNCTION pg_temp.local(instant timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT to_char(instant AT TIME ZONE 'America/New_York', 'Dy FMDD Mon HH24:MI') $$;
CREATE FUNCTION pg_temp.due(name text) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.local((pg_temp.t(name)).due) $$;
CREATE FUNCTION pg_temp.act(login text, name text, action text, detail jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.act(gen_random_uuid(), %L, %s, %L, %L)', engine.task_ref(pg_temp.t(name)), (pg_temp.t(name)).version, action, detail))
$$;
CREATE FUNCTION pg_temp.close(login text, more text, id text DEFAULT gen_random_uuid()::text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.close_calendar(%L, ''test_office'', %s)', id, more))
$$;
CREATE FUNCTION pg_temp.refused(login text, more text, calendar text DEFAULT 'test_office') RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.close_calendar(gen_random_uuid(), %L, %s)', calendar, more))
$$;

-- Friday at two: eight business hours are over on Monday at one.
INSERT INTO story (name, task_id) SELECT n, tests.referral('2026-11-20 14:00-05') FROM unnest('{answer,start,waited}'::text[]) n;
INSERT INTO story (name, task_id) VALUES ('needed', tests.referral('2026-11-20 14:00-05', 'routine', '2026-11-23 12:00-05')),
    ('capped', tests.referral('2026-11-20 14:00-05', 'routine', '2026-11-24 10:00-05')),
    ('urgent', tests.referral('2026-11-20 14:00-05', 'urgent'));
SELECT is(pg_temp.act('t_maria', 'start', 'accept'), 'no error', 'one is accepted: two business days to start');
SELECT is(pg_temp.act('t_maria', 'waited', 'accept'), 'no error', 'and another, which waits');
SELECT is(pg_temp.act('t_maria', 'waited', 'hold', '{"waiting_on": "payer", "until": "2026-11-23T10:00"}'), 'no error', 'until Monday at ten');
SELECT is(pg_temp.act('t_maria', 'waited', 'resume'), 'no error', 'and goes on at once');
SELECT is(pg_temp.act('t_tomas', 'urgent', 'accept'), 'no error', 'the urgent one is to start within 24 hours');
SELECT is((SELECT string_agg(n || ' ' || pg_temp.due(n), ', ' ORDER BY k) FROM unnest('{answer,start,waited,needed,capped,urgent}'::text[]) WITH ORDINALITY x (n, k)),
    'answer Mon 23 Nov 13:00, start Tue 24 Nov 17:00, waited Tue 24 Nov 17:00, needed Mon 23 Nov 12:00, capped Mon 23 Nov 13:00, urgent Sat 21 Nov 14:00', 'as things stand on Friday');

-- Who may.
SELECT is(engine.with_closures((SELECT c.id FROM app.calendar c WHERE c.code = 'test_office'), '{"week": {}}'), '{"week": {}}', 'no closing, no change');
SELECT matches(pg_temp.refused('t_maria', $$'2026-11-23'$$), '^HF404', 'somebody at a desk does not close the office');
SELECT matches(pg_temp.refused('t_sam', $$'2026-11-23'$$), '^HF412: Others go by the calendar test_office, too: Test Hospital, Test Hub', 'nor a supervisor, where others go by the calendar');
SELECT matches(pg_temp.refused('adm', $$'2026-11-23'$$, 'nowhere'), '^HF412: There is no calendar nowhere', 'there must be such a calendar');
SELECT matches(pg_temp.refused('adm', $$'2026-11-22'$$), '^HF412: test_office is closed then anyway', 'a Sunday needs no closing');
SELECT matches(pg_temp.refused('adm', $$'2026-11-26'$$), '^HF412: test_office is closed then anyway', 'nor does a holiday');
SELECT matches(pg_temp.refused('adm', $$'2026-11-19'$$), '^HF412: That day is over', 'yesterday stays as it was');
SELECT matches(pg_temp.refused('adm', $$'2026-11-23', '15:00', '13:00'$$), '^HF412', 'it opens after it closes');
SELECT matches(pg_temp.refused('adm', $$'2026-11-23', 'one'$$), '^HF400', 'a time is a time');

-- Looked at first.
CREATE TEMP TABLE looked AS SELECT pg_temp.close('adm', $$'2026-11-23', NULL, NULL, 'snow', true$$)::jsonb AS j;
SELECT is((SELECT (j ->> 'moved') || ' ' || (j -> 'stay')::text FROM looked), '4 {"urgent": 0, "needed_by": 1, "unaffected": 0}', 'the preview says how many deadlines move, and which do not');
SELECT is((SELECT j ->> 'words' FROM looked), 'Mon 23 Nov', 'and when');
SELECT is(pg_temp.due('answer'), 'Mon 23 Nov 13:00', 'nothing is done');
SELECT is((SELECT count(*) FROM app.closure), 0::bigint, 'nothing is kept');

-- Done.
SELECT is(pg_temp.close('adm', $$'2026-11-23', NULL, NULL, 'snow'$$, '00000000-0000-4000-8000-00000000c105')::jsonb ->> 'moved', '4', 'the office is closed on Monday');
SELECT is((SELECT string_agg(n || ' ' || pg_temp.due(n), ', ' ORDER BY k) FROM unnest('{answer,start,waited,needed,capped,urgent}'::text[]) WITH ORDINALITY x (n, k)),
    'answer Tue 24 Nov 13:00, start Wed 25 Nov 17:00, waited Wed 25 Nov 17:00, needed Mon 23 Nov 12:00, capped Tue 24 Nov 10:00, urgent Sat 21 Nov 14:00',
    'business deadlines get the day that they lose, none beyond when it is needed; the urgent one runs on');
SELECT is(pg_temp.local((pg_temp.c_of('answer')).rung_at), 'Tue 24 Nov 11:00', 'three quarters of eight hours: the reminder moves along');
SELECT is((SELECT (e.actor) || ' ' || pg_temp.local((e.detail ->> 'due_before')::timestamptz) || ' to ' || pg_temp.local((e.detail ->> 'due')::timestamptz)
           FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = (pg_temp.t('answer')).id AND e.action = 'closed_day'), 'adm Mon 23 Nov 13:00 to Tue 24 Nov 13:00', 'each on its record, from and to');
SELECT is((SELECT count(*) FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = (pg_temp.t('urgent')).id AND e.action = 'closed_day'), 0::bigint, 'the urgent one says nothing');
SELECT is((SELECT e.actor || ' ' || e.action || ' ' || (e.detail ->> 'calendar') || ' ' || (e.detail ->> 'moved') FROM app.ledger e WHERE e.entity_kind = 'network' ORDER BY e.seq DESC LIMIT 1), 'adm close_day test_office 4', 'and the network''s');
SELECT is(pg_temp.close('adm', $$'2026-11-23', NULL, NULL, 'snow'$$, '00000000-0000-4000-8000-00000000c105')::jsonb ->> 'replayed', 'true', 'the same request is one');
SELECT is(pg_temp.due('start'), 'Wed 25 Nov 17:00', 'nothing moves twice');
SELECT matches(pg_temp.refused('adm', $$'2026-11-23', '09:00', '12:00'$$), '^HF412: test_office is closed then anyway', 'it cannot be closed more');
SELECT is(pg_temp.local(api.business_due('test_office', '2026-11-20 16:00-05', '2bh')), 'Tue 24 Nov 09:00', 'what begins now knows of it');
SELECT is((SELECT (k ->> 'shut') || ' of ' || (k ->> 'of') FROM jsonb_array_elements(tests.run_as('t_lena', 'SELECT api.gaps(7) -> ''closures''')::jsonb) k WHERE k ->> 'day' = '2026-11-23'),
    '3 of ' || (SELECT count(*) FROM app.organization o WHERE o.active), 'and everybody is told which offices are closed');
SELECT is(tests.run_as('t_lena', $$SELECT c ->> 'day' FROM jsonb_array_elements(api.today() -> 'closures') c LIMIT 1$$), '2026-11-23', 'on Today, too');
SELECT matches(tests.run_as('t_lena', format($$SELECT e ->> 'text' FROM jsonb_array_elements(api.record(%L) -> 'entries') e WHERE e ->> 'action' = 'closed_day'$$, engine.task_ref(pg_temp.t('answer')))),
    'moved its deadline from Mon 23 Nov 13:00 to Tue 24 Nov 13:00: closed on Mon 23 Nov', 'the record reads so');

-- A publication keeps it.
SELECT engine.write_calendars((SELECT jsonb_set(p.policy, '{calendars,test_office}', (SELECT v.definition - 'closures' FROM app.calendar c JOIN app.calendar_version v ON v.id = c.current_version WHERE c.code = 'test_office'))
                               FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1), app.now());
SELECT is(pg_temp.local(api.business_due('test_office', '2026-11-20 16:00-05', '2bh')), 'Tue 24 Nov 09:00', 'a policy that does not know of it leaves it closed');
SELECT is((SELECT (k ->> 'calendar') || ' ' || (k ->> 'words') || ' ' || (k ->> 'by') || ' ' || (k ->> 'reason') FROM jsonb_array_elements(engine.kept_closures(app.now())) k), 'test_office Mon 23 Nov adm snow', 'and says that it does');

-- Taken back.
SELECT matches(pg_temp.refused('adm', $$'2026-11-24', undo => true$$), '^HF412: It was not said here that test_office is closed on Tue 24 Nov', 'only what was said');
SELECT is(pg_temp.close('adm', $$'2026-11-23', undo => true$$)::jsonb ->> 'moved', '4', 'the snow did not come');
SELECT is((SELECT string_agg(n || ' ' || pg_temp.due(n), ', ' ORDER BY k) FROM unnest('{answer,start,waited,needed,capped,urgent}'::text[]) WITH ORDINALITY x (n, k)),
    'answer Mon 23 Nov 13:00, start Tue 24 Nov 17:00, waited Tue 24 Nov 17:00, needed Mon 23 Nov 12:00, capped Mon 23 Nov 13:00, urgent Sat 21 Nov 14:00', 'all is as it was');
SELECT is(pg_temp.local((pg_temp.c_of('answer')).rung_at), 'Mon 23 Nov 11:00', 'the reminder, too');
SELECT is((SELECT c.current_version FROM app.calendar c WHERE c.code = 'test_office'), (SELECT min(v.id) FROM app.calendar_version v JOIN app.calendar c ON c.id = v.calendar_id WHERE c.code = 'test_office'), 'on the calendar that it was');

-- Part of a day, once a reminder has gone.
SELECT tests.sweep('2026-11-23 11:15-05');
SELECT is((SELECT count(*) FROM tests.reached((pg_temp.t('answer')).id) r WHERE r LIKE '%remind%'), 1::bigint, 'Monday at eleven: reminded');
SELECT is(pg_temp.close('adm', $$'2026-11-23', '10:00', NULL, 'burst pipe'$$)::jsonb ->> 'words', 'Mon 23 Nov from 10:00', 'closed from ten on, said at a quarter past eleven');
SELECT is(pg_temp.due('answer'), 'Tue 24 Nov 11:00', 'two of its hours were open on Monday');
SELECT tests.sweep('2026-11-24 09:30-05');
SELECT is((SELECT count(*) FROM tests.reached((pg_temp.t('answer')).id) r WHERE r LIKE '%remind%'), 2::bigint, 'reminded again at three quarters of what it has');
SELECT is((SELECT count(*) FROM tests.reached((pg_temp.t('answer')).id) r WHERE r LIKE '%escalate%'), 0::bigint, 'nobody else is told before it is due');
SELECT tests.sweep('2026-11-24 11:00-05');
SELECT is((SELECT count(*) FROM tests.reached((pg_temp.t('answer')).id) r WHERE r LIKE '%escalate%'), 1::bigint, 'and then once');

-- A night shift: the closed hours go, its morning stays; and a calendar of one's own.
INSERT INTO app.calendar (code) VALUES ('test_nights');
UPDATE app.calendar c SET current_version = engine.calendar_version_of(c.id, '{"timezone": "America/New_York", "holidays": [], "dates": {}, "week": {
    "mon": [["22:00","06:00"]], "tue": [["22:00","06:00"]], "wed": [["22:00","06:00"]], "thu": [["22:00","06:00"]], "fri": [], "sat": [], "sun": []}}', app.now()) WHERE c.code = 'test_nights';
UPDATE app.organization o SET calendar_id = (SELECT c.id FROM app.calendar c WHERE c.code = 'test_nights') WHERE o.code = 'test_home';
SELECT is(pg_temp.refused('t_sam', $$'2026-11-25'$$, 'test_nights'), 'no error', 'a supervisor closes what is only their own organization''s');
SELECT is((SELECT string_agg(pg_temp.local(s.opens) || '-' || to_char(s.closes AT TIME ZONE 'America/New_York', 'HH24:MI'), ', ' ORDER BY s.opens)
           FROM app.calendar_span s JOIN app.calendar c ON c.current_version = s.version_id WHERE c.code = 'test_nights' AND s.opens BETWEEN '2026-11-24 12:00-05' AND '2026-11-26 12:00-05'),
    'Tue 24 Nov 22:00-00:00, Thu 26 Nov 00:00-06:00', 'the tail of Tuesday''s night and the evening of Wednesday''s are gone');

SELECT is((SELECT array_agg(b::text) FROM api.ledger_verify(true) b WHERE b.entity_kind IN ('task', 'network')), NULL, 'the record is whole');
SELECT * FROM finish();
ROLLBACK;
