-- The record of one item, person, event, service or member of staff, in words: api.record().
--
-- api.record(ref text) → {           R-… (one try), T-…, P-…, V-…, W-… (a review), a service's code, a login, "network"
--   "ref", "title": text, "head": hash of the last entry told, hex, "look": as in api.item, "notice": text|null,
--   "entries": [{                    oldest first
--     "id": bigint, "seq": int, "at": timestamptz, "real_at": timestamptz,
--     "actor": login|"sweep", "who": "Maria Soto, Bright Home Care" | "the program",
--     "action": text, "of": "care plan"|null,            of a person: what else the entry is of
--     "text": "declined: no staff (default)",
--     "from": status words|null, "to": status words|null, "version": int|null,
--     "body": [{"label": "Note", "text": text}, …],      words that the reader may see
--     "withheld": bool,              there is a body, not the reader's to see
--     "erased": "erased on 20 Nov 2026"|null,   there was one, and the law wanted it gone
--     "hash": hex }, …] }
-- For items and persons: who may see them, and duty audit; for service, staff and network: duty
-- audit or administer. A body needs a basis. HF404 as for an item.

CREATE FUNCTION api.record(ref text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    e engine.entity := engine.entity_to_see(ref, v);
    entries jsonb := engine.record_entries(e, v);
BEGIN
    PERFORM engine.disclose_entity(e, entries, v);
    RETURN jsonb_build_object('ref', e.ref, 'title', e.title, 'head', entries -> -1 -> 'hash', 'notice', engine.record_notice(e, v), 'entries', entries)
        || engine.look_json(engine.person_of(e), v);
END $$;
COMMENT ON FUNCTION api.record(text) IS
    'The record of an item or person, for who may see it and for auditors; of a service, a member of staff or the network, for auditors and administrators. Words that people typed need a basis. HF404 otherwise.';
