-- The directory: organisations, their roles and services as they stand at this moment.

CREATE FUNCTION engine.duty_words(how text, on_duty text, first_holder text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE how WHEN 'holder' THEN 'on duty' WHEN 'cover' THEN 'covers for ' || first_holder
                    WHEN 'next' THEN first_holder || ' is away' WHEN 'nobody' THEN 'nobody answers for it'
                    ELSE 'owner away, nobody covers' END
$$;
COMMENT ON FUNCTION engine.duty_words(text, text, text) IS 'How somebody came to be on duty for a role.';

CREATE FUNCTION engine.load_of(staff_id integer, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What does not exist for the reader is not counted; and no further than shows. What is late comes first.
    RETURN (SELECT jsonb_build_object('open', count(*), 'late', count(*) FILTER (WHERE n.due < v.at AND n.status <> 'on-hold')) FROM (
                SELECT t.due, t.status FROM app.task t
                WHERE t.owner_staff_id = load_of.staff_id AND t.closed_at IS NULL
                  AND engine.sees_task(t.id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id)
                ORDER BY t.sort_at LIMIT 1000) n);
END $$;
COMMENT ON FUNCTION engine.load_of(integer, engine.viewer) IS 'How much is open, or late, in somebody''s name, of what the reader may know of; counted to a thousand.';

CREATE FUNCTION engine.directory_holders(role_id integer, v engine.viewer, told boolean) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    at timestamptz := v.at;
    keeps boolean := v.coordinates OR 'administer' = ANY (v.duties);
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(CASE WHEN told THEN engine.load_of(s.id, v) ELSE '{}' END
                                      || jsonb_build_object('may', keeps OR engine.may_say_away(v.staff_id, ARRAY[s.id]), 'login', s.login, 'name', s.name, 'phone', s.phone,
                                                         'away_until', a.ends, 'cover', c.name, 'disabled', s.disabled_at IS NOT NULL) ORDER BY h.rank), '[]')
            FROM app.role_holder h JOIN app.staff s ON s.id = h.staff_id
            LEFT JOIN app.coverage a ON a.staff_id = s.id AND a.starts <= at AND a.ends > at
            LEFT JOIN app.staff c ON c.id = a.cover_id
            WHERE h.role_id = directory_holders.role_id);
END $$;
COMMENT ON FUNCTION engine.directory_holders(integer, engine.viewer, boolean) IS 'Who holds a role, first answers first, and who is away until when; told: with what is open and late in their name.';

CREATE FUNCTION engine.directory_roles(organization_id integer, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name, 'duties', r.duties, 'mine', r.id = ANY (v.roles),
                'holders', engine.directory_holders(r.id, v, v.coordinates OR v.organization_id = directory_roles.organization_id), 'on_duty', s.name, 'on_duty_login', s.login, 'how', coalesce(d.how, 'nobody'),
                'how_words', engine.duty_words(coalesce(d.how, 'nobody'), s.name,
                    (SELECT f.name FROM app.role_holder h JOIN app.staff f ON f.id = h.staff_id WHERE h.role_id = r.id ORDER BY h.rank LIMIT 1)),
                'supervisor', u.name, 'supervisor_code', u.code) ORDER BY r.id), '[]')
            FROM app.role r
            LEFT JOIN app.role_on_duty d ON d.role_id = r.id
            LEFT JOIN app.staff s ON s.id = d.staff_id
            LEFT JOIN app.role u ON u.id = r.supervisor_role_id
            WHERE r.organization_id = directory_roles.organization_id AND r.active);
END $$;
COMMENT ON FUNCTION engine.directory_roles(integer, engine.viewer) IS 'The roles of an organisation, who is on duty for each, and how.';

CREATE FUNCTION engine.directory_services(organization_id integer, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'type', y.code, 'type_name', y.name, 'owner_role', r.code,
                'areas', s.areas, 'rank', s.rank, 'open', w.open, 'closed_since', CASE WHEN NOT w.open THEN s.closed_since END,
                'closed_until', CASE WHEN NOT w.open THEN s.closed_until END, 'closed_reason', CASE WHEN NOT w.open THEN s.closed_reason END,
                'may_close', engine.may_set_intake(staff, v.roles, s),
                'words', CASE WHEN w.open THEN 'takes referrals' ELSE 'closed' || coalesce(': ' || s.closed_reason, '') END) ORDER BY y.name, s.id), '[]')
            FROM app.service s JOIN app.service_type y ON y.id = s.service_type_id JOIN app.role r ON r.id = s.owner_role_id
            CROSS JOIN LATERAL (SELECT engine.intake_open(s, v.at) AS open) w
            WHERE s.organization_id = directory_services.organization_id AND s.active);
END $$;
COMMENT ON FUNCTION engine.directory_services(integer, engine.viewer) IS 'The services of an organisation and whether their intake is open.';

CREATE FUNCTION engine.required_words(key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT upper(left(key, 1)) || replace(substr(key, 2), '_', ' ')
$$;
COMMENT ON FUNCTION engine.required_words(text) IS 'What a referral must carry, as the label of a field: Phone.';

CREATE FUNCTION engine.catalogue_type(y app.service_type, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('code', y.code, 'name', y.name, 'short', coalesce(y.short, y.name), 'domain', d.code, 'domain_name', d.name, 'category', y.category,
        'requires', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', k, 'label', engine.required_words(k)) ORDER BY n), '[]')
                     FROM unnest(y.requires) WITH ORDINALITY u (k, n)),
        'targets', (SELECT jsonb_object_agg(p.priority, p.stages) FROM (
                        SELECT l.priority::text AS priority, jsonb_object_agg(l.stage, l.target) AS stages
                        FROM app.service_level_stage l WHERE l.level_id = y.level_id GROUP BY l.priority) p),
        'services', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'organization_name', o.name, 'areas', s.areas, 'rank', s.rank,
                            'open', engine.intake_open(s, at), 'closed_until', s.closed_until) ORDER BY s.rank, s.id), '[]')
                     FROM app.service s JOIN app.organization o ON o.id = s.organization_id WHERE s.service_type_id = y.id AND s.active))
        FROM app.domain d WHERE d.id = y.domain_id);
END $$;
COMMENT ON FUNCTION engine.catalogue_type(app.service_type, timestamptz) IS 'A type of service: what a referral for it must carry, how fast it is answered, who offers it.';
