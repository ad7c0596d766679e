-- By which role a person is addressed, and how their scopes are called.

CREATE FUNCTION engine.home_scope(v engine.viewer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN v.coordinates THEN 'network'
                WHEN 'supervise' = ANY (v.duties) THEN 'org'
                WHEN v.duties && '{respond,plan}' THEN 'role'
                WHEN 'refer' = ANY (v.duties) THEN 'requested'
                WHEN v.audits THEN 'network'
                ELSE 'mine' END
$$;
COMMENT ON FUNCTION engine.home_scope(engine.viewer) IS 'Where the Queue opens for somebody with these duties.';

CREATE FUNCTION engine.main_role(v engine.viewer, OUT title text, OUT queue_title text) LANGUAGE sql STABLE AS $$
    SELECT r.name || CASE WHEN v.coordinates THEN ', ' || n.name
                          WHEN starts_with(r.name, split_part(o.name, ' ', 1)) THEN '' ELSE ', ' || o.name END,
           r.name
    FROM app.network n, app.role r
    JOIN app.organization o ON o.id = r.organization_id
    LEFT JOIN app.role_holder h ON h.role_id = r.id AND h.staff_id = v.staff_id
    WHERE r.id = ANY (v.roles)
    ORDER BY h.role_id IS NULL, r.id = n.coordinator_role_id DESC, h.rank, r.id LIMIT 1
$$;
COMMENT ON FUNCTION engine.main_role(engine.viewer) IS 'The role by which a person is addressed: one they hold themselves, first rank first.';

CREATE FUNCTION engine.scope_title(scope text, v engine.viewer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE scope
        WHEN 'mine' THEN 'Mine'
        WHEN 'role' THEN (SELECT m.queue_title FROM engine.main_role(v) m)
            || CASE WHEN cardinality(v.roles) > 1 THEN ' (my roles)' ELSE ' (my role)' END
        WHEN 'org' THEN (SELECT o.name FROM app.organization o WHERE o.id = v.organization_id)
        WHEN 'network' THEN (SELECT n.name FROM app.network n)
        WHEN 'alerts' THEN 'Alerts'
        WHEN 'escalations' THEN 'Passed up to me'
        WHEN 'requested' THEN 'Asked for by ' || (SELECT o.name FROM app.organization o WHERE o.id = v.organization_id) END
$$;
COMMENT ON FUNCTION engine.scope_title(text, engine.viewer) IS 'A scope as the title of the Queue.';
