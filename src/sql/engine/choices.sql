-- What the pickers of the steps offer.

CREATE FUNCTION engine.reason_offers(list text, role_id integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('offers', CASE list WHEN 'hold' THEN 'waiting_on' ELSE 'reason' END,
        'default', engine.default_reason(list, role_id),
        'choices', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', r.code, 'label', r.name, 'note', NULL, 'open', NULL, 'opens_at', NULL) ORDER BY r.position), '[]')
                    FROM app.reason r WHERE r.list = reason_offers.list AND r.active));
END $$;
COMMENT ON FUNCTION engine.reason_offers(text, integer) IS 'The reasons of a list, and which applies when none is chosen.';

CREATE FUNCTION engine.service_offers(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.referral;
    best jsonb;
BEGIN
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    best := engine.offer_list(r, v);
    -- Those asked before or closed come last: they can still be asked again, knowingly.
    RETURN jsonb_build_object('offers', 'to', 'default', best -> 0 -> 'service', 'choices', (
        SELECT coalesce(jsonb_agg(x.choice ORDER BY x.late, x.place), '[]') FROM (
            SELECT 0 AS late, o.place, jsonb_build_object('value', o.offer -> 'service', 'label', o.offer -> 'name', 'note', o.offer -> 'text',
                       'open', o.offer -> 'open', 'opens_at', o.offer -> 'opens_at') AS choice
            FROM jsonb_array_elements(best) WITH ORDINALITY o (offer, place)
            UNION ALL
            SELECT 1, s.rank, jsonb_build_object('value', s.code, 'label', g.name,
                       'note', CASE WHEN NOT engine.intake_open(s, v.at) THEN 'intake closed' || coalesce(': ' || s.closed_reason, '')
                                    WHEN s.id = ANY (engine.tried_services(r.id)) THEN 'asked before'
                                    ELSE 'outside their area' END,
                       'open', engine.intake_open(s, v.at), 'opens_at', s.closed_until)
            FROM app.service s JOIN app.organization g ON g.id = s.organization_id
            WHERE s.active AND s.service_type_id = r.service_type_id
              AND engine.basis(r.individual_id, r.requester_organization_id, s.organization_id, r.category) IS NOT NULL
              AND NOT s.code IN (SELECT o.offer ->> 'service' FROM jsonb_array_elements(best) o (offer))) x));
END $$;
COMMENT ON FUNCTION engine.service_offers(app.task, engine.viewer) IS 'To whom a referral can be re-routed, best first.';

CREATE FUNCTION engine.staff_offers(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('offers', 'to', 'default', NULL, 'choices', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('value', x.login, 'label', x.name,
                   'note', concat_ws(', ', x.role, engine.away_for(t, x.id, v.at)), 'open', x.ends IS NULL, 'opens_at', x.ends, 'has', x.has)
               ORDER BY x.has, x.near DESC, x.role_id, x.rank), '[]')
        FROM (SELECT DISTINCT ON (s.id) s.id, s.login, s.name, r.id AS role_id, r.name AS role, h.rank, a.ends, r.id = t.owner_role_id AS near, s.id IS NOT DISTINCT FROM t.owner_staff_id AS has
              FROM app.role r JOIN app.role_holder h ON h.role_id = r.id JOIN app.staff s ON s.id = h.staff_id
              LEFT JOIN app.coverage a ON a.staff_id = s.id AND a.starts <= v.at AND a.ends > v.at
              WHERE r.active AND s.active AND s.disabled_at IS NULL
                -- Whoever audits changes nothing but what is compliance's own.
                AND (r.duties && '{respond,supervise,coordinate,plan,refer}' OR (r.duties && '{audit}' AND r.id = t.owner_role_id))
                AND (r.id = t.owner_role_id OR r.organization_id = t.owner_organization_id OR r.id = t.former_role_id)
              ORDER BY s.id, r.id = t.owner_role_id DESC, h.rank) x));
END $$;
COMMENT ON FUNCTION engine.staff_offers(app.task, engine.viewer) IS 'To whom an item can be given: the owner role''s holders first, then others there, with who is away or will be before it is due; last whoever has it already (has), for one of several that are given together.';

CREATE FUNCTION engine.effect_away(effect text, t app.task, action text, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    back boolean := engine.goes_back(t.former_role_id, t.former_staff_id, v.staff_id, v.roles);
BEGIN
    RETURN effect || CASE WHEN action = 'return' THEN coalesce(' (' || engine.away_for(t, CASE WHEN back THEN t.former_staff_id ELSE t.owner_staff_id END, v.at) || ')', '') ELSE '' END;
END $$;
COMMENT ON FUNCTION engine.effect_away(text, app.task, text, engine.viewer) IS 'What a step would do, with whether the one whom it sends back to is away.';

CREATE FUNCTION engine.choices_of(t app.task, action text, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    field text := CASE action WHEN 'ask' THEN 'missing' WHEN 'relevel' THEN 'value' WHEN 'correct' THEN 'field'
                              WHEN 'call' THEN 'reached' WHEN 'complete' THEN 'outcome' WHEN 'resolve' THEN 'outcome' END;
    listed jsonb;
BEGIN
    CASE
        WHEN action = 'reroute' THEN RETURN engine.service_offers(t, v);
        WHEN action = 'assign' THEN RETURN engine.staff_offers(t, v);
        WHEN action = 'amend' THEN RETURN engine.reason_offers((engine.last_own(t, v.staff_id)).action, t.owner_role_id);
        WHEN field IS NULL THEN RETURN engine.reason_offers(action, t.owner_role_id);
        ELSE NULL;
    END CASE;
    SELECT coalesce(jsonb_agg(jsonb_build_object('value', c.value, 'label', c.label, 'note', NULL, 'open', NULL, 'opens_at', NULL) ORDER BY c.place), '[]') INTO listed
    FROM (
        SELECT o.code AS value, o.name || CASE WHEN o.helped THEN ' (counts as help)' ELSE '' END AS label, o.position AS place FROM engine.outcomes_of(t) o WHERE field = 'outcome'
        UNION ALL SELECT k, engine.required_words(k), n::integer FROM app.service_type y, unnest(y.requires) WITH ORDINALITY u (k, n)
                  WHERE field = 'missing' AND y.id = t.service_type_id
        UNION ALL SELECT p::text, p::text, n::integer FROM unnest(enum_range(NULL::app.priority)) WITH ORDINALITY u (p, n) WHERE field = 'value' AND p <> t.priority
        UNION ALL SELECT * FROM (VALUES ('true', 'reached', 1), ('false', 'not reached', 2)) r WHERE field = 'reached'
        UNION ALL SELECT * FROM (VALUES ('context', 'Why it is asked for', 1), ('date', 'When the service started', 2), ('outcome', 'How it ended', 3)) f
                  WHERE field = 'field' AND t.referral_id IS NOT NULL
        UNION ALL SELECT 'provided.' || k, engine.required_words(k), 9 FROM app.referral r, jsonb_object_keys(r.provided) k WHERE field = 'field' AND r.id = t.referral_id) c;
    RETURN jsonb_build_object('offers', field, 'default', NULL, 'choices', listed);
END $$;
COMMENT ON FUNCTION engine.choices_of(app.task, text, engine.viewer) IS 'Which key of detail a picker fills, with what, and what applies when nothing is chosen.';

CREATE FUNCTION engine.also_needed(t app.task, action text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN action = 'resolve' AND NOT EXISTS (SELECT FROM app.social_risk r WHERE r.task_id = t.id AND engine.is_referred(r)) THEN '["reason"]' ELSE '[]' END::jsonb;
END $$;
COMMENT ON FUNCTION engine.also_needed(app.task, text) IS 'What a step needs because of how the item stands: to resolve a risk for which no help was asked, the reason why not.';
