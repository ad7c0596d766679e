-- The queue: api.queue(), and the counts on its second line: api.counts().
--
-- api.queue(scope text, filter jsonb DEFAULT '{}', after_sort timestamptz DEFAULT NULL,
--           after_id bigint DEFAULT NULL, n int DEFAULT 50, backward boolean DEFAULT false)
--   rows, in (sort_at, id) order; with backward the n rows before (after_sort, after_id), still in
--   ascending order. Without after_sort: the first page (backward: the last).
--     id bigint, ref text, version int, kind text, status text, priority text,
--     referral_ref text, individual_ref text, individual_name text ("Okafor, Daniel"), birth_year int,
--                           all four of the person NULL where the reader has no basis
--     code text             service type's code, or the kind of a task that has none
--     label text            what: "nursing visits"
--     owner_role text, owner_login text (NULL: nobody named yet), owner_name text
--     reached text          who else was told, newest first name: "Sam" (screens add "too"), "you"
--     stage_since, need_since, needed_by, due, sort_at timestamptz
--     state text            late | today | later | hold | undated
--     waiting_on text, hold_until timestamptz
--     actions text[], effects text[]   effects[i] says what actions[i] would do: "accept as you"
--   and beside them
--     state_words text      the STATE column: "needs answer", "not started", "running",
--                           "waits: payer"
--     with_words text       the WITH column: "you", "Tomas", "intake", "Sam too", "Lena"
--     withheld boolean      the person is not shown for want of a basis
--     notice text           what goes with it where it is content under 42 CFR Part 2 (2.32)
--   Scopes: mine (named owner is me), role (roles I hold or answer for), org, network, alerts,
--   escalations (a rung of the stage that it is in reached me or a role of mine), requested. Filter keys (text each, kind/status/state/priority also a list):
--     kind, status, state, priority, owner_role, owner_login, service_type, organization (code, owner's),
--     individual (P-…), text (beginning of the person's family name, or a reference), group (a key of
--     api.today's groups).
--   HF400 names an unknown scope, key or value; n outside 1…10,000 too.
--
-- api.queue_row(asked text)
--   the same row for one item, open or closed, read again after a step; of a declined or failed one
--   state_words and with_words tell who has the need now: "-> Lena", "Lena".
--
-- api.counts(scope text, filter jsonb DEFAULT '{}') → {
--   "late": int, "today": int, "undated": int, "later": int, "hold": int, "open": int }
--   each counts to 1000 and no further: above 999 show "999+".

CREATE FUNCTION api.queue(scope text, filter jsonb DEFAULT '{}', after_sort timestamptz DEFAULT NULL,
    after_id bigint DEFAULT NULL, n integer DEFAULT 50, backward boolean DEFAULT false)
RETURNS TABLE (id bigint, ref text, version integer, kind text, status text, priority text, referral_ref text,
    individual_ref text, individual_name text, birth_year integer, code text, label text,
    owner_role text, owner_login text, owner_name text, reached text,
    stage_since timestamptz, need_since timestamptz, needed_by timestamptz, due timestamptz, sort_at timestamptz,
    state text, waiting_on text, hold_until timestamptz, actions text[], effects text[],
    state_words text, with_words text, withheld boolean, notice text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 10000 THEN
        PERFORM engine.refuse('HF400', 'n is not between 1 and 10000.', 'Ask for fewer rows at a time and go on from the last one.');
    END IF;
    PERFORM engine.check_scope(scope);
    RETURN QUERY SELECT * FROM engine.rows(engine.page(scope, filter, v, after_sort, after_id, n, coalesce(backward, false)), v);
END $$;
COMMENT ON FUNCTION api.queue(text, jsonb, timestamptz, bigint, integer, boolean) IS
    'A page of open items in (sort_at, id) order after or before a place, with what each key would do (INTERFACES "Database functions"). Items that the reader may not see are absent. HF400 names an unknown scope, filter or value.';

CREATE FUNCTION api.queue_row(asked text)
RETURNS TABLE (id bigint, ref text, version integer, kind text, status text, priority text, referral_ref text,
    individual_ref text, individual_name text, birth_year integer, code text, label text,
    owner_role text, owner_login text, owner_name text, reached text,
    stage_since timestamptz, need_since timestamptz, needed_by timestamptz, due timestamptz, sort_at timestamptz,
    state text, waiting_on text, hold_until timestamptz, actions text[], effects text[],
    state_words text, with_words text, withheld boolean, notice text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    t app.task := (engine.task_to_see(engine.task_id(asked), v)).task;
    w engine.row := (SELECT r FROM engine.rows(ARRAY[t.id], v) r);
BEGIN
    IF t.status IN ('rejected', 'failed') THEN
        w.with_words := coalesce(engine.need_is_with(t, v), w.with_words);
        w.state_words := coalesce('-> ' || engine.need_is_with(t, v), w.state_words);
    END IF;
    RETURN QUERY SELECT w.*;
END $$;
COMMENT ON FUNCTION api.queue_row(text) IS
    'One item as api.queue lists it, open or closed; of a declined or failed one, who has the need now. No opening: nothing is recorded. HF404 as api.item.';

CREATE FUNCTION api.counts(scope text, filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    w engine.wanted := engine.wanted(filter);
    enough CONSTANT integer := 1000;
BEGIN
    PERFORM engine.check_scope(scope);
    RETURN (SELECT jsonb_object_agg(s.state, engine.count_in(scope, v, w, ' AND ' || engine.state_clause(ARRAY[s.state]), enough))
            FROM unnest('{late,today,undated,later,hold}'::text[]) AS s (state))
        || jsonb_build_object('open', engine.count_in(scope, v, w, '', enough));
END $$;
COMMENT ON FUNCTION api.counts(text, jsonb) IS
    'How many items of a scope are late, due today, without a date, later, waiting, and open: each counted to 1000 and no further.';
