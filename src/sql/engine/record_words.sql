-- The record of one thing in words: whose chain it is, and what each entry says.

CREATE FUNCTION engine.entity_to_see(ref text, v engine.viewer) RETURNS engine.entity LANGUAGE plpgsql STABLE AS $$
DECLARE
    e engine.entity;
    t app.task;
    governs boolean := v.duties && '{audit,administer}';
BEGIN
    -- What is hidden goes the way of what is not there, down to the one refusal at the end.
    SELECT k.* INTO t FROM app.task k JOIN app.staff s ON s.id = v.staff_id
    WHERE k.id = engine.task_id(ref) AND engine.relations(k, s, v.roles) <> '{}';
    IF t.id IS NOT NULL THEN
        RETURN ROW('task', t.id, engine.task_ref(t),
                   engine.task_ref(t) || ' ' || engine.label_of(t.kind, t.label, (SELECT y.short FROM app.service_type y WHERE y.id = t.service_type_id), NULL),
                   t.ledger_head, engine.withheld_words(t, v) IS NULL)::engine.entity;
    END IF;
    SELECT 'event', k.id, engine.event_ref(k.id), engine.event_ref(k.id) || ' ' || engine.event_name(k), k.ledger_head, true INTO e
    FROM app.event k WHERE k.id = engine.event_id(ref) AND engine.sees_event(k, v);
    IF e.id IS NOT NULL THEN
        RETURN e;
    END IF;
    SELECT 'individual', i.id, engine.individual_ref(i.id), engine.person_name(i.family, i.given), i.ledger_head, true INTO e
    FROM app.individual i WHERE i.id = engine.individual_id(ref) AND engine.may_read(i.id, v);
    IF e.id IS NULL THEN
        SELECT 'social_risk', r.id, engine.risk_ref(r.id), engine.risk_words(r), r.ledger_head, true INTO e
        FROM engine.parse_ref(ref) p JOIN app.social_risk r ON r.id = p.id WHERE p.prefix = 'K' AND engine.may_read(r.individual_id, v);
    END IF;
    IF e.id IS NULL THEN
        SELECT 'consent', c.id, engine.consent_ref(c.id), engine.consent_ref(c.id) || ' ' || engine.consent_title(c), c.ledger_head, true INTO e
        FROM engine.parse_ref(ref) p JOIN app.consent c ON c.id = p.id
        WHERE p.prefix = 'C' AND engine.sees_individual(c.individual_id, v) AND c.id = ANY (engine.consents_seen(c.individual_id, v));
    END IF;
    IF e.id IS NULL THEN
        SELECT 'review', r.id, engine.meeting_ref(r.id), r.name || ' ' || to_char(r.for_day, 'FMDD Mon YYYY'), r.ledger_head, true INTO e
        FROM engine.parse_ref(ref) p JOIN app.review r ON r.id = p.id JOIN app.review_kind k ON k.code = r.kind WHERE p.prefix = 'W' AND engine.may_read_reviews(k, v);
    END IF;
    IF e.id IS NULL AND governs THEN
        SELECT x.* INTO e FROM (
            SELECT 'service', s.id::bigint, s.code, s.name, s.ledger_head, true FROM app.service s WHERE s.code = ref
            UNION ALL SELECT 'staff', s.id, s.login, s.name, s.ledger_head, true FROM app.staff s WHERE s.login = ref
            UNION ALL SELECT 'network', 1, 'network', n.name, n.ledger_head, true FROM app.network n WHERE ref = 'network') x LIMIT 1;
    END IF;
    IF e.id IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN e;
END $$;
COMMENT ON FUNCTION engine.entity_to_see(text, engine.viewer) IS 'Whose record a reference means; HF404, one answer, when it is not there or not theirs to read.';

CREATE FUNCTION engine.value_words(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'boolean' THEN CASE WHEN value = 'true' THEN 'yes' ELSE 'no' END
        WHEN 'object' THEN coalesce((SELECT string_agg(replace(k.key, '_', ' ') || ': ' || CASE jsonb_typeof(k.value) WHEN 'boolean' THEN CASE WHEN k.value = 'true' THEN 'yes' ELSE 'no' END ELSE k.value #>> '{}' END, '; ' ORDER BY k.key)
            FROM jsonb_each(value) k WHERE jsonb_typeof(k.value) <> 'null'), '')
        WHEN 'array' THEN coalesce((SELECT string_agg(CASE WHEN jsonb_typeof(a.value) <> 'object' THEN a.value #>> '{}' ELSE
            (SELECT concat_ws(', ', string_agg(k.value #>> '{}', ' ' ORDER BY array_position('{what,id,name}', k.key), k.key) FILTER (WHERE jsonb_typeof(k.value) <> 'boolean'),
                              string_agg(replace(k.key, '_', ' ') || CASE WHEN k.value = 'true' THEN ': yes' ELSE ': no' END, ', ' ORDER BY k.key) FILTER (WHERE jsonb_typeof(k.value) = 'boolean'))
             FROM jsonb_each(a.value) k WHERE k.value NOT IN ('""', 'null')) END, CASE WHEN jsonb_path_exists(value_words.value, '$[*].* ? (@.type() == "boolean")') THEN '; ' ELSE ', ' END ORDER BY a.no)
            FROM jsonb_array_elements(value) WITH ORDINALITY a (value, no)), '')
        ELSE coalesce(value #>> '{}', '') END
$$;
COMMENT ON FUNCTION engine.value_words(jsonb) IS 'A value as people read it: address: 12 Elm St; phone: 617-555-0199; of a list of things, calendar office changed; of what holds or not, yes or no (Daniel son, safe: no).';

CREATE FUNCTION engine.publication_words(l app.ledger) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    changes jsonb := coalesce((SELECT p.body -> 'changes' FROM app.ledger_private p WHERE p.entry_id = l.id), l.detail -> 'changes');
BEGIN
    IF l.entity_kind <> 'network' OR l.action <> 'publish' THEN
        RETURN NULL;
    END IF;
    RETURN format('revision %s, published by %s', l.detail ->> 'revision',
               coalesce((SELECT s.name || ' (' || s.login || ')' FROM app.staff s WHERE s.id = l.actor_id), l.actor))
        || coalesce((SELECT string_agg(E'\n' || x.line, '' ORDER BY x.place)
            FROM (SELECT min(c.no) AS place, replace(c.change ->> 'what', '_', ' ') || ' ' || string_agg(c.change ->> 'id', ', ' ORDER BY c.no) || ': '
                             || concat_ws('; ', c.change ->> 'change', c.change ->> 'detail') AS line
                  FROM jsonb_array_elements(changes) WITH ORDINALITY c (change, no)
                  GROUP BY c.change ->> 'what', c.change ->> 'change', c.change ->> 'detail', CASE WHEN c.change ->> 'detail' IS NOT NULL THEN c.change ->> 'id' END) x), '');
END $$;
COMMENT ON FUNCTION engine.publication_words(app.ledger) IS
    'What a publication of the policy changed, line by line: who published which revision, then each entry with what was and what is (access idle_lock: changed; 10m -> 12m). NULL: another entry.';

CREATE FUNCTION engine.body_words(body jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('label', upper(left(b.key, 1)) || replace(substr(b.key, 2), '_', ' '),
                                                 'text', engine.value_words(body -> b.key)) ORDER BY b.key), '[]')
    FROM jsonb_object_keys(body) b (key)
    WHERE jsonb_typeof(body -> b.key) <> 'null'
$$;
COMMENT ON FUNCTION engine.body_words(jsonb) IS 'What people typed with an entry, field by field.';

CREATE FUNCTION engine.record_entries(e engine.entity, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- A person's record is also that of their plans, as far as they exist for the reader.
    plans bigint[] := CASE WHEN e.kind = 'individual' THEN array(SELECT c.id FROM app.care_plan c WHERE c.individual_id = e.id) END;
    hidden bigint[] := CASE WHEN e.kind = 'individual' THEN engine.untold_areas(e.id, v, true) END;
    untold bigint[] := CASE WHEN e.kind = 'individual' THEN engine.untold_areas(e.id, v, false) END;
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'seq', l.seq, 'at', l.at, 'real_at', l.real_at, 'actor', l.actor,
            'who', CASE WHEN l.actor_id IS NULL THEN engine.actor_words(l, v)
                        ELSE (SELECT s.name || ', ' || o.name || coalesce(', for ' || CASE WHEN l.entity_kind = 'task' THEN engine.login_words(l.detail ->> 'for') END, '') FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.id = l.actor_id) END,
            'action', l.action, 'of', CASE WHEN l.entity_kind <> e.kind THEN replace(l.entity_kind, '_', ' ') END,
            'text', engine.entry_words(l, CASE WHEN k.known THEN p.body END) || coalesce(' (with others, ' || (l.detail ->> 'batch') || ')', ''),
            'from', engine.record_status(l.entity_kind, l.from_status), 'to', engine.record_status(l.entity_kind, l.to_status),
            'version', l.version, 'body', CASE WHEN k.known AND p.body IS NOT NULL THEN engine.body_words(p.body) ELSE '[]' END,
            'withheld', l.private_digest IS NOT NULL AND p.erased_by IS NULL AND NOT k.known, 'erased', engine.erased_words(p.erased_by), 'hash', encode(l.hash, 'hex')) ORDER BY CASE WHEN plans IS NULL THEN l.seq END, l.at, l.id), '[]')
        FROM app.ledger l LEFT JOIN app.ledger_private p ON p.entry_id = l.id
        CROSS JOIN LATERAL (SELECT e.known AND NOT coalesce((l.detail ->> 'area')::bigint = ANY (untold), false) AS known) k
        WHERE ((l.entity_kind = e.kind AND l.entity_id = e.id) OR (l.entity_kind = 'care_plan' AND l.entity_id = ANY (plans)))
          AND NOT (plans IS NOT NULL AND coalesce((l.detail ->> 'area')::bigint = ANY (hidden), false))
          AND NOT engine.entry_hidden(l, v));
END $$;
COMMENT ON FUNCTION engine.record_entries(engine.entity, engine.viewer) IS
    'Every entry of a chain in words, oldest first; of a person also those of their plans, without what does not exist for the reader.';

CREATE FUNCTION engine.record_status(entity_kind text, status text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN entity_kind = 'task' THEN engine.status_words(NULL, status::app.task_status, NULL) ELSE replace(status, '-', ' ') END;
END $$;
COMMENT ON FUNCTION engine.record_status(text, text) IS 'The status that an entry ends in, or began in, in words.';
