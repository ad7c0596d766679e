-- Measures: api.measures(), api.measure_table(), api.measure_items().
--
-- api.measure_table(filter {"from", "to": date|instant? (a date: to its end; default: 13 weeks up to now), "org": code?|"*",
--                           "role": code?, "service_type": code?, "by": organization|role|service_type|null,
--                           "outside": bool? (it is to leave the organisation), "below": int? (11)}) → {
--   "from", "to", "previous": {"from", "to"}, "weeks": [13 starts],
--   "scope_words": text,            of whom and when; says where small numbers are not told
--   "suppressed": bool,             small numbers are not told: then from and to are the last calendar quarter that was over
--   "lists": bool,                  measure_items gives the items behind
--   "groups": [{ "key": code|null, "name": name|null, "measures": [{
--     "measure", "name": "Answered in time", "part", "label": "Answered in time, each try", "unit": "%|hours|open hours|days|…", "how": "share|helped|median|open_median|mean|parts",
--     "value", "numerator", "denominator", "missed": null where suppressed or nothing was counted,
--     "apart": {"died", "moved", "mistaken", "refuted", "admitted", "young": int},   told apart, in neither number; not told where suppressed
--     "previous": number|null, "trend": [13 numbers or null], "better": "up|down|none",
--     "said": text,                 the number in a sentence, or why there is none
--     "none": text|null,            why there is none, in a few words
--     "noun": text, "hit", "missed_words": text|null,     what is counted, and what numerator and missed are of it
--     "definition", "source", "note": text|null, "suppressed": bool }, …] }, …] }
--                                   without by: one group, with every measure; by something: in the order of names, never of numbers
--
-- api.measure_items(filter {… as above, "measure", "part", "which": numerator|denominator|missed, "n": int? (50; at most 1,000), "after": next}) → {
--   "items": [{"ref", "individual_ref", "name", "birth_year": null where withheld, "withheld": bool, "label", "organization", "at", "value", "words"}, …],
--   "next": {"at", "id"}|null }
-- Where small numbers are not told there are no items.

CREATE FUNCTION api.measures(a timestamptz, b timestamptz, org text DEFAULT NULL, role text DEFAULT NULL, service_type text DEFAULT NULL)
RETURNS TABLE (measure text, value numeric, numerator bigint, denominator bigint, unit text, part text, label text, missed bigint, better text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    w engine.measure_view;
BEGIN
    PERFORM engine.me();
    PERFORM engine.check_instants(a, b);
    w := engine.measure_asked(jsonb_strip_nulls(jsonb_build_object('from', to_char(a AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ'),
             'to', to_char(b AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ'), 'org', org, 'role', role, 'service_type', service_type)));
    w.trend := false;
    RETURN QUERY
    SELECT g.m ->> 'measure', (g.m ->> 'value')::numeric, (g.m ->> 'numerator')::bigint, (g.m ->> 'denominator')::bigint, g.m ->> 'unit', g.m ->> 'part',
           g.m ->> 'label', (g.m ->> 'missed')::bigint, g.m ->> 'better'
    FROM jsonb_array_elements(engine.measure_groups(w) #> '{0,measures}') WITH ORDINALITY g (m, place) ORDER BY g.place;
END $$;
COMMENT ON FUNCTION api.measures(timestamptz, timestamptz, text, text, text) IS
    'Every measure from a to b (b not included) as numbers, one row for each part; numbers NULL where they are too small to be told this reader. org: a code, * the network, NULL what the reader may see whole. HF404: not for this reader; HF400: malformed.';

CREATE FUNCTION api.measure_table(filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    w engine.measure_view;
BEGIN
    PERFORM engine.me();
    PERFORM engine.check_keys(coalesce(filter, '{}'), '{from,to,org,role,service_type,by,outside,below}', 'filter');
    w := engine.measure_asked(coalesce(filter, '{}'));
    RETURN jsonb_build_object('from', w.a, 'to', w.b, 'previous', jsonb_build_object('from', w.before, 'to', w.a), 'weeks', to_jsonb(w.weeks),
        'scope_words', engine.measure_scope_words(w), 'suppressed', w.suppressed, 'lists', w.lists, 'groups', engine.measure_groups(w));
END $$;
COMMENT ON FUNCTION api.measure_table(jsonb) IS
    'Every measure with definition, numbers, the period before and 13 weeks'' trend, whole or by organisation, role or service type; never by who worked. Small numbers, and those that would tell them, are hidden from whoever could not list the items, and in what leaves the organisation. HF404: not for this reader; HF400: malformed; HF412: too much at once of what leaves the organisation.';

CREATE FUNCTION api.measure_items(filter jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    w engine.measure_view;
    l engine.measure_line;
    which text := coalesce(engine.detail_text(filter, 'which'), 'numerator');
BEGIN
    PERFORM engine.me();
    PERFORM engine.check_keys(filter, '{from,to,org,role,service_type,by,outside,below,measure,part,which,n,after}', 'filter');
    w := engine.measure_asked(filter);
    w.trend := false;
    l := engine.measure_line_named(engine.detail_text(filter, 'measure'), filter ->> 'part');
    IF which NOT IN ('numerator', 'denominator', 'missed') THEN
        PERFORM engine.refuse('HF400', format('A number has no items called %s.', which), 'One of: numerator, denominator, missed.');
    END IF;
    RETURN engine.measure_item_page(l, which, w, engine.read_time(filter #>> '{after,at}', 'after', false), engine.page_after(filter), engine.page_size(filter -> 'n', 50, 1000));
END $$;
COMMENT ON FUNCTION api.measure_items(jsonb) IS
    'The items behind a number of api.measure_table, newest first, a page at a time: the same cases, as far as this reader may see them, names withheld where there is no basis. None where small numbers are not told. HF404: not for this reader; HF400: malformed.';
