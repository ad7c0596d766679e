-- What a new policy changes, in words that a person can read before it is in force.

CREATE FUNCTION engine.entry_detail(before jsonb, after jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN before IS NULL OR after IS NULL THEN NULL
        WHEN jsonb_typeof(before) = 'object' AND jsonb_typeof(after) = 'object' THEN (
            SELECT string_agg(format('%s: %s -> %s', k, coalesce(left(before ->> k, 200), 'none'), coalesce(left(after ->> k, 200), 'none')), '; ' ORDER BY k)
            FROM jsonb_object_keys(before || after) k WHERE before -> k IS DISTINCT FROM after -> k)
        ELSE format('%s -> %s', left(before #>> '{}', 400), left(after #>> '{}', 400)) END
$$;
COMMENT ON FUNCTION engine.entry_detail(jsonb, jsonb) IS
    'What of an entry of the policy is different, key by key; NULL for one that is new or gone.';

CREATE FUNCTION engine.policy_entries(policy jsonb) RETURNS TABLE (section text, id text, entry jsonb) LANGUAGE sql STABLE AS $$
    SELECT s.key, e.key, e.value
    FROM jsonb_each(policy) s, jsonb_each(CASE jsonb_typeof(s.value) WHEN 'object' THEN s.value ELSE '{}' END) e
$$;
COMMENT ON FUNCTION engine.policy_entries(jsonb) IS 'Everything in a policy that has an id, and every single setting.';

CREATE FUNCTION engine.section_word(section text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN section = 'access' THEN section ELSE regexp_replace(section, 's$', '') END
$$;
COMMENT ON FUNCTION engine.section_word(text) IS 'One entry of that section: roles gives role.';

CREATE FUNCTION engine.items_left_behind(login text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('%s open %s in this person''s name: their supervisor gives them to somebody (o)', count(*),
                  CASE count(*) WHEN 1 THEN 'item is' ELSE 'items are' END)
    FROM app.task t JOIN app.staff s ON s.id = t.owner_staff_id
    WHERE s.login = items_left_behind.login AND t.closed_at IS NULL HAVING count(*) > 0
$$;
COMMENT ON FUNCTION engine.items_left_behind(text) IS
    'What somebody who leaves is still named for, as a sentence; NULL when nothing.';

CREATE FUNCTION engine.policy_changes(before jsonb, after jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    WITH heir AS (SELECT n.former, n.code FROM engine.policy_renames(after) n WHERE before -> 'roles' ? n.former),
    pair AS (
        SELECT section, id, o.entry AS old, n.entry AS new
        FROM engine.policy_entries(coalesce(before, '{}')) o
        FULL JOIN engine.policy_entries(after) n USING (section, id)
        WHERE o.entry IS DISTINCT FROM n.entry
    ), change AS (
        SELECT p.*, h.former, CASE WHEN h.former IS NOT NULL THEN 'renamed' WHEN p.old IS NULL THEN 'added'
                                   WHEN p.new IS NULL THEN 'removed' ELSE 'changed' END AS change
        FROM pair p LEFT JOIN heir h ON p.section = 'roles' AND h.code = p.id
        WHERE NOT (p.section = 'roles' AND p.new IS NULL AND p.id IN (SELECT g.former FROM heir g))
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'what', engine.section_word(c.section), 'id', c.id, 'change', c.change,
               'detail', CASE WHEN c.change = 'renamed' THEN 'from ' || c.former
                              WHEN c.change = 'removed' AND c.section = 'staff' THEN engine.items_left_behind(c.id)
                              ELSE engine.entry_detail(c.old, c.new) END)
               ORDER BY c.section, c.id), '[]')
    FROM change c
$$;
COMMENT ON FUNCTION engine.policy_changes(jsonb, jsonb) IS
    'The differences of two policies (before may be NULL: the first) as [{what, id, change, detail}], change being added, removed, changed or renamed.';
