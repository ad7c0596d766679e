-- Whether a service takes new referrals, and who may say so.

CREATE FUNCTION engine.may_set_intake(me app.staff, roles integer[], v app.service) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM app.role r WHERE r.id = ANY (roles)
                     AND (r.organization_id = v.organization_id AND r.duties && '{respond,supervise}' OR 'coordinate' = ANY (r.duties)))
$$;
COMMENT ON FUNCTION engine.may_set_intake(app.staff, integer[], app.service) IS 'Who answers or supervises there, or coordinates the network.';

CREATE FUNCTION engine.set_intake(INOUT v app.service, open boolean, until timestamptz, reason text, at timestamptz) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    v.closed_since := CASE WHEN NOT open THEN coalesce(CASE WHEN v.closed_until IS NULL OR v.closed_until > at THEN v.closed_since END, at) END;
    v.closed_until := CASE WHEN NOT open THEN until END;
    v.closed_reason := CASE WHEN NOT open THEN engine.typed(reason) END;
END $$;
COMMENT ON FUNCTION engine.set_intake(app.service, boolean, timestamptz, text, timestamptz) IS 'The service as it is with its intake open, or closed until then; closed again, it has been closed since the first time.';
