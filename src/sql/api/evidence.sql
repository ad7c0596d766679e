-- The story of one referral, to be shown to whoever asks who should have acted, and did they.
--
-- api.evidence(ref text) → {           R-… of any try, or T-…
--   "ref", "referral_ref": text|null, "title": text, "now": timestamptz, "by": who asked for this page,
--   "person": {"ref", "name", "birth_date"}|null, "withheld": text|null,
--   "asked": {"at": timestamptz, "who": "Drew Palmer", "organization", "role", "priority", "needed_by": timestamptz|null, "basis": words|null},
--   "need": {"since", "met_at": timestamptz|null},
--   "outcome": {"closed_at", "outcome": name|null, "helped": bool|null, "source": "provider|person"|null, "who", "text", "at"},
--   "void": bool,                    entered by mistake
--   "sums": {"duties", "in_time", "late", "open", "open_late", "reached", "opened": int, "waited_seconds": int},
--   "tries": [{"ref", "to", "role", "named": text|null, "sent_at", "status": words, "closed_at"}, …],
--   "acted": […as in api.item…],     who should have acted, by when, who did
--   "reached": [{"ref", "at", "how", "who", "because", "channels": […], "opened_at", "did", "did_at"}, …],
--   "entries": [{"id", "ref", "seq", "at", "who", "action", "text", "erased", "hash": hex, "seal": number|null}, …],
--   "proof": {"entries": int, "waiting": int, "seals": [{"number", "at", "count", "ours", "hash", "line", "problem"}, …],
--             "breaks": [{"ref", "seq", "at", "problem"}, …]},      breaks and problems empty: the record is whole
--   "notice": text|null }

CREATE FUNCTION api.evidence(ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
    t app.task := (engine.task_to_see(engine.task_id(ref), v)).task;
    r app.referral;
    named engine.viewer := v;
    tasks bigint[];
    entries jsonb;
    acted jsonb;
    reached jsonb;
BEGIN
    PERFORM engine.disclose_item(t, 'record', v);
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    tasks := engine.related_tasks(t, v);
    -- Others will read the page: whoever made it stands in it by name.
    named.staff_id := NULL;
    named.roles := '{}';
    entries := engine.evidence_entries(tasks, named);
    acted := engine.acted(tasks, named);
    reached := engine.evidence_reached(tasks, named, v);
    RETURN jsonb_build_object(
        'ref', engine.task_ref(t), 'referral_ref', engine.referral_ref(t.referral_id), 'now', v.at,
        'title', coalesce((SELECT y.name FROM app.service_type y WHERE y.id = t.service_type_id), t.label, engine.kind_words(t.kind)),
        'by', (SELECT s.name || ', ' || o.name FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.id = v.staff_id),
        'withheld', engine.withheld_words(t, v),
        'person', CASE WHEN engine.withheld_words(t, v) IS NULL THEN
            (SELECT jsonb_build_object('ref', engine.individual_ref(i.id), 'name', engine.person_name(i.family, i.given), 'birth_date', i.birth_date)
             FROM app.individual i WHERE i.id = t.individual_id) END,
        'asked', jsonb_build_object('at', coalesce(r.created_at, t.created_at),
            'who', (SELECT s.name FROM app.staff s WHERE s.id = coalesce(r.requester_staff_id, t.requester_staff_id)),
            'organization', (SELECT o.name FROM app.organization o WHERE o.id = coalesce(r.requester_organization_id, t.requester_organization_id)),
            'role', (SELECT k.name FROM app.role k WHERE k.id = coalesce(r.requester_role_id, t.requester_role_id)),
            'priority', coalesce(r.priority, t.priority), 'needed_by', coalesce(r.needed_by, t.needed_by), 'basis', engine.basis_words(r.basis, t.category)),
        'need', jsonb_build_object('since', t.need_since, 'met_at', r.need_met_at),
        'outcome', engine.evidence_outcome(r, t, named), 'void', coalesce(r.void, t.status = 'entered-in-error'),
        'sums', engine.evidence_sums(acted, reached, t.need_since, r.need_met_at, coalesce(r.closed_at, CASE WHEN r.id IS NULL THEN t.closed_at END), v.at),
        'tries', engine.evidence_tries(r, tasks, named), 'acted', acted, 'reached', reached,
        'entries', entries, 'proof', engine.evidence_proof(tasks, entries), 'notice', CASE WHEN engine.withheld_words(t, v) IS NULL THEN engine.notice_for(t.category) END);
END $$;
COMMENT ON FUNCTION api.evidence(text) IS
    'Who should have acted on one referral (over all its tries that the reader may see) or other item, by when, who did, whom its ladders reached, how it ended and who says so; with every entry of its record, its hash, and the seals that cover them, proved anew. For who may see the item, and duty audit; a disclosure where it is another organisation''s. HF404 for what is not there or not to be seen.';
