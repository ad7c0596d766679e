-- The account of disclosures: api.disclosures().
--
-- api.disclosures(filter {"individual": "P-…"?, "from": date|instant?, "to": date|instant? (a date: to its end), "org": code?,
--                         "n": int? (500; at most 5,000), "after": what "next" said before?}) → {
--   "individual_ref", "name", "birth_date": of the one person asked for, else null,
--   "organization": name|null,       of org
--   "disclosures": [{                newest first; one for each organisation, category and form
--     "id", "at", "individual_ref", "individual_name", "birth_date": null where the reader has no basis to know who,
--     "who": name|null, "who_login", "organization": who opened, sent, exported or looked, and whose they are; null: the program
--     "from_organization": whose it is, "to_organization": who was told,
--     "how": "opened|referral|export|look", "how_words": "opened an item", "ref": R-…|T-…|null,
--     "category", "category_words", "basis", "basis_words": "For treatment", "purpose": "coordination of care" }, …],
--   "notice": text|null,            of redisclosure, where content under 42 CFR Part 2 is among them
--   "next": {"at", "id"}|null }      there are more
-- Of one person: duty audit, or coordinate, for who may see them. Of everybody: duty audit. Substance-use
-- content is told only to who disclosed or received it, and on a basis. Reading the account is no disclosure.

CREATE FUNCTION api.disclosures(filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    w jsonb := coalesce(filter, '{}');
    individual bigint;
    org app.organization;
    most integer := 500;
    page app.disclosure[];
    rows jsonb;
BEGIN
    PERFORM engine.check_keys(w, '{individual,from,to,org,n,after}', 'filter');
    individual := engine.disclosures_of(engine.detail_text(w, 'individual'), v);
    org := engine.organization_named(engine.detail_text(w, 'org'));
    most := engine.page_size(w -> 'n', 500, 5000);
    page := array(
        SELECT d FROM engine.disclosures_page(individual,
            coalesce(engine.read_time(engine.detail_text(w, 'from'), 'from', false), '-infinity'),
            coalesce(engine.read_time(engine.detail_text(w, 'to'), 'to', true), 'infinity'), org.id,
            coalesce(engine.read_time(w #>> '{after,at}', 'after', false), 'infinity'), coalesce(engine.page_after(w), 9223372036854775807), most + 1, v) d);
    rows := (SELECT coalesce(jsonb_agg(r.line ORDER BY p.place, r.place), '[]')
             FROM unnest(page[1:most]) WITH ORDINALITY p (id, individual_id, day, at, how, staff_id, organization_id, to_organization_id, purpose, look_id, place)
             CROSS JOIN LATERAL engine.disclosure_rows(ROW(p.id, p.individual_id, p.day, p.at, p.how, p.staff_id, p.organization_id, p.to_organization_id,
                                                           p.purpose, p.look_id)::app.disclosure, org.id, v) WITH ORDINALITY r (line, place));
    RETURN (SELECT jsonb_build_object('individual_ref', engine.individual_ref(i.id), 'name', CASE WHEN k.known THEN engine.person_name(i.family, i.given) END,
                                      'birth_date', CASE WHEN k.known THEN i.birth_date END)
            FROM (SELECT 1) one LEFT JOIN app.individual i ON i.id = individual
            CROSS JOIN LATERAL (SELECT engine.sees_individual(i.id, v) OR rows @? '$[*].individual_name ? (@ != null)' AS known) k)
        || jsonb_build_object('organization', org.name, 'disclosures', rows,
            'notice', CASE WHEN rows @? '$[*] ? (@.category == "substance_use" || @.category == "counseling_notes")' THEN engine.redisclosure_notice() END,
            'next', CASE WHEN cardinality(page) > most THEN jsonb_build_object('at', page[most].at, 'id', page[most].id) END);
END $$;
COMMENT ON FUNCTION api.disclosures(jsonb) IS
    'To whom what of a person''s, or of everybody''s, was disclosed, by whom, when, on which basis and what for (45 CFR 164.528, 42 CFR 2.13(d)); newest first, a page at a time. HF404: not for this reader; HF400: malformed.';
