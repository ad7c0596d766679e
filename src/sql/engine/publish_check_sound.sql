-- What makes a policy unsound although every name in it is there (DESIGN 7): values that are none,
-- work that would reach nobody, rights that no law gives. `holdfast check` tells each with file and
-- line; here they are refused whoever publishes, by whatever program.

CREATE FUNCTION engine.is_duration(given text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN given IS NOT NULL AND (engine.target_parse(given)).amount > 0;
EXCEPTION WHEN SQLSTATE 'HF400' THEN
    RETURN false;
END $$;
COMMENT ON FUNCTION engine.is_duration(text) IS 'The text is a length of time as policies write one, and not none at all.';

CREATE FUNCTION engine.is_between(given text, shortest interval, longest interval) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN engine.elapsed_interval(given) BETWEEN shortest AND longest;
EXCEPTION WHEN SQLSTATE 'HF400' THEN
    RETURN false;
END $$;
COMMENT ON FUNCTION engine.is_between(text, interval, interval) IS 'The text is a length of real time within these bounds.';

CREATE FUNCTION engine.supervised_in_circle(policy jsonb) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (role, above, steps) AS (
        SELECT e.key, e.value ->> 'supervisor', 1 FROM jsonb_each(policy -> 'roles') e
        UNION ALL
        SELECT u.role, policy -> 'roles' -> u.above ->> 'supervisor', u.steps + 1 FROM up u
        WHERE u.above IS NOT NULL AND u.above <> u.role AND u.steps < 100)
    SELECT DISTINCT u.role FROM up u WHERE u.above = u.role
$$;
COMMENT ON FUNCTION engine.supervised_in_circle(jsonb) IS 'Roles that are, sooner or later, their own supervisor.';

CREATE FUNCTION engine.unsound_values(policy jsonb) RETURNS TABLE (place text, wrong text, mend text) LANGUAGE sql STABLE AS $$
    SELECT 'roles.' || e.key, 'has the duty "' || d || '", which there is not', 'Use refer, respond, coordinate, supervise, plan, record, audit or administer.'
    FROM jsonb_each(policy -> 'roles') e, jsonb_array_elements_text(e.value -> 'duties') d
    WHERE d <> ALL ('{refer,respond,coordinate,supervise,plan,record,audit,administer}')
    UNION ALL
    SELECT format('service_levels.%s.%s.%s', l.key, p.key, s.key), 'is due within no length of time', 'Write 4h, 8bh or 2bd; never zero.'
    FROM jsonb_each(policy -> 'service_levels') l, jsonb_each(l.value) p, jsonb_each(p.value) s WHERE NOT engine.is_duration(s.value ->> 'within')
    UNION ALL
    SELECT format('ladders.%s', l.key), format('has a rung that does "%s" at "%s"', r ->> 'do', r ->> 'at'),
           'A rung is at a share of the target or a time after due, and does remind, inform, escalate or transfer.'
    FROM jsonb_each(policy -> 'ladders') l, jsonb_array_elements(l.value) r
    WHERE coalesce(r ->> 'do' <> ALL ('{remind,inform,escalate,transfer}'), true)
       OR NOT coalesce(r ->> 'at' ~ '^[0-9]{1,3}(\.[0-9]+)?%$|^1000%$' OR (r ->> 'at' LIKE '+%' AND engine.is_duration(substr(r ->> 'at', 2))), false)
    UNION ALL
    SELECT 'access.' || k.key, 'is out of range', 'Give it within the bounds of the manual.'
    FROM (VALUES ('undo_within', interval '1 minute', interval '1 day'), ('idle_lock', '1 minute', '2 hours'),
                 ('emergency_for', '15 minutes', '1 day')) k (key, shortest, longest)
    WHERE policy -> 'access' ? k.key AND NOT engine.is_between(policy -> 'access' ->> k.key, k.shortest, k.longest)
    UNION ALL
    SELECT 'notify.' || n.key, 'is not a program with its arguments', 'Give a list that begins with the program''s whole path; [] switches it off.'
    FROM jsonb_each(policy -> 'notify') n
    WHERE jsonb_typeof(n.value) <> 'array'
       OR EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(n.value) WHEN 'array' THEN n.value ELSE '[]' END) w WHERE jsonb_typeof(w) <> 'string')
       OR n.value ->> 0 !~ '^/'
    UNION ALL SELECT * FROM engine.unsound_reviews(policy)
$$;
COMMENT ON FUNCTION engine.unsound_values(jsonb) IS 'Values in a policy that are none, where they stand, and what would mend them.';

CREATE FUNCTION engine.unsound_work(policy jsonb) RETURNS TABLE (place text, wrong text, mend text) LANGUAGE sql STABLE AS $$
    SELECT 'service_types.' || e.key, 'is offered by nobody', 'Add a service of this type.'
    FROM jsonb_each(policy -> 'service_types') e
    WHERE NOT EXISTS (SELECT FROM jsonb_each(policy -> 'services') s WHERE s.value ->> 'type' = e.key)
    UNION ALL
    SELECT 'roles.' || c, 'is its own supervisor in the end', 'Let the topmost role have none.' FROM engine.supervised_in_circle(policy) c
    UNION ALL
    SELECT 'outcomes', 'has none that helps', 'Mark one as helped.'
    WHERE NOT EXISTS (SELECT FROM jsonb_each(policy -> 'outcomes') o WHERE o.value -> 'helped' = 'true')
    UNION ALL
    SELECT 'reasons.' || l.key, 'has a default that cannot be chosen', 'Use one of its choices.'
    FROM jsonb_each(policy -> 'reasons') l, LATERAL (
        SELECT l.value ->> 'default' AS choice UNION ALL SELECT r.value FROM jsonb_each_text(l.value -> 'by_role') r) d
    WHERE d.choice IS NOT NULL AND NOT coalesce(l.value -> 'choices' ? d.choice, false)
    UNION ALL
    SELECT 'ladders.' || x.key, 'has rungs out of order', 'Sort them by when they are reached.'
    FROM (SELECT l.key, r.n, rtrim(r.rung ->> 'at', '%')::numeric AS share, lag(rtrim(r.rung ->> 'at', '%')::numeric) OVER (PARTITION BY l.key ORDER BY r.n) AS before
          FROM jsonb_each(policy -> 'ladders') l, jsonb_array_elements(l.value) WITH ORDINALITY r (rung, n)
          WHERE r.rung ->> 'at' ~ '^[0-9.]+%$') x
    WHERE x.share < x.before
$$;
COMMENT ON FUNCTION engine.unsound_work(jsonb) IS 'Work that under this policy would reach nobody or come to no end.';

CREATE FUNCTION engine.unsound_grounds(policy jsonb) RETURNS TABLE (place text, wrong text, mend text) LANGUAGE sql STABLE AS $$
    WITH ground AS (SELECT b ->> 'from' AS "from", b ->> 'to' AS "to", b ->> 'category' AS category, b ->> 'basis' AS basis
                    FROM jsonb_array_elements(policy -> 'access' -> 'basis') b)
    SELECT format('access.basis %s>%s/%s', g."from", g."to", g.category), format('has the ground "%s", which there is not', g.basis),
           'Use treatment, authorization, part2_consent, serious_threat, medical_emergency or required_report.'
    FROM ground g
    WHERE coalesce(g.basis <> ALL ('{treatment,authorization,part2_consent,serious_threat,medical_emergency,required_report}'), true)
    UNION ALL
    SELECT format('access.basis %s>%s/%s', g."from", g."to", g.category), format('takes "%s" for a ground to tell of substance use (42 CFR Part 2)', g.basis),
           'Use part2_consent.'
    FROM ground g WHERE g.category = 'substance_use' AND g.basis IN ('treatment', 'authorization')
    UNION ALL
    SELECT format('access.basis %s>%s/%s', g."from", g."to", g.category), 'is about a category that nothing has', 'Use general, or the category of a service type.'
    FROM ground g
    WHERE coalesce(g.category NOT IN ('*', 'general', 'substance_use', 'counseling_notes'), true)
      AND NOT EXISTS (SELECT FROM jsonb_each(policy -> 'service_types') y WHERE y.value ->> 'category' = g.category)
$$;
COMMENT ON FUNCTION engine.unsound_grounds(jsonb) IS 'Grounds of disclosure that are none, or not for what they are given (42 CFR 2.31).';

CREATE FUNCTION engine.refuse_unsound(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT u.place, u.wrong, u.mend INTO bad FROM (
        SELECT * FROM engine.unsound_values(policy) UNION ALL SELECT * FROM engine.unsound_grounds(policy)) u ORDER BY u.place, u.wrong LIMIT 1;
    IF NOT FOUND THEN
        SELECT u.place, u.wrong, u.mend INTO bad FROM engine.unsound_work(policy) u ORDER BY u.place, u.wrong LIMIT 1;
    END IF;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('%s %s.', bad.place, bad.wrong), bad.mend);
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_unsound(jsonb) IS 'HF412 for the first thing in a policy that is unsound: values first, for what is worked out from them takes them for good.';
