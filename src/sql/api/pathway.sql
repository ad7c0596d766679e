-- Pathways: several services and tasks that follow each other, laid out backwards from a deadline.
--
-- api.pathways(individual_ref text DEFAULT NULL) → [{"code", "name", "within": text|null,
--   "deadline": timestamptz|null,      the nearest legal deadline of that person's open risks, where the pathway has no length of its own
--   "steps": [{"code", "name", "kind": "referral|task", "after": [code, …]}, …]}, …]
--
-- api.pathway_preview(individual_ref text, pathway text, deadline timestamptz DEFAULT NULL, skip text[] DEFAULT '{}') →
--   {"pathway", "name", "deadline", "fits": bool, "under_way": bool,
--    "steps": [{"code", "name", "kind": "referral|task", "owner_role": code|null, "owner_role_name": text|null, "after": [code, …], "skipped": bool,
--               "starts_by", "due_by",              latest start and end from which the deadline is kept
--               "ready_at", "done_at",              earliest start and end, if everybody takes the time that they may
--               "fits": bool, "problem": text|null  "does not fit: it had to begin by Tue 24 Nov 17:00"
--    }, …],
--    "missing": [{"key", "label", "for": [step, …]}, …]}   what its referrals must carry and nobody said yet: ask before the start (provided)
--                                                   the steps in their order; nothing is written. deadline NULL: the pathway's usual length from now
--
-- api.pathway_start(request_id uuid, individual_ref text, pathway text, deadline timestamptz DEFAULT NULL, skip text[] DEFAULT '{}',
--                   provided jsonb DEFAULT '{}')    provided: what its referrals carry, as of api.refer
--   → the preview's keys as they were laid out, and "opened": [ref, …], "run": as in api.pathway_runs, "replayed": bool
--
-- api.pathway_stop(request_id uuid, individual_ref text, pathway text, reason text) →
--   {"pathway", "closed": [ref, …], "kept": [ref, …],    kept: referrals whose service runs, or that were there before
--    "replayed": bool}
--
-- api.pathway_runs(individual_ref text) → [{"pathway", "name", "deadline", "status": "active|completed|stopped", "started_at", "started_by", "ended_at",
--    "steps": [{"code", "name", "state": "waiting|open|held|declined|done|failed|skipped",
--       "words": "waits for legal aid (Legal Aid intake, Rosa Kim), by Mon 12:00", "ref": text|null, "referral_ref": text|null,
--       "party": text|null, "date": timestamptz|null,    open: with whom and until when; waiting: when it opens
--       "starts_by", "due_by", "opens_at", "settled_at", "late": bool,
--       "waits_for": [{"code", "name", "state", "ref", "party", "date"}, …], "follow_up": ref|null}, …]}, …]   those under way first

CREATE FUNCTION api.pathways(individual_ref text DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    wanted bigint := engine.individual_id(individual_ref);
    deadline timestamptz;
BEGIN
    IF wanted IS NOT NULL AND engine.sees_individual(wanted, v) THEN
        deadline := (SELECT min(k.legal_deadline) FROM app.social_risk k WHERE k.individual_id = wanted AND k.status = 'active' AND k.legal_deadline > v.at);
    END IF;
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'name', p.name, 'within', p.within, 'deadline', CASE WHEN p.within IS NULL THEN deadline END, 'steps', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', engine.step_name(s),
                    'kind', CASE WHEN s.service_type_id IS NULL THEN 'task' ELSE 'referral' END, 'after', to_jsonb(s.after)) ORDER BY s.position), '[]')
                FROM app.pathway_step s WHERE s.pathway_id = p.id AND s.active)) ORDER BY p.name), '[]')
            FROM app.pathway p WHERE p.active);
END $$;
COMMENT ON FUNCTION api.pathways(text) IS 'The pathways of the policy in force, with their steps, and the deadline that is known for the person.';

CREATE FUNCTION api.pathway_preview(individual_ref text, pathway text, deadline timestamptz DEFAULT NULL, skip text[] DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    plan record := engine.pathway_plan(individual_ref, pathway, deadline, skip);
BEGIN
    RETURN plan.answer;
END $$;
COMMENT ON FUNCTION api.pathway_preview(text, text, timestamptz, text[]) IS
    'A pathway laid out for a person backwards from its deadline, and what does not fit; nothing is written. HF404: no such person to this reader, or not theirs to start; HF400: no such pathway or step; HF412: no deadline, or past.';

CREATE FUNCTION api.pathway_start(request_id uuid, individual_ref text, pathway text, deadline timestamptz DEFAULT NULL, skip text[] DEFAULT '{}', provided jsonb DEFAULT '{}')
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'pathway', pathway, 'deadline', deadline, 'skip', skip, 'provided', provided);
    me app.staff := engine.me();
    i app.individual := engine.pathway_person(me, individual_ref);
    plan record;
    answer jsonb;
BEGIN
    SELECT k.* INTO i FROM app.individual k WHERE k.id = i.id FOR NO KEY UPDATE;
    PERFORM engine.refuse_merged(i);
    answer := engine.once(me, request_id, 'pathway_start', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    plan := engine.pathway_plan(individual_ref, pathway, deadline, skip);
    answer := plan.answer || engine.pathway_begin(plan.run, plan.laid, provided, me, request_id) || '{"replayed": false}';
    PERFORM engine.keep_answer(me, request_id, 'pathway_start', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.pathway_start(uuid, text, text, timestamptz, text[], jsonb) IS
    'Starts a pathway for a person: the steps that wait for nothing open at once, each a referral or a task with owner and clock; the others when what they wait for is done, held or failed as they say. Errors as api.pathway_preview; HF412: it is under way already, or the person has died.';

CREATE FUNCTION api.pathway_stop(request_id uuid, individual_ref text, pathway text, reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'pathway', pathway, 'reason', reason);
    me app.staff := engine.me();
    i app.individual := engine.pathway_person(me, individual_ref);
    answer jsonb;
BEGIN
    PERFORM 1 FROM app.individual k WHERE k.id = i.id FOR NO KEY UPDATE;
    answer := engine.once(me, request_id, 'pathway_stop', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    IF engine.typed(reason) IS NULL THEN
        PERFORM engine.refuse('HF412', 'To stop a pathway, give a reason.', 'Say why.');
    END IF;
    PERFORM engine.check_lengths(arguments, 10000);
    answer := engine.pathway_end(i.id, pathway, reason, me, app.now(), request_id) || '{"replayed": false}';
    PERFORM engine.keep_answer(me, request_id, 'pathway_stop', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.pathway_stop(uuid, text, text, text) IS
    'Stops a pathway: what waits is left out, and what it asked for and nobody has begun is cancelled, each on its own record. Services that run, and referrals that were there before, stay. HF404 as api.pathway_start; HF412: none is under way, or no reason.';

CREATE FUNCTION api.pathway_runs(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    wanted bigint := engine.individual_to_see(individual_ref, v);
    runs jsonb := (SELECT coalesce(jsonb_agg(engine.run_view(r, v) ORDER BY r.status = 'active' DESC, r.started_at DESC), '[]')
                   FROM app.pathway_run r WHERE r.individual_id = wanted);
BEGIN
    PERFORM engine.disclose_person(wanted, 'plan', engine.ref_contents(engine.refs_in(runs, '$[*].steps[*].ref') || engine.refs_in(runs, '$[*].steps[*].referral_ref')
        || engine.refs_in(runs, '$[*].steps[*].follow_up') || engine.refs_in(runs, '$[*].steps[*].waits_for[*].ref'), v), v);
    RETURN runs;
END $$;
COMMENT ON FUNCTION api.pathway_runs(text) IS 'The pathways of a person, those under way first: where each step stands, on whom and until when it waits. HF404: not there or not to be seen.';
