-- The reviews that a policy asks for. Shapes: include/holdfast/policy/publish.h.

CREATE FUNCTION engine.unsound_reviews(policy jsonb) RETURNS TABLE (place text, wrong text, mend text) LANGUAGE sql STABLE AS $$
    WITH review AS (SELECT e.key, e.value FROM jsonb_each(engine.section_of(policy, 'reviews')) e)
    SELECT 'reviews.' || r.key, 'has no name', 'Give it one.' FROM review r WHERE engine.typed(r.value ->> 'name') IS NULL
    UNION ALL
    SELECT 'reviews.' || r.key, format('is of "%s", which is nothing to review', r.value ->> 'of'), 'Use open_items, risks or performance.'
    FROM review r WHERE coalesce(r.value ->> 'of' <> ALL ('{open_items,risks,performance}'), true)
    UNION ALL
    SELECT 'reviews.' || r.key, 'is on no day, or one that there is not', 'Give days: mon, tue, wed, thu, fri, sat, sun.'
    FROM review r WHERE coalesce(engine.texts_of(r.value -> 'days') = '{}' OR NOT engine.texts_of(r.value -> 'days') <@ engine.weekdays(), true)
    UNION ALL
    SELECT 'reviews.' || r.key, 'has no time by which it is held', 'Write by: "10:00".' FROM review r
    WHERE NOT coalesce(r.value ->> 'by' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$', false)
    UNION ALL
    SELECT 'reviews.' || r.key, 'has a pace out of range', 'Use 1m to 8h.' FROM review r
    WHERE NOT engine.is_between(r.value ->> 'pace', interval '1 minute', interval '8 hours')
    UNION ALL
    SELECT 'reviews.' || r.key, 'has a seen_limit out of range', 'Use 2 to 20.' FROM review r
    WHERE NOT coalesce(r.value ->> 'seen_limit' ~ '^([2-9]|1[0-9]|20)$', false)
    UNION ALL
    SELECT 'reviews.' || r.key, 'is held by a role that neither coordinates nor supervises', 'Let one hold it that does.'
    FROM review r WHERE policy -> 'roles' ? (r.value ->> 'role') AND NOT engine.texts_of(policy -> 'roles' -> (r.value ->> 'role') -> 'duties') && '{coordinate,supervise}'
    UNION ALL
    SELECT 'reviews.' || r.key, format('is shared with "%s", which is of another organization', w), 'Let roles of one organization share it.'
    FROM review r, unnest(engine.texts_of(r.value -> 'with')) w
    WHERE policy -> 'roles' -> w ->> 'organization' IS DISTINCT FROM policy -> 'roles' -> (r.value ->> 'role') ->> 'organization'
$$;
COMMENT ON FUNCTION engine.unsound_reviews(jsonb) IS 'What makes a review of a policy unsound, where it stands, and what would mend it.';

CREATE FUNCTION engine.weekdays() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{mon,tue,wed,thu,fri,sat,sun}'::text[]
$$;
COMMENT ON FUNCTION engine.weekdays() IS 'The days of the week as a policy names them, Monday first.';

CREATE FUNCTION engine.write_reviews(policy jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.review_kind AS k (code, name, position, role_id, with_roles, "of", days, by_time, pace, seen_limit, since)
    SELECT e.key, e.value ->> 'name', (e.value ->> 'position')::integer, r.id,
           array(SELECT w.id FROM app.role w WHERE w.code = ANY (engine.texts_of(e.value -> 'with')) ORDER BY w.id), e.value ->> 'of',
           array(SELECT array_position(engine.weekdays(), d) FROM unnest(engine.texts_of(e.value -> 'days')) d ORDER BY 1),
           (e.value ->> 'by')::time, engine.elapsed_interval(e.value ->> 'pace'), (e.value ->> 'seen_limit')::integer, write_reviews.at
    FROM jsonb_each(engine.section_of(policy, 'reviews')) e JOIN app.role r ON r.code = e.value ->> 'role'
    ON CONFLICT (code) DO UPDATE
    SET (name, position, role_id, with_roles, "of", days, by_time, pace, seen_limit, active)
        = (excluded.name, excluded.position, excluded.role_id, excluded.with_roles, excluded."of", excluded.days, excluded.by_time, excluded.pace, excluded.seen_limit, true),
        -- Asked for anew, or at other times: none of before was missed.
        since = CASE WHEN k.active AND (k.days, k.by_time) = (excluded.days, excluded.by_time) THEN k.since ELSE excluded.since END;
    UPDATE app.review_kind k SET active = false WHERE k.active AND NOT engine.section_of(policy, 'reviews') ? k.code;
END $$;
COMMENT ON FUNCTION engine.write_reviews(jsonb, timestamptz) IS 'The reviews that the policy asks for; one that left it is inactive, so that those held keep what they are of.';
