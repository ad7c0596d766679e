-- Who offers what where: by area, open intake and rank.

CREATE FUNCTION engine.serves(areas text[], postal_code text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT postal_code IS NULL
        OR EXISTS (SELECT 1 FROM unnest(areas) a
                   WHERE a = postal_code OR (right(a, 1) = '*' AND starts_with(postal_code, left(a, -1))))
$$;
COMMENT ON FUNCTION engine.serves(text[], text) IS 'The postal code is served; a person without one (no home, not known) is not turned away for it.';

CREATE FUNCTION engine.intake_open(v app.service, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT v.closed_since IS NULL OR v.closed_since > at OR coalesce(v.closed_until <= at, false)
$$;
COMMENT ON FUNCTION engine.intake_open(app.service, timestamptz) IS 'The service takes new referrals at that time; closed without an end, it does not until opened by hand.';

CREATE FUNCTION engine.route_code(provided jsonb, individual_id bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(engine.detail_text(provided, 'postal_code'), (SELECT i.postal_code FROM app.individual i WHERE i.id = individual_id))
$$;
COMMENT ON FUNCTION engine.route_code(jsonb, bigint) IS 'The postal code that routes: where the person will be, as the referral says, or else the present address.';

CREATE FUNCTION engine.route(individual_id bigint, service_type_id integer, postal_code text, from_organization integer, category text, exclude integer[])
RETURNS TABLE (service_id integer, code text, name text, organization_id integer, owner_role_id integer, rank integer, open_at timestamptz, basis text)
LANGUAGE sql STABLE AS $$
    SELECT v.id, v.code, v.name, v.organization_id, v.owner_role_id, v.rank,
           engine.first_opening(engine.role_calendar(v.owner_role_id), n.at), b.basis
    FROM (SELECT app.now() AS at) n, app.service v, LATERAL (SELECT engine.basis(route.individual_id, from_organization, v.organization_id, route.category) AS basis) b
    WHERE v.service_type_id = route.service_type_id AND v.active AND NOT v.id = ANY (exclude)
      AND engine.intake_open(v, n.at) AND engine.serves(v.areas, postal_code) AND b.basis IS NOT NULL
    ORDER BY v.rank, v.id
$$;
COMMENT ON FUNCTION engine.route(bigint, integer, text, integer, text, integer[]) IS
    'The services that a need of that type could go to now, best first: active, intake open, area served, a basis to share; open_at is when somebody is there next.';

CREATE FUNCTION engine.refuse_closed(v app.service, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT engine.intake_open(v, at) THEN
        PERFORM engine.refuse('HF412', format('%s takes nobody new%s.', v.name,
                                              coalesce(' until ' || engine.say_time(v.closed_until, at), '')),
                              'Choose another service, or leave the choice open.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_closed(app.service, timestamptz) IS 'HF412 when the service''s intake is closed.';
