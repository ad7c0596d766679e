-- What is measured, as data: each line with its words, its unit, which way is better, how it is defined
-- and where that comes from. The sets of cases that the lines count are in the other measure_*.sql.
-- Sources that are named: HEDIS FUH and FUM (NCQA: follow-up after hospitalization, or an ED visit, for
-- mental illness, within 7 and 30 days); Transitional Care Management (CMS, CPT 99495 and 99496: contact
-- within 2 business days of discharge, a visit within 7 or 14 days); social care data classes of the
-- Gravity Project. "Holdfast" is a definition of this program's own, after the rules of its design.

CREATE FUNCTION engine.measure_catalogue() RETURNS SETOF engine.measure_line LANGUAGE sql IMMUTABLE AS $$
    SELECT v.position, v.measure, v.name, v.part, v.part_name, v.topic, v.topic_part, v.how, v.unit, v.better, v.definition, v.source, v.note
    FROM (VALUES
    (10, 'answer_in_time', 'Answered in time', 'per_try', 'each try', 'accept', 'per_try', 'share', '%', 'up',
        'Of the tries that were answered or whose time to answer ran out: those answered (yes or no) by their due. Still open past due counts as missed, and so does a try without a deadline.', 'Holdfast', NULL),
    (11, 'answer_in_time', 'Answered in time', 'per_referral', 'each referral', 'accept', 'per_referral', 'share', '%', 'up',
        'Of the referrals that somebody accepted, or one of whose tries or searches ran out of time first: those accepted with nothing late on the way. A decline is no answer for the person.', 'Holdfast', NULL),
    (12, 'answer_in_time', 'Answered in time', 'needed_by', 'against when it was needed', 'accept', 'needed_by', 'share', '%', 'up',
        'Of the referrals with a date by which the service is needed, accepted or past that date: those accepted by it.', 'Holdfast', NULL),
    (20, 'answer_time', 'Time to answer', 'business_per_try', 'each try, open hours', 'accept', 'per_try', 'open_median', 'open hours', 'down',
        'Median from asking to the answer, in hours of the calendar of whoever was asked. Past due and unanswered counts with the time so far.', 'Holdfast', NULL),
    (21, 'answer_time', 'Time to answer', 'elapsed_per_try', 'each try, real hours', 'accept', 'per_try', 'median', 'hours', 'down',
        'The same in hours of the clock, nights and holidays included.', 'Holdfast', NULL),
    (22, 'answer_time', 'Time to answer', 'business_per_referral', 'each referral, open hours', 'accept', 'per_referral', 'open_median', 'open hours', 'down',
        'Median from the request until somebody accepted, over all tries, on the calendar of whoever was asked first.', 'Holdfast', NULL),
    (23, 'answer_time', 'Time to answer', 'elapsed_per_referral', 'each referral, real hours', 'accept', 'per_referral', 'median', 'hours', 'down',
        'The same in hours of the clock: what the person waited.', 'Holdfast', NULL),
    (30, 'start_in_time', 'Started in time', 'per_try', 'each try', 'start', 'per_try', 'share', '%', 'up',
        'Of the accepted tries whose start was confirmed, or whose time to start ran out: those confirmed by their due.', 'Holdfast', NULL),
    (31, 'start_in_time', 'Started in time', 'per_referral', 'each referral', 'start', 'per_referral', 'share', '%', 'up',
        'Of the referrals whose service started, or which were late first in an answer, a search or a start: those started with nothing late on the way.', 'Holdfast', NULL),
    (32, 'start_in_time', 'Started in time', 'needed_by', 'against when it was needed', 'start', 'needed_by', 'share', '%', 'up',
        'Of the referrals with a date by which the service is needed, started or past that date: those started by it.', 'Holdfast', NULL),
    (40, 'start_time', 'Time to start', 'business_per_try', 'each try, open hours', 'start', 'per_try', 'open_median', 'open hours', 'down',
        'Median from acceptance to the confirmed start, in open hours of whoever accepted.', 'Holdfast', NULL),
    (41, 'start_time', 'Time to start', 'elapsed_per_try', 'each try, real hours', 'start', 'per_try', 'median', 'hours', 'down',
        'The same in hours of the clock.', 'Holdfast', NULL),
    (42, 'start_time', 'Time to start', 'business_per_referral', 'each referral, open hours', 'start', 'per_referral', 'open_median', 'open hours', 'down',
        'Median from the request to the day on which the service began: the need''s own clock, in open hours of whoever was asked first.', 'Holdfast', NULL),
    (43, 'start_time', 'Time to start', 'elapsed_per_referral', 'each referral, real hours', 'start', 'per_referral', 'median', 'hours', 'down',
        'The same in hours of the clock: what the person waited.', 'Holdfast', NULL),
    (50, 'loop_closed', 'Loop closed', '', NULL, 'loop', '', 'share', '%', 'up',
        'Of the referrals that ended in the period, or whose time to close ran out first: those closed with an outcome in time. The time to close is what the policy allows for answering, starting and finishing, one after the other, from the end of the day of sending, on the calendar of the network''s office. Still open past it is missed; still within it is told apart. Closed is not helped.', 'Holdfast, after closed-loop referral: the request is closed when its outcome is known to whoever asked', NULL),
    (51, 'got_help', 'Got help', 'of_due', 'of those over or past their time', 'loop', '', 'helped', '%', 'up',
        'Of the same referrals: those closed in time with an outcome that counts as help.', 'Holdfast; which outcomes help, the policy says', NULL),
    (52, 'got_help', 'Got help', 'of_closed', 'of those closed', 'help', NULL, 'share', '%', 'up',
        'Of the referrals closed with an outcome in the period: those whose outcome counts as help.', 'Holdfast', NULL),
    (53, 'got_help', 'Got help', 'provider', 'of those closed, by the provider''s word', 'help', 'provider', 'share', '%', 'up',
        'The same of the outcomes that the provider reported.', 'Holdfast', NULL),
    (54, 'got_help', 'Got help', 'person', 'of those closed, by the person''s word', 'help', 'person', 'share', '%', 'up',
        'The same of the outcomes that the person told.', 'Holdfast', NULL),
    (55, 'outcome_source', 'Whose word the outcome is', NULL, NULL, 'help', NULL, 'parts', '%', 'none',
        'Of the referrals closed with an outcome in the period, whose word it is.', 'Holdfast', NULL),
    (60, 'decline_rate', 'Declined', '', NULL, 'decline', '', 'share', '%', 'down',
        'Of the tries answered in the period: those declined.', 'Holdfast', NULL),
    (61, 'decline_reason', 'Why declined', NULL, NULL, 'decline_reason', NULL, 'parts', '%', 'none',
        'Of the declines of the period: those for each reason, chosen by somebody or the role''s default apart.', 'Holdfast', 'A default says only that nobody chose.'),
    (62, 'decline_chosen', 'Reason of a decline chosen', '', NULL, 'decline_reason', NULL, 'share', '%', 'up',
        'Of the declines of the period: those whose reason somebody chose, at once or afterwards.', 'Holdfast', NULL),
    (70, 'need_waiting', 'Needs waiting', NULL, NULL, 'need', NULL, 'parts', '%', 'none',
        'Of the referrals whose service has not started at the end of the period: how long the need has waited since it was asked for.', 'Holdfast: the need has a clock of its own, which never restarts', NULL),
    (71, 'need_wait', 'Need waiting, median', '', NULL, 'need', NULL, 'median', 'days', 'down',
        'Median wait of the needs that wait at the end of the period. Missed: past the date by which they were needed.', 'Holdfast', NULL),
    (72, 'item_age', 'Open items by age in their stage', NULL, NULL, 'age', NULL, 'parts', '%', 'none',
        'Of everything open at the end of the period: since when it has been in its present stage. Notes and edits do not make it younger.', 'Holdfast', NULL),
    (73, 'items_late', 'Open items late', '', NULL, 'age', NULL, 'share', '%', 'down',
        'Of everything open at the end of the period: what is past its due.', 'Holdfast', NULL),
    (80, 'escalations_by_rung', 'Passed up, by rung', NULL, NULL, 'rung', NULL, 'parts', '%', 'none',
        'Of the times in the period that somebody else was told or given an item (reminders to the owner are not): which rung of its ladder it was.', 'Holdfast', NULL),
    (81, 'escalations_by_source', 'Passed up, by whom', NULL, NULL, 'rung_source', NULL, 'parts', '%', 'none',
        'The same, by what set it off: time, or somebody''s hand.', 'Holdfast', NULL),
    (82, 'escalations_by_role', 'Passed up, to which role', NULL, NULL, 'rung_role', NULL, 'parts', '%', 'none',
        'The same, by the role that was told.', 'Holdfast', NULL),
    (90, 'unaided_steps', 'Steps nobody had to help along', '', NULL, 'step', NULL, 'share', '%', 'up',
        'Of the stages of tries that ended in the period (answered, started, finished, or the try given up): those without re-route, reassignment or escalation.', 'Holdfast', NULL),
    (91, 'helped_along', 'Steps that somebody had to help along', NULL, NULL, 'step_why', NULL, 'parts', '%', 'none',
        'Of those that needed it, what it was: a re-route, else a reassignment, else an escalation.', 'Holdfast', NULL),
    (100, 'event_acted_in_time', 'Events acted on in time', '', NULL, 'event', '', 'share', '%', 'up',
        'Of the recorded events that called for work: those on which somebody took a step before the work was due. Looking is not acting. Untouched past due is missed.', 'Holdfast', NULL),
    (101, 'event_response', 'From event to first action', 'business', 'open hours', 'event', '', 'open_median', 'open hours', 'down',
        'Median from the recording of an event to the first step that a person took on work it opened or joined, on the calendar of whoever has it.', 'Holdfast', NULL),
    (102, 'event_response', 'From event to first action', 'elapsed', 'real hours', 'event', '', 'median', 'hours', 'down',
        'The same in hours of the clock.', 'Holdfast', NULL),
    (110, 'risk_resolved', 'Social risks resolved', '', NULL, 'risk', NULL, 'share', '%', 'up',
        'Of the social risks recorded in the period that are resolved, or late in a step or past their legal deadline: those resolved by now. Missed: the others. Still open and within their time: told apart; so are refuted ones.', 'Holdfast, judged as its closed loop is: only what ended or ran out of time; categories of the Gravity Project', 'As things are now: one that ran late and is resolved since is no miss any more.'),
    (111, 'risk_resolved', 'Social risks resolved', 'low', 'low', 'risk', 'low', 'share', '%', 'up', 'The same of those of low level.', 'Holdfast', NULL),
    (112, 'risk_resolved', 'Social risks resolved', 'medium', 'medium', 'risk', 'medium', 'share', '%', 'up', 'The same of those of medium level.', 'Holdfast', NULL),
    (113, 'risk_resolved', 'Social risks resolved', 'high', 'high', 'risk', 'high', 'share', '%', 'up', 'The same of those of high level.', 'Holdfast', NULL),
    (114, 'risk_resolved', 'Social risks resolved', 'critical', 'critical', 'risk', 'critical', 'share', '%', 'up', 'The same of those of critical level.', 'Holdfast', NULL),
    (115, 'risk_time', 'Time to resolve a social risk', '', NULL, 'risk', NULL, 'median', 'days', 'down',
        'Median from recording to resolution of the same risks; open ones that are late count with the time so far.', 'Holdfast', 'What is open and within its time is told apart: it would look short only because it began lately.'),
    (116, 'risk_helped', 'Resolved with help', '', NULL, 'risk_help', NULL, 'share', '%', 'up',
        'Of the same risks: those resolved with an outcome that counts as help.', 'Holdfast', NULL),
    (120, 'discharge_follow_up', 'Followed up after discharge', 'contact_2bd', 'reached within 2 business days', 'discharge', 'contact_2bd', 'share', '%', 'up',
        'Of the discharges of the period whose two business days (of the network''s office) are over: the person was reached by telephone, or seen, by then.', 'Transitional Care Management (CMS; CPT 99495, 99496): contact within 2 business days of discharge', NULL),
    (121, 'discharge_follow_up', 'Followed up after discharge', 'visit_7d', 'seen within 7 days', 'discharge', 'visit_7d', 'share', '%', 'up',
        'Of the discharges of the period that are 7 days past: an appointment was kept, or a service of a health organisation began, by then. Readmission first: apart.', 'HEDIS FUH (7 days, there after hospitalization for mental illness); Transitional Care Management (7 days)', 'Every discharge, not only those that the named measures are about.'),
    (122, 'discharge_follow_up', 'Followed up after discharge', 'visit_14d', 'seen within 14 days', 'discharge', 'visit_14d', 'share', '%', 'up',
        'The same within 14 days.', 'Transitional Care Management (14 days)', NULL),
    (123, 'discharge_follow_up', 'Followed up after discharge', 'visit_30d', 'seen within 30 days', 'discharge', 'visit_30d', 'share', '%', 'up',
        'The same within 30 days.', 'HEDIS FUH (30 days, there after hospitalization for mental illness)', NULL),
    (130, 'ed_follow_up', 'Followed up after an ED visit', 'visit_7d', 'seen within 7 days', 'ed', 'visit_7d', 'share', '%', 'up',
        'Of the ED visits of the period that are 7 days past: an appointment was kept, or a service of a health organisation began, by then. Admission first: apart.', 'HEDIS FUM (7 days, there after an ED visit for mental illness)', 'Every ED visit, not only those that the named measure is about.'),
    (131, 'ed_follow_up', 'Followed up after an ED visit', 'visit_30d', 'seen within 30 days', 'ed', 'visit_30d', 'share', '%', 'up',
        'The same within 30 days.', 'HEDIS FUM (30 days, there after an ED visit for mental illness)', NULL),
    (140, 'duplicates_abandoned', 'Duplicates abandoned', '', NULL, 'duplicate', '', 'share', '%', 'up',
        'Of the referrals that repeated an open one and came back with it: those not sent after all within a day.', 'Holdfast', NULL),
    (150, 'ed_visits', 'ED visits for each person', 'before', '90 days before the first service began', 'ed_visits', 'before', 'mean', 'visits', 'none',
        'Mean ED visits of a person in the 90 days before their first service began; persons whose 90 days after it ended in the period.', 'Holdfast', 'Not evidence of effect: there is no comparison group. People are referred when things are at their worst, and visits fall after that by themselves.'),
    (151, 'ed_visits', 'ED visits for each person', 'after', '90 days after the first service began', 'ed_visits', 'after', 'mean', 'visits', 'none',
        'The same persons, in the 90 days after.', 'Holdfast', 'Not evidence of effect: there is no comparison group. People are referred when things are at their worst, and visits fall after that by themselves.'),
    (160, 'areas_current', 'Areas of plans current', '', NULL, 'area', '', 'share', '%', 'up',
        'Of the areas of active plans, as they are now: those not past their date of review.', 'Holdfast', 'Known of the present only: without a number for a period that is over, and without a trend.'),
    (170, 'reviews_held', 'Reviews held in time', 'case_review', 'case reviews', 'review', 'case_review', 'share', '%', 'up',
        'Of the case reviews held, or whose time ran out: those held by their due.', 'Holdfast', NULL),
    (171, 'reviews_held', 'Reviews held in time', 'open_items', 'reviews of open items', 'review', 'open_items', 'share', '%', 'up',
        'Of the days on which the policy asks for a review of open items: those on which it was ended by its time. One that was opened and left, with nothing decided and no list read, is none.', 'Holdfast', NULL),
    (172, 'reviews_held', 'Reviews held in time', 'risks', 'reviews of risks', 'review', 'risks', 'share', '%', 'up',
        'The same of the reviews of social risks.', 'Holdfast', NULL),
    (173, 'reviews_held', 'Reviews held in time', 'performance', 'reviews of performance', 'review', 'performance', 'share', '%', 'up',
        'The same of the reviews of performance.', 'Holdfast', NULL),
    (180, 'touches', 'Steps for each referral', '', NULL, 'touch', '', 'mean', 'steps', 'none',
        'Mean number of steps that people took on a referral and all that came of it, from sending to closing, of those closed in the period. Looking is not counted.', 'Holdfast', NULL)
    ) AS v (position, measure, name, part, part_name, topic, topic_part, how, unit, better, definition, source, note)
$$;
COMMENT ON FUNCTION engine.measure_catalogue() IS 'The table of measures: a row for each measure and part; part NULL: one for each part that its cases have.';

CREATE FUNCTION engine.measure_part_words(measure text, part text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE measure
        WHEN 'decline_reason' THEN engine.reason_words('decline', split_part(part, '/', 1)) || ', ' || split_part(part, '/', 2)
        WHEN 'outcome_source' THEN CASE part WHEN 'person' THEN 'the person''s' ELSE 'the provider''s' END
        WHEN 'need_waiting' THEN engine.measure_band_words(part)
        WHEN 'item_age' THEN engine.measure_band_words(part)
        WHEN 'escalations_by_rung' THEN 'rung ' || part
        WHEN 'escalations_by_source' THEN CASE part WHEN 'hand' THEN 'somebody''s hand' ELSE 'time' END
        WHEN 'escalations_by_role' THEN coalesce((SELECT r.name FROM app.role r WHERE r.code = part), 'the network''s operational owner')
        WHEN 'helped_along' THEN CASE part WHEN 'reroute' THEN 're-route' ELSE part END
        ELSE part END;
END $$;
COMMENT ON FUNCTION engine.measure_part_words(text, text) IS 'A part that the cases of a measure have, as people read it.';
