-- Reviews: what needs a decision comes one by one, the rest is acknowledged as a list, and the end is
-- a summary on the record. Who may hold one: whoever holds its role, or a role that shares it (policy:
-- reviews); its summary is also read by the supervisor of that role and by auditors.
--
-- review = {"ref": "W-…", "kind", "of": open_items|risks|performance, "name", "status": open|held, "day": date,
--   "began", "began_by": name, "ended", "ended_by": name|null, "people": [name, …],
--   "to_decide": int,      all that came one by one, but for those that went by themselves: "decided" of them are done, "still" are not, "left" were not at its end
--   "decided", "still", "put_off": of those still to decide, how many wait at the end of the line, "gone": closed or mended meanwhile by their owners,
--   "back": came back, "left": open at its end, "taken_back": decisions that were taken back,
--   "acknowledged": int, "list_done": bool, "list_at", "list_by": name|null,     as a list, the last time
--   "seconds": spent by all who held it, gaps of more than five minutes left out, "pace": seconds for each|null, "aim": seconds|null, "seen_limit": int}
-- api.reviews() → {"now", "kinds": [{"kind", "of", "name", "may": bool, "status": not_started|open|held, "due": timestamptz|null, "overdue": bool, "today": bool,
--     "to_decide": int|null, "to_list": int|null (counted to 10000; what can be told before it begins; null for who may only read),
--     "open": review|null, "last": review|null}], "past": [review, …]}     the last ten
-- api.review_begin(request_id uuid, kind text) → review, with "joined": bool and "replayed"     an open one is joined or gone on with
-- api.review_next(review_ref text, n int = 2) → {"review": review, "items": [item, …], "mine": int, "others": [{"name", "on": ref|null}], "changed": int}
--     the next items, reserved for the caller for five minutes, or until they go: with n = 0 they give back what they have; "changed": what came, came back or went since the last look
-- item = {"no", "of": int, "ref", "id", "version", "kind", "status", "priority", "referral_ref", "individual_ref", "name", "birth_year", "withheld": bool,
--   "group": what comes together, one person's that were not put off apart; "person_left": int still to decide of that person, "person_later": of those, how many were put off,
--   "label", "worst": code, "codes": [code, …], "reasons": [words, …], "state_words", "with_words", "owner_role", "owner_name", "need_since", "needed_by", "due",
--   "last_words", "times_seen": in how many reviews in a row it was only looked at, "came_back": bool, "lines": [{"label", "text"}, …], "notice",
--   "actions": [steps …, "seen", "later"], "effects": [words, …]}
--   codes: late declined returned uncovered undated unopened; of risks also deadline grave; of performance accept_not accept_late start_not start_late default_reason.
--   Of performance ref is the organisation's code, version 1, and the actions are note (to whoever answers for it), seen, later, undo; result has its name.
-- api.review_decide(request_id uuid, review_ref text, item_ref text, version int, action text, detail jsonb = {}) →
--   {"result": as api.act, "review": review, "next": item|null, "items": [item, item], "replayed"}
--   action: a step of the item; seen (no change; detail.reason where it is late); later (to the end of the line). note, call and amend decide nothing; undo takes the
--   caller's own decision back, a look and a later as well, until result.undo_until: it is to decide again, where it was. The version is that of the item shown, for seen too.
-- api.review_list(review_ref text, after text = null, n int = 50) → {"review": review, "items": [as rows of api.queue: id ref version kind status priority individual_ref name birth_year
--   label state_words with_words due need_since withheld], "next": text|null (give it back as after), "count": int, to 10000}
-- api.review_acknowledge(request_id uuid, review_ref text) → review, with "replayed"
-- api.review_close(request_id uuid, review_ref text, detail jsonb = {}) → summary, with "replayed"; detail.unfinished: why something is left
-- api.review_summary(review_ref text) → {"review": review, "role": name, "people": [{"name", "login", "joined", "seconds", "decisions"}],
--   "by": [{"action", "words", "count"}]     how items were decided: adds up to "decided", as the people's decisions do,
--   "decisions": [{"no", "item": numbered as shown to this reader, "ref", "name", "birth_year", "label", "action", "words", "at", "by", "seen", "version", "opened": [ref], "passed": bool,
--     "stands": bool, what the review came to for the item; "taken_back": {"at", "by", "after": bool, after its end}|null; neither: it came back and was to decide again}],
--   "lists": [{"at", "by", "items", "digest"}], "gone": [{"no", "ref", "name", "label", "codes", "why": closed|mended}], "left": [the same], "unfinished": text|null,
--   "proof": {"entry", "hash", "digest", "whole": bool, "sealed": bool}|null}
-- api.report_review(filter jsonb {from, to, org, kind, after, n}) → {"reviews": [review with "role", "organization", "by": {action: count}], "next": ref|null}

CREATE FUNCTION api.reviews() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
BEGIN
    RETURN jsonb_build_object('now', v.at, 'kinds', (
        SELECT coalesce(jsonb_agg(engine.review_standing(k, v) - 'last' - 'ref' || jsonb_build_object('may', engine.may_hold(k, v), 'to_decide', w.to_decide, 'to_list', w.to_list,
            'open', (SELECT engine.review_json(r, v) FROM app.review r WHERE r.kind = k.code AND r.status = 'open'),
            'last', (SELECT engine.review_json(r, v) FROM app.review r WHERE r.kind = k.code AND r.status = 'held' ORDER BY r.began_at DESC LIMIT 1)) ORDER BY engine.may_hold(k, v) DESC, k.position), '[]')
        FROM app.review_kind k LEFT JOIN LATERAL engine.review_waiting(k, v) w ON engine.may_hold(k, v)
        WHERE k.active AND engine.may_read_reviews(k, v)),
        'past', engine.report_reviews('{"n": 10}', v) -> 'reviews');
END $$;
COMMENT ON FUNCTION api.reviews() IS 'The reviews that the reader may hold or read: which are due, open or late, and the last ones held.';

CREATE FUNCTION api.review_begin(request_id uuid, kind text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET jit = off AS $$
DECLARE
    arguments jsonb := jsonb_build_object('kind', kind);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    k app.review_kind;
    r app.review;
    was boolean;
    answer jsonb;
BEGIN
    SELECT c.* INTO k FROM app.review_kind c WHERE c.code = review_begin.kind;
    IF k.code IS NULL OR NOT k.active THEN
        PERFORM engine.refuse('HF404', format('There is no review %s.', coalesce(left(kind, 60), '(none)')), 'Look at which there are (holdfast report review, or Review, 6).');
    ELSIF NOT engine.may_hold(k, v) THEN
        PERFORM engine.refuse('HF404', format('Your roles do not hold the %s.', lower(left(k.name, 1)) || substr(k.name, 2)),
                              format('It is for %s.', (SELECT string_agg(o.name, ' or ' ORDER BY o.id <> k.role_id, o.name) FROM app.role o WHERE o.id = k.role_id OR o.id = ANY (k.with_roles))));
    END IF;
    -- Two begin it once; whoever joins waits for nobody.
    IF NOT EXISTS (SELECT FROM app.review w WHERE w.kind = k.code AND w.status = 'open') THEN
        PERFORM FROM app.review_kind c WHERE c.code = k.code FOR NO KEY UPDATE;
    END IF;
    answer := engine.once(me, request_id, 'review_begin', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    v.at := app.now();
    was := EXISTS (SELECT FROM app.review w WHERE w.kind = k.code AND w.status = 'open');
    r := engine.review_begin(k, me, v, request_id);
    answer := engine.review_json(r, v) || jsonb_build_object('joined', was, 'replayed', false);
    PERFORM engine.keep_answer(me, request_id, 'review_begin', arguments, answer);
    RETURN answer;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else begins this review at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION api.review_begin(uuid, text) IS 'Begins the review of that kind, or joins the open one: everything that needs a decision, of all that may be seen, comes into it. HF404: there is none of that kind, or it is for others to hold, whom it names; HF422.';

CREATE FUNCTION api.review_next(review_ref text, n integer DEFAULT 2) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
    r app.review := engine.review_to_hold(review_ref, v);
    look record;
BEGIN
    IF n IS NULL OR n NOT BETWEEN 0 AND 20 THEN
        PERFORM engine.refuse('HF400', 'n must be from 0 to 20.', 'Ask again for more.');
    END IF;
    PERFORM engine.review_join(r, v);
    look := engine.review_look(r, v, false);
    r := look.r;
    IF r.status = 'open' THEN
        PERFORM engine.review_touch(r.id, v);
    END IF;
    IF n = 0 THEN
        PERFORM engine.groups_leave(r, v);
    END IF;
    RETURN engine.review_page(r, n, look.changed, v);
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody changes this review at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION api.review_next(text, integer) IS 'What comes next for this reviewer, reserved for five minutes (n = 0: nothing more, and what they have is for the others): two reviewers are never given the same, and one person''s items go to one of them. Nothing once it has ended. HF404; HF400.';

CREATE FUNCTION api.review_decide(request_id uuid, review_ref text, item_ref text, version integer, action text, detail jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET jit = off AS $$
DECLARE
    arguments jsonb := jsonb_build_object('review', review_ref, 'item', item_ref, 'version', version, 'action', action, 'detail', coalesce(detail, '{}'));
    v engine.viewer := engine.viewer();
    r app.review := engine.review_to_hold(review_ref, v);
    result jsonb;
    page jsonb;
BEGIN
    PERFORM engine.review_join(r, v);
    result := CASE r."of" WHEN 'performance' THEN engine.decide_organization(r, request_id, arguments, v) ELSE engine.decide_item(r, request_id, arguments, v) END;
    IF NOT (result -> 'replayed')::boolean THEN
        PERFORM engine.keep_answer(engine.me(), request_id, 'review_decide', arguments, result);
    END IF;
    SELECT w.* INTO r FROM app.review w WHERE w.id = r.id;
    v.at := app.now();
    IF r.status = 'open' THEN
        PERFORM engine.review_touch(r.id, v);
    END IF;
    page := engine.review_page(r, 2, 0, v);
    RETURN jsonb_build_object('result', result, 'review', page -> 'review', 'next', page -> 'items' -> 0, 'items', page -> 'items', 'replayed', result -> 'replayed');
END $$;
COMMENT ON FUNCTION api.review_decide(uuid, text, text, integer, text, jsonb) IS
    'One decision: a step of the item, through the same engine as api.act and on the item''s own record; or seen, or later. What was only looked at so many reviews in a row (seen_limit) goes to the supervisor of its owner. HF404, the request id, HF409 (an old version; another reviewer has it), HF412 (not in this review, decided, over; or as api.act), HF400.';

CREATE FUNCTION api.review_list(review_ref text, after text DEFAULT NULL, n integer DEFAULT 50) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
    r app.review := (engine.review_look(engine.review_to_hold(review_ref, v), v, after IS NULL)).r;
    t app.task;
    ids bigint[];
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 500 THEN
        PERFORM engine.refuse('HF400', 'n must be from 1 to 500.', 'Ask again for more.');
    END IF;
    -- From where one is not told of there is no going on: when it was to be done would be told by what comes next.
    SELECT k.* INTO t FROM app.task k JOIN app.staff s ON s.id = v.staff_id WHERE k.id = engine.task_id(after) AND engine.relations(k, s, v.roles) <> '{}';
    ids := engine.review_rest(r, n + 1, t.sort_at, t.id, v);
    RETURN jsonb_build_object('review', engine.review_json(r, v), 'items', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'ref', l.ref, 'version', l.version, 'kind', l.kind, 'status', l.status, 'priority', l.priority,
                'individual_ref', l.individual_ref, 'name', l.individual_name, 'birth_year', l.birth_year, 'label', l.label, 'state_words', l.state_words,
                'with_words', l.with_words, 'due', l.due, 'need_since', l.need_since, 'withheld', l.withheld) ORDER BY l.sort_at, l.id), '[]')
            FROM engine.rows(ids[1:n], v) l),
        'next', CASE WHEN cardinality(ids) > n THEN (SELECT engine.task_ref(k) FROM app.task k WHERE k.id = ids[n]) END,
        'count', cardinality(engine.review_rest(r, 10000, NULL, NULL, v)));
END $$;
COMMENT ON FUNCTION api.review_list(text, text, integer) IS 'What needs no decision and is acknowledged as a list, in pages: after is the last page''s next. HF404; HF400.';

CREATE FUNCTION api.review_acknowledge(request_id uuid, review_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET jit = off AS $$
DECLARE
    arguments jsonb := jsonb_build_object('review', review_ref);
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    r app.review := engine.review_to_hold(review_ref, v);
    answer jsonb;
BEGIN
    SELECT w.* INTO r FROM app.review w WHERE w.id = r.id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'review_acknowledge', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    PERFORM engine.refuse_ended(r);
    v.at := app.now();
    r := (engine.review_look(r, v, true)).r;
    PERFORM engine.review_touch(r.id, v);
    r := engine.review_acknowledge(r, me, v, request_id);
    answer := engine.review_json(r, v) || '{"replayed": false}';
    PERFORM engine.keep_answer(me, request_id, 'review_acknowledge', arguments, answer);
    RETURN answer;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody decides something in this review at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION api.review_acknowledge(uuid, text) IS 'Acknowledges everything that needs no decision as a list, on the record: how many, and a digest of which at which version. What is late afterwards comes back to decide. HF404; HF412 once it has ended; HF409; HF422.';

CREATE FUNCTION api.review_close(request_id uuid, review_ref text, detail jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET jit = off AS $$
DECLARE
    arguments jsonb := jsonb_build_object('review', review_ref, 'detail', coalesce(detail, '{}'));
    v engine.viewer := engine.viewer();
    me app.staff := engine.me();
    r app.review := engine.review_to_hold(review_ref, v);
    unfinished text := engine.detail_text(detail, 'unfinished');
    answer jsonb;
BEGIN
    answer := engine.once(me, request_id, 'review_close', arguments);
    IF answer IS NOT NULL THEN
        RETURN engine.review_summary(r, v) || '{"replayed": true}';
    END IF;
    PERFORM engine.check_lengths(coalesce(detail, '{}'), 2000);
    PERFORM engine.refuse_ended(r);
    PERFORM engine.settle_missed(r.kind, me, app.now(), request_id);
    SELECT w.* INTO r FROM app.review w WHERE w.id = r.id FOR NO KEY UPDATE;
    PERFORM engine.refuse_ended(r);
    v.at := app.now();
    r := (engine.review_look(r, v, true)).r;
    IF unfinished IS NULL THEN
        PERFORM engine.refuse_unfinished(r, v);
    END IF;
    r := engine.review_close(r, unfinished, me, v, request_id);
    PERFORM engine.keep_answer(me, request_id, 'review_close', arguments, jsonb_build_object('ref', review_ref));
    RETURN engine.review_summary(r, v) || '{"replayed": false}';
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody decides something in this review at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION api.review_close(uuid, text, jsonb) IS 'Ends a review and gives its summary, the digest of which stands in the record. HF412 while something is to decide or the list is not acknowledged, unless detail.unfinished says why; or once it has ended. HF404; HF409; HF422.';

CREATE FUNCTION api.review_summary(review_ref text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
BEGIN
    RETURN engine.review_summary(engine.review_to_read(review_ref, v), v);
END $$;
COMMENT ON FUNCTION api.review_summary(text) IS 'What a review came to, for print and as evidence: who, when, how long, every decision, what was acknowledged, what was left and why, and whether the record still agrees. HF404.';

CREATE FUNCTION api.report_review(filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET jit = off AS $$
DECLARE
    v engine.viewer := engine.viewer();
    strange text := (SELECT k FROM jsonb_object_keys(CASE WHEN jsonb_typeof(filter) = 'object' THEN filter ELSE '{}' END) k WHERE k <> ALL ('{from,to,org,kind,after,n}') LIMIT 1);
BEGIN
    IF strange IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('There is no filter "%s".', strange), 'Filters: from, to, org, kind, after, n.');
    ELSIF jsonb_typeof(filter) <> 'object' THEN
        PERFORM engine.refuse('HF400', 'filter is not an object.', 'Filters: from, to, org, kind, after, n.');
    END IF;
    RETURN engine.report_reviews(coalesce(filter, '{}'), v);
END $$;
COMMENT ON FUNCTION api.report_review(jsonb) IS 'Reviews of a period, newest first. HF400 names an unknown filter.';
