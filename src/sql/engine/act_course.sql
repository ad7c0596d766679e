-- The course of the work: start, complete, fail, cancel, hold, resume, reopen.

CREATE FUNCTION engine.day_given(s engine.step_state, key text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    given timestamptz := engine.read_time(engine.detail_text(s.detail, key), key, false);
BEGIN
    IF given > s.at THEN
        PERFORM engine.refuse('HF412', 'That day has not come yet.', 'Record what happened when it has happened; write a note about what is planned.');
    END IF;
    IF given < (s.t).need_since - interval '30 days' THEN
        PERFORM engine.refuse('HF412', format('That is long before it was asked for, on %s.', to_char((s.t).need_since AT TIME ZONE (SELECT n.timezone FROM app.network n), 'FMDD Mon YYYY')),
                              'Look at the year and the month.');
    END IF;
    -- A bare date counts as its end, at most now: a wait is never told shorter than it may have been.
    RETURN LEAST(s.at, engine.read_time(engine.detail_text(s.detail, key), key, true));
END $$;
COMMENT ON FUNCTION engine.day_given(engine.step_state, text) IS 'When something happened, as the detail says. HF412: in the future, or a month and more before it was asked for. HF400: no date.';

CREATE FUNCTION engine.act_start(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    happened timestamptz := engine.day_given(s, 'date');
    t app.task := s.t;
BEGIN
    PERFORM engine.clock_stop((s.t).clock_id, s.at, true);
    r.need_met_at := coalesce(r.need_met_at, GREATEST(happened, r.need_since));
    s.referral := r;
    t.status := 'in-progress';
    s.t := engine.enter_stage(t, 'complete', s.at);
    s.facts := s.facts || jsonb_build_object('date', s.detail ->> 'date', 'need_met_at', r.need_met_at);
    -- A search that began while this try was late has found what it sought.
    RETURN engine.withdraw_others(s, '{reroute,referral}');
END $$;
COMMENT ON FUNCTION engine.act_start(engine.step_state) IS 'accepted to in-progress: the service began on that date, which stops the need''s own clock (rule 3).';

CREATE FUNCTION engine.outcomes_of(t app.task) RETURNS SETOF app.outcome LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A policy that marks none as of reviews leaves the choice.
    RETURN QUERY
        SELECT o.* FROM app.outcome o
        WHERE o.active AND (o.review OR NOT (t.kind IN ('alert', 'correction') AND engine.of_look(t.id))
                            OR NOT EXISTS (SELECT FROM app.outcome k WHERE k.active AND k.review));
END $$;
COMMENT ON FUNCTION engine.outcomes_of(app.task) IS 'How an item may end: all outcomes of the policy; of what came of an emergency look those that the policy marks as of reviews.';

CREATE FUNCTION engine.give_outcome(INOUT s engine.step_state) LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := engine.detail_text(s.detail, 'outcome');
    o app.outcome;
BEGIN
    SELECT k.* INTO o FROM engine.outcomes_of(s.t) k WHERE k.code = given;
    IF NOT FOUND THEN
        PERFORM engine.refuse('HF412', format(CASE WHEN EXISTS (SELECT FROM app.outcome k WHERE k.code = given AND k.active) THEN '%s is no outcome of a review.' ELSE 'There is no outcome %s.' END, given),
            format('One of: %s.', (SELECT string_agg(format('%s (%s)', k.code, k.name), ', ' ORDER BY k.position) FROM engine.outcomes_of(s.t) k)));
    END IF;
    s.facts := s.facts || jsonb_build_object('outcome', o.code, 'helped', o.helped);
END $$;
COMMENT ON FUNCTION engine.give_outcome(engine.step_state) IS 'Takes the outcome, and whether it counts as help. HF412: not one of the policy''s.';

CREATE FUNCTION engine.close_need(INOUT s engine.step_state, outcome text) LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
BEGIN
    r.closed_at := s.at;
    r.outcome := close_need.outcome;
    r.outcome_source := CASE WHEN close_need.outcome IS NULL THEN NULL ELSE coalesce(engine.detail_text(s.detail, 'source'), 'provider') END;
    s.referral := r;
    s := engine.withdraw_others(s, '{referral,reroute,follow_up,alert,risk,case_review,plan_update,result_review}');
END $$;
COMMENT ON FUNCTION engine.close_need(engine.step_state, text) IS 'The referral ends, and with it whatever is open of it, except corrections.';

CREATE FUNCTION engine.act_complete(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    s := engine.give_outcome(s);
    IF engine.detail_text(s.detail, 'source') NOT IN ('provider', 'person') THEN
        PERFORM engine.refuse('HF400', 'source is neither provider nor person.', 'It says whose word the outcome is.');
    END IF;
    IF s.detail ? 'date' THEN
        s.facts := s.facts || jsonb_build_object('date', engine.day_given(s, 'date'));
    END IF;
    PERFORM engine.clock_stop((s.t).clock_id, s.at, true);
    s.t := engine.close_now(s.t, 'completed', s.at);
    IF (s.t).kind IN ('referral', 'reroute') THEN
        s := engine.close_need(s, s.facts ->> 'outcome');
    ELSIF (s.t).kind = 'follow_up' THEN
        s := engine.end_pause(s);
    ELSIF (s.t).kind = 'plan_update' THEN
        PERFORM engine.plan_reviewed(s.t, s.me, s.at, s.request_id);
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_complete(engine.step_state) IS
    'Done, with an outcome of the policy; only those marked helped count as help. Ending a search for another provider this way ends the need; ending a follow-up answers who asked.';

CREATE FUNCTION engine.act_fail(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
BEGIN
    s := engine.give_reason(s, 'fail');
    PERFORM engine.clock_stop((s.t).clock_id, s.at, false);
    s.t := engine.close_now(s.t, 'failed', s.at);
    -- A service that began and then could not go on leaves the need where it was: its clock runs on.
    r.need_met_at := NULL;
    s.referral := r;
    s := engine.withdraw_others(s, '{follow_up}', true);
    RETURN engine.seek_another(s);
END $$;
COMMENT ON FUNCTION engine.act_fail(engine.step_state) IS 'Could not be done: a search for another provider opens; the need goes on (rule 5).';

CREATE FUNCTION engine.act_cancel(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    s := engine.give_reason(s, 'cancel');
    PERFORM engine.clock_stop((s.t).clock_id, s.at, false);
    s.t := engine.close_now(s.t, 'cancelled', s.at);
    IF (s.t).kind IN ('referral', 'reroute') THEN
        s := engine.close_need(s, NULL);
    ELSIF (s.t).kind = 'follow_up' THEN
        s := engine.end_pause(s);
    ELSIF (s.t).kind = 'plan_update' THEN
        PERFORM engine.plan_reviewed(s.t, s.me, s.at, s.request_id);
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_cancel(engine.step_state) IS 'No longer wanted. Of a referral or of the search for a provider: the need ends, with all that is open of it.';

CREATE FUNCTION engine.hold_end(s engine.step_state) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    until timestamptz := engine.read_time(engine.detail_text(s.detail, 'until'), 'until', false);
    calendar integer := (SELECT c.calendar_version_id FROM app.clock c WHERE c.id = (s.t).clock_id);
BEGIN
    IF until <= s.at THEN
        PERFORM engine.refuse('HF412', 'It must come back later than now.', 'Give the day on which it comes back.', 'till a day that is past');
    END IF;
    IF (s.t).needed_by <= s.at THEN
        PERFORM engine.refuse('HF412', format('It was needed by %s: it cannot wait any more.', engine.say_time((s.t).needed_by, s.at)),
                              'Act on it now, or have its date changed.', 'needed before now');
    ELSIF until > (s.t).needed_by THEN
        PERFORM engine.refuse('HF412', format('It is needed by %s: it cannot wait longer than that.', engine.say_time((s.t).needed_by, s.at)),
                              'Give an earlier day.', 'needed before that day');
    END IF;
    RETURN LEAST(engine.first_opening(calendar, until), (s.t).needed_by);
END $$;
COMMENT ON FUNCTION engine.hold_end(engine.step_state) IS 'When a wait ends: the first opening of the day given, never past needed_by (DESIGN 5). HF412 otherwise.';

CREATE FUNCTION engine.act_hold(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    t app.task := s.t;
BEGIN
    s.undo := engine.clock_image(t.clock_id);
    t.hold_until := engine.hold_end(s);
    t.waiting_on := engine.detail_text(s.detail, 'waiting_on');
    t.held_from := t.status;
    t.status := 'on-hold';
    t.sort_at := t.hold_until;
    PERFORM engine.clock_hold(t.clock_id, s.at);
    s.t := t;
    s.facts := s.facts || jsonb_build_object('until', t.hold_until);
    s.words := s.words || jsonb_build_object('waiting_on', t.waiting_on);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_hold(engine.step_state) IS 'Waits for a named party until a date; the clock stops with what remained, lateness stays (DESIGN 5).';

CREATE FUNCTION engine.act_resume(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    t app.task := s.t;
    c app.clock;
BEGIN
    s.undo := engine.clock_image(t.clock_id);
    t.status := t.held_from;
    t.held_from := NULL;
    t.hold_until := NULL;
    t.waiting_on := NULL;
    c := engine.clock_resume(t.clock_id, s.at);
    t.due := c.due;
    t.sort_at := engine.sort_at(c);
    s.t := t;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_resume(engine.step_state) IS 'Back to where it was before it waited; the clock goes on with what remained.';

CREATE FUNCTION engine.status_before(t app.task) RETURNS app.task_status LANGUAGE sql STABLE AS $$
    SELECT CASE e.from_status WHEN 'on-hold' THEN CASE t.stage WHEN 'accept' THEN 'requested' WHEN 'start' THEN 'accepted'
                                                              ELSE CASE t.kind WHEN 'referral' THEN 'in-progress' ELSE 'accepted' END END
                              ELSE e.from_status END::app.task_status
    FROM app.ledger e
    WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.at >= t.created_at AND e.to_status = t.status::text AND e.from_status <> e.to_status
    ORDER BY e.seq DESC LIMIT 1
$$;
COMMENT ON FUNCTION engine.status_before(app.task) IS 'The open status that a closed task was in, from its record; what waited is no longer waiting.';

CREATE FUNCTION engine.refuse_reopen(s engine.step_state) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    other app.task;
BEGIN
    SELECT o.* INTO other FROM app.task o
    WHERE o.referral_id = (s.t).referral_id AND o.kind = 'referral' AND o.id <> (s.t).id AND (s.t).kind IN ('referral', 'reroute')
      AND (o.closed_at IS NULL OR o.status = 'completed') LIMIT 1;
    IF other.id IS NOT NULL THEN
        PERFORM engine.refuse('HF412', format('Another try of this referral %s: %s.', engine.say_status(other.kind, other.status), engine.task_ref(other)),
                              'Go on there.');
    END IF;
    IF (s.t).kind = 'reroute' AND EXISTS (SELECT 1 FROM app.task o WHERE o.referral_id = (s.t).referral_id AND o.kind <> 'referral'
                                            AND o.kind = 'reroute' AND o.closed_at IS NULL) THEN
        PERFORM engine.refuse('HF412', 'Another provider is being looked for already.', 'Go on with that item.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_reopen(engine.step_state) IS 'HF412 where the need has gone on in another try: one need is never with two providers.';

CREATE FUNCTION engine.act_reopen(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    t app.task := s.t;
BEGIN
    PERFORM engine.refuse_reopen(s);
    s := engine.give_reason(s, 'reopen');
    t.status := engine.status_before(t);
    t.closed_at := NULL;
    t := engine.enter_stage(t, t.stage, s.at, (SELECT max(c.generation) + 1 FROM app.clock c WHERE c.task_id = t.id));
    s.t := t;
    IF t.kind = 'referral' THEN
        s := engine.withdraw_others(s, '{reroute}');
    END IF;
    IF t.kind IN ('referral', 'reroute') THEN
        r.closed_at := NULL;
        r.outcome := NULL;
        r.outcome_source := NULL;
        s.referral := r;
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_reopen(engine.step_state) IS 'Where it was before it was closed, in a new interval with a new clock (rule 7).';
