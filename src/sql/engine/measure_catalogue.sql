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
        'Of the referrals sent in the period: those closed with an outcome. Closed is not helped.', 'Holdfast, after closed-loop referral: the request is closed when its outcome is known to whoever asked', 'What was sent lately may still be open.'),
    (51, 'got_help', 'Got help', 'of_sent', 'of those sent', 'loop', '', 'helped', '%', 'up',
        'Of the referrals sent in the period: those closed with an outcome that counts as help.', 'Holdfast; which outcomes help, the policy says', 'What was sent lately may still be open.'),
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
        'Of the declines of the period: those whose reason somebody chose, at once or afterwards.', 'Holdfast', NULL)
    ) AS v (position, measure, name, part, part_name, topic, topic_part, how, unit, better, definition, source, note)
$$;
COMMENT ON FUNCTION engine.measure_catalogue() IS 'The table of measures: a row for each measure and part; part NULL: one for each part that its cases have.';

CREATE FUNCTION engine.measure_part_words(measure text, part text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE measure
        WHEN 'decline_reason' THEN engine.reason_words('decline', split_part(part, '/', 1)) || ', ' || split_part(part, '/', 2)
        WHEN 'outcome_source' THEN CASE part WHEN 'person' THEN 'the person''s' ELSE 'the provider''s' END
        ELSE part END;
END $$;
COMMENT ON FUNCTION engine.measure_part_words(text, text) IS 'A part that the cases of a measure have, as people read it.';
