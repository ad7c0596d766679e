-- The digest: how much waits for whom, once a day, by mail. It counts, and names nobody.

CREATE FUNCTION engine.may_tell() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT engine.is_server_owner() OR coalesce(engine.has_duty((engine.me_or_none()).id, 'administer'), false)
$$;
COMMENT ON FUNCTION engine.may_tell() IS 'Who may read what digests would say: counts by person, nothing else.';

CREATE FUNCTION engine.refuse_digest() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- To whoever is none of ours nothing is told, not even that.
    PERFORM engine.me();
    PERFORM engine.refuse('HF404', 'How much waits for whom is not yours to read or to send.', 'Ask whoever administers the network; a service signs in as one, or as the owner of the server.');
END $$;
COMMENT ON FUNCTION engine.refuse_digest() IS 'HF404 for everybody but administrators and the server''s owner.';

CREATE FUNCTION engine.notify_program(channel text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT p.policy -> 'notify' -> channel FROM app.policy_revision p
    WHERE jsonb_array_length(coalesce(p.policy -> 'notify' -> channel, '[]')) > 0 AND p.number = (SELECT max(k.number) FROM app.policy_revision k)
$$;
COMMENT ON FUNCTION engine.notify_program(text) IS 'The program of a channel by the policy in force; NULL: the channel is switched off.';

CREATE FUNCTION engine.is_open_day(calendar_version_id integer, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (engine.first_opening(calendar_version_id, w.day_start) < w.day_start + interval '1 day')
    FROM (SELECT date_trunc('day', at AT TIME ZONE n.timezone) AT TIME ZONE n.timezone AS day_start FROM app.network n) w
$$;
COMMENT ON FUNCTION engine.is_open_day(integer, timestamptz) IS 'Whether that calendar has an hour open on that day.';

CREATE FUNCTION engine.waiting_for(at timestamptz) RETURNS TABLE (staff_id integer, task_id bigint, late boolean, today boolean, passed_up boolean)
LANGUAGE sql STABLE AS $$
    WITH day AS (SELECT (date_trunc('day', at AT TIME ZONE n.timezone) + interval '1 day') AT TIME ZONE n.timezone AS ends FROM app.network n)
    SELECT w.staff_id, w.task_id, bool_or(w.late), bool_or(w.today), bool_or(w.passed_up) FROM (
        SELECT coalesce(t.owner_staff_id, d.staff_id) AS staff_id, t.id AS task_id, coalesce(t.due < at, false) AS late, coalesce(t.due >= at, true) AS today, false AS passed_up
        FROM day, app.task t LEFT JOIN app.role_on_duty d ON d.role_id = t.owner_role_id
        WHERE t.closed_at IS NULL AND t.status <> 'on-hold' AND t.sort_at < day.ends
        UNION ALL
        SELECT coalesce(f.staff_id, d.staff_id), t.id, coalesce(t.due < at, false), coalesce(t.due >= at, true) AND t.sort_at < day.ends, true
        FROM day, app.reach f JOIN app.task t ON t.id = f.task_id AND t.clock_id = f.clock_id LEFT JOIN app.role_on_duty d ON d.role_id = f.role_id
        WHERE f.task_open AND f.withdrawn_at IS NULL AND f.action IN ('escalate', 'transfer') AND f.opened_at IS NULL AND t.status <> 'on-hold') w
    WHERE w.staff_id IS NOT NULL GROUP BY w.staff_id, w.task_id
$$;
COMMENT ON FUNCTION engine.waiting_for(timestamptz) IS
    'What waits for whom today: theirs by name, or of a role that they answer for now, due by the end of the day; and what a rung passed up to them that they have not opened.';

CREATE FUNCTION engine.digest_text(late bigint, today bigint, passed_up bigint, passed_late bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT late + today + passed_up || CASE late + today + passed_up WHEN 1 THEN ' item waits for you, ' ELSE ' items wait for you, ' END
        || 'by name or by a role you answer for now: '
        || concat_ws(', ', CASE WHEN late > 0 THEN late || ' late' END, CASE WHEN today > 0 THEN today || ' due today' END,
                     CASE WHEN passed_up > 0 THEN passed_up || ' passed up to you and not opened'
                         || CASE WHEN passed_late > 0 THEN ' (' || passed_late || ' of them late)' ELSE '' END END)
        || '; open holdfast'
$$;
COMMENT ON FUNCTION engine.digest_text(bigint, bigint, bigint, bigint) IS
    'The whole digest: "7 items wait for you, by name or by a role you answer for now: 2 late, 4 due today, 1 passed up to you and not opened; open holdfast". No name, no place, no reference; every item is in one of the parts, so that they add up. Today of who coordinates or supervises counts also what others hold.';

CREATE FUNCTION engine.digest_list(at timestamptz, forced boolean) RETURNS TABLE (staff_id integer, login text, email text, message text)
LANGUAGE sql STABLE AS $$
    SELECT s.id, s.login, s.email, engine.digest_text(count(*) FILTER (WHERE w.late AND NOT w.passed_up),
        count(*) FILTER (WHERE NOT w.late AND NOT w.passed_up), count(*) FILTER (WHERE w.passed_up), count(*) FILTER (WHERE w.passed_up AND w.late))
    FROM engine.waiting_for(at) w
    JOIN app.staff s ON s.id = w.staff_id AND s.active AND s.disabled_at IS NULL AND s.email IS NOT NULL
    JOIN app.organization o ON o.id = s.organization_id
    WHERE (forced OR engine.is_open_day((SELECT c.current_version FROM app.calendar c WHERE c.id = o.calendar_id), at))
      AND (forced OR NOT EXISTS (SELECT FROM app.digest d WHERE d.staff_id = s.id AND d.day = engine.network_day(at) AND d.sent_at IS NOT NULL))
      AND NOT EXISTS (SELECT FROM app.coverage a WHERE a.staff_id = s.id AND a.starts <= at AND a.ends > at)
    GROUP BY s.id, s.login, s.email
$$;
COMMENT ON FUNCTION engine.digest_list(timestamptz, boolean) IS
    'Whom to tell how much waits: present, with an email, not told today, their organisation open today; forced leaves the last two out.';

CREATE FUNCTION engine.claim_digest(staff_id integer, at timestamptz, forced boolean) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    taken boolean;
BEGIN
    IF staff_id IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO app.digest AS d (staff_id, day, claimed_at) VALUES (claim_digest.staff_id, engine.network_day(at), clock_timestamp())
    ON CONFLICT ON CONSTRAINT digest_pkey DO UPDATE SET claimed_at = excluded.claimed_at, sent_at = NULL
        WHERE CASE WHEN d.sent_at IS NULL THEN d.claimed_at < clock_timestamp() - interval '5 minutes' ELSE forced END
    RETURNING true INTO taken;
    RETURN coalesce(taken, false);
END $$;
COMMENT ON FUNCTION engine.claim_digest(integer, timestamptz, boolean) IS 'One service has a digest in hand, for five minutes.';

CREATE FUNCTION engine.end_digest(staff_id integer, at timestamptz, good boolean) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF good THEN
        UPDATE app.digest d SET sent_at = clock_timestamp() WHERE d.staff_id = end_digest.staff_id AND d.day = engine.network_day(at) AND d.sent_at IS NULL;
    ELSE
        DELETE FROM app.digest d WHERE d.staff_id = end_digest.staff_id AND d.day = engine.network_day(at) AND d.sent_at IS NULL;
    END IF;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION engine.end_digest(integer, timestamptz, boolean) IS 'A digest in hand was sent, or was not and may be taken again.';
