-- What the stories of this folder are told with. Included by \ir, within their transaction.
-- Everybody is of config.example.yaml; time stands still until tests.at() moves it.
SET LOCAL TIME ZONE 'America/New_York';

CREATE FUNCTION tests.uuid(n integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

CREATE FUNCTION tests.version(ref text) RETURNS integer LANGUAGE sql AS $$
    SELECT t.version FROM app.task t WHERE t.id = engine.task_id(ref)
$$;

CREATE FUNCTION tests.act_sql(ref text, action text, detail jsonb, version integer, request uuid) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.act(%L, %L, %L, %L, %L)', coalesce(request, gen_random_uuid()), ref,
                  coalesce(act_sql.version, tests.version(ref)), action, detail)
$$;

CREATE FUNCTION tests.act(login text, ref text, action text, detail jsonb DEFAULT '{}', version integer DEFAULT NULL, request uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, tests.act_sql(ref, action, detail, version, request))::jsonb
$$;
COMMENT ON FUNCTION tests.act(text, text, text, jsonb, integer, uuid) IS 'The step by that person, at the present version unless another is given.';

CREATE FUNCTION tests.refused(login text, ref text, action text, detail jsonb DEFAULT '{}', version integer DEFAULT NULL, request uuid DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, tests.act_sql(ref, action, detail, version, request))
$$;
COMMENT ON FUNCTION tests.refused(text, text, text, jsonb, integer, uuid) IS 'With what the step is refused: HF412: message; no error when it is not.';

CREATE FUNCTION tests.person(family text, given text DEFAULT 'Ana', postal_code text DEFAULT '02128', login text DEFAULT 'drew') RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.enter_individual(gen_random_uuid(), %L)', jsonb_build_object(
        'family', family, 'given', given, 'birth_date', '1951-03-14', 'address', '12 Elm St', 'city', 'Boston', 'postal_code', postal_code,
        'contacts', '[{"phone": "617-555-0142"}]'::jsonb)))::jsonb ->> 'individual_ref'
$$;
COMMENT ON FUNCTION tests.person(text, text, text, text) IS 'Enters somebody invented; gives the reference.';

CREATE FUNCTION tests.introduce(login text, person text) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.enter_individual(gen_random_uuid(), %L)',
        (SELECT jsonb_build_object('family', i.family, 'given', i.given, 'birth_date', i.birth_date) FROM app.individual i WHERE i.id = engine.individual_id(person))))::jsonb #>> '{duplicates,0}'
$$;
COMMENT ON FUNCTION tests.introduce(text, text) IS 'Somebody gives a person''s name and birth date and is told that they are here; gives the reference, NULL where they were entered anew.';

CREATE FUNCTION tests.refer(login text, referral jsonb, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.refer(%L, %L)', coalesce(request, gen_random_uuid()), referral))::jsonb
$$;

CREATE FUNCTION tests.nursing(login text DEFAULT 'drew', individual text DEFAULT NULL, service text DEFAULT 'bright_home_care', more jsonb DEFAULT '{}')
RETURNS text LANGUAGE sql AS $$
    SELECT tests.refer(login, jsonb_build_object('individual', coalesce(individual, tests.person('Rivera' || app.next_id()::text)), 'provided', '{"orders": "dressing daily"}'::jsonb,
        'items', jsonb_build_array(jsonb_build_object('type', 'home_care', 'service', service))) || more) #>> '{referrals,0,ref}'
$$;
COMMENT ON FUNCTION tests.nursing(text, text, text, jsonb) IS 'A referral for nursing visits to Bright Home Care; gives its first try.';

CREATE FUNCTION tests.task(ref text) RETURNS app.task LANGUAGE sql AS $$
    SELECT t FROM app.task t WHERE t.id = engine.task_id(ref)
$$;

CREATE FUNCTION tests.owner(ref text) RETURNS text LANGUAGE sql AS $$
    SELECT r.code || coalesce(' ' || s.login, '') FROM app.task t JOIN app.role r ON r.id = t.owner_role_id
    LEFT JOIN app.staff s ON s.id = t.owner_staff_id WHERE t.id = engine.task_id(ref)
$$;

CREATE FUNCTION tests.status(ref text) RETURNS text LANGUAGE sql AS $$
    SELECT t.status::text FROM app.task t WHERE t.id = engine.task_id(ref)
$$;

-- Rules 1, 2 and 9, to be asked after every story: no open item or area of a plan without owner or clock, no break in the record.
CREATE FUNCTION tests.loose_ends() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT engine.task_ref(t) || ' has no running clock' FROM app.task t LEFT JOIN app.clock c ON c.id = t.clock_id
    WHERE t.closed_at IS NULL AND (c.id IS NULL OR c.stopped_at IS NOT NULL OR (c.held_at IS NOT NULL) <> (t.status = 'on-hold'))
    UNION ALL
    SELECT engine.task_ref(t) || ' shows another due than its clock' FROM app.task t JOIN app.clock c ON c.id = t.clock_id
    WHERE t.closed_at IS NULL AND t.due IS DISTINCT FROM c.due
    UNION ALL
    SELECT engine.task_ref(t) || ' is closed and its clock runs' FROM app.task t JOIN app.clock c ON c.task_id = t.id
    WHERE c.stopped_at IS NULL AND (t.closed_at IS NOT NULL OR t.clock_id <> c.id)
    UNION ALL
    SELECT engine.task_ref(t) || ' is accepted by nobody' FROM app.task t
    WHERE t.closed_at IS NULL AND t.status <> 'requested' AND t.owner_staff_id IS NULL
    UNION ALL
    SELECT engine.referral_ref(r.id) || ' is open and nobody has it' FROM app.referral r
    WHERE r.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM app.task t WHERE t.referral_id = r.id AND t.closed_at IS NULL AND t.kind IN ('referral', 'reroute'))
    UNION ALL
    SELECT 'area ' || a.id || ' of an open plan is owned by nobody who is there' FROM app.plan_area a
    JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active' JOIN app.role r ON r.id = a.owner_role_id JOIN app.staff s ON s.id = a.owner_staff_id
    WHERE NOT (r.active AND s.active AND s.disabled_at IS NULL)
    UNION ALL
    SELECT engine.risk_ref(r.id) || ' is open and nobody looks after it' FROM app.social_risk r
    WHERE r.status = 'active' AND NOT EXISTS (SELECT 1 FROM app.task t WHERE t.id = r.task_id AND t.closed_at IS NULL)
    UNION ALL
    SELECT engine.risk_ref(r.id) || ' is over and its work goes on' FROM app.social_risk r JOIN app.task t ON t.id = r.task_id
    WHERE r.status <> 'active' AND t.closed_at IS NULL
    UNION ALL
    SELECT engine.run_code(r) || ' of ' || engine.individual_ref(r.individual_id) || ' waits for nothing that anybody has' FROM app.pathway_run r
    WHERE r.status = 'active'
      AND NOT EXISTS (SELECT 1 FROM app.pathway_run_step k JOIN app.task t ON t.id IN (k.task_id, k.follow_up_id) OR t.referral_id = k.referral_id
                      WHERE k.run_id = r.id AND t.closed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM app.pathway_run_step k WHERE k.run_id = r.id AND k.opens_at IS NOT NULL)
    UNION ALL
    SELECT 'record: ' || b.problem FROM engine.ledger_breaks() b
$$;

-- A consent that covers everybody, unless more says otherwise, recorded by the coordinator.
CREATE FUNCTION tests.consent(person text, categories text[] DEFAULT '{substance_use}', more jsonb DEFAULT '{}', login text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    paper jsonb := jsonb_build_object(
        'kind', CASE WHEN categories && '{substance_use,counseling_notes}' THEN 'part2_consent' ELSE 'authorization' END,
        'from', '*', 'to', '["health", "behavioral_health", "housing", "social_services", "coordination"]'::jsonb, 'categories', to_jsonb(categories),
        'purpose', 'treatment', 'signer', 'Ana Rivera', 'authority', 'individual', 'signed_on', app.now()::date, 'signature_on_file', true,
        'where_filed', 'chart', 'right_to_revoke', true, 'expires', (app.now() + interval '300 days')::date) || more;
    lena app.staff := (SELECT s FROM app.staff s WHERE s.login = 'lena');
    c app.consent;
BEGIN
    IF login IS NOT NULL THEN
        RETURN tests.run_as(login, format('SELECT api.grant_consent(gen_random_uuid(), %L, %L)', person, paper))::jsonb ->> 'consent_ref';
    END IF;
    c := engine.read_consent(engine.individual_id(person), paper, lena, app.now());
    -- Of an organisation that no story tells of: what others hold is not opened to whoever recorded it.
    c.recorded_organization_id := (SELECT o.id FROM app.organization o WHERE o.code = 'homestead_moving');
    RETURN engine.consent_ref((engine.store_consent(c, lena, 'grant', NULL)).id);
END $$;
COMMENT ON FUNCTION tests.consent(text, text[], jsonb, text) IS 'A consent that somebody records; NULL: one that is simply there, and opens everything to everybody, which nobody could record by themselves. Gives its reference.';
