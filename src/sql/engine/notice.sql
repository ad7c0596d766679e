-- The notice of 42 CFR 2.32 for a record, where it holds content under 42 CFR Part 2.

CREATE FUNCTION engine.record_notice(e engine.entity, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE e.kind WHEN 'task' THEN (SELECT engine.notice_for(t.category) FROM app.task t WHERE t.id = e.id)
                       WHEN 'event' THEN (SELECT engine.notice_for(k.category) FROM app.event k WHERE k.id = e.id)
                       WHEN 'individual' THEN engine.person_notice(e.id, v)
                       WHEN 'consent' THEN (SELECT engine.redisclosure_notice() FROM app.consent c WHERE c.id = e.id AND engine.consent_is_apart(c)) END;
END $$;
COMMENT ON FUNCTION engine.record_notice(engine.entity, engine.viewer) IS 'The notice for a record; NULL: none.';
