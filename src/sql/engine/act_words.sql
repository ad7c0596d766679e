-- What is said about an item without changing what it is: call, note, seen, amend; and correct.

CREATE FUNCTION engine.act_call(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    IF lower(s.detail ->> 'reached') NOT IN ('true', 'false', 'yes', 'no') THEN
        PERFORM engine.refuse('HF400', 'reached is neither true nor false.', 'It says whether somebody was spoken to.');
    END IF;
    s.facts := s.facts || jsonb_build_object('reached', lower(s.detail ->> 'reached') IN ('true', 'yes'));
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_call(engine.step_state) IS 'A call to the person or for them: shown as the last call on every item of theirs.';

CREATE FUNCTION engine.act_note(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    target text := engine.detail_text(s.detail, 'to');
    organization integer;
BEGIN
    IF target IS NOT NULL THEN
        SELECT k.organization_id INTO organization FROM app.staff k WHERE k.login = target AND k.active;
        IF NOT FOUND THEN
            SELECT r.organization_id INTO organization FROM app.role r WHERE r.code = target AND r.active;
        END IF;
        IF organization IS NULL THEN
            PERFORM engine.refuse('HF412', format('There is no person or role %s.', target), 'Give a login or a role.', 'for somebody who is not here');
        END IF;
        s.facts := s.facts || jsonb_build_object('to', target);
        s.concerned := s.concerned || organization;
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_note(engine.step_state) IS 'A note on the item, to somebody by name where one is given. Never raises the version.';

CREATE FUNCTION engine.act_seen(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    IF (s.t).closed_at IS NULL AND (s.t).due < s.at AND engine.detail_text(s.detail, 'reason') IS NULL THEN
        PERFORM engine.refuse('HF412', format('It is late since %s: say why it stays as it is.', engine.say_time((s.t).due, s.at)),
                              'Give a reason, or act on it.', 'late, with no reason why they stay');
    END IF;
    s := engine.give_reason(s, 'seen');
    PERFORM engine.keep_opening((s.t).id, (s.me).id, s.at, true, s.facts ? 'review');
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_seen(engine.step_state) IS 'Looked at and left as it is, knowingly; of what is late only with a reason.';

CREATE FUNCTION engine.last_own(t app.task, staff_id integer) RETURNS app.ledger LANGUAGE plpgsql STABLE AS $$
DECLARE
    own app.ledger;
BEGIN
    SELECT e.* INTO own FROM app.ledger e
    WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.actor_id = last_own.staff_id AND e.at >= t.created_at
      AND e.action IN (SELECT p.action FROM app.step p WHERE p.undoable) AND NOT engine.was_taken_back(e)
    ORDER BY e.seq DESC LIMIT 1;
    RETURN own;
END $$;
COMMENT ON FUNCTION engine.last_own(app.task, integer) IS
    'Somebody''s own last step on an item that stands: what was taken back needs no reason. NULL: there is none.';

CREATE FUNCTION engine.act_amend(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    own app.ledger := engine.last_own(s.t, (s.me).id);
BEGIN
    IF own.id IS NULL THEN
        PERFORM engine.refuse('HF412', 'What you did was taken back: there is nothing to give a reason for.', 'Write a note (m).', 'taken back');
    END IF;
    IF own.action = 'decline' AND s.detail ? 'reason' THEN
        s := engine.give_choice(s, 'decline');
    ELSE
        s := engine.give_reason(s, own.action);
    END IF;
    s.facts := s.facts || jsonb_build_object('amends', own.id, 'amended', own.action);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_amend(engine.step_state) IS
    'A reason or a note given afterwards to one''s own last step: a default reason becomes a chosen one. HF412: no step of theirs stands.';

CREATE FUNCTION engine.act_correct(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    field text := engine.detail_text(s.detail, 'field');
    value text := engine.detail_text(s.detail, 'value');
    r app.referral := s.referral;
    was text;
BEGIN
    IF (s.t).referral_id IS NULL OR NOT (field IN ('context', 'date', 'outcome') OR field LIKE 'provided.%') THEN
        PERFORM engine.refuse('HF412', format('%s cannot be corrected here.', field),
            CASE field WHEN 'needed_by' THEN 'Change that date (=).' WHEN 'priority' THEN 'Change how urgent it is (=).'
                 ELSE 'Of a referral: why it is asked for, when it started, how it ended, and what came with it. Of a person: on their own page.' END);
    END IF;
    CASE
        WHEN field = 'context' THEN
            was := r.context;
            r.context := value;
        WHEN field = 'date' THEN
            was := r.need_met_at;
            r.need_met_at := engine.corrected_start(s);
        WHEN field = 'outcome' THEN
            was := r.outcome;
            r.outcome := engine.corrected_outcome(s);
        ELSE
            was := r.provided ->> substr(field, 10);
            r.provided := r.provided || jsonb_build_object(substr(field, 10), value);
    END CASE;
    s.referral := r;
    s.content_changed := true;
    s := engine.give_reason(s, 'correct');
    s.facts := s.facts || jsonb_build_object('field', field);
    s.words := s.words || jsonb_build_object('field', field, 'was', was, 'value', value);
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_correct(engine.step_state) IS 'Puts one field right, with a reason; what it said before stays on the record beside it (rule 9).';

CREATE FUNCTION engine.corrected_start(s engine.step_state) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (s.referral).need_met_at IS NULL THEN
        PERFORM engine.refuse('HF412', 'The service has not started.', 'Say that it started (s).');
    END IF;
    s.detail := jsonb_build_object('value', s.detail ->> 'value');
    RETURN GREATEST(engine.day_given(s, 'value'), (s.referral).need_since);
END $$;
COMMENT ON FUNCTION engine.corrected_start(engine.step_state) IS 'The right day on which the service began.';

CREATE FUNCTION engine.corrected_outcome(s engine.step_state) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (s.referral).closed_at IS NULL OR (s.referral).outcome IS NULL THEN
        PERFORM engine.refuse('HF412', 'It has no outcome yet.', 'Finish it with an outcome (c).');
    END IF;
    s.detail := jsonb_build_object('outcome', s.detail ->> 'value');
    s := engine.give_outcome(s);
    RETURN s.facts ->> 'outcome';
END $$;
COMMENT ON FUNCTION engine.corrected_outcome(engine.step_state) IS 'The right outcome. HF412: there is none to correct, or no such outcome.';
