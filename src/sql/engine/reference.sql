-- References: what people say on the telephone instead of ids. R-20418 is a referral and its first
-- try, R-20418.2 its second, T-8841 any other task, P-311 an individual, V-5120 an event, K-3309 a
-- social risk, C-4120 a consent, W-77 a review. Ids of another region carry it in front: R-7-20418.

CREATE FUNCTION engine.short_id(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN id >> 48 = 0 THEN id::text
                ELSE (id >> 48)::text || '-' || (id & 281474976710655)::text END
$$;
COMMENT ON FUNCTION engine.short_id(bigint) IS 'An id as people see it: its region only where that is not 0.';

CREATE FUNCTION engine.referral_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'R-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.referral_ref(bigint) IS 'The reference of a referral.';

CREATE FUNCTION engine.individual_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'P-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.individual_ref(bigint) IS 'The reference of an individual.';

CREATE FUNCTION engine.individual_refs(ids bigint[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(engine.individual_ref(i) ORDER BY n), '[]') FROM unnest(ids) WITH ORDINALITY u (i, n)
$$;
COMMENT ON FUNCTION engine.individual_refs(bigint[]) IS 'References of individuals, as a list.';

CREATE FUNCTION engine.task_ref(kind app.task_kind, id bigint, referral_id bigint, attempt integer)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN kind <> 'referral' THEN 'T-' || engine.short_id(id)
                ELSE 'R-' || engine.short_id(referral_id)
                     || CASE WHEN attempt > 1 THEN '.' || attempt::text ELSE '' END END
$$;
COMMENT ON FUNCTION engine.task_ref(app.task_kind, bigint, bigint, integer) IS 'The reference of a task, from its columns.';

CREATE FUNCTION engine.task_ref(t app.task) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT engine.task_ref(t.kind, t.id, t.referral_id, t.attempt)
$$;
COMMENT ON FUNCTION engine.task_ref(app.task) IS 'The reference of a task.';

CREATE FUNCTION engine.parse_ref(ref text, OUT prefix text, OUT id bigint, OUT attempt integer)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    parts text[];
BEGIN
    -- By far the most, without a pattern that takes it apart: that is slow.
    IF ref ~ '^[RTPVKCW]-[0-9]+$' AND length(ref) <= 16 THEN
        prefix := left(ref, 1);
        id := substr(ref, 3)::bigint;
        attempt := 1;
        RETURN;
    END IF;
    parts := regexp_match(upper(btrim(ref)), '^([RTPVKCW])-(?:([0-9]{1,5})-)?([0-9]{1,15})(?:\.([0-9]{1,4}))?$');
    IF parts IS NULL OR coalesce(parts[2], '0')::integer > 32767 OR parts[3]::bigint > 281474976710655
       OR (parts[4] IS NOT NULL AND parts[1] <> 'R') THEN
        RETURN;
    END IF;
    prefix := parts[1];
    id := (coalesce(parts[2], '0')::bigint << 48) | parts[3]::bigint;
    attempt := coalesce(parts[4], '1')::integer;
END $$;
COMMENT ON FUNCTION engine.parse_ref(text) IS 'Takes a reference apart; all NULL when it is none. Small letters are taken too.';

CREATE FUNCTION engine.task_id(ref text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    p record := engine.parse_ref(ref);
BEGIN
    IF p.prefix = 'T' THEN
        RETURN (SELECT t.id FROM app.task t WHERE t.id = p.id AND t.kind <> 'referral');
    ELSIF p.prefix = 'R' THEN
        RETURN (SELECT t.id FROM app.task t WHERE t.referral_id = p.id AND t.attempt = p.attempt AND t.kind = 'referral');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION engine.task_id(text) IS 'The task of a reference; NULL when there is none. Says nothing of who may see it.';

CREATE FUNCTION engine.individual_id(ref text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT engine.kept(i.id) FROM engine.parse_ref(ref) p JOIN app.individual i ON i.id = p.id WHERE p.prefix = 'P'
$$;
COMMENT ON FUNCTION engine.individual_id(text) IS 'The individual of a reference; NULL when there is none. The reference of somebody merged leads to the page that counts.';

CREATE FUNCTION engine.event_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'V-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.event_ref(bigint) IS 'The reference of an event.';

CREATE FUNCTION engine.event_id(ref text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT e.id FROM engine.parse_ref(ref) p JOIN app.event e ON e.id = p.id WHERE p.prefix = 'V'
$$;
COMMENT ON FUNCTION engine.event_id(text) IS 'The event of a reference; NULL when there is none.';
