-- FHIR Task (https://hl7.org/fhir/R4/task.html): how far a request is with its sender.

CREATE FUNCTION engine.fhir_task(run engine.fhir_run, e engine.fhir_entry, s app.import_source, known jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    status text := e.resource ->> 'status';
    focus jsonb := coalesce(e.resource -> 'focus', e.resource #> '{basedOn,0}');
    request app.import_source := engine.fhir_sought(run, e, focus, 'ServiceRequest', known);
    t app.task;
BEGIN
    IF status IS NULL OR status NOT IN ('draft', 'requested', 'received', 'accepted', 'rejected', 'ready', 'cancelled', 'in-progress', 'on-hold', 'failed', 'completed', 'entered-in-error') THEN
        PERFORM engine.refuse('HF400', format('A Task has no status %s.', coalesce(status, '(none)')), 'Have it sent as FHIR R4 says.');
    ELSIF coalesce(engine.fhir_find(known, e.resource, focus) ->> 'resourceType', substring(focus ->> 'reference' FROM '([A-Za-z]+)/[^/]+$'), '') <> 'ServiceRequest' THEN
        RETURN engine.fhir_left('It asks for no service: a Task is taken with the ServiceRequest that it is about.', '');
    ELSIF request.entity_id IS NULL AND engine.fhir_find(known, e.resource, focus) IS NOT NULL THEN
        RETURN engine.fhir_left(format('What it is about (%s) was not taken.', focus ->> 'reference'), '');
    ELSIF request.entity_id IS NULL THEN
        PERFORM engine.refuse('HF412', format('What it is about (%s) was not taken, now or before.', focus ->> 'reference'), 'Import the ServiceRequest with it.');
    END IF;
    t := engine.fhir_lock(request.entity_id);
    IF (engine.fhir_twin(e, ARRAY[engine.task_ref(t)])).digest = e.digest THEN
        PERFORM engine.fhir_keep(e, 'task', t.id);
        RETURN engine.fhir_answer('unchanged', engine.task_ref(t));
    END IF;
    PERFORM engine.fhir_tell(run, t, e, concat_ws('; ', status || ' with its sender',
        'given to ' || coalesce((engine.fhir_party(engine.fhir_find(known, e.resource, e.resource -> 'owner'), e.resource, known)).words, engine.fhir_clean(e.resource #>> '{owner,display}')),
        engine.fhir_concept(e.resource -> 'statusReason'), engine.fhir_clean(e.resource ->> 'description')));
    PERFORM engine.fhir_keep(e, 'task', t.id);
    RETURN engine.fhir_answer('noted', engine.task_ref(t));
END $$;
COMMENT ON FUNCTION engine.fhir_task(engine.fhir_run, engine.fhir_entry, app.import_source, jsonb) IS
    'FHIR Task (https://hl7.org/fhir/R4/task.html): how far a request is with its sender is noted on the referral made of it. Its acceptance elsewhere accepts nothing here: that names a person.';
