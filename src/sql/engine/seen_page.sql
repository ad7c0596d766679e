-- Which items a scope and a filter mean, one page of them. The text of the query is put together
-- from the fragments below and never from a value: values travel as parameters, so that each call
-- is planned for what it asks, on the index that carries its order.

CREATE FUNCTION engine.filter_values(filter jsonb, key text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE jsonb_typeof(filter -> key)
        WHEN 'array' THEN array(SELECT jsonb_array_elements_text(filter -> key))
        ELSE ARRAY[filter ->> key] END
$$;
COMMENT ON FUNCTION engine.filter_values(jsonb, text) IS 'What a filter key asks for, one value or a list.';

CREATE FUNCTION engine.check_values(key text, given text[], known text[]) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    strange text := (SELECT g FROM unnest(given) g WHERE g IS NULL OR NOT g = ANY (known) LIMIT 1);
BEGIN
    IF NOT given <@ known OR array_position(given, NULL) IS NOT NULL OR given = '{}' THEN
        PERFORM engine.refuse('HF400', format('The filter %s does not know "%s".', key, coalesce(strange, 'null')),
                              CASE WHEN cardinality(known) < 12 THEN 'It knows: ' || array_to_string(known, ', ') || '.' ELSE '' END);
    END IF;
    RETURN given;
END $$;
COMMENT ON FUNCTION engine.check_values(text, text[], text[]) IS 'The values themselves; HF400 names the one that is unknown.';

CREATE FUNCTION engine.state_clause(states text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '(' || string_agg(c.clause, ' OR ') || ')'
    FROM (VALUES
        -- sort_at is due, where there is one and the item is not on hold: said twice so that an index serves.
        ('late', 't.status <> ''on-hold'' AND t.sort_at < $7 AND t.due < $7'),
        ('today', 't.status <> ''on-hold'' AND t.sort_at >= $7 AND t.sort_at < $8 AND t.due >= $7 AND t.due < $8'),
        ('later', 't.status <> ''on-hold'' AND t.sort_at >= $8 AND t.due >= $8'),
        ('hold', 't.status = ''on-hold'''),
        ('undated', 't.status <> ''on-hold'' AND t.due IS NULL')) AS c (state, clause)
    WHERE c.state = ANY (states)
$$;
COMMENT ON FUNCTION engine.state_clause(text[]) IS 'Items that stand so, as a clause ($7 now, $8 the end of today): engine.state_of in a form that indexes serve.';

CREATE FUNCTION engine.wanted_text(asked text, INOUT w engine.wanted) LANGUAGE plpgsql STABLE AS $$
DECLARE
    ref record;
BEGIN
    SELECT p.prefix, p.id, engine.task_id(asked) AS task INTO ref FROM engine.parse_ref(asked) p;
    IF ref.prefix = 'P' THEN
        w.individuals := ARRAY[ref.id];
        w.clause := w.clause || ' AND t.individual_id = ANY ($16)';
    ELSIF ref.prefix = 'R' AND asked NOT LIKE '%.%' THEN
        w.tasks := array(SELECT t.id FROM app.task t WHERE t.referral_id = ref.id);
        w.clause := w.clause || ' AND t.id = ANY ($17)';
    ELSIF ref.prefix IS NOT NULL THEN
        w.tasks := ARRAY[ref.task];
        w.clause := w.clause || ' AND t.id = ANY ($17)';
    ELSE
        -- Few of that name: their items by index. Many: they turn up soon enough on the way.
        w.family := engine.like_start(asked);
        EXECUTE 'SELECT array(SELECT i.id FROM app.individual i WHERE lower(i.family) LIKE $1 LIMIT 2001)' INTO w.individuals USING w.family;
        w.clause := w.clause || CASE WHEN cardinality(w.individuals) <= 2000 THEN ' AND t.individual_id = ANY ($16)'
            ELSE ' AND EXISTS (SELECT FROM app.individual i WHERE i.id = t.individual_id AND lower(i.family) LIKE $18)' END
            || ' AND engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, $3, $2)';
    END IF;
END $$;
COMMENT ON FUNCTION engine.wanted_text(text, engine.wanted) IS
    'The filter key text: a reference, else the beginning of a family name, of persons whom the reader may know.';

CREATE FUNCTION engine.wanted(filter jsonb) RETURNS engine.wanted LANGUAGE plpgsql STABLE AS $$
DECLARE
    w engine.wanted;
    key text;
    given text[];
BEGIN
    w.clause := '';
    IF filter IS NULL OR filter = '{}' THEN
        RETURN w;
    END IF;
    IF jsonb_typeof(filter) <> 'object' THEN
        PERFORM engine.refuse('HF400', 'The filter is not an object.', 'Give it as {"state": "late"}.');
    END IF;
    FOR key IN SELECT k FROM jsonb_object_keys(filter) k ORDER BY k LOOP
        given := engine.filter_values(filter, key);
        CASE key
            WHEN 'kind' THEN
                w.kinds := engine.check_values(key, given, enum_range(NULL::app.task_kind)::text[]);
                w.clause := w.clause || ' AND t.kind = ANY ($9)' || CASE WHEN 'referral' = ANY (given) THEN '' ELSE ' AND t.kind <> ''referral''' END;
            WHEN 'status' THEN
                w.statuses := engine.check_values(key, given, enum_range(NULL::app.task_status)::text[]);
                w.clause := w.clause || ' AND t.status = ANY ($10)';
            WHEN 'priority' THEN
                w.priorities := engine.check_values(key, given, enum_range(NULL::app.priority)::text[]);
                w.clause := w.clause || ' AND t.priority = ANY ($11)' || CASE WHEN 'routine' = ANY (given) THEN '' ELSE ' AND t.priority <> ''routine''' END;
            WHEN 'state' THEN
                w.clause := w.clause || ' AND ' || engine.state_clause(engine.check_values(key, given, '{late,today,later,hold,undated}'));
            WHEN 'owner_role' THEN
                PERFORM engine.check_values(key, given, array(SELECT r.code FROM app.role r));
                w.owner_roles := array(SELECT r.id FROM app.role r WHERE r.code = ANY (given));
                w.clause := w.clause || ' AND t.owner_role_id = ANY ($12)';
            WHEN 'owner_login' THEN
                PERFORM engine.check_values(key, given, array(SELECT s.login FROM app.staff s WHERE s.login = ANY (given)));
                w.owner_staff := array(SELECT s.id FROM app.staff s WHERE s.login = ANY (given));
                w.clause := w.clause || ' AND t.owner_staff_id = ANY ($13)';
            WHEN 'service_type' THEN
                PERFORM engine.check_values(key, given, array(SELECT y.code FROM app.service_type y));
                w.types := array(SELECT y.id FROM app.service_type y WHERE y.code = ANY (given));
                w.clause := w.clause || ' AND t.service_type_id = ANY ($14)';
            WHEN 'organization' THEN
                PERFORM engine.check_values(key, given, array(SELECT o.code FROM app.organization o));
                w.organizations := array(SELECT o.id FROM app.organization o WHERE o.code = ANY (given));
                w.clause := w.clause || ' AND t.owner_organization_id = ANY ($15)';
            WHEN 'individual' THEN
                w.individuals := array(SELECT p.id FROM unnest(given) g, engine.parse_ref(g) p WHERE p.prefix = 'P');
                w.clause := w.clause || ' AND t.individual_id = ANY ($16) AND engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, $3, $2)';
            WHEN 'group' THEN
                PERFORM engine.check_values(key, given, engine.group_keys());
                w.clause := w.clause || ' AND (' || (SELECT string_agg(c, ' OR ') FROM unnest(given) g, unnest(engine.group_clauses(g)) c) || ')';
            WHEN 'text' THEN
                w := engine.wanted_text(given[1], w);
            ELSE
                PERFORM engine.refuse('HF400', format('There is no filter "%s".', key),
                    'Filters: kind, status, state, priority, owner_role, owner_login, service_type, organization, individual, text, group.');
        END CASE;
    END LOOP;
    RETURN w;
END $$;
COMMENT ON FUNCTION engine.wanted(jsonb) IS
    'A filter as a clause and its values (INTERFACES "Database functions"); HF400 names the key or value that is unknown.';

CREATE FUNCTION engine.check_scope(scope text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF scope IS NULL OR NOT scope = ANY ('{mine,role,org,network,alerts,escalations,requested}') THEN
        PERFORM engine.refuse('HF400', format('There is no scope "%s".', coalesce(scope, 'null')),
                              'Scopes: mine, role, org, network, alerts, escalations, requested.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_scope(text) IS 'HF400 names an unknown scope.';

CREATE FUNCTION engine.streams(scope text, v engine.viewer)
RETURNS TABLE (source text, clause text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    my_roles CONSTANT text := 'unnest($1) AS mine (role_id)';
    supervised CONSTANT text := '(SELECT r.id AS role_id FROM app.role r WHERE r.supervisor_role_id = ANY ($1)) AS mine';
    every_role CONSTANT text := '(SELECT r.id AS role_id FROM app.role r) AS mine';
    owned CONSTANT text := 't.owner_role_id = mine.role_id';
    whole boolean := v.coordinates OR v.audits;
    hidden text := engine.hidden_clause(v);
BEGIN
    RETURN QUERY SELECT s.source, s.clause || hidden FROM (VALUES
        ('mine',      NULL,       't.owner_staff_id = $2',                       true),
        ('role',      my_roles,   owned,                                         true),
        ('org',       NULL,       't.owner_organization_id = $3',                v.serves OR v.audits),
        ('requested', NULL,       't.requester_organization_id = $3',            v.serves),
        ('requested', NULL,       't.requester_staff_id = $2',                   false),
        ('network',   NULL,       'true',                                        whole),
        -- The whole network role by role: for what is kept in order within each role only.
        ('roles',     every_role, owned,                                         whole),
        ('network',   NULL,       't.owner_staff_id = $2',                       NOT whole),
        ('network',   my_roles,   owned,                                         NOT whole),
        ('network',   supervised, owned,                                         NOT whole),
        ('network',   NULL,       't.owner_organization_id = $3',                NOT whole AND v.serves),
        ('network',   NULL,       't.requester_organization_id = $3',            NOT whole AND v.serves)
        ) AS s (scope, source, clause, serves)
    WHERE s.scope = streams.scope AND s.serves
    UNION ALL
    -- What is theirs for whom the reader acts; elsewhere it is within role, organisation or network.
    SELECT NULL, format('t.owner_staff_id = %s', f.staff_id) || CASE WHEN f.role_ids IS NULL THEN '' ELSE format(' AND t.owner_role_id = ANY (%L::integer[])', f.role_ids) END || hidden
    FROM engine.stood_for(v.staff_id, v.roles, v.at) f WHERE streams.scope = 'mine'
    UNION ALL
    -- A stream for each kind, named in the query: what is rare is then known to be rare.
    SELECT CASE WHEN NOT whole THEN my_roles END, CASE WHEN whole THEN '' ELSE owned || ' AND ' END || format('t.kind = %L AND t.kind <> ''referral''', k) || hidden
    FROM unnest(engine.alert_kinds()) k WHERE streams.scope = 'alerts'
    UNION ALL
    -- What reached somebody in a stage that is over asks nothing of them any more.
    SELECT r.source, r.clause || hidden || CASE WHEN streams.scope = 'escalations' THEN
        ' AND (SELECT true FROM app.reach r WHERE r.task_id = t.id AND r.clock_id = t.clock_id AND (r.role_id = ANY ($1) OR r.staff_id = $2)
            AND r.action <> ''remind'' AND r.withdrawn_at IS NULL LIMIT 1)' ELSE '' END
    FROM engine.reached_stream(v) r
    -- Whom rungs reach by the hundred finds those in escalations: merging them here would walk the network.
    WHERE streams.scope = 'escalations' OR (streams.scope = 'network' AND NOT whole AND r.few);
END $$;
COMMENT ON FUNCTION engine.streams(text, engine.viewer) IS
    'A scope as streams of tasks, each in the order of an index, to be merged: a source to join (NULL: none) and a clause. No row: the scope is empty for this reader.';

CREATE FUNCTION engine.hidden_clause(v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Few at any time; looked up once for each page or count, so that no row has to be asked.
    RETURN coalesce((
        SELECT CASE WHEN count(*) > 0 THEN format(' AND t.id <> ALL (%L::bigint[])', array_agg(t.id)) END
        -- From the looks to their tasks, never from all that is open: a table without statistics invites that.
        FROM (SELECT w.id FROM app.emergency_look l, unnest(ARRAY[l.alert_id, l.review_id]) w (id) WHERE l.at > v.at - interval '1 year' OFFSET 0) k
        CROSS JOIN LATERAL (SELECT o.id, o.owner_role_id, o.closed_at FROM app.task o WHERE o.id = k.id OFFSET 0) t
        WHERE t.closed_at IS NULL AND engine.look_hidden(t.id, t.owner_role_id, v.staff_id, v.roles)), '');
END $$;
COMMENT ON FUNCTION engine.hidden_clause(engine.viewer) IS 'A clause that leaves out what came of emergency looks and is others'' to look into; empty: nothing.';

CREATE FUNCTION engine.reached_stream(v engine.viewer) RETURNS TABLE (source text, clause text, few boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
    hundreds CONSTANT integer := 500;
    -- Each counted by an index of its own and no further than needed.
    reached integer := (
        SELECT count(*) FROM (
            SELECT FROM unnest(v.roles) mine (role_id)
            CROSS JOIN LATERAL (SELECT FROM app.reach r WHERE r.role_id = mine.role_id AND r.action <> 'remind' AND r.withdrawn_at IS NULL AND r.task_open
                                ORDER BY r.at DESC LIMIT hundreds + 1) found
            LIMIT hundreds + 1) held)
        + (SELECT count(*) FROM (
            SELECT FROM app.reach r WHERE r.staff_id = v.staff_id AND r.action <> 'remind' AND r.withdrawn_at IS NULL AND r.task_open
            ORDER BY r.at DESC LIMIT hundreds + 1) found);
BEGIN
    few := reached <= hundreds;
    clause := CASE WHEN few THEN
        't.id = ANY (ARRAY(
            SELECT k.task_id FROM unnest($1) mine (role_id)
            CROSS JOIN LATERAL (SELECT r.task_id FROM app.reach r
                                WHERE r.role_id = mine.role_id AND r.action <> ''remind'' AND r.withdrawn_at IS NULL AND r.task_open
                                ORDER BY r.at DESC LIMIT 501) k
            UNION SELECT r.task_id FROM app.reach r WHERE r.staff_id = $2 AND r.action <> ''remind'' AND r.withdrawn_at IS NULL AND r.task_open))'
        ELSE
        -- A subquery that yields a value is asked row by row on the way; an EXISTS would be turned into a join with all that ever was told.
        '(SELECT true FROM app.reach r WHERE r.task_id = t.id AND (r.role_id = ANY ($1) OR r.staff_id = $2)
            AND r.action <> ''remind'' AND r.withdrawn_at IS NULL LIMIT 1)' END;
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION engine.reached_stream(engine.viewer) IS
    'Tasks by whose rungs this person was reached: a few are looked up, many are met on the way, for what is most overdue has reached the most.';

CREATE FUNCTION engine.stream_query(source text, clause text, tail text, enough text DEFAULT '') RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    core text := 'SELECT t.sort_at, t.id, t.need_since FROM app.task t WHERE t.closed_at IS NULL AND ' || clause
        || ' AND engine.sees_task(t.id, t.category, t.owner_organization_id, t.requester_organization_id, $3, $2)' || tail || enough;
BEGIN
    RETURN CASE WHEN source IS NULL THEN '(' || core || ')'
                ELSE format('(SELECT s.sort_at, s.id, s.need_since FROM %s CROSS JOIN LATERAL (%s) s%s)', source, core, enough) END;
END $$;
COMMENT ON FUNCTION engine.stream_query(text, text, text, text) IS
    'One stream as a query; tail holds the filter, the place in the order and the limit; enough is a limit where order does not matter. Rows that do not exist for the reader are left out here, once for every scope.';

CREATE FUNCTION engine.in_order(clause text, way text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    -- Under row security the planner does not take it that a kind asked for is constant: said so, the index by kind has the order.
    SELECT format(' ORDER BY %s t.sort_at %s, t.id %s LIMIT $6', CASE WHEN strpos(clause, 't.kind = ') > 0 THEN 't.kind ' || way || ',' ELSE '' END, way, way)
$$;
COMMENT ON FUNCTION engine.in_order(text, text) IS 'The order and limit of a stream, ASC or DESC, in the words by which an index carries it.';

CREATE FUNCTION engine.page_query(scope text, v engine.viewer, extra text, from_there boolean, backward boolean)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    way text := CASE WHEN backward THEN 'DESC' ELSE 'ASC' END;
    place text := extra
        || CASE WHEN NOT from_there THEN '' WHEN backward THEN ' AND (t.sort_at, t.id) < ($4, $5)' ELSE ' AND (t.sort_at, t.id) > ($4, $5)' END;
    merged text := (SELECT string_agg(engine.stream_query(s.source, s.clause, place || engine.in_order(s.clause, way)), ' UNION ALL ')
                    FROM engine.streams(scope, v) s);
BEGIN
    RETURN 'SELECT array_agg(p.id ORDER BY p.sort_at, p.id) FROM (SELECT DISTINCT u.sort_at, u.id FROM (' || merged
        || format(') u ORDER BY u.sort_at %1$s, u.id %1$s LIMIT $6) p', way);
END $$;
COMMENT ON FUNCTION engine.page_query(text, engine.viewer, text, boolean, boolean) IS
    'The query of a page; NULL: nothing there for this reader.';

CREATE FUNCTION engine.page(scope text, filter jsonb, v engine.viewer, after_sort timestamptz, after_id bigint, n integer, backward boolean)
RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    w engine.wanted := engine.wanted(filter);
    query text := engine.page_query(scope, v, w.clause, after_sort IS NOT NULL, backward);
    ids bigint[];
BEGIN
    IF query IS NOT NULL THEN
        EXECUTE query INTO ids
        USING v.roles, v.staff_id, v.organization_id, after_sort, coalesce(after_id, 0), n, v.at, v.day_end,
              w.kinds, w.statuses, w.priorities, w.owner_roles, w.owner_staff, w.types, w.organizations,
              w.individuals, w.tasks, w.family, v.uncovered;
    END IF;
    RETURN coalesce(ids, '{}');
END $$;
COMMENT ON FUNCTION engine.page(text, jsonb, engine.viewer, timestamptz, bigint, integer, boolean) IS
    'The ids of one page of a scope, in (sort_at, id) order.';

CREATE FUNCTION engine.count_in(scope text, v engine.viewer, w engine.wanted, extra text, enough integer)
RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    query text := (
        SELECT 'SELECT least(count(*), $6) FROM (' || string_agg(engine.stream_query(s.source, s.clause, w.clause || extra, ' LIMIT $6'), ' UNION ')
               || ') u'
        FROM engine.streams(scope, v) s);
    found integer := 0;
BEGIN
    IF query IS NOT NULL THEN
        EXECUTE query INTO found
        USING v.roles, v.staff_id, v.organization_id, NULL::timestamptz, NULL::bigint, enough, v.at, v.day_end,
              w.kinds, w.statuses, w.priorities, w.owner_roles, w.owner_staff, w.types, w.organizations,
              w.individuals, w.tasks, w.family, v.uncovered;
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.count_in(text, engine.viewer, engine.wanted, text, integer) IS
    'How many items of a scope also meet the clause, counted up to the limit.';
