-- Who answers for each role now. A role's hours play no part: outside them its first holder still
-- answers, unless away. Hours are what clocks count, and what a policy's ladders are checked against.

CREATE FUNCTION engine.present_staff(at timestamptz) RETURNS TABLE (id integer) LANGUAGE sql STABLE AS $$
    SELECT s.id FROM app.staff s
    WHERE s.active AND s.disabled_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM app.coverage a WHERE a.staff_id = s.id AND a.starts <= at AND a.ends > at)
$$;
COMMENT ON FUNCTION engine.present_staff(timestamptz) IS
    'The people who are here: in the policy in force, not disabled, not away by a stated absence.';

CREATE FUNCTION engine.duty_now(at timestamptz) RETURNS TABLE (role_id integer, staff_id integer, how text)
LANGUAGE sql STABLE AS $$
    WITH present AS MATERIALIZED (SELECT p.id FROM engine.present_staff(at) p),
    candidate AS (
        SELECT h.role_id, h.rank, 1 AS place, h.staff_id,
               CASE WHEN h.rank = min(h.rank) OVER (PARTITION BY h.role_id) THEN 'holder' ELSE 'next' END AS how
        FROM app.role_holder h
        UNION ALL
        SELECT h.role_id, h.rank, 2, a.cover_id, 'cover'
        FROM app.role_holder h JOIN app.coverage a ON a.staff_id = h.staff_id AND a.starts <= at AND a.ends > at),
    own AS (
        SELECT DISTINCT ON (c.role_id) c.role_id, c.staff_id, c.how
        FROM candidate c JOIN present p ON p.id = c.staff_id
        ORDER BY c.role_id, c.rank, c.place)
    SELECT r.id,
           coalesce(o.staff_id, s.staff_id, c.staff_id, n.staff_id),
           CASE WHEN o.staff_id IS NOT NULL THEN o.how
                WHEN s.staff_id IS NOT NULL THEN 'supervisor'
                WHEN c.staff_id IS NOT NULL THEN 'coordinator'
                WHEN n.staff_id IS NOT NULL THEN 'on_call'
                ELSE 'nobody' END
    FROM app.role r
    LEFT JOIN app.network w ON true
    LEFT JOIN own o ON o.role_id = r.id
    LEFT JOIN own s ON s.role_id = r.supervisor_role_id
    LEFT JOIN own c ON c.role_id = w.coordinator_role_id
    LEFT JOIN own n ON n.role_id = w.on_call_role_id
    WHERE r.active
$$;
COMMENT ON FUNCTION engine.duty_now(timestamptz) IS
    'For each role of the policy in force who answers for it at that instant, and how they came to: first holder who is here, else that holder''s cover, else the next holder (and their cover), else whoever has the supervisor role, the coordinator''s, the one on call (DESIGN 4).';

CREATE FUNCTION engine.refresh_duty(at timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    changed integer;
BEGIN
    DELETE FROM app.role_on_duty d USING app.role r WHERE r.id = d.role_id AND NOT r.active;
    INSERT INTO app.role_on_duty AS d (role_id, staff_id, how, since)
    SELECT n.role_id, n.staff_id, n.how, at
    FROM engine.duty_now(at) n LEFT JOIN app.role_on_duty o ON o.role_id = n.role_id
    WHERE (n.staff_id, n.how) IS DISTINCT FROM (o.staff_id, o.how)
    ORDER BY n.role_id
    ON CONFLICT (role_id) DO UPDATE SET staff_id = excluded.staff_id, how = excluded.how, since = excluded.since;
    GET DIAGNOSTICS changed = ROW_COUNT;
    UPDATE app.sweep_lead l SET duty_at = at WHERE changed > 0;
    RETURN changed;
END $$;
COMMENT ON FUNCTION engine.refresh_duty(timestamptz) IS
    'Brings role_on_duty up to that instant; gives how many roles changed hands. Called by the sweep and by every change of cover, holders or disabled people.';
