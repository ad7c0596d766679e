-- What other systems send: api.import_fhir(); what goes to them: api.export_fhir().
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
        PERFORM engine.refuse_duty('take in people and referrals', 'refer', (run.me).organization_id);
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

-- api.export_fhir(individual_ref text DEFAULT NULL, referral_ref text DEFAULT NULL) → a FHIR R4 Bundle (collection):
--   Patient, ServiceRequest for each referral, Task for each try, and who asked and has them. One of the two is given.
--   meta.security says that it is confidential; with substance-use content also 42CFRPart2, with the notice of 42 CFR 2.32
--   as the display of a meta.tag (system urn:holdfast:notice), on the Bundle and each such resource.

CREATE FUNCTION api.export_fhir(individual_ref text DEFAULT NULL, referral_ref text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    wanted bigint := (SELECT p.id FROM engine.parse_ref(referral_ref) p WHERE p.prefix = 'R');
    i app.individual;
    tasks bigint[];
BEGIN
    IF (individual_ref IS NULL) = (referral_ref IS NULL) THEN
        PERFORM engine.refuse('HF400', 'Give the reference of a person, or of a referral.', 'individual_ref or referral_ref.');
    END IF;
    SELECT k.* INTO i FROM app.individual k
    WHERE k.id = CASE WHEN referral_ref IS NULL THEN engine.individual_id(individual_ref) ELSE (SELECT r.individual_id FROM app.referral r WHERE r.id = wanted) END;
    tasks := engine.exportable(i.id, wanted, v);
    IF i.id IS NULL OR NOT engine.export_seen(i.id, wanted, v) THEN
        PERFORM engine.refuse_unseen();
    ELSIF NOT v.serves OR NOT engine.sees_individual(i.id, v) OR (referral_ref IS NOT NULL AND tasks = '{}') THEN
        PERFORM engine.refuse_seen('take it along', 'those who work with it, on a ground of their own: an emergency look is for reading');
    END IF;
    PERFORM engine.disclose_export(i, tasks, v);
    RETURN engine.fhir_export(i, tasks, v);
END $$;
COMMENT ON FUNCTION api.export_fhir(text, text) IS
    'A person with their referrals, or one referral, as a FHIR R4 Bundle: what the caller may see by a ground of their own, not by an emergency look. Each export is kept; what it has of other organisations is in the account of disclosures. HF404: nobody, nothing of theirs to see, or no duty of care work; HF400: neither or both are given.';
