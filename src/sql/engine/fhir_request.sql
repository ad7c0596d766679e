-- FHIR ServiceRequest (https://hl7.org/fhir/R4/servicerequest.html) to a referral, by the same plan
-- as api.refer: area, intake, rank, basis, what the type requires, what is open already.

CREATE FUNCTION engine.fhir_sought(run engine.fhir_run, e engine.fhir_entry, reference jsonb, wanted text, known jsonb) RETURNS app.import_source
LANGUAGE plpgsql STABLE AS $$
DECLARE
    named text := split_part(reference ->> 'reference', '/_history/', 1);
    held jsonb := known -> named;
    parts text[] := regexp_match(coalesce(held ->> 'resourceType' || '/' || (held ->> 'id'), named), '^(?:(https?://.+)/)?([A-Za-z]+)/([^/]+)$');
    prefix text := split_part(e.system, '|', 1) || '|';
    s app.import_source;
BEGIN
    SELECT k.* INTO s FROM app.import_source k
    WHERE k.resource_type = parts[2] AND k.source_id = parts[3] AND parts[2] = wanted
      AND k.system IN (prefix || coalesce(parts[1], substring(named FROM '^(https?://.+)/[A-Za-z]+/[^/]+$'), ''), e.system, prefix)
    ORDER BY k.system = e.system DESC LIMIT 1;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.fhir_sought(engine.fhir_run, engine.fhir_entry, jsonb, text, jsonb) IS
    'What became of the resource that a reference names, now or in an earlier import: relative ones are of the same server as their holder. NULL: nothing.';

CREATE FUNCTION engine.fhir_subject(run engine.fhir_run, e engine.fhir_entry, known jsonb) RETURNS app.individual LANGUAGE plpgsql STABLE AS $$
DECLARE
    subject jsonb := e.resource -> 'subject';
    i app.individual;
    imported boolean;
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = engine.kept((engine.fhir_sought(run, e, subject, 'Patient', known)).entity_id);
    -- What this organisation imported came with name and birth date; a number alone says nothing of who sends it.
    imported := i.id IS NOT NULL;
    IF NOT imported AND subject ? 'identifier' THEN
        i := engine.fhir_owner(jsonb_build_object('identifiers', jsonb_build_array(subject -> 'identifier')));
    END IF;
    IF i.id IS NULL OR NOT (engine.knows(run.me, i, engine.viewer()) OR (imported AND engine.may_meet(run.me, i, engine.viewer()))) THEN
        PERFORM engine.refuse('HF412', format('Its person (%s) was not taken, now or before.', coalesce(subject ->> 'reference', 'subject')), 'Import the Patient with it.');
    END IF;
    RETURN i;
END $$;
COMMENT ON FUNCTION engine.fhir_subject(engine.fhir_run, engine.fhir_entry, jsonb) IS 'About whom the request is. HF412: nobody who was imported.';

CREATE FUNCTION engine.fhir_type(resource jsonb) RETURNS app.service_type LANGUAGE plpgsql STABLE AS $$
DECLARE
    y app.service_type;
BEGIN
    SELECT k.* INTO y FROM jsonb_array_elements(engine.fhir_list(resource -> 'code', 'coding')) WITH ORDINALITY x (c, n)
    JOIN app.service_type k ON k.active AND (concat(c ->> 'system', '|', c ->> 'code') = ANY (k.codes) OR (c ->> 'system' = 'urn:holdfast:service-type' AND c ->> 'code' = k.code)) ORDER BY n, k.id LIMIT 1;
    IF y.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('No service type of the policy has the code %s (%s).',
            coalesce(concat(resource #>> '{code,coding,0,system}', '|', resource #>> '{code,coding,0,code}'), 'none'), coalesce(engine.fhir_concept(resource -> 'code'), 'without words')),
            'Add it to the codes of a service type, or enter the referral by hand.');
    END IF;
    RETURN y;
END $$;
COMMENT ON FUNCTION engine.fhir_type(jsonb) IS 'The service type that the request''s code stands for in the policy. HF412: none.';

CREATE FUNCTION engine.fhir_wanted_by(resource jsonb, task jsonb) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT engine.read_time(w, 'occurrence', true)
    FROM (SELECT coalesce(resource ->> 'occurrenceDateTime', resource #>> '{occurrencePeriod,end}', task #>> '{restriction,period,end}') AS w) k WHERE length(w) >= 10
$$;
COMMENT ON FUNCTION engine.fhir_wanted_by(jsonb, jsonb) IS 'By when it is wanted: occurrence, or else the end of what its Task is restricted to. NULL: it does not say a day.';

CREATE FUNCTION engine.fhir_reasons(resource jsonb, known jsonb) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT array_agg(w ORDER BY part, n) FILTER (WHERE w IS NOT NULL) FROM (
            SELECT 1 AS part, n, engine.fhir_concept(c) AS w FROM jsonb_array_elements(engine.fhir_list(resource, 'reasonCode')) WITH ORDINALITY x (c, n)
            UNION ALL SELECT 2, n, coalesce(engine.fhir_clean(r ->> 'display'), engine.fhir_concept(engine.fhir_find(known, resource, r) -> 'code'))
            FROM jsonb_array_elements(engine.fhir_list(resource, 'reasonReference')) WITH ORDINALITY x (r, n)
            UNION ALL SELECT 3, n, engine.fhir_clean(t ->> 'text') FROM jsonb_array_elements(engine.fhir_list(resource, 'note')) WITH ORDINALITY x (t, n)
            UNION ALL SELECT 4, 1, engine.fhir_clean(resource ->> 'patientInstruction')) k);
END $$;
COMMENT ON FUNCTION engine.fhir_reasons(jsonb, jsonb) IS 'Why it is asked for: reasons, conditions that came along, notes.';

CREATE FUNCTION engine.fhir_context(run engine.fhir_run, resource jsonb, known jsonb, asked_by text, wanted_by timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT left(array_to_string(ARRAY[engine.fhir_concept(resource -> 'code')] || engine.fhir_reasons(resource, known)
        || ARRAY['asked for by ' || asked_by, CASE WHEN wanted_by <= run.at THEN 'was wanted by ' || engine.say_time(wanted_by, run.at) END], '; '), 4000)
$$;
COMMENT ON FUNCTION engine.fhir_context(engine.fhir_run, jsonb, jsonb, text, timestamptz) IS 'The request in words, for whoever is to answer it.';

CREATE FUNCTION engine.fhir_provided(e engine.fhir_entry) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_strip_nulls(jsonb_build_object('source', e.name,
            'orders', concat_ws(', ', engine.fhir_concept(e.resource -> 'code'),
                (SELECT string_agg(engine.fhir_concept(c), ', ' ORDER BY n) FROM jsonb_array_elements(engine.fhir_list(e.resource, 'orderDetail')) WITH ORDINALITY x (c, n))),
            'insurance', (SELECT string_agg(engine.fhir_clean(c ->> 'display'), ', ' ORDER BY n) FROM jsonb_array_elements(engine.fhir_list(e.resource, 'insurance')) WITH ORDINALITY x (c, n)))));
END $$;
COMMENT ON FUNCTION engine.fhir_provided(engine.fhir_entry) IS 'What comes with it: a ServiceRequest that is an order is the order.';

CREATE FUNCTION engine.fhir_letter(run engine.fhir_run, e engine.fhir_entry, known jsonb) RETURNS engine.letter LANGUAGE plpgsql STABLE AS $$
DECLARE
    l engine.letter;
    task jsonb := known -> ('Task for ' || e.name);
    asks record := engine.fhir_requester(run, e.resource, coalesce(e.resource -> 'requester', task -> 'requester'), known);
    wanted_by timestamptz := engine.fhir_wanted_by(e.resource, task);
BEGIN
    l.me := run.me;
    l.roles := run.roles;
    l.requester := asks.staff;
    l.role := asks.role;
    l.individual := engine.fhir_subject(run, e, known);
    l.at := run.at;
    l.need_since := LEAST(run.at, engine.fhir_time(coalesce(e.resource ->> 'authoredOn', task ->> 'authoredOn')));
    l.priority := engine.read_priority(coalesce(e.resource ->> 'priority', task ->> 'priority', 'routine'));
    l.needed_by := CASE WHEN wanted_by > run.at THEN wanted_by END;
    l.context := engine.fhir_context(run, e.resource, known, asks.words, wanted_by);
    l.provided := engine.fhir_provided(e);
    RETURN l;
END $$;
COMMENT ON FUNCTION engine.fhir_letter(engine.fhir_run, engine.fhir_entry, jsonb) IS 'The request as api.refer would have read it. The need counts from when it was written (rule 3).';

CREATE FUNCTION engine.fhir_twin(e engine.fhir_entry, refs text[]) RETURNS app.import_source LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT k FROM app.organization o
        JOIN app.import_source k ON k.system = o.code || '|' || split_part(e.system, '|', 2) AND k.resource_type = e.kind AND k.source_id = e.id
        WHERE engine.fhir_entity_ref(k) = ANY (refs) ORDER BY k.digest = e.digest DESC, k.entity_id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.fhir_twin(engine.fhir_entry, text[]) IS 'The same resource as another organisation imported it, if it became one of those; NULL: it did not.';

CREATE FUNCTION engine.fhir_send(run engine.fhir_run, e engine.fhir_entry, known jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    l engine.letter := engine.fhir_letter(run, e, known);
    p engine.plan;
    s app.import_source;
    sent jsonb;
BEGIN
    PERFORM 1 FROM app.individual i WHERE i.id = (l.individual).id FOR NO KEY UPDATE;
    p := engine.plan_item(l, jsonb_build_object('type', (engine.fhir_type(e.resource)).code));
    IF p.problem IS NOT NULL THEN
        PERFORM engine.refuse(p.code, p.problem, p.mend);
    ELSIF p.duplicates <> '{}' THEN
        s := engine.fhir_twin(e, p.duplicates);
        IF s.digest = e.digest THEN
            PERFORM engine.fhir_keep(e, 'referral', s.entity_id);
            RETURN engine.fhir_answer('unchanged', engine.fhir_entity_ref(s));
        END IF;
        PERFORM engine.refuse('HF412', format('It repeats %s, which is open.', array_to_string(p.duplicates, ', ')), 'If it is meant, enter it by hand and say why.');
    END IF;
    sent := engine.send_item(l, p, run.request_id);
    PERFORM engine.fhir_keep(e, 'referral', (engine.parse_ref(sent ->> 'referral_ref')).id);
    RETURN engine.fhir_answer('created', sent ->> 'ref') || jsonb_build_object('owner_role', sent -> 'owner_role');
END $$;
COMMENT ON FUNCTION engine.fhir_send(engine.fhir_run, engine.fhir_entry, jsonb) IS 'Makes the referral, with whoever the policy routes it to. HF412: what stands in the way.';

CREATE FUNCTION engine.fhir_request(run engine.fhir_run, e engine.fhir_entry, s app.import_source, known jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    status text := e.resource ->> 'status';
    intent text := e.resource ->> 'intent';
BEGIN
    IF status IS NULL OR status NOT IN ('draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown') THEN
        PERFORM engine.refuse('HF400', format('A ServiceRequest has no status %s.', coalesce(status, '(none)')), 'FHIR R4 knows draft, active, on-hold, revoked, completed, entered-in-error, unknown.');
    ELSIF intent IS NULL OR intent NOT IN ('proposal', 'plan', 'directive', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order', 'option') THEN
        PERFORM engine.refuse('HF400', format('A ServiceRequest has no intent %s.', coalesce(intent, '(none)')), 'A request that is to be done has the intent order.');
    ELSIF s.entity_id IS NOT NULL THEN
        RETURN engine.fhir_request_again(run, e, s, known);
    ELSIF status <> 'active' THEN
        RETURN engine.fhir_left(format('It is %s with its sender: only what is active is work here.', status),
                                CASE WHEN status IN ('draft', 'on-hold') THEN 'Import it again once it is active.' ELSE '' END);
    ELSIF intent NOT LIKE '%order' THEN
        RETURN engine.fhir_left(format('Nobody has ordered it yet (intent %s).', intent), 'Import the order.');
    ELSIF e.resource -> 'doNotPerform' = 'true' THEN
        RETURN engine.fhir_left('It asks that this not be done.', 'Tell those concerned by a message.');
    ELSIF (run.role).id IS NULL THEN
        PERFORM engine.refuse('HF412', 'Your roles do not refer.', 'Have it imported by somebody who does.');
    END IF;
    RETURN engine.fhir_send(run, e, known);
END $$;
COMMENT ON FUNCTION engine.fhir_request(engine.fhir_run, engine.fhir_entry, app.import_source, jsonb) IS
    'An active order becomes a referral. What its sender finished, withdrew or only planned is left out: to tell who did it here, with which outcome, would be invented.';
