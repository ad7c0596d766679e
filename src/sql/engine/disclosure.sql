-- Disclosures: what of a person's one organisation holds and another is told. Opening is recorded once
-- for each reader, person and day, so that a console that reads an item every few seconds writes once.

CREATE FUNCTION engine.disclosure_basis(individual_id bigint, from_organization integer, to_organization integer, category text, staff_id integer) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(engine.basis(individual_id, from_organization, to_organization, category, staff_id),
                    CASE WHEN engine.looks(individual_id, staff_id, category) THEN engine.look_basis(engine.look_running(individual_id, staff_id)) END);
END $$;
COMMENT ON FUNCTION engine.disclosure_basis(bigint, integer, integer, text, integer) IS 'On which basis somebody of an organisation is told such content. NULL: on none that the policy has.';

CREATE FUNCTION engine.disclose(d app.disclosure, contents engine.content[], what text, basis text DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.disclosure AS k (individual_id, day, at, how, staff_id, organization_id, to_organization_id, purpose, look_id)
    VALUES (d.individual_id, d.day, d.at, d.how, d.staff_id, d.organization_id, d.to_organization_id, d.purpose, d.look_id)
    ON CONFLICT (staff_id, individual_id, day) WHERE how = 'opened' DO NOTHING RETURNING k.id INTO d.id;
    IF d.id IS NULL THEN
        SELECT k.id INTO d.id FROM app.disclosure k
        WHERE k.staff_id = d.staff_id AND k.individual_id = d.individual_id AND k.day = d.day AND k.how = 'opened';
    END IF;
    INSERT INTO app.disclosure_content (disclosure_id, organization_id, category, what, basis, task_id, event_id, at)
    SELECT d.id, c.organization_id, c.category, disclose.what, b.basis, c.task_id, c.event_id, d.at
    FROM (SELECT k.organization_id, k.category, coalesce(disclose.basis, engine.disclosure_basis(d.individual_id, k.organization_id, d.to_organization_id, k.category, d.staff_id)) AS basis
          FROM (SELECT DISTINCT u.organization_id, u.category FROM unnest(contents) u) k) b
    JOIN unnest(contents) c ON c.organization_id = b.organization_id AND c.category = b.category
    ON CONFLICT DO NOTHING;
    RETURN d.id;
END $$;
COMMENT ON FUNCTION engine.disclose(app.disclosure, engine.content[], text, text) IS
    'Records a disclosure and what it told; what somebody opened joins what they opened of that person on the same day. basis NULL: the one that stands for each content.';

CREATE FUNCTION engine.network_day(at timestamptz) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (network_day.at AT TIME ZONE n.timezone)::date FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.network_day(timestamptz) IS 'The day where the network is.';

CREATE FUNCTION engine.disclose_opened(individual_id bigint, what text, contents engine.content[], v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d app.disclosure;
    fresh engine.content[];
BEGIN
    d.day := (v.day_end AT TIME ZONE v.timezone)::date - 1;
    -- Nearly every look finds it recorded already, and writes nothing.
    fresh := array(
        SELECT c::engine.content FROM unnest(contents) c
        WHERE c.organization_id <> v.organization_id
          AND NOT EXISTS (SELECT FROM app.disclosure k JOIN app.disclosure_content p ON p.disclosure_id = k.id
                          WHERE k.staff_id = v.staff_id AND k.individual_id = disclose_opened.individual_id AND k.day = d.day AND k.how = 'opened'
                            AND p.organization_id = c.organization_id AND p.category = c.category AND p.what = disclose_opened.what
                            AND p.task_id IS NOT DISTINCT FROM c.task_id AND p.event_id IS NOT DISTINCT FROM c.event_id));
    IF fresh = '{}' THEN
        RETURN;
    END IF;
    d.individual_id := disclose_opened.individual_id;
    d.at := v.at;
    d.how := 'opened';
    d.staff_id := v.staff_id;
    d.organization_id := v.organization_id;
    d.to_organization_id := v.organization_id;
    d.purpose := CASE WHEN v.serves THEN 'coordination' ELSE 'oversight' END;
    PERFORM engine.disclose(d, fresh, what);
END $$;
COMMENT ON FUNCTION engine.disclose_opened(bigint, text, engine.content[], engine.viewer) IS
    'The reader opened what other organisations hold about a person. Recorded once a day, for each item and form (DESIGN 8).';

CREATE FUNCTION engine.disclose_item(t app.task, what text, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever owns it or asked for it was told when it was sent; whom nothing lets know is told of nobody.
    IF v.organization_id = t.owner_organization_id OR v.organization_id IS NOT DISTINCT FROM t.requester_organization_id OR engine.withheld_words(t, v) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM engine.disclose_opened(t.individual_id, what,
        ARRAY[ROW(coalesce(t.requester_organization_id, t.owner_organization_id), t.category, t.id, NULL)::engine.content], v);
END $$;
COMMENT ON FUNCTION engine.disclose_item(app.task, text, engine.viewer) IS 'The reader opened an item; a disclosure where it is another organisation''s.';

-- What of a page is whose. A page says which items, areas and messages it gave; nothing is worked out anew.

CREATE FUNCTION engine.task_contents(tasks bigint[], v engine.viewer) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Whoever owns it or asked for it was told when it was sent.
    RETURN array(
        SELECT ROW(coalesce(t.requester_organization_id, t.owner_organization_id), t.category, t.id, NULL)::engine.content FROM app.task t
        WHERE t.id = ANY (tasks) AND v.organization_id <> t.owner_organization_id AND v.organization_id IS DISTINCT FROM t.requester_organization_id);
END $$;
COMMENT ON FUNCTION engine.task_contents(bigint[], engine.viewer) IS 'What items that a page gave tell of other organisations.';

CREATE FUNCTION engine.area_contents(areas bigint[]) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT ROW(r.organization_id, d.category, NULL, NULL)::engine.content
        FROM app.plan_area a JOIN app.domain d ON d.id = a.domain_id JOIN app.role r ON r.id = a.owner_role_id WHERE a.id = ANY (areas));
END $$;
COMMENT ON FUNCTION engine.area_contents(bigint[]) IS 'What areas of a plan, of which a page gave what stands in them, tell of other organisations.';

CREATE FUNCTION engine.message_contents(messages jsonb) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT ROW(m.organization_id, m.category, m.task_id, NULL)::engine.content FROM app.message m
        WHERE m.id = ANY (array(SELECT (k ->> 'id')::bigint FROM jsonb_array_elements(messages) k)));
END $$;
COMMENT ON FUNCTION engine.message_contents(jsonb) IS 'What messages that a page gave tell, of whoever wrote them.';

CREATE FUNCTION engine.call_contents(individual_id bigint, v engine.viewer) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT ROW(s.organization_id, coalesce(t.category, 'general'), c.task_id, NULL)::engine.content
        FROM engine.calls_told(individual_id, v) c JOIN app.staff s ON s.id = c.staff_id LEFT JOIN app.task t ON t.id = c.task_id);
END $$;
COMMENT ON FUNCTION engine.call_contents(bigint, engine.viewer) IS 'What the calls on a person''s page tell, of whoever made them.';

CREATE FUNCTION engine.last_call_contents(individual_id bigint, v engine.viewer) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT ROW(s.organization_id, coalesce(t.category, 'general'), c.task_id, NULL)::engine.content
        FROM (SELECT k.* FROM engine.calls_told(individual_id, v) k ORDER BY k.at DESC LIMIT 1) c
        JOIN app.staff s ON s.id = c.staff_id LEFT JOIN app.task t ON t.id = c.task_id);
END $$;
COMMENT ON FUNCTION engine.last_call_contents(bigint, engine.viewer) IS 'What the words of the last call tell, of whoever made it.';

CREATE FUNCTION engine.refs_in(page jsonb, path jsonpath) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array(SELECT DISTINCT k #>> '{}' FROM jsonb_path_query(page, path) k WHERE jsonb_typeof(k) = 'string')
$$;
COMMENT ON FUNCTION engine.refs_in(jsonb, jsonpath) IS 'The references that stand in a page at that path, each once.';

CREATE FUNCTION engine.ref_contents(refs text[], v engine.viewer) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.task_contents(array(SELECT engine.task_id(k) FROM unnest(refs) k WHERE k ~ '^[RT]'), v)
        || array(SELECT ROW(e.organization_id, e.category, NULL, e.id)::engine.content FROM app.event e
                 WHERE e.id = ANY (array(SELECT engine.event_id(k) FROM unnest(refs) k WHERE k ~ '^V')));
END $$;
COMMENT ON FUNCTION engine.ref_contents(text[], engine.viewer) IS 'What the items and events that a page named tell of other organisations.';

CREATE FUNCTION engine.areas_in(lines jsonb, individual_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    untold bigint[] := engine.untold_areas(individual_id, v, false);
BEGIN
    -- OFFSET 0: one entry after the other, each by its key, in the one part of the record that has it.
    RETURN array(
        SELECT DISTINCT l.area FROM jsonb_array_elements(lines) k
        CROSS JOIN LATERAL (SELECT (e.detail ->> 'area')::bigint AS area FROM app.ledger e
                            WHERE e.id = (k ->> 'id')::bigint AND e.at = (k ->> 'at')::timestamptz AND e.entity_kind = 'care_plan' OFFSET 0) l
        WHERE l.area IS NOT NULL AND l.area <> ALL (untold));
END $$;
COMMENT ON FUNCTION engine.areas_in(jsonb, bigint, engine.viewer) IS 'The areas of a person''s plans whose words these lines of the record gave the reader.';

CREATE FUNCTION engine.disclose_person(individual_id bigint, what text, told engine.content[], v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    i app.individual := (SELECT k FROM app.individual k WHERE k.id = disclose_person.individual_id);
BEGIN
    PERFORM engine.disclose_opened(i.id, what, array(
        SELECT DISTINCT ROW(x.organization_id, x.category, x.task_id, x.event_id)::engine.content
        FROM unnest(told || ROW(i.organization_id, engine.page_category(i), NULL, NULL)::engine.content) x
        WHERE x.organization_id IS NOT NULL), v);
END $$;
COMMENT ON FUNCTION engine.disclose_person(bigint, text, engine.content[], engine.viewer) IS
    'The reader opened a person''s page, plan, record or messages; told: what it gave beside the page itself, no more and no less.';

CREATE FUNCTION engine.disclose_passed(t app.task, actor app.staff, how text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d app.disclosure;
    r app.referral;
BEGIN
    IF t.requester_organization_id IS NULL OR t.requester_organization_id = t.owner_organization_id OR t.kind NOT IN ('referral', 'reroute') THEN
        RETURN;
    END IF;
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    d.individual_id := t.individual_id;
    d.day := engine.network_day(at);
    d.at := at;
    d.how := 'referral';
    d.staff_id := actor.id;
    d.organization_id := coalesce(actor.organization_id, t.requester_organization_id);
    d.to_organization_id := t.owner_organization_id;
    d.purpose := disclose_passed.how;
    PERFORM engine.disclose(d, ARRAY[ROW(t.requester_organization_id, t.category, t.id, NULL)::engine.content], 'referral',
                            CASE WHEN r.attempts = 1 AND t.kind = 'referral' AND how = 'referral' THEN r.basis END);
END $$;
COMMENT ON FUNCTION engine.disclose_passed(app.task, app.staff, text, timestamptz) IS
    'A referral, or the search for a provider, came to another organisation than whose request it is: how referral, where it was sent; passed_on, where it went on from there.';

CREATE FUNCTION engine.disclose_transferred(tasks bigint[], at timestamptz) RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH passed AS MATERIALIZED (
        SELECT app.next_id() AS disclosure_id, t.id, t.individual_id, t.category, t.requester_organization_id AS requester, t.owner_organization_id AS owner
        FROM app.task t JOIN app.role f ON f.id = t.former_role_id
        WHERE t.id = ANY (tasks) AND t.kind IN ('referral', 'reroute') AND f.organization_id <> t.owner_organization_id
          AND t.requester_organization_id <> t.owner_organization_id),
    made AS (
        INSERT INTO app.disclosure (id, individual_id, day, at, how, organization_id, to_organization_id, purpose)
        SELECT p.disclosure_id, p.individual_id, engine.network_day(at), at, 'referral', p.requester, p.owner, 'passed_on' FROM passed p)
    INSERT INTO app.disclosure_content (disclosure_id, organization_id, category, what, basis, task_id, at)
    SELECT p.disclosure_id, p.requester, p.category, 'referral', engine.disclosure_basis(p.individual_id, p.requester, p.owner, p.category, NULL), p.id, at
    FROM passed p
$$;
COMMENT ON FUNCTION engine.disclose_transferred(bigint[], timestamptz) IS 'What the sweep passed to a role of another organisation: engine.disclose_passed for a whole batch.';

CREATE FUNCTION engine.disclose_event(e app.event, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.disclose_opened(e.individual_id, 'event', ARRAY[ROW(e.organization_id, e.category, NULL, e.id)::engine.content], v);
END $$;
COMMENT ON FUNCTION engine.disclose_event(app.event, engine.viewer) IS 'The reader opened what happened to a person, as another organisation tells it.';

CREATE FUNCTION engine.consent_contents(consents bigint[]) RETURNS engine.content[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT DISTINCT ROW(c.recorded_organization_id, CASE WHEN engine.consent_is_apart(c) THEN 'substance_use' ELSE 'general' END, NULL, NULL)::engine.content
        FROM app.consent c WHERE c.id = ANY (consents));
END $$;
COMMENT ON FUNCTION engine.consent_contents(bigint[]) IS 'What consents tell, of whoever recorded them: who signed what, for what.';

CREATE FUNCTION engine.disclose_entity(e engine.entity, entries jsonb, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CASE e.kind
        WHEN 'task' THEN PERFORM engine.disclose_item(t, 'record', v) FROM app.task t WHERE t.id = e.id;
        WHEN 'individual' THEN PERFORM engine.disclose_person(e.id, 'record', engine.area_contents(engine.areas_in(entries, e.id, v)), v);
        WHEN 'event' THEN PERFORM engine.disclose_event(k, v) FROM app.event k WHERE k.id = e.id;
        WHEN 'social_risk' THEN PERFORM engine.disclose_person(r.individual_id, 'record', engine.task_contents(ARRAY[r.task_id], v), v) FROM app.social_risk r WHERE r.id = e.id;
        WHEN 'consent' THEN PERFORM engine.disclose_opened(c.individual_id, 'consents', engine.consent_contents(ARRAY[c.id]), v) FROM app.consent c WHERE c.id = e.id;
        ELSE NULL;
    END CASE;
END $$;
COMMENT ON FUNCTION engine.disclose_entity(engine.entity, jsonb, engine.viewer) IS 'The reader opened the record of something, with these entries; a disclosure where it is about a person.';

CREATE FUNCTION engine.person_of(e engine.entity) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE e.kind WHEN 'individual' THEN e.id WHEN 'task' THEN (SELECT t.individual_id FROM app.task t WHERE t.id = e.id)
                       WHEN 'event' THEN (SELECT k.individual_id FROM app.event k WHERE k.id = e.id)
                       WHEN 'social_risk' THEN (SELECT r.individual_id FROM app.social_risk r WHERE r.id = e.id)
                       WHEN 'consent' THEN (SELECT c.individual_id FROM app.consent c WHERE c.id = e.id) END;
END $$;
COMMENT ON FUNCTION engine.person_of(engine.entity) IS 'Whom something with a record is about. NULL: about nobody.';

CREATE FUNCTION engine.disclose_place(p engine.place, messages jsonb, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A guest reads only what was written to them: whoever wrote it told them.
    IF p.guest THEN
        PERFORM engine.disclose_opened(p.individual_id, 'messages', engine.message_contents(messages), v);
    ELSIF (p.task).id IS NOT NULL THEN
        PERFORM engine.disclose_item(p.task, 'messages', v);
    ELSE
        PERFORM engine.disclose_person(p.individual_id, 'messages', engine.message_contents(messages), v);
    END IF;
END $$;
COMMENT ON FUNCTION engine.disclose_place(engine.place, jsonb, engine.viewer) IS 'The reader opened the messages of an item, or these of a person and their plan.';

-- The account ------------------------------------------------------------------------------------

CREATE FUNCTION engine.category_words(category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE category WHEN 'general' THEN 'general health' WHEN 'substance_use' THEN 'substance-use content' ELSE replace(category, '_', ' ') END
$$;
COMMENT ON FUNCTION engine.category_words(text) IS 'A category of content as people read it.';

CREATE FUNCTION engine.disclosed_words(how text, what text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE how WHEN 'referral' THEN 'referral sent' WHEN 'export' THEN 'export' WHEN 'look' THEN 'emergency look'
        ELSE CASE what WHEN 'item' THEN 'opened an item' WHEN 'plan' THEN 'opened the plan' WHEN 'record' THEN 'opened the record'
             WHEN 'messages' THEN 'read messages' WHEN 'event' THEN 'opened an event'
             WHEN 'call' THEN 'read of the last call' WHEN 'consents' THEN 'opened the consents' ELSE 'opened the page' END END
$$;
COMMENT ON FUNCTION engine.disclosed_words(text, text) IS 'How something was disclosed, as people read it.';

CREATE FUNCTION engine.purpose_words(d app.disclosure, t app.task, category text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE d.purpose WHEN 'coordination' THEN 'coordination of care' WHEN 'oversight' THEN 'oversight of the record'
        WHEN 'referral' THEN 'referral for ' || engine.type_words(t.service_type_id)
        WHEN 'passed_on' THEN 'passed on: ' || engine.type_words(t.service_type_id)
        WHEN 'emergency' THEN 'emergency' || coalesce(': ' || engine.look_told(d.look_id, category), '') ELSE replace(d.purpose, '_', ' ') END;
END $$;
COMMENT ON FUNCTION engine.purpose_words(app.disclosure, app.task, text) IS 'What it was for (45 CFR 164.528(b)(2)(iv)).';

CREATE FUNCTION engine.disclosures_of(ref text, v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    found bigint;
BEGIN
    IF ref IS NULL AND NOT v.audits THEN
        PERFORM engine.refuse('HF404', 'The account of all disclosures is for those with the audit duty.',
                              format('Name one person you coordinate, or ask %s.', engine.say_who(NULL, (SELECT n.compliance_role_id FROM app.network n))));
    ELSIF ref IS NOT NULL THEN
        found := engine.individual_id(ref);
        IF found IS NULL OR NOT (engine.sees_individual(found, v)
                                 OR (v.audits AND EXISTS (SELECT FROM app.disclosure d WHERE d.individual_id = ANY (engine.ever_one(found))))) THEN
            PERFORM engine.refuse_unseen();
        ELSIF NOT (v.audits OR v.coordinates) THEN
            PERFORM engine.refuse_seen('read to whom it was told', engine.coordinator_words() || ', or ' || engine.say_who(NULL, (SELECT n.compliance_role_id FROM app.network n)));
        END IF;
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.disclosures_of(text, engine.viewer) IS
    'Whose account may be read: of one person by those who coordinate and may see them, and by those who audit; NULL, of everybody, by those who audit. HF404 otherwise.';

CREATE FUNCTION engine.disclosures_page(individual_id bigint, since timestamptz, until timestamptz, organization_id integer, after_at timestamptz, after_id bigint, n integer, v engine.viewer)
RETURNS SETOF app.disclosure LANGUAGE plpgsql STABLE AS $$
DECLARE
    one bigint[] := engine.ever_one(individual_id);
BEGIN
    RETURN QUERY EXECUTE
        'SELECT d.* FROM app.disclosure d
         WHERE d.at >= $1 AND d.at < $2 AND (d.at, d.id) < ($3, $4)
           AND EXISTS (SELECT FROM app.disclosure_content c WHERE c.disclosure_id = d.id AND c.organization_id <> d.to_organization_id
                         AND CASE WHEN engine.is_apart(c.category) THEN engine.disclosure_shown(d, c, $9) ELSE true END)'
        || CASE WHEN individual_id IS NOT NULL THEN ' AND d.individual_id = ANY ($5) AND engine.kept(d.individual_id) = $6' ELSE '' END
        || CASE WHEN organization_id IS NOT NULL THEN
            ' AND (d.to_organization_id = $7 OR EXISTS (SELECT FROM app.disclosure_content c WHERE c.disclosure_id = d.id AND c.organization_id = $7))' ELSE '' END
        || ' ORDER BY d.at DESC, d.id DESC LIMIT $8'
    USING since, until, after_at, after_id, one, individual_id, organization_id, n, v;
END $$;
COMMENT ON FUNCTION engine.disclosures_page(bigint, timestamptz, timestamptz, integer, timestamptz, bigint, integer, engine.viewer) IS
    'Disclosures by one organisation to another, newest first: of one person (merged pages included) or everybody, by or to one organisation or all. One of which the reader may know nothing takes no place on a page: where the next one begins would tell of it.';

CREATE FUNCTION engine.reviews_look(d app.disclosure, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN d.look_id IS NOT NULL AND v.audits
       AND EXISTS (SELECT FROM app.emergency_look l JOIN app.task t ON t.id = l.review_id WHERE l.id = d.look_id AND t.owner_role_id = ANY (v.roles));
END $$;
COMMENT ON FUNCTION engine.reviews_look(app.disclosure, engine.viewer) IS 'The disclosure is an emergency look that the reader''s role reviews.';

CREATE FUNCTION engine.disclosure_shown(d app.disclosure, c app.disclosure_content, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE c.category WHEN 'counseling_notes'
                THEN v.organization_id IN (d.to_organization_id, c.organization_id) OR engine.told_counseling(d.individual_id, c.organization_id, v.organization_id, v.staff_id)
                ELSE engine.sees_category(d.individual_id, c.category, d.to_organization_id, c.organization_id, v.organization_id, v.staff_id) END
        OR engine.reviews_look(d, v);
END $$;
COMMENT ON FUNCTION engine.disclosure_shown(app.disclosure, app.disclosure_content, engine.viewer) IS
    'That substance-use content, or a note of counseling, was disclosed is itself such content: told only to who disclosed or received it, and on a basis; of an emergency look also to who reviews it.';

CREATE FUNCTION engine.disclosure_known(d app.disclosure, c app.disclosure_content, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN v.coordinates OR engine.reviews_look(d, v)
        OR engine.knows_person(d.individual_id, c.category, d.to_organization_id, c.organization_id, v.organization_id, v.staff_id);
END $$;
COMMENT ON FUNCTION engine.disclosure_known(app.disclosure, app.disclosure_content, engine.viewer) IS 'The reader may be told whom it was about.';

CREATE FUNCTION engine.disclosure_rows(d app.disclosure, organization_id integer, v engine.viewer) RETURNS SETOF jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT jsonb_build_object('id', d.id, 'at', c.at, 'individual_ref', CASE WHEN k.known THEN engine.individual_ref(i.id) END,
            'individual_name', CASE WHEN k.known THEN engine.person_name(i.family, i.given) END, 'birth_date', CASE WHEN k.known THEN i.birth_date END,
            'who', s.name, 'who_login', s.login, 'organization', o.name, 'from_organization', f.name, 'to_organization', r.name,
            'how', d.how, 'how_words', engine.disclosed_words(d.how, c.what), 'ref', coalesce(engine.task_ref(t), engine.event_ref(c.event_id)),
            'category', c.category, 'category_words', engine.category_words(c.category), 'basis', c.basis,
            'basis_words', coalesce(engine.ground_words(c.basis), 'none mapped: coordination of the network'), 'purpose', engine.purpose_words(d, t, c.category))
        FROM app.disclosure_content c
        CROSS JOIN LATERAL (SELECT engine.disclosure_known(d, c, v) AS known) k
        JOIN app.individual i ON i.id = engine.kept(d.individual_id)
        JOIN app.organization f ON f.id = c.organization_id JOIN app.organization r ON r.id = d.to_organization_id
        LEFT JOIN app.staff s ON s.id = d.staff_id LEFT JOIN app.organization o ON o.id = d.organization_id
        LEFT JOIN app.task t ON t.id = c.task_id
        WHERE c.disclosure_id = d.id AND c.organization_id <> d.to_organization_id AND engine.disclosure_shown(d, c, v)
          AND (disclosure_rows.organization_id IS NULL OR disclosure_rows.organization_id IN (c.organization_id, d.to_organization_id))
        ORDER BY c.at DESC, f.name, c.category, c.what, c.task_id NULLS FIRST, c.event_id NULLS FIRST;
END $$;
COMMENT ON FUNCTION engine.disclosure_rows(app.disclosure, integer, engine.viewer) IS 'A disclosure as lines of the account: one for each item and form, as far as the reader may know of them. What an organisation''s own people looked at or took along of its own is kept, and is no disclosure.';

CREATE FUNCTION engine.organization_named(code text) RETURNS app.organization LANGUAGE plpgsql STABLE AS $$
DECLARE
    found app.organization;
BEGIN
    SELECT o.* INTO found FROM app.organization o WHERE o.code = organization_named.code;
    IF code IS NOT NULL AND found.id IS NULL THEN
        PERFORM engine.refuse('HF400', format('There is no organization "%s".', code), 'The directory has their names; the policy file their codes.');
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.organization_named(text) IS 'The organisation of that code; all NULL: none is asked for. HF400: no such organisation.';

CREATE FUNCTION engine.page_size(given jsonb, usual integer, most integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF coalesce(given, 'null') = 'null' THEN
        RETURN usual;
    ELSIF given #>> '{}' !~ '^[0-9]{1,5}$' OR (given #>> '{}')::integer NOT BETWEEN 1 AND most THEN
        PERFORM engine.refuse('HF400', format('n is not between 1 and %s.', most), 'Ask for the next page with after.');
    END IF;
    RETURN (given #>> '{}')::integer;
END $$;
COMMENT ON FUNCTION engine.page_size(jsonb, integer, integer) IS 'How many are wanted. HF400: not between 1 and the most.';
