-- On which ground one organisation may tell another about a person (rule 11). The policy says which
-- ground there is for a pair of organisations and a category; treatment and required reports stand by
-- themselves, a signed release and a Part 2 consent only while the person has given one that covers
-- discloser, recipient, category and time. First rule that fits and stands decides; none: refused.

CREATE FUNCTION engine.is_apart(category text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT category IN ('substance_use', 'counseling_notes')
$$;
COMMENT ON FUNCTION engine.is_apart(text) IS
    'Content under 42 CFR Part 2: no wildcard of the policy covers it, and where there is no basis it does not exist.';

CREATE FUNCTION engine.consents_to(individual_id bigint, kind text, f app.organization, t app.organization, category text, to_staff integer)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Asked of each row of a page that needs one: an index leads to the few that a person has, and only of those is the time asked.
    RETURN EXISTS (
        SELECT FROM app.consent c
        WHERE c.individual_id = consents_to.individual_id AND c.ended_at IS NULL AND c.kind = consents_to.kind
          AND consents_to.category = ANY (c.categories)
          AND (f.id = c.recorded_organization_id
               OR (c.by_coordinator AND NOT (t.id = c.recorded_organization_id AND engine.consent_is_apart(c))))
          AND (c.from_kind = 'any' OR c.from_organization_id = f.id OR c.from_sector = f.sector)
          AND (t.id = ANY (c.to_organizations) OR t.sector = ANY (c.to_sectors) OR consents_to.to_staff = ANY (c.to_staff))
          AND c.starts <= app.now() AND (c.ends IS NULL OR c.ends > app.now()));
END $$;
COMMENT ON FUNCTION engine.consents_to(bigint, text, app.organization, app.organization, text, integer) IS
    'The person has a consent of that kind in force that lets the first organisation tell the second, or that member of its staff. Looks at the time itself: what is over or taken back allows nothing, swept or not. And at who recorded it: what others hold it opens only where a coordinator did, and substance-use content of others never to whoever recorded it, whenever that was.';

CREATE FUNCTION engine.rule_pair(b app.basis_rule, f app.organization, t app.organization, category text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (b.from_kind = 'any' OR (b.from_kind = 'organization' AND b.from_party = f.code) OR (b.from_kind = 'sector' AND b.from_party = f.sector))
       AND (b.to_kind = 'any' OR (b.to_kind = 'organization' AND b.to_party = t.code) OR (b.to_kind = 'sector' AND b.to_party = t.sector))
       AND (b.category = rule_pair.category OR (b.category = '*' AND rule_pair.category NOT IN ('substance_use', 'counseling_notes')))
$$;
COMMENT ON FUNCTION engine.rule_pair(app.basis_rule, app.organization, app.organization, text) IS
    'The rule is about content of that category going from one organisation to the other; whether it stands for a person is another matter.';

CREATE FUNCTION engine.rule_fits(b app.basis_rule, individual_id bigint, f app.organization, t app.organization, category text, to_staff integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT engine.rule_pair(b, f, t, category)
       AND (b.basis IN ('treatment', 'required_report')
            OR (b.basis IN ('authorization', 'part2_consent') AND engine.consents_to(individual_id, b.basis, f, t, category, to_staff)))
$$;
COMMENT ON FUNCTION engine.rule_fits(app.basis_rule, bigint, app.organization, app.organization, text, integer) IS
    'A rule gives ground to disclose that person''s content of that category from one organisation to another: engine.basis without saying which, for queries over many rows. A threat or an emergency is the ground of one occasion and never stands here.';

CREATE FUNCTION engine.basis(individual_id bigint, from_organization integer, to_organization integer, category text, to_staff integer DEFAULT NULL)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    f app.organization := (SELECT o FROM app.organization o WHERE o.id = from_organization);
    t app.organization := (SELECT o FROM app.organization o WHERE o.id = to_organization);
BEGIN
    RETURN CASE WHEN from_organization = to_organization THEN 'own'
                WHEN f.id IS NULL OR t.id IS NULL THEN NULL
                ELSE (SELECT b.basis FROM app.basis_rule b
                      WHERE engine.rule_fits(b, basis.individual_id, f, t, basis.category, basis.to_staff) ORDER BY b.position LIMIT 1) END;
END $$;
COMMENT ON FUNCTION engine.basis(bigint, integer, integer, text, integer) IS
    'On which basis a person''s content of that category may pass between two organisations, or to that member of staff; own within one; NULL: none, so refused (rule 11; 42 CFR Part 2 for substance_use).';

CREATE FUNCTION engine.discloses(individual_id bigint, from_organization integer, to_organization integer, category text, to_staff integer DEFAULT NULL)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    f app.organization := (SELECT o FROM app.organization o WHERE o.id = from_organization);
    t app.organization := (SELECT o FROM app.organization o WHERE o.id = to_organization);
BEGIN
    RETURN f.id IS NOT NULL AND t.id IS NOT NULL
       AND EXISTS (SELECT FROM app.basis_rule b WHERE engine.rule_fits(b, discloses.individual_id, f, t, discloses.category, discloses.to_staff));
END $$;
COMMENT ON FUNCTION engine.discloses(bigint, integer, integer, text, integer) IS
    'Whether engine.basis gives any ground for it; to_staff: who asks, for consents that name people. Here and in what pages of rows call: plpgsql, which keeps its plan; a function in SQL that reads a table is planned anew by every query that calls it.';

CREATE FUNCTION engine.sees_category(individual_id bigint, category text, owner_organization integer, requester_organization integer, viewer_organization integer, viewer_staff integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT category <> 'substance_use'
        OR viewer_organization = owner_organization
        OR viewer_organization = requester_organization
        OR engine.discloses(individual_id, coalesce(requester_organization, owner_organization), viewer_organization, category, viewer_staff)
$$;
COMMENT ON FUNCTION engine.sees_category(bigint, text, integer, integer, integer, integer) IS
    'Substance-use rows do not exist for an organisation that neither owns nor asked for them and has no basis (42 CFR Part 2, DESIGN 9). Every query that reads tasks for a person says it, or engine.sees_task.';

CREATE FUNCTION engine.discloses_task(task_id bigint, from_organization integer, to_organization integer, category text, to_staff integer)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.discloses((SELECT t.individual_id FROM app.task t WHERE t.id = discloses_task.task_id),
                            from_organization, to_organization, category, to_staff);
END $$;
COMMENT ON FUNCTION engine.discloses_task(bigint, integer, integer, text, integer) IS 'engine.discloses, of the person whom a task is about.';

CREATE FUNCTION engine.sees_task(task_id bigint, category text, owner_organization integer, requester_organization integer, viewer_organization integer, viewer_staff integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT category <> 'substance_use'
        OR viewer_organization = owner_organization
        OR viewer_organization = requester_organization
        OR engine.discloses_task(task_id, coalesce(requester_organization, owner_organization), viewer_organization, category, viewer_staff)
$$;
COMMENT ON FUNCTION engine.sees_task(bigint, text, integer, integer, integer, integer) IS
    'engine.sees_category from what the indexes of open tasks carry: whom a task is about is looked up only where it matters, so that pages and counts read no other rows.';

CREATE FUNCTION engine.has_ground(individual_id bigint, category text, owner_organization integer, requester_organization integer, viewer_organization integer, viewer_staff integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(viewer_organization IN (owner_organization, requester_organization), false)
        OR engine.discloses(individual_id, coalesce(requester_organization, owner_organization), viewer_organization, category, viewer_staff)
$$;
COMMENT ON FUNCTION engine.has_ground(bigint, text, integer, integer, integer, integer) IS
    'Whether that organisation has a ground of its own to know whom an item is about: for whatever is begun or taken away. For reading, engine.knows_person.';

CREATE FUNCTION engine.knows_person(individual_id bigint, category text, owner_organization integer, requester_organization integer, viewer_organization integer, viewer_staff integer)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(viewer_organization IN (owner_organization, requester_organization), false)
        OR engine.discloses(individual_id, coalesce(requester_organization, owner_organization), viewer_organization, category, viewer_staff)
        OR engine.looks(individual_id, viewer_staff, category)
$$;
COMMENT ON FUNCTION engine.knows_person(bigint, text, integer, integer, integer, integer) IS
    'Whether the person of an item may be named to that organisation, or to somebody in an emergency look. Without a basis its reference, clock, owner and steps are shown, and nobody (DESIGN 6).';

CREATE FUNCTION engine.apart_role(role_id integer, individual_id bigint, category text, owner_role_id integer, owner_organization integer,
    requester_role_id integer, requester_organization integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    told integer := (SELECT r.organization_id FROM app.role r WHERE r.id = apart_role.role_id);
BEGIN
    RETURN CASE WHEN told IN (owner_organization, requester_organization)
                  OR engine.discloses(individual_id, coalesce(requester_organization, owner_organization), told, category) THEN role_id
                ELSE coalesce(requester_role_id, owner_role_id) END;
END $$;
COMMENT ON FUNCTION engine.apart_role(integer, bigint, text, integer, integer, integer, integer) IS
    'Who is brought in, or gets the work, of an item under 42 CFR Part 2: the role that is wanted where there is a basis to tell it, else whoever asked for it, who knows already: nobody learns of it by a ladder or by owning what comes of it. Ask it only where engine.is_apart says so.';
