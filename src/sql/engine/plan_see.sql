-- Who may see and change what of a plan. An area of substance-use content does not exist for those
-- without a basis: neither it nor what it says is listed, counted or told of (42 CFR Part 2).

CREATE FUNCTION engine.individual_to_see(ref text, v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    found bigint := engine.individual_id(ref);
BEGIN
    IF found IS NULL OR NOT engine.sees_individual(found, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.individual_to_see(text, engine.viewer) IS 'The person of a reference; HF404, one answer, when there is none or they are not the reader''s to see.';

CREATE FUNCTION engine.individual_to_read(ref text, v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    found bigint := engine.individual_id(ref);
BEGIN
    IF found IS NULL OR NOT engine.may_read(found, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.individual_to_read(text, engine.viewer) IS 'engine.individual_to_see for what is only read: in an emergency look too.';

CREATE FUNCTION engine.covers(staff_id integer, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.coverage c
                   WHERE c.staff_id = covers.staff_id AND c.cover_id = v.staff_id AND c.starts <= v.at AND c.ends > v.at);
END $$;
COMMENT ON FUNCTION engine.covers(integer, engine.viewer) IS 'The reader stands in for that person now.';

CREATE FUNCTION engine.owns_area(a app.plan_area, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN v.serves AND (a.owner_staff_id = v.staff_id OR a.owner_role_id = ANY (v.roles) OR engine.covers(a.owner_staff_id, v));
END $$;
COMMENT ON FUNCTION engine.owns_area(app.plan_area, engine.viewer) IS
    'The reader may change the area: named for it, holding or answering for its role, or standing in for who is named.';

CREATE FUNCTION engine.areas_seen(plan_id bigint, v engine.viewer) RETURNS SETOF engine.area_seen LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT a, d, r, s, k.known, engine.owns_area(a, v)
        FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id JOIN app.domain d ON d.id = a.domain_id
        JOIN app.role r ON r.id = a.owner_role_id JOIN app.staff s ON s.id = a.owner_staff_id
        CROSS JOIN LATERAL (SELECT r.organization_id = v.organization_id OR engine.discloses(c.individual_id, r.organization_id, v.organization_id, d.category, v.staff_id)
                                   OR engine.looks(c.individual_id, v.staff_id, d.category) AS known) k
        WHERE a.plan_id = areas_seen.plan_id AND (k.known OR d.category <> 'substance_use')
        ORDER BY d.name, d.id;
END $$;
COMMENT ON FUNCTION engine.areas_seen(bigint, engine.viewer) IS 'The areas of a plan as the reader may see them.';

CREATE FUNCTION engine.area_to_read(area_id bigint, individual_id bigint, v engine.viewer) RETURNS engine.area_seen LANGUAGE plpgsql STABLE AS $$
DECLARE
    x engine.area_seen;
BEGIN
    SELECT k.* INTO x FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id
    CROSS JOIN LATERAL engine.areas_seen(c.id, v) k
    WHERE a.id = area_to_read.area_id AND c.individual_id = area_to_read.individual_id AND (k.area).id = a.id;
    IF NOT coalesce(x.known, false) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN x;
END $$;
COMMENT ON FUNCTION engine.area_to_read(bigint, bigint, engine.viewer) IS
    'engine.area_to_see for what is only read: in an emergency look too.';

CREATE FUNCTION engine.area_to_see(area_id bigint, individual_id bigint, v engine.viewer) RETURNS engine.area_seen LANGUAGE plpgsql STABLE AS $$
DECLARE
    x engine.area_seen := engine.area_to_read(area_id, individual_id, v);
BEGIN
    -- Whoever names one is about to write there: an emergency look is no ground for it.
    IF NOT engine.has_ground(individual_id, (x.domain).category, (x.role).organization_id, NULL, v.organization_id, v.staff_id) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN x;
END $$;
COMMENT ON FUNCTION engine.area_to_see(bigint, bigint, engine.viewer) IS
    'An area of that person''s plan; HF404 when there is none, or there is no ground but a look to see what stands in it.';

CREATE FUNCTION engine.untold_areas(individual_id bigint, v engine.viewer, hidden_only boolean) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT a.id FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id
        JOIN app.domain d ON d.id = a.domain_id JOIN app.role r ON r.id = a.owner_role_id
        WHERE c.individual_id = untold_areas.individual_id AND (d.category = 'substance_use' OR NOT hidden_only)
          AND r.organization_id <> v.organization_id AND NOT engine.discloses(c.individual_id, r.organization_id, v.organization_id, d.category, v.staff_id)
          AND NOT engine.looks(c.individual_id, v.staff_id, d.category));
END $$;
COMMENT ON FUNCTION engine.untold_areas(bigint, engine.viewer, boolean) IS
    'Areas of the person''s plans whose words may not be shared with the reader; hidden_only: only those that do not exist for them.';

CREATE FUNCTION engine.told_counseling(individual_id bigint, organization_id integer, viewer_organization integer, viewer_staff integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT organization_id = viewer_organization OR engine.discloses(individual_id, organization_id, viewer_organization, 'counseling_notes', viewer_staff)
$$;
COMMENT ON FUNCTION engine.told_counseling(bigint, integer, integer, integer) IS
    'Notes of counseling that an organisation wrote are its own; others are told on a consent to just that (42 CFR 2.31(b)), and for them they do not exist without one.';

CREATE FUNCTION engine.keeps_counseling(organization_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Whose such notes are the policy says: those of whose notes it says on which ground they might be told, and medical personnel.
    RETURN EXISTS (SELECT FROM app.organization o JOIN app.basis_rule b ON b.category = 'counseling_notes'
                     AND (b.from_kind = 'any' OR (b.from_kind = 'organization' AND b.from_party = o.code) OR (b.from_kind = 'sector' AND b.from_party = o.sector))
                   WHERE o.id = keeps_counseling.organization_id)
        OR EXISTS (SELECT FROM app.role r WHERE r.organization_id = keeps_counseling.organization_id AND r.medical AND r.active);
END $$;
COMMENT ON FUNCTION engine.keeps_counseling(integer) IS
    'The organisation may write notes of counseling (42 CFR 2.11: of somebody who treats): a rule of access.basis is about such notes of theirs, or it has a medical role.';

CREATE FUNCTION engine.refuse_counseling(organization_id integer) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT engine.keeps_counseling(organization_id) THEN
        PERFORM engine.refuse('HF412', 'Your organization keeps no counseling notes.', 'They are for those who treat; write what others may read as a message or a note.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_counseling(integer) IS 'HF412: a note of counseling of an organisation that does not treat.';

CREATE FUNCTION engine.note_seen(n app.plan_note, individual_id bigint, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT n.kind <> 'counseling' OR engine.told_counseling(individual_id, n.organization_id, v.organization_id, v.staff_id)
$$;
COMMENT ON FUNCTION engine.note_seen(app.plan_note, bigint, engine.viewer) IS 'A note of a plan that the reader sees exists for them.';

CREATE FUNCTION engine.entry_hidden(l app.ledger, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(v.organization_id IS NOT NULL AND l.detail ->> 'kind' = 'counseling'
                    AND NOT engine.told_counseling(l.individual_id, (l.detail ->> 'organization')::integer, v.organization_id, v.staff_id), false)
$$;
COMMENT ON FUNCTION engine.entry_hidden(app.ledger, engine.viewer) IS 'An entry of a record about a note of counseling that does not exist for the reader; whatever shows entries asks this. Without a reader (the server''s owner) none is hidden.';

CREATE FUNCTION engine.shares_with(individual_id bigint, organization_id integer, category text, v engine.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT organization_id = v.organization_id OR engine.discloses(individual_id, organization_id, v.organization_id, category, v.staff_id)
$$;
COMMENT ON FUNCTION engine.shares_with(bigint, integer, text, engine.viewer) IS 'What that organisation holds may be shown to the reader.';
