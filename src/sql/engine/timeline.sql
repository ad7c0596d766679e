-- One timeline of a person: events when they occurred; steps, calls, notes and messages when they were made.

CREATE FUNCTION engine.about_words(action text, words text, label text, by_somebody boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN label IS NULL OR action = 'call' THEN words
                WHEN words ~ '\mit\M' THEN regexp_replace(words, '\mit\M', label)
                WHEN action IN ('refer', 'open', 'accept', 'decline', 'complete', 'cancel', 'reopen', 'correct', 'hold', 'resume')
                    THEN rtrim(split_part(words, ': ', 1) || ' ' || label || coalesce(': ' || nullif(substr(words, length(split_part(words, ': ', 1)) + 3), ''), ''))
                WHEN by_somebody THEN split_part(words, ': ', 1) || ' (' || label || ')' || substr(words, length(split_part(words, ': ', 1)) + 1)
                ELSE label || ': ' || words END
$$;
COMMENT ON FUNCTION engine.about_words(text, text, text, boolean) IS
    'What an entry says, with what it is about in the sentence: declined nursing visits: no staff; contacted the person (food insecurity): wants help; by the program, home aide: told Sam.';

CREATE FUNCTION engine.event_label(event_id bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT y.name || ' of ' || to_char(e.occurred_at AT TIME ZONE n.timezone, 'FMDD Mon HH24:MI')
            FROM app.event e JOIN app.event_type y ON y.id = e.type_id CROSS JOIN app.network n WHERE e.id = event_id);
END $$;
COMMENT ON FUNCTION engine.event_label(bigint) IS 'An event within a sentence: ED visit of 21 Nov 22:14.';

CREATE FUNCTION engine.timeline_events(individual_id bigint, v engine.viewer, before timestamptz, before_id bigint, n integer)
RETURNS TABLE (at timestamptz, id bigint, kind text, ref text, who text, said text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT e.occurred_at, e.id, 'event'::text, engine.event_ref(e.id), o.name, upper(left(w.said, 1)) || substr(w.said, 2)
        FROM app.event e JOIN app.organization o ON o.id = e.organization_id
        CROSS JOIN LATERAL (SELECT engine.event_words(e) AS said OFFSET 0) w
        WHERE e.individual_id = timeline_events.individual_id AND (e.occurred_at, e.id) < (before, before_id)
          AND engine.tells_event(e, v)
        ORDER BY e.occurred_at DESC, e.id DESC LIMIT n;
END $$;
COMMENT ON FUNCTION engine.timeline_events(bigint, engine.viewer, timestamptz, bigint, integer) IS 'What happened to the person, when it occurred, newest first.';

CREATE FUNCTION engine.timeline_entries(individual_id bigint, v engine.viewer, since timestamptz, before timestamptz, before_id bigint, n integer)
RETURNS SETOF app.ledger LANGUAGE plpgsql STABLE AS $$
DECLARE
    one bigint[] := engine.ever_one(individual_id);
BEGIN
    -- The record has a part for every month: with the instants known when it is planned, only those
    -- that matter are opened. Hence the text.
    RETURN QUERY EXECUTE format(
        'SELECT l.* FROM app.ledger l
         WHERE %s AND l.at <= %L AND l.at >= %L AND (l.at, l.id) < ($2, $3)
           AND l.action <> ALL (''{seen,remind,inform}'') AND NOT (l.action IN (''ask'', ''answer'') AND l.detail ? ''message'') AND NOT (l.action = ''look'' AND l.entity_kind = ''task'') AND NOT engine.entry_hidden(l, $11)
           AND CASE l.entity_kind
                   WHEN ''task'' THEN l.entity_id = ANY ($4)
                   WHEN ''care_plan'' THEN NOT coalesce((l.detail ->> ''area'')::bigint = ANY ($5), false)
                   WHEN ''event'' THEN l.action ~ ''^retract'' AND EXISTS (SELECT FROM app.event e WHERE e.id = l.entity_id AND (engine.sees_category(e.individual_id, e.category, e.organization_id, e.organization_id, $7, $9) OR engine.looks(e.individual_id, $9, e.category)))
                   WHEN ''consent'' THEN l.entity_id = ANY ($10)
                   ELSE true END
         ORDER BY l.at DESC, l.id DESC LIMIT $6', CASE WHEN cardinality(one) = 1 THEN 'l.individual_id = $1' ELSE 'l.individual_id = ANY ($8) AND engine.entry_about(l, $1)' END,
        least(before, v.day_end + interval '1 day'), since)
    USING individual_id, before, before_id, engine.tasks_shared(individual_id, v), engine.untold_areas(individual_id, v, false), n, v.organization_id, one, v.staff_id, engine.consents_seen(individual_id, v), v;
END $$;
COMMENT ON FUNCTION engine.timeline_entries(bigint, engine.viewer, timestamptz, timestamptz, bigint, integer) IS
    'Entries of the record about a person that the reader may know of, newest first: not who opened what, nor reminders.';

CREATE FUNCTION engine.timeline_windows(individual_id bigint, before timestamptz) RETURNS timestamptz[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    born timestamptz := (SELECT min(i.created_at) FROM app.individual i WHERE i.id = ANY (engine.ever_one(timeline_windows.individual_id)));
    latest timestamptz := (SELECT max(t.created_at) FROM app.task t WHERE t.individual_id = timeline_windows.individual_id);
    near timestamptz := least(before, coalesce(latest, before)) - interval '40 days';
BEGIN
    RETURN array_remove(ARRAY[CASE WHEN near > born THEN near END, born - interval '1 day'], NULL);
END $$;
COMMENT ON FUNCTION engine.timeline_windows(bigint, timestamptz) IS 'Since when to look for entries: first near the newest work, then, where that does not give enough, since the person was entered.';

CREATE FUNCTION engine.line_words(who text, mine boolean, said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN who IS NULL THEN upper(left(said, 1)) || substr(said, 2) WHEN mine THEN 'You ' || said ELSE who || ', ' || said END
$$;
COMMENT ON FUNCTION engine.line_words(text, boolean, text) IS 'A line of the timeline: Legal Aid, Rosa Kim, accepted eviction defense; You called, reached.';

CREATE FUNCTION engine.told(entries app.ledger[], v engine.viewer) RETURNS TABLE (at timestamptz, id bigint, kind text, ref text, who text, said text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT e.at, e.id, e.action, CASE e.entity_kind
                   WHEN 'task' THEN engine.task_ref(t.kind, t.id, t.referral_id, t.attempt)
                   WHEN 'care_plan' THEN engine.individual_ref(e.individual_id) WHEN 'individual' THEN engine.individual_ref(e.entity_id)
                   WHEN 'event' THEN engine.event_ref(e.entity_id) ELSE engine.entity_ref(e.entity_kind, e.entity_id) END,
               w.who, engine.line_words(w.who, e.actor_id = v.staff_id, engine.about_words(e.action, engine.entry_words(e, p.body), w.label, w.who IS NOT NULL))
        FROM unnest(entries) e
        LEFT JOIN app.ledger_private p ON p.entry_id = e.id
        LEFT JOIN app.staff s ON s.id = e.actor_id LEFT JOIN app.organization o ON o.id = s.organization_id
        LEFT JOIN app.task t ON e.entity_kind = 'task' AND t.id = e.entity_id LEFT JOIN app.service_type y ON y.id = t.service_type_id
        CROSS JOIN LATERAL (SELECT o.name || ', ' || s.name AS who,
            CASE WHEN e.entity_kind = 'event' THEN engine.event_label(e.entity_id)
                 ELSE CASE WHEN t.kind = 'reroute' THEN 'the search for ' WHEN t.kind = 'follow_up' AND t.label = 'decided in case review' THEN 'what was ' ELSE '' END
                      || engine.label_of(t.kind, t.label, y.short, y.name) END AS label OFFSET 0) w;
END $$;
COMMENT ON FUNCTION engine.told(app.ledger[], engine.viewer) IS 'Entries of the record as lines of the timeline.';

CREATE FUNCTION engine.person_timeline(individual_id bigint, v engine.viewer, before timestamptz, before_id bigint, n integer)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    entries app.ledger[];
    since timestamptz;
BEGIN
    FOREACH since IN ARRAY engine.timeline_windows(individual_id, before) LOOP
        entries := array(SELECT e FROM engine.timeline_entries(individual_id, v, since, before, before_id, n) e);
        EXIT WHEN cardinality(entries) >= n;
    END LOOP;
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'id', l.id, 'kind', l.kind, 'text', l.said, 'who', l.who, 'ref', l.ref)
                                  ORDER BY l.at DESC, l.id DESC), '[]')
        FROM (SELECT t.* FROM engine.told(entries, v) t
              UNION ALL SELECT k.* FROM engine.timeline_events(individual_id, v, before, before_id, n) k
              ORDER BY 1 DESC, 2 DESC LIMIT n) l);
END $$;
COMMENT ON FUNCTION engine.person_timeline(bigint, engine.viewer, timestamptz, bigint, integer) IS
    'What happened to a person and was done for them, newest first, before that instant (and id, of those at the same instant).';

CREATE FUNCTION engine.task_label(task_id bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT engine.label_of(t.kind, t.label, y.short, y.name)
            FROM app.task t LEFT JOIN app.service_type y ON y.id = t.service_type_id WHERE t.id = task_id);
END $$;
COMMENT ON FUNCTION engine.task_label(bigint) IS 'What a task is about, for a heading.';
