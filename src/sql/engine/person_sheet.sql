-- The page that a person takes home: who will call them, by when, which number to ring. Codes and
-- times only; the words are the program's, in the person's language.

CREATE FUNCTION engine.sheet_state(t app.task) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN t.kind = 'reroute' THEN 'search'
                WHEN t.status = 'requested' THEN 'asked' WHEN t.status = 'accepted' THEN 'accepted'
                WHEN t.status = 'on-hold' THEN 'waits' ELSE 'running' END
$$;
COMMENT ON FUNCTION engine.sheet_state(app.task) IS 'What is said of something asked for: search (for somebody who can), asked, accepted, waits, running.';

CREATE FUNCTION engine.sheet_number(organization_id integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('organization', o.name, 'phone', o.phone) FROM app.organization o WHERE o.id = sheet_number.organization_id
$$;
COMMENT ON FUNCTION engine.sheet_number(integer) IS 'The name of an organisation and its number; the numbers of its staff are not for the people they serve.';

CREATE FUNCTION engine.sheet_items(tasks bigint[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Whom it was passed up to does not help instead of the provider.
    RETURN (
        SELECT coalesce(jsonb_agg(engine.sheet_number(coalesce(s.organization_id, t.owner_organization_id)) || jsonb_build_object(
            'ref', engine.referral_ref(t.referral_id), 'name', y.name, 'names', y.names, 'state', engine.sheet_state(t),
            'who', (SELECT k.name FROM app.staff k WHERE k.id = t.owner_staff_id AND k.organization_id = coalesce(s.organization_id, k.organization_id)),
            'by', CASE WHEN t.status = 'on-hold' THEN t.hold_until WHEN t.stage = 'complete' AND t.kind = 'referral' THEN NULL ELSE t.due END,
            'needed_by', CASE WHEN r.need_met_at IS NULL THEN t.needed_by END,
            'asks', engine.sheet_number(r.requester_organization_id) || jsonb_build_object('who', (SELECT s.name FROM app.staff s WHERE s.id = r.requester_staff_id)),
            'appointment', (SELECT jsonb_build_object('starts_at', a.starts_at, 'place', a.place, 'ride', a.ride) FROM app.appointment a JOIN app.task k ON k.id = a.task_id
                            WHERE k.referral_id = r.id AND a.status = 'booked' AND a.starts_at > app.now() ORDER BY a.starts_at LIMIT 1))
            ORDER BY t.due NULLS LAST, t.id), '[]')
        FROM app.task t LEFT JOIN app.service s ON s.id = t.service_id AND t.kind = 'referral' JOIN app.referral r ON r.id = t.referral_id JOIN app.service_type y ON y.id = r.service_type_id
        WHERE t.id = ANY (tasks));
END $$;
COMMENT ON FUNCTION engine.sheet_items(bigint[]) IS 'What is said of each open request of a person, the soonest due first.';

CREATE FUNCTION engine.sheet_tasks(individual_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- One line for each request: while another provider is sought, that search.
    RETURN array(
        SELECT DISTINCT ON (t.referral_id) t.id FROM app.task t
        WHERE t.id = ANY (engine.tasks_seen(sheet_tasks.individual_id, true, v)) AND t.kind IN ('referral', 'reroute') AND t.referral_id IS NOT NULL
        ORDER BY t.referral_id, t.kind = 'reroute' DESC, t.attempt DESC);
END $$;
COMMENT ON FUNCTION engine.sheet_tasks(bigint, engine.viewer) IS 'The open try, or search, of each request of a person that the reader may see.';
