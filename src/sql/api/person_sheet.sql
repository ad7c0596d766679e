-- The page that a person takes home.
--
-- api.person_sheet(individual_ref text, sensitive boolean) → {
--   "individual_ref", "name": text, "language": BCP 47 tag, "interpreter": bool, "now": timestamptz,
--   "careful": bool,                 there is something to know before it is handed over or sent: api.individual has it
--   "items": [{"ref", "name", "names": {language: text}, "state": "asked|accepted|running|waits|search",
--              "organization", "phone": text|null, "who": name|null, "by": timestamptz|null (of waits: until),
--              "needed_by": timestamptz|null, "asks": {"organization", "phone", "who"},
--              "appointment": {"starts_at", "place", "ride"}|null}, …],
--   "left_out": int,                 substance-use items that only sensitive prints
--   "made": {"who", "organization", "phone"},                    who made the page
--   "coordinator": {"organization", "phone", "role"},            whom to ring when nobody called
--   "emergency": [{"name", "phone", "names"?: {language: text}}, …], "notice": text|null }   notice: only with sensitive items

CREATE FUNCTION api.person_sheet(individual_ref text, sensitive boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    i app.individual;
    n app.network := (SELECT k FROM app.network k);
    tasks bigint[];
    apart bigint[];
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = engine.individual_id(individual_ref);
    IF i.id IS NULL OR NOT engine.may_read(i.id, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    IF i.deceased_at IS NOT NULL THEN
        PERFORM engine.refuse('HF412', 'This person has died: there is nobody to hand the page to.', 'Who is to be told is among the contacts: holdfast show ' || engine.individual_ref(i.id) || '.');
    END IF;
    tasks := engine.sheet_tasks(i.id, v);
    apart := array(SELECT t.id FROM app.task t WHERE t.id = ANY (tasks) AND engine.is_apart(t.category));
    IF NOT sensitive THEN
        tasks := array(SELECT t FROM unnest(tasks) t WHERE t <> ALL (apart));
    END IF;
    PERFORM engine.disclose_person(i.id, 'person', engine.task_contents(tasks, v), v);
    RETURN jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'name', btrim(i.given || ' ' || i.family), 'language', i.language, 'interpreter', i.interpreter,
        'now', v.at, 'careful', i.safe_note IS NOT NULL OR EXISTS (SELECT FROM app.contact c WHERE c.individual_id = i.id AND NOT c.safe), 'items', engine.sheet_items(tasks), 'left_out', CASE WHEN sensitive THEN 0 ELSE cardinality(apart) END,
        'made', engine.sheet_number(v.organization_id) || jsonb_build_object('who', (SELECT s.name FROM app.staff s WHERE s.id = v.staff_id)),
        'coordinator', (SELECT engine.sheet_number(r.organization_id) || jsonb_build_object('role', r.name) FROM app.role r WHERE r.id = n.coordinator_role_id),
        'emergency', n.emergency, 'notice', CASE WHEN sensitive AND apart <> '{}' THEN engine.redisclosure_notice() END);
END $$;
COMMENT ON FUNCTION api.person_sheet(text, boolean) IS
    'What a person is told on paper: of each open request that the caller may see, who will call, by when, and which number to ring. Substance-use requests only where sensitive: paper lies about, and a letter in a shared home tells. For who may read the person''s page; a disclosure as opening it is. HF404 otherwise; HF412 for somebody who has died.';
