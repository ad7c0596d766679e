-- What to do first today, and what happened since the reader was last here.

-- The order of DO FIRST, and of whoever comes next in a review, is a rule that a reader can follow line by
-- line: what an item is decides, in these steps, and every line begins with or names its step (first_reason).
--   90 danger to somebody              85, 80 a critical or high risk that nobody has verified
--   70 needed by a date that has passed           60 needed within 24 hours
--   50 a risk whose deadline is within ten days   40 urgent, late or not (43 stat, 42 asap, 41 urgent)
--   30 several providers have refused (the more, the further up)
--   20 late, longest first             15 late, and running        12 a provider is sought
--   10 to be answered within a day      0 needs no decision now: what runs in time, however urgent it was
-- Within a step what is due longest, or soonest, comes first (sort_at). So something not yet due stands above
-- what is late only where its line says why: danger, a risk, a date, urgent, or refused by several.
-- STABLE although it never changes: what it adds to times is no more than that, and only so is it inlined.
CREATE FUNCTION engine.urgency(t app.task, attempts integer, v engine.viewer) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN t.status = 'in-progress' THEN CASE WHEN t.due < v.at THEN 15 ELSE 0 END
        WHEN t.kind = 'alert' AND t.priority = 'stat' THEN 90
        WHEN t.kind = 'risk' AND t.status = 'requested' AND t.priority <> 'routine' THEN CASE WHEN t.priority >= 'asap' THEN 85 ELSE 80 END
        WHEN t.needed_by < v.at THEN 70
        WHEN t.needed_by < v.at + interval '24 hours' THEN 60
        WHEN t.kind = 'risk' AND t.needed_by < v.at + interval '10 days' THEN 50
        WHEN t.priority <> 'routine' THEN CASE t.priority WHEN 'stat' THEN 43 WHEN 'asap' THEN 42 ELSE 41 END
        WHEN t.kind = 'reroute' AND attempts > 1 THEN 30 + least(attempts, 9)
        WHEN t.due < v.at THEN 20
        WHEN t.kind = 'reroute' THEN 12
        WHEN t.status = 'requested' AND t.due < v.at + interval '1 day' THEN 10
        ELSE 0 END
$$;
COMMENT ON FUNCTION engine.urgency(app.task, integer, engine.viewer) IS
    'How far up an item belongs among what to do first: danger, grave risks not yet verified, needed by a date, urgent, refused by several, late, to be answered soon. 0: it needs no decision.';

CREATE FUNCTION engine.first_reason(t app.task, attempts integer, v engine.viewer, OUT reason text, OUT at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    step integer := engine.urgency(t, attempts, v);
    late text := CASE WHEN t.due < v.at THEN 'late ' || engine.span_said(extract(epoch FROM v.at - t.due)::integer / 60) END;
    refused text := attempts || ' said no';
    stands text := CASE WHEN t.kind = 'reroute' THEN 'no provider' || CASE WHEN step / 10 = 3 THEN '' WHEN attempts > 0 THEN ', ' || refused ELSE ' yet' END
        WHEN t.kind <> 'referral' THEN coalesce(t.label, engine.kind_words(t.kind))
        WHEN t.status = 'accepted' THEN 'accepted, not started' WHEN t.status = 'requested' THEN 'nobody has answered' ELSE engine.status_words(t.kind, t.status, t.waiting_on) END;
BEGIN
    IF step BETWEEN 50 AND 79 THEN
        at := t.needed_by;
        reason := stands || CASE WHEN t.kind = 'risk' THEN CASE WHEN step = 70 THEN '; its deadline was' ELSE '; its deadline is' END
                                 WHEN step = 70 THEN '; was needed' ELSE '; needed by' END;
    ELSIF step >= 80 THEN
        reason := stands || CASE WHEN step < 90 THEN ', unverified' ELSE '' END || coalesce(', ' || late, '');
    ELSE
        reason := concat_ws(': ', nullif(concat_ws(', ', CASE step / 10 WHEN 4 THEN t.priority::text WHEN 3 THEN refused END, late), ''), stands);
    END IF;
    -- One date in a line: that of the step.
    IF at IS NULL AND late IS NULL THEN
        at := t.due;
        reason := reason || CASE WHEN t.due IS NULL THEN '; no deadline' ELSE '; due' END;
    END IF;
END $$;
COMMENT ON FUNCTION engine.first_reason(app.task, integer, engine.viewer) IS
    'Why an item stands where it does among what to do first, by the steps of engine.urgency: urgent, late 2 d: nobody has answered; at, where there is one, ends the sentence.';

CREATE FUNCTION engine.today_first(scope text, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    pool bigint[] := engine.page(scope, '{"status": ["requested", "accepted", "in-progress"]}', v, NULL, NULL, 150, false)
        || engine.page(scope, '{"priority": ["urgent", "asap", "stat"], "status": ["requested", "accepted"]}', v, NULL, NULL, 50, false)
        -- However much is older.
        || engine.page(scope, '{"priority": ["stat"], "status": ["requested", "accepted"]}', v, NULL, NULL, 10, false)
        || engine.page(scope, '{"kind": ["risk"], "priority": ["urgent", "asap"], "status": ["requested"]}', v, NULL, NULL, 20, false);
BEGIN
    RETURN (
        WITH best AS MATERIALIZED (
            SELECT x.id, x.score, x.sort_at
            FROM (SELECT DISTINCT ON (t.individual_id) t.id, t.sort_at, u.score
                  FROM app.task t LEFT JOIN app.referral f ON f.id = t.referral_id
                  CROSS JOIN LATERAL (SELECT engine.urgency(t, coalesce(f.attempts, 0), v) AS score) u
                  WHERE t.id = ANY (pool) AND u.score > 0
                  ORDER BY t.individual_id, u.score DESC, t.sort_at) x
            ORDER BY x.score DESC, x.sort_at LIMIT 5)
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'ref', r.ref, 'individual_ref', r.individual_ref, 'name', r.individual_name, 'birth_year', r.birth_year,
                                                     'label', r.label, 'reason', w.reason, 'at', w.at) ORDER BY b.score DESC, b.sort_at), '[]')
        FROM best b JOIN engine.rows(array(SELECT k.id FROM best k), v) r ON r.id = b.id
        JOIN app.task t ON t.id = b.id LEFT JOIN app.referral f ON f.id = t.referral_id
        CROSS JOIN LATERAL engine.first_reason(t, coalesce(f.attempts, 0), v) w);
END $$;
COMMENT ON FUNCTION engine.today_first(text, engine.viewer) IS 'DO FIRST: at most five, one for each person.';

-- The record has a part for every month: with the instants known when it is planned, a query opens only
-- those that it needs, which on a new connection is most of its time. Hence the texts.
CREATE FUNCTION engine.last_here(v engine.viewer, OUT entry_id bigint, OUT at timestamptz) LANGUAGE plpgsql STABLE AS $$
BEGIN
    EXECUTE 'SELECT l.id, l.at FROM app.ledger l
             WHERE l.actor_id = $1 AND l.at < $2 AND l.at > $3 ORDER BY l.at DESC LIMIT 1'
    INTO entry_id, at USING v.staff_id, v.day_end - interval '1 day', v.day_end - interval '90 days';
END $$;
COMMENT ON FUNCTION engine.last_here(engine.viewer) IS 'The reader''s last entry in the record on a day before today, at most 90 days ago: what happened in a longer absence is no news of the day.';

CREATE FUNCTION engine.steps_since(v engine.viewer, entry_id bigint, at timestamptz)
RETURNS TABLE (entity_id bigint, action text, actor_id integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE
        'WITH s AS MATERIALIZED (
             SELECT l.id, l.entity_id, l.action, l.actor_id, CASE l.action WHEN ''undo'' THEN (l.detail ->> ''undoes'')::bigint END AS undoes FROM app.ledger l
             WHERE l.at >= $1 AND l.at < $2 AND l.id > $3 AND l.entity_kind = ''task''
               AND l.action IN (''refer'', ''open'', ''accept'', ''decline'', ''claim'', ''undo'') AND l.actor_id IS DISTINCT FROM $4
             ORDER BY l.id DESC LIMIT 5000)
         SELECT s.entity_id, s.action, s.actor_id FROM s
         WHERE s.action <> ''undo'' AND NOT EXISTS (SELECT FROM s u WHERE u.undoes = s.id)'
    USING at, v.day_end, entry_id, v.staff_id;
END $$;
COMMENT ON FUNCTION engine.steps_since(engine.viewer, bigint, timestamptz) IS
    'What others did to tasks since that entry and did not take back, of the newest five thousand: entries are numbered as they come.';

CREATE FUNCTION engine.since_words(new integer, answered integer, declined integer, took text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN new + answered + declined = 0 AND took IS NULL THEN 'nothing new'
                ELSE concat_ws('; ', nullif(concat_ws(', ', nullif(new, 0) || ' new', nullif(answered, 0) || ' answered', nullif(declined, 0) || ' declined'), ''), took) END
$$;
COMMENT ON FUNCTION engine.since_words(integer, integer, integer, text) IS '31 new, 9 answered, 6 declined; Omar Reyes (on call) took 2';

CREATE FUNCTION engine.today_since(v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    here record := engine.last_here(v);
BEGIN
    IF here.entry_id IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN (
        WITH mine AS MATERIALIZED (
            SELECT e.action, e.actor_id FROM engine.steps_since(v, here.entry_id, here.at) e JOIN app.task t ON t.id = e.entity_id
            WHERE NOT (e.action = 'open' AND t.status = 'cancelled') -- what was opened by a step that was taken back is no news
              AND (v.coordinates OR v.audits AND v.serves OR t.owner_role_id = ANY (v.roles) OR t.owner_staff_id = v.staff_id
                   OR (v.serves AND v.organization_id IN (t.owner_organization_id, t.requester_organization_id)))
              AND engine.sees_category(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id)),
        took AS (
            SELECT s.name || CASE WHEN EXISTS (SELECT FROM app.network n JOIN app.role_holder h ON h.role_id = n.on_call_role_id WHERE h.staff_id = s.id)
                                  THEN ' (on call)' ELSE '' END || ' took ' || count(*) AS words
            FROM mine m JOIN app.staff s ON s.id = m.actor_id WHERE m.action = 'claim'
            GROUP BY s.id, s.name ORDER BY count(*) DESC, s.name LIMIT 1)
        SELECT jsonb_build_object('at', here.at, 'text', engine.since_words(
            count(*) FILTER (WHERE m.action IN ('refer', 'open'))::integer, count(*) FILTER (WHERE m.action = 'accept')::integer,
            count(*) FILTER (WHERE m.action = 'decline')::integer, (SELECT t.words FROM took t)))
        FROM mine m);
END $$;
COMMENT ON FUNCTION engine.today_since(engine.viewer) IS 'What others did to the reader''s items since they were last here; NULL for a first day.';
