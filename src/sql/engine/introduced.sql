-- Who may begin something for a person: whoever has to do with them already, or has shown to know who
-- they are. References are short and can be guessed: by itself one opens nothing, not even where a
-- ground of the policy would let the two organisations speak of the person.

CREATE FUNCTION engine.introduction_lasts() RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT interval '7 days'
$$;
COMMENT ON FUNCTION engine.introduction_lasts() IS 'For how long somebody who gave a name and birth date counts as knowing whose they are: a form that was left half way is finished within it.';

CREATE FUNCTION engine.introduce(me app.staff, people bigint[], how text, at timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.introduced AS n (staff_id, individual_id, at, how)
    SELECT me.id, p, introduce.at, introduce.how FROM unnest(people) p
    ON CONFLICT (staff_id, individual_id) DO UPDATE SET at = excluded.at, how = excluded.how WHERE n.at < excluded.at
$$;
COMMENT ON FUNCTION engine.introduce(app.staff, bigint[], text, timestamptz) IS 'That person has shown to know who these people are: they gave name and birth date, or a number of theirs, and are told of the page.';

CREATE FUNCTION engine.is_introduced(individual_id bigint, staff_id integer, at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A page that was made one with another leads to the one that counts. A look, which once counted here, begins nothing.
    RETURN EXISTS (SELECT FROM app.introduced n
                   WHERE n.staff_id = is_introduced.staff_id AND n.how <> 'looked' AND n.at > is_introduced.at - engine.introduction_lasts()
                     AND is_introduced.individual_id IN (n.individual_id, engine.kept(n.individual_id)));
END $$;
COMMENT ON FUNCTION engine.is_introduced(bigint, integer, timestamptz) IS 'That member of staff showed not long ago to know who the person is. Gives no ground to be told anything: engine.knows asks for that too.';

CREATE FUNCTION engine.prune_introduced(at timestamptz) RETURNS void LANGUAGE sql AS $$
    DELETE FROM app.introduced n
    WHERE n.ctid IN (SELECT k.ctid FROM app.introduced k WHERE k.at <= prune_introduced.at - engine.introduction_lasts() LIMIT 5000)
$$;
COMMENT ON FUNCTION engine.prune_introduced(timestamptz) IS 'Forgets who was introduced long ago. For the sweep.';

CREATE FUNCTION engine.named_in_consent(individual_id bigint, me app.staff) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.consent c
                   WHERE c.individual_id = named_in_consent.individual_id AND c.ended_at IS NULL AND c.starts <= app.now() AND (c.ends IS NULL OR c.ends > app.now())
                     AND (me.organization_id = ANY (c.to_organizations) OR me.id = ANY (c.to_staff)));
END $$;
COMMENT ON FUNCTION engine.named_in_consent(bigint, app.staff) IS 'The person has signed that this organisation, or this member of staff, may be told: by name, not as one of a sector.';

CREATE FUNCTION engine.may_meet(me app.staff, individual app.individual, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN individual.organization_id = me.organization_id
        OR engine.basis(individual.id, individual.organization_id, me.organization_id, engine.page_category(individual), me.id) IS NOT NULL
        OR engine.sees_individual(individual.id, v);
END $$;
COMMENT ON FUNCTION engine.may_meet(app.staff, app.individual, engine.viewer) IS
    'Somebody who knows who the person is may be told that there is a page of theirs: a ground allows it, or they see it anyway. For those who gave name and birth date, or a number.';

CREATE FUNCTION engine.knows(me app.staff, individual app.individual, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN individual.organization_id = me.organization_id
        OR engine.sees_individual(individual.id, v)
        OR ((engine.is_introduced(individual.id, me.id, v.at) OR engine.named_in_consent(individual.id, me)) AND engine.may_meet(me, individual, v));
END $$;
COMMENT ON FUNCTION engine.knows(app.staff, app.individual, engine.viewer) IS
    'The person may begin something for that individual: entered by their organisation, seen in an item or a plan, or introduced (app.introduced) or named in a consent, with a ground to be told of their page. A reference that was guessed opens nothing, and an emergency look begins nothing.';

CREATE FUNCTION engine.meets(me app.staff, individual app.individual, given app.individual, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- A number alone can be guessed as well as a reference.
    RETURN engine.knows(me, individual, v)
        OR ((individual.birth_date = given.birth_date OR lower(individual.family) = lower(given.family)) AND engine.may_meet(me, individual, v));
END $$;
COMMENT ON FUNCTION engine.meets(app.staff, app.individual, app.individual, engine.viewer) IS
    'Whoever gave these data of somebody alike (engine.alike: family name, initial and birth date, or a number; with a number, one of the others must agree too) may be told that this is who they mean.';
