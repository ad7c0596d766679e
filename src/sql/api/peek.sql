-- The two preview lines of the selected row: api.peek(). Not an opening: nothing is recorded.
--
-- api.peek(id bigint) → {
--   "id": bigint, "ref": text, "version": int,
--   "name": text|null, "birth_date": date|null, "identifier": "MRN ..8812"|null,
--   "from": text,                    "St. Mary's, Drew Palmer": who asks
--   "priority": "URGENT"|null,       null for routine
--   "needed_by": timestamptz|null, "needed_what": "First visit"|…,
--   "why": text|null,                the clinical context, or what a task is about
--   "language": text|null, "interpreter": bool,
--   "waits": text|null,              "Waits for payer until" (hold_until beside it)
--   "hold_until": timestamptz|null,
--   "undo": text|null,               "You declined: no staff (default)"
--   "undo_until": timestamptz|null,
--   "withheld": text|null,           a sentence, in place of the person
--   "notice": text|null              goes with content under 42 CFR Part 2
-- }
-- HF404 as for an item.

CREATE FUNCTION api.peek(id bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    seen record := engine.task_to_see(id, v);
    t app.task := seen.task;
    r app.referral;
    p app.individual;
    hidden text := engine.withheld_words(t, v);
    undo jsonb := engine.undo_ahead(t, v, '{}');
BEGIN
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    SELECT k.* INTO p FROM app.individual k WHERE k.id = t.individual_id AND hidden IS NULL;
    RETURN jsonb_build_object(
        'id', t.id, 'ref', engine.task_ref(t), 'version', t.version,
        'name', engine.person_name(p.family, p.given), 'birth_date', p.birth_date, 'identifier', engine.main_identifier(p.id),
        'from', engine.from_words(coalesce(r.requester_staff_id, t.requester_staff_id), coalesce(r.requester_organization_id, t.requester_organization_id)),
        'priority', CASE WHEN t.priority <> 'routine' THEN upper(t.priority::text) END,
        'needed_by', t.needed_by, 'needed_what', engine.needed_words(t.kind, NULL),
        'why', CASE WHEN hidden IS NULL THEN engine.sentences(r.context, CASE WHEN t.kind <> 'referral' THEN t.label END, p.safe_note) END,
        'language', engine.language_words(p.language), 'interpreter', coalesce(p.interpreter, false),
        'waits', CASE WHEN t.status = 'on-hold' THEN 'Waits for ' || engine.reason_words('hold', t.waiting_on) || ' until' END, 'hold_until', t.hold_until,
        'undo', engine.sentences(undo ->> 'text'), 'undo_until', undo -> 'until', 'withheld', hidden,
        'notice', CASE WHEN hidden IS NULL THEN engine.notice_for(t.category) END);
END $$;
COMMENT ON FUNCTION api.peek(bigint) IS 'What the two preview lines of a row say. No opening: nothing is recorded. HF404 as api.item.';
