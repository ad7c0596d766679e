-- Laying a pathway out for one person: backwards from its deadline, so that every step knows its
-- latest start, and forwards from now, so that what does not fit is said before anything is begun.

CREATE TYPE engine.laid AS (
    step app.pathway_step, name text, role_id integer, calendar integer, lengths text[], skipped boolean,
    starts_by timestamptz, due_by timestamptz, ready_at timestamptz, done_at timestamptz);
COMMENT ON TYPE engine.laid IS
    'A step laid out: name as people read it, who would have it (NULL: nobody known yet), how long it takes (targets one after the other); latest start and end; earliest start and end.';

CREATE FUNCTION engine.latest_start(version_id integer, due timestamptz, length text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    start timestamptz := engine.before_at(version_id, due, length);
BEGIN
    -- Due at nine is not done by five: then one open day more.
    RETURN CASE WHEN engine.due_at(version_id, start, length) > due THEN engine.before_at(version_id, start, '1bd') ELSE start END;
END $$;
COMMENT ON FUNCTION engine.latest_start(integer, timestamptz, text) IS 'The latest start from which something that takes that long is done by due.';

CREATE FUNCTION engine.pathway_owner(step app.pathway_step, individual_id bigint, starter_role_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted integer := CASE step.owner_kind
        WHEN 'role' THEN step.owner_role_id
        WHEN 'area' THEN engine.area_owner(individual_id, step.owner_domain_id)
        WHEN 'coordinator' THEN (SELECT n.coordinator_role_id FROM app.network n)
        WHEN 'on_call' THEN (SELECT n.on_call_role_id FROM app.network n)
        ELSE (SELECT v.owner_role_id FROM app.service v WHERE v.service_type_id = step.service_type_id AND v.active
                AND engine.serves(v.areas, engine.route_code('{}', pathway_owner.individual_id)) ORDER BY v.rank, v.id LIMIT 1) END;
BEGIN
    -- Whether a referral may be sent is asked when it is.
    RETURN CASE WHEN step.service_type_id IS NOT NULL
                  OR engine.basis(individual_id, engine.organization_of(starter_role_id), engine.organization_of(wanted), 'general') IS NOT NULL THEN wanted
                ELSE starter_role_id END;
END $$;
COMMENT ON FUNCTION engine.pathway_owner(app.pathway_step, bigint, integer) IS
    'Who would have a step for that person: its owner, or whoever offers the service there first. Work that nothing allows its owner to be told of stays with whoever starts the pathway (rule 11).';

CREATE FUNCTION engine.step_lengths(step app.pathway_step) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((
        SELECT array_agg(s.target ORDER BY s.stage) FROM app.service_level_stage s
        WHERE s.priority = 'routine'
          AND s.level_id = coalesce((SELECT y.level_id FROM app.service_type y WHERE y.id = step.service_type_id), step.level_id,
                                    engine.work_level('follow_up'))
          AND s.stage = ANY (CASE WHEN step.service_type_id IS NULL THEN '{accept,complete}' ELSE '{accept,start}' END::app.stage[])), '{}');
END $$;
COMMENT ON FUNCTION engine.step_lengths(app.pathway_step) IS
    'How long a step may take by its service level: a referral until the service starts, a task until it is done.';

CREATE FUNCTION engine.pathway_steps(pathway_id integer, individual_id bigint, role_id integer, skip text[]) RETURNS engine.laid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(array_agg(ROW(p, coalesce(p.label, engine.type_words(p.service_type_id), replace(p.code, '_', ' ')), o.owner,
                   engine.role_calendar(coalesce(o.owner, pathway_steps.role_id)), engine.step_lengths(p), p.code = ANY (skip),
                   NULL, NULL, NULL, NULL)::engine.laid ORDER BY p.position), '{}')
        FROM app.pathway_step p CROSS JOIN LATERAL (SELECT engine.pathway_owner(p, pathway_steps.individual_id, pathway_steps.role_id) AS owner) o
        WHERE p.pathway_id = pathway_steps.pathway_id AND p.active);
END $$;
COMMENT ON FUNCTION engine.pathway_steps(integer, bigint, integer, text[]) IS 'The steps of a pathway in their order, not yet laid out.';

CREATE FUNCTION engine.lay_backwards(laid engine.laid[], deadline timestamptz) RETURNS engine.laid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    x engine.laid;
    later engine.laid;
    due timestamptz;
    length text;
BEGIN
    FOR i IN REVERSE cardinality(laid)..1 LOOP
        x := laid[i];
        due := CASE WHEN (x.step).before IS NULL THEN deadline ELSE engine.before_at(x.calendar, deadline, (x.step).before) END;
        FOREACH later IN ARRAY laid[i + 1:] LOOP
            IF (x.step).code = ANY ((later.step).after) AND NOT later.skipped THEN
                due := least(due, CASE WHEN (later.step).offset_by IS NULL THEN later.starts_by
                                       ELSE engine.latest_start(later.calendar, later.starts_by, (later.step).offset_by) END);
            END IF;
        END LOOP;
        x.due_by := due;
        FOR n IN REVERSE cardinality(x.lengths)..1 LOOP
            length := x.lengths[n];
            due := engine.latest_start(x.calendar, due, length);
        END LOOP;
        x.starts_by := due;
        laid[i] := x;
    END LOOP;
    RETURN laid;
END $$;
COMMENT ON FUNCTION engine.lay_backwards(engine.laid[], timestamptz) IS 'By when each step must be done, and at the latest begun, so that the deadline is kept.';

CREATE FUNCTION engine.lay_forwards(laid engine.laid[], at timestamptz) RETURNS engine.laid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    x engine.laid;
    before engine.laid;
    length text;
BEGIN
    FOR i IN 1..cardinality(laid) LOOP
        x := laid[i];
        x.ready_at := at;
        FOREACH before IN ARRAY laid[:i - 1] LOOP
            IF (before.step).code = ANY ((x.step).after) AND NOT before.skipped THEN
                x.ready_at := greatest(x.ready_at, before.done_at);
            END IF;
        END LOOP;
        IF (x.step).offset_by IS NOT NULL THEN
            x.ready_at := engine.due_at(x.calendar, x.ready_at, (x.step).offset_by);
        END IF;
        x.done_at := x.ready_at;
        FOREACH length IN ARRAY x.lengths LOOP
            x.done_at := engine.due_at(x.calendar, x.done_at, length);
        END LOOP;
        laid[i] := x;
    END LOOP;
    RETURN laid;
END $$;
COMMENT ON FUNCTION engine.lay_forwards(engine.laid[], timestamptz) IS 'When each step can begin and be done if everybody takes the time that they may.';

CREATE FUNCTION engine.pathway_lay(pathway_id integer, individual_id bigint, role_id integer, deadline timestamptz, skip text[], at timestamptz)
RETURNS engine.laid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.lay_forwards(engine.lay_backwards(engine.pathway_steps(pathway_id, individual_id, role_id, skip), deadline), at);
END $$;
COMMENT ON FUNCTION engine.pathway_lay(integer, bigint, integer, timestamptz, text[], timestamptz) IS 'The pathway laid out for that person, from its deadline and from now.';

CREATE FUNCTION engine.unfit_words(x engine.laid, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE
        WHEN x.skipped OR x.done_at <= x.due_by THEN NULL
        WHEN x.starts_by < at THEN format('does not fit: it had to begin by %s', engine.say_time(x.starts_by, at))
        ELSE format('does not fit: it is needed by %s and may take until %s', engine.say_time(x.due_by, at), engine.say_time(x.done_at, at)) END;
END $$;
COMMENT ON FUNCTION engine.unfit_words(engine.laid, timestamptz) IS 'Why a step does not fit before the deadline; NULL: it does.';

CREATE FUNCTION engine.laid_words(laid engine.laid[], at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('code', (x.step).code, 'name', x.name, 'kind', CASE WHEN (x.step).service_type_id IS NULL THEN 'task' ELSE 'referral' END,
                   'owner_role', o.code, 'owner_role_name', o.name, 'after', to_jsonb((x.step).after), 'skipped', x.skipped,
                   'starts_by', x.starts_by, 'due_by', x.due_by, 'ready_at', x.ready_at, 'done_at', x.done_at,
                   'fits', engine.unfit_words(x, at) IS NULL, 'problem', engine.unfit_words(x, at)) ORDER BY (x.step).position), '[]')
        FROM unnest(laid) x LEFT JOIN app.role o ON o.id = x.role_id);
END $$;
COMMENT ON FUNCTION engine.laid_words(engine.laid[], timestamptz) IS 'The laid-out steps as api.pathway_preview gives them.';
