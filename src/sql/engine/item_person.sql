-- The person of an item as its screens show them: card, how to reach them, last call.

CREATE FUNCTION engine.contact_list(individual_id bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('name', c.name, 'relation', c.relation, 'phone', c.phone, 'safe', c.safe,
                                                         'may_decide', c.may_decide, 'note', c.note) ORDER BY c.rank, c.id), '[]')
            FROM app.contact c WHERE c.individual_id = contact_list.individual_id);
END $$;
COMMENT ON FUNCTION engine.contact_list(bigint) IS 'Whom to call, first rank first; an unsafe number is told as one not to ring.';

CREATE FUNCTION engine.representative_words(individual_id bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT concat_ws(', ', c.name, nullif(c.relation, 'self')) || ', may decide' FROM app.contact c
            WHERE c.individual_id = representative_words.individual_id AND c.may_decide AND c.relation <> 'self' ORDER BY c.rank LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.representative_words(bigint) IS 'Luz, daughter, may decide';

CREATE FUNCTION engine.last_call(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Calls about what the reader may not see did not happen for them.
    RETURN (SELECT jsonb_build_object('at', c.at, 'reached', c.reached, 'who', engine.from_words(s.id, s.organization_id))
            FROM app.call c JOIN app.staff s ON s.id = c.staff_id LEFT JOIN app.task t ON t.id = c.task_id
            WHERE c.individual_id = last_call.individual_id
              AND (t.id IS NULL OR engine.sees_category(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id))
            ORDER BY c.at DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.last_call(bigint, engine.viewer) IS 'Last call 10:20 today, St. Mary''s: shown on every item of that person.';

CREATE FUNCTION engine.person_card(individual_id bigint) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
                'ref', engine.individual_ref(p.id), 'name', engine.person_name(p.family, p.given), 'birth_date', p.birth_date,
                'identifiers', (SELECT coalesce(jsonb_agg(engine.identifier_words(i.kind, i.value) ORDER BY i.kind IS DISTINCT FROM 'MRN', i.system), '[]')
                                FROM app.identifier i WHERE i.individual_id = p.id),
                'language', engine.language_words(p.language), 'interpreter', p.interpreter,
                'representative', engine.representative_words(p.id), 'safe_note', p.safe_note, 'deceased_at', p.deceased_at,
                'address', p.address, 'city', p.city, 'postal_code', p.postal_code)
            FROM app.individual p WHERE p.id = person_card.individual_id);
END $$;
COMMENT ON FUNCTION engine.person_card(bigint) IS 'The person as the head of an item shows them.';

CREATE FUNCTION engine.withheld_words(t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN NOT engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id)
        THEN 'Who it is about is not shown: nothing allows it to be shared with '
             || (SELECT o.name FROM app.organization o WHERE o.id = v.organization_id) || ' yet.' END;
END $$;
COMMENT ON FUNCTION engine.withheld_words(app.task, engine.viewer) IS 'Why the person of an item is not shown; NULL: they are.';
