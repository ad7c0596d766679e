/* Seals of the record: every entry ends in exactly one, whoever writes meanwhile, in another
 * database of the same server too; they are appended to a file that is checked against the
 * database; they go on after a restore. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "support/child.h"
#include "support/directory.h"
#include "support/program.h"
#include "support/server.h"

enum { WRITERS = 4, NEIGHBOURS = 2, ALL = WRITERS + NEIGHBOURS, STEPS = 40 };

static struct test_server *server;
static char *directory, option[300];
static struct buffer output, complaint, path;

#define RUN(...)      PROGRAM(&output, &complaint, option, __VA_ARGS__)
#define AS(who, ...)  PROGRAM(&output, &complaint, option, "--as", who, __VA_ARGS__)
#define SWEEP_TO_FILE RUN("sweep", "--seals", path.data)

static void assert_ended(int status, int expected)
{
    if (status != expected)
        fail_msg("exit status %d, not %d: %s%s", status, expected, output.data, complaint.data);
}

static void assert_said(const struct buffer *b, const char *words)
{
    if (b->data == NULL || strstr(b->data, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, b->data);
}

static long ask(const char *sql)
{
    char *value = test_server_ask(server, sql);
    long number = strtol(value, NULL, 10);
    free(value);
    return number;
}

static void must(PGconn *link, const char *sql)
{
    PGresult *result = PQexec(link, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        fail_msg("%s", PQresultErrorMessage(result));
    PQclear(result);
}

/* Somebody is entered and a nurse asked for; the minute is over. */
static void work(void)
{
    PGconn *drew = test_server_connect(server, "drew");
    must(drew,
         "DO $$ DECLARE p text; BEGIN"
         " p := api.enter_individual(gen_random_uuid(), jsonb_build_object('family', 'Sealed ' ||"
         "   gen_random_uuid(), 'birth_date', '1950-01-01', 'address', '1 Elm St', 'contacts',"
         "   '[{\"phone\": \"617-555-0100\"}]'::jsonb)) ->> 'individual_ref';"
         " PERFORM api.refer(gen_random_uuid(), jsonb_build_object('individual', p, 'provided',"
         "   '{\"orders\": \"x\"}'::jsonb, 'items',"
         "   '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb)); END $$");
    PQfinish(drew);
    test_server_run(server, "UPDATE app.sweep_lead SET last_at = '-infinity',"
                            " sealed_at = clock_timestamp() - interval '61 seconds'");
}

static void read_file(struct buffer *text)
{
    buffer_clear(text);
    FILE *file = fopen(path.data, "re");
    assert_non_null(file);
    assert_true(buffer_read(text, file));
    (void)fclose(file);
}

static void assert_file(const char *expected)
{
    struct buffer text = {0};
    read_file(&text);
    assert_string_equal(text.data, expected);
    buffer_free(&text);
}

static long lines_of_file(void)
{
    struct buffer text = {0};
    long lines = 0;
    read_file(&text);
    for (const char *at = text.data; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    buffer_free(&text);
    return lines;
}

static int set_up(void **state)
{
    (void)state;
    server = test_server_start_published();
    directory = test_directory();
    (void)snprintf(option, sizeof option, "--local=%s", test_server_dir(server));
    (void)setenv("XDG_STATE_HOME", directory, 1);
    buffer_print(&path, "%s/seals", directory);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_free(&path);
    buffer_free(&output);
    buffer_free(&complaint);
    test_directory_remove(directory);
    test_server_stop(server);
    return 0;
}

/* Somebody with the server in hand switches them off first: DISABLE, or ENABLE. */
static void guards(const char *how)
{
    struct buffer sql = {0};
    buffer_print(
        &sql,
        "DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT c.oid FROM pg_class c WHERE"
        "  c.relnamespace = 'app'::regnamespace AND (c.relname ~ '^ledger_[0-9]' OR c.relname"
        "  IN ('ledger', 'seal')) AND c.relkind IN ('r', 'p') LOOP EXECUTE format("
        "  'ALTER TABLE %%s %s TRIGGER ALL', p); END LOOP; END $$",
        how);
    test_server_run(server, sql.data);
    buffer_free(&sql);
}

static void a_sweep_appends_what_was_sealed(void **state)
{
    (void)state;
    struct buffer before = {0}, after = {0};
    work();
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_int_equal(lines_of_file(), 1);
    read_file(&before);
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_file(before.data);
    work();
    assert_ended(SWEEP_TO_FILE, EX_OK);
    read_file(&after);
    assert_int_equal(lines_of_file(), 2);
    assert_memory_equal(after.data, before.data, before.len);
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), EX_OK);
    assert_said(&output, "The record is whole.");
    assert_said(&output, "up to seal 2 the same.");
    assert_ended(AS("adm", "sweep", "--seals", path.data), EX_OK);
    assert_ended(AS("maria", "sweep", "--seals", path.data), EX_NOPERM);
    buffer_free(&before);
    buffer_free(&after);
}

static void a_file_that_lags_is_filled_up(void **state)
{
    (void)state;
    struct buffer whole = {0};
    for (int i = 0; i < 3; i++) {
        work();
        test_server_run(server, "SELECT engine.seal()");
    }
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_int_equal(lines_of_file(), ask("SELECT max(number) FROM app.seal"));
    read_file(&whole);
    for (size_t cut = 1; cut < whole.len; cut += 173) {
        assert_int_equal(truncate(path.data, (off_t)(whole.len - cut)), 0);
        assert_ended(SWEEP_TO_FILE, EX_OK);
        assert_file(whole.data);
    }
    assert_int_equal(unlink(path.data), 0);
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_file(whole.data);
    buffer_free(&whole);
}

/* More seals than one answer of the database holds. */
static void many_seals_fill_a_file(void **state)
{
    (void)state;
    test_server_run(server,
                    "INSERT INTO app.unsealed SELECT -g, now(), '' FROM generate_series(1, 2100) g;"
                    " SELECT engine.seal(1) FROM generate_series(1, 2100)");
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_int_equal(lines_of_file(), ask("SELECT max(number) FROM app.seal"));
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), 1);
    guards("DISABLE");
    test_server_run(server, "DELETE FROM app.seal WHERE first_entry < 0");
    guards("ENABLE");
    assert_ended(SWEEP_TO_FILE, 1);
    assert_int_equal(unlink(path.data), 0);
    assert_ended(SWEEP_TO_FILE, EX_OK);
}

static void replace_in_file(char from, char to)
{
    struct buffer text = {0};
    read_file(&text);
    FILE *file = fopen(path.data, "we");
    *strrchr(text.data, from) = to;
    assert_non_null(file);
    (void)fputs(text.data, file);
    (void)fclose(file);
    buffer_free(&text);
}

static void a_file_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct buffer kept = {0};
    replace_in_file('Z', 'z');
    read_file(&kept);
    work();
    assert_ended(SWEEP_TO_FILE, 1);
    assert_said(&complaint, "is not in this database");
    assert_file(kept.data);
    assert_ended(RUN("sweep", "--every", "1", "--seals", path.data), 1);
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), 1);
    assert_said(&output, "the database says something else than the file");
    replace_in_file('z', 'Z');
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), EX_OK);
    assert_ended(RUN("sweep", "--seals", "/nowhere/seals"), EX_CANTCREAT);
    assert_ended(AS("casey", "ledger", "verify", "--seals", "/nowhere/seals"), EX_NOINPUT);
    assert_ended(RUN("sweep", "--seals", "README.md"), EX_CONFIG);
    buffer_free(&kept);
}

/* The last seal, given another time and computed anew, with nothing after it to disagree. */
static void only_the_file_tells_of_a_seal_made_anew(void **state)
{
    (void)state;
    guards("DISABLE");
    test_server_run(
        server, "CREATE TABLE public.kept AS SELECT * FROM app.seal ORDER BY number DESC LIMIT 1;"
                "UPDATE app.seal SET sealed_at = sealed_at - interval '1 hour' WHERE number ="
                " (SELECT number FROM public.kept);"
                "UPDATE app.seal s SET hash = engine.seal_hash(s) WHERE number ="
                " (SELECT number FROM public.kept)");
    assert_ended(AS("casey", "ledger", "verify", "--full"), EX_OK);
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), 1);
    assert_ended(SWEEP_TO_FILE, 1);
    test_server_run(server,
                    "UPDATE app.seal s SET sealed_at = k.sealed_at, hash = k.hash"
                    " FROM public.kept k WHERE s.number = k.number; DROP TABLE public.kept");
    guards("ENABLE");
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), 1);
    assert_said(&output, "it is not the seal that was proved from here before");
    assert_ended(AS("casey", "ledger", "verify", "--full", "--seals", path.data), EX_OK);
    assert_ended(AS("casey", "ledger", "verify", "--seals", path.data), EX_OK);
}

static void what_was_proved_is_not_read_again_unless_asked(void **state)
{
    (void)state;
    assert_ended(AS("casey", "ledger", "verify", "--full"), EX_OK);
    assert_said(&output, "Read: all ");
    work();
    assert_ended(AS("casey", "ledger", "verify"), EX_OK);
    assert_said(&output, "Read anew: what was written to since seal ");
    guards("DISABLE");
    test_server_run(server, "UPDATE app.ledger SET actor = actor || 'x' WHERE id ="
                            " (SELECT min(id) FROM app.ledger)");
    assert_ended(AS("casey", "ledger", "verify"), EX_OK);
    assert_ended(AS("casey", "ledger", "verify", "--full"), 1);
    assert_said(&output, "the entry was changed");
    test_server_run(server, "UPDATE app.ledger SET actor = rtrim(actor, 'x') WHERE id ="
                            " (SELECT min(id) FROM app.ledger);"
                            "UPDATE app.ledger SET actor = actor || 'x' WHERE id ="
                            " (SELECT max(id) FROM app.ledger)");
    assert_ended(AS("casey", "ledger", "verify"), 1);
    test_server_run(server, "UPDATE app.ledger SET actor = rtrim(actor, 'x') WHERE id ="
                            " (SELECT max(id) FROM app.ledger)");
    guards("ENABLE");
    assert_ended(AS("casey", "ledger", "verify", "--full"), EX_OK);
}

static void what_was_erased_is_told_and_no_break(void **state)
{
    (void)state;
    char *person =
        test_server_ask(server, "SELECT engine.individual_ref(max(id)) FROM app.individual");
    assert_ended(AS("casey", "ledger", "erase", person), EX_USAGE);
    assert_ended(AS("casey", "ledger", "erase", person, "--reason", "order 7"), EX_DATAERR);
    assert_said(&complaint, "still open");
    PGconn *drew = test_server_connect(server, "drew");
    must(drew,
         "SELECT api.act(gen_random_uuid(), q.ref, q.version, 'cancel',"
         " '{\"reason\": \"duplicate\", \"note\": \"twice\"}') FROM api.queue('requested') q");
    PQfinish(drew);
    assert_ended(AS("maria", "ledger", "erase", person, "--reason", "order 7"), EX_NOPERM);
    assert_ended(AS("casey", "ledger", "erase", person, "--reason", "order 7"), EX_OK);
    assert_said(&output, "Erased: the words of ");
    assert_ended(AS("casey", "ledger", "verify", "--full"), EX_OK);
    assert_said(&output, "Erased lawfully: ");
    assert_said(&output, "by casey on 2026-11-20: order 7");
    assert_ended(AS("casey", "ledger", "show", person), EX_OK);
    assert_said(&output, "\terase\t");
    free(person);
}

/* Each writes a step, waits a little before it commits, so that commits come in another order than
 * the ids, and sometimes takes all of it back. */
static pid_t start_writer(int number)
{
    char conninfo[600];
    (void)snprintf(conninfo, sizeof conninfo, "%s%s", test_server_conninfo(server, "drew"),
                   number < WRITERS ? "" : " dbname=neighbour");
    pid_t pid = test_child_fork();
    assert_true(pid >= 0);
    if (pid > 0)
        return pid;
    PGconn *link = test_child_connect(conninfo);
    for (int i = 0; i < STEPS; i++) {
        char sql[512];
        (void)snprintf(sql, sizeof sql,
                       "BEGIN; SELECT api.enter_individual(gen_random_uuid(), "
                       "'{\"family\": \"Writer %d of %d\", \"birth_date\": \"1950-01-01\"}');"
                       "SELECT pg_sleep(%d * 0.001); %s",
                       i, number, (i * 7 + number * 13) % 23, i % 5 == 4 ? "ROLLBACK" : "COMMIT");
        PQclear(PQexec(link, sql));
    }
    PQfinish(link);
    _exit(0);
}

static long ask_of(PGconn *link, const char *sql)
{
    PGresult *result = PQexec(link, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s", PQresultErrorMessage(result));
    long number = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

/* Seals a few at a time for as long as anybody writes. */
static void seal_while_they_write(PGconn *const *sealers, pid_t *writers)
{
    int status = 0, left = ALL;
    while (left > 0) {
        must(sealers[0], "SELECT engine.seal(3)");
        must(sealers[1], "SELECT engine.seal(3)");
        for (int i = 0; i < ALL; i++)
            if (writers[i] > 0 && waitpid(writers[i], &status, WNOHANG) == writers[i]) {
                assert_int_equal(status, 0);
                writers[i] = 0;
                left--;
            }
    }
}

static void assert_all_in_one_seal(PGconn *link, long entries)
{
    must(link, "SELECT engine.seal()");
    assert_int_equal(ask_of(link, "SELECT count(*) FROM app.ledger"), entries);
    assert_int_equal(ask_of(link, "SELECT count(*) FROM app.unsealed"), 0);
    assert_int_equal(
        ask_of(link, "SELECT count(*) FROM (SELECT u.id FROM app.seal s, unnest(s.entries) u(id)"
                     " GROUP BY u.id HAVING count(*) > 1) twice"),
        0);
    assert_int_equal(ask_of(link, "SELECT count(*) FROM app.ledger l WHERE NOT EXISTS"
                                  " (SELECT FROM app.seal s WHERE l.id = ANY (s.entries))"),
                     0);
    assert_int_equal(ask_of(link, "SELECT count(*) FROM engine.ledger_breaks()"), 0);
}

/* Some write in another database of the same server, whose transactions count up with ours. */
static void every_entry_is_in_one_seal_whoever_writes(void **state)
{
    (void)state;
    pid_t writers[ALL];
    char conninfo[600];
    long before = ask("SELECT count(*) FROM app.ledger");
    test_server_run(server, "CREATE DATABASE neighbour TEMPLATE " LOCAL_DATABASE);
    (void)snprintf(conninfo, sizeof conninfo, "%s dbname=neighbour",
                   test_server_conninfo(server, NULL));
    PGconn *const sealers[] = {test_server_connect(server, NULL), PQconnectdb(conninfo)};
    for (int i = 0; i < ALL; i++)
        writers[i] = start_writer(i);
    seal_while_they_write(sealers, writers);
    assert_all_in_one_seal(sealers[0], before + WRITERS * STEPS * 4 / 5);
    assert_all_in_one_seal(sealers[1], before + NEIGHBOURS * STEPS * 4 / 5);
    /* Some were overtaken: a later seal holds an earlier id. */
    assert_true(ask("SELECT count(*) FROM app.seal s JOIN app.seal n ON n.number > s.number"
                    " AND n.first_entry < s.last_entry") > 0);
    PQfinish(sealers[0]);
    PQfinish(sealers[1]);
    test_server_run(server, "DROP DATABASE neighbour");
    assert_ended(SWEEP_TO_FILE, EX_OK);
    assert_ended(AS("casey", "ledger", "verify", "--full", "--seals", path.data), EX_OK);
}

static void seals_go_on_after_a_restore(void **state)
{
    (void)state;
    struct buffer backup = {0}, place = {0}, before = {0}, after = {0};
    work();
    buffer_print(&backup, "%s/backup", directory);
    buffer_print(&place, "--local=%s/r", directory);
    assert_ended(RUN("local", "backup", backup.data), EX_OK);
    read_file(&before);
    assert_ended(PROGRAM(&output, &complaint, place.data, "local", "restore", backup.data), EX_OK);
    assert_ended(PROGRAM(&output, &complaint, place.data, "sweep", "--seals", path.data), EX_OK);
    read_file(&after);
    assert_memory_equal(after.data, before.data, before.len);
    assert_true(after.len > before.len);
    assert_ended(PROGRAM(&output, &complaint, place.data, "--as", "casey", "ledger", "verify",
                         "--full", "--seals", path.data),
                 EX_OK);
    assert_said(&output, "not sealed yet: 0.");
    /* The other one has gone another way since: the file is of the restored one now. */
    assert_ended(SWEEP_TO_FILE, 1);
    assert_ended(PROGRAM(&output, &complaint, place.data, "local", "destroy", "--yes"), EX_OK);
    buffer_free(&backup);
    buffer_free(&place);
    buffer_free(&before);
    buffer_free(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sweep_appends_what_was_sealed),
        cmocka_unit_test(a_file_that_lags_is_filled_up),
        cmocka_unit_test(a_file_that_does_not_fit_is_refused),
        cmocka_unit_test(only_the_file_tells_of_a_seal_made_anew),
        cmocka_unit_test(what_was_proved_is_not_read_again_unless_asked),
        cmocka_unit_test(what_was_erased_is_told_and_no_break),
        cmocka_unit_test(every_entry_is_in_one_seal_whoever_writes),
        cmocka_unit_test(many_seals_fill_a_file),
        cmocka_unit_test(seals_go_on_after_a_restore),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
