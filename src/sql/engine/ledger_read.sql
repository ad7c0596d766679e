-- Whose record is read or proved, and by whom.

CREATE FUNCTION engine.must_prove() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- That there is a record is no secret: who asks is told plainly whose work it is to prove it.
    IF NOT engine.is_server_owner() AND NOT engine.has_duty((engine.me()).id, 'audit') THEN
        PERFORM engine.refuse('HF404', 'Proving the record is for those with the audit duty.',
                              format('Ask %s to do it.', engine.say_who(NULL, (SELECT n.compliance_role_id FROM app.network n))));
    END IF;
END $$;
COMMENT ON FUNCTION engine.must_prove() IS 'HF404 for whoever has neither duty audit nor the server.';

CREATE FUNCTION engine.entity_of(ref text) RETURNS engine.entity LANGUAGE plpgsql STABLE AS $$
DECLARE
    e engine.entity;
BEGIN
    SELECT x.* INTO e FROM (
        SELECT 'task', t.id, engine.task_ref(t), NULL::text, t.ledger_head, true FROM app.task t WHERE t.id = engine.task_id(ref)
        UNION ALL SELECT 'individual', i.id, engine.individual_ref(i.id), NULL, i.ledger_head, true FROM app.individual i WHERE i.id = engine.individual_id(ref)
        UNION ALL SELECT 'event', k.id, engine.event_ref(k.id), NULL, k.ledger_head, true FROM app.event k WHERE k.id = engine.event_id(ref)
        UNION ALL SELECT 'social_risk', r.id, engine.risk_ref(r.id), NULL, r.ledger_head, true FROM engine.parse_ref(ref) p JOIN app.social_risk r ON r.id = p.id WHERE p.prefix = 'K'
        UNION ALL SELECT 'consent', c.id, engine.consent_ref(c.id), NULL, c.ledger_head, true FROM engine.parse_ref(ref) p JOIN app.consent c ON c.id = p.id WHERE p.prefix = 'C'
        UNION ALL SELECT 'review', r.id, engine.meeting_ref(r.id), NULL, r.ledger_head, true FROM engine.parse_ref(ref) p JOIN app.review r ON r.id = p.id WHERE p.prefix = 'W'
        UNION ALL SELECT 'service', s.id, s.code, NULL, s.ledger_head, true FROM app.service s WHERE s.code = ref
        UNION ALL SELECT 'staff', s.id, s.login, NULL, s.ledger_head, true FROM app.staff s WHERE s.login = ref
        UNION ALL SELECT 'network', 1, 'network', NULL, n.ledger_head, true FROM app.network n WHERE ref = 'network') x LIMIT 1;
    IF e.id IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN e;
END $$;
COMMENT ON FUNCTION engine.entity_of(text) IS 'Whose record a reference means, for the server''s owner; HF404 when there is none. For people: engine.entity_to_see.';

CREATE FUNCTION engine.disclose_entries(individual_id bigint, entries app.ledger[], v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.disclose_person(disclose_entries.individual_id, 'record',
        engine.task_contents(array(SELECT DISTINCT l.entity_id FROM unnest(entries) l WHERE l.entity_kind = 'task'), v)
        || engine.area_contents(array(SELECT DISTINCT (l.detail ->> 'area')::bigint FROM unnest(entries) l WHERE l.entity_kind = 'care_plan' AND l.detail ? 'area'))
        || array(SELECT ROW(e.organization_id, e.category, NULL, e.id)::engine.content FROM app.event e
                 WHERE e.id = ANY (array(SELECT l.entity_id FROM unnest(entries) l WHERE l.entity_kind = 'event')))
        || engine.consent_contents(array(SELECT DISTINCT l.entity_id FROM unnest(entries) l WHERE l.entity_kind = 'consent')), v);
END $$;
COMMENT ON FUNCTION engine.disclose_entries(bigint, app.ledger[], engine.viewer) IS 'The reader opened these raw entries about a person: a disclosure of every item, area, event and consent they are of.';

CREATE FUNCTION engine.person_entries(wanted bigint, v engine.viewer) RETURNS SETOF app.ledger LANGUAGE plpgsql STABLE AS $$
DECLARE
    people bigint[] := engine.ever_one(wanted);
    tasks bigint[];
    hidden bigint[];
    consents bigint[];
BEGIN
    IF v.staff_id IS NULL THEN
        RETURN QUERY SELECT l.* FROM app.ledger l WHERE l.individual_id = ANY (people);
        RETURN;
    END IF;
    tasks := engine.tasks_seen(wanted, true, v) || engine.tasks_seen(wanted, false, v);
    hidden := engine.untold_areas(wanted, v, true);
    consents := engine.consents_seen(wanted, v);
    RETURN QUERY
        SELECT l.* FROM app.ledger l
        WHERE l.individual_id = ANY (people) AND engine.entry_about(l, wanted) AND NOT engine.entry_hidden(l, v)
          AND CASE l.entity_kind
                  WHEN 'task' THEN l.entity_id = ANY (tasks)
                  WHEN 'care_plan' THEN NOT coalesce((l.detail ->> 'area')::bigint = ANY (hidden), false)
                  WHEN 'event' THEN EXISTS (SELECT FROM app.event e WHERE e.id = l.entity_id AND engine.sees_event(e, v))
                  WHEN 'consent' THEN l.entity_id = ANY (consents)
                  ELSE l.entity_kind IN ('individual', 'social_risk', 'pathway_run') END;
END $$;
COMMENT ON FUNCTION engine.person_entries(bigint, engine.viewer) IS
    'Every entry about a person, whatever it is of, that the reader may know of; without a reader (the server''s owner) all of them. The reader may see the person.';
