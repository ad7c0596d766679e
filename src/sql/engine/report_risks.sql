-- The report of social risks: what threatens whom, how far each is, and how those that are over ended.

CREATE TYPE engine.risk_found AS (risk app.social_risk, task app.task, ended_at timestamptz);
COMMENT ON TYPE engine.risk_found IS 'A risk of a report, with the task of its steps; ended_at: resolved, or found not to be so.';

CREATE FUNCTION engine.risks_found(s engine.report_scope, v engine.viewer) RETURNS SETOF engine.risk_found LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT r, t, CASE WHEN r.status <> 'active' THEN coalesce(r.resolved_at, t.closed_at) END
        FROM app.social_risk r JOIN app.task t ON t.id = r.task_id
        WHERE r.status <> 'entered-in-error' AND r.recorded_at <= s.until
          AND (r.recorded_at >= s.since OR r.status = 'active' OR coalesce(r.resolved_at, t.closed_at) >= s.since)
          AND engine.in_report(t, v) AND NOT (s.outside AND engine.is_apart(t.category)) AND ((s.organization).id IS NULL OR t.owner_organization_id = (s.organization).id);
END $$;
COMMENT ON FUNCTION engine.risks_found(engine.report_scope, engine.viewer) IS
    'Risks that were recorded or ended in a period, or are open still, as far as the reader may know of them; of an organisation: those it looks after.';

CREATE FUNCTION engine.risk_step_words(r app.social_risk, t app.task) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN r.status = 'resolved' THEN 'resolved' WHEN r.status = 'refuted' THEN 'found not to be so'
                ELSE CASE t.stage WHEN 'verify' THEN 'to verify' WHEN 'contact' THEN 'to contact' WHEN 'refer' THEN 'to get help' ELSE 'to resolve' END END
$$;
COMMENT ON FUNCTION engine.risk_step_words(app.social_risk, app.task) IS 'How far a risk is: its next step, or how it ended.';

CREATE FUNCTION engine.deadline_band(deadline timestamptz, at timestamptz, OUT label text, OUT rank integer) LANGUAGE sql IMMUTABLE AS $$
    SELECT b.label, b.rank
    FROM (SELECT CASE WHEN deadline IS NULL THEN 5 WHEN deadline <= at THEN 1 WHEN deadline <= at + interval '7 days' THEN 2
                      WHEN deadline <= at + interval '30 days' THEN 3 ELSE 4 END AS rank) k
    JOIN (VALUES (1, 'past'), (2, 'within 7 days'), (3, 'in 8-30 days'), (4, 'later'), (5, 'none set by law')) b (rank, label) USING (rank)
$$;
COMMENT ON FUNCTION engine.deadline_band(timestamptz, timestamptz) IS 'How near the legal deadline of a risk is, in words, and the order of these.';

CREATE FUNCTION engine.risk_counts(these engine.risk_found[], labels text[], ranks numeric[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('label', g.label, 'count', g.count, 'open', g.open, 'resolved', g.resolved, 'refuted', g.count - g.open - g.resolved,
                       'median', coalesce(engine.span_words(g.median), '')) ORDER BY g.rank NULLS LAST, g.count DESC, g.label), '[]')
            FROM (SELECT l.label, count(*) AS count, count(*) FILTER (WHERE (k.risk).status = 'active') AS open, min(l.rank) AS rank,
                         count(*) FILTER (WHERE (k.risk).status = 'resolved') AS resolved,
                         percentile_cont(0.5) WITHIN GROUP (ORDER BY (k.risk).resolved_at - (k.risk).recorded_at) AS median
                  FROM unnest(these) WITH ORDINALITY k JOIN unnest(labels, ranks) WITH ORDINALITY l (label, rank, ordinality) USING (ordinality)
                  WHERE l.label IS NOT NULL
                  GROUP BY l.label) g);
END $$;
COMMENT ON FUNCTION engine.risk_counts(engine.risk_found[], text[], numeric[]) IS
    'Risks counted by a label each has, those without one left out: how many, open, resolved, found not to be so, and the median time to resolving.';

CREATE FUNCTION engine.risk_steps(these engine.risk_found[], v engine.viewer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('label', p.label, 'count', p.count, 'median', coalesce(engine.span_words(p.median), ''),
                     'waiting', p.waiting, 'late', p.late) ORDER BY p.place)
    FROM (SELECT x.place, x.label, count(x.at) AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY x.at - (k.risk).recorded_at) AS median,
                 count(*) FILTER (WHERE (k.risk).status = 'active' AND engine.risk_step_words(k.risk, k.task) = x.now) AS waiting,
                 count(*) FILTER (WHERE (k.risk).status = 'active' AND engine.risk_step_words(k.risk, k.task) = x.now AND (k.task).due < v.at AND (k.task).status <> 'on-hold') AS late
          FROM unnest(these) k
          CROSS JOIN LATERAL (VALUES (1, 'verified', (k.risk).verified_at, 'to verify'), (2, 'contacted', (k.risk).contacted_at, 'to contact'),
                                     (3, 'help asked for', (k.risk).referred_at, 'to get help'), (4, 'resolved', (k.risk).resolved_at, 'to resolve')) x (place, label, at, now)
          GROUP BY x.place, x.label) p
$$;
COMMENT ON FUNCTION engine.risk_steps(engine.risk_found[], engine.viewer) IS
    'The steps of risks: how many were verified, contacted, referred, resolved, how long after they were recorded, and how many wait for that step now, late ones among them.';

CREATE FUNCTION engine.risk_waits(these engine.risk_found[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('label', b.label, 'count', (SELECT count(*) FROM unnest(these) k
                         WHERE (k.risk).resolved_at - (k.risk).recorded_at >= b.since AND (k.risk).resolved_at - (k.risk).recorded_at < b.until)) ORDER BY b.since)
    FROM (VALUES ('under 1 day', interval '0', interval '1 day'), ('1-3 days', interval '1 day', interval '4 days'), ('4-7 days', interval '4 days', interval '8 days'),
                 ('8-30 days', interval '8 days', interval '31 days'), ('over 30 days', interval '31 days', interval '100 years')) b (label, since, until)
$$;
COMMENT ON FUNCTION engine.risk_waits(engine.risk_found[]) IS 'How long resolved risks took from being recorded, in bands.';

CREATE FUNCTION engine.risk_summary(s engine.report_scope, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    these engine.risk_found[] := array(SELECT k FROM engine.risks_found(s, v) k);
    open engine.risk_found[] := array(SELECT k FROM unnest(these) k WHERE (k.risk).status = 'active');
    ended engine.risk_found[] := array(SELECT k FROM unnest(these) k WHERE (k.risk).status <> 'active');
BEGIN
    RETURN jsonb_build_object('total', cardinality(these), 'open', cardinality(open), 'recorded', (SELECT count(*) FROM unnest(these) k WHERE (k.risk).recorded_at >= s.since),
        'resolved', (SELECT count(*) FROM unnest(ended) k WHERE (k.risk).status = 'resolved'), 'refuted', (SELECT count(*) FROM unnest(ended) k WHERE (k.risk).status = 'refuted'),
        'late', (SELECT count(*) FROM unnest(open) k WHERE (k.task).due < v.at AND (k.task).status <> 'on-hold'),
        'median', (SELECT coalesce(engine.span_words(percentile_cont(0.5) WITHIN GROUP (ORDER BY (k.risk).resolved_at - (k.risk).recorded_at)), '') FROM unnest(these) k),
        'by_category', engine.risk_counts(these, array(SELECT engine.risk_category_name((k.risk).category) FROM unnest(these) k), NULL),
        'by_level', engine.risk_counts(these, array(SELECT (k.risk).level::text FROM unnest(these) k),
                                       array(SELECT -array_position(enum_range(NULL::app.risk_level), (k.risk).level)::numeric FROM unnest(these) k)),
        'by_step', engine.risk_steps(these, v),
        'by_deadline', engine.risk_counts(open, array(SELECT d.label FROM unnest(open) k, engine.deadline_band((k.risk).legal_deadline, v.at) d),
                                          array(SELECT d.rank::numeric FROM unnest(open) k, engine.deadline_band((k.risk).legal_deadline, v.at) d)),
        'by_outcome', engine.risk_counts(ended, array(SELECT engine.risk_end_words(k.risk) FROM unnest(ended) k), NULL),
        'waits', engine.risk_waits(these), 'weeks', engine.report_trend(array(SELECT (k.risk).recorded_at FROM unnest(these) k WHERE (k.risk).recorded_at >= s.since), s));
END $$;
COMMENT ON FUNCTION engine.risk_summary(engine.report_scope, engine.viewer) IS 'All risks of a report counted: by category, level, step, deadline and outcome, by week.';

CREATE FUNCTION engine.risk_end_words(r app.social_risk) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE r.status WHEN 'active' THEN 'Open' WHEN 'refuted' THEN 'Found not to be so'
                         ELSE coalesce((SELECT o.name FROM app.outcome o WHERE o.code = r.outcome), 'No outcome given') END;
END $$;
COMMENT ON FUNCTION engine.risk_end_words(app.social_risk) IS 'How a risk ended, or that it is open.';

CREATE FUNCTION engine.risk_outside(s engine.report_scope, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    network engine.report_scope := s;
    marks engine.report_mark[];
BEGIN
    network.organization := NULL;
    -- Steps and deadlines are left out: with the outcomes they would tell of parts of the same whole twice.
    marks := array(
        SELECT ROW(x.topic, (k.task).owner_organization_id, x.label, x.rank, (k.task).individual_id)::engine.report_mark
        FROM engine.risks_found(network, engine.report_of_everybody(v)) k
        CROSS JOIN LATERAL (VALUES ('report_total', '', NULL), ('report_by_category', engine.risk_category_name((k.risk).category), NULL),
                                   ('report_by_level', (k.risk).level::text, -array_position(enum_range(NULL::app.risk_level), (k.risk).level)::numeric),
                                   ('report_by_outcome', engine.risk_end_words(k.risk), NULL),
                                   ('report_weeks', CASE WHEN (k.risk).recorded_at < s.since THEN 'earlier' ELSE engine.report_week((k.risk).recorded_at) END,
                                    CASE WHEN (k.risk).recorded_at < s.since THEN 0 ELSE extract(epoch FROM engine.week_start((k.risk).recorded_at, 0)) END)) x (topic, label, rank));
    RETURN engine.report_outside_summary(marks, '{by_category,by_level,by_outcome,weeks}', s);
END $$;
COMMENT ON FUNCTION engine.risk_outside(engine.report_scope, engine.viewer) IS 'Risks counted as it may leave the organisation: by category, level, how they ended, and the week they were recorded.';

CREATE FUNCTION engine.risk_row(k engine.risk_found, names boolean, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.social_risk := k.risk;
    t app.task := k.task;
BEGIN
    RETURN (
        SELECT jsonb_build_object('id', r.id, 'recorded_at', r.recorded_at, 'risk_ref', engine.risk_ref(r.id), 'ref', engine.task_ref(t),
            'category', engine.risk_category_name(r.category), 'level', r.level, 'legal_deadline', r.legal_deadline, 'step', engine.risk_step_words(r, t),
            'owner', o.name, 'owner_organization', g.name, 'due', CASE WHEN r.status = 'active' THEN t.due END,
            'state', CASE WHEN r.status = 'active' THEN CASE engine.state_of(t.status, t.due, v.at, v.day_end) WHEN 'late' THEN 'late' WHEN 'hold' THEN 'waits' ELSE 'in time' END END,
            'verified_after', engine.span_words(r.verified_at - r.recorded_at), 'contacted_after', engine.span_words(r.contacted_at - r.recorded_at),
            'referred_after', engine.span_words(r.referred_at - r.recorded_at), 'ended_at', k.ended_at, 'ended_after', engine.span_words(k.ended_at - r.recorded_at),
            'outcome', c.name, 'helped', CASE WHEN c.helped THEN 'yes' WHEN c.code IS NOT NULL THEN 'no' END)
            || CASE WHEN risk_row.names THEN engine.report_person(t, v) ELSE '{}' END
        FROM app.role o JOIN app.organization g ON g.id = o.organization_id LEFT JOIN app.outcome c ON c.code = r.outcome
        WHERE o.id = t.owner_role_id);
END $$;
COMMENT ON FUNCTION engine.risk_row(engine.risk_found, boolean, engine.viewer) IS 'A risk as a row of its report, without what was typed about it.';
