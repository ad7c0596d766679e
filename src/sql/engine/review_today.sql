-- Reviews on Today, in lists and in reports; and what becomes of one that is not held in time.

CREATE FUNCTION engine.review_standing(k app.review_kind, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    d record := engine.review_due(k, v.at);
    r app.review;
    last app.review;
BEGIN
    SELECT w.* INTO r FROM app.review w WHERE w.kind = k.code AND w.status = 'open';
    SELECT w.* INTO last FROM app.review w WHERE w.kind = k.code AND w.status = 'held' AND engine.was_held(w.id) ORDER BY w.began_at DESC LIMIT 1;
    RETURN jsonb_build_object('kind', k.code, 'of', k."of", 'name', k.name, 'status', CASE WHEN r.id IS NOT NULL THEN 'open' WHEN d.held AND last.for_day >= engine.day_before(k, d.day) THEN 'held' ELSE 'not_started' END,
        'ref', engine.meeting_ref(r.id), 'due', d.due, 'overdue', NOT d.held AND d.due < v.at,
        'today', NOT d.held AND d.day = engine.local_day(v.at),
        'last', CASE WHEN last.id IS NOT NULL THEN (
            SELECT jsonb_build_object('ref', engine.meeting_ref(last.id), 'when', last.ended_at, 'day', last.for_day, 'items', c.decided + c.gone + engine.review_acknowledged(last.id, v),
                       'decided', c.decided, 'left', c.remaining, 'minutes', (SELECT round(coalesce(sum(p.seconds), 0) / 60.0)::integer FROM app.review_person p WHERE p.review_id = last.id))
            FROM engine.review_counts(last.id, v) c) END);
END $$;
COMMENT ON FUNCTION engine.review_standing(app.review_kind, engine.viewer) IS 'Whether one is to be held, is open or was held, by when, and what the last one came to.';

CREATE FUNCTION engine.review_waiting(k app.review_kind, v engine.viewer, OUT to_decide integer, OUT to_list integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.review;
BEGIN
    SELECT w.* INTO r FROM app.review w WHERE w.kind = k.code AND w.status = 'open';
    IF r.id IS NOT NULL THEN
        to_decide := (engine.review_counts(r.id, v)).still;
    ELSIF k."of" <> 'performance' THEN
        to_decide := cardinality(engine.review_found(k."of", 10000, v));
    END IF;
    r.id := coalesce(r.id, 0);
    r."of" := k."of";
    to_list := CASE WHEN k."of" = 'performance' THEN 0 ELSE cardinality(engine.review_rest(r, 10000, NULL, NULL, v)) END;
END $$;
COMMENT ON FUNCTION engine.review_waiting(app.review_kind, engine.viewer) IS 'How many are to be decided and how many acknowledged, counted to ten thousand; of performance NULL until it has begun.';

CREATE FUNCTION engine.group_counts(groups jsonb, keys text[]) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN bool_or((g ->> 'count')::integer = 1000) THEN 1000 ELSE coalesce(sum((g ->> 'count')::integer), 0) END::integer
    FROM jsonb_array_elements(groups) g WHERE g ->> 'key' = ANY (keys)
$$;
COMMENT ON FUNCTION engine.group_counts(jsonb, text[]) IS 'How many items some groups of Today have together; 1000: more than 999.';

CREATE FUNCTION engine.today_review(groups jsonb, scope text, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine app.review_kind[] := array(SELECT k FROM app.review_kind k WHERE k.active AND (k.role_id = ANY (v.roles) OR k.with_roles && v.roles) ORDER BY k."of" = 'open_items' DESC, k.position);
    first jsonb;
    r app.review;
    to_decide integer;
    to_list integer;
BEGIN
    IF mine = '{}' THEN
        RETURN NULL;
    END IF;
    first := engine.review_standing(mine[1], v);
    SELECT w.* INTO r FROM app.review w WHERE w.kind = (mine[1]).code AND w.status = 'open';
    -- What Today has counted already is not counted again; one that goes on counts what is in it.
    IF r.id IS NULL AND (mine[1])."of" = 'open_items' AND scope = 'network' THEN
        to_decide := engine.group_counts(groups, '{late,declined,returned,uncovered,undated,unopened}');
        to_list := engine.group_counts(groups, '{today,rest}');
    END IF;
    -- What it counted to 1000 only is: how long a review will take is no "more than".
    IF to_list IS NULL OR to_decide = 1000 OR to_list = 1000 THEN
        SELECT w.* INTO to_decide, to_list FROM engine.review_waiting(mine[1], v) w;
    END IF;
    RETURN first || jsonb_build_object('to_decide', to_decide, 'to_list', to_list,
        'decided', CASE WHEN r.id IS NOT NULL THEN (engine.review_counts(r.id, v)).decided END, 'put_off', CASE WHEN r.id IS NOT NULL THEN (engine.review_counts(r.id, v)).put_off END,
        'list_done', EXISTS (SELECT FROM app.review_list l WHERE l.review_id = r.id),
        'also', (SELECT coalesce(jsonb_agg(x.s ORDER BY o.position), '[]') FROM unnest(mine[2:]) o
                 CROSS JOIN LATERAL (SELECT engine.review_standing(k, v) - 'last' AS s FROM app.review_kind k WHERE k.code = o.code) x
                 WHERE x.s ->> 'status' = 'open' OR (x.s -> 'today')::boolean OR (x.s -> 'overdue')::boolean));
END $$;
COMMENT ON FUNCTION engine.today_review(jsonb, text, engine.viewer) IS 'The review of whoever may hold one, for Today; others that are due today, late or open stand beside it. NULL: they hold none.';

CREATE FUNCTION engine.missed_about(k app.review_kind, at timestamptz) RETURNS app.task LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task;
    org integer := CASE WHEN NOT 'coordinate' = ANY ((SELECT r.duties FROM app.role r WHERE r.id = k.role_id)::text[]) THEN engine.organization_of(k.role_id) END;
BEGIN
    SELECT x.* INTO t FROM app.task x
    WHERE x.closed_at IS NULL AND x.status <> 'on-hold' AND x.sort_at < at AND x.due < at AND NOT engine.is_apart(x.category)
      AND (k."of" <> 'risks' OR x.kind IN ('risk', 'alert')) AND NOT (x.kind IN ('alert', 'correction') AND engine.of_look(x.id))
      AND (org IS NULL OR x.owner_organization_id = org)
    ORDER BY x.sort_at, x.id LIMIT 1;
    IF t.id IS NULL THEN
        SELECT x.* INTO t FROM app.task x
        WHERE x.closed_at IS NULL AND x.kind = (CASE k."of" WHEN 'risks' THEN 'risk' ELSE 'reroute' END)::app.task_kind AND x.kind <> 'referral' AND x.status <> 'on-hold'
          AND NOT engine.is_apart(x.category) AND (org IS NULL OR x.owner_organization_id = org)
        ORDER BY x.sort_at, x.id LIMIT 1;
    END IF;
    RETURN t;
END $$;
COMMENT ON FUNCTION engine.missed_about(app.review_kind, timestamptz) IS 'What would have been decided first in a review that was not held; NULL: nothing waited for it.';

CREATE FUNCTION engine.missed_owner(k app.review_kind) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT r.supervisor_role_id FROM app.role r WHERE r.id = k.role_id),
                    (SELECT engine.standing_role(n.operational_owner_id) FROM app.network n), k.role_id);
END $$;
COMMENT ON FUNCTION engine.missed_owner(app.review_kind) IS 'Who hears that a review was not held: the supervisor of its role, or else the operational owner''s role.';

CREATE FUNCTION engine.review_miss(k app.review_kind, day date, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    about app.task := engine.missed_about(k, at);
    origin app.task_origin;
    none app.staff;
    t app.task;
BEGIN
    -- One that waits for an answer already is joined.
    SELECT x.* INTO t FROM app.review_missed m JOIN app.task x ON x.id = m.task_id AND x.closed_at IS NULL WHERE m.kind = k.code ORDER BY m.day DESC LIMIT 1;
    IF t.id IS NULL AND about.id IS NOT NULL THEN
        t := engine.open_work('follow_up', about.individual_id, engine.missed_owner(k), NULL, left(lower(left(k.name, 1)) || substr(k.name, 2) || ' not held', 60), 'routine', NULL, origin, none, 'open',
                              jsonb_build_object('because', 'not_held', 'review', k.code, 'day', day, 'of', engine.task_ref(about)), NULL, at, NULL);
    END IF;
    INSERT INTO app.review_missed (kind, day, task_id, at) VALUES (k.code, day, t.id, at) ON CONFLICT DO NOTHING;
    RETURN t.id IS NOT NULL;
END $$;
COMMENT ON FUNCTION engine.review_miss(app.review_kind, date, timestamptz) IS
    'A review that was not held by its time becomes work of whoever supervises its role, about the person who would have been first; one for each, once.';

CREATE FUNCTION engine.sweep_reviews(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k app.review_kind;
    d record;
BEGIN
    FOR k IN SELECT c.* FROM app.review_kind c WHERE c.active ORDER BY c.code FOR NO KEY UPDATE SKIP LOCKED LOOP
        d := engine.review_due(k, at);
        CONTINUE WHEN d.held OR d.due > at OR EXISTS (SELECT FROM app.review_missed m WHERE m.kind = k.code AND m.day = d.day)
            -- Somebody is at it.
            OR EXISTS (SELECT FROM app.review r JOIN app.review_person p ON p.review_id = r.id
                       WHERE r.kind = k.code AND r.status = 'open' AND p.last_at > at - interval '30 minutes');
        PERFORM engine.review_miss(k, d.day, at);
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.sweep_reviews(timestamptz) IS 'Looks for reviews that were not held by their time.';

CREATE FUNCTION engine.report_reviews(filter jsonb, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    a timestamptz := engine.read_time(filter ->> 'from', 'from', false);
    b timestamptz := engine.read_time(filter ->> 'to', 'to', true);
    -- Only from one that is theirs to read: when another was held would be told by what comes next.
    after app.review := CASE WHEN filter ->> 'after' IS NOT NULL THEN engine.review_to_read(filter ->> 'after', v) END;
    n integer := least(engine.page_size(filter -> 'n', 100, 99999), 1000);
    found bigint[];
BEGIN
    found := array(
        SELECT r.id FROM app.review r JOIN app.review_kind k ON k.code = r.kind JOIN app.role o ON o.id = r.role_id JOIN app.organization g ON g.id = o.organization_id
        WHERE (a IS NULL OR r.began_at >= a) AND (b IS NULL OR r.began_at <= b) AND (filter ->> 'kind' IS NULL OR r.kind = filter ->> 'kind')
          AND (filter ->> 'org' IS NULL OR g.code = filter ->> 'org') AND engine.may_read_reviews(k, v)
          AND (after.id IS NULL OR (r.began_at, r.id) < (after.began_at, after.id))
        ORDER BY r.began_at DESC, r.id DESC LIMIT n + 1);
    RETURN jsonb_build_object('reviews', (
            SELECT coalesce(jsonb_agg(engine.review_json(r, v) || jsonb_build_object('role', o.name, 'organization', g.name,
                'by', (SELECT coalesce(jsonb_object_agg(x.action, x.n), '{}') FROM engine.decided_how(r, engine.review_hidden(r.id, v)) x)) ORDER BY f.place), '[]')
            FROM unnest(found[1:n]) WITH ORDINALITY f (id, place) JOIN app.review r ON r.id = f.id JOIN app.role o ON o.id = r.role_id JOIN app.organization g ON g.id = o.organization_id),
        'next', CASE WHEN cardinality(found) > n THEN engine.meeting_ref(found[n]) END);
END $$;
COMMENT ON FUNCTION engine.report_reviews(jsonb, engine.viewer) IS 'Reviews of a period, newest first, of those kinds that the reader may read. HF404: after is none of these.';
