-- Business time: cases worked by hand, then thousands of instants against a walk over the wall clock.
BEGIN;
SELECT no_plan();
SELECT tests.at('2026-11-20 17:05-05');
SET LOCAL TIME ZONE 'America/New_York';

-- make(code, zone, weekdays, weekend, holidays, dates): the shape that publish gives.
CREATE FUNCTION pg_temp.make(code text, zone text, weekdays jsonb, saturday jsonb, sunday jsonb, holidays jsonb, dates jsonb)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    made integer;
    version integer;
BEGIN
    INSERT INTO app.calendar (code) VALUES (make.code) RETURNING id INTO made;
    version := engine.calendar_version_of(made, jsonb_build_object('timezone', zone, 'holidays', holidays, 'dates', dates,
        'week', jsonb_build_object('mon', weekdays, 'tue', weekdays, 'wed', weekdays, 'thu', weekdays, 'fri', weekdays,
                                   'sat', saturday, 'sun', sunday)), app.now());
    UPDATE app.calendar SET current_version = version WHERE id = made;
    RETURN version;
END $$;

CREATE TEMPORARY TABLE made AS
SELECT c.code, pg_temp.make(c.code, c.zone, c.weekdays, c.saturday, c.sunday, c.holidays, c.dates) AS version
FROM (VALUES
    ('t_office', 'America/New_York', '[["08:00","17:00"]]'::jsonb, '[]'::jsonb, '[]'::jsonb,
     '["2026-11-26", "12-25"]'::jsonb, '{"2026-12-24": [["08:00","12:00"]], "2027-12-25": [["10:00","11:00"]], "2027-01-20": []}'::jsonb),
    ('t_lunch', 'America/New_York', '[["08:00","12:00"],["12:00","12:30"],["13:00","17:00"]]', '[["09:00","13:00"]]', '[]', '[]', '{}'),
    ('t_night', 'America/New_York', '[["22:00","06:00"]]', '[["22:00","06:00"]]', '[["22:00","06:00"]]',
     '["2026-11-26"]', '{}'),
    ('t_night_off', 'America/New_York', '[["22:00","06:00"]]', '[]', '[]', '["2026-11-26"]', '{"2026-11-26": [["12:00","13:00"]]}'),
    ('t_always', 'America/New_York', '[["00:00","24:00"]]', '[["00:00","24:00"]]', '[["00:00","24:00"]]', '[]', '{}'),
    ('t_twice', 'America/New_York', '[]', '[]', '[["01:30","02:30"],["04:00","05:00"]]', '[]', '{}'),
    ('t_twice_close', 'America/New_York', '[]', '[]', '[["00:30","01:30"]]', '[]', '{}'),
    ('t_overlap', 'America/New_York', '[["20:00","06:00"]]', '[["05:00","09:00"],["08:00","10:00"]]', '[]', '[]', '{}'),
    ('t_london', 'Europe/London', '[["09:00","17:30"]]', '[]', '[]', '[]', '{}'),
    ('t_kolkata', 'Asia/Kolkata', '[["10:00","18:00"]]', '[["10:00","14:00"]]', '[]', '[]', '{}'),
    ('t_howe', 'Australia/Lord_Howe', '[["00:00","09:00"]]', '[["22:00","05:00"]]', '[["00:00","09:00"]]', '[]', '{}'),
    ('t_havana', 'America/Havana', '[["00:00","24:00"]]', '[["00:00","24:00"]]', '[["00:00","24:00"]]', '[]', '{}'),
    ('t_never', 'America/New_York', '[]', '[]', '[]', '[]', '{}')
) c(code, zone, weekdays, saturday, sunday, holidays, dates);

SELECT is(api.business_due(c.calendar, c.start, c.target), c.due, c.calendar || ': ' || c.why)
FROM (VALUES
    -- ordinary weeks
    ('t_office', '2026-11-20 16:45-05'::timestamptz, '8bh', '2026-11-23 15:45-05'::timestamptz, 'a Friday afternoon runs on into Monday'),
    ('t_office', '2026-11-20 16:45-05', '8 business hours', '2026-11-23 15:45-05', 'the long form is the same'),
    ('t_office', '2026-11-20 16:45-05', '1 business day', '2026-11-23 17:00-05', 'and of one day'),
    ('t_office', '2026-11-20 16:45-05', '90 minutes', '2026-11-20 18:15-05', 'and of real time'),
    ('t_office', '2026-11-20 16:45-05', '15bm', '2026-11-20 17:00-05', 'exactly at closing is due at closing'),
    ('t_office', '2026-11-20 16:45-05', '16bm', '2026-11-23 08:01-05', 'a minute later is due after the next opening'),
    ('t_office', '2026-11-20 08:00-05', '9bh', '2026-11-20 17:00-05', 'a whole day from opening is due at closing'),
    ('t_office', '2026-11-21 03:00-05', '9bh', '2026-11-23 17:00-05', 'asked in closed hours, a whole day is the next one'),
    ('t_office', '2026-11-20 17:00-05', '1bm', '2026-11-23 08:01-05', 'asked at closing'),
    ('t_office', '2026-11-20 16:59:59.25-05', '2bm', '2026-11-23 08:01:59.25-05', 'parts of a second are kept'),
    ('t_office', '2026-11-20 16:45-05', '2bd', '2026-11-24 17:00-05', 'two open days after Friday'),
    ('t_office', '2026-11-20 06:00-05', '1bd', '2026-11-23 17:00-05', 'before opening is still that day'),
    ('t_office', '2026-11-20 23:00-05', '1bd', '2026-11-23 17:00-05', 'after closing is still that day'),
    ('t_office', '2026-11-21 12:00-05', '1bd', '2026-11-23 17:00-05', 'from a Saturday'),
    ('t_office', '2026-11-25 16:00-05', '2bh', '2026-11-27 09:00-05', 'a holiday between'),
    ('t_office', '2026-11-25 16:00-05', '1bd', '2026-11-27 17:00-05', 'a holiday is no open day'),
    ('t_office', '2026-11-26 10:00-05', '1bd', '2026-11-27 17:00-05', 'from a holiday'),
    ('t_office', '2026-12-23 16:00-05', '5bh', '2026-12-24 12:00-05', 'a half-day closes at noon'),
    ('t_office', '2026-12-23 16:00-05', '6bh', '2026-12-28 09:00-05', 'over half-day, yearly holiday and weekend'),
    ('t_office', '2026-12-23 16:00-05', '1bd', '2026-12-24 12:00-05', 'the close of a half-day'),
    ('t_office', '2027-12-24 16:00-05', '1bd', '2027-12-25 11:00-05', 'one-off hours replace a holiday, and a closed Saturday'),
    ('t_office', '2027-01-19 16:00-05', '2bh', '2027-01-21 09:00-05', 'one-off hours may be none: a snow day'),
    ('t_lunch', '2026-11-20 11:00-05', '90bm', '2026-11-20 12:30-05', 'ranges that touch are one'),
    ('t_lunch', '2026-11-20 11:00-05', '91bm', '2026-11-20 13:01-05', 'over lunch'),
    ('t_lunch', '2026-11-20 11:00-05', '1bd', '2026-11-21 13:00-05', 'Saturday is an open day'),
    ('t_always', '2026-11-20 11:00-05', '2bd', '2026-11-23 00:00-05', 'always open: days close at midnight'),
    ('t_always', '2026-11-20 11:00-05', '30bh', '2026-11-21 17:00-05', 'always open: hours are real hours'),
    -- nights
    ('t_night', '2026-11-20 23:00-05', '2bh', '2026-11-21 01:00-05', 'across midnight'),
    ('t_night', '2026-11-20 23:00-05', '7bh', '2026-11-21 06:00-05', 'to the end of the night'),
    ('t_night', '2026-11-20 23:00-05', '1bd', '2026-11-22 06:00-05', 'a night is of the day on which it begins'),
    ('t_night', '2026-11-25 23:00-05', '2bh', '2026-11-27 01:00-05', 'a holiday takes its own date: morning and evening of two nights'),
    ('t_night', '2026-11-24 23:00-05', '1bd', '2026-11-26 00:00-05', 'the night before a holiday closes at midnight'),
    ('t_night', '2026-11-25 23:00-05', '1bd', '2026-11-28 06:00-05', 'the holiday is no open day'),
    ('t_night_off', '2026-11-25 23:00-05', '7bh', '2026-11-26 06:00-05', 'one-off hours replace the holiday, so the night before ends as ever'),
    ('t_night_off', '2026-11-25 23:00-05', '8bh', '2026-11-26 13:00-05', 'then come the one-off hours'),
    ('t_night_off', '2026-11-25 23:00-05', '9bh', '2026-11-27 23:00-05', 'whose date has no night of its own'),
    ('t_overlap', '2026-11-20 19:00-05', '10bh', '2026-11-21 06:00-05', 'a night into a Saturday'),
    ('t_overlap', '2026-11-20 19:00-05', '14bh', '2026-11-21 10:00-05', 'overlapping hours count once'),
    ('t_overlap', '2026-11-20 19:00-05', '1bd', '2026-11-21 10:00-05', 'and each day keeps its own close'),
    -- clocks go forward, 14 March 2027, 02:00 to 03:00
    ('t_night', '2027-03-13 23:00-05', '6bh', '2027-03-14 06:00-04', 'the short night has seven hours'),
    ('t_night', '2027-03-13 23:00-05', '7bh', '2027-03-14 23:00-04', 'so the eighth falls into the next'),
    ('t_office', '2027-03-12 16:00-05', '2bh', '2027-03-15 09:00-04', 'a weekend with a change'),
    ('t_office', '2027-03-12 16:00-05', '2d', '2027-03-14 17:00-04', 'two days of real time are 48 hours'),
    ('t_office', '2027-03-13 12:00-05', '24h', '2027-03-14 13:00-04', '24 hours are 24 hours'),
    ('t_always', '2027-03-13 12:00-05', '1bd', '2027-03-15 00:00-04', 'the short day closes at midnight'),
    ('t_twice', '2027-03-14 00:00-05', '30bm', '2027-03-14 03:00-04', 'a skipped closing time is the instant of the change'),
    ('t_twice', '2027-03-14 00:00-05', '31bm', '2027-03-14 04:01-04', 'nothing is open in an hour that is skipped'),
    -- clocks go back, 1 November 2026, 02:00 to 01:00
    ('t_night', '2026-10-31 23:00-04', '8bh', '2026-11-01 06:00-05', 'the long night has nine hours'),
    ('t_office', '2026-10-31 12:00-04', '1d', '2026-11-01 11:00-05', 'a day of real time is 24 hours'),
    ('t_always', '2026-10-31 12:00-04', '37bh', '2026-11-02 00:00-05', 'the long day has 25 hours'),
    ('t_twice', '2026-11-01 00:00-04', '2bh', '2026-11-01 02:30-05', 'an opening time that happens twice is the earlier one'),
    ('t_twice', '2026-11-01 00:00-04', '1bh', '2026-11-01 01:30-05', 'so an hour after it shows the same time'),
    ('t_twice_close', '2026-11-01 00:00-04', '2bh', '2026-11-01 01:30-05', 'a closing time that happens twice is the later one'),
    -- other zones
    ('t_london', '2027-03-26 17:00+00', '1bh', '2027-03-29 09:30+01', 'London goes forward on 28 March'),
    ('t_london', '2026-10-23 17:00+01', '1bh', '2026-10-26 09:30+00', 'London goes back on 25 October'),
    ('t_london', '2026-10-23 17:00+01', '60h', '2026-10-26 04:00+00', 'real time does not care'),
    ('t_kolkata', '2026-11-20 17:30+0530', '1bh', '2026-11-21 10:30+0530', 'a zone with half an hour'),
    ('t_kolkata', '2026-11-20 23:30-05', '1bd', '2026-11-23 18:00+0530', 'the day is that of the calendar''s zone'),
    ('t_howe', '2027-04-03 22:00+11', '8bh', '2027-04-04 05:30+1030', 'Lord Howe goes back by half an hour'),
    ('t_howe', '2026-10-03 22:00+1030', '7bh', '2026-10-04 05:30+11', 'and forward by half an hour'),
    ('t_havana', '2027-11-06 12:00-04', '1bd', '2027-11-08 00:00-05', 'Havana changes at midnight'),
    -- far away
    ('t_office', '2026-11-20 16:45-05', '260bd', '2027-11-24 17:00-05', 'a year of open days, three of them closed'),
    ('t_office', '2026-11-20 16:45-05', '365d', '2027-11-20 16:45-05', 'a year of real days'),
    ('t_office', '2024-02-28 16:45-05', '1bd', '2024-02-29 17:00-05', 'a leap day, in the past'),
    ('t_never', '2026-11-20 16:45-05', '3h', '2026-11-20 19:45-05', 'real time needs no opening')
) c(calendar, start, target, due, why);

SELECT is(api.business_elapsed(c.calendar, c.a, c.b), c.elapsed, c.calendar || ' elapsed: ' || c.why)
FROM (VALUES
    ('t_office', '2026-11-20 16:45-05'::timestamptz, '2026-11-23 15:45-05'::timestamptz, '8:00'::interval, 'over a weekend'),
    ('t_office', '2026-11-23 15:45-05', '2026-11-20 16:45-05', '-8:00', 'backwards is negative'),
    ('t_office', '2026-11-20 18:00-05', '2026-11-23 07:00-05', '0', 'nothing in closed hours'),
    ('t_office', '2026-12-21 00:00-05', '2026-12-28 00:00-05', '31:00', 'a week with a half-day and a holiday'),
    ('t_night', '2027-03-13 12:00-05', '2027-03-14 12:00-04', '7:00', 'the short night'),
    ('t_night', '2026-10-31 12:00-04', '2026-11-01 12:00-05', '9:00', 'the long night'),
    ('t_night', '2026-11-25 12:00-05', '2026-11-27 12:00-05', '8:00', 'two nights halved by a holiday'),
    ('t_overlap', '2026-11-20 12:00-05', '2026-11-21 12:00-05', '14:00', 'overlaps count once'),
    ('t_twice', '2027-03-14 00:00-05', '2027-03-14 12:00-04', '1:30', 'a range half skipped'),
    ('t_twice', '2026-11-01 00:00-04', '2026-11-01 12:00-05', '3:00', 'a range that begins twice'),
    ('t_havana', '2027-11-07 00:00-04', '2027-11-08 00:00-05', '25:00', 'a change at midnight loses and doubles nothing'),
    ('t_never', '2026-11-20 18:00-05', '2026-11-23 07:00-05', '0', 'a calendar that never opens')
) c(calendar, a, b, elapsed, why);

-- Refusals name what is wrong.
SELECT throws_ok(format('SELECT api.business_due(%L, %L, %L)', c.calendar, c.start, c.target), 'HF400', NULL, c.why)
FROM (VALUES
    ('t_office', '2026-11-20 16:45-05', '0bh', 'zero is no target'), ('t_office', '2026-11-20 16:45-05', '8', 'no unit'),
    ('t_office', '2026-11-20 16:45-05', '8w', 'no such unit'), ('t_office', '2026-11-20 16:45-05', '8b hours', 'half of a long form'), ('t_office', '2026-11-20 16:45-05', '-8h', 'negative'),
    ('t_office', '2026-11-20 16:45-05', '', 'empty'), ('t_office', '2026-11-20 16:45-05', '1.5h', 'broken'),
    ('t_office', '2031-11-19 16:45-05', '8bh', 'beyond the years laid out'),
    ('t_office', '2026-11-20 16:45-05', '1400bd', 'due beyond the years laid out'),
    ('t_office', '2040-01-01 12:00-05', '1bd', 'start beyond the years laid out'),
    ('t_office', '2040-01-01 12:00-05', '1bh', 'start beyond the years laid out, in hours'),
    ('t_office', '2023-11-19 12:00-05', '1bh', 'more than three years ago'),
    ('t_office', '2023-11-19 12:00-05', '1bd', 'more than three years ago, in days'),
    ('t_never', '2026-11-20 16:45-05', '1bh', 'a calendar that never opens'),
    ('t_never', '2026-11-20 16:45-05', '1bd', 'a calendar that never opens, in days'),
    ('t_nowhere', '2026-11-20 16:45-05', '1bd', 'no such calendar')) c(calendar, start, target, why);
SELECT throws_ok($$SELECT api.business_due('t_office', NULL, NULL)$$, 'HF400', NULL, 'no target at all');
SELECT is(api.business_due('t_office', '2023-11-20 00:00-05', '1bh'), '2023-11-20 09:00-05', 'three years back is laid out');
SELECT is(api.business_due('t_office', '2031-11-19 15:00-05', '2bh'), '2031-11-19 17:00-05', 'five years ahead is laid out');

-- Openings and closings.
SELECT is(engine.first_opening(m.version, c.at), c.opening, 'first opening: ' || c.why)
FROM (VALUES
    ('t_office', '2026-11-21 12:00-05'::timestamptz, '2026-11-23 08:00-05'::timestamptz, 'a Saturday'),
    ('t_office', '2026-11-23 09:00-05', '2026-11-23 09:00-05', 'open already'),
    ('t_office', '2026-11-23 17:00-05', '2026-11-24 08:00-05', 'at closing'),
    ('t_office', '2026-11-26 00:00-05', '2026-11-27 08:00-05', 'a holiday')) c(calendar, at, opening, why)
JOIN made m ON m.code = c.calendar;
SELECT is(engine.last_closing(m.version, c.before), c.closing, 'last closing: ' || c.why)
FROM (VALUES
    ('t_office', '2026-12-02 09:00-05'::timestamptz, '2026-12-01 17:00-05'::timestamptz, 'a hearing in the morning'),
    ('t_office', '2026-12-01 17:00-05', '2026-12-01 17:00-05', 'at closing itself'),
    ('t_office', '2026-11-27 07:00-05', '2026-11-25 17:00-05', 'over a holiday'),
    ('t_lunch', '2026-11-20 12:15-05', '2026-11-19 17:00-05', 'ranges that touch do not close between')) c(calendar, before, closing, why)
JOIN made m ON m.code = c.calendar;
SELECT is(array_agg(engine.is_open(m.version, t) ORDER BY t), '{f,t,t,f,t,f}', 'open from opening up to, and without, closing')
FROM made m, unnest('{"2026-11-20 07:59:59-05","2026-11-20 08:00-05","2026-11-20 16:59:59-05","2026-11-20 17:00-05","2026-12-24 12:00-05","2026-12-24 11:59-05"}'::timestamptz[]) t
WHERE m.code = 't_office';

-- Shares are of the target's own unit.
SELECT is(engine.share_at(m.version, c.start, c.target, c.due, c.share), c.at, c.calendar || ' share: ' || c.why)
FROM (VALUES
    ('t_office', '2026-11-20 16:00-05'::timestamptz, '8bh', '2026-11-23 15:00-05'::timestamptz, 0.75, '2026-11-23 13:00-05'::timestamptz, '75% of eight open hours'),
    ('t_office', '2026-11-20 16:00-05', '8bh', '2026-11-23 15:00-05', 0.125, '2026-11-20 17:00-05', 'at closing, not at the next opening'),
    ('t_office', '2026-11-20 16:00-05', '8bh', '2026-11-23 15:00-05', 1, '2026-11-23 15:00-05', '100% is due'),
    ('t_office', '2026-11-20 16:00-05', '8bh', '2026-11-23 15:00-05', 0, '2026-11-20 16:00-05', '0% is the start'),
    ('t_office', '2026-11-20 16:00-05', '8bh', '2026-11-23 15:00-05', 1.5, '2026-11-24 10:00-05', '150% runs on in open hours'),
    ('t_office', '2026-11-20 16:00-05', '2bd', '2026-11-24 17:00-05', 0.5, '2026-11-23 16:30-05', 'half of two days is half of the open seconds'),
    ('t_office', '2026-11-20 16:00-05', '4h', '2026-11-20 20:00-05', 0.75, '2026-11-20 19:00-05', '75% of four real hours'),
    ('t_office', '2026-10-31 12:00-04', '2d', '2026-11-02 11:00-05', 0.5, '2026-11-01 11:00-05', 'half of two real days over a change'),
    ('t_office', '2026-11-20 16:00-05', '2bd', '2026-11-21 12:00-05', 1, '2026-11-21 12:00-05', 'capped in closed hours: 100% is the cap'),
    ('t_office', '2026-11-20 16:00-05', '2bd', '2026-11-21 12:00-05', 0.5, '2026-11-20 16:30-05', 'capped in closed hours: half of what is open before it'),
    ('t_office', '2026-11-20 16:00-05', '2bd', '2026-11-21 12:00-05', 2, '2026-11-23 09:00-05', 'capped in closed hours: twice runs on from the cap'),
    ('t_office', '2026-11-20 18:00-05', '8bh', '2026-11-21 12:00-05', 0.5, '2026-11-21 03:00-05', 'nothing open before the cap: real time is shared'))
    c(calendar, start, target, due, share, at, why)
JOIN made m ON m.code = c.calendar;

-- The same day twice is one version; later years are laid out as if they had been from the start.
SELECT is((SELECT count(*) FROM app.calendar_version v WHERE v.calendar_id = c.id), 1::bigint, 'the same content is the same version')
FROM app.calendar c, app.calendar_version v
WHERE c.code = 't_night' AND v.id = c.current_version AND engine.calendar_version_of(c.id, v.definition, app.now()) = v.id;
CREATE TEMPORARY TABLE whole AS
SELECT s.* FROM app.calendar_span s JOIN made m ON m.version = s.version_id;
UPDATE app.calendar_version v SET laid_to = '2027-03-14' FROM made m WHERE v.id = m.version;
DELETE FROM app.calendar_span s USING made m, app.calendar_version v
WHERE s.version_id = m.version AND v.id = m.version AND (s.opens AT TIME ZONE v.timezone)::date >= v.laid_to;
SELECT cmp_ok(engine.extend_calendars(app.now()), '>=', (SELECT count(*) FROM made)::integer, 'the sweep lays out what has become short');
SELECT is_empty($$SELECT version_id, opens, closes, open_seconds_before, day_no, last_of_day FROM whole
                  EXCEPT SELECT version_id, opens, closes, open_seconds_before, day_no, last_of_day FROM app.calendar_span$$,
                'laid out in two parts is the same as in one');
SELECT is(engine.extend_calendars(app.now()), 0, 'and then nothing is short');

-- The walk: every fifth minute of seven months, open by plain reading of the wall clock. (All hours
-- here begin and end on the half.)
CREATE TEMPORARY TABLE hours (code text, dow integer, opens time, closes interval);
INSERT INTO hours
SELECT 't_office', d, time '08:00', interval '17:00' FROM generate_series(1, 5) d UNION ALL
SELECT 't_lunch', d, '08:00', '12:30' FROM generate_series(1, 5) d UNION ALL
SELECT 't_lunch', d, '13:00', '17:00' FROM generate_series(1, 5) d UNION ALL
SELECT 't_lunch', 6, '09:00', '13:00' UNION ALL
SELECT 't_night', d, '22:00', '24:00' FROM generate_series(1, 7) d UNION ALL
SELECT 't_night', d, '00:00', '06:00' FROM generate_series(1, 7) d UNION ALL
SELECT 't_london', d, '09:00', '17:30' FROM generate_series(1, 5) d UNION ALL
SELECT 't_howe', d, '00:00', '09:00' FROM generate_series(1, 5) d UNION ALL
SELECT 't_howe', 7, '00:00', '09:00' UNION ALL SELECT 't_howe', 6, '22:00', '24:00';
CREATE TEMPORARY TABLE walk AS
SELECT m.code, t AS minute, local.day, row_number() OVER (PARTITION BY m.code ORDER BY t) AS no
FROM made m
JOIN app.calendar_version v ON v.id = m.version,
     generate_series('2026-09-20 00:00+00'::timestamptz, '2027-04-20 00:00+00', interval '5 minutes') t,
     LATERAL (SELECT (t AT TIME ZONE v.timezone) AS at, (t AT TIME ZONE v.timezone)::date AS day) local
JOIN hours h ON h.dow = extract(isodow FROM local.day)::integer
WHERE h.code = m.code AND local.at >= local.day + h.opens AND local.at < local.day + h.closes
  AND NOT (m.code = 't_office' AND local.at >= '2026-12-24 12:00' AND local.day = '2026-12-24')
  AND NOT (m.code = 't_office' AND local.day IN ('2026-11-26', '2026-12-25', '2027-01-20'))
  AND NOT (m.code = 't_night' AND local.day = '2026-11-26');
CREATE INDEX ON walk (code, minute);
CREATE UNIQUE INDEX ON walk (code, no);
ANALYZE walk;

SELECT setseed(0.2611);
CREATE TEMPORARY TABLE trial AS
SELECT m.code, m.version, start, start + (random() * 12000)::integer * interval '5 minutes' AS later, 5 + (random() * 1200)::integer * 5 AS n
FROM made m, generate_series(1, 600),
     LATERAL (SELECT '2026-09-20 00:00+00'::timestamptz + (random() * 40000 + 0 * m.version)::integer * interval '5 minutes' AS start) s
WHERE m.code IN (SELECT h.code FROM hours h);
-- What the walk says of each trial; kept in columns, so that no plan asks it for pairs.
CREATE FUNCTION pg_temp.walked(calendar text, until timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce((SELECT w.no FROM walk w WHERE w.code = calendar AND w.minute < until ORDER BY w.minute DESC LIMIT 1), 0);
END $$;
CREATE TEMPORARY TABLE expected AS
SELECT t.*, pg_temp.walked(t.code, t.start) AS open_before, pg_temp.walked(t.code, t.later) AS open_later, local.day
FROM trial t
JOIN made m ON m.code = t.code
JOIN app.calendar_version v ON v.id = m.version,
     LATERAL (SELECT (t.start AT TIME ZONE v.timezone)::date AS day) local;
ANALYZE expected;
SELECT is_empty($$
    SELECT * FROM (SELECT e.*, api.business_due(e.code, e.start, e.n || 'bm') AS due, w.minute + interval '5 minutes' AS walked
                   FROM expected e JOIN walk w ON w.code = e.code AND w.no = e.open_before + e.n / 5) d
    WHERE d.due <> d.walked$$,
    'due: 3,000 instants agree with the walk');
SELECT is_empty($$
    SELECT e.* FROM expected e
    WHERE api.business_elapsed(e.code, e.start, e.later) <> (e.open_later - e.open_before) * interval '5 minutes'$$,
    'elapsed: 3,000 spans agree with the walk');
-- Open days by the walk, for calendars without nights.
CREATE TEMPORARY TABLE open_day AS
SELECT w.code, w.day, max(w.minute) + interval '5 minutes' AS closes, row_number() OVER (PARTITION BY w.code ORDER BY w.day) AS no
FROM walk w WHERE w.code IN ('t_office', 't_lunch', 't_london') GROUP BY w.code, w.day;
CREATE TEMPORARY TABLE expected_day AS
SELECT e.*, (SELECT count(*) FROM open_day b WHERE b.code = e.code AND b.day <= e.day) AS day_no
FROM expected e WHERE e.code IN ('t_office', 't_lunch', 't_london');
SELECT is_empty($$
    SELECT * FROM (SELECT e.*, api.business_due(e.code, e.start, 1 + e.n % 30 || 'bd') AS due, d.closes
                   FROM expected_day e JOIN open_day d ON d.code = e.code AND d.no = e.day_no + 1 + e.n % 30) c
    WHERE c.due <> c.closes$$,
    'open days: 1,800 instants agree with the walk');
-- Laws that hold whatever the calendar.
SELECT is_empty($$
    SELECT t.* FROM trial t, unnest('{1bh,1h}'::text[]) target
    WHERE engine.own_add(t.version, target, t.start, engine.own_seconds(t.version, target, t.start, engine.first_opening(t.version, t.later) + interval '1 minute'))
          <> engine.first_opening(t.version, t.later) + interval '1 minute'$$,
    'what own_seconds measured, own_add gives back');
SELECT is_empty($$
    SELECT t.* FROM trial t, unnest('{1bh,1h}'::text[]) target
    WHERE engine.own_seconds(t.version, target, t.start, engine.own_add(t.version, target, t.start, t.n * 60)) <> t.n * 60$$,
    'and the other way round');
SELECT is_empty($$
    SELECT * FROM (SELECT t.*, lag(engine.due_at(t.version, t.start, target)) OVER (PARTITION BY t.code, target ORDER BY t.start)
                               > engine.due_at(t.version, t.start, target) AS earlier
                   FROM trial t, unnest('{7bh,2bd,9h,2d}'::text[]) target) d WHERE d.earlier$$,
    'whoever starts later is never due earlier');
SELECT is_empty($$
    SELECT t.* FROM trial t, LATERAL (SELECT engine.due_at(t.version, t.start, t.n || 'bm') AS due) d
    WHERE t.n < 1000 AND NOT (t.start <= engine.share_at(t.version, t.start, '1bm', d.due, 0.3)
               AND engine.share_at(t.version, t.start, '1bm', d.due, 0.3) <= engine.share_at(t.version, t.start, '1bm', d.due, 0.9)
               AND engine.share_at(t.version, t.start, '1bm', d.due, 0.9) <= d.due
               AND d.due <= engine.share_at(t.version, t.start, '1bm', d.due, 1.1))$$,
    'shares come in order');
SELECT * FROM finish();
ROLLBACK;
