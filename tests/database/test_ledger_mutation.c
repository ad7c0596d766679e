/* Somebody with the server in hand changes the record at random, a thousand times, with every guard
 * of it switched off: edits, deletes, inserts, reorders, truncates, and forgeries that compute
 * everything anew. Each is found by the proof with the seals that were kept elsewhere, and each
 * state between them proves whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/command/seals.h"
#include "holdfast/util/buffer.h"
#include "support/directory.h"
#include "support/server.h"

enum { MUTATIONS = 1000, BETWEEN_WORK = 100, BETWEEN_PROOFS = 10, TRIES_MOST = 20000 };

static struct test_server *server;
static struct gateway *owner;
static char *directory;
static struct buffer seals;
static uint64_t seed = 20261120;

/* The same numbers wherever it runs (xorshift64*; Vigna 2016). */
static uint64_t next_random(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * 2685821657736338717u;
}

static size_t pick(size_t count)
{
    return (size_t)(next_random() >> 33) % count;
}

/* False when the server refused it: then it is no mutation. */
static bool run(const char *sql, struct reply **reply)
{
    struct failure f;
    return gateway_run(owner, &(struct gateway_call){.sql = sql, .block = true}, reply, &f);
}

static void must_run(const char *sql)
{
    struct failure f = {0};
    if (!gateway_run(owner, &(struct gateway_call){.sql = sql, .block = true, .verbatim = true},
                     NULL, &f))
        fail_msg("%s: %s", sql, f.why);
}

static int64_t count(const char *sql)
{
    struct reply *reply;
    assert_true(run(sql, &reply));
    int64_t value = reply_bigint(reply, 0, 0);
    reply_free(reply);
    return value;
}

/* --- what is done to it ------------------------------------------------------------------------
 */

/* %1$d: a number at random; %2$d another. tests.e(n) is an entry, w(n) one with words, t(n) a task,
 * s(n) a seal. */
static const char *const mutations[] = {
    /* edits of an entry, column by column */
    "UPDATE app.ledger SET actor = actor || 'x' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET actor_id = coalesce(actor_id, 0) + 1 WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET action = CASE action WHEN 'accept' THEN 'decline' ELSE 'accept' END "
    "WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET at = at + interval '1 microsecond' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET at = at - interval '40 days' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET real_at = real_at - interval '1 microsecond' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET detail = detail || '{\"x\": 1}' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET version = coalesce(version, 0) + 1 WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET individual_id = coalesce(individual_id, 0) + 1 WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET from_status = coalesce(from_status, '') || 'x' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET to_status = coalesce(to_status, '') || 'x' WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET request_id = gen_random_uuid() WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET seq = seq + 1 WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET id = id + 1000000 WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET entity_id = entity_id + 1000000 WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET entity_kind = CASE entity_kind WHEN 'task' THEN 'individual' ELSE "
    "'task' "
    "END WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET private_digest = sha256(coalesce(private_digest, '')) "
    "WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET previous = sha256(previous) WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger SET hash = sha256(hash) WHERE id = tests.e(%1$d)",
    "UPDATE app.ledger l SET actor = 'x', hash = engine.ledger_hash(ROW(l.id, l.at, l.real_at, "
    "l.entity_kind, l.entity_id, l.seq, l.actor_id, 'x', l.action, l.individual_id, l.version, "
    "l.from_status, l.to_status, l.detail, l.private_digest, l.request_id, l.previous, NULL)"
    "::app.ledger) WHERE id = tests.e(%1$d)",
    /* of what was typed */
    "UPDATE app.ledger_private SET body = body || '{\"note\": \"kind words\"}' "
    "WHERE entry_id = tests.w(%1$d)",
    "UPDATE app.ledger_private SET salt = sha256(salt) WHERE entry_id = tests.w(%1$d)",
    "UPDATE app.ledger_private SET body = NULL, salt = NULL, erased_by = tests.e(%2$d) "
    "WHERE entry_id = tests.w(%1$d)",
    "DELETE FROM app.ledger_private WHERE entry_id = tests.w(%1$d)",
    "INSERT INTO app.ledger_private (entry_id, salt, body) SELECT l.id, 'x', '{\"note\": "
    "\"never\"}' "
    "FROM app.ledger l WHERE l.private_digest IS NULL ORDER BY md5(l.id::text || %1$d) LIMIT 1",
    /* deletes */
    "DELETE FROM app.ledger WHERE id = tests.e(%1$d)",
    "DELETE FROM app.ledger WHERE id >= tests.e(%1$d)",
    "DELETE FROM app.ledger l USING app.ledger k WHERE k.id = tests.e(%1$d) AND (l.entity_kind, "
    "l.entity_id) = (k.entity_kind, k.entity_id) AND l.seq >= k.seq",
    "SELECT tests.cut(tests.e(%1$d))",
    /* inserts */
    "INSERT INTO app.ledger SELECT app.next_id(), k.at, k.real_at, k.entity_kind, k.entity_id, "
    "k.seq, "
    "k.actor_id, k.actor, k.action, k.individual_id, k.version, k.from_status, k.to_status, "
    "k.detail, "
    "NULL, NULL, k.previous, k.hash FROM app.ledger k WHERE k.id = tests.e(%1$d)",
    "SELECT tests.add(tests.e(%1$d), false)",
    "SELECT tests.add(tests.e(%1$d), true)",
    "INSERT INTO app.unsealed SELECT l.id, l.at, l.hash FROM app.ledger l WHERE l.id = "
    "tests.e(%1$d)",
    "INSERT INTO app.unsealed VALUES (%1$d + 100000000, now(), sha256('x'))",
    /* reorders */
    "UPDATE app.ledger l SET seq = CASE WHEN l.id = a.id THEN b.seq ELSE a.seq END FROM app.ledger "
    "a "
    "JOIN app.ledger b ON (a.entity_kind, a.entity_id) = (b.entity_kind, b.entity_id) AND a.seq < "
    "b.seq WHERE a.id = tests.e(%1$d) AND b.seq = a.seq + 1 AND l.id IN (a.id, b.id)",
    "SELECT tests.swap(tests.e(%1$d), tests.e(%2$d))",
    "UPDATE app.ledger_private p SET (salt, body) = (SELECT o.salt, o.body FROM app.ledger_private "
    "o "
    "WHERE o.entry_id = CASE p.entry_id WHEN tests.w(%1$d) THEN tests.w(%2$d) ELSE tests.w(%1$d) "
    "END) "
    "WHERE p.entry_id IN (tests.w(%1$d), tests.w(%2$d)) AND tests.w(%1$d) <> tests.w(%2$d)",
    /* truncates */
    "TRUNCATE app.ledger",
    "TRUNCATE app.ledger_private",
    "TRUNCATE app.seal",
    "SELECT tests.truncate_busiest()",
    /* of what the record is about */
    "UPDATE app.task SET status = CASE status WHEN 'requested' THEN 'accepted' ELSE 'requested' "
    "END::"
    "app.task_status WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET version = version + 1 WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET ledger_head = sha256(ledger_head) WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET ledger_seq = ledger_seq - 1 WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET label = coalesce(label, '') || 'x' WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET owner_staff_id = coalesce(owner_staff_id, 0) + 1 WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET due = due - interval '1 day' WHERE id = tests.t(%1$d)",
    "UPDATE app.task SET needed_by = coalesce(needed_by, now()) + interval '1 day' "
    "WHERE id = tests.t(%1$d)",
    "UPDATE app.individual SET ledger_seq = 0, ledger_head = '' WHERE id = (SELECT t.individual_id "
    "FROM app.task t WHERE t.id = tests.t(%1$d))",
    /* of the seals */
    "DELETE FROM app.seal WHERE number = tests.s(%1$d)",
    "DELETE FROM app.seal WHERE number >= tests.s(%1$d)",
    "UPDATE app.seal SET sealed_at = sealed_at - interval '1 hour' WHERE number = tests.s(%1$d)",
    "UPDATE app.seal SET count = count + 1 WHERE number = tests.s(%1$d)",
    "UPDATE app.seal SET digest = sha256(digest) WHERE number = tests.s(%1$d)",
    "UPDATE app.seal SET entries = entries || 1::bigint WHERE number = tests.s(%1$d)",
    "UPDATE app.seal SET entries = entries[2:] WHERE number = tests.s(%1$d)",
    "UPDATE app.seal SET hash = sha256(hash) WHERE number = tests.s(%1$d)",
    "UPDATE app.seal SET number = -number WHERE number = tests.s(%1$d)",
    /* and all of it computed anew, to the end: only the seals kept elsewhere tell */
    "UPDATE app.ledger SET actor = actor || 'x' WHERE id = tests.e(%1$d); SELECT tests.forge()",
    "UPDATE app.ledger SET at = at - interval '1 hour' WHERE id = tests.e(%1$d); SELECT "
    "tests.forge()",
    "UPDATE app.ledger SET detail = '{\"reason\": \"chosen\"}' WHERE id = tests.e(%1$d) AND detail "
    "<> "
    "'{\"reason\": \"chosen\"}'; SELECT tests.forge()",
    "SELECT tests.cut(tests.e(%1$d)); SELECT tests.forge()",
    "SELECT tests.add(tests.e(%1$d), true); SELECT tests.forge()",
    "UPDATE app.seal SET sealed_at = sealed_at - interval '1 hour' WHERE number = tests.s(%1$d); "
    "SELECT tests.forge()",
    "DELETE FROM app.seal WHERE number = tests.s(%1$d); SELECT tests.forge()",
    "UPDATE app.ledger_private SET body = body || '{\"note\": \"kind words\"}' WHERE entry_id = "
    "tests.w(%1$d); SELECT tests.forge()",
};

/* What the mutations above are made of. */
static const char tools[] =
    "CREATE SCHEMA tests;"
    "CREATE FUNCTION tests.e(n int) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT id FROM "
    "app.ledger"
    "  ORDER BY id OFFSET n % (SELECT count(*) FROM app.ledger) LIMIT 1 $$;"
    "CREATE FUNCTION tests.w(n int) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT entry_id FROM"
    "  app.ledger_private ORDER BY 1 OFFSET n % (SELECT count(*) FROM app.ledger_private) LIMIT 1 "
    "$$;"
    "CREATE FUNCTION tests.t(n int) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT id FROM "
    "app.task"
    "  ORDER BY 1 OFFSET n % (SELECT count(*) FROM app.task) LIMIT 1 $$;"
    "CREATE FUNCTION tests.s(n int) RETURNS bigint LANGUAGE sql STABLE AS $$"
    "  SELECT 1 + n % (SELECT max(number) FROM app.seal) $$;"
    /* Every chain's hashes and links, every head, what is sealed and every seal, as they would be
     * if the record had always been what it is now. */
    "CREATE FUNCTION tests.forge() RETURNS void LANGUAGE plpgsql AS $$ DECLARE e app.ledger;"
    "  s app.seal; last app.ledger; before bytea := ''; n bigint := 0; BEGIN"
    "  UPDATE app.ledger l SET private_digest = engine.private_digest(p.salt, p.body)"
    "    FROM app.ledger_private p WHERE p.entry_id = l.id AND p.body IS NOT NULL;"
    "  FOR e IN SELECT * FROM app.ledger ORDER BY entity_kind, entity_id, seq, id LOOP"
    "    IF (last.entity_kind, last.entity_id) = (e.entity_kind, e.entity_id) THEN"
    "      e.previous := last.hash; e.seq := last.seq + 1;"
    "    ELSE e.previous := ''; e.seq := 1; END IF;"
    "    e.hash := engine.ledger_hash(e);"
    "    UPDATE app.ledger SET previous = e.previous, seq = e.seq, hash = e.hash,"
    "      private_digest = e.private_digest WHERE id = e.id;"
    "    last := e;"
    "    UPDATE app.task SET ledger_seq = e.seq, ledger_head = e.hash, status = "
    "e.to_status::app.task_status,"
    "      closed_at = CASE WHEN e.to_status::app.task_status <= 'on-hold' THEN NULL ELSE e.at END,"
    "      version = e.version WHERE e.entity_kind = 'task' AND id = e.entity_id;"
    "    UPDATE app.individual SET ledger_seq = e.seq, ledger_head = e.hash"
    "      WHERE e.entity_kind = 'individual' AND id = e.entity_id;"
    "    UPDATE app.network SET ledger_seq = e.seq, ledger_head = e.hash WHERE e.entity_kind = "
    "'network';"
    "  END LOOP;"
    "  UPDATE app.unsealed u SET hash = l.hash, at = l.at FROM app.ledger l WHERE l.id = "
    "u.entry_id;"
    "  FOR s IN SELECT * FROM app.seal ORDER BY number LOOP"
    "    DELETE FROM app.seal WHERE number = s.number; n := n + 1;"
    "    IF n = 1 THEN s.entries := array(SELECT l.id FROM app.ledger l WHERE l.id = ANY "
    "(s.entries)"
    "      UNION SELECT l.id FROM app.ledger l WHERE NOT EXISTS (SELECT FROM app.seal k WHERE l.id "
    "= ANY"
    "      (k.entries)) AND NOT EXISTS (SELECT FROM app.unsealed u WHERE u.entry_id = l.id) ORDER "
    "BY 1);"
    "    ELSE s.entries := array(SELECT l.id FROM app.ledger l WHERE l.id = ANY (s.entries) ORDER "
    "BY 1);"
    "    END IF;"
    "    SELECT count(*), min(l.id), max(l.id), min(l.at), max(l.at),"
    "      sha256(string_agg(int8send(l.id) || l.hash, '' ORDER BY l.id))"
    "      INTO s.count, s.first_entry, s.last_entry, s.first_at, s.last_at, s.digest"
    "      FROM app.ledger l WHERE l.id = ANY (s.entries);"
    "    s.number := n; s.previous := before; s.hash := engine.seal_hash(s); before := s.hash;"
    "    INSERT INTO app.seal SELECT s.*;"
    "  END LOOP; END $$;"
    /* An entry and all after it are gone, and its entity says that they never were. */
    "CREATE FUNCTION tests.cut(first bigint) RETURNS void LANGUAGE plpgsql AS $$ DECLARE k "
    "app.ledger;"
    "  b app.ledger; BEGIN SELECT * INTO k FROM app.ledger WHERE id = first;"
    "  SELECT * INTO b FROM app.ledger l WHERE (l.entity_kind, l.entity_id) = (k.entity_kind,"
    "    k.entity_id) AND l.seq = k.seq - 1;"
    "  DELETE FROM app.ledger l WHERE (l.entity_kind, l.entity_id) = (k.entity_kind, k.entity_id)"
    "    AND l.seq >= k.seq;"
    "  IF b.id IS NULL THEN RETURN; END IF;"
    "  UPDATE app.task SET ledger_seq = b.seq, ledger_head = b.hash, status = "
    "b.to_status::app.task_status,"
    "    closed_at = CASE WHEN b.to_status::app.task_status <= 'on-hold' THEN NULL ELSE b.at END,"
    "    version = b.version WHERE k.entity_kind = 'task' AND id = k.entity_id;"
    "  UPDATE app.individual SET ledger_seq = b.seq, ledger_head = b.hash"
    "    WHERE k.entity_kind = 'individual' AND id = k.entity_id; END $$;"
    /* One more at the end of a chain, hashed as it should be; heads: and the entity says so too. */
    "CREATE FUNCTION tests.add(like_entry bigint, heads boolean) RETURNS void LANGUAGE plpgsql AS "
    "$$"
    "  DECLARE k app.ledger; l app.ledger; BEGIN SELECT * INTO k FROM app.ledger WHERE id = "
    "like_entry;"
    "  SELECT * INTO l FROM app.ledger e WHERE (e.entity_kind, e.entity_id) = (k.entity_kind,"
    "    k.entity_id) ORDER BY e.seq DESC LIMIT 1;"
    "  l.id := app.next_id(); l.seq := l.seq + 1; l.previous := l.hash; l.private_digest := NULL;"
    "  l.action := 'note'; l.actor := 'maria'; l.request_id := NULL; l.hash := "
    "engine.ledger_hash(l);"
    "  INSERT INTO app.ledger SELECT l.*;"
    "  UPDATE app.task SET ledger_seq = l.seq, ledger_head = l.hash WHERE heads AND l.entity_kind ="
    "    'task' AND id = l.entity_id;"
    "  UPDATE app.individual SET ledger_seq = l.seq, ledger_head = l.hash WHERE heads AND "
    "l.entity_kind ="
    "    'individual' AND id = l.entity_id; END $$;"
    /* Two entries change their places, and everything else that they say stays where it was. */
    "CREATE FUNCTION tests.swap(a bigint, b bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
    "  IF a = b THEN RAISE EXCEPTION 'the same'; END IF;"
    "  UPDATE app.ledger SET id = -1 WHERE id = a; UPDATE app.ledger SET id = a WHERE id = b;"
    "  UPDATE app.ledger SET id = b WHERE id = -1; END $$;"
    "CREATE FUNCTION tests.truncate_busiest() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
    "  EXECUTE format('TRUNCATE %s', (SELECT tableoid::regclass FROM app.ledger GROUP BY tableoid"
    "    ORDER BY count(*) DESC LIMIT 1)); END $$;"
    /* Months without an entry only make each of the proofs slower. */
    "DO $$ DECLARE p regclass; used boolean; BEGIN FOR p IN SELECT i.inhrelid FROM pg_inherits i "
    "WHERE"
    "  i.inhparent = 'app.ledger'::regclass LOOP EXECUTE format('SELECT EXISTS (SELECT FROM %s)', "
    "p)"
    "  INTO used; IF NOT used AND p <> 'app.ledger_default'::regclass THEN EXECUTE format("
    "  'DROP TABLE %s', p); END IF; END LOOP; END $$;"
    "DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT c.oid FROM pg_class c WHERE c.relnamespace ="
    "  'app'::regnamespace AND (c.relname ~ '^ledger' OR c.relname = 'seal') AND c.relkind IN "
    "('r', 'p')"
    "  LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', p); END LOOP; END $$;";

/* --- the story ----------------------------------------------------------------------------------
 */

static void as(const char *login, const char *sql)
{
    PGconn *link = test_server_connect(server, login);
    PGresult *result = PQexec(link, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQresultErrorMessage(result));
    PQclear(result);
    PQfinish(link);
}

/* Some more of a day's work, with seals in between, the last one after all of it; then the file. */
static void work(void)
{
    int64_t appended;
    struct failure f;
    as("drew",
       "DO $$ DECLARE p text; BEGIN FOR i IN 1..3 LOOP"
       " p := api.enter_individual(gen_random_uuid(), jsonb_build_object('family', 'Mutation ' ||"
       "   gen_random_uuid(), 'birth_date', '1950-01-01', 'address', '1 Elm St', 'contacts',"
       "   '[{\"phone\": \"617-555-0100\"}]'::jsonb)) ->> 'individual_ref';"
       " PERFORM api.refer(gen_random_uuid(), jsonb_build_object('individual', p, 'provided',"
       "   '{\"orders\": \"x\"}'::jsonb, 'items',"
       "   '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb));"
       " END LOOP; END $$");
    test_server_run(server, "SELECT engine.seal()");
    as("maria",
       "DO $$ DECLARE q record; n int := 0; BEGIN FOR q IN SELECT * FROM api.queue('role',"
       "   '{\"status\": \"requested\"}') LOOP n := n + 1;"
       " PERFORM api.act(gen_random_uuid(), q.ref, q.version, 'note', '{\"note\": \"rang\"}');"
       " IF n % 3 = 0 THEN PERFORM api.act(gen_random_uuid(), q.ref, q.version, 'decline', '{}');"
       " ELSE PERFORM api.act(gen_random_uuid(), q.ref, q.version, 'accept', '{}'); END IF;"
       " END LOOP; END $$");
    test_server_run(server, "SELECT engine.seal(4), engine.seal(), engine.seal()");
    if (!seals_append(owner, seals.data, &appended, &f))
        fail_msg("%s", f.why);
    assert_true(appended >= 3);
}

/* --- the proof ----------------------------------------------------------------------------------
 */

/* The record by itself, then with the seals that were kept elsewhere. */
static int64_t breaks_found(bool *only_elsewhere)
{
    struct failure f = {0};
    struct seals_check check = {.block = true};
    int64_t breaks = count("SELECT count(*) FROM api.ledger_verify(true)");
    if (!seals_compare(owner, seals.data, &check, &f))
        fail_msg("%s", f.why);
    assert_true(check.lines > 0);
    *only_elsewhere = breaks == 0 && check.differing > 0;
    return breaks + check.differing;
}

static void write_mutation(struct buffer *sql, size_t kind)
{
    int a = (int)pick(100000), b = (int)pick(100000);
    buffer_clear(sql);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    buffer_print(sql, mutations[kind], a, b);
#pragma GCC diagnostic pop
}

/* Each statement in turn; false when nothing was changed by it. */
static bool mutate(char *sql)
{
    bool changed = false;
    for (char *rest = sql, *one; (one = strsep(&rest, ";")) != NULL;) {
        struct reply *reply;
        if (!run(one, &reply))
            return false;
        changed = changed || reply_affected(reply) > 0 || strstr(one, "TRUNCATE") != NULL ||
                  strstr(one, "SELECT tests.") != NULL;
        if (!changed) {
            reply_free(reply);
            return false;
        }
        reply_free(reply);
    }
    return changed;
}

static void assert_whole(int made)
{
    bool elsewhere;
    if (breaks_found(&elsewhere) != 0)
        fail_msg("the record is not whole after %d mutations, each taken back", made);
}

static bool mutate_and_prove(struct buffer *sql, bool *found, bool *elsewhere)
{
    size_t kind = pick(sizeof mutations / sizeof mutations[0]);
    write_mutation(sql, kind);
    char *copy = strdup(sql->data);
    must_run("BEGIN");
    bool mutated = mutate(copy);
    *found = mutated && breaks_found(elsewhere) > 0;
    must_run("ROLLBACK");
    free(copy);
    return mutated;
}

static void every_mutation_is_found(void **state)
{
    (void)state;
    struct buffer sql = {0};
    int made = 0, found = 0, only_elsewhere = 0;
    printf("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; made < MUTATIONS && i < TRIES_MOST; i++) {
        bool is_found, elsewhere = false;
        if (!mutate_and_prove(&sql, &is_found, &elsewhere))
            continue;
        made++;
        found += is_found ? 1 : 0;
        only_elsewhere += elsewhere ? 1 : 0;
        if (!is_found)
            printf("not found: %s\n", sql.data);
        if (made % BETWEEN_WORK == 0)
            work();
        if (made % BETWEEN_PROOFS == 0)
            assert_whole(made);
    }
    printf("%d of %d mutations found, %d of them only by the seals kept elsewhere\n", found, made,
           only_elsewhere);
    assert_true(only_elsewhere > 0);
    assert_int_equal(made, MUTATIONS);
    assert_int_equal(found, MUTATIONS);
    buffer_free(&sql);
}

static int set_up(void **state)
{
    (void)state;
    struct failure f;
    const char *given = getenv("MUTATION_SEED");
    if (given != NULL)
        seed = strtoull(given, NULL, 10);
    server = test_server_start_published();
    directory = test_directory();
    buffer_print(&seals, "%s/seals", directory);
    owner = gateway_open(&(struct gateway_options){.conninfo = test_server_conninfo(server, NULL),
                                                   .any_schema = true});
    assert_true(gateway_connect(owner, &f));
    work();
    test_server_run(server, tools);
    assert_whole(0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gateway_close(owner);
    buffer_free(&seals);
    test_directory_remove(directory);
    test_server_stop(server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_mutation_is_found)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
