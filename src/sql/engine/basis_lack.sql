-- What is said where nothing allows a disclosure: which grounds there are for that pair of organisations
-- and that content, and who can obtain one.

CREATE FUNCTION engine.basis_parties(individual_id bigint, from_organization integer, category text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(o.name || ' (' || replace(b.basis, '_', ' ') || ')', ', ' ORDER BY o.name)
    FROM (SELECT o.name, engine.basis(individual_id, from_organization, o.id, category) AS basis, o.id FROM app.organization o
          WHERE o.active AND o.id <> from_organization) b JOIN app.organization o ON o.id = b.id
    WHERE b.basis IS NOT NULL
$$;
COMMENT ON FUNCTION engine.basis_parties(bigint, integer, text) IS 'With whom such content of that person may be shared, and why. NULL: with nobody.';

CREATE FUNCTION engine.basis_needs(basis text, who text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('basis', b.basis, 'name', b.name, 'needs', b.needs, 'who', b.who)
    FROM (VALUES
        ('authorization', 'a signed release', 'the person, or who may sign for them, signs it', basis_needs.who || ' records it'),
        ('part2_consent', 'a Part 2 consent', 'the person, or who may sign for them, signs it, with all that 42 CFR 2.31 asks for', basis_needs.who || ' records it'),
        ('serious_threat', 'a serious and imminent threat', 'one line that says what threatens whom (threat); it goes at once', 'you; your supervisor is told, compliance reviews it'),
        ('medical_emergency', 'a medical emergency', 'an emergency look by whoever treats the person (42 CFR 2.51)', 'a medical role; their supervisor is told, compliance reviews it'))
        b (basis, name, needs, who)
    WHERE b.basis = basis_needs.basis
$$;
COMMENT ON FUNCTION engine.basis_needs(text, text) IS 'A ground that could be had: what it is called, what it needs, who can obtain it.';

CREATE FUNCTION engine.basis_possible(individual_id bigint, from_organization integer, to_organization integer, category text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    f app.organization := (SELECT o FROM app.organization o WHERE o.id = from_organization);
    t app.organization := (SELECT o FROM app.organization o WHERE o.id = to_organization);
    who text := concat_ws(' or ', f.name, (SELECT r.name FROM app.network n JOIN app.role r ON r.id = n.coordinator_role_id));
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(engine.basis_needs(x.basis, who) ORDER BY x.place), '[]')
        FROM (SELECT b.basis, min(b.position) AS place FROM app.basis_rule b
              WHERE engine.rule_pair(b, f, t, basis_possible.category) AND b.basis IN ('authorization', 'part2_consent') GROUP BY b.basis
              -- What threatens somebody goes before bases, but not before 42 CFR Part 2, which knows a medical emergency only.
              UNION ALL SELECT CASE WHEN engine.is_apart(basis_possible.category) THEN 'medical_emergency' ELSE 'serious_threat' END, 2147483647) x);
END $$;
COMMENT ON FUNCTION engine.basis_possible(bigint, integer, integer, text) IS
    'Which grounds there could be for telling that organisation, each {basis, name, needs, who}: what the policy maps and the person would have to sign, and what an emergency allows.';

CREATE FUNCTION engine.basis_lack(individual_id bigint, from_organization integer, to_organization integer, category text, OUT problem text, OUT mend text, OUT possible jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    signed text;
BEGIN
    possible := engine.basis_possible(individual_id, from_organization, to_organization, category);
    signed := (SELECT string_agg(k ->> 'name', ' or ') FROM jsonb_array_elements(possible) k WHERE k ->> 'basis' IN ('authorization', 'part2_consent'));
    problem := format('Nothing allows %s content to be shared with %s%s.', replace(category, '_', ' '),
                      (SELECT o.name FROM app.organization o WHERE o.id = to_organization), coalesce(' without ' || signed, ''));
    mend := concat_ws(' ',
        CASE WHEN signed IS NULL THEN 'Nobody is mapped: ask your administrator or the compliance officer.' END,
        (SELECT string_agg(upper(left(k ->> 'name', 1)) || substr(k ->> 'name', 2) || ': ' || (k ->> 'needs') || '; ' || (k ->> 'who') || '.', ' ')
         FROM jsonb_array_elements(possible) k),
        coalesce('It may be shared with: ' || engine.basis_parties(individual_id, from_organization, category) || '.',
                 format('As it stands it may be shared with nobody: ask %s.', engine.coordinator_words())));
END $$;
COMMENT ON FUNCTION engine.basis_lack(bigint, integer, integer, text) IS 'What stands in the way of a disclosure, which grounds there could be and who can obtain one, and with whom it may be shared instead.';

CREATE FUNCTION engine.refuse_basis(individual_id bigint, from_organization integer, to_organization integer, category text) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    lack record := engine.basis_lack(individual_id, from_organization, to_organization, category);
BEGIN
    PERFORM engine.refuse('HF412', lack.problem, lack.mend, 'not allowed to be told there');
END $$;
COMMENT ON FUNCTION engine.refuse_basis(bigint, integer, integer, text) IS 'HF412: no basis, which there could be, and who can obtain one (rule 11).';

CREATE FUNCTION engine.require_basis(individual_id bigint, from_organization integer, to_organization integer, category text, OUT basis text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    basis := engine.basis(individual_id, from_organization, to_organization, category);
    IF basis IS NULL THEN
        PERFORM engine.refuse_basis(individual_id, from_organization, to_organization, category);
    END IF;
END $$;
COMMENT ON FUNCTION engine.require_basis(bigint, integer, integer, text) IS 'The basis of a disclosure, or HF412 saying which there could be (rule 11).';
