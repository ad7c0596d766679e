-- What the keys would do now, in words: app.step.effect filled from a row, for a whole page at once.
--
-- A template of app.step.effect is plain words with at most one of these names in braces:
--   {reason}     the words of the reason that applies when none is given (decline: the owner role's default)
--   {next}       whom the next escalate or transfer rung reaches: "Sam", "Omar Reyes, on call"
--   {offer}      the best provider that a re-route would go to: "VNA East"
--   {former}     who owned it before: where `return` sends it
--   {requester}  who asked: "Drew Palmer"
--   {undo}       the step that undo would take back: "decline"
-- A part in square brackets is left out when its name has nothing to say: 'decline[: {reason}]'.
-- A name outside of brackets that has nothing to say takes the action off the row: 'tell {next}' is not offered
-- once the ladder has run out.

CREATE FUNCTION engine.steps_open(kind app.task_kind, status app.task_status, letters text[])
RETURNS TABLE (actions text[], templates text[], named integer[]) LANGUAGE sql STABLE AS $$
    SELECT array_agg(s.action ORDER BY s.position),
           array_agg(s.effect ORDER BY s.position),
           ARRAY[max(s.place) FILTER (WHERE s.name = 'reason'), max(s.place) FILTER (WHERE s.name = 'next'),
                 max(s.place) FILTER (WHERE s.name = 'offer'), max(s.place) FILTER (WHERE s.name = 'former'),
                 max(s.place) FILTER (WHERE s.name = 'requester'), max(s.place) FILTER (WHERE s.name = 'undo')]
    FROM (SELECT p.action, p.effect, p.position, split_part(split_part(p.effect, '{', 2), '}', 1) AS name,
                 row_number() OVER (ORDER BY p.position)::integer AS place
          FROM app.step p
          WHERE steps_open.kind = ANY (p.kinds) AND steps_open.status = ANY (p.from_status) AND p.who && letters) s
$$;
COMMENT ON FUNCTION engine.steps_open(app.task_kind, app.task_status, text[]) IS
    'The steps open to a reader who stands to an item by those letters, in the order of the keys: actions, their templates, and at which place stands the one with each of the six names (NULL: none).';

CREATE FUNCTION engine.fill_effects(INOUT actions text[], templates text[], named integer[], known text[], OUT effects text[])
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    names CONSTANT text[] := '{reason,next,offer,former,requester,undo}';
    place integer;
BEGIN
    effects := templates;
    FOR i IN 1 .. 6 LOOP
        place := named[i];
        CONTINUE WHEN place IS NULL;
        IF known[i] IS NOT NULL THEN
            effects[place] := replace(translate(effects[place], '[]', ''), '{' || names[i] || '}', known[i]);
        ELSIF strpos(effects[place], '[') > 0 THEN
            effects[place] := split_part(effects[place], '[', 1) || split_part(effects[place], ']', 2);
        ELSE
            effects[place] := NULL;
            actions[place] := NULL;
        END IF;
    END LOOP;
    actions := array_remove(actions, NULL);
    effects := array_remove(effects, NULL);
END $$;
COMMENT ON FUNCTION engine.fill_effects(text[], text[], integer[], text[]) IS
    'Fills the templates of engine.steps_open with what was found for the six names; what cannot be said without its name is taken off.';

CREATE FUNCTION engine.default_reason_words(list text, role_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r.name FROM app.reason_list l
    LEFT JOIN app.reason_default d ON d.list = l.list AND d.role_id = default_reason_words.role_id
    JOIN app.reason r ON r.list = l.list AND r.code = coalesce(d.code, l.default_code)
    WHERE l.list = default_reason_words.list);
END $$;
COMMENT ON FUNCTION engine.default_reason_words(text, integer) IS 'The words of the reason that applies when that role gives none; NULL: there is no default.';

CREATE FUNCTION engine.offer_words(task_id bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT g.name FROM app.task t JOIN app.referral f ON f.id = t.referral_id
            CROSS JOIN LATERAL engine.offers(f) o
            JOIN app.organization g ON g.id = o.organization_id
            WHERE t.id = offer_words.task_id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.offer_words(bigint) IS 'To whom a re-route goes when nobody else is chosen (engine.offers); NULL: nobody is left.';

CREATE FUNCTION engine.is_here(staff_id integer, at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM engine.present_staff(at) p WHERE p.id = is_here.staff_id);
END $$;
COMMENT ON FUNCTION engine.is_here(integer, timestamptz) IS 'That person is here (engine.present_staff), with its plan kept.';

CREATE FUNCTION engine.rung_words(action app.rung_action, staff_id integer, staff_name text, role_name text, reader integer)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN staff_id = reader THEN 'you' ELSE coalesce(engine.first_name(staff_name), role_name) END
        || CASE action WHEN 'transfer' THEN ', who takes it over' ELSE '' END
$$;
COMMENT ON FUNCTION engine.rung_words(app.rung_action, integer, text, text, integer) IS 'Whom a rung fired by hand reaches, short enough for the hint line.';
