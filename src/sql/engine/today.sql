-- The groups of Today: every open item is in exactly one, the first that fits.

CREATE FUNCTION engine.group_keys() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{late,declined,returned,uncovered,undated,unopened,today,rest}'::text[]
$$;
COMMENT ON FUNCTION engine.group_keys() IS 'The groups in their order.';

CREATE FUNCTION engine.alert_kinds() RETURNS app.task_kind[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{alert,risk,case_review,plan_update,result_review}'::app.task_kind[]
$$;
COMMENT ON FUNCTION engine.alert_kinds() IS 'Kinds of tasks that an event or a risk opens: the scope alerts.';

CREATE FUNCTION engine.group_clauses(key text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    -- Not late and not waiting: dated ahead, or without a date. Apart, because each has its index.
    ahead CONSTANT text := '(t.sort_at >= $7 AND t.due >= $7 AND t.status <> ''on-hold''';
    dateless CONSTANT text := '(t.due IS NULL AND t.status <> ''on-hold''';
    -- … and in none of the groups before.
    other CONSTANT text := ' AND t.kind <> ''reroute'' AND t.returned_at IS NULL';
    covered CONSTANT text := other || ' AND t.owner_role_id <> ALL ($19)';
    -- Whoever took an alert on has opened it, from whatever screen.
    -- A subquery that yields a value is asked row by row, so that a limit can stop it.
    seen CONSTANT text := '(SELECT true FROM app.opening o WHERE o.task_id = t.id AND o.acting LIMIT 1)';
    opened CONSTANT text := ' AND (t.kind <> ALL (''' || engine.alert_kinds()::text || ''') OR t.status <> ''requested'' OR ' || seen || ')';
BEGIN
    RETURN CASE key
        WHEN 'late' THEN ARRAY['(t.sort_at < $7 AND t.due < $7 AND t.status <> ''on-hold'')']
        WHEN 'declined' THEN ARRAY[ahead || ' AND t.kind = ''reroute'' AND t.kind <> ''referral'')', dateless || ' AND t.kind = ''reroute'')']
        WHEN 'returned' THEN ARRAY['(t.returned_at IS NOT NULL AND t.status <> ''on-hold'' AND (t.due IS NULL OR t.due >= $7) AND t.kind <> ''reroute'')']
        WHEN 'uncovered' THEN ARRAY[ahead || other || ' AND t.owner_role_id = ANY ($19))', dateless || other || ' AND t.owner_role_id = ANY ($19))']
        WHEN 'undated' THEN ARRAY[dateless || covered || ')']
        WHEN 'unopened' THEN array(SELECT ahead || covered || format(' AND t.kind = %L AND t.kind <> ''referral'' AND t.status = ''requested'' AND ', k) || 'NOT coalesce(' || seen || ', false))'
                                   FROM unnest(engine.alert_kinds()) k)
        WHEN 'today' THEN ARRAY[ahead || covered || opened || ' AND t.sort_at < $8 AND t.due < $8)']
        WHEN 'rest' THEN ARRAY['(t.status = ''on-hold'')', '(t.sort_at >= $8 AND t.due >= $8 AND t.status <> ''on-hold''' || covered || opened || ')']
    END;
END $$;
COMMENT ON FUNCTION engine.group_clauses(text) IS
    'A group as clauses of which exactly one holds for an item in it ($7 now, $8 the end of today, $19 roles that nobody covers), each served by an index.';

CREATE FUNCTION engine.today_scope(v engine.viewer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN v.audits AND NOT v.serves THEN 'role' WHEN v.coordinates OR v.audits OR 'supervise' = ANY (v.duties) OR NOT v.duties && '{respond,plan}' THEN 'network' ELSE 'role' END
$$;
COMMENT ON FUNCTION engine.today_scope(engine.viewer) IS
    'Of what Today speaks: who answers for a desk, of the desk; who coordinates, supervises or asks, of all they may see; who only audits may change nothing but what is their own.';

CREATE FUNCTION engine.tally(scope text, v engine.viewer, clauses text[], OUT count integer, OUT oldest timestamptz, OUT first bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    query text := (
        SELECT 'SELECT least(count(*), $6), min(u.need_since), (array_agg(u.id ORDER BY u.sort_at, u.id))[1] FROM ('
               || string_agg(engine.stream_query(s.source, s.clause, ' AND ' || c || engine.in_order(s.clause || c, 'ASC')), ' UNION ') || ') u'
        FROM engine.streams(scope, v) s, unnest(clauses) c);
BEGIN
    count := 0;
    IF query IS NOT NULL THEN
        EXECUTE query INTO count, oldest, first
        USING v.roles, v.staff_id, v.organization_id, NULL::timestamptz, NULL::bigint, 1000, v.at, v.day_end,
              NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, v.uncovered;
    END IF;
END $$;
COMMENT ON FUNCTION engine.tally(text, engine.viewer, text[]) IS
    'How many items of a scope meet one of the clauses, the oldest need among them and the first in order; the first thousand are looked at.';

CREATE FUNCTION engine.today_groups(scope text, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH g AS MATERIALIZED (
            SELECT k.place, k.key, y.count, y.oldest, y.first
            FROM unnest(engine.group_keys()) WITH ORDINALITY k (key, place)
            CROSS JOIN LATERAL engine.tally(scope, v, engine.group_clauses(k.key)) y),
        -- The groups show their worst item; the last one when the next comes back or is due.
        w AS MATERIALIZED (SELECT r.* FROM engine.rows(array(SELECT g.first FROM g WHERE g.first IS NOT NULL), v) r)
        SELECT jsonb_agg(jsonb_build_object('key', g.key, 'label', engine.group_label(g.key), 'count', g.count, 'oldest', g.oldest,
                   'worst', engine.worst_words(g.key, w.individual_name, w.label, w.state_words, w.owner_role),
                   'worst_ref', w.ref, 'worst_at', coalesce(w.hold_until, w.due), 'scope', scope, 'filter', jsonb_build_object('group', g.key)) ORDER BY g.place)
        FROM g LEFT JOIN w ON w.id = g.first);
END $$;
COMMENT ON FUNCTION engine.today_groups(text, engine.viewer) IS 'WORK: each group with its count, its oldest need, and its worst item.';

CREATE FUNCTION engine.group_label(key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE key WHEN 'late' THEN 'Late' WHEN 'declined' THEN 'Declined, find a provider' WHEN 'returned' THEN 'Wait is over, came back'
        WHEN 'uncovered' THEN 'Owner away, nobody covers' WHEN 'undated' THEN 'No deadline set' WHEN 'unopened' THEN 'Alerts nobody has opened'
        WHEN 'today' THEN 'Due today' ELSE 'On track or waiting' END
$$;
COMMENT ON FUNCTION engine.group_label(text) IS 'A group as people read it.';

CREATE FUNCTION engine.worst_words(key text, person text, label text, state_words text, owner_role text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN label IS NULL THEN NULL
        WHEN key = 'uncovered' THEN engine.role_words(owner_role)
        ELSE concat_ws(': ', person, label || CASE WHEN key = 'late' THEN ' ' || state_words WHEN key IN ('returned', 'rest') AND state_words LIKE 'waits%' THEN ', ' || state_words ELSE '' END) END;
END $$;
COMMENT ON FUNCTION engine.worst_words(text, text, text, text, text) IS 'The worst item of a group: Petrov, Irina: home aide not started.';

CREATE FUNCTION engine.today_ages(scope text, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('label', b.label, 'count', engine.count_in(
                   CASE WHEN scope = 'network' AND (v.coordinates OR v.audits) THEN 'roles' ELSE scope END, v, engine.wanted('{}'),
                   format(' AND t.need_since > %s AND t.need_since <= %s', b.since, b.until), 1000)) ORDER BY b.place)
        FROM (VALUES (1, 'under 1 day', '$7 - interval ''1 day''', '''infinity''::timestamptz'),
                     (2, '1-2 days', '$7 - interval ''3 days''', '$7 - interval ''1 day'''),
                     (3, '3-7 days', '$7 - interval ''8 days''', '$7 - interval ''3 days'''),
                     (4, '8-14 days', '$7 - interval ''15 days''', '$7 - interval ''8 days'''),
                     (5, 'over 14 days', '''-infinity''::timestamptz', '$7 - interval ''15 days''')) b (place, label, since, until));
END $$;
COMMENT ON FUNCTION engine.today_ages(text, engine.viewer) IS 'WAITING SINCE THE NEED BEGAN: open items by the age of their need.';

-- What stands above exact numbers is said exactly too, as long as these can be added up.
CREATE FUNCTION engine.ages_total(ages jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN max((a ->> 'count')::integer) < 1000 THEN sum((a ->> 'count')::integer) END::integer FROM jsonb_array_elements(ages) a
$$;
COMMENT ON FUNCTION engine.ages_total(jsonb) IS 'How many items the bands of ages hold together; NULL where one of them was counted to 1000 only.';

CREATE FUNCTION engine.exact_rest(groups jsonb, total integer) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    others integer := engine.group_counts(groups, array_remove(engine.group_keys(), 'rest'));
BEGIN
    IF total IS NULL OR others = 1000 OR engine.group_counts(groups, '{rest}') <> 1000 THEN
        RETURN groups;
    END IF;
    RETURN (SELECT jsonb_agg(CASE WHEN g ->> 'key' = 'rest' THEN g || jsonb_build_object('count', total - others) ELSE g END ORDER BY p)
            FROM jsonb_array_elements(groups) WITH ORDINALITY x (g, p));
END $$;
COMMENT ON FUNCTION engine.exact_rest(jsonb, integer) IS 'The groups, the last of which, where it was counted to 1000 only, is what the others leave of so many in all.';
