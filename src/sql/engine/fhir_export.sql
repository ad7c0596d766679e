-- What one may tell of a person, as a FHIR R4 Bundle: the mirror of what an import reads
-- (fhir_patient.sql, fhir_request.sql, fhir_task.sql), so that another database takes it as it was.

CREATE FUNCTION engine.fhir_id(ref text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(ref, '[^A-Za-z0-9.-]', '-', 'g')
$$;
COMMENT ON FUNCTION engine.fhir_id(text) IS 'A reference or code of ours as the id of a resource: letters, digits, dots and hyphens.';

CREATE FUNCTION engine.fhir_meta(category text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('security', '[{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R", "display": "restricted"}]'::jsonb
               || CASE WHEN engine.is_apart(category) THEN '[{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2", "display": "42 CFR Part 2"}]'::jsonb ELSE '[]'::jsonb END)
        || CASE WHEN engine.is_apart(category) THEN jsonb_build_object('tag', jsonb_build_array(jsonb_build_object(
               'system', 'urn:holdfast:notice', 'code', '42-CFR-2.32', 'display', engine.redisclosure_notice()))) ELSE '{}' END
$$;
COMMENT ON FUNCTION engine.fhir_meta(text) IS 'Labels of a resource of that category: confidential, and of content under 42 CFR Part 2 that it is, with the notice of 42 CFR 2.32.';

CREATE FUNCTION engine.fhir_drop(part jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(k, v) FROM jsonb_each(jsonb_strip_nulls(part)) e (k, v) WHERE v NOT IN ('[]', '{}', '""')
$$;
COMMENT ON FUNCTION engine.fhir_drop(jsonb) IS 'A resource without what it does not say: FHIR knows neither null nor empty lists.';

CREATE FUNCTION engine.fhir_person_contacts(individual_id bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A number that is not safe to ring stays here: elsewhere nobody would know that it is not.
    RETURN jsonb_build_object(
        'telecom', (SELECT jsonb_agg(jsonb_build_object('system', 'phone', 'value', c.phone, 'rank', n) ORDER BY n)
                    FROM (SELECT k.phone, row_number() OVER (ORDER BY k.rank) AS n FROM app.contact k
                          WHERE k.individual_id = fhir_person_contacts.individual_id AND k.relation = 'self' AND k.safe AND k.phone IS NOT NULL) c),
        'contact', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('relationship', jsonb_build_array(jsonb_build_object('text', k.relation)),
                                'name', CASE WHEN k.name IS NOT NULL THEN jsonb_build_object('text', k.name) END,
                                'telecom', jsonb_build_array(jsonb_build_object('system', 'phone', 'value', k.phone)))) ORDER BY k.rank)
                    FROM app.contact k WHERE k.individual_id = fhir_person_contacts.individual_id AND k.relation <> 'self' AND k.safe AND k.phone IS NOT NULL));
END $$;
COMMENT ON FUNCTION engine.fhir_person_contacts(bigint) IS 'The person''s own telephone numbers and those of others, as far as they are safe to ring.';

CREATE FUNCTION engine.fhir_of_individual(i app.individual) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.fhir_drop(jsonb_build_object(
        'resourceType', 'Patient', 'id', engine.fhir_id(engine.individual_ref(i.id)), 'meta', engine.fhir_meta(engine.page_category(i)),
        'identifier', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('system', d.system, 'value', d.value,
                              'type', CASE WHEN d.kind IS NOT NULL THEN jsonb_build_object('coding', jsonb_build_array(jsonb_build_object(
                                  'system', 'http://terminology.hl7.org/CodeSystem/v2-0203', 'code', CASE d.kind WHEN 'MRN' THEN 'MR' ELSE d.kind END))) END)) ORDER BY d.system, d.value)
                       FROM app.identifier d WHERE d.individual_id = i.id),
        'name', jsonb_build_array(engine.fhir_drop(jsonb_build_object('use', 'official', 'family', i.family, 'given', CASE WHEN i.given <> '' THEN jsonb_build_array(i.given) END))),
        'gender', i.gender, 'birthDate', i.birth_date, 'deceasedDateTime', i.deceased_at,
        'address', CASE WHEN coalesce(i.address, i.city, i.postal_code) IS NOT NULL THEN jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
            'use', 'home', 'line', CASE WHEN i.address IS NOT NULL THEN jsonb_build_array(i.address) END, 'city', i.city, 'postalCode', i.postal_code))) END,
        'communication', jsonb_build_array(jsonb_build_object('language', jsonb_build_object('coding', jsonb_build_array(jsonb_build_object('system', 'urn:ietf:bcp:47', 'code', i.language))), 'preferred', true)),
        'extension', jsonb_build_array(jsonb_build_object('url', 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired', 'valueBoolean', i.interpreter)))
        || engine.fhir_person_contacts(i.id));
END $$;
COMMENT ON FUNCTION engine.fhir_of_individual(app.individual) IS 'A person''s page as a Patient. Notes on how to reach them safely, and numbers that are not, stay here.';

CREATE FUNCTION engine.fhir_of_type(y app.service_type) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('text', y.name, 'coding',
        (SELECT coalesce(jsonb_agg(jsonb_build_object('system', left(c, -1 - length(substring(c FROM '[^|]*$'))), 'code', substring(c FROM '[^|]*$')) ORDER BY n), '[]') FROM unnest(y.codes) WITH ORDINALITY u (c, n))
        || jsonb_build_array(jsonb_build_object('system', 'urn:holdfast:service-type', 'code', y.code, 'display', y.name)))
$$;
COMMENT ON FUNCTION engine.fhir_of_type(app.service_type) IS 'A service type by the codes that the policy gives it, and by its own.';

CREATE FUNCTION engine.fhir_request_status(r app.referral) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN r.void THEN 'entered-in-error' WHEN r.closed_at IS NULL THEN 'active' WHEN r.outcome IS NOT NULL THEN 'completed' ELSE 'revoked' END;
END $$;
COMMENT ON FUNCTION engine.fhir_request_status(app.referral) IS 'How a referral stands, in the words of a ServiceRequest.';

CREATE FUNCTION engine.fhir_asker(r app.referral) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.requester_staff_id IS NOT NULL THEN 'PractitionerRole/' || engine.fhir_id((SELECT s.login FROM app.staff s WHERE s.id = r.requester_staff_id))
                ELSE 'Organization/' || engine.fhir_id((SELECT o.code FROM app.organization o WHERE o.id = r.requester_organization_id)) END
$$;
COMMENT ON FUNCTION engine.fhir_asker(app.referral) IS 'Who asked for it, as it is referred to in the Bundle.';

CREATE FUNCTION engine.fhir_of_referral(r app.referral) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    y app.service_type;
BEGIN
    SELECT k.* INTO y FROM app.service_type k WHERE k.id = r.service_type_id;
    RETURN engine.fhir_drop(jsonb_build_object(
        'resourceType', 'ServiceRequest', 'id', engine.fhir_id(engine.referral_ref(r.id)), 'meta', engine.fhir_meta(r.category),
        'status', engine.fhir_request_status(r), 'intent', 'order', 'priority', r.priority, 'code', engine.fhir_of_type(y),
        'subject', jsonb_build_object('reference', 'Patient/' || engine.fhir_id(engine.individual_ref(r.individual_id))),
        'authoredOn', r.need_since, 'occurrenceDateTime', r.needed_by, 'requester', jsonb_build_object('reference', engine.fhir_asker(r)),
        'orderDetail', CASE WHEN engine.detail_text(r.provided, 'orders') IS NOT NULL THEN jsonb_build_array(jsonb_build_object('text', engine.detail_text(r.provided, 'orders'))) END,
        'insurance', CASE WHEN engine.detail_text(r.provided, 'insurance') IS NOT NULL THEN jsonb_build_array(jsonb_build_object('display', engine.detail_text(r.provided, 'insurance'))) END,
        'note', CASE WHEN nullif(r.context, '') IS NOT NULL THEN jsonb_build_array(jsonb_build_object('text', r.context)) END));
END $$;
COMMENT ON FUNCTION engine.fhir_of_referral(app.referral) IS 'A referral as a ServiceRequest. The need counts from when it arose (rule 3).';

CREATE FUNCTION engine.fhir_of_task(t app.task) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.fhir_drop(jsonb_build_object(
        'resourceType', 'Task', 'id', engine.fhir_id(engine.task_ref(t)), 'meta', engine.fhir_meta(t.category),
        'status', t.status, 'intent', 'order', 'priority', t.priority, 'description', engine.task_label(t.id),
        'focus', jsonb_build_object('reference', 'ServiceRequest/' || engine.fhir_id(engine.referral_ref(t.referral_id))),
        'for', jsonb_build_object('reference', 'Patient/' || engine.fhir_id(engine.individual_ref(t.individual_id))),
        'authoredOn', t.created_at,
        'owner', (SELECT jsonb_build_object('reference', 'Organization/' || engine.fhir_id(o.code), 'display', o.name) FROM app.organization o WHERE o.id = t.owner_organization_id),
        'restriction', CASE WHEN t.due IS NOT NULL THEN jsonb_build_object('period', jsonb_build_object('end', t.due)) END));
END $$;
COMMENT ON FUNCTION engine.fhir_of_task(app.task) IS 'One try of a referral as a Task: with whom it is, how far, and by when.';

CREATE FUNCTION engine.fhir_of_staff(staff_id integer) RETURNS SETOF jsonb LANGUAGE sql STABLE AS $$
    SELECT r.resource FROM app.staff s JOIN app.organization o ON o.id = s.organization_id CROSS JOIN LATERAL (VALUES
        (jsonb_build_object('resourceType', 'Practitioner', 'id', engine.fhir_id(s.login), 'name', jsonb_build_array(jsonb_build_object('text', s.name)))),
        (jsonb_build_object('resourceType', 'PractitionerRole', 'id', engine.fhir_id(s.login),
            'practitioner', jsonb_build_object('reference', 'Practitioner/' || engine.fhir_id(s.login), 'display', s.name),
            'organization', jsonb_build_object('reference', 'Organization/' || engine.fhir_id(o.code), 'display', o.name)))) r (resource)
    WHERE s.id = staff_id
$$;
COMMENT ON FUNCTION engine.fhir_of_staff(integer) IS 'Who asked, as a Practitioner in their organisation.';

CREATE FUNCTION engine.fhir_of_organization(organization_id integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('resourceType', 'Organization', 'id', engine.fhir_id(o.code), 'name', o.name,
        'telecom', CASE WHEN o.phone IS NOT NULL THEN jsonb_build_array(jsonb_build_object('system', 'phone', 'value', o.phone)) END))
    FROM app.organization o WHERE o.id = organization_id
$$;
COMMENT ON FUNCTION engine.fhir_of_organization(integer) IS 'An organisation of the network.';

CREATE FUNCTION engine.exportable(individual_id bigint, referral_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- What an emergency look shows is read, and not taken away: only a ground of its own counts.
    RETURN array(
        SELECT t.id FROM app.task t
        WHERE t.id = ANY (engine.tasks_related(exportable.individual_id, true, false, v) || engine.tasks_related(exportable.individual_id, false, false, v))
          AND t.referral_id IS NOT NULL AND t.kind = 'referral' AND (exportable.referral_id IS NULL OR t.referral_id = exportable.referral_id)
          AND engine.has_ground(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id)
        ORDER BY t.id);
END $$;
COMMENT ON FUNCTION engine.exportable(bigint, bigint, engine.viewer) IS 'The tries about a person, or of one referral, that the reader may pass on.';

CREATE FUNCTION engine.export_seen(individual_id bigint, referral_id bigint, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
BEGIN
    RETURN CASE WHEN referral_id IS NULL THEN engine.may_read(individual_id, v)
                ELSE EXISTS (SELECT FROM app.task t WHERE t.referral_id = export_seen.referral_id AND engine.relations(t, staff, v.roles) <> '{}') END;
END $$;
COMMENT ON FUNCTION engine.export_seen(bigint, bigint, engine.viewer) IS 'The reader sees what is to be exported, whether or not they may take it along.';

CREATE FUNCTION engine.disclose_export(i app.individual, tasks bigint[], v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d app.disclosure;
BEGIN
    d.individual_id := i.id;
    d.day := engine.network_day(v.at);
    d.at := v.at;
    d.how := 'export';
    d.staff_id := v.staff_id;
    d.organization_id := v.organization_id;
    d.to_organization_id := v.organization_id;
    d.purpose := 'export';
    PERFORM engine.disclose(d, array(
        SELECT ROW(x.organization_id, x.category, x.task_id, NULL)::engine.content
        FROM (SELECT coalesce(i.organization_id, v.organization_id) AS organization_id, engine.page_category(i) AS category, NULL::bigint AS task_id
              UNION ALL SELECT coalesce(t.requester_organization_id, t.owner_organization_id), t.category, t.id FROM app.task t WHERE t.id = ANY (tasks)) x), 'everything');
END $$;
COMMENT ON FUNCTION engine.disclose_export(app.individual, bigint[], engine.viewer) IS
    'An export is kept, whatever is in it; the account of disclosures has what it took of other organisations.';

CREATE FUNCTION engine.fhir_export(i app.individual, tasks bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    referrals bigint[] := array(SELECT DISTINCT t.referral_id FROM app.task t WHERE t.id = ANY (tasks) ORDER BY 1);
    apart boolean := engine.is_apart(engine.page_category(i)) OR EXISTS (SELECT FROM app.task t WHERE t.id = ANY (tasks) AND engine.is_apart(t.category));
    resources jsonb[] := ARRAY[engine.fhir_of_individual(i)];
BEGIN
    resources := resources
        || array(SELECT engine.fhir_of_referral(r) FROM app.referral r WHERE r.id = ANY (referrals) ORDER BY r.id)
        || array(SELECT engine.fhir_of_task(t) FROM app.task t WHERE t.id = ANY (tasks) ORDER BY t.id)
        || array(SELECT s FROM (SELECT DISTINCT r.requester_staff_id FROM app.referral r WHERE r.id = ANY (referrals)) k CROSS JOIN LATERAL engine.fhir_of_staff(k.requester_staff_id) s)
        || array(SELECT engine.fhir_of_organization(o) FROM (
               SELECT r.requester_organization_id FROM app.referral r WHERE r.id = ANY (referrals)
               UNION SELECT s.organization_id FROM app.referral r JOIN app.staff s ON s.id = r.requester_staff_id WHERE r.id = ANY (referrals)
               UNION SELECT t.owner_organization_id FROM app.task t WHERE t.id = ANY (tasks)) k (o) WHERE o IS NOT NULL ORDER BY o);
    RETURN jsonb_build_object('resourceType', 'Bundle', 'type', 'collection', 'timestamp', v.at,
        'meta', engine.fhir_meta(CASE WHEN apart THEN 'substance_use' ELSE 'general' END),
        'entry', (SELECT jsonb_agg(jsonb_build_object('resource', r) ORDER BY n) FROM unnest(resources) WITH ORDINALITY u (r, n)));
END $$;
COMMENT ON FUNCTION engine.fhir_export(app.individual, bigint[], engine.viewer) IS
    'The person and these tries of referrals, with whoever asked for them and has them, as a Bundle; labelled, and with the notice of 42 CFR 2.32 where it holds such content.';
