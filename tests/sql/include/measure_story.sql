-- Thirteen weeks of a small network, Mon 28 Sep to Mon 28 Dec 2026, played through the door. In them: the
-- end of daylight saving (Sun 1 Nov), Columbus Day (12 Oct), Veterans Day (11 Nov), Thanksgiving and the day
-- after (26, 27 Nov), a half day (24 Dec) and Christmas; offices are open Mon to Fri 08:00-17:00, nine hours.
-- Everything is nursing visits: to be answered within 8 open hours, started within 2 business days.
SELECT tests.rule('seen_in_ed', 'ed_visit', 1, '{}', 'alert lead_coordinator story_alert');
UPDATE app.event_rule SET active = false;

-- When it happens: local time of 2026.
CREATE FUNCTION pg_temp.at(local text) RETURNS void LANGUAGE sql AS $$ SELECT tests.at(('2026-' || local)::timestamp AT TIME ZONE 'America/New_York') $$;
CREATE TEMPORARY TABLE story (name text PRIMARY KEY, person text, ref text);
CREATE FUNCTION pg_temp.enter(name text) RETURNS void LANGUAGE sql AS $$ INSERT INTO story VALUES (name, tests.person('Person' || name)) $$;
CREATE FUNCTION pg_temp.ask(name text, more jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    UPDATE story s SET ref = tests.nursing('drew', s.person, 'bright_home_care', more) WHERE s.name = ask.name
$$;
CREATE FUNCTION pg_temp.ref(name text) RETURNS text LANGUAGE sql AS $$ SELECT ref FROM story s WHERE s.name = ref.name $$;
CREATE FUNCTION pg_temp.do(login text, name text, action text, detail jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.act(login, pg_temp.ref(name), action, detail)
$$;
-- The open item of that kind about somebody.
CREATE FUNCTION pg_temp.open(name text, kind app.task_kind) RETURNS text LANGUAGE sql AS $$
    SELECT engine.task_ref(t) FROM app.task t, story s WHERE s.name = open.name AND t.individual_id = engine.individual_id(s.person) AND t.kind = open.kind AND t.closed_at IS NULL
$$;
CREATE FUNCTION pg_temp.event(login text, name text, type text, occurred text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.event(login, s.person, type, '2026-' || occurred) FROM story s WHERE s.name = event.name
$$;

-- R0: before these weeks, for the period before: answered after 4 hours, in time. The service began Thu 17 Sep
-- 10:00; 90 days of 24 hours later it is Wed 16 Dec 09:00, in the period. Two ED visits before, one after.
SELECT pg_temp.at('09-14 10:00');
SELECT pg_temp.enter(n) FROM unnest('{R0,R1,R2,R3,R4,R5,R6,R7,R8,R8old,R9,R11,K1,K2,K3}'::text[]) n;
SELECT pg_temp.event('lena', 'R0', 'ed_visit', '08-01 10:00');
SELECT pg_temp.event('lena', 'R0', 'ed_visit', '09-01 10:00');
SELECT pg_temp.ask('R0');
SELECT pg_temp.at('09-14 14:00');
SELECT pg_temp.do('maria', 'R0', 'accept');
SELECT pg_temp.at('09-17 10:00');
SELECT pg_temp.do('maria', 'R0', 'start', '{"date": "2026-09-17T10:00", "note": "x"}');
SELECT pg_temp.at('09-21 10:00');
SELECT pg_temp.do('maria', 'R0', 'complete', '{"outcome": "service_received"}');

-- R1: asked Mon 10:00, accepted 12:00; began Wed 09:00, confirmed 10:00; closed with help by the person's word.
-- Discharged Mon 09:00.
SELECT pg_temp.at('10-05 10:00');
SELECT pg_temp.event('drew', 'R1', 'discharge', '10-05 09:00');
SELECT pg_temp.ask('R1');
SELECT pg_temp.at('10-05 12:00');
SELECT pg_temp.do('maria', 'R1', 'accept');

-- R8: discharged Tue 12:00 on one page, asked for at 13:00 on another; accepted 13:30. Reached by telephone
-- Wed. Start due Thu 17:00; the sweep of 17:05 reminds the owner and tells the supervisor. Given to Tomas on
-- Friday; the pages are put together; began Fri 16 Oct 10:00, nine days and 22 hours after the discharge.
SELECT pg_temp.at('10-06 12:30');
SELECT pg_temp.event('drew', 'R8old', 'discharge', '10-06 12:00');
SELECT pg_temp.at('10-06 13:00');
SELECT pg_temp.ask('R8');
SELECT pg_temp.at('10-06 13:30');
SELECT pg_temp.do('maria', 'R8', 'accept');
SELECT pg_temp.at('10-07 10:00');
SELECT pg_temp.do('maria', 'R1', 'start', '{"date": "2026-10-07T09:00", "note": "x"}');
SELECT pg_temp.do('maria', 'R8', 'call', '{"reached": true, "note": "doing well"}');
SELECT tests.sweep('2026-10-08 17:05-04');
SELECT pg_temp.at('10-09 10:00');
SELECT pg_temp.do('sam', 'R8', 'assign', '{"to": "tomas"}');
SELECT tests.run_as('lena', format('SELECT api.merge(gen_random_uuid(), %L, %L, ''same MRN'')', a.person, b.person)) FROM story a, story b WHERE a.name = 'R8' AND b.name = 'R8old';
SELECT pg_temp.at('10-16 10:00');
SELECT pg_temp.do('tomas', 'R8', 'start', '{"date": "2026-10-16T10:00", "note": "x"}');
SELECT pg_temp.do('maria', 'R1', 'complete', '{"outcome": "service_received", "source": "person"}');

-- K1: a high risk, resolved with help after three days. K3: not so, refuted. A case review held before its time.
SELECT pg_temp.at('10-19 10:00');
SELECT tests.risk('lena', person) FROM story WHERE name = 'K1';
SELECT tests.risk('lena', person) FROM story WHERE name = 'K3';
SELECT tests.act('monica', pg_temp.open('K1', 'risk'), 'verify', '{"note": "x"}');
SELECT tests.act('monica', pg_temp.open('K1', 'risk'), 'contact', '{"note": "x"}');
SELECT tests.act('lena', pg_temp.open('K3', 'risk'), 'cancel', '{"reason": "not_needed"}');
SELECT tests.run_as('lena', format('SELECT api.case_review_schedule(gen_random_uuid(), %L, ''2026-10-20 16:00-04'')', person)) FROM story WHERE name = 'K1';
SELECT pg_temp.at('10-20 10:00');
SELECT pg_temp.event('lena', 'R0', 'ed_visit', '10-20 09:00');
SELECT tests.run_as('lena', format('SELECT api.case_review_hold(gen_random_uuid(), %L, ''[]'')', pg_temp.open('K1', 'case_review')));
SELECT pg_temp.at('10-22 10:00');
SELECT tests.act('monica', pg_temp.open('K1', 'risk'), 'resolve', '{"outcome": "service_received", "reason": "landlord agreed"}');

-- R2: asked Fri 30 Oct 16:00 (summer time), accepted Mon 09:00 (winter time), began Wed 12:00; closed, no help.
-- An ED visit on Saturday night, recorded on Monday at 08:00: Lena takes it at 11:00. A discharge that was a mistake.
SELECT pg_temp.at('10-30 16:00');
SELECT pg_temp.ask('R2');
SELECT tests.retract('drew', pg_temp.event('drew', 'R2', 'discharge', '10-30 15:00') ->> 'event_ref');
UPDATE app.event_rule SET active = true WHERE code = 'story_seen_in_ed';
SELECT pg_temp.at('11-02 08:00');
SELECT pg_temp.event('drew', 'R2', 'ed_visit', '10-31 22:00');
SELECT pg_temp.at('11-02 09:00');
SELECT pg_temp.do('maria', 'R2', 'accept');
-- K2: a high risk that nobody has taken up.
SELECT pg_temp.at('11-02 10:00');
SELECT tests.risk('lena', person) FROM story WHERE name = 'K2';
SELECT pg_temp.at('11-02 11:00');
SELECT tests.act('lena', pg_temp.open('R2', 'alert'), 'accept');
SELECT pg_temp.at('11-02 15:00');
SELECT tests.act('lena', pg_temp.open('R2', 'alert'), 'complete', '{"outcome": "settled"}');

-- R4: needed by Fri 6 Nov 12:00. Three tries: declined after an hour (default), declined after two (chosen), accepted.
SELECT pg_temp.at('11-03 09:00');
SELECT pg_temp.ask('R4', '{"needed_by": "2026-11-06T12:00"}');
SELECT pg_temp.at('11-03 10:00');
SELECT pg_temp.do('maria', 'R4', 'decline');
SELECT pg_temp.at('11-03 11:00');
UPDATE story SET ref = tests.act('lena', pg_temp.open('R4', 'reroute'), 'reroute', '{"to": "vna_east_visits"}') #>> '{opened,0}' WHERE name = 'R4';
SELECT pg_temp.at('11-03 13:00');
SELECT pg_temp.do('olga', 'R4', 'decline', '{"reason": "out_of_area"}');
SELECT pg_temp.at('11-03 14:00');
UPDATE story SET ref = tests.act('lena', pg_temp.open('R4', 'reroute'), 'reroute', '{"to": "coastal_home_visits"}') #>> '{opened,0}' WHERE name = 'R4';
SELECT pg_temp.at('11-04 09:00');
SELECT pg_temp.do('kofi', 'R4', 'accept');
SELECT pg_temp.at('11-04 12:00');
SELECT pg_temp.do('maria', 'R2', 'start', '{"date": "2026-11-04T12:00", "note": "x"}');
SELECT pg_temp.at('11-05 10:00');
SELECT pg_temp.do('kofi', 'R4', 'start', '{"date": "2026-11-05T10:00", "note": "x"}');

-- R5: asked Mon 9 Nov 10:00, accepted 15:00; the person, discharged that morning, dies on Tuesday.
SELECT pg_temp.at('11-09 10:00');
SELECT pg_temp.event('drew', 'R5', 'discharge', '11-09 09:00');
SELECT pg_temp.ask('R5');
SELECT pg_temp.at('11-09 15:00');
SELECT pg_temp.do('maria', 'R5', 'accept');
SELECT pg_temp.at('11-10 10:00');
SELECT pg_temp.do('maria', 'R2', 'complete', '{"outcome": "person_refused"}');
SELECT pg_temp.at('11-10 12:00');
SELECT tests.run_as('lena', format('SELECT api.life_change_apply(gen_random_uuid(), %L)', pg_temp.event('lena', 'R5', 'death', '11-10 06:00') ->> 'event_ref'));

-- R6: for the wrong person: accepted, then marked as a mistake.
SELECT pg_temp.at('11-12 10:00');
SELECT pg_temp.ask('R6');
SELECT pg_temp.at('11-12 10:30');
SELECT pg_temp.do('maria', 'R6', 'accept');
SELECT pg_temp.at('11-12 11:00');
SELECT pg_temp.do('drew', 'R6', 'void', '{"reason": "wrong person"}');

-- R11: asked Mon 10:00, accepted Tue 09:00, exactly when it was due; the person has moved away: ended.
SELECT pg_temp.at('11-16 10:00');
SELECT pg_temp.ask('R11');
SELECT pg_temp.at('11-17 09:00');
SELECT pg_temp.do('maria', 'R11', 'accept');
-- A case review that nobody holds.
SELECT tests.run_as('lena', format('SELECT api.case_review_schedule(gen_random_uuid(), %L, ''2026-11-19 10:00-05'')', person)) FROM story WHERE name = 'K2';
SELECT pg_temp.at('11-17 10:00');
SELECT pg_temp.do('maria', 'R11', 'fail', '{"reason": "moved_away"}');
SELECT pg_temp.at('11-17 11:00');
SELECT tests.act('lena', pg_temp.open('R11', 'reroute'), 'cancel', '{"reason": "not_needed"}');

-- R9: declined after half an hour; five minutes later Maria says why. Lena ends it.
SELECT pg_temp.at('11-18 10:00');
SELECT pg_temp.ask('R9');
SELECT pg_temp.at('11-18 10:30');
SELECT pg_temp.do('maria', 'R9', 'decline');
SELECT pg_temp.at('11-18 10:35');
SELECT pg_temp.do('maria', 'R9', 'amend', '{"reason": "not_covered"}');
SELECT pg_temp.at('11-18 11:30');
SELECT tests.act('lena', pg_temp.open('R9', 'reroute'), 'cancel', '{"reason": "not_needed"}');
SELECT pg_temp.at('11-20 10:00');
SELECT pg_temp.do('kofi', 'R4', 'complete', '{"outcome": "service_received"}');

-- R3: asked Wed 25 Nov 15:00, the day before Thanksgiving: due Mon 14:00. At 14:05 Drew brings in the supervisor; accepted
-- 16:00; not started. An ED visit on Thanksgiving, recorded on Friday, a holiday: nobody acts on it.
SELECT pg_temp.at('11-25 15:00');
SELECT pg_temp.ask('R3');
SELECT pg_temp.at('11-27 09:00');
SELECT pg_temp.event('drew', 'R3', 'ed_visit', '11-26 20:00');
SELECT pg_temp.at('11-30 14:05');
SELECT pg_temp.do('drew', 'R3', 'escalate');
SELECT pg_temp.at('11-30 16:00');
SELECT pg_temp.do('maria', 'R3', 'accept');

-- R7: needed by Thu 3 Dec 12:00, asked Tue 10:00, due Wed 09:00, never answered. Discharged that day.
SELECT pg_temp.at('12-01 10:00');
SELECT pg_temp.event('drew', 'R7', 'discharge', '12-01 09:00');
SELECT pg_temp.ask('R7', '{"needed_by": "2026-12-03T12:00"}');
-- Drew asks again for R3, is told, and leaves it. Then for R7: sends it all the same, and takes that back as a mistake.
SELECT pg_temp.at('12-03 10:00');
SELECT tests.nursing('drew', person) FROM story WHERE name = 'R3';
SELECT pg_temp.at('12-03 11:00');
SELECT tests.nursing('drew', person) FROM story WHERE name = 'R7';
SELECT pg_temp.at('12-03 11:05');
INSERT INTO story SELECT 'R10', person, tests.nursing('drew', person, 'bright_home_care', '{"duplicate_reason": "no answer"}') FROM story WHERE name = 'R7';
SELECT pg_temp.at('12-03 11:10');
SELECT pg_temp.do('drew', 'R10', 'void', '{"reason": "asked twice"}');
-- A plan with one area past its date of review.
SELECT pg_temp.at('12-15 10:00');
SELECT tests.run_as('lena', format('SELECT api.plan_edit(gen_random_uuid(), %L, ''plan'', NULL, ''{"open": true}'')', person)) FROM story WHERE name = 'R8';
UPDATE app.plan_area a SET review_by = CASE d.code WHEN 'housing' THEN '2026-12-20 12:00-05' ELSE '2027-01-15 12:00-05' END::timestamptz FROM app.domain d WHERE d.id = a.domain_id;
-- Reviews are asked for since Mon 21 Dec: held on Tue 22 at 09:30, on Wed 23 after its time.
UPDATE app.review_kind SET since = '2026-12-21 00:00-05', active = ("of" = 'open_items');
CREATE FUNCTION pg_temp.review() RETURNS void LANGUAGE sql AS $$
    -- Nobody decides on anything, but the list is read: it is a review.
    SELECT tests.run_as('lena', format('SELECT api.review_close(gen_random_uuid(), %L, ''{"unfinished": "short of time"}'')',
        tests.run_as('lena', format('SELECT api.review_acknowledge(gen_random_uuid(), %L)',
            tests.run_as('lena', 'SELECT api.review_begin(gen_random_uuid(), ''daily'')')::jsonb ->> 'ref'))::jsonb ->> 'ref'))
$$;
SELECT pg_temp.at('12-22 09:30');
SELECT pg_temp.review();
SELECT pg_temp.at('12-23 11:00');
SELECT pg_temp.review();
SELECT pg_temp.at('12-28 00:00');
