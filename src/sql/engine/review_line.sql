-- What needs a decision in a review, and in which order: found by the clauses of Today's groups, so
-- that the two agree; looked for again while it goes on, for what changes comes back.

CREATE FUNCTION engine.task_opened(task_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.opening o WHERE o.task_id = task_opened.task_id AND o.acting);
END $$;
COMMENT ON FUNCTION engine.task_opened(bigint) IS 'Somebody who may act on it has opened it.';

-- Without a query in it: so it is inlined, and asked of a whole network at once.
CREATE FUNCTION engine.review_reasons(t app.task, "of" text, uncovered integer[], at timestamptz) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.closed_at IS NOT NULL THEN '{}'::text[]
        WHEN t.status = 'on-hold' THEN CASE WHEN "of" = 'risks' AND t.needed_by < at + interval '10 days' THEN '{deadline}'::text[] ELSE '{}'::text[] END
        ELSE array_remove(ARRAY[
            CASE WHEN t.due < at THEN 'late' END,
            CASE WHEN t.kind = 'reroute' THEN 'declined' END,
            CASE WHEN t.returned_at IS NOT NULL THEN 'returned' END,
            CASE WHEN t.owner_role_id = ANY (uncovered) THEN 'uncovered' END,
            CASE WHEN t.due IS NULL THEN 'undated' END,
            CASE WHEN t.status = 'requested' AND t.kind = ANY (engine.alert_kinds()) AND NOT engine.task_opened(t.id) THEN 'unopened' END,
            CASE WHEN "of" = 'risks' AND t.needed_by < at + interval '10 days' THEN 'deadline' END,
            CASE WHEN "of" = 'risks' AND t.kind = 'risk' AND t.priority <> 'routine' THEN 'grave' END], NULL) END
$$;
COMMENT ON FUNCTION engine.review_reasons(app.task, text, integer[], timestamptz) IS
    'Why an item needs a decision in a review: late, declined, returned (its wait is over), uncovered (nobody on duty), undated, unopened; of risks also a deadline within ten days, and a high or critical level. Empty: it needs none.';

CREATE FUNCTION engine.span_said(minutes integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN minutes < 60 THEN minutes || ' min' WHEN minutes < 2 * 1440 THEN minutes / 60 || ' h' WHEN minutes < 21 * 1440 THEN minutes / 1440 || ' d'
                WHEN minutes < 100 * 1440 THEN minutes / 10080 || ' w' ELSE minutes / 43200 || ' mo' END
$$;
COMMENT ON FUNCTION engine.span_said(integer) IS 'How long, in the steps of the console''s columns, so that a row and its reason say the same: 31 h.';

CREATE FUNCTION engine.reason_said(code text, t app.task, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE code
        WHEN 'late' THEN 'late ' || engine.span_said(extract(epoch FROM at - t.due)::integer / 60)
        WHEN 'declined' THEN 'declined: needs another provider' WHEN 'returned' THEN 'its wait is over' WHEN 'uncovered' THEN 'nobody on duty'
        WHEN 'undated' THEN 'no date' WHEN 'unopened' THEN 'nobody has opened it'
        WHEN 'deadline' THEN CASE WHEN t.needed_by < at THEN 'its deadline has passed' ELSE 'deadline ' || engine.say_time(t.needed_by, at) END
        WHEN 'grave' THEN CASE WHEN t.priority >= 'asap' THEN 'critical' ELSE 'high risk' END ELSE code END
$$;
COMMENT ON FUNCTION engine.reason_said(text, app.task, timestamptz) IS 'A reason as people read it: late 2 d.';

CREATE FUNCTION engine.risk_clause() RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ' AND t.kind = ANY (''{risk,alert,case_review}'') AND t.kind <> ''referral'' AND (t.kind = ''risk'' OR (SELECT true FROM app.task_origin o WHERE o.task_id = t.id AND o.event_id IS NOT NULL LIMIT 1))'
$$;
COMMENT ON FUNCTION engine.risk_clause() IS 'What the review of risks is about: social risks, and what events have opened.';

CREATE FUNCTION engine.review_query(clauses text[], tail text, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(engine.stream_query(s.source, s.clause, ' AND ' || c || tail || engine.in_order(s.clause || c, 'ASC')), ' UNION ')
            FROM engine.streams('network', v) s, unnest(clauses) c);
END $$;
COMMENT ON FUNCTION engine.review_query(text[], text, engine.viewer) IS 'Items of everything that the reader may see which meet one of the clauses, as a query; NULL: nothing there for them.';

CREATE FUNCTION engine.review_ids(query text, most integer, after_sort timestamptz, after_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    ids bigint[];
BEGIN
    IF query IS NOT NULL THEN
        EXECUTE 'SELECT array_agg(f.id ORDER BY f.sort_at, f.id) FROM (SELECT u.sort_at, u.id FROM (' || query || ') u ORDER BY u.sort_at, u.id LIMIT $6) f'
        INTO ids USING v.roles, v.staff_id, v.organization_id, after_sort, coalesce(after_id, 0), most, v.at, v.day_end,
             NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, v.uncovered;
    END IF;
    RETURN coalesce(ids, '{}');
END $$;
COMMENT ON FUNCTION engine.review_ids(text, integer, timestamptz, bigint, engine.viewer) IS 'The first of those items in the order of the queue.';

CREATE FUNCTION engine.review_found("of" text, most integer, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.review_ids(CASE "of"
        WHEN 'open_items' THEN engine.review_query(array(SELECT c FROM unnest('{late,declined,returned,uncovered,undated,unopened}'::text[]) k, unnest(engine.group_clauses(k)) c), '', v)
        WHEN 'risks' THEN engine.review_query('{true}', engine.risk_clause() || ' AND engine.review_reasons(t, ''risks'', $19, $7) <> ''{}''', v) END, most, NULL, NULL, v);
END $$;
COMMENT ON FUNCTION engine.review_found(text, integer, engine.viewer) IS 'What needs a decision now, of everything that the reader may see, at most so many.';

CREATE FUNCTION engine.review_rest(r app.review, most integer, after_sort timestamptz, after_id bigint, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    tail text := format(' AND t.id NOT IN (SELECT i.task_id FROM app.review_item i WHERE i.review_id = %s AND i.organization_id IS NULL AND i.state <> ''gone'')', r.id)
        || CASE WHEN after_sort IS NOT NULL THEN ' AND (t.sort_at, t.id) > ($4, $5)' ELSE '' END;
BEGIN
    RETURN engine.review_ids(CASE r."of"
        WHEN 'open_items' THEN engine.review_query(engine.group_clauses('today') || engine.group_clauses('rest'), tail, v)
        WHEN 'risks' THEN engine.review_query('{true}', engine.risk_clause() || ' AND engine.review_reasons(t, ''risks'', $19, $7) = ''{}''' || tail, v) END, most, after_sort, after_id, v);
END $$;
COMMENT ON FUNCTION engine.review_rest(app.review, integer, timestamptz, bigint, engine.viewer) IS 'What needs no decision, and was not decided in this review: what is acknowledged as a list, in pages.';

CREATE FUNCTION engine.review_before(r app.review) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT w.id FROM app.review w WHERE w.kind = r.kind AND w.status = 'held' AND w.began_at < r.began_at ORDER BY w.began_at DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.review_before(app.review) IS 'The review of that kind that was held before this one.';

CREATE FUNCTION engine.seen_in(i app.review_item) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN i.state = 'left' OR i.facts ? 'taken_back' THEN i.seen_before WHEN i.state = 'decided' AND i.action = 'seen' THEN i.seen ELSE 0 END
$$;
COMMENT ON FUNCTION engine.seen_in(app.review_item) IS 'In how many reviews in a row, up to that one, it was only looked at; what was left in it undecided, or taken back after it, does not break the row.';

CREATE FUNCTION engine.review_enter(r app.review, tasks bigint[], v engine.viewer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    last_no integer := coalesce((SELECT max(i.no) FROM app.review_item i WHERE i.review_id = r.id), 0);
    before bigint := engine.review_before(r);
    entered integer;
BEGIN
    INSERT INTO app.review_item (review_id, no, task_id, about, apart, weight, since, reasons, seen_before)
    SELECT r.id, last_no + row_number() OVER (ORDER BY x.weight DESC, x.sort_at, x.id), x.id, x.individual_id, x.apart, x.weight, x.sort_at, x.reasons, x.seen_before
    FROM (SELECT t.id, t.individual_id, t.sort_at, engine.urgency(t, coalesce((SELECT f.attempts FROM app.referral f WHERE f.id = t.referral_id), 0), v) AS weight, engine.review_reasons(t, r."of", v.uncovered, v.at) AS reasons,
                 engine.is_apart(t.category) OR (t.kind IN ('alert', 'correction') AND engine.of_look(t.id)) AS apart,
                 engine.seen_in(b) AS seen_before
          FROM app.task t LEFT JOIN app.review_item b ON b.review_id = before AND b.task_id = t.id AND b.organization_id IS NULL
          WHERE t.id = ANY (tasks)) x
    WHERE x.reasons <> '{}'
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS entered = ROW_COUNT;
    RETURN entered;
END $$;
COMMENT ON FUNCTION engine.review_enter(app.review, bigint[], engine.viewer) IS 'What needs a decision comes into the review, in one statement; gives how many were not in it.';

CREATE FUNCTION engine.reasons_left(i app.review_item, t app.task, now text[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT 'unopened' = ANY (i.reasons) OR 'unopened' = ANY (now) OR t.closed_at IS NOT NULL OR t.status <> 'requested'
       OR EXISTS (SELECT FROM app.opening o
                  WHERE o.task_id = t.id AND o.acting
                    AND NOT EXISTS (SELECT FROM app.review_person p WHERE p.review_id = i.review_id AND p.staff_id = o.staff_id AND p.joined_at <= o.at)) THEN
        RETURN now;
    END IF;
    RETURN now || 'unopened'::text;
END $$;
COMMENT ON FUNCTION engine.reasons_left(app.review_item, app.task, text[]) IS
    'Why an item is to decide in a review, of what it would need now: that nobody has opened it is not mended by those who look at it there to decide it.';

CREATE FUNCTION engine.review_changes(r app.review, v engine.viewer) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    f record;
    changed integer[] := '{}';
BEGIN
    -- Never waits: what somebody is deciding at this moment is looked at next time. Each task by its key, however
    -- many the planner believes there are: a review that has just begun has no statistics.
    FOR f IN
        SELECT x.no, x.now, x.closed, CASE
            WHEN x.state = 'open' AND x.now = '{}' THEN 'gone' WHEN x.state = 'gone' AND x.now <> '{}' THEN 'open'
            WHEN x.state = 'decided' AND NOT x.now <@ x.reasons THEN 'open' END AS state
        FROM (SELECT i.no, i.state, i.reasons, engine.reasons_left(i, t.k, t.now) AS now, t.closed
              FROM app.review_item i
              CROSS JOIN LATERAL (SELECT k, engine.review_reasons(k, r."of", v.uncovered, v.at) AS now, k.closed_at IS NOT NULL AS closed
                                  FROM app.task k WHERE k.id = i.task_id OFFSET 0) t
              WHERE i.review_id = r.id AND i.organization_id IS NULL FOR NO KEY UPDATE OF i SKIP LOCKED) x LOOP
        CONTINUE WHEN f.state IS NULL;
        UPDATE app.review_item i
        SET state = f.state, reasons = CASE WHEN f.state = 'open' THEN f.now ELSE i.reasons END,
            action = CASE WHEN f.state = 'open' THEN NULL WHEN f.closed THEN 'closed' ELSE 'mended' END,
            came_back = i.came_back + (f.state = 'open')::integer
        WHERE i.review_id = r.id AND i.no = f.no;
        changed := changed || f.no;
    END LOOP;
    RETURN changed;
END $$;
COMMENT ON FUNCTION engine.review_changes(app.review, engine.viewer) IS
    'What became of items meanwhile: one that needs no decision any more has gone (closed, or mended by its owner); one that was decided and has a reason beyond those it had then is to be decided again. Gives their numbers.';

CREATE FUNCTION engine.review_regroup(review_id bigint, numbers integer[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.review_group AS g (review_id, about, apart, turn, weight, since, open)
    -- By the worst of all of theirs, decided, put off or neither: whoever was begun with stays in front.
    SELECT i.review_id, i.about, i.apart, i.turn, max(max(i.weight)) OVER later, min(min(i.since)) OVER later, count(*) FILTER (WHERE i.state = 'open')
    FROM app.review_item i
    WHERE i.review_id = review_regroup.review_id
      AND (numbers IS NULL OR i.about IN (SELECT k.about FROM app.review_item k WHERE k.review_id = review_regroup.review_id AND k.no = ANY (numbers)))
    GROUP BY i.review_id, i.about, i.apart, i.turn
    WINDOW later AS (PARTITION BY i.review_id, i.about, i.apart ORDER BY i.turn DESC)
    ON CONFLICT ON CONSTRAINT review_group_pkey DO UPDATE SET weight = excluded.weight, since = excluded.since, open = excluded.open
    WHERE (g.weight, g.since, g.open) IS DISTINCT FROM (excluded.weight, excluded.since, excluded.open)
$$;
COMMENT ON FUNCTION engine.review_regroup(bigint, integer[]) IS 'Brings the groups of these items (NULL: of all) in line with them.';

-- More than anybody decides at one sitting; what is beyond comes in as the others go.
CREATE FUNCTION engine.review_most() RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 5000 $$;
COMMENT ON FUNCTION engine.review_most() IS 'How many are open in a review at a time.';

CREATE FUNCTION engine.review_look(INOUT r app.review, v engine.viewer, forced boolean, OUT changed integer) LANGUAGE plpgsql AS $$
DECLARE
    moved integer[];
    waiting integer;
BEGIN
    changed := 0;
    IF r.status <> 'open' OR r."of" = 'performance' OR NOT (forced OR v.at NOT BETWEEN r.looked_at AND r.looked_at + interval '30 seconds') THEN
        RETURN;
    END IF;
    PERFORM FROM app.review w WHERE w.id = r.id FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    moved := engine.review_changes(r, v);
    waiting := (SELECT count(*) FROM app.review_item i WHERE i.review_id = r.id AND i.state = 'open');
    changed := cardinality(moved) + CASE WHEN waiting < engine.review_most() THEN engine.review_enter(r, engine.review_new(r, v), v) ELSE 0 END;
    IF changed > 0 THEN
        PERFORM engine.review_regroup(r.id, NULL);
    END IF;
    UPDATE app.review w SET looked_at = v.at WHERE w.id = r.id RETURNING w.* INTO r;
EXCEPTION WHEN lock_not_available THEN
    changed := 0;
END $$;
COMMENT ON FUNCTION engine.review_look(app.review, engine.viewer, boolean) IS
    'Looks for what has come, gone or got worse since, at most every thirty seconds unless forced; one reviewer does it at a time, and none waits for it. Gives how many changed.';

CREATE FUNCTION engine.review_new(r app.review, v engine.viewer) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(SELECT f.id FROM unnest(engine.review_found(r."of", engine.review_most() + (SELECT count(*)::integer FROM app.review_item i WHERE i.review_id = r.id), v)) WITH ORDINALITY f (id, place)
                 WHERE f.id NOT IN (SELECT i.task_id FROM app.review_item i WHERE i.review_id = r.id AND i.organization_id IS NULL)
                 ORDER BY f.place LIMIT engine.review_most());
END $$;
COMMENT ON FUNCTION engine.review_new(app.review, engine.viewer) IS 'What needs a decision and is not in the review yet.';
