-- The one shared plan of a person: api.plan(); its timeline, page by page: api.timeline().
--
-- api.plan(individual_ref text) → {
--   "individual_ref", "may_open": bool,          may_open: there is no plan, and the reader may open one
--   "look": as in api.item,
--   "plan": {"version": int, "since": timestamptz} | null,
--   "ended": timestamptz | null,       there is none any more: when the last one ended
--   "person": {…as in api.item…}, "call": {"contacts": […], "last": {…}|null},
--   "risk": {"level": "high", "category": code, "words": "HIGH Housing instability, deadline Wed 2 Dec 09:00, 9 days"} | null,
--   "events_count": {"count": int, "type": code, "words": "ED visits 4 in 365 days"} | null,
--   "shared": "For treatment: all areas, team of 6" | null,
--   "areas": [{                      by name; an area of substance-use content is absent without a basis
--     "id": bigint, "domain": code, "name": "Housing",
--     "owner_role": code, "owner_role_name", "owner_organization", "owner_login", "owner_name",
--     "summary": text|null, "withheld": bool,    withheld: no basis to read what stands in it (summary, goals, comments are then empty)
--     "review_by": timestamptz, "late": bool, "version": int,
--     "goals_met": int, "goals": int, "open": int, "late_count": int,
--     "mine": bool, "may_comment": bool, "may_reassign": bool,
--     "goals_list": [{"id", "description", "lifecycle", "achievement", "words": "met", "target_date": date|null, "version"}, …],
--     "comments": [{"id", "kind": "comment|proposal", "text", "who", "at", "version", "area": bigint}, …],   oldest first
--     "updated_at": timestamptz, "updated_by": name|null }, …],
--   "notes": {"barrier": [{"id", "kind", "text", "who", "at", "version", "area": bigint|null}, …], "medicine": […], "pending_result": […], "known_risk": […]},
--   "team": [{"name", "login": text|null, "role", "role_code", "organization", "phone": text|null, "what": "Housing"}, …],
--   "next": [{"ref", "due", "state": "late|today|later|hold|undated", "who": "you"|name, "label", "kind", "state_words", "hold_until", "mine": bool,
--             "opens": bool, "area": bigint|null}, …],    open tasks and referrals, soonest first, at most 50; opens: the reader may open it
--   "latest": [{"at", "id", "kind", "text", "who": text|null, "ref"}, …],      newest first, 50; "text" says who
--   "messages": [{…as in api.messages…, "place"}, …],     newest first, the last 30 of the person, wherever they were written
--   "actions": ["open", "edit", "comment", "note", "message", "reassign", "close", "event", "risk", "referral", "pathway", "review", "safety", "merge"] }
--
-- api.timeline(individual_ref, before timestamptz, n int, before_id bigint) →
--   {"individual_ref", "entries": [{…as in latest…}, …], "more": bool, "before": timestamptz|null, "before_id": bigint|null}
--   before and before_id of one page are the arguments for the next.

CREATE FUNCTION api.plan(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
    individual bigint := engine.individual_to_read(individual_ref, v);
    p app.care_plan := engine.plan_of(individual);
    areas engine.area_seen[] := array(SELECT x FROM engine.areas_seen(p.id, v) x);
    tasks bigint[] := engine.tasks_shared(individual, v);
    team jsonb := engine.plan_team(areas, tasks);
    actions text[] := CASE WHEN engine.sees_individual(individual, v) THEN engine.plan_actions(p, areas, v) ELSE '{}' END;
    latest jsonb := engine.person_timeline(individual, v, 'infinity', 9223372036854775807, 50);
    messages jsonb := engine.person_messages(individual, v, 30);
BEGIN
    PERFORM engine.disclose_person(individual, 'plan',
        engine.task_contents(array(SELECT t.id FROM app.task t WHERE t.id = ANY (tasks) AND t.closed_at IS NULL), v)
        || engine.area_contents(array(SELECT (x.area).id FROM unnest(areas) x WHERE x.known) || engine.areas_in(latest, individual, v))
        || engine.ref_contents(engine.refs_in(latest, '$[*].ref'), v) || engine.message_contents(messages) || engine.last_call_contents(individual, v), v);
    RETURN jsonb_build_object(
        'individual_ref', engine.individual_ref(individual), 'may_open', 'open' = ANY (actions),
        'plan', CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('version', p.version, 'since', p.created_at) END,
        'ended', CASE WHEN p.id IS NULL THEN (SELECT max(c.closed_at) FROM app.care_plan c WHERE c.individual_id = individual) END,
        'person', engine.person_card(individual),
        'call', jsonb_build_object('contacts', engine.contact_list(individual), 'last', engine.last_call(individual, v)),
        'risk', engine.plan_risk(individual, v), 'events_count', engine.plan_events(individual, v),
        'shared', CASE WHEN p.id IS NOT NULL THEN engine.plan_shared(individual, areas, team, v) END,
        'areas', engine.plan_area_list(areas, tasks, v), 'notes', engine.plan_notes(p.id, areas, v), 'team', team,
        'next', engine.plan_next(tasks, engine.tasks_seen(individual, true, v), v),
        'latest', latest,
        'messages', messages, 'actions', to_jsonb(actions), 'notice', engine.person_notice(individual, v)) || engine.look_json(individual, v);
END $$;
COMMENT ON FUNCTION api.plan(text) IS
    'The shared plan of a person with everything its screen shows; without one, the person, what is open and what happened. HF404 for a person who is not there or not the reader''s to see.';

CREATE FUNCTION api.timeline(individual_ref text, before timestamptz DEFAULT 'infinity', n integer DEFAULT 50, before_id bigint DEFAULT 9223372036854775807)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    individual bigint := engine.individual_to_read(individual_ref, v);
    entries jsonb;
    more boolean;
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 500 THEN
        PERFORM engine.refuse('HF400', 'n must be from 1 to 500.', 'Ask for the next page with before and before_id.');
    END IF;
    entries := engine.person_timeline(individual, v, greatest(coalesce(before, 'infinity'), '0001-01-01'), coalesce(before_id, 9223372036854775807), n + 1);
    more := jsonb_array_length(entries) > n;
    entries := CASE WHEN more THEN entries - n ELSE entries END;
    PERFORM engine.disclose_person(individual, 'plan', engine.ref_contents(engine.refs_in(entries, '$[*].ref'), v)
                                                       || engine.area_contents(engine.areas_in(entries, individual, v)), v);
    RETURN jsonb_build_object('individual_ref', engine.individual_ref(individual), 'entries', entries, 'more', more,
                              'before', entries -> -1 -> 'at', 'before_id', entries -> -1 -> 'id') || engine.look_json(individual, v);
END $$;
COMMENT ON FUNCTION api.timeline(text, timestamptz, integer, bigint) IS
    'What happened to a person and was done for them, newest first, a page at a time: events when they occurred; steps, calls, notes and messages. HF404 as api.plan; HF400: n is not from 1 to 500.';
