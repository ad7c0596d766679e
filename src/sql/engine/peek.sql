-- What is told of a selected row without opening it. Shape: api/peek.sql.

CREATE FUNCTION engine.peek(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.referral;
    p app.individual;
    hidden text := engine.withheld_words(t, v);
    undo jsonb := engine.undo_ahead(t, v, '{}');
    came jsonb := engine.came_to(t, v);
BEGIN
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    SELECT k.* INTO p FROM app.individual k WHERE k.id = t.individual_id AND hidden IS NULL;
    RETURN jsonb_build_object(
        'id', t.id, 'ref', engine.task_ref(t), 'version', t.version,
        'name', engine.person_name(p.family, p.given), 'birth_date', p.birth_date, 'identifier', engine.main_identifier(p.id),
        'from', engine.from_words(coalesce(r.requester_staff_id, t.requester_staff_id), coalesce(r.requester_organization_id, t.requester_organization_id)),
        'priority', CASE WHEN t.priority <> 'routine' THEN upper(t.priority::text) END,
        'needed_by', t.needed_by, 'needed_what', engine.needed_words(t.kind, NULL),
        'why', CASE WHEN hidden IS NULL THEN engine.sentences(engine.opened_note(t), r.context, CASE WHEN t.kind <> 'referral' THEN t.label END, p.safe_note) END,
        'language', engine.language_words(p.language), 'interpreter', coalesce(p.interpreter, false),
        'waits', CASE WHEN t.status = 'on-hold' THEN 'Waits for ' || engine.reason_words('hold', t.waiting_on) || ' until' END, 'hold_until', t.hold_until,
        'undo', engine.sentences(undo ->> 'text'), 'undo_until', undo -> 'until', 'withheld', hidden,
        'came', came, 'tried', CASE WHEN came IS NULL THEN '[]' ELSE engine.tried(t, engine.related_tasks(t, v), v, hidden IS NULL) END,
        'instruction', engine.instruction(t, v, hidden IS NULL),
        'notice', CASE WHEN hidden IS NULL THEN engine.notice_for(t.category) END);
END $$;
COMMENT ON FUNCTION engine.peek(app.task, engine.viewer) IS 'What the preview of a row says, as api.peek has it.';
