-- The clock of an item as its screen shows it: what is due, and who is told next if nothing happens.

CREATE FUNCTION engine.reached_words(action app.rung_action, to_kind text, staff_id integer, staff_name text, role_name text, v engine.viewer)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE action WHEN 'remind' THEN 'reminds ' ELSE '' END
        || CASE WHEN staff_id = v.staff_id THEN 'you'
                ELSE coalesce(staff_name || CASE WHEN action = 'remind' THEN '' WHEN to_kind = 'on_call' THEN ', on call' ELSE ', ' || role_name END, role_name) END
        || CASE action WHEN 'transfer' THEN CASE staff_id WHEN v.staff_id THEN ' take it over' ELSE ', takes it over' END WHEN 'inform' THEN ', to know' ELSE '' END
$$;
COMMENT ON FUNCTION engine.reached_words(app.rung_action, text, integer, text, text, engine.viewer) IS 'What a rung will do: reminds you; Omar Reyes, on call.';

CREATE FUNCTION engine.ladder_ahead(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    c app.clock;
    hand app.rung;
BEGIN
    SELECT k.* INTO c FROM app.clock k WHERE k.id = t.clock_id AND k.stopped_at IS NULL AND k.fire_at IS NOT NULL;
    IF NOT FOUND OR t.closed_at IS NOT NULL THEN
        RETURN '[]';
    END IF;
    hand := engine.hand_rung(c, t, v.staff_id);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'no', r.no, 'at', f.at, 'action', r.action, 'who', coalesce(engine.staff_words(w.staff_id, v), o.name),
            'text', engine.reached_words(r.action, r.to_kind, w.staff_id, s.name, o.name, v),
            'channels', r.channels, 'by_hand', r.no = hand.no) ORDER BY f.at, r.no), '[]')
        FROM app.rung r
        CROSS JOIN LATERAL (SELECT CASE WHEN r.no = c.next_rung THEN c.rung_at ELSE engine.rung_at(c, r) END AS at) f
        CROSS JOIN LATERAL engine.rung_reaches(r, t, v.at) w
        LEFT JOIN app.staff s ON s.id = w.staff_id
        LEFT JOIN app.role o ON o.id = w.role_id
        WHERE r.ladder_id = c.ladder_id AND r.no >= c.next_rung AND f.at IS NOT NULL
          -- Who has it is told nothing new by being told of themselves.
          AND NOT (w.staff_id = v.staff_id AND r.action <> 'remind' AND (t.owner_staff_id IS NOT DISTINCT FROM v.staff_id OR t.owner_role_id = ANY (v.roles))));
END $$;
COMMENT ON FUNCTION engine.ladder_ahead(app.task, engine.viewer) IS 'If not: who is told next, when and how, as the ladder and who is on duty stand now; an owner''s own escalation to themselves is left out.';

CREATE FUNCTION engine.timing(t app.task, r app.referral) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object('target', c.target, 'words', engine.target_words(t.priority, c.target),
            'late_since', coalesce(c.late_since, CASE WHEN c.due < app.now() AND c.held_at IS NULL AND t.closed_at IS NULL THEN c.due END),
            'need_since', t.need_since, 'tries', coalesce(r.attempts, 0), 'held_remaining', c.held_remaining, 'promised', c.promised)
        FROM (SELECT) one LEFT JOIN app.clock c ON c.id = t.clock_id);
END $$;
COMMENT ON FUNCTION engine.timing(app.task, app.referral) IS 'What stands beside due: in which hours it counts, late since when, how long the need waits, how many tries.';
