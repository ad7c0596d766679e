-- What a number says, in a sentence for whoever has to act on it: what was counted, how many of them, how
-- many were missed; or why there is no number.

CREATE FUNCTION engine.measure_nouns(l engine.measure_line, OUT noun text, OUT hit text, OUT missed text) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    -- The first row that fits: of what, those counted in the numerator, and those missed.
    SELECT v.noun, v.hit, v.missed INTO noun, hit, missed FROM (VALUES
        ('accept', 'per_try', 'tries', 'answered in time, with yes or no', 'answered late, or past due and still unanswered'),
        ('accept', 'per_referral', 'referrals', 'accepted by somebody, with nothing late on the way', 'late on the way: an answer or a search for another provider took too long'),
        ('accept', 'needed_by', 'referrals with a date by which they are needed', 'accepted by that date', 'not accepted by that date'),
        ('start', 'per_try', 'accepted tries', 'started in time', 'started late, or past due and not started'),
        ('start', 'per_referral', 'referrals', 'started, with nothing late on the way', 'late on the way: an answer, a search or the start took too long'),
        ('start', 'needed_by', 'referrals with a date by which they are needed', 'started by that date', 'not started by that date'),
        ('loop', NULL, 'referrals that ended or should have', CASE l.how WHEN 'helped' THEN 'closed in time, and the person got help' ELSE 'closed in time, with an outcome' END, 'closed late, ended without an outcome, or still open past their time'),
        ('help', NULL, 'referrals closed with an outcome', 'the person got help', 'the person got no help'),
        ('decline', NULL, 'tries answered', 'declined', NULL),
        ('decline_reason', NULL, 'declines', 'somebody chose the reason', NULL),
        ('need', NULL, 'needs waiting at the end', 'waiting', 'past the date by which they were needed'),
        ('age', NULL, 'items open at the end', 'late', NULL),
        ('rung', NULL, 'times somebody else was told or given an item', '', NULL),
        ('rung_source', NULL, 'times somebody else was told or given an item', '', NULL),
        ('rung_role', NULL, 'times somebody else was told or given an item', '', NULL),
        ('step', NULL, 'steps done', 'nobody had to help along', NULL),
        ('step_why', NULL, 'steps that somebody had to help along', '', NULL),
        ('event', NULL, 'events that called for work', 'acted on in time', 'acted on late, or past due and untouched'),
        ('risk', NULL, 'social risks resolved or past their time', 'resolved', 'not resolved, and a step of theirs late or the legal deadline past'),
        ('risk_help', NULL, 'social risks resolved or past their time', 'resolved with help', NULL),
        ('discharge', 'contact_2bd', 'discharges whose time is over', 'reached by then', 'not reached by then'),
        ('discharge', NULL, 'discharges whose time is over', 'seen by then', 'not seen by then'),
        ('ed', NULL, 'ED visits whose time is over', 'seen by then', 'not seen by then'),
        ('duplicate', NULL, 'referrals that repeated an open one', 'not sent after all', 'sent all the same'),
        ('ed_visits', NULL, 'persons', '', NULL),
        ('area', NULL, 'areas of plans', 'not past their date of review', 'past their date of review'),
        ('review', 'case_review', 'case reviews', 'held in time', 'held late, or past due and not held'),
        ('review', NULL, 'reviews that the policy asks for', 'ended by their time', 'ended late or not held'),
        ('touch', NULL, 'referrals closed', '', NULL)
        ) AS v (topic, part, noun, hit, missed)
    WHERE v.topic = l.topic AND (v.part IS NULL OR v.part = l.topic_part) LIMIT 1;
END $$;
COMMENT ON FUNCTION engine.measure_nouns(engine.measure_line) IS 'What a line counts, and what being in its numerator or missed means, in words that follow a number.';

CREATE FUNCTION engine.measure_apart_words(apart jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg((apart ->> v.key) || ' ' || v.words, ', ' ORDER BY v.place) FROM (VALUES
        (1, 'young', 'still within their time'), (2, 'died', 'died'), (3, 'moved', 'moved'), (4, 'mistaken', 'entered by mistake'),
        (5, 'refuted', 'found not to be so'), (6, 'admitted', 'admitted again')) AS v (place, key, words) WHERE apart ? v.key
$$;
COMMENT ON FUNCTION engine.measure_apart_words(jsonb) IS 'How many are told apart, and why; NULL: none.';

CREATE FUNCTION engine.measure_why_none(l engine.measure_line, n engine.measure_number, w engine.measure_view, OUT short text, OUT said text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    noun text := (engine.measure_nouns(l)).noun;
    of_askers boolean := l.topic IN ('need', 'duplicate', 'ed_visits') OR (l.topic IN ('accept', 'start') AND l.topic_part IN ('per_referral', 'needed_by'));
BEGIN
    IF n.hidden THEN
        short := 'too few to tell';
        said := format('Not told: it is of fewer than %s, leaves over fewer, or would tell another number that is.', w.below);
    ELSIF n.apart ? 'young' THEN
        short := format('%s within their time', n.apart ->> 'young');
        said := format('None of these %s yet: %s.', noun, engine.measure_apart_words(n.apart));
    ELSIF n.apart <> '{}' THEN
        short := 'all told apart';
        said := format('None of these %s: %s.', noun, engine.measure_apart_words(n.apart));
    ELSIF l.topic = 'area' AND w.b < (w.v).at THEN
        short := 'known of today only';
        said := 'Areas of plans are known as they are now, not as they were: ask for a period that reaches to today.';
    ELSIF w.role_id IS NOT NULL AND l.topic IN ('discharge', 'ed') THEN
        short := 'not by role';
        said := 'This is counted for the organization that recorded the discharge or visit, not for a role: ask without a role.';
    ELSIF w.type_id IS NOT NULL AND l.topic IN ('event', 'risk', 'risk_help', 'discharge', 'ed', 'area', 'review') THEN
        short := 'not by service';
        said := 'This is not about one service: ask without a service.';
    ELSIF of_askers AND num_nonnulls(w.org_id, w.role_id) > 0 THEN
        short := 'for who asked only';
        said := format('This is counted for whoever sent the referral. None that %s sent belongs to this time: ask without an organization or role, or for one that refers.',
            coalesce((SELECT r.name FROM app.role r WHERE r.id = w.role_id), (SELECT o.name FROM app.organization o WHERE o.id = w.org_id)));
    ELSE
        short := 'none in this time';
        said := format('There are no %s in this time.', noun);
    END IF;
END $$;
COMMENT ON FUNCTION engine.measure_why_none(engine.measure_line, engine.measure_number, engine.measure_view) IS 'Why a line has no number: in a few words for its row, and in a sentence that says what to ask instead.';

CREATE FUNCTION engine.measure_said(l engine.measure_line, n engine.measure_number) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    k record := engine.measure_nouns(l);
BEGIN
    RETURN concat_ws(' ',
        CASE WHEN l.how = 'parts' THEN format('%s of %s %s: %s.', n.numerator, n.denominator, k.noun, engine.measure_part_words(l.measure, n.part))
             WHEN l.how = 'mean' THEN format('%s %s in all; %s: %s.', n.numerator, l.unit, k.noun, n.denominator)
             WHEN l.how IN ('median', 'open_median') AND l.topic = 'need' THEN format('Half of these %s %s have waited %s %s or less.', n.denominator, k.noun, round(n.value::numeric, 1), l.unit)
             WHEN l.how IN ('median', 'open_median') THEN
                 format('Half of these %s %s took %s %s or less; what is not done counts with its time so far. %s: %s.', n.denominator, k.noun, trim_scale(round(n.value::numeric, 1)), l.unit, n.numerator, k.hit)
             ELSE format('%s of %s %s: %s.', n.numerator, n.denominator, k.noun, k.hit) END,
        CASE WHEN n.missed > 0 THEN format('%s missed: %s.', n.missed, k.missed) END,
        'Told apart: ' || engine.measure_apart_words(n.apart) || '.');
END $$;
COMMENT ON FUNCTION engine.measure_said(engine.measure_line, engine.measure_number) IS 'What a number says, with numerator, denominator and what was missed, in a sentence.';
