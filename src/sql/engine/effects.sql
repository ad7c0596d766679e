-- What the keys would do now, in words: app.step.effect filled from a row, for a whole page at once.
--
-- A template of app.step.effect is plain words with at most one of these names in braces:
--   {reason}     the words of the reason that applies when none is given (decline: the owner role's default)
--   {next}       what the next escalate or transfer rung does: "tell Sam", "pass to Lena"
--   {offer}      the best provider that a re-route would go to: "VNA East"
--   {former}     where `return` sends it: who owned it before, or, for whom a rung only told of it, who owns it
--   {requester}  who asked: "Drew Palmer"
--   {undo}       the step that undo would take back: "decline", "telling"
-- A part in square brackets is left out when its name has nothing to say: 'decline[: {reason}]'.
-- A name outside of brackets that has nothing to say takes the action off the row: '{next}' is not offered
-- once the ladder has run out.

CREATE FUNCTION engine.steps_open(kind app.task_kind, status app.task_status, letters text[], stage text DEFAULT NULL, theirs boolean DEFAULT false)
RETURNS TABLE (actions text[], templates text[], places integer[]) LANGUAGE sql STABLE AS $$
    SELECT array_agg(s.action), array_agg(s.effect),
           ARRAY[max(s.place) FILTER (WHERE s.effect LIKE '%{reason}%'), max(s.place) FILTER (WHERE s.effect LIKE '%{next}%'),
                 max(s.place) FILTER (WHERE s.effect LIKE '%{offer}%'), max(s.place) FILTER (WHERE s.effect LIKE '%{former}%'),
                 max(s.place) FILTER (WHERE s.effect LIKE '%{requester}%'), max(s.place) FILTER (WHERE s.effect LIKE '%{undo}%')]
    FROM (SELECT p.action, p.effect, row_number() OVER (ORDER BY p.position)::integer AS place FROM app.step p
          WHERE p.who && letters AND steps_open.kind = ANY (p.kinds) AND steps_open.status = ANY (p.from_status)
            AND (p.stages = '{}' OR steps_open.stage = ANY (p.stages)) AND NOT (theirs AND p.action = 'claim')) s
$$;
COMMENT ON FUNCTION engine.steps_open(app.task_kind, app.task_status, text[], text, boolean) IS
    'The steps open to a reader who stands to an item by those letters (of a risk: in that stage; theirs: who has it already and need not take it over), in the order of the keys: actions, their templates, and at which place stands the one with each of the six names (reason, next, offer, former, requester, undo; NULL: none).';

CREATE FUNCTION engine.step_noun(action text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE action WHEN 'claim' THEN 'taking it' WHEN 'complete' THEN 'finish' WHEN 'fail' THEN 'could not be done'
        WHEN 'escalate' THEN 'telling' WHEN 'ask' THEN 'asking' WHEN 'hold' THEN 'wait' WHEN 'resume' THEN 'going on'
        WHEN 'return' THEN 'sending back' WHEN 'assign' THEN 'giving it' WHEN 'reroute' THEN 're-route'
        WHEN 'relevel' THEN 'the change' WHEN 'redate' THEN 'the new date' WHEN 'promise' THEN 'the promise' WHEN 'reopen' THEN 'opening again'
        WHEN 'void' THEN 'the mistake' ELSE action END
$$;
COMMENT ON FUNCTION engine.step_noun(text) IS 'What a step is called behind "undo": u undo telling.';

CREATE FUNCTION engine.step_words(action text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE action WHEN 'accept' THEN 'accept it' WHEN 'claim' THEN 'take it over' WHEN 'start' THEN 'say that it started'
        WHEN 'complete' THEN 'finish it' WHEN 'decline' THEN 'decline it' WHEN 'escalate' THEN 'tell somebody' WHEN 'ask' THEN 'ask back'
        WHEN 'hold' THEN 'make it wait' WHEN 'resume' THEN 'go on with it' WHEN 'fail' THEN 'say that it could not be done'
        WHEN 'cancel' THEN 'cancel it' WHEN 'return' THEN 'send it back' WHEN 'reroute' THEN 're-route it' WHEN 'assign' THEN 'give it to somebody'
        WHEN 'undo' THEN 'take a step back' WHEN 'amend' THEN 'give a reason' WHEN 'call' THEN 'log a call' WHEN 'note' THEN 'write a note'
        WHEN 'seen' THEN 'say that you have seen it' WHEN 'relevel' THEN 'change how urgent it is' WHEN 'redate' THEN 'change when it is needed'
        WHEN 'promise' THEN 'promise a date'
        WHEN 'correct' THEN 'correct it' WHEN 'reopen' THEN 'reopen it' WHEN 'contact' THEN 'say that you reached them' WHEN 'void' THEN 'mark it as entered by mistake'
        ELSE replace(action, '_', ' ') || ' it' END
$$;
COMMENT ON FUNCTION engine.step_words(text) IS 'What somebody does by a step, after "you cannot": accept it.';

CREATE FUNCTION engine.need_words(need text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE k WHEN 'date' THEN 'the date' WHEN 'note' THEN 'a note' WHEN 'outcome' THEN 'an outcome' WHEN 'reason' THEN 'a reason'
        WHEN 'waiting_on' THEN 'who is waited for' WHEN 'until' THEN 'the day it comes back' WHEN 'missing' THEN 'what is missing'
        WHEN 'to' THEN 'to whom it goes' WHEN 'field' THEN 'the field' WHEN 'value' THEN 'the new value' WHEN 'reached' THEN 'whether somebody was reached'
        ELSE replace(k, '_', ' ') END, ' or ') FROM unnest(string_to_array(need, '|')) k
$$;
COMMENT ON FUNCTION engine.need_words(text) IS 'What a step needs (app.step.needs), after "give": a reason or a note.';

CREATE FUNCTION engine.filled(template text, name text, known text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    -- `known` stands here once, whatever finding it costs: otherwise no page would have this within its query.
    SELECT coalesce(replace(translate(template, '[]', ''), name, known),
                    CASE WHEN strpos(template, '[') > 0 THEN split_part(template, '[', 1) || split_part(template, ']', 2) ELSE '' END)
$$;
COMMENT ON FUNCTION engine.filled(text, text, text) IS 'A template with its name filled in, or its words without it; empty: it is not offered without.';

CREATE FUNCTION engine.default_reason_words(list text, role_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r.name FROM app.reason_list l
    LEFT JOIN app.reason_default d ON d.list = l.list AND d.role_id = default_reason_words.role_id
    JOIN app.reason r ON r.list = l.list AND r.code = coalesce(d.code, l.default_code)
    WHERE l.list = default_reason_words.list);
END $$;
COMMENT ON FUNCTION engine.default_reason_words(text, integer) IS 'The words of the reason that applies when that role gives none; NULL: there is no default.';

CREATE FUNCTION engine.rung_words(action app.rung_action, staff_id integer, staff_name text, role_name text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE action WHEN 'transfer' THEN 'pass to ' ELSE 'tell ' END || coalesce(engine.first_name(staff_name), role_name)
$$;
COMMENT ON FUNCTION engine.rung_words(app.rung_action, integer, text, text) IS 'What a rung fired by hand does, short enough for the hint line: tell Sam; pass to Lena, who has it then.';
