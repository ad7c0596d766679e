-- The items behind a number: the same cases that made it, as far as the reader may see them.

CREATE FUNCTION engine.measure_line_named(measure text, part text) RETURNS engine.measure_line LANGUAGE plpgsql STABLE AS $$
DECLARE
    l engine.measure_line;
BEGIN
    SELECT k.* INTO l FROM engine.measure_catalogue() k
    WHERE k.measure = measure_line_named.measure AND (k.part IS NULL OR k.part = coalesce(measure_line_named.part, '')) ORDER BY k.part NULLS LAST LIMIT 1;
    IF NOT FOUND THEN
        PERFORM engine.refuse('HF400', format('Nothing is measured as %s.', concat_ws(', ', coalesce(measure, '(none)'), part)), 'Take measure and part from the table.');
    END IF;
    IF l.part IS NULL THEN
        l.topic_part := nullif(measure_line_named.part, '');
    END IF;
    RETURN l;
END $$;
COMMENT ON FUNCTION engine.measure_line_named(text, text) IS 'That line of the catalogue; of a line of parts topic_part is the part. HF400: there is none.';

CREATE FUNCTION engine.measure_belongs(c engine.measure_case, l engine.measure_line, which text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT c.topic = l.topic AND c.counted
       AND (l.topic_part IS NULL OR c.part = l.topic_part OR (l.how = 'parts' AND which = 'denominator'))
       AND CASE which WHEN 'missed' THEN c.missed
                      WHEN 'numerator' THEN CASE l.how WHEN 'helped' THEN c.value = 1 WHEN 'parts' THEN true WHEN 'mean' THEN c.value > 0 ELSE c.hit END
                      ELSE true END
$$;
COMMENT ON FUNCTION engine.measure_belongs(engine.measure_case, engine.measure_line, text) IS 'The case is one of those that this line counts as its numerator, denominator or missed: as engine.measure_numbers does.';

CREATE FUNCTION engine.measure_case_ref(c engine.measure_case) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE c.entity
        WHEN 'task' THEN (SELECT engine.task_ref(t) FROM app.task t WHERE t.id = c.id)
        WHEN 'referral' THEN engine.referral_ref(c.id)
        WHEN 'event' THEN engine.event_ref(c.id)
        WHEN 'risk' THEN engine.risk_ref(c.id)
        WHEN 'review' THEN CASE WHEN c.id > 0 THEN engine.meeting_ref(c.id) END
        ELSE engine.individual_ref(c.individual_id) END;
END $$;
COMMENT ON FUNCTION engine.measure_case_ref(engine.measure_case) IS 'What a case is found by.';

CREATE FUNCTION engine.measure_case_label(c engine.measure_case) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE c.entity
        WHEN 'task' THEN (SELECT engine.label_of(t.kind, t.label, y.short, y.name) FROM app.task t LEFT JOIN app.service_type y ON y.id = t.service_type_id WHERE t.id = c.id)
        WHEN 'referral' THEN engine.type_words(c.service_type_id)
        WHEN 'event' THEN (SELECT y.name FROM app.event e JOIN app.event_type y ON y.id = e.type_id WHERE e.id = c.id)
        WHEN 'risk' THEN (SELECT initcap(replace(r.category, '_', ' ')) FROM app.social_risk r WHERE r.id = c.id)
        WHEN 'review' THEN (SELECT k.name FROM app.review_kind k WHERE k.position = -c.id OR k.code = (SELECT r.kind FROM app.review r WHERE r.id = c.id) LIMIT 1)
        WHEN 'area' THEN (SELECT d.name FROM app.plan_area a JOIN app.domain d ON d.id = a.domain_id WHERE a.id = c.id)
        ELSE c.part END;
END $$;
COMMENT ON FUNCTION engine.measure_case_label(engine.measure_case) IS 'What a case is about, without personal data.';

CREATE FUNCTION engine.measure_case_words(c engine.measure_case, l engine.measure_line) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(', ',
        CASE WHEN l.how = 'parts' THEN NULL WHEN l.how = 'helped' THEN CASE WHEN c.value = 1 THEN 'yes' ELSE 'no' END
             WHEN l.how = 'mean' THEN c.value::text WHEN c.hit THEN 'yes' WHEN c.missed THEN 'missed' ELSE 'no' END,
        CASE l.how WHEN 'open_median' THEN round(c.open_value::numeric, 1) || ' ' || l.unit WHEN 'median' THEN round(c.value::numeric, 1) || ' ' || l.unit END)
$$;
COMMENT ON FUNCTION engine.measure_case_words(engine.measure_case, engine.measure_line) IS 'How a case was counted, in words.';

CREATE FUNCTION engine.measure_item(c engine.measure_case, l engine.measure_line, w engine.measure_view) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    known boolean := c.individual_id IS NOT NULL AND engine.knows_person(c.individual_id, c.category, c.organization_id, c.asker_id, (w.v).organization_id, (w.v).staff_id);
BEGIN
    RETURN (SELECT jsonb_build_object('ref', CASE WHEN known OR c.entity IN ('task', 'referral', 'review') THEN engine.measure_case_ref(c) END, 'individual_ref', CASE WHEN known THEN engine.individual_ref(i.id) END,
                'name', CASE WHEN known THEN engine.person_name(i.family, i.given) END, 'birth_year', CASE WHEN known THEN date_part('year', i.birth_date) END,
                'withheld', NOT known AND c.individual_id IS NOT NULL, 'label', engine.measure_case_label(c), 'organization', o.name, 'at', c.at,
                'value', CASE l.how WHEN 'open_median' THEN round(c.open_value::numeric, 2) ELSE round(c.value::numeric, 2) END, 'words', engine.measure_case_words(c, l))
            FROM (SELECT 1) one LEFT JOIN app.individual i ON i.id = c.individual_id LEFT JOIN app.organization o ON o.id = c.organization_id);
END $$;
COMMENT ON FUNCTION engine.measure_item(engine.measure_case, engine.measure_line, engine.measure_view) IS 'A case as a row of a list; whom it is about only where there is a basis to know, as in the queue.';

CREATE FUNCTION engine.measure_item_page(l engine.measure_line, which text, w engine.measure_view, after_at timestamptz, after_id bigint, most integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    page engine.measure_case[];
BEGIN
    page := ARRAY(
        SELECT c FROM (SELECT k.* FROM engine.measure_topics(ARRAY[l.topic], w.a, w.b, (w.v).at) k
                       WHERE engine.measure_in_view(k.individual_id, k.category, k.organization_id, k.asker_id, k.role_id, k.service_type_id, w.org_id, w.role_id, w.type_id, w)
                       UNION ALL SELECT k.* FROM engine.measure_in_picture(ARRAY[l.topic], ARRAY[w.b], w) k WHERE engine.measure_is_picture(l.topic)) c
        WHERE w.lists AND engine.measure_belongs(c, l, which)
          AND (after_at IS NULL OR (c.at, c.id) < (after_at, after_id))
        ORDER BY c.at DESC, c.id DESC LIMIT most + 1);
    RETURN jsonb_build_object(
        'items', (SELECT coalesce(jsonb_agg(engine.measure_item(ROW(c.*)::engine.measure_case, l, w) ORDER BY c.at DESC, c.id DESC), '[]') FROM unnest(page[1:most]) c),
        'next', CASE WHEN cardinality(page) > most THEN jsonb_build_object('at', page[most].at, 'id', page[most].id) END);
END $$;
COMMENT ON FUNCTION engine.measure_item_page(engine.measure_line, text, engine.measure_view, timestamptz, bigint, integer) IS 'The cases behind a number, newest first, a page of them.';
