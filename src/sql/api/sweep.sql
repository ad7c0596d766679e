-- What time does by itself, done by whoever calls: an open console, holdfast sweep, cron.

CREATE FUNCTION api.sweep(n integer DEFAULT 500, unless_within integer DEFAULT 0) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
-- A batch touches at most 500 rows of each table, all by their keys; the planner, which cannot know
-- it of an array, must not be drawn to read whole tables, nor to compile for what that would cost.
SET enable_seqscan = off SET random_page_cost = 1 SET jit = off AS $$
DECLARE
    tasks bigint[];
    at timestamptz := app.now();
    holds record;
    rungs record;
    ends record;
    fired integer := 0;
    sealed integer;
    more boolean := false;
    concerned integer[];
BEGIN
    IF NOT engine.is_server_owner() THEN
        PERFORM engine.me();
    END IF;
    IF n IS NULL OR n NOT BETWEEN 1 AND 500 THEN
        PERFORM engine.refuse('HF400', 'n must be from 1 to 500.', 'Call again while more is true.');
    END IF;
    IF unless_within > 0 THEN
        IF EXISTS (SELECT 1 FROM app.sweep_lead l
                   WHERE l.last_at BETWEEN clock_timestamp() - make_interval(secs => unless_within) AND clock_timestamp()) THEN
            RETURN '{"fired": 0, "released": 0, "sealed": 0, "more": false, "skipped": true}';
        END IF;
    END IF;
    PERFORM set_config('holdfast.actor', 'sweep', true);
    sealed := engine.sweep_lead(at);
    holds := engine.sweep_holds(n, at);
    concerned := holds.organizations;
    tasks := engine.sweep_lock(n, at);
    IF tasks <> '{}' THEN
        at := app.now();
        rungs := engine.sweep_rungs(tasks, at);
        ends := engine.sweep_exhausted(tasks, at);
        fired := rungs.fired + ends.fired;
        more := rungs.more OR cardinality(tasks) = n;
        concerned := concerned || rungs.organizations || ends.organizations;
    END IF;
    IF concerned IS NOT NULL THEN
        PERFORM engine.hint(concerned);
    END IF;
    RETURN jsonb_build_object('fired', fired, 'released', holds.released, 'sealed', sealed, 'more', more OR holds.released = n);
END $$;
COMMENT ON FUNCTION api.sweep(integer, integer) IS
    'Fires the rungs that are due and ends the waits whose date has come, at most n of each; any number of sweeps may run at once and none is needed twice (DESIGN 6). Gives fired, released, sealed (entries of the record that new seals cover; at most once a minute), more (call again). unless_within: do nothing, and say skipped, where anybody has swept within so many seconds: an open console calls sweep(200, 30). For everybody of ours and the server''s owner. HF400: n is not from 1 to 500.';
