-- Who asks, as another system says it: Organization, Practitioner, PractitionerRole. Organisations,
-- roles and staff here are the policy's and no import makes any; they are found, or told in words.

CREATE TYPE engine.fhir_party AS (
    person text,
    organization text,
    emails text[],
    words text);
COMMENT ON TYPE engine.fhir_party IS 'Somebody as a resource names them; words is how people read it.';

CREATE FUNCTION engine.fhir_emails(resource jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(lower(t ->> 'value')), '{}') FROM jsonb_array_elements(engine.fhir_list(resource, 'telecom')) t WHERE t ->> 'system' = 'email'
$$;
COMMENT ON FUNCTION engine.fhir_emails(jsonb) IS 'The email addresses of a resource.';

CREATE FUNCTION engine.fhir_party(resource jsonb, holder jsonb, known jsonb) RETURNS engine.fhir_party LANGUAGE plpgsql STABLE AS $$
DECLARE
    p engine.fhir_party;
    person jsonb := resource;
    name jsonb;
BEGIN
    p.emails := engine.fhir_emails(resource);
    IF resource ->> 'resourceType' = 'Organization' THEN
        p.organization := engine.fhir_clean(resource ->> 'name');
    ELSE
        IF resource ->> 'resourceType' = 'PractitionerRole' THEN
            person := engine.fhir_find(known, holder, resource -> 'practitioner');
            p.organization := engine.fhir_clean(coalesce(engine.fhir_find(known, holder, resource -> 'organization') ->> 'name', resource #>> '{organization,display}'));
            p.emails := p.emails || engine.fhir_emails(person);
        END IF;
        name := engine.fhir_present_name(person, app.now());
        p.person := coalesce(nullif(concat_ws(' ', nullif(name ->> 'given', ''), name ->> 'family'), ''), engine.fhir_clean(resource #>> '{practitioner,display}'));
    END IF;
    p.words := nullif(concat_ws(', ', p.person, p.organization), '');
    RETURN p;
END $$;
COMMENT ON FUNCTION engine.fhir_party(jsonb, jsonb, jsonb) IS 'Whom an Organization, Practitioner or PractitionerRole names.';

CREATE FUNCTION engine.fhir_our_organization(name text) RETURNS app.organization LANGUAGE sql STABLE AS $$
    SELECT o FROM app.organization o WHERE o.active AND lower(o.name) = lower(fhir_our_organization.name) ORDER BY o.id LIMIT 1
$$;
COMMENT ON FUNCTION engine.fhir_our_organization(text) IS 'The organisation of the policy that has that name; NULL: none.';

CREATE FUNCTION engine.fhir_our_staff(p engine.fhir_party) RETURNS app.staff LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT s FROM app.staff s JOIN app.organization o ON o.id = s.organization_id
        WHERE s.active AND s.disabled_at IS NULL
          AND (lower(s.email) = ANY (p.emails) OR (lower(s.name) = lower(p.person) AND lower(o.name) = lower(p.organization)))
        ORDER BY lower(s.email) = ANY (p.emails) DESC NULLS LAST, s.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.fhir_our_staff(engine.fhir_party) IS 'The member of staff with that email address, or of that name in that organisation; NULL: none.';

CREATE FUNCTION engine.fhir_ours(resource jsonb, known jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    p engine.fhir_party := engine.fhir_party(resource, resource, known);
BEGIN
    RETURN coalesce((engine.fhir_our_staff(p)).login, (engine.fhir_our_organization(p.organization)).code);
END $$;
COMMENT ON FUNCTION engine.fhir_ours(jsonb, jsonb) IS 'Login or organisation of the policy that the resource means; NULL: nobody of ours.';

CREATE FUNCTION engine.fhir_requester(run engine.fhir_run, holder jsonb, reference jsonb, known jsonb, OUT staff app.staff, OUT role app.role, OUT words text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found jsonb := engine.fhir_find(known, holder, reference);
    p engine.fhir_party := engine.fhir_party(found, holder, known);
    of_person app.staff := engine.fhir_our_staff(p);
    of_organization app.organization := engine.fhir_our_organization(p.organization);
BEGIN
    staff := run.me;
    role := run.role;
    words := coalesce(p.words, engine.fhir_clean(reference ->> 'display'));
    -- In the name of another organisation only who coordinates the network may ask.
    IF of_person.id IS NOT NULL AND (of_person.organization_id = (run.me).organization_id OR run.coordinates)
       AND (engine.referring_role(engine.my_roles(of_person.id), of_person.organization_id)).id IS NOT NULL THEN
        staff := of_person;
        role := engine.referring_role(engine.my_roles(of_person.id), of_person.organization_id);
        words := NULL;
    ELSIF of_organization.id = (run.me).organization_id OR (of_organization.id IS NOT NULL AND run.coordinates) THEN
        role := coalesce((SELECT r FROM app.role r WHERE r.organization_id = of_organization.id AND r.active AND 'refer' = ANY (r.duties)
                          ORDER BY r.id = (run.role).id DESC, r.id LIMIT 1), run.role);
    END IF;
END $$;
COMMENT ON FUNCTION engine.fhir_requester(engine.fhir_run, jsonb, jsonb, jsonb) IS
    'As whom a request is made: the member of staff whom its requester names, or the referring role of that organisation, else whoever imports it. words: the requester as the sender names them, where that is nobody of ours.';
