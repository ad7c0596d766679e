-- Who may measure what, and when small numbers are not told. Nothing is measured by person who worked.
--
--   coordinate, audit   everything, and the items behind it
--   refer, respond, supervise, plan, record
--                       what is attributed to their own organisation, and its items; with supervise also
--                       other organisations and the network, small numbers not told, no items
--   administer alone    everything, small numbers not told, no items: an administrator sees no person
--
-- Numbers told to somebody who could not list the items, and all that is to leave the organisation
-- (outside), are suppressed (measure_suppress.sql). Two periods could be subtracted from each other, so
-- these are of whole calendar quarters that are over, and by one thing at a time.
-- 42 CFR Part 2: a substance-use item is counted only for a reader who has a basis to know of it, as in
-- every other page, and never in what leaves the organisation: there nobody has one.

CREATE FUNCTION engine.measure_reader(v engine.viewer, org text, OUT org_id integer, OUT lists boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT (v.serves OR v.audits OR 'administer' = ANY (v.duties)) THEN
        PERFORM engine.refuse_duty('read measures', 'supervise', v.organization_id);
    END IF;
    org_id := (engine.organization_named(CASE WHEN org <> '*' THEN org END)).id;
    IF v.coordinates OR v.audits THEN
        lists := true;
    ELSIF NOT v.serves THEN
        lists := false;
    ELSE
        org_id := CASE WHEN org IS NULL THEN v.organization_id ELSE org_id END;
        lists := coalesce(org_id = v.organization_id, false);
        IF NOT lists AND NOT 'supervise' = ANY (v.duties) THEN
            PERFORM engine.refuse_duty('read measures of other organizations or of the network', 'supervise', v.organization_id);
        END IF;
    END IF;
END $$;
COMMENT ON FUNCTION engine.measure_reader(engine.viewer, text) IS
    'Whose numbers a reader gets (NULL: the network''s) and whether with the items. org NULL: all they may see whole; *: the network. HF404 says whose it is; HF400: no such organisation.';

CREATE FUNCTION engine.measure_dictionary(wanted text, what text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    found integer := CASE what WHEN 'role' THEN (SELECT r.id FROM app.role r WHERE r.code = wanted)
                               ELSE (SELECT y.id FROM app.service_type y WHERE y.code = wanted) END;
BEGIN
    IF wanted IS NOT NULL AND found IS NULL THEN
        PERFORM engine.refuse('HF400', format('There is no %s "%s".', replace(what, '_', ' '), wanted), 'The directory has their names; the policy file their codes.');
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION engine.measure_dictionary(text, text) IS 'The role or service type of that code; NULL: none is asked for. HF400: no such one.';

CREATE FUNCTION engine.measure_period(INOUT w engine.measure_view, start timestamptz, finish timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (w.v).timezone;
    a timestamp;
    b timestamp;
BEGIN
    b := coalesce(finish, (w.v).at) AT TIME ZONE zone;
    a := coalesce(start AT TIME ZONE zone, b - interval '91 days');
    IF a >= b THEN
        PERFORM engine.refuse('HF400', 'from is not before to.', 'Write the first and the last day: 2026-10-01, 2026-12-31.');
    END IF;
    PERFORM engine.check_period(a, b);
    w.before := (a - (b - a)) AT TIME ZONE zone;
    IF w.suppressed THEN
        b := date_trunc('quarter', LEAST(b, (w.v).at AT TIME ZONE zone));
        a := b - interval '3 months';
        w.before := (a - interval '3 months') AT TIME ZONE zone;
    END IF;
    w.a := a AT TIME ZONE zone;
    w.b := b AT TIME ZONE zone;
    w.weeks := ARRAY(SELECT (b - interval '7 days' * n) AT TIME ZONE zone FROM generate_series(13, 1, -1) n);
END $$;
COMMENT ON FUNCTION engine.measure_period(engine.measure_view, timestamptz, timestamptz) IS
    'The period, the one of the same length before it, and the 13 weeks up to its end, in the network''s time; 13 weeks up to now where nothing is said. Where small numbers are not told: the last calendar quarter that was over by its end. HF400: none, or longer than three years.';

CREATE FUNCTION engine.measure_asked(filter jsonb) RETURNS engine.measure_view LANGUAGE plpgsql STABLE AS $$
DECLARE
    w engine.measure_view;
    reader record;
    last text := engine.detail_text(filter, 'to');
BEGIN
    w.v := engine.viewer();
    reader := engine.measure_reader(w.v, engine.detail_text(filter, 'org'));
    w.org_id := reader.org_id;
    w.outside := coalesce((filter ->> 'outside')::boolean, false);
    w.lists := reader.lists AND NOT w.outside;
    w.suppressed := NOT w.lists;
    w.below := CASE WHEN w.suppressed THEN engine.measure_below(filter -> 'below') ELSE 0 END;
    w.role_id := engine.measure_dictionary(engine.detail_text(filter, 'role'), 'role');
    w.type_id := engine.measure_dictionary(engine.detail_text(filter, 'service_type'), 'service_type');
    w.grouped := engine.detail_text(filter, 'by');
    w.trend := true;
    w.axes := CASE WHEN w.suppressed THEN '{0,1,2,3}'::integer[] ELSE ARRAY[engine.measure_axis_no(w.grouped)] END;
    IF w.grouped NOT IN ('organization', 'role', 'service_type') THEN
        PERFORM engine.refuse('HF400', format('Nothing is measured by %s.', w.grouped), 'By organization, role or service_type; never by who worked.');
    ELSIF w.suppressed AND ((w.type_id IS NOT NULL OR w.grouped = 'service_type') AND (num_nonnulls(w.org_id, w.role_id) > 0 OR w.grouped IN ('organization', 'role'))
                            OR (w.role_id IS NOT NULL AND w.grouped = 'organization')) THEN
        PERFORM engine.refuse('HF412', 'What leaves the organisation is told by one thing at a time.', 'Ask by organization, by role or by service type, not by one within the other.');
    END IF;
    RETURN engine.measure_period(w, engine.read_time(engine.detail_text(filter, 'from'), 'from', false),
        engine.read_time(last, 'to', true) + CASE WHEN last ~ '^\d{4}-\d{2}-\d{2}$' THEN interval '1 microsecond' ELSE '0' END);
EXCEPTION WHEN invalid_text_representation THEN
    PERFORM engine.refuse('HF400', 'outside is true or false.', 'It says whether the numbers are to leave the organisation.');
END $$;
COMMENT ON FUNCTION engine.measure_asked(jsonb) IS
    'What is asked to be measured, read and checked: {from, to, org, role, service_type, by, outside, below}. HF404: not for this reader; HF400: malformed; HF412: too much at once of what leaves the organisation.';

CREATE FUNCTION engine.measure_axis_no(axis text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE axis WHEN 'organization' THEN 1 WHEN 'role' THEN 2 WHEN 'service_type' THEN 3 ELSE 0 END
$$;
COMMENT ON FUNCTION engine.measure_axis_no(text) IS 'By what groups are made, as a number; NULL: 0, the whole.';

CREATE FUNCTION engine.measure_key(axis text, id integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT id * 4 + engine.measure_axis_no(axis)
$$;
COMMENT ON FUNCTION engine.measure_key(text, integer) IS
    'The group of that axis as one number beside those of the others (app.organization.id, app.role.id, app.service_type.id; 0: of none). Axis NULL: the whole.';

CREATE FUNCTION engine.measure_scope_words(w engine.measure_view) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN concat_ws(', ', coalesce((SELECT o.name FROM app.organization o WHERE o.id = w.org_id), (SELECT n.name FROM app.network n)),
        (SELECT r.name FROM app.role r WHERE r.id = w.role_id), (SELECT engine.type_words(w.type_id)),
        format('%s to %s', to_char(w.a AT TIME ZONE (w.v).timezone, 'FMDD Mon YYYY'), to_char((w.b - interval '1 microsecond') AT TIME ZONE (w.v).timezone, 'FMDD Mon YYYY')),
        CASE WHEN w.suppressed THEN format('the last whole quarter; numbers below %s are not told', w.below) END);
END $$;
COMMENT ON FUNCTION engine.measure_scope_words(engine.measure_view) IS 'Of whom and when, as a heading says it.';

CREATE FUNCTION engine.measure_counts(individual_id bigint, category text, organization_id integer, asker_id integer, w engine.measure_view) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT w.outside AND ((w.v).serves OR (w.v).audits)
       AND ((w.v).organization_id IN (measure_counts.organization_id, measure_counts.asker_id)
            OR engine.discloses(measure_counts.individual_id, coalesce(measure_counts.asker_id, measure_counts.organization_id), (w.v).organization_id, measure_counts.category, (w.v).staff_id));
END $$;
COMMENT ON FUNCTION engine.measure_counts(bigint, text, integer, integer, engine.measure_view) IS
    'Whether a case under 42 CFR Part 2 exists for this reader. Ask it of those only (engine.is_apart).';

CREATE FUNCTION engine.measure_in_view(individual_id bigint, category text, organization_id integer, asker_id integer, role_id integer, service_type_id integer,
    org integer, role integer, type integer, w engine.measure_view) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (org IS NULL OR organization_id = org) AND (role IS NULL OR role_id = role) AND (type IS NULL OR service_type_id = type)
       AND CASE WHEN engine.is_apart(category) THEN engine.measure_counts(individual_id, category, organization_id, asker_id, w) ELSE true END
$$;
COMMENT ON FUNCTION engine.measure_in_view(bigint, text, integer, integer, integer, integer, integer, integer, integer, engine.measure_view) IS
    'A case is of whom the view is, and exists for its reader. org, role, type: those of the view, each looked up once and not for every case.';
