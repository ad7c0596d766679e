-- FHIR Patient (https://hl7.org/fhir/R4/patient.html) to a person's page.

CREATE FUNCTION engine.fhir_name(name jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN k.family IS NOT NULL THEN jsonb_build_object('family', k.family, 'given', coalesce(k.given, ''))
                    ELSE jsonb_build_object('family', coalesce(k.whole, k.given), 'given', '') END
        FROM (SELECT engine.fhir_clean(name ->> 'family') AS family, engine.fhir_clean(name ->> 'text') AS whole,
                     (SELECT engine.fhir_clean(string_agg(g, ' ' ORDER BY n)) FROM jsonb_array_elements_text(engine.fhir_list(name, 'given')) WITH ORDINALITY x (g, n)) AS given) k);
END $$;
COMMENT ON FUNCTION engine.fhir_name(jsonb) IS 'A HumanName as {family, given}; somebody with one name, or written in one piece, has it as family.';

CREATE FUNCTION engine.fhir_present_name(resource jsonb, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT engine.fhir_name(n) FROM jsonb_array_elements(engine.fhir_list(resource, 'name')) WITH ORDINALITY x (n, k)
        ORDER BY engine.fhir_current(n, at) DESC, coalesce(n ->> 'use', '') IN ('old', 'maiden', 'nickname', 'anonymous'),
                 coalesce(array_position('{official,usual}'::text[], n ->> 'use'), 3), n #>> '{period,start}' DESC NULLS LAST, k LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.fhir_present_name(jsonb, timestamptz) IS 'The name in use: official, else usual, else the one begun last.';

CREATE FUNCTION engine.fhir_address(resource jsonb, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce((
            SELECT jsonb_build_object(
                'address', coalesce((SELECT engine.fhir_clean(string_agg(btrim(l, ' ,'), ', ' ORDER BY m))
                                     FROM jsonb_array_elements_text(engine.fhir_list(a, 'line')) WITH ORDINALITY y (l, m)), engine.fhir_clean(a ->> 'text')),
                'city', engine.fhir_clean(a ->> 'city'),
                -- Areas are five digits: what follows them in a ZIP+4 does not route.
                'postal_code', regexp_replace(engine.fhir_clean(a ->> 'postalCode'), '^(\d{5})-?\d{4}$', '\1'))
            FROM jsonb_array_elements(engine.fhir_list(resource, 'address')) WITH ORDINALITY x (a, k)
            WHERE engine.fhir_current(a, at) AND coalesce(a ->> 'use', '') NOT IN ('old', 'billing')
            -- Where somebody stays for a time, with dates to it, is where a visit finds them.
            ORDER BY (a ->> 'use' = 'temp' AND a ? 'period') IS TRUE DESC, a ->> 'type' = 'postal' NULLS FIRST,
                     array_position('{home}'::text[], a ->> 'use'), a #>> '{period,start}' DESC NULLS LAST, k LIMIT 1), '{}'));
END $$;
COMMENT ON FUNCTION engine.fhir_address(jsonb, timestamptz) IS 'Where the person is now, as {address, city, postal_code}; empty when no address holds today.';

CREATE FUNCTION engine.fhir_phones(part jsonb, at timestamptz) RETURNS TABLE (phone text, place bigint) LANGUAGE sql STABLE AS $$
    SELECT engine.fhir_clean(t ->> 'value'),
           row_number() OVER (ORDER BY t -> 'rank', coalesce(array_position('{mobile,home,work}'::text[], t ->> 'use'), 4), k)
    FROM jsonb_array_elements(engine.fhir_list(part, 'telecom')) WITH ORDINALITY x (t, k)
    WHERE coalesce(t ->> 'system', 'phone') IN ('phone', 'sms') AND engine.fhir_clean(t ->> 'value') IS NOT NULL
      AND coalesce(t ->> 'use', '') <> 'old' AND engine.fhir_current(t, at)
$$;
COMMENT ON FUNCTION engine.fhir_phones(jsonb, timestamptz) IS 'Telephone numbers that hold today, in the order of their rank.';

CREATE FUNCTION engine.fhir_contacts(resource jsonb, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(c.contact ORDER BY c.of, c.place), '[]') FROM (
            SELECT jsonb_build_object('relation', 'self', 'phone', p.phone) AS contact, 0::bigint AS of, p.place FROM engine.fhir_phones(resource, at) p
            UNION ALL
            SELECT jsonb_build_object('name', engine.fhir_clean(coalesce(c #>> '{name,text}', concat_ws(' ', h ->> 'given', h ->> 'family'))),
                                      'relation', coalesce(engine.fhir_concept(c #> '{relationship,0}'), 'contact'), 'phone', p.phone), k, p.place
            FROM jsonb_array_elements(engine.fhir_list(resource, 'contact')) WITH ORDINALITY x (c, k)
            CROSS JOIN LATERAL engine.fhir_name(c -> 'name') h CROSS JOIN LATERAL engine.fhir_phones(c, at) p
            WHERE engine.fhir_current(c, at)) c);
END $$;
COMMENT ON FUNCTION engine.fhir_contacts(jsonb, timestamptz) IS 'The person''s own numbers, then those of whoever may be rung for them.';

CREATE FUNCTION engine.fhir_identifiers(resource jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('system', i ->> 'system', 'value', btrim(i ->> 'value'),
            'kind', CASE i #>> '{type,coding,0,code}' WHEN 'MR' THEN 'MRN' ELSE i #>> '{type,coding,0,code}' END) ORDER BY k), '[]')
        FROM jsonb_array_elements(engine.fhir_list(resource, 'identifier')) WITH ORDINALITY x (i, k)
        WHERE i ->> 'system' <> '' AND btrim(i ->> 'value') <> '' AND coalesce(i ->> 'use', '') <> 'old');
END $$;
COMMENT ON FUNCTION engine.fhir_identifiers(jsonb) IS 'Identifiers that say whose they are; one without a system could be anybody''s.';

CREATE FUNCTION engine.fhir_language(resource jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce((
            SELECT jsonb_build_object('language', CASE WHEN c.code ILIKE 'sgn-%' THEN split_part(c.code, '-', 2) ELSE lower(split_part(c.code, '-', 1)) END)
            FROM (SELECT m -> 'preferred' AS preferred, m #>> '{language,coding,0,code}' AS code, k
                  FROM jsonb_array_elements(engine.fhir_list(resource, 'communication')) WITH ORDINALITY x (m, k)) c
            WHERE c.code <> '' ORDER BY c.preferred = 'true' DESC NULLS LAST, c.k LIMIT 1), '{}')
        || coalesce((
            SELECT jsonb_build_object('interpreter', bool_or(coalesce(x -> 'valueBoolean' = 'true', false)
                                                              OR coalesce(x #>> '{valueCoding,code}', x #>> '{valueCodeableConcept,coding,0,code}') IN ('373066001', 'Y', 'yes')))
            FROM jsonb_array_elements(engine.fhir_list(resource, 'extension')) x
            WHERE x ->> 'url' ~ '/(patient-interpreterRequired|us-core-interpreter-needed)$' HAVING count(*) > 0), '{}'));
END $$;
COMMENT ON FUNCTION engine.fhir_language(jsonb) IS 'The preferred language by its primary tag, and whether an interpreter is needed where that is said (patient-interpreterRequired, us-core-interpreter-needed).';

CREATE FUNCTION engine.fhir_life(resource jsonb, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    born text := resource ->> 'birthDate';
    died text := resource ->> 'deceasedDateTime';
    life jsonb := '{}';
BEGIN
    -- FHIR knows dates of which only the year or month is known; those stay open here.
    IF born IS NOT NULL AND born !~ '^\d{4}(-\d{2})?$' THEN
        IF engine.read_date(born, 'birthDate') > at::date + 1 THEN
            PERFORM engine.refuse('HF400', 'birthDate lies ahead.', 'Have it sent with the right date.');
        END IF;
        life := jsonb_build_object('birth_date', born);
    END IF;
    IF died IS NOT NULL THEN
        died := died || CASE length(died) WHEN 4 THEN '-01-01' WHEN 7 THEN '-01' ELSE '' END;
        life := life || jsonb_build_object('deceased_at', engine.read_time(died, 'deceasedDateTime', false));
    ELSIF resource -> 'deceasedBoolean' = 'true' THEN
        life := life || jsonb_build_object('deceased_at', at);
    END IF;
    RETURN life;
END $$;
COMMENT ON FUNCTION engine.fhir_life(jsonb, timestamptz) IS 'Birth date and death. A death without a time counts from now. HF400: no date, or one to come.';

CREATE FUNCTION engine.fhir_page(e engine.fhir_entry, at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    page jsonb := coalesce(engine.fhir_present_name(e.resource, at), '{}') || engine.fhir_address(e.resource, at)
                  || engine.fhir_language(e.resource) || engine.fhir_life(e.resource, at);
BEGIN
    IF page ->> 'family' IS NULL THEN
        PERFORM engine.refuse('HF400', 'name is missing.', 'Have it sent with the name; "Unknown" if it is not known.');
    END IF;
    IF e.resource ->> 'gender' IN ('male', 'female', 'other', 'unknown') THEN
        page := page || jsonb_build_object('gender', e.resource ->> 'gender');
    ELSIF e.resource ->> 'gender' IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('There is no gender %s.', e.resource ->> 'gender'), 'One of: male, female, other, unknown.');
    END IF;
    RETURN page || jsonb_build_object('contacts', engine.fhir_contacts(e.resource, at), 'identifiers', engine.fhir_identifiers(e.resource));
END $$;
COMMENT ON FUNCTION engine.fhir_page(engine.fhir_entry, timestamptz) IS 'What the Patient says, as api.enter_individual takes it, and deceased_at; keys that it does not speak of are absent. HF400 names what is malformed.';

CREATE FUNCTION engine.fhir_owner(page jsonb) RETURNS app.individual LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT i FROM app.individual i WHERE i.id = (
            SELECT d.found FROM (
                SELECT e, (SELECT d.individual_id FROM app.identifier d WHERE d.system = e ->> 'system' AND d.value = e ->> 'value') AS found
                FROM jsonb_array_elements(page -> 'identifiers') e) d
            WHERE d.found IS NOT NULL ORDER BY d.e ->> 'kind' IS DISTINCT FROM 'MRN', d.found LIMIT 1));
END $$;
COMMENT ON FUNCTION engine.fhir_owner(jsonb) IS 'The person here who has one of the identifiers; NULL: nobody.';

CREATE FUNCTION engine.fhir_refuse_other(i app.individual, page jsonb) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF i.birth_date <> (page ->> 'birth_date')::date AND lower(i.family) <> lower(page ->> 'family') THEN
        PERFORM engine.refuse('HF412', format('It has the number of %s, and another name and birth date.', engine.individual_ref(i.id)),
                              'Ask the sender which is right; until then nothing is changed.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.fhir_refuse_other(app.individual, jsonb) IS 'HF412: the number of one person came with the name and birth date of another.';

CREATE FUNCTION engine.fhir_change(i app.individual, page jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    change jsonb;
    had jsonb := engine.contacts_of(i.id);
    more jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') INTO change FROM jsonb_each(page - '{contacts,identifiers,deceased_at}'::text[]) e
    WHERE to_jsonb(i) ->> e.key IS DISTINCT FROM e.value #>> '{}';
    -- A number marked here as not to be rung stays so, whatever the sender knows of it.
    SELECT jsonb_agg(c ORDER BY n) INTO more FROM jsonb_array_elements(page -> 'contacts') WITH ORDINALITY x (c, n)
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(had) h WHERE regexp_replace(h ->> 'phone', '\D', '', 'g') = regexp_replace(c ->> 'phone', '\D', '', 'g'));
    IF more IS NOT NULL THEN
        change := change || jsonb_build_object('contacts', had || more);
    END IF;
    SELECT jsonb_agg(d) INTO more FROM jsonb_array_elements(page -> 'identifiers') d
    WHERE NOT EXISTS (SELECT 1 FROM app.identifier k WHERE k.system = d ->> 'system' AND k.value = d ->> 'value');
    IF more IS NOT NULL THEN
        change := change || jsonb_build_object('identifiers', more);
    END IF;
    RETURN CASE WHEN i.deceased_at IS NULL AND page ? 'deceased_at' THEN change || jsonb_build_object('deceased_at', page -> 'deceased_at') ELSE change END;
END $$;
COMMENT ON FUNCTION engine.fhir_change(app.individual, jsonb) IS 'What the page would say otherwise than now. Numbers are added, never taken away or re-marked; a death is not undone.';

CREATE FUNCTION engine.fhir_enter(run engine.fhir_run, e engine.fhir_entry, page jsonb) RETURNS app.individual LANGUAGE plpgsql AS $$
DECLARE
    i app.individual;
    twins bigint[];
BEGIN
    i.created_at := run.at;
    i := engine.fill_individual(i, page);
    SELECT array_agg(o.id ORDER BY o.id) INTO twins FROM engine.alike(i, page -> 'identifiers') o;
    i := engine.add_individual(i, page || jsonb_build_object('source', e.name), run.me, run.request_id);
    IF twins IS NOT NULL THEN
        PERFORM engine.tell_of_twin(i, twins, run.at, run.request_id);
    END IF;
    RETURN i;
END $$;
COMMENT ON FUNCTION engine.fhir_enter(engine.fhir_run, engine.fhir_entry, jsonb) IS
    'Enters the person. Where only the name and birth date are those of somebody here, no program decides that they are one: the coordinator is asked to compare.';

CREATE FUNCTION engine.fhir_patient(run engine.fhir_run, e engine.fhir_entry, s app.import_source) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    page jsonb := engine.fhir_page(e, run.at);
    i app.individual;
    change jsonb;
    what text := 'unchanged';
BEGIN
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(engine.fhir_list(e.resource, 'link')) l WHERE l ->> 'type' = 'replaced-by') THEN
        RETURN engine.fhir_left('The sender has replaced it by another Patient.', 'Import that one.');
    END IF;
    i := coalesce((SELECT k FROM app.individual k WHERE k.id = engine.kept(s.entity_id)), engine.fhir_owner(page));
    IF i.id IS NOT NULL AND NOT engine.meets(run.me, i, engine.fill_individual(NULL, page), engine.viewer()) THEN
        i := NULL;
    END IF;
    IF i.id IS NULL THEN
        i := engine.fhir_enter(run, e, page);
        what := 'created';
    ELSE
        PERFORM engine.introduce(run.me, ARRAY[i.id], 'imported', run.at);
        SELECT k.* INTO i FROM app.individual k WHERE k.id = i.id FOR NO KEY UPDATE;
        PERFORM engine.fhir_refuse_other(i, page);
        change := engine.fhir_change(i, page);
        IF change <> '{}' THEN
            i := engine.change_individual(i, change, run.me, run.at, 'imported: ' || e.name, run.request_id);
            what := 'updated';
        END IF;
    END IF;
    PERFORM engine.fhir_keep(e, 'individual', i.id);
    RETURN engine.fhir_answer(what, engine.individual_ref(i.id));
END $$;
COMMENT ON FUNCTION engine.fhir_patient(engine.fhir_run, engine.fhir_entry, app.import_source) IS
    'Enters the person, or brings the page of the one known by this resource or by an identifier up to date, on their record.';
