-- One item with everything its screen shows: api.item(). The first opening by a person is recorded
-- (app.opening, ledger entry `seen`; a rung that reached this person counts as opened).
--
-- api.item(ref text) → {
--   "id": bigint, "ref", "version": int, "kind", "status", "priority", "stage": text,
--   "state": "late|today|later|hold|undated|closed",
--   "title": text,                   "find provider, R-20418 nursing visits"
--   "code": text, "label": text,
--   "referral_ref": text|null, "attempt": int|null, "attempts": int|null,
--   "relation": [letter, …],         O H R C S X V: how the reader stands to it
--   "owner_role", "owner_role_name", "owner_organization", "owner_login", "owner_name": text|null,
--   "state_words", "with_words": text,   as in the queue
--   "created_at", "stage_since", "need_since", "needed_by", "due", "hold_until", "closed_at": timestamptz|null,
--   "waiting_on": text|null,
--
--   "person": {                      null where the reader has no basis; then
--     "ref", "name": text, "birth_date": date|null, "identifiers": ["MRN ..4471", …],
--     "language": "Spanish"|null (null: English), "interpreter": bool,
--     "representative": text|null,   "Luz, daughter, may decide"
--     "safe_note": text|null, "deceased_at": timestamptz|null,
--     "address", "city", "postal_code": text|null },
--   "withheld": text|null,           … a sentence in its place
--   "look": {"until", "category", "words": "Emergency look until 18:40", "only": bool}|null,   the reader has one at this person (only: and nothing else shows them)
--   "call": {                        the line Call
--     "contacts": [{"name", "relation", "phone": text|null, "safe": bool, "may_decide": bool,
--                   "note": text|null}, …],
--     "last": {"at": timestamptz, "who": "St. Mary's, Drew Palmer", "reached": bool} | null },
--   "now": {                         the line Now
--     "text": "Needs another provider.", "whose": "Yours" | "Bright Home Care intake, Tomas Reed",
--     "since": timestamptz, "because": "Bright Home Care declined" | null },
--   "timing": {                      the line Due (due itself is above)
--     "target": "8bh"|null, "words": "urgent, real hours" | "office hours" | null,
--     "late_since": timestamptz|null, "need_since": timestamptz, "tries": int,
--     "held_remaining": seconds|null, "promised": timestamptz|null },   by the provider's supervisor
--   "needed": {                      the line Needed
--     "what": "First visit", "by": timestamptz|null, "where": "12 Elm St (Luz), 02128"|null,   where a service is
--     "met_at": timestamptz|null },
--   "why": text|null,                the line Why
--   "provided": {key: text, …},      what the referral carries (orders, phone, …)
--   "shared": text|null,             "For treatment; general health only"
--   "answers": text|null,            "For the person until somebody accepts: St. Mary's desk, Drew Palmer"
--   "came", "tried", "instruction",  as in api.peek: how it came to the reader, what was tried, what somebody wants done
--   "ladder": [{                     If not: who is told next, soonest first
--     "no": int, "at": timestamptz, "action": "remind|inform|escalate|transfer",
--     "who": "you" | "Omar Reyes, on call", "text": "reminds you" | "Omar Reyes, on call",
--     "channels": [text, …], "by_hand": bool }, …],      by_hand: the one that `escalate` would fire
--
--   "acted": [{                      WHO SHOULD HAVE ACTED, oldest first, over all tries of the referral
--     "ref": text, "who": "Harbor Nursing intake" | "You", "by": timestamptz|null,
--     "to_do": "answer|start|complete|re-route|…",
--     "did": "Joan Achebe declined" | null, "at": timestamptz|null, "late": bool,
--     "open": bool,                  still to be done
--     "also": [{"at": timestamptz, "text": "seen by Maria Soto" | "reminded" | "Ruth Dale told"}, …]      of a rung that repeats "times", "last" too
--   }, …],
--   "notes": [{"at": timestamptz, "kind": "note|call|ask", "who": text, "text": text|null}, …],   oldest first
--   "messages": [{…as in api.messages…}, …],             the thread, oldest first; looking at it here marks nothing as read
--   "timeline": [{"at": timestamptz, "ref": text, "actor": text, "action": text, "text": text}, …],  every entry in words
--   "offers": [{                     what `reroute` would offer, best first; [] where w does not serve
--     "service": code, "name": "VNA East", "organization": text, "open": bool,
--     "opens_at": timestamptz|null, "text": "open, 02128" }, …],
--   "appointments": [{"id", "ref", "starts_at", "place", "ride", "status": "booked|kept|missed|moved|cancelled", "follow_up": ref|null}, …],
--   "authorizations": [{"id", "ref", "payer", "number", "status": "requested|approved|denied|expired|cancelled", "expires_at", "updated_at"}, …],
--   "results": [{"id", "ref", "text", "at", "by", "review_ref", "reviewed_at", "reviewed_by"}, …],
--   "loop": "open|closed"|null,      a report came back and is not yet, or is, reviewed
--   "notice": text|null,             goes with content under 42 CFR Part 2 wherever it is shown
--   "risk": {…}|null,                of a risk: as one of api.risks
--   "pathways": [{"pathway", "name", "deadline", "step"}, …],   under way, of which the item is a step
--   "undo": {                        null: nothing to undo
--     "text": "Maria Soto declined: no staff (default)", "until": timestamptz,
--     "mine": bool,                  the reader did it and may press u
--     "ends_by": [action, …] },      acting on it ends the undo: these keys
--   "actions": [action, …], "effects": [text, …],   effects[i] says what actions[i] would do
--   "steps": [{"action", "effect": text, "needs": [reason|note|date|outcome|waiting_on|until|
--              missing|to|value|field|reached, …], "ask": bool}, …]   the same with what each needs; ask: the policy wants a picker
-- }
-- HF404, one identical answer, for what is not there and what is not the reader's to see.

CREATE FUNCTION api.item(ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    seen record := engine.task_to_see(engine.task_id(ref), v);
    t app.task := seen.task;
    r app.referral;
    line engine.row;
    tasks bigint[];
    known jsonb;
    steps jsonb;
BEGIN
    PERFORM engine.open_for(t, v);
    PERFORM engine.disclose_item(t, 'item', v);
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    SELECT w.* INTO line FROM engine.rows(ARRAY[t.id], v) w;
    tasks := engine.related_tasks(t, v);
    known := engine.item_person(t, r, v);
    -- Whoever may open it as theirs is told of a call by others all the same.
    IF known #> '{call,last}' <> 'null' THEN
        PERFORM engine.disclose_opened(t.individual_id, 'call', engine.last_call_contents(t.individual_id, v), v);
    END IF;
    steps := engine.item_actions(t, line, v);
    RETURN known || steps || engine.item_more(t, v) || engine.look_json(t.individual_id, v) || jsonb_build_object(
            'id', t.id, 'ref', line.ref, 'version', t.version, 'kind', t.kind, 'status', t.status, 'priority', t.priority, 'stage', t.stage,
            'state', line.state, 'title', engine.item_title(t, line), 'code', line.code, 'label', line.label,
            'referral_ref', line.referral_ref, 'attempt', t.attempt, 'attempts', r.attempts, 'relation', to_jsonb(seen.relation),
            'owner_role', line.owner_role, 'owner_login', line.owner_login, 'owner_name', line.owner_name,
            'state_words', line.state_words, 'with_words', line.with_words,
            'created_at', t.created_at, 'stage_since', t.stage_since, 'need_since', t.need_since, 'needed_by', t.needed_by,
            'due', t.due, 'hold_until', t.hold_until, 'closed_at', t.closed_at, 'waiting_on', t.waiting_on)
        || (SELECT jsonb_build_object('owner_role_name', o.name, 'owner_organization', g.name)
            FROM app.role o JOIN app.organization g ON g.id = t.owner_organization_id WHERE o.id = t.owner_role_id)
        || jsonb_build_object(
            'now', engine.now_words(t, r, v), 'timing', engine.timing(t, r),
            'needed', jsonb_build_object('what', engine.needed_words(t.kind, line.code), 'by', t.needed_by, 'met_at', r.need_met_at,
                'where', CASE WHEN r.id IS NOT NULL THEN
                    concat_ws(', ', coalesce(known #>> '{provided,address}', known #>> '{person,address}'),
                                    coalesce(known #>> '{provided,postal_code}', known #>> '{person,postal_code}')) END),
            'notice', CASE WHEN known ->> 'withheld' IS NOT NULL THEN NULL WHEN engine.counseling_told(t.individual_id, t.id, v) THEN engine.redisclosure_notice() ELSE engine.notice_for(t.category) END,
            'shared', engine.shared_words(t, r), 'answers', engine.answers_words(t, r),
            'ladder', engine.ladder_ahead(t, v), 'acted', engine.acted(tasks, v),
            'notes', engine.timeline(tasks, v, '{note,call,ask}'), 'timeline', engine.timeline(tasks, v),
            'messages', engine.item_messages(t, v),
            'offers', CASE WHEN t.kind = 'reroute' AND t.closed_at IS NULL AND r.id IS NOT NULL THEN engine.offer_list(r, v) ELSE '[]' END,
            'came', engine.came_to(t, v), 'tried', engine.tried(t, tasks, v, NOT line.withheld), 'instruction', engine.instruction(t, v, NOT line.withheld),
            'undo', engine.undo_ahead(t, v, line.actions));
END $$;
COMMENT ON FUNCTION api.item(text) IS
    'One item with everything its screen shows; the first opening by a person is recorded. HF404, one identical answer, for what is not there and what is not to be seen.';
