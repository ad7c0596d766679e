-- Questions about business time.

CREATE FUNCTION api.business_due(calendar text, start timestamptz, target text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    PERFORM engine.check_instants(start);
    RETURN engine.due_at(engine.calendar_in_force(calendar), start, target);
END $$;
COMMENT ON FUNCTION api.business_due(text, timestamptz, text) IS
    'When something begun at start is due: targets as in the policy, 90m 4h 2d real time, 45bm 6bh 2bd on that calendar. HF400 names a bad argument, or an instant beyond the laid-out years.';

CREATE FUNCTION api.business_elapsed(calendar text, a timestamptz, b timestamptz) RETURNS interval
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    PERFORM engine.check_instants(a, b);
    RETURN engine.own_microseconds(engine.calendar_in_force(calendar), '1bm', a, b) * interval '1 microsecond';
END $$;
COMMENT ON FUNCTION api.business_elapsed(text, timestamptz, timestamptz) IS
    'Open time between two instants on that calendar; negative when b is before a. HF400 for an unknown calendar, or beyond the laid-out years.';
