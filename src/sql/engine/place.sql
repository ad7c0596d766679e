-- What may be kept of where somebody is: names of screens, references and codes.

CREATE FUNCTION engine.place_screen_fits(screen jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF jsonb_typeof(screen) IS DISTINCT FROM 'object' THEN
        RETURN false;
    END IF;
    RETURN screen ? 'screen'
        AND NOT EXISTS (SELECT FROM jsonb_each(screen) e
                        WHERE CASE e.key
                              WHEN 'filter' THEN jsonb_typeof(e.value) <> 'object'
                              WHEN 'screen' THEN (e.value #>> '{}') !~ '^[a-z_]{1,40}$'
                              WHEN 'scope' THEN (e.value #>> '{}') !~ '^[a-z_]{1,40}$'
                              WHEN 'ref' THEN (e.value #>> '{}') !~ '^[A-Z]-[0-9]{1,20}(\.[0-9]{1,6})?$'
                              ELSE true END)
        AND NOT EXISTS (SELECT FROM jsonb_each(coalesce(screen -> 'filter', '{}')) f
                        WHERE f.key NOT IN ('kind', 'status', 'state', 'priority', 'owner_role', 'owner_login', 'service_type', 'organization', 'individual')
                           OR jsonb_typeof(f.value) <> 'string' OR (f.value #>> '{}') !~ '^[A-Za-z0-9_.-]{1,60}$');
END $$;
COMMENT ON FUNCTION engine.place_screen_fits(jsonb) IS
    'Whether this is a place that may be kept: {screen, ref, scope, filter}, with names, references and codes only. A filter by name is none.';

CREATE FUNCTION engine.place_fits(stack jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE WHEN jsonb_typeof(stack) = 'array' THEN
        jsonb_array_length(stack) BETWEEN 1 AND 12
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(stack) s WHERE NOT engine.place_screen_fits(s))
        ELSE false END;
END $$;
COMMENT ON FUNCTION engine.place_fits(jsonb) IS 'Whether these are one to twelve screens whose places may be kept.';

CREATE FUNCTION engine.place_opens(ref text, v engine.viewer) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    p record := engine.parse_ref(ref);
    me app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    RETURN CASE p.prefix
        WHEN 'P' THEN engine.may_read(p.id, v)
        WHEN 'V' THEN (SELECT engine.sees_event(e, v) FROM app.event e WHERE e.id = p.id)
        WHEN 'R' THEN (SELECT engine.relations(t, me, v.roles) <> '{}' FROM app.task t WHERE t.id = engine.task_id(ref))
        WHEN 'T' THEN (SELECT engine.relations(t, me, v.roles) <> '{}' FROM app.task t WHERE t.id = engine.task_id(ref))
        ELSE true END;
END $$;
COMMENT ON FUNCTION engine.place_opens(text, engine.viewer) IS 'Whether what a kept place is about is still the reader''s to see; true of what is about nobody.';

CREATE FUNCTION engine.place_left(stack jsonb, v engine.viewer) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    s jsonb;
    left_over jsonb := '[]';
BEGIN
    FOR s IN SELECT e.value FROM jsonb_array_elements(stack) WITH ORDINALITY e (value, n) ORDER BY e.n LOOP
        EXIT WHEN s ? 'ref' AND s ->> 'screen' <> 'queue' AND NOT coalesce(engine.place_opens(s ->> 'ref', v), false);
        left_over := left_over || s;
    END LOOP;
    RETURN left_over;
END $$;
COMMENT ON FUNCTION engine.place_left(jsonb, engine.viewer) IS
    'Of the screens that were open, those up to the first that would only be refused now: an emergency look is over, a consent was taken back, a duty ended.';

CREATE FUNCTION engine.draft_opens(place text, v engine.viewer) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    ref text := substring(place FROM '[PRTV]-[0-9]+(?:-[0-9]+)*(?:\.[0-9]+)?');
    me app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
    p engine.place;
BEGIN
    IF ref IS NULL OR coalesce(engine.place_opens(ref, v), false) THEN
        RETURN true;
    ELSIF ref LIKE 'P-%' THEN
        -- A form about somebody who was introduced: it begins something, and shows nothing yet.
        RETURN coalesce((SELECT engine.knows(me, i, v) FROM app.individual i WHERE i.id = engine.individual_id(ref)), false);
    ELSIF place NOT LIKE 'message/%' OR engine.task_id(ref) IS NULL THEN
        RETURN false;
    END IF;
    -- Whoever is only written to there answers there.
    p := engine.place_of_task(engine.task_id(ref), p, v);
    RETURN EXISTS (SELECT FROM engine.thread(p, v));
END $$;
COMMENT ON FUNCTION engine.draft_opens(text, engine.viewer) IS
    'Whether what a draft is about is still the writer''s to see: their own words may tell what a consent that was taken back had let them know. True of what is about nobody; the same for what is not there and what is not theirs.';
