-- Finding a person by what one knows of them.

CREATE FUNCTION engine.read_birth_date(given text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE WHEN given ~ '^\d{4}-\d{1,2}-\d{1,2}$' THEN to_date(given, 'YYYY-MM-DD')
                WHEN given ~ '^\d{1,2}/\d{1,2}/\d{4}$' THEN to_date(given, 'MM/DD/YYYY')
                WHEN given ~ '^\d{1,2} [[:alpha:]]{3} \d{4}$' THEN to_date(given, 'DD Mon YYYY') END;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION engine.read_birth_date(text) IS 'A date as people here write one: 1951-03-14, 03/14/1951, 14 Mar 1951. NULL: none.';

CREATE FUNCTION engine.like_start(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(replace(replace(lower(btrim(given)), '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;
COMMENT ON FUNCTION engine.like_start(text) IS 'A pattern for what begins with that, whatever signs it holds.';

CREATE FUNCTION engine.person_behind(ref text, v engine.viewer) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT t.individual_id FROM app.task t
            WHERE t.id = engine.task_id(ref)
              AND engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id));
END $$;
COMMENT ON FUNCTION engine.person_behind(text, engine.viewer) IS
    'Whom an item is about, where the reader may know that: that a reference leads to somebody would tell that there is such an item.';

CREATE FUNCTION engine.candidates(given text, v engine.viewer) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := regexp_replace(btrim(given), '\s+', ' ', 'g');
    born date := engine.read_birth_date(said);
    ref record := engine.parse_ref(said);
    enough CONSTANT integer := 2000;
BEGIN
    IF ref.prefix IS NOT NULL THEN
        RETURN QUERY SELECT i.id FROM app.individual i
            WHERE i.id = CASE WHEN ref.prefix = 'P' THEN engine.kept(ref.id) ELSE engine.person_behind(said, v) END;
    ELSIF born IS NOT NULL THEN
        RETURN QUERY SELECT i.id FROM app.individual i WHERE i.birth_date = born AND i.merged_into IS NULL ORDER BY i.family, i.given, i.id LIMIT enough;
    ELSIF said ~ '\d' THEN
        RETURN QUERY SELECT DISTINCT k.individual_id FROM app.identifier k WHERE k.value IN (said, regexp_replace(said, '^[[:alpha:]]+ ', ''));
    ELSIF strpos(said, ',') > 0 THEN
        RETURN QUERY EXECUTE
            'SELECT i.id FROM app.individual i WHERE lower(i.family) LIKE $1 AND lower(i.given) LIKE $2 AND i.merged_into IS NULL
             ORDER BY lower(i.family), lower(i.given), i.id LIMIT $3'
        USING engine.like_start(split_part(said, ',', 1)), engine.like_start(split_part(said, ',', 2)), enough;
    ELSE
        -- As texts: only a pattern that is known when the query is planned can use an index.
        RETURN QUERY EXECUTE
            'SELECT i.id FROM app.individual i
             WHERE (lower(i.family) LIKE $1 OR lower(i.given) LIKE $1 OR (lower(i.family) LIKE $2 AND lower(i.given) LIKE $3)) AND i.merged_into IS NULL
             ORDER BY lower(i.family) LIKE $1 DESC, lower(i.family), lower(i.given), i.id LIMIT $4'
        USING engine.like_start(said), engine.like_start(substr(said, strpos(said, ' ') + 1)), engine.like_start(split_part(said, ' ', 1)), enough;
    END IF;
END $$;
COMMENT ON FUNCTION engine.candidates(text, engine.viewer) IS
    'Persons whom the words may mean: a reference, a birth date, an identifier, the beginning of a family or given name, both of them. Says nothing of who may see them, but for whom an item is about.';

CREATE FUNCTION engine.decoys(asked text, v engine.viewer, n integer) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    first bigint := (SELECT i.id FROM app.individual i ORDER BY i.id LIMIT 1);
    last bigint := (SELECT i.id FROM app.individual i ORDER BY i.id DESC LIMIT 1);
BEGIN
    RETURN QUERY SELECT i.id FROM generate_series(1, n) k
        CROSS JOIN LATERAL (SELECT p.id FROM app.individual p
                            WHERE p.id >= first + (hashtextextended(lower(btrim(asked)), v.staff_id * 10 + k) & 9223372036854775807) % (last - first + 1)
                            ORDER BY p.id LIMIT 1) i;
END $$;
COMMENT ON FUNCTION engine.decoys(text, engine.viewer, integer) IS
    'Some persons whom the words do not mean, always the same for one reader and the same words. Whether they may be seen is worked out as for persons who are meant, and forgotten: a search that finds nobody works as hard as one that meets somebody who is hidden, so neither its time nor EXPLAIN tells one from the other.';

CREATE FUNCTION engine.found_row(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    seen bigint[] := engine.tasks_seen(individual_id, true, v);
BEGIN
    RETURN (SELECT jsonb_build_object('ref', engine.individual_ref(p.id), 'name', engine.person_name(p.family, p.given), 'birth_date', p.birth_date,
                'identifier', engine.main_identifier(p.id), 'city', p.city, 'open', cardinality(seen),
                'late', (SELECT count(*) FROM app.task t WHERE t.id = ANY (seen) AND engine.state_of(t.status, t.due, v.at, v.day_end) = 'late'))
            FROM app.individual p WHERE p.id = found_row.individual_id);
END $$;
COMMENT ON FUNCTION engine.found_row(bigint, engine.viewer) IS 'A person as a line of what was found, counting only items that the reader may see.';

CREATE FUNCTION engine.found_items(given text, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff := (SELECT s FROM app.staff s WHERE s.id = v.staff_id);
    ids bigint[] := array(
        SELECT t.id FROM engine.parse_ref(given) p
        JOIN app.task t ON (p.prefix = 'R' AND t.referral_id = p.id) OR (p.prefix = 'T' AND t.id = p.id AND t.kind <> 'referral')
        WHERE engine.relations(t, staff, v.roles) <> '{}' ORDER BY t.id);
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('ref', r.ref, 'label', r.label, 'name', r.individual_name,
                                                         'state_words', r.state_words, 'due', r.due)), '[]') FROM engine.rows(ids, v) r);
END $$;
COMMENT ON FUNCTION engine.found_items(text, engine.viewer) IS 'The items that a reference typed in means, of those the reader may see.';

CREATE FUNCTION engine.past_tasks(individual_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(
        SELECT x.id FROM (
            SELECT t.id, dense_rank() OVER (ORDER BY r.closed_at DESC, r.id DESC) AS place
            FROM app.task t JOIN app.referral r ON r.id = t.referral_id AND r.closed_at IS NOT NULL AND NOT r.void
            WHERE t.id = ANY (engine.tasks_seen(past_tasks.individual_id, false, v))) x
        WHERE x.place <= 50);
END $$;
COMMENT ON FUNCTION engine.past_tasks(bigint, engine.viewer) IS 'The tries, as far as the reader may see them, of the last 50 referrals of a person that have ended.';

CREATE FUNCTION engine.past_referrals(tasks bigint[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('referral_ref', engine.referral_ref(x.id), 'label', x.label, 'closed_at', x.closed_at,
                                                         'outcome', x.outcome, 'helped', x.helped) ORDER BY x.closed_at DESC), '[]')
            FROM (SELECT DISTINCT r.id, coalesce(y.short, y.name) AS label, r.closed_at, o.name AS outcome, o.helped
                  FROM app.task t JOIN app.referral r ON r.id = t.referral_id
                  JOIN app.service_type y ON y.id = r.service_type_id
                  LEFT JOIN app.outcome o ON o.code = r.outcome
                  WHERE t.id = ANY (tasks)) x);
END $$;
COMMENT ON FUNCTION engine.past_referrals(bigint[]) IS 'What was asked for before and how it ended, newest first: the referrals of engine.past_tasks.';

CREATE FUNCTION engine.calls_told(individual_id bigint, v engine.viewer) RETURNS SETOF app.call LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT c.* FROM app.call c LEFT JOIN app.task t ON t.id = c.task_id
        WHERE c.individual_id = calls_told.individual_id
          AND (t.id IS NULL OR engine.sees_category(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id))
        ORDER BY c.at DESC LIMIT 20;
END $$;
COMMENT ON FUNCTION engine.calls_told(bigint, engine.viewer) IS 'The last 20 calls to a person or for them; none about what the reader may not see.';

CREATE FUNCTION engine.call_list(individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'who', engine.from_words(x.staff_id, x.organization_id), 'reached', x.reached,
                                                         'text', x.note) ORDER BY x.at DESC), '[]')
            FROM (SELECT c.at, c.staff_id, s.organization_id, c.reached, coalesce(p.body ->> 'note', engine.erased_words(p.erased_by)) AS note
                  FROM engine.calls_told(call_list.individual_id, v) c JOIN app.staff s ON s.id = c.staff_id
                  LEFT JOIN app.ledger_private p ON p.entry_id = c.entry_id) x);
END $$;
COMMENT ON FUNCTION engine.call_list(bigint, engine.viewer) IS 'Calls to a person or for them, newest first; none about what the reader may not see.';
