-- What other systems send: api.import_fhir().
--
-- api.import_fhir(request_id uuid, bundle jsonb) → {
--   "taken":   [{"path", "resource", "what", "ref", "owner_role"?}],   what: created, updated, noted (a Task, on the referral), unchanged, or
--              read (Organization, Practitioner, PractitionerRole: only looked up; ref null when nobody of ours)
--   "refused": [{"path", "resource", "reason", "mend", "fault"}],      fault false: nothing is wrong with it, it is
--              no open work (finished with its sender, a draft, an entry without a resource)
--   "not_taken": [{"kind", "count"}],                                  kinds that are never taken
--   "replayed": bool}
-- path: the entry's own key "path" where whoever sends it gives one, else entry[n].

CREATE FUNCTION api.import_fhir(request_id uuid, bundle jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    run engine.fhir_run;
    entries jsonb := coalesce(bundle -> 'entry', '[]');
    answer jsonb;
BEGIN
    run.me := engine.me();
    run.roles := engine.my_roles((run.me).id);
    run.role := engine.referring_role(run.roles, (run.me).organization_id);
    run.coordinates := engine.has_duty((run.me).id, 'coordinate');
    run.request_id := request_id;
    IF NOT EXISTS (SELECT 1 FROM app.role r WHERE r.id = ANY (run.roles) AND r.duties && '{refer,respond,coordinate,plan,record}') THEN
        PERFORM engine.refuse_unseen();
    ELSIF bundle ->> 'resourceType' IS DISTINCT FROM 'Bundle' OR jsonb_typeof(entries) <> 'array' THEN
        PERFORM engine.refuse('HF400', 'That is no FHIR Bundle.', 'Give {"resourceType": "Bundle", "entry": [{"resource": …}]}.');
    END IF;
    -- One import of an organisation at a time: two of the same message would not see each other.
    PERFORM 1 FROM app.organization o WHERE o.id = (run.me).organization_id FOR NO KEY UPDATE;
    run.at := app.now();
    answer := engine.once(run.me, request_id, 'import_fhir', bundle);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    answer := engine.fhir_import(run, entries) || '{"replayed": false}';
    PERFORM engine.keep_answer(run.me, request_id, 'import_fhir', bundle, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.import_fhir(uuid, jsonb) IS
    'Takes Patient, ServiceRequest and Task of a FHIR R4 Bundle: people are entered or their pages brought up to date, active orders become referrals with whoever the policy routes them to. Each resource is taken wholly or listed with the reason; delivered again, or late, it changes nothing. HF404: no duty of care work; HF400: no Bundle; HF409: another import of the organisation is at work.';
