-- The first screen of the day: api.today(), by the reader's duty (coordinator: the network;
-- others: their roles, what they asked for, what reached them).
--
-- api.today() → {
--   "sees_items": bool,              false: who only administers; nothing below is ever anything but empty
--   "title": "Lead coordinator, Bay Network", "now": timestamptz,
--   "since": {"at": timestamptz, "text": "31 new, 9 answered, 6 declined; Omar Reyes (on call) took 2"}
--            | null,                 since the reader's last step or opening on a day before
--   "first": [{                      DO FIRST, at most 5
--     "id": bigint, "ref", "individual_ref": text|null, "name": text|null, "birth_year": int|null, "label": text, "at": timestamptz|null,
--     "reason": "accepted, not started; was needed" }, …],       at, where it is not null, ends the sentence: … 21 Nov 12:00. In the order of
--                                  engine.urgency, whose step each reason names: "urgent, late 2 d: nobody has answered"
--   "groups": [{                     WORK, in this order, every group present even when empty
--     "key": "late|declined|returned|uncovered|undated|unopened|today|rest",
--     "label": "Late", "count": int,  1000 stands for more than 999 ("999+"); any other number is exact
--     "oldest": timestamptz|null,    since when the oldest need of those counted waits
--     "worst": text|null,            "Petrov, Irina: home aide not started"
--     "worst_ref": text|null, "worst_at": timestamptz|null,      worst_at: due, or when it comes back
--     "scope": scope, "filter": {…}  what api.queue wants to list them; every open item is in one group
--   }, …],
--   "ages": [{"label": "under 1 day", "count": int}, …],     WAITING SINCE THE NEED BEGAN, five bands; counts to 1000 each
--   "messages": {"unread": int, "questions": int,     for the reader: unread by all it is for; questions still to answer
--     "first": {"place": ref, "at", "question": bool, "from": text, "name": text} | null },      the oldest unread
--   "review": {"kind", "of", "name", "status": not_started|open|held, "ref": text|null, "due": timestamptz|null, "overdue": bool, "today": bool,
--     "to_decide": int|null, "to_list": int, "decided": int|null,     exact, to 10000
--     "last": {"ref", "when", "day", "items", "decided", "minutes"}|null,
--     "also": [{…}, …] } | null,      others that the reader holds which are open, due today or late. null: they hold none
--   "closures": [{"day": date, "shut", "early", "of": int, "names": [text, …], "mine": bool}, …],      offices closed in the next 7 days
--   "away": [{"login", "name": text, "ends": timestamptz, "how": "you|cover|duty", "messages": int|null}, …],   the reader themselves, and those for whom they act now
--   "leaving": [{"login", "name": text, "starts", "ends": timestamptz, "cover_name": text|null, "how": "you|cover|theirs", "may": bool}, …],
--                                    whose absence begins by the end of the next working day; may: the reader may say who covers
--   "passed_up": int,                what the scope escalations holds for the reader; counts to 1000
--   "open": int                      as the counts above
-- }

CREATE FUNCTION api.today() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
    scope text := engine.today_scope(v);
    ages jsonb := engine.today_ages(scope, v);
    total integer := engine.ages_total(ages);
    groups jsonb := engine.exact_rest(engine.today_groups(scope, v), total);
    open integer := engine.count_in(scope, v, engine.wanted('{}'), '', 1000);
BEGIN
    RETURN jsonb_build_object(
        'sees_items', v.serves OR v.audits, 'title', coalesce((SELECT m.title FROM engine.main_role(v) m), ''), 'now', v.at,
        'since', engine.today_since(v), 'first', engine.today_first(scope, v), 'groups', groups, 'review', engine.today_review(groups, scope, v),
        'ages', ages, 'messages', engine.today_messages(v), 'closures', engine.today_closures(v), 'away', engine.today_away(v), 'leaving', engine.today_leaving(v),
        'passed_up', engine.count_in('escalations', v, engine.wanted('{}'), '', 1000), 'open', CASE WHEN open = 1000 THEN coalesce(total, open) ELSE open END);
END $$;
COMMENT ON FUNCTION api.today() IS
    'The first screen of the day: what happened since, what to do first and why, the work in groups with count, oldest and worst, and how long needs have waited. By the reader''s duty; nothing of what they may not see is counted.';
