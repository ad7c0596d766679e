/* The private server from the command line, as a person or a script uses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "support/directory.h"
#include "support/program.h"

static char *directory, place[256], option[300];
static struct buffer out, err;

/* Everything happens in one directory; the usual places are in it too. */
static int set_up(void **state)
{
    (void)state;
    directory = test_directory();
    (void)snprintf(place, sizeof place, "%s/s", directory);
    (void)snprintf(option, sizeof option, "--local=%s", place);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_directory_remove(directory);
    buffer_free(&out);
    buffer_free(&err);
    return 0;
}

static void expect(int status, int wanted)
{
    if (status != wanted)
        fail_msg("status %d instead of %d: %s%s", status, wanted, out.data, err.data);
}

static void expect_words(const struct buffer *b, const char *words)
{
    if (strstr(b->data, words) == NULL)
        fail_msg("not said: %s, but: %s", words, b->data);
}

/* What psql -d would get for the printed string. */
static void expect_connection(const char *conninfo, const char *sql, const char *wanted)
{
    PGconn *link = PQconnectdb(conninfo);
    PGresult *result = PQexec(link, sql);
    if (PQntuples(result) < 1)
        fail_msg("%s", PQerrorMessage(link));
    assert_string_equal(PQgetvalue(result, 0, 0), wanted);
    PQclear(result);
    PQfinish(link);
}

static void words_that_mean_nothing_end_with_64(void **state)
{
    (void)state;
    expect(PROGRAM(&out, &err, "locla"), EX_USAGE);
    expect_words(&err, "local");
    expect(PROGRAM(&out, &err, "--nonsense"), EX_USAGE);
    expect(PROGRAM(&out, &err, "local"), EX_USAGE);
    expect(PROGRAM(&out, &err, "local", "begin"), EX_USAGE);
    expect(PROGRAM(&out, &err, "local", "backup"), EX_USAGE);
    expect(PROGRAM(&out, &err, "local", "stop", "now"), EX_USAGE);
    expect(PROGRAM(&out, &err, "help", "locla"), EX_USAGE);
}

static void help_and_version_go_to_standard_output(void **state)
{
    (void)state;
    expect(PROGRAM(&out, &err, "--help"), EX_OK);
    expect_words(&out, "--local[=DIR]");
    assert_int_equal(err.len, 0);
    expect(PROGRAM(&out, &err, "local", "--help"), EX_OK);
    expect_words(&out, "backup FILE");
    expect(PROGRAM(&out, &err, "-V"), EX_OK);
    expect_words(&out, "Holdfast ");
}

static void a_full_disk_is_no_success(void **state)
{
    (void)state;
    char command[512];
    (void)snprintf(command, sizeof command, "%s --help > /dev/full 2> /dev/null", program_path());
    int status = system(command);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EX_IOERR);
}

static void it_lives_from_start_to_destroy(void **state)
{
    (void)state;
    struct stat st;
    expect(PROGRAM(&out, &err, option, "local", "status"), EX_UNAVAILABLE);
    expect(PROGRAM(&out, &err, "local", "start", option), EX_OK);
    expect(PROGRAM(&out, &err, option, "local", "start"), EX_OK);
    expect_words(&out, "runs already");
    expect(PROGRAM(&out, &err, option, "local", "status"), EX_OK);
    expect(PROGRAM(&out, &err, option, "local", "conninfo"), EX_OK);
    expect_connection(out.data, "SELECT count(*) FROM app.installation WHERE NOT sandbox", "1");
    expect(PROGRAM(&out, &err, option, "local", "stop"), EX_OK);
    expect_words(&out, "stopped");
    expect(PROGRAM(&out, &err, option, "local", "status"), EX_UNAVAILABLE);
    const char *const destroy[] = {option, "local", "destroy", NULL};
    expect(program_run(destroy, "no\n", &out, &err), EX_NOPERM);
    assert_int_equal(stat(place, &st), 0);
    expect(program_run(destroy, place, &out, &err), EX_OK);
    assert_int_not_equal(stat(place, &st), 0);
    expect(PROGRAM(&out, &err, option, "local", "destroy", "--yes"), EX_NOINPUT);
}

static void a_backup_returns_with_its_people(void **state)
{
    (void)state;
    char file[300], other[300];
    (void)snprintf(file, sizeof file, "%s/backup", directory);
    (void)snprintf(other, sizeof other, "--local=%s/other", directory);
    expect(PROGRAM(&out, &err, option, "local", "conninfo"), EX_OK);
    expect_connection(out.data,
                      "CREATE ROLE maria LOGIN IN ROLE holdfast_person;"
                      "SELECT pg_has_role('maria', 'holdfast_person', 'member')",
                      "t");
    expect(PROGRAM(&out, &err, option, "local", "backup", file), EX_OK);
    expect(PROGRAM(&out, &err, other, "local", "restore", file), EX_OK);
    expect(PROGRAM(&out, &err, other, "local", "conninfo", "--as", "maria"), EX_OK);
    expect_connection(out.data, "SELECT session_user", "maria");
    expect_connection(out.data, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", "f");
    expect(PROGRAM(&out, &err, other, "local", "restore", file), EX_CANTCREAT);
    expect(PROGRAM(&out, &err, other, "local", "restore", "/dev/null"), EX_DATAERR);
    expect(PROGRAM(&out, &err, other, "local", "restore", "/nowhere"), EX_NOINPUT);
    expect(PROGRAM(&out, &err, option, "local", "backup", "/nowhere/else"), EX_CANTCREAT);
}

static void write_config(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void the_configuration_can_name_the_server(void **state)
{
    (void)state;
    char path[300], text[600];
    (void)snprintf(path, sizeof path, "%s/config.yaml", directory);
    (void)snprintf(text, sizeof text, "connection: {local: %s}\n", place);
    write_config(path, text);
    expect(PROGRAM(&out, &err, "-c", path, "migrate", "--status"), EX_OK);
    expect_words(&out, "newest");
    expect(PROGRAM(&out, &err, "-c", "/nowhere", "migrate", "--status"), EX_NOINPUT);
    write_config(path, "connection: {password: secret}\n");
    expect(PROGRAM(&out, &err, "-c", path, "migrate", "--status"), EX_CONFIG);
    expect_words(&err, ".pgpass");
    assert_null(strstr(err.data, "secret"));
    write_config(path, "connection: [\n");
    expect(PROGRAM(&out, &err, "-c", path, "migrate", "--status"), EX_CONFIG);
    expect_words(&err, "config.yaml:");
}

static void who_one_is_belongs_to_the_private_server(void **state)
{
    (void)state;
    expect(PROGRAM(&out, &err, "--as", "maria", "--db", "dbname=x", "migrate"), EX_USAGE);
    expect(PROGRAM(&out, &err, "--as", "maria", "migrate"), EX_USAGE);
    expect(PROGRAM(&out, &err, "--db", "host=/nowhere", "migrate", "--status"), EX_UNAVAILABLE);
}

static void a_place_that_cannot_be_had_is_named(void **state)
{
    (void)state;
    expect(PROGRAM(&out, &err, "--local=/dev/null", "local", "start"), EX_CANTCREAT);
    expect_words(&err, "/dev/null");
    expect(PROGRAM(&out, &err, "--local=/proc/holdfast", "local", "start"), EX_CANTCREAT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_that_mean_nothing_end_with_64),
        TEST(help_and_version_go_to_standard_output),
        TEST(a_full_disk_is_no_success),
        TEST(it_lives_from_start_to_destroy),
        TEST(a_backup_returns_with_its_people),
        TEST(the_configuration_can_name_the_server),
        TEST(who_one_is_belongs_to_the_private_server),
        TEST(a_place_that_cannot_be_had_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
