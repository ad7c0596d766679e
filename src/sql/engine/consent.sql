-- Consents: what a person, or who may sign for them, has allowed to be told. Reading what was given,
-- with every element of 42 CFR 2.31; who may know of a consent, which tells by being there; its record.

CREATE FUNCTION engine.consent_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'C-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.consent_ref(bigint) IS 'The reference of a consent.';

CREATE FUNCTION engine.redisclosure_notice() RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '42 CFR part 2 prohibits unauthorized use or disclosure of these records.'
$$;
COMMENT ON FUNCTION engine.redisclosure_notice() IS
    'The notice that goes wherever Part 2 content is shown or leaves: the short form of 42 CFR 2.32(a)(2).';

CREATE FUNCTION engine.notice_for(category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN engine.is_apart(category) THEN engine.redisclosure_notice() END
$$;
COMMENT ON FUNCTION engine.notice_for(text) IS 'The notice that goes with content of that category; NULL: none.';

CREATE FUNCTION engine.consent_kinds() RETURNS TABLE (code text, name text) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('part2_consent', 'Consent for substance-use content (42 CFR 2.31)'), ('authorization', 'Signed release (45 CFR 164.508)')
$$;
COMMENT ON FUNCTION engine.consent_kinds() IS 'The kinds of consent, as the policy''s grounds name them.';

CREATE FUNCTION engine.consent_purposes() RETURNS TABLE (code text, name text, care boolean) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('care', 'Treatment, payment and health care operations', true), ('treatment', 'Treatment', true), ('coordination', 'Coordinating care', true),
           ('payment', 'Payment', true), ('benefits', 'Benefits and housing', false), ('legal', 'A legal matter', false), ('request', 'At the person''s request', false)
$$;
COMMENT ON FUNCTION engine.consent_purposes() IS
    'Purposes to choose from; any other words may be given. care: treatment, payment or health care operations, for which alone a consent may have no end (42 CFR 2.31(a)(7)).';

CREATE FUNCTION engine.consent_authorities() RETURNS TABLE (code text, name text) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('individual', 'The person'), ('parent', 'Parent of a minor'), ('guardian', 'Guardian'), ('personal_representative', 'Personal representative'),
           ('health_care_agent', 'Health care agent'), ('executor', 'Executor, of somebody who has died')
$$;
COMMENT ON FUNCTION engine.consent_authorities() IS 'As what somebody signs (42 CFR 2.14, 2.15; 45 CFR 164.502(g)).';

CREATE FUNCTION engine.content_words(category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE category WHEN 'general' THEN 'General health and social care' WHEN 'substance_use' THEN 'Substance use'
                         WHEN 'counseling_notes' THEN 'Counseling notes' ELSE upper(left(category, 1)) || replace(substr(category, 2), '_', ' ') END
$$;
COMMENT ON FUNCTION engine.content_words(text) IS 'A category of content as people read it.';

CREATE FUNCTION engine.consent_categories() RETURNS TABLE (code text, name text) LANGUAGE sql STABLE AS $$
    SELECT c.code, engine.content_words(c.code)
    FROM (SELECT 'general' AS code UNION SELECT 'substance_use' UNION SELECT 'counseling_notes'
          UNION SELECT y.category FROM app.service_type y WHERE y.active
          UNION SELECT d.category FROM app.domain d WHERE d.active) c
    ORDER BY c.code
$$;
COMMENT ON FUNCTION engine.consent_categories() IS 'Which content a consent can be about.';

-- Who may know of it ----

CREATE FUNCTION engine.consent_status(c app.consent, at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN c.end_kind = 'revoked' THEN 'revoked' WHEN c.ended_at IS NOT NULL OR c.ends <= at THEN 'expired'
                WHEN c.starts > at THEN 'not_yet' ELSE 'active' END
$$;
COMMENT ON FUNCTION engine.consent_status(app.consent, timestamptz) IS 'active, not_yet, expired (over, or renewed) or revoked, as it stands at that time, swept or not.';

CREATE FUNCTION engine.consent_is_apart(c app.consent) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT c.kind = 'part2_consent' OR c.categories && '{substance_use,counseling_notes}'
$$;
COMMENT ON FUNCTION engine.consent_is_apart(app.consent) IS 'That there is such a consent tells of treatment for substance use: it is content under 42 CFR Part 2 itself.';

CREATE FUNCTION engine.consent_names(c app.consent, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine text := (SELECT o.sector FROM app.organization o WHERE o.id = v.organization_id);
BEGIN
    RETURN v.organization_id IN (c.recorded_organization_id, c.from_organization_id) OR v.organization_id = ANY (c.to_organizations)
        OR mine = ANY (c.to_sectors) OR v.staff_id = ANY (c.to_staff)
        -- A class of disclosers: whoever of it holds such content.
        OR ((c.from_kind = 'any' OR c.from_sector = mine)
            AND EXISTS (SELECT FROM app.task t WHERE t.individual_id = c.individual_id AND t.category = ANY (c.categories)
                          AND v.organization_id IN (t.owner_organization_id, t.requester_organization_id)));
END $$;
COMMENT ON FUNCTION engine.consent_names(app.consent, engine.viewer) IS 'The reader''s organisation is a party of it: may tell and holds something, is told, or recorded it.';

CREATE FUNCTION engine.consents_seen(individual_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(SELECT c.id FROM app.consent c
                 WHERE c.individual_id = consents_seen.individual_id AND (NOT engine.consent_is_apart(c) OR engine.consent_names(c, v)));
END $$;
COMMENT ON FUNCTION engine.consents_seen(bigint, engine.viewer) IS
    'The consents of a person, whom the reader sees, that the reader may know of: of those for substance-use content only as a party of it.';

CREATE FUNCTION engine.may_record_consent(v engine.viewer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT v.duties && '{refer,respond,coordinate,plan,record}'
$$;
COMMENT ON FUNCTION engine.may_record_consent(engine.viewer) IS 'Who records consents: everybody with a duty of care work, for whom they see.';

CREATE FUNCTION engine.consent_to_see(ref text, v engine.viewer) RETURNS app.consent LANGUAGE plpgsql STABLE AS $$
DECLARE
    c app.consent;
BEGIN
    SELECT k.* INTO c FROM engine.parse_ref(ref) p JOIN app.consent k ON k.id = p.id WHERE p.prefix = 'C';
    IF c.id IS NULL OR NOT engine.sees_individual(c.individual_id, v) OR NOT c.id = ANY (engine.consents_seen(c.individual_id, v)) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.consent_to_see(text, engine.viewer) IS 'The consent of a reference; HF404, one answer, when there is none or it is not the reader''s to know of.';

-- Whom it concerns ----

CREATE FUNCTION engine.consent_organizations(c app.consent) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT array(SELECT o.id FROM app.organization o
                 WHERE o.id IN (c.from_organization_id, c.recorded_organization_id) OR o.id = ANY (c.to_organizations)
                    OR o.sector = c.from_sector OR o.sector = ANY (c.to_sectors) OR c.from_kind = 'any'
                    OR o.id IN (SELECT s.organization_id FROM app.staff s WHERE s.id = ANY (c.to_staff)))
$$;
COMMENT ON FUNCTION engine.consent_organizations(app.consent) IS 'Whose consoles show something else once it begins or ends.';

-- As people read it ----

CREATE FUNCTION engine.party_json(kind text, code text, name text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('kind', kind, 'code', code, 'name', name)
$$;
COMMENT ON FUNCTION engine.party_json(text, text, text) IS 'A party of a consent: an organisation, a sector, a member of staff, any.';

CREATE FUNCTION engine.sector_words(sector text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'All of ' || replace(sector, '_', ' ')
$$;
COMMENT ON FUNCTION engine.sector_words(text) IS 'A sector as a party: All of behavioral health.';

CREATE FUNCTION engine.consent_from(c app.consent) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE c.from_kind WHEN 'any' THEN engine.party_json('any', '*', 'Whoever in the network holds it')
                            WHEN 'sector' THEN engine.party_json('sector', c.from_sector, engine.sector_words(c.from_sector))
                            ELSE (SELECT engine.party_json('organization', o.code, o.name) FROM app.organization o WHERE o.id = c.from_organization_id) END;
END $$;
COMMENT ON FUNCTION engine.consent_from(app.consent) IS 'Who may tell under a consent.';

CREATE FUNCTION engine.consent_to(c app.consent) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(x.party ORDER BY x.n, x.party ->> 'name'), '[]') FROM (
            SELECT 1 AS n, engine.party_json('organization', o.code, o.name) AS party FROM app.organization o WHERE o.id = ANY (c.to_organizations)
            UNION ALL SELECT 2, engine.party_json('sector', s, engine.sector_words(s)) FROM unnest(c.to_sectors) s
            UNION ALL SELECT 3, engine.party_json('staff', s.login, s.name || ', ' || o.name)
                      FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.id = ANY (c.to_staff)) x);
END $$;
COMMENT ON FUNCTION engine.consent_to(app.consent) IS 'Who may be told under a consent: organisations, sectors, people by name.';

CREATE FUNCTION engine.consent_json(c app.consent, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('ref', engine.consent_ref(c.id), 'version', c.version, 'kind', c.kind, 'status', engine.consent_status(c, v.at),
        'from', engine.consent_from(c), 'to', engine.consent_to(c),
        'categories', (SELECT jsonb_agg(jsonb_build_object('code', k, 'name', engine.content_words(k)) ORDER BY k) FROM unnest(c.categories) k),
        'purpose', c.purpose, 'signer', c.signer, 'authority', c.authority,
        'authority_name', (SELECT a.name FROM engine.consent_authorities() a WHERE a.code = c.authority),
        'signed_on', c.signed_on, 'signature_on_file', c.signature_on_file, 'where_filed', c.where_filed,
        'starts', c.starts, 'expires', c.expires, 'expires_event', c.expires_event, 'redisclosure', c.redisclosure,
        'recorded_by', engine.from_words(c.recorded_by, c.recorded_organization_id), 'recorded_at', c.recorded_at)
        || jsonb_build_object('ended_at', c.ended_at, 'revoked_at', CASE WHEN c.end_kind = 'revoked' THEN c.ended_at END, 'revoked_reason', c.revoked_reason,
        'renews', engine.consent_ref(c.renews_id), 'renewed_by', (SELECT engine.consent_ref(k.id) FROM app.consent k WHERE k.renews_id = c.id),
        'limit', engine.consent_limit(c), 'actions', to_jsonb(engine.consent_actions(c, v)));
END $$;
COMMENT ON FUNCTION engine.consent_json(app.consent, engine.viewer) IS 'A consent as api.consents gives it.';

CREATE FUNCTION engine.consent_actions(c app.consent, v engine.viewer) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array_remove(ARRAY[
        CASE WHEN engine.may_record_for(c, v) AND c.end_kind IS DISTINCT FROM 'revoked' AND c.end_kind IS DISTINCT FROM 'renewed' THEN 'renew' END,
        CASE WHEN engine.may_revoke(c, v) AND engine.consent_status(c, v.at) IN ('active', 'not_yet') THEN 'revoke' END], NULL);
END $$;
COMMENT ON FUNCTION engine.consent_actions(app.consent, engine.viewer) IS 'What the reader may do to it: renew, revoke.';

-- Its record ----

CREATE FUNCTION engine.sign_consent(c app.consent, at timestamptz, me app.staff, action text, was text, facts jsonb, words jsonb, request_id uuid)
RETURNS app.consent LANGUAGE plpgsql AS $$
DECLARE
    entry record;
BEGIN
    entry := engine.record('consent', c.id, c.ledger_seq + 1, c.ledger_head, at, me, action, c.individual_id, c.version, was,
                           coalesce(c.end_kind, 'active'), facts, words, request_id);
    UPDATE app.consent k
    SET version = c.version, ended_at = c.ended_at, end_kind = c.end_kind, ended_by = c.ended_by, revoked_reason = c.revoked_reason, revoked_how = c.revoked_how, limit_due = c.limit_due,
        ledger_seq = c.ledger_seq + 1, ledger_head = entry.head
    WHERE k.id = c.id RETURNING k.* INTO c;
    PERFORM engine.hint(engine.consent_organizations(c));
    RETURN c;
END $$;
COMMENT ON FUNCTION engine.sign_consent(app.consent, timestamptz, app.staff, text, text, jsonb, jsonb, uuid) IS
    'Stores how a consent stands, with its entry, and hints to every console that may now show something else.';

CREATE FUNCTION engine.store_consent(c app.consent, me app.staff, action text, request_id uuid) RETURNS app.consent LANGUAGE plpgsql AS $$
BEGIN
    c.id := app.next_id();
    c.version := 1;
    c.ledger_seq := 0;
    c.ledger_head := '';
    INSERT INTO app.consent SELECT c.*;
    RETURN engine.sign_consent(c, c.recorded_at, me, action, NULL,
        jsonb_strip_nulls(jsonb_build_object('kind', c.kind, 'from', engine.consent_from(c) ->> 'code', 'to', jsonb_path_query_array(engine.consent_to(c), '$[*].code'),
            'categories', to_jsonb(c.categories), 'authority', c.authority, 'signed_on', c.signed_on, 'signature_on_file', c.signature_on_file,
            'starts', c.starts, 'expires', c.expires, 'redisclosure', c.redisclosure, 'renews', engine.consent_ref(c.renews_id))),
        jsonb_strip_nulls(jsonb_build_object('purpose', c.purpose, 'signer', c.signer, 'where_filed', c.where_filed, 'expires_event', c.expires_event)), request_id);
END $$;
COMMENT ON FUNCTION engine.store_consent(app.consent, app.staff, text, uuid) IS 'The one way any consent comes to be: with its first entry.';

CREATE FUNCTION engine.consent_answer(c app.consent, at timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('consent_ref', engine.consent_ref(c.id), 'individual_ref', engine.individual_ref(c.individual_id), 'version', c.version,
        'status', engine.consent_status(c, at), 'starts', c.starts, 'expires', c.expires, 'expires_event', c.expires_event, 'replayed', false)
$$;
COMMENT ON FUNCTION engine.consent_answer(app.consent, timestamptz) IS 'What the functions that change a consent answer.';

CREATE FUNCTION engine.consent_title(c app.consent) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE c.kind WHEN 'part2_consent' THEN 'consent' ELSE 'signed release' END || ' to ' || (SELECT string_agg(p ->> 'name', ', ') FROM jsonb_array_elements(engine.consent_to(c)) p)
$$;
COMMENT ON FUNCTION engine.consent_title(app.consent) IS 'signed release to Harbor Housing';

CREATE FUNCTION engine.consent_words(e app.ledger, words jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    what text := CASE WHEN e.detail ->> 'kind' = 'authorization' THEN 'signed release' ELSE 'consent' END || ' ' || engine.consent_ref(e.entity_id);
BEGIN
    RETURN CASE e.action
        WHEN 'grant' THEN 'recorded ' || what || coalesce(', ends ' || to_char((e.detail ->> 'expires')::date, 'FMDD Mon YYYY'), '')
        WHEN 'renew' THEN 'recorded ' || what || ', which renews ' || (e.detail ->> 'renews') || coalesce(', ends ' || to_char((e.detail ->> 'expires')::date, 'FMDD Mon YYYY'), '')
        WHEN 'renewed' THEN 'ended ' || what || ': renewed by ' || (e.detail ->> 'by')
        WHEN 'revoke' THEN 'took back ' || what || coalesce(': ' || (words ->> 'reason'), '')
        WHEN 'limit' THEN 'limited ' || what || ': ' || (e.detail ->> 'limit')
        WHEN 'expire' THEN 'ended ' || what || ': its time was over'
        ELSE e.action END;
END $$;
COMMENT ON FUNCTION engine.consent_words(app.ledger, jsonb) IS 'What an entry on a consent''s record says.';

CREATE FUNCTION engine.person_notice(individual_id bigint, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN EXISTS (SELECT FROM app.task t WHERE t.individual_id = person_notice.individual_id AND engine.is_apart(t.category)
                               AND t.id = ANY (engine.tasks_shared(person_notice.individual_id, v)))
                  OR EXISTS (SELECT FROM app.event e WHERE e.individual_id = person_notice.individual_id AND engine.is_apart(e.category)
                               AND engine.sees_category(e.individual_id, e.category, e.organization_id, e.organization_id, v.organization_id, v.staff_id))
                  OR EXISTS (SELECT FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id JOIN app.domain d ON d.id = a.domain_id AND engine.is_apart(d.category)
                             WHERE c.individual_id = person_notice.individual_id AND c.status = 'active'
                               AND NOT a.id = ANY (engine.untold_areas(person_notice.individual_id, v, true)))
                  OR EXISTS (SELECT FROM app.care_plan c JOIN app.plan_note n ON n.plan_id = c.id
                             WHERE c.individual_id = person_notice.individual_id AND n.kind = 'counseling' AND n.ended_at IS NULL
                               AND engine.note_seen(n, c.individual_id, v))
                  OR engine.counseling_told(person_notice.individual_id, NULL, v)
                THEN engine.redisclosure_notice() END;
END $$;
COMMENT ON FUNCTION engine.person_notice(bigint, engine.viewer) IS
    'The notice that goes with a page about a person where it shows the reader content under 42 CFR Part 2; NULL: none is shown.';
