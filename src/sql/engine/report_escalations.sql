-- The report of escalations: whom rungs brought in, why, and what came of it. Reminders of the owner
-- are none; what was taken back by undo did not happen.

CREATE TYPE engine.escalation AS (
    id bigint, at timestamptz, task_id bigint, to_do text, step text, step_order numeric, by_hand boolean,
    role_id integer, staff_id integer, opened_at timestamptz, settled_at timestamptz, owner_role_id integer);
COMMENT ON TYPE engine.escalation IS
    'A rung that reached somebody. step: what it did and when, in words; opened_at: when whom it reached first opened it or did something with it; owner_role_id: who should have acted then; settled_at: when what it was about was done (its clock stopped).';

CREATE FUNCTION engine.length_words(target text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(' ', p[1], CASE WHEN p[2] = 'b' THEN 'business' END, CASE p[3] WHEN 'm' THEN 'minute' WHEN 'h' THEN 'hour' ELSE 'day' END || CASE WHEN p[1] = '1' THEN '' ELSE 's' END)
    FROM (SELECT regexp_match(target, '^(\d+)(b?)([mhd])$') AS p) x
$$;
COMMENT ON FUNCTION engine.length_words(text) IS 'A length of the policy as people read it: 4 business hours.';

CREATE FUNCTION engine.step_reached(action app.rung_action, rung_no integer, at_share numeric, at_after text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE action WHEN 'inform' THEN 'informed' WHEN 'transfer' THEN 'passed on' ELSE 'told to act' END || ', '
        || CASE WHEN rung_no = 0 THEN 'at once: danger' WHEN at_after IS NOT NULL THEN coalesce(engine.length_words(at_after), at_after) || ' after due'
                WHEN at_share IS NULL THEN 'nobody left to tell' WHEN at_share = 1 THEN 'when due'
                ELSE 'at ' || round(at_share * 100) || ' % of its time' END
$$;
COMMENT ON FUNCTION engine.step_reached(app.rung_action, integer, numeric, text) IS 'A rung as a report names it: told to act, when due; passed on, at 150 % of its time.';

CREATE FUNCTION engine.escalations(s engine.report_scope, paged boolean, v engine.viewer) RETURNS SETOF engine.escalation LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        WITH it AS MATERIALIZED (
            SELECT r.id, r.at, r.task_id, r.clock_id, r.rung_no, r.action, r.by_hand, r.role_id, r.staff_id, r.opened_at,
                   t.kind, t.stage, t.owner_role_id, t.former_role_id, t.service_id, t.referral_id
            -- Sorted before anybody asks who may see it, so that a page asks of no more than it shows.
            FROM (SELECT k.* FROM app.reach k
                  WHERE k.at >= s.since AND k.at <= s.until AND k.action <> 'remind' AND k.withdrawn_at IS NULL AND (NOT paged OR (k.at, k.id) < (s.after_at, s.after_id))
                  ORDER BY k.at DESC, k.id DESC OFFSET 0) r
            CROSS JOIN LATERAL (SELECT k.* FROM app.task k WHERE k.id = r.task_id AND engine.in_report(k, v) AND NOT (s.outside AND engine.is_apart(k.category)) OFFSET 0) t
            LIMIT CASE WHEN paged AND (s.organization).id IS NULL THEN s.n + 1 END),
        -- Whose it was just before: engine.owner_role_at for all at once, since asking the record for each takes long.
        moved AS MATERIALIZED (
            SELECT l.entity_id AS task_id, l.at, l.seq, l.detail ->> 'to' AS held, CASE WHEN l.action IN ('claim', 'assign', 'return') THEN l.detail ->> 'from' END AS former
            FROM app.ledger l
            WHERE l.entity_kind = 'task' AND l.at <= v.at AND l.entity_id = ANY (array(SELECT i.task_id FROM it i WHERE i.former_role_id IS NOT NULL))
              AND (l.action IN ('claim', 'assign', 'return', 'transfer') OR l.detail ->> 'do' = 'transfer')),
        -- Whoever did something with it had it before them, though they never opened its page: a key in a list does that.
        acted AS MATERIALIZED (
            SELECT l.entity_id AS task_id, l.actor_id, l.at FROM app.ledger l
            WHERE l.entity_kind = 'task' AND l.actor_id IS NOT NULL AND l.entity_id = ANY (array(SELECT i.task_id FROM it i)) AND l.at >= (SELECT min(i.at) FROM it i) AND l.at <= v.at),
        holder AS MATERIALIZED (SELECT h.role_id, h.staff_id FROM app.role_holder h),
        answered AS (
            SELECT i.id, min(a.at) AS at FROM it i JOIN acted a ON a.task_id = i.task_id AND a.at >= i.at AND (i.by_hand IS NULL OR i.by_hand <> a.actor_id)
            WHERE a.actor_id = i.staff_id OR EXISTS (SELECT FROM holder h WHERE h.role_id = i.role_id AND h.staff_id = a.actor_id) GROUP BY i.id),
        held AS (SELECT DISTINCT ON (i.id) i.id, m.held FROM it i JOIN moved m ON m.task_id = i.task_id AND m.at < i.at ORDER BY i.id, m.seq DESC),
        first AS (SELECT DISTINCT ON (m.task_id) m.task_id, m.former FROM moved m WHERE m.former IS NOT NULL ORDER BY m.task_id, m.seq)
        SELECT i.id, i.at, i.task_id, engine.to_do_words(i.kind, coalesce(c.stage, i.stage)), engine.step_reached(i.action, i.rung_no, g.at_share, g.at_after),
               array_position('{escalate,inform,transfer}', i.action::text) * 1000 + coalesce(g.at_share, 100), i.by_hand IS NOT NULL,
               i.role_id, i.staff_id, least(i.opened_at, w.at), CASE WHEN c.stopped_at >= i.at THEN c.stopped_at END, owner.id
        FROM it i
        LEFT JOIN app.clock c ON c.id = i.clock_id
        LEFT JOIN app.rung g ON g.ladder_id = c.ladder_id AND g.no = i.rung_no
        LEFT JOIN answered w ON w.id = i.id
        LEFT JOIN held h ON h.id = i.id LEFT JOIN first f ON f.task_id = i.task_id
        LEFT JOIN app.role o ON o.code = coalesce(h.held, f.former)
        LEFT JOIN app.service e ON e.id = i.service_id AND i.former_role_id IS NOT NULL
        JOIN app.role owner ON owner.id = coalesce(o.id, e.owner_role_id,
            CASE WHEN i.kind = 'reroute' AND i.former_role_id IS NOT NULL THEN engine.searching_role((SELECT k FROM app.referral k WHERE k.id = i.referral_id)) END, i.owner_role_id)
        WHERE (s.organization).id IS NULL OR owner.organization_id = (s.organization).id;
END $$;
COMMENT ON FUNCTION engine.escalations(engine.report_scope, boolean, engine.viewer) IS
    'Escalations of a period that the reader may know of; of an organisation: those of which it was to act. paged: those of the page that is asked for, and one more where there are more. Outside nobody has a basis to know of substance-use content.';

CREATE FUNCTION engine.escalation_counts(these engine.escalation[], labels text[], ranks numeric[], at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('label', g.label, 'count', g.count, 'opened', g.opened, 'settled', g.settled,
                       'median', coalesce(engine.span_words(g.median), '')) ORDER BY g.rank NULLS LAST, g.count DESC, g.label), '[]')
            FROM (SELECT l.label, count(*) AS count, count(e.opened_at) AS opened, count(e.settled_at) AS settled, min(l.rank) AS rank,
                         percentile_cont(0.5) WITHIN GROUP (ORDER BY e.settled_at - e.at) AS median
                  FROM unnest(these) WITH ORDINALITY e JOIN unnest(labels, ranks) WITH ORDINALITY l (label, rank, ordinality) USING (ordinality)
                  GROUP BY l.label) g);
END $$;
COMMENT ON FUNCTION engine.escalation_counts(engine.escalation[], text[], numeric[], timestamptz) IS
    'Escalations counted by a label each has: how many, of them opened by whom they reached, settled since, and the median time to that.';

CREATE FUNCTION engine.escalation_waits(these engine.escalation[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('label', b.label, 'count', (SELECT count(*) FROM unnest(these) e
                         WHERE coalesce(e.settled_at - e.at, interval '100 years') >= b.since AND coalesce(e.settled_at - e.at, interval '100 years') < b.until)) ORDER BY b.since)
    FROM (VALUES ('under 1 hour', interval '0', interval '1 hour'), ('1-4 hours', interval '1 hour', interval '4 hours'),
                 ('4-24 hours', interval '4 hours', interval '1 day'), ('1-3 days', interval '1 day', interval '3 days'),
                 ('over 3 days', interval '3 days', interval '99 years'), ('not yet', interval '99 years', interval '101 years')) b (label, since, until)
$$;
COMMENT ON FUNCTION engine.escalation_waits(engine.escalation[]) IS 'How long until what an escalation was about was done, in bands.';

CREATE FUNCTION engine.escalation_summary(s engine.report_scope, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    these engine.escalation[] := array(SELECT e FROM engine.escalations(s, false, v) e);
    roles jsonb := (SELECT jsonb_object_agg(r.id, r.name || ', ' || o.name) FROM app.role r JOIN app.organization o ON o.id = r.organization_id);
BEGIN
    RETURN jsonb_build_object('total', cardinality(these), 'items', (SELECT count(DISTINCT e.task_id) FROM unnest(these) e),
        'opened', (SELECT count(e.opened_at) FROM unnest(these) e), 'settled', (SELECT count(e.settled_at) FROM unnest(these) e),
        'median_opened', (SELECT coalesce(engine.span_words(percentile_cont(0.5) WITHIN GROUP (ORDER BY e.opened_at - e.at)), '') FROM unnest(these) e),
        'median_settled', (SELECT coalesce(engine.span_words(percentile_cont(0.5) WITHIN GROUP (ORDER BY e.settled_at - e.at)), '') FROM unnest(these) e),
        'by_rung', engine.escalation_counts(these, array(SELECT e.step FROM unnest(these) e), array(SELECT e.step_order FROM unnest(these) e), v.at),
        'by_source', engine.escalation_counts(these, array(SELECT engine.escalation_source(e) FROM unnest(these) e), NULL, v.at),
        'by_stage', engine.escalation_counts(these, array(SELECT e.to_do FROM unnest(these) e), NULL, v.at),
        'by_role', engine.escalation_counts(these, array(SELECT coalesce(roles ->> e.role_id::text, 'The operational owner') FROM unnest(these) e), NULL, v.at),
        'by_owner', engine.escalation_counts(these, array(SELECT roles ->> e.owner_role_id::text FROM unnest(these) e), NULL, v.at),
        'waits', engine.escalation_waits(these), 'weeks', engine.report_trend(array(SELECT e.at FROM unnest(these) e), s));
END $$;
COMMENT ON FUNCTION engine.escalation_summary(engine.report_scope, engine.viewer) IS 'All escalations of a report counted: by rung, source, what was to be done, whom they reached, who should have acted, by week.';

CREATE FUNCTION engine.escalation_source(e engine.escalation) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN e.by_hand THEN 'somebody, by hand' ELSE 'the clock' END
$$;
COMMENT ON FUNCTION engine.escalation_source(engine.escalation) IS 'What set it off.';

CREATE FUNCTION engine.did_after(t app.task, since timestamptz, until timestamptz, v engine.viewer, OUT at timestamptz, OUT who text, OUT said text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT e.at, s.name || ', ' || o.name, rtrim(engine.entry_words(e, NULL), '. ') INTO did_after.at, who, said
    FROM app.ledger e JOIN app.staff s ON s.id = e.actor_id JOIN app.organization o ON o.id = s.organization_id
    WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.at >= since AND e.at <= coalesce(until, v.at)
      AND e.action <> ALL ('{seen,unseen,undo,look,open,refer,amend,escalate,inform,remind}') AND NOT engine.was_taken_back(e)
    ORDER BY e.seq LIMIT 1;
END $$;
COMMENT ON FUNCTION engine.did_after(app.task, timestamptz, timestamptz, engine.viewer) IS
    'What a person did first with an item from an instant on, until another (NULL: now), without the words they typed: looking at it, and telling the next, is doing nothing with it; nor is what was taken back.';

CREATE FUNCTION engine.escalation_row(e engine.escalation, names boolean, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task := (SELECT k FROM app.task k WHERE k.id = e.task_id);
BEGIN
    RETURN (
        SELECT jsonb_build_object('id', e.id, 'at', e.at, 'ref', engine.task_ref(t), 'what', engine.label_of(t.kind, t.label, y.short, y.name),
            'to_do', e.to_do, 'owner', owner.name, 'owner_organization', g.name, 'step', e.step, 'source', CASE WHEN e.by_hand THEN 'by hand' ELSE 'the clock' END,
            'reached', coalesce(engine.staff_words(e.staff_id, v), told.name), 'reached_role', told.name, 'reached_organization', h.name,
            'opened_at', e.opened_at, 'opened_after', engine.span_words(e.opened_at - e.at),
            'did', d.said, 'who', d.who, 'did_at', d.at, 'did_after', engine.span_words(d.at - e.at), 'settled_at', e.settled_at, 'settled_after', engine.span_words(e.settled_at - e.at),
            'now', engine.status_words(t.kind, t.status, engine.reason_words('hold', t.waiting_on)))
            || CASE WHEN escalation_row.names THEN engine.report_person(t, v) ELSE '{}' END
        FROM app.role owner JOIN app.organization g ON g.id = owner.organization_id
        LEFT JOIN app.role told ON told.id = e.role_id LEFT JOIN app.organization h ON h.id = told.organization_id
        LEFT JOIN app.service_type y ON y.id = t.service_type_id
        CROSS JOIN LATERAL engine.did_after(t, e.at, e.settled_at, v) d
        WHERE owner.id = e.owner_role_id);
END $$;
COMMENT ON FUNCTION engine.escalation_row(engine.escalation, boolean, engine.viewer) IS 'An escalation as a row of its report.';
