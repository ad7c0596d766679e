-- What the entries of a plan's record, and messages, say in words.

CREATE FUNCTION engine.domain_words(code text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT d.name FROM app.domain d WHERE d.code = domain_words.code), 'the plan');
END $$;
COMMENT ON FUNCTION engine.domain_words(text) IS 'An area by its name; the plan where no area is meant.';

CREATE FUNCTION engine.note_kind_words(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'barrier' THEN 'what stands in the way' WHEN 'medicine' THEN 'a medicine' WHEN 'pending_result' THEN 'a result to come'
                     WHEN 'known_risk' THEN 'a known risk' WHEN 'proposal' THEN 'a proposal' WHEN 'counseling' THEN 'a counseling note' ELSE 'a comment' END
$$;
COMMENT ON FUNCTION engine.note_kind_words(text) IS 'What a note of a plan is: a medicine.';

CREATE FUNCTION engine.last_day(until timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN to_char((until - interval '1 second') AT TIME ZONE (SELECT n.timezone FROM app.network n), 'FMDD Mon');
END $$;
COMMENT ON FUNCTION engine.last_day(timestamptz) IS 'The last day before an instant, where the network is: 11 Dec.';

CREATE FUNCTION engine.plan_words(e app.ledger, words jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    d jsonb := e.detail;
    place text := CASE WHEN d ? 'domain' THEN engine.domain_words(d ->> 'domain') ELSE 'the plan' END;
BEGIN
    RETURN CASE e.action
        WHEN 'open_plan' THEN 'opened the plan'
        WHEN 'add_areas' THEN 'added to the plan what the policy has since'
        WHEN 'close_plan' THEN 'closed the plan' || coalesce(': ' || (words ->> 'reason'), '')
        WHEN 'reopen_plan' THEN 'opened the plan again'
        WHEN 'edit_area' THEN CASE WHEN words ? 'summary' OR words ? 'was' THEN 'wrote for ' || place || ': ' || coalesce(words ->> 'summary', 'nothing') ELSE 'looked at ' || place END
            || coalesce(', next review ' || engine.last_day((d ->> 'review_by')::timestamptz), '')
        WHEN 'review_area' THEN 'looked at ' || place || ', nothing to change'
        WHEN 'hand_area' THEN 'gave ' || place || ' to ' || concat_ws(', ', engine.role_words(d ->> 'role'), engine.login_words(d ->> 'login'))
        WHEN 'add_goal' THEN 'set a goal for ' || place || coalesce(': ' || (words ->> 'goal'), '')
        WHEN 'edit_goal' THEN 'changed a goal of ' || place || coalesce(': ' || (words ->> 'goal'), '')
            || CASE d ->> 'achievement' WHEN 'achieved' THEN ' (met)' WHEN 'not-achieved' THEN ' (not met)' WHEN 'in-progress' THEN ''
                   ELSE coalesce(' (' || replace(d ->> 'achievement', '-', ' ') || ')', '') END
        WHEN 'add_note' THEN 'noted ' || engine.note_kind_words(d ->> 'kind') || coalesce(' on ' || engine.domain_words(d ->> 'domain'), '') || coalesce(': ' || (words ->> 'text'), '')
        WHEN 'edit_note' THEN 'changed ' || engine.note_kind_words(d ->> 'kind') || coalesce(': ' || (words ->> 'text'), '')
        WHEN 'end_note' THEN 'took off ' || engine.note_kind_words(d ->> 'kind') || coalesce(': ' || (words ->> 'text'), '')
        WHEN 'message' THEN engine.message_words(d, words)
        ELSE replace(replace(e.action, '_', ' '), '-', ' ') END;
END $$;
COMMENT ON FUNCTION engine.plan_words(app.ledger, jsonb) IS 'What an entry of a plan''s record says, after a name. words as for engine.entry_words.';

CREATE FUNCTION engine.message_words(d jsonb, words jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    addressee text := coalesce(engine.login_words(d ->> 'login'), engine.role_words(d ->> 'role'));
BEGIN
    RETURN CASE WHEN d ? 'answers' THEN 'answered ' WHEN (d ->> 'question')::boolean THEN 'asked ' ELSE 'wrote to ' END
        || coalesce(addressee, 'somebody') || coalesce(': ' || (words ->> 'note'), '');
END $$;
COMMENT ON FUNCTION engine.message_words(jsonb, jsonb) IS 'A message as an entry says it: asked Harbor Housing lead: is the key there?';
