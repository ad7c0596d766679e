-- What reviews are told with.
-- The policy was published on the evening before the stories begin: Friday's is the first to be held.
UPDATE app.review_kind SET since = '2026-11-19 20:00-05';
CREATE FUNCTION pg_temp.today(login text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, 'SELECT api.today()')::jsonb -> 'review'
$$;
CREATE FUNCTION pg_temp.begin(login text, kind text DEFAULT 'daily', request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.review_begin(%L, %L)', coalesce(request, gen_random_uuid()), kind))::jsonb
$$;
-- The review that is open, whatever it is called.
CREATE FUNCTION pg_temp.review() RETURNS text LANGUAGE sql AS $$
    SELECT engine.meeting_ref(r.id) FROM app.review r ORDER BY r.began_at DESC, r.id DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.next(login text, n integer DEFAULT 2) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.review_next(%L, %s)', pg_temp.review(), n))::jsonb
$$;
CREATE FUNCTION pg_temp.refs(page jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(i ->> 'ref', ' ' ORDER BY p) FROM jsonb_array_elements(page -> 'items') WITH ORDINALITY x (i, p)
$$;
CREATE FUNCTION pg_temp.decide_sql(ref text, action text, detail jsonb DEFAULT '{}', version integer DEFAULT NULL, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.review_decide(%L, %L, %L, %L, %L, %L)', coalesce(request, gen_random_uuid()), pg_temp.review(), ref,
                  coalesce(decide_sql.version, tests.version(ref), 1), action, detail)
$$;
CREATE FUNCTION pg_temp.decide(login text, ref text, action text, detail jsonb DEFAULT '{}', version integer DEFAULT NULL, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.decide_sql(ref, action, detail, version, request))::jsonb
$$;
CREATE FUNCTION pg_temp.refused(login text, ref text, action text, detail jsonb DEFAULT '{}', version integer DEFAULT NULL, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, pg_temp.decide_sql(ref, action, detail, version, request))
$$;
CREATE FUNCTION pg_temp.acknowledge(login text, request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.review_acknowledge(%L, %L)', coalesce(request, gen_random_uuid()), pg_temp.review()))::jsonb
$$;
CREATE FUNCTION pg_temp.close_sql(detail jsonb DEFAULT '{}', request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.review_close(%L, %L, %L)', coalesce(request, gen_random_uuid()), pg_temp.review(), detail)
$$;
CREATE FUNCTION pg_temp.close(login text, detail jsonb DEFAULT '{}', request uuid DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, pg_temp.close_sql(detail, request))::jsonb
$$;
