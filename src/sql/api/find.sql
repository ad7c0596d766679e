-- Finding people: api.find(), and one person's card: api.individual().
--
-- api.find(text text, n int DEFAULT 20) → {
--   "individuals": [{"ref": "P-…", "name": "Rivera, Ana", "birth_date": date|null,
--                    "identifier": "MRN ..4471"|null, "city": text|null,
--                    "open": int, "late": int}, …],
--   "items": [{"ref", "label", "name": text|null, "state_words": text, "due": timestamptz|null}, …],   for a reference typed
--   "more": bool }                   there are more than n
--   text: the beginning of a family name, "family, given", "given family", a birth date
--   (1951-03-14, 14 Mar 1951, 03/14/1951), an identifier's value whole, or a reference.
--   Only persons the reader may see: nobody else appears, nor is counted.
--
-- api.individual(individual_ref text) → {
--   "ref", "name", "family", "given": text, "version": int, "birth_date": date|null, "gender": text|null,
--   "identifiers": [{"kind", "system", "value"}, …], "language": text|null, "interpreter": bool,
--   "deceased_at": timestamptz|null, "address", "city", "postal_code", "safe_note": text|null,
--   "contacts": [as in item.call], "last_call": as item.call.last,
--   "calls": [{"at", "who", "reached": bool, "text": text|null}, …],          newest first, 20
--   "items": [{"id", "ref", "referral_ref", "label", "state", "state_words", "with_words", "due", "need_since"}, …],   open
--   "past": [{"referral_ref", "label", "closed_at", "outcome": text|null, "helped": bool|null}, …],   newest first, 50
--   "look": as in api.item,
--   "actions": [refer|correct, …] }        what the reader may begin here
-- HF404 as for an item.

CREATE FUNCTION api.find(text text, n integer DEFAULT 20) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    meant bigint[];
    found_ids bigint[];
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 200 THEN
        PERFORM engine.refuse('HF400', 'n is not between 1 and 200.', 'Type more of the name instead.');
    END IF;
    IF nullif(btrim(text), '') IS NULL OR NOT (v.serves OR v.audits) THEN
        RETURN '{"individuals": [], "items": [], "more": false}';
    END IF;
    meant := array(SELECT c FROM engine.candidates(text, v) c);
    found_ids := array(SELECT c FROM unnest(meant) c WHERE engine.may_read(c, v) LIMIT n + 1);
    PERFORM engine.may_read(d, v) FROM engine.decoys(text, v, 4 - cardinality(meant)) d;
    RETURN jsonb_build_object(
        'individuals', (SELECT coalesce(jsonb_agg(engine.found_row(f.id, v) ORDER BY f.place), '[]')
                        FROM unnest(found_ids[1:n]) WITH ORDINALITY f (id, place)),
        'items', engine.found_items(text, v), 'more', cardinality(found_ids) > n);
END $$;
COMMENT ON FUNCTION api.find(text, integer) IS
    'Persons whom the reader may see, by the beginning of a name, birth date, identifier or reference; and items by reference. HF400: n.';

CREATE FUNCTION api.individual(individual_ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 AS $$
DECLARE
    v engine.viewer := engine.viewer();
    p app.individual;
    open bigint[];
    past bigint[];
BEGIN
    SELECT i.* INTO p FROM app.individual i WHERE i.id = engine.individual_id(individual_ref);
    IF p.id IS NULL OR NOT engine.may_read(p.id, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    open := engine.tasks_seen(p.id, true, v);
    past := engine.past_tasks(p.id, v);
    PERFORM engine.disclose_person(p.id, 'person', engine.task_contents(open || past, v) || engine.call_contents(p.id, v), v);
    RETURN jsonb_build_object(
        'ref', engine.individual_ref(p.id), 'name', engine.person_name(p.family, p.given), 'family', p.family, 'given', p.given, 'version', p.version,
        'birth_date', p.birth_date, 'gender', p.gender, 'language', engine.language_words(p.language), 'interpreter', p.interpreter,
        'deceased_at', p.deceased_at, 'address', p.address, 'city', p.city, 'postal_code', p.postal_code, 'safe_note', p.safe_note,
        'identifiers', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'system', i.system, 'value', i.value) ORDER BY i.system, i.value), '[]')
                        FROM app.identifier i WHERE i.individual_id = p.id),
        'contacts', engine.contact_list(p.id), 'last_call', engine.last_call(p.id, v), 'calls', engine.call_list(p.id, v),
        'items', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'ref', r.ref, 'referral_ref', r.referral_ref, 'label', r.label, 'state', r.state,
                         'state_words', r.state_words, 'with_words', r.with_words, 'due', r.due, 'need_since', r.need_since)), '[]')
                  FROM engine.rows(open, v) r),
        'past', engine.past_referrals(past), 'notice', engine.person_notice(p.id, v), 'merged', engine.merged_with(p.id, v),
        'actions', (SELECT coalesce(jsonb_agg(a.action), '[]') FROM (VALUES ('refer', '{refer}'::text[]), ('correct', '{refer,respond,coordinate,plan,record}'))
                    a (action, duties) WHERE a.duties && v.duties AND engine.sees_individual(p.id, v))) || engine.look_json(p.id, v);
END $$;
COMMENT ON FUNCTION api.individual(text) IS
    'One person: card, contacts, calls, what is open about them and how earlier referrals ended, as far as the reader may see. HF404 otherwise.';
