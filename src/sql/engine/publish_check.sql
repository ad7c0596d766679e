-- What a policy must satisfy whoever sends it: the same promises that `holdfast check` proves with
-- file and line are enforced here again where the database can see them, and those that only the
-- database can judge (DESIGN 7). Shape of the policy: include/holdfast/policy/publish.h. Events, risks
-- and pathways: publish_check_care.sql.

CREATE FUNCTION engine.policy_sections() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{network,calendars,organizations,staff,roles,domains,service_types,services,service_levels,ladders,reasons,outcomes,access,notify}'::text[]
$$;
COMMENT ON FUNCTION engine.policy_sections() IS 'The sections that every published policy has, each a JSON object.';

CREATE FUNCTION engine.policy_spare_sections() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{events,event_rules,risk_rules,pathways,reviews}'::text[]
$$;
COMMENT ON FUNCTION engine.policy_spare_sections() IS 'The sections that a policy may be without; where they are, each is a JSON object.';

CREATE FUNCTION engine.policy_references(policy jsonb) RETURNS TABLE (place text, section text, name text)
LANGUAGE sql STABLE AS $$
    SELECT 'network.' || k, CASE k WHEN 'operational_owner' THEN 'staff' ELSE 'roles' END, policy -> 'network' ->> k
    FROM unnest('{coordinator,on_call,compliance,operational_owner}'::text[]) k
    UNION ALL SELECT 'network.levels.' || e.key, 'service_levels', e.value FROM jsonb_each_text(policy -> 'network' -> 'levels') e
    UNION ALL SELECT 'organizations.' || e.key, 'calendars', e.value ->> 'calendar' FROM jsonb_each(policy -> 'organizations') e
    UNION ALL SELECT 'staff.' || e.key, 'organizations', e.value ->> 'organization' FROM jsonb_each(policy -> 'staff') e
    UNION ALL SELECT 'roles.' || e.key, 'organizations', e.value ->> 'organization' FROM jsonb_each(policy -> 'roles') e
    UNION ALL SELECT 'roles.' || e.key, 'roles', e.value ->> 'supervisor' FROM jsonb_each(policy -> 'roles') e WHERE e.value ->> 'supervisor' IS NOT NULL
    UNION ALL SELECT 'roles.' || e.key, 'calendars', e.value ->> 'hours' FROM jsonb_each(policy -> 'roles') e WHERE e.value ->> 'hours' IS NOT NULL
    UNION ALL SELECT 'roles.' || e.key, 'staff', h FROM jsonb_each(policy -> 'roles') e, jsonb_array_elements_text(e.value -> 'holders') h
    UNION ALL SELECT 'domains.' || e.key, 'roles', e.value ->> 'owner' FROM jsonb_each(policy -> 'domains') e
    UNION ALL SELECT 'service_types.' || e.key, 'domains', e.value ->> 'domain' FROM jsonb_each(policy -> 'service_types') e
    UNION ALL SELECT 'service_types.' || e.key, 'service_levels', e.value ->> 'level' FROM jsonb_each(policy -> 'service_types') e
    UNION ALL SELECT 'services.' || e.key, 'service_types', e.value ->> 'type' FROM jsonb_each(policy -> 'services') e
    UNION ALL SELECT 'services.' || e.key, 'roles', e.value ->> 'owner' FROM jsonb_each(policy -> 'services') e
    UNION ALL SELECT 'services.' || e.key, 'organizations', e.value ->> 'organization' FROM jsonb_each(policy -> 'services') e
    UNION ALL SELECT 'service_levels.' || l.key, 'ladders', s.value ->> 'ladder'
    FROM jsonb_each(policy -> 'service_levels') l, jsonb_each(l.value) p, jsonb_each(p.value) s WHERE s.value ->> 'ladder' IS NOT NULL
    UNION ALL SELECT 'ladders.' || l.key, 'roles', r ->> 'to' FROM jsonb_each(policy -> 'ladders') l, jsonb_array_elements(l.value) r
    WHERE r ->> 'to' <> ALL (engine.rung_words())
    UNION ALL SELECT 'reasons.' || e.key || '.by_role', 'roles', r FROM jsonb_each(policy -> 'reasons') e, jsonb_object_keys(e.value -> 'by_role') r
    UNION ALL SELECT 'access.basis', 'organizations', b ->> side
    FROM jsonb_array_elements(policy -> 'access' -> 'basis') b, unnest('{from,to}'::text[]) side WHERE b ->> (side || '_kind') = 'organization'
    UNION ALL SELECT 'reviews.' || e.key, 'roles', r FROM jsonb_each(engine.section_of(policy, 'reviews')) e,
              LATERAL (SELECT e.value ->> 'role' AS r UNION ALL SELECT jsonb_array_elements_text(coalesce(nullif(e.value -> 'with', 'null'), '[]'))) named
    UNION ALL SELECT c.place, c.section, c.name FROM engine.care_references(policy) c
$$;
COMMENT ON FUNCTION engine.policy_references(jsonb) IS
    'Every name that a policy uses: where it stands, the section that must have it, the name.';

CREATE FUNCTION engine.rung_words() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{owner,owner.supervisor,requester,coordinator,on_call}'::text[]
$$;
COMMENT ON FUNCTION engine.rung_words() IS 'Whom a rung may name without naming a role.';

CREATE FUNCTION engine.is_zone(zone text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$|^UTC$' AND now() AT TIME ZONE zone IS NOT NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END $$;
COMMENT ON FUNCTION engine.is_zone(text) IS
    'The server knows a time zone of that name; abbreviations and offsets do not count, for they know no daylight saving.';

CREATE FUNCTION engine.refuse_shapeless(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    missing text;
BEGIN
    SELECT s INTO missing FROM unnest(engine.policy_sections()) s
    WHERE jsonb_typeof(policy -> s) IS DISTINCT FROM 'object'
    UNION ALL SELECT s FROM unnest(engine.policy_spare_sections()) s WHERE jsonb_typeof(engine.section_of(policy, s)) <> 'object'
    LIMIT 1;
    IF missing IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('The policy has no section "%s".', missing),
                              'Publish with holdfast apply, which sends what the file says in full.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_shapeless(jsonb) IS 'HF400 when a section of the policy is missing or not an object.';

CREATE FUNCTION engine.refuse_dangling(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT r.place, r.section, r.name INTO bad FROM engine.policy_references(policy) r
    WHERE NOT coalesce(policy -> r.section ? r.name, false) ORDER BY r.place, r.section LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('%s names "%s", which is not among the %s.', bad.place, bad.name, bad.section),
                              'Add it, or use a name that is there.');
    END IF;
    SELECT c.key, c.value ->> 'timezone' AS zone INTO bad
    FROM (SELECT e.key, e.value FROM jsonb_each(policy -> 'calendars') e UNION ALL SELECT 'network', policy -> 'network') c
    WHERE NOT coalesce(engine.is_zone(c.value ->> 'timezone'), false) LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('%s has the time zone "%s", which this server does not know.', bad.key, bad.zone),
                              'Write it as America/New_York.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_dangling(jsonb) IS 'HF412 at the first name that nothing in the policy bears, or time zone that the server does not know.';

CREATE FUNCTION engine.refuse_grounds(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT b ->> 'basis' AS ground, b ->> 'category' AS category INTO bad FROM jsonb_array_elements(policy -> 'access' -> 'basis') b
    WHERE NOT coalesce(CASE b ->> 'category'
        WHEN 'substance_use' THEN b ->> 'basis' IN ('part2_consent', 'medical_emergency', 'required_report')
        WHEN 'counseling_notes' THEN b ->> 'basis' = 'part2_consent'
        ELSE b ->> 'basis' IN ('treatment', 'authorization', 'part2_consent', 'serious_threat', 'medical_emergency', 'required_report') END, false) LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('"%s" is no ground to tell of %s.', coalesce(bad.ground, ''), replace(coalesce(bad.category, 'nothing'), '_', ' ')),
                              'One of: treatment, authorization, part2_consent, required_report; for substance use part2_consent (42 CFR Part 2).');
    END IF;
    SELECT e.key AS ground INTO bad FROM (SELECT * FROM jsonb_each(policy -> 'service_types') UNION ALL SELECT * FROM jsonb_each(policy -> 'domains')) e
    WHERE e.value ->> 'category' = 'counseling_notes' LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('%s is made of counseling notes, which are notes only.', bad.ground), 'Use substance_use.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_grounds(jsonb) IS 'HF412 at a ground that there is not, or that 42 CFR Part 2 does not know for such content.';

CREATE FUNCTION engine.refuse_unheld(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bare text;
BEGIN
    SELECT e.key INTO bare FROM jsonb_each(policy -> 'roles') e
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(e.value -> 'holders') h
                      WHERE NOT EXISTS (SELECT 1 FROM app.staff s WHERE s.login = h AND s.disabled_at IS NOT NULL))
    ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('Role %s has no holder who may act.', bare),
                              'Name a holder who is not disabled.');
    END IF;
    SELECT l.key INTO bare FROM jsonb_each(policy -> 'ladders') l
    WHERE NOT coalesce(l.value -> -1 ->> 'do' IN ('escalate', 'transfer') AND l.value -> -1 ->> 'to' NOT IN ('owner', 'requester'), false)
    ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('Ladder %s ends before anybody else must act.', bare),
                              'End it with escalate or transfer to a role.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_unheld(jsonb) IS
    'HF412 for a role without a holder who may act (people disabled in the database do not count) and for a ladder that ends before a named human (rule 1).';

CREATE FUNCTION engine.policy_renames(policy jsonb) RETURNS TABLE (former text, code text) LANGUAGE sql STABLE AS $$
    SELECT e.value ->> 'renamed_from', e.key FROM jsonb_each(policy -> 'roles') e
    WHERE e.value ->> 'renamed_from' IS NOT NULL
$$;
COMMENT ON FUNCTION engine.policy_renames(jsonb) IS 'The roles that take over from one of the revision before.';

CREATE FUNCTION engine.refuse_abandoned(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT n.former, min(n.code) AS code, count(*) AS heirs INTO bad FROM engine.policy_renames(policy) n
    WHERE policy -> 'roles' ? n.former
       OR (SELECT count(*) FROM engine.policy_renames(policy) o WHERE o.former = n.former) > 1
    GROUP BY n.former ORDER BY n.former LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412',
            CASE WHEN bad.heirs > 1 THEN format('Role %s is to be renamed to more than one role.', bad.former)
                 ELSE format('Role %s is renamed from %s, which is still there.', bad.code, bad.former) END,
            'Each role that goes has one that takes over its items.');
    END IF;
    SELECT r.code, count(*) AS items, held.what INTO bad
    FROM app.role r JOIN (
        SELECT t.owner_role_id, 'open item' AS what FROM app.task t WHERE t.closed_at IS NULL
        UNION ALL
        SELECT a.owner_role_id, 'area of an open plan' FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active') held
      ON held.owner_role_id = r.id
    WHERE NOT policy -> 'roles' ? r.code AND r.code NOT IN (SELECT n.former FROM engine.policy_renames(policy) n)
    GROUP BY r.code, held.what ORDER BY r.code, held.what DESC LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('Role %s would go and has %s %s.', bad.code, bad.items,
                                              CASE WHEN bad.items = 1 THEN bad.what WHEN bad.what = 'open item' THEN 'open items'
                                                   ELSE 'areas of open plans' END),
                              format('Say renamed_from: %s at the role that takes them over.', bad.code));
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_abandoned(jsonb) IS
    'HF412 when a role with open items or areas of open plans would go and none takes over from it, or when its heir is not clear (rule 1: one owner).';

CREATE FUNCTION engine.refuse_logins(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    WITH login AS (SELECT jsonb_object_keys(policy -> 'staff') AS name),
         known AS (SELECT l.name FROM login l UNION SELECT r.rolname::text FROM pg_catalog.pg_roles r UNION SELECT s.login FROM app.staff s)
    SELECT l.name, k.name AS other INTO bad FROM login l JOIN known k ON lower(k.name) = lower(l.name) AND k.name <> l.name
    ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('The login "%s" differs from "%s" by case only.', bad.name, bad.other),
                              'Choose another login for this person.');
    END IF;
    SELECT l AS name INTO bad FROM jsonb_object_keys(policy -> 'staff') l
    WHERE l !~ '^[a-z][a-z0-9_.-]*$' OR octet_length(l) > 63 OR l ~ '^(pg_|holdfast_)' OR l IN ('public', 'none') ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('"%s" cannot be a login.', bad.name),
                              'Use lower-case letters, digits and underscores; pg_ and holdfast_ are taken.');
    END IF;
    SELECT l AS name INTO bad FROM jsonb_object_keys(policy -> 'staff') l JOIN pg_catalog.pg_roles r ON r.rolname = l
    WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
       OR NOT EXISTS (SELECT 1 FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid AND m.roleid = 'holdfast_person'::regrole)
    ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM engine.refuse('HF412', format('The login "%s" exists on this server and is not a person of Holdfast.', bad.name),
                              'Choose another login for this person.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_logins(jsonb) IS
    'HF412 for a login that differs from another by case only, cannot be one, or exists on the server and is none of ours (DESIGN 9).';

CREATE FUNCTION engine.refuse_policy(policy jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.refuse_shapeless(policy);
    PERFORM engine.refuse_dangling(policy);
    PERFORM engine.refuse_grounds(policy);
    PERFORM engine.refuse_unheld(policy);
    PERFORM engine.refuse_unsound(policy);
    PERFORM engine.refuse_careless(policy);
    PERFORM engine.refuse_abandoned(policy);
    PERFORM engine.refuse_logins(policy);
END $$;
COMMENT ON FUNCTION engine.refuse_policy(jsonb) IS 'Raises HF400 or HF412 for the first thing that forbids a policy to be in force.';
