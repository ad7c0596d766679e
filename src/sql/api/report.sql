-- Reports: api.report_escalations(), api.report_risks().
--
-- Both take filter {"from": date|instant? (else the Monday twelve weeks before to), "to": date|instant? (a date: to its end; else now),
--   "org": code? (their own; any for those who coordinate or audit), "names": bool? (false), "summary": bool? (the counts alone),
--   "outside": bool? (to leave the organisation), "below": int? (11), "n": int? (500; at most 5,000), "after": what "next" said before?}
-- and answer {"about": "Bay Network; 24 Aug 2026 to 22 Nov 2026", "from", "to", "organization": name|null, "names": bool,
--   … the counts, with the first page only …, rows: newest first, "next": {"at", "id"}|null}.
-- For everybody who does the work, about what stands in their queues or could; all of the network for those
-- who coordinate or audit it. With names, whoever is named of another organisation's is disclosed, as an export.
-- outside: "suppressed": true, "below", the last whole quarter that was over; "total" and the lists "by_…" and "weeks" of {"label", "count"}
-- (of risks no by_step, by_deadline; of the escalations of one organisation no by_stage, weeks), null where a number is small or would tell of one; and no rows.
--
-- api.report_escalations → "total", "items", "opened", "settled": int, "median_opened", "median_settled": "4h"|"",
--   "by_rung", "by_source", "by_stage", "by_role", "by_owner": [{"label", "count", "opened", "settled", "median"}],
--   "waits", "weeks": [{"label", "count"}],
--   "escalations": [{"id", "at", "ref", "what", "to_do", "owner", "owner_organization": who should have acted, "step": "told to act, when due",
--     "source", "reached", "reached_role", "reached_organization", "opened_at", "opened_after": "50m", "did": "accepted", "who", "did_at", "did_after",
--     "settled_at", "settled_after", "now", "individual_ref"?, "individual_name"?, "birth_date"?}]
-- api.report_risks → "total", "open", "recorded", "resolved", "refuted", "late": int, "median",
--   "by_category", "by_level", "by_deadline" (open ones), "by_outcome" (ended ones): [{"label", "count", "open", "resolved", "refuted", "median"}],
--   "by_step": [{"label", "count", "median", "waiting", "late"}], "waits", "weeks",
--   "risks": [{"id", "recorded_at", "risk_ref", "ref", "category", "level", "legal_deadline", "step", "owner", "owner_organization", "due", "state",
--     "verified_after", "contacted_after", "referred_after", "ended_at", "ended_after", "outcome", "helped", …}]

CREATE FUNCTION api.report_escalations(filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    s engine.report_scope := engine.read_report(filter, v);
    page engine.escalation[] := array(SELECT e FROM engine.escalations(s, true, v) e WHERE NOT s.brief AND (e.at, e.id) < (s.after_at, s.after_id) ORDER BY e.at DESC, e.id DESC LIMIT s.n + 1);
BEGIN
    IF s.names THEN
        PERFORM engine.disclose_report(array(SELECT e.task_id FROM unnest(page[1:s.n]) e), v);
    END IF;
    RETURN jsonb_build_object('about', s.about, 'from', s.since, 'to', s.until, 'organization', (s.organization).name, 'names', s.names)
        || CASE WHEN s.outside THEN engine.escalation_outside(s, v) WHEN s.after_at = 'infinity' THEN engine.escalation_summary(s, v) ELSE '{}' END
        || jsonb_build_object('escalations', (SELECT coalesce(jsonb_agg(engine.escalation_row(e, s.names, v) ORDER BY e.at DESC, e.id DESC), '[]') FROM unnest(page[1:s.n]) e),
            'next', CASE WHEN cardinality(page) > s.n THEN jsonb_build_object('at', page[s.n].at, 'id', page[s.n].id) END);
END $$;
COMMENT ON FUNCTION api.report_escalations(jsonb) IS
    'Whom rungs brought in over a period: by rung, source and role, and each one: whose it was, whom it reached, when they opened it, what was done and after how long. HF404: for who does the work; HF400: malformed.';

CREATE FUNCTION api.report_risks(filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    s engine.report_scope := engine.read_report(filter, v);
    page engine.risk_found[] := array(SELECT k FROM engine.risks_found(s, v) k WHERE NOT s.brief AND ((k.risk).recorded_at, (k.risk).id) < (s.after_at, s.after_id)
                                      ORDER BY (k.risk).recorded_at DESC, (k.risk).id DESC LIMIT s.n + 1);
BEGIN
    IF s.names THEN
        PERFORM engine.disclose_report(array(SELECT (k.task).id FROM unnest(page[1:s.n]) k), v);
    END IF;
    RETURN jsonb_build_object('about', s.about, 'from', s.since, 'to', s.until, 'organization', (s.organization).name, 'names', s.names)
        || CASE WHEN s.outside THEN engine.risk_outside(s, v) WHEN s.after_at = 'infinity' THEN engine.risk_summary(s, v) ELSE '{}' END
        || jsonb_build_object('risks', (SELECT coalesce(jsonb_agg(engine.risk_row(k, s.names, v) ORDER BY (k.risk).recorded_at DESC, (k.risk).id DESC), '[]') FROM unnest(page[1:s.n]) k),
            'next', CASE WHEN cardinality(page) > s.n THEN jsonb_build_object('at', ((page[s.n]).risk).recorded_at, 'id', ((page[s.n]).risk).id) END);
END $$;
COMMENT ON FUNCTION api.report_risks(jsonb) IS
    'Social risks recorded or ended in a period, or open: by category, level, step and deadline, how those that are over ended and after how long, and each one. HF404: for who does the work; HF400: malformed.';
