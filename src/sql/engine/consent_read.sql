-- Reading a consent as it was written down. What 42 CFR 2.31(a) asks for is asked for one by one: a
-- consent that lacks any of it is deficient, and nothing may be told on it (42 CFR 2.31(c)).

CREATE FUNCTION engine.consent_lacks(key text, what text, hint text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM engine.refuse('HF400', format('The consent does not say %s (%s).', what, key), hint);
END $$;
COMMENT ON FUNCTION engine.consent_lacks(text, text, text) IS 'HF400 names the element that is missing.';

CREATE FUNCTION engine.consent_keys() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{kind,from,to,categories,purpose,signer,authority,signed_on,signature_on_file,where_filed,right_to_revoke,starts,expires,expires_event,redisclosure}'::text[]
$$;
COMMENT ON FUNCTION engine.consent_keys() IS 'What a consent is given with.';

CREATE FUNCTION engine.read_yes(given jsonb, key text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    said text := lower(engine.detail_text(given, key));
BEGIN
    IF said IS NOT NULL AND NOT said = ANY ('{true,false,yes,no}') THEN
        PERFORM engine.refuse('HF400', format('%s is neither yes nor no.', key), 'Say yes or no.');
    END IF;
    RETURN said IN ('true', 'yes');
END $$;
COMMENT ON FUNCTION engine.read_yes(jsonb, text) IS 'Yes or no, as a person or a program says it; NULL: not said. HF400 names the key.';

CREATE FUNCTION engine.read_day(given jsonb, key text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    said text := engine.detail_text(given, key);
BEGIN
    IF said !~ '^\d{4}-\d{2}-\d{2}$' THEN
        RAISE invalid_datetime_format;
    END IF;
    RETURN said::date;
EXCEPTION WHEN data_exception THEN
    PERFORM engine.refuse('HF400', format('%s is not a day.', key), 'Write it as 2027-04-30.');
END $$;
COMMENT ON FUNCTION engine.read_day(jsonb, text) IS 'A day; NULL: not said. HF400 names the key.';

CREATE FUNCTION engine.read_party(given jsonb, key text, OUT kind text, OUT organization app.organization, OUT staff app.staff) LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := CASE WHEN jsonb_typeof(given) = 'string' THEN given #>> '{}' ELSE engine.detail_text(given, 'code') END;
    as_kind text := CASE WHEN jsonb_typeof(given) = 'object' THEN engine.detail_text(given, 'kind') END;
BEGIN
    IF (as_kind = 'any' OR as_kind IS NULL) AND coalesce(said, '*') IN ('*', 'any') AND NOT (as_kind IS NULL AND said IS NULL) THEN
        kind := 'any';
        RETURN;
    END IF;
    -- A name is as good as a code where it is one organization's alone.
    SELECT o.* INTO organization FROM app.organization o
    WHERE o.active AND coalesce(as_kind, 'organization') = 'organization'
      AND (o.code = said OR (as_kind IS NULL AND lower(o.name) = lower(said)
                             AND NOT EXISTS (SELECT FROM app.organization x WHERE x.active AND x.id <> o.id AND lower(x.name) = lower(said))))
    ORDER BY o.code = said DESC LIMIT 1;
    kind := CASE WHEN organization.id IS NOT NULL THEN 'organization' END;
    IF kind IS NULL AND coalesce(as_kind, 'sector') = 'sector' THEN
        organization.sector := (SELECT o.sector FROM app.organization o WHERE o.sector = said AND o.active LIMIT 1);
        kind := CASE WHEN organization.sector IS NOT NULL THEN 'sector' END;
    END IF;
    IF kind IS NULL AND coalesce(as_kind, 'staff') = 'staff' THEN
        SELECT s.* INTO staff FROM app.staff s WHERE s.login = said AND s.active AND s.disabled_at IS NULL;
        kind := CASE WHEN staff.id IS NOT NULL THEN 'staff' END;
    END IF;
    IF kind IS NULL THEN
        PERFORM engine.refuse('HF400', format('Nobody in the network is called "%s" (%s).', coalesce(said, ''), key),
                              'Name an organization, a sector or a member of staff: the directory has them.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.read_party(jsonb, text) IS
    'A party: {"kind", "code"}, or a code or an organization''s name alone. kind sector: organization.sector alone is filled. HF400: nobody of that name.';

CREATE FUNCTION engine.read_from(INOUT c app.consent, given jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    p record;
BEGIN
    IF NOT given ? 'from' OR jsonb_typeof(given -> 'from') = 'null' THEN
        PERFORM engine.consent_lacks('from', 'who may tell', 'An organization, a sector, or whoever in the network holds it (42 CFR 2.31(a)(2)).');
    END IF;
    p := engine.read_party(given -> 'from', 'from');
    IF p.kind = 'staff' THEN
        PERFORM engine.refuse('HF400', 'A member of staff does not tell by themselves (from).', 'Name their organization.');
    END IF;
    c.from_kind := p.kind;
    c.from_organization_id := (p.organization).id;
    c.from_sector := CASE p.kind WHEN 'sector' THEN (p.organization).sector END;
END $$;
COMMENT ON FUNCTION engine.read_from(app.consent, jsonb) IS 'Who may tell (42 CFR 2.31(a)(2)).';

CREATE FUNCTION engine.read_to(INOUT c app.consent, given jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    one jsonb;
    p record;
BEGIN
    c.to_organizations := '{}';
    c.to_sectors := '{}';
    c.to_staff := '{}';
    FOR one IN SELECT x FROM jsonb_array_elements(CASE jsonb_typeof(given -> 'to') WHEN 'array' THEN given -> 'to'
                                                  WHEN 'object' THEN jsonb_build_array(given -> 'to') WHEN 'string' THEN jsonb_build_array(given -> 'to') ELSE '[]' END) x LOOP
        p := engine.read_party(one, 'to');
        CASE p.kind
            WHEN 'organization' THEN c.to_organizations := c.to_organizations || (p.organization).id;
            WHEN 'sector' THEN c.to_sectors := c.to_sectors || (p.organization).sector;
            WHEN 'staff' THEN c.to_staff := c.to_staff || (p.staff).id;
            ELSE PERFORM engine.refuse('HF400', 'A consent names who may be told (to): anybody is nobody.', 'Name organizations, sectors or members of staff.');
        END CASE;
    END LOOP;
    IF c.to_organizations = '{}' AND c.to_sectors = '{}' AND c.to_staff = '{}' THEN
        PERFORM engine.consent_lacks('to', 'who may be told', 'Organizations, sectors or members of staff (42 CFR 2.31(a)(4)).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.read_to(app.consent, jsonb) IS 'Who may be told (42 CFR 2.31(a)(4)).';

CREATE FUNCTION engine.read_categories(INOUT c app.consent, given jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    strange text;
BEGIN
    c.categories := array(SELECT DISTINCT CASE jsonb_typeof(x) WHEN 'object' THEN x ->> 'code' ELSE x #>> '{}' END
                          FROM jsonb_array_elements(CASE jsonb_typeof(given -> 'categories') WHEN 'array' THEN given -> 'categories'
                                                    WHEN 'string' THEN to_jsonb(string_to_array(given ->> 'categories', ',')) ELSE '[]' END) x ORDER BY 1);
    IF c.categories = '{}' THEN
        PERFORM engine.consent_lacks('categories', 'what may be told', format('One or more of: %s (42 CFR 2.31(a)(3)).',
            (SELECT string_agg(k.code, ', ') FROM engine.consent_categories() k)));
    END IF;
    strange := (SELECT k FROM unnest(c.categories) k WHERE k IS NULL OR NOT k IN (SELECT a.code FROM engine.consent_categories() a) LIMIT 1);
    IF array_position(c.categories, NULL) IS NOT NULL OR strange IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('There is no category %s.', coalesce(strange, '(none)')),
                              format('One of: %s.', (SELECT string_agg(k.code, ', ') FROM engine.consent_categories() k)));
    ELSIF 'counseling_notes' = ANY (c.categories) AND cardinality(c.categories) > 1 THEN
        PERFORM engine.refuse('HF412', 'Consent to counseling notes is given by itself, not together with other content.',
                              'Record another consent for the rest (42 CFR 2.31(b)).');
    ELSIF c.kind = 'authorization' AND c.categories && '{substance_use,counseling_notes}' THEN
        PERFORM engine.refuse('HF412', 'A signed release does not cover substance-use content.', 'That needs a Part 2 consent (kind part2_consent; 42 CFR 2.31).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.read_categories(app.consent, jsonb) IS 'What may be told (42 CFR 2.31(a)(3)); counselling notes never together with anything else (2.31(b)).';

CREATE FUNCTION engine.read_signature(INOUT c app.consent, given jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    today date := (c.recorded_at AT TIME ZONE (SELECT n.timezone FROM app.network n))::date;
BEGIN
    c.signer := engine.detail_text(given, 'signer');
    c.authority := engine.detail_text(given, 'authority');
    c.signed_on := engine.read_day(given, 'signed_on');
    c.signature_on_file := engine.read_yes(given, 'signature_on_file');
    c.where_filed := engine.detail_text(given, 'where_filed');
    IF c.signer IS NULL THEN
        PERFORM engine.consent_lacks('signer', 'who signed it', 'The person, or who signs for them, by name (42 CFR 2.31(a)(8)).');
    ELSIF c.authority IS NULL OR NOT c.authority IN (SELECT a.code FROM engine.consent_authorities() a) THEN
        PERFORM engine.consent_lacks('authority', 'as what they signed', format('One of: %s.', (SELECT string_agg(a.code, ', ') FROM engine.consent_authorities() a)));
    ELSIF c.signed_on IS NULL THEN
        PERFORM engine.consent_lacks('signed_on', 'when it was signed', 'The day on the paper, as 2026-06-03 (42 CFR 2.31(a)(9)).');
    ELSIF c.signed_on > today THEN
        PERFORM engine.refuse('HF412', 'It cannot have been signed on a day to come.', 'Give the day on the paper.');
    ELSIF NOT coalesce(c.signature_on_file, false) THEN
        PERFORM engine.consent_lacks('signature_on_file', 'that the signature is on file', 'Record it once the signed paper or its copy is there; a word on the telephone is no consent (42 CFR 2.31(a)(8)).');
    ELSIF NOT coalesce(engine.read_yes(given, 'right_to_revoke'), false) THEN
        PERFORM engine.consent_lacks('right_to_revoke', 'that it can be taken back', 'What was signed must tell that, and how (42 CFR 2.31(a)(6)).');
    END IF;
END $$;
COMMENT ON FUNCTION engine.read_signature(app.consent, jsonb) IS 'Who signed, as what, when, and that it is on file and tells of the right to take it back (42 CFR 2.31(a)(6), (8), (9)).';

CREATE FUNCTION engine.read_term(INOUT c app.consent, given jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    without_end boolean := lower(engine.detail_text(given, 'expires')) = 'none';
BEGIN
    c.expires_event := engine.detail_text(given, 'expires_event');
    c.expires := CASE WHEN without_end THEN NULL ELSE engine.read_day(given, 'expires') END;
    c.ends := engine.read_time(c.expires::text, 'expires', true);
    c.starts := coalesce(engine.read_time(engine.detail_text(given, 'starts'), 'starts', false), c.recorded_at);
    IF c.expires IS NULL AND c.expires_event IS NULL AND NOT coalesce(without_end, false) THEN
        PERFORM engine.consent_lacks('expires', 'when it ends', 'A day, an event (expires_event), or none (42 CFR 2.31(a)(7)).');
    ELSIF without_end AND c.expires_event IS NULL AND NOT EXISTS (SELECT FROM engine.consent_purposes() p WHERE p.name = c.purpose AND p.care) THEN
        PERFORM engine.refuse('HF412', 'A consent without an end is for treatment, payment and health care operations only (expires).',
                              'Give the day or the event with which it ends (42 CFR 2.31(a)(7)).');
    ELSIF c.ends <= c.recorded_at THEN
        PERFORM engine.refuse('HF412', 'That consent is over already (expires).', 'Nothing can be told on it: have a new one signed.');
    ELSIF c.starts < engine.read_time(c.signed_on::text, 'signed_on', false) OR c.starts >= c.ends THEN
        PERFORM engine.refuse('HF412', 'It cannot begin before it was signed, nor after it ends (starts).', 'Leave starts away: it begins at once.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.read_term(app.consent, jsonb) IS 'From when and until when (42 CFR 2.31(a)(7)): a day, an event, or none where that is allowed.';

CREATE FUNCTION engine.read_consent(individual_id bigint, given jsonb, me app.staff, at timestamptz) RETURNS app.consent LANGUAGE plpgsql STABLE AS $$
DECLARE
    c app.consent;
    what_for text := engine.detail_text(given, 'purpose');
BEGIN
    PERFORM engine.check_change(given, engine.consent_keys());
    c.individual_id := read_consent.individual_id;
    c.recorded_by := me.id;
    c.recorded_organization_id := me.organization_id;
    c.recorded_at := at;
    c.by_coordinator := engine.has_duty(me.id, 'coordinate');
    c.limit_due := false;
    c.kind := engine.detail_text(given, 'kind');
    IF c.kind IS NULL OR NOT c.kind IN (SELECT k.code FROM engine.consent_kinds() k) THEN
        PERFORM engine.consent_lacks('kind', 'what kind it is', 'One of: part2_consent, authorization.');
    END IF;
    c := engine.read_from(c, given);
    c := engine.read_to(c, given);
    c := engine.read_categories(c, given);
    c.purpose := coalesce((SELECT p.name FROM engine.consent_purposes() p WHERE p.code = lower(what_for)), what_for);
    IF c.purpose IS NULL THEN
        PERFORM engine.consent_lacks('purpose', 'what for', 'Treatment, coordinating care, benefits … (42 CFR 2.31(a)(5)).');
    END IF;
    c := engine.read_signature(c, given);
    c := engine.read_term(c, given);
    c.redisclosure := coalesce(engine.read_yes(given, 'redisclosure'), false);
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.read_consent(bigint, jsonb, app.staff, timestamptz) IS 'A consent as it was given. HF400 names the element of 42 CFR 2.31 that is missing or malformed; HF412 what cannot be.';

CREATE FUNCTION engine.is_told(c app.consent, organization_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.organization o
                   WHERE o.id = is_told.organization_id
                     AND (o.id = ANY (c.to_organizations) OR o.sector = ANY (c.to_sectors)
                          OR EXISTS (SELECT FROM app.staff s WHERE s.id = ANY (c.to_staff) AND s.organization_id = o.id)));
END $$;
COMMENT ON FUNCTION engine.is_told(app.consent, integer) IS 'That organisation may be told under the consent: by name, as one of a sector, or one of its staff.';

CREATE FUNCTION engine.may_record_for(c app.consent, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.may_record_consent(v)
       AND (c.from_organization_id IS NOT DISTINCT FROM v.organization_id
            OR (v.coordinates AND NOT (engine.consent_is_apart(c) AND engine.is_told(c, v.organization_id))));
END $$;
COMMENT ON FUNCTION engine.may_record_for(app.consent, engine.viewer) IS
    'Whoever tells records a consent, for what their own organisation holds; a coordinator for others, but substance-use content of others never to their own organisation.';

CREATE FUNCTION engine.check_recorder(c app.consent, v engine.viewer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    teller text := CASE c.from_kind WHEN 'organization' THEN engine.consent_from(c) ->> 'name' ELSE 'whoever holds the content' END;
BEGIN
    IF engine.may_record_for(c, v) THEN
        RETURN;
    ELSIF NOT v.coordinates THEN
        PERFORM engine.refuse('HF412', 'Whoever tells records the consent: it may open what your own organization holds, and no other''s (from).',
                              format('Name your own organization (%s), or ask %s to record it, or the coordinator.',
                                     (SELECT o.code FROM app.organization o WHERE o.id = v.organization_id), teller));
    ELSE
        PERFORM engine.refuse('HF412', 'Whoever tells records the consent, not whoever is told: nobody opens to their own organization substance-use content that others hold.',
                              format('Ask %s to record it, or leave your own organization out.', teller));
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_recorder(app.consent, engine.viewer) IS
    'HF412 where somebody would open what another organisation holds: who discloses must have the consent (42 CFR 2.13(a)), so they record it, or the coordinator does, who opens substance-use content of others to anybody but their own.';

CREATE FUNCTION engine.read_revocation(INOUT c app.consent, detail jsonb, at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    status text := engine.consent_status(c, at);
BEGIN
    PERFORM engine.check_change(detail, '{reason,how,date}');
    c.revoked_reason := engine.detail_text(detail, 'reason');
    c.revoked_how := engine.detail_text(detail, 'how');
    IF status NOT IN ('active', 'not_yet') THEN
        PERFORM engine.refuse('HF412', format('%s is over already: nothing is told on it.', engine.consent_ref(c.id)), '');
    ELSIF c.revoked_how IS NULL THEN
        PERFORM engine.refuse('HF400', 'To take a consent back, say how it was (how).', 'One of: in_writing, spoken, event.');
    ELSIF NOT c.revoked_how = ANY ('{in_writing,spoken,event}') THEN
        PERFORM engine.refuse('HF400', format('A consent is not taken back by %s (how).', c.revoked_how), 'One of: in_writing, spoken, event.');
    ELSIF c.revoked_how = 'event' AND c.expires_event IS NULL THEN
        PERFORM engine.refuse('HF412', 'That consent does not end with an event.', 'Say that it was in writing, or spoken.');
    ELSIF engine.read_day(detail, 'date') > (at AT TIME ZONE (SELECT n.timezone FROM app.network n))::date THEN
        PERFORM engine.refuse('HF412', 'It cannot have been taken back on a day to come.', 'Record it when it is: it holds from then on.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.read_revocation(app.consent, jsonb, timestamptz) IS 'How a consent is taken back, and why where a reason was given: a person needs none (42 CFR 2.31(a)(6)). HF400, HF412: not so, or over already.';
