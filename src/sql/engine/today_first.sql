-- What to do first today, and what happened since the reader was last here.

-- STABLE although it never changes: what it adds to times is no more than that, and only so is it inlined.
CREATE FUNCTION engine.urgency(t app.task, attempts integer, v engine.viewer) RETURNS integer LANGUAGE sql STABLE AS $$
    -- What runs and is not late needs no decision, however urgent it was.
    SELECT CASE WHEN t.status = 'in-progress' AND coalesce(t.due >= v.at, true) THEN 0 ELSE
        CASE WHEN t.needed_by IS NULL OR t.status = 'in-progress' THEN 0 WHEN t.needed_by < v.at THEN 100
                WHEN t.needed_by < v.at + interval '24 hours' THEN 80 WHEN t.needed_by < v.at + interval '10 days' AND t.kind = 'risk' THEN 60 ELSE 0 END
        -- Danger to somebody goes before everything; a grave risk that nobody verified, before what has been late for weeks.
        + CASE WHEN t.kind = 'alert' AND t.priority = 'stat' THEN 300 WHEN t.kind = 'risk' AND t.status = 'requested' AND t.priority <> 'routine' THEN 150 ELSE 0 END
        + CASE t.priority WHEN 'stat' THEN 60 WHEN 'asap' THEN 40 WHEN 'urgent' THEN 20 ELSE 0 END
        + CASE WHEN t.due < v.at THEN 10 + least(20, extract(day FROM v.at - t.due)::integer) ELSE 0 END
        + CASE WHEN t.kind = 'reroute' THEN 10 + 10 * greatest(attempts - 1, 0) ELSE 0 END
        -- Nobody has it in hand yet: that is a decision; that somebody ends what runs is their work.
        + CASE WHEN t.status = 'requested' AND t.due < v.at + interval '1 day' THEN 15 WHEN t.status = 'in-progress' THEN -5 ELSE 0 END END
$$;
COMMENT ON FUNCTION engine.urgency(app.task, integer, engine.viewer) IS
    'How far up an item belongs among what to do first: danger, grave risks not yet verified, needed by a date before urgent before late; what nobody has decided before what runs late; somebody whom several refused before others. 0: it needs no decision.';

CREATE FUNCTION engine.first_reason(t app.task, attempts integer, v engine.viewer, OUT reason text, OUT at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    stands text := CASE WHEN t.kind = 'reroute' THEN 'no provider' || CASE WHEN attempts > 0 THEN ', ' || attempts || ' said no' ELSE ' yet' END
        WHEN t.kind <> 'referral' THEN coalesce(t.label, engine.kind_words(t.kind))
        WHEN t.status = 'accepted' THEN 'accepted, not started' WHEN t.status = 'requested' THEN 'nobody has answered' ELSE engine.status_words(t.kind, t.status, t.waiting_on) END;
BEGIN
    IF t.needed_by < v.at + interval '10 days' AND t.status <> 'in-progress' THEN
        at := t.needed_by;
        reason := stands || CASE WHEN t.needed_by < v.at THEN '; was needed' ELSE '; needed by' END;
    ELSE
        at := t.due;
        reason := stands || CASE WHEN t.due < v.at THEN '; was due' WHEN t.due IS NULL THEN '; no deadline' ELSE '; due' END;
    END IF;
END $$;
COMMENT ON FUNCTION engine.first_reason(app.task, integer, engine.viewer) IS 'Why an item is to be done first; at ends the sentence.';

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
