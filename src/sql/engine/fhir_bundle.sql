-- What a FHIR R4 Bundle holds (https://hl7.org/fhir/R4/bundle.html): its resources by kind and
-- place, how they name each other, and small readers for the parts that every kind has.

CREATE TYPE engine.fhir_run AS (
    me app.staff,
    roles integer[],
    role app.role,
    coordinates boolean,
    at timestamptz,
    request_id uuid);
COMMENT ON TYPE engine.fhir_run IS 'Whoever imports, and when. role: as which they refer; its id NULL: they may not.';

CREATE TYPE engine.fhir_entry AS (
    n bigint,
    path text,
    kind text,
    id text,
    name text,
    system text,
    resource jsonb,
    digest bytea,
    updated timestamptz);
COMMENT ON TYPE engine.fhir_entry IS
    'One resource: path is where it stands, as people find it; name is Kind/id; system as in app.import_source; digest leaves out meta and the narrative, which change without anything being new.';

CREATE FUNCTION engine.fhir_kinds() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{Organization,Practitioner,PractitionerRole,Patient,ServiceRequest,Task}'::text[]
$$;
COMMENT ON FUNCTION engine.fhir_kinds() IS 'The kinds of resources that are taken, in the order in which they are: whatever is named stands before what names it.';

CREATE FUNCTION engine.fhir_tidy(value jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF jsonb_typeof(value) = 'array' THEN
        RETURN (SELECT coalesce(jsonb_agg(engine.fhir_tidy(e) ORDER BY n), '[]') FROM jsonb_array_elements(value) WITH ORDINALITY x (e, n));
    ELSIF jsonb_typeof(value) <> 'object' THEN
        RETURN value;
    END IF;
    RETURN (SELECT coalesce(jsonb_object_agg(btrim(e.key), engine.fhir_tidy(e.value) ORDER BY e.key = btrim(e.key)), '{}') FROM jsonb_each(value) e);
END $$;
COMMENT ON FUNCTION engine.fhir_tidy(jsonb) IS 'The same with blanks around keys taken off, which some senders leave there; a key written right counts before one that is not.';

CREATE FUNCTION engine.fhir_time(value text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.read_time(value, 'time', false);
EXCEPTION WHEN SQLSTATE 'HF400' THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION engine.fhir_time(text) IS 'An instant or day; NULL where it is none, and where it names no day.';

CREATE FUNCTION engine.fhir_base(full_url text, name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN full_url ~ '^https?://' AND right(full_url, length(name) + 1) = '/' || name
                THEN left(full_url, -(length(name) + 1)) ELSE '' END
$$;
COMMENT ON FUNCTION engine.fhir_base(text, text) IS 'The server that a fullUrl names; empty when it names none.';

CREATE FUNCTION engine.fhir_entry(run engine.fhir_run, entry jsonb, n bigint) RETURNS engine.fhir_entry LANGUAGE plpgsql STABLE AS $$
DECLARE
    e engine.fhir_entry;
BEGIN
    e.n := n;
    e.path := coalesce(entry ->> 'path', format('entry[%s]', n));
    e.resource := CASE WHEN jsonb_typeof(entry -> 'resource') = 'object' THEN (entry -> 'resource') - 'text' END;
    IF e.resource::text ~ '("[[:space:]]|[[:space:]]": )' THEN
        e.resource := engine.fhir_tidy(e.resource);
    END IF;
    e.kind := e.resource ->> 'resourceType';
    e.id := coalesce(e.resource ->> 'id', substring(entry ->> 'fullUrl' FROM '^urn:uuid:(.+)$'));
    e.name := e.kind || coalesce('/' || e.id, '');
    e.system := (SELECT o.code FROM app.organization o WHERE o.id = (run.me).organization_id) || '|' || engine.fhir_base(entry ->> 'fullUrl', e.name);
    e.digest := sha256(convert_to((e.resource - 'meta')::text, 'UTF8'));
    e.updated := coalesce(engine.fhir_time(e.resource #>> '{meta,lastUpdated}'), engine.fhir_time(e.resource ->> 'lastModified'));
    RETURN e;
END $$;
COMMENT ON FUNCTION engine.fhir_entry(engine.fhir_run, jsonb, bigint) IS 'An entry of a Bundle; kind NULL: it holds no resource, or none that says what it is.';

CREATE FUNCTION engine.fhir_known(entries jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    WITH held AS (
        SELECT e ->> 'fullUrl' AS url, e -> 'resource' AS r, e #>> '{resource,resourceType}' AS kind, n
        FROM jsonb_array_elements(entries) WITH ORDINALITY x (e, n)
        WHERE e #>> '{resource,resourceType}' = ANY (engine.fhir_kinds() || '{Condition}'::text[]))
    SELECT coalesce(jsonb_object_agg(k.key, k.r ORDER BY k.n DESC), '{}') FROM (
        SELECT h.url AS key, h.r - 'text' AS r, h.n FROM held h
        UNION ALL SELECT h.kind || '/' || (h.r ->> 'id'), h.r - 'text', h.n FROM held h
        UNION ALL SELECT 'Task for ' || (h.r #>> '{focus,reference}'), h.r - 'text', h.n FROM held h WHERE h.kind = 'Task') k
    WHERE k.key IS NOT NULL
$$;
COMMENT ON FUNCTION engine.fhir_known(jsonb) IS
    'Resources of a Bundle by what they are referred to with: fullUrl and Kind/id; the first one where two have the same. "Task for …" is the first Task whose focus that is.';

CREATE FUNCTION engine.fhir_find(known jsonb, holder jsonb, reference jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    named text := split_part(reference ->> 'reference', '/_history/', 1);
BEGIN
    IF named LIKE '#%' THEN
        RETURN (SELECT c FROM jsonb_array_elements(engine.fhir_list(holder, 'contained')) c WHERE c ->> 'id' = substr(named, 2) LIMIT 1);
    END IF;
    RETURN known -> named;
END $$;
COMMENT ON FUNCTION engine.fhir_find(jsonb, jsonb, jsonb) IS 'The resource that a reference names, from among those imported together or contained in its holder; NULL: it points elsewhere.';

CREATE FUNCTION engine.fhir_list(resource jsonb, key text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    list jsonb := coalesce(nullif(resource -> key, 'null'), '[]');
BEGIN
    IF jsonb_typeof(list) <> 'array' THEN
        PERFORM engine.refuse('HF400', format('%s is not a list.', key), 'Have it sent as FHIR R4 says.');
    END IF;
    RETURN list;
END $$;
COMMENT ON FUNCTION engine.fhir_list(jsonb, text) IS 'An element that may repeat; empty when absent. HF400 names one that is no list.';

CREATE FUNCTION engine.fhir_clean(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(btrim(regexp_replace(left(value, 2000), '[[:cntrl:][:space:]]+', ' ', 'g')), '')
$$;
COMMENT ON FUNCTION engine.fhir_clean(text) IS 'Words on one line, without control characters; NULL when none are left.';

CREATE FUNCTION engine.fhir_concept(concept jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT engine.fhir_clean(coalesce(concept ->> 'text', concept #>> '{coding,0,display}', concept #>> '{coding,0,code}'))
$$;
COMMENT ON FUNCTION engine.fhir_concept(jsonb) IS 'What a CodeableConcept says to people.';

CREATE FUNCTION engine.fhir_current(part jsonb, at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(p.starts <= left(p.today, length(p.starts)), true) AND coalesce(p.ends >= left(p.today, length(p.ends)), true)
    FROM (SELECT left(part #>> '{period,start}', 10) AS starts, left(part #>> '{period,end}', 10) AS ends,
                 to_char(at AT TIME ZONE n.timezone, 'YYYY-MM-DD') AS today FROM app.network n) p
$$;
COMMENT ON FUNCTION engine.fhir_current(jsonb, timestamptz) IS 'Its period holds today; one without a period always does. Years and months count whole.';
