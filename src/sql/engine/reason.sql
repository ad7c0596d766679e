-- Reasons: a choice of the policy's list, or words. A choice is a code and goes into the record's
-- chain; words are kept apart with it, erasable.

CREATE FUNCTION engine.default_reason(list text, role_id integer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT d.code FROM app.reason_default d WHERE d.list = default_reason.list AND d.role_id = default_reason.role_id),
                    (SELECT l.default_code FROM app.reason_list l WHERE l.list = default_reason.list))
$$;
COMMENT ON FUNCTION engine.default_reason(text, integer) IS 'The reason that applies when none is given: the role''s, or else the list''s. NULL: there is none.';

CREATE FUNCTION engine.is_reason(list text, code text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM app.reason r WHERE r.list = is_reason.list AND r.code = is_reason.code AND r.active)
$$;
COMMENT ON FUNCTION engine.is_reason(text, text) IS 'The list has that choice.';

CREATE FUNCTION engine.reason_choices(list text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(r.code, ', ' ORDER BY r.position) FROM app.reason r WHERE r.list = reason_choices.list AND r.active
$$;
COMMENT ON FUNCTION engine.reason_choices(text) IS 'The choices of a list, for a hint.';

CREATE FUNCTION engine.give_reason(INOUT s engine.step_state, list text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := engine.detail_text(s.detail, 'reason');
BEGIN
    IF given IS NULL THEN
        RETURN;
    END IF;
    IF engine.is_reason(list, given) THEN
        s.facts := s.facts || jsonb_build_object('reason', given, 'reason_source', 'chosen');
    ELSE
        s.words := s.words || jsonb_build_object('reason', given);
    END IF;
END $$;
COMMENT ON FUNCTION engine.give_reason(engine.step_state, text) IS 'Takes the reason: a choice of that list as a code, anything else as words.';

CREATE FUNCTION engine.give_choice(INOUT s engine.step_state, list text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := engine.detail_text(s.detail, 'reason');
    chosen text := coalesce(given, engine.default_reason(list, (s.t).owner_role_id));
BEGIN
    IF given IS NULL AND (chosen IS NULL OR (SELECT l.ask FROM app.reason_list l WHERE l.list = give_choice.list)) THEN
        PERFORM engine.refuse('HF412', format('To %s, choose a reason.', engine.step_words((s.step).action)), format('One of: %s.', engine.reason_choices(list)), 'without a reason');
    END IF;
    IF given IS NOT NULL AND NOT engine.is_reason(list, given) THEN
        PERFORM engine.refuse('HF412', format('There is no reason %s.', given), format('One of: %s.', engine.reason_choices(list)), 'given a reason that there is not');
    END IF;
    s.facts := s.facts || jsonb_build_object('reason', chosen, 'reason_source', CASE WHEN given IS NULL THEN 'default' ELSE 'chosen' END);
END $$;
COMMENT ON FUNCTION engine.give_choice(engine.step_state, text) IS
    'Takes a choice of that list, or the owner role''s default, which is stored as such (DESIGN 4.5). HF412: none applies, or no such choice.';
