-- Writing the part of a policy that says who and where: calendars, organisations, people, roles.
-- Nothing is deleted from a dictionary; what left the policy is inactive (DESIGN 7).

CREATE FUNCTION engine.write_calendars(policy jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.calendar (code) SELECT jsonb_object_keys(policy -> 'calendars') ON CONFLICT (code) DO NOTHING;
    UPDATE app.calendar c SET active = policy -> 'calendars' ? c.code
    WHERE c.active <> (policy -> 'calendars' ? c.code);
    UPDATE app.calendar c SET current_version = v.id
    FROM (SELECT k.id AS calendar_id, engine.calendar_version_of(k.id, engine.with_closures(k.id, policy -> 'calendars' -> k.code), at) AS id
          FROM app.calendar k WHERE k.active) v
    WHERE v.calendar_id = c.id AND c.current_version IS DISTINCT FROM v.id;
END $$;
COMMENT ON FUNCTION engine.write_calendars(jsonb, timestamptz) IS
    'Calendars, each with the version that has the policy''s content. Running clocks keep the version they pinned.';

CREATE FUNCTION engine.write_organizations(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.organization AS o (code, name, sector, calendar_id, phone, active)
    SELECT e.key, e.value ->> 'name', e.value ->> 'sector', c.id, e.value ->> 'phone', true
    FROM jsonb_each(policy -> 'organizations') e JOIN app.calendar c ON c.code = e.value ->> 'calendar'
    ON CONFLICT (code) DO UPDATE
    SET (name, sector, calendar_id, phone, active) = (excluded.name, excluded.sector, excluded.calendar_id, excluded.phone, true)
    WHERE (o.name, o.sector, o.calendar_id, o.phone, o.active)
          IS DISTINCT FROM (excluded.name, excluded.sector, excluded.calendar_id, excluded.phone, true);
    UPDATE app.organization o SET active = false WHERE o.active AND NOT policy -> 'organizations' ? o.code;
    INSERT INTO app.hint_gate (organization_id, last_at) SELECT o.id, '-infinity' FROM app.organization o
    ON CONFLICT (organization_id) DO NOTHING;
END $$;
COMMENT ON FUNCTION engine.write_organizations(jsonb) IS 'Organisations, and the gate through which each one''s consoles are told of changes.';

CREATE FUNCTION engine.write_staff(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.staff AS s (login, name, organization_id, email, phone, active)
    SELECT e.key, e.value ->> 'name', o.id, e.value ->> 'email', e.value ->> 'phone', true
    FROM jsonb_each(policy -> 'staff') e JOIN app.organization o ON o.code = e.value ->> 'organization'
    ON CONFLICT (login) DO UPDATE
    SET (name, organization_id, email, phone, active) = (excluded.name, excluded.organization_id, excluded.email, excluded.phone, true)
    WHERE (s.name, s.organization_id, s.email, s.phone, s.active)
          IS DISTINCT FROM (excluded.name, excluded.organization_id, excluded.email, excluded.phone, true);
    UPDATE app.staff s SET active = false WHERE s.active AND NOT policy -> 'staff' ? s.login;
END $$;
COMMENT ON FUNCTION engine.write_staff(jsonb) IS 'People. Who was disabled stays disabled: that is the database''s own (DESIGN 7).';

CREATE FUNCTION engine.write_logins() RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    person record;
    made jsonb := '[]';
BEGIN
    -- Disabled people and leavers cannot even connect; a login that went missing (a restored server) is made again.
    FOR person IN
        SELECT s.login, s.active AND s.disabled_at IS NULL AS enabled, r.rolcanlogin AS could
        FROM app.staff s LEFT JOIN pg_catalog.pg_roles r ON r.rolname = s.login
        WHERE s.active OR r.rolname IS NOT NULL ORDER BY s.login LOOP
        IF person.could IS NULL AND logins.create_login(person.login) THEN
            made := made || jsonb_build_object('what', 'login', 'id', person.login, 'change', 'added',
                                               'detail', 'without a password yet: give a first one with holdfast staff passwd');
        END IF;
        IF coalesce(person.could, true) <> person.enabled THEN
            PERFORM logins.disable_login(person.login, NOT person.enabled);
        END IF;
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION engine.write_logins() IS
    'Brings the server''s logins in line with the people of the policy; gives the logins it made, as changes.';

CREATE FUNCTION engine.move_items(former integer, heir integer, actor app.staff, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    entry record;
    role app.role;
BEGIN
    SELECT r.* INTO role FROM app.role r WHERE r.id = heir;
    FOR t IN SELECT k.* FROM app.task k WHERE k.owner_role_id = former AND k.closed_at IS NULL ORDER BY k.id FOR UPDATE LOOP
        t.version := t.version + 1;
        t.ledger_seq := t.ledger_seq + 1;
        SELECT e.entry_id, e.head INTO entry
        FROM engine.record('task', t.id, t.ledger_seq, t.ledger_head, at, actor, 'role-moved', t.individual_id, t.version,
                           t.status::text, t.status::text, jsonb_build_object('former_role', former, 'role', role.code), NULL, NULL) e;
        UPDATE app.task k
        SET owner_role_id = heir, owner_organization_id = role.organization_id, version = t.version,
            ledger_seq = t.ledger_seq, ledger_head = entry.head
        WHERE k.id = t.id;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.move_items(integer, integer, app.staff, timestamptz) IS
    'Hands every open item of one role to another, on the record; the clocks run on.';

CREATE FUNCTION engine.rename_roles(policy jsonb, actor app.staff, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    renamed record;
BEGIN
    -- A new name for the same row where that name is free; a role that joins another gives it its items.
    UPDATE app.role r SET code = n.code FROM engine.policy_renames(policy) n
    WHERE r.code = n.former AND NOT EXISTS (SELECT 1 FROM app.role o WHERE o.code = n.code);
    FOR renamed IN
        SELECT f.id AS former, h.id AS heir FROM engine.policy_renames(policy) n
        JOIN app.role f ON f.code = n.former JOIN app.role h ON h.code = n.code ORDER BY f.id LOOP
        PERFORM engine.move_items(renamed.former, renamed.heir, actor, at);
        PERFORM engine.move_areas(renamed.former, renamed.heir, actor, at);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.rename_roles(jsonb, app.staff, timestamptz) IS
    'Carries out renamed_from. Once done, the same policy again finds nothing to do.';

CREATE FUNCTION engine.write_roles(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.role AS r (code, name, organization_id, duties, calendar_id, medical, active)
    SELECT e.key, e.value ->> 'name', o.id, ARRAY(SELECT jsonb_array_elements_text(e.value -> 'duties')), c.id,
           coalesce((e.value ->> 'medical')::boolean, false), true
    FROM jsonb_each(policy -> 'roles') e
    JOIN app.organization o ON o.code = e.value ->> 'organization'
    LEFT JOIN app.calendar c ON c.code = e.value ->> 'hours'
    ON CONFLICT (code) DO UPDATE
    SET (name, organization_id, duties, calendar_id, medical, active)
        = (excluded.name, excluded.organization_id, excluded.duties, excluded.calendar_id, excluded.medical, true)
    WHERE (r.name, r.organization_id, r.duties, r.calendar_id, r.medical, r.active)
          IS DISTINCT FROM (excluded.name, excluded.organization_id, excluded.duties, excluded.calendar_id, excluded.medical, true);
    UPDATE app.role r SET active = false WHERE r.active AND NOT policy -> 'roles' ? r.code;
    UPDATE app.role r SET supervisor_role_id = s.id
    FROM jsonb_each(policy -> 'roles') e LEFT JOIN app.role s ON s.code = e.value ->> 'supervisor'
    WHERE r.code = e.key AND r.supervisor_role_id IS DISTINCT FROM s.id;
    UPDATE app.task t SET owner_organization_id = r.organization_id FROM app.role r
    WHERE r.id = t.owner_role_id AND t.closed_at IS NULL AND t.owner_organization_id <> r.organization_id;
END $$;
COMMENT ON FUNCTION engine.write_roles(jsonb) IS 'Roles with duties, hours and supervisor; open items follow a role that changes organisation.';

CREATE FUNCTION engine.policy_holders(policy jsonb) RETURNS TABLE (role_id integer, staff_id integer, rank integer)
LANGUAGE sql STABLE AS $$
    SELECT r.id, s.id, min(h.rank)::integer
    FROM jsonb_each(policy -> 'roles') e, jsonb_array_elements_text(e.value -> 'holders') WITH ORDINALITY h (login, rank), app.role r, app.staff s
    WHERE r.code = e.key AND s.login = h.login GROUP BY r.id, s.id
$$;
COMMENT ON FUNCTION engine.policy_holders(jsonb) IS 'Who holds which role, the first to be asked first.';

CREATE FUNCTION engine.write_holders(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM app.role_holder h
    WHERE NOT EXISTS (SELECT 1 FROM engine.policy_holders(policy) p WHERE p.role_id = h.role_id AND p.staff_id = h.staff_id);
    INSERT INTO app.role_holder AS h (role_id, staff_id, rank)
    SELECT p.role_id, p.staff_id, p.rank FROM engine.policy_holders(policy) p
    ON CONFLICT (role_id, staff_id) DO UPDATE SET rank = excluded.rank WHERE h.rank <> excluded.rank;
END $$;
COMMENT ON FUNCTION engine.write_holders(jsonb) IS 'Holders and their ranks exactly as the policy has them.';
